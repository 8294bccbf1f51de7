use crate::{
    error::Flaw,
    reader::Reader,
    sdp::{attribute, lines},
};
use heliograph_wire::Private;

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const HEX: &[u8; 16] = b"0123456789abcdef";

/// The user fragment and password of one ICE session.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Credentials {
    ufrag: Private<String>,
    pwd: Private<String>,
}

/// How a description's ICE credentials are made, hence how a code spells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialsClass {
    /// 4 and 24 characters: 3 and 18 bytes, as Chromium and Safari make them.
    Base64,
    /// 8 and 32 lower-case hexadecimal digits: 4 and 16 bytes, as Firefox makes them.
    Hex,
    /// Any other legal pair.
    Any,
}

impl CredentialsClass {
    /// The two low bits of a code's first byte.
    pub(crate) const fn bits(self) -> u8 {
        match self {
            Self::Base64 => 0,
            Self::Hex => 1,
            Self::Any => 2,
        }
    }

    pub(crate) const fn from_bits(bits: u8) -> Result<Self, Flaw> {
        match bits {
            0 => Ok(Self::Base64),
            1 => Ok(Self::Hex),
            2 => Ok(Self::Any),
            _ => Err(Flaw::CredentialsClass),
        }
    }
}

impl Credentials {
    pub(crate) fn new(ufrag: &str, pwd: &str) -> Self {
        Self { ufrag: Private::new(ufrag.to_owned()), pwd: Private::new(pwd.to_owned()) }
    }

    /// The first ones of a description.
    pub(crate) fn first(sdp: &str) -> Option<Self> {
        let first = |name| lines(sdp).find_map(|line| attribute(line, name));
        Some(Self::new(first("ice-ufrag")?, first("ice-pwd")?))
    }

    pub(crate) fn ufrag(&self) -> &str {
        self.ufrag.reveal()
    }

    pub(crate) fn pwd(&self) -> &str {
        self.pwd.reveal()
    }

    /// The shortest class that holds these credentials, none if they are not legal (RFC 8839, section 5.4).
    pub(crate) fn class(&self) -> Option<CredentialsClass> {
        let (ufrag, pwd) = (self.ufrag().as_bytes(), self.pwd().as_bytes());
        let both = |alphabet: &[u8]| ufrag.iter().chain(pwd).all(|letter| alphabet.contains(letter));
        if !both(BASE64) {
            return None;
        }
        match (ufrag.len(), pwd.len()) {
            (4, 24) => Some(CredentialsClass::Base64),
            (8, 32) if both(HEX) => Some(CredentialsClass::Hex),
            (4..=256, 22..=256) => Some(CredentialsClass::Any),
            _ => None,
        }
    }

    pub(crate) fn write(&self, class: CredentialsClass, bytes: &mut Vec<u8>) {
        let (ufrag, pwd) = (self.ufrag().as_bytes(), self.pwd().as_bytes());
        match class {
            CredentialsClass::Base64 => pack(&[ufrag, pwd], BASE64, bytes),
            CredentialsClass::Hex => pack(&[ufrag, pwd], HEX, bytes),
            CredentialsClass::Any => {
                // The class is chosen by `class`, so both lengths are 4 to 256.
                bytes.extend([ufrag, pwd].map(|text| u8::try_from(text.len() - 1).unwrap_or(u8::MAX)));
                pack(&[ufrag, pwd], BASE64, bytes);
            }
        }
    }

    pub(crate) fn read(class: CredentialsClass, reader: &mut Reader<'_>) -> Result<Self, Flaw> {
        let (ufrag, pwd, alphabet): (_, _, &[u8]) = match class {
            CredentialsClass::Base64 => (4, 24, BASE64),
            CredentialsClass::Hex => (8, 32, HEX),
            CredentialsClass::Any => {
                let [ufrag, pwd] = reader.array()?;
                (usize::from(ufrag) + 1, usize::from(pwd) + 1, BASE64)
            }
        };
        let text = unpack(ufrag + pwd, alphabet, reader)?;
        let credentials = Self::new(&text.reveal()[..ufrag], &text.reveal()[ufrag..]);
        // One spelling for each value: whatever fits a shorter class has to use it.
        if credentials.class() == Some(class) { Ok(credentials) } else { Err(Flaw::Credentials) }
    }
}

