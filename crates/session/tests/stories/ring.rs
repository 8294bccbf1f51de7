//! Somebody is rung by a link, as it should go.

use heliograph_session::{
    AppEffect, AppEvent, CalleeStage, CalleeView, CallerStage, Copied, Event, MissedWhen, NOTE_BYTES,
    Network, NoteStage, Notifications, Path, RingEnd, RingEvent, Screen, Standing, StunEntry, Update,
};
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::Request;

use crate::support::{ANA, BEN, EVE, PAUSE, Pair, START, private};

impl Pair {
    fn note_stage(&self) -> NoteStage {
        match self.caller_stage() {
            CallerStage::Unanswered(note) => note,
            _ => panic!("somebody answered"),
        }
    }
}

#[test]
fn whoever_wants_to_be_reachable_has_a_link_to_keep_and_one_to_give_away() {
    let pair = Pair::reachable();
    let view = pair.attended();
    assert_eq!((view.standing, view.days), (Standing::Reachable, Some(92)));
    let private_link = view.private_link.text();
    let fragment =
        private_link.reveal().strip_prefix("https://example.org/heliograph/#").expect("a link here");
    assert_eq!((fragment.len(), fragment.starts_with("m=")), (45, true));
    assert_eq!(pair.sides[ANA].browser.desk.fragment.as_deref(), Some(fragment));
    let [link] = &view.links[..] else { panic!("one link is enough") };
    assert_eq!(link.label.reveal(), "Mein Link");
    assert!(link.link.text().reveal().starts_with("https://example.org/heliograph/#c="));
    assert!(!pair.sides[ANA].session.is_waited_for());
}

#[test]
fn a_ring_is_heard_answered_and_relayed_and_nobody_stays_at_the_companion() {
    let mut pair = Pair::ringing();
    let ring = pair.callee().rings[0].clone();
    assert_eq!((ring.name.reveal().as_str(), ring.direct), ("Ben", Switch::Off));
    assert!(ring.label == Some(private("Mein Link")));
    assert!(matches!(pair.caller_stage(), CallerStage::Ringing));
    assert!(pair.sides[ANA].session.is_waited_for() && pair.sides[BEN].session.is_waited_for());
    pair.wait(Millis::seconds(9));
    assert_eq!(pair.heard_rings(ANA), 3);

    pair.answers(Switch::On);
    pair.wait(Millis::seconds(2));
    assert!(pair.talks(ANA) && pair.talks(BEN));
    for who in [ANA, BEN] {
        assert_eq!(pair.talk(who).path, Path::Relayed, "the callee would be direct, but nobody asked for it");
        assert_eq!(pair.sides[who].browser.sockets(), 0);
        assert!(pair.sides[who].browser.desk.lanes.is_empty());
        assert_eq!(pair.sides[who].browser.desk.fragment, None);
    }
    assert!(pair.talk(ANA).name == Some(private("Ben")));
    let heard = pair.heard_rings(ANA);
    pair.wait(Millis::minutes(1));
    assert_eq!(pair.heard_rings(ANA), heard);
}

#[test]
fn the_two_connect_directly_only_if_both_want_to() {
    for (asked, granted, path) in [
        (Switch::On, Switch::On, Path::Direct),
        (Switch::On, Switch::Off, Path::Relayed),
        (Switch::Off, Switch::Off, Path::Relayed),
    ] {
        let mut pair = Pair::reachable();
        pair.rings(BEN, RingEvent::DirectChosen(asked));
        pair.rung_by_ben();
        assert_eq!(pair.callee().rings[0].direct, asked);
        pair.answers(granted);
        pair.wait(Millis::seconds(2));
        assert_eq!((pair.talk(ANA).path, pair.talk(BEN).path), (path, path));
        assert_eq!(pair.sides[ANA].browser.is_relayed(), path == Path::Relayed);
    }
}

