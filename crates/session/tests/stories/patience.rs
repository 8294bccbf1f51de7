//! People take minutes over each step, and it still connects.

use crate::support::{ANA, BEN, Pair, connections};
use heliograph_session::{Bindings, Carrier, Event, Problem, Screen};
use heliograph_wire::Millis;

const ALL: [[Bindings; 2]; 4] = [
    [Bindings::Kept, Bindings::Kept],
    [Bindings::Kept, Bindings::Fading],
    [Bindings::Fading, Bindings::Kept],
    [Bindings::Fading, Bindings::Fading],
];

/// The reply comes back after `span`, over a network that opens only then.
#[track_caller]
fn connects_after(span: Millis) {
    for [ana, ben] in ALL {
        let mut pair = Pair::new(ana, ben);
        pair.does(ANA, Event::InviteChosen);
        pair.does(ANA, Event::CarrierChosen(Carrier::CopiedCode));
        let invite = pair.code(ANA);
        pair.pastes(BEN, &invite);
        pair.wait(Millis(300));
        let reply = pair.code(BEN);
        pair.network.up = false;
        pair.wait(span);
        assert_eq!(pair.code(BEN), reply, "the reply changed while it was carried");
        pair.network.up = true;
        pair.pastes(ANA, &reply);
        pair.wait(Millis::seconds(5));
        assert!(pair.talks(ANA) && pair.talks(BEN), "{ana:?} and {ben:?} after {} s", span.0 / 1000);
    }
}

#[test]
fn a_reply_after_a_minute_connects() {
    connects_after(Millis::seconds(60));
}

#[test]
fn a_reply_after_a_quarter_of_an_hour_connects() {
    connects_after(Millis::seconds(900));
}

#[test]
fn an_invite_that_never_goes_stale_is_answerable_for_hours() {
    let mut pair = Pair::chromium();
    let reply = pair.invite_and_answer();
    pair.wait(Millis::minutes(8 * 60));
    pair.pastes(ANA, &reply);
    assert!(pair.talks(ANA));
    assert_eq!(connections(&pair, ANA).len(), 1);
}

#[test]
fn the_code_is_shown_with_the_first_candidate_and_waits_for_nothing() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    assert!(!pair.code(ANA).is_empty());
    assert_eq!(pair.now, crate::support::START);
}

#[test]
fn a_stale_invite_is_made_again_while_the_one_carried_away_stays_answerable() {
    let mut pair = Pair::new(Bindings::Fading, Bindings::Kept);
    pair.does(ANA, Event::InviteChosen);
    pair.does(ANA, Event::CarrierChosen(Carrier::CopiedCode));
    let carried = pair.code(ANA);
    pair.wait(Millis::seconds(90));
    assert_ne!(pair.code(ANA), carried);
    let Screen::Invite(view) = pair.view(ANA).screen else { panic!("Ana still invites") };
    assert_eq!(view.earlier_minutes, Some(1));
    pair.wait(Millis::minutes(12));
    pair.pastes(BEN, &carried);
    pair.wait(Millis(300));
    let reply = pair.code(BEN);
    pair.pastes(ANA, &reply);
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn an_invite_without_a_reflexive_address_cannot_go_stale() {
    let mut pair = Pair::new(Bindings::Fading, Bindings::Kept);
    pair.sides[ANA].browser.reflexive = false;
    pair.does(ANA, Event::InviteChosen);
    let code = pair.code(ANA);
    pair.wait(Millis::minutes(30));
    assert_eq!(pair.code(ANA), code);
}

#[test]
fn old_invites_end_and_never_pile_up() {
    let mut pair = Pair::new(Bindings::Fading, Bindings::Kept);
    pair.does(ANA, Event::InviteChosen);
    pair.does(ANA, Event::CarrierChosen(Carrier::CopiedCode));
    let carried = pair.code(ANA);
    for _ in 0..40 {
        pair.wait(Millis::seconds(61));
        assert!(connections(&pair, ANA).len() <= 16);
    }
    pair.pastes(BEN, &carried);
    pair.wait(Millis(300));
    let reply = pair.code(BEN);
    pair.pastes(ANA, &reply);
    let Screen::Invite(view) = pair.view(ANA).screen else { panic!("Ana still invites") };
    assert_eq!(view.problem, Some(Problem::ReplyToAnother));
}

#[test]
fn two_codes_without_a_way_between_end_in_a_fresh_invite() {
    let mut pair = Pair::chromium();
    pair.network.up = false;
    let reply = pair.invite_and_answer();
    let first = pair.code(ANA);
    pair.pastes(ANA, &reply);
    let Screen::Invite(view) = pair.view(ANA).screen else { panic!("Ana still invites") };
    assert!(view.connecting);
    pair.wait(Millis::seconds(31));
    let Screen::Invite(view) = pair.view(ANA).screen else { panic!("Ana still invites") };
    assert_eq!(view.problem, Some(Problem::NoRoute));
    assert!(!view.connecting);
    assert_ne!(pair.code(ANA), first);
}

#[test]
fn without_a_network_the_person_is_told_and_the_code_comes_with_it() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    pair.does(ANA, Event::NetworkChanged(heliograph_session::Network::Absent));
    let Screen::Invite(view) = pair.view(ANA).screen else { panic!("Ana still invites") };
    assert_eq!(view.problem, Some(Problem::NoNetwork));
    pair.does(ANA, Event::NetworkChanged(heliograph_session::Network::Present));
    let Screen::Invite(view) = pair.view(ANA).screen else { panic!("Ana still invites") };
    assert_eq!(view.problem, None);
    assert!(view.code.is_some());
}

#[test]
fn the_age_of_a_code_is_kept_up_to_date() {
    let mut pair = Pair::chromium();
    pair.invite_and_answer();
    pair.wait(Millis::minutes(7));
    let Screen::Invite(invite) = pair.view(ANA).screen else { panic!("Ana still invites") };
    assert_eq!(invite.code.expect("a code").minutes_old, 7);
    let due = pair.sides[ANA].session.deadline().expect("a code on show has an age");
    assert!(due.since(pair.now) <= Millis::minutes(1));
}
