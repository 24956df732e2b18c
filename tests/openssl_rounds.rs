//! Can OpenSSL and Rootpage take turns on one directory? Ten rounds: one signs, revokes and makes a CRL, then the other, and both read
//! the same index, the same numbers and the same CRL after each.

#![allow(
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

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use rootpage::authority::{Authority, Change, CrlRequest, Grounds};
use rootpage::env::{Env, FixedEnv};
use rootpage::key::{KeyKind, make_key};
use rootpage::model::{Name, RevocationReason, SerialNumber};
use rootpage::openssl::archive::{Archive, zip};
use rootpage::openssl::directory::{Export, Files, Import};
use rootpage::openssl::index::{Index, IndexStatus, successor};
use rootpage::openssl::ledger::index_after;
use rootpage::parse;
use rootpage::policy::{Choices, Profile};
use support::openssl::{Ca, PASSPHRASE, default_configuration, now};

fn import(ca: &Ca) -> Import {
    let import = Import::read(&ca.files(), &BTreeMap::new()).unwrap();
    assert!(import.findings.is_empty(), "{:#?}", import.findings);
    import
}

/// OpenSSL signs a request, revokes the certificate that Rootpage signed last, and makes a CRL.
fn openssl_acts(ca: &Ca, round: usize, last: Option<&SerialNumber>) -> SerialNumber {
    let request = ca.request(&format!("/CN=round{round}.sample.com"), round);
    let serial = SerialNumber::parse(ca.text("serial").trim()).unwrap();
    ca.ca(&["-notext", "-in", &request, "-out", "out.pem"]);
    if let Some(last) = last {
        ca.ca(&["-revoke", &format!("newcerts/{last}.pem"), "-crl_reason", "superseded"]);
    }
    ca.ca(&["-gencrl", "-out", "crl.pem"]);
    serial
}

/// Rootpage takes the directory in, does the same, and gives it back.
fn rootpage_acts(ca: &Ca, round: usize, last: &SerialNumber) -> SerialNumber {
    let import = import(ca);
    let before = Index::parse(ca.text("index.txt").as_bytes()).unwrap();
    let mut authority = import.adopt(now()).unwrap();
    assert_eq!(authority.bares().count(), 0);
    let key = import.open_key(Some(PASSPHRASE)).unwrap();
    let mut env = FixedEnv::new(now(), u8::try_from(round).unwrap());

    let file = ca.request(&format!("/CN=round{round}.sample.com"), round);
    let (request, _) = parse::request(ca.text(&file).as_bytes()).unwrap();
    let choices = Choices { days: 90, ..Choices::of(Profile::Server) };
    let decision = authority.assess(&request, &choices, env.now()).outcome.unwrap();
    let issued = authority.issue(&mut env, &decision, &key).unwrap();
    authority.apply(&issued).unwrap();
    let Change::Issued { row, certificate } = issued else { panic!() };
    let grounds = Grounds { invalidity_date: Some(env.now()), ..RevocationReason::KeyCompromise.into() };
    let revoked = authority.revoke(env.now(), last, &grounds).unwrap();
    authority.apply(&revoked).unwrap();
    let listed = authority.issue_crl(&mut env, &CrlRequest::days(31), &key).unwrap();
    authority.apply(&listed).unwrap();
    let Change::CrlIssued { number, crl, .. } = listed else { panic!() };

    let key_pem = String::from_utf8(import.key.unwrap().bytes.to_vec()).unwrap();
    let export = Export {
        certificate: &authority.certificate,
        chain: &[],
        key_pem: Some(&key_pem),
        index: &index_after(&authority, &before),
        certificates: &[(row.serial.clone(), certificate)],
        crl: Some(&crl),
        next_serial: Some(&import.next_serial),
        next_crl_number: &after(number),
        unique_subject: false,
        configuration: import.configuration.as_ref().unwrap(),
        kept: &import.kept,
    };
    write(ca, &zip(&export.files().unwrap()).unwrap());
    row.serial
}

fn after(number: u64) -> SerialNumber {
    successor(&SerialNumber::parse(&format!("{number:X}")).unwrap()).unwrap()
}

fn write(ca: &Ca, archive: &[u8]) {
    for (path, bytes) in Archive::read(archive).unwrap().files {
        ca.write(&path, bytes);
    }
}

