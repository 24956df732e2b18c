//! Do the keys that are made here open in OpenSSL, and OpenSSL's here? Do both say the same of each other's signatures?
//!
//! Needs the program `openssl` (3.0 or later).

#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    reason = "tests may"
)]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use rootpage::env::FixedEnv;
use rootpage::error::Code;
use rootpage::key::{KeyKind, PrivateKey, PublicKey, Signer, make_key};
use rootpage::model::{SignatureAlgorithm, Time};

const PASSPHRASE: &str = "Größe 1";
const PASSIN: &str = "pass:Größe 1";

fn env(seed: u8) -> FixedEnv {
    FixedEnv::new(Time::EARLIEST, seed)
}

/// What openssl says to these arguments and this input: its output, or its complaint.
fn openssl(arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("openssl must be installed (Debian: apt-get install openssl)");
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(format!("openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

fn made(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    openssl(arguments, input).unwrap_or_else(|complaint| panic!("{complaint}"))
}

/// A key that openssl made, in PKCS#8 PEM, and its public key.
fn foreign(arguments: &[&str]) -> (Vec<u8>, Vec<u8>) {
    let key = made(&[&["genpkey"], arguments].concat(), b"");
    let public = made(&["pkey", "-pubout", "-outform", "DER"], &key);
    (key, public)
}

fn foreign_rsa() -> (Vec<u8>, Vec<u8>) {
    foreign(&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])
}

fn foreign_ec(curve: &str) -> (Vec<u8>, Vec<u8>) {
    foreign(&["-algorithm", "EC", "-pkeyopt", &format!("ec_paramgen_curve:{curve}")])
}

fn read(input: &[u8], passphrase: Option<&str>, what: &str) -> PrivateKey {
    PrivateKey::parse(input, passphrase).unwrap_or_else(|error| panic!("{what}: {error}"))
}

fn refused(input: &[u8], passphrase: Option<&str>) -> Code {
    PrivateKey::parse(input, passphrase).expect_err("a refusal").code()
}

/// A file that is gone when the test is over.
struct File(PathBuf);

impl File {
    fn new(name: &str, content: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("rootpage-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn openssl_reads_and_checks_every_kind_of_key_made_here() {
    for kind in KeyKind::ALL {
        let key = make_key(&mut env(1), kind).unwrap();
        let pem = key.to_pem().unwrap();
        let said = made(&["pkey", "-check", "-noout"], pem.as_bytes());
        assert!(String::from_utf8_lossy(&said).contains("Key is valid"), "{kind:?}");
        assert_eq!(made(&["pkey", "-pubout", "-outform", "DER"], pem.as_bytes()), key.public().spki(), "{kind:?}");

        let der = key.to_pkcs8().unwrap();
        made(&["pkey", "-inform", "DER", "-check", "-noout"], &der);
        assert_eq!(PrivateKey::from_pkcs8(&der).unwrap().public(), key.public());
    }
}

#[test]
fn openssl_opens_an_encrypted_key_and_finds_the_cipher_that_was_meant() {
    let key = make_key(&mut env(2), KeyKind::P384).unwrap();
    let pem = key.to_encrypted_pem(&mut env(2), PASSPHRASE).unwrap();
    made(&["pkey", "-passin", PASSIN, "-check", "-noout"], pem.as_bytes());
    assert!(openssl(&["pkey", "-passin", "pass:other", "-noout"], pem.as_bytes()).is_err());
    let dump = String::from_utf8(made(&["asn1parse"], pem.as_bytes())).unwrap();
    for part in ["PBES2", "PBKDF2", "hmacWithSHA256", "aes-256-cbc", ":0927C0"] {
        assert!(dump.contains(part), "{part} in\n{dump}");
    }
    assert_eq!(read(pem.as_bytes(), Some(PASSPHRASE), "own").public(), key.public());
}

#[test]
fn plain_keys_of_openssl_are_read_in_every_form() {
    let mut keys = vec![foreign_rsa()];
    keys.extend(["P-256", "P-384", "P-521"].map(foreign_ec));
    let (pem, public) = foreign(&["-algorithm", "ED25519"]);
    assert_eq!(read(&pem, None, "Ed25519").public().spki(), public);
    for (pem, public) in &keys {
        let traditional = made(&["pkey", "-traditional"], pem);
        let forms = [
            pem.clone(),
            made(&["pkcs8", "-topk8", "-nocrypt", "-outform", "DER"], pem),
            made(&["pkey", "-traditional", "-outform", "DER"], pem),
            String::from_utf8(traditional.clone()).unwrap().replace('\n', "\r\n").into_bytes(),
            [b"Bag Attributes\n    localKeyID: 01\n".as_slice(), &traditional].concat(),
        ];
        for (index, form) in forms.iter().enumerate() {
            assert_eq!(read(form, None, &format!("form {index}")).public().spki(), public);
        }
    }
}

#[test]
fn an_ec_key_may_have_its_parameters_before_it() {
    let pem = made(&["ecparam", "-name", "secp384r1", "-genkey"], b"");
    assert!(pem.starts_with(b"-----BEGIN EC PARAMETERS"));
    assert_eq!(read(&pem, None, "ecparam").public().kind(), Some(KeyKind::P384));
}

#[test]
fn encrypted_keys_of_openssl_are_opened() {
    let (pem, public) = foreign_ec("P-256");
    for options in [
        &["-v2", "aes-128-cbc"][..],
        &["-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA1"],
        &["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512", "-iter", "1000"],
        &["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA384"],
        &["-v2", "des3"],
        &["-scrypt"],
        &["-v1", "PBE-SHA1-3DES"],
        &["-v1", "PBE-SHA1-2DES"],
        &["-v1", "PBE-SHA1-RC2-128", "-provider", "legacy", "-provider", "default"],
        &["-v1", "PBE-SHA1-RC2-40", "-provider", "legacy", "-provider", "default"],
        &["-v1", "PBE-MD5-DES", "-provider", "legacy", "-provider", "default"],
        &["-v1", "PBE-SHA1-DES", "-provider", "legacy", "-provider", "default"],
    ] {
        for form in ["PEM", "DER"] {
            let arguments = [&["pkcs8", "-topk8", "-passout", PASSIN, "-outform", form], options].concat();
            let encrypted = made(&arguments, &pem);
            assert_eq!(read(&encrypted, Some(PASSPHRASE), &format!("{options:?}")).public().spki(), public);
            assert_eq!(refused(&encrypted, Some("other")), Code::KeyPassphraseWrong, "{options:?}");
            assert_eq!(refused(&encrypted, None), Code::KeyPassphraseMissing, "{options:?}");
        }
    }
}

#[test]
fn openssls_older_encryption_is_opened() {
    let (rsa, ec) = (foreign_rsa(), foreign_ec("P-521"));
    for (command, (pem, public)) in [("rsa", &rsa), ("ec", &ec)] {
        for cipher in ["-aes128", "-aes192", "-aes256", "-des3"] {
            let mut arguments = vec![command, cipher, "-passout", PASSIN];
            if command == "rsa" {
                arguments.push("-traditional");
            }
            let encrypted = made(&arguments, pem);
            assert!(String::from_utf8_lossy(&encrypted).contains("Proc-Type: 4,ENCRYPTED"));
            assert_eq!(read(&encrypted, Some(PASSPHRASE), cipher).public().spki(), public);
            assert_eq!(refused(&encrypted, Some("other")), Code::KeyPassphraseWrong);
            assert_eq!(refused(&encrypted, None), Code::KeyPassphraseMissing);
        }
    }
    let camellia = made(&["ec", "-camellia128", "-passout", PASSIN], &ec.0);
    let error = PrivateKey::parse(&camellia, Some(PASSPHRASE)).unwrap_err();
    assert_eq!((error.code(), error.found_text()), (Code::KeyEncryptionUnsupported, Some("CAMELLIA-128-CBC")));
}

#[test]
fn keys_and_ciphers_that_are_not_supported_are_named() {
    let legacy = ["-provider", "legacy", "-provider", "default", "-passout", PASSIN];
    let rc4 = made(&[&["pkcs8", "-topk8", "-v1", "PBE-SHA1-RC4-128"][..], &legacy].concat(), &foreign_ec("P-256").0);
    let error = PrivateKey::parse(&rc4, Some(PASSPHRASE)).unwrap_err();
    assert_eq!(error.code(), Code::KeyEncryptionUnsupported);
    assert!(error.to_string().contains("RC4"), "{error}");

    let explicit =
        foreign(&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"]);
    for ((pem, public), name) in [
        (foreign_ec("secp256k1"), "secp256k1"),
        (foreign_ec("brainpoolP384r1"), "brainpoolP384r1"),
        (explicit, "without a name"),
        (foreign(&["-algorithm", "ED448"]), "Ed448"),
        (foreign(&["-algorithm", "X25519"]), "X25519"),
        (foreign(&["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"]), "RSA-PSS"),
    ] {
        let error = PrivateKey::parse(&pem, None).unwrap_err();
        assert_eq!(error.code(), Code::KeyAlgorithmUnsupported, "{name}");
        assert!(error.to_string().contains(name), "{name}: {error}");
        let findings = PublicKey::from_spki(&public).unwrap().judge();
        assert!(findings[0].code == "algorithm-unsupported" && findings[0].text.contains(name), "{findings:?}");
    }
    let three_primes = made(&["genrsa", "-primes", "3", "2048"], b"");
    assert_eq!(refused(&three_primes, None), Code::KeyAlgorithmUnsupported);
}

#[test]
fn signatures_of_openssl_are_verified_whatever_the_hash() {
    use SignatureAlgorithm as A;
    let (rsa, rsa_public) = foreign_rsa();
    let rsa = File::new("verify-rsa.pem", &rsa);
    let key = PublicKey::from_spki(&rsa_public).unwrap();
    let pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"];
    for (hash, options, algorithm) in [
        ("-md5", &[][..], A::RsaMd5),
        ("-sha1", &[], A::RsaSha1),
        ("-sha256", &[], A::RsaSha256),
        ("-sha384", &[], A::RsaSha384),
        ("-sha512", &[], A::RsaSha512),
        ("-sha256", &pss, A::RsaPssSha256),
        ("-sha384", &pss, A::RsaPssSha384),
        ("-sha512", &pss, A::RsaPssSha512),
    ] {
        let signature = made(&[&["dgst", hash, "-sign", rsa.path()], options].concat(), b"message");
        assert_eq!(key.verify(algorithm, b"message", &signature), Ok(true), "{algorithm:?}");
        assert_eq!(key.verify(algorithm, b"massage", &signature), Ok(false), "{algorithm:?}");
    }
    for curve in ["P-256", "P-384", "P-521"] {
        let (pem, public) = foreign_ec(curve);
        let file = File::new(&format!("verify-{curve}.pem"), &pem);
        let key = PublicKey::from_spki(&public).unwrap();
        for (hash, algorithm) in [
            ("-sha1", A::EcdsaSha1),
            ("-sha256", A::EcdsaSha256),
            ("-sha384", A::EcdsaSha384),
            ("-sha512", A::EcdsaSha512),
        ] {
            let signature = made(&["dgst", hash, "-sign", file.path()], b"message");
            assert_eq!(key.verify(algorithm, b"message", &signature), Ok(true), "{curve} {algorithm:?}");
            assert_eq!(key.verify(algorithm, b"massage", &signature), Ok(false), "{curve} {algorithm:?}");
        }
    }
}

#[test]
fn signatures_made_here_are_verified_by_openssl() {
    let mut env = env(5);
    let hash = |kind| match kind {
        KeyKind::P384 => "sha384",
        KeyKind::P521 => "sha512",
        _ => "sha256",
    };
    for kind in KeyKind::ALL {
        let key = make_key(&mut env, kind).unwrap();
        let name = kind.as_str();
        let public = made(&["pkey", "-pubin", "-inform", "DER", "-pubin"], key.public().spki());
        let public = File::new(&format!("{name}.pub"), &public);
        let signature = File::new(&format!("{name}.sig"), &key.sign(&mut env, b"message").unwrap());
        let message = File::new(&format!("{name}.txt"), b"message");
        let arguments = match kind {
            KeyKind::Ed25519 => vec![
                "pkeyutl",
                "-verify",
                "-rawin",
                "-pubin",
                "-inkey",
                public.path(),
                "-sigfile",
                signature.path(),
                "-in",
                message.path(),
            ],
            _ => vec!["dgst", "-verify", public.path(), "-signature", signature.path(), message.path()],
        };
        let digest = format!("-{}", hash(kind));
        let mut arguments = arguments;
        if kind != KeyKind::Ed25519 {
            arguments.insert(1, &digest);
        }
        made(&arguments, b"");
    }
}
