//! Shows how loud the microphone is.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use heliograph_wire::Millis;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};

use super::audio::Meter;
use crate::census::Counted;
use crate::timer::{Waited, pause};

/// Often enough to follow a voice.
const BETWEEN_LOOKS: Millis = Millis(100);

/// What is shown as nothing, in decibels below the loudest.
const QUIETEST: f64 = -60.0;

thread_local! {
    static MICROPHONE: RefCell<Weak<Meter>> = const { RefCell::new(Weak::new()) };
    static SHOWN: RefCell<Vec<Element>> = const { RefCell::new(Vec::new()) };
}

/// Makes an element a live meter of the microphone for as long as it is in the document: about ten times a second,
/// its property `--level` is set to a number from 0 to 1, and `aria-valuenow` to whole hundredths of it.
pub fn show_level(element: &Element) {
    let first = SHOWN.with_borrow_mut(|shown| {
        let first = shown.is_empty();
        if !shown.contains(element) {
            shown.push(element.clone());
        }
        first
    });
    if first {
        spawn_local(follow());
    }
}

/// From now on, this microphone is shown.
pub(crate) fn measure(meter: &Rc<Meter>) {
    MICROPHONE.set(Rc::downgrade(meter));
}

async fn follow() {
    let _counted = Counted::task();
    while let Waited::ToTheEnd = pause(BETWEEN_LOOKS).await {
        let meter = MICROPHONE.with_borrow(Weak::upgrade);
        let share = meter.map_or(0.0, |meter| share(meter.level()));
        let left = SHOWN.with_borrow_mut(|shown| {
            shown.retain(|element| element.is_connected());
            shown.iter().for_each(|element| show(element, share));
            shown.len()
        });
        if left == 0 {
            return;
        }
    }
    SHOWN.take();
}

fn show(element: &Element, share: f64) {
    // Every element takes these.
    let _ = element.set_attribute("aria-valuenow", &format!("{:.0}", share * 100.0));
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.style().set_property("--level", &format!("{share:.2}"));
    }
}

/// People hear in ratios, so a meter shows decibels.
fn share(level: f64) -> f64 {
    let decibels = 20.0 * level.max(1e-6).log10();
    (1.0 - decibels / QUIETEST).clamp(0.0, 1.0)
}
