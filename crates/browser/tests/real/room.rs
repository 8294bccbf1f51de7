//! What a page offers to the companion of a room.

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use heliograph_browser::{Browser, Census, census};
use heliograph_session::{Effect, Event, RoomEffect, RoomEvent};
use heliograph_wire::control::Switch;
use heliograph_wire::group::{Outcome, Task};
use heliograph_wire::room::{OWN_SECTIONS, RIDS, SDP_LIMIT, TILES_AT_MOST, VOICES_AT_MOST};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{run, settled};

/// Workers that can do nothing, and say so of each task.
const WORKERS: &str = r#"
    const worker = (source) => {
        const whole = `self.postMessage(true); self.onmessage = ({ data }) => { ${source} };`;
        return new Worker(URL.createObjectURL(new Blob([whole], { type: "text/javascript" })));
    };
    self.heliograph = {
        frame: async () => worker(""),
        group: async () => worker("if (!data.frames) self.postMessage(Uint8Array.of(0))"),
    };
"#;

/// A browser that has made one offer after the other, each with so many sections for pictures.
struct Offering {
    browser: Browser,
    events: UnboundedReceiver<Event>,
    number: u32,
}

impl Offering {
    /// Nothing is offered before it can be sealed.
    async fn new() -> Self {
        run(WORKERS);
        let (sender, mut events) = unbounded();
        // The receiving end may be gone when the last events arrive.
        let mut browser = Browser::new(move |event| drop(sender.unbounded_send(event)));
        browser.perform(Effect::Room(RoomEffect::Group(Task::Ask)));
        loop {
            match events.next().await.expect("a browser falls silent") {
                Event::Room(RoomEvent::Grouped(Outcome::Done)) => break,
                Event::Room(RoomEvent::GroupFailed) => panic!("the workers do not start"),
                _ => {}
            }
        }
        Self { browser, events, number: 0 }
    }

    async fn offer(&mut self, pictures: u8) -> String {
        self.number += 1;
        let effect = RoomEffect::Offer { number: self.number, pictures, restart: Switch::Off };
        self.browser.perform(Effect::Room(effect));
        loop {
            match self.events.next().await.expect("a browser falls silent") {
                Event::Room(RoomEvent::Offered { number, sdp }) => {
                    assert_eq!(number, self.number);
                    return sdp.reveal().clone();
                }
                Event::Room(RoomEvent::StepRefused(_)) => panic!("no offer is made"),
                _ => {}
            }
        }
    }
}

/// The kind and the direction of each section.
fn sections(sdp: &str) -> Vec<(&str, &str)> {
    let sections = sdp.split("\r\nm=").skip(1);
    let directions = ["sendrecv", "sendonly", "recvonly", "inactive"];
    let read = |section: &'_ str| {
        let found =
            directions.into_iter().find(|direction| section.contains(&format!("\r\na={direction}\r\n")));
        (section.starts_with("audio"), found.expect("each section has a direction"))
    };
    sections
        .map(read)
        .map(|(sounds, direction)| (if sounds { "audio" } else { "video" }, direction))
        .collect()
}

fn expected(pictures: usize) -> Vec<(&'static str, &'static str)> {
    let own = [("audio", "sendonly"), ("video", "sendonly"), ("video", "sendonly"), ("audio", "sendrecv")];
    assert_eq!(own.len(), OWN_SECTIONS);
    let voices = std::iter::repeat_n(("audio", "recvonly"), VOICES_AT_MOST);
    own.into_iter().chain(voices).chain(std::iter::repeat_n(("video", "recvonly"), pictures)).collect()
}

#[wasm_bindgen_test]
async fn sections_stand_in_their_order_and_grow_by_pictures_alone() {
    settled().await;
    let mut offering = Offering::new().await;
    let first = offering.offer(4).await;
    assert_eq!(sections(&first), expected(4));
    let second = offering.offer(8).await;
    assert_eq!(sections(&second), expected(8));
    let mids = |sdp: &str| {
        sdp.lines().filter(|line| line.starts_with("a=mid:")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(mids(&second)[..mids(&first).len()], mids(&first));
    offering.browser.perform(Effect::Room(RoomEffect::EndMedia));
    offering.browser.perform(Effect::Room(RoomEffect::EndGroup));
    drop(offering);
    settled().await;
    assert_eq!(census(), Census::default());
}

#[wasm_bindgen_test]
async fn the_camera_alone_has_layers_and_nothing_but_the_spoken_codecs_is_offered() {
    settled().await;
    let mut offering = Offering::new().await;
    let sdp = offering.offer(1).await;
    let sections: Vec<&str> = sdp.split("\r\nm=").skip(1).collect();
    for (place, section) in sections.iter().enumerate() {
        let rids: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("a=rid:")).collect();
        let names: Vec<&str> = rids.iter().filter_map(|rid| rid.split(' ').next()).collect();
        assert_eq!(names, if place == 1 { RIDS.to_vec() } else { Vec::new() }, "section {place}");
        let maps = section.lines().filter_map(|line| line.strip_prefix("a=rtpmap:")?.split_once(' '));
        for (_, codec) in maps {
            let name = codec.split('/').next().unwrap_or_default().to_ascii_lowercase();
            assert!(["opus", "vp8", "rtx"].contains(&name.as_str()), "{codec} in section {place}");
        }
    }
    assert!(sections[1].contains("a=simulcast:send q;h;f"));
}

#[wasm_bindgen_test]
async fn the_longest_offer_is_one_that_a_companion_takes() {
    settled().await;
    let sdp = Offering::new().await.offer(TILES_AT_MOST as u8).await;
    assert_eq!(sections(&sdp).len(), OWN_SECTIONS + VOICES_AT_MOST + TILES_AT_MOST);
    assert!(sdp.len() <= SDP_LIMIT, "{} bytes", sdp.len());
}
