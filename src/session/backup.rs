//! A backup: one file that this program restores and that opens without it. Inside is the sealed state of the vault, exactly as it
//! is stored, and beside it the directory of `openssl ca` of each authority, for whoever has OpenSSL alone.
//!
//! `docs/backup.md` says how to open it with two commands.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use serde_bytes::ByteBuf;
use zeroize::Zeroizing;

use super::question::Asking;
use super::view::{BackupFolderView, BackupReportView, TakenBackupView};
use super::{Authorities, Session};
use crate::bundle::{enveloped, title};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::recovery::RecoveryKey;
use crate::key::{KeyDerivation, PrivateKey, digest};
use crate::model::Time;
use crate::openssl::archive::{TarGz, each_file};
use crate::openssl::directory::Files;
use crate::vault::{
    Contents, SealedRecords, StateReader, StateRecords, Vault, journal_entries, read_state, state_length,
    unlock_backup_key,
};

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
    /// The archive with every file of it.
    archive: Zeroizing<Vec<u8>>,
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

impl Relation {
    /// The relation in a word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Older => "older",
            Self::Newer => "newer",
            Self::Forked => "forked",
            Self::Another => "another",
        }
    }
}

impl From<BackupReport> for BackupReportView {
    fn from(report: BackupReport) -> Self {
        let BackupReport { revision, live, relation, differences } = report;
        Self { revision, live, relation: relation.as_str(), differences }
    }
}

impl<E: Env> Session<E> {
    /// A backup of all that is stored. It opens with the vault's passphrase, which is asked for again.
    ///
    /// # Errors
    /// [`Code::PassphraseWrong`], [`Code::VaultDamaged`], and what opening a record or writing a directory refuses.
    pub fn backup(&mut self, passphrase: &str, records: &SealedRecords<'_>) -> Result<TakenBackupView> {
        self.vault.check_passphrase_set()?;
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
        let (archive, witness) = self.archive(passphrase, records)?;
        let key = enveloped::make_file_key(&mut self.env)?;
        let sealed_key = self.vault.lock_backup_key(&mut self.env, &key.to_pkcs8()?)?;
        check_sealed_key(&sealed_key, &self.vault, &key)?;
        let file = enveloped::seal(&mut self.env, &key, archive, passphrase, &sealed_key)?;
        // opened again before it is given out
        match Witness::of(&enveloped::open(file.as_bytes(), passphrase)?)? == witness {
            true => {
                let sha256 = base16ct::lower::encode_string(&digest::sha256(file.as_bytes()));
                Ok(TakenBackupView { content: ByteBuf::from(file), revision: stored.revision(), sha256 })
            }
            false => Err(Error::new(Code::BundleCheckFailed).field("backup")),
        }
    }

    /// The archive of a backup, written file by file, and what it must be found to hold.
    fn archive(&mut self, passphrase: &str, records: &SealedRecords<'_>) -> Result<(Vec<u8>, Witness)> {
        let length = state_length(records);
        // certificates and requests in PEM are packed to less than half of what is sealed
        let mut archive = TarGz::with_capacity(length.saturating_add(length / 4 * 3));
        let mut witness = Witness::default();
        let mut put = |path: &str, bytes: &[u8]| {
            witness.saw(path, &digest::sha256(bytes));
            archive.file(path, bytes)
        };
        put(README, ABOUT.as_bytes())?;
        let names = folder_names(&self.authorities);
        let mut folders = Vec::new();
        let mut asking =
            Asking { env: &mut self.env, vault: &self.vault, authorities: &self.authorities, cold: records };
        for (held, name) in self.authorities.iter().zip(&names) {
            let layout = asking.each_file(held, passphrase, KeyDerivation::Scrypt, |path, bytes| {
                put(&format!("{name}/{path}"), &bytes)
            })?;
            folders.extend(layout.folders().into_iter().map(|folder| format!("{name}/{folder}")));
        }
        folders.iter().try_for_each(|folder| archive.folder(folder))?;
        let mut state = Hashed { reader: StateReader::new(records)?, hash: digest::Sha256::default() };
        archive.sealed_file(STATE, length, &mut state)?;
        witness.saw(STATE, &state.hash.finish());
        Ok((archive.finish()?, witness))
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

    /// The folders of the authorities: `authorities/NAME`.
    ///
    /// # Errors
    /// What [`each_file`] refuses.
    pub fn folders(&self) -> Result<Vec<String>> {
        let mut folders = BTreeSet::new();
        each_file(&self.archive, |path, _| {
            if let [AUTHORITIES, name, _, ..] = path.split('/').collect::<Vec<_>>().as_slice() {
                folders.insert(format!("{AUTHORITIES}/{name}"));
            }
            Ok(())
        })?;
        Ok(folders.into_iter().collect())
    }

    /// The files of one of these folders, by their paths in it.
    ///
    /// # Errors
    /// What [`each_file`] refuses.
    pub fn directory(&self, folder: &str) -> Result<Files> {
        let below = format!("{folder}/");
        self.chosen(|path| path.strip_prefix(&below).map(str::to_owned))
    }

    /// Every file, by its path.
    ///
    /// # Errors
    /// What [`each_file`] refuses.
    pub fn files(&self) -> Result<Files> {
        self.chosen(|path| Some(path.to_owned()))
    }

    fn chosen(&self, path_of: impl Fn(&str) -> Option<String>) -> Result<Files> {
        let mut files = Files::new();
        each_file(&self.archive, |path, reader| {
            if let Some(path) = path_of(path) {
                let mut bytes = Vec::new();
                reader.read_to_end(&mut bytes).map_err(|error| unreadable(&path, &error))?;
                files.insert(path, bytes);
            }
            Ok(())
        })?;
        Ok(files)
    }

    fn read(archive: Zeroizing<Vec<u8>>) -> Result<Self> {
        let mut records = None;
        each_file(&archive, |path, reader| {
            if path == STATE {
                records = Some(read_state(reader)?);
            }
            Ok(())
        })?;
        let records = records.ok_or_else(|| Error::new(Code::VaultRecordMissing).field(STATE))?;
        Ok(Self { records, archive })
    }

    /// All records.
    #[must_use]
    pub fn all(&self) -> SealedRecords<'_> {
        self.records.iter().map(|(key, sealed)| (key.as_str(), sealed.as_slice())).collect()
    }
}

