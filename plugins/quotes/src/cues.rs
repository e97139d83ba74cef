//! The words of saying, where each puts its speaker, and the words around what is said.

/// The list, with its source in its head.
const LIST: &str = include_str!("../data/cues.tsv");

/// The words around what is said, with their source in the head.
const WORDS: &str = include_str!("../data/words.tsv");

/// What a word says of the words between marks by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It stands between a word of saying and what is said.
    Introduction,
    /// What it names stands between marks.
    Naming,
    /// It stands between what is said and the word of saying behind it.
    Bridge,
    /// It is who speaks, without a name.
    Subject,
    /// It is a word of saying if `إلى` follows.
    Pointing,
    /// Behind it stands no speaker.
    Aside,
}

/// Where the speaker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// After the word of saying, or else before it.
    After,
    /// Before it.
    Before,
    /// Right after it: it is the one who owns the words.
    Owner,
}

/// The words of saying and those around what is said, sorted.
pub(crate) struct Cues {
    places: Vec<(&'static str, Place)>,
    kinds: Vec<(&'static str, Kind)>,
}

impl Cues {
    pub(crate) fn embedded() -> Self {
        Self {
            places: sorted(LIST, place),
            kinds: sorted(WORDS, kind),
        }
    }

    /// Where the word puts the speaker, if it is one of saying; with or without و or ف before it.
    pub(crate) fn place(&self, word: &str) -> Option<Place> {
        let folded = fold(word);
        let bare = folded.strip_prefix(['و', 'ف']);
        [Some(folded.as_str()), bare]
            .into_iter()
            .flatten()
            .find_map(|form| find(&self.places, form))
    }

    /// Whether the word introduces what is said, or stands before an aside.
    pub(crate) fn is(&self, word: &str, kind: Kind) -> bool {
        find(&self.kinds, &fold(word)) == Some(kind)
    }

    /// Whether the word is one who speaks without a name; with or without the article.
    pub(crate) fn is_subject(&self, word: &str) -> bool {
        self.is(word.strip_prefix("ال").unwrap_or(word), Kind::Subject)
    }

    /// Whether the word says that a name follows between marks; with or without the article, a
    /// conjunction or a preposition before it.
    pub(crate) fn is_naming(&self, word: &str) -> bool {
        const BEFORE: [&str; 12] = [
            "", "ال", "لل", "بال", "وال", "كال", "فال", "و", "ف", "ب", "ل", "ك",
        ];
        let folded = fold(word);
        BEFORE
            .iter()
            .filter_map(|before| folded.strip_prefix(before))
            .any(|bare| find(&self.kinds, bare) == Some(Kind::Naming))
    }
}

fn sorted<T>(list: &'static str, read: fn(&str) -> T) -> Vec<(&'static str, T)> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let words = lines.filter_map(|line| line.split_once('\t'));
    let mut words: Vec<_> = words.map(|(word, value)| (word, read(value))).collect();
    words.sort_unstable_by_key(|(word, _)| *word);
    words
}

fn find<T: Copy>(words: &[(&str, T)], form: &str) -> Option<T> {
    let index = words.binary_search_by_key(&form, |(word, _)| word).ok()?;
    words.get(index).map(|(_, value)| *value)
}

/// The form in which words are compared: without harakat and tatweel, the spellings of alef, ya and
/// ta marbuta made one, and the hamza kept.
pub(crate) fn fold(word: &str) -> String {
    let letters = word
        .chars()
        .filter(|letter| !matches!(letter, '\u{64B}'..='\u{652}' | '\u{640}'));
    letters
        .map(|letter| match letter {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' => 'ي',
            'ة' => 'ه',
            other => other,
        })
        .collect()
}

fn place(place: &str) -> Place {
    match place {
        "before" => Place::Before,
        "owner" => Place::Owner,
        _ => Place::After,
    }
}

fn kind(kind: &str) -> Kind {
    match kind {
        "introduction" => Kind::Introduction,
        "naming" => Kind::Naming,
        "bridge" => Kind::Bridge,
        "subject" => Kind::Subject,
        "pointing" => Kind::Pointing,
        _ => Kind::Aside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lists_is_a_folded_word_with_a_known_value() {
        let lists: [(&str, &[&str]); 2] = [
            (LIST, &["after", "before", "owner"]),
            (
                WORDS,
                &[
                    "introduction",
                    "naming",
                    "bridge",
                    "subject",
                    "pointing",
                    "aside",
                ],
            ),
        ];
        for (list, values) in lists {
            let mut seen = std::collections::BTreeSet::new();
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                let (word, value) = line.split_once('\t').expect(line);
                assert_eq!(fold(word), word, "{line}");
                assert!(values.contains(&value), "{line}");
                assert!(seen.insert(word), "twice: {line}");
            }
        }
    }

    #[test]
    fn words_that_name_are_known_with_what_is_before_them() {
        let cues = Cues::embedded();
        for word in ["برنامج", "البرنامج", "وصحيفة", "لصحيفة", "بعنوان"]
        {
            assert!(cues.is_naming(word), "{word}");
        }
        for word in ["نامج", "قال", "إن", ""] {
            assert!(!cues.is_naming(word), "{word}");
        }
        assert!(cues.is("إنّه", Kind::Introduction) && cues.is("خلال", Kind::Aside));
    }

    #[test]
    fn words_of_saying_are_known_with_a_conjunction_and_with_harakat() {
        let cues = Cues::embedded();
        let cases = [
            ("قال", Some(Place::After)),
            ("وقال", Some(Place::After)),
            ("قائلا\u{64B}", Some(Place::Before)),
            ("قائلة\u{64B}", Some(Place::Before)),
            ("بحسب", Some(Place::Owner)),
            ("مقال", None),
            ("و", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(cues.place(word), expected, "{word}");
        }
    }
}
