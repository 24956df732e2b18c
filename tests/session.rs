//! Does an open vault do the whole job, and does nothing leave it before it is stored?
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    reason = "tests may"
)]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/store.rs"]
mod store;

use desk::{Desk, PASSPHRASE, issue};
use rootpage::bundle::pkcs12;
use rootpage::env::FixedEnv;
use rootpage::error::Code;
use rootpage::key::{KeyKind, PrivateKey};
use rootpage::model::Time;
use rootpage::openssl::archive::Archive;
use rootpage::openssl::config::Beside;
use rootpage::session::view::{
    AssessmentView, AuthorityView, CertificateEntryView, CertificatesView, CrlView, ExportedKeyView, ImportedView,
    InspectView, IssuedView, KdfView, StoredRequestView, VaultView,
};
use rootpage::session::{
    Act, BroughtDirectory, Bundle, BundleSource, CreateAuthority, CreateRequest, Csr, DirectoryInput, FileRequest,
    IssueCrl, IssueCrlSeries, IssueOptions, KeyOwner, Publish, Question, Revoke, Secret, Session, Supersede, View,
    check_name, check_san, check_words, create_request, explain_configuration, inspect, name_attributes, read_request,
};
use rootpage::vault::{
    CertificateRecord, Changes, Deed, KeyRecord, Kind, Record, RecordId, RequestForm, Vault, journal_pages,
};
use serde_bytes::ByteBuf;

const ROOT: &str = "CN=Sample Root,O=The Sample Company,C=US";

macro_rules! expect {
    ($view:expr, $variant:ident) => {
        match $view {
            View::$variant(view) => view,
            other => panic!("not {}: {other:?}", stringify!($variant)),
        }
    };
}

impl Desk {
    fn vault(&mut self) -> VaultView {
        expect!(self.ask(&Question::Vault {}).unwrap(), Vault)
    }

    fn authority(&mut self, id: &str) -> AuthorityView {
        expect!(self.ask(&Question::Authority { authority: id.to_owned() }).unwrap(), Authority)
    }

    fn certificate(&mut self, id: &str, serial: &str) -> CertificateEntryView {
        let question = Question::Certificate { authority: id.to_owned(), serial: serial.to_owned() };
        expect!(self.ask(&question).unwrap(), Certificate)
    }

    fn crl(&mut self, id: &str) -> Option<CrlView> {
        expect!(self.ask(&Question::Crl { authority: id.to_owned() }).unwrap(), Crl)
    }

    fn delta_crl(&mut self, id: &str) -> Option<CrlView> {
        expect!(self.ask(&Question::DeltaCrl { authority: id.to_owned() }).unwrap(), Crl)
    }

    fn certificates(&mut self, id: &str, status: Option<&str>, query: Option<&str>) -> CertificatesView {
        let question = Question::Certificates {
            authority: id.to_owned(),
            status: status.map(str::to_owned),
            query: query.map(str::to_owned),
            archived: None,
            offset: None,
            limit: None,
        };
        expect!(self.ask(&question).unwrap(), Certificates)
    }

    fn assess(&mut self, id: &str, csr: &[u8], options: IssueOptions) -> AssessmentView {
        let csr = Csr::Bytes(ByteBuf::from(csr));
        expect!(self.ask(&Question::Assess { authority: id.to_owned(), csr, options }).unwrap(), Assessment)
    }

    fn create_request(&mut self, id: &str, subject: &str, san: &[&str]) -> StoredRequestView {
        let key = self.key(KeyKind::P256);
        let act = Act::CreateRequest {
            authority: Some(id.to_owned()),
            subject: subject.to_owned(),
            san: san.iter().map(|name| (*name).to_owned()).collect(),
            profile: Some("server".to_owned()),
        };
        expect!(self.act_with(act, Some(key)).unwrap(), Request)
    }

    fn requests(&mut self, id: &str) -> Vec<StoredRequestView> {
        expect!(self.ask(&Question::Requests { authority: Some(id.to_owned()) }).unwrap(), Requests)
    }

    fn export(&mut self, id: &str, of: KeyOwner, password: Option<&str>) -> ExportedKeyView {
        let password = password.map(|password| Secret::from(password.to_owned()));
        let passphrase = Some(Secret::from(PASSPHRASE.to_owned()));
        expect!(
            self.ask(&Question::ExportKey { authority: Some(id.to_owned()), of, password, passphrase }).unwrap(),
            Key
        )
    }
}

fn revoke(id: &str, serial: &str, reason: &str) -> Act {
    Act::Revoke(Revoke {
        authority: id.to_owned(),
        serial: Some(serial.to_owned()),
        reason: reason.to_owned(),
        invalidity_date: None,
        ..Revoke::default()
    })
}

fn code_of<T: std::fmt::Debug>(result: Result<T, rootpage::error::Error>) -> Code {
    result.expect_err("it is refused").code()
}

// ---------------------------------------------------------------- does it do the whole job?

#[test]
fn a_request_is_signed_revoked_and_listed_and_all_of_it_is_there_again() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    assert_eq!((ca.title.as_str(), ca.created.as_str()), ("Sample Root", "2026-11-20T12:00:00Z"));
    let csr = desk.foreign_request("CN=mail.sample.com,O=The Sample Company,C=US", &[]);

    let assessment = desk.assess(&ca.id, &csr, IssueOptions::default());
    assert!(assessment.violations.is_empty());
    let would = assessment.issued.unwrap();
    assert_eq!(would.san, ["dns:mail.sample.com"], "the common name is added as a subject alternative name");

    let issued = desk.issue(&ca.id, &csr).certificate;
    assert_eq!(issued.certificate.as_ref().unwrap().san, would.san);
    assert_eq!(issued.certificate.as_ref().unwrap().not_after, would.not_after);
    assert_eq!(issued.request.as_ref().unwrap().der.as_slice(), csr);
    assert!(issued.chain_pem.starts_with("-----BEGIN CERTIFICATE-----"));
    assert_eq!((issued.entry.status, issued.entry.has_key), ("valid", false));

    let serial = issued.entry.serial.clone();
    let revoked = expect!(desk.act(revoke(&ca.id, &serial, "keyCompromise")).unwrap(), Certificate);
    assert_eq!((revoked.entry.status, revoked.entry.revoked.unwrap().reason), ("revoked", "keyCompromise"));
    assert_eq!(desk.authority(&ca.id).unpublished_revocations, 1);
    assert!(desk.crl(&ca.id).is_none());

    let crl = expect!(desk.act(Act::IssueCrl(IssueCrl::days(ca.id.clone(), 31))).unwrap(), Crl).unwrap();
    assert_eq!((crl.entries, crl.next_update.as_str()), (1, "2026-12-21T12:00:00Z"));

    let before = (desk.vault(), desk.certificate(&ca.id, &serial), desk.crl(&ca.id));
    let mut again = desk.reopened();
    assert_eq!((again.vault(), again.certificate(&ca.id, &serial), again.crl(&ca.id)), before);
    assert_eq!(before.2.as_ref(), Some(&crl));
    assert_eq!((before.0.revision, before.0.authorities[0].unpublished_revocations), (4, 0));

    again.clock.forward(86_400);
    let next = expect!(again.act(Act::IssueCrl(IssueCrl::days(ca.id, 31))).unwrap(), Crl).unwrap();
    assert!(next.number.parse::<u64>().unwrap() > crl.number.parse::<u64>().unwrap());
}

