//! How a connection does: rates out of totals, a short history, and whether it is weak.

use std::collections::VecDeque;
use std::rc::Rc;

use heliograph_wire::control::Switch;
use heliograph_wire::{Millis, PeerId};

use crate::{
    Effect, Measured, RouteKind, Sample, SealedView, SealingMeasured, Section, StatisticsView,
    StreamMeasured, StreamView,
};

/// How often to measure while somebody looks, or calls.
const WATCHED_EVERY: Millis = Millis::seconds(2);

/// How often otherwise, for the connection's light.
const UNWATCHED_EVERY: Millis = Millis::seconds(10);

/// How many samples are kept: four minutes of a call.
const KEPT: usize = 120;

/// A longer way there and back than this makes people talk over each other (ITU-T G.114 draws the line at 400 ms one
/// way), in microseconds.
const SLOW: u64 = 600_000;

/// More loss than this can be heard, in thousandths.
const LOSSY: u32 = 50;

/// So many poor samples in a row make a connection weak, and as many good ones steady again.
const IN_A_ROW: u8 = 2;

#[derive(Default)]
pub(crate) struct Statistics {
    /// Whether the person looks.
    shown: Switch,
    /// Whether they want to see addresses.
    addresses: Switch,
    next: Option<Millis>,
    last: Option<(Millis, Measured)>,
    samples: VecDeque<Sample>,
    sent: Vec<StreamView>,
    received: Vec<StreamView>,
    sealing: Vec<SealedView>,
    /// Samples in a row that speak against the present verdict.
    against: u8,
    weak: Switch,
}

impl Statistics {
    pub(crate) fn show(&mut self, shown: Switch, now: Millis) {
        self.shown = shown;
        self.addresses = Switch::Off;
        if shown == Switch::On {
            self.next = Some(now);
        }
    }

    pub(crate) const fn show_addresses(&mut self, addresses: Switch) {
        self.addresses = addresses;
    }

    /// How packets went when it was last measured.
    pub(crate) fn route(&self) -> RouteKind {
        self.last.as_ref().map(|(_, measured)| measured.route).unwrap_or_default()
    }

    pub(crate) const fn is_weak(&self) -> bool {
        matches!(self.weak, Switch::On)
    }

    /// Measures when it is time; `watched` while a call is on.
    pub(crate) fn tick(&mut self, peer: PeerId, watched: Switch, now: Millis, effects: &mut Vec<Effect>) {
        let every = match (self.shown, watched) {
            (Switch::Off, Switch::Off) => UNWATCHED_EVERY,
            (Switch::On, _) | (_, Switch::On) => WATCHED_EVERY,
        };
        let next = self.next.map_or(now + every, |next| next.min(now + every));
        if now >= next {
            effects.push(Effect::Measure(peer));
            self.next = Some(now + every);
        } else {
            self.next = Some(next);
        }
    }

    pub(crate) const fn deadline(&self) -> Option<Millis> {
        self.next
    }

    pub(crate) fn measured(&mut self, measured: Measured, now: Millis) {
        let last = self.last.replace((now, measured.clone()));
        let Some((then, last)) = last.filter(|(then, _)| now > *then) else { return };
        let span = now.since(then);
        let bits = |now: u64, then: u64| bit_rate(now.saturating_sub(then), span);
        self.sent = streams(&measured.sent, &last.sent, span);
        self.received = streams(&measured.received, &last.received, span);
        self.sealing = sealed(&measured.sealing, &last.sealing, span);
        let sample = Sample {
            round_trip: measured.round_trip,
            loss: loss(&measured.received, &last.received),
            jitter: measured.received.iter().filter_map(|stream| stream.jitter).max(),
            sent: bits(measured.bytes_sent, last.bytes_sent),
            received: bits(measured.bytes_received, last.bytes_received),
        };
        self.judge(&sample, loss(&measured.sent, &last.sent));
        self.samples.push_back(sample);
        if self.samples.len() > KEPT {
            self.samples.pop_front();
        }
    }

    pub(crate) fn view(&self) -> Option<StatisticsView> {
        if self.shown == Switch::Off {
            return None;
        }
        let measured = self.last.as_ref().map(|(_, measured)| measured);
        let ends = measured.and_then(|measured| measured.ends.clone());
        Some(StatisticsView {
            route: self.route(),
            ends: ends.filter(|_| self.addresses == Switch::On),
            samples: Rc::new(self.samples.iter().copied().collect()),
            sent: self.sent.clone(),
            received: self.received.clone(),
            sealing: self.sealing.clone(),
        })
    }

