//! What must hold for every text and every built-in profile.
//!
//! `WARRAQ_CASES` sets the number of generated texts for each property.

use std::ops::Range;

use proptest::prelude::*;
use warraq_normalize::{Normalized, Normalizer, fold};

fn any_text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        8 => prop::char::range('ء', 'ي'),
        3 => prop::char::ranges(vec!['\u{64B}'..='\u{65F}', '\u{6D6}'..='\u{6ED}'].into()),
        3 => prop::sample::select(vec![' ', '\n', '\u{A0}', '\u{200C}', '\u{200F}', '\u{640}']),
        1 => prop::char::ranges(vec!['\u{FB50}'..='\u{FDFF}', '\u{FE70}'..='\u{FEFF}'].into()),
        2 => prop::sample::select("،؛؟«»“”…٠٩۳گچپڤکیہھەéßİǅﬁ½".chars().collect::<Vec<_>>()),
        2 => prop::char::range(' ', '~'),
        1 => prop::char::ranges(vec!['\u{300}'..='\u{345}', '\u{1100}'..='\u{11FF}'].into()),
        1 => any::<char>(),
    ];
    prop::collection::vec(character, 0..60).prop_map(|characters| characters.into_iter().collect())
}

fn configuration() -> ProptestConfig {
    let cases = std::env::var("WARRAQ_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(256),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Every property of one profile on one text; the fractions choose ranges and cuts.
fn check(normalizer: &Normalizer, text: &str, fractions: (f64, f64)) -> Result<(), TestCaseError> {
    let normalized = normalizer.normalize(text);
    idempotent(normalizer, &normalized)?;
    tiled(text, &normalized)?;
    mapped_back(text, &normalized, fractions)?;
    mapped_forth(text, &normalized, fractions)?;
    cut(normalizer, text, &normalized, fractions.0)
}

fn idempotent(normalizer: &Normalizer, normalized: &Normalized) -> Result<(), TestCaseError> {
    let again = normalizer.normalize(&normalized.text);
    prop_assert_eq!(&again.text, &normalized.text);
    prop_assert!(again.offsets.is_identity(), "an unchanged text has edits");
    Ok(())
}

/// Edits stand in order, and between them characters keep their lengths one by one.
fn tiled(text: &str, normalized: &Normalized) -> Result<(), TestCaseError> {
    let (mut original_end, mut normalized_end) = (0, 0);
    let check_gap = |original: Range<usize>, becomes: Range<usize>| {
        let before = text.get(original);
        let after = normalized.text.get(becomes);
        prop_assert!(
            before.is_some() && after.is_some(),
            "an edit cuts a character"
        );
        let lengths = |text: Option<&str>| -> Vec<usize> {
            text.unwrap_or_default()
                .chars()
                .map(char::len_utf8)
                .collect()
        };
        prop_assert_eq!(lengths(before), lengths(after));
        Ok(())
    };
    for edit in normalized.offsets.edits() {
        check_gap(
            original_end..edit.original.start,
            normalized_end..edit.normalized.start,
        )?;
        (original_end, normalized_end) = (edit.original.end, edit.normalized.end);
    }
    check_gap(
        original_end..text.len(),
        normalized_end..normalized.text.len(),
    )?;
    prop_assert_eq!(normalized.offsets.original_length(), text.len());
    prop_assert_eq!(
        normalized.offsets.normalized_length(),
        normalized.text.len()
    );
    Ok(())
}

fn mapped_back(
    text: &str,
    normalized: &Normalized,
    fractions: (f64, f64),
) -> Result<(), TestCaseError> {
    let range = range_of(&normalized.text, fractions);
    let original = normalized.offsets.to_original(range.clone());
    prop_assert!(
        text.get(original.clone()).is_some(),
        "{:?} to {:?}",
        range,
        original
    );
    let back = normalized.offsets.to_normalized(original.clone());
    prop_assert!(back.start <= range.start && range.end <= back.end);
    prop_assert_eq!(normalized.offsets.to_original(back), original);
    Ok(())
}

fn mapped_forth(
    text: &str,
    normalized: &Normalized,
    fractions: (f64, f64),
) -> Result<(), TestCaseError> {
    let range = range_of(text, fractions);
    let becomes = normalized.offsets.to_normalized(range);
    prop_assert!(normalized.text.get(becomes.clone()).is_some());
    if !becomes.is_empty() {
        let original = normalized.offsets.to_original(becomes.clone());
        prop_assert!(text.get(original.clone()).is_some());
        prop_assert_eq!(normalized.offsets.to_normalized(original), becomes);
    }
    Ok(())
}

fn cut(
    normalizer: &Normalizer,
    text: &str,
    whole: &Normalized,
    fraction: f64,
) -> Result<(), TestCaseError> {
    let position = range_of(text, (fraction, 1.0)).start;
    if !normalizer.may_cut(text, position) {
        return Ok(());
    }
    let (first, second) = text.split_at(position);
    let (first, second) = (normalizer.normalize(first), normalizer.normalize(second));
    prop_assert_eq!(
        format!("{}{}", first.text, second.text),
        whole.text.as_str()
    );
    let shift = |range: Range<usize>, by: usize| range.start + by..range.end + by;
    let edits = first
        .offsets
        .edits()
        .map(|edit| (edit.original, edit.normalized));
    let moved = second.offsets.edits().map(|edit| {
        let original = shift(edit.original, position);
        (original, shift(edit.normalized, first.text.len()))
    });
    let joined: Vec<_> = edits.chain(moved).collect();
    let expected = whole
        .offsets
        .edits()
        .map(|edit| (edit.original, edit.normalized));
    prop_assert_eq!(joined, expected.collect::<Vec<_>>());
    Ok(())
}

/// A range of a text on character boundaries.
fn range_of(text: &str, (first, second): (f64, f64)) -> Range<usize> {
    let position = |fraction: f64| {
        let mut position = (text.len() as f64 * fraction) as usize;
        while !text.is_char_boundary(position) {
            position -= 1;
        }
        position
    };
    let (first, second) = (position(first), position(second));
    first.min(second)..first.max(second)
}

proptest! {
    #![proptest_config(configuration())]

    #[test]
    fn light_holds(text in any_text(), first in 0.0..=1.0, second in 0.0..=1.0) {
        check(Normalizer::light(), &text, (first, second))?;
    }

    #[test]
    fn search_holds(text in any_text(), first in 0.0..=1.0, second in 0.0..=1.0) {
        check(Normalizer::search(), &text, (first, second))?;
        let normalized = Normalizer::search().normalize(&text);
        prop_assert_eq!(fold(&text), normalized.text);
    }

    #[test]
    fn none_holds(text in any_text(), first in 0.0..=1.0, second in 0.0..=1.0) {
        check(Normalizer::none(), &text, (first, second))?;
        let normalized = Normalizer::none().normalize(&text);
        prop_assert_eq!(text, normalized.text);
    }
}
