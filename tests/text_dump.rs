//! Is the text that is shown what OpenSSL shows? Each certificate, request and CRL here is made by `openssl` in the test itself, or is a
//! fixture, and both programs describe it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, clippy::indexing_slicing, reason = "tests may")]

use std::path::{Path, PathBuf};
use std::process::Command;

#[path = "support/ca.rs"]
mod ca;
#[path = "support/openssl.rs"]
mod openssl;

use ca::{Ca, Request, key, now};
use rootpage::authority::{Change, CrlRequest, Grounds};
use rootpage::key::KeyKind;
use rootpage::model::{CrlScope, DistributionPoint, Extension, ExtensionValue, NameConstraints, Oid, RevocationReason};
use rootpage::policy::{Choices, Profile};
use rootpage::{bundle, parse};

/// A directory that is gone when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("rootpage-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, content: &str) -> PathBuf {
        std::fs::write(self.path(name), content).unwrap();
        self.path(name)
    }

    /// Runs openssl in this directory, with its arguments in one line.
    fn openssl(&self, arguments: &str) -> String {
        self.run(&arguments.split_whitespace().collect::<Vec<_>>())
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new("openssl").args(arguments).current_dir(&self.0).output().unwrap();
        assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn vectors(directory: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(directory)
}

/// The text of OpenSSL 3.0; a newer one writes names without blanks around the equals sign, and some words differently.
fn openssl_text(command: &str, file: &Path) -> Option<String> {
    let version = Command::new("openssl").arg("version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    if !version.starts_with("OpenSSL 3.0.") {
        eprintln!("{version}: only the text of OpenSSL 3.0 is compared");
        return None;
    }
    let output = Command::new("openssl").args([command, "-noout", "-text", "-in"]).arg(file).output().unwrap();
    assert!(output.status.success(), "{command} {file:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn ours(file: &Path) -> String {
    let der = parse::sniff(&std::fs::read(file).unwrap()).unwrap().objects.remove(0);
    match der.kind {
        parse::ObjectKind::Certificate => bundle::certificate_text(&parse::certificate_der(&der.der).unwrap()),
        parse::ObjectKind::Request => bundle::request_text(&parse::request_der(&der.der).unwrap()),
        parse::ObjectKind::Crl => bundle::crl_text(&parse::crl_der(&der.der).unwrap()),
        other => panic!("{file:?} is {other:?}"),
    }
}

/// The challengePassword of the requests here: the one thing that is not shown.
const PASSWORD: &str = "open sesame";

fn compare(command: &str, file: &Path) {
    let Some(theirs) = openssl_text(command, file) else { return };
    let theirs = theirs.replace(&format!(":{PASSWORD}\n"), ":(a password, not shown)\n");
    let ours = ours(file);
    for (number, (ours, theirs)) in ours.lines().zip(theirs.lines()).enumerate() {
        assert_eq!(ours, theirs, "line {} of {file:?}", number + 1);
    }
    assert_eq!(ours, theirs, "{file:?}");
}

/// Every key algorithm that OpenSSL makes and certificates have.
const KEYS: [(&str, &str); 12] = [
    ("rsa1024", "RSA -pkeyopt rsa_keygen_bits:1024"),
    ("rsa2048", "RSA -pkeyopt rsa_keygen_bits:2048"),
    ("rsa3", "RSA -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_keygen_pubexp:3"),
    ("rsapss", "RSA-PSS -pkeyopt rsa_keygen_bits:1024"),
    ("p224", "EC -pkeyopt ec_paramgen_curve:P-224"),
    ("p256", "EC -pkeyopt ec_paramgen_curve:P-256"),
    ("p384", "EC -pkeyopt ec_paramgen_curve:P-384"),
    ("p521", "EC -pkeyopt ec_paramgen_curve:P-521"),
    ("k256", "EC -pkeyopt ec_paramgen_curve:secp256k1"),
    ("brainpool", "EC -pkeyopt ec_paramgen_curve:brainpoolP256r1"),
    ("ed25519", "ED25519"),
    ("ed448", "ED448"),
];

#[test]
fn every_kind_of_key_in_certificate_and_request() {
    let scratch = Scratch::new("keys");
    let config = scratch.write("a.cnf", "[req]\ndistinguished_name=dn\n[dn]\n");
    let config = config.to_str().unwrap();
    for (name, how) in KEYS {
        scratch.openssl(&format!("genpkey -algorithm {how} -out {name}.key"));
        scratch.openssl(&format!(
            "req -x509 -config {config} -key {name}.key -subj /C=US/CN={name} -days 9 -out {name}.crt"
        ));
        scratch.openssl(&format!("req -new -config {config} -key {name}.key -subj /C=US/CN={name} -out {name}.csr"));
        compare("x509", &scratch.path(&format!("{name}.crt")));
        compare("req", &scratch.path(&format!("{name}.csr")));
    }
}

#[test]
fn every_signature_algorithm() {
    let scratch = Scratch::new("signatures");
    let config = scratch.write("a.cnf", "[req]\ndistinguished_name=dn\n[dn]\n");
    let config = config.to_str().unwrap();
    scratch.openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key");
    scratch.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.key");
    let pss = "-sigopt rsa_padding_mode:pss";
    for (key, how) in [
        ("rsa", "-md5".to_owned()),
        ("rsa", "-sha1".into()),
        ("rsa", "-sha224".into()),
        ("rsa", "-sha384".into()),
        ("rsa", "-sha512".into()),
        ("rsa", format!("-sha256 {pss} -sigopt rsa_pss_saltlen:32")),
        ("rsa", format!("-sha384 {pss} -sigopt rsa_pss_saltlen:-1")),
        ("rsa", format!("-sha512 {pss} -sigopt rsa_pss_saltlen:-2")),
        ("rsa", format!("-sha1 {pss} -sigopt rsa_pss_saltlen:20")),
        ("rsa", format!("-sha256 {pss} -sigopt rsa_mgf1_md:sha1 -sigopt rsa_pss_saltlen:11")),
        ("ec", "-sha1".into()),
        ("ec", "-sha384".into()),
        ("ec", "-sha512".into()),
    ] {
        scratch.openssl(&format!("req -x509 -config {config} -key {key}.key -subj /CN=a {how} -days 9 -out a.crt"));
        compare("x509", &scratch.path("a.crt"));
        scratch.openssl(&format!("req -new -config {config} -key {key}.key -subj /CN=a {how} -out a.csr"));
        compare("req", &scratch.path("a.csr"));
    }
}

#[test]
fn every_extension_that_has_a_form_of_its_own() {
    let scratch = Scratch::new("extensions");
    scratch.openssl("genpkey -algorithm ED25519 -out a.key");
    let config = vectors("text/extensions.cnf");
    let config = config.to_str().unwrap();
    for section in ["all", "plain", "odd", "empty"] {
        scratch.run(&[
            "req",
            "-x509",
            "-utf8",
            "-config",
            config,
            "-extensions",
            section,
            "-key",
            "a.key",
            "-days",
            "9",
            "-subj",
            "/C=US/O=The Sample Company/CN=Sample Root",
            "-out",
            "a.crt",
        ]);
        compare("x509", &scratch.path("a.crt"));
        shake(&scratch.path("a.crt"));
        scratch.run(&[
            "req",
            "-new",
            "-utf8",
            "-config",
            config,
            "-reqexts",
            if matches!(section, "all" | "plain") { "request" } else { section },
            "-key",
            "a.key",
            "-subj",
            "/CN=mail.sample.com",
            "-out",
            "a.csr",
        ]);
        compare("req", &scratch.path("a.csr"));
    }
}

#[test]
fn names_with_characters_that_mean_something() {
    let scratch = Scratch::new("names");
    scratch.openssl("genpkey -algorithm ED25519 -out a.key");
    let config = vectors("text/extensions.cnf");
    let config = config.to_str().unwrap();
    for subject in [
        "/",
        "/CN=mail.sample.com",
        r"/C=US/O=A, B \+ C/OU=<x>;q\\z/CN= lead",
        r#"/CN="quoted"/OU=trail /O=#hash"#,
        "/CN=Bücher/O=株式会社/L=\u{1f512}/ST=a\tb\u{7f}",
        "/emailAddress=postmaster@sample.com/UID=u1+CN=x/DC=com/serialNumber=1/title=T/GN=G/SN=S/initials=I",
        "/businessCategory=b/jurisdictionC=US/street=s/postalCode=1/organizationIdentifier=o/pseudonym=p/dnQualifier=d",
        "/unstructuredName=a/description=d/mail=m@sample.com/name=n/telephoneNumber=1",
    ] {
        scratch.run(&["req", "-new", "-utf8", "-config", config, "-key", "a.key", "-subj", subject, "-out", "a.csr"]);
        compare("req", &scratch.path("a.csr"));
        for mask in ["MASK:0x2002", "MASK:0x1", "MASK:0x4", "MASK:0x800", "MASK:0x100"] {
            let content =
                std::fs::read_to_string(config).unwrap().replace("[req]", &format!("[req]\nstring_mask={mask}"));
            scratch.write("masked.cnf", &content);
            let masked = scratch.path("masked.cnf");
            let arguments = [
                "req",
                "-new",
                "-utf8",
                "-config",
                masked.to_str().unwrap(),
                "-key",
                "a.key",
                "-subj",
                subject,
                "-out",
                "b.csr",
            ];
            let made = Command::new("openssl").args(arguments).current_dir(&scratch.0).output().unwrap();
            if made.status.success() {
                compare("req", &scratch.path("b.csr"));
            }
        }
    }
}

#[test]
fn serial_numbers_of_every_size() {
    let scratch = Scratch::new("serials");
    scratch.openssl("genpkey -algorithm ED25519 -out a.key");
    let config = vectors("text/extensions.cnf");
    let config = config.to_str().unwrap();
    for serial in [
        "0",
        "1",
        "127",
        "128",
        "0xff",
        "0x7fffffffffffffff",
        "0x8000000000000000",
        "0xffffffffffffffff",
        "0x010203040506070809",
        "0xf10203040506070809101112131415161718",
        "-1",
        "-2",
        "-0x80",
        "-0x8000000000000000",
        "-0x0102030405060708090a",
    ] {
        scratch.run(&[
            "req",
            "-x509",
            "-config",
            config,
            "-key",
            "a.key",
            "-subj",
            "/CN=a",
            "-set_serial",
            serial,
            "-out",
            "a.crt",
        ]);
        compare("x509", &scratch.path("a.crt"));
    }
}

#[test]
fn requests_with_attributes() {
    let scratch = Scratch::new("attributes");
    scratch.openssl("genpkey -algorithm ED25519 -out a.key");
    let config = scratch.write(
        "a.cnf",
        "[req]\ndistinguished_name=dn\nattributes=at\nprompt=no\n[dn]\nCN=x\n[at]\nunstructuredName=foo\n1.3.6.1.4.1.311.13.2.3=10.0\n",
    );
    scratch.openssl(&format!(
        "req -new -config {} -key a.key -addext subjectAltName=DNS:a.b -out a.csr",
        config.display()
    ));
    compare("req", &scratch.path("a.csr"));
}

#[test]
fn a_challenge_password_is_the_one_thing_that_is_not_shown() {
    let scratch = Scratch::new("password");
    scratch.openssl("genpkey -algorithm ED25519 -out a.key");
    let config = scratch.write(
        "a.cnf",
        "[req]\ndistinguished_name=dn\nattributes=at\nprompt=no\n[dn]\nCN=x\n[at]\nchallengePassword=open sesame\n",
    );
    scratch.openssl(&format!("req -new -config {} -key a.key -out a.csr", config.display()));
    assert!(!ours(&scratch.path("a.csr")).contains("sesame"));
    compare("req", &scratch.path("a.csr"));
}

#[test]
fn revocation_lists() {
    let scratch = Scratch::new("lists");
    let config = vectors("text/extensions.cnf");
    let config = config.to_str().unwrap();
    scratch.openssl("genpkey -algorithm ED25519 -out a.key");
    scratch.openssl(&format!("req -x509 -config {config} -key a.key -subj /C=US/CN=a -days 9 -out a.crt"));
    let index = [
        "260101000000Z,keyCompromise\t01",
        "260102000000Z,holdInstruction,holdInstructionReject\t00FFAA112233445566778899",
        "260102000000Z,keyTime,20250101000000Z\t03",
        "260102000000Z,CACompromise\t04",
        "260102000000Z,affiliationChanged\t05",
        "260102000000Z,superseded\t06",
        "260102000000Z,cessationOfOperation\t07",
        "260102000000Z,unspecified\t08",
        "260102000000Z\t7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
    ];
    let index: String = index.iter().map(|row| format!("R\t300101000000Z\t{row}\tunknown\t/CN=a\n")).collect();
    scratch.write("empty", "");
    scratch.write("index", &index);
    for (number, database, section) in [
        ("01", "empty", "plain_list"),
        ("02", "index", "plain_list"),
        ("00FFFFFFFFFFFFFFFFFF01", "index", "odd_list"),
        ("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "index", "full_list"),
    ] {
        scratch.write("number", &format!("{number}\n"));
        let content =
            std::fs::read_to_string(config).unwrap().replace("@database@", database).replace("@section@", section);
        scratch.write("list.cnf", &content);
        scratch.openssl("ca -gencrl -config list.cnf -cert a.crt -keyfile a.key -crldays 30 -out a.crl");
        compare("crl", &scratch.path("a.crl"));
        shake(&scratch.path("a.crl"));
    }
}

#[test]
fn the_fixtures_of_other_programs() {
    for entry in std::fs::read_dir(vectors("requests")).unwrap() {
        let path = entry.unwrap().path();
        let is_plain = path.extension().is_some_and(|it| it == "pem") && !path.to_string_lossy().contains("damaged");
        if is_plain {
            compare("req", &path);
        }
    }
}

/// What an authority made here signs: lists of every kind, and certificates with all that a profile adds.
#[test]
fn what_is_signed_here() {
    let scratch = Scratch::new("signed");
    let mut ca = Ca::root(KeyKind::P256);
    let names = |uri: &str| ca::names(&[uri]);
    let constraints = NameConstraints { permitted: vec![b"\x82\x0asample.com".to_vec()], excluded: vec![] };
    let point = DistributionPoint { full_name: names("uri:http://sample.com/ca.crl"), other: None };
    let choices = Choices {
        name_constraints: Some(constraints),
        publication: vec![Extension { critical: false, value: ExtensionValue::CrlDistributionPoints(vec![point]) }],
        path_len: Some(1),
        ..Choices::of(Profile::IntermediateCa)
    };
    let below = ca.issue(&Request::new("CN=Below,O=Büro,C=US").with_p256(), &choices);
    let key = key(KeyKind::Ed25519, 12);
    let request = Request::new("CN=mail.sample.com,O=株式会社").san(&["dns:*.sample.com", "ip:2001:db8::1"]).sign(&key);
    let leaf = ca.issue(&request, &Choices { days: 90, ..Choices::of(Profile::ServerClient) });
    for (name, certificate) in [("root", &ca.authority.certificate), ("below", &below), ("leaf", &leaf)] {
        compare("x509", &scratch.write(name, &bundle::pem("CERTIFICATE", &certificate.der)));
    }
    compare("req", &scratch.write("request", &bundle::pem("CERTIFICATE REQUEST", &request.der)));

    let list = |ca: &mut Ca, request: &CrlRequest| {
        let change = ca.authority.issue_crl(&mut ca.env, request, &ca.key).unwrap();
        ca.authority.apply(&change).unwrap();
        let Change::CrlIssued { crl, .. } = change else { panic!() };
        compare("crl", &scratch.write("list", &bundle::pem("X509 CRL", &crl)));
        parse::crl_der(&crl).unwrap()
    };
    list(&mut ca, &CrlRequest::days(31));
    let instruction = Some(Oid::parse("1.2.840.10040.2.2").unwrap());
    let hold = Grounds { hold_instruction: instruction, ..RevocationReason::CertificateHold.into() };
    let change = ca.authority.revoke(now(), &leaf.serial, &hold).unwrap();
    ca.authority.apply(&change).unwrap();
    let places = CrlRequest {
        distribution_point: names("uri:http://sample.com/ca.crl"),
        freshest: names("uri:http://sample.com/delta.crl"),
        ..CrlRequest::days(31)
    };
    let base = list(&mut ca, &places);
    let since = Some(now().plus_seconds(-86_400));
    let compromised = Grounds { invalidity_date: since, ..RevocationReason::CaCompromise.into() };
    let change = ca.authority.revoke(now(), &below.serial, &compromised).unwrap();
    ca.authority.apply(&change).unwrap();
    let change = ca.authority.release(now(), &leaf.serial).unwrap();
    ca.authority.apply(&change).unwrap();
    let delta = list(&mut ca, &CrlRequest { base: Some(base), ..CrlRequest::days(1) });
    assert_eq!(delta.revoked.len(), 2);
    for scope in [CrlScope::Users, CrlScope::Authorities] {
        list(&mut ca, &CrlRequest { scope, ..CrlRequest::days(1) });
    }
}

/// The differences that `docs/openssl-compatibility.md` names: outside of the lines that are told here the texts are the same.
#[test]
fn what_is_shown_otherwise_on_purpose() {
    let scratch = Scratch::new("otherwise");
    // a list of one signed certificate timestamp (RFC 6962, section 3.3)
    let timestamp = format!("00{}0000018bcfe568000000040300020500", "aa".repeat(32));
    let (inner, octets) = (timestamp.len() / 2, timestamp.len() / 2 + 4);
    let sct = format!("1.3.6.1.4.1.11129.2.4.2=DER:04{octets:02x}{:04x}{inner:04x}{timestamp}", inner + 2);
    let config = format!("[req]\ndistinguished_name=dn\nx509_extensions=x\n[dn]\n[x]\n{sct}\n");
    scratch.write("sct.cnf", &config);
    scratch.write("plain.cnf", "[req]\ndistinguished_name=dn\n[dn]\n");
    scratch.openssl("genpkey -algorithm ED25519 -out a.key");
    scratch.openssl("req -x509 -config sct.cnf -key a.key -subj /CN=a -out sct.crt");
    differs(&scratch.path("sct.crt"), &["Signed Certificate Timestamp:"], &["CT Precertificate SCTs"]);
    scratch.openssl(
        "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_pss_keygen_md:sha256 \
         -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32 -out pss.key",
    );
    scratch.openssl("req -x509 -config plain.cnf -key pss.key -subj /CN=a -out pss.crt");
    differs(&scratch.path("pss.crt"), &["PSS parameter restrictions:"], &["Public-Key: (1024 bit)"]);
    // a point that does not lie on its curve
    scratch.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.key");
    scratch.openssl("req -x509 -config plain.cnf -key ec.key -subj /CN=a -outform DER -out ec.der");
    let mut der = std::fs::read(scratch.path("ec.der")).unwrap();
    let point = der.windows(4).position(|window| window == [0x03, 0x42, 0x00, 0x04]).unwrap();
    der[point + 40] ^= 1;
    let broken = scratch.write("ec.crt", &bundle::pem("CERTIFICATE", &der));
    differs(&broken, &["Unable to load Public Key", "error:"], &["id-ecPublicKey"]);
}

/// Where OpenSSL's text has the first words, ours has not; both have the others, and are the same before the difference.
fn differs(file: &Path, theirs_alone: &[&str], both: &[&str]) {
    let Some(theirs) = openssl_text("x509", file) else { return };
    let ours = ours(file);
    for words in theirs_alone {
        assert!(theirs.contains(words) && !ours.contains(words), "{words}: {theirs}\n{ours}");
    }
    for words in both {
        assert!(theirs.contains(words) && ours.contains(words), "{words}: {theirs}\n{ours}");
    }
    let same = ours.lines().zip(theirs.lines()).take_while(|(ours, theirs)| ours == theirs).count();
    assert!(same > 10, "{ours}");
    let last = |text: &str| text.lines().last().unwrap().to_owned();
    assert_eq!(last(&ours), last(&theirs), "and go on alike");
}

/// Every certificate, request and list of a directory that `openssl ca` made.
#[test]
fn what_openssl_ca_signs() {
    let ca = openssl::Ca::new("text");
    ca.sign_subject("/C=US/O=The Sample Company/CN=a.sample.com", 1);
    ca.sign_subject("/C=US/O=The Sample Company/CN=b.sample.com/emailAddress=b@sample.com", 2);
    let newest = std::fs::read_dir(ca.directory.join("newcerts")).unwrap().map(|entry| entry.unwrap().path());
    let certificates: Vec<PathBuf> = newest.collect();
    assert_eq!(certificates.len(), 2);
    let last = certificates[0].to_string_lossy().into_owned();
    ca.ca(&["-revoke", &last, "-crl_hold", "holdInstructionReject"]);
    ca.ca(&["-gencrl", "-out", "list.pem"]);
    for file in certificates.iter().chain([&ca.directory.join("cacert.pem")]) {
        compare("x509", file);
    }
    compare("req", &ca.directory.join("request1.pem"));
    compare("crl", &ca.directory.join("list.pem"));
}

/// Changes each byte of a certificate or CRL: it is refused, or read and shown; nothing panics, and what is read reads the same again.
fn shake(file: &Path) {
    let object = parse::sniff(&std::fs::read(file).unwrap()).unwrap().objects.remove(0);
    for at in 0..object.der.len() {
        for change in [0x01, 0x20, 0x80, 0xff] {
            let mut der = object.der.clone();
            der[at] ^= change;
            if let Ok(certificate) = parse::certificate_der(&der) {
                let _ = bundle::certificate_text(&certificate);
                assert_eq!(parse::certificate_der(&certificate.der).unwrap(), certificate, "at {at}");
            }
            if let Ok(crl) = parse::crl_der(&der) {
                let _ = bundle::crl_text(&crl);
                assert_eq!(parse::crl_der(&crl.der).unwrap(), crl, "at {at}");
            }
        }
        assert!(parse::certificate_der(&object.der[..at]).is_err());
        assert!(parse::crl_der(&object.der[..at]).is_err());
    }
}

/// Every name that is known here is OpenSSL's: each is asked for as an extended key usage.
#[test]
fn names_of_identifiers_are_openssls() {
    let scratch = Scratch::new("objects");
    scratch.openssl("genpkey -algorithm ED25519 -out a.key");
    let listed = scratch.openssl("list -objects");
    let identifiers: Vec<&str> =
        listed.lines().filter_map(|line| line.rsplit([' ', '=']).next()).filter(|it| it.contains('.')).collect();
    let known: Vec<&str> = identifiers.into_iter().filter(|it| has_name(it)).collect();
    assert!(known.len() > 300, "{}", known.len());
    let purposes = known.join(",");
    let config = format!("[req]\ndistinguished_name=dn\nx509_extensions=x\n[dn]\n[x]\nextendedKeyUsage={purposes}\n");
    let config = scratch.write("a.cnf", &config);
    scratch.openssl(&format!("req -x509 -config {} -key a.key -subj /CN=a -out a.crt", config.display()));
    compare("x509", &scratch.path("a.crt"));
}

fn has_name(dotted: &str) -> bool {
    use rootpage::model::{Extension, ExtensionValue, Oid};
    Oid::parse(dotted).is_ok_and(|oid| {
        let extension = Extension { critical: false, value: ExtensionValue::Other { oid, der: vec![5, 0] } };
        bundle::extension_text(&extension).0 != dotted
    })
}

#[test]
fn pem_is_written_as_openssl_writes_it() {
    let scratch = Scratch::new("pem");
    scratch.openssl("genpkey -algorithm ED25519 -out a.key");
    let config = vectors("text/extensions.cnf");
    scratch.openssl(&format!("req -new -config {} -key a.key -subj /CN=a -out a.csr", config.display()));
    let theirs = std::fs::read_to_string(scratch.path("a.csr")).unwrap();
    let object = parse::sniff(theirs.as_bytes()).unwrap().objects.remove(0);
    assert_eq!(bundle::pem("CERTIFICATE REQUEST", &object.der), theirs);
}
