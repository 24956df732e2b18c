//! A backup: one file that this program restores and that opens without it. Inside is the sealed state of the vault, exactly as it
//! is stored, and beside it the directory of `openssl ca` of each authority, for whoever has OpenSSL alone.
//!
//! `docs/backup.md` says how to open it with two commands.

use std::collections::BTreeMap;

use super::question::Asking;
use super::{Authorities, Session};
use crate::bundle::{enveloped, title};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::KeyDerivation;
use crate::openssl::archive::{Archive, tar_gz};
use crate::openssl::directory::Files;
use crate::vault::{Contents, SealedRecords, StateRecords, Vault, read_state, write_state};

/// The file of a backup that holds the sealed state.
const STATE: &str = "vault.rootpage";
/// The folder with a folder for each authority.
const AUTHORITIES: &str = "authorities";
const README: &str = "README.txt";

/// What the backup says to whoever opened it without this program.
const ABOUT: &str = "This is a backup of Rootpage, a certificate authority in one page.

authorities/   a folder for each certificate authority: a directory of `openssl ca`, with its private key
               (encrypted with the passphrase of this backup), index.txt, serial, CRLs and certificates.
               Go on in such a folder with: openssl ca -config openssl.cnf -in request.csr
vault.rootpage the vault as Rootpage keeps it, sealed under the passphrase that it had then.
               docs/vault-format.md of Rootpage describes it byte by byte.
";

/// A backup that was opened.
#[derive(Debug)]
pub struct Backup {
    /// The sealed records, as a store takes them in.
    pub records: StateRecords,
    /// Every file of it, by its path.
    pub files: Files,
}

/// How a backup and the vault stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupReport {
    /// The revision of the vault when the backup was taken.
    pub revision: u64,
    /// The revision of the vault now.
    pub live: u64,
    /// How the two stand to each other.
    pub relation: Relation,
    /// What the one has and the other has not, or has otherwise, in words.
    pub differences: Vec<String>,
}

/// How a backup stands to the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It holds the same state.
    Same,
    /// The vault went on from it: every act of its journal is in the vault's.
    Older,
    /// It went on from the vault's state: the vault was rolled back, or the backup is of another copy that went on.
    Newer,
    /// Both went on from a common beginning.
    Forked,
    /// It is of another vault.
    Another,
}

impl<E: Env> Session<E> {
    /// A backup of all that is stored. It opens with the vault's passphrase, which is asked for again.
    ///
    /// # Errors
    /// [`Code::PassphraseWrong`], [`Code::VaultDamaged`], and what opening a record or writing a directory refuses.
    pub fn backup(&mut self, passphrase: &str, records: &SealedRecords<'_>) -> Result<String> {
        self.vault.check_passphrase(passphrase)?;
        self.vault.check_whole()?;
        // what is backed up is what this session holds, and all of it opens
        let (stored, _) = self.vault.refreshed(records)?;
        if stored.revision() != self.vault.revision() {
            return Err(Error::new(Code::VaultBusy).found("the vault went on; it must be read anew first"));
        }
        if let Some(damage) = self.check_cold(records).first() {
            return Err(Error::new(Code::VaultDamaged).field(damage.key.clone()).found(damage.to_string()));
        }
        let mut files = Files::from([(README.to_owned(), ABOUT.as_bytes().to_vec())]);
        files.insert(STATE.to_owned(), write_state(records)?);
        let folders = self.directories(passphrase, records, &mut files)?;
        let file = enveloped::seal(&mut self.env, &tar_gz(&files, &folders)?, passphrase)?;
        // opened again before it is given out
        match open_backup(file.as_bytes(), passphrase)?.files == files {
            true => Ok(file),
            false => Err(Error::new(Code::BundleCheckFailed).field("backup")),
        }
    }

    /// Puts the directory of each authority below a folder of its own; the folders that must be there even where they are empty.
    fn directories(&mut self, passphrase: &str, cold: &SealedRecords<'_>, files: &mut Files) -> Result<Vec<String>> {
        let names = folder_names(&self.authorities);
        let mut folders = Vec::new();
        let mut asking = Asking { env: &mut self.env, vault: &self.vault, authorities: &self.authorities, cold };
        for (held, name) in self.authorities.iter().zip(&names) {
            let (own, layout) = asking.directory(held, passphrase, KeyDerivation::Scrypt)?;
            files.extend(own.into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
            folders.extend(layout.folders().into_iter().map(|folder| format!("{name}/{folder}")));
        }
        Ok(folders)
    }

    /// Opens a backup and holds it to this vault, whose hot records are handed over; nothing is changed.
    ///
    /// # Errors
    /// What [`open_backup`] refuses, and what [`Vault::open`] refuses of the state in it.
    pub fn verify_backup(&self, file: &[u8], passphrase: &str, hot: &SealedRecords<'_>) -> Result<BackupReport> {
        let (live, own) = self.vault.refreshed(hot)?;
        let backup = open_backup(file, passphrase)?;
        let (theirs, contents) = Vault::open(&backup.sealed(), passphrase)?;
        let restored = Authorities::read(&contents)?;
        let damages = super::check::cold(&theirs, &restored, &backup.all());
        let relation = relation(&live, &theirs, &journal(&own)?, &journal(&contents)?);
        let mut differences: Vec<_> = damages.iter().map(|damage| format!("in the backup, {damage}")).collect();
        differences.extend(compare(&Authorities::read(&own)?, &restored));
        Ok(BackupReport { revision: theirs.revision(), live: live.revision(), relation, differences })
    }
}

impl Backup {
    /// The records that are loaded on opening.
    #[must_use]
    pub fn sealed(&self) -> SealedRecords<'_> {
        self.all().into_iter().filter(|(key, _)| !key.starts_with("cold/")).collect()
    }

