//! The inviting side, from the wish to the greeting: offers that stand, and the reply to one of them.

use std::collections::BTreeMap;

use heliograph_signal::{Answer, Kind, Stamp, Tag, fingerprint, pack_offer, pack_relayed_offer};
use heliograph_wire::control::Message;
use heliograph_wire::resume::{Fingerprints, Role, Token};
use heliograph_wire::{Millis, PeerId, Private};

use crate::carry::{Shown, Spelling, minutes};
use crate::context::{Context, Ground, Incoming};
use crate::feed::Feed;
use crate::greeting::{Codes, Greeting, Met, Nonces};
use crate::patience::{
    ASK_RELAY_AGAIN, ASK_RELAY_RARELY, CARRIED_LIVES, CONNECT_FEED_EVERY, CONNECT_LIMIT, FAILED_IS_FINAL,
    FIRST_CANDIDATE_LIMIT, OFFERS_AT_MOST, SHOWN_LIVES, STALE_AFTER,
};
use crate::{
    Arrival, Bindings, Carrier, Effect, Exchange, InviteView, Path, Problem, Relay, RelayFault, Route,
    ScanView, Servers, Step,
};

pub(crate) struct Invite {
    offers: BTreeMap<PeerId, Offering>,
    progress: Progress,
    problem: Option<Problem>,
    /// When the relay is asked again that would not be used.
    ask_again: Option<Millis>,
    /// And how much later than the next refusal.
    ask_after: Millis,
    /// An invite that was entered where a reply is due.
    pub(crate) other: Option<(Incoming, Arrival)>,
}

/// One offer that can be answered.
struct Offering {
    begun: Millis,
    path: Path,
    /// Through which exchange of a relay it is reached.
    exchange: Option<Exchange>,
    code: Option<Packed>,
    gathered: bool,
    fades: bool,
    replaced: Option<Millis>,
}

struct Packed {
    shown: Shown,
    tag: Tag,
    fingerprint: [u8; 32],
}

enum Progress {
    Waiting,
    Connecting { peer: PeerId, deadline: Millis, feed: Feed, codes: Codes },
    Greeting(Greeting),
}

impl Invite {
    pub(crate) fn begin(context: &mut Context<'_>) -> Self {
        let mut invite = Self {
            offers: BTreeMap::new(),
            progress: Progress::Waiting,
            problem: None,
            ask_again: None,
            ask_after: ASK_RELAY_AGAIN,
            other: None,
        };
        invite.offer(context);
        invite
    }

    /// Makes a fresh offer; those before it stay answerable for a while.
    pub(crate) fn renew(&mut self, context: &mut Context<'_>) {
        for offering in self.offers.values_mut() {
            offering.replaced.get_or_insert(context.now);
        }
        self.offer(context);
        self.prune(context);
    }

    /// Withdraws every offer but the one that is being connected to: they ask servers that the person does not want
    /// asked any more.
    pub(crate) fn withdraw(&mut self, context: &mut Context<'_>) {
        let carried = self.offers.values().any(Offering::was_carried);
        let withdrawn: Vec<PeerId> =
            self.offers.keys().copied().filter(|peer| !self.connects(*peer)).collect();
        for peer in withdrawn {
            self.offers.remove(&peer);
            context.push(Effect::Close(peer));
        }
        if !self.is_connecting() {
            self.offer(context);
            self.problem = carried.then_some(Problem::InviteWithdrawn);
        }
    }

    /// The relay that an offer waited for may be used.
    pub(crate) fn relay_granted(
        &mut self,
        peer: PeerId,
        (relay, exchange): (Relay, Exchange),
        context: &mut Context<'_>,
    ) {
        if let Some(offering) = self.offers.get_mut(&peer).filter(|offering| offering.awaits_relay()) {
            offering.begun = context.now;
            offering.exchange = Some(exchange);
            self.ask_after = ASK_RELAY_AGAIN;
            if matches!(self.problem, Some(Problem::NoRelay(_))) {
                self.problem = None;
            }
            context.push(Effect::CreateOffer { peer, servers: Servers::Relay(relay) });
        }
    }

