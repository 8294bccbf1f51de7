//! Looks for a code in a picture that a person opened, pasted or dropped.

use heliograph_wire::Private;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlImageElement, Url};

use crate::canvas::{Canvas, Size};
use crate::reader::{Reader, Unable};

/// The largest picture that is opened, in bytes: some megabytes more than cameras make.
const LARGEST: f64 = 33_554_432.0;

/// The most pixels of a picture that are drawn: cameras make 200 million at most. The browser has them in its memory
/// by then, within limits of its own.
const MOST_PIXELS: u64 = 200_000_000;

/// What the longer side is scaled to, one after the other: most codes are read in the first; a large one is
/// clearer when it is small, a small one in a large picture only when that stays large.
const SIDES: [u32; 3] = [1_600, 800, 2_800];

/// A picture without a size of its own is drawn as large as this.
const UNSIZED: Size = Size(1_000, 1_000);

pub(crate) fn is_picture(file: &File) -> bool {
    file.type_().starts_with("image/")
}

/// The text of a code in a picture, whatever formats the browser knows; none where the picture shows no code.
///
/// # Errors
///
/// [`Unable`] where nothing could look at it, twice.
pub(crate) async fn text_in(file: &File) -> Result<Option<Private<String>>, Unable> {
    if file.size() > LARGEST {
        return Ok(None);
    }
    let Some(image) = decoded(file).await else { return Ok(None) };
    let size = match Size(image.natural_width(), image.natural_height()) {
        Size(0, _) | Size(_, 0) => UNSIZED,
        size => size,
    };
    if size.pixels() > MOST_PIXELS {
        return Ok(None);
    }
    match code_in(&image, size).await {
        Err(Unable) => code_in(&image, size).await,
        seen => seen,
    }
}

async fn code_in(image: &HtmlImageElement, size: Size) -> Result<Option<Private<String>>, Unable> {
    let canvas = Canvas::new().ok_or(Unable)?;
    let mut reader = Reader::open().await?;
    for side in SIDES {
        // Making a picture much larger than it is shows nothing more.
        if side > SIDES[0] && side > size.longer_side() {
            continue;
        }
        let pixels = canvas.picture(image, size.with_longer_side(side)).ok_or(Unable)?;
        if let Some(text) = reader.read(pixels).await? {
            return Ok(Some(text));
        }
    }
    Ok(None)
}

pub(crate) async fn decoded(file: &File) -> Option<HtmlImageElement> {
    let address = Url::create_object_url_with_blob(file).ok()?;
    let image = HtmlImageElement::new().ok()?;
    image.set_src(&address);
    let decoded = JsFuture::from(image.decode()).await;
    // An address that was made can be forgotten.
    let _ = Url::revoke_object_url(&address);
    decoded.ok().map(|_| image)
}
