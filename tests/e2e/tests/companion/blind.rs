//! What the companion has of two people who meet and talk: neither their words nor their names, nor anything by which
//! somebody could come between them.

use std::{collections::BTreeSet, net::SocketAddr};

use anyhow::{Context, Result, ensure};
use futures::{SinkExt, StreamExt};
use heliograph_e2e::{
    Companion, Kind, Page,
    people::{both_connected, enter_words, reads, say, type_words},
    recorder::Recorder,
    search::{Secrets, files_in, memory_of},
};
use heliograph_wire::{
    Private,
    rendezvous::{Letter, Notice, PATH, Request, Task},
};
use serde_json::Value;
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use crate::support::{skipped, two};

/// Words that two people thought up, as they type them, and in the one form in which they are compared.
const WORDS: [&str; 2] = ["Flüsternder  Vielfraß, Knäckebrot", "flüsternder-vielfraß-knäckebrot"];
const NAMES: [&str; 2] = ["Walburga Zwiefalten", "Ottokar Quendelmoor"];
const SENTENCES: [&str; 2] =
    ["Siebenundvierzig Murmeltiere pfeifen im Regen", "Dann nehmen wir den Regenschirm der Tante"];

/// What somebody says who wants to be found: in the head of a request, and sealed at a socket.
const PLANTED: [&str; 2] = ["a marker in the head of a request", "a marker where sealed things are said"];

/// Of the folder that is searched, and of what crosses the line, this is always a part.
const ALWAYS: [&str; 4] =
    ["trusted_proxies = [", "the companion listens", "GET /relay/rendezvous", "HTTP/1.1 101 Switching"];

/// Notes the page's connections, and what it asks its worker for.
const NOTE: &str = "
    window.peers = [];
    window.tasks = [];
    const { RTCPeerConnection: Plain } = window;
    window.RTCPeerConnection = class extends Plain {
        constructor(...words) {
            super(...words);
            peers.push(this);
        }
    };
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (message, ...rest) {
        if (message instanceof Uint8Array) tasks.push([...message]);
        return postMessage.call(this, message, ...rest);
    };
    window.stalled = new Promise((resolve) => { window.letGo = resolve; });
    RTCPeerConnection.prototype.createOffer = async function (...words) {
        await stalled;
        return Plain.prototype.createOffer.apply(this, words);
    };";

/// Both descriptions of all connections that were noted, and the tasks.
const NOTED: &str = "
    const both = peers.flatMap((peer) => [peer.localDescription, peer.remoteDescription]);
    return [both.map((description) => description?.sdp ?? ''), tasks];";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_two_who_meet_and_talk_is_in_the_companions_memory_files_log_or_line() -> Result<()> {
    let companion = Companion::start_telling_all().await?;
    let memory = || memory_of(companion.process()?);
    if memory()?.is_none() {
        skipped("the companion's memory is not searched", "this system lets nobody read /proc/PID/mem");
        return Ok(());
    }
    let server = companion.url().trim_start_matches("http://").trim_end_matches('/').parse()?;
    let recorder = Recorder::before(server).await?;
    let url = format!("http://{}/", recorder.at());
    let planted = plant(recorder.at()).await?;

    let (ana, ben) = two(Kind::Chromium, Kind::Chromium).await?;
    let (left, right) = tokio::try_join!(ana.open(&url), ben.open(&url))?;
    for (page, name) in [&left, &right].into_iter().zip(NAMES) {
        page.run(NOTE, vec![]).await?;
        page.button("Settings").click().await?;
        page.textbox("Your name").enter(name).await?;
        page.button("Save").click().await?;
    }
    enter_words(&left, WORDS[0]).await?;
    left.status().saying("Waiting for the other person").appears().await?;
    right.button("Meet by words").click().await?;
    type_words(&right, WORDS[1]).await?;
    right.status().saying("same words").appears().await?;
    let while_they_meet = memory()?.context("the memory cannot be read any more")?;
    for page in [&left, &right] {
        page.run("letGo();", vec![]).await?;
    }
    both_connected(&left, &right).await?;
    for (from, to, sentence) in [(&left, &right, SENTENCES[0]), (&right, &left, SENTENCES[1])] {
        from.status().saying("Through the server").appears().await?;
        say(from, sentence).await?;
        reads(to, sentence).await?;
    }
    let while_they_talk = memory()?.context("the memory cannot be read any more")?;

    let (files, line) = (files_in(companion.folder())?, recorder.heard());
    let places = [
        ("the memory while they meet", &while_they_meet),
        ("the memory while they talk", &while_they_talk),
        ("the files and the log", &files),
        ("what crossed the line", &line),
    ];
    ensure!(companion.folder().join("state").read_dir()?.next().is_some(), "there is no state to search");
    is_not_blind(&places)?;
    let noted = Noted::of(&[&left, &right]).await?;
    let secrets = noted.secrets()?;
    let found: BTreeSet<_> = places
        .iter()
        .flat_map(|(place, texts)| texts.iter().map(move |text| (place, text)))
        .flat_map(|(place, text)| secrets.found_in(text).map(move |found| format!("{}: {place}", found.name)))
        .collect();
    ensure!(found.is_empty(), "the companion has what it must not have: {found:#?}");
    only_checks_of_ways_name_both_ends(&noted, &places)?;
    drop(planted);
    tokio::try_join!(ana.finish(), ben.finish()).map(drop)
}

