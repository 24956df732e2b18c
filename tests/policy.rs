//! Is each rule right, and does it say what it does? Every rule has a request here that it refuses or changes, and one
//! that it lets pass; every line of the report is asked for by its field.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::panic,
    clippy::string_slice,
    reason = "tests may"
)]

#[path = "support/ca.rs"]
mod ca;

use std::rc::Rc;

use ca::{Ca, Request, choices, key, name, names, now, oid};
use rootpage::encode::name_der;
use rootpage::error::Code;
use rootpage::key::{KeyKind, Severity, Signer};
use rootpage::model::{
    Attribute, AttributeValue, BasicConstraints, Certificate, CertificationRequest, Extension, ExtensionValue,
    GeneralName, KeyUsage, KeyUsages, Name, NameConstraints, RelativeName, RequestAttribute, SignatureAlgorithm,
    StringKind, Validity,
};
use rootpage::policy::{
    Assessment, BeyondIssuer, Choices, CopyExtensions, ExtensionRule, ExtensionRules, ExtensionSource, Made, Profile,
    Template, Verdict, assess, root,
};

fn host() -> Request {
    Request::new("CN=mail.sample.com").san(&["dns:mail.sample.com"])
}

/// The codes and fields of the rules that refuse.
fn violations(assessment: &Assessment) -> Vec<(&'static str, &str)> {
    match &assessment.outcome {
        Ok(_) => Vec::new(),
        Err(violations) => violations.iter().map(|one| (one.code.as_str(), one.field.as_str())).collect(),
    }
}

/// The lines of the report about a field: verdict, requested, issued.
fn rows<'a>(assessment: &'a Assessment, field: &str) -> Vec<(Verdict, Option<&'a str>, Option<&'a str>)> {
    let rows = assessment.report.iter().filter(|row| row.field == field);
    rows.map(|row| (row.verdict, row.requested.as_deref(), row.issued.as_deref())).collect()
}

fn warnings(assessment: &Assessment) -> Vec<&'static str> {
    assessment.warnings.iter().map(|warning| warning.code).collect()
}

fn san(assessment: &Assessment) -> Vec<String> {
    let extensions = &assessment.outcome.as_ref().unwrap().extensions;
    let names = extensions.iter().find_map(|extension| extension.value.alternative_names());
    names.unwrap_or_default().iter().map(ToString::to_string).collect()
}

fn judge(request: Request, choices: &Choices) -> Assessment {
    Ca::root(KeyKind::P256).assess(&request.with_p256(), choices)
}

fn server(request: Request) -> Assessment {
    judge(request, &choices(Profile::Server))
}

fn other(oid_text: &str) -> ExtensionValue {
    ExtensionValue::Other { oid: oid(oid_text), der: vec![5, 0] }
}

#[test]
fn a_plain_request_passes_with_every_line_of_its_report() {
    let assessment = server(host());
    let fields: Vec<(&str, Verdict)> = assessment.report.iter().map(|row| (row.field.as_str(), row.verdict)).collect();
    let expected = [
        ("subject.CN", Verdict::Taken),
        ("key", Verdict::Taken),
        ("validity", Verdict::Added),
        ("extension.subjectAltName", Verdict::Taken),
        ("extension.basicConstraints", Verdict::Added),
        ("extension.keyUsage", Verdict::Added),
        ("extension.extKeyUsage", Verdict::Added),
        ("extension.subjectKeyIdentifier", Verdict::Added),
        ("extension.authorityKeyIdentifier", Verdict::Added),
    ];
    assert_eq!(fields, expected);
    assert!(assessment.warnings.is_empty() && assessment.outcome.is_ok());
    for row in &assessment.report {
        assert!(row.why.ends_with('.') && row.why.len() > 10, "{row:?}");
    }
}

// ---------------------------------------------------------------- the key

#[test]
fn the_key_is_judged() {
    let ca = Ca::root(KeyKind::P256);
    let mut request = host().with_p256();
    assert!(violations(&ca.assess(&request, &choices(Profile::Server))).is_empty());

    // a point off the curve: the last octet of the key is changed
    *request.spki.last_mut().unwrap() ^= 1;
    let assessment = ca.assess(&request, &choices(Profile::Server));
    assert_eq!(violations(&assessment), [("policy/key-refused", "key")]);
    assert_eq!(rows(&assessment, "key").len(), 1);

    request.spki = vec![0x30, 0];
    let unreadable = ca.assess(&request, &choices(Profile::Server));
    assert_eq!(violations(&unreadable).len(), 1);
    assert_eq!(rows(&unreadable, "key").first().unwrap().0, Verdict::Refused);
}

#[test]
fn the_key_of_the_issuer_is_refused() {
    let ca = Ca::root(KeyKind::P256);
    let assessment = ca.assess(&host().sign(&key(KeyKind::P256, 1)), &choices(Profile::Server));
    assert_eq!(violations(&assessment), [("policy/key-refused", "key")]);
}

#[test]
fn a_proof_with_a_broken_hash_is_told() {
    let ca = Ca::root(KeyKind::P256);
    let cases = [
        (SignatureAlgorithm::RsaMd5, &["request/md5"][..]),
        (SignatureAlgorithm::RsaSha1, &["request/sha1"]),
        (SignatureAlgorithm::EcdsaSha1, &["request/sha1"]),
        (SignatureAlgorithm::EcdsaSha256, &[]),
    ];
    for (signature_algorithm, expected) in cases {
        let request = CertificationRequest { signature_algorithm, ..host().with_p256() };
        assert_eq!(warnings(&ca.assess(&request, &choices(Profile::Server))), expected, "{signature_algorithm:?}");
    }
}

// ---------------------------------------------------------------- the validity

#[test]
fn days_are_bounded() {
    for (days, expected) in [
        (0, &[("policy/validity-range", "validity")][..]),
        (1, &[]),
        (3650, &[]),
        (3651, &[("policy/validity-too-long", "validity")]),
        (36_501, &[("policy/validity-range", "validity")]),
    ] {
        let assessment = judge(host(), &Choices { days, ..choices(Profile::Server) });
        assert_eq!(violations(&assessment), expected, "{days}");
    }
    let too_long = judge(host(), &Choices { days: 4000, ..choices(Profile::Server) });
    let found = &too_long.outcome.unwrap_err().first().unwrap().found.clone();
    assert!(found.contains("2036-11-17T11:54:59Z") && found.contains("at most 3650 days"), "{found}");
}

#[test]
fn both_ends_belong_to_the_validity() {
    let validity = judge(host(), &Choices { days: 1, ..choices(Profile::Server) }).outcome.unwrap().validity;
    assert_eq!(validity.not_before().to_string(), "2026-11-20T11:55:00Z");
    assert_eq!(validity.not_after().to_string(), "2026-11-21T11:54:59Z");
}

