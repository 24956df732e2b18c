//! Does the vault keep what it was given, and does it tell when it was touched?
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    reason = "tests may"
)]

#[path = "support/store.rs"]
mod store;

use rootpage::env::FixedEnv;
use rootpage::error::{Code, Error};
use rootpage::model::Time;
use rootpage::vault::{
    ArchiveRecord, AuthorityRecord, BackupRow, BareIndexRow, CertificateRecord, Changes, ConfigurationRecord, Contents,
    CrlRecord, Deed, Entry, FileRecord, FileRow, IndexPage, IndexRow, JournalPage, KdfParams, KeyRecord, Kind,
    ManifestRecord, NewestCrl, PublicationRecord, PublishedRow, Record, RecordId, ReleaseRow, RequestForm,
    RequestRecord, RevocationRow, SettingsRecord, Vault, VaultSettingsRecord, journal_pages,
};
use store::MemoryStore;
use zeroize::Zeroizing;

const PASSPHRASE: &str = "correct horse battery staple";
const NOON: i64 = 1_795_176_000;

fn env() -> FixedEnv {
    FixedEnv::new(Time::from_unix(NOON).unwrap(), 7)
}

fn id(byte: u8) -> RecordId {
    RecordId::parse(&format!("{byte:02x}").repeat(16)).unwrap()
}

fn entry(deed: Deed, detail: &str) -> Entry {
    Entry {
        at: NOON,
        deed,
        authority: Some(id(1)),
        serial: vec![0x12, 0x34],
        sha256: Some([9; 32]),
        detail: detail.to_owned(),
    }
}

/// The hot records that version 1 could hold, as they are read now.
fn hot_records_of_version_1() -> Vec<(RecordId, Record)> {
    let crl = NewestCrl {
        record: id(12),
        sha256: [3; 32],
        number: 1_795_176_000,
        this_update: NOON,
        next_update: NOON + 86_400,
        entries: 1,
    };
    let authority = AuthorityRecord {
        created: NOON,
        certificate: b"the certificate of the authority".to_vec(),
        chain: vec![b"its issuer".to_vec()],
        former: vec![],
        key: Some(id(2)),
        settings: None,
        succeeds: None,
        crl_number: 1_795_176_000,
        base_crl: 1_795_176_000,
        last_crl: Some(NOON),
        last_act: NOON,
        next_serial: None,
        crl: Some(crl),
        ahead: vec![],
        delta: None,
        releases: vec![],
        pages: vec![id(3)],
        files: vec![],
    };
    let revocation =
        RevocationRow { date: NOON, reason: 1, invalidity_date: Some(NOON - 1), hold_instruction: None, after_crl: 0 };
    let row = IndexRow {
        serial: vec![0x00, 0x80, 0x01],
        subject: b"\x30\x00".to_vec(),
        names: vec!["dns:mail.sample.com".to_owned(), "ip:192.0.2.1".to_owned()],
        not_before: -631_152_000,
        not_after: 253_402_300_799,
        profile: "server".to_owned(),
        issued: NOON,
        sha256: [4; 32],
        record: id(11),
        renews: None,
        retires: None,
        revocation: Some(revocation),
    };
    let request = RequestRecord {
        authority: Some(id(1)),
        created: NOON,
        der: b"the request".to_vec(),
        key: Some(id(13)),
        issued: vec![vec![0x00, 0x80, 0x01]],
    };
    vec![
        (id(1), Record::Authority(authority)),
        (id(2), Record::Key(KeyRecord::new(b"the private key of the authority"))),
        (id(3), Record::IndexPage(IndexPage { rows: vec![row], bare: vec![] })),
        (id(4), Record::Request(request)),
    ]
}

