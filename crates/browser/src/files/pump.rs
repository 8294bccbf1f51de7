//! Hands what was read to the channel, no faster than the line and the other side take it.

mod ahead;
mod stream;

use std::pin::pin;
use std::rc::Rc;

use futures::future::{Either, select};
use heliograph_transfer::{Pieces, Step};

use super::bell::Ear;
use super::line::Wire;
use crate::census::Counted;
use crate::environment::now;
use ahead::Ahead;

/// The connection is gone; its transfers go on with the next one.
struct Gone;

/// Sends whatever there is to send, for as long as the channel is open.
pub(crate) async fn pump(wire: Rc<Wire>, mut ear: Ear) {
    let _counted = Counted::task();
    while !wire.is_open() {
        ear.hear().await;
    }
    let mut ahead = Ahead::default();
    let mut sending = Sending { wire, handed_over: 0, pieces: Pieces::default() };
    loop {
        ahead.ask(&sending.wire);
        let (step, bytes) = match select(pin!(ahead.read()), pin!(ear.hear())).await {
            Either::Left((read, _)) => read,
            Either::Right(_) => continue,
        };
        let Some(bytes) = bytes else {
            sending.wire.vanished(step.transfer());
            continue;
        };
        ahead.ask(&sending.wire);
        if sending.send(&step, &bytes, &mut ear).await.is_err() {
            return;
        }
    }
}

/// What goes into the channel.
struct Sending {
    wire: Rc<Wire>,
    /// How many bytes of files the browser was handed, in all.
    handed_over: u64,
    pieces: Pieces,
}

impl Sending {
    async fn send(&mut self, step: &Step, bytes: &[u8], ear: &mut Ear) -> Result<(), Gone> {
        // It is hashed while the line is busy with what came before.
        let Some(heads) = self.wire.outbox.borrow().heads(step, bytes) else { return Ok(()) };
        while self.wire.is_full() {
            ear.hear().await;
        }
        let waiting = u64::from(self.wire.channel.buffered_amount());
        self.pieces.crossed(self.handed_over.saturating_sub(waiting), now());
        let messages = heads.iter().map(Vec::as_slice).chain(bytes.chunks(self.pieces.size()));
        for message in messages {
            self.wire.channel.send_with_u8_array(message).map_err(|_| Gone)?;
        }
        self.handed_over += bytes.len() as u64;
        Ok(())
    }
}
