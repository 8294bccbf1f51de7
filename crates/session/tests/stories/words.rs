//! Two people meet by words that both of them type, at the companion as it is.

use heliograph_session::{
    Event, Network, Path, Problem, RelayEvent, RendezvousEvent, RendezvousProblem, RingProblem, Screen,
    Services, WordsEvent, WordsStage, WordsView,
};
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{Notice, Over, Request};

use crate::support::{ANA, BEN, EVE, Pair, connections, private};

const OWN: &str = "green herrings";

/// Three people whose pages come from a companion.
fn pair() -> Pair {
    let mut pair = Pair::chromium();
    for who in [ANA, BEN, EVE] {
        pair.sides[who].browser.relay = Ok(());
        let services = Services { words: true, ring: true, rooms: false };
        pair.does(who, Event::Relay(RelayEvent::Found { stun: Vec::new(), services }));
    }
    pair
}

impl Pair {
    fn words(&mut self, who: usize, event: WordsEvent) {
        self.does(who, Event::Rendezvous(RendezvousEvent::Words(event)));
    }

    fn makes_words(&mut self, who: usize) -> String {
        self.words(who, WordsEvent::Chosen);
        self.words(who, WordsEvent::CodeWanted);
        self.code_of(who)
    }

    fn types(&mut self, who: usize, words: &str) {
        self.words(who, WordsEvent::Chosen);
        self.words(who, WordsEvent::Entered(private(words)));
    }

    fn screen_of(&self, who: usize) -> WordsView {
        let Screen::Words(view) = self.view(who).screen else { panic!("no words are on show") };
        (*view).clone()
    }

    fn code_of(&self, who: usize) -> String {
        let WordsStage::Waiting { code: Some(code), .. } = self.screen_of(who).stage else {
            panic!("no words are on show")
        };
        code.reveal().clone()
    }

    fn is_waiting(&self, who: usize) -> bool {
        matches!(self.screen_of(who).stage, WordsStage::Waiting { .. })
    }

    #[track_caller]
    fn assert_told(&self, who: usize, problem: RendezvousProblem) {
        let told = match self.view(who).screen {
            Screen::Words(words) => words.problem,
            Screen::Talk(talk) => talk.problem,
            _ => None,
        };
        assert_eq!(told, Some(Problem::Rendezvous(problem)));
    }

    /// The two talk, and nothing is left of how they met.
    #[track_caller]
    fn assert_met(&mut self) {
        // The codes wait a moment for all of their candidates.
        self.wait(Millis::seconds(2));
        assert!(self.talks(ANA) && self.talks(BEN), "the two did not meet");
        for who in [ANA, BEN] {
            let desk = &self.sides[who].browser.desk;
            assert_eq!(self.sides[who].browser.sockets(), 0, "a socket is still open");
            assert!(desk.kept.is_none(), "something is still kept");
            assert_eq!(connections(self, who).len(), 1);
        }
    }
}

#[test]
fn two_who_have_the_same_words_meet_through_the_relay() {
    let mut pair = pair();
    let words = pair.makes_words(ANA);
    pair.types(BEN, &words);
    pair.assert_met();
    for who in [ANA, BEN] {
        assert_eq!(pair.talk(who).path, Path::Relayed);
        assert_eq!(pair.sides[who].browser.asked().into_iter().collect::<Vec<_>>(), ["turn:relay.example"]);
    }
    pair.writes(ANA, "here we are");
    assert_eq!(pair.chat(BEN), ["here we are"]);
}

#[test]
fn they_connect_directly_only_if_both_would() {
    for (ana, ben, path) in [
        (Switch::On, Switch::On, Path::Direct),
        (Switch::On, Switch::Off, Path::Relayed),
        (Switch::Off, Switch::On, Path::Relayed),
    ] {
        let mut pair = pair();
        for (who, direct) in [(ANA, ana), (BEN, ben)] {
            pair.words(who, WordsEvent::Chosen);
            pair.words(who, WordsEvent::DirectChosen(direct));
        }
        pair.words(ANA, WordsEvent::Entered(private(OWN)));
        pair.words(BEN, WordsEvent::Entered(private("Green  HERRINGS!")));
        pair.assert_met();
        assert!([ANA, BEN].iter().all(|who| pair.talk(*who).path == path));
    }
}

#[test]
fn words_of_ones_own_that_differ_bring_nobody_together() {
    let mut pair = pair();
    pair.types(ANA, OWN);
    pair.types(BEN, "red herrings");
    pair.wait(Millis::minutes(9));
    assert!(pair.is_waiting(ANA) && pair.is_waiting(BEN));
    pair.wait(Millis::minutes(1));
    for who in [ANA, BEN] {
        pair.assert_told(who, RendezvousProblem::NobodyCame);
    }
}

