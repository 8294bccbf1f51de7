use heliograph_session::{Environment, Event, Network, Route, Session};
use heliograph_signal::Kind;
use heliograph_wire::{Millis, PeerId, Private};

/// The kind that lets time pass until the session's deadline.
const WAIT: u8 = 15;

/// Plays a script of events to a session: each event is a kind, a length and that many bytes.
///
/// Whatever a person, a browser or a peer does, the session neither panics nor asks for endless work.
pub fn session(script: &[u8]) {
    let mut session = Session::new(Environment::default());
    let mut now = Millis(0);
    let mut effects = Vec::new();
    let mut rest = script;
    while let Some((&[kind, length], tail)) = rest.split_first_chunk() {
        let (content, tail) = tail.split_at(tail.len().min(usize::from(length) * 4));
        rest = tail;
        now = now + Millis(u64::from(kind >> 4) * 997);
        session.handle(now, event(kind & 15, content), &mut effects);
        assert!(effects.len() < 1_000, "one event asks for endless work");
        effects.clear();
        drop(session.view(now));
        if kind & 15 == WAIT {
            wake(&mut session, &mut now);
        }
    }
}

/// A session that was woken at its deadline does not ask to be woken at the same moment again.
fn wake(session: &mut Session, now: &mut Millis) {
    let Some(deadline) = session.deadline() else { return };
    *now = deadline.max(*now);
    session.handle(*now, Event::Woke, &mut Vec::new());
    assert!(session.deadline().is_none_or(|next| next > *now), "the session would be woken for ever");
}

fn event(kind: u8, content: &[u8]) -> Event {
    let peer = PeerId(content.first().map_or(1, |byte| u32::from(byte % 3)));
    let text = || Private::new(String::from_utf8_lossy(content).into_owned());
    match kind {
        0 => Event::InviteChosen,
        1 => Event::JoinChosen,
        2 => Event::TextEntered(text()),
        3 => Event::LinkOpened(text()),
        4 => Event::Described { peer, kind: Kind::Offer, sdp: text() },
        5 => Event::Described { peer, kind: Kind::Answer, sdp: text() },
        6 => Event::ChannelOpened { peer, nonce: [7; 16] },
        7 => Event::ChannelClosed(peer),
        8 => Event::Received { peer, bytes: Private::new(content.to_vec()) },
        9 => Event::TextReceived { peer, text: text() },
        10 => Event::MessageWritten(text()),
        11 => Event::RouteChanged { peer, route: Route::Open },
        12 => Event::NetworkChanged(Network::Absent),
        13 => Event::StunServerEntered(text()),
        14 => Event::BackChosen,
        _ => Event::Woke,
    }
}