#[test]
fn several_authorities_live_in_one_vault_and_know_nothing_of_each_other() {
    let mut desk = Desk::new();
    let one = desk.create_authority("CN=One", 3650);
    desk.clock.forward(1);
    let other = desk.create_authority("CN=Other", 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let issued = desk.issue(&one.id, &csr).certificate;
    let mut again = desk.reopened();
    let titles: Vec<_> = again.vault().authorities.into_iter().map(|view| (view.title, view.counts.valid)).collect();
    assert_eq!(titles, [("One".to_owned(), 1), ("Other".to_owned(), 0)]);
    let question = Question::Certificate { authority: other.id, serial: issued.entry.serial };
    assert_eq!(code_of(again.ask(&question)), Code::SerialUnknown);
}

#[test]
fn a_hold_is_released() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let serial = desk.issue(&ca.id, &csr).certificate.entry.serial;
    desk.act(revoke(&ca.id, &serial, "certificateHold")).unwrap();
    let release = Act::Release { authority: ca.id.clone(), serial: serial.clone() };
    let released = expect!(desk.act(release).unwrap(), Certificate);
    assert_eq!((released.entry.status, released.entry.revoked), ("valid", None));
    assert_eq!(desk.reopened().certificate(&ca.id, &serial).entry.status, "valid");
}

#[test]
fn a_revocation_says_since_when_the_key_is_suspected() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let serial = desk.issue(&ca.id, &csr).certificate.entry.serial;
    let act = Act::Revoke(Revoke {
        authority: ca.id.clone(),
        serial: Some(serial.clone()),
        reason: "keyCompromise".to_owned(),
        invalidity_date: Some("2026-11-20T11:59:00Z".to_owned()),
        ..Revoke::default()
    });
    desk.act(act).unwrap();
    let revoked = desk.reopened().certificate(&ca.id, &serial).entry.revoked.unwrap();
    assert_eq!(revoked.invalidity_date.as_deref(), Some("2026-11-20T11:59:00Z"));
}

#[test]
fn without_days_the_profile_proposes_them_and_the_issuers_end_caps_them() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 100);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    desk.clock.forward(86_400);
    let assessment = desk.assess(&ca.id, &csr, IssueOptions::default());
    let note = assessment.warnings.iter().find(|warning| warning.code == "issuer/ends-sooner").unwrap();
    assert!(note.text.contains("99 days in place of the usual 397"), "{}", note.text);
    let issued = desk.issue(&ca.id, &csr);
    assert!(issued.warnings.iter().any(|warning| warning.code == "issuer/ends-sooner"));
    assert!(issued.certificate.entry.not_after <= ca.certificate.not_after);

    let options = IssueOptions { days: Some(397), ..IssueOptions::default() };
    let assessment = desk.assess(&ca.id, &csr, options);
    assert_eq!(assessment.violations[0].code, "policy/validity-too-long", "days that were chosen are not changed");
}

#[test]
fn a_delta_says_what_changed_and_a_new_list_takes_its_place() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let [first, second] = std::array::from_fn(|_| desk.issue(&ca.id, &csr).certificate.entry.serial);
    let delta = || {
        Act::IssueCrl(IssueCrl { delta: true, hours: Some(2), ..IssueCrl { days: None, ..IssueCrl::days(&ca.id, 0) } })
    };
    assert_eq!(code_of(desk.act(delta())), Code::CrlBaseMissing);
    desk.act(revoke(&ca.id, &first, "certificateHold")).unwrap();
    let base = expect!(desk.act(Act::IssueCrl(IssueCrl::days(&ca.id, 31))).unwrap(), Crl).unwrap();
    desk.act(revoke(&ca.id, &second, "keyCompromise")).unwrap();
    desk.act(Act::Release { authority: ca.id.clone(), serial: first }).unwrap();
    let made = expect!(desk.act(delta()).unwrap(), Crl).unwrap();
    assert_eq!((made.entries, made.next_update.as_str()), (2, "2026-11-20T14:00:00Z"));
    assert!(made.text.contains("Remove From CRL") && made.text.contains("Delta CRL Indicator"), "{}", made.text);

    let mut again = desk.reopened();
    assert_eq!(again.delta_crl(&ca.id), Some(made));
    assert_eq!(again.crl(&ca.id), Some(base.clone()), "the complete one is the base still");
    let view = again.authority(&ca.id);
    assert_eq!((view.crl.unwrap().number, view.unpublished_revocations), (base.number, 0));
    assert!(view.delta_crl.is_some());
    again.act(Act::IssueCrl(IssueCrl::days(&ca.id, 31))).unwrap();
    assert!(again.delta_crl(&ca.id).is_none() && again.authority(&ca.id).delta_crl.is_none());
    assert!(again.reopened().delta_crl(&ca.id).is_none());
}

#[test]
fn a_list_of_a_part_is_handed_out_and_does_not_take_the_place_of_the_whole() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let whole = expect!(desk.act(Act::IssueCrl(IssueCrl::days(&ca.id, 31))).unwrap(), Crl).unwrap();
    let act = |scope: &str| IssueCrl { scope: Some(scope.to_owned()), ..IssueCrl::days(&ca.id, 31) };
    let part = expect!(desk.act(Act::IssueCrl(act("users"))).unwrap(), Crl).unwrap();
    assert!(part.text.contains("Only User Certificates"), "{}", part.text);
    assert_eq!(desk.crl(&ca.id), Some(whole));
    assert_eq!(code_of(desk.act(Act::IssueCrl(act("nobody")))), Code::CallUnknown);
}

