//! Is a directory of whatever shape taken in whole by the session, and given back whole? OpenSSL makes the directories.

#![allow(
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/directory.rs"]
mod directory;
#[path = "support/openssl.rs"]
mod openssl;
#[path = "support/store.rs"]
mod store;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use desk::Desk;
use directory::{desk_of_today, folder, import_act, inspect_question};
use openssl::{Ca, PASSPHRASE, now};
use rootpage::error::Code;
use rootpage::openssl::archive::{self, Archive};
use rootpage::openssl::directory::{Files, Import, MAX_TOTAL};
use rootpage::session::view::DirectoryFindingView;
use rootpage::session::{Act, DirectoryInput, IssueCrl, Question, RenewAuthority, Revoke, Secret, View};
use serde_bytes::ByteBuf;

fn codes(findings: &[DirectoryFindingView]) -> BTreeSet<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}

// ---------------------------------------------------------------- nothing is lost

/// A directory with all that people put beside an authority.
fn lived_in(name: &str) -> Ca {
    let ca = Ca::new(name);
    for number in 1..=3 {
        ca.sign_subject(&format!("/CN=host{number}.sample.com"), number);
    }
    // without -notext, as most people call it
    let request = ca.request("/CN=host4.sample.com", 4);
    ca.ca(&["-in", &request, "-out", "host4.pem"]);
    ca.ca(&["-revoke", "newcerts/01.pem", "-crl_reason", "keyCompromise"]);
    ca.ca(&["-gencrl", "-out", "crl.pem"]);
    let pending = ca.request("/CN=pending.sample.com", 5);
    let other = Ca::new(&format!("{name}-other"));
    ca.write("certs/foreign.pem", other.text("cacert.pem"));
    ca.write("private/other.key", other.plain_key());
    ca.write("private/.rnd", [0, 1, 2, 255]);
    ca.write("README", "Ask Sam before you sign.\r\n");
    ca.write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    ca.write("openssl.cnf", format!(".include more.cnf\n{}", ca.text("openssl.cnf")));
    ca.write("more.cnf", "[ unused ]\na = b\n");
    ca.write("old.cnf", b"# not in UTF-8: \xe9\n[ x ]\n");
    std::fs::rename(ca.directory.join(pending), ca.directory.join("pending.csr")).unwrap();
    ca
}

#[test]
fn what_is_taken_in_is_given_back_octet_by_octet() {
    let ca = lived_in("whole");
    ca.run(&[
        "req",
        "-new",
        "-config",
        "openssl.cnf",
        "-subj",
        "/CN=waits",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "waits.key",
        "-out",
        "waits.csr",
    ]);
    let before = ca.files();
    let mut desk = desk_of_today();
    let imported = desk.import(&before).unwrap();
    let expected = ["file-kept-aside", "signature-wrong"].into();
    assert_eq!(codes(&imported.findings), expected, "{:#?}", imported.findings);
    let configuration = imported.authority.settings.configuration.as_ref().unwrap();
    assert_eq!(configuration.includes.keys().collect::<Vec<_>>(), ["more.cnf"]);
    let id = imported.authority.id;
    let after = desk.reopened().export_directory(&id);
    let differs: Vec<&str> =
        before.iter().filter(|(path, bytes)| after.get(*path) != Some(*bytes)).map(|(path, _)| path.as_str()).collect();
    // the key has another salt, and the text before a certificate is left out
    assert_eq!(differs, ["newcerts/04.pem", "private/cakey.pem"]);
    assert!(after.keys().all(|path| before.contains_key(path)));
    assert!(before["newcerts/04.pem"].ends_with(&after["newcerts/04.pem"]));
    let requests = Question::Requests { authority: Some(id.clone()) };
    let View::Requests(requests) = desk.ask(&requests).unwrap() else { panic!("another view") };
    assert_eq!(requests.iter().map(|request| request.subject.as_str()).collect::<Vec<_>>(), ["CN=waits"]);
    let question = Question::Certificate { authority: id, serial: "02".to_owned() };
    let View::Certificate(entry) = desk.ask(&question).unwrap() else { panic!("another view") };
    assert!(entry.request.is_some(), "known by its public key");
}

