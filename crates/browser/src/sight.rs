use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

use crate::census::Counted;

/// Whether an element is on the part of the page that the window shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It is, or some of it.
    In,
    /// It is not.
    Out,
}

/// Tells of an element's sight, for as long as this is kept.
pub struct Watch {
    observer: IntersectionObserver,
    _tell: Closure<dyn Fn(Array)>,
    _counted: Counted,
}

/// Watches `element`; none where the browser cannot.
pub fn watch(element: &Element, tell: impl Fn(Sight) + 'static) -> Option<Watch> {
    let tell = Closure::<dyn Fn(Array)>::new(move |changes: Array| {
        if let Ok(change) = changes.pop().dyn_into::<IntersectionObserverEntry>() {
            tell(if change.is_intersecting() { Sight::In } else { Sight::Out });
        }
    });
    let observer = IntersectionObserver::new(tell.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(Watch { observer, _tell: tell, _counted: Counted::listener() })
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
