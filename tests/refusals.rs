//! Does each refusal have a name, and is each name raised by something? A row for every code that the core can raise; a code
//! without one fails here, and is to be taken out of the table in `src/error.rs`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    reason = "tests may"
)]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/store.rs"]
mod store;

use std::collections::{BTreeMap, BTreeSet};

use desk::{Desk, NOON, PASSPHRASE, issue};
use rootpage::authority::{Authority, Change, Counters, CrlRequest, Parts, make_request};
use rootpage::bundle::Identity;
use rootpage::bundle::file::{self, Format, Order, Source};
use rootpage::encode::{RequestContent, ToBeSigned, general_name_der};
use rootpage::env::{Env, FixedEnv};
use rootpage::error::{Code, Error, Result};
use rootpage::key::{KeyKind, PrivateKey, PublicKey, Signer, make_key};
use rootpage::model::{
    Certificate, CertificationRequest, DnsName, Extension, ExtensionValue, GeneralName, KeyUsage, KeyUsages, Name,
    NameConstraints, Oid, RequestOrigin, RevocationReason, SerialNumber, SignatureAlgorithm, Time, Validity,
};
use rootpage::openssl::archive::Archive;
use rootpage::openssl::config::{Beside, Config};
use rootpage::openssl::directory::{Files, Import, MAX_TOTAL, safe_path};
use rootpage::openssl::extensions::{Maker, Subject};
use rootpage::openssl::index::{Index, MAX_INDEX, NumberFile};
use rootpage::openssl::objects::Objects;
use rootpage::openssl::profiles::Configuration;
use rootpage::parse;
use rootpage::policy::{self, Choices, Profile};
use rootpage::session::{
    Act, BroughtDirectory, CreateAuthority, DeleteAuthority, DirectoryInput, IssueCrl, IssueOptions, KeyOwner,
    OpenedBackup, Publish, Question, Revoke, Secret, Session, SettingsRequest, View, check_words, combine_shares,
    inspect, public_key_pem, read_request,
};
use rootpage::vault::{AuthorityRecord, Changes, KdfParams, Record, RecordId, Vault};

/// Raised outside of the core: by the stores, the worker and its client in `www/api`, and by `src/wasm.rs` where the
/// browser gives no random numbers. Their rows are in `tests/js` and `tests/browser`.
const IN_JAVASCRIPT: [Code; 24] = [
    Code::VaultLocked,
    Code::VaultReader,
    Code::BackupOlder,
    Code::StoreStale,
    Code::StoreUnavailable,
    Code::StoreFailed,
    Code::StoreQuota,
    Code::StoreBlocked,
    Code::StoreExists,
    Code::StoreAbsent,
    Code::StoreLost,
    Code::StoreDisk,
    Code::StoreTaken,
    Code::StoreRolledBack,
    Code::CopyOther,
    Code::CopyDiverged,
    Code::CopyTorn,
    Code::CopyDamaged,
    Code::CopyLate,
    Code::CopyPermission,
    Code::CopyGone,
    Code::RandomMissing,
    Code::Cancelled,
    Code::Crashed,
];

/// Raised where the machine has less memory than the vault's header asks for, which no test can arrange for itself alone.
const WITHOUT_A_ROW: [Code; 1] = [Code::VaultMemory];

#[test]
fn every_code_of_the_core_is_raised_by_something() {
    let mut missing: BTreeSet<_> = Code::ALL.iter().copied().collect();
    for code in IN_JAVASCRIPT.iter().chain(&WITHOUT_A_ROW) {
        assert!(missing.remove(code), "{code:?} is no code");
    }
    for (code, provoke) in rows() {
        println!("{code:?}");
        assert_eq!(provoke(), code);
        assert!(missing.remove(&code), "{code:?} has two rows");
    }
    assert!(missing.is_empty(), "codes without a row: {missing:?}");
}

type Row = (Code, fn() -> Code);

fn rows() -> Vec<Row> {
    [MODEL, KEY, PARSE, POLICY, ENCODE, AUTHORITY, OPENSSL, BUNDLE, VAULT].concat()
}

#[track_caller]
fn code<T>(result: Result<T>) -> Code {
    match result {
        Ok(_) => panic!("it is not refused"),
        Err(error) => error.code(),
    }
}

fn fixed() -> FixedEnv {
    FixedEnv::new(noon(), 3)
}

fn noon() -> Time {
    Time::from_unix(NOON).unwrap()
}

// ---------------------------------------------------------------- model

