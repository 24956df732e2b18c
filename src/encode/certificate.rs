//! TBSCertificate (RFC 5280, section 4.1).

use der::Document;
use signature::Keypair;
use spki::{DynSignatureAlgorithmIdentifier, EncodePublicKey, SubjectPublicKeyInfoRef};
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{self, Builder, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::ext::Extensions;
use x509_cert::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::extension::extensions;
use super::{ToBeSigned, algorithm, kept, name, serial, time, unencodable};
use crate::error::Result;
use crate::model::{Extension, Name, SerialNumber, SignatureAlgorithm, Validity};

/// What a certificate will say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateContent {
    /// The serial number.
    pub serial: SerialNumber,
    /// Who signs it.
    pub issuer: Name,
    /// From when until when.
    pub validity: Validity,
    /// Whom it is for.
    pub subject: Name,
    /// The certified key: the DER of the SubjectPublicKeyInfo.
    pub spki: Vec<u8>,
    /// The extensions, in order.
    pub extensions: Vec<Extension>,
}

impl ToBeSigned for CertificateContent {
    /// Version 3, whose reason are the extensions; version 1 where there are none (section 4.1.2.1).
    fn tbs(&self, algorithm: SignatureAlgorithm) -> Result<Vec<u8>> {
        let certified: SubjectPublicKeyInfo = kept(&self.spki)?;
        let signer = SignedWith { algorithm: algorithm::identifier(algorithm)?, key: Key(certified.clone()) };
        let (serial, validity) = (serial::serial(&self.serial)?, time::validity(&self.validity)?);
        CertificateBuilder::new(self.decided()?, serial, validity, certified)
            .and_then(|mut builder| builder.finalize(&signer))
            .map_err(unencodable)
    }
}

impl CertificateContent {
    fn decided(&self) -> Result<Decided> {
        Ok(Decided {
            issuer: name::typed(&self.issuer)?,
            subject: name::typed(&self.subject)?,
            extensions: extensions(&self.extensions)?,
        })
    }
}

/// A profile that adds nothing: the policy has decided already.
struct Decided {
    issuer: x509_cert::name::Name,
    subject: x509_cert::name::Name,
    extensions: Extensions,
}

impl BuilderProfile for Decided {
    fn get_issuer(&self, _: &x509_cert::name::Name) -> x509_cert::name::Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> x509_cert::name::Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        _: &TbsCertificate,
    ) -> builder::Result<Extensions> {
        Ok(self.extensions.clone())
    }
}

/// What the builder wants to know of a signer: the algorithm that it writes, and a key for the profile to make key
/// identifiers of. [`Decided`] has them already, so the certified key may stand there for the signer's.
struct SignedWith {
    algorithm: AlgorithmIdentifier,
    key: Key,
}

#[derive(Clone)]
struct Key(SubjectPublicKeyInfo);

impl Keypair for SignedWith {
    type VerifyingKey = Key;

    fn verifying_key(&self) -> Key {
        self.key.clone()
    }
}

impl DynSignatureAlgorithmIdentifier for SignedWith {
    fn signature_algorithm_identifier(&self) -> spki::Result<AlgorithmIdentifier> {
        Ok(self.algorithm.clone())
    }
}

impl EncodePublicKey for Key {
    fn to_public_key_der(&self) -> spki::Result<Document> {
        Document::try_from(&self.0)
    }
}
