//! Members hear and see each other, come and go.

mod support;

use heliograph_sfu::{Answer, Command, Happened};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{MemberId, Source, Tile};
use std::time::Duration;
use support::{ALL, Film, Net, part};

const CAMERA: [u32; 3] = [150_000, 500_000, 1_500_000];

/// So many members, all connected, whose microphones and cameras are on.
fn room_of(count: u16) -> Net {
    let mut net = Net::new();
    for member in 1..=count {
        net.join(1, member, usize::from(count));
    }
    net.connect();
    for member in 1..=count {
        net.guest(1, member).voice = Some(20);
        net.guest(1, member).camera = Some(Film::new(&CAMERA));
    }
    net
}

/// Each member shows all others.
fn show_all(net: &mut Net, count: u16, height: u16) {
    for own in 1..=count {
        let others: Vec<_> = (1..=count).filter(|other| *other != own).map(|other| (other, height)).collect();
        net.show(1, own, &others);
    }
}

#[test]
fn members_hear_and_see_each_other() {
    for count in [2, 3] {
        let mut net = room_of(count);
        show_all(&mut net, count, 180);
        net.run(4_000);
        for own in 1..=count {
            let others: Vec<u16> = (1..=count).filter(|other| *other != own).collect();
            let voices = net.guest(1, own).voices();
            assert_eq!(voices.keys().copied().collect::<Vec<_>>(), others);
            assert!(voices.values().all(|packets| *packets > 100), "{voices:?}");
            for (section, other) in others.iter().enumerate() {
                let seen = net.guest(1, own).seen(section);
                assert!(seen.len() > 60, "{own} sees {} of {other}", seen.len());
                assert!(seen.iter().all(|got| got.frame().sender == *other));
                assert!(seen[0].frame().is_key, "the first that comes can be shown");
            }
        }
    }
}

#[test]
fn sections_say_whose_voices_they_carry() {
    let mut net = room_of(3);
    net.run(2_000);
    for own in 1..=3 {
        for section in 0..4_u8 {
            let said = net.voices.get(&(1, own, section)).map(|member| member.0);
            let heard = net.guest(1, own).heard(usize::from(section));
            let of: Vec<u16> =
                heard.iter().map(|got| u16::from_be_bytes([got.payload[1], got.payload[2]])).collect();
            assert!(of.iter().all(|of| Some(*of) == said), "{own} {section}: {said:?}");
        }
    }
}

#[test]
fn rooms_do_not_mix() {
    let mut net = Net::new();
    for (room, member) in [(1, 1), (1, 2), (2, 3), (2, 4)] {
        net.join(room, member, 4);
    }
    net.connect();
    for (room, member) in [(1, 1), (1, 2), (2, 3), (2, 4)] {
        let guest = net.guest(room, member);
        guest.voice = Some(20);
        guest.camera = Some(Film::new(&CAMERA));
        net.show(room, member, &[(1, 180), (2, 180), (3, 180), (4, 180)]);
    }
    net.run(3_000);
    for (room, member, other) in [(1, 1, 2), (2, 3, 4)] {
        let guest = net.guest(room, member);
        assert_eq!(guest.voices().keys().copied().collect::<Vec<_>>(), [other]);
        for section in 0..4 {
            assert!(guest.seen(section).iter().all(|got| got.frame().sender == other));
        }
    }
}

/// Two members, one of whom shows their screen to the other, and one frame of that on its way to the unit.
fn one_frame() -> (Net, Vec<Vec<u8>>) {
    let mut net = room_of(2);
    net.guest(1, 1).camera = None;
    net.guest(1, 1).voice = None;
    net.guest(1, 2).camera = None;
    net.guest(1, 2).voice = None;
    net.guest(1, 1).screen = Some(Film::new(&[2_000_000]));
    let (section, height, weight) = (0, 720, 0);
    let tile = Tile { section, member: MemberId(1), source: Source::Screen, height, weight };
    net.command(Command::Show { who: Net::who(1, 2), tiles: vec![tile] });
    net.run(3_000);
    assert!(!net.guest(1, 2).seen(0).is_empty());
    let mut packets = Vec::new();
    for _ in 0..34 {
        net.now += Duration::from_millis(1);
        let (now, guest) = (net.now, net.guest(1, 1));
        guest.make(now);
        guest.hurry();
        guest.poll(now, |_, packet| packets.push(packet.to_vec()));
        packets.retain(|packet| packet.len() > 500);
        if !packets.is_empty() {
            break;
        }
    }
    assert!(packets.len() > 3, "a frame has several packets");
    (net, packets)
}

