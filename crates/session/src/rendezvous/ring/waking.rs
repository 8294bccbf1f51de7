//! A device that is told of rings while no page is open there (W3C Push API): its browser has a push service, to which the
//! companion says when somebody rings.

use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{ENDPOINT_LIMIT, Push, Request, Subscription, Task};

use super::address;
use super::link::PersonalLink;
use crate::context::{Context, Ground};
use crate::fragment::Found;
use crate::view::{WakingStage, WakingView};
use crate::{Effect, RendezvousEffect};

mod service;

use service::{host, is_one_of, origin};

/// More push services than these are not named, since nobody reads that many; the companion may send to them all the same.
const NAMED_AT_MOST: usize = 8;

/// The bytes of a point of P-256, uncompressed.
const KEY_BYTES: usize = 65;

/// Whether this browser can be told of rings while the page is not open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Waking {
    /// It cannot, or this form of the app cannot.
    #[default]
    Absent,
    /// It could, if the app were put on the Home screen and opened from there.
    FromHomeScreen,
    /// It can.
    Present,
}

/// Something that happened to what the browser has for being woken.
#[derive(Clone, PartialEq, Eq)]
pub enum WakingEvent {
    /// It has this.
    Found {
        /// The page that is opened when somebody rang, with its fragment; none where nobody is told.
        address: Option<Private<String>>,
        /// Its subscription.
        subscription: Option<BrowserSubscription>,
    },
    /// It has a new subscription, with this endpoint.
    Subscribed(Private<String>),
    /// It has none.
    NotSubscribed(WakingProblem),
    /// It keeps the page that is opened.
    Kept,
    /// It does not.
    NotKept,
    /// It has nothing of this any more.
    GivenUp,
    /// Its service worker does not answer: nobody knows what it has.
    Unanswered,
}

/// A push subscription as the browser has it.
#[derive(Clone, PartialEq, Eq)]
pub struct BrowserSubscription {
    /// The address of the push resource.
    pub endpoint: Private<String>,
    /// The companion that may send to it, by its key.
    pub key: Vec<u8>,
}

/// Something to be done with what the browser has for being woken.
#[derive(Clone, PartialEq, Eq)]
pub enum WakingEffect {
    /// Find out what it has.
    Find,
    /// Subscribe, in place of any subscription before, which is given up first.
    Subscribe {
        /// The key of the companion that may send.
        key: Vec<u8>,
        /// Whether the person may be asked for it: they have just wished it.
        ask: Switch,
    },
    /// Keep the page that is opened when somebody rang, with what is said to the person then.
    Keep(Private<String>),
    /// Give up the subscription, and forget the page; where one is named, only if no other page is kept.
    GiveUp(Option<Private<String>>),
}

/// Why a device is not told of rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WakingProblem {
    /// The person does not allow notifications.
    Refused,
    /// The browser has no push service.
    NoService,
    /// The push service of the browser cannot be reached.
    Unreachable,
    /// It is none to which the companion sends.
    OtherService,
    /// The browser does not keep what it would need.
    NotKeptHere,
    /// The companion could not keep what it would need.
    NotKeptThere,
    /// It was ended in another tab, or other devices took its place.
    Ended,
    /// The companion does it no longer.
    Withdrawn,
}

/// Whether this device is told of the rings of one callee.
#[derive(Default)]
pub(super) struct Wake {
    stage: Stage,
    /// How the companion does it; none where it does not.
    push: Option<Push>,
    /// The subscriptions that the companion has.
    known: Vec<[u8; 16]>,
    /// Whether the browser keeps this callee's private link.
    kept: Kept,
    renewal: Renewal,
    /// The subscription that this device had last.
    own: Option<[u8; 16]>,
    problem: Option<WakingProblem>,
}

/// Whether a lost subscription is made anew without a wish: once for each time that the page comes to the companion, so that
/// devices for which there is no room together do not push each other out for ever.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Renewal {
    Once,
    #[default]
    NotAgain,
    /// Nobody can ring the callee: they were erased.
    NeverMore,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kept {
    #[default]
    Nothing,
    Link,
}

