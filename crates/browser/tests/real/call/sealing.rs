//! Frames that a worker seals before they leave the page. The worker here is a simple one, which shows whether each frame
//! comes through it.

use heliograph_browser::census;
use heliograph_session::{Effect, FrameKeys, SealerState, Section, StartWith};
use heliograph_wire::Private;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use super::{begun, met};
use crate::ears::{Ears, pictures};
use crate::support::{Side, run, settled, until, witnessed};

/// Sealing puts four bytes behind a frame: the sender's index, its stream and the key count. Opening takes nothing else.
/// Frames whose codec it was not told by then are refused. It fails when it is told to.
const WORKER: &str = r#"
    self.workers = [];
    const source = `
        const counts = {};
        const named = { true: {}, false: {} };
        let base;
        const hasKey = new Promise((resolve) => {
            self.onmessage = ({ data: { epoch, payloadTypes, streams, fail } }) => {
                if (fail) return void Promise.reject(new Error("on purpose"));
                if (streams) return begin(streams);
                if (payloadTypes) return Object.assign(named[payloadTypes.seals], payloadTypes.names);
                base = epoch.base;
                resolve();
            };
        });
        self.onrtctransform = ({ transformer }) => begin(transformer);
        async function begin({ readable, writable, options }) {
            await hasKey;
            const mark = [83, options.sender, options.stream, base[31]];
            const count = (what) => {
                const own = (counts[options.track] ??= {});
                own[what] = (own[what] ?? 0) + 1;
            };
            const transform = (frame, controller) => {
                if (!named[options.seals][frame.getMetadata().payloadType]) return count("notSealed");
                const bytes = new Uint8Array(frame.data);
                const end = bytes.length - mark.length;
                if (options.seals) {
                    frame.data = Uint8Array.of(...bytes, ...mark).buffer;
                } else if (mark.every((byte, at) => bytes[end + at] === byte)) {
                    frame.data = bytes.slice(0, end).buffer;
                } else {
                    return count(bytes.length === 0 ? "empty" : "forged");
                }
                count(options.seals ? "sealed" : "opened");
                controller.enqueue(frame);
            };
            // As where a worker cannot ask the encoder itself.
            if (options.seals && options.video) self.postMessage({ wantsKeyFrame: options.track });
            readable.pipeThrough(new TransformStream({ transform })).pipeTo(writable).catch(() => {});
        }
        setInterval(() => {
            self.postMessage({ counts: { ...counts } });
            for (const track of Object.keys(counts)) delete counts[track];
        }, 200);
        self.onunhandledrejection = () => self.postMessage(false);
        self.postMessage(ANSWER);
    `.replace("ANSWER", answer);
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const begun = () => {
        const worker = new Worker(address);
        self.workers.push(worker);
        return worker;
    };
    self.heliograph = { frame: async () => begun() };
"#;

/// Counts how often an encoder is asked for key frames of all that it sends.
const COUNT_KEY_FRAMES: &str = r"
    self.keyFrames = 0;
    self.setParametersAsItIs ??= RTCRtpSender.prototype.setParameters;
    RTCRtpSender.prototype.setParameters = function (parameters, options) {
        const each = options?.encodingOptions ?? [];
        if (each.length > 0 && each.every(({ keyFrame }) => keyFrame)) self.keyFrames += 1;
        return self.setParametersAsItIs.call(this, parameters, options);
    };
";

/// What this page has of the ways to get at frames. A test that fails puts nothing back, so each says which it is for.
const HAND_TRANSFORMS: &str = "if (self.Hidden) self.RTCRtpScriptTransform = self.Hidden";
const HAND_STREAMS: &str = "self.Hidden ??= self.RTCRtpScriptTransform; delete self.RTCRtpScriptTransform";

