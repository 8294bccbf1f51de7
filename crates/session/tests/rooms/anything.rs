//! Whatever comes, in whichever order.

use heliograph_session::{Event, Network, Pin, RoomEvent, RoomWay, ShownTile, StartWith, Thrift};
use heliograph_wire::Millis;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{Audience, MemberId, Notice, Over, Role, Rules, Source, Tile, Upstream, Waits};
use proptest::prelude::*;

use crate::support::{BEN, House, MOMENT, private};

/// Something that a page lives through.
#[derive(Clone, Debug)]
enum Step {
    Person(u8, u16),
    Companion(u8, u16),
    Browser(u8, u32),
    Breaks(u8),
    Waits(u16),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (any::<u8>(), 0..6_u16).prop_map(|(what, member)| Step::Person(what, member)),
        (any::<u8>(), 0..6_u16).prop_map(|(what, member)| Step::Companion(what, member)),
        (any::<u8>(), 0..12_u32).prop_map(|(what, number)| Step::Browser(what, number)),
        any::<u8>().prop_map(Step::Breaks),
        (0..40_000_u16).prop_map(Step::Waits),
    ];
    proptest::collection::vec(step, 1..40)
}

fn person(what: u8, member: u16) -> Event {
    let member = MemberId(member);
    let switch = if what & 128 == 0 { Switch::On } else { Switch::Off };
    let event = match what % 24 {
        0 => RoomEvent::Chosen,
        1 => RoomEvent::Entered { name: private("somebody") },
        2 => RoomEvent::Left,
        3 => RoomEvent::CameAgain,
        4 => RoomEvent::HandChosen(switch),
        5 => RoomEvent::Written { to: (member.0 > 2).then_some(member), text: private("text") },
        6 => RoomEvent::Pinned(Some(Pin { member, source: Source::Screen })),
        7 => RoomEvent::Removed(member),
        8 => RoomEvent::Admitted(member),
        9 => RoomEvent::AllAdmitted,
        10 => RoomEvent::Appointed(member, Role::CoHost),
        11 => RoomEvent::RulesChosen(Rules { locked: switch, ..Rules::default() }),
        12 => RoomEvent::EndedForAll,
        13 => RoomEvent::Renamed(private("other")),
        14 => RoomEvent::NewsClosed,
        15 => return Event::CameraChosen(switch),
        16 => return Event::MicrophoneChosen(switch),
        17 => return Event::ScreenChosen(switch),
        18 => return Event::ThriftChosen(if switch == Switch::On { Thrift::LowData } else { Thrift::Full }),
        19 => return Event::CallChosen(StartWith::Video),
        20 => return Event::NetworkChanged(Network::Present),
        21 => return Event::BackChosen,
        22 => return Event::PageClosing,
        _ => {
            let tile =
                |place: u16| ShownTile { member: MemberId(place), source: Source::Camera, height: place };
            RoomEvent::TilesShown((0..member.0 * 20).map(tile).collect())
        }
    };
    Event::Room(event)
}

fn notice(what: u8, member: u16) -> Notice {
    let tile = Tile { section: what, member: MemberId(member), source: Source::Camera, height: 0, weight: 0 };
    match what % 14 {
        0 => Notice::Waits(Waits::ForHost),
        1 => Notice::Roster(Vec::new()),
        2 => Notice::Gone { member: MemberId(member), why: heliograph_wire::room::Gone::Lost },
        3 => Notice::Answer { number: member.into(), sdp: private("a=fingerprint:x\r\na=ice-ufrag:y") },
        4 => Notice::Refused { number: member.into() },
        5 => Notice::Speaking(vec![MemberId(member)]),
        6 => Notice::Wanted(vec![Upstream { source: Source::Camera, layers: Vec::new() }]),
        7 => Notice::Short(vec![tile]),
        8 => Notice::Said {
            from: MemberId(member),
            to: Audience::Everybody,
            bytes: heliograph_wire::Private::new(vec![what; 9]),
        },
        9 => Notice::Moving,
        10 => Notice::Over(Over::Stopping),
        11 => Notice::Over(Over::TooOften(9)),
        12 => Notice::Ending { seconds: 60 },
        _ => Notice::Welcome { challenge: [what; 32] },
    }
}

fn browser(what: u8, number: u32) -> RoomEvent {
    match what % 6 {
        0 => RoomEvent::Settled(number),
        1 => RoomEvent::StepRefused(number),
        2 => RoomEvent::WayChanged(RoomWay::Open),
        3 => RoomEvent::WayChanged(RoomWay::Broken),
        4 => RoomEvent::WayChanged(RoomWay::Failed),
        _ => RoomEvent::Offered { number, sdp: private("v=0") },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Nothing panics, nobody is woken for nothing, and a page that is out of the room holds nothing of it.
    #[test]
    fn no_page_is_lost_whatever_comes(steps in steps()) {
        let mut house = House::full(3);
        for step in steps {
            match step {
                Step::Person(what, member) => house.happens(BEN, person(what, member)),
                Step::Companion(what, member) => {
                    house.companion.says(BEN, notice(what, member), &mut house.pages);
                }
                Step::Browser(what, number) => house.does(BEN, browser(what, number)),
                Step::Breaks(0..=80) => house.sockets_break(),
                Step::Breaks(81..=160) => house.companion_restarts(),
                Step::Breaks(161..=200) => house.companion_moves(),
                Step::Breaks(_) => house.companion.up = !house.companion.up,
                Step::Waits(time) => house.wait(Millis(time.into())),
            }
        }
        house.companion.up = true;
        house.wait(MOMENT);
        house.happens(BEN, Event::HomeChosen);
        house.wait(Millis::minutes(5));
        let page = &house.pages[BEN];
        prop_assert!(page.open.is_empty() && page.sockets.is_empty() && page.line.is_none());
        prop_assert!(page.session.deadline().is_none());
    }
}
