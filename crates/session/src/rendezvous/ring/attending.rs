//! A callee's page at the companion: who it is, which links there are, and who rings.

use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{
    CalleeKeys, Heard, Lane, Letter, Link, NewLink, Note, Notice, Outcome, Over, Request, RingOver, Task,
};
use heliograph_wire::{Millis, Private};

use super::answering::Answering;
use super::link::PersonalLink;
use super::links::Links;
use super::missed::Missed;
use super::rings::Rings;
use super::waking::{KeptThere, Visit, Wake};
use super::{RingEvent, RingProblem, address, refused};
use crate::context::{Context, Ground};
use crate::patience::SOCKET_TRIES;
use crate::rendezvous::bridge::Bridge;
use crate::rendezvous::socket::{Hold, Ready, Socket};
use crate::rendezvous::vigil::Vigil;
use crate::view::{AttendedView, RingEnd, RingNews, RingView, Standing};
use crate::{Effect, Problem, RendezvousEffect, SocketId, WakingEvent};

pub(super) struct Attending {
    secret: Private<[u8; 32]>,
    socket: Socket,
    reach: Reach,
    vigil: Vigil,
    signing: Signing,
    /// How many lanes there have been.
    lanes: u32,
    /// After so many days without this page all is forgotten.
    days: Option<u16>,
    /// What the first link is to be called, until it is made.
    first_label: Option<Private<String>>,
    links: Links,
    missed: Missed,
    pub(super) rings: Rings,
    pub(super) answering: Option<Answering>,
    erasing: Switch,
    waking: Wake,
    used: Use,
}

/// Whether links are used: copied, shared or carried away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    None,
    /// They are, and the companion has not heard of it.
    Untold,
    Told,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Asking,
    Here,
    Away,
}

/// The worker signs for each socket; only the last signature is of use.
#[derive(Default)]
struct Signing {
    owed: u32,
    work: u64,
}

/// What comes of something that happened.
pub(super) enum Next {
    Wait,
    /// The companion knows again that this page is here.
    Attended,
    News(RingNews),
    /// The same, of the ring that was answered here.
    Lost(RingNews),
    Warn(RingProblem),
    /// The connection on its way came to nothing.
    NotConnected(Problem),
    /// The page is not rung any more.
    Stop(RingProblem),
    /// The companion has forgotten all.
    Erased,
}

impl Attending {
    pub(super) fn begin(
        secret: Private<[u8; 32]>,
        first_label: Option<Private<String>>,
        context: &mut Context<'_>,
    ) -> Self {
        Self {
            secret,
            socket: Socket::open(context),
            reach: Reach::Asking,
            vigil: Vigil::default(),
            signing: Signing::default(),
            lanes: 0,
            days: None,
            first_label,
            links: Links::default(),
            missed: Missed::default(),
            rings: Rings::default(),
            answering: None,
            erasing: Switch::Off,
            waking: Wake::default(),
            used: Use::None,
        }
    }

    pub(super) const fn secret(&self) -> &Private<[u8; 32]> {
        &self.secret
    }

    pub(super) fn chosen(&mut self, event: RingEvent, context: &mut Context<'_>) -> Next {
        if self.reach != Reach::Here {
            // What is to be kept by the companion waits for it; who rings is gone with it.
            return Next::Warn(RingProblem::Silent);
        }
        let secret = self.secret.clone();
        match event {
            RingEvent::LinkWanted(_) if !self.links.have_room() => {
                return Next::Warn(RingProblem::TooManyLinks);
            }
            RingEvent::LinkWanted(label) => context.keys(Task::NewLink { secret, label }),
            RingEvent::LinkRenamed { hash, label } => context.keys(Task::Label { secret, hash, label }),
            RingEvent::LinkRevoked(hash) => self.socket.say(Request::Revoke(hash), context),
            RingEvent::MissedForgotten => {
                if let Some(up_to) = self.missed.forget() {
                    self.socket.say(Request::NotesRead { up_to }, context);
                }
            }
            RingEvent::EraseChosen => {
                self.erasing = Switch::On;
                self.socket.say(Request::Erase, context);
            }
            // What happens to a ring, or on another screen.
            _ => {}
        }
        Next::Wait
    }

