//! What a certificate may be used for: `openssl x509 -noout -purpose`.
//!
//! The rules are OpenSSL's, which every program that verifies with it obeys; where RFC 5280 says otherwise, that does not
//! count here. Its words and the numbers of its warnings are kept. OpenSSL has "Code signing" since version 3.2.

use std::fmt::Write as _;

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280;

use crate::key::{PublicKey, PublicKeyDetails};
use crate::model::{Certificate, ExtensionValue, KeyUsage, KeyUsages, Oid, SignatureAlgorithm};
use crate::parse::der::{Element, tag};

const NETSCAPE_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.113730.1.1");
/// "Server gated cryptography", from the days when strong ciphers were exported with a permission only.
const MICROSOFT_SGC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.3");
const NETSCAPE_SGC: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.113730.4.1");
/// Data validation and certification servers (RFC 3029).
const DVCS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.10");

/// The bits of nsCertType.
const SSL_CLIENT: u8 = 0x80;
const SSL_SERVER: u8 = 0x40;
const SMIME: u8 = 0x20;
const SSL_AUTHORITY: u8 = 0x04;
const SMIME_AUTHORITY: u8 = 0x02;
const ANY_AUTHORITY: u8 = 0x07;

/// Whether a certificate may be used for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It may not.
    No,
    /// It may.
    Yes,
    /// It may, though what allows it is old or only implied: OpenSSL's number of the reason. 2: an nsCertType for clients
    /// where one for S/MIME is wanted. 3: a self-signed certificate of version 1. 4: keyCertSign without basicConstraints.
    /// 5: an nsCertType for authorities. -1: extensions that cannot be, of which OpenSSL says nothing at all.
    Warning(i8),
}

/// One use, for the certificate itself and for what an authority signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// OpenSSL's words: `SSL client`.
    pub name: &'static str,
    /// Whether the certificate itself may be used for it.
    pub leaf: Answer,
    /// Whether it may stand above one that is used for it.
    pub authority: Answer,
}

/// The rules of one use.
struct Rule {
    name: &'static str,
    leaf: fn(&Facts) -> Answer,
    authority: fn(&Facts) -> Answer,
}

const RULES: [Rule; 10] = [
    Rule { name: "SSL client", leaf: ssl_client, authority: |facts| facts.tls_authority(&[Use::Client]) },
    Rule { name: "SSL server", leaf: ssl_server, authority: |facts| facts.tls_authority(SERVERS) },
    Rule { name: "Netscape SSL server", leaf: netscape_server, authority: |facts| facts.tls_authority(SERVERS) },
    Rule { name: "S/MIME signing", leaf: smime_signing, authority: smime_authority },
    Rule { name: "S/MIME encryption", leaf: smime_encryption, authority: smime_authority },
    Rule { name: "CRL signing", leaf: |facts| facts.allows(&[KeyUsage::CrlSign]).into(), authority: Facts::authority },
    Rule { name: "Any Purpose", leaf: |_| Answer::Yes, authority: |_| Answer::Yes },
    Rule { name: "OCSP helper", leaf: |_| Answer::Yes, authority: Facts::authority },
    Rule { name: "Time Stamp signing", leaf: time_stamping, authority: Facts::authority },
    Rule { name: "Code signing", leaf: code_signing, authority: Facts::authority },
];

const SERVERS: &[Use] = &[Use::Server, Use::GatedCryptography];

/// What an extended key usage says, as far as OpenSSL looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Server,
    Client,
    Email,
    CodeSigning,
    GatedCryptography,
    Ocsp,
    TimeStamping,
    Dvcs,
    Any,
}

/// What the rules look at.
struct Facts {
    key_usage: Option<(bool, KeyUsages)>,
    /// Whether it is critical, and the uses that OpenSSL knows.
    extended: Option<(bool, Vec<Use>)>,
    is_authority: Option<bool>,
    netscape: Option<u8>,
    is_old_root: bool,
}

/// What the certificate may be used for, in OpenSSL's order.
pub fn purposes(certificate: &Certificate) -> Vec<Purpose> {
    let facts = Facts::of(certificate);
    let invalid = facts.key_usage.is_some_and(|(_, usages)| usages.iter().next().is_none());
    let answer = |rule: fn(&Facts) -> Answer| if invalid { Answer::Warning(-1) } else { rule(&facts) };
    RULES
        .iter()
        .map(|rule| Purpose { name: rule.name, leaf: answer(rule.leaf), authority: answer(rule.authority) })
        .collect()
}

