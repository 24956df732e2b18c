//! What an authority shows the world: a static folder with its certificate, its CRLs and a page that finds a certificate.
//!
//! The files lie where the certificates say that they are (CRL distribution points, RFC 5280, section 4.2.1.13; freshestCRL, 4.2.1.15; caIssuers,
//! 4.2.2.1): the addresses are those of the settings and of every certificate that has not expired. Nothing goes in but what is public: the certificates
//! themselves, what the CRLs say, and as much of the ledger as was chosen.
//!
//! The folder has no date of its own: the same ledger gives the same bytes, and what changes with time is worked out where it is read.

mod address;
mod findings;
mod page;
mod server;
mod shelf;
mod wanted;

use std::collections::BTreeMap;

use crate::authority::{BareRow, Row};
use crate::bundle::{pem, pkcs7};
use crate::error::Result;
use crate::key::Severity;
use crate::model::{Certificate, CertificateList, SerialNumber, Time};
use page::Site;
use shelf::Shelf;
use wanted::{Part, Wanted};

/// The media types (RFC 2585, RFC 5280; those of `.crt` and `.pem` are what browsers and servers have always used).
mod media {
    pub(super) const AUTHORITY: &str = "application/x-x509-ca-cert";
    pub(super) const CERTIFICATE: &str = "application/pkix-cert";
    pub(super) const CRL: &str = "application/pkix-crl";
    pub(super) const PKCS7: &str = "application/pkcs7-mime";
    pub(super) const PEM: &str = "application/x-pem-file";
    pub(super) const HTML: &str = "text/html";
    pub(super) const TEXT: &str = "text/plain";
}

/// How much of the ledger is public.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// No certificate that was issued.
    None,
    /// A certificate, for those who know its serial number.
    #[default]
    Serial,
    /// All of them, with a list in which names are looked for.
    Search,
}

impl Scope {
    /// Every choice, in the order of the numbers that a vault keeps.
    pub const ALL: [Self; 3] = [Self::None, Self::Serial, Self::Search];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Serial => "serial",
            Self::Search => "search",
        }
    }
}

/// A line of the ledger.
#[derive(Clone, Debug)]
pub enum Entry<'a> {
    /// A certificate.
    Whole(&'a Row, Box<Certificate>),
    /// A row without one.
    Bare(&'a BareRow),
}

impl Entry<'_> {
    fn serial(&self) -> &SerialNumber {
        match self {
            Self::Whole(row, _) => &row.serial,
            Self::Bare(row) => &row.serial,
        }
    }
}

/// The addresses of an authority's settings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Addresses<'a> {
    /// Where its CRLs are.
    pub crl: &'a [String],
    /// Where its delta CRLs are.
    pub delta: &'a [String],
    /// Where its certificate is.
    pub issuer: &'a [String],
    /// Where its responder answers.
    pub ocsp: &'a [String],
}

/// All that is to be published of an authority.
#[derive(Clone, Debug)]
pub struct Publication<'a> {
    /// What the page is called.
    pub title: &'a str,
    /// Whom to ask; empty where nobody is named.
    pub contact: &'a str,
    /// How much of the ledger is public.
    pub scope: Scope,
    /// The present moment: what has expired needs no addresses any more.
    pub now: Time,
    /// The authority's certificate.
    pub certificate: &'a Certificate,
    /// Those above it, nearest first.
    pub chain: &'a [Certificate],
    /// Other certificates of its key and name that are valid: former ones and cross-certificates.
    pub others: &'a [Certificate],
    /// The complete CRL of this moment.
    pub crl: Option<&'a CertificateList>,
    /// Complete CRLs that were signed ahead and whose dates are to come, in their order.
    pub ahead: &'a [CertificateList],
    /// The delta CRL, where there is one.
    pub delta: Option<&'a CertificateList>,
    /// The addresses of the settings.
    pub addresses: Addresses<'a>,
    /// The ledger, the oldest first.
    pub entries: &'a [Entry<'a>],
    /// Whether serial numbers are counted, and so can be guessed.
    pub counted: bool,
}

