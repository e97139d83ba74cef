//! The usual spelling of names, whole or by their words.

const TABLE: &str = include_str!("../data/spellings.tsv");

/// The spellings, sorted by name.
pub(crate) struct Spellings(Vec<(&'static str, &'static str)>);

impl Spellings {
    pub(crate) fn embedded() -> Self {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        let mut pairs: Vec<_> = lines.filter_map(|line| line.split_once('\t')).collect();
        pairs.sort_unstable();
        Self(pairs)
    }

    /// The spelling of a name; none if the table knows neither it nor all of its words.
    pub(crate) fn find(&self, name: &str) -> Option<String> {
        if let Some(known) = self.whole(name) {
            return Some(known.to_owned());
        }
        let words = name.split_whitespace().map(|word| self.whole(word));
        let words = words
            .collect::<Option<Vec<_>>>()
            .filter(|words| !words.is_empty());
        words.map(|words| words.join(" "))
    }

    fn whole(&self, name: &str) -> Option<&'static str> {
        let place = self
            .0
            .binary_search_by_key(&name, |(known, _)| known)
            .ok()?;
        self.0.get(place).map(|(_, spelling)| *spelling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_whole_or_by_all_of_their_words() {
        let spellings = Spellings::embedded();
        let cases = [
            ("دمشق", Some("Damascus")),
            ("الدار البيضاء", Some("Casablanca")),
            ("كيم جونغ أون", Some("Kim Jong Un")),
            ("محمد  علي", Some("Mohammed Ali")),
            ("محمد مجهول", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(spellings.find(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn the_table_has_every_name_once() {
        let Spellings(pairs) = Spellings::embedded();
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(pairs.len(), lines);
        for pair in pairs.windows(2) {
            assert_ne!(pair[0].0, pair[1].0);
        }
    }
}
