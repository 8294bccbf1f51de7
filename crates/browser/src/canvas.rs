use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, HtmlVideoElement, ImageData};

/// Where pictures become pixels; it is no part of the page.
pub(crate) struct Canvas {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

/// Width and height.
#[derive(Clone, Copy)]
pub(crate) struct Size(pub(crate) u32, pub(crate) u32);

impl Size {
    /// The same shape with a longer side of this length.
    pub(crate) fn with_longer_side(self, length: u32) -> Self {
        let longer = self.0.max(self.1).max(1);
        let scaled = |side: u32| (u64::from(side) * u64::from(length) / u64::from(longer)).max(1) as u32;
        Self(scaled(self.0), scaled(self.1))
    }

    pub(crate) fn longer_side(self) -> u32 {
        self.0.max(self.1)
    }

    pub(crate) fn pixels(self) -> u64 {
        u64::from(self.0) * u64::from(self.1)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0 || self.1 == 0
    }
}

impl Canvas {
    pub(crate) fn new() -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
        let options = js_sys::Object::new();
        // Pixels that are read stay where they can be read fast.
        js_sys::Reflect::set(&options, &JsValue::from_str("willReadFrequently"), &JsValue::TRUE).ok()?;
        let context = canvas.get_context_with_context_options("2d", &options).ok()??;
        Some(Self { canvas, context: context.dyn_into().ok()? })
    }

    /// The frame that a video shows, with at most so many pixels on its longer side; none before the first.
    pub(crate) fn frame(&self, video: &HtmlVideoElement, longest: u32) -> Option<ImageData> {
        let size = Size(video.video_width(), video.video_height());
        let size = size.with_longer_side(size.longer_side().min(longest));
        self.pixels(size, |context, width, height| {
            context.draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, width, height)
        })
    }

    /// A picture at this size, on white paper.
    pub(crate) fn picture(&self, image: &HtmlImageElement, size: Size) -> Option<ImageData> {
        self.pixels(size, |context, width, height| {
            context.set_fill_style_str("white");
            context.fill_rect(0.0, 0.0, width, height);
            context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height)
        })
    }

    fn pixels(
        &self,
        size: Size,
        draw: impl FnOnce(&CanvasRenderingContext2d, f64, f64) -> Result<(), JsValue>,
    ) -> Option<ImageData> {
        if size.is_empty() {
            return None;
        }
        if (self.canvas.width(), self.canvas.height()) != (size.0, size.1) {
            self.canvas.set_width(size.0);
            self.canvas.set_height(size.1);
        }
        let (width, height) = (f64::from(size.0), f64::from(size.1));
        draw(&self.context, width, height).ok()?;
        self.context.get_image_data(0.0, 0.0, width, height).ok()
    }
}
