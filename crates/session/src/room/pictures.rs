//! Which pictures of others come, and by which section of this page's each.

use heliograph_wire::Millis;
use heliograph_wire::room::{MemberId, Source, TILES_AT_MOST, Tile};

use crate::patience::{SHOW_AGAIN, SWITCH_SEEN};
use crate::{ShownTile, Thrift};

/// Sections are added so many at a time, so that people who come one after the other do not each cost a negotiation.
const BATCH: usize = 4;

/// So many are there from the beginning at most.
const BEGINS_WITH: usize = 12;

/// So many pictures come at most under low data, and so high at most: a face can be told at that,
const THRIFTY_TILES: usize = 4;
const THRIFTY_HEIGHT: u16 = 180;

/// and a screen be read.
const THRIFTY_SCREEN: u16 = 720;

/// The sections for pictures, and what is on show.
#[derive(Default)]
pub(super) struct Pictures {
    /// As the page said it last, the most important one first.
    shown: Vec<Wanted>,
    sections: Vec<Section>,
    /// How many sections there are at the companion.
    settled: usize,
    /// What the companion was told last.
    told: Vec<Tile>,
    /// Before this nothing is told again.
    quiet_until: Millis,
    short: Vec<u8>,
    thrift: Thrift,
    /// When it was looked at last.
    now: Millis,
}

/// A picture on show.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) tile: ShownTile,
    /// Where the line has no room for all, those with the higher number go first.
    pub(super) weight: u8,
}

/// A section, and whose picture comes by it.
#[derive(Clone, Copy, Default)]
struct Section {
    of: Option<(MemberId, Source)>,
    /// Since when, or since when it is free.
    since: Millis,
    /// Whether a picture of somebody else came by it before.
    used: bool,
}

/// How it stands with a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arriving {
    /// No section carries it.
    Not,
    /// It is about to come.
    Soon,
    /// It comes by this section.
    By(u8),
    /// It would come by this section, and the line has no room for it.
    Short(u8),
}

impl Pictures {
    /// How many sections the first offer has, where there are so many others.
    pub(super) const fn begin_with(others: usize) -> usize {
        let most = if others < BEGINS_WITH { others } else { BEGINS_WITH };
        // Somebody who comes, or shows their screen, should not need another offer.
        (most / BATCH + 1) * BATCH
    }

    /// These are on show from now on: of what there is to be seen, the most important first.
    pub(super) fn show(&mut self, mut shown: Vec<Wanted>, thrift: Thrift, now: Millis) {
        let most = if thrift == Thrift::LowData { THRIFTY_TILES } else { TILES_AT_MOST };
        shown.truncate(most);
        for wanted in &mut shown {
            let height = &mut wanted.tile.height;
            *height = match (thrift, wanted.tile.source) {
                (Thrift::Full, _) => *height,
                (Thrift::LowData, Source::Camera) => THRIFTY_HEIGHT.min(*height),
                (Thrift::LowData, Source::Screen) => THRIFTY_SCREEN.min(*height),
            };
        }
        (self.shown, self.thrift) = (shown, thrift);
        for section in &mut self.sections {
            let is_shown = |of| self.shown.iter().any(|wanted| key(wanted) == of);
            if section.of.is_some_and(|of| !is_shown(of)) {
                (section.of, section.since, section.used) = (None, now, true);
            }
        }
        self.assign(now);
    }

    /// How much of the line there is to use, as it was said last.
    pub(super) const fn thrift(&self) -> Thrift {
        self.thrift
    }

    /// How many sections there are at the companion.
    pub(super) const fn settled_count(&self) -> usize {
        self.settled
    }

    /// How many sections there should be.
    pub(super) fn wanted(&self) -> usize {
        self.shown.len().next_multiple_of(BATCH).min(TILES_AT_MOST)
    }

    /// So many sections are there at the companion.
    pub(super) fn settled(&mut self, count: usize, now: Millis) {
        self.settled = count;
        let more = count.max(self.sections.len());
        self.sections.resize(more, Section::default());
        self.assign(now);
    }