/// Something about a publication that the authority's owner should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// A stable word.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// In words.
    pub text: String,
}

/// A file of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicFile {
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What a server says that it is.
    pub media_type: &'static str,
    /// In words.
    pub about: String,
    /// The addresses that point to it.
    pub urls: Vec<String>,
}

impl PublicFile {
    fn new(bytes: impl Into<Vec<u8>>, media_type: &'static str, about: impl Into<String>) -> Self {
        Self { bytes: bytes.into(), media_type, about: about.into(), urls: Vec::new() }
    }
}

/// What takes the place of files of the folder at a date that is to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// From when on.
    pub from: Time,
    /// The files, by their paths in the folder.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Swap {
    /// The name of the folder that they lie in: the date, without what Windows takes for a drive.
    #[must_use]
    pub fn folder(&self) -> String {
        self.from.to_string().replace(':', "")
    }
}

/// The static folder, and what goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The public files by their paths from the root of the host.
    pub files: BTreeMap<String, PublicFile>,
    /// What is for whoever puts the folder onto a server: it is not public.
    pub beside: BTreeMap<String, Vec<u8>>,
    /// The lists that were signed ahead, each with the files that it changes.
    pub swaps: Vec<Swap>,
    /// The path of the page.
    pub page: String,
    /// What its owner should know.
    pub findings: Vec<Finding>,
}

