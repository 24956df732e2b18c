//! Publication: what is public is put together, and the vault remembers which files that were.

use super::{Acting, Prepared, entry};
use crate::error::Result;
use crate::session::call::Publish;
use crate::session::draft::Draft;
use crate::session::publication::{self, Choice, Compared, Source};
use crate::session::view::View;
use crate::vault::{Deed, Entry};

impl Acting<'_> {
    pub(super) fn publish(&mut self, act: &Publish) -> Result<Prepared> {
        let now = self.env.now();
        let held = self.authorities.find(&act.authority)?;
        let choice = Choice::read(act, held)?;
        let source = Source { vault: self.vault, authorities: self.authorities, cold: self.cold, now };
        let folder = source.folder(held, &choice)?;
        let compared = Compared::of(&folder, &source.manifest(held)?, now)?;
        let mut draft = Draft::of(held);
        let record = publication::record(held, choice, compared.files.len(), now);
        draft.publish(self.env, compared.manifest.clone(), record)?;
        draft.journal(Entry { detail: compared.words(), ..entry(now, Deed::Publish, Some(held.id)) });
        let view = publication::view(held, folder, compared, true)?;
        Prepared::of([draft], View::Published(Box::new(view)))
    }
}
