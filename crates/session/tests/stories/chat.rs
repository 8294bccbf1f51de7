//! More than lines: replies, reactions, typing, and a chat that is kept.

use crate::support::{ANA, BEN, Pair, private};
use heliograph_session::{Copied, Entry, Event, Keeping, Line, LineKey, Who};
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use std::rc::Rc;

fn connected() -> Pair {
    let mut pair = Pair::chromium();
    pair.connect();
    pair
}

fn line(pair: &Pair, who: usize, place: usize) -> Rc<Line> {
    let Entry::Line(line) = &pair.talk(who).entries[place] else { panic!("no message is there") };
    Rc::clone(line)
}

fn theirs(id: u64) -> LineKey {
    LineKey { by: Who::Other, id }
}

#[test]
fn a_reply_shows_what_it_replies_to_on_both_sides() {
    let mut pair = connected();
    pair.writes(ANA, "tea or coffee?");
    pair.does(BEN, Event::ReplyChosen(Some(theirs(1))));
    assert!(pair.talk(BEN).replying_to.is_some_and(|line| line.text == private("tea or coffee?")));
    pair.writes(BEN, "tea");
    assert!(pair.talk(BEN).replying_to.is_none());
    let quote = line(&pair, ANA, 1).replies_to.clone().expect("a quote");
    assert!(quote.line == LineKey { by: Who::Me, id: 1 } && quote.text == private("tea or coffee?"));
    assert!(line(&pair, BEN, 1).replies_to.is_some());
}

#[test]
fn a_reaction_is_seen_there_replaced_and_taken_back() {
    let mut pair = connected();
    pair.writes(ANA, "look");
    let react = |pair: &mut Pair, emoji| {
        pair.does(BEN, Event::ReactionChosen { line: theirs(1), emoji: private(emoji) });
        let [here, there] = [line(pair, BEN, 0), line(pair, ANA, 0)];
        assert!(here.reactions.mine == there.reactions.theirs);
        there.reactions.theirs.clone()
    };
    assert!(react(&mut pair, "👍") == Some(private("👍")));
    assert!(react(&mut pair, "🎉") == Some(private("🎉")));
    assert!(react(&mut pair, "").is_none());
}

#[test]
fn a_reaction_during_a_break_arrives_after_it() {
    let mut pair = connected();
    pair.writes(ANA, "look");
    pair.network.up = false;
    pair.does(BEN, Event::ReactionChosen { line: theirs(1), emoji: private("👍") });
    pair.lose_each_other();
    pair.connect();
    assert!(line(&pair, ANA, 0).reactions.theirs == Some(private("👍")));
}

#[test]
fn writing_is_told_now_and_then_and_fades() {
    let mut pair = connected();
    for _ in 0..10 {
        pair.does(ANA, Event::WritingNoticed);
        pair.wait(Millis(100));
    }
    assert_eq!(pair.talk(BEN).typing, Switch::On);
    pair.wait(Millis::seconds(6));
    assert_eq!(pair.talk(BEN).typing, Switch::Off);
    pair.does(ANA, Event::WritingNoticed);
    assert_eq!(pair.talk(BEN).typing, Switch::On);
    pair.writes(ANA, "done");
    assert_eq!(pair.talk(BEN).typing, Switch::Off);
}

#[test]
fn a_copied_message_is_in_the_clipboard() {
    let mut pair = connected();
    pair.does(ANA, Event::CopyChosen(private("word")));
    assert_eq!(pair.sides[ANA].browser.depot.copied, ["word"]);
    assert_eq!(pair.talk(ANA).copied, Some(Copied::Done));
}

#[test]
fn nothing_is_kept_unless_the_person_says_so() {
    let mut pair = connected();
    pair.writes(ANA, "secret");
    pair.wait(Millis::minutes(1));
    assert_eq!(pair.sides[ANA].browser.depot.chat, None);
    assert_eq!(pair.talk(ANA).keeping, Keeping::ForThisPage);
}

