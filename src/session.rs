//! One open vault with its ledgers and private keys: acts that change it and questions that do not.
//!
//! Commit, then release: [`Session::prepare`] signs and seals, and keeps the answer; a store takes the commit; only
//! [`Session::confirm`] lets the answer out. If the store refuses, [`Session::abandon`] leaves everything as it was.
//! Everything that goes in is an [`Act`] or a [`Question`], everything that comes out a [`View`]; their shapes are
//! those of `www/api/types.ts`. Nothing here knows JavaScript.

mod act;
mod backup;
mod bundle;
mod call;
mod certificates;
mod check;
mod directory;
mod draft;
mod explain;
mod held;
mod inspect;
mod ledger;
mod material;
mod overview;
mod publication;
mod question;
mod recovery;
mod request;
mod settings;
mod shape;
mod stored;
pub mod view;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub use backup::{Backup, BackupReport, OpenedBackup, Relation, open_backup};
pub use call::{
    Act, AdoptAuthority, BroughtDirectory, Bundle, BundleSource, ConfigurationRequest, CreateAuthority, CreateRequest,
    Csr, DeleteAuthority, DetachKey, DirectoryInput, FileRequest, IssueCrl, IssueCrlSeries, IssueOptions, KeyOwner,
    Material, MaterialFile, PolicyChoice, Publish, Question, RenewAuthority, ReplaceAuthority, Revoke, Secret,
    SettingsRequest, Supersede, Superseding,
};
pub use explain::explain_configuration;
pub use inspect::{
    check_name, check_san, create_request, inspect, key_pem, key_view, name_attributes, public_key_pem, read_request,
    violations,
};
pub use material::convert;
pub use recovery::{check_words, combine_shares};
pub use view::View;

use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::PrivateKey;
use crate::model::Certificate;
use crate::vault::{
    Commit, Contents, Damage, KdfParams, Record, RecordId, RequestRecord, Sealed, SealedRecords, Vault,
    VaultSettingsRecord,
};
use act::{Acting, Effect};
use held::Held;
use question::Asking;

/// One open vault. One act at a time: it is prepared, committed by a store, and confirmed or abandoned.
pub struct Session<E> {
    env: E,
    vault: Vault,
    authorities: Authorities,
    pending: Option<Pending>,
}

/// An act that waits for the store.
struct Pending {
    commit: Commit,
    /// Whether the commit was handed out: before that nothing can have been stored.
    taken: bool,
    /// The vault afterwards; nothing for a vault that is just being made.
    sealed: Option<Sealed>,
    effect: Effect,
    view: View,
}

impl<E: Env> Session<E> {
    /// A new vault, which issues nothing after so many acts without a backup. Its first commit waits to be taken.
    ///
    /// # Errors
    /// [`Code::PassphraseTooShort`], [`Code::VaultMemory`].
    pub fn create(mut env: E, passphrase: &str, kdf: KdfParams, backup_limit: Option<u32>) -> Result<Self> {
        let mut authorities = Authorities::default();
        let settings = VaultSettingsRecord { backup_limit, backup: None };
        if settings != VaultSettingsRecord::default() {
            authorities.settings = Some((RecordId::make(&mut env), settings));
        }
        let hot = authorities.settings.iter().map(|(id, settings)| (*id, Record::VaultSettings(settings.clone())));
        let sealed = Vault::make(&mut env, passphrase, kdf, &hot.collect::<Vec<_>>())?;
        let (commit, vault) = (sealed.commit().clone(), Vault::first(sealed));
        let view = View::Vault(overview::vault(&vault, &authorities, env.now())?);
        let pending = Pending { commit, taken: false, sealed: None, effect: Effect::default(), view };
        Ok(Self { env, vault, authorities, pending: Some(pending) })
    }

    /// Opens a vault: its hot records are compared with its head, and each private key with its certificate.
    ///
    /// # Errors
    /// What [`Vault::open`] refuses; [`Code::KeyMismatch`].
    pub fn open(env: E, records: &SealedRecords<'_>, passphrase: &str) -> Result<Self> {
        let (vault, contents) = Vault::open(records, passphrase)?;
        Ok(Self { env, vault, authorities: Authorities::read(&contents)?, pending: None })
    }

    /// Opens what is authentic in a vault, whatever happened to the rest: it can be asked, and no act is done in it.
    ///
    /// # Errors
    /// What [`Vault::survey`] refuses.
    pub fn open_damaged(env: E, records: &SealedRecords<'_>, passphrase: &str) -> Result<Self> {
        let (vault, contents) = Vault::survey(records, passphrase)?;
        let authorities = Authorities::read_intact(&contents, vault.damages());
        Ok(Self { env, vault, authorities, pending: None })
    }

    /// What is not as it should be in a vault that was opened all the same.
    #[must_use]
    pub fn damages(&self) -> &[Damage] {
        self.vault.damages()
    }