    /// It may not; a server that may change its mind is asked again.
    pub(crate) fn relay_refused(&mut self, peer: PeerId, fault: RelayFault, now: Millis) {
        if self.offers.get(&peer).is_some_and(Offering::awaits_relay) {
            self.offers.remove(&peer);
            self.problem = Some(Problem::NoRelay(fault));
            self.ask_again = fault.may_pass().then_some(now + self.ask_after);
            self.ask_after = Millis((self.ask_after.0 * 2).min(ASK_RELAY_RARELY.0));
        }
    }

    pub(crate) fn described(&mut self, peer: PeerId, sdp: &Private<String>, context: &Context<'_>) {
        let Some(offering) = self.offers.get_mut(&peer) else { return };
        let sdp = sdp.reveal();
        let stamp = Stamp::at(offering.begun);
        let packed = match &offering.exchange {
            Some(exchange) => pack_relayed_offer(sdp, stamp, exchange),
            None => pack_offer(sdp, stamp),
        };
        let (Ok(packed), Some(fingerprint)) = (packed, fingerprint(sdp)) else {
            log::warn!("the browser's own offer cannot be packed");
            self.problem = Some(Problem::BrowserRefused(Step::Describe));
            return;
        };
        if packed.kept == 0 {
            return;
        }
        offering.fades = context.environment.bindings == Bindings::Fading && sdp.contains(" typ srflx");
        let spelling = Spelling::Code(packed.code);
        match &mut offering.code {
            Some(code) => code.shown.respell(spelling),
            None => {
                let shown = Shown::new(spelling, offering.begun);
                offering.code = Some(Packed { shown, tag: packed.tag, fingerprint });
            }
        }
        if self.problem == Some(Problem::NoNetwork) {
            self.problem = None;
        }
    }

    pub(crate) fn gathering_ended(&mut self, peer: PeerId) {
        if let Some(offering) = self.offers.get_mut(&peer) {
            offering.gathered = true;
            if offering.code.is_none() {
                self.problem = Some(Problem::NoNetwork);
            }
        }
    }

    pub(crate) fn carrier_chosen(&self, carrier: Carrier, context: &mut Context<'_>) {
        if let Some((&peer, code)) = self.current() {
            let text = code.shown.parcel(carrier, context.environment);
            context.push(Effect::Carry { peer, carrier, text, kind: Kind::Offer });
        }
    }

    pub(crate) fn carried(&mut self, peer: PeerId, carrier: Carrier, now: Millis) {
        if let Some(shown) = self.shown(peer) {
            shown.was_carried(carrier, now);
        }
    }

    pub(crate) fn copied_by_hand(&mut self, carrier: Carrier, now: Millis) {
        if let Some((&peer, _)) = self.current() {
            self.carried(peer, carrier, now);
        }
    }

    pub(crate) fn carrying_failed(&mut self, peer: PeerId, carrier: Carrier) {
        if let Some(shown) = self.shown(peer) {
            shown.refused = Some(carrier);
        }
    }

    pub(crate) const fn problem(&mut self, problem: Option<Problem>) {
        self.problem = problem;
    }

    /// Somebody's invite came where a reply is due.
    pub(crate) fn invite_entered(&mut self, incoming: Incoming, arrival: Arrival) {
        let own = |offer: &heliograph_signal::Offer| self.codes().any(|(_, code)| code.tag == offer.tag);
        self.problem = Some(match &incoming {
            Incoming::Ours(offer) if own(offer) => Problem::OwnInvite,
            Incoming::Ours(_) | Incoming::Foreign(_) => Problem::InviteInsteadOfReply,
        });
        let other = self.problem == Some(Problem::InviteInsteadOfReply);
        self.other = other.then_some((incoming, arrival));
    }

    pub(crate) fn answers(&self, tag: Tag) -> bool {
        self.codes().any(|(_, code)| code.tag == tag)
    }

