//! Is whatever happens to a stored vault noticed and named, does what is intact stay readable, and is nothing signed then?
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_in_result, clippy::unwrap_used, reason = "tests may")]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/store.rs"]
mod store;

use desk::{Desk, PASSPHRASE};
use rootpage::error::Code;
use rootpage::key::KeyKind;
use rootpage::session::{Act, CreateAuthority, CreateRequest, IssueCrl, Question, Session, View};
use rootpage::vault::{Contents, Damage, Harm, Kind, Vault};
use store::MemoryStore;

/// A vault with two authorities, of which the second has certificates, a list, settings and a request; and what it was before
/// the last of its acts, in which every hot record of the second was written.
struct Scene {
    desk: Desk,
    before: MemoryStore,
    vault: Vault,
    contents: Contents,
    other: String,
    own: String,
}

fn scene() -> Scene {
    let mut desk = Desk::new();
    let other = desk.create_authority("CN=Other", 3650).id;
    desk.clock.forward(1);
    let own = desk.create_authority("CN=Own", 3650).id;
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    desk.issue(&own, &csr);
    let key = desk.key(KeyKind::P256);
    let wanted = CreateRequest { subject: "CN=b.sample.com".to_owned(), san: vec![], profile: None };
    let act = Act::CreateRequest {
        authority: Some(own.clone()),
        subject: wanted.subject,
        san: wanted.san,
        profile: wanted.profile,
    };
    desk.act_with(act, Some(key)).unwrap();
    desk.act(Act::IssueCrl(IssueCrl::days(&own, 7))).unwrap();
    desk.act(Act::Archive { authority: own.clone(), serial: None, archived: true }).unwrap();
    let before = desk.store.clone();
    desk.issue(&own, &csr);
    let (vault, contents) = Vault::open(&desk.store.hot(), PASSPHRASE).unwrap();
    Scene { desk, before, vault, contents, other, own }
}

impl Scene {
    /// What is said of the vault after this was done to its store.
    fn touched(&self, touch: impl FnOnce(&mut MemoryStore)) -> (Vec<Damage>, Contents) {
        let mut store = self.desk.store.clone();
        touch(&mut store);
        let (vault, contents) = self.vault.survey_again(&store.all()).unwrap();
        assert_eq!(vault.check_whole().is_err(), !vault.damages().is_empty());
        (vault.damages().to_vec(), contents)
    }

    /// The keys of the hot records and of the head, without the header.
    fn keys(&self) -> Vec<String> {
        self.desk.store.hot().keys().filter(|key| **key != "header").map(|key| (*key).to_owned()).collect()
    }

    /// Whether everything but the record with this key is there as it was.
    fn assert_readable(&self, contents: &Contents, but: &[&str]) {
        for (id, record) in &self.contents {
            if !but.contains(&&*id.hot_key()) {
                assert_eq!(contents.get(id), Some(record));
            }
        }
    }
}

fn named(damages: &[Damage]) -> Vec<(&str, &Harm)> {
    damages.iter().map(|damage| (damage.key.as_str(), &damage.harm)).collect()
}

#[test]
fn a_whole_vault_has_no_damage() {
    let scene = scene();
    let (damages, contents) = scene.touched(|_| {});
    assert_eq!(damages, []);
    assert_eq!(contents, scene.contents);
}

#[test]
fn any_flipped_bit_is_named_and_the_rest_is_readable() {
    let scene = scene();
    for key in scene.keys() {
        for bit in 0..scene.desk.store.records[&key].len() * 8 {
            // every byte once, each with another bit
            if bit % 8 != (bit / 8) % 8 {
                continue;
            }
            let (damages, contents) =
                scene.touched(|store| store.records.get_mut(&key).unwrap()[bit / 8] ^= 1 << (bit % 8));
            assert_eq!(named(&damages), [(key.as_str(), &Harm::Changed)], "bit {bit}");
            scene.assert_readable(&contents, &[&key]);
        }
    }
}

#[test]
fn a_removed_record_is_named_and_the_rest_is_readable() {
    let scene = scene();
    for key in scene.keys() {
        let (damages, contents) = scene.touched(|store| drop(store.records.remove(&key)));
        assert_eq!(named(&damages), [(key.as_str(), &Harm::Removed)]);
        scene.assert_readable(&contents, &[&key]);
    }
}

