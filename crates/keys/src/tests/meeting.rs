use super::{LANE, changed, hear, is_done, is_nothing, is_wrong, keys, letter, private, said, say};
use crate::{Keys, chance::Dealt, lanes};
use heliograph_wire::rendezvous::{Heard, Lane, Outcome, Pairing, Task};

const HERE: [u8; 16] = [1; 16];

fn meet(keys: &mut Keys<Dealt>, words: &str, seats: [u16; 2]) -> Outcome {
    let pairing = Pairing::Nameplate(42);
    keys.perform(Task::Meet { lane: LANE, words: private(words), pairing, companion: HERE, seats })
}

/// Ana has the lower seat, Ben the higher; what they say first comes with them.
fn both(words: [&str; 2]) -> [(Keys<Dealt>, Vec<u8>); 2] {
    let (mut ana, mut ben) = (keys(1), keys(2));
    let first = [meet(&mut ana, words[0], [3, 7]), meet(&mut ben, words[1], [7, 3])].map(said);
    let [from_ana, from_ben] = first;
    [(ana, from_ana), (ben, from_ben)]
}

fn agreed() -> [Keys<Dealt>; 2] {
    let [(mut ana, from_ana), (mut ben, from_ben)] = both(["same", "same"]);
    hear(&mut ana, &from_ben);
    let proof = said(hear(&mut ben, &from_ana));
    let proof = said(hear(&mut ana, &proof));
    hear(&mut ben, &proof);
    [ana, ben]
}

#[test]
fn the_higher_seat_proves_first_and_then_both_agree() {
    let [(mut ana, from_ana), (mut ben, from_ben)] = both(["same", "same"]);
    assert!(is_nothing(&hear(&mut ana, &from_ben)), "the lower seat waits for the other's proof");
    let Outcome::Heard { heard: Heard::Say(proof), .. } = hear(&mut ben, &from_ana) else {
        panic!("the higher seat proves at once")
    };
    let Outcome::Heard { heard: Heard::Agreed { say: Some(proof) }, .. } = hear(&mut ana, proof.reveal())
    else {
        panic!("the lower seat agrees and proves")
    };
    let agreed = hear(&mut ben, proof.reveal());
    assert!(matches!(agreed, Outcome::Heard { heard: Heard::Agreed { say: None }, .. }));

    let message = said(say(&mut ana, b"hello"));
    assert_eq!(letter(hear(&mut ben, &message)), b"hello");
    let message = said(say(&mut ben, b"good day"));
    assert_eq!(letter(hear(&mut ana, &message)), b"good day");
}

#[test]
fn other_words_are_found_out_by_the_lower_seat_and_nothing_leaves_it() {
    let [(mut ana, from_ana), (mut ben, from_ben)] = both(["same", "some"]);
    assert!(is_nothing(&hear(&mut ana, &from_ben)));
    let guess = said(hear(&mut ben, &from_ana));
    assert!(is_wrong(&hear(&mut ana, &guess)));
    for message in [&guess, &from_ben, &from_ana] {
        assert!(is_nothing(&hear(&mut ana, message)), "the lane is over");
    }
    assert!(is_done(&say(&mut ana, b"hello")));
    assert!(is_done(&meet(&mut ana, "some", [3, 7])), "there is one run for each lane");
}

/// As often as a companion that cheats could try, were a code not used up by the first guess.
#[test]
fn ten_thousand_guesses_at_words_that_were_drawn_come_to_nothing() {
    const TRIES: u32 = 10_000;
    let (mut ana, mut guesser) = (keys(1), keys(2));
    let Outcome::Drawn(drawn) = ana.perform(Task::DrawWords) else { panic!("words are drawn") };
    let mut wrong = 0;
    for _ in 0..TRIES {
        let Outcome::Drawn(guess) = guesser.perform(Task::DrawWords) else { panic!("words are drawn") };
        let first = said(meet(&mut ana, drawn.reveal(), [0, 1]));
        let answer = said(meet(&mut guesser, guess.reveal(), [1, 0]));
        let proof = said(hear(&mut guesser, &first));
        assert!(is_nothing(&hear(&mut ana, &answer)), "something left before it was earned");
        wrong += u32::from(is_wrong(&hear(&mut ana, &proof)));
        for side in [&mut ana, &mut guesser] {
            side.perform(Task::Forget(LANE));
        }
    }
    assert_eq!(wrong, TRIES, "a guess was right");
}

