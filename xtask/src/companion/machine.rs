use anyhow::{Error, bail};
use std::{fmt, str::FromStr};

/// A kind of machine that the companion is given to people for; all of them run Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// Servers and most computers.
    X86_64,
    /// Small computers of today: a Raspberry Pi 3 or later with a system of 64 bits.
    Aarch64,
    /// Small computers with a system of 32 bits: a Raspberry Pi 2 or later.
    Armv7,
}

impl Machine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::X86_64, Self::Aarch64, Self::Armv7];

    /// As `uname -m` begins, and as names of files spell it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Aarch64 => "aarch64",
            Self::Armv7 => "armv7",
        }
    }

    /// As the compiler calls it, with a C library that becomes part of the program.
    pub const fn target(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64-unknown-linux-musl",
            Self::Aarch64 => "aarch64-unknown-linux-musl",
            Self::Armv7 => "armv7-unknown-linux-musleabihf",
        }
    }

    /// As Debian calls it.
    pub const fn debian(self) -> &'static str {
        match self {
            Self::X86_64 => "amd64",
            Self::Aarch64 => "arm64",
            Self::Armv7 => "armhf",
        }
    }

    /// As programs for it say in their head (`e_machine`).
    pub(crate) const fn elf(self) -> u16 {
        match self {
            Self::X86_64 => 62,
            Self::Aarch64 => 183,
            Self::Armv7 => 40,
        }
    }

    /// The one that this program runs on, if the companion is given to people for it.
    pub fn here() -> Option<Self> {
        match (std::env::consts::OS, std::env::consts::ARCH) {
            ("linux", "x86_64") => Some(Self::X86_64),
            ("linux", "aarch64") => Some(Self::Aarch64),
            ("linux", "arm") => Some(Self::Armv7),
            _ => None,
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

impl FromStr for Machine {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match Self::ALL.into_iter().find(|machine| machine.word() == text) {
            Some(machine) => Ok(machine),
            None => bail!("the companion is built for {}", Self::ALL.map(Self::word).join(", ")),
        }
    }
}
