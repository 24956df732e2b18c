//! Files for programs, of what the vault holds.

use super::{Asking, Owner, content, crl, private_key};
use crate::bundle::file::{IssuerList, Source};
use crate::bundle::{Identity, title};
use crate::error::{Code, Error, Result};
use crate::key::PrivateKey;
use crate::model::{Certificate, SerialNumber};
use crate::parse;
use crate::session::Authorities;
use crate::session::bundle;
use crate::session::call::{Bundle, BundleSource, KeyOwner, Secret};
use crate::session::held::Held;
use crate::session::material;
use crate::session::view::BundleView;

impl Asking<'_> {
    pub(super) fn bundle(&mut self, question: &Bundle) -> Result<BundleView> {
        if matches!(question.of, BundleSource::Authority { authority: false }) {
            return Err(Error::new(Code::CallUnknown).field("of").found("authority: false"));
        }
        let held = self.authorities.find(&question.authority)?;
        let wants_key = bundle::hold_keys(&question.files)?;
        let certificate = self.certificate_of(held, &question.of)?;
        let key = if wants_key { self.key_of(held, question, &certificate)? } else { None };
        let own = &held.authority;
        let others: Vec<&Certificate> = std::iter::once(&own.certificate).chain(&own.chain).collect();
        let identity = Identity::new(key, certificate, &others)?;
        let lists = lists(self.authorities, held).map(|held| self.list_of(held)).collect::<Result<Vec<_>>>()?;
        bundle::made(self.env, Source { identity: &identity, lists: &lists }, &question.files)
    }

    fn list_of(&self, held: &Held) -> Result<IssuerList> {
        let newest = held.crl_at(self.env.now());
        Ok(IssuerList {
            issuer: title(&held.authority.certificate),
            crl: newest.map(|newest| crl(self.vault, &newest, self.cold)).transpose()?,
        })
    }

    fn certificate_of(&self, held: &Held, of: &BundleSource) -> Result<Certificate> {
        let BundleSource::Certificate { serial } = of else { return Ok(held.authority.certificate.clone()) };
        let serial = SerialNumber::parse(serial)?;
        held.line(&serial)?;
        let found = content(self.vault, held, &serial, self.cold)?;
        let bare = || Error::new(Code::SerialUnknown).field("serial").found("a row without its certificate");
        parse::certificate_der(&found.ok_or_else(bare)?.certificate)
    }

    /// The key that was brought, or that the vault holds. An authority's own leaves it only with the vault's passphrase, and so does any
    /// that is not encrypted.
    fn key_of(&self, held: &Held, question: &Bundle, certificate: &Certificate) -> Result<Option<PrivateKey>> {
        if let Some(brought) = &question.key {
            return material::key_of(brought, certificate).map(Some);
        }
        let passphrase = question.passphrase.as_ref().map(Secret::as_str);
        match &question.of {
            BundleSource::Certificate { serial } => {
                let owner = Owner::beside(held, &KeyOwner::Certificate { serial: serial.clone() })?;
                if question.files.iter().any(|file| file.plain) {
                    self.vault.ask_again(passphrase)?;
                }
                private_key(self.vault, owner.request, self.cold).map(Some)
            }
            BundleSource::Authority { .. } => {
                let signer = held.signer()?;
                self.vault.ask_again(passphrase)?;
                PrivateKey::from_pkcs8(&signer.to_pkcs8()?).map(Some)
            }
        }
    }
}

/// The authority, and those above it that this vault has.
fn lists<'a>(authorities: &'a Authorities, held: &'a Held) -> impl Iterator<Item = &'a Held> {
    let above = held.authority.chain.iter().filter_map(|certificate| authorities.of_certificate(certificate));
    std::iter::once(held).chain(above.filter(|above| above.id != held.id))
}

/// The keys of the cold records that it needs: the certificate, its private key, the lists.
pub(super) fn needs(authorities: &Authorities, question: &Bundle) -> Result<Vec<String>> {
    let held = authorities.find(&question.authority)?;
    let mut records: Vec<_> = lists(authorities, held).flat_map(Held::crl_records).collect();
    if let BundleSource::Certificate { serial } = &question.of {
        let serial = SerialNumber::parse(serial)?;
        records.extend(held.record_of(&serial)?);
        records.extend(held.request_of(&serial).and_then(|request| request.key));
    }
    Ok(records.into_iter().map(|id| id.cold_key()).collect())
}
