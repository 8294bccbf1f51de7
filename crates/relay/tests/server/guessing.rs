//! A thousand in a second come to meet whom they do not know, and those who know each other meet all the same.

use crate::support::{Guest, Server};
use heliograph_relay::{Limits, doctor::raise_file_limit};
use heliograph_wire::{
    Private,
    rendezvous::{Notice, Request},
};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    task::{JoinSet, block_in_place},
    time::{Instant, sleep, sleep_until, timeout},
};

/// How many guesses there are in all. A machine that cannot make so many in the time takes longer.
const GUESSES: u32 = 10_000;
const PER_SECOND: u32 = 1_000;

/// How many of those who guess do it at a time.
const AT_A_TIME: usize = 64;

/// Every other guess comes from one source, and the rest from so many.
const SOURCES: u32 = 300;

/// Pairs of people who know each other, each at its own moment of the ten seconds.
const PAIRS: u32 = 10;

/// Who guesses can meet a number by chance, which is used up then. People begin again.
const TRIES: usize = 3;

/// How long one try may take, with the work, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(50);

/// What came of the guesses.
#[derive(Default)]
struct Guesses {
    next: AtomicU32,
    refused: AtomicU32,
    /// Sat down at somebody's place.
    seated: AtomicU32,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_guesses_in_a_second_keep_nobody_from_meeting() {
    raise_file_limit();
    let server = Server::start_with(|config| {
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        // The proxy is one source of connections.
        config.limits = Limits { connections_per_source: 10_000, ..config.limits };
    });
    let tcp = server.tcp();
    let (began, guesses, worked) = (Instant::now(), Arc::new(Guesses::default()), AtomicUsize::new(0));
    let mut guessing = JoinSet::new();
    for _ in 0..AT_A_TIME {
        guessing.spawn(guess(tcp, began, guesses.clone()));
    }
    let pairs = (0..PAIRS).map(|pair| {
        let worked = &worked;
        async move {
            sleep(Duration::from_millis(500 + 950 * u64::from(pair))).await;
            meets(tcp, pair, worked).await
        }
    });
    let met = futures::future::join_all(pairs).await;
    guessing.join_all().await;

    let (refused, seated) = (guesses.refused.load(Ordering::Relaxed), guesses.seated.load(Ordering::Relaxed));
    assert_eq!(refused + seated, GUESSES, "the test is blind");
    assert!(seated < GUESSES / 100, "{seated} guesses sat down with somebody");
    assert!(worked.load(Ordering::Relaxed) > 0, "nobody was asked for work, so there was no crowd");
    assert!(met.iter().all(|met| *met), "of {PAIRS} pairs these met: {met:?}");
    println!("{GUESSES} guesses took {:?}; {seated} met a number", began.elapsed());
}

/// One after another, each at its moment, with no work done for any of them.
async fn guess(tcp: SocketAddr, began: Instant, guesses: Arc<Guesses>) {
    loop {
        let number = guesses.next.fetch_add(1, Ordering::Relaxed);
        if number >= GUESSES {
            return;
        }
        sleep_until(began + Duration::from_secs(1) * number / PER_SECOND).await;
        let source = if number.is_multiple_of(2) { 0 } else { number / 2 % SOURCES };
        let source = address([198, 51, 0, 0], source);
        let count =
            if is_seated(source, tcp, 100 + number % 900).await { &guesses.seated } else { &guesses.refused };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

async fn is_seated(source: IpAddr, tcp: SocketAddr, nameplate: u32) -> bool {
    let Some(mut guest) = Guest::come_behind_proxy(source, tcp).await else { return false };
    guest.ask(Request::Come { work: 0, nameplate }).await;
    matches!(guest.hear().await, Some(Notice::Seated { .. }))
}

/// Whether two meet, from two addresses of their own, at the first number or one of those after it.
async fn meets(tcp: SocketAddr, pair: u32, worked: &AtomicUsize) -> bool {
    let sources = [2 * pair, 2 * pair + 1].map(|number| address([203, 0, 113, 0], number));
    for _ in 0..TRIES {
        if timeout(PATIENCE, meet(tcp, sources, worked)).await.is_ok_and(|met| met.is_some()) {
            return true;
        }
    }
    false
}

/// Two hear of each other, and then what they say to each other. Nothing where somebody else came to the number.
async fn meet(tcp: SocketAddr, [here, there]: [IpAddr; 2], worked: &AtomicUsize) -> Option<()> {
    let (mut ana, work) = arrived(here, tcp, worked).await?;
    ana.ask(Request::Open { work }).await;
    let Notice::Seated { nameplate: Some(nameplate), seat: anas, .. } = ana.hear().await? else {
        return None;
    };
    let (mut ben, work) = arrived(there, tcp, worked).await?;
    ben.ask(Request::Come { work, nameplate }).await;
    let Notice::Seated { seat: bens, .. } = ben.hear().await? else { return None };
    (ana.hear().await? == Notice::Here(bens) && ben.hear().await? == Notice::Here(anas)).then_some(())?;
    pass(&mut ana, &mut ben, [anas, bens]).await?;
    pass(&mut ben, &mut ana, [bens, anas]).await
}

/// One says something, and the other hears it.
async fn pass(from: &mut Guest, to: &mut Guest, [own, other]: [u16; 2]) -> Option<()> {
    let sealed = Private::new(vec![7; 500]);
    from.ask(Request::Say { to: other, sealed: sealed.clone() }).await;
    (to.hear().await? == Notice::Said { from: own, sealed }).then_some(())
}

/// Somebody who did the work that is asked for.
async fn arrived(source: IpAddr, tcp: SocketAddr, worked: &AtomicUsize) -> Option<(Guest, u64)> {
    let guest = Guest::come_behind_proxy(source, tcp).await?;
    worked.fetch_add(usize::from(guest.bits > 0), Ordering::Relaxed);
    let work = block_in_place(|| guest.work());
    Some((guest, work))
}

fn address(network: [u8; 4], number: u32) -> IpAddr {
    Ipv4Addr::from(u32::from_be_bytes(network) + number).into()
}
