//! The search for one prime.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, Uint};
use crypto_primes::Flavor;
use crypto_primes::fips::{self, FipsOptions};
use zeroize::Zeroizing;

use super::sieve::Sieve;
use crate::env::{Env, make_rng};

/// The error of the proof is at most 2 to the minus this.
const ERROR_BITS: u32 = 128;

/// The search for a prime that fills `LIMBS` limbs, with its two highest bits set, so that the product of two fills twice as many.
#[derive(Default)]
pub(super) struct PrimeSearch<const LIMBS: usize> {
    sieve: Option<Sieve<LIMBS>>,
    /// A candidate that passed Fermat's test, and is proved in a step of its own.
    probable: Option<Zeroizing<Uint<LIMBS>>>,
}

impl<const LIMBS: usize> PrimeSearch<LIMBS> {
    /// How many candidates one step tests: some milliseconds' worth.
    const BATCH: u32 = if Uint::<LIMBS>::BITS <= 1024 { 8 } else { 2 };

    /// How many candidates are tested on average: one number in ln(2^bits) is a prime, and the sieve leaves one in
    /// e^γ·ln(65537) of the numbers.
    pub(super) fn expected() -> f64 {
        f64::from(Uint::<LIMBS>::BITS) * std::f64::consts::LN_2 / (1.781_072 * f64::from(super::EXPONENT).ln())
    }

    /// Tests some candidates, or proves one. The prime, once it is found.
    pub(super) fn step(&mut self, env: &mut dyn Env, tested: &mut u32) -> Option<Zeroizing<Uint<LIMBS>>> {
        if let Some(probable) = self.probable.take() {
            return self.proved(env, probable);
        }
        for _ in 0..Self::BATCH {
            let candidate = self.candidate(env);
            *tested = tested.saturating_add(1);
            if passes_fermat(&candidate) {
                self.probable = Some(candidate);
                break;
            }
        }
        None
    }

    fn candidate(&mut self, env: &mut dyn Env) -> Zeroizing<Uint<LIMBS>> {
        loop {
            let sieve = self.sieve.get_or_insert_with(|| Sieve::new(beginning(env)));
            if let Some(candidate) = sieve.next() {
                return candidate;
            }
            self.sieve = None;
        }
    }

    /// The candidate, where it is proved; the next search begins elsewhere in either case.
    fn proved(&mut self, env: &mut dyn Env, probable: Zeroizing<Uint<LIMBS>>) -> Option<Zeroizing<Uint<LIMBS>>> {
        let options = FipsOptions::with_error_bound(Uint::<LIMBS>::BITS, ERROR_BITS)?.with_lucas_test();
        let proved = fips::is_prime(&mut make_rng(env), Flavor::Any, &*probable, options);
        if proved {
            self.sieve = None;
        }
        proved.then_some(probable)
    }
}

/// A random odd number with its two highest bits set.
fn beginning<const LIMBS: usize>(env: &mut dyn Env) -> Zeroizing<Uint<LIMBS>> {
    let mut number = Zeroizing::new(Uint::<LIMBS>::ZERO);
    let mut octets = Zeroizing::new([0; 8]);
    for limb in number.as_mut_limbs() {
        env.fill(octets.as_mut());
        limb.0 = crypto_bigint::Word::from_le_bytes(*octets);
    }
    let highest = Uint::<LIMBS>::ONE.shl(Uint::<LIMBS>::BITS - 1);
    *number = number.bitor(&highest).bitor(&highest.shr(1)).bitor(&Uint::ONE);
    number
}

/// 2^(n−1) = 1 modulo n. Every bit of the exponent costs the same, for one of the candidates becomes a secret.
fn passes_fermat<const LIMBS: usize>(candidate: &Uint<LIMBS>) -> bool {
    let Some(odd) = Odd::new(*candidate).into_option() else { return false };
    let parameters = FixedMontyParams::new_vartime(odd);
    let one = FixedMontyForm::one(&parameters);
    let mut power = one;
    for bit in (1..Uint::<LIMBS>::BITS).rev() {
        power = power.square();
        let doubled = power.double();
        power = if candidate.bit_vartime(bit) { doubled } else { power };
    }
    power.square() == one
}
