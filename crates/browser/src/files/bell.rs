use std::cell::RefCell;

use futures::StreamExt;
use futures::channel::mpsc::{Receiver, Sender, channel};

/// Tells one task that something may have changed.
pub(crate) struct Bell(RefCell<Sender<()>>);

/// Where a bell is heard.
pub(crate) struct Ear(Receiver<()>);

impl Bell {
    pub(crate) fn new() -> (Self, Ear) {
        let (sender, receiver) = channel(0);
        (Self(RefCell::new(sender)), Ear(receiver))
    }

    pub(crate) fn ring(&self) {
        // It is full when it has rung already, and closed when nobody listens any more.
        let _ = self.0.borrow_mut().try_send(());
    }
}

impl Ear {
    /// Waits until the bell rings, or has rung since it was heard last.
    pub(crate) async fn hear(&mut self) {
        self.0.next().await;
    }
}
