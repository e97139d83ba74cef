//! Normalization: whatever the text, offsets lead back to it, and a second pass changes nothing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq_normalize::{DecodeOptions, Normalizer, decode};

fuzz_target!(|bytes: &[u8]| {
    let decoded = decode(bytes, &DecodeOptions::default());
    let text = decoded.text.as_ref();
    for normalizer in [Normalizer::light(), Normalizer::search(), Normalizer::none()] {
        let normalized = normalizer.normalize(text);
        let offsets = &normalized.offsets;
        assert_eq!(offsets.original_length(), text.len());
        assert_eq!(offsets.normalized_length(), normalized.text.len());
        let mut end = 0;
        for (start, character) in normalized.text.char_indices() {
            let original = offsets.to_original(start..start + character.len_utf8());
            assert!(text.get(original.clone()).is_some(), "{original:?} cuts a character");
            assert!(original.end >= end, "offsets go back");
            end = original.end;
        }
        let again = normalizer.normalize(&normalized.text);
        assert_eq!(again.text, normalized.text, "a second pass changes the text");
    }
});
