//! Does Rootpage issue what `openssl ca` issues? The same configuration, request and options go to both, and the subject and
//! the extensions are compared octet by octet. OpenSSL is the judge; where Rootpage does otherwise on purpose, that is told here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod support {
    pub mod openssl;
}

use rootpage::authority::{Authority, Change, Counters, Parts};
use rootpage::encode::name_der;
use rootpage::env::FixedEnv;
use rootpage::key::PrivateKey;
use rootpage::model::{
    AttributeValue, Certificate, CertificationRequest, ExtensionValue, Name, SignatureAlgorithm, StringKind, Time,
};
use rootpage::openssl::config::Beside;
use rootpage::openssl::profiles::Configuration;
use rootpage::openssl::request;
use rootpage::parse;
use rootpage::policy::{Assessment, Choices, Verdict};
use support::openssl::{Ca, PASSPHRASE, now};

/// Sections of extensions, policies and files; what stands in `[d]` is different in each test.
fn configuration(in_ca: &str, lines: &str) -> String {
    format!(
        "[ca]\ndefault_ca = d\n{in_ca}\n[d]\ndatabase = index.txt\nnew_certs_dir = newcerts\ncertificate = cacert.pem\n\
private_key = private/cakey.pem\nrand_serial = yes\ndefault_days = 90\ndefault_md = default\nunique_subject = no\n{lines}\n\
[match]\ncountryName = match\norganizationName = match\ncommonName = supplied\nemailAddress = optional\n\
[any]\ncommonName = supplied\norganizationName = optional\nlocalityName = optional\ncountryName = optional\nemailAddress = optional\n\
[short]\ncommonName = supplied\n\
[usr]\nbasicConstraints = CA:FALSE\nnsComment = made here\n\
[full]\nbasicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature,keyEncipherment\n\
extendedKeyUsage = serverAuth,clientAuth\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid,issuer:always\n\
subjectAltName = DNS:www.sample.com,IP:192.0.2.1\ncertificatePolicies = 1.2.3.4\ncrlDistributionPoints = URI:http://pki.sample.com/ca.crl\n\
[copy]\nbasicConstraints = CA:FALSE\nextendedKeyUsage = emailProtection\nsubjectAltName = email:copy\n\
[move]\nextendedKeyUsage = emailProtection\nsubjectAltName = email:move,DNS:a.sample.com\n\
[none]\nsubjectKeyIdentifier = none\nauthorityKeyIdentifier = none\nextendedKeyUsage = clientAuth\n\
[odd]\n1.2.3.4 = critical,ASN1:UTF8String:hello\n2.5.29.15 = DER:03:02:07:80\nauthorityKeyIdentifier = keyid\n\
[below]\nbasicConstraints = critical,CA:TRUE,pathlen:0\nkeyUsage = critical,keyCertSign,cRLSign\nnameConstraints = critical,permitted;DNS:sample.com\n"
    )
}

const SUBJECT: &str = "/C=US/L=Metropolis/O=The Sample Company/emailAddress=ann@sample.com/CN=mail.sample.com";

/// What the request asks for; no name, so that Rootpage has none to complete.
const ASKS: [&str; 5] = [
    "subjectAltName=DNS:mail.sample.com,email:ann@sample.com",
    "extendedKeyUsage=clientAuth,1.2.3.5",
    "keyUsage=digitalSignature,nonRepudiation",
    "tlsfeature=status_request",
    "1.2.3.4=ASN1:UTF8String:from the request",
];

struct Case<'a> {
    ca: &'a Ca,
    configuration: Configuration,
    request: CertificationRequest,
}

impl<'a> Case<'a> {
    fn new(ca: &'a Ca, lines: &str, request_file: &str) -> Self {
        let (in_ca, lines): (Vec<&str>, Vec<&str>) = lines.lines().partition(|line| line.starts_with("preserve"));
        let text = configuration(&in_ca.join("\n"), &lines.join("\n"));
        ca.write("openssl.cnf", &text);
        let configuration = Configuration::parse("openssl.cnf", &text, &Beside::default()).unwrap();
        let (request, _) = request::read(&std::fs::read(ca.directory.join(request_file)).unwrap()).unwrap();
        parse::verify_request(&request).unwrap();
        Self { ca, configuration, request }
    }

    fn issuer(&self) -> Certificate {
        certificate(&self.ca.text("cacert.pem"))
    }

