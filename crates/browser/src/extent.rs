use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};

use crate::census::Counted;

/// How much room an element has inside.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extent {
    /// In CSS pixels.
    pub width: f64,
    /// In CSS pixels.
    pub height: f64,
    /// So many pixels of the device make one of these.
    pub density: f64,
}

/// Tells of an element's extent, for as long as this is kept.
pub struct ExtentWatch {
    observer: ResizeObserver,
    _tell: Closure<dyn Fn(Array)>,
    _counted: Counted,
}

/// Watches how large `element` is, from now on and whenever that changes; none where the browser cannot.
pub fn watch_extent(element: &Element, tell: impl Fn(Extent) + 'static) -> Option<ExtentWatch> {
    let tell = Closure::<dyn Fn(Array)>::new(move |changes: Array| {
        if let Ok(change) = changes.pop().dyn_into::<ResizeObserverEntry>() {
            let inside = change.content_rect();
            let density = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
            tell(Extent { width: inside.width(), height: inside.height(), density });
        }
    });
    let observer = ResizeObserver::new(tell.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(ExtentWatch { observer, _tell: tell, _counted: Counted::listener() })
}

impl Drop for ExtentWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
