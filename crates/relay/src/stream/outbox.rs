use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// What waits for a client's stream, in bytes. A reader that is slower than that loses packets, as over UDP, instead
/// of costing memory.
const ROOM: usize = 128 * 1024;

/// What an idle stream keeps of it.
const KEPT: usize = 4 * 1024;

/// Messages that wait to be written to a stream.
pub(crate) struct Outbox {
    waiting: Mutex<Waiting>,
    filled: Notify,
}

struct Waiting {
    bytes: Vec<u8>,
    /// Taken by the writer, and not yet gone.
    leaving: usize,
    is_closed: bool,
}

impl Outbox {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self {
            waiting: Mutex::new(Waiting { bytes: Vec::new(), leaving: 0, is_closed: false }),
            filled: Notify::new(),
        }
    }

    /// Adds a message, or says that it is lost.
    pub(crate) fn put(&self, message: &[u8]) -> Result<(), Lost> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.bytes.len() + waiting.leaving + message.len() > ROOM {
            return Err(Lost);
        }
        waiting.bytes.extend_from_slice(message);
        drop(waiting);
        self.filled.notify_one();
        Ok(())
    }

    /// Ends the stream, once what waits is gone.
    pub(crate) fn close(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_closed = true;
        self.filled.notify_one();
    }

    /// Waits for messages, and takes all of them in place of what `bytes` held; none where the stream is to end.
    pub(crate) async fn take(&self, bytes: &mut Vec<u8>) -> Option<()> {
        bytes.clear();
        bytes.shrink_to(KEPT);
        loop {
            let filled = self.filled.notified();
            {
                let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                if !waiting.bytes.is_empty() {
                    std::mem::swap(bytes, &mut waiting.bytes);
                    waiting.leaving = bytes.len();
                    return Some(());
                }
                if waiting.is_closed {
                    return None;
                }
            }
            filled.await;
        }
    }

    /// Notes that what was taken is gone.
    pub(crate) fn sent(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).leaving = 0;
    }
}

impl Default for Outbox {
    fn default() -> Self {
        Self::new()
    }
}

/// There is no room for a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Lost;

#[cfg(test)]
mod tests {
    use super::{Lost, Outbox, ROOM};

    #[tokio::test]
    async fn a_slow_reader_loses_messages_and_not_memory() {
        let outbox = Outbox::new();
        let message = vec![7; 1024];
        let put = (0..1000).filter(|_| outbox.put(&message) == Ok(())).count();
        assert_eq!(put, ROOM / 1024);
        let mut bytes = Vec::new();
        outbox.take(&mut bytes).await;
        assert_eq!(bytes.len(), ROOM);
        assert_eq!(outbox.put(&message), Err(Lost), "what is being written still counts");
        outbox.sent();
        assert_eq!(outbox.put(&message), Ok(()));
        outbox.take(&mut bytes).await;
        assert_eq!(bytes, message);
    }

    #[tokio::test]
    async fn what_waits_is_written_before_the_end() {
        let outbox = Outbox::new();
        outbox.put(b"last").unwrap();
        outbox.close();
        let mut bytes = Vec::new();
        assert_eq!(outbox.take(&mut bytes).await, Some(()));
        assert_eq!(bytes, b"last");
        assert_eq!(outbox.take(&mut bytes).await, None);
    }
}
