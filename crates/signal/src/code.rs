use crate::digits;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// A packed description: bytes that a person carries, in one of several spellings.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Vec<u8>);

impl Code {
    pub(crate) const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes, checksum included.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The code as base64url without padding (RFC 4648, section 5).
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.0)
    }

    /// The code as decimal digits, for the numeric mode of QR codes.
    pub fn digits(&self) -> String {
        digits::write(&self.0)
    }

    /// A link to `page`, which has no fragment, with the code as its fragment.
    pub fn link(&self, page: &str) -> String {
        format!("{page}#{}", self.text())
    }

    /// The same with digits, for a QR code.
    pub fn digit_link(&self, page: &str) -> String {
        format!("{page}#{}", self.digits())
    }

    /// The contents of a `.heliograph` file: what it is, what to do with it, and the code.
    pub fn file(&self) -> String {
        format!(
            "This file is an invitation to a private call, or the reply to one.\n\
             Open Heliograph and drop the file there, or copy the last line and paste it.\n\
             Use it soon, and with nobody but the person who sent it.\n\n{}\n",
            self.text()
        )
    }
}
