//! Somebody in a room: a page of `simnet` behind a socket of its own.

use super::{
    ours::Line,
    stamped::{self, Stamped},
    tally::Tally,
};
use anyhow::{Context, Result};
use futures::future::{FutureExt, LocalBoxFuture};
use heliograph_simnet::{Conditions, Datagram, Feeds, Link, Mark, Page, PageEvent, Place};
use heliograph_wire::room::{MemberId, Notice, Request};
use std::{
    io::ErrorKind,
    net::{IpAddr, SocketAddr},
    rc::Rc,
    time::Instant,
};
use str0m::{RtcError, rtp::RtpPacket};
use tokio::{
    net::UdpSocket,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::sleep_until,
};

/// The longest datagram that a server sends.
const LONGEST: usize = 2_048;

/// How many datagrams are taken before others have their turn.
const BATCH: usize = 64;

/// Somebody in a room, before they do anything.
pub struct Client {
    socket: UdpSocket,
    at: SocketAddr,
    page: Option<Page>,
    began: Instant,
    waits_for_server: Option<Instant>,
    /// The socket at the companion, where it is one.
    line: Option<Line>,
    beside: LocalBoxFuture<'static, ()>,
    links: Option<[Link<Datagram>; 2]>,
    orders: (UnboundedSender<Order>, UnboundedReceiver<Order>),
    feeds: Feeds,
    tally: Rc<Tally>,
}

/// What somebody is told to do while they are in a room.
pub enum Order {
    /// Ask the companion for something.
    Ask(Request),
    /// Be reached over other links from now on, in both directions.
    Relink([Conditions; 2]),
    /// Send what there is to send.
    Send,
    /// Send nothing for a while.
    Pause,
    /// Be gone, without a word.
    Vanish,
}

impl Client {
    /// A socket at one of this machine's addresses.
    pub async fn new(address: IpAddr) -> Result<Self> {
        let socket = UdpSocket::bind((address, 0)).await.context("no UDP port is free")?;
        stamped::ask_for(&socket)?;
        Ok(Self {
            at: socket.local_addr()?,
            socket,
            page: None,
            began: Instant::now(),
            waits_for_server: None,
            line: None,
            beside: futures::future::pending().boxed_local(),
            links: None,
            orders: unbounded_channel(),
            feeds: Feeds::default(),
            tally: Rc::default(),
        })
    }

    /// Makes the page, and says what it has to tell the server first. From here on the server is waited for.
    pub fn open(
        &mut self,
        make: impl FnOnce(Instant, SocketAddr) -> Result<(Page, String), RtcError>,
    ) -> Result<String> {
        self.began = Instant::now();
        let (page, description) = make(self.began, self.at)?;
        self.page = Some(page);
        self.waits_for_server = Some(Instant::now());
        Ok(description)
    }

    /// Takes the server's answer.
    pub fn answered(&mut self, sdp: &str) -> Result<()> {
        self.server_answered();
        Ok(self.page.as_mut().context("nothing was offered")?.answered(sdp)?)
    }

    /// What else is to be done for as long as the client runs.
    pub fn beside(mut self, work: impl Future<Output = ()> + 'static) -> Self {
        self.beside = work.boxed_local();
        self
    }

    /// The companion is talked to by this line, at which it is this member.
    pub fn at_line(mut self, line: Line, member: MemberId) -> Self {
        self.line = Some(line);
        self.tally.member.set(Some(member));
        self
    }

    /// Says what it is to do from now on.
    pub fn orders(&self) -> UnboundedSender<Order> {
        self.orders.0.clone()
    }

    /// What it sends.
    pub const fn feeds(&mut self) -> &mut Feeds {
        &mut self.feeds
    }

    /// What is counted of it.
    pub fn tally(&self) -> Rc<Tally> {
        Rc::clone(&self.tally)
    }

    /// Sends and takes media until it is told to be gone.
    pub async fn run(mut self) -> Result<()> {
        let mut page = self.page.take().context("nothing was offered")?;
        let mut is_beside_over = false;
        let mut buffer = [0; LONGEST];
        loop {
            self.do_what_is_due(&mut page)?;
            let due = [Some(page.deadline()), self.feeds.deadline(), self.next_arrival()];
            let due = due.into_iter().flatten().min().unwrap_or_else(Instant::now);
            tokio::select! {
                readable = self.socket.readable() => {
                    readable?;
                    self.take_in(&mut page, &mut buffer)?;
                }
                () = sleep_until(due.into()) => {}
                notice = hear(&mut self.line) => self.hear(notice),
                order = self.orders.1.recv() => match order {
                    Some(Order::Ask(request)) => {
                        if let Some(line) = &mut self.line {
                            line.ask(&request).await?;
                        }
                    }
                    Some(Order::Relink(conditions)) => self.relink(conditions),
                    Some(Order::Send) => self.feeds.turn(|_| true, true),
                    Some(Order::Pause) => self.feeds.turn(|_| true, false),
                    Some(Order::Vanish) | None => return Ok(()),
                },
                () = &mut self.beside, if !is_beside_over => is_beside_over = true,
            }
        }
    }

