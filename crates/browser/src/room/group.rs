//! This page as a member of its room's group: one worker has the keys, another one seals and opens frames with them, and the page
//! between them has none.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{AbortHandle, Either, abortable, select};
use heliograph_session::{Event, RoomEvent};
use heliograph_wire::group::{Outcome, Task};
use heliograph_wire::room::{OWN_SECTIONS, Source};
use heliograph_wire::{Millis, Private};
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageChannel, RtcRtpSender, Worker};

use crate::census::Counted;
use crate::emit::Emit;
use crate::frames::{self, Way};
use crate::script::{number, object};
use crate::worker::{Hired, within};

#[wasm_bindgen]
extern "C" {
    /// The start script knows how; only the page of a site has this worker.
    #[wasm_bindgen(js_namespace = heliograph, js_name = group, catch)]
    fn start_worker() -> Result<Promise, JsValue>;
}

/// A worker that takes longer to start, or over a task, is given up.
const PATIENCE: Millis = Millis::seconds(30);

/// The streams of a page's own sections, by their numbers in `docs/protocol/frame.md`: microphone, camera, screen and its
/// sound.
const STREAMS: [u8; OWN_SECTIONS] = [0, 1, 4, 5];

/// The workers, which end when this is dropped, with all keys.
pub(super) struct Group {
    tasks: UnboundedSender<Private<Vec<u8>>>,
    frames: Rc<Frames>,
    serving: AbortHandle,
}

/// What lines have to do with the worker of frames. It stays as long as the group, whatever becomes of lines: no key may seal
/// from its first nonce on twice.
#[derive(Default)]
pub(super) struct Frames {
    worker: OnceCell<Worker>,
    senders: RefCell<Vec<RtcRtpSender>>,
}

impl Group {
    /// Starts both workers, and tells what comes of each task, in order; or once that nothing comes of any more.
    pub(super) fn start(emit: &Emit) -> Self {
        let (sender, tasks) = unbounded();
        let frames = Rc::new(Frames::default());
        let counted = Counted::task();
        let (serve, serving) = abortable({
            let (frames, emit) = (Rc::clone(&frames), emit.clone());
            async move {
                let _counted = counted;
                serve(tasks, &frames, &emit).await;
                emit.now(Event::Room(RoomEvent::GroupFailed));
            }
        });
        // How it ends does not matter: nobody waits for it.
        spawn_local(async move {
            let _ = serve.await;
        });
        Self { tasks: sender, frames, serving }
    }

    pub(super) fn ask(&self, task: &Task) {
        // Where nobody takes it, that was said.
        let _ = self.tasks.unbounded_send(Private::new(task.encode()));
    }

    pub(super) fn frames(&self) -> Rc<Frames> {
        Rc::clone(&self.frames)
    }

    /// Lets nothing pass by a section for pictures but what is sealed by this member.
    pub(super) fn expect(&self, section: u8, of: Option<(u8, Source)>) {
        let Some(worker) = self.frames.worker.get() else { return };
        let track = ("track", picture(section).into());
        let place = match of {
            Some((sender, source)) => {
                let stream = if source == Source::Camera { STREAMS[1] } else { STREAMS[2] };
                object(&[track, ("sender", sender.into()), ("stream", stream.into())])
            }
            None => object(&[track]),
        };
        // It has no way to refuse: these are two numbers.
        let _ = worker.post_message(&object(&[("expect", place)]));
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Frames {
    /// Seals what this page sends by one of its own sections. None where it cannot be.
    pub(super) fn seal(&self, section: usize, sender: &RtcRtpSender) -> Option<()> {
        let stream = STREAMS[section];
        let video = matches!(stream, 1 | 4);
        let options = [("track", own(section).into()), ("stream", stream.into())];
        self.hand_over(sender, Way::Out, video, &options)?;
        let mut senders = self.senders.borrow_mut();
        // Those of a line that is gone have no encoders any more.
        if section == 0 {
            senders.clear();
        }
        senders.push(sender.clone());
        Some(())
    }

    /// Opens anybody's sound that comes by a section. None where it cannot be.
    pub(super) fn open_voice(&self, section: usize, receiver: &JsValue) -> Option<()> {
        self.hand_over(receiver, Way::In, false, &[("track", format!("voice {section}").into())])
    }

    /// Opens what comes by a section for pictures, once it is known whose. None where it cannot be.
    pub(super) fn open_picture(&self, section: u8, receiver: &JsValue) -> Option<()> {
        self.hand_over(receiver, Way::In, true, &[("track", picture(section).into())])
    }

    pub(super) fn name_payloads(&self, way: Way, sdp: &str) {
        if let Some(worker) = self.worker.get() {
            frames::name_payloads(worker, way, sdp);
        }
    }

    fn hand_over(&self, end: &JsValue, way: Way, video: bool, options: &[(&str, JsValue)]) -> Option<()> {
        let common = [
            ("seals", matches!(way, Way::Out).into()),
            ("video", video.into()),
            ("shortTags", JsValue::FALSE),
            ("since", js_sys::Date::now().into()),
        ];
        frames::hand_over(self.worker.get()?, end, &object(&[&common[..], options].concat()))
    }

    fn hear(&self, word: &JsValue) {
        let wanted = number(word, "wantsKeyFrame").map(|section| section as usize);
        if let Some(sender) = wanted.and_then(|section| self.senders.borrow().get(section).cloned()) {
            frames::make_key_frame(&sender);
        }
    }
}

/// Until one of both fails.
async fn serve(mut tasks: UnboundedReceiver<Private<Vec<u8>>>, frames: &Frames, emit: &Emit) -> Option<()> {
    // The scripts may never arrive.
    let (mut group, mut sealer) = within(PATIENCE, async {
        let group = Hired::start(start_worker(), PATIENCE).await?;
        Some((group, Hired::start(frames::start_worker(), PATIENCE).await?))
    })
    .await??;
    let channel = MessageChannel::new().ok()?;
    let [theirs, ours] = [channel.port1(), channel.port2()];
    group.say(&object(&[("frames", theirs.clone().into())]), &Array::of1(&theirs))?;
    sealer.say(&object(&[("keys", ours.clone().into())]), &Array::of1(&ours))?;
    frames.worker.get_or_init(|| sealer.worker().clone());
    loop {
        let task = match select(tasks.next(), Box::pin(sealer.word())).await {
            Either::Left((task, _)) => task?,
            Either::Right((word, _)) => {
                let word = word.filter(JsValue::is_object)?;
                frames.hear(&word);
                continue;
            }
        };
        let bytes = Uint8Array::from(task.reveal().as_slice());
        group.say(&bytes, &Array::of1(&bytes.buffer()))?;
        let answer: Uint8Array = group.answer(PATIENCE).await?.dyn_into().ok()?;
        let outcome = Outcome::decode(Private::new(answer.to_vec()).reveal())?;
        emit.now(Event::Room(RoomEvent::Grouped(outcome)));
    }
}

/// What this page calls what it sends by one of its own sections.
fn own(section: usize) -> u32 {
    u32::try_from(section).unwrap_or(u32::MAX)
}

/// What it calls what comes by a section for pictures.
fn picture(section: u8) -> String {
    format!("picture {section}")
}
