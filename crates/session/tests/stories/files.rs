//! Files: offered, taken, paused, stopped, and gone on with after a break.

use crate::support::{ANA, BEN, Pair, connections, private};
use heliograph_session::{
    Event, Fate, FilesFault, Into, PickId, PickMeans, Picked, Position, Problem, Sound, TransferEnd,
    TransferId, TransferState, TransferView, Way,
};
use heliograph_wire::control::{FilesEnd, Holding, Message, Offered, Shown, Switch, Transfer, Whose};
use heliograph_wire::{Millis, Private};
use std::rc::Rc;

const OUT: TransferId = TransferId { way: Way::Out, number: 1 };
const IN: TransferId = TransferId { way: Way::In, number: 1 };

fn connected() -> Pair {
    let mut pair = Pair::chromium();
    pair.connect();
    pair
}

fn offered(name: &str, bytes: u64) -> Offered {
    let media_type = "text/plain".to_owned();
    Offered { name: private(name), files: 1, bytes, media_type, shown: Shown::Named }
}

fn picture(bytes: u64) -> Offered {
    let shown = Shown::Picture;
    Offered { media_type: "image/jpeg".to_owned(), shown, ..offered("photo.jpg", bytes) }
}

fn picks(pair: &mut Pair, who: usize, id: u32, offered: Offered) {
    let picked = Picked { id: PickId(id), means: PickMeans::Chosen, offered, picture: None };
    pair.does(who, Event::FilesPicked(picked));
}

/// Ana offers a file, Ben takes it.
fn under_way() -> Pair {
    let mut pair = connected();
    picks(&mut pair, ANA, 7, offered("notes.txt", 1_000_000));
    pair.does(BEN, Event::FilesAccepted(IN));
    pair
}

fn view(pair: &Pair, who: usize, id: TransferId) -> Rc<TransferView> {
    Rc::clone(pair.talk(who).transfers.get(&id).expect("the transfer is on show"))
}

fn states(pair: &Pair) -> [TransferState; 2] {
    [view(pair, ANA, OUT).state, view(pair, BEN, IN).state]
}

fn arrives(pair: &mut Pair, bytes: u64) {
    pair.sides[BEN].browser.depot.stored.insert(1, Position { file: 0, offset: bytes });
    pair.does(BEN, Event::FilesMoved { transfer: IN, bytes });
    pair.does(ANA, Event::FilesMoved { transfer: OUT, bytes });
}

/// Ben's page hears this message of somebody who is not Ana's page.
fn hears(pair: &mut Pair, message: &Message) {
    let peer = connections(pair, BEN)[0];
    pair.does(BEN, Event::Received { peer, bytes: Private::new(message.encode()) });
}

#[test]
fn a_file_is_offered_taken_sent_and_stored() {
    let mut pair = connected();
    picks(&mut pair, ANA, 7, offered("notes.txt", 1_000_000));
    assert_eq!(states(&pair), [TransferState::Offered; 2]);
    assert_eq!((pair.chat(ANA), pair.chat(BEN)), (vec!["files".to_owned()], vec!["files".to_owned()]));
    assert_eq!(pair.sides[BEN].browser.studio.sounds, [Sound::Message]);
    assert!(pair.sides[ANA].browser.depot.sending.is_empty());
    pair.does(BEN, Event::FilesAccepted(IN));
    assert_eq!(states(&pair), [TransferState::Going; 2]);
    let (_, picked, from) = pair.sides[ANA].browser.depot.sending[&1];
    assert_eq!((picked, from), (PickId(7), Position::default()));
    for tenth in 0..10 {
        arrives(&mut pair, tenth * 100_000);
        pair.wait(Millis(500));
    }
    let seen = view(&pair, ANA, OUT);
    assert_eq!((seen.arrived, seen.speed), (900_000, Some(200_000)));
    assert_eq!(seen.time_left, Some(Millis(500)));
    pair.does(BEN, Event::FilesStored { number: 1, name: private("notes (1).txt"), again: Switch::On });
    assert_eq!(states(&pair), [TransferState::Stored; 2]);
    assert_eq!(view(&pair, ANA, OUT).arrived, 1_000_000);
    assert!(view(&pair, BEN, IN).name == private("notes (1).txt"));
    // The sender needs the file no longer; the receiver may save it once more.
    assert_eq!(pair.sides[ANA].browser.depot.dropped, [OUT]);
    pair.does(BEN, Event::FilesSaveChosen(IN));
    assert_eq!(pair.sides[BEN].browser.depot.saved, [IN]);
}

