//! The two links of somebody who can be rung: one to keep, by which they are rung, and those that they give away.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use heliograph_wire::Private;

/// Marks the link to keep, and those to give away.
const PRIVATE: &str = "m=";
const CALLER: &str = "c=";

/// What stands behind the `#` of such a link.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum PersonalLink {
    /// Whoever has it is rung.
    Private(Private<[u8; 32]>),
    /// Whoever has it can ring.
    Caller(CallerLink),
}

/// A link by which somebody is rung.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct CallerLink {
    /// What the companion knows whom to ring by.
    pub(crate) id: Private<[u8; 16]>,
    /// Whom to seal to.
    pub(crate) key: [u8; 32],
}

/// It begins as such a link, and is not whole.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Damaged;

/// Such a link, and the page that stood before it, if any did.
#[derive(PartialEq, Eq)]
pub(crate) struct Found<'a> {
    pub(crate) page: Option<&'a str>,
    pub(crate) link: PersonalLink,
}

impl PersonalLink {
    /// Finds one in what a person opened or pasted; none where there is none.
    pub(crate) fn find(text: &str) -> Result<Option<Found<'_>>, Damaged> {
        let (before, rest) = text.rsplit_once('#').unwrap_or(("", text));
        let link = Self::read(rest.split_whitespace().next().unwrap_or_default())?;
        let page = before.split_whitespace().next_back();
        Ok(link.map(|link| Found { page, link }))
    }

    /// None for what is no such link at all.
    fn read(fragment: &str) -> Result<Option<Self>, Damaged> {
        // What stands behind a link in a sentence is taken for a part of it by some messengers.
        let fragment = fragment.trim_end_matches(|c: char| !is_letter(c));
        if let Some(secret) = fragment.strip_prefix(PRIVATE) {
            return bytes(secret).map(|secret| Some(Self::Private(Private::new(secret))));
        }
        let Some(rest) = fragment.strip_prefix(CALLER) else { return Ok(None) };
        let (id, key) = rest.split_once('.').ok_or(Damaged)?;
        let id = Private::new(bytes(id)?);
        Ok(Some(Self::Caller(CallerLink { id, key: bytes(key)? })))
    }

    /// As it stands behind the `#`.
    pub(crate) fn fragment(&self) -> Private<String> {
        Private::new(match self {
            Self::Private(secret) => format!("{PRIVATE}{}", URL_SAFE_NO_PAD.encode(secret.reveal())),
            Self::Caller(CallerLink { id, key }) => {
                let [id, key] = [&id.reveal()[..], key].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
                format!("{CALLER}{id}.{key}")
            }
        })
    }
}

const fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '=')
}

fn bytes<const LENGTH: usize>(text: &str) -> Result<[u8; LENGTH], Damaged> {
    let decoded = URL_SAFE_NO_PAD.decode(text).map(Private::new).map_err(|_| Damaged)?;
    decoded.reveal().as_slice().try_into().map_err(|_| Damaged)
}

#[cfg(test)]
mod tests {
    use super::{CallerLink, PersonalLink};
    use heliograph_wire::Private;

    fn links() -> [PersonalLink; 2] {
        let caller = CallerLink { id: Private::new([251; 16]), key: [3; 32] };
        [PersonalLink::Private(Private::new([255; 32])), PersonalLink::Caller(caller)]
    }

    #[test]
    fn a_link_is_read_as_it_was_written_with_a_full_stop_behind_it_too() {
        for (link, length) in links().into_iter().zip([2 + 43, 2 + 22 + 1 + 43]) {
            let fragment = link.fragment();
            assert_eq!(fragment.reveal().len(), length);
            for behind in ["", ".", ").", " \n", "”"] {
                let text = format!("{}{behind}", fragment.reveal());
                assert!(PersonalLink::read(&text) == Ok(Some(link.clone())));
            }
        }
    }

    #[test]
    fn a_link_that_lacks_a_letter_or_has_another_one_is_damaged() {
        for link in links() {
            let whole = link.fragment();
            let whole = whole.reveal();
            for end in 2..whole.len() {
                assert!(PersonalLink::read(&whole[..end]).is_err(), "{end} letters");
            }
            assert!(PersonalLink::read(&format!("{whole}A")).is_err());
            assert!(PersonalLink::read(&whole.replacen('=', "=!", 1)).is_err());
            assert!(PersonalLink::read(&whole.replacen('=', "=ü", 1)).is_err());
        }
    }

    #[test]
    fn a_link_is_found_in_a_sentence_with_the_page_that_it_leads_to() {
        for link in links() {
            let text = link.fragment();
            let said = format!("Ring me: https://example.org/#{}. Bye!", text.reveal());
            let Ok(Some(found)) = PersonalLink::find(&said) else { panic!("there is a link") };
            assert!(found.link == link && found.page == Some("https://example.org/"));
            let Ok(Some(found)) = PersonalLink::find(text.reveal()) else { panic!("there is a link") };
            assert!(found.link == link && found.page.is_none());
        }
        assert!(matches!(PersonalLink::find("https://example.org/#AAAA"), Ok(None)));
        assert!(PersonalLink::find("https://example.org/#c=AAAA").is_err());
    }

    #[test]
    fn anything_else_is_no_such_link() {
        for text in ["", "c", "m", "AAAA", "d=AAAA", " c=AAAA"] {
            assert!(PersonalLink::read(text) == Ok(None));
        }
    }
}
