//! Does OpenSSL take our lists for what they are: deltas on their base, lists of a part and of a place, lists that are signed
//! ahead?
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    reason = "tests may"
)]

#[path = "support/ca.rs"]
mod ca;
#[path = "support/scratch.rs"]
mod scratch;

use ca::{Ca, Request, choices, key, names, now};
use rootpage::authority::{Change, CrlRequest, Grounds, SeriesRequest};
use rootpage::key::KeyKind;
use rootpage::model::{
    Certificate, CertificateList, CrlScope, DistributionPoint, Extension, ExtensionValue, Oid, RevocationReason, Time,
};
use rootpage::parse;
use rootpage::policy::{Choices, Profile};
use scratch::Scratch;

const PLACE: &str = "uri:http://sample.com/ca.crl";
const DELTA_PLACE: &str = "uri:http://sample.com/delta.crl";
const DAY: i64 = 86_400;

/// A certificate that says where its CRL is.
fn leaf(ca: &mut Ca, profile: Profile, host: &str) -> Certificate {
    let point = DistributionPoint { full_name: names(&[PLACE]), other: None };
    let value = ExtensionValue::CrlDistributionPoints(vec![point]);
    let choices = Choices { days: 300, publication: vec![Extension { critical: false, value }], ..choices(profile) };
    let subject = format!("CN={host}");
    let request = match profile {
        Profile::IntermediateCa => Request::new(&subject),
        _ => Request::new(&subject).san(&[&format!("dns:{host}")]),
    };
    ca.issue(&request.sign(&key(KeyKind::P256, 40)), &choices)
}

fn revoke(ca: &mut Ca, certificate: &Certificate, grounds: impl Into<Grounds>) {
    let change = ca.authority.revoke(now(), &certificate.serial, &grounds.into()).unwrap();
    ca.authority.apply(&change).unwrap();
}

fn issue(ca: &mut Ca, request: &CrlRequest) -> Vec<u8> {
    let change = ca.authority.issue_crl(&mut ca.env, request, &ca.key).unwrap();
    ca.authority.apply(&change).unwrap();
    match change {
        Change::CrlIssued { crl, .. } => crl,
        other => panic!("{other:?}"),
    }
}

fn read(crl: &[u8]) -> CertificateList {
    parse::crl_der(crl).unwrap()
}

fn verify(options: &str, at: Time, lists: &[&str], certificate: &str) -> String {
    let lists: String = lists.iter().map(|list| format!("-CRLfile {list} ")).collect();
    format!("verify -x509_strict {options} -attime {} -CAfile root.pem {lists} {certificate}", at.unix())
}

#[test]
fn a_delta_adds_to_its_base_and_takes_from_it() {
    let scratch = Scratch::new("deltas");
    let mut ca = Ca::root(KeyKind::P256);
    let [revoked, released, good] =
        ["a", "b", "c"].map(|host| leaf(&mut ca, Profile::Server, &format!("{host}.sample.com")));
    scratch.certificate("root.pem", &ca.authority.certificate.der);
    for (name, certificate) in [("revoked.pem", &revoked), ("released.pem", &released), ("good.pem", &good)] {
        scratch.certificate(name, &certificate.der);
    }
    revoke(&mut ca, &released, RevocationReason::CertificateHold);
    let base = issue(&mut ca, &CrlRequest { freshest: names(&[DELTA_PLACE]), ..CrlRequest::days(31) });
    revoke(&mut ca, &revoked, RevocationReason::KeyCompromise);
    let change = ca.authority.release(now(), &released.serial).unwrap();
    ca.authority.apply(&change).unwrap();
    let delta = issue(&mut ca, &CrlRequest { base: Some(read(&base)), ..CrlRequest::days(1) });
    scratch.crl("base.pem", &base);
    scratch.crl("delta.pem", &delta);

    let text = scratch.run("crl -in delta.pem -noout -text");
    let number = read(&base).number().unwrap();
    assert!(text.contains("X509v3 Delta CRL Indicator: critical"), "{text}");
    assert!(text.contains(&format!("{number:X}")) || text.contains(&number.to_string()), "{text}");
    assert!(text.contains("Remove From CRL") && text.contains("Key Compromise"), "{text}");
    assert!(scratch.run("crl -in base.pem -noout -text").contains("X509v3 Freshest CRL"));
    for list in ["base.pem", "delta.pem"] {
        assert!(scratch.run(&format!("crl -in {list} -noout -CAfile root.pem")).contains("verify OK"));
    }

    let base_alone = |file: &str| verify("-crl_check", now(), &["base.pem"], file);
    let both = |file: &str| verify("-crl_check -use_deltas -extended_crl", now(), &["base.pem", "delta.pem"], file);
    scratch.run(&base_alone("revoked.pem"));
    scratch.refuses(&base_alone("released.pem"), "certificate revoked");
    scratch.refuses(&both("revoked.pem"), "certificate revoked");
    scratch.run(&both("released.pem"));
    scratch.run(&both("good.pem"));
}

