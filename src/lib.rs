//! Rootpage: a certificate authority in one page.
//!
//! The core knows no clock, no randomness, no storage and no browser: time and random bytes come
//! through [`env::Env`], and everything that is to be stored leaves it as sealed bytes.
//! A module uses only modules above it in this list; `tests/architecture.rs` holds it to that.

#![forbid(unsafe_code)]

pub mod error;

pub mod model;

pub mod env;

pub mod key;

pub mod parse;

pub mod policy;

pub mod encode;

pub mod authority;

pub mod bundle;

pub mod openssl;

pub mod vault;

pub mod session;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
