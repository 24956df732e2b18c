//! Is whatever OpenSSL, GnuTLS, NSS and Java write read, and do keys, certificates and chains find each other in it? Is what is
//! broken, locked or too much told by name, and soon?
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_in_result,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and a clock tells that nothing hangs"
)]

#[path = "support/desk.rs"]
mod desk;
#[path = "support/store.rs"]
mod store;

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use rootpage::bundle::jks;
use rootpage::bundle::material::{Content, EmptyPassword, MAX_OBJECTS, Material, Object};
use rootpage::env::FixedEnv;
use rootpage::error::{Code, Error};
use rootpage::key::{KeyKind, make_key};
use rootpage::model::Time;
use rootpage::parse::ObjectKind;

use desk::Desk;
use rootpage::session::view::AuthorityView;
use rootpage::session::{Act, AdoptAuthority, MaterialFile, Secret, View};
use serde_bytes::ByteBuf;

const PASSWORD: &str = "a password of tests";

/// A root, an intermediate authority and a server's certificate with their keys, made by OpenSSL in a folder of the test's own.
struct Folder(PathBuf);

const CONFIGURATION: &str = "[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = unused\n[ca]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\nsubjectKeyIdentifier = hash\n[leaf]\nbasicConstraints = CA:FALSE\nsubjectAltName = DNS:mail.sample.com\nauthorityKeyIdentifier = keyid\n";

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("rootpage-material-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let folder = Self(folder);
        folder.put("c.cnf", CONFIGURATION.as_bytes());
        folder.run(
            "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem
             openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out root.key
             openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out ca.key
             openssl req -x509 -config c.cnf -extensions ca -key root.key -subj '/CN=Root' -days 99 -out root.pem
             openssl req -new -config c.cnf -key ca.key -subj '/CN=Issuing' -out ca.req
             openssl x509 -req -in ca.req -CA root.pem -CAkey root.key -extfile c.cnf -extensions ca -days 50 -out ca.pem
             openssl req -new -config c.cnf -key key.pem -subj '/CN=mail.sample.com' -out req.pem
             openssl x509 -req -in req.pem -CA ca.pem -CAkey ca.key -extfile c.cnf -extensions leaf -days 9 -out cert.pem
             openssl x509 -in cert.pem -outform DER -out cert.der
             cat ca.pem root.pem >chain.pem
             cat cert.pem chain.pem >all.pem",
        );
        folder
    }

    /// Runs every line; what they print.
    fn run(&self, script: &str) -> Vec<u8> {
        let output = Command::new("sh").args(["-ec", script]).current_dir(&self.0).output().unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn file(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }

    /// What is in the file, opened with the passwords.
    fn read(&self, name: &str, passwords: &[&str]) -> Result<Material, Error> {
        Material::read(&[(name, &self.file(name))], passwords)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn code(result: Result<Material, Error>) -> Code {
    result.expect_err("it was read").code()
}

fn kinds(objects: &[Object]) -> Vec<ObjectKind> {
    objects.iter().map(|object| object.kind).collect()
}

/// What the identities are, in words: `mail.sample.com with its key < Issuing < Root`.
fn identities(material: &Material) -> Vec<String> {
    let said = |identity: &rootpage::bundle::material::Match<'_>| {
        let name = |certificate: &rootpage::model::Certificate| certificate.subject.common_name().unwrap();
        let key = if identity.key.is_some() { " with its key" } else { "" };
        let chain: String = identity.chain.iter().map(|above| format!(" < {}", name(above))).collect();
        let open = if identity.is_complete() { "" } else { " < …" };
        format!("{}{key}{chain}{open}", name(identity.certificate))
    };
    material.identities().iter().map(said).collect()
}

/// The one container of a file.
fn container(material: &Material) -> &rootpage::bundle::material::Container {
    let [Object { content: Content::Container(container), .. }] = &material.objects[..] else {
        panic!("no container: {:?}", material.objects)
    };
    container
}

const WHOLE: &str = "mail.sample.com with its key < Issuing < Root";
const WITHOUT_ROOT: &str = "mail.sample.com with its key < Issuing < …";

// ---------------------------------------------------------------- private keys

#[test]
fn every_form_of_a_private_key_is_named_locked_and_opened() {
    let folder = Folder::new("keys");
    let pass = format!("-passout 'pass:{PASSWORD}'");
    let pkcs8 = "openssl pkcs8 -topk8 -in key.pem";
    for (command, form, encryption) in [
        ("cp key.pem out".to_owned(), "PKCS #8", None),
        ("openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out out".to_owned(), "PKCS #8", None),
        ("openssl rsa -in key.pem -traditional -out out".to_owned(), "PKCS #1", None),
        ("openssl rsa -in key.pem -traditional -outform DER -out out".to_owned(), "PKCS #1", None),
        ("openssl ec -in ca.key -out out".to_owned(), "SEC 1", None),
        ("openssl ec -in ca.key -outform DER -out out".to_owned(), "SEC 1", None),
        (
            format!("{pkcs8} {pass} -out out"),
            "PKCS #8",
            Some("PBES2: PBKDF2-HMAC-SHA256, 2048 iterations, AES-256-CBC"),
        ),
        (
            format!("{pkcs8} {pass} -outform DER -out out"),
            "PKCS #8",
            Some("PBES2: PBKDF2-HMAC-SHA256, 2048 iterations, AES-256-CBC"),
        ),
        (
            format!("{pkcs8} {pass} -v2 aes-128-cbc -v2prf hmacWithSHA1 -iter 1000 -out out"),
            "PKCS #8",
            Some("PBES2: PBKDF2-HMAC-SHA1, 1000 iterations, AES-128-CBC"),
        ),
        (
            format!("{pkcs8} {pass} -v2 des3 -out out"),
            "PKCS #8",
            Some("PBES2: PBKDF2-HMAC-SHA256, 2048 iterations, triple DES"),
        ),
        (
            format!("{pkcs8} {pass} -scrypt -scrypt_N 1024 -out out"),
            "PKCS #8",
            Some("PBES2: scrypt with N=1024, r=8, p=1, AES-256-CBC"),
        ),
        (format!("{pkcs8} {pass} -v1 PBE-SHA1-3DES -out out"), "PKCS #8", Some("triple DES, 2048 iterations")),
        (
            format!("{pkcs8} {pass} -v1 PBE-SHA1-RC2-40 -provider legacy -provider default -out out"),
            "PKCS #8",
            Some("RC2-40, 2048 iterations"),
        ),
        (
            format!("{pkcs8} {pass} -v1 PBE-MD5-DES -provider legacy -provider default -out out"),
            "PKCS #8",
            Some("PBES1: MD5, DES, 2048 iterations"),
        ),
        (
            format!("openssl rsa -in key.pem -traditional -aes256 {pass} -out out"),
            "PKCS #1",
            Some("OpenSSL's old form: MD5, 1 iteration, AES-256-CBC"),
        ),
        (
            format!("openssl rsa -in key.pem -traditional -des3 {pass} -out out"),
            "PKCS #1",
            Some("OpenSSL's old form: MD5, 1 iteration, triple DES"),
        ),
        (
            format!("openssl ec -in ca.key -aes128 {pass} -out out"),
            "SEC 1",
            Some("OpenSSL's old form: MD5, 1 iteration, AES-128-CBC"),
        ),
    ] {
        folder.run(&command);
        let material = folder.read("out", &[]).unwrap_or_else(|error| panic!("{command}: {error}"));
        let [Object { content: Content::PrivateKey(key), problem: None, .. }] = &material.objects[..] else {
            panic!("{command}: {:?}", material.objects)
        };
        assert_eq!((key.form, key.encryption.as_deref()), (form, encryption), "{command}");
        assert_eq!((key.key.is_some(), material.locked()), (encryption.is_none(), usize::from(encryption.is_some())));
        let opened = folder.read("out", &["another", PASSWORD]).unwrap();
        assert_eq!((opened.locked(), opened.lonely_keys().len()), (0, 1), "{command}");
        if encryption.is_some() {
            let error = folder.read("out", &["wrong"]).unwrap_err();
            assert_eq!((error.code(), error.field_name()), (Code::KeyPassphraseWrong, Some("out")), "{command}");
        }
    }
}

#[test]
fn keys_that_cannot_be_used_are_named_with_what_to_do() {
    let folder = Folder::new("foreign");
    folder.run(
        "ssh-keygen -q -t ed25519 -N '' -f ssh
         openssl dsaparam -genkey -out dsa.pem 1024
         openssl dsa -in dsa.pem -outform DER -out dsa.der
         openssl pkey -in dsa.pem -out dsa8.pem
         openssl ecparam -name secp256k1 -genkey -noout -out k1.pem
         openssl genpkey -algorithm X25519 -out x.pem
         openssl genpkey -algorithm ED448 -out ed448.pem",
    );
    for (file, expected, word) in [
        ("ssh", Code::KeyEncoding, "ssh-keygen -p -m PKCS8"),
        ("dsa.pem", Code::KeyAlgorithmUnsupported, "DSA"),
        ("dsa.der", Code::KeyAlgorithmUnsupported, "DSA"),
        ("dsa8.pem", Code::KeyAlgorithmUnsupported, "DSA"),
        ("k1.pem", Code::KeyAlgorithmUnsupported, "secp256k1"),
        ("x.pem", Code::KeyAlgorithmUnsupported, "X25519"),
        ("ed448.pem", Code::KeyAlgorithmUnsupported, "448"),
    ] {
        let error = folder.read(file, &[]).unwrap_err();
        assert_eq!(error.code(), expected, "{file}: {error}");
        assert!(error.to_string().contains(word), "{file}: {error}");
        let beside = [folder.file("cert.pem"), folder.file("k1.pem")].concat();
        let material = Material::read(&[("", &beside)], &[]).unwrap();
        assert_eq!(kinds(&material.objects), [ObjectKind::Certificate, ObjectKind::PrivateKey]);
        assert_eq!(material.objects[1].problem.as_ref().unwrap().code(), Code::KeyAlgorithmUnsupported);
        assert_eq!(material.locked(), 0);
    }
}

// ---------------------------------------------------------------- PKCS #12

#[test]
fn every_pkcs12_says_how_it_is_protected() {
    let folder = Folder::new("pkcs12");
    let export = "openssl pkcs12 -export -inkey key.pem -in cert.pem -certfile chain.pem -name mail -out out.p12";
    for (options, protection) in [
        (
            "",
            &[
                "MAC: HMAC-SHA256, 2048 iterations",
                "certificates: PBES2: PBKDF2-HMAC-SHA256, 2048 iterations, AES-256-CBC",
                "private keys: PBES2: PBKDF2-HMAC-SHA256, 2048 iterations, AES-256-CBC",
            ][..],
        ),
        (
            "-legacy",
            &[
                "MAC: HMAC-SHA1, 2048 iterations",
                "certificates: RC2-40, 2048 iterations",
                "private keys: triple DES, 2048 iterations",
            ],
        ),
        (
            "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg SHA1 -iter 5000",
            &[
                "MAC: HMAC-SHA1, 5000 iterations",
                "certificates: triple DES, 5000 iterations",
                "private keys: triple DES, 5000 iterations",
            ],
        ),
        (
            "-macalg SHA512 -keypbe AES-128-CBC -certpbe NONE",
            &[
                "MAC: HMAC-SHA512, 2048 iterations",
                "certificates: not encrypted",
                "private keys: PBES2: PBKDF2-HMAC-SHA256, 2048 iterations, AES-128-CBC",
            ],
        ),
        // OpenSSL 3 leaves the certificates plain with it
        (
            "-nomac",
            &[
                "no MAC",
                "certificates: not encrypted",
                "private keys: PBES2: PBKDF2-HMAC-SHA256, 2048 iterations, AES-256-CBC",
            ],
        ),
    ] {
        folder.run(&format!("{export} {options} -passout 'pass:{PASSWORD}'"));
        let material = folder.read("out.p12", &[PASSWORD]).unwrap();
        assert_eq!(identities(&material), [WHOLE], "{options}");
        let opened = container(&material);
        assert_eq!(opened.protection, protection, "{options}");
        assert_eq!((opened.opened, opened.empty_password), (true, None));
        assert_eq!(opened.contents[0].alias.as_deref(), Some("mail"));

        let locked = folder.read("out.p12", &[]).unwrap();
        assert_eq!((locked.locked(), locked.objects[0].problem.is_none()), (1, true), "{options}");
        let certificates = container(&locked).contents.iter().filter(|object| object.kind == ObjectKind::Certificate);
        let plain = ["-certpbe NONE", "-nomac"].iter().any(|plain| options.contains(plain));
        assert_eq!(certificates.count(), if plain { 3 } else { 0 }, "{options}");
        let error = folder.read("out.p12", &["wrong"]).unwrap_err();
        assert_eq!((error.code(), error.field_name()), (Code::KeyPassphraseWrong, Some("out.p12")), "{options}");
    }
}

#[test]
fn an_empty_password_is_tried_unasked_and_told_from_an_absent_one() {
    let folder = Folder::new("empty");
    let export = "openssl pkcs12 -export -inkey key.pem -in cert.pem -certfile chain.pem -out empty.p12 -passout pass:";
    folder.run(export);
    let material = folder.read("empty.p12", &[]).unwrap();
    assert_eq!(
        (identities(&material), container(&material).empty_password),
        (vec![WHOLE.to_owned()], Some(EmptyPassword::Empty))
    );
    // GnuTLS writes the absent one, and of the chain the first certificate alone
    folder.run("certtool --to-p12 --null-password --load-privkey key.pem --load-certificate cert.pem --load-ca-certificate chain.pem --p12-name mail --outder --outfile absent.p12");
    let material = folder.read("absent.p12", &["not this one"]).unwrap();
    assert_eq!(
        (identities(&material), container(&material).empty_password),
        (vec![WITHOUT_ROOT.to_owned()], Some(EmptyPassword::Absent))
    );
    // neither encrypted nor held together: an identity without any password
    folder.run("openssl pkcs12 -export -inkey key.pem -in cert.pem -certfile chain.pem -keypbe NONE -certpbe NONE -nomac -out plain.p12 -passout pass:");
    let material = folder.read("plain.p12", &[]).unwrap();
    assert_eq!(identities(&material), [WHOLE]);
    assert!(material.repairs.iter().any(|repair| repair.contains("no MAC")), "{:?}", material.repairs);
}

#[test]
fn the_keystores_of_java_nss_and_gnutls_are_read() {
    let folder = Folder::new("keystores");
    folder.run(&format!(
        "openssl pkcs12 -export -inkey key.pem -in cert.pem -certfile chain.pem -name mail -out in.p12 -passout 'pass:{PASSWORD}'
         for kind in JKS JCEKS PKCS12; do
           keytool -importkeystore -noprompt -srckeystore in.p12 -srcstorepass '{PASSWORD}' -destkeystore $kind -deststoretype $kind -deststorepass '{PASSWORD}'
           keytool -importcert -noprompt -alias trusted -file root.pem -keystore $kind -storetype $kind -storepass '{PASSWORD}'
         done
         certutil -N --empty-password -d sql:.
         pk12util -i in.p12 -d sql:. -W '{PASSWORD}' -K ''
         pk12util -o nss.p12 -n mail -d sql:. -W '{PASSWORD}' -K ''
         certtool --to-p12 --password '{PASSWORD}' --load-privkey key.pem --load-certificate cert.pem --load-ca-certificate chain.pem --p12-name mail --outder --outfile gnutls.p12"
    ));
    for (file, trusted) in [("JKS", true), ("JCEKS", true), ("PKCS12", true), ("nss.p12", false), ("gnutls.p12", false)]
    {
        let material = folder.read(file, &["wrong", PASSWORD]).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(identities(&material), [if file == "gnutls.p12" { WITHOUT_ROOT } else { WHOLE }], "{file}");
        let contents = &container(&material).contents;
        assert_eq!(contents.iter().any(|object| object.trusted == Some(true)), trusted, "{file}");
        assert!(contents.iter().any(|object| object.alias.as_deref() == Some("mail")), "{file}");
        assert_eq!(code(folder.read(file, &["wrong"])), Code::KeyPassphraseWrong, "{file}");
    }
}

#[test]
fn a_keystore_of_java_shows_its_certificates_without_its_password() {
    let folder = Folder::new("jks");
    folder.run(&format!(
        "keytool -importcert -noprompt -alias trusted -file root.pem -keystore trust.jks -storetype JKS -storepass '{PASSWORD}'
         openssl pkcs12 -export -inkey key.pem -in cert.pem -certfile chain.pem -name mail -out in.p12 -passout 'pass:{PASSWORD}'
         keytool -importkeystore -noprompt -srckeystore in.p12 -srcstorepass '{PASSWORD}' -destkeystore two.jks -deststoretype JKS -deststorepass 'of the store' -srcalias mail -destkeypass 'of the key'"
    ));
    let trust = folder.read("trust.jks", &[]).unwrap();
    assert_eq!((identities(&trust), trust.locked()), (vec!["Root".to_owned()], 0));
    assert!(trust.repairs[0].contains("without the password"), "{:?}", trust.repairs);
    assert!(folder.read("trust.jks", &[PASSWORD]).unwrap().repairs.is_empty());
    assert_eq!(code(folder.read("trust.jks", &["wrong"])), Code::KeyPassphraseWrong);

    let locked = folder.read("two.jks", &["of the store"]).unwrap();
    assert_eq!((identities(&locked), locked.locked()), (vec!["mail.sample.com < Issuing < Root".to_owned()], 1));
    assert_eq!(identities(&folder.read("two.jks", &["of the store", "of the key"]).unwrap()), [WHOLE]);
}

#[test]
fn the_bundle_of_authorities_of_this_system_is_read() {
    let folder = Folder::new("cacerts");
    let store = folder.run("cat /etc/ssl/certs/java/cacerts || cat $(dirname $(dirname $(readlink -f $(which keytool))))/lib/security/cacerts");
    let began = Instant::now();
    let material = Material::read(&[("cacerts", &store)], &[]).unwrap();
    let trusted = container(&material).contents.iter().filter(|object| object.trusted == Some(true)).count();
    assert!(trusted > 50 && material.locked() == 0 && trusted == material.identities().len(), "{trusted}");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

// ---------------------------------------------------------------- PKCS #7, text, several files

#[test]
fn every_form_of_pkcs7_is_read() {
    let folder = Folder::new("pkcs7");
    let pem = folder.run(
        "openssl crl2pkcs7 -nocrl -certfile all.pem -out out.pem
         openssl crl2pkcs7 -nocrl -certfile all.pem -outform DER -out out.p7b
         openssl cms -sign -in c.cnf -signer cert.pem -inkey key.pem -certfile chain.pem -outform DER -out signed.p7s
         openssl cms -sign -stream -indef -in c.cnf -nodetach -signer cert.pem -inkey key.pem -certfile chain.pem -outform DER -out ber.p7m
         openssl cms -cmsout -inform DER -in signed.p7s -outform PEM -out cms.pem
         sed 's/PKCS7/CMS/' out.pem >renamed.pem
         cat out.pem",
    );
    assert!(!pem.is_empty());
    for file in ["out.pem", "out.p7b", "signed.p7s", "ber.p7m", "cms.pem", "renamed.pem"] {
        let material = folder.read(file, &[]).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(identities(&material), ["mail.sample.com < Issuing < Root"], "{file}");
        assert_eq!((material.locked(), material.objects[0].kind), (0, ObjectKind::Pkcs7));
    }
    folder.run("openssl cms -encrypt -in c.cnf -outform DER -out secret.p7m cert.pem");
    assert_eq!(code(folder.read("secret.p7m", &[])), Code::InputUnrecognised);
}

#[test]
fn parts_of_several_files_find_each_other() {
    let folder = Folder::new("several");
    folder.run(&format!(
        "openssl x509 -in cert.pem -text >text.pem
         openssl pkcs8 -topk8 -in key.pem -passout 'pass:{PASSWORD}' -out encrypted.key
         openssl rsa -in key.pem -pubout -out public.pem
         openssl rsa -in key.pem -RSAPublicKey_out -out public1.pem
         openssl pkcs12 -export -inkey root.key -in root.pem -out root.p12 -passout pass:another -name root
         openssl pkcs12 -in root.p12 -passin pass:another -noenc -out bags.pem
         printf '\\377\\376' >wide.txt; iconv -f UTF-8 -t UTF-16LE req.pem >>wide.txt"
    ));
    let names = ["encrypted.key", "text.pem", "chain.pem", "root.p12", "public.pem", "public1.pem", "wide.txt"];
    let contents: Vec<Vec<u8>> = names.iter().map(|name| folder.file(name)).collect();
    let files: Vec<(&str, &[u8])> = names.iter().copied().zip(contents.iter().map(Vec::as_slice)).collect();
    let material = Material::read(&files, &["another", PASSWORD]).unwrap();
    assert_eq!(identities(&material), [WHOLE, "Root with its key"]);
    assert_eq!(material.identities()[0].files, [0, 1, 2]);
    assert!(
        material.repairs.contains(&"text.pem: text around the block left out".to_owned()),
        "{:?}",
        material.repairs
    );
    assert!(material.repairs.contains(&"wide.txt: UTF-16 read as text".to_owned()), "{:?}", material.repairs);
    let identity = material.into_identity(1).unwrap();
    assert_eq!(identity.title(), "Root");
    assert!(identity.key().is_some() && identity.is_complete());

    // one password opens the one and not the other, which stays locked with its problem
    let material = Material::read(&files, &[PASSWORD]).unwrap();
    assert_eq!((identities(&material), material.locked()), (vec![WHOLE.to_owned()], 1));
    let problem = material.objects.iter().find_map(|object| object.problem.as_ref()).unwrap();
    assert_eq!((problem.code(), problem.field_name()), (Code::KeyPassphraseWrong, Some("root.p12")));

    let bags = folder.read("bags.pem", &[]).unwrap();
    assert_eq!(bags.objects.iter().map(|object| object.alias.as_deref()).collect::<Vec<_>>(), [Some("root"); 2]);
    assert_eq!(identities(&bags), ["Root with its key"]);
    let keys: Vec<&Object> = bags.objects.iter().filter(|object| object.kind == ObjectKind::PrivateKey).collect();
    assert_eq!(keys.len(), 1);

    assert_eq!(Material::read(&files[..1], &[PASSWORD]).unwrap().lonely_keys().len(), 1);
    assert_eq!(identities(&Material::read(&files[1..2], &[]).unwrap()), ["mail.sample.com < …"]);
}

#[test]
fn what_is_broken_stands_beside_what_is_whole() {
    let folder = Folder::new("broken");
    let [certificate, chain] = ["cert.pem", "chain.pem"].map(|name| folder.file(name));
    let half = &certificate[..certificate.len() / 2];
    let garbage = vec![7; 300];
    let files: [(&str, &[u8]); 4] = [("half", half), ("garbage", &garbage), ("empty", b""), ("chain", &chain)];
    let material = Material::read(&files, &[]).unwrap();
    let codes: Vec<Option<Code>> =
        material.objects.iter().map(|object| object.problem.as_ref().map(Error::code)).collect();
    let expected = [Some(Code::PemTruncated), Some(Code::InputUnrecognised), Some(Code::InputEmpty), None, None];
    assert_eq!(codes, expected);
    assert_eq!(identities(&material), ["Issuing < Root"]);
    assert_eq!(code(Material::read(&files[..1], &[])), Code::PemTruncated);
}

// ---------------------------------------------------------------- what is bad is told soon

/// Whether it is refused with this code at once; the bound has room for a debug build on a busy machine.
fn assert_soon(what: &str, expected: Code, read: impl FnOnce() -> Result<Material, Error>) {
    let began = Instant::now();
    assert_eq!(code(read()), expected, "{what}");
    assert!(began.elapsed() < Duration::from_secs(5), "{what}: {:?}", began.elapsed());
}

#[test]
fn ten_million_iterations_are_refused_before_any_work() {
    let folder = Folder::new("iterations");
    let export = "openssl pkcs12 -export -inkey root.key -in root.pem -passout pass:a -out out.p12";
    let costly = "9999999";
    for options in [
        "-legacy -iter 2 -nomac",
        "-iter 2 -nomac",
        "-iter 2",
        "-legacy -iter 2",
        "-keypbe PBE-SHA1-3DES -certpbe NONE -nomac -iter 2",
    ] {
        // OpenSSL would work for a minute to write so many: the number is put in afterwards
        folder.run(&format!("{export} {options}"));
        let file = with_iterations(&folder.file("out.p12"), costly.parse().unwrap());
        assert_soon(options, Code::KeyDerivationTooCostly, || Material::read(&[("out.p12", &file)], &["a"]));
        assert_soon(options, Code::KeyDerivationTooCostly, || Material::read(&[("out.p12", &file)], &[]));
    }
    folder.run("openssl pkcs8 -topk8 -in root.key -iter 2 -outform DER -passout pass:a -out out.key");
    let file = with_iterations(&folder.file("out.key"), 10_000_000);
    assert_soon("PKCS #8", Code::KeyDerivationTooCostly, || Material::read(&[("out.key", &file)], &["a"]));
}

/// The file with other numbers of iterations in place of each 2, and with every length around them made right.
fn with_iterations(der: &[u8], iterations: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < der.len() {
        let (tag, head, length) = head(&der[at..]);
        let content = &der[at + head..at + head + length];
        let content = match tag {
            0x02 if content == [2] => iterations.to_be_bytes().iter().copied().skip_while(|byte| *byte == 0).collect(),
            0x30 | 0x31 | 0xa0 => with_iterations(content, iterations),
            0x04 if content.first() == Some(&0x30) && head_fits(content) => with_iterations(content, iterations),
            _ => content.to_vec(),
        };
        let content = if tag == 0x02 && content.first().is_some_and(|byte| *byte >= 0x80) {
            [&[0], &content[..]].concat()
        } else {
            content
        };
        out.push(tag);
        match u8::try_from(content.len()) {
            Ok(short @ 0..0x80) => out.push(short),
            Ok(longer) => out.extend_from_slice(&[0x81, longer]),
            Err(_) => {
                out.push(0x82);
                out.extend_from_slice(&u16::try_from(content.len()).unwrap().to_be_bytes());
            }
        }
        out.extend_from_slice(&content);
        at += head + length;
    }
    out
}

fn head(der: &[u8]) -> (u8, usize, usize) {
    match der[1] {
        short @ 0..=0x7f => (der[0], 2, usize::from(short)),
        0x81 => (der[0], 3, usize::from(der[2])),
        0x82 => (der[0], 4, usize::from(der[2]) << 8 | usize::from(der[3])),
        other => panic!("a length of {other:02x}"),
    }
}

fn head_fits(der: &[u8]) -> bool {
    der.len() > 4 && matches!(der[1], 0..=0x82) && {
        let (_, head, length) = head(der);
        head + length == der.len()
    }
}

#[test]
fn a_file_that_asks_for_little_in_each_of_many_parts_is_refused() {
    let folder = Folder::new("work");
    folder.run("openssl pkcs8 -topk8 -in root.key -iter 600000 -passout pass:a -out out.key");
    let many = folder.file("out.key").repeat(300);
    let began = Instant::now();
    let material = Material::read(&[("many", &many)], &["wrong", "a"]).unwrap();
    let refused =
        |object: &&Object| object.problem.as_ref().is_some_and(|error| error.code() == Code::KeyDerivationTooCostly);
    assert!(material.objects.iter().filter(refused).count() > 290);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[test]
fn whatever_is_cut_off_is_refused() {
    let folder = Folder::new("cut");
    folder.run(&format!(
        "openssl pkcs12 -export -inkey root.key -in root.pem -iter 2 -out a.p12 -passout 'pass:{PASSWORD}'
         openssl crl2pkcs7 -nocrl -certfile root.pem -outform DER -out a.p7b
         openssl pkcs8 -topk8 -in root.key -iter 2 -outform DER -out a.key -passout 'pass:{PASSWORD}'
         openssl x509 -in root.pem -outform DER -out a.cer
         keytool -importcert -noprompt -alias trusted -file root.pem -keystore a.jks -storetype JKS -storepass '{PASSWORD}'"
    ));
    for name in ["a.p12", "a.p7b", "a.key", "a.cer", "a.jks"] {
        let whole = folder.file(name);
        assert!(Material::read(&[(name, &whole)], &[PASSWORD]).is_ok(), "{name}");
        let began = Instant::now();
        for length in 0..whole.len() {
            let cut = Material::read(&[(name, &whole[..length])], &[PASSWORD]);
            assert!(cut.is_err(), "{length} of {} bytes of {name}", whole.len());
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x11;
            // it may be read, but it must come back
            let _ = Material::read(&[(name, &changed)], &[PASSWORD]);
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{name}: {:?}", began.elapsed());
    }
    let mut changed = folder.file("a.p12");
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    assert_soon("a bad MAC", Code::KeyPassphraseWrong, || Material::read(&[("a.p12", &changed)], &[PASSWORD]));
}

fn nested(der: &[u8], times: usize, tag: u8) -> Vec<u8> {
    (0..times).fold(der.to_vec(), |inner, _| {
        let length = u32::try_from(inner.len()).unwrap().to_be_bytes();
        [&[tag, 0x84], &length[..], &inner].concat()
    })
}

#[test]
fn nested_bombs_are_refused_soon() {
    let content = |oid: &[u8], content: &[u8]| {
        let body = [oid, content].concat();
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&[0x30, 0x83], &length[1..], &body].concat()
    };
    let signed_data = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    let deep = content(signed_data, &nested(&[0x05, 0], 20_000, 0xa0));
    assert_soon("deep DER", Code::DerDepth, || Material::read(&[("deep", &deep)], &[]));
    let open = [&[0x30, 0x80][..], signed_data, &[0xa0, 0x80].repeat(2_000_000)].concat();
    assert_soon("deep BER", Code::DerDepth, || Material::read(&[("open", &open)], &[]));
    let strings = [&[0x30, 0x80][..], signed_data, &[0xa0, 0x80, 0x24, 0x80], &[0x04, 0].repeat(3_000_000)].concat();
    assert_soon("strings without an end", Code::DerTruncated, || Material::read(&[("strings", &strings)], &[]));
    let large = vec![0x30; (16 << 20) + 1];
    assert_soon("a large file", Code::InputTooLarge, || Material::read(&[("large", &large)], &[]));
    let blocks = b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n".repeat(200_000);
    assert_soon("many blocks", Code::InputTooLarge, || Material::read(&[("blocks", &blocks)], &[]));
    let begins = b"-----BEGIN ".repeat(1_000_000);
    assert_soon("many beginnings", Code::InputTooLarge, || Material::read(&[("begins", &begins)], &[]));
    let passwords = vec!["a"; 17];
    assert_soon("many passwords", Code::InputTooLarge, || Material::read(&[("a", b"x")], &passwords));
    let files = vec![("a", &b"x"[..]); 201];
    assert_soon("many files", Code::InputTooLarge, || Material::read(&files, &[]));
}

/// A keystore of so many entries, each the same certificate.
fn store(entries: usize) -> Vec<u8> {
    let entry = jks::Entry { alias: "a".to_owned(), created: 0, value: jks::Value::Trusted(vec![0x30, 0]) };
    let mut env = FixedEnv::new(Time::EARLIEST, 3);
    jks::write(&mut env, &vec![entry; entries], PASSWORD).unwrap()
}

#[test]
fn the_number_of_objects_is_bounded_over_all_files() {
    let (half, more) = (store(MAX_OBJECTS / 2), store(MAX_OBJECTS));
    assert!(Material::read(&[("half", &half)], &[]).is_ok());
    for files in [vec![("more", &more[..])], vec![("half", &half[..]), ("half", &half[..])]] {
        assert_soon("many entries", Code::InputTooLarge, || Material::read(&files, &[]));
    }
}

#[test]
fn a_key_never_shows_in_what_is_said_of_it() {
    let key = make_key(&mut FixedEnv::new(Time::EARLIEST, 3), KeyKind::P256).unwrap();
    let pem = key.to_pem().unwrap();
    let material = Material::read(&[("key", pem.as_bytes())], &[]).unwrap();
    let said = format!("{material:?}");
    assert!(said.contains("PrivateKey(ECDSA P-256)") && said.len() < 500, "{said}");
}

// ---------------------------------------------------------------- an authority out of it

impl Folder {
    /// Files and passwords as an act takes them.
    fn brought(&self, names: &[&str], passwords: &[&str]) -> rootpage::session::Material {
        let file = |name: &&str| MaterialFile { name: (*name).to_owned(), content: ByteBuf::from(self.file(name)) };
        let secret = |password: &&str| Secret::from((*password).to_owned());
        rootpage::session::Material {
            files: names.iter().map(file).collect(),
            passwords: passwords.iter().map(secret).collect(),
        }
    }
}

fn adopt(
    desk: &mut Desk,
    material: rootpage::session::Material,
    identity: Option<usize>,
) -> Result<AuthorityView, Error> {
    let act = AdoptAuthority { material: Some(material), identity, ..AdoptAuthority::default() };
    match desk.act(Act::AdoptAuthority(act))? {
        View::Authority(view) => Ok(view),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_authority_is_adopted_out_of_whatever_holds_its_key() {
    let folder = Folder::new("adopt");
    folder.run(&format!(
        "openssl pkcs12 -export -inkey ca.key -in ca.pem -certfile root.pem -name ca -passout 'pass:{PASSWORD}' -out ca.p12
         keytool -importkeystore -noprompt -srckeystore ca.p12 -srcstorepass '{PASSWORD}' -destkeystore ca.jks -deststoretype JKS -deststorepass '{PASSWORD}'
         openssl pkcs8 -topk8 -in ca.key -passout 'pass:{PASSWORD}' -out encrypted.key
         openssl ec -in ca.key -aes128 -passout 'pass:{PASSWORD}' -out old.key
         cat cert.pem key.pem encrypted.key ca.pem root.pem >heap.pem"
    ));
    for names in [&["ca.p12"][..], &["ca.jks"], &["heap.pem"], &["old.key", "chain.pem"]] {
        // the certificates are as old as this computer says
        let now: i64 = String::from_utf8(folder.run("date -u +%s")).unwrap().trim().parse().unwrap();
        let mut desk = Desk::new();
        desk.clock.forward(now + 60 - desk::NOON);
        let view = adopt(&mut desk, folder.brought(names, &["wrong", PASSWORD]), None).unwrap();
        assert_eq!((view.title.as_str(), view.has_key, view.chain.len()), ("Issuing", true, 1), "{names:?}");
        // the key is sealed with the others: another opening of the vault signs with it
        let mut again = desk.reopened();
        let csr = again.foreign_request("CN=a.sample.com", &["dns:a.sample.com"]);
        let options = rootpage::session::IssueOptions { days: Some(3), ..Default::default() };
        let act = Act::Issue { authority: view.id, csr: rootpage::session::Csr::Bytes(ByteBuf::from(csr)), options };
        assert!(matches!(again.act(act), Ok(View::Issued(_))), "{names:?}");
    }
}

#[test]
fn what_is_no_authority_or_lacks_its_key_is_not_adopted() {
    let folder = Folder::new("refuse");
    folder.run(&format!(
        "openssl pkcs12 -export -inkey key.pem -in cert.pem -name mail -passout 'pass:{PASSWORD}' -out leaf.p12
         openssl pkcs12 -export -inkey ca.key -in ca.pem -name ca -passout 'pass:{PASSWORD}' -out ca.p12
         cp key.pem other.key"
    ));
    let mut desk = Desk::new();
    let mut refused = |names: &[&str], passwords: &[&str], identity| {
        let error = adopt(&mut desk, folder.brought(names, passwords), identity).unwrap_err();
        (error.code(), error.field_name().map(str::to_owned))
    };
    let named = |code, field: &str| (code, Some(field.to_owned()));
    assert_eq!(refused(&["leaf.p12"], &[PASSWORD], None), named(Code::PolicyIssuerNotAuthority, "identity"));
    assert_eq!(refused(&["ca.p12"], &["wrong"], None), named(Code::KeyPassphraseWrong, "ca.p12"));
    assert_eq!(refused(&["ca.p12", "chain.pem"], &[], None), named(Code::KeyPassphraseMissing, "material"));
    assert_eq!(
        refused(&["leaf.p12", "ca.p12"], &[PASSWORD], Some(0)),
        named(Code::PolicyIssuerNotAuthority, "identity")
    );
    assert_eq!(refused(&["ca.p12"], &[PASSWORD], Some(5)), named(Code::CallUnknown, "identity"));

    // its certificate alone, and then its key out of the store; another key is refused
    let view = adopt(&mut desk, folder.brought(&["chain.pem"], &[]), Some(0)).unwrap();
    assert_eq!((view.title.as_str(), view.has_key), ("Issuing", false));
    let mut attach = |names: &[&str], passwords: &[&str]| {
        let material = Some(folder.brought(names, passwords));
        desk.act(Act::AttachKey { authority: view.id.clone(), material }).map_err(|error| error.code())
    };
    assert_eq!(attach(&["leaf.p12"], &[PASSWORD]).unwrap_err(), Code::KeyMismatch);
    assert_eq!(attach(&["chain.pem"], &[]).unwrap_err(), Code::BundleKeyMissing);
    assert_eq!(attach(&["ca.p12"], &[]).unwrap_err(), Code::KeyPassphraseMissing);
    let View::Authority(view) = attach(&["ca.p12"], &[PASSWORD]).unwrap() else { panic!("another view") };
    assert!(view.has_key);
}
