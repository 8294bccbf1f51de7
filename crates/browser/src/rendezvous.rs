//! Sockets at the companion by which people find each other (`docs/protocol/rendezvous.md`), and the worker that keeps
//! their secrets meanwhile.

use std::collections::BTreeMap;

use heliograph_session::{Event, IS_SITE, RendezvousEffect, RendezvousEvent, SocketId};
use heliograph_wire::rendezvous::{LONGEST, Notice, PATH, Request};

use crate::carry;
use crate::emit::Emit;
use crate::environment::put_fragment;
use crate::keep::{self, Kept};
use crate::keys::Keys;
use crate::notify;
use crate::push;
use crate::web_socket::{Came, WebSocket};

/// All that is open.
#[derive(Default)]
pub(crate) struct Rendezvous {
    sockets: BTreeMap<SocketId, WebSocket>,
    keys: Option<Keys>,
}

impl Rendezvous {
    pub(crate) fn perform(&mut self, effect: RendezvousEffect, emit: &Emit) {
        if !IS_SITE {
            return;
        }
        match effect {
            RendezvousEffect::Open(id) => self.open(id, emit),
            RendezvousEffect::Ask(id, request) => self.ask(id, &request),
            RendezvousEffect::Close(id) => drop(self.sockets.remove(&id)),
            RendezvousEffect::Keys(task) => {
                self.keys.get_or_insert_with(|| start(emit)).ask(&task);
            }
            RendezvousEffect::EndKeys => self.keys = None,
            RendezvousEffect::KeepMeeting(text) => {
                // Where the tab keeps nothing, the wait ends with the page, as the page says when it is closed.
                let _ = keep::keep(Kept::Meeting, &text);
            }
            RendezvousEffect::ForgetMeeting => keep::forget(Kept::Meeting),
            RendezvousEffect::ShowFragment(fragment) => put_fragment(Some(&fragment)),
            RendezvousEffect::HideFragment => put_fragment(None),
            RendezvousEffect::Share(text) => carry::share_text(text, emit.clone()),
            RendezvousEffect::AskNotifications => notify::ask(emit.clone()),
            RendezvousEffect::Waking(effect) => push::perform(effect, emit),
        }
    }

    fn open(&mut self, id: SocketId, emit: &Emit) {
        let told = {
            let emit = emit.clone();
            move |came: Came| {
                let event = match came {
                    Came::Bytes(bytes) => match Notice::decode(&bytes) {
                        Some(notice) => RendezvousEvent::Told { socket: id, notice },
                        // Later companions may say more.
                        None => return,
                    },
                    Came::Opened => return,
                    Came::End => RendezvousEvent::Closed(id),
                };
                emit.now(Event::Rendezvous(event));
            }
        };
        match WebSocket::open(PATH, LONGEST, told) {
            Some(socket) => drop(self.sockets.insert(id, socket)),
            None => emit.later(Event::Rendezvous(RendezvousEvent::Closed(id))),
        }
    }

    fn ask(&self, id: SocketId, request: &Request) {
        if let Some(socket) = self.sockets.get(&id) {
            socket.send(&request.encode());
        }
    }
}

fn start(emit: &Emit) -> Keys {
    let emit = emit.clone();
    Keys::new(move |outcome| {
        emit.now(Event::Rendezvous(match outcome {
            Ok(outcome) => RendezvousEvent::Done(outcome),
            Err(_) => RendezvousEvent::KeysFailed,
        }));
    })
}
