//! Does the vault hand out files of what it holds, and the key of an authority to nobody who does not know its passphrase?
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    reason = "tests may"
)]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/store.rs"]
mod store;

use desk::{Desk, PASSPHRASE, issue};
use rootpage::bundle::pkcs12;
use rootpage::error::{Code, Error, Result};
use rootpage::key::{KeyKind, PrivateKey};
use rootpage::parse::{self, ObjectKind};
use rootpage::session::view::{BundleView, MadeFileView};
use rootpage::session::{
    Act, Bundle, BundleSource, CreateAuthority, CreateRequest, Csr, FileRequest, IssueCrl, IssueOptions, Material,
    MaterialFile, Question, Secret, View, create_request,
};
use serde_bytes::ByteBuf;

const PASSWORD: &str = "a password of tests";

/// A root, an intermediate authority, and a certificate whose key the vault holds.
struct Office {
    desk: Desk,
    root: String,
    below: String,
    serial: String,
}

impl Office {
    fn new() -> Self {
        let mut desk = Desk::new();
        let root = desk.create_authority("CN=Sample Root", 3650).id;
        let act = CreateAuthority {
            issuer: Some(root.clone()),
            ..CreateAuthority::root("CN=Sample Intermediate".to_owned(), 1000)
        };
        let key = desk.key(KeyKind::Ed25519);
        let View::Authority(below) = desk.act_with(Act::CreateAuthority(act), Some(key)).unwrap() else { panic!() };
        let key = desk.key(KeyKind::P256);
        let act = Act::CreateRequest {
            authority: Some(below.id.clone()),
            subject: "CN=mail.sample.com".to_owned(),
            san: Vec::new(),
            profile: None,
        };
        let View::Request(request) = desk.act_with(act, Some(key)).unwrap() else { panic!() };
        let csr = Csr::Stored { request: request.id };
        let act = Act::Issue { authority: below.id.clone(), csr, options: IssueOptions::default() };
        let View::Issued(issued) = desk.act(act).unwrap() else { panic!() };
        Self { desk, root, below: below.id, serial: issued.certificate.entry.serial }
    }

    fn ask(&mut self, of: BundleSource, files: Vec<FileRequest>) -> Result<BundleView> {
        let passphrase = Some(Secret::from(PASSPHRASE.to_owned()));
        let question = Bundle { authority: self.below.clone(), of, files, key: None, passphrase };
        self.asked(question)
    }

    fn asked(&mut self, question: Bundle) -> Result<BundleView> {
        match self.desk.ask(&Question::Bundle(question))? {
            View::Bundle(view) => Ok(view),
            other => panic!("{other:?}"),
        }
    }

    fn issued(&self) -> BundleSource {
        BundleSource::Certificate { serial: self.serial.clone() }
    }
}

const AUTHORITY: BundleSource = BundleSource::Authority { authority: true };

fn file(name: &str, format: &str) -> FileRequest {
    FileRequest { name: name.to_owned(), format: format.to_owned(), ..FileRequest::default() }
}

fn sealed(name: &str, format: &str) -> FileRequest {
    FileRequest { password: Some(Secret::from(PASSWORD.to_owned())), ..file(name, format) }
}

fn code<T: std::fmt::Debug>(result: Result<T>) -> Code {
    result.map_err(|error: Error| error.code()).unwrap_err()
}

fn kinds(made: &MadeFileView) -> Vec<ObjectKind> {
    parse::sniff(&made.content).unwrap().objects.iter().map(|object| object.kind).collect()
}

