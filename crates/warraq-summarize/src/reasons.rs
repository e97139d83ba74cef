//! Reasons: what a reader is told of why a sentence is in the summary, besides the phrases of features.
//!
//! The phrases are a data file, so that whoever says them in another language knows them all.

const PHRASES: &str = include_str!("../data/reasons.tsv");

/// The phrases of `data/reasons.tsv`.
#[derive(Debug)]
pub(crate) struct Reasons {
    pub(crate) early: &'static str,
    pub(crate) shared_words: &'static str,
    pub(crate) main_words: &'static str,
    pub(crate) next_best: &'static str,
    pub(crate) short_document: &'static str,
    pub(crate) query: &'static str,
    pub(crate) antecedent: &'static str,
    pub(crate) section: &'static str,
    pub(crate) point: &'static str,
}

impl Reasons {
    /// The phrases of this crate.
    pub(crate) fn embedded() -> Self {
        let phrase = |key: &str| {
            let mut rows = PHRASES.lines().filter_map(|line| line.split_once('\t'));
            let row = rows.find(|(known, _)| *known == key);
            row.expect("a test reads the embedded phrases").1
        };
        Self {
            early: phrase("early"),
            shared_words: phrase("shared_words"),
            main_words: phrase("main_words"),
            next_best: phrase("next_best"),
            short_document: phrase("short_document"),
            query: phrase("query"),
            antecedent: phrase("antecedent"),
            section: phrase("section"),
            point: phrase("point"),
        }
    }
}
