//! Wakes the devices of people who can be rung, by push services, where the settings say so (RFC 8030). A message says
//! nothing: a push service learns which browser it is for, and when. It is sent beside all that callers are told, and
//! nothing there waits for it.

mod opening;
mod patience;
mod sender;
mod services;
mod slots;
mod vapid;

pub use services::Service;

use crate::{
    config,
    shared::unix_seconds,
    state::{State, StateError},
};
use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures::{StreamExt, stream};
use heliograph_wire::{
    Private,
    rendezvous::{Push as Told, Subscription},
};
use opening::WakeKey;
use patience::{Device, Patience};
use rustls::RootCertStore;
use sender::{Answer, Headers, Sender};
use services::{Endpoint, Reach};
use slots::Slots;
use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, Once, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use tokio::{
    runtime,
    sync::mpsc::{self, error::TrySendError},
};
use tracing::warn;
use vapid::Identity;

/// So many rings may wait for messages that are under way; for more nobody is woken.
const WAITING: usize = 256;

/// So many messages are under way at a time.
const AT_ONCE: usize = 16;

/// So many more are opened and wait for that.
const LINED_UP: usize = 256;

/// So many names are looked up at a time: the system goes on with a look-up that was given up.
const LOOK_UPS: usize = 4 * AT_ONCE;

/// How long a push service that does not answer is left alone.
const REST: Duration = Duration::from_secs(10);

/// For at most so many seconds a push service keeps a message for a device that it does not reach: whoever is woken later
/// finds nobody.
const LONGEST_TTL: u64 = 60;

/// How long nothing more is told of trouble with push services.
const WARNING_PAUSE: Duration = Duration::from_secs(3600);

/// So many bytes of a topic, which are 32 letters: RFC 8030, section 5.4, has no more.
const TOPIC: usize = 24;

/// All that is needed to wake devices.
pub(crate) struct Waker {
    identity: Identity,
    services: Vec<Service>,
    topics: hmac::Key,
    sender: Sender,
}

/// The way to those who are to be woken.
#[derive(Clone)]
pub(crate) struct Wakes {
    waiting: mpsc::Sender<(Wake, Instant)>,
    figures: Arc<Figures>,
    told: Arc<Told>,
    told_of_end: Arc<Once>,
}

/// Somebody rings: whose devices are to be woken.
pub(crate) struct Wake {
    /// The callee.
    pub key: [u8; 32],
    /// The link by which it rings.
    pub link: Private<[u8; 16]>,
    /// The callee's wake key, sealed with that link.
    pub wake: Private<Vec<u8>>,
    /// The devices, sealed with the wake key.
    pub subscriptions: Vec<Subscription>,
    /// For how many seconds it rings.
    pub seconds: u32,
}

/// Totals since the start; nothing about anybody.
#[derive(Default)]
#[allow(missing_docs)]
pub(crate) struct Figures {
    pub sent: AtomicU64,
    pub refused: AtomicU64,
    pub gone: AtomicU64,
}

/// One device that is to be woken.
struct Message {
    key: [u8; 32],
    id: [u8; 16],
    endpoint: Endpoint,
    reach: Reach,
    /// Until then it rings.
    until: Instant,
}

impl Message {
    const fn device(&self) -> Device {
        (self.key, self.id)
    }
}

impl Waker {
    /// As the settings say; none where they switch it off, or no key can be kept for it.
    pub(crate) fn of(
        settings: &config::Push,
        state: &State,
        secret: &Private<[u8; 32]>,
    ) -> Result<Option<Self>, StateError> {
        let config::Push::On { contact, services } = settings else { return Ok(None) };
        let Some(identity) = Identity::of(state, contact.clone())? else { return Ok(None) };
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let Ok(sender) = Sender::new(roots) else {
            warn!("TLS cannot be had here, so nobody is woken by push messages");
            return Ok(None);
        };
        let services = services.clone();
        Ok(Some(Self { identity, services, topics: topics_key(secret), sender }))
    }

