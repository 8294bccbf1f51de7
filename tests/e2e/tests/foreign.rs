//! People who use another serverless tool, one that carries raw JSON descriptions.

mod support;

use std::{
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use heliograph_e2e::{
    Browser, Kind, Page, Site,
    people::{enter_invite, read_reply, reads, say},
    root,
};
use support::{bare_tool_file, skipped, two};

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_of_another_page_is_answered_in_its_own_words() -> Result<()> {
    let site = Site::start().await?;
    for (theirs, ours) in [(Kind::Chromium, Kind::Firefox), (Kind::Firefox, Kind::Chromium)] {
        let (ana, ben) = two(theirs, ours).await?;
        let tool = ana.open(&bare_tool_file()).await?;
        let page = ben.open(site.url()).await?;
        tool.button("Make an offer").click().await?;
        let offer = tool.textbox("My description").filled().await?;
        let answer = answer_in_json(&page, &offer).await?;
        tool.textbox("Their description").paste(&answer).await?;
        tool.button("Take it").click().await?;
        tool.status().saying("open").appears().await?;
        page.heading("Connected").appears().await?;
        page.status().saying("plain text").appears().await?;

        tool.textbox("Text").enter("from the other tool").await?;
        tool.button("Say it").click().await?;
        reads(&page, "from the other tool").await?;
        say(&page, "from Heliograph").await?;
        tool.log("Texts").saying("from Heliograph").appears().await?;
        tokio::try_join!(ana.finish(), ben.finish())?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_no_browser_is_answered_as_well() -> Result<()> {
    let python = match aiortc() {
        Ok(python) => python,
        Err(reason) => {
            skipped("a_program_that_is_no_browser_is_answered_as_well", &format!("{reason:#}"));
            return Ok(());
        }
    };
    let site = Site::start().await?;
    for kind in [Kind::Chromium, Kind::Firefox] {
        let mut program = Program::start(&python)?;
        let offer = program.line_that_starts("OFFER ")?;
        let browser = Browser::start(kind).await?;
        let page = browser.open(site.url()).await?;
        let answer = answer_in_json(&page, &offer).await?;
        program.write(&answer)?;
        page.heading("Connected").appears().await?;
        say(&page, "Hello, snake").await?;
        ensure!(program.line_that_starts("TEXT ")? == "Hello, snake");
        program.write("Hello, mirror")?;
        reads(&page, "Hello, mirror").await?;
        browser.finish().await?;
    }
    Ok(())
}

async fn answer_in_json(page: &Page, offer: &str) -> Result<String> {
    enter_invite(page, offer).await?;
    let answer = read_reply(page).await?;
    let parsed: serde_json::Value = serde_json::from_str(&answer).context("the reply is no JSON")?;
    ensure!(parsed["type"] == "answer", "the reply is no answer");
    ensure!(!page.textbox("Reply link").is_there().await?, "a link to a raw description leads nowhere");
    Ok(answer)
}

/// A Python in an environment of its own that has aiortc, an implementation of WebRTC that is not a browser's.
fn aiortc() -> Result<PathBuf> {
    let folder = root().join("target/e2e/aiortc");
    let python = folder.join("bin/python");
    let has_it = |python: &PathBuf| succeeds(Command::new(python).args(["-c", "import aiortc"]));
    if has_it(&python) {
        return Ok(python);
    }
    ensure!(
        succeeds(Command::new("python3").args(["-m", "venv"]).arg(&folder)),
        "python3 with venv is missing"
    );
    let install = ["-m", "pip", "install", "--quiet", "--only-binary=:all:", "aiortc==1.16.0"];
    ensure!(succeeds(Command::new(&python).args(install)), "aiortc cannot be installed with pip");
    ensure!(has_it(&python), "aiortc does not start");
    Ok(python)
}

fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The other tool: says its offer, reads the answer, then carries a line at a time.
struct Program {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Program {
    fn start(python: &PathBuf) -> Result<Self> {
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tools/other_tool.py");
        let mut child =
            Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take().context("the other tool takes no input")?;
        let output = child.stdout.take().context("the other tool has no output")?;
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            BufReader::new(output).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Ok(Self { child, input, lines })
    }

    fn line_that_starts(&self, start: &str) -> Result<String> {
        let line = self.lines.recv_timeout(Duration::from_secs(20)).context("the other tool says nothing")?;
        let Some(rest) = line.strip_prefix(start) else { bail!("the other tool says something else") };
        Ok(rest.to_owned())
    }

    fn write(&mut self, line: &str) -> Result<()> {
        writeln!(self.input, "{line}")?;
        Ok(self.input.flush()?)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
