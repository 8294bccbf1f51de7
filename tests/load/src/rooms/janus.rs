//! Janus' videoroom, as Debian has it, and its WebSocket.

use super::{client::Client, network::ADDRESS};
use crate::cores::Cores;
use anyhow::{Context, Result, bail, ensure};
use futures::{SinkExt, StreamExt};
use heliograph_simnet::Page;
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{net::TcpStream, time::sleep};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

/// Which room.
const ROOM: u32 = 1234;

/// How long it may take to start, or to end by itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// How it does its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// A thread for each connection, as it comes.
    Each,
    /// One thread for all connections, which is what it does best.
    One,
}

impl Threads {
    /// Where it listens for signaling. Both run at the same time.
    const fn port(self) -> u16 {
        match self {
            Self::Each => 8188,
            Self::One => 8189,
        }
    }

    /// By which ports it sends and takes media.
    const fn media(self) -> &'static str {
        match self {
            Self::Each => "20000-29999",
            Self::One => "30000-39999",
        }
    }
}

/// A Janus that runs; it ends with this.
pub struct Janus {
    child: Child,
    /// Where it listens for signaling.
    at: SocketAddr,
    /// Its configuration and its log.
    _folder: TempDir,
}

/// A session at its WebSocket, with one handle of the videoroom.
struct Session {
    socket: WebSocketStream<TcpStream>,
    session: u64,
    handle: u64,
    transactions: u32,
}

impl Janus {
    /// Starts it on the server's core, with a configuration of its own, and waits until it can be reached.
    pub fn start(threads: Threads, cores: Cores) -> Result<Self> {
        let folder = tempfile::tempdir().context("there is no place for temporary files")?;
        let at = SocketAddr::from((ADDRESS, threads.port()));
        configure(folder.path(), threads)?;
        let log = folder.path().join("said");
        let said = File::create(&log).context("the log of a server cannot be written")?;
        let mut command = Command::new("janus");
        command.arg("--configs-folder").arg(folder.path());
        command.stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said);
        let child = cores.on_servers(|| {
            command.spawn().context("janus is not installed (Debian: apt-get install janus)")
        })?;
        let janus = Self { child, at, _folder: folder };
        let began = Instant::now();
        while std::net::TcpStream::connect(at).is_err() {
            ensure!(
                began.elapsed() < PATIENCE,
                "Janus cannot be reached; it said:\n{}",
                fs::read_to_string(&log).unwrap_or_default()
            );
            thread::sleep(Duration::from_millis(10));
        }
        Ok(janus)
    }

    /// The number of the process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Somebody who shows a screen.
    pub async fn publisher(&self) -> Result<Client> {
        let mut session = Session::open(self.at).await?;
        let mut client = Client::new(ADDRESS).await?;
        let offer = client.open(Page::sharing)?;
        session
            .ask(
                json!({ "request": "joinandconfigure", "room": ROOM, "ptype": "publisher", "id": 1 }),
                &offer,
            )
            .await?;
        let answer = session.description("answer").await?;
        client.answered(&answer)?;
        Ok(session.gone_by(client))
    }

    /// Somebody who watches it.
    pub async fn viewer(&self) -> Result<Client> {
        let (mut session, offer) = self.subscription().await?;
        let mut client = Client::new(ADDRESS).await?;
        let answer = client.open(|now, at| Page::watching(now, at, &offer))?;
        let jsep = json!({ "type": "answer", "sdp": answer, "trickle": false });
        session.say(json!({ "janus": "message", "body": { "request": "start" }, "jsep": jsep })).await?;
        session.started().await?;
        Ok(session.gone_by(client))
    }

    /// A session that watches, and what Janus offers it. Whoever shows a screen is there a moment after they are connected.
    async fn subscription(&self) -> Result<(Session, String)> {
        let began = Instant::now();
        loop {
            let mut session = Session::open(self.at).await?;
            let streams = json!([{ "feed": 1 }]);
            session
                .tell(json!({ "request": "join", "room": ROOM, "ptype": "subscriber", "streams": streams }))
                .await?;
            match session.description("offer").await {
                Err(_) if began.elapsed() < PATIENCE => sleep(Duration::from_millis(50)).await,
                offer => return Ok((session, offer?)),
            }
        }
    }
}

impl Drop for Janus {
    fn drop(&mut self) {
        // It would hang for as long as somebody is in a room. It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Session {
    async fn open(at: SocketAddr) -> Result<Self> {
        let mut request = format!("ws://{at}/").into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("janus-protocol"));
        let stream = TcpStream::connect(at).await.context("Janus is not reached")?;
        stream.set_nodelay(true)?;
        let (socket, _) = client_async(request, stream).await.context("Janus opens no socket")?;
        let mut session = Self { socket, session: 0, handle: 0, transactions: 0 };
        session.say(json!({ "janus": "create" })).await?;
        session.session = session.number().await?;
        session.say(json!({ "janus": "attach", "plugin": "janus.plugin.videoroom" })).await?;
        session.handle = session.number().await?;
        Ok(session)
    }

