//! Does every module use lower levels alone, and is every crate named only where it is at home?
//!
//! The sources are read as text: comments, strings and the tests at a file's end do not count.
#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "tests may")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The modules from the lowest level to the highest. Those of one level do not know each other.
const LEVELS: &[&[&str]] = &[
    &["error"],
    &["model"],
    &["env"],
    &["key"],
    &["parse"],
    &["policy"],
    &["encode"],
    &["authority"],
    &["bundle", "vault"],
    &["openssl"],
    &["session"],
    &["wasm"],
];

/// The crates, and the modules that may name them.
const HOMES: &[(&[&str], &[&str])] = &[
    (&["rsa", "p256", "p384", "p521", "ed25519_dalek", "crypto_bigint", "crypto_primes"], &["key"]),
    (&["signature"], &["key", "encode"]),
    (
        &[
            "pkcs8", "sec1", "aes", "aes_gcm", "aes_kw", "cbc", "des", "rc2", "md5", "sha1", "sha2", "hmac", "pbkdf2",
            "digest",
        ],
        &["key"],
    ),
    (&["bip39", "qrcodegen", "vsss_rs"], &["key"]),
    (&["pkcs12"], &["key", "bundle"]),
    (&["spki", "der", "pem", "x509_cert"], &["key", "parse", "encode", "bundle"]),
    (&["const_oid"], &["model", "key", "parse", "policy", "encode", "authority", "bundle", "openssl"]),
    (&["base64ct", "base16ct"], &["key", "parse", "bundle", "vault", "openssl", "session"]),
    (&["chacha20", "rand_core"], &["env", "key"]),
    (&["zeroize"], &["env", "key", "parse", "bundle", "vault", "openssl", "session", "wasm"]),
    (&["flate2", "tar", "zip"], &["openssl"]),
    (&["argon2", "chacha20poly1305", "postcard"], &["vault"]),
    (&["serde", "serde_bytes"], &["vault", "session", "wasm"]),
    (&["getrandom", "gloo", "js_sys", "serde_wasm_bindgen", "wasm_bindgen", "web_sys"], &["wasm"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Every source file below `src`, with the module that it belongs to and how deep it lies below `crate`.
fn sources() -> Vec<(PathBuf, Vec<String>, String)> {
    let mut open = vec![root().join("src")];
    let mut all = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("src/lib.rs") {
            let relative = path.strip_prefix(root().join("src")).unwrap().with_extension("");
            let module = relative.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
            let code = code_of(&std::fs::read_to_string(&path).unwrap());
            all.push((path, module, code));
        }
    }
    all
}

/// The code of a source without comments, strings and tests.
fn code_of(source: &str) -> String {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut code = String::new();
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if next == '"' {
            string_len(rest)
        } else if rest.starts_with("'\"'") {
            3
        } else {
            0
        };
        if skipped == 0 {
            code.push(next);
        }
        rest = &rest[skipped.max(next.len_utf8())..];
    }
    code
}

/// How long the string is that begins here, quotation marks included.
fn string_len(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The word at the beginning.
fn word(text: &str) -> &str {
    &text[..text.find(|c| !is_word(c)).unwrap_or(text.len())]
}

/// What follows each place where the path stands by itself, `crate::` for instance.
fn after<'a>(code: &'a str, path: &'a str) -> impl Iterator<Item = &'a str> {
    code.match_indices(path)
        .filter(|(at, _)| !code[..*at].ends_with(|c| is_word(c) || c == ':'))
        .map(move |(at, _)| &code[at + path.len()..])
}

/// The first words of a path or of each path in braces: `model` of `model::Time`, `model` and `key` of `{model::Time, key}`.
fn heads(rest: &str) -> Vec<&str> {
    let Some(group) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let (mut depth, mut begins, mut heads) = (1, true, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => begins = true,
            c if begins && is_word(c) => {
                heads.push(word(&group[at..]));
                begins = false;
            }
            _ => {}
        }
    }
    heads
}

/// The modules right below `crate` that the code of a module so many levels below `crate` names.
fn used_modules(code: &str, depth: usize) -> BTreeSet<&str> {
    let up = "super::".repeat(depth);
    let upwards = after(code, "super::").filter_map(|rest| match depth {
        1 => Some(rest),
        _ => rest.strip_prefix(&up["super::".len()..]),
    });
    after(code, "crate::").chain(upwards.filter(|rest| !rest.starts_with("super::"))).flat_map(heads).collect()
}

fn level(module: &str) -> Option<usize> {
    LEVELS.iter().position(|level| level.contains(&module))
}

/// What a module names and may not: a higher level, or another module of its own.
fn upward<'a>(module: &str, used: &BTreeSet<&'a str>) -> Vec<&'a str> {
    let own = level(module).unwrap_or_else(|| panic!("{module} has no level in tests/architecture.rs"));
    let not_below = |other: &&&str| level(other).is_some_and(|level| level >= own) && **other != module;
    used.iter().filter(not_below).copied().collect()
}

