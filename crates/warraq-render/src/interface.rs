//! The words of a page's own, in the language of who looks at it.

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
}
