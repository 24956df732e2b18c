//! Directories of `openssl ca`: taken in as an authority, and joined to one. Either is one commit.

use std::collections::{BTreeMap, BTreeSet};

use super::{Acting, Prepared, entry};
use crate::error::{Code, Error, Result};
use crate::key::digest;
use crate::model::{Certificate, CertificateList, Time};
use crate::openssl::directory::{Import, ImportedRow};
use crate::openssl::ledger::number_of;
use crate::openssl::merge::{Fingerprints, merge};
use crate::session::call::{BroughtDirectory, DirectoryInput};
use crate::session::directory;
use crate::session::draft::Draft;
use crate::session::held::Held;
use crate::session::ledger;
use crate::session::view::{ImportedView, MergedView, View};
use crate::vault::{CertificateRecord, Deed, Entry, NewestCrl, RecordId, RequestForm, RequestRecord};

impl Acting<'_> {
    /// A directory becomes an authority: with its key, or without one where there is none.
    pub(super) fn import_directory(&mut self, brought: &BroughtDirectory) -> Result<Prepared> {
        let import = brought.read()?;
        if let Some(known) = self.authorities.of_key(&import.certificate) {
            return Err(Error::new(Code::DirectoryKnown).field("authority").found(known.id.to_string()));
        }
        let signer = import.key.as_ref().map(|_| import.open_key(brought.passphrase())).transpose()?;
        let (id, now) = (RecordId::make(self.env), self.env.now());
        let mut draft = Draft::new(Held::new(id, now, import.adopt(now)?));
        if let Some(signer) = signer {
            draft.put_signer(self.env, signer)?;
        }
        self.place_rows(&mut draft, &import);
        self.put_pending_requests(&mut draft, &import, now);
        draft.held.crl = import.complete_crls().next().map(|crl| self.put_list(&mut draft, crl));
        let newer =
            |delta: &&CertificateList| draft.held.crl.is_some_and(|crl| delta.this_update.unix() >= crl.this_update);
        let delta = import.delta_crl().filter(newer);
        draft.held.delta = delta.map(|crl| self.put_list(&mut draft, crl));
        draft.configure(self.env, directory::settings(&import));
        draft.journal(of_certificate(entry(now, Deed::ImportAuthority, Some(id)), &import.certificate));
        let findings = directory::findings(import.findings);
        draft.put_files(self.env, import.kept);
        let authority = ledger::authority(&draft.held, self.authorities, now)?;
        Prepared::of([draft], View::Imported(ImportedView { authority, findings }))
    }

    /// Gives each row of the ledger its place, in the order of the directory.
    fn place_rows(&mut self, draft: &mut Draft, import: &Import) {
        for row in &import.rows {
            let serial = &row.row.serial;
            let known = draft.held.authority.row(serial).is_some() || draft.held.authority.bare(serial).is_some();
            if known {
                draft.place(self.env, serial, content(row));
            }
        }
    }

    /// The requests for which no certificate was signed yet wait beside the authority.
    fn put_pending_requests(&mut self, draft: &mut Draft, import: &Import, now: Time) {
        let certificates = import.rows.iter().filter_map(|row| row.certificate.as_ref()).map(|found| &found.value);
        let keys: BTreeSet<&[u8]> =
            certificates.chain([&import.certificate]).map(|certificate| certificate.spki.as_slice()).collect();
        let pending = import.requests.iter().map(|found| &found.value);
        for request in pending.filter(|request| !keys.contains(request.spki.as_slice())) {
            let record = RequestRecord {
                authority: Some(draft.held.id),
                created: now.unix(),
                der: request.der.clone(),
                key: None,
                issued: Vec::new(),
            };
            draft.put_request(RecordId::make(self.env), record);
        }
    }

    fn put_list(&mut self, draft: &mut Draft, crl: &CertificateList) -> NewestCrl {
        draft.put_crl(self.env, crl.der.clone(), |record, sha256| NewestCrl {
            record,
            sha256,
            number: number(crl),
            this_update: crl.this_update.unix(),
            // one that does not say when the next is due is due at once
            next_update: crl.next_update.unwrap_or(crl.this_update).unix(),
            entries: u64::try_from(crl.revoked.len()).unwrap_or(u64::MAX),
        })
    }

    /// A directory that went its own way is joined to the authority.
    pub(super) fn merge_directory(&mut self, authority: &str, input: &DirectoryInput) -> Result<Prepared> {
        let mut draft = Draft::of(self.authorities.find(authority)?);
        let (id, now) = (draft.held.id, self.env.now());
        let import = directory::read(input, &environment_of(&draft.held))?;
        let merged = merge(&draft.held.authority, &import, &fingerprints(&draft.held), now)?;
        draft.replace_ledger(merged.authority)?;
        for row in &merged.added {
            match (draft.held.record_of(&row.row.serial), content(row)) {
                (Ok(_), Some(content)) => draft.fill(self.env, &row.row.serial, content)?,
                (_, content) => draft.place(self.env, &row.row.serial, content),
            }
        }
        merged.added_bare.iter().for_each(|serial| draft.place(self.env, serial, None));
        let newest = import.complete_crls().next();
        let ours = draft.held.crl.map(|crl| (crl.number, crl.this_update));
        if let Some(crl) = newest.filter(|crl| ours < Some((number(crl), crl.this_update.unix()))) {
            let newest = self.put_list(&mut draft, crl);
            draft.held.set_crls([newest]);
        }
        draft.held.delta = draft.held.delta.filter(|_| draft.held.authority.counters().delta_crl > 0);
        draft.put_files(self.env, merged.kept);
        let serials = |all: &[crate::model::SerialNumber]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        let whole = merged.added.iter().map(|row| row.row.serial.to_string());
        let added: Vec<String> = whole.chain(serials(&merged.added_bare)).collect();
        let (revoked, conflicts) = (serials(&merged.revoked), serials(&merged.conflicts));
        let detail = format!("{} added, {} revoked, {} in conflict", added.len(), revoked.len(), conflicts.len());
        draft.journal(Entry { detail, ..entry(now, Deed::MergeAuthority, Some(id)) });
        let authority = ledger::authority(&draft.held, self.authorities, now)?;
        let findings = directory::findings(merged.findings);
        Prepared::of([draft], View::Merged(MergedView { authority, findings, added, revoked, conflicts }))
    }
}

