//! Does an authority sign as its settings and the options say: profiles and policies of a configuration, dates, serial numbers,
//! lineage, one subject at a time, many requests at once?
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
#[path = "support/store.rs"]
mod store;

use std::collections::BTreeMap;

use desk::Desk;
use rootpage::error::{Code, Error};
use rootpage::model::{AttributeValue, StringKind};
use rootpage::openssl::config::Beside;
use rootpage::parse;
use rootpage::session::view::{
    AssessmentView, AuthorityView, BatchView, CertificateEntryView, IssuedView, PublicationView, ReportRowView,
};
use rootpage::session::{
    Act, ConfigurationRequest, Csr, IssueOptions, PolicyChoice, Question, SettingsRequest, Superseding, View,
    explain_configuration, inspect, read_request,
};
use serde_bytes::ByteBuf;

const ROOT: &str = "CN=Sample Root,O=The Sample Company,C=US";
const CONFIGURATION: &str = include_str!("vectors/openssl/profiles.cnf");
const SPKAC: &[u8] = include_bytes!("vectors/openssl/request.spkac");

macro_rules! expect {
    ($view:expr, $variant:ident) => {
        match $view {
            View::$variant(view) => view,
            other => panic!("not {}: {other:?}", stringify!($variant)),
        }
    };
}

/// The settings of a new authority.
fn plain() -> SettingsRequest {
    SettingsRequest {
        configuration: None,
        publication: PublicationView::default(),
        beyond_issuer: "refuse".to_owned(),
        serials: "random".to_owned(),
        unique_subject: false,
        crl_seconds: 31 * 86_400,
    }
}

fn configured(text: &str) -> SettingsRequest {
    let configuration = ConfigurationRequest {
        path: "openssl.cnf".to_owned(),
        text: text.to_owned(),
        includes: BTreeMap::new(),
        environment: BTreeMap::new(),
    };
    SettingsRequest { configuration: Some(configuration), ..plain() }
}

/// A desk with one authority that has these settings.
struct Office {
    desk: Desk,
    id: String,
}

impl Office {
    fn new(settings: SettingsRequest) -> Self {
        let mut office = Self { desk: Desk::new(), id: String::new() };
        office.id = office.desk.create_authority(ROOT, 3650).id;
        office.configure(settings).unwrap();
        office
    }

    fn configure(&mut self, settings: SettingsRequest) -> Result<AuthorityView, Error> {
        let act = Act::Configure { authority: self.id.clone(), settings };
        self.desk.act(act).map(|view| expect!(view, Authority))
    }

    fn request(&mut self, subject: &str, san: &[&str]) -> Csr {
        Csr::Bytes(ByteBuf::from(self.desk.foreign_request(subject, san)))
    }

    fn issue(&mut self, csr: Csr, options: IssueOptions) -> Result<IssuedView, Error> {
        let act = Act::Issue { authority: self.id.clone(), csr, options };
        self.desk.act(act).map(|view| expect!(view, Issued))
    }

    fn assess(&mut self, csr: Csr, options: IssueOptions) -> AssessmentView {
        let question = Question::Assess { authority: self.id.clone(), csr, options };
        expect!(self.desk.ask(&question).unwrap(), Assessment)
    }

    fn issue_many(&mut self, csrs: Vec<Csr>) -> BatchView {
        let act = Act::IssueMany { authority: self.id.clone(), csrs, options: IssueOptions::default() };
        expect!(self.desk.act(act).unwrap(), Batch)
    }

    fn certificate(&mut self, serial: &str) -> CertificateEntryView {
        let question = Question::Certificate { authority: self.id.clone(), serial: serial.to_owned() };
        expect!(self.desk.ask(&question).unwrap(), Certificate)
    }

    fn authority(&mut self) -> AuthorityView {
        expect!(self.desk.ask(&Question::Authority { authority: self.id.clone() }).unwrap(), Authority)
    }
}

fn serial(issued: &IssuedView) -> String {
    issued.certificate.entry.serial.clone()
}

fn names(issued: &IssuedView) -> Vec<String> {
    issued.certificate.certificate.as_ref().unwrap().san.clone()
}

fn extension<'a>(issued: &'a IssuedView, oid: &str) -> Option<&'a str> {
    let extensions = &issued.certificate.certificate.as_ref().unwrap().extensions;
    extensions.iter().find(|extension| extension.oid == oid).map(|extension| extension.text.as_str())
}