/// The browser of whoever has the index 0 takes no transform for the pictures that it sends.
const REFUSE_PICTURES: &str = r"
    self.Hidden ??= self.RTCRtpScriptTransform;
    self.RTCRtpScriptTransform = class extends self.Hidden {
        constructor(worker, options) {
            if (options.seals && options.video && options.sender === 0) throw new Error('on purpose');
            super(worker, options);
        }
    };
";

/// Which key a side has, by its last byte.
fn start(side: &mut Side, index: u8, key: u8) {
    let mut base = [7; 32];
    base[31] = key;
    let keys = FrameKeys { index, base: Private::new(base) };
    let peer = side.peer.expect("they are connected");
    side.perform(Effect::StartSealer { peer, keys });
}

/// Has this page start such workers, which say this of whether they can work.
fn employ(can_work: bool, way: &str) {
    run(way);
    run(&format!("const answer = {can_work}; {WORKER}"));
}

/// Two people who are connected and whose browsers are about to seal all that they say and show, with these keys.
async fn ready(keys: [u8; 2]) -> (Side, Side) {
    ready_by(HAND_TRANSFORMS, keys).await
}

async fn ready_by(way: &str, keys: [u8; 2]) -> (Side, Side) {
    employ(true, way);
    let (mut ana, mut ben) = met().await;
    start(&mut ana, 0, keys[0]);
    start(&mut ben, 1, keys[1]);
    let is_ready = |side: &Side| side.sealing.started == Some(SealerState::Ready);
    until(&mut ana, &mut ben, |ana, ben| is_ready(ana) && is_ready(ben)).await;
    for side in [&mut ana, &mut ben] {
        side.perform(Effect::SealSections(side.peer.expect("they are connected")));
    }
    (ana, ben)
}

/// Has both browsers measure what they have sealed and opened so far.
async fn measure(ana: &mut Side, ben: &mut Side) {
    for side in [&mut *ana, &mut *ben] {
        side.sealing.measured.clear();
        side.perform(Effect::Measure(side.peer.expect("they are connected")));
    }
    let is_measured = |side: &Side| !side.sealing.measured.is_empty();
    until(ana, ben, |ana, ben| is_measured(ana) && is_measured(ben)).await;
}

/// How many frames of a section were sealed, opened and refused.
fn frames(side: &Side, section: Section) -> [u64; 3] {
    let of_section = side.sealing.measured.iter().find(|measured| measured.section == section);
    of_section.map_or([0; 3], |it| [it.sealed, it.opened, it.refused])
}

#[wasm_bindgen_test]
async fn every_frame_of_both_goes_through_their_workers() {
    all_goes_through_workers(HAND_TRANSFORMS).await;
}

#[wasm_bindgen_test]
async fn so_it_does_where_the_page_hands_streams_over() {
    if run("return 'createEncodedStreams' in RTCRtpSender.prototype").is_falsy() {
        return console_log!("not run: this browser hands over no streams");
    }
    all_goes_through_workers(HAND_STREAMS).await;
}

async fn all_goes_through_workers(way: &str) {
    run(COUNT_KEY_FRAMES);
    let (ana, ben) = ready_by(way, [1, 1]).await;
    let (mut ana, mut ben) = begun(StartWith::Video, ana, ben).await;
    // Camera and screen of both.
    witnessed(&mut ana, &mut ben, |_, _| run("return self.keyFrames").as_f64() == Some(4.0)).await;
    let (anas, bens) = (Ears::of(0), Ears::of(1));
    witnessed(&mut ana, &mut ben, |_, _| anas.hear() && bens.hear()).await;
    witnessed(&mut ana, &mut ben, |_, _| pictures(0, 1) > 5 && pictures(1, 1) > 5).await;
    for section in [Section::Voice, Section::Camera] {
        let is_counted = |side: &Side| frames(side, section)[0] > 0 && frames(side, section)[1] > 0;
        while !(is_counted(&ana) && is_counted(&ben)) {
            measure(&mut ana, &mut ben).await;
        }
    }
    assert!(ana.sealing.refused.is_empty() && ben.sealing.refused.is_empty());
    drop((ana, ben));
    settled().await;
}

