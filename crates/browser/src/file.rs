use heliograph_session::Event;
use heliograph_wire::Private;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};

use crate::emit::Emit;
use crate::picture;
use crate::reader::Unable;

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
        let event = if picture::is_picture(&file) {
            match picture::text_in(&file).await {
                Ok(text) => text.map_or(Event::PictureRefused, Event::TextEntered),
                Err(Unable) => Event::PictureUnread,
            }
        } else {
            text(&file).await.map_or(Event::FileRefused, Event::TextEntered)
        };
        emit.now(event);
    });
}

async fn text(file: &File) -> Option<Private<String>> {
    if file.size() > LARGEST {
        return None;
    }
    let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
    String::from_utf8(js_sys::Uint8Array::new(&bytes).to_vec()).ok().map(Private::new)
}
