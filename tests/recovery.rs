//! Does what stands on paper open the vault and its backups, and nothing else, and is the vault then of use only with a new passphrase?
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    reason = "tests may"
)]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/store.rs"]
mod store;

use desk::{Clock, Desk, PASSPHRASE};
use rootpage::error::{Code, Error, Result};
use rootpage::key::KeyKind;
use rootpage::session::view::{RecoveryKitView, RecoverySharesView, RecoveryWordsView, VaultView};
use rootpage::session::{
    Act, CreateAuthority, IssueCrl, OpenedBackup, Question, Secret, Session, View, check_words, combine_shares,
};

const NEW: &str = "a passphrase that is remembered";

fn secret(text: &str) -> Secret {
    Secret::from(text.to_owned())
}

fn kit(desk: &mut Desk) -> RecoveryKitView {
    let act = Act::MakeRecoveryKit { passphrase: Some(secret(PASSPHRASE)) };
    let View::RecoveryKit(kit) = desk.act(act).unwrap() else { panic!("another view") };
    kit
}

fn shares(desk: &mut Desk, threshold: u8, shares: u8) -> RecoverySharesView {
    let act = Act::MakeRecoveryShares { passphrase: Some(secret(PASSPHRASE)), threshold, shares };
    let View::RecoveryShares(shares) = desk.act(act).unwrap() else { panic!("another view") };
    shares
}

fn vault(desk: &mut Desk) -> VaultView {
    let View::Vault(view) = desk.ask(&Question::Vault {}).unwrap() else { panic!("another view") };
    view
}

fn opened(desk: &Desk, words: &str) -> Result<Desk> {
    let session = Session::open_with_recovery(desk.clock.clone(), &desk.store.hot(), words)?;
    Ok(Desk { session, store: desk.store.clone(), clock: desk.clock.clone() })
}

fn refusal<T>(result: Result<T>) -> (Code, String) {
    let error: Error = result.map(drop).unwrap_err();
    (error.code(), error.field_name().unwrap_or_default().to_owned())
}

#[test]
fn the_words_open_the_vault_whatever_became_of_the_passphrase() {
    let mut desk = Desk::new();
    let ca = desk.create_authority("CN=Root", 3650).id;
    let kit = kit(&mut desk);
    assert_eq!((kit.words.len(), kit.vault.as_str()), (28, vault(&mut desk).id.as_str()));
    let act = Act::ChangePassphrase { current: secret(PASSPHRASE), passphrase: secret("another one, forgotten") };
    desk.act(act).unwrap();
    let mut found = opened(&desk, &kit.words.join(" ")).unwrap();
    assert!(vault(&mut found).recovered);
    let act = Act::ResetPassphrase { passphrase: secret(NEW) };
    let View::Vault(view) = found.act(act).unwrap() else { panic!("another view") };
    assert!(!view.recovered && view == vault(&mut found));
    found.act(Act::IssueCrl(IssueCrl::days(&ca, 7))).unwrap();
    Session::open(found.clock.clone(), &found.store.hot(), NEW).unwrap();
    // good for the next time too
    opened(&found, &kit.qr.text).unwrap();
}

/// Every other act and question, and a backup; the second passphrase is no longer set in this way.
#[test]
fn a_recovered_vault_does_nothing_before_it_has_a_passphrase() {
    let mut desk = Desk::new();
    let ca = desk.create_authority("CN=Root", 3650).id;
    let kit = kit(&mut desk);
    let mut found = opened(&desk, &kit.qr.text).unwrap();
    let key = found.key(KeyKind::P256);
    let create = Act::CreateAuthority(CreateAuthority::root("CN=Other".to_owned(), 1));
    assert_eq!(refusal(found.act_with(create, Some(key))).0, Code::PassphraseUnset);
    assert_eq!(refusal(found.act(Act::IssueCrl(IssueCrl::days(&ca, 7)))).0, Code::PassphraseUnset);
    assert_eq!(
        refusal(found.act(Act::MakeRecoveryKit { passphrase: Some(secret(PASSPHRASE)) })).0,
        Code::PassphraseUnset
    );
    assert_eq!(refusal(found.ask(&Question::Authority { authority: ca })).0, Code::PassphraseUnset);
    let all = found.store.clone();
    assert_eq!(refusal(found.session.backup(PASSPHRASE, &all.all())).0, Code::PassphraseUnset);
    assert_eq!(refusal(found.act(Act::ResetPassphrase { passphrase: secret("short") })).0, Code::PassphraseTooShort);
    found.act(Act::ResetPassphrase { passphrase: secret(NEW) }).unwrap();
    assert_eq!(refusal(found.act(Act::ResetPassphrase { passphrase: secret(NEW) })).0, Code::CallUnknown);
}

