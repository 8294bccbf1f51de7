//! The links that a callee gives away.

use heliograph_wire::Private;
use heliograph_wire::rendezvous::{LINKS_AT_MOST, LinkHash, NewLink};

use super::link::{CallerLink, PersonalLink};
use crate::view::{CallerLinkView, LinkView};

#[derive(Default)]
pub(super) struct Links {
    links: Vec<NewLink>,
}

impl Links {
    /// As the companion has them, opened; those that nobody here made are left out.
    pub(super) fn read(&mut self, links: Vec<Option<NewLink>>) {
        self.links = links.into_iter().flatten().take(LINKS_AT_MOST).collect();
    }

    pub(super) const fn have_room(&self) -> bool {
        self.links.len() < LINKS_AT_MOST
    }

    /// The one that is there for longest.
    pub(super) fn first(&self) -> Option<&NewLink> {
        self.links.first()
    }

    /// What the callee calls a link.
    pub(super) fn label(&self, hash: &LinkHash) -> Option<Private<String>> {
        self.links.iter().find(|link| link.hash == *hash).map(|link| link.label.clone())
    }

    pub(super) fn view(&self, address: impl Fn(&PersonalLink) -> LinkView) -> Vec<CallerLinkView> {
        let view = |link: &NewLink| {
            let caller = CallerLink { id: link.id.clone(), key: link.key };
            CallerLinkView {
                hash: link.hash,
                label: link.label.clone(),
                link: address(&PersonalLink::Caller(caller)),
            }
        };
        self.links.iter().map(view).collect()
    }
}