/// The hot records that version 2 could hold, with something in every field.
fn hot_records_of_version_2() -> Vec<(RecordId, Record)> {
    let mut records = hot_records_of_version_1();
    for (_, record) in &mut records {
        match record {
            Record::Authority(authority) => {
                authority.former = vec![b"its certificate of old".to_vec()];
                authority.settings = Some(id(5));
                authority.succeeds = Some(id(9));
                authority.base_crl -= 1;
                authority.next_serial = Some(vec![0x02]);
                authority.ahead = authority.crl.into_iter().collect();
                authority.delta = authority.crl;
                authority.releases = vec![ReleaseRow { serial: vec![0x07], date: NOON, after_crl: 3 }];
                authority.files = vec![FileRow { path: "README".into(), size: 6, sha256: [5; 32], record: id(14) }];
            }
            Record::IndexPage(page) => {
                let mut held = page.rows[0].revocation.clone().unwrap();
                held.hold_instruction = Some("1.2.840.10040.2.2".into());
                let row = BareIndexRow {
                    serial: vec![1],
                    subject: "/CN=lost".into(),
                    not_after: NOON,
                    revocation: Some(held),
                };
                page.bare = vec![row];
                page.rows[0].renews = Some(vec![0x03]);
                page.rows[0].retires = Some(NOON + 1);
            }
            _ => {}
        }
    }
    let configuration = ConfigurationRecord {
        path: "openssl.cnf".into(),
        text: "[ca]\n".into(),
        includes: vec![("more.cnf".into(), "[req]\n".into())],
        environment: vec![("EASYRSA_PKI".into(), "pki".into())],
    };
    let urls = |word: &str| vec![format!("http://ca.sample.com/{word}")];
    let settings = SettingsRecord {
        configuration: Some(configuration),
        crl_urls: urls("crl"),
        issuer_urls: urls("issuer"),
        ocsp_urls: urls("ocsp"),
        delta_urls: urls("delta"),
        beyond_issuer: 2,
        sequential: true,
        unique_subject: true,
        crl_seconds: 3_600,
    };
    records.push((id(5), Record::Settings(settings)));
    records
}

/// Which files were published.
fn manifest() -> ManifestRecord {
    let row = PublishedRow { path: "ca/rootca.crl".into(), sha256: [6; 32], since: NOON - 1 };
    ManifestRecord { files: vec![row] }
}

/// The hot records that version 3 could hold.
fn hot_records_of_version_3() -> Vec<(RecordId, Record)> {
    let publication = PublicationRecord {
        authority: id(1),
        at: NOON,
        certificates: 2,
        title: "Sample Root".into(),
        contact: "ca@sample.com".into(),
        files: 1,
        manifest: id(18),
        sha256: manifest().sha256().unwrap(),
    };
    let mut records = hot_records_of_version_2();
    records.push((id(10), Record::Publication(publication)));
    records
}

/// One record of each kind that is loaded on opening, with something in every field.
fn hot_records() -> Vec<(RecordId, Record)> {
    let backup = Some(BackupRow { revision: 7, at: NOON, sha256: [7; 32] });
    let settings = VaultSettingsRecord { backup_limit: Some(300), backup };
    let archive = ArchiveRecord { authority: id(1), whole: true, serials: vec![vec![0x01], vec![0x00, 0x80, 0x01]] };
    let mut records = hot_records_of_version_3();
    records.push((id(20), Record::VaultSettings(settings)));
    records.push((id(21), Record::Archive(archive)));
    records
}

/// The cold records that version 1 could hold.
fn cold_records_of_version_1() -> Vec<(RecordId, Record)> {
    let request = Some(RequestForm::Pkcs10(b"its request".to_vec()));
    let certificate = CertificateRecord { certificate: b"a certificate".to_vec(), request };
    vec![
        (id(11), Record::Certificate(certificate)),
        (id(12), Record::Crl(CrlRecord { der: b"a list".to_vec() })),
        (id(13), Record::Key(KeyRecord::new(b"the private key of a server"))),
    ]
}