#[test]
fn a_kept_chat_is_there_after_a_reload_and_stands_above_the_next_conversation() {
    let mut pair = connected();
    pair.does(ANA, Event::ChatKeepingChosen(Keeping::OnThisDevice));
    pair.writes(ANA, "hello");
    pair.writes(BEN, "good morning");
    pair.wait(Millis::seconds(2));
    pair.reloads(ANA);
    pair.reloads(BEN);
    pair.connect();
    pair.writes(BEN, "me again");
    assert_eq!(pair.chat(ANA), ["hello", "good morning", "---", "me again"]);
    assert_eq!(pair.chat(BEN), ["me again"]);
    assert_eq!(pair.talk(ANA).keeping, Keeping::OnThisDevice);
    // The message of long ago is not what a reaction to the first one means.
    pair.does(BEN, Event::ReactionChosen { line: LineKey { by: Who::Me, id: 1 }, emoji: private("👍") });
    assert!(line(&pair, ANA, 1).reactions.theirs.is_none());
    assert!(line(&pair, ANA, 3).reactions.theirs.is_some());
}

#[test]
fn the_last_words_before_a_page_closes_or_is_left_are_kept_too() {
    for last in [Event::PageClosing, Event::LeaveChosen, Event::HomeChosen] {
        let mut pair = connected();
        pair.does(ANA, Event::ChatKeepingChosen(Keeping::OnThisDevice));
        pair.writes(BEN, "goodbye");
        pair.does(ANA, last);
        let kept = pair.sides[ANA].browser.depot.chat.clone().expect("a chat is kept");
        assert!(kept.ends_with("they goodbye"), "{kept}");
    }
}

#[test]
fn a_deleted_chat_is_gone_here_and_from_the_device_and_the_conversation_goes_on() {
    let mut pair = connected();
    pair.does(ANA, Event::ChatKeepingChosen(Keeping::OnThisDevice));
    pair.writes(ANA, "secret");
    pair.wait(Millis::seconds(2));
    pair.does(ANA, Event::ChatForgetChosen);
    assert!(pair.chat(ANA).is_empty());
    assert_eq!(pair.sides[ANA].browser.depot.chat, None);
    pair.wait(Millis::seconds(5));
    assert_eq!(pair.sides[ANA].browser.depot.chat, None);
    pair.writes(BEN, "still here");
    assert_eq!(pair.chat(ANA), ["still here"]);
    // Keeping goes on with what is said from now on.
    pair.wait(Millis::seconds(2));
    assert!(pair.sides[ANA].browser.depot.chat.as_ref().is_some_and(|kept| !kept.contains("secret")));
}

#[test]
fn forgetting_everything_forgets_the_chat() {
    let mut pair = connected();
    pair.does(ANA, Event::ChatKeepingChosen(Keeping::OnThisDevice));
    pair.writes(ANA, "secret");
    pair.does(ANA, Event::ForgetChosen);
    pair.wait(Millis::seconds(5));
    assert_eq!(pair.sides[ANA].browser.depot.chat, None);
    pair.reloads(BEN);
    pair.connect();
    assert!(pair.chat(ANA).is_empty());
}

#[test]
fn a_device_that_keeps_nothing_says_so() {
    let mut pair = connected();
    pair.does(ANA, Event::ChatKeepingChosen(Keeping::OnThisDevice));
    pair.does(ANA, Event::ChatKeepingFailed);
    let talk = pair.talk(ANA);
    assert_eq!(talk.keeping, Keeping::ForThisPage);
    assert_eq!(talk.problem, Some(heliograph_session::Problem::ChatNotKept));
}

#[test]
fn a_reaction_taken_back_during_a_break_is_gone_after_it() {
    let mut pair = connected();
    pair.writes(ANA, "look");
    pair.does(BEN, Event::ReactionChosen { line: theirs(1), emoji: private("👍") });
    pair.network.up = false;
    pair.does(BEN, Event::ReactionChosen { line: theirs(1), emoji: private("") });
    pair.lose_each_other();
    pair.connect();
    assert!(line(&pair, ANA, 0).reactions.theirs.is_none());
}

#[test]
fn what_was_begun_waits_for_the_same_person_and_nobody_else() {
    let mut pair = connected();
    pair.writes(BEN, "where?");
    pair.does(ANA, Event::ReplyChosen(Some(theirs(1))));
    pair.lose_each_other();
    pair.does(ANA, Event::InviteChosen);
    pair.does(ANA, Event::DraftLeft(private("at the old")));
    pair.connect();
    assert!(pair.talk(ANA).draft == Some(private("at the old")));
    assert!(pair.talk(ANA).replying_to.is_some());
    pair.does(ANA, Event::LeaveChosen);
    pair.does(ANA, Event::DraftLeft(private("for Ben alone")));
    pair.reloads(BEN);
    pair.connect();
    assert!(pair.talk(ANA).draft.is_none() && pair.talk(ANA).replying_to.is_none());
}