#[test]
fn a_wrong_guess_uses_the_words_up() {
    let mut pair = pair();
    let words = pair.makes_words(ANA);
    let (number, _) = words.split_once('-').expect("a number");
    pair.types(EVE, &format!("{number}-zoo-zoo-zoo"));
    for who in [ANA, EVE] {
        pair.assert_told(who, RendezvousProblem::WrongWords);
    }
    pair.types(EVE, &words);
    pair.assert_told(EVE, RendezvousProblem::NoPlace);
    assert_ne!(pair.makes_words(ANA), words);
}

#[test]
fn a_third_person_is_refused_and_all_are_told() {
    let mut pair = pair();
    let words = pair.makes_words(ANA);
    // Ben is there, and his device is slow.
    pair.sides[ANA].browser.relay_answers = false;
    pair.types(BEN, &words);
    assert!(matches!(pair.screen_of(BEN).stage, WordsStage::Connecting(Path::Relayed)));
    pair.types(EVE, &words);
    pair.assert_told(EVE, RendezvousProblem::Full);
    for who in [ANA, BEN] {
        pair.assert_told(who, RendezvousProblem::Third);
    }
}

#[test]
fn a_third_person_with_the_same_words_of_their_own_is_refused_and_all_are_told() {
    let mut pair = pair();
    pair.types(ANA, OWN);
    pair.sides[ANA].browser.relay_answers = false;
    pair.types(BEN, OWN);
    pair.types(EVE, OWN);
    pair.assert_told(EVE, RendezvousProblem::Taken);
    for who in [ANA, BEN] {
        pair.assert_told(who, RendezvousProblem::Third);
    }
}

#[test]
fn waiting_survives_a_reload() {
    for own in [false, true] {
        let mut pair = pair();
        let words = if own {
            pair.types(ANA, OWN);
            OWN.to_owned()
        } else {
            pair.makes_words(ANA)
        };
        pair.reloads(ANA);
        pair.wait(Millis(1));
        assert!(pair.is_waiting(ANA));
        assert!(own || pair.code_of(ANA) == words, "a reload made other words");
        pair.wait(Millis::minutes(5));
        pair.types(BEN, &words);
        pair.assert_met();
    }
}

#[test]
fn somebody_who_comes_while_the_page_is_loaded_again_is_found_by_it() {
    let mut pair = pair();
    let words = pair.makes_words(ANA);
    pair.companion.up = false;
    pair.reloads(ANA);
    pair.wait(Millis(1));
    pair.companion.up = true;
    pair.types(BEN, &words);
    assert!(pair.is_waiting(BEN));
    pair.wait(Millis::seconds(10));
    pair.assert_met();
}

#[test]
fn waiting_survives_a_restart_of_the_companion() {
    for own in [false, true] {
        let mut pair = pair();
        let words = if own {
            pair.types(ANA, OWN);
            OWN.to_owned()
        } else {
            pair.makes_words(ANA)
        };
        pair.companion.up = false;
        pair.companion.restarts(pair.now);
        pair.hangs_up();
        pair.wait(Millis::seconds(20));
        assert!(matches!(pair.screen_of(ANA).stage, WordsStage::Waiting { returning: true, .. }));
        pair.companion.up = true;
        pair.wait(Millis::seconds(20));
        assert!(matches!(pair.screen_of(ANA).stage, WordsStage::Waiting { returning: false, .. }));
        pair.types(BEN, &words);
        pair.assert_met();
    }
}

#[test]
fn a_wait_ends_in_time_and_by_the_persons_word() {
    let mut pair = pair();
    pair.makes_words(ANA);
    pair.wait(Millis::minutes(29));
    assert!(matches!(pair.screen_of(ANA).stage, WordsStage::Waiting { minutes_left: 1, .. }));
    pair.wait(Millis::minutes(1));
    pair.assert_told(ANA, RendezvousProblem::NobodyCame);
    let words = pair.makes_words(ANA);
    pair.words(ANA, WordsEvent::Stopped);
    assert!(matches!(pair.screen_of(ANA).stage, WordsStage::Choosing));
    assert!(pair.sides[ANA].browser.desk.kept.is_none() && pair.sides[ANA].browser.sockets() == 0);
    pair.types(BEN, &words);
    pair.assert_told(BEN, RendezvousProblem::NoPlace);
}

