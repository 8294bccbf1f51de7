//! Codes seen by the camera.

use crate::support::{ANA, BEN, Pair};
use heliograph_session::{
    Arrival, CaptureError, Event, Facing, Problem, SafetyView, ScanView, Screen, Torch, Vouch,
};
use heliograph_wire::Millis;

fn scan(pair: &Pair, who: usize) -> Option<ScanView> {
    match pair.view(who).screen {
        Screen::Invite(invite) => invite.scan,
        Screen::Join(join) => join.scan,
        _ => None,
    }
}

fn camera(pair: &Pair, who: usize) -> Option<Facing> {
    pair.sides[who].browser.camera
}

fn vouch(pair: &Pair, who: usize) -> Vouch {
    match pair.talk(who).safety {
        SafetyView::Shown { vouch, .. } => vouch,
        _ => panic!("no words are shown"),
    }
}

/// Ben scans Ana's invite, Ana scans Ben's reply.
fn walk() -> Pair {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    let invite = pair.code(ANA);
    pair.does(BEN, Event::ScanChosen);
    pair.scans(BEN, &invite);
    pair.wait(Millis(300));
    let reply = pair.code(BEN);
    pair.does(ANA, Event::ScanChosen);
    pair.scans(ANA, &reply);
    pair.wait(Millis::seconds(3));
    pair
}

#[test]
fn two_phones_connect_by_looking_at_each_other() {
    let pair = walk();
    assert!(pair.talks(ANA) && pair.talks(BEN));
    for who in [ANA, BEN] {
        assert_eq!(camera(&pair, who), None, "the light goes out");
        assert_eq!(vouch(&pair, who), Vouch::Scanned);
    }
}

#[test]
fn only_who_scanned_can_vouch_and_only_for_themselves() {
    let mut pair = walk();
    pair.does(ANA, Event::ScanVouched);
    assert_eq!([vouch(&pair, ANA), vouch(&pair, BEN)], [Vouch::Vouched, Vouch::Scanned]);

    let mut pasted = Pair::chromium();
    pasted.connect();
    pasted.does(ANA, Event::ScanVouched);
    assert_eq!(vouch(&pasted, ANA), Vouch::NotScanned);
}

#[test]
fn the_camera_stays_open_until_the_reply_has_its_addresses_and_two_seconds_at_most() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    let invite = pair.code(ANA);
    pair.sides[BEN].browser.describes = false;
    pair.does(BEN, Event::ScanChosen);
    assert_eq!(camera(&pair, BEN), Some(Facing::Back));
    pair.scans(BEN, &invite);
    let Screen::Reply(reply) = pair.view(BEN).screen else { panic!("Ben replies") };
    assert_eq!(reply.arrival, Arrival::Scanned);
    assert_eq!(camera(&pair, BEN), Some(Facing::Back));
    pair.wait(Millis::seconds(2));
    assert_eq!(camera(&pair, BEN), None);
}

#[test]
fn what_is_no_code_is_told_once_and_the_camera_looks_on() {
    let mut pair = Pair::chromium();
    pair.does(BEN, Event::ScanChosen);
    pair.scans(BEN, "https://example.com/a-poster");
    let problem = |pair: &Pair| match pair.view(BEN).screen {
        Screen::Join(join) => join.problem,
        _ => panic!("Ben joins"),
    };
    assert_eq!(problem(&pair), Some(Problem::NotACode));
    assert!(matches!(scan(&pair, BEN), Some(ScanView::Live(_))));
    pair.pastes(BEN, "");
    pair.scans(BEN, "https://example.com/a-poster");
    assert_eq!(problem(&pair), Some(Problem::Empty), "the same sight says nothing new");
    let mut elsewhere = Pair::chromium();
    let reply = elsewhere.invite_and_answer();
    pair.scans(BEN, &reply);
    assert_eq!(problem(&pair), Some(Problem::ReplyInsteadOfInvite));
}

#[test]
fn a_camera_that_cannot_be_used_leaves_every_other_way_open() {
    for error in [
        CaptureError::Refused,
        CaptureError::Absent,
        CaptureError::Busy,
        CaptureError::InsecurePage,
        CaptureError::Failed,
    ] {
        let mut pair = Pair::chromium();
        pair.does(ANA, Event::InviteChosen);
        pair.sides[BEN].browser.camera_error = Some(error);
        pair.does(BEN, Event::ScanChosen);
        assert_eq!(scan(&pair, BEN), Some(ScanView::Failed(error)));
        let invite = pair.code(ANA);
        pair.pastes(BEN, &invite);
        pair.wait(Millis(300));
        assert!(!pair.code(BEN).is_empty());
    }
}

#[test]
fn the_camera_turns_round_and_its_light_goes_on() {
    let mut pair = Pair::chromium();
    pair.does(BEN, Event::ScanChosen);
    pair.does(BEN, Event::OtherCameraChosen);
    assert_eq!(camera(&pair, BEN), Some(Facing::Front));
    pair.does(BEN, Event::TorchChosen(Torch::On));
    assert!(matches!(scan(&pair, BEN), Some(ScanView::Live(camera)) if camera.torch == Torch::On));
    pair.does(BEN, Event::ScanStopped);
    assert_eq!((camera(&pair, BEN), scan(&pair, BEN)), (None, None));
}

#[test]
fn leaving_the_screen_lets_go_of_the_camera() {
    let leave = [
        Event::BackChosen,
        Event::HomeChosen,
        Event::InviteChosen,
        Event::ForgetChosen,
        Event::HelpChosen,
        Event::SettingsChosen,
    ];
    for leave in leave {
        let mut pair = Pair::chromium();
        pair.does(BEN, Event::ScanChosen);
        pair.does(BEN, leave.clone());
        assert_eq!(camera(&pair, BEN), None);

        pair.does(BEN, Event::HomeChosen);
        pair.does(ANA, Event::InviteChosen);
        let invite = pair.code(ANA);
        pair.sides[BEN].browser.describes = false;
        pair.does(BEN, Event::ScanChosen);
        pair.scans(BEN, &invite);
        assert_eq!(camera(&pair, BEN), Some(Facing::Back));
        pair.does(BEN, leave);
        assert_eq!(camera(&pair, BEN), None);
    }
}

#[test]
fn a_reply_that_comes_in_another_way_lets_go_of_the_camera() {
    let mut pair = Pair::chromium();
    let reply = pair.invite_and_answer();
    pair.network.up = false;
    pair.does(ANA, Event::ScanChosen);
    pair.pastes(ANA, &reply);
    assert_eq!(camera(&pair, ANA), None);
}

#[test]
fn an_invite_that_was_scanned_where_a_reply_is_due_counts_as_scanned() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    pair.does(BEN, Event::InviteChosen);
    pair.does(BEN, Event::RenewChosen);
    let invite = pair.code(ANA);
    pair.does(BEN, Event::ScanChosen);
    pair.scans(BEN, &invite);
    pair.does(BEN, Event::SwitchChosen);
    let Screen::Reply(reply) = pair.view(BEN).screen else { panic!("Ben replies") };
    assert_eq!(reply.arrival, Arrival::Scanned);
}
