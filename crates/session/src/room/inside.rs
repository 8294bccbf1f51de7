//! A seat in a room, and what goes on around it.

use std::collections::VecDeque;
use std::rc::Rc;

use heliograph_wire::control::Switch;
use heliograph_wire::group::Outcome;
use heliograph_wire::room::{
    Audience, Declined, Hand, MemberId, Notice, Part, Request, Role, Saying, Seat, Source,
};
use heliograph_wire::{Millis, Private};

use super::group::{self, Group, Link};
use super::lines::Lines;
use super::media::{Answered, Care, Media};
use super::people::{Changed, People, switch};
use super::pictures::{Arriving, Pictures, Wanted};
use super::{Door, RoomEffect, RoomEvent, RoomMeasured};
use crate::context::Context;
use crate::patience::MEASURE_ROOM;
use crate::{
    Connection, Effect, InRoomView, Layout, Picture, Pin, Problem, RoomAudience, RoomNews, RoomProblem,
    ShownTile, Sound, Thrift, TileView,
};

/// More news at a time is too much to read.
const NEWS_AT_MOST: usize = 4;

/// A round trip of so many milliseconds makes talk hard,
const SLOW: u32 = 500;

/// and so does a loss of so many thousandths.
const LOSSY: u32 = 80;

/// In a room with more people nobody wants to hear who comes and goes.
const QUIET_FROM: usize = 8;

/// What of a picture is on show in the foreground, and so comes first where the line has no room for all.
const LARGE: u8 = 200;
const SCREEN: u8 = 150;
const SMALL: u8 = 100;

pub(super) struct Inside {
    pub(super) seat: Seat,
    /// When the room ends; none where it may last.
    ends: Option<Millis>,
    pub(super) people: People,
    group: Group,
    pub(super) media: Media,
    pictures: Pictures,
    lines: Lines,
    layout: Layout,
    pinned: Option<Pin>,
    news: VecDeque<RoomNews>,
    /// What the companion and the browser were told last of what this side puts in.
    told: Option<Part>,
    /// What the page has on show, as it said so.
    shown: Vec<ShownTile>,
    measured: RoomMeasured,
    /// Another process is going to have the room.
    moving: bool,
    next_measure: Millis,
}

/// What the notices of a room ask of whoever captures.
pub(super) enum Consequence {
    None,
    /// A host ended what this side shows of its screen, or the rules do.
    StopScreen,
    /// The rules keep speaking for hosts.
    Mute,
    Problem(Problem),
}

impl Inside {
    pub(super) fn sit(seat: Seat, link: Link, name: Private<String>, context: &mut Context<'_>) -> Self {
        let now = context.now;
        Self {
            people: People::new(seat.member),
            group: Group::begin(link, seat.member, name, context),
            ends: ends(&seat, now),
            seat,
            media: Media::new(0),
            pictures: Pictures::default(),
            lines: Lines::default(),
            layout: Layout::Gallery,
            pinned: None,
            news: VecDeque::new(),
            told: None,
            shown: Vec::new(),
            measured: RoomMeasured::default(),
            moving: false,
            next_measure: now + MEASURE_ROOM,
        }
    }

    /// Another process is about to have the room.
    pub(super) const fn moves(&mut self) {
        self.moving = true;
        self.media.interrupted();
    }

    /// The page is back at its seat.
    pub(super) fn sit_again(&mut self, seat: Seat, door: &Door, context: &mut Context<'_>) {
        self.group.sit_again(seat.member, door, context);
        self.take_seat(seat, context.now);
        self.told = None;
        self.pictures.tell_again();
        self.media.returned();
        if core::mem::take(&mut self.moving) {
            self.media.begin_anew(context);
            self.pictures.begin_anew();
            self.lay_out(context.now);
        }
    }

    /// The seat has another ticket.
    pub(super) fn take_seat(&mut self, seat: Seat, now: Millis) {
        if seat.role != self.seat.role {
            self.say(RoomNews::Appointed(seat.role));
        }
        self.ends = ends(&seat, now);
        self.people.sit(seat.member);
        self.seat = seat;
    }

