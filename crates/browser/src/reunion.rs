//! The socket at which two who are relayed find each other again (`docs/protocol/reunion.md`).

use std::rc::Rc;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{AbortHandle, abortable};
use heliograph_session::{Event, RelayEvent, ReunionEvent, Role, Secrets};
use heliograph_wire::reunion::{Arrival, LONGEST, Notice, PATH};
use heliograph_wire::{PeerId, Private};
use wasm_bindgen_futures::spawn_local;

use crate::emit::Emit;
use crate::seal::Seal;
use crate::web_socket::{Came, WebSocket};

/// One connection's socket, and what outlives it when another is opened.
pub(crate) struct Reunion {
    seal: Rc<Seal>,
    socket: Option<Socket>,
}

/// Closes the socket when it is dropped.
struct Socket {
    outbox: UnboundedSender<Private<Vec<u8>>>,
    tasks: [AbortHandle; 2],
    _socket: WebSocket,
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
        let (inbox, coming) = unbounded();
        let (outbox, messages) = unbounded();
        // The other end of the inbox lives as long as this.
        let came = move |came| drop(inbox.unbounded_send(came));
        let socket = WebSocket::open(PATH, LONGEST + 1, came)?;
        let arrive = {
            let sender = socket.sender();
            move || sender(&arrival)
        };
        let (hear, hearing) = abortable(hear(coming, arrive, peer, seal.clone(), emit.clone()));
        let (speak, speaking) = abortable(speak(messages, socket.sender(), seal.clone()));
        spawn_local(async move {
            let _ = hear.await;
        });
        spawn_local(async move {
            let _ = speak.await;
        });
        Some(Self { outbox, tasks: [hearing, speaking], _socket: socket })
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

/// Hands on what comes, in the order in which it came.
async fn hear(
    mut coming: UnboundedReceiver<Came>,
    arrive: impl Fn(),
    peer: PeerId,
    seal: Rc<Seal>,
    emit: Emit,
) {
    while let Some(came) = coming.next().await {
        let notice = match came {
            Came::Opened => {
                arrive();
                continue;
            }
            Came::Bytes(bytes) => Notice::decode(&bytes),
            Came::End => break,
        };
        let event = match notice {
            Some(Notice::Welcome(start)) => ReunionEvent::Opened { start },
            Some(Notice::Here) => ReunionEvent::Here,
            Some(Notice::Gone) => ReunionEvent::Gone,
            Some(Notice::Stopping(_)) => ReunionEvent::Stopping,
            Some(Notice::Said(sealed)) => match seal.open(sealed.reveal()).await {
                Some(bytes) => ReunionEvent::Said(Private::new(bytes)),
                // The relay may say what it likes; only the other side is heard.
                None => continue,
            },
            // Later relays may say more.
            None => continue,
        };
        emit.now(told(peer, event));
    }
    emit.now(told(peer, ReunionEvent::Closed));
}

async fn speak(mut messages: UnboundedReceiver<Private<Vec<u8>>>, say: impl Fn(&[u8]), seal: Rc<Seal>) {
    while let Some(message) = messages.next().await {
        if let Some(sealed) = seal.seal(message.reveal()).await {
            say(&sealed);
        }
    }
}

const fn told(peer: PeerId, event: ReunionEvent) -> Event {
    Event::Relay(RelayEvent::Reunion { peer, event })
}
