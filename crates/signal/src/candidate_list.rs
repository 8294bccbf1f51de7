use crate::{
    candidate::{Address, Candidate, CandidateKind},
    error::Flaw,
    exchange::Exchange,
    reader::Reader,
};
use std::net::Ipv6Addr;

/// What a descriptor nibble announces.
mod descriptor {
    pub(super) const NONE: u8 = 0;
    pub(super) const HOST_192_168: u8 = 1;
    pub(super) const HOST_10: u8 = 2;
    pub(super) const HOST_V4: u8 = 3;
    pub(super) const HOST_V6: u8 = 4;
    pub(super) const HOST_V6_SAME_PREFIX: u8 = 5;
    pub(super) const HOST_MDNS: u8 = 6;
    pub(super) const REFLEXIVE_V4: u8 = 7;
    pub(super) const REFLEXIVE_V4_SAME_PORT: u8 = 8;
    pub(super) const REFLEXIVE_V6: u8 = 9;
    pub(super) const REFLEXIVE_V6_SAME_PORT: u8 = 10;
    pub(super) const RELAYED_V4: u8 = 11;
    pub(super) const RELAYED_V6: u8 = 12;
    pub(super) const EXTENSION: u8 = 15;
}

/// The type of the extension that holds a media identification other than `0`.
const MID: u8 = 1;

/// The type of the extension that holds an exchange: whoever does not know it cannot reach anybody.
const EXCHANGE: u8 = 2;

/// What the list at the end of a packed description holds.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct CandidateList {
    /// The media identification tag (RFC 8843, section 5).
    pub(crate) mid: String,
    pub(crate) exchange: Option<Exchange>,
    pub(crate) candidates: Vec<Candidate>,
}

/// Why a list could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListError {
    Flaw(Flaw),
    /// An extension that has to be understood, and is not.
    Newer,
}

impl From<Flaw> for ListError {
    fn from(flaw: Flaw) -> Self {
        Self::Flaw(flaw)
    }
}