#[test]
fn a_companion_that_is_not_there_is_named_before_anybody_waits() {
    let mut pair = pair();
    pair.companion.up = false;
    pair.types(ANA, OWN);
    pair.wait(Millis::seconds(10));
    pair.assert_told(ANA, RendezvousProblem::Silent);
    pair.types(ANA, "  ");
    pair.assert_told(ANA, RendezvousProblem::NoWords);
    pair.companion.up = true;
    pair.types(ANA, "417-abandn-zoo-act");
    pair.assert_told(ANA, RendezvousProblem::Mistyped);
}

#[test]
fn two_who_find_no_way_are_told_and_may_begin_anew() {
    let mut pair = pair();
    pair.network.up = false;
    let words = pair.makes_words(ANA);
    pair.types(BEN, &words);
    pair.wait(Millis::seconds(90));
    for who in [ANA, BEN] {
        assert_eq!(pair.screen_of(who).problem, Some(Problem::NoRouteThroughRelay));
        assert!(connections(&pair, who).is_empty());
        assert_eq!(pair.sides[who].browser.sockets(), 0);
    }
}

/// Whatever crosses the companion, it is neither the words nor what the two say.
#[test]
fn the_companion_learns_neither_words_nor_codes() {
    let mut pair = pair();
    pair.types(ANA, OWN);
    pair.types(BEN, OWN);
    pair.assert_met();
    let all = pair.companion.heard.concat();
    let holds = |needle: &[u8]| all.windows(needle.len()).any(|window| window == needle);
    for needle in ["green", "herrings", "100.64.0.1", "relay.example", "00112233445566ff"] {
        assert!(!holds(needle.as_bytes()), "the companion heard {needle}");
    }
    assert!(pair.companion.heard.len() > 8, "nobody listened");
}

#[test]
fn whoever_stops_before_the_codes_have_crossed_does_not_leave_the_other_waiting() {
    let mut pair = pair();
    let words = pair.makes_words(ANA);
    pair.sides[ANA].browser.relay_answers = false;
    pair.types(BEN, &words);
    assert!(matches!(pair.screen_of(BEN).stage, WordsStage::Connecting(Path::Relayed)));
    pair.words(ANA, WordsEvent::Stopped);
    pair.assert_told(BEN, RendezvousProblem::WentAway);
    assert_eq!(pair.sides[BEN].browser.sockets(), 0);
}

#[test]
fn whoever_falls_silent_while_the_words_are_compared_has_used_them_up() {
    let mut pair = pair();
    let words = pair.makes_words(ANA);
    let (number, _) = words.split_once('-').expect("a number");
    pair.companion.meddles = Some(|notice| match notice {
        // Ana's side is the lower seat, and waits for a proof that never comes.
        Notice::Said { from: 1, sealed } if sealed.reveal().len() != 33 => Notice::Gone(9),
        other => other,
    });
    pair.types(BEN, &format!("{number}-zoo-zoo-zoo"));
    assert!(pair.is_waiting(ANA));
    pair.wait(Millis::seconds(30));
    pair.assert_told(ANA, RendezvousProblem::WrongWords);
}

#[test]
fn a_stranger_who_falls_silent_in_a_bucket_counts_and_is_waited_for_no_longer() {
    let mut pair = pair();
    pair.types(ANA, OWN);
    pair.companion.meddles = Some(|notice| match notice {
        // Both messages cross, and no proof does.
        Notice::Said { sealed, .. } if sealed.reveal().len() != 33 => Notice::Gone(u16::MAX),
        other => other,
    });
    for run in 0..5 {
        assert!(pair.is_waiting(ANA), "it ended after {run} strangers");
        pair.types(BEN, OWN);
        pair.wait(Millis::seconds(30));
        pair.words(BEN, WordsEvent::Stopped);
    }
    pair.assert_told(ANA, RendezvousProblem::ManyStrangers);
}

#[test]
fn a_companion_or_a_worker_that_never_answers_is_named_in_time() {
    for (is_mute, problem) in
        [(NEVER_SEATS, RendezvousProblem::Silent), (NEVER_WELCOMES, RendezvousProblem::Silent)]
    {
        let mut pair = pair();
        pair.companion.meddles = Some(is_mute);
        pair.words(ANA, WordsEvent::Chosen);
        pair.words(ANA, WordsEvent::CodeWanted);
        assert!(matches!(pair.screen_of(ANA).stage, WordsStage::Preparing));
        pair.wait(Millis::seconds(130));
        pair.assert_told(ANA, problem);
        assert!(matches!(pair.screen_of(ANA).stage, WordsStage::Choosing));
        assert_eq!(pair.sides[ANA].browser.sockets(), 0);
    }
    for typed in [None, Some(OWN)] {
        let mut pair = pair();
        pair.sides[ANA].browser.desk.is_asleep = true;
        pair.words(ANA, WordsEvent::Chosen);
        pair.words(ANA, typed.map_or(WordsEvent::CodeWanted, |typed| WordsEvent::Entered(private(typed))));
        pair.wait(Millis::seconds(40));
        pair.assert_told(ANA, RendezvousProblem::NoKeys);
        assert_eq!(pair.sides[ANA].browser.sockets(), 0);
    }
}

