//! How much the unit itself takes to forward one screen to many, without sockets: it prints a table. Times tell little on
//! a machine that does other things; instructions do, which are counted under
//! `valgrind --tool=callgrind --toggle-collect='*Unit*advance*'`.
#![allow(clippy::print_stdout, reason = "what it is for")]

use clap::Parser;
use heliograph_sfu::{
    Answer, Command, Happened, Limits, Path, RoomNumber, Settings, Transmit, Transport, Unit, Who,
};
use heliograph_simnet::{Medium, Page, PageEvent, Picture, Shape, tile};
use heliograph_wire::control::Switch;
use heliograph_wire::room::{MemberId, Part, Source};
use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};

/// Forwards a screen of 30 frames a second.
#[derive(Parser)]
struct Arguments {
    /// How many watch.
    #[arg(long, default_value_t = 100)]
    viewers: u16,
    /// Packets of a frame.
    #[arg(long, default_value_t = 12)]
    packets: u16,
    /// How many of them the unit finds at a time.
    #[arg(long, default_value_t = 12)]
    together: usize,
    /// Frames.
    #[arg(long, default_value_t = 300)]
    frames: u32,
}

/// Where the unit is.
const UNIT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 3478);

/// How far apart frames are, how often the unit is asked in between, and packets that are not found together.
const FRAME: Duration = Duration::from_micros(33_333);
const STEP: Duration = Duration::from_millis(1);
const APART: Duration = Duration::from_micros(50);

const ROOM: RoomNumber = RoomNumber(1);

struct Hall {
    now: Instant,
    unit: Unit,
    pages: Vec<Page>,
    /// By their addresses.
    places: HashMap<SocketAddr, usize>,
    connected: usize,
    wants_key: bool,
    /// Time within the unit, since it was last looked at.
    took: Duration,
    packets: u64,
    bursts: u64,
}

fn main() {
    let Arguments { viewers, packets, together, frames } = Arguments::parse();
    let mut hall = Hall::new();
    hall.come(viewers);
    let shape = Shape { packets, key_packets: packets, bytes: 1_100 };
    let mut picture = Picture::new(MemberId(0), Medium::Screen, shape);
    let mut frame = |hall: &mut Hall| {
        if std::mem::take(&mut hall.wants_key) {
            picture.ask_for_key();
        }
        hall.frame(picture.frame(0), together)
    };
    // Until lines are known, and what is kept of packets is full.
    (0..150).for_each(|_| {
        frame(&mut hall);
    });
    let before = hall.unit.counters();
    (hall.packets, hall.bursts) = (0, 0);
    let (mut busy, mut idle): (Vec<_>, Vec<_>) = (0..frames).map(|_| frame(&mut hall)).unzip();
    let after = hall.unit.counters();
    let forwarded = (after.media_out - before.media_out) as f64;
    let each = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2].as_nanos() as f64 * f64::from(frames) / forwarded
    };
    let (busy, idle) = (each(&mut busy), each(&mut idle));
    println!(
        "to each of {viewers}, of {packets} packets in a frame:  {:.1}",
        forwarded / f64::from(frames) / f64::from(viewers)
    );
    println!("nanoseconds for a packet that is forwarded:  {busy:.0}");
    println!("    for reports and timers in between:       {idle:.0}");
    println!("packets that go out in one burst:            {:.2}", hall.packets as f64 / hall.bursts as f64);
}

impl Hall {
    fn new() -> Self {
        let limits = Limits { bits_in_all: 20_000_000_000, ..Limits::default() };
        let settings = Settings { shard: 0, candidates: vec![(Transport::Udp, UNIT)], limits };
        Self {
            now: Instant::now(),
            unit: Unit::new(settings, [7; 32]),
            pages: Vec::new(),
            places: HashMap::new(),
            connected: 0,
            wants_key: false,
            took: Duration::ZERO,
            packets: 0,
            bursts: 0,
        }
    }

