use web_sys::BeforeUnloadEvent;

use crate::listener::Listener;

/// The browser asks before it closes the page, for as long as this lives.
pub(crate) struct Hold {
    _listener: Listener,
}

impl Hold {
    pub(crate) fn begin() -> Option<Self> {
        let window = web_sys::window()?;
        let listener = Listener::on(&window, "beforeunload", |event: BeforeUnloadEvent| {
            event.prevent_default();
            // Older browsers ask for any text here, and show their own.
            event.set_return_value("wait");
        });
        Some(Self { _listener: listener })
    }
}