#[test]
fn after_the_conversation_the_callee_can_be_rung_again() {
    for event in [Event::LeaveChosen, Event::BackChosen] {
        let mut pair = Pair::ringing();
        pair.rings(ANA, RingEvent::SoundsChosen(Switch::Off));
        pair.answers(Switch::Off);
        pair.wait(Millis::seconds(2));
        pair.does(BEN, Event::LeaveChosen);
        pair.wait(Millis::seconds(1));
        pair.does(ANA, event);
        assert_eq!(pair.attended().standing, Standing::Reachable);
        assert_eq!((pair.attended().links.len(), pair.callee().sounds), (1, Switch::Off));
        assert!(pair.sides[ANA].browser.desk.fragment.is_some());
        let link = pair.given_link();
        pair.opens(BEN, &link);
        pair.rung_by_ben();
        assert_eq!(pair.callee().rings.len(), 1);
        pair.answers(Switch::Off);
        pair.wait(Millis::seconds(2));
        assert!(pair.talks(ANA) && pair.talks(BEN));
        pair.does(ANA, Event::HomeChosen);
        assert!(matches!(pair.view(ANA).screen, Screen::Home(_)));
        assert_eq!(pair.sides[ANA].browser.sockets(), 0);
    }
}

impl Pair {
    /// Ana has talked with Ben, who rang, and has left; she still reads what was said.
    fn after_a_conversation() -> Self {
        let mut pair = Self::ringing();
        pair.answers(Switch::Off);
        pair.wait(Millis::seconds(2));
        pair.writes(BEN, "until tomorrow");
        pair.does(BEN, Event::LeaveChosen);
        pair.wait(Millis::seconds(1));
        pair
    }

    /// Who rings, behind the conversation that is over.
    fn duty(&self) -> CalleeView {
        (*self.talk(ANA).callee.expect("nobody can ring Ana")).clone()
    }
}

#[test]
fn whoever_was_answered_can_be_rung_again_as_soon_as_the_conversation_is_over() {
    let mut pair = Pair::after_a_conversation();
    assert_eq!(pair.chat(ANA), ["until tomorrow"]);
    let CalleeStage::Attended(attended) = pair.duty().stage else { panic!("nobody can ring Ana") };
    assert_eq!(attended.standing, Standing::Reachable);
    let link = attended.links[0].link.text().reveal().clone();
    assert!(
        pair.sides[ANA].browser.desk.fragment.as_ref().is_some_and(|fragment| fragment.starts_with("m="))
    );
    let heard = pair.heard_rings(ANA);
    pair.opens(BEN, &link);
    pair.rung_by_ben();
    assert_eq!((pair.duty().rings.len(), pair.heard_rings(ANA)), (1, heard + 1));
    assert_eq!(pair.chat(ANA), ["until tomorrow"], "a ring takes away what was said");
    assert!(pair.sides[ANA].session.is_waited_for());

    let ring = pair.duty().rings[0].id;
    pair.rings(ANA, RingEvent::Declined(ring));
    assert!(matches!(pair.caller_stage(), CallerStage::Declined));
    pair.wait(Millis::seconds(1));
    pair.rings(BEN, RingEvent::RungAgain);
    pair.wait(PAUSE);
    let ring = pair.duty().rings[0].id;
    pair.rings(ANA, RingEvent::Answered { ring, direct: Switch::Off });
    assert!(matches!(pair.callee().stage, CalleeStage::Connecting(_)));
    pair.wait(Millis::seconds(2));
    assert!(pair.talks(ANA) && pair.talks(BEN));
    assert!(pair.talk(ANA).callee.is_none());
}

#[test]
fn behind_a_conversation_that_is_over_the_page_stays_at_the_companion_until_the_person_goes_elsewhere() {
    let mut pair = Pair::after_a_conversation();
    pair.loses_socket(ANA);
    pair.wait(Millis::seconds(1));
    let CalleeStage::Attended(attended) = pair.duty().stage else { panic!("nobody can ring Ana") };
    assert_eq!(attended.standing, Standing::Reachable);
    let before = pair.sides[ANA].browser.desk.open_sockets();
    pair.does(ANA, Event::NetworkChanged(Network::Present));
    assert_ne!(pair.sides[ANA].browser.desk.open_sockets(), before);
    pair.does(ANA, Event::BackChosen);
    assert_eq!((pair.attended().standing, pair.sides[ANA].browser.sockets()), (Standing::Reachable, 1));

    let mut gone = Pair::after_a_conversation();
    gone.does(ANA, Event::InviteChosen);
    assert_eq!((gone.sides[ANA].browser.sockets(), &gone.sides[ANA].browser.desk.fragment), (0, &None));
}