#[test]
fn an_archive_and_a_folder_are_the_same() {
    let ca = lived_in("archive");
    let files = ca.files();
    let mut desk = desk_of_today();
    let zip = archive::zip(&files).unwrap();
    let act = import_act(DirectoryInput::Archive { archive: ByteBuf::from(zip) }, Some(PASSPHRASE));
    let View::Imported(zipped) = desk.act(act).unwrap() else { panic!("another view") };
    let output = Command::new("tar").args(["-czf", "-", "--exclude=leaf.key", "."]).current_dir(&ca.directory).output();
    let tar = DirectoryInput::Archive { archive: ByteBuf::from(output.unwrap().stdout) };
    let mut other = desk_of_today();
    let View::Imported(tarred) = other.act(import_act(tar, Some(PASSPHRASE))).unwrap() else { panic!("another view") };
    assert_eq!(tarred.authority.counts, zipped.authority.counts);
    let known = desk.act(import_act(folder(&files), Some(PASSPHRASE))).unwrap_err();
    assert_eq!((known.code(), known.found_text()), (Code::DirectoryKnown, Some(zipped.authority.id.as_str())));
    let preview = desk.inspect(&files).unwrap();
    assert_eq!(preview.existing.as_deref(), Some(zipped.authority.id.as_str()));
    assert_eq!((preview.key_path.as_deref(), preview.key_encrypted), (Some("private/cakey.pem"), true));
    assert_eq!((preview.counts.valid, preview.counts.revoked, preview.crls, preview.requests), (3, 1, 1, 5));
    assert!(preview.explanation.unwrap().profiles.iter().any(|profile| profile.name == "server-client"));
    assert!(preview.kept.contains(&"README".to_owned()) && !preview.kept.contains(&"private/cakey.pem".to_owned()));
}

/// Requests, earlier certificates of the authority and a delta CRL: OpenSSL needs none of them, and another vault all.
#[test]
fn what_was_made_here_goes_to_another_vault_whole() {
    let mut desk = desk_of_today();
    let id = desk.create_authority("CN=Moves,C=US", 3650).id;
    let csr = desk.foreign_request("CN=one.sample.com", &[]);
    let one = desk.issue(&id, &csr).certificate.entry.serial;
    desk.act(Act::IssueCrl(IssueCrl::days(id.as_str(), 31))).unwrap();
    desk.clock.forward(60);
    let revoke =
        Revoke { authority: id.clone(), serial: Some(one.clone()), reason: "superseded".into(), ..Revoke::default() };
    desk.act(Act::Revoke(revoke)).unwrap();
    desk.act(Act::IssueCrl(IssueCrl { delta: true, ..IssueCrl::days(id.as_str(), 1) })).unwrap();
    desk.act(Act::RenewAuthority(RenewAuthority { authority: id.clone(), days: 4000 })).unwrap();
    let first = desk.export_directory(&id);
    let mut other = desk_of_today();
    other.clock.forward(120);
    let imported = other.import(&first).unwrap();
    assert_eq!(codes(&imported.findings), ["authority-certificate-other"].into(), "{:#?}", imported.findings);
    let (ours, theirs) = (desk.ask(&Question::Authority { authority: id }).unwrap(), imported.authority);
    let View::Authority(ours) = ours else { panic!("another view") };
    assert_eq!((ours.former.len(), &theirs.former), (1, &ours.former));
    assert_eq!((&theirs.crl, &theirs.delta_crl), (&ours.crl, &ours.delta_crl));
    assert!(ours.delta_crl.is_some());
    assert_eq!(theirs.unpublished_revocations, 0, "the delta CRL says it");
    let question = Question::Certificate { authority: theirs.id.clone(), serial: one };
    let View::Certificate(entry) = other.ask(&question).unwrap() else { panic!("another view") };
    assert_eq!(entry.request.unwrap().der.as_slice(), csr);
    let second = other.export_directory(&theirs.id);
    assert_eq!(second.keys().collect::<Vec<_>>(), first.keys().collect::<Vec<_>>());
    let differs = first.iter().filter(|(path, bytes)| second.get(*path) != Some(*bytes)).map(|(path, _)| path);
    assert_eq!(differs.collect::<Vec<_>>(), ["private/cakey.pem"]);
}

#[test]
fn settings_that_the_configuration_does_not_say_are_said() {
    let ca = Ca::new("beyond");
    let mut desk = desk_of_today();
    let authority = desk.import(&ca.files()).unwrap().authority;
    assert!(desk.export_view(&authority.id).findings.is_empty());
    let mut settings = serde_json::to_value(&authority.settings).unwrap();
    settings["publication"]["crl"] = serde_json::json!(["http://pki.sample.com/root.crl"]);
    settings["serials"] = serde_json::json!("random");
    let act = serde_json::json!({ "act": "configure", "authority": authority.id, "settings": settings });
    desk.act(serde_json::from_value(act).unwrap()).unwrap();
    let findings = desk.export_view(&authority.id).findings;
    assert_eq!(codes(&findings), ["publication-beyond-configuration", "serials-beyond-configuration"].into());
}

// ---------------------------------------------------------------- the key

