//! Where people with words of their own meet, and what their words come to: both cost time and memory, so that whoever
//! tries many words pays for each (Argon2id, RFC 9106).

use argon2::{Algorithm, Argon2, Params, Version};
use heliograph_wire::Private;
use sha2::{Digest, Sha256};

/// 64 MiB, in KiB.
const MEMORY: u32 = 64 * 1024;

const PASSES: u32 = 3;

const LANES: u32 = 1;

/// What words come to at one companion.
#[derive(Clone)]
pub(crate) struct Stretched {
    /// All that the companion learns of the words: twelve bits.
    pub(crate) bucket: u16,
    /// The secret of the words, which only somebody has who has done the work.
    pub(crate) secret: Private<Vec<u8>>,
}

/// Remembers the last words: a page meets everybody in its bucket by the same.
#[derive(Default)]
pub(crate) struct Stretcher {
    last: Option<Last>,
}

struct Last {
    words: Private<String>,
    companion: [u8; 16],
    stretched: Stretched,
}

impl Stretcher {
    /// What these words come to at this companion.
    pub(crate) fn stretch(&mut self, words: &Private<String>, companion: &[u8; 16]) -> Stretched {
        if let Some(last) = &self.last
            && (&last.words, &last.companion) == (words, companion)
        {
            return last.stretched.clone();
        }
        let stretched = stretch(words.reveal(), companion);
        let last = Last { words: words.clone(), companion: *companion, stretched: stretched.clone() };
        self.last = Some(last);
        stretched
    }
}

fn stretch(words: &str, companion: &[u8; 16]) -> Stretched {
    let salt = Sha256::new_with_prefix(b"heliograph bucket 1").chain_update(companion).finalize();
    let mut output = [0; 64];
    let params = Params::new(MEMORY, PASSES, LANES, Some(output.len())).expect("these are within its limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(words.as_bytes(), &salt, &mut output)
        .expect("it takes words of any length, and a salt of 32 bytes");
    let output = Private::new(output);
    let (bucket, secret) = output.reveal().split_at(32);
    Stretched {
        bucket: u16::from_be_bytes([bucket[0], bucket[1]]) >> 4,
        secret: Private::new([secret, words.as_bytes()].concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Stretcher, stretch};
    use heliograph_wire::{Private, rendezvous::BUCKETS};

    #[test]
    fn other_words_and_other_companions_come_to_other_secrets() {
        let [one, other, elsewhere] = [("rosebud", 1), ("rosebug", 1), ("rosebud", 2)]
            .map(|(words, companion)| stretch(words, &[companion; 16]));
        assert!(one.secret.reveal()[..32] != other.secret.reveal()[..32]);
        assert!(one.secret.reveal()[..32] != elsewhere.secret.reveal()[..32]);
        for stretched in [one, other, elsewhere] {
            assert!(stretched.bucket < BUCKETS);
        }
    }

    #[test]
    fn the_last_words_are_remembered_and_others_are_not_taken_for_them() {
        let [words, others] = ["rosebud", "rosebug"].map(|it| Private::new(it.to_owned()));
        let mut stretcher = Stretcher::default();
        let first = stretcher.stretch(&words, &[1; 16]);
        assert!(stretcher.stretch(&words, &[1; 16]).secret == first.secret);
        for (words, companion) in [(&others, [1; 16]), (&words, [2; 16])] {
            assert!(
                stretcher.stretch(words, &companion).secret == stretch(words.reveal(), &companion).secret
            );
        }
    }
}
