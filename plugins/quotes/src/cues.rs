//! The words of saying, and where each puts its speaker.

/// The list, with its source in its head.
const LIST: &str = include_str!("../data/cues.tsv");

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

/// The words of saying, sorted.
pub(crate) struct Cues(Vec<(&'static str, Place)>);

impl Cues {
    pub(crate) fn embedded() -> Self {
        let mut words: Vec<_> = LIST.lines().filter_map(read).collect();
        words.sort_unstable_by_key(|(word, _)| *word);
        Self(words)
    }

    /// Where the word puts the speaker, if it is one of saying; with or without و or ف before it.
    pub(crate) fn place(&self, word: &str) -> Option<Place> {
        let folded = fold(word);
        let bare = folded.strip_prefix(['و', 'ف']);
        [Some(folded.as_str()), bare]
            .into_iter()
            .flatten()
            .find_map(|form| self.find(form))
    }

    fn find(&self, form: &str) -> Option<Place> {
        let index = self.0.binary_search_by_key(&form, |(word, _)| word).ok()?;
        self.0.get(index).map(|(_, place)| *place)
    }
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

fn read(line: &'static str) -> Option<(&'static str, Place)> {
    let (word, place) = line.split_once('\t').filter(|_| !line.starts_with('#'))?;
    let place = match place {
        "before" => Place::Before,
        "owner" => Place::Owner,
        _ => Place::After,
    };
    Some((word, place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_a_folded_word_with_a_known_place() {
        let mut seen = std::collections::BTreeSet::new();
        for line in LIST.lines().filter(|line| !line.starts_with('#')) {
            let (word, place) = line.split_once('\t').expect(line);
            assert_eq!(fold(word), word, "{line}");
            assert!(["after", "before", "owner"].contains(&place), "{line}");
            assert!(seen.insert(word), "twice: {line}");
        }
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
