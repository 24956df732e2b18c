//! Two sessions at one store, and the way in which the package works: look at the revision, read anew where it is another,
//! sign and seal, commit, and only then release.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use rootpage::env::{Env, FixedEnv};
use rootpage::error::{Code, Error};
use rootpage::key::{KeyKind, PrivateKey, make_key};
use rootpage::model::Time;
use rootpage::session::{Act, Question, Session, View};
use rootpage::vault::{KdfParams, SealedRecords};

use crate::acts::{self, Kind};
use crate::judge::Judge;
use crate::store::{Fault, FaultyStore, MemoryStore, Trouble};

pub const PASSPHRASE: &str = "correct horse battery staple";
/// 2026-11-20T12:00:00Z.
const NOON: i64 = 1_795_176_000;

/// An environment that all sessions share: no random number comes twice unless they repeat themselves.
#[derive(Clone)]
pub struct Clock(Rc<RefCell<FixedEnv>>);

impl Env for Clock {
    fn now(&self) -> Time {
        self.0.borrow().now()
    }

    fn fill(&mut self, out: &mut [u8]) {
        self.0.borrow_mut().fill(out);
    }
}

/// What became of an act.
#[derive(Debug)]
pub enum Outcome {
    /// Its answer is out.
    Released(Box<View>),
    /// The core refused it.
    Refused(Error),
    /// Nobody was told what became of it.
    Lost,
}

impl Outcome {
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Released(_) => "released",
            Self::Refused(_) => "refused",
            Self::Lost => "lost",
        }
    }
}

pub struct World {
    pub clock: Clock,
    seed: u8,
    step: u32,
    store: FaultyStore,
    /// Two at which acts are done, and one that reads.
    seats: [Session<Clock>; 3],
    judge: Judge,
    dice: FixedEnv,
    /// The passphrase of each header that was ever sealed: a change whose answer was lost may have been made or not.
    passphrases: BTreeMap<Vec<u8>, String>,
    memory_kib: u32,
    /// The private keys that went into the vault, by the hash of their public keys.
    keys: BTreeMap<[u8; 32], Vec<u8>>,
}

/// Says which seed failed: `SEED=4 cargo test --test vault_model random`.
impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("seed {}, step {}", self.seed, self.step);
        }
    }
}

impl World {
    pub fn new(seed: u8) -> Self {
        let now = Time::from_unix(NOON).unwrap();
        let clock = Clock(Rc::new(RefCell::new(FixedEnv::new(now, seed))));
        let mut store = MemoryStore::new();
        let mut first = Session::create(clock.clone(), PASSPHRASE, KdfParams::FLOOR, None).unwrap();
        store.commit(&first.take_commit().unwrap()).unwrap();
        first.confirm().unwrap();
        let open = || Session::open(clock.clone(), &store.hot(), PASSPHRASE).unwrap();
        let (second, reader) = (open(), open());
        let judge = Judge::new(&store);
        let passphrases = [(store.records["header"].clone(), PASSPHRASE.to_owned())].into();
        let mut world = Self {
            clock,
            seed,
            step: 0,
            store: FaultyStore::new(store),
            seats: [first, second, reader],
            judge,
            dice: FixedEnv::new(now, seed.wrapping_add(100)),
            passphrases,
            memory_kib: 19 << 10,
            keys: BTreeMap::new(),
        };
        world.plainly(Kind::CreateRoot, 0);
        world.seats[1].refresh(&world.store.inner.hot()).unwrap();
        world
    }

