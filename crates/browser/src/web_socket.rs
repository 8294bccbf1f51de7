//! A WebSocket beside the page that carries bytes.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, MessageEvent, Url};

use crate::listener::Listener;

/// Closes the socket when it is dropped.
pub(crate) struct WebSocket {
    socket: web_sys::WebSocket,
    _listeners: [Listener; 3],
}

/// What comes at a socket, in order.
pub(crate) enum Came {
    Opened,
    Bytes(Vec<u8>),
    End,
}

impl WebSocket {
    /// Opens one at a path below the place that the page came from; messages that are longer than this are no messages.
    pub(crate) fn open(path: &str, longest: usize, came: impl Fn(Came) + Clone + 'static) -> Option<Self> {
        let socket = web_sys::WebSocket::new(&address(path)?).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let opened = {
            let came = came.clone();
            move |_: web_sys::Event| came(Came::Opened)
        };
        let closed = {
            let came = came.clone();
            // Behind all that came before.
            move |_: web_sys::Event| came(Came::End)
        };
        let message = move |event: MessageEvent| {
            let bytes = event.data().dyn_into::<ArrayBuffer>().ok();
            if let Some(bytes) = bytes.filter(|bytes| bytes.byte_length() as usize <= longest) {
                came(Came::Bytes(Uint8Array::new(&bytes).to_vec()));
            }
        };
        let listeners = [
            Listener::on(&socket, "open", opened),
            Listener::on(&socket, "close", closed),
            Listener::on(&socket, "message", message),
        ];
        Some(Self { socket, _listeners: listeners })
    }

    /// Sends a message, where the socket is open.
    pub(crate) fn send(&self, bytes: &[u8]) {
        // What does not leave is said again by whoever misses it.
        let _ = self.socket.send_with_u8_array(bytes);
    }

    /// The socket itself, for whoever sends later.
    pub(crate) fn sender(&self) -> impl Fn(&[u8]) + 'static {
        let socket = self.socket.clone();
        move |bytes| drop(socket.send_with_u8_array(bytes))
    }
}

impl Drop for WebSocket {
    fn drop(&mut self) {
        // One that never opened is closed as well.
        let _ = self.socket.close();
    }
}

/// Beside the page; not every browser takes an address of http for a socket.
fn address(path: &str) -> Option<String> {
    let base = web_sys::window()?.document()?.base_uri().ok()??;
    let url = Url::new_with_base(path, &base).ok()?;
    let protocol = if url.protocol() == "https:" { "wss:" } else { "ws:" };
    url.set_protocol(protocol);
    url.set_hash("");
    Some(url.href())
}
