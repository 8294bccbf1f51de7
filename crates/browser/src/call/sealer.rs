//! Seals the frames of a connection's calls in a worker of its own (W3C WebRTC Encoded Transform).

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use futures::future::{AbortHandle, abortable};
use heliograph_session::{Event, FrameKeys, SealerState, SealingMeasured, Section};
use heliograph_wire::{Millis, PeerId};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{RtcRtpSender, RtcRtpTransceiver, Worker};

use super::sections::SECTIONS;
use crate::census::Counted;
use crate::emit::Emit;
use crate::frames::{self, Way};
use crate::script::{member, number, object};
use crate::worker::{Hired, within};

/// A worker that takes longer to start is given up.
const PATIENCE: Millis = Millis::seconds(10);

/// The epoch that begins with the first key.
const FIRST_EPOCH: u32 = 1;

/// Seals and opens until this is dropped; no frame passes then.
pub(crate) struct Sealer {
    shared: Rc<Shared>,
    task: AbortHandle,
}

struct Shared {
    peer: PeerId,
    index: u8,
    worker: OnceCell<Worker>,
    senders: RefCell<[Option<RtcRtpSender>; 4]>,
    /// Whether something could not be handed over to the worker.
    is_broken: Cell<bool>,
    measured: RefCell<[SealingMeasured; 4]>,
    emit: Emit,
}

impl Sealer {
    /// Starts the worker with the key of the first epoch, and says what came of it.
    pub(crate) fn start(peer: PeerId, keys: &FrameKeys, emit: &Emit) -> Self {
        let shared = Rc::new(Shared {
            peer,
            index: keys.index,
            worker: OnceCell::new(),
            senders: RefCell::default(),
            is_broken: Cell::new(false),
            measured: RefCell::new(SECTIONS.map(nothing)),
            emit: emit.clone(),
        });
        let (working, task) = abortable(work(Rc::clone(&shared), keys.clone()));
        // How it ends does not matter: nobody waits for it.
        spawn_local(async move {
            let _ = working.await;
        });
        Self { shared, task }
    }

    /// Seals what a transceiver sends, and opens what it receives. Where that cannot be, it is [broken](Self::is_broken).
    pub(crate) fn attach(&self, transceiver: &RtcRtpTransceiver, section: Section) {
        let sender = transceiver.sender();
        let done = self
            .shared
            .hand_over(&sender, section, Way::Out)
            .and_then(|()| self.shared.hand_over(&transceiver.receiver(), section, Way::In));
        if done.is_none() {
            log::warn!("a section cannot be sealed, so nothing goes over any");
            self.shared.is_broken.set(true);
            self.shared.emit.later(self.shared.changed(SealerState::Failed));
        }
        self.shared.senders.borrow_mut()[place(section)] = Some(sender);
    }

    /// Whether there is something that it cannot seal or open, which then must not be sent or played.
    pub(crate) fn is_broken(&self) -> bool {
        self.shared.is_broken.get()
    }

    /// Tells the worker which codecs payload types stand for: not every browser says it of each frame.
    pub(crate) fn name_payloads(&self, way: Way, sdp: &str) {
        if let Some(worker) = self.shared.worker.get() {
            frames::name_payloads(worker, way, sdp);
        }
    }

    /// What became of frames so far.
    pub(crate) fn measured(&self) -> Vec<SealingMeasured> {
        self.shared.measured.borrow().to_vec()
    }
}

impl Drop for Sealer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn work(shared: Rc<Shared>, keys: FrameKeys) {
    let _counted = Counted::task();
    let Some(mut hired) = hire(&shared, keys).await else { return shared.says(SealerState::Failed) };
    shared.says(SealerState::Ready);
    while let Some(word) = hired.word().await {
        // It came to an end, and no frame passes any more.
        if !word.is_object() {
            return shared.says(SealerState::Failed);
        }
        shared.hear(&word);
    }
}

/// A worker that can work, with the key of the first epoch.
async fn hire(shared: &Shared, keys: FrameKeys) -> Option<Hired> {
    // The script may never arrive.
    let hired = within(PATIENCE, Hired::start(frames::start_worker(), PATIENCE)).await.flatten()?;
    let worker = shared.worker.get_or_init(|| hired.worker().clone());
    begin_epoch(worker, FIRST_EPOCH, keys.base.reveal()).map(|()| hired)
}

