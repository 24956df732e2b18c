//! The recovery key is given out, whole or in shares; and a passphrase is set where none is known any more.

use super::{Acting, Effect, Prepared, entry};
use crate::error::{Code, Error, Result};
use crate::key::recovery::split;
use crate::session::call::Secret;
use crate::session::recovery::{listed, qr_view, share_view};
use crate::session::view::{RecoveryKitView, RecoverySharesView, View};
use crate::vault::{Changes, Deed, Entry};

impl Acting<'_> {
    /// The recovery key in words, which were read again.
    pub(super) fn make_recovery_kit(&mut self, passphrase: Option<&Secret>) -> Result<Prepared> {
        self.vault.ask_again(passphrase.map(Secret::as_str))?;
        let words = self.vault.recovery_key().words()?;
        let kit = RecoveryKitView {
            vault: self.vault.id().to_string(),
            created: self.env.now().to_string(),
            qr: qr_view(&words)?,
            words: listed(&words),
        };
        Ok(self.given_out("key".to_owned(), View::RecoveryKit(kit)))
    }

    /// The recovery key in shares, every sufficient selection of which was put together.
    pub(super) fn make_recovery_shares(
        &mut self,
        passphrase: Option<&Secret>,
        threshold: u8,
        count: u8,
    ) -> Result<Prepared> {
        self.vault.ask_again(passphrase.map(Secret::as_str))?;
        let shares = split(self.env, &self.vault.recovery_key(), threshold, count)?;
        let set = shares.first().map(|share| share.set_name()).unwrap_or_default();
        let detail = format!("{threshold} of {count} shares, set {set}");
        let view = RecoverySharesView {
            vault: self.vault.id().to_string(),
            created: self.env.now().to_string(),
            set,
            threshold,
            shares: shares.iter().map(share_view).collect::<Result<_>>()?,
        };
        Ok(self.given_out(detail, View::RecoveryShares(view)))
    }

    /// What leaves the vault is told in the journal, and nothing else changes.
    fn given_out(&mut self, detail: String, view: View) -> Prepared {
        let told = Entry { detail, ..entry(self.env.now(), Deed::MakeRecovery, None) };
        Prepared { changes: Changes { journal: vec![told], ..Changes::default() }, view, effect: Effect::default() }
    }

    /// The first passphrase after the vault was opened with its recovery key.
    pub(super) fn reset_passphrase(&mut self, passphrase: &Secret) -> Result<Prepared> {
        if !self.vault.is_recovered() {
            let found = "a vault that was opened with its passphrase, which is changed with the one until now";
            return Err(Error::new(Code::CallUnknown).field("passphrase").found(found));
        }
        self.wrap_anew(passphrase, self.vault.kdf(), Deed::ResetPassphrase)
    }
}
