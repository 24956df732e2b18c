//! Revoking what the ledger does not know, and retiring.

use super::*;

fn unknown_certificate(scene: &mut Scene) -> Certificate {
    let Change::Issued { certificate, .. } = scene.try_issue(30).unwrap() else { panic!() };
    parse::certificate_der(&certificate).unwrap()
}

#[test]
fn a_certificate_that_the_ledger_does_not_know_comes_into_it() {
    let mut scene = Scene::new();
    let certificate = unknown_certificate(&mut scene);
    let grounds = RevocationReason::KeyCompromise.into();
    let change = scene.authority.record(scene.now(), &certificate, Some(&grounds)).unwrap();
    scene.apply(&change);
    let row = scene.authority.row(&certificate.serial).unwrap();
    assert_eq!((&row.subject, row.not_after), (&certificate.subject, certificate.validity.not_after()));
    assert_eq!(row.profile, Profile::Client.into());
    assert_eq!(scene.listed(), std::slice::from_ref(&certificate.serial));
    let again = scene.authority.record(scene.now(), &certificate, None).unwrap_err();
    assert_eq!(again.code(), Code::LedgerInconsistent, "it is known now");
}

#[test]
fn another_authority_s_certificate_does_not_come_in() {
    let mut scene = Scene::new();
    let certificate = unknown_certificate(&mut scene);
    let code = |certificate: &Certificate| scene.authority.record(scene.now(), certificate, None).unwrap_err().code();
    let renamed = Certificate { issuer: Name::parse("CN=Another").unwrap(), ..certificate.clone() };
    assert_eq!(code(&renamed), Code::NotIssuedHere);
    let mut forged = certificate.clone();
    forged.signature[0] ^= 1;
    assert_eq!(code(&forged), Code::NotIssuedHere);
}

#[test]
fn a_serial_number_alone_can_be_revoked_and_stays_listed() {
    let mut scene = Scene::new();
    let serial = SerialNumber::parse("0123").unwrap();
    let grounds = RevocationReason::CertificateHold.into();
    let change = scene.authority.record_bare(scene.now(), &serial, &grounds).unwrap();
    scene.apply(&change);
    assert_eq!(scene.listed(), std::slice::from_ref(&serial));
    scene.revoke(&serial, RevocationReason::Superseded);
    scene.later(3000 * DAY);
    assert_eq!(scene.listed(), std::slice::from_ref(&serial), "nobody knows when it ends");
    let again = scene.authority.record_bare(scene.now(), &serial, &grounds).unwrap_err();
    assert_eq!(again.code(), Code::LedgerInconsistent);
    let own = scene.authority.certificate.serial.clone();
    assert_eq!(scene.authority.record_bare(scene.now(), &own, &grounds).unwrap_err().code(), Code::LedgerInconsistent);
}

#[test]
fn a_bare_row_on_hold_is_released_and_a_delta_says_so() {
    let mut scene = Scene::new();
    let serial = SerialNumber::parse("0123").unwrap();
    let change = scene.authority.record_bare(scene.now(), &serial, &RevocationReason::CertificateHold.into()).unwrap();
    scene.apply(&change);
    scene.crl();
    let change = scene.authority.release(scene.now(), &serial).unwrap();
    scene.apply(&change);
    assert_eq!(scene.authority.releases().len(), 1);
    assert_eq!(scene.listed(), []);
}

#[test]
fn a_hold_instruction_needs_a_hold() {
    let mut scene = Scene::new();
    let serial = scene.issue(30);
    let none = Some(crate::model::Oid::parse("1.2.840.10040.2.1").unwrap());
    let grounds = |reason: RevocationReason| Grounds { hold_instruction: none, ..reason.into() };
    let code = |reason| scene.authority.revoke(start(), &serial, &grounds(reason)).map_err(|error| error.code());
    assert_eq!(code(RevocationReason::Superseded), Err(Code::ReasonUnknown));
    assert!(code(RevocationReason::CertificateHold).is_ok());
}

#[test]
fn a_date_to_retire_is_to_come_and_within_the_validity() {
    let mut scene = Scene::new();
    let serial = scene.issue(30);
    let end = scene.authority.row(&serial).unwrap().not_after;
    for (on, refused) in [
        (start(), true),
        (start().plus_seconds(-1), true),
        (start().plus_seconds(1), false),
        (end, false),
        (end.plus_seconds(1), true),
    ] {
        let code = scene.authority.retire(start(), &serial, Some(on)).err().map(|error| error.code());
        assert_eq!(code, refused.then_some(Code::RetireDate), "{on}");
    }
}

#[test]
fn a_date_to_retire_is_taken_back_or_overtaken() {
    let mut scene = Scene::new();
    let (kept, compromised, held) = (scene.issue(30), scene.issue(30), scene.issue(30));
    for serial in [&kept, &compromised, &held] {
        let change = scene.authority.retire(start(), serial, Some(start().plus_seconds(DAY))).unwrap();
        scene.apply(&change);
    }
    let change = scene.authority.retire(start(), &kept, None).unwrap();
    scene.apply(&change);
    scene.revoke(&compromised, RevocationReason::KeyCompromise);
    assert_eq!(scene.authority.row(&compromised).unwrap().retires, None, "it is revoked for good");
    scene.revoke(&held, RevocationReason::CertificateHold);
    scene.later(2 * DAY);
    let mut listed = scene.listed();
    listed.sort();
    let mut expected = vec![compromised.clone(), held.clone()];
    expected.sort();
    assert_eq!(listed, expected);
    let revocation = scene.authority.row(&held).unwrap().revocation.unwrap();
    assert_eq!((revocation.reason, revocation.date), (RevocationReason::Superseded, start()), "as of the hold");
    assert_eq!(
        scene.authority.retire(scene.now(), &compromised, Some(scene.now().plus_seconds(1))).unwrap_err().code(),
        Code::AlreadyRevoked
    );
}