    pub(super) fn told(&mut self, notice: Notice, context: &mut Context<'_>) -> Consequence {
        match notice {
            Notice::Roster(attendees) => {
                self.people.are_seated(attendees);
                self.follow_people(context);
                return self.obey();
            }
            Notice::Here(attendees) => {
                self.people.have_seats(attendees);
                self.follow_people(context);
                return self.obey();
            }
            Notice::Gone { member, .. } => {
                self.people.gave_up(member);
                self.group.gone(member, context.now);
                self.follow_people(context);
            }
            Notice::Knocking(knocking) => {
                if self.people.knock(knocking) {
                    context.play(Sound::Message);
                }
            }
            Notice::Answer { number, sdp } => {
                if let Answered::Anew = self.media.answered(number, sdp, context) {
                    self.pictures.begin_anew();
                    self.lay_out(context.now);
                }
            }
            Notice::Refused { number } => self.not_offered(number, context),
            Notice::Speaking(members) => {
                let on_show = self.shown.iter().filter(|tile| tile.source == Source::Camera).count();
                self.people.speak(members, on_show);
            }
            Notice::Wanted(pictures) => {
                for picture in pictures {
                    let (source, layers) = (picture.source, picture.layers);
                    context.push(Effect::Room(RoomEffect::SetLayers { source, layers }));
                }
            }
            Notice::Short(tiles) => self.pictures.are_short(&tiles),
            Notice::Poor(members) => self.people.are_poor(members),
            Notice::Said { from, to, bytes } => self.group.listen(from, to, bytes, context),
            Notice::Group(notice) => self.group.told(notice, context),
            Notice::Ruled(rules) => {
                self.seat.rules = rules;
                return self.obey();
            }
            Notice::MuteAsked { by } => self.say(RoomNews::MuteAsked { by: self.people.name(by) }),
            Notice::ShareStopped { by } => {
                self.say(RoomNews::ShareStopped { by: self.people.name(by) });
                return Consequence::StopScreen;
            }
            Notice::Declined(declined) => {
                return Consequence::Problem(Problem::Room(RoomProblem::Declined(declined)));
            }
            Notice::Ending { seconds } => {
                self.ends = Some(context.now + Millis::seconds(seconds.into()));
                self.say(RoomNews::Ending);
            }
            // Whose voice comes by which section is nothing to be seen: who speaks is said apart. The others are for
            // whoever keeps the door.
            Notice::Voices(_)
            | Notice::Welcome { .. }
            | Notice::Waits(_)
            | Notice::Seated(_)
            | Notice::Ticket(_)
            | Notice::Moving
            | Notice::Over(_) => {}
        }
        Consequence::None
    }

    /// Takes what the worker has done that has the keys; none where it can do nothing any more.
    pub(super) fn grouped(
        &mut self,
        outcome: Option<Outcome>,
        door: &Door,
        context: &mut Context<'_>,
    ) -> Consequence {
        let news = match outcome {
            Some(outcome) => self.group.done(outcome, door, context),
            None => self.group.failed(),
        };
        match news {
            group::News::None => {}
            group::News::Members => {
                self.follow_members(context);
                self.pictures.tell_again();
            }
            group::News::Said { from, to, bytes } => self.hear(from, to, bytes.reveal(), context),
            group::News::Unable => return Consequence::Problem(Problem::Room(RoomProblem::NoKeys)),
        }
        Consequence::None
    }

    /// Others are there than before, or something of theirs is another.
    fn follow_people(&mut self, context: &mut Context<'_>) {
        self.group.are_seated(&self.people.seats(), self.people.present(), context.now);
        let changed = self.people.settle();
        if self.people.others() < QUIET_FROM {
            match changed {
                Changed::Came => context.play(Sound::Joined),
                Changed::Left => context.play(Sound::Left),
                Changed::Nobody => {}
            }
        }
        self.follow_role();
        self.lay_out(context.now);
    }

