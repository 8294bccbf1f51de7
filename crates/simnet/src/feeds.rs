use std::time::{Duration, Instant};

use heliograph_wire::room::Upstream;

use crate::mark::Medium;
use crate::sources::{Packet, Picture, Voice};

/// All that a page sends, each at an even pace.
#[derive(Default)]
pub struct Feeds(Vec<Feed>);

struct Feed {
    medium: Medium,
    source: Source,
    every: Duration,
    next: Option<Instant>,
    /// Whether its person wants it to be sent.
    is_on: bool,
    /// Whether somebody watches it.
    is_wanted: bool,
}

enum Source {
    Picture(Picture),
    Voice(Voice, i8),
}

/// How often a voice is sent.
const VOICE: Duration = Duration::from_millis(20);

impl Feeds {
    /// Sends a picture so many times in a second.
    pub fn picture(&mut self, medium: Medium, picture: Picture, per_second: u32) {
        self.add(medium, Source::Picture(picture), Duration::from_secs(1) / per_second.max(1));
    }

    /// Sends a voice that is so loud, in dBov.
    pub fn voice(&mut self, medium: Medium, voice: Voice, level: i8) {
        self.add(medium, Source::Voice(voice, level), VOICE);
    }

    fn add(&mut self, medium: Medium, source: Source, every: Duration) {
        self.0.push(Feed { medium, source, every, next: None, is_on: true, is_wanted: true });
    }

    /// Sends what is of this kind from now on, or does not.
    pub fn turn(&mut self, is_it: impl Fn(Medium) -> bool, is_on: bool) {
        for feed in self.0.iter_mut().filter(|feed| is_it(feed.medium)) {
            feed.is_on = is_on;
        }
    }

    /// How loud the voice is from now on.
    pub fn speak(&mut self, loudness: i8) {
        for feed in &mut self.0 {
            if let Source::Voice(_, level) = &mut feed.source {
                *level = loudness;
            }
        }
    }

    /// Leaves out the layers that nobody watches, as a page does that is told so.
    pub fn want(&mut self, pictures: &[Upstream]) {
        for feed in &mut self.0 {
            let Some(upstream) = pictures.iter().find(|it| Some(it.source) == feed.medium.picture()) else {
                continue;
            };
            feed.is_wanted = match feed.medium {
                Medium::Camera(layer) => upstream.layers.contains(&layer),
                Medium::Screen => !upstream.layers.is_empty(),
                Medium::Voice | Medium::ScreenSound => true,
            };
        }
    }

    /// The next frame of this is a key frame.
    pub fn ask_for_key(&mut self, wanted: Medium) {
        for feed in self.0.iter_mut().filter(|feed| feed.medium == wanted) {
            if let Source::Picture(picture) = &mut feed.source {
                picture.ask_for_key();
            }
        }
    }

    /// When the next is due; none where there is nothing to send.
    pub fn deadline(&self) -> Option<Instant> {
        self.0.iter().filter_map(|feed| feed.next).min()
    }

    /// What is due, of this moment. Of what is long overdue it is one frame only.
    pub fn due(&mut self, now: Instant, stamp: u64) -> Vec<(Medium, Packet)> {
        let mut packets = Vec::new();
        for feed in &mut self.0 {
            let due = *feed.next.get_or_insert(now);
            if due > now {
                continue;
            }
            feed.next = Some((due + feed.every).max(now));
            if !feed.is_on || !feed.is_wanted {
                continue;
            }
            match &mut feed.source {
                Source::Picture(picture) => {
                    packets.extend(picture.frame(stamp).into_iter().map(|packet| (feed.medium, packet)));
                }
                Source::Voice(voice, level) => packets.push((feed.medium, voice.packet(stamp, *level))),
            }
        }
        packets
    }
}

#[cfg(test)]
mod tests {
    use super::Feeds;
    use crate::{Medium, Picture, Shape, Voice};
    use heliograph_wire::room::{Layer, MemberId, Source, Upstream};
    use std::time::{Duration, Instant};

    #[test]
    fn what_is_not_watched_or_turned_off_is_not_sent() {
        let (member, shape) = (MemberId(1), Shape { packets: 1, key_packets: 1, bytes: 100 });
        let media = [Medium::Camera(Layer(0)), Medium::Camera(Layer(1)), Medium::Voice];
        let (mut feeds, begin) = (Feeds::default(), Instant::now());
        for medium in &media[..2] {
            feeds.picture(*medium, Picture::new(member, *medium, shape), 50);
        }
        feeds.voice(Medium::Voice, Voice::new(member, Medium::Voice), -20);
        let mut sent = {
            let mut at = 0;
            move |feeds: &mut Feeds| {
                at += 20;
                let due = feeds.due(begin + Duration::from_millis(at), at * 1_000_000);
                due.into_iter().map(|(medium, _)| medium).collect::<Vec<_>>()
            }
        };
        assert_eq!(sent(&mut feeds), media);
        feeds.want(&[Upstream { source: Source::Camera, layers: vec![Layer(1)] }]);
        assert_eq!(sent(&mut feeds), media[1..]);
        feeds.turn(|medium| medium == Medium::Voice, false);
        assert_eq!(sent(&mut feeds), media[1..2]);
    }
}
