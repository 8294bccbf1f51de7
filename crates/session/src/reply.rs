//! The joining side, from the invite to the greeting: one answer, kept ready for as long as people take.

use heliograph_signal::{Answer, Foreign, Kind, Offer, Setup, Tag, fingerprint, pack_answer};
use heliograph_wire::control::Message;
use heliograph_wire::resume::{Fingerprints, Role, Token};
use heliograph_wire::{Millis, PeerId, Private};

use crate::carry::{Shown, Spelling, minutes};
use crate::context::{Context, Incoming};
use crate::feed::Feed;
use crate::greeting::{Codes, Greeting, Met, Nonces};
use crate::patience::{
    FAILED_IS_FINAL, FEED_EVERY, RELAYED_REPLY_WAITS_FOR_CANDIDATE, REPLY_WAITS_FOR_CANDIDATE,
};
use crate::{
    Arrival, Carrier, Channel, Effect, Environment, Path, Problem, Relay, RelayFault, ReplyView, Route,
    Servers, Step,
};

pub(crate) struct Reply {
    invite: Incoming,
    arrival: Arrival,
    answering: Answering,
    replaced: bool,
    problem: Option<Problem>,
}

/// The connection that answers.
struct Answering {
    peer: PeerId,
    path: Path,
    /// Whether the relay has still to give leave.
    awaits_relay: bool,
    begun: Millis,
    /// Until when a reply without candidates is held back.
    held_until: Option<Millis>,
    /// Since when the browser says that it has given up.
    failed_since: Option<Millis>,
    feed: Feed,
    described: Option<Described>,
    /// Whether the browser has found all its candidates.
    gathered: bool,
    progress: Progress,
}

struct Described {
    shown: Shown,
    fingerprint: [u8; 32],
    candidates: bool,
}

enum Progress {
    Waiting,
    Greeting(Greeting),
}

/// The answer cannot be made from this invite.
pub(crate) struct Unanswerable(pub(crate) Problem);

impl Reply {
    pub(crate) fn begin(invite: Incoming, arrival: Arrival, context: &mut Context<'_>) -> Self {
        let answering = Answering::begin(&invite, context);
        Self { invite, arrival, answering, replaced: false, problem: None }
    }

    pub(crate) const fn peer(&self) -> PeerId {
        self.answering.peer
    }

    pub(crate) const fn path(&self) -> Path {
        self.answering.path
    }

    pub(crate) const fn channel(&self) -> Channel {
        self.invite.channel()
    }

    pub(crate) fn answers(&self, tag: Tag) -> bool {
        matches!(&self.invite, Incoming::Ours(offer) if offer.tag == tag)
    }

    pub(crate) const fn problem(&mut self, problem: Option<Problem>) {
        self.problem = problem;
    }

    /// A reply was entered where this side's own reply is on show.
    pub(crate) fn reply_entered(&mut self, answer: &Answer) {
        let own = self.answers(answer.tag);
        self.problem = Some(if own { Problem::OwnReply } else { Problem::ReplyInsteadOfInvite });
    }

    pub(crate) fn described(&mut self, peer: PeerId, sdp: &Private<String>) {
        if peer != self.answering.peer {
            return;
        }
        let sdp_text = sdp.reveal();
        let spelling = match &self.invite {
            Incoming::Ours(offer) => {
                pack_answer(sdp_text, offer.tag).ok().map(|packed| Spelling::Code(packed.code))
            }
            Incoming::Foreign(_) => Some(Spelling::Foreign(Foreign { kind: Kind::Answer, sdp: sdp.clone() })),
        };
        let (Some(spelling), Some(fingerprint)) = (spelling, fingerprint(sdp_text)) else {
            log::warn!("the browser's own answer cannot be packed");
            self.problem = Some(Problem::BrowserRefused(Step::Describe));
            return;
        };
        let candidates = sdp_text.contains("a=candidate:");
        if candidates && self.problem == Some(Problem::NoNetwork) {
            self.problem = None;
        }
        match &mut self.answering.described {
            Some(described) => {
                described.shown.respell(spelling);
                described.candidates = candidates;
            }
            None => {
                let shown = Shown::new(spelling, self.answering.begun);
                self.answering.described = Some(Described { shown, fingerprint, candidates });
            }
        }
    }

    /// The relay that the answer waited for may be used.
    pub(crate) fn relay_granted(&mut self, peer: PeerId, relay: Relay, context: &mut Context<'_>) {
        if self.awaits_relay(peer) {
            self.answering.awaits_relay = false;
            self.answering.held_until = Some(context.now + RELAYED_REPLY_WAITS_FOR_CANDIDATE);
            create(&self.invite, peer, Servers::Relay(relay), context);
        }
    }

