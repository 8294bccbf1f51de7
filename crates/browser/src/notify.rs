//! Tells a person of somebody who rings while they look elsewhere (W3C Notifications).

use std::cell::RefCell;

use heliograph_session::{Event, Notifications, RendezvousEvent};
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use crate::attendance;
use crate::emit::Emit;
use crate::environment::has;
use crate::listener::Listener;
use crate::script::{called, called_with, function, member, object};

/// Another notice takes the place of the one before.
const TAG: &str = "heliograph-ring";

thread_local! {
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
}

/// A notice that is on show; it goes away when this is dropped.
enum Shown {
    OfPage {
        notice: Notification,
        _clicked: Listener,
    },
    /// Some browsers leave it to the service worker.
    OfWorker,
}

impl Drop for Shown {
    fn drop(&mut self) {
        match self {
            Self::OfPage { notice, .. } => notice.close(),
            Self::OfWorker => close_notices(),
        }
    }
}

/// Whether the person allowed it.
pub(crate) fn notifications() -> Notifications {
    let Some(window) = web_sys::window().filter(|window| has(window, "Notification")) else {
        return Notifications::Absent;
    };
    // Browsers that know of it refuse it to pages that came over plain http.
    if !window.is_secure_context() {
        return Notifications::Absent;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Notifications::Allowed,
        NotificationPermission::Denied => Notifications::Refused,
        // Not asked, or nothing that this version knows of.
        _ => Notifications::Unasked,
    }
}

/// Asks them.
pub(crate) fn ask(emit: Emit) {
    spawn_local(async move {
        asked().await;
        emit.now(Event::Rendezvous(RendezvousEvent::NotificationsChanged(notifications())));
    });
}

/// Waits until they were asked.
pub(crate) async fn asked() {
    if notifications() == Notifications::Unasked
        && let Ok(asked) = Notification::request_permission()
    {
        // Whether they agreed is told by `notifications`.
        let _ = JsFuture::from(asked).await;
    }
}

/// Tells the person this, where they allowed it and look elsewhere; who follows it comes back to the page.
pub fn notice(title: &str, body: &str) {
    let is_attending = attendance::is_attending();
    if is_attending {
        // The service worker may tell of the same ring: both notices have one place, and end together.
        SHOWN.with_borrow_mut(|shown| {
            shown.get_or_insert(Shown::OfWorker);
        });
    }
    if notifications() != Notifications::Allowed || is_looked_at() {
        return;
    }
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag(TAG);
    options.set_require_interaction(true);
    let notice =
        if is_attending { Err(JsValue::UNDEFINED) } else { Notification::new_with_options(title, &options) };
    match notice {
        Ok(notice) => {
            let clicked = Listener::on(&notice, "click", |_: web_sys::Event| come_back());
            SHOWN.replace(Some(Shown::OfPage { notice, _clicked: clicked }));
        }
        Err(_) => {
            let title = JsValue::from_str(title);
            spawn_local(async move { drop(of_worker("showNotification", &[title, options.into()]).await) });
            // The one before has the same tag, so it is gone already.
            SHOWN.with_borrow_mut(|shown| {
                shown.get_or_insert(Shown::OfWorker);
            });
        }
    }
}

/// Takes it back: nobody rings any more.
pub fn end_notice() {
    SHOWN.replace(None);
}

/// Takes back what the service worker shows.
pub(crate) fn close_notices() {
    spawn_local(async {
        let options = object(&[("tag", TAG.into())]);
        let Some(notices) = of_worker("getNotifications", &[options]).await else { return };
        for notice in notices.dyn_into::<Array>().unwrap_or_default().iter() {
            called(&notice, "close");
        }
    });
}

fn is_looked_at() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| !document.hidden() && document.has_focus().unwrap_or(false))
}

fn come_back() {
    if let Some(window) = web_sys::window() {
        // A browser that keeps pages from coming to the front leaves it where it is.
        let _ = window.focus();
    }
    end_notice();
}

/// What a function of the service worker's registration gives; none where there is no worker.
async fn of_worker(name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let workers = has(&navigator, "serviceWorker").then(|| member(&navigator, "serviceWorker"))??;
    let registered: Promise =
        called_with(&workers, "getRegistration", &JsValue::UNDEFINED)?.dyn_into().ok()?;
    let registration = JsFuture::from(registered).await.ok().filter(|found| !found.is_undefined())?;
    let arguments: Array = arguments.iter().collect();
    let given: Promise =
        function(&registration, name)?.apply(&registration, &arguments).ok()?.dyn_into().ok()?;
    JsFuture::from(given).await.ok()
}
