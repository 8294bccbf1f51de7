//! The links of rooms: one for everybody who is to come, one for the host to keep, and an operator's invite to make rooms.

use heliograph_wire::Private;
use heliograph_wire::room::{GUEST_LINK, HOST_LINK, PERMIT_LIMIT, PERMIT_LINK, RoomId};

use crate::fragment::{Damaged, Found, bytes, decoded, encoded, find, trimmed};

/// What stands behind the `#` of such a link.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum RoomLink {
    /// Whoever has it can knock.
    Guest(GuestLink),
    /// Whoever has it is the host.
    Host(Private<[u8; 32]>),
    /// Whoever has it can make rooms where that is kept for those who were invited.
    Permit(Private<Vec<u8>>),
}

/// A link for everybody who is to come.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct GuestLink {
    /// From which the room's name comes; the companion never learns it.
    pub(crate) secret: Private<[u8; 16]>,
    /// What the companion knows the room by.
    pub(crate) room: RoomId,
}

impl RoomLink {
    /// Finds one in what a person opened or pasted; none where there is none.
    pub(crate) fn find(text: &str) -> Result<Option<Found<'_, Self>>, Damaged> {
        find(text, Self::read)
    }

    /// None for what is no such link at all.
    fn read(fragment: &str) -> Result<Option<Self>, Damaged> {
        let fragment = trimmed(fragment);
        if let Some(secret) = fragment.strip_prefix(HOST_LINK) {
            return Ok(Some(Self::Host(Private::new(bytes(secret)?))));
        }
        if let Some(permit) = fragment.strip_prefix(PERMIT_LINK) {
            let permit = decoded(permit)?;
            let fits = (1..=PERMIT_LIMIT).contains(&permit.reveal().len());
            return fits.then_some(Some(Self::Permit(permit))).ok_or(Damaged);
        }
        let Some(rest) = fragment.strip_prefix(GUEST_LINK) else { return Ok(None) };
        let (secret, room) = rest.split_once('.').ok_or(Damaged)?;
        let secret = Private::new(bytes(secret)?);
        Ok(Some(Self::Guest(GuestLink { secret, room: RoomId(bytes(room)?) })))
    }

    /// As it stands behind the `#`.
    pub(crate) fn fragment(&self) -> Private<String> {
        Private::new(match self {
            Self::Guest(GuestLink { secret, room }) => {
                let [secret, room] = [secret.reveal(), &room.0].map(|bytes| encoded(bytes));
                format!("{GUEST_LINK}{secret}.{room}")
            }
            Self::Host(secret) => format!("{HOST_LINK}{}", encoded(secret.reveal())),
            Self::Permit(permit) => format!("{PERMIT_LINK}{}", encoded(permit.reveal())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{GuestLink, RoomLink};
    use heliograph_wire::Private;
    use heliograph_wire::room::RoomId;

    fn links() -> [RoomLink; 3] {
        let guest = GuestLink { secret: Private::new([251; 16]), room: RoomId([3; 16]) };
        let permit = Private::new(vec![255; 80]);
        [RoomLink::Guest(guest), RoomLink::Host(Private::new([255; 32])), RoomLink::Permit(permit)]
    }

    #[test]
    fn a_link_is_read_as_it_was_written_with_a_full_stop_behind_it_too() {
        for (link, length) in links().into_iter().zip([2 + 22 + 1 + 22, 2 + 43, 2 + 107]) {
            let fragment = link.fragment();
            assert_eq!(fragment.reveal().len(), length);
            for behind in ["", ".", ").", " \n", "”"] {
                let text = format!("{}{behind}", fragment.reveal());
                assert!(RoomLink::read(&text) == Ok(Some(link.clone())));
            }
        }
    }

    #[test]
    fn a_link_that_lacks_a_letter_or_has_another_one_is_damaged() {
        for link in links() {
            let whole = link.fragment();
            let whole = whole.reveal();
            assert!(RoomLink::read(&whole.replacen('=', "=!", 1)).is_err());
            assert!(RoomLink::read(&whole.replacen('=', "=ü", 1)).is_err());
            if !matches!(link, RoomLink::Permit(_)) {
                for end in 2..whole.len() {
                    assert!(RoomLink::read(&whole[..end]).is_err(), "{end} letters");
                }
                assert!(RoomLink::read(&format!("{whole}A")).is_err());
            }
        }
    }

    #[test]
    fn an_invite_is_neither_empty_nor_longer_than_one_may_be() {
        assert!(RoomLink::read("i=").is_err());
        let long = RoomLink::Permit(Private::new(vec![1; 97])).fragment();
        assert!(RoomLink::read(long.reveal()).is_err());
    }

    #[test]
    fn a_link_is_found_in_a_sentence_with_the_page_that_it_leads_to() {
        for link in links() {
            let text = link.fragment();
            let said = format!("Come: https://example.org/#{}. Bye!", text.reveal());
            let Ok(Some(found)) = RoomLink::find(&said) else { panic!("there is a link") };
            assert!(found.link == link && found.page == Some("https://example.org/"));
        }
        for text in ["", "r", "h", "AAAA", "d=AAAA", " r=AAAA", "https://example.org/#c=AAAA"] {
            assert!(matches!(RoomLink::find(text), Ok(None) | Err(_)));
            assert!(RoomLink::read(text) == Ok(None));
        }
    }
}
