use heliograph_wire::Private;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{
    Epoch, GroupRequest, GroupTag, Hand, MemberId, Part, Request, Role, Rules, Welcome,
};

/// What a script can do, in the order of the numbers that scripts use.
#[derive(Clone, Copy)]
pub(super) enum Operation {
    /// Somebody opens a socket, from the source of this number.
    Arrive,
    /// Somebody sends these bytes.
    Ask,
    /// Somebody opens the room of the first byte with the rules of the second, with a right signature.
    Open,
    /// Somebody knocks at the room of the first byte.
    Knock,
    /// Somebody comes back by the ticket that was given out so many before the last.
    Return,
    /// A socket is closed.
    Lose,
    /// The unit answers all offers; with 0 it refuses them.
    Answer,
    /// The unit says something of the member of the second byte, in the room of the first.
    Tell,
    /// So many milliseconds pass.
    Wait,
    /// The clock on the wall is set.
    SetClock,
    /// The companion is started again.
    Restart,
    /// Another process takes over.
    Move,
    /// It is about to be stopped.
    Stop,
}

impl Operation {
    pub(super) const ALL: [Self; 13] = [
        Self::Arrive,
        Self::Ask,
        Self::Open,
        Self::Knock,
        Self::Return,
        Self::Lose,
        Self::Answer,
        Self::Tell,
        Self::Wait,
        Self::SetClock,
        Self::Restart,
        Self::Move,
        Self::Stop,
    ];
}

/// Two who talk, a lobby with its host, a room that outlives its companion, and a group that does.
pub(crate) fn room_scripts() -> Vec<Vec<u8>> {
    vec![talking(), moderating(), returning(), grouping()]
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

fn say(to: Option<MemberId>) -> Request {
    Request::Say { to, bytes: Private::new(b"hello".to_vec()) }
}

fn offer(number: u32) -> Request {
    Request::Offer { number, sdp: Private::new("v=0".to_owned()) }
}

const fn epoch(number: u64) -> Epoch {
    Epoch { group: GroupTag([7; 8]), number }
}

fn join() -> Request {
    Request::Group(GroupRequest::Join { package: Private::new(b"package".to_vec()) })
}

fn commit(number: u64, joiners: &[u16]) -> Request {
    let joiners = joiners.iter().copied().map(MemberId).collect();
    Request::Group(GroupRequest::Commit {
        epoch: epoch(number),
        bytes: Private::new(b"commit".to_vec()),
        welcome: Some(Welcome { joiners, bytes: Private::new(b"welcome".to_vec()) }),
    })
}

const fn reached(number: u64) -> Request {
    Request::Group(GroupRequest::Reached(epoch(number)))
}

const fn resume(number: u64) -> Request {
    Request::Group(GroupRequest::Resume(epoch(number)))
}

/// Two in a room without a lobby: Ana is 1, Ben is 0.
fn two() -> Vec<u8> {
    [
        arrive(1),
        step(Operation::Open, 0, &[7, 0b1100]),
        arrive(2),
        step(Operation::Knock, 0, &[7]),
        wait(1_000),
    ]
    .concat()
}

fn talking() -> Vec<u8> {
    let part = Part { microphone: Switch::On, camera: Switch::On, screen: Switch::Off };
    [
        two(),
        ask(0, &offer(1)),
        ask(0, &offer(2)),
        step(Operation::Answer, 0, &[1]),
        step(Operation::Answer, 0, &[0]),
        ask(0, &Request::Put(part)),
        ask(0, &Request::Show(Vec::new())),
        ask(0, &Request::Show(Vec::new())),
        step(Operation::Tell, 0, &[1, 1]),
        ask(0, &say(None)),
        ask(1, &say(Some(MemberId(1)))),
        ask(0, &Request::Leave),
        ask(1, &Request::Leave),
    ]
    .concat()
}

fn moderating() -> Vec<u8> {
    let rules = Rules { guests_share: Switch::Off, ..Rules::default() };
    [
        arrive(2),
        step(Operation::Knock, 0, &[7]),
        arrive(3),
        step(Operation::Knock, 0, &[7]),
        arrive(1),
        step(Operation::Open, 0, &[7, 0b1101]),
        wait(1_000),
        ask(0, &Request::Admit(MemberId(1))),
        ask(0, &Request::AdmitAll),
        ask(2, &Request::Raise(Hand::Up(0))),
        ask(0, &Request::Appoint(MemberId(1), Role::CoHost)),
        ask(0, &Request::Rule(rules)),
        ask(0, &Request::AskAllToMute),
        wait(1_000),
        ask(2, &Request::Lower(MemberId(2))),
        ask(2, &Request::Remove(MemberId(2))),
        wait(1_000),
        arrive(3),
        step(Operation::Knock, 0, &[7]),
        ask(1, &Request::Deny(MemberId(3))),
        ask(1, &Request::End),
    ]
    .concat()
}

fn returning() -> Vec<u8> {
    [
        two(),
        step(Operation::Lose, 0, &[]),
        arrive(2),
        step(Operation::Return, 0, &[0]),
        step(Operation::Restart, 0, &[]),
        arrive(2),
        step(Operation::Return, 0, &[0]),
        ask(0, &say(None)),
        step(Operation::Move, 0, &[]),
        step(Operation::Restart, 0, &[]),
        arrive(2),
        step(Operation::Return, 0, &[0]),
        arrive(1),
        step(Operation::Open, 0, &[7, 0b1100]),
        arrive(3),
        step(Operation::Knock, 0, &[7]),
        step(Operation::Stop, 0, &[]),
    ]
    .concat()
}

fn grouping() -> Vec<u8> {
    [
        two(),
        ask(1, &join()),
        ask(1, &reached(0)),
        ask(0, &join()),
        ask(1, &commit(0, &[1])),
        ask(0, &reached(1)),
        ask(1, &reached(1)),
        step(Operation::Lose, 0, &[]),
        ask(1, &commit(1, &[])),
        arrive(2),
        step(Operation::Return, 0, &[0]),
        ask(0, &resume(1)),
        ask(0, &commit(2, &[])),
        step(Operation::Restart, 0, &[]),
        arrive(2),
        step(Operation::Return, 0, &[0]),
        ask(0, &resume(3)),
        arrive(3),
        step(Operation::Knock, 0, &[7]),
        ask(0, &join()),
        wait(4_000),
        ask(1, &commit(3, &[1_024])),
        ask(0, &reached(4)),
        ask(1, &reached(4)),
        step(Operation::Restart, 0, &[]),
        arrive(2),
        step(Operation::Return, 0, &[0]),
        ask(0, &join()),
        wait(4_000),
        ask(0, &reached(0)),
        ask(0, &Request::Leave),
    ]
    .concat()
}
