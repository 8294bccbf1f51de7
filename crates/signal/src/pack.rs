use crate::{
    candidate::{Candidate, Parsed, parse},
    candidate_list::{CandidateList, is_mid},
    choose::{Dropped, Offered, Rule, choose},
    code::Code,
    credentials::Credentials,
    error::PackError,
    exchange::Exchange,
    fingerprint::sha256,
    format::{Prefix, deflated_code, plain_code},
    kind::{Kind, Setup},
    plain::Plain,
    sdp::{attribute, checked, lines},
    stamp::Stamp,
    tag::{Tag, tag},
};
use heliograph_wire::Private;

/// The most bytes a code of the packed form has; only the first host and reflexive candidate may exceed it.
const BUDGET: usize = 120;

/// A description as a code, and what became of its parts.
pub struct Packed {
    /// What a person carries.
    pub code: Code,
    /// Of an offer, its own tag; of an answer, that of the offer it names.
    pub tag: Tag,
    /// Which form it took.
    pub form: Form,
    /// How many candidates travel.
    pub kept: usize,
    /// The candidates left out.
    pub dropped: Vec<Dropped>,
}

/// How a description travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As its fields, rebuilt at the other end.
    Packed,
    /// As compressed text, for a reason.
    Deflated(Reason),
}

/// Why a description cannot travel as its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It has audio, video, or several sections.
    Sections,
    /// Its transport is not SCTP over DTLS over UDP, or its section is rejected.
    Transport,
    /// Its setup role does not go with its kind.
    Setup,
    /// Its credentials contradict each other or break RFC 8839.
    Credentials,
    /// It has several fingerprints, or one of another kind.
    Fingerprints,
    /// It has a candidate that cannot be spelled in bytes.
    Candidate,
    /// Its media identification is missing or not a token.
    Mid,
    /// Its SCTP port is not 5000.
    SctpPort,
    /// It takes messages of less than 262144 bytes.
    MessageSize,
    /// It has a line whose meaning would be lost.
    Line,
}

impl Reason {
    /// The reason in a few words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Sections => "it describes audio, video, or several sections",
            Self::Transport => "its transport is not UDP/DTLS/SCTP",
            Self::Setup => "its setup role is unusual",
            Self::Credentials => "its ICE credentials are unusual",
            Self::Fingerprints => "it has several fingerprints, or one of another kind",
            Self::Candidate => "it has a candidate of an unusual kind",
            Self::Mid => "its media identification is unusual",
            Self::SctpPort => "its SCTP port is not 5000",
            Self::MessageSize => "it takes messages of less than 262144 bytes only",
            Self::Line => "it has a line that the packed form does not know",
        }
    }
}

/// Packs an offer made at the time of `stamp`.
pub fn pack_offer(sdp: &str, stamp: Stamp) -> Result<Packed, PackError> {
    let sdp = Private::new(checked(sdp)?);
    // `checked` found both credentials and a fingerprint.
    let own = tag(sdp.reveal()).ok_or(PackError::NoCredentials)?;
    pack(&sdp, Prefix::Offer(stamp), own, None)
}

/// Packs an offer made at the time of `stamp` whose maker is reached through an exchange of a relay.
///
/// # Errors
/// Besides those of every offer, [`PackError::NotRelayed`] where it says more than addresses of the relay, or what only
/// the deflated form can carry.
pub fn pack_relayed_offer(sdp: &str, stamp: Stamp, exchange: &Exchange) -> Result<Packed, PackError> {
    let sdp = Private::new(checked(sdp)?);
    let own = tag(sdp.reveal()).ok_or(PackError::NoCredentials)?;
    let packed = pack(&sdp, Prefix::Offer(stamp), own, Some(exchange))?;
    let is_relayed = |line: &str| attribute(line, "candidate").is_none_or(|it| it.contains(" typ relay"));
    match packed.form {
        Form::Packed if lines(sdp.reveal()).all(is_relayed) => Ok(packed),
        Form::Packed | Form::Deflated(_) => Err(PackError::NotRelayed),
    }
}

/// Packs an answer to the offer that has `tag`.
pub fn pack_answer(sdp: &str, tag: Tag) -> Result<Packed, PackError> {
    pack(&Private::new(checked(sdp)?), Prefix::Answer(tag), tag, None)
}

