//! What is inside the records: plain facts in bytes and numbers, written with postcard behind a version of their own.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::journal::JournalPage;
use crate::env::Env;
use crate::error::{Code, Error, Result};

/// The version of every record's content that is written.
const VERSION: u8 = 1;

/// A record's identifier: random, so that it tells nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordId([u8; 16]);

impl RecordId {
    /// The identifier of the head, which is no record of the list.
    pub const HEAD: Self = Self([0; 16]);

    /// A new random identifier.
    pub fn make(env: &mut dyn Env) -> Self {
        let mut bytes = [0; 16];
        env.fill(&mut bytes);
        Self(bytes)
    }

    /// Reads 32 hexadecimal digits in lower case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        base16ct::lower::decode(text, &mut bytes).ok().filter(|read| read.len() == 16)?;
        Some(Self(bytes))
    }

    /// The 16 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The key of a record that is loaded on opening.
    #[must_use]
    pub fn hot_key(&self) -> String {
        format!("hot/{self}")
    }

    /// The key of a record that is loaded when it is looked at.
    #[must_use]
    pub fn cold_key(&self) -> String {
        format!("cold/{self}")
    }
}

/// 32 hexadecimal digits in lower case.
impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordId({self})")
    }
}

/// What kind a record is of, with the number that it is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The head: which records there are.
    Head,
    /// An authority.
    Authority,
    /// A private key.
    Key,
    /// A page of an authority's index.
    IndexPage,
    /// A page of the journal.
    JournalPage,
    /// A request made here.
    Request,
    /// A certificate and the request that it was signed for.
    Certificate,
    /// A certificate revocation list.
    Crl,
}

impl Kind {
    /// Every kind, in the order of the numbers.
    pub const ALL: [Self; 8] = [
        Self::Head,
        Self::Authority,
        Self::Key,
        Self::IndexPage,
        Self::JournalPage,
        Self::Request,
        Self::Certificate,
        Self::Crl,
    ];

    /// The number that stands in the associated data and in the head.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Head => 0,
            Self::Authority => 1,
            Self::Key => 2,
            Self::IndexPage => 3,
            Self::JournalPage => 4,
            Self::Request => 5,
            Self::Certificate => 6,
            Self::Crl => 7,
        }
    }

    /// The kind with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The kind in words, as errors name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Authority => "authority",
            Self::Key => "private key",
            Self::IndexPage => "index page",
            Self::JournalPage => "journal page",
            Self::Request => "request",
            Self::Certificate => "certificate",
            Self::Crl => "CRL",
        }
    }
}

/// A record's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// An authority.
    Authority(AuthorityRecord),
    /// A private key.
    Key(KeyRecord),
    /// A page of an authority's index.
    IndexPage(IndexPage),
    /// A page of the journal.
    JournalPage(JournalPage),
    /// A request made here.
    Request(RequestRecord),
    /// A certificate and the request that it was signed for.
    Certificate(CertificateRecord),
    /// A certificate revocation list.
    Crl(CrlRecord),
}

/// An authority: its certificate and where the rest of it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityRecord {
    /// When it was made or taken in.
    pub created: i64,
    /// Its certificate in DER.
    #[serde(with = "serde_bytes")]
    pub certificate: Vec<u8>,
    /// The issuers above it in DER, nearest first.
    pub chain: Vec<Vec<u8>>,
    /// The record of its private key.
    pub key: RecordId,
    /// The number of its newest CRL; 0 where there is none.
    pub crl_number: u64,
    /// The latest thisUpdate of its CRLs.
    pub last_crl: Option<i64>,
    /// When it last signed or revoked.
    pub last_act: i64,
    /// Its newest CRL.
    pub crl: Option<NewestCrl>,
    /// The pages of its index, in order.
    pub pages: Vec<RecordId>,
}

/// What an authority's record says of its newest CRL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewestCrl {
    /// The cold record that holds it.
    pub record: RecordId,
    /// SHA-256 of its DER.
    pub sha256: [u8; 32],
    /// When it was made.
    pub this_update: i64,
    /// When the next one is due.
    pub next_update: i64,
    /// How many certificates are on it.
    pub entries: u64,
}

/// A private key. Its memory is cleared when it is dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRecord {
    /// The unencrypted PKCS#8 in DER; what seals it is the record.
    #[serde(with = "serde_bytes")]
    pkcs8: Vec<u8>,
}

impl KeyRecord {
    /// The record of this key.
    #[must_use]
    pub fn new(pkcs8: &[u8]) -> Self {
        Self { pkcs8: pkcs8.to_vec() }
    }

    /// The unencrypted PKCS#8 in DER.
    #[must_use]
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }
}

impl Drop for KeyRecord {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.pkcs8);
    }
}

impl fmt::Debug for KeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRecord([elided])")
    }
}

/// A page of an authority's index: at most [`IndexPage::CAPACITY`] rows, in the order in which they were issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexPage {
    /// The rows.
    pub rows: Vec<IndexRow>,
}

impl IndexPage {
    /// How many rows a page holds: a change rewrites one page, an opening reads them all.
    pub const CAPACITY: usize = 256;
}

/// A certificate in the index, as the list needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexRow {
    /// The content octets of the serial number's DER INTEGER.
    #[serde(with = "serde_bytes")]
    pub serial: Vec<u8>,
    /// The subject in DER.
    #[serde(with = "serde_bytes")]
    pub subject: Vec<u8>,
    /// The subject alternative names as text.
    pub names: Vec<String>,
    /// The first moment of validity.
    pub not_before: i64,
    /// The last moment of validity.
    pub not_after: i64,
    /// The profile that it was issued with: `server`.
    pub profile: String,
    /// When it was issued.
    pub issued: i64,
    /// SHA-256 of the certificate's DER.
    pub sha256: [u8; 32],
    /// The cold record that holds it.
    pub record: RecordId,
    /// Its revocation, where it is revoked.
    pub revocation: Option<RevocationRow>,
}