fn row<'a>(report: &'a [ReportRowView], field: &str) -> &'a ReportRowView {
    report.iter().find(|row| row.field == field).unwrap_or_else(|| panic!("no line {field}: {report:#?}"))
}

fn violations(error: &Error) -> Vec<&'static str> {
    error.violated().iter().map(|violation| violation.code.as_str()).collect()
}

// ---------------------------------------------------------------- profiles and policies

#[test]
fn an_authority_shows_the_profiles_and_policies_of_its_configuration() {
    let mut office = Office::new(configured(CONFIGURATION));
    let view = office.authority();
    let sections: Vec<&str> =
        view.profiles.profiles.iter().filter(|one| !one.built_in).map(|one| one.name.as_str()).collect();
    assert_eq!(sections, ["usr_cert", "server_cert", "mail_cert", "v3_ca"]);
    assert_eq!(view.profiles.profiles.len(), sections.len() + 6);
    assert_eq!(view.profiles.default_profile, "usr_cert");
    assert_eq!(view.profiles.policies, ["policy_match", "policy_anything"]);
    assert_eq!(view.profiles.default_policy.as_deref(), Some("policy_match"));
    assert_eq!(view.settings.configuration.unwrap().text, CONFIGURATION);
    let bare = Office::new(plain()).authority().profiles;
    assert_eq!((bare.profiles.len(), bare.default_profile.as_str(), bare.default_policy), (6, "server", None));
}

#[test]
fn a_section_is_signed_by_and_stands_in_the_ledger() {
    let mut office = Office::new(configured(CONFIGURATION));
    let csr = office.request("CN=mail.sample.com,O=The Sample Company,C=US", &["dns:mail.sample.com"]);
    let options = IssueOptions { profile: Some("server_cert".to_owned()), ..IssueOptions::default() };
    let issued = office.issue(csr, options).unwrap();
    assert_eq!(issued.certificate.entry.profile.as_deref(), Some("server_cert"));
    assert_eq!(extension(&issued, "2.5.29.37").unwrap().trim(), "TLS Web Server Authentication");
    assert_eq!(names(&issued), ["dns:mail.sample.com", "dns:www.sample.com"], "the union that the configuration wants");
    assert_eq!(row(&issued.report, "subject.O").verdict, "taken");
    assert!(row(&issued.report, "subject.O").why.contains("policy_match"));
    let mut again = Office { desk: office.desk.reopened(), id: office.id.clone() };
    assert_eq!(again.certificate(&serial(&issued)).entry.profile.as_deref(), Some("server_cert"));
}

#[test]
fn a_policy_can_be_chosen_and_left_out() {
    let mut office = Office::new(configured(CONFIGURATION));
    let mut issue = |policy| {
        let csr = office.request("CN=a.sample.com,O=Another,C=DE,L=Berlin", &[]);
        office.issue(csr, IssueOptions { policy, ..IssueOptions::default() })
    };
    let error = issue(None).unwrap_err();
    assert_eq!(violations(&error), ["policy/name-policy", "policy/name-policy"]);
    let chosen = issue(Some(PolicyChoice::Section("policy_anything".to_owned()))).unwrap();
    assert_eq!(chosen.certificate.entry.subject, "CN=a.sample.com,O=Another,L=Berlin,C=DE", "the policy's order");
    let none = issue(Some(PolicyChoice::Switch(false))).unwrap();
    assert_eq!(none.certificate.entry.subject, "CN=a.sample.com,O=Another,C=DE,L=Berlin");
    let gone = issue(Some(PolicyChoice::Section("gone".to_owned()))).unwrap_err();
    assert_eq!(gone.code(), Code::ConfigSectionMissing);
}

