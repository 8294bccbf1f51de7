//! The first word with a server: a Binding, asked until it is answered.

use anyhow::{Context, Result, bail};
use heliograph_turn::stun::{Class, Message, Method, Writer};
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket},
    time::{Duration, Instant},
};

/// How long an answer is waited for before the next try.
const TRY: Duration = Duration::from_millis(1);

/// How long the figures of a server may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was asked with and answered, in bytes of payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    /// Bytes to the server.
    pub asked: usize,
    /// Bytes from it.
    pub answered: usize,
}

impl Binding {
    /// How many bytes the server sends for each that it gets.
    pub(crate) fn amplification(self) -> f64 {
        self.answered as f64 / self.asked as f64
    }
}

/// Asks a server under which address it sees us, again and again, until it answers or patience ends.
pub(crate) fn wait_for_binding(server: SocketAddr, patience: Duration) -> Result<Binding> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).context("no UDP port is free")?;
    socket.connect(server)?;
    socket.set_read_timeout(Some(TRY))?;
    let (mut request, mut answer) = ([0; 64], [0; 2048]);
    let transaction = *b"bench begins";
    let length = Writer::new(&mut request, Class::Request, Method::Binding, &transaction).finish();
    let request = &request[..length.context("a Binding has no room")?];
    let began = Instant::now();
    while began.elapsed() < patience {
        // Before the server is there, the system says so here or below; then it is soon asked again.
        if socket.send(request).is_err() {
            std::thread::sleep(TRY);
            continue;
        }
        let Ok(length) = socket.recv(&mut answer) else {
            std::thread::sleep(TRY);
            continue;
        };
        let is_answer = Message::read(&answer[..length])
            .is_ok_and(|message| message.class() == Class::Success && *message.transaction() == transaction);
        if is_answer {
            return Ok(Binding { asked: request.len(), answered: length });
        }
    }
    bail!("no answer to a Binding")
}

/// One figure out of those that a server tells to Prometheus.
pub(crate) fn told(figures: SocketAddr, name: &str) -> Result<u64> {
    let mut stream = TcpStream::connect_timeout(&figures, PATIENCE).context("no figures are told")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET /metrics HTTP/1.1\r\nHost: {figures}\r\nConnection: close\r\n\r\n")?;
    let mut page = String::new();
    stream.read_to_string(&mut page).context("the figures are cut short")?;
    figure(&page, name).with_context(|| format!("the figures have no {name}"))
}

fn figure(page: &str, name: &str) -> Option<u64> {
    page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::{Binding, figure};

    #[test]
    fn a_figure_is_found_by_its_whole_name() {
        let page = "# HELP relayed packets\nrelayed_total 7\nrelayed 12\n";
        assert_eq!(figure(page, "relayed"), Some(12));
        assert_eq!(figure(page, "relay"), None);
    }

    #[test]
    fn amplification_is_what_comes_for_what_goes() {
        assert_eq!(Binding { asked: 20, answered: 32 }.amplification(), 1.6);
    }
}
