//! The path of a conversation's packets, and how two people who are relayed agree to connect directly: one of them
//! wishes it, the other is asked, and then the offerer restarts ICE (`docs/protocol/control.md`, *Going direct*). The relay
//! stays in reach for those who find no direct way.

use heliograph_wire::control::{Consent, Message};

use crate::context::Context;
use crate::link::Link;
use crate::{Effect, Exchange, Path, PathChange, Problem, RouteKind};

/// The path as it is, and the wish for another one.
pub(crate) struct Paths {
    path: Path,
    /// The exchange of the relay through which the connection began.
    exchange: Option<Exchange>,
    wish: Wish,
}

#[derive(Clone, Copy)]
enum Wish {
    /// Nobody wants it otherwise.
    None,
    /// The other side is asked.
    Asking,
    /// This side's person is asked.
    Asked,
}

impl Paths {
    pub(crate) fn new(exchange: Option<Exchange>) -> Self {
        let path = if exchange.is_some() { Path::Relayed } else { Path::Direct };
        Self { path, exchange, wish: Wish::None }
    }

    pub(crate) const fn path(&self) -> Path {
        self.path
    }

    /// How packets go, by what was measured; what began through a relay goes through it until something else is measured.
    pub(crate) fn route(&self, measured: RouteKind) -> RouteKind {
        match (measured, &self.exchange) {
            (RouteKind::Unknown, Some(_)) => RouteKind::Relayed,
            (measured, _) => measured,
        }
    }

    /// Whether packets go otherwise than both people want, as far as was measured.
    pub(crate) fn seeks_another_than(&self, measured: RouteKind) -> bool {
        self.path == Path::Direct && self.exchange.is_some() && self.route(measured) == RouteKind::Relayed
    }

    /// Whether packets that began through a relay go directly by now.
    pub(crate) fn has_left_the_relay(&self, measured: RouteKind) -> bool {
        self.path == Path::Direct && self.exchange.is_some() && !self.seeks_another_than(measured)
    }

    /// None where the path stays what it is.
    pub(crate) const fn change(&self) -> Option<PathChange> {
        match (self.path, self.wish) {
            (Path::Direct, _) => None,
            (Path::Relayed, Wish::None) => Some(PathChange::Settled),
            (Path::Relayed, Wish::Asking) => Some(PathChange::Waiting),
            (Path::Relayed, Wish::Asked) => Some(PathChange::Asked),
        }
    }

    /// This side's person wants to connect directly. Where the other side's does, too, both have agreed.
    pub(crate) fn choose(&mut self, link: &mut Link, context: &mut Context<'_>) {
        match (self.path, self.wish) {
            (Path::Direct, _) | (_, Wish::Asking) => {}
            (Path::Relayed, Wish::None) => {
                self.wish = Wish::Asking;
                self.renew(link, context);
                context.send(link.peer, &Message::DirectWanted);
            }
            (Path::Relayed, Wish::Asked) => self.answer(Consent::Given, link, context),
        }
    }

    /// The other side wants to connect directly. Where this one does, too, both have agreed.
    pub(crate) fn wanted(&mut self, link: &Link, context: &mut Context<'_>) {
        match (self.path, self.wish) {
            (Path::Direct, _) => {}
            (Path::Relayed, Wish::None) => {
                self.wish = Wish::Asked;
                self.renew(link, context);
            }
            (Path::Relayed, Wish::Asked) => {}
            (Path::Relayed, Wish::Asking) => {
                context.send(link.peer, &Message::DirectAnswered(Consent::Given));
            }
        }
    }

    /// This side's person says what they think of it.
    pub(crate) fn answer(&mut self, consent: Consent, link: &mut Link, context: &mut Context<'_>) {
        let Wish::Asked = self.wish else { return };
        self.wish = Wish::None;
        if consent == Consent::Given {
            self.take(link, context);
            link.expect_change();
        }
        context.send(link.peer, &Message::DirectAnswered(consent));
    }

    /// The other side says what they think of it.
    pub(crate) fn answered(
        &mut self,
        consent: Consent,
        link: &mut Link,
        context: &mut Context<'_>,
    ) -> Option<Problem> {
        let Wish::Asking = self.wish else { return None };
        self.wish = Wish::None;
        match consent {
            Consent::Refused => Some(Problem::DirectRefused),
            Consent::Given => {
                self.take(link, context);
                link.change_route(context.now, context.effects);
                None
            }
        }
    }

    /// A restart of ICE allocates anew, and leave to do so does not last as long as a conversation may. While people make
    /// up their minds there is time to ask for it.
    fn renew(&self, link: &Link, context: &mut Context<'_>) {
        context.push(Effect::AskRelay { peer: link.peer, exchange: self.exchange.clone() });
    }

    fn take(&mut self, link: &Link, context: &mut Context<'_>) {
        log::info!("two people agreed to connect directly");
        self.path = Path::Direct;
        context.push(Effect::AllowDirect { peer: link.peer, servers: context.stun_servers() });
    }
}
