//! The making of keys (FIPS 186-5, appendix A; RFC 8032).

mod prime;
mod sieve;

use crypto_bigint::{U1024, U1536, U2048, Uint};
use rsa::{BoxedUint, RsaPrivateKey};
use zeroize::Zeroizing;

use self::prime::PrimeSearch;
use super::private::Secret;
use super::{KeyKind, PrivateKey};
use crate::env::Env;
use crate::error::{Code, Error, Result};

/// The public exponent of every RSA key that is made.
const EXPONENT: u32 = 65_537;

/// The making of a key, one small step at a time, so that it can be watched and broken off.
///
/// RSA primes are probable primes with e = 65537 (FIPS 186-5, appendix A.1.3): candidates are taken one after the other
/// from a random beginning, sieved, put to Fermat's test, and what is left is proved by crypto-primes with random
/// Miller–Rabin rounds (5 for a key of 2048 bit, 4 for 3072 and 4096, as table B.1 asks) and a Lucas test.
pub struct KeySearch {
    kind: KeyKind,
    tested: u32,
    state: State,
}

enum State {
    Rsa2048(Box<RsaSearch<{ U1024::LIMBS }>>),
    Rsa3072(Box<RsaSearch<{ U1536::LIMBS }>>),
    Rsa4096(Box<RsaSearch<{ U2048::LIMBS }>>),
    /// A random number that is tried until it lies in the range: almost always the first.
    Immediate,
}

impl KeySearch {
    /// The beginning of a search; nothing has been done yet.
    #[must_use]
    pub fn new(kind: KeyKind) -> Self {
        let state = match kind {
            KeyKind::Rsa2048 => State::Rsa2048(Box::default()),
            KeyKind::Rsa3072 => State::Rsa3072(Box::default()),
            KeyKind::Rsa4096 => State::Rsa4096(Box::default()),
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::Ed25519 => State::Immediate,
        };
        Self { kind, tested: 0, state }
    }

    /// Does a bounded piece of work (a few milliseconds to some tens). The key, once it is found.
    ///
    /// # Errors
    /// [`Code::KeyInconsistent`] where the parts that were found do not make a key, which does not happen.
    pub fn step(&mut self, env: &mut dyn Env) -> Result<Option<PrivateKey>> {
        let secret = match &mut self.state {
            State::Rsa2048(search) => search.step(env, &mut self.tested)?,
            State::Rsa3072(search) => search.step(env, &mut self.tested)?,
            State::Rsa4096(search) => search.step(env, &mut self.tested)?,
            State::Immediate => Some(immediate(env, self.kind)),
        };
        secret.map(PrivateKey::new).transpose()
    }

    /// An honest guess between 0 and 1 of how far it is (candidates tested against the expected number), and how many
    /// were tested. Never 1: luck cannot be foreseen.
    #[must_use]
    pub fn progress(&self) -> (f64, u32) {
        let fraction = match &self.state {
            State::Rsa2048(search) => search.fraction(self.tested),
            State::Rsa3072(search) => search.fraction(self.tested),
            State::Rsa4096(search) => search.fraction(self.tested),
            State::Immediate => 0.0,
        };
        (fraction, self.tested)
    }
}

impl std::fmt::Debug for KeySearch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeySearch({}, {} tested)", self.kind.as_str(), self.tested)
    }
}

/// The making of a key in one go.
///
/// # Errors
/// As [`KeySearch::step`].
pub fn make_key(env: &mut dyn Env, kind: KeyKind) -> Result<PrivateKey> {
    let mut search = KeySearch::new(kind);
    loop {
        if let Some(key) = search.step(env)? {
            return Ok(key);
        }
    }
}

/// The search for the two primes of an RSA key.
#[derive(Default)]
struct RsaSearch<const LIMBS: usize> {
    search: PrimeSearch<LIMBS>,
    first: Option<Zeroizing<Uint<LIMBS>>>,
    /// How many were tested when the first was found.
    tested_for_first: u32,
}

impl<const LIMBS: usize> RsaSearch<LIMBS> {
    fn step(&mut self, env: &mut dyn Env, tested: &mut u32) -> Result<Option<Secret>> {
        let Some(prime) = self.search.step(env, tested) else { return Ok(None) };
        let Some(first) = &self.first else {
            self.first = Some(prime);
            self.tested_for_first = *tested;
            return Ok(None);
        };
        match far_apart(first, &prime) {
            true => assemble(first, &prime).map(Some),
            false => Ok(None),
        }
    }

    /// Half for each prime; within a half, the part of all searches that would have ended by now.
    fn fraction(&self, tested: u32) -> f64 {
        let (done, since) = match self.first {
            Some(_) => (0.5, tested.saturating_sub(self.tested_for_first)),
            None => (0.0, tested),
        };
        done + 0.5 * (1.0 - (-f64::from(since) / PrimeSearch::<LIMBS>::expected()).exp())
    }
}