    fn do_what_is_due(&mut self, page: &mut Page) -> Result<()> {
        let now = Instant::now();
        page.peer().tick(now);
        if self.tally.joined.get().is_some() {
            for (medium, packet) in self.feeds.due(now, stamped::now()) {
                self.tally.sends(medium);
                page.send(now, medium, packet);
            }
        }
        if let Some([_, down]) = &mut self.links {
            while let Some(datagram) = down.arrived(now) {
                page.receive(now, datagram.to, &datagram.bytes);
            }
        }
        self.attend(page, None);
        self.flush(page)
    }

    fn take_in(&mut self, page: &mut Page, buffer: &mut [u8]) -> Result<()> {
        for _ in 0..BATCH {
            let came = match stamped::receive(&self.socket, buffer) {
                Ok(came) => came,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                // The server is not there any more, which the connection finds out by itself.
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => continue,
                Err(error) => return Err(error).context("nothing can be received"),
            };
            self.server_answered();
            let bytes = &buffer[..came.length];
            match &mut self.links {
                Some([_, down]) => {
                    // On the way in it is from whom that counts.
                    let datagram = Datagram { to: came.from, bytes: bytes.to_vec() };
                    down.send(Instant::now(), bytes.len(), datagram);
                }
                None => {
                    page.receive(Instant::now(), came.from, bytes);
                    self.attend(page, Some(&came));
                }
            }
        }
        Ok(())
    }

    fn relink(&mut self, conditions: [Conditions; 2]) {
        match &mut self.links {
            Some([up, down]) => {
                up.change(conditions[0]);
                down.change(conditions[1]);
            }
            links => {
                let seed = u64::from(self.at.port());
                *links = Some([Link::new(conditions[0], seed), Link::new(conditions[1], seed + 1)]);
            }
        }
    }

    fn next_arrival(&self) -> Option<Instant> {
        self.links.iter().flatten().filter_map(Link::deadline).min()
    }

    fn hear(&mut self, notice: Result<Notice>) {
        match notice {
            Ok(Notice::Wanted(pictures)) => self.feeds.want(&pictures),
            Ok(Notice::Over(over)) => {
                self.tally.over.set(Some(over));
                self.line = None;
            }
            // Of the rest a load makes nothing.
            Ok(_) => {}
            Err(_) => {
                self.tally.is_over.set(true);
                self.line = None;
            }
        }
    }

    /// Attends to what the page hears.
    fn attend(&mut self, page: &mut Page, came: Option<&Stamped>) {
        while let Some(event) = page.next_event() {
            match event {
                PageEvent::Connected => {
                    self.waits_for_server = None;
                    if self.tally.joined.get().is_none() {
                        self.tally.joined.set(Some(self.began.elapsed()));
                    }
                }
                PageEvent::Came(place, packet) => self.count(place, &packet, came),
                PageEvent::KeyWanted(medium) => self.feeds.ask_for_key(medium),
                PageEvent::Over => self.tally.is_over.set(true),
            }
        }
    }

    fn count(&self, place: Place, packet: &RtpPacket, came: Option<&Stamped>) {
        let Some(mark) = Mark::of(&packet.payload) else { return };
        self.tally.takes(place, *packet.seq_no, mark, came.map(|came| came.at));
    }

    fn flush(&mut self, page: &mut Page) -> Result<()> {
        let now = Instant::now();
        while let Some(datagram) = page.next_out() {
            if self.tally.joined.get().is_none() {
                self.waits_for_server.get_or_insert(now);
            }
            match &mut self.links {
                Some([up, _]) => {
                    up.send(now, datagram.bytes.len(), datagram);
                }
                None => send(&self.socket, &datagram)?,
            }
        }
        if let Some([up, _]) = &mut self.links {
            while let Some(datagram) = up.arrived(now) {
                send(&self.socket, &datagram)?;
            }
        }
        Ok(())
    }

    fn server_answered(&mut self) {
        if let Some(since) = self.waits_for_server.take() {
            self.tally.server_took.set(self.tally.server_took.get() + since.elapsed());
        }
    }
}

async fn hear(line: &mut Option<Line>) -> Result<Notice> {
    match line {
        Some(line) => line.hear().await,
        None => std::future::pending().await,
    }
}

fn send(socket: &UdpSocket, datagram: &Datagram) -> Result<()> {
    match socket.try_send_to(&datagram.bytes, datagram.to) {
        Ok(_) => Ok(()),
        // What the system has no room for is lost, as it would be on the way.
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::ConnectionRefused) => Ok(()),
        Err(error) => Err(error).context("packets cannot be sent"),
    }
}