const MODEL: &[Row] = &[
    (Code::NameSyntax, || code(Name::parse("mail.sample.com"))),
    (Code::NameAttributeUnknown, || code(Name::parse("SHOESIZE=42"))),
    (Code::NameAttributeEmpty, || code(Name::parse("CN="))),
    (Code::NameAttributeTooLong, || code(Name::parse(&format!("CN={}", "x".repeat(65))))),
    (Code::NameAttributeCharset, || code(Name::parse("CN=mail\u{0}"))),
    (Code::CountrySyntax, || code(Name::parse("C=USA"))),
    (Code::DnsNameSyntax, || code(DnsName::parse("-.sample.com"))),
    (Code::EmailSyntax, || code(GeneralName::parse("email:nobody"))),
    (Code::UriSyntax, || code(GeneralName::parse("uri:nowhere"))),
    (Code::IpAddressSyntax, || code(GeneralName::parse("ip:192.0.2.300"))),
    (Code::OidSyntax, || code(Oid::parse("1.2.x"))),
    (Code::GeneralNameSyntax, || code(GeneralName::parse("fax:12345"))),
    (Code::SerialSyntax, || code(SerialNumber::parse("xyz"))),
    (Code::TimeSyntax, || code(Time::parse("tomorrow"))),
    (Code::TimeRange, || code(Time::from_unix(i64::MAX))),
    (Code::ValidityOrder, || code(Validity::new(noon(), noon()))),
    (Code::ReasonUnknown, || code(RevocationReason::parse("boredom"))),
];

// ---------------------------------------------------------------- key

const KEY: &[Row] = &[
    (Code::KeyAlgorithmUnsupported, || code(KeyKind::parse("dsa-1024"))),
    (Code::KeyEncoding, || code(PrivateKey::from_pkcs8(&[0x30, 0]))),
    (Code::KeyEncryptionUnsupported, || {
        let pem = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: RC2-CBC,0011223344556677\n\n\
                   AAAAAAAAAAAAAAAAAAAAAA==\n-----END RSA PRIVATE KEY-----\n";
        code(PrivateKey::parse(pem.as_bytes(), Some("a password")))
    }),
    (Code::KeyPassphraseMissing, || code(PrivateKey::parse(encrypted_key().as_bytes(), None))),
    (Code::KeyPassphraseWrong, || code(PrivateKey::parse(encrypted_key().as_bytes(), Some("not this one")))),
    (Code::KeyDerivationTooCostly, || code(PrivateKey::parse(COSTLY_KEY.as_bytes(), Some("password")))),
    (Code::KeyInconsistent, || {
        let mut der = key().to_pkcs8().unwrap().to_vec();
        *der.last_mut().unwrap() ^= 1;
        code(PrivateKey::from_pkcs8(&der))
    }),
    (Code::KeySize, || code(tiny_rsa().verify(SignatureAlgorithm::RsaSha256, b"message", &[0; 31]))),
];

fn key() -> PrivateKey {
    make_key(&mut fixed(), KeyKind::P256).unwrap()
}

fn encrypted_key() -> String {
    key().to_encrypted_pem(&mut fixed(), "a password").unwrap()
}

/// `openssl genpkey -algorithm ED25519 | openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 10000001 -passout pass:password`
const COSTLY_KEY: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGdMFkGCSqGSIb3DQEFDTBMMCsGCSqGSIb3DQEFDDAeBAjQYWxjL+8hnAIEAJiW
gTAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQ/HFPzIX1u7XmCBua2aYFWQRA
/5CSId5TCkpDIRl082Sy8XLCXm+fRPjtYSt+EviVpeAVAqzyCRyoBnqlkhfODsQK
RVwUtyWFxtHEE2Mny7yHFA==
-----END ENCRYPTED PRIVATE KEY-----
";

fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    let at = bytes.windows(from.len()).position(|window| window == from).expect("it is there");
    bytes[at..at + to.len()].copy_from_slice(to);
}

/// RSA with a modulus of 248 bits.
fn tiny_rsa() -> PublicKey {
    let mut der = vec![0x30, 59, 0x30, 13, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1, 5, 0];
    der.extend([0x03, 42, 0, 0x30, 39, 2, 32, 0]);
    der.extend([0xC1; 31]);
    der.extend([2, 3, 1, 0, 1]);
    PublicKey::from_spki(&der).unwrap()
}

// ---------------------------------------------------------------- parse

const PARSE: &[Row] = &[
    (Code::InputEmpty, || code(read_request(b""))),
    (Code::InputTooLarge, || code(read_request(&vec![0x30; parse::MAX_REQUEST + 1]))),
    (Code::InputUnrecognised, || code(inspect(&[("", b"Dear administrator, please sign this.")], &[]))),
    (Code::PemTruncated, || code(read_request(b"-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n"))),
    (Code::PemBody, || {
        code(read_request(b"-----BEGIN CERTIFICATE REQUEST-----\nMI!B\n-----END CERTIFICATE REQUEST-----\n"))
    }),
    (Code::PemLabelUnexpected, || code(read_request(public_key_pem(&key()).as_bytes()))),
    (Code::PrivateKeyInstead, || code(read_request(key().to_pem().unwrap().as_bytes()))),
    (Code::DerTruncated, || code(parse::request_der(&csr()[..100]))),
    (Code::DerTrailing, || code(parse::request_der(&[csr(), vec![0]].concat()))),
    (Code::DerMalformed, || code(parse::request_der(&[0x30, 2, 5, 0]))),
    (Code::DerDepth, || {
        let nest = |inner: Vec<u8>| [vec![0x30, u8::try_from(inner.len()).unwrap()], inner].concat();
        code(parse::request_der(&(0..60).fold(vec![5, 0], |inner, _| nest(inner))))
    }),
    (Code::RequestVersion, || {
        let mut der = csr();
        replace(&mut der, &[2, 1, 0], &[2, 1, 1]);
        code(parse::request_der(&der))
    }),
    (Code::RequestSignature, || {
        let mut der = csr();
        *der.last_mut().unwrap() ^= 1;
        code(parse::verify_request(&parse::request_der(&der).unwrap()))
    }),
    (Code::RequestSignatureAlgorithm, || {
        let mut der = csr();
        let ecdsa = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3];
        replace(&mut der, &[&ecdsa[..], &[2]].concat(), &[&ecdsa[..], &[9]].concat());
        code(parse::request_der(&der).and_then(|request| parse::verify_request(&request)))
    }),
    (Code::ExtensionDuplicate, || code(parse::request_der(&csr_with(vec![names_of("a.bc"), names_of("d.ef")])))),
    (Code::ExtensionMalformed, || {
        let value = ExtensionValue::Other { oid: Oid::parse("2.5.29.17").unwrap(), der: vec![5, 0] };
        code(parse::request_der(&csr_with(vec![Extension { critical: false, value }])))
    }),
];