    /// Begins to take in who is to be woken, until nobody has a way to it any more, and says which subscriptions there are no
    /// more. It has a thread of its own: to seal and to sign is work, and how long others wait is not to tell that somebody
    /// is woken. None where there is no thread to be had.
    pub(crate) fn begin(self, gone: impl Fn([u8; 32], [u8; 16]) + Send + Sync + 'static) -> Option<Wakes> {
        let (wakes, waking) = self.prepare(gone);
        match spawn(waking) {
            Ok(()) => Some(wakes),
            Err(error) => {
                warn!(why = %error.kind(), "the system gives no thread, so nobody is woken by push messages");
                None
            }
        }
    }

    /// The way to a future that wakes.
    fn prepare(
        self,
        gone: impl Fn([u8; 32], [u8; 16]) + Send + Sync,
    ) -> (Wakes, impl Future<Output = ()> + Send) {
        let (waiting, taken) = mpsc::channel(WAITING);
        let figures = Arc::new(Figures::default());
        let services = self.services.iter().map(Service::to_string).collect();
        let told = Arc::new(Told { key: self.identity.public().to_vec(), services });
        let post = Post {
            identity: Mutex::new(self.identity),
            services: self.services,
            topics: self.topics,
            sender: self.sender,
            slots: Slots::new(AT_ONCE),
            patience: Mutex::default(),
            figures: figures.clone(),
            told_of_trouble: Mutex::default(),
            gone,
        };
        let told_of_end = Arc::new(Once::new());
        (Wakes { waiting, figures, told, told_of_end }, post.run(taken))
    }
}

impl Wakes {
    /// Has devices woken, unless too many wait for that.
    pub(crate) fn wake(&self, wake: Wake) {
        let count = wake.subscriptions.len() as u64;
        let Err(error) = self.waiting.try_send((wake, Instant::now())) else { return };
        self.figures.refused.fetch_add(count, Ordering::Relaxed);
        if let TrySendError::Closed(_) = error {
            self.told_of_end.call_once(|| {
                warn!(
                    "what sends push messages has stopped by a fault of this program, so nobody is woken by them until it is \
                     started again"
                );
            });
        }
    }

    /// What devices are told of it.
    pub(crate) fn told(&self) -> &Told {
        &self.told
    }

    /// What is counted.
    pub(crate) fn figures(&self) -> &Figures {
        &self.figures
    }
}

/// What sends, with whom to tell of subscriptions that are gone.
struct Post<Gone> {
    identity: Mutex<Identity>,
    services: Vec<Service>,
    topics: hmac::Key,
    sender: Sender,
    slots: Slots,
    patience: Mutex<Patience>,
    figures: Arc<Figures>,
    told_of_trouble: Mutex<Option<Instant>>,
    gone: Gone,
}

impl<Gone: Fn([u8; 32], [u8; 16])> Post<Gone> {
    async fn run(self, taken: mpsc::Receiver<(Wake, Instant)>) {
        let wakes = stream::unfold(taken, |mut taken| async { Some((taken.recv().await?, taken)) });
        let messages = wakes.flat_map(|(wake, since)| stream::iter(self.messages(&wake, since)));
        messages.for_each_concurrent(AT_ONCE + LINED_UP, |message| self.deliver(message)).await;
    }

    /// What is to be sent to whom, as far as it can be opened and may be sent there.
    fn messages(&self, wake: &Wake, since: Instant) -> Vec<Message> {
        let Some(key) = WakeKey::open(&wake.link, wake.wake.reveal()) else { return Vec::new() };
        let until = since + Duration::from_secs(wake.seconds.into());
        let message = |subscription: &Subscription| {
            let endpoint = Endpoint::read(key.endpoint(subscription.sealed.reveal())?.reveal())?;
            let reach = services::reach(&self.services, &endpoint.origin)?;
            Some(Message { key: wake.key, id: subscription.id, endpoint, reach, until })
        };
        let mut messages: Vec<Message> = Vec::new();
        for message in wake.subscriptions.iter().filter_map(message) {
            // One under several names is one device.
            if messages.iter().all(|other| other.endpoint != message.endpoint) {
                messages.push(message);
            }
        }
        messages
    }

