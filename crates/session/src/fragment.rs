//! Links that carry all they say behind their `#`, where no server hears of it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use heliograph_wire::Private;

/// It begins as a link that is looked for, and is not whole.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Damaged;

/// A link, and the page that stood before it, if any did.
#[derive(PartialEq, Eq)]
pub(crate) struct Found<'a, L> {
    pub(crate) page: Option<&'a str>,
    pub(crate) link: L,
}

/// Finds a link in what a person opened or pasted; none where there is none.
pub(crate) fn find<L>(
    text: &str,
    read: fn(&str) -> Result<Option<L>, Damaged>,
) -> Result<Option<Found<'_, L>>, Damaged> {
    let (before, rest) = text.rsplit_once('#').unwrap_or(("", text));
    let link = read(rest.split_whitespace().next().unwrap_or_default())?;
    let page = before.split_whitespace().next_back();
    Ok(link.map(|link| Found { page, link }))
}

/// The link alone: what stands behind it in a sentence is taken for a part of it by some messengers.
pub(crate) fn trimmed(fragment: &str) -> &str {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '=');
    fragment.trim_end_matches(|c| !is_letter(c))
}

pub(crate) fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn decoded(text: &str) -> Result<Private<Vec<u8>>, Damaged> {
    URL_SAFE_NO_PAD.decode(text).map(Private::new).map_err(|_| Damaged)
}

pub(crate) fn bytes<const LENGTH: usize>(text: &str) -> Result<[u8; LENGTH], Damaged> {
    decoded(text)?.reveal().as_slice().try_into().map_err(|_| Damaged)
}
