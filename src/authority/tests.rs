//! Does the ledger keep its promises over time?

use super::*;
use crate::env::FixedEnv;
use crate::key::{KeyKind, PrivateKey, make_key};
use crate::model::{CertificateList, CrlScope, ExtensionValue, KeyUsage, KeyUsages, Name, RevocationReason};
use crate::parse;
use crate::policy::Profile;

const DAY: i64 = 86_400;

struct Scene {
    authority: Authority,
    key: PrivateKey,
    env: FixedEnv,
    request: CertificationRequest,
}

fn start() -> Time {
    Time::parse("2026-11-20T12:00:00Z").unwrap()
}

impl Scene {
    fn new() -> Self {
        Self::for_days(3650)
    }

    fn for_days(days: u32) -> Self {
        let mut env = FixedEnv::new(start(), 1);
        let key = make_key(&mut env, KeyKind::Ed25519).unwrap();
        let authority = Authority::make_root(&mut env, &Name::parse("CN=Sample Root").unwrap(), days, &key).unwrap();
        let request = request(&mut env);
        Self { authority, key, env, request }
    }

    fn now(&self) -> Time {
        self.env.now()
    }

    fn later(&mut self, seconds: i64) {
        self.env.set_now(self.env.now().plus_seconds(seconds));
    }

    fn apply(&mut self, change: &Change) {
        self.authority.apply(change).unwrap();
    }

    fn choices(&self, days: u32) -> Choices {
        Choices { days, ..Choices::of(Profile::Client) }
    }

    fn decide(&self, days: u32) -> policy::Decision {
        self.authority.assess(&self.request, &self.choices(days), self.now()).outcome.unwrap()
    }

    fn try_issue(&mut self, days: u32) -> Result<Change> {
        let decision = self.decide(days);
        self.authority.issue(&mut self.env, &decision, &self.key)
    }

    fn issue(&mut self, days: u32) -> SerialNumber {
        let change = self.try_issue(days).unwrap();
        self.apply(&change);
        match change {
            Change::Issued { row, .. } => row.serial,
            other => panic!("{other:?}"),
        }
    }

    fn revoke(&mut self, serial: &SerialNumber, reason: RevocationReason) {
        let change = self.authority.revoke(self.now(), serial, &reason.into()).unwrap();
        self.apply(&change);
    }

    fn try_revoke(&self, serial: &SerialNumber, reason: RevocationReason) -> Code {
        self.authority.revoke(self.now(), serial, &reason.into()).unwrap_err().code()
    }