    pub(crate) fn reply_entered(&mut self, answer: &Answer, arrival: Arrival, context: &mut Context<'_>) {
        let Some((&peer, code)) = self.codes().find(|(_, code)| code.tag == answer.tag) else {
            self.problem = Some(Problem::ReplyToAnother);
            return;
        };
        let prints = Fingerprints { offerer: code.fingerprint, answerer: answer.description.fingerprint() };
        let candidates = answer.description.candidates();
        match &mut self.progress {
            Progress::Waiting => {}
            Progress::Connecting { peer: under_way, feed, codes, .. } if *under_way == peer => {
                if codes.prints == prints {
                    // The same reply again, perhaps with more candidates.
                    *feed = Feed::new(candidates, CONNECT_FEED_EVERY, context.now);
                } else {
                    self.fail(Problem::ReplyReplaced, context);
                }
                return;
            }
            Progress::Connecting { .. } | Progress::Greeting(_) => {
                self.problem = Some(Problem::AlreadyConnecting);
                return;
            }
        }
        log::info!("a reply was accepted");
        self.problem = None;
        context.push(Effect::AcceptAnswer { peer, sdp: answer.description.sdp() });
        let feed = Feed::new(candidates, CONNECT_FEED_EVERY, context.now);
        let exchange = self.offers.get(&peer).and_then(|offering| offering.exchange.clone());
        let codes = Codes { role: Role::Offerer, prints, arrival, exchange };
        self.progress = Progress::Connecting { peer, deadline: context.now + CONNECT_LIMIT, feed, codes };
    }

    /// The reply that is being connected to names this offer.
    pub(crate) fn connects_by(&self, tag: Tag) -> bool {
        self.codes().any(|(peer, code)| code.tag == tag && self.connects(*peer))
    }

    pub(crate) fn route_changed(&mut self, peer: PeerId, route: Route, now: Millis) {
        if let Progress::Connecting { peer: under_way, deadline, .. } = &mut self.progress
            && *under_way == peer
            && route == Route::Failed
        {
            *deadline = (*deadline).min(now + FAILED_IS_FINAL);
        }
    }

    pub(crate) fn handshake_failed(&mut self, peer: PeerId, context: &mut Context<'_>) {
        if self.connects(peer) {
            self.fail(Problem::HandshakeFailed, context);
        }
    }

    pub(crate) fn step_refused(&mut self, peer: PeerId, step: Step, context: &mut Context<'_>) {
        match step {
            // Candidates are hints: one less is no failure.
            Step::AcceptCandidate => {}
            Step::AcceptDescription | Step::Send if self.connects(peer) => {
                self.fail(Problem::BrowserRefused(step), context);
            }
            Step::Describe if self.offers.remove(&peer).is_some() => {
                context.push(Effect::Close(peer));
                self.problem = Some(Problem::BrowserRefused(step));
            }
            // A late result of a connection that is gone.
            Step::AcceptDescription | Step::Send | Step::Describe => {}
        }
    }

    pub(crate) fn channel_opened(
        &mut self,
        peer: PeerId,
        nonces: Nonces,
        token: Option<&Token>,
        context: &mut Context<'_>,
    ) {
        let Progress::Connecting { peer: under_way, codes, .. } = &self.progress else { return };
        if *under_way == peer {
            let greeting = Greeting::new(peer, codes.clone(), nonces, context.now);
            context.send(peer, &greeting.hello(token));
            self.progress = Progress::Greeting(greeting);
        }
    }

    pub(crate) fn channel_closed(&mut self, peer: PeerId, context: &mut Context<'_>) {
        let problem = match &self.progress {
            Progress::Greeting(_) => Problem::GoneBeforeGreeting,
            Progress::Waiting | Progress::Connecting { .. } => self.no_route(),
        };
        if self.connects(peer) {
            self.fail(problem, context);
        }
    }

    /// The other side's first message; an agreement ends this screen.
    pub(crate) fn received(
        &mut self,
        peer: PeerId,
        message: Option<Message>,
        token: Option<&Token>,
        context: &mut Context<'_>,
    ) -> Option<Met> {
        let Progress::Greeting(greeting) = &self.progress else { return None };
        if greeting.peer != peer {
            return None;
        }
        let Some(Message::Hello(hello)) = message else {
            self.fail(Problem::NoGreeting, context);
            return None;
        };
        let Ok(met) = greeting.agree(&hello, token) else {
            self.fail(Problem::NoCommonVersion, context);
            return None;
        };
        self.offers.remove(&peer);
        self.close(context);
        Some(met)
    }

