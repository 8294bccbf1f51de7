//! Whatever is pasted gets a cause that a person can act on, and nothing is lost.

use crate::support::{ANA, BEN, Pair};
use heliograph_session::{Event, Problem, Screen};
use heliograph_wire::Millis;

fn problem(pair: &Pair, who: usize) -> Option<Problem> {
    match pair.view(who).screen {
        Screen::Home(home) => home.problem,
        Screen::Invite(invite) => invite.problem,
        Screen::Join(join) => join.problem,
        Screen::Reply(reply) => reply.problem,
        Screen::Talk(talk) => talk.problem,
        Screen::Words(words) => words.problem,
        Screen::Callee(callee) => callee.problem,
        Screen::Caller(caller) => caller.problem,
        Screen::Room(room) => room.problem,
        Screen::Stray(_) => None,
    }
}

/// Ana has an invite on show and pastes `text`; her invite must survive it.
#[track_caller]
fn ana_is_told(pair: &mut Pair, text: &str, expected: Problem) {
    let before = pair.code(ANA);
    pair.pastes(ANA, text);
    assert_eq!(problem(pair, ANA), Some(expected));
    assert_eq!(pair.code(ANA), before);
}

#[test]
fn wrong_replies_are_told_apart() {
    let mut pair = Pair::chromium();
    let reply = pair.invite_and_answer();
    let own = pair.code(ANA);
    let mut elsewhere = Pair::chromium();
    elsewhere.does(BEN, Event::InviteChosen);
    elsewhere.does(BEN, Event::RenewChosen);
    let invite = elsewhere.code(BEN);
    elsewhere.pastes(ANA, &invite);
    elsewhere.wait(Millis(300));
    let stray = elsewhere.code(ANA);

    ana_is_told(&mut pair, "", Problem::Empty);
    ana_is_told(&mut pair, "good morning", Problem::NotACode);
    ana_is_told(&mut pair, &own, Problem::OwnInvite);
    ana_is_told(&mut pair, &invite, Problem::InviteInsteadOfReply);
    ana_is_told(&mut pair, &stray, Problem::ReplyToAnother);
    let swapped = if reply.as_bytes()[20] == b'A' { "B" } else { "A" };
    let mistyped = format!("{}{swapped}{}", &reply[..20], &reply[21..]);
    ana_is_told(&mut pair, &mistyped, Problem::Mistyped);
    ana_is_told(&mut pair, &reply[..60], Problem::CutShort);
    pair.does(ANA, Event::FileRefused);
    assert_eq!(problem(&pair, ANA), Some(Problem::NotACodeFile));

    pair.pastes(ANA, &format!("Here it is:\n> {}\n> {}\nbye", &reply[..40], &reply[40..]));
    assert!(pair.talks(ANA));
}

#[test]
fn an_invite_entered_where_a_reply_is_due_can_be_joined_instead() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    pair.does(BEN, Event::InviteChosen);
    pair.does(BEN, Event::RenewChosen);
    let invite = pair.code(ANA);
    pair.pastes(BEN, &invite);
    assert_eq!(problem(&pair, BEN), Some(Problem::InviteInsteadOfReply));
    pair.does(BEN, Event::SwitchChosen);
    pair.wait(Millis(300));
    let reply = pair.code(BEN);
    pair.pastes(ANA, &reply);
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn the_joining_side_is_told_too() {
    let mut pair = Pair::chromium();
    let reply = pair.invite_and_answer();
    pair.pastes(BEN, &reply);
    assert_eq!(problem(&pair, BEN), Some(Problem::OwnReply));
    assert_eq!(pair.code(BEN), reply);
    let invite = pair.code(ANA);
    pair.pastes(BEN, &invite);
    assert_eq!(problem(&pair, BEN), None);
    assert_eq!(pair.code(BEN), reply, "the same invite again makes no new reply");

    let mut third = Pair::chromium();
    third.does(ANA, Event::JoinChosen);
    third.pastes(ANA, &reply);
    assert_eq!(problem(&third, ANA), Some(Problem::ReplyInsteadOfInvite));
}

#[test]
fn a_reply_entered_twice_connects_once() {
    let mut pair = Pair::chromium();
    pair.network.up = false;
    let reply = pair.invite_and_answer();
    pair.pastes(ANA, &reply);
    pair.pastes(ANA, &reply);
    assert_eq!(problem(&pair, ANA), None);
    pair.network.up = true;
    pair.wait(Millis::seconds(3));
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn another_reply_to_the_same_invite_is_told_and_a_fresh_invite_takes_its_place() {
    let mut pair = Pair::chromium();
    pair.network.up = false;
    let reply = pair.invite_and_answer();
    let invite = pair.code(ANA);
    pair.pastes(ANA, &reply);
    pair.reloads(BEN);
    pair.does(BEN, Event::InviteChosen);
    pair.does(BEN, Event::BackChosen);
    pair.pastes(BEN, &invite);
    pair.wait(Millis(300));
    let another = pair.code(BEN);
    assert_ne!(another, reply);
    pair.pastes(ANA, &another);
    assert_eq!(problem(&pair, ANA), Some(Problem::ReplyReplaced));
    assert_ne!(pair.code(ANA), invite);
}

#[test]
fn after_a_conversation_a_reply_is_told_where_it_belongs() {
    let mut pair = Pair::chromium();
    let reply = pair.invite_and_answer();
    pair.pastes(ANA, &reply);
    pair.does(ANA, Event::LeaveChosen);
    pair.pastes(BEN, &reply);
    assert_eq!(problem(&pair, BEN), Some(Problem::ReplyInsteadOfInvite));
}

#[test]
fn a_newer_invite_replaces_the_one_that_was_joined() {
    let mut pair = Pair::chromium();
    let old_reply = pair.invite_and_answer();
    pair.does(ANA, Event::RenewChosen);
    let newer = pair.code(ANA);
    pair.pastes(BEN, &newer);
    pair.wait(Millis(300));
    let reply = pair.code(BEN);
    assert_ne!(reply, old_reply);
    pair.pastes(ANA, &reply);
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn a_code_in_the_middle_of_a_conversation_disturbs_nothing() {
    let mut pair = Pair::chromium();
    pair.connect();
    let mut elsewhere = Pair::chromium();
    elsewhere.does(ANA, Event::InviteChosen);
    let invite = elsewhere.code(ANA);
    pair.pastes(ANA, &invite);
    assert_eq!(problem(&pair, ANA), Some(Problem::Busy));
    pair.pastes(ANA, "just some text");
    assert_eq!(problem(&pair, ANA), None);
    assert!(pair.talks(ANA));
}
