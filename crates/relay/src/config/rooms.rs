use super::{ConfigError, Layer, Port, some};
use crate::state::{hex, unhex};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, net::IpAddr, str::FromStr, thread};

/// Whether there are rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rooms {
    /// There are none.
    Off,
    /// There are, and all that goes through them is sealed by the people in them.
    Sealed(Forwarding),
}

/// What rooms need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarding {
    /// Who may make rooms.
    pub makers: RoomMakers,
    /// Which invites hold no more.
    pub revoked: Vec<InviteId>,
    /// The UDP port by which sound and pictures go.
    pub port: Port,
    /// Where others see this machine, besides the addresses that it knows itself by.
    pub addresses: Vec<IpAddr>,
    /// Among how many threads rooms are spread.
    pub shards: u8,
}

/// Who may make rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomMakers {
    /// Anybody who has the page.
    Anyone,
    /// Whoever has an invite that was made on this machine.
    Invited,
    /// Whoever has one of these keys.
    Listed(Vec<HostKey>),
}

/// The public key of somebody who makes rooms (Ed25519, RFC 8032), as their page shows it: 43 characters of base64 (RFC
/// 4648, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostKey(pub [u8; 32]);

/// Names an invite: 16 hexadecimal digits, as `heliograph-relay invite` prints them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct InviteId(pub [u8; 8]);

/// No unit has more shards: credentials name one by a byte.
const SHARDS: u64 = 64;

impl Rooms {
    /// What a complete layer says about them.
    pub(super) fn of(layer: &Layer) -> Result<Self, ConfigError> {
        let advice = "it is 1 to 64, or 0 for one less than this machine has cores";
        let shards = some("room_threads", layer.room_threads.map(u64::from), 0..=SHARDS, advice)?;
        let addresses = layer.room_addresses.clone().unwrap_or_default();
        if let Some(address) = addresses.iter().find(|it| it.is_unspecified() || it.is_multicast()) {
            return Err(ConfigError::NoRoomAddress(*address));
        }
        if !layer.sealed_rooms.unwrap_or_default() {
            return Ok(Self::Off);
        }
        let first = layer.first_media_port.unwrap_or_default();
        Ok(Self::Sealed(Forwarding {
            makers: layer.room_makers.clone().unwrap_or(RoomMakers::Anyone),
            revoked: layer.revoked_invites.clone().unwrap_or_default(),
            port: layer.media_port.map_or(Port::From(first), Port::Exactly),
            addresses,
            shards: u8::try_from(shards)
                .ok()
                .filter(|shards| *shards > 0)
                .unwrap_or_else(one_less_than_cores),
        }))
    }

    /// What rooms need, if there are any.
    pub const fn forwarding(&self) -> Option<&Forwarding> {
        match self {
            Self::Off => None,
            Self::Sealed(forwarding) => Some(forwarding),
        }
    }
}

/// One core is left for everything else.
fn one_less_than_cores() -> u8 {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    cores.saturating_sub(1).clamp(1, SHARDS) as u8
}

impl TryFrom<String> for InviteId {
    type Error = ConfigError;

    fn try_from(text: String) -> Result<Self, ConfigError> {
        let bytes = unhex(&text).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or(ConfigError::NoInviteId(text))
    }
}

impl From<InviteId> for String {
    fn from(id: InviteId) -> Self {
        hex(&id.0)
    }
}

impl FromStr for HostKey {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| ConfigError::NoHostKey(text.to_owned()))
    }
}

impl fmt::Display for HostKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl Serialize for RoomMakers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Anyone => serializer.serialize_str("anyone"),
            Self::Invited => serializer.serialize_str("invited"),
            Self::Listed(keys) => serializer.collect_seq(keys.iter().map(HostKey::to_string)),
        }
    }
}

impl<'de> Deserialize<'de> for RoomMakers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> de::Visitor<'de> for Reader {
    type Value = RoomMakers;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("\"anyone\", \"invited\", or a list of keys")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<RoomMakers, E> {
        match text {
            "anyone" => Ok(RoomMakers::Anyone),
            "invited" => Ok(RoomMakers::Invited),
            _ => Err(E::unknown_variant(text, &["anyone", "invited"])),
        }
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<RoomMakers, A::Error> {
        let mut keys = Vec::new();
        while let Some(text) = list.next_element::<String>()? {
            keys.push(text.parse().map_err(de::Error::custom)?);
        }
        Ok(RoomMakers::Listed(keys))
    }
}

#[cfg(test)]
mod tests {
    use super::{InviteId, RoomMakers, Rooms};
    use crate::config::{Config, ConfigError, Layer, Port};

    fn layer(text: &str) -> Layer {
        toml::from_str::<Layer>(text).unwrap().over(Layer::defaults())
    }

    #[test]
    fn there_are_no_rooms_unless_somebody_says_so() {
        assert_eq!(Rooms::of(&Layer::defaults()), Ok(Rooms::Off));
        let Ok(Rooms::Sealed(rooms)) = Rooms::of(&layer("sealed_rooms = true")) else { panic!("none") };
        assert_eq!((rooms.makers, rooms.port), (RoomMakers::Anyone, Port::From(3479)));
        assert!(rooms.shards > 0);
    }

    #[test]
    fn who_may_make_rooms_is_written_as_a_word_or_as_keys() {
        let key = "A".repeat(43);
        for (written, is) in [
            ("\"anyone\"".to_owned(), RoomMakers::Anyone),
            ("\"invited\"".to_owned(), RoomMakers::Invited),
            ("[]".to_owned(), RoomMakers::Listed(Vec::new())),
            (format!("[\"{key}\"]"), RoomMakers::Listed(vec![key.parse().unwrap()])),
        ] {
            let read: Layer = toml::from_str(&format!("room_makers = {written}")).unwrap();
            assert_eq!(read.room_makers.as_ref(), Some(&is), "{written}");
            let again: Layer = toml::from_str(&toml::to_string(&read).unwrap()).unwrap();
            assert_eq!(again, read, "{written}");
        }
        for wrong in ["\"nobody\"", "[\"A\"]", "true"] {
            assert!(toml::from_str::<Layer>(&format!("room_makers = {wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_invite_is_named_as_it_was_printed() {
        let layer: Layer = toml::from_str("revoked_invites = [\"00ff00ff00ff00ff\"]").unwrap();
        assert_eq!(layer.revoked_invites, Some(vec![InviteId([0, 255, 0, 255, 0, 255, 0, 255])]));
        for wrong in ["00ff", "00FF00FF00FF00FF", ""] {
            let read = toml::from_str::<Layer>(&format!("revoked_invites = [\"{wrong}\"]"));
            assert!(read.unwrap_err().to_string().contains("is no invite"), "{wrong}");
        }
    }

    #[test]
    fn what_rooms_cannot_have_is_refused_with_a_sentence() {
        let refused = |text: &str| Config::try_from(layer(text)).unwrap_err();
        for address in ["0.0.0.0", "::", "224.0.0.1"] {
            let error = refused(&format!("room_addresses = [\"{address}\"]"));
            assert_eq!(error, ConfigError::NoRoomAddress(address.parse().unwrap()));
        }
        for (text, key) in [
            ("room_threads = 65", "room_threads"),
            ("members_per_room = 1", "members_per_room"),
            ("members_per_room = 251", "members_per_room"),
            ("room_bits_per_second_each = 1000", "room_bits_per_second_each"),
            ("room_hours = 9000", "room_hours"),
        ] {
            assert!(refused(text).to_string().starts_with(&format!("`{key}` cannot be ")), "{text}");
        }
    }
}
