use super::PEOPLE;
use heliograph_simnet::{Medium, Picture, Shape};
use heliograph_wire::room::MemberId;

/// One step: a byte for who and one for what, two for how much, and that.
pub(super) struct Step<'a> {
    pub(super) who: usize,
    pub(super) operation: Operation,
    pub(super) content: &'a [u8],
}

/// What happens in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// Somebody's page offers its sections.
    Offer,
    /// Somebody offers these bytes.
    OfferBytes,
    /// These bytes come by somebody's path.
    Packet,
    /// What is underway arrives, so many times.
    Converse,
    /// Somebody's page sends this payload.
    Put,
    /// Somebody may put in something else.
    Let,
    /// Somebody has other pictures on show.
    Show,
    /// Time passes.
    Wait,
    /// Somebody's path is no more.
    Lose,
    /// Somebody is gone.
    Remove,
    /// A room is over.
    End,
}

/// All of them, in the order of their numbers.
const OPERATIONS: [Operation; 11] = [
    Operation::Offer,
    Operation::OfferBytes,
    Operation::Packet,
    Operation::Converse,
    Operation::Put,
    Operation::Let,
    Operation::Show,
    Operation::Wait,
    Operation::Lose,
    Operation::Remove,
    Operation::End,
];

impl<'a> Step<'a> {
    /// The first step of a script, and the rest; none where nothing is left.
    pub(super) fn first(script: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (&[who, what, high, low], rest) = script.split_first_chunk()?;
        let length = usize::from(u16::from_be_bytes([high, low])).min(rest.len());
        let (content, rest) = rest.split_at(length);
        let operation = OPERATIONS[usize::from(what) % OPERATIONS.len()];
        Some((Self { who: usize::from(who) % PEOPLE, operation, content }, rest))
    }
}

fn step(who: u8, operation: Operation, content: &[u8]) -> Vec<u8> {
    let what = OPERATIONS.iter().position(|it| *it == operation).unwrap_or_default() as u8;
    let [high, low] = (content.len() as u16).to_be_bytes();
    [&[who, what, high, low], content].concat()
}

/// Scripts that are played as they should be, and what is likely to be mistaken for something.
pub(crate) fn unit_scripts() -> Vec<Vec<u8>> {
    let joined = |who| [step(who, Operation::Offer, &[1]), step(who, Operation::Let, &[7])].concat();
    let meeting = [joined(0), joined(1), step(1, Operation::Show, &[0, 0x80, 90])].concat();
    let connected = [meeting, step(0, Operation::Converse, &[0; 40])].concat();
    let shape = Shape { packets: 1, key_packets: 1, bytes: 60 };
    let mut picture = Picture::new(MemberId(0), Medium::Screen, shape);
    let mut talking = connected.clone();
    for stamp in 0..4 {
        for packet in picture.frame(stamp * 33_000_000) {
            talking.extend(step(0, Operation::Put, &[&[2 | 8], &packet.payload[..]].concat()));
        }
        talking.extend(step(0, Operation::Put, &[0, 0x78, 1, 2, 3]));
        talking.extend(step(0, Operation::Converse, &[0; 3]));
    }
    let mut scripts = vec![
        [talking.clone(), step(1, Operation::Remove, &[])].concat(),
        [talking, step(0, Operation::Lose, &[]), step(0, Operation::Wait, &[0; 250]), joined(0)].concat(),
        [joined(0), joined(1), joined(2), joined(3), step(0, Operation::Converse, &[0; 20])].concat(),
    ];
    scripts.extend(
        packets().into_iter().map(|bytes| [&connected[..], &step(0, Operation::Packet, &bytes)].concat()),
    );
    scripts.extend(crate::seeds::descriptions().into_iter().map(|sdp| step(0, Operation::OfferBytes, &sdp)));
    scripts
}

/// The beginnings of what may come by UDP: STUN, DTLS, and RTP and RTCP without the keys.
fn packets() -> Vec<Vec<u8>> {
    let binding = [&[0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42][..], &[7; 12], &[0, 6, 0, 4], b"a:bc"].concat();
    let hello =
        [&[22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 1, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4][..], &[1; 4]];
    let media = [&[0x90, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0xbe, 0xde, 0, 1, 0x30, 1, 2, 3][..], &[0x90; 40]];
    let report = [&[0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2][..], &[0; 14]];
    vec![binding, hello.concat(), media.concat(), report.concat()]
}