    fn choices(&self, section: &str) -> Choices {
        let profile = self.configuration.profile(section).unwrap();
        Choices {
            template: Some(self.configuration.template(section, &self.issuer()).unwrap()),
            naming: self.configuration.naming(None).unwrap(),
            days: 90,
            ..Choices::of(profile.base)
        }
    }

    fn authority(&self) -> Authority {
        let (now, issuer) = (now(), self.issuer());
        let counters =
            Counters { crl_number: 0, base_crl: 0, delta_crl: 0, last_crl: None, last_act: now, next_serial: None };
        Authority::restore(Parts::new(issuer, Vec::new(), counters)).unwrap()
    }

    fn assess(&self, choices: &Choices) -> Assessment {
        self.authority().assess(&self.request, choices, now())
    }

    /// What Rootpage signs with the same key.
    fn ours(&self, choices: &Choices) -> Certificate {
        let key = PrivateKey::parse(self.ca.text("private/cakey.pem").as_bytes(), Some(PASSPHRASE)).unwrap();
        let decision = self.assess(choices).outcome.unwrap();
        let change = self.authority().issue(&mut FixedEnv::new(now(), 1), &decision, &key).unwrap();
        let Change::Issued { certificate, .. } = change else { panic!() };
        parse::certificate_der(&certificate).unwrap()
    }

    fn theirs(&self, arguments: &[&str]) -> Certificate {
        self.ca.ca(&[&["-notext", "-out", "out.pem"], arguments].concat());
        // -spkac writes DER
        let written = std::fs::read(self.ca.directory.join("out.pem")).unwrap();
        parse::certificate_der(&parse::sniff(&written).unwrap().objects[0].der).unwrap()
    }
}

fn certificate(pem: &str) -> Certificate {
    parse::certificate_der(&parse::sniff(pem.as_bytes()).unwrap().objects[0].der).unwrap()
}

/// The extensions as they stand in the certificate: what follows the key.
fn extensions(certificate: &Certificate) -> Vec<u8> {
    let (tbs, spki) = (&certificate.tbs_der, &certificate.spki);
    let at = tbs.windows(spki.len()).position(|window| window == spki).unwrap();
    tbs[at + spki.len()..].to_vec()
}

fn same(ours: &Certificate, theirs: &Certificate, what: &str) {
    assert_eq!(
        name_der(&ours.subject).unwrap(),
        name_der(&theirs.subject).unwrap(),
        "{what}: {} {}",
        ours.subject,
        theirs.subject
    );
    assert_eq!(ours.spki, theirs.spki, "{what}");
    assert_eq!(ours.extensions, theirs.extensions, "{what}");
    assert_eq!(extensions(ours), extensions(theirs), "{what}");
}

/// A request of `openssl req` with these wishes.
fn request(ca: &Ca, subject: &str, asks: &[&str], file: &str) {
    ca.write("r.cnf", "[req]\ndistinguished_name = dn\n[dn]\n");
    let mut arguments = vec!["req", "-new", "-config", "r.cnf", "-key", "leaf.key", "-subj", subject, "-out", file];
    asks.iter().for_each(|ask| arguments.extend(["-addext", ask]));
    ca.run(&arguments);
}

#[test]
fn extensions_are_copied_as_openssl_copies_them() {
    let ca = Ca::new("issue-copy");
    request(&ca, SUBJECT, &ASKS, "req.pem");
    for copy in ["none", "copy", "copyall"] {
        for section in ["usr", "full", "copy", "none", "odd", "below"] {
            let case = Case::new(
                &ca,
                &format!("policy = any\nx509_extensions = {section}\ncopy_extensions = {copy}"),
                "req.pem",
            );
            let (ours, theirs) = (case.ours(&case.choices(section)), case.theirs(&["-in", "req.pem"]));
            let what = format!("{copy} {section}");
            if copy == "none" && matches!(section, "usr" | "odd") {
                // browsers look at nothing else: the host in the common name is added
                let added = |extension: &&rootpage::model::Extension| {
                    matches!(extension.value, ExtensionValue::SubjectAltName(_))
                };
                assert!(ours.extensions.iter().any(|extension| added(&extension)), "{what}");
                let rest: Vec<_> = ours.extensions.iter().filter(|extension| !added(extension)).cloned().collect();
                assert_eq!(rest, theirs.extensions, "{what}");
                continue;
            }
            same(&ours, &theirs, &what);
        }
    }
}

