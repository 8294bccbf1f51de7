use std::rc::Rc;

use heliograph_session::Event;

/// Where events go. Cheap to clone; every listener holds one.
#[derive(Clone)]
pub(crate) struct Emit(Rc<dyn Fn(Event)>);

impl Emit {
    pub(crate) fn new(emit: impl Fn(Event) + 'static) -> Self {
        Self(Rc::new(emit))
    }

    /// Emits an event from a listener or a promise of the browser's.
    pub(crate) fn now(&self, event: Event) {
        (self.0)(event);
    }

    /// Emits an event once the present call is over, so that a machine is never entered twice.
    pub(crate) fn later(&self, event: Event) {
        let emit = self.clone();
        wasm_bindgen_futures::spawn_local(async move { emit.now(event) });
    }
}
