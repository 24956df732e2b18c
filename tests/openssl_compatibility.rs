//! Is every option and key of OpenSSL in `docs/openssl-compatibility.md`, and is every test that it names there?

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use std::path::Path;
use std::process::Command;

const DOCUMENT: &str = include_str!("../docs/openssl-compatibility.md");

/// The rows of the tables: what, state, reason, test.
fn rows() -> Vec<[&'static str; 4]> {
    let cells = |line: &'static str| -> Option<[&'static str; 4]> {
        let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").map(str::trim).collect();
        cells.try_into().ok()
    };
    DOCUMENT.lines().filter_map(cells).filter(|[what, ..]| *what != "what").collect()
}

#[test]
fn every_row_has_a_state_and_every_claim_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(rows().len() > 130, "the tables are read");
    for [what, state, reason, test] in rows() {
        assert!(["done", "differently", "refused"].contains(&state), "{what}: {state}");
        assert!(state == "done" || !reason.is_empty(), "{what}: {state} without a reason");
        let (file, name) = test.trim_matches('`').split_once("::").unwrap_or_else(|| panic!("{what}: {test}"));
        let paths = ["tests", "src/openssl", "src/policy", "src/authority/tests"]
            .map(|folder| root.join(folder).join(format!("{file}.rs")));
        let path = paths.into_iter().find(|path| path.exists()).unwrap_or_else(|| panic!("{what}: no {file}"));
        let source = std::fs::read_to_string(&path).unwrap();
        assert!(
            source.contains(&format!("#[test]\n    fn {name}()")) || source.contains(&format!("#[test]\nfn {name}()")),
            "{what}: no {test}"
        );
    }
}

#[test]
fn every_option_of_openssl_has_a_row() {
    for (command, title) in [("ca", "## openssl-ca(1): options"), ("req", "## openssl-req(1): options")] {
        let section = DOCUMENT.split(title).nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
        let output =
            Command::new("openssl").args(["list", "-options", command]).output().expect("openssl must be installed");
        let options = String::from_utf8(output.stdout).unwrap();
        let words: Vec<&str> = section.split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).collect();
        let missing: Vec<&str> = options
            .lines()
            .filter_map(|line| line.split_whitespace().next())
            .filter(|option| !["*", "", "-"].contains(option) && !words.contains(&format!("-{option}").as_str()))
            .collect();
        assert!(missing.is_empty(), "openssl {command}: {missing:?}");
    }
}

#[test]
fn every_finding_of_a_directory_is_in_the_table() {
    let section = DOCUMENT.split("## What is found in a directory").nth(1).and_then(|rest| rest.split("\n## ").next());
    let listed: Vec<&str> =
        section.unwrap().lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folder = std::fs::read_dir(root.join("openssl/directory")).unwrap().map(|entry| entry.unwrap().path());
    let others = ["openssl/merge.rs", "session/directory.rs"].map(|path| root.join(path));
    let sources = folder.chain(others).map(|path| std::fs::read_to_string(path).unwrap());
    let is_code = |word: &str| word.contains('-') && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let mut found = 0;
    for source in sources {
        let code = source.split("#[cfg(test)]").next().unwrap();
        let called =
            code.split("note(").skip(1).chain(code.split("code:").skip(1)).chain(code.split("(published").skip(1));
        for word in called.filter_map(|call| call.split('"').nth(1)).filter(|word| is_code(word)) {
            found += 1;
            assert!(listed.contains(&word), "{word} is not in the table");
        }
    }
    assert!(found > 40, "{found}: the sources are read");
    assert!(listed.len() > 40);
}