    pub(crate) fn relay_refused(&self, peer: PeerId, fault: RelayFault) -> Result<(), Unanswerable> {
        if self.awaits_relay(peer) { Err(Unanswerable(Problem::NoRelay(fault))) } else { Ok(()) }
    }

    fn awaits_relay(&self, peer: PeerId) -> bool {
        self.answering.awaits_relay && self.answering.peer == peer
    }

    pub(crate) fn carrier_chosen(&self, carrier: Carrier, context: &mut Context<'_>) {
        if let Some(described) = &self.answering.described {
            let text = described.shown.parcel(carrier, context.environment);
            context.push(Effect::Carry { peer: self.answering.peer, carrier, text, kind: Kind::Answer });
        }
    }

    pub(crate) fn carried(&mut self, peer: PeerId, carrier: Carrier, now: Millis) {
        if let Some(shown) = self.shown(peer) {
            shown.was_carried(carrier, now);
        }
    }

    pub(crate) fn carrying_failed(&mut self, peer: PeerId, carrier: Carrier) {
        if let Some(shown) = self.shown(peer) {
            shown.refused = Some(carrier);
        }
    }

    pub(crate) fn gathering_ended(&mut self, peer: PeerId) {
        let bare = |described: &Described| !described.candidates;
        if peer != self.answering.peer {
            return;
        }
        self.answering.gathered = true;
        if self.answering.described.as_ref().is_some_and(bare) {
            self.problem = Some(Problem::NoNetwork);
        }
    }

    /// The network is back: a reply that nobody has yet is made anew for it.
    pub(crate) fn network_returned(&mut self, context: &mut Context<'_>) {
        if self.problem == Some(Problem::NoNetwork) {
            self.problem = None;
        }
        if !self.was_carried() && matches!(self.answering.progress, Progress::Waiting) {
            self.begin_again(context);
        }
    }

    pub(crate) fn route_changed(&mut self, peer: PeerId, route: Route, now: Millis) {
        if peer == self.answering.peer {
            self.answering.failed_since = match route {
                Route::Failed => self.answering.failed_since.or(Some(now)),
                Route::Seeking | Route::Open | Route::Broken => None,
            };
        }
    }

    pub(crate) fn handshake_failed(&self, peer: PeerId) -> Result<(), Unanswerable> {
        if peer == self.answering.peer { Err(Unanswerable(Problem::HandshakeFailed)) } else { Ok(()) }
    }

    pub(crate) fn step_refused(&self, peer: PeerId, step: Step) -> Result<(), Unanswerable> {
        match step {
            Step::Describe | Step::AcceptDescription if peer == self.answering.peer => {
                Err(Unanswerable(Problem::BrowserRefused(step)))
            }
            // A candidate is a hint, a message that was not sent ends with its channel, and the rest is late.
            Step::AcceptCandidate | Step::Send | Step::Describe | Step::AcceptDescription => Ok(()),
        }
    }

    pub(crate) fn channel_opened(
        &mut self,
        nonces: Nonces,
        token: Option<&Token>,
        context: &mut Context<'_>,
    ) {
        let Answering { peer, described, progress, .. } = &mut self.answering;
        if let (Incoming::Ours(offer), Some(described)) = (&self.invite, described) {
            let prints =
                Fingerprints { offerer: offer.description.fingerprint(), answerer: described.fingerprint };
            let exchange = offer.description.exchange().cloned();
            let codes = Codes { role: Role::Answerer, prints, arrival: self.arrival, exchange };
            let greeting = Greeting::new(*peer, codes, nonces, context.now);
            context.send(*peer, &greeting.hello(token));
            *progress = Progress::Greeting(greeting);
        }
    }

    /// An offer is answered once, so what comes after an open channel cannot be tried again.
    pub(crate) fn channel_closed(&self, peer: PeerId) -> Result<(), Unanswerable> {
        if peer == self.answering.peer { Err(Unanswerable(Problem::GoneBeforeGreeting)) } else { Ok(()) }
    }

    pub(crate) fn received(
        &self,
        message: Option<Message>,
        token: Option<&Token>,
    ) -> Result<Option<Met>, Unanswerable> {
        let Progress::Greeting(greeting) = &self.answering.progress else { return Ok(None) };
        let Some(Message::Hello(hello)) = message else { return Err(Unanswerable(Problem::NoGreeting)) };
        greeting.agree(&hello, token).map(Some).map_err(|_| Unanswerable(Problem::NoCommonVersion))
    }

    pub(crate) fn tick(&mut self, context: &mut Context<'_>) -> Result<(), Unanswerable> {
        let now = context.now;
        self.answering.held_until = self.answering.held_until.filter(|until| now < *until);
        match &self.answering.progress {
            Progress::Waiting if self.given_up_at().is_some_and(|at| now >= at) => self.begin_again(context),
            Progress::Waiting => self.answering.feed.tick(now, self.answering.peer, context.effects),
            Progress::Greeting(greeting) if now >= greeting.deadline() => {
                return Err(Unanswerable(Problem::NoGreeting));
            }
            Progress::Greeting(_) => {}
        }
        Ok(())
    }

