//! What the app draws of itself. All of it is decoration: what it says is written beside it too.

use yew::{AttrValue, Html};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drawing {
    /// The mark: a mirror that throws the sun's light on.
    Mark,
    /// Two mirrors on two hills, and the sun's light between them.
    Landscape,
    /// Two lamps: one side waits for the other.
    Waiting,
    /// Two lamps: the two sides are finding each other.
    Travelling,
    /// An invite that goes there.
    Invite,
    /// A reply that comes back.
    Reply,
    /// The light straight between two people.
    Connection,
}

impl Drawing {
    /// Drawings are constants of this module, so there is nothing in them to check.
    pub(crate) fn html(self) -> Html {
        Html::from_html_unchecked(AttrValue::Static(match self {
            Self::Mark => include_str!("drawings/mark.svg"),
            Self::Landscape => include_str!("drawings/landscape.svg"),
            Self::Waiting => include_str!("drawings/waiting.svg"),
            Self::Travelling => include_str!("drawings/travelling.svg"),
            Self::Invite => include_str!("drawings/invite.svg"),
            Self::Reply => include_str!("drawings/reply.svg"),
            Self::Connection => include_str!("drawings/connection.svg"),
        }))
    }
}