#[test]
fn any_swapped_pair_is_named_and_both_are_readable() {
    let scene = scene();
    let keys: Vec<_> = scene.keys().into_iter().filter(|key| key != "head").collect();
    for (at, one) in keys.iter().enumerate() {
        for other in &keys[at + 1..] {
            let (damages, contents) = scene.touched(|store| swap(store, one, other));
            let [to_one, to_other] = [one, other].map(|key| Harm::Exchanged { with: key.clone() });
            assert_eq!(named(&damages), [(one.as_str(), &to_other), (other.as_str(), &to_one)]);
            scene.assert_readable(&contents, &[]);
        }
        let (damages, contents) = scene.touched(|store| swap(store, one, "head"));
        assert_eq!(named(&damages), [("head", &Harm::Changed), (one.as_str(), &Harm::Changed)]);
        scene.assert_readable(&contents, &[one]);
    }
}

fn swap(store: &mut MemoryStore, one: &str, other: &str) {
    let [first, second] = [one, other].map(|key| store.records[key].clone());
    store.records.insert(one.to_owned(), second);
    store.records.insert(other.to_owned(), first);
}

#[test]
fn a_record_in_the_place_of_another_is_named() {
    let scene = scene();
    let keys: Vec<_> = scene.keys().into_iter().filter(|key| key != "head").collect();
    for one in &keys {
        for other in keys.iter().filter(|other| *other != one) {
            let (damages, contents) =
                scene.touched(|store| drop(store.records.insert(one.clone(), store.records[other].clone())));
            assert_eq!(named(&damages), [(one.as_str(), &Harm::Exchanged { with: other.clone() })]);
            scene.assert_readable(&contents, &[one]);
        }
    }
}

/// The records that the last act has written.
fn written(scene: &Scene) -> Vec<String> {
    let is_other =
        |key: &String| scene.before.records.get(key).is_some_and(|old| *old != scene.desk.store.records[key]);
    let written: Vec<_> = scene.keys().into_iter().filter(is_other).collect();
    assert_eq!(written.len(), 4, "the authority, its index page, the journal and the head");
    written
}

#[test]
fn a_record_that_is_rolled_back_is_named_with_its_revisions() {
    let scene = scene();
    let now = scene.vault.revision();
    for key in written(&scene) {
        let (damages, _) =
            scene.touched(|store| drop(store.records.insert(key.clone(), scene.before.records[&key].clone())));
        let sealed = damages.iter().find(|damage| damage.key == key).unwrap();
        let Harm::RolledBack { sealed, expected } = sealed.harm else { panic!("{damages:?}") };
        assert!(sealed < now && expected == now, "{damages:?}");
        assert!(key == "head" || damages.len() == 1, "{damages:?}");
    }
}

