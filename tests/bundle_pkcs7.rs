//! Do OpenSSL, GnuTLS and Java read our PKCS #7, and do we read theirs?
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::process::Command;

use rootpage::bundle::pkcs7::{Contents, read, write};
use rootpage::error::Code;

/// Three certificates and a CRL that OpenSSL made, in a folder of the test's own.
struct Material(PathBuf);

impl Material {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("rootpage-pkcs7-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let material = Self(folder);
        for name in ["c", "a", "b"] {
            material.run(&format!(
                "openssl req -x509 -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.pem -subj /CN={name}"
            ));
            material.run(&format!("openssl x509 -in {name}.pem -outform DER -out {name}.der"));
        }
        std::fs::write(material.0.join("cnf"), "[ca]\ndefault_ca=x\n[x]\ndatabase=index\ndefault_md=sha256\n").unwrap();
        std::fs::write(material.0.join("index"), "").unwrap();
        material.run("openssl ca -config cnf -gencrl -keyfile a.key -cert a.pem -crldays 9 -out crl.pem");
        material.run("openssl crl -in crl.pem -outform DER -out crl.der");
        material
    }

    fn run(&self, command: &str) -> String {
        let mut words = command.split(' ');
        let output = Command::new(words.next().unwrap()).args(words).current_dir(&self.0).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {text}");
        text
    }

    fn file(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }

    fn contents(&self) -> Contents {
        let certificates = ["c.der", "a.der", "b.der"].map(|name| self.file(name)).to_vec();
        Contents { certificates, crls: vec![self.file("crl.der")] }
    }
}

impl Drop for Material {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_openssl_and_gnutls_write_is_read() {
    let material = Material::new("in");
    let command =
        "openssl crl2pkcs7 -in crl.pem -certfile c.pem -certfile a.pem -certfile b.pem -outform DER -out in.p7b";
    material.run(command);
    assert_eq!(read(&material.file("in.p7b")).unwrap(), material.contents());
    std::fs::write(
        material.0.join("all.pem"),
        ["c", "a", "b"].map(|name| material.file(&format!("{name}.pem"))).concat(),
    )
    .unwrap();
    material.run("certtool --p7-generate --load-certificate all.pem --outder --outfile gnutls.p7b");
    assert_eq!(read(&material.file("gnutls.p7b")).unwrap().certificates.len(), 3);
    // one that is really signed carries its certificate too
    std::fs::write(material.0.join("text"), "text").unwrap();
    material.run("openssl smime -sign -in text -signer a.pem -inkey a.key -outform DER -out signed.p7s -stream");
    assert_eq!(read(&material.file("signed.p7s")).unwrap().certificates, [material.file("a.der")]);
}

#[test]
fn openssl_and_gnutls_and_java_read_ours() {
    let material = Material::new("out");
    let ours = write(&material.contents()).unwrap();
    assert_eq!(read(&ours).unwrap(), material.contents());
    std::fs::write(material.0.join("ours.p7b"), &ours).unwrap();
    material.run(
        "openssl crl2pkcs7 -in crl.pem -certfile c.pem -certfile a.pem -certfile b.pem -outform DER -out openssl.p7b",
    );
    assert_eq!(ours, material.file("openssl.p7b"), "octet by octet as OpenSSL writes it");
    let listed = material.run("certtool --p7-info --inder --infile ours.p7b");
    assert_eq!(listed.matches("BEGIN CERTIFICATE").count(), 3, "{listed}");
    let listed = material.run("keytool -printcert -file ours.p7b");
    assert!(["CN=a", "CN=b", "CN=c"].into_iter().all(|name| listed.contains(name)), "{listed}");
}

#[test]
fn what_is_another_kind_or_broken_is_refused() {
    let material = Material::new("refused");
    let ours = write(&material.contents()).unwrap();
    for length in (0..ours.len()).step_by(97) {
        assert!(read(ours.get(..length).unwrap()).is_err(), "{length} bytes of it");
    }
    std::fs::write(material.0.join("text"), "text").unwrap();
    material.run("openssl cms -encrypt -in text -outform DER -out encrypted.p7m a.pem");
    assert_eq!(read(&material.file("encrypted.p7m")).unwrap_err().code(), Code::InputUnrecognised);
}
