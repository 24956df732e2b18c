//! The header: the one record that is not sealed. It says how the passphrase opens the rest.

use std::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::Zeroizing;

use super::envelope::{self, DataKey, NONCE_LENGTH, TAG_LENGTH};
use crate::env::Env;
use crate::error::{Code, Error, Result};

/// The first eight bytes of every vault.
pub const MAGIC: [u8; 8] = *b"ROOTPAGE";
/// The version of the format that is written.
pub const VERSION: u16 = 1;
/// The least number of characters of a passphrase.
pub const MIN_PASSPHRASE: usize = 8;

const KDF_NAME: [u8; 8] = *b"argon2id";
const SALT_LENGTH: usize = 16;
const KEY_LENGTH: usize = 32;
/// Everything before the nonce: it is authenticated with the wrapped key.
const BOUND_LENGTH: usize = 62;
/// The whole header.
const LENGTH: usize = BOUND_LENGTH + NONCE_LENGTH + KEY_LENGTH + TAG_LENGTH;

/// What a person waits for on unlocking.
const TARGET_MILLISECONDS: f64 = 500.0;
/// What no derivation ever takes: a clock that says less stands still, or runs backwards.
const LEAST_MILLISECONDS: f64 = 0.1;
/// The most memory that is chosen by measuring, in MiB: a browser on a telephone gives a page little more.
const CALIBRATED_MIB: u32 = 256;

/// How much work the passphrase takes: the parameters of Argon2id (RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfParams {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl KdfParams {
    /// What a new vault gets: 64 MiB and three passes (RFC 9106, section 4, second recommendation, in one lane).
    pub const DEFAULT: Self = Self { memory_kib: 64 << 10, passes: 3, lanes: 1 };
    /// The least that is accepted: 19 MiB and two passes (OWASP's password storage cheat sheet).
    pub const FLOOR: Self = Self { memory_kib: 19 << 10, passes: 2, lanes: 1 };
    /// The most that is accepted, so that a changed header cannot keep the machine busy.
    pub const CEILING: Self = Self { memory_kib: 1 << 20, passes: 16, lanes: 16 };

    /// Parameters within the floor and the ceiling.
    ///
    /// # Errors
    /// [`Code::VaultKdfRange`].
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self> {
        let (least, most) = (Self::FLOOR, Self::CEILING);
        let accepted = (least.memory_kib..=most.memory_kib).contains(&memory_kib)
            && (least.passes..=most.passes).contains(&passes)
            && (least.lanes..=most.lanes).contains(&lanes);
        if accepted { Ok(Self { memory_kib, passes, lanes }) } else { Err(Self::refused(memory_kib, passes, lanes)) }
    }

    /// The memory in KiB.
    #[must_use]
    pub const fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// The passes.
    #[must_use]
    pub const fn passes(self) -> u32 {
        self.passes
    }

    /// The lanes.
    #[must_use]
    pub const fn lanes(self) -> u32 {
        self.lanes
    }

    /// Parameters that take about half a second on this device, as `clock` measures it: a clock in milliseconds that only goes
    /// forward. More memory comes before more passes, since memory is what somebody who guesses has to pay for (RFC 9106, section 4).
    ///
    /// # Errors
    /// [`Code::VaultMemory`] where the device has not even the memory for the least that is accepted.
    pub fn calibrate(clock: &mut dyn FnMut() -> f64) -> Result<Self> {
        Self::choose(&mut |kdf| {
            let before = clock();
            kdf.derive("a passphrase that measures", &[0; SALT_LENGTH])?;
            Ok(clock() - before)
        })
    }

    /// The parameters that take about as long as is wanted, where `measure` says how many milliseconds some take.
    fn choose(measure: &mut dyn FnMut(Self) -> Result<f64>) -> Result<Self> {
        let mut measured = |kdf| measure(kdf).map(|took| took.max(LEAST_MILLISECONDS));
        let floor = Self::FLOOR;
        let work = floor.work() * TARGET_MILLISECONDS / measured(floor)?;
        let mut chosen = Self::of_work(work);
        // a larger memory is slower than a small one, and a device may not have it
        loop {
            match measured(chosen) {
                Ok(took) if took <= LEAST_MILLISECONDS => return Ok(Self::DEFAULT),
                Ok(took) if took > 2.0 * TARGET_MILLISECONDS && chosen != floor => {
                    chosen = Self::of_work((chosen.work() * TARGET_MILLISECONDS / took).min(chosen.work() / 2.0));
                }
                Ok(_) => return Ok(chosen),
                Err(_) if chosen != floor => chosen = Self::of_work(chosen.work() / 2.0),
                Err(error) => return Err(error),
            }
        }
    }

    /// How many KiB are written in all.
    fn work(self) -> f64 {
        f64::from(self.memory_kib) * f64::from(self.passes)
    }

    /// Parameters of about so much work: between the floor and 256 MiB with the most passes that are accepted.
    fn of_work(work: f64) -> Self {
        let fitting = |passes: u32| (1..=CALIBRATED_MIB).rev().find(|mib| f64::from((mib << 10) * passes) <= work);
        let with = |passes: u32, mib: u32| Self { memory_kib: mib << 10, passes, lanes: 1 };
        let most = |passes: &u32| fitting(*passes) == Some(CALIBRATED_MIB);
        let passes = (3..=Self::CEILING.passes).rev().find(most).unwrap_or(3);
        let chosen = fitting(passes).map_or(Self::FLOOR, |mib| with(passes, mib));
        match chosen.memory_kib < Self::DEFAULT.memory_kib {
            // a slow device: two passes leave it more memory
            true => fitting(2).map_or(Self::FLOOR, |mib| with(2, mib.max(Self::FLOOR.memory_kib >> 10))),
            false => chosen,
        }
    }

    /// Whether these are nowhere less than others, and somewhere more.
    #[must_use]
    pub fn is_stronger_than(self, other: Self) -> bool {
        self.memory_kib >= other.memory_kib && self.work() > other.work()
    }

    fn refused(memory_kib: u32, passes: u32, lanes: u32) -> Error {
        let (least, most) = (Self::FLOOR, Self::CEILING);
        Error::new(Code::VaultKdfRange)
            .field("header")
            .found(format!("{memory_kib} KiB, {passes} passes, {lanes} lanes"))
            .allowed(format!(
                "{} to {} KiB, {} to {} passes, {} to {} lanes",
                least.memory_kib, most.memory_kib, least.passes, most.passes, least.lanes, most.lanes
            ))
    }

    /// The key that wraps the data key.
    fn derive(self, passphrase: &str, salt: &[u8]) -> Result<Zeroizing<[u8; KEY_LENGTH]>> {
        let refused = |_| Self::refused(self.memory_kib, self.passes, self.lanes);
        let no_memory = || Error::new(Code::VaultMemory).found(format!("{} KiB wanted", self.memory_kib));
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_LENGTH)).map_err(refused)?;
        // the crate leaves what it worked with behind, and from its last blocks the key could be computed again
        let mut blocks = Zeroizing::new(Vec::new());
        blocks.try_reserve_exact(params.block_count()).map_err(|_| no_memory())?;
        blocks.resize(params.block_count(), Block::default());
        let mut key = Zeroizing::new([0; KEY_LENGTH]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(passphrase.as_bytes(), salt, key.as_mut(), blocks.as_mut_slice())
            .map_err(|_| no_memory())?;
        Ok(key)
    }
}