#[test]
fn an_authority_is_taken_in_with_its_key_or_without_one() {
    let ca = Ca::new("keys");
    ca.sign_subject("/CN=one.sample.com", 1);
    let files = ca.files();
    let mut desk = desk_of_today();
    for (passphrase, code) in [(Some("another one"), Code::KeyPassphraseWrong), (None, Code::KeyPassphraseMissing)] {
        assert_eq!(desk.act(import_act(folder(&files), passphrase)).unwrap_err().code(), code);
    }
    let without: Files =
        files.iter().filter(|(path, _)| *path != "private/cakey.pem").map(|(p, b)| (p.clone(), b.clone())).collect();
    let id = desk.import(&without).unwrap().authority.id;
    let question = Question::Authority { authority: id.clone() };
    let View::Authority(authority) = desk.reopened().ask(&question).unwrap() else { panic!("another view") };
    assert!(!authority.has_key);
    let request = ca.request("/CN=two.sample.com", 2);
    let refused = desk.act(desk::issue(&id, ca.text(&request).as_bytes())).unwrap_err();
    assert_eq!(refused.code(), Code::KeyOffline);
    assert!(!desk.export_directory(&id).contains_key("private/cakey.pem"));
}

#[test]
fn a_key_goes_out_under_either_derivation_and_openssl_reads_it() {
    let ca = Ca::new("derivations");
    let mut desk = desk_of_today();
    let id = desk.import(&ca.files()).unwrap().authority.id;
    for (derivation, name) in [(None, "PBKDF2"), (Some("pbkdf2"), "PBKDF2"), (Some("scrypt"), "scrypt")] {
        let question = Question::ExportDirectory {
            authority: id.clone(),
            passphrase: Secret::from(PASSPHRASE.to_owned()),
            key_derivation: derivation.map(str::to_owned),
        };
        let View::Directory(view) = desk.ask(&question).unwrap() else { panic!("another view") };
        let files = Archive::read(&view.zip).unwrap().files;
        ca.write_all(&files);
        assert!(ca.run(&["asn1parse", "-in", "private/cakey.pem"]).contains(name));
        ca.ca(&["-gencrl", "-out", "crl.pem"]);
    }
    let wrong = Question::ExportDirectory {
        authority: id.clone(),
        passphrase: Secret::from(PASSPHRASE.to_owned()),
        key_derivation: Some("md5".to_owned()),
    };
    assert_eq!(desk.ask(&wrong).unwrap_err().code(), Code::CallUnknown);
    let empty =
        Question::ExportDirectory { authority: id, passphrase: Secret::from(String::new()), key_derivation: None };
    assert_eq!(desk.ask(&empty).unwrap_err().code(), Code::KeyPassphraseMissing);
}

// ---------------------------------------------------------------- what a renewal does not reach

#[test]
fn certificates_that_name_their_issuers_serial_number_are_counted() {
    let ca = Ca::new("bound");
    ca.sign_subject("/CN=free.sample.com", 1);
    ca.write("pinned.cnf", "authorityKeyIdentifier = keyid,issuer:always\n");
    for number in 2..=4 {
        let request = ca.request(&format!("/CN=host{number}.sample.com"), number);
        ca.ca(&["-notext", "-extfile", "pinned.cnf", "-in", &request, "-out", "out.pem"]);
    }
    ca.ca(&["-revoke", "newcerts/04.pem"]);
    let mut desk = desk_of_today();
    let id = desk.import(&ca.files()).unwrap().authority.id;
    let bound = |desk: &mut Desk| {
        let View::Certificates(found) = desk.ask(&Question::Bound { authority: id.clone() }).unwrap() else {
            panic!("another view")
        };
        let serials: Vec<String> = found.entries.iter().map(|entry| entry.serial.clone()).collect();
        (found.total, serials.join(" "))
    };
    assert_eq!(bound(&mut desk), (2, "03 02".to_owned()));
    desk.act(Act::RenewAuthority(RenewAuthority { authority: id.clone(), days: 4000 })).unwrap();
    assert_eq!(bound(&mut desk), (0, String::new()), "they are bound to the former one");
}

// ---------------------------------------------------------------- the environment

/// The values behind `$ENV::` that nobody gave are named by the preview, and with them the configuration is read.
#[test]
fn what_the_configuration_asks_of_the_environment_is_named() {
    let ca = Ca::new("asks");
    ca.write("openssl.cnf", format!("home = $ENV::SAMPLE_HOME\nwho = $ENV::SAMPLE_WHO\n{}", ca.text("openssl.cnf")));
    let mut desk = desk_of_today();
    let mut inspected = |environment: &[(&str, &str)]| {
        let question = inspect_question(folder(&ca.files()), environment);
        let View::Preview(preview) = desk.ask(&question).unwrap() else { panic!("another view") };
        (preview.unset, preview.explanation.is_some())
    };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(inspected(&[]), (names(&["SAMPLE_HOME", "SAMPLE_WHO"]), false));
    assert_eq!(inspected(&[("SAMPLE_HOME", "/srv")]), (names(&["SAMPLE_WHO"]), false));
    assert_eq!(inspected(&[("SAMPLE_HOME", "/srv"), ("SAMPLE_WHO", "")]), (Vec::new(), true));
}