#[test]
fn what_the_configuration_asks_about_is_refused_until_it_is_answered() {
    let text = CONFIGURATION.replace("subjectAltName = union", "subjectAltName = ask");
    let mut office = Office::new(configured(&text));
    let mut issue = |answer: Option<(&str, &str)>| {
        let csr = office.request("CN=a.sample.com,O=The Sample Company,C=US", &["dns:a.sample.com"]);
        let extensions = answer.map(|(name, word)| BTreeMap::from([(name.to_owned(), word.to_owned())]));
        let profile = Some("server_cert".to_owned());
        office.issue(csr, IssueOptions { extensions, profile, ..IssueOptions::default() })
    };
    assert_eq!(violations(&issue(None).unwrap_err()), ["policy/extension-undecided"]);
    assert_eq!(names(&issue(Some(("subjectAltName", "request"))).unwrap()), ["dns:a.sample.com"]);
    assert_eq!(names(&issue(Some(("2.5.29.17", "profile"))).unwrap()), ["dns:mail.sample.com", "dns:www.sample.com"]);
    assert_eq!(violations(&issue(Some(("subjectAltName", "refuse"))).unwrap_err()), ["policy/extension-refused"]);
    let needless = issue(Some(("extKeyUsage", "request"))).unwrap_err();
    assert!(violations(&needless).contains(&"policy/extension-refused"));
    assert_eq!(issue(Some(("subjectAltName", "ask"))).unwrap_err().code(), Code::CallUnknown);
    assert_eq!(issue(Some(("shoeSize", "request"))).unwrap_err().code(), Code::ConfigExtensionUnknown);
}

// ---------------------------------------------------------------- settings

#[test]
fn settings_are_checked_before_they_are_kept() {
    let mut office = Office::new(plain());
    let mut refused = |settings: SettingsRequest| office.configure(settings).unwrap_err();
    let broken = refused(configured("[ca]\ndefault_ca = gone\n"));
    assert_eq!(broken.code(), Code::ConfigSectionMissing);
    let unknown = refused(configured(&CONFIGURATION.replace("x509_extensions = usr_cert", "x509_extensions = gone")));
    assert_eq!(unknown.code(), Code::PolicyProfileUnknown);
    let word = refused(configured(&CONFIGURATION.replace("subjectAltName = union", "subjectAltName = both")));
    assert_eq!((word.code(), word.field_name()), (Code::ConfigValue, Some("openssl.cnf:50:18")));
    let publication = PublicationView { ocsp: vec!["nowhere".to_owned()], ..PublicationView::default() };
    let url = refused(SettingsRequest { publication, ..plain() });
    assert_eq!((url.code(), url.field_name()), (Code::UriSyntax, Some("publication.ocsp.0")));
    assert_eq!(refused(SettingsRequest { beyond_issuer: "ignore".into(), ..plain() }).code(), Code::CallUnknown);
    assert_eq!(refused(SettingsRequest { serials: "odd".into(), ..plain() }).code(), Code::CallUnknown);
    assert_eq!(refused(SettingsRequest { crl_seconds: 0, ..plain() }).code(), Code::CrlDays);
    assert!(office.authority().settings.configuration.is_none(), "and nothing of them is kept");
}

#[test]
fn what_is_published_stands_in_every_certificate() {
    let url = |name: &str| vec![format!("http://pki.sample.com/{name}")];
    let publication =
        PublicationView { crl: url("ca.crl"), issuer: url("ca.cer"), ocsp: url("ocsp"), delta: url("delta.crl") };
    let mut office = Office::new(SettingsRequest { publication, ..plain() });
    let csr = office.request("CN=a.sample.com", &[]);
    let issued = office.issue(csr, IssueOptions::default()).unwrap();
    for (oid, name) in [("2.5.29.31", "ca.crl"), ("2.5.29.46", "delta.crl"), ("1.3.6.1.5.5.7.1.1", "ca.cer")] {
        assert!(extension(&issued, oid).unwrap().contains(name), "{oid}");
    }
    assert_eq!(row(&issued.report, "extension.cRLDistributionPoints").verdict, "added");
    assert!(extension(&issued, "1.3.6.1.5.5.7.1.1").unwrap().contains("OCSP - URI:http://pki.sample.com/ocsp"));
}

#[test]
fn what_would_outlive_its_issuer_ends_as_the_authority_says() {
    let ends = |beyond: &str| {
        let mut office = Office::new(SettingsRequest { beyond_issuer: beyond.to_owned(), ..plain() });
        let csr = office.request("CN=a.sample.com", &[]);
        office.issue(csr, IssueOptions { days: Some(4000), ..IssueOptions::default() })
    };
    assert_eq!(violations(&ends("refuse").unwrap_err()), ["policy/validity-too-long"]);
    let short = ends("truncate").unwrap();
    assert_eq!(short.certificate.entry.not_after, "2036-11-17T11:54:59Z");
    assert_eq!(row(&short.report, "validity").verdict, "changed");
    let long = ends("permit").unwrap();
    assert!(long.certificate.entry.not_after.starts_with("2037-"));
    assert!(long.warnings.iter().any(|warning| warning.code == "issuer/outlived"));
}

