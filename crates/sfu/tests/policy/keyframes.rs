use str0m::media::KeyframeRequestKind;

use crate::streams::{expect_film, turns};
use crate::support::{Film, Net};

fn room(viewers: u16) -> Net {
    let mut net = Net::new();
    for member in 1..=viewers + 1 {
        net.join(1, member, 1);
    }
    net.connect();
    net.guest(1, 1).camera = Some(Film::new(&[150_000, 400_000, 1_200_000]));
    (2..=viewers + 1).for_each(|member| net.show(1, member, &[(1, 180)]));
    net.run(3_000);
    net
}

fn ask(net: &mut Net, member: u16) {
    let guest = net.guest(1, member);
    let name = guest.sections[8];
    let mut api = guest.rtc.direct_api();
    api.stream_rx_by_mid(name, None).expect("a picture").request_keyframe(KeyframeRequestKind::Pli);
}

#[test]
fn whoever_asks_for_key_frames_all_the_time_does_not_wear_out_a_picture() {
    let mut net = room(2);
    let before = net.guest(1, 1).asked[0];
    for _ in 0..10_000 {
        ask(&mut net, 2);
        net.run(1);
    }
    let asked = net.guest(1, 1).asked[0] - before;
    assert!((3..=16).contains(&asked), "{asked}");
    let wanted = net.unit.counters().key_frames_wanted;
    assert!(wanted > 100, "the requests did not come: {wanted}");
    expect_film(net.guest(1, 3).seen(0));
    assert_eq!(turns(net.guest(1, 3).seen(0)), [0]);
}

#[test]
fn whoever_asks_once_gets_one_also_beside_others_who_ask_all_the_time() {
    let mut net = room(3);
    for _ in 0..5_000 {
        ask(&mut net, 2);
        net.run(1);
    }
    net.guest(1, 3).forget();
    ask(&mut net, 3);
    for _ in 0..1_500 {
        ask(&mut net, 2);
        net.run(1);
    }
    assert!(net.guest(1, 3).seen(0).iter().any(|got| got.frame().is_key));
}

#[test]
fn many_who_come_at_once_share_a_key_frame() {
    let mut net = room(1);
    net.run(5_000);
    let before = net.guest(1, 1).asked[1];
    for member in 3..=12 {
        net.join(1, member, 1);
    }
    net.connect();
    (3..=12).for_each(|member| net.show(1, member, &[(1, 360)]));
    net.run(2_000);
    for member in 3..=12 {
        assert!(net.guest(1, member).seen(0).iter().any(|got| got.frame().layer == 1), "{member}");
    }
    let asked = net.guest(1, 1).asked[1] - before;
    assert!(asked <= 3, "{asked}");
}

#[test]
fn a_key_frame_that_is_lost_is_asked_for_again() {
    let mut net = room(1);
    net.show(1, 2, &[]);
    net.run(5_000);
    // The sender's line is gone for a moment, just as the picture is watched again.
    net.guest(1, 2).forget();
    net.line(1, 1).up.is_cut = true;
    net.show(1, 2, &[(1, 180)]);
    net.run(900);
    net.line(1, 1).up.is_cut = false;
    net.run(2_500);
    let seen = net.guest(1, 2).seen(0);
    assert!(seen[0].frame().is_key && seen.len() > 20, "{}", seen.len());
}
