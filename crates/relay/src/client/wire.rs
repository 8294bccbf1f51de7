use heliograph_turn::framing::{Framed, next};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UdpSocket},
    time::timeout,
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// When a request over UDP is sent once more: RFC 8489, section 6.2.1.
const RETRY: Duration = Duration::from_millis(500);

/// A way to a server.
pub enum Wire {
    /// Datagrams.
    Udp(UdpSocket),
    /// A stream, and what came by it and is not a whole message yet.
    Stream(Box<dyn Stream>, Vec<u8>),
}

/// Something that can be read and written.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

impl Wire {
    /// A way by UDP.
    pub async fn udp(server: SocketAddr) -> io::Result<Self> {
        let any: IpAddr =
            if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let socket = UdpSocket::bind((any, 0)).await?;
        socket.connect(server).await?;
        Ok(Self::Udp(socket))
    }

    /// A way by TCP.
    pub async fn tcp(server: SocketAddr) -> io::Result<Self> {
        let stream = timeout(PATIENCE, TcpStream::connect(server)).await??;
        stream.set_nodelay(true)?;
        Ok(Self::over(stream))
    }

    /// A way by a stream that is open.
    pub fn over(stream: impl Stream + 'static) -> Self {
        Self::Stream(Box::new(stream), Vec::new())
    }

    pub(super) const fn is_stream(&self) -> bool {
        matches!(self, Self::Stream(..))
    }

    pub(super) async fn send(&mut self, packet: &[u8]) -> io::Result<()> {
        match self {
            Self::Udp(socket) => socket.send(packet).await.map(drop),
            Self::Stream(stream, _) => {
                stream.write_all(packet).await?;
                stream.flush().await
            }
        }
    }

    /// Waits for a packet, or a message of the stream.
    pub(super) async fn receive(&mut self) -> io::Result<Vec<u8>> {
        timeout(PATIENCE, self.next()).await?
    }

    /// Sends a request until it has its answer.
    pub(super) async fn ask(
        &mut self,
        request: &[u8],
        is_answer: impl Fn(&[u8]) -> bool,
    ) -> io::Result<Vec<u8>> {
        let asked = async {
            loop {
                self.send(request).await?;
                let retry = if self.is_stream() { PATIENCE } else { RETRY };
                let heard = timeout(retry, async {
                    loop {
                        let packet = self.next().await?;
                        if is_answer(&packet) {
                            return Ok::<_, io::Error>(packet);
                        }
                    }
                });
                if let Ok(outcome) = heard.await {
                    return outcome;
                }
            }
        };
        timeout(PATIENCE, asked).await?
    }

    async fn next(&mut self) -> io::Result<Vec<u8>> {
        match self {
            Self::Udp(socket) => {
                let mut packet = vec![0; 2048];
                let length = socket.recv(&mut packet).await?;
                packet.truncate(length);
                Ok(packet)
            }
            Self::Stream(stream, bytes) => loop {
                match next(bytes) {
                    Framed::Whole { taken, message } => {
                        let rest = bytes.split_off(taken);
                        let mut whole = std::mem::replace(bytes, rest);
                        whole.truncate(message);
                        return Ok(whole);
                    }
                    Framed::More if stream.read_buf(bytes).await? > 0 => {}
                    Framed::More => return Err(io::ErrorKind::UnexpectedEof.into()),
                    Framed::Broken => return Err(io::ErrorKind::InvalidData.into()),
                }
            },
        }
    }
}