    /// Takes what the person does, and what the browser tells.
    pub(super) fn hear_event(
        &mut self,
        event: RoomEvent,
        door: &Door,
        context: &mut Context<'_>,
    ) -> Result<(), Problem> {
        let now = context.now;
        match event {
            RoomEvent::HandChosen(hand) => {
                let hand = if hand == Switch::On { Hand::Up(0) } else { Hand::Down };
                door.say(Request::Raise(hand), context);
            }
            RoomEvent::Written { to, text } => return self.write(to, &text, door, context),
            RoomEvent::ChatShown(on_show) => self.lines.show(on_show),
            RoomEvent::LayoutChosen(layout) => {
                self.layout = layout;
                self.lay_out(now);
            }
            RoomEvent::Pinned(pin) => {
                self.pinned = pin;
                self.lay_out(now);
            }
            RoomEvent::NewsClosed => drop(self.news.pop_front()),
            RoomEvent::TilesShown(shown) => {
                self.shown = shown;
                self.lay_out(now);
            }
            RoomEvent::Offered { number, sdp } => {
                if self.media.described(number, now) {
                    door.say(Request::Offer { number, sdp }, context);
                }
            }
            RoomEvent::Settled(number) => {
                if let Some(count) = self.media.settled(number, now) {
                    self.pictures.settled(count, now);
                }
            }
            RoomEvent::StepRefused(number) => self.not_offered(number, context),
            RoomEvent::RelayKnown => self.media.relay_known(now),
            RoomEvent::WayChanged(way) => self.media.way_changed(way, now),
            RoomEvent::Measured(measured) => self.measured = measured,
            other => {
                if let Some(request) = as_host(other) {
                    door.say(request, context);
                }
            }
        }
        Ok(())
    }

    /// Tells the companion and the browser what this side puts in, where that has changed.
    pub(super) fn settle(&mut self, part: Part, door: &Door, context: &mut Context<'_>) -> bool {
        let changed = door.is_open() && self.told != Some(part);
        if changed {
            self.told = Some(part);
            door.say(Request::Put(part), context);
            context.push(Effect::Room(RoomEffect::SetPart(part)));
        }
        changed
    }

    pub(super) fn save_data(&mut self, now: Millis, thrift: Thrift) {
        self.lay_out_for(now, thrift);
    }

    pub(super) fn tick(&mut self, door: &mut Door, context: &mut Context<'_>) {
        self.pictures.look(context.now);
        if door.is_open() {
            let was_new = self.media.is_new();
            if self.is_told()
                && self.group.is_ready()
                && self.media.tick(self.sections(), context) == Care::SocketDead
            {
                log::info!("the companion does not answer an offer");
                self.media.interrupted();
                door.renew(context);
            }
            if self.media.is_new() && !was_new {
                self.pictures.begin_anew();
                self.lay_out(context.now);
            }
            if let Some(tiles) = self.pictures.tell(context.now).filter(|_| door.is_open()) {
                self.group.expect(&self.pictures.by_section(), context);
                door.say(Request::Show(tiles), context);
            }
        }
        self.group.tick(door, context);
        if self.media.is_open() && context.now >= self.next_measure {
            self.next_measure = context.now + MEASURE_ROOM;
            context.push(Effect::Room(RoomEffect::Measure));
        }
    }

    pub(super) fn deadline(&self, door: &Door) -> Option<Millis> {
        let heard = door.is_open().then(|| {
            let media = self.media.deadline(self.sections());
            let media = media.filter(|_| self.is_told() && self.group.is_ready());
            media.into_iter().chain(self.pictures.deadline()).min()
        });
        let measure = self.media.is_open().then_some(self.next_measure);
        heard.flatten().into_iter().chain(measure).chain(self.group.deadline(door)).min()
    }

    pub(super) fn view(&self, door: &Door, now: Millis) -> InRoomView {
        let (tiles, is_large) = self.people.tiles(self.layout, self.pinned);
        let tile = |(place, pin): (usize, &Pin)| TileView {
            member: pin.member,
            source: pin.source,
            large: switch(is_large && place == 0),
            picture: self.picture(*pin, now),
        };
        let left = self.ends.map(|ends| ends.since(now));
        InRoomView {
            me: self.people.me(),
            role: self.seat.role,
            connection: self.connection(door),
            people: Rc::new(self.people.view()),
            knocking: self.people.knocking(),
            layout: self.layout,
            pinned: self.pinned.filter(|pin| self.people.can_be_seen(*pin)),
            tiles: Rc::new(tiles.iter().enumerate().map(tile).collect()),
            code: self.group.code().cloned(),
            lines: self.lines.all(),
            unread: self.lines.unread(),
            rules: self.seat.rules,
            members_at_most: self.seat.members_at_most,
            minutes_left: left.map(|left| left.0.div_ceil(Millis::minutes(1).0)),
            news: Rc::new(self.news.iter().cloned().collect()),
        }
    }

