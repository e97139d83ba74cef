//! Light stemming of folded words: clitics and inflection go, the root stays hidden.
//!
//! Two words that share a stem count as one term. The endings are those of the light stemmer
//! light10 (Larkey, Ballesteros and Connell, 2002) after the `search` fold.

/// Proclitics with the article, then the article alone and ل that swallows it; longest first.
const ARTICLES: [&str; 6] = ["وبال", "وال", "بال", "كال", "فال", "ال"];
/// Endings, longest first.
const ENDINGS: [&str; 11] = [
    "هما", "ات", "ان", "ين", "ون", "يه", "ها", "هم", "نا", "ه", "ي",
];

/// The fewest letters that may remain.
const SHORTEST: usize = 3;

/// The number of bytes of a letter in the Arabic block, which is what remains after folding.
const LETTER_BYTES: usize = 2;

/// The word without proclitics and article, and whether it had the article.
pub(crate) fn without_proclitics(norm: &str) -> (&str, bool) {
    for article in ARTICLES {
        if let Some(rest) = norm.strip_prefix(article)
            && long_enough(rest)
        {
            return (rest, true);
        }
    }
    if let Some(rest) = norm.strip_prefix("لل")
        && long_enough(rest)
    {
        return (rest, true);
    }
    match norm.strip_prefix('و') {
        Some(rest) if rest.len() >= (SHORTEST + 1) * LETTER_BYTES => (rest, false),
        _ => (norm, false),
    }
}

/// The word without inflection.
pub(crate) fn light_stem(base: &str) -> &str {
    let stripped = ENDINGS.iter().find_map(|ending| {
        base.strip_suffix(ending)
            .filter(|rest| rest.len() >= SHORTEST * LETTER_BYTES)
    });
    stripped.unwrap_or(base)
}

fn long_enough(rest: &str) -> bool {
    rest.len() >= (SHORTEST - 1) * LETTER_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_family_share_a_stem() {
        for (word, expected) in [
            ("والسياسيه", "سياس"),
            ("سياسي", "سياس"),
            ("بالمدينه", "مدين"),
            ("للمدن", "مدن"),
            ("وزير", "وزير"),
            ("بوتين", "بوت"),
            ("في", "في"),
        ] {
            assert_eq!(light_stem(without_proclitics(word).0), expected, "{word}");
        }
    }
}