    // ------------------------------------------------------------ dice

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        let mut bytes = [0; 4];
        self.dice.fill(&mut bytes);
        usize::try_from(u32::from_le_bytes(bytes)).unwrap() % sides
    }

    pub fn pick<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        if all.is_empty() { None } else { Some(all[self.roll(all.len())].clone()) }
    }

    pub fn key(&mut self) -> PrivateKey {
        let key = make_key(&mut self.clock, KeyKind::P256).unwrap();
        let spki = rootpage::key::digest::sha256(key.public().spki());
        self.keys.insert(spki, key.to_pkcs8().unwrap().to_vec());
        key
    }

    /// The key with this public key, if it was made here.
    pub fn key_of(&self, spki: &[u8]) -> Option<PrivateKey> {
        let der = self.keys.get(&rootpage::key::digest::sha256(spki))?;
        Some(PrivateKey::from_pkcs8(der).unwrap())
    }

    /// That of the header that is stored.
    pub fn passphrase(&self) -> &str {
        &self.passphrases[&self.store.inner.records["header"]]
    }

    /// A little more than any header has had.
    pub fn more_memory(&mut self) -> u32 {
        self.memory_kib += 1;
        self.memory_kib
    }

    // ------------------------------------------------------------ steps

    /// Any act at either seat, and in one of two cases a fault; now and then a browser that is closed and opened.
    pub fn step(&mut self) -> Outcome {
        let seconds = i64::try_from(self.roll(200_000)).unwrap();
        self.forward(seconds);
        let (seat, kind) = (self.roll(2), Kind::ALL[self.roll(Kind::ALL.len())]);
        let fault = if self.roll(2) == 0 { Fault::None } else { Fault::ALL[self.roll(Fault::ALL.len())] };
        let outcome = self.perform(kind, seat, fault);
        if self.roll(3) == 0 {
            self.settle();
        }
        if self.roll(20) == 0 {
            let seat = self.roll(2);
            self.reopen(seat);
        }
        outcome
    }

    /// What a store said that it failed to do, it does now.
    pub fn settle(&mut self) {
        self.store.settle();
        self.judge.look(&self.store.inner);
    }

    pub fn forward(&self, seconds: i64) {
        let later = self.clock.now().plus_seconds(seconds);
        self.clock.0.borrow_mut().set_now(later);
    }

    /// An act that nothing comes in the way of.
    pub fn plainly(&mut self, kind: Kind, seat: usize) -> View {
        self.seats[seat].refresh(&self.store.inner.hot()).unwrap();
        match self.perform(kind, seat, Fault::None) {
            Outcome::Released(view) => *view,
            other => panic!("{kind:?}: {other:?}"),
        }
    }

    /// One act at one seat, and this fault in its way.
    pub fn perform(&mut self, kind: Kind, seat: usize, fault: Fault) -> Outcome {
        self.forward(1);
        let (act, key) = acts::propose(self, kind, seat);
        self.judged(kind, seat, fault, act, key)
    }

    /// The same, while the other session moves on: there is something to read anew.
    pub fn perform_behind(&mut self, kind: Kind, seat: usize, fault: Fault) -> Outcome {
        let (act, key) = acts::propose(self, kind, seat);
        self.plainly(Kind::IssueCrl, 1 - seat);
        self.forward(1);
        self.judged(kind, seat, fault, act, key)
    }

    fn judged(&mut self, kind: Kind, seat: usize, fault: Fault, act: Act, key: Option<PrivateKey>) -> Outcome {
        self.step += 1;
        self.store.fault = fault;
        let outcome = self.attempt(seat, act, key);
        self.store.fault = Fault::None;
        self.judge.look(&self.store.inner);
        match &outcome {
            Outcome::Released(view) => {
                self.judge.released(view);
                if !matches!(fault, Fault::DieAfterConfirm) {
                    self.compare(seat);
                }
            }
            Outcome::Refused(error) => assert!(is_refusal(kind, fault, error.code()), "{kind:?} {fault:?}: {error}"),
            Outcome::Lost => {}
        }
        if matches!(fault, Fault::DieBeforeCommit | Fault::DieAfterCommit | Fault::DieAfterConfirm) {
            self.reopen(seat);
        }
        outcome
    }

    /// What the package does with an act.
    fn attempt(&mut self, seat: usize, act: Act, key: Option<PrivateKey>) -> Outcome {
        let (session, store) = (&mut self.seats[seat], &mut self.store);
        let fault = store.fault;
        let new_passphrase = match &act {
            Act::ChangePassphrase { passphrase, .. } | Act::Strengthen { passphrase, .. } => {
                Some(passphrase.as_str().to_owned())
            }
            _ => None,
        };
        let Ok(revision) = store.revision() else { return Outcome::Lost };
        if revision != i64::try_from(session.revision()).unwrap() {
            let Ok(loaded) = store.load() else { return Outcome::Lost };
            if let Err(error) = session.refresh(&loaded.hot()) {
                return Outcome::Refused(error);
            }
        }
        let needs = match session.act_needs(&act) {
            Ok(needs) => needs,
            Err(error) => return Outcome::Refused(error),
        };
        let Ok(cold) = (if needs.is_empty() { Ok(BTreeMap::new()) } else { store.read(&needs) }) else {
            return Outcome::Lost;
        };
        let cold: SealedRecords<'_> = cold.iter().map(|(key, value)| (key.as_str(), value.as_slice())).collect();
        if let Err(error) = session.prepare(act, key, &cold) {
            return Outcome::Refused(error);
        }
        let commit = session.take_commit().unwrap();
        let header = commit.put.iter().find(|(key, _)| key == "header").map(|(_, header)| header.clone());
        self.passphrases.extend(header.zip(new_passphrase));
        if fault == Fault::DieBeforeCommit {
            return Outcome::Lost;
        }
        match store.commit(&commit) {
            Ok(()) if fault == Fault::DieAfterCommit => Outcome::Lost,
            Ok(()) => Outcome::Released(Box::new(session.confirm().unwrap())),
            Err(trouble) => {
                session.abandon();
                if trouble == Trouble::Stale {
                    session.refresh(&store.inner.hot()).unwrap();
                }
                Outcome::Lost
            }
        }
    }

    /// The browser is closed and opened.
    pub fn reopen(&mut self, seat: usize) {
        let hot = self.store.inner.hot();
        self.seats[seat] = Session::open(self.clock.clone(), &hot, self.passphrase()).unwrap();
    }

    /// Whether the session that acted holds what is stored: it and one that reads it answer every question alike.
    fn compare(&mut self, seat: usize) {
        self.seats[2].refresh(&self.store.inner.hot()).unwrap();
        let [ours, theirs] = [seat, 2].map(|seat| self.everything(seat));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            let at = ours.bytes().zip(theirs.bytes()).take_while(|(ours, theirs)| ours == theirs).count();
            let from = |text: &str| text.chars().skip(at.saturating_sub(200)).take(400).collect::<String>();
            assert!(ours == theirs, "held is not what is stored:\n{}\n\n{}", from(ours), from(theirs));
        }
        assert_eq!(ours.len(), theirs.len());
    }

    fn everything(&mut self, seat: usize) -> Vec<String> {
        let authorities = self.authorities(seat);
        let mut questions = vec![Question::Vault {}, Question::Requests { authority: None }];
        for authority in authorities.iter().map(|authority| authority.id.clone()) {
            let whole = Question::Certificates {
                authority: authority.clone(),
                status: None,
                query: None,
                archived: Some("with".to_owned()),
                offset: None,
                limit: Some(1000),
            };
            questions.extend([
                whole,
                Question::Requests { authority: Some(authority.clone()) },
                Question::Crl { authority: authority.clone() },
                Question::DeltaCrl { authority: authority.clone() },
                Question::Index { authority },
            ]);
        }
        questions.iter().map(|question| format!("{question:?} {:?}", self.ask(seat, question))).collect()
    }

    // ------------------------------------------------------------ questions

    pub fn ask(&mut self, seat: usize, question: &Question) -> View {
        let needs = self.seats[seat].question_needs(question).unwrap();
        let all = self.store.inner.all();
        let cold = all.into_iter().filter(|(key, _)| needs.iter().any(|needed| needed == key)).collect();
        self.seats[seat].ask(question, &cold).unwrap()
    }

    pub const fn revision(&self, seat: usize) -> u64 {
        self.seats[seat].revision()
    }

    pub fn authorities(&mut self, seat: usize) -> Vec<rootpage::session::view::AuthorityView> {
        let View::Vault(vault) = self.ask(seat, &Question::Vault {}) else { panic!("another view") };
        vault.authorities
    }
}

/// Where a store answers wrongly the core refuses; where it does not, every act that is proposed is one that can be done.
fn is_refusal(kind: Kind, fault: Fault, code: Code) -> bool {
    let asks_passphrase =
        matches!(kind, Kind::ChangePassphrase | Kind::Strengthen | Kind::DetachKey | Kind::DeleteAuthority);
    match fault {
        Fault::RevisionStale | Fault::LoadStale if asks_passphrase => code == Code::PassphraseWrong,
        Fault::LoadStale => code == Code::VaultRecordTampered,
        Fault::ReadEmpty => code == Code::VaultRecordMissing,
        Fault::ReadOther => code == Code::VaultRecordTampered,
        // what the other session has done the one that proposes does not know yet
        _ => match code {
            Code::AlreadyRevoked | Code::AuthorityUnknown | Code::KeyOffline => true,
            Code::NotHeld => kind == Kind::Release,
            Code::LedgerInconsistent => kind == Kind::AttachKey,
            _ => false,
        },
    }
}
