//! Does a reader that was written from docs/vault-format.md alone find in a vault what we find, and does it verify the journal?
//!
//! It is `tests/vault_reader.py`; `node scripts/setup.mjs test` sets up what it needs in `.cache/reader`.
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

use desk::{Clock, Desk, PASSPHRASE, issue};
use rootpage::key::KeyKind;
use rootpage::key::digest::sha256;
use rootpage::session::view::JournalView;
use rootpage::session::{Act, Csr, IssueCrl, Publish, Question, Revoke, View};
use rootpage::vault::{
    Changes, Commit, Contents, Deed, Entry, KdfParams, Kind, Record, RecordId, SealedRecords, Vault, journal_pages,
    journal_text, write_state,
};
use scratch::Scratch;
use serde_json::{Value, json};
use store::MemoryStore;

fn hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// Runs the reader: what it found, or the sentence with which it refused.
fn read(scratch: &Scratch, what: &str, name: &str) -> Result<Value, String> {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut command = Command::new(format!("{root}/.cache/reader/bin/python"));
    command.arg(format!("{root}/tests/vault_reader.py")).args([what, name]).current_dir(scratch.path());
    let output = command.env("PASSPHRASE", PASSPHRASE).output().expect("node scripts/setup.mjs test");
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout).unwrap()),
        false => Err(String::from_utf8(output.stderr).unwrap().trim().to_owned()),
    }
}

/// What we find, in the shape of the reader.
fn found(records: &SealedRecords<'_>) -> Value {
    let (vault, contents) = Vault::open(records, PASSPHRASE).unwrap();
    let cold = |kind, id| vault.open_cold(kind, id, records).unwrap();
    let key = |record: &Record| match record {
        Record::Key(key) => hex(&sha256(key.pkcs8())),
        other => panic!("{other:?}"),
    };
    let mut authorities = serde_json::Map::new();
    let (mut requests, mut published, mut archived) = (Vec::new(), Vec::new(), Vec::new());
    let mut settings = json!({ "backup_limit": 25, "backup": null });
    for (id, record) in &contents {
        match record {
            Record::Authority(authority) => {
                let own_key = authority.key.map(|key_id| key(&contents[&key_id]));
                let crl = authority.crl.map(|crl| match cold(Kind::Crl, crl.record) {
                    Record::Crl(crl) => hex(&sha256(&crl.der)),
                    other => panic!("{other:?}"),
                });
                let files: Vec<_> = authority
                    .files
                    .iter()
                    .map(|file| match cold(Kind::File, file.record) {
                        Record::File(found) => json!({ "path": file.path, "sha256": hex(&sha256(&found.bytes)) }),
                        other => panic!("{other:?}"),
                    })
                    .collect();
                let certificates = certificates(&contents, &authority.pages, &cold);
                let certificate = hex(&sha256(&authority.certificate));
                let view = json!({ "certificate": certificate, "key": own_key, "certificates": certificates, "crl": crl, "files": files });
                authorities.insert(id.to_string(), view);
            }
            Record::Publication(publication) => {
                let Record::Manifest(manifest) = cold(Kind::Manifest, publication.manifest) else {
                    panic!("another record")
                };
                let files: Vec<_> = manifest.files.iter().map(|file| file.path.as_str()).collect();
                let matches = manifest.sha256().unwrap() == publication.sha256;
                published.push(
                    json!({ "authority": publication.authority.to_string(), "files": files, "matches": matches }),
                );
            }
            Record::Request(request) => {
                let issued: Vec<_> = request.issued.iter().map(|serial| hex(serial)).collect();
                let own_key = request.key.map(|id| key(&cold(Kind::Key, id)));
                requests.push(json!({ "der": hex(&sha256(&request.der)), "key": own_key, "issued": issued }));
            }
            Record::Archive(archive) => {
                let serials: Vec<_> = archive.serials.iter().map(|serial| hex(serial)).collect();
                archived.push(
                    json!({ "authority": archive.authority.to_string(), "whole": archive.whole, "serials": serials }),
                );
            }
            Record::VaultSettings(found) => {
                let backup = found.backup.map(
                    |backup| json!({ "revision": backup.revision, "at": backup.at, "sha256": hex(&backup.sha256) }),
                );
                settings = json!({ "backup_limit": found.backup_limit, "backup": backup });
            }
            _ => {}
        }
    }
    archived.sort_by_key(|archive| archive["authority"].as_str().map(str::to_owned));
    requests.sort_by_key(|request| request["der"].as_str().map(str::to_owned));
    let tip = vault.journal();
    json!({
        "vault": hex(&records["header"][10..26]), "revision": vault.revision(), "created": vault.created(), "authorities": authorities,
        "requests": requests, "published": published, "journal": { "count": tip.count, "hash": hex(&tip.hash) },
        "archived": archived, "settings": settings,
    })
}

