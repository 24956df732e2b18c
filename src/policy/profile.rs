//! What a certificate is for, and what follows from it.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280::{ID_KP_CLIENT_AUTH, ID_KP_CODE_SIGNING, ID_KP_EMAIL_PROTECTION, ID_KP_SERVER_AUTH};

use crate::error::{Code, Error, Result};
use crate::key::{PublicKey, PublicKeyDetails};
use crate::model::{ExtensionValue, GeneralName, KeyUsage, KeyUsages, Oid};

/// What the certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// A server that TLS clients connect to.
    Server,
    /// A person or machine that connects to a TLS server.
    Client,
    /// A machine that is both.
    ServerClient,
    /// A person who signs and receives S/MIME mail.
    Email,
    /// Someone who signs programs.
    CodeSigning,
    /// An authority below this one.
    IntermediateCa,
}

/// By which profile a certificate was issued: one that is built in, or a section of the authority's configuration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ProfileName {
    /// One that is built in.
    BuiltIn(Profile),
    /// An extension section of the configuration, such as `usr_cert`.
    Section(String),
}

impl ProfileName {
    /// Reads what [`as_str`](Self::as_str) writes: what is no built-in profile is a section.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Profile::parse(text).map_or_else(|_| Self::Section(text.to_owned()), Self::BuiltIn)
    }

    /// `server`, or the section's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::BuiltIn(profile) => profile.as_str(),
            Self::Section(name) => name,
        }
    }
}

impl From<Profile> for ProfileName {
    fn from(profile: Profile) -> Self {
        Self::BuiltIn(profile)
    }
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 6] =
        [Self::Server, Self::Client, Self::ServerClient, Self::Email, Self::CodeSigning, Self::IntermediateCa];

    /// `server`, `client`, `server-client`, `email`, `code-signing`, `intermediate-ca`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Client => "client",
            Self::ServerClient => "server-client",
            Self::Email => "email",
            Self::CodeSigning => "code-signing",
            Self::IntermediateCa => "intermediate-ca",
        }
    }

    /// Reads what [`as_str`](Self::as_str) writes.
    ///
    /// # Errors
    /// [`Code::PolicyProfileUnknown`].
    pub fn parse(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.as_str() == text)
            .ok_or_else(|| Error::new(Code::PolicyProfileUnknown).field("profile").found(text))
    }

    /// The days that are proposed: what every browser accepts for a server, two years for people, ten for an authority.
    #[must_use]
    pub const fn default_days(self) -> u32 {
        match self {
            Self::Server | Self::ServerClient => 397,
            Self::Client | Self::Email | Self::CodeSigning => 730,
            Self::IntermediateCa => 3650,
        }
    }

    /// Whether the subject is an authority.
    #[must_use]
    pub const fn is_authority(self) -> bool {
        matches!(self, Self::IntermediateCa)
    }

    /// Whether TLS clients connect to the subject.
    #[must_use]
    pub const fn is_server(self) -> bool {
        matches!(self, Self::Server | Self::ServerClient)
    }

    /// Whether the certificate is shown in TLS handshakes.
    pub(super) const fn is_tls(self) -> bool {
        matches!(self, Self::Server | Self::Client | Self::ServerClient)
    }

    /// extKeyUsage (RFC 5280, section 4.2.1.12); an authority has none, for one narrows what it may certify.
    #[must_use]
    pub fn purposes(self) -> Vec<Oid> {
        let purposes: &[ObjectIdentifier] = match self {
            Self::Server => &[ID_KP_SERVER_AUTH],
            Self::Client => &[ID_KP_CLIENT_AUTH],
            Self::ServerClient => &[ID_KP_SERVER_AUTH, ID_KP_CLIENT_AUTH],
            Self::Email => &[ID_KP_EMAIL_PROTECTION],
            Self::CodeSigning => &[ID_KP_CODE_SIGNING],
            Self::IntermediateCa => &[],
        };
        purposes.iter().copied().map(Oid::from).collect()
    }

    /// keyUsage (RFC 5280, section 4.2.1.3). keyEncipherment is what TLS 1.2 with RSA key exchange and mail encrypted
    /// to an RSA key need; keyAgreement is what mail encrypted to an elliptic curve key needs (RFC 8550, section
    /// 4.4.2).
    pub(super) fn key_usages(self, key: &PublicKey) -> KeyUsages {
        let more = match (self, key.details()) {
            (Self::IntermediateCa, _) => return authority_usages(),
            (Self::Server | Self::ServerClient | Self::Email, PublicKeyDetails::Rsa { .. }) => {
                KeyUsage::KeyEncipherment
            }
            (Self::Email, PublicKeyDetails::Ec { .. }) => KeyUsage::KeyAgreement,
            _ => KeyUsage::DigitalSignature,
        };
        KeyUsages::of(&[KeyUsage::DigitalSignature, more])
    }

    /// Whether a certificate of this profile may carry such a name. Names of somebody's own kind (otherName) are never
    /// carried: to Windows one of them is an account to log in to.
    pub(super) fn carries(self, name: &GeneralName) -> bool {
        match name {
            GeneralName::Dns(host) if host.is_wildcard() => self.is_server(),
            GeneralName::Dns(_) | GeneralName::Ip(_) => self.is_tls(),
            GeneralName::Email(_) => matches!(self, Self::Client | Self::ServerClient | Self::Email),
            GeneralName::Uri(_) => matches!(self, Self::Client | Self::ServerClient),
            GeneralName::Directory(_) | GeneralName::RegisteredId(_) | GeneralName::Other { .. } => false,
        }
    }

    /// The kinds of names that are carried, in words.
    pub(super) const fn carried(self) -> &'static str {
        match self {
            Self::Server => "host names and addresses",
            Self::Client => "host names without wildcards, addresses, e-mail addresses and URIs",
            Self::ServerClient => "host names, addresses, e-mail addresses and URIs",
            Self::Email => "e-mail addresses",
            Self::CodeSigning | Self::IntermediateCa => "no alternative names",
        }
    }
}