#[test]
fn subjects_are_what_openssl_makes_of_them() {
    let ca = Ca::new("issue-subject");
    request(&ca, SUBJECT, &ASKS[..1], "req.pem");
    for policy in ["match", "any", "short"] {
        for preserve in ["no", "yes"] {
            for email in ["yes", "no"] {
                for section in ["full", "copy", "move"] {
                    // a policy without the address leaves nothing to copy, and OpenSSL makes an empty list of that
                    if policy == "short" && preserve == "no" && section == "copy" {
                        continue;
                    }
                    let lines = format!(
                        "policy = {policy}\npreserve = {preserve}\nemail_in_dn = {email}\nx509_extensions = {section}"
                    );
                    let case = Case::new(&ca, &lines, "req.pem");
                    same(&case.ours(&case.choices(section)), &case.theirs(&["-in", "req.pem"]), &lines);
                }
            }
        }
    }
}

#[test]
fn an_empty_list_of_names_is_left_out_where_openssl_writes_it() {
    let ca = Ca::new("issue-empty");
    request(&ca, "/CN=Ann/O=The Sample Company", &[], "req.pem");
    let case = Case::new(&ca, "policy = any\nx509_extensions = copy", "req.pem");
    case.ca.ca(&["-notext", "-out", "out.pem", "-in", "req.pem"]);
    let theirs = parse::sniff(case.ca.text("out.pem").as_bytes()).unwrap();
    assert!(parse::certificate_der(&theirs.objects[0].der).is_err());
    let ours = case.ours(&case.choices("copy"));
    assert!(!ours.extensions.iter().any(|extension| matches!(extension.value, ExtensionValue::SubjectAltName(_))));
}

#[test]
fn a_chosen_subject_is_held_against_the_policy_too() {
    let ca = Ca::new("issue-subj");
    request(&ca, "/CN=old.sample.com", &ASKS[..1], "req.pem");
    for subject in [
        "/C=US/O=The Sample Company/CN=new.sample.com",
        "/CN=new.sample.com/emailAddress=bob@sample.com/O=Another/L=Metropolis/OU=Lost",
        "/C=US/O=The Sample Company/CN=one/CN=two",
    ] {
        let lines = "policy = any\nx509_extensions = full";
        let case = Case::new(&ca, lines, "req.pem");
        let choices = Choices { subject: Some(Name::parse(subject).unwrap()), ..case.choices("full") };
        same(&case.ours(&choices), &case.theirs(&["-in", "req.pem", "-subj", subject]), subject);
    }
}

/// A chosen subject and the name beside an SPKAC become the string types that `string_mask` asks for. Where those would be the old
/// ones that RFC 5280, section 4.1.2.4, keeps out of new names, it is UTF8String.
#[test]
fn a_name_has_the_string_types_of_the_mask() {
    let ca = Ca::new("issue-mask");
    request(&ca, "/CN=old.sample.com", &[], "req.pem");
    let spkac = ca.run(&["spkac", "-key", "leaf.key", "-digest", "sha256", "-challenge", "a word"]);
    ca.write("req.spkac", format!("{}\nCN = mail.sample.com\nO = The Sample Company\nC = US\n", spkac.trim()));
    let subjects = [
        "/C=US/O=The Sample Company/CN=new.sample.com/emailAddress=ann@sample.com",
        "/C=US/O=Sample & Sons/CN=Café",
        "/C=US/O=The Sample Company/CN=証明書",
    ];
    let masks = ["", "default", "pkix", "utf8only", "nombstr", "MASK:0x2002"];
    let mut kinds = std::collections::BTreeSet::new();
    for mask in masks {
        let case = Case::new(&ca, "policy = any\nx509_extensions = full", "req.pem");
        let line = if mask.is_empty() { String::new() } else { format!("string_mask = {mask}\n") };
        let text = format!("{line}{}", ca.text("openssl.cnf"));
        ca.write("openssl.cnf", &text);
        let configuration = Configuration::parse("openssl.cnf", &text, &Beside::default()).unwrap();
        let case = Case { configuration, ..case };
        for subject in subjects {
            let written = case.configuration.written(&Name::parse(subject).unwrap());
            if mask == "nombstr" && subject.contains('証') {
                assert_eq!(written.unwrap_err().code(), rootpage::error::Code::ConfigValue);
                continue;
            }
            let choices = Choices { subject: Some(written.unwrap()), ..case.choices("full") };
            let theirs = case.theirs(&["-in", "req.pem", "-utf8", "-subj", subject]);
            let ours = case.ours(&choices);
            let pairs = ours.subject.attributes().zip(theirs.subject.attributes());
            for (own, their) in pairs.map(|(own, their)| (&own.value, &their.value)) {
                let AttributeValue::Text { kind, text } = their else { panic!("{their:?}") };
                let is_old = matches!(kind, StringKind::Teletex | StringKind::Bmp);
                let kind_here = if is_old { StringKind::Utf8 } else { *kind };
                let expected = AttributeValue::Text { kind: kind_here, text: text.clone() };
                assert_eq!(own, &expected, "{mask} {subject}");
                kinds.insert(format!("{kind:?}"));
            }
            assert_eq!(extensions(&ours), extensions(&theirs), "{mask} {subject}");
        }
        let theirs = case.theirs(&["-spkac", "req.spkac"]);
        let (request, _) = request::read(ca.text("req.spkac").as_bytes()).unwrap();
        let subject = case.configuration.written(&request.subject).unwrap();
        let case = Case { request: CertificationRequest { subject, ..request }, ..case };
        same(&case.ours(&case.choices("full")), &theirs, &format!("{mask} beside an SPKAC"));
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["Bmp", "Ia5", "Printable", "Teletex", "Utf8"]);
}