#[derive(Default)]
enum Stage {
    /// The browser was not asked yet, or has not said.
    #[default]
    Unknown,
    Off,
    Subscribing,
    /// The worker seals the endpoint.
    Sealing {
        service: String,
        age: Age,
    },
    /// The browser is to keep the private link.
    Keeping {
        service: String,
        subscription: Subscription,
    },
    /// The companion is told.
    Saying {
        service: String,
        id: [u8; 16],
    },
    On {
        service: String,
        id: [u8; 16],
    },
    /// The browser gives all up.
    Ending,
}

/// Of a subscription.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Age {
    Old,
    New,
}

/// Whether the page has just come to the companion, or is told of a change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Visit {
    Fresh,
    Same,
}

/// What the companion keeps of the callee.
pub(super) struct KeptThere {
    pub(super) has_links: bool,
    /// The ids of the subscriptions.
    pub(super) subscriptions: Vec<[u8; 16]>,
}

impl Wake {
    /// The companion says what it does, and what it has.
    pub(super) fn attended(
        &mut self,
        visit: Visit,
        push: Option<Push>,
        there: KeptThere,
        secret: &Private<[u8; 32]>,
        context: &mut Context<'_>,
    ) {
        self.push = push.filter(|push| push.key.len() == KEY_BYTES);
        self.known = there.subscriptions;
        match visit {
            Visit::Fresh => {
                self.renewal = if there.has_links { Renewal::Once } else { Renewal::NeverMore };
            }
            // It was erased on another device.
            Visit::Same if !there.has_links && self.known.is_empty() => return self.erased(secret, context),
            Visit::Same => {}
        }
        match (std::mem::take(&mut self.stage), visit) {
            (Stage::Saying { service, id }, _) if self.known.contains(&id) => {
                self.stage = Stage::On { service, id };
            }
            // It was ended in another tab, or other devices took its place: that is not undone.
            (Stage::On { id, .. }, Visit::Same) if !self.known.contains(&id) => {
                (self.stage, self.renewal) = (Stage::Off, Renewal::NotAgain);
                act(WakingEffect::Find, context);
            }
            // Something else may have happened in another tab, or to the browser.
            (
                stage @ (Stage::Unknown | Stage::Off | Stage::Saying { .. } | Stage::On { .. }),
                Visit::Fresh,
            ) => {
                self.stage = stage;
                if context.environment.waking == Waking::Present {
                    act(WakingEffect::Find, context);
                }
            }
            (stage, _) => self.stage = stage,
        }
    }

    /// The person wishes it, or no longer. Gives what to say to the companion.
    pub(super) fn chosen(
        &mut self,
        wish: Switch,
        secret: &Private<[u8; 32]>,
        context: &mut Context<'_>,
    ) -> Option<Request> {
        match (wish, &self.stage) {
            (Switch::On, Stage::Off) => {
                self.subscribe(Switch::On, context);
                None
            }
            (Switch::Off, Stage::Saying { id, .. } | Stage::On { id, .. }) => {
                let id = *id;
                self.give_up_of(Some(page_of(secret, context)), context);
                Some(Request::Unsubscribe { id })
            }
            (Switch::Off, Stage::Off) if self.kept == Kept::Link => {
                self.give_up_of(Some(page_of(secret, context)), context);
                None
            }
            // What was pressed in the moment in which it went away.
            (Switch::On | Switch::Off, _) => None,
        }
    }

