//! The app itself: what runs, how it is passed on, and who decides when another version runs.

use crate::support::{ANA, BEN, Pair, private};
use heliograph_session::{
    AboutView, AppEffect, AppEvent, AsideView, Digest, Event, FileView, Keeping, Offline, PickId, PickMeans,
    Picked, Problem, RunningView, Screen, Update, UpdateStage, UpdateView,
};
use heliograph_wire::Millis;
use heliograph_wire::control::{Offered, Shown, Switch};

const HOUR: Millis = Millis::minutes(60);

fn digest() -> Digest {
    Digest { name: "heliograph-0.1.0.html".to_owned(), sha256: [0xa5; 32] }
}

fn newer(id: &str) -> Event {
    let changes = [vec!["Calls begin sooner.".to_owned()], vec!["Anrufe beginnen früher.".to_owned()]];
    Event::App(AppEvent::UpdateFound(Update::announced(id.to_owned(), "0.2.0", changes)))
}

fn picked() -> Event {
    let offered = Offered {
        name: private("heliograph-0.1.0.html"),
        files: 1,
        bytes: 600_000,
        media_type: "text/html".to_owned(),
        shown: Shown::Named,
    };
    Event::FilesPicked(Picked { id: PickId(1), means: PickMeans::Chosen, offered, picture: None })
}

impl Pair {
    fn app(&mut self, who: usize, event: AppEvent) {
        self.does(who, Event::App(event));
    }

    fn about(&self, who: usize) -> AboutView {
        match self.view(who).aside {
            Some(AsideView::About(about)) => about,
            _ => panic!("the app is not on show"),
        }
    }

    fn update(&self, who: usize) -> UpdateView {
        self.view(who).update.expect("a version is on offer")
    }

    fn done(&mut self, who: usize) -> Vec<AppEffect> {
        std::mem::take(&mut self.sides[who].browser.app)
    }
}

#[test]
fn what_runs_is_read_once_and_shown() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::AboutChosen);
    assert_eq!(pair.about(ANA).running, RunningView::Reading);
    assert_eq!(pair.done(ANA), [AppEffect::Identify]);
    pair.app(ANA, AppEvent::Unreadable);
    assert_eq!(pair.about(ANA).running, RunningView::Unreadable);

    pair.does(ANA, Event::AboutChosen);
    assert_eq!(pair.done(ANA), [AppEffect::Identify], "it may be readable by now");
    pair.app(ANA, AppEvent::Known(digest()));
    pair.does(ANA, Event::BackChosen);
    pair.does(ANA, Event::AboutChosen);
    assert_eq!(pair.about(ANA).running, RunningView::Known(digest()));
    assert_eq!(pair.done(ANA), []);
    assert_eq!(digest().hex(), "a5".repeat(32));
}

#[test]
fn what_came_of_saving_it_is_said() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::AboutChosen);
    pair.done(ANA);
    pair.app(ANA, AppEvent::SaveChosen);
    assert_eq!((pair.about(ANA).file, pair.done(ANA)), (FileView::Fetching, vec![AppEffect::Save]));
    pair.app(ANA, AppEvent::FileMissing);
    assert_eq!(pair.about(ANA).file, FileView::Missing);
    pair.app(ANA, AppEvent::SaveChosen);
    pair.app(ANA, AppEvent::Saved(digest()));
    assert_eq!(pair.about(ANA).file, FileView::Saved(digest()));
    pair.does(ANA, Event::AboutChosen);
    assert_eq!(pair.about(ANA).file, FileView::Untouched, "that was said before");
}

#[test]
fn it_is_sent_like_any_file_to_whoever_is_there() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::AboutChosen);
    assert_eq!(pair.about(ANA).company, Switch::Off);
    pair.connect();
    pair.does(ANA, Event::AboutChosen);
    assert_eq!(pair.about(ANA).company, Switch::On);
    pair.done(ANA);
    pair.app(ANA, AppEvent::SendChosen);
    assert_eq!(pair.done(ANA), [AppEffect::Pick]);
    pair.does(ANA, picked());
    assert!(pair.view(ANA).aside.is_none(), "the file on its way cannot be seen");
    assert_eq!([ANA, BEN].map(|who| pair.talk(who).transfers.len()), [1, 1]);
}