    /// Says something to the videoroom, with an offer.
    async fn ask(&mut self, body: Value, offer: &str) -> Result<()> {
        let jsep = json!({ "type": "offer", "sdp": offer, "trickle": false });
        self.say(json!({ "janus": "message", "body": body, "jsep": jsep })).await
    }

    async fn tell(&mut self, body: Value) -> Result<()> {
        self.say(json!({ "janus": "message", "body": body })).await
    }

    async fn say(&mut self, mut message: Value) -> Result<()> {
        self.transactions += 1;
        message["transaction"] = self.transactions.to_string().into();
        if self.session != 0 {
            message["session_id"] = self.session.into();
        }
        if self.handle != 0 {
            message["handle_id"] = self.handle.into();
        }
        Ok(self.socket.send(Message::Text(message.to_string().into())).await?)
    }

    async fn hear(&mut self) -> Result<Value> {
        loop {
            let message = self.socket.next().await.context("Janus ended a socket")??;
            let Message::Text(text) = message else { continue };
            let said: Value = serde_json::from_str(&text).context("Janus says what is no JSON")?;
            ensure!(
                said.pointer("/plugindata/data/error").is_none() && said["janus"] != "error",
                "Janus: {text}"
            );
            return Ok(said);
        }
    }

    /// The number of what was made.
    async fn number(&mut self) -> Result<u64> {
        let said = self.hear().await?;
        said.pointer("/data/id")
            .and_then(Value::as_u64)
            .with_context(|| format!("Janus makes nothing: {said}"))
    }

    /// The description that is waited for.
    async fn description(&mut self, kind: &str) -> Result<String> {
        for _ in 0..8 {
            let said = self.hear().await?;
            if said.pointer("/jsep/type").and_then(Value::as_str) == Some(kind) {
                let sdp = said.pointer("/jsep/sdp").and_then(Value::as_str);
                return sdp.map(str::to_owned).context("Janus describes nothing");
            }
        }
        bail!("Janus makes no {kind}")
    }

    /// Packets that come before it is ready are lost, and are sent again only a quarter of a second later.
    async fn started(&mut self) -> Result<()> {
        while self.hear().await?.pointer("/plugindata/data/started").is_none() {}
        Ok(())
    }

    /// The socket stays open for as long as the client runs; what is said there from now on is of no interest.
    fn gone_by(self, client: Client) -> Client {
        let mut socket = self.socket;
        client.beside(async move { while socket.next().await.is_some_and(|said| said.is_ok()) {} })
    }
}

/// Writes a configuration with nothing but a videoroom and its WebSocket.
fn configure(folder: &Path, threads: Threads) -> Result<()> {
    let loops = match threads {
        Threads::Each => "",
        Threads::One => "event_loops = 1\n",
    };
    let (library, media, port) = (library()?, threads.media(), threads.port());
    let place = |name: &str| library.join(name).display().to_string();
    let main = format!(
        "general: {{\nplugins_folder = \"{}\"\ntransports_folder = \"{}\"\nevents_folder = \"{}\"\n\
         loggers_folder = \"{}\"\ndebug_level = 3\nsession_timeout = 0\n{loops}}}\n\
         media: {{\nrtp_port_range = \"{media}\"\n}}\n\
         nat: {{\nice_lite = true\nice_tcp = false\nfull_trickle = false\n}}\n\
         plugins: {{\ndisable = \"{}\"\n}}\ntransports: {{\ndisable = \"{}\"\n}}\n",
        place("plugins"),
        place("transports"),
        place("events"),
        place("loggers"),
        others(&library.join("plugins"), "videoroom")?,
        others(&library.join("transports"), "websockets")?,
    );
    let sockets = format!(
        "general: {{\njson = \"plain\"\nws = true\nws_ip = \"{ADDRESS}\"\nws_port = {port}\nwss = false\n}}\n"
    );
    let room = format!(
        "general: {{\n}}\nroom-{ROOM}: {{\npublishers = 16\nbitrate = 0\nvideocodec = \"vp8\"\n\
         audiocodec = \"opus\"\nfir_freq = 0\n}}\n"
    );
    let write =
        |name: &str, text: &str| fs::write(folder.join(name), text).context("Janus cannot be configured");
    write("janus.jcfg", &main)?;
    write("janus.transport.websockets.jcfg", &sockets)?;
    write("janus.plugin.videoroom.jcfg", &room)
}

/// Where its plugins and transports are.
fn library() -> Result<PathBuf> {
    let entries = fs::read_dir("/usr/lib").context("there is no /usr/lib")?;
    let mut places = entries.flatten().map(|entry| entry.path().join("janus"));
    places.find(|place| place.is_dir()).context("janus is not installed (Debian: apt-get install janus)")
}

/// All libraries of a folder but the one with this word in its name.
fn others(folder: &Path, wanted: &str) -> Result<String> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} is not there", folder.display()))?;
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let names: Vec<_> = names.filter(|name| name.ends_with(".so") && !name.contains(wanted)).collect();
    Ok(names.join(","))
}
