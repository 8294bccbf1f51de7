use crate::session::Operation;
use heliograph_signal::{Kind, Stamp, pack_answer, pack_offer};
use heliograph_wire::{
    Millis, Private,
    control::{
        Candidate, Consent, FilesEnd, Hello, Holding, Message, Microphone, OLDEST_VERSION, Offered, Part,
        Reference, Shown, Switch, Transfer, VERSION, Whose,
    },
};

/// Descriptions as browsers write them, to be changed at random.
const DESCRIPTIONS: [&str; 2] = [
    "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
     m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n\
     a=candidate:1 1 udp 2122260223 192.168.1.5 50000 typ host\r\n\
     a=candidate:2 1 udp 1686052607 203.0.113.7 50000 typ srflx raddr 192.168.1.5 rport 50000\r\n\
     a=ice-ufrag:XuHu\r\na=ice-pwd:EioTAit7icve/edgyqPNFifP\r\na=ice-options:trickle\r\n\
     a=fingerprint:sha-256 BF:63:3E:5F:30:10:5D:D0:D4:7D:61:DA:EB:C5:ED:6F:B9:E7:6C:93:0B:05:EA:9B:8C:A7:4A:9D:7F:3C:5D:97\r\n\
     a=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n",
    "v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n\
     a=fingerprint:sha-256 01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F:20\r\n\
     a=group:BUNDLE 0\r\na=ice-options:trickle\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n\
     c=IN IP4 0.0.0.0\r\n\
     a=candidate:0 1 UDP 2122187007 1b4e28ba-2fa1-11d2-883f-0016d3cca427.local 49152 typ host\r\n\
     a=candidate:1 1 UDP 2122252543 2001:db8::7 49153 typ host\r\n\
     a=candidate:2 1 TCP 2105524479 2001:db8::7 9 typ host tcptype active\r\n\
     a=sendrecv\r\na=ice-pwd:0123456789abcdef0123456789abcdef\r\na=ice-ufrag:89abcdef\r\na=mid:0\r\n\
     a=setup:passive\r\na=sctp-port:5000\r\na=max-message-size:1073741823\r\n",
];

/// The descriptions as bytes.
pub(crate) fn descriptions() -> Vec<Vec<u8>> {
    DESCRIPTIONS.map(|sdp| sdp.as_bytes().to_vec()).to_vec()
}

/// A description like the first, of the kind wanted, whose fingerprint begins with these bytes.
pub(crate) fn description(first: [u8; 2], kind: Kind) -> String {
    let sdp = DESCRIPTIONS[0].replace("BF:63", &format!("{:02X}:{:02X}", first[0], first[1]));
    match kind {
        Kind::Offer => sdp,
        Kind::Answer => sdp.replace("a=setup:actpass", "a=setup:active"),
    }
}

/// What a person may paste, and what may be inside of it.
pub(crate) fn codes_and_contents() -> Vec<Vec<u8>> {
    let mut seeds = code_contents();
    seeds.extend(codes().into_iter().map(String::into_bytes));
    seeds
}

/// Codes in each spelling, and the raw form of other tools.
fn codes() -> Vec<String> {
    let mut codes =
        vec![format!("{{\"type\":\"offer\",\"sdp\":\"{}\"}}", DESCRIPTIONS[0].replace("\r\n", "\\r\\n"))];
    for sdp in DESCRIPTIONS {
        let Ok(offer) = pack_offer(sdp, Stamp::at(Millis(0))) else { continue };
        let answer = pack_answer(sdp, offer.tag);
        for packed in std::iter::once(offer).chain(answer) {
            let code = packed.code;
            codes.extend([code.text(), code.digits(), code.link("https://example.org/"), code.file()]);
        }
    }
    codes
}

/// The inside of a code: its bytes without their checksum, which the target adds.
fn code_contents() -> Vec<Vec<u8>> {
    let packed = DESCRIPTIONS.iter().flat_map(|sdp| pack_offer(sdp, Stamp::at(Millis(0))));
    packed.map(|packed| packed.code.bytes()[..packed.code.bytes().len() - 2].to_vec()).collect()
}

