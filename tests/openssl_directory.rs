//! Does Rootpage read what `openssl ca` writes, and `openssl ca` what Rootpage writes? OpenSSL is the judge, on real directories.

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

use std::collections::BTreeMap;

use rootpage::error::Code;
use rootpage::model::RevocationReason;
use rootpage::openssl::directory::{Files, Import};
use rootpage::openssl::index::{Index, IndexStatus, NumberFile, one_line};
use support::openssl::{Ca, PASSPHRASE, now};

fn import(files: &Files) -> Import {
    Import::read(files, &BTreeMap::new()).unwrap_or_else(|error| panic!("{error}"))
}

fn codes(import: &Import) -> Vec<&'static str> {
    import.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn an_index_that_openssl_wrote_is_written_again_octet_by_octet() {
    let ca = Ca::new("index");
    let subjects = [
        "/C=US/O=The Sample Company/CN=mail.sample.com",
        "/CN=Grüße/OU=tab\\\tand slash/title=x",
        "/CN=one+OU=two/DC=com/UID=sam/serialNumber=7/SN=Sur/GN=Given",
        "/CN=mail/emailAddress=sam@sample.com",
        "/CN=six",
        "/CN=seven",
        "/CN=eight/jurisdictionC=US/street=a/1.2.3.4=odd",
    ];
    for (number, subject) in subjects.iter().enumerate() {
        ca.sign_subject(subject, number);
    }
    for (number, options) in [
        (1, vec![]),
        (2, vec!["-crl_reason", "superseded"]),
        (3, vec!["-crl_hold", "holdInstructionCallIssuer"]),
        (4, vec!["-crl_compromise", "20250101000000Z"]),
        (5, vec!["-crl_CA_compromise", "20500102030405Z"]),
        (6, vec!["-crl_reason", "CACompromise"]),
    ] {
        let file = format!("newcerts/0{number}.pem");
        let mut arguments = vec!["-revoke", file.as_str()];
        arguments.extend(options);
        ca.ca(&arguments);
    }
    let text = ca.text("index.txt");
    let read = Index::read(text.as_bytes()).unwrap();
    assert_eq!((read.repairs.len(), read.broken.len()), (0, 0), "{text}");
    assert_eq!(read.index.write(), text);
    let reasons: Vec<_> =
        read.index.rows.iter().filter_map(|row| row.revocation.as_ref()?.reason.as_ref()).map(|r| r.reason()).collect();
    use RevocationReason::{CaCompromise, CertificateHold, KeyCompromise, Superseded};
    assert_eq!(reasons, [Superseded, CertificateHold, KeyCompromise, CaCompromise, CaCompromise]);
    let files = ca.files();
    for row in import(&files).rows {
        let certificate = row.certificate.expect("openssl keeps a copy").value;
        assert_eq!(one_line(&certificate.subject), row.row.subject, "the line of {}", certificate.subject);
    }
    for name in ["serial", "crlnumber"] {
        let file = NumberFile::parse(name, ca.text(name).as_bytes()).unwrap();
        assert_eq!((NumberFile::write(&file.next), file.repairs.len()), (ca.text(name), 0));
    }
}

#[test]
fn a_directory_is_taken_in_without_a_finding() {
    let ca = Ca::new("clean");
    ca.sign_subject("/CN=one.sample.com", 1);
    ca.sign_subject("/CN=two.sample.com", 2);
    ca.ca(&["-revoke", "newcerts/01.pem", "-crl_reason", "keyCompromise"]);
    ca.ca(&["-gencrl", "-out", "crl.pem"]);
    let import = import(&ca.files());
    assert_eq!(codes(&import), Vec::<&str>::new(), "{:#?}", import.findings);
    assert_eq!((import.rows.len(), import.crls.len(), import.requests.len()), (2, 1, 2));
    assert_eq!(
        (import.next_serial.to_string().as_str(), import.next_crl_number.as_ref().unwrap().to_string().as_str()),
        ("03", "02")
    );
    assert!(import.key.as_ref().unwrap().encrypted && !import.unique_subject);
    assert!(import.open_key(Some(PASSPHRASE)).is_ok());
    assert_eq!(import.open_key(Some("another")).unwrap_err().code(), Code::KeyPassphraseWrong);
    assert_eq!(import.open_key(None).unwrap_err().code(), Code::KeyPassphraseMissing);
    assert!(!format!("{import:?}").contains("PRIVATE KEY"));
    let authority = import.adopt(now()).unwrap();
    assert_eq!((authority.rows().count(), authority.crl_number(), authority.bares().count()), (2, 1, 0));
    assert_eq!(authority.counters().next_serial.as_ref().unwrap().to_string(), "03");
}

