//! Do OpenSSL, GnuTLS, NSS and Java read our PKCS #12, and do we read theirs?
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rootpage::bundle::pkcs12::{Certificate, Contents, Key, Strength, read, write};
use rootpage::env::FixedEnv;
use rootpage::error::Code;
use rootpage::key::PrivateKey;
use rootpage::model::Time;
use zeroize::Zeroizing;

const PASSWORD: &str = "a password of tests";

/// A key, its certificate and its issuer, made by OpenSSL in a folder of the test's own.
struct Material {
    folder: PathBuf,
}

impl Material {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("rootpage-pkcs12-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let material = Self { folder };
        material.run("openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 9 -subj /CN=Root");
        material.run("openssl req -new -newkey rsa:2048 -nodes -keyout key.pem -out req.pem -subj /CN=mail.sample.com");
        material.run("openssl x509 -req -in req.pem -CA ca.pem -CAkey ca.key -days 9 -out cert.pem");
        material.run("openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out key.der");
        material.run("openssl x509 -in cert.pem -outform DER -out cert.der");
        material.run("openssl x509 -in ca.pem -outform DER -out ca.der");
        material
    }

    fn try_run(&self, command: &str, arguments: &[&str]) -> Output {
        let mut words = command.split(' ');
        let program = words.next().unwrap();
        let mut process = Command::new(program);
        process.args(words).args(arguments).current_dir(&self.folder).output().unwrap()
    }

    fn run(&self, command: &str) -> Vec<u8> {
        self.run_with(command, &[])
    }

    fn run_with(&self, command: &str, arguments: &[&str]) -> Vec<u8> {
        let output = self.try_run(command, arguments);
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn file(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.join(name)).unwrap()
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.join(name), bytes).unwrap();
    }

    fn path(&self) -> &Path {
        &self.folder
    }

    /// Key, certificate and issuer as we write them.
    fn contents(&self) -> Contents {
        let id = || Some(vec![7; 20]);
        let name = || Some("mail".to_owned());
        let certificate = |file: &str, friendly_name, local_key_id| Certificate {
            der: self.file(file),
            friendly_name,
            local_key_id,
            trusted: false,
        };
        let pkcs8 = Zeroizing::new(self.file("key.der"));
        Contents {
            keys: vec![Key { pkcs8, friendly_name: name(), local_key_id: id() }],
            certificates: vec![certificate("cert.der", name(), id()), certificate("ca.der", None, None)],
            crls: Vec::new(),
        }
    }

    /// Whether the file has our key and both certificates.
    fn assert_whole(&self, file: &[u8], password: &str, what: &str) {
        let (contents, _) = read(file, password).unwrap_or_else(|error| panic!("{what}: {error}"));
        let mut certificates: Vec<Vec<u8>> = contents.certificates.into_iter().map(|one| one.der).collect();
        certificates.sort();
        let mut expected = vec![self.file("cert.der"), self.file("ca.der")];
        expected.sort();
        assert_eq!(certificates, expected, "{what}");
        let key = PrivateKey::from_pkcs8(&contents.keys[0].pkcs8).unwrap();
        assert_eq!(key.to_pkcs8().unwrap().as_slice(), self.file("key.der"), "{what}");
    }
}

