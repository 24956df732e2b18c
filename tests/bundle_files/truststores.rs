//! Is nothing of somebody else's truststore lost when a certificate is added to it? keytool lists it before and after.

use rootpage::bundle::file::{Format, Made, Order};
use rootpage::bundle::pkcs12::{Certificate, write_open};
use rootpage::error::{Code, Result};

use crate::scene::{PASSWORD, Scene};

impl Scene {
    /// A store that Java made: trusted certificates, a private key under a password of its own, and a symmetric key where it can.
    fn java_store(&self, kind: &str, options: &str) -> Vec<u8> {
        let store = format!("-keystore before -storetype {kind} -storepass \"$PASS\"");
        let import = format!("keytool {options} -importcert -noprompt {store}");
        self.run("rm -f before");
        self.run(&format!("{import} -alias first -file middle.pem && {import} -alias 'sample root' -file rsa.pem"));
        let own = if kind == "PKCS12" { "" } else { "-keypass 'another password'" };
        self.run(&format!("keytool {options} -genkeypair -alias own -keyalg RSA -dname CN=own {own} {store}"));
        if kind != "JKS" {
            self.run(&format!("keytool {options} -genseckey -alias secret -keyalg AES -keysize 128 {own} {store}"));
        }
        self.file("before")
    }

    fn listed(&self, kind: &str) -> Vec<String> {
        let listed = self.run(&format!("keytool -list -keystore after -storetype {kind} -storepass \"$PASS\""));
        let entry = |line: &&str| line.contains("Entry") || line.contains("fingerprint");
        listed.lines().filter(entry).map(str::to_owned).collect()
    }

    fn add(&self, existing: &[u8], format: Format, password: Option<&str>) -> Result<Made> {
        let password = password.map(|password| password.to_owned().into());
        self.make("p256", &Order { existing: Some(existing.to_vec()), password, ..Order::of(format) })
    }
}

#[test]
fn what_java_has_in_a_store_stays_as_it_is() {
    let scene = Scene::new("added");
    for (kind, options) in [("JKS", ""), ("JCEKS", ""), ("PKCS12", ""), ("PKCS12", "-J-Dkeystore.pkcs12.legacy")] {
        let format = if kind == "PKCS12" { Format::Pkcs12Truststore } else { Format::JksTruststore };
        let before = scene.java_store(kind, options);
        scene.put("after", &before);
        let old = scene.listed(kind);
        let made = scene.add(&before, format, Some(PASSWORD)).unwrap();
        scene.put("after", &made.content);
        let new = scene.listed(kind);
        for entry in &old {
            assert!(new.contains(entry), "{kind} {options}: {entry} is not among {new:?}");
        }
        let added: Vec<_> = new.iter().filter(|entry| !old.contains(entry)).collect();
        // its line and its fingerprint; the name was taken by another certificate
        assert_eq!(added.len(), 2, "{kind} {options}: {added:?}");
        assert!(added[0].starts_with("sample root (2),") && added[0].contains("trustedCertEntry"), "{added:?}");
        assert!(made.findings.iter().any(|finding| finding.code == "truststore/renamed"), "{:?}", made.findings);
        assert!(made.checks.iter().any(|check| check.contains("byte by byte")), "{:?}", made.checks);

        // the keys open as before
        let own = if kind == "PKCS12" { "" } else { "-keypass 'another password'" };
        scene.run(&format!("keytool -certreq -alias own {own} -keystore after -storetype {kind} -storepass \"$PASS\""));

        let again = scene.add(&made.content, format, Some(PASSWORD)).unwrap();
        assert_eq!(again.content, made.content, "{kind}: what is in it is not added again");
        assert!(again.findings.iter().any(|finding| finding.code == "truststore/known"), "{:?}", again.findings);
    }
}

#[test]
fn a_symmetric_key_is_passed_over_and_used_afterwards() {
    let scene = Scene::new("symmetric");
    let before = scene.java_store("JCEKS", "");
    let made = scene.add(&before, Format::JksTruststore, Some(PASSWORD)).unwrap();
    scene.put("after", &made.content);
    // Java takes the symmetric key out of the store and into another
    let import = "keytool -importkeystore -noprompt -srckeystore after -srcstoretype JCEKS -srcstorepass \"$PASS\" -srcalias secret \
                  -srckeypass 'another password' -destkeystore taken -deststoretype JCEKS -deststorepass \"$PASS\" -destkeypass \"$PASS\"";
    scene.run(import);
    assert!(
        scene.run("keytool -list -keystore taken -storetype JCEKS -storepass \"$PASS\"").contains("SecretKeyEntry")
    );
}

#[test]
fn a_store_without_a_password_stays_without_one() {
    let scene = Scene::new("open");
    let der = scene.certificate("middle").der;
    let open = Certificate { der, friendly_name: Some("first".to_owned()), local_key_id: None, trusted: true };
    let before = write_open(&[open]).unwrap();
    let made = scene.add(&before, Format::Pkcs12Truststore, None).unwrap();
    let anyway = scene.add(&before, Format::Pkcs12Truststore, Some("changeit")).unwrap();
    assert_eq!(anyway.content, made.content, "a password that nothing asks for is no matter");
    scene.put("after", &made.content);
    let listed = scene.run("keytool -list -keystore after -storetype PKCS12 -storepass changeit");
    assert!(listed.contains("first,") && listed.contains("sample root,") && listed.contains("2 entries"), "{listed}");
    assert!(scene.run("openssl pkcs12 -in after -nomacver -nokeys -passin pass:").contains("Sample Root"));

    let sealed = scene.java_store("PKCS12", "");
    let code = |store: &[u8], password| scene.add(store, Format::Pkcs12Truststore, password).unwrap_err().code();
    assert_eq!(code(&sealed, None), Code::KeyPassphraseMissing);
    assert_eq!(code(&sealed, Some("wrong")), Code::KeyPassphraseWrong);
}

#[test]
fn nss_and_openssl_made_stores_are_added_to_as_well() {
    let scene = Scene::new("nss-store");
    scene.run("mkdir nss && certutil -N --empty-password -d sql:nss");
    scene.run("openssl pkcs12 -export -inkey rsa.key -in rsa.pem -name mail -passout env:PASS -out in.p12");
    scene.run(
        "pk12util -i in.p12 -d sql:nss -W \"$PASS\" -K '' && pk12util -o nss.p12 -n mail -d sql:nss -W \"$PASS\" -K ''",
    );
    for file in ["nss.p12", "in.p12"] {
        let made = scene.add(&scene.file(file), Format::Pkcs12Truststore, Some(PASSWORD)).unwrap();
        scene.put("after", &made.content);
        assert!(scene.run("openssl pkcs12 -in after -passin env:PASS -noenc").contains("BEGIN PRIVATE KEY"), "{file}");
        let listed = scene.run("keytool -list -keystore after -storetype PKCS12 -storepass \"$PASS\"");
        assert!(listed.contains("PrivateKeyEntry") && listed.contains("trustedCertEntry"), "{file}: {listed}");
    }
}

#[test]
fn a_truststore_of_another_format_stays_what_it_is() {
    let scene = Scene::new("other");
    let before = scene.java_store("JKS", "");
    let made = scene.add(&before, Format::Pkcs12Truststore, Some(PASSWORD)).unwrap();
    assert!(made.content.starts_with(&[0xfe, 0xed, 0xfe, 0xed]));
    assert!(made.findings.iter().any(|finding| finding.code == "truststore/other-format"));
}
