use heliograph_session::Event;
use heliograph_wire::Private;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};

use crate::emit::Emit;

/// The largest file that can hold a code, in bytes.
const LARGEST: f64 = 65_536.0;

/// Reads the file that a person chose in `input`, and emits its text.
pub fn open_file(input: &HtmlInputElement, emit: impl Fn(Event) + 'static) {
    if let Some(file) = input.files().and_then(|files| files.get(0)) {
        read(file, Emit::new(emit));
    }
    // The same file can be chosen again.
    input.set_value("");
}

pub(crate) fn read(file: File, emit: Emit) {
    spawn_local(async move {
        let event = match text(&file).await {
            Some(text) => Event::TextEntered(Private::new(text)),
            None => Event::FileRefused,
        };
        emit.now(event);
    });
}

async fn text(file: &File) -> Option<String> {
    if file.size() > LARGEST {
        return None;
    }
    let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
    String::from_utf8(js_sys::Uint8Array::new(&bytes).to_vec()).ok()
}
