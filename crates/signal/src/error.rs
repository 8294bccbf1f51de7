use thiserror::Error;

/// Why a description could not be packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PackError {
    /// The text is not a session description (RFC 8866).
    #[error("this is not a session description")]
    NotADescription,
    /// The text is above 32 KiB.
    #[error("the description is longer than 32 KiB")]
    TooLong,
    /// There is no `a=ice-ufrag` or no `a=ice-pwd`.
    #[error("the description has no ICE credentials, so nobody could connect to it")]
    NoCredentials,
    /// There is no `a=fingerprint`.
    #[error("the description has no certificate fingerprint, so the connection could not be secured")]
    NoFingerprint,
    /// There are fingerprints, but no well-formed sha-256 one.
    #[error("the description has no usable sha-256 fingerprint, and other kinds are not accepted")]
    WeakFingerprint,
    /// An offer through a relay says more than the relay's addresses.
    #[error("the description says more than a relay's addresses")]
    NotRelayed,
}

/// Why a text could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReadError {
    /// There is nothing to read.
    #[error("there is nothing here")]
    Empty,
    /// The text holds no code.
    #[error("there is no code in this text")]
    NotACode,
    /// A code begins here, but its end is missing.
    #[error("the code is cut short; copy all of it")]
    CutShort,
    /// It looks like a code, but its checksum is wrong.
    #[error("the code was changed on the way; copy it again")]
    Mistyped,
    /// A right code of a later format; the version of this one is given.
    #[error("the code was made by a newer version (format {0})")]
    NewerVersion(u8),
    /// The text is above 64 KiB.
    #[error("the text is too long to be a code")]
    TooLong,
    /// The checksum is right, but the content breaks the format.
    #[error("the code breaks the rules of its format: {0}")]
    Damaged(Flaw),
    /// The text looks like the JSON form of a description, but it is cut or changed.
    #[error("the JSON text is not whole; copy it again")]
    BrokenJson,
    /// A raw description, alone or in JSON, that is neither an offer nor an answer.
    #[error("the description does not say whether it is an offer or an answer")]
    NoKind,
    /// The text is a raw description, alone or in JSON, that cannot be used.
    #[error("the description in this text cannot be used: {0}")]
    Description(PackError),
}

/// What breaks the rules in a code whose checksum is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Flaw {
    /// A field is longer than what is left.
    #[error("it ends within a field")]
    EndsEarly,
    /// The reserved class of credentials.
    #[error("its credentials are of an unknown class")]
    CredentialsClass,
    /// Credentials that break RFC 8839, section 5.4, or are spelled in a longer class than needed.
    #[error("its credentials are not spelled as they have to be")]
    Credentials,
    /// A reserved or misplaced candidate descriptor.
    #[error("it has an unknown kind of candidate")]
    CandidateKind,
    /// A candidate spelled in a longer way than needed, or referring to one that is not there.
    #[error("a candidate is not spelled as it has to be")]
    Candidate,
    /// An extension that breaks its own rules.
    #[error("an extension is not spelled as it has to be")]
    Extension,
    /// The compressed text does not unpack.
    #[error("its compressed text does not unpack")]
    Compression,
    /// The compressed text unpacks to more than 32 KiB.
    #[error("its compressed text unpacks to more than 32 KiB")]
    Bomb,
    /// What was compressed is not a description that could be packed.
    #[error("its compressed text is not a description: {0}")]
    Description(PackError),
}
