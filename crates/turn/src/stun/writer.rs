use std::net::SocketAddr;

use super::attribute::{ERROR_CODE, FINGERPRINT};
use super::message::checksum;
use super::{Algorithm, COOKIE, Class, HEADER, Key, Method, address, kind, padding};

/// Writes a message into a buffer, with zeros for all padding.
pub struct Writer<'a> {
    buffer: &'a mut [u8],
    length: usize,
    fits: bool,
}

impl<'a> Writer<'a> {
    /// Begins a message at the start of the buffer.
    pub fn new(buffer: &'a mut [u8], class: Class, method: Method, transaction: &[u8; 12]) -> Self {
        let mut writer = Self { buffer, length: 0, fits: true };
        writer.bytes(&kind(class, method).to_be_bytes());
        writer.bytes(&[0, 0]);
        writer.bytes(&COOKIE);
        writer.bytes(transaction);
        writer
    }

    /// Adds an attribute.
    pub fn attribute(&mut self, kind: u16, value: &[u8]) -> &mut Self {
        let Ok(length) = u16::try_from(value.len()) else {
            self.fits = false;
            return self;
        };
        self.bytes(&kind.to_be_bytes());
        self.bytes(&length.to_be_bytes());
        self.bytes(value);
        self.bytes(&[0; 4][..padding(value.len())]);
        self.set_length(self.length);
        self
    }

    /// Adds an attribute that is a mixed address, such as XOR-PEER-ADDRESS.
    pub fn address(&mut self, kind: u16, address: SocketAddr) -> &mut Self {
        let Some(transaction) = self.buffer.get(8..).and_then(<[u8]>::first_chunk) else { return self };
        let mut value = [0; 20];
        let length = address::write(address, transaction, &mut value);
        self.attribute(kind, &value[..length])
    }

    /// Adds the code of an error, such as 401, without a phrase: RFC 8489, section 14.8.
    pub fn error(&mut self, code: u16) -> &mut Self {
        self.attribute(ERROR_CODE, &[0, 0, (code / 100) as u8, (code % 100) as u8])
    }

    /// Signs the message so far.
    pub fn signature(&mut self, algorithm: Algorithm, key: &Key) -> &mut Self {
        let mut code = [0; 32];
        let code = &mut code[..algorithm.length()];
        self.set_length(self.length + 4 + code.len());
        key.sign(algorithm, &[self.buffer.get(..self.length).unwrap_or_default()], code);
        self.attribute(algorithm.attribute(), code)
    }

    /// Adds the checksum of the message so far; nothing may follow it.
    pub fn fingerprint(&mut self) -> &mut Self {
        self.set_length(self.length + 8);
        let checksum = checksum(self.buffer.get(..self.length).unwrap_or_default());
        self.attribute(FINGERPRINT, &checksum.to_be_bytes())
    }

    /// How long the message is, in bytes; none where it does not fit the buffer or the lengths of STUN.
    pub fn finish(&self) -> Option<usize> {
        self.fits.then_some(self.length)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        match self.buffer.get_mut(self.length..self.length + bytes.len()) {
            Some(room) if self.fits => {
                room.copy_from_slice(bytes);
                self.length += bytes.len();
            }
            Some(_) | None => self.fits = false,
        }
    }

    fn set_length(&mut self, end: usize) {
        match (u16::try_from(end.saturating_sub(HEADER)), self.buffer.get_mut(2..4)) {
            (Ok(length), Some(room)) if self.fits => room.copy_from_slice(&length.to_be_bytes()),
            // What does not fit is not sent.
            _ => self.fits = false,
        }
    }
}
