use crate::{error::ReadError, kind::Kind};
use heliograph_wire::Private;

/// A raw description of another tool.
#[derive(Clone, PartialEq, Eq)]
pub struct Foreign {
    /// Which half it is.
    pub kind: Kind,
    /// The description.
    pub sdp: Private<String>,
}

impl Foreign {
    /// The description as other tools exchange it: `{"type": …, "sdp": …}`.
    pub fn json(&self) -> String {
        let kind = match self.kind {
            Kind::Offer => "offer",
            Kind::Answer => "answer",
        };
        serde_json::json!({ "type": kind, "sdp": self.sdp.reveal() }).to_string()
    }

    pub(crate) fn read(_text: &str) -> Option<Result<Self, ReadError>> {
        None
    }
}
