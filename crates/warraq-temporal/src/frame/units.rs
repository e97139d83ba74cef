//! Units of time, with the codes that durations and quantities are written with.

/// A unit of time, from short to long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Moment,
    Second,
    Minute,
    Hour,
    Night,
    Day,
    Week,
    Month,
    Year,
    Decade,
    Century,
    Term,
}

/// Names, ISO 8601 designators and UCUM codes of units.
const UNITS: [(Unit, &str, &str, &str); 12] = [
    (Unit::Moment, "moment", "", ""),
    (Unit::Second, "second", "S", "s"),
    (Unit::Minute, "minute", "M", "min"),
    (Unit::Hour, "hour", "H", "h"),
    (Unit::Night, "night", "D", "d"),
    (Unit::Day, "day", "D", "d"),
    (Unit::Week, "week", "W", "wk"),
    (Unit::Month, "month", "M", "mo"),
    (Unit::Year, "year", "Y", "a"),
    (Unit::Decade, "decade", "Y", "a"),
    (Unit::Century, "century", "Y", "a"),
    (Unit::Term, "term", "", ""),
];

impl Unit {
    pub(crate) fn named(name: &str) -> Option<Self> {
        let found = UNITS.iter().find(|(_, text, _, _)| *text == name);
        found.map(|(unit, ..)| *unit)
    }

    pub(crate) fn from_value(value: i32) -> Option<Self> {
        let index = usize::try_from(value).ok()?;
        UNITS.get(index).map(|(unit, ..)| *unit)
    }

    /// The letter of an ISO 8601 duration.
    pub(crate) fn designator(self) -> &'static str {
        UNITS
            .get(self as usize)
            .map_or("", |(_, _, letter, _)| letter)
    }

    /// The code of UCUM.
    pub(crate) fn ucum(self) -> &'static str {
        UNITS.get(self as usize).map_or("", |(_, _, _, code)| code)
    }

    pub(crate) fn is_clock(self) -> bool {
        matches!(self, Self::Second | Self::Minute | Self::Hour)
    }

    /// How many of its designator's unit one of it is: a decade is ten years.
    pub(crate) fn factor(self) -> f64 {
        match self {
            Self::Decade => 10.0,
            Self::Century => 100.0,
            _ => 1.0,
        }
    }
}