impl Publication<'_> {
    /// The folder.
    ///
    /// # Errors
    /// [`Code::PublicationConflict`](crate::error::Code::PublicationConflict) where two addresses ask for different files under one path, and the codes of encoding.
    pub fn folder(&self) -> Result<Folder> {
        let wanted = Wanted::of(self);
        let files = self.files(&wanted, self.crl, self.delta)?;
        let swap = |list: &CertificateList| {
            let then = self.files(&wanted, Some(list), None)?;
            let changed = then.into_iter().filter(|(path, file)| files.get(path) != Some(file));
            Ok(Swap { from: list.this_update, files: changed.map(|(path, file)| (path, file.bytes)).collect() })
        };
        let swaps = self.ahead.iter().map(swap).collect::<Result<Vec<_>>>()?;
        let findings = findings::all(self, &wanted);
        let beside = server::beside(self, &wanted, &files, &swaps, cache(self.crl, self.delta));
        Ok(Folder { files, beside, swaps, page: format!("{}index.html", wanted.home()), findings })
    }

    /// The public files, with this complete list.
    fn files(
        &self,
        wanted: &Wanted,
        crl: Option<&CertificateList>,
        delta: Option<&CertificateList>,
    ) -> Result<BTreeMap<String, PublicFile>> {
        let home = wanted.home();
        let mut shelf = Shelf::default();
        self.put_addresses(&mut shelf, wanted, crl, delta)?;
        let own = self.put_own(&mut shelf, wanted)?;
        let others = self.put_others(&mut shelf, wanted)?;
        let above = self.put_chain(&mut shelf, home)?;
        let lists = self.put_lists(&mut shelf, wanted, crl, delta);
        shelf.put(&format!("{home}fingerprints.txt"), self.fingerprints())?;
        let site = Site { publication: self, home, own, others, above, lists, crl, delta };
        site.pages()?.into_iter().try_for_each(|(path, file)| shelf.put(&path, file))?;
        server::put_rules(&mut shelf, home, cache(crl, delta))?;
        Ok(shelf.finish())
    }

    /// What the addresses point to, under their paths.
    fn put_addresses(
        &self,
        shelf: &mut Shelf,
        wanted: &Wanted,
        crl: Option<&CertificateList>,
        delta: Option<&CertificateList>,
    ) -> Result<()> {
        for (part, path, url) in wanted.places() {
            let file = match part {
                Part::Certificate if is_pkcs7(path) => Some(self.pkcs7()?),
                Part::Certificate => Some(self.own_der(path)),
                Part::Crl => crl.map(crl_der),
                Part::Delta => delta.map(delta_der),
            };
            if let Some(file) = file {
                shelf.put_for(path, file, url)?;
            }
        }
        Ok(())
    }

    fn own_der(&self, path: &str) -> PublicFile {
        let media_type = if has_suffix(path, "cer") { media::CERTIFICATE } else { media::AUTHORITY };
        PublicFile::new(self.certificate.der.as_slice(), media_type, "the certificate of the authority, in DER")
    }

    /// A certs-only message (RFC 5280, section 4.2.2.1): every certificate of this authority's key, and those above.
    fn pkcs7(&self) -> Result<PublicFile> {
        let own = std::iter::once(self.certificate).chain(self.others).chain(self.chain);
        let contents = pkcs7::Contents { certificates: own.map(|one| one.der.clone()).collect(), crls: Vec::new() };
        let about = "the certificates of the authority and of those above it, in one PKCS #7";
        Ok(PublicFile::new(pkcs7::write(&contents)?, media::PKCS7, about))
    }

    /// The authority's certificate in every form; the paths in the order of what people look for.
    fn put_own(&self, shelf: &mut Shelf, wanted: &Wanted) -> Result<Vec<String>> {
        let stem = wanted.stem();
        let der = self.own_der(".crt");
        let own_pem = certificate_pem(self.certificate, "the certificate of the authority, in PEM");
        let mut paths = vec![shelf.put_beside(&stem, ".crt", der), shelf.put_beside(&stem, ".pem", own_pem)];
        if !self.chain.is_empty() {
            let text = std::iter::once(self.certificate).chain(self.chain).map(text_of).collect::<String>();
            let about = "the certificate of the authority and those above it, in PEM";
            let chain = PublicFile::new(text, media::PEM, about);
            paths.push(shelf.put_beside(&format!("{stem}-chain"), ".pem", chain));
        }
        paths.push(shelf.put_beside(&stem, ".p7c", self.pkcs7()?));
        Ok(paths)
    }

    /// Former certificates of the key, and those by which others vouch for it: each with its paths.
    fn put_others(&self, shelf: &mut Shelf, wanted: &Wanted) -> Result<Vec<Vec<String>>> {
        let stem = wanted.stem();
        let put = |other: &Certificate| {
            let about = match other.is_self_issued() {
                true => "an earlier certificate of the authority",
                false => "a certificate of the authority by another issuer",
            };
            Ok(put_certificate(shelf, &format!("{stem}-{}", other.serial), other, about))
        };
        self.others.iter().map(put).collect()
    }

    fn put_chain(&self, shelf: &mut Shelf, home: &str) -> Result<Vec<Vec<String>>> {
        let put = |above: &Certificate| {
            let stem = format!("{home}{}", slug(&title_of(above)));
            Ok(put_certificate(shelf, &stem, above, "a certificate of an authority above"))
        };
        self.chain.iter().map(put).collect()
    }

    /// The lists in both forms, whether or not an address points to one: the paths of the complete one, then those of the delta.
    fn put_lists(
        &self,
        shelf: &mut Shelf,
        wanted: &Wanted,
        crl: Option<&CertificateList>,
        delta: Option<&CertificateList>,
    ) -> [Vec<String>; 2] {
        let usual = if self.certificate.is_self_issued() { "rootca.crl" } else { "ca.crl" };
        let mut put = |part: Part, usual: &str, der: PublicFile, list: &CertificateList| {
            let path = wanted.first(part).map_or_else(|| format!("{}{usual}", wanted.home()), str::to_owned);
            let about = format!("{}, in PEM", if part == Part::Delta { "the delta CRL" } else { "the CRL" });
            let text = PublicFile::new(pem("X509 CRL", &list.der), media::PEM, about);
            vec![shelf.put_beside(&path, "", der), shelf.put_beside(&path, ".pem", text)]
        };
        [
            crl.map(|list| put(Part::Crl, usual, crl_der(list), list)).unwrap_or_default(),
            delta.map(|list| put(Part::Delta, "delta.crl", delta_der(list), list)).unwrap_or_default(),
        ]
    }

    fn fingerprints(&self) -> PublicFile {
        let all = std::iter::once(self.certificate).chain(self.others).chain(self.chain);
        let parts = all.map(page::fingerprint_text).collect::<Vec<_>>();
        let text = format!("{}\n\n{}", page::COMPARE, parts.join("\n"));
        PublicFile::new(text, media::TEXT, "the fingerprints of the certificates, to be compared over another way")
    }
}

