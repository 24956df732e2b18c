//! Acts on the vault itself: how it is protected, and what is known of its backups.

use zeroize::Zeroizing;

use super::{Acting, Effect, Prepared, entry};
use crate::error::{Code, Error, Result};
use crate::session::call::Secret;
use crate::session::overview;
use crate::session::view::View;
use crate::vault::{BackupRow, Changes, Deed, Entry, KdfParams, Record, RecordId, VaultSettingsRecord};

impl Acting<'_> {
    pub(super) fn change_passphrase(&mut self, current: &Secret, passphrase: &Secret) -> Result<Prepared> {
        self.vault.check_passphrase(current.as_str())?;
        self.wrap_anew(passphrase, self.vault.kdf(), Deed::ChangePassphrase)
    }

    /// The same passphrase with a costlier derivation; one that is cheaper in memory or in all is refused.
    pub(super) fn strengthen(&mut self, passphrase: &Secret, kdf: KdfParams) -> Result<Prepared> {
        let present = self.vault.kdf();
        if !kdf.is_stronger_than(present) {
            let error = Error::new(Code::VaultKdfRange).field("kdf").found(kdf.to_string());
            return Err(error.allowed(format!("more than {present}")));
        }
        self.vault.check_passphrase(passphrase.as_str())?;
        self.wrap_anew(passphrase, kdf, Deed::Strengthen)
    }

    /// The data key under a header of its own; the journal says how it is derived.
    pub(super) fn wrap_anew(&mut self, passphrase: &Secret, kdf: KdfParams, deed: Deed) -> Result<Prepared> {
        let changes = Changes {
            passphrase: Some((Zeroizing::new(passphrase.as_str().to_owned()), kdf)),
            journal: vec![Entry { detail: kdf.to_string(), ..entry(self.env.now(), deed, None) }],
            ..Changes::default()
        };
        self.of_vault(changes, Effect::default())
    }

    /// A backup that was taken and is kept elsewhere: what was done since counts from its revision on.
    pub(super) fn record_backup(&mut self, revision: u64, sha256: &str) -> Result<Prepared> {
        let (id, settings) = self.settings();
        let (least, most) = (settings.backup.map_or(0, |known| known.revision), self.vault.revision());
        if !(least..=most).contains(&revision) {
            let error = Error::new(Code::CallUnknown).field("revision").found(revision.to_string());
            return Err(error.allowed(format!("{least} to {most}")));
        }
        let sha256 = parse_sha256(sha256)?;
        let now = self.env.now();
        let backup = Some(BackupRow { revision, at: now.unix(), sha256 });
        let detail = format!("revision {revision}");
        let told = Entry { sha256: Some(sha256), detail, ..entry(now, Deed::RecordBackup, None) };
        self.put_settings(id, VaultSettingsRecord { backup, ..settings }, told)
    }

    /// After how many acts without a backup nothing is issued any more.
    pub(super) fn set_backup_limit(&mut self, acts: Option<u32>) -> Result<Prepared> {
        if acts == Some(0) {
            return Err(Error::new(Code::CallUnknown).field("acts").found("0").allowed("1 or more, or null"));
        }
        let (id, settings) = self.settings();
        let detail = acts.map_or_else(|| "never".to_owned(), |acts| format!("{acts} acts"));
        let told = Entry { detail, ..entry(self.env.now(), Deed::SetBackupLimit, None) };
        self.put_settings(id, VaultSettingsRecord { backup_limit: acts, ..settings }, told)
    }

    /// Whether an act that issues may be done before a backup is taken.
    pub(super) fn check_backup(&self) -> Result<()> {
        let (settings, revision) = (self.authorities.settings(), self.vault.revision());
        match settings.backup_limit {
            Some(limit) if settings.is_due(revision) => {
                let error = Error::new(Code::BackupDue).found(format!("{} acts", settings.acts(revision)));
                Err(error.allowed(format!("{limit} acts")))
            }
            _ => Ok(()),
        }
    }

    /// The vault's settings, and the record that holds them or is to.
    fn settings(&mut self) -> (RecordId, VaultSettingsRecord) {
        let known = self.authorities.settings.clone();
        known.unwrap_or_else(|| (RecordId::make(self.env), VaultSettingsRecord::default()))
    }

    fn put_settings(&mut self, id: RecordId, settings: VaultSettingsRecord, told: Entry) -> Result<Prepared> {
        let hot = vec![(id, Record::VaultSettings(settings.clone()))];
        let changes = Changes { hot, journal: vec![told], ..Changes::default() };
        self.of_vault(changes, Effect { settings: Some((id, settings)), ..Effect::default() })
    }

    /// An act that is answered with the vault as it is then.
    pub(super) fn of_vault(&self, changes: Changes, effect: Effect) -> Result<Prepared> {
        let mut after = self.authorities.clone();
        effect.clone().apply(&mut after);
        let kdf = changes.passphrase.as_ref().map_or(self.vault.kdf(), |(_, kdf)| *kdf);
        let view = overview::next(self.vault, kdf, &after, self.env.now())?;
        Ok(Prepared { changes, view: View::Vault(view), effect })
    }
}

/// Reads 64 hexadecimal digits.
fn parse_sha256(text: &str) -> Result<[u8; 32]> {
    let mut sha256 = [0; 32];
    match base16ct::mixed::decode(text, &mut sha256) {
        Ok(read) if read.len() == 32 => Ok(sha256),
        _ => Err(Error::new(Code::CallUnknown).field("sha256").allowed("64 hexadecimal digits")),
    }
}