/// Both read the same: the index, its numbers, and the CRL.
fn agree(ca: &Ca) {
    let text = ca.text("index.txt");
    let index = Index::parse(text.as_bytes()).unwrap();
    assert_eq!(index.write(), text);
    ca.ca(&["-updatedb"]);
    assert_eq!(ca.text("index.txt"), text, "OpenSSL finds nothing to bring up to date");

    let listed = ca.run(&["crl", "-in", "crl.pem", "-noout", "-text", "-CAfile", "cacert.pem"]);
    let serials: BTreeSet<String> =
        listed.lines().filter_map(|line| line.trim().strip_prefix("Serial Number: ")).map(str::to_owned).collect();
    let revoked = index.rows.iter().filter(|row| row.status == IndexStatus::Revoked);
    assert_eq!(serials, revoked.map(|row| row.serial.to_string()).collect::<BTreeSet<_>>(), "{listed}");

    let number = ca.run(&["crl", "-in", "crl.pem", "-noout", "-crlnumber"]);
    let number = SerialNumber::parse(number.trim().strip_prefix("crlNumber=").unwrap()).unwrap();
    assert_eq!(successor(&number).unwrap().to_string(), ca.text("crlnumber").trim());

    let mut all = BTreeSet::new();
    for row in &index.rows {
        assert!(all.insert(row.serial.to_string()), "{} stands there twice", row.serial);
        let file = format!("newcerts/{}.pem", row.serial);
        let output = Command::new("openssl")
            .args(["verify", "-crl_check", "-CAfile", "cacert.pem", "-CRLfile", "crl.pem", &file])
            .current_dir(&ca.directory)
            .output()
            .unwrap();
        assert_eq!(output.status.success(), row.status == IndexStatus::Valid, "{file}: {output:?}");
    }
}

#[test]
fn openssl_and_rootpage_take_turns_for_ten_rounds() {
    let ca = Ca::new("rounds");
    let mut last: Option<SerialNumber> = None;
    for round in 0..10 {
        last = Some(match &last {
            Some(serial) if round % 2 == 1 => rootpage_acts(&ca, round, serial),
            last => openssl_acts(&ca, round, last.as_ref()),
        });
        agree(&ca);
    }
    let index = Index::parse(ca.text("index.txt").as_bytes()).unwrap();
    let revoked = index.rows.iter().filter(|row| row.status == IndexStatus::Revoked).count();
    assert_eq!((index.rows.len(), revoked), (10, 9));
    assert_eq!(ca.text("serial").trim(), "06", "OpenSSL counted its own five");
}

#[test]
fn openssl_goes_on_with_an_authority_that_was_made_here() {
    let ca = Ca::new("made-here");
    for path in ["cacert.pem", "private/cakey.pem", "index.txt", "index.txt.attr", "serial", "crlnumber", "openssl.cnf"]
    {
        std::fs::remove_file(ca.directory.join(path)).unwrap();
    }
    let mut env = FixedEnv::new(now(), 77);
    let key = make_key(&mut env, KeyKind::P256).unwrap();
    let authority = Authority::make_root(&mut env, &Name::parse("CN=Made Here,C=US").unwrap(), 3650, &key).unwrap();
    let key_pem = key.to_encrypted_pem(&mut env, PASSPHRASE).unwrap();
    let one = SerialNumber::parse("01").unwrap();
    let mut export = Export {
        certificate: &authority.certificate,
        chain: &[],
        key_pem: Some(&key_pem),
        index: &index_after(&authority, &Index::default()),
        certificates: &[],
        crl: None,
        next_serial: Some(&one),
        next_crl_number: &one,
        unique_subject: false,
        configuration: &default_configuration(),
        kept: &Files::new(),
    };
    let plain = key.to_pem().unwrap();
    export.key_pem = Some(&plain);
    assert!(export.files().is_err(), "a key without a passphrase does not leave");
    export.key_pem = Some(&key_pem);
    write(&ca, &zip(&export.files().unwrap()).unwrap());
    let first = openssl_acts(&ca, 1, None);
    openssl_acts(&ca, 2, Some(&first));
    agree(&ca);
    assert_eq!(import(&ca).rows.len(), 2);
}
