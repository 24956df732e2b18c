//! A desk to work at: a session, the store that it commits to, and a clock that the test turns.
#![allow(dead_code, reason = "each test uses its part")]

use std::cell::RefCell;
use std::rc::Rc;

use rootpage::env::{Env, FixedEnv};
use rootpage::error::Result;
use rootpage::key::{KeyKind, PrivateKey, make_key};
use rootpage::model::Time;
use rootpage::session::view::{AuthorityView, IssuedView};
use rootpage::session::{
    Act, CreateAuthority, CreateRequest, Csr, IssueOptions, Question, Session, View, create_request,
};
use rootpage::vault::{Commit, KdfParams, SealedRecords};
use serde_bytes::ByteBuf;

use crate::store::MemoryStore;

pub const PASSPHRASE: &str = "correct horse battery staple";
/// 2026-11-20T12:00:00Z.
pub const NOON: i64 = 1_795_176_000;

/// An environment that the test and the session share.
#[derive(Clone)]
pub struct Clock(Rc<RefCell<FixedEnv>>);

impl Clock {
    pub fn new(seed: u8) -> Self {
        Self(Rc::new(RefCell::new(FixedEnv::new(Time::from_unix(NOON).unwrap(), seed))))
    }

    pub fn forward(&self, seconds: i64) {
        let later = self.now().plus_seconds(seconds);
        self.0.borrow_mut().set_now(later);
    }
}

impl Env for Clock {
    fn now(&self) -> Time {
        self.0.borrow().now()
    }

    fn fill(&mut self, out: &mut [u8]) {
        self.0.borrow_mut().fill(out);
    }
}

pub struct Desk {
    pub session: Session<Clock>,
    pub store: MemoryStore,
    pub clock: Clock,
}

impl Desk {
    /// A new vault that is stored.
    pub fn new() -> Self {
        let (clock, mut store) = (Clock::new(1), MemoryStore::new());
        let mut session = Session::create(clock.clone(), PASSPHRASE, KdfParams::FLOOR, None).unwrap();
        store.commit(&session.take_commit().unwrap()).unwrap();
        session.confirm().unwrap();
        Self { session, store, clock }
    }

    /// Another desk at the same store, after the browser was closed, or in another tab.
    pub fn reopened(&self) -> Self {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let session = Session::open(clock.clone(), &store.hot(), PASSPHRASE).unwrap();
        Self { session, store, clock }
    }

    pub fn act(&mut self, act: Act) -> Result<View> {
        self.act_with(act, None)
    }

    pub fn act_with(&mut self, act: Act, key: Option<PrivateKey>) -> Result<View> {
        let commit = self.prepare(act, key)?;
        self.store.commit(&commit).unwrap();
        self.session.confirm()
    }

    pub fn prepare(&mut self, act: Act, key: Option<PrivateKey>) -> Result<Commit> {
        let needs = self.session.act_needs(&act)?;
        let cold = only(&self.store, &needs);
        self.session.prepare(act, key, &cold)?;
        self.session.take_commit()
    }

    /// What an act would answer; nothing is changed.
    pub fn prepared(&mut self, act: Act) -> View {
        let mut other = self.reopened();
        other.act(act).unwrap()
    }

    /// Asks with the cold records that the session says it needs, and no others.
    pub fn ask(&mut self, question: &Question) -> Result<View> {
        let needs = self.session.question_needs(question)?;
        let cold = only(&self.store, &needs);
        self.session.ask(question, &cold)
    }

    pub fn key(&mut self, kind: KeyKind) -> PrivateKey {
        make_key(&mut self.clock, kind).unwrap()
    }

    pub fn create_authority(&mut self, subject: &str, days: u32) -> AuthorityView {
        let key = self.key(KeyKind::P256);
        let act = Act::CreateAuthority(CreateAuthority::root(subject.to_owned(), days));
        let View::Authority(view) = self.act_with(act, Some(key)).unwrap() else { panic!("another view") };
        view
    }

    /// A request that another program made: the key is not in the vault.
    pub fn foreign_request(&mut self, subject: &str, san: &[&str]) -> Vec<u8> {
        let key = self.key(KeyKind::P256);
        let san = san.iter().map(|name| (*name).to_owned()).collect();
        let wanted = CreateRequest { subject: subject.to_owned(), san, profile: None };
        create_request(&mut self.clock, &key, &wanted).unwrap().der.into_vec()
    }

    pub fn issue(&mut self, authority: &str, csr: &[u8]) -> IssuedView {
        let View::Issued(view) = self.act(issue(authority, csr)).unwrap() else { panic!("another view") };
        view
    }
}

fn only<'a>(store: &'a MemoryStore, keys: &[String]) -> SealedRecords<'a> {
    store.all().into_iter().filter(|(key, _)| keys.iter().any(|wanted| wanted == key)).collect()
}

pub fn issue(authority: &str, csr: &[u8]) -> Act {
    Act::Issue {
        authority: authority.to_owned(),
        csr: Csr::Bytes(ByteBuf::from(csr)),
        options: IssueOptions::default(),
    }
}
