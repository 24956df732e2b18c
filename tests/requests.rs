//! Are the requests read that people bring, however they are wrapped; and is what is wrong with the others said with its place?
#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, clippy::disallowed_methods, reason = "tests may")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rootpage::error::{Code, Error};
use rootpage::key::PublicKey;
use rootpage::model::CertificationRequest;
use rootpage::parse::{self, ObjectKind};

const SUBJECT: &str = "CN=mail.sample.com,OU=Mail Server,O=The Sample Company,L=Metropolis,ST=New York,C=US";
const NAMES: &[&str] = &["dns:mail.sample.com", "dns:imap.sample.com", "ip:192.0.2.25"];
const TEXT_AROUND: &str = "text around the block left out";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/requests").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).unwrap()
}

fn read(name: &str) -> (CertificationRequest, Vec<String>) {
    parse::request(&bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn names(request: &CertificationRequest) -> Vec<String> {
    let names = request.extensions.iter().find_map(|extension| extension.value.alternative_names());
    names.unwrap_or_default().iter().map(ToString::to_string).collect()
}

fn refusal(input: impl AsRef<[u8]>) -> Error {
    parse::request(input.as_ref()).unwrap_err()
}

/// Every fixture that is a request, as DER.
fn all() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(path("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".pem") && !name.starts_with("damaged") {
            all.push((name.clone(), read(&name).0.der));
        }
    }
    all
}

#[test]
fn requests_of_every_program_are_read() {
    for (name, key, repairs) in [
        ("openssl-rsa.pem", "RSA 2048 bit", &[][..]),
        ("openssl-ec.pem", "ECDSA P-256", &[]),
        ("openssl-ed25519.pem", "Ed25519", &[]),
        ("certtool-rsa.pem", "RSA 2048 bit", &[TEXT_AROUND]),
        ("certtool-ec.pem", "ECDSA P-384", &[TEXT_AROUND]),
        ("certtool-ed25519.pem", "Ed25519", &[TEXT_AROUND]),
        ("certutil-rsa.pem", "RSA 2048 bit", &[TEXT_AROUND]),
        ("certutil-ec.pem", "ECDSA P-256", &[TEXT_AROUND]),
        ("keytool-rsa.pem", "RSA 2048 bit", &[]),
        ("keytool-ec.pem", "ECDSA P-256", &[]),
        ("keytool-ed25519.pem", "Ed25519", &[]),
        ("iis-rsa.pem", "RSA 2048 bit", &[]),
        ("iis-rsa-utf16.txt", "RSA 2048 bit", &["UTF-16 read as text"]),
    ] {
        let (request, said) = read(name);
        let subject = request.subject.to_string();
        assert_eq!(subject.trim_start_matches("emailAddress=postmaster@sample.com,"), SUBJECT, "{name}");
        assert_eq!(names(&request), NAMES, "{name}");
        assert_eq!(PublicKey::from_spki(&request.spki).unwrap().label(), key, "{name}");
        assert_eq!(said, repairs, "{name}");
        parse::verify_request(&request).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn attributes_are_told_in_words() {
    let told = |name: &str| -> Vec<(Option<&'static str>, String)> {
        read(name).0.attributes.into_iter().map(|attribute| (attribute.name, attribute.text)).collect()
    };
    assert_eq!(
        told("iis-rsa.pem"),
        [
            (Some("msOSVersion"), "10.0.17763.2".into()),
            (Some("msRequestClientInfo"), r"WEB01.sample.com, SAMPLE\Administrator, InetMgr.exe".into()),
            (Some("msEnrollmentCSPProvider"), "Microsoft RSA SChannel Cryptographic Provider".into()),
        ]
    );
    assert_eq!(
        told("openssl-attributes.pem"),
        [
            (Some("challengePassword"), "(a password, not shown)".into()),
            (Some("unstructuredName"), "The Sample Company".into()),
        ]
    );
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn the_same_request_is_read_in_every_wrapping() {
    let pem = text("openssl-ec.pem");
    let (expected, _) = read("openssl-ec.pem");
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\n");
    let dump = rootpage::bundle::request_text(&expected);
    let certificate = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let wrappings: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("DER", expected.der.clone(), &[]),
        ("CRLF", pem.replace('\n', "\r\n").into(), &[]),
        ("CR", pem.replace('\n', "\r").into(), &[]),
        ("no line break at the end", pem.trim_end().into(), &[]),
        ("UTF-8 with its mark", format!("\u{feff}{pem}").into(), &["byte order mark of UTF-8 left out"]),
        ("UTF-16 LE with its mark", utf16(&format!("\u{feff}{pem}"), u16::to_le_bytes), &["UTF-16 read as text"]),
        ("UTF-16 BE with its mark", utf16(&format!("\u{feff}{pem}"), u16::to_be_bytes), &["UTF-16 read as text"]),
        ("UTF-16 LE", utf16(&pem, u16::to_le_bytes), &["UTF-16 read as text"]),
        ("UTF-16 BE", utf16(&pem, u16::to_be_bytes), &["UTF-16 read as text"]),
        ("text around", format!("Dear admin,\n\n{pem}\nKind regards").into(), &[TEXT_AROUND]),
        ("text that is not UTF-8", [b"Gr\xfc\xdfe\n", pem.as_bytes()].concat(), &[TEXT_AROUND]),
        ("OpenSSL's text", format!("{dump}{pem}").into(), &[TEXT_AROUND]),
        ("indented", pem.lines().map(|line| format!("    {line}\n")).collect::<String>().into(), &[]),
        (
            "quoted in a mail",
            pem.lines().map(|line| format!("> {line}\n")).collect::<String>().into(),
            &["marks of quoted lines left out"],
        ),
        ("one line", pem.replace('\n', " ").into(), &[]),
        ("one line without blanks", pem.replace('\n', "").into(), &[]),
        (
            "JSON",
            format!("{{\"csr\":\"{}\"}}", pem.replace('\n', "\\n")).into(),
            &[TEXT_AROUND, "line breaks written as \\n read as line breaks"],
        ),
        ("bare base64", body.clone().into(), &["base64 without its BEGIN line"]),
        ("bare base64 in one line", body.replace('\n', "").into(), &["base64 without its BEGIN line"]),
        (
            "bare base64 in UTF-16",
            utf16(&format!("\u{feff}{body}\r\n"), u16::to_le_bytes),
            &["UTF-16 read as text", "base64 without its BEGIN line"],
        ),
        ("another label", pem.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST").into(), &[]),
        (
            "a wrong label",
            pem.replace("CERTIFICATE REQUEST", "CERTIFICATE").into(),
            &["block labelled CERTIFICATE read as a certification request"],
        ),
        (
            "headers",
            pem.replacen("-----\n", "-----\nSubject: mail\nX-Tool: none\n\n", 1).into(),
            &["headers inside the block left out"],
        ),
        ("behind a certificate", format!("{certificate}{pem}").into(), &["other blocks left out: CERTIFICATE"]),
        (
            "base64 of PEM",
            pem::encode(&pem::Pem::new("X", pem.as_bytes()))
                .lines()
                .filter(|line| !line.starts_with('-'))
                .collect::<String>()
                .into(),
            &["base64 around the PEM block taken off"],
        ),
    ];
    for (what, input, repairs) in wrappings {
        let (request, said) = parse::request(&input).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(request, expected, "{what}");
        assert_eq!(said, repairs, "{what}");
    }
}

#[test]
fn the_request_printed_in_the_how_to_is_refused_at_its_broken_byte() {
    let error = refusal(bytes("damaged-how-to.pem"));
    assert_eq!(error.code(), Code::DerMalformed);
    assert_eq!(error.offset(), Some(4));
    assert_eq!(error.field_name(), Some("certificationRequestInfo"));
    assert_eq!(error.found_text(), Some("tag 0x20"));
}

#[test]
fn what_is_no_request_is_refused_by_name() {
    let pem = text("openssl-ec.pem");
    let begin = "-----BEGIN CERTIFICATE REQUEST-----\n";
    let cut = |at: usize| pem[..at].to_owned();
    let end = pem.find("-----END").unwrap();
    let swapped = pem.replacen("MII", "MI?", 1);
    let wide = utf16(&format!("\u{feff}{swapped}"), u16::to_le_bytes);
    let body = pem[begin.len()..end].to_owned();
    let cases: Vec<(&str, Vec<u8>, Code, Option<usize>)> = vec![
        ("nothing", vec![], Code::InputEmpty, None),
        ("blanks", b" \r\n\t".to_vec(), Code::InputEmpty, None),
        ("a mark alone", b"\xef\xbb\xbf\n".to_vec(), Code::InputEmpty, None),
        ("prose", b"Please sign my request".to_vec(), Code::InputUnrecognised, None),
        ("a word", b"hello".to_vec(), Code::InputUnrecognised, None),
        ("zeros", vec![0; 4096], Code::InputUnrecognised, None),
        ("an image", b"\x89PNG\r\n\x1a\n".to_vec(), Code::InputUnrecognised, None),
        ("no END line", cut(end).into(), Code::PemTruncated, Some(0)),
        ("half an END line", cut(end + 20).into(), Code::PemTruncated, Some(0)),
        ("an END line with a dash less", pem.trim_end().trim_end_matches('-').into(), Code::PemTruncated, Some(0)),
        ("a BEGIN line alone", begin.into(), Code::PemTruncated, Some(0)),
        (
            "another END",
            pem.replace("END CERTIFICATE REQUEST", "END CERTIFICATE").into(),
            Code::PemTruncated,
            Some(end),
        ),
        ("a strange character", swapped.clone().into(), Code::PemBody, Some(begin.len() + 2)),
        ("a strange character in UTF-16", wide, Code::PemBody, Some(2 + 2 * (begin.len() + 2))),
        ("a lost character", pem.replacen("MII", "MI", 1).into(), Code::PemBody, Some(end - 2)),
        (
            "a strange character in bare base64",
            [&body[..99], "\u{201c}", &body[100..]].concat().into(),
            Code::PemBody,
            Some(99),
        ),
        ("DER cut off", read("openssl-ec.pem").0.der[..100].to_vec(), Code::DerTruncated, Some(100)),
        (
            "DER with more behind",
            [read("openssl-ec.pem").0.der, vec![0]].concat(),
            Code::DerTrailing,
            Some(read("openssl-ec.pem").0.der.len()),
        ),
        ("an empty SEQUENCE", vec![0x30, 0x80, 0, 0], Code::DerMalformed, Some(1)),
    ];
    for (what, input, code, offset) in cases {
        let error = refusal(input);
        assert_eq!((error.code(), error.offset()), (code, offset), "{what}: {error}");
    }
}

#[test]
fn other_objects_are_called_by_their_name() {
    let certificate = rootpage_certificate();
    let error = refusal(&certificate);
    assert_eq!((error.code(), error.found_text()), (Code::PemLabelUnexpected, Some("a certificate")));
    let pem = rootpage::bundle::pem("CERTIFICATE", &certificate);
    assert_eq!(refusal(&pem).found_text(), Some("CERTIFICATE"));
    let mislabelled = rootpage::bundle::pem("CERTIFICATE REQUEST", &certificate);
    assert_eq!(refusal(&mislabelled).code(), Code::PemLabelUnexpected);
    assert_eq!(parse::sniff(pem.as_bytes()).unwrap().objects[0].kind, ObjectKind::Certificate);
}

/// A certificate whose signature is of no matter here, put together from a request's parts.
fn rootpage_certificate() -> Vec<u8> {
    let (request, _) = read("openssl-ed25519.pem");
    let subject = [&[0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x01][..], b"a"].concat();
    let algorithm = [0x30, 5, 6, 3, 0x2b, 0x65, 0x70];
    let times = [&[0x30, 30, 23, 13][..], b"260101000000Z", &[23, 13], b"270101000000Z"].concat();
    let tbs = sequence(&[&[0xa0, 3, 2, 1, 2, 2, 1, 1], &algorithm, &subject, &times, &subject, &request.spki]);
    sequence(&[&tbs, &algorithm, &[3, 3, 0, 1, 2]])
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u8::try_from(content.len()).unwrap();
    [if length < 0x80 { vec![0x30, length] } else { vec![0x30, 0x81, length] }, content].concat()
}

#[test]
fn a_private_key_is_never_taken_for_a_request() {
    let begin = |label: &str| format!("-----BEGIN {label}-----\nMIIB\n-----END {label}-----\n");
    let encrypted = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,00\n\nMIIB\n-----END RSA PRIVATE KEY-----\n";
    let pkcs8 = sequence(&[&[2, 1, 0], &[0x30, 5, 6, 3, 0x2b, 0x65, 0x70], &[4, 2, 4, 0]]);
    let sec1 = sequence(&[&[2, 1, 1], &[4, 2, 7, 7], &[0xa0, 2, 5, 0]]);
    let pkcs1 = sequence(&[&[2, 1, 0], &[2, 2, 9, 9], &[2, 1, 3], &[2, 1, 1]]);
    let sealed = sequence(&[&[0x30, 5, 6, 3, 0x2b, 0x65, 0x70], &[4, 2, 7, 7]]);
    let mut inputs: Vec<Vec<u8>> = [
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "DSA PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
    ]
    .map(|label| begin(label).into_bytes())
    .to_vec();
    inputs.push(encrypted.into());
    inputs.push(
        format!(
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{}",
            begin("EC PRIVATE KEY")
        )
        .into(),
    );
    inputs.push(begin("PRIVATE KEY")[..40].into());
    inputs.push(begin("PRIVATE KEY").replace("MIIB", "M?I").into());
    inputs.push(rootpage::bundle::pem("CERTIFICATE REQUEST", &pkcs8).into());
    for der in [pkcs8, sec1, pkcs1, sealed] {
        inputs.push(pem::encode(&pem::Pem::new("X", der.clone())).lines().nth(1).unwrap().into());
        inputs.push(der);
    }
    for input in inputs {
        let error = refusal(&input);
        assert_eq!(error.code(), Code::PrivateKeyInstead, "{}", String::from_utf8_lossy(&input));
        assert!(!error.to_string().contains("MII"), "{error}");
        for object in parse::sniff(&input).map(|sniffed| sniffed.objects).unwrap_or_default() {
            let is_private = matches!(object.kind, ObjectKind::PrivateKey | ObjectKind::EncryptedPrivateKey);
            assert!(!is_private || object.der.is_empty());
        }
    }
}

#[test]
fn a_large_file_is_refused_at_once() {
    for filler in [b'A', b'-', 0, 0x30, 0xff] {
        let large = vec![filler; 50 << 20];
        let begin = Instant::now();
        assert_eq!(refusal(&large).code(), Code::InputTooLarge);
        assert!(begin.elapsed() < Duration::from_millis(500), "{filler}");
        assert_eq!(parse::sniff(&large).unwrap_err().code(), Code::InputTooLarge);
        assert!(begin.elapsed() < Duration::from_secs(2), "{filler}");
    }
}

#[test]
fn a_text_made_to_take_long_does_not() {
    let begin = Instant::now();
    for text in [
        "-----BEGIN ",
        "-----BEGIN A-----",
        "-----BEGIN A-----\n:",
        "-----BEGIN A-----x-----END A-----",
        ">",
        "\\n",
        "M",
        "MI=",
        "-----",
    ] {
        let long = text.repeat((1 << 20) / text.len());
        let wide = utf16(&text.repeat((1 << 19) / text.len()), u16::to_le_bytes);
        for input in [long.as_bytes(), &wide] {
            assert!(parse::request(input).is_err() && parse::sniff(input).is_err(), "{text}");
        }
        let body = format!("-----BEGIN A-----\n{long}");
        assert!(parse::request(&body.as_bytes()[..1 << 20]).is_err(), "{text}");
    }
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

#[test]
fn a_signature_that_does_not_fit_is_noticed() {
    for name in ["openssl-rsa.pem", "openssl-ec.pem", "openssl-ed25519.pem"] {
        let (request, _) = read(name);
        let subject = request.der.windows(6).position(|it| it == b"sample").unwrap();
        let mut changed = request.der.clone();
        changed[subject] = b'S';
        let changed = parse::request_der(&changed).unwrap();
        assert_eq!(parse::verify_request(&changed).unwrap_err().code(), Code::RequestSignature, "{name}");
        let mut changed = request.der.clone();
        let last = changed.len() - 1;
        changed[last] ^= 1;
        let changed = parse::request_der(&changed).unwrap();
        assert_eq!(parse::verify_request(&changed).unwrap_err().code(), Code::RequestSignature, "{name}");
    }
}

#[test]
fn no_changed_byte_breaks_the_reader() {
    for (name, der) in all() {
        for at in 0..der.len() {
            for change in [0x01, 0x20, 0x80, 0xff, der[at]] {
                let mut changed = der.clone();
                changed[at] ^= change;
                if let Ok(request) = parse::request_der(&changed) {
                    assert_eq!(request.der, changed, "{name} at {at}");
                    assert_eq!(parse::request_der(&request.der).unwrap(), request, "{name} at {at}");
                    let _ = rootpage::bundle::request_text(&request);
                }
            }
        }
    }
}

#[test]
fn no_cut_breaks_the_reader() {
    for (name, der) in all() {
        for at in 0..der.len() {
            let error = parse::request_der(&der[..at]).unwrap_err();
            assert_eq!((error.code(), error.offset()), (Code::DerTruncated, Some(at)), "{name} at {at}");
            let _ = parse::sniff(&der[..at]);
            let _ = parse::sniff(&der[at..]);
            let gap = [&der[..at], &der[at + 1..]].concat();
            assert!(parse::request_der(&gap).is_err(), "{name} at {at}");
        }
        let pem = bytes(&name);
        for at in 0..pem.len() {
            let _ = parse::request(&pem[..at]);
            let mut changed = pem.clone();
            changed[at] ^= 0x01;
            let _ = parse::request(&changed);
        }
    }
}

#[test]
fn no_changed_byte_of_an_elliptic_request_keeps_its_signature_valid() {
    let (request, _) = read("openssl-ec.pem");
    for at in 0..request.der.len() {
        let mut changed = request.der.clone();
        changed[at] ^= 1;
        let verified = parse::request_der(&changed).and_then(|request| parse::verify_request(&request));
        assert!(verified.is_err(), "at {at}");
    }
}
