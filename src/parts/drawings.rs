//! What the app draws of itself. All of it is decoration: what it says is written beside it too.

use yew::Html;
use yew::virtual_dom::VTag;

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
    pub(crate) fn html(self) -> Html {
        elements(self.svg()).into_iter().map(Html::from).collect()
    }

    const fn svg(self) -> &'static str {
        match self {
            Self::Mark => include_str!("drawings/mark.svg"),
            Self::Landscape => include_str!("drawings/landscape.svg"),
            Self::Waiting => include_str!("drawings/waiting.svg"),
            Self::Travelling => include_str!("drawings/travelling.svg"),
            Self::Invite => include_str!("drawings/invite.svg"),
            Self::Reply => include_str!("drawings/reply.svg"),
            Self::Connection => include_str!("drawings/connection.svg"),
        }
    }
}

/// Reads a drawing, since the page's policy lets no text become HTML (Trusted Types). Drawings are files beside this
/// one, made of elements with attributes in double quotes and of nothing else.
fn elements(svg: &'static str) -> Option<VTag> {
    let mut open: Vec<VTag> = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, _) = tag.split_once('>')?;
        let closed = if tag.starts_with('/') {
            open.pop()?
        } else if let Some(tag) = tag.strip_suffix('/') {
            element(tag)
        } else {
            open.push(element(tag));
            continue;
        };
        match open.last_mut() {
            Some(around) => around.add_child(closed.into()),
            None => return Some(closed),
        }
    }
    None
}

fn element(tag: &'static str) -> VTag {
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut element = VTag::new(name);
    let mut pieces = attributes.split('"');
    while let (Some(name), Some(value)) = (pieces.next(), pieces.next()) {
        element.add_attribute(name.trim().trim_end_matches('='), value);
    }
    element
}

#[cfg(test)]
mod tests {
    use super::{Drawing, elements};
    use yew::virtual_dom::{VNode, VTag};

    fn count(element: &VTag) -> usize {
        let inside = |node: &VNode| match node {
            VNode::VTag(element) => count(element),
            VNode::VList(list) => {
                list.iter().map(|node| if let VNode::VTag(it) = node { count(it) } else { 0 }).sum()
            }
            _ => 0,
        };
        1 + element.children().map_or(0, inside)
    }

    #[test]
    fn every_drawing_is_read_to_its_end() {
        let drawings = [
            Drawing::Mark,
            Drawing::Landscape,
            Drawing::Waiting,
            Drawing::Travelling,
            Drawing::Invite,
            Drawing::Reply,
            Drawing::Connection,
        ];
        for drawing in drawings {
            let tags = drawing.svg().matches('<').count() - drawing.svg().matches("</").count();
            assert_eq!(count(&elements(drawing.svg()).unwrap()), tags);
        }
    }

    #[test]
    fn what_is_no_drawing_becomes_nothing() {
        for text in ["", "<", "<svg>", "<svg", "</svg>"] {
            assert!(elements(text).is_none(), "{text}");
        }
    }
}