#[test]
fn nothing_is_valid_before_its_issuer() {
    let ca = Ca::root(KeyKind::P256);
    let earlier = now().plus_seconds(-200);
    let assessment = ca.authority.assess(&host().with_p256(), &choices(Profile::Server), earlier);
    let begin = assessment.outcome.unwrap().validity.not_before();
    assert_eq!(begin, ca.authority.certificate.validity.not_before());
}

#[test]
fn an_issuer_is_valid_now() {
    let ca = Ca::root(KeyKind::P256);
    for seconds in [-301, 3650 * 86_400] {
        let assessment =
            ca.authority.assess(&host().with_p256(), &choices(Profile::Server), now().plus_seconds(seconds));
        assert!(violations(&assessment).contains(&("policy/issuer-expired", "issuer.validity")), "{seconds}");
    }
}

#[test]
fn long_lives_of_servers_are_told() {
    for (profile, days, expected) in [
        (Profile::Server, 397, &[][..]),
        (Profile::Server, 398, &["client/over-397-days"]),
        (Profile::Server, 825, &["client/over-397-days"]),
        (Profile::ServerClient, 826, &["client/apple-825-days"]),
        (Profile::Client, 3000, &[]),
    ] {
        assert_eq!(warnings(&judge(host(), &Choices { days, ..choices(profile) })), expected, "{profile:?} {days}");
    }
}

// ---------------------------------------------------------------- the issuer

fn judged_by(issuer: &Certificate, request: Request, choices: &Choices) -> Assessment {
    assess(&request.with_p256(), choices, issuer, &[], now())
}

#[test]
fn an_issuer_is_an_authority() {
    let ca = Ca::root(KeyKind::P256);
    let not_ca = ca.with_extension(ExtensionValue::BasicConstraints(BasicConstraints { ca: false, path_len: None }));
    let no_sign = ca.with_extension(ExtensionValue::KeyUsage(KeyUsages::of(&[KeyUsage::CrlSign])));
    let mut bare = ca.authority.certificate.clone();
    bare.extensions.clear();
    for (issuer, field) in
        [(not_ca, "issuer.basicConstraints"), (no_sign, "issuer.keyUsage"), (bare, "issuer.basicConstraints")]
    {
        let assessment = judged_by(&issuer, host(), &choices(Profile::Server));
        assert_eq!(violations(&assessment), [("policy/issuer-not-authority", field)]);
    }
}

#[test]
fn an_issuers_purposes_bound_those_below() {
    let ca = Ca::root(KeyKind::P256);
    let purposes = |purpose: &str| ca.with_extension(ExtensionValue::ExtendedKeyUsage(vec![oid(purpose)]));
    let refused = [("policy/usage-conflict", "issuer.extKeyUsage")];
    let (client, server, any) = (purposes("1.3.6.1.5.5.7.3.2"), purposes("1.3.6.1.5.5.7.3.1"), purposes("2.5.29.37.0"));
    assert_eq!(violations(&judged_by(&client, host(), &choices(Profile::Server))), refused);
    assert_eq!(violations(&judged_by(&server, host(), &choices(Profile::ServerClient))), refused);
    assert_eq!(violations(&judged_by(&server, host(), &choices(Profile::Server))), []);
    assert_eq!(violations(&judged_by(&any, host(), &choices(Profile::Server))), []);
}

#[test]
fn path_lengths_shrink_downwards() {
    let ca = Ca::root(KeyKind::P256);
    let bounded = |length| {
        ca.with_extension(ExtensionValue::BasicConstraints(BasicConstraints { ca: true, path_len: Some(length) }))
    };
    let wanted = |path_len| Choices { path_len, ..choices(Profile::IntermediateCa) };
    for (issuer, path_len, expected) in [
        (0, None, &[("policy/path-length", "issuer.basicConstraints")][..]),
        (1, None, &[]),
        (1, Some(0), &[]),
        (1, Some(1), &[("policy/path-length", "extension.basicConstraints")]),
        (3, Some(2), &[]),
    ] {
        let assessment = judged_by(&bounded(issuer), Request::new("CN=Below"), &wanted(path_len));
        assert_eq!(violations(&assessment), expected, "{issuer} {path_len:?}");
    }
    assert_eq!(violations(&judged_by(&bounded(0), host(), &choices(Profile::Server))), []);
}

// ---------------------------------------------------------------- the subject

fn attribute(oid_text: &str, kind: StringKind, text: &str) -> Attribute {
    Attribute { oid: oid(oid_text), value: AttributeValue::Text { kind, text: text.into() } }
}

fn single(attribute: Attribute) -> RelativeName {
    RelativeName::new(attribute, vec![])
}

#[test]
fn a_subject_is_taken_as_it_is() {
    // in the order of a SET, the shorter first
    let both = RelativeName::new(
        attribute("2.5.4.11", StringKind::Utf8, "Büro"),
        vec![attribute("2.5.4.10", StringKind::Printable, "The Sample Company")],
    );
    let subject = Name::new(vec![single(attribute("2.5.4.6", StringKind::Printable, "DE")), both]);
    let assessment = judge(Request::of(subject.clone()), &choices(Profile::Client));
    assert_eq!(assessment.outcome.as_ref().unwrap().subject, subject);
    assert_eq!(rows(&assessment, "subject.OU"), [(Verdict::Taken, Some("Büro"), Some("Büro"))]);
}

#[test]
fn old_string_types_are_written_as_utf8() {
    for kind in [StringKind::Teletex, StringKind::Bmp, StringKind::Universal] {
        let subject = Name::new(vec![single(attribute("2.5.4.10", kind, "Müller"))]);
        // nothing is signed here for a UniversalString: the subject is put in as it is read from what others signed
        let mut request = Request::new("").with_p256();
        request.subject = rootpage::parse::name_der(&name_der(&subject).unwrap()).unwrap();
        let assessment = Ca::root(KeyKind::P256).assess(&request, &choices(Profile::Client));
        let row = assessment.report.iter().find(|row| row.field == "subject.O").unwrap();
        assert_eq!((row.verdict, row.issued.as_deref()), (Verdict::Changed, Some("Müller (UTF8String)")), "{kind:?}");
        let issued = assessment.outcome.unwrap().subject;
        assert_eq!(issued, Name::new(vec![single(attribute("2.5.4.10", StringKind::Utf8, "Müller"))]));
    }
}

