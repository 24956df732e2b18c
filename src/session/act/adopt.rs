//! Authorities whose certificate was signed elsewhere: for a request that was made here, for a key that is handed in, or alone. An
//! authority without its key signs nothing; its ledger can be kept all the same.

use std::sync::Arc;

use super::{Acting, Prepared};
use crate::authority::{Authority, chain_of};
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, Signer};
use crate::model::Certificate;
use crate::session::Authorities;
use crate::session::call::{AdoptAuthority, Material};
use crate::session::certificates::certificates;
use crate::session::draft::Draft;
use crate::session::held::Held;
use crate::session::material;
use crate::session::question::private_key;
use crate::vault::{Deed, RecordId, RequestRecord};

impl Acting<'_> {
    /// A certificate for the key of an authority of this vault takes the place of the one that it has.
    pub(super) fn adopt_authority(&mut self, act: &AdoptAuthority, key: Option<PrivateKey>) -> Result<Prepared> {
        if let Some(brought) = &act.material {
            return self.adopt_brought(act, brought, key.as_ref());
        }
        let request = act.request.as_deref().map(|id| find_request(self.authorities, id)).transpose()?;
        let signer = match (&request, key) {
            (Some(_), Some(_)) => {
                return Err(Error::new(Code::CallUnknown).field("request").found("a request and a key"));
            }
            (Some((_, request)), None) => Some(private_key(self.vault, request, self.cold)?),
            (None, key) => key,
        };
        let missing = || Error::new(Code::CallUnknown).field("certificate").found("nothing");
        let all = certificates(act.certificate.as_deref().map(Vec::as_slice).ok_or_else(missing)?)?;
        let certificate = own(&all, signer.as_ref())?;
        let chain = self.chain_of(&certificate, &all)?;
        let mut prepared = self.adopt(certificate, chain, signer)?;
        if let Some((id, request)) = request.filter(|(_, request)| request.authority.is_none()) {
            prepared.remove_request(id, &request);
        }
        Ok(prepared)
    }

    /// An authority out of files: certificate, key and chain find each other.
    fn adopt_brought(
        &mut self,
        act: &AdoptAuthority,
        brought: &Material,
        key: Option<&PrivateKey>,
    ) -> Result<Prepared> {
        if act.request.is_some() || act.certificate.is_some() || key.is_some() {
            return Err(Error::new(Code::CallUnknown)
                .field("material")
                .found("a certificate, a request or a key beside it"));
        }
        let (signer, certificate, beside) = material::authority_of(brought, act.identity)?.into_parts();
        let chain = self.chain_of(&certificate, &beside)?;
        self.adopt(certificate, chain, signer)
    }

    fn adopt(
        &mut self,
        certificate: Certificate,
        chain: Vec<Certificate>,
        signer: Option<PrivateKey>,
    ) -> Result<Prepared> {
        match self.authorities.of_key(&certificate) {
            Some(held) => self.adopt_again(held, certificate, chain, signer),
            None => self.adopt_new(certificate, chain, signer),
        }
    }

    fn adopt_new(
        &mut self,
        certificate: Certificate,
        chain: Vec<Certificate>,
        signer: Option<PrivateKey>,
    ) -> Result<Prepared> {
        let now = self.env.now();
        let authority = Authority::below(certificate, chain, now)?;
        let draft = match signer {
            Some(signer) => self.new_draft(authority, signer)?,
            None => Draft::new(Held::new(RecordId::make(self.env), now, authority)),
        };
        self.told(vec![draft], Deed::AdoptAuthority)
    }

    fn adopt_again(
        &mut self,
        held: &Held,
        certificate: Certificate,
        chain: Vec<Certificate>,
        signer: Option<PrivateKey>,
    ) -> Result<Prepared> {
        let mut draft = Draft::of(held);
        let change = held.authority.take_certificate(self.env.now(), certificate, chain)?;
        draft.apply(&change)?;
        if let Some(signer) = signer.filter(|_| !held.has_key()) {
            draft.put_signer(self.env, signer)?;
        }
        let mut drafts = vec![draft];
        self.renew_chains(&mut drafts, held)?;
        self.told(drafts, Deed::AdoptAuthority)
    }

    /// The issuers of a certificate among those beside it and those of this vault.
    fn chain_of(&self, certificate: &Certificate, beside: &[Certificate]) -> Result<Vec<Certificate>> {
        let here = self.authorities.iter().flat_map(|held| {
            let own = &held.authority;
            std::iter::once(&own.certificate).chain(&own.chain)
        });
        let others: Vec<_> = beside.iter().chain(here).collect();
        chain_of(certificate, &others)
    }
}

/// The certificate of the key; without a key the one below all the others.
fn own(all: &[Certificate], signer: Option<&PrivateKey>) -> Result<Certificate> {
    let is_own = |certificate: &&Certificate| match signer {
        Some(signer) => certificate.spki == signer.public_key().spki(),
        None => !all.iter().any(|other| other != *certificate && other.issuer.matches(&certificate.subject)),
    };
    let found = all.iter().find(is_own).or_else(|| all.first().filter(|_| signer.is_none()));
    let label = || signer.map(|signer| signer.public_key().label()).unwrap_or_default();
    found.cloned().ok_or_else(|| Error::new(Code::KeyMismatch).field("certificate").found(label()))
}

/// A request that was made here, beside an authority or beside none.
fn find_request(authorities: &Authorities, id: &str) -> Result<(RecordId, Arc<RequestRecord>)> {
    let beside = authorities.iter().flat_map(|held| &held.requests);
    let found = authorities.requests().iter().chain(beside).find(|(known, _)| RecordId::parse(id) == Some(*known));
    found.cloned().ok_or_else(|| Error::new(Code::RequestUnknown).field("request").found(id))
}

/// The keys of the cold records that an adoption needs: that of the request's private key.
pub fn needs(authorities: &Authorities, act: &AdoptAuthority) -> Result<Vec<String>> {
    let request = act.request.as_deref().map(|id| find_request(authorities, id)).transpose()?;
    Ok(request.and_then(|(_, request)| request.key).map(|id| id.cold_key()).into_iter().collect())
}
