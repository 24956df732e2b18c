//! Can OpenSSL and Rootpage take turns on one directory? Ten rounds: one signs, revokes and makes a CRL, then the other, and both read
//! the same index, the same numbers and the same CRL after each.

#![allow(
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/directory.rs"]
mod directory;
#[path = "support/openssl.rs"]
mod openssl;
#[path = "support/store.rs"]
mod store;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use desk::Desk;
use directory::desk_of_today;
use openssl::Ca;
use rootpage::env::Env;
use rootpage::model::SerialNumber;
use rootpage::openssl::index::{Index, IndexStatus, successor};
use rootpage::session::{Act, IssueCrl, Revoke, View};

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

fn revoke(authority: &str, serial: &str, reason: &str, invalidity_date: Option<String>) -> Act {
    Act::Revoke(Revoke {
        authority: authority.to_owned(),
        serial: Some(serial.to_owned()),
        reason: reason.to_owned(),
        invalidity_date,
        ..Revoke::default()
    })
}

/// Rootpage takes the directory in, does the same, and gives it back.
fn rootpage_acts(ca: &Ca, round: usize, last: &SerialNumber) -> SerialNumber {
    let mut desk = desk_of_today();
    let imported = desk.import(&ca.files()).unwrap();
    assert!(imported.findings.is_empty(), "{:#?}", imported.findings);
    let id = imported.authority.id;
    let request = ca.request(&format!("/CN=round{round}.sample.com"), round);
    let issued = desk.issue(&id, ca.text(&request).as_bytes());
    desk.act(revoke(&id, &last.to_string(), "keyCompromise", Some(desk.clock.now().to_string()))).unwrap();
    desk.act(Act::IssueCrl(IssueCrl::days(id.clone(), 31))).unwrap();
    let mut again = desk.reopened();
    ca.write_all(&again.export_directory(&id));
    SerialNumber::parse(&issued.certificate.entry.serial).unwrap()
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
    assert_eq!(ca.text("serial").trim(), "0B", "each counts on where the other stopped");
}

/// Made here, used by OpenSSL with every profile, and joined again.
#[test]
fn openssl_goes_on_with_an_authority_that_was_made_here() {
    let mut desk = desk_of_today();
    let id = desk.create_authority("CN=Made Here,C=US", 3650).id;
    let here = desk.foreign_request("CN=here.sample.com,O=The Sample Company", &["dns:here.sample.com"]);
    let here = desk.issue(&id, &here).certificate.entry.serial;
    let made = desk.configuration(&id);
    assert!(made.made);
    let ca = Ca::empty("made-here");
    let zip = desk.export_view(&id).zip;
    zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap().extract(&ca.directory).unwrap();
    assert_eq!(ca.text("openssl.cnf"), made.text);
    let profiles = ["server", "client", "server-client", "email", "code-signing", "intermediate-ca"];
    for (number, profile) in (1..).zip(profiles) {
        let request = ca.request(&format!("/CN={profile}.sample.com/title=Test/O=The Sample Company"), number);
        ca.ca(&["-notext", "-in", &request, "-out", "out.pem", "-extensions", profile]);
        compare_profile(&mut desk, &id, &ca, profile, &request);
    }
    ca.ca(&["-revoke", &format!("newcerts/{here}.pem"), "-crl_reason", "superseded"]);
    ca.ca(&["-gencrl", "-out", "crl.pem"]);
    agree(&ca);
    let merged = desk.merge(&id, &ca.files()).unwrap();
    assert_eq!(
        (merged.added.len(), merged.revoked, merged.conflicts.len()),
        (6, vec![here], 0),
        "{:#?}",
        merged.findings
    );
    assert_eq!((merged.authority.counts.valid, merged.authority.counts.revoked), (12, 1));
    assert_eq!(merged.authority.unpublished_revocations, 1, "no list of ours says it");
}