/// A certificate as it is kept, with the request that it was signed for; nothing for a bare row.
fn content(row: &ImportedRow) -> Option<CertificateRecord> {
    let certificate = row.certificate.as_ref()?.value.der.clone();
    let request = row.request.as_ref().map(|found| RequestForm::Pkcs10(found.value.der.clone()));
    Some(CertificateRecord { certificate, request })
}

fn number(crl: &CertificateList) -> u64 {
    number_of(crl).unwrap_or(0)
}

fn of_certificate(entry: Entry, certificate: &Certificate) -> Entry {
    Entry {
        serial: certificate.serial.der_content(),
        sha256: Some(digest::sha256(&certificate.der)),
        detail: certificate.subject.to_string(),
        ..entry
    }
}

/// What the authority's own configuration is read with: a fork of it needs the same.
fn environment_of(held: &Held) -> BTreeMap<String, String> {
    let own = held.settings.configuration.iter();
    own.flat_map(|configuration| configuration.environment.iter().cloned()).collect()
}

/// The files that are kept already, the configuration among them, be it one that is made.
fn fingerprints(held: &Held) -> Fingerprints {
    let own = directory::configuration(held).0;
    let texts = std::iter::once((own.path, own.text)).chain(own.includes);
    let texts = texts.map(|(path, text)| (path, digest::sha256(text.as_bytes())));
    held.files.iter().map(|file| (file.path.clone(), file.sha256)).chain(texts).collect()
}
