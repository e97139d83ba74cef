//! The engine against its definition, on generated text.
//!
//! The definition is slow and obvious: the rules are applied to the whole text
//! at once, then white space and repetitions are cut down character by character.

use proptest::prelude::*;

use crate::normalizer::Normalizer;

/// A profile of marks, repetitions and composition, which the built-in ones do not combine.
const REPEATS: &str = r#"
name = "repeats"
[[step]]
name = "shadda"
loss = "lossy"
remove = ["0651"]
[[step]]
name = "alef"
loss = "lossy"
replace = [{ from = "أ", to = "ا" }]
[[step]]
name = "compose"
loss = "lossless"
form = "nfc"
[[step]]
name = "repeats"
loss = "lossy"
repeats = 2
"#;

/// Replacements that change lengths, without any Unicode form.
const PLAIN: &str = r#"
name = "plain"
[[step]]
name = "expand"
loss = "lossy"
replace = [{ from = "ﻻ", to = "لا" }, { from = "x", to = "كسس" }, { from = "é", to = "e" }]
[[step]]
name = "marks"
loss = "lossy"
remove = ["0640", "064B-0652", "200C"]
[[step]]
name = "white_space"
loss = "lossy"
white_space = "collapse"
"#;

fn reference(normalizer: &Normalizer, text: &str) -> String {
    let rules = &normalizer.tables().rules;
    let mut kept: Vec<char> = Vec::new();
    for character in rules.apply(text.chars().collect()) {
        let doubled = rules.collapses_white_space && character == ' ' && kept.last() == Some(&' ');
        let repeated = rules.most_repeats.is_some_and(|most| {
            let copies = kept.iter().rev().take_while(|&&last| last == character);
            character.is_alphabetic() && copies.count() >= most
        });
        if !doubled && !repeated {
            kept.push(character);
        }
    }
    kept.into_iter().collect()
}

fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        6 => prop::char::range('ء', 'ي'),
        3 => prop::char::ranges(vec!['\u{64B}'..='\u{65F}', '\u{6D6}'..='\u{6ED}'].into()),
        2 => prop::sample::select(vec![' ', '\n', '\t', '\u{A0}', '\u{200C}', '\u{200F}', '\u{640}']),
        1 => prop::char::ranges(vec!['\u{FB50}'..='\u{FDFF}', '\u{FE70}'..='\u{FEFF}'].into()),
        2 => prop::char::range(' ', '~'),
        1 => prop::char::ranges(vec!['\u{300}'..='\u{345}', '\u{3041}'..='\u{309F}'].into()),
        1 => prop::char::ranges(vec!['\u{1100}'..='\u{11FF}', '\u{AC00}'..='\u{AC40}'].into()),
        1 => any::<char>(),
    ];
    prop::collection::vec(character, 0..90).prop_map(|characters| characters.into_iter().collect())
}

fn check(normalizer: &Normalizer) {
    let cases = std::env::var("WARRAQ_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    let configuration = ProptestConfig {
        cases: cases.unwrap_or(512),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(configuration, |(text in text())| {
        let normalized = normalizer.normalize(&text).text;
        prop_assert_eq!(normalized, reference(normalizer, &text), "{:?}", text);
    });
}

#[test]
fn search_is_what_its_rules_say() {
    check(Normalizer::search());
}

#[test]
fn light_is_what_its_rules_say() {
    check(Normalizer::light());
}

#[test]
fn repetitions_and_marks_are_what_their_rules_say() {
    check(&Normalizer::from_toml(REPEATS).unwrap());
}

#[test]
fn replacements_without_a_form_are_what_their_rules_say() {
    check(&Normalizer::from_toml(PLAIN).unwrap());
}

/// A character that is not simple, or changes its lead, at every place of a block
/// and across its end, among letters and among spaces.
#[test]
fn blocks_end_anywhere() {
    let inner = [
        "،", "أ", "ؤ", "ة", " ", " \n", "\u{651}", "“", "ک", "é", "e\u{301}", "ﻻ", "😀", "A",
    ];
    for normalizer in [Normalizer::search(), Normalizer::light()] {
        for inner in inner {
            for (before, after) in (0..70).flat_map(|before| [(before, 0), (before, 40)]) {
                for pad in ["ب", "a", "\u{640}ب", " "] {
                    let text = [&pad.repeat(before), inner, &pad.repeat(after)].concat();
                    let normalized = normalizer.normalize(&text).text;
                    assert_eq!(normalized, reference(normalizer, &text), "{text:?}");
                }
            }
        }
    }
}
