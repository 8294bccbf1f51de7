//! The way in from JavaScript.

use heliograph_wire::group::{Outcome, Task};
use heliograph_wire::room::Epoch;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::FrameOrder;

/// [`Group`](crate::Group) with the browser's own chance.
#[wasm_bindgen]
#[derive(Default)]
pub struct Group(crate::Group);

#[wasm_bindgen]
impl Group {
    /// Nobody yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The outcome of a task, both in bytes.
    pub fn perform(&mut self, task: &[u8]) -> Vec<u8> {
        Task::decode(task).map_or(Outcome::Done, |task| self.0.perform(task)).encode()
    }

    /// What the worker of frames is to be told next: a byte for what it is (0 keys, 1 seal, 2 close), the number of the epoch
    /// in 8 bytes, big-endian; and of keys the group's tag in 8, the index in one, the base key in 32 bytes, and behind it the
    /// indices of all members.
    pub fn take_order(&mut self) -> Option<Vec<u8>> {
        self.0.take_order().map(|order| match order {
            FrameOrder::Keys { epoch: Epoch { group, number }, index, members, base } => {
                [&[0][..], &number.to_be_bytes(), &group.0, &[index], base.reveal(), &members].concat()
            }
            FrameOrder::Seal(number) => [&[1][..], &number.to_be_bytes()].concat(),
            FrameOrder::Close(before) => [&[2][..], &before.to_be_bytes()].concat(),
        })
    }
}