// ---------------------------------------------------------------- the chain above

impl Ca {
    /// A root of this name and its key, in `NAME.pem` and `NAME.key`.
    fn root_above(&self, name: &str, subject: &str) {
        self.write(
            "above.cnf",
            "[req]\ndistinguished_name = dn\nx509_extensions = x\n[dn]\n[x]\nbasicConstraints = critical,CA:TRUE\n",
        );
        let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
        let curve = "ec_paramgen_curve:P-256";
        self.run(&["genpkey", "-algorithm", "EC", "-pkeyopt", curve, "-out", &key]);
        let new = ["req", "-x509", "-new", "-config", "above.cnf", "-subj", subject, "-days", "4000"];
        self.run(&[&new[..], &["-key", &key, "-out", &certificate]].concat());
        std::fs::remove_file(self.directory.join("above.cnf")).unwrap();
    }

    /// Puts a certificate that the root above signed in place of the authority's own.
    fn signed_by(&self, name: &str) {
        let pass = format!("pass:{PASSPHRASE}");
        let key = ["-signkey", "private/cakey.pem", "-passin", &pass];
        self.run(&[&["x509", "-x509toreq", "-in", "cacert.pem", "-out", "below.csr"][..], &key].concat());
        self.write("below.ext", "basicConstraints = critical,CA:TRUE\n");
        let (certificate, key) = (format!("{name}.pem"), format!("{name}.key"));
        let by = ["-CA", &certificate, "-CAkey", &key, "-days", "2000", "-extfile", "below.ext"];
        self.run(&[&["x509", "-req", "-in", "below.csr", "-out", "cacert.pem"][..], &by].concat());
        for file in ["below.csr", "below.ext"] {
            std::fs::remove_file(self.directory.join(file)).unwrap();
        }
    }
}

/// A root that changed its key has two certificates of one name: the one above is that whose key signed.
#[test]
fn of_two_roots_of_one_name_the_one_that_signed_is_above() {
    for (above, beside) in [("certs/1", "certs/2"), ("certs/2", "certs/1")] {
        let ca = Ca::new("two-roots");
        std::fs::create_dir_all(ca.directory.join("certs")).unwrap();
        for name in [above, beside] {
            ca.root_above(name, "/CN=Sample Above");
        }
        ca.signed_by(above);
        let import = Import::read(&ca.files(), &BTreeMap::new()).unwrap();
        let root = rootpage::bundle::pem("CERTIFICATE", &import.chain[0].der);
        assert_eq!((import.chain.len(), root), (1, ca.text(&format!("{above}.pem"))));
    }
}

#[test]
fn a_root_that_only_bears_the_name_is_not_above() {
    let ca = Ca::new("namesake");
    std::fs::create_dir_all(ca.directory.join("certs")).unwrap();
    for name in ["certs/1", "certs/2"] {
        ca.root_above(name, "/CN=Sample Above");
    }
    ca.signed_by("certs/1");
    std::fs::remove_file(ca.directory.join("certs/1.pem")).unwrap();
    let imported = desk_of_today().import(&ca.files()).unwrap();
    assert!(imported.authority.chain.is_empty());
    assert!(codes(&imported.findings).contains("issuer-missing"), "{:#?}", imported.findings);
}

// ---------------------------------------------------------------- other shapes

/// What easy-rsa 3 writes to `openssl-easyrsa.cnf`.
const EASY_RSA_CNF: &str = "\
RANDFILE = $ENV::EASYRSA_PKI/.rnd
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = $ENV::EASYRSA_PKI
certs = $dir
crl_dir = $dir
database = $dir/index.txt
new_certs_dir = $dir/certs_by_serial
certificate = $dir/ca.crt
serial = $dir/serial
crl = $dir/crl.pem
private_key = $dir/private/ca.key
RANDFILE = $dir/.rand
x509_extensions = basic_exts
crl_extensions = crl_ext
default_days = $ENV::EASYRSA_CERT_EXPIRE
default_crl_days = $ENV::EASYRSA_CRL_DAYS
default_md = $ENV::EASYRSA_DIGEST
preserve = no
unique_subject = no
policy = policy_anything
[ policy_anything ]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
name = optional
emailAddress = optional
serialNumber = optional
[ req ]
default_bits = $ENV::EASYRSA_KEY_SIZE
default_keyfile = privkey.pem
default_md = $ENV::EASYRSA_DIGEST
distinguished_name = $ENV::EASYRSA_DN
x509_extensions = easyrsa_ca
[ cn_only ]
commonName = Common Name
commonName_max = 64
commonName_default = $ENV::EASYRSA_REQ_CN
[ basic_exts ]
basicConstraints = CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer:always
[ easyrsa_ca ]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
basicConstraints = CA:true
keyUsage = cRLSign, keyCertSign
[ crl_ext ]
authorityKeyIdentifier = keyid:always,issuer:always
";

