//! Renegotiation and ICE restarts, in band, between two real connections.

use heliograph_browser::now;
use heliograph_session::{Author, Entry, Event, Health, Line, Mark, Route, Screen, TalkView};
use heliograph_wire::{Millis, Private};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Side, connected, until};

fn lines(talk: &TalkView) -> impl Iterator<Item = &Line> {
    talk.entries.iter().filter_map(|entry| match entry {
        Entry::Line(line) => Some(&**line),
        Entry::Files(_) | Entry::NewConversation => None,
    })
}

fn delivered(side: &Side, count: usize) -> bool {
    let Screen::Talk(talk) = side.screen() else { return false };
    lines(&talk).filter(|line| line.author == Author::Me(Mark::Delivered)).count() == count
}

fn steady(side: &Side) -> bool {
    matches!(side.screen(), Screen::Talk(talk) if talk.health == Health::Steady)
}

fn write(side: &mut Side, text: &str) {
    side.handle(Event::MessageWritten(Private::new(text.to_owned())));
}

#[wasm_bindgen_test]
async fn ice_restarts_in_band_and_nothing_is_lost() {
    let (mut ana, mut ben) = connected().await;
    write(&mut ana, "before");
    let (peer, agreed) = (ana.peer.expect("Ana is connected"), ana.agreed);
    ana.handle(Event::RouteChanged { peer, route: Route::Broken });
    write(&mut ana, "during");
    ana.handle_at(now() + Millis::seconds(4), Event::Woke);
    until(&mut ana, &mut ben, |ana, _| ana.agreed == agreed + 1 && steady(ana)).await;
    write(&mut ana, "after");
    until(&mut ana, &mut ben, |ana, _| delivered(ana, 3)).await;
    let Screen::Talk(talk) = ben.screen() else { panic!("Ben talks") };
    let heard: Vec<&str> = lines(&talk).map(|line| line.text.reveal().as_str()).collect();
    assert_eq!(heard, ["before", "during", "after"]);
}

#[wasm_bindgen_test]
async fn both_sides_renegotiating_at_once_always_agree() {
    let (mut ana, mut ben) = connected().await;
    for round in 1..=20 {
        let (ana_agreed, ben_agreed) = (ana.agreed, ben.agreed);
        for side in [&mut ana, &mut ben] {
            let peer = side.peer.expect("both are connected");
            side.handle(Event::NegotiationNeeded(peer));
        }
        until(&mut ana, &mut ben, |ana, ben| ana.agreed > ana_agreed && ben.agreed > ben_agreed).await;
        write(&mut ana, "still here");
        until(&mut ana, &mut ben, |ana, _| delivered(ana, round)).await;
    }
    assert!(ana.talks() && ben.talks());
}