/// The cold records that version 2 could hold.
fn cold_records_of_version_2() -> Vec<(RecordId, Record)> {
    let certificate = |request| CertificateRecord { certificate: b"another certificate".to_vec(), request };
    let file = FileRecord { path: "README".into(), bytes: b"a file".to_vec() };
    let mut records = cold_records_of_version_1();
    records.extend([
        (id(14), Record::File(file)),
        (id(15), Record::Certificate(certificate(None))),
        (id(16), Record::Certificate(certificate(Some(RequestForm::Spkac(b"SPKAC=".to_vec()))))),
        (id(17), Record::Certificate(certificate(Some(RequestForm::Certificate(b"itself".to_vec()))))),
    ]);
    records
}

/// One record of each kind that is loaded when it is looked at.
fn cold_records() -> Vec<(RecordId, Record)> {
    let mut records = cold_records_of_version_2();
    records.push((id(18), Record::Manifest(manifest())));
    records
}

/// A vault with one record of every kind, at revision 1, and the store that has it.
fn sample() -> (Vault, MemoryStore, FixedEnv) {
    let (mut env, mut store) = (env(), MemoryStore::new());
    let sealed = Vault::make(&mut env, PASSPHRASE, KdfParams::FLOOR, &[]).unwrap();
    store.commit(sealed.commit()).unwrap();
    let mut vault = Vault::first(sealed);
    let changes = Changes {
        hot: hot_records(),
        cold: cold_records(),
        journal: vec![
            entry(Deed::CreateAuthority, ""),
            entry(Deed::Issue, "profile server"),
            entry(Deed::Publish, ""),
            entry(Deed::Archive, ""),
        ],
        ..Changes::default()
    };
    act(&mut vault, &mut store, &mut env, changes);
    (vault, store, env)
}

fn act(vault: &mut Vault, store: &mut MemoryStore, env: &mut FixedEnv, changes: Changes) {
    let sealed = vault.seal(env, changes).unwrap();
    store.commit(sealed.commit()).unwrap();
    vault.apply(sealed);
}

fn refusal(vault: &Vault, store: &MemoryStore) -> Error {
    vault.refreshed(&store.hot()).map(drop).expect_err("it is refused")
}

fn assert_sample(contents: &Contents) {
    for (id, record) in hot_records() {
        assert_eq!(contents.get(&id), Some(&record));
    }
    assert_eq!(contents.len(), 9, "eight records and a page of the journal");
    let deeds_of_all = [Deed::CreateVault, Deed::CreateAuthority, Deed::Issue, Deed::Publish, Deed::Archive];
    assert_eq!(deeds(contents), deeds_of_all);
}

fn deeds(contents: &Contents) -> Vec<Deed> {
    let (_, page) = journal_pages(contents)[0];
    page.entries.iter().map(|entry| entry.deed).collect()
}

// ---------------------------------------------------------------- does it keep what it was given?

#[test]
fn what_was_sealed_is_there_when_it_is_opened_again() {
    let (_, store, _) = sample();
    let (vault, contents) = Vault::open(&store.hot(), PASSPHRASE).unwrap();
    assert_eq!((vault.revision(), vault.created()), (1, NOON));
    assert_eq!(vault.journal().count, 5);
    assert_sample(&contents);
    for (id, record) in cold_records() {
        assert_eq!(vault.open_cold(record.kind(), id, &store.all()).unwrap(), record);
    }
}

#[test]
fn nothing_in_the_store_says_what_is_in_it() {
    let (_, store, _) = sample();
    for (key, sealed) in &store.records {
        for word in ["certificate", "private key", "mail.sample.com", "server", "request"] {
            assert!(!sealed.windows(word.len()).any(|window| window == word.as_bytes()), "{key} says {word}");
        }
    }
}

#[test]
fn the_same_content_is_sealed_differently_each_time() {
    let (vault, _, mut env) = sample();
    let put = |env: &mut FixedEnv| {
        let changes = Changes { hot: vec![hot_records().remove(0)], ..Changes::default() };
        vault.seal(env, changes).unwrap().commit().put[0].1.clone()
    };
    assert_ne!(put(&mut env), put(&mut env));
}