    fn judge(&mut self, sample: &Sample, loss_there: Option<u32>) {
        let slow = sample.round_trip.is_some_and(|round_trip| round_trip > SLOW);
        let lossy = [sample.loss, loss_there].into_iter().flatten().any(|loss| loss > LOSSY);
        let verdict = if slow || lossy { Switch::On } else { Switch::Off };
        if verdict == self.weak {
            self.against = 0;
            return;
        }
        self.against += 1;
        if self.against == IN_A_ROW {
            self.weak = verdict;
            self.against = 0;
        }
    }
}

/// Events per second out of their number in a span of time.
fn rate(count: u64, span: Millis) -> u64 {
    count.saturating_mul(1_000) / span.0.max(1)
}

/// Bits per second out of a number of bytes.
fn bit_rate(bytes: u64, span: Millis) -> u64 {
    rate(bytes, span).saturating_mul(8)
}

fn streams(now: &[StreamMeasured], then: &[StreamMeasured], span: Millis) -> Vec<StreamView> {
    let before = |section: Section| then.iter().find(|stream| stream.section == section);
    let view = |stream: &StreamMeasured| {
        let (bytes, frames) = before(stream.section).map_or((0, 0), |before| (before.bytes, before.frames));
        // What has ended stays in the totals, and has nothing to show.
        if stream.bytes <= bytes {
            return None;
        }
        let frames = rate(stream.frames.saturating_sub(frames), span);
        Some(StreamView {
            section: stream.section,
            codec: stream.codec.clone(),
            rate: bit_rate(stream.bytes - bytes, span),
            size: stream.size,
            frames: stream.size.map(|_| u32::try_from(frames).unwrap_or(u32::MAX)),
        })
    };
    now.iter().filter_map(view).collect()
}

/// What was sealed and opened in a span; a section that never had a frame has nothing to show.
fn sealed(now: &[SealingMeasured], then: &[SealingMeasured], span: Millis) -> Vec<SealedView> {
    let view = |now: &SealingMeasured| {
        let then = then.iter().find(|then| then.section == now.section);
        let grown = |of: fn(&SealingMeasured) -> u64| of(now).saturating_sub(then.map_or(0, of));
        let frames = |of: &SealingMeasured| {
            [of.opened, of.refused, of.dropped].into_iter().fold(of.sealed, u64::saturating_add)
        };
        let came = frames(now).saturating_sub(then.map_or(0, frames));
        (frames(now) > 0).then(|| SealedView {
            section: now.section,
            sealed: rate(grown(|it| it.sealed), span),
            opened: rate(grown(|it| it.opened), span),
            refused: now.refused,
            cost: grown(|it| it.spent).checked_div(came),
        })
    };
    now.iter().filter_map(view).collect()
}

/// Lost packets in thousandths of those that should have come; none where none did.
fn loss(now: &[StreamMeasured], then: &[StreamMeasured]) -> Option<u32> {
    let total = |streams: &[StreamMeasured], of: fn(&StreamMeasured) -> u64| {
        streams.iter().fold(0u64, |sum, stream| sum.saturating_add(of(stream)))
    };
    let grown = |of| total(now, of).saturating_sub(total(then, of));
    let (lost, came) = (grown(|stream| stream.lost), grown(|stream| stream.packets));
    let all = lost.saturating_add(came);
    let thousandths = lost.saturating_mul(1_000).checked_div(all)?;
    u32::try_from(thousandths).ok()
}

#[cfg(test)]
mod tests {
    use super::{KEPT, Statistics};
    use crate::{Effect, Measured, RouteKind, SealedView, SealingMeasured, Section, StreamMeasured};
    use heliograph_wire::control::Switch;
    use heliograph_wire::{Millis, PeerId, Private};

    fn voice(bytes: u64, packets: u64, lost: u64) -> StreamMeasured {
        let (section, codec) = (Section::Voice, Some("opus".to_owned()));
        StreamMeasured { section, codec, bytes, packets, lost, jitter: Some(4_000), size: None, frames: 0 }
    }

    fn measured(second: u64, lost: u64, round_trip: u64) -> Measured {
        Measured {
            round_trip: Some(round_trip),
            bytes_sent: second * 1_000,
            bytes_received: second * 2_000,
            route: RouteKind::Direct,
            ends: Some(Private::new(["a".to_owned(), "b".to_owned()])),
            received: vec![voice(second * 500, second * 50, lost)],
            ..Measured::default()
        }
    }

