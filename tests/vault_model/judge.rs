//! The judge: it reads all of a store anew after each step, remembers what it saw, and knows what was released.

use std::collections::{BTreeMap, BTreeSet};

use rootpage::key::digest::sha256;
use rootpage::model::RevocationReason;
use rootpage::parse;
use rootpage::session::View;
use rootpage::vault::{
    AuthorityRecord, Contents, Deed, Entry, IndexPage, IndexRow, Kind, Record, RecordId, RevocationRow, Tip, Vault,
    journal_pages,
};

use crate::store::MemoryStore;
use crate::world::PASSPHRASE;

pub struct Judge {
    vault: Vault,
    contents: Contents,
    journal: Vec<Entry>,
    /// Each certificate that was ever seen, by its authority's public key and its serial number.
    certificates: BTreeMap<(Vec<u8>, Vec<u8>), [u8; 32]>,
    /// Each list that was ever seen, by its authority's public key and its number.
    lists: BTreeMap<(Vec<u8>, u64), [u8; 32]>,
    /// The number of the list that was released last, by its authority's public key.
    released_lists: BTreeMap<Vec<u8>, u64>,
    revocations: BTreeMap<(RecordId, Vec<u8>), Option<RevocationRow>>,
}

impl Judge {
    pub fn new(store: &MemoryStore) -> Self {
        let (vault, contents) = Vault::open(&store.hot(), PASSPHRASE).unwrap();
        let mut judge = Self {
            vault,
            contents,
            journal: Vec::new(),
            certificates: BTreeMap::new(),
            lists: BTreeMap::new(),
            released_lists: BTreeMap::new(),
            revocations: BTreeMap::new(),
        };
        judge.look(store);
        judge
    }

    /// Reads everything, and holds it to itself and to what it was.
    pub fn look(&mut self, store: &MemoryStore) {
        let (vault, contents) = self.vault.refreshed(&store.hot()).unwrap();
        assert_eq!(store.revision, i64::try_from(vault.revision()).unwrap());
        (self.vault, self.contents) = (vault, contents);
        self.look_at_journal();
        let authorities: Vec<_> = self.contents.iter().filter_map(authority).collect();
        for (id, record) in authorities {
            self.look_at_ledger(id, &record, store);
            self.look_at_lists(&record, store);
        }
        self.look_at_requests(store);
    }

    /// It grows at its end alone, and its hashes are those of its entries.
    fn look_at_journal(&mut self) {
        let entries: Vec<Entry> =
            journal_pages(&self.contents).into_iter().flat_map(|(_, page)| page.entries.clone()).collect();
        let tip = entries.iter().try_fold(Tip::default(), |tip, entry| tip.after(entry)).unwrap();
        assert_eq!(tip, self.vault.journal());
        assert!(entries.starts_with(&self.journal), "an entry of the journal was changed");
        assert!(entries.is_sorted_by_key(|entry| entry.at), "the journal's times go forward");
        self.journal = entries;
    }

    fn look_at_ledger(&mut self, id: RecordId, record: &AuthorityRecord, store: &MemoryStore) {
        let public = parse::certificate_der(&record.certificate).unwrap().spki;
        let (mut serials, mut seen) = (BTreeSet::new(), BTreeMap::new());
        for page in self.pages(record) {
            for row in &page.rows {
                assert!(serials.insert(row.serial.clone()), "a serial number stands twice");
                if !self.certificates.contains_key(&(public.clone(), row.serial.clone())) {
                    self.look_at_certificate(id, row, store);
                }
                seen.insert(row.serial.clone(), row.revocation.clone());
                let before = self.certificates.insert((public.clone(), row.serial.clone()), row.sha256);
                assert!(before.is_none_or(|before| before == row.sha256), "a serial number was used twice");
            }
            for row in &page.bare {
                assert!(serials.insert(row.serial.clone()), "a serial number stands twice");
                seen.insert(row.serial.clone(), row.revocation.clone());
            }
        }
        self.look_at_revocations(id, seen);
    }

    fn look_at_certificate(&self, id: RecordId, row: &IndexRow, store: &MemoryStore) {
        let found = self.vault.open_cold(Kind::Certificate, row.record, &store.all()).unwrap();
        let Record::Certificate(found) = found else { panic!("another record") };
        assert_eq!(sha256(&found.certificate), row.sha256);
        let certificate = parse::certificate_der(&found.certificate).unwrap();
        assert_eq!(certificate.serial.der_content(), row.serial);
        assert!(self.is_journalled(id, row.sha256), "a certificate that the journal does not know");
    }