    pub(crate) fn close(&mut self, context: &mut Context<'_>) {
        for &peer in self.offers.keys() {
            context.push(Effect::Close(peer));
        }
        self.offers.clear();
    }

    pub(crate) fn tick(&mut self, context: &mut Context<'_>) {
        let now = context.now;
        match &mut self.progress {
            Progress::Waiting => {
                if self.ask_again.is_some_and(|at| now >= at) {
                    self.offer(context);
                }
                if self.stale_at().is_some_and(|at| now >= at) {
                    log::debug!("the invite went stale and is made again");
                    self.renew(context);
                }
                if self.silent_at().is_some_and(|at| now >= at) && self.problem.is_none() {
                    self.problem = Some(Problem::NoNetwork);
                }
            }
            Progress::Connecting { deadline, .. } if now >= *deadline => {
                let problem = self.no_route();
                self.fail(problem, context);
            }
            Progress::Connecting { peer, feed, .. } => feed.tick(now, *peer, context.effects),
            Progress::Greeting(greeting) if now >= greeting.deadline() => {
                self.fail(Problem::NoGreeting, context);
            }
            Progress::Greeting(_) => {}
        }
        self.prune(context);
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        let own = match &self.progress {
            Progress::Waiting => {
                [self.stale_at(), self.silent_at(), self.ask_again].into_iter().flatten().min()
            }
            Progress::Connecting { deadline, feed, .. } => Some(feed.deadline().min(*deadline)),
            Progress::Greeting(greeting) => Some(greeting.deadline()),
        };
        let ends = self.offers.values().filter_map(Offering::ends_at).min();
        own.into_iter().chain(ends).min()
    }

    /// When the code on show was made.
    pub(crate) fn made(&self) -> Option<Millis> {
        self.current().map(|(_, code)| code.shown.made)
    }

    pub(crate) const fn is_connecting(&self) -> bool {
        !matches!(self.progress, Progress::Waiting)
    }

    /// Whether somebody may have a code of this page, or is about to be connected.
    pub(crate) fn is_waited_for(&self) -> bool {
        self.is_connecting() || self.offers.values().any(Offering::was_carried)
    }

    /// The code of the newest offer, and whether it has all that it will have.
    pub(crate) fn code(&self) -> Option<(Private<String>, bool)> {
        let (peer, code) = self.current()?;
        let gathered = self.offers.get(peer).is_some_and(|offering| offering.gathered);
        Some((code.shown.text(), gathered))
    }

    /// What went wrong last.
    pub(crate) const fn trouble(&self) -> Option<Problem> {
        self.problem
    }

    pub(crate) fn view(&self, now: Millis, scan: Option<ScanView>, ground: &Ground) -> InviteView {
        let current = self.current();
        let earlier = self.codes().filter(|(peer, _)| current.is_none_or(|(shown, _)| *peer != shown));
        let carried = earlier.filter_map(|(_, code)| code.shown.carried).map(|carried| carried.at).max();
        InviteView {
            code: current.map(|(_, code)| code.shown.view(now, &ground.environment)),
            earlier_minutes: carried.map(|at| minutes(now.since(at))),
            connecting: self.is_connecting(),
            path: ground.path,
            scan,
            problem: self.problem,
        }
    }

    fn offer(&mut self, context: &mut Context<'_>) {
        let peer = context.next_peer();
        let (begun, path) = (context.now, context.path);
        self.ask_again = None;
        context.push(match path {
            Path::Direct => Effect::CreateOffer { peer, servers: context.servers() },
            Path::Relayed => Effect::AskRelay { peer, exchange: None },
        });
        let offering = Offering {
            begun,
            path,
            exchange: None,
            code: None,
            gathered: false,
            fades: false,
            replaced: None,
        };
        self.offers.insert(peer, offering);
    }

