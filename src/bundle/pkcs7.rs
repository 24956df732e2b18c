//! PKCS #7 (RFC 5652, section 5) as a bag for certificates and CRLs: `.p7b`, `.p7c`, the reply that IIS and `certreq`
//! take. Nothing in such a file is signed; the certificates speak for themselves.

use const_oid::db::rfc5911;
use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Reader, SliceReader};

use crate::encode::element::{element, oid, sequence, set_of, unsigned};
use crate::error::{Code, Error, Result};
use crate::model::Oid;
use crate::parse::ber;

/// The tags of the sets within SignedData, and of each member.
const CERTIFICATES: u8 = 0xa0;
const CRLS: u8 = 0xa1;
const SEQUENCE: u8 = 0x30;

/// What is in such a file, in DER and in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The certificates.
    pub certificates: Vec<Vec<u8>>,
    /// The CRLs.
    pub crls: Vec<Vec<u8>>,
}

/// The certificates and CRLs of a file, whether or not something in it is signed.
///
/// # Errors
/// [`Code::InputUnrecognised`] for PKCS #7 of another kind, [`Code::DerMalformed`] and what [`ber::to_der`] says.
pub fn read(file: &[u8]) -> Result<Contents> {
    let der = ber::to_der(file)?;
    let (kind, content) = content_info(&der).map_err(broken)?;
    if kind != rfc5911::ID_SIGNED_DATA {
        let found = format!("PKCS #7 of the kind {kind}");
        return Err(Error::new(Code::InputUnrecognised).found(found).allowed("signedData, which carries certificates"));
    }
    let mut contents = Contents::default();
    for part in members(content).map_err(broken)? {
        match part.first() {
            Some(&CERTIFICATES) => contents.certificates = whole(part).map_err(broken)?,
            Some(&CRLS) => contents.crls = whole(part).map_err(broken)?,
            _ => {}
        }
    }
    Ok(contents)
}

fn content_info(der: &[u8]) -> der::Result<(ObjectIdentifier, &[u8])> {
    AnyRef::from_der(der)?.sequence(|reader| {
        let kind = ObjectIdentifier::decode(reader)?;
        Ok((kind, AnyRef::from_der(reader.tlv_bytes()?)?.value()))
    })
}

/// The elements within an element, each with its head.
fn members(der: &[u8]) -> der::Result<Vec<&[u8]>> {
    let mut reader = SliceReader::new(AnyRef::from_der(der)?.value())?;
    let mut all = Vec::new();
    while !reader.is_finished() {
        all.push(reader.tlv_bytes()?);
    }
    Ok(all)
}

/// The certificates or CRLs of a set; those of other formats have tags of their own, and are none of X.509.
fn whole(set: &[u8]) -> der::Result<Vec<Vec<u8>>> {
    let is_x509 = |der: &&[u8]| der.first() == Some(&SEQUENCE);
    Ok(members(set)?.into_iter().filter(is_x509).map(<[u8]>::to_vec).collect())
}

/// A file with these certificates and CRLs: version 1, no digests, no content, no signers, as `openssl crl2pkcs7` makes it.
///
/// # Errors
/// [`Code::EncodeValue`].
pub fn write(contents: &Contents) -> Result<Vec<u8>> {
    let mut data = vec![unsigned(1)?, set_of(Vec::new())?, sequence(&[oid(&Oid::from(rfc5911::ID_DATA))?])?];
    // in the order given and not in that of DER, as everybody writes them: IIS shows them so
    for (tag, members) in [(CERTIFICATES, &contents.certificates), (CRLS, &contents.crls)] {
        if !members.is_empty() {
            data.push(element(tag, &members.concat())?);
        }
    }
    data.push(set_of(Vec::new())?);
    sequence(&[oid(&Oid::from(rfc5911::ID_SIGNED_DATA))?, element(0xa0, &sequence(&data)?)?])
}

fn broken(error: der::Error) -> Error {
    Error::new(Code::DerMalformed).found(error.kind().to_string())
}