#[test]
fn who_rings_during_a_conversation_is_missed_and_cannot_tell_it_from_nobody_there() {
    let mut pair = Pair::reachable();
    let link = pair.given_link();
    pair.rung_by_ben();
    pair.answers(Switch::Off);
    pair.wait(Millis::seconds(2));
    pair.opens(EVE, &link);
    pair.rings(EVE, RingEvent::Rung { name: private("Eve") });
    pair.wait(Millis::minutes(2) + PAUSE);
    let Screen::Caller(caller) = pair.view(EVE).screen else { panic!("Eve rings no more") };
    assert!(matches!(caller.stage, CallerStage::Unanswered(NoteStage::Open)));
    pair.wait(Millis::seconds(1));
    assert!(pair.talks(ANA) && pair.talks(BEN));
    pair.does(BEN, Event::LeaveChosen);
    pair.wait(Millis::seconds(1));
    let CalleeStage::Attended(attended) = pair.duty().stage else { panic!("nobody can ring Ana") };
    let [missed] = &attended.missed[..] else { panic!("nobody was missed") };
    assert!(missed.name == private("Eve"));
}

#[test]
fn the_name_typed_for_a_ring_is_the_name_in_the_conversation() {
    let mut pair = Pair::reachable();
    pair.does(BEN, Event::SettingsEntered { stun: StunEntry::Nobody, name: private("Benedikt") });
    let CallerStage::Introducing { name, .. } = pair.caller_stage() else { panic!("he rings already") };
    assert_eq!(name.reveal(), "Benedikt");
    pair.rings(BEN, RingEvent::Rung { name: private(" Beni ") });
    pair.wait(PAUSE);
    pair.answers(Switch::Off);
    pair.wait(Millis::seconds(2));
    assert!(pair.talk(ANA).name == Some(private("Beni")));
}

#[test]
fn whoever_declines_or_cannot_now_says_so_and_is_still_reachable() {
    let mut pair = Pair::ringing();
    let ring = pair.ring();
    pair.rings(ANA, RingEvent::Declined(ring));
    assert!(matches!(pair.caller_stage(), CallerStage::Declined));
    assert!(pair.callee().rings.is_empty());
    assert_eq!((pair.sides[ANA].browser.sockets(), pair.sides[BEN].browser.sockets()), (1, 0));

    pair.wait(Millis::seconds(1));
    pair.rings(BEN, RingEvent::RungAgain);
    pair.wait(PAUSE);
    let ring = pair.ring();
    pair.rings(ANA, RingEvent::NotNow { ring, note: private("In an hour") });
    let CallerStage::NotNow(note) = pair.caller_stage() else { panic!("Ben was told nothing") };
    assert_eq!(note.reveal(), "In an hour");
    assert!(pair.sides[ANA].browser.desk.lanes.is_empty());
    assert!(pair.attended().missed.is_empty());
    assert!(!pair.sides[BEN].session.is_waited_for());
}

#[test]
fn a_silenced_ring_a_muted_page_and_quiet_preferences_make_no_sound() {
    let mut pair = Pair::ringing();
    let (ring, heard) = (pair.ring(), pair.heard_rings(ANA));
    assert_eq!(heard, 1);
    pair.rings(ANA, RingEvent::Silenced(ring));
    assert_eq!(pair.callee().rings[0].sound, Switch::Off);
    pair.wait(Millis::seconds(30));
    assert_eq!(pair.heard_rings(ANA), heard);

    pair.rings(BEN, RingEvent::HungUp);
    pair.rings(ANA, RingEvent::SoundsChosen(Switch::Off));
    pair.rung_by_ben();
    pair.wait(Millis::seconds(30));
    assert_eq!((pair.callee().rings.len(), pair.heard_rings(ANA)), (1, heard));
    pair.rings(ANA, RingEvent::SoundsChosen(Switch::On));
    assert_eq!(pair.heard_rings(ANA), heard + 1);

    pair.does(ANA, Event::SoundsChosen(Switch::Off));
    pair.wait(Millis::seconds(30));
    assert_eq!((pair.heard_rings(ANA), pair.callee().hushed), (heard + 1, Switch::On));
    pair.rings(ANA, RingEvent::SoundTried);
    assert_eq!(pair.heard_rings(ANA), heard + 2, "whoever wants to hear it, hears it");
}

