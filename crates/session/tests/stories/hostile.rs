//! Whatever arrives, in whatever order, costs little and breaks nothing.

use crate::support::{ANA, BEN, Pair, START, connections, private};
use heliograph_session::{
    Arrival, Bindings, CallStage, CaptureError, Carrier, Compared, Event, Keeping, Kind, Network, Parting,
    PickId, PickMeans, Picked, Problem, RendezvousEvent, RingEvent, RingId, Route, Screen, SealerState,
    Section, SocketId, StartWith, Step, StunEntry, TransferId, Way,
};
use heliograph_wire::control::{Hello, Message, Offered, Part, Readiness, Shown, Switch};
use heliograph_wire::rendezvous::{Heard, Intro, Lane, LinkHash, Notice, Outcome, Over};
use heliograph_wire::{Millis, PeerId, Private};
use proptest::prelude::*;

const READINESS: [Readiness; 4] = [Readiness::Unable, Readiness::Able, Readiness::Wanted, Readiness::Ready];

const SEALERS: [SealerState; 2] = [SealerState::Ready, SealerState::Failed];

/// Ana's channel is open, and whoever is on the other end has not said anything yet.
fn reached_by_a_stranger() -> (Pair, PeerId) {
    let mut pair = Pair::chromium();
    let reply = pair.invite_and_answer();
    pair.network.up = false;
    pair.pastes(ANA, &reply);
    let peer = connections(&pair, ANA)[0];
    pair.does(ANA, Event::ChannelOpened { peer, nonce: [1; 16], safety_nonce: [7; 16] });
    (pair, peer)
}

fn receives(pair: &mut Pair, who: usize, bytes: Vec<u8>) {
    let peer = connections(pair, who)[0];
    pair.does(who, Event::Received { peer, bytes: Private::new(bytes) });
}

#[test]
fn a_broken_message_ends_that_peer_with_a_sentence() {
    for bytes in [vec![], vec![7, 1, 5, 97], vec![2], vec![0; 70_000]] {
        let mut pair = Pair::chromium();
        pair.connect();
        receives(&mut pair, ANA, bytes);
        let Screen::Talk(talk) = pair.view(ANA).screen else { panic!("the chat stays on show") };
        assert_eq!(talk.parting, Some(Parting::Hostile));
        assert!(connections(&pair, ANA).is_empty());
    }
}

#[test]
fn a_message_of_a_later_version_is_skipped() {
    let mut pair = Pair::chromium();
    pair.connect();
    receives(&mut pair, ANA, vec![200, 1, 2, 3]);
    pair.writes(BEN, "still here");
    assert_eq!(pair.chat(ANA), ["still here"]);
}

#[test]
fn whoever_does_not_greet_is_let_go() {
    let hello =
        |version, oldest| Message::Hello(Hello { version, oldest, nonce: [0; 16], resumes: None }).encode();
    for (bytes, expected) in [
        (Message::Ping(1).encode(), Problem::NoGreeting),
        (vec![0, 1], Problem::NoGreeting),
        (hello(9, 8), Problem::NoCommonVersion),
    ] {
        let (mut pair, peer) = reached_by_a_stranger();
        pair.does(ANA, Event::Received { peer, bytes: Private::new(bytes) });
        let Screen::Invite(invite) = pair.view(ANA).screen else { panic!("Ana invites again") };
        assert_eq!(invite.problem, Some(expected));
        assert!(!connections(&pair, ANA).contains(&peer));
    }
}

#[test]
fn silence_after_the_channel_opened_has_an_end() {
    let (mut pair, _) = reached_by_a_stranger();
    pair.wait(Millis::seconds(16));
    let Screen::Invite(invite) = pair.view(ANA).screen else { panic!("Ana invites again") };
    assert_eq!(invite.problem, Some(Problem::NoGreeting));
}