#[test]
fn a_refused_file_is_told_and_never_sent() {
    let mut pair = connected();
    picks(&mut pair, ANA, 7, offered("notes.txt", 5));
    pair.does(BEN, Event::FilesRefused(IN));
    assert_eq!(states(&pair), [TransferState::Ended(TransferEnd::Refused); 2]);
    pair.does(BEN, Event::FilesAccepted(IN));
    assert!(pair.sides[ANA].browser.depot.sending.is_empty());
    assert_eq!(pair.sides[ANA].browser.depot.dropped, [OUT]);
    assert_eq!(pair.sides[ANA].browser.depot.picks_dropped, [PickId(7)]);
}

#[test]
fn who_closes_the_question_where_to_put_it_can_take_it_later() {
    let mut pair = connected();
    picks(&mut pair, ANA, 7, offered("notes.txt", 5));
    pair.sides[BEN].browser.depot.closes_question = true;
    pair.does(BEN, Event::FilesAccepted(IN));
    assert_eq!(states(&pair), [TransferState::Offered; 2]);
    pair.sides[BEN].browser.depot.closes_question = false;
    pair.does(BEN, Event::FilesAccepted(IN));
    assert_eq!(states(&pair), [TransferState::Going; 2]);
}

#[test]
fn either_side_pauses_and_both_must_wish_to_go_on() {
    let mut pair = under_way();
    let sender = |pair: &Pair| pair.sides[ANA].browser.depot.held.get(&OUT).copied();
    pair.does(BEN, Event::FilesPaused(IN));
    assert_eq!(states(&pair), [TransferState::PausedThere, TransferState::PausedHere]);
    assert_eq!(sender(&pair), Some(Holding::Paused));
    pair.does(ANA, Event::FilesPaused(OUT));
    pair.does(BEN, Event::FilesContinued(IN));
    assert_eq!(states(&pair), [TransferState::PausedHere, TransferState::PausedThere]);
    assert_eq!(sender(&pair), Some(Holding::Paused));
    pair.does(ANA, Event::FilesContinued(OUT));
    assert_eq!(states(&pair), [TransferState::Going; 2]);
    assert_eq!(sender(&pair), Some(Holding::Going));
}

#[test]
fn either_side_stops_it() {
    for (who, ends) in [
        (ANA, [TransferEnd::CancelledHere, TransferEnd::CancelledThere]),
        (BEN, [TransferEnd::CancelledThere, TransferEnd::CancelledHere]),
    ] {
        let mut pair = under_way();
        pair.does(who, Event::FilesCancelled([OUT, IN][who]));
        assert_eq!(states(&pair), ends.map(TransferState::Ended));
        for who in [ANA, BEN] {
            assert_eq!(pair.sides[who].browser.depot.dropped, [[OUT, IN][who]]);
        }
    }
}

#[test]
fn what_fails_on_one_side_is_told_on_both() {
    let cases = [
        (ANA, FilesFault::Vanished, [TransferEnd::Vanished, TransferEnd::Vanished]),
        (BEN, FilesFault::NoRoom, [TransferEnd::NoRoomThere, TransferEnd::NoRoomHere]),
        (BEN, FilesFault::TooLarge, [TransferEnd::NoRoomThere, TransferEnd::TooLarge]),
        (BEN, FilesFault::NotWritable, [TransferEnd::NoRoomThere, TransferEnd::NotWritable]),
        (BEN, FilesFault::NotAsSaid, [TransferEnd::NotAsSaid, TransferEnd::NotAsSaid]),
    ];
    for (who, fault, ends) in cases {
        let mut pair = under_way();
        pair.does(who, Event::FilesFailed { transfer: [OUT, IN][who], fault });
        assert_eq!(states(&pair), ends.map(TransferState::Ended));
        assert!(pair.talks(ANA) && pair.talks(BEN));
    }
}

