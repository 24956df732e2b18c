//! Acts: what is signed and sealed, and what it changes in the session once the store has it.

mod adopt;
mod archive;
mod authority;
mod crl;
mod directory;
mod issue;
mod publish;
mod recovery;
mod renew;
mod request;
mod revoke;
mod vault;

use super::Authorities;
use super::call::{Act, CreateRequest, Csr, Secret};
use super::draft::Draft;
use super::held::Held;
use super::view::View;
use super::{publication, question};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::PrivateKey;
use crate::model::Time;
use crate::vault::{Changes, Deed, Entry, Record, RecordId, RequestRecord, SealedRecords, Vault, VaultSettingsRecord};

/// The keys of the cold records that an act needs.
pub fn needs(authorities: &Authorities, act: &Act) -> Result<Vec<String>> {
    match act {
        Act::Revoke(act) => revoke::needs(authorities, act),
        Act::Supersede(act) => question::needs_certificate(authorities, &act.authority, &act.serial),
        Act::Release { authority, serial } => question::needs_certificate(authorities, authority, serial),
        Act::IssueCrl(act) => crl::needs(authorities, act),
        Act::Issue { authority, csr, .. } => request_needs(authorities, authority, std::slice::from_ref(csr)),
        Act::IssueMany { authority, csrs, .. } => request_needs(authorities, authority, csrs),
        Act::AdoptAuthority(act) => adopt::needs(authorities, act),
        Act::Publish(act) => publication::needs(authorities, &act.authority),
        Act::CreateAuthority(_)
        | Act::AttachKey { .. }
        | Act::DetachKey(_)
        | Act::RenewAuthority(_)
        | Act::ReplaceAuthority(_)
        | Act::CreateRequest { .. }
        | Act::Configure { .. }
        | Act::IssueCrlSeries(_)
        | Act::ImportDirectory(_)
        | Act::MergeDirectory { .. }
        | Act::Strengthen { .. }
        | Act::MakeRecoveryKit { .. }
        | Act::MakeRecoveryShares { .. }
        | Act::ResetPassphrase { .. }
        | Act::RecordBackup { .. }
        | Act::SetBackupLimit { .. }
        | Act::Archive { .. }
        | Act::DeleteAuthority(_)
        | Act::ChangePassphrase { .. } => Ok(Vec::new()),
    }
}

/// The keys of the cold records that the requests need.
fn request_needs(authorities: &Authorities, authority: &str, csrs: &[Csr]) -> Result<Vec<String>> {
    let held = authorities.find(authority)?;
    let needs = csrs.iter().map(|csr| super::request::needs(held, csr)).collect::<Result<Vec<_>>>()?;
    Ok(needs.into_iter().flatten().collect())
}

/// An act that is done but for the store: what is to be sealed, what is answered, and what then changes here.
#[derive(Debug)]
pub struct Prepared {
    pub changes: Changes,
    pub view: View,
    pub effect: Effect,
}

/// What an act changes in the session once the store has it.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// The authorities that are new or other.
    held: Vec<Held>,
    /// The requests that stand beside no authority: new, other, or gone.
    requests: Vec<(RecordId, Option<RequestRecord>)>,
    /// The authorities that are gone.
    deleted: Vec<RecordId>,
    /// The vault's own settings, where they are other.
    settings: Option<(RecordId, VaultSettingsRecord)>,
}

impl Effect {
    /// Makes it so.
    pub fn apply(self, authorities: &mut Authorities) {
        self.held.into_iter().for_each(|held| authorities.put(held));
        self.requests.into_iter().for_each(|(id, request)| authorities.put_request(id, request));
        self.deleted.iter().for_each(|id| authorities.remove(id));
        authorities.settings = self.settings.or_else(|| authorities.settings.take());
    }
}

impl Prepared {
    /// An act that changes these authorities.
    fn of(drafts: impl IntoIterator<Item = Draft>, view: View) -> Result<Self> {
        let mut prepared = Self { changes: Changes::default(), view, effect: Effect::default() };
        for draft in drafts {
            let (changes, held) = draft.finish()?;
            prepared.changes.hot.extend(changes.hot);
            prepared.changes.cold.extend(changes.cold);
            prepared.changes.removed.extend(changes.removed);
            prepared.changes.removed_cold.extend(changes.removed_cold);
            prepared.changes.journal.extend(changes.journal);
            prepared.effect.held.push(held);
        }
        Ok(prepared)
    }

