//! Does a backup come back whole, here and with OpenSSL and tar alone, and is it told how it stands to the vault?
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
#[path = "support/scratch.rs"]
mod scratch;
#[path = "support/store.rs"]
mod store;

use std::process::Command;

use desk::{Clock, Desk, PASSPHRASE};
use rootpage::error::Code;
use rootpage::key::KeyKind;
use rootpage::session::{Act, CreateAuthority, IssueCrl, Question, Relation, Revoke, Session, View, open_backup};
use rootpage::vault::KdfParams;
use scratch::Scratch;
use store::MemoryStore;

struct Scene {
    desk: Desk,
    root: String,
    below: String,
    serial: String,
}

fn scene() -> Scene {
    let mut desk = Desk::new();
    let root = desk.create_authority("CN=The Root", 3650).id;
    let key = desk.key(KeyKind::P256);
    let issuer = Some(root.clone());
    let act = CreateAuthority { subject: "CN=Below".to_owned(), days: 1000, issuer, ..CreateAuthority::default() };
    let View::Authority(below) = desk.act_with(Act::CreateAuthority(act), Some(key)).unwrap() else { panic!() };
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let serial = desk.issue(&below.id, &csr).certificate.entry.serial;
    desk.act(Act::IssueCrl(IssueCrl::days(&below.id, 7))).unwrap();
    Scene { desk, root, below: below.id, serial }
}

impl Scene {
    fn backup(&mut self) -> String {
        let store = self.desk.store.clone();
        String::from_utf8(self.desk.session.backup(PASSPHRASE, &store.all()).unwrap().content.into_vec()).unwrap()
    }

    fn relation(&self, file: &str) -> (Relation, Vec<String>) {
        let hot = self.desk.store.hot();
        let report = self.desk.session.verify_backup(file.as_bytes(), PASSPHRASE, &hot).unwrap();
        assert_eq!(report.live, self.desk.session.revision());
        (report.relation, report.differences)
    }
}

#[test]
fn a_backup_is_the_state_exactly_as_it_is_stored() {
    let mut scene = scene();
    let file = scene.backup();
    let backup = open_backup(file.as_bytes(), PASSPHRASE).unwrap();
    assert_eq!(backup.records, scene.desk.store.records);
    let revision = i64::try_from(scene.desk.session.revision()).unwrap();
    let store = MemoryStore { revision, records: backup.records };
    let session = Session::open(scene.desk.clock.clone(), &store.hot(), PASSPHRASE).unwrap();
    let mut restored = Desk { session, store, clock: scene.desk.clock.clone() };
    let csr = restored.foreign_request("CN=b.sample.com", &[]);
    restored.issue(&scene.below, &csr);
    assert_eq!(scene.relation(&file), (Relation::Same, vec![]));
}

#[test]
fn a_backup_opens_with_its_passphrase_alone_and_tells_when_it_was_changed() {
    let mut scene = scene();
    let store = scene.desk.store.clone();
    let refused = scene.desk.session.backup("another passphrase", &store.all()).unwrap_err();
    assert_eq!(refused.code(), Code::PassphraseWrong);
    let file = scene.backup();
    for secret in ["The Root", "a.sample.com", &scene.root] {
        assert!(!file.contains(secret));
    }
    let code = |file: &[u8], passphrase: &str| open_backup(file, passphrase).map(drop).unwrap_err().code();
    assert_eq!(code(file.as_bytes(), "another passphrase"), Code::KeyPassphraseWrong);
    assert_eq!(code(b"nothing of the kind", PASSPHRASE), Code::InputUnrecognised);
    // a letter in the middle of the message, in the place of another
    let mut touched = file.clone().into_bytes();
    let middle = touched.len() / 2;
    touched[middle] = if touched[middle] == b'A' { b'B' } else { b'A' };
    assert!([Code::BundleCheckFailed, Code::InputUnrecognised].contains(&code(&touched, PASSPHRASE)));
    assert_eq!(code(&file.as_bytes()[..file.len() / 2], PASSPHRASE), Code::InputUnrecognised);
}

#[test]
fn a_vault_that_is_damaged_is_not_backed_up_in_silence() {
    let mut scene = scene();
    let mut store = scene.desk.store.clone();
    let cold = store.records.keys().find(|key| key.starts_with("cold/")).unwrap().clone();
    store.records.remove(&cold);
    let error = scene.desk.session.backup(PASSPHRASE, &store.all()).unwrap_err();
    assert_eq!((error.code(), error.field_name()), (Code::VaultDamaged, Some(cold.as_str())));
}