#[test]
fn a_file_goes_on_where_it_was_after_a_break_without_end() {
    let mut pair = under_way();
    arrives(&mut pair, 400_000);
    pair.lose_each_other();
    assert_eq!(states(&pair), [TransferState::Waiting; 2]);
    pair.connect();
    assert_eq!(states(&pair), [TransferState::Going; 2]);
    let (peer, picked, from) = pair.sides[ANA].browser.depot.sending[&1];
    assert_eq!((picked, from), (PickId(7), Position { file: 0, offset: 400_000 }));
    assert_eq!(peer, connections(&pair, ANA)[0]);
    assert!(pair.sides[ANA].browser.depot.dropped.is_empty());
}

#[test]
fn a_pause_outlives_a_break() {
    let mut pair = under_way();
    pair.does(BEN, Event::FilesPaused(IN));
    pair.lose_each_other();
    pair.connect();
    assert_eq!(states(&pair), [TransferState::PausedThere, TransferState::PausedHere]);
    assert_eq!(pair.sides[ANA].browser.depot.held.get(&OUT), Some(&Holding::Paused));
}

#[test]
fn an_offer_and_an_end_that_a_break_swallowed_are_told_again() {
    let mut pair = connected();
    pair.network.up = false;
    picks(&mut pair, ANA, 7, offered("notes.txt", 5));
    pair.lose_each_other();
    pair.connect();
    assert_eq!(states(&pair), [TransferState::Offered; 2]);
    pair.does(BEN, Event::FilesAccepted(IN));
    pair.network.up = false;
    pair.does(BEN, Event::FilesStored { number: 1, name: private("notes.txt"), again: Switch::Off });
    pair.lose_each_other();
    pair.connect();
    assert_eq!(states(&pair), [TransferState::Stored; 2]);
    assert_eq!(pair.chat(BEN), ["files"]);
}

#[test]
fn a_file_can_be_stopped_while_nobody_is_connected() {
    let mut pair = under_way();
    pair.lose_each_other();
    pair.does(BEN, Event::FilesCancelled(IN));
    pair.connect();
    let ends = [TransferEnd::CancelledThere, TransferEnd::CancelledHere];
    assert_eq!(states(&pair), ends.map(TransferState::Ended));
}

#[test]
fn whoever_comes_next_gets_nothing_of_it_and_what_was_there_stays_on_show() {
    let mut pair = under_way();
    pair.lose_each_other();
    // Another person, or a page that has forgotten everything, is on the other end now.
    pair.reloads(BEN);
    pair.connect();
    let talk = pair.talk(ANA);
    let [row] = &talk.transfers.values().collect::<Vec<_>>()[..] else { panic!("one row") };
    assert_eq!(row.state, TransferState::Ended(TransferEnd::Lost));
    assert_eq!(pair.chat(ANA), ["files", "---"]);
    assert_eq!(pair.sides[ANA].browser.depot.dropped.first(), Some(&OUT));
    assert!(pair.chat(BEN).is_empty());
    // The same number means another file from now on.
    picks(&mut pair, BEN, 9, offered("other.txt", 5));
    picks(&mut pair, ANA, 10, offered("third.txt", 5));
    assert_eq!(pair.talk(ANA).transfers.len(), 3);
    hears(&mut pair, &Message::FilesOffered { number: 1 << 31, offered: offered("forged", 1) });
    assert_eq!(pair.talk(BEN).transfers.len(), 2);
}

#[test]
fn a_small_picture_is_shown_without_a_question_and_a_large_one_is_not() {
    let mut pair = connected();
    picks(&mut pair, ANA, 7, picture(300_000));
    assert_eq!(pair.sides[BEN].browser.depot.receiving[&1].1, Into::Picture);
    pair.does(BEN, Event::PictureReady { number: 1, address: private("blob:x") });
    assert!(view(&pair, BEN, IN).picture == Some(private("blob:x")));
    let shown_as = |offered: Offered| {
        let mut pair = connected();
        picks(&mut pair, ANA, 7, offered);
        (pair.sides[BEN].browser.depot.receiving.is_empty(), view(&pair, BEN, IN).shown)
    };
    assert_eq!(shown_as(picture(9_000_000)), (true, Shown::Named));
    // A drawing may hold more than a picture.
    let drawing = Offered { media_type: "image/svg+xml".to_owned(), ..picture(5) };
    assert_eq!(shown_as(drawing), (true, Shown::Named));
}

