//! Somebody is rung by a link, and something is the matter.

use heliograph_session::{
    CalleeStage, CallerStage, Event, NoteStage, Problem, RelayEvent, RendezvousEvent, RingEnd, RingEvent,
    RingId, RingProblem, Screen, Services, SocketId, Standing,
};
use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{Answer, Intro, LinkHash, Notice, Over, RingOver};
use heliograph_wire::{Millis, Private};

use crate::support::{ANA, BEN, Pair, connections, private};

impl Pair {
    /// The companion says something to Ana that it would not say by itself.
    fn tells(&mut self, who: usize, notice: Notice) {
        let socket = *self.sides[who].browser.visit.sockets.last().expect("a socket");
        self.does(who, Event::Rendezvous(RendezvousEvent::Told { socket, notice }));
    }

    fn brings(&mut self, ring: u32, intro: &Intro) {
        // Ana's secret is made of ones, and so are the seals to her.
        let intro = Private::new([&[1], &intro.encode()[..]].concat());
        self.tells(ANA, Notice::Rings { ring, hash: LinkHash([2; 32]), intro });
    }

    fn intro(&self, name: &str) -> Intro {
        Intro { name: private(name), direct: Switch::Off, at: self.now.0, note: private("") }
    }
}

#[test]
fn links_that_are_not_whole_and_pages_that_are_not_the_companions_are_told_apart() {
    let mut pair = Pair::at_companion();
    for fragment in ["c=", "m=", "c=AAAA.BBBB", "m=AAAA", "c=AAAAAAAAAAAAAAAAAAAAAA"] {
        pair.does(BEN, Event::LinkOpened(private(fragment)));
        assert!(matches!(pair.view(BEN).screen, Screen::Home(_)));
        pair.expect_ring_problem(BEN, RingProblem::DamagedLink);
    }
    let link = format!("#c={}.{}", "A".repeat(22), "A".repeat(43));
    let services = Services { words: true, ring: false };
    pair.does(BEN, Event::Relay(RelayEvent::Found { stun: Vec::new(), services }));
    pair.opens(BEN, &link);
    pair.rings(BEN, RingEvent::Rung { name: private("Ben") });
    pair.expect_ring_problem(BEN, RingProblem::Elsewhere);
    assert_eq!(pair.sockets(BEN), 0);

    let mut nowhere = Pair::chromium();
    nowhere.companion.up = false;
    nowhere.opens(BEN, &link);
    nowhere.rings(BEN, RingEvent::Rung { name: private("Ben") });
    nowhere.wait(Millis::minutes(1));
    nowhere.expect_ring_problem(BEN, RingProblem::Elsewhere);
    nowhere.opens(ANA, &format!("#m={}", "A".repeat(43)));
    nowhere.wait(Millis::minutes(1));
    assert_eq!(nowhere.attended().standing, Standing::Elsewhere);
}

#[test]
fn a_page_from_a_file_sends_people_to_the_server_of_the_link() {
    let mut session = heliograph_session::Session::new(heliograph_session::Environment::default());
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
    pair.expect_ring_problem(BEN, RingProblem::NoName);
    pair.rings(BEN, RingEvent::Rung { name: private(&"x".repeat(65)) });
    pair.expect_ring_problem(BEN, RingProblem::Name(heliograph_session::PreferenceError::NameTooLong));
    assert_eq!(pair.sockets(BEN), 0);
}

#[test]
fn a_callee_is_away_while_the_companion_is_and_comes_back_with_it() {
    let mut pair = Pair::ringing();
    pair.companion.up = false;
    pair.wait(Millis::seconds(1));
    assert_eq!(pair.attended().standing, Standing::Away);
    assert!(pair.callee().rings.is_empty());
    pair.expect_ring_problem(BEN, RingProblem::Silent);
    let heard = pair.heard_rings(ANA);
    pair.rings(ANA, RingEvent::LinkWanted(private("Chor")));
    pair.expect_ring_problem(ANA, RingProblem::Silent);
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
    assert!(pair.sides[BEN].browser.visit.sockets.is_empty(), "nobody is rung twice unasked");
}

