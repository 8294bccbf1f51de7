//! Members hear and see each other.

mod support;

use support::{Film, Net};

#[test]
fn two_members_hear_and_see_each_other() {
    let mut net = Net::new();
    net.join(1, 1, 2);
    net.join(1, 2, 2);
    net.connect();
    for (own, other) in [(1, 2), (2, 1)] {
        net.guest(1, own).voice = Some(20);
        net.guest(1, own).camera = Some(Film::new(&[150_000, 500_000, 1_500_000]));
        net.show(1, own, &[(other, 360)]);
    }
    net.run(3_000);
    for (own, other) in [(1, 2), (2, 1)] {
        let voices = net.guest(1, own).voices();
        assert_eq!(voices.keys().copied().collect::<Vec<_>>(), [other]);
        assert!(voices[&other] > 100, "{voices:?}");
        let seen = net.guest(1, own).seen(0).to_vec();
        assert!(seen.len() > 100, "{}", seen.len());
        assert!(seen.iter().all(|got| got.frame().sender == other));
    }
    println!("{:?}", net.unit.counters());
}
