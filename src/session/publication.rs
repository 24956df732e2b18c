//! From the vault to the folder that is published: which records it needs, what goes in, and what changed since the last time.

use std::collections::BTreeMap;

use super::Authorities;
use super::call::Publish;
use super::held::{Held, Line};
use super::view::{BesideView, FindingView, LastPublicationView, PublishedFileView, PublishedView, SwapView};
use super::{question, shape};
use crate::bundle::publication::{Addresses, Entry, Folder, PublicFile, Publication, Scope};
use crate::error::{Code, Error, Result};
use crate::key::digest;
use crate::model::{Certificate, CertificateList, Time};
use crate::openssl::archive;
use crate::openssl::directory::Files;
use crate::parse;
use crate::vault::{Kind, ManifestRecord, NewestCrl, PublicationRecord, PublishedRow, Record, SealedRecords, Vault};

/// The folder of the public files within the zip, and that of what takes their place later.
const PUBLIC: &str = "public";
const AHEAD: &str = "ahead";

/// What was chosen, now or the last time.
#[derive(Clone, Debug)]
pub struct Choice {
    pub scope: Scope,
    /// Empty where it is the authority's own.
    pub title: String,
    /// Empty for nobody.
    pub contact: String,
}

impl Choice {
    /// # Errors
    /// [`Code::CallUnknown`] for a word that is none, [`Code::NameAttributeCharset`] for a text that is no line.
    pub fn read(act: &Publish, held: &Held) -> Result<Self> {
        let last = held.published.as_ref().map(|(_, record)| record);
        let before = last.map(|record| scope(record.certificates)).unwrap_or_default();
        let title = act.title.clone().or_else(|| last.map(|record| record.title.clone())).unwrap_or_default();
        let contact = act.contact.clone().or_else(|| last.map(|record| record.contact.clone())).unwrap_or_default();
        Ok(Self {
            scope: act.certificates.as_deref().map_or(Ok(before), parse_scope)?,
            title: line("title", &title)?,
            contact: line("contact", &contact)?,
        })
    }
}

/// A text of one line.
fn line(field: &str, text: &str) -> Result<String> {
    match text.chars().find(|c| c.is_control()) {
        Some(_) => Err(Error::new(Code::NameAttributeCharset).field(field).found("a character that is not shown")),
        None => Ok(text.trim().to_owned()),
    }
}

fn parse_scope(word: &str) -> Result<Scope> {
    let unknown = || Error::new(Code::CallUnknown).field("certificates").found(word).allowed("none, serial, search");
    Scope::ALL.into_iter().find(|scope| scope.as_str() == word).ok_or_else(unknown)
}

/// The choice that a vault keeps under this number.
fn scope(number: u8) -> Scope {
    Scope::ALL.into_iter().nth(usize::from(number)).unwrap_or_default()
}

fn scope_number(scope: Scope) -> u8 {
    let place = Scope::ALL.iter().position(|known| *known == scope);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or_default()
}

/// What was published of an authority last, at a glance.
pub fn last(held: &Held) -> Result<Option<LastPublicationView>> {
    let view = |record: &PublicationRecord| {
        Ok(LastPublicationView {
            at: Time::from_unix(record.at)?.to_string(),
            files: record.files,
            certificates: scope(record.certificates).as_str(),
            title: record.title.clone(),
            contact: record.contact.clone(),
        })
    };
    held.published.as_ref().map(|(_, record)| view(record)).transpose()
}

/// The keys of the cold records that a publication needs: the certificates, the CRLs, and which files there were.
pub fn needs(authorities: &Authorities, authority: &str) -> Result<Vec<String>> {
    let held = authorities.find(authority)?;
    let manifest = held.published.iter().map(|(_, record)| record.manifest);
    let delta = held.delta.iter().map(|crl| crl.record);
    let own = held.records().chain(held.crl_records()).chain(delta).chain(manifest);
    let others = others(authorities, held).filter_map(|(other, serial)| other.record_of(serial).ok().flatten());
    Ok(own.chain(others).map(|id| id.cold_key()).collect())
}

/// Where in the vault's ledgers a certificate for this authority's name stands, as its renewed and cross-certified ones do.
fn others<'a>(
    authorities: &'a Authorities,
    held: &'a Held,
) -> impl Iterator<Item = (&'a Held, &'a crate::model::SerialNumber)> {
    let subject = &held.authority.certificate.subject;
    let elsewhere = authorities.iter().filter(|other| other.id != held.id);
    let rows = elsewhere.flat_map(|other| other.authority.rows().map(move |row| (other, row)));
    rows.filter(move |(_, row)| row.revocation.is_none() && row.subject.matches(subject))
        .map(|(other, row)| (other, &row.serial))
}

