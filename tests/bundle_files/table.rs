//! Format × program, both directions.

use std::fmt::Write;

use rootpage::bundle::file::{Format, Order};
use rootpage::bundle::pkcs12::Strength;
use rootpage::bundle::{jks, pkcs7, pkcs12};
use rootpage::error::Result;
use rootpage::key::PrivateKey;
use rootpage::parse::{self, ObjectKind};

use crate::programs::{PROGRAMS, reads, writes};
use crate::scene::{KINDS, PASSWORD, Scene};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/formats.md");

/// What is known not to work, and why. A program that has learned it fails the test as well: the row is then to be taken out.
fn known(title: &str, program: &str, kind: &str) -> Option<&'static str> {
    Some(match program {
        "NSS" if kind == "ed25519" => {
            "NSS has no certificates and keys of Ed25519 (`SEC_ERROR_ADDING_CERT`, `SEC_ERROR_PKCS12_UNABLE_TO_IMPORT_KEY`)."
        }
        "NSS" if title.ends_with("without a password") => {
            "pk12util wants a MAC, and a file without a password has none (`SEC_ERROR_BAD_DER`)."
        }
        "GnuTLS" if title.ends_with("without a password") => {
            "certtool wants a MAC, and a file without a password has none (`verify_mac`)."
        }
        "Java" if title.contains("pässwörd") => {
            "Java 17 opens PKCS #12 with passwords of ASCII alone, also those of other programs (`keystore password was incorrect`)."
        }
        _ => return None,
    })
}

/// Of which kinds of keys a file is made: those above the certificate are always the same.
fn kinds(format: Format) -> &'static [&'static str] {
    match format {
        Format::Chain
        | Format::Root
        | Format::RootDer
        | Format::RootText
        | Format::Pkcs12Truststore
        | Format::JksTruststore
        | Format::Crl
        | Format::CrlDer
        | Format::KubernetesCa => &["p256"],
        Format::KeyTraditional => &["rsa", "p256"],
        _ => &KINDS,
    }
}

/// An order with a password where the format takes one, and without a chain root.
pub fn order(format: Format, password: &str) -> Order {
    let takes = format.needs_key() || format.is_truststore();
    let never = matches!(format, Format::KeyTraditional | Format::Kubernetes);
    let remote = ("remote".to_owned(), "vpn.sample.com".to_owned());
    Order {
        password: (takes && !never).then(|| password.to_owned().into()),
        plain: never,
        settings: (format == Format::Openvpn).then_some(remote).into_iter().collect(),
        ..Order::of(format)
    }
}

struct Row {
    title: String,
    cells: Vec<String>,
}

/// The reasons of what failed, each once.
#[derive(Default)]
struct Notes(Vec<String>);

impl Notes {
    /// What a cell says of the kinds of keys with which it went wrong.
    fn cell(&mut self, title: &str, program: &str, tried: &[(&str, Result<(), String>)]) -> String {
        let mut failed: Vec<&str> = Vec::new();
        for (kind, result) in tried {
            match (known(title, program, kind), result) {
                (None, Ok(())) => {}
                (Some(why), Err(_)) => failed.push(why),
                (None, Err(said)) => panic!("{title}, {program}, {kind}: {said}"),
                (Some(why), Ok(())) => panic!("{title}, {program}, {kind}: it works now: {why}"),
            }
        }
        let Some(why) = failed.first() else { return "yes".to_owned() };
        let at = self.0.iter().position(|note| note == why).unwrap_or_else(|| {
            self.0.push((*why).to_owned());
            self.0.len() - 1
        });
        let word = if failed.len() == tried.len() { "no" } else { "partly" };
        format!("{word} [{}]", at + 1)
    }
}

#[test]
fn the_table_of_formats_is_what_the_programs_say() {
    let scene = Scene::new("table");
    let mut notes = Notes::default();
    let ours = ours(&scene, &mut notes);
    let theirs = theirs(&scene, &mut notes);
    let written = page(&ours, &theirs, &notes.0);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(PAGE, &written).unwrap();
    }
    let there = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(there == written, "docs/formats.md says something else: run `UPDATE=1 cargo test --test bundle_files`");
}

/// What is written, with the forms that one format has.
fn forms() -> Vec<(String, Order)> {
    let mut forms = Vec::new();
    for format in Format::ALL.iter().copied().filter(|format| *format != Format::Mobileconfig) {
        let plain = || Order { plain: true, ..Order::of(format) };
        match format {
            Format::Key | Format::KeyDer | Format::KeyCertificate | Format::CertificateKey => {
                forms.push((format!("{}, encrypted", format.as_str()), order(format, PASSWORD)));
                forms.push((format.as_str().to_owned(), plain()));
            }
            Format::Pkcs12 => {
                forms.push((format!("{}, modern", format.as_str()), order(format, PASSWORD)));
                let compatible = Order { strength: Strength::Compatible, ..order(format, PASSWORD) };
                forms.push((format!("{}, compatible", format.as_str()), compatible));
                forms.push((format!("{}, password “pässwörd”", format.as_str()), order(format, "pässwörd")));
                forms.push((format!("{}, empty password", format.as_str()), order(format, "")));
            }
            Format::Pkcs12Truststore => {
                forms.push((format.as_str().to_owned(), order(format, PASSWORD)));
                forms.push((format!("{}, without a password", format.as_str()), Order::of(format)));
            }
            _ => forms.push((format.as_str().to_owned(), order(format, PASSWORD))),
        }
    }
    forms
}

