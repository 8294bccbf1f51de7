use crate::support::{Callee, Disk, MINUTE, World, ask_attend, hash, over, put, sealed};
use heliograph_rendezvous::Record;
use heliograph_wire::Millis;
use heliograph_wire::rendezvous::{LABEL_LIMIT, LINKS_AT_MOST, Notice, Over, Request};

#[test]
fn a_callee_begins_with_its_first_link() {
    let mut world = World::new();
    let ana = Callee::new(1);
    let device = ana.attend(&mut world);
    assert_eq!(world.heard(device), ["attended for 92 days: "]);
    assert!(world.kept.is_empty());
    world.ask(device, put(1, "mum"));
    world.ask(device, put(2, "work"));
    assert_eq!(world.heard(device), ["attended for 92 days: mum", "attended for 92 days: mum, work"]);
    world.ask(device, put(1, "family"));
    assert_eq!(world.heard(device), ["attended for 92 days: family, work"]);
    let record = Record::decode(&world.kept[&ana.key]).unwrap();
    assert_eq!((record.last_day, record.links.len(), record.links[0].link.made), (20_000, 2, 20_000));
    assert!(record.links[0].link.hash == hash(1));
    let figures = world.machine.figures();
    assert_eq!((figures.callees, figures.links, figures.devices), (1, 2, 1));
}

#[test]
fn only_whoever_has_the_secret_attends() {
    let mut world = World::new();
    let ana = Callee::new(1);
    let device = world.arrive();
    let Notice::Welcome { challenge, .. } = world.told(device)[0].notice else { panic!("no welcome") };
    let signed = ask_attend(ana.key, &challenge);
    let Request::Attend { signature, .. } = signed else { panic!("not attending") };
    let wrong = [
        Request::Attend { work: 0, key: [2; 32], signature },
        Request::Attend { work: 0, key: ana.key, signature: [signature[1], signature[0]] },
        ask_attend(ana.key, &[0; 32]),
        signed,
    ];
    for request in wrong {
        let eve = world.come(request);
        assert_eq!(world.heard(eve), ["welcome", "over: Mistaken", "closed"]);
    }
    world.ask(device, ask_attend(ana.key, &challenge));
    assert_eq!(world.heard(device), ["attended for 92 days: "]);
}

#[test]
fn all_devices_hear_what_changed_once_it_is_kept() {
    let mut world = World::new();
    let ana = Callee::new(1);
    let (phone, laptop) = (ana.attend(&mut world), ana.attend(&mut world));
    world.forget();
    world.disk = Disk::Slow;
    world.ask(phone, put(1, "mum"));
    assert_eq!((world.heard(phone), world.heard(laptop)), (Vec::new(), Vec::new()));
    world.ask(phone, put(2, "work"));
    world.ask(laptop, put(3, "club"));
    let tablet = ana.attend(&mut world);
    assert_eq!(world.heard(tablet), ["attended for 92 days: "], "none of it is kept yet");
    world.write();
    let told = ["attended for 92 days: mum", "attended for 92 days: mum, work, club"];
    for device in [phone, laptop, tablet] {
        assert_eq!(world.heard(device), told);
    }
    assert_eq!(world.writes, 2, "what changes meanwhile is kept together");
}

#[test]
fn what_cannot_be_kept_is_not_so() {
    let mut world = World::new();
    let ana = Callee::new(1);
    let phone = ana.with_link(&mut world, 1);
    let laptop = ana.attend(&mut world);
    world.forget();
    world.disk = Disk::Fails;
    world.ask(phone, put(2, "work"));
    world.ask(phone, put(1, "other"));
    world.ask(phone, Request::Revoke(hash(1)));
    assert_eq!(world.heard(phone), ["over: NotKept"; 3]);
    assert_eq!(world.heard(laptop), [""; 0]);
    world.ask(laptop, Request::Erase);
    assert_eq!(world.heard(laptop), ["over: NotKept"]);
    let tablet = ana.attend(&mut world);
    assert_eq!(world.heard(tablet), ["attended for 92 days: link 1"]);
    let caller = world.ring(1, "ben");
    world.advance(Millis(310));
    assert_eq!(world.heard(tablet), ["ben rings"], "the link is live again");
    world.lose(caller);
    world.disk = Disk::Works;
    world.forget();
    world.ask(phone, put(2, "work"));
    assert_eq!(world.heard(phone), ["attended for 92 days: link 1, work"]);
}