fn csr() -> Vec<u8> {
    csr_with(vec![names_of("mail.sample.com")])
}

fn csr_with(extensions: Vec<Extension>) -> Vec<u8> {
    request_of(&key(), "CN=mail.sample.com", extensions).der
}

fn names_of(host: &str) -> Extension {
    let name = GeneralName::Dns(DnsName::parse(host).unwrap());
    Extension { critical: false, value: ExtensionValue::SubjectAltName(vec![name]) }
}

/// A request with whatever content: one that cannot be read is only its DER.
fn request_of(key: &PrivateKey, subject: &str, extensions: Vec<Extension>) -> CertificationRequest {
    let subject = if subject.is_empty() { Name::default() } else { Name::parse(subject).unwrap() };
    let content = RequestContent { subject: subject.clone(), spki: key.public_key().spki().to_vec(), extensions };
    let der = make_request(&mut fixed(), &content, key).unwrap();
    parse::request_der(&der).unwrap_or_else(|_| CertificationRequest {
        der,
        info_der: Vec::new(),
        subject,
        spki: Vec::new(),
        extensions: Vec::new(),
        attributes: Vec::new(),
        origin: RequestOrigin::Pkcs10,
        signature_algorithm: SignatureAlgorithm::EcdsaSha256,
        signature: Vec::new(),
    })
}

// ---------------------------------------------------------------- policy

const POLICY: &[Row] = &[
    (Code::PolicyViolations, || {
        let mut desk = Desk::new();
        let ca = desk.create_authority("CN=Root", 1);
        let csr = desk.foreign_request("CN=a.sample.com", &[]);
        let Act::Issue { authority, csr, .. } = issue(&ca.id, &csr) else { panic!() };
        let options = IssueOptions { days: Some(2), ..IssueOptions::default() };
        code(desk.act(Act::Issue { authority, csr, options }))
    }),
    (Code::PolicyKeyRefused, || {
        let root = root();
        violation(&request_of(&root.key, "CN=mail.sample.com", vec![]), Profile::Server, &root.certificate())
    }),
    (Code::PolicyNameMissing, || violated("", vec![], Profile::Server)),
    (Code::PolicyNameRefused, || violated("CN=Root", vec![], Profile::IntermediateCa)),
    (Code::PolicyValidityTooLong, || {
        let choices = Choices { days: 3651, ..choices(Profile::Server) };
        first_violation(&request_of(&key(), "CN=a.sample.com", vec![]), &choices, &root().certificate())
    }),
    (Code::PolicyValidityRange, || {
        let choices = Choices { days: 0, ..choices(Profile::Server) };
        first_violation(&request_of(&key(), "CN=a.sample.com", vec![]), &choices, &root().certificate())
    }),
    (Code::PolicyNamePolicy, || configured("policy = p", "CN=a.sample.com,C=DE", vec![])),
    (Code::PolicySubjectTaken, || {
        let mut desk = Desk::new();
        let ca = desk.create_authority("CN=Root", 100);
        let settings = SettingsRequest {
            configuration: None,
            publication: Default::default(),
            beyond_issuer: "truncate".to_owned(),
            serials: "random".to_owned(),
            unique_subject: true,
            crl_seconds: 1,
        };
        desk.act(Act::Configure { authority: ca.id.clone(), settings }).unwrap();
        let csr = desk.foreign_request("CN=a.sample.com", &[]);
        desk.issue(&ca.id, &csr);
        desk.act(issue(&ca.id, &csr)).unwrap_err().violated()[0].code
    }),
    (Code::PolicyExtensionUndecided, || configured("", "CN=a.sample.com", asked(vec!["dns:b.sample.com"]))),
    (Code::PolicyExtensionRefused, || {
        let purposes = ExtensionValue::ExtendedKeyUsage(vec![Oid::parse("1.3.6.1.5.5.7.3.1").unwrap()]);
        configured("", "CN=a.sample.com", vec![Extension { critical: false, value: purposes }])
    }),
    (Code::PolicyIssuerExpired, || {
        let mut issuer = root().certificate();
        issuer.validity = Validity::new(Time::EARLIEST, noon().plus_seconds(-1)).unwrap();
        violations(&request_of(&key(), "CN=a.sample.com", vec![]), &choices(Profile::Server), &issuer)
            .into_iter()
            .find(|code| *code == Code::PolicyIssuerExpired)
            .unwrap()
    }),
    (Code::PolicyPathLength, || {
        let issuer = with_extension(|value| {
            if let ExtensionValue::BasicConstraints(constraints) = value {
                constraints.path_len = Some(0);
            }
        });
        violation(&request_of(&key(), "CN=Below", vec![]), Profile::IntermediateCa, &issuer)
    }),
    (Code::PolicyUsageConflict, || {
        let usages = ExtensionValue::KeyUsage(KeyUsages::of(&[KeyUsage::KeyCertSign]));
        violated("CN=a.sample.com", vec![Extension { critical: true, value: usages }], Profile::Server)
    }),
    (Code::PolicyNameConstraints, || {
        let mut issuer = root().certificate();
        let base = general_name_der(&GeneralName::parse("dns:sample.com").unwrap()).unwrap();
        let constraints = NameConstraints { permitted: vec![base], excluded: vec![] };
        issuer.extensions.push(Extension { critical: true, value: ExtensionValue::NameConstraints(constraints) });
        violation(&request_of(&key(), "CN=a.example.org", vec![]), Profile::Server, &issuer)
    }),
    (Code::PolicyIssuerNotAuthority, || {
        let issuer = with_extension(|value| {
            if let ExtensionValue::KeyUsage(usages) = value {
                *usages = KeyUsages::of(&[KeyUsage::DigitalSignature]);
            }
        });
        violation(&request_of(&key(), "CN=a.sample.com", vec![]), Profile::Server, &issuer)
    }),
    (Code::PolicyProfileUnknown, || code(Profile::parse("toaster"))),
];

