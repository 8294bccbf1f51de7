//! A page that rings by itself says so to the service worker, which is woken for the same ring (W3C Web Locks API).

use std::cell::RefCell;

use heliograph_wire::control::Switch;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;

use crate::app::ring;
use crate::notify;
use crate::script::{function, member, object, text};

thread_local! {
    static HELD: RefCell<Option<Attendance>> = const { RefCell::new(None) };
}

/// Lets the service worker know whether this page rings by itself for the person whom the browser tells of rings.
pub fn attend(attends: Switch) {
    match attends {
        Switch::On if !is_attending() => {
            HELD.replace(Some(Attendance::begin()));
            // The page tells of it itself from here on.
            notify::close_notices();
        }
        Switch::On => {}
        Switch::Off => drop(HELD.replace(None)),
    }
}

pub(crate) fn is_attending() -> bool {
    HELD.with_borrow(Option::is_some)
}

/// Ends when it is dropped, or with the page.
struct Attendance {
    end: Option<Function>,
}

impl Attendance {
    fn begin() -> Self {
        let mut end = None;
        let lasts = Promise::new(&mut |resolve, _| end = Some(resolve));
        spawn_local(async move {
            // Without locks, the worker tells of each ring as if no page were open.
            let _ = hold(lasts).await;
        });
        Self { end }
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        if let Some(end) = &self.end {
            // Nothing comes of it but that the lock is let go.
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }
}

/// The worker knows the lock by this name.
async fn hold(lasts: Promise) -> Option<()> {
    let scope = text(&ring::registration().await?, "scope")?;
    let locks = member(&web_sys::window()?.navigator(), "locks")?;
    let name = format!("heliograph {scope} attends");
    let options = object(&[("mode", "shared".into())]);
    let held = Closure::once_into_js(move |_lock: JsValue| lasts);
    let asked = function(&locks, "request")?.call3(&locks, &name.into(), &options, &held).ok();
    crate::script::forget(asked);
    Some(())
}
