//! Is there one table of codes? `www/api/codes.ts` and `docs/errors.md` are written from the one in `src/error.rs`:
//! `UPDATE=1 cargo test --test error_table` after a change there.
#![allow(clippy::unwrap_used, reason = "tests may")]

use std::fmt::Write;

use rootpage::error::Code;

const TYPESCRIPT: &str = "www/api/codes.ts";
const PAGE: &str = "docs/errors.md";

fn compare(path: &str, written: &str) {
    let file = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, written).unwrap();
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(there == written, "{path} is not what src/error.rs says: run `UPDATE=1 cargo test --test error_table`");
}

/// A string literal as JSON and JavaScript have it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

#[test]
fn the_package_has_the_codes_of_the_core() {
    let mut written = String::from(
        "// Written by tests/error_table.rs from the table in src/error.rs: run it with UPDATE=1 after a change there.\n\n\
         /** Every code there is: what happened, and what to do about it. */\n\
         export const CODES = {\n",
    );
    for code in Code::ALL {
        let (name, what, remedy) = (quoted(code.as_str()), quoted(code.what()), quoted(code.remedy()));
        writeln!(written, "  {name}: {{\n    what: {what},\n    remedy: {remedy},\n  }},").unwrap();
    }
    written.push_str("} as const\n");
    compare(TYPESCRIPT, &written);
}

/// What stands in front of the codes of each level.
const LEVELS: [(&str, &str); 12] = [
    ("model", "A value that cannot be"),
    ("key", "Private and public keys"),
    ("parse", "Bytes from outside"),
    ("policy", "What may be issued"),
    ("encode", "What cannot be written in DER"),
    ("authority", "The ledger"),
    ("openssl", "The files of `openssl ca`"),
    ("bundle", "Files for programs"),
    ("vault", "The sealed state"),
    ("backup", "Backups"),
    ("store", "Where the sealed records are kept"),
    ("session", "The calls themselves"),
];

#[test]
fn the_page_has_the_codes_of_the_core() {
    let mut written = String::from(
        "# Every code\n\n\
         Written by `tests/error_table.rs` from the table in `src/error.rs`. A code is a promise: it is never renamed and never given\n\
         another meaning. Beside its code an error says which `field` it is about, at which byte (`offset`), and in `details` what was\n\
         found, what would be allowed, and which rules refused. No secret is ever part of it.\n",
    );
    for (level, about) in LEVELS {
        let codes: Vec<_> = Code::ALL.iter().filter(|code| code.as_str().split_once('/').unwrap().0 == level).collect();
        if codes.is_empty() {
            continue;
        }
        write!(written, "\n## {about}\n\n| code | what happened | what to do |\n|---|---|---|\n").unwrap();
        for code in codes {
            let cell = |text: &str| text.replace('|', "\\|");
            writeln!(written, "| `{}` | {} | {} |", code.as_str(), cell(code.what()), cell(code.remedy())).unwrap();
        }
    }
    compare(PAGE, &written);
}

#[test]
fn every_level_of_a_code_has_its_place_on_the_page() {
    for code in Code::ALL {
        let level = code.as_str().split_once('/').unwrap().0;
        assert!(LEVELS.iter().any(|(known, _)| *known == level), "{level}");
    }
}