#[test]
fn pictures_without_a_question_have_an_end() {
    let mut pair = connected();
    for number in 1..=20 {
        picks(&mut pair, ANA, number, picture(8_000_000));
    }
    assert_eq!(pair.sides[BEN].browser.depot.receiving.len(), 8);
}

#[test]
fn a_flood_of_offers_is_refused_without_a_question() {
    let mut pair = connected();
    for number in 1..=200 {
        hears(&mut pair, &Message::FilesOffered { number, offered: offered("x", 1) });
    }
    assert_eq!(pair.talk(BEN).transfers.len(), 50);
    hears(
        &mut pair,
        &Message::FilesOffered { number: 300, offered: Offered { files: 0, ..offered("x", 1) } },
    );
    assert_eq!(pair.talk(BEN).transfers.len(), 50);
}

#[test]
fn a_hostile_name_is_shown_as_it_would_be_saved() {
    let mut pair = connected();
    picks(&mut pair, ANA, 7, offered("../../etc/\u{202e}txt.exe", 5));
    let name = view(&pair, BEN, IN).name.clone();
    assert!(!name.reveal().contains(['/', '\\', '\u{202e}']), "{}", name.reveal());
    let odd = Offered { media_type: "text/<script>".to_owned(), ..offered("a", 1) };
    picks(&mut pair, ANA, 8, odd);
    let second = TransferId { number: 2, ..IN };
    assert_eq!(view(&pair, BEN, second).media_type, "");
}

#[test]
fn a_peer_that_speaks_of_unknown_or_finished_transfers_changes_nothing() {
    let mut pair = under_way();
    pair.does(BEN, Event::FilesStored { number: 1, name: private("notes.txt"), again: Switch::Off });
    for (whose, number) in [(Whose::Senders, 1), (Whose::Receivers, 1), (Whose::Senders, 9)] {
        let transfer = Transfer { whose, number };
        hears(&mut pair, &Message::FilesEnded { transfer, end: FilesEnd::Cancelled });
        hears(&mut pair, &Message::FilesEnded { transfer, end: FilesEnd::Stored });
        hears(&mut pair, &Message::FilesHeld { transfer, holding: Holding::Paused });
        hears(&mut pair, &Message::FilesWanted { number, file: 0, offset: 0 });
    }
    assert_eq!(view(&pair, BEN, IN).state, TransferState::Stored);
    assert!(pair.sides[BEN].browser.depot.sending.is_empty());
}

#[test]
fn who_offers_a_file_cannot_say_that_it_is_stored_here() {
    let mut pair = under_way();
    let transfer = Transfer { whose: Whose::Senders, number: 1 };
    hears(&mut pair, &Message::FilesEnded { transfer, end: FilesEnd::Stored });
    assert_eq!(view(&pair, BEN, IN).state, TransferState::Going);
}

#[test]
fn what_is_brought_to_a_page_without_a_conversation_is_read_as_a_code() {
    let mut pair = Pair::chromium();
    let picked = |id, means| Picked { id: PickId(id), means, offered: offered("invite", 100), picture: None };
    pair.does(ANA, Event::FilesPicked(picked(3, PickMeans::Brought)));
    assert_eq!(pair.sides[ANA].browser.depot.read_as_code, [PickId(3)]);
    pair.connect();
    pair.does(ANA, Event::FilesPicked(picked(4, PickMeans::Brought)));
    assert_eq!(pair.sides[ANA].browser.depot.read_as_code, [PickId(3)]);
    assert_eq!(view(&pair, BEN, IN).bytes, 100);
    pair.does(BEN, Event::LeaveChosen);
    pair.does(ANA, Event::FilesPicked(picked(5, PickMeans::Chosen)));
    assert_eq!(pair.sides[ANA].browser.depot.picks_dropped, [PickId(4), PickId(5)]);
    assert_eq!(pair.talk(ANA).problem, Some(Problem::NobodyToSendTo));
}