struct Root {
    authority: Authority,
    key: PrivateKey,
}

impl Root {
    fn certificate(&self) -> Certificate {
        self.authority.certificate.clone()
    }

    /// The same authority with another certificate, ledger counters and rows.
    fn with(self, certificate: Certificate, counters: Counters) -> Result<Self> {
        let authority = Authority::restore(Parts::new(certificate, vec![], counters))?;
        Ok(Self { authority, ..self })
    }
}

fn root() -> Root {
    let mut env = FixedEnv::new(noon(), 4);
    let key = make_key(&mut env, KeyKind::P256).unwrap();
    let authority = Authority::make_root(&mut env, &Name::parse("CN=Root").unwrap(), 3650, &key).unwrap();
    Root { authority, key }
}

fn with_extension(change: impl Fn(&mut ExtensionValue)) -> Certificate {
    let mut issuer = root().certificate();
    issuer.extensions.iter_mut().for_each(|extension| change(&mut extension.value));
    issuer
}

fn choices(profile: Profile) -> Choices {
    Choices { days: 30, ..Choices::of(profile) }
}

/// The rule of a configuration that refuses: it asks about alternative names and refuses purposes, and a policy wants the
/// authority's own country.
fn configured(line: &str, subject: &str, extensions: Vec<Extension>) -> Code {
    let text = format!(
        "[ca]\ndefault_ca = d\n[d]\n{line}\n[p]\ncountryName = match\ncommonName = supplied\n[x]\nbasicConstraints = CA:FALSE\n\
[rootpage]\nmerge = m\n[m]\nsubjectAltName = ask\nextendedKeyUsage = refuse\n"
    );
    let configuration = Configuration::parse("c", &text, &Beside::default()).unwrap();
    let issuer = root().certificate();
    let template = Some(configuration.template("x", &issuer).unwrap());
    let choices = Choices { template, naming: configuration.naming(None).unwrap(), ..choices(Profile::Server) };
    first_violation(&request_of(&key(), subject, extensions), &choices, &issuer)
}

fn asked(names: Vec<&str>) -> Vec<Extension> {
    let names = names.into_iter().map(|name| GeneralName::parse(name).unwrap()).collect();
    vec![Extension { critical: false, value: ExtensionValue::SubjectAltName(names) }]
}

fn violations(request: &CertificationRequest, choices: &Choices, issuer: &Certificate) -> Vec<Code> {
    let violations = policy::assess(request, choices, issuer, &[], noon()).outcome.expect_err("it is refused");
    violations.into_iter().map(|violation| violation.code).collect()
}

fn first_violation(request: &CertificationRequest, choices: &Choices, issuer: &Certificate) -> Code {
    violations(request, choices, issuer)[0]
}

fn violation(request: &CertificationRequest, profile: Profile, issuer: &Certificate) -> Code {
    first_violation(request, &choices(profile), issuer)
}

fn violated(subject: &str, extensions: Vec<Extension>, profile: Profile) -> Code {
    violation(&request_of(&key(), subject, extensions), profile, &root().certificate())
}

// ---------------------------------------------------------------- encode

const ENCODE: &[Row] = &[
    (Code::EncodeValue, || code(general_name_der(&GeneralName::Email("jürgen@sample.com".to_owned())))),
    (Code::EncodeAlgorithm, || {
        let content = RequestContent { subject: Name::default(), spki: vec![0x30, 0], extensions: vec![] };
        code(content.tbs(SignatureAlgorithm::RsaMd5))
    }),
];

