//! The usual spelling of names, whole or by their words.
//!
//! What was written by hand wins over what was derived from lists: it knows which of several
//! spellings newspapers use.

const BY_HAND: &str = include_str!("../data/spellings.tsv");
const DERIVED: &str = include_str!("../data/derived-spellings.tsv");

/// A name of the tables has at most so many words.
const MOST_WORDS: usize = 5;

/// The spellings, sorted by name.
pub(crate) struct Spellings(Vec<(&'static str, &'static str)>);

impl Spellings {
    pub(crate) fn embedded() -> Self {
        let mut pairs: Vec<_> = rows(BY_HAND).chain(rows(DERIVED)).collect();
        // The sort is stable, so that of two rows of one name the first stays.
        pairs.sort_by_key(|(name, _)| *name);
        pairs.dedup_by_key(|(name, _)| *name);
        Self(pairs)
    }

    /// The spelling of a name; none if the table knows neither it nor all of its parts.
    pub(crate) fn find(&self, name: &str) -> Option<String> {
        // `عمّان` and `عُمان` are two places; most marks say nothing that the table does not know.
        let bare = || without_marks(name);
        self.by_parts(name).or_else(|| self.by_parts(&bare()))
    }

    /// The spellings of the longest parts of the name that the table has, from its beginning on.
    fn by_parts(&self, name: &str) -> Option<String> {
        let words: Vec<&str> = name.split_whitespace().collect();
        let mut spelt: Vec<&str> = Vec::new();
        let mut rest = words.as_slice();
        while !rest.is_empty() {
            let longest = rest.len().min(MOST_WORDS);
            let (length, spelling) = (1..=longest)
                .rev()
                .find_map(|length| Some((length, self.whole(&rest.get(..length)?.join(" "))?)))?;
            spelt.push(spelling);
            rest = rest.get(length..)?;
        }
        (!spelt.is_empty()).then(|| spelt.join(" "))
    }

    fn whole(&self, name: &str) -> Option<&'static str> {
        let place = self
            .0
            .binary_search_by_key(&name, |(known, _)| known)
            .ok()?;
        self.0.get(place).map(|(_, spelling)| *spelling)
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t'))
}

/// The name without short vowels and tatweel.
fn without_marks(name: &str) -> String {
    let is_mark = |c: char| matches!(c, '\u{64B}'..='\u{652}' | '\u{670}' | '\u{640}');
    name.chars().filter(|c| !is_mark(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_whole_or_by_all_of_their_parts() {
        let spellings = Spellings::embedded();
        let cases = [
            ("دمشق", Some("Damascus")),
            ("الدار البيضاء", Some("Casablanca")),
            ("كيم جونغ أون", Some("Kim Jong Un")),
            ("محمد  علي", Some("Mohammed Ali")),
            ("عبد الفتاح السيسي", Some("Abdel Fattah Sisi")),
            ("جون كيربي", Some("John Kirby")),
            ("الأوكرانية", Some("Ukrainian")),
            ("عُمان", Some("Oman")),
            ("عمّان", Some("Amman")),
            ("غزّة", Some("Gaza")),
            ("محمد قصخضث", None),
            ("عبد", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(spellings.find(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn each_table_has_every_name_once_and_none_is_longer_than_what_is_looked_up() {
        for table in [BY_HAND, DERIVED] {
            let mut names: Vec<_> = rows(table).map(|(name, _)| name).collect();
            let lines = table.lines().filter(|line| !line.starts_with('#')).count();
            assert_eq!(names.len(), lines);
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
            let words = |name: &&str| name.split(' ').count();
            assert!(names.iter().map(words).max() <= Some(MOST_WORDS));
        }
    }
}