    /// The keys of all cold records that something refers to.
    #[must_use]
    pub fn cold_keys(&self) -> Vec<String> {
        check::referred(&self.authorities).into_iter().map(|referred| referred.id.cold_key()).collect()
    }

    /// What is not as it should be among the cold records, all of which are handed over.
    #[must_use]
    pub fn check_cold(&self, cold: &SealedRecords<'_>) -> Vec<Damage> {
        check::cold(&self.vault, &self.authorities, cold)
    }

    /// The same of those with these keys, which are handed over as far as they are there.
    #[must_use]
    pub fn check_cold_part(&self, keys: &[String], cold: &SealedRecords<'_>) -> Vec<Damage> {
        check::part(&self.vault, &self.authorities, keys, cold)
    }

    /// Reads the newest hot records again, where another tab has committed. The passphrase is not needed. A vault that was opened
    /// in spite of its damages is looked at in the same way again.
    ///
    /// # Errors
    /// [`Code::VaultBusy`] while an act waits for the store, and what [`Vault::refreshed`] refuses.
    pub fn refresh(&mut self, records: &SealedRecords<'_>) -> Result<()> {
        self.check_idle()?;
        if !self.vault.damages().is_empty() {
            let (vault, contents) = self.vault.survey_again(records)?;
            self.authorities = Authorities::read_intact(&contents, vault.damages());
            self.vault = vault;
            return Ok(());
        }
        let (vault, contents) = self.vault.refreshed(records)?;
        self.authorities = Authorities::read(&contents)?;
        self.vault = vault;
        Ok(())
    }

    /// Whether this is the passphrase of the vault.
    ///
    /// # Errors
    /// What [`Vault::check_passphrase`] refuses.
    pub fn check_passphrase(&self, passphrase: &str) -> Result<()> {
        self.vault.check_passphrase(passphrase)
    }

    /// How many commits there were before the newest one.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.vault.revision()
    }

    /// The keys of the cold records that an act needs.
    ///
    /// # Errors
    /// The codes of what is named and not there.
    pub fn act_needs(&self, act: &Act) -> Result<Vec<String>> {
        act::needs(&self.authorities, act)
    }

    /// The keys of the records that a question needs: cold ones, and those of the journal.
    ///
    /// # Errors
    /// The codes of what is named and not there.
    pub fn question_needs(&self, question: &Question) -> Result<Vec<String>> {
        question::needs(&self.vault, &self.authorities, question)
    }

    /// Signs and seals. Nothing is released, and nothing is changed yet.
    ///
    /// # Errors
    /// [`Code::VaultBusy`] while another act waits for the store, and whatever refuses the act.
    pub fn prepare(&mut self, act: Act, key: Option<PrivateKey>, cold: &SealedRecords<'_>) -> Result<()> {
        self.check_idle()?;
        self.vault.check_whole()?;
        if !matches!(act, Act::ResetPassphrase { .. }) {
            self.vault.check_passphrase_set()?;
        }
        let mut acting = Acting { env: &mut self.env, vault: &self.vault, authorities: &self.authorities, cold };
        let prepared = acting.prepare(act, key)?;
        let sealed = self.vault.seal(&mut self.env, prepared.changes)?;
        self.pending = Some(Pending {
            commit: sealed.commit().clone(),
            taken: false,
            sealed: Some(sealed),
            effect: prepared.effect,
            view: prepared.view,
        });
        Ok(())
    }

    /// What the store must do.
    ///
    /// # Errors
    /// [`Code::CallUnknown`] where no act waits for the store.
    pub fn take_commit(&mut self) -> Result<Commit> {
        let pending = self.pending.as_mut().ok_or_else(nothing_pending)?;
        pending.taken = true;
        Ok(pending.commit.clone())
    }

    /// Makes the act so and releases its answer, after the store has committed.
    ///
    /// # Errors
    /// [`Code::CallUnknown`] where no commit was taken.
    pub fn confirm(&mut self) -> Result<View> {
        let pending = self.pending.take_if(|pending| pending.taken).ok_or_else(nothing_pending)?;
        pending.effect.apply(&mut self.authorities);
        if let Some(sealed) = pending.sealed {
            self.vault.apply(sealed);
        }
        Ok(pending.view)
    }

    /// Drops the act, after the store has refused: everything is as it was.
    pub fn abandon(&mut self) {
        self.pending = None;
    }

    /// Answers a question.
    ///
    /// # Errors
    /// [`Code::PassphraseUnset`], and whatever refuses the question.
    pub fn ask(&mut self, question: &Question, cold: &SealedRecords<'_>) -> Result<View> {
        if !matches!(question, Question::Vault {}) {
            self.vault.check_passphrase_set()?;
        }
        Asking { env: &mut self.env, vault: &self.vault, authorities: &self.authorities, cold }.answer(question)
    }

    fn check_idle(&self) -> Result<()> {
        if self.pending.is_none() { Ok(()) } else { Err(Error::new(Code::VaultBusy)) }
    }
}