// ---------------------------------------------------------------- authority

const AUTHORITY: &[Row] = &[
    (Code::SerialUnknown, || code(revoke(&root(), "01", RevocationReason::Superseded))),
    (Code::AlreadyRevoked, || {
        let (mut desk, ca, serial) = issued();
        desk.act(revocation(&ca, &serial, "superseded", None)).unwrap();
        code(desk.act(revocation(&ca, &serial, "superseded", None)))
    }),
    (Code::NotHeld, || {
        let (mut desk, authority, serial) = issued();
        code(desk.act(Act::Release { authority, serial }))
    }),
    (Code::CrlNumberExhausted, || {
        let (root, at) = (root(), noon());
        let counters = Counters { crl_number: u64::MAX, base_crl: 1, last_crl: Some(at), ..Counters::new(at) };
        let certificate = root.certificate();
        let root = root.with(certificate, counters.clone()).unwrap();
        code(root.authority.issue_crl(&mut fixed(), &CrlRequest::days(1), &root.key))
    }),
    (Code::ClockBackwards, || {
        let root = root();
        let mut yesterday = FixedEnv::new(noon().plus_seconds(-86_400), 1);
        code(root.authority.issue_crl(&mut yesterday, &CrlRequest::days(1), &root.key))
    }),
    (Code::InvalidityDate, || {
        let (mut desk, ca, serial) = issued();
        code(desk.act(revocation(&ca, &serial, "keyCompromise", Some("2030-01-01T00:00:00Z"))))
    }),
    (Code::CrlDays, || {
        let root = root();
        code(root.authority.issue_crl(&mut fixed(), &CrlRequest::days(0), &root.key))
    }),
    (Code::CrlBaseMissing, || {
        let root = root();
        let first = root.authority.issue_crl(&mut fixed(), &CrlRequest::days(1), &root.key).unwrap();
        let Change::CrlIssued { crl, .. } = first else { panic!("{first:?}") };
        let base = parse::crl_der(&crl).unwrap();
        let request = CrlRequest { base: Some(base), ..CrlRequest::days(1) };
        code(root.authority.issue_crl(&mut fixed(), &request, &root.key))
    }),
    (Code::NotIssuedHere, || {
        let stranger = Authority::make_root(&mut fixed(), &Name::parse("CN=Stranger").unwrap(), 30, &key()).unwrap();
        code(root().authority.record(noon(), &stranger.certificate, None))
    }),
    (Code::RetireDate, || {
        let mut root = root();
        let request = request_of(&key(), "CN=a.bc", vec![]);
        let decision = root.authority.assess(&request, &choices(Profile::Server), noon()).outcome.unwrap();
        let change = root.authority.issue(&mut fixed(), &decision, &root.key).unwrap();
        root.authority.apply(&change).unwrap();
        let serial = root.authority.rows().next().unwrap().serial.clone();
        code(root.authority.retire(noon(), &serial, Some(noon())))
    }),
    (Code::AddressMissing, || {
        let (mut desk, authority, _) = issued();
        let act = IssueCrl { distribution_point: true, ..IssueCrl::days(authority, 1) };
        code(desk.act(Act::IssueCrl(act)))
    }),
    (Code::PublicationConflict, || {
        let (mut desk, authority, _) = issued();
        let urls = |path: &str| vec![format!("http://ca.sample.com/{path}")];
        let publication =
            rootpage::session::view::PublicationView { crl: urls("ca"), issuer: urls("ca"), ..Default::default() };
        let settings = SettingsRequest {
            configuration: None,
            publication,
            beyond_issuer: "refuse".to_owned(),
            serials: "random".to_owned(),
            unique_subject: false,
            crl_seconds: 3_600,
        };
        desk.act(Act::Configure { authority: authority.clone(), settings }).unwrap();
        desk.act(Act::IssueCrl(IssueCrl::days(&authority, 1))).unwrap();
        code(desk.act(Act::Publish(Publish { authority, ..Publish::default() })))
    }),
    (Code::CrlSignMissing, || {
        let certificate = with_extension(|value| {
            if let ExtensionValue::KeyUsage(usages) = value {
                *usages = KeyUsages::of(&[KeyUsage::KeyCertSign]);
            }
        });
        let (root, counters) = (root(), root().authority.counters().clone());
        let root = root.with(certificate, counters).unwrap();
        code(root.authority.issue_crl(&mut fixed(), &CrlRequest::days(1), &root.key))
    }),
    (Code::SerialCollision, || {
        let key = key();
        let authority = Authority::make_root(&mut Stuck, &Name::parse("CN=Root").unwrap(), 3650, &key).unwrap();
        let request = request_of(&make_key(&mut FixedEnv::new(noon(), 9), KeyKind::P256).unwrap(), "CN=a.bc", vec![]);
        let decision = authority.assess(&request, &choices(Profile::Server), noon()).outcome.unwrap();
        code(authority.issue(&mut Stuck, &decision, &key))
    }),
    (Code::LedgerInconsistent, || {
        let root = root();
        let (certificate, counters) = (root.certificate(), root.authority.counters().clone());
        code(root.with(certificate, Counters { base_crl: 1, ..counters }).map(drop))
    }),
    (Code::SignatureSelfCheck, || {
        let root = root();
        code(root.authority.issue_crl(&mut fixed(), &CrlRequest::days(1), &Broken(root.key)))
    }),
    (Code::KeyMismatch, || code(root().authority.check_key(&key()))),
    (Code::KeyOffline, || {
        let (mut desk, authority) = without_key();
        code(desk.act(Act::IssueCrl(IssueCrl::days(authority, 31))))
    }),
];

