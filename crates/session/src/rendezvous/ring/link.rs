//! The two links of somebody who can be rung: one to keep, by which they are rung, and those that they give away.

use heliograph_wire::Private;

use crate::fragment::{Damaged, Found, bytes, encoded, find, trimmed};

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

impl PersonalLink {
    /// Finds one in what a person opened or pasted; none where there is none.
    pub(crate) fn find(text: &str) -> Result<Option<Found<'_, Self>>, Damaged> {
        find(text, Self::read)
    }

    /// None for what is no such link at all.
    fn read(fragment: &str) -> Result<Option<Self>, Damaged> {
        let fragment = trimmed(fragment);
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
            Self::Private(secret) => format!("{PRIVATE}{}", encoded(secret.reveal())),
            Self::Caller(CallerLink { id, key }) => {
                let [id, key] = [&id.reveal()[..], key].map(encoded);
                format!("{CALLER}{id}.{key}")
            }
        })
    }
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