/// Whether a media identification can be carried: a token of at most 255 characters (RFC 8866, section 9).
pub(crate) fn is_mid(mid: &str) -> bool {
    let token = |letter: u8| letter.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`{|}~".contains(&letter);
    (1..=255).contains(&mid.len()) && mid.bytes().all(token)
}

/// Writes the list: pairs of descriptors in one byte, then what belongs to the two.
pub(crate) fn write(list: &CandidateList, bytes: &mut Vec<u8>) {
    let mut entries = Vec::new();
    if list.mid != "0" {
        // `is_mid` was asked before, so the length fits.
        let mut entry = vec![MID, u8::try_from(list.mid.len()).unwrap_or(u8::MAX)];
        entry.extend(list.mid.bytes());
        entries.push((descriptor::EXTENSION, entry));
    }
    if let Some(exchange) = &list.exchange {
        let mut entry = vec![EXCHANGE, Exchange::BYTES as u8];
        entry.extend(exchange.bytes());
        entries.push((descriptor::EXTENSION, entry));
    }
    let mut before = Before::default();
    for candidate in &list.candidates {
        entries.push(before.spell(candidate));
        before.note(candidate);
    }
    for pair in entries.chunks(2) {
        let low = pair.get(1).map_or(descriptor::NONE, |(descriptor, _)| *descriptor);
        bytes.push(pair[0].0 << 4 | low);
        bytes.extend(pair.iter().flat_map(|(_, data)| data));
    }
}

/// Reads the list, which runs to the end.
pub(crate) fn read(mut reader: Reader<'_>) -> Result<CandidateList, ListError> {
    let mut list = CandidateList { mid: "0".to_owned(), exchange: None, candidates: Vec::new() };
    let mut before = Before::default();
    let mut first = true;
    while !reader.is_empty() {
        let pair = reader.byte()?;
        for descriptor in [pair >> 4, pair & 15] {
            match descriptor {
                descriptor::NONE if descriptor != pair >> 4 && reader.is_empty() => {}
                descriptor::EXTENSION => match read_extension(&mut reader)? {
                    Some(Extension::Mid(mid)) if first => list.mid = mid,
                    Some(Extension::Exchange(exchange))
                        if list.exchange.is_none() && list.candidates.is_empty() =>
                    {
                        list.exchange = Some(exchange);
                    }
                    Some(_) => return Err(Flaw::Extension.into()),
                    None => {}
                },
                _ => {
                    let candidate = before.read(descriptor, &mut reader)?;
                    before.note(&candidate);
                    list.candidates.push(candidate);
                }
            }
            first = false;
        }
    }
    // Whoever is reached through a relay tells no address of their own.
    if list.exchange.is_some() && list.candidates.iter().any(|it| it.kind != CandidateKind::Relayed) {
        return Err(Flaw::Extension.into());
    }
    Ok(list)
}

enum Extension {
    Mid(String),
    Exchange(Exchange),
}

/// Nothing for an unknown extension that may be ignored: those of odd type.
fn read_extension(reader: &mut Reader<'_>) -> Result<Option<Extension>, ListError> {
    let [kind, length] = reader.array()?;
    let data = reader.slice(usize::from(length))?;
    match kind {
        MID => {
            let mid = str::from_utf8(data).ok().filter(|mid| is_mid(mid) && *mid != "0");
            Ok(Some(Extension::Mid(mid.ok_or(Flaw::Extension)?.to_owned())))
        }
        EXCHANGE => {
            let bytes = data.try_into().map_err(|_| Flaw::Extension)?;
            Ok(Some(Extension::Exchange(Exchange::new(bytes))))
        }
        _ if kind % 2 == 1 => Ok(None),
        _ => Err(ListError::Newer),
    }
}

/// What a candidate may refer back to.
#[derive(Default)]
struct Before {
    /// The port of the nearest preceding candidate.
    port: Option<u16>,
    /// The first 8 bytes of the nearest preceding IPv6 address.
    prefix: Option<[u8; 8]>,
}

impl Before {
    const fn note(&mut self, candidate: &Candidate) {
        self.port = Some(candidate.port);
        if let Address::V6(address) = candidate.address {
            self.prefix = Some(halves(address).0);
        }
    }

    /// The one spelling of a candidate in this place: its descriptor and its bytes.
    fn spell(&self, candidate: &Candidate) -> (u8, Vec<u8>) {
        use CandidateKind::{Host, Relayed, ServerReflexive};
        let same_port = self.port == Some(candidate.port);
        let (descriptor, mut bytes) = match (candidate.kind, candidate.address) {
            (Host, Address::V4(address)) => match address.octets() {
                [192, 168, rest @ ..] => (descriptor::HOST_192_168, rest.to_vec()),
                [10, rest @ ..] => (descriptor::HOST_10, rest.to_vec()),
                whole => (descriptor::HOST_V4, whole.to_vec()),
            },
            (Host, Address::V6(address)) => match halves(address) {
                (prefix, rest) if self.prefix == Some(prefix) => {
                    (descriptor::HOST_V6_SAME_PREFIX, rest.to_vec())
                }
                _ => (descriptor::HOST_V6, address.octets().to_vec()),
            },
            (_, Address::Mdns(uuid)) => (descriptor::HOST_MDNS, uuid.to_vec()),
            (ServerReflexive, Address::V4(address)) if same_port => {
                return (descriptor::REFLEXIVE_V4_SAME_PORT, address.octets().to_vec());
            }
            (ServerReflexive, Address::V6(address)) if same_port => {
                return (descriptor::REFLEXIVE_V6_SAME_PORT, address.octets().to_vec());
            }
            (ServerReflexive, Address::V4(address)) => (descriptor::REFLEXIVE_V4, address.octets().to_vec()),
            (ServerReflexive, Address::V6(address)) => (descriptor::REFLEXIVE_V6, address.octets().to_vec()),
            (Relayed, Address::V4(address)) => (descriptor::RELAYED_V4, address.octets().to_vec()),
            (Relayed, Address::V6(address)) => (descriptor::RELAYED_V6, address.octets().to_vec()),
        };
        bytes.extend(candidate.port.to_be_bytes());
        (descriptor, bytes)
    }

    fn read(&self, descriptor: u8, reader: &mut Reader<'_>) -> Result<Candidate, Flaw> {
        use CandidateKind::{Host, Relayed, ServerReflexive};
        let (kind, address) = match descriptor {
            descriptor::HOST_192_168 => {
                let [c, d] = reader.array()?;
                (Host, Address::V4([192, 168, c, d].into()))
            }
            descriptor::HOST_10 => {
                let [b, c, d] = reader.array()?;
                (Host, Address::V4([10, b, c, d].into()))
            }
            descriptor::HOST_V4 => (Host, read_v4(reader)?),
            descriptor::HOST_V6 => (Host, read_v6(reader)?),
            descriptor::HOST_V6_SAME_PREFIX => {
                let mut octets = [0; 16];
                octets[..8].copy_from_slice(&self.prefix.ok_or(Flaw::Candidate)?);
                octets[8..].copy_from_slice(&reader.array::<8>()?);
                (Host, Address::V6(octets.into()))
            }
            descriptor::HOST_MDNS => (Host, Address::Mdns(reader.array()?)),
            descriptor::REFLEXIVE_V4 | descriptor::REFLEXIVE_V4_SAME_PORT => {
                (ServerReflexive, read_v4(reader)?)
            }
            descriptor::REFLEXIVE_V6 | descriptor::REFLEXIVE_V6_SAME_PORT => {
                (ServerReflexive, read_v6(reader)?)
            }
            descriptor::RELAYED_V4 => (Relayed, read_v4(reader)?),
            descriptor::RELAYED_V6 => (Relayed, read_v6(reader)?),
            _ => return Err(Flaw::CandidateKind),
        };
        let port = match descriptor {
            descriptor::REFLEXIVE_V4_SAME_PORT | descriptor::REFLEXIVE_V6_SAME_PORT => {
                self.port.ok_or(Flaw::Candidate)?
            }
            _ => u16::from_be_bytes(reader.array()?),
        };
        let candidate = Candidate { kind, address, port };
        if self.spell(&candidate).0 == descriptor { Ok(candidate) } else { Err(Flaw::Candidate) }
    }
}

fn read_v4(reader: &mut Reader<'_>) -> Result<Address, Flaw> {
    reader.array::<4>().map(|octets| Address::V4(octets.into()))
}

fn read_v6(reader: &mut Reader<'_>) -> Result<Address, Flaw> {
    reader.array::<16>().map(|octets| Address::V6(octets.into()))
}

const fn halves(address: Ipv6Addr) -> ([u8; 8], [u8; 8]) {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = address.octets();
    ([a, b, c, d, e, f, g, h], [i, j, k, l, m, n, o, p])
}