fn ours(scene: &Scene, notes: &mut Notes) -> Vec<Row> {
    let mut rows = Vec::new();
    for (title, order) in forms() {
        let made = |kind: &&'static str| {
            let made = scene.make(kind, &order).unwrap_or_else(|error| panic!("{title}, {kind}: {error}"));
            (*kind, made)
        };
        let made: Vec<_> = kinds(order.format).iter().map(made).collect();
        let cell = |program: &&str| {
            let Some(line) = reads(program, order.format) else { return "–".to_owned() };
            let tried = made.iter().map(|(kind, made)| {
                scene.put("ours", &made.content);
                (*kind, scene.try_run(&line, order.password(), kind).map(drop))
            });
            notes.cell(&title, program, &tried.collect::<Vec<_>>())
        };
        rows.push(Row { cells: PROGRAMS.iter().map(cell).collect(), title: title.clone() });
    }
    rows
}

fn theirs(scene: &Scene, notes: &mut Notes) -> Vec<Row> {
    let mut rows = Vec::new();
    for format in Format::ALL.iter().copied() {
        let cell = |program: &&str| {
            let Some(line) = writes(program, format) else { return "–".to_owned() };
            let tried = kinds(format).iter().map(|kind| (*kind, round(scene, format, kind, line)));
            notes.cell(format.as_str(), program, &tried.collect::<Vec<_>>())
        };
        let cells: Vec<String> = PROGRAMS.iter().map(cell).collect();
        if cells.iter().any(|cell| cell != "–") {
            rows.push(Row { title: format.as_str().to_owned(), cells });
        }
    }
    rows
}

/// A program writes a file, and we read it.
fn round(scene: &Scene, format: Format, kind: &str, line: &str) -> Result<(), String> {
    scene.try_run(line, PASSWORD, kind)?;
    match read_by_us(scene, format, kind, &scene.file("theirs")) {
        Ok(true) => Ok(()),
        Ok(false) => Err("something else was read".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether the file of another program says to us what it should.
fn read_by_us(scene: &Scene, format: Format, kind: &str, file: &[u8]) -> Result<bool> {
    let own = scene.certificate(kind).der;
    let first_of = |certificates: Vec<Vec<u8>>| certificates.first() == Some(&own);
    let fits = |key: &PrivateKey| key.public().spki() == scene.certificate(kind).spki;
    Ok(match format {
        Format::Pkcs7 => pkcs7::read(file)?.certificates.contains(&own),
        Format::Pkcs7Pem => pkcs7::read(&parse::sniff(file)?.objects[0].der)?.certificates.contains(&own),
        Format::Key | Format::KeyDer | Format::KeyTraditional => fits(&PrivateKey::parse(file, Some(PASSWORD))?),
        Format::Pkcs12 => {
            let (contents, _) = pkcs12::read(file, PASSWORD)?;
            let has = contents.certificates.iter().any(|certificate| certificate.der == own);
            has && fits(&PrivateKey::from_pkcs8(&contents.keys[0].pkcs8)?)
        }
        Format::Jks => {
            let (_, entries) = jks::read(file, PASSWORD)?;
            let jks::Value::Key { pkcs8, chain } = &entries[0].value else { return Ok(false) };
            fits(&PrivateKey::from_pkcs8(pkcs8)?) && first_of(chain.clone())
        }
        Format::Pkcs12Truststore | Format::JksTruststore => {
            let trusted = rootpage::bundle::truststore::trusted(file, Some(PASSWORD))?;
            trusted == [scene.certificate("root").der]
        }
        Format::Crl | Format::CrlDer => {
            let object = &parse::sniff(file)?.objects[0];
            object.kind == ObjectKind::Crl && object.der == scene.crl.der
        }
        _ => first_of(parse::sniff(file)?.objects.into_iter().map(|object| object.der).collect()),
    })
}

fn page(ours: &[Row], theirs: &[Row], notes: &[String]) -> String {
    let mut page = String::from(
        "# Which program reads which file\n\n\
         Written by `tests/bundle_files.rs`, which runs the programs: a cell says what happened, with keys of RSA 2048 bit, ECDSA P-256 and\n\
         Ed25519. `yes`: with all three. `–`: the program has no such format. `no`, `partly` with a\n\
         number: see below the tables. The certificate stands below an\n\
         intermediate authority.\n\n## Written by Rootpage, read by\n\n",
    );
    table(&mut page, ours);
    page.push_str("\n## Written by the program, read by Rootpage\n\n");
    table(&mut page, theirs);
    if !notes.is_empty() {
        page.push_str("\n## What does not work, and why\n\n");
        for (at, note) in notes.iter().enumerate() {
            writeln!(page, "{}. {note}", at + 1).unwrap();
        }
    }
    page.push_str(
        "\nProfiles of macOS and iOS (`mobileconfig`) have no program here that would install them: Python's plistlib reads them in the same\n\
         test, and their payloads are compared. Truststores that are added to are listed by keytool before and after, entry by entry.\n",
    );
    page
}

fn table(page: &mut String, rows: &[Row]) {
    writeln!(page, "| format | {} |\n|---|{}", PROGRAMS.join(" | "), "---|".repeat(PROGRAMS.len())).unwrap();
    for row in rows {
        writeln!(page, "| {} | {} |", row.title, row.cells.join(" | ")).unwrap();
    }
}
