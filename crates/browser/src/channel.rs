use heliograph_session::{Channel, Event};
use heliograph_wire::{PeerId, Private};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, RtcDataChannel, RtcDataChannelState, RtcDataChannelType};

use crate::emit::Emit;
use crate::listener::Listener;

/// A data channel that unhooks itself when it is dropped.
pub(crate) struct DataChannel {
    channel: RtcDataChannel,
    _listeners: [Listener; 3],
}

impl DataChannel {
    pub(crate) fn hook(channel: RtcDataChannel, peer: PeerId, whose: Channel, emit: &Emit) -> Self {
        channel.set_binary_type(RtcDataChannelType::Arraybuffer);
        let listeners = [
            Listener::on(&channel, "open", opened(peer, emit)),
            Listener::on(&channel, "close", closed(peer, emit)),
            Listener::on(&channel, "message", received(peer, whose, emit)),
        ];
        if channel.ready_state() == RtcDataChannelState::Open {
            emit.later(has_opened(peer));
        }
        Self { channel, _listeners: listeners }
    }

    pub(crate) fn send(&self, bytes: &[u8]) -> Result<(), JsValue> {
        self.channel.send_with_u8_array(bytes)
    }

    pub(crate) fn send_text(&self, text: &str) -> Result<(), JsValue> {
        self.channel.send_with_str(text)
    }
}

fn opened(peer: PeerId, emit: &Emit) -> impl Fn(web_sys::Event) + use<> {
    let emit = emit.clone();
    move |_| emit.now(has_opened(peer))
}

fn has_opened(peer: PeerId) -> Event {
    Event::ChannelOpened { peer, nonce: nonce(), safety_nonce: nonce() }
}

fn closed(peer: PeerId, emit: &Emit) -> impl Fn(web_sys::Event) + use<> {
    let emit = emit.clone();
    move |_| emit.now(Event::ChannelClosed(peer))
}

fn received(peer: PeerId, whose: Channel, emit: &Emit) -> impl Fn(MessageEvent) + use<> {
    let emit = emit.clone();
    move |event: MessageEvent| {
        let data = event.data();
        let text = data.as_string();
        let bytes = data.dyn_into::<ArrayBuffer>().map(|buffer| Uint8Array::new(&buffer).to_vec());
        match (whose, text, bytes) {
            (Channel::Control, None, Ok(bytes)) => {
                emit.now(Event::Received { peer, bytes: Private::new(bytes) });
            }
            // The control channel carries no text; the session ends a peer for an empty message.
            (Channel::Control, _, _) => emit.now(Event::Received { peer, bytes: Private::new(Vec::new()) }),
            (Channel::Theirs, Some(text), _) => {
                emit.now(Event::TextReceived { peer, text: Private::new(text) });
            }
            (Channel::Theirs, None, Ok(bytes)) => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                emit.now(Event::TextReceived { peer, text: Private::new(text) });
            }
            (Channel::Theirs, None, Err(_)) => {}
        }
    }
}

fn nonce() -> [u8; 16] {
    let mut nonce = [0; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    let filled = crypto.is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut nonce).is_ok());
    if !filled {
        log::warn!("the browser gives no random numbers: this conversation cannot be resumed");
    }
    nonce
}
