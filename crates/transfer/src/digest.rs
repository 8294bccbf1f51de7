use blake3::Hasher;
use blake3::hazmat::HasherExt;

/// What [`Chunk`](heliograph_wire::files::Chunk) says about the bytes that stand at this offset of a file, a multiple of
/// [`CHUNK`](heliograph_wire::files::CHUNK): their part of the tree that the file is (BLAKE3, section 2.1).
///
/// # Panics
/// If there are no bytes: nothing is no part of a tree.
pub fn digest(offset: u64, bytes: &[u8]) -> [u8; 32] {
    Hasher::new().set_input_offset(offset).update(bytes).finalize_non_root()
}

#[cfg(test)]
mod tests {
    use super::digest;
    use blake3::hazmat::{Mode, merge_subtrees_root};
    use heliograph_wire::files::CHUNK;

    const EDGE: usize = CHUNK as usize;

    #[test]
    fn digests_add_up_to_the_hash_that_everybody_computes() {
        let file: Vec<u8> = (0..EDGE + 5).map(|place| (place * 31 % 251) as u8).collect();
        let (left, right) = file.split_at(EDGE);
        let hash = merge_subtrees_root(&digest(0, left), &digest(CHUNK.into(), right), Mode::Hash);
        assert_eq!(hash, blake3::hash(&file));
    }

    #[test]
    fn a_digest_says_where_its_chunk_stands() {
        let chunk = [7; 100];
        assert_ne!(digest(0, &chunk), digest(u64::from(CHUNK), &chunk));
    }
}