#[test]
fn what_was_changed_upon_what_is_not_kept_is_lost_with_it() {
    let mut world = World::new();
    let ana = Callee::new(1);
    let phone = ana.with_link(&mut world, 1);
    let laptop = ana.attend(&mut world);
    world.forget();
    world.disk = Disk::Slow;
    world.ask(phone, put(2, "work"));
    world.ask(laptop, put(3, "club"));
    world.lose_writes();
    assert_eq!(
        (world.heard(phone), world.heard(laptop)),
        (vec!["over: NotKept".to_owned()], vec!["over: NotKept".to_owned()])
    );
    world.ask(laptop, put(4, "aunt"));
    world.write();
    assert_eq!(world.heard(phone), ["attended for 92 days: link 1, aunt"]);
    assert_eq!(Record::decode(&world.kept[&ana.key]).unwrap().links.len(), 2);
}

#[test]
fn a_callee_that_was_not_kept_at_all_leaves_nothing() {
    let mut world = World::new();
    world.disk = Disk::Fails;
    let device = Callee::new(1).attend(&mut world);
    world.ask(device, put(1, "mum"));
    world.lose(device);
    let figures = world.machine.figures();
    assert_eq!((figures.callees, figures.links, figures.devices), (0, 0, 0));
    assert_eq!(world.machine.entries()[4], 0);
}

#[test]
fn a_callee_is_known_after_a_restart() {
    let mut world = World::new();
    let ana = Callee::new(1);
    ana.with_link(&mut world, 1);
    world.restart();
    let device = ana.attend(&mut world);
    assert_eq!(world.heard(device), ["attended for 92 days: link 1"]);
    world.ring(1, "ben");
    world.advance(Millis(310));
    assert_eq!(world.heard(device), ["ben rings"]);
}

#[test]
fn a_callee_has_so_many_links() {
    let mut world = World::new();
    let device = Callee::new(1).attend(&mut world);
    let most = LINKS_AT_MOST as u32;
    (0..most).for_each(|number| world.ask(device, put(number, "x")));
    world.forget();
    world.ask(device, put(most, "x"));
    assert_eq!(world.heard(device), ["over: TooManyLinks"], "the socket stays");
    world.ask(device, put(0, "other label"));
    assert!(world.heard(device)[0].contains("other label"));
    world.ask(device, Request::Revoke(hash(0)));
    world.forget();
    world.ask(device, put(most, "one more"));
    assert!(world.heard(device)[0].ends_with("one more"));
}

#[test]
fn a_label_has_an_end() {
    let mut world = World::new();
    let device = Callee::new(1).attend(&mut world);
    world.ask(device, put(1, &"x".repeat(LABEL_LIMIT)));
    world.forget();
    world.ask(device, put(2, &"x".repeat(LABEL_LIMIT + 1)));
    assert_eq!(world.heard(device), over(Over::Mistaken));
}

#[test]
fn a_revoked_link_rings_nobody_at_once() {
    let mut world = World::new();
    let device = Callee::new(1).with_link(&mut world, 1);
    world.disk = Disk::Slow;
    world.ask(device, Request::Revoke(hash(1)));
    world.ring(1, "eve");
    world.advance(MINUTE);
    assert_eq!(world.heard(device), [""; 0]);
    world.write();
    assert_eq!(world.heard(device), ["attended for 92 days: "]);
    assert_eq!(world.machine.figures().links, 0);
    let writes = world.writes;
    world.ask(device, Request::Revoke(hash(1)));
    assert_eq!(world.heard(device), ["attended for 92 days: "], "nothing was to be changed");
    assert_eq!(world.writes, writes);
}

#[test]
fn a_ring_by_a_link_that_is_revoked_meanwhile_is_over_for_the_devices_only() {
    let mut world = World::new();
    let device = Callee::new(1).with_link(&mut world, 1);
    let caller = world.ring(1, "eve");
    world.advance(Millis(400));
    assert_eq!(world.heard(device), ["eve rings"]);
    world.ask(device, Request::Revoke(hash(1)));
    assert_eq!(world.heard(device), ["caller gone", "attended for 92 days: "]);
    world.advance(Millis::minutes(2));
    assert_eq!(world.heard(caller), ["ringing", "unanswered"]);
    assert_eq!(world.heard(device), [""; 0], "no note is left");
}