/// How many long packets go out in each run when one comes in.
fn sent_because_of(net: &mut Net, packet: Option<&[u8]>) -> Vec<usize> {
    if let Some(packet) = packet {
        let from = net.guest(1, 1).address;
        net.inject(from, packet);
    }
    let mut runs = Vec::new();
    net.unit.advance(net.now, &mut |run| {
        if run.length > 500 {
            runs.push(run.packets.len().div_ceil(run.length));
        }
    });
    runs
}

#[test]
fn a_frame_goes_out_as_a_whole_however_its_packets_come() {
    let (mut net, packets) = one_frame();
    let (last, others) = packets.split_last().expect("a frame");
    for packet in others {
        assert_eq!(sent_because_of(&mut net, Some(packet)), []);
    }
    assert_eq!(sent_because_of(&mut net, Some(last)), [packets.len()]);
}

#[test]
fn the_rest_of_a_frame_is_waited_for_no_longer_than_a_moment() {
    let (mut net, packets) = one_frame();
    let (last, others) = packets.split_last().expect("a frame");
    for packet in others {
        assert_eq!(sent_because_of(&mut net, Some(packet)), []);
    }
    let due = net.unit.deadline().expect("something waits");
    assert!(due <= net.now + Duration::from_millis(1));
    net.now = due;
    assert_eq!(sent_because_of(&mut net, None), [others.len()]);
    assert_eq!(sent_because_of(&mut net, Some(last)), [1]);
}

#[test]
fn a_packet_that_comes_late_waits_for_nothing() {
    let (mut net, packets) = one_frame();
    let (late, others) = packets.split_first().expect("a frame");
    for packet in others {
        sent_because_of(&mut net, Some(packet));
    }
    assert_eq!(sent_because_of(&mut net, Some(late)), [1]);
}

#[test]
fn members_leave_and_others_come() {
    let mut net = room_of(2);
    show_all(&mut net, 2, 180);
    net.run(2_000);
    net.command(Command::Remove(Net::who(1, 2)));
    net.guests.remove(&(1, 2));
    net.run(200);
    net.guest(1, 1).forget();
    net.run(1_000);
    assert!(net.guest(1, 1).got.is_empty(), "nothing comes of who is gone");

    net.join(1, 3, 2);
    net.connect();
    net.guest(1, 3).voice = Some(20);
    net.guest(1, 3).camera = Some(Film::new(&CAMERA));
    net.show(1, 1, &[(3, 180)]);
    net.show(1, 3, &[(1, 180)]);
    net.run(3_000);
    for (own, other) in [(1, 3), (3, 1)] {
        assert!(net.guest(1, own).voices()[&other] > 100);
        let seen = net.guest(1, own).seen(0);
        assert!(seen.len() > 60 && seen.iter().all(|got| got.frame().sender == other));
    }

    net.command(Command::End(Net::who(1, 1).room));
    let counters = net.unit.counters();
    assert_eq!((counters.members, counters.rooms, counters.paths), (0, 0, 0));
}

#[test]
fn a_page_that_came_anew_takes_the_place_of_the_one_before() {
    let mut net = room_of(2);
    net.show(1, 1, &[(2, 180)]);
    net.run(1_000);
    net.guests.remove(&(1, 2));
    // Its certificate is another one.
    net.join(1, 2, 2);
    net.connect();
    net.guest(1, 2).voice = Some(20);
    net.guest(1, 2).camera = Some(Film::new(&CAMERA));
    net.run(200);
    net.guest(1, 1).forget();
    net.run(2_000);
    assert!(net.guest(1, 1).voices()[&2] > 80);
    assert!(net.guest(1, 1).seen(0).len() > 30);
    assert_eq!(net.unit.counters().members, 2);
}