fn certificates(contents: &Contents, pages: &[RecordId], cold: &dyn Fn(Kind, RecordId) -> Record) -> Vec<Value> {
    let mut all = Vec::new();
    for page in pages {
        let Record::IndexPage(page) = &contents[page] else { panic!("another record") };
        for row in &page.rows {
            let Record::Certificate(found) = cold(Kind::Certificate, row.record) else { panic!("another record") };
            let hash = sha256(&found.certificate);
            all.push(json!({
                "serial": hex(&row.serial), "der": hex(&hash), "matches": hash == row.sha256, "not_after": row.not_after,
                "revoked": row.revocation.as_ref().map(|revocation| json!([revocation.date, revocation.reason])),
            }));
        }
        all.extend(page.bare.iter().map(|row| json!({ "serial": hex(&row.serial), "der": null })));
    }
    all
}

#[test]
fn the_golden_vaults_say_the_same_to_both() {
    let scratch = Scratch::new("reader-golden");
    for version in [1, 2, 3, 4] {
        let path = format!("{}/tests/vectors/vault/v{version}/sample.txt", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let mut store = MemoryStore::new();
        for (key, value) in text.lines().filter_map(|line| line.split_once(' ')) {
            store.records.insert(key.to_owned(), base16ct::lower::decode_vec(value).unwrap());
        }
        scratch.write("vault", &text);
        assert_eq!(read(&scratch, "vault", "vault").unwrap(), found(&store.all()), "version {version}");
    }
}

/// With everything that a vault can hold now: two authorities, requests with keys, revoked and bare rows, a list.
fn fresh() -> Desk {
    let mut desk = Desk::new();
    desk.create_authority("CN=Other", 3650);
    let own = desk.create_authority("CN=Own", 3650).id;
    for host in 0..3 {
        let csr = desk.foreign_request(&format!("CN=host{host}.sample.com"), &[]);
        desk.issue(&own, &csr);
    }
    let key = desk.key(KeyKind::P256);
    let (subject, san) = ("CN=made.sample.com".to_owned(), vec![]);
    let act = Act::CreateRequest { authority: Some(own.clone()), subject, san, profile: None };
    let View::Request(request) = desk.act_with(act, Some(key)).unwrap() else { panic!("another view") };
    let Act::Issue { authority, options, .. } = issue(&own, &[]) else { panic!("another act") };
    desk.act(Act::Issue { authority, csr: Csr::Stored { request: request.id }, options }).unwrap();
    let (serial, reason) = (Some("7F01".to_owned()), "superseded".to_owned());
    desk.act(Act::Revoke(Revoke { authority: own.clone(), serial, reason, record: true, ..Revoke::default() }))
        .unwrap();
    desk.act(Act::IssueCrl(IssueCrl::days(&own, 7))).unwrap();
    desk.act(Act::Publish(Publish { authority: own.clone(), ..Publish::default() })).unwrap();
    let serial = Some("7F01".to_owned());
    desk.act(Act::Archive { authority: own, serial, archived: true }).unwrap();
    desk.act(Act::SetBackupLimit { acts: Some(300) }).unwrap();
    let (revision, sha256) = (desk.session.revision(), "5a".repeat(32));
    desk.act(Act::RecordBackup { revision, sha256 }).unwrap();
    desk
}

#[test]
fn a_fresh_vault_says_the_same_to_both_and_what_was_touched_is_refused() {
    let (desk, scratch) = (fresh(), Scratch::new("reader-fresh"));
    scratch.write("vault.rootpage", write_state(&desk.store.all()).unwrap());
    assert_eq!(read(&scratch, "vault", "vault.rootpage").unwrap(), found(&desk.store.all()));
    let hot = desk.store.records.keys().find(|key| key.starts_with("hot/")).unwrap();
    let touched = |touch: &dyn Fn(&mut MemoryStore)| {
        let mut store = desk.store.clone();
        touch(&mut store);
        scratch.write("touched", write_state(&store.all()).unwrap());
        read(&scratch, "vault", "touched").unwrap_err()
    };
    let changed = touched(&|store| *store.records.get_mut(hot).unwrap().last_mut().unwrap() ^= 1);
    assert_eq!(changed, format!("{hot} is not the one that the head says"));
    assert_eq!(touched(&|store| drop(store.records.remove(hot))), format!("{hot} is missing"));
    let added = touched(&|store| drop(store.records.insert("notes".to_owned(), vec![])));
    assert_eq!(added, "notes does not belong there");
}

#[test]
fn an_exported_journal_is_verified_by_both_and_any_change_of_it_is_noticed() {
    let (mut desk, scratch) = (fresh(), Scratch::new("reader-journal"));
    let View::Journal(JournalView { text, .. }) = desk.ask(&Question::Journal { offset: None, limit: None }).unwrap()
    else {
        panic!("another view")
    };
    scratch.write("journal", &text);
    let (vault, contents) = Vault::open(&desk.store.hot(), PASSPHRASE).unwrap();
    let tip = vault.journal();
    let verified = read(&scratch, "journal", "journal").unwrap();
    assert_eq!(verified, json!({ "count": tip.count, "hash": hex(&tip.hash) }));
    let entries = journal_pages(&contents).iter().map(|(_, page)| page.entries.len()).sum::<usize>();
    assert_eq!(text.lines().count(), entries + 1);
    let lines: Vec<_> = text.lines().collect();
    let mut without = lines.clone();
    without.remove(3);
    let mut exchanged = lines.clone();
    exchanged.swap(2, 3);
    let changed = text.replacen("server", "client", 1);
    assert_ne!(changed, text);
    for wrong in [without.join("\n") + "\n", exchanged.join("\n") + "\n", changed] {
        scratch.write("journal", wrong);
        read(&scratch, "journal", "journal").unwrap_err();
    }
}

/// A detail with a tab, a backslash and a line's end stays one part of its line.
#[test]
fn a_detail_of_any_text_is_verified() {
    let (mut clock, scratch) = (Clock::new(1), Scratch::new("reader-detail"));
    let vault = Vault::first(Vault::make(&mut clock, PASSPHRASE, KdfParams::FLOOR, &[]).unwrap());
    let entry = |detail: &str| Entry {
        at: -1,
        deed: Deed::Issue,
        authority: None,
        serial: vec![0, 0x80],
        sha256: None,
        detail: detail.to_owned(),
    };
    let details = ["a\tb\\tc\nd\\", "\\\\n", "\u{e9}"];
    let journal = details.map(entry).to_vec();
    let sealed = vault.seal(&mut clock, Changes { journal, ..Changes::default() }).unwrap();
    let mut store = MemoryStore { revision: 0, records: std::collections::BTreeMap::new() };
    let header = Vault::make(&mut Clock::new(1), PASSPHRASE, KdfParams::FLOOR, &[]).unwrap();
    store.commit(&Commit { expected_revision: 0, ..header.commit().clone() }).unwrap();
    store.commit(sealed.commit()).unwrap();
    let (_, contents) = Vault::open(&store.hot(), PASSPHRASE).unwrap();
    scratch.write("journal", journal_text(&contents).unwrap());
    let verified = read(&scratch, "journal", "journal").unwrap();
    assert_eq!(verified["count"], json!(4));
}
