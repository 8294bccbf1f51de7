//! Pictures are drawn anew before they are sent, and looked at before they are shown.

use heliograph_session::{Event, Problem, TransferEnd, Way};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Side, run, until};
use crate::tools::{
    PHOTOGRAPH, choose_accepting, fails, people, pictured, stored, talk, text, transfer, wait_for,
};

#[wasm_bindgen_test]
async fn a_picture_is_shown_without_what_a_camera_wrote_beside_it() {
    let (mut ana, mut ben) = people().await;
    let address = pictured(&mut ana, &mut ben, PHOTOGRAPH).await;
    let script = format!(
        "const blob = await (await fetch('{}')).blob();
        const image = await createImageBitmap(blob);
        const text = new TextDecoder('latin1').decode(await blob.arrayBuffer());
        return [image.width, image.height, blob.type, text.includes('north')].join();",
        address.reveal()
    );
    assert_eq!(wait_for(&script).await.as_string().expect("a text"), "2048,1024,image/jpeg,false");
}

#[wasm_bindgen_test]
async fn a_picture_can_be_saved() {
    let (mut ana, mut ben) = people().await;
    let address = pictured(&mut ana, &mut ben, PHOTOGRAPH).await;
    assert_eq!(run("return self.downloads.length").as_f64(), Some(0.0));
    stored(&mut ana, &mut ben).await;
    let id = transfer(&ben, Way::In).expect("just seen").id;
    ben.handle(Event::FilesSaveChosen(id));
    let saved = text("return self.downloads.map(({ name, address }) => name + ' ' + address).join()");
    assert_eq!(saved, format!("p.jpg {}", address.reveal()));
}

/// Ana picks what cannot be drawn, and nothing of it goes anywhere.
async fn is_not_sent(ana: &mut Side, picture: &str) {
    choose_accepting(ana, picture, "image/*").await;
    assert_eq!(talk(ana).expect("both talk").problem, Some(Problem::PictureNotDrawn), "{picture}");
    assert!(transfer(ana, Way::Out).is_none(), "{picture}");
}

#[wasm_bindgen_test]
async fn what_cannot_be_drawn_is_not_sent_as_it_is() {
    let (mut ana, _ben) = people().await;
    for picture in [
        "new File(['taken at 52.5 north'], 'p.heic', { type: 'image/heic' })",
        "new File([new Uint8Array([0xff, 0xd8, 0xff, 0xd9])], 'p.jpeg', { type: 'image/jpeg' })",
        "new File(['taken at 52.5 north'], 'p.txt', { type: 'text/plain' })",
    ] {
        is_not_sent(&mut ana, picture).await;
    }
}

#[wasm_bindgen_test]
async fn what_moves_is_not_sent_as_a_picture_that_stands_still() {
    let (mut ana, _ben) = people().await;
    let gif = "new File([Uint8Array.from(atob('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=='), \
               (c) => c.charCodeAt(0))], 'p.gif', { type: 'image/gif' })";
    let moving_png = "await (async () => {
        const canvas = document.createElement('canvas');
        const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
        const control = new Uint8Array([0, 0, 0, 8, 97, 99, 84, 76, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        return new File([blob.slice(0, 33), control, blob.slice(33)], 'p.png', { type: 'image/png' });
    })()";
    is_not_sent(&mut ana, gif).await;
    is_not_sent(&mut ana, moving_png).await;
}

#[wasm_bindgen_test]
async fn a_few_bytes_that_would_become_too_many_pixels_are_not_shown() {
    let (mut ana, mut ben) = people().await;
    // What a browser gives Ana says of itself that it is 60,000 pixels wide and as high.
    run("self.toBlob = HTMLCanvasElement.prototype.toBlob;
        const side = [0, 0, 0xea, 0x60];
        const head = [137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, ...side, ...side];
        HTMLCanvasElement.prototype.toBlob = (done) =>
            done(new Blob([new Uint8Array(head)], { type: 'image/png' }));");
    let small = "await new Promise((done) => {
        const canvas = document.createElement('canvas');
        self.toBlob.call(canvas, (blob) => done(new File([blob], 'p.png', { type: 'image/png' })));
    })";
    choose_accepting(&mut ana, small, "image/*").await;
    run("HTMLCanvasElement.prototype.toBlob = self.toBlob");
    let ends = fails(&mut ana, &mut ben).await;
    assert_eq!(ends, (Some(TransferEnd::NoRoomThere), Some(TransferEnd::TooLarge)));
    assert!(transfer(&ben, Way::In).is_some_and(|view| view.picture.is_none()));
    // Both talk on.
    until(&mut ana, &mut ben, |ana, ben| ana.talks() && ben.talks()).await;
}
