//! What one member puts in costs the others nothing, and the unit not more than a member's share.

mod support;

use support::{Film, Guest, Net};

/// The third member comes with a browser of their own; the first and the second are as all are.
fn three(third: impl FnOnce(&Net) -> Guest) -> Net {
    let mut net = Net::new();
    net.join(1, 1, 2);
    net.join(1, 2, 2);
    let third = third(&net);
    net.join_as(1, third, 2);
    net.connect();
    for (own, others) in [(1, [2, 3]), (2, [1, 3])] {
        net.guest(1, own).voice = Some(20);
        net.guest(1, own).camera = Some(Film::new(&[150_000]));
        net.show(1, own, &others.map(|other| (other, 180)));
    }
    net.run(1_500);
    net
}

/// The first and the second hear and see each other for a second as if nothing was.
#[track_caller]
fn are_undisturbed(net: &mut Net) {
    net.guest(1, 1).forget();
    net.guest(1, 2).forget();
    net.run(1_000);
    for (own, other) in [(1, 2), (2, 1)] {
        assert!(net.guest(1, own).voices().get(&other).is_some_and(|packets| *packets >= 48));
        let seen = net.guest(1, own).seen(0);
        assert!(seen.iter().filter(|got| got.frame().sender == other).count() >= 28, "{}", seen.len());
    }
}

#[test]
fn the_longest_packet_ends_no_connection() {
    // Without extensions a packet has more room for its payload than ours have.
    let mut net = three(|net| Guest::of(net.now, 3, &[], |config| config.clear_extension_map()));
    let malformed = net.unit.counters().dropped_malformed;
    for _ in 0..20 {
        let now = net.now;
        net.guest(1, 3).say(now, 1, vec![0x78, 0, 3]);
        net.run(20);
    }
    net.run(20);
    net.guest(1, 1).forget();
    for length in [1_000, 1_276, 1_400, 1_900, 1_968] {
        let now = net.now;
        net.guest(1, 3).say(now, 1, [vec![0x78, 0, 3], vec![0; length - 3]].concat());
        net.run(20);
    }
    net.run(20);
    let counters = net.unit.counters();
    assert_eq!((counters.failed, counters.lost, counters.members), (0, 0, 3), "{counters:?}");
    assert_eq!(counters.dropped_malformed - malformed, 3, "the longest frame of Opus is short enough");
    assert_eq!(net.guest(1, 1).voices().get(&3), Some(&2));
    are_undisturbed(&mut net);
}