impl<E> fmt::Debug for Session<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("revision", &self.vault.revision()).finish_non_exhaustive()
    }
}

fn settings_of(contents: &Contents) -> Option<(RecordId, VaultSettingsRecord)> {
    contents.iter().find_map(|(id, record)| match record {
        Record::VaultSettings(settings) => Some((*id, settings.clone())),
        _ => None,
    })
}

fn nothing_pending() -> Error {
    Error::new(Code::CallUnknown).found("no act whose commit was taken")
}

/// The authorities of the vault, the requests that stand beside none of them, and the vault's own settings.
#[derive(Clone, Debug, Default)]
struct Authorities {
    held: BTreeMap<RecordId, Held>,
    /// The oldest first.
    requests: Vec<(RecordId, Arc<RequestRecord>)>,
    /// Nothing while they are those of a new vault.
    settings: Option<(RecordId, VaultSettingsRecord)>,
}

impl Authorities {
    fn read(contents: &Contents) -> Result<Self> {
        let authority = |(id, record): (&RecordId, &Record)| match record {
            Record::Authority(record) => Some(Held::restore(*id, record, contents).map(|held| (*id, held))),
            _ => None,
        };
        let held = contents.iter().filter_map(authority).collect::<Result<_>>()?;
        let requests = held::requests_of(None, contents).into_iter();
        let requests = requests.map(|(id, request)| (id, Arc::new(request))).collect();
        Ok(Self { held, requests, settings: settings_of(contents) })
    }

    /// What can be read of the authorities of a damaged vault, each with what is there of it.
    fn read_intact(contents: &Contents, damages: &[Damage]) -> Self {
        let is_damaged = |id: &RecordId| damages.iter().any(|damage| damage.authority == Some(*id));
        let authority = |(id, record): (&RecordId, &Record)| {
            let Record::Authority(record) = record else { return None };
            let mut held = Held::restore_intact(*id, record, contents)?;
            held.damaged = is_damaged(id);
            Some((*id, held))
        };
        let held = contents.iter().filter_map(authority).collect();
        let requests = held::requests_of(None, contents).into_iter();
        let requests = requests.map(|(id, request)| (id, Arc::new(request))).collect();
        Self { held, requests, settings: settings_of(contents) }
    }

    fn find(&self, id: &str) -> Result<&Held> {
        let held = RecordId::parse(id).and_then(|id| self.held.get(&id));
        held.ok_or_else(|| Error::new(Code::AuthorityUnknown).field("authority").found(id))
    }

    /// The authority whose certificate this is, or was.
    fn of_certificate(&self, certificate: &Certificate) -> Option<&Held> {
        self.held.values().find(|held| {
            let own = &held.authority;
            std::iter::once(&own.certificate).chain(&own.former).any(|known| known.der == certificate.der)
        })
    }

    /// The authority with the key and the name of this certificate.
    fn of_key(&self, certificate: &Certificate) -> Option<&Held> {
        let is_same = |own: &Certificate| own.spki == certificate.spki && own.subject.matches(&certificate.subject);
        self.held.values().find(|held| is_same(&held.authority.certificate))
    }

    /// The authority that takes the place of another.
    fn successor(&self, id: RecordId) -> Option<&Held> {
        self.held.values().find(|held| held.succeeds == Some(id))
    }

    /// The vault's own settings.
    fn settings(&self) -> VaultSettingsRecord {
        self.settings.as_ref().map(|(_, settings)| settings.clone()).unwrap_or_default()
    }

    /// Lets an authority go.
    fn remove(&mut self, id: &RecordId) {
        self.held.remove(id);
    }

    /// Takes an authority in, new or in place of itself.
    fn put(&mut self, held: Held) {
        let id = held.id;
        self.held.insert(id, held);
        self.held.entry(id).and_modify(Held::settle);
    }

    /// The requests that stand beside no authority, the oldest first.
    const fn requests(&self) -> &Vec<(RecordId, Arc<RequestRecord>)> {
        &self.requests
    }

    /// Takes such a request in, or lets it go.
    fn put_request(&mut self, id: RecordId, request: Option<RequestRecord>) {
        self.requests.retain(|(known, _)| *known != id);
        self.requests.extend(request.map(|request| (id, Arc::new(request))));
        self.requests.sort_by_key(|(id, request)| (request.created, *id));
    }

    /// The oldest first.
    fn iter(&self) -> impl Iterator<Item = &Held> {
        let mut all: Vec<_> = self.held.values().collect();
        all.sort_by_key(|held| held.created);
        all.into_iter()
    }
}
