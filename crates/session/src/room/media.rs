//! The connection that carries sound and pictures between this page and the companion: one offer at a time, another way when
//! the one at hand breaks, and another connection when nothing else helps.

use heliograph_wire::control::Switch;
use heliograph_wire::{Millis, Private};

use super::{RoomEffect, RoomWay};
use crate::Effect;
use crate::context::Context;
use crate::patience::{
    FIRST_WAY_LIMIT, OFFER_AGAIN, OFFER_LIMIT, OFFER_RARELY, RELAY_LIMIT, WAY_LIMIT, WAY_MENDS,
};

/// After so many offers in a row of which nothing came the person is told.
const FAILURES_TOLD: u32 = 3;

pub(super) struct Media {
    /// The number of the last offer.
    number: u32,
    stage: Stage,
    /// What is to be offered next, if anything.
    due: Due,
    /// Before this nothing is offered.
    not_before: Millis,
    /// Offers and ways in a row of which nothing came.
    failures: u32,
    /// What the last answer said of the companion's end.
    end: Option<End>,
    way: Way,
    /// Whether there was a way at any time.
    had_way: bool,
    /// Whether the companion was asked for its relay: whoever is not reached without it may be with it.
    relayed: bool,
}

enum Stage {
    Idle,
    /// The browser makes a description.
    Describing {
        pictures: usize,
        restarts: bool,
        until: Millis,
    },
    /// The companion has it.
    Offered {
        pictures: usize,
        restarts: bool,
        until: Millis,
    },
    /// The browser takes the answer.
    Answering {
        pictures: usize,
        until: Millis,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    /// Nothing but more sections, where more are wanted.
    Nothing,
    /// The same once more: the companion may be another one by now.
    Again,
    /// Another way.
    Restart,
}

/// What is known of the way.
#[derive(Clone, Copy)]
enum Way {
    /// It is being found, and the connection is made anew where it is not found by then.
    Seeking {
        until: Option<Millis>,
    },
    Open,
    /// It does not answer.
    Broken {
        since: Millis,
    },
}

/// What a description says of the companion's end: another one is another connection.
#[derive(PartialEq, Eq)]
struct End {
    fingerprint: Private<String>,
    fragment: Private<String>,
}

/// What is to be done about an answer.
pub(super) enum Answered {
    /// Nothing: it is to an offer that is over.
    Late,
    /// The browser takes it.
    Taken,
    /// It is another companion's: all begins anew.
    Anew,
}

/// What came of looking after the connection.
#[derive(PartialEq, Eq)]
pub(super) enum Care {
    Fine,
    /// The companion does not hear: its socket is dead.
    SocketDead,
}

impl Media {
    /// There is no connection yet.
    pub(super) const fn new(number: u32) -> Self {
        Self {
            number,
            stage: Stage::Idle,
            due: Due::Again,
            not_before: Millis(0),
            failures: 0,
            end: None,
            way: Way::Seeking { until: None },
            had_way: false,
            relayed: false,
        }
    }

    /// Whether the companion has not answered for this connection yet.
    pub(super) const fn is_new(&self) -> bool {
        self.end.is_none()
    }

    /// Whether sound and pictures come and go.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self.way, Way::Open)
    }

    /// Whether they did before, or do.
    pub(super) const fn was_open(&self) -> bool {
        self.had_way
    }

    /// Whether nothing comes of it for so long that the person has to know.
    pub(super) const fn is_hopeless(&self) -> bool {
        self.failures >= FAILURES_TOLD
    }

    /// The socket was lost, and with it what was asked there.
    pub(super) const fn interrupted(&mut self) {
        self.stage = Stage::Idle;
    }

    /// The page is back at the companion, which may be another one.
    pub(super) fn returned(&mut self) {
        self.stage = Stage::Idle;
        self.not_before = Millis(0);
        if self.due == Due::Nothing {
            self.due = if self.is_open() { Due::Again } else { Due::Restart };
        }
    }

    /// Offers what is due, or as many sections as are wanted, if there is nothing else on its way.
    pub(super) fn tick(&mut self, [settled, wanted]: [usize; 2], context: &mut Context<'_>) -> Care {
        let now = context.now;
        match self.stage {
            Stage::Idle => {}
            Stage::Describing { until, .. } | Stage::Answering { until, .. } => {
                if now >= until {
                    self.failed(context);
                }
            }
            Stage::Offered { until, .. } => {
                if now >= until {
                    self.stage = Stage::Idle;
                    return Care::SocketDead;
                }
            }
        }
        match self.way {
            Way::Seeking { until: Some(until) } if now >= until => {
                self.anew(context);
                self.find_relay(context);
            }
            Way::Broken { since } if now >= since + WAY_MENDS => {
                self.due = Due::Restart;
                self.way = Way::Seeking { until: Some(now + WAY_LIMIT) };
            }
            Way::Seeking { .. } | Way::Broken { .. } | Way::Open => {}
        }
        let wants = self.due != Due::Nothing || wanted > settled;
        if matches!(self.stage, Stage::Idle) && wants && now >= self.not_before {
            self.offer(settled.max(wanted), context);
        }
        Care::Fine
    }

    pub(super) fn deadline(&self, [settled, wanted]: [usize; 2]) -> Option<Millis> {
        let stage = match self.stage {
            Stage::Idle if self.due != Due::Nothing || wanted > settled => Some(self.not_before),
            Stage::Idle => None,
            Stage::Describing { until, .. }
            | Stage::Offered { until, .. }
            | Stage::Answering { until, .. } => Some(until),
        };
        let way = match self.way {
            Way::Seeking { until } => until,
            Way::Broken { since } => Some(since + WAY_MENDS),
            Way::Open => None,
        };
        stage.into_iter().chain(way).min()
    }

