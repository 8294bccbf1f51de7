//! Connections break; conversations need not.

use crate::support::{ANA, BEN, Pair, connections};
use heliograph_session::{Author, Event, Health, Mark, Parting, Route, Screen, Step, TalkView};
use heliograph_wire::Millis;

fn talk(pair: &Pair, who: usize) -> TalkView {
    let Screen::Talk(talk) = pair.view(who).screen else { panic!("no conversation is on show") };
    *talk
}

fn breaks(pair: &mut Pair) {
    pair.network.up = false;
    for who in [ANA, BEN] {
        let peer = connections(pair, who)[0];
        pair.does(who, Event::RouteChanged { peer, route: Route::Broken });
    }
}

/// Ana wrote something, the connection broke for good, and she invites again.
fn invites_again_after_a_break() -> Pair {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.writes(ANA, "old");
    breaks(&mut pair);
    pair.wait(Millis::seconds(60));
    pair.does(ANA, Event::InviteChosen);
    pair
}

#[test]
fn what_is_written_during_a_break_arrives_in_order_after_it() {
    let mut pair = Pair::chromium();
    pair.connect();
    breaks(&mut pair);
    assert_eq!(talk(&pair, ANA).health, Health::Broken);
    for word in ["one", "two", "three"] {
        pair.writes(ANA, word);
        pair.wait(Millis(1_200));
    }
    assert_eq!(pair.author(ANA, 0), Author::Me(Mark::Sending));
    pair.network.up = true;
    for who in [ANA, BEN] {
        let peer = connections(&pair, who)[0];
        pair.does(who, Event::RouteChanged { peer, route: Route::Open });
    }
    assert_eq!(pair.chat(BEN), ["one", "two", "three"]);
    assert_eq!(pair.author(ANA, 2), Author::Me(Mark::Delivered));
    assert_eq!(talk(&pair, ANA).health, Health::Steady);
    assert_eq!(pair.sides[ANA].browser.restarts, 1);
    assert_eq!(pair.sides[BEN].browser.restarts, 0);
}

#[test]
fn a_break_without_end_is_told_and_the_same_two_go_on_with_new_codes() {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.writes(ANA, "before");
    breaks(&mut pair);
    pair.writes(ANA, "during");
    pair.wait(Millis::seconds(60));
    assert_eq!(talk(&pair, ANA).parting, Some(Parting::NoWayBack));
    assert_eq!(talk(&pair, BEN).parting, Some(Parting::NoWayBack));
    assert!(connections(&pair, ANA).is_empty() && connections(&pair, BEN).is_empty());
    assert_eq!(pair.chat(ANA), ["before", "during"]);

    pair.network.up = true;
    // This time the other one invites.
    pair.does(BEN, Event::InviteChosen);
    let invite = pair.code(BEN);
    pair.does(ANA, Event::JoinChosen);
    pair.pastes(ANA, &invite);
    pair.wait(Millis(300));
    let reply = pair.code(ANA);
    pair.pastes(BEN, &reply);
    pair.writes(BEN, "after");
    assert_eq!(pair.chat(ANA), ["before", "during", "after"]);
    assert_eq!(pair.chat(BEN), ["before", "during", "after"]);
}

#[test]
fn somebody_else_after_a_break_gets_nothing_and_the_old_chat_stays_on_show() {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.writes(ANA, "for Ben alone");
    breaks(&mut pair);
    pair.writes(ANA, "unsent");
    pair.wait(Millis::seconds(60));
    pair.reloads(BEN);
    pair.network.up = true;
    pair.connect();
    assert_eq!(pair.chat(ANA), ["for Ben alone", "unsent", "---"]);
    assert_eq!(pair.author(ANA, 1), Author::Me(Mark::Lost));
    assert!(pair.chat(BEN).is_empty());
    pair.writes(ANA, "who is there?");
    assert_eq!(pair.chat(BEN), ["who is there?"]);
}

#[test]
fn going_home_ends_the_conversation() {
    let mut pair = invites_again_after_a_break();
    pair.does(ANA, Event::HomeChosen);
    pair.does(BEN, Event::HomeChosen);
    pair.network.up = true;
    pair.connect();
    assert!(pair.chat(ANA).is_empty());
}

#[test]
fn a_step_back_keeps_what_was_said() {
    let mut pair = invites_again_after_a_break();
    pair.does(ANA, Event::BackChosen);
    pair.network.up = true;
    pair.connect();
    assert_eq!(pair.chat(ANA), ["old"]);
}

#[test]
fn a_description_the_browser_refuses_does_not_stop_the_next_one() {
    let mut pair = Pair::chromium();
    pair.connect();
    let peer = connections(&pair, ANA)[0];
    pair.sides[ANA].browser.describes = false;
    pair.does(ANA, Event::NegotiationNeeded(peer));
    pair.does(ANA, Event::StepRefused { peer, step: Step::Describe });
    pair.sides[ANA].browser.describes = true;
    pair.does(ANA, Event::NegotiationNeeded(peer));
    assert_eq!(pair.sides[ANA].browser.offers_made, 2);
    pair.does(ANA, Event::StepRefused { peer, step: Step::AcceptDescription });
    assert_eq!(talk(&pair, ANA).parting, Some(Parting::Refused));
}

#[test]
fn a_page_that_is_closed_says_goodbye() {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.does(ANA, Event::PageClosing);
    assert_eq!(talk(&pair, BEN).parting, Some(Parting::Left));
}

#[test]
fn a_channel_that_closes_without_a_word_is_told() {
    let mut pair = Pair::chromium();
    pair.connect();
    let peer = connections(&pair, BEN)[0];
    pair.does(BEN, Event::ChannelClosed(peer));
    assert_eq!(talk(&pair, BEN).parting, Some(Parting::Closed));
    pair.writes(BEN, "into the void");
    assert!(pair.chat(BEN).is_empty());
}

#[test]
fn a_channel_that_closes_during_a_break_was_lost_to_the_break() {
    let mut pair = Pair::chromium();
    pair.connect();
    breaks(&mut pair);
    let peer = connections(&pair, BEN)[0];
    pair.does(BEN, Event::ChannelClosed(peer));
    assert_eq!(talk(&pair, BEN).parting, Some(Parting::NoWayBack));
}

#[test]
fn a_quiet_connection_stays() {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.wait(Millis::minutes(120));
    assert!(pair.talks(ANA) && pair.talks(BEN));
    assert_eq!(talk(&pair, ANA).health, Health::Steady);
}

#[test]
fn both_sides_renegotiating_at_once_come_to_rest() {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.network.up = false;
    for who in [ANA, BEN] {
        let peer = connections(&pair, who)[0];
        pair.does(who, Event::NegotiationNeeded(peer));
    }
    pair.network.up = true;
    pair.wait(Millis::seconds(1));
    assert!(pair.talks(ANA) && pair.talks(BEN));
    assert_eq!(pair.sides[ANA].browser.offers_made, 1);
    assert_eq!(pair.sides[BEN].browser.offers_made, 2);
}
