//! Two who are relayed come back to each other when the relay, or the way to it, was gone for a while.

use heliograph_session::{
    Event, Health, Measured, Parting, Path, RelayEvent, RelayFault, RelayState, ReunionEvent, Route,
    RouteKind, SealerState, SealingStage, Services, StartWith, Unsealed,
};
use heliograph_wire::control::{Consent, Message, Switch};
use heliograph_wire::{Millis, Private};

use crate::support::{ANA, BEN, Pair, Start, connections};

/// Two people who are relayed; Ana's invite led to it.
fn relayed() -> Pair {
    let mut pair = Pair::chromium();
    for who in [ANA, BEN] {
        pair.sides[who].browser.relay = Ok(());
        pair.does(who, Event::Relay(RelayEvent::Found { stun: Vec::new(), services: Services::default() }));
    }
    pair.does(ANA, Event::Relay(RelayEvent::PathChosen(Path::Relayed)));
    pair.connect();
    pair
}

impl Pair {
    /// The server ends without a word, and with it every way that leads through it.
    fn kills_the_server(&mut self) {
        self.network.up = false;
        self.network.server.start = None;
        for side in &mut self.sides {
            side.browser.relay = Err(RelayFault::Silent);
        }
        self.wait(Millis(1));
    }

    fn starts_the_server(&mut self, start: u8) {
        self.network.server.start = Some(start);
        for side in &mut self.sides {
            side.browser.relay = Ok(());
        }
    }

    /// How often Ana, who is the offerer, and Ben have restarted ICE.
    fn restarts(&self) -> [usize; 2] {
        [ANA, BEN].map(|who| self.sides[who].browser.restarts)
    }

    fn relay_states(&self) -> [RelayState; 2] {
        [ANA, BEN].map(|who| self.talk(who).relay)
    }

    /// The way is there again, as far as ICE knows.
    fn finds_the_way(&mut self) {
        self.network.up = true;
        for who in [ANA, BEN] {
            let peer = connections(self, who)[0];
            self.does(who, Event::RouteChanged { peer, route: Route::Open });
        }
    }
}