/// An event out of numbers and text, since events themselves cannot be printed when a case fails.
fn event((choice, number, text): (u8, u64, String)) -> Event {
    let peer = PeerId((number % 8) as u32);
    let received = |message: Message| Event::Received { peer, bytes: Private::new(message.encode()) };
    let route = |route| Event::RouteChanged { peer, route };
    let text = Private::new(text);
    match choice {
        0 => Event::InviteChosen,
        1 => Event::JoinChosen,
        2 => Event::SettingsChosen,
        3 => Event::BackChosen,
        4 => Event::RenewChosen,
        5 => Event::SwitchChosen,
        6 => Event::LeaveChosen,
        7 => Event::PageClosing,
        8 => Event::CarrierChosen(Carrier::ShareSheet),
        9 => Event::CarryingFailed { peer, carrier: Carrier::CopiedCode },
        35 => Event::HandshakeFailed(peer),
        36 => Event::CopiedByHand(Carrier::CopiedLink),
        10 => Event::NetworkChanged(Network::Absent),
        11 => Event::NetworkChanged(Network::Present),
        12 => Event::TextEntered(text),
        13 => Event::LinkOpened(text),
        14 => Event::MessageWritten(text),
        15 => Event::ReplyHandedOver(text),
        16 => Event::SettingsEntered { stun: StunEntry::Own(text.clone()), name: text },
        17 => Event::Described { peer, kind: Kind::Offer, sdp: text },
        18 => Event::GatheringEnded(peer),
        19 => Event::NegotiationNeeded(peer),
        20 => Event::ChannelClosed(peer),
        21 => Event::ChannelOpened { peer, nonce: [3; 16], safety_nonce: [7; 16] },
        22 => route(Route::Seeking),
        23 => route(Route::Open),
        24 => route(Route::Broken),
        25 => route(Route::Failed),
        26 => Event::StepRefused { peer, step: Step::AcceptDescription },
        27 => Event::StepRefused { peer, step: Step::Describe },
        28 => received(Message::Ping(3)),
        29 => received(Message::Chat { id: number, text, replies_to: None }),
        30 => received(Message::Delivered(number)),
        31 => received(Message::Offer(text)),
        32 => received(Message::Answer(text)),
        33 => received(Message::Goodbye),
        37 => Event::ScanChosen,
        38 => Event::CodeScanned(text),
        39 => Event::CameraFailed(CaptureError::Busy),
        40 => Event::OtherCameraChosen,
        41 => Event::HelpChosen,
        42 => Event::ForgetChosen,
        43 => Event::KeepingChosen(Keeping::OnThisDevice),
        44 => Event::WordsCompared(Compared::Same),
        45 => Event::WordsCompared(Compared::Different),
        46 => Event::ScanVouched,
        47 => received(Message::Commitment { digest: [number as u8; 32], list: number as u8 }),
        48 => received(Message::SafetyNonce([number as u8; 16])),
        49 => received(Message::Opening([number as u8; 16])),
        50 => received(Message::Name(text)),
        52 => Event::CallChosen(StartWith::Video),
        53 => Event::CallJoined,
        54 => Event::CallAnswered(StartWith::Voice),
        55 => Event::HangUpChosen,
        56 => Event::ScreenChosen(Switch::On),
        57 => Event::CameraChosen(Switch::Off),
        58 => received(Message::Call(Some(Part::default()))),
        59 => received(Message::Call(None)),
        60 => Event::FilesPicked(Picked {
            id: PickId(1),
            means: PickMeans::Brought,
            offered: offered(text),
            picture: None,
        }),
        61 => received(Message::FilesOffered { number: number as u32, offered: offered(text) }),
        62 => received(Message::FilesWanted { number: (number % 4) as u32, file: 0, offset: number }),
        63 => Event::FilesAccepted(TransferId { way: Way::In, number: (number % 4) as u32 }),
        64 => Event::FilesCancelled(TransferId { way: Way::Out, number: (number % 4) as u32 }),
        65 => Event::ChatKeepingChosen(Keeping::OnThisDevice),
        66 => Event::ChatForgetChosen,
        67 => Event::StatisticsChosen(Switch::On),
        68 => Event::LinkOpened(private(&format!("c={}.{}", "A".repeat(22), "A".repeat(43)))),
        69 => Event::LinkOpened(private(&format!("m={}", "A".repeat(43)))),
        83 => received(Message::Sealing(READINESS[(number % 4) as usize])),
        84 => Event::SealingChosen,
        85 => Event::SealingPreferred(Switch::On),
        86 => Event::SealerChanged { peer, sealer: SEALERS[(number % 2) as usize] },
        87 => Event::FramesRefused { peer, section: Section::Voice, count: number as u32 },
        70..=82 => Event::Rendezvous(at_companion(choice, number, text)),
        _ => Event::Received { peer, bytes: Private::new(text.reveal().clone().into_bytes()) },
    }
}

