//! Devices that are woken by push, if their callee wants it and the companion does it.

use crate::support::{Callee, Disk, HOUR, MINUTE, World, link, over, push, put, sealed, subscription, wake};
use heliograph_rendezvous::{Action, Activation, Event, Guest, Record, Settings};
use heliograph_wire::rendezvous::{Notice, Over, Request, SUBSCRIPTIONS_AT_MOST, Subscription};
use heliograph_wire::{Millis, Private};

fn with_push() -> World {
    World::with(|settings| settings.push = Some(push()))
}

/// A callee with a link, of whom two devices are woken and one is here.
fn subscribed(world: &mut World) -> Guest {
    let device = Callee::new(1).with_link(world, 1);
    [7, 8].into_iter().for_each(|number| world.ask(device, Request::Subscribe(subscription(number))));
    assert_eq!(world.heard(device).pop().unwrap(), "attended for 92 days: link 1; woken at 7; woken at 8");
    device
}

/// The ids of what was to be woken, each time.
fn woken(world: &mut World) -> Vec<Vec<u8>> {
    let ids = |action| match action {
        Action::Wake { subscriptions, .. } => subscriptions.iter().map(|there| there.id[0]).collect(),
        _ => panic!("nothing else is put there"),
    };
    world.woken.drain(..).map(|(_, action)| ids(action)).collect()
}

#[test]
fn devices_are_woken_when_it_begins_to_ring() {
    let mut world = with_push();
    let device = subscribed(&mut world);
    world.lose(device);
    let caller = world.ring(1, "ben");
    let begin = world.now.monotonic;
    world.advance(Millis(309));
    assert!(world.woken.is_empty());
    world.advance(HOUR);
    assert_eq!(world.heard(caller)[..2], ["ringing", "unanswered"]);
    let Some((at, Action::Wake { key, link: by, wake: sealed, subscriptions, seconds })) = world.woken.pop()
    else {
        panic!("nobody is woken")
    };
    assert!(world.woken.is_empty(), "once is enough");
    let after = at.since(begin).0;
    assert!((310..=3_310).contains(&after), "{after} ms");
    assert_eq!((key, u64::from(seconds)), (Callee::new(1).key, (120_310 - after) / 1_000));
    assert!(by == link(1) && sealed == wake(1));
    assert!(subscriptions == [subscription(7), subscription(8)]);
}

#[test]
fn chance_says_when_devices_are_woken() {
    let mut world = with_push();
    let device = subscribed(&mut world);
    world.lose(device);
    let mut spans = Vec::new();
    for _ in 0..200 {
        let (begin, caller) = (world.now.monotonic, world.ring(1, "ben"));
        world.advance(Millis(3_310));
        spans.extend(world.woken.drain(..).map(|(at, _)| at.since(begin).0 - 310));
        world.lose(caller);
        world.advance(MINUTE);
    }
    assert_eq!(spans.len(), 200);
    for second in 0..3 {
        let count = spans.iter().filter(|span| **span / 1_000 == second).count();
        assert!((40..=95).contains(&count), "{count} within second {second}");
    }
}

#[test]
fn a_ring_that_is_over_before_devices_are_woken_wakes_nobody() {
    let ends: [fn(&mut World, Guest, Guest); 4] = [
        |world, _, caller| world.lose(caller),
        |world, _, caller| world.ask(caller, Request::Leave),
        |world, device, _| world.ask(device, Request::Revoke(crate::support::hash(1))),
        |world, device, _| {
            let ring = world.ring_number(device);
            world.ask(device, Request::Take { ring, sealed: sealed("hello") });
        },
    ];
    for (number, end) in ends.into_iter().enumerate() {
        let mut world = with_push();
        let device = subscribed(&mut world);
        let caller = world.ring(1, "ben");
        while world.peek(device).is_none() {
            world.advance(Millis(1));
        }
        end(&mut world, device, caller);
        world.advance(HOUR);
        assert!(world.woken.is_empty(), "end {number}");
        assert_eq!(world.machine.entries()[6], 0, "end {number}");
    }
}

