//! What the key on paper opens: the vault itself, and the key of a backup.

use zeroize::Zeroizing;

use super::envelope::{self, DataKey, NONCE_LENGTH};
use super::{Contents, SealedRecords, Vault, parse_header};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::recovery::RecoveryKey;

/// The version of the part of a backup that a recovery key opens.
const LOCK_VERSION: u8 = 1;
/// What its associated data begins with.
const LOCK_CONTEXT: &[u8; 19] = b"rootpage/backup-key";

impl Vault {
    /// The key that opens this vault without its passphrase, whatever becomes of that.
    #[must_use]
    pub fn recovery_key(&self) -> RecoveryKey {
        RecoveryKey::new(&self.header.vault(), self.key.to_bytes())
    }

    /// Opens a vault with its recovery key. Nothing can be sealed into it but a new passphrase.
    ///
    /// # Errors
    /// As [`Vault::open`]; [`Code::RecoveryOfAnother`].
    pub fn open_with_recovery(records: &SealedRecords<'_>, recovery: &RecoveryKey) -> Result<(Self, Contents)> {
        let header = parse_header(records)?;
        let key = DataKey::new(recovery.secret_of(&header.vault())?.clone());
        let (vault, contents) = Self::read(header, key, records)?;
        Ok((Self { recovered: true, ..vault }, contents))
    }

    /// Whether it was opened with its recovery key, and no passphrase was set since.
    #[must_use]
    pub const fn is_recovered(&self) -> bool {
        self.recovered
    }

    /// Whether there is a passphrase that somebody knows.
    ///
    /// # Errors
    /// [`Code::PassphraseUnset`].
    pub fn check_passphrase_set(&self) -> Result<()> {
        if self.recovered { Err(Error::new(Code::PassphraseUnset)) } else { Ok(()) }
    }

    /// Seals the private key of a backup so that the recovery key opens it.
    ///
    /// # Errors
    /// [`Code::VaultFormat`] for more than can be sealed.
    pub fn lock_backup_key(&self, env: &mut dyn Env, pkcs8: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE_LENGTH];
        env.fill(&mut nonce);
        let mut locked = vec![LOCK_VERSION];
        locked.extend(self.header.vault());
        let ciphertext = envelope::encrypt(&self.key, &nonce, &lock_data(&locked), pkcs8)?;
        locked.extend(nonce);
        locked.extend(ciphertext);
        Ok(locked)
    }
}

/// Opens the private key of a backup with the recovery key of the vault that it was taken of.
///
/// # Errors
/// [`Code::VaultTooNew`]; [`Code::RecoveryOfAnother`]; [`Code::BundleCheckFailed`] where it was changed.
pub fn unlock_backup_key(locked: &[u8], recovery: &RecoveryKey) -> Result<Zeroizing<Vec<u8>>> {
    let changed = || Error::new(Code::BundleCheckFailed).field("recovery").found("a key that was changed");
    let (bound, rest) = locked.split_first_chunk::<17>().ok_or_else(changed)?;
    let (nonce, ciphertext) = rest.split_first_chunk().ok_or_else(changed)?;
    let [version, vault @ ..] = *bound;
    if version != LOCK_VERSION {
        return Err(Error::new(Code::VaultTooNew).field("recovery").found(format!("version {version}")));
    }
    let key = DataKey::new(recovery.secret_of(&vault)?.clone());
    envelope::decrypt(&key, nonce, &lock_data(bound), ciphertext).ok_or_else(changed)
}

/// What the sealed key is bound to: what it is, its version, and the vault.
fn lock_data(bound: &[u8]) -> Vec<u8> {
    [LOCK_CONTEXT.as_slice(), bound].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::model::Time;
    use crate::vault::{Changes, KdfParams};

    fn vault(seed: u8) -> (FixedEnv, Vault, Vec<(String, Vec<u8>)>) {
        let mut env = FixedEnv::new(Time::from_unix(1_795_176_000).unwrap(), seed);
        let sealed = Vault::make(&mut env, "correct horse battery staple", KdfParams::FLOOR, &[]).unwrap();
        let records = sealed.commit().put.clone();
        (env, Vault::first(sealed), records)
    }

    fn borrowed(records: &[(String, Vec<u8>)]) -> SealedRecords<'_> {
        records.iter().map(|(key, sealed)| (key.as_str(), sealed.as_slice())).collect()
    }

    #[test]
    fn a_vault_opens_with_its_own_recovery_key_and_takes_nothing_but_a_passphrase() {
        let (mut env, vault, records) = vault(1);
        let (mut opened, _) = Vault::open_with_recovery(&borrowed(&records), &vault.recovery_key()).unwrap();
        assert!(opened.is_recovered() && opened.is_same_vault(&vault) && !vault.is_recovered());
        let refused = opened.seal(&mut env, Changes::default()).unwrap_err();
        assert_eq!(refused.code(), Code::PassphraseUnset);
        assert!(opened.refreshed(&borrowed(&records)).unwrap().0.is_recovered());
        let passphrase = Some((Zeroizing::new("another passphrase".to_owned()), KdfParams::FLOOR));
        let sealed = opened.seal(&mut env, Changes { passphrase, ..Changes::default() }).unwrap();
        opened.apply(sealed);
        assert!(!opened.is_recovered());
        opened.check_passphrase("another passphrase").unwrap();
        opened.seal(&mut env, Changes::default()).unwrap();
    }

    #[test]
    fn the_recovery_key_of_another_vault_is_named_as_such() {
        let ((_, _, records), (_, other, _)) = (vault(1), vault(2));
        let refused = Vault::open_with_recovery(&borrowed(&records), &other.recovery_key()).unwrap_err();
        assert_eq!(refused.code(), Code::RecoveryOfAnother);
    }

    /// Every bit of it: the version and the identifier too.
    #[test]
    fn a_backups_key_that_was_changed_does_not_open() {
        let (mut env, vault, _) = vault(1);
        let locked = vault.lock_backup_key(&mut env, b"a private key").unwrap();
        assert_eq!(unlock_backup_key(&locked, &vault.recovery_key()).unwrap().as_slice(), b"a private key");
        for bit in 0..locked.len() * 8 {
            let mut touched = locked.clone();
            touched[bit / 8] ^= 0x80 >> (bit % 8);
            let code = unlock_backup_key(&touched, &vault.recovery_key()).unwrap_err().code();
            let expected = match bit {
                0..8 => Code::VaultTooNew,
                8..28 => Code::RecoveryOfAnother,
                _ => Code::BundleCheckFailed,
            };
            assert_eq!(code, expected, "{bit}");
        }
        for length in 0..locked.len() {
            assert!(unlock_backup_key(&locked[..length], &vault.recovery_key()).is_err());
        }
    }
}
