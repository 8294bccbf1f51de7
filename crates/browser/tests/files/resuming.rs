//! A transfer outlives its connection.

use heliograph_session::{Event, TransferState, Way};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Side, run, until};
use crate::tools::{
    PHOTOGRAPH, accepted, choose, download_is_the_file, is, people, pictured, stored, transfer, wait_for,
};

/// The connection is gone for both, and they make another one.
async fn reconnected(ana: &mut Side, ben: &mut Side) {
    for side in [&mut *ana, &mut *ben] {
        let peer = side.peer.expect("both are connected");
        side.handle(Event::ChannelClosed(peer));
    }
    ana.handle(Event::InviteChosen);
    until(ana, ben, |ana, _| ana.code().is_some()).await;
    ben.handle(Event::TextEntered(ana.code().expect("just seen")));
    until(ana, ben, |_, ben| ben.code().is_some()).await;
    ana.handle(Event::TextEntered(ben.code().expect("just seen")));
    until(ana, ben, |ana, ben| ana.talks() && ben.talks()).await;
}

/// Lets so many bytes of files cross the next connection, or the present one, and then nothing more of their sender.
fn let_cross(bytes: u64) {
    run(&format!(
        "let crossed = 0, sender;
         self.tamper = (bytes, channel) => {{
             if (bytes.length > 10_000) [crossed, sender] = [crossed + bytes.length, channel];
             return channel === sender && crossed > {bytes} ? [] : [bytes];
         }};"
    ));
}

#[wasm_bindgen_test]
async fn a_file_goes_on_where_it_was_interrupted() {
    let arrived = |side: &Side| transfer(side, Way::In).map_or(0, |view| view.arrived);
    let (mut ana, mut ben) = people().await;
    let_cross(1_500_000);
    choose(&mut ana, "self.made('plan.bin', 20_000_000, 1)").await;
    accepted(&mut ana, &mut ben).await;
    let mut before = 0;
    for then in [2_500_000, 20_000_000] {
        until(&mut ana, &mut ben, |_, ben| arrived(ben) > before).await;
        before = arrived(&ben);
        let_cross(then);
        reconnected(&mut ana, &mut ben).await;
        assert!(!is(&ben, Way::In, TransferState::Stored), "nothing was interrupted");
    }
    stored(&mut ana, &mut ben).await;
    assert!(download_is_the_file().await);
}

#[wasm_bindgen_test]
async fn what_is_stored_outlives_its_connection() {
    let (mut ana, mut ben) = people().await;
    choose(&mut ana, "self.made('plan.bin', 1_500_000, 1)").await;
    let id = accepted(&mut ana, &mut ben).await;
    stored(&mut ana, &mut ben).await;
    run("self.first = self.chosen");
    let picture = pictured(&mut ana, &mut ben, PHOTOGRAPH).await;
    stored(&mut ana, &mut ben).await;
    reconnected(&mut ana, &mut ben).await;
    let is_there = format!("return (await (await fetch('{}')).blob()).size > 0", picture.reveal());
    assert!(wait_for(&is_there).await.is_truthy());
    run("self.chosen = self.first; self.downloads = []");
    ben.handle(Event::FilesSaveChosen(id));
    assert!(download_is_the_file().await);
}

#[wasm_bindgen_test]
async fn a_transfer_that_pauses_goes_on() {
    let (mut ana, mut ben) = people().await;
    choose(&mut ana, "self.made('plan.bin', 30_000_000, 1)").await;
    let id = accepted(&mut ana, &mut ben).await;
    until(&mut ana, &mut ben, |_, ben| transfer(ben, Way::In).is_some_and(|view| view.arrived > 0)).await;
    ben.handle(Event::FilesPaused(id));
    until(&mut ana, &mut ben, |ana, _| is(ana, Way::Out, TransferState::PausedThere)).await;
    ben.handle(Event::FilesContinued(id));
    stored(&mut ana, &mut ben).await;
    assert!(download_is_the_file().await);
}