#[test]
fn a_commit_expects_the_revision_before_it_and_a_stale_one_changes_nothing() {
    let (vault, mut store, mut env) = sample();
    let mine = vault.seal(&mut env, Changes::default()).unwrap();
    let theirs = vault.seal(&mut env, Changes::default()).unwrap();
    assert_eq!((mine.commit().expected_revision, mine.commit().revision), (1, 2));
    store.commit(theirs.commit()).unwrap();
    let before = store.clone().records;
    assert_eq!(store.commit(mine.commit()), Err(2));
    assert_eq!(store.records, before);
}

#[test]
fn what_is_sealed_and_dropped_leaves_the_vault_as_it_was() {
    let (vault, store, mut env) = sample();
    let changes = Changes { removed: vec![id(1)], journal: vec![entry(Deed::Issue, "")], ..Changes::default() };
    drop(vault.seal(&mut env, changes).unwrap());
    assert_eq!((vault.revision(), vault.journal().count), (1, 5));
    assert_sample(&vault.refreshed(&store.hot()).unwrap().1);
}

#[test]
fn another_tab_reads_what_this_one_stored_without_the_passphrase() {
    let (mut vault, mut store, mut env) = sample();
    let (other, _) = Vault::open(&store.hot(), PASSPHRASE).unwrap();
    let page = Record::IndexPage(IndexPage { rows: Vec::new(), bare: Vec::new() });
    let changes = Changes { hot: vec![(id(3), page.clone())], removed: vec![id(4)], ..Changes::default() };
    act(&mut vault, &mut store, &mut env, changes);
    let (other, contents) = other.refreshed(&store.hot()).unwrap();
    assert_eq!(other.revision(), 2);
    assert_eq!(contents.get(&id(3)), Some(&page));
    assert_eq!(contents.get(&id(4)), None);
}

#[test]
fn the_journal_goes_on_over_its_pages_and_is_whole_when_opened() {
    let (mut vault, mut store, mut env) = sample();
    for number in 0..JournalPage::CAPACITY {
        let changes = Changes { journal: vec![entry(Deed::Revoke, &number.to_string())], ..Changes::default() };
        act(&mut vault, &mut store, &mut env, changes);
    }
    let (again, contents) = vault.refreshed(&store.hot()).unwrap();
    let pages: Vec<_> = journal_pages(&contents).into_iter().map(|(_, page)| page.entries.len()).collect();
    assert_eq!(pages, [256, 5]);
    assert_eq!(again.journal(), vault.journal());
    assert_eq!(again.journal().count, 261);
}

// ---------------------------------------------------------------- does the passphrase guard it?

#[test]
fn a_wrong_passphrase_does_not_open_it() {
    let (_, store, _) = sample();
    let error = Vault::open(&store.hot(), "correct horse battery stapler").unwrap_err();
    assert_eq!(error.code(), Code::PassphraseWrong);
}

#[test]
fn a_short_passphrase_is_not_taken() {
    let error = Vault::make(&mut env(), "1234567", KdfParams::FLOOR, &[]).unwrap_err();
    assert_eq!(error.code(), Code::PassphraseTooShort);
    assert_eq!(error.found_text(), Some("7 characters"));
    assert!(Vault::make(&mut env(), "ÄÖÜäöüß!", KdfParams::FLOOR, &[]).is_ok(), "eight characters, not bytes");
}