#[test]
fn a_list_says_the_dates_that_it_is_told_and_the_settings_where_it_is_told_none() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let dates = IssueCrl {
        authority: ca.id.clone(),
        last_update: Some("2026-11-20T13:00:00Z".to_owned()),
        next_update: Some("2026-11-20T13:30:00Z".to_owned()),
        ..IssueCrl::default()
    };
    let told = expect!(desk.act(Act::IssueCrl(dates.clone())).unwrap(), Crl).unwrap();
    assert_eq!(
        (told.this_update.as_str(), told.next_update.as_str()),
        ("2026-11-20T13:00:00Z", "2026-11-20T13:30:00Z")
    );
    let wrong = IssueCrl { last_update: dates.next_update.clone(), next_update: dates.last_update.clone(), ..dates };
    assert_eq!(code_of(desk.act(Act::IssueCrl(wrong))), Code::CrlDays);
    let usual = IssueCrl { authority: ca.id, ..IssueCrl::default() };
    let usual = expect!(desk.act(Act::IssueCrl(usual)).unwrap(), Crl).unwrap();
    assert_eq!(usual.next_update, "2026-12-21T12:00:00Z", "31 days are the settings of a new authority");
}

#[test]
fn lists_are_signed_ahead_and_zipped() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let act = IssueCrlSeries { authority: ca.id.clone(), count: 3, days: Some(30), ..IssueCrlSeries::default() };
    let series = expect!(desk.act(Act::IssueCrlSeries(act)).unwrap(), CrlSeries);
    let dates: Vec<_> =
        series.lists.iter().map(|list| (list.this_update.as_str(), list.next_update.as_str())).collect();
    assert_eq!(
        dates,
        [
            ("2026-11-20T12:00:00Z", "2026-12-20T12:00:00Z"),
            ("2026-12-17T12:00:00Z", "2027-01-16T12:00:00Z"),
            ("2027-01-13T12:00:00Z", "2027-02-12T12:00:00Z"),
        ],
        "each begins when a tenth of the one before is left"
    );
    let files = Archive::read(&series.zip).unwrap().files;
    assert_eq!(files.len(), 6);
    assert_eq!(files["003-2027-01-13T120000Z.crl"], series.lists[2].der.as_slice());
    let mut later = desk.reopened();
    for (days, list) in [(0, 0), (26, 0), (2, 1), (27, 2), (300, 2)] {
        later.clock.forward(days * 86_400);
        assert_eq!(later.crl(&ca.id), Some(series.lists[list].clone()), "the one of the day");
        assert_eq!(later.authority(&ca.id).crl.unwrap().number, series.lists[list].number);
    }
    later.clock.forward(-355 * 86_400);
    let next = expect!(desk.act(Act::IssueCrl(IssueCrl::days(&ca.id, 1))).unwrap(), Crl).unwrap();
    let number = |list: &CrlView| list.number.parse::<u64>().unwrap();
    assert!(number(&next) > number(&series.lists[2]));
}

#[test]
fn a_certificate_retires_with_the_first_list_after_its_date() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let [old, kept, now] = std::array::from_fn(|_| desk.issue(&ca.id, &csr).certificate.entry.serial);
    let supersede = |serial: &str, on: Option<Option<&str>>| {
        let (authority, serial) = (ca.id.clone(), serial.to_owned());
        Act::Supersede(Supersede { authority, serial, on: on.map(|on| on.map(str::to_owned)) })
    };
    let date = "2026-12-01T00:00:00Z";
    let set = expect!(desk.act(supersede(&old, Some(Some(date)))).unwrap(), Certificate);
    assert_eq!((set.entry.status, set.entry.retires.as_deref()), ("valid", Some(date)));
    desk.act(supersede(&kept, Some(Some(date)))).unwrap();
    let kept = expect!(desk.act(supersede(&kept, Some(None))).unwrap(), Certificate);
    assert_eq!(kept.entry.retires, None);
    let revoked = expect!(desk.act(supersede(&now, None)).unwrap(), Certificate);
    assert_eq!(revoked.entry.revoked.unwrap().reason, "superseded");

    desk.clock.forward(20 * 86_400);
    let crl = expect!(desk.act(Act::IssueCrl(IssueCrl::days(&ca.id, 31))).unwrap(), Crl).unwrap();
    assert_eq!((crl.entries, crl.superseded), (2, vec![old.clone()]));
    let entry = desk.reopened().certificate(&ca.id, &old).entry;
    let revoked = entry.revoked.unwrap();
    assert_eq!((revoked.reason, revoked.date.as_str(), entry.retires), ("superseded", date, None));
}

#[test]
fn what_the_ledger_does_not_know_is_revoked_by_its_bytes_or_its_serial_number() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    // signed on a copy of the vault that was lost
    let lost = desk.reopened().issue(&ca.id, &csr).certificate.certificate.unwrap();
    let by_bytes = |bytes: &[u8]| {
        let certificate = Some(ByteBuf::from(bytes));
        let reason = "keyCompromise".to_owned();
        Act::Revoke(Revoke { authority: ca.id.clone(), certificate, reason, ..Revoke::default() })
    };
    let revoked = expect!(desk.act(by_bytes(lost.pem.as_bytes())).unwrap(), Certificate);
    assert_eq!((revoked.entry.serial.as_str(), revoked.entry.bare), (lost.serial.as_str(), false));
    assert_eq!(revoked.certificate.unwrap().sha256, lost.sha256);
    assert_eq!(code_of(desk.act(by_bytes(&lost.der))), Code::AlreadyRevoked);
    assert_eq!(code_of(desk.act(by_bytes(&csr))), Code::PemLabelUnexpected);
    let stranger = desk.create_authority("CN=Stranger", 30).certificate;
    assert_eq!(code_of(desk.act(by_bytes(&stranger.der))), Code::NotIssuedHere);

    let bare = |record, hold_instruction: &str| {
        let (serial, reason) = (Some("0123".to_owned()), "certificateHold".to_owned());
        let hold_instruction = Some(hold_instruction.to_owned());
        Act::Revoke(Revoke { authority: ca.id.clone(), serial, reason, record, hold_instruction, ..Revoke::default() })
    };
    let reject = "holdInstructionReject";
    assert_eq!(code_of(desk.act(bare(false, reject))), Code::SerialUnknown);
    assert_eq!(code_of(desk.act(bare(true, "wait"))), Code::OidSyntax);
    let row = expect!(desk.act(bare(true, reject)).unwrap(), Certificate);
    assert!(row.entry.bare && row.certificate.is_none());
    assert_eq!(row.entry.revoked.unwrap().hold_instruction.as_deref(), Some("1.2.840.10040.2.3"));
    assert_eq!(code_of(desk.act(bare(true, reject))), Code::AlreadyRevoked, "it is known now");

    let mut desk = desk.reopened();
    let crl = expect!(desk.act(Act::IssueCrl(IssueCrl::days(&ca.id, 31))).unwrap(), Crl).unwrap();
    assert!(crl.entries == 2 && crl.text.contains("Hold Instruction Reject"), "{}", crl.text);
    desk.act(Act::Release { authority: ca.id.clone(), serial: "0123".to_owned() }).unwrap();
    assert_eq!(desk.reopened().certificate(&ca.id, "0123").entry.status, "valid");
}

