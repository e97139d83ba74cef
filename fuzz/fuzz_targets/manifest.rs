//! Manifests: torn, changed or of another program, they are read or refused with a reason.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};
use warraq_runner::check_manifest;

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    // With checksums that fit, what stands behind them is read, too.
    let mut summed = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let digest = Sha256::digest(line);
        let sum: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        summed.extend_from_slice(sum.as_bytes());
        summed.push(b' ');
        summed.extend_from_slice(line);
        summed.push(b'\n');
    }
    let whole = check(&summed);
    // A line that is torn off takes nothing from those before it.
    if let (Some(shards), Some(torn)) = (whole, summed.get(..summed.len() - 1)) {
        let left = check(torn);
        assert!(left.is_none_or(|left| left + 1 == shards || left == shards), "{left:?}");
    }
});

fn check(bytes: &[u8]) -> Option<usize> {
    match check_manifest(bytes) {
        Ok(shards) => Some(shards),
        Err(reason) => {
            assert!(!reason.is_empty());
            None
        }
    }
}
