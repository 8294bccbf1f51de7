//! A push service on this machine, and somebody whose devices it wakes.

use super::Guest;
use heliograph_keys::Keys;
use heliograph_wire::{
    Private,
    rendezvous::{NewLink, Notice, Outcome, Push, Request, Task},
};
use rand_core::OsRng;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
    time::timeout,
};

/// How a push service answers.
#[derive(Clone)]
pub(crate) enum Manner {
    /// With this.
    Says(String),
    /// With the first, and then with the other over and over.
    SaysWithoutEnd(&'static str, &'static str),
    /// It reads, and says nothing.
    Silent,
}

/// What a push service was asked.
pub(crate) struct Message {
    pub(crate) head: String,
    /// All that came behind the head until the server hung up.
    pub(crate) rest: Vec<u8>,
}

impl Message {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| *key == name)
            .map(|(_, it)| it)
    }
}

/// It is gone when this is dropped.
pub(crate) struct PushService {
    pub(crate) address: SocketAddr,
    asked: mpsc::UnboundedReceiver<Message>,
    task: JoinHandle<()>,
}

impl PushService {
    pub(crate) async fn with(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (told, asked) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, manner.clone(), told.clone()));
            }
        });
        Self { address, asked, task }
    }

    /// One that answers with this status, and these headers.
    pub(crate) async fn answering(status: &str, headers: &str) -> Self {
        let answer = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\n\r\n");
        Self::with(Manner::Says(answer)).await
    }

    /// What settings call it.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next thing that it is asked, which is not long in coming.
    pub(crate) async fn asked(&mut self) -> Message {
        timeout(Duration::from_secs(30), self.asked.recv()).await.expect("it is asked nothing").unwrap()
    }

    /// That it was asked nothing so far.
    pub(crate) fn was_asked_nothing(&mut self) -> bool {
        self.asked.try_recv().is_err()
    }
}

impl Drop for PushService {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, manner: Manner, told: mpsc::UnboundedSender<Message>) {
    let mut bytes = Vec::new();
    while !bytes.windows(4).any(|four| four == b"\r\n\r\n") {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    }
    match manner {
        Manner::Says(answer) => {
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
        }
        Manner::SaysWithoutEnd(begin, again) => {
            let _ = stream.write_all(begin.as_bytes()).await;
            while stream.write_all(again.as_bytes()).await.is_ok() {}
        }
        Manner::Silent => {}
    }
    let _ = stream.read_to_end(&mut bytes).await;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    // Whoever wanted to know may have gone.
    let _ = told.send(Message { head, rest: bytes[end..].to_vec() });
}

/// Somebody who can be rung by one link, as a page has it, with the same keys as a real one.
pub(crate) struct Callee {
    keys: Keys<OsRng>,
    secret: Private<[u8; 32]>,
    link: Option<NewLink>,
}

/// What a device hears of what is kept.
pub(crate) struct Attended {
    pub(crate) push: Option<Push>,
    pub(crate) links: usize,
    pub(crate) subscriptions: Vec<[u8; 16]>,
}

impl Callee {
    pub(crate) fn new() -> Self {
        let mut keys = Keys::new(OsRng);
        let Outcome::Callee(secret) = keys.perform(Task::NewCallee) else { panic!("there is no callee") };
        Self { keys, secret, link: None }
    }

    /// A device of theirs, and what it hears first.
    pub(crate) async fn attend(&mut self, tcp: SocketAddr) -> (Guest, Attended) {
        let mut guest = Guest::come(tcp).await;
        let task = Task::Attend { secret: self.secret.clone(), challenge: guest.challenge };
        let Outcome::Attends(keys) = self.keys.perform(task) else { panic!("they cannot attend") };
        let work = guest.work();
        guest.ask(Request::Attend { work, key: keys.signing, signature: keys.signature }).await;
        let attended = attended(&mut guest).await;
        (guest, attended)
    }

    /// Gives out a link, by which they are rung from now on.
    pub(crate) async fn put_link(&mut self, device: &mut Guest) {
        let (secret, label) = (self.secret.clone(), Private::new("a label".to_owned()));
        let Outcome::NewLink(link) = self.keys.perform(Task::NewLink { secret, label }) else {
            panic!("there is no link")
        };
        let (salt, label, wake) = (link.salt.clone(), link.sealed.clone(), link.wake.clone());
        self.link = Some(link);
        device.ask(Request::PutLink { salt, label, wake }).await;
        assert_eq!(attended(device).await.links, 1);
    }

    /// Asks for a push message to this endpoint whenever somebody rings.
    pub(crate) async fn subscribe(&mut self, device: &mut Guest, endpoint: &str) {
        let (secret, endpoint) = (self.secret.clone(), Private::new(endpoint.to_owned()));
        let Outcome::Subscription(subscription) = self.keys.perform(Task::Subscribe { secret, endpoint })
        else {
            panic!("it cannot be sealed")
        };
        device.ask(Request::Subscribe(subscription)).await;
    }

    /// Somebody who rings them.
    pub(crate) async fn rung(&self, tcp: SocketAddr) -> Guest {
        Guest::ring(tcp, *self.link_id().reveal(), b"sealed introduction").await
    }

    pub(crate) fn link_id(&self) -> &Private<[u8; 16]> {
        &self.link.as_ref().unwrap().id
    }

    pub(crate) fn secret(&self) -> &Private<[u8; 32]> {
        &self.secret
    }
}

/// What a device hears next of what is kept.
pub(crate) async fn attended(device: &mut Guest) -> Attended {
    loop {
        match device.hear().await.expect("the socket is closed") {
            Notice::Attended { links, push, subscriptions, .. } => {
                return Attended { push, links: links.len(), subscriptions };
            }
            Notice::Over(_) => panic!("it is refused"),
            _ => {}
        }
    }
}