/// |p − q| > 2^(nlen/2 − 100) (FIPS 186-5, appendix A.1.3, step 5.4).
fn far_apart<const LIMBS: usize>(p: &Uint<LIMBS>, q: &Uint<LIMBS>) -> bool {
    let difference = if p > q { p.wrapping_sub(q) } else { q.wrapping_sub(p) };
    difference.bits() > Uint::<LIMBS>::BITS - 100
}

/// The key of two primes, the greater first as other programs write it. The crate computes the rest and checks the whole.
fn assemble<const LIMBS: usize>(p: &Uint<LIMBS>, q: &Uint<LIMBS>) -> Result<Secret> {
    let (p, q) = if p > q { (p, q) } else { (q, p) };
    let key = RsaPrivateKey::from_p_q(BoxedUint::from(p), BoxedUint::from(q), BoxedUint::from(u64::from(EXPONENT)));
    key.map(|key| Secret::Rsa(Box::new(key)))
        .map_err(|error| Error::new(Code::KeyInconsistent).found(error.to_string()))
}

fn immediate(env: &mut dyn Env, kind: KeyKind) -> Secret {
    match kind {
        KeyKind::P384 => scalar(env, 0xff, |octets: &[u8; 48]| {
            p384::SecretKey::from_slice(octets).ok().map(|key| Secret::P384(Box::new(key.into())))
        }),
        KeyKind::P521 => scalar(env, 0x01, |octets: &[u8; 66]| {
            p521::SecretKey::from_slice(octets).ok().map(|key| Secret::P521(Box::new(key.into())))
        }),
        KeyKind::Ed25519 => scalar(env, 0xff, |octets: &[u8; 32]| {
            Some(Secret::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(octets))))
        }),
        _ => scalar(env, 0xff, |octets: &[u8; 32]| {
            p256::SecretKey::from_slice(octets).ok().map(|key| Secret::P256(Box::new(key.into())))
        }),
    }
}

/// Random octets, the first under a mask, until they are a key (FIPS 186-5, appendix A.2.2).
fn scalar<const N: usize>(env: &mut dyn Env, mask: u8, key: impl Fn(&[u8; N]) -> Option<Secret>) -> Secret {
    loop {
        let mut octets = Zeroizing::new([0; N]);
        env.fill(octets.as_mut());
        if let Some(first) = octets.first_mut() {
            *first &= mask;
        }
        if let Some(secret) = key(&octets) {
            return secret;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::key::{PublicKeyDetails, Signer};
    use crate::model::Time;

    #[test]
    fn the_same_environment_makes_the_same_key() {
        for kind in [KeyKind::Rsa2048, KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519] {
            let make = |seed| make_key(&mut FixedEnv::new(Time::EARLIEST, seed), kind).unwrap().public_key();
            assert_eq!(make(7), make(7), "{kind:?}");
            assert_ne!(make(7), make(8), "{kind:?}");
            assert_eq!(make(7).kind(), Some(kind));
        }
    }

    #[test]
    fn an_rsa_key_has_the_exponent_and_the_size_that_it_should() {
        for (kind, size) in [(KeyKind::Rsa2048, 2048), (KeyKind::Rsa3072, 3072)] {
            let key = make_key(&mut FixedEnv::new(Time::EARLIEST, 9), kind).unwrap().public_key();
            let PublicKeyDetails::Rsa { exponent, bits, .. } = key.details() else { panic!("RSA") };
            assert_eq!((exponent.as_slice(), *bits), (&[1, 0, 1][..], size));
            assert_eq!(key.judge(), []);
        }
    }

    #[test]
    fn progress_rises_and_stays_below_one() {
        let mut env = FixedEnv::new(Time::EARLIEST, 4);
        let mut search = KeySearch::new(KeyKind::Rsa2048);
        let (mut last, mut steps) = (0.0, 0);
        assert_eq!(search.progress(), (0.0, 0));
        while search.step(&mut env).unwrap().is_none() {
            let (fraction, tested) = search.progress();
            assert!(fraction >= last && fraction < 1.0, "{fraction} after {tested}");
            (last, steps) = (fraction, steps + 1);
        }
        assert!(steps > 2, "a search has steps at which it can be broken off");
    }

    #[test]
    fn primes_that_are_near_each_other_are_not_taken() {
        let p = U1024::MAX;
        assert!(!far_apart(&p, &p.wrapping_sub(&U1024::ONE.shl(923))));
        assert!(far_apart(&p, &p.wrapping_sub(&U1024::ONE.shl(925))));
    }
}
