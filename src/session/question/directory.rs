//! Questions about directories of `openssl ca`.

use super::{Asking, content, tampered};
use crate::error::{Code, Error, Result};
use crate::key::{KeyDerivation, digest};
use crate::model::{SerialNumber, Time};
use crate::openssl::archive;
use crate::openssl::directory::{Export, Files, Import, Layout, beyond_index, magnitude};
use crate::openssl::index::{Index, IndexAttributes, IndexRow, IndexStatus, NumberFile, successor};
use crate::openssl::ledger::index_after;
use crate::session::call::BroughtDirectory;
use crate::session::explain::explained;
use crate::session::held::Held;
use crate::session::view::{
    ConfigurationTextView, CountsView, DirectoryView, ImportPreview, IndexView, StatusView, View,
};
use crate::session::{directory, ledger, shape};
use crate::vault::{FileRow, Kind, NewestCrl, Record, RequestForm};

impl Asking<'_> {
    /// What a directory holds. The key is opened where a passphrase is given.
    pub(super) fn inspect_directory(&mut self, brought: &BroughtDirectory) -> Result<View> {
        let import = brought.read()?;
        if let (Some(_), Some(passphrase)) = (&import.key, brought.passphrase()) {
            import.open_key(Some(passphrase))?;
        }
        let existing = self.authorities.of_key(&import.certificate).map(|held| held.id.to_string());
        let preview = ImportPreview {
            certificate: shape::certificate(&import.certificate)?,
            key_path: import.key.as_ref().map(|key| key.path.clone()),
            key_encrypted: import.key.as_ref().is_some_and(|key| key.encrypted),
            counts: counts(&import, self.env.now()),
            bare: import.issued().filter(|row| row.certificate.is_none()).count(),
            crls: import.crls.len(),
            requests: import.requests.len(),
            kept: import.kept.into_keys().collect(),
            findings: directory::findings(import.findings),
            unset: import.unset.into_iter().collect(),
            existing,
            explanation: import.config.map(explained),
        };
        Ok(View::Preview(Box::new(preview)))
    }

    pub(super) fn configuration(&self, authority: &str) -> Result<View> {
        let (files, made) = directory::configuration(self.authorities.find(authority)?);
        Ok(View::Configuration(ConfigurationTextView { path: files.path, text: files.text, made }))
    }

    /// The whole directory. The key goes out under the passphrase, and nothing else would let it out.
    pub(super) fn export_directory(
        &mut self,
        authority: &str,
        passphrase: &str,
        key_derivation: Option<&str>,
    ) -> Result<View> {
        let held = self.authorities.find(authority)?;
        let (files, layout) = self.directory(held, passphrase, derivation(key_derivation)?)?;
        let unsaid = beyond_index(&held.authority, &layout).into_iter().chain(directory::beyond_configuration(held));
        let findings = directory::findings(unsaid.collect());
        let zip = archive::zip_with_folders(&files, &layout.folders())?.into();
        Ok(View::Directory(DirectoryView { zip, files: files.into_keys().collect(), findings }))
    }

    /// The files of an authority's directory, and where each part is.
    fn directory(&mut self, held: &Held, passphrase: &str, derivation: KeyDerivation) -> Result<(Files, Layout)> {
        let mut files = Files::new();
        let layout = self.each_file(held, passphrase, derivation, |path, bytes| {
            files.insert(path, bytes);
            Ok(())
        })?;
        Ok((files, layout))
    }

    /// Makes the files of an authority's directory one after the other, and says where each part is. The certificates, of which there
    /// may be very many, are never in memory together.
    pub(in crate::session) fn each_file(
        &mut self,
        held: &Held,
        passphrase: &str,
        derivation: KeyDerivation,
        mut take: impl FnMut(String, Vec<u8>) -> Result<()>,
    ) -> Result<Layout> {
        let key_pem = match held.has_key() {
            true => Some(held.signer()?.to_encrypted_pem_by(self.env, passphrase, derivation)?),
            false => None,
        };
        let kept = held.files.iter().map(|file| self.file(file)).collect::<Result<Files>>()?;
        let crl = held.crl_at(self.env.now()).map(|crl| self.list(crl)).transpose()?;
        let delta = held.delta.map(|crl| self.list(crl)).transpose()?;
        let index = self.index_of(held)?;
        let numbers = Numbers::of(held, &index)?;
        let export = Export {
            certificate: &held.authority.certificate,
            chain: &held.authority.chain,
            former: &held.authority.former,
            key_pem: key_pem.as_deref(),
            index: &index,
            crl: crl.as_deref(),
            delta: delta.as_deref(),
            next_serial: numbers.serial.as_ref(),
            next_crl_number: &numbers.crl,
            unique_subject: held.settings.unique_subject,
            configuration: &directory::configuration(held).0,
            kept: &kept,
        };
        let mut certificates = export.certificates();
        export.files()?.into_iter().try_for_each(|(path, bytes)| take(path, bytes))?;
        for row in held.authority.rows() {
            let Some(content) = content(self.vault, held, &row.serial, self.cold)? else { continue };
            let request = match &content.request {
                Some(RequestForm::Pkcs10(der)) => Some(der.as_slice()),
                _ => None,
            };
            let files = certificates.files_of(&row.serial, &content.certificate, request);
            files.into_iter().try_for_each(|(path, bytes)| take(path, bytes))?;
        }
        Ok(export.layout())
    }

    /// A file that was taken in, which must be the one that was.
    fn file(&self, row: &FileRow) -> Result<(String, Vec<u8>)> {
        match self.vault.open_cold(Kind::File, row.record, self.cold)? {
            Record::File(file) if digest::sha256(&file.bytes) == row.sha256 => Ok((row.path.clone(), file.bytes)),
            _ => Err(tampered(Kind::File, row.record)),
        }
    }

    fn list(&self, newest: NewestCrl) -> Result<Vec<u8>> {
        match self.vault.open_cold(Kind::Crl, newest.record, self.cold)? {
            Record::Crl(crl) if digest::sha256(&crl.der) == newest.sha256 => Ok(crl.der),
            _ => Err(tampered(Kind::Crl, newest.record)),
        }
    }

    /// The index, going on octet by octet from the one that was taken in.
    fn index_of(&self, held: &Held) -> Result<Index> {
        let before = match index_file(held) {
            Some(file) => Index::read(&self.file(file)?.1)?.index,
            None => Index::default(),
        };
        Ok(index_after(&held.authority, &before))
    }

    pub(super) fn index(&self, authority: &str) -> Result<View> {
        let held = self.authorities.find(authority)?;
        let (index, now) = (self.index_of(held)?, self.env.now());
        let numbers = Numbers::of(held, &index)?;
        let is_over = |row: &&IndexRow| row.status == IndexStatus::Valid && row.not_after < now;
        let expired = index.rows.iter().filter(is_over).filter_map(|row| held.line(&row.serial).ok());
        let text = index.write();
        Ok(View::Index(IndexView {
            serial: numbers.serial.as_ref().map(NumberFile::write).unwrap_or_default(),
            crl_number: NumberFile::write(&numbers.crl),
            attributes: IndexAttributes { unique_subject: held.settings.unique_subject }.write(),
            expired: expired.map(|line| ledger::entry(held, line, now)).collect(),
            rows: text.lines().map(str::to_owned).collect(),
            index: text,
        }))
    }

    /// In the words of OpenSSL, whose status is that of the row: it stays V until `-updatedb`.
    pub(super) fn status(&self, authority: &str, serial: &str) -> Result<View> {
        let held = self.authorities.find(authority)?;
        let serial = SerialNumber::parse(serial)?;
        let index = self.index_of(held)?;
        let row = index.rows.into_iter().find(|row| row.serial == serial);
        let (status, word) = match row.as_ref().map(|row| row.status) {
            Some(IndexStatus::Valid) => ("V", "Valid (V)"),
            Some(IndexStatus::Revoked) => ("R", "Revoked (R)"),
            Some(IndexStatus::Expired) => ("E", "Expired (E)"),
            None => ("unknown", ""),
        };
        let text = match row {
            Some(_) => format!("{serial}={word}"),
            None => format!("Serial {serial} not present in db."),
        };
        let row = row.map(|row| Index { rows: vec![row] }.write().trim_end_matches('\n').to_owned());
        let (serial, known) = (serial.to_string(), row.is_some());
        Ok(View::Status(StatusView { serial, known, status, row, text }))
    }
}

