use std::sync::Arc;

use str0m::rtp::{ExtensionSerializer, ExtensionValues};

/// The header extension that carries a dependency descriptor (AV1 RTP payload format, appendix A).
pub(crate) const URI: &str =
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";

/// Carries descriptors as they are: who forwards reads them, and rewrites the frame's number.
#[derive(Debug)]
pub(super) struct Verbatim;

/// A descriptor.
pub(super) struct Carried(pub(super) Arc<[u8]>);

/// Whether it needs the form of two bytes: RFC 8285, section 4.3. The engine panics where a longer one has the other.
pub(super) fn is_long(descriptor: &[u8]) -> bool {
    descriptor.len() > 16
}

impl ExtensionSerializer for Verbatim {
    fn write_to(&self, buffer: &mut [u8], values: &ExtensionValues) -> usize {
        let Some(Carried(bytes)) = values.user_values.get::<Carried>() else { return 0 };
        let Some(room) = buffer.get_mut(..bytes.len()) else { return 0 };
        room.copy_from_slice(bytes);
        bytes.len()
    }

    fn parse_value(&self, bytes: &[u8], values: &mut ExtensionValues) -> bool {
        values.user_values.set(Carried(bytes.into()));
        true
    }

    fn is_video(&self) -> bool {
        true
    }

    fn is_audio(&self) -> bool {
        false
    }

    fn requires_two_byte_form(&self, values: &ExtensionValues) -> bool {
        values.user_values.get::<Carried>().is_some_and(|carried| is_long(&carried.0))
    }
}
