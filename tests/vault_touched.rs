//! Whatever is done to a stored vault, a state file or a backup, in whatever combination: is it refused, or named, and never read as
//! something that it was not?
//!
//! The touches follow from seeds; `ROUNDS=5000 cargo test --release --test vault_touched` goes on for longer.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_in_result, clippy::unwrap_used, reason = "tests may")]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/store.rs"]
mod store;

use std::collections::{BTreeMap, BTreeSet};

use desk::{Desk, PASSPHRASE};
use rootpage::env::{Env, FixedEnv};
use rootpage::error::Code;
use rootpage::model::Time;
use rootpage::session::{Act, IssueCrl, open_backup};
use rootpage::vault::{Contents, Harm, Vault, read_state, write_state};
use store::MemoryStore;

type Records = BTreeMap<String, Vec<u8>>;

/// What was chosen of a seed.
struct Dice(FixedEnv);

impl Dice {
    fn new(seed: u8) -> Self {
        Self(FixedEnv::new(Time::from_unix(0).unwrap(), seed))
    }

    fn below(&mut self, end: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % u64::try_from(end).unwrap()).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        let mut bytes = vec![0; 1 + self.below(most)];
        self.0.fill(&mut bytes);
        bytes
    }

    /// The same bytes but for something: a bit, some bytes that were cut off, added, left out, repeated or put elsewhere.
    fn spoilt(&mut self, whole: &[u8]) -> Vec<u8> {
        let mut bytes = whole.to_vec();
        let [at, from] = [self.below(bytes.len()), self.below(bytes.len())];
        match self.below(6) {
            0 => bytes[at] ^= 1 << self.below(8),
            1 => bytes.truncate(at),
            2 => bytes.extend(self.bytes(40)),
            3 => drop(bytes.drain(at.min(from)..=at.max(from))),
            4 => drop(bytes.splice(at..at, whole[from..].iter().take(60).copied())),
            _ => bytes.swap(at, from),
        }
        bytes
    }
}

fn rounds(usually: usize) -> usize {
    std::env::var("ROUNDS").map_or(usually, |rounds| rounds.parse().unwrap())
}

/// A vault after a few acts, and its earlier states.
struct Scene {
    desk: Desk,
    earlier: Vec<Records>,
    vault: Vault,
    contents: Contents,
}

fn scene() -> Scene {
    let mut desk = Desk::new();
    let own = desk.create_authority("CN=Own", 3650).id;
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let mut earlier = Vec::new();
    for _ in 0..3 {
        desk.issue(&own, &csr);
        earlier.push(desk.store.records.clone());
        desk.act(Act::IssueCrl(IssueCrl::days(&own, 7))).unwrap();
        earlier.push(desk.store.records.clone());
    }
    earlier.pop();
    let (vault, contents) = Vault::open(&desk.store.hot(), PASSPHRASE).unwrap();
    Scene { desk, earlier, vault, contents }
}

/// Does one thing to a store, of everything that can be done to one from outside without the key.
fn touch(dice: &mut Dice, scene: &Scene, records: &mut Records) {
    let keys: Vec<String> = records.keys().filter(|key| *key != "header").cloned().collect();
    if keys.len() < 2 {
        return;
    }
    let (one, other) = (dice.one(&keys).clone(), dice.one(&keys).clone());
    match dice.below(8) {
        0 | 1 => {
            let spoilt = dice.spoilt(&records[&one]);
            records.insert(one, spoilt);
        }
        2 => drop(records.remove(&one)),
        3 => {
            let [first, second] = [&one, &other].map(|key| records[key].clone());
            records.insert(one, second);
            records.insert(other, first);
        }
        4 => {
            let copy = records[&other].clone();
            records.insert(one, copy);
        }
        5 | 6 => {
            if let Some(earlier) = dice.one(&scene.earlier).get(&one) {
                records.insert(one, earlier.clone());
            }
        }
        _ => {
            let name = dice.bytes(16).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            let place = *dice.one(&["hot/", "cold/", "", "warm/"]);
            let bytes = if dice.below(2) == 0 { dice.bytes(300) } else { records[&other].clone() };
            records.insert(format!("{place}{name}"), bytes);
        }
    }
}

/// The keys of what is loaded on opening that is other than it was, gone or new.
fn other_keys(before: &Records, now: &Records) -> BTreeSet<String> {
    let keys = before.keys().chain(now.keys()).filter(|key| before.get(*key) != now.get(*key));
    keys.filter(|key| !key.starts_with("cold/")).cloned().collect()
}

