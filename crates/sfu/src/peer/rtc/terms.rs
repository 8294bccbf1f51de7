use heliograph_wire::room::{Layer, RIDS};
use str0m::format::{Codec as Spoken, PayloadParams};
use str0m::media::Rid;
use str0m::rtp::{ExtensionValues, VideoOrientation, Vp8Descriptor, Vp8Patch};

use crate::forward::facts::{Codec, Numbers, PictureId};
use crate::peer::descriptor::{Carried, is_long};
use crate::peer::{Format, Packet, Turned};

/// A camera that is sent once is sent in full.
pub(super) fn camera_layer(rid: Option<Rid>) -> Option<Layer> {
    let Some(rid) = rid else { return Some(Layer(RIDS.len() as u8 - 1)) };
    RIDS.iter().position(|name| **name == *rid).map(|place| Layer(place as u8))
}

pub(super) fn format(params: &PayloadParams) -> Option<Format> {
    let spec = params.spec();
    let (codec, profile) = match spec.codec {
        Spoken::Opus => (Codec::Opus, 0),
        Spoken::Vp8 => (Codec::Vp8, 0),
        Spoken::Vp9 => (Codec::Vp9, spec.format.profile_id.unwrap_or(0)),
        Spoken::Av1 => (Codec::Av1, 0),
        // The level may differ; the profile and how packets are made may not.
        Spoken::H264 => {
            let profile = spec.format.profile_level_id.unwrap_or(0) >> 8;
            (Codec::H264, profile << 1 | u32::from(spec.format.packetization_mode == Some(1)))
        }
        // Nothing else is offered to pages.
        _ => return None,
    };
    Some(Format { codec, profile })
}

/// The extensions of a packet. Long descriptors, which tell of layers, are for those who take them among short ones: to
/// others the picture goes without.
pub(super) fn values(packet: &Packet, numbers: Numbers, mixes: bool) -> ExtensionValues {
    let mut values = ExtensionValues {
        audio_level: packet.level.map(|(level, _)| -(level.min(127) as i8)),
        voice_activity: packet.level.map(|(_, voice)| voice),
        video_orientation: packet.orientation.map(turned_back),
        ..ExtensionValues::default()
    };
    if let Some(descriptor) = packet.descriptor.as_ref().filter(|known| mixes || !is_long(known)) {
        let carried = match numbers.frame {
            Some(number) if descriptor.len() >= 3 => {
                let mut bytes = descriptor.to_vec();
                bytes[1..3].copy_from_slice(&number.to_be_bytes());
                bytes.into()
            }
            Some(_) | None => descriptor.clone(),
        };
        values.user_values.set(Carried(carried));
    }
    values
}

pub(super) fn patch(packet: &Packet, numbers: Numbers) -> Option<Vp8Patch> {
    if packet.format.codec != Codec::Vp8 || numbers == Numbers::default() {
        return None;
    }
    let mut patch = Vp8Descriptor::parse(&packet.payload).ok()?.patch();
    if let Some(picture) = numbers.picture {
        patch = patch.picture_id(match picture {
            PictureId::Short(number) => u16::from(number),
            PictureId::Long(number) => number,
        });
    }
    if let Some(base) = numbers.base {
        patch = patch.tl0_pic_idx(base);
    }
    if let Some(key) = numbers.key {
        patch = patch.key_idx(key);
    }
    patch.build().ok()
}

pub(super) const fn turned(orientation: VideoOrientation) -> Turned {
    match orientation {
        VideoOrientation::Deg0 => Turned::No,
        VideoOrientation::Deg90 => Turned::Once,
        VideoOrientation::Deg180 => Turned::Twice,
        VideoOrientation::Deg270 => Turned::Thrice,
    }
}

pub(super) const fn turned_back(turned: Turned) -> VideoOrientation {
    match turned {
        Turned::No => VideoOrientation::Deg0,
        Turned::Once => VideoOrientation::Deg90,
        Turned::Twice => VideoOrientation::Deg180,
        Turned::Thrice => VideoOrientation::Deg270,
    }
}