    fn crl(&mut self) -> CertificateList {
        let change = self.authority.issue_crl(&mut self.env, &CrlRequest::days(31), &self.key).unwrap();
        self.apply(&change);
        match change {
            Change::CrlIssued { crl, .. } => parse::crl_der(&crl).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    fn listed(&mut self) -> Vec<SerialNumber> {
        self.crl().revoked.into_iter().map(|entry| entry.serial).collect()
    }
}

fn request(env: &mut FixedEnv) -> CertificationRequest {
    let key = make_key(env, KeyKind::Ed25519).unwrap();
    let (subject, spki) = (Name::parse("CN=Ann Example").unwrap(), key.public_key().spki().to_vec());
    let der = make_request(env, &RequestContent { subject, spki, extensions: vec![] }, &key).unwrap();
    parse::request_der(&der).unwrap()
}

fn number(crl: &CertificateList) -> u128 {
    crl.number().unwrap()
}

mod lists;
mod revoking;

#[test]
fn a_row_tells_what_was_issued() {
    let mut scene = Scene::new();
    let change = scene.try_issue(30).unwrap();
    assert_eq!(scene.authority.rows().count(), 0, "nothing is so before it is applied");
    scene.apply(&change);
    let Change::Issued { row, certificate, .. } = change else { panic!() };
    let read = parse::certificate_der(&certificate).unwrap();
    assert_eq!(scene.authority.row(&read.serial), Some(&row));
    assert_eq!((row.not_after, row.issued), (read.validity.not_after(), start()));
    assert_eq!(row.fingerprint, crate::key::digest::sha256(&certificate));
}

#[test]
fn the_key_belongs_to_the_certificate() {
    let mut scene = Scene::new();
    let other = make_key(&mut FixedEnv::new(start(), 5), KeyKind::Ed25519).unwrap();
    assert!(scene.authority.check_key(&scene.key).is_ok());
    let decision = scene.decide(30);
    let refused = [
        scene.authority.check_key(&other).unwrap_err(),
        scene.authority.issue(&mut scene.env, &decision, &other).unwrap_err(),
        scene.authority.issue_crl(&mut scene.env, &CrlRequest::days(31), &other).unwrap_err(),
    ];
    assert!(refused.iter().all(|error| error.code() == Code::KeyMismatch), "{refused:?}");
}

#[test]
fn what_was_decided_for_another_authority_is_not_signed_here() {
    let mut scene = Scene::new();
    let key = make_key(&mut FixedEnv::new(start(), 5), KeyKind::Ed25519).unwrap();
    let name = Name::parse("CN=Another Root").unwrap();
    let another = Authority::make_root(&mut scene.env, &name, 3650, &key).unwrap();
    let decision = Scene { authority: another, ..Scene::new() }.decide(30);
    let refused = scene.authority.issue(&mut scene.env, &decision, &scene.key);
    assert_eq!(refused.unwrap_err().code(), Code::LedgerInconsistent);
}

/// Randomness that has run dry.
struct Stuck;

impl Env for Stuck {
    fn now(&self) -> Time {
        start()
    }

    fn fill(&mut self, out: &mut [u8]) {
        out.fill(7);
    }
}

#[test]
fn a_serial_number_is_never_used_twice() {
    let mut scene = Scene::new();
    let decision = scene.decide(30);
    let change = scene.authority.issue(&mut Stuck, &decision, &scene.key).unwrap();
    scene.apply(&change);
    assert_eq!(scene.authority.issue(&mut Stuck, &decision, &scene.key).unwrap_err().code(), Code::SerialCollision);
    assert_eq!(scene.authority.apply(&change).unwrap_err().code(), Code::LedgerInconsistent);
}

#[test]
fn a_root_does_not_give_its_own_serial_number_away() {
    let key = make_key(&mut FixedEnv::new(start(), 1), KeyKind::Ed25519).unwrap();
    let authority = Authority::make_root(&mut Stuck, &Name::parse("CN=Root").unwrap(), 30, &key).unwrap();
    let scene = Scene { authority, key, ..Scene::new() };
    let refused = scene.authority.issue(&mut Stuck, &scene.decide(1), &scene.key);
    assert_eq!(refused.unwrap_err().code(), Code::SerialCollision);
}

#[test]
fn a_revocation_is_final_unless_it_is_a_hold() {
    let mut scene = Scene::new();
    let serial = scene.issue(30);
    assert_eq!(scene.try_revoke(&serial, RevocationReason::RemoveFromCrl), Code::ReasonUnknown);
    assert_eq!(scene.authority.release(start(), &serial).unwrap_err().code(), Code::NotHeld);

    scene.revoke(&serial, RevocationReason::CertificateHold);
    assert_eq!(scene.try_revoke(&serial, RevocationReason::CertificateHold), Code::AlreadyRevoked);
    let release = scene.authority.release(start(), &serial).unwrap();
    scene.apply(&release);
    assert_eq!(scene.authority.row(&serial).unwrap().status(start()), Status::Valid);

    scene.revoke(&serial, RevocationReason::CertificateHold);
    scene.later(DAY);
    scene.revoke(&serial, RevocationReason::KeyCompromise);
    let revocation = scene.authority.row(&serial).unwrap().revocation.unwrap();
    assert_eq!((revocation.date, revocation.reason), (start(), RevocationReason::KeyCompromise));
    assert_eq!(scene.try_revoke(&serial, RevocationReason::Superseded), Code::AlreadyRevoked);
    assert_eq!(scene.authority.release(scene.now(), &serial).unwrap_err().code(), Code::NotHeld);
}

#[test]
fn what_is_not_in_the_ledger_is_not_revoked() {
    let scene = Scene::new();
    let unknown = SerialNumber::parse("0123").unwrap();
    assert_eq!(scene.try_revoke(&unknown, RevocationReason::Superseded), Code::SerialUnknown);
    assert_eq!(scene.authority.release(start(), &unknown).unwrap_err().code(), Code::SerialUnknown);
}

#[test]
fn an_expired_certificate_may_still_be_revoked() {
    let mut scene = Scene::new();
    let serial = scene.issue(1);
    scene.later(2 * DAY);
    assert_eq!(scene.authority.row(&serial).unwrap().status(scene.now()), Status::Expired);
    scene.crl();
    scene.later(1);
    scene.revoke(&serial, RevocationReason::KeyCompromise);
    assert_eq!(scene.authority.row(&serial).unwrap().status(scene.now()), Status::Revoked);
    assert_eq!(scene.listed(), [serial]);
}

#[test]
fn a_key_is_not_suspected_from_tomorrow_on() {
    let mut scene = Scene::new();
    let serial = scene.issue(30);
    let reason = RevocationReason::KeyCompromise;
    let grounds = |date| Grounds { invalidity_date: Some(date), ..reason.into() };
    let tomorrow = scene.authority.revoke(start(), &serial, &grounds(start().plus_seconds(1)));
    assert_eq!(tomorrow.unwrap_err().code(), Code::InvalidityDate);
    assert!(scene.authority.revoke(start(), &serial, &grounds(start())).is_ok());
}

#[test]
fn an_entry_stands_in_one_crl_after_its_certificates_end() {
    let mut scene = Scene::new();
    let (short, long) = (scene.issue(1), scene.issue(30));
    scene.revoke(&short, RevocationReason::Superseded);
    scene.revoke(&long, RevocationReason::Superseded);
    assert_eq!(scene.listed().len(), 2);
    scene.later(2 * DAY);
    assert_eq!(scene.listed().len(), 2, "the first after the end");
    scene.later(1);
    assert_eq!(scene.listed(), [long], "the second");
}

#[test]
fn crl_numbers_rise_and_are_never_less_than_the_time() {
    let mut scene = Scene::new();
    let first = number(&scene.crl());
    assert_eq!(i128::try_from(first).unwrap(), i128::from(start().unix()));
    assert_eq!(number(&scene.crl()), first + 1, "within one second");
    scene.later(-60);
    assert_eq!(number(&scene.crl()), first + 2, "with the clock a little back");
    scene.later(DAY);
    assert_eq!(number(&scene.crl()), first + u128::try_from(DAY - 60).unwrap());
}

#[test]
fn crl_numbers_end_somewhere() {
    let mut scene = Scene::new();
    scene.authority.counters =
        Counters { crl_number: u64::MAX, base_crl: 1, last_crl: Some(start()), ..Counters::new(start()) };
    let refused = scene.authority.issue_crl(&mut scene.env, &CrlRequest::days(31), &scene.key);
    assert_eq!(refused.unwrap_err().code(), Code::CrlNumberExhausted);
}

#[test]
fn crls_have_bounded_days_and_end_with_their_issuer() {
    let mut scene = Scene::for_days(10);
    for (days, end) in
        [(1, Some(start().plus_seconds(DAY))), (11, Some(scene.authority.certificate.validity.not_after()))]
    {
        let Change::CrlIssued { next_update, .. } =
            scene.authority.issue_crl(&mut scene.env, &CrlRequest::days(days), &scene.key).unwrap()
        else {
            panic!()
        };
        assert_eq!(Some(next_update), end);
    }
    for days in [0, 3651] {
        let refused = scene.authority.issue_crl(&mut scene.env, &CrlRequest::days(days), &scene.key);
        assert_eq!(refused.unwrap_err().code(), Code::CrlDays);
    }
    scene.later(10 * DAY);
    let refused = scene.authority.issue_crl(&mut scene.env, &CrlRequest::days(1), &scene.key);
    assert_eq!(refused.unwrap_err().code(), Code::PolicyIssuerExpired);
}

#[test]
fn an_issuer_without_crl_sign_makes_no_crl() {
    let mut scene = Scene::new();
    let usages = KeyUsages::of(&[KeyUsage::KeyCertSign]);
    for extension in &mut scene.authority.certificate.extensions {
        if let ExtensionValue::KeyUsage(own) = &mut extension.value {
            *own = usages;
        }
    }
    let refused = scene.authority.issue_crl(&mut scene.env, &CrlRequest::days(31), &scene.key);
    assert_eq!(refused.unwrap_err().code(), Code::CrlSignMissing);
}

#[test]
fn revocations_that_no_crl_says_are_counted() {
    let mut scene = Scene::new();
    let serials = [scene.issue(30), scene.issue(30), scene.issue(30)];
    assert_eq!(scene.authority.revoked_since_crl(), 0);
    scene.revoke(&serials[0], RevocationReason::Superseded);
    scene.revoke(&serials[1], RevocationReason::CertificateHold);
    assert_eq!(scene.authority.revoked_since_crl(), 2);
    scene.crl();
    assert_eq!(scene.authority.revoked_since_crl(), 0);
    // within the same second, and a hold that becomes final
    scene.revoke(&serials[2], RevocationReason::Superseded);
    scene.revoke(&serials[1], RevocationReason::KeyCompromise);
    assert_eq!(scene.authority.revoked_since_crl(), 2);
}

#[test]
fn a_clock_that_runs_backwards_stops_everything() {
    let mut scene = Scene::new();
    let serial = scene.issue(30);
    let decision = scene.decide(30);
    scene.later(-300);
    assert!(scene.authority.revoke(scene.now(), &serial, &RevocationReason::Superseded.into()).is_ok());
    scene.later(-1);
    let now = scene.now();
    let refused = [
        scene.authority.issue(&mut scene.env, &decision, &scene.key).unwrap_err(),
        scene.authority.issue_crl(&mut scene.env, &CrlRequest::days(31), &scene.key).unwrap_err(),
        scene.authority.revoke(now, &serial, &RevocationReason::Superseded.into()).unwrap_err(),
        scene.authority.release(now, &serial).unwrap_err(),
    ];
    assert!(refused.iter().all(|error| error.code() == Code::ClockBackwards), "{refused:?}");
}

#[test]
fn a_clock_is_not_walked_back_in_small_steps() {
    let mut scene = Scene::new();
    scene.later(-200);
    let serial = scene.issue(30);
    assert_eq!(scene.authority.last_act(), start());
    scene.later(-200);
    assert_eq!(scene.try_revoke(&serial, RevocationReason::Superseded), Code::ClockBackwards);
}

#[test]
fn a_change_that_does_not_fit_changes_nothing() {
    let mut scene = Scene::new();
    let serial = scene.issue(30);
    scene.crl();
    let before = scene.authority.clone();
    let issued = scene.try_issue(30).unwrap();
    let Change::Issued { row, .. } = issued else { panic!() };
    let revocation = Revocation {
        date: start(),
        reason: RevocationReason::Superseded,
        invalidity_date: None,
        hold_instruction: None,
        after_crl: 0,
    };
    let unknown = SerialNumber::parse("0123").unwrap();
    for (change, code) in [
        (Change::Issued { row, certificate: vec![1], next_serial: None }, Code::LedgerInconsistent),
        (Change::Revoked { serial: unknown.clone(), revocation, at: start() }, Code::SerialUnknown),
        (Change::Released { serial, at: start() }, Code::NotHeld),
        (Change::Released { serial: unknown, at: start() }, Code::SerialUnknown),
        (
            Change::CrlIssued {
                number: 1,
                crl: vec![],
                this_update: start(),
                next_update: start(),
                delta: false,
                scope: CrlScope::All,
                retired: vec![],
                at: start(),
            },
            Code::LedgerInconsistent,
        ),
    ] {
        assert_eq!(scene.authority.apply(&change).unwrap_err().code(), code, "{change:?}");
        assert_eq!(scene.authority, before);
    }
}

#[test]
fn a_ledger_that_contradicts_itself_is_not_opened() {
    let mut scene = Scene::new();
    let serial = scene.issue(30);
    scene.revoke(&serial, RevocationReason::Superseded);
    let row = scene.authority.row(&serial).unwrap().clone();
    let counters = scene.authority.counters();
    let certificate = scene.authority.certificate.clone();
    let parts = |rows: Vec<Row>, counters: &Counters| Parts {
        rows,
        ..Parts::new(certificate.clone(), vec![], counters.clone())
    };
    let restore = |rows: Vec<Row>, counters: &Counters| Authority::restore(parts(rows, counters));
    assert_eq!(restore(vec![row.clone()], counters).unwrap(), scene.authority);
    let bare = |serial: &SerialNumber, after_crl| {
        let revocation = row.revocation.map(|is| Revocation { after_crl, ..is });
        vec![BareRow { serial: serial.clone(), subject: "/CN=lost".into(), not_after: row.not_after, revocation }]
    };
    let other = SerialNumber::parse("0102").unwrap();
    let with_bare = |bare| Authority::restore(Parts { bare, ..parts(vec![row.clone()], counters) });
    assert_eq!(with_bare(bare(&other, 0)).unwrap().revoked_since_crl(), 2, "a row without a certificate counts");
    for wrong in [bare(&row.serial, 0), bare(&certificate.serial, 0), bare(&other, 1)] {
        assert_eq!(with_bare(wrong.clone()).unwrap_err().code(), Code::LedgerInconsistent, "{wrong:?}");
    }

    let revoked = |after_crl, reason| {
        let revocation = row.revocation.map(|is| Revocation { after_crl, reason, ..is });
        Row { revocation, ..row.clone() }
    };
    for rows in [
        vec![row.clone(), row.clone()],
        vec![Row { serial: certificate.serial.clone(), ..row.clone() }],
        vec![Row { issued: start().plus_seconds(1), ..row.clone() }],
        vec![Row { not_after: row.not_before, ..row.clone() }],
        vec![revoked(1, RevocationReason::Superseded)],
        vec![revoked(0, RevocationReason::RemoveFromCrl)],
    ] {
        assert_eq!(restore(rows.clone(), counters).unwrap_err().code(), Code::LedgerInconsistent, "{rows:?}");
    }
    for wrong in [
        Counters { crl_number: 1, base_crl: 1, ..counters.clone() },
        Counters { base_crl: 1, ..counters.clone() },
        Counters { last_crl: Some(start()), ..counters.clone() },
        Counters { crl_number: 1, base_crl: 1, last_crl: Some(start().plus_seconds(1)), ..counters.clone() },
        Counters { crl_number: 1, base_crl: 1, delta_crl: 1, last_crl: Some(start()), ..counters.clone() },
        Counters { crl_number: 1, delta_crl: 2, ..counters.clone() },
    ] {
        assert_eq!(restore(vec![], &wrong).unwrap_err().code(), Code::LedgerInconsistent, "{wrong:?}");
    }
    let stranger = Scene { ..Scene::new() }.authority.certificate;
    let stranger = Certificate { subject: Name::parse("CN=Stranger").unwrap(), ..stranger };
    let chained = Authority::restore(Parts::new(certificate.clone(), vec![stranger], counters.clone()));
    assert_eq!(chained.unwrap_err().code(), Code::LedgerInconsistent);
}

/// Acts at random, from the environment's own bytes: the same seed gives the same story.
fn story(seed: u8, acts: usize) -> (Scene, Vec<Change>) {
    let mut scene = Scene::new();
    scene.env = FixedEnv::new(start(), seed);
    let changes = scene.act_at_random(acts, |_| true);
    (scene, changes)
}

impl Scene {
    fn act_at_random(&mut self, acts: usize, may: impl Fn(u8) -> bool) -> Vec<Change> {
        let mut changes = Vec::new();
        for _ in 0..acts {
            let mut dice = [0; 4];
            self.env.fill(&mut dice);
            let [act, which, how, time] = dice;
            self.later(i64::from(time) * i64::from(time) * 10 - 200);
            if let Some(change) = may(act).then(|| act_of(self, act, which, how)).flatten() {
                self.apply(&change);
                changes.push(change);
            }
        }
        changes
    }
}

fn act_of(scene: &mut Scene, act: u8, which: u8, how: u8) -> Option<Change> {
    let now = scene.now();
    let count = scene.authority.rows().count().max(1);
    let serial = scene.authority.rows().nth(usize::from(which) % count).map(|row| row.serial.clone());
    let reason = RevocationReason::ALL[usize::from(how) % RevocationReason::ALL.len()];
    match act % 4 {
        0 => scene.try_issue(u32::from(how) + 1).ok(),
        1 => scene.authority.revoke(now, &serial?, &reason.into()).ok(),
        2 => scene.authority.release(now, &serial?).ok(),
        _ => scene.authority.issue_crl(&mut scene.env, &CrlRequest::days(31), &scene.key).ok(),
    }
}

#[test]
fn whatever_is_done_the_promises_hold() {
    for seed in 0..40 {
        let (scene, changes) = story(seed, 60);
        let serials: Vec<_> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Issued { row, .. } => Some(row.serial.clone()),
                _ => None,
            })
            .collect();
        let unique: BTreeSet<_> = serials.iter().collect();
        assert_eq!(unique.len(), serials.len(), "serial numbers, seed {seed}");

        let numbers: Vec<_> = changes
            .iter()
            .filter_map(|change| match change {
                Change::CrlIssued { number, .. } => Some(*number),
                _ => None,
            })
            .collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "CRL numbers {numbers:?}, seed {seed}");
        assert!(serials.len() > 3 && numbers.len() > 3, "a story in which nothing happens, seed {seed}");
        check_restored(&scene.authority, seed);
    }
}

