//! Does the vault ask for backups and for its passphrase where it should, keep what may still have to be revoked, and tell what it did?
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_in_result, clippy::unwrap_used, reason = "tests may")]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/store.rs"]
mod store;

use desk::{Clock, Desk, PASSPHRASE, issue};
use rootpage::error::{Code, Error};
use rootpage::key::{KeyKind, make_key};
use rootpage::session::view::{AuthorityView, BackupStateView, CertificatesView, JournalView, VaultView};
use rootpage::session::{
    Act, Bundle, BundleSource, CreateAuthority, Csr, DeleteAuthority, DetachKey, FileRequest, IssueCrl, IssueOptions,
    KeyOwner, Question, RenewAuthority, ReplaceAuthority, Revoke, Secret, Session, View,
};
use rootpage::vault::{KdfParams, VaultSettingsRecord};
use store::MemoryStore;

macro_rules! expect {
    ($view:expr, $variant:ident) => {
        match $view {
            View::$variant(view) => view,
            other => panic!("not {}: {other:?}", stringify!($variant)),
        }
    };
}

fn secret(text: &str) -> Option<Secret> {
    Some(Secret::from(text.to_owned()))
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> Code {
    result.unwrap_err().code()
}

fn vault(desk: &mut Desk) -> VaultView {
    expect!(desk.ask(&Question::Vault {}).unwrap(), Vault)
}

fn backup(desk: &mut Desk) -> BackupStateView {
    vault(desk).backup
}

fn listed(desk: &mut Desk, authority: &str, archived: Option<&str>) -> CertificatesView {
    let question = Question::Certificates {
        authority: authority.to_owned(),
        status: None,
        query: None,
        archived: archived.map(str::to_owned),
        offset: None,
        limit: None,
    };
    expect!(desk.ask(&question).unwrap(), Certificates)
}

fn archive(authority: &str, serial: Option<&str>, archived: bool) -> Act {
    Act::Archive { authority: authority.to_owned(), serial: serial.map(str::to_owned), archived }
}

fn delete(authority: &str, passphrase: &str) -> Act {
    Act::DeleteAuthority(DeleteAuthority { authority: authority.to_owned(), passphrase: secret(passphrase) })
}

// ---------------------------------------------------------------- is a backup asked for?

/// A vault as it is made unless it is said otherwise.
fn usual() -> Desk {
    let (clock, mut store) = (Clock::new(1), MemoryStore::new());
    let limit = Some(VaultSettingsRecord::BACKUP_LIMIT);
    let mut session = Session::create(clock.clone(), PASSPHRASE, KdfParams::FLOOR, limit).unwrap();
    store.commit(&session.take_commit().unwrap()).unwrap();
    session.confirm().unwrap();
    Desk { session, store, clock }
}

#[test]
fn after_25_acts_nothing_is_issued_before_a_backup_and_everything_else_goes_on() {
    let mut desk = usual();
    let ca = desk.create_authority("CN=Root", 3650).id;
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let mut serials: Vec<_> = (0..24).map(|_| desk.issue(&ca, &csr).certificate.entry.serial).collect();
    let state = backup(&mut desk);
    assert_eq!((state.acts, state.limit, state.due, state.taken), (25, Some(25), true, None));
    let key = desk.key(KeyKind::P256);
    let again = || make_key(&mut Clock::new(9), KeyKind::P256).unwrap();
    let below = CreateAuthority { issuer: Some(ca.clone()), ..CreateAuthority::root("CN=Below", 100) };
    let many = Act::IssueMany {
        authority: ca.clone(),
        csrs: vec![Csr::Bytes(serde_bytes::ByteBuf::from(csr.clone()))],
        options: IssueOptions::default(),
    };
    for (act, key) in [
        (issue(&ca, &csr), None),
        (many, None),
        (Act::CreateAuthority(CreateAuthority::root("CN=Other", 100)), Some(key)),
        (Act::CreateAuthority(below), Some(again())),
        (Act::RenewAuthority(RenewAuthority { authority: ca.clone(), days: 3650 }), None),
        (
            Act::ReplaceAuthority(ReplaceAuthority { authority: ca.clone(), days: 100, ..ReplaceAuthority::default() }),
            Some(again()),
        ),
    ] {
        let error = desk.prepare(act, key).unwrap_err();
        assert_eq!(error.code(), Code::BackupDue);
        assert_eq!((error.found_text(), error.allowed_text()), (Some("25 acts"), Some("25 acts")));
    }
    let revoke =
        Revoke { authority: ca.clone(), serial: serials.pop(), reason: "superseded".to_owned(), ..Revoke::default() };
    desk.act(Act::Revoke(revoke)).unwrap();
    desk.act(Act::IssueCrl(IssueCrl::days(&ca, 7))).unwrap();
    desk.act(archive(&ca, serials.last().map(String::as_str), true)).unwrap();
    assert!(backup(&mut desk.reopened()).due, "it is due after opening too");

    let taken = desk.session.backup(PASSPHRASE, &desk.store.all()).unwrap();
    let act = Act::RecordBackup { revision: taken.revision, sha256: taken.sha256.clone() };
    let view = expect!(desk.act(act).unwrap(), Vault);
    let recorded = view.backup.taken.clone().unwrap();
    assert_eq!((recorded.revision, &recorded.sha256), (taken.revision, &taken.sha256));
    assert_eq!((view.backup.acts, view.backup.due), (0, false));
    assert_eq!(view, vault(&mut desk), "the answer is the vault as it is then");
    desk.issue(&ca, &csr);
    assert_eq!(backup(&mut desk.reopened()).acts, 1);
}

/// What was done between the taking of a backup and its recording is not in it.
#[test]
fn acts_count_from_the_revision_in_the_backup() {
    let mut desk = usual();
    let ca = desk.create_authority("CN=Root", 3650).id;
    let taken = desk.session.backup(PASSPHRASE, &desk.store.all()).unwrap();
    desk.act(Act::IssueCrl(IssueCrl::days(&ca, 7))).unwrap();
    let record = |revision| Act::RecordBackup { revision, sha256: taken.sha256.clone() };
    desk.act(record(taken.revision)).unwrap();
    assert_eq!(backup(&mut desk).acts, 1);
    assert_eq!(code(desk.act(record(99))), Code::CallUnknown, "a revision that is still to come");
    assert_eq!(code(desk.act(record(0))), Code::CallUnknown, "an older one than the last");
    let act = Act::RecordBackup { revision: 3, sha256: "00".to_owned() };
    assert_eq!(code(desk.act(act)), Code::CallUnknown);
}

#[test]
fn the_limit_is_set_and_taken_away() {
    let mut desk = usual();
    let limit = |acts| Act::SetBackupLimit { acts };
    assert_eq!(code(desk.act(limit(Some(0)))), Code::CallUnknown);
    let view = expect!(desk.act(limit(Some(2))).unwrap(), Vault);
    assert_eq!((view.backup.limit, view.backup.acts, view.backup.due), (Some(2), 1, false));
    desk.create_authority("CN=Root", 3650);
    assert!(backup(&mut desk).due);
    let view = expect!(desk.act(limit(None)).unwrap(), Vault);
    assert_eq!((view.backup.limit, view.backup.due), (None, false));
    assert_eq!(backup(&mut desk.reopened()).limit, None);
    assert_eq!(backup(&mut Desk::new()).limit, None, "a vault can be made without one");
}

// ---------------------------------------------------------------- what is archived, and what can go?

#[test]
fn what_is_archived_leaves_the_lists_and_nothing_else() {
    let mut desk = Desk::new();
    let ca = desk.create_authority("CN=Root", 3650).id;
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let [one, two] = [(); 2].map(|()| desk.issue(&ca, &csr).certificate.entry.serial);
    let index = |desk: &mut Desk| desk.ask(&Question::Index { authority: ca.clone() }).unwrap();
    let before = index(&mut desk);
    desk.act(archive(&ca, Some(&one), true)).unwrap();
    let serials = |view: CertificatesView| view.entries.into_iter().map(|entry| entry.serial).collect::<Vec<_>>();
    for mut desk in [desk.reopened(), desk.reopened()] {
        assert_eq!(serials(listed(&mut desk, &ca, None)), std::slice::from_ref(&two));
        assert_eq!(serials(listed(&mut desk, &ca, Some("only"))), std::slice::from_ref(&one));
        let all = listed(&mut desk, &ca, Some("with"));
        assert_eq!(all.entries.iter().map(|entry| entry.archived).collect::<Vec<_>>(), [false, true]);
    }
    assert_eq!(index(&mut desk), before);
    let view = expect!(desk.ask(&Question::Authority { authority: ca.clone() }).unwrap(), Authority);
    assert_eq!((view.counts.valid, view.archived), (2, false));
    // it is revoked as before
    let revoke =
        Revoke { authority: ca.clone(), serial: Some(one.clone()), reason: "superseded".into(), ..Revoke::default() };
    desk.act(Act::Revoke(revoke)).unwrap();
    let crl = expect!(desk.act(Act::IssueCrl(IssueCrl::days(&ca, 7))).unwrap(), Crl);
    assert_eq!(crl.unwrap().entries, 1);
    desk.act(archive(&ca, Some(&one), false)).unwrap();
    assert_eq!(listed(&mut desk, &ca, None).total, 2);

    let view = expect!(desk.act(archive(&ca, None, true)).unwrap(), Authority);
    assert!(view.archived && vault(&mut desk.reopened()).authorities[0].archived);
    desk.issue(&ca, &csr);
    assert_eq!(code(desk.act(archive(&ca, Some("7F"), true))), Code::SerialUnknown);
    let wrong = Question::Certificates {
        authority: ca,
        status: None,
        query: None,
        archived: Some("some".to_owned()),
        offset: None,
        limit: None,
    };
    assert_eq!(code(desk.ask(&wrong)), Code::CallUnknown);
}

#[test]
fn an_authority_goes_when_nothing_that_it_signed_is_valid() {
    let mut desk = Desk::new();
    let ca = desk.create_authority("CN=Root", 3650).id;
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let issued = desk.issue(&ca, &csr);
    desk.act(Act::IssueCrl(IssueCrl::days(&ca, 7))).unwrap();
    desk.act(archive(&ca, None, true)).unwrap();
    let error = desk.act(delete(&ca, PASSPHRASE)).unwrap_err();
    assert_eq!(error.code(), Code::AuthorityInUse);
    let end = issued.certificate.entry.not_after;
    assert_eq!(error.found_text(), Some(format!("a certificate until {end}").as_str()));

    desk.clock.forward(2 * 365 * 86_400);
    assert_eq!(code(desk.act(delete(&ca, "another passphrase"))), Code::PassphraseWrong);
    let without = Act::DeleteAuthority(DeleteAuthority { authority: ca.clone(), passphrase: None });
    assert_eq!(code(desk.act(without)), Code::VaultPassphraseMissing);
    let view = expect!(desk.act(delete(&ca, PASSPHRASE)).unwrap(), Vault);
    assert_eq!(view.authorities, []);
    assert_eq!(vault(&mut desk.reopened()), view);
    let left: Vec<_> = desk.store.records.keys().map(|key| key.split('/').next().unwrap()).collect();
    let cold = left.iter().filter(|place| **place == "cold").count();
    let hot = left.iter().filter(|place| **place == "hot").count();
    assert_eq!((cold, hot), (0, 2), "the journal and the vault's settings are left");
}

/// Without its key it could revoke nothing anyway.
#[test]
fn an_authority_whose_key_is_elsewhere_goes_at_any_time() {
    let mut desk = Desk::new();
    let ca = desk.create_authority("CN=Root", 3650).id;
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    desk.issue(&ca, &csr);
    let passphrase = Secret::from(PASSPHRASE.to_owned());
    desk.act(Act::DetachKey(DetachKey { authority: ca.clone(), passphrase })).unwrap();
    desk.act(delete(&ca, PASSPHRASE)).unwrap();
}

#[test]
fn who_took_the_place_of_a_deleted_authority_has_no_predecessor() {
    let mut desk = Desk::new();
    let old = desk.create_authority("CN=Root", 100).id;
    let key = desk.key(KeyKind::P256);
    let act = ReplaceAuthority { authority: old.clone(), days: 3650, ..ReplaceAuthority::default() };
    let new: AuthorityView = expect!(desk.act_with(Act::ReplaceAuthority(act), Some(key)).unwrap(), Authority);
    assert_eq!(new.succeeds, Some(old.clone()));
    desk.clock.forward(4000 * 86_400);
    let view = expect!(desk.act(delete(&old, PASSPHRASE)).unwrap(), Vault);
    assert_eq!(view.authorities.iter().map(|held| (&held.id, &held.succeeds)).collect::<Vec<_>>(), [(&new.id, &None)]);
    assert_eq!(vault(&mut desk.reopened()), view);
}

// ---------------------------------------------------------------- is the passphrase asked for again?

#[test]
fn a_plain_key_asks_for_the_passphrase_and_an_encrypted_one_does_not() {
    let mut desk = Desk::new();
    let ca = desk.create_authority("CN=Root", 3650).id;
    let key = desk.key(KeyKind::P256);
    let (subject, san) = ("CN=a.sample.com".to_owned(), vec!["dns:a.sample.com".to_owned()]);
    let act = Act::CreateRequest { authority: Some(ca.clone()), subject, san, profile: None };
    let request = expect!(desk.act_with(act, Some(key)).unwrap(), Request);
    let csr = Csr::Stored { request: request.id };
    let act = Act::Issue { authority: ca.clone(), csr, options: IssueOptions::default() };
    let serial = expect!(desk.act(act).unwrap(), Issued).certificate.entry.serial;
    let export = |password: Option<&str>, passphrase: Option<&str>| Question::ExportKey {
        authority: Some(ca.clone()),
        of: KeyOwner::Certificate { serial: serial.clone() },
        password: password.and_then(secret),
        passphrase: passphrase.and_then(secret),
    };
    let bundle = |plain, passphrase: Option<&str>| {
        let password = if plain { None } else { secret("a password") };
        let file =
            FileRequest { name: "key.pem".into(), format: "key".into(), password, plain, ..FileRequest::default() };
        Question::Bundle(Bundle {
            authority: ca.clone(),
            of: BundleSource::Certificate { serial: serial.clone() },
            files: vec![file],
            key: None,
            passphrase: passphrase.and_then(secret),
        })
    };
    for plain in [export(None, None), bundle(true, None)] {
        assert_eq!(code(desk.ask(&plain)), Code::VaultPassphraseMissing);
    }
    for wrong in [export(None, Some("another one")), bundle(true, Some("another one"))] {
        assert_eq!(code(desk.ask(&wrong)), Code::PassphraseWrong);
    }
    for right in [
        export(Some("a password"), None),
        export(None, Some(PASSPHRASE)),
        bundle(false, None),
        bundle(true, Some(PASSPHRASE)),
    ] {
        desk.ask(&right).unwrap();
    }
}

// ---------------------------------------------------------------- what is told?

#[test]
fn the_journal_is_read_in_pages_and_only_as_of_the_sessions_own_revision() {
    let mut desk = Desk::new();
    let ca = desk.create_authority("CN=Root", 3650).id;
    desk.act(archive(&ca, None, true)).unwrap();
    desk.act(Act::SetBackupLimit { acts: Some(7) }).unwrap();
    let page = |offset, limit| Question::Journal { offset: Some(offset), limit: Some(limit) };
    let view: JournalView = expect!(desk.ask(&page(1, 2)).unwrap(), Journal);
    let told: Vec<_> = view.entries.iter().map(|entry| (entry.number, entry.deed)).collect();
    assert_eq!((view.total, told), (4, vec![(3, "archive"), (2, "create-authority")]));
    assert_eq!(view.entries[0].authority, Some(ca.clone()));
    assert_eq!(view.text.lines().count(), 5);
    let mut other = desk.reopened();
    other.act(Act::IssueCrl(IssueCrl::days(&ca, 7))).unwrap();
    desk.store = other.store;
    assert_eq!(code(desk.ask(&page(0, 9))), Code::VaultBusy);
    desk.session.refresh(&desk.store.hot()).unwrap();
    assert_eq!(expect!(desk.ask(&page(0, 9)).unwrap(), Journal).total, 5);
}

#[test]
fn a_damaged_vault_names_its_damages_and_the_authority_that_they_are_of() {
    let mut desk = Desk::new();
    desk.create_authority("CN=Whole", 3650);
    let touched = desk.create_authority("CN=Touched", 3650).id;
    desk.act(archive(&touched, None, true)).unwrap();
    let whole = desk.store.clone();
    let archived = |desk: &Desk| {
        let Ok(before) = Session::open(desk.clock.clone(), &desk.store.hot(), PASSPHRASE) else { return Vec::new() };
        drop(before);
        desk.store.records.keys().filter(|key| key.starts_with("hot/")).cloned().collect::<Vec<_>>()
    };
    for key in archived(&desk) {
        desk.store.records.get_mut(&key).unwrap()[40] ^= 1;
        let mut other = Session::open_damaged(desk.clock.clone(), &desk.store.hot(), PASSPHRASE).unwrap();
        let view = expect!(other.ask(&Question::Vault {}, &[].into()).unwrap(), Vault);
        let [damage] = view.damages.as_slice() else { panic!("{:?}", view.damages) };
        assert_eq!((damage.key.as_str(), damage.harm), (key.as_str(), "changed"));
        for authority in &view.authorities {
            assert_eq!(authority.damaged, damage.authority.as_ref() == Some(&authority.id));
        }
        desk.store = whole.clone();
        other.refresh(&desk.store.hot()).unwrap();
        let view = expect!(other.ask(&Question::Vault {}, &[].into()).unwrap(), Vault);
        assert_eq!(view.damages, [], "what was put back is whole again");
    }
}
