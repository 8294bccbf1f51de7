use std::ops::Range;

/// How many bytes a buffer should have before the packet: a Data indication for IPv6 needs 44 of them.
pub const HEADROOM: usize = 64;

/// How many bytes a buffer should have after the packet: for padding, and for answers longer than their request.
pub const TAILROOM: usize = 64;

/// The longest payload that is relayed, in bytes.
///
/// Calls send packets of some 1,200 bytes, and the largest frames of local networks have 9,000; a limit well below what
/// lengths of 16 bits allow keeps the buffers of streams small.
pub const LONGEST_PAYLOAD: usize = 16 * 1024;

/// A packet inside a buffer that has room in front and behind, so that relaying copies nothing.
pub struct Packet<'a> {
    buffer: &'a mut [u8],
    range: Range<usize>,
}

impl<'a> Packet<'a> {
    /// The packet at this range of the buffer; what of the range lies outside is cut off.
    ///
    /// There should be [`HEADROOM`] before it and [`TAILROOM`] behind it: what has no room is dropped.
    pub fn new(buffer: &'a mut [u8], range: Range<usize>) -> Self {
        let end = range.end.min(buffer.len());
        let start = range.start.min(end);
        Self { buffer, range: start..end }
    }

    /// What came, or what is to be sent.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[self.range.clone()]
    }

    /// Where in the buffer that is.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Puts an answer in the packet's place.
    pub(crate) fn replace(&mut self, answer: &[u8]) -> Result<(), NoRoom> {
        let highest = self.buffer.len().checked_sub(answer.len()).ok_or(NoRoom)?;
        let start = self.range.start.min(highest);
        self.range = start..start + answer.len();
        self.buffer[self.range.clone()].copy_from_slice(answer);
        Ok(())
    }

    /// Leaves of the packet only this part of it, with another head before it and as many zeros behind it.
    pub(crate) fn wrap(&mut self, payload: Range<usize>, head: &[u8], padding: usize) -> Result<(), NoRoom> {
        let payload = self.range.start + payload.start..self.range.start + payload.end;
        let start = payload.start.checked_sub(head.len()).ok_or(NoRoom)?;
        self.buffer.get_mut(payload.end..payload.end + padding).ok_or(NoRoom)?.fill(0);
        self.buffer[start..payload.start].copy_from_slice(head);
        self.range = start..payload.end + padding;
        Ok(())
    }
}

/// The buffer is too short.
#[derive(Debug)]
pub(crate) struct NoRoom;

#[cfg(test)]
mod tests {
    use super::Packet;

    #[test]
    fn a_range_beyond_the_buffer_is_cut_off() {
        let mut buffer = [7; 8];
        assert_eq!(Packet::new(&mut buffer, 6..20).bytes().len(), 2);
        assert_eq!(Packet::new(&mut buffer, 30..40).bytes().len(), 0);
    }

    #[test]
    fn a_head_and_padding_need_room() {
        let mut buffer = *b"..payload";
        let mut packet = Packet::new(&mut buffer, 2..9);
        assert!(packet.wrap(0..7, b"abc", 0).is_err());
        assert!(packet.wrap(0..7, b"a", 1).is_err());
        assert!(packet.wrap(0..6, b"ab", 1).is_ok());
        assert_eq!(packet.bytes(), b"abpayloa\0");
    }

    #[test]
    fn an_answer_goes_where_it_fits() {
        let mut buffer = [0; 8];
        let mut packet = Packet::new(&mut buffer, 5..7);
        assert!(packet.replace(b"answer").is_ok());
        assert_eq!(packet.range(), 2..8);
        assert!(packet.replace(b"too long!").is_err());
    }
}
