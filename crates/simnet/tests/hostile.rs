//! Somebody in a room who means harm: the others do not notice, and what it was is counted.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use heliograph_sfu::{RoomNumber, Who};
use heliograph_simnet::{Conditions, Medium, Picture, Shape, Voice, World, tile};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{MemberId, Part, Source};
use std::time::{Duration, Instant};
use str0m::rtp::{RtpWrite, Ssrc};

const ROOM: RoomNumber = RoomNumber(1);

const SECOND: Duration = Duration::from_secs(1);

/// Of 50 packets of sound in a second so many come, where nothing is lost.
const HEARD: usize = 48;

/// What is up, and what the one who means harm, the one who speaks and the one who listens are called.
struct Scene {
    world: World,
    harms: Who,
    speaks: Who,
    listens: Who,
}

impl Scene {
    fn new() -> Self {
        let mut world = World::new(Instant::now(), 3);
        let link = Conditions { delay: Duration::from_millis(10), ..Conditions::default() };
        let [harms, speaks, listens] = [(); 3].map(|()| world.join(ROOM, 2, [link, link]));
        for who in [harms, speaks] {
            let person = world.person(who).unwrap();
            person.feeds.voice(Medium::Voice, Voice::new(who.member, Medium::Voice), -20);
            let shape = Shape { packets: 3, key_packets: 6, bytes: 1_000 };
            person.feeds.picture(Medium::Screen, Picture::new(who.member, Medium::Screen, shape), 15);
            world.put(who, Part { microphone: Switch::On, camera: Switch::Off, screen: Switch::On });
        }
        world.show(listens, vec![tile(0, speaks.member, Source::Screen, 720)]);
        world.pass(3 * SECOND);
        Self { world, harms, speaks, listens }
    }

    /// How many packets of somebody's voice the listener hears in so long.
    fn heard(&mut self, of: MemberId, during: Duration) -> usize {
        let from = self.world.now();
        self.world.pass(during);
        let listener = self.world.person(self.listens).unwrap();
        listener.witness.sound().filter(|came| came.at >= from && came.mark.member == of).count()
    }

    /// The picture that is on show went on all the time, and nothing came that should not have.
    fn expect_undisturbed(self, from: Instant) {
        let Self { mut world, listens, .. } = self;
        let shows = world.person(listens).unwrap().sight(0).unwrap().shows().to_vec();
        let seconds = (world.now() - from).as_secs() as usize;
        let shown = shows.iter().filter(|at| **at >= from).count();
        assert!(shown >= 14 * seconds, "{shown} frames in {seconds} s");
        assert_eq!(world.end().findings, []);
    }
}

#[test]
fn who_floods_is_cut_off_at_what_they_may_send() {
    let mut scene = Scene::new();
    let (from, harms, speaks) = (scene.world.now(), scene.harms, scene.speaks.member);
    let person = scene.world.person(harms).unwrap();
    let medium = Medium::Camera(heliograph_wire::room::Layer(0));
    let flood = Shape { packets: 100, key_packets: 100, bytes: 1_100 };
    person.feeds.picture(medium, Picture::new(harms.member, medium, flood), 100);
    scene.world.put(harms, Part { microphone: Switch::On, camera: Switch::On, screen: Switch::On });
    assert!(scene.heard(speaks, 2 * SECOND) >= 2 * HEARD);
    let counters = scene.world.unit().counters();
    // Of 88 Mbit/s 20 are let through.
    assert!(counters.dropped_flood > 10_000, "{counters:?}");
    scene.expect_undisturbed(from);
}

#[test]
fn a_thousand_wishes_for_a_key_frame_in_a_second_become_a_few() {
    let mut scene = Scene::new();
    let (from, harms, speaks) = (scene.world.now(), scene.harms, scene.speaks.member);
    scene.world.show(harms, vec![tile(0, speaks, Source::Screen, 720)]);
    scene.world.pass(SECOND);
    let before = scene.world.unit().counters();
    for _ in 0..3_000 {
        scene.world.person(harms).unwrap().page().ask_for_key(0);
        scene.world.pass(Duration::from_millis(1));
    }
    let after = scene.world.unit().counters();
    let wanted = after.key_frames_wanted - before.key_frames_wanted;
    let asked = after.key_frames_asked - before.key_frames_asked;
    assert!(wanted > 20 && asked <= 12, "{wanted} wanted, {asked} asked for");
    assert!(scene.heard(speaks, SECOND) >= HEARD);
    scene.expect_undisturbed(from);
}

#[test]
fn who_claims_the_source_of_somebody_else_takes_nothing_from_them() {
    let mut scene = Scene::new();
    let (from, harms, speaks) = (scene.world.now(), scene.harms, scene.speaks);
    let claimed = {
        let page = scene.world.person(speaks).unwrap().page();
        let (mid, rid) = page.section(Medium::Voice).unwrap();
        page.peer().with(|rtc| rtc.direct_api().stream_tx_by_mid(mid, rid).unwrap().ssrc())
    };
    let now = scene.world.now();
    let page = scene.world.person(harms).unwrap().page();
    let (mid, _) = page.section(Medium::Voice).unwrap();
    page.peer().with(|rtc| {
        rtc.direct_api().declare_stream_tx(claimed, None, mid, None);
    });
    let mut voice = Voice::new(harms.member, Medium::Voice);
    let mut heard = 0;
    for round in 0..100 {
        let packet = voice.packet(round * 20_000_000, -5);
        let page = scene.world.person(harms).unwrap().page();
        page.peer().with(|rtc| write(rtc, claimed, now, packet));
        heard += scene.heard(speaks.member, Duration::from_millis(20));
    }
    assert!(heard >= 2 * HEARD, "{heard}");
    scene.expect_undisturbed(from);
}

fn write(rtc: &mut str0m::Rtc, source: Ssrc, now: Instant, packet: heliograph_simnet::Packet) {
    let format = rtc.codec_config().find(|it| it.spec().codec == str0m::format::Codec::Opus).unwrap().pt();
    let mut api = rtc.direct_api();
    let stream = api.stream_tx(&source).unwrap();
    let number = u64::from(packet.number).into();
    stream.write_rtp(RtpWrite::new(format, number, packet.time, now, packet.payload));
}