#[test]
fn what_a_member_may_not_put_in_goes_nowhere() {
    let mut net = room_of(2);
    show_all(&mut net, 2, 180);
    net.run(2_000);
    net.command(Command::Let { who: Net::who(1, 2), part: part(Switch::Off, Switch::On) });
    net.run(100);
    net.guest(1, 1).forget();
    net.run(1_000);
    assert!(net.guest(1, 1).voices().is_empty(), "the microphone is off");
    assert!(net.guest(1, 1).seen(0).len() > 20, "the camera is not");
    assert!(net.unit.counters().dropped_forbidden > 30);

    net.command(Command::Let { who: Net::who(1, 2), part: part(Switch::On, Switch::Off) });
    net.run(100);
    net.guest(1, 1).forget();
    net.run(1_000);
    assert!(net.guest(1, 1).voices()[&2] > 40);
    assert!(net.guest(1, 1).seen(0).is_empty());

    net.command(Command::Let { who: Net::who(1, 2), part: ALL });
    net.run(3_000);
    assert!(net.guest(1, 1).seen(0).len() > 20, "and it is on again");
}

#[test]
fn pages_add_sections_and_everything_goes_on() {
    let mut net = room_of(3);
    net.show(1, 1, &[(2, 180)]);
    net.run(2_000);
    let offer = net.guest(1, 1).offer(9);
    net.offer(1, 1, offer);
    net.guest(1, 1).forget();
    let tiles = [(2, 180), (2, 180), (2, 180), (2, 180), (2, 180), (2, 180), (2, 180), (2, 180), (3, 180)];
    net.show(1, 1, &tiles);
    net.run(2_000);
    let guest = net.guest(1, 1);
    assert!(guest.voices()[&2] > 80);
    assert!(guest.seen(0).len() > 40 && guest.seen(0).iter().all(|got| got.frame().sender == 2));
    assert!(guest.seen(8).len() > 20 && guest.seen(8).iter().all(|got| got.frame().sender == 3));
}

#[test]
fn an_offer_that_is_refused_changes_nothing() {
    let mut net = room_of(2);
    show_all(&mut net, 2, 180);
    net.run(2_000);
    let good = net.guest(1, 1).offer(3);
    let refused = net.unit.counters().offers_refused;
    for bad in [
        String::new(),
        "v=0\r\n".repeat(10),
        good.replace("a=recvonly", "a=sendrecv"),
        good.replacen("m=audio", "m=application", 1),
        good.replace("a=ice-ufrag", "a=ice-nothing"),
        good.replacen("a=mid:", "a=mid:x", 1),
        good.lines().take(40).collect::<Vec<_>>().join("\r\n"),
    ] {
        assert_eq!(net.ask(1, 1, bad), None);
    }
    assert_eq!(net.unit.counters().offers_refused, refused + 7);
    net.guest(1, 1).forget();
    net.run(1_000);
    assert!(net.guest(1, 1).voices()[&2] > 40);
    assert!(net.guest(1, 1).seen(0).len() > 20);
    // The page's own number is what the answer has.
    let number = 77;
    let command =
        Command::Offer { who: Net::who(1, 9), number, sdp: "x".to_owned().into(), bits_per_second: 1 };
    let now = net.now;
    net.unit.handle(now, command);
    let refused = net.unit.happened().any(|happened| {
        matches!(happened, Happened::Answered { number: 77, answer: Answer::Refused, who } if who == Net::who(1, 9))
    });
    assert!(refused);
}

#[test]
fn another_way_is_found_without_a_new_connection() {
    let mut net = room_of(2);
    show_all(&mut net, 2, 180);
    net.run(2_000);
    let connected = net.unit.counters().connected;
    net.guest(1, 1).moves(([10, 0, 7, 7], 6_000).into());
    let offer = net.guest(1, 1).restart();
    net.offer(1, 1, offer);
    net.run(1_500);
    net.guest(1, 1).forget();
    net.guest(1, 2).forget();
    net.run(2_000);
    for (own, other) in [(1, 2), (2, 1)] {
        assert!(net.guest(1, own).voices()[&other] > 80);
        assert!(net.guest(1, own).seen(0).len() > 40);
    }
    assert_eq!(net.unit.counters().connected, connected, "the keys are those from before");
}
