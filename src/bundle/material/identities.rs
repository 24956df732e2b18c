//! Which key, which certificate and which issuers belong together: by the key itself, and upwards by signatures.

use super::{Content, Key, Object};
use crate::authority::has_signed;
use crate::key::{PrivateKey, PublicKey};
use crate::model::{AuthorityKeyIdentifier, Certificate, ExtensionValue};

/// The most signatures that are checked to find issuers: a file may have any number of certificates of one name.
const MAX_CHECKS: usize = 2000;

/// A certificate with what belongs to it.
#[derive(Debug)]
pub struct Match<'a> {
    /// Its private key, where that is there.
    pub key: Option<&'a PrivateKey>,
    /// The certificate.
    pub certificate: &'a Certificate,
    /// Those above it, nearest first.
    pub chain: Vec<&'a Certificate>,
    /// The numbers of the files that its parts came from.
    pub files: Vec<usize>,
}

impl Match<'_> {
    /// Whether the chain leads up to a self-signed certificate.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.chain.last().unwrap_or(&self.certificate).is_self_issued()
    }
}

/// A certificate that was found, perhaps several times.
struct Known<'a> {
    certificate: &'a Certificate,
    public: Option<PublicKey>,
    files: Vec<usize>,
}

/// The identities, and the keys that belong to no certificate.
pub fn matched<'a>(objects: &[&'a Object]) -> (Vec<Match<'a>>, Vec<&'a PrivateKey>) {
    let known = certificates(objects);
    let keys = keys(objects);
    let above = issuers(&known);
    let is_above = |at: usize| above.iter().enumerate().any(|(below, found)| below != at && *found == Some(at));
    let key_of = |known: &Known<'_>| keys.iter().find(|(key, _)| fits(key, known)).map(|(key, file)| (*key, *file));
    let mut found: Vec<(bool, bool, Match<'a>)> = Vec::new();
    for (at, one) in known.iter().enumerate() {
        let key = key_of(one);
        if key.is_some() || !is_above(at) {
            let chain = chain(at, &above);
            let places = std::iter::once(at).chain(chain.iter().copied());
            let mut files: Vec<usize> =
                places.filter_map(|at| known.get(at)).flat_map(|one| one.files.first()).copied().collect();
            files.extend(key.map(|(_, file)| file));
            files.sort_unstable();
            files.dedup();
            let chain = chain.iter().filter_map(|at| known.get(*at)).map(|one| one.certificate).collect();
            let identity = Match { key: key.map(|(key, _)| key), certificate: one.certificate, chain, files };
            found.push((key.is_none(), is_above(at), identity));
        }
    }
    found.sort_by_key(|(keyless, is_above, _)| (*keyless, *is_above));
    let lonely = keys.iter().filter(|(key, _)| !known.iter().any(|one| fits(key, one))).map(|(key, _)| *key).collect();
    (found.into_iter().map(|(_, _, identity)| identity).collect(), lonely)
}

fn fits(key: &PrivateKey, known: &Known<'_>) -> bool {
    known.public.as_ref().is_some_and(|public| public.details() == key.public().details())
}

fn certificates<'a>(objects: &[&'a Object]) -> Vec<Known<'a>> {
    let mut all: Vec<Known<'a>> = Vec::new();
    for object in objects {
        let Content::Certificate(certificate) = &object.content else { continue };
        match all.iter_mut().find(|known| known.certificate.der == certificate.der) {
            Some(known) => known.files.push(object.file),
            None => {
                let public = PublicKey::from_spki(&certificate.spki).ok();
                all.push(Known { certificate, public, files: vec![object.file] });
            }
        }
    }
    all
}

/// Each key once, with its file.
fn keys<'a>(objects: &[&'a Object]) -> Vec<(&'a PrivateKey, usize)> {
    let mut all: Vec<(&PrivateKey, usize)> = Vec::new();
    for object in objects {
        if let Content::PrivateKey(Key { key: Some(key), .. }) = &object.content
            && !all.iter().any(|(known, _)| known.public() == key.public())
        {
            all.push((key, object.file));
        }
    }
    all
}

/// The place of the issuer of each certificate, where it is there.
fn issuers(known: &[Known<'_>]) -> Vec<Option<usize>> {
    let mut checks = 0;
    known
        .iter()
        .map(|one| {
            let below = one.certificate;
            if below.is_self_issued() {
                return None;
            }
            let named = known.iter().enumerate().filter(|(_, other)| {
                other.certificate.der != below.der && below.issuer.matches(&other.certificate.subject)
            });
            let mut candidates: Vec<(usize, &Certificate)> = named.map(|(at, other)| (at, other.certificate)).collect();
            candidates.sort_by_key(|(_, issuer)| !is_named_key(below, issuer));
            let signed = |(_, issuer): &(usize, &Certificate)| {
                checks += 1;
                checks <= MAX_CHECKS && has_signed(issuer, below)
            };
            candidates.into_iter().find(signed).map(|(at, _)| at)
        })
        .collect()
}

/// Whether the one below names the issuer's key: it is tried first.
fn is_named_key(below: &Certificate, issuer: &Certificate) -> bool {
    let named = below.extension(|value| match value {
        ExtensionValue::AuthorityKeyIdentifier(AuthorityKeyIdentifier { key_id: Some(id), .. }) => Some(id.as_slice()),
        _ => None,
    });
    named.is_some() && named == issuer.subject_key_identifier()
}

/// The places of those above, nearest first.
fn chain(at: usize, above: &[Option<usize>]) -> Vec<usize> {
    let mut chain = Vec::new();
    let mut next = above.get(at).copied().flatten();
    while let Some(issuer) = next.filter(|issuer| *issuer != at && !chain.contains(issuer)) {
        chain.push(issuer);
        next = above.get(issuer).copied().flatten();
    }
    chain
}