#[wasm_bindgen_test]
async fn frames_of_another_key_are_dropped_and_told() {
    let (ana, ben) = ready([1, 2]).await;
    let (mut ana, mut ben) = begun(StartWith::Voice, ana, ben).await;
    let is_told = |side: &Side| side.sealing.refused.iter().any(|(section, _)| *section == Section::Voice);
    witnessed(&mut ana, &mut ben, |ana, ben| is_told(ana) && is_told(ben)).await;
    assert!(!Ears::of(0).hear() && !Ears::of(1).hear());
}

#[wasm_bindgen_test]
async fn nothing_is_sealed_once_that_is_stopped() {
    let (mut ana, mut ben) = ready([1, 1]).await;
    for side in [&mut ana, &mut ben] {
        side.perform(Effect::StopSealer(side.peer.expect("they are connected")));
    }
    let (mut ana, mut ben) = begun(StartWith::Voice, ana, ben).await;
    let (anas, bens) = (Ears::of(0), Ears::of(1));
    witnessed(&mut ana, &mut ben, |_, _| anas.hear() && bens.hear()).await;
    assert_eq!(census().workers, 0);
}

#[wasm_bindgen_test]
async fn a_worker_that_comes_to_an_end_is_told_and_nothing_passes_any_more() {
    let (ana, ben) = ready([1, 1]).await;
    let (mut ana, mut ben) = begun(StartWith::Voice, ana, ben).await;
    more_is_sealed(&mut ana, &mut ben).await;
    assert!(frames(&ben, Section::Voice)[1] > 0, "Ben hears Ana before");

    run("self.workers[0].postMessage({ fail: true })");
    let has_failed = |side: &Side| side.sealing.started == Some(SealerState::Failed);
    until(&mut ana, &mut ben, |ana, _| has_failed(ana)).await;
    // What was on its way.
    more_is_sealed(&mut ana, &mut ben).await;
    let [_, opened, refused] = frames(&ben, Section::Voice);
    more_is_sealed(&mut ana, &mut ben).await;
    assert_eq!(frames(&ben, Section::Voice)[1..], [opened, refused], "something of Ana's comes");
}

/// Waits until Ben has sent Ana another second of sound.
async fn more_is_sealed(ana: &mut Side, ben: &mut Side) {
    measure(ana, ben).await;
    let before = frames(ben, Section::Voice)[0];
    while frames(ben, Section::Voice)[0] < before + 50 {
        measure(ana, ben).await;
    }
}

#[wasm_bindgen_test]
async fn nothing_is_sent_where_a_section_cannot_be_sealed() {
    if run("return 'RTCRtpScriptTransform' in self").is_falsy() {
        return console_log!("not run: this browser hands streams over");
    }
    let (ana, ben) = ready([1, 1]).await;
    run(REFUSE_PICTURES);
    let (mut ana, mut ben) = begun(StartWith::Video, ana, ben).await;
    run(HAND_TRANSFORMS);
    until(&mut ana, &mut ben, |ana, _| ana.sealing.started == Some(SealerState::Failed)).await;
    // The sections are there, so the other side finds each at its place.
    let bens = Ears::of(1);
    witnessed(&mut ana, &mut ben, |_, _| bens.heard_nothing_for_a_while()).await;
    let [anas, bens] = ["0", "1"].map(|connection| {
        run(&format!(
            "return self.connections[{connection}].getSenders().filter(({{ track }}) => track).length"
        ))
        .as_f64()
    });
    assert_eq!([anas, bens], [Some(0.0), Some(2.0)]);
}

#[wasm_bindgen_test]
async fn a_worker_that_cannot_work_is_told() {
    employ(false, HAND_TRANSFORMS);
    let (mut ana, mut ben) = met().await;
    start(&mut ana, 0, 1);
    until(&mut ana, &mut ben, |ana, _| ana.sealing.started == Some(SealerState::Failed)).await;
}
