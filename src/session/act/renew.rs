//! An authority's own certificate anew, for the same key or for another one.

use super::{Acting, Prepared};
use crate::authority::{Authority, Change};
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, PublicKey, Severity};
use crate::model::{Certificate, ExtensionValue, Name, NameConstraints};
use crate::parse;
use crate::policy;
use crate::session::call::{CreateAuthority, RenewAuthority, ReplaceAuthority};
use crate::session::draft::Draft;
use crate::session::held::Held;
use crate::vault::{Deed, SettingsRecord};

impl Acting<'_> {
    /// A root signs itself again; another authority is signed by its issuer, which must be in this vault. The chains of all that is
    /// below it lead over the new certificate then.
    pub(super) fn renew_authority(&mut self, act: &RenewAuthority) -> Result<Prepared> {
        let held = self.authorities.find(&act.authority)?;
        let mut draft = Draft::of(held);
        let mut drafts = match held.authority.is_root() {
            true => {
                let change = held.authority.renew_root(self.env, act.days, held.signer()?)?;
                draft.apply(&change)?;
                vec![draft]
            }
            false => {
                let mut issuer = Draft::of(self.issuer_of(held)?);
                let change = self.certified_again(&mut issuer, held, act.days)?;
                draft.apply(&change)?;
                vec![draft, issuer]
            }
        };
        self.renew_chains(&mut drafts, held)?;
        self.told(drafts, Deed::RenewAuthority)
    }

    fn certified_again(&mut self, issuer: &mut Draft, held: &Held, days: u32) -> Result<Change> {
        let act = CreateAuthority { days, ..CreateAuthority::default() };
        let (own, above) = (&held.authority.certificate, &issuer.held.authority);
        let chosen = self.chosen_for(&issuer.held, &act, Some(&own.serial))?;
        let now = self.env.now();
        let decision = policy::recertified(own, &chosen.choices, &above.certificate, &above.chain, now)?;
        let change = above.issue_in_order(self.env, &decision, issuer.held.signer()?, &chosen.order)?;
        let chain = above.chain_below();
        let der = self.issued_by(issuer, &change, None)?;
        held.authority.take_certificate(now, parse::certificate_der(&der)?, chain)
    }

    fn issuer_of(&self, held: &Held) -> Result<&Held> {
        let own = &held.authority;
        let issuer = own
            .chain
            .first()
            .and_then(|issuer| self.authorities.of_certificate(issuer).or_else(|| self.authorities.of_key(issuer)));
        let unknown = || Error::new(Code::AuthorityUnknown).field("issuer").found(own.certificate.issuer.to_string());
        issuer.ok_or_else(unknown)
    }

    /// Leads the chains of the other authorities over the new certificate of the first draft, which was `former` before.
    pub(super) fn renew_chains(&mut self, drafts: &mut Vec<Draft>, former: &Held) -> Result<()> {
        let Some(first) = drafts.first() else { return Ok(()) };
        let (renewed, above) = (first.held.authority.certificate.clone(), first.held.authority.chain.clone());
        let at = self.env.now();
        for held in self.authorities.iter() {
            let is_draft = drafts.iter().any(|draft| draft.held.id == held.id);
            let known = std::iter::once(&former.authority.certificate).chain(&former.authority.former);
            let chain = held.authority.chain_with(known, &renewed, &above);
            if let Some(chain) = chain.filter(|_| !is_draft) {
                let mut draft = Draft::of(held);
                draft.apply(&Change::ChainRenewed { chain, at })?;
                drafts.push(draft);
            }
        }
        Ok(())
    }

    /// Another key, in a new authority. A root and its successor certify each other (RFC 4210, section 4.4): who trusts only the one
    /// can follow to the other. A key that is too weak is not spoken for by the new one. Below an issuer there is no need to, for its
    /// certificate stands above both.
    pub(super) fn replace_authority(&mut self, act: &ReplaceAuthority, signer: PrivateKey) -> Result<Prepared> {
        let held = self.authorities.find(&act.authority)?;
        let own = &held.authority.certificate;
        let subject = act.subject.as_deref().map_or_else(|| Ok(own.subject.clone()), Name::parse)?;
        let (mut successor, mut others) = match held.authority.is_root() {
            true => {
                let authority = Authority::make_root(self.env, &subject, act.days, &signer)?;
                let mut successor = self.new_draft(authority, signer)?;
                let mut old = Draft::of(held);
                self.cross_certify(&mut old, &successor.held.authority.certificate.clone(), act.cross_days)?;
                if is_safe(own)? {
                    self.cross_certify(&mut successor, own, act.cross_days)?;
                }
                (successor, vec![old])
            }
            false => {
                let mut issuer = Draft::of(self.issuer_of(held)?);
                let terms = CreateAuthority { days: act.days, ..CreateAuthority::default() };
                let mut chosen = self.chosen_for(&issuer.held, &terms, None)?;
                chosen.choices.path_len = path_length(own);
                chosen.choices.name_constraints = name_constraints(own).cloned();
                (self.certify_below(&mut issuer, subject, &chosen, signer)?, vec![issuer])
            }
        };
        successor.held.succeeds = Some(held.id);
        // where its CRLs are is another place: the list of the former key must stay where it is
        let elsewhere =
            SettingsRecord { crl_urls: vec![], delta_urls: vec![], issuer_urls: vec![], ..(*held.settings).clone() };
        if elsewhere != SettingsRecord::default() {
            successor.configure(self.env, elsewhere);
        }
        others.insert(0, successor);
        self.told(others, Deed::ReplaceAuthority)
    }

    /// The issuer certifies another root. The certificate is a line of its ledger.
    fn cross_certify(&mut self, issuer: &mut Draft, root: &Certificate, days: Option<u32>) -> Result<()> {
        let chosen = self.chosen_for(&issuer.held, &CreateAuthority::default(), None)?;
        let (own, now) = (&issuer.held, self.env.now());
        let decision = policy::cross_certified(root, &chosen.choices, days, &own.authority.certificate, now)?;
        let change = own.authority.issue_in_order(self.env, &decision, own.signer()?, &chosen.order)?;
        self.issued_by(issuer, &change, None).map(drop)
    }
}

/// Whether a new certificate may be signed for the key.
fn is_safe(authority: &Certificate) -> Result<bool> {
    let findings = PublicKey::from_spki(&authority.spki)?.judge();
    Ok(findings.iter().all(|finding| finding.severity != Severity::Refuse))
}

fn path_length(authority: &Certificate) -> Option<u8> {
    authority.basic_constraints().and_then(|constraints| constraints.path_len)
}

fn name_constraints(authority: &Certificate) -> Option<&NameConstraints> {
    authority.extension(|value| match value {
        ExtensionValue::NameConstraints(constraints) => Some(constraints),
        _ => None,
    })
}
