use futures::{SinkExt, StreamExt};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

/// A socket as pages open it.
pub(crate) struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Opens one as a page that came from somewhere.
    pub(crate) async fn try_open(tcp: SocketAddr, path: &str, origin: &str) -> Result<Self, Error> {
        Self::try_open_from(Ipv4Addr::LOCALHOST.into(), tcp, (path, origin)).await
    }

    /// The same, from another address of this machine.
    pub(crate) async fn try_open_from(
        from: IpAddr,
        tcp: SocketAddr,
        (path, origin): (&str, &str),
    ) -> Result<Self, Error> {
        let mut request = format!("ws://{tcp}{path}").into_client_request()?;
        request.headers_mut().insert("origin", origin.parse().unwrap());
        let socket = TcpSocket::new_v4()?;
        socket.bind((from, 0).into())?;
        Ok(Self(client_async(request, socket.connect(tcp).await?).await?.0))
    }

    /// Opens one as the server's own page, through a proxy that says who is behind it.
    pub(crate) async fn try_open_behind_proxy(
        source: IpAddr,
        tcp: SocketAddr,
        path: &str,
    ) -> Result<Self, Error> {
        let mut request = format!("ws://{tcp}{path}").into_client_request()?;
        request.headers_mut().insert("origin", format!("http://{tcp}").parse().unwrap());
        request.headers_mut().insert("x-forwarded-for", source.to_string().parse().unwrap());
        Ok(Self(client_async(request, TcpStream::connect(tcp).await?).await?.0))
    }

    /// Opens one as the server's own page.
    pub(crate) async fn open(tcp: SocketAddr, path: &str) -> Self {
        Self::try_open(tcp, path, &format!("http://{tcp}")).await.unwrap()
    }

    pub(crate) async fn say(&mut self, bytes: Vec<u8>) -> Result<(), Error> {
        self.0.send(Message::Binary(bytes.into())).await
    }

    /// Begins to close it.
    pub(crate) async fn close(&mut self) {
        self.0.close(None).await.unwrap();
    }

    /// Whether the other side closes it as WebSockets are closed.
    pub(crate) async fn is_closed_by_both(&mut self) -> bool {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Close(_))) => return true,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return false,
            }
        }
    }

    /// The next message; none when the socket was closed.
    pub(crate) async fn hear(&mut self) -> Option<Vec<u8>> {
        loop {
            match self.0.next().await? {
                Ok(Message::Binary(bytes)) => return Some(bytes.into()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }
}