/// The directory of easy-rsa, filled by the commands that its script runs.
struct EasyRsa(Ca);

impl EasyRsa {
    fn new(name: &str) -> Self {
        let ca = Ca::empty(name);
        let easy = Self(ca);
        let ca = &easy.0;
        ca.write("vars", "set_var EASYRSA_PKI \"$PWD/pki\"\nset_var EASYRSA_CERT_EXPIRE 90\n#set_var EASYRSA_DN org\n");
        ca.write("pki/openssl-easyrsa.cnf", EASY_RSA_CNF);
        ca.write("pki/index.txt", "");
        ca.write("pki/index.txt.attr", "unique_subject = no\n");
        for folder in [
            "private",
            "reqs",
            "issued",
            "certs_by_serial",
            "revoked/certs_by_serial",
            "revoked/private_by_serial",
            "revoked/reqs_by_serial",
        ] {
            std::fs::create_dir_all(ca.directory.join("pki").join(folder)).unwrap();
        }
        easy.openssl(&[
            "genpkey",
            "-algorithm",
            "RSA",
            "-pkeyopt",
            "rsa_keygen_bits:2048",
            "-aes-256-cbc",
            "-pass",
            &format!("pass:{PASSPHRASE}"),
            "-out",
            "pki/private/ca.key",
        ]);
        easy.openssl(&[
            "req",
            "-utf8",
            "-new",
            "-x509",
            "-key",
            "pki/private/ca.key",
            "-passin",
            &format!("pass:{PASSPHRASE}"),
            "-subj",
            "/CN=Easy-RSA CA",
            "-days",
            "3650",
            "-out",
            "pki/ca.crt",
        ]);
        easy.0.write("pki/serial", "01\n");
        easy
    }

