//! Who comes, who goes, and whose commit counts.

use heliograph_wire::group::{Outcome, Refused, Task};
use heliograph_wire::room::{GROUP_AT_MOST, MemberId, NAME_LIMIT};

use super::pages::{Committed, Page, ROOM, SECRET, assert_agree, group_of, let_in};
use crate::LET_IN_AT_ONCE;

#[test]
fn a_founder_lets_two_in_by_one_commit() {
    let [mut ana, mut ben, mut eva] = group_of([10, 11, 12]);
    assert_agree(&mut [&mut ana, &mut ben, &mut eva]);
    assert_eq!(eva.seats(), [(0, 10), (1, 11), (2, 12)]);
    assert_eq!((ana.membership().me, eva.membership().me), (0, 2));
    assert_eq!(eva.membership().members[1].name.reveal(), "Person 11");
    assert_eq!(eva.membership().epoch.number, 1);
}

#[test]
fn any_member_lets_others_in_and_all_go_on_together() {
    let [mut ana, mut ben] = group_of([10, 11]);
    let mut eva = Page::new(12);
    let Committed { commit, welcome } = let_in(&mut ben, &mut [&mut eva]);
    ana.hear(&commit).unwrap();
    ben.hear(&commit).unwrap();
    eva.enter(&welcome.unwrap()).unwrap();
    assert_agree(&mut [&mut ana, &mut ben, &mut eva]);
}

#[test]
fn a_commit_that_asks_for_nobody_renews_the_keys() {
    let [mut ana, mut ben] = group_of([10, 11]);
    let code = ana.membership().code.clone();
    let before = ana.bases().pop().unwrap();
    let committed = ben.commit(&[], &[]).unwrap();
    assert!(committed.welcome.is_none());
    for page in [&mut ana, &mut ben] {
        page.hear(&committed.commit).unwrap();
    }
    assert!(ana.membership().code != code);
    let after = ana.bases();
    assert_eq!(after.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [2]);
    assert!(after[0].1 != before.1);
    ana.hear(&ben.commit(&[], &[]).unwrap().commit).unwrap();
}

#[test]
fn whoever_is_put_out_is_told_and_whoever_comes_next_has_their_place() {
    let [mut ana, mut ben, mut eva] = group_of([10, 11, 12]);
    let out = ana.commit(&[], &[11]).unwrap();
    ana.hear(&out.commit).unwrap();
    eva.hear(&out.commit).unwrap();
    assert_eq!(ben.hear(&out.commit), Err(Refused::PutOut));
    assert_eq!(ben.hear(&out.commit), Err(Refused::Astray));
    assert_agree(&mut [&mut ana, &mut eva]);
    assert_eq!(ana.seats(), [(0, 10), (2, 12)]);

    let mut dan = Page::new(13);
    let Committed { commit, welcome } = let_in(&mut eva, &mut [&mut dan]);
    for page in [&mut ana, &mut eva] {
        page.hear(&commit).unwrap();
    }
    dan.enter(&welcome.unwrap()).unwrap();
    assert_agree(&mut [&mut ana, &mut eva, &mut dan]);
    assert_eq!(dan.seats(), [(0, 10), (1, 13), (2, 12)]);
    let said = dan.say(b"from where Ben was");
    assert_eq!(ana.listen(11, &said), Err(Refused::Forged));
    assert!(ana.listen(13, &said).is_ok());
}

#[test]
fn a_page_that_lost_everything_comes_back_to_its_seat() {
    let [mut ana, mut ben, mut eva] = group_of([10, 11, 12]);
    let mut again = Page::new(11);
    let Committed { commit, welcome } = let_in(&mut ana, &mut [&mut again]);
    ana.hear(&commit).unwrap();
    eva.hear(&commit).unwrap();
    assert_eq!(ben.hear(&commit), Err(Refused::PutOut));
    again.enter(&welcome.unwrap()).unwrap();
    assert_agree(&mut [&mut ana, &mut again, &mut eva]);
    assert_eq!(ana.seats(), [(0, 10), (1, 11), (2, 12)]);
}