/// A backup that was opened, with the vault in it.
#[derive(Debug)]
pub struct OpenedBackup {
    backup: Backup,
    vault: Vault,
    /// The directory of each authority.
    pub folders: Vec<BackupFolderView>,
}

impl OpenedBackup {
    /// Opens a backup, and the vault in it.
    ///
    /// # Errors
    /// What [`open_backup`] refuses, and what [`Vault::open`] refuses of the state in it.
    pub fn open(file: &[u8], passphrase: &str) -> Result<Self> {
        let backup = open_backup(file, passphrase)?;
        let opened = Vault::open(&backup.sealed(), passphrase)?;
        Self::of(backup, opened)
    }

    /// The same with the words of the vault's recovery key, or with those of enough shares.
    ///
    /// # Errors
    /// What [`RecoveryKey::read`] and [`unlock_backup_key`] refuse; [`Code::BackupRecoveryMissing`]; and as [`OpenedBackup::open`].
    pub fn open_with_recovery(file: &[u8], words: &str) -> Result<Self> {
        let recovery = RecoveryKey::read(words)?;
        let sealed_key = enveloped::sealed_key(file)?.ok_or_else(|| Error::new(Code::BackupRecoveryMissing))?;
        let key = PrivateKey::parse(&unlock_backup_key(&sealed_key, &recovery)?, None)?;
        let backup = Backup::read(enveloped::open_with_key(file, &key)?)?;
        let opened = Vault::open_with_recovery(&backup.sealed(), &recovery)?;
        Self::of(backup, opened)
    }

    fn of(backup: Backup, (vault, contents): (Vault, Contents)) -> Result<Self> {
        let authorities = Authorities::read(&contents)?;
        let titles = authorities.iter().map(|held| title(&held.authority.certificate));
        let folder = |(title, folder)| BackupFolderView { title, folder };
        let folders = titles.zip(folder_names(&authorities)).map(folder).collect();
        Ok(Self { backup, vault, folders })
    }

    /// The revision of the vault in it.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.vault.revision()
    }

    /// The identifier of the vault in it.
    #[must_use]
    pub fn vault(&self) -> String {
        self.vault.id().to_string()
    }

    /// When the vault in it was made.
    ///
    /// # Errors
    /// [`Code::TimeRange`].
    pub fn created(&self) -> Result<String> {
        Ok(Time::from_unix(self.vault.created())?.to_string())
    }

    /// The sealed records, as a store takes them in.
    #[must_use]
    pub const fn records(&self) -> &StateRecords {
        &self.backup.records
    }

    /// The files of an authority's directory, their paths below its folder.
    ///
    /// # Errors
    /// [`Code::AuthorityUnknown`] for a folder that is none of an authority, and what [`each_file`] refuses.
    pub fn directory(&self, folder: &str) -> Result<Files> {
        match self.folders.iter().any(|known| known.folder == folder) {
            true => self.backup.directory(folder),
            false => Err(Error::new(Code::AuthorityUnknown).field("folder").found(folder)),
        }
    }
}

/// Opens a backup.
///
/// # Errors
/// What [`enveloped::open`] and [`each_file`] refuse; [`Code::VaultRecordMissing`] where there is no state in it, and what
/// [`read_state`] says of one.
pub fn open_backup(file: &[u8], passphrase: &str) -> Result<Backup> {
    Backup::read(enveloped::open(file, passphrase)?)
}

/// Whether the recovery key leads to the key of a backup: tried before the backup is given out.
fn check_sealed_key(sealed_key: &[u8], vault: &Vault, key: &PrivateKey) -> Result<()> {
    match unlock_backup_key(sealed_key, &vault.recovery_key())? == key.to_pkcs8()? {
        true => Ok(()),
        false => Err(Error::new(Code::BundleCheckFailed).field("recovery")),
    }
}

/// What an archive holds: each path with the hash of its content, one hashed behind the other.
#[derive(Debug, Default, PartialEq, Eq)]
struct Witness([u8; 32]);

impl Witness {
    /// What is found in an archive.
    fn of(archive: &[u8]) -> Result<Self> {
        let mut witness = Self::default();
        each_file(archive, |path, reader| {
            let mut hashed = Hashed { reader, hash: digest::Sha256::default() };
            io::copy(&mut hashed, &mut io::sink()).map_err(|error| unreadable(path, &error))?;
            witness.saw(path, &hashed.hash.finish());
            Ok(())
        })?;
        Ok(witness)
    }

    fn saw(&mut self, path: &str, content: &[u8; 32]) {
        let path = digest::sha256(path.as_bytes());
        self.0 = digest::sha256(&[self.0, path, *content].concat());
    }
}

/// A reader whose bytes are hashed as they are read.
struct Hashed<R> {
    reader: R,
    hash: digest::Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(out)?;
        self.hash.update(out.get(..read).unwrap_or_default());
        Ok(read)
    }
}

fn unreadable(path: &str, error: &io::Error) -> Error {
    Error::new(Code::ArchiveFormat).field(path).found(error.to_string())
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
    Ok(journal_entries(contents)?.into_iter().map(|(tip, _)| tip.hash).collect())
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
