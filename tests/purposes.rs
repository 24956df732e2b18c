//! Do we say line by line what `openssl x509 -purpose` says, and are pin and TLSA data what OpenSSL computes?
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::PathBuf;
use std::process::Command;

use rootpage::session::inspect;
use rootpage::session::view::{CertificateView, PurposeView};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("rootpage-purposes-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn run(&self, script: &str) -> String {
        let output = Command::new("sh").args(["-ec", script]).current_dir(&self.0).output().unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn view(&self, file: &str) -> CertificateView {
        let bytes = std::fs::read(self.0.join(file)).unwrap();
        inspect(&[(file, &bytes)], &[]).unwrap().first.certificate.unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What OpenSSL says, and what we say; OpenSSL before 3.2 knows no code signing.
fn assert_same(folder: &Folder, file: &str, what: &str) {
    let theirs = folder.run(&format!("openssl x509 -noout -purpose -in {file}"));
    let knows_code = theirs.contains("Code signing");
    let ours = folder.view(file).purposes_text;
    let ours: String =
        ours.split_inclusive('\n').filter(|line| knows_code || !line.starts_with("Code signing")).collect();
    assert_eq!(ours, theirs, "{what}");
}

const CONSTRAINTS: [&str; 5] = [
    "",
    "basicConstraints = CA:FALSE\n",
    "basicConstraints = critical,CA:TRUE\n",
    "basicConstraints = critical,CA:TRUE,pathlen:0\n",
    "basicConstraints = CA:FALSE,pathlen:3\n",
];

const KEY_USAGES: [&str; 8] = [
    "",
    "keyUsage = critical,digitalSignature,keyEncipherment\n",
    "keyUsage = digitalSignature\n",
    "keyUsage = critical,nonRepudiation\n",
    "keyUsage = keyEncipherment\n",
    "keyUsage = critical,keyCertSign,cRLSign\n",
    "keyUsage = critical,keyCertSign,digitalSignature\n",
    "keyUsage = keyAgreement,cRLSign\n",
];

const EXTENDED: [&str; 12] = [
    "",
    "extendedKeyUsage = serverAuth\n",
    "extendedKeyUsage = clientAuth,serverAuth\n",
    "extendedKeyUsage = clientAuth\n",
    "extendedKeyUsage = emailProtection\n",
    "extendedKeyUsage = critical,timeStamping\n",
    "extendedKeyUsage = timeStamping\n",
    "extendedKeyUsage = critical,timeStamping,OCSPSigning\n",
    "extendedKeyUsage = codeSigning\n",
    "extendedKeyUsage = codeSigning,anyExtendedKeyUsage\n",
    "extendedKeyUsage = msSGC,nsSGC\n",
    "extendedKeyUsage = critical,timeStamping,1.2.3.4\n",
];

const NETSCAPE: [&str; 7] = [
    "nsCertType = client\n",
    "nsCertType = server\n",
    "nsCertType = email\n",
    "nsCertType = client,email,objsign\n",
    "nsCertType = sslCA\n",
    "nsCertType = emailCA\n",
    "nsCertType = objCA\n",
];

#[test]
fn every_combination_is_said_as_openssl_says_it() {
    let folder = Folder::new("combinations");
    folder.run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key");
    let mut sections = Vec::new();
    for constraints in CONSTRAINTS {
        for usage in KEY_USAGES {
            // every second combination is enough where neither has to do with the other
            for extended in EXTENDED.iter().skip(sections.len() % 2).step_by(2) {
                sections.push(format!("{constraints}{usage}{extended}"));
            }
        }
    }
    for netscape in NETSCAPE {
        for usage in ["", KEY_USAGES[1], KEY_USAGES[5]] {
            for constraints in ["", CONSTRAINTS[1]] {
                sections.push(format!("{constraints}{usage}{netscape}"));
                sections.push(format!("{constraints}{usage}{netscape}extendedKeyUsage = emailProtection,clientAuth\n"));
            }
        }
    }
    let configuration: String = sections
        .iter()
        .enumerate()
        .map(|(at, section)| format!("[x{at}]\nsubjectKeyIdentifier = hash\n{section}"))
        .collect();
    let head = "[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = Sample\n";
    std::fs::write(folder.0.join("c.cnf"), format!("{head}{configuration}")).unwrap();
    folder.run(&format!(
        "i=0; while [ $i -lt {} ]; do openssl req -x509 -config c.cnf -extensions x$i -key key -days 9 -out $i.pem; i=$((i+1)); done",
        sections.len()
    ));
    for (at, section) in sections.iter().enumerate() {
        assert_same(&folder, &format!("{at}.pem"), section);
    }
    assert!(sections.len() > 200, "{}", sections.len());
}

#[test]
fn certificates_of_version_1_and_without_a_use_are_said_as_openssl_says_it() {
    let folder = Folder::new("old");
    std::fs::write(folder.0.join("v1.cnf"), "[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = Sample\n")
        .unwrap();
    std::fs::write(folder.0.join("none.cnf"), "[x]\nkeyUsage = DER:03020700\n").unwrap();
    folder.run(
        "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key
         openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa
         openssl req -new -config v1.cnf -key key -out req
         openssl req -new -config v1.cnf -key rsa -subj /CN=Other -out other
         openssl x509 -req -in req -signkey key -days 9 -out root.pem
         openssl x509 -req -in other -CA root.pem -CAkey key -days 9 -out leaf.pem
         openssl x509 -req -in req -CA root.pem -CAkey key -days 9 -out same-name.pem
         openssl req -new -config v1.cnf -key rsa -out renamed
         openssl x509 -req -in renamed -CA root.pem -CAkey key -days 9 -out other-key.pem
         openssl x509 -req -in req -signkey key -days 9 -extfile none.cnf -extensions x -out none.pem",
    );
    for file in ["root.pem", "leaf.pem", "same-name.pem", "other-key.pem", "none.pem"] {
        assert_same(&folder, file, file);
    }
    let text = folder.view("root.pem").purposes_text;
    assert!(text.contains("CRL signing CA : Yes (WARNING code=3)"), "{text}");
    assert!(folder.view("none.pem").purposes_text.contains("SSL client : Yes (WARNING code=-1)"));
}

/// OpenSSL has it since 3.2, and the one here may be older: the rules of its manual, one by one.
#[test]
fn code_signing_wants_a_critical_key_usage_and_its_purpose_alone_among_the_dangerous_ones() {
    let folder = Folder::new("code");
    folder.run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key");
    for (extensions, expected) in [
        ("keyUsage = critical,digitalSignature\nextendedKeyUsage = codeSigning\n", "yes"),
        ("keyUsage = critical,digitalSignature\nextendedKeyUsage = codeSigning,timeStamping\n", "yes"),
        ("keyUsage = digitalSignature\nextendedKeyUsage = codeSigning\n", "no"),
        ("keyUsage = critical,keyEncipherment\nextendedKeyUsage = codeSigning\n", "no"),
        ("keyUsage = critical,digitalSignature,keyCertSign\nextendedKeyUsage = codeSigning\n", "no"),
        ("keyUsage = critical,digitalSignature,cRLSign\nextendedKeyUsage = codeSigning\n", "no"),
        ("keyUsage = critical,digitalSignature\nextendedKeyUsage = codeSigning,serverAuth\n", "no"),
        ("keyUsage = critical,digitalSignature\nextendedKeyUsage = codeSigning,anyExtendedKeyUsage\n", "no"),
        ("keyUsage = critical,digitalSignature\n", "no"),
        ("extendedKeyUsage = codeSigning\n", "no"),
    ] {
        let text = format!("[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = Sample\n[x]\n{extensions}");
        std::fs::write(folder.0.join("c.cnf"), text).unwrap();
        folder.run("openssl req -x509 -config c.cnf -extensions x -key key -days 9 -out c.pem");
        let code = folder.view("c.pem").purposes.into_iter().find(|purpose| purpose.name == "Code signing").unwrap();
        let expected = PurposeView { name: "Code signing", leaf: expected, authority: code.authority };
        assert_eq!(code, expected, "{extensions}");
    }
}

#[test]
fn pin_and_tlsa_data_are_what_openssl_computes() {
    let folder = Folder::new("pins");
    folder.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -subj /CN=Sample -addext basicConstraints=critical,CA:FALSE -out leaf.pem 2>/dev/null
         openssl req -x509 -newkey rsa:2048 -nodes -keyout key -subj /CN=Root -addext basicConstraints=critical,CA:TRUE -out root.pem 2>/dev/null",
    );
    for (file, usage) in [("leaf.pem", 3), ("root.pem", 2)] {
        let spki =
            format!("openssl x509 -in {file} -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256");
        let pin = folder.run(&format!("{spki} -binary | openssl base64 -A"));
        let key = folder.run(&format!("{spki} -r | cut -d' ' -f1"));
        let whole =
            folder.run(&format!("openssl x509 -in {file} -outform DER | openssl dgst -sha256 -r | cut -d' ' -f1"));
        let view = folder.view(file);
        assert_eq!(view.pin, pin);
        let records: Vec<(u8, u8, u8, &str)> = view
            .tlsa
            .iter()
            .map(|record| (record.usage, record.selector, record.matching, record.data.as_str()))
            .collect();
        assert_eq!(records, [(usage, 1, 1, key.trim()), (usage, 0, 1, whole.trim())]);
    }
}
