//! How two people make sure of each other.

use crate::support::{ANA, BEN, Pair, connections, private};
use heliograph_session::{Compared, Event, Language, Parting, SafetyView, SafetyWords, StunEntry};
use heliograph_wire::control::Message;
use heliograph_wire::{Millis, Private};

fn words(pair: &Pair, who: usize) -> SafetyWords {
    match pair.talk(who).safety {
        SafetyView::Shown { words, .. } => words,
        _ => panic!("no words are shown"),
    }
}

fn compared(pair: &Pair, who: usize) -> Compared {
    match pair.talk(who).safety {
        SafetyView::Shown { compared, .. } => compared,
        _ => panic!("no words are shown"),
    }
}

fn connected() -> Pair {
    let mut pair = Pair::chromium();
    pair.connect();
    pair
}

#[test]
fn both_sides_show_the_same_words_in_the_inviting_sides_language() {
    let pair = connected();
    assert_eq!(words(&pair, ANA), words(&pair, BEN));
    assert_eq!(words(&pair, BEN).list, Language::German);
}

#[test]
fn each_side_marks_for_itself_that_the_words_are_the_same() {
    let mut pair = connected();
    pair.does(ANA, Event::WordsCompared(Compared::Same));
    assert_eq!([compared(&pair, ANA), compared(&pair, BEN)], [Compared::Same, Compared::NotYet]);
    pair.does(ANA, Event::WordsCompared(Compared::NotYet));
    assert_eq!(compared(&pair, ANA), Compared::NotYet);
}

#[test]
fn words_that_differ_end_the_conversation_for_good() {
    let mut pair = connected();
    pair.does(ANA, Event::WordsCompared(Compared::Different));
    assert_eq!(pair.talk(ANA).parting, Some(Parting::WordsDiffer));
    assert!(connections(&pair, ANA).is_empty());
    // Whoever comes back does not go on with this conversation.
    pair.wait(Millis::seconds(1));
    pair.writes(BEN, "was this you?");
    pair.connect();
    assert_eq!(pair.chat(ANA), Vec::<String>::new());
}

#[test]
fn who_goes_on_with_a_conversation_stays_checked() {
    let mut pair = connected();
    let before = words(&pair, ANA);
    for who in [ANA, BEN] {
        pair.does(who, Event::WordsCompared(Compared::Same));
    }
    pair.network.up = false;
    for who in [ANA, BEN] {
        let peer = connections(&pair, who)[0];
        pair.does(who, Event::ChannelClosed(peer));
    }
    pair.network.up = true;
    pair.connect();
    assert_eq!([compared(&pair, ANA), compared(&pair, BEN)], [Compared::Same; 2]);
    assert_ne!(words(&pair, ANA), before, "a new connection has new words");
}

#[test]
fn any_message_of_the_exchange_out_of_turn_ends_the_conversation_loudly() {
    for message in [
        Message::Commitment { digest: [1; 32], list: 0 },
        Message::SafetyNonce([1; 16]),
        Message::Opening([1; 16]),
    ] {
        for who in [ANA, BEN] {
            let mut pair = connected();
            let peer = connections(&pair, who)[0];
            pair.does(who, Event::Received { peer, bytes: Private::new(message.encode()) });
            assert_eq!(pair.talk(who).parting, Some(Parting::Forged));
            assert!(connections(&pair, who).is_empty());
        }
    }
}

#[test]
fn a_page_that_slept_through_the_exchange_is_no_forger() {
    let mut asleep = Pair::chromium();
    let reply = asleep.invite_and_answer();
    asleep.network.holds_safety_words = true;
    asleep.pastes(ANA, &reply);
    asleep.wait(Millis::seconds(25));
    assert!(asleep.talk(ANA).safety == SafetyView::Overdue);
    asleep.network.holds_safety_words = false;
    asleep.wait(Millis::seconds(1));
    assert_eq!(words(&asleep, ANA), words(&asleep, BEN));
}

#[test]
fn a_name_is_shown_to_the_other_side_and_can_change() {
    let mut pair = Pair::chromium();
    let name = |name| Event::SettingsEntered { stun: StunEntry::Nobody, name: private(name) };
    pair.does(ANA, name("Ana"));
    pair.connect();
    let shown = |pair: &Pair, who| pair.talk(who).name.map(|name| name.reveal().clone());
    assert_eq!([shown(&pair, ANA), shown(&pair, BEN)], [None, Some("Ana".to_owned())]);
    pair.does(BEN, name("Ben"));
    pair.does(ANA, name(""));
    assert_eq!([shown(&pair, ANA), shown(&pair, BEN)], [Some("Ben".to_owned()), None]);
}

#[test]
fn a_name_that_would_turn_the_text_around_it_is_not_shown() {
    let mut pair = connected();
    let peer = connections(&pair, ANA)[0];
    let bytes = Message::Name(private("\u{202e}nomis")).encode();
    pair.does(ANA, Event::Received { peer, bytes: Private::new(bytes) });
    assert!(pair.talk(ANA).name.is_none());
    assert!(pair.talks(ANA));
}