/// The same as `openssl x509 -noout -purpose` writes it.
pub fn text(purposes: &[Purpose]) -> String {
    let mut out = String::from("Certificate purposes:\n");
    for Purpose { name, leaf, authority } in purposes {
        let _ = writeln!(out, "{name} : {}\n{name} CA : {}", leaf.words(), authority.words());
    }
    out
}

impl Answer {
    fn words(self) -> String {
        match self {
            Self::No => "No".to_owned(),
            Self::Yes => "Yes".to_owned(),
            Self::Warning(code) => format!("Yes (WARNING code={code})"),
        }
    }
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl Facts {
    fn of(certificate: &Certificate) -> Self {
        let mut facts = Self {
            key_usage: None,
            extended: None,
            is_authority: None,
            netscape: None,
            is_old_root: certificate.version == 1 && certificate.is_self_issued() && signs_itself(certificate),
        };
        for extension in &certificate.extensions {
            match &extension.value {
                ExtensionValue::KeyUsage(usages) => facts.key_usage = Some((extension.critical, *usages)),
                ExtensionValue::ExtendedKeyUsage(oids) => {
                    facts.extended = Some((extension.critical, oids.iter().filter_map(use_of).collect()));
                }
                ExtensionValue::BasicConstraints(constraints) => facts.is_authority = Some(constraints.ca),
                ExtensionValue::Other { oid, der } if *oid == Oid::from(NETSCAPE_TYPE) => {
                    facts.netscape = netscape_type(der);
                }
                _ => {}
            }
        }
        facts
    }

    /// Whether there is no keyUsage, or one with any of these.
    fn allows(&self, any: &[KeyUsage]) -> bool {
        self.key_usage.is_none_or(|(_, usages)| any.iter().any(|usage| usages.contains(*usage)))
    }

    /// Whether there is no extended key usage, or one with any of these.
    fn extends(&self, any: &[Use]) -> bool {
        self.extended.as_ref().is_none_or(|(_, uses)| any.iter().any(|wanted| uses.contains(wanted)))
    }

    /// Whether there is no nsCertType, or one with this.
    fn netscape_allows(&self, bit: u8) -> bool {
        self.netscape.is_none_or(|bits| bits & bit != 0)
    }

    /// Whether it may sign certificates.
    fn authority(&self) -> Answer {
        match self.is_authority {
            _ if !self.allows(&[KeyUsage::KeyCertSign]) => Answer::No,
            Some(is_authority) => is_authority.into(),
            None if self.is_old_root => Answer::Warning(3),
            None if self.key_usage.is_some() => Answer::Warning(4),
            None if self.netscape.is_some_and(|bits| bits & ANY_AUTHORITY != 0) => Answer::Warning(5),
            None => Answer::No,
        }
    }

    /// The same for certificates of TLS, where the warnings are left out.
    fn tls_authority(&self, any: &[Use]) -> Answer {
        let allowed = match self.authority() {
            Answer::No => false,
            Answer::Warning(5) => self.netscape.is_some_and(|bits| bits & SSL_AUTHORITY != 0),
            _ => true,
        };
        (self.extends(any) && allowed).into()
    }
}

fn ssl_client(facts: &Facts) -> Answer {
    let allowed = facts.allows(&[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement]);
    (facts.extends(&[Use::Client]) && allowed && facts.netscape_allows(SSL_CLIENT)).into()
}

fn ssl_server(facts: &Facts) -> Answer {
    let allowed = facts.allows(&[KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment, KeyUsage::KeyAgreement]);
    (facts.extends(SERVERS) && facts.netscape_allows(SSL_SERVER) && allowed).into()
}

/// Netscape's servers complained without keyEncipherment.
fn netscape_server(facts: &Facts) -> Answer {
    (ssl_server(facts) == Answer::Yes && facts.allows(&[KeyUsage::KeyEncipherment])).into()
}

fn smime(facts: &Facts) -> Answer {
    match facts.netscape {
        _ if !facts.extends(&[Use::Email]) => Answer::No,
        Some(bits) if bits & SMIME == 0 && bits & SSL_CLIENT != 0 => Answer::Warning(2),
        Some(bits) => (bits & SMIME != 0).into(),
        None => Answer::Yes,
    }
}

fn smime_signing(facts: &Facts) -> Answer {
    let allowed = facts.allows(&[KeyUsage::DigitalSignature, KeyUsage::ContentCommitment]);
    if allowed { smime(facts) } else { Answer::No }
}

fn smime_encryption(facts: &Facts) -> Answer {
    if facts.allows(&[KeyUsage::KeyEncipherment]) { smime(facts) } else { Answer::No }
}

fn smime_authority(facts: &Facts) -> Answer {
    match facts.authority() {
        _ if !facts.extends(&[Use::Email]) => Answer::No,
        Answer::Warning(5) if facts.netscape.is_none_or(|bits| bits & SMIME_AUTHORITY == 0) => Answer::No,
        answer => answer,
    }
}

/// RFC 3161, section 2.3: this purpose alone, critical, and no other use of the key than signatures.
fn time_stamping(facts: &Facts) -> Answer {
    let signs = |usage| matches!(usage, KeyUsage::DigitalSignature | KeyUsage::ContentCommitment);
    let key = facts.key_usage.is_none_or(|(_, usages)| usages.iter().all(signs));
    let alone = facts.extended.as_ref().is_some_and(|(critical, uses)| {
        *critical && !uses.is_empty() && uses.iter().all(|wanted| *wanted == Use::TimeStamping)
    });
    (key && alone).into()
}

/// The CA/Browser Forum's requirements for code signing, section 7.1.2.3.
fn code_signing(facts: &Facts) -> Answer {
    let signs_others = |usages: KeyUsages| usages.contains(KeyUsage::KeyCertSign) || usages.contains(KeyUsage::CrlSign);
    let key = facts.key_usage.is_some_and(|(critical, usages)| {
        critical && usages.contains(KeyUsage::DigitalSignature) && !signs_others(usages)
    });
    let extended = facts.extended.as_ref().is_some_and(|(_, uses)| {
        uses.contains(&Use::CodeSigning) && !uses.contains(&Use::Any) && !uses.contains(&Use::Server)
    });
    (key && extended).into()
}

fn use_of(oid: &Oid) -> Option<Use> {
    const KNOWN: [(ObjectIdentifier, Use); 10] = [
        (rfc5280::ID_KP_SERVER_AUTH, Use::Server),
        (rfc5280::ID_KP_CLIENT_AUTH, Use::Client),
        (rfc5280::ID_KP_EMAIL_PROTECTION, Use::Email),
        (rfc5280::ID_KP_CODE_SIGNING, Use::CodeSigning),
        (MICROSOFT_SGC, Use::GatedCryptography),
        (NETSCAPE_SGC, Use::GatedCryptography),
        (rfc5280::ID_KP_OCSP_SIGNING, Use::Ocsp),
        (rfc5280::ID_KP_TIME_STAMPING, Use::TimeStamping),
        (DVCS, Use::Dvcs),
        (rfc5280::ANY_EXTENDED_KEY_USAGE, Use::Any),
    ];
    KNOWN.iter().find(|(known, _)| *oid == Oid::from(*known)).map(|(_, what)| *what)
}

/// The first octet of the BIT STRING.
fn netscape_type(der: &[u8]) -> Option<u8> {
    let bits = Element::whole(der).ok().filter(|bits| bits.tag == tag::BIT_STRING)?;
    Some(bits.content.get(1).copied().unwrap_or_default())
}

/// Whether the algorithm of the signature is one of the key: OpenSSL looks no further than that.
fn signs_itself(certificate: &Certificate) -> bool {
    let Ok(key) = PublicKey::from_spki(&certificate.spki) else { return false };
    let is_rsa = matches!(key.details(), PublicKeyDetails::Rsa { .. });
    let is_ec = matches!(key.details(), PublicKeyDetails::Ec { .. });
    match certificate.signature_algorithm {
        SignatureAlgorithm::EcdsaSha1
        | SignatureAlgorithm::EcdsaSha256
        | SignatureAlgorithm::EcdsaSha384
        | SignatureAlgorithm::EcdsaSha512 => is_ec,
        SignatureAlgorithm::Ed25519 => matches!(key.details(), PublicKeyDetails::Ed25519 { .. }),
        SignatureAlgorithm::Other(_) => true,
        _ => is_rsa,
    }
}