#[test]
fn a_change_of_the_passphrase_wraps_the_key_anew_and_leaves_the_records() {
    let (mut vault, mut store, mut env) = sample();
    let before = store.clone();
    let passphrase = Some((Zeroizing::new("five other random words here".to_owned()), KdfParams::FLOOR));
    act(&mut vault, &mut store, &mut env, Changes { passphrase, ..Changes::default() });
    let changed: Vec<_> =
        store.records.keys().filter(|key| store.records.get(*key) != before.records.get(*key)).collect();
    assert_eq!(changed, ["head", "header"]);
    assert_eq!(Vault::open(&store.hot(), PASSPHRASE).unwrap_err().code(), Code::PassphraseWrong);
    assert_sample(&Vault::open(&store.hot(), "five other random words here").unwrap().1);

    store.records.insert("header".to_owned(), before.records["header"].clone());
    let error = Vault::open(&store.hot(), PASSPHRASE).unwrap_err();
    assert_eq!(
        (error.code(), error.field_name()),
        (Code::VaultRecordTampered, Some("header")),
        "the old header is noticed"
    );
}

#[test]
fn only_the_passphrase_of_the_vault_passes_its_check() {
    let (vault, _, _) = sample();
    assert_eq!(vault.check_passphrase(PASSPHRASE), Ok(()));
    assert_eq!(vault.check_passphrase("correct horse").unwrap_err().code(), Code::PassphraseWrong);
}

#[test]
fn the_work_that_a_header_asks_for_has_a_floor_and_a_ceiling() {
    let (memory, passes, lanes) = (19 << 10, 2, 1);
    for (memory, passes, lanes) in [
        (memory - 1, passes, lanes),
        ((1 << 20) + 1, passes, lanes),
        (memory, 1, lanes),
        (memory, 17, lanes),
        (memory, passes, 0),
        (memory, passes, 17),
    ] {
        let error = KdfParams::new(memory, passes, lanes).unwrap_err();
        assert_eq!(error.code(), Code::VaultKdfRange);
    }
    assert!(KdfParams::new(1 << 20, 16, 1).is_ok());
}

/// A machine that does other work at the same time may be measured to be slow, and never gets less than the floor.
#[test]
#[allow(clippy::disallowed_methods, reason = "a test measures")]
fn what_is_chosen_by_measuring_here_opens_what_it_sealed() {
    let start = std::time::Instant::now();
    let kdf = KdfParams::calibrate(&mut || start.elapsed().as_secs_f64() * 1000.0).unwrap();
    assert!(kdf == KdfParams::FLOOR || kdf.is_stronger_than(KdfParams::FLOOR), "{kdf}");
    let before = start.elapsed();
    let sealed = Vault::make(&mut env(), PASSPHRASE, kdf, &[]).unwrap();
    println!("{kdf}: {:?}", start.elapsed() - before);
    let mut store = MemoryStore::new();
    store.commit(sealed.commit()).unwrap();
    assert_eq!(Vault::open(&store.hot(), PASSPHRASE).unwrap().0.kdf(), kdf);
}

/// The parameters stand in the header from byte 34 on; a ceiling that is checked after the work would take minutes here.
#[test]
fn a_header_that_asks_for_too_much_work_is_refused_before_any() {
    let (_, mut store, _) = sample();
    store.records.get_mut("header").unwrap()[34..38].copy_from_slice(&u32::MAX.to_be_bytes());
    let error = Vault::open(&store.hot(), PASSPHRASE).unwrap_err();
    assert_eq!((error.code(), error.field_name()), (Code::VaultKdfRange, Some("header")));
}

// ---------------------------------------------------------------- does it tell when it was touched?

#[test]
fn any_flipped_bit_of_a_sealed_record_is_noticed_and_named() {
    let (vault, store, _) = sample();
    for (key, sealed) in store.hot().into_iter().filter(|(key, _)| *key != "header") {
        let mut touched = store.clone();
        for bit in 0..sealed.len() * 8 {
            let bytes = touched.records.get_mut(key).unwrap();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let error = refusal(&vault, &touched);
            assert_eq!(error.code(), Code::VaultRecordTampered, "bit {bit} of {key}");
            assert!(error.field_name().unwrap().ends_with(key), "{error}");
            touched.records.get_mut(key).unwrap()[bit / 8] ^= 1 << (bit % 8);
        }
    }
}

