//! What those cost who wait.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use allocation_counter::measure;
use heliograph_rendezvous::{Action, Event, Guest, Now, Rendezvous, Settings, Source};
use heliograph_wire::rendezvous::Request;
use heliograph_wire::{Millis, Private};

const GUESTS: u64 = 10_000;

fn machine() -> (Rendezvous, Now) {
    let mut settings = Settings::new(|_, _, _| true);
    (settings.guests, settings.arrivals) = (20_000, 1_000_000);
    let now = Now { monotonic: Millis(0), unix: 1_800_000_000 };
    (Rendezvous::new(settings, Private::new([1; 32]), [2; 32], Vec::new(), now), now)
}

/// The bytes that each of ten thousand costs who say this first.
fn cost(request: impl Fn(u64) -> Request) -> i64 {
    let (mut machine, now) = machine();
    let mut actions: Vec<Action> = Vec::with_capacity(100);
    let mut hand = |event| {
        actions.clear();
        machine.handle(now, event, &mut actions);
    };
    let held = measure(|| {
        for number in 0..GUESTS {
            let guest = Guest(number);
            hand(Event::Arrived { guest, source: Source(u128::from(number / 3)) });
            hand(Event::Asked { guest, request: request(number) });
        }
        hand(Event::Woke);
    });
    assert_eq!(machine.figures().guests, GUESTS as usize);
    held.bytes_current / GUESTS as i64
}

#[test]
fn ten_thousand_who_wait_are_small() {
    let opened = cost(|_| Request::Open { work: 0 });
    let waiting = cost(|number| Request::Wait { work: 0, bucket: (number % 4_096) as u16 });
    let attending = cost(|number| {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&number.to_be_bytes());
        Request::Attend { work: 0, key, signature: [[0; 32]; 2] }
    });
    for (bytes, who) in [(opened, "opened"), (waiting, "waiting"), (attending, "attending")] {
        println!("{bytes} bytes for each {who}");
        assert!(bytes < 1_000, "{bytes} bytes for each {who}");
    }
}

#[test]
fn those_who_come_and_go_leave_nothing() {
    let (mut machine, mut now) = machine();
    let mut actions: Vec<Action> = Vec::with_capacity(1_000);
    let mut guest = 0;
    let mut come_and_go = |times| {
        for _ in 0..times {
            for source in 0..20 {
                guest += 1;
                let guest = Guest(guest);
                for event in [
                    Event::Arrived { guest, source: Source(source) },
                    Event::Asked { guest, request: Request::Wait { work: 0, bucket: source as u16 } },
                    Event::Asked { guest, request: Request::Leave },
                ] {
                    actions.clear();
                    machine.handle(now, event, &mut actions);
                }
            }
            now.monotonic = now.monotonic + Millis::minutes(3);
        }
        assert_eq!(machine.figures().guests, 0);
    };
    come_and_go(50);
    assert_eq!(measure(|| come_and_go(500)).bytes_current, 0);
}