    /// All records.
    #[must_use]
    pub fn all(&self) -> SealedRecords<'_> {
        self.records.iter().map(|(key, sealed)| (key.as_str(), sealed.as_slice())).collect()
    }
}

/// Opens a backup.
///
/// # Errors
/// What [`enveloped::open`] and [`Archive::read`] refuse; [`Code::VaultRecordMissing`] where there is no state in it, and what
/// [`read_state`] says of one.
pub fn open_backup(file: &[u8], passphrase: &str) -> Result<Backup> {
    let files = Archive::read(&enveloped::open(file, passphrase)?)?.files;
    let state = files.get(STATE).ok_or_else(|| Error::new(Code::VaultRecordMissing).field(STATE))?;
    Ok(Backup { records: read_state(state)?, files })
}

/// A folder for each authority, oldest first: its name in letters that every file system takes, and a number where two are alike.
fn folder_names(authorities: &Authorities) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for held in authorities.iter() {
        let plain: String = title(&held.authority.certificate)
            .to_lowercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .take(40)
            .collect();
        let plain = plain.trim_matches('-');
        let plain = if plain.is_empty() { "authority" } else { plain };
        let base = format!("{AUTHORITIES}/{plain}");
        let mut name = base.clone();
        let mut count = 1;
        while names.contains(&name) {
            count += 1;
            name = format!("{base}-{count}");
        }
        names.push(name);
    }
    names
}

// ---------------------------------------------------------------- a backup beside the vault

/// The hash of the journal after each of its entries.
fn journal(contents: &Contents) -> Result<Vec<[u8; 32]>> {
    let mut hashes = Vec::new();
    for (_, page) in crate::vault::journal_pages(contents) {
        let mut tip = page.before;
        for entry in &page.entries {
            tip = tip.after(entry)?;
            hashes.push(tip.hash);
        }
    }
    Ok(hashes)
}

fn relation(ours: &Vault, theirs: &Vault, own: &[[u8; 32]], other: &[[u8; 32]]) -> Relation {
    if !ours.is_same_vault(theirs) {
        return Relation::Another;
    }
    let is_beginning = |shorter: &[[u8; 32]], longer: &[[u8; 32]]| longer.starts_with(shorter);
    match (is_beginning(other, own), is_beginning(own, other)) {
        (true, true) => Relation::Same,
        (true, false) => Relation::Older,
        (false, true) => Relation::Newer,
        (false, false) => Relation::Forked,
    }
}

/// What the one has and the other has not, or has otherwise.
fn compare(ours: &Authorities, theirs: &Authorities) -> Vec<String> {
    let mut found = Vec::new();
    let both: BTreeMap<_, _> = ours.iter().chain(theirs.iter()).map(|held| (held.id, held)).collect();
    for (id, held) in both {
        let name = title(&held.authority.certificate);
        match (ours.held.get(&id), theirs.held.get(&id)) {
            (Some(_), None) => found.push(format!("the authority {name} is not in the backup")),
            (None, Some(_)) => found.push(format!("the authority {name} is in the backup alone")),
            (Some(own), Some(other)) => found.extend(compare_authority(&name, own, other)),
            (None, None) => {}
        }
    }
    found
}

fn compare_authority(name: &str, own: &super::held::Held, other: &super::held::Held) -> Vec<String> {
    let mut found = Vec::new();
    let (ours, theirs) = (&own.authority, &other.authority);
    for row in ours.rows() {
        match theirs.row(&row.serial) {
            None => found.push(format!("{name}: the certificate {} is not in the backup", row.serial)),
            Some(there) if there.revocation != row.revocation => {
                found.push(format!("{name}: the certificate {} is revoked otherwise in the backup", row.serial));
            }
            Some(there) if there != row => {
                found.push(format!("{name}: the certificate {} is another in the backup", row.serial));
            }
            Some(_) => {}
        }
    }
    let alone = theirs.rows().filter(|row| ours.row(&row.serial).is_none());
    found.extend(alone.map(|row| format!("{name}: the certificate {} is in the backup alone", row.serial)));
    if ours.bares().count() != theirs.bares().count() {
        found.push(format!("{name}: the rows without a certificate are not the same"));
    }
    let (counts, counts_there) = (ours.counters().crl_number, theirs.counters().crl_number);
    if counts != counts_there {
        found.push(format!("{name}: the newest list is number {counts}, in the backup number {counts_there}"));
    }
    let parts = [
        ("the authority's certificate", ours.certificate != theirs.certificate),
        ("the private key", own.has_key() != other.has_key()),
        ("the settings", own.settings != other.settings),
        ("the requests", own.requests.len() != other.requests.len()),
        ("the files", own.files != other.files),
    ];
    found.extend(parts.iter().filter(|(_, other)| *other).map(|(what, _)| format!("{name}: {what}: not the same")));
    found
}
