//! Offers that nobody with good intentions makes.

use futures::StreamExt;
use futures::channel::mpsc::unbounded;
use heliograph_browser::Browser;
use heliograph_session::{Channel, Effect, Event, Kind, Servers};
use heliograph_wire::control::{Microphone, Part, Switch};
use heliograph_wire::{PeerId, Private};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::run;

#[wasm_bindgen_test]
async fn of_twenty_sections_only_those_of_a_call_are_taken() {
    let offered = run("
        self.hostile = new RTCPeerConnection();
        for (let round = 0; round < 5; round += 1) {
            ['audio', 'video', 'video', 'audio'].forEach((kind) => self.hostile.addTransceiver(kind));
        }
        self.hostile.createDataChannel('control', { negotiated: true, id: 0 });
        return self.hostile.createOffer().then((offer) => self.hostile.setLocalDescription(offer))
            .then(() => self.hostile.localDescription.sdp);
    ");
    let offer = JsFuture::from(offered.unchecked_into::<js_sys::Promise>()).await.expect("an offer");
    let offer = Private::new(offer.as_string().expect("a text"));
    let (sender, mut events) = unbounded();
    let mut browser = Browser::new(move |event| {
        // The receiving end may be gone when the last events arrive.
        let _ = sender.unbounded_send(event);
    });
    let peer = PeerId(1);
    browser.perform(Effect::AddMedia(PeerId(7)));
    browser.perform(Effect::CreateAnswer {
        peer,
        offer,
        channel: Channel::Control,
        servers: Servers::Stun(Vec::new()),
    });
    let everything = Part { microphone: Microphone::Live, camera: Switch::On, screen: Switch::On };
    browser.perform(Effect::SetPart { peer, part: Some(everything) });
    let answer = loop {
        match events.next().await {
            Some(Event::Described { kind: Kind::Answer, sdp, .. }) => break sdp,
            Some(Event::StepRefused { .. }) | None => panic!("it is answered"),
            Some(_) => {}
        }
    };
    let lines = |line: &str| answer.reveal().lines().filter(|other| *other == line).count();
    let used = |section: &&str| {
        let directions = ["a=sendrecv", "a=recvonly", "a=sendonly"];
        !section.starts_with("application") && directions.iter().any(|direction| section.contains(direction))
    };
    // The first piece is the session's own, and the next four are the call's.
    assert_eq!(answer.reveal().split("\r\nm=").skip(5).filter(used).count(), 0);
    assert!(lines("a=inactive") >= 16);
    browser.perform(Effect::AddMedia(peer));
    run("self.hostile.close()");
}