#[test]
fn files_of_a_certificate_are_made_together_and_zipped() {
    let mut office = Office::new();
    let of = office.issued();
    let view =
        office.ask(of, vec![file("full.pem", "fullchain"), sealed("key.pem", "key"), sealed("mail.p12", "pkcs12")]);
    let view = view.unwrap();
    let [full, key, store] = &view.files[..] else { panic!("{view:?}") };
    assert_eq!(kinds(full), [ObjectKind::Certificate; 2]);
    assert_eq!((full.secret, full.encrypted, full.media_type), (false, false, "application/x-pem-file"));
    assert_eq!((key.secret, key.encrypted, key.text.is_some()), (true, true, true));
    assert!(PrivateKey::parse(&key.content, Some(PASSWORD)).is_ok());
    assert_eq!((store.secret, store.text.is_none()), (true, true));
    assert_eq!(pkcs12::read(&store.content, PASSWORD).unwrap().0.certificates.len(), 2);
    for made in &view.files {
        assert!(view.checks.iter().any(|check| check.file == made.name), "{} was not looked at", made.name);
    }
    let zip = view.zip.unwrap();
    let modes: Vec<u16> = modes(&zip);
    assert_eq!(modes, [0o644, 0o600, 0o600], "in the order of the names: full.pem, key.pem, mail.p12");
}

/// The Unix modes of the central directory of a zip (PKWARE APPNOTE, section 4.3.12), in its order.
fn modes(zip: &[u8]) -> Vec<u16> {
    let entries = zip.windows(4).enumerate().filter(|(_, window)| *window == b"PK\x01\x02");
    entries.map(|(at, _)| u16::from_le_bytes([zip[at + 40], zip[at + 41]]) & 0o777).collect()
}

#[test]
fn the_key_of_an_authority_is_given_out_with_the_passphrase_alone() {
    let mut office = Office::new();
    let ask = |office: &mut Office, passphrase: Option<&str>| {
        let passphrase = passphrase.map(|text| Secret::from(text.to_owned()));
        let (authority, files) = (office.below.clone(), vec![sealed("ca.p12", "pkcs12")]);
        office.asked(Bundle { authority, of: AUTHORITY, files, key: None, passphrase })
    };
    assert_eq!(code(ask(&mut office, None)), Code::VaultPassphraseMissing);
    assert_eq!(code(ask(&mut office, Some("another passphrase"))), Code::PassphraseWrong);
    let made = ask(&mut office, Some(PASSPHRASE)).unwrap();
    assert_eq!(pkcs12::read(&made.files[0].content, PASSWORD).unwrap().0.keys.len(), 1);
    let trust = office.ask(AUTHORITY, vec![file("root.pem", "root"), file("trust.p12", "pkcs12-truststore")]).unwrap();
    assert!(trust.files.iter().all(|made| !made.secret), "trust needs no key, and no passphrase");
    let neither = BundleSource::Authority { authority: false };
    assert_eq!(code(office.ask(neither, vec![file("root.pem", "root")])), Code::CallUnknown);
}

#[test]
fn a_key_is_brought_for_a_certificate_whose_key_is_elsewhere() {
    let mut office = Office::new();
    let key = office.desk.key(KeyKind::P256);
    let wanted = CreateRequest { subject: "CN=web.sample.com".to_owned(), san: Vec::new(), profile: None };
    let csr = create_request(&mut office.desk.clock, &key, &wanted).unwrap().der;
    let View::Issued(issued) = office.desk.act(issue(&office.below, &csr)).unwrap() else { panic!() };
    let of = BundleSource::Certificate { serial: issued.certificate.entry.serial };
    assert_eq!(code(office.ask(of.clone(), vec![sealed("web.p12", "pkcs12")])), Code::KeyUnknown);

    let pem = key.to_encrypted_pem(&mut office.desk.clock, "its own").unwrap();
    let other = office.desk.key(KeyKind::P256).to_pem().unwrap();
    let no_key = office.ask(AUTHORITY, vec![file("root.pem", "root")]).unwrap().files[0].text.clone().unwrap();
    let mut bring = |content: &str, passwords: &[&str]| {
        let content = ByteBuf::from(content.as_bytes());
        let key = Some(Material {
            files: vec![MaterialFile { name: "key.pem".to_owned(), content }],
            passwords: passwords.iter().map(|text| Secret::from((*text).to_owned())).collect(),
        });
        let (authority, files) = (office.below.clone(), vec![sealed("web.p12", "pkcs12")]);
        office.asked(Bundle { authority, of: of.clone(), files, key, passphrase: None })
    };
    assert_eq!(bring(&pem, &["wrong", "its own"]).unwrap().files.len(), 1);
    assert_eq!(code(bring(&pem, &[])), Code::KeyPassphraseMissing);
    assert_eq!(code(bring(&pem, &["wrong"])), Code::KeyPassphraseWrong);
    assert_eq!(code(bring(&other, &[])), Code::KeyMismatch);
    assert_eq!(code(bring(&no_key, &[])), Code::BundleKeyMissing);
}

