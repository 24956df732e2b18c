//! Two forks of one authority made one again: a directory that went its own way is joined to a ledger.
//!
//! The forks have the same key. Every row of either stays; what one of them revokes is revoked, since the earlier of two dates; numbers
//! go on from the greater. One serial number with two certificates is a conflict: the ledger keeps its own, and the other one is
//! named and kept aside as a file.

use std::collections::BTreeMap;

use super::directory::{DirectoryFinding, Files, Found, Import, ImportedRow, aside, magnitude};
use super::explain::Severity;
use super::index::one_line;
use super::ledger::number_of;
use crate::authority::{Authority, BareRow, Counters, Parts, Revocation, Row};
use crate::error::{Code, Error, Result};
use crate::key::digest::sha256;
use crate::model::{Certificate, RevocationReason, SerialNumber, Time};

/// What came of it.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The authority with the ledgers of both.
    pub authority: Authority,
    /// The certificates that the ledger did not have, in the order of the directory.
    pub added: Vec<ImportedRow>,
    /// The serial numbers of rows without a certificate that the ledger did not have.
    pub added_bare: Vec<SerialNumber>,
    /// The serial numbers of the ledger's own certificates that the directory revokes, or revokes otherwise.
    pub revoked: Vec<SerialNumber>,
    /// The serial numbers that stand in two different certificates.
    pub conflicts: Vec<SerialNumber>,
    /// The files of the directory that have no other place now.
    pub kept: Files,
    /// What was found on the way: that of the directory, and that of the merging.
    pub findings: Vec<DirectoryFinding>,
}

/// The SHA-256 of files by their path.
pub type Fingerprints = BTreeMap<String, [u8; 32]>;

/// Joins a directory to the ledger of the same authority at this moment. `files` are those that the ledger keeps already.
///
/// # Errors
/// [`Code::DirectoryOfAnother`] where the directory's authority has another key or name.
pub fn merge(authority: &Authority, theirs: &Import, files: &Fingerprints, now: Time) -> Result<Merge> {
    let (ours, other) = (&authority.certificate, &theirs.certificate);
    if ours.spki != other.spki || !ours.subject.matches(&other.subject) {
        let refusal = Error::new(Code::DirectoryOfAnother).field("certificate");
        return Err(refusal.found(other.subject.to_string()).allowed(ours.subject.to_string()));
    }
    let adopted = theirs.adopt(now)?;
    let mut merging = Merging::new(authority, files, counters(authority.counters(), adopted.counters(), theirs));
    merging.findings.clone_from(&theirs.findings);
    std::iter::once(other).chain(&theirs.former).for_each(|other| merging.certificate(other));
    for row in &theirs.rows {
        merging.row(row, now);
    }
    merging.files(theirs);
    merging.finished(authority)
}

/// The greater of the numbers. Where the fork has lists of its own, the next one must be complete: what either published knows nothing
/// of the other, and a delta CRL would be put together with whichever a client has.
fn counters(ours: &Counters, theirs: &Counters, directory: &Import) -> Counters {
    let greater = |a: &SerialNumber, b: &SerialNumber| if magnitude(a) >= magnitude(b) { a.clone() } else { b.clone() };
    let next_serial = ours.next_serial.as_ref().map(|own| match &theirs.next_serial {
        Some(other) => greater(own, other),
        None => own.clone(),
    });
    let newest = directory.complete_crls().next();
    let is_ours =
        newest.is_none_or(|crl| number_of(crl) == Some(ours.base_crl) && Some(crl.this_update) == ours.last_crl);
    let keeps = is_ours && theirs.crl_number <= ours.crl_number;
    Counters {
        crl_number: ours.crl_number.max(theirs.crl_number),
        base_crl: if keeps { ours.base_crl } else { 0 },
        delta_crl: if keeps { ours.delta_crl } else { 0 },
        last_crl: ours.last_crl.filter(|_| keeps),
        last_act: ours.last_act.max(theirs.last_act),
        next_serial,
    }
}

/// The configuration of a directory with the files that it includes.
fn texts(theirs: &Import) -> impl Iterator<Item = (&String, &[u8])> {
    let files = theirs.configuration.iter();
    let texts = files.flat_map(|files| std::iter::once((&files.path, &files.text)).chain(&files.includes));
    texts.map(|(path, text)| (path, text.as_bytes()))
}

/// The ledger on its way from one to both.
struct Merging<'a> {
    files: &'a Fingerprints,
    rows: BTreeMap<SerialNumber, Row>,
    bare: BTreeMap<SerialNumber, BareRow>,
    former: Vec<Certificate>,
    own: Certificate,
    counters: Counters,
    added: Vec<ImportedRow>,
    added_bare: Vec<SerialNumber>,
    revoked: Vec<SerialNumber>,
    conflicts: Vec<SerialNumber>,
    kept: Files,
    findings: Vec<DirectoryFinding>,
}

