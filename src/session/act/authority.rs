//! New authorities, roots and those below others, and their private keys.

use super::{Acting, Prepared, entry, other_change, wanted};
use crate::authority::{Authority, Change, make_request};
use crate::encode::RequestContent;
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, Signer, digest};
use crate::model::{Name, SerialNumber};
use crate::parse;
use crate::policy::Profile;
use crate::session::call::{CreateAuthority, DetachKey, IssueOptions, Material, PolicyChoice};
use crate::session::draft::Draft;
use crate::session::held::Held;
use crate::session::ledger;
use crate::session::material;
use crate::session::request::Chosen;
use crate::session::view::View;
use crate::vault::{CertificateRecord, Deed, Entry, RecordId, RequestForm};

impl Acting<'_> {
    pub(super) fn create_authority(&mut self, act: &CreateAuthority, signer: PrivateKey) -> Result<Prepared> {
        let subject = Name::parse(&act.subject)?;
        let drafts = match &act.issuer {
            None => vec![self.make_root(act, &subject, signer)?],
            Some(issuer) => {
                let mut issuer = Draft::of(self.authorities.find(issuer)?);
                let chosen = self.chosen_for(&issuer.held, act, None)?;
                let draft = self.certify_below(&mut issuer, subject, &chosen, signer)?;
                vec![draft, issuer]
            }
        };
        self.told(drafts, Deed::CreateAuthority)
    }

    /// What an authority below this one is to be like, by the issuer's settings.
    pub(super) fn chosen_for(
        &self,
        issuer: &Held,
        act: &CreateAuthority,
        renews: Option<&SerialNumber>,
    ) -> Result<Chosen> {
        let options = IssueOptions {
            profile: Some(Profile::IntermediateCa.as_str().to_owned()),
            days: Some(act.days),
            path_length: act.path_length,
            permitted: Some(act.permitted.clone()),
            excluded: Some(act.excluded.clone()),
            policy: Some(PolicyChoice::Switch(false)),
            ..IssueOptions::default()
        };
        let known = renews.filter(|serial| issuer.line(serial).is_ok());
        Chosen::read(&options, issuer, known, self.env.now())
    }

    fn make_root(&mut self, act: &CreateAuthority, subject: &Name, signer: PrivateKey) -> Result<Draft> {
        let bound = [act.path_length.is_some(), !act.permitted.is_empty(), !act.excluded.is_empty()];
        let fields = ["pathLength", "permitted", "excluded"];
        if let Some((_, field)) = bound.into_iter().zip(fields).find(|(is_said, _)| *is_said) {
            let refusal = Error::new(Code::CallUnknown).field(field).found("a root that binds itself");
            return Err(refusal.allowed("together with an issuer"));
        }
        let authority = Authority::make_root(self.env, subject, act.days, &signer)?;
        self.new_draft(authority, signer)
    }

    /// A draft of an authority that was just made.
    pub(super) fn new_draft(&mut self, authority: Authority, signer: PrivateKey) -> Result<Draft> {
        let (id, now) = (RecordId::make(self.env), self.env.now());
        let mut draft = Draft::new(Held::new(id, now, authority));
        draft.put_signer(self.env, signer)?;
        Ok(draft)
    }

    /// An authority below another one: a request for it goes through the same rules as any other, and the certificate is a line of
    /// the issuer's ledger.
    pub(super) fn certify_below(
        &mut self,
        issuer: &mut Draft,
        subject: Name,
        chosen: &Chosen,
        signer: PrivateKey,
    ) -> Result<Draft> {
        let content = RequestContent { subject, spki: signer.public_key().spki().to_vec(), extensions: Vec::new() };
        let request = parse::request_der(&make_request(self.env, &content, &signer)?)?;
        let now = self.env.now();
        let assessed = issuer.held.authority.assess(&request, &chosen.choices, now);
        let decision = assessed.outcome.map_err(Error::violations)?;
        let own = &issuer.held;
        let change = own.authority.issue_in_order(self.env, &decision, own.signer()?, &chosen.order)?;
        let chain = issuer.held.authority.chain_below();
        let der = self.issued_by(issuer, &change, Some(RequestForm::Pkcs10(request.der)))?;
        self.new_draft(Authority::below(parse::certificate_der(&der)?, chain, now)?, signer)
    }

    /// Writes a certificate of another authority into the ledger of its issuer.
    pub(super) fn issued_by(
        &mut self,
        issuer: &mut Draft,
        change: &Change,
        request: Option<RequestForm>,
    ) -> Result<Vec<u8>> {
        let Change::Issued { row, certificate, .. } = change else { return Err(other_change()) };
        issuer.add(self.env, change, Some(CertificateRecord { certificate: certificate.clone(), request }))?;
        issuer.journal(Entry {
            serial: row.serial.der_content(),
            sha256: Some(row.fingerprint),
            detail: row.profile.as_str().to_owned(),
            ..entry(row.issued, Deed::Issue, Some(issuer.held.id))
        });
        Ok(certificate.clone())
    }

    /// The key is handed in, or that of the authority's certificate among what was brought.
    pub(super) fn attach_key(
        &mut self,
        authority: &str,
        key: Option<PrivateKey>,
        brought: Option<&Material>,
    ) -> Result<Prepared> {
        let certificate = &self.authorities.find(authority)?.authority.certificate;
        let signer = match brought {
            Some(brought) => material::key_of(brought, certificate)?,
            None => wanted(key)?,
        };
        let mut draft = Draft::of(self.authorities.find(authority)?);
        if draft.held.has_key() {
            return Err(Error::new(Code::LedgerInconsistent).field("key").found("the key is in the vault already"));
        }
        draft.put_signer(self.env, signer)?;
        self.told(vec![draft], Deed::AttachKey)
    }

    pub(super) fn detach_key(&mut self, act: &DetachKey) -> Result<Prepared> {
        let mut draft = Draft::of(self.authorities.find(&act.authority)?);
        draft.held.signer()?;
        self.vault.check_passphrase(act.passphrase.as_str())?;
        draft.remove_signer();
        self.told(vec![draft], Deed::DetachKey)
    }

    /// The answer to an act on authorities: the first of the drafts, as it is then. The journal names it with its certificate.
    pub(super) fn told(&mut self, mut drafts: Vec<Draft>, deed: Deed) -> Result<Prepared> {
        let now = self.env.now();
        let draft = drafts.first_mut().ok_or_else(other_change)?;
        let certificate = &draft.held.authority.certificate;
        let said = Entry {
            serial: certificate.serial.der_content(),
            sha256: Some(digest::sha256(&certificate.der)),
            detail: certificate.subject.to_string(),
            ..entry(now, deed, Some(draft.held.id))
        };
        draft.journal(said);
        let view = ledger::authority(&draft.held, self.authorities, now)?;
        Prepared::of(drafts, View::Authority(view))
    }
}
