//! The words of `openssl ca`: its configuration, its index, its directory, read and written so that it can go on with either.

pub mod archive;
mod asn1;
pub mod ca;
pub mod config;
pub mod configuration;
pub mod directory;
pub mod explain;
pub mod extensions;
pub mod index;
pub mod ledger;
pub mod merge;
pub mod names;
pub mod objects;
pub mod profiles;
pub mod req;
pub mod request;
mod value;