/// What a publication is made from.
pub struct Source<'a> {
    pub vault: &'a Vault,
    pub authorities: &'a Authorities,
    pub cold: &'a SealedRecords<'a>,
    pub now: Time,
}

impl Source<'_> {
    /// The folder of an authority.
    ///
    /// # Errors
    /// [`Code::PublicationConflict`], and the codes of records that are missing or were changed.
    pub fn folder(&self, held: &Held, choice: &Choice) -> Result<Folder> {
        let (crl, delta) = (held.crl_at(self.now), held.delta);
        let [crl, delta] = [crl, delta].map(|list| list.map(|list| self.list(&list)).transpose());
        let (crl, delta) = (crl?, delta?);
        let is_to_come = |list: &&NewestCrl| list.this_update > self.now.unix();
        let ahead = held.ahead.iter().filter(is_to_come).map(|list| self.list(list)).collect::<Result<Vec<_>>>()?;
        let entries = self.entries(held)?;
        let others = self.other_certificates(held)?;
        let settings = &held.settings;
        let own_title = shape::title(&held.authority.certificate.subject, &[]);
        let publication = Publication {
            title: if choice.title.is_empty() { &own_title } else { &choice.title },
            contact: &choice.contact,
            scope: choice.scope,
            now: self.now,
            certificate: &held.authority.certificate,
            chain: &held.authority.chain,
            others: &others,
            crl: crl.as_ref(),
            ahead: &ahead,
            delta: delta.as_ref(),
            addresses: Addresses {
                crl: &settings.crl_urls,
                delta: &settings.delta_urls,
                issuer: &settings.issuer_urls,
                ocsp: &settings.ocsp_urls,
            },
            entries: &entries,
            counted: settings.sequential,
        };
        publication.folder()
    }

    fn list(&self, list: &NewestCrl) -> Result<CertificateList> {
        question::crl(self.vault, list, self.cold)
    }

    fn entries<'a>(&self, held: &'a Held) -> Result<Vec<Entry<'a>>> {
        let entry = |line: Line<'a>| match line {
            Line::Whole(row) => {
                let content = question::content(self.vault, held, &row.serial, self.cold)?;
                let content = content.ok_or_else(|| Error::new(Code::SerialUnknown).found(row.serial.to_string()))?;
                Ok(Entry::Whole(row, Box::new(parse::certificate_der(&content.certificate)?)))
            }
            Line::Bare(row) => Ok(Entry::Bare(row)),
        };
        held.oldest_first().map(entry).collect()
    }

    /// Former certificates of the key that are valid, and those that other authorities of this vault signed for it.
    fn other_certificates(&self, held: &Held) -> Result<Vec<Certificate>> {
        let own = &held.authority.certificate;
        let mut found = held.authority.former.clone();
        for (other, serial) in others(self.authorities, held) {
            if let Some(content) = question::content(self.vault, other, serial, self.cold)? {
                found.push(parse::certificate_der(&content.certificate)?);
            }
        }
        let mut kept: Vec<Certificate> = Vec::new();
        for certificate in found {
            let is_of_key = certificate.spki == own.spki && certificate.subject.matches(&own.subject);
            let is_valid = certificate.validity.not_after() >= self.now;
            let is_known = certificate.der == own.der || kept.iter().any(|known| known.der == certificate.der);
            if is_of_key && is_valid && !is_known {
                kept.push(certificate);
            }
        }
        Ok(kept)
    }

    /// Which files were published the last time, with when that was; none where nothing was.
    ///
    /// # Errors
    /// [`Code::VaultRecordTampered`] for a record that is not the one that was.
    pub fn manifest(&self, held: &Held) -> Result<ManifestRecord> {
        let Some((_, record)) = &held.published else { return Ok(ManifestRecord::default()) };
        match self.vault.open_cold(Kind::Manifest, record.manifest, self.cold)? {
            Record::Manifest(manifest) if manifest.sha256()? == record.sha256 => Ok(manifest),
            _ => {
                let label = format!("{} {}", Kind::Manifest.as_str(), record.manifest.cold_key());
                Err(Error::new(Code::VaultRecordTampered).field(label))
            }
        }
    }
}

/// A folder beside what was published before it.
pub struct Compared {
    /// Which files there are now.
    pub manifest: ManifestRecord,
    pub files: Vec<PublishedFileView>,
    pub removed: Vec<String>,
}

