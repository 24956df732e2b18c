//! What is given out for paper: the words of a key, whole or in shares. Which words they are is the secret.

use std::fmt;

use serde::Serialize;
use zeroize::Zeroizing;

/// A QR code.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct QrView {
    /// How many squares a side has, without the quiet zone.
    pub size: u8,
    /// Row by row from the top: `1` a dark square, `0` a light one.
    pub modules: Zeroizing<String>,
    /// What it says.
    pub text: Zeroizing<String>,
}

/// The recovery key of a vault.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RecoveryKitView {
    /// The vault's identifier.
    pub vault: String,
    /// When it was given out.
    pub created: String,
    /// The words, in their order.
    pub words: Zeroizing<Vec<String>>,
    /// The same as a QR code.
    pub qr: QrView,
}

/// The recovery key of a vault in shares.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RecoverySharesView {
    /// The vault's identifier.
    pub vault: String,
    /// When they were given out.
    pub created: String,
    /// What tells these shares from others of the vault: six hexadecimal digits.
    pub set: String,
    /// How many are needed.
    pub threshold: u8,
    /// The shares.
    pub shares: Vec<RecoveryShareView>,
}

/// A share of a recovery key.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RecoveryShareView {
    /// Which one it is, from 1 on.
    pub number: u8,
    /// The words, in their order.
    pub words: Zeroizing<Vec<String>>,
    /// The same as a QR code.
    pub qr: QrView,
}

/// What words are that were typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum RecoveryWordsView {
    /// A recovery key.
    Key {
        /// What the identifier of its vault begins with: five hexadecimal digits.
        vault: String,
    },
    /// A share of one.
    Share {
        /// What the identifier of its vault begins with: five hexadecimal digits.
        vault: String,
        /// Which one it is, from 1 on.
        number: u8,
        /// How many are needed.
        threshold: u8,
        /// What tells the shares that were made together from others: six hexadecimal digits.
        set: String,
    },
}

macro_rules! elided {
    ($($view:ident),*) => {
        $(impl fmt::Debug for $view {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($view), "([elided])"))
            }
        })*
    };
}

elided!(QrView, RecoveryKitView, RecoverySharesView, RecoveryShareView);
