//! Candidates without small factors, one after the other from a random beginning.

use std::sync::LazyLock;

use crypto_bigint::{CheckedAdd, Limb, NonZero, Uint};
use zeroize::Zeroizing;

use super::EXPONENT;

/// Every odd prime below is sieved out.
const LIMIT: u32 = 1 << 16;
/// How many odd numbers are sieved at a time.
const WINDOW: u32 = 4096;

/// The odd primes below [`LIMIT`].
static PRIMES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let limit = usize::try_from(LIMIT).unwrap_or_default();
    let mut composite = vec![false; limit];
    let mut primes = Vec::new();
    for number in (3..limit).step_by(2) {
        if composite.get(number) == Some(&false) {
            primes.extend(u32::try_from(number));
            composite.iter_mut().skip(number * number).step_by(number).for_each(|multiple| *multiple = true);
        }
    }
    primes
});

pub(super) struct Sieve<const LIMBS: usize> {
    /// The odd number at which the window begins.
    base: Zeroizing<Uint<LIMBS>>,
    /// The base modulo each prime, and modulo the public exponent at the end.
    residues: Zeroizing<Vec<u32>>,
    /// Whether base + 2·i is out.
    out: Zeroizing<Vec<bool>>,
    at: u32,
}

impl<const LIMBS: usize> Sieve<LIMBS> {
    /// A sieve over the odd numbers from `base`.
    pub(super) fn new(base: Zeroizing<Uint<LIMBS>>) -> Self {
        let residues = Zeroizing::new(PRIMES.iter().chain([&EXPONENT]).map(|prime| remainder(&base, *prime)).collect());
        let mut sieve = Self { base, residues, out: Zeroizing::new(Vec::new()), at: 0 };
        sieve.strike_out();
        sieve
    }

    /// The next candidate; nothing where the numbers of this length are at their end.
    pub(super) fn next(&mut self) -> Option<Zeroizing<Uint<LIMBS>>> {
        loop {
            let index = usize::try_from(self.at).ok()?;
            let Some(ahead) = self.out.iter().skip(index).position(|out| !out) else {
                self.advance()?;
                continue;
            };
            let found = self.at + u32::try_from(ahead).ok()?;
            self.at = found + 1;
            return self.base.checked_add(&Uint::from(2 * found)).into_option().map(Zeroizing::new);
        }
    }

    /// Moves on to the next window.
    fn advance(&mut self) -> Option<()> {
        *self.base = self.base.checked_add(&Uint::from(2 * WINDOW)).into_option()?;
        for (residue, prime) in self.residues.iter_mut().zip(PRIMES.iter().chain([&EXPONENT])) {
            *residue = (*residue + 2 * WINDOW) % prime;
        }
        self.strike_out();
        Some(())
    }

    fn strike_out(&mut self) {
        let window = usize::try_from(WINDOW).unwrap_or_default();
        self.at = 0;
        self.out.clear();
        self.out.resize(window, false);
        let mut strike = |first: u32, prime: u32| {
            let (first, prime) = (usize::try_from(first).unwrap_or(window), usize::try_from(prime).unwrap_or(window));
            self.out.iter_mut().skip(first).step_by(prime).for_each(|out| *out = true);
        };
        for (residue, prime) in self.residues.iter().zip(PRIMES.iter()) {
            strike(steps_to(0, *residue, *prime), *prime);
        }
        // A prime p with p − 1 divisible by the public exponent has no private exponent.
        if let Some(residue) = self.residues.last() {
            strike(steps_to(1, *residue, EXPONENT), EXPONENT);
        }
    }
}

/// The least i with residue + 2·i = goal modulo the prime.
const fn steps_to(goal: u32, residue: u32, prime: u32) -> u32 {
    let gap = (goal + prime - residue) % prime;
    if gap.is_multiple_of(2) { gap / 2 } else { (gap + prime) / 2 }
}

fn remainder<const LIMBS: usize>(number: &Uint<LIMBS>, prime: u32) -> u32 {
    let rest = NonZero::new(Limb::from(prime)).into_option().map(|prime| number.rem_limb(prime));
    rest.and_then(|rest| u32::try_from(rest.0).ok()).unwrap_or_default()
}