#[test]
fn a_ring_goes_on_for_a_device_that_lost_the_companion_for_a_moment() {
    let mut pair = Pair::ringing();
    let socket = pair.sides[ANA].browser.visit.sockets.pop().expect("a socket");
    pair.does(ANA, Event::Rendezvous(RendezvousEvent::Closed(socket)));
    assert!(pair.callee().rings.is_empty());
    pair.wait(Millis::seconds(1));
    assert_eq!(pair.callee().rings.len(), 1);
    pair.answers(Switch::Off);
    pair.wait(Millis::seconds(2));
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn what_is_played_again_rings_once_and_what_is_old_or_forged_never() {
    let mut pair = Pair::reachable();
    let intro = pair.intro("Cleo");
    pair.brings(901, &intro);
    pair.brings(902, &intro);
    assert_eq!(pair.callee().rings.len(), 1);
    pair.tells(ANA, Notice::RingOver { ring: 901, why: RingOver::CallerGone });
    pair.brings(903, &intro);
    assert!(pair.callee().rings.is_empty(), "it rang before");

    let minute = Millis::minutes(1).0;
    for (at, count) in [(11 * minute, 0), (9 * minute, 1)] {
        let intro = Intro { at: pair.now.0 - at, ..pair.intro("Dora") };
        pair.brings(904, &intro);
        assert_eq!(pair.callee().rings.len(), count);
    }
    let forged = Private::new(vec![7; 100]);
    pair.tells(ANA, Notice::Rings { ring: 905, hash: LinkHash([2; 32]), intro: forged });
    assert_eq!(pair.callee().rings.len(), 1);
    assert_eq!(pair.sides[ANA].browser.visit.keys.lanes.len(), 1, "the lanes of the others are forgotten");
}

#[test]
fn at_most_eight_ring_at_once_and_answering_one_is_the_end_for_the_others() {
    let mut pair = Pair::ringing();
    for number in 0..20 {
        let intro = pair.intro(&format!("Nr. {number}"));
        pair.brings(900 + number, &intro);
    }
    assert_eq!(pair.callee().rings.len(), 8);
    pair.answers(Switch::Off);
    assert_eq!(pair.sides[ANA].browser.visit.keys.lanes.len(), 1);
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
fn another_device_that_answers_first_is_told_here() {
    let mut pair = Pair::ringing();
    let over = Notice::RingOver { ring: 1, why: RingOver::Elsewhere };
    pair.tells(ANA, over.clone());
    assert!(pair.callee().rings.is_empty());
    assert!(pair.callee().news.is_some_and(|news| news.end == RingEnd::Elsewhere));

    // It may also turn out after this page has answered, too.
    let mut pair = Pair::ringing();
    pair.sides[ANA].browser.relay_answers = false;
    pair.answers(Switch::Off);
    assert!(matches!(pair.callee().stage, CalleeStage::Connecting(_)));
    pair.tells(ANA, over);
    assert!(pair.callee().news.is_some_and(|news| news.end == RingEnd::Elsewhere));
    assert!(connections(&pair, ANA).is_empty());
    assert_eq!(pair.attended().standing, Standing::Reachable);
}

#[test]
fn a_callee_who_answers_directly_though_nobody_asked_is_relayed_or_refused() {
    let mut pair = Pair::ringing();
    let taken = Answer::Taken { direct: Switch::On };
    let sealed = Private::new([&[1], &taken.encode()[..]].concat());
    pair.tells(BEN, Notice::Heard(sealed));
    assert!(matches!(pair.caller_stage(), CallerStage::Connecting(heliograph_session::Path::Relayed)));
    // The offer that such a callee would make tells addresses, and asks for Ben's.
    let mut other = Pair::chromium();
    other.does(ANA, Event::InviteChosen);
    let offer = heliograph_wire::rendezvous::Letter::Offer(Private::new(other.code(ANA)));
    let sealed = Private::new([&[1], &offer.encode()[..]].concat());
    pair.tells(BEN, Notice::Heard(sealed));
    pair.expect_ring_problem(BEN, RingProblem::Mistaken);
    assert!(connections(&pair, BEN).is_empty() && pair.sockets(BEN) == 0);
}

#[test]
fn a_caller_who_goes_while_being_answered_leaves_the_callee_reachable() {
    let mut pair = Pair::ringing();
    pair.sides[ANA].browser.relay_answers = false;
    pair.answers(Switch::Off);
    assert!(matches!(pair.caller_stage(), CallerStage::Connecting(_)));
    assert!(pair.sides[ANA].session.is_waited_for());
    pair.rings(BEN, RingEvent::HungUp);
    pair.expect_ring_problem(ANA, RingProblem::WentAway);
    assert_eq!(pair.attended().standing, Standing::Reachable);
    assert!(connections(&pair, ANA).is_empty());
}

#[test]
fn two_who_find_no_way_are_told_so_and_can_try_again() {
    let mut pair = Pair::ringing();
    pair.network.up = false;
    pair.answers(Switch::Off);
    pair.wait(Millis::seconds(90));
    pair.expect_ring_problem(ANA, RingProblem::NoWay);
    pair.expect_ring_problem(BEN, RingProblem::NoWay);
    assert!(connections(&pair, ANA).is_empty() && connections(&pair, BEN).is_empty());
    pair.network.up = true;
    pair.rings(BEN, RingEvent::Rung { name: private("Ben") });
    pair.answers(Switch::Off);
    pair.wait(Millis::seconds(2));
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn a_note_that_is_too_long_is_not_cut_and_one_that_comes_too_late_is_not_lost_silently() {
    let mut pair = Pair::ringing();
    pair.wait(Millis::minutes(2));
    pair.rings(BEN, RingEvent::NoteLeft(private(&"x".repeat(501))));
    pair.expect_ring_problem(BEN, RingProblem::NoteTooLong);
    pair.rings(BEN, RingEvent::NoteLeft(private(&"😀".repeat(250))));
    pair.expect_ring_problem(BEN, RingProblem::NoteTooLong);
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
        pair.expect_ring_problem(BEN, problem);
        assert!(
            matches!(pair.caller_stage(), CallerStage::Introducing { name, .. } if name == private("Ben"))
        );
        pair.tells(ANA, Notice::Over(over));
        pair.expect_ring_problem(ANA, problem);
    }
    for (over, problem) in
        [(Over::TooManyLinks, RingProblem::TooManyLinks), (Over::NotKept, RingProblem::NotKept)]
    {
        let mut pair = Pair::reachable();
        pair.companion.keeps = Err(over);
        pair.rings(ANA, RingEvent::LinkWanted(private("Chor")));
        pair.expect_ring_problem(ANA, problem);
        assert_eq!(pair.attended().standing, Standing::Reachable);
    }
}

#[test]
fn a_page_that_others_took_the_place_of_stops_until_the_person_wants_it_back() {
    let mut pair = Pair::reachable();
    pair.tells(ANA, Notice::Over(Over::Replaced));
    pair.expect_ring_problem(ANA, RingProblem::Replaced);
    assert_eq!((pair.attended().standing, pair.sockets(ANA)), (Standing::Stopped, 0));
    pair.wait(Millis::minutes(10));
    assert_eq!(pair.sockets(ANA), 0);
    assert!(pair.sides[ANA].browser.visit.fragment.is_some());
    pair.rings(ANA, RingEvent::Resumed);
    assert_eq!(pair.attended().standing, Standing::Reachable);
}

#[test]
fn a_browser_without_a_keys_worker_is_told_on_every_page() {
    let mut pair = Pair::at_companion();
    pair.sides[ANA].browser.visit.keys_fail = true;
    pair.rings(ANA, RingEvent::Chosen { label: private("Mein Link") });
    pair.expect_ring_problem(ANA, RingProblem::NoKeys);
    assert!(matches!(pair.callee().stage, CalleeStage::Unmade));
    pair.opens(ANA, &format!("#m={}", "A".repeat(43)));
    pair.expect_ring_problem(ANA, RingProblem::NoKeys);
    assert_eq!(pair.attended().standing, Standing::Stopped);
    let link = format!("#c={}.{}", "A".repeat(22), "A".repeat(43));
    pair.sides[BEN].browser.visit.keys_fail = true;
    pair.opens(BEN, &link);
    pair.rings(BEN, RingEvent::Rung { name: private("Ben") });
    pair.expect_ring_problem(BEN, RingProblem::NoKeys);
    assert_eq!((pair.sockets(ANA), pair.sockets(BEN)), (0, 0));
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
        Notice::Attended { links: Vec::new(), days: 1 },
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
