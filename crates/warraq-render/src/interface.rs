//! The words of a page's own, and of what records say in English, in the language of who looks at it.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The language of a page's own words; documents keep theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, from left to right.
    #[default]
    English,
    /// Arabic, from right to left.
    Arabic,
}

impl Language {
    /// The code of BCP 47.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Arabic => "ar",
        }
    }

    /// The direction, as HTML names it.
    #[must_use]
    pub fn direction(self) -> &'static str {
        match self {
            Self::English => "ltr",
            Self::Arabic => "rtl",
        }
    }

    /// The word for `key`; the key itself where there is none.
    pub(crate) fn word(self, key: &str) -> &str {
        self.known(key).unwrap_or(key)
    }

    /// The word for a `name` that records use for a `kind` of things; the name where there is none.
    pub(crate) fn word_of<'a>(self, kind: &str, name: &'a str) -> &'a str {
        self.known(&format!("{kind}_{name}")).unwrap_or(name)
    }

    /// Why a sentence is in the summary, as records say it; none if the language has no words for it.
    pub(crate) fn reason(self, reason: &str) -> Option<String> {
        if self == Self::English {
            return Some(reason.to_owned());
        }
        let phrases = reason.split("; ");
        let phrases: Option<Vec<_>> = phrases.map(|one| REASONS.get(one).copied()).collect();
        Some(phrases?.join("؛ "))
    }

    fn known(self, key: &str) -> Option<&'static str> {
        let [english, arabic] = WORDS.get(key)?;
        Some(match self {
            Self::English => english,
            Self::Arabic => arabic,
        })
    }
}

static WORDS: LazyLock<HashMap<String, [String; 2]>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/interface.toml")).expect("a test reads the file")
});

/// Phrases of reasons, each with the same in Arabic.
static REASONS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let rows = include_str!("../data/reasons.tsv").lines();
    rows.filter_map(|row| row.split_once('\t')).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_in_both_languages() {
        assert!(WORDS.len() > 50);
        for key in WORDS.keys().collect::<std::collections::BTreeSet<_>>() {
            let [english, arabic] = [Language::English.word(key), Language::Arabic.word(key)];
            assert!(english.is_ascii() && !english.is_empty(), "{key}");
            assert!(
                arabic.chars().any(|c| ('\u{621}'..='\u{64a}').contains(&c)),
                "{key}"
            );
        }
        assert_eq!(Language::Arabic.word_of("label", "WEAPON"), "WEAPON");
    }

    #[test]
    fn a_reason_is_said_in_arabic_if_each_of_its_phrases_can_be() {
        let reason = |language: Language, text| language.reason(text);
        let arabic = reason(Language::Arabic, "speaks for its section; says when");
        assert_eq!(arabic.as_deref(), Some("تمثل قسمها؛ تذكر الزمن"));
        assert_eq!(reason(Language::Arabic, "says when; is lucky"), None);
        let english = reason(Language::English, "is lucky");
        assert_eq!(english.as_deref(), Some("is lucky"));
    }
}
