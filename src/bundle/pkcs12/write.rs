//! Writing: the certificates in one encrypted part, the keys in another, a MAC over both.

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc6268};
use der::asn1::{AnyRef, OctetString, SetOfVec};
use der::{Any, Decode, Encode, Tag};
use pkcs12::cms::content_info::{CmsVersion, ContentInfo};
use pkcs12::cms::encrypted_data::EncryptedData;
use pkcs12::cms::enveloped_data::EncryptedContentInfo;
use pkcs12::pbe_params::EncryptedPrivateKeyInfo;
use pkcs12::pfx::Version;
use pkcs12::safe_bag::SafeBag;
use pkcs12::{CertBag, DigestInfo, MacData, Pfx};
use spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef};
use x509_cert::attr::{Attribute, Attributes};

use super::{ANY_USAGE, Certificate, Contents, FRIENDLY_NAME, Key, LOCAL_KEY_ID, TRUSTED_KEY_USAGE};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::encryption::{MacParameters, Scheme, bmp, encrypt, mac_digest};

/// How often the password is hashed for the MAC. Programs of old hash it 1 to 2048 times; all read more.
const MAC_ITERATIONS: i32 = 100_000;

/// Which programs are to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// AES-256 with PBKDF2 and HMAC-SHA256, and a MAC with SHA-256: Windows 10 1709 and Server 2019, macOS 15 and iOS 18,
    /// Java 8u301 and 11.0.12, OpenSSL 1.1, NSS 3.54, Android 13 and what came after.
    Modern,
    /// Triple DES and a MAC with SHA-1, for what is older than that. Nothing in it is safer than the password is long.
    Compatible,
}

/// Writes a file.
///
/// # Errors
/// [`Code::EncodeValue`] where a name is too long for one, and what the encryption says.
pub fn write(env: &mut dyn Env, contents: &Contents, password: &str, strength: Strength) -> Result<Vec<u8>> {
    let scheme = match strength {
        Strength::Modern => Scheme::Aes256,
        Strength::Compatible => Scheme::TripleDes,
    };
    let certificates = contents.certificates.iter().map(certificate).collect::<Result<Vec<_>>>()?;
    let keys = contents.keys.iter().map(|key| shrouded(env, key, password, scheme)).collect::<Result<Vec<_>>>()?;
    let mut parts = Vec::new();
    if !certificates.is_empty() {
        parts.push(encrypted(env, &der(&certificates)?, password, scheme)?);
    }
    if !keys.is_empty() {
        parts.push(data(&der(&keys)?)?);
    }
    let safe = der(&parts)?;
    let mac = mac(env, &safe, password, strength)?;
    der(&Pfx { version: Version::V3, auth_safe: data(&safe)?, mac_data: Some(mac) })
}

/// Writes a file that nothing protects, for certificates that are no secret: as Java since 18 has its own truststore.
///
/// # Errors
/// [`Code::EncodeValue`] where a name is too long for one.
pub fn write_open(certificates: &[Certificate]) -> Result<Vec<u8>> {
    let bags = certificates.iter().map(certificate).collect::<Result<Vec<_>>>()?;
    let safe = der(&vec![data(&der(&bags)?)?])?;
    der(&Pfx { version: Version::V3, auth_safe: data(&safe)?, mac_data: None })
}

fn mac(env: &mut dyn Env, safe: &[u8], password: &str, strength: Strength) -> Result<MacData> {
    let mut salt = [0; 16];
    env.fill(&mut salt);
    let oid = mac_digest(strength == Strength::Modern);
    let null = || Some(Any::from(AnyRef::NULL));
    let algorithm = AlgorithmIdentifierRef { oid, parameters: Some(AnyRef::NULL) };
    let parameters = MacParameters { algorithm, salt: &salt, iterations: MAC_ITERATIONS };
    let digest = parameters.mac(password, &bmp(password), safe)?;
    Ok(MacData {
        mac: DigestInfo {
            algorithm: AlgorithmIdentifierOwned { oid, parameters: null() },
            digest: OctetString::new(digest).map_err(broken)?,
        },
        mac_salt: OctetString::new(salt.as_slice()).map_err(broken)?,
        iterations: MAC_ITERATIONS,
    })
}