#[test]
fn dates_are_those_that_were_chosen() {
    let ca = Ca::new("issue-dates");
    request(&ca, SUBJECT, &[], "req.pem");
    let case = Case::new(&ca, "policy = any\nx509_extensions = full", "req.pem");
    for (from, to, start, end) in [
        ("20270101000000Z", "20270201120000Z", "2027-01-01T00:00:00Z", "2027-02-01T12:00:00Z"),
        ("270101000000Z", "20270201000000Z", "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"),
        ("200101000000Z", "210101000000Z", "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"),
    ] {
        let theirs = case.theirs(&["-in", "req.pem", "-startdate", from, "-enddate", to]);
        let (not_before, not_after) = (Some(Time::parse(start).unwrap()), Some(Time::parse(end).unwrap()));
        let ours = case.ours(&Choices { not_before, not_after, ..case.choices("full") });
        assert_eq!(ours.validity, theirs.validity, "{from} {to}");
        same(&ours, &theirs, from);
    }
    // beside a beginning OpenSSL counts the days from now, and Rootpage from the beginning
    let theirs = case.theirs(&["-in", "req.pem", "-startdate", "20270101000000Z", "-days", "400"]);
    let ours = case.ours(&Choices {
        not_before: Some(Time::parse("2027-01-01T00:00:00Z").unwrap()),
        days: 400,
        ..case.choices("full")
    });
    assert_eq!(ours.validity.not_after().to_string(), "2028-02-04T23:59:59Z");
    assert!(theirs.validity.not_after() < ours.validity.not_after());
    // in the configuration they are the default
    let lines =
        "policy = any\nx509_extensions = full\ndefault_startdate = 270101000000Z\ndefault_enddate = 270201000000Z";
    let case = Case::new(&ca, lines, "req.pem");
    let read = case.configuration.authority.as_ref().unwrap();
    let theirs = case.theirs(&["-in", "req.pem"]);
    assert_eq!((read.start.unwrap(), read.end.unwrap()), (theirs.validity.not_before(), theirs.validity.not_after()));
}

#[test]
fn what_openssl_refuses_for_its_policy_is_refused_with_the_field() {
    let ca = Ca::new("issue-policy");
    for (subject, field) in [
        ("/C=DE/O=The Sample Company/CN=a", "subject.C"),
        ("/O=The Sample Company/CN=a", "subject.C"),
        ("/C=US/O=The Sample Company", "subject.CN"),
        ("/C=US/O=Another/CN=a", "subject.O"),
    ] {
        request(&ca, subject, &[], "req.pem");
        let case = Case::new(&ca, "policy = match\nx509_extensions = full", "req.pem");
        let output = std::process::Command::new("openssl")
            .args([
                "ca",
                "-batch",
                "-config",
                "openssl.cnf",
                "-passin",
                &format!("pass:{PASSPHRASE}"),
                "-in",
                "req.pem",
                "-out",
                "x.pem",
            ])
            .current_dir(&ca.directory)
            .output()
            .unwrap();
        assert!(!output.status.success(), "{subject}");
        let assessment = case.assess(&case.choices("full"));
        let violations = assessment.outcome.unwrap_err();
        let found: Vec<_> = violations.iter().map(|one| (one.code.as_str(), one.field.as_str())).collect();
        assert_eq!(found, [("policy/name-policy", field)], "{subject}");
        assert!(assessment.report.iter().any(|row| row.field == field && row.verdict == Verdict::Refused), "{subject}");
    }
}

