//! Somebody between browsers and a companion who keeps all that crosses.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinHandle,
};

/// Passes connections on to a server, and keeps what is said in both directions, until it is dropped.
pub struct Recorder {
    at: SocketAddr,
    said: Arc<Mutex<Vec<Said>>>,
    task: JoinHandle<()>,
}

/// What one end of a connection said.
struct Said {
    by: Side,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Browser,
    Server,
}

impl Recorder {
    /// Starts before a server.
    pub async fn before(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (at, said) = (listener.local_addr()?, Arc::<Mutex<_>>::default());
        let kept = said.clone();
        let task = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(pass(browser, server, kept.clone()));
            }
        });
        Ok(Self { at, said, task })
    }

    /// Where it listens.
    pub fn at(&self) -> SocketAddr {
        self.at
    }

    /// What was said up to now, a text for each end of each connection. What browsers say at WebSockets stands there as
    /// it was before it was masked.
    pub fn heard(&self) -> Vec<Vec<u8>> {
        let open = |said: &Said| match said.by {
            Side::Browser => unmasked(&said.bytes),
            Side::Server => said.bytes.clone(),
        };
        lock(&self.said).iter().map(open).collect()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(browser: TcpStream, server: SocketAddr, said: Arc<Mutex<Vec<Said>>>) -> Result<()> {
    let server = TcpStream::connect(server).await?;
    let (from_browser, to_browser) = browser.into_split();
    let (from_server, to_server) = server.into_split();
    let [there, back] = [Side::Browser, Side::Server].map(|by| {
        let mut said = lock(&said);
        said.push(Said { by, bytes: Vec::new() });
        said.len() - 1
    });
    tokio::try_join!(keep(from_browser, to_server, &said, there), keep(from_server, to_browser, &said, back))
        .map(drop)
}

async fn keep(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    said: &Mutex<Vec<Said>>,
    place: usize,
) -> Result<()> {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let count = from.read(&mut bytes).await?;
        if count == 0 {
            return Ok(to.shutdown().await?);
        }
        lock(said)[place].bytes.extend_from_slice(&bytes[..count]);
        to.write_all(&bytes[..count]).await?;
    }
}

fn lock(said: &Mutex<Vec<Said>>) -> MutexGuard<'_, Vec<Said>> {
    said.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The requests as they are, and behind one that opens a WebSocket what its frames carry (RFC 6455, section 5.2).
fn unmasked(said: &[u8]) -> Vec<u8> {
    let opens = b"Upgrade: websocket";
    let is_socket = said.windows(opens.len()).any(|part| part.eq_ignore_ascii_case(opens));
    let head = said.windows(4).position(|part| part == b"\r\n\r\n").map(|end| end + 4);
    let Some(head) = head.filter(|_| is_socket) else { return said.to_vec() };
    let (mut open, mut rest) = (said[..head].to_vec(), &said[head..]);
    while let Some((payload, behind)) = frame(rest) {
        open.extend(payload);
        rest = behind;
    }
    open
}

/// What the first frame carries, and what is behind it.
fn frame(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let (head, rest) = bytes.split_at_checked(2)?;
    let (length, rest) = match head[1] & 0x7f {
        126 => {
            let (length, rest) = rest.split_first_chunk()?;
            (u16::from_be_bytes(*length).into(), rest)
        }
        127 => {
            let (length, rest) = rest.split_first_chunk()?;
            (usize::try_from(u64::from_be_bytes(*length)).ok()?, rest)
        }
        length => (length.into(), rest),
    };
    let (mask, rest) = rest.split_first_chunk::<4>()?;
    let (payload, rest) = rest.split_at_checked(length)?;
    Some((payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect(), rest))
}

#[cfg(test)]
mod tests {
    use super::unmasked;

    /// RFC 6455, section 5.7.
    #[test]
    fn what_browsers_mask_is_read() {
        let head = b"GET /x HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
        let hello = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
        let said = [&head[..], hello, hello, &hello[..4]].concat();
        assert_eq!(unmasked(&said), [&head[..], b"HelloHello"].concat());
        assert_eq!(unmasked(b"GET /x HTTP/1.1\r\n\r\nno frame"), b"GET /x HTTP/1.1\r\n\r\nno frame");
    }
}
