//! The service worker is woken for rings of which a page hears as well: it asks the pages whether one of them rings by itself.

use std::cell::RefCell;

use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, MessageEvent, MessagePort};

use crate::listener::Listener;
use crate::notify;
use crate::script::{member, text};

/// For whom this page rings by itself, on a device that is told of rings in any case.
#[derive(Clone, PartialEq, Eq)]
pub struct Attendance {
    /// Their private link.
    pub link: Private<String>,
    /// Whether somebody rings.
    pub rings: Switch,
}

#[derive(Default)]
struct Post {
    attendance: Option<Attendance>,
    /// A worker that waits until it rings; it waits for a moment only.
    asker: Option<MessagePort>,
    listener: Option<Listener>,
}

thread_local! {
    static POST: RefCell<Post> = RefCell::default();
}

/// Says from now on to the service worker what it asks of this page.
pub fn attend(attendance: Option<Attendance>) {
    let before = POST.with_borrow_mut(|post| {
        if post.listener.is_none() {
            post.listener = listen();
        }
        let before = std::mem::replace(&mut post.attendance, attendance);
        post.answer_asker();
        before
    });
    if before.is_none() && is_attending() {
        // The page tells of it itself from here on.
        notify::close_notices();
    }
}

pub(crate) fn is_attending() -> bool {
    POST.with_borrow(|post| post.attendance.is_some())
}

impl Post {
    fn asked(&mut self, question: &MessageEvent) -> Option<()> {
        let port: MessagePort = question.ports().get(0).dyn_into().ok()?;
        let (name, address) = (text(&question.data(), "question")?, text(&question.data(), "address"));
        let attends = self.attendance.as_ref().is_some_and(|attendance| {
            address.is_some_and(|address| fragment(&address) == fragment(attendance.link.reveal()))
        });
        if attends && name == "rings" {
            self.asker = Some(port);
            self.answer_asker();
        } else {
            answer(&port, attends && name == "attends");
        }
        Some(())
    }

    fn answer_asker(&mut self) {
        let rings = self.attendance.as_ref().is_some_and(|attendance| attendance.rings == Switch::On);
        if let Some(port) = self.asker.take_if(|_| rings) {
            answer(&port, true);
        }
    }
}

fn listen() -> Option<Listener> {
    let workers: EventTarget = member(&web_sys::window()?.navigator(), "serviceWorker")?.into();
    Some(Listener::on(&workers, "message", |question: MessageEvent| {
        POST.with_borrow_mut(|post| post.asked(&question));
    }))
}

fn answer(port: &MessagePort, yes: bool) {
    // A worker that is gone needs no answer.
    let _ = port.post_message(&JsValue::from_bool(yes));
}

/// The same private link may have been opened under several addresses of the page.
fn fragment(address: &str) -> Option<&str> {
    address.split_once('#').map(|(_, fragment)| fragment)
}