pub(super) fn data(content: &[u8]) -> Result<ContentInfo> {
    let content = Any::new(Tag::OctetString, content).map_err(broken)?;
    Ok(ContentInfo { content_type: rfc5911::ID_DATA, content })
}

pub(super) fn encrypted(env: &mut dyn Env, plain: &[u8], password: &str, scheme: Scheme) -> Result<ContentInfo> {
    let (algorithm, ciphertext) = encrypt(env, plain, password, scheme)?;
    let data = EncryptedData {
        version: CmsVersion::V0,
        enc_content_info: EncryptedContentInfo {
            content_type: rfc5911::ID_DATA,
            content_enc_alg: AlgorithmIdentifierOwned::from_der(&algorithm).map_err(broken)?,
            encrypted_content: Some(OctetString::new(ciphertext).map_err(broken)?),
        },
        unprotected_attrs: None,
    };
    let content = Any::from_der(&der(&data)?).map_err(broken)?;
    Ok(ContentInfo { content_type: rfc6268::ID_ENCRYPTED_DATA, content })
}

fn shrouded(env: &mut dyn Env, key: &Key, password: &str, scheme: Scheme) -> Result<SafeBag> {
    let (algorithm, ciphertext) = encrypt(env, &key.pkcs8, password, scheme)?;
    let info = EncryptedPrivateKeyInfo {
        encryption_algorithm: AlgorithmIdentifierOwned::from_der(&algorithm).map_err(broken)?,
        encrypted_data: OctetString::new(ciphertext).map_err(broken)?,
    };
    Ok(SafeBag {
        bag_id: pkcs12::PKCS_12_PKCS8_KEY_BAG_OID,
        bag_value: der(&info)?,
        bag_attributes: attributes(key.friendly_name.as_deref(), key.local_key_id.as_deref(), false)?,
    })
}

pub(super) fn certificate(certificate: &Certificate) -> Result<SafeBag> {
    let bag = CertBag {
        cert_id: pkcs12::PKCS_12_X509_CERT_OID,
        cert_value: OctetString::new(certificate.der.as_slice()).map_err(broken)?,
    };
    let Certificate { friendly_name, local_key_id, trusted, .. } = certificate;
    Ok(SafeBag {
        bag_id: pkcs12::PKCS_12_CERT_BAG_OID,
        bag_value: der(&bag)?,
        bag_attributes: attributes(friendly_name.as_deref(), local_key_id.as_deref(), *trusted)?,
    })
}

fn attributes(name: Option<&str>, id: Option<&[u8]>, trusted: bool) -> Result<Option<Attributes>> {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let name = name.map(|text| attribute(FRIENDLY_NAME, Any::new(Tag::BmpString, utf16(text))));
    let id = id.map(|id| attribute(LOCAL_KEY_ID, Any::new(Tag::OctetString, id)));
    let usage = trusted.then(|| attribute(TRUSTED_KEY_USAGE, Any::encode_from(&ANY_USAGE)));
    let all: Vec<Attribute> = [name, id, usage].into_iter().flatten().collect::<Result<_>>()?;
    let set = || Attributes::try_from(all.clone()).map_err(broken);
    if all.is_empty() { Ok(None) } else { set().map(Some) }
}

fn attribute(oid: ObjectIdentifier, value: der::Result<Any>) -> Result<Attribute> {
    let values = SetOfVec::try_from(vec![value.map_err(broken)?]).map_err(broken)?;
    Ok(Attribute { oid, values })
}

pub(super) fn der(value: &impl Encode) -> Result<Vec<u8>> {
    value.to_der().map_err(broken)
}

fn broken(error: der::Error) -> Error {
    Error::new(Code::EncodeValue).found(error.to_string())
}
