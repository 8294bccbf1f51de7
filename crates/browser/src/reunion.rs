//! The socket at which two who are relayed find each other again (`docs/protocol/reunion.md`).

use std::rc::Rc;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{AbortHandle, abortable};
use heliograph_session::{Event, RelayEvent, ReunionEvent, Role, Secrets};
use heliograph_wire::reunion::{Arrival, LONGEST, Notice, PATH};
use heliograph_wire::{PeerId, Private};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{BinaryType, MessageEvent, Url, WebSocket};

use crate::emit::Emit;
use crate::listener::Listener;
use crate::seal::Seal;

/// One connection's socket, and what outlives it when another is opened.
pub(crate) struct Reunion {
    seal: Rc<Seal>,
    socket: Option<Socket>,
}

/// What comes at a socket, in order.
enum Came {
    Notice(Notice),
    End,
}

/// Closes the socket when it is dropped.
struct Socket {
    socket: WebSocket,
    outbox: UnboundedSender<Private<Vec<u8>>>,
    tasks: [AbortHandle; 2],
    _listeners: [Listener; 3],
}

impl Reunion {
    /// None is open yet.
    pub(crate) fn new(role: Role, secrets: &Secrets) -> Self {
        Self { seal: Rc::new(Seal::new(role, secrets)), socket: None }
    }

    /// Opens one, in place of the one before.
    pub(crate) fn open(&mut self, peer: PeerId, arrival: &Arrival, emit: &Emit) {
        self.socket = None;
        self.socket = Socket::open(peer, arrival.encode(), &self.seal, emit);
        if self.socket.is_none() {
            emit.later(told(peer, ReunionEvent::Closed));
        }
    }

    /// Says something to the other side, sealed and in order.
    pub(crate) fn say(&self, bytes: Private<Vec<u8>>) {
        if let Some(socket) = &self.socket {
            // The other end lives as long as this one.
            let _ = socket.outbox.unbounded_send(bytes);
        }
    }
}

impl Socket {
    fn open(peer: PeerId, arrival: Vec<u8>, seal: &Rc<Seal>, emit: &Emit) -> Option<Self> {
        let socket = WebSocket::new(&address()?).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let (inbox, coming) = unbounded();
        let (outbox, messages) = unbounded();
        let opened = {
            let socket = socket.clone();
            move |_: web_sys::Event| {
                // A socket that has just opened takes a message.
                let _ = socket.send_with_u8_array(&arrival);
            }
        };
        let closed = {
            let inbox = inbox.clone();
            // Behind all that came before.
            move |_: web_sys::Event| drop(inbox.unbounded_send(Came::End))
        };
        let came = move |event: MessageEvent| {
            let bytes = event.data().dyn_into::<ArrayBuffer>().ok();
            let bytes = bytes.filter(|bytes| bytes.byte_length() as usize <= LONGEST + 1);
            if let Some(notice) = bytes.and_then(|bytes| Notice::decode(&Uint8Array::new(&bytes).to_vec())) {
                let _ = inbox.unbounded_send(Came::Notice(notice));
            }
        };
        let listeners = [
            Listener::on(&socket, "open", opened),
            Listener::on(&socket, "close", closed),
            Listener::on(&socket, "message", came),
        ];
        let (hear, hearing) = abortable(hear(coming, peer, seal.clone(), emit.clone()));
        let (speak, speaking) = abortable(speak(messages, socket.clone(), seal.clone()));
        spawn_local(async move {
            let _ = hear.await;
        });
        spawn_local(async move {
            let _ = speak.await;
        });
        Some(Self { socket, outbox, tasks: [hearing, speaking], _listeners: listeners })
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
        // One that never opened is closed as well.
        let _ = self.socket.close();
    }
}

/// Hands on what comes, in the order in which it came.
async fn hear(mut came: UnboundedReceiver<Came>, peer: PeerId, seal: Rc<Seal>, emit: Emit) {
    while let Some(Came::Notice(notice)) = came.next().await {
        let event = match notice {
            Notice::Welcome(start) => ReunionEvent::Opened { start },
            Notice::Here => ReunionEvent::Here,
            Notice::Gone => ReunionEvent::Gone,
            Notice::Stopping(_) => ReunionEvent::Stopping,
            Notice::Said(sealed) => match seal.open(sealed.reveal()).await {
                Some(bytes) => ReunionEvent::Said(Private::new(bytes)),
                // The relay may say what it likes; only the other side is heard.
                None => continue,
            },
        };
        emit.now(told(peer, event));
    }
    emit.now(told(peer, ReunionEvent::Closed));
}

async fn speak(mut messages: UnboundedReceiver<Private<Vec<u8>>>, socket: WebSocket, seal: Rc<Seal>) {
    while let Some(message) = messages.next().await {
        if let Some(sealed) = seal.seal(message.reveal()).await {
            // What does not leave is said again by whoever misses it.
            let _ = socket.send_with_u8_array(&sealed);
        }
    }
}

const fn told(peer: PeerId, event: ReunionEvent) -> Event {
    Event::Relay(RelayEvent::Reunion { peer, event })
}

/// Beside the page; not every browser takes an address of http for a socket.
fn address() -> Option<String> {
    let base = web_sys::window()?.document()?.base_uri().ok()??;
    let url = Url::new_with_base(PATH, &base).ok()?;
    let protocol = if url.protocol() == "https:" { "wss:" } else { "ws:" };
    url.set_protocol(protocol);
    url.set_hash("");
    Some(url.href())
}
