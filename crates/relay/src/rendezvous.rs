//! Where two people find each other: by words that both of them know, or by a link of somebody who can be rung
//! (`docs/protocol/rendezvous.md`). The machine of `heliograph-rendezvous` thinks; this brings it what sockets say, and
//! does what it asks for.

mod host;
mod keeper;
mod store;

pub use store::StoreError;
pub(crate) use store::{Kept, open, path};

use crate::{
    config::{Config, Limits},
    doors::{self, Guests},
    outbox::{Bounds, Outbox},
    push::{self, Waker, Wakes},
    source::Source,
    state::StateError,
};
use aws_lc_rs::{hmac, signature};
use axum::body::Bytes;
use heliograph_rendezvous::{Figures, Guest};
use heliograph_wire::{
    Private,
    rendezvous::{LONGEST, Request},
};
use host::{Host, Ways};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use store::Store;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot},
    time,
};

/// Requests that wait for the machine: who asks more waits with them, before the next is read.
const REQUESTS: usize = 256;

/// How long the last that is said may take to be taken in, and then the last that is to be kept to be written.
const FAREWELL: Duration = Duration::from_secs(5);

/// For one page all that a callee's is told at once may wait.
const BOUNDS: Bounds = Bounds { each: 4 * LONGEST, all: 16 << 20 };

/// How often it is asked whether everybody has left.
const GLANCE: Duration = Duration::from_millis(20);

/// The way to the machine.
pub(crate) struct Rendezvous {
    /// Whether people can meet by words.
    pub words: bool,
    /// Whether people can be rung.
    pub ring: bool,
    news: mpsc::UnboundedSender<News>,
    requests: Arc<Semaphore>,
    guests: Arc<Guests>,
    arrived: AtomicU64,
    /// What waits for all readers, in bytes.
    bytes: Arc<AtomicUsize>,
    store: Option<Arc<Store>>,
    /// The way to devices that are woken, if they are.
    wakes: Option<Wakes>,
}

/// What the host of the machine is told. Sockets are counted, and so is what they ask: that bounds what waits here.
enum News {
    Arrived {
        guest: Guest,
        source: Source,
        outbox: Arc<Outbox>,
    },
    Asked {
        guest: Guest,
        request: Option<Request>,
        _permit: OwnedSemaphorePermit,
    },
    Left(Guest),
    Kept {
        key: [u8; 32],
    },
    NotKept {
        key: [u8; 32],
    },
    /// A push service knows nothing of this subscription any more.
    Unsubscribed {
        key: [u8; 32],
        id: [u8; 16],
    },
    Limits(Limits),
    Counted(oneshot::Sender<Figures>),
    Stopping,
    /// Whether everything is kept that is to be kept.
    Settle(oneshot::Sender<()>),
}

/// One socket. Its guest leaves when this is dropped.
pub(crate) struct Place {
    guest: Guest,
    outbox: Arc<Outbox>,
    rendezvous: Arc<Rendezvous>,
    _entry: doors::Guest,
}

/// Begins with the callees that are kept; their devices are woken if there is a waker. The future that is given back has to
/// run until the server stops. None where people can neither meet nor be rung.
pub(crate) fn start(
    config: &Config,
    secret: &Private<[u8; 32]>,
    kept: Option<Kept>,
    waker: Option<Waker>,
) -> Result<Option<(Arc<Rendezvous>, impl Future<Output = ()> + use<>)>, StateError> {
    if !config.words && kept.is_none() {
        return Ok(None);
    }
    let (store, records) = kept.map(|kept| (Arc::new(kept.store), kept.records)).unzip();
    let (news, heard) = mpsc::unbounded_channel();
    let (orders, keeping) = keeper::begin(store.clone(), news.clone());
    let wakes = waker.and_then(|waker| begin(waker, news.clone()));
    let rendezvous = Arc::new(Rendezvous {
        words: config.words,
        ring: store.is_some(),
        news,
        requests: Arc::new(Semaphore::new(REQUESTS)),
        guests: Guests::new(),
        arrived: AtomicU64::new(0),
        bytes: Arc::default(),
        store,
        wakes: wakes.clone(),
    });
    let host = Host::new(config, secret, records, Ways { orders, wakes })?;
    let going_on = async {
        tokio::join!(host.run(heard), keeping);
    };
    Ok(Some((rendezvous, going_on)))
}

