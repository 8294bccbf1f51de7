//! Two people who are relayed agree to connect directly.

use heliograph_session::{
    Event, Measured, Path, PathChange, Problem, RelayEvent, RelayFault, RouteKind, Services, StunEntry,
    StunServer,
};
use heliograph_wire::control::{Consent, Message};
use heliograph_wire::{Millis, Private};

use crate::support::{ANA, BEN, Pair, connections};

const RELAY: &str = "turn:relay.example";
const STUN: &str = "stun:origin.example:3478";

/// Two people who are relayed; Ana's invite led to it.
fn relayed() -> Pair {
    let mut pair = Pair::chromium();
    for who in [ANA, BEN] {
        pair.sides[who].browser.relay = Ok(());
        pair.does(
            who,
            Event::Relay(RelayEvent::Found {
                stun: StunServer::parse(STUN).into_iter().collect(),
                services: Services::default(),
            }),
        );
    }
    pair.does(ANA, Event::Relay(RelayEvent::PathChosen(Path::Relayed)));
    pair.connect();
    assert_stays(&pair);
    pair
}

fn wishes(pair: &mut Pair, who: usize) {
    pair.does(who, Event::Relay(RelayEvent::PathChosen(Path::Direct)));
}

fn says(pair: &mut Pair, who: usize, consent: Consent) {
    pair.does(who, Event::Relay(RelayEvent::DirectAnswered(consent)));
}

fn changes(pair: &Pair) -> [Option<PathChange>; 2] {
    [ANA, BEN].map(|who| pair.talk(who).path_change)
}

/// How often Ana, who is the offerer, and Ben have restarted ICE.
fn restarts(pair: &Pair) -> [usize; 2] {
    [ANA, BEN].map(|who| pair.sides[who].browser.restarts)
}

/// Nobody asks anybody but the relay.
#[track_caller]
fn assert_stays(pair: &Pair) {
    for (who, side) in pair.sides[..2].iter().enumerate() {
        assert_eq!(pair.talk(who).path, Path::Relayed);
        assert!(side.browser.asked().iter().eq([RELAY]) && side.browser.is_relayed());
    }
    assert_eq!(restarts(pair), [0, 0]);
}

/// The relay is there still, for those who find no direct way.
#[track_caller]
fn assert_direct(pair: &Pair) {
    for (who, side) in pair.sides[..2].iter().enumerate() {
        assert_eq!(pair.talk(who).path, Path::Direct);
        assert!(side.browser.asked().iter().eq([STUN, RELAY]) && !side.browser.is_relayed());
    }
    assert_eq!((restarts(pair), changes(pair)), ([1, 0], [None; 2]));
}

#[test]
fn either_side_may_want_it_and_the_offerer_restarts_once_both_are_ready() {
    for (who, other) in [(ANA, BEN), (BEN, ANA)] {
        let mut pair = relayed();
        wishes(&mut pair, who);
        assert_eq!(pair.talk(who).path_change, Some(PathChange::Waiting));
        assert_eq!(pair.talk(other).path_change, Some(PathChange::Asked));
        assert_stays(&pair);
        says(&mut pair, other, Consent::Given);
        pair.wait(Millis::seconds(1));
        assert_direct(&pair);
        pair.writes(who, "still here");
        assert_eq!(pair.chat(other), ["still here"]);
    }
}

#[test]
fn leave_to_use_the_relay_is_had_anew_while_people_make_up_their_minds() {
    let mut pair = relayed();
    let asked = [ANA, BEN].map(|who| pair.sides[who].browser.relay_asked.len());
    wishes(&mut pair, BEN);
    for who in [ANA, BEN] {
        let browser = &pair.sides[who].browser;
        assert_eq!(browser.relay_asked[asked[who]..], [Some("00112233445566ff".to_owned())]);
        assert_eq!(browser.relay_renewed, 1);
    }
    // Those who want it again, and a server that grants nothing more.
    says(&mut pair, ANA, Consent::Refused);
    for side in &mut pair.sides {
        side.browser.relay = Err(RelayFault::Busy);
    }
    wishes(&mut pair, ANA);
    says(&mut pair, BEN, Consent::Given);
    pair.wait(Millis::seconds(1));
    assert_direct(&pair);
    assert_eq!([ANA, BEN].map(|who| pair.sides[who].browser.relay_renewed), [1, 1]);
}