const NEVER_SEATS: fn(Notice) -> Notice = |notice| match notice {
    Notice::Seated { .. } => Notice::Gone(9),
    other => other,
};

const NEVER_WELCOMES: fn(Notice) -> Notice = |notice| match notice {
    Notice::Welcome { .. } => Notice::Gone(9),
    other => other,
};

#[test]
fn whoever_waits_and_slept_or_changed_the_network_comes_to_the_companion_anew() {
    let mut pair = pair();
    let words = pair.makes_words(ANA);
    let before = pair.sides[ANA].browser.desk.open_sockets();
    pair.wait(Millis::minutes(10));
    assert_eq!(pair.sides[ANA].browser.desk.open_sockets(), before, "nothing has happened");
    pair.now = pair.now + Millis::minutes(10);
    pair.does(ANA, Event::Woke);
    let after = pair.sides[ANA].browser.desk.open_sockets();
    assert!(after.len() == 1 && after != before);
    pair.does(ANA, Event::NetworkChanged(Network::Present));
    assert_ne!(pair.sides[ANA].browser.desk.open_sockets(), after);
    assert!(matches!(pair.screen_of(ANA).stage, WordsStage::Waiting { returning: false, .. }));
    pair.types(BEN, &words);
    pair.assert_met();
}

#[test]
fn a_link_that_is_not_whole_or_leads_elsewhere_does_not_end_a_wait() {
    let elsewhere = format!("https://example.net/#c={}.{}", "A".repeat(22), "A".repeat(43));
    let damaged = || Event::LinkOpened(private("c=AAAA.BBBB"));
    for (event, problem) in [
        (damaged(), RingProblem::DamagedLink),
        (Event::TextEntered(private("https://example.org/#c=AAAA")), RingProblem::DamagedLink),
        (Event::TextEntered(private(&elsewhere)), RingProblem::Elsewhere),
    ] {
        let mut pair = pair();
        let words = pair.makes_words(ANA);
        pair.does(ANA, event);
        assert!(pair.is_waiting(ANA), "the wait has ended");
        assert_eq!(pair.screen_of(ANA).problem, Some(Problem::Ring(problem)));
        pair.types(BEN, &words);
        pair.assert_met();
    }
    let mut idle = pair();
    idle.words(ANA, WordsEvent::Chosen);
    idle.does(ANA, damaged());
    assert!(matches!(idle.view(ANA).screen, Screen::Home(_)), "nothing was waited for");
}

#[test]
fn whoever_lost_their_seat_in_a_bucket_waits_anew_with_the_same_words() {
    let mut pair = pair();
    pair.types(ANA, OWN);
    pair.companion.up = false;
    pair.companion.restarts(pair.now);
    pair.hangs_up();
    pair.companion.up = true;
    // Ana's ticket is good for nothing any more.
    pair.companion.meddles = Some(|notice| match notice {
        Notice::Seated { .. } => Notice::Over(Over::NoPlace),
        other => other,
    });
    pair.wait(Millis(500));
    pair.loses_socket(ANA);
    pair.companion.meddles = None;
    pair.wait(Millis::seconds(5));
    assert!(pair.is_waiting(ANA));
    assert_eq!(pair.screen_of(ANA).problem, None);
    assert!(
        matches!(pair.companion.last_request(), Some(Request::Wait { .. })),
        "it came back to the seat that it had not"
    );
    pair.types(BEN, OWN);
    pair.assert_met();
}

#[test]
fn whoever_loads_the_page_again_after_both_agreed_in_a_bucket_is_met_anew() {
    for (reloads, stays) in [(ANA, BEN), (BEN, ANA)] {
        let mut pair = pair();
        pair.sides[ANA].browser.relay_answers = false;
        pair.types(ANA, OWN);
        pair.types(BEN, OWN);
        assert!(matches!(pair.screen_of(stays).stage, WordsStage::Connecting(_)));
        pair.reloads(reloads);
        pair.sides[ANA].browser.relay_answers = true;
        pair.wait(Millis::seconds(2));
        pair.assert_met();
        assert_eq!(pair.talk(stays).problem, None, "nobody else came");
    }
}
