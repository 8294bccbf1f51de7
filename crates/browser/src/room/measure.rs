//! How the line does, as the browser measures it (W3C WebRTC Statistics). Whatever a browser does not measure is missing.

use std::rc::Rc;

use heliograph_session::{Event, RoomEvent, RoomMeasured};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::line::Line;
use crate::call::Report;
use crate::emit::Emit;
use crate::script::number;

/// With fewer packets than this nothing is said of what is lost.
const ENOUGH: f64 = 50.0;

/// What was counted since the line began.
#[derive(Clone, Copy, Default)]
pub(super) struct Totals {
    received: f64,
    lost: f64,
}

/// Measures it once; a line that is gone meanwhile has nothing to tell.
pub(super) fn measure(line: &Rc<Line>, emit: &Emit) {
    let (asked, line, emit) = (line.connection().get_stats(), Rc::downgrade(line), emit.clone());
    spawn_local(async move {
        let Ok(report) = JsFuture::from(asked).await else { return };
        if let Some(line) = line.upgrade() {
            let measured = read(&Report::new(&report), &line);
            emit.now(Event::Room(RoomEvent::Measured(measured)));
        }
    });
}

fn read(report: &Report, line: &Line) -> RoomMeasured {
    let seconds = report.pair().and_then(|pair| number(pair, "currentRoundTripTime"));
    let sum = |name| report.of_type("inbound-rtp").filter_map(|it| number(it, name)).sum::<f64>();
    let now = Totals { received: sum("packetsReceived"), lost: sum("packetsLost").max(0.0) };
    let before = line.totals.replace(now);
    let down = share(now.lost - before.lost, now.received - before.received);
    // Firefox says nothing of a share here, and so nothing of what is lost on the way there.
    let up =
        report.of_type("remote-inbound-rtp").filter_map(|it| number(it, "fractionLost")).fold(0.0, f64::max);
    RoomMeasured {
        round_trip: seconds.map(|seconds| (seconds * 1_000.0) as u32),
        loss: (down.max(up) * 1_000.0) as u32,
    }
}

/// The share of what was lost in all that was sent.
fn share(lost: f64, received: f64) -> f64 {
    let sent = lost + received;
    if sent < ENOUGH { 0.0 } else { (lost / sent).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn nothing_is_said_of_a_few_packets() {
        assert_eq!(share(5.0, 5.0), 0.0);
        assert_eq!(share(10.0, 90.0), 0.1);
        assert_eq!(share(-3.0, 100.0), 0.0, "packets that came twice");
    }
}
