//! Is everything that people have in their files called by its name, in PEM, DER and base64?
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may")]

use std::path::PathBuf;
use std::process::Command;

use rootpage::parse::{self, ObjectKind};

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("rootpage-sniff-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("a.cnf"), "[req]\ndistinguished_name=dn\nx509_extensions=x\n[dn]\n[x]\n").unwrap();
        std::fs::write(path.join("ca.cnf"), "[ca]\ndefault_ca=a\n[a]\ndatabase=index\ndefault_md=sha256\n").unwrap();
        std::fs::write(path.join("index"), "").unwrap();
        Self(path)
    }

    fn openssl(&self, arguments: &str) {
        let output = Command::new("openssl").args(arguments.split_whitespace()).current_dir(&self.0).output().unwrap();
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn kinds(input: &[u8]) -> Vec<ObjectKind> {
    let sniffed = parse::sniff(input).unwrap_or_else(|error| panic!("{error}"));
    sniffed.objects.into_iter().map(|object| object.kind).collect()
}

/// How each object is made, in PEM and in DER.
const OBJECTS: &[(&str, ObjectKind)] = &[
    ("req -new -config a.cnf -key KEY -subj /CN=a -out OUT", ObjectKind::Request),
    ("req -x509 -config a.cnf -key KEY -subj /CN=a -out OUT", ObjectKind::Certificate),
    ("pkcs8 -topk8 -nocrypt -in KEY -out OUT", ObjectKind::PrivateKey),
    ("pkcs8 -topk8 -passout pass:secret -in KEY -out OUT", ObjectKind::EncryptedPrivateKey),
    ("pkey -pubout -in KEY -out OUT", ObjectKind::PublicKey),
    ("crl2pkcs7 -nocrl -certfile KEY.crt -out OUT", ObjectKind::Pkcs7),
];

#[test]
fn every_kind_is_named_in_every_form() {
    let scratch = Scratch::new("kinds");
    let keys = [
        ("rsa", "RSA -pkeyopt rsa_keygen_bits:2048"),
        ("ec", "EC -pkeyopt ec_paramgen_curve:P-256"),
        ("ed", "ED25519"),
        ("p521", "EC -pkeyopt ec_paramgen_curve:P-521"),
    ];
    for (key, how) in keys {
        scratch.openssl(&format!("genpkey -algorithm {how} -out {key}"));
        scratch.openssl(&format!("req -x509 -config a.cnf -key {key} -subj /CN=a -out {key}.crt"));
        for (how, kind) in OBJECTS {
            let how = how.replace("KEY", key);
            scratch.openssl(&how.replace("OUT", "out.pem"));
            scratch.openssl(&how.replace("OUT", "out.der -outform DER"));
            let (pem, der) = (scratch.bytes("out.pem"), scratch.bytes("out.der"));
            assert_eq!(kinds(&pem), [*kind], "{key} {kind:?} in PEM");
            assert_eq!(kinds(&der), [*kind], "{key} {kind:?} in DER");
            let text = String::from_utf8(pem).unwrap();
            let body: String = text.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\r\n");
            assert_eq!(kinds(body.as_bytes()), [*kind], "{key} {kind:?} in base64");
            let mislabelled = text.replace(text.lines().next().unwrap(), "-----BEGIN THING-----");
            let mislabelled = mislabelled.replace(text.lines().last().unwrap(), "-----END THING-----");
            assert_eq!(kinds(mislabelled.as_bytes()), [*kind], "{key} {kind:?} under another label");
        }
    }
}

#[test]
fn older_forms_of_private_keys_are_named() {
    let scratch = Scratch::new("older");
    scratch.openssl("genrsa -traditional -out rsa 2048");
    scratch.openssl("genrsa -traditional -aes128 -passout pass:secret -out sealed 2048");
    scratch.openssl("ecparam -genkey -name prime256v1 -out ec");
    scratch.openssl("rsa -traditional -in rsa -outform DER -out rsa.der");
    scratch.openssl("ec -in ec -outform DER -out ec.der");
    scratch.openssl("rsa -in rsa -RSAPublicKey_out -out public");
    scratch.openssl("rsa -in rsa -RSAPublicKey_out -outform DER -out public.der");
    assert_eq!(kinds(&scratch.bytes("rsa")), [ObjectKind::PrivateKey]);
    assert_eq!(kinds(&scratch.bytes("rsa.der")), [ObjectKind::PrivateKey]);
    assert_eq!(kinds(&scratch.bytes("sealed")), [ObjectKind::EncryptedPrivateKey]);
    assert_eq!(kinds(&scratch.bytes("ec")), [ObjectKind::Other, ObjectKind::PrivateKey]);
    assert_eq!(kinds(&scratch.bytes("ec.der")), [ObjectKind::PrivateKey]);
    assert_eq!(kinds(&scratch.bytes("public")), [ObjectKind::PublicKey]);
    assert_eq!(kinds(&scratch.bytes("public.der")), [ObjectKind::PublicKey]);
}

#[test]
fn lists_and_bundles_are_named() {
    let scratch = Scratch::new("lists");
    scratch.openssl("genpkey -algorithm ED25519 -out key");
    scratch.openssl("req -x509 -config a.cnf -key key -subj /CN=a -out crt");
    scratch.openssl("ca -gencrl -config ca.cnf -cert crt -keyfile key -crldays 9 -out crl");
    scratch.openssl("crl -in crl -outform DER -out crl.der");
    scratch.openssl("pkcs12 -export -in crt -inkey key -passout pass:secret -out p12");
    scratch.openssl("x509 -in crt -trustout -addtrust serverAuth -out trusted");
    assert_eq!(kinds(&scratch.bytes("crl")), [ObjectKind::Crl]);
    assert_eq!(kinds(&scratch.bytes("crl.der")), [ObjectKind::Crl]);
    assert_eq!(kinds(&scratch.bytes("p12")), [ObjectKind::Pkcs12]);
    let trusted = parse::sniff(&scratch.bytes("trusted")).unwrap();
    assert_eq!(trusted.repairs, ["trust settings behind the certificate left out"]);
    parse::certificate_der(&trusted.objects.first().unwrap().der).unwrap();
    let all = [scratch.bytes("crt"), scratch.bytes("key"), scratch.bytes("crl")].concat();
    assert_eq!(kinds(&all), [ObjectKind::Certificate, ObjectKind::PrivateKey, ObjectKind::Crl]);
}

#[test]
fn debug_tells_nothing_of_what_was_found() {
    let object = parse::Object { kind: ObjectKind::Other, der: b"secret".to_vec() };
    assert_eq!(format!("{object:?}"), "Object(Other, 6 bytes)");
}