/// `131072 KiB, 3 passes, 1 lane`.
impl fmt::Display for KdfParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lanes = if self.lanes == 1 { "lane" } else { "lanes" };
        write!(f, "{} KiB, {} passes, {} {lanes}", self.memory_kib, self.passes, self.lanes)
    }
}

/// The header, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    vault: [u8; 16],
    kdf: KdfParams,
    salt: [u8; SALT_LENGTH],
    nonce: [u8; NONCE_LENGTH],
    wrapped: [u8; KEY_LENGTH + TAG_LENGTH],
}

impl Header {
    /// A header that wraps the data key for this passphrase, with a salt and nonce of its own.
    ///
    /// # Errors
    /// [`Code::PassphraseTooShort`], and [`Code::VaultMemory`] where the machine has not enough.
    pub fn make(env: &mut dyn Env, vault: [u8; 16], passphrase: &str, kdf: KdfParams, key: &DataKey) -> Result<Self> {
        check_length(passphrase)?;
        let mut header = Self { vault, kdf, salt: [0; 16], nonce: [0; 24], wrapped: [0; 48] };
        env.fill(&mut header.salt);
        env.fill(&mut header.nonce);
        let derived = DataKey::new(header.kdf.derive(passphrase, &header.salt)?);
        let sealed = envelope::encrypt(&derived, &header.nonce, &header.bound(), key.as_bytes())?;
        header.wrapped = fixed(&sealed)?;
        Ok(header)
    }

