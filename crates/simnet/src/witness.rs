use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::{Duration, Instant};

use heliograph_wire::room::MemberId;
use str0m::rtp::RtpPacket;

use crate::mark::{Mark, Medium};
use crate::page::Place;

/// Keeps what came to somebody, and says what should not have.
pub struct Witness {
    own: MemberId,
    came: BTreeMap<Place, Section>,
    heard_themselves: bool,
}

#[derive(Default)]
struct Section {
    ssrc: u32,
    packets: BTreeMap<u64, Came>,
}

/// A packet as it came.
#[derive(Clone, Copy, Debug)]
pub struct Came {
    /// When.
    pub at: Instant,
    /// What it is.
    pub mark: Mark,
    time: u64,
    /// The number of the frame in VP8's descriptor, and that of the base layer.
    ids: Option<(u16, u8)>,
}

/// What was sent to somebody, by stream and sequence number, and whether it was lost on the way.
#[derive(Clone, Debug, Default)]
pub struct Tap(BTreeMap<u32, Stream>);

#[derive(Clone, Debug, Default)]
struct Stream {
    last: u64,
    sent: BTreeMap<u64, bool>,
}

/// What was lost on the way to the unit, by sender and medium.
pub type LostBefore = BTreeMap<(MemberId, Medium), BTreeSet<u32>>;

/// Something that should not have come, or not so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// To whom.
    pub member: MemberId,
    /// By which section; none where it is of no section.
    pub place: Option<Place>,
    /// After which sequence number.
    pub after: u64,
    /// What is wrong.
    pub what: Wrong,
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// Numbers are missing that were neither lost nor left out by their sender.
    Gap,
    /// Packets of one source follow each other, and their numbers are further apart than they were.
    Numbers,
    /// Timestamps go back, jump, or do not go on as those of the source did.
    Timestamps,
    /// The numbers of frames in VP8's descriptor do not go on.
    FrameNumbers,
    /// Another picture, or another layer, does not begin with a key frame.
    NoKeyFrame,
    /// Somebody heard or saw themselves.
    Themselves,
    /// Somebody heard or saw somebody of another room.
    Stranger,
    /// Somebody heard nothing while others spoke.
    Silence,
    /// Somebody never saw what they have on show.
    NoPicture,
    /// A connection was lost, or never came.
    LostMember,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { member, place, after, what } = self;
        write!(f, "{what:?} at member {}", member.0)?;
        match place {
            Some(place) => write!(f, ", {place:?} after {after}"),
            None => Ok(()),
        }
    }
}

/// How much further than time went on timestamps may go on where a source changes, in seconds.
const LEAP: f64 = 0.5;

/// What is missing of the last moment may still be on its way to the unit, since packets overtake each other.
const UNDER_WAY: Duration = Duration::from_millis(200);

/// How far back losses of the old source explain a gap before the new one.
const NEAR: u32 = 200;

impl Tap {
    /// A packet is sent; whether it is lost. What is no packet of media is passed over.
    pub fn sends(&mut self, packet: &[u8], is_lost: bool) {
        let Some((ssrc, number)) = header(packet) else { return };
        let stream =
            self.0.entry(ssrc).or_insert_with(|| Stream { last: number.into(), ..Stream::default() });
        let ahead = number.wrapping_sub(stream.last as u16) as i16;
        let number = stream.last.saturating_add_signed(ahead.into());
        stream.last = stream.last.max(number);
        stream.sent.insert(number, is_lost);
    }

    /// How many packets were lost.
    pub fn lost(&self) -> usize {
        self.0.values().flat_map(|stream| stream.sent.values()).filter(|is_lost| **is_lost).count()
    }
}

/// The source and the number of a packet of media, which anybody can read; none of another packet.
pub(crate) fn header(packet: &[u8]) -> Option<(u32, u16)> {
    let head: &[u8; 12] = packet.first_chunk()?;
    // RFC 7983, section 7, and RFC 5761, section 4.
    let is_media = (128..192).contains(&head[0]) && !(64..96).contains(&(head[1] & 0x7f));
    let ssrc = u32::from_be_bytes([head[8], head[9], head[10], head[11]]);
    is_media.then(|| (ssrc, u16::from_be_bytes([head[2], head[3]])))
}

impl Witness {
    /// Looks after what comes to this member.
    pub const fn new(own: MemberId) -> Self {
        Self { own, came: BTreeMap::new(), heard_themselves: false }
    }

    /// A packet came. What it is.
    pub fn take(&mut self, now: Instant, place: Place, packet: &RtpPacket) -> Option<Mark> {
        let mark = Mark::of(&packet.payload)?;
        self.heard_themselves |= mark.member == self.own;
        let ids = mark.medium.picture().and_then(|_| ids(&packet.payload));
        let section = self.came.entry(place).or_default();
        section.ssrc = *packet.header.ssrc;
        section.packets.insert(*packet.seq_no, Came { at: now, mark, time: packet.time.numer(), ids });
        Some(mark)
    }

    /// Whom they heard or saw.
    pub fn members(&self) -> impl Iterator<Item = MemberId> {
        let packets = self.came.values().flat_map(|section| section.packets.values());
        packets.map(|came| came.mark.member).collect::<BTreeSet<_>>().into_iter()
    }

    /// All that came by voices' sections.
    pub fn sound(&self) -> impl Iterator<Item = &Came> {
        let voices = self.came.iter().filter(|(place, _)| matches!(place, Place::Voice(_)));
        voices.flat_map(|(_, section)| section.packets.values())
    }