    /// The person wishes to be told of rings while no page is open, or no longer.
    pub(super) fn waking_chosen(&mut self, wish: Switch, context: &mut Context<'_>) {
        let request = self.waking.chosen(wish, &self.secret, context);
        self.say_of_waking(request, context);
    }

    /// Something happened to what the browser has for that.
    pub(super) fn waking_happened(&mut self, event: WakingEvent, context: &mut Context<'_>) {
        let requests = self.waking.happened(event, &self.secret, context);
        self.say_of_waking(requests, context);
    }

    /// The companion has forgotten all, as it was asked here.
    pub(super) fn erased(&mut self, context: &mut Context<'_>) {
        self.waking.erased(&self.secret, context);
    }

    /// A companion that is away is told of a subscription when it is back, and hears from the push service of one that
    /// was given up.
    fn say_of_waking(&self, requests: impl IntoIterator<Item = Request>, context: &mut Context<'_>) {
        if self.reach == Reach::Here {
            requests.into_iter().for_each(|request| self.socket.say(request, context));
        }
    }

    /// A link was copied or shared. The companion forgets within the hour what was looked at only, so it is put once more.
    pub(super) fn used(&mut self, context: &mut Context<'_>) {
        if self.used == Use::None {
            self.used = Use::Untold;
            self.tell_of_use(context);
        }
    }

    /// Now, or once the companion is there and has said which links there are.
    fn tell_of_use(&mut self, context: &mut Context<'_>) {
        if let (Reach::Here, Use::Untold, Some(link)) = (self.reach, self.used, self.links.first()) {
            self.put(link.clone(), context);
            self.used = Use::Told;
        }
    }

    fn put(&self, link: NewLink, context: &mut Context<'_>) {
        let NewLink { salt, sealed: label, wake, .. } = link;
        self.socket.say(Request::PutLink { salt, label, wake }, context);
    }

    pub(super) fn answer(&mut self, ring: super::RingId, direct: Switch, context: &mut Context<'_>) {
        if self.answering.is_none()
            && let Some(ring) = self.rings.take(ring)
        {
            self.answering = Some(Answering::begin(ring, direct, context));
        }
    }

    /// Ends the connection on its way, and says so to whoever rang.
    pub(super) fn hang_up(&mut self, context: &mut Context<'_>) {
        if let Some(answering) = self.answering.take() {
            let (number, lane) = answering.close(context);
            self.rings.say_last(number, lane, Letter::Ended.encode(), context);
        }
    }

    /// Ends it where no way was found, which the other one finds out as well.
    pub(super) fn give_up(&mut self, context: &mut Context<'_>) {
        if let Some(answering) = self.answering.take() {
            let (_, lane) = answering.close(context);
            context.keys(Task::Forget(lane));
        }
    }

    /// Whether anybody rings, as far as it is to be seen and heard now.
    pub(super) fn is_rung(&self) -> bool {
        self.answering.is_none() && !self.rings.is_empty()
    }

    pub(super) fn is_waited_for(&self) -> bool {
        self.answering.is_some() || !self.rings.is_empty()
    }

    pub(super) fn is(&self, id: SocketId) -> bool {
        self.socket.is(id)
    }

    pub(super) fn told(&mut self, notice: Notice, context: &mut Context<'_>) -> Next {
        if let Some(ready) = self.socket.told(&notice, context) {
            self.sign(&ready, context);
            return Next::Wait;
        }
        match notice {
            Notice::Attended { links, days, push, subscriptions } => {
                let visit = if self.reach == Reach::Here { Visit::Same } else { Visit::Fresh };
                let there = KeptThere { has_links: !links.is_empty(), subscriptions };
                let next = self.attended(links, days, context);
                // What was erased here is ended here.
                if !matches!(next, Next::Erased) {
                    self.waking.attended(visit, push, there, &self.secret, context);
                }
                return next;
            }
            Notice::Missed(notes) => self.was_missed(notes, context),
            Notice::Rings { ring, hash, intro } => self.rings.brought(ring, hash, intro),
            Notice::RingOver { ring, why } => return self.ring_over(ring, why, context),
            Notice::Told { ring, sealed } => {
                if let Some(answering) = &self.answering {
                    answering.told(ring, sealed, context);
                }
            }
            Notice::Over(over) => return self.over(over, context),
            // What belongs to words or to a caller.
            _ => {}
        }
        Next::Wait
    }