    /// The connection is made anew, and the companion knows nothing of what was on show.
    pub(super) fn begin_anew(&mut self) {
        self.settled = 0;
        self.sections.clear();
        self.told.clear();
        self.short.clear();
        self.quiet_until = Millis(0);
    }

    /// The companion may have forgotten what it was told.
    pub(super) fn tell_again(&mut self) {
        self.told.clear();
    }

    /// There is no room for these on the line.
    pub(super) fn are_short(&mut self, tiles: &[Tile]) {
        self.short = tiles.iter().map(|tile| tile.section).collect();
    }

    /// Looks what there is to be seen by now.
    pub(super) const fn look(&mut self, now: Millis) {
        self.now = now;
    }

    /// What the companion is to be told, where that is another thing than before and not too soon.
    pub(super) fn tell(&mut self, now: Millis) -> Option<Vec<Tile>> {
        let tiles = self.tiles();
        if tiles == self.told || now < self.quiet_until {
            return None;
        }
        self.quiet_until = now + SHOW_AGAIN;
        self.told.clone_from(&tiles);
        Some(tiles)
    }

    /// Whose picture each section shows.
    pub(super) fn by_section(&self) -> Vec<Option<(MemberId, Source)>> {
        self.sections.iter().map(|section| section.of).collect()
    }

    /// When there is something to do that is due later.
    pub(super) fn deadline(&self) -> Option<Millis> {
        let told = (self.tiles() != self.told).then_some(self.quiet_until);
        let seen = self.sections.iter().filter(|section| section.of.is_some() && section.used);
        let seen = seen.map(|section| section.since + SWITCH_SEEN).filter(|at| *at > self.now);
        told.into_iter().chain(seen).min()
    }

    pub(super) fn arriving(&self, member: MemberId, source: Source, now: Millis) -> Arriving {
        let Some(place) = self.place((member, source)) else {
            let is_shown = self.shown.iter().any(|wanted| key(wanted) == (member, source));
            return if is_shown { Arriving::Soon } else { Arriving::Not };
        };
        let section = &self.sections[place];
        let number = number(place);
        if place >= self.settled || (section.used && now < section.since + SWITCH_SEEN) {
            // What is to be seen by it may still be of somebody else.
            Arriving::Soon
        } else if self.short.contains(&number) {
            Arriving::Short(number)
        } else {
            Arriving::By(number)
        }
    }

    fn tiles(&self) -> Vec<Tile> {
        let tiles = self.shown.iter().filter_map(|wanted| {
            let ShownTile { member, source, height } = wanted.tile;
            let section = self.place((member, source))?;
            Some(Tile { section: number(section), member, source, height, weight: wanted.weight })
        });
        tiles.collect()
    }

    /// Whatever is on show keeps its section; what is new takes the one that is free for the longest time.
    fn assign(&mut self, now: Millis) {
        for wanted in 0..self.shown.len() {
            let of = key(&self.shown[wanted]);
            if self.place(of).is_some() {
                continue;
            }
            let free = self.sections[..self.settled].iter_mut().filter(|section| section.of.is_none());
            let Some(section) = free.min_by_key(|section| (section.used, section.since)) else { return };
            (section.of, section.since) = (Some(of), now);
        }
    }

    fn place(&self, of: (MemberId, Source)) -> Option<usize> {
        self.sections.iter().position(|section| section.of == Some(of))
    }
}

const fn key(wanted: &Wanted) -> (MemberId, Source) {
    (wanted.tile.member, wanted.tile.source)
}