#[test]
fn enough_shares_open_the_vault() {
    let mut desk = Desk::new();
    let kit = kit(&mut desk);
    let made = shares(&mut desk, 3, 5);
    let text = |which: &[usize]| which.iter().map(|at| made.shares[*at].words.join(" ") + "\n").collect::<String>();
    for which in [[0, 1, 2], [4, 2, 0], [1, 3, 4]] {
        opened(&desk, &text(&which)).unwrap();
        let one_by_one: Vec<_> = which.iter().map(|at| made.shares[*at].qr.text.as_str()).collect();
        assert_eq!(*combine_shares(&one_by_one).unwrap(), kit.words.join(" "));
    }
    let view = check_words(&text(&[3])).unwrap();
    let (vault, set) = (kit.vault.chars().take(5).collect::<String>(), made.set.clone());
    assert_eq!(view, RecoveryWordsView::Share { vault: vault.clone(), number: 4, threshold: 3, set });
    assert_eq!(check_words(&kit.qr.text).unwrap(), RecoveryWordsView::Key { vault });
    let other = shares(&mut desk, 3, 5);
    let mixed = text(&[0, 1]) + &other.shares[2].qr.text;
    for (words, code, field) in [
        (text(&[0]), Code::RecoverySharesFew, "shares"),
        (text(&[0, 1]), Code::RecoverySharesFew, "shares"),
        (text(&[0, 1, 0]), Code::RecoveryShareTwice, "share 3"),
        (mixed, Code::RecoverySharesMixed, "share 3"),
    ] {
        assert_eq!(refusal(opened(&desk, &words)), (code, field.to_owned()));
    }
}

#[test]
fn words_of_another_vault_are_named_as_such() {
    let (mut desk, mut other) = (Desk::new(), other_desk());
    let (ours, theirs) = (kit(&mut desk), kit(&mut other));
    assert_eq!(refusal(opened(&desk, &theirs.qr.text)), (Code::RecoveryOfAnother, "words".to_owned()));
    let file = backup(&mut desk);
    assert_eq!(refusal(OpenedBackup::open_with_recovery(&file, &theirs.qr.text)).0, Code::RecoveryOfAnother);
    OpenedBackup::open_with_recovery(&file, &ours.qr.text).unwrap();
}

#[test]
fn nothing_is_given_out_without_the_passphrase_and_the_journal_tells_what_was() {
    let mut desk = Desk::new();
    let before = desk.session.revision();
    for (passphrase, code) in [(None, Code::VaultPassphraseMissing), (Some(secret(NEW)), Code::PassphraseWrong)] {
        let act = Act::MakeRecoveryKit { passphrase: passphrase.clone() };
        assert_eq!(refusal(desk.act(act)).0, code);
        assert_eq!(refusal(desk.act(Act::MakeRecoveryShares { passphrase, threshold: 2, shares: 3 })).0, code);
    }
    assert_eq!(desk.session.revision(), before);
    let kit = kit(&mut desk);
    let made = shares(&mut desk, 2, 3);
    let View::Journal(journal) = desk.ask(&Question::Journal { offset: None, limit: None }).unwrap() else { panic!() };
    let told: Vec<_> = journal.text.lines().skip(2).map(|line| line.split('\t').collect::<Vec<_>>()).collect();
    let set = format!("2 of 3 shares, set {}", made.set);
    assert_eq!(told.iter().map(|line| (line[2], line[6])).collect::<Vec<_>>(), [("24", "key"), ("24", set.as_str())]);
    let shown = format!("{kit:?}{made:?}");
    assert!(!shown.contains(&kit.words[9]) && !shown.contains(kit.qr.text.as_str()), "{shown}");
}

#[test]
fn paper_and_a_backup_are_enough() {
    let mut desk = Desk::new();
    let ca = desk.create_authority("CN=Root", 3650).id;
    let kit = kit(&mut desk);
    let made = shares(&mut desk, 2, 3);
    let file = backup(&mut desk);
    // nothing but the file and the words is left
    let words = [made.shares[2].qr.text.as_str(), &made.shares[0].qr.text].join(" ");
    for words in [kit.qr.text.as_str(), &words] {
        let opened = OpenedBackup::open_with_recovery(&file, words).unwrap();
        let by_passphrase = OpenedBackup::open(&file, PASSPHRASE).unwrap();
        assert_eq!((opened.records(), opened.revision()), (by_passphrase.records(), by_passphrase.revision()));
        assert_eq!(opened.folders, by_passphrase.folders);
        let mut restored = Desk::new();
        restored.store.records = opened.records().clone();
        restored.store.revision = i64::try_from(opened.revision()).unwrap();
        let mut restored = self::opened(&restored, words).unwrap();
        restored.act(Act::ResetPassphrase { passphrase: secret(NEW) }).unwrap();
        restored.act(Act::IssueCrl(IssueCrl::days(&ca, 7))).unwrap();
    }
    let wrong = kit.words.join(" ").replacen(kit.words[7].as_str(), "zoo", 1);
    assert_eq!(
        refusal(OpenedBackup::open_with_recovery(&file, &wrong)),
        (Code::RecoveryWordsWrong, "word 8".to_owned())
    );
    let touched = String::from_utf8(file.clone()).unwrap();
    let earlier = touched.replace("ROOTPAGE RECOVERY", "ANOTHER BLOCK");
    assert_eq!(
        refusal(OpenedBackup::open_with_recovery(earlier.as_bytes(), &kit.qr.text)).0,
        Code::BackupRecoveryMissing
    );
    OpenedBackup::open(earlier.as_bytes(), PASSPHRASE).unwrap();
}

fn backup(desk: &mut Desk) -> Vec<u8> {
    let store = desk.store.clone();
    desk.session.backup(PASSPHRASE, &store.all()).unwrap().content.into_vec()
}

/// A vault with other random bytes.
fn other_desk() -> Desk {
    let clock = Clock::new(9);
    let mut desk = Desk::new();
    let kdf = rootpage::vault::KdfParams::FLOOR;
    desk.session = Session::create(clock.clone(), PASSPHRASE, kdf, None).unwrap();
    desk.store = store::MemoryStore::new();
    desk.store.commit(&desk.session.take_commit().unwrap()).unwrap();
    desk.session.confirm().unwrap();
    desk.clock = clock;
    desk
}
