//! Media over TCP, for those whose UDP is blocked: each packet has its length before it (RFC 4571), and the first one says
//! whom it is for (ICE, RFC 6544).

use super::{Rooms, shard::Lane};
use crate::stream::Outbox;
use heliograph_sfu::{Path, shard_of};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::{Instant, timeout, timeout_at},
};

/// How long the first whole packet may take.
const FIRST: Duration = Duration::from_secs(10);

/// How long each further one may take: pages ask every few seconds whether they may go on (RFC 7675).
const SILENCE: Duration = Duration::from_secs(40);

/// No packet is longer, in bytes. Those of media are no longer than what a packet of UDP carries unbroken, and those of a
/// handshake are hardly longer.
const LONGEST: usize = 4096;

/// How much is read at a time.
const READ: usize = 16 * 1024;

/// Packets, each with its length before it.
pub(super) struct Packets(Vec<u8>);

impl Packets {
    /// Each of them.
    pub(super) fn each(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.0.as_slice();
        std::iter::from_fn(move || {
            let (head, after) = rest.split_first_chunk::<2>()?;
            let (packet, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*head)))?;
            rest = after;
            Some(packet)
        })
    }
}

/// Adds a packet to a stream, with its length before it; nothing where it is longer than a stream can say.
pub(super) fn frame(packet: &[u8], framed: &mut Vec<u8>) -> Option<()> {
    let length = u16::try_from(packet.len()).ok()?;
    framed.clear();
    framed.extend_from_slice(&length.to_be_bytes());
    framed.extend_from_slice(packet);
    Some(())
}

/// Carries packets between a page's stream and the unit that its first packet names, until one of them is done.
pub(crate) async fn carry(mut stream: impl AsyncRead + AsyncWrite + Unpin, path: Path, rooms: &Rooms) {
    let mut bytes = Vec::new();
    let Some(first) = packets(&mut stream, &mut bytes, Instant::now() + FIRST).await else { return };
    let named = first.each().next().and_then(shard_of);
    let Some(lane) = named.and_then(|shard| rooms.lane(shard)) else { return };
    let _counted = Counted::new(&rooms.streams);
    let outbox = Arc::new(Outbox::new());
    if lane.opened(path, outbox.clone(), first).await.is_none() {
        return;
    }
    let (mut reader, mut writer) = tokio::io::split(stream);
    tokio::select! {
        () = read(&mut reader, &mut bytes, path, lane) => {}
        () = write(&mut writer, &outbox) => {}
    }
    lane.closed(path).await;
    let _ = timeout(Duration::from_secs(1), writer.shutdown()).await;
}

/// One of the streams that there are.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(streams: &'a AtomicUsize) -> Self {
        streams.fetch_add(1, Ordering::Relaxed);
        Self(streams)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn read(reader: &mut (impl AsyncRead + Unpin), bytes: &mut Vec<u8>, path: Path, lane: &Lane) {
    while let Some(packets) = packets(reader, bytes, Instant::now() + SILENCE).await {
        if lane.came(path, packets).await.is_none() {
            return;
        }
    }
}

/// The whole packets that come next, at least one. None where there will be none: the end, nobody there, or nonsense.
async fn packets(
    reader: &mut (impl AsyncRead + Unpin),
    bytes: &mut Vec<u8>,
    // It does not get later by every byte that comes.
    until: Instant,
) -> Option<Packets> {
    loop {
        let whole = whole(bytes)?;
        if whole > 0 {
            let rest = bytes.split_off(whole);
            return Some(Packets(std::mem::replace(bytes, rest)));
        }
        bytes.reserve(READ);
        match timeout_at(until, reader.take(READ as u64).read_buf(bytes)).await {
            Ok(Ok(count)) if count > 0 => {}
            _ => return None,
        }
    }
}

/// How many bytes at the front are whole packets; none where one is too long.
fn whole(bytes: &[u8]) -> Option<usize> {
    let mut end = 0;
    while let Some(head) = bytes.get(end..).and_then(|rest| rest.first_chunk::<2>()) {
        let length = usize::from(u16::from_be_bytes(*head));
        if length > LONGEST {
            return None;
        }
        if bytes.len() < end + 2 + length {
            break;
        }
        end += 2 + length;
    }
    Some(end)
}

async fn write(writer: &mut (impl AsyncWrite + Unpin), outbox: &Outbox) {
    let mut bytes = Vec::new();
    while outbox.take(&mut bytes).await.is_some() {
        if writer.write_all(&bytes).await.is_err() || writer.flush().await.is_err() {
            return;
        }
        outbox.sent();
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Packets, frame, packets, whole};
    use std::time::Duration;
    use tokio::time::Instant;

    fn framed(packets: &[&[u8]]) -> Vec<u8> {
        let (mut all, mut one) = (Vec::new(), Vec::new());
        for packet in packets {
            frame(packet, &mut one).unwrap();
            all.extend_from_slice(&one);
        }
        all
    }

    #[test]
    fn what_is_framed_is_taken_apart_again() {
        let bytes = framed(&[b"one", b"", b"three"]);
        assert_eq!(whole(&bytes), Some(bytes.len()));
        let packets = Packets(bytes);
        assert_eq!(packets.each().collect::<Vec<_>>(), [&b"one"[..], b"", b"three"]);
        assert_eq!(frame(&vec![0; 70_000], &mut Vec::new()), None);
    }

    #[test]
    fn a_part_waits_for_the_rest_and_what_is_too_long_for_nothing() {
        let bytes = framed(&[b"one", b"two"]);
        assert_eq!(whole(&bytes[..bytes.len() - 1]), Some(5));
        assert_eq!(whole(&bytes[..1]), Some(0));
        assert_eq!(whole(&framed(&[&vec![0; LONGEST + 1]])[..2]), None);
    }

    #[tokio::test]
    async fn packets_come_whole_however_the_stream_is_cut() {
        let bytes = framed(&[b"one", b"two", b"three"]);
        for cut in 1..bytes.len() {
            let mut stream = in_two(&bytes, cut);
            let (mut kept, mut heard) = (Vec::new(), Vec::new());
            let until = Instant::now() + Duration::from_secs(5);
            while let Some(packets) = packets(&mut stream, &mut kept, until).await {
                heard.extend(packets.each().map(<[u8]>::to_vec));
            }
            assert_eq!(heard, [&b"one"[..], b"two", b"three"], "{cut}");
        }
    }

    /// A stream that brings these bytes in two pieces.
    fn in_two(bytes: &[u8], cut: usize) -> impl tokio::io::AsyncRead + Unpin + use<'_> {
        tokio::io::AsyncReadExt::chain(&bytes[..cut], &bytes[cut..])
    }
}