impl<'a> Merging<'a> {
    fn new(authority: &Authority, files: &'a Fingerprints, counters: Counters) -> Self {
        // what no list of ours said yet is not said by the fork's newer list either
        let told = authority.counters().base_crl.max(authority.counters().delta_crl);
        let newest = counters.crl_number;
        let unsaid = |revocation: Revocation| {
            let after_crl = if revocation.after_crl >= told { newest } else { revocation.after_crl };
            Revocation { after_crl, ..revocation }
        };
        let row = |row: &Row| Row { revocation: row.revocation.map(unsaid), ..row.clone() };
        let bare = |row: &BareRow| BareRow { revocation: row.revocation.map(unsaid), ..row.clone() };
        Self {
            files,
            rows: authority.rows().map(|known| (known.serial.clone(), row(known))).collect(),
            bare: authority.bares().map(|known| (known.serial.clone(), bare(known))).collect(),
            former: authority.former.clone(),
            own: authority.certificate.clone(),
            counters,
            added: Vec::new(),
            added_bare: Vec::new(),
            revoked: Vec::new(),
            conflicts: Vec::new(),
            kept: Files::new(),
            findings: Vec::new(),
        }
    }

    fn note(&mut self, code: &'static str, severity: Severity, path: &str, text: String) {
        self.findings.push(DirectoryFinding { code, severity, path: path.to_owned(), text });
    }

    /// Another certificate of the same key: the authority was renewed in one of the forks.
    fn certificate(&mut self, theirs: &Certificate) {
        if theirs.der == self.own.der || self.former.contains(theirs) {
            return;
        }
        let text = format!(
            "the directory has another certificate of the same key, which ends {}; the ledger's own counts",
            theirs.validity.not_after()
        );
        self.note("authority-certificate-differs", Severity::Warn, "cacert.pem", text);
        self.former.push(theirs.clone());
    }

    fn row(&mut self, theirs: &ImportedRow, now: Time) {
        let serial = &theirs.row.serial;
        let is_own = self.own.is_self_issued() && (self.own.serial == *serial || self.is_former(serial));
        if is_own {
            return;
        }
        let revocation = theirs.revocation(self.counters.crl_number);
        match (&theirs.certificate, self.rows.contains_key(serial), self.bare.contains_key(serial)) {
            (_, true, _) if self.contradicts_row(theirs) => self.conflict(theirs),
            (_, _, true) if self.contradicts_bare(theirs) => self.conflict(theirs),
            (_, true, _) | (None, _, true) => self.revoke(serial, revocation),
            (Some(found), false, known) => {
                let before = self.bare.remove(serial).and_then(|row| row.revocation);
                let revocation = if known { self.united(serial, before, revocation) } else { revocation };
                self.rows.insert(serial.clone(), Row::from_elsewhere(&found.value, revocation, now));
                self.added.push(theirs.clone());
            }
            (None, false, false) => {
                self.added_bare.push(serial.clone());
                let row = &theirs.row;
                let (subject, not_after) = (row.subject.clone(), row.not_after);
                self.bare.insert(serial.clone(), BareRow { serial: serial.clone(), subject, not_after, revocation });
            }
        }
    }

    fn is_former(&self, serial: &SerialNumber) -> bool {
        self.former.iter().any(|former| former.serial == *serial)
    }

    /// A path for a file whose own is taken.
    fn aside(&self, path: &str) -> String {
        aside(path, |taken| self.files.contains_key(taken) || self.kept.contains_key(taken))
    }

    /// Whether the ledger has another certificate with this serial number.
    fn contradicts_row(&self, theirs: &ImportedRow) -> bool {
        self.rows.get(&theirs.row.serial).is_some_and(|ours| match &theirs.certificate {
            Some(found) => ours.fingerprint != sha256(&found.value.der),
            None => !theirs.row.subject.is_empty() && one_line(&ours.subject) != theirs.row.subject,
        })
    }

    /// Whether the ledger's row without a certificate is for another subject.
    fn contradicts_bare(&self, theirs: &ImportedRow) -> bool {
        let said = |ours: &&BareRow| !ours.subject.is_empty() && !theirs.row.subject.is_empty();
        let ours = self.bare.get(&theirs.row.serial).filter(said);
        ours.is_some_and(|ours| ours.subject != theirs.row.subject)
    }