#[test]
fn pictures_wait_for_a_word_on_how_to_send_them() {
    let picked = |id| {
        let (id, means) = (PickId(id), PickMeans::Brought);
        Event::PicturesPicked(Picked { id, means, offered: offered("beach.jpg", 100), picture: None })
    };
    let mut pair = Pair::chromium();
    pair.does(ANA, picked(1));
    assert_eq!(pair.sides[ANA].browser.depot.read_as_code, [PickId(1)], "a picture may hold a code");
    pair.connect();
    for id in 2..=5 {
        pair.does(ANA, picked(id));
    }
    assert_eq!((pair.talk(ANA).pictures, pair.talk(BEN).transfers.len()), (Switch::On, 0));
    pair.does(ANA, Event::PicturesDecided(Fate::Drawn));
    assert_eq!(pair.sides[ANA].browser.depot.drawn, [PickId(2)]);
    pair.does(ANA, Event::PicturesDecided(Fate::NotSent));
    assert_eq!(pair.sides[ANA].browser.depot.picks_dropped, [PickId(3)]);
    pair.does(ANA, Event::PicturesDecided(Fate::Unchanged));
    assert_eq!(view(&pair, BEN, IN).bytes, 100);
    pair.does(ANA, Event::LeaveChosen);
    assert!(pair.sides[ANA].browser.depot.picks_dropped.contains(&PickId(5)), "nobody is there to ask for");
}

#[test]
fn deleting_the_chat_keeps_what_is_under_way() {
    let mut pair = under_way();
    picks(&mut pair, ANA, 8, offered("second.txt", 5));
    pair.does(BEN, Event::FilesRefused(TransferId { number: 2, ..IN }));
    pair.writes(ANA, "secret");
    pair.does(BEN, Event::ChatForgetChosen);
    assert_eq!(pair.chat(BEN), ["files"]);
    assert_eq!(states(&pair), [TransferState::Going; 2]);
    assert_eq!(pair.sides[BEN].browser.depot.dropped, [TransferId { number: 2, ..IN }]);
}

#[test]
fn who_leaves_takes_what_was_under_way_with_them() {
    let mut pair = under_way();
    picks(&mut pair, ANA, 8, offered("second.txt", 5));
    pair.does(BEN, Event::LeaveChosen);
    assert_eq!(view(&pair, ANA, OUT).state, TransferState::Ended(TransferEnd::Lost));
    assert!(pair.sides[ANA].browser.depot.picks_dropped.contains(&PickId(8)));
    assert!(!pair.sides[ANA].session.is_waited_for());
}

#[test]
fn an_offer_that_cannot_be_answered_now_waits() {
    let mut pair = connected();
    picks(&mut pair, ANA, 7, offered("notes.txt", 5));
    pair.lose_each_other();
    assert_eq!(view(&pair, BEN, IN).state, TransferState::Waiting);
    pair.connect();
    assert_eq!(states(&pair), [TransferState::Offered; 2]);
}

#[test]
fn a_senders_pause_outlives_a_break_and_its_end_during_one_is_heard() {
    for (goes_on, seen) in [
        (false, [TransferState::PausedHere, TransferState::PausedThere]),
        (true, [TransferState::Going, TransferState::Going]),
    ] {
        let mut pair = under_way();
        pair.does(ANA, Event::FilesPaused(OUT));
        pair.lose_each_other();
        if goes_on {
            pair.does(ANA, Event::FilesContinued(OUT));
        }
        pair.connect();
        assert_eq!(states(&pair), seen);
    }
}

#[test]
fn a_refusal_that_a_break_swallowed_is_told_again_even_after_the_chat_was_deleted() {
    let mut pair = connected();
    picks(&mut pair, ANA, 7, offered("notes.txt", 5));
    pair.network.up = false;
    pair.does(BEN, Event::FilesRefused(IN));
    pair.does(BEN, Event::ChatForgetChosen);
    pair.lose_each_other();
    pair.connect();
    assert_eq!(view(&pair, ANA, OUT).state, TransferState::Ended(TransferEnd::Lost));
}

#[test]
fn ones_own_open_offers_do_not_count_against_the_other_side() {
    let mut pair = connected();
    for number in 1..=60 {
        picks(&mut pair, BEN, number, offered("x", 1));
    }
    picks(&mut pair, ANA, 7, offered("notes.txt", 5));
    assert_eq!(view(&pair, BEN, IN).state, TransferState::Offered);
}