#[test]
fn an_erased_callee_leaves_nothing() {
    let mut world = World::new();
    let ana = Callee::new(1);
    let device = ana.with_link(&mut world, 1);
    let laptop = ana.attend(&mut world);
    world.forget();
    world.ask(device, Request::Erase);
    assert!(world.kept.is_empty());
    assert_eq!(
        (world.heard(device), world.heard(laptop)),
        (vec!["attended for 92 days: ".to_owned()], vec!["attended for 92 days: ".to_owned()])
    );
    world.ask(device, Request::Erase);
    assert_eq!(world.heard(device), ["attended for 92 days: "]);
    world.lose(device);
    world.lose(laptop);
    assert_eq!(world.machine.entries()[2..], [0; 5]);
    let figures = world.machine.figures();
    assert_eq!((figures.callees, figures.links, figures.devices), (0, 0, 0));
}

#[test]
fn eight_devices_attend_and_the_next_takes_the_place_of_the_oldest() {
    let mut world = World::new();
    let ana = Callee::new(1);
    let devices: Vec<_> = (0..8).map(|_| ana.attend(&mut world)).collect();
    world.forget();
    let ninth = ana.attend(&mut world);
    assert_eq!(world.heard(devices[0]), over(Over::Replaced));
    world.ask(ninth, put(1, "x"));
    for device in &devices[1..] {
        assert_eq!(world.heard(*device), ["attended for 92 days: x"]);
    }
    assert_eq!(world.machine.figures().devices, 8);
}

#[test]
fn five_callees_begin_in_an_hour_from_one_source() {
    let mut world = World::new();
    let begin = |world: &mut World, number: u8| {
        let device = world.arrive_from(7);
        Callee::new(number).attend_at(world, device);
        world.forget();
        world.ask(device, put(number.into(), "x"));
        let told = world.heard(device);
        world.lose(device);
        told
    };
    for number in 0..5 {
        assert_eq!(begin(&mut world, number), ["attended for 92 days: x"]);
    }
    assert_eq!(begin(&mut world, 5), over(Over::TooOften(720)));
    assert_eq!(begin(&mut world, 0), ["attended for 92 days: x"], "it is one already");
    world.advance(Millis::minutes(12));
    assert_eq!(begin(&mut world, 5), ["attended for 92 days: x"]);
    assert_eq!(world.machine.figures().callees, 6);
}

#[test]
fn one_source_has_so_many_callees_and_all_have() {
    let mut world = World::with(|settings| {
        settings.new_callees_per_hour = 1_000;
        settings.callees_per_source = 3;
        settings.callees = 5;
    });
    let begin = |world: &mut World, number: u8, source| {
        let device = world.arrive_from(source);
        Callee::new(number).attend_at(world, device);
        world.forget();
        world.ask(device, put(number.into(), "x"));
        (device, world.heard(device))
    };
    let (device, _) = begin(&mut world, 0, 7);
    begin(&mut world, 1, 7);
    begin(&mut world, 2, 7);
    assert_eq!(begin(&mut world, 3, 7).1, over(Over::TooOften(3_600)));
    world.ask(device, Request::Erase);
    world.lose(device);
    assert_eq!(begin(&mut world, 3, 7).1, ["attended for 92 days: x"]);
    begin(&mut world, 4, 8);
    begin(&mut world, 5, 9);
    assert_eq!(begin(&mut world, 6, 10).1, over(Over::Crowded(3_600)));
}

#[test]
fn nobody_puts_a_link_that_rings_somebody_else() {
    let mut world = World::new();
    let (ana, eve) = (Callee::new(1), Callee::new(2));
    let anas = ana.with_link(&mut world, 1);
    // With the same salt, which nobody but Ana knows.
    let eves = eve.with_link(&mut world, 1);
    for _ in 0..2 {
        world.forget();
        world.ring(1, "ben");
        world.advance(MINUTE);
        assert_eq!((world.heard(anas), world.heard(eves)), (vec!["ben rings".to_owned()], Vec::new()));
        world.ask(eves, Request::Revoke(hash(1)));
        world.advance(MINUTE + MINUTE);
    }
    world.forget();
    world.come(Request::Ring { work: 0, link: eve.link(1), intro: sealed("eve") });
    world.advance(MINUTE);
    assert_eq!((world.heard(anas), world.heard(eves)), (Vec::new(), vec!["eve rings".to_owned()]));
}

#[test]
fn what_is_not_for_devices_is_a_mistake() {
    for request in [Request::Say { to: 0, sealed: sealed("x") }, Request::LeaveNote { note: sealed("x") }] {
        let mut world = World::new();
        let device = Callee::new(1).attend(&mut world);
        world.forget();
        world.ask(device, request);
        assert_eq!(world.heard(device), over(Over::Mistaken));
    }
}
