//! Somebody is rung by a link, and something is the matter.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use heliograph_keys::Keys;
use heliograph_session::{
    CalleeStage, CallerStage, Clocks, Environment, Event, NOTE_BYTES, Network, NoteStage, Path,
    PreferenceError, Problem, RelayEvent, RendezvousEvent, RingEnd, RingEvent, RingId, RingProblem, Screen,
    Services, Session, SocketId, Standing,
};
use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{
    Answer, Heard, Intro, LINKS_AT_MOST, Lane, Letter, LinkHash, Notice, Outcome, Over, Request, RingOver,
    Task,
};
use heliograph_wire::{Millis, Private};

use crate::support::{ANA, BEN, Chance, Pair, connections, private};

impl Pair {
    fn brings(&mut self, ring: u32, intro: &Intro) {
        let intro = self.sealed_to_ana(intro, u64::from(ring));
        self.tells(ANA, Notice::Rings { ring, hash: LinkHash([2; 32]), intro });
    }

    /// The companion cannot be reached any more.
    fn goes_down(&mut self) {
        self.companion.up = false;
        self.hangs_up();
    }
}

#[test]
fn links_that_are_not_whole_and_pages_that_are_not_the_companions_are_told_apart() {
    let mut pair = Pair::at_companion();
    for fragment in ["c=", "m=", "c=AAAA.BBBB", "m=AAAA", "c=AAAAAAAAAAAAAAAAAAAAAA"] {
        pair.does(BEN, Event::LinkOpened(private(fragment)));
        assert!(matches!(pair.view(BEN).screen, Screen::Home(_)));
        pair.assert_ring_problem(BEN, RingProblem::DamagedLink);
    }
    let link = format!("#c={}.{}", "A".repeat(22), "A".repeat(43));
    let services = Services { words: true, ring: false, rooms: false };
    pair.does(BEN, Event::Relay(RelayEvent::Found { stun: Vec::new(), services }));
    pair.opens(BEN, &link);
    pair.rings(BEN, RingEvent::Rung { name: private("Ben") });
    pair.assert_ring_problem(BEN, RingProblem::Elsewhere);
    assert_eq!(pair.sides[BEN].browser.sockets(), 0);

    let mut nowhere = Pair::chromium();
    nowhere.companion.up = false;
    nowhere.opens(BEN, &link);
    nowhere.rings(BEN, RingEvent::Rung { name: private("Ben") });
    nowhere.wait(Millis::minutes(1));
    nowhere.assert_ring_problem(BEN, RingProblem::Elsewhere);
    nowhere.opens(ANA, &format!("#m={}", "A".repeat(43)));
    nowhere.wait(Millis::minutes(1));
    assert_eq!(nowhere.attended().standing, Standing::Elsewhere);
}

#[test]
fn a_page_from_a_file_sends_people_to_the_server_of_the_link() {
    let mut session = Session::new(Environment::default());
    for link in [format!("c={}.{}", "A".repeat(22), "A".repeat(43)), format!("m={}", "A".repeat(43))] {
        session.handle(Millis(0), Event::LinkOpened(private(&link)), &mut Vec::new());
        let Screen::Home(home) = session.view(Millis(0)).screen else { panic!("it leads nowhere") };
        assert_eq!(home.problem, Some(Problem::Ring(RingProblem::Elsewhere)));
    }
}

#[test]
fn nobody_rings_without_a_name_that_can_be_shown() {
    let mut pair = Pair::reachable();
    pair.rings(BEN, RingEvent::Rung { name: private("  ") });
    pair.assert_ring_problem(BEN, RingProblem::NoName);
    pair.rings(BEN, RingEvent::Rung { name: private(&"x".repeat(65)) });
    pair.assert_ring_problem(BEN, RingProblem::Name(PreferenceError::NameTooLong));
    assert_eq!(pair.sides[BEN].browser.sockets(), 0);
}

#[test]
fn a_callee_is_away_while_the_companion_is_and_comes_back_with_it() {
    let mut pair = Pair::ringing();
    pair.goes_down();
    assert_eq!(pair.attended().standing, Standing::Away);
    assert!(pair.callee().rings.is_empty());
    pair.assert_ring_problem(BEN, RingProblem::Silent);
    let heard = pair.heard_rings(ANA);
    pair.rings(ANA, RingEvent::LinkWanted(private("Chor")));
    pair.assert_ring_problem(ANA, RingProblem::Silent);
    pair.wait(Millis::minutes(1));
    assert_eq!(pair.heard_rings(ANA), heard);
    assert_eq!(
        pair.attended().standing,
        Standing::Away,
        "a companion that said what it does is no other server"
    );
    pair.companion.up = true;
    pair.wait(Millis::seconds(9));
    assert_eq!((pair.attended().standing, pair.attended().links.len()), (Standing::Reachable, 1));
    assert!(pair.sides[BEN].browser.sockets() == 0, "nobody is rung twice unasked");
}

