//! Reads QR codes: with the browser's own detector where it has one, else with the scanner in its worker.

use heliograph_wire::Private;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ImageData;

use crate::scanner::Scanner;

const FORMAT: &str = "qr_code";

/// Whatever this browser reads codes with.
pub(crate) enum Reader {
    Detector(BarcodeDetector),
    Scanner(Scanner),
}

/// This browser can read no codes.
pub(crate) struct Unable;

impl Reader {
    pub(crate) async fn open() -> Result<Self, Unable> {
        match detector().await {
            Some(detector) => Ok(Self::Detector(detector)),
            None => Ok(Self::Scanner(Scanner::start().await?)),
        }
    }

    /// The text of a code in these pixels, which are used up.
    pub(crate) async fn read(&mut self, pixels: ImageData) -> Result<Option<Private<String>>, Unable> {
        if let Self::Detector(detector) = self {
            match detected(detector, &pixels).await {
                Ok(text) => return Ok(text),
                // Some systems have a detector that needs a service which they lack.
                Err(_) => *self = Self::Scanner(Scanner::start().await?),
            }
        }
        match self {
            Self::Scanner(scanner) => scanner.read(&pixels).await,
            Self::Detector(_) => Ok(None),
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// The detector of W3C's Accelerated Shape Detection in Images, which the bindings lack.
    pub(crate) type BarcodeDetector;

    #[wasm_bindgen(constructor, catch)]
    fn new(options: &JsValue) -> Result<BarcodeDetector, JsValue>;

    #[wasm_bindgen(static_method_of = BarcodeDetector, js_name = getSupportedFormats, catch)]
    fn supported_formats() -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn detect(this: &BarcodeDetector, pixels: &ImageData) -> Result<Promise, JsValue>;
}

async fn detector() -> Option<BarcodeDetector> {
    let formats = JsFuture::from(BarcodeDetector::supported_formats().ok()?).await.ok()?;
    let format = JsValue::from_str(FORMAT);
    if !formats.dyn_into::<Array>().ok()?.includes(&format, 0) {
        return None;
    }
    let options = js_sys::Object::new();
    Reflect::set(&options, &JsValue::from_str("formats"), &Array::of1(&format)).ok()?;
    BarcodeDetector::new(&options).ok()
}

async fn detected(
    detector: &BarcodeDetector,
    pixels: &ImageData,
) -> Result<Option<Private<String>>, JsValue> {
    let codes = JsFuture::from(detector.detect(pixels)?).await?;
    let text = |code: JsValue| Reflect::get(&code, &JsValue::from_str("rawValue")).ok()?.as_string();
    let texts = codes.dyn_into::<Array>()?.iter().filter_map(text).find(|text| !text.is_empty());
    Ok(texts.map(Private::new))
}