#[test]
fn attributes_of_one_string_type_get_it() {
    let cases = [
        // a PrintableString with a character that it cannot have, as Windows writes it
        (attribute("2.5.4.3", StringKind::Printable, "a@b"), Some(StringKind::Utf8)),
        (attribute("2.5.4.6", StringKind::Utf8, "US"), Some(StringKind::Printable)),
        (attribute("1.2.840.113549.1.9.1", StringKind::Utf8, "a@sample.com"), Some(StringKind::Ia5)),
        (attribute("2.5.4.3", StringKind::Printable, "Plain"), None),
        (attribute("2.5.4.3", StringKind::Utf8, "Plain"), None),
    ];
    for (given, changed) in cases {
        let assessment = judge(Request::of(Name::new(vec![single(given.clone())])), &choices(Profile::Client));
        let issued = assessment.outcome.unwrap().subject.attributes().next().unwrap().clone();
        match changed {
            None => assert_eq!(issued, given),
            Some(expected) => {
                assert!(matches!(issued.value, AttributeValue::Text { kind, .. } if kind == expected), "{issued:?}");
            }
        }
    }
}

#[test]
fn attributes_that_cannot_be_are_refused_or_left_out() {
    let [right, long] = [64, 65].map(|length| "a".repeat(length));
    let cases = [
        (attribute("2.5.4.3", StringKind::Utf8, &long), Verdict::Refused, Some("model/name-attribute-too-long")),
        (
            attribute("2.5.4.3", StringKind::Utf8, "good.com\0evil"),
            Verdict::Refused,
            Some("model/name-attribute-charset"),
        ),
        (attribute("2.5.4.6", StringKind::Printable, "USA"), Verdict::Refused, Some("model/country-syntax")),
        (attribute("2.5.4.6", StringKind::Printable, "us"), Verdict::Changed, None),
        (attribute("2.5.4.11", StringKind::Utf8, ""), Verdict::Dropped, None),
        (attribute("2.5.4.11", StringKind::Utf8, " "), Verdict::Dropped, None),
        (Attribute { oid: oid("2.5.4.45"), value: AttributeValue::Other(vec![3, 2, 0, 1]) }, Verdict::Dropped, None),
        (attribute("2.5.4.3", StringKind::Utf8, &right), Verdict::Taken, None),
    ];
    for (given, verdict, code) in cases {
        let field = format!("subject.{}", given.label());
        let subject = Name::new(vec![single(attribute("2.5.4.10", StringKind::Utf8, "Sample")), single(given)]);
        let request = CertificationRequest { subject, ..Request::new("").with_p256() };
        let assessment = Ca::root(KeyKind::P256).assess(&request, &choices(Profile::Client));
        assert_eq!(rows(&assessment, &field).first().unwrap().0, verdict, "{field}");
        let expected: Vec<(&str, &str)> = code.iter().map(|code| (*code, field.as_str())).collect();
        assert_eq!(violations(&assessment), expected, "{field}");
    }
}

#[test]
fn a_chosen_subject_is_compared_with_the_request() {
    let chosen =
        Choices { subject: Some(name("CN=mail.sample.com,O=The Sample Company,OU=Mail")), ..choices(Profile::Server) };
    let assessment = judge(Request::new("CN=mail.sample.com,O=Sample,C=US").san(&["dns:mail.sample.com"]), &chosen);
    assert_eq!(rows(&assessment, "subject.CN").first().unwrap().0, Verdict::Taken);
    assert_eq!(rows(&assessment, "subject.O"), [(Verdict::Changed, Some("Sample"), Some("The Sample Company"))]);
    assert_eq!(rows(&assessment, "subject.OU"), [(Verdict::Added, None, Some("Mail"))]);
    assert_eq!(rows(&assessment, "subject.C"), [(Verdict::Dropped, Some("US"), None)]);
    assert_eq!(Some(assessment.outcome.unwrap().subject), chosen.subject);
}

#[test]
fn an_authority_and_a_signer_of_programs_have_a_name_of_their_own() {
    let missing = [("policy/name-missing", "subject")];
    assert_eq!(violations(&judge(Request::new(""), &choices(Profile::CodeSigning))), missing);
    assert_eq!(violations(&judge(Request::new(""), &choices(Profile::IntermediateCa))), missing);
    assert_eq!(violations(&judge(Request::new("CN=Below"), &choices(Profile::IntermediateCa))), []);
    let issuers = Request::new("CN=sample root,O=The Sample Company,C=US");
    let assessment = judge(issuers, &choices(Profile::IntermediateCa));
    assert_eq!(violations(&assessment), [("policy/name-refused", "subject")]);
}

// ---------------------------------------------------------------- the names

const SAN: &str = "extension.subjectAltName";

#[test]
fn a_common_name_that_looks_like_a_host_becomes_a_name() {
    for (subject, expected) in [
        ("CN=mail.sample.com", &["dns:mail.sample.com"][..]),
        ("CN=192.0.2.1", &["ip:192.0.2.1"]),
        ("CN=*.sample.com", &["dns:*.sample.com"]),
        ("CN=a.sample.com,CN=b.sample.com", &["dns:b.sample.com", "dns:a.sample.com"]),
    ] {
        let assessment = server(Request::new(subject));
        assert_eq!(san(&assessment), expected, "{subject}");
        assert!(rows(&assessment, SAN).iter().all(|row| row.0 == Verdict::Added));
    }
    let of_a_client = |request| san(&judge(request, &choices(Profile::Client)));
    assert_eq!(of_a_client(Request::new("CN=host.sample.com")), ["dns:host.sample.com"]);
    assert_eq!(of_a_client(Request::new("CN=j.smith").san(&["email:j@sample.com"])), ["email:j@sample.com"]);
}

#[test]
fn a_profile_has_the_names_that_it_cannot_do_without() {
    let missing = [("policy/name-missing", SAN)];
    for (profile, subject, expected) in [
        (Profile::Server, "CN=My Server", &missing[..]),
        (Profile::Server, "CN=*.com", &missing),
        (Profile::Server, "", &missing),
        (Profile::ServerClient, "CN=My Server", &missing),
        (Profile::Client, "CN=Ann Example", &[]),
        (Profile::Client, "", &missing),
        (Profile::Email, "CN=Ann Example", &missing),
        (Profile::Email, "CN=Ann Example,emailAddress=ann@sample.com", &[]),
    ] {
        assert_eq!(violations(&judge(Request::new(subject), &choices(profile))), expected, "{profile:?} {subject}");
    }
}

#[test]
fn kinds_that_a_profile_does_not_carry_are_left_out_of_requests() {
    let given = ["dns:mail.sample.com", "email:a@sample.com", "uri:http://sample.com", "rid:1.2.3", "dirname:CN=a"];
    let assessment = server(Request::new("CN=mail.sample.com").san(&given));
    assert_eq!(san(&assessment), ["dns:mail.sample.com"]);
    let dropped = rows(&assessment, SAN).iter().filter(|row| row.0 == Verdict::Dropped).count();
    assert_eq!(dropped, 4);
    let client =
        judge(Request::new("CN=a").san(&["dns:*.sample.com", "uri:http://sample.com"]), &choices(Profile::Client));
    assert_eq!(san(&client), ["uri:http://sample.com"]);
}

