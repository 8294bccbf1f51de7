use heliograph_signal::{Stamp, pack_answer, pack_offer};
use heliograph_wire::{
    Millis, Private,
    control::{Candidate, Hello, Message, OLDEST_VERSION, VERSION},
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
    let hello = Hello { version: VERSION, oldest: OLDEST_VERSION, nonce: [3; 16], resumes: None };
    let messages = [
        Message::Hello(hello),
        Message::Goodbye,
        Message::Ping(1),
        Message::Pong(1),
        Message::Offer(text()),
        Message::Answer(text()),
        Message::Candidate(candidate),
        Message::Chat { id: 1, text: text() },
        Message::Delivered(1),
    ];
    messages.iter().map(Message::encode).collect()
}

/// Scripts for the session: an invite that is answered, and a peer that says one message of each kind.
pub(crate) fn session_scripts() -> Vec<Vec<u8>> {
    let mut script = Vec::new();
    let mut say = |kind: u8, content: &[u8]| {
        let length = content.len().div_ceil(4).min(255);
        script.extend([kind, u8::try_from(length).unwrap_or(255)]);
        script.extend(content.iter().copied().chain(std::iter::repeat(b' ')).take(length * 4));
    };
    say(0, b"");
    say(4, DESCRIPTIONS[0].as_bytes());
    for code in codes() {
        say(2, code.as_bytes());
    }
    say(6, &[1]);
    for message in control_messages() {
        say(8, &message);
    }
    say(10, b"Good morning");
    say(7, &[1]);
    vec![script]
}
