//! All records of a vault in one file, exactly as they are stored: what a backup carries, and what a second copy of the vault is.
//! Nothing in it is readable that is not readable in the store.

use std::collections::BTreeMap;

use super::SealedRecords;
use crate::error::{Code, Error, Result};
use crate::key::digest;

/// The first eight bytes of the file: its name and its version.
const MAGIC: [u8; 8] = *b"RPSTATE\x01";
const HASH_LENGTH: usize = 32;

/// The records of a file, by their keys.
pub type StateRecords = BTreeMap<String, Vec<u8>>;

/// Writes the records, ascending by key, and the hash of all that.
///
/// # Errors
/// [`Code::VaultFormat`] for a record of 4 GiB or more.
pub fn write_state(records: &SealedRecords<'_>) -> Result<Vec<u8>> {
    let too_large = |_| Error::new(Code::VaultFormat).found("a record that is too large for the file");
    let mut file = MAGIC.to_vec();
    file.extend(u32::try_from(records.len()).map_err(too_large)?.to_be_bytes());
    for (key, sealed) in records {
        file.extend(u16::try_from(key.len()).map_err(too_large)?.to_be_bytes());
        file.extend(key.as_bytes());
        file.extend(u32::try_from(sealed.len()).map_err(too_large)?.to_be_bytes());
        file.extend(*sealed);
    }
    file.extend(digest::sha256(&file));
    Ok(file)
}

/// Reads such a file. What the records say is not looked at: [`Vault::open`](super::Vault::open) does that.
///
/// # Errors
/// [`Code::VaultFormat`], [`Code::VaultTooNew`].
pub fn read_state(file: &[u8]) -> Result<StateRecords> {
    let (body, hash) =
        file.split_at_checked(file.len().saturating_sub(HASH_LENGTH)).ok_or_else(|| broken("too few bytes"))?;
    let mut rest = body;
    match take(&mut rest, MAGIC.len())? {
        magic if *magic == MAGIC => {}
        magic if magic.starts_with(b"RPSTATE") => return Err(Error::new(Code::VaultTooNew).field("state")),
        _ => return Err(broken("another beginning")),
    }
    if digest::sha256(body) != *hash {
        return Err(broken("bytes that were changed, or are not all there"));
    }
    let count = number(take(&mut rest, 4)?);
    let mut records = StateRecords::new();
    for _ in 0..count {
        let length = number(take(&mut rest, 2)?);
        let key = String::from_utf8(take(&mut rest, length)?.to_vec()).map_err(|_| broken("a key that is no text"))?;
        let length = number(take(&mut rest, 4)?);
        let sealed = take(&mut rest, length)?.to_vec();
        if records.insert(key, sealed).is_some() {
            return Err(broken("the same key twice"));
        }
    }
    if rest.is_empty() { Ok(records) } else { Err(broken("bytes after the last record")) }
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length).ok_or_else(|| broken("too few bytes"))?;
    *rest = left;
    Ok(taken)
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
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
        let records = read_state(&file()).unwrap();
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
            assert_eq!(read_state(&touched).unwrap_err().code(), expected, "{bit}");
        }
    }
}
