//! The authority's own certificate, made anew for the same key; and authorities below others, of any depth.

use super::issue::{make_serial, sign};
use super::{Authority, Change, Counters, Parts};
use crate::encode::{self, CertificateContent};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::{PublicKey, Signer};
use crate::model::{Certificate, Time};
use crate::policy;

impl Authority {
    /// A root's certificate anew: self-signed, with the same name and key identifier and a new serial number. What it issued
    /// goes on chaining to it.
    ///
    /// # Errors
    /// [`Code::LedgerInconsistent`] where it is no root, [`Code::KeyMismatch`], [`Code::ClockBackwards`], what
    /// [`policy::renewed_root`] says, and [`Code::SignatureSelfCheck`].
    pub fn renew_root(&self, env: &mut dyn Env, days: u32, signer: &dyn Signer) -> Result<Change> {
        let now = env.now();
        self.check_clock(now)?;
        self.check_key(signer)?;
        if !self.is_root() {
            let found = format!("{} is signed by {}", self.certificate.subject, self.certificate.issuer);
            return Err(Error::new(Code::LedgerInconsistent).field("issuer").found(found));
        }
        let (validity, extensions) = policy::renewed_root(&self.certificate, days, now)?;
        let subject = self.certificate.subject.clone();
        let (issuer, spki) = (subject.clone(), self.certificate.spki.clone());
        let serial = self.unused(|| make_serial(env))?;
        let content = CertificateContent { serial, issuer, validity, subject, spki, extensions };
        let certificate = sign(env, &content, signer)?;
        Ok(Change::OwnRenewed { certificate: Box::new(certificate), chain: Vec::new(), at: now })
    }

    /// Whether it signed its own certificate.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.certificate.is_self_issued() && self.chain.is_empty()
    }

    /// Another certificate for the authority's own key and name, signed by somebody above it; the chain leads upwards from there.
    ///
    /// # Errors
    /// [`Code::KeyMismatch`], [`Code::LedgerInconsistent`] where it is the one that the authority has, or for another name.
    pub fn take_certificate(&self, now: Time, certificate: Certificate, chain: Vec<Certificate>) -> Result<Change> {
        self.check_clock(now)?;
        self.check_own(&certificate)?;
        Ok(Change::OwnRenewed { certificate: Box::new(certificate), chain, at: now })
    }

    pub(super) fn check_own(&self, certificate: &Certificate) -> Result<()> {
        let own = &self.certificate;
        let inconsistent = |found: &str| Err(Error::new(Code::LedgerInconsistent).field("certificate").found(found));
        if certificate.spki != own.spki {
            let label =
                |spki: &[u8]| PublicKey::from_spki(spki).map_or_else(|_| "another key".to_owned(), |key| key.label());
            return Err(Error::new(Code::KeyMismatch).found(label(&certificate.spki)).allowed(label(&own.spki)));
        }
        let is_known = std::iter::once(own).chain(&self.former).any(|known| known.der == certificate.der);
        match (is_known, certificate.subject.matches(&own.subject)) {
            (true, _) => inconsistent("the certificate that the authority has, or had"),
            (false, false) => inconsistent("a certificate for another name"),
            (false, true) => Ok(()),
        }
    }

    /// An authority whose certificate is signed by another one, and whose ledger is empty.
    ///
    /// # Errors
    /// [`Code::PolicyIssuerNotAuthority`] for the certificate of no authority, [`Code::LedgerInconsistent`] where the chain does
    /// not lead upwards.
    pub fn below(certificate: Certificate, chain: Vec<Certificate>, now: Time) -> Result<Self> {
        policy::check_authority(&certificate)?;
        Self::restore(Parts::new(certificate, chain, Counters::new(now)))
    }

    /// Itself and the issuers above it, nearest first: the chain of what is below it.
    #[must_use]
    pub fn chain_below(&self) -> Vec<Certificate> {
        std::iter::once(&self.certificate).chain(&self.chain).cloned().collect()
    }

    /// The chain once a certificate above is another one; nothing where none of the former ones stands in it.
    #[must_use]
    pub fn chain_with<'a>(
        &self,
        former: impl IntoIterator<Item = &'a Certificate>,
        renewed: &Certificate,
        above: &[Certificate],
    ) -> Option<Vec<Certificate>> {
        let place = |former: &Certificate| self.chain.iter().position(|known| known.der == former.der);
        let at = former.into_iter().find_map(place)?;
        let below = self.chain.iter().take(at);
        Some(below.chain([renewed]).chain(above).cloned().collect())
    }
}

/// The issuers of a certificate among others, nearest first, as far as they are there: each by its name and its signature.
///
/// # Errors
/// What [`PublicKey::from_spki`] says of a key that cannot be read.
pub fn chain_of(certificate: &Certificate, others: &[&Certificate]) -> Result<Vec<Certificate>> {
    let mut chain: Vec<Certificate> = Vec::new();
    let mut below = certificate;
    while encode::name_der(&below.issuer)? != encode::name_der(&below.subject)? {
        let is_new =
            |found: &&&Certificate| found.der != certificate.der && !chain.iter().any(|known| known.der == found.der);
        let Some(issuer) = others.iter().filter(is_new).find(|found| has_signed(found, below)) else { break };
        chain.push((*issuer).clone());
        below = issuer;
    }
    Ok(chain)
}

/// Whether this one's name and key are those by which the other is signed.
#[must_use]
pub fn has_signed(issuer: &Certificate, certificate: &Certificate) -> bool {
    let verify = |key: PublicKey| {
        key.verify(certificate.signature_algorithm, &certificate.tbs_der, &certificate.signature).unwrap_or_default()
    };
    certificate.issuer.matches(&issuer.subject) && PublicKey::from_spki(&issuer.spki).is_ok_and(verify)
}
