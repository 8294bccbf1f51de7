use heliograph_wire::Private;
use heliograph_wire::rendezvous::{LinkHash, Request, WAKE_BYTES};

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
    /// Somebody has a device woken, whose subscription has this number: it is longer than a step.
    Subscribe,
    /// A push service says that it knows a subscription no more: of the callee of this number, with that of the next byte.
    Unsubscribed,
    /// The companion is started again.
    Restart,
    /// It is about to be stopped.
    Stop,
}

impl Operation {
    pub(super) const ALL: [Self; 15] = [
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
        Self::Subscribe,
        Self::Unsubscribed,
        Self::Restart,
        Self::Stop,
    ];
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

/// The link that is rung below: what the key of 32 nines and the salt of sixteen fives come to.
fn link() -> Private<[u8; 16]> {
    Private::new([
        0xe5, 0xa4, 0x20, 0x0d, 0x1e, 0xf9, 0xab, 0x57, 0x8b, 0xe8, 0xad, 0x43, 0x3c, 0x01, 0xbd, 0xc6,
    ])
}

/// What the companion knows it by.
fn hash() -> LinkHash {
    LinkHash([
        0xb1, 0x73, 0xa9, 0x0a, 0x5b, 0x42, 0x20, 0xd7, 0xc8, 0x94, 0x5e, 0x34, 0x5c, 0x49, 0x30, 0xd7, 0x3e,
        0xec, 0x1d, 0x1e, 0x9e, 0x29, 0xd3, 0xf1, 0x9b, 0x8d, 0x31, 0xf6, 0xc0, 0xca, 0xb6, 0xcc,
    ])
}

fn put_link() -> Request {
    let (salt, wake) = (Private::new([5; 16]), Private::new(vec![7; WAKE_BYTES]));
    Request::PutLink { salt, label: text(), wake }
}

fn callee() -> Vec<u8> {
    [
        arrive(1),
        step(Operation::Attend, 0, &[9]),
        ask(0, &put_link()),
        step(Operation::Subscribe, 0, &[8]),
        step(Operation::Write, 0, &[]),
        step(Operation::Write, 0, &[]),
    ]
    .concat()
}

fn ring(source: u8) -> Vec<u8> {
    let request = Request::Ring { work: 0, link: link(), intro: text() };
    // Long enough for devices to be woken, too.
    [arrive(source), ask(0, &request), wait(4_000)].concat()
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
        step(Operation::Unsubscribed, 0, &[9, 8]),
        ask(1, &Request::Unsubscribe { id: [8; 16] }),
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