/// Has everything sealed with the key of this epoch from now on, and opened with it, too.
fn begin_epoch(worker: &Worker, number: u32, base: &[u8; 32]) -> Option<()> {
    let base = Uint8Array::from(base.as_slice());
    let epoch = object(&[("number", number.into()), ("base", base.clone().into())]);
    let said = worker.post_message(&object(&[("epoch", epoch)]));
    // The worker has a copy of its own.
    base.fill(0, 0, base.length());
    said.ok()
}

impl Shared {
    /// Hands the frames of a sender or receiver over to the worker.
    fn hand_over(&self, end: &JsValue, section: Section, way: Way) -> Option<()> {
        frames::hand_over(self.worker.get()?, end, &self.options(section, way))
    }

    /// What the worker has to know of a track.
    fn options(&self, section: Section, way: Way) -> JsValue {
        let (seals, sender) = match way {
            Way::Out => (true, self.index),
            Way::In => (false, self.index ^ 1),
        };
        object(&[
            ("track", track(section, way).into()),
            ("seals", seals.into()),
            ("sender", sender.into()),
            ("stream", stream(section).into()),
            ("video", matches!(section, Section::Camera | Section::Screen).into()),
            ("shortTags", JsValue::FALSE),
            ("since", js_sys::Date::now().into()),
        ])
    }

    fn says(&self, sealer: SealerState) {
        self.emit.now(self.changed(sealer));
    }

    const fn changed(&self, sealer: SealerState) -> Event {
        Event::SealerChanged { peer: self.peer, sealer }
    }

    fn hear(&self, word: &JsValue) {
        if let Some(wanted) = number(word, "wantsKeyFrame") {
            let section = SECTIONS.into_iter().find(|section| f64::from(track(*section, Way::Out)) == wanted);
            self.make_key_frame(section);
        }
        let Some(counts) = member(word, "counts") else { return };
        for section in SECTIONS {
            for way in [Way::Out, Way::In] {
                if let Some(counts) = member(&counts, &track(section, way).to_string()) {
                    self.count(section, &counts);
                }
            }
        }
    }

    /// Asks this side's encoder.
    fn make_key_frame(&self, section: Option<Section>) {
        let senders = self.senders.borrow();
        let Some(sender) = section.and_then(|section| senders[place(section)].as_ref()) else { return };
        frames::make_key_frame(sender);
    }

    fn count(&self, section: Section, counts: &JsValue) {
        let sum = |names: &[&str]| names.iter().filter_map(|name| number(counts, name)).sum::<f64>() as u64;
        let refused = sum(&["notSealed", "unknownKey", "forged", "disordered", "misplaced"]);
        let before = self.measured.borrow()[place(section)];
        self.measured.borrow_mut()[place(section)] = SealingMeasured {
            section,
            sealed: before.sealed + sum(&["sealed"]),
            opened: before.opened + sum(&["opened"]),
            refused: before.refused + refused,
            dropped: before.dropped + sum(&["unable", "empty", "repeated", "stale"]),
            spent: before.spent + sum(&["spent"]),
        };
        if refused > 0 {
            let count = u32::try_from(refused).unwrap_or(u32::MAX);
            self.emit.now(Event::FramesRefused { peer: self.peer, section, count });
        }
    }
}

fn place(section: Section) -> usize {
    SECTIONS.iter().position(|other| *other == section).unwrap_or_default()
}

/// What this page calls what goes one way through a section.
fn track(section: Section, way: Way) -> u8 {
    let way = match way {
        Way::Out => 0,
        Way::In => 1,
    };
    stream(section) * 2 + way
}

/// Its number in `docs/protocol/frame.md`.
const fn stream(section: Section) -> u8 {
    match section {
        Section::Voice => 0,
        Section::Camera => 1,
        Section::Screen => 4,
        Section::ScreenSound => 5,
    }
}

const fn nothing(section: Section) -> SealingMeasured {
    SealingMeasured { section, sealed: 0, opened: 0, refused: 0, dropped: 0, spent: 0 }
}
