use crate::support::{World, over, say};
use heliograph_rendezvous::Guest;
use heliograph_wire::Millis;
use heliograph_wire::rendezvous::{BUCKETS, Over, Request};

fn wait(world: &mut World, bucket: u16) -> Guest {
    world.come(Request::Wait { work: 0, bucket })
}

#[test]
fn all_in_a_bucket_hear_of_each_other() {
    let mut world = World::new();
    let ana = wait(&mut world, 5);
    assert_eq!(world.heard(ana), ["welcome", "seat 0 in a bucket for 600 s"]);
    let ben = wait(&mut world, 5);
    let cleo = wait(&mut world, 5);
    assert_eq!(world.heard(cleo), ["welcome", "seat 2 in a bucket for 600 s", "0 is here", "1 is here"]);
    assert_eq!(world.heard(ana), ["1 is here", "2 is here"]);
    assert_eq!(world.heard(ben), ["welcome", "seat 1 in a bucket for 600 s", "0 is here", "2 is here"]);
    let cleos = world.seat(2);
    world.ask(ben, say(cleos, "hello"));
    assert_eq!(world.heard(cleo), ["1 says hello"]);
    assert_eq!(world.heard(ana), [""; 0]);
    world.ask(ben, Request::Leave);
    assert_eq!(world.heard(ben), ["closed"]);
    assert_eq!(
        (world.heard(ana), world.heard(cleo)),
        (vec!["1 is gone".to_owned()], vec!["1 is gone".to_owned()])
    );
}

#[test]
fn nobody_hears_what_is_said_in_another_bucket() {
    let mut world = World::new();
    let (ana, eve) = (wait(&mut world, 5), wait(&mut world, 6));
    world.forget();
    let (anas, eves) = (world.seat(0), world.seat(1));
    [anas, eves].into_iter().for_each(|to| world.ask(eve, say(to, "hello")));
    assert!(world.heard(ana).is_empty() && world.heard(eve).is_empty());
}

#[test]
fn seats_are_numbered_as_people_come_and_never_again_while_somebody_is_there() {
    let mut world = World::new();
    let ana = wait(&mut world, 0);
    for seat in 1..50 {
        let other = wait(&mut world, 0);
        assert_eq!(world.heard(other)[1], format!("seat {seat} in a bucket for 600 s"));
        world.ask(other, Request::Leave);
    }
    let numbers = |order| u32::from(world.seat(order));
    assert!((1..50).all(|order| (numbers(0) + order as u32) % 65_536 == numbers(order)));
    world.ask(ana, Request::Leave);
    let ben = wait(&mut world, 0);
    assert_eq!(world.heard(ben)[1], "seat 50 in a bucket for 600 s", "they begin elsewhere");
}

#[test]
fn sixteen_wait_in_a_bucket_and_hear_of_one_more() {
    let mut world = World::new();
    let waiting: Vec<_> = (0..16).map(|_| wait(&mut world, BUCKETS - 1)).collect();
    world.forget();
    let late = wait(&mut world, BUCKETS - 1);
    assert_eq!(world.heard(late), ["welcome", "over: Full", "closed"]);
    for guest in waiting {
        assert_eq!(world.heard(guest), ["crowd"]);
    }
}

#[test]
fn there_are_so_many_buckets() {
    let mut world = World::new();
    let ana = wait(&mut world, BUCKETS);
    assert_eq!(world.heard(ana), ["welcome", "over: Mistaken", "closed"]);
}

#[test]
fn whoever_waits_waits_for_ten_minutes() {
    let mut world = World::new();
    let ana = wait(&mut world, 5);
    world.advance(Millis::minutes(4));
    let ben = wait(&mut world, 5);
    world.forget();
    world.advance(Millis::minutes(6));
    assert_eq!(world.heard(ana), over(Over::Expired));
    assert_eq!(world.heard(ben), ["0 is gone"]);
    world.advance(Millis::minutes(4));
    assert_eq!(world.heard(ben), over(Over::Expired));
    assert_eq!(world.machine.entries()[2..], [0; 5]);
}

#[test]
fn a_seat_is_kept_for_a_minute() {
    let mut world = World::new();
    let (ana, ben) = (wait(&mut world, 5), wait(&mut world, 5));
    world.forget();
    world.lose(ben);
    assert_eq!(world.heard(ana), ["1 is gone"]);
    world.advance(Millis(59_999));
    assert_eq!(world.machine.entries()[3], 2);
    world.advance(Millis(1));
    assert_eq!(world.machine.entries()[3], 1);
    assert_eq!(world.heard(ana), [""; 0], "it heard so already");
}

#[test]
fn one_source_waits_three_times_in_a_minute() {
    let mut world = World::new();
    let mut told = Vec::new();
    for bucket in 0..4 {
        let eve = world.arrive_from(7);
        world.ask(eve, Request::Wait { work: 0, bucket });
        told.push(world.heard(eve).swap_remove(1));
    }
    assert_eq!(told[..3], [0, 1, 2].map(|seat| format!("seat {seat} in a bucket for 600 s")));
    assert_eq!(told[3], "over: TooOften(20)");
}

/// Two seats have one run, so that a page which was loaded again after it agreed with somebody takes another one.
#[test]
fn whoever_waits_anew_has_another_seat_and_is_found_there() {
    let mut world = World::new();
    let (ana, ben) = (wait(&mut world, 5), wait(&mut world, 5));
    world.forget();
    world.lose(ben);
    let again = wait(&mut world, 5);
    assert_eq!(world.heard(again), ["welcome", "seat 2 in a bucket for 600 s", "0 is here"]);
    assert_eq!(world.heard(ana), ["1 is gone", "2 is here"]);
}
