//! Threads without which the server is none.

use std::thread;

/// Ends the process where the thread fails that holds this: a server that still shows the page and passes nothing on is
/// worse than one that is started anew.
pub(crate) struct Alarm;

impl Drop for Alarm {
    fn drop(&mut self) {
        if thread::panicking() {
            std::process::abort();
        }
    }
}