#[test]
fn whatever_is_wrong_is_named_and_nothing_is_left_out() {
    let ca = Ca::new("wrong");
    for number in 1..=3 {
        ca.sign_subject(&format!("/CN=host{number}.sample.com"), number);
    }
    ca.ca(&["-revoke", "newcerts/01.pem", "-crl_reason", "keyCompromise"]);
    ca.ca(&["-gencrl", "-out", "crl.pem"]);
    let whole = ca.files();
    let index = ca.text("index.txt");
    let without = |path: &str| -> Files {
        whole.iter().filter(|(p, _)| *p != path).map(|(p, b)| (p.clone(), b.clone())).collect()
    };
    let with = |path: &str, text: String| -> Files {
        let mut files = whole.clone();
        files.insert(path.to_owned(), text.into_bytes());
        files
    };
    let lines: Vec<&str> = index.lines().collect();
    let other = Ca::new("wrong-other");
    let other_key = other.files()["private/cakey.pem"].clone();
    let plain_key = String::from_utf8(other.plain_key()).unwrap();
    for (files, code, rows) in [
        (without("index.txt"), "index-missing", 3),
        (without("newcerts/02.pem"), "row-without-certificate", 3),
        (with("index.txt", format!("{}\n{}\n", lines[0], lines[1])), "certificate-without-row", 3),
        (with("index.txt", index.replace('\n', "\r\n")), "index-mended", 3),
        (with("index.txt", index.replacen("V\t", "V ", 1)), "row-broken", 3),
        (with("index.txt", index.get(..index.len() - 20).unwrap().to_owned()), "index-mended", 3),
        (with("index.txt", format!("{index}{}\n", lines[1])), "duplicate-serial", 3),
        (
            with(
                "index.txt",
                index.replace("R\t", "V\t").replace(&lines[0].split('\t').nth(2).unwrap().to_owned(), ""),
            ),
            "revoked-in-crl-only",
            3,
        ),
        (with("index.txt", index.replace("/CN=host2", "/CN=other")), "row-differs", 3),
        (with("serial", "02\n".to_owned()), "serial-used-already", 3),
        (with("serial", "nothing\n".to_owned()), "number-broken", 3),
        (with("serial", "4\n".to_owned()), "number-mended", 3),
        (without("serial"), "serial-missing", 3),
        (with("crlnumber", "01\n".to_owned()), "crl-number-behind", 3),
        (with("private/cakey.pem", plain_key), "key-mismatch", 3),
        (without("private/cakey.pem"), "key-missing", 3),
        (
            with("other.key", "-----BEGIN PRIVATE KEY-----\nMAMCAQA=\n-----END PRIVATE KEY-----\n".to_owned()),
            "key-broken",
            3,
        ),
        (with("newcerts/99.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n".to_owned()), "file-kept-aside", 3),
        (with("certs/foreign.pem", other.text("cacert.pem")), "signature-wrong", 3),
        (with("openssl.cnf", "[ca]\nbroken\n".to_owned()), "config-broken", 3),
        (with("index.txt.attr", "unique_subject = yes\n".to_owned()), "unique-subject-differs", 3),
    ] {
        let import = import(&files);
        assert!(codes(&import).contains(&code), "{code}: {:#?}", import.findings);
        assert_eq!(import.rows.len(), rows, "{code}");
    }
    let mut files = whole.clone();
    files.insert("private/cakey.pem".to_owned(), other_key);
    assert!(import(&files).open_key(Some(PASSPHRASE)).is_err_and(|error| error.code() == Code::KeyMismatch));
}

#[test]
fn the_index_is_made_anew_from_certificates_and_crls() {
    let ca = Ca::new("rebuild");
    for number in 1..=3 {
        ca.sign_subject(&format!("/CN=host{number}.sample.com"), number);
    }
    ca.ca(&["-revoke", "newcerts/02.pem", "-crl_reason", "superseded"]);
    ca.ca(&["-gencrl", "-out", "crl.pem"]);
    let mut files = ca.files();
    files.retain(|path, _| !path.starts_with("index") && path != "serial");
    let import = import(&files);
    let mut rows: Vec<_> = import.rows.iter().map(|row| row.row.clone()).collect();
    rows.sort_by_key(|row| row.serial.to_string());
    assert_eq!(Index { rows }.write(), ca.text("index.txt"));
    assert_eq!(import.next_serial.to_string(), "04");
}

#[test]
fn easy_rsa_s_directory_is_taken_in_too() {
    let ca = Ca::new("easyrsa");
    ca.sign_subject("/CN=one.sample.com", 1);
    let flat = ca.files();
    let moved = |from: &str, to: &str| (to.to_owned(), flat[from].clone());
    let files: Files = [
        moved("cacert.pem", "pki/ca.crt"),
        moved("private/cakey.pem", "pki/private/ca.key"),
        moved("index.txt", "pki/index.txt"),
        moved("serial", "pki/serial"),
        moved("newcerts/01.pem", "pki/issued/one.crt"),
        moved("newcerts/01.pem", "pki/certs_by_serial/01.pem"),
        moved("request1.pem", "pki/reqs/one.req"),
    ]
    .into();
    let import = import(&files);
    assert_eq!(codes(&import), Vec::<&str>::new(), "{:#?}", import.findings);
    assert_eq!((import.rows.len(), import.requests.len()), (1, 1));
    assert!(import.open_key(Some(PASSPHRASE)).is_ok());
    assert_eq!(import.rows[0].row.status, IndexStatus::Valid);
}