/// Randomness that has run dry.
struct Stuck;

impl Env for Stuck {
    fn now(&self) -> Time {
        noon()
    }

    fn fill(&mut self, out: &mut [u8]) {
        out.fill(7);
    }
}

/// A signer whose arithmetic went wrong.
struct Broken(PrivateKey);

impl Signer for Broken {
    fn public_key(&self) -> PublicKey {
        self.0.public_key()
    }

    fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.0.signature_algorithm()
    }

    fn sign(&self, env: &mut dyn Env, message: &[u8]) -> Result<Vec<u8>> {
        let mut signature = self.0.sign(env, message)?;
        *signature.last_mut().unwrap() ^= 1;
        Ok(signature)
    }
}

fn revoke(root: &Root, serial: &str, reason: RevocationReason) -> Result<()> {
    root.authority.revoke(noon(), &SerialNumber::parse(serial)?, &reason.into()).map(drop)
}

/// An authority whose private key is kept elsewhere.
fn without_key() -> (Desk, String) {
    let mut desk = Desk::new();
    let authority = desk.create_authority("CN=Root", 3650).id;
    let (vault, contents) = Vault::open(&desk.store.hot(), PASSPHRASE).unwrap();
    let id = RecordId::parse(&authority).unwrap();
    let Some(Record::Authority(record)) = contents.get(&id) else { panic!("{contents:?}") };
    let hot = vec![(id, Record::Authority(AuthorityRecord { key: None, ..record.clone() }))];
    let sealed = vault.seal(&mut desk.clock, Changes { hot, ..Changes::default() }).unwrap();
    desk.store.commit(sealed.commit()).unwrap();
    (desk.reopened(), authority)
}

fn issued() -> (Desk, String, String) {
    let mut desk = Desk::new();
    let ca = desk.create_authority("CN=Root", 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let serial = desk.issue(&ca.id, &csr).certificate.entry.serial;
    (desk, ca.id, serial)
}

fn revocation(authority: &str, serial: &str, reason: &str, invalidity_date: Option<&str>) -> Act {
    Act::Revoke(Revoke {
        authority: authority.to_owned(),
        serial: Some(serial.to_owned()),
        reason: reason.to_owned(),
        invalidity_date: invalidity_date.map(str::to_owned),
        ..Revoke::default()
    })
}

// ---------------------------------------------------------------- vault and session

const RECOVERY_KEY: &str = include_str!("vectors/recovery/key.txt");

fn recovery_share(number: usize) -> &'static str {
    include_str!("vectors/recovery/shares.txt").lines().nth(number).unwrap()
}

fn recovery_shares(threshold: u8, shares: u8) -> Act {
    Act::MakeRecoveryShares { passphrase: Some(Secret::from(PASSPHRASE.to_owned())), threshold, shares }
}