#[test]
fn all_but_the_head_rolled_back_is_named_record_by_record() {
    let scene = scene();
    let (damages, contents) = scene.touched(|store| {
        let head = store.records["head"].clone();
        store.records.clone_from(&scene.before.records);
        store.records.insert("head".to_owned(), head);
    });
    let mut expected = written(&scene);
    expected.retain(|key| key != "head");
    let rolled = damages.iter().filter(|damage| matches!(damage.harm, Harm::RolledBack { .. }));
    assert_eq!(rolled.map(|damage| damage.key.clone()).collect::<Vec<_>>(), expected);
    assert_eq!(damages.len(), expected.len(), "{damages:?}");
    scene.assert_readable(&contents, &expected.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn an_added_record_is_named() {
    let scene = scene();
    for key in ["notes", "hot/0", "warm/0", "hot/00112233445566778899aabbccddeeff"] {
        let (damages, contents) = scene.touched(|store| drop(store.records.insert(key.to_owned(), vec![1; 99])));
        assert_eq!(named(&damages), [(key, &Harm::Added)]);
        assert_eq!(contents, scene.contents);
    }
}

/// The header of an earlier passphrase opens the vault, and is not the one that the head says.
#[test]
fn an_earlier_header_is_named() {
    let mut scene = scene();
    let [current, passphrase] = [PASSPHRASE, "five other random words here"].map(|text| text.to_owned().into());
    scene.desk.act(Act::ChangePassphrase { current, passphrase }).unwrap();
    let (damages, _) =
        scene.touched(|store| drop(store.records.insert("header".to_owned(), scene.before.records["header"].clone())));
    assert_eq!(named(&damages), [("header", &Harm::Changed)]);
}

// ---------------------------------------------------------------- the session

/// Every authority that is whole is shown as it was, the damaged one with what is left of it; and nothing is signed.
#[test]
fn a_damaged_vault_is_read_and_signs_nothing() {
    let mut scene = scene();
    let own = scene.own.clone();
    let page = scene.desk.store.hot().into_keys().find(|key| kind_of(&scene, key) == Some(Kind::IndexPage)).unwrap();
    let page = page.to_owned();
    scene.desk.store.records.remove(&page);
    assert_eq!(
        Session::open(scene.desk.clock.clone(), &scene.desk.store.hot(), PASSPHRASE).unwrap_err().code(),
        Code::VaultRecordMissing
    );
    scene.desk.session = Session::open_damaged(scene.desk.clock.clone(), &scene.desk.store.hot(), PASSPHRASE).unwrap();
    let damages = scene.desk.session.damages();
    assert_eq!(damages[0].to_string(), format!("index page {page} was removed"));
    let View::Vault(view) = scene.desk.ask(&Question::Vault {}).unwrap() else { panic!("another view") };
    assert_eq!(view.authorities.iter().map(|held| held.title.as_str()).collect::<Vec<_>>(), ["Other", "Own"]);
    let View::Crl(Some(_)) = scene.desk.ask(&Question::Crl { authority: own.clone() }).unwrap() else {
        panic!("another view")
    };
    for authority in [scene.other.clone(), own] {
        let error = scene.desk.act(Act::IssueCrl(IssueCrl::days(&authority, 7))).unwrap_err();
        assert_eq!((error.code(), error.field_name()), (Code::VaultDamaged, Some(page.as_str())));
    }
    let (act, key) = (Act::CreateAuthority(CreateAuthority::root("CN=New", 30)), scene.desk.key(KeyKind::P256));
    assert_eq!(scene.desk.act_with(act, Some(key)).unwrap_err().code(), Code::VaultDamaged);
}

fn kind_of(scene: &Scene, key: &str) -> Option<Kind> {
    let found = scene.contents.iter().find(|(id, _)| id.hot_key() == key);
    found.map(|(_, record)| record.kind())
}

#[test]
fn each_record_belongs_to_its_authority() {
    let scene = scene();
    for key in scene.keys().into_iter().filter(|key| key != "head") {
        let (damages, _) = scene.touched(|store| *store.records.get_mut(&key).unwrap().last_mut().unwrap() ^= 1);
        let owner = damages[0].authority.map(|id| id.to_string());
        match kind_of(&scene, &key).unwrap() {
            Kind::IndexPage => assert_eq!(owner.as_deref(), Some(scene.own.as_str())),
            Kind::JournalPage | Kind::Request => assert_eq!(owner, None),
            Kind::Authority | Kind::Key => assert!(owner.is_some_and(|own| [&scene.own, &scene.other].contains(&&own))),
            _ => {}
        }
    }
}

/// Part by part the answer is that of all at once, and what was not asked for is not missed.
#[test]
fn cold_records_are_checked_part_by_part() {
    let scene = scene();
    let session = &scene.desk.session;
    let keys = session.cold_keys();
    let mut store = scene.desk.store.clone();
    swap(&mut store, &keys[0], &keys[1]);
    store.records.remove(&keys[2]);
    let all = store.all();
    let part = |key: &String| {
        all.iter().filter(|(stored, _)| *stored == key).map(|(stored, sealed)| (*stored, *sealed)).collect()
    };
    let parts = keys.iter().flat_map(|key| session.check_cold_part(std::slice::from_ref(key), &part(key)));
    let damages: Vec<_> = parts.collect();
    assert_eq!(damages.len(), 3);
    assert_eq!(damages, session.check_cold(&all));
}

/// Cold records are not read on opening: a check of all of them names what happened to each.
#[test]
fn a_check_of_the_cold_records_names_what_happened_to_each() {
    let scene = scene();
    let session = &scene.desk.session;
    let keys = session.cold_keys();
    assert_eq!(keys.len(), 4, "two certificates, a list and a key");
    assert_eq!(session.check_cold(&scene.desk.store.all()), []);
    for (at, key) in keys.iter().enumerate() {
        let checked = |touch: &dyn Fn(&mut MemoryStore)| {
            let mut store = scene.desk.store.clone();
            touch(&mut store);
            let damages = session.check_cold(&store.all());
            damages.into_iter().map(|damage| (damage.key, damage.harm)).collect::<Vec<_>>()
        };
        let gone = checked(&|store| drop(store.records.remove(key)));
        assert_eq!(gone, [(key.clone(), Harm::Removed)]);
        for byte in 0..scene.desk.store.records[key].len() {
            let changed = checked(&|store| store.records.get_mut(key).unwrap()[byte] ^= 1 << (byte % 8));
            assert_eq!(changed, [(key.clone(), Harm::Changed)]);
        }
        for other in &keys[at + 1..] {
            let swapped = checked(&|store| swap(store, key, other));
            let to = |with: &String| Harm::Exchanged { with: with.clone() };
            assert_eq!(swapped, [(key.clone(), to(other)), (other.clone(), to(key))]);
        }
    }
}