#[test]
fn the_relay_stays_whoever_is_asked_for_addresses_later() {
    let mut pair = relayed();
    wishes(&mut pair, ANA);
    says(&mut pair, BEN, Consent::Given);
    pair.wait(Millis::seconds(1));
    let stun = StunEntry::Own(Private::new("else.example".to_owned()));
    pair.does(ANA, Event::SettingsEntered { stun, name: Private::new(String::new()) });
    assert!(pair.sides[ANA].browser.asked().iter().eq(["stun:else.example:3478", RELAY]));
}

#[test]
fn nobody_is_said_to_be_direct_before_that_was_measured() {
    let mut pair = relayed();
    assert_eq!(pair.talk(ANA).route, RouteKind::Relayed);
    wishes(&mut pair, ANA);
    says(&mut pair, BEN, Consent::Given);
    pair.wait(Millis(100));
    assert_direct(&pair);
    assert_eq!(pair.talk(ANA).route, RouteKind::Relayed, "nothing was measured yet");
    let before = pair.sides[ANA].browser.studio.measurements;
    pair.wait(Millis::seconds(6));
    assert!(pair.sides[ANA].browser.studio.measurements >= before + 3, "it is looked at more often now");
    let (peer, measured) =
        (connections(&pair, ANA)[0], Measured { route: RouteKind::Direct, ..Measured::default() });
    pair.does(ANA, Event::LinkMeasured { peer, measured });
    assert_eq!(pair.talk(ANA).route, RouteKind::Direct);
    let before = pair.sides[ANA].browser.studio.measurements;
    pair.wait(Millis::seconds(6));
    assert!(pair.sides[ANA].browser.studio.measurements <= before + 1, "and as often as before then");
}

#[test]
fn whoever_does_not_want_it_is_not_made_to() {
    let mut pair = relayed();
    wishes(&mut pair, ANA);
    says(&mut pair, BEN, Consent::Refused);
    assert_eq!(changes(&pair), [Some(PathChange::Settled); 2]);
    assert_eq!((pair.talk(ANA).problem, pair.talk(BEN).problem), (Some(Problem::DirectRefused), None));
    assert_stays(&pair);
    wishes(&mut pair, ANA);
    assert_eq!(pair.talk(ANA).problem, None);
    assert_eq!(changes(&pair), [Some(PathChange::Waiting), Some(PathChange::Asked)]);
}

#[test]
fn two_who_want_it_at_once_have_agreed() {
    let mut pair = relayed();
    pair.network.up = false;
    for who in [ANA, BEN] {
        wishes(&mut pair, who);
    }
    pair.network.up = true;
    pair.wait(Millis::seconds(1));
    assert_direct(&pair);
}

#[test]
fn an_answer_that_nobody_asked_for_changes_nothing() {
    let mut pair = relayed();
    says(&mut pair, BEN, Consent::Given);
    let peer = connections(&pair, ANA)[0];
    let bytes = Private::new(Message::DirectAnswered(Consent::Given).encode());
    pair.does(ANA, Event::Received { peer, bytes });
    assert_stays(&pair);
}

#[test]
fn two_who_are_direct_are_not_asked() {
    let mut pair = Pair::chromium();
    pair.connect();
    let peer = connections(&pair, ANA)[0];
    let bytes = Private::new(Message::DirectWanted.encode());
    pair.does(ANA, Event::Received { peer, bytes });
    assert_eq!(changes(&pair), [None; 2]);
}
