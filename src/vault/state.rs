//! All records of a vault in one file, exactly as they are stored: what a backup carries, and what a second copy of the vault is.
//! Nothing in it is readable that is not readable in the store.

use std::collections::BTreeMap;
use std::io::Read;

use super::SealedRecords;
use crate::error::{Code, Error, Result};
use crate::key::digest::Sha256;

/// The first eight bytes of the file: its name and its version.
const MAGIC: [u8; 8] = *b"RPSTATE\x01";
const HASH_LENGTH: usize = 32;

/// The records of a file, by their keys.
pub type StateRecords = BTreeMap<String, Vec<u8>>;

/// How many bytes the file of these records has.
#[must_use]
pub fn state_length(records: &SealedRecords<'_>) -> usize {
    let lengths = records.iter().map(|(key, sealed)| 2 + key.len() + 4 + sealed.len());
    MAGIC.len() + 4 + lengths.sum::<usize>() + HASH_LENGTH
}

/// Writes the records, ascending by key, and the hash of all that.
///
/// # Errors
/// [`Code::VaultFormat`] for a record of 4 GiB or more.
pub fn write_state(records: &SealedRecords<'_>) -> Result<Vec<u8>> {
    let mut file = Vec::with_capacity(state_length(records));
    StateReader::new(records)?.read_to_end(&mut file).map_err(|error| broken(&error.to_string()))?;
    Ok(file)
}

/// The file of these records, part by part: it is nowhere in memory as a whole.
#[derive(Debug)]
pub struct StateReader<'a> {
    records: std::collections::btree_map::Iter<'a, &'a str, &'a [u8]>,
    /// What stands before the sealed bytes: the key and both lengths.
    before: Vec<u8>,
    /// How much of that was read.
    at: usize,
    sealed: &'a [u8],
    /// The hash of what was read, until it is read itself.
    hash: Option<Sha256>,
}

impl<'a> StateReader<'a> {
    /// A reader of the file from its beginning.
    ///
    /// # Errors
    /// [`Code::VaultFormat`] for a record of 4 GiB or more.
    pub fn new(records: &'a SealedRecords<'a>) -> Result<Self> {
        let is_too_large =
            |(key, sealed): (&&str, &&[u8])| u16::try_from(key.len()).is_err() || u32::try_from(sealed.len()).is_err();
        let count = u32::try_from(records.len()).ok().filter(|_| !records.iter().any(is_too_large));
        let count = count.ok_or_else(|| broken("a record that is too large for the file"))?;
        let before = [MAGIC.as_slice(), &count.to_be_bytes()].concat();
        Ok(Self { records: records.iter(), before, at: 0, sealed: &[], hash: Some(Sha256::default()) })
    }

    /// Goes on to the next record, or to the hash; nothing after that.
    fn advance(&mut self) -> Option<()> {
        self.at = 0;
        if let Some((key, sealed)) = self.records.next() {
            let (key_length, length) = (u16::try_from(key.len()).ok()?, u32::try_from(sealed.len()).ok()?);
            self.before = [&key_length.to_be_bytes(), key.as_bytes(), &length.to_be_bytes()].concat();
            self.sealed = sealed;
        } else {
            self.before = self.hash.take()?.finish().to_vec();
        }
        Some(())
    }
}

impl Read for StateReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.before.len() && self.sealed.is_empty() {
            if self.advance().is_none() {
                return Ok(0);
            }
        }
        let mut before = self.before.get(self.at..).unwrap_or_default();
        let read = match before.is_empty() {
            true => self.sealed.read(out)?,
            false => before.read(out)?,
        };
        self.at = self.before.len() - before.len();
        if let (Some(hash), Some(part)) = (&mut self.hash, out.get(..read)) {
            hash.update(part);
        }
        Ok(read)
    }
}

/// Reads such a file. What the records say is not looked at: [`Vault::open`](super::Vault::open) does that.
///
/// # Errors
/// [`Code::VaultFormat`], [`Code::VaultTooNew`].
pub fn read_state(file: impl Read) -> Result<StateRecords> {
    let mut source = Source { file, hash: Sha256::default() };
    match source.take(MAGIC.len())? {
        magic if *magic == MAGIC => {}
        magic if magic.starts_with(b"RPSTATE") => return Err(Error::new(Code::VaultTooNew).field("state")),
        _ => return Err(broken("another beginning")),
    }
    let count = source.number(4)?;
    let mut records = StateRecords::new();
    for _ in 0..count {
        let length = source.number(2)?;
        let key = String::from_utf8(source.take(length)?).map_err(|_| broken("a key that is no text"))?;
        let length = source.number(4)?;
        let sealed = source.take(length)?;
        if records.insert(key, sealed).is_some() {
            return Err(broken("the same key twice"));
        }
    }
    let found = source.hash.clone().finish();
    if source.take(HASH_LENGTH)? != found {
        return Err(broken("bytes that were changed, or are not all there"));
    }
    if source.up_to(1)?.is_empty() { Ok(records) } else { Err(broken("bytes after the last record")) }
}

/// What is read, and the hash of what was read.
struct Source<R> {
    file: R,
    hash: Sha256,
}

impl<R: Read> Source<R> {
    /// So many bytes, or as many as there are: a length that is none costs no memory.
    fn up_to(&mut self, length: usize) -> Result<Vec<u8>> {
        let most = u64::try_from(length).unwrap_or(u64::MAX);
        let mut bytes = Vec::with_capacity(length.min(1 << 16));
        let read = self.file.by_ref().take(most).read_to_end(&mut bytes);
        read.map_err(|error| broken(&error.to_string()))?;
        bytes.shrink_to_fit();
        Ok(bytes)
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>> {
        let bytes = self.up_to(length)?;
        self.hash.update(&bytes);
        if bytes.len() == length { Ok(bytes) } else { Err(broken("too few bytes")) }
    }

    fn number(&mut self, length: usize) -> Result<usize> {
        Ok(self.take(length)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }
}

fn broken(found: &str) -> Error {
    Error::new(Code::VaultFormat).field("state").found(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        write_state(&[("cold/a", &b"one"[..]), ("head", b""), ("header", b"three")].into()).unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        let records = read_state(file().as_slice()).unwrap();
        let expected: StateRecords = [("cold/a", "one"), ("head", ""), ("header", "three")]
            .map(|(key, value)| (key.into(), value.into()))
            .into();
        assert_eq!(records, expected);
    }

    #[test]
    fn a_file_that_was_cut_or_changed_is_refused() {
        let whole = file();
        for length in 0..whole.len() {
            assert_eq!(read_state(&whole[..length]).unwrap_err().code(), Code::VaultFormat, "{length}");
        }
        for bit in 0..whole.len() * 8 {
            let mut touched = whole.clone();
            touched[bit / 8] ^= 1 << (bit % 8);
            let expected = if bit / 8 == 7 { Code::VaultTooNew } else { Code::VaultFormat };
            assert_eq!(read_state(touched.as_slice()).unwrap_err().code(), expected, "{bit}");
        }
    }
}
