//! Amounts as people write them: `64MiB`, `30s`.

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
        let expected = "a size such as `64MiB`, `2GB` or `4096`";
        let bad = || BadAmount {
            written: written.to_owned(),
            expected,
        };
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
        let expected = "a time such as `500ms`, `30s` or `2min`";
        let bad = || BadAmount {
            written: written.to_owned(),
            expected,
        };
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

impl TryFrom<String> for ByteSize {
    type Error = BadAmount;

    fn try_from(written: String) -> Result<Self, BadAmount> {
        written.parse()
    }
}

impl From<ByteSize> for String {
    fn from(size: ByteSize) -> Self {
        size.to_string()
    }
}

impl TryFrom<String> for TimeLimit {
    type Error = BadAmount;

    fn try_from(written: String) -> Result<Self, BadAmount> {
        written.parse()
    }
}

impl From<TimeLimit> for String {
    fn from(limit: TimeLimit) -> Self {
        limit.to_string()
    }
}

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
