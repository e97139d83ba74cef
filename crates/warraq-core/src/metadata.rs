//! What is known of a document besides its text: who it is, where it came from and its date.

use jiff::civil;

/// Identity, source and the fields that came with a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// The document's name as its source gave it; it need not be unique.
    pub id: String,
    /// Where the document was read: this is its identity.
    pub source: Source,
    /// When the document was published, if its source says so.
    pub time: Option<DocumentTime>,
    /// The title, where the source gives it apart from the text.
    pub title: Option<String>,
    /// Every other field of the source: a JSON object as text, untouched; empty if there is none.
    pub extra: String,
}

/// The place of a document in its input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The path as it was given; `-` for standard input.
    pub path: String,
    /// The line or record of the file, from 1; none where a file is one document.
    pub line: Option<u64>,
    /// The encoding that was decoded, such as `utf-8` or `windows-1256`.
    pub encoding: String,
}

/// A publication time: a day, and the hour where it is known, on the clock that the source used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentTime {
    written: String,
    civil: civil::DateTime,
    has_clock: bool,
}

/// A time that is none of the accepted forms.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date or an RFC 3339 time")]
pub struct BadTime(String);

impl DocumentTime {
    /// Reads a plain date, or an RFC 3339 time with or without an offset and fractions.
    ///
    /// The offset is dropped: relative expressions count from the day the publisher saw.
    ///
    /// # Errors
    /// [`BadTime`] if it is neither, or no day of the calendar.
    ///
    /// ```
    /// use warraq_core::DocumentTime;
    /// let time = DocumentTime::parse("2023-09-14T23:30:00+03:00")?;
    /// assert_eq!(time.date().to_string(), "2023-09-14");
    /// assert!(DocumentTime::parse("14 September").is_err());
    /// # Ok::<(), warraq_core::BadTime>(())
    /// ```
    pub fn parse(written: &str) -> Result<Self, BadTime> {
        let bad = || BadTime(written.to_owned());
        let trimmed = written.trim();
        if let Ok(date) = trimmed.parse::<civil::Date>()
            && trimmed.len() <= "-002023-09-14".len()
        {
            let civil = date.to_datetime(civil::Time::midnight());
            return Ok(Self {
                written: trimmed.to_owned(),
                civil,
                has_clock: false,
            });
        }
        let local = trimmed.strip_suffix(['Z', 'z']).unwrap_or(trimmed);
        let civil = local.parse::<civil::DateTime>().map_err(|_| bad())?;
        Ok(Self {
            written: trimmed.to_owned(),
            civil,
            has_clock: true,
        })
    }

    /// The text it was read from.
    #[must_use]
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// The day.
    #[must_use]
    pub fn date(&self) -> civil::Date {
        self.civil.date()
    }

    /// The day and hour; midnight where no hour is known.
    #[must_use]
    pub fn civil(&self) -> civil::DateTime {
        self.civil
    }

    /// Whether the hour is known.
    #[must_use]
    pub fn has_clock(&self) -> bool {
        self.has_clock
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_the_contract_forms_only() {
        let cases = [
            ("2023-09-14", Some(("2023-09-14T00:00:00", false))),
            ("2023-09-14T10:20:30", Some(("2023-09-14T10:20:30", true))),
            (
                "2023-09-14T10:20:30.25Z",
                Some(("2023-09-14T10:20:30.25", true)),
            ),
            (
                "2023-09-14T10:20:30+02:00",
                Some(("2023-09-14T10:20:30", true)),
            ),
            (
                "2023-09-14T10:20:30.123-07:00",
                Some(("2023-09-14T10:20:30.123", true)),
            ),
            (" 2023-09-14 ", Some(("2023-09-14T00:00:00", false))),
            ("2023-02-30", None),
            ("2023", None),
            ("yesterday", None),
            ("", None),
        ];
        for (written, expected) in cases {
            let time = DocumentTime::parse(written).ok();
            let found = time.map(|time| (time.civil().to_string(), time.has_clock()));
            let expected = expected.map(|(civil, clock)| (civil.to_owned(), clock));
            assert_eq!(found, expected, "{written:?}");
        }
    }
}