    /// No line goes, and no revocation but that of a hold.
    fn look_at_revocations(&mut self, id: RecordId, seen: BTreeMap<Vec<u8>, Option<RevocationRow>>) {
        let hold = RevocationReason::CertificateHold.number();
        for ((_, serial), before) in self.revocations.iter().filter(|((known, _), _)| *known == id) {
            let now = &seen[serial];
            let is_final = before.as_ref().is_some_and(|revocation| revocation.reason != hold);
            assert!(!is_final || now.is_some(), "a revocation is gone");
        }
        for (serial, now) in seen {
            if now.is_some() {
                let told = |entry: &Entry| {
                    let deed = matches!(entry.deed, Deed::Revoke | Deed::MergeAuthority | Deed::ImportAuthority);
                    let same = entry.serial == serial || entry.deed != Deed::Revoke;
                    entry.authority == Some(id) && deed && same
                };
                assert!(self.journal.iter().any(told), "a revocation that the journal does not know");
            }
            self.revocations.insert((id, serial), now);
        }
    }

    fn look_at_lists(&mut self, record: &AuthorityRecord, store: &MemoryStore) {
        let public = parse::certificate_der(&record.certificate).unwrap().spki;
        let complete = record.crl.iter().chain(&record.ahead);
        for list in complete.chain(&record.delta) {
            let found = self.vault.open_cold(Kind::Crl, list.record, &store.all()).unwrap();
            let Record::Crl(found) = found else { panic!("another record") };
            assert_eq!(sha256(&found.der), list.sha256);
            assert!(list.number <= record.crl_number, "a list is ahead of its counter");
            let before = self.lists.insert((public.clone(), list.number), list.sha256);
            assert!(before.is_none_or(|before| before == list.sha256), "two lists have one number");
        }
        let released = self.released_lists.get(&public).copied().unwrap_or_default();
        assert!(released <= record.crl_number, "a list was released that the counter does not know");
    }

    fn look_at_requests(&self, store: &MemoryStore) {
        for record in self.contents.values() {
            if let Record::Request(request) = record {
                let key = request.key.map(|key| self.vault.open_cold(Kind::Key, key, &store.all()).unwrap());
                assert!(!matches!(key, Some(Record::Certificate(_))));
            }
        }
    }

    fn pages(&self, record: &AuthorityRecord) -> Vec<IndexPage> {
        let page = |id: &RecordId| match &self.contents[id] {
            Record::IndexPage(page) => page.clone(),
            other => panic!("{other:?}"),
        };
        record.pages.iter().map(page).collect()
    }

    fn is_journalled(&self, id: RecordId, hash: [u8; 32]) -> bool {
        let is_whole = |entry: &&Entry| matches!(entry.deed, Deed::ImportAuthority | Deed::MergeAuthority);
        let known = self.journal.iter().any(|entry| entry.sha256 == Some(hash));
        known || self.journal.iter().filter(is_whole).any(|entry| entry.authority == Some(id))
    }

    /// Something left the core: the journal knows it, and no list goes back.
    pub fn released(&mut self, view: &View) {
        for der in artefacts(view) {
            let hash = sha256(&der);
            assert!(self.journal.iter().any(|entry| entry.sha256 == Some(hash)), "released and not in the journal");
        }
        for der in lists(view) {
            let list = parse::crl_der(&der).unwrap();
            let number = rootpage::openssl::ledger::number_of(&list).unwrap();
            let public = self.signer_of(&der);
            let before = self.lists.insert((public.clone(), number), sha256(&der));
            assert!(before.is_none_or(|before| before == sha256(&der)), "two lists have one number");
            let last = self.released_lists.insert(public, number);
            assert!(last.is_none_or(|last| last < number), "a list with an older number was released");
        }
    }

    /// The public key of the authority in whose name the journal tells of this list.
    fn signer_of(&self, der: &[u8]) -> Vec<u8> {
        let hash = sha256(der);
        let entry = self.journal.iter().find(|entry| entry.sha256 == Some(hash)).unwrap();
        let Record::Authority(record) = &self.contents[&entry.authority.unwrap()] else { panic!("another record") };
        parse::certificate_der(&record.certificate).unwrap().spki
    }
}

fn authority((id, record): (&RecordId, &Record)) -> Option<(RecordId, AuthorityRecord)> {
    match record {
        Record::Authority(record) => Some((*id, record.clone())),
        _ => None,
    }
}

/// What was signed, in DER.
fn artefacts(view: &View) -> Vec<Vec<u8>> {
    let certificate = |view: &rootpage::session::view::IssuedView| {
        view.certificate.certificate.as_ref().map(|certificate| certificate.der.to_vec())
    };
    match view {
        View::Authority(view) => vec![view.certificate.der.to_vec()],
        View::Issued(view) => certificate(view).into_iter().collect(),
        View::Batch(view) => {
            view.items.iter().filter_map(|item| item.issued.as_ref()).filter_map(certificate).collect()
        }
        View::Request(view) => vec![view.der.to_vec()],
        View::Imported(view) => vec![view.authority.certificate.der.to_vec()],
        other => lists(other),
    }
}

fn lists(view: &View) -> Vec<Vec<u8>> {
    match view {
        View::Crl(Some(view)) => vec![view.der.to_vec()],
        View::CrlSeries(view) => view.lists.iter().map(|list| list.der.to_vec()).collect(),
        _ => Vec::new(),
    }
}