impl Drop for Material {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn env() -> FixedEnv {
    FixedEnv::new(Time::parse("2026-11-20T12:00:00Z").unwrap(), 3)
}

#[test]
fn what_openssl_writes_is_read() {
    let material = Material::new("openssl-in");
    let export = "openssl pkcs12 -export -inkey key.pem -in cert.pem -certfile ca.pem -out out.p12 -name mail";
    for (options, password) in [
        ("", PASSWORD),
        ("-legacy", PASSWORD),
        ("-legacy -keypbe PBE-SHA1-RC2-128 -certpbe PBE-SHA1-2DES -macalg SHA1", PASSWORD),
        ("-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg SHA1", PASSWORD),
        ("-macalg SHA384", PASSWORD),
        ("-macalg SHA512 -keypbe AES-128-CBC -certpbe AES-192-CBC", PASSWORD),
        ("-nomac", PASSWORD),
        ("-certpbe NONE -keypbe NONE", PASSWORD),
        ("", "pässwörd"),
        ("", ""),
    ] {
        let options: Vec<&str> = options.split(' ').filter(|option| !option.is_empty()).collect();
        let pass = format!("pass:{password}");
        material.run_with(export, &[&options[..], &["-passout", &pass]].concat());
        let what = format!("{options:?} {password}");
        material.assert_whole(&material.file("out.p12"), password, &what);
        if !options.contains(&"-nomac") {
            let wrong = read(&material.file("out.p12"), "wrong").unwrap_err().code();
            assert_eq!(wrong, Code::KeyPassphraseWrong, "{what}");
        }
    }
}

#[test]
fn openssl_and_gnutls_and_nss_and_java_read_ours() {
    let material = Material::new("out");
    for strength in [Strength::Modern, Strength::Compatible] {
        let file = write(&mut env(), &material.contents(), PASSWORD, strength).unwrap();
        material.put("ours.p12", &file);
        let pass = format!("pass:{PASSWORD}");
        let text = material.run_with("openssl pkcs12 -in ours.p12 -noenc", &["-passin", &pass]);
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text.matches("BEGIN CERTIFICATE").count(), 2, "{text}");
        assert!(text.contains("BEGIN PRIVATE KEY") && text.contains("friendlyName: mail"), "{text}");

        let listed = material.run_with("certtool --p12-info --inder --infile ours.p12", &["--password", PASSWORD]);
        let listed = String::from_utf8_lossy(&listed);
        assert_eq!(listed.matches("BEGIN CERTIFICATE").count(), 2, "{listed}");

        let java = "keytool -list -v -storetype PKCS12 -keystore ours.p12";
        let listed = material.run_with(java, &["-storepass", PASSWORD]);
        let listed = String::from_utf8_lossy(&listed);
        assert!(listed.contains("PrivateKeyEntry") && listed.contains("Certificate chain length: 2"), "{listed}");

        let database = format!("sql:{}", material.path().display());
        material.run_with("certutil -N --empty-password", &["-d", &database]);
        material.run_with("pk12util -i ours.p12", &["-d", &database, "-W", PASSWORD, "-K", ""]);
        let keys = material.run_with("certutil -K", &["-d", &database]);
        assert!(String::from_utf8_lossy(&keys).contains("mail"), "{}", String::from_utf8_lossy(&keys));

        material.run_with("pk12util -o nss.p12 -n mail", &["-d", &database, "-W", PASSWORD, "-K", ""]);
        material.assert_whole(&material.file("nss.p12"), PASSWORD, "NSS");
        for name in ["cert9.db", "key4.db", "pkcs11.txt"] {
            std::fs::remove_file(material.path().join(name)).unwrap();
        }
    }
}

#[test]
fn what_java_and_gnutls_write_is_read() {
    let material = Material::new("java-in");
    let pass = format!("pass:{PASSWORD}");
    let export = "openssl pkcs12 -export -inkey key.pem -in cert.pem -certfile ca.pem -out in.p12 -name mail";
    material.run_with(export, &["-passout", &pass]);
    for options in ["", "-J-Dkeystore.pkcs12.legacy"] {
        let import = format!(
            "keytool {options} -importkeystore -srckeystore in.p12 -destkeystore java.p12 -deststoretype PKCS12 -noprompt"
        );
        let import = import.replace("  ", " ");
        material.run_with(&import, &["-srcstorepass", PASSWORD, "-deststorepass", PASSWORD]);
        material.assert_whole(&material.file("java.p12"), PASSWORD, options);
        std::fs::remove_file(material.path().join("java.p12")).unwrap();
    }
    material.run("cp cert.pem chain.pem");
    let gnutls = "certtool --to-p12 --load-privkey key.pem --load-certificate cert.pem --load-ca-certificate ca.pem --p12-name mail --outder --outfile gnutls.p12";
    material.run_with(gnutls, &["--password", PASSWORD]);
    material.assert_whole(&material.file("gnutls.p12"), PASSWORD, "GnuTLS");
}

#[test]
fn java_trusts_an_entry_with_the_trusted_key_usage() {
    let material = Material::new("trust");
    let certificate = |trusted| Certificate {
        der: material.file("ca.der"),
        friendly_name: Some("root".to_owned()),
        local_key_id: None,
        trusted,
    };
    for (trusted, entries) in [(true, 1), (false, 0)] {
        let contents = Contents { certificates: vec![certificate(trusted)], ..Contents::default() };
        material.put("trust.p12", &write(&mut env(), &contents, PASSWORD, Strength::Modern).unwrap());
        let listed =
            material.run_with("keytool -list -storetype PKCS12 -keystore trust.p12", &["-storepass", PASSWORD]);
        let listed = String::from_utf8_lossy(&listed);
        assert_eq!(listed.matches("trustedCertEntry").count(), entries, "{listed}");
    }
    let import = "keytool -importcert -noprompt -alias root -file ca.pem -keystore made.p12 -storetype PKCS12";
    material.run_with(import, &["-storepass", PASSWORD]);
    let (contents, _) = read(&material.file("made.p12"), PASSWORD).unwrap();
    assert!(contents.certificates[0].trusted, "{contents:?}");
}