#[test]
fn who_meets_elsewhere_never_agrees() {
    let elsewhere = [
        (Pairing::Nameplate(43), HERE, [7, 3]),
        (Pairing::Nameplate(42), [2; 16], [7, 3]),
        (Pairing::Nameplate(42), HERE, [8, 3]),
    ];
    for (pairing, companion, seats) in elsewhere {
        let [(mut ana, from_ana), _] = both(["same", "same"]);
        let mut ben = keys(2);
        let words = private("same");
        let from_ben = said(ben.perform(Task::Meet { lane: LANE, words, pairing, companion, seats }));
        hear(&mut ana, &from_ben);
        let proof = said(hear(&mut ben, &from_ana));
        assert!(is_wrong(&hear(&mut ana, &proof)));
    }
}

#[test]
fn two_who_are_told_the_same_side_never_agree() {
    for seats in [[3, 7], [7, 3]] {
        let (mut ana, mut ben) = (keys(1), keys(2));
        let [from_ana, from_ben] = [&mut ana, &mut ben].map(|keys| said(meet(keys, "same", seats)));
        let answers = [hear(&mut ana, &from_ben), hear(&mut ben, &from_ana)];
        if seats == [7, 3] {
            let [proof_of_ana, proof_of_ben] = answers.map(said);
            assert!(is_wrong(&hear(&mut ana, &proof_of_ben)));
            assert!(is_wrong(&hear(&mut ben, &proof_of_ana)));
        } else {
            assert!(answers.iter().all(is_nothing), "each waits for a proof that nobody gives");
        }
    }
}

#[test]
fn what_comes_back_from_a_mirror_is_wrong() {
    for (side, seats) in [("lower", [3, 7]), ("higher", [7, 3])] {
        let mut ana = keys(1);
        let message = said(meet(&mut ana, "same", seats));
        assert!(is_wrong(&hear(&mut ana, &message)), "{side}");
    }
    let [(_, from_ana), (mut ben, _)] = both(["same", "same"]);
    let proof = said(hear(&mut ben, &from_ana));
    assert!(is_wrong(&hear(&mut ben, &proof)), "a proof of the other side is another one");
}

#[test]
fn nobody_is_led_to_themselves() {
    let mut ana = keys(1);
    let begun = [(1, [5, 8]), (2, [8, 5])].map(|(number, seats)| {
        let (words, pairing) = (private("same"), Pairing::Nameplate(42));
        let lane = Lane(number);
        (lane, said(ana.perform(Task::Meet { lane, words, pairing, companion: HERE, seats })))
    });
    let [(one, of_one), (other, of_other)] = begun;
    for (lane, message) in [(one, of_other), (other, of_one)] {
        let heard = ana.perform(Task::Hear { lane, bytes: message.into() });
        assert!(is_wrong(&heard));
    }
}

#[test]
fn changes_and_disorder_before_both_agree_are_wrong() {
    for place in [0, 1, 32] {
        let [(mut ana, from_ana), (mut ben, from_ben)] = both(["same", "same"]);
        let first = hear(&mut ana, &changed(&from_ben, place));
        let proof = said(hear(&mut ben, &from_ana));
        assert!(is_wrong(&first) || is_wrong(&hear(&mut ana, &proof)), "changed at {place}");
    }
    let [(mut ana, from_ana), (mut ben, from_ben)] = both(["same", "same"]);
    let proof = said(hear(&mut ben, &from_ana));
    assert!(is_wrong(&hear(&mut ana, &proof)), "a proof before the message");

    for wrong in [&from_ben[..], &changed(&proof, 31), &proof[..31], &[], &[&proof[..], &[0]].concat()] {
        let [(mut ana, _), _] = both(["same", "same"]);
        hear(&mut ana, &from_ben);
        assert!(is_wrong(&hear(&mut ana, wrong)), "no proof of {} bytes", wrong.len());
        assert!(is_nothing(&hear(&mut ana, &proof)), "the right one comes too late");
    }
}

