//! What is opened is closed, what is hooked is unhooked.

use heliograph_browser::{Census, census};
use heliograph_session::Event;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{breathe, connected, run, settled, until};

async fn connect_and_leave() {
    let (mut ana, mut ben) = connected().await;
    ana.handle(Event::LeaveChosen);
    until(&mut ana, &mut ben, |_, ben| !ben.talks()).await;
}

/// Counts every peer connection that this page makes from now on.
fn count_connections() {
    let script = "
        const Real = self.RTCPeerConnection;
        self.made = [];
        self.RTCPeerConnection = function (...settings) {
            const connection = new Real(...settings);
            self.made.push(connection);
            return connection;
        };
    ";
    run(script);
}

fn connections(which: &str) -> u32 {
    run(&format!("return self.made.filter({which}).length")).as_f64().expect("a count") as u32
}

#[wasm_bindgen_test]
async fn a_hundred_conversations_leave_nothing_behind() {
    settled().await;
    count_connections();
    for _ in 0..100 {
        connect_and_leave().await;
    }
    breathe().await;
    assert_eq!(connections("() => true"), 200);
    assert_eq!(connections("(it) => it.connectionState !== 'closed'"), 0);
    assert_eq!(census(), Census::default());
}