/// Begins to wake devices, and to hear of subscriptions that are gone.
fn begin(waker: Waker, news: mpsc::UnboundedSender<News>) -> Option<Wakes> {
    waker.begin(move |key, id| {
        // Once the server stops, nobody listens.
        let _ = news.send(News::Unsubscribed { key, id });
    })
}

impl Rendezvous {
    /// Lets one more socket in. Whoever is one too many is told so at the socket, so there is room for some of those.
    pub(crate) fn enter(self: &Arc<Self>, source: Source, limits: &Limits) -> Option<Place> {
        let entry = self.guests.enter(source, 2 * limits.waiting, 2 * limits.waiting_per_source)?;
        let guest = Guest(self.arrived.fetch_add(1, Ordering::Relaxed));
        let outbox = Arc::new(Outbox::new(BOUNDS, self.bytes.clone()));
        self.tell(News::Arrived { guest, source, outbox: outbox.clone() });
        Some(Place { guest, outbox, rendezvous: self.clone(), _entry: entry })
    }

    /// What is counted.
    pub(crate) async fn figures(&self) -> Figures {
        let (reply, figures) = oneshot::channel();
        self.tell(News::Counted(reply));
        figures.await.unwrap_or_default()
    }

    /// What is counted of push messages, where there are any.
    pub(crate) fn push_figures(&self) -> Option<&push::Figures> {
        self.wakes.as_ref().map(Wakes::figures)
    }

    /// Changes how many may wait.
    pub(crate) fn set_limits(&self, limits: Limits) {
        self.tell(News::Limits(limits));
    }

    /// Tells everybody that the server stops, and lets them go. Ends when they are gone and everything is kept, or after
    /// some seconds.
    pub(crate) async fn stop(&self) {
        self.tell(News::Stopping);
        let gone = async {
            while self.guests.count() > 0 {
                time::sleep(GLANCE).await;
            }
        };
        // Whoever takes nothing in is gone with the server.
        let _ = time::timeout(FAREWELL, gone).await;
        let (reply, settled) = oneshot::channel();
        self.tell(News::Settle(reply));
        let _ = time::timeout(FAREWELL, settled).await;
    }

    /// Gives what is kept free for another server.
    pub(crate) fn close(&self) {
        if let Some(store) = &self.store {
            store.close();
        }
    }

    fn tell(&self, news: News) {
        // Once the server stops, nobody listens.
        let _ = self.news.send(news);
    }
}

impl Place {
    /// What the guest is told next; nothing more comes where they are dismissed.
    pub(crate) async fn told(&self) -> Option<Bytes> {
        self.outbox.take().await
    }

    /// Whether they are refused what they came for.
    pub(crate) fn is_refused(&self) -> bool {
        self.outbox.is_refusal()
    }

    /// Hands on what they ask.
    pub(crate) async fn asked(&self, bytes: &[u8]) {
        let request = Request::decode(bytes);
        let Ok(permit) = self.rendezvous.requests.clone().acquire_owned().await else { return };
        self.rendezvous.tell(News::Asked { guest: self.guest, request, _permit: permit });
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.rendezvous.tell(News::Left(self.guest));
    }
}

/// Whether a callee signed this: Ed25519, RFC 8032.
fn is_signed(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    signature::UnparsedPublicKey::new(&signature::ED25519, key).verify(message, signature).is_ok()
}

/// What tickets are signed with, so that they outlive the server.
fn own_secret(secret: &Private<[u8; 32]>) -> Private<[u8; 32]> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal());
    let mut own = [0; 32];
    own.copy_from_slice(hmac::sign(&key, b"heliograph-relay rendezvous 1").as_ref());
    Private::new(own)
}

#[cfg(test)]
mod tests {
    use super::is_signed;
    use crate::state::unhex;

    /// RFC 8032, section 7.1, test 2.
    #[test]
    fn a_signature_counts_for_its_key_and_its_message_alone() {
        let bytes = |text: &str| unhex(text).unwrap();
        let key =
            bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").try_into().unwrap();
        let signature = bytes(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        );
        let signature: [u8; 64] = signature.try_into().unwrap();
        assert!(is_signed(&key, &[0x72], &signature));
        assert!(!is_signed(&key, &[0x73], &signature));
        assert!(!is_signed(&[0; 32], &[0x72], &signature));
        for bit in 0..512 {
            let mut changed = signature;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!is_signed(&key, &[0x72], &changed), "bit {bit}");
        }
    }
}