/// The extensions that OpenSSL gives with a section of the configuration that was made are those of the profile.
fn compare_profile(desk: &mut Desk, id: &str, ca: &Ca, profile: &str, request: &str) {
    let theirs =
        rootpage::session::inspect(&[("", ca.text("out.pem").as_bytes())], &[]).unwrap().first.certificate.unwrap();
    let mut act = desk::issue(id, ca.text(request).as_bytes());
    if let Act::Issue { options, .. } = &mut act {
        options.profile = Some(profile.to_owned());
        options.san = match profile {
            "email" => Some(vec!["email:sam@sample.com".to_owned()]),
            "code-signing" | "intermediate-ca" => Some(Vec::new()),
            _ => None,
        };
    }
    let View::Issued(ours) = desk.act(act).unwrap() else { panic!("another view") };
    let ours = ours.certificate.certificate.unwrap();
    let told = |certificate: &rootpage::session::view::CertificateView| -> BTreeMap<String, (bool, String)> {
        let all = certificate.extensions.iter().filter(|extension| extension.oid != "2.5.29.17");
        // one section cannot say what keys of either kind are for
        let text = |text: &str| text.replace(", Key Encipherment", "").replace(", Key Agreement", "");
        all.map(|extension| (extension.oid.clone(), (extension.critical, text(&extension.text)))).collect()
    };
    assert_eq!(told(&theirs), told(&ours), "{profile}");
    assert_eq!(theirs.subject, ours.subject);
}

#[test]
fn a_serial_number_that_openssl_knows_has_the_status_that_openssl_says() {
    let ca = Ca::new("status");
    ca.sign_subject("/CN=one.sample.com", 1);
    ca.sign_subject("/CN=two.sample.com", 2);
    ca.write(
        "index.txt",
        ca.text("index.txt") + "E\t200101000000Z\t\t0A\tunknown\t/CN=old\nV\t200101000000Z\t\t0B\tunknown\t/CN=over\n",
    );
    ca.ca(&["-revoke", "newcerts/02.pem"]);
    let mut desk = desk_of_today();
    let id = desk.import(&ca.files()).unwrap().authority.id;
    for (serial, status) in [("01", "V"), ("02", "R"), ("0A", "E"), ("0B", "V"), ("0C", "unknown")] {
        let ours = desk.status(&id, serial);
        assert_eq!((ours.status, ours.known), (status, status != "unknown"), "{serial}");
        let output = Command::new("openssl")
            .args(["ca", "-config", "openssl.cnf", "-status", serial])
            .current_dir(&ca.directory)
            .output()
            .unwrap();
        let theirs = String::from_utf8(output.stderr).unwrap();
        assert!(theirs.lines().any(|line| line == ours.text), "{serial}: {theirs}");
        assert_eq!(ours.row.is_some_and(|row| ca.text("index.txt").lines().any(|line| line == row)), ours.known);
    }
    let before = desk.index(&id);
    assert_eq!(before.index, ca.text("index.txt"));
    assert_eq!((before.serial, before.crl_number), (ca.text("serial"), ca.text("crlnumber")));
    assert_eq!(before.attributes, ca.text("index.txt.attr"));
    let expired: Vec<String> = before.expired.iter().map(|entry| entry.serial.clone()).collect();
    ca.ca(&["-updatedb"]);
    let after = Index::parse(ca.text("index.txt").as_bytes()).unwrap();
    let turned = after.rows.iter().filter(|row| row.status == IndexStatus::Expired).map(|row| row.serial.to_string());
    assert_eq!(turned.filter(|serial| serial != "0A").collect::<Vec<_>>(), expired);
    assert_eq!(before.rows.len(), 4);
}

#[test]
fn openssl_signs_the_first_certificate_of_an_authority_that_was_made_here() {
    let mut desk = desk_of_today();
    let id = desk.create_authority("CN=New,C=US", 3650).id;
    let ca = Ca::empty("first");
    let zip = desk.export_view(&id).zip;
    zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap().extract(&ca.directory).unwrap();
    let request = ca.request("/CN=first.sample.com", 1);
    ca.ca(&["-notext", "-in", &request, "-out", "out.pem"]);
    ca.ca(&["-gencrl", "-out", "crl.pem"]);
    agree(&ca);
    let merged = desk.merge(&id, &ca.files()).unwrap();
    assert_eq!((merged.added.len(), merged.authority.crl.unwrap().number.as_str()), (1, "1"));
}