#[test]
fn kinds_that_a_profile_does_not_carry_are_refused_where_they_were_chosen() {
    let chosen = |texts: &[&str]| Choices { san: Some(names(texts)), ..choices(Profile::Server) };
    let refused = [("policy/name-refused", SAN)];
    assert_eq!(violations(&judge(host(), &chosen(&["dns:mail.sample.com", "email:a@sample.com"]))), refused);
    assert_eq!(violations(&judge(host(), &chosen(&["dns:mail.sample.com"]))), []);
}

#[test]
fn chosen_names_take_the_place_of_the_requested_ones() {
    let chosen = Choices { san: Some(names(&["dns:a.sample.com", "dns:b.sample.com"])), ..choices(Profile::Server) };
    let assessment = judge(Request::new("").san(&["dns:b.sample.com", "dns:c.sample.com"]), &chosen);
    let expected = [
        (Verdict::Added, None, Some("dns:a.sample.com")),
        (Verdict::Taken, Some("dns:b.sample.com"), Some("dns:b.sample.com")),
        (Verdict::Dropped, Some("dns:c.sample.com"), None),
        (Verdict::Added, None, Some("critical")),
    ];
    assert_eq!(rows(&assessment, SAN), expected);
    assert_eq!(san(&assessment), ["dns:a.sample.com", "dns:b.sample.com"]);
}

#[test]
fn no_names_chosen_means_none() {
    let none = |profile| Choices { san: Some(vec![]), ..choices(profile) };
    assert_eq!(violations(&judge(host(), &none(Profile::Server))), [("policy/name-missing", SAN)]);
    assert_eq!(san(&judge(host(), &none(Profile::Client))), [""; 0]);
}

#[test]
fn names_stand_there_once() {
    let assessment = server(Request::new("").san(&["dns:Mail.sample.com", "dns:mail.sample.com."]));
    assert_eq!(san(&assessment), ["dns:mail.sample.com"]);
    assert!(rows(&assessment, SAN).contains(&(Verdict::Dropped, Some("dns:mail.sample.com"), None)));
}

/// A dNSName with whatever content.
fn raw_dns(text: &str) -> GeneralName {
    let length = u8::try_from(text.len()).unwrap();
    GeneralName::Other { oid: None, der: [&[0x82, length], text.as_bytes()].concat() }
}

#[test]
fn a_wildcard_is_the_whole_leftmost_label_and_not_below_a_top_level_name() {
    for text in ["w*.sample.com", "mail.*.com", "*.com", "*", "a b.sample.com"] {
        let value = ExtensionValue::SubjectAltName(vec![raw_dns(text)]);
        let assessment = server(Request::new("CN=mail.sample.com").with(value));
        assert_eq!(violations(&assessment).first(), Some(&("policy/name-refused", SAN)), "{text}");
        let shown = format!("dns:{text}");
        assert!(rows(&assessment, SAN).contains(&(Verdict::Refused, Some(shown.as_str()), None)), "{text}");
    }
    assert_eq!(violations(&server(Request::new("").san(&["dns:*.sample.com"]))), []);
}

#[test]
fn an_address_in_a_host_name_is_moved() {
    let value = ExtensionValue::SubjectAltName(vec![raw_dns("192.0.2.1")]);
    let assessment = server(Request::new("").with(value));
    assert_eq!(san(&assessment), ["ip:192.0.2.1"]);
    assert!(rows(&assessment, SAN).contains(&(Verdict::Changed, Some("dns:192.0.2.1"), Some("ip:192.0.2.1"))));
}

#[test]
fn names_of_somebodys_own_kind_are_never_carried() {
    // a Microsoft user principal name: otherName { 1.3.6.1.4.1.311.20.2.3, UTF8String "administrator@sample.com" }
    let upn = b"\xA0\x28\x06\x0A\x2B\x06\x01\x04\x01\x82\x37\x14\x02\x03\xA0\x1A\x0C\x18administrator@sample.com";
    let account = GeneralName::Other { oid: Some(oid("1.3.6.1.4.1.311.20.2.3")), der: upn.to_vec() };
    for profile in Profile::ALL {
        let value = ExtensionValue::SubjectAltName([vec![account.clone()], names(&["dns:mail.sample.com"])].concat());
        let request = Request::new("CN=Ann,emailAddress=ann@sample.com").with(value);
        let assessment = judge(request, &choices(profile));
        assert!(rows(&assessment, SAN).contains(&(Verdict::Dropped, Some("otherName 1.3.6.1.4.1.311.20.2.3"), None)));
        assert!(!san(&assessment).iter().any(|name| name.starts_with("other")), "{profile:?}");
    }
}

#[test]
fn names_are_critical_where_the_subject_is_empty() {
    let critical = |subject: &str| {
        let extensions = server(Request::new(subject).san(&["dns:mail.sample.com"])).outcome.unwrap().extensions;
        let is_san = |value: &ExtensionValue| matches!(value, ExtensionValue::SubjectAltName(_));
        extensions.iter().find(|extension| is_san(&extension.value)).unwrap().critical
    };
    assert!(critical(""));
    assert!(!critical("CN=mail.sample.com"));
}

#[test]
fn common_names_that_browsers_ignore_are_told() {
    for (subject, given, expected) in [
        ("CN=mail.sample.com", "dns:mail.sample.com", &[][..]),
        ("CN=mail.sample.com", "dns:*.sample.com", &[]),
        ("CN=a.mail.sample.com", "dns:*.sample.com", &["client/cn-not-in-san"]),
        ("CN=other.sample.com", "dns:mail.sample.com", &["client/cn-not-in-san"]),
        ("CN=192.0.2.2", "ip:192.0.2.1", &["client/cn-not-in-san"]),
        ("CN=My Server", "dns:mail.sample.com", &["client/cn-ignored"]),
    ] {
        assert_eq!(warnings(&server(Request::new(subject).san(&[given]))), expected, "{subject} {given}");
    }
}

#[test]
fn addresses_of_the_subject_belong_among_the_names() {
    let subject = "CN=mail.sample.com,emailAddress=ann@sample.com";
    assert_eq!(warnings(&server(Request::new(subject))), ["client/email-in-subject"]);
    let client = judge(Request::new(subject), &choices(Profile::Client));
    assert_eq!(san(&client), ["dns:mail.sample.com", "email:ann@sample.com"]);
    assert!(warnings(&client).is_empty());
}

// ---------------------------------------------------------------- the uses