#[test]
fn a_list_of_a_place_and_of_a_part_counts_there_and_for_these() {
    let scratch = Scratch::new("places");
    let mut ca = Ca::root(KeyKind::P256);
    let user = leaf(&mut ca, Profile::Server, "a.sample.com");
    let authority = leaf(&mut ca, Profile::IntermediateCa, "Sample Below");
    scratch.certificate("root.pem", &ca.authority.certificate.der);
    scratch.certificate("user.pem", &user.der);
    scratch.certificate("authority.pem", &authority.der);
    let list = |ca: &mut Ca, name: &str, scope, places: &[&str]| {
        let request = CrlRequest { scope, distribution_point: names(places), ..CrlRequest::days(31) };
        scratch.crl(name, &issue(ca, &request));
    };
    list(&mut ca, "here.pem", CrlScope::All, &[PLACE]);
    list(&mut ca, "elsewhere.pem", CrlScope::All, &["uri:http://another.example/ca.crl"]);
    list(&mut ca, "users.pem", CrlScope::Users, &[PLACE]);
    list(&mut ca, "authorities.pem", CrlScope::Authorities, &[PLACE]);
    let text = scratch.run("crl -in users.pem -noout -text");
    assert!(text.contains("X509v3 Issuing Distribution Point: critical"), "{text}");
    assert!(text.contains("http://sample.com/ca.crl") && text.contains("Only User Certificates"), "{text}");
    let check = |list: &str, file: &str| verify("-crl_check -extended_crl", now(), &[list], file);
    scratch.run(&check("here.pem", "user.pem"));
    scratch.refuses(&check("elsewhere.pem", "user.pem"), "different CRL scope");
    scratch.run(&check("users.pem", "user.pem"));
    scratch.refuses(&check("authorities.pem", "user.pem"), "different CRL scope");
    scratch.run(&check("authorities.pem", "authority.pem"));
    scratch.refuses(&check("users.pem", "authority.pem"), "different CRL scope");

    // the root has no list of its place: lists that only say of whom they speak hold for it too
    list(&mut ca, "all-users.pem", CrlScope::Users, &[]);
    list(&mut ca, "all-authorities.pem", CrlScope::Authorities, &[]);
    let every = |lists: &[&str]| verify("-crl_check_all -extended_crl", now(), lists, "user.pem");
    scratch.run(&every(&["all-users.pem", "all-authorities.pem"]));
    scratch.refuses(&every(&["all-users.pem"]), "different CRL scope");

    revoke(&mut ca, &user, RevocationReason::Superseded);
    revoke(&mut ca, &authority, RevocationReason::CaCompromise);
    list(&mut ca, "users.pem", CrlScope::Users, &[PLACE]);
    list(&mut ca, "authorities.pem", CrlScope::Authorities, &[PLACE]);
    scratch.refuses(&check("users.pem", "user.pem"), "certificate revoked");
    scratch.refuses(&check("authorities.pem", "authority.pem"), "certificate revoked");
}

