//! What people do with files, and what the page's surroundings make of it.

use std::cell::RefCell;
use std::rc::Rc;

use heliograph_browser::pick_files;
use heliograph_session::{
    Event, Screen, TalkView, TransferEnd, TransferId, TransferState, TransferView, Way,
};
use heliograph_wire::Private;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

use crate::support::{Side, breathe, connected, run, until};

/// Notes every download instead of making it, remembers what is chosen, and lets tests change what is sent.
const SURROUNDINGS: &str = "
    self.downloads = [];
    self.chosen = [];
    self.tamper = (bytes) => [bytes];
    self.showSaveFilePicker = undefined;
    self.showDirectoryPicker = undefined;
    delete navigator.storage.estimate;
    if (self.surrounded) return;
    self.surrounded = true;
    HTMLAnchorElement.prototype.click = function () {
        self.downloads.push({ name: this.download, address: this.href });
    };
    const send = RTCDataChannel.prototype.send;
    RTCDataChannel.prototype.send = function (bytes) {
        if (this.label !== 'files') return send.call(this, bytes);
        for (const each of self.tamper(bytes, this)) send.call(this, each);
    };
    self.made = (name, size, seed) => {
        const bytes = new Uint8Array(size);
        for (let place = 0; place < size; place += 1) bytes[place] = (place * 31 + (place >> 8) + seed) & 255;
        return new File([bytes], name);
    };
    self.digest = async (blob) => {
        const hash = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
        return Array.from(new Uint8Array(hash)).join();
    };
    self.input = (files, accept) => {
        const transfer = new DataTransfer();
        for (const file of files) transfer.items.add(file);
        const input = document.createElement('input');
        input.type = 'file';
        input.accept = accept;
        input.multiple = true;
        input.files = transfer.files;
        self.chosen = files;
        return input;
    };
";

/// Ana and Ben, connected.
pub(crate) async fn people() -> (Side, Side) {
    run(SURROUNDINGS);
    connected().await
}

/// Runs a script, and waits for what it promises.
pub(crate) async fn wait_for(script: &str) -> JsValue {
    let promise = run(&format!("return (async () => {{ {script} }})()"));
    JsFuture::from(promise.unchecked_into::<js_sys::Promise>()).await.expect("the script runs")
}

/// Has a person choose files: a script makes them.
pub(crate) async fn choose(side: &mut Side, files: &str) {
    choose_accepting(side, files, "").await;
}

pub(crate) async fn choose_accepting(side: &mut Side, files: &str, accept: &str) {
    let input = wait_for(&format!("return self.input([{files}], '{accept}')")).await;
    let heard = Rc::new(RefCell::new(None));
    let hears = Rc::clone(&heard);
    pick_files(input.unchecked_ref::<HtmlInputElement>(), move |event: Event| {
        hears.replace(Some(event));
    });
    let picked = loop {
        if let Some(event) = heard.take() {
            break event;
        }
        breathe().await;
    };
    side.handle(picked);
}

/// A JPEG with a comment in which a camera might have put the place.
pub(crate) const PHOTOGRAPH: &str = "await (async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 3_000;
    canvas.height = 1_500;
    canvas.getContext('2d').fillRect(0, 0, 1_000, 1_000);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg'));
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const secret = new TextEncoder().encode('at 52.5 north');
    const comment = [0xff, 0xfe, 0, secret.length + 2, ...secret];
    return new File([bytes.slice(0, 2), new Uint8Array(comment), bytes.slice(2)], 'p.jpeg', { type: 'image/jpeg' });
})()";

/// Ana sends a picture, which a script makes, and Ben sees it: where his page finds it.
pub(crate) async fn pictured(ana: &mut Side, ben: &mut Side, picture: &str) -> Private<String> {
    choose_accepting(ana, picture, "image/*").await;
    until(ana, ben, |_, ben| transfer(ben, Way::In).is_some_and(|view| view.picture.is_some())).await;
    transfer(ben, Way::In).and_then(|view| view.picture).expect("just seen")
}

pub(crate) fn talk(side: &Side) -> Option<TalkView> {
    match side.screen() {
        Screen::Talk(talk) => Some(*talk),
        _ => None,
    }
}

/// The last transfer of one way, as this side sees it.
pub(crate) fn transfer(side: &Side, way: Way) -> Option<TransferView> {
    let talk = talk(side)?;
    let (_, view) = talk.transfers.iter().rfind(|(id, _)| id.way == way)?;
    Some((**view).clone())
}

pub(crate) fn is(side: &Side, way: Way, state: TransferState) -> bool {
    transfer(side, way).is_some_and(|view| view.state == state)
}

/// Ben sees an offer, and takes it.
pub(crate) async fn accepted(ana: &mut Side, ben: &mut Side) -> TransferId {
    until(ana, ben, |_, ben| is(ben, Way::In, TransferState::Offered)).await;
    let id = transfer(ben, Way::In).expect("just seen").id;
    ben.handle(Event::FilesAccepted(id));
    id
}

/// Both see that everything is stored.
pub(crate) async fn stored(ana: &mut Side, ben: &mut Side) {
    until(ana, ben, |ana, ben| {
        ended(ana, Way::Out).or(ended(ben, Way::In)).is_some()
            || is(ana, Way::Out, TransferState::Stored) && is(ben, Way::In, TransferState::Stored)
    })
    .await;
    assert_eq!((ended(ana, Way::Out), ended(ben, Way::In)), (None, None));
}

pub(crate) fn ended(side: &Side, way: Way) -> Option<TransferEnd> {
    match transfer(side, way)?.state {
        TransferState::Ended(end) => Some(end),
        _ => None,
    }
}

/// Ben sees how a transfer came to nothing, and Ana as well.
pub(crate) async fn fails(ana: &mut Side, ben: &mut Side) -> (Option<TransferEnd>, Option<TransferEnd>) {
    until(ana, ben, |ana, ben| ended(ana, Way::Out).is_some() && ended(ben, Way::In).is_some()).await;
    (ended(ana, Way::Out), ended(ben, Way::In))
}

/// Whether the last download is the first file that was chosen, byte for byte.
pub(crate) async fn download_is_the_file() -> bool {
    let script = "
        const { address } = self.downloads.at(-1);
        const there = await (await fetch(address)).blob();
        return await self.digest(there) === await self.digest(self.chosen[0]);
    ";
    wait_for(script).await.is_truthy()
}

pub(crate) fn text(script: &str) -> String {
    run(script).as_string().expect("a text")
}
