//! A push service of the tests' own: what Firefox asks of Mozilla's, and what a companion asks of any (RFC 8030).

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use axum::{
    Router,
    extract::{
        Path, State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::Response,
    routing::{get, post},
};
use base64::{
    Engine,
    engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedSender, unbounded_channel},
    task::JoinHandle,
    time::{Instant, sleep},
};

use crate::look::PATIENCE;

/// A running push service for one Firefox, ended when this is dropped.
pub struct PushService {
    origin: String,
    desk: Arc<Desk>,
    server: JoinHandle<()>,
}

/// A push message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// For how many seconds it is worth something.
    pub ttl: u32,
    /// How many bytes it carries.
    pub length: usize,
    /// How urgent it is.
    pub urgency: Option<String>,
    /// For whom its sender's word was given: the service's origin (RFC 8292).
    pub audience: String,
}

struct Desk {
    origin: String,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    browser: Option<UnboundedSender<Value>>,
    /// The public key of whoever may send, for each subscription.
    subscriptions: BTreeMap<String, Vec<u8>>,
    pushed: Vec<Pushed>,
}

impl PushService {
    /// Starts one on this machine.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("listening on loopback")?;
        let origin = format!("http://{}", listener.local_addr()?);
        let desk = Arc::new(Desk { origin: origin.clone(), kept: Mutex::default() });
        let router = Router::new()
            .route("/", get(browser_came))
            .route("/push/{subscription}", post(push_came))
            .with_state(desk.clone());
        let server = tokio::spawn(async move {
            // Serving ends with the task.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { origin, desk, server })
    }

    /// The origin of its endpoints.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where browsers connect to it.
    pub(crate) fn socket(&self) -> String {
        format!("{}/", self.origin.replacen("http", "ws", 1))
    }

    /// How many subscriptions there are.
    pub fn subscriptions(&self) -> usize {
        self.desk.kept().subscriptions.len()
    }

    /// What was pushed up to now.
    pub fn pushed(&self) -> Vec<Pushed> {
        self.desk.kept().pushed.clone()
    }

    /// Waits until so much was pushed.
    pub async fn takes(&self, count: usize) -> Result<Vec<Pushed>> {
        let deadline = Instant::now() + PATIENCE;
        while self.pushed().len() < count {
            ensure!(Instant::now() < deadline, "{} messages were pushed, not {count}", self.pushed().len());
            sleep(Duration::from_millis(50)).await;
        }
        Ok(self.pushed())
    }
}

impl Drop for PushService {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Desk {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a browser is answered.
    fn answer(&self, asked: &Value) -> Option<Value> {
        let channel = asked["channelID"].as_str().unwrap_or_default();
        match asked["messageType"].as_str() {
            Some("hello") => Some(json!({
                "messageType": "hello", "status": 200, "uaid": "a browser", "use_webpush": true, "broadcasts": {},
            })),
            Some("register") => {
                let key = URL_SAFE.decode(asked["key"].as_str().unwrap_or_default()).unwrap_or_default();
                self.kept().subscriptions.insert(channel.to_owned(), key);
                let endpoint = format!("{}/push/{channel}", self.origin);
                Some(json!({
                    "messageType": "register", "status": 200, "channelID": channel, "pushEndpoint": endpoint,
                }))
            }
            Some("unregister") => {
                self.kept().subscriptions.remove(channel);
                Some(json!({ "messageType": "unregister", "status": 200, "channelID": channel }))
            }
            // Whether somebody is there.
            None | Some("ping") => Some(json!({})),
            Some(_) => None,
        }
    }
}

async fn browser_came(State(desk): State<Arc<Desk>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.protocols(["push-notification"]).on_upgrade(|socket| serve_browser(socket, desk))
}

async fn serve_browser(mut socket: WebSocket, desk: Arc<Desk>) {
    let (browser, mut pushes) = unbounded_channel();
    desk.kept().browser = Some(browser);
    loop {
        let said = tokio::select! {
            heard = socket.recv() => match heard {
                Some(Ok(Message::Text(text))) => {
                    let asked = serde_json::from_str(&text).unwrap_or_default();
                    desk.answer(&asked)
                }
                Some(Ok(_)) => None,
                Some(Err(_)) | None => return,
            },
            push = pushes.recv() => push,
        };
        if let Some(said) = said
            && socket.send(Message::text(said.to_string())).await.is_err()
        {
            return;
        }
    }
}

/// Takes a message of whoever may send it, as a push service does that keeps to the rules.
async fn push_came(
    State(desk): State<Arc<Desk>>,
    Path(subscription): Path<String>,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> StatusCode {
    let mut kept = desk.kept();
    let Some(key) = kept.subscriptions.get(&subscription) else { return StatusCode::GONE };
    let Some((sender, audience)) = word_of_sender(&headers) else { return StatusCode::UNAUTHORIZED };
    if sender != *key || audience != desk.origin {
        return StatusCode::FORBIDDEN;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let Some(ttl) = text("ttl").and_then(|ttl| ttl.parse().ok()) else { return StatusCode::BAD_REQUEST };
    kept.pushed.push(Pushed { ttl, length: body.len(), urgency: text("urgency"), audience });
    let version = kept.pushed.len().to_string();
    let notification =
        json!({ "messageType": "notification", "channelID": subscription, "version": version });
    match &kept.browser {
        Some(browser) if browser.send(notification).is_ok() => StatusCode::CREATED,
        // A real service would keep it.
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The key of a sender, and for whom it signed (RFC 8292, section 3). Whether the signature is right, the companion's own
/// tests tell.
fn word_of_sender(headers: &HeaderMap) -> Option<(Vec<u8>, String)> {
    let words = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("vapid ")?;
    let part = |name: &str| {
        words.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    };
    let key = URL_SAFE_NO_PAD.decode(part("k")?).ok()?;
    let token = part("t")?;
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    Some((key, claims["aud"].as_str()?.to_owned()))
}
