//! In a real browser: what is opened is closed, what is hooked is unhooked.
#![cfg(target_arch = "wasm32")]

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{Either, select};
use heliograph_browser::{Browser, Census, census, now};
use heliograph_session::{Effect, Environment, Event, Screen, Session};
use heliograph_wire::Private;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// One person on this page.
struct Side {
    session: Session,
    browser: Browser,
    events: UnboundedReceiver<Event>,
}

impl Side {
    fn new() -> Self {
        let (sender, events): (UnboundedSender<Event>, _) = unbounded();
        let browser = Browser::new(move |event| {
            // The receiving end may be gone when the last events arrive.
            let _ = sender.unbounded_send(event);
        });
        Self { session: Session::new(Environment::default()), browser, events }
    }

    fn handle(&mut self, event: Event) {
        let mut effects: Vec<Effect> = Vec::new();
        self.session.handle(now(), event, &mut effects);
        for effect in effects {
            self.browser.perform(effect);
        }
        self.browser.wake_at(self.session.deadline());
    }

    fn screen(&self) -> Screen {
        self.session.view(now()).screen
    }

    fn code(&self) -> Option<Private<String>> {
        match self.screen() {
            Screen::Invite(invite) => invite.code.map(|code| code.text),
            Screen::Reply(reply) => reply.code.map(|code| code.text),
            _ => None,
        }
    }

    fn talks(&self) -> bool {
        matches!(self.screen(), Screen::Talk(talk) if talk.parting.is_none())
    }
}

/// Hands both sides their events until `done`.
async fn until(ana: &mut Side, ben: &mut Side, done: impl Fn(&Side, &Side) -> bool) {
    while !done(ana, ben) {
        match select(ana.events.next(), ben.events.next()).await {
            Either::Left((Some(event), _)) => ana.handle(event),
            Either::Right((Some(event), _)) => ben.handle(event),
            Either::Left((None, _)) | Either::Right((None, _)) => panic!("a browser fell silent"),
        }
    }
}

async fn connect_and_leave() {
    let (mut ana, mut ben) = (Side::new(), Side::new());
    ana.handle(Event::InviteChosen);
    until(&mut ana, &mut ben, |ana, _| ana.code().is_some()).await;
    ben.handle(Event::TextEntered(ana.code().expect("just seen")));
    until(&mut ana, &mut ben, |_, ben| ben.code().is_some()).await;
    ana.handle(Event::TextEntered(ben.code().expect("just seen")));
    until(&mut ana, &mut ben, |ana, ben| ana.talks() && ben.talks()).await;
    ana.handle(Event::LeaveChosen);
    until(&mut ana, &mut ben, |_, ben| !ben.talks()).await;
}

/// Lets the browser finish what it has under way.
async fn breathe() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("a test page is a window");
        window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 0).expect("a timer starts");
    });
    JsFuture::from(promise).await.expect("a timer ends");
}

/// Counts every peer connection that this page makes from now on.
fn count_connections() {
    let script = "
        const Real = self.RTCPeerConnection;
        self.made = [];
        self.RTCPeerConnection = function (...settings) {
            const connection = new Real(...settings);
            self.made.push(connection);
            return connection;
        };
    ";
    js_sys::Function::new_no_args(script).call0(&JsValue::NULL).expect("the count begins");
}

fn connections(which: &str) -> u32 {
    let count = js_sys::Function::new_no_args(&format!("return self.made.filter({which}).length"));
    count.call0(&JsValue::NULL).expect("the count is kept").as_f64().expect("a count") as u32
}

#[wasm_bindgen_test]
async fn a_hundred_conversations_leave_nothing_behind() {
    count_connections();
    let before = census();
    for _ in 0..100 {
        connect_and_leave().await;
    }
    breathe().await;
    assert_eq!(connections("() => true"), 200);
    assert_eq!(connections("(it) => it.connectionState !== 'closed'"), 0);
    assert_eq!(census(), before);
    assert_eq!(before, Census::default());
}