/// A search that does not find what certainly is there finds nothing at all.
fn is_not_blind(places: &[(&str, &Vec<Vec<u8>>); 4]) -> Result<()> {
    let [meeting, talking, files, line] = places.map(|(_, texts)| texts);
    let has = |texts: &[Vec<u8>], one: &str| -> Result<bool> {
        let mut wanted = Secrets::default();
        wanted.add(one, one.as_bytes())?;
        Ok(texts.iter().any(|text| wanted.found_in(text).next().is_some()))
    };
    for marker in PLANTED {
        for place in [meeting, talking, line] {
            ensure!(has(place, marker)?, "the test is blind: {marker} is not found");
        }
    }
    let [setting, logged, asked, answered] = ALWAYS;
    for (place, text) in [(files, setting), (files, logged), (line, asked), (line, answered)] {
        ensure!(has(place, text)?, "the test is blind: {text} is not found");
    }
    Ok(())
}

/// What was noted of two people's pages.
#[derive(Default)]
struct Noted {
    descriptions: BTreeSet<String>,
    codes: BTreeSet<String>,
    /// What the pages told their workers of the words.
    words: BTreeSet<String>,
}

impl Noted {
    async fn of(pages: &[&Page]) -> Result<Self> {
        let mut noted = Self::default();
        for page in pages {
            let [descriptions, tasks]: [Value; 2] = serde_json::from_value(page.run(NOTED, vec![]).await?)?;
            let descriptions: Vec<String> = serde_json::from_value(descriptions)?;
            noted.descriptions.extend(descriptions);
            let tasks: Vec<Vec<u8>> = serde_json::from_value(tasks)?;
            tasks.iter().filter_map(|task| Task::decode(task)).for_each(|task| noted.add(task));
        }
        Ok(noted)
    }

    fn add(&mut self, task: Task) {
        match task {
            Task::PlaceWords { typed, .. } => drop(self.words.insert(typed.reveal().clone())),
            Task::Meet { words, .. } => drop(self.words.insert(words.reveal().clone())),
            Task::Say { bytes, .. } => {
                if let Some(Letter::Offer(code) | Letter::Answer(code)) = Letter::decode(bytes.reveal()) {
                    self.codes.insert(code.reveal().clone());
                }
            }
            _ => {}
        }
    }

    /// All attributes of this name in the descriptions.
    fn attributes<'a>(&'a self, name: &'a str) -> BTreeSet<&'a str> {
        let lines = self.descriptions.iter().flat_map(|text| text.lines());
        lines.filter_map(|line| line.strip_prefix("a=")?.strip_prefix(name)?.strip_prefix(':')).collect()
    }