    /// Gives up the connection under way; a fresh invite takes its place.
    fn fail(&mut self, problem: Problem, context: &mut Context<'_>) {
        let peer = match &self.progress {
            Progress::Waiting => return,
            Progress::Connecting { peer, .. } => *peer,
            Progress::Greeting(greeting) => greeting.peer,
        };
        log::info!("the connection was not made: {problem:?}");
        self.offers.remove(&peer);
        context.push(Effect::Close(peer));
        self.progress = Progress::Waiting;
        self.renew(context);
        self.problem = Some(problem);
    }

    /// Why there is no connection, by codes that are right.
    fn no_route(&self) -> Problem {
        match &self.progress {
            Progress::Connecting { codes: Codes { exchange: Some(_), .. }, .. } => {
                Problem::NoRouteThroughRelay
            }
            Progress::Waiting | Progress::Connecting { .. } | Progress::Greeting(_) => Problem::NoRoute,
        }
    }

    fn prune(&mut self, context: &mut Context<'_>) {
        let busy = |peer: PeerId| self.connects(peer);
        let over = |offering: &Offering| offering.ends_at().is_some_and(|at| context.now >= at);
        let mut gone: Vec<PeerId> = self
            .offers
            .iter()
            .filter(|(peer, offering)| over(offering) && !busy(**peer))
            .map(|(&peer, _)| peer)
            .collect();
        let surplus = (self.offers.len() - gone.len()).saturating_sub(OFFERS_AT_MOST);
        let spare = self.offers.iter().filter(|(peer, _)| !busy(**peer) && !gone.contains(peer));
        let (carried, unseen): (Vec<_>, Vec<_>) = spare.partition(|(_, offering)| offering.was_carried());
        // First those that nobody can have; of each kind, the oldest.
        let spare: Vec<PeerId> = unseen.into_iter().chain(carried).map(|(&peer, _)| peer).collect();
        gone.extend(spare.into_iter().take(surplus));
        for peer in gone {
            self.offers.remove(&peer);
            context.push(Effect::Close(peer));
        }
    }

    fn connects(&self, peer: PeerId) -> bool {
        match &self.progress {
            Progress::Waiting => false,
            Progress::Connecting { peer: under_way, .. } => *under_way == peer,
            Progress::Greeting(greeting) => greeting.peer == peer,
        }
    }

    fn codes(&self) -> impl DoubleEndedIterator<Item = (&PeerId, &Packed)> {
        self.offers.iter().filter_map(|(peer, offering)| Some((peer, offering.code.as_ref()?)))
    }

    /// The newest offer that has a code: the one on show.
    fn current(&self) -> Option<(&PeerId, &Packed)> {
        self.codes().next_back()
    }

    fn shown(&mut self, peer: PeerId) -> Option<&mut Shown> {
        let code = self.offers.get_mut(&peer)?.code.as_mut()?;
        Some(&mut code.shown)
    }

    /// When the newest offer's reflexive address will have faded.
    fn stale_at(&self) -> Option<Millis> {
        let newest = self.offers.values().next_back()?;
        // One that was replaced is newest only where the browser refused its successor.
        (newest.fades && newest.replaced.is_none()).then_some(newest.begun + STALE_AFTER)
    }

    /// When the newest offer should have had a candidate.
    fn silent_at(&self) -> Option<Millis> {
        let newest = self.offers.values().next_back()?;
        let waits =
            newest.code.is_none() && !newest.gathered && !newest.awaits_relay() && self.problem.is_none();
        waits.then_some(newest.begun + FIRST_CANDIDATE_LIMIT)
    }
}

impl Offering {
    fn awaits_relay(&self) -> bool {
        self.path == Path::Relayed && self.exchange.is_none()
    }

    fn was_carried(&self) -> bool {
        self.code.as_ref().is_some_and(|code| code.shown.carried.is_some())
    }

    /// When an offer that was replaced need not be answerable any longer.
    fn ends_at(&self) -> Option<Millis> {
        let replaced = self.replaced?;
        let carried = self.code.as_ref().and_then(|code| code.shown.carried);
        let shown = replaced + SHOWN_LIVES;
        Some(carried.map_or(shown, |carried| shown.max(carried.at + CARRIED_LIVES)))
    }
}
