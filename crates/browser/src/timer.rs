use futures::channel::oneshot;
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
    /// Emits [`Event::Woke`] at this moment.
    pub(crate) fn at(deadline: Millis, emit: &Emit) -> Option<Self> {
        let emit = emit.clone();
        Self::after(deadline.since(now()), Counted::timer(), move || emit.now(Event::Woke))
    }

    /// Does this once, after so long.
    pub(crate) fn once(wait: Millis, act: impl FnMut() + 'static) -> Option<Self> {
        Self::after(wait, Counted::timer(), act)
    }

    fn after(wait: Millis, counted: Counted, act: impl FnMut() + 'static) -> Option<Self> {
        let window = web_sys::window()?;
        let closure = Closure::<dyn FnMut()>::new(act);
        let wait = i32::try_from(wait.0.min(LONGEST)).unwrap_or(i32::MAX);
        let function = closure.as_ref().unchecked_ref();
        let id = window.set_timeout_with_callback_and_timeout_and_arguments_0(function, wait).ok()?;
        Some(Self { window, id, _closure: closure, _counted: counted })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.window.clear_timeout_with_handle(self.id);
    }
}

/// How a wait ended.
pub(crate) enum Waited {
    ToTheEnd,
    /// The browser has no timers.
    NotAtAll,
}

/// Waits; who drops the wait clears its timer.
pub(crate) async fn pause(wait: Millis) -> Waited {
    waited(wait, Counted::timer()).await
}

/// Waits with something that nobody but the browser needs any more.
pub(crate) async fn linger(wait: Millis) {
    // Where the browser has no timers, there is no waiting.
    waited(wait, Counted::lingering()).await;
}

async fn waited(wait: Millis, counted: Counted) -> Waited {
    let (over, waits) = oneshot::channel();
    let mut over = Some(over);
    let _timer = Timer::after(wait, counted, move || {
        if let Some(over) = over.take() {
            // Whoever waited may have gone.
            let _ = over.send(());
        }
    });
    match waits.await {
        Ok(()) => Waited::ToTheEnd,
        Err(_) => Waited::NotAtAll,
    }
}