#[test]
fn a_delta_of_a_list_with_a_place_has_the_same_place() {
    let scratch = Scratch::new("placed");
    let mut ca = Ca::root(KeyKind::P256);
    let user = leaf(&mut ca, Profile::Server, "a.sample.com");
    scratch.certificate("root.pem", &ca.authority.certificate.der);
    scratch.certificate("user.pem", &user.der);
    let request =
        CrlRequest { distribution_point: names(&[PLACE]), freshest: names(&[DELTA_PLACE]), ..CrlRequest::days(31) };
    let base = issue(&mut ca, &request);
    revoke(&mut ca, &user, RevocationReason::KeyCompromise);
    let delta = issue(&mut ca, &CrlRequest { base: Some(read(&base)), ..CrlRequest::days(1) });
    scratch.crl("base.pem", &base);
    scratch.crl("delta.pem", &delta);
    let check = verify("-crl_check -use_deltas -extended_crl", now(), &["base.pem", "delta.pem"], "user.pem");
    scratch.refuses(&check, "certificate revoked");
}

#[test]
fn each_list_of_a_series_counts_on_its_date() {
    let scratch = Scratch::new("series");
    let mut ca = Ca::root(KeyKind::P256);
    let (good, revoked) =
        (leaf(&mut ca, Profile::Server, "a.sample.com"), leaf(&mut ca, Profile::Server, "b.sample.com"));
    revoke(&mut ca, &revoked, RevocationReason::KeyCompromise);
    scratch.certificate("root.pem", &ca.authority.certificate.der);
    scratch.certificate("good.pem", &good.der);
    scratch.certificate("revoked.pem", &revoked.der);
    let request = SeriesRequest { count: 3, seconds: 30 * DAY, overlap: 5 * DAY, like: CrlRequest::days(1) };
    let change = ca.authority.issue_crl_series(&mut ca.env, &request, &ca.key).unwrap();
    let Change::CrlSeriesIssued { lists, .. } = change else { panic!() };
    for (number, list) in lists.iter().enumerate() {
        let name = format!("{number}.pem");
        scratch.crl(&name, &list.crl);
        let begins = now().plus_seconds(i64::try_from(number).unwrap() * 25 * DAY);
        for (at, refusal) in
            [(-1, Some("CRL is not yet valid")), (1, None), (25 * DAY, None), (30 * DAY + 1, Some("CRL has expired"))]
        {
            let at = begins.plus_seconds(at);
            let check = |file: &str| verify("-crl_check", at, &[&name], file);
            match refusal {
                Some(why) => scratch.refuses(&check("good.pem"), why),
                None => {
                    scratch.run(&check("good.pem"));
                    scratch.refuses(&check("revoked.pem"), "certificate revoked");
                }
            }
        }
    }
}

#[test]
fn what_is_on_hold_has_its_instruction_and_what_is_suspected_its_date() {
    let scratch = Scratch::new("entries");
    let mut ca = Ca::root(KeyKind::P256);
    let (held, suspected) = (leaf(&mut ca, Profile::Server, "a.bc"), leaf(&mut ca, Profile::Server, "b.bc"));
    let reject = Oid::parse("1.2.840.10040.2.3").unwrap();
    revoke(&mut ca, &held, Grounds { hold_instruction: Some(reject), ..RevocationReason::CertificateHold.into() });
    let since = now().plus_seconds(-3 * DAY);
    let grounds = Grounds { invalidity_date: Some(since), ..RevocationReason::CaCompromise.into() };
    revoke(&mut ca, &suspected, grounds);
    scratch.crl("list.pem", &issue(&mut ca, &CrlRequest::days(1)));
    let text = scratch.run("crl -in list.pem -noout -text");
    for said in ["Hold Instruction Reject", "Certificate Hold", "CA Compromise", "Nov 17 12:00:00 2026 GMT"] {
        assert!(text.contains(said), "{said}: {text}");
    }
}