fn number(place: usize) -> u8 {
    u8::try_from(place).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Arriving, Pictures, Wanted};
    use crate::{ShownTile, Thrift};
    use heliograph_wire::Millis;
    use heliograph_wire::room::{MemberId, Source, TILES_AT_MOST};

    fn shown(members: &[u16]) -> Vec<Wanted> {
        let tile = |member| ShownTile { member: MemberId(member), source: Source::Camera, height: 360 };
        members.iter().map(|member| Wanted { tile: tile(*member), weight: 1 }).collect()
    }

    fn sections(pictures: &mut Pictures, now: u64) -> Vec<(u16, u8)> {
        let tiles = pictures.tell(Millis(now)).expect("it is another thing than before");
        tiles.iter().map(|tile| (tile.member.0, tile.section)).collect()
    }

    fn with_sections(count: usize) -> Pictures {
        let mut pictures = Pictures::default();
        pictures.settled(count, Millis(0));
        pictures
    }

    #[test]
    fn a_picture_keeps_its_section_for_as_long_as_it_is_on_show() {
        let mut pictures = with_sections(4);
        pictures.show(shown(&[1, 2, 3]), Thrift::Full, Millis(0));
        assert_eq!(sections(&mut pictures, 0), [(1, 0), (2, 1), (3, 2)]);
        pictures.show(shown(&[3, 4, 1]), Thrift::Full, Millis(1_000));
        assert_eq!(sections(&mut pictures, 1_000), [(3, 2), (4, 3), (1, 0)]);
        pictures.show(shown(&[3, 4, 1, 2]), Thrift::Full, Millis(2_000));
        assert_eq!(sections(&mut pictures, 2_000), [(3, 2), (4, 3), (1, 0), (2, 1)]);
    }

    #[test]
    fn a_section_that_showed_somebody_else_is_seen_only_after_a_moment() {
        let mut pictures = with_sections(1);
        pictures.show(shown(&[1]), Thrift::Full, Millis(0));
        assert_eq!(pictures.arriving(MemberId(1), Source::Camera, Millis(0)), Arriving::By(0));
        pictures.show(shown(&[2]), Thrift::Full, Millis(1_000));
        assert_eq!(pictures.arriving(MemberId(2), Source::Camera, Millis(1_000)), Arriving::Soon);
        let later = pictures.deadline().expect("something is due");
        pictures.tell(later);
        assert_eq!(pictures.arriving(MemberId(2), Source::Camera, Millis(2_000)), Arriving::By(0));
    }

    #[test]
    fn sections_are_wanted_in_batches_and_never_more_than_there_may_be() {
        let mut pictures = with_sections(4);
        for (count, wanted) in [(0, 0), (1, 4), (4, 4), (5, 8), (48, 48), (49, TILES_AT_MOST), (80, 49)] {
            let members: Vec<u16> = (0..count).collect();
            pictures.show(shown(&members), Thrift::Full, Millis(0));
            assert_eq!(pictures.wanted(), wanted, "{count} on show");
        }
    }

    #[test]
    fn what_has_no_section_yet_comes_as_soon_as_there_is_one() {
        let mut pictures = with_sections(1);
        pictures.show(shown(&[1, 2]), Thrift::Full, Millis(0));
        assert_eq!(sections(&mut pictures, 0), [(1, 0)]);
        assert_eq!(pictures.arriving(MemberId(2), Source::Camera, Millis(0)), Arriving::Soon);
        pictures.settled(4, Millis(5_000));
        assert_eq!(sections(&mut pictures, 5_000), [(1, 0), (2, 1)]);
    }

    #[test]
    fn the_companion_is_not_told_more_often_than_it_can_hear() {
        let mut pictures = with_sections(4);
        pictures.show(shown(&[1]), Thrift::Full, Millis(0));
        assert!(pictures.tell(Millis(0)).is_some());
        pictures.show(shown(&[1, 2]), Thrift::Full, Millis(1));
        assert!(pictures.tell(Millis(1)).is_none());
        let due = pictures.deadline().expect("something is to be told");
        assert!(due > Millis(100));
        assert_eq!(sections(&mut pictures, due.0), [(1, 0), (2, 1)]);
    }

    #[test]
    fn low_data_is_few_and_small_pictures() {
        let mut pictures = with_sections(8);
        pictures.show(shown(&[1, 2, 3, 4, 5, 6]), Thrift::LowData, Millis(0));
        let tiles = pictures.tell(Millis(0)).expect("there is something to tell");
        assert_eq!(tiles.len(), 4);
        assert!(tiles.iter().all(|tile| tile.height <= 180));
        assert_eq!(pictures.arriving(MemberId(6), Source::Camera, Millis(0)), Arriving::Not);
    }
}