/// What a certificate with these extensions is for, by its basicConstraints and its purposes.
pub fn profile_of<'a>(extensions: impl IntoIterator<Item = &'a ExtensionValue>) -> Profile {
    let (mut is_authority, mut purposes): (bool, &[Oid]) = (false, &[]);
    for value in extensions {
        match value {
            ExtensionValue::BasicConstraints(constraints) => is_authority = constraints.ca,
            ExtensionValue::ExtendedKeyUsage(found) => purposes = found,
            _ => {}
        }
    }
    let has = |oid: ObjectIdentifier| purposes.contains(&Oid::from(oid));
    match (has(ID_KP_SERVER_AUTH), has(ID_KP_CLIENT_AUTH)) {
        _ if is_authority => Profile::IntermediateCa,
        (true, true) => Profile::ServerClient,
        (true, false) => Profile::Server,
        _ if has(ID_KP_EMAIL_PROTECTION) => Profile::Email,
        _ if has(ID_KP_CODE_SIGNING) => Profile::CodeSigning,
        (false, true) => Profile::Client,
        // without purposes it serves for everything, servers first
        (false, false) => Profile::Server,
    }
}

/// The uses of an authority's key: certificates and CRLs, and nothing else.
pub(super) fn authority_usages() -> KeyUsages {
    KeyUsages::of(&[KeyUsage::KeyCertSign, KeyUsage::CrlSign])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_read_as_they_are_written() {
        for profile in Profile::ALL {
            assert_eq!(Profile::parse(profile.as_str()).unwrap(), profile);
        }
        assert_eq!(Profile::parse("root").unwrap_err().code(), Code::PolicyProfileUnknown);
    }

    #[test]
    fn each_profile_carries_its_kinds_of_names() {
        let names = ["dns:a.bc", "dns:*.a.bc", "ip:192.0.2.1", "email:a@b.c", "uri:http://a.bc", "rid:1.2.3"];
        let cases = [
            (Profile::Server, [true, true, true, false, false, false]),
            (Profile::Client, [true, false, true, true, true, false]),
            (Profile::ServerClient, [true, true, true, true, true, false]),
            (Profile::Email, [false, false, false, true, false, false]),
            (Profile::CodeSigning, [false; 6]),
            (Profile::IntermediateCa, [false; 6]),
        ];
        for (profile, carried) in cases {
            let found = names.map(|name| profile.carries(&GeneralName::parse(name).unwrap()));
            assert_eq!(found, carried, "{profile:?}");
        }
    }
}