#[test]
fn any_flipped_bit_of_a_cold_record_is_noticed_and_named() {
    let (vault, store, _) = sample();
    for (id, record) in cold_records() {
        for bit in 0..store.records[&id.cold_key()].len() * 8 {
            let mut touched = store.clone();
            touched.records.get_mut(&id.cold_key()).unwrap()[bit / 8] ^= 1 << (bit % 8);
            let error = vault.open_cold(record.kind(), id, &touched.all()).unwrap_err();
            assert_eq!(error.code(), Code::VaultRecordTampered);
            assert!(error.field_name().unwrap().ends_with(&id.cold_key()), "{error}");
        }
    }
}

/// One bit of every byte: each takes the whole derivation. The most significant bytes of the memory are left out, as
/// they ask for up to a gigabyte of it.
#[test]
fn a_flipped_bit_of_the_header_is_noticed() {
    let (_, store, _) = sample();
    for byte in (0..store.records["header"].len()).filter(|byte| ![34, 35].contains(byte)) {
        let mut touched = store.clone();
        touched.records.get_mut("header").unwrap()[byte] ^= 1 << (byte % 3);
        let code = Vault::open(&touched.hot(), PASSPHRASE).unwrap_err().code();
        let expected: &[Code] = match byte {
            0..8 => &[Code::VaultFormat],
            8..10 => &[Code::VaultFormat, Code::VaultTooNew],
            26..34 => &[Code::VaultKdfRange],
            34..46 => &[Code::VaultKdfRange, Code::PassphraseWrong],
            _ => &[Code::PassphraseWrong],
        };
        assert!(expected.contains(&code), "byte {byte}: {code:?}");
    }
}

#[test]
fn any_two_records_that_are_exchanged_are_noticed() {
    let (vault, store, _) = sample();
    let keys: Vec<_> = store.hot().into_keys().collect();
    for (at, one) in keys.iter().enumerate() {
        for other in &keys[at + 1..] {
            let mut touched = store.clone();
            touched.records.insert((*one).to_owned(), store.records[*other].clone());
            touched.records.insert((*other).to_owned(), store.records[*one].clone());
            let code = refusal(&vault, &touched).code();
            assert!([Code::VaultRecordTampered, Code::VaultFormat].contains(&code), "{one} and {other}: {code:?}");
        }
    }
}

#[test]
fn a_cold_record_in_the_place_of_another_is_noticed() {
    let (vault, store, _) = sample();
    for (one, record) in cold_records() {
        for (other, _) in cold_records().into_iter().filter(|(other, _)| *other != one) {
            let mut touched = store.clone();
            touched.records.insert(one.cold_key(), store.records[&other.cold_key()].clone());
            let error = vault.open_cold(record.kind(), one, &touched.all()).unwrap_err();
            assert_eq!(error.code(), Code::VaultRecordTampered);
        }
        let error = vault.open_cold(Kind::Request, one, &store.all()).unwrap_err();
        assert_eq!(error.code(), Code::VaultRecordTampered, "a record does not open as another kind");
    }
}

#[test]
fn a_record_that_is_rolled_back_is_noticed_and_named() {
    let (mut vault, mut store, mut env) = sample();
    let before = store.clone();
    let changes = Changes { hot: hot_records(), journal: vec![entry(Deed::Release, "again")], ..Changes::default() };
    act(&mut vault, &mut store, &mut env, changes);
    for key in before.hot().into_keys().filter(|key| *key != "header") {
        let mut touched = store.clone();
        touched.records.insert(key.to_owned(), before.records[key].clone());
        let error = refusal(&vault, &touched);
        assert_eq!(error.code(), Code::VaultRecordTampered, "{key}");
        assert!(key == "head" || error.field_name().unwrap().ends_with(key), "{error}");
    }
}