#[test]
fn dates_take_the_place_of_days() {
    let mut office = Office::new(plain());
    let mut issue = |from: Option<&str>, to: Option<&str>, days| {
        let csr = office.request("CN=a.sample.com", &[]);
        let (not_before, not_after) = (from.map(str::to_owned), to.map(str::to_owned));
        office.issue(csr, IssueOptions { not_before, not_after, days, ..IssueOptions::default() })
    };
    let issued = issue(Some("2027-01-01T00:00:00Z"), Some("2027-06-30T23:59:59Z"), None).unwrap();
    assert_eq!(issued.certificate.entry.not_before.as_deref(), Some("2027-01-01T00:00:00Z"));
    assert_eq!(issued.certificate.entry.not_after, "2027-06-30T23:59:59Z");
    assert!(issued.warnings.iter().any(|warning| warning.code == "validity/later"));
    let from = issue(Some("2027-01-01T00:00:00Z"), None, Some(10)).unwrap();
    assert_eq!(from.certificate.entry.not_after, "2027-01-10T23:59:59Z");
    let past = issue(Some("2020-01-01T00:00:00Z"), Some("2021-01-01T00:00:00Z"), None).unwrap();
    assert!(past.warnings.iter().any(|warning| warning.code == "validity/over"));
    let wrong = issue(Some("2027-01-01T00:00:00Z"), Some("2026-12-01T00:00:00Z"), None).unwrap_err();
    assert_eq!(violations(&wrong), ["model/validity-order"]);
    assert_eq!(issue(None, Some("2027-01-01T00:00:00Z"), Some(3)).unwrap_err().code(), Code::CallUnknown);
    assert_eq!(issue(None, Some("tomorrow"), None).unwrap_err().field_name(), Some("notAfter"));
}

// ---------------------------------------------------------------- serial numbers, subjects, lineage

#[test]
fn serial_numbers_are_counted_where_the_authority_counts() {
    let mut office = Office::new(SettingsRequest { serials: "sequential".to_owned(), ..plain() });
    let mut issue = |serial: Option<&str>| {
        let csr = office.request("CN=a.sample.com", &[]);
        office.issue(csr, IssueOptions { serial: serial.map(str::to_owned), ..IssueOptions::default() })
    };
    let issued: Vec<String> = [None, Some("next"), None].map(|wanted| serial(&issue(wanted).unwrap())).to_vec();
    assert_eq!(issued, ["01", "02", "03"]);
    assert_eq!(serial(&issue(Some("random")).unwrap()).len(), 32);
    assert_eq!(serial(&issue(None).unwrap()), "04", "a random one is not counted");
    assert_eq!(issue(Some("odd")).unwrap_err().code(), Code::CallUnknown);
    assert_eq!(office.authority().next_serial.as_deref(), Some("05"));
    let mut again = Office { desk: office.desk.reopened(), id: office.id.clone() };
    let csr = again.request("CN=a.sample.com", &[]);
    assert_eq!(serial(&again.issue(csr, IssueOptions::default()).unwrap()), "05");
}

#[test]
fn one_subject_at_a_time_and_superseding_in_the_same_act() {
    let mut office = Office::new(SettingsRequest { unique_subject: true, ..plain() });
    let csr = office.request("CN=a.sample.com", &[]);
    let first = serial(&office.issue(csr.clone(), IssueOptions::default()).unwrap());
    let refused = office.assess(csr.clone(), IssueOptions::default());
    let violation = refused.violations.first().unwrap();
    assert_eq!(violation.code, "policy/subject-taken");
    assert!(violation.found.contains(&first), "{}", violation.found);
    assert!(refused.issued.is_none());
    assert_eq!(violations(&office.issue(csr.clone(), IssueOptions::default()).unwrap_err()), ["policy/subject-taken"]);

    let supersede = |on: Option<&str>| {
        let supersede = Superseding { serials: vec![first.clone()], on: on.map(str::to_owned) };
        IssueOptions { supersede: Some(supersede), ..IssueOptions::default() }
    };
    let later = office.issue(csr.clone(), supersede(Some("2026-12-01T00:00:00Z"))).unwrap_err();
    assert_eq!(violations(&later), ["policy/subject-taken"], "until then both would be valid");
    let second = office.issue(csr, supersede(None)).unwrap();
    assert_eq!(second.superseded, std::slice::from_ref(&first));
    assert_eq!(office.certificate(&first).entry.revoked.unwrap().reason, "superseded");
    assert_eq!(second.certificate.entry.status, "valid");
}

