use heliograph_wire::resume::Token;

use crate::chat::Chat;

/// What two people share beyond one connection: the chat, and what they know it again by.
#[derive(Default)]
pub(crate) struct Conversation {
    pub(crate) token: Option<Token>,
    pub(crate) chat: Chat,
}
