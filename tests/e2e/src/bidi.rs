//! The event side of WebDriver: WebDriver BiDi over a web socket.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};
use futures::{SinkExt, StreamExt, stream::SplitSink};
use serde_json::{Value, json};
use tokio::{net::TcpStream, sync::oneshot, task::JoinHandle, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

/// How long a browser may take to answer a command.
const ANSWER: Duration = Duration::from_secs(30);

type Waiting = Arc<Mutex<BTreeMap<u64, oneshot::Sender<Value>>>>;
type Outgoing = SplitSink<WebSocketStream<MaybeTlsStream<TcpStream>>, Message>;

/// A connection that carries commands to the browser and events from it.
pub(crate) struct Bidi {
    outgoing: tokio::sync::Mutex<Outgoing>,
    waiting: Waiting,
    next: AtomicU64,
    reader: JoinHandle<()>,
}

impl Bidi {
    /// Connects, and passes each event's method and parameters to `on_event`.
    pub(crate) async fn connect(url: &str, on_event: impl Fn(&str, &Value) + Send + 'static) -> Result<Self> {
        let (socket, _) = connect_async(url).await.context("connecting to the browser's events")?;
        let (outgoing, mut incoming) = socket.split();
        let waiting = Waiting::default();
        let answers = Arc::clone(&waiting);
        let reader = tokio::spawn(async move {
            while let Some(Ok(message)) = incoming.next().await {
                let Ok(text) = message.to_text() else { continue };
                let Ok(value) = serde_json::from_str::<Value>(text) else { continue };
                if let Some(id) = value["id"].as_u64() {
                    let waiter = answers.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
                    if let Some(waiter) = waiter {
                        // Nobody waits any longer when the command timed out.
                        let _ = waiter.send(value);
                    }
                } else if let Some(method) = value["method"].as_str() {
                    on_event(method, &value["params"]);
                }
            }
        });
        Ok(Self { outgoing: tokio::sync::Mutex::new(outgoing), waiting, next: AtomicU64::new(1), reader })
    }

    /// Sends a command and waits for its result.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Result<Value> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, sender);
        let command = json!({ "id": id, "method": method, "params": params });
        self.outgoing.lock().await.send(Message::text(command.to_string())).await?;
        let answer = timeout(ANSWER, receiver)
            .await
            .map_err(|_| anyhow!("{method} was not answered within {} s", ANSWER.as_secs()))??;
        if answer["type"] == "error" {
            bail!("{method} failed: {} {}", answer["error"], answer["message"]);
        }
        Ok(answer["result"].clone())
    }
}

impl Drop for Bidi {
    fn drop(&mut self) {
        self.reader.abort();
    }
}
