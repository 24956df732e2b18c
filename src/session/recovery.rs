//! The recovery key on paper: given out, read again, put together, and what it opens.

use zeroize::Zeroizing;

use super::view::{QrView, RecoveryShareView, RecoveryWordsView};
use super::{Authorities, Session};
use crate::env::Env;
use crate::error::Result;
use crate::key::recovery::{Paper, QrCode, RecoveryKey, RecoveryShare, Words};
use crate::vault::{SealedRecords, Vault};

impl<E: Env> Session<E> {
    /// Opens a vault with the words of its recovery key, or with those of enough shares, one after the other. It can be asked for
    /// nothing and changed in nothing until a passphrase was set.
    ///
    /// # Errors
    /// What [`RecoveryKey::read`] and [`Vault::open_with_recovery`] refuse.
    pub fn open_with_recovery(env: E, records: &SealedRecords<'_>, words: &str) -> Result<Self> {
        let (vault, contents) = Vault::open_with_recovery(records, &RecoveryKey::read(words)?)?;
        Ok(Self { env, vault, authorities: Authorities::read(&contents)?, pending: None })
    }
}

/// What words are that were typed.
///
/// # Errors
/// What [`Paper::read`] refuses.
pub fn check_words(text: &str) -> Result<RecoveryWordsView> {
    Ok(match Paper::read(text)? {
        Paper::Key(key) => RecoveryWordsView::Key { vault: key.tag().to_string() },
        Paper::Share(share) => RecoveryWordsView::Share {
            vault: share.tag.to_string(),
            number: share.number,
            threshold: share.threshold,
            set: share.set_name(),
        },
    })
}

/// The words of the recovery key that these shares lead to.
///
/// # Errors
/// What [`RecoveryKey::read`] refuses.
pub fn combine_shares<S: AsRef<str>>(shares: &[S]) -> Result<Zeroizing<String>> {
    let mut all = Zeroizing::new(String::with_capacity(shares.iter().map(|share| share.as_ref().len() + 1).sum()));
    for share in shares {
        all.push_str(share.as_ref());
        all.push('\n');
    }
    Ok(RecoveryKey::read(&all)?.words()?.text())
}

/// A share as it is given out.
pub fn share_view(share: &RecoveryShare) -> Result<RecoveryShareView> {
    let words = share.words();
    Ok(RecoveryShareView { number: share.number, qr: qr_view(&words)?, words: listed(&words) })
}

/// The words as they are given out.
pub fn listed(words: &Words) -> Zeroizing<Vec<String>> {
    Zeroizing::new(words.iter().map(str::to_owned).collect())
}

/// A QR code of the words in capitals, with a space between.
pub fn qr_view(words: &Words) -> Result<QrView> {
    let mut text = words.text();
    text.make_ascii_uppercase();
    let QrCode { size, modules } = QrCode::of(&text)?;
    Ok(QrView { size, modules, text })
}