/// Whether the code names the crate, and not a module of the same name beside it.
fn names_crate(code: &str, name: &str) -> bool {
    let path = format!("{name}::");
    let is_local = code.contains(&format!("mod {name};"))
        || code.contains(&format!("::{name};"))
        || after(code, "use super::").chain(after(code, "use crate::")).any(|rest| {
            let statement = rest.split(';').next().unwrap_or_default();
            statement.split(|c| !is_word(c)).any(|other| other == name) && !statement.contains(&path)
        });
    let is_imported = after(code, "use ").any(|rest| word(rest) == name);
    (is_imported || after(code, &path).next().is_some()) && !is_local
}

#[test]
fn modules_use_lower_levels_alone() {
    let mut wrong = Vec::new();
    for (path, module, code) in sources() {
        for higher in upward(&module[0], &used_modules(&code, module.len())) {
            wrong.push(format!("{} uses {higher}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_are_named_at_home_alone() {
    let mut wrong = Vec::new();
    for (path, module, code) in sources() {
        for (crates, homes) in HOMES {
            for name in crates.iter().filter(|name| !homes.contains(&module[0].as_str()) && names_crate(&code, name)) {
                wrong.push(format!("{} names {name}, whose home is {}", path.display(), homes.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_level_and_every_crate_a_home() {
    let library = code_of(&std::fs::read_to_string(root().join("src/lib.rs")).unwrap());
    let declared: Vec<&str> = after(&library, "mod ").map(word).collect();
    assert!(declared.len() > 5);
    for module in declared {
        assert!(level(module).is_some(), "{module} has no level");
    }
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let sections = manifest.split("\n[").filter(|section| section.split(']').next().unwrap().ends_with("ependencies"));
    for section in sections.filter(|section| !section.starts_with("dev-")) {
        for line in section.lines().skip(1).filter(|line| line.contains(" = ")) {
            let name = line.split(" = ").next().unwrap().replace("md-5", "md5").replace('-', "_");
            assert!(HOMES.iter().any(|(crates, _)| crates.contains(&name.as_str())), "{name} has no home");
        }
    }
}

#[test]
fn what_would_be_wrong_is_seen() {
    for (module, code, higher) in [
        ("model", "use crate::key::KeyKind;", &["key"][..]),
        ("model", "use crate::{error::Result, key::{KeyKind, digest}, wasm};", &["key", "wasm"]),
        ("parse", "fn f() { crate::policy::decide() }", &["policy"]),
        ("parse", "use super::super::encode;", &["encode"]),
        ("bundle", "use crate::vault::Vault;", &["vault"]),
        ("parse", "use crate::model::Name; // crate::session", &[]),
        ("parse", "let text = \"crate::session\"; use crate::parse::der;", &[]),
        ("parse", "#[cfg(test)] mod tests { use crate::encode; }", &[]),
    ] {
        assert_eq!(upward(module, &used_modules(&code_of(code), 2)), higher, "{code}");
    }
    assert!(names_crate("use rsa::RsaPrivateKey;", "rsa"));
    assert!(names_crate("use rsa as _;", "rsa"));
    assert!(names_crate("let key = rsa::RsaPrivateKey::new();", "rsa"));
    assert!(!names_crate("use crate::parse::der::Element;", "der"));
    assert!(!names_crate("use crate::parse::der; der::Element::whole(it)", "der"));
    assert!(!names_crate("use super::{der, name}; der::Element::whole(it)", "der"));
    assert!(names_crate("use super::name; der::Tag::Null", "der"));
}