    async fn deliver(&self, message: Message) {
        let _slot = self.slots.take(&message.endpoint.origin).await;
        let answer = match self.headers(&message) {
            Some(headers) => self.sender.send(&message.endpoint, message.reach, &headers).await,
            None => return count(&self.figures.refused),
        };
        self.note(answer);
        match answer {
            Answer::Taken => count(&self.figures.sent),
            Answer::Gone => {
                // Whoever reads the figure may rely on it.
                (self.gone)(message.key, message.id);
                count(&self.figures.gone);
            }
            Answer::Later(wait) => {
                count(&self.figures.refused);
                locked(&self.patience).leave_device(message.device(), Instant::now(), wait);
            }
            Answer::Busy(wait) => {
                count(&self.figures.refused);
                locked(&self.patience).leave_service(message.endpoint.origin, Instant::now(), wait);
            }
            Answer::Nothing => {
                count(&self.figures.refused);
                locked(&self.patience).leave_service(message.endpoint.origin, Instant::now(), REST);
            }
            Answer::Refused(_) => count(&self.figures.refused),
        }
    }

    /// What a message says; none where it is not to be sent, or not any more.
    fn headers(&self, message: &Message) -> Option<Headers> {
        let now = Instant::now();
        let origin = &message.endpoint.origin;
        let ttl = message.until.saturating_duration_since(now).as_secs().min(LONGEST_TTL);
        if ttl == 0 || !locked(&self.patience).allows(origin, &message.device(), now) {
            return None;
        }
        let authorization = locked(&self.identity).authorization(origin, unix_seconds())?;
        Some(Headers { authorization, topic: self.topic(message), ttl })
    }

    /// The same for all rings of one callee at one device, so that one that waits gives way to the next; and another one
    /// for each device, so that it tells nobody which of them belong together.
    fn topic(&self, message: &Message) -> String {
        let tag = hmac::sign(&self.topics, &[&message.key[..], &message.id].concat());
        URL_SAFE_NO_PAD.encode(&tag.as_ref()[..TOPIC])
    }

    /// Tells whoever runs the server of what does not work, once in a while: anybody can subscribe to what no push service
    /// takes.
    fn note(&self, answer: Answer) {
        let is_trouble = matches!(answer, Answer::Refused(_) | Answer::Nothing);
        let mut told = locked(&self.told_of_trouble);
        if !is_trouble || told.is_some_and(|at| at.elapsed() < WARNING_PAUSE) {
            return;
        }
        *told = Some(Instant::now());
        if let Answer::Refused(status) = answer {
            warn!(
                status = status.as_u16(),
                "a push service refuses a message, so a device is not woken. Where most of them are refused: has this machine \
                 the right time, and can its people write to `push_contact`?"
            );
        } else {
            warn!(
                "a push service does not answer, so a device is not woken. This machine has to reach it over the Internet, and \
                 find its name"
            );
        }
    }
}

fn spawn(waking: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    // Names are looked up on others.
    let runtime =
        runtime::Builder::new_current_thread().enable_all().max_blocking_threads(LOOK_UPS).build()?;
    thread::Builder::new().name("push".to_owned()).spawn(move || runtime.block_on(waking))?;
    Ok(())
}

fn count(figure: &AtomicU64) {
    figure.fetch_add(1, Ordering::Relaxed);
}

/// What a lock guards, which is whole after every step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What topics are made with.
fn topics_key(secret: &Private<[u8; 32]>) -> hmac::Key {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal());
    let own = hmac::sign(&key, b"heliograph-relay push topics 1");
    hmac::Key::new(hmac::HMAC_SHA256, own.as_ref())
}

#[cfg(test)]
mod tests;
