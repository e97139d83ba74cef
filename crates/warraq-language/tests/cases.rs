//! Texts whose language is known: `cases.toml`.

use serde::Deserialize;
use warraq_language::{OTHER_LANGUAGE_SCORE, identify};

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    code: String,
    text: String,
    #[serde(default)]
    sure: bool,
    #[serde(default)]
    unsure: bool,
}

#[test]
fn languages_are_told_apart_and_little_text_says_so() {
    let cases: Cases = toml::from_str(include_str!("cases.toml")).unwrap();
    let mut wrong = Vec::new();
    for Case {
        code,
        text,
        sure,
        unsure,
    } in cases.case
    {
        let guess = identify(&text).unwrap();
        let is_sure = guess.score >= OTHER_LANGUAGE_SCORE;
        if guess.code != code || (sure && !is_sure) || (unsure && is_sure) {
            wrong.push(format!("{code}: {guess:?} for {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn text_without_letters_has_no_language() {
    for text in ["", " \n", "12 / 2024", "… ؟ —", "😀"] {
        assert_eq!(identify(text), None, "{text}");
    }
}

#[test]
fn no_beginning_of_an_arabic_text_is_surely_another_language() {
    let text = "أعلنت الوزارة أمس أن العمل في المشروع الجديد سيبدأ بعد شهر، وقال المتحدث باسمها إن \
        التكلفة لم تحدد. زارت رئيسة البلدية قرية هناك گرام وبيچامة وپاريس.";
    for (end, _) in text.char_indices().skip(1) {
        let Some(guess) = identify(text.get(..end).unwrap()) else {
            continue;
        };
        let is_wrong = guess.code != "ar" && guess.score >= OTHER_LANGUAGE_SCORE;
        assert!(!is_wrong, "{guess:?} for {}", text.get(..end).unwrap());
    }
}