/// What happens to somebody who rings, or is rung, at a companion that may say anything.
fn at_companion(choice: u8, number: u64, text: Private<String>) -> RendezvousEvent {
    let (lane, ring) = (Lane((number % 8) as u32), (number % 4) as u32);
    let bytes = Private::new(text.reveal().clone().into_bytes());
    let socket = SocketId((number % 12) as u32);
    let told = |notice| RendezvousEvent::Told { socket, notice };
    match choice {
        70 => RendezvousEvent::Ring(RingEvent::Chosen { label: text }),
        71 => RendezvousEvent::Ring(RingEvent::Rung { name: text }),
        72 => RendezvousEvent::Ring(RingEvent::HungUp),
        73 => RendezvousEvent::Ring(RingEvent::LinkWanted(text)),
        74 => RendezvousEvent::Ring(RingEvent::Answered { ring: RingId(ring), direct: Switch::On }),
        75 => RendezvousEvent::Ring(RingEvent::EraseChosen),
        76 => RendezvousEvent::Ring(RingEvent::NoteLeft(text)),
        77 => {
            told(Notice::Over([Over::Replaced, Over::Expired, Over::Stopping, Over::Mistaken][ring as usize]))
        }
        78 => told(Notice::Rings { ring, hash: LinkHash([ring as u8; 32]), intro: bytes }),
        79 => told(Notice::Heard(bytes)),
        80 => told(Notice::Unanswered),
        81 => {
            let intro = Intro { name: text, direct: Switch::On, at: START.0, note: private("") };
            let heard = Heard::Letter(Private::new(intro.encode()));
            RendezvousEvent::Done(Outcome::Heard { lane, heard })
        }
        _ => RendezvousEvent::KeysFailed,
    }
}

fn offered(name: Private<String>) -> Offered {
    let name = Private::new(name.reveal().chars().take(200).collect());
    Offered { name, files: 1, bytes: 1_000, media_type: "image/png".to_owned(), shown: Shown::Picture }
}

/// Camera, microphone and screen are captured only while two people talk.
fn may_capture(pair: &Pair, who: usize) -> bool {
    let call = match pair.view(who).screen {
        Screen::Talk(talk) => talk.call,
        _ => None,
    };
    call.is_some_and(|call| matches!(call.stage, CallStage::In | CallStage::Trying))
}

/// The camera is open only where a person sees what it sees, or on a reply for a moment after it saw the invite.
fn may_look(pair: &Pair, who: usize) -> bool {
    if pair.view(who).aside.is_some() {
        return false;
    }
    match pair.view(who).screen {
        Screen::Invite(invite) => invite.scan.is_some(),
        Screen::Join(join) => join.scan.is_some(),
        Screen::Reply(reply) => reply.arrival == Arrival::Scanned,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_order_of_events_leaves_the_session_usable(
        choices in proptest::collection::vec((0u8..89, any::<u64>(), any::<String>()), 0..60),
        waits in proptest::collection::vec(0u64..70_000, 60),
        connected in any::<bool>(),
        fading in any::<bool>(),
    ) {
        let bindings = if fading { Bindings::Fading } else { Bindings::Kept };
        let mut pair = Pair::new(bindings, Bindings::Kept);
        if connected {
            pair.connect();
        }
        let mut elsewhere = Pair::chromium();
        elsewhere.does(BEN, Event::InviteChosen);
        elsewhere.does(BEN, Event::RenewChosen);
        let invite = elsewhere.code(BEN);
        for (choice, wait) in choices.into_iter().zip(waits) {
            match choice.0 {
                51 => pair.scans(ANA, &invite),
                _ => pair.does(ANA, event(choice)),
            }
            pair.wait(Millis(wait));
            prop_assert!(connections(&pair, ANA).len() <= 17);
            prop_assert!(pair.sides[ANA].browser.camera.is_none() || may_look(&pair, ANA));
            prop_assert!(pair.sides[ANA].browser.studio.open.is_empty() || may_capture(&pair, ANA));
        }
        // Whatever happened, the two can begin anew.
        for who in [ANA, BEN] {
            pair.does(who, Event::HomeChosen);
        }
        pair.wait(Millis::seconds(1));
        prop_assert!(connections(&pair, ANA).is_empty());
        prop_assert_eq!(pair.sides[ANA].browser.sockets(), 0);
        prop_assert!(pair.sides[ANA].browser.camera.is_none());
        pair.connect();
    }
}
