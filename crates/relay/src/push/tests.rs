use super::{
    AT_ONCE, Figures, WAITING, Wake, Waker, Wakes,
    opening::tests::{sealed_endpoint, sealed_wake},
};
use crate::{
    config,
    state::{State, random},
};
use heliograph_wire::{Private, rendezvous::Subscription};
use std::{sync::atomic::AtomicU64, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::{sleep, timeout},
};

const LINK: [u8; 16] = [1; 16];
const WAKE_KEY: [u8; 32] = [2; 32];

/// Push services that take connections and say nothing, and who wakes devices there.
struct Silent {
    services: [TcpListener; 3],
    wakes: Wakes,
    begun: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Silent {
    async fn start() -> Self {
        let listen = || async { TcpListener::bind("127.0.0.1:0").await.unwrap() };
        let services = [listen().await, listen().await, listen().await];
        let origins = services.iter().map(|service| origin(service).parse().unwrap()).collect();
        let contact = "mailto:somebody@example.org".parse().unwrap();
        let settings = config::Push::On { contact, services: origins };
        let folder = tempfile::tempdir().unwrap();
        let state = State::new(folder.path().join("state"));
        let waker = Waker::of(&settings, &state, &random().unwrap()).unwrap().unwrap();
        let (wakes, waking) = waker.prepare(|_, _| ());
        // On one thread, nothing is begun before the test waits for something.
        Self { services, wakes, begun: tokio::spawn(waking), _folder: folder }
    }

    /// A ring of somebody with so many devices there.
    fn ring(&self, devices: usize, seconds: u32) {
        let paths: Vec<String> = (0..devices).map(|number| format!("/{number}")).collect();
        self.ring_at(0, &paths, seconds);
    }

    /// A ring of somebody with a device at each of these.
    fn ring_at(&self, service: usize, paths: &[String], seconds: u32) {
        let origin = origin(&self.services[service]);
        let subscription = |(id, path): (usize, &String)| {
            let sealed = Private::new(sealed_endpoint(WAKE_KEY, format!("{origin}{path}").as_bytes()));
            Subscription { id: [id as u8; 16], sealed }
        };
        let subscriptions = paths.iter().enumerate().map(subscription).collect();
        let wake = Private::new(sealed_wake(LINK, WAKE_KEY));
        self.wakes.wake(Wake { key: [3; 32], link: Private::new(LINK), wake, subscriptions, seconds });
    }

    fn figure(&self, figure: impl Fn(&Figures) -> &AtomicU64) -> u64 {
        crate::shared::Figures::read(figure(self.wakes.figures()))
    }

    /// Who comes next to the first service; none where nobody does for a while.
    async fn visitor(&self) -> Option<TcpStream> {
        self.visitor_of(0).await
    }

    async fn visitor_of(&self, service: usize) -> Option<TcpStream> {
        timeout(Duration::from_millis(500), self.services[service].accept())
            .await
            .ok()
            .map(|visitor| visitor.unwrap().0)
    }

    /// All who come to a service until nobody does for a while.
    async fn visitors(&self, service: usize) -> Vec<TcpStream> {
        let mut visitors = Vec::new();
        while let Some(visitor) = self.visitor_of(service).await {
            visitors.push(visitor);
        }
        visitors
    }
}

fn origin(service: &TcpListener) -> String {
    format!("http://{}", service.local_addr().unwrap())
}

impl Drop for Silent {
    fn drop(&mut self) {
        self.begun.abort();
    }
}

#[tokio::test]
async fn so_many_rings_wait_and_for_more_nobody_is_woken() {
    let silent = Silent::start().await;
    for _ in 0..WAITING + 10 {
        silent.ring(2, 120);
    }
    assert_eq!(silent.figure(|figures| &figures.refused), 20);
}

/// Reads what is asked, and takes it.
async fn take(visitor: &mut TcpStream) {
    let mut asked = Vec::new();
    while !asked.ends_with(b"\r\n\r\n") {
        assert!(visitor.read_buf(&mut asked).await.unwrap() > 0);
    }
    visitor.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n").await.unwrap();
}

#[tokio::test]
async fn so_many_messages_are_under_way_at_a_service_and_the_next_when_one_is_taken() {
    let silent = Silent::start().await;
    (0..AT_ONCE).for_each(|_| silent.ring(3, 120));
    let mut visitors = silent.visitors(0).await;
    assert_eq!(visitors.len(), AT_ONCE / 2);
    take(&mut visitors[0]).await;
    assert_eq!(silent.visitors(0).await.len(), 1);
    silent.ring_at(1, &["/a".to_owned()], 120);
    assert!(silent.visitor_of(1).await.is_some(), "a silent service holds up another one");
}

#[tokio::test]
async fn so_many_messages_are_under_way_in_all() {
    let silent = Silent::start().await;
    let paths: Vec<String> = (0..AT_ONCE).map(|number| format!("/{number}")).collect();
    (0..3).for_each(|service| silent.ring_at(service, &paths, 120));
    let visitors = [silent.visitors(0).await, silent.visitors(1).await, silent.visitors(2).await];
    assert_eq!(visitors.iter().map(Vec::len).sum::<usize>(), AT_ONCE);
}

#[tokio::test]
async fn a_service_that_hangs_up_is_left_alone_for_a_while_and_others_are_not() {
    let silent = Silent::start().await;
    silent.ring(1, 120);
    drop(silent.visitor().await.unwrap());
    while silent.figure(|figures| &figures.refused) == 0 {
        sleep(Duration::from_millis(10)).await;
    }
    silent.ring(1, 120);
    assert!(silent.visitor().await.is_none());
    assert_eq!(silent.figure(|figures| &figures.refused), 2);
    silent.ring_at(1, &["/a".to_owned()], 120);
    assert!(silent.visitor_of(1).await.is_some());
}

#[tokio::test]
async fn whoever_runs_the_server_is_told_when_nobody_can_be_woken_any_more() {
    let mut silent = Silent::start().await;
    (0..=WAITING).for_each(|_| silent.ring(1, 120));
    assert!(!silent.wakes.told_of_end.is_completed(), "too many wait, which is no fault");
    silent.begun.abort();
    assert!((&mut silent.begun).await.unwrap_err().is_cancelled());
    silent.ring(1, 120);
    assert!(silent.wakes.told_of_end.is_completed());
    assert_eq!(silent.figure(|figures| &figures.refused), 2);
}

#[tokio::test]
async fn one_device_under_several_names_is_sent_one_message() {
    let silent = Silent::start().await;
    silent.ring_at(0, &["/a", "/a", "/b", "/a"].map(str::to_owned), 120);
    assert_eq!(silent.visitors(0).await.len(), 2);
}

#[tokio::test]
async fn whoever_does_not_ring_any_more_wakes_nobody() {
    let silent = Silent::start().await;
    silent.ring(1, 0);
    assert!(silent.visitor().await.is_none());
    assert_eq!(silent.figure(|figures| &figures.refused), 1);
    silent.ring(1, 2);
    assert!(silent.visitor().await.is_some());
}

#[tokio::test]
async fn what_another_link_sealed_wakes_nobody_and_counts_for_nothing() {
    let silent = Silent::start().await;
    let sealed = Private::new(sealed_endpoint(WAKE_KEY, b"http://127.0.0.1:1/a"));
    let subscriptions = vec![Subscription { id: [0; 16], sealed }];
    let wake = Private::new(sealed_wake([9; 16], WAKE_KEY));
    silent.wakes.wake(Wake { key: [3; 32], link: Private::new(LINK), wake, subscriptions, seconds: 120 });
    assert!(silent.visitor().await.is_none());
    assert_eq!(silent.figure(|figures| &figures.refused), 0);
}
