//! What may be issued, and why: request × profile × issuer × time → decision or violations. One function per rule.

use crate::error::{Result, Violation};
use crate::key::Severity;
use crate::model::{Certificate, CertificationRequest, Extension, GeneralName, Name, Time, Validity};

/// What the certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile { Server, Client, ServerClient, Email, CodeSigning, IntermediateCa }

impl Profile {
    pub const ALL: [Self; 6] = [Self::Server, Self::Client, Self::ServerClient, Self::Email, Self::CodeSigning, Self::IntermediateCa];
    /// `server`, `client`, `server-client`, `email`, `code-signing`, `intermediate-ca`.
    pub const fn as_str(self) -> &'static str { todo!() }
    pub fn parse(text: &str) -> Result<Self> { todo!("{text}") }
    /// The days that are proposed: 397 for servers…, 3650 for an intermediate.
    pub const fn default_days(self) -> u32 { todo!() }
}

/// What the person chose.
#[derive(Clone, Debug)]
pub struct Choices {
    pub profile: Profile,
    pub days: u32,
    /// In place of the request's subject.
    pub subject: Option<Name>,
    /// In place of the request's subject alternative names; None keeps them.
    pub san: Option<Vec<GeneralName>>,
    /// Path length of an intermediate authority (default 0).
    pub path_len: Option<u8>,
}

/// What becomes of something that was asked for, or that the profile adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict { Taken, Changed, Added, Dropped, Refused }

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// `subject.CN`, `subject`, `key`, `validity`, `extension.subjectAltName`, `attribute.challengePassword`…
    pub field: String,
    pub verdict: Verdict,
    pub requested: Option<String>,
    pub issued: Option<String>,
    pub why: String,
}

/// Something that the person should know before signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning { pub code: &'static str, pub severity: Severity, pub text: String }

/// What will be issued, but for the serial number and the signature.
#[derive(Clone, Debug)]
pub struct Decision { pub profile: Profile, pub subject: Name, pub spki: Vec<u8>, pub validity: Validity, pub extensions: Vec<Extension> }

/// The whole answer: the report is there whether it is refused or not.
#[derive(Clone, Debug)]
pub struct Assessment { pub report: Vec<ReportRow>, pub warnings: Vec<Warning>, pub outcome: Result<Decision, Vec<Violation>> }

/// Judges a request (whose signature was verified by the caller) for an issuer.
pub fn assess(request: &CertificationRequest, choices: &Choices, issuer: &Certificate, now: Time) -> Assessment { todo!("{request:?} {choices:?} {issuer:?} {now}") }

/// What the key of a certificate is for, as clients judge it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRole { EndEntity, Authority }

/// Which clients refuse a certificate for this key, by measurement (`client/chromium-p521`, …).
pub fn key_warnings(key: &crate::key::PublicKey, role: KeyRole) -> Vec<Warning> { todo!("{key:?} {role:?}") }

/// What a new root certificate says: critical basicConstraints CA:TRUE, keyUsage keyCertSign and cRLSign, SKI, AKI.
pub fn root(subject: &Name, spki: &[u8], days: u32, now: Time) -> Result<(Name, Validity, Vec<Extension>)> { todo!("{subject} {spki:?} {days} {now}") }
