//! Do two forks of one authority become one again, with nothing of either lost? OpenSSL makes the forks.

#![allow(
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod support {
    pub mod openssl;
}

use std::collections::BTreeMap;

use rootpage::authority::Authority;
use rootpage::error::{Code, Result};
use rootpage::key::digest::sha256;
use rootpage::model::{RevocationReason, SerialNumber};
use rootpage::openssl::directory::Import;
use rootpage::openssl::merge::{Fingerprints, Merge, merge};
use support::openssl::{Ca, now};

fn import(ca: &Ca) -> Import {
    Import::read(&ca.files(), &BTreeMap::new()).unwrap()
}

fn merged(ours: &Ca, theirs: &Ca) -> Result<Merge> {
    let (ours, theirs) = (import(ours), import(theirs));
    let texts = ours.configuration.iter().map(|files| (files.path.clone(), sha256(files.text.as_bytes())));
    let files = ours.kept.iter().map(|(path, bytes)| (path.clone(), sha256(bytes))).chain(texts).collect();
    merge(&ours.adopt(now()).unwrap(), &theirs, &files, now())
}

fn serial(text: &str) -> SerialNumber {
    SerialNumber::parse(text).unwrap()
}

fn serials(all: &[SerialNumber]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

fn codes(merge: &Merge) -> Vec<&'static str> {
    merge.findings.iter().map(|finding| finding.code).collect()
}

fn revocation(authority: &Authority, number: &str) -> Option<RevocationReason> {
    authority.row(&serial(number)).unwrap().revocation.map(|revocation| revocation.reason)
}

/// 01 to 03 are of both; then each fork goes its own way.
fn forks(name: &str) -> (Ca, Ca) {
    let ours = Ca::new(&format!("{name}-ours"));
    for number in 1..=3 {
        ours.sign_subject(&format!("/CN=host{number}.sample.com"), number);
    }
    let theirs = ours.fork(&format!("{name}-theirs"));
    (ours, theirs)
}

#[test]
fn a_fork_gives_its_certificates_revocations_and_numbers() {
    let (ours, theirs) = forks("union");
    ours.ca(&["-revoke", "newcerts/01.pem", "-crl_reason", "superseded"]);
    theirs.write("serial", "10\n");
    theirs.sign_subject("/CN=theirs.sample.com", 4);
    theirs.ca(&["-revoke", "newcerts/02.pem", "-crl_reason", "keyCompromise"]);
    theirs.ca(&["-gencrl", "-out", "crl.pem"]);
    let merge = merged(&ours, &theirs).unwrap();
    assert_eq!(
        (codes(&merge), serials(&merge.revoked), serials(&merge.conflicts)),
        (vec![], vec!["02".to_owned()], vec![])
    );
    assert_eq!(merge.added.iter().map(|row| row.row.serial.to_string()).collect::<Vec<_>>(), ["10"]);
    assert!(merge.added[0].request.is_some(), "its request comes with it");
    let authority = &merge.authority;
    assert_eq!(authority.rows().count(), 4);
    assert_eq!(revocation(authority, "01"), Some(RevocationReason::Superseded));
    assert_eq!(revocation(authority, "02"), Some(RevocationReason::KeyCompromise));
    assert_eq!(revocation(authority, "10"), None);
    let counters = authority.counters();
    assert_eq!((counters.crl_number, counters.base_crl), (1, 0), "the number of the fork's CRL is not used again");
    assert_eq!(counters.next_serial, Some(serial("11")));
    assert_eq!(authority.revoked_since_crl(), 2, "no list of either says both");
}

#[test]
fn of_two_revocations_the_earlier_date_and_the_final_reason_count() {
    let (ours, theirs) = forks("dates");
    ours.ca(&["-revoke", "newcerts/01.pem", "-crl_reason", "certificateHold"]);
    ours.ca(&["-revoke", "newcerts/02.pem", "-crl_reason", "superseded"]);
    theirs.ca(&["-revoke", "newcerts/01.pem", "-crl_compromise", "20250101000000Z"]);
    theirs.ca(&["-revoke", "newcerts/02.pem", "-crl_reason", "keyCompromise"]);
    for (ca, date) in [(&ours, "260301000000Z"), (&theirs, "260201000000Z")] {
        let dated = |line: &str| {
            let mut columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
            if let Some((_, reason)) = columns[2].clone().split_once(',') {
                columns[2] = format!("{date},{reason}");
            }
            columns.join("\t") + "\n"
        };
        ca.write("index.txt", ca.text("index.txt").lines().map(dated).collect::<String>());
    }
    let merge = merged(&ours, &theirs).unwrap();
    assert_eq!(codes(&merge), ["revocation-reason-differs", "revocation-reason-differs"]);
    assert_eq!(serials(&merge.revoked), ["01", "02"]);
    for (number, reason) in [("01", RevocationReason::KeyCompromise), ("02", RevocationReason::Superseded)] {
        let is = merge.authority.row(&serial(number)).unwrap().revocation.unwrap();
        assert_eq!((is.date.to_string().as_str(), is.reason), ("2026-02-01T00:00:00Z", reason), "{number}");
    }
    let since = merge.authority.row(&serial("01")).unwrap().revocation.unwrap().invalidity_date.unwrap();
    assert_eq!(since.to_string(), "2025-01-01T00:00:00Z");
}

