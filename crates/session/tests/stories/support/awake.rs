//! What a browser has for being woken, and its push service.

use heliograph_session::{
    BrowserSubscription, Notifications, RendezvousEvent, Waking, WakingEffect, WakingEvent, WakingProblem,
};
use heliograph_wire::control::Switch;
use heliograph_wire::{Private, rendezvous::Push};

use super::private;

/// The push service that browsers have here.
pub(crate) const SERVICE: &str = "https://push.example.org";

/// A companion that sends to it, with this key.
pub(crate) fn push_of(key: u8) -> Push {
    Push { key: vec![key; 65], services: vec!["https://*.elsewhere.example".to_owned(), SERVICE.to_owned()] }
}

/// The push manager of a browser, and what its service worker keeps.
#[derive(Clone)]
pub(crate) struct Awake {
    /// Whether there is one.
    pub(crate) means: Waking,
    /// How many subscriptions there have been.
    pub(crate) count: usize,
    /// The one that there is: its endpoint, and who may send.
    pub(crate) subscription: Option<(String, Vec<u8>)>,
    /// The page that is opened.
    pub(crate) kept: Option<String>,
    /// What becomes of the next subscription; nothing bad where there is none.
    pub(crate) fails: Option<WakingProblem>,
    /// Where its endpoints are, in place of [`SERVICE`].
    pub(crate) elsewhere: Option<String>,
    /// Whether the worker keeps nothing.
    pub(crate) forgets: bool,
    /// Whether the worker does not answer.
    pub(crate) is_silent: bool,
    /// How often the person was asked.
    pub(crate) asked: usize,
}

impl Default for Awake {
    fn default() -> Self {
        Self {
            means: Waking::Present,
            count: 0,
            subscription: None,
            kept: None,
            fails: None,
            elsewhere: None,
            forgets: false,
            is_silent: false,
            asked: 0,
        }
    }
}

impl Awake {
    /// What comes of it. `allows` is what the person says or has said about notifications.
    pub(crate) fn perform(&mut self, effect: WakingEffect, allows: Notifications) -> RendezvousEvent {
        RendezvousEvent::Waking(match effect {
            WakingEffect::Find | WakingEffect::GiveUp(_) if self.is_silent => WakingEvent::Unanswered,
            WakingEffect::Find => WakingEvent::Found {
                address: self.kept.as_deref().map(private),
                subscription: self.subscription.as_ref().map(|(endpoint, key)| BrowserSubscription {
                    endpoint: private(endpoint),
                    key: key.clone(),
                }),
            },
            WakingEffect::Subscribe { key, ask } => {
                self.asked += usize::from(ask == Switch::On);
                self.subscribed(key, allows)
            }
            WakingEffect::Keep(_) if self.forgets => WakingEvent::NotKept,
            WakingEffect::Keep(address) => {
                self.kept = Some(address.reveal().clone());
                WakingEvent::Kept
            }
            WakingEffect::GiveUp(Some(page))
                if self.kept.as_ref().is_some_and(|kept| kept != page.reveal()) =>
            {
                WakingEvent::GivenUp
            }
            WakingEffect::GiveUp(_) => {
                (self.kept, self.subscription) = (None, None);
                WakingEvent::GivenUp
            }
        })
    }

    fn subscribed(&mut self, key: Vec<u8>, allows: Notifications) -> WakingEvent {
        if allows != Notifications::Allowed {
            return WakingEvent::NotSubscribed(WakingProblem::Refused);
        }
        self.subscription = None;
        if let Some(problem) = self.fails {
            return WakingEvent::NotSubscribed(problem);
        }
        self.count += 1;
        let endpoint = format!("{}/{}", self.elsewhere.as_deref().unwrap_or(SERVICE), self.count);
        self.subscription = Some((endpoint.clone(), key));
        WakingEvent::Subscribed(Private::new(endpoint))
    }
}
