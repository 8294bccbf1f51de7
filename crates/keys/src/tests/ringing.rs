use super::{LANE, changed, hear, is_done, is_nothing, keys, letter, private, said, say};
use crate::{Keys, chance::Dealt, lanes};
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{CalleeKeys, Lane, Link, NOTE_LIMIT, Outcome, SEALED_LIMIT, Task};

fn secret() -> Private<[u8; 32]> {
    match keys(9).perform(Task::NewCallee) {
        Outcome::Callee(secret) => secret,
        _ => panic!("a callee has a secret"),
    }
}

fn key() -> [u8; 32] {
    match keys(9).perform(Task::NewLink { secret: secret(), label: private("Grandma") }) {
        Outcome::NewLink(link) => link.key,
        _ => panic!("a link was asked for"),
    }
}

fn ring(caller: &mut Keys<Dealt>, intro: &[u8]) -> Outcome {
    caller.perform(Task::Ring { lane: LANE, key: key(), intro: Private::new(intro.to_vec()) })
}

fn hear_ring(callee: &mut Keys<Dealt>, lane: Lane, intro: &[u8]) -> Outcome {
    callee.perform(Task::HearRing { lane, secret: secret(), intro: Private::new(intro.to_vec()) })
}

/// A caller, a callee, and the callee's first words on their way.
fn answered() -> (Keys<Dealt>, Keys<Dealt>, Vec<u8>) {
    let (mut caller, mut callee) = (keys(1), keys(2));
    let intro = said(ring(&mut caller, b"it is me"));
    assert_eq!(letter(hear_ring(&mut callee, LANE, &intro)), b"it is me");
    let answer = said(say(&mut callee, b"hello"));
    (caller, callee, answer)
}

#[test]
fn whoever_rings_is_heard_and_answered_and_both_go_on() {
    let (mut caller, mut callee, answer) = answered();
    assert_eq!(letter(hear(&mut caller, &answer)), b"hello");
    for text in [&b"first"[..], b"second"] {
        let message = said(say(&mut caller, text));
        assert_eq!(letter(hear(&mut callee, &message)), text);
        let message = said(say(&mut callee, text));
        assert_eq!(letter(hear(&mut caller, &message)), text);
    }
}

#[test]
fn introductions_look_alike_and_fit_into_a_note() {
    let long = vec![7; 958];
    let [short, long] = [&b""[..], &long].map(|intro| said(ring(&mut keys(1), intro)).len());
    assert_eq!(short, long);
    assert!(long <= NOTE_LIMIT);
    assert!(is_done(&ring(&mut keys(1), &vec![7; 959])), "a longer one is refused, and not cut");
}

#[test]
fn an_introduction_to_somebody_else_and_a_changed_one_are_nothing_and_take_no_lane() {
    let intro = said(ring(&mut keys(1), b"it is me"));
    let mut stranger = keys(3);
    let other = Private::new([5; 32]);
    let task = Task::HearRing { lane: LANE, secret: other, intro: Private::new(intro.clone()) };
    assert!(is_nothing(&stranger.perform(task)));

    let mut callee = keys(2);
    for place in [0, 31, 32, intro.len() - 1] {
        assert!(is_nothing(&hear_ring(&mut callee, LANE, &changed(&intro, place))), "changed at {place}");
    }
    for length in [0, 31, 32, 47, 48, intro.len() - 1] {
        assert!(is_nothing(&hear_ring(&mut callee, LANE, &intro[..length])), "cut to {length}");
    }
    assert_eq!(letter(hear_ring(&mut callee, LANE, &intro)), b"it is me");
}

#[test]
fn an_introduction_is_opened_again_later_and_by_another_device() {
    let intro = said(ring(&mut keys(1), b"it is me"));
    let (mut one, mut other) = (keys(2), keys(3));
    for lane in [Lane(1), Lane(2)] {
        assert_eq!(letter(hear_ring(&mut one, lane, &intro)), b"it is me");
    }
    assert_eq!(letter(hear_ring(&mut other, LANE, &intro)), b"it is me");
}

#[test]
fn only_the_callee_speaks_first() {
    let (mut caller, mut callee) = (keys(1), keys(2));
    let intro = said(ring(&mut caller, b"it is me"));
    assert!(is_done(&say(&mut caller, b"early")));
    hear_ring(&mut callee, LANE, &intro);
    assert!(is_nothing(&hear(&mut callee, &intro)));
    assert!(is_nothing(&hear(&mut caller, &intro)), "reflected");
    said(say(&mut callee, b"hello"));
}

