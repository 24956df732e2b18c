//! The search for one prime.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Choice, CtAssign, MontyForm, MontyMultiplier, Odd, Uint};
use crypto_primes::hazmat::{LucasCheck, MillerRabin, SelfridgeBase, lucas_test, minimum_mr_iterations};
use zeroize::Zeroizing;

use super::sieve::Sieve;
use crate::env::{Env, make_rng};

/// The search for a prime that fills `LIMBS` limbs, with its two highest bits set, so that the product of two fills twice as many.
#[derive(Default)]
pub(super) struct PrimeSearch<const LIMBS: usize> {
    sieve: Option<Sieve<LIMBS>>,
    /// A candidate that passed Fermat's test, and is proved in steps of its own.
    proof: Option<Proof<LIMBS>>,
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
        if let Some(proof) = self.proof.take() {
            return self.go_on(env, proof);
        }
        for _ in 0..Self::BATCH {
            let candidate = self.candidate(env);
            *tested = tested.saturating_add(1);
            if passes_fermat(&candidate) {
                self.proof = Proof::new(candidate);
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

    /// One round of the proof. Where it was the last, the next search begins elsewhere.
    fn go_on(&mut self, env: &mut dyn Env, proof: Proof<LIMBS>) -> Option<Zeroizing<Uint<LIMBS>>> {
        match proof.round(env) {
            Round::Composite => None,
            Round::More(proof) => {
                self.proof = Some(proof);
                None
            }
            Round::Proved(prime) => {
                self.sieve = None;
                Some(prime)
            }
        }
    }
}

/// The proof that a candidate is a prime, one round at a time: Miller–Rabin with random bases, then Lucas.
struct Proof<const LIMBS: usize> {
    candidate: Zeroizing<Uint<LIMBS>>,
    miller_rabin_rounds: usize,
}

enum Round<const LIMBS: usize> {
    Composite,
    More(Proof<LIMBS>),
    Proved(Zeroizing<Uint<LIMBS>>),
}

impl<const LIMBS: usize> Proof<LIMBS> {
    fn new(candidate: Zeroizing<Uint<LIMBS>>) -> Option<Self> {
        let miller_rabin_rounds = minimum_mr_iterations(Uint::<LIMBS>::BITS, PrimeSearch::<LIMBS>::ERROR_BITS)?;
        Some(Self { candidate, miller_rabin_rounds })
    }

    fn round(mut self, env: &mut dyn Env) -> Round<LIMBS> {
        let Some(odd) = Odd::new(*self.candidate).into_option() else { return Round::Composite };
        if let Some(rounds) = self.miller_rabin_rounds.checked_sub(1) {
            self.miller_rabin_rounds = rounds;
            let outcome = MillerRabin::new(odd).test_random_base(&mut make_rng(env));
            return if outcome.is_probably_prime() { Round::More(self) } else { Round::Composite };
        }
        match lucas_test(odd, SelfridgeBase, LucasCheck::Strong).is_probably_prime() {
            true => Round::Proved(self.candidate),
            false => Round::Composite,
        }
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
    use crypto_bigint::{U64, U1024, U1536, U2048};

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
    fn the_proof_has_the_rounds_of_table_b_1() {
        let rounds = [
            Proof::new(Zeroizing::new(U1024::ONE)).unwrap().miller_rabin_rounds,
            Proof::new(Zeroizing::new(U1536::ONE)).unwrap().miller_rabin_rounds,
            Proof::new(Zeroizing::new(U2048::ONE)).unwrap().miller_rabin_rounds,
        ];
        assert_eq!(rounds, [5, 4, 4]);
    }

    /// How a proof of the number ends, and after how many rounds.
    fn proof(number: u64, miller_rabin_rounds: usize) -> (bool, usize) {
        let mut env = crate::env::FixedEnv::new(crate::model::Time::EARLIEST, 1);
        let mut proof = Proof { candidate: Zeroizing::new(U64::from(number)), miller_rabin_rounds };
        for round in 1.. {
            match proof.round(&mut env) {
                Round::Composite => return (false, round),
                Round::More(next) => proof = next,
                Round::Proved(_) => return (true, round),
            }
        }
        unreachable!("a proof ends")
    }

    #[test]
    fn what_only_looks_like_a_prime_is_not_proved() {
        // 2047 = 23 · 89 deceives Fermat and Miller–Rabin with base 2, 5459 = 53 · 103 deceives Lucas: neither deceives both.
        assert!(passes_fermat(&U64::from(2047_u32)));
        assert_eq!(proof(2047, 5), (false, 1));
        assert_eq!(proof(2047, 0), (false, 1));
        assert_eq!(proof(5459, 0), (true, 1));
        assert_eq!(proof(5459, 5), (false, 1));
        assert_eq!(proof(18_446_744_073_709_551_557, 5), (true, 6));
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