#[test]
fn devices_are_woken_after_a_restart_and_though_others_are_here() {
    let mut world = with_push();
    subscribed(&mut world);
    world.restart();
    let device = Callee::new(1).attend(&mut world);
    assert_eq!(world.heard(device), ["attended for 92 days: link 1; woken at 7; woken at 8"]);
    world.ring(1, "ben");
    world.advance(MINUTE);
    assert_eq!(world.heard(device), ["ben rings"]);
    assert_eq!(woken(&mut world), [[7, 8]]);
}

#[test]
fn nobody_is_woken_by_a_ring_that_does_not_reach_the_callee() {
    let mut world = with_push();
    let device = subscribed(&mut world);
    world.ask(device, put(2, "x"));
    world.ring(1, "gone at once");
    let gone = world.ring(1, "gone before it rings");
    world.advance(Millis(300));
    world.lose(gone);
    world.ask(device, Request::Revoke(crate::support::hash(1)));
    world.ring(1, "by a revoked link");
    world.ring(3, "by an unknown one");
    world.advance(MINUTE);
    assert!(world.woken.is_empty());
    for _ in 0..12 {
        world.ring(2, "too often");
    }
    world.advance(MINUTE);
    assert_eq!(woken(&mut world), vec![vec![7, 8]; 10]);
}

#[test]
fn a_companion_that_wakes_nobody_keeps_no_subscriptions() {
    let mut world = World::new();
    let device = Callee::new(1).with_link(&mut world, 1);
    world.ask(device, Request::Subscribe(subscription(7)));
    assert_eq!(world.heard(device), ["over: NotKept"], "the socket stays");
    assert!(Record::decode(&world.kept[&Callee::new(1).key]).unwrap().subscriptions.is_empty());
}

#[test]
fn a_companion_that_stops_to_wake_wakes_nobody_at_once() {
    let mut world = with_push();
    let device = subscribed(&mut world);
    world.machine.set(heliograph_rendezvous::Settings::new(crate::support::verify));
    world.ring(1, "ben");
    world.advance(MINUTE);
    assert_eq!(world.heard(device), ["ben rings"]);
    assert!(world.woken.is_empty());
    world.ask(device, Request::Unsubscribe { id: [7; 16] });
    assert_eq!(world.heard(device).pop().unwrap(), "attended for 92 days: link 1; woken at 8");
}

#[test]
fn a_device_learns_how_it_is_woken() {
    for (mut world, expected) in [(with_push(), Some(push())), (World::new(), None)] {
        let device = Callee::new(1).attend(&mut world);
        let told = world.told(device).pop().unwrap().notice;
        assert!(matches!(told, Notice::Attended { push, .. } if push == expected));
    }
}

#[test]
fn whoever_subscribes_before_there_is_a_link_is_woken_once_there_is_one() {
    let mut world = with_push();
    let device = Callee::new(1).attend(&mut world);
    world.ask(device, Request::Subscribe(subscription(7)));
    world.ask(device, put(1, "mum"));
    assert_eq!(
        world.heard(device)[1..],
        ["attended for 92 days: ; woken at 7", "attended for 92 days: mum; woken at 7"]
    );
    world.ring(1, "ben");
    world.advance(MINUTE);
    assert_eq!(woken(&mut world), [[7]]);
}

#[test]
fn beginning_with_a_subscription_counts_like_beginning_with_a_link_but_the_socket_stays() {
    let full: [fn(&mut Settings); 3] = [
        |settings| settings.callees = 1,
        |settings| settings.callees_per_source = 1,
        |settings| settings.new_callees_per_hour = 1,
    ];
    for (number, full) in full.into_iter().enumerate() {
        let mut world = World::with(|settings| {
            settings.push = Some(push());
            full(settings);
        });
        let [first, device] = [1, 2].map(|number| {
            let device = world.arrive_from(7);
            Callee::new(number).attend_at(&mut world, device);
            device
        });
        world.ask(first, put(1, "mum"));
        world.forget();
        world.ask(device, Request::Subscribe(subscription(9)));
        assert_eq!(world.heard(device), ["over: NotKept"], "limit {number}");
        assert_eq!(world.machine.figures().callees, 1);
        world.ask(device, Request::Unsubscribe { id: [9; 16] });
        assert_eq!(world.heard(device), ["attended for 92 days: "], "limit {number}");
    }
}

