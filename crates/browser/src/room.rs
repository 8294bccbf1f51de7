//! A room below the session: the socket at the companion, the connection that carries sound and pictures, and what of both
//! is heard and on show (`docs/protocol/room.md`).

mod dtx;
mod encodings;
mod group;
mod line;
mod measure;

use std::cell::RefCell;
use std::rc::Rc;

use heliograph_session::{Event, IS_SITE, Relay, RoomEffect, RoomEvent, SocketId, Thrift};
use heliograph_wire::room::{LONGEST, Notice, PATH, Part, Request};
use wasm_bindgen_futures::spawn_local;

use crate::call::{Attention, Call};
use crate::emit::Emit;
use crate::relay;
use crate::web_socket::{Came, WebSocket};

use encodings::Wishes;
use group::Group;
use line::Line;

/// All that is open.
#[derive(Default)]
pub(crate) struct Room {
    socket: Option<(SocketId, WebSocket)>,
    /// Dropped after the line, whose frames it seals.
    line: Option<Rc<Line>>,
    group: Option<Group>,
    /// What connections use that are made from now on.
    relay: Rc<RefCell<Option<Relay>>>,
    /// What this side sends, on the line that there is and on those after it.
    part: Part,
    wishes: Wishes,
    /// What the page attends to for as long as this side is in the room.
    attention: Option<Rc<Attention>>,
}

impl Room {
    pub(crate) fn perform(&mut self, effect: RoomEffect, call: &mut Call, emit: &Emit) {
        if !IS_SITE {
            return;
        }
        match effect {
            RoomEffect::Open(id) => self.open(id, emit),
            RoomEffect::Ask(id, request) => self.ask(id, &request),
            RoomEffect::Close(id) => {
                drop(self.socket.take_if(|(open, _)| *open == id));
                self.attention = None;
                call.rest();
            }
            RoomEffect::FindRelay => self.find_relay(emit),
            RoomEffect::Offer { number, pictures, restart } => match self.line(call, emit) {
                Some(line) => line.offer(number, usize::from(pictures), restart),
                None => emit.later(Event::Room(RoomEvent::StepRefused(number))),
            },
            RoomEffect::Answer { number, sdp } => match &self.line {
                Some(line) => line.answer(number, sdp),
                None => emit.later(Event::Room(RoomEvent::StepRefused(number))),
            },
            RoomEffect::SetPart(part) => {
                self.part = part;
                self.attention.get_or_insert_with(|| call.attend());
                if let Some(line) = &self.line {
                    line.set_part(part);
                }
            }
            RoomEffect::SetLayers { source, layers } => self.wish(|wishes| wishes.want(source, &layers)),
            RoomEffect::SetThrift(thrift) => self.wish(|wishes| wishes.save(thrift)),
            RoomEffect::Group(task) => self.group.get_or_insert_with(|| Group::start(emit)).ask(&task),
            RoomEffect::Expect { section, of } => {
                if let Some(group) = &self.group {
                    group.expect(section, of);
                }
            }
            RoomEffect::EndGroup => self.group = None,
            RoomEffect::Measure => {
                if let Some(line) = &self.line {
                    measure::measure(line, emit);
                }
            }
            RoomEffect::EndMedia => {
                self.line = None;
                // Whoever joins another room begins with everything.
                self.wishes = Wishes { thrift: self.wishes.thrift, ..Wishes::default() };
            }
        }
    }

    /// The connection, which is made where there is none.
    fn line(&mut self, call: &Call, emit: &Emit) -> Option<&Rc<Line>> {
        if self.line.is_none() {
            let frames = self.group.as_ref()?.frames();
            let line = Rc::new(Line::open(self.wishes, self.relay.borrow().as_ref(), frames, emit)?);
            line.set_part(self.part);
            call.reach(&line);
            self.line = Some(line);
        }
        self.line.as_ref()
    }

    fn find_relay(&self, emit: &Emit) {
        let (relay, emit) = (Rc::downgrade(&self.relay), emit.clone());
        spawn_local(async move {
            let found = relay::of_rooms().await;
            if let Some(relay) = relay.upgrade() {
                relay.replace(found);
                emit.now(Event::Room(RoomEvent::RelayKnown));
            }
        });
    }

    fn wish(&mut self, change: impl FnOnce(&mut Wishes)) {
        change(&mut self.wishes);
        if let Some(line) = &self.line {
            line.follow(self.wishes);
        }
    }

    fn open(&mut self, id: SocketId, emit: &Emit) {
        let told = {
            let emit = emit.clone();
            move |came: Came| {
                let event = match came {
                    Came::Bytes(bytes) => match Notice::decode(&bytes) {
                        Some(notice) => RoomEvent::Told { socket: id, notice },
                        // Later companions may say more.
                        None => return,
                    },
                    Came::Opened => return,
                    Came::End => RoomEvent::Closed(id),
                };
                emit.now(Event::Room(event));
            }
        };
        self.socket = WebSocket::open(PATH, LONGEST, told).map(|socket| (id, socket));
        if self.socket.is_none() {
            emit.later(Event::Room(RoomEvent::Closed(id)));
        }
    }

    fn ask(&self, id: SocketId, request: &Request) {
        if let Some((open, socket)) = &self.socket
            && *open == id
        {
            socket.send(&request.encode());
        }
    }
}

impl Default for Wishes {
    fn default() -> Self {
        Self { camera: [true; 3], screen: true, thrift: Thrift::Full }
    }
}
