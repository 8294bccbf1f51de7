//! What members say.

use heliograph_wire::group::{Outcome, Refused, SAYING_LIMIT, SAYING_OVERHEAD, Task};
use heliograph_wire::room::SAID_LIMIT;

use super::pages::{Committed, Page, group_of, let_in};
use crate::epochs::KEPT;

#[test]
fn what_is_said_is_heard_once_by_everybody_else() {
    let [mut ana, mut ben, mut eva] = group_of([10, 11, 12]);
    let said = ben.say(b"hello");
    for page in [&mut ana, &mut eva] {
        assert_eq!(page.listen(11, &said).unwrap(), b"hello");
        assert_eq!(page.listen(11, &said), Err(Refused::Astray), "it came already");
    }
    assert!(ben.listen(11, &said).is_err(), "it is one's own");
}

#[test]
fn what_is_said_comes_from_the_seat_that_it_claims() {
    let [mut ana, mut ben, _] = group_of([10, 11, 12]);
    let said = ben.say(b"hello");
    assert_eq!(ana.listen(12, &said), Err(Refused::Forged));
    assert_eq!(ana.listen(11, &said).unwrap(), b"hello", "the real one is not used up by that");
}

#[test]
fn sayings_open_in_any_order() {
    let [mut ana, mut ben] = group_of([10, 11]);
    let said: Vec<_> = (0..20_u8).map(|number| ben.say(&[number])).collect();
    for number in (0..20_u8).rev() {
        assert_eq!(ana.listen(11, &said[usize::from(number)]).unwrap(), [number]);
    }
    for saying in &said {
        assert_eq!(ana.listen(11, saying), Err(Refused::Astray));
    }
}

#[test]
fn sayings_of_the_last_epochs_open_late_and_once_and_those_before_never() {
    let [mut ana, mut ben] = group_of([10, 11]);
    let said: Vec<_> = (0..=KEPT)
        .map(|_| {
            let said = [ben.say(b"first"), ben.say(b"second")];
            let commit = ana.commit(&[], &[]).unwrap().commit;
            ana.hear(&commit).unwrap();
            ben.hear(&commit).unwrap();
            said
        })
        .collect();
    let (too_old, kept) = said.split_first().unwrap();
    for saying in too_old {
        assert_eq!(ana.listen(11, saying), Err(Refused::Astray));
    }
    for [first, second] in kept {
        assert_eq!(ana.listen(11, second).unwrap(), b"second");
        assert_eq!(ana.listen(11, second), Err(Refused::Astray));
        assert_eq!(ana.listen(11, first).unwrap(), b"first");
        assert_eq!(ana.listen(11, first), Err(Refused::Astray));
    }
    let commit = ben.commit(&[], &[]).unwrap().commit;
    ana.hear(&commit).unwrap();
    for [first, second] in kept {
        assert_eq!(ana.listen(11, first), Err(Refused::Astray));
        assert_eq!(ana.listen(11, second), Err(Refused::Astray));
    }
}

#[test]
fn a_joiner_opens_nothing_from_before_and_a_leaver_nothing_from_after() {
    let [mut ana, mut ben, mut eva] = group_of([10, 11, 12]);
    let before = ana.say(b"before");
    let mut dan = Page::new(13);
    let Committed { commit, welcome } = {
        let package = dan.ask();
        assert!(ana.read(13, &package));
        ana.commit(&[13], &[11]).unwrap()
    };
    ana.hear(&commit).unwrap();
    eva.hear(&commit).unwrap();
    dan.enter(&welcome.unwrap()).unwrap();
    let after = ana.say(b"after");
    assert_eq!(dan.listen(10, &before), Err(Refused::Astray));
    assert_eq!(dan.listen(10, &after).unwrap(), b"after");
    assert_eq!(ben.listen(10, &after), Err(Refused::Astray), "they have not heard that they are out");
    assert_eq!(ben.listen(10, &before).unwrap(), b"before");
    let late = ben.say(b"I am still here");
    assert_eq!(eva.listen(11, &late), Err(Refused::Forged), "whoever is out says nothing any more");

    let epochs = |page: &mut Page| page.bases();
    let (of_dan, of_ana, of_ben) = (epochs(&mut dan), epochs(&mut ana), epochs(&mut ben));
    assert!(of_dan.iter().all(|(number, _)| *number == 2), "a joiner has no key of before");
    assert!(of_ben.iter().all(|(number, _)| *number < 2), "a leaver has no key of after");
    let newest = &of_ana.last().unwrap().1;
    assert!(of_ben.iter().all(|(_, base)| base != newest));
}

#[test]
fn whoever_is_put_out_cannot_follow() {
    let [mut ana, mut ben, mut eva] = group_of([10, 11, 12]);
    let out = ana.commit(&[], &[11]).unwrap();
    ana.hear(&out.commit).unwrap();
    eva.hear(&out.commit).unwrap();
    let next = eva.commit(&[], &[]).unwrap();
    assert_eq!(ben.hear(&next.commit), Err(Refused::Astray));
    assert_eq!(ben.hear(&out.commit), Err(Refused::PutOut));
    assert!(ben.group.perform(Task::Say(b"hello".to_vec().into())) == Outcome::Done);
}

#[test]
fn the_longest_saying_passes_and_a_longer_one_does_not() {
    let [mut ana, mut ben] = group_of([10, 11]);
    for length in [0, 1, 31, 32, 255, 1000, SAYING_LIMIT - 1, SAYING_LIMIT] {
        let text = vec![0x80; length];
        let said = ana.say(&text);
        assert!(said.len() <= SAID_LIMIT, "{length}");
        assert!(ben.listen(10, &said).unwrap() == text);
    }
    let longest = ana.say(&[7; SAYING_LIMIT]).len();
    assert!(longest - SAYING_LIMIT <= SAYING_OVERHEAD, "{longest}");
    assert!(ana.group.perform(Task::Say(vec![7; SAYING_LIMIT + 1].into())) == Outcome::Done);
}

#[test]
fn lengths_tell_little() {
    let [mut ana, mut ben] = group_of([10, 11]);
    let mut lengths: Vec<_> = (0..2000).step_by(13).map(|length| ana.say(&vec![7; length]).len()).collect();
    lengths.dedup();
    assert_eq!(lengths.len(), 8 + 3 * 4);
    let joiner = let_in(&mut ben, &mut [&mut Page::new(12)]);
    ana.hear(&joiner.commit).unwrap();
}