// ---------------------------------------------------------------- does nothing leave before it is stored?

#[test]
fn an_act_has_no_answer_before_its_commit_was_taken() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    assert_eq!(code_of(desk.session.confirm()), Code::CallUnknown);
    desk.session.prepare(issue(&ca.id, &csr), None, &desk.store.hot()).unwrap();
    assert_eq!(code_of(desk.session.confirm()), Code::CallUnknown, "the store cannot have it yet");
    let commit = desk.session.take_commit().unwrap();
    assert_eq!(desk.certificates(&ca.id, None, None).total, 0, "nothing is changed yet");
    desk.store.commit(&commit).unwrap();
    assert!(matches!(desk.session.confirm().unwrap(), View::Issued(_)));
    assert_eq!(desk.certificates(&ca.id, None, None).total, 1);
    assert_eq!(code_of(desk.session.confirm()), Code::CallUnknown, "there is one answer");
}

#[test]
fn what_the_store_refuses_leaves_everything_as_it_was() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let serial = desk.issue(&ca.id, &csr).certificate.entry.serial;
    let before = desk.vault();
    let passphrase = Act::ChangePassphrase {
        current: Secret::from(PASSPHRASE.to_owned()),
        passphrase: Secret::from("another passphrase".to_owned()),
    };
    let key = desk.key(KeyKind::P256);
    let request = Act::CreateRequest {
        authority: Some(ca.id.clone()),
        subject: "CN=b.sample.com".to_owned(),
        san: Vec::new(),
        profile: None,
    };
    let acts = [
        (issue(&ca.id, &csr), None),
        (revoke(&ca.id, &serial, "superseded"), None),
        (Act::IssueCrl(IssueCrl::days(ca.id.clone(), 1)), None),
        (passphrase, None),
        (request, Some(key)),
    ];
    for (act, key) in acts {
        desk.prepare(act, key).unwrap();
        desk.session.abandon();
        assert_eq!(desk.vault(), before);
        assert!(desk.requests(&ca.id).is_empty() && desk.crl(&ca.id).is_none());
        assert_eq!(desk.reopened().vault(), before);
    }
    desk.issue(&ca.id, &csr);
}

#[test]
fn one_act_at_a_time() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let act = || Act::IssueCrl(IssueCrl::days(ca.id.clone(), 1));
    desk.prepare(act(), None).unwrap();
    assert_eq!(code_of(desk.prepare(act(), None)), Code::VaultBusy);
    assert_eq!(code_of(desk.session.refresh(&desk.store.hot())), Code::VaultBusy);
    desk.session.abandon();
    desk.act(act()).unwrap();
}

#[test]
fn of_two_tabs_the_one_that_is_behind_is_refused_and_goes_on_after_it_has_read_the_newest_state() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let mut other = desk.reopened();
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let stale = other.prepare(issue(&ca.id, &csr), None).unwrap();
    desk.issue(&ca.id, &csr);
    assert_eq!(desk.store.commit(&stale), Err(2), "the store has another revision");
    other.session.abandon();
    other.store = desk.store.clone();
    other.session.refresh(&other.store.hot()).unwrap();
    assert_eq!(other.vault(), desk.vault());
    other.issue(&ca.id, &csr);
    assert_eq!(other.certificates(&ca.id, None, None).total, 2);
    assert_eq!(other.reopened().vault(), other.vault());
}

// ---------------------------------------------------------------- is everything found?

#[test]
fn the_list_is_the_newest_first_over_all_pages_of_the_index() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let mut serials: Vec<_> = (0..258).map(|_| desk.issue(&ca.id, &csr).certificate.entry.serial).collect();
    desk.act(revoke(&ca.id, &serials[3], "superseded")).unwrap();
    let mut desk = desk.reopened();
    let question = |offset, limit| Question::Certificates {
        authority: ca.id.clone(),
        status: None,
        query: None,
        archived: None,
        offset: Some(offset),
        limit: Some(limit),
    };
    let page = expect!(desk.ask(&question(0, 300)).unwrap(), Certificates);
    let listed: Vec<_> = page.entries.iter().map(|entry| entry.serial.clone()).collect();
    serials.reverse();
    assert_eq!(listed, serials);
    assert_eq!(page.entries.iter().filter(|entry| entry.status == "revoked").count(), 1);
    let page = expect!(desk.ask(&question(255, 2)).unwrap(), Certificates);
    assert_eq!((page.total, page.entries.len(), &page.entries[0].serial), (258, 2, &serials[255]));
    assert_eq!(desk.certificates(&ca.id, None, None).entries.len(), 100, "a page, unless it is said");
}

#[test]
fn a_certificate_is_found_by_a_part_of_its_subject_names_and_serial_number() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let mail = desk.foreign_request("CN=mail.sample.com,O=Sample Mail Office", &["dns:imap.sample.com"]);
    let web = desk.foreign_request("CN=www.sample.com", &["dns:www.sample.com", "ip:192.0.2.7"]);
    let mail = desk.issue(&ca.id, &mail).certificate.entry;
    let web = desk.issue(&ca.id, &web).certificate.entry;
    let colons: Vec<_> =
        web.serial.as_bytes().chunks(2).map(|two| String::from_utf8_lossy(two).to_lowercase()).collect();
    for (query, expected) in [
        ("MAIL OFFICE", vec![&mail.serial]),
        ("imap", vec![&mail.serial]),
        (" 192.0.2.7 ", vec![&web.serial]),
        ("Sample.Com", vec![&web.serial, &mail.serial]),
        (&colons.join(":"), vec![&web.serial]),
        ("nothing", vec![]),
        ("", vec![&web.serial, &mail.serial]),
    ] {
        let found = desk.certificates(&ca.id, None, Some(query));
        assert_eq!(found.entries.iter().map(|entry| &entry.serial).collect::<Vec<_>>(), expected, "{query}");
    }
}

#[test]
fn the_list_tells_valid_expired_and_revoked_apart() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let short = Act::Issue {
        authority: ca.id.clone(),
        csr: Csr::Bytes(ByteBuf::from(csr.as_slice())),
        options: IssueOptions { days: Some(1), ..IssueOptions::default() },
    };
    desk.act(short).unwrap();
    let revoked = desk.issue(&ca.id, &csr).certificate.entry.serial;
    desk.issue(&ca.id, &csr);
    desk.act(revoke(&ca.id, &revoked, "superseded")).unwrap();
    desk.clock.forward(2 * 86_400);
    for status in ["valid", "expired", "revoked"] {
        let found = desk.certificates(&ca.id, Some(status), None);
        assert_eq!((found.total, found.entries[0].status), (1, status));
    }
    let counts = desk.authority(&ca.id).counts;
    assert_eq!((counts.valid, counts.expired, counts.revoked), (1, 1, 1));
    let question = Question::Certificates {
        authority: ca.id,
        status: Some("lost".to_owned()),
        query: None,
        archived: None,
        offset: None,
        limit: None,
    };
    assert_eq!(code_of(desk.ask(&question)), Code::CallUnknown);
}

