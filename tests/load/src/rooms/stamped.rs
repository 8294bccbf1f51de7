//! Datagrams, and when the kernel had them: what waits in the queue of a busy generator is not the server's fault.

use nix::{
    cmsg_space,
    sys::{
        socket::{ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg, setsockopt, sockopt},
        time::TimeSpec,
    },
    time::{ClockId, clock_gettime},
};
use std::{
    io::{self, ErrorKind, IoSliceMut},
    net::SocketAddr,
    os::fd::AsRawFd,
};
use tokio::{io::Interest, net::UdpSocket};

/// A datagram that came.
#[derive(Clone, Copy, Debug)]
pub struct Stamped {
    /// How long it is.
    pub length: usize,
    /// From whom.
    pub from: SocketAddr,
    /// When the kernel had it, as [`now`] tells it.
    pub at: u64,
}

/// Asks the kernel to say when it had each datagram.
pub fn ask_for(socket: &UdpSocket) -> io::Result<()> {
    setsockopt(socket, sockopt::ReceiveTimestampns, &true)?;
    // A burst for one client is small, but its turn may come late.
    setsockopt(socket, sockopt::RcvBuf, &(1 << 20))?;
    Ok(())
}

/// What the kernel's clock shows, in nanoseconds.
pub fn now() -> u64 {
    clock_gettime(ClockId::CLOCK_REALTIME).map_or(0, nanoseconds)
}

/// Takes a datagram that is there; it would block where none is.
pub fn receive(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<Stamped> {
    socket.try_io(Interest::READABLE, || {
        let mut space = cmsg_space!(TimeSpec);
        let mut parts = [IoSliceMut::new(buffer)];
        let message = recvmsg::<SockaddrStorage>(
            socket.as_raw_fd(),
            &mut parts,
            Some(&mut space),
            MsgFlags::MSG_DONTWAIT,
        )?;
        let stamp = message.cmsgs()?.find_map(|message| match message {
            ControlMessageOwned::ScmTimestampns(at) => Some(nanoseconds(at)),
            _ => None,
        });
        let from = message.address.and_then(address).ok_or(ErrorKind::AddrNotAvailable)?;
        Ok(Stamped { length: message.bytes, from, at: stamp.unwrap_or_else(now) })
    })
}

fn address(storage: SockaddrStorage) -> Option<SocketAddr> {
    let four = storage.as_sockaddr_in().map(|address| SocketAddr::V4((*address).into()));
    four.or_else(|| storage.as_sockaddr_in6().map(|address| SocketAddr::V6((*address).into())))
}

fn nanoseconds(at: TimeSpec) -> u64 {
    at.tv_sec() as u64 * 1_000_000_000 + at.tv_nsec() as u64
}

#[cfg(test)]
mod tests {
    use super::{ask_for, now, receive};
    use std::net::Ipv4Addr;
    use tokio::net::UdpSocket;

    #[tokio::test]
    async fn the_kernel_says_when_it_had_a_datagram() {
        let [one, other] = [
            UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap(),
            UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap(),
        ];
        ask_for(&other).unwrap();
        let before = now();
        one.send_to(b"here", other.local_addr().unwrap()).await.unwrap();
        other.readable().await.unwrap();
        let after = now();
        let mut buffer = [0; 16];
        let came = receive(&other, &mut buffer).unwrap();
        assert_eq!((&buffer[..came.length], came.from), (&b"here"[..], one.local_addr().unwrap()));
        assert!((before..=after).contains(&came.at));
    }
}