#[test]
fn the_copied_hash_is_no_message() {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.does(ANA, Event::AboutChosen);
    pair.does(ANA, Event::CopyChosen(private("a5a5")));
    assert_eq!(pair.sides[ANA].browser.depot.copied, ["a5a5"]);
    assert!(pair.about(ANA).copied.is_some() && pair.talk(ANA).copied.is_none());
}

#[test]
fn it_begins_without_a_connection_once_it_is_stored() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::AboutChosen);
    assert_eq!(pair.about(ANA).offline, Offline::NotYet);
    pair.app(ANA, AppEvent::Stored);
    assert_eq!(pair.about(ANA).offline, Offline::Yes);
}

#[test]
fn a_newer_version_is_looked_for_at_the_start_and_after_an_hour_at_most() {
    let mut pair = Pair::chromium();
    pair.app(ANA, AppEvent::Shown);
    assert_eq!(pair.done(ANA), [], "nothing is stored that could be older");
    pair.app(ANA, AppEvent::Stored);
    assert_eq!(pair.done(ANA), [AppEffect::LookForUpdate]);
    pair.wait(Millis(HOUR.0 - 1));
    pair.app(ANA, AppEvent::Shown);
    assert_eq!(pair.done(ANA), []);
    pair.wait(Millis(1));
    pair.app(ANA, AppEvent::Shown);
    pair.app(ANA, AppEvent::Shown);
    assert_eq!(pair.done(ANA), [AppEffect::LookForUpdate]);
}

#[test]
fn a_version_that_is_not_wanted_now_is_not_offered_again_until_the_next_start() {
    let mut pair = Pair::chromium();
    pair.does(ANA, newer("aa"));
    assert_eq!(pair.update(ANA).changes, ["Anrufe beginnen früher."]);
    pair.app(ANA, AppEvent::UpdatePutOff);
    pair.does(ANA, newer("aa"));
    assert!(pair.view(ANA).update.is_none());
    assert_eq!(pair.done(ANA), []);
    pair.does(ANA, newer("bb"));
    assert_eq!(pair.update(ANA).stage, UpdateStage::Offered, "yet another version is news");
    pair.reloads(ANA);
    pair.does(ANA, newer("aa"));
    assert_eq!(pair.update(ANA).stage, UpdateStage::Offered);
}

#[test]
fn a_version_runs_when_it_was_chosen_and_is_whole() {
    let mut pair = Pair::chromium();
    pair.does(ANA, newer("aa"));
    assert_eq!(pair.update(ANA).at_stake, Switch::Off);
    pair.app(ANA, AppEvent::UpdateChosen);
    pair.app(ANA, AppEvent::UpdateChosen);
    assert_eq!(pair.done(ANA), [AppEffect::TakeUpdate("aa".to_owned())]);
    pair.app(ANA, AppEvent::UpdateFailed);
    assert_eq!(pair.done(ANA), [AppEffect::LookForUpdate]);
    pair.does(ANA, newer("aa"));
    assert_eq!(pair.update(ANA).stage, UpdateStage::Failed);
    pair.app(ANA, AppEvent::UpdateChosen);
    pair.app(ANA, AppEvent::UpdateTaken);
    assert_eq!(pair.done(ANA), [AppEffect::TakeUpdate("aa".to_owned()), AppEffect::Restart]);
}

#[test]
fn a_version_takes_no_words_with_it_unasked() {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.writes(ANA, "remember this");
    pair.lose_each_other();
    pair.does(ANA, newer("aa"));
    assert_eq!(pair.update(ANA).at_stake, Switch::On);
    pair.does(ANA, Event::ChatKeepingChosen(Keeping::OnThisDevice));
    assert_eq!(pair.update(ANA).at_stake, Switch::Off);
}