#[test]
fn a_page_that_is_told_to_join_again_keeps_what_it_has_until_it_is_let_in() {
    let [mut ana, mut ben] = group_of([10, 11]);
    let package = ben.ask();
    assert!(ana.read(11, &package));
    let said = ana.say(b"still here?");
    assert!(ben.listen(10, &said).is_ok());
    let Committed { commit, welcome } = ana.commit(&[11], &[]).unwrap();
    ana.hear(&commit).unwrap();
    assert_eq!(ben.hear(&commit), Err(Refused::PutOut));
    ben.enter(&welcome.unwrap()).unwrap();
    assert_agree(&mut [&mut ana, &mut ben]);
}

#[test]
fn of_two_commits_the_one_that_is_heard_counts() {
    let [mut ana, mut ben] = group_of([10, 11]);
    let lost = ana.commit(&[], &[]).unwrap();
    let won = ben.commit(&[], &[]).unwrap();
    for page in [&mut ana, &mut ben] {
        page.hear(&won.commit).unwrap();
    }
    assert_agree(&mut [&mut ana, &mut ben]);
    for page in [&mut ana, &mut ben] {
        assert_eq!(page.hear(&lost.commit), Err(Refused::Astray));
        assert_eq!(page.hear(&won.commit), Err(Refused::Astray));
    }
    let next = ana.commit(&[], &[]).unwrap();
    for page in [&mut ana, &mut ben] {
        page.hear(&next.commit).unwrap();
    }
    assert_agree(&mut [&mut ana, &mut ben]);
}

#[test]
fn a_commit_that_was_made_anew_may_still_be_the_one_that_counts() {
    let [mut ana, mut ben] = group_of([10, 11]);
    let commits: Vec<_> = (0..5).map(|_| ana.commit(&[], &[]).unwrap().commit).collect();
    assert_eq!(ana.hear(&commits[0]), Err(Refused::Forged), "more are not kept");
    for page in [&mut ana, &mut ben] {
        page.hear(&commits[1]).unwrap();
    }
    assert_agree(&mut [&mut ana, &mut ben]);
}

#[test]
fn a_welcome_is_taken_once_and_by_whom_it_is_for() {
    let mut ana = Page::new(10);
    ana.found();
    let (mut ben, mut eva) = (Page::new(11), Page::new(12));
    let committed = let_in(&mut ana, &mut [&mut ben]);
    let welcome = committed.welcome.unwrap();
    assert_eq!(eva.enter(&welcome), Err(Refused::Astray), "they have not asked");
    eva.ask();
    assert_eq!(eva.enter(&welcome), Err(Refused::Astray), "it is another's");
    ben.enter(&welcome).unwrap();
    assert_eq!(ben.enter(&welcome), Err(Refused::Astray), "it is used up");
    ben.ask();
    assert_eq!(ben.enter(&welcome), Err(Refused::Astray), "it is for the package before");
}

#[test]
fn the_package_before_is_forgotten_on_both_sides() {
    let mut ana = Page::new(10);
    ana.found();
    let mut ben = Page::new(11);
    let before = ben.ask();
    assert!(ana.read(11, &before));
    let early = ana.commit(&[11], &[]).unwrap();
    let_in(&mut ana, &mut [&mut ben]);
    assert_eq!(ben.enter(&early.welcome.unwrap()), Err(Refused::Astray));
    let late = ana.commit(&[11], &[]).unwrap();
    ana.hear(&late.commit).unwrap();
    ben.enter(&late.welcome.unwrap()).unwrap();
    assert_agree(&mut [&mut ana, &mut ben]);
}

#[test]
fn what_is_asked_for_in_vain_is_left_out() {
    let [mut ana, mut ben] = group_of([10, 11]);
    assert!(ana.commit(&[12], &[]).is_none(), "nobody has read their package");
    assert!(ana.commit(&[], &[12]).is_none(), "they are not in the group");
    assert!(ana.commit(&[10], &[10]).is_none(), "nobody can do that to themselves");
    let mut eva = Page::new(12);
    let package = eva.ask();
    assert!(ana.read(12, &package));
    let committed = ana.commit(&[12, 12, 13], &[10, 14]).unwrap();
    for page in [&mut ana, &mut ben] {
        page.hear(&committed.commit).unwrap();
    }
    eva.enter(&committed.welcome.unwrap()).unwrap();
    assert_agree(&mut [&mut ana, &mut ben, &mut eva]);
    assert!(ana.commit(&[12], &[]).is_none(), "their package was used");
}

