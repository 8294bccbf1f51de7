use crate::{
    candidate_list::{self, CandidateList, ListError},
    checksum,
    code::Code,
    credentials::{Credentials, CredentialsClass},
    deflated::{deflate, inflate},
    description::Description,
    error::{Flaw, PackError},
    kind::{Kind, Setup},
    plain::Plain,
    read::{Answer, Offer, Reading},
    reader::Reader,
    stamp::Stamp,
    tag::Tag,
};
use heliograph_wire::Private;

/// The version in the three high bits of every code.
const VERSION: u8 = 1;

/// The kinds in the three bits behind the version.
mod kind {
    pub(super) const OFFER: u8 = 0;
    pub(super) const ANSWER_PASSIVE: u8 = 1;
    pub(super) const ANSWER_ACTIVE: u8 = 2;
    pub(super) const DEFLATED: u8 = 3;
}

/// The fewest bytes of a right code of any version: shorter ones are not told from chance.
const LEAST: usize = 8;

/// What follows the first byte.
#[derive(Clone, Copy)]
pub(crate) enum Prefix {
    Offer(Stamp),
    Answer(Tag),
}

impl Prefix {
    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::Offer(_) => Kind::Offer,
            Self::Answer(_) => Kind::Answer,
        }
    }

    fn write(self, bytes: &mut Vec<u8>) {
        match self {
            Self::Offer(stamp) => bytes.push(stamp.byte()),
            Self::Answer(tag) => bytes.extend(tag.bytes()),
        }
    }

    fn read(kind: Kind, reader: &mut Reader<'_>) -> Result<Self, Flaw> {
        match kind {
            Kind::Offer => reader.byte().map(|byte| Self::Offer(Stamp::from_byte(byte))),
            Kind::Answer => reader.array().map(|bytes| Self::Answer(Tag::new(bytes))),
        }
    }
}

/// Why bytes are not a code that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormatError {
    /// The checksum is wrong, or it is no code at all.
    Checksum,
    /// The checksum is right, and the version or kind is a later one.
    Newer(u8),
    /// The checksum is right, and the content is not.
    Damaged(Flaw),
}

impl From<Flaw> for FormatError {
    fn from(flaw: Flaw) -> Self {
        Self::Damaged(flaw)
    }
}

impl From<ListError> for FormatError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Flaw(flaw) => Self::Damaged(flaw),
            ListError::Newer => Self::Newer(VERSION),
        }
    }
}

const fn header(kind: u8, low: u8) -> u8 {
    VERSION << 5 | kind << 2 | low
}

/// The code of the packed form.
pub(crate) fn plain_code(prefix: Prefix, plain: &Plain) -> Code {
    let kind = match (prefix.kind(), plain.setup) {
        (Kind::Offer, _) => kind::OFFER,
        (Kind::Answer, Setup::Active) => kind::ANSWER_ACTIVE,
        (Kind::Answer, _) => kind::ANSWER_PASSIVE,
    };
    // Whoever builds a `Plain` has found the class of its credentials.
    let class = plain.credentials.class().unwrap_or(CredentialsClass::Any);
    let mut bytes = vec![header(kind, class.bits())];
    prefix.write(&mut bytes);
    bytes.extend(plain.fingerprint);
    plain.credentials.write(class, &mut bytes);
    candidate_list::write(&plain.list, &mut bytes);
    checksum::append(&mut bytes);
    Code::new(bytes)
}

/// The code of the deflated form.
pub(crate) fn deflated_code(prefix: Prefix, sdp: &Private<String>) -> Result<Code, PackError> {
    let low = match prefix.kind() {
        Kind::Offer => 0,
        Kind::Answer => 1,
    };
    let mut bytes = vec![header(kind::DEFLATED, low)];
    prefix.write(&mut bytes);
    deflate(sdp, &mut bytes)?;
    checksum::append(&mut bytes);
    Ok(Code::new(bytes))
}