#[test]
fn a_caller_who_hangs_up_stops_the_ring_and_is_a_missed_call() {
    let mut pair = Pair::ringing();
    pair.rings(BEN, RingEvent::HungUp);
    assert!(matches!(pair.caller_stage(), CallerStage::Introducing { .. }));
    let callee = pair.callee();
    assert!(callee.rings.is_empty());
    assert!(callee.news.is_some_and(|news| news.end == RingEnd::HungUp && news.name == private("Ben")));
    let [missed] = &pair.attended().missed[..] else { panic!("a call was missed") };
    assert!(missed.name == private("Ben") && missed.label == Some(private("Mein Link")));
    assert_eq!((missed.when, missed.note.reveal().as_str()), (MissedWhen::At(START), ""));

    pair.rings(ANA, RingEvent::MissedForgotten);
    assert!(pair.attended().missed.is_empty());
    assert!(pair.callee().news.is_none());
    assert!(pair.sides[ANA].browser.desk.lanes.is_empty());
}

#[test]
fn a_ring_that_nobody_answers_leaves_room_for_a_note() {
    let mut pair = Pair::ringing();
    pair.wait(Millis::seconds(119));
    assert!(matches!(pair.caller_stage(), CallerStage::Ringing));
    pair.wait(Millis::seconds(1));
    assert_eq!(pair.note_stage(), NoteStage::Open);
    assert!(pair.callee().news.is_some_and(|news| news.end == RingEnd::Unanswered));
    // As long as may be, with the longest name.
    let note = "ж".repeat(NOTE_BYTES / 2);
    pair.rings(BEN, RingEvent::NoteLeft(private(&format!("  {note} "))));
    pair.wait(PAUSE);
    assert_eq!(pair.note_stage(), NoteStage::Left);
    assert_eq!(pair.sides[BEN].browser.sockets(), 0);
    let missed = pair.attended().missed;
    assert_eq!(*missed.last().expect("a note").note.reveal(), note);

    pair.rings(BEN, RingEvent::RungAgain);
    pair.wait(PAUSE);
    assert_eq!(pair.callee().rings.len(), 1);
}

#[test]
fn whoever_was_away_finds_the_calls_that_they_missed() {
    let mut pair = Pair::reachable();
    let private_link = pair.private_link();
    pair.does(ANA, Event::HomeChosen);
    assert_eq!(pair.sides[ANA].browser.desk.fragment, None);
    pair.rung_by_ben();
    assert!(matches!(pair.caller_stage(), CallerStage::Ringing), "nobody learns that Ana is away");
    pair.wait(Millis::minutes(2));
    assert_eq!(pair.note_stage(), NoteStage::Open);

    pair.reloads(ANA);
    pair.opens(ANA, &private_link);
    assert_eq!(pair.attended().links.len(), 1);
    assert_eq!(pair.attended().missed.len(), 1);
    assert!(pair.sides[ANA].browser.desk.fragment.is_some());
    assert_eq!(pair.callee().sounds, Switch::On);
}

#[test]
fn a_link_that_is_carried_away_while_the_companion_is_gone_is_kept_once_it_is_back() {
    let mut pair = Pair::reachable();
    pair.companion.up = false;
    pair.hangs_up();
    pair.rings(ANA, RingEvent::LinkUsed);
    let puts = |pair: &Pair| {
        let asked = pair.companion.heard.iter().filter_map(|bytes| Request::decode(bytes));
        asked.filter(|request| matches!(request, Request::PutLink { .. })).count()
    };
    let before = puts(&pair);
    pair.companion.up = true;
    pair.wait(Millis::minutes(1));
    assert_eq!(puts(&pair), before + 1, "the companion would forget it within the hour");
    pair.rings(ANA, RingEvent::LinkUsed);
    assert_eq!(puts(&pair), before + 1, "once is enough");
}