const VAULT: &[Row] = &[
    (Code::PassphraseWrong, || reopened(|_| {}, "another passphrase")),
    (Code::PassphraseTooShort, || code(Vault::make(&mut fixed(), "short", KdfParams::FLOOR, &[]).map(drop))),
    (Code::VaultFormat, || reopened(|desk| desk.store.records.clear(), PASSPHRASE)),
    (Code::VaultTooNew, || reopened(|desk| desk.store.records.get_mut("header").unwrap()[9] = 2, PASSPHRASE)),
    (Code::VaultKdfRange, || code(KdfParams::new(1, 1, 1))),
    (Code::VaultRecordMissing, || reopened(|desk| drop(desk.store.records.remove("head")), PASSPHRASE)),
    (Code::VaultRecordTampered, || {
        reopened(|desk| *desk.store.records.get_mut("head").unwrap().last_mut().unwrap() ^= 1, PASSPHRASE)
    }),
    (Code::VaultRecordUnexpected, || {
        reopened(|desk| drop(desk.store.records.insert("notes".to_owned(), vec![])), PASSPHRASE)
    }),
    (Code::RecoveryWordUnknown, || code(check_words(&RECOVERY_KEY.replacen("never", "nevver", 1)))),
    (Code::RecoveryWordsCount, || code(check_words("never"))),
    (Code::RecoveryWordsWrong, || code(check_words(&RECOVERY_KEY.replacen("never", "always", 1)))),
    (Code::RecoveryOfAnother, || {
        let desk = Desk::new();
        code(Session::open_with_recovery(desk.clock.clone(), &desk.store.hot(), RECOVERY_KEY))
    }),
    (Code::RecoverySharesFew, || code(combine_shares(&[recovery_share(0)]))),
    (Code::RecoverySharesMixed, || {
        let View::RecoveryShares(others) = Desk::new().act(recovery_shares(2, 3)).unwrap() else { panic!() };
        code(combine_shares(&[recovery_share(0), others.shares[1].qr.text.as_str()]))
    }),
    (Code::RecoveryShareTwice, || code(combine_shares(&[recovery_share(1), recovery_share(1)]))),
    (Code::RecoverySharesRange, || code(Desk::new().act(recovery_shares(4, 3)))),
    (Code::VaultPassphraseMissing, || code(Desk::new().act(Act::MakeRecoveryKit { passphrase: None }))),
    (Code::PassphraseUnset, || {
        let mut desk = Desk::new();
        let passphrase = Some(Secret::from(PASSPHRASE.to_owned()));
        let View::RecoveryKit(kit) = desk.act(Act::MakeRecoveryKit { passphrase }).unwrap() else { panic!() };
        let hot = desk.store.hot();
        let mut session = Session::open_with_recovery(desk.clock.clone(), &hot, &kit.qr.text).unwrap();
        code(session.ask(&Question::Requests { authority: None }, &hot))
    }),
    (Code::VaultDamaged, || {
        let mut desk = Desk::new();
        desk.store.records.insert("notes".to_owned(), vec![]);
        let mut session = Session::open_damaged(desk.clock.clone(), &desk.store.hot(), PASSPHRASE).unwrap();
        let key = desk.key(KeyKind::P256);
        let act = Act::CreateAuthority(CreateAuthority::root("CN=Root".to_owned(), 1));
        code(session.prepare(act, Some(key), &desk.store.all()))
    }),
    (Code::VaultBusy, || {
        let mut desk = Desk::new();
        let act = || Act::CreateAuthority(CreateAuthority::root("CN=Root".to_owned(), 1));
        let (one, other) = (desk.key(KeyKind::P256), desk.key(KeyKind::P256));
        desk.prepare(act(), Some(one)).unwrap();
        code(desk.prepare(act(), Some(other)))
    }),
    (Code::AuthorityUnknown, || code(Desk::new().ask(&Question::Crl { authority: "none".to_owned() }))),
    (Code::RequestUnknown, || export(KeyOwner::Request { request: "none".to_owned() })),
    (Code::KeyUnknown, || {
        let (mut desk, authority, serial) = issued();
        let of = KeyOwner::Certificate { serial };
        code(desk.ask(&Question::ExportKey { authority: Some(authority), of, password: None, passphrase: None }))
    }),
    (Code::AuthorityInUse, || {
        let (mut desk, authority, _) = issued();
        code(desk.act(Act::DeleteAuthority(DeleteAuthority { authority, passphrase: None })))
    }),
    (Code::BackupDue, || {
        let mut desk = Desk::new();
        desk.act(Act::SetBackupLimit { acts: Some(1) }).unwrap();
        let key = desk.key(KeyKind::P256);
        code(desk.prepare(Act::CreateAuthority(CreateAuthority::root("CN=Root".to_owned(), 1)), Some(key)))
    }),
    (Code::CallUnknown, || code(Desk::new().session.confirm())),
];

fn reopened(touch: impl Fn(&mut Desk), passphrase: &str) -> Code {
    let mut desk = Desk::new();
    touch(&mut desk);
    code(Vault::open(&desk.store.hot(), passphrase).map(drop))
}

fn export(of: KeyOwner) -> Code {
    let mut desk = Desk::new();
    let authority = desk.create_authority("CN=Root", 1).id;
    code(desk.ask(&Question::ExportKey { authority: Some(authority), of, password: None, passphrase: None }))
}

// ---------------------------------------------------------------- openssl

const OPENSSL: &[Row] = &[
    (Code::ConfigSyntax, || config("a line\n")),
    (Code::ConfigVariable, || config("a = $b\n")),
    (Code::ConfigRecursive, || {
        let files = [("a".to_owned(), ".include a\n".to_owned())].into();
        code(Config::parse("c", ".include a\n", &Beside { files, ..Beside::default() }))
    }),
    (Code::ConfigTooLarge, || config(&"# a comment\n".repeat(1 << 20))),
    (Code::ConfigSectionMissing, || extension("subjectAltName = @gone")),
    (Code::ConfigValue, || extension("basicConstraints = CA:maybe")),
    (Code::ConfigExtensionUnknown, || extension("noSuchExtension = 1")),
    (Code::ConfigExtensionContext, || extension("subjectKeyIdentifier = hash")),
    (Code::IndexRow, || code(Index::parse(b"V\t260101000000Z\n"))),
    (Code::IndexTooLarge, || code(Index::parse(&vec![b'#'; MAX_INDEX + 1]))),
    (Code::SerialFile, || code(NumberFile::parse("serial", b"next\n"))),
    (Code::DirectoryPath, || code(safe_path("../serial"))),
    (Code::DirectoryTooLarge, || {
        let files = [("large".to_owned(), vec![0; MAX_TOTAL + 1])].into();
        code(Import::read(&files, &BTreeMap::new()))
    }),
    (Code::DirectoryCertificateMissing, || code(Import::read(&Files::new(), &BTreeMap::new()))),
    (Code::DirectoryKnown, || {
        let (mut desk, authority) = (Desk::new(), "CN=Known");
        let certificate = desk.create_authority(authority, 3650).certificate;
        code(desk.act(taken_in(certificate.der.into_vec())))
    }),
    (Code::DirectoryOfAnother, || {
        let (mut desk, authority) = (Desk::new(), "CN=Known");
        let ours = desk.create_authority(authority, 3650);
        let theirs = Desk::new().create_authority("CN=Another", 3650).certificate.der.into_vec();
        let Act::ImportDirectory(BroughtDirectory { input, .. }) = taken_in(theirs) else { panic!("another act") };
        code(desk.act(Act::MergeDirectory { authority: ours.id, input }))
    }),
    (Code::ArchiveFormat, || code(Archive::read(b"PK"))),
];