/// It has the right place and the right revision, and is not the one that the head says.
#[test]
fn a_record_of_a_commit_that_was_dropped_is_noticed_and_named() {
    let (mut vault, mut store, mut env) = sample();
    let page = || Changes {
        hot: vec![(id(3), Record::IndexPage(IndexPage { rows: vec![], bare: vec![] }))],
        ..Changes::default()
    };
    let dropped = vault.seal(&mut env, page()).unwrap();
    act(&mut vault, &mut store, &mut env, page());
    let (key, sealed) = dropped.commit().put[0].clone();
    store.records.insert(key.clone(), sealed);
    let error = refusal(&vault, &store);
    assert_eq!((error.code(), error.field_name()), (Code::VaultRecordTampered, Some(&*format!("index page {key}"))));
}

#[test]
fn a_record_that_is_removed_is_noticed_and_named() {
    let (vault, store, _) = sample();
    for key in store.hot().into_keys() {
        let mut touched = store.clone();
        touched.records.remove(key);
        let error = refusal(&vault, &touched);
        assert_eq!(error.code(), Code::VaultRecordMissing);
        assert!(error.field_name().unwrap().ends_with(key), "{error}");
    }
    let missing = vault.open_cold(Kind::Crl, id(12), &store.hot()).unwrap_err();
    assert_eq!(
        (missing.code(), missing.field_name()),
        (Code::VaultRecordMissing, Some(&*format!("CRL cold/{}", id(12))))
    );
}

#[test]
fn a_record_that_is_added_is_noticed_and_named() {
    let (vault, store, _) = sample();
    for key in [id(6).hot_key().as_str(), "hot/", "hot/0", "cold/x", "warm/0", "notes"] {
        let mut touched = store.clone();
        touched.records.insert(key.to_owned(), store.records["head"].clone());
        let error = vault.refreshed(&touched.all()).map(drop).unwrap_err();
        assert_eq!(error.code(), Code::VaultRecordUnexpected);
        assert_eq!(error.field_name(), Some(&*format!("record {key}")));
    }
}

/// Nothing inside a store can tell that all of it is older than it was: whoever was open can.
#[test]
fn a_whole_store_that_is_rolled_back_is_noticed_by_whoever_had_it_open() {
    let (mut vault, mut store, mut env) = sample();
    let before = store.clone();
    act(&mut vault, &mut store, &mut env, Changes::default());
    let error = refusal(&vault, &before);
    assert_eq!((error.code(), error.field_name()), (Code::VaultRecordTampered, Some("head")));
    assert!(Vault::open(&before.hot(), PASSPHRASE).is_ok());
}

#[test]
fn the_records_of_another_vault_with_the_same_passphrase_are_noticed() {
    let (vault, store, _) = sample();
    let mut other_env = FixedEnv::new(Time::from_unix(NOON).unwrap(), 8);
    let other = Vault::make(&mut other_env, PASSPHRASE, KdfParams::FLOOR, &[]).unwrap();
    let mut touched = store.clone();
    touched.records.extend(other.commit().put.iter().filter(|(key, _)| key == "header").cloned());
    let error = refusal(&vault, &touched);
    assert_eq!((error.code(), error.field_name()), (Code::VaultRecordTampered, Some("header")));
    let error = Vault::open(&touched.hot(), PASSPHRASE).unwrap_err();
    assert_eq!((error.code(), error.field_name()), (Code::VaultRecordTampered, Some("head")));
}

// ---------------------------------------------------------------- will yesterday's vault open, and tomorrow's not?

#[test]
fn what_is_no_vault_is_said_to_be_none() {
    let mut store = MemoryStore::new();
    assert_eq!(Vault::open(&store.hot(), PASSPHRASE).unwrap_err().code(), Code::VaultFormat);
    for bytes in [&b""[..], b"ROOTPAG", b"-----BEGIN CERTIFICATE-----", b"ROOTPAGE\0\x01short"] {
        store.records.insert("header".to_owned(), bytes.to_vec());
        assert_eq!(Vault::open(&store.hot(), PASSPHRASE).unwrap_err().code(), Code::VaultFormat);
    }
}