#[test]
fn one_that_is_superseded_later_keeps_its_date() {
    let mut office = Office::new(plain());
    let csr = office.request("CN=a.sample.com", &[]);
    let first = serial(&office.issue(csr.clone(), IssueOptions::default()).unwrap());
    let on = Some("2026-12-01T00:00:00Z".to_owned());
    let supersede = Some(Superseding { serials: vec![first.clone()], on: on.clone() });
    let second = office.issue(csr, IssueOptions { supersede, ..IssueOptions::default() }).unwrap();
    assert_eq!(second.superseded, std::slice::from_ref(&first));
    let entry = office.certificate(&first).entry;
    assert_eq!((entry.retires, entry.status), (on, "valid"));
}

#[test]
fn a_certificate_is_renewed_by_what_it_was_signed_for() {
    let mut office = Office::new(plain());
    let csr = office.request("CN=a.sample.com,O=Sample", &["dns:a.sample.com"]);
    let first = office.issue(csr, IssueOptions::default()).unwrap();
    let second = office.issue(Csr::Renew { renew: serial(&first) }, IssueOptions::default()).unwrap();
    let entry = &second.certificate.entry;
    assert_eq!(
        (entry.renews.as_deref(), entry.subject.as_str()),
        (Some(serial(&first).as_str()), "CN=a.sample.com,O=Sample")
    );
    assert_eq!(office.certificate(&serial(&first)).entry.renewed_by.as_deref(), Some(serial(&second).as_str()));
    assert_eq!(second.certificate.request, first.certificate.request);
    let assessed = office.assess(Csr::Renew { renew: serial(&first) }, IssueOptions::default());
    assert!(assessed.violations.is_empty());
    let csr = office.request("CN=Ann", &[]);
    let client = IssueOptions { profile: Some("client".to_owned()), ..IssueOptions::default() };
    let ann = serial(&office.issue(csr, client).unwrap());
    let again = office.issue(Csr::Renew { renew: ann }, IssueOptions::default()).unwrap();
    assert_eq!(again.certificate.entry.profile.as_deref(), Some("client"), "what it was for");

    let renews = Some("7F".to_owned());
    let csr = office.request("CN=b.sample.com", &[]);
    let unknown = office.issue(csr, IssueOptions { renews, ..IssueOptions::default() }).unwrap_err();
    assert_eq!(unknown.code(), Code::SerialUnknown);
    let gone = office.issue(Csr::Renew { renew: "7F".to_owned() }, IssueOptions::default()).unwrap_err();
    assert_eq!(gone.code(), Code::SerialUnknown);
}

#[test]
fn what_was_issued_before_there_was_a_configuration_is_renewed_by_its_nearest_profile() {
    let mut office = Office::new(plain());
    let csr = office.request("CN=a.sample.com,O=The Sample Company,C=US", &[]);
    let first = serial(&office.issue(csr, IssueOptions::default()).unwrap());
    let csr = office.request("CN=Ann,O=The Sample Company,C=US,emailAddress=ann@sample.com", &[]);
    let email = IssueOptions { profile: Some("email".to_owned()), ..IssueOptions::default() };
    let other = serial(&office.issue(csr, email).unwrap());
    office.configure(configured(CONFIGURATION)).unwrap();
    let mut renewed = |serial: &str| {
        let issued = office.issue(Csr::Renew { renew: serial.to_owned() }, IssueOptions::default()).unwrap();
        issued.certificate.entry.profile.unwrap()
    };
    assert_eq!(renewed(&first), "usr_cert");
    assert_eq!(renewed(&other), "email", "no other profile by default is that near to it");
}

// ---------------------------------------------------------------- many at once