#[test]
fn each_profile_gives_its_own_uses() {
    let uses = |profile, kind| {
        let request = Request::new("CN=mail.sample.com,emailAddress=ann@sample.com").sign(&key(kind, 8));
        let assessment = Ca::root(P256).assess(&request, &choices(profile));
        let one = |field| rows(&assessment, field).iter().filter_map(|row| row.2).collect::<Vec<_>>().join("+");
        format!(
            "{} | {} | {}",
            one("extension.basicConstraints"),
            one("extension.keyUsage"),
            one("extension.extKeyUsage")
        )
    };
    use KeyKind::{Ed25519, P256, Rsa2048};
    for (profile, kind, expected) in [
        (Profile::Server, P256, "CA:FALSE | digitalSignature | serverAuth"),
        (Profile::Server, Rsa2048, "CA:FALSE | digitalSignature, keyEncipherment | serverAuth"),
        (Profile::Server, Ed25519, "CA:FALSE | digitalSignature | serverAuth"),
        (Profile::Client, Rsa2048, "CA:FALSE | digitalSignature | clientAuth"),
        (Profile::ServerClient, P256, "CA:FALSE | digitalSignature | serverAuth+clientAuth"),
        (Profile::Email, Rsa2048, "CA:FALSE | digitalSignature, keyEncipherment | emailProtection"),
        (Profile::Email, P256, "CA:FALSE | digitalSignature, keyAgreement | emailProtection"),
        (Profile::Email, Ed25519, "CA:FALSE | digitalSignature | emailProtection"),
        (Profile::CodeSigning, Rsa2048, "CA:FALSE | digitalSignature | codeSigning"),
        (Profile::IntermediateCa, P256, "CA:TRUE, path length 0 | keyCertSign, cRLSign | "),
    ] {
        assert_eq!(uses(profile, kind), expected, "{profile:?} {kind:?}");
    }
}

fn asks(ca: bool, path_len: Option<u8>) -> ExtensionValue {
    ExtensionValue::BasicConstraints(BasicConstraints { ca, path_len })
}

#[test]
fn an_authority_is_not_made_by_accident() {
    const FIELD: &str = "extension.basicConstraints";
    let refused = [("policy/usage-conflict", FIELD)];
    let below = || Request::new("CN=Below");
    assert_eq!(violations(&server(host().with(asks(true, None)))), refused);
    assert_eq!(violations(&server(host().with(asks(false, None)))), []);
    assert_eq!(violations(&judge(below().with(asks(false, None)), &choices(Profile::IntermediateCa))), refused);
    let assessment = judge(below().with(asks(true, Some(3))), &choices(Profile::IntermediateCa));
    let expected = (Verdict::Changed, Some("CA:TRUE, path length 3"), Some("CA:TRUE, path length 0"));
    assert_eq!(rows(&assessment, FIELD), [expected]);
    assert_eq!(violations(&judge(host(), &Choices { path_len: Some(0), ..choices(Profile::Server) })), refused);
}

#[test]
fn uses_of_an_authority_are_refused_under_other_profiles() {
    const FIELD: &str = "extension.keyUsage";
    for usage in [KeyUsage::KeyCertSign, KeyUsage::CrlSign] {
        let request = host().usages(&[KeyUsage::DigitalSignature, usage]);
        assert_eq!(violations(&server(request)), [("policy/usage-conflict", FIELD)], "{usage:?}");
    }
    let request = Request::new("CN=Below").usages(&[KeyUsage::KeyCertSign, KeyUsage::CrlSign]);
    let assessment = judge(request, &choices(Profile::IntermediateCa));
    assert_eq!(rows(&assessment, FIELD).first().unwrap().0, Verdict::Taken);
}

#[test]
fn uses_are_the_profiles_and_the_difference_is_said() {
    let usual = [KeyUsage::DigitalSignature, KeyUsage::ContentCommitment, KeyUsage::KeyEncipherment];
    let assessment = server(host().usages(&usual));
    let row = assessment.report.iter().find(|row| row.field == "extension.keyUsage").unwrap();
    assert_eq!((row.verdict, row.issued.as_deref()), (Verdict::Changed, Some("digitalSignature")));
    assert!(row.why.contains("does without nonRepudiation, keyEncipherment"), "{}", row.why);
}

