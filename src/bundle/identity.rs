//! A certificate with those above it and, where it is at hand, its private key: what files are made of.

use crate::authority::chain_of;
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, PublicKey};
use crate::model::{Certificate, GeneralName};

/// A certificate whose key fits and whose chain leads upwards by its signatures: there is no other way to make one.
#[derive(Debug)]
pub struct Identity {
    key: Option<PrivateKey>,
    certificate: Certificate,
    chain: Vec<Certificate>,
}

impl Identity {
    /// The certificate with the issuers that are among the others, each found by its name and its signature.
    ///
    /// # Errors
    /// [`Code::KeyMismatch`] where the key is not that of the certificate, and what [`chain_of`] says.
    pub fn new(key: Option<PrivateKey>, certificate: Certificate, others: &[&Certificate]) -> Result<Self> {
        if let Some(key) = &key {
            check_key(key, &certificate)?;
        }
        let chain = chain_of(&certificate, others)?;
        Ok(Self { key, certificate, chain })
    }

    /// The private key, the certificate and those above it.
    #[must_use]
    pub fn into_parts(self) -> (Option<PrivateKey>, Certificate, Vec<Certificate>) {
        (self.key, self.certificate, self.chain)
    }

    /// The private key, where it is at hand.
    #[must_use]
    pub const fn key(&self) -> Option<&PrivateKey> {
        self.key.as_ref()
    }

    /// The certificate.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Those above it, nearest first, up to the self-signed one where that is known.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// The self-signed end of the chain; the certificate itself where it is self-signed.
    #[must_use]
    pub fn root(&self) -> Option<&Certificate> {
        self.chain.last().or(Some(&self.certificate)).filter(|last| last.issuer.matches(&last.subject))
    }

    /// Those above it without the root.
    #[must_use]
    pub fn intermediates(&self) -> &[Certificate] {
        match (self.chain.split_last(), self.root()) {
            (Some((_, below)), Some(_)) => below,
            _ => &self.chain,
        }
    }

    /// Whether the chain leads up to a self-signed certificate.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.root().is_some()
    }

    /// What it is called: the common name, else the first subject alternative name, else the first part of the subject.
    #[must_use]
    pub fn title(&self) -> String {
        title(&self.certificate)
    }
}

/// What a certificate is called: the common name, else the first subject alternative name, else the first part of the subject.
#[must_use]
pub fn title(certificate: &Certificate) -> String {
    let bare = |name: &GeneralName| {
        let text = name.to_string();
        text.split_once(':').map_or_else(|| text.clone(), |(_, value)| value.to_owned())
    };
    let first_name = || certificate.alternative_names().first().map(bare);
    let first_part = || certificate.subject.attributes().next().map(crate::model::Attribute::text);
    certificate.subject.common_name().or_else(first_name).or_else(first_part).unwrap_or_default()
}

fn check_key(key: &PrivateKey, certificate: &Certificate) -> Result<()> {
    let certified = PublicKey::from_spki(&certificate.spki)?;
    match certified.details() == key.public().details() {
        true => Ok(()),
        false => Err(Error::new(Code::KeyMismatch).found(key.public().label()).allowed(certified.label())),
    }
}
