//! Does Rootpage read a configuration as OpenSSL does, and does the how-to's work as it is printed? OpenSSL is the judge.

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

use std::path::PathBuf;
use std::process::Command;

use rootpage::openssl::ca::CaSettings;
use rootpage::openssl::config::{Beside, Config};
use rootpage::openssl::objects::Objects;
use rootpage::openssl::req::ReqSettings;
use rootpage::parse;
use rootpage::policy::{FieldOutcome, without_email};
use support::openssl::{Ca, HOWTO, PASSPHRASE};

/// The value that OpenSSL reads for `asn1`, whose prefix makes it a UTF8String of the rest; nothing where it refuses the text.
fn openssl_reads(directory: &PathBuf, text: &str) -> Option<Vec<u8>> {
    std::fs::create_dir_all(directory).unwrap();
    std::fs::write(directory.join("c.cnf"), text).unwrap();
    let _ = std::fs::remove_file(directory.join("out.der"));
    let output = Command::new("openssl")
        .args(["asn1parse", "-genconf", "c.cnf", "-noout", "-out", "out.der"])
        .env("FROM_OUTSIDE", "the environment")
        .current_dir(directory)
        .output()
        .expect("openssl must be installed");
    let der = std::fs::read(directory.join("out.der")).ok().filter(|_| output.status.success())?;
    assert!(der.len() < 130, "short values only");
    Some(der[2..].to_vec())
}

#[test]
fn values_are_what_openssl_reads() {
    let directory = std::env::temp_dir().join(format!("rootpage-openssl-config-{}", std::process::id()));
    let environment = [("FROM_OUTSIDE".to_owned(), "the environment".to_owned())].into();
    let beside = Beside { environment, ..Beside::default() };
    for (before, value) in [
        ("", "plain"),
        ("", "  spaces  inside  "),
        ("", "a # comment"),
        ("", "a \\# b"),
        ("", "'a # b'"),
        ("", "\"it's\""),
        ("", "`back`tick"),
        ("", "'open"),
        ("", "\"a\\\"b\" c"),
        ("", "x\\ty\\nz\\\\"),
        ("", "a\\\n b\\\n  c"),
        ("", "a\\\r\n b"),
        ("", "a = b = c"),
        ("", "a;b"),
        ("", "[not a section]"),
        ("b = 1\n", "$b${b}$(b)"),
        ("b = 1\n", "\\$b '$b'"),
        ("b = 1\n", "$b.x"),
        ("b = 1\n", "$missing"),
        ("b = 1\n", "${b"),
        ("b = 1\n", "$default::b"),
        ("", "$ENV::FROM_OUTSIDE"),
        ("FROM_OUTSIDE = own\n", "$ENV::FROM_OUTSIDE"),
        ("", "$ENV::ROOTPAGE_NOT_SET"),
        ("s::x = 5\n", "$s::x"),
        ("s::x = 5\n", "${s::x}${s::y}"),
        (".pragma = dollarid:on\nb = 1\n", "a$b ${b}"),
        (".pragma = dollarid\n", "a"),
        ("b = 1\nb = 2\n", "$b"),
        ("broken line\n", "a"),
        ("[ open\n", "a"),
        ("[ s ]\nq = 1\n[ default ]\n", "a"),
        ("# comment\n   # another\n\n", "a"),
        ("x.y-z,1 = 3\n", "a"),
    ] {
        let text = format!("{before}asn1 = FORMAT:UTF8,UTF8:{value}\n");
        let theirs = openssl_reads(&directory, &text);
        let config = Config::parse("c.cnf", &text, &beside).ok();
        let ours = config
            .as_ref()
            .and_then(|config| config.text("default", "asn1"))
            .map(|text| text.as_bytes()["FORMAT:UTF8,UTF8:".len()..].to_vec());
        assert_eq!(ours, theirs, "{text:?}");
        if let Some(config) = config {
            assert_eq!(openssl_reads(&directory, &config.write(|_, _| None)), theirs, "written anew: {text:?}");
        }
    }
    let _ = std::fs::remove_dir_all(directory);
}

#[test]
fn the_how_to_s_session_gives_the_same_subject() {
    let ca = Ca::how_to("howto");
    let pass = &format!("pass:{PASSPHRASE}");
    ca.run(&[
        "ca",
        "-batch",
        "-passin",
        pass,
        "-md",
        "sha256",
        "-out",
        "cert.pem",
        "-config",
        "openssl.cnf",
        "-infiles",
        "req.pem",
    ]);

    let config = Config::parse("openssl.cnf", HOWTO, &Beside::default()).unwrap();
    let settings = CaSettings::read(&config, None, &Objects::default()).unwrap();
    assert_eq!(ReqSettings::read(&config, &Objects::default()).unwrap().unwrap().bits_made(), 2048);
    let read =
        |path: &str| parse::certificate_der(&parse::sniff(ca.text(path).as_bytes()).unwrap().objects[0].der).unwrap();
    let (root, certificate) = (read("cacert.pem"), read("cert.pem"));
    let (request, _) = parse::request(ca.text("req.pem").as_bytes()).unwrap();
    let answer = settings.policy.unwrap().apply(&request.subject, &root.subject, settings.preserve);
    assert!(!answer.is_refusal());
    assert!(!settings.email_in_dn);
    assert_eq!(without_email(&answer.name).0, certificate.subject);
    let lost: Vec<_> = answer
        .fields
        .iter()
        .filter(|field| field.outcome == FieldOutcome::Dropped)
        .map(|field| field.field.as_str())
        .collect();
    assert_eq!(lost, ["L"], "what OpenSSL takes away without a word is said");
    assert_eq!(certificate.version, 1, "and what it makes of a configuration without x509_extensions");

    // the how-to renews by revoking first, since a second one under the same name is refused
    let again = Command::new("openssl")
        .args([
            "ca",
            "-batch",
            "-passin",
            pass,
            "-md",
            "sha256",
            "-out",
            "again.pem",
            "-config",
            "openssl.cnf",
            "-infiles",
            "req.pem",
        ])
        .current_dir(&ca.directory)
        .output()
        .unwrap();
    assert!(settings.unique_subject && !again.status.success());
    ca.run(&["ca", "-passin", pass, "-revoke", "newcerts/01.pem", "-config", "openssl.cnf"]);
    ca.run(&[
        "ca",
        "-batch",
        "-passin",
        pass,
        "-md",
        "sha256",
        "-out",
        "again.pem",
        "-config",
        "openssl.cnf",
        "-infiles",
        "req.pem",
    ]);
}
