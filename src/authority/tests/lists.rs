//! CRLs: complete ones, those that say what has changed, those of a part, and those that are signed ahead.

use std::collections::BTreeMap;

use super::*;
use crate::model::GeneralName;

const HOUR: i64 = 3_600;

fn is(value: &ExtensionValue, dotted: &str) -> bool {
    value.oid().to_string() == dotted
}

fn has(crl: &CertificateList, dotted: &str) -> bool {
    crl.extensions.iter().any(|extension| is(&extension.value, dotted))
}

const DELTA: &str = "2.5.29.27";
const PLACE: &str = "2.5.29.28";
const FRESHEST: &str = "2.5.29.46";

type Listed = Vec<(SerialNumber, Option<RevocationReason>)>;

impl Scene {
    fn try_crl(&mut self, request: &CrlRequest) -> Result<Change> {
        self.authority.issue_crl(&mut self.env, request, &self.key)
    }

    fn crl_as(&mut self, request: &CrlRequest) -> CertificateList {
        let change = self.try_crl(request).unwrap();
        self.apply(&change);
        match change {
            Change::CrlIssued { crl, .. } => parse::crl_der(&crl).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    fn delta(&mut self, base: &CertificateList) -> CertificateList {
        self.crl_as(&CrlRequest { base: Some(base.clone()), ..CrlRequest::seconds(HOUR) })
    }

    fn series(&mut self, count: u32, seconds: i64, overlap: i64) -> Result<Vec<CertificateList>> {
        let request = SeriesRequest { count, seconds, overlap, like: CrlRequest::days(1) };
        let change = self.authority.issue_crl_series(&mut self.env, &request, &self.key)?;
        self.apply(&change);
        match change {
            Change::CrlSeriesIssued { lists, .. } => {
                Ok(lists.iter().map(|list| parse::crl_der(&list.crl).unwrap()).collect())
            }
            other => panic!("{other:?}"),
        }
    }

    fn release(&mut self, serial: &SerialNumber) {
        let change = self.authority.release(self.now(), serial).unwrap();
        self.apply(&change);
    }

    fn retire(&mut self, serial: &SerialNumber, after: i64) {
        let change = self.authority.retire(self.now(), serial, Some(self.now().plus_seconds(after))).unwrap();
        self.apply(&change);
    }
}

fn said(crl: &CertificateList) -> Listed {
    crl.revoked.iter().map(|entry| (entry.serial.clone(), entry.reason)).collect()
}

fn addresses(text: &str) -> Vec<GeneralName> {
    vec![GeneralName::parse(text).unwrap()]
}

fn numbers(crls: &[CertificateList]) -> Vec<u128> {
    crls.iter().map(number).collect()
}

#[test]
fn the_next_list_is_due_when_it_was_asked_for() {
    let mut scene = Scene::for_days(30);
    let end = scene.authority.certificate.validity.not_after();
    let at = |seconds| start().plus_seconds(seconds);
    for (next_update, due) in [
        (NextUpdate::After(1), Some(at(1))),
        (NextUpdate::After(90), Some(at(90))),
        (NextUpdate::At(at(HOUR)), Some(at(HOUR))),
        (NextUpdate::After(31 * DAY), Some(end)),
        (NextUpdate::After(0), None),
        (NextUpdate::After(3650 * DAY + 1), None),
        (NextUpdate::At(at(0)), None),
    ] {
        let request = CrlRequest { next_update, ..CrlRequest::days(1) };
        match scene.try_crl(&request) {
            Ok(Change::CrlIssued { next_update, .. }) => assert_eq!(Some(next_update), due),
            other => assert_eq!((other.unwrap_err().code(), due), (Code::CrlDays, None), "{next_update:?}"),
        }
    }
}

#[test]
fn a_list_may_be_made_for_another_moment_than_now_within_bounds() {
    let mut scene = Scene::for_days(36_500);
    let serial = scene.issue(30);
    scene.crl();
    scene.later(DAY);
    scene.revoke(&serial, RevocationReason::Superseded);
    scene.later(DAY);
    let on = |days: i64| CrlRequest { this_update: Some(start().plus_seconds(days * DAY)), ..CrlRequest::days(1) };
    for (days, refused) in [
        (-1, Some("before the newest list")),
        (0, Some("before the revocation that it would list")),
        (1, None),
        (3, None),
        (3653, Some("more than ten years ahead")),
    ] {
        let code = scene.try_crl(&on(days)).err().map(|error| error.code());
        assert_eq!(code, refused.map(|_| Code::CrlDays), "{days}: {refused:?}");
    }
    scene.crl_as(&on(3));
    assert_eq!(scene.authority.counters().last_crl, Some(scene.now()), "made ahead, it tells of today");
}

#[test]
fn a_delta_says_what_has_changed_since_the_base_and_nothing_else() {
    use RevocationReason::*;
    let mut scene = Scene::new();
    let [before, held, freed, made_final, new, back_again] = std::array::from_fn(|_| scene.issue(300));
    scene.revoke(&before, KeyCompromise);
    for serial in [&held, &freed, &made_final, &back_again] {
        scene.revoke(serial, CertificateHold);
    }
    let base = scene.crl();
    assert_eq!(scene.delta(&base).revoked, [], "nothing has changed");
    scene.later(HOUR);
    scene.release(&freed);
    scene.release(&back_again);
    scene.revoke(&back_again, CertificateHold);
    scene.revoke(&made_final, Superseded);
    scene.revoke(&new, AffiliationChanged);
    let delta = scene.delta(&base);
    let mut expected: Listed = vec![
        (freed, Some(RemoveFromCrl)),
        (made_final, Some(Superseded)),
        (new.clone(), Some(AffiliationChanged)),
        (back_again, Some(CertificateHold)),
    ];
    expected.sort();
    assert_eq!(said(&delta), expected);
    assert!(has(&delta, DELTA) && !has(&base, DELTA));
    assert!(delta.extensions.iter().find(|extension| is(&extension.value, DELTA)).unwrap().critical);
    assert!(number(&base) < number(&delta), "one sequence of numbers");

    scene.later(HOUR);
    assert_eq!(said(&scene.delta(&base)), expected, "until there is a new base, each delta says all of it");
    scene.later(HOUR);
    let base = scene.crl();
    assert!(scene.authority.releases().is_empty());
    assert_eq!(scene.delta(&base).revoked, []);
    assert!(said(&base).contains(&(new, Some(AffiliationChanged))));
}

#[test]
fn a_hold_that_never_reached_a_base_is_removed_all_the_same() {
    let mut scene = Scene::new();
    let serial = scene.issue(300);
    let base = scene.crl();
    scene.revoke(&serial, RevocationReason::CertificateHold);
    assert_eq!(said(&scene.delta(&base)), [(serial.clone(), Some(RevocationReason::CertificateHold))]);
    scene.release(&serial);
    assert_eq!(said(&scene.delta(&base)), [(serial, Some(RevocationReason::RemoveFromCrl))]);
}

#[test]
fn a_hold_on_the_base_that_has_expired_is_removed_and_one_that_is_new_stays() {
    use RevocationReason::*;
    let mut scene = Scene::new();
    let (on_base, later, compromised) = (scene.issue(2), scene.issue(2), scene.issue(2));
    scene.revoke(&on_base, CertificateHold);
    scene.revoke(&compromised, KeyCompromise);
    let base = scene.crl();
    scene.later(DAY);
    scene.revoke(&later, CertificateHold);
    scene.later(2 * DAY);
    let mut expected = vec![(on_base, Some(RemoveFromCrl)), (later.clone(), Some(CertificateHold))];
    expected.sort();
    assert_eq!(said(&scene.delta(&base)), expected);
    let complete = said(&scene.crl());
    assert!(complete.contains(&(later, Some(CertificateHold))), "no complete list has said it yet");
}

#[test]
fn what_a_delta_has_said_stays_until_a_complete_list_after_its_end() {
    let mut scene = Scene::new();
    let serial = scene.issue(1);
    let base = scene.crl();
    scene.revoke(&serial, RevocationReason::KeyCompromise);
    scene.later(2 * DAY);
    assert_eq!(scene.delta(&base).revoked.len(), 1);
    assert_eq!(scene.authority.revoked_since_crl(), 0, "a delta tells it too");
    assert_eq!(scene.listed(), [serial], "the first complete list after the end");
    scene.later(1);
    assert_eq!(scene.listed(), []);
}

#[test]
fn a_delta_builds_on_the_newest_complete_list_alone() {
    let mut scene = Scene::new();
    let other = Scene::for_days(30).crl();
    let delta = |scene: &mut Scene, base: &CertificateList, scope| {
        let request = CrlRequest { base: Some(base.clone()), scope, ..CrlRequest::days(1) };
        scene.try_crl(&request).map(drop).map_err(|error| error.code())
    };
    assert_eq!(delta(&mut scene, &other, CrlScope::All), Err(Code::CrlBaseMissing));
    let old = scene.crl();
    let new = scene.crl();
    assert_eq!(delta(&mut scene, &old, CrlScope::All), Err(Code::LedgerInconsistent));
    assert_eq!(delta(&mut scene, &new, CrlScope::Users), Err(Code::CrlBaseMissing));
    assert_eq!(delta(&mut scene, &new, CrlScope::All), Ok(()));
}

#[test]
fn a_list_says_where_it_is_and_where_its_deltas_are() {
    let mut scene = Scene::new();
    let plain = scene.crl();
    assert!(!has(&plain, PLACE) && !has(&plain, FRESHEST));
    let request = CrlRequest {
        distribution_point: addresses("uri:http://sample.com/ca.crl"),
        freshest: addresses("uri:http://sample.com/delta.crl"),
        ..CrlRequest::days(1)
    };
    let base = scene.crl_as(&request);
    assert!(has(&base, PLACE) && has(&base, FRESHEST));
    let delta = scene.delta(&base);
    let place = |crl: &CertificateList| crl.extensions.iter().find(|it| is(&it.value, PLACE)).cloned();
    assert_eq!(place(&delta), place(&base), "a client compares the two");
    assert!(place(&delta).unwrap().critical);
    assert!(!has(&delta, FRESHEST));
}

#[test]
fn a_list_of_a_part_has_that_part_and_does_not_stand_for_the_whole() {
    let mut scene = Scene::new();
    let user = scene.issue(300);
    let authority = {
        let choices = Choices { days: 300, ..Choices::of(Profile::IntermediateCa) };
        let decision = scene.authority.assess(&scene.request, &choices, scene.now()).outcome.unwrap();
        let change = scene.authority.issue(&mut scene.env, &decision, &scene.key).unwrap();
        scene.apply(&change);
        let Change::Issued { row, .. } = change else { panic!() };
        row.serial
    };
    let lost = SerialNumber::parse("0123").unwrap();
    let change = scene.authority.record_bare(scene.now(), &lost, &RevocationReason::Unspecified.into()).unwrap();
    scene.apply(&change);
    let base = scene.crl();
    for serial in [&user, &authority] {
        scene.revoke(serial, RevocationReason::KeyCompromise);
    }
    let mut part = |scope| {
        let crl = scene.crl_as(&CrlRequest { scope, ..CrlRequest::days(1) });
        assert!(has(&crl, PLACE));
        crl.revoked.into_iter().map(|entry| entry.serial).collect::<Vec<_>>()
    };
    assert_eq!(part(CrlScope::Users), [user, lost.clone()], "and what nobody knows more of");
    assert_eq!(part(CrlScope::Authorities), [authority, lost]);
    assert_eq!(scene.authority.revoked_since_crl(), 2, "no whole list has said it");
    assert_eq!(scene.delta(&base).revoked.len(), 2);
    assert_eq!(scene.authority.revoked_since_crl(), 0);
}

#[test]
fn a_date_to_retire_that_has_come_revokes_with_the_list() {
    let mut scene = Scene::new();
    let (soon, late) = (scene.issue(300), scene.issue(300));
    scene.retire(&soon, DAY);
    scene.retire(&late, 10 * DAY);
    assert_eq!(scene.listed(), []);
    scene.later(2 * DAY);
    assert_eq!(scene.listed(), std::slice::from_ref(&soon));
    let row = scene.authority.row(&soon).unwrap();
    let revocation = row.revocation.unwrap();
    assert_eq!((revocation.reason, revocation.date), (RevocationReason::Superseded, start().plus_seconds(DAY)));
    assert_eq!((row.retires, scene.authority.revoked_since_crl()), (None, 0));
    assert!(scene.authority.row(&late).unwrap().revocation.is_none());
}

#[test]
fn what_a_list_of_another_moment_does_not_say_is_not_recorded_with_it() {
    let mut scene = Scene::new();
    let serial = scene.issue(300);
    scene.retire(&serial, DAY);
    scene.later(2 * DAY);
    let on = |day: i64| CrlRequest { this_update: Some(start().plus_seconds(day * DAY / 2)), ..CrlRequest::days(1) };
    assert_eq!(scene.crl_as(&on(1)).revoked, [], "of a moment before its date");
    assert!(scene.authority.row(&serial).unwrap().revocation.is_none());
    assert_eq!(scene.crl_as(&on(2)).revoked.len(), 1);
    assert!(scene.authority.row(&serial).unwrap().revocation.is_some());

    let later = scene.issue(300);
    scene.retire(&later, DAY);
    assert_eq!(scene.crl_as(&on(20)).revoked.len(), 2, "made ahead of its date");
    assert!(scene.authority.row(&later).unwrap().revocation.is_none());
}

#[test]
fn a_series_is_one_list_after_the_other_with_an_overlap() {
    let mut scene = Scene::new();
    let (revoked, retiring) = (scene.issue(300), scene.issue(300));
    scene.revoke(&revoked, RevocationReason::KeyCompromise);
    scene.retire(&retiring, 40 * DAY);
    let lists = scene.series(4, 30 * DAY, 5 * DAY).unwrap();
    let dates: Vec<_> = lists.iter().map(|list| (list.this_update, list.next_update.unwrap())).collect();
    let at = |days: i64| start().plus_seconds(days * DAY);
    assert_eq!(dates, [(at(0), at(30)), (at(25), at(55)), (at(50), at(80)), (at(75), at(105))]);
    let first = numbers(&lists)[0];
    assert_eq!(numbers(&lists), [first, first + 1, first + 2, first + 3]);
    let counts: Vec<_> = lists.iter().map(|list| list.revoked.len()).collect();
    assert_eq!(counts, [1, 1, 2, 2], "what retires until then is on the list of that day");
    assert!(scene.authority.row(&retiring).unwrap().revocation.is_none(), "and not revoked today");

    let later = scene.crl();
    assert!(number(&later) > first + 3, "a list made later has a higher number");
    scene.later(26 * DAY);
    let surprising = scene.issue(30);
    scene.revoke(&surprising, RevocationReason::KeyCompromise);
    assert!(scene.listed().contains(&surprising));
}

#[test]
fn a_delta_fits_to_each_list_of_a_series() {
    let mut scene = Scene::new();
    let serial = scene.issue(300);
    let lists = scene.series(3, 30 * DAY, 0).unwrap();
    scene.later(40 * DAY);
    scene.revoke(&serial, RevocationReason::KeyCompromise);
    let delta = scene.delta(&lists[0]);
    assert_eq!(delta.revoked.len(), 1);
    assert!(numbers(&lists).iter().all(|list| *list < number(&delta)));
}

#[test]
fn what_expires_within_a_series_leaves_it_after_one_list() {
    let mut scene = Scene::new();
    let serial = scene.issue(10);
    scene.revoke(&serial, RevocationReason::KeyCompromise);
    let lists = scene.series(4, 7 * DAY, 0).unwrap();
    let counts: Vec<_> = lists.iter().map(|list| list.revoked.len()).collect();
    assert_eq!(counts, [1, 1, 1, 0], "it ends on the tenth day, and the list of the fourteenth still has it");
    assert_eq!(scene.listed(), [serial], "lists made ahead are not yet out");
}

#[test]
fn a_series_ends_with_its_authority_and_says_so() {
    let mut scene = Scene::for_days(100);
    let refused = |scene: &mut Scene, count, seconds, overlap| {
        let error = scene.series(count, seconds, overlap).unwrap_err();
        assert_eq!(error.code(), Code::CrlDays);
        error.field_name().unwrap().to_owned()
    };
    assert_eq!(refused(&mut scene, 0, DAY, 0), "count");
    assert_eq!(refused(&mut scene, 521, DAY / 8, 0), "count");
    assert_eq!(refused(&mut scene, 5, 25 * DAY, 0), "count", "the fifth would begin at the end");
    assert_eq!(refused(&mut scene, 2, DAY, DAY), "overlapSeconds");
    assert_eq!(refused(&mut scene, 2, DAY, -1), "overlapSeconds");
    assert_eq!(refused(&mut scene, 1, 0, 0), "overlapSeconds");
    let lists = scene.series(4, 25 * DAY, 0).unwrap();
    let end = scene.authority.certificate.validity.not_after();
    assert!(lists.iter().all(|list| list.next_update.unwrap() <= end));
}

#[test]
fn an_entry_on_hold_has_its_instruction() {
    let mut scene = Scene::new();
    let serial = scene.issue(30);
    let reject = crate::model::Oid::parse("1.2.840.10040.2.3").unwrap();
    let grounds = Grounds { hold_instruction: Some(reject), ..RevocationReason::CertificateHold.into() };
    let change = scene.authority.revoke(scene.now(), &serial, &grounds).unwrap();
    scene.apply(&change);
    let crl = scene.crl();
    assert!(is(&crl.revoked[0].other[0].value, "2.5.29.23"));
}

/// What a client knows that has the base and the newest delta (RFC 5280, section 5.2.4).
fn combined(base: &CertificateList, delta: &CertificateList) -> Listed {
    let mut known: BTreeMap<_, _> = said(base).into_iter().collect();
    for (serial, reason) in said(delta) {
        match reason {
            Some(RevocationReason::RemoveFromCrl) => drop(known.remove(&serial)),
            reason => drop(known.insert(serial, reason)),
        }
    }
    known.into_iter().collect()
}

#[test]
fn whatever_happens_base_and_delta_say_together_what_a_complete_list_says() {
    for seed in 0..30 {
        let (mut scene, _) = story(seed, 30);
        let base = scene.crl();
        scene.act_at_random(25, |act| act % 4 != 3);
        let delta = scene.delta(&base);
        let valid = |scene: &Scene, listed: Listed| -> Listed {
            let is_valid = |serial: &SerialNumber| scene.authority.row(serial).unwrap().not_after >= scene.now();
            let mut valid: Listed = listed.into_iter().filter(|(serial, _)| is_valid(serial)).collect();
            valid.sort();
            valid
        };
        let together = valid(&scene, combined(&base, &delta));
        let complete = scene.crl();
        assert_eq!(together, valid(&scene, said(&complete)), "seed {seed}");
        assert!(!delta.revoked.is_empty(), "a story in which nothing is revoked, seed {seed}");
    }
}