#[test]
fn lists_come_alone_or_with_those_of_the_authorities_above() {
    let mut office = Office::new();
    let of = office.issued();
    let crl = |chain| FileRequest { chain: Some(chain), ..file("crl.pem", "crl") };
    let missing = office.ask(of.clone(), vec![crl(false)]).unwrap_err();
    assert_eq!((missing.code(), missing.found_text()), (Code::BundleCrlMissing, Some("Sample Intermediate")));
    office.desk.act(Act::IssueCrl(IssueCrl::days(&office.below, 31))).unwrap();
    assert_eq!(kinds(&office.ask(of.clone(), vec![crl(false)]).unwrap().files[0]), [ObjectKind::Crl]);
    let missing = office.ask(of.clone(), vec![crl(true)]).unwrap_err();
    assert_eq!((missing.code(), missing.found_text()), (Code::BundleCrlMissing, Some("Sample Root")));
    office.desk.act(Act::IssueCrl(IssueCrl::days(&office.root, 31))).unwrap();
    let made = office.ask(of, vec![crl(true)]).unwrap();
    assert_eq!(kinds(&made.files[0]), [ObjectKind::Crl; 2]);
    assert!(made.checks.iter().any(|check| check.what.contains("each signed by its issuer")), "{:?}", made.checks);
}

#[test]
fn what_cannot_be_a_file_is_refused() {
    let mut office = Office::new();
    let of = office.issued();
    for name in ["", "a/b", "../a", "/a", "a\\b"] {
        assert_eq!(code(office.ask(of.clone(), vec![file(name, "certificate")])), Code::CallUnknown, "{name}");
    }
    let twice = vec![file("a", "certificate"), file("a", "root")];
    assert_eq!(code(office.ask(of.clone(), twice)), Code::CallUnknown);
    assert_eq!(code(office.ask(of.clone(), vec![file("a", "word")])), Code::CallUnknown);
    let strange = FileRequest { compatibility: Some("ancient".to_owned()), ..sealed("a", "pkcs12") };
    assert_eq!(code(office.ask(of.clone(), vec![strange])), Code::CallUnknown);
    // one that cannot be made takes the others with it
    let unfit = FileRequest { plain: true, ..sealed("b", "key-traditional") };
    let error = office.ask(of, vec![file("a", "certificate"), unfit]).unwrap_err();
    assert_eq!((error.code(), error.field_name()), (Code::BundleFormatUnfit, Some("key-traditional")));
}

#[test]
fn nothing_that_is_shown_tells_a_key_or_a_password() {
    let mut office = Office::new();
    let of = office.issued();
    let plain = FileRequest { plain: true, ..file("key.pem", "key") };
    let question = Bundle {
        authority: office.below.clone(),
        of: of.clone(),
        files: vec![sealed("a", "pkcs12")],
        key: Some(Material {
            files: vec![MaterialFile { name: "key.pem".to_owned(), content: ByteBuf::from(PASSWORD.as_bytes()) }],
            passwords: vec![Secret::from(PASSWORD.to_owned())],
        }),
        passphrase: Some(Secret::from(PASSWORD.to_owned())),
    };
    let made = office.ask(of, vec![plain]).unwrap();
    let shown = format!("{question:?}{made:?}{:?}", View::Bundle(made.clone()));
    assert!(!shown.contains(PASSWORD) && !shown.contains("PRIVATE KEY"), "{shown}");
}
