use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::convert::FromWasmAbi;
use web_sys::EventTarget;

use crate::census::Counted;

/// A listener that unhooks itself when it is dropped.
pub(crate) struct Listener {
    target: EventTarget,
    name: &'static str,
    function: js_sys::Function,
    _closure: Box<dyn std::any::Any>,
    _counted: Counted,
}

impl Listener {
    pub(crate) fn on<E: FromWasmAbi + 'static>(
        target: &EventTarget,
        name: &'static str,
        handle: impl Fn(E) + 'static,
    ) -> Self {
        let closure = Closure::<dyn Fn(E)>::new(handle);
        let function: js_sys::Function = closure.as_ref().unchecked_ref::<js_sys::Function>().clone();
        // Adding a listener fails on no event target there is.
        let _ = target.add_event_listener_with_callback(name, &function);
        Self {
            target: target.clone(),
            name,
            function,
            _closure: Box::new(closure),
            _counted: Counted::listener(),
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.name, &self.function);
    }
}
