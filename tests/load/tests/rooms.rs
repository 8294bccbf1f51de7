//! Rooms of a real companion, over real sockets: people come by lossy lines, and nobody is lost.
//!
//! What has to come is counted against what was sent, and waited for: how fast the machine is does not matter. Everything
//! is larger where HELIOGRAPH_LONG is set.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use heliograph_load::rooms::{
    client::Order,
    meeting::{House, Meeting, wait_until},
};
use heliograph_simnet::{Conditions, Medium, Voice};
use heliograph_wire::{
    control::Switch,
    room::{MemberId, Part, Request},
};
use std::{env, time::Duration};
use tokio::{
    task::LocalSet,
    time::{sleep, timeout},
};

/// How loud somebody speaks, in dBov.
const LOUD: i8 = -20;

/// How many packets of others' voices are waited for.
const PACKETS: u64 = 150;

/// So many in CI, and so many where there is time.
fn count(usual: usize, long: usize) -> usize {
    if env::var_os("HELIOGRAPH_LONG").is_some() { long } else { usual }
}

fn play<T>(story: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(LocalSet::new().run_until(story))
}

/// A line that takes 20 ms, and loses this share of packets.
fn line(loss: f64) -> [Conditions; 2] {
    [Conditions { delay: Duration::from_millis(20), loss, ..Conditions::default() }; 2]
}

/// Somebody comes by such a line, with a voice, and is known by this number in what they send.
async fn come(meeting: &mut Meeting, loss: f64, number: u16) {
    let (own, place) = (MemberId(number), meeting.people().len());
    let attending =
        meeting.come(0, |feeds, _| feeds.voice(Medium::Voice, Voice::new(own, Medium::Voice), LOUD));
    let attending = attending.await.unwrap();
    attending.tally.member.set(Some(own));
    attending.order(Order::Relink(line(loss)));
    meeting.put(place, Part { microphone: Switch::On, ..Part::default() });
}

/// Two who talk over lines that lose nothing.
async fn two() -> Meeting {
    let mut meeting = Meeting::at(House::here().unwrap());
    for number in 0..2 {
        come(&mut meeting, 0.0, number).await;
    }
    meeting
}

/// Waits until everybody heard so many packets more of somebody, and of nobody but these.
async fn wait_until_all_hear(meeting: &Meeting, packets: u64, known: &[MemberId]) {
    let heard = || -> Vec<u64> { meeting.people().iter().map(|it| it.tally.sound.get()).collect() };
    let before = heard();
    let all_hear = || heard().iter().zip(&before).all(|(now, before)| now - before >= packets);
    wait_until("everybody hears somebody", all_hear).await.unwrap();
    for attending in meeting.people() {
        assert!(!attending.tally.is_over.get(), "somebody is lost");
        assert_eq!(attending.tally.own.get(), 0, "somebody hears themselves");
        let heard = attending.tally.by_member.borrow();
        assert!(heard.keys().all(|member| known.contains(member)), "somebody hears a stranger");
    }
}

/// Members, their connections and paths, and sockets.
async fn now_there(meeting: &Meeting) -> Vec<u64> {
    let mut there = Vec::new();
    for name in ["room_members", "room_connections", "room_paths", "room_sockets"] {
        there.push(meeting.told(name).await.unwrap());
    }
    there
}

#[test]
fn everybody_in_a_room_is_heard_whatever_is_lost_on_the_way() {
    play(async {
        for loss in [0.0, 0.02, 0.1] {
            let mut meeting = Meeting::at(House::here().unwrap());
            let people = count(6, 100) as u16;
            for number in 0..people {
                come(&mut meeting, loss, number).await;
            }
            let known: Vec<_> = (0..people).map(MemberId).collect();
            wait_until_all_hear(&meeting, PACKETS, &known).await;
            assert_eq!(meeting.told("room_members").await.unwrap(), u64::from(people));
            for name in ["room_lost_total", "room_failed_total"] {
                assert_eq!(meeting.told(name).await.unwrap(), 0, "{name}");
            }
        }
    });
}

#[test]
fn rooms_of_three_hear_their_own_people_only() {
    play(async {
        let house = House::here().unwrap();
        let mut meetings = Vec::new();
        for room in 0..count(5, 100) as u16 {
            let mut meeting = Meeting::at(house.another_room().unwrap());
            for number in 0..3 {
                come(&mut meeting, 0.02, 3 * room + number).await;
            }
            meetings.push(meeting);
        }
        for (room, meeting) in (0..).zip(&meetings) {
            let known: Vec<_> = (3 * room..3 * room + 3).map(MemberId).collect();
            wait_until_all_hear(meeting, PACKETS / 3, &known).await;
        }
    });
}

#[test]
fn people_who_come_and_go_leave_nothing_behind() {
    play(async {
        let mut meeting = two().await;
        let before = now_there(&meeting).await;
        for number in 2..count(20, 2_000) as u16 {
            come(&mut meeting, 0.0, number).await;
            let last = meeting.people().last().unwrap();
            last.ask(Request::Leave);
            wait_until("they are told that they left", || last.tally.over.get().is_some()).await.unwrap();
            meeting.part();
        }
        let forgotten = async {
            while now_there(&meeting).await != before {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(Duration::from_secs(60), forgotten).await.unwrap();
    });
}

#[test]
fn who_comes_too_often_is_refused_and_the_others_go_on() {
    play(async {
        let meeting = two().await;
        let before = meeting.told("room_refused_total").await.unwrap();
        for _ in 0..count(400, 10_000) {
            // Whatever comes of it.
            let _ = meeting.knock_and_run().await;
        }
        assert!(meeting.told("room_refused_total").await.unwrap() > before, "nobody was refused");
        wait_until_all_hear(&meeting, PACKETS / 3, &[MemberId(0), MemberId(1)]).await;
    });
}

#[test]
fn who_never_reads_holds_nobody_up() {
    play(async {
        let meeting = two().await;
        let deaf = meeting.sit_without_reading().await.unwrap();
        let said = vec![7_u8; 8_000];
        for _ in 0..count(400, 4_000) {
            meeting.people()[0].ask(Request::Say { to: None, bytes: said.clone().into() });
            sleep(Duration::from_millis(1)).await;
        }
        wait_until_all_hear(&meeting, PACKETS / 3, &[MemberId(0), MemberId(1)]).await;
        drop(deaf);
    });
}
