//! Is what is wrong refused by name, and is nothing given out that is not as it should be?

use std::time::{Duration, Instant};

use rootpage::bundle::file::{Format, Order, Source, check, make};
use rootpage::bundle::{Identity, jks, pkcs12, truststore};
use rootpage::error::{Code, Result};

use crate::scene::{PASSWORD, Scene, env};
use crate::table::order;

/// A loose bound: what is refused is refused before it is computed.
const SOON: Duration = Duration::from_secs(5);

#[test]
fn a_file_that_is_not_as_it_was_made_is_not_given_out() {
    let scene = Scene::new("altered");
    let (identity, lists) = (scene.identity("p256"), scene.lists());
    let source = Source { identity: &identity, lists: &lists };
    let other = scene.identity("rsa");
    for format in Format::ALL.iter().copied() {
        let mut order = order(format, PASSWORD);
        if format == Format::Mobileconfig {
            order.password = Some(PASSWORD.to_owned().into());
        }
        let made = scene.make("p256", &order).unwrap_or_else(|error| panic!("{format:?}: {error}"));
        assert!(!made.checks.is_empty(), "{format:?}");
        assert_eq!(check(source, &order, &made.content), Ok(made.checks.clone()), "{format:?}");
        let refused = |source, content: &[u8], what: &str| {
            let error = check(source, &order, content).expect_err(&format!("{format:?}, {what}"));
            assert_eq!(error.code(), Code::BundleCheckFailed, "{format:?}, {what}: {error}");
        };
        refused(source, b"", "nothing");
        refused(source, &made.content[..made.content.len() / 2], "half of it");
        let of_the_root = [Format::Root, Format::RootDer, Format::RootText, Format::Chain, Format::Crl, Format::CrlDer];
        let trust = [Format::Pkcs12Truststore, Format::JksTruststore, Format::KubernetesCa];
        if !of_the_root.contains(&format) && !trust.contains(&format) {
            refused(Source { identity: &other, lists: &lists }, &made.content, "that of another");
        }
    }
}

#[test]
fn a_key_that_opens_without_its_password_is_not_given_out() {
    let scene = Scene::new("plain");
    let identity = scene.identity("p256");
    let source = Source { identity: &identity, lists: &[] };
    let plain = scene.make("p256", &Order { plain: true, ..Order::of(Format::Key) }).unwrap();
    let error = check(source, &order(Format::Key, PASSWORD), &plain.content).unwrap_err();
    assert_eq!(
        (error.code(), error.found_text()),
        (Code::BundleCheckFailed, Some("the key opens without its password"))
    );
}

#[test]
fn a_truststore_that_lost_an_entry_is_not_given_out() {
    let scene = Scene::new("lost");
    scene.run(
        "keytool -importcert -noprompt -alias first -file middle.pem -keystore s -storetype JKS -storepass \"$PASS\"",
    );
    let existing = Some(scene.file("s"));
    let order = Order { existing, ..order(Format::JksTruststore, PASSWORD) };
    let alone = scene.make("p256", &Order { existing: None, ..order.clone() }).unwrap();
    let identity = scene.identity("p256");
    let error = check(Source { identity: &identity, lists: &[] }, &order, &alone.content).unwrap_err();
    assert_eq!(error.found_text(), Some("something that was in it is not as it was"));
}

#[test]
fn what_is_missing_is_said_before_anything_is_made() {
    let scene = Scene::new("missing");
    let code = |order: &Order| scene.make("p256", order).unwrap_err().code();
    for format in Format::ALL.iter().copied().filter(|format| format.needs_key()) {
        assert_eq!(code(&Order::of(format)), Code::BundlePasswordMissing, "{format:?}");
    }
    for format in [Format::KeyTraditional, Format::Kubernetes] {
        let password = Some(PASSWORD.to_owned().into());
        assert_eq!(code(&Order { password, ..Order::of(format) }), Code::BundleFormatUnfit, "{format:?}");
    }
    assert_eq!(code(&Order::of(Format::JksTruststore)), Code::BundlePasswordMissing);
    assert_eq!(code(&Order { existing: Some(Vec::new()), ..Order::of(Format::Root) }), Code::BundleFormatUnfit);
    assert_eq!(code(&Order { chain: Some(true), ..Order::of(Format::CrlDer) }), Code::BundleFormatUnfit);
    let ed25519 = Order { plain: true, ..Order::of(Format::KeyTraditional) };
    assert_eq!(scene.make("ed25519", &ed25519).unwrap_err().code(), Code::KeyAlgorithmUnsupported);
}

#[test]
fn what_a_certificate_will_be_refused_for_is_said() {
    let scene = Scene::new("findings");
    scene.run("openssl genrsa -out rsa.key 1024 2>&1 && openssl req -new -key rsa.key -subj '/CN=Prüfung' -utf8 -out rsa.csr && \
               openssl x509 -req -in rsa.csr -CA middle.pem -CAkey middle.key -CAcreateserial -days 826 -out rsa.pem");
    let strength = pkcs12::Strength::Compatible;
    let made = scene.make("rsa", &Order { strength, ..order(Format::Pkcs12, "pässwörd") }).unwrap();
    let codes: Vec<_> = made.findings.iter().map(|finding| finding.code).collect();
    for code in [
        "certificate/longer-than-825-days",
        "certificate/no-host-name",
        "certificate/rsa-too-short",
        "pkcs12/compatible",
        "store/name-not-ascii",
        "store/password-not-ascii",
    ] {
        assert!(codes.contains(&code), "{code} is not among {codes:?}");
    }
    let good = scene.make("p256", &order(Format::Pkcs12, PASSWORD)).unwrap();
    assert_eq!(good.findings, [], "nothing is to be said of a good one");
}

