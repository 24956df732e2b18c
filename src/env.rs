//! The world outside the core: a clock and a source of random bytes.
//!
//! Both are parameters, so the same input gives the same bytes in a test.

use rand_core::SeedableRng;
use zeroize::Zeroizing;

use crate::model::Time;

/// A clock and a cryptographic source of random bytes.
///
/// `fill` cannot fail: an implementation without randomness must refuse to be made.
pub trait Env {
    /// The present moment, in whole seconds.
    fn now(&self) -> Time;
    /// Fills `out` with bytes from a cryptographically secure source.
    fn fill(&mut self, out: &mut [u8]);
}

impl<E: Env + ?Sized> Env for &mut E {
    fn now(&self) -> Time {
        (**self).now()
    }

    fn fill(&mut self, out: &mut [u8]) {
        (**self).fill(out);
    }
}

/// A random generator for crates that ask for one: ChaCha20 keyed with 256 bits of the environment.
pub fn make_rng<E: Env + ?Sized>(env: &mut E) -> chacha20::ChaCha20Rng {
    let mut seed = Zeroizing::new([0; 32]);
    env.fill(seed.as_mut());
    chacha20::ChaCha20Rng::from_seed(*seed)
}

/// An environment that is the same each time: for tests, golden files and benchmarks.
///
/// Never for keys that are used: its bytes are known to everyone.
#[derive(Debug)]
pub struct FixedEnv {
    now: Time,
    rng: chacha20::ChaCha20Rng,
}

impl FixedEnv {
    /// An environment in which it is always `now` and whose bytes follow from `seed`.
    #[must_use]
    pub fn new(now: Time, seed: u8) -> Self {
        Self { now, rng: chacha20::ChaCha20Rng::from_seed([seed; 32]) }
    }

    /// Moves the clock to `now`.
    pub fn set_now(&mut self, now: Time) {
        self.now = now;
    }
}

impl Env for FixedEnv {
    fn now(&self) -> Time {
        self.now
    }

    fn fill(&mut self, out: &mut [u8]) {
        rand_core::Rng::fill_bytes(&mut self.rng, out);
    }
}