    /// All that came by a section.
    pub fn by(&self, place: Place) -> impl Iterator<Item = &Came> {
        self.came.get(&place).into_iter().flat_map(|section| section.packets.values())
    }

    /// How often the picture of a section became another one, or another layer of it.
    pub fn switches(&self) -> usize {
        let of = |section: &Section| {
            let sources: Vec<_> =
                section.packets.values().map(|came| (came.mark.member, came.mark.medium)).collect();
            sources.windows(2).filter(|pair| pair[0] != pair[1]).count()
        };
        self.came
            .iter()
            .filter(|(place, _)| matches!(place, Place::Picture(_)))
            .map(|(_, section)| of(section))
            .sum()
    }

    /// What is wrong with what came until then, where this was sent and that was lost before.
    pub fn findings(&self, until: Instant, tap: &Tap, lost: &LostBefore) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut find = |place, after, what| findings.push(Finding { member: self.own, place, after, what });
        if self.heard_themselves {
            find(None, 0, Wrong::Themselves);
        }
        let nothing = Stream::default();
        for (place, section) in &self.came {
            let stream = tap.0.get(&section.ssrc).unwrap_or(&nothing);
            for ((after, one), (number, next)) in section.packets.iter().zip(section.packets.iter().skip(1)) {
                let between =
                    Between { one, next, steps: number - after, is_sound: matches!(place, Place::Voice(_)) };
                let unsent = (after + 1..*number).filter(|number| !stream.sent.contains_key(number)).count();
                for what in between.wrong(unsent, lost) {
                    if what == Wrong::Gap && next.at + UNDER_WAY > until {
                        continue;
                    }
                    find(Some(*place), *after, what);
                }
            }
        }
        findings
    }
}

/// Two packets that follow each other by a section.
struct Between<'a> {
    one: &'a Came,
    next: &'a Came,
    /// By how much their numbers differ.
    steps: u64,
    is_sound: bool,
}

impl Between<'_> {
    fn wrong(&self, unsent: usize, lost: &LostBefore) -> Vec<Wrong> {
        let Self { one, next, steps, is_sound } = *self;
        let mut wrong = Vec::new();
        let is_same = (one.mark.member, one.mark.medium) == (next.mark.member, next.mark.medium);
        let goes_on = is_same && u64::from(next.mark.number.wrapping_sub(one.mark.number)) == steps;
        let explained = lost_after(lost, one, 0..NEAR) + if goes_on { 0 } else { lost_before(lost, next) };
        if unsent > explained {
            wrong.push(Wrong::Gap);
        }
        if is_same && next.mark.number <= one.mark.number {
            wrong.push(Wrong::Numbers);
        }
        let ahead = next.time as i64 - one.time as i64;
        let went_on = next.mark.stamp as i64 - one.mark.stamp as i64;
        let clock: u32 = if is_sound { 48_000 } else { 90_000 };
        let is_right = if goes_on {
            // What the source's own clock said, which is cut to whole ticks. What was left and begun again in between goes
            // on by ours.
            let may_begin = is_sound || next.mark.is_key;
            let most = if may_begin { u64::from(clock) / 1_000 } else { 1 };
            (ahead - (i128::from(went_on) * i128::from(clock) / 1_000_000_000) as i64).unsigned_abs() <= most
        } else {
            let most = (went_on.max(0) as f64 / 1e9 + LEAP) * f64::from(clock);
            ahead > 0 && (ahead as f64) <= most
        };
        if !is_right {
            wrong.push(Wrong::Timestamps);
        }
        if is_sound {
            return wrong;
        }
        // Where something is missing in between, the start of the key frame may be it.
        if !goes_on && !next.mark.is_key && steps == 1 {
            wrong.push(Wrong::NoKeyFrame);
        }
        if let (Some((one_id, one_zero)), Some((next_id, next_zero))) = (one.ids, next.ids) {
            let id = next_id.wrapping_sub(one_id) & 0x7fff;
            let zero = next_zero.wrapping_sub(one_zero);
            let frames = next.mark.frame.wrapping_sub(one.mark.frame);
            let is_right = if goes_on {
                u32::from(id) == frames && zero == frames as u8
            } else {
                (1..=steps).contains(&u64::from(id)) && (1..=steps).contains(&u64::from(zero))
            };
            if !is_right {
                wrong.push(Wrong::FrameNumbers);
            }
        }
        wrong
    }
}

/// How many packets of what a packet is of were lost after it, before they came to the unit.
fn lost_after(lost: &LostBefore, came: &Came, near: std::ops::Range<u32>) -> usize {
    let numbers = lost.get(&(came.mark.member, came.mark.medium));
    let range = came.mark.number + near.start..came.mark.number + near.end;
    numbers.map_or(0, |numbers| numbers.range(range).count())
}

fn lost_before(lost: &LostBefore, came: &Came) -> usize {
    let numbers = lost.get(&(came.mark.member, came.mark.medium));
    numbers
        .map_or(0, |numbers| numbers.range(came.mark.number.saturating_sub(NEAR)..came.mark.number).count())
}

/// What VP8's descriptor says, where it is the one that pictures here begin with.
fn ids(payload: &[u8]) -> Option<(u16, u8)> {
    let [flags, 0xf0, high, low, zero, ..] = *payload else { return None };
    (flags & 0x80 != 0).then(|| (u16::from_be_bytes([high, low]) & 0x7fff, zero))
}