// ---------------------------------------------------------------- are keys made here kept, and handed out when asked?

#[test]
fn a_request_made_here_is_signed_and_its_key_goes_out_with_the_certificate() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let request = desk.create_request(&ca.id, "CN=www.sample.com", &["dns:www.sample.com"]);
    assert_eq!((request.san.as_slice(), request.issued.len()), (&["dns:www.sample.com".to_owned()][..], 0));
    let mut desk = desk.reopened();
    let of_request = || KeyOwner::Request { request: request.id.clone() };
    assert_eq!(desk.export(&ca.id, of_request(), None).key_cert_pem, None, "there is no certificate yet");

    let act = Act::Issue {
        authority: ca.id.clone(),
        csr: Csr::Stored { request: request.id.clone() },
        options: IssueOptions::default(),
    };
    let issued = expect!(desk.act(act).unwrap(), Issued).certificate;
    assert!(issued.entry.has_key);
    let serial = issued.entry.serial.clone();
    let mut desk = desk.reopened();
    assert_eq!(desk.requests(&ca.id)[0].issued, std::slice::from_ref(&serial));
    assert!(desk.certificate(&ca.id, &serial).entry.has_key);

    let plain = desk.export(&ca.id, of_request(), None);
    let both = plain.key_cert_pem.unwrap();
    assert!(plain.key_pem.starts_with("-----BEGIN PRIVATE KEY-----"));
    assert_eq!(both, format!("{}{}", plain.key_pem, issued.certificate.unwrap().pem));
    let key = PrivateKey::parse(plain.key_pem.as_bytes(), None).unwrap();

    let sealed = desk.export(&ca.id, KeyOwner::Certificate { serial }, Some("a password for the file"));
    assert!(sealed.key_pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    let opened = PrivateKey::parse(sealed.key_pem.as_bytes(), Some("a password for the file")).unwrap();
    assert_eq!(opened.to_pkcs8().unwrap(), key.to_pkcs8().unwrap());
}

#[test]
fn a_request_made_here_is_recognised_when_its_file_is_handed_in() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let request = desk.create_request(&ca.id, "CN=www.sample.com", &[]);
    let issued = desk.issue(&ca.id, request.pem.as_bytes());
    assert!(issued.certificate.entry.has_key);
    assert_eq!(desk.requests(&ca.id)[0].issued, [issued.certificate.entry.serial]);
}

#[test]
fn a_key_that_is_not_here_is_not_handed_out() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let serial = desk.issue(&ca.id, &csr).certificate.entry.serial;
    let of = KeyOwner::Certificate { serial };
    let question = Question::ExportKey { authority: Some(ca.id), of, password: None, passphrase: None };
    assert_eq!(code_of(desk.ask(&question)), Code::KeyUnknown);
}

// ---------------------------------------------------------------- is the vault guarded?

#[test]
fn the_derivation_is_made_costlier_and_never_cheaper() {
    let mut desk = Desk::new();
    let strengthen = |passphrase: &str, memory_kib, passes| Act::Strengthen {
        passphrase: Secret::from(passphrase.to_owned()),
        kdf: KdfView { memory_kib, passes, lanes: 1 },
    };
    let floor = 19 << 10;
    for (memory_kib, passes) in [(floor, 2), (floor - 1, 9), (floor, 17), (2 << 20, 2)] {
        let refused = desk.act(strengthen(PASSPHRASE, memory_kib, passes));
        assert_eq!(code_of(refused), Code::VaultKdfRange, "{memory_kib} {passes}");
    }
    assert_eq!(code_of(desk.act(strengthen("not this one", floor, 3))), Code::PassphraseWrong);
    let before = desk.store.clone();
    desk.act(strengthen(PASSPHRASE, floor + 1024, 3)).unwrap();
    let (vault, contents) = Vault::open(&desk.store.hot(), PASSPHRASE).unwrap();
    assert_eq!(vault.kdf().to_string(), "20480 KiB, 3 passes, 1 lane");
    let last = journal_pages(&contents)[0].1.entries.last().unwrap();
    assert_eq!((last.deed, last.detail.as_str()), (Deed::Strengthen, "20480 KiB, 3 passes, 1 lane"));
    desk.store.records.insert("header".to_owned(), before.records["header"].clone());
    assert_eq!(
        code_of(Vault::open(&desk.store.hot(), PASSPHRASE)),
        Code::VaultRecordTampered,
        "the cheaper header is noticed"
    );
}

#[test]
fn the_passphrase_is_changed_by_whoever_knows_it() {
    let mut desk = Desk::new();
    desk.create_authority(ROOT, 3650);
    let change = |current: &str, next: &str| Act::ChangePassphrase {
        current: Secret::from(current.to_owned()),
        passphrase: Secret::from(next.to_owned()),
    };
    assert_eq!(code_of(desk.act(change("not this one", "another passphrase"))), Code::PassphraseWrong);
    assert_eq!(code_of(desk.act(change(PASSPHRASE, "short"))), Code::PassphraseTooShort);
    let view = expect!(desk.act(change(PASSPHRASE, "another passphrase")).unwrap(), Vault);
    assert_eq!(view, desk.vault());
    let open = |passphrase| Session::open(desk.clock.clone(), &desk.store.hot(), passphrase).map(drop);
    assert_eq!(code_of(open(PASSPHRASE)), Code::PassphraseWrong);
    assert_eq!(open("another passphrase"), Ok(()));
}

#[test]
fn a_private_key_that_is_not_the_authoritys_is_noticed_when_the_vault_is_opened() {
    let mut desk = Desk::new();
    desk.create_authority(ROOT, 3650);
    let (vault, contents) = Vault::open(&desk.store.hot(), PASSPHRASE).unwrap();
    let (id, _) = contents.iter().find(|(_, record)| record.kind() == Kind::Key).unwrap();
    let another = desk.key(KeyKind::P256).to_pkcs8().unwrap();
    let changes = Changes { hot: vec![(*id, Record::Key(KeyRecord::new(&another)))], ..Changes::default() };
    let sealed = vault.seal(&mut desk.clock, changes).unwrap();
    desk.store.commit(sealed.commit()).unwrap();
    let opened = Session::open(desk.clock.clone(), &desk.store.hot(), PASSPHRASE);
    assert_eq!(code_of(opened), Code::KeyMismatch);
}

