use heliograph_wire::control::Message;

/// Reads the bytes as a control message; one that is understood means the same after it was written again.
pub fn control(bytes: &[u8]) {
    if let Ok(Some(message)) = Message::decode(bytes) {
        assert!(Message::decode(&message.encode()) == Ok(Some(message)));
    }
}