#[test]
fn a_version_that_was_followed_by_another_gives_way_to_it() {
    let mut pair = Pair::chromium();
    pair.does(ANA, newer("aa"));
    pair.app(ANA, AppEvent::UpdateChosen);
    pair.app(ANA, AppEvent::UpdateFailed);
    pair.does(ANA, newer("bb"));
    assert_eq!(pair.update(ANA).stage, UpdateStage::Offered);
    pair.app(ANA, AppEvent::UpdateChosen);
    assert_eq!(pair.done(ANA).last(), Some(&AppEffect::TakeUpdate("bb".to_owned())));
}

#[test]
fn a_conversation_ends_for_a_new_version_with_a_goodbye() {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.does(ANA, newer("aa"));
    assert_eq!(pair.update(ANA).at_stake, Switch::On);
    pair.app(ANA, AppEvent::UpdateChosen);
    assert!(pair.talk(ANA).parting.is_none(), "it goes on while the version is fetched");
    pair.done(ANA);
    pair.app(ANA, AppEvent::UpdateTaken);
    assert_eq!(pair.done(ANA), [], "the goodbye has not left");
    assert!(!pair.sides[ANA].session.is_waited_for());
    pair.wait(Millis::seconds(1));
    assert_eq!(pair.done(ANA), [AppEffect::Restart]);
    assert_eq!(pair.talk(BEN).parting, Some(heliograph_session::Parting::Left));
}

#[test]
fn a_conversation_that_began_meanwhile_does_not_end_for_a_new_version() {
    let mut pair = Pair::chromium();
    pair.does(ANA, newer("aa"));
    pair.app(ANA, AppEvent::UpdateChosen);
    pair.connect();
    pair.done(ANA);
    pair.app(ANA, AppEvent::UpdateTaken);
    pair.wait(Millis::seconds(1));
    assert_eq!(pair.update(ANA).stage, UpdateStage::Ready);
    assert_eq!(pair.done(ANA), []);
    assert!(pair.talk(ANA).parting.is_none());
    pair.app(ANA, AppEvent::UpdateChosen);
    pair.wait(Millis::seconds(1));
    assert_eq!(pair.done(ANA), [AppEffect::Restart]);
}

#[test]
fn what_a_server_announces_is_cut_to_what_a_notice_can_hold() {
    let endless = vec!["long ".repeat(1000); 1000];
    let controls = vec!["\u{0}\n ".to_owned(), "a\u{7}b".to_owned()];
    let update = Update::announced("aa".to_owned(), &"9".repeat(100_000), [endless, controls]);
    let mut pair = Pair::chromium();
    for who in [ANA, BEN] {
        pair.does(who, Event::App(AppEvent::UpdateFound(update.clone())));
    }
    assert_eq!(pair.update(ANA).changes, ["ab"]);
    let english = pair.update(BEN);
    assert!(english.changes.len() <= 12 && english.changes.iter().all(|change| change.len() <= 300));
    assert!(english.version.len() <= 32);
}

#[test]
fn a_code_is_read_out_of_links_of_its_own_scheme_and_out_of_what_is_shared() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    let code = pair.code(ANA);
    for link in [format!("web%2Bheliograph%3A{code}"), format!("web+heliograph:{code}")] {
        pair.does(BEN, Event::LinkOpened(private(&link)));
        assert!(matches!(pair.view(BEN).screen, Screen::Reply(_)), "{link} is not read");
        pair.does(BEN, Event::HomeChosen);
    }
    pair.does(BEN, Event::LinkOpened(private(&format!("Join me\n{code}\nhttps://example.org/"))));
    assert!(matches!(pair.view(BEN).screen, Screen::Reply(_)));
    pair.does(BEN, Event::HomeChosen);
    pair.does(BEN, Event::LinkOpened(private(&"x".repeat(65_537))));
    let Screen::Home(home) = pair.view(BEN).screen else { panic!("there is nothing to answer") };
    assert_eq!(home.problem, Some(Problem::TooLong));
}