/// Reads the bytes of a code.
pub(crate) fn decode(bytes: &[u8]) -> Result<Reading, FormatError> {
    let content = checksum::strip(bytes).ok_or(FormatError::Checksum)?;
    if bytes.len() < LEAST || content[0] >> 5 == 0 {
        return Err(FormatError::Checksum);
    }
    decode_content(content)
}

/// Whether bytes with a wrong checksum end within a field, as they do where the end of a code is missing.
pub(crate) fn ends_early(bytes: &[u8]) -> bool {
    bytes.split_last_chunk::<{ checksum::LENGTH }>().is_none_or(|(content, _)| {
        matches!(decode_content(content), Err(FormatError::Damaged(Flaw::EndsEarly)))
    })
}

fn decode_content(content: &[u8]) -> Result<Reading, FormatError> {
    let mut reader = Reader::new(content);
    let first = reader.byte()?;
    let (version, kind, low) = (first >> 5, first >> 2 & 7, first & 3);
    if version != VERSION || kind > kind::DEFLATED {
        return Err(FormatError::Newer(version));
    }
    let half = match (kind, low) {
        (kind::OFFER, _) | (kind::DEFLATED, 0) => Kind::Offer,
        (kind::DEFLATED, 1) | (kind::ANSWER_ACTIVE | kind::ANSWER_PASSIVE, _) => Kind::Answer,
        _ => return Err(FormatError::Newer(VERSION)),
    };
    let prefix = Prefix::read(half, &mut reader)?;
    let description = match kind {
        kind::DEFLATED => inflate(reader)?,
        _ => {
            let setup = match kind {
                kind::OFFER => Setup::Actpass,
                kind::ANSWER_ACTIVE => Setup::Active,
                _ => Setup::Passive,
            };
            Description::plain(read_plain(setup, CredentialsClass::from_bits(low)?, reader)?)
        }
    };
    Ok(match prefix {
        Prefix::Offer(stamp) => {
            let tag = description.tag();
            Reading::Offer(Offer { description, stamp, tag })
        }
        Prefix::Answer(tag) => Reading::Answer(Answer { description, tag }),
    })
}

fn read_plain(setup: Setup, class: CredentialsClass, mut reader: Reader<'_>) -> Result<Plain, FormatError> {
    let fingerprint = reader.array()?;
    let credentials = Credentials::read(class, &mut reader)?;
    let list: CandidateList = candidate_list::read(reader)?;
    Ok(Plain { credentials, fingerprint, setup, list })
}

#[cfg(test)]
mod tests {
    use super::{Prefix, decode, plain_code, read_plain};
    use crate::{checksum, credentials::CredentialsClass, kind::Setup, reader::Reader, stamp::Stamp};
    use proptest::{collection::vec, prelude::*};

    proptest! {
        #[test]
        fn any_bytes_with_a_right_checksum_are_a_code_or_a_named_error(
            first in 0x20_u8..0x30,
            rest in vec(any::<u8>(), 0..140),
        ) {
            let mut bytes = [vec![first], rest].concat();
            checksum::append(&mut bytes);
            let _ = decode(&bytes);
        }

        #[test]
        fn a_description_has_one_spelling(
            class in 0_u8..3,
            fields in vec(any::<u8>(), 52..=53),
            // Bytes of low value make lists that make sense.
            list in vec(prop_oneof![0_u8..16, any::<u8>()], 0..30),
        ) {
            let content = [fields, list].concat();
            let class = CredentialsClass::from_bits(class).unwrap();
            let Ok(plain) = read_plain(Setup::Actpass, class, Reader::new(&content)) else { return Ok(()) };
            let code = plain_code(Prefix::Offer(Stamp::from_byte(0)), &plain);
            let written = &code.bytes()[2..code.bytes().len() - checksum::LENGTH];
            // Unknown extensions are skipped and lost, so the code may get shorter.
            prop_assert!(written == content || written.len() < content.len());
        }
    }
}
