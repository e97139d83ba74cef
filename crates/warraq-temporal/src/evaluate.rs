//! Scoring: whether what was found overlaps what was expected and has one of its values.
//!
//! The command `cargo run --release -p warraq-temporal --example evaluate` reads corpora and prints
//! the tables; what counts as right is decided here, so that tests and the command agree.

use std::ops::Range;

/// Something that a stage found.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its range, in the unit of the expectation (code points in the corpora).
    pub range: Range<usize>,
    /// Its label.
    pub label: String,
    /// Its value.
    pub value: String,
}

/// Something that a corpus expects.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// Its range; none where the corpus does not say it: then any item may be meant.
    pub range: Option<Range<usize>>,
    /// The values that are right; empty where the corpus gives none.
    pub values: Vec<String>,
}

/// How an expectation was met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// An item overlaps the range.
    pub found: bool,
    /// One that overlaps has one of the values, or the corpus gives none.
    pub right: bool,
    /// One that has one of the values has exactly the range.
    pub exact: bool,
}

/// Counts of outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Expectations.
    pub expected: usize,
    /// Those that were found.
    pub found: usize,
    /// Those with the right value.
    pub right: usize,
    /// Those with the right value and the exact span.
    pub exact: usize,
}

impl Score {
    /// Counts one outcome.
    pub fn add(&mut self, outcome: Outcome) {
        self.expected += 1;
        self.found += usize::from(outcome.found);
        self.right += usize::from(outcome.right);
        self.exact += usize::from(outcome.exact);
    }

    /// Adds the counts of another table.
    pub fn extend(&mut self, other: Self) {
        self.expected += other.expected;
        self.found += other.found;
        self.right += other.right;
        self.exact += other.exact;
    }
}

/// Scores one expectation against all items of its text.
///
/// ```
/// use warraq_temporal::evaluate::{Expected, Item, judge};
/// let item = Item { range: 3..9, label: "DATE".into(), value: "2016-11-07".into() };
/// let expected = Expected { range: Some(0..9), values: vec!["2016-11-07".into()] };
/// let outcome = judge(&[item], &expected);
/// assert!(outcome.right && !outcome.exact);
/// ```
#[must_use]
pub fn judge(items: &[Item], expected: &Expected) -> Outcome {
    let overlaps = |item: &&Item| {
        let range = expected.range.as_ref();
        range.is_none_or(|range| item.range.start < range.end && range.start < item.range.end)
    };
    let is_right = |item: &&Item| {
        let equal = |value: &String| same_value(value, &item.value);
        expected.values.is_empty() || expected.values.iter().any(equal)
    };
    let mut outcome = Outcome::default();
    for item in items.iter().filter(overlaps) {
        outcome.found = true;
        if is_right(&item) {
            outcome.right = true;
            outcome.exact |= expected.range.as_ref() == Some(&item.range);
        }
    }
    outcome
}

/// Whether two values are written alike, apart from trailing zeros of a number.
#[must_use]
pub fn same_value(expected: &str, found: &str) -> bool {
    const TOLERANCE: f64 = 1e-9;
    if expected == found {
        return true;
    }
    match (expected.parse::<f64>(), found.parse::<f64>()) {
        (Ok(expected_number), Ok(found_number)) => {
            // A year is no number: `2016` and `2016.0` would be, `0197` and `197` must not be.
            let dates = expected.starts_with('0') && expected.len() > 1 && !expected.contains('.');
            let scale = expected_number.abs().max(1e-30);
            !dates && ((expected_number - found_number) / scale).abs() < TOLERANCE
        }
        _ => false,
    }
}