#[test]
fn what_comes_between_is_nothing_and_spoils_nothing() {
    let (mut caller, mut callee, answer) = answered();
    for place in [0, 31, 32, answer.len() - 1] {
        assert!(is_nothing(&hear(&mut caller, &changed(&answer, place))), "changed at {place}");
    }
    for length in [0, 31, 32, 47, 48, answer.len() - 1] {
        assert!(is_nothing(&hear(&mut caller, &answer[..length])), "cut to {length}");
    }
    assert_eq!(letter(hear(&mut caller, &answer)), b"hello");
    assert!(is_nothing(&hear(&mut caller, &answer)), "replayed");

    let (lost, second) = (said(say(&mut caller, b"lost")), said(say(&mut caller, b"second")));
    assert!(is_nothing(&hear(&mut caller, &second)), "reflected");
    assert!(is_nothing(&hear(&mut callee, &changed(&second, 7))));
    assert_eq!(letter(hear(&mut callee, &second)), b"second");
    for late in [&second, &lost] {
        assert!(is_nothing(&hear(&mut callee, late)));
    }
}

#[test]
fn the_last_count_there_is_opens_nothing() {
    let (mut caller, mut callee, answer) = answered();
    hear(&mut caller, &answer);
    let message = said(say(&mut caller, b"hello"));
    let last = [&u64::MAX.to_be_bytes()[..], &message[8..]].concat();
    assert!(is_nothing(&hear(&mut callee, &last)));
    assert_eq!(letter(hear(&mut callee, &message)), b"hello");
}

#[test]
fn what_is_too_long_is_refused_and_may_be_said_shorter() {
    let (mut caller, mut callee) = (keys(1), keys(2));
    let intro = said(ring(&mut caller, b"it is me"));
    hear_ring(&mut callee, LANE, &intro);
    let longest = 11 * 1024 - 2;
    assert!(is_done(&say(&mut callee, &vec![7; longest + 1])));
    for (from, to) in [(0, 1), (1, 0), (0, 1)] {
        let ends = [&mut callee, &mut caller];
        let message = said(say(ends[from], &vec![7; longest]));
        assert!(message.len() <= SEALED_LIMIT);
        assert_eq!(letter(hear(ends[to], &message)).len(), longest);
    }
}

#[test]
fn a_flood_of_rings_takes_only_so_many_lanes() {
    let mut callee = keys(2);
    let intro = said(ring(&mut keys(1), b"it is me"));
    let heard = |number| !is_done(&hear_ring(&mut callee, Lane(number), &intro));
    assert_eq!((0..100).map(heard).filter(|heard| *heard).count(), lanes::MOST);
}

#[test]
fn links_are_read_labelled_and_told_from_others_in_the_order_asked() {
    let mut callee = keys(2);
    let mut made =
        |label: &str| match callee.perform(Task::NewLink { secret: secret(), label: private(label) }) {
            Outcome::NewLink(link) => link,
            _ => panic!("a link was asked for"),
        };
    let (one, two) = (made("one"), made("two"));
    let kept = |link: &heliograph_wire::rendezvous::NewLink| Link {
        hash: link.hash,
        made: 0,
        label: link.sealed.clone(),
    };
    let strange = Link { label: Private::new(vec![0; 100]), ..kept(&one) };
    let links = vec![kept(&two), strange, kept(&one)];
    let mut later = keys(3);
    let Outcome::Links(read) = later.perform(Task::ReadLinks { secret: secret(), links }) else {
        panic!("links were asked for")
    };
    assert!(read == [Some(two), None, Some(one.clone())]);
    let task = Task::Label { secret: secret(), hash: one.hash, label: private("three") };
    assert!(matches!(later.perform(task.clone()), Outcome::Labelled(link) if link.hash == one.hash));
    assert!(is_done(&keys(4).perform(task)), "it was not read there");
}

#[test]
fn a_callee_is_the_same_wherever_the_secret_is() {
    let attend = |seed| match keys(seed).perform(Task::Attend { secret: secret(), challenge: [4; 32] }) {
        Outcome::Attends(CalleeKeys { signing, signature }) => (signing, signature),
        _ => panic!("a callee was asked for"),
    };
    assert_eq!(attend(1), attend(2));
}
