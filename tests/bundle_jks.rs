//! Does Java read our JKS, and do we read its JKS and JCEKS?
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::PathBuf;
use std::process::Command;

use rootpage::bundle::jks::{Entry, Kind, Value, is_keystore, read, write};
use rootpage::env::FixedEnv;
use rootpage::error::Code;
use rootpage::key::PrivateKey;
use rootpage::model::Time;

const PASSWORD: &str = "a password of tests";

/// A folder of the test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("rootpage-jks-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn keytool(&self, arguments: &str) -> String {
        let words = arguments.split(' ').chain(["-storepass", PASSWORD]);
        let output = Command::new("keytool").args(words).current_dir(&self.0).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments}: {text}");
        text
    }

    fn file(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }

    /// A store of this kind with a key and a certificate that is trusted.
    fn store(&self, kind: &str) -> Vec<u8> {
        let make =
            format!("-genkeypair -alias mail -keyalg RSA -dname CN=mail.sample.com -keystore s -storetype {kind}");
        self.keytool(&make);
        self.keytool(&format!("-exportcert -alias mail -file cert.der -keystore s -storetype {kind}"));
        self.keytool(&format!("-importcert -noprompt -alias Root -file cert.der -keystore s -storetype {kind}"));
        let store = self.file("s");
        std::fs::remove_file(self.0.join("s")).unwrap();
        store
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn env() -> FixedEnv {
    FixedEnv::new(Time::parse("2026-11-20T12:00:00Z").unwrap(), 3)
}

#[test]
fn what_java_writes_is_read_and_written_again() {
    let folder = Folder::new("in");
    for (name, kind) in [("JKS", Kind::Jks), ("JCEKS", Kind::Jceks)] {
        let store = folder.store(name);
        assert!(is_keystore(&store));
        let (read_kind, mut entries) = read(&store, PASSWORD).unwrap();
        entries.sort_by(|a, b| a.alias.cmp(&b.alias));
        assert_eq!(read_kind, kind);
        let [key, root] = &entries[..] else { panic!("{entries:?}") };
        let Value::Key { pkcs8, chain } = &key.value else { panic!("{key:?}") };
        assert_eq!((key.alias.as_str(), root.alias.as_str()), ("mail", "root"));
        assert_eq!((&root.value, &chain[0]), (&Value::Trusted(chain[0].clone()), &folder.file("cert.der")));
        PrivateKey::from_pkcs8(pkcs8).unwrap();
        assert_eq!(read(&store, "wrong").unwrap_err().code(), Code::KeyPassphraseWrong, "{name}");

        folder.put("ours", &write(&mut env(), &entries, PASSWORD).unwrap());
        assert_eq!(read(&folder.file("ours"), PASSWORD).unwrap(), (Kind::Jks, entries));
        let listed = folder.keytool("-list -keystore ours -storetype JKS");
        assert!(listed.contains("mail,") && listed.contains("PrivateKeyEntry"), "{listed}");
        assert!(listed.contains("root,") && listed.contains("trustedCertEntry"), "{listed}");
        // Java opens the key itself when it signs with it
        folder.keytool("-certreq -alias mail -keystore ours -storetype JKS -file again.req");
    }
}

#[test]
fn whatever_is_cut_or_changed_is_refused() {
    let trusted = Entry { alias: "root".into(), created: 0, value: Value::Trusted(vec![0x30, 0]) };
    let store = write(&mut env(), &[trusted.clone(), trusted], PASSWORD).unwrap();
    assert!(read(&store, PASSWORD).is_ok());
    for length in 0..store.len() {
        assert!(read(&store[..length], PASSWORD).is_err(), "{length} bytes of it");
    }
    for at in 0..store.len() {
        let mut changed = store.clone();
        changed[at] ^= 1;
        assert!(read(&changed, PASSWORD).is_err(), "byte {at}");
    }
}
