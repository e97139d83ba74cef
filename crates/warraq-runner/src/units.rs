//! Amounts as people write them: `64MiB`, `30s`, `1%`.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ByteSize(pub u64);

/// The time that one document may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeLimit(pub Duration);

/// A share of documents in percent, written `1%`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Share(f64);

/// How many documents may go to quarantine before a run is ended.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ErrorBudget {
    /// So many documents.
    Documents(u64),
    /// This share of those that were read.
    Share(Share),
}

/// An amount that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{written}` is not {expected}")]
pub struct BadAmount {
    written: String,
    expected: &'static str,
}

const BYTE_UNITS: [(&str, u64); 9] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("B", 1),
];

const TIME_UNITS: [(&str, f64); 4] = [("ms", 0.001), ("s", 1.0), ("min", 60.0), ("h", 3600.0)];

impl BadAmount {
    fn new(written: &str, expected: &'static str) -> Self {
        let written = written.to_owned();
        Self { written, expected }
    }
}

impl ByteSize {
    /// `count` times 1,048,576 bytes.
    #[must_use]
    pub const fn mebibytes(count: u64) -> Self {
        Self(count << 20)
    }
}

impl Default for ByteSize {
    /// The longest document, unless raised: 64 MiB.
    fn default() -> Self {
        Self::mebibytes(64)
    }
}

impl FromStr for ByteSize {
    type Err = BadAmount;

    fn from_str(written: &str) -> Result<Self, BadAmount> {
        let bad = || BadAmount::new(written, "a size such as `64MiB`, `2GB` or `4096`");
        let unit = BYTE_UNITS.iter().find_map(|(unit, bytes)| {
            Some((written.trim().strip_suffix(unit)?.trim_end(), *bytes))
        });
        let (number, unit) = unit.unwrap_or((written.trim(), 1));
        let number: u64 = number.parse().map_err(|_| bad())?;
        number.checked_mul(unit).map(Self).ok_or_else(bad)
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let divides = |unit: &&(&str, u64)| self.0 != 0 && self.0.is_multiple_of(unit.1);
        let unit = BYTE_UNITS.iter().take(4).rev().find(divides);
        match unit {
            Some((unit, bytes)) => write!(formatter, "{}{unit}", self.0 / bytes),
            None => write!(formatter, "{}", self.0),
        }
    }
}

impl FromStr for TimeLimit {
    type Err = BadAmount;

    fn from_str(written: &str) -> Result<Self, BadAmount> {
        let bad = || BadAmount::new(written, "a time such as `500ms`, `30s` or `2min`");
        let (number, seconds) = TIME_UNITS
            .iter()
            .find_map(|(unit, seconds)| Some((written.trim().strip_suffix(unit)?, *seconds)))
            .ok_or_else(bad)?;
        let number: f64 = number.trim_end().parse().map_err(|_| bad())?;
        Duration::try_from_secs_f64(number * seconds)
            .map(Self)
            .map_err(|_| bad())
    }
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}ms", self.0.as_millis())
    }
}

/// A share of errors is judged once so many documents were read, and at the end of the run.
const DOCUMENTS_FOR_A_SHARE: u64 = 100;

impl Share {
    /// Whether a document whose identity has this hash is in the sample: the same documents are,
    /// whatever else the input holds.
    #[must_use]
    pub fn takes(self, hash: u64) -> bool {
        self.0 >= 100.0 || (hash as f64) < self.0 / 100.0 * 2_f64.powi(64)
    }
}

impl ErrorBudget {
    /// Whether so many documents in quarantine of so many that were read are too many.
    #[must_use]
    pub fn is_spent(self, quarantined: u64, read: u64, is_end: bool) -> bool {
        match self {
            Self::Documents(most) => quarantined > most,
            Self::Share(Share(share)) => {
                (is_end || read >= DOCUMENTS_FOR_A_SHARE)
                    && quarantined as f64 * 100.0 > share * read as f64
            }
        }
    }
}

impl FromStr for Share {
    type Err = BadAmount;

