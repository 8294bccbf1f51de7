//! A picture that a person opens: what is read in it, and what is said where nothing is.

use futures::StreamExt;
use futures::channel::mpsc::unbounded;
use heliograph_browser::open_file;
use heliograph_session::Event;
use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

use crate::support::run;

/// A field with a grey picture chosen in it.
const FIELD: &str = "
    return (async () => {
        const canvas = new OffscreenCanvas(90, 90);
        canvas.getContext('2d').fillRect(0, 0, 9, 9);
        const transfer = new DataTransfer();
        transfer.items.add(new File([await canvas.convertToBlob()], 'grey.png', { type: 'image/png' }));
        const field = document.createElement('input');
        field.type = 'file';
        field.files = transfer.files;
        return field;
    })();
";

/// A browser whose detector sees `self.sight` in everything.
const DETECTOR: &str = "
    self.BarcodeDetector = class {
        static async getSupportedFormats() { return ['qr_code']; }
        async detect() { return self.sight ? [{ rawValue: self.sight }] : []; }
    };
";

/// A browser without a detector, on a page whose worker does not start.
const NOTHING: &str = "
    self.starts = 0;
    self.BarcodeDetector = undefined;
    self.heliograph = { scanner: async () => { self.starts += 1; throw new Error('no worker'); } };
";

async fn opened() -> Event {
    let field = JsFuture::from(run(FIELD).unchecked_into::<Promise>()).await.expect("the picture is drawn");
    let field: HtmlInputElement = field.unchecked_into();
    let (sender, mut events) = unbounded();
    open_file(&field, move |event| {
        // Only the first is awaited.
        let _ = sender.unbounded_send(event);
    });
    events.next().await.expect("opening a picture says something")
}

#[wasm_bindgen_test]
async fn a_picture_gives_its_code_or_is_said_to_have_none() {
    run(DETECTOR);
    run("self.sight = 'a code';");
    match opened().await {
        Event::TextEntered(text) => assert_eq!(text.reveal(), "a code"),
        event => panic!("{}", event.name()),
    }
    run("self.sight = '';");
    assert_eq!(opened().await.name(), Event::PictureRefused.name());
}

#[wasm_bindgen_test]
async fn a_picture_that_nothing_can_look_at_is_not_said_to_have_no_code() {
    run(NOTHING);
    assert_eq!(opened().await.name(), Event::PictureUnread.name());
    assert_eq!(run("return self.starts;").as_f64(), Some(2.0));
    run("delete self.heliograph;");
}