#[test]
fn a_certificate_record_that_is_gone_or_another_is_named_when_it_is_looked_at() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let serial = desk.issue(&ca.id, &csr).certificate.entry.serial;
    let question = Question::Certificate { authority: ca.id.clone(), serial };
    let key = desk.session.question_needs(&question).unwrap().remove(0);
    let record = desk.store.records.remove(&key).unwrap();
    let error = desk.ask(&question).unwrap_err();
    assert_eq!((error.code(), error.field_name()), (Code::VaultRecordMissing, Some(&*format!("certificate {key}"))));
    desk.store.records.insert(key.clone(), record.into_iter().map(|byte| byte ^ 1).collect());
    let error = desk.ask(&question).unwrap_err();
    assert_eq!((error.code(), error.field_name()), (Code::VaultRecordTampered, Some(&*format!("certificate {key}"))));
    assert_eq!(desk.certificates(&ca.id, None, None).total, 1, "what is intact stays readable");
}

/// Whoever has the passphrase could seal another certificate in its place: the index says which one it was.
#[test]
fn a_certificate_that_is_not_the_one_of_the_index_is_noticed() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let serial = desk.issue(&ca.id, &csr).certificate.entry.serial;
    let question = Question::Certificate { authority: ca.id, serial };
    let key = desk.session.question_needs(&question).unwrap().remove(0);
    let record =
        CertificateRecord { certificate: ca.certificate.der.into_vec(), request: Some(RequestForm::Pkcs10(csr)) };
    let id = RecordId::parse(key.strip_prefix("cold/").unwrap()).unwrap();
    let (vault, _) = Vault::open(&desk.store.hot(), PASSPHRASE).unwrap();
    let changes = Changes { cold: vec![(id, Record::Certificate(record))], ..Changes::default() };
    let sealed = vault.seal(&mut desk.clock, changes).unwrap();
    desk.store.commit(sealed.commit()).unwrap();
    let error = desk.reopened().ask(&question).unwrap_err();
    assert_eq!((error.code(), error.field_name()), (Code::VaultRecordTampered, Some(&*format!("certificate {key}"))));
}

#[test]
fn a_clock_that_went_back_is_noticed_before_anything_is_signed() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    desk.clock.forward(-86_400);
    assert!(desk.act(issue(&ca.id, &csr)).is_err());
    assert_eq!(code_of(desk.act(Act::IssueCrl(IssueCrl::days(ca.id, 1)))), Code::ClockBackwards);
}

#[test]
fn what_is_not_there_has_a_code_of_its_own() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let nobody = "00".repeat(16);
    assert_eq!(code_of(desk.ask(&Question::Authority { authority: nobody.clone() })), Code::AuthorityUnknown);
    assert_eq!(code_of(desk.ask(&Question::Authority { authority: "no id".to_owned() })), Code::AuthorityUnknown);
    let of = KeyOwner::Request { request: nobody };
    let question = Question::ExportKey { authority: Some(ca.id.clone()), of, password: None, passphrase: None };
    assert_eq!(code_of(desk.ask(&question)), Code::RequestUnknown);
    assert_eq!(code_of(desk.act(revoke(&ca.id, "01", "superseded"))), Code::SerialUnknown);
    assert_eq!(code_of(desk.act(revoke(&ca.id, "xyz", "superseded"))), Code::SerialSyntax);
    let act = Act::CreateAuthority(CreateAuthority::root(ROOT.to_owned(), 1));
    assert_eq!(code_of(desk.act(act)), Code::CallUnknown, "an authority needs a key");
}

// ---------------------------------------------------------------- are the calls those of the types?

#[test]
fn calls_are_read_as_the_types_write_them() {
    let act = r#"{"act":"revoke","authority":"a","serial":"01","reason":"superseded","invalidityDate":"2026-11-20T12:00:00Z"}"#;
    let act: Act = serde_json::from_str(act).unwrap();
    assert!(matches!(act, Act::Revoke(Revoke { invalidity_date: Some(_), .. })));
    let act = r#"{"act":"issue","authority":"a","csr":{"request":"b"},"options":{"pathLength":1,"san":["dns:a.bc"]}}"#;
    let act: Act = serde_json::from_str(act).unwrap();
    assert!(matches!(
        act,
        Act::Issue { csr: Csr::Stored { .. }, options: IssueOptions { path_length: Some(1), .. }, .. }
    ));
    let question = r#"{"ask":"exportKey","authority":"a","of":{"serial":"01"},"password":"secret"}"#;
    let question: Question = serde_json::from_str(question).unwrap();
    assert!(matches!(&question, Question::ExportKey { of: KeyOwner::Certificate { .. }, .. }));
    assert!(!format!("{question:?}").contains("secret"));
}

#[test]
fn a_field_that_is_not_known_is_refused() {
    for act in [
        r#"{"act":"forget"}"#,
        r#"{"act":"release","authority":"a","serial":"01","force":true}"#,
        r#"{"act":"issue","authority":"a","csr":{"request":"b","key":1},"options":{}}"#,
        r#"{"act":"issue","authority":"a","csr":{"request":"b"},"options":{"profil":"server"}}"#,
        r#"{"act":"issueCrl"}"#,
        r#"{"act":"issueCrl","authority":"a","weeks":1}"#,
        r#"{"act":"createAuthority","subject":"CN=a"}"#,
    ] {
        assert!(serde_json::from_str::<Act>(act).is_err(), "{act}");
    }
    assert!(serde_json::from_str::<Question>(r#"{"ask":"vault","all":true}"#).is_err());
}

// ---------------------------------------------------------------- is what needs no vault answered without one?

/// What is said of one file without a name.
fn look(input: &[u8]) -> rootpage::error::Result<InspectView> {
    inspect(&[("", input)], &[])
}

#[test]
fn whatever_is_given_is_named() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let csr = desk.foreign_request("CN=a.sample.com", &[]);
    let issued = desk.issue(&ca.id, &csr).certificate;
    let crl = expect!(desk.act(Act::IssueCrl(IssueCrl::days(ca.id, 1))).unwrap(), Crl).unwrap();
    let key = desk.key(KeyKind::P256).to_pem().unwrap();

    assert_eq!(look(&csr).unwrap().first.request.unwrap().subject, "CN=a.sample.com");
    assert_eq!(
        look(issued.certificate.as_ref().unwrap().pem.as_bytes()).unwrap().first.certificate,
        issued.certificate
    );
    assert_eq!(look(&crl.der).unwrap().first.crl, Some(crl));
    let named = look(key.as_bytes()).unwrap();
    assert_eq!(named.first.kind, "private-key");

    let several = format!("{}{}", issued.certificate.as_ref().unwrap().pem, issued.chain_pem);
    let several = look(several.as_bytes()).unwrap();
    assert_eq!(several.first.certificate.unwrap().serial, issued.entry.serial);
    assert_eq!(several.others[0].certificate.as_ref().unwrap().subject, ROOT);
}

#[test]
fn a_broken_object_is_refused_alone_and_marked_among_others() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let broken = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
    assert!(look(broken.as_bytes()).is_err());
    let both = look(format!("{}{broken}", ca.certificate.pem).as_bytes()).unwrap();
    let problem = both.others[0].problem.as_ref().unwrap();
    assert!(problem.code.starts_with("parse/"), "{problem:?}");
}

