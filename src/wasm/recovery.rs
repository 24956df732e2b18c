//! The recovery key on paper, as JavaScript calls it.

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::env::BrowserEnv;
use super::value::{self, Fallible, from_js, records, to_js};
use super::{OpenedBackup, Session};
use crate::session::{self, Secret};

#[wasm_bindgen]
impl Session {
    /// Opens a vault with the words of its recovery key, or with those of enough shares; its hot records are handed over.
    #[wasm_bindgen(js_name = openWithRecovery)]
    pub fn open_with_recovery(stored: js_sys::Array, words: String) -> Fallible<Self> {
        let (stored, words) = (records(&stored)?, Zeroizing::new(words));
        let open = || session::Session::open_with_recovery(BrowserEnv::new()?, &stored.borrowed(), &words);
        Ok(Self(open().map_err(value::error)?))
    }
}

/// What the words of one paper are, or which of them does not fit.
#[wasm_bindgen(js_name = checkWords)]
pub fn check_words(text: String) -> Fallible<JsValue> {
    to_js(&session::check_words(&Zeroizing::new(text)).map_err(value::error)?)
}

/// The words of the recovery key that these shares lead to.
#[wasm_bindgen(js_name = combineShares)]
pub fn combine_shares(shares: JsValue) -> Fallible<String> {
    let shares: Vec<Secret> = from_js(shares)?;
    let texts: Vec<&str> = shares.iter().map(Secret::as_str).collect();
    session::combine_shares(&texts).map(|words| words.to_string()).map_err(value::error)
}

/// Opens a backup, and the vault in it, with the words of its recovery key, or with those of enough shares.
#[wasm_bindgen(js_name = openBackupWithRecovery)]
pub fn open_backup_with_recovery(file: &[u8], words: String) -> Fallible<OpenedBackup> {
    let words = Zeroizing::new(words);
    session::OpenedBackup::open_with_recovery(file, &words).map(OpenedBackup).map_err(value::error)
}
