//! Whose directory it is: the certificate, the chain above it, its key, and what it signed.

use std::collections::{BTreeMap, BTreeSet};

use super::contents::Things;
use super::places::Places;
use super::{Found, KeyFile, Reader, belongs, same_authority};
use crate::authority::chain_of;
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, PublicKey};
use crate::model::{Certificate, CertificateList, SignatureAlgorithm};
use crate::openssl::explain::Severity;
use crate::openssl::index::one_line;

impl Reader<'_> {
    /// The authority's certificate and what is above it.
    pub(super) fn authority(
        &mut self,
        places: &Places<'_>,
        things: &mut Things,
    ) -> Result<(Certificate, Vec<Certificate>)> {
        let configured = places.certificate();
        let all = &things.certificates;
        let at_place = configured.as_ref().and_then(|path| all.iter().find(|found| found.path == *path));
        let found = at_place.or_else(|| most_used_issuer(all)).cloned().ok_or_else(|| {
            let field =
                places.setting(|settings| &settings.certificate).cloned().unwrap_or_else(|| "cacert.pem".to_owned());
            Error::new(Code::DirectoryCertificateMissing).field(field)
        })?;
        if configured.as_deref() != Some(found.path.as_str()) {
            let text = "taken for the authority's certificate, since it issued the others";
            self.note("authority-certificate-guessed", Severity::Warn, found.path.clone(), text);
        }
        let chain = chain_of(&found.value, &all.iter().map(|found| &found.value).collect::<Vec<_>>())?;
        if chain.is_empty() && !found.value.is_self_issued() {
            let issuer = &found.value.issuer;
            let text = format!("its issuer {issuer} is not in the directory, or none of this name whose key signed it");
            self.note("issuer-missing", Severity::Note, found.path.clone(), text);
        }
        Ok((found.value, chain))
    }

    /// The authority's key and those of others.
    pub(super) fn keys(
        &mut self,
        places: &Places<'_>,
        keys: Vec<KeyFile>,
        authority: &Certificate,
    ) -> (Option<KeyFile>, Vec<KeyFile>) {
        let configured = places.private_key();
        let fits = |file: &KeyFile| PrivateKey::parse(&file.bytes, None).is_ok_and(|key| belongs(&key, authority));
        let at_place = keys.iter().position(|file| Some(&file.path) == configured.as_ref());
        let chosen = match at_place.and_then(|at| keys.get(at).map(|file| (at, file))) {
            Some((at, file)) if file.encrypted || fits(file) => Some(at),
            Some((_, file)) => {
                self.note(
                    "key-mismatch",
                    Severity::Warn,
                    file.path.clone(),
                    "is not the key of the authority's certificate; kept aside",
                );
                keys.iter().position(fits)
            }
            None => keys.iter().position(fits),
        };
        if chosen.is_none() {
            let path = configured.unwrap_or_else(|| "private/cakey.pem".to_owned());
            let text = "there is no key of the authority: it can be looked at, and signs nothing";
            self.note("key-missing", Severity::Warn, path, text);
        }
        let (mut own, mut others) = (None, Vec::new());
        for (at, file) in keys.into_iter().enumerate() {
            if Some(at) == chosen {
                own = Some(file);
            } else {
                others.push(file);
            }
        }
        if let Some(file) = own.as_ref().filter(|file| !file.encrypted) {
            let path = file.path.clone();
            self.note("key-not-encrypted", Severity::Warn, path, "the authority's key lies there without a passphrase");
        }
        (own, others)
    }

    /// The CRLs of this authority whose signature fits, the newest first.
    pub(super) fn crls(&mut self, crls: Vec<Found<CertificateList>>, authority: &Certificate) -> Vec<CertificateList> {
        let mut own: Vec<CertificateList> = Vec::new();
        for Found { path, value } in crls {
            if !value.issuer.matches(&authority.subject) {
                let text = format!("is a CRL of {}; kept aside", value.issuer);
                self.note("crl-of-another", Severity::Note, path, text);
            } else if self.is_signed_by(authority, &path, value.signature_algorithm, &value.tbs_der, &value.signature)
                && !own.contains(&value)
            {
                own.push(value);
            }
        }
        own.sort_by_key(|crl| std::cmp::Reverse(crl.this_update));
        own
    }

    /// Whether the authority signed it; where that cannot be known, it is said and believed.
    fn is_signed_by(
        &mut self,
        authority: &Certificate,
        path: &str,
        algorithm: SignatureAlgorithm,
        tbs: &[u8],
        signature: &[u8],
    ) -> bool {
        match PublicKey::from_spki(&authority.spki).and_then(|key| key.verify(algorithm, tbs, signature)) {
            Ok(true) => true,
            Ok(false) => {
                self.note(
                    "signature-wrong",
                    Severity::Refuse,
                    path,
                    "names this authority as its issuer, and its signature does not fit; kept aside",
                );
                false
            }
            Err(error) => {
                self.note("signature-not-checked", Severity::Warn, path, error.to_string());
                true
            }
        }
    }

    /// The certificates that this authority issued, each once.
    pub(super) fn issued(
        &mut self,
        all: Vec<Found<Certificate>>,
        authority: &Certificate,
        chain: &[Certificate],
    ) -> Vec<Found<Certificate>> {
        let above = chain.iter().chain([authority]).map(|certificate| certificate.der.clone());
        let mut known: BTreeSet<Vec<u8>> = above.collect();
        let mut issued: Vec<Found<Certificate>> = Vec::new();
        for found in all {
            if !known.insert(found.value.der.clone()) {
                continue;
            }
            if same_authority(&found.value, authority) {
                let text = format!(
                    "is another certificate of the authority's own key, which ends {}",
                    found.value.validity.not_after()
                );
                self.note("authority-certificate-other", Severity::Note, found.path, text);
                continue;
            }
            if !found.value.issuer.matches(&authority.subject) {
                let text = format!("was issued by {}; kept aside", found.value.issuer);
                self.note("certificate-of-another", Severity::Note, found.path, text);
                continue;
            }
            let Found { path, value } = &found;
            if self.is_signed_by(authority, path, value.signature_algorithm, &value.tbs_der, &value.signature) {
                issued.push(found);
            }
        }
        issued
    }

    /// Says what of the authority's own certificate should be replaced.
    pub(super) fn judge_authority(&mut self, certificate: &Certificate) {
        let subject = certificate.subject.to_string();
        let weak = matches!(
            certificate.signature_algorithm,
            SignatureAlgorithm::RsaMd5 | SignatureAlgorithm::RsaSha1 | SignatureAlgorithm::EcdsaSha1
        );
        if weak {
            self.note(
                "authority-weak-digest",
                Severity::Warn,
                subject.clone(),
                "is signed with MD5 or SHA-1: it can be looked at and gone on with, and should be replaced",
            );
        }
        let findings = PublicKey::from_spki(&certificate.spki).map(|key| key.judge()).unwrap_or_default();
        for finding in findings.into_iter().filter(|finding| finding.severity == Severity::Refuse) {
            let text = format!("{} The authority should be replaced.", finding.text);
            self.note("authority-weak-key", Severity::Warn, subject.clone(), text);
        }
        if !certificate.is_authority() {
            self.note(
                "authority-without-basic-constraints",
                Severity::Warn,
                subject,
                "does not say CA:TRUE: strict programs refuse what it signed",
            );
        }
    }
}

/// The certificate that issued most of the others.
fn most_used_issuer(all: &[Found<Certificate>]) -> Option<&Found<Certificate>> {
    let is_authority = |certificate: &Certificate| certificate.is_self_issued() || certificate.is_authority();
    let mut issued: BTreeMap<String, usize> = BTreeMap::new();
    for found in all {
        *issued.entry(one_line(&found.value.issuer)).or_default() += 1;
    }
    let count = |issuer: &Certificate| issued.get(&one_line(&issuer.subject)).copied();
    all.iter().filter(|found| is_authority(&found.value)).max_by_key(|found| count(&found.value))
}