    pub(super) fn closed(&mut self, context: &mut Context<'_>) -> Next {
        self.socket.closed(context.now);
        self.reach = Reach::Away;
        self.rings.interrupt(context);
        match &self.answering {
            Some(answering) if answering.bridge.needs_lane() => {
                Next::NotConnected(Problem::Ring(RingProblem::Silent))
            }
            Some(_) | None => Next::Wait,
        }
    }

    pub(super) fn worked(&mut self, challenge: &[u8; 32], work: u64, context: &mut Context<'_>) {
        if let Some(ready) = self.socket.worked(challenge, work, context.now) {
            self.sign(&ready, context);
        }
    }

    pub(super) fn done(&mut self, outcome: Outcome, context: &mut Context<'_>) -> Next {
        match outcome {
            Outcome::Attends(keys) => self.signed(&keys, context),
            Outcome::NewLink(link) | Outcome::Labelled(link) => self.put(link, context),
            Outcome::Subscription(sealed) => self.waking.sealed(sealed, &self.secret, context),
            Outcome::Links(links) => {
                self.links.read(links);
                self.tell_of_use(context);
            }
            Outcome::Say { lane, bytes } => self.sealed(lane, bytes, context),
            Outcome::Heard { lane, heard } => return self.heard(lane, &heard, context),
            // What was asked for on another screen.
            _ => {}
        }
        Next::Wait
    }

    pub(super) fn bridge(&mut self) -> Option<&mut Bridge> {
        self.answering.as_mut().map(|answering| &mut *answering.bridge)
    }

    pub(super) fn say_letters(&mut self, context: &mut Context<'_>) {
        if let Some(answering) = &mut self.answering {
            answering.say_letters(context);
        }
    }

    pub(super) fn tick(&mut self, sounds: Switch, context: &mut Context<'_>) -> Next {
        if self.vigil.has_slept(context.now) {
            self.renew(context);
        }
        if self.answering.is_none() {
            self.open_rings(context);
        }
        self.rings.tick(self.heard_sounds(sounds), context);
        match self.socket.tick(context) {
            Hold::Kept => Next::Wait,
            Hold::Lost => self.closed(context),
        }
    }

    pub(super) fn deadline(&self, sounds: Switch) -> Option<Millis> {
        let bridge = self.answering.as_ref().map(|answering| answering.bridge.deadline());
        let rings = self.rings.deadline(self.heard_sounds(sounds));
        [self.vigil.deadline(), self.socket.deadline(), rings, bridge].into_iter().flatten().min()
    }

    /// Nobody is rung aloud while they answer somebody.
    const fn heard_sounds(&self, sounds: Switch) -> Switch {
        if self.answering.is_none() { sounds } else { Switch::Off }
    }

    fn open_rings(&mut self, context: &mut Context<'_>) {
        while let Some(intro) = self.rings.open_next(Lane(self.lanes + 1)) {
            let (lane, secret) = (self.next_lane(), self.secret.clone());
            context.keys(Task::HearRing { lane, secret, intro });
        }
    }

    /// Comes to the companion anew: after sleep, or in another network, nothing may have told that the socket is dead.
    pub(super) fn renew(&mut self, context: &mut Context<'_>) {
        if self.answering.is_none() {
            self.socket.close(context);
            self.socket = Socket::open(context);
            self.reach = Reach::Asking;
            self.rings.interrupt(context);
        }
    }

    /// Is here no longer, for nobody.
    pub(super) fn leave(&self, context: &mut Context<'_>) {
        self.socket.say(Request::Leave, context);
        self.socket.close(context);
        context.push(Effect::Rendezvous(RendezvousEffect::EndKeys));
    }

    pub(super) fn view(&self, ground: &Ground) -> AttendedView {
        let address = |link: &PersonalLink| address(link, &ground.environment);
        let label = |hash: &_| self.links.label(hash);
        AttendedView {
            private_link: address(&PersonalLink::Private(self.secret.clone())),
            standing: self.standing(ground),
            days: self.days,
            links: self.links.view(address),
            has_room: if self.links.have_room() { Switch::On } else { Switch::Off },
            missed: self.missed.view(label),
            waking: self.waking.view(ground),
        }
    }

    pub(super) fn rings(&self) -> Vec<RingView> {
        self.rings.view(|hash| self.links.label(hash))
    }

