//! The search for one prime.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Choice, CtAssign, MontyForm, MontyMultiplier, Odd, Uint};
use crypto_primes::Flavor;
use crypto_primes::fips::{self, FipsOptions};
use zeroize::Zeroizing;

use super::sieve::Sieve;
use crate::env::{Env, make_rng};

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

    /// The sieve's bound: what a test costs grows with the third power of the length, what the sieve costs with the first.
    const LIMIT: u32 = match Uint::<LIMBS>::BITS {
        0..=1024 => 1 << 16,
        1025..=1536 => 1 << 18,
        _ => 1 << 19,
    };

    /// The error of the proof is at most 2 to the minus this: the strength of the key, as table B.1 has it.
    const ERROR_BITS: u32 = match Uint::<LIMBS>::BITS {
        0..=1024 => 112,
        1025..=1536 => 128,
        _ => 144,
    };

    /// How many candidates are tested on average: one number in ln(2^bits) is a prime, and the sieve leaves one in
    /// e^γ·ln(limit) of the numbers.
    pub(super) fn expected() -> f64 {
        f64::from(Uint::<LIMBS>::BITS) * std::f64::consts::LN_2 / (1.781_072 * f64::from(Self::LIMIT).ln())
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
            let sieve = self.sieve.get_or_insert_with(|| Sieve::new(beginning(env), Self::LIMIT));
            if let Some(candidate) = sieve.next() {
                return candidate;
            }
            self.sieve = None;
        }
    }

    /// The candidate, where it is proved; the next search begins elsewhere in either case.
    fn proved(&mut self, env: &mut dyn Env, probable: Zeroizing<Uint<LIMBS>>) -> Option<Zeroizing<Uint<LIMBS>>> {
        let options = FipsOptions::with_error_bound(Uint::<LIMBS>::BITS, Self::ERROR_BITS)?.with_lucas_test();
        let proved = fips::is_prime(&mut make_rng(env), Flavor::Any, &*probable, options);
        if proved {
            self.sieve = None;
        }
        proved.then_some(probable)
    }
}

/// A random odd number with its two highest bits set.
fn beginning<const LIMBS: usize>(env: &mut dyn Env) -> Zeroizing<Uint<LIMBS>> {
    let mut octets = Zeroizing::new(vec![0; Uint::<LIMBS>::BYTES]);
    env.fill(&mut octets);
    let number = Zeroizing::new(Uint::<LIMBS>::from_be_slice(&octets));
    let highest = Uint::<LIMBS>::ONE.shl(Uint::<LIMBS>::BITS - 1);
    Zeroizing::new(number.bitor(&highest).bitor(&highest.shr(1)).bitor(&Uint::ONE))
}

/// 2^(n−1) = 1 modulo n. Every bit of the exponent costs the same, for one of the candidates becomes a secret.
fn passes_fermat<const LIMBS: usize>(candidate: &Uint<LIMBS>) -> bool {
    let Some(odd) = Odd::new(*candidate).into_option() else { return false };
    let parameters = FixedMontyParams::new_vartime(odd);
    let mut multiplier = <FixedMontyForm<LIMBS> as MontyForm>::Multiplier::from(&parameters);
    let one = FixedMontyForm::one(&parameters);
    let mut power = one;
    for bit in (1..Uint::<LIMBS>::BITS).rev() {
        multiplier.square_assign(&mut power);
        let doubled = power.double();
        power.ct_assign(&doubled, Choice::from_u8_lsb(u8::from(candidate.bit_vartime(bit))));
    }
    power.square() == one
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto_bigint::{U64, U1024};

    #[test]
    fn fermat_tells_primes_from_other_numbers() {
        for prime in [18_446_744_073_709_551_557_u64, 18_446_744_073_709_551_533] {
            assert!(passes_fermat(&U64::from(prime)), "{prime}");
        }
        for composite in [18_446_744_073_709_551_555_u64, 18_446_744_073_709_551_615, 18_446_744_073_709_551_556] {
            assert!(!passes_fermat(&U64::from(composite)), "{composite}");
        }
    }

    #[test]
    fn what_only_looks_like_a_prime_is_not_proved() {
        let mut env = crate::env::FixedEnv::new(crate::model::Time::EARLIEST, 1);
        let pseudoprime = U64::from(2047_u32);
        assert!(passes_fermat(&pseudoprime), "23 · 89, the least strong pseudoprime to base 2");
        let mut search = PrimeSearch::<{ U64::LIMBS }>::default();
        assert!(search.proved(&mut env, Zeroizing::new(pseudoprime)).is_none());
    }

    #[test]
    fn a_beginning_is_odd_and_has_its_two_highest_bits() {
        for seed in 0..20 {
            let mut env = crate::env::FixedEnv::new(crate::model::Time::EARLIEST, seed);
            let number: Zeroizing<U1024> = beginning(&mut env);
            assert!(number.bit_vartime(0) && number.bit_vartime(1022) && number.bit_vartime(1023));
        }
    }
}