#[test]
fn one_more_takes_the_place_of_the_oldest_and_the_same_again_its_own() {
    let mut world = with_push();
    let device = subscribed(&mut world);
    (9..7 + SUBSCRIPTIONS_AT_MOST as u8)
        .chain([20, 9])
        .for_each(|number| world.ask(device, Request::Subscribe(subscription(number))));
    let expected =
        "attended for 92 days: link 1; woken at 8; woken at 9; woken at 10; woken at 11; woken at 20";
    assert_eq!(world.heard(device).pop().unwrap(), expected);
}

#[test]
fn whoever_has_enough_of_it_is_woken_no_more() {
    let mut world = with_push();
    let device = subscribed(&mut world);
    world.ask(device, Request::Unsubscribe { id: [9; 16] });
    assert_eq!(
        world.heard(device),
        ["attended for 92 days: link 1; woken at 7; woken at 8"],
        "there was nothing to change"
    );
    world.ask(device, Request::Unsubscribe { id: [7; 16] });
    assert_eq!(world.heard(device), ["attended for 92 days: link 1; woken at 8"]);
    // The push service says so.
    let key = Callee::new(1).key;
    for key in [key, key, [9; 32]] {
        world.handle(Event::Unsubscribed { key, id: [8; 16] });
    }
    assert_eq!(world.heard(device), [""; 0], "nobody asked for it");
    assert!(Record::decode(&world.kept[&key]).unwrap().subscriptions.is_empty());
    world.ring(1, "ben");
    world.advance(MINUTE);
    assert!(world.woken.is_empty());
}

#[test]
fn what_is_erased_or_could_not_be_kept_wakes_nobody() {
    let mut world = with_push();
    let device = subscribed(&mut world);
    world.ask(device, Request::Erase);
    assert_eq!(world.heard(device), ["attended for 92 days: "]);
    assert!(world.kept.is_empty());
    world.ask(device, put(1, "mum"));
    world.forget();
    world.disk = Disk::Fails;
    world.ask(device, Request::Subscribe(subscription(9)));
    assert_eq!(world.heard(device), ["over: NotKept"]);
    world.ring(1, "ben");
    world.advance(MINUTE);
    assert!(world.woken.is_empty());
}

#[test]
fn what_is_sealed_has_its_length() {
    let wrong = |bytes: Vec<u8>| Private::new(bytes);
    for request in [
        Request::Subscribe(Subscription { id: [7; 16], sealed: wrong(vec![1; 539]) }),
        Request::Subscribe(Subscription { id: [7; 16], sealed: wrong(vec![1; 541]) }),
        Request::PutLink { salt: Private::new([1; 16]), label: wrong(vec![1]), wake: wrong(vec![1; 47]) },
        Request::PutLink { salt: Private::new([1; 16]), label: wrong(vec![1]), wake: wrong(vec![1; 49]) },
    ] {
        let mut world = with_push();
        let device = Callee::new(1).attend(&mut world);
        world.forget();
        world.ask(device, request);
        assert_eq!(world.heard(device), over(Over::Mistaken));
    }
}

#[test]
fn all_together_have_so_many() {
    let mut world = World::with(|settings| {
        (settings.push, settings.new_callees_per_hour) = (Some(push()), 100_000);
    });
    let record = |number: u32| {
        let mut key = [0; 32];
        key[..4].copy_from_slice(&number.to_be_bytes());
        let subscriptions = (0..5).map(subscription).collect();
        Record {
            key,
            last_day: crate::support::TODAY,
            activation: Activation::Done,
            links: Vec::new(),
            subscriptions,
            notes: Vec::new(),
        }
    };
    world.kept = (1..=4_000).map(record).map(|record| (record.key, record.encode())).collect();
    world.restart();
    let device = Callee::new(1).attend(&mut world);
    world.ask(device, put(1, "mum"));
    world.forget();
    world.ask(device, Request::Subscribe(subscription(9)));
    assert_eq!(world.heard(device), ["over: NotKept"], "there are 20,000");
    let other = Callee { key: record(1).key };
    let device = other.attend(&mut world);
    world.forget();
    world.ask(device, Request::Subscribe(subscription(9)));
    assert!(world.heard(device)[0].ends_with("woken at 4; woken at 9"), "one of its own goes");
}
