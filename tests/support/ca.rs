//! What tests of policy and authority need: a clock that stands still, keys that are the same each time, an authority,
//! requests that are made here and read again as if they came from outside.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use rootpage::authority::{Authority, Change, Counters, CrlRequest, Parts, make_request};
use rootpage::encode::RequestContent;
use rootpage::env::FixedEnv;
use rootpage::key::{KeyKind, PrivateKey, Signer, make_key};
use rootpage::model::{
    Certificate, CertificationRequest, Extension, ExtensionValue, GeneralName, KeyUsage, KeyUsages, Name, Oid, Time,
};
use rootpage::parse;
use rootpage::policy::{Assessment, Choices, Decision, Profile};

/// The moment at which every test begins.
pub const NOW: &str = "2026-11-20T12:00:00Z";

/// An RSA key is slow to find, so one was made with
/// `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out tests/vectors/golden/rsa-2048.key`.
const RSA: &str = include_str!("../vectors/golden/rsa-2048.key");

pub fn now() -> Time {
    Time::parse(NOW).unwrap()
}

pub fn env(seed: u8) -> FixedEnv {
    FixedEnv::new(now(), seed)
}

/// The key of this kind that belongs to the seed; there is one RSA key only.
pub fn key(kind: KeyKind, seed: u8) -> PrivateKey {
    match kind {
        KeyKind::Rsa2048 => PrivateKey::parse(RSA.as_bytes(), None).unwrap(),
        kind => make_key(&mut env(seed), kind).unwrap(),
    }
}

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub fn names(texts: &[&str]) -> Vec<GeneralName> {
    texts.iter().map(|text| GeneralName::parse(text).unwrap()).collect()
}

pub fn oid(text: &str) -> Oid {
    Oid::parse(text).unwrap()
}

/// An authority and its key.
pub struct Ca {
    pub authority: Authority,
    pub key: PrivateKey,
    pub env: FixedEnv,
}

impl Ca {
    /// A root for ten years.
    pub fn root(kind: KeyKind) -> Self {
        let (mut env, key) = (env(1), key(kind, 1));
        let subject = name("CN=Sample Root,O=The Sample Company,C=US");
        let authority = Authority::make_root(&mut env, &subject, 3650, &key).unwrap();
        Self { authority, key, env }
    }

    /// An authority below this one.
    pub fn intermediate(&mut self, kind: KeyKind, path_len: u8) -> Self {
        let key = key(kind, 20 + path_len);
        let subject = format!("CN=Sample Intermediate {path_len},O=The Sample Company,C=US");
        let request = Request::new(&subject).sign(&key);
        let choices = Choices { path_len: Some(path_len), days: 1825, ..choices(Profile::IntermediateCa) };
        let certificate = self.issue(&request, &choices);
        let chain = std::iter::once(self.authority.certificate.clone()).chain(self.authority.chain.clone()).collect();
        let authority = Authority::restore(Parts::new(certificate, chain, Counters::new(now()))).unwrap();
        Self { authority, key, env: env(3) }
    }

    /// The same authority with another certificate: what an issuer made elsewhere may say.
    pub fn with_extension(&self, value: ExtensionValue) -> Certificate {
        let mut certificate = self.authority.certificate.clone();
        certificate.extensions.retain(|extension| extension.value.oid() != value.oid());
        certificate.extensions.push(Extension { critical: true, value });
        certificate
    }

    pub fn assess(&self, request: &CertificationRequest, choices: &Choices) -> Assessment {
        self.authority.assess(request, choices, now())
    }

    pub fn decide(&self, request: &CertificationRequest, choices: &Choices) -> Decision {
        self.assess(request, choices).outcome.unwrap()
    }

    /// Signs and applies.
    pub fn issue(&mut self, request: &CertificationRequest, choices: &Choices) -> Certificate {
        let decision = self.decide(request, choices);
        let change = self.authority.issue(&mut self.env, &decision, &self.key).unwrap();
        self.authority.apply(&change).unwrap();
        match change {
            Change::Issued { certificate, .. } => parse::certificate_der(&certificate).unwrap(),
            other => unreachable!("{other:?}"),
        }
    }

    /// A CRL for 31 days, applied.
    pub fn issue_crl(&mut self) -> Vec<u8> {
        let change = self.authority.issue_crl(&mut self.env, &CrlRequest::days(31), &self.key).unwrap();
        self.authority.apply(&change).unwrap();
        match change {
            Change::CrlIssued { crl, .. } => crl,
            other => unreachable!("{other:?}"),
        }
    }
}

/// The choices that a person makes who only picks a profile.
pub fn choices(profile: Profile) -> Choices {
    Choices::of(profile)
}

/// A request in the making.
pub struct Request {
    subject: Name,
    extensions: Vec<Extension>,
}

impl Request {
    pub fn new(subject: &str) -> Self {
        Self { subject: if subject.is_empty() { Name::default() } else { name(subject) }, extensions: vec![] }
    }

    pub fn of(subject: Name) -> Self {
        Self { subject, extensions: vec![] }
    }

    pub fn with(mut self, value: ExtensionValue) -> Self {
        self.extensions.push(Extension { critical: false, value });
        self
    }

    pub fn san(self, texts: &[&str]) -> Self {
        self.with(ExtensionValue::SubjectAltName(names(texts)))
    }

    pub fn usages(self, usages: &[KeyUsage]) -> Self {
        self.with(ExtensionValue::KeyUsage(KeyUsages::of(usages)))
    }

    pub fn purposes(self, purposes: &[&str]) -> Self {
        self.with(ExtensionValue::ExtendedKeyUsage(purposes.iter().map(|text| oid(text)).collect()))
    }

    /// Signs it and reads it again, as if it came from outside.
    pub fn sign(self, key: &PrivateKey) -> CertificationRequest {
        let spki = key.public_key().spki().to_vec();
        let content = RequestContent { subject: self.subject, spki, extensions: self.extensions };
        let der = make_request(&mut env(9), &content, key).unwrap();
        let request = parse::request_der(&der).unwrap();
        parse::verify_request(&request).unwrap();
        request
    }

    pub fn with_p256(self) -> CertificationRequest {
        self.sign(&key(KeyKind::P256, 7))
    }
}