#[test]
fn a_ring_goes_on_for_a_device_that_lost_the_companion_for_a_moment() {
    let mut pair = Pair::ringing();
    pair.loses_socket(ANA);
    assert!(pair.callee().rings.is_empty());
    pair.wait(Millis::seconds(1));
    assert_eq!(pair.callee().rings.len(), 1);
    pair.answers(Switch::Off);
    pair.wait(Millis::seconds(2));
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn a_device_that_slept_or_changed_its_network_comes_to_the_companion_anew() {
    let mut pair = Pair::reachable();
    let before = pair.sides[ANA].browser.desk.open_sockets();
    pair.wait(Millis::minutes(30));
    assert_eq!(pair.sides[ANA].browser.desk.open_sockets(), before, "nothing has happened");
    // Asleep for as long as it takes, it is woken late.
    pair.now = pair.now + Millis::minutes(30);
    pair.does(ANA, Event::Woke);
    let after = pair.sides[ANA].browser.desk.open_sockets();
    assert!(after.len() == 1 && after != before);
    assert_eq!(pair.attended().standing, Standing::Reachable);
    pair.does(ANA, Event::NetworkChanged(Network::Present));
    assert_ne!(pair.sides[ANA].browser.desk.open_sockets(), after);
    assert_eq!((pair.attended().standing, pair.sides[ANA].browser.sockets()), (Standing::Reachable, 1));
    pair.rung_by_ben();
    pair.does(ANA, Event::NetworkChanged(Network::Present));
    assert_eq!(pair.callee().rings.len(), 1, "it rings on");
}

#[test]
fn what_is_played_again_rings_once_what_may_be_old_without_a_sound_and_what_is_forged_never() {
    let mut pair = Pair::reachable();
    let intro = pair.intro("Cleo");
    pair.brings(901, &intro);
    pair.brings(902, &intro);
    assert_eq!(pair.callee().rings.len(), 1);
    pair.tells(ANA, Notice::RingOver { ring: 901, why: RingOver::CallerGone });
    pair.brings(903, &intro);
    assert!(pair.callee().rings.is_empty(), "it rang before");

    let (minute, heard) = (Millis::minutes(1).0, pair.heard_rings(ANA));
    let now = pair.now.0;
    for (number, (at, clocks)) in [
        (now - 11 * minute, Clocks::Differ),
        (now + 11 * minute, Clocks::Differ),
        (now - 9 * minute, Clocks::Agree),
    ]
    .into_iter()
    .enumerate()
    {
        pair.brings(904 + number as u32, &Intro { at, ..pair.intro("Dora") });
        let rings = pair.callee().rings;
        assert_eq!((rings.len(), rings[number].clocks), (number + 1, clocks));
        let aloud = clocks == Clocks::Agree;
        assert_eq!((pair.heard_rings(ANA) > heard, rings[number].sound == Switch::On), (aloud, aloud));
    }
    let forged = Private::new(vec![7; 100]);
    pair.tells(ANA, Notice::Rings { ring: 909, hash: LinkHash([2; 32]), intro: forged });
    assert_eq!(pair.callee().rings.len(), 3);
    assert_eq!(pair.sides[ANA].browser.desk.lanes.len(), 3, "the lanes of the others are forgotten");
}

#[test]
fn at_most_eight_ring_at_once_and_whoever_else_does_comes_after_them() {
    let mut pair = Pair::ringing();
    for number in 0..20 {
        let intro = pair.intro(&format!("Nr. {number}"));
        pair.brings(900 + number, &intro);
    }
    assert_eq!(pair.callee().rings.len(), 8);
    assert!(pair.callee().rings.iter().all(|ring| ring.name != private("Nr. 7")));
    let second = pair.callee().rings[1].id;
    pair.rings(ANA, RingEvent::Declined(second));
    assert_eq!(pair.callee().rings.len(), 8);
    assert!(pair.callee().rings[7].name == private("Nr. 7"), "whoever came ninth was lost");
    pair.tells(ANA, Notice::RingOver { ring: 908, why: RingOver::CallerGone });
    pair.tells(ANA, Notice::RingOver { ring: 901, why: RingOver::CallerGone });
    assert!(pair.callee().rings[7].name == private("Nr. 9"), "it rings for somebody who is gone");
    pair.answers(Switch::Off);
    pair.wait(Millis::seconds(2));
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn a_name_of_somebody_who_may_be_anybody_is_one_plain_line() {
    let mut pair = Pair::reachable();
    let intro = pair.intro(&format!("\u{202e}evil\nname{}", "x".repeat(200)));
    pair.brings(901, &intro);
    let name = pair.callee().rings[0].name.clone();
    assert_eq!((name.reveal().chars().count(), name.reveal().starts_with("evil name")), (63, true));
}

#[test]
fn a_ring_that_another_device_took_a_moment_before_is_given_up_here() {
    let mut pair = Pair::ringing();
    pair.sides[ANA].browser.relay_answers = false;
    pair.answers(Switch::Off);
    assert!(matches!(pair.callee().stage, CalleeStage::Connecting(_)));
    let Some(ring) = pair.companion.last_taken() else { panic!("the ring was not taken") };
    pair.tells(ANA, Notice::RingOver { ring, why: RingOver::Elsewhere });
    assert!(pair.callee().news.is_some_and(|news| news.end == RingEnd::Elsewhere));
    assert!(connections(&pair, ANA).is_empty());
    assert_eq!(pair.attended().standing, Standing::Reachable);
}

/// Somebody who has changed their own page, and wants to learn where Ben is.
struct Curious {
    keys: Keys<Chance>,
    secret: Private<[u8; 32]>,
}

impl Curious {
    /// Ben rings them.
    fn rung(pair: &mut Pair) -> Self {
        let mut keys = Keys::new(Chance(9));
        let Outcome::Callee(secret) = keys.perform(Task::NewCallee) else { panic!("no callee") };
        let task = Task::NewLink { secret: secret.clone(), label: private("") };
        let Outcome::NewLink(link) = keys.perform(task) else { panic!("no link") };
        let [id, key] = [&link.id.reveal()[..], &link.key].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        pair.opens(BEN, &format!("#c={id}.{key}"));
        pair.rung_by_ben();
        let Some(Request::Ring { intro, .. }) = pair.companion.last_request() else { panic!("no ring") };
        keys.perform(Task::HearRing { lane: Lane(1), secret: secret.clone(), intro });
        Self { keys, secret }
    }

    fn says(&mut self, bytes: Vec<u8>, pair: &mut Pair) {
        let task = Task::Say { lane: Lane(1), bytes: Private::new(bytes) };
        let Outcome::Say { bytes, .. } = self.keys.perform(task) else { panic!("nothing was sealed") };
        pair.tells(BEN, Notice::Heard(bytes));
    }
}

#[test]
fn a_callee_who_would_be_direct_though_nobody_asked_learns_no_address() {
    let mut pair = Pair::at_companion();
    let mut curious = Curious::rung(&mut pair);
    assert_ne!(curious.secret.reveal(), &[0; 32]);
    curious.says(Answer::Taken { direct: Switch::On }.encode(), &mut pair);
    assert!(matches!(pair.caller_stage(), CallerStage::Connecting(Path::Relayed)));
    let mut other = Pair::chromium();
    other.does(ANA, Event::InviteChosen);
    let offer = Letter::Offer(Private::new(other.code(ANA)));
    curious.says(offer.encode(), &mut pair);
    pair.assert_ring_problem(BEN, RingProblem::Mistaken);
    assert!(connections(&pair, BEN).is_empty() && pair.sides[BEN].browser.sockets() == 0);
}

#[test]
fn what_was_said_by_nobody_whom_the_link_is_for_answers_nothing() {
    let mut pair = Pair::ringing();
    let mut curious = Keys::new(Chance(9));
    let Outcome::Callee(secret) = curious.perform(Task::NewCallee) else { panic!("no callee") };
    let intro = pair.sealed_to_ana(&pair.intro("Ben"), 1);
    let heard = curious.perform(Task::HearRing { lane: Lane(1), secret, intro: intro.clone() });
    assert!(matches!(heard, Outcome::Heard { heard: Heard::Nothing, .. }));
    for sealed in [intro, Private::new(Vec::new()), Private::new(vec![0; 5_000])] {
        pair.tells(BEN, Notice::Heard(sealed));
        assert!(matches!(pair.caller_stage(), CallerStage::Ringing));
    }
    pair.answers(Switch::Off);
    pair.wait(Millis::seconds(2));
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn a_caller_who_goes_while_being_answered_leaves_the_callee_reachable() {
    let mut pair = Pair::ringing();
    pair.sides[ANA].browser.relay_answers = false;
    pair.answers(Switch::Off);
    assert!(matches!(pair.caller_stage(), CallerStage::Connecting(_)));
    assert!(pair.sides[ANA].session.is_waited_for());
    pair.rings(BEN, RingEvent::HungUp);
    pair.assert_ring_problem(ANA, RingProblem::WentAway);
    assert_eq!(pair.attended().standing, Standing::Reachable);
    assert!(connections(&pair, ANA).is_empty());
}

#[test]
fn whoever_rings_while_somebody_is_being_answered_rings_again_if_that_comes_to_nothing() {
    let mut pair = Pair::ringing();
    let [dora, cleo] = ["Dora", "Cleo"].map(|name| pair.sealed_to_ana(&pair.intro(name), 1));
    let brings = |ring, intro| Notice::Rings { ring, hash: LinkHash([2; 32]), intro };
    pair.tells(ANA, brings(901, dora));
    pair.sides[ANA].browser.relay_answers = false;
    pair.answers(Switch::Off);
    let heard = pair.heard_rings(ANA);
    pair.tells(ANA, brings(902, cleo));
    pair.wait(Millis::seconds(20));
    assert!(pair.callee().rings.is_empty(), "somebody rings in the middle");
    assert_eq!(pair.heard_rings(ANA), heard);
    pair.rings(BEN, RingEvent::HungUp);
    pair.assert_ring_problem(ANA, RingProblem::WentAway);
    let names: Vec<_> = pair.callee().rings.into_iter().map(|ring| ring.name).collect();
    assert!(names == [private("Dora"), private("Cleo")]);
    pair.wait(Millis::seconds(4));
    assert!(pair.heard_rings(ANA) > heard);
}

#[test]
fn a_callee_who_stops_while_connecting_does_not_leave_the_caller_waiting() {
    for has_answered in [false, true] {
        let mut pair = Pair::ringing();
        pair.network.up = false;
        pair.sides[ANA].browser.relay_answers = has_answered;
        pair.answers(Switch::Off);
        pair.wait(Millis::seconds(5));
        assert!(matches!(pair.caller_stage(), CallerStage::Connecting(_)));
        pair.rings(ANA, RingEvent::HungUp);
        pair.assert_ring_problem(BEN, RingProblem::WentAway);
        assert!(connections(&pair, ANA).is_empty() && connections(&pair, BEN).is_empty());
        assert_eq!((pair.attended().standing, pair.callee().problem), (Standing::Reachable, None));
    }
}

#[test]
fn whoever_closes_the_page_once_the_codes_have_crossed_is_not_waited_for_much_longer() {
    for (goes, stays) in [(ANA, BEN), (BEN, ANA)] {
        let mut pair = Pair::ringing();
        pair.network.up = false;
        pair.answers(Switch::Off);
        pair.wait(Millis::seconds(5));
        pair.does(goes, Event::HomeChosen);
        pair.wait(Millis::seconds(10));
        pair.assert_ring_problem(stays, RingProblem::NoWay);
    }
}

#[test]
fn two_who_find_no_way_are_told_so_and_can_try_again() {
    let mut pair = Pair::ringing();
    pair.network.up = false;
    pair.answers(Switch::Off);
    pair.wait(Millis::seconds(90));
    pair.assert_ring_problem(ANA, RingProblem::NoWay);
    pair.assert_ring_problem(BEN, RingProblem::NoWay);
    assert!(connections(&pair, ANA).is_empty() && connections(&pair, BEN).is_empty());
    pair.network.up = true;
    pair.rung_by_ben();
    pair.answers(Switch::Off);
    pair.wait(Millis::seconds(2));
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn a_note_that_is_too_long_is_not_cut_and_one_that_comes_too_late_is_not_lost_silently() {
    let mut pair = Pair::ringing();
    pair.wait(Millis::minutes(2));
    for (letter, fits) in [("x", 860), ("ж", 430), ("😀", 215)] {
        pair.rings(BEN, RingEvent::NoteLeft(private(&letter.repeat(fits + 1))));
        pair.assert_ring_problem(BEN, RingProblem::NoteTooLong);
        assert_eq!(letter.repeat(fits).len(), NOTE_BYTES);
    }
    pair.tells(BEN, Notice::Over(Over::Expired));
    assert!(matches!(pair.caller_stage(), CallerStage::Unanswered(NoteStage::TooLate)));
    pair.rings(BEN, RingEvent::NoteLeft(private("Too late")));
    assert!(matches!(pair.caller_stage(), CallerStage::Unanswered(NoteStage::TooLate)));
    assert_eq!(pair.attended().missed.len(), 1);
}

#[test]
fn a_companion_that_refuses_says_why() {
    for (over, problem) in [
        (Over::TooOften(60), RingProblem::TooOften),
        (Over::Crowded(9), RingProblem::Crowded),
        (Over::Stopping, RingProblem::Stopping),
        (Over::Mistaken, RingProblem::Mistaken),
    ] {
        let mut pair = Pair::ringing();
        pair.tells(BEN, Notice::Over(over));
        pair.assert_ring_problem(BEN, problem);
        assert!(
            matches!(pair.caller_stage(), CallerStage::Introducing { name, .. } if name == private("Ben"))
        );
        pair.tells(ANA, Notice::Over(over));
        pair.assert_ring_problem(ANA, problem);
    }
    for (over, problem) in
        [(Over::TooManyLinks, RingProblem::TooManyLinks), (Over::NotKept, RingProblem::NotKept)]
    {
        let mut pair = Pair::reachable();
        pair.tells(ANA, Notice::Over(over));
        pair.assert_ring_problem(ANA, problem);
        assert_eq!(pair.attended().standing, Standing::Reachable);
    }
}

#[test]
fn what_the_companion_refused_for_a_while_is_forgotten_once_it_is_back() {
    for over in [Over::Stopping, Over::Crowded(9), Over::TooOften(9)] {
        let mut pair = Pair::reachable();
        pair.tells(ANA, Notice::Over(over));
        assert!(pair.callee().problem.is_some());
        pair.loses_socket(ANA);
        pair.wait(Millis::seconds(1));
        assert_eq!((pair.attended().standing, pair.callee().problem), (Standing::Reachable, None));
    }
}

#[test]
fn a_link_that_was_not_kept_is_not_shown_and_one_too_many_is_not_made() {
    let mut pair = Pair::reachable();
    pair.companion.keeps = false;
    pair.rings(ANA, RingEvent::LinkWanted(private("Chor")));
    pair.assert_ring_problem(ANA, RingProblem::NotKept);
    assert_eq!(pair.attended().links.len(), 1);
    pair.companion.keeps = true;
    pair.wait(Millis::seconds(2));
    for number in 2..=LINKS_AT_MOST {
        assert_eq!(pair.attended().has_room, Switch::On);
        pair.rings(ANA, RingEvent::LinkWanted(private("Chor")));
        assert_eq!(pair.attended().links.len(), number);
    }
    assert_eq!(pair.attended().has_room, Switch::Off);
    pair.rings(ANA, RingEvent::LinkWanted(private("Chor")));
    pair.assert_ring_problem(ANA, RingProblem::TooManyLinks);
}

#[test]
fn a_page_that_others_took_the_place_of_stops_until_the_person_wants_it_back() {
    let mut pair = Pair::reachable();
    pair.tells(ANA, Notice::Over(Over::Replaced));
    pair.assert_ring_problem(ANA, RingProblem::Replaced);
    assert_eq!((pair.attended().standing, pair.sides[ANA].browser.sockets()), (Standing::Stopped, 0));
    pair.wait(Millis::minutes(10));
    assert_eq!(pair.sides[ANA].browser.sockets(), 0);
    assert!(pair.sides[ANA].browser.desk.fragment.is_some());
    pair.rings(ANA, RingEvent::Resumed);
    assert_eq!(pair.attended().standing, Standing::Reachable);
}

#[test]
fn a_browser_without_a_keys_worker_is_told_on_every_page() {
    let mut pair = Pair::at_companion();
    pair.sides[ANA].browser.desk.is_without_keys = true;
    pair.rings(ANA, RingEvent::Chosen { label: private("Mein Link") });
    pair.assert_ring_problem(ANA, RingProblem::NoKeys);
    assert!(matches!(pair.callee().stage, CalleeStage::Unmade));
    pair.opens(ANA, &format!("#m={}", "A".repeat(43)));
    pair.assert_ring_problem(ANA, RingProblem::NoKeys);
    assert_eq!(pair.attended().standing, Standing::Stopped);
    let link = format!("#c={}.{}", "A".repeat(22), "A".repeat(43));
    pair.sides[BEN].browser.desk.is_without_keys = true;
    pair.opens(BEN, &link);
    pair.rings(BEN, RingEvent::Rung { name: private("Ben") });
    pair.assert_ring_problem(BEN, RingProblem::NoKeys);
    assert_eq!((pair.sides[ANA].browser.sockets(), pair.sides[BEN].browser.sockets()), (0, 0));
}

#[test]
fn a_link_that_is_opened_in_the_middle_of_a_conversation_changes_nothing() {
    let mut pair = Pair::reachable();
    let link = pair.given_link();
    pair.connect();
    pair.opens(BEN, &link);
    assert_eq!(pair.talk(BEN).problem, Some(Problem::Busy));
    pair.does(BEN, Event::LinkOpened(private("c=broken")));
    assert_eq!(pair.talk(BEN).problem, Some(Problem::Ring(RingProblem::DamagedLink)));
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn what_comes_late_and_from_other_sockets_changes_nothing() {
    let mut pair = Pair::ringing();
    let before = pair.view(ANA);
    let late = SocketId(900);
    for notice in [
        Notice::RingOver { ring: 1, why: RingOver::CallerGone },
        Notice::Over(Over::Replaced),
        Notice::Attended { links: Vec::new(), days: 1, push: None, subscriptions: Vec::new() },
    ] {
        pair.does(ANA, Event::Rendezvous(RendezvousEvent::Told { socket: late, notice }));
    }
    pair.does(ANA, Event::Rendezvous(RendezvousEvent::Closed(late)));
    for event in [
        RingEvent::Declined(RingId(77)),
        RingEvent::Silenced(RingId(77)),
        RingEvent::Answered { ring: RingId(77), direct: Switch::On },
        RingEvent::Resumed,
        RingEvent::RungAgain,
    ] {
        pair.rings(ANA, event);
    }
    assert!(pair.view(ANA) == before);
}

/// The same bytes, of which one is another.
fn spoilt(sealed: &Private<Vec<u8>>) -> Private<Vec<u8>> {
    let mut bytes = sealed.reveal().clone();
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
    Private::new(bytes)
}

#[test]
fn a_companion_that_changes_who_rings_rings_nobody() {
    let mut pair = Pair::reachable();
    pair.companion.meddles = Some(|notice| match notice {
        Notice::Rings { ring, hash, intro } => Notice::Rings { ring, hash, intro: spoilt(&intro) },
        other => other,
    });
    pair.rung_by_ben();
    assert!(pair.callee().rings.is_empty());
    assert!(matches!(pair.caller_stage(), CallerStage::Ringing));
    pair.wait(Millis::minutes(2));
    assert!(matches!(pair.caller_stage(), CallerStage::Unanswered(NoteStage::Open)));
    assert_eq!(pair.sides[ANA].browser.desk.lanes.len(), 0);
}

#[test]
fn a_companion_that_changes_or_mirrors_what_they_say_connects_nobody() {
    let meddles: [fn(Notice) -> Notice; 3] = [
        |notice| match notice {
            Notice::Heard(sealed) => Notice::Heard(spoilt(&sealed)),
            other => other,
        },
        |notice| match notice {
            Notice::Told { ring, sealed } => Notice::Told { ring, sealed: spoilt(&sealed) },
            other => other,
        },
        // Whoever answers hears what they said themselves.
        |notice| match notice {
            Notice::Heard(sealed) => Notice::Told { ring: 0, sealed },
            Notice::Told { sealed, .. } => Notice::Heard(sealed),
            other => other,
        },
    ];
    for meddle in meddles {
        let mut pair = Pair::ringing();
        pair.companion.meddles = Some(meddle);
        pair.answers(Switch::Off);
        pair.wait(Millis::minutes(4));
        assert!(matches!(pair.view(ANA).screen, Screen::Callee(_)), "somebody is connected");
        assert!(matches!(pair.view(BEN).screen, Screen::Caller(_)), "somebody is connected");
        pair.assert_ring_problem(ANA, RingProblem::NoWay);
        assert_eq!(pair.attended().standing, Standing::Reachable);
        assert!(connections(&pair, ANA).is_empty() && connections(&pair, BEN).is_empty());
        assert!(!pair.sides[BEN].session.is_waited_for());
    }
}
