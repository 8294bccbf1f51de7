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
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

const LINK: [u8; 16] = [1; 16];
const WAKE_KEY: [u8; 32] = [2; 32];

/// A push service that takes connections and says nothing, and who wakes devices there.
struct Silent {
    listener: TcpListener,
    wakes: Wakes,
    begun: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Silent {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let contact = "mailto:somebody@example.org".parse().unwrap();
        let settings = config::Push::On { contact, services: vec![service] };
        let folder = tempfile::tempdir().unwrap();
        let state = State::new(folder.path().join("state"));
        let waker = Waker::of(&settings, &state, &random().unwrap()).unwrap().unwrap();
        let (wakes, waking) = waker.prepare(|_, _| ());
        // On one thread, nothing is begun before the test waits for something.
        Self { listener, wakes, begun: tokio::spawn(waking), _folder: folder }
    }

    /// A ring of somebody with so many devices there.
    fn ring(&self, devices: usize, seconds: u32) {
        let endpoint = format!("http://{}/a", self.listener.local_addr().unwrap());
        let sealed = Private::new(sealed_endpoint(WAKE_KEY, endpoint.as_bytes()));
        let subscriptions =
            (0..devices).map(|id| Subscription { id: [id as u8; 16], sealed: sealed.clone() }).collect();
        let wake = Private::new(sealed_wake(LINK, WAKE_KEY));
        self.wakes.wake(Wake { key: [3; 32], link: Private::new(LINK), wake, subscriptions, seconds });
    }

    fn figure(&self, figure: impl Fn(&Figures) -> &AtomicU64) -> u64 {
        crate::shared::Figures::read(figure(self.wakes.figures()))
    }

    /// Who comes next; none where nobody does for a while.
    async fn visitor(&self) -> Option<TcpStream> {
        timeout(Duration::from_millis(500), self.listener.accept())
            .await
            .ok()
            .map(|visitor| visitor.unwrap().0)
    }
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

#[tokio::test]
async fn so_many_messages_are_under_way_at_a_time_and_the_next_when_one_is_over() {
    let silent = Silent::start().await;
    for _ in 0..AT_ONCE {
        silent.ring(3, 120);
    }
    let mut visitors = Vec::new();
    while let Some(visitor) = silent.visitor().await {
        visitors.push(visitor);
    }
    assert_eq!(visitors.len(), AT_ONCE);
    visitors.pop();
    visitors.extend(silent.visitor().await);
    assert_eq!(visitors.len(), AT_ONCE, "nobody comes in the place of who left");
    assert!(silent.visitor().await.is_none());
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