    /// The browser has made a description; says whether it is to go to the companion.
    pub(super) fn described(&mut self, number: u32, now: Millis) -> bool {
        let Stage::Describing { pictures, restarts, .. } = self.stage else { return false };
        if number != self.number {
            return false;
        }
        self.stage = Stage::Offered { pictures, restarts, until: now + OFFER_LIMIT };
        true
    }

    /// The companion answers.
    pub(super) fn answered(
        &mut self,
        number: u32,
        sdp: Private<String>,
        context: &mut Context<'_>,
    ) -> Answered {
        let Stage::Offered { pictures, restarts, .. } = self.stage else { return Answered::Late };
        if number != self.number {
            return Answered::Late;
        }
        let end = End::of(sdp.reveal());
        let is_same = |before: &End, now: &End| {
            before.fingerprint == now.fingerprint && (restarts || before.fragment == now.fragment)
        };
        if let (Some(before), Some(now)) = (&self.end, &end)
            && !is_same(before, now)
        {
            log::info!("the companion's media are others than before");
            self.anew(context);
            return Answered::Anew;
        }
        self.end = end;
        self.stage = Stage::Answering { pictures, until: context.now + OFFER_LIMIT };
        context.push(Effect::Room(RoomEffect::Answer { number, sdp }));
        Answered::Taken
    }

    /// The browser has taken the answer; says how many sections for pictures there are now.
    pub(super) fn settled(&mut self, number: u32, now: Millis) -> Option<usize> {
        let Stage::Answering { pictures, .. } = self.stage else { return None };
        if number != self.number {
            return None;
        }
        self.stage = Stage::Idle;
        if let Way::Seeking { until } = &mut self.way {
            let limit = if self.had_way || self.relayed { WAY_LIMIT } else { FIRST_WAY_LIMIT };
            until.get_or_insert(now + limit);
        }
        Some(pictures)
    }

    /// Nothing came of the offer with this number. Says whether the connection is gone with it.
    pub(super) fn refused(&mut self, number: u32, context: &mut Context<'_>) -> bool {
        let concerns = number == self.number && !matches!(self.stage, Stage::Idle);
        if concerns {
            self.failed(context);
        }
        concerns
    }

    pub(super) fn way_changed(&mut self, way: RoomWay, now: Millis) {
        match (way, self.way) {
            (RoomWay::Open, _) => {
                (self.way, self.had_way) = (Way::Open, true);
                self.failures = 0;
            }
            (RoomWay::Broken, Way::Open) => self.way = Way::Broken { since: now },
            (RoomWay::Failed, Way::Open | Way::Broken { .. }) => {
                self.due = Due::Restart;
                self.way = Way::Seeking { until: Some(now + WAY_LIMIT) };
            }
            // It is being found again already.
            (RoomWay::Failed, Way::Seeking { .. })
            | (RoomWay::Broken, Way::Broken { .. } | Way::Seeking { .. }) => {}
        }
    }

    /// Another network may need another way.
    pub(super) fn network_returned(&mut self) {
        if self.end.is_some() {
            self.due = Due::Restart;
        }
    }

    /// Another process has the room: nothing of this connection is known there.
    pub(super) fn begin_anew(&mut self, context: &mut Context<'_>) {
        self.failures = 0;
        self.anew(context);
    }

    /// Begins with another connection.
    fn anew(&mut self, context: &mut Context<'_>) {
        self.failures = self.failures.saturating_add(1);
        self.stage = Stage::Idle;
        self.due = Due::Again;
        self.end = None;
        self.way = Way::Seeking { until: None };
        let wait = OFFER_AGAIN.0 << self.failures.saturating_sub(1).min(8);
        // The first time something may only have come at the wrong moment.
        let wait = if self.failures > 1 { wait.min(OFFER_RARELY.0) } else { 0 };
        self.not_before = context.now + Millis(wait);
        context.push(Effect::Room(RoomEffect::EndMedia));
    }

    /// The next connection has the relay's ways, too.
    fn find_relay(&mut self, context: &mut Context<'_>) {
        self.relayed = true;
        self.not_before = self.not_before.max(context.now + RELAY_LIMIT);
        context.push(Effect::Room(RoomEffect::FindRelay));
    }

    /// It is known whether there is one.
    pub(super) fn relay_known(&mut self, now: Millis) {
        if self.is_new() && self.failures <= 1 {
            self.not_before = now;
        }
    }

    fn failed(&mut self, context: &mut Context<'_>) {
        log::info!("nothing came of an offer to a room");
        self.anew(context);
    }

    fn offer(&mut self, pictures: usize, context: &mut Context<'_>) {
        self.number += 1;
        let restarts = core::mem::replace(&mut self.due, Due::Nothing) == Due::Restart;
        self.stage = Stage::Describing { pictures, restarts, until: context.now + OFFER_LIMIT };
        context.push(Effect::Room(RoomEffect::Offer {
            number: self.number,
            pictures: u8::try_from(pictures).unwrap_or(u8::MAX),
            restart: if restarts { Switch::On } else { Switch::Off },
        }));
    }
}

impl End {
    /// None where a description lacks what every one has: the browser refuses it.
    fn of(sdp: &str) -> Option<Self> {
        let value = |name| sdp.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.to_owned());
        let fingerprint = Private::new(value("a=fingerprint:")?);
        Some(Self { fingerprint, fragment: Private::new(value("a=ice-ufrag:")?) })
    }
}