#[test]
fn a_request_with_a_signature_that_does_not_fit_is_shown_and_not_signed() {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let mut csr = desk.foreign_request("CN=a.sample.com", &[]);
    let at = csr.windows(12).position(|window| window == b"a.sample.com").unwrap();
    csr[at] = b'b';
    let view = read_request(&csr).unwrap();
    assert_eq!((view.subject.as_str(), view.signature_valid), ("CN=b.sample.com", false));
    let assessment = desk.assess(&ca.id, &csr, IssueOptions::default());
    assert_eq!((assessment.violations[0].code, assessment.issued), ("parse/request-signature", None));
    assert_eq!(code_of(desk.act(issue(&ca.id, &csr))), Code::RequestSignature);
}

#[test]
fn names_are_checked_at_the_field() {
    let parts = check_name("CN=mail.sample.com,C=US").unwrap().parts;
    let parts: Vec<_> = parts.iter().map(|part| (part.kind.as_str(), part.value.as_str())).collect();
    assert_eq!(parts, [("C", "US"), ("CN", "mail.sample.com")]);
    assert_eq!(code_of(check_name("C=USA")), Code::CountrySyntax);
    assert_eq!(check_san("Mail.Sample.Com").unwrap(), "dns:mail.sample.com");
    assert_eq!(code_of(check_san("dns:-")), Code::DnsNameSyntax);
    let country = name_attributes().into_iter().find(|attribute| attribute.short == "C").unwrap();
    assert_eq!((country.long, country.oid, country.max), ("countryName", "2.5.4.6", 2));
}

// ---------------------------------------------------------------- do the views have the shapes of the types?

const VIEWS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/views");

/// One sample of each view, which `tests/js` holds to `www/api/types.ts`. Bytes stand there as `{"$bytes": base64}`: JSON has
/// none, and a list of numbers would not fit a Uint8Array. `UPDATE=1` writes the samples.
#[test]
fn the_views_are_as_their_samples() {
    for (name, view) in samples().into_iter().chain(directory_samples()) {
        let written = serde_json::to_string_pretty(&with_bytes(view)).unwrap() + "\n";
        let file = format!("{VIEWS}/{name}.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(VIEWS).unwrap();
            std::fs::write(&file, &written).unwrap();
        }
        let there = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(there == written, "{name}.json is another view: run `UPDATE=1 cargo test --test session`");
    }
}

/// The samples, each under the name of its type.
fn samples() -> Vec<(&'static str, serde_json::Value)> {
    let mut desk = Desk::new();
    let ca = desk.create_authority(ROOT, 3650);
    let request = desk.create_request(&ca.id, "CN=www.sample.com,O=The Sample Company", &["dns:www.sample.com"]);
    let csr = desk.foreign_request("CN=mail.sample.com,C=US", &["ip:192.0.2.1"]);
    let assessment = desk.assess(&ca.id, &csr, IssueOptions::default());
    let too_long = IssueOptions { days: Some(36_500), ..IssueOptions::default() };
    let refused = desk.assess(&ca.id, &csr, too_long);
    let issued: IssuedView = desk.issue(&ca.id, request.pem.as_bytes());
    let serial = issued.certificate.entry.serial.clone();
    let act = Act::Revoke(Revoke {
        authority: ca.id.clone(),
        serial: Some(serial.clone()),
        reason: "keyCompromise".to_owned(),
        invalidity_date: Some("2026-11-20T11:00:00Z".to_owned()),
        ..Revoke::default()
    });
    desk.act(act).unwrap();
    let crl = desk.act(Act::IssueCrl(IssueCrl::days(ca.id.clone(), 31))).unwrap();
    let delta = IssueCrl { delta: true, ..IssueCrl::days(&ca.id, 1) };
    desk.act(Act::IssueCrl(delta)).unwrap();
    let series = IssueCrlSeries { authority: ca.id.clone(), count: 1, days: Some(7), ..IssueCrlSeries::default() };
    let key = desk.key(KeyKind::Ed25519);
    let wanted = CreateRequest { subject: "CN=a.sample.com".to_owned(), san: Vec::new(), profile: None };
    let created = create_request(&mut desk.clock, &key, &wanted).unwrap();
    let csrs = vec![Csr::Bytes(ByteBuf::from(csr.as_slice())), Csr::Bytes(ByteBuf::from(*b"no request"))];
    let act = Act::IssueMany { authority: ca.id.clone(), csrs, options: IssueOptions::default() };
    let batch = desk.act(act).unwrap();
    let explained = explain_configuration(include_str!("vectors/openssl/profiles.cnf"), &Beside::default()).unwrap();
    let publication = Publish { authority: ca.id.clone(), contact: Some("ca@sample.com".into()), ..Publish::default() };
    desk.act(Act::Publish(publication.clone())).unwrap();
    let owner = KeyOwner::Certificate { serial: serial.clone() };
    let passphrase = || Some(Secret::from(PASSPHRASE.to_owned()));
    let kit = desk.prepared(Act::MakeRecoveryKit { passphrase: passphrase() });
    let shares = desk.prepared(Act::MakeRecoveryShares { passphrase: passphrase(), threshold: 2, shares: 3 });
    let paper = |text: &str| check_words(text).unwrap();
    let json = |view: &dyn erased::Json| view.json();
    vec![
        ("VaultView", json(&desk.vault())),
        ("AuthorityView", json(&desk.authority(&ca.id))),
        ("StoredRequestView", json(&desk.requests(&ca.id)[0])),
        ("CertificatesView", json(&desk.certificates(&ca.id, None, None))),
        ("CertificateEntryView", json(&desk.certificate(&ca.id, &serial))),
        ("RequestView", json(&read_request(&csr).unwrap())),
        ("AssessmentView", json(&assessment)),
        ("AssessmentView.refused", json(&refused)),
        ("IssuedView", json(&issued)),
        ("BatchView", json(&batch)),
        ("ExplanationView", json(&explained)),
        ("CrlView", json(&crl)),
        ("CrlSeriesView", json(&desk.prepared(Act::IssueCrlSeries(series)))),
        ("ExpiryView", json(&desk.ask(&Question::Expiry { authority: ca.id.clone() }).unwrap())),
        ("RecoveryKitView", json(&kit)),
        ("RecoverySharesView", json(&shares)),
        ("RecoveryWordsView", json(&paper(include_str!("vectors/recovery/key.txt")))),
        ("RecoveryWordsView.share", json(&paper(include_str!("vectors/recovery/shares.txt").lines().next().unwrap()))),
        ("ExportedKeyView", json(&desk.export(&ca.id, owner, None))),
        ("BundleView", json(&desk.ask(&files_of(&ca.id, &serial)).unwrap())),
        ("PublishedView", json(&published(&mut desk, publication))),
        ("CreatedRequestView", json(&created)),
        ("InspectView", json(&look(format!("{}{}", ca.certificate.pem, request.pem).as_bytes()).unwrap())),
        ("InspectView.container", json(&keystores(&ca.certificate.der, &key))),
        ("JournalView", json(&desk.ask(&Question::Journal { offset: Some(1), limit: Some(4) }).unwrap())),
        ("NameView", json(&check_name(ROOT).unwrap())),
        ("NameAttributeView", json(&name_attributes()[0])),
    ]
}