fn pack(
    sdp: &Private<String>,
    prefix: Prefix,
    tag: Tag,
    exchange: Option<&Exchange>,
) -> Result<Packed, PackError> {
    let fields = match Fields::gather(sdp.reveal(), prefix.kind()) {
        Ok(fields) => fields,
        Err(reason) => {
            let kept = lines(sdp.reveal()).filter(|line| attribute(line, "candidate").is_some()).count();
            let code = deflated_code(prefix, sdp)?;
            return Ok(Packed { code, tag, form: Form::Deflated(reason), kept, dropped: Vec::new() });
        }
    };
    let Fields { mut plain, offered, mut dropped } = fields;
    plain.list.exchange = exchange.cloned();
    let with = |candidates: &[Candidate]| {
        let list = CandidateList { candidates: candidates.to_vec(), ..plain.list.clone() };
        plain_code(prefix, &Plain { list, ..plain.clone() })
    };
    let (candidates, left_out) = choose(offered, |candidates| with(candidates).bytes().len() <= BUDGET);
    dropped.extend(left_out);
    plain.list.candidates = candidates;
    let kept = plain.list.candidates.len();
    Ok(Packed { code: plain_code(prefix, &plain), tag, form: Form::Packed, kept, dropped })
}

/// What the packed form carries, with all candidates that may be chosen.
struct Fields<'a> {
    plain: Plain,
    offered: Vec<Offered<'a>>,
    dropped: Vec<Dropped>,
}

impl<'a> Fields<'a> {
    fn gather(sdp: &'a str, kind: Kind) -> Result<Self, Reason> {
        let mut sections = lines(sdp).filter_map(|line| line.strip_prefix("m="));
        let (Some(section), None) = (sections.next(), sections.next()) else { return Err(Reason::Sections) };
        check_section(section)?;
        let values = |name| lines(sdp).filter_map(move |line| attribute(line, name));
        let setup = only(values("setup")).and_then(Setup::from_word).ok_or(Reason::Setup)?;
        if (kind == Kind::Offer) != (setup == Setup::Actpass) {
            return Err(Reason::Setup);
        }
        let (ufrag, pwd) = (only(values("ice-ufrag")), only(values("ice-pwd")));
        let (Some(ufrag), Some(pwd)) = (ufrag, pwd) else { return Err(Reason::Credentials) };
        let credentials = Credentials::new(ufrag, pwd);
        credentials.class().ok_or(Reason::Credentials)?;
        let fingerprint = only(values("fingerprint")).and_then(sha256).ok_or(Reason::Fingerprints)?;
        let mid = only(values("mid")).filter(|mid| is_mid(mid)).ok_or(Reason::Mid)?.to_owned();
        if only(values("sctp-port")) != Some("5000") {
            return Err(Reason::SctpPort);
        }
        // RFC 8841, section 6: zero stands for messages of any size.
        let size = only(values("max-message-size")).and_then(|size| size.parse::<u64>().ok());
        if !size.is_some_and(|size| size == 0 || size >= 262_144) {
            return Err(Reason::MessageSize);
        }
        if !lines(sdp).all(|line| is_known(line, &mid)) {
            return Err(Reason::Line);
        }
        let (offered, dropped) = candidates(values("candidate"))?;
        let list = CandidateList { mid, exchange: None, candidates: Vec::new() };
        Ok(Self { plain: Plain { credentials, fingerprint, setup, list }, offered, dropped })
    }
}

fn candidates<'a>(values: impl Iterator<Item = &'a str>) -> Result<(Vec<Offered<'a>>, Vec<Dropped>), Reason> {
    let (mut offered, mut dropped) = (Vec::new(), Vec::new());
    for text in values {
        match parse(text) {
            Parsed::Tcp => {
                dropped.push(Dropped { candidate: Private::new(text.to_owned()), rule: Rule::Tcp });
            }
            Parsed::Udp(candidate, priority) => offered.push(Offered { candidate, priority, text }),
            Parsed::Other => return Err(Reason::Candidate),
        }
    }
    Ok((offered, dropped))
}

/// The one value, none where several differ.
fn only<'a>(mut values: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let first = values.next()?;
    values.all(|other| other == first).then_some(first)
}

fn check_section(section: &str) -> Result<(), Reason> {
    let words: Vec<&str> = section.split(' ').collect();
    match words[..] {
        ["application", port, "UDP/DTLS/SCTP", "webrtc-datachannel"] if port != "0" => Ok(()),
        ["application", ..] => Err(Reason::Transport),
        _ => Err(Reason::Sections),
    }
}

/// Whether a line is carried, or may be invented anew or left out without a change of meaning.
fn is_known(line: &str, mid: &str) -> bool {
    let Some(attribute) = line.strip_prefix("a=") else {
        return line.starts_with(['v', 'o', 's', 't', 'c', 'b', 'm']);
    };
    match attribute.split_once(':') {
        Some(("group", value)) => value.strip_prefix("BUNDLE ") == Some(mid),
        Some(("ice-options", value)) => {
            value.split(' ').all(|option| ["trickle", "ice2", "renomination"].contains(&option))
        }
        Some((name, _)) => {
            let carried = ["candidate", "fingerprint", "ice-pwd", "ice-ufrag", "max-message-size", "mid"];
            carried.contains(&name) || ["msid-semantic", "sctp-port", "setup"].contains(&name)
        }
        None => ["end-of-candidates", "extmap-allow-mixed", "sendrecv"].contains(&attribute),
    }
}