#[test]
fn links_are_made_named_anew_shared_copied_and_revoked() {
    let mut pair = Pair::reachable();
    pair.rings(ANA, RingEvent::LinkWanted(private("Verein")));
    let links = pair.attended().links;
    assert_eq!(links.len(), 2);
    pair.rings(ANA, RingEvent::LinkRenamed { hash: links[1].hash, label: private("Chor") });
    let second = pair.attended().links[1].clone();
    assert!(second.label == private("Chor") && second.link == links[1].link);

    let text = second.link.text().clone();
    pair.rings(ANA, RingEvent::ShareChosen(text.clone()));
    assert!(pair.sides[ANA].browser.desk.shared == [text.reveal().clone()]);
    let hears_of_use = |request| matches!(request, Some(Request::PutLink { .. }));
    assert!(hears_of_use(pair.companion.last_request()), "the companion would forget it within the hour");
    let requests = pair.companion.heard.len();
    pair.does(ANA, Event::CopyChosen(text.clone()));
    assert_eq!(pair.companion.heard.len(), requests, "once is enough");
    assert!(pair.callee().copied.is_some_and(|it| it.text == text && it.copied == Copied::Done));

    let first = pair.given_link();
    pair.rings(ANA, RingEvent::LinkRevoked(links[0].hash));
    assert_eq!(pair.attended().links.len(), 1);
    pair.opens(BEN, &first);
    pair.rung_by_ben();
    assert!(pair.callee().rings.is_empty());
    assert!(matches!(pair.caller_stage(), CallerStage::Ringing), "a revoked link looks like nobody there");
    pair.wait(Millis::minutes(2));
    assert_eq!(pair.note_stage(), NoteStage::Open);
    pair.opens(BEN, text.reveal());
    pair.rung_by_ben();
    assert!(pair.callee().rings[0].label == Some(private("Chor")));
}

#[test]
fn everything_is_erased_at_the_companion_before_the_page_says_so() {
    let mut pair = Pair::reachable();
    pair.rings(ANA, RingEvent::EraseChosen);
    assert!(matches!(pair.callee().stage, CalleeStage::Erased));
    assert_eq!((pair.sides[ANA].browser.sockets(), &pair.sides[ANA].browser.desk.fragment), (0, &None));
    pair.does(ANA, Event::BackChosen);
    assert!(matches!(pair.view(ANA).screen, Screen::Home(_)));
}

#[test]
fn whoever_can_be_rung_is_there_again_after_the_page_was_started_anew() {
    for talking in [false, true] {
        let mut pair = Pair::ringing();
        let fragment = pair.sides[ANA].browser.desk.fragment.clone().expect("a private link");
        if talking {
            pair.answers(Switch::Off);
            pair.wait(Millis::seconds(2));
        }
        let update = Update::announced("aa".to_owned(), "0.2.0", Default::default());
        for event in [AppEvent::UpdateFound(update), AppEvent::UpdateChosen, AppEvent::UpdateTaken] {
            pair.does(ANA, Event::App(event));
        }
        pair.wait(Millis::seconds(1));
        assert!(pair.sides[ANA].browser.app.contains(&AppEffect::Restart));
        assert_eq!(pair.sides[ANA].browser.desk.fragment.as_ref(), Some(&fragment));
        pair.reloads(ANA);
        pair.does(ANA, Event::LinkOpened(private(&fragment)));
        assert_eq!(pair.attended().standing, Standing::Reachable);
    }
}

#[test]
fn somebody_new_is_asked_for_notifications_only_when_they_choose_so() {
    let mut pair = Pair::reachable();
    assert_eq!(pair.callee().notifications, Notifications::Absent);
    pair.sides[ANA].browser.desk.allows = Notifications::Allowed;
    pair.rings(ANA, RingEvent::NotificationsWanted);
    assert_eq!(pair.callee().notifications, Notifications::Allowed);
}

#[test]
fn several_devices_ring_and_the_first_that_answers_has_the_call() {
    let mut pair = Pair::reachable();
    let private_link = pair.private_link();
    pair.opens(EVE, &private_link);
    pair.rung_by_ben();
    assert_eq!((pair.callee().rings.len(), pair.callee_at(EVE).rings.len()), (1, 1));
    pair.answers(Switch::Off);
    let other = pair.callee_at(EVE);
    assert!(other.rings.is_empty());
    assert!(other.news.is_some_and(|news| news.end == RingEnd::Elsewhere && news.name == private("Ben")));
    pair.wait(Millis::seconds(2));
    assert!(pair.talks(ANA) && pair.talks(BEN));
    let CalleeStage::Attended(other) = pair.callee_at(EVE).stage else { panic!("it is not rung any more") };
    assert_eq!((other.standing, other.missed.len()), (Standing::Reachable, 0));
}

#[test]
fn a_link_that_one_device_makes_is_on_the_other_when_it_comes() {
    let mut pair = Pair::reachable();
    pair.rings(ANA, RingEvent::LinkWanted(private("Chor")));
    let private_link = pair.private_link();
    pair.opens(EVE, &private_link);
    let CalleeStage::Attended(other) = pair.callee_at(EVE).stage else { panic!("it is not rung") };
    assert!(other.links == pair.attended().links && other.private_link == pair.attended().private_link);
}
