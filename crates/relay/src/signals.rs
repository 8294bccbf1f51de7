//! What the system asks of the process while it runs.

use std::io;

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// To stop: service managers do that, and mostly start another process in place of this one.
    Stop,
    /// To end: whoever sits before it wants it gone.
    End,
    /// To read certificates and limits again.
    Reload,
}

/// Where the system asks.
#[cfg(unix)]
pub(crate) struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Begins to listen, from within a runtime.
    pub(crate) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for what is asked next.
    pub(crate) async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.terminate.recv() => Asked::Stop,
            _ = self.interrupt.recv() => Asked::End,
            _ = self.hang_up.recv() => Asked::Reload,
        }
    }
}

/// Where the system asks.
#[cfg(not(unix))]
pub struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Begins to listen.
    pub fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// Waits for what is asked next.
    pub async fn next(&mut self) -> Asked {
        // Where nothing can be asked, the process is ended from outside.
        let _ = tokio::signal::ctrl_c().await;
        Asked::End
    }
}

/// How much longer a service manager is asked to wait each time, which is more often.
#[cfg(target_os = "linux")]
const MORE_SECONDS: u32 = 60;

/// What a service manager is told.
#[derive(Clone, Copy)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
pub(crate) enum Told {
    /// People can come.
    Ready,
    /// Those who are here may go on for a while.
    Stopping,
    /// That while is not over: the manager is to wait for longer than it would.
    StillStopping,
}

/// Tells the service manager, where there is one.
pub(crate) fn tell_manager(told: Told) {
    #[cfg(target_os = "linux")]
    {
        let state = match told {
            Told::Ready => sd_notify::NotifyState::Ready,
            Told::Stopping => sd_notify::NotifyState::Stopping,
            // Microseconds (sd_notify(3)).
            Told::StillStopping => sd_notify::NotifyState::ExtendTimeoutUsec(MORE_SECONDS * 1_000_000),
        };
        // Without a manager there is nobody to tell.
        let _ = sd_notify::notify(&[state]);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = told;
}