    /// Lets a request go that stands beside no authority, with its private key.
    fn remove_request(&mut self, id: RecordId, request: &RequestRecord) {
        self.changes.removed.push(id);
        self.changes.removed_cold.extend(request.key);
        self.effect.requests.push((id, None));
    }

    /// Keeps a request that stands beside no authority.
    fn put_request(&mut self, id: RecordId, request: RequestRecord) {
        self.changes.hot.push((id, Record::Request(request.clone())));
        self.effect.requests.push((id, Some(request)));
    }
}

/// What an act works with.
pub struct Acting<'a> {
    pub env: &'a mut dyn Env,
    pub vault: &'a Vault,
    pub authorities: &'a Authorities,
    pub cold: &'a SealedRecords<'a>,
}

impl Acting<'_> {
    /// Does an act: what was signed stays in the answer, and the answer stays here until the store has the rest.
    pub fn prepare(&mut self, act: Act, key: Option<PrivateKey>) -> Result<Prepared> {
        if act.issues() {
            self.check_backup()?;
        }
        match act {
            Act::CreateAuthority(act) => self.create_authority(&act, wanted(key)?),
            Act::AdoptAuthority(act) => self.adopt_authority(&act, key),
            Act::AttachKey { authority, material } => self.attach_key(&authority, key, material.as_ref()),
            Act::DetachKey(act) => self.detach_key(&act),
            Act::RenewAuthority(act) => self.renew_authority(&act),
            Act::ReplaceAuthority(act) => self.replace_authority(&act, wanted(key)?),
            Act::CreateRequest { authority, subject, san, profile } => {
                self.create_request(authority.as_deref(), &CreateRequest { subject, san, profile }, &wanted(key)?)
            }
            Act::Issue { authority, csr, options } => self.issue(&authority, &csr, &options),
            Act::IssueMany { authority, csrs, options } => self.issue_many(&authority, &csrs, &options),
            Act::Configure { authority, settings } => self.configure(&authority, settings),
            Act::Revoke(act) => self.revoke(&act),
            Act::Supersede(act) => self.supersede(&act),
            Act::Release { authority, serial } => self.release(&authority, &serial),
            Act::ImportDirectory(brought) => self.import_directory(&brought),
            Act::MergeDirectory { authority, input } => self.merge_directory(&authority, &input),
            Act::IssueCrl(act) => self.issue_crl(&act),
            Act::IssueCrlSeries(act) => self.issue_crl_series(&act),
            Act::Publish(act) => self.publish(&act),
            Act::ChangePassphrase { current, passphrase } => self.change_passphrase(&current, &passphrase),
            Act::Strengthen { passphrase, kdf } => self.strengthen(&passphrase, kdf.params()?),
            Act::RecordBackup { revision, sha256 } => self.record_backup(revision, &sha256),
            Act::SetBackupLimit { acts } => self.set_backup_limit(acts),
            Act::Archive { authority, serial, archived } => self.archive(&authority, serial.as_deref(), archived),
            Act::DeleteAuthority(act) => self.delete_authority(&act),
            Act::MakeRecoveryKit { passphrase } => self.make_recovery_kit(passphrase.as_ref()),
            Act::MakeRecoveryShares { passphrase, threshold, shares } => {
                self.make_recovery_shares(passphrase.as_ref(), threshold, shares)
            }
            Act::ResetPassphrase { passphrase } => self.reset_passphrase(&passphrase),
        }
    }
}

fn entry(at: Time, deed: Deed, authority: Option<RecordId>) -> Entry {
    Entry { at: at.unix(), deed, authority, serial: Vec::new(), sha256: None, detail: String::new() }
}

fn wanted(key: Option<PrivateKey>) -> Result<PrivateKey> {
    key.ok_or_else(|| Error::new(Code::CallUnknown).field("key").found("an act that needs a key, without one"))
}

/// An authority answers each act with its own kind of change; another one is nothing to seal.
fn other_change() -> Error {
    Error::new(Code::CallUnknown).found("another change than the act's")
}