#[test]
fn a_chain_that_ends_below_its_root_is_said() {
    let scene = Scene::new("incomplete");
    let identity = Identity::new(None, scene.certificate("p256"), &[&scene.certificate("middle")]).unwrap();
    let source = Source { identity: &identity, lists: &[] };
    let made = make(&mut env(), source, &Order::of(Format::Fullchain)).unwrap();
    assert!(made.findings.iter().any(|finding| finding.code == "chain/incomplete"), "{:?}", made.findings);
    let missing = make(&mut env(), source, &Order::of(Format::Root)).unwrap_err();
    assert_eq!(
        (missing.code(), missing.found_text()),
        (Code::BundleRootMissing, Some("O=The Sample Company,CN=Sample Root"))
    );
}

/// Refused by this name, and soon.
#[track_caller]
fn refused<T>(code: Code, read: impl FnOnce() -> Result<T>) {
    let begin = Instant::now();
    let found = read().map(drop).unwrap_err();
    assert_eq!(found.code(), code, "{found}");
    assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
}

#[test]
fn bad_stores_are_refused_by_name() {
    let scene = Scene::new("bad");
    let p12 = scene.make("p256", &order(Format::Pkcs12, PASSWORD)).unwrap().content;
    let store = scene.make("p256", &order(Format::Jks, PASSWORD)).unwrap().content;
    refused(Code::KeyPassphraseWrong, || pkcs12::read(&p12, "wrong"));
    refused(Code::KeyPassphraseWrong, || jks::read(&store, "wrong"));
    refused(Code::KeyPassphraseWrong, || jks::outline(&store, "wrong"));
    refused(Code::KeyPassphraseWrong, || truststore::trusted(&p12, Some("wrong")));

    let mut bad_mac = p12.to_vec();
    // the MAC stands before its salt and iterations
    let at = bad_mac.len() - 40;
    bad_mac[at] ^= 1;
    refused(Code::KeyPassphraseWrong, || pkcs12::read(&bad_mac, PASSWORD));
    for length in [0, 1, 30, p12.len() / 2, p12.len() - 1] {
        assert!(
            pkcs12::read(&p12[..length], PASSWORD).is_err()
                && truststore::trusted(&p12[..length], Some(PASSWORD)).is_err()
        );
    }
    for length in [0, 1, 30, store.len() / 2, store.len() - 1] {
        assert!(jks::outline(&store[..length], PASSWORD).is_err());
    }

    let ten_million = "openssl pkcs12 -export -inkey p256.key -in p256.pem -passout env:PASS -out bad.p12 -iter";
    scene.run(&format!("{ten_million} 2048"));
    let file = scene.file("bad.p12");
    // 2048 iterations, made ten million: the number has one octet more, so every length around it grows
    let many = with_iterations(&file);
    refused(Code::KeyDerivationTooCostly, || pkcs12::read(&many, PASSWORD));
    refused(Code::KeyDerivationTooCostly, || truststore::trusted(&many, Some(PASSWORD)));
}

/// The last INTEGER of the file, which is that of the MAC's iterations, made ten million.
fn with_iterations(file: &[u8]) -> Vec<u8> {
    let at = file.len() - 4;
    assert_eq!(&file[at..], [0x02, 0x02, 0x08, 0x00], "2048");
    let mut changed = file[..at].to_vec();
    changed.extend([0x02, 0x04, 0x00, 0x98, 0x96, 0x80]);
    // the MAC's own sequence stands 2 octets before what it holds, and is short; the file's length is in two octets
    let mac = file.len() - 2 - usize::from(file[mac_at(file) + 1]);
    assert_eq!(mac, mac_at(file));
    changed[mac + 1] += 2;
    let length = u16::from_be_bytes([file[2], file[3]]) + 2;
    changed[2..4].copy_from_slice(&length.to_be_bytes());
    changed
}

/// Where the MacData begins: the SEQUENCE that ends with the file.
fn mac_at(file: &[u8]) -> usize {
    let ends = |at: &usize| file[*at] == 0x30 && *at + 2 + usize::from(file[at + 1]) == file.len();
    (0..file.len() - 1).find(ends).expect("it has a MAC")
}

#[test]
fn java_objects_in_objects_come_to_an_end() {
    // a JCEKS with a symmetric key whose object is an array of arrays of arrays…
    let mut content = vec![0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 1, b'a'];
    content.extend([0; 8]);
    content.extend([0xac, 0xed, 0, 5]);
    content.extend([0x75, 0x72, 0, 2, b'[', b'[', 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0x78, 0x70, 0xff, 0xff, 0xff, 0xff]);
    for _ in 0..10_000 {
        content.extend([0x75, 0x71, 0, 0x7e, 0, 0, 0xff, 0xff, 0xff, 0xff]);
    }
    let hashed: Vec<u8> = PASSWORD.encode_utf16().flat_map(u16::to_be_bytes).chain(*b"Mighty Aphrodite").collect();
    let hash = rootpage::key::digest::sha1(&[&hashed[..], &content].concat());
    let store = [&content[..], &hash].concat();
    refused(Code::DerDepth, || jks::outline(&store, PASSWORD));
}