fn derivation(text: Option<&str>) -> Result<KeyDerivation> {
    let unknown =
        |text: &str| Error::new(Code::CallUnknown).field("keyDerivation").found(text).allowed("pbkdf2, scrypt");
    text.map_or(Ok(KeyDerivation::default()), |text| KeyDerivation::parse(text).ok_or_else(|| unknown(text)))
}

/// The index as it was taken in.
fn index_file(held: &Held) -> Option<&FileRow> {
    let path = directory::layout(held).index;
    held.files.iter().find(|file| file.path == path)
}

/// The numbers that come next.
struct Numbers {
    /// That of the next certificate; nothing where they are random and OpenSSL knows it.
    serial: Option<SerialNumber>,
    /// That of the next CRL.
    crl: SerialNumber,
}

impl Numbers {
    fn of(held: &Held, index: &Index) -> Result<Self> {
        let crl = SerialNumber::parse(&format!("{:X}", held.authority.crl_number()))
            .unwrap_or_else(|_| SerialNumber::from_der_content(&[0]));
        Ok(Self { serial: next_serial(held, index), crl: successor(&crl)? })
    }
}

/// The next serial number. A configuration that asks for a file gets the one after the greatest, even where they are random here.
fn next_serial(held: &Held, index: &Index) -> Option<SerialNumber> {
    let counted = held.authority.counters().next_serial.clone();
    let greatest = || index.rows.iter().map(|row| &row.serial).max_by_key(|serial| magnitude(serial));
    let after = || greatest().map_or_else(|| Some(SerialNumber::from_der_content(&[1])), |last| successor(last).ok());
    let asks_for_file = directory::configuration(held).0.counts_serials();
    counted.or_else(|| if asks_for_file { after() } else { None })
}

fn counts(import: &Import, now: Time) -> CountsView {
    let mut counts = CountsView::default();
    for row in import.issued() {
        let count = match (row.row.status, row.row.not_after < now) {
            (IndexStatus::Revoked, _) => &mut counts.revoked,
            (_, true) => &mut counts.expired,
            (_, false) => &mut counts.valid,
        };
        *count += 1;
    }
    counts
}

/// The cold records of all that goes into a directory.
pub(super) fn needs_all(held: &Held) -> Vec<String> {
    let files = held.files.iter().map(|file| file.record);
    let delta = held.delta.iter().map(|crl| crl.record);
    let all = held.records().chain(files).chain(held.crl_records()).chain(delta);
    all.map(|id| id.cold_key()).collect()
}

/// The cold record of the index that was taken in.
pub(super) fn needs_index(held: &Held) -> Vec<String> {
    index_file(held).map(|file| file.record.cold_key()).into_iter().collect()
}
