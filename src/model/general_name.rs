//! Subject alternative names and their kin (RFC 5280, section 4.2.1.6).

use std::fmt;
use std::net::IpAddr;

use super::{Name, Oid};
use crate::error::{Code, Error, Result};

/// A name of one of the kinds that certificates know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GeneralName {
    /// A host name.
    Dns(DnsName),
    /// An e-mail address (rfc822Name).
    Email(String),
    /// An absolute URI.
    Uri(String),
    /// An IPv4 or IPv6 address.
    Ip(IpAddr),
    /// A distinguished name.
    Directory(Name),
    /// A registered object identifier.
    RegisteredId(Oid),
    /// A name of a type of somebody's own: its whole DER, outer tag included (otherName, x400Address, ediPartyName,
    /// and any of the kinds above whose content breaks its rule in what others made).
    Other {
        /// The type, where it is an otherName.
        oid: Option<Oid>,
        /// The DER of the whole GeneralName.
        der: Vec<u8>,
    },
}

/// A host name or wildcard, in lower case and A-label form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DnsName(String);

/// How a text looks when it is asked whether it names a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostPattern {
    /// A DNS name with at least one dot, `localhost`, or a wildcard below such a name.
    Dns(DnsName),
    /// An IP address.
    Ip(IpAddr),
    /// Neither.
    Neither,
}

impl DnsName {
    /// Reads a host name: labels of letters, digits, hyphens (and underscores inside), at most 63 octets each and 253 in all;
    /// `*` as the whole leftmost label with at least two labels behind it; a dot at the end is taken off; upper case becomes lower.
    ///
    /// # Errors
    /// [`Code::DnsNameSyntax`].
    pub fn parse(text: &str) -> Result<Self> {
        Err(Error::new(Code::DnsNameSyntax).found(text))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the leftmost label is `*`.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.0.starts_with("*.")
    }
}

impl HostPattern {
    /// What the text looks like, taken as a host: how a common name becomes a subject alternative name.
    #[must_use]
    pub fn of(text: &str) -> Self {
        todo!("{text}")
    }
}

impl GeneralName {
    /// Reads `dns:mail.sample.com`, `ip:192.0.2.1`, `email:…`, `uri:…`, `dirname:CN=…`, `rid:1.2.3`, in upper or lower case as OpenSSL's
    /// configuration has them; a bare host name, address or e-mail address is recognised.
    ///
    /// # Errors
    /// [`Code::GeneralNameSyntax`] and the codes of the kinds.
    pub fn parse(text: &str) -> Result<Self> {
        Err(Error::new(Code::GeneralNameSyntax).found(text))
    }
}

/// `dns:mail.sample.com`, as [`GeneralName::parse`] reads it; `other:` and hexadecimal for the rest.
impl fmt::Display for GeneralName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}