#[test]
fn what_was_touched_is_named_and_the_rest_is_what_it_was() {
    let scene = scene();
    let mut dice = Dice::new(21);
    let sealed_once: Vec<&Records> = scene.earlier.iter().chain([&scene.desk.store.records]).collect();
    let mut seen = BTreeSet::new();
    for round in 0..rounds(1500) {
        let mut records = scene.desk.store.records.clone();
        (0..=dice.below(4)).for_each(|_| touch(&mut dice, &scene, &mut records));
        let store = MemoryStore { revision: 0, records };
        let others = other_keys(&scene.desk.store.records, &store.records);
        // opening it refuses whatever is other, and what it says is one of those
        let opened = scene.vault.refreshed(&store.hot());
        let (vault, contents) = scene.vault.survey_again(&store.hot()).unwrap();
        match opened {
            Ok((_, contents)) => assert!(contents == scene.contents && others.is_empty(), "round {round}: {others:?}"),
            Err(error) => {
                assert!(!others.is_empty(), "round {round}: {error}");
                assert!(
                    [Code::VaultRecordMissing, Code::VaultRecordTampered, Code::VaultRecordUnexpected]
                        .contains(&error.code()),
                    "round {round}: {error}"
                );
                let field = error.field_name().unwrap_or_default();
                // beside an earlier head, the records of later commits are the ones that are other
                let is_told = others.contains("head") || others.iter().any(|key| field.contains(key.as_str()));
                assert!(is_told, "round {round}: {field} of {others:?}");
            }
        }
        // each is named, by its own key or by that of the one with which it was exchanged
        let named: BTreeSet<String> = vault.damages().iter().map(|damage| damage.key.clone()).collect();
        let is_named = |key: &String| named.contains(key);
        // an earlier head knows the records of its commit, so that the later ones are told of beside it
        let head_is_other = others.contains("head");
        assert!(others.iter().all(|key| is_named(key) || head_is_other), "round {round}: {others:?} against {named:?}");
        assert_eq!(others.is_empty(), named.is_empty(), "round {round}");
        assert!(head_is_other || named.is_subset(&others), "round {round}: {named:?} beyond {others:?}");
        assert!(!others.contains("head") || is_named(&"head".to_owned()), "round {round}");
        // and nothing is read that was never sealed in that place
        for (id, record) in &contents {
            let key = id.hot_key();
            let is_the_same = scene.contents.get(id) == Some(record);
            let is_known = sealed_once.iter().any(|state| state.contains_key(&key));
            assert!(is_known && (is_the_same || others.contains(&key)), "round {round}: {key}");
        }
        seen.extend(vault.damages().iter().map(|damage| name_of(&damage.harm)));
    }
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        ["added", "changed", "exchanged", "removed", "rolled back", "unconfirmed"]
    );
}

const fn name_of(harm: &Harm) -> &'static str {
    match harm {
        Harm::Removed => "removed",
        Harm::Changed => "changed",
        Harm::RolledBack { .. } => "rolled back",
        Harm::Unconfirmed { .. } => "unconfirmed",
        Harm::Exchanged { .. } => "exchanged",
        Harm::Added => "added",
        Harm::Unreadable(_) => "unreadable",
    }
}

/// Those to which nothing refers are no damage, and no others are.
#[test]
fn a_cold_record_that_was_touched_is_named() {
    let scene = scene();
    let mut dice = Dice::new(22);
    let referred: BTreeSet<String> = scene.desk.session.cold_keys().into_iter().collect();
    for round in 0..rounds(1500) {
        let mut records = scene.desk.store.records.clone();
        (0..=dice.below(4)).for_each(|_| touch(&mut dice, &scene, &mut records));
        let store = MemoryStore { revision: 0, records };
        let is_other = |key: &&String| store.records.get(*key) != scene.desk.store.records.get(*key);
        let others: BTreeSet<String> = referred.iter().filter(is_other).cloned().collect();
        let damages = scene.desk.session.check_cold(&store.all());
        let named: BTreeSet<String> = damages.into_iter().map(|damage| damage.key).collect();
        assert_eq!(named, others, "round {round}");
    }
}

#[test]
fn a_state_file_that_was_touched_is_refused() {
    let scene = scene();
    let mut dice = Dice::new(23);
    let file = write_state(&scene.desk.store.all()).unwrap();
    assert_eq!(read_state(file.as_slice()).unwrap(), scene.desk.store.records);
    for round in 0..rounds(3000) {
        let spoilt = dice.spoilt(&file);
        match read_state(spoilt.as_slice()) {
            Ok(_) => assert_eq!(spoilt, file, "round {round}"),
            Err(error) => assert!([Code::VaultFormat, Code::VaultTooNew].contains(&error.code()), "round {round}"),
        }
    }
}

/// A touch that says the same, such as a line's end more, changes nothing.
#[test]
fn a_backup_that_was_touched_is_refused_or_says_the_same() {
    let mut scene = scene();
    let mut dice = Dice::new(24);
    let store = scene.desk.store.clone();
    let file = scene.desk.session.backup(PASSPHRASE, &store.all()).unwrap();
    let file = file.content.into_vec();
    let mut refused = 0;
    for round in 0..rounds(40) {
        let spoilt = dice.spoilt(&file);
        match open_backup(&spoilt, PASSPHRASE) {
            Ok(backup) => assert_eq!(backup.records, store.records, "round {round}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > rounds(40) / 2, "{refused}");
}