    fn standing(&self, ground: &Ground) -> Standing {
        let has_tried = self.socket.failures() >= SOCKET_TRIES;
        match (self.reach, ground.services().map(|services| services.ring)) {
            (Reach::Here, _) => Standing::Reachable,
            (_, Some(false)) => Standing::Elsewhere,
            // A companion says what it does before anybody has tried so often.
            (_, None) if has_tried => Standing::Elsewhere,
            (Reach::Asking, _) => Standing::Asking,
            (Reach::Away, _) => Standing::Away,
        }
    }

    fn next_lane(&mut self) -> Lane {
        self.lanes += 1;
        Lane(self.lanes)
    }

    fn sign(&mut self, ready: &Ready, context: &mut Context<'_>) {
        self.signing = Signing { owed: self.signing.owed + 1, work: ready.work };
        context.keys(Task::Attend { secret: self.secret.clone(), challenge: ready.challenge });
    }

    fn signed(&mut self, keys: &CalleeKeys, context: &mut Context<'_>) {
        self.signing.owed = self.signing.owed.saturating_sub(1);
        if self.signing.owed == 0 {
            let CalleeKeys { signing: key, signature } = *keys;
            self.socket.say(Request::Attend { work: self.signing.work, key, signature }, context);
        }
    }

    fn attended(&mut self, links: Vec<Link>, days: u16, context: &mut Context<'_>) -> Next {
        self.socket.is_settled();
        (self.reach, self.days) = (Reach::Here, Some(days));
        if self.erasing == Switch::On && links.is_empty() {
            return Next::Erased;
        }
        let secret = self.secret.clone();
        if let (Some(label), true) = (self.first_label.take(), links.is_empty()) {
            context.keys(Task::NewLink { secret: secret.clone(), label });
        }
        context.keys(Task::ReadLinks { secret, links });
        Next::Attended
    }

    fn was_missed(&mut self, notes: Vec<Note>, context: &mut Context<'_>) {
        for note in notes {
            if !self.missed.has_room() {
                return;
            }
            let (lane, secret) = (self.next_lane(), self.secret.clone());
            self.missed.open(lane, &note);
            context.keys(Task::HearRing { lane, secret, intro: note.sealed });
        }
    }

    fn ring_over(&mut self, number: u32, why: RingOver, context: &mut Context<'_>) -> Next {
        if let Some(news) = self.rings.over(number, why, context) {
            return Next::News(news);
        }
        let Some(answering) = self.answering.as_mut().filter(|answering| answering.is(number)) else {
            return Next::Wait;
        };
        if why == RingOver::Elsewhere {
            return Next::Lost(RingNews { name: answering.name.clone(), end: RingEnd::Elsewhere });
        }
        match answering.bridge.other_left(context.now) {
            Ok(()) => Next::Wait,
            Err(problem) => Next::NotConnected(problem),
        }
    }

    fn over(&mut self, over: Over, context: &mut Context<'_>) -> Next {
        if over == Over::NotKept {
            // What comes later is not what was asked to be erased.
            self.erasing = Switch::Off;
        }
        if self.reach == Reach::Here {
            // Whatever the companion has against it, it would have again.
            self.waking.not_kept(context);
        }
        match refused(over) {
            Some(problem @ RingProblem::Replaced) => Next::Stop(problem),
            Some(problem) => Next::Warn(problem),
            None => Next::Wait,
        }
    }

    fn sealed(&mut self, lane: Lane, sealed: Private<Vec<u8>>, context: &mut Context<'_>) {
        let request = match self.rings.ended(lane) {
            Some(ring) => Some(Request::Take { ring, sealed }),
            None => self.answering.as_mut().and_then(|answering| answering.sealed(lane, sealed)),
        };
        if let Some(request) = request {
            self.socket.say(request, context);
        }
    }

    fn heard(&mut self, lane: Lane, heard: &Heard, context: &mut Context<'_>) -> Next {
        self.missed.heard(lane, heard, context);
        self.rings.heard(lane, heard, context);
        match (&mut self.answering, heard) {
            (Some(answering), Heard::Letter(bytes)) => match answering.heard(lane, bytes, context) {
                Ok(()) => Next::Wait,
                Err(problem) => Next::NotConnected(problem),
            },
            (Some(_) | None, _) => Next::Wait,
        }
    }
}
