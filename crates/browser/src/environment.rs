use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use heliograph_session::{Ability, Bindings, Environment, Page, ShareSheet};
use heliograph_wire::{Millis, Private};
use wasm_bindgen::JsValue;
use web_sys::Window;

use crate::app;
use crate::frames::can_seal;
use crate::media;
use crate::notify;
use crate::push;
use crate::script::{function, member};

use crate::keep::{self, Kept};

/// What this page finds itself in.
pub fn environment() -> Environment {
    let Some(window) = web_sys::window() else { return Environment::default() };
    Environment {
        form: app::form(),
        page: page(&window).unwrap_or_default(),
        bindings: bindings(&window),
        share_sheet: if has(&window.navigator(), "share") { ShareSheet::Offered } else { ShareSheet::Absent },
        languages: window.navigator().languages().iter().filter_map(|tag| tag.as_string()).collect(),
        abilities: Rc::new(abilities(&window)),
        kept: keep::kept(Kept::Settings),
        kept_chat: keep::kept(Kept::Chat),
        kept_meeting: keep::kept(Kept::Meeting),
        notifications: notify::notifications(),
        waking: push::waking(&window),
    }
}

thread_local! {
    /// How far the steady clock has fallen behind: on most systems it stops while the device sleeps.
    static SLEPT: Cell<f64> = const { Cell::new(0.0) };
}

/// The time, in milliseconds since the Unix epoch as this device has it; it never goes backwards within a page.
pub fn now() -> Millis {
    let wall = js_sys::Date::now();
    let performance = web_sys::window().and_then(|window| window.performance());
    let steady = performance.map_or(wall, |clock| clock.time_origin() + clock.now());
    let slept = SLEPT.get().max(wall - steady);
    SLEPT.set(slept);
    // A time before 1970 saturates to zero, and no clock reaches 2^53 ms.
    Millis((steady + slept) as u64)
}

/// Takes the fragment out of the address bar and the history, once; none where it is empty.
pub fn take_fragment() -> Option<Private<String>> {
    let window = web_sys::window()?;
    let fragment = window.location().hash().ok()?;
    let fragment = fragment.strip_prefix('#').filter(|rest| !rest.is_empty())?;
    put_fragment(None);
    // Browsers and service workers write what is no plain letter as percent signs and digits.
    let decoded = js_sys::decode_uri_component(fragment).ok().and_then(|decoded| decoded.as_string());
    Some(Private::new(decoded.unwrap_or_else(|| fragment.to_owned())))
}

/// Puts a fragment into the address bar in place of the one that is there, or none; there is no page more to go back to.
pub(crate) fn put_fragment(fragment: Option<&Private<String>>) {
    let put = || {
        let window = web_sys::window()?;
        let location = window.location();
        let mut address = format!("{}{}", location.pathname().ok()?, location.search().ok()?);
        if let Some(fragment) = fragment {
            address = format!("{address}#{}", fragment.reveal());
        }
        window.history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(&address)).ok()
    };
    if put().is_none() {
        log::warn!("the fragment in the address bar could not be changed");
    }
}

/// Writes what the crates log at `info` and above to the browser's console.
pub fn start_logging() {
    if log::set_logger(&Console).is_ok() {
        log::set_max_level(log::LevelFilter::Info);
    }
}

struct Console;

impl log::Log for Console {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target().starts_with("heliograph")
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            let line = JsValue::from_str(&record.args().to_string());
            match record.level() {
                log::Level::Error | log::Level::Warn => web_sys::console::warn_1(&line),
                log::Level::Info | log::Level::Debug | log::Level::Trace => web_sys::console::debug_1(&line),
            }
        }
    }

    fn flush(&self) {}
}

pub(crate) fn has(object: &JsValue, name: &str) -> bool {
    js_sys::Reflect::get(object, &JsValue::from_str(name)).is_ok_and(|member| !member.is_undefined())
}

fn abilities(window: &Window) -> BTreeSet<Ability> {
    let document = window.document();
    let allows = |name| {
        let allowed = document.as_ref().and_then(|document| member(document, name));
        allowed.is_some_and(|allowed| allowed.is_truthy())
    };
    let captures_screens =
        media::devices().is_ok_and(|devices| function(&devices, "getDisplayMedia").is_some());
    let picks_folders = document
        .as_ref()
        .and_then(|document| document.create_element("input").ok())
        .is_some_and(|input| has(&input, "webkitdirectory"));
    let floats = document
        .as_ref()
        .and_then(|document| document.create_element("video").ok())
        .is_some_and(|video| function(&video, "requestPictureInPicture").is_some());
    let abilities = [
        (Ability::CaptureScreen, captures_screens),
        (Ability::Float, floats && allows("pictureInPictureEnabled")),
        (Ability::FillScreen, allows("fullscreenEnabled")),
        (Ability::PickFolder, picks_folders),
        (Ability::SealFrames, can_seal()),
    ];
    let abilities = abilities.into_iter().chain(app::abilities(window));
    abilities.filter(|(_, has)| *has).map(|(ability, _)| ability).collect()
}

fn page(window: &Window) -> Option<Page> {
    let location = window.location();
    let protocol = location.protocol().ok()?;
    if protocol != "http:" && protocol != "https:" {
        return None;
    }
    let address = Private::new(format!("{}{}", location.origin().ok()?, location.pathname().ok()?));
    let host = location.hostname().ok()?;
    let loopback = host == "localhost" || host.starts_with("127.") || host == "[::1]";
    Some(if loopback { Page::ThisDevice(address) } else { Page::Shared(address) })
}

fn bindings(window: &Window) -> Bindings {
    // No feature tells how an ICE agent treats its bindings; only Chromium's is known to keep them.
    match window.navigator().user_agent() {
        Ok(agent) if agent.contains("Chrome/") => Bindings::Kept,
        Ok(_) | Err(_) => Bindings::Fading,
    }
}