/// With copyall OpenSSL makes whoever asks for it an authority, with copy where the section says nothing of it.
#[test]
fn nobody_becomes_an_authority_by_asking_for_it() {
    let ca = Ca::new("issue-guard");
    let asks = [
        "basicConstraints=critical,CA:TRUE",
        "keyUsage=digitalSignature,keyCertSign,cRLSign",
        "subjectKeyIdentifier=0102",
    ];
    request(&ca, SUBJECT, &asks, "req.pem");
    for (copy, section) in [("copyall", "full"), ("copy", "none"), ("copyall", "none")] {
        let lines = format!("policy = any\nx509_extensions = {section}\ncopy_extensions = {copy}");
        let case = Case::new(&ca, &lines, "req.pem");
        let is_authority = |certificate: &Certificate| {
            certificate.extensions.iter().any(|extension| match &extension.value {
                ExtensionValue::BasicConstraints(constraints) => constraints.ca,
                ExtensionValue::KeyUsage(usages) => usages.contains(rootpage::model::KeyUsage::KeyCertSign),
                _ => false,
            })
        };
        assert!(is_authority(&case.theirs(&["-in", "req.pem"])), "{lines}");
        let ours = case.ours(&case.choices(section));
        assert!(!is_authority(&ours), "{lines}");
        assert!(ours.subject_key_identifier().is_none_or(|id| id.len() == 20), "{lines}");
        let assessment = case.assess(&case.choices(section));
        let told = |field: &str, verdicts: &[Verdict]| {
            assessment.report.iter().any(|row| row.field == field && verdicts.contains(&row.verdict))
        };
        assert!(told("extension.basicConstraints", &[Verdict::Dropped, Verdict::Changed]), "{lines}");
        assert!(told("extension.keyUsage", &[Verdict::Changed]), "{lines}");
        assert!(told("extension.subjectKeyIdentifier", &[Verdict::Dropped, Verdict::Changed]), "{lines}");
    }
}

#[test]
fn an_spkac_gives_what_openssl_makes_of_it() {
    let ca = Ca::new("issue-spkac");
    let spkac = ca.run(&["spkac", "-key", "leaf.key", "-digest", "sha256", "-challenge", "a word"]);
    for (name, names) in [
        ("plain", "CN=mail.sample.com\nO=The Sample Company\nC=US\n"),
        (
            "numbered",
            "0.CN = mail.sample.com\n1.organizationName = \"The Sample Company\"\nemailAddress = ann@sample.com # hers\n",
        ),
    ] {
        let file = format!("{name}.spkac");
        ca.write(&file, format!("{}\n{names}", spkac.trim()));
        for section in if name == "plain" { &["full", "none"][..] } else { &["full", "copy"] } {
            let lines = format!("policy = any\nx509_extensions = {section}\ncopy_extensions = copyall");
            let case = Case::new(&ca, &lines, &file);
            let theirs = case.theirs(&["-spkac", &file]);
            same(&case.ours(&case.choices(section)), &theirs, &format!("{name} {section}"));
        }
    }
    let forged = ca.text("plain.spkac");
    let at = forged.find("SPKAC=").unwrap() + 80;
    let other = if &forged[at..=at] == "A" { "B" } else { "A" };
    let forged = format!("{}{other}{}", &forged[..at], &forged[at + 1..]);
    let verified = request::read(forged.as_bytes()).and_then(|(request, _)| parse::verify_request(&request));
    assert!(verified.is_err());
}

#[test]
fn a_self_signed_certificate_gives_what_openssl_makes_of_it() {
    let ca = Ca::new("issue-ss-cert");
    ca.write("s.cnf", "[req]\ndistinguished_name = dn\nx509_extensions = x\n[dn]\n[x]\nbasicConstraints = CA:TRUE\nkeyUsage = keyCertSign\n");
    ca.run(&["req", "-x509", "-config", "s.cnf", "-key", "leaf.key", "-subj", SUBJECT, "-out", "ss.pem"]);
    for section in ["full", "copy"] {
        let lines = format!("policy = any\nx509_extensions = {section}\ncopy_extensions = copyall");
        let case = Case::new(&ca, &lines, "ss.pem");
        same(&case.ours(&case.choices(section)), &case.theirs(&["-ss_cert", "ss.pem"]), section);
    }
    assert_ne!(certificate(&ca.text("ss.pem")).signature_algorithm, SignatureAlgorithm::RsaMd5);
    let signed_by_another = ca.text("out.pem");
    assert!(request::read(signed_by_another.as_bytes()).is_err(), "OpenSSL's -ss_cert refuses it too");
}
