//! Scoring: whether what was found overlaps what was expected and has one of its values.
//!
//! The command `cargo run --release -p warraq-temporal --example evaluate_times` reads corpora and prints
//! the tables; what counts as right is decided here, so that tests and the command agree.

use jiff::Span;
use jiff::civil::{Date, ISOWeekDate, Weekday};
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
    /// Its other readings.
    pub alternatives: Vec<String>,
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
/// let item = Item { range: 3..9, label: "DATE".into(), value: "2016-11-07".into(), alternatives: vec![] };
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

/// As [`judge`], for a corpus that labels the length alone in `قبل ثلاثة أيام`: a resolved date that
/// includes the preposition is right too if its length is the one expected.
#[must_use]
pub fn judge_lengths(items: &[Item], expected: &Expected) -> Outcome {
    let mut outcome = judge(items, expected);
    let Some(range) = &expected.range else {
        return outcome;
    };
    outcome.right |= items.iter().any(|item| {
        let includes = item.range.start < range.start && range.end <= item.range.end;
        let mut lengths = item
            .alternatives
            .iter()
            .filter(|value| value.starts_with('P'));
        includes && lengths.any(|length| expected.values.contains(length))
    });
    outcome
}

/// Whether two values mean the same: the same number, instant, or span of days.
///
/// `2016-Q3` is the days from 2016-07-01 to before 2016-10-01, `T08` the hour of `T08:00:00`; the
/// ends of an interval stand for their first day, so `2014/2018` ends where 2018 starts.
///
/// ```
/// use warraq_temporal::evaluate::same_value;
/// assert!(same_value("2016-07-01/2016-10-01", "2016-Q3"));
/// assert!(same_value("T08:00:00", "T08"));
/// assert!(!same_value("2016-07-01", "2016-07"));
/// ```
#[must_use]
pub fn same_value(expected: &str, found: &str) -> bool {
    const TOLERANCE: f64 = 1e-9;
    if expected == found || canonical(expected) == canonical(found) {
        return true;
    }
    let is_real = |text: &str| text.contains('.') || text.contains('e') || text.contains('E');
    match (expected.parse::<f64>(), found.parse::<f64>()) {
        (Ok(first), Ok(second)) if is_real(expected) || is_real(found) => {
            let scale = first.abs().max(1e-30);
            ((first - second) / scale).abs() < TOLERANCE
        }
        _ => false,
    }
}

/// One form for values that mean the same.
fn canonical(value: &str) -> String {
    match value.split_once('/') {
        Some((from, to)) => format!("{}/{}", first_instant(from), first_instant(to)),
        None => match days(value) {
            Some((from, to)) => format!("{from}/{to}"),
            None => first_instant(value),
        },
    }
}

/// The first day of a period, or an instant without seconds and minutes that are zero.
fn first_instant(value: &str) -> String {
    if let Some((from, _)) = days(value) {
        return from.to_string();
    }
    if !value.contains('T') || value.starts_with('P') {
        return value.to_owned();
    }
    let hour = value.strip_suffix(":00").unwrap_or(value);
    let colons = value.matches(':').count();
    match hour.strip_suffix(":00") {
        Some(shorter) if colons == 2 => shorter.to_owned(),
        _ => hour.to_owned(),
    }
}

/// The days of a week, month, quarter, year, decade or century; the end is the day after.
fn days(value: &str) -> Option<(Date, Date)> {
    let months = |year: i16, month: i8, count: i64| {
        let start = Date::new(year, month, 1).ok()?;
        let span = Span::new().try_months(count).ok()?;
        Some((start, start.checked_add(span).ok()?))
    };
    let years = |year: i16, count: i64| months(year, 1, 12 * count);
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: i16 = value.parse().ok()?;
        return match value.len() {
            4 => years(number, 1),
            3 => years(number.checked_mul(10)?, 10),
            2 => years(number.checked_mul(100)?, 100),
            _ => None,
        };
    }
    let (year, part) = value.split_once('-')?;
    if year.len() != 4 {
        return None;
    }
    let year: i16 = year.parse().ok()?;
    if let Some(week) = part.strip_prefix('W') {
        let (week, weekend) = match week.strip_suffix("-WE") {
            Some(week) => (week, true),
            None => (week, false),
        };
        let monday = ISOWeekDate::new(year, week.parse().ok()?, Weekday::Monday).ok()?;
        let monday = monday.date();
        let add = |days: i64| monday.checked_add(Span::new().try_days(days).ok()?).ok();
        return Some((add(if weekend { 5 } else { 0 })?, add(7)?));
    }
    if let Some(quarter) = part.strip_prefix('Q') {
        let quarter: i8 = quarter.parse().ok()?;
        return months(year, quarter.checked_mul(3)?.checked_sub(2)?, 3);
    }
    if let Some(half) = part.strip_prefix('H') {
        let half: i8 = half.parse().ok()?;
        return months(year, half.checked_mul(6)?.checked_sub(5)?, 6);
    }
    if part.len() == 2 {
        return months(year, part.parse().ok()?, 1);
    }
    None
}
