//! What changes during a call: devices, the route, and how much of the line is used.

use std::cell::RefCell;

use heliograph_session::{
    Capture, CaptureView, Event, Pick, RouteKind, Screen, Section, StartWith, StatisticsView, Thrift,
};
use heliograph_wire::control::Switch;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{call, called, is_in, met};
use crate::ears::{Ears, pictures};
use crate::support::{Side, run, until, witnessed};

fn statistics(side: &Side) -> Option<StatisticsView> {
    match side.screen() {
        Screen::Talk(talk) => talk.statistics,
        _ => None,
    }
}

#[wasm_bindgen_test]
async fn both_beginning_at_once_while_the_route_is_renewed_always_end_in_a_call() {
    for _ in 0..20 {
        let (mut ana, mut ben) = met().await;
        for side in [&mut ana, &mut ben] {
            side.handle(Event::CallChosen(StartWith::Video));
            side.handle(Event::CallJoined);
        }
        let peer = ben.peer.expect("Ben is connected");
        ben.handle(Event::NegotiationNeeded(peer));
        until(&mut ana, &mut ben, |ana, ben| is_in(ana) && is_in(ben)).await;
        witnessed(&mut ana, &mut ben, |_, _| pictures(0, 1) > 0 && pictures(1, 1) > 0).await;
    }
}

#[wasm_bindgen_test]
async fn devices_change_in_the_middle_of_a_call() {
    let (mut ana, mut ben) = called(StartWith::Video).await;
    ana.handle(Event::DevicesChosen(Switch::On));
    until(&mut ana, &mut ben, |ana, _| {
        call(ana).devices.is_some_and(|choice| !choice.devices.microphones.is_empty())
    })
    .await;
    let devices = call(&ana).devices.expect("just listed").devices;
    let tracks = "return self.connections[0].getSenders().map((it) => it.track?.id).join()";
    let before = run(tracks);
    let last =
        |list: &[heliograph_session::Device]| Pick::Device(list.last().expect("one at least").id.clone());
    for (capture, pick) in
        [(Capture::Microphone, last(&devices.microphones)), (Capture::Camera, last(&devices.cameras))]
    {
        ana.handle(Event::DevicePicked { capture, pick });
    }
    let seen = pictures(1, 1);
    let bens = Ears::of(1);
    bens.listen_anew();
    witnessed(&mut ana, &mut ben, |_, _| run(tracks) != before && pictures(1, 1) > seen + 10 && bens.hear())
        .await;
    assert!(matches!(call(&ana).mine.camera, CaptureView::On(_)));
}

#[wasm_bindgen_test]
async fn what_is_measured_is_what_is_sent() {
    let (mut ana, mut ben) = called(StartWith::Video).await;
    ana.handle(Event::StatisticsChosen(Switch::On));
    ben.handle(Event::StatisticsChosen(Switch::On));
    let camera = |streams: &[heliograph_session::StreamView]| {
        let stream = streams.iter().find(|stream| stream.section == Section::Camera)?;
        stream.size.zip(stream.codec.clone())
    };
    // A browser with much to do changes the size of what it sends, and what arrives follows.
    let sent = RefCell::new(Vec::new());
    witnessed(&mut ana, &mut ben, |ana, ben| {
        let (Some(anas), Some(bens)) = (statistics(ana), statistics(ben)) else { return false };
        let sound = |streams: &[heliograph_session::StreamView]| {
            streams.iter().any(|stream| stream.section == Section::Voice && stream.rate > 0)
        };
        sent.borrow_mut().extend(camera(&anas.sent));
        camera(&bens.received).is_some_and(|received| sent.borrow().contains(&received))
            && sound(&bens.received)
            && bens.samples.iter().any(|sample| sample.received > 0)
            && anas.route == RouteKind::SameNetwork
    })
    .await;
}

#[wasm_bindgen_test]
async fn low_data_makes_pictures_small() {
    let (mut ana, mut ben) = called(StartWith::Video).await;
    let width = "const track = self.connections[1].getTransceivers()[1].receiver.track;
        return track.getSettings().width ?? self.eyes.get(track).video.videoWidth";
    witnessed(&mut ana, &mut ben, |_, _| pictures(1, 1) > 0).await;
    ana.handle(Event::ThriftChosen(Thrift::LowData));
    witnessed(&mut ana, &mut ben, |_, _| {
        run(width).as_f64().is_some_and(|width| width > 0.0 && width <= 330.0)
    })
    .await;
    let limit = run("return self.connections[0].getSenders()[1].getParameters().encodings[0].maxBitrate");
    assert_eq!(limit.as_f64(), Some(150_000.0));
}