#[test]
fn a_package_whose_keys_are_in_the_group_already_fits_no_more() {
    let mut ana = Page::new(10);
    ana.found();
    let mut ben = Page::new(11);
    let package = ben.ask();
    assert!(ana.read(11, &package));
    let committed = ana.commit(&[11], &[]).unwrap();
    ana.hear(&committed.commit).unwrap();
    assert!(!ana.read(11, &package));
    assert!(ana.commit(&[11], &[]).is_none());
}

#[test]
fn packages_are_read_by_members_only_and_of_so_many() {
    let mut ben = Page::new(11);
    let package = ben.ask();
    let mut eva = Page::new(12);
    assert!(!eva.read(11, &package));
    let mut ana = Page::new(10);
    ana.found();
    for member in 0..GROUP_AT_MOST as u16 {
        let package = Page::new(100 + member).ask();
        assert!(ana.read(100 + member, &package));
    }
    assert!(!ana.read(11, &package));
    let newer = Page::new(100).ask();
    assert!(ana.read(100, &newer));
}

#[test]
fn of_many_who_come_at_once_the_first_ones_are_let_in() {
    let mut ana = Page::new(10);
    ana.found();
    let mut others: Vec<_> = (0..=LET_IN_AT_ONCE as u16).map(|member| Page::new(100 + member)).collect();
    let Committed { commit, welcome } = let_in(&mut ana, &mut others.iter_mut().collect::<Vec<_>>());
    ana.hear(&commit).unwrap();
    let welcome = welcome.unwrap();
    let mut last = others.pop().unwrap();
    for other in &mut others {
        other.enter(&welcome).unwrap();
    }
    assert_agree(&mut others.iter_mut().chain([&mut ana]).collect::<Vec<_>>());
    assert_eq!(last.enter(&welcome), Err(Refused::Astray));
    let committed = ana.commit(&[last.member.0], &[]).unwrap();
    last.enter(&committed.welcome.unwrap()).unwrap();
}

#[test]
fn a_name_is_as_long_as_names_are_and_may_be_none() {
    let mut ana = Page::new(10);
    ana.found();
    for (name, fits) in
        [(String::new(), true), ("ä".repeat(NAME_LIMIT / 2), true), ("a".repeat(NAME_LIMIT + 1), false)]
    {
        let mut ben = Page::new(11);
        ben.begin(SECRET, ROOM, &name);
        match ben.group.perform(Task::Ask) {
            Outcome::Package(package) if fits => assert!(ana.read(11, package.reveal())),
            Outcome::Done if !fits => {}
            _ => panic!("{name} fits: {fits}"),
        }
    }
}

#[test]
fn nothing_comes_of_tasks_that_make_no_sense_yet() {
    let mut nobody = crate::Group::new();
    let member = MemberId(1);
    let bytes = || vec![7; 100].into();
    let tasks = || {
        [
            Task::Commit { add: vec![member], remove: vec![member] },
            Task::Commit { add: vec![], remove: vec![] },
            Task::Say(bytes()),
            Task::Switch,
        ]
    };
    for task in tasks().into_iter().chain([Task::Ask, Task::Found, Task::Hear(bytes()), Task::Enter(bytes())])
    {
        assert!(nobody.perform(task) == Outcome::Done);
    }
    let mut ana = Page::new(10);
    for task in tasks() {
        assert!(ana.group.perform(task) == Outcome::Done);
    }
    assert!(ana.orders().is_empty());
    let from = Task::Listen { from: member, bytes: bytes() };
    assert!(ana.group.perform(from) == Outcome::Refused(Refused::Astray));
}

#[test]
fn whoever_begins_again_has_forgotten_everything() {
    let [mut ana, mut ben] = group_of([10, 11]);
    ben.begin(SECRET, ROOM, "Ben");
    assert!(ben.orders().is_empty());
    let said = ana.say(b"hello");
    assert_eq!(ben.listen(10, &said), Err(Refused::Astray));
    assert_eq!(ben.hear(&ana.commit(&[], &[]).unwrap().commit), Err(Refused::Astray));
}
