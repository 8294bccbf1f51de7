//! People take minutes over each step, and it still connects.

use crate::support::{ANA, BEN, Pair, connections};
use heliograph_session::{Bindings, Carrier, Event, Kind, Problem, Route, Screen, Step};
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
fn the_code_that_was_carried_is_the_one_that_lives() {
    let mut pair = Pair::new(Bindings::Fading, Bindings::Kept);
    pair.does(ANA, Event::InviteChosen);
    let (peer, first) = (connections(&pair, ANA)[0], pair.code(ANA));
    pair.wait(Millis::seconds(65));
    assert_ne!(pair.code(ANA), first);
    // The share sheet was open since the first code was on show.
    pair.does(ANA, Event::Carried { peer, carrier: Carrier::ShareSheet });
    pair.wait(Millis::minutes(20));
    assert!(connections(&pair, ANA).contains(&peer));
}

#[test]
fn a_code_that_grew_after_it_was_copied_says_so() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    pair.does(ANA, Event::CarrierChosen(Carrier::CopiedCode));
    let Screen::Invite(view) = pair.view(ANA).screen else { panic!("Ana invites") };
    assert!(!view.code.and_then(|code| code.carried).expect("it was carried").overtaken);
    let peer = connections(&pair, ANA)[0];
    let sdp = pair.sides[ANA].browser.sdp_with_another_candidate(peer);
    pair.does(ANA, Event::Described { peer, kind: Kind::Offer, sdp });
    let Screen::Invite(view) = pair.view(ANA).screen else { panic!("Ana invites") };
    assert!(view.code.and_then(|code| code.carried).expect("it was carried").overtaken);
}

#[test]
fn a_browser_that_refuses_a_fresh_invite_is_not_asked_again_and_again() {
    let mut pair = Pair::new(Bindings::Fading, Bindings::Kept);
    pair.does(ANA, Event::InviteChosen);
    pair.sides[ANA].browser.describes = false;
    pair.wait(Millis::seconds(61));
    let newest = *connections(&pair, ANA).last().expect("a fresh one was asked for");
    pair.does(ANA, Event::StepRefused { peer: newest, step: Step::Describe });
    pair.wait(Millis::minutes(5));
    assert_eq!(connections(&pair, ANA).len(), 1);
}

#[test]
fn a_joiner_without_a_network_is_told_until_it_is_back() {
    let mut pair = Pair::chromium();
    pair.invite_and_answer();
    let problem = |pair: &Pair| match pair.view(BEN).screen {
        Screen::Reply(reply) => reply.problem,
        _ => panic!("Ben still replies"),
    };
    pair.does(BEN, Event::NetworkChanged(heliograph_session::Network::Absent));
    assert_eq!(problem(&pair), Some(Problem::NoNetwork));
    pair.does(BEN, Event::NetworkChanged(heliograph_session::Network::Present));
    assert_eq!(problem(&pair), None);
}

#[test]
fn a_failed_handshake_is_told_on_both_sides() {
    let mut pair = Pair::chromium();
    pair.network.up = false;
    let reply = pair.invite_and_answer();
    pair.pastes(ANA, &reply);
    let (ana, ben) = (connections(&pair, ANA)[0], connections(&pair, BEN)[0]);
    pair.does(ANA, Event::HandshakeFailed(ana));
    pair.does(BEN, Event::HandshakeFailed(ben));
    let Screen::Invite(invite) = pair.view(ANA).screen else { panic!("Ana invites again") };
    assert_eq!(invite.problem, Some(Problem::HandshakeFailed));
    let Screen::Join(join) = pair.view(BEN).screen else { panic!("Ben needs another invite") };
    assert_eq!(join.problem, Some(Problem::HandshakeFailed));
}

#[test]
fn who_goes_away_before_the_greeting_is_told_as_gone() {
    let mut pair = Pair::chromium();
    pair.invite_and_answer();
    let peer = connections(&pair, BEN)[0];
    pair.does(BEN, Event::ChannelOpened { peer, nonce: [1; 16], safety_nonce: [7; 16] });
    pair.does(BEN, Event::ChannelClosed(peer));
    let Screen::Join(join) = pair.view(BEN).screen else { panic!("Ben needs another invite") };
    assert_eq!(join.problem, Some(Problem::GoneBeforeGreeting));
}

#[test]
fn a_browser_that_gives_up_for_good_gets_a_new_answer_once_in_a_while() {
    let mut pair = Pair::new(Bindings::Kept, Bindings::Fading);
    pair.invite_and_answer();
    let mut made = connections(&pair, BEN);
    for _ in 0..60 {
        let peer = connections(&pair, BEN)[0];
        pair.does(BEN, Event::RouteChanged { peer, route: Route::Failed });
        pair.wait(Millis::seconds(1));
        made.extend(connections(&pair, BEN));
    }
    made.sort();
    made.dedup();
    assert!(made.len() >= 4 && made.len() <= 8, "{} answers in a minute", made.len());
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
