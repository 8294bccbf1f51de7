use heliograph_wire::Private;
use heliograph_wire::rendezvous::{LinkHash, Request};

/// What a script can do, in the order of the numbers that scripts use.
#[derive(Clone, Copy)]
pub(super) enum Operation {
    /// Somebody opens a socket, from the source of this number.
    Arrive,
    /// Somebody sends these bytes.
    Ask,
    /// Somebody attends the callee of this number, with a right signature.
    Attend,
    /// Somebody comes to the place that was opened last.
    Come,
    /// Somebody comes back by the last ticket.
    Return,
    /// Somebody takes the last ring, with these bytes.
    Take,
    /// A socket is closed.
    Lose,
    /// So many milliseconds pass.
    Wait,
    /// The clock on the wall is set.
    SetClock,
    /// The disk has written what it was first asked to.
    Write,
    /// It could not.
    Fail,
    /// The companion is started again.
    Restart,
    /// It is about to be stopped.
    Stop,
}

impl Operation {
    const ALL: [Self; 13] = [
        Self::Arrive,
        Self::Ask,
        Self::Attend,
        Self::Come,
        Self::Return,
        Self::Take,
        Self::Lose,
        Self::Wait,
        Self::SetClock,
        Self::Write,
        Self::Fail,
        Self::Restart,
        Self::Stop,
    ];
}

/// How many of those who came last a step can mean.
const PEOPLE: usize = 16;

/// One step: a byte for what is done, one for who does it and one for the length of the content, and the content.
pub(super) struct Step<'a> {
    pub(super) operation: Operation,
    /// Who, counted from the last who came.
    pub(super) who: usize,
    pub(super) content: &'a [u8],
}

impl<'a> Step<'a> {
    /// The first step of a script, and the others.
    pub(super) fn first(script: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (&[operation, who, length], rest) = script.split_first_chunk()?;
        let (content, rest) = rest.split_at(rest.len().min(usize::from(length)));
        let operation = Operation::ALL[usize::from(operation) % Operation::ALL.len()];
        Some((Self { operation, who: usize::from(who) % PEOPLE, content }, rest))
    }

    /// The first bytes of the content, as a number.
    pub(super) fn number(&self) -> u32 {
        self.content.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
    }
}

/// Two who meet and come back, some who wait, and a callee who is rung.
pub(crate) fn rendezvous_scripts() -> Vec<Vec<u8>> {
    vec![meeting(), waiting(), ringing(), missing()]
}

fn step(operation: Operation, who: u8, content: &[u8]) -> Vec<u8> {
    [&[operation as u8, who, content.len() as u8][..], content].concat()
}

fn ask(who: u8, request: &Request) -> Vec<u8> {
    step(Operation::Ask, who, &request.encode())
}

fn arrive(source: u8) -> Vec<u8> {
    step(Operation::Arrive, 0, &[source])
}

fn wait(millis: u32) -> Vec<u8> {
    step(Operation::Wait, 0, &millis.to_be_bytes())
}

fn text() -> Private<Vec<u8>> {
    Private::new(b"sealed".to_vec())
}

fn meeting() -> Vec<u8> {
    [
        arrive(1),
        ask(0, &Request::Open { work: 0 }),
        arrive(2),
        step(Operation::Come, 0, &[]),
        ask(0, &Request::Say { to: 0, sealed: text() }),
        ask(1, &Request::Say { to: 1, sealed: text() }),
        step(Operation::Lose, 0, &[]),
        wait(30_000),
        arrive(2),
        step(Operation::Return, 0, &[]),
        step(Operation::Restart, 0, &[]),
        arrive(2),
        step(Operation::Return, 0, &[]),
        arrive(3),
        ask(0, &Request::Open { work: 0 }),
        arrive(4),
        step(Operation::Come, 0, &[]),
        ask(0, &Request::Leave),
    ]
    .concat()
}

fn waiting() -> Vec<u8> {
    [
        arrive(1),
        ask(0, &Request::Wait { work: 0, bucket: 7 }),
        arrive(2),
        ask(0, &Request::Wait { work: 0, bucket: 7 }),
        ask(0, &Request::Say { to: 0, sealed: text() }),
        step(Operation::Lose, 1, &[]),
        wait(700_000),
        step(Operation::Stop, 0, &[]),
    ]
    .concat()
}

/// What the companion knows the link by that is rung below.
fn hash() -> LinkHash {
    // The SHA-256 of sixteen fives.
    LinkHash([
        0xf9, 0x8a, 0x59, 0x4c, 0x16, 0x78, 0x4d, 0xbe, 0x52, 0xb1, 0x4c, 0xf7, 0x5c, 0x8b, 0xa4, 0xc4, 0x1c,
        0x51, 0xeb, 0x5f, 0x62, 0x12, 0xd8, 0x66, 0xf6, 0x83, 0x49, 0x9c, 0x2d, 0x0b, 0xc5, 0x93,
    ])
}

fn callee() -> Vec<u8> {
    [
        arrive(1),
        step(Operation::Attend, 0, &[9]),
        ask(0, &Request::PutLink { hash: hash(), label: text() }),
        step(Operation::Write, 0, &[]),
    ]
    .concat()
}

fn ring(source: u8) -> Vec<u8> {
    let request = Request::Ring { work: 0, link: Private::new([5; 16]), intro: text() };
    [arrive(source), ask(0, &request), wait(400)].concat()
}

fn ringing() -> Vec<u8> {
    [
        callee(),
        ring(2),
        step(Operation::Take, 1, b"sealed"),
        ask(0, &Request::Say { to: 0, sealed: text() }),
        ask(0, &Request::Leave),
        ask(1, &Request::Revoke(hash())),
        step(Operation::Fail, 0, &[]),
        ask(1, &Request::Erase),
        step(Operation::Write, 0, &[]),
    ]
    .concat()
}

fn missing() -> Vec<u8> {
    [
        callee(),
        ring(2),
        wait(120_000),
        ask(0, &Request::LeaveNote { note: text() }),
        step(Operation::Write, 0, &[]),
        step(Operation::SetClock, 0, &[9; 4]),
        wait(90_000_000),
        ask(1, &Request::NotesRead { up_to: u32::MAX }),
        step(Operation::Write, 0, &[]),
        step(Operation::Restart, 0, &[]),
        arrive(1),
        step(Operation::Attend, 0, &[9]),
    ]
    .concat()
}
