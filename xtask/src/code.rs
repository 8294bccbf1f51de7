//! Packs, unpacks and explains codes on the command line.
#![allow(clippy::print_stdout, reason = "a command line tool speaks to the person who started it")]

use anyhow::{Context, Result, bail};
use heliograph_signal::{
    CandidateKind, CredentialsClass, Description, Foreign, Form, Kind, Packed, Reading, Stamp, Tag,
    pack_answer, pack_offer, read,
};
use heliograph_wire::Millis;
use std::{
    fs,
    io::{Read, stdin},
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

/// Prints what packing a description keeps and drops, and the code as the last line.
///
/// An answer names the offer whose code is given, or none with a tag of zero. The file `-` is standard input.
pub fn pack(kind: Kind, file: &Path, offer: Option<&str>) -> Result<()> {
    let text = contents(file)?;
    let sdp = if text.trim_start().starts_with('{') { from_json(kind, &text)? } else { text };
    let packed = match kind {
        Kind::Offer => pack_offer(&sdp, Stamp::at(now()?))?,
        Kind::Answer => pack_answer(&sdp, offer.map_or(Ok(Tag::new([0, 0])), tag_of)?)?,
    };
    print_packed(&packed);
    println!("{}", packed.code.text());
    Ok(())
}

fn from_json(kind: Kind, text: &str) -> Result<String> {
    match read(text)? {
        Reading::Foreign(foreign) if foreign.kind == kind => Ok(foreign.sdp.reveal().clone()),
        Reading::Foreign(foreign) => {
            let (is, due) = (kind_word(foreign.kind), kind_word(kind));
            bail!("the description is an {is}, not an {due}")
        }
        Reading::Offer(_) | Reading::Answer(_) => bail!("this is a code already"),
    }
}

/// Prints the description in a code; `file` is a path or `-` for standard input.
pub fn unpack(file: &str) -> Result<()> {
    let sdp = match read(&contents(Path::new(file))?)? {
        Reading::Offer(offer) => offer.description.sdp(),
        Reading::Answer(answer) => answer.description.sdp(),
        Reading::Foreign(foreign) => foreign.sdp,
    };
    print!("{}", sdp.reveal());
    Ok(())
}

/// Prints the fields of a code for people; of a description, what packing it would keep and drop.
///
/// What is given is a code, a link, a path, or `-` for standard input.
pub fn explain(text_or_file: &str) -> Result<()> {
    let is_file = text_or_file == "-" || Path::new(text_or_file).is_file();
    let text = if is_file { contents(Path::new(text_or_file))? } else { text_or_file.to_owned() };
    match read(&text)? {
        Reading::Offer(offer) => {
            println!("version       1");
            println!("kind          offer");
            println!("made          about {} minutes ago", offer.stamp.age(now()?).0 / Millis::minutes(1).0);
            println!("tag           {} (an answer names it)", tag_word(offer.tag));
            print_description(&offer.description);
        }
        Reading::Answer(answer) => {
            println!("version       1");
            println!("kind          answer");
            println!("tag           {} (of the offer it answers)", tag_word(answer.tag));
            print_description(&answer.description);
        }
        Reading::Foreign(foreign) => explain_foreign(&foreign)?,
    }
    Ok(())
}

fn explain_foreign(foreign: &Foreign) -> Result<()> {
    println!("kind          raw {}, {} bytes", kind_word(foreign.kind), foreign.sdp.reveal().len());
    let packed = match foreign.kind {
        Kind::Offer => pack_offer(foreign.sdp.reveal(), Stamp::at(now()?))?,
        Kind::Answer => pack_answer(foreign.sdp.reveal(), Tag::new([0, 0]))?,
    };
    print_packed(&packed);
    match read(&packed.code.text())? {
        Reading::Offer(offer) => print_description(&offer.description),
        Reading::Answer(answer) => print_description(&answer.description),
        Reading::Foreign(_) => {}
    }
    Ok(())
}

fn print_packed(packed: &Packed) {
    match packed.form {
        Form::Packed => println!("form          packed, {} bytes", packed.code.bytes().len()),
        Form::Deflated(reason) => {
            println!(
                "form          compressed, {} bytes, because {}",
                packed.code.bytes().len(),
                reason.words()
            );
        }
    }
    println!("kept          {} candidates", packed.kept);
    for dropped in &packed.dropped {
        println!("dropped       {}: {}", dropped.candidate.reveal(), dropped.rule.words());
    }
}

fn print_description(description: &Description) {
    let sdp = description.sdp();
    let setup = sdp.reveal().lines().find_map(|line| line.strip_prefix("a=setup:")).unwrap_or("none");
    println!("setup         {setup}");
    let credentials = match description.credentials_class() {
        Some(CredentialsClass::Base64) => "4 + 24 characters, as Chromium and Safari make them",
        Some(CredentialsClass::Hex) => "8 + 32 hexadecimal digits, as Firefox makes them",
        Some(CredentialsClass::Any) => "of another length",
        None => "against RFC 8839",
    };
    println!("credentials   {credentials}");
    let fingerprint = description.fingerprint().map(|byte| format!("{byte:02X}")).join(":");
    println!("fingerprint   sha-256 {fingerprint}");
    if description.is_deflated() {
        println!("text          {} bytes when unpacked", sdp.reveal().len());
    }
    for candidate in description.candidates() {
        let kind = match candidate.kind() {
            CandidateKind::Host => "host",
            CandidateKind::ServerReflexive => "reflexive",
            CandidateKind::Relayed => "relayed",
        };
        println!("candidate     {kind} {} port {}", candidate.address().text(), candidate.port());
    }
}

fn tag_of(offer: &str) -> Result<Tag> {
    match read(offer).context("the offer that is to be answered")? {
        Reading::Offer(offer) => Ok(offer.tag),
        Reading::Answer(_) => bail!("the code that is to be answered is an answer itself"),
        Reading::Foreign(foreign) => {
            heliograph_signal::tag(foreign.sdp.reveal()).context("the offer has no tag")
        }
    }
}

fn tag_word(tag: Tag) -> String {
    tag.bytes().map(|byte| format!("{byte:02x}")).concat()
}

const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Offer => "offer",
        Kind::Answer => "answer",
    }
}

fn now() -> Result<Millis> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?;
    Ok(Millis(u64::try_from(since.as_millis())?))
}

fn contents(file: &Path) -> Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        stdin().read_to_string(&mut text).context("standard input cannot be read as text")?;
        return Ok(text);
    }
    fs::read_to_string(file).with_context(|| format!("{} cannot be read as text", file.display()))
}
