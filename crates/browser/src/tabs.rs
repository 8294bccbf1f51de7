use heliograph_session::Event;
use heliograph_wire::Private;
use wasm_bindgen::JsValue;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::emit::Emit;
use crate::listener::Listener;

const NAME: &str = "heliograph-tabs-1";
const REPLY: &str = "reply ";
const TAKEN: &str = "taken ";

/// The other tabs of this page in this browser.
pub(crate) struct Tabs {
    channel: BroadcastChannel,
    _listener: Listener,
}

impl Tabs {
    /// None where the browser has no such channel; tabs then do not know of each other.
    pub(crate) fn open(emit: &Emit) -> Option<Self> {
        let channel = BroadcastChannel::new(NAME).ok()?;
        let emit = emit.clone();
        let listener = Listener::on(&channel, "message", move |event: MessageEvent| {
            let Some(text) = event.data().as_string() else { return };
            if let Some(reply) = text.strip_prefix(REPLY) {
                emit.now(Event::ReplyHandedOver(Private::new(reply.to_owned())));
            } else if let Some(reply) = text.strip_prefix(TAKEN) {
                emit.now(Event::ReplyTaken(Private::new(reply.to_owned())));
            }
        });
        Some(Self { channel, _listener: listener })
    }

    pub(crate) fn hand_over(&self, reply: &Private<String>) {
        self.post(REPLY, reply);
    }

    pub(crate) fn acknowledge(&self, reply: &Private<String>) {
        self.post(TAKEN, reply);
    }

    fn post(&self, kind: &str, reply: &Private<String>) {
        let message = JsValue::from_str(&format!("{kind}{}", reply.reveal()));
        if self.channel.post_message(&message).is_err() {
            log::warn!("other tabs cannot be reached");
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.close();
    }
}