    /// One comes who shows their screen, and so many who watch it.
    fn come(&mut self, viewers: u16) {
        for number in 0..=viewers {
            let who = Who { room: ROOM, member: MemberId(number) };
            let at = SocketAddr::from((Ipv4Addr::from(0x0a00_0000 + u32::from(number)), 40_000));
            let (page, offer) = Page::new(self.now, at, 1).expect("a page can be made");
            self.pages.push(page);
            self.places.insert(at, usize::from(number));
            let sdp = offer.into();
            self.unit.handle(self.now, Command::Offer { who, number: 1, sdp, bits_per_second: 20_000_000 });
            for _ in 0..1_000 {
                if self.connected > usize::from(number) {
                    break;
                }
                self.pass(STEP);
            }
            assert!(self.connected > usize::from(number), "a page is never connected");
            let command = match number {
                0 => Command::Let { who, part: Part { screen: Switch::On, ..Part::default() } },
                _ => Command::Show { who, tiles: vec![tile(0, MemberId(0), Source::Screen, 720)] },
            };
            self.unit.handle(self.now, command);
        }
    }

    /// A frame goes through the hall, and what is told of it comes back. How long the unit took for the one and the other.
    fn frame(&mut self, packets: Vec<heliograph_simnet::Packet>, together: usize) -> (Duration, Duration) {
        let until = self.now + FRAME;
        for packet in packets {
            self.pages[0].send(self.now, Medium::Screen, packet);
            self.pages[0].peer().tick(self.now);
        }
        let mut sent = Vec::new();
        while let Some(datagram) = self.pages[0].next_out() {
            sent.push(datagram.bytes);
        }
        for packets in sent.chunks(together) {
            self.now += APART;
            let at = self.pages[0].peer().at();
            self.unit_takes(packets.iter().map(|packet| (at, packet.as_slice())));
        }
        // What waits for more of the frame waits no longer than this.
        self.now += 2 * STEP;
        self.unit_takes([].into_iter());
        let busy = std::mem::take(&mut self.took);
        while self.now < until {
            self.pass(STEP.min(until - self.now));
        }
        (busy, std::mem::take(&mut self.took))
    }

    /// Time goes on, and everybody does what is due.
    fn pass(&mut self, time: Duration) {
        self.now += time;
        let mut came = Vec::new();
        for page in &mut self.pages {
            page.peer().tick(self.now);
            while let Some(datagram) = page.next_out() {
                came.push((page.peer().at(), datagram.bytes));
            }
            while let Some(event) = page.next_event() {
                match event {
                    PageEvent::Connected => self.connected += 1,
                    PageEvent::KeyWanted(_) => self.wants_key = true,
                    PageEvent::Came(..) => {}
                    PageEvent::Over => panic!("a page is lost"),
                }
            }
        }
        self.unit_takes(came.iter().map(|(at, packet)| (*at, packet.as_slice())));
    }

    fn unit_takes<'a>(&mut self, packets: impl Iterator<Item = (SocketAddr, &'a [u8])>) {
        let Self { now, unit, pages, places, took, packets: count, bursts, .. } = self;
        let mut out = Vec::new();
        let began = Instant::now();
        for (remote, packet) in packets {
            unit.receive(*now, Path { transport: Transport::Udp, local: UNIT, remote }, packet);
        }
        unit.advance(*now, &mut |transmit: Transmit<'_>| {
            out.push((transmit.path.remote, transmit.packets.to_vec(), transmit.length))
        });
        *took += began.elapsed();
        for (remote, packets, length) in out {
            let Some(page) = places.get(&remote).and_then(|place| pages.get_mut(*place)) else { continue };
            *bursts += 1;
            for packet in packets.chunks(length) {
                *count += 1;
                page.receive(*now, UNIT, packet);
            }
        }
        for happened in unit.happened() {
            if let Happened::Answered { who, answer: Answer::Taken(sdp), .. } = happened {
                pages[usize::from(who.member.0)].answered(sdp.reveal()).expect("the unit's answer is one");
            }
        }
    }
}