    /// Reads the bytes of a header. Nothing is derived yet, and the parameters are within bounds.
    ///
    /// # Errors
    /// [`Code::VaultFormat`], [`Code::VaultTooNew`], [`Code::VaultKdfRange`].
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut rest = bytes;
        if take::<8>(&mut rest)? != MAGIC {
            return Err(format_error("another beginning"));
        }
        check_version(u16::from_be_bytes(take(&mut rest)?))?;
        if bytes.len() != LENGTH {
            return Err(format_error(&format!("{} bytes", bytes.len())));
        }
        let vault = take(&mut rest)?;
        let kdf = parse_kdf(&mut rest)?;
        Ok(Self { vault, kdf, salt: take(&mut rest)?, nonce: take(&mut rest)?, wrapped: take(&mut rest)? })
    }

    /// The data key, if the passphrase is right and no bit of the header was changed.
    ///
    /// # Errors
    /// [`Code::PassphraseWrong`], and [`Code::VaultMemory`] where the machine has not enough.
    pub fn unwrap(&self, passphrase: &str) -> Result<DataKey> {
        let derived = DataKey::new(self.kdf.derive(passphrase, &self.salt)?);
        let key = envelope::decrypt(&derived, &self.nonce, &self.bound(), &self.wrapped)
            .ok_or(Error::new(Code::PassphraseWrong))?;
        Ok(DataKey::new(Zeroizing::new(fixed(&key)?)))
    }

    /// The bytes of the header.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.bound();
        bytes.extend(self.nonce);
        bytes.extend(self.wrapped);
        bytes
    }

    /// The vault's identifier.
    #[must_use]
    pub const fn vault(&self) -> [u8; 16] {
        self.vault
    }

    /// The parameters of the key derivation.
    #[must_use]
    pub const fn kdf(&self) -> KdfParams {
        self.kdf
    }

    /// What the wrapped key is bound to: all of the header that stands before it.
    fn bound(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_be_bytes());
        bytes.extend(self.vault);
        bytes.extend(KDF_NAME);
        bytes.extend(self.kdf.memory_kib.to_be_bytes());
        bytes.extend(self.kdf.passes.to_be_bytes());
        bytes.extend(self.kdf.lanes.to_be_bytes());
        bytes.extend(self.salt);
        bytes
    }
}

/// Whether the passphrase is long enough to be taken.
fn check_length(passphrase: &str) -> Result<()> {
    let length = passphrase.chars().count();
    if length >= MIN_PASSPHRASE {
        return Ok(());
    }
    Err(Error::new(Code::PassphraseTooShort)
        .field("passphrase")
        .found(if length == 1 { "1 character".to_owned() } else { format!("{length} characters") })
        .allowed(format!("{MIN_PASSPHRASE} or more")))
}

fn check_version(version: u16) -> Result<()> {
    match version {
        VERSION => Ok(()),
        0 => Err(format_error("version 0")),
        newer => Err(Error::new(Code::VaultTooNew).field("header").found(format!("version {newer}"))),
    }
}

fn parse_kdf(rest: &mut &[u8]) -> Result<KdfParams> {
    if take::<8>(rest)? != KDF_NAME {
        return Err(Error::new(Code::VaultKdfRange)
            .field("header")
            .found("another key derivation")
            .allowed("argon2id"));
    }
    let mut number = || take(rest).map(u32::from_be_bytes);
    KdfParams::new(number()?, number()?, number()?)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N]> {
    let (head, tail) = rest.split_first_chunk().ok_or_else(|| format_error("too few bytes"))?;
    *rest = tail;
    Ok(*head)
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N]> {
    bytes.try_into().map_err(|_| format_error("a wrapped key of another length"))
}

