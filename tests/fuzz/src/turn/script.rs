use super::person::CLIENTS;
use heliograph_turn::stun::{Class, Method, Writer, attribute};

/// What a script can do, in the order of the numbers that scripts use.
#[derive(Clone, Copy)]
pub(super) enum Operation {
    /// Somebody sends these bytes, as a datagram or in their stream.
    Bytes,
    /// Somebody sends a Send indication with these attributes.
    Indicate,
    /// Somebody signs a request with these attributes.
    Sign,
    /// Time passes.
    Wait,
    /// The clock on the wall is set.
    SetClock,
    /// A stream ends.
    Close,
    /// A host outside sends this to the relayed address of somebody.
    Arrive,
}

impl Operation {
    const ALL: [Self; 7] =
        [Self::Bytes, Self::Indicate, Self::Sign, Self::Wait, Self::SetClock, Self::Close, Self::Arrive];
}

/// One step: a byte for who does what, one for the length of the content, and the content.
pub(super) struct Step<'a> {
    pub(super) who: usize,
    pub(super) operation: Operation,
    pub(super) content: &'a [u8],
}

impl<'a> Step<'a> {
    /// The first step of a script, and the others.
    pub(super) fn first(script: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (&[choice, length], rest) = script.split_first_chunk()?;
        let (content, rest) = rest.split_at(rest.len().min(usize::from(length)));
        let (operation, who) = (usize::from(choice) / CLIENTS.len(), usize::from(choice) % CLIENTS.len());
        Some((Self { who, operation: Operation::ALL[operation % Operation::ALL.len()], content }, rest))
    }

    /// The first bytes of the content, as a number.
    pub(super) fn number(&self) -> u64 {
        self.content.iter().take(4).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

/// What two people do over each transport, and what strangers try.
pub(crate) fn turn_scripts() -> Vec<Vec<u8>> {
    let mut scripts: Vec<_> = [(0, 1), (2, 3), (4, 6)].map(|(ana, ben)| call(ana, ben).0).to_vec();
    scripts.push(strangers());
    scripts.push(late());
    scripts.push(outwards());
    scripts
}

/// Two people allocate, meet, and say something by number and by address.
fn call(ana: u8, ben: u8) -> Script {
    Script::default()
        .then(Operation::Sign, ana, &[&[0], UDP].concat())
        .then(Operation::Sign, ben, &[&[0], UDP].concat())
        .then(Operation::Sign, ana, &[&[3], CHANNEL, &peer(ben)].concat())
        .then(Operation::Sign, ben, &[&[2][..], &peer(ana)].concat())
        .then(Operation::Bytes, ana, b"\x40\x00\x00\x04four")
        .then(Operation::Indicate, ben, &[&peer(ana)[..], DATA].concat())
}

/// Everything that can be asked without a credential.
fn strangers() -> Vec<u8> {
    let methods = [
        Method::Binding,
        Method::Allocate,
        Method::Refresh,
        Method::Send,
        Method::CreatePermission,
        Method::ChannelBind,
    ];
    let mut script = Script::default();
    for (number, method) in methods.into_iter().enumerate() {
        let mut buffer = [0; 128];
        let mut writer = Writer::new(&mut buffer, Class::Request, method, b"twelve bytes");
        writer.attribute(attribute::REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
        writer.fingerprint();
        let length = writer.finish().unwrap_or_default();
        script = script.then(Operation::Bytes, number as u8, &buffer[..length]);
        script = script.then(Operation::Bytes, number as u8 + 2, b"\x40\x00\x00\x04four");
    }
    script.0
}

/// A call that goes on while nonces, permissions, channels and allocations grow old, and ends in every way.
fn late() -> Vec<u8> {
    let more = |script: Script, who| {
        script.then(Operation::Sign, who, &[&[1], LIFETIME].concat()).then(Operation::Wait, 0, &[1, 44])
    };
    let script = more(more(call(2, 1), 2), 1);
    let script = more(script.then(Operation::SetClock, 0, &[0, 1, 0, 0]), 2);
    let script = script.then(Operation::Bytes, 2, b"\x40\x00\x00\x04four").then(Operation::Close, 2, b"");
    script.then(Operation::Sign, 1, &[&[1], GIVEN_BACK].concat()).then(Operation::Wait, 0, &[14, 16]).0
}

/// Somebody speaks to a host outside by address and by number, and hears it, and tries all others.
fn outwards() -> Vec<u8> {
    let mut script = Script::default()
        .then(Operation::Sign, 2, &[&[0], UDP].concat())
        .then(Operation::Arrive, 2, b"\0too early")
        .then(Operation::Sign, 2, &[&[2][..], &peer(8)].concat())
        .then(Operation::Indicate, 2, &[&peer(8)[..], DATA].concat())
        .then(Operation::Arrive, 2, b"\0hello")
        .then(Operation::Sign, 2, &[&[3], CHANNEL, &peer(8)].concat())
        .then(Operation::Bytes, 2, b"\x40\x00\x00\x04four")
        .then(Operation::Arrive, 2, b"\0hello");
    for host in 9..16 {
        script = script
            .then(Operation::Sign, 2, &[&[2][..], &peer(host)].concat())
            .then(Operation::Indicate, 2, &[&peer(host)[..], DATA].concat())
            .then(Operation::Arrive, 2, &[host, 7]);
    }
    script.0
}

/// REQUESTED-TRANSPORT, CHANNEL-NUMBER, DATA and LIFETIME, as scripts write attributes.
const UDP: &[u8] = &[0x00, 0x19, 4, 17, 0, 0, 0];
const CHANNEL: &[u8] = &[0x00, 0x0c, 4, 0x40, 0, 0, 0];
const DATA: &[u8] = b"\x00\x13\x05hello";
const LIFETIME: &[u8] = &[0x00, 0x0d, 4, 0, 0, 3, 0x84];
const GIVEN_BACK: &[u8] = &[0x00, 0x0d, 4, 0, 0, 0, 0];

/// XOR-PEER-ADDRESS with the relayed address of somebody.
const fn peer(who: u8) -> [u8; 4] {
    [0x00, 0x12, 1, who]
}

/// A script under way.
#[derive(Default)]
struct Script(Vec<u8>);

impl Script {
    fn then(mut self, operation: Operation, who: u8, content: &[u8]) -> Self {
        let content = &content[..content.len().min(255)];
        self.0.extend([operation as u8 * CLIENTS.len() as u8 + who, content.len() as u8]);
        self.0.extend(content);
        self
    }
}