    fn from_str(written: &str) -> Result<Self, BadAmount> {
        let percent = written.trim().strip_suffix('%').map(str::trim_end);
        let percent: Option<f64> = percent.and_then(|percent| percent.parse().ok());
        let percent = percent.filter(|percent| (0.0..=100.0).contains(percent));
        percent
            .map(Self)
            .ok_or_else(|| BadAmount::new(written, "a share such as `1%` or `0.1%`"))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}%", self.0)
    }
}

impl FromStr for ErrorBudget {
    type Err = BadAmount;

    fn from_str(written: &str) -> Result<Self, BadAmount> {
        let share = written.parse().map(Self::Share);
        let documents = written.trim().parse().map(Self::Documents);
        let expected = "a number of documents such as `100`, or a share such as `1%`";
        share
            .ok()
            .or(documents.ok())
            .ok_or_else(|| BadAmount::new(written, expected))
    }
}

impl fmt::Display for ErrorBudget {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Documents(documents) => write!(formatter, "{documents}"),
            Self::Share(share) => write!(formatter, "{share}"),
        }
    }
}

/// Lets serde read and write an amount as people do.
macro_rules! written_as_text {
    ($($amount:ty),*) => {$(
        impl TryFrom<String> for $amount {
            type Error = BadAmount;

            fn try_from(written: String) -> Result<Self, BadAmount> {
                written.parse()
            }
        }

        impl From<$amount> for String {
            fn from(amount: $amount) -> Self {
                amount.to_string()
            }
        }
    )*};
}

written_as_text!(ByteSize, TimeLimit, Share, ErrorBudget);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_written_back() {
        let cases = [
            ("64MiB", 64 << 20),
            ("2 GB", 2_000_000_000),
            ("4096", 4096),
            ("12B", 12),
        ];
        for (written, bytes) in cases {
            let size: ByteSize = written.parse().unwrap();
            assert_eq!(size, ByteSize(bytes), "{written}");
            assert_eq!(size.to_string().parse(), Ok(size), "{written}");
        }
        for bad in ["", "MiB", "1.5GiB", "-1", "64 mib", "99999999999TiB"] {
            assert!(bad.parse::<ByteSize>().is_err(), "{bad}");
        }
    }

    #[test]
    fn shares_and_budgets_are_read_and_written_back() {
        for written in ["1%", "0.1%", "100%", "12.5%"] {
            let share: Share = written.parse().unwrap();
            assert_eq!(share.to_string().parse(), Ok(share), "{written}");
            let budget: ErrorBudget = written.parse().unwrap();
            assert_eq!(budget, ErrorBudget::Share(share));
        }
        assert_eq!("7".parse(), Ok(ErrorBudget::Documents(7)));
        for bad in ["", "%", "-1%", "101%", "NaN%", "1.5", "1 percent"] {
            assert!(bad.parse::<ErrorBudget>().is_err(), "{bad}");
        }
        let whole: Share = "100%".parse().unwrap();
        let nothing: Share = "0%".parse().unwrap();
        assert!(whole.takes(u64::MAX) && !nothing.takes(0));
    }

    #[test]
    fn a_budget_is_spent_by_one_error_more_than_it_has() {
        let spent = |written: &str, quarantined, read, is_end| {
            let budget: ErrorBudget = written.parse().unwrap();
            budget.is_spent(quarantined, read, is_end)
        };
        assert!(!spent("2", 2, 2, true) && spent("2", 3, 900, false) && spent("0", 1, 1, false));
        // One error in ten says little at the start of a run, and everything at its end.
        assert!(!spent("1%", 1, 10, false) && spent("1%", 1, 10, true));
        assert!(!spent("1%", 1, 100, false) && spent("1%", 2, 100, false));
    }

    #[test]
    fn times_are_read_and_written_back() {
        let cases = [
            ("500ms", 500),
            ("30s", 30_000),
            ("2min", 120_000),
            ("1.5 s", 1500),
        ];
        for (written, milliseconds) in cases {
            let limit: TimeLimit = written.parse().unwrap();
            assert_eq!(limit.0.as_millis(), milliseconds, "{written}");
            assert_eq!(limit.to_string().parse(), Ok(limit), "{written}");
        }
        for bad in ["", "30", "s", "-1s", "1e999s", "NaNs"] {
            assert!(bad.parse::<TimeLimit>().is_err(), "{bad}");
        }
    }
}