    /// A moment from which whole minutes lead to each change of what is shown.
    pub(super) fn minutes_from(&self) -> Option<Millis> {
        let minute = Millis::minutes(1).0;
        self.ends.map(|ends| Millis(ends.0 % minute))
    }

    /// Whether the companion has said who is there: an offer has to begin with enough sections for them.
    fn is_told(&self) -> bool {
        self.people.is_here(self.people.me())
    }

    /// There are so many sections for pictures, and so many are wanted.
    fn sections(&self) -> [usize; 2] {
        // Who is in the group may not be known yet.
        let others = self.people.seats().len().saturating_sub(1);
        let begins = if self.media.is_new() { Pictures::begin_with(others) } else { 0 };
        [self.pictures.settled_count(), self.pictures.wanted().max(begins)]
    }

    fn connection(&self, door: &Door) -> Connection {
        if door.away_since().is_some() {
            return Connection::ComingBack;
        }
        let is_poor = self.measured.round_trip.is_some_and(|it| it >= SLOW)
            || self.measured.loss >= LOSSY
            || self.people.is_poor(self.people.me());
        match (self.media.is_open() && self.group.is_inside(), self.media.was_open()) {
            (true, _) if is_poor => Connection::Poor,
            (true, _) => Connection::Steady,
            (false, true) => Connection::ComingBack,
            (false, false) => Connection::Joining,
        }
    }

    fn picture(&self, pin: Pin, now: Millis) -> Picture {
        let part = self.people.part(pin.member);
        let is_on = match pin.source {
            Source::Camera => part.camera,
            Source::Screen => part.screen,
        };
        if pin.member == self.people.me() {
            // What the companion was told of oneself comes back later.
            let mine = self.told.unwrap_or_default();
            let is_on = if pin.source == Source::Camera { mine.camera } else { mine.screen };
            return if is_on == Switch::On { Picture::Mine } else { Picture::Off };
        }
        if is_on == Switch::Off {
            return Picture::Off;
        }
        match self.pictures.arriving(pin.member, pin.source, now) {
            Arriving::Not if self.pictures.thrift() == Thrift::LowData => Picture::Off,
            Arriving::Not | Arriving::Soon => Picture::Coming,
            Arriving::By(section) => Picture::Section(section),
            // Before there is a way, nothing has any room.
            Arriving::Short(_) if !self.media.is_open() => Picture::Coming,
            Arriving::Short(section) => Picture::Short(section),
        }
    }

    /// Decides which of what the page has on show is to come.
    fn lay_out(&mut self, now: Millis) {
        let thrift = self.pictures.thrift();
        self.lay_out_for(now, thrift);
    }

    fn lay_out_for(&mut self, now: Millis, thrift: Thrift) {
        let (tiles, is_large) = self.people.tiles(self.layout, self.pinned);
        let has_picture = |tile: &ShownTile| {
            let part = self.people.part(tile.member);
            let is_on = if tile.source == Source::Camera { part.camera } else { part.screen };
            tile.member != self.people.me() && is_on == Switch::On && tile.height > 0
        };
        let place = |tile: &ShownTile| {
            tiles.iter().position(|pin| pin.member == tile.member && pin.source == tile.source)
        };
        let shown = self.shown.iter().filter(|tile| has_picture(tile));
        let mut shown: Vec<(usize, ShownTile)> =
            shown.filter_map(|tile| Some((place(tile)?, *tile))).collect();
        shown.sort_by_key(|(place, _)| *place);
        shown.dedup_by_key(|(place, _)| *place);
        let wanted = shown.into_iter().map(|(place, tile)| {
            let weight = match (place, tile.source) {
                (0, _) if is_large => LARGE,
                (_, Source::Screen) => SCREEN,
                (_, Source::Camera) => SMALL,
            };
            Wanted { tile, weight }
        });
        self.pictures.show(wanted.collect(), thrift, now);
    }

    fn not_offered(&mut self, number: u32, context: &mut Context<'_>) {
        if self.media.refused(number, context) {
            self.pictures.begin_anew();
            self.lay_out(context.now);
        }
    }