/// The revocation of a certificate in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationRow {
    /// When it was revoked.
    pub date: i64,
    /// The number of the CRLReason (RFC 5280, section 5.3.1).
    pub reason: u8,
    /// Since when the key is suspected.
    pub invalidity_date: Option<i64>,
    /// The number of the CRL that was the newest when it was revoked; 0 where there was none.
    pub after_crl: u64,
}

/// A request made here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRecord {
    /// The authority beside which it was made.
    pub authority: RecordId,
    /// When it was made.
    pub created: i64,
    /// The request in DER.
    #[serde(with = "serde_bytes")]
    pub der: Vec<u8>,
    /// The cold record of its private key.
    pub key: RecordId,
    /// The serial numbers of the certificates signed for it.
    pub issued: Vec<Vec<u8>>,
}

/// A certificate and the request that it was signed for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateRecord {
    /// The certificate in DER.
    #[serde(with = "serde_bytes")]
    pub certificate: Vec<u8>,
    /// The request in DER.
    #[serde(with = "serde_bytes")]
    pub request: Vec<u8>,
}

/// A certificate revocation list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlRecord {
    /// The list in DER.
    #[serde(with = "serde_bytes")]
    pub der: Vec<u8>,
}

impl Record {
    /// What kind it is of.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Authority(_) => Kind::Authority,
            Self::Key(_) => Kind::Key,
            Self::IndexPage(_) => Kind::IndexPage,
            Self::JournalPage(_) => Kind::JournalPage,
            Self::Request(_) => Kind::Request,
            Self::Certificate(_) => Kind::Certificate,
            Self::Crl(_) => Kind::Crl,
        }
    }

    /// The content that is sealed.
    pub(super) fn encode(&self) -> Result<Zeroizing<Vec<u8>>> {
        match self {
            Self::Authority(record) => encode(record),
            Self::Key(record) => encode(record),
            Self::IndexPage(record) => encode(record),
            Self::JournalPage(record) => encode(record),
            Self::Request(record) => encode(record),
            Self::Certificate(record) => encode(record),
            Self::Crl(record) => encode(record),
        }
    }

    /// Reads the content of a record of this kind.
    pub(super) fn decode(kind: Kind, content: &[u8]) -> Result<Self> {
        match kind {
            Kind::Authority => decode(content).map(Self::Authority),
            Kind::Key => decode(content).map(Self::Key),
            Kind::IndexPage => decode(content).map(Self::IndexPage),
            Kind::JournalPage => decode(content).map(Self::JournalPage),
            Kind::Request => decode(content).map(Self::Request),
            Kind::Certificate => decode(content).map(Self::Certificate),
            Kind::Crl => decode(content).map(Self::Crl),
            Kind::Head => Err(Error::new(Code::VaultRecordTampered)),
        }
    }
}

/// The version and the value, in a buffer that never moves: a private key leaves no copy behind.
pub(super) fn encode<T: Serialize>(value: &T) -> Result<Zeroizing<Vec<u8>>> {
    let refused = |_| Error::new(Code::VaultFormat).found("a value that cannot be written");
    let length = postcard::experimental::serialized_size(&(VERSION, value)).map_err(refused)?;
    let mut buffer = Zeroizing::new(vec![0; length]);
    postcard::to_slice(&(VERSION, value), &mut buffer).map_err(refused)?;
    Ok(buffer)
}

/// Reads what [`encode`] wrote, to its last byte.
pub(super) fn decode<T: DeserializeOwned>(content: &[u8]) -> Result<T> {
    match content.split_first() {
        Some((&VERSION, value)) => match postcard::take_from_bytes(value) {
            Ok((value, [])) => Ok(value),
            _ => Err(Error::new(Code::VaultRecordTampered)),
        },
        Some((&version, _)) if version > VERSION => {
            Err(Error::new(Code::VaultTooNew).found(format!("a record of version {version}")))
        }
        _ => Err(Error::new(Code::VaultRecordTampered)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_keeps_its_number() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_number(kind.number()), Some(kind));
        }
        assert_eq!(Kind::from_number(8), None);
    }

    #[test]
    fn an_identifier_is_32_digits_in_lower_case() {
        let text = "00112233445566778899aabbccddeeff";
        assert_eq!(RecordId::parse(text).unwrap().to_string(), text);
        for wrong in ["", "00", "00112233445566778899AABBCCDDEEFF", "00112233445566778899aabbccddeeff00", "0g"] {
            assert_eq!(RecordId::parse(wrong), None);
        }
    }

    #[test]
    fn a_content_of_a_newer_version_is_left_alone_and_a_longer_one_is_refused() {
        let content = Record::Crl(CrlRecord { der: vec![1, 2, 3] }).encode().unwrap();
        assert_eq!(*content, [1, 3, 1, 2, 3]);
        let code = |content: &[u8]| Record::decode(Kind::Crl, content).unwrap_err().code();
        assert_eq!(code(&[2, 3, 1, 2, 3]), Code::VaultTooNew);
        for wrong in [&[][..], &[0, 3, 1, 2, 3], &[1, 3, 1, 2], &[1, 3, 1, 2, 3, 4]] {
            assert_eq!(code(wrong), Code::VaultRecordTampered);
        }
    }

    #[test]
    fn a_private_key_is_not_shown() {
        let shown = format!("{:?}", Record::Key(KeyRecord::new(b"secret")));
        assert_eq!(shown, "Key(KeyRecord([elided]))");
    }
}
