//! Commit, then release: whatever a store does and whenever a browser dies, nothing that was released is unrecorded, and
//! no number is used twice.
//!
//! Two sessions work at one store. Each act meets each fault once, in a fixed order; then sequences of acts and faults
//! follow from seeds. After every step a judge reads all of the store anew.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    reason = "tests may"
)]

#[path = "vault_model/acts.rs"]
mod acts;
#[path = "vault_model/judge.rs"]
mod judge;
#[path = "support/store.rs"]
mod store;
#[path = "vault_model/world.rs"]
mod world;

use std::collections::BTreeMap;

use acts::Kind;
use store::Fault;
use world::{Outcome, World};

/// What became of each act under each fault.
#[derive(Default)]
struct Tally(BTreeMap<(Kind, Fault), BTreeMap<&'static str, u32>>);

impl Tally {
    fn add(&mut self, kind: Kind, fault: Fault, outcome: &Outcome) {
        *self.0.entry((kind, fault)).or_default().entry(outcome.as_str()).or_default() += 1;
    }

    fn count(&self, kind: Kind, fault: Fault, outcome: &str) -> u32 {
        self.0.get(&(kind, fault)).and_then(|counts| counts.get(outcome)).copied().unwrap_or_default()
    }
}

#[test]
fn every_act_survives_every_fault_at_every_step() {
    let mut tally = Tally::default();
    for kind in Kind::ALL {
        let mut world = World::new(1);
        for fault in Fault::ALL {
            let outcome = world.perform_behind(kind, 0, fault);
            tally.add(kind, fault, &outcome);
            world.settle();
        }
    }
    for kind in Kind::ALL {
        let released = |fault| tally.count(kind, fault, "released");
        assert_eq!(released(Fault::None), 1, "{kind:?} is done where nothing goes wrong");
        assert_eq!(released(Fault::DieAfterConfirm), 1, "{kind:?}");
        for fault in [
            Fault::RevisionFails,
            Fault::LoadFails,
            Fault::DieBeforeCommit,
            Fault::CommitFails,
            Fault::CommitLate,
            Fault::AnswerLost,
            Fault::DieAfterCommit,
        ] {
            assert_eq!(released(fault), 0, "{kind:?} lets nothing out under {fault:?}");
        }
    }
}

#[test]
fn random_acts_faults_and_reopenings_leave_the_ledger_whole() {
    let (mut steps, mut outcomes) = (0, BTreeMap::<&str, u32>::new());
    for seed in seeds() {
        let mut world = World::new(seed);
        for _ in 0..40 {
            *outcomes.entry(world.step().as_str()).or_default() += 1;
            steps += 1;
        }
    }
    println!("{steps} steps: {outcomes:?}");
    for outcome in ["released", "lost", "refused"] {
        assert!(outcomes[outcome] > steps / 50, "{outcomes:?}");
    }
}

/// Six of them, or the one of `SEED`.
fn seeds() -> Vec<u8> {
    match std::env::var("SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (2..8).collect(),
    }
}