#[test]
fn one_serial_number_in_two_certificates_is_named_and_both_are_kept() {
    let (ours, theirs) = forks("conflict");
    ours.sign_subject("/CN=ours.sample.com", 4);
    theirs.sign_subject("/CN=theirs.sample.com", 5);
    theirs.ca(&["-revoke", "newcerts/04.pem"]);
    let merge = merged(&ours, &theirs).unwrap();
    assert_eq!((codes(&merge), serials(&merge.conflicts)), (vec!["serial-conflict"], vec!["04".to_owned()]));
    let row = merge.authority.row(&serial("04")).unwrap();
    assert_eq!(row.subject.common_name().as_deref(), Some("ours.sample.com"));
    assert!(row.revocation.is_some(), "nothing on a CRL tells the two apart");
    let aside = String::from_utf8(merge.kept["kept/newcerts/04.pem"].clone()).unwrap();
    assert_eq!(aside.trim(), theirs.text("newcerts/04.pem").trim());
    assert!(merge.kept.contains_key("kept/index.txt"), "the other one's row stays somewhere");
}

#[test]
fn rows_without_a_certificate_are_joined_too() {
    let (ours, theirs) = forks("bare");
    theirs.ca(&["-revoke", "newcerts/03.pem"]);
    for (ca, number) in [(&ours, "02"), (&ours, "03"), (&theirs, "01"), (&theirs, "03")] {
        std::fs::remove_file(ca.directory.join(format!("newcerts/{number}.pem"))).unwrap();
    }
    let merge = merged(&ours, &theirs).unwrap();
    assert_eq!(merge.added.iter().map(|row| row.row.serial.to_string()).collect::<Vec<_>>(), ["02"]);
    assert_eq!(merge.authority.rows().count(), 2, "01 is ours, 02 is theirs");
    assert!(merge.authority.bare(&serial("03")).unwrap().revocation.is_some());
    assert!(merge.conflicts.is_empty());
}

#[test]
fn files_of_both_are_kept_and_another_authority_is_refused() {
    let (ours, theirs) = forks("files");
    ours.write("README", "ours");
    theirs.write("README", "theirs");
    theirs.write("notes.txt", "only theirs");
    let merge = merged(&ours, &theirs).unwrap();
    let text = |path: &str| String::from_utf8(merge.kept[path].clone()).unwrap();
    assert_eq!((text("kept/README"), text("notes.txt")), ("theirs".to_owned(), "only theirs".to_owned()));
    assert_eq!(merge.kept.len(), 2, "{:?}", merge.kept.keys());
    let other = Ca::new("files-other");
    assert_eq!(merged(&ours, &other).unwrap_err().code(), Code::DirectoryOfAnother);
    let empty = Fingerprints::new();
    let (ours, theirs) = (import(&ours), import(&theirs));
    let again = merge_twice(&ours, &theirs, &empty);
    assert!(again.added.is_empty() && again.revoked.is_empty(), "the second time there is nothing new");
}

fn merge_twice(ours: &Import, theirs: &Import, files: &Fingerprints) -> Merge {
    let first = merge(&ours.adopt(now()).unwrap(), theirs, files, now()).unwrap();
    let second = merge(&first.authority, theirs, files, now()).unwrap();
    assert_eq!(second.authority, first.authority);
    second
}

#[test]
fn a_fork_without_lists_of_its_own_leaves_ours_the_base_of_the_next() {
    let ours = Ca::new("base-ours");
    for number in 1..=2 {
        ours.sign_subject(&format!("/CN=host{number}.sample.com"), number);
    }
    ours.ca(&["-revoke", "newcerts/01.pem"]);
    ours.ca(&["-gencrl", "-out", "crl.pem"]);
    let theirs = ours.fork("base-theirs");
    theirs.ca(&["-revoke", "newcerts/02.pem"]);
    let merge = merged(&ours, &theirs).unwrap();
    let counters = merge.authority.counters();
    assert_eq!((counters.crl_number, counters.base_crl, merge.authority.revoked_since_crl()), (1, 1, 1));
}