#[test]
fn a_vault_of_a_newer_version_is_left_alone() {
    let (_, mut store, _) = sample();
    store.records.get_mut("header").unwrap()[9] = 2;
    let error = Vault::open(&store.hot(), PASSPHRASE).unwrap_err();
    assert_eq!((error.code(), error.found_text()), (Code::VaultTooNew, Some("version 2")));
}

/// The sample of a version, as it was written when the version was made.
fn golden(version: u8) -> String {
    format!("{}/tests/vectors/vault/v{version}/sample.txt", env!("CARGO_MANIFEST_DIR"))
}

/// A line for each record: its key and its bytes in hexadecimal.
fn to_text(store: &MemoryStore) -> String {
    store.records.iter().map(|(key, bytes)| format!("{key} {}\n", base16ct::lower::encode_string(bytes))).collect()
}

fn from_text(text: &str) -> MemoryStore {
    let mut store = MemoryStore::new();
    for (key, hex) in text.lines().filter_map(|line| line.split_once(' ')) {
        store.records.insert(key.to_owned(), base16ct::lower::decode_vec(hex).unwrap());
    }
    store
}

/// Files of a version that was released are never written again: a new version gets a folder of its own.
#[test]
fn the_files_of_version_1_open() {
    let store = from_text(&std::fs::read_to_string(golden(1)).unwrap());
    let (vault, contents) = Vault::open(&store.hot(), PASSPHRASE).unwrap();
    assert_eq!(vault.revision(), 1);
    for (id, record) in hot_records_of_version_1() {
        assert_eq!(contents.get(&id), Some(&record));
    }
    for (id, record) in cold_records_of_version_1() {
        assert_eq!(vault.open_cold(record.kind(), id, &store.all()).unwrap(), record);
    }
}

#[test]
fn the_files_of_version_2_open() {
    let store = from_text(&std::fs::read_to_string(golden(2)).unwrap());
    let (vault, contents) = Vault::open(&store.hot(), PASSPHRASE).unwrap();
    assert_eq!(vault.revision(), 1);
    for (id, record) in hot_records_of_version_2() {
        assert_eq!(contents.get(&id), Some(&record));
    }
    assert_eq!(deeds(&contents), [Deed::CreateVault, Deed::CreateAuthority, Deed::Issue]);
    for (id, record) in cold_records_of_version_2() {
        assert_eq!(vault.open_cold(record.kind(), id, &store.all()).unwrap(), record);
    }
}

#[test]
fn the_files_of_version_3_open() {
    let store = from_text(&std::fs::read_to_string(golden(3)).unwrap());
    let (vault, contents) = Vault::open(&store.hot(), PASSPHRASE).unwrap();
    assert_eq!(vault.revision(), 1);
    for (id, record) in hot_records_of_version_3() {
        assert_eq!(contents.get(&id), Some(&record));
    }
    assert_eq!(deeds(&contents), [Deed::CreateVault, Deed::CreateAuthority, Deed::Issue, Deed::Publish]);
    for (id, record) in cold_records() {
        assert_eq!(vault.open_cold(record.kind(), id, &store.all()).unwrap(), record);
    }
}

#[test]
fn the_files_of_version_4_open() {
    let store = from_text(&std::fs::read_to_string(golden(4)).unwrap());
    let (vault, contents) = Vault::open(&store.hot(), PASSPHRASE).unwrap();
    assert_eq!(vault.revision(), 1);
    assert_sample(&contents);
    for (id, record) in cold_records() {
        assert_eq!(vault.open_cold(record.kind(), id, &store.all()).unwrap(), record);
    }
}

#[test]
fn version_4_is_written_as_it_was_when_its_files_were_made() {
    let written = to_text(&sample().1);
    let path = golden(4);
    if std::env::var_os("UPDATE").is_some() && !std::path::Path::new(&path).exists() {
        std::fs::create_dir_all(std::path::Path::new(&path).parent().unwrap()).unwrap();
        std::fs::write(&path, &written).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), written);
}