impl Compared {
    /// What is new, what is other, and what is gone.
    ///
    /// # Errors
    /// [`Code::TimeRange`] for a date that is none.
    pub fn of(folder: &Folder, before: &ManifestRecord, now: Time) -> Result<Self> {
        let known: BTreeMap<&str, &PublishedRow> = before.files.iter().map(|row| (row.path.as_str(), row)).collect();
        let (mut rows, mut files) = (Vec::new(), Vec::new());
        for (path, file) in &folder.files {
            let sha256 = digest::sha256(&file.bytes);
            let (change, since) = match known.get(path.as_str()) {
                None => ("new", None),
                Some(row) if row.sha256 == sha256 => ("same", Some(row.since)),
                Some(_) => ("changed", None),
            };
            rows.push(PublishedRow { path: path.clone(), sha256, since: since.unwrap_or_else(|| now.unix()) });
            let since = since.map(Time::from_unix).transpose()?.map(|time| time.to_string());
            files.push(file_view(path, file, change, since));
        }
        let is_gone = |row: &&PublishedRow| !folder.files.contains_key(&row.path);
        let removed = before.files.iter().filter(is_gone).map(|row| row.path.clone()).collect();
        Ok(Self { manifest: ManifestRecord { files: rows }, files, removed })
    }

    /// What is said of the change, in words.
    pub fn words(&self) -> String {
        let count = |change: &str| self.files.iter().filter(|file| file.change == change).count();
        let parts = [(count("new"), "new"), (count("changed"), "changed"), (self.removed.len(), "removed")];
        let said: Vec<String> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        if said.is_empty() { "nothing changed".to_owned() } else { said.join(", ") }
    }
}

fn file_view(path: &str, file: &PublicFile, change: &'static str, since: Option<String>) -> PublishedFileView {
    PublishedFileView {
        path: path.to_owned(),
        size: file.bytes.len(),
        media_type: file.media_type,
        about: file.about.clone(),
        change,
        since,
        urls: file.urls.clone(),
    }
}

/// The publication in words; the zip where it is given out.
///
/// # Errors
/// The codes of dates and archives.
pub fn view(held: &Held, folder: Folder, compared: Compared, with_zip: bool) -> Result<PublishedView> {
    let zip = with_zip.then(|| zip(&folder)).transpose()?;
    let finding = |finding: crate::bundle::publication::Finding| FindingView {
        code: finding.code,
        severity: shape::severity(finding.severity),
        text: finding.text,
    };
    let text =
        |(path, bytes): (String, Vec<u8>)| BesideView { path, text: String::from_utf8_lossy(&bytes).into_owned() };
    let swap = |swap: crate::bundle::publication::Swap| SwapView {
        from: swap.from.to_string(),
        files: swap.files.into_keys().collect(),
    };
    Ok(PublishedView {
        zip: zip.map(Into::into),
        files: compared.files,
        removed: compared.removed,
        since: last(held)?.map(|last| last.at),
        page: folder.page,
        ahead: folder.swaps.into_iter().map(swap).collect(),
        beside: folder.beside.into_iter().map(text).collect(),
        findings: folder.findings.into_iter().map(finding).collect(),
    })
}

/// What is public, what takes its place later, and what is for whoever puts it onto a server.
fn zip(folder: &Folder) -> Result<Vec<u8>> {
    let public = folder.files.iter().map(|(path, file)| (format!("{PUBLIC}/{path}"), file.bytes.clone()));
    let beside = folder.beside.iter().map(|(path, bytes)| (path.clone(), bytes.clone()));
    let ahead = folder.swaps.iter().flat_map(|swap| {
        let name = move |path: &str| format!("{AHEAD}/{}/{path}", swap.folder());
        swap.files.iter().map(move |(path, bytes)| (name(path), bytes.clone()))
    });
    archive::zip(&public.chain(beside).chain(ahead).collect::<Files>())
}

/// What the vault remembers of a publication.
pub fn record(
    held: &Held,
    choice: Choice,
    files: usize,
    now: Time,
) -> impl FnOnce(crate::vault::RecordId, [u8; 32]) -> PublicationRecord {
    let authority = held.id;
    move |manifest, sha256| PublicationRecord {
        authority,
        at: now.unix(),
        certificates: scope_number(choice.scope),
        title: choice.title,
        contact: choice.contact,
        files: u64::try_from(files).unwrap_or(u64::MAX),
        manifest,
        sha256,
    }
}