    /// The roster says what this side may do, too.
    fn follow_role(&mut self) {
        if let Some(role) = self.people.role(self.people.me())
            && role != self.seat.role
        {
            self.seat.role = role;
            self.say(RoomNews::Appointed(role));
        }
        if self.seat.role == Role::Guest {
            // Who is no host any more is not told who knocks.
            self.people.knock(Vec::new());
        }
    }

    fn write(
        &mut self,
        to: Option<MemberId>,
        text: &Private<String>,
        door: &Door,
        context: &mut Context<'_>,
    ) -> Result<(), Problem> {
        let audience = match to {
            None => RoomAudience::Everybody,
            Some(member) if self.people.is_here(member) => {
                RoomAudience::One { member, name: self.people.name(member) }
            }
            Some(_) => return Err(Problem::Room(RoomProblem::Declined(Declined::NobodyThere))),
        };
        if !door.is_open() || !self.group.is_inside() {
            return Err(Problem::Room(RoomProblem::NotSaid));
        }
        let me = self.people.me();
        let author = (me, self.people.name(me));
        if let Some(bytes) = self.lines.write(text, author, audience, context.now)? {
            self.group.say(to, bytes, context);
        }
        Ok(())
    }

    fn hear(&mut self, from: MemberId, to: Audience, bytes: &[u8], context: &mut Context<'_>) {
        if from == self.people.me() || !self.people.is_here(from) {
            return;
        }
        match Saying::decode(bytes) {
            Some(Saying::Text(text)) => {
                let to = match to {
                    Audience::Everybody => RoomAudience::Everybody,
                    Audience::Alone => RoomAudience::Me,
                };
                if self.lines.hear(text, (from, self.people.name(from)), to, context.now) {
                    context.play(Sound::Message);
                }
            }
            Some(Saying::Name(name)) => {
                self.group.is_called(from, name);
                self.follow_members(context);
            }
            // Later pages may say more.
            None => {}
        }
    }

    /// The person calls themselves that from now on.
    pub(super) fn rename(&mut self, name: Private<String>, context: &mut Context<'_>) {
        self.group.rename(name, context);
        self.follow_members(context);
    }

    fn follow_members(&mut self, context: &mut Context<'_>) {
        self.people.are_members(self.group.members());
        self.follow_people(context);
    }

    /// Whether a rule keeps something for hosts that this side therefore cannot do.
    pub(super) fn keeps(&self, rule: Switch) -> bool {
        (self.seat.role, rule) == (Role::Guest, Switch::Off)
    }

    /// Puts in no more than the rules allow.
    fn obey(&self) -> Consequence {
        let told = self.told.unwrap_or_default();
        if self.keeps(self.seat.rules.guests_share) && told.screen == Switch::On {
            Consequence::StopScreen
        } else if self.keeps(self.seat.rules.guests_speak) && told.microphone == Switch::On {
            Consequence::Mute
        } else {
            Consequence::None
        }
    }

    fn say(&mut self, news: RoomNews) {
        self.news.retain(|known| *known != news);
        if self.news.len() >= NEWS_AT_MOST {
            self.news.pop_front();
        }
        self.news.push_back(news);
    }
}

fn ends(seat: &Seat, now: Millis) -> Option<Millis> {
    seat.seconds_left.map(|seconds| now + Millis::seconds(seconds.into()))
}

/// What a host asks of the companion.
fn as_host(event: RoomEvent) -> Option<Request> {
    Some(match event {
        RoomEvent::EndedForAll => Request::End,
        RoomEvent::Admitted(member) => Request::Admit(member),
        RoomEvent::AllAdmitted => Request::AdmitAll,
        RoomEvent::Denied(member) => Request::Deny(member),
        RoomEvent::Removed(member) => Request::Remove(member),
        RoomEvent::MuteAsked(member) => Request::AskToMute(member),
        RoomEvent::AllMuteAsked => Request::AskAllToMute,
        RoomEvent::ShareStopped(member) => Request::StopShare(member),
        RoomEvent::Lowered(member) => Request::Lower(member),
        RoomEvent::Appointed(member, role) => Request::Appoint(member, role),
        RoomEvent::RulesChosen(rules) => Request::Rule(rules),
        // Nothing else is asked of it.
        _ => return None,
    })
}