/// What was stored and read again is the same ledger.
fn check_restored(authority: &Authority, seed: u8) {
    let parts = Parts::new(authority.certificate.clone(), vec![], authority.counters().clone());
    let restored = Authority::restore(Parts {
        rows: authority.rows().cloned().collect(),
        bare: authority.bares().cloned().collect(),
        releases: authority.releases().to_vec(),
        ..parts
    });
    assert_eq!(restored.as_ref(), Ok(authority), "seed {seed}");
}

#[test]
fn the_same_changes_give_the_same_ledger() {
    for seed in 0..5 {
        let (scene, changes) = story(seed, 60);
        let mut again = Scene::new().authority;
        for change in &changes {
            let counters = change.counters_after(again.counters());
            again.apply(change).unwrap();
            assert_eq!(*again.counters(), counters);
        }
        assert_eq!(again, scene.authority, "seed {seed}");
    }
}

#[test]
fn every_crl_says_exactly_who_is_revoked_now() {
    for seed in 0..20 {
        let (mut scene, _) = story(seed, 40);
        let listed: BTreeSet<_> = scene.listed().into_iter().collect();
        let now = scene.now();
        for row in scene.authority.rows().filter(|row| row.not_after >= now) {
            assert_eq!(listed.contains(&row.serial), row.revocation.is_some(), "seed {seed}");
        }
        assert!(listed.iter().all(|serial| scene.authority.row(serial).unwrap().revocation.is_some()));
    }
}