    /// Something happened in the browser. Gives what to say to the companion.
    pub(super) fn happened(
        &mut self,
        event: WakingEvent,
        secret: &Private<[u8; 32]>,
        context: &mut Context<'_>,
    ) -> Vec<Request> {
        match (event, std::mem::take(&mut self.stage)) {
            (
                WakingEvent::Found { address, subscription },
                Stage::Unknown | Stage::Off | Stage::Saying { .. } | Stage::On { .. },
            ) => {
                self.stage = Stage::Off;
                self.found(address, subscription, secret, context);
            }
            (WakingEvent::Subscribed(endpoint), Stage::Subscribing) => {
                self.seal(endpoint, Age::New, secret, context);
            }
            (WakingEvent::NotSubscribed(problem), Stage::Subscribing) => self.fail(problem),
            (WakingEvent::Kept, Stage::Keeping { service, subscription }) => {
                self.kept = Kept::Link;
                return self.say(service, subscription);
            }
            (WakingEvent::NotKept, Stage::Keeping { .. }) => {
                self.give_up(context);
                self.problem = Some(WakingProblem::NotKeptHere);
            }
            (WakingEvent::GivenUp, Stage::Ending) => self.stage = Stage::Off,
            // The private link may still be there, so it can be ended once more.
            (WakingEvent::Unanswered, Stage::Ending) => (self.stage, self.kept) = (Stage::Off, Kept::Link),
            // What was asked for before.
            (_, stage) => self.stage = stage,
        }
        Vec::new()
    }

    /// The worker sealed an endpoint.
    pub(super) fn sealed(
        &mut self,
        subscription: Subscription,
        secret: &Private<[u8; 32]>,
        context: &mut Context<'_>,
    ) {
        let Stage::Sealing { service, age } = &mut self.stage else { return };
        if *age == Age::Old && !self.known.contains(&subscription.id) {
            // Nobody can tell whether its push service still has it.
            return self.renew(context);
        }
        let service = std::mem::take(service);
        self.stage = Stage::Keeping { service, subscription };
        act(WakingEffect::Keep(page_of(secret, context)), context);
    }

    /// The companion could not keep what it was told last.
    pub(super) fn not_kept(&mut self, context: &mut Context<'_>) {
        if let Stage::Saying { .. } = self.stage {
            self.give_up(context);
            self.problem = Some(WakingProblem::NotKeptThere);
        }
    }

    /// The companion has forgotten all.
    pub(super) fn erased(&mut self, secret: &Private<[u8; 32]>, context: &mut Context<'_>) {
        match self.stage {
            Stage::Ending => {}
            Stage::Off if self.kept == Kept::Nothing => {}
            Stage::Unknown if context.environment.waking != Waking::Present => {}
            // The browser may have something of another callee by now, which is left as it is.
            Stage::Unknown | Stage::Off | Stage::Saying { .. } | Stage::On { .. } => {
                self.give_up_of(Some(page_of(secret, context)), context);
            }
            Stage::Subscribing | Stage::Sealing { .. } | Stage::Keeping { .. } => self.give_up(context),
        }
    }

    pub(super) fn view(&self, ground: &Ground) -> Option<WakingView> {
        let stage = match (&self.stage, ground.environment.waking) {
            (_, Waking::Absent) | (Stage::Unknown, Waking::Present) => return None,
            (_, Waking::FromHomeScreen) => WakingStage::FromHomeScreen,
            (Stage::Off, _) => WakingStage::Off,
            (Stage::On { service, .. }, _) => WakingStage::On(service.clone()),
            (_, Waking::Present) => WakingStage::Busy,
        };
        let kept = if self.kept == Kept::Link { Switch::On } else { Switch::Off };
        match &self.push {
            Some(push) => {
                let services = push.services.iter().filter_map(|service| host(service)).take(NAMED_AT_MOST);
                let services = services.map(str::to_owned).collect();
                Some(WakingView { stage, services, kept, problem: self.problem })
            }
            None if self.kept == Kept::Link => {
                let problem = self.problem.or(Some(WakingProblem::Withdrawn));
                Some(WakingView { stage, services: Vec::new(), kept, problem })
            }
            None => None,
        }
    }

