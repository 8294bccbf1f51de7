//! What a person prefers: at once, for as long as they wish, and then no longer.

use crate::support::{ANA, BEN, Pair, connections, private};
use heliograph_session::{
    AsideView, Carrier, Event, Keeping, Language, Memory, Parting, PreferenceError, Problem, Screen,
    SettingsView, StunEntry, StunError, StunView, Theme,
};
use heliograph_wire::Private;

fn settings(pair: &mut Pair, who: usize) -> SettingsView {
    pair.does(who, Event::SettingsChosen);
    settings_on_show(pair, who)
}

fn own(text: &str) -> Event {
    Event::SettingsEntered { stun: StunEntry::Own(private(text)), name: private("") }
}

#[test]
fn the_page_speaks_the_browsers_language_until_another_is_chosen() {
    let mut pair = Pair::chromium();
    assert_eq!([ANA, BEN].map(|who| pair.view(who).language), [Language::German, Language::English]);
    pair.does(ANA, Event::LanguageChosen(Some(Language::English)));
    assert_eq!(pair.view(ANA).language, Language::English);
    pair.does(ANA, Event::LanguageChosen(None));
    assert_eq!(pair.view(ANA).language, Language::German);
}

#[test]
fn nothing_is_kept_unless_it_is_wished() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::ThemeChosen(Theme::Dark));
    pair.does(ANA, own("stun.example.org"));
    assert_eq!(pair.sides[ANA].browser.kept, None);
    pair.reloads(ANA);
    assert_eq!(pair.view(ANA).theme, Theme::System);
    assert!(settings(&mut pair, ANA).stun == StunView::Nobody);
}

#[test]
fn what_is_kept_survives_a_reload_until_it_is_not_wished_any_more() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::KeepingChosen(Keeping::OnThisDevice));
    pair.does(ANA, Event::ThemeChosen(Theme::Dark));
    pair.does(ANA, own("stun.example.org"));
    pair.reloads(ANA);
    assert_eq!(pair.view(ANA).theme, Theme::Dark);
    let kept = settings(&mut pair, ANA);
    assert!(kept.stun == StunView::Own(private("stun.example.org:3478")));
    assert_eq!(kept.keeping, Keeping::OnThisDevice);
    pair.does(ANA, Event::KeepingChosen(Keeping::ForThisPage));
    assert_eq!(pair.sides[ANA].browser.kept, None);
    assert_eq!(pair.view(ANA).theme, Theme::Dark, "the page itself goes on as it is");
}

#[test]
fn a_device_that_keeps_nothing_is_said_to() {
    let mut pair = Pair::chromium();
    pair.sides[ANA].browser.keeps = false;
    settings(&mut pair, ANA);
    pair.does(ANA, Event::KeepingChosen(Keeping::OnThisDevice));
    let shown = settings_on_show(&pair, ANA);
    assert_eq!((shown.keeping, shown.problem), (Keeping::ForThisPage, Some(PreferenceError::NotKept)));
}

#[test]
fn settings_that_can_be_kept_no_longer_are_not_kept_as_they_were() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::KeepingChosen(Keeping::OnThisDevice));
    assert!(pair.sides[ANA].browser.kept.is_some());
    pair.sides[ANA].browser.keeps = false;
    settings(&mut pair, ANA);
    pair.does(ANA, own("a.example"));
    assert_eq!(settings_on_show(&pair, ANA).problem, Some(PreferenceError::NotKept));
    assert_eq!(pair.sides[ANA].browser.kept, None);
}

fn settings_on_show(pair: &Pair, who: usize) -> SettingsView {
    match pair.view(who).aside {
        Some(AsideView::Settings(settings)) => settings,
        Some(AsideView::Help | AsideView::About(_)) | None => panic!("no settings are on show"),
    }
}

#[test]
fn forgetting_everything_ends_the_conversation_and_leaves_nothing() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::KeepingChosen(Keeping::OnThisDevice));
    pair.does(ANA, Event::ThemeChosen(Theme::Dark));
    pair.connect();
    pair.writes(ANA, "between us");
    pair.does(ANA, Event::ForgetChosen);
    let Screen::Home(home) = pair.view(ANA).screen else { panic!("Ana begins anew") };
    assert_eq!(home.memory, Memory::Forgotten);
    assert_eq!((pair.view(ANA).theme, &pair.sides[ANA].browser.kept), (Theme::System, &None));
    pair.wait(heliograph_wire::Millis::seconds(1));
    assert!(connections(&pair, ANA).is_empty());
    pair.connect();
    assert!(pair.chat(ANA).is_empty());
}

fn asks(pair: &Pair, who: usize, servers: &[&str]) {
    assert!(
        pair.sides[who].browser.asked().iter().eq(servers.iter()),
        "{:?}",
        pair.sides[who].browser.asked()
    );
}

