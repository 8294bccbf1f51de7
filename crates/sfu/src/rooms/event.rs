pub use heliograph_machine::{Guest, Now, Source};
use heliograph_wire::room::{Notice, Request};

use crate::doors::{Command, Happened, RoomNumber};

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
    /// Something happened at the unit that has the room.
    Unit(Happened),
    /// Another process takes over: everybody is led there, and nothing begins here any more.
    Moving,
    /// The companion is about to be stopped: it is over for everybody.
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
    /// Say the same at several sockets: it has to be put into bytes once.
    TellAll {
        /// Which.
        guests: Vec<Guest>,
        /// What.
        notice: Notice,
    },
    /// Close this socket, once what was said there is out. Nothing more is said at it.
    Dismiss(Guest),
    /// Have the unit that has this room do something. The first that is to be done for a room says that there is one, and
    /// [`Command::End`] is the last.
    Do(RoomNumber, Command),
}
