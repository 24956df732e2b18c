//! The words of `openssl ca`: its configuration, its index, its directory, read and written so that it can go on with either.

pub mod config;