#[test]
fn a_relay_that_was_started_anew_is_used_again_before_anybody_notices_a_break() {
    let mut pair = relayed();
    assert_eq!(pair.relay_states(), [RelayState::Fine; 2]);
    let (answers, renewed) = (pair.sides[ANA].browser.answers_taken, pair.sides[BEN].browser.relay_renewed);
    pair.kills_the_server();
    assert_eq!(pair.relay_states(), [RelayState::Away; 2]);
    pair.writes(BEN, "are you there?");
    pair.wait(Millis(900));
    pair.starts_the_server(2);
    pair.wait(Millis::seconds(2));
    assert_eq!(pair.restarts(), [1, 0], "the offerer alone restarts, once");
    assert_eq!(pair.sides[ANA].browser.answers_taken, answers + 1);
    for who in [ANA, BEN] {
        assert_eq!(pair.sides[who].browser.relay_renewed, renewed + 1, "both have leave for the new start");
        assert_eq!(pair.talk(who).health, Health::Broken);
    }
    pair.finds_the_way();
    pair.wait(Millis::seconds(1));
    assert_eq!(pair.chat(ANA), ["are you there?"]);
    assert_eq!([ANA, BEN].map(|who| pair.talk(who).health), [Health::Steady; 2]);
    assert_eq!(pair.relay_states(), [RelayState::Fine; 2]);
    pair.wait(Millis::minutes(2));
    assert_eq!(pair.restarts(), [1, 0]);
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn a_relay_that_crashes_again_at_once_is_used_again_at_once() {
    let mut pair = relayed();
    for (times, start) in [(1, 2), (2, 3)] {
        pair.kills_the_server();
        pair.starts_the_server(start);
        pair.wait(Millis::seconds(2));
        assert_eq!(pair.restarts(), [times, 0]);
        pair.finds_the_way();
        pair.wait(Millis(500));
        assert_eq!([ANA, BEN].map(|who| pair.talk(who).health), [Health::Steady; 2]);
    }
}

#[test]
fn a_relay_may_be_gone_for_a_minute_and_a_half() {
    let mut pair = relayed();
    pair.kills_the_server();
    for who in [ANA, BEN] {
        let peer = connections(&pair, who)[0];
        pair.does(who, Event::RouteChanged { peer, route: Route::Broken });
    }
    pair.wait(Millis::seconds(90));
    assert!(pair.talks(ANA) && pair.talks(BEN));
    assert!(
        pair.sides[ANA].browser.reunions_opened < 30,
        "it is asked for every few seconds, not without a pause"
    );
    let restarts = pair.restarts()[ANA];
    pair.starts_the_server(2);
    pair.wait(Millis::seconds(6));
    assert_eq!(pair.restarts(), [restarts + 1, 0]);
    pair.finds_the_way();
    assert_eq!([ANA, BEN].map(|who| pair.talk(who).health), [Health::Steady; 2]);
}

#[test]
fn a_relay_that_does_not_come_back_is_named() {
    let mut pair = relayed();
    pair.kills_the_server();
    for who in [ANA, BEN] {
        let peer = connections(&pair, who)[0];
        pair.does(who, Event::RouteChanged { peer, route: Route::Failed });
    }
    pair.wait(Millis::seconds(130));
    assert_eq!([ANA, BEN].map(|who| pair.talk(who).parting), [Some(Parting::RelayAway); 2]);
    assert!(pair.sides.iter().all(|side| side.browser.socket.is_none()), "a socket is left behind");
    let opened = pair.sides[ANA].browser.reunions_opened;
    pair.wait(Millis::minutes(2));
    assert_eq!(pair.sides[ANA].browser.reunions_opened, opened);
}

#[test]
fn a_socket_that_is_cut_is_opened_again_and_changes_nothing() {
    let mut pair = relayed();
    for _ in 0..3 {
        pair.network.server.start = None;
        pair.wait(Millis(1));
        pair.network.server.start = Some(1);
        pair.wait(Millis::seconds(3));
        assert_eq!(pair.relay_states(), [RelayState::Fine; 2]);
    }
    assert_eq!((pair.restarts(), pair.talk(ANA).health), ([0, 0], Health::Steady));
    assert_eq!(pair.sides[ANA].browser.relay_renewed, 0);
}

/// A telephone goes from one network to another: its own way is gone, and the other side has not noticed yet.
#[test]
fn whoever_alone_has_lost_the_way_is_found_by_the_other() {
    for who in [ANA, BEN] {
        let mut pair = relayed();
        pair.network.up = false;
        let peer = connections(&pair, who)[0];
        pair.does(who, Event::RouteChanged { peer, route: Route::Broken });
        pair.wait(Millis::seconds(4));
        assert_eq!(pair.restarts(), [1, 0]);
        pair.finds_the_way();
        pair.writes(ANA, "there you are");
        assert_eq!(pair.chat(BEN), ["there you are"]);
    }
}

#[test]
fn a_way_back_that_is_not_found_is_looked_for_anew() {
    let mut pair = relayed();
    pair.kills_the_server();
    pair.starts_the_server(2);
    pair.sides[BEN].browser.relay = Err(RelayFault::Busy);
    pair.wait(Millis::seconds(4));
    assert_eq!(pair.restarts(), [0, 0], "whoever has no leave cannot be reached");
    pair.sides[BEN].browser.relay = Ok(());
    pair.wait(Millis::seconds(16));
    let [once, never] = pair.restarts();
    assert!((1..=2).contains(&once) && never == 0, "{once}");
    pair.wait(Millis::seconds(16));
    assert!(pair.restarts()[ANA] > once, "what was tried did not help");
    pair.finds_the_way();
    let after = pair.restarts();
    pair.wait(Millis::minutes(1));
    assert_eq!(pair.restarts(), after);
}

#[test]
fn an_offer_that_the_dead_way_swallowed_is_not_taken_when_it_comes_to_light() {
    let mut pair = relayed();
    pair.network.up = false;
    // A call begins just when the way is gone.
    let peer = connections(&pair, ANA)[0];
    pair.does(ANA, Event::NegotiationNeeded(peer));
    pair.kills_the_server();
    pair.starts_the_server(2);
    pair.wait(Millis::seconds(2));
    assert_eq!(pair.restarts(), [1, 0]);
    let taken = |pair: &Pair| pair.sides[BEN].browser.offers_taken;
    assert_eq!(taken(&pair), 1, "the offer that restarts");
    pair.finds_the_way();
    pair.wait(Millis::seconds(2));
    assert_eq!(taken(&pair), 1, "the old offer was taken");
    // And the next one is.
    pair.does(ANA, Event::NegotiationNeeded(peer));
    assert_eq!(taken(&pair), 2);
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn people_are_told_that_the_relay_is_about_to_be_stopped() {
    let mut pair = relayed();
    pair.network.server.stopping = true;
    pair.wait(Millis(1));
    assert_eq!(pair.relay_states(), [RelayState::Stopping; 2]);
    pair.kills_the_server();
    pair.network.server.stopping = false;
    pair.starts_the_server(2);
    pair.wait(Millis::seconds(2));
    assert_eq!(pair.relay_states(), [RelayState::Fine; 2]);
}

#[test]
fn who_connects_directly_needs_no_relay_and_keeps_no_socket() {
    let mut pair = Pair::chromium();
    for who in [ANA, BEN] {
        pair.sides[who].browser.relay = Ok(());
        pair.does(who, Event::Relay(RelayEvent::Found { stun: Vec::new(), services: Services::default() }));
    }
    pair.connect();
    assert!(pair.sides.iter().all(|side| side.browser.reunions_opened == 0));

    let mut pair = relayed();
    pair.does(ANA, Event::Relay(RelayEvent::PathChosen(Path::Direct)));
    pair.does(BEN, Event::Relay(RelayEvent::DirectAnswered(Consent::Given)));
    pair.wait(Millis::seconds(3));
    assert!(pair.sides[..2].iter().all(|side| side.browser.socket.is_some()), "they are relayed still");
    for who in [ANA, BEN] {
        let peer = connections(&pair, who)[0];
        let measured = Measured { route: RouteKind::Direct, ..Measured::default() };
        pair.does(who, Event::LinkMeasured { peer, measured });
    }
    pair.wait(Millis::seconds(10));
    assert!(pair.sides.iter().all(|side| side.browser.socket.is_none()));
    pair.lose_each_other();
    assert_eq!(pair.talk(ANA).parting, Some(Parting::NoWayBack), "as for anybody who connects directly");
}

#[test]
fn a_break_that_mends_itself_asks_nothing_of_anybody() {
    let mut pair = relayed();
    let peer = connections(&pair, ANA)[0];
    for _ in 0..20 {
        pair.does(ANA, Event::RouteChanged { peer, route: Route::Broken });
        pair.wait(Millis(2_500));
        pair.does(ANA, Event::RouteChanged { peer, route: Route::Open });
        pair.wait(Millis(2_500));
    }
    assert_eq!(pair.restarts(), [0, 0]);
    assert!(pair.sides.iter().all(|side| side.browser.relay_renewed == 0));
    assert_eq!(pair.talk(BEN).health, Health::Steady);
}

/// Both have lost the way, and then one page is gone as well.
#[test]
fn whoever_searches_alone_sleeps_until_somebody_comes() {
    for who in [ANA, BEN] {
        let mut pair = relayed();
        pair.kills_the_server();
        pair.starts_the_server(2);
        pair.sides[who].browser.relay = Err(RelayFault::Busy);
        pair.wait(Millis::seconds(2));
        pair.reloads(1 - who);
        // A session that is woken for nothing is found out while time passes.
        pair.wait(Millis::seconds(100));
        assert!(pair.talks(who));
        pair.wait(Millis::seconds(40));
        assert_eq!(pair.talk(who).parting, Some(Parting::NoWayBack));
    }
}

/// A telephone that changes networks has a socket that leads nowhere, and nobody says so.
#[test]
fn a_socket_that_died_without_a_word_is_opened_anew() {
    for who in [ANA, BEN] {
        let mut pair = relayed();
        pair.network.up = false;
        pair.sides[who].browser.socket.as_mut().expect("a socket").is_dead = true;
        for who in [ANA, BEN] {
            let peer = connections(&pair, who)[0];
            pair.does(who, Event::RouteChanged { peer, route: Route::Broken });
        }
        let waited = (0..30).take_while(|_| {
            pair.wait(Millis::seconds(1));
            pair.restarts() == [0, 0]
        });
        assert!(waited.count() < 30, "whoever has another socket is not found");
        pair.finds_the_way();
        assert_eq!([ANA, BEN].map(|who| pair.talk(who).health), [Health::Steady; 2]);
    }
}

#[test]
fn neither_the_relay_nor_the_other_side_can_make_a_page_ask_without_end() {
    let wish = Private::new(Message::RestartWanted.encode());
    let tricks: [&[ReunionEvent]; 3] = [
        &[ReunionEvent::Said(wish)],
        &[ReunionEvent::Opened { start: [7; 8] }, ReunionEvent::Here, ReunionEvent::Opened { start: [8; 8] }],
        &[ReunionEvent::Gone, ReunionEvent::Here],
    ];
    for trick in tricks {
        for who in [ANA, BEN] {
            let mut pair = relayed();
            let peer = connections(&pair, who)[0];
            for _ in 0..600 {
                for event in trick {
                    pair.does(who, Event::Relay(RelayEvent::Reunion { peer, event: event.clone() }));
                }
                pair.does(who, Event::RouteChanged { peer, route: Route::Open });
                pair.wait(Millis(100));
            }
            let renewed = pair.sides[who].browser.relay_renewed;
            assert!(renewed <= 6, "{renewed} questions in a minute");
            assert!(pair.talks(who));
        }
    }
}

#[test]
fn what_comes_after_the_end_of_a_socket_opens_none() {
    let mut pair = relayed();
    pair.kills_the_server();
    let peer = connections(&pair, ANA)[0];
    for event in [ReunionEvent::Here, ReunionEvent::Gone, ReunionEvent::Stopping, ReunionEvent::Closed] {
        pair.does(ANA, Event::Relay(RelayEvent::Reunion { peer, event }));
        assert_eq!(pair.relay_states()[ANA], RelayState::Away);
    }
    pair.starts_the_server(2);
    pair.wait(Millis::seconds(6));
    assert_eq!(pair.relay_states(), [RelayState::Fine; 2]);
}

#[test]
fn whoever_leaves_during_a_break_says_so_at_the_socket() {
    let mut pair = relayed();
    pair.network.up = false;
    for who in [ANA, BEN] {
        let peer = connections(&pair, who)[0];
        pair.does(who, Event::RouteChanged { peer, route: Route::Broken });
    }
    pair.does(ANA, Event::LeaveChosen);
    assert_eq!(pair.talk(BEN).parting, Some(Parting::Left));
}

/// Two who are relayed, whose calls are to be sealed twice; what seals them takes its time on Ana's side.
fn relayed_to_be_sealed() -> Pair {
    let mut pair = relayed();
    pair.sides[ANA].browser.studio.sealer = Start::TakesForever;
    pair.does(BEN, Event::SealingPreferred(Switch::On));
    pair
}

impl Pair {
    fn sealer_of_ana_is(&mut self, sealer: SealerState) {
        let peer = connections(self, ANA)[0];
        self.does(ANA, Event::SealerChanged { peer, sealer });
    }

    fn calls_while_the_way_is_gone(&mut self) {
        self.kills_the_server();
        self.starts_the_server(2);
        self.does(ANA, Event::CallChosen(StartWith::Voice));
        self.does(ANA, Event::CallJoined);
        self.wait(Millis::seconds(2));
    }

    fn sealing_stages(&self) -> [SealingStage; 2] {
        [ANA, BEN].map(|who| self.talk(who).sealing.expect("they are connected").stage)
    }
}

#[test]
fn an_offer_that_takes_the_other_way_does_not_overtake_the_word_that_calls_can_be_sealed() {
    let mut pair = relayed_to_be_sealed();
    pair.network.up = false;
    pair.sealer_of_ana_is(SealerState::Ready);
    assert_eq!(
        pair.sealing_stages(),
        [SealingStage::Agreed, SealingStage::Starting],
        "the word is on its way"
    );
    pair.calls_while_the_way_is_gone();
    assert_eq!(pair.sealing_stages(), [SealingStage::Sealed; 2]);
    assert_eq!(pair.sides[BEN].browser.studio.steps, ["start sealer", "seal sections", "accept media"]);
    pair.finds_the_way();
    pair.wait(Millis::seconds(2));
    assert_eq!(pair.sealing_stages(), [SealingStage::Sealed; 2]);
}

#[test]
fn nor_the_word_that_they_cannot() {
    let mut pair = relayed_to_be_sealed();
    pair.sealer_of_ana_is(SealerState::Ready);
    assert_eq!(pair.sealing_stages(), [SealingStage::Agreed; 2]);
    pair.network.up = false;
    pair.sealer_of_ana_is(SealerState::Failed);
    pair.calls_while_the_way_is_gone();
    let unsealed = [SealingStage::Unsealed(Unsealed::NotStarted); 2];
    assert_eq!(pair.sealing_stages(), unsealed);
    let steps = ["start sealer", "seal sections", "stop sealer", "accept media"];
    assert_eq!(pair.sides[BEN].browser.studio.steps, steps);
    pair.finds_the_way();
    pair.wait(Millis::seconds(2));
    assert_eq!(pair.sealing_stages(), unsealed);
}