    /// With the environment that the script sets.
    fn openssl(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("openssl");
        command.args(arguments).current_dir(&self.0.directory).env("OPENSSL_CONF", "pki/openssl-easyrsa.cnf");
        for (name, value) in [
            ("PKI", "pki"),
            ("DN", "cn_only"),
            ("CERT_EXPIRE", "90"),
            ("CRL_DAYS", "180"),
            ("DIGEST", "sha256"),
            ("KEY_SIZE", "2048"),
            ("REQ_CN", "ChangeMe"),
        ] {
            command.env(format!("EASYRSA_{name}"), value);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn ca(&self, arguments: &[&str]) {
        let pass = format!("pass:{PASSPHRASE}");
        self.openssl(&[&["ca", "-batch", "-utf8", "-passin", &pass], arguments].concat());
    }

    /// `easyrsa build-server-full name nopass`.
    fn build(&self, name: &str) -> String {
        let [key, request, certificate] =
            [format!("pki/private/{name}.key"), format!("pki/reqs/{name}.req"), format!("pki/issued/{name}.crt")];
        self.openssl(&[
            "req",
            "-utf8",
            "-new",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            &key,
            "-out",
            &request,
            "-subj",
            &format!("/CN={name}"),
        ]);
        let serial = self.openssl(&["rand", "-hex", "16"]).trim().to_uppercase();
        self.0.write("pki/serial", format!("{serial}\n"));
        self.ca(&["-in", &request, "-out", &certificate, "-days", "90"]);
        serial
    }

    /// `easyrsa revoke name`, which moves all that there is of it.
    fn revoke(&self, name: &str, serial: &str) {
        self.ca(&["-revoke", &format!("pki/issued/{name}.crt"), "-crl_reason", "cessationOfOperation"]);
        let from = |path: String| self.0.directory.join("pki").join(path);
        for (old, new) in [
            (format!("issued/{name}.crt"), format!("revoked/certs_by_serial/{serial}.crt")),
            (format!("private/{name}.key"), format!("revoked/private_by_serial/{serial}.key")),
            (format!("reqs/{name}.req"), format!("revoked/reqs_by_serial/{serial}.req")),
        ] {
            std::fs::rename(from(old), from(new)).unwrap();
        }
        std::fs::remove_file(from(format!("certs_by_serial/{serial}.pem"))).unwrap();
    }
}

#[test]
fn easy_rsa_s_directory_is_taken_in_and_goes_on() {
    let easy = EasyRsa::new("easy-rsa");
    let one = easy.build("one");
    let two = easy.build("two");
    easy.revoke("two", &two);
    easy.ca(&["-gencrl", "-out", "pki/crl.pem"]);
    let mut desk = desk_of_today();
    let files = easy.0.files();
    let imported = desk.import(&files).unwrap();
    assert_eq!(codes(&imported.findings), BTreeSet::new(), "{:#?}", imported.findings);
    let authority = imported.authority;
    assert_eq!((authority.title.as_str(), authority.counts.valid, authority.counts.revoked), ("Easy-RSA CA", 1, 1));
    let configuration = authority.settings.configuration.unwrap();
    assert_eq!((configuration.path.as_str(), configuration.text.as_str()), ("pki/openssl-easyrsa.cnf", EASY_RSA_CNF));
    assert_eq!(configuration.environment["EASYRSA_CERT_EXPIRE"], "90", "its file vars is read");
    let id = authority.id;
    let request = easy.0.request("/CN=three.sample.com", 3);
    let issued = desk.issue(&id, easy.0.text(&request).as_bytes()).certificate.entry.serial;
    let exported = desk.export_directory(&id);
    for (path, bytes) in &files {
        let is_other = ["pki/index.txt", "pki/serial", "pki/private/ca.key"].contains(&path.as_str())
            || path.contains("certs_by_serial/");
        assert!(is_other || exported.get(path) == Some(bytes), "{path}");
    }
    assert!(exported.contains_key(&format!("pki/certs_by_serial/{issued}.pem")), "{:?}", exported.keys());
    easy.0.write_all(&exported);
    let four = easy.build("four");
    easy.ca(&["-revoke", &format!("pki/certs_by_serial/{issued}.pem")]);
    easy.ca(&["-gencrl", "-out", "pki/crl.pem"]);
    let merged = desk.merge(&id, &easy.0.files()).unwrap();
    assert_eq!((merged.added, merged.revoked, merged.conflicts), (vec![four], vec![issued], vec![]));
    assert_eq!(desk.status(&id, &one).status, "V");
}

/// `CA.pl -newca` lets the root sign itself with `openssl ca`, so that it has a row of its own.
#[test]
fn a_root_that_has_a_row_of_its_own_is_taken_in_as_the_authority() {
    let ca = Ca::new("capl");
    for path in ["cacert.pem", "serial"] {
        std::fs::remove_file(ca.directory.join(path)).unwrap();
    }
    let pass = format!("pass:{PASSPHRASE}");
    let request = ["req", "-new", "-config", "openssl.cnf", "-key", "private/cakey.pem", "-passin", &pass];
    ca.run(&[&request[..], &["-subj", "/C=US/O=The Sample Company/CN=Sample Root", "-out", "careq.pem"]].concat());
    ca.ca(&[
        "-create_serial",
        "-out",
        "cacert.pem",
        "-days",
        "1095",
        "-selfsign",
        "-extensions",
        "intermediate-ca",
        "-in",
        "careq.pem",
    ]);
    ca.sign_subject("/CN=one.sample.com", 1);
    let (files, index) = (ca.files(), ca.text("index.txt"));
    assert_eq!(index.lines().count(), 2);
    let mut desk = desk_of_today();
    let preview = desk.inspect(&files).unwrap();
    assert_eq!((preview.counts.valid, preview.bare, preview.findings.len()), (1, 0, 0), "{:#?}", preview.findings);
    let authority = desk.import(&files).unwrap().authority;
    assert_eq!((authority.counts.valid, authority.title.as_str()), (1, "Sample Root"));
    assert_eq!(desk.index(&authority.id).index, index, "its row stays");
    assert_eq!(desk.status(&authority.id, &authority.certificate.serial).status, "V");
    let request = ca.request("/CN=two.sample.com", 2);
    let issued = desk.issue(&authority.id, ca.text(&request).as_bytes()).certificate.entry.serial;
    assert_eq!(issued, ca.text("serial").trim());
    ca.write_all(&desk.export_directory(&authority.id));
    ca.ca(&["-revoke", &format!("newcerts/{issued}.pem")]);
    ca.ca(&["-gencrl", "-out", "crl.pem"]);
}

/// As the how-to of 2000 made it, as far as OpenSSL 3 still can.
#[test]
fn an_authority_of_old_is_taken_in_named_and_to_be_replaced() {
    let ca = Ca::new("old");
    let pass = format!("pass:{PASSPHRASE}");
    ca.run(&["genrsa", "-traditional", "-des3", "-passout", &pass, "-out", "private/cakey.pem", "1024"]);
    assert!(ca.text("private/cakey.pem").contains("Proc-Type: 4,ENCRYPTED"));
    ca.write("root.cnf", "[req]\ndistinguished_name = dn\nx509_extensions = v3_ca\n[dn]\n[v3_ca]\nbasicConstraints = CA:TRUE\nsubjectKeyIdentifier = hash\n");
    ca.run(&[
        "req",
        "-x509",
        "-config",
        "root.cnf",
        "-key",
        "private/cakey.pem",
        "-passin",
        &pass,
        "-md5",
        "-subj",
        "/CN=Old Root",
        "-days",
        "3650",
        "-out",
        "cacert.pem",
    ]);
    std::fs::remove_file(ca.directory.join("root.cnf")).unwrap();
    ca.sign_subject("/CN=one.sample.com", 1);
    let mut desk = desk_of_today();
    let imported = desk.import(&ca.files()).unwrap();
    assert_eq!(
        codes(&imported.findings),
        ["authority-weak-digest", "authority-weak-key"].into(),
        "{:#?}",
        imported.findings
    );
    assert!(imported.findings.iter().all(|finding| finding.text.contains("should be replaced")));
    let authority = imported.authority;
    assert!(authority.certificate.key.findings.iter().any(|finding| finding.severity == "refuse"));
    assert_eq!(authority.counts.valid, 1);
    desk.export_directory(&authority.id);
}

#[test]
fn what_the_index_cannot_say_is_kept_and_said() {
    let ca = Ca::new("unsaid");
    for number in 1..=3 {
        ca.sign_subject(&format!("/CN=host{number}.sample.com"), number);
    }
    // 01 is revoked with the invalidity date that OpenSSL has no place for, by hand; 09 is known to a CRL alone
    let mut desk = desk_of_today();
    let first = desk.import(&ca.files()).unwrap().authority.id;
    let yesterday = now().plus_seconds(-86_400).to_string();
    for (serial, reason, date) in
        [("01", "superseded", Some(yesterday.clone())), ("02", "keyCompromise", Some(yesterday.clone()))]
    {
        let (authority, serial, reason) = (first.clone(), serial.to_owned(), reason.to_owned());
        let revoke = Revoke { authority, serial: Some(serial), reason, invalidity_date: date, ..Revoke::default() };
        desk.act(Act::Revoke(revoke)).unwrap();
    }
    desk.act(Act::IssueCrl(IssueCrl::days(first.as_str(), 31))).unwrap();
    let exported = desk.export_view(&first);
    assert_eq!(codes(&exported.findings), ["invalidity-date-beyond-index"].into());
    assert!(exported.findings[0].text.starts_with("01 is revoked with the reason superseded"));
    let mut files = Archive::read(&exported.zip).unwrap().files;
    // a fork that lost row and certificate of 02
    files.remove("newcerts/02.pem");
    let index = String::from_utf8(files["index.txt"].clone()).unwrap();
    let rest: String = index.lines().filter(|line| !line.contains("\t02\t")).map(|line| format!("{line}\n")).collect();
    files.insert("index.txt".to_owned(), rest.into_bytes());
    let mut other = desk_of_today();
    let again = other.import(&files).unwrap();
    assert_eq!(
        codes(&again.findings),
        ["invalidity-date-beyond-index", "revoked-unknown"].into(),
        "{:#?}",
        again.findings
    );
    let id = again.authority.id;
    let question = |serial: &str| Question::Certificate { authority: id.clone(), serial: serial.to_owned() };
    for (serial, bare) in [("01", false), ("02", true)] {
        let View::Certificate(entry) = other.ask(&question(serial)).unwrap() else { panic!("another view") };
        assert_eq!(entry.entry.revoked.unwrap().invalidity_date, Some(yesterday.clone()), "{serial}");
        assert_eq!(entry.entry.bare, bare);
    }
    other.clock.forward(1);
    let View::Crl(Some(crl)) = other.act(Act::IssueCrl(IssueCrl::days(id.as_str(), 31))).unwrap() else {
        panic!("no list")
    };
    assert_eq!(crl.entries, 2, "the row without a certificate is on the list");
}

// ---------------------------------------------------------------- bad input

/// Everything that a session shows, for nothing may be half there.
fn state(desk: &mut Desk) -> String {
    let View::Vault(view) = desk.ask(&Question::Vault {}).unwrap() else { panic!("another view") };
    format!("{view:?}{:?}", desk.store.records.keys())
}

#[test]
fn bad_input_is_refused_with_its_place_and_nothing_is_half_there() {
    let ca = Ca::new("bad");
    ca.sign_subject("/CN=one.sample.com", 1);
    let whole = ca.files();
    let with = |path: &str, bytes: Vec<u8>| {
        let mut files = whole.clone();
        files.insert(path.to_owned(), bytes);
        folder(&files)
    };
    let zip_of = |files: Files| DirectoryInput::Archive { archive: ByteBuf::from(archive::zip(&files).unwrap()) };
    let bomb = zip_of(Files::from([("bomb".to_owned(), vec![0; MAX_TOTAL + 1])]));
    let cut = match zip_of(whole.clone()) {
        DirectoryInput::Archive { archive } => {
            DirectoryInput::Archive { archive: ByteBuf::from(&archive[..archive.len() / 2]) }
        }
        other => other,
    };
    let mut without = whole.clone();
    without.remove("cacert.pem");
    without.retain(|path, _| !path.starts_with("newcerts/"));
    let twice =
        DirectoryInput::Files { files: vec![("a//b".to_owned(), ByteBuf::new()), ("a/b".to_owned(), ByteBuf::new())] };
    let mut desk = desk_of_today();
    desk.create_authority("CN=Bystander", 3650);
    let before = state(&mut desk);
    for (input, code, field) in [
        (with("../etc/passwd", vec![]), Code::DirectoryPath, Some("../etc/passwd")),
        (with("newcerts\\..\\..\\x", vec![]), Code::DirectoryPath, Some("newcerts\\..\\..\\x")),
        (bomb, Code::DirectoryTooLarge, None),
        (cut, Code::ArchiveFormat, Some("archive")),
        (twice, Code::ArchiveFormat, Some("a/b")),
        (folder(&without), Code::DirectoryCertificateMissing, Some("./cacert.pem")),
    ] {
        let error = desk.act(import_act(input.clone(), Some(PASSPHRASE))).unwrap_err();
        assert_eq!((error.code(), error.field_name()), (code, field), "{error}");
        let question = inspect_question(input, &[]);
        assert_eq!(desk.ask(&question).unwrap_err().code(), code, "looked at, it is refused as well");
        assert_eq!(state(&mut desk), before, "{error}");
    }
}

/// What is wrong within a file is named with its line, and the rest is taken in.
#[test]
fn what_is_wrong_in_a_file_is_named_with_its_line() {
    let ca = Ca::new("lines");
    for number in 1..=3 {
        ca.sign_subject(&format!("/CN=host{number}.sample.com"), number);
    }
    let (whole, index) = (ca.files(), ca.text("index.txt"));
    let lines: Vec<&str> = index.lines().collect();
    let giant = format!("# {}\n", "x".repeat(98)).repeat(100_000);
    for (path, text, code, place) in [
        ("index.txt", index[..index.len() - 30].to_owned(), "row-broken", "index.txt:3"),
        ("index.txt", format!("{}\n{}\n", lines[0], lines[1].replacen('\t', " ", 1)), "row-broken", "index.txt:2"),
        (
            "index.txt",
            format!("{index}V\t301231235959Z\t\t{}\tunknown\t/CN=long\n", "7F".repeat(30)),
            "row-broken",
            "index.txt:4",
        ),
        (
            "openssl.cnf",
            "[ca]\ndefault_ca = a\n[a]\nx = $a::y\ny = $a::x\n".to_owned(),
            "config-broken",
            "openssl.cnf:4:5",
        ),
        ("openssl.cnf", "[ca]\n.include openssl.cnf\n".to_owned(), "config-broken", "openssl.cnf:2:1"),
        ("openssl.cnf", giant, "config-broken", "openssl.cnf"),
        ("serial", format!("{}\n", "7F".repeat(30)), "number-broken", "serial"),
    ] {
        let mut files = whole.clone();
        files.insert(path.to_owned(), text.clone().into_bytes());
        let mut desk = desk_of_today();
        let imported = desk.import(&files).unwrap();
        let found = imported.findings.iter().find(|finding| finding.code == code);
        let found = found.unwrap_or_else(|| panic!("{code}: {:#?}", imported.findings));
        assert_eq!(found.path, place, "{}", found.text);
        assert_eq!(imported.authority.counts.valid, 3, "{code}: every certificate is there");
        let exported = desk.export_directory(&imported.authority.id);
        let kept: Vec<&Vec<u8>> =
            exported.iter().filter(|(name, _)| name.ends_with(path)).map(|(_, bytes)| bytes).collect();
        let is_there = code == "number-broken" || kept.contains(&&text.clone().into_bytes());
        assert!(is_there, "{code}: what could not be read is given back: {:?}", exported.keys());
    }
}