#[test]
fn purposes_are_taken_dropped_and_added_one_by_one() {
    const FIELD: &str = "extension.extKeyUsage";
    let assessment = server(host().purposes(&["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "2.5.29.37.0"]));
    let expected = [
        (Verdict::Taken, Some("serverAuth"), Some("serverAuth")),
        (Verdict::Dropped, Some("clientAuth"), None),
        (Verdict::Dropped, Some("anyExtendedKeyUsage"), None),
    ];
    assert_eq!(rows(&assessment, FIELD), expected);
    let other = server(host().purposes(&["1.3.6.1.5.5.7.3.2"]));
    assert_eq!(rows(&other, FIELD).last(), Some(&(Verdict::Added, None, Some("serverAuth"))));
    assert_eq!(warnings(&other), ["request/other-purpose"]);
}

// ---------------------------------------------------------------- identifiers and the rest

#[test]
fn identifiers_are_computed() {
    const FIELD: &str = "extension.subjectKeyIdentifier";
    let own = key(KeyKind::P256, 7).public_key().key_identifier().to_vec();
    let verdict = |id: Vec<u8>| {
        let assessment = server(host().with(ExtensionValue::SubjectKeyIdentifier(id)));
        rows(&assessment, FIELD).first().unwrap().0
    };
    assert_eq!(verdict(own), Verdict::Taken);
    assert_eq!(verdict(vec![0; 20]), Verdict::Changed);

    let wrong = rootpage::model::AuthorityKeyIdentifier { key_id: Some(vec![9]), ..Default::default() };
    let assessment = server(host().with(ExtensionValue::AuthorityKeyIdentifier(wrong)));
    assert_eq!(rows(&assessment, "extension.authorityKeyIdentifier").first().unwrap().0, Verdict::Changed);
}

#[test]
fn what_is_not_understood_is_left_out_and_named() {
    let mut request = host().with(other("1.3.6.1.4.1.311.20.2")).with(other("1.2.3.4")).with_p256();
    request.extensions.last_mut().unwrap().critical = true;
    let assessment = Ca::root(KeyKind::P256).assess(&request, &choices(Profile::Server));
    for field in ["extension.1.3.6.1.4.1.311.20.2", "extension.1.2.3.4"] {
        assert_eq!(rows(&assessment, field).first().unwrap().0, Verdict::Dropped, "{field}");
    }
    assert_eq!(warnings(&assessment), ["request/critical-extension-dropped"]);
    let issued = assessment.outcome.unwrap().extensions;
    assert!(!issued.iter().any(|extension| matches!(extension.value, ExtensionValue::Other { .. })));
}

#[test]
fn attributes_are_left_out_and_named() {
    let attribute =
        |name, dotted: &str| RequestAttribute { oid: oid(dotted), name, text: "(not shown)".into(), der: vec![] };
    let attributes = vec![attribute(Some("challengePassword"), "1.2.840.113549.1.9.7"), attribute(None, "1.2.3")];
    let request = CertificationRequest { attributes, ..host().with_p256() };
    let assessment = Ca::root(KeyKind::P256).assess(&request, &choices(Profile::Server));
    for field in ["attribute.challengePassword", "attribute.1.2.3"] {
        assert_eq!(rows(&assessment, field), [(Verdict::Dropped, Some("(not shown)"), None)]);
    }
}

// ---------------------------------------------------------------- name constraints

fn bounded(permitted: &[&[u8]], excluded: &[&[u8]]) -> Certificate {
    let own = |list: &[&[u8]]| list.iter().map(|base| base.to_vec()).collect();
    let constraints = NameConstraints { permitted: own(permitted), excluded: own(excluded) };
    Ca::root(KeyKind::P256).with_extension(ExtensionValue::NameConstraints(constraints))
}

const SAMPLE_COM: &[u8] = b"\x82\x0Asample.com";
const MAIL_SAMPLE_COM: &[u8] = b"\x82\x0Fmail.sample.com";
const TEN: &[u8] = b"\x87\x08\x0A\x00\x00\x00\xFF\x00\x00\x00";
const EMAIL_SAMPLE_COM: &[u8] = b"\x81\x0Asample.com";
const O_SAMPLE: &[u8] = b"\xA4\x13\x30\x11\x31\x0F\x30\x0D\x06\x03\x55\x04\x0A\x0C\x06Sample";

#[test]
fn names_lie_within_the_issuers_constraints() {
    let refused = |field| [("policy/name-constraints", field)];
    let server = choices(Profile::Server);
    let with = |given: &str| Request::new("O=Sample").san(&[given]);
    for (issuer, given, expected) in [
        (bounded(&[SAMPLE_COM], &[]), "dns:mail.sample.com", &[][..]),
        (bounded(&[SAMPLE_COM], &[]), "dns:mail.other.com", &refused(SAN)),
        (bounded(&[], &[MAIL_SAMPLE_COM]), "dns:mail.sample.com", &refused(SAN)),
        (bounded(&[], &[MAIL_SAMPLE_COM]), "dns:*.sample.com", &refused(SAN)),
        (bounded(&[], &[MAIL_SAMPLE_COM]), "dns:www.sample.com", &[]),
        (bounded(&[TEN], &[]), "ip:10.1.2.3", &[]),
        (bounded(&[TEN], &[]), "ip:192.0.2.1", &refused(SAN)),
        (bounded(&[TEN], &[]), "dns:mail.other.com", &[]),
        (bounded(&[O_SAMPLE], &[]), "dns:mail.sample.com", &[]),
        (bounded(&[], &[O_SAMPLE]), "dns:mail.sample.com", &refused("subject")),
        (bounded(&[b"\x82\x02\xC3\xA4"], &[]), "dns:mail.sample.com", &refused("issuer.nameConstraints")),
    ] {
        let assessment = judged_by(&issuer, with(given), &server);
        assert_eq!(violations(&assessment), expected, "{given}");
    }
    let assessment = judged_by(&bounded(&[SAMPLE_COM], &[]), with("dns:mail.other.com"), &server);
    let found = assessment.outcome.unwrap_err().first().unwrap().found.clone();
    assert_eq!(found, "dns:mail.other.com lies in no permitted subtree (dns:sample.com)");
}

#[test]
fn addresses_and_common_names_of_the_subject_are_held_to_them_too() {
    let issuer = bounded(&[SAMPLE_COM, EMAIL_SAMPLE_COM], &[]);
    let judged = |subject: &str, profile| judged_by(&issuer, Request::new(subject), &choices(profile));
    let refused = |field| [("policy/name-constraints", field)];
    assert_eq!(violations(&judged("CN=Ann,emailAddress=ann@sample.com", Profile::CodeSigning)), []);
    let email = judged("CN=Ann,emailAddress=ann@other.com", Profile::CodeSigning);
    assert_eq!(violations(&email), refused("subject.emailAddress"));
    assert_eq!(violations(&judged("CN=www.other.com", Profile::CodeSigning)), refused("subject.CN"));
}

#[test]
fn an_authority_may_ask_to_be_bound() {
    let constraints = |base: &[u8]| {
        ExtensionValue::NameConstraints(NameConstraints { permitted: vec![base.to_vec()], excluded: vec![] })
    };
    let assessment = judge(Request::new("CN=Below").with(constraints(SAMPLE_COM)), &choices(Profile::IntermediateCa));
    let expected = (Verdict::Taken, Some("permitted: dns:sample.com"), Some("permitted: dns:sample.com"));
    assert_eq!(rows(&assessment, "extension.nameConstraints"), [expected]);
    let issued = assessment.outcome.unwrap().extensions;
    let is_constraints = |value: &ExtensionValue| matches!(value, ExtensionValue::NameConstraints(_));
    assert!(issued.iter().any(|extension| extension.critical && is_constraints(&extension.value)));

    let dotted = judge(Request::new("CN=Below").with(constraints(b"\x82\x03.ab")), &choices(Profile::IntermediateCa));
    assert_eq!(warnings(&dotted), ["client/pyca-leading-dot"]);
    let leaf = server(host().with(constraints(SAMPLE_COM)));
    assert_eq!(rows(&leaf, "extension.nameConstraints").first().unwrap().0, Verdict::Dropped);
}

// ---------------------------------------------------------------- clients

#[test]
fn keys_that_clients_refuse_are_told() {
    let warned = |root, leaf, profile| {
        let request = Request::new("CN=mail.sample.com,emailAddress=ann@sample.com").sign(&key(leaf, 8));
        let mut codes = warnings(&Ca::root(root).assess(&request, &choices(profile)));
        codes.retain(|code| *code != "client/email-in-subject");
        codes
    };
    use KeyKind::{Ed25519, P256, P384, P521};
    for (root, leaf, profile, expected) in [
        (P256, P384, Profile::Server, &[][..]),
        (P256, P521, Profile::Server, &["client/chromium-p521"]),
        (P256, Ed25519, Profile::Server, &["client/chromium-ed25519", "client/firefox-ed25519"]),
        (P521, P256, Profile::Server, &["client/rustls-p521-authority"]),
        (P256, P521, Profile::IntermediateCa, &["client/rustls-p521-authority"]),
        (P521, P521, Profile::IntermediateCa, &["client/rustls-p521-authority"]),
        (P256, P521, Profile::CodeSigning, &[]),
    ] {
        assert_eq!(warned(root, leaf, profile), expected, "{root:?} {leaf:?} {profile:?}");
    }
    let below = warned(Ed25519, P256, Profile::Client);
    assert!(below.iter().all(|code| code.ends_with("-ed25519-authority")) && below.len() == 3, "{below:?}");
}

#[test]
fn nothing_that_is_warned_of_is_refused() {
    let request = host().sign(&key(KeyKind::Ed25519, 8));
    let assessment = Ca::root(KeyKind::P521).assess(&request, &Choices { days: 900, ..choices(Profile::Server) });
    assert!(assessment.outcome.is_ok());
    assert!(assessment.warnings.iter().all(|warning| warning.severity != Severity::Refuse && !warning.text.is_empty()));
}

// ---------------------------------------------------------------- roots

#[test]
fn a_root_says_what_it_must() {
    let spki = key(KeyKind::P256, 1).public_key().spki().to_vec();
    let (subject, validity, extensions) = root(&name("CN=Sample Root"), &spki, 3650, now()).unwrap();
    assert_eq!(subject, name("CN=Sample Root"));
    assert_eq!(validity, Validity::new(now().plus_seconds(-300), now().plus_seconds(3650 * 86_400 - 301)).unwrap());
    let critical: Vec<bool> = extensions.iter().map(|extension| extension.critical).collect();
    assert_eq!(critical, [true, true, false, false]);
}

#[test]
fn a_root_that_cannot_be_is_refused() {
    let good = key(KeyKind::P256, 1).public_key().spki().to_vec();
    let mut bad = good.clone();
    *bad.last_mut().unwrap() ^= 1;
    let code = |subject: &Name, spki: &[u8], days| root(subject, spki, days, now()).unwrap_err().code();
    let subject = name("CN=Sample Root");
    assert_eq!(code(&Name::default(), &good, 3650), Code::PolicyNameMissing);
    assert_eq!(code(&subject, &bad, 3650), Code::PolicyKeyRefused);
    assert_eq!(code(&subject, &good, 0), Code::PolicyValidityRange);
    assert_eq!(code(&subject, &good, 36_501), Code::PolicyValidityRange);
    let teletex = Name::new(vec![single(attribute("2.5.4.3", StringKind::Teletex, "Root"))]);
    assert_eq!(code(&teletex, &good, 3650), Code::NameAttributeCharset);
    let long = Name::new(vec![single(attribute("2.5.4.3", StringKind::Utf8, &"a".repeat(65)))]);
    assert_eq!(code(&long, &good, 3650), Code::NameAttributeTooLong);
}

// ---------------------------------------------------------------- profiles of a configuration

/// A profile that has these extensions, whatever the subject.
#[derive(Debug)]
struct Fixed(Vec<Extension>);

impl ExtensionSource for Fixed {
    fn make(&self, _: &Name, _: [u8; 20]) -> rootpage::error::Result<Made> {
        Ok(Made { extensions: self.0.clone(), closing: Vec::new(), email_moved: false })
    }
}

fn plain_extension(value: ExtensionValue) -> Extension {
    Extension { critical: false, value }
}

fn template(base: Profile, own: Vec<ExtensionValue>, rules: ExtensionRules) -> Choices {
    let source = Rc::new(Fixed(own.into_iter().map(plain_extension).collect()));
    Choices { template: Some(Template { name: "own".to_owned(), base, source, rules }), ..choices(base) }
}

fn alternative(texts: &[&str]) -> ExtensionValue {
    ExtensionValue::SubjectAltName(names(texts))
}

const ALTERNATIVE_NAME: &str = "2.5.29.17";

fn by_rule(rule: ExtensionRule, answer: Option<ExtensionRule>) -> ExtensionRules {
    ExtensionRules {
        copy: CopyExtensions::None,
        of_type: vec![(oid(ALTERNATIVE_NAME), rule)],
        answers: answer.map(|answer| (oid(ALTERNATIVE_NAME), answer)).into_iter().collect(),
    }
}

fn by_copy(copy: CopyExtensions) -> ExtensionRules {
    ExtensionRules { copy, ..ExtensionRules::default() }
}

#[test]
fn each_rule_decides_about_an_extension_that_both_have() {
    use CopyExtensions::{Copy, CopyAll};
    use ExtensionRule::{Ask, Profile as Own, Refuse, Request as Theirs, Union};
    let (own, theirs, both) =
        (&["dns:own.sample.com"][..], &["dns:mail.sample.com"][..], "dns:own.sample.com, dns:mail.sample.com");
    for (rules, issued) in [
        (by_rule(Own, None), Ok("dns:own.sample.com")),
        (by_rule(Theirs, None), Ok("dns:mail.sample.com")),
        (by_rule(Union, None), Ok(both)),
        (by_rule(Refuse, None), Err("policy/extension-refused")),
        (by_rule(Ask, None), Err("policy/extension-undecided")),
        (by_rule(Ask, Some(Own)), Ok("dns:own.sample.com")),
        (by_rule(Ask, Some(Theirs)), Ok("dns:mail.sample.com")),
        (by_rule(Ask, Some(Union)), Ok(both)),
        (by_rule(Ask, Some(Refuse)), Err("policy/extension-refused")),
        (by_rule(Own, Some(Theirs)), Err("policy/extension-refused")),
        (by_copy(CopyExtensions::None), Ok("dns:own.sample.com")),
        (by_copy(Copy), Ok("dns:own.sample.com")),
        (by_copy(CopyAll), Ok("dns:mail.sample.com")),
    ] {
        let chosen = template(Profile::Server, vec![alternative(own)], rules.clone());
        let assessment = judge(Request::new("CN=mail.sample.com").san(theirs), &chosen);
        match issued {
            Ok(issued) => assert_eq!(san(&assessment).join(", "), issued, "{rules:?}"),
            Err(code) => {
                let found = violations(&assessment);
                assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [code], "{rules:?}");
            }
        }
        assert!(assessment.report.iter().all(|row| row.why.ends_with('.')), "{rules:?}");
    }
}

#[test]
fn each_rule_decides_about_an_extension_that_the_request_alone_has() {
    use CopyExtensions::{Copy, CopyAll};
    use ExtensionRule::{Ask, Profile as Own, Refuse, Request as Theirs, Union};
    for (rules, issued) in [
        (by_rule(Own, None), Ok("")),
        (by_rule(Theirs, None), Ok("dns:www.sample.com")),
        (by_rule(Union, None), Ok("dns:www.sample.com")),
        (by_rule(Refuse, None), Err("policy/extension-refused")),
        (by_rule(Ask, None), Err("policy/extension-undecided")),
        // the host of the common name, where nothing says outright that there is to be none
        (by_copy(CopyExtensions::None), Ok("dns:mail.sample.com")),
        (by_copy(Copy), Ok("dns:www.sample.com")),
        (by_copy(CopyAll), Ok("dns:www.sample.com")),
    ] {
        let chosen = template(Profile::Server, vec![], rules.clone());
        let assessment = judge(Request::new("CN=mail.sample.com").san(&["dns:www.sample.com"]), &chosen);
        match issued {
            Ok(issued) => {
                assert_eq!(san(&assessment).join(", "), issued, "{rules:?}");
            }
            Err(code) => assert_eq!(violations(&assessment), [(code, SAN)], "{rules:?}"),
        }
    }
    let silent = template(Profile::Server, vec![], by_copy(CopyExtensions::None));
    let dropped = judge(Request::new("CN=mail.sample.com").san(&["dns:www.sample.com"]), &silent);
    assert!(warnings(&dropped).contains(&"request/names-not-copied"));
}

#[test]
fn names_that_were_chosen_take_the_place_of_those_of_a_profile() {
    let chosen = Choices {
        san: Some(names(&["dns:a.sample.com", "dns:mail.sample.com", "dns:a.sample.com"])),
        ..template(Profile::Server, vec![alternative(&["dns:own.sample.com"])], by_copy(CopyExtensions::CopyAll))
    };
    let assessment = judge(host().with(other("1.2.3.4")), &chosen);
    assert_eq!(san(&assessment), ["dns:a.sample.com", "dns:mail.sample.com"]);
    let verdicts: Vec<Verdict> = rows(&assessment, SAN).iter().map(|row| row.0).collect();
    assert_eq!(verdicts, [Verdict::Added, Verdict::Taken]);
    let none = Choices { san: Some(vec![]), ..chosen };
    let assessment = judge(host(), &none);
    assert!(
        !assessment
            .outcome
            .unwrap()
            .extensions
            .iter()
            .any(|one| matches!(one.value, ExtensionValue::SubjectAltName(_)))
    );
}

#[test]
fn what_cannot_be_put_together_must_be_decided() {
    let constraint = |base: &[u8]| {
        ExtensionValue::NameConstraints(NameConstraints { permitted: vec![base.to_vec()], excluded: vec![] })
    };
    let rules = ExtensionRules { of_type: vec![(oid("2.5.29.30"), ExtensionRule::Union)], ..ExtensionRules::default() };
    let own = vec![asks(true, Some(0)), constraint(SAMPLE_COM)];
    let chosen = template(Profile::IntermediateCa, own, rules);
    let assessment = judge(Request::new("CN=Below").with(constraint(MAIL_SAMPLE_COM)), &chosen);
    assert_eq!(violations(&assessment), [("policy/extension-undecided", "extension.nameConstraints")]);
}

#[test]
fn the_path_length_of_a_profile_can_be_chosen() {
    let chosen = |path_len| Choices {
        path_len,
        ..template(Profile::IntermediateCa, vec![asks(true, Some(0))], by_copy(CopyExtensions::None))
    };
    let issued = |path_len| {
        rows(&judge(Request::new("CN=Below"), &chosen(path_len)), "extension.basicConstraints")[0].2.map(str::to_owned)
    };
    assert_eq!(issued(None).unwrap(), "CA:TRUE, path length 0");
    assert_eq!(issued(Some(2)).unwrap(), "CA:TRUE, path length 2");
    let leaf = Choices { path_len: Some(0), ..template(Profile::Server, vec![], by_copy(CopyExtensions::None)) };
    assert_eq!(violations(&judge(host(), &leaf)), [("policy/usage-conflict", "extension.basicConstraints")]);
}

#[test]
fn a_name_that_breaks_its_rule_is_never_copied() {
    let broken = GeneralName::Other { oid: None, der: b"\x82\x06w*.a.b".to_vec() };
    let request = Request::new("CN=mail.sample.com").with(ExtensionValue::SubjectAltName(vec![broken]));
    let assessment = judge(request, &template(Profile::Server, vec![], by_copy(CopyExtensions::CopyAll)));
    assert_eq!(violations(&assessment), [("policy/name-refused", SAN)]);
}

// ---------------------------------------------------------------- every authority above

#[test]
fn constraints_of_every_authority_above_count_and_are_named() {
    let ca = Ca::root(KeyKind::P256);
    let above = bounded(&[SAMPLE_COM], &[MAIL_SAMPLE_COM]);
    let judged = |name: &str| {
        let request = Request::new("O=Sample").san(&[name]).with_p256();
        assess(&request, &choices(Profile::Server), &ca.authority.certificate, std::slice::from_ref(&above), now())
    };
    assert!(judged("dns:www.sample.com").outcome.is_ok());
    let outside = judged("dns:www.other.com").outcome.unwrap_err();
    assert_eq!(outside[0].found, "dns:www.other.com lies in no permitted subtree of Sample Root (dns:sample.com)");
    let within = judged("dns:mail.sample.com").outcome.unwrap_err();
    assert_eq!(within[0].found, "dns:mail.sample.com lies in the excluded subtree dns:mail.sample.com of Sample Root");
}

#[test]
fn path_lengths_of_every_authority_above_count() {
    let ca = Ca::root(KeyKind::P256);
    let with_length = |path_len| ca.with_extension(asks(true, path_len));
    let below = Request::new("CN=Below").with_p256();
    let leaf = host().with_p256();
    let found = |request: &CertificationRequest, chosen: &Choices, issuer, chain: [Option<u8>; 2]| {
        let chain = chain.map(with_length);
        violations(&assess(request, chosen, &with_length(issuer), &chain, now())).len()
    };
    let of = |path_len| Choices { path_len: Some(path_len), ..choices(Profile::IntermediateCa) };
    for (path_len, issuer, chain, refused) in [
        (0, None, [None, None], 0),
        (0, Some(1), [Some(2), Some(3)], 0),
        (0, Some(1), [Some(1), Some(3)], 1),
        (0, Some(1), [Some(2), Some(2)], 1),
        (1, Some(2), [Some(3), Some(3)], 1),
        (1, Some(1), [Some(2), Some(3)], 3),
        (0, Some(0), [Some(1), Some(2)], 3),
    ] {
        assert_eq!(found(&below, &of(path_len), issuer, chain), refused, "{path_len} {issuer:?} {chain:?}");
    }
    assert_eq!(found(&leaf, &choices(Profile::Server), Some(0), [Some(1), Some(2)]), 0);
    assert_eq!(found(&leaf, &choices(Profile::Server), Some(0), [Some(0), Some(2)]), 1, "the chain itself is broken");
}

#[test]
fn the_authority_above_that_ends_first_ends_the_certificate() {
    let ca = Ca::root(KeyKind::P256);
    let mut above = ca.authority.certificate.clone();
    above.validity = Validity::new(now().plus_seconds(-86_400), now().plus_seconds(30 * 86_400)).unwrap();
    let request = host().with_p256();
    let judged = |beyond_issuer| {
        let chosen = Choices { beyond_issuer, ..choices(Profile::Server) };
        assess(&request, &chosen, &ca.authority.certificate, std::slice::from_ref(&above), now())
    };
    let refused = judged(BeyondIssuer::Refuse).outcome.unwrap_err();
    assert!(refused[0].found.contains("Sample Root ends"), "{}", refused[0].found);
    let truncated = judged(BeyondIssuer::Truncate);
    assert_eq!(truncated.outcome.unwrap().validity.not_after(), above.validity.not_after());
    assert!(warnings(&judged(BeyondIssuer::Permit)).contains(&"issuer/outlived"));
    let most = rootpage::policy::most_days(&ca.authority.certificate, std::slice::from_ref(&above), now());
    assert_eq!(most, 30);
}