/// A directory that is no more than the certificate of its authority.
fn taken_in(certificate: Vec<u8>) -> Act {
    let input = DirectoryInput::Files { files: vec![("cacert.pem".to_owned(), certificate.into())] };
    Act::ImportDirectory(BroughtDirectory { input, passphrase: None, environment: None })
}

fn config(text: &str) -> Code {
    code(Config::parse("openssl.cnf", text, &Beside::default()))
}

fn extension(line: &str) -> Code {
    let config = Config::parse("openssl.cnf", &format!("[x]\n{line}\n"), &Beside::default()).unwrap();
    let entry = &config.section("x").unwrap().entries[0];
    code(Maker::new(&config, &Objects::default(), Subject::default(), None).extension(entry))
}

// ---------------------------------------------------------------- bundle

const BUNDLE: &[Row] = &[
    (Code::BundlePasswordMissing, || with_own_key(&Order::of(Format::Key))),
    (Code::BundleKeyMissing, || of_another(Format::Pkcs12, "secret")),
    (Code::BundleRootMissing, || of_another(Format::Root, "")),
    (Code::BundleCrlMissing, || of_another(Format::Crl, "")),
    (Code::BundleFormatUnfit, || {
        let password = Some("secret".to_owned().into());
        with_own_key(&Order { password, ..Order::of(Format::KeyTraditional) })
    }),
    (Code::BackupRecoveryMissing, || {
        let mut desk = Desk::new();
        let passphrase = Some(Secret::from(PASSPHRASE.to_owned()));
        let View::RecoveryKit(kit) = desk.act(Act::MakeRecoveryKit { passphrase }).unwrap() else { panic!() };
        code(OpenedBackup::open_with_recovery(b"-----BEGIN CMS-----", &kit.qr.text))
    }),
    (Code::BundleCheckFailed, || {
        let (certificate, _) = self_signed();
        let identity = Identity::new(None, certificate, &[]).unwrap();
        let source = Source { identity: &identity, lists: &[] };
        code(file::check(source, &Order::of(Format::Certificate), b"another file"))
    }),
];

/// A self-signed certificate with its key.
fn self_signed() -> (Certificate, PrivateKey) {
    let key = make_key(&mut fixed(), KeyKind::P256).unwrap();
    let mut desk = Desk::new();
    let act = Act::CreateAuthority(CreateAuthority::root("CN=Root".to_owned(), 1));
    let View::Authority(view) =
        desk.act_with(act, Some(PrivateKey::from_pkcs8(&key.to_pkcs8().unwrap()).unwrap())).unwrap()
    else {
        panic!("another view")
    };
    (parse::certificate_der(&view.certificate.der).unwrap(), key)
}

fn with_own_key(order: &Order) -> Code {
    let (certificate, key) = self_signed();
    let identity = Identity::new(Some(key), certificate, &[]).unwrap();
    code(file::make(&mut fixed(), Source { identity: &identity, lists: &[] }, order))
}

/// A file of a certificate whose key and issuer are not at hand.
fn of_another(format: Format, password: &str) -> Code {
    let (mut desk, authority, serial) = issued();
    let View::Certificate(view) = desk.ask(&Question::Certificate { authority, serial }).unwrap() else {
        panic!("another view")
    };
    let certificate = parse::certificate_der(&view.certificate.unwrap().der).unwrap();
    let identity = Identity::new(None, certificate, &[]).unwrap();
    let password = Some(password.to_owned().into());
    code(file::make(&mut fixed(), Source { identity: &identity, lists: &[] }, &Order { password, ..Order::of(format) }))
}

// ---------------------------------------------------------------- what an error says

#[test]
fn no_error_tells_a_secret() {
    let (mut desk, authority, _) = issued();
    let secret = "a secret that nobody may read";
    let current = || Secret::from(secret.to_owned());
    let act = Act::ChangePassphrase { current: current(), passphrase: current() };
    let shown = format!("{act:?}");
    let error: Error = desk.act(act).unwrap_err();
    for text in [shown, format!("{error}{error:?}"), format!("{:?}", desk.session)] {
        assert!(!text.contains(secret), "{text}");
    }
    let question = Question::Requests { authority: Some(authority) };
    assert!(matches!(desk.ask(&question).unwrap(), View::Requests(requests) if requests.is_empty()));
}