/// A certificate with its key, and what is to be known of that.
fn files_of(authority: &str, serial: &str) -> Question {
    let file = |name: &str, format: &str, plain| FileRequest {
        name: name.to_owned(),
        format: format.to_owned(),
        plain,
        ..FileRequest::default()
    };
    Question::Bundle(Bundle {
        authority: authority.to_owned(),
        of: BundleSource::Certificate { serial: serial.to_owned() },
        files: vec![file("www.pem", "fullchain", false), file("www.key.der", "key-der", true)],
        key: None,
        passphrase: Some(Secret::from(PASSPHRASE.to_owned())),
    })
}

/// A publication after another, with lists that were signed ahead; its zip is cut short, for it would be most of the sample.
fn published(desk: &mut Desk, act: Publish) -> View {
    let series =
        IssueCrlSeries { authority: act.authority.clone(), count: 2, days: Some(7), ..IssueCrlSeries::default() };
    let mut other = desk.reopened();
    other.act(Act::IssueCrlSeries(series)).unwrap();
    let mut view = expect!(other.act(Act::Publish(act)).unwrap(), Published);
    view.zip = view.zip.map(|zip| ByteBuf::from(&zip[..16]));
    View::Published(view)
}

/// A PKCS #12 that is opened, and one that is not.
fn keystores(certificate: &[u8], key: &PrivateKey) -> InspectView {
    let name = || Some("mail".to_owned());
    let contents = pkcs12::Contents {
        keys: vec![pkcs12::Key { pkcs8: key.to_pkcs8().unwrap(), friendly_name: name(), local_key_id: None }],
        certificates: vec![pkcs12::Certificate {
            der: certificate.to_vec(),
            friendly_name: name(),
            local_key_id: None,
            trusted: true,
        }],
        crls: Vec::new(),
    };
    let mut env = FixedEnv::new(Time::EARLIEST, 7);
    let mut store = |password| pkcs12::write(&mut env, &contents, password, pkcs12::Strength::Modern).unwrap();
    let (opened, locked) = (store("a"), store("b"));
    inspect(&[("a.p12", &opened), ("b.p12", &locked)], &[Secret::from("a".to_owned())]).unwrap()
}

/// An authority of one vault, gone on with in another: its directory, less a certificate and with a line that cannot be read.
fn directory_samples() -> Vec<(&'static str, serde_json::Value)> {
    let (mut ours, mut theirs) = (Desk::new(), Desk::new());
    let ca = ours.create_authority(ROOT, 3650);
    for host in ["one", "two"] {
        let csr = ours.foreign_request(&format!("CN={host}.sample.com"), &[]);
        ours.issue(&ca.id, &csr);
        ours.clock.forward(1);
    }
    let passphrase = || Secret::from("a passphrase of the directory".to_owned());
    let export = |id: &str| Question::ExportDirectory {
        authority: id.to_owned(),
        passphrase: passphrase(),
        key_derivation: None,
    };
    let directory = expect!(ours.ask(&export(&ca.id)).unwrap(), Directory);
    let mut files = Archive::read(&directory.zip).unwrap().files;
    let lost = files.keys().find(|path| path.starts_with("newcerts/")).unwrap().clone();
    files.remove(&lost);
    files.get_mut("index.txt").unwrap().extend(b"not a row\n");
    let brought = || {
        let files = files.iter().map(|(path, bytes)| (path.clone(), ByteBuf::from(bytes.clone()))).collect();
        BroughtDirectory { input: DirectoryInput::Files { files }, passphrase: Some(passphrase()), environment: None }
    };
    let inspect = Question::InspectDirectory(brought());
    let preview = theirs.ask(&inspect).unwrap();
    let act = Act::ImportDirectory(brought());
    let imported = theirs.act(act).unwrap();
    let View::Imported(ImportedView { authority, .. }) = &imported else { panic!("{imported:?}") };
    let id = authority.id.clone();
    let csr = theirs.foreign_request("CN=three.sample.com", &[]);
    let issued = theirs.issue(&id, &csr).certificate.entry.serial;
    let fork = expect!(theirs.ask(&export(&id)).unwrap(), Directory);
    let merge = Act::MergeDirectory { authority: ca.id.clone(), input: DirectoryInput::Archive { archive: fork.zip } };
    let merged = ours.act(merge).unwrap();
    let status = Question::Status { authority: ca.id.clone(), serial: issued };
    let json = |view: &dyn erased::Json| view.json();
    vec![
        ("DirectoryView", json(&directory)),
        ("ImportPreview", json(&preview)),
        ("ImportedView", json(&imported)),
        ("MergedView", json(&merged)),
        ("ConfigurationView", json(&ours.ask(&Question::Configuration { authority: ca.id.clone() }).unwrap())),
        ("IndexView", json(&ours.ask(&Question::Index { authority: ca.id }).unwrap())),
        ("StatusView", json(&ours.ask(&status).unwrap())),
    ]
}

mod erased {
    pub trait Json {
        fn json(&self) -> serde_json::Value;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> serde_json::Value {
            serde_json::to_value(self).unwrap()
        }
    }
}

/// The only lists of numbers in the views are bytes.
fn with_bytes(value: serde_json::Value) -> serde_json::Value {
    use base64ct::Encoding;
    use serde_json::Value;
    match value {
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_number) => {
            let bytes: Vec<u8> = items.iter().map(|item| u8::try_from(item.as_u64().unwrap()).unwrap()).collect();
            serde_json::json!({ "$bytes": base64ct::Base64::encode_string(&bytes) })
        }
        Value::Array(items) => items.into_iter().map(with_bytes).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, with_bytes(value))).collect(),
        other => other,
    }
}