const NOBODY: Event = Event::SettingsEntered { stun: StunEntry::Nobody, name: Private::new(String::new()) };

#[test]
fn only_the_servers_that_are_chosen_are_asked_whatever_was_begun_before() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    asks(&pair, ANA, &[]);
    pair.does(ANA, own("a.example, b.example:99"));
    asks(&pair, ANA, &["stun:a.example:3478", "stun:b.example:99"]);
    pair.does(ANA, Event::CopiedByHand(Carrier::CopiedCode));
    pair.does(ANA, own("a.example"));
    asks(&pair, ANA, &["stun:a.example:3478"]);
    let Screen::Invite(invite) = pair.view(ANA).screen else { panic!("Ana invites") };
    assert_eq!(invite.problem, Some(Problem::InviteWithdrawn));
    pair.does(ANA, NOBODY);
    asks(&pair, ANA, &[]);
    assert_eq!(connections(&pair, ANA).len(), 1);
}

#[test]
fn a_reply_and_a_conversation_ask_nobody_any_more_either() {
    let mut pair = Pair::chromium();
    pair.does(BEN, own("a.example"));
    pair.invite_and_answer();
    pair.does(BEN, Event::CopiedByHand(Carrier::CopiedCode));
    asks(&pair, BEN, &["stun:a.example:3478"]);
    pair.does(BEN, NOBODY);
    asks(&pair, BEN, &[]);
    let Screen::Reply(reply) = pair.view(BEN).screen else { panic!("Ben replies") };
    assert!(reply.replaced, "the reply that was carried away does not count any more");

    let mut talking = Pair::chromium();
    talking.does(BEN, own("a.example"));
    talking.connect();
    talking.does(BEN, NOBODY);
    asks(&talking, BEN, &[]);
    assert!(talking.talks(BEN));
}

#[test]
fn what_cannot_be_used_is_told_and_changes_nothing() {
    let mut pair = Pair::chromium();
    pair.does(ANA, own("a.example"));
    settings(&mut pair, ANA);
    pair.does(ANA, own("turn:b.example"));
    let shown = settings_on_show(&pair, ANA);
    assert_eq!(shown.problem, Some(PreferenceError::Stun(StunError::NotStun)));
    assert!(shown.stun == StunView::Own(private("a.example:3478")));
    let name = Event::SettingsEntered { stun: StunEntry::Nobody, name: private(&"a".repeat(65)) };
    pair.does(ANA, name);
    assert_eq!(settings_on_show(&pair, ANA).problem, Some(PreferenceError::NameTooLong));
}

#[test]
fn help_and_settings_lie_over_an_invite_that_goes_on() {
    for aside in [Event::HelpChosen, Event::SettingsChosen] {
        let mut pair = Pair::chromium();
        let reply = pair.invite_and_answer();
        let invite = pair.code(ANA);
        pair.does(ANA, aside.clone());
        assert!(pair.view(ANA).aside.is_some());
        pair.does(ANA, Event::BackChosen);
        assert!(pair.view(ANA).aside.is_none());
        assert_eq!(pair.code(ANA), invite);
        pair.does(BEN, aside);
        pair.pastes(ANA, &reply);
        assert!(pair.talks(ANA) && pair.talks(BEN));
        assert!(pair.view(BEN).aside.is_none(), "a conversation that begins is shown at once");
    }
}

#[test]
fn how_a_conversation_ended_is_seen_whatever_lies_over_it() {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.does(ANA, Event::SettingsChosen);
    pair.does(BEN, Event::LeaveChosen);
    assert_eq!(pair.talk(ANA).parting, Some(Parting::Left));
    assert!(pair.view(ANA).aside.is_none());
}

#[test]
fn what_is_no_code_does_not_take_the_settings_away_from_a_conversation() {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.does(ANA, Event::SettingsChosen);
    pair.pastes(ANA, "just some text");
    assert!(pair.view(ANA).aside.is_some());
}

#[test]
fn a_page_that_somebody_waits_for_says_so() {
    let mut pair = Pair::chromium();
    let waited_for = |pair: &Pair| [ANA, BEN].map(|who| pair.sides[who].session.is_waited_for());
    pair.does(ANA, Event::InviteChosen);
    assert_eq!(waited_for(&pair), [false, false]);
    pair.does(ANA, Event::CopiedByHand(Carrier::CopiedCode));
    assert_eq!(waited_for(&pair), [true, false]);
    let invite = pair.code(ANA);
    pair.pastes(BEN, &invite);
    assert_eq!(waited_for(&pair), [true, true]);
    pair.does(ANA, Event::BackChosen);
    pair.does(BEN, Event::BackChosen);
    assert_eq!(waited_for(&pair), [false, false]);
    pair.connect();
    assert_eq!(waited_for(&pair), [true, true]);
    pair.does(ANA, Event::LeaveChosen);
    assert_eq!(waited_for(&pair), [false, false]);
}
