//! Does every program read what we write, do we read what it writes, and is nothing given out that was not opened again? The table of
//! `docs/formats.md` is what these tests found: `UPDATE=1 cargo test --test bundle_files` writes it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_in_result,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "bundle_files/programs.rs"]
mod programs;
#[path = "bundle_files/refused.rs"]
mod refused;
#[path = "bundle_files/scene.rs"]
mod scene;
#[path = "bundle_files/table.rs"]
mod table;
#[path = "bundle_files/truststores.rs"]
mod truststores;
#[path = "bundle_files/wrappings.rs"]
mod wrappings;