/// Bits of one letter: the alphabets have 64 and 16.
const fn width(alphabet: &[u8]) -> u32 {
    alphabet.len().ilog2()
}

/// Writes letters as their places in the alphabet, first letter in the highest bits, zero bits at the end.
fn pack(texts: &[&[u8]], alphabet: &[u8], bytes: &mut Vec<u8>) {
    let (mut pending, mut bits) = (0_u32, 0);
    for letter in texts.iter().copied().flatten() {
        let place = alphabet.iter().position(|other| other == letter).unwrap_or_default();
        pending = pending << width(alphabet) | place as u32;
        bits += width(alphabet);
        if bits >= 8 {
            bits -= 8;
            bytes.push((pending >> bits) as u8);
            pending &= (1 << bits) - 1;
        }
    }
    if bits > 0 {
        bytes.push((pending << (8 - bits)) as u8);
    }
}

fn unpack(letters: usize, alphabet: &[u8], reader: &mut Reader<'_>) -> Result<Private<String>, Flaw> {
    let width = width(alphabet);
    let bytes = reader.slice((letters * width as usize).div_ceil(8))?;
    let mut text = String::with_capacity(letters);
    let (mut pending, mut bits) = (0_u32, 0);
    for byte in bytes {
        pending = pending << 8 | u32::from(*byte);
        bits += 8;
        while bits >= width && text.len() < letters {
            bits -= width;
            text.push(char::from(alphabet[(pending >> bits) as usize]));
            pending &= (1 << bits) - 1;
        }
    }
    if pending == 0 { Ok(Private::new(text)) } else { Err(Flaw::Credentials) }
}

#[cfg(test)]
mod tests {
    use super::{Credentials, CredentialsClass};
    use crate::{error::Flaw, reader::Reader};

    #[track_caller]
    fn check(ufrag: &str, pwd: &str, expected: Option<(CredentialsClass, usize)>) {
        let credentials = Credentials::new(ufrag, pwd);
        assert_eq!(credentials.class(), expected.map(|(class, _)| class));
        let Some((class, length)) = expected else { return };
        let mut bytes = Vec::new();
        credentials.write(class, &mut bytes);
        assert_eq!(bytes.len(), length);
        assert!(Credentials::read(class, &mut Reader::new(&bytes)) == Ok(credentials));
    }

    #[test]
    fn every_legal_pair_survives_in_the_shortest_class() {
        check("6/I1", "OpykrA+oFJhxgl8gw4sFhqc9", Some((CredentialsClass::Base64, 21)));
        check("8042d877", "1d16f1682e70a195cc64c3ba2081b252", Some((CredentialsClass::Hex, 20)));
        check("8042D877", "1d16f1682e70a195cc64c3ba2081b252", Some((CredentialsClass::Any, 32)));
        check("nXET", "d0iwx/Qam8JnuvL+wkcXee", Some((CredentialsClass::Any, 22)));
        check(&"a".repeat(256), &"+".repeat(256), Some((CredentialsClass::Any, 386)));
        check(&"a".repeat(257), &"+".repeat(256), None);
        check("abc", "d0iwx/Qam8JnuvL+wkcXee", None);
        check("abcd", "d0iwx/Qam8JnuvL+wkcXe", None);
        check("ab-d", "d0iwx/Qam8JnuvL+wkcXee", None);
    }

    #[test]
    fn padding_bits_and_longer_spellings_are_refused() {
        let mut padded = vec![3, 21];
        Credentials::new("AAAA", &"A".repeat(22)).write(CredentialsClass::Any, &mut padded);
        padded.drain(..2);
        assert!(Credentials::read(CredentialsClass::Any, &mut Reader::new(&padded)).is_ok());
        *padded.last_mut().unwrap() |= 1;
        assert!(
            Credentials::read(CredentialsClass::Any, &mut Reader::new(&padded)) == Err(Flaw::Credentials)
        );

        let mut longer = vec![3, 23];
        longer.extend([0; 21]);
        assert!(
            Credentials::read(CredentialsClass::Any, &mut Reader::new(&longer)) == Err(Flaw::Credentials)
        );
    }
}
