//! Arabic letters as Latin ones and back, one for one.
//!
//! What the table does not have (Latin letters in a name, other marks) goes into square brackets, so
//! that every text can be turned back.

const TABLE: &str = include_str!("../data/letters.tsv");

/// Buckwalter's transliteration.
#[derive(Clone, Debug)]
pub struct Letters {
    pairs: Vec<(char, char)>,
}

impl Letters {
    /// The table that comes with the crate.
    #[must_use]
    pub fn embedded() -> Self {
        Self {
            pairs: TABLE.lines().filter_map(pair).collect(),
        }
    }

    /// The Latin form of a text. [`Letters::restore`] turns it back.
    ///
    /// ```
    /// let letters = warraq_transliterate::Letters::embedded();
    /// assert_eq!(letters.transliterate("شركة IBM"), "$rkp [IBM]");
    /// assert_eq!(letters.restore("$rkp [IBM]"), "شركة IBM");
    /// ```
    #[must_use]
    pub fn transliterate(&self, text: &str) -> String {
        let mut latin = String::with_capacity(text.len());
        let mut is_foreign = false;
        for character in text.chars() {
            let letter = self.latin(character);
            if letter.is_none() != is_foreign {
                latin.push(if is_foreign { ']' } else { '[' });
                is_foreign = !is_foreign;
            }
            latin.push(letter.unwrap_or(character));
            // A closing bracket inside brackets is written twice.
            if letter.is_none() && character == ']' {
                latin.push(']');
            }
        }
        if is_foreign {
            latin.push(']');
        }
        latin
    }

    /// The text that was transliterated.
    #[must_use]
    pub fn restore(&self, latin: &str) -> String {
        let mut text = String::with_capacity(latin.len() * 2);
        let mut is_foreign = false;
        let mut characters = latin.chars().peekable();
        while let Some(character) = characters.next() {
            match (is_foreign, character) {
                (true, ']') if characters.next_if_eq(&']').is_none() => is_foreign = false,
                (true, _) => text.push(character),
                (false, '[') => is_foreign = true,
                (false, _) => text.push(self.arabic(character)),
            }
        }
        text
    }

    fn latin(&self, character: char) -> Option<char> {
        if is_common(character) {
            return Some(character);
        }
        let pair = self.pairs.iter().find(|(arabic, _)| *arabic == character);
        pair.map(|(_, latin)| *latin)
    }

    fn arabic(&self, character: char) -> char {
        let pair = self.pairs.iter().find(|(_, latin)| *latin == character);
        pair.map_or(character, |(arabic, _)| *arabic)
    }
}

/// Characters that both scripts have and the table does not use.
fn is_common(character: char) -> bool {
    matches!(character, ' ' | '-' | '.' | ',' | '0'..='9')
}

fn pair(line: &'static str) -> Option<(char, char)> {
    let (code, latin) = line.split_once('\t').filter(|_| !line.starts_with('#'))?;
    let arabic = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
    Some((arabic, latin.chars().next()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_is_one_for_one() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        let pairs = Letters::embedded().pairs;
        assert_eq!(pairs.len(), lines, "each line is read");
        let arabic: BTreeSet<_> = pairs.iter().map(|(arabic, _)| arabic).collect();
        let latin: BTreeSet<_> = pairs.iter().map(|(_, latin)| latin).collect();
        assert_eq!((arabic.len(), latin.len()), (lines, lines));
        assert!(
            latin
                .iter()
                .all(|letter| !is_common(**letter) && !"[]".contains(**letter))
        );
    }

    #[test]
    fn every_text_can_be_turned_back() {
        let letters = Letters::embedded();
        let cases = [
            ("محمد", "mHmd"),
            ("آل ثاني", "|l vAny"),
            ("م\u{64F}ح\u{64E}م\u{651}\u{64E}د", "muHam~ad"),
            ("IBM", "[IBM]"),
            ("أ]ب[ج", ">[]]]b[[]j"),
            ("]", "[]]]"),
            ("]]م", "[]]]]]m"),
            ("", ""),
            ("ق\u{200F}ط", "q[\u{200F}]T"),
        ];
        for (text, latin) in cases {
            assert_eq!(letters.transliterate(text), latin, "{text}");
            assert_eq!(letters.restore(latin), text, "{latin}");
        }
    }
}
