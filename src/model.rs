//! The field's nouns as values that cannot be invalid: names, times, serial numbers, extensions,
//! requests, certificates, lists of revoked ones (RFC 5280, RFC 2986).
//!
//! Nothing here knows DER, keys, a clock or JavaScript.

mod certificate;
mod extension;
mod general_name;
mod name;
mod oid;
mod reason;
mod request;
mod serial;
mod time;

pub use certificate::{Certificate, CertificateList, CrlScope, RevokedCertificate, SignatureAlgorithm};
pub use extension::{
    AccessDescription, AuthorityKeyIdentifier, BasicConstraints, DistributionPoint, Extension, ExtensionValue,
    KeyUsage, KeyUsages, NameConstraints, PolicyInformation,
};
pub use general_name::{DnsName, GeneralName, HostPattern};
pub use name::{Attribute, AttributeType, AttributeValue, Name, RelativeName, StringKind};
pub use oid::Oid;
pub use reason::RevocationReason;
pub use request::{CertificationRequest, RequestAttribute, RequestOrigin};
pub use serial::SerialNumber;
pub use time::{Time, Validity};
