//! What an act changes in one authority, while it is put together: a copy of the authority on which each change is
//! made, and the records that are other afterwards. The copy takes the authority's place once the store has them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::held::{Archived, Held};
use crate::authority::{Authority, Change};
use crate::env::Env;
use crate::error::Result;
use crate::key::{PrivateKey, digest};
use crate::model::SerialNumber;
use crate::vault::{
    ArchiveRecord, CertificateRecord, Changes, CrlRecord, Entry, FileRecord, FileRow, KeyRecord, ManifestRecord,
    NewestCrl, PublicationRecord, Record, RecordId, RequestRecord, SettingsRecord,
};

/// An authority on its way to its next state.
#[derive(Debug)]
pub struct Draft {
    /// As it is to be.
    pub held: Held,
    /// The pages of the index that are other.
    pages: BTreeSet<usize>,
    changes: Changes,
}

impl Draft {
    /// A draft of what this authority is to be.
    pub fn of(held: &Held) -> Self {
        Self::new(held.clone())
    }

    /// A draft of a new authority.
    pub fn new(held: Held) -> Self {
        Self { held, pages: BTreeSet::new(), changes: Changes::default() }
    }

    /// Makes a change of rows that are there, or of none.
    pub fn apply(&mut self, change: &Change) -> Result<()> {
        self.held.authority.apply(change)?;
        for serial in change.touched() {
            self.pages.insert(self.held.page_of(serial)?);
        }
        Ok(())
    }

    /// Makes a change that brings a new row: that of a certificate, which is kept in a cold record, or a bare one.
    pub fn add(&mut self, env: &mut dyn Env, change: &Change, content: Option<CertificateRecord>) -> Result<()> {
        self.held.authority.apply(change)?;
        change.touched().into_iter().for_each(|serial| self.place(env, serial, content.clone()));
        Ok(())
    }

    /// Gives a row of the ledger its place: that of a certificate, which is kept in a cold record, or a bare one.
    pub fn place(&mut self, env: &mut dyn Env, serial: &SerialNumber, content: Option<CertificateRecord>) {
        let record = content.map(|content| {
            let id = RecordId::make(env);
            self.changes.cold.push((id, Record::Certificate(content)));
            id
        });
        let page = self.held.place(serial, record, || RecordId::make(env));
        self.pages.insert(page);
    }

    /// Takes another ledger, in which every row of the present one still is, changed or not; its new rows get no place yet.
    pub fn replace_ledger(&mut self, authority: Authority) -> Result<()> {
        let before = std::mem::replace(&mut self.held.authority, authority);
        let changed = before.rows().filter(|row| self.held.authority.row(&row.serial) != Some(row));
        let changed = changed.map(|row| row.serial.clone());
        let bare = before.bares().filter(|row| self.held.authority.bare(&row.serial) != Some(row));
        for serial in changed.chain(bare.map(|row| row.serial.clone())).collect::<Vec<_>>() {
            self.pages.insert(self.held.page_of(&serial)?);
        }
        Ok(())
    }

    /// Gives a bare row of the ledger its certificate.
    pub fn fill(&mut self, env: &mut dyn Env, serial: &SerialNumber, content: CertificateRecord) -> Result<()> {
        let id = RecordId::make(env);
        self.changes.cold.push((id, Record::Certificate(content)));
        let page = self.held.set_record(serial, id)?;
        self.pages.insert(page);
        Ok(())
    }

    /// Keeps a CRL, for the caller to say whether it is the newest.
    pub fn put_crl(
        &mut self,
        env: &mut dyn Env,
        der: Vec<u8>,
        describe: impl FnOnce(RecordId, [u8; 32]) -> NewestCrl,
    ) -> NewestCrl {
        let newest = describe(RecordId::make(env), digest::sha256(&der));
        self.changes.cold.push((newest.record, Record::Crl(CrlRecord { der })));
        newest
    }