#[test]
fn a_backup_is_told_how_it_stands_to_the_vault() {
    let mut scene = scene();
    let (file, before) = (scene.backup(), scene.desk.store.clone());
    let authority = scene.below.clone();
    let revoke = Revoke {
        authority: authority.clone(),
        serial: Some(scene.serial.clone()),
        reason: "keyCompromise".to_owned(),
        ..Revoke::default()
    };
    scene.desk.act(Act::Revoke(revoke)).unwrap();
    let csr = scene.desk.foreign_request("CN=c.sample.com", &[]);
    let newer = scene.desk.issue(&authority, &csr).certificate.entry.serial;
    let (relation, differences) = scene.relation(&file);
    assert_eq!(relation, Relation::Older);
    assert_eq!(differences.len(), 2, "{differences:?}");
    assert!(differences.contains(&format!("Below: the certificate {newer} is not in the backup")));
    assert!(
        differences.contains(&format!("Below: the certificate {} is revoked otherwise in the backup", scene.serial))
    );

    let latest = scene.backup();
    let session = Session::open(scene.desk.clock.clone(), &before.hot(), PASSPHRASE).unwrap();
    let mut old = Scene { desk: Desk { session, store: before, clock: scene.desk.clock.clone() }, ..scene };
    assert_eq!(old.relation(&latest).0, Relation::Newer);
    old.desk.issue(&authority, &csr);
    assert_eq!(old.relation(&latest).0, Relation::Forked);
    assert_eq!(old.relation(&another_vault()).0, Relation::Another);
}

/// A backup of a vault that was made with other random numbers.
fn another_vault() -> String {
    let (clock, mut store) = (Clock::new(2), MemoryStore::new());
    let mut session = Session::create(clock, PASSPHRASE, KdfParams::FLOOR, None).unwrap();
    store.commit(&session.take_commit().unwrap()).unwrap();
    session.confirm().unwrap();
    String::from_utf8(session.backup(PASSPHRASE, &store.all()).unwrap().content.into_vec()).unwrap()
}

// ---------------------------------------------------------------- without this program

/// The two commands of docs/backup.md, as they stand there.
fn commands() -> Vec<String> {
    let page = include_str!("../docs/backup.md");
    let lines =
        page.lines().skip_while(|line| !line.contains("Two commands")).skip_while(|line| !line.starts_with("    "));
    lines.take_while(|line| line.starts_with("    ")).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn openssl_and_tar_alone_give_the_directories_back_and_go_on_issuing() {
    let mut scene = scene();
    let scratch = Scratch::new("backup");
    scratch.write("backup.pem", scene.backup());
    scratch.write("passphrase", PASSPHRASE);
    let commands = commands();
    assert_eq!(commands.len(), 2, "{commands:?}");
    // whoever types them is asked for the passphrase; here it comes from a file
    let unattended = format!("{} -passin file:passphrase", commands[0]);
    scratch.run(unattended.strip_prefix("openssl ").unwrap());
    shell(&scratch, &commands[1]);
    let own = open_backup(&scratch.read("backup.pem"), PASSPHRASE).unwrap();
    for (path, content) in &own.files().unwrap() {
        assert_eq!(&scratch.read(path), content, "{path}");
    }
    for folder in ["authorities/the-root", "authorities/below"] {
        let index = String::from_utf8(scratch.read(&format!("{folder}/index.txt"))).unwrap();
        assert_eq!(index.lines().count(), 1, "{folder}");
    }
    let question = Question::Index { authority: scene.below.clone() };
    let View::Index(index) = scene.desk.ask(&question).unwrap() else { panic!() };
    assert_eq!(String::from_utf8(scratch.read("authorities/below/index.txt")).unwrap(), index.index);
    issue_with_openssl(&scratch, "authorities/below");
}

/// `openssl ca` signs a request in the directory, and its own verify is content with it.
fn issue_with_openssl(scratch: &Scratch, folder: &str) {
    scratch.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out new.key");
    scratch.run("req -new -key new.key -subj /CN=new.sample.com -out new.csr");
    let line = "openssl ca -batch -config openssl.cnf -in ../../new.csr -out ../../new.pem -passin file:../../passphrase -notext";
    shell(scratch, &format!("cd {folder} && {line}"));
    scratch.run(&format!("verify -CAfile authorities/the-root/cacert.pem -untrusted {folder}/cacert.pem new.pem"));
    let index = String::from_utf8(scratch.read(&format!("{folder}/index.txt"))).unwrap();
    assert!(index.lines().count() == 2 && index.contains("/CN=new.sample.com"), "{index}");
}

fn shell(scratch: &Scratch, line: &str) {
    let output = Command::new("sh").args(["-c", line]).current_dir(scratch.path()).output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
}