#[test]
fn many_requests_are_one_commit_and_a_report_each() {
    let mut office = Office::new(SettingsRequest { unique_subject: true, serials: "sequential".to_owned(), ..plain() });
    let before = office.desk.session.revision();
    let good = office.request("CN=a.sample.com", &[]);
    let same = good.clone();
    let other = office.request("CN=b.sample.com", &[]);
    let refused = office.request("CN=not a host", &[]);
    let broken = Csr::Bytes(ByteBuf::from(*b"-----BEGIN CERTIFICATE REQUEST-----"));
    let batch = office.issue_many(vec![good, same, refused, broken, other]);
    let outcome: Vec<Result<String, &str>> = batch
        .items
        .iter()
        .map(|item| match (&item.issued, &item.problem, &item.violations) {
            (Some(issued), None, None) => Ok(serial(issued)),
            (None, Some(_), Some(violations)) => Err(violations[0].code),
            (None, Some(problem), None) => Err(problem.code),
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = [
        Ok("01".to_owned()),
        Err("policy/subject-taken"),
        Err("policy/name-missing"),
        Err("parse/pem-truncated"),
        Ok("02".to_owned()),
    ];
    assert_eq!(outcome, expected);
    assert_eq!(office.desk.session.revision(), before + 1);
    assert!(batch.items[0].issued.as_ref().unwrap().report.iter().any(|row| row.field == "key"));
    assert_eq!(office.authority().counts.valid, 2);

    let renews = IssueOptions { renews: Some("01".to_owned()), ..IssueOptions::default() };
    let csr = office.request("CN=c.sample.com", &[]);
    let act = Act::IssueMany { authority: office.id.clone(), csrs: vec![csr], options: renews };
    assert_eq!(office.desk.act(act).unwrap_err().code(), Code::CallUnknown);
    let none = Act::IssueMany { authority: office.id.clone(), csrs: vec![], options: IssueOptions::default() };
    assert_eq!(office.desk.act(none).unwrap_err().code(), Code::CallUnknown);
}

// ---------------------------------------------------------------- other forms of requests

#[test]
fn the_string_types_of_a_name_are_those_of_the_configuration() {
    let kinds = |office: &mut Office, csr: Csr, subject: Option<&str>| {
        let options = IssueOptions { subject: subject.map(str::to_owned), ..IssueOptions::default() };
        let issued = office.issue(csr, options).unwrap();
        let certificate = parse::certificate_der(&issued.certificate.certificate.unwrap().der).unwrap();
        let is_utf8 = |value: &AttributeValue| matches!(value, AttributeValue::Text { kind: StringKind::Utf8, .. });
        certificate.subject.attributes().any(|attribute| is_utf8(&attribute.value))
    };
    for (mask, is_utf8) in [("", true), ("string_mask = utf8only\n", true), ("string_mask = nombstr\n", false)] {
        let mut office = Office::new(configured(&format!("{mask}[ca]\ndefault_ca = d\n[d]\ndatabase = i\n")));
        let request = office.request("CN=old.sample.com", &["dns:old.sample.com"]);
        assert_eq!(kinds(&mut office, request, Some("CN=new.sample.com,C=US")), is_utf8, "chosen {mask}");
        assert_eq!(kinds(&mut office, Csr::Bytes(ByteBuf::from(SPKAC)), None), is_utf8, "beside an SPKAC {mask}");
    }
}

#[test]
fn an_spkac_is_signed_and_kept_as_its_file() {
    let mut office = Office::new(plain());
    let issued = office.issue(Csr::Bytes(ByteBuf::from(SPKAC)), IssueOptions::default()).unwrap();
    assert_eq!(issued.certificate.entry.subject, "OU=Two,OU=One,CN=mail.sample.com,C=US");
    assert!(issued.warnings.iter().any(|warning| warning.code == "request/spkac-name"));
    let request = issued.certificate.request.clone().unwrap();
    assert_eq!((request.form, request.der.as_slice()), ("spkac", SPKAC));
    let again = office.issue(Csr::Renew { renew: serial(&issued) }, IssueOptions::default()).unwrap();
    assert_eq!(again.certificate.entry.subject, issued.certificate.entry.subject);

    let named = inspect(&[("", SPKAC)], &[]).unwrap();
    assert_eq!((named.first.kind, named.first.request.unwrap().form), ("spkac", "spkac"));
    assert!(read_request(SPKAC).unwrap().signature_valid);
    let forged =
        String::from_utf8(SPKAC.to_vec()).unwrap().replace("CN", "SPKAC2").replacen("SPKAC=MIG6", "SPKAC=MIG5", 1);
    assert!(read_request(forged.as_bytes()).is_err());
}

#[test]
fn a_certificate_signed_with_its_own_key_is_taken_for_a_request_and_another_is_not() {
    let mut office = Office::new(plain());
    let other = office.desk.create_authority("CN=old.sample.com,O=Another", 30);
    let csr = Csr::Bytes(ByteBuf::from(other.certificate.pem.as_bytes()));
    let issued = office.issue(csr, IssueOptions::default()).unwrap();
    assert_eq!(issued.certificate.entry.subject, "CN=old.sample.com,O=Another");
    assert_eq!(issued.certificate.request.as_ref().unwrap().form, "certificate");
    let dropped = row(&issued.report, "extension.basicConstraints");
    assert!(issued.report.iter().filter(|row| row.field == dropped.field).any(|row| row.verdict == "dropped"));
    assert!(extension(&issued, "2.5.29.19").unwrap().contains("CA:FALSE"));

    let signed = issued.certificate.certificate.as_ref().unwrap().pem.clone();
    let refused = office.issue(Csr::Bytes(ByteBuf::from(signed.as_bytes())), IssueOptions::default()).unwrap_err();
    assert_eq!(refused.code(), Code::PemLabelUnexpected);
}

// ---------------------------------------------------------------- intermediate authorities

#[test]
fn an_authority_below_is_bound_to_the_names_that_were_chosen() {
    let mut office = Office::new(plain());
    let csr = office.request("CN=Below", &[]);
    let list = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect());
    let options = IssueOptions {
        profile: Some("intermediate-ca".to_owned()),
        permitted: list(&["dns:sample.com", "ip:192.0.2.0/24"]),
        excluded: list(&["dns:secret.sample.com"]),
        ..IssueOptions::default()
    };
    let issued = office.issue(csr.clone(), options.clone()).unwrap();
    let bound = row(&issued.report, "extension.nameConstraints");
    assert_eq!(
        bound.issued.as_deref(),
        Some("permitted: dns:sample.com, ip:192.0.2.0/255.255.255.0; excluded: dns:secret.sample.com")
    );
    let leaf = IssueOptions { profile: None, ..options.clone() };
    let named = office.request("CN=a.sample.com", &[]);
    assert_eq!(violations(&office.issue(named, leaf).unwrap_err()), ["policy/usage-conflict"]);
    let wrong = IssueOptions { permitted: list(&["dns:sample.com", "sample.org"]), ..options };
    let error = office.issue(csr, wrong).unwrap_err();
    assert_eq!((error.code(), error.field_name()), (Code::GeneralNameSyntax, Some("permitted.1")));
}

// ---------------------------------------------------------------- without a vault

#[test]
fn a_configuration_is_explained_with_its_profiles_and_policies() {
    let view = explain_configuration(CONFIGURATION, &Beside::default()).unwrap();
    assert!(view.lines.iter().any(|line| line.statement == "subjectAltName = union" && line.line == 50));
    let names: Vec<&str> = view.profiles.iter().map(|profile| profile.name.as_str()).collect();
    assert_eq!(names, ["usr_cert", "server_cert", "mail_cert", "v3_ca"]);
    assert_eq!(view.policies[0].rules[0].need, "match");
    assert_eq!(view.default_profile.as_deref(), Some("usr_cert"));

    let broken = explain_configuration("[ca]\ndefault_ca = d\n[d]\npolicy = gone\n", &Beside::default()).unwrap();
    assert!(broken.profiles.is_empty());
    assert!(broken.findings.iter().any(|finding| finding.code == "not-understood" && finding.severity == "refuse"));
    assert_eq!(explain_configuration("no line\n", &Beside::default()).unwrap_err().code(), Code::ConfigSyntax);
}

#[test]
fn a_configuration_is_explained_with_its_environment() {
    let text = "[ca]\ndefault_ca = d\n[d]\ndir = $ENV::SAMPLE_DIR\n.include more.cnf\n";
    let environment = [("SAMPLE_DIR".to_owned(), "/srv/ca".to_owned())].into();
    let beside = Beside { files: [("more.cnf".to_owned(), "default_days = 30\n".to_owned())].into(), environment };
    let view = explain_configuration(text, &beside).unwrap();
    let statement = |wanted: &str| view.lines.iter().any(|line| line.statement == wanted);
    assert!(statement("dir = /srv/ca") && statement("default_days = 30"), "{:#?}", view.lines);
    let refused = explain_configuration(text, &Beside { environment: BTreeMap::new(), ..beside }).unwrap_err();
    assert_eq!((refused.code(), refused.field_name()), (Code::ConfigVariable, Some("openssl.cnf:4:7")));
}

// ---------------------------------------------------------------- what `openssl ca` can be told and a page cannot

/// Options of a program: a word that would be passed over without effect is refused.
#[test]
fn what_belongs_to_a_program_is_no_option_here() {
    let issue =
        |option: &str| format!(r#"{{"act":"issue","authority":"a","csr":{{"request":"b"}},"options":{{{option}}}}}"#);
    assert!(serde_json::from_str::<Act>(&issue(r#""days":1"#)).is_ok());
    for option in [
        r#""engine":"pkcs11""#,
        r#""provider":"legacy""#,
        r#""propquery":"fips=yes""#,
        r#""rand":"/dev/random""#,
        r#""sigopt":"rsa_padding_mode:pss""#,
        r#""vfyopt":"distid:1234""#,
        r#""md":"md5""#,
        r#""dateopt":"iso_8601""#,
        r#""batch":true"#,
        r#""precert":true"#,
    ] {
        assert!(serde_json::from_str::<Act>(&issue(option)).is_err(), "{option}");
    }
    for option in [r#""pkeyopt":"rsa_keygen_bits:512""#, r#""keygen_engine":"pkcs11""#, r#""set_serial":1"#] {
        let act = format!(r#"{{"act":"createAuthority","subject":"CN=a","days":1,{option}}}"#);
        assert!(serde_json::from_str::<Act>(&act).is_err(), "{option}");
    }
}

/// -crl_lastupdate, -crl_nextupdate, -crldays, -crlhours, -crlsec.
#[test]
fn a_list_has_the_dates_that_were_chosen() {
    use rootpage::session::IssueCrl;
    let mut office = Office::new(plain());
    let authority = office.id.clone();
    let mut made = |act: IssueCrl| {
        let crl = expect!(office.desk.act(Act::IssueCrl(act)).unwrap(), Crl).unwrap();
        (crl.this_update, crl.next_update)
    };
    let time = |text: &str| text.to_owned();
    let dates = IssueCrl {
        authority: authority.clone(),
        last_update: Some(time("2026-11-25T00:00:00Z")),
        next_update: Some(time("2026-12-24T12:00:00Z")),
        ..IssueCrl::default()
    };
    assert_eq!(made(dates), (time("2026-11-25T00:00:00Z"), time("2026-12-24T12:00:00Z")));
    let span = IssueCrl { hours: Some(5), seconds: Some(6), ..IssueCrl::days(&authority, 1) };
    assert_eq!(made(span), (time("2026-11-20T12:00:00Z"), time("2026-11-21T17:00:06Z")));
    let usual = IssueCrl { authority, ..IssueCrl::default() };
    assert_eq!(made(usual), (time("2026-11-20T12:00:00Z"), time("2026-12-21T12:00:00Z")), "as the settings say");
}

/// -signcert of old and -precert: whatever poison a request brings, it is not certified.
#[test]
fn a_precertificate_is_not_made() {
    use rootpage::model::{Extension, ExtensionValue, Oid};
    let mut office = Office::new(plain());
    let key = office.desk.key(rootpage::key::KeyKind::P256);
    let poison = ExtensionValue::Other { oid: Oid::parse("1.3.6.1.4.1.11129.2.4.3").unwrap(), der: vec![5, 0] };
    let content = rootpage::encode::RequestContent {
        subject: rootpage::model::Name::parse("CN=a.sample.com").unwrap(),
        spki: rootpage::key::Signer::public_key(&key).spki().to_vec(),
        extensions: vec![Extension { critical: true, value: poison }],
    };
    let der = rootpage::authority::make_request(&mut office.desk.clock, &content, &key).unwrap();
    let issued = office.issue(Csr::Bytes(ByteBuf::from(der)), IssueOptions::default()).unwrap();
    assert_eq!(row(&issued.report, "extension.1.3.6.1.4.1.11129.2.4.3").verdict, "dropped");
    assert_eq!(extension(&issued, "1.3.6.1.4.1.11129.2.4.3"), None);
}
