use heliograph_session::Event;
use heliograph_wire::Millis;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Window;

use crate::census::Counted;
use crate::emit::Emit;
use crate::environment::now;

/// The longest time-out that browsers take: 2^31 - 1 ms.
const LONGEST: u64 = 2_147_483_647;

/// A timer that is cleared when it is dropped.
pub(crate) struct Timer {
    window: Window,
    id: i32,
    _closure: Closure<dyn FnMut()>,
    _counted: Counted,
}

impl Timer {
    pub(crate) fn at(deadline: Millis, emit: &Emit) -> Option<Self> {
        let window = web_sys::window()?;
        let emit = emit.clone();
        let closure = Closure::<dyn FnMut()>::new(move || emit.now(Event::Woke));
        let wait = deadline.since(now()).0.min(LONGEST);
        let wait = i32::try_from(wait).unwrap_or(i32::MAX);
        let function = closure.as_ref().unchecked_ref();
        let id = window.set_timeout_with_callback_and_timeout_and_arguments_0(function, wait).ok()?;
        Some(Self { window, id, _closure: closure, _counted: Counted::timer() })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.window.clear_timeout_with_handle(self.id);
    }
}
