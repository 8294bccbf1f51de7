//! Somebody is rung by a link, and the companion or the worker of a page never answers.

use heliograph_session::{CalleeStage, CallerStage, NoteStage, RingEvent, RingProblem, Standing};
use heliograph_wire::Millis;
use heliograph_wire::rendezvous::Notice;

use crate::support::{ANA, BEN, Pair, private};

/// Says nothing that is of use, in place of this.
const NOTHING: Notice = Notice::Gone(9);

#[test]
fn a_worker_that_never_answers_is_named_to_whoever_wants_to_be_reachable() {
    let mut pair = Pair::at_companion();
    pair.sides[ANA].browser.desk.is_asleep = true;
    pair.rings(ANA, RingEvent::Chosen { label: private("Mein Link") });
    assert!(matches!(pair.callee().stage, CalleeStage::Making));
    pair.wait(Millis::seconds(20));
    pair.assert_ring_problem(ANA, RingProblem::NoKeys);
    assert!(matches!(pair.callee().stage, CalleeStage::Unmade));
}

#[test]
fn a_companion_that_never_says_that_somebody_is_reachable_is_asked_again() {
    let mut pair = Pair::reachable();
    pair.companion.meddles = Some(|notice| match notice {
        Notice::Attended { .. } => NOTHING,
        other => other,
    });
    pair.loses_socket(ANA);
    pair.wait(Millis::seconds(1));
    assert_eq!(pair.attended().standing, Standing::Away);
    pair.wait(Millis::seconds(40));
    pair.companion.meddles = None;
    pair.wait(Millis::seconds(10));
    assert_eq!(pair.attended().standing, Standing::Reachable);
    pair.rung_by_ben();
    assert_eq!(pair.callee().rings.len(), 1);
}

#[test]
fn a_companion_that_never_rings_is_named_to_whoever_rings() {
    let mut pair = Pair::reachable();
    pair.companion.meddles = Some(|notice| match notice {
        Notice::Ringing => NOTHING,
        other => other,
    });
    pair.rung_by_ben();
    assert!(matches!(pair.caller_stage(), CallerStage::Preparing));
    pair.wait(Millis::seconds(40));
    pair.assert_ring_problem(BEN, RingProblem::Silent);
    assert_eq!(pair.sides[BEN].browser.sockets(), 0);
}

#[test]
fn a_worker_that_never_answers_is_named_to_whoever_rings() {
    let mut pair = Pair::reachable();
    pair.sides[BEN].browser.desk.is_asleep = true;
    pair.rung_by_ben();
    pair.wait(Millis::seconds(40));
    pair.assert_ring_problem(BEN, RingProblem::NoKeys);
    assert_eq!(pair.sides[BEN].browser.sockets(), 0);
}

#[test]
fn a_note_that_nobody_takes_is_not_on_its_way_for_ever() {
    let mut pair = Pair::ringing();
    pair.wait(Millis::minutes(2));
    pair.companion.meddles = Some(|notice| match notice {
        Notice::Noted => NOTHING,
        other => other,
    });
    pair.rings(BEN, RingEvent::NoteLeft(private("Call me back")));
    pair.wait(Millis::seconds(19));
    assert!(matches!(pair.caller_stage(), CallerStage::Unanswered(NoteStage::Leaving)));
    pair.wait(Millis::seconds(1));
    pair.assert_ring_problem(BEN, RingProblem::Silent);
    assert!(!pair.sides[BEN].session.is_waited_for());
}
