use anyhow::{Context, Result};
use std::{
    io::ErrorKind,
    net::{Ipv4Addr, TcpListener},
};

/// Which port the page is to be served on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// Exactly this one, since the person asked for it.
    Exactly(u16),
    /// This one, or the next that is free.
    From(u16),
}

impl Port {
    /// Where the page is served when nobody asks for anything else.
    pub const USUAL: Self = Self::From(8420);

    /// Opens the port on one of this machine's own addresses.
    pub fn listen(self, address: Ipv4Addr) -> Result<TcpListener> {
        match self {
            Self::Exactly(port) => TcpListener::bind((address, port)).with_context(|| {
                format!("port {port} cannot be opened; another one can be given with --port")
            }),
            Self::From(first) => next_free(first, |port| TcpListener::bind((address, port))),
        }
    }
}

fn next_free<T>(first: u16, mut open: impl FnMut(u16) -> std::io::Result<T>) -> Result<T> {
    let last = first.saturating_add(50);
    for port in first..=last {
        match open(port) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            outcome => return outcome.with_context(|| format!("port {port} cannot be opened")),
        }
    }
    anyhow::bail!("all ports from {first} to {last} are taken; another one can be given with --port")
}

#[cfg(test)]
mod tests {
    use super::{Port, next_free};
    use std::{
        io::{Error, ErrorKind},
        net::Ipv4Addr,
    };

    #[test]
    fn a_taken_port_gives_way_to_the_next_free_one() {
        let opened = next_free(8420, |port| match port {
            8420 | 8421 => Err(Error::from(ErrorKind::AddrInUse)),
            free => Ok(free),
        });
        assert_eq!(opened.unwrap(), 8422);
    }

    #[test]
    fn a_port_that_may_not_be_opened_is_named_at_once() {
        let opened = next_free(80, |_| Err::<u16, _>(Error::from(ErrorKind::PermissionDenied)));
        assert_eq!(opened.unwrap_err().to_string(), "port 80 cannot be opened");
    }

    #[test]
    fn a_port_that_was_asked_for_is_not_exchanged_for_another() {
        let taken = Port::Exactly(0).listen(Ipv4Addr::LOCALHOST).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(Port::Exactly(port).listen(Ipv4Addr::LOCALHOST).is_err());
        assert_ne!(Port::From(port).listen(Ipv4Addr::LOCALHOST).unwrap().local_addr().unwrap().port(), port);
    }
}