/// One control message of each kind.
pub(crate) fn control_messages() -> Vec<Vec<u8>> {
    let text = || Private::new("Good morning".to_owned());
    let candidate = Candidate {
        line: Private::new("candidate:1 1 udp 1 192.168.1.5 50000 typ host".to_owned()),
        mid: "0".to_owned(),
    };
    let transfer = Transfer { whose: Whose::Receivers, number: 1 };
    let offered =
        Offered { name: text(), files: 2, bytes: 300, media_type: String::new(), shown: Shown::Named };
    let hello = Hello { version: VERSION, oldest: OLDEST_VERSION, nonce: [3; 16], resumes: None };
    let messages = [
        Message::Hello(hello),
        Message::Goodbye,
        Message::Ping(1),
        Message::Pong(1),
        Message::Offer(text()),
        Message::Answer(text()),
        Message::Candidate(candidate),
        Message::Chat { id: 1, text: text(), replies_to: None },
        Message::Delivered(1),
        Message::Commitment { digest: [4; 32], list: 1 },
        Message::SafetyNonce([5; 16]),
        Message::NotNow,
        Message::RestartWanted,
        Message::DirectWanted,
        Message::DirectAnswered(Consent::Given),
        Message::Opening([6; 16]),
        Message::Name(text()),
        Message::Typing,
        Message::Reaction { to: Reference { whose: Whose::Receivers, id: 1 }, emoji: text() },
        Message::Call(Some(Part { microphone: Microphone::Live, camera: Switch::On, screen: Switch::Off })),
        Message::FilesOffered { number: 1, offered },
        Message::FilesWanted { number: 1, file: 0, offset: 0 },
        Message::FilesHeld { transfer, holding: Holding::Paused },
        Message::FilesEnded { transfer, end: FilesEnd::Stored },
    ];
    messages.iter().map(Message::encode).collect()
}

/// Scripts for the session: a conversation from either side, one that breaks and goes on, and whatever a person
/// may paste or a peer may send.
pub(crate) fn session_scripts() -> Vec<Vec<u8>> {
    let (mut pasted, mut sent) = (Script::default(), Script::invited());
    for code in codes() {
        pasted = pasted.then(Operation::EnterText, 0, code.as_bytes()).then(Operation::Describe, 0, b"");
    }
    for message in control_messages() {
        sent = sent.then(Operation::ReceiveBytes, 0, &message);
    }
    let mut scripts = scripts_of_both_sides();
    scripts.extend(scripts_of_safety_words());
    scripts.extend([script_of_a_break(), script_of_renegotiation(), pasted.0, sent.0]);
    scripts
}

/// A conversation of the inviting side, and one of the joining side.
pub(crate) fn scripts_of_both_sides() -> Vec<Vec<u8>> {
    [Script::invited(), Script::joined()].map(|script| script.chat().0).to_vec()
}

/// Safety words, made with an honest other side, for the inviting and for the joining side.
pub(crate) fn scripts_of_safety_words() -> Vec<Vec<u8>> {
    let invited = Script::invited().then(Operation::ReceiveMessage, variant(10), b"");
    let joined = Script::joined().then(Operation::ReceiveMessage, variant(9), b"");
    [invited, joined.then(Operation::ReceiveMessage, variant(11), b"")].map(|script| script.0).to_vec()
}

/// A conversation whose connection closes, and which goes on over the next.
pub(crate) fn script_of_a_break() -> Vec<u8> {
    let broken = Script::invited().chat().then(Operation::CloseChannel, 0, b"");
    broken.then(Operation::Invite, 0, b"").answered().0
}

/// A conversation in which both sides renegotiate, and the route breaks.
fn script_of_renegotiation() -> Vec<u8> {
    let theirs = Script::invited().then(Operation::ReceiveMessage, variant(2), b"");
    let ours = theirs.then(Operation::Describe, 0, b"").then(Operation::WantNegotiation, 0, b"");
    let agreed = ours.then(Operation::Describe, 0, b"").then(Operation::ReceiveMessage, variant(3), b"");
    let broken = agreed.then(Operation::ChangeRoute, variant(1), b"").then(Operation::Wait, 0, b"");
    broken.then(Operation::Wait, 0, b"").then(Operation::ReceiveMessage, variant(7), b"").0
}

/// The choice of a variant, for the newest connection.
const fn variant(number: u8) -> u8 {
    number << 3
}

/// A script under way.
#[derive(Default)]
struct Script(Vec<u8>);

impl Script {
    /// An invite was made, answered, and the other side has greeted.
    fn invited() -> Self {
        Self::default().then(Operation::Invite, 0, b"").answered()
    }

    /// An invite was entered, and its maker has greeted.
    fn joined() -> Self {
        let answered = Self::default().then(Operation::EnterInvite, 0, b"").then(Operation::Describe, 0, b"");
        answered.then(Operation::OpenChannel, 0, b"").then(Operation::ReceiveHello, 0, b"")
    }

    fn answered(self) -> Self {
        let entered = self.then(Operation::Describe, 0, b"").then(Operation::EnterReply, 0, b"");
        entered.then(Operation::OpenChannel, 0, b"").then(Operation::ReceiveHello, 0, b"")
    }

    /// Each side writes once, and the other has it.
    fn chat(self) -> Self {
        let heard = self.then(Operation::ReceiveMessage, variant(0), b"Good morning");
        let written = heard.then(Operation::Write, 0, b"Good evening");
        written.then(Operation::ReceiveMessage, variant(1), b"")
    }

    fn then(mut self, operation: Operation, choice: u8, content: &[u8]) -> Self {
        let length = content.len().div_ceil(4).min(255);
        self.0.extend([operation as u8, choice, u8::try_from(length).unwrap_or(255)]);
        self.0.extend(content.iter().copied().chain(std::iter::repeat(b' ')).take(length * 4));
        self
    }
}