    /// Keeps a private key as the authority's own.
    pub fn put_signer(&mut self, env: &mut dyn Env, signer: PrivateKey) -> Result<()> {
        let id = RecordId::make(env);
        let record = KeyRecord::new(&signer.to_pkcs8()?);
        self.held.set_signer(id, signer)?;
        self.changes.hot.push((id, Record::Key(record)));
        Ok(())
    }

    /// Lets the authority's private key go for good.
    pub fn remove_signer(&mut self) {
        self.changes.removed.extend(self.held.unset_signer());
    }

    /// Keeps a request, new or in place of the one with the same identifier.
    pub fn put_request(&mut self, id: RecordId, request: RequestRecord) {
        self.held.add_request(id, request.clone());
        self.changes.hot.retain(|(known, _)| *known != id);
        self.changes.hot.push((id, Record::Request(request)));
    }

    /// Takes other settings.
    pub fn configure(&mut self, env: &mut dyn Env, settings: SettingsRecord) {
        let id = *self.held.settings_record.get_or_insert_with(|| RecordId::make(env));
        self.changes.hot.retain(|(known, _)| *known != id);
        self.changes.hot.push((id, Record::Settings(settings.clone())));
        self.held.settings = Arc::new(settings);
    }

    /// Keeps files that were taken in, whose paths are not among those that are kept.
    pub fn put_files(&mut self, env: &mut dyn Env, new: impl IntoIterator<Item = (String, Vec<u8>)>) {
        let files = Arc::make_mut(&mut self.held.files);
        for (path, bytes) in new {
            let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            let row = FileRow { path: path.clone(), size, sha256: digest::sha256(&bytes), record: RecordId::make(env) };
            self.changes.cold.push((row.record, Record::File(FileRecord { path, bytes })));
            files.push(row);
        }
    }

    /// Keeps what was published, in the place of what was before.
    pub fn publish(
        &mut self,
        env: &mut dyn Env,
        manifest: ManifestRecord,
        describe: impl FnOnce(RecordId, [u8; 32]) -> PublicationRecord,
    ) -> Result<()> {
        let cold = RecordId::make(env);
        let record = describe(cold, manifest.sha256()?);
        let before = self.held.published.take();
        self.changes.removed_cold.extend(before.as_ref().map(|(_, old)| old.manifest));
        let id = before.map_or_else(|| RecordId::make(env), |(id, _)| id);
        self.changes.cold.push((cold, Record::Manifest(manifest)));
        self.changes.hot.push((id, Record::Publication(record.clone())));
        self.held.published = Some((id, Arc::new(record)));
        Ok(())
    }

    /// Archives a certificate, or the authority itself, or takes it out of the archive.
    pub fn archive(&mut self, env: &mut dyn Env, serial: Option<&SerialNumber>, archived: bool) {
        let (id, before) = self.held.archive.take().unwrap_or_else(|| (RecordId::make(env), Arc::default()));
        let mut after = Archived::clone(&before);
        match serial {
            None => after.whole = archived,
            Some(serial) if archived => drop(after.serials.insert(serial.clone())),
            Some(serial) => drop(after.serials.remove(serial)),
        }
        let serials = after.serials.iter().map(SerialNumber::der_content).collect();
        let record = ArchiveRecord { authority: self.held.id, whole: after.whole, serials };
        self.changes.hot.push((id, Record::Archive(record)));
        self.held.archive = Some((id, Arc::new(after)));
    }

    /// What the journal is to say.
    pub fn journal(&mut self, entry: Entry) {
        self.changes.journal.push(entry);
    }

    /// All that is to be stored, and the authority as it is then.
    pub fn finish(mut self) -> Result<(Changes, Held)> {
        for number in &self.pages {
            let (id, page) = self.held.page(*number)?;
            self.changes.hot.push((id, Record::IndexPage(page)));
        }
        self.changes.hot.push((self.held.id, Record::Authority(self.held.record())));
        Ok((self.changes, self.held))
    }
}
