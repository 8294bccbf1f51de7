use heliograph_session::Event;
use heliograph_wire::Private;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};

use crate::emit::Emit;
use crate::picture;

/// The largest file that can hold a code as text, in bytes.
const LARGEST: f64 = 65_536.0;

/// Reads the file that a person chose in `input`, and emits its text, or the text of the QR code in it.
pub fn open_file(input: &HtmlInputElement, emit: impl Fn(Event) + 'static) {
    if let Some(file) = input.files().and_then(|files| files.get(0)) {
        read(file, Emit::new(emit));
    }
    // The same file can be chosen again.
    input.set_value("");
}

pub(crate) fn read(file: File, emit: Emit) {
    spawn_local(async move {
        let (text, refusal) = if picture::is_picture(&file) {
            (picture::text_in(&file).await, Event::PictureRefused)
        } else {
            (text(&file).await, Event::FileRefused)
        };
        emit.now(text.map_or(refusal, Event::TextEntered));
    });
}

async fn text(file: &File) -> Option<Private<String>> {
    if file.size() > LARGEST {
        return None;
    }
    let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
    String::from_utf8(js_sys::Uint8Array::new(&bytes).to_vec()).ok().map(Private::new)
}
