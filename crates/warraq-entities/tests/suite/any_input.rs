//! Nothing that can be written makes the stage panic or place a span where there is no text.

use proptest::prelude::*;
use warraq_entities::EntityOptions;

use crate::support::{annotate, shipped};

#[test]
fn any_text_is_survived() {
    let tagger = shipped();
    let pieces = prop_oneof![
        "\\PC{0,12}",
        "[اأإلموي ]{0,20}",
        Just("https://".to_owned()),
        Just("@@@".to_owned()),
        Just("ولل".to_owned()),
        Just("\u{200F}\u{064B}\u{0640}".to_owned()),
        Just("عبد الله\n".to_owned()),
        Just("+0000000000".to_owned()),
        Just("للولايات المتحدة".to_owned()),
    ];
    proptest!(ProptestConfig::with_cases(200), |(parts in prop::collection::vec(pieces, 0..12))| {
        let text = parts.concat();
        let document = annotate(&tagger, EntityOptions::default(), &text);
        for entity in document.entities().unwrap().iter() {
            prop_assert!(!entity.text().is_empty());
            prop_assert!((0.0..=1.0).contains(&entity.score()));
        }
    });
}

#[test]
fn long_documents_take_linear_time() {
    let tagger = shipped();
    for text in [
        "عبد ".repeat(50_000),
        "1".repeat(200_000),
        "@".repeat(100_000),
        "#أ".repeat(50_000),
        "a.".repeat(50_000),
    ] {
        let document = annotate(&tagger, EntityOptions::default(), &text);
        assert!(document.entities().is_some());
    }
}