    /// Nothing can tell two certificates with one serial number apart on a CRL: where one of them is revoked, so is the other.
    fn conflict(&mut self, theirs: &ImportedRow) {
        let row = &theirs.row;
        let path = theirs.certificate.as_ref().map_or("index.txt", |found| found.path.as_str());
        let text = format!(
            "the serial number {} stands in two certificates: the ledger's own counts, that for {} is kept aside",
            row.serial, row.subject
        );
        self.note("serial-conflict", Severity::Refuse, path, text);
        self.conflicts.push(row.serial.clone());
        if let Some(Found { path, value }) = &theirs.certificate {
            let pem = crate::bundle::pem("CERTIFICATE", &value.der).into_bytes();
            let aside = self.aside(path);
            self.kept.insert(aside, pem);
        }
        self.revoke(&row.serial, theirs.revocation(self.counters.crl_number));
    }

    /// What the directory says of the revocation of a row that the ledger has.
    fn revoke(&mut self, serial: &SerialNumber, theirs: Option<Revocation>) {
        let ours = match (self.rows.get(serial), self.bare.get(serial)) {
            (Some(row), _) => row.revocation,
            (None, Some(row)) => row.revocation,
            (None, None) => return,
        };
        let both = self.united(serial, ours, theirs);
        if both == ours {
            return;
        }
        self.revoked.push(serial.clone());
        if let Some(row) = self.rows.get_mut(serial) {
            row.revocation = both;
            row.retires = None;
        } else if let Some(row) = self.bare.get_mut(serial) {
            row.revocation = both;
        }
    }

    /// Revoked wins, since the earlier date; a final reason wins over a hold, and of two final ones the ledger's own.
    fn united(
        &mut self,
        serial: &SerialNumber,
        ours: Option<Revocation>,
        theirs: Option<Revocation>,
    ) -> Option<Revocation> {
        let (Some(ours), Some(theirs)) = (ours, theirs) else { return ours.or(theirs) };
        let is_held = |revocation: &Revocation| revocation.reason == RevocationReason::CertificateHold;
        let counts = if is_held(&ours) && !is_held(&theirs) { theirs } else { ours };
        if ours.reason != theirs.reason {
            let (own, other, reason) = (ours.reason.as_str(), theirs.reason.as_str(), counts.reason.as_str());
            let text = format!(
                "{serial} is revoked with the reason {own} in the ledger and {other} in the directory; {reason} counts"
            );
            self.note("revocation-reason-differs", Severity::Warn, "index.txt", text);
        }
        let earlier = [ours.invalidity_date, theirs.invalidity_date].into_iter().flatten().min();
        let both = Revocation { date: ours.date.min(theirs.date), invalidity_date: earlier, ..counts };
        let facts = |one: &Revocation| (one.date, one.reason, one.invalidity_date, one.hold_instruction);
        // what is new is to be on the next CRL, whatever its predecessors say
        let after_crl = if facts(&both) == facts(&ours) { ours.after_crl } else { self.counters.crl_number };
        Some(Revocation { after_crl, ..both })
    }

    /// The directory's files that are not here yet. Those of its ledger went into this one, but for an index with rows that could
    /// not be read.
    fn files(&mut self, theirs: &Import) {
        let layout = theirs.layout();
        let absorbed = [
            layout.index.clone(),
            layout.attributes(),
            layout.serial.clone(),
            layout.crl_number.clone(),
            layout.certificate.clone(),
            layout.crl.clone(),
            layout.chain.clone(),
        ];
        let is_whole = theirs.findings.iter().all(|finding| finding.code != "row-broken") && self.conflicts.is_empty();
        for (path, bytes) in theirs.kept.iter().map(|(path, bytes)| (path, bytes.as_slice())).chain(texts(theirs)) {
            let is_absorbed = absorbed.contains(path) && (is_whole || *path != layout.index);
            if is_absorbed || self.files.get(path) == Some(&sha256(bytes)) {
                continue;
            }
            let is_free = !self.files.contains_key(path) && !absorbed.contains(path);
            let path = if is_free { path.clone() } else { self.aside(path) };
            self.kept.insert(path, bytes.to_vec());
        }
    }

    fn finished(self, authority: &Authority) -> Result<Merge> {
        // what was released here may be revoked there
        let keeps_base = self.counters.base_crl == authority.counters().base_crl;
        let is_free = |serial: &SerialNumber| self.rows.get(serial).is_none_or(|row| row.revocation.is_none());
        let released = authority.releases().iter().filter(|release| keeps_base && is_free(&release.serial));
        let releases = released.cloned().collect();
        let parts = Parts {
            former: self.former,
            rows: self.rows.into_values().collect(),
            bare: self.bare.into_values().collect(),
            releases,
            ..Parts::new(self.own, authority.chain.clone(), self.counters)
        };
        Ok(Merge {
            authority: Authority::restore(parts)?,
            added: self.added,
            added_bare: self.added_bare,
            revoked: self.revoked,
            conflicts: self.conflicts,
            kept: self.kept,
            findings: self.findings,
        })
    }
}