    pub(crate) fn deadline(&self) -> Millis {
        match &self.answering.progress {
            Progress::Greeting(greeting) => greeting.deadline(),
            Progress::Waiting => {
                let others = [self.answering.held_until, self.given_up_at()];
                others.into_iter().flatten().fold(self.answering.feed.deadline(), Millis::min)
            }
        }
    }

    /// The reply's code, and whether it has all that it waits for.
    pub(crate) fn code(&self) -> Option<(Private<String>, bool)> {
        let Answering { described, held_until, gathered, .. } = &self.answering;
        let ready = described.as_ref().filter(|described| described.candidates || held_until.is_none())?;
        Some((ready.shown.text(), *gathered))
    }

    /// The same invite came again, perhaps with more candidates.
    pub(crate) fn invited_again(&mut self, offer: &Offer, now: Millis) {
        self.answering.feed = Feed::new(offer.description.candidates(), FEED_EVERY, now);
    }

    pub(crate) fn made(&self) -> Option<Millis> {
        self.answering.described.as_ref().map(|described| described.shown.made)
    }

    pub(crate) fn view(&self, now: Millis, environment: &Environment) -> ReplyView {
        let Answering { described, held_until, .. } = &self.answering;
        let ready = described.as_ref().filter(|described| described.candidates || held_until.is_none());
        ReplyView {
            code: ready.map(|described| described.shown.view(now, environment)),
            invite_minutes: match &self.invite {
                Incoming::Ours(offer) => Some(minutes(offer.stamp.age(now))),
                Incoming::Foreign(_) => None,
            },
            channel: self.channel(),
            arrival: self.arrival,
            path: self.answering.path,
            connecting: self.is_connecting(),
            replaced: self.replaced,
            problem: self.problem,
        }
    }

    /// Whether the reply has the addresses that it was waiting for.
    pub(crate) fn has_candidates(&self) -> bool {
        self.answering.described.as_ref().is_some_and(|described| described.candidates)
    }

    /// Whether the other side has found this one.
    pub(crate) const fn is_connecting(&self) -> bool {
        matches!(self.answering.progress, Progress::Greeting(_))
    }

    /// Whether somebody may have the reply, or is about to be connected.
    pub(crate) fn is_waited_for(&self) -> bool {
        self.is_connecting() || self.was_carried()
    }

    fn was_carried(&self) -> bool {
        self.answering.described.as_ref().is_some_and(|described| described.shown.carried.is_some())
    }

    fn shown(&mut self, peer: PeerId) -> Option<&mut Shown> {
        let described = self.answering.described.as_mut().filter(|_| peer == self.answering.peer)?;
        Some(&mut described.shown)
    }

    /// When the browser will not come back by itself; without a network a new answer would not help either.
    fn given_up_at(&self) -> Option<Millis> {
        let since = self.answering.failed_since.filter(|_| self.problem != Some(Problem::NoNetwork))?;
        Some(since + FAILED_IS_FINAL)
    }

    /// Answers the same invite once more: the answer before has come to nothing, or asks servers that the person does
    /// not want asked.
    pub(crate) fn begin_again(&mut self, context: &mut Context<'_>) {
        log::info!("the reply is made again");
        self.replaced |= self.was_carried();
        context.push(Effect::Close(self.answering.peer));
        self.answering = Answering::begin(&self.invite, context);
    }
}

impl Answering {
    fn begin(invite: &Incoming, context: &mut Context<'_>) -> Self {
        let peer = context.next_peer();
        let description = invite.description();
        let path = Path::of(description);
        match path {
            Path::Direct => create(invite, peer, context.servers(), context),
            Path::Relayed => {
                context.push(Effect::AskRelay { peer, exchange: description.exchange().cloned() })
            }
        }
        let feed = Feed::new(description.candidates(), FEED_EVERY, context.now);
        let held_until = Some(context.now + REPLY_WAITS_FOR_CANDIDATE);
        let begun = context.now;
        Self {
            peer,
            path,
            awaits_relay: path == Path::Relayed,
            begun,
            held_until,
            failed_since: None,
            feed,
            described: None,
            gathered: false,
            progress: Progress::Waiting,
        }
    }
}

fn create(invite: &Incoming, peer: PeerId, servers: Servers, context: &mut Context<'_>) {
    // The other side starts the DTLS handshake, whenever it comes: RFC 8842, section 5.3. An answer that
    // starts it gives up after minutes.
    let offer = invite.description().sdp_with_setup(Setup::Active);
    context.push(Effect::CreateAnswer { peer, offer, channel: invite.channel(), servers });
}