fn format_error(found: &str) -> Error {
    Error::new(Code::VaultFormat).field("header").found(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A device that writes so many KiB in a millisecond, and what is chosen for it.
    fn chosen(work: f64) -> (u32, u32) {
        let kdf = KdfParams::of_work(work);
        assert_eq!(KdfParams::new(kdf.memory_kib, kdf.passes, kdf.lanes).unwrap(), kdf, "within floor and ceiling");
        assert!(kdf == KdfParams::FLOOR || kdf.work() <= work);
        (kdf.memory_kib >> 10, kdf.passes)
    }

    #[test]
    fn what_is_chosen_grows_with_the_device_and_stays_within_bounds() {
        let mib = 1024.0;
        assert_eq!(chosen(0.0), (19, 2));
        assert_eq!(chosen(30.0 * mib), (19, 2));
        assert_eq!(chosen(100.0 * mib), (50, 2));
        assert_eq!(chosen(200.0 * mib), (66, 3));
        assert_eq!(chosen(600.0 * mib), (200, 3));
        assert_eq!(chosen(1100.0 * mib), (256, 4));
        assert_eq!(chosen(1e9), (256, 16));
        let works: Vec<f64> = (0..400).map(|step| KdfParams::of_work(f64::from(step) * 16.0 * mib).work()).collect();
        assert!(works.is_sorted_by(|a, b| a <= b || (b - a).abs() < 200.0 * mib));
    }

    #[test]
    fn a_slow_device_gets_no_less_than_the_floor() {
        let mut now = 0.0;
        let mut slow = || {
            now += 60_000.0;
            now
        };
        assert_eq!(KdfParams::calibrate(&mut slow).unwrap(), KdfParams::FLOOR);
    }

    /// What is chosen where so many KiB are written in a millisecond, and a clock has steps of so many milliseconds.
    fn calibrated(speed: f64, step: f64) -> f64 {
        let kdf = KdfParams::choose(&mut |kdf| Ok((kdf.work() / speed / step).floor() * step)).unwrap();
        assert_eq!(KdfParams::new(kdf.memory_kib, kdf.passes, kdf.lanes).unwrap(), kdf);
        assert!(kdf.memory_kib <= CALIBRATED_MIB << 10);
        if kdf == KdfParams::FLOOR { 0.0 } else { kdf.work() / speed }
    }

    #[test]
    fn a_clock_with_large_steps_leads_to_no_long_wait() {
        // browsers that hide from being told apart have steps of 100 ms
        for step in [0.001, 1.0, 16.7, 100.0] {
            for speed in [20.0, 100.0, 200.0, 700.0, 1500.0, 5000.0] {
                let took = calibrated(speed, step);
                assert!(took <= 2.0 * TARGET_MILLISECONDS + step, "{speed} KiB/ms, steps of {step} ms: {took} ms");
                assert!(took >= 200.0 || speed < 200.0, "{speed} KiB/ms, steps of {step} ms: {took} ms");
            }
        }
    }

    #[test]
    fn a_clock_that_is_none_leads_to_what_is_usual() {
        for took in [0.0, -5.0, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(KdfParams::choose(&mut |_| Ok(took)).unwrap(), KdfParams::DEFAULT, "{took}");
        }
        assert_eq!(KdfParams::choose(&mut |_| Ok(f64::INFINITY)).unwrap(), KdfParams::FLOOR);
        // set on by an hour in the middle of the first measurement, or of the second
        for odd in [0, 1] {
            let mut count = 0;
            let chosen = KdfParams::choose(&mut |kdf| {
                count += 1;
                Ok(kdf.work() / 400.0 + if count == odd + 1 { 3_600_000.0 } else { 0.0 })
            });
            assert!(chosen.unwrap().work() <= 400.0 * 2.0 * TARGET_MILLISECONDS);
        }
    }

    #[test]
    fn a_device_without_the_memory_gets_what_it_has() {
        let no_memory = || Error::new(Code::VaultMemory);
        let most = |kib: u32| {
            KdfParams::choose(&mut |kdf| if kdf.memory_kib > kib { Err(no_memory()) } else { Ok(kdf.work() / 1500.0) })
        };
        let chosen = most(100 << 10).unwrap();
        assert!((KdfParams::FLOOR.memory_kib..=100 << 10).contains(&chosen.memory_kib), "{chosen}");
        assert_eq!(most(1).unwrap_err().code(), Code::VaultMemory);
    }

    fn derived(passphrase: &str, memory: u32, passes: u32, lanes: u32) -> String {
        let salt: Vec<u8> = (0..16).collect();
        let key = KdfParams::new(memory, passes, lanes).unwrap().derive(passphrase, &salt).unwrap();
        base16ct::lower::encode_string(key.as_ref())
    }

    /// Made with libargon2: `argon2.low_level.hash_secret_raw(passphrase, bytes(range(16)), passes, memory, lanes, 32, Type.ID, 0x13)` of Python.
    #[test]
    fn the_derivation_is_that_of_the_reference() {
        let key = "818259b6310026a8e0dbac5d2e6927abcfdb07b32258fac4f61b18b80f929085";
        assert_eq!(derived("correct horse battery staple", 19_456, 2, 1), key);
        let key = "1e441efd6487b03c8523d638fe641c40bfcde1706687a080e508db2c499bb1c6";
        assert_eq!(derived("Br\u{fc}cke", 32_768, 3, 4), key);
    }

    /// RFC 9106, section 5.3: with a secret and associated data, which a vault has not.
    #[test]
    fn argon2id_is_that_of_rfc_9106() {
        let mut params = argon2::ParamsBuilder::new();
        params.m_cost(32).t_cost(3).p_cost(4).output_len(32).data(argon2::AssociatedData::new(&[4; 12]).unwrap());
        let argon2 = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params.build().unwrap());
        let mut tag = [0; 32];
        argon2.unwrap().hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
        let expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659";
        assert_eq!(base16ct::lower::encode_string(&tag), expected);
    }

    #[test]
    fn stronger_is_nowhere_less() {
        let kdf = |mib: u32, passes| KdfParams::new(mib << 10, passes, 1).unwrap();
        assert!(kdf(64, 4).is_stronger_than(kdf(64, 3)) && kdf(128, 2).is_stronger_than(kdf(64, 3)));
        for other in [kdf(64, 3), kdf(32, 16), kdf(64, 2), kdf(65, 2)] {
            assert!(!other.is_stronger_than(kdf(64, 3)), "{other}");
        }
    }
}