    #[test]
    fn totals_become_rates() {
        let mut statistics = Statistics::default();
        statistics.show(Switch::On, Millis(0));
        statistics.measured(measured(0, 0, 20_000), Millis(0));
        statistics.measured(measured(2, 1, 20_000), Millis::seconds(2));
        let view = statistics.view().expect("it is shown");
        let [sample] = view.samples[..] else { panic!("one sample") };
        assert_eq!((sample.sent, sample.received, sample.loss), (8_000, 16_000, Some(9)));
        assert_eq!((view.received[0].rate, view.received[0].frames), (4_000, None));
        assert!(view.ends.is_none());
        statistics.show_addresses(Switch::On);
        assert!(statistics.view().is_some_and(|view| view.ends.is_some()));
    }

    #[test]
    fn what_is_sealed_is_told_with_what_a_frame_costs() {
        let sealing = |sealed, opened, refused, spent| {
            let section = Section::Camera;
            let camera = SealingMeasured { section, sealed, opened, refused, dropped: 0, spent };
            // Nobody shows their screen.
            let screen = SealingMeasured {
                section: Section::Screen,
                sealed: 0,
                opened: 0,
                refused: 0,
                dropped: 0,
                spent: 0,
            };
            Measured { sealing: vec![camera, screen], ..Measured::default() }
        };
        let mut statistics = Statistics::default();
        statistics.show(Switch::On, Millis(0));
        let mut shown = |second, it| {
            statistics.measured(it, Millis::seconds(second));
            statistics.view().expect("it is shown").sealing
        };
        assert_eq!(shown(0, sealing(60, 60, 0, 3_000)), []);
        let camera =
            SealedView { section: Section::Camera, sealed: 30, opened: 29, refused: 2, cost: Some(20) };
        assert_eq!(shown(2, sealing(120, 118, 2, 5_400)), [camera]);
        let still = SealedView { sealed: 0, opened: 0, cost: None, ..camera };
        assert_eq!(shown(4, sealing(120, 118, 2, 5_400)), [still]);
        // Totals that shrink or explode are no trouble.
        let huge = sealing(u64::MAX, u64::MAX, u64::MAX, u64::MAX);
        assert_eq!(shown(6, huge)[0].refused, u64::MAX);
        assert_eq!(shown(8, sealing(0, 0, 1, 0))[0].sealed, 0);
    }

    #[test]
    fn a_connection_is_weak_after_two_poor_samples_and_steady_after_two_good_ones() {
        let mut statistics = Statistics::default();
        let mut verdicts = String::new();
        for (second, round_trip) in (0..).zip([0, 700, 20, 700, 700, 20, 700, 20, 20]) {
            statistics.measured(measured(second, 0, round_trip * 1_000), Millis::seconds(second));
            verdicts.push(if statistics.is_weak() { 'w' } else { '-' });
        }
        assert_eq!(verdicts, "----wwww-");
    }

    #[test]
    fn loss_makes_a_connection_weak_in_either_direction() {
        let mut statistics = Statistics::default();
        for second in 0..3 {
            let sent = vec![voice(second * 500, second * 50, second * 10)];
            let measured = Measured { sent, ..measured(second, 0, 0) };
            statistics.measured(measured, Millis::seconds(second));
        }
        assert!(statistics.is_weak());
    }

    #[test]
    fn totals_that_shrink_or_explode_are_no_trouble() {
        let mut statistics = Statistics::default();
        statistics.show(Switch::On, Millis(0));
        let huge = Measured {
            bytes_sent: u64::MAX,
            received: vec![voice(u64::MAX, u64::MAX, u64::MAX)],
            ..measured(9, 9, u64::MAX)
        };
        for (second, it) in (1..).zip([measured(9, 9, 0), measured(0, 0, 0), huge, measured(1, 0, 0)]) {
            statistics.measured(it, Millis(second));
        }
        for second in 0..500 {
            statistics.measured(measured(second, 0, 0), Millis::seconds(second + 1));
        }
        assert_eq!(statistics.view().map(|view| view.samples.len()), Some(KEPT));
    }

    #[test]
    fn it_measures_more_often_while_somebody_looks() {
        let mut statistics = Statistics::default();
        let mut count = |shown, from: u64, to: u64| {
            statistics.show(shown, Millis::seconds(from));
            let mut effects = Vec::new();
            (from..to).for_each(|second| {
                statistics.tick(PeerId(1), Switch::Off, Millis::seconds(second), &mut effects);
            });
            effects.iter().filter(|effect| matches!(effect, Effect::Measure(_))).count()
        };
        assert_eq!((count(Switch::Off, 0, 30), count(Switch::On, 30, 60)), (2, 15));
    }
}