    fn found(
        &mut self,
        address: Option<Private<String>>,
        subscription: Option<BrowserSubscription>,
        secret: &Private<[u8; 32]>,
        context: &mut Context<'_>,
    ) {
        self.problem = None;
        if !address.is_some_and(|address| leads_to(&address, secret)) {
            // The browser tells of somebody else's rings, or of nobody's.
            self.kept = Kept::Nothing;
            return;
        }
        self.kept = Kept::Link;
        let Some(push) = &self.push else { return };
        match subscription.filter(|subscription| subscription.key == push.key) {
            Some(BrowserSubscription { endpoint, .. }) => self.seal(endpoint, Age::Old, secret, context),
            // The companion has another key than it had, or the browser has given the subscription up.
            None => self.renew(context),
        }
    }

    /// Makes a subscription anew that is lost, where the person need not wish it again.
    fn renew(&mut self, context: &mut Context<'_>) {
        match std::mem::replace(&mut self.renewal, Renewal::NotAgain) {
            Renewal::Once => self.subscribe(Switch::Off, context),
            Renewal::NotAgain => self.fail(WakingProblem::Ended),
            Renewal::NeverMore => self.give_up(context),
        }
    }

    fn subscribe(&mut self, ask: Switch, context: &mut Context<'_>) {
        let Some(push) = &self.push else {
            self.stage = Stage::Off;
            return;
        };
        (self.stage, self.problem) = (Stage::Subscribing, None);
        act(WakingEffect::Subscribe { key: push.key.clone(), ask }, context);
    }

    fn seal(
        &mut self,
        endpoint: Private<String>,
        age: Age,
        secret: &Private<[u8; 32]>,
        context: &mut Context<'_>,
    ) {
        let services = self.push.as_ref().map_or(&[][..], |push| &push.services);
        let origin = origin(endpoint.reveal());
        let allowed = origin.filter(|origin| services.iter().any(|service| is_one_of(origin, service)));
        match allowed.and_then(host) {
            Some(service) if endpoint.reveal().len() <= ENDPOINT_LIMIT => {
                self.stage = Stage::Sealing { service: service.to_owned(), age };
                context.keys(Task::Subscribe { secret: secret.clone(), endpoint });
            }
            _ => {
                self.give_up(context);
                self.problem = Some(WakingProblem::OtherService);
            }
        }
    }

    /// What it replaces goes first, so that no other device makes room for it.
    fn say(&mut self, service: String, subscription: Subscription) -> Vec<Request> {
        let id = subscription.id;
        let replaced = self.own.replace(id).filter(|own| *own != id && self.known.contains(own));
        if self.known.contains(&id) {
            self.stage = Stage::On { service, id };
            return Vec::new();
        }
        self.stage = Stage::Saying { service, id };
        let unsubscribe = replaced.map(|id| Request::Unsubscribe { id });
        unsubscribe.into_iter().chain([Request::Subscribe(subscription)]).collect()
    }

    fn fail(&mut self, problem: WakingProblem) {
        log::info!("this device is not woken when somebody rings: {problem:?}");
        (self.stage, self.problem) = (Stage::Off, Some(problem));
    }

    fn give_up(&mut self, context: &mut Context<'_>) {
        self.give_up_of(None, context);
    }

    fn give_up_of(&mut self, page: Option<Private<String>>, context: &mut Context<'_>) {
        (self.stage, self.kept, self.problem) = (Stage::Ending, Kept::Nothing, None);
        act(WakingEffect::GiveUp(page), context);
    }
}

fn act(effect: WakingEffect, context: &mut Context<'_>) {
    context.push(Effect::Rendezvous(RendezvousEffect::Waking(effect)));
}

/// The page of this callee.
fn page_of(secret: &Private<[u8; 32]>, context: &Context<'_>) -> Private<String> {
    address(&PersonalLink::Private(secret.clone()), context.environment).text().clone()
}

/// Whether this is the page of this callee.
fn leads_to(address: &Private<String>, secret: &Private<[u8; 32]>) -> bool {
    match PersonalLink::find(address.reveal()) {
        Ok(Some(Found { link: PersonalLink::Private(found), .. })) => found == *secret,
        _ => false,
    }
}
