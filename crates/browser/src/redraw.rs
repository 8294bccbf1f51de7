//! Draws a picture anew before it is sent: smaller, and without what a camera wrote beside it, such as the place.

use heliograph_transfer::picture_moves;
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, FilePropertyBag, HtmlCanvasElement, HtmlImageElement};

use crate::canvas::Size;
use crate::picture::decoded;

/// The longest side of a picture that is sent.
const LONGEST_SIDE: u32 = 2_048;

/// How much of a photograph's detail is kept.
const QUALITY: f64 = 0.85;

/// The largest picture that is sent without loss: one of few colours, as of a screen.
const SMALL: f64 = 500_000.0;

/// So many bytes are looked at to see whether a picture moves.
const HEAD: f64 = 1_048_576.0;

/// None, where the browser cannot show it; what moves is not drawn, since it would stand still.
pub(crate) async fn redrawn(picture: &File) -> Option<File> {
    let head = JsFuture::from(picture.slice_with_f64_and_f64(0.0, HEAD).ok()?.array_buffer()).await.ok()?;
    if picture_moves(&Uint8Array::new(&head).to_vec()) {
        return None;
    }
    let image = decoded(picture).await?;
    let size = Size(image.natural_width(), image.natural_height());
    if size.is_empty() {
        return None;
    }
    let canvas = drawn(&image, size.with_longer_side(size.longer_side().min(LONGEST_SIDE)))?;
    let lossless = encoded(&canvas, "image/png").await;
    match lossless.filter(|blob| picture.type_() != "image/jpeg" && blob.size() <= SMALL) {
        Some(blob) => file(&blob, picture, "png"),
        None => file(&encoded(&canvas, "image/jpeg").await?, picture, "jpg"),
    }
}

fn drawn(image: &HtmlImageElement, size: Size) -> Option<HtmlCanvasElement> {
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(size.0);
    canvas.set_height(size.1);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (width, height) = (f64::from(size.0), f64::from(size.1));
    context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height).ok()?;
    Some(canvas)
}

async fn encoded(canvas: &HtmlCanvasElement, media_type: &str) -> Option<Blob> {
    let promise = Promise::new(&mut |done, _| {
        let take = Closure::once_into_js(move |blob: JsValue| {
            // A promise can be kept once, and is kept here.
            let _ = done.call1(&JsValue::NULL, &blob);
        });
        let quality = JsValue::from_f64(QUALITY);
        let take = take.unchecked_ref();
        // Where it fails at once, the promise stays open no longer than its page.
        let _ = canvas.to_blob_with_type_and_encoder_options(take, media_type, &quality);
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

fn file(blob: &Blob, picture: &File, ending: &str) -> Option<File> {
    let name = picture.name();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let options = FilePropertyBag::new();
    options.set_type(&blob.type_());
    File::new_with_blob_sequence_and_options(&Array::of1(blob), &format!("{stem}.{ending}"), &options).ok()
}