    /// Everything that the companion has no business with.
    fn secrets(&self) -> Result<Secrets> {
        let mut secrets = Secrets::default();
        ensure!(
            WORDS.iter().all(|words| self.words.contains(*words)),
            "nobody saw the words: {:?}",
            self.words
        );
        for word in
            WORDS.iter().flat_map(|words| words.split([' ', ',', '-'])).filter(|word| !word.is_empty())
        {
            secrets.add_text("a word", word)?;
        }
        for words in &self.words {
            secrets.add_text("the words", words)?;
        }
        for name in NAMES {
            secrets.add_text("a name", name)?;
        }
        for sentence in SENTENCES {
            secrets.add_text("a message", sentence)?;
        }
        ensure!(self.codes.len() == 2, "{} codes were seen", self.codes.len());
        for code in &self.codes {
            secrets.add_text("a code", code)?;
        }
        let fingerprints = self.attributes("fingerprint");
        ensure!(fingerprints.len() == 2, "{} fingerprints were seen", fingerprints.len());
        for fingerprint in fingerprints {
            let (_, digits) = fingerprint.split_once(' ').context("a fingerprint without a name")?;
            secrets.add_text("a fingerprint", digits)?;
            secrets.add_text("a fingerprint", &digits.replace(':', ""))?;
            let bytes = digits.split(':').map(|byte| u8::from_str_radix(byte, 16));
            secrets.add("a fingerprint", &bytes.collect::<Result<Vec<_>, _>>()?)?;
        }
        let [ufrags, passwords, candidates] =
            ["ice-ufrag", "ice-pwd", "candidate"].map(|name| self.attributes(name));
        ensure!(
            ufrags.len() == 2 && passwords.len() == 2 && candidates.len() > 1,
            "too little was seen of ICE"
        );
        for ufrag in ufrags {
            // Four letters alone are found by chance wherever there are megabytes.
            secrets.add_text("an ice-ufrag", &format!("ufrag:{ufrag}"))?;
            secrets.add_text("an ice-ufrag", &format!("ufrag {ufrag}"))?;
        }
        for password in passwords {
            secrets.add_text("an ice-pwd", password)?;
        }
        for candidate in candidates {
            secrets.add_text("a candidate", candidate)?;
        }
        Ok(secrets)
    }
}

/// Before packets flow, the two browsers ask each other through the relay whether the way is open. ICE has them name both
/// ends in the clear, as USERNAME of STUN (RFC 8445, section 7.2.2): a type, a length, and the two ice-ufrags with a colon
/// between. So that passes through the memory of whatever passes it on, and is the one thing that may be found there. It
/// lets nobody in: whoever checks a way proves that they know the ice-pwd, which is found nowhere.
fn only_checks_of_ways_name_both_ends(noted: &Noted, places: &[(&str, &Vec<Vec<u8>>); 4]) -> Result<()> {
    let ufrags: Vec<_> = noted.attributes("ice-ufrag").into_iter().collect();
    let mut pairs = Secrets::default();
    for pair in [[ufrags[0], ufrags[1]], [ufrags[1], ufrags[0]]] {
        pairs.add("both ends", pair.join(":").as_bytes())?;
    }
    let length = u8::try_from(ufrags.concat().len() + 1)?;
    let username = [0, 6, 0, length];
    let [.., files, line] = places;
    for (place, texts) in places {
        let passes_checks_on = ![files.0, line.0].contains(place);
        for text in texts.iter() {
            let is_check = |at: usize| passes_checks_on && text[..at].ends_with(&username);
            let stray = pairs.found_in(text).any(|found| !is_check(found.at));
            ensure!(!stray, "{place} names both ends, and not in a check of a way between them");
        }
    }
    Ok(())
}

/// Says something at a bucket, and begins a request that never ends.
async fn plant(at: SocketAddr) -> Result<(WebSocketStream<MaybeTlsStream<TcpStream>>, TcpStream)> {
    let mut request = format!("ws://{at}/{PATH}").into_client_request()?;
    request.headers_mut().insert("origin", format!("http://{at}").parse()?);
    let (mut socket, _) = connect_async(request).await?;
    let say = |request: Request| Message::Binary(request.encode().into());
    socket.send(say(Request::Wait { work: 0, bucket: 7 })).await?;
    let is_seated = async {
        while let Some(message) = socket.next().await {
            if let Some(Notice::Seated { .. }) = Notice::decode(&message?.into_data()) {
                return Ok(true);
            }
        }
        anyhow::Ok(false)
    };
    ensure!(is_seated.await?, "there is no room in a bucket");
    let sealed = Private::new(PLANTED[1].as_bytes().to_vec());
    socket.send(say(Request::Say { to: 9, sealed })).await?;
    let mut stream = TcpStream::connect(at).await?;
    stream
        .write_all(format!("GET / HTTP/1.1\r\nHost: {at}\r\nX-Marker: {}\r\n", PLANTED[0]).as_bytes())
        .await?;
    Ok((socket, stream))
}
