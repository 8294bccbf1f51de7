//! STUN and TURN over a stream: RFC 8656, section 3.1. Messages are cut out of what comes, and what goes waits in an
//! outbox of bounded size.

mod outbox;

pub(crate) use outbox::Outbox;

use crate::plane::PlaneHandle;
use heliograph_turn::{
    Client, HEADROOM, TAILROOM, Transport,
    framing::{Framed, LONGEST_MESSAGE, next},
};
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::{Instant, timeout, timeout_at},
};

/// How long each further message may take: allocations and channels are refreshed more often, or are over.
const SILENCE: Duration = Duration::from_secs(660);

/// How long the first whole message may take.
const FIRST: Duration = Duration::from_secs(15);

/// How much is read at a time.
const READ: usize = 4096;

/// Whole messages of a stream, one after another, with room before and behind.
pub(crate) struct Chunk {
    /// The messages and the room.
    pub bytes: Vec<u8>,
    /// Where the messages end; they begin after the room.
    pub end: usize,
}

/// Carries messages between a client's stream and the relay until one of them is done.
pub(crate) async fn carry(stream: impl AsyncRead + AsyncWrite, client: Client, plane: PlaneHandle) {
    let outbox = Arc::new(Outbox::new());
    if plane.opened(client, outbox.clone()).await.is_err() {
        return;
    }
    let (mut reader, mut writer) = tokio::io::split(stream);
    tokio::select! {
        () = read(&mut reader, client, &plane) => {}
        () = write(&mut writer, client.transport, &outbox) => {}
    }
    plane.closed(client).await;
    let _ = timeout(Duration::from_secs(1), writer.shutdown()).await;
}

async fn read(reader: &mut (impl AsyncRead + Unpin), client: Client, plane: &PlaneHandle) {
    let mut bytes = empty();
    // It does not get longer by every byte that comes, or a message in single bytes would hold a connection for days.
    let mut until = Instant::now() + FIRST;
    loop {
        bytes.reserve(READ);
        match timeout_at(until, reader.take(READ as u64).read_buf(&mut bytes)).await {
            Ok(Ok(count)) if count > 0 => {}
            // The end, a broken connection, or nobody there.
            _ => return,
        }
        let end = match whole(&bytes[HEADROOM..]) {
            Some(length) => HEADROOM + length,
            None => return,
        };
        if end > HEADROOM {
            let mut rest = empty();
            rest.extend_from_slice(&bytes[end..]);
            bytes.truncate(end);
            bytes.resize(end + TAILROOM, 0);
            if plane.came(client, Chunk { bytes, end }).await.is_err() {
                return;
            }
            bytes = rest;
            until = Instant::now() + SILENCE;
        }
    }
}

fn empty() -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADROOM + READ + TAILROOM);
    bytes.resize(HEADROOM, 0);
    bytes
}

/// How many bytes at the front are whole messages; `None` where no message can follow.
fn whole(bytes: &[u8]) -> Option<usize> {
    let mut end = 0;
    loop {
        match next(&bytes[end..]) {
            Framed::Whole { taken, .. } => end += taken,
            Framed::More if bytes.len() - end <= LONGEST_MESSAGE => return Some(end),
            Framed::More | Framed::Broken => return None,
        }
    }
}

async fn write(writer: &mut (impl AsyncWrite + Unpin), transport: Transport, outbox: &Outbox) {
    let mut bytes = Vec::new();
    while outbox.take(&mut bytes).await.is_some() {
        let written = match transport {
            Transport::Udp | Transport::Tcp => writer.write_all(&bytes).await,
            Transport::Tls => write_apart(writer, &bytes).await,
        };
        if written.is_err() || writer.flush().await.is_err() {
            return;
        }
        outbox.sent();
    }
}

/// Each message is a record of its own: a lost segment then holds up fewer of them, and some clients take a record for
/// a message.
async fn write_apart(writer: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    while let Framed::Whole { taken, .. } = next(rest) {
        let (message, others) = rest.split_at(taken);
        writer.write_all(message).await?;
        rest = others;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::whole;

    const CHANNEL: &[u8] = b"\x40\x00\x00\x02ab\0\0";

    #[test]
    fn whole_messages_are_told_from_the_beginning_of_one() {
        assert_eq!(whole(b""), Some(0));
        assert_eq!(whole(&CHANNEL[..7]), Some(0));
        assert_eq!(whole(CHANNEL), Some(8));
        assert_eq!(whole(&[CHANNEL, CHANNEL, &CHANNEL[..3]].concat()), Some(16));
        assert_eq!(whole(&[CHANNEL, b"GET /"].concat()), None);
    }
}
