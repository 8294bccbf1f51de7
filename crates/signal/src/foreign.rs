use crate::{
    description::Description,
    error::{PackError, ReadError},
    kind::Kind,
    sdp::{attribute, checked, lines},
};
use heliograph_wire::Private;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A raw description of another tool.
#[derive(Clone, PartialEq, Eq)]
pub struct Foreign {
    /// Which half it is.
    pub kind: Kind,
    /// The description.
    pub sdp: Private<String>,
}

impl Foreign {
    /// What to connect to.
    ///
    /// # Errors
    /// A [`PackError`] where the text is not a description that can be used; [`read`](crate::read) returns none such.
    pub fn description(&self) -> Result<Description, PackError> {
        Description::text(self.sdp.reveal())
    }

    /// The description as other tools exchange it: `{"type": …, "sdp": …}`.
    pub fn json(&self) -> String {
        let kind = match self.kind {
            Kind::Offer => "offer",
            Kind::Answer => "answer",
        };
        let json = Json { kind: Some(kind.into()), sdp: self.sdp.reveal().into() };
        serde_json::to_string(&json).expect("two strings are always JSON")
    }
}

/// What a text holds in the way of raw descriptions.
pub(crate) enum Found {
    Foreign(Foreign),
    /// A description that cannot be used.
    Unusable(ReadError),
    /// JSON with an `sdp` that does not parse.
    Broken,
    Nothing,
}

/// Looks for JSON with an `sdp`, then for the lines of a bare description.
pub(crate) fn find(text: &str) -> Found {
    let straight = text.replace(['“', '”', '„', '«', '»', '″'], "\"");
    // Messengers wrap lines, which JSON does not allow within a string.
    let unwrapped: String = straight.chars().filter(|letter| !letter.is_control()).collect();
    if let Some((kind, sdp)) = [text, &straight, &unwrapped].into_iter().find_map(json) {
        let usable = checked(&sdp).map_err(ReadError::Description);
        return match (kind, usable) {
            (_, Err(error)) => Found::Unusable(error),
            (None, Ok(_)) => Found::Unusable(ReadError::NoKind),
            (Some(kind), Ok(sdp)) => Found::Foreign(Foreign { kind, sdp: Private::new(sdp) }),
        };
    }
    if let Some(sdp) = bare(text) {
        return match checked(&sdp) {
            Err(error) => Found::Unusable(ReadError::Description(error)),
            Ok(sdp) => match kind_of(&sdp) {
                Some(kind) => Found::Foreign(Foreign { kind, sdp: Private::new(sdp) }),
                None => Found::Unusable(ReadError::NoKind),
            },
        };
    }
    let compact: String = straight.chars().filter(|letter| !letter.is_whitespace()).collect();
    if compact.contains("\"sdp\":") { Found::Broken } else { Found::Nothing }
}

/// `RTCSessionDescriptionInit`.
#[derive(Serialize, Deserialize)]
struct Json<'a> {
    #[serde(rename = "type")]
    kind: Option<Cow<'a, str>>,
    sdp: Cow<'a, str>,
}

/// Some tools put the description into an object of its own.
#[derive(Deserialize)]
struct Nested<'a> {
    #[serde(borrow)]
    sdp: Json<'a>,
}

/// The `type` and `sdp` of the first JSON object that has an `sdp`; only the first few braces are tried.
fn json(text: &str) -> Option<(Option<Kind>, String)> {
    text.match_indices('{').take(8).find_map(|(start, _)| {
        let rest = &text[start..];
        let json = first::<Json<'_>>(rest).or_else(|| Some(first::<Nested<'_>>(rest)?.sdp))?;
        let kind = match json.kind.as_deref() {
            Some("offer") => Some(Kind::Offer),
            Some("answer") => Some(Kind::Answer),
            _ => None,
        };
        // Text that was escaped twice.
        let is_escaped = !json.sdp.contains('\n');
        let sdp =
            if is_escaped { json.sdp.replace("\\r\\n", "\n").replace("\\n", "\n") } else { json.sdp.into() };
        Some((kind, sdp))
    })
}

/// The value at the beginning of a text.
fn first<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    serde_json::Deserializer::from_str(text).into_iter().next()?.ok()
}

/// The lines of a description from `v=0` on, without the marks that mail puts before quoted lines.
fn bare(text: &str) -> Option<String> {
    let mark = |letter: char| letter.is_whitespace() || "\u{FEFF}>|\"'`*“„«".contains(letter);
    let unmarked = text.lines().map(|line| line.trim_start_matches(mark));
    let mut sdp = String::new();
    for line in unmarked.skip_while(|line| line.trim_end() != "v=0").filter(|line| !line.is_empty()) {
        if line.as_bytes().get(1) != Some(&b'=') {
            break;
        }
        sdp.push_str(line.trim_end());
        sdp.push('\n');
    }
    (!sdp.is_empty()).then_some(sdp)
}

/// An offer leaves the setup role open (RFC 8842, section 5.3).
fn kind_of(sdp: &str) -> Option<Kind> {
    match lines(sdp).find_map(|line| attribute(line, "setup"))? {
        "actpass" => Some(Kind::Offer),
        "active" | "passive" => Some(Kind::Answer),
        _ => None,
    }
}