#[test]
fn nothing_is_said_before_both_agree() {
    let [(mut ana, from_ana), (mut ben, from_ben)] = both(["same", "same"]);
    assert!(is_done(&say(&mut ana, b"early")));
    hear(&mut ana, &from_ben);
    assert!(is_done(&say(&mut ana, b"early")));
    hear(&mut ben, &from_ana);
    assert!(is_done(&say(&mut ben, b"early")));
}

#[test]
fn once_both_agree_nothing_from_between_ends_it() {
    let [mut ana, mut ben] = agreed();
    let first = said(say(&mut ana, b"first"));
    for nothing in [&[][..], &[0; 33], &[0; 5000], &changed(&first, 9), &first[..first.len() - 1]] {
        assert!(is_nothing(&hear(&mut ben, nothing)));
    }
    assert!(is_nothing(&hear(&mut ana, &first)), "reflected");
    assert_eq!(letter(hear(&mut ben, &first)), b"first");
    assert!(is_nothing(&hear(&mut ben, &first)), "replayed");
}

#[test]
fn two_with_words_of_their_own_meet_in_a_bucket() {
    let (mut ana, mut ben) = (keys(1), keys(2));
    let begun = [(&mut ana, "Süße  Träume", [3, 7]), (&mut ben, "su\u{308}ße-träume", [7, 3])];
    let [from_ana, from_ben] = begun.map(|(keys, typed, seats)| {
        let task = Task::PlaceWords { typed: private(typed), companion: HERE };
        let Outcome::Placed { words, pairing } = keys.perform(task) else { panic!("these are words") };
        assert!(matches!(pairing, Pairing::Bucket(_)));
        said(keys.perform(Task::Meet { lane: LANE, words, pairing, companion: HERE, seats }))
    });
    hear(&mut ana, &from_ben);
    let proof = said(hear(&mut ben, &from_ana));
    assert!(matches!(hear(&mut ana, &proof), Outcome::Heard { heard: Heard::Agreed { .. }, .. }));
}

#[test]
fn one_seat_alone_is_no_meeting_and_a_lane_that_is_taken_stays_as_it_is() {
    let mut ana = keys(1);
    assert!(is_done(&meet(&mut ana, "same", [3, 3])));
    let mut ben = keys(2);
    let from_ben = said(meet(&mut ben, "same", [7, 3]));
    said(meet(&mut ana, "same", [3, 7]));
    assert!(is_done(&meet(&mut ana, "other", [3, 7])));
    assert!(is_nothing(&hear(&mut ana, &from_ben)), "it still crosses");
}

#[test]
fn a_lane_that_was_forgotten_or_never_was_hears_nothing() {
    let [mut ana, mut ben] = agreed();
    let message = said(say(&mut ana, b"hello"));
    assert!(is_done(&ben.perform(Task::Forget(LANE))));
    assert!(is_nothing(&hear(&mut ben, &message)));
    assert!(is_done(&say(&mut ben, b"hello")));
    assert!(is_done(&ben.perform(Task::Forget(Lane(99)))));
}

#[test]
fn only_so_many_lanes_begin_and_forgetting_one_makes_room() {
    let mut ana = keys(1);
    let begin = |keys: &mut Keys<Dealt>, lane| {
        let (words, pairing) = (private("same"), Pairing::Nameplate(42));
        !is_done(&keys.perform(Task::Meet { lane, words, pairing, companion: HERE, seats: [1, 2] }))
    };
    let begun = (0..100).filter(|number| begin(&mut ana, Lane(*number))).count();
    assert_eq!(begun, lanes::MOST);
    ana.perform(Task::Forget(Lane(0)));
    assert!(begin(&mut ana, Lane(200)));
}
