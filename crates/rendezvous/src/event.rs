pub use heliograph_machine::{Guest, Now, Source};
use heliograph_wire::Private;
use heliograph_wire::rendezvous::{Notice, Request, Subscription};

use crate::record::Record;

/// What happened.
pub enum Event {
    /// Somebody opened a socket.
    Arrived {
        /// Its number.
        guest: Guest,
        /// Whom limits count it for.
        source: Source,
    },
    /// A page asks for something.
    Asked {
        /// At which socket.
        guest: Guest,
        /// What.
        request: Request,
    },
    /// A page sent what is no request.
    Garbled(Guest),
    /// A socket is closed, or broken.
    Left(Guest),
    /// What was last to be kept of this callee, or forgotten, is.
    Stored {
        /// Whose.
        key: [u8; 32],
    },
    /// What was last to be kept of this callee, or forgotten, could not be.
    NotStored {
        /// Whose.
        key: [u8; 32],
    },
    /// A push service says that there is no such subscription any more.
    Unsubscribed {
        /// Whose.
        key: [u8; 32],
        /// Which.
        id: [u8; 16],
    },
    /// The companion is about to be stopped.
    Stopping,
    /// The deadline has come, or nothing happened.
    Woke,
}

/// What is to be done about it.
pub enum Action {
    /// Say this at a socket.
    Tell {
        /// Which.
        guest: Guest,
        /// What.
        notice: Notice,
    },
    /// Close this socket, once what was said there is out. Nothing more is said at it.
    Dismiss(Guest),
    /// Keep this in place of what is kept of the same callee. Each of these, and each `Forget`, is answered by one
    /// `Stored` or `NotStored`; until then nothing more is asked for the same callee.
    Store(Record),
    /// Forget what is kept of this callee.
    Forget([u8; 32]),
    /// Wake the devices of a callee: somebody rings.
    Wake {
        /// Whose.
        key: [u8; 32],
        /// The id of the link by which it rings: it opens `wake`.
        link: Private<[u8; 16]>,
        /// The callee's wake key, sealed: it opens the subscriptions.
        wake: Private<Vec<u8>>,
        /// Where.
        subscriptions: Vec<Subscription>,
        /// For how many seconds it rings.
        seconds: u32,
    },
}
