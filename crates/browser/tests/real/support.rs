//! Two people on one page, each with a session and a real browser.

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{Either, select};
use futures::{FutureExt, StreamExt};
use heliograph_browser::{Browser, Census, census, now};
use heliograph_session::{
    Effect, Environment, Event, Screen, SealerState, SealingMeasured, Section, Session,
};
use heliograph_wire::{Millis, PeerId, Private};
use std::pin::pin;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// One person on this page.
pub(crate) struct Side {
    session: Session,
    browser: Browser,
    events: UnboundedReceiver<Event>,
    /// The connection that was made last.
    pub(crate) peer: Option<PeerId>,
    /// How many in-band offers of this side were answered.
    pub(crate) agreed: u32,
    /// What was heard of sealed frames.
    pub(crate) sealing: Sealing,
}

/// What a browser said of sealed frames.
#[derive(Default)]
pub(crate) struct Sealing {
    pub(crate) started: Option<SealerState>,
    pub(crate) refused: Vec<(Section, u32)>,
    pub(crate) measured: Vec<SealingMeasured>,
}

impl Side {
    pub(crate) fn new() -> Self {
        let (sender, events): (UnboundedSender<Event>, _) = unbounded();
        let browser = Browser::new(move |event| {
            // The receiving end may be gone when the last events arrive.
            let _ = sender.unbounded_send(event);
        });
        let session = Session::new(Environment::default());
        Self { session, browser, events, peer: None, agreed: 0, sealing: Sealing::default() }
    }

    pub(crate) fn handle(&mut self, event: Event) {
        self.handle_at(now(), event);
    }

    /// Lets something happen at a moment that is not now.
    pub(crate) fn handle_at(&mut self, moment: Millis, event: Event) {
        self.sealing.hear(&event);
        let mut effects: Vec<Effect> = Vec::new();
        self.session.handle(moment, event, &mut effects);
        for effect in effects {
            match &effect {
                Effect::CreateOffer { peer, .. } | Effect::CreateAnswer { peer, .. } => {
                    self.peer = Some(*peer)
                }
                Effect::AcceptAnswer { .. } => self.agreed += 1,
                _ => {}
            }
            self.browser.perform(effect);
        }
        self.browser.wake_at(self.session.deadline());
    }

    /// Performs what the session did not ask for.
    pub(crate) fn perform(&mut self, effect: Effect) {
        self.browser.perform(effect);
    }

    pub(crate) fn screen(&self) -> Screen {
        self.session.view(now()).screen
    }

    pub(crate) fn code(&self) -> Option<Private<String>> {
        match self.screen() {
            Screen::Invite(invite) => invite.code.map(|code| code.text),
            Screen::Reply(reply) => reply.code.map(|code| code.text),
            _ => None,
        }
    }

    pub(crate) fn talks(&self) -> bool {
        matches!(self.screen(), Screen::Talk(talk) if talk.parting.is_none())
    }
}

impl Sealing {
    fn hear(&mut self, event: &Event) {
        match event {
            Event::SealerChanged { sealer, .. } => self.started = Some(*sealer),
            Event::FramesRefused { section, count, .. } => self.refused.push((*section, *count)),
            Event::LinkMeasured { measured, .. } => self.measured.clone_from(&measured.sealing),
            _ => {}
        }
    }
}

/// How long a test waits for one thing, in milliseconds: long enough for a busy machine.
const LONGEST: i32 = 90_000;

/// Hands both sides their events until `done`.
pub(crate) async fn until(ana: &mut Side, ben: &mut Side, done: impl Fn(&Side, &Side) -> bool) {
    let mut limit = pin!(rest(LONGEST));
    while !done(ana, ben) {
        let happened = select(ana.events.next(), ben.events.next());
        match select(happened, limit.as_mut()).await {
            Either::Left((Either::Left((Some(event), _)), _)) => ana.handle(event),
            Either::Left((Either::Right((Some(event), _)), _)) => ben.handle(event),
            Either::Left(_) => panic!("a browser fell silent"),
            // Otherwise the whole program would be stopped, and nobody would know in which test.
            Either::Right(_) => panic!("it did not come to that"),
        }
    }
}

/// Hands both sides their events until something is seen that is no event.
pub(crate) async fn witnessed(ana: &mut Side, ben: &mut Side, done: impl Fn(&Side, &Side) -> bool) {
    while !done(ana, ben) {
        for side in [&mut *ana, &mut *ben] {
            while let Some(Some(event)) = side.events.next().now_or_never() {
                side.handle(event);
            }
        }
        rest(20).await;
    }
}

/// Lets the browser finish what it has under way.
pub(crate) async fn breathe() {
    rest(0).await;
}

/// Waits until nothing of the browser is held any longer: what a test before has begun may still sound.
pub(crate) async fn settled() {
    while census() != Census::default() {
        rest(20).await;
    }
}

async fn rest(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("a test page is a window");
        let started = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        started.expect("a timer starts");
    });
    JsFuture::from(promise).await.expect("a timer ends");
}

/// Runs a script in the test page.
pub(crate) fn run(script: &str) -> JsValue {
    js_sys::Function::new_no_args(script).call0(&JsValue::NULL).expect("the script runs")
}

/// Ana invites and Ben joins, until both talk.
pub(crate) async fn connected() -> (Side, Side) {
    let (mut ana, mut ben) = (Side::new(), Side::new());
    ana.handle(Event::InviteChosen);
    until(&mut ana, &mut ben, |ana, _| ana.code().is_some()).await;
    ben.handle(Event::TextEntered(ana.code().expect("just seen")));
    until(&mut ana, &mut ben, |_, ben| ben.code().is_some()).await;
    ana.handle(Event::TextEntered(ben.code().expect("just seen")));
    until(&mut ana, &mut ben, |ana, ben| ana.talks() && ben.talks()).await;
    (ana, ben)
}