/// How long a list may be kept by whoever passes it on: a tenth of its time and never more than an hour, for one that is issued before its
/// date, after a key was stolen, has to be seen.
fn cache(crl: Option<&CertificateList>, delta: Option<&CertificateList>) -> server::Cache {
    let span = |list: &CertificateList| {
        let seconds = list.next_update.map_or(0, |next| next.unix().saturating_sub(list.this_update.unix()));
        (seconds / 10).clamp(0, 3_600)
    };
    server::Cache { seconds: crl.into_iter().chain(delta).map(span).min().unwrap_or(3_600) }
}

fn put_certificate(shelf: &mut Shelf, stem: &str, certificate: &Certificate, about: &str) -> Vec<String> {
    let der = PublicFile::new(certificate.der.as_slice(), media::AUTHORITY, format!("{about}, in DER"));
    let text = certificate_pem(certificate, &format!("{about}, in PEM"));
    vec![shelf.put_beside(stem, ".crt", der), shelf.put_beside(stem, ".pem", text)]
}

fn certificate_pem(certificate: &Certificate, about: &str) -> PublicFile {
    PublicFile::new(text_of(certificate), media::PEM, about)
}

fn text_of(certificate: &Certificate) -> String {
    pem("CERTIFICATE", &certificate.der)
}

fn crl_der(list: &CertificateList) -> PublicFile {
    PublicFile::new(list.der.as_slice(), media::CRL, "the CRL, in DER")
}

fn delta_der(list: &CertificateList) -> PublicFile {
    PublicFile::new(list.der.as_slice(), media::CRL, "the delta CRL, in DER")
}

/// Whether a path ends as those of PKCS #7 do.
fn is_pkcs7(path: &str) -> bool {
    ["p7c", "p7b"].iter().any(|suffix| has_suffix(path, suffix))
}

fn has_suffix(path: &str, suffix: &str) -> bool {
    suffix_of(path).is_some_and(|found| found.eq_ignore_ascii_case(suffix))
}

/// What stands behind the last dot of a file's name.
fn suffix_of(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    name.rsplit_once('.').map(|(_, suffix)| suffix)
}

/// The common name, or the first part of the name.
fn title_of(certificate: &Certificate) -> String {
    let first = || certificate.subject.attributes().next().map(crate::model::Attribute::text);
    certificate.subject.common_name().or_else(first).unwrap_or_default()
}

/// A name as that of a file: its letters and digits, with hyphens for the rest.
fn slug(title: &str) -> String {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "issuer".to_owned() } else { words.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_that_of_a_file() {
        for (title, name) in
            [("Sample Root CA", "sample-root-ca"), ("../Übel", "bel"), ("日本", "issuer"), ("", "issuer")]
        {
            assert_eq!(slug(title), name);
        }
    }

    #[test]
    fn a_suffix_is_that_of_the_name() {
        assert_eq!(suffix_of("a.b/c.crl"), Some("crl"));
        assert_eq!(suffix_of("a.b/c"), None);
        assert!(is_pkcs7("pki/CA.P7C") && is_pkcs7("ca.p7b") && !is_pkcs7("p7c"));
    }

    #[test]
    fn the_words_for_a_scope_are_three() {
        assert_eq!(Scope::ALL.map(Scope::as_str), ["none", "serial", "search"]);
    }
}
