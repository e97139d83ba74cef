//! The frame: what the words of one expression say, before anything is resolved.
//!
//! Rules fill named slots; a frame is the slots and, for a range, its two ends. It knows neither
//! the document's date nor how a value is written.

/// A field that a rule can fill. The names stand in `data/grammar.toml`.
macro_rules! slots {
    ($($name:ident = $text:literal,)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Slot { $($name,)* }

        impl Slot {
            pub(crate) const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, $text),)*];
        }
    };
}

slots! {
    Year = "year",
    Month = "month",
    Hijri = "hijri",
    Day = "day",
    Weekday = "weekday",
    Nth = "nth",
    Quarter = "quarter",
    Half = "half",
    Season = "season",
    DecadeName = "decade_name",
    Century = "century",
    Holiday = "holiday",
    Unit = "unit",
    Relative = "relative",
    Follow = "follow",
    Recent = "recent",
    This = "this",
    Days = "days",
    Reference = "reference",
    Hour = "hour",
    Minute = "minute",
    Second = "second",
    Fraction = "fraction",
    Minus = "minus",
    Part = "part",
    Noon = "noon",
    Edge = "edge",
    Early = "early",
    About = "about",
    Few = "few",
    Rest = "rest",
    Sign = "sign",
    Every = "every",
    AdverbSet = "adverb_set",
    Before = "before_era",
    HijriEra = "hijri_era",
    Weekend = "weekend",
    YearRelative = "year_relative",
    Modifier = "mod",
    EndOfDay = "end_of_day",
    Open = "open",
    Amount = "amount",
    Whole = "whole",
    Dual = "dual",
    Packed = "packed",
    Short = "short",
    Window = "window",
    Reject = "reject",
    After = "after",
}

impl Slot {
    pub(crate) fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, text)| *text == name);
        found.map(|(slot, _)| *slot)
    }
}

/// The number of slots.
const SLOTS: usize = Slot::ALL.len();

/// The value of a slot that no rule has filled.
const EMPTY: i32 = i32::MIN;

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

/// A count of a unit; a count that is not a number is open (`أيام`, some days).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amount {
    pub(crate) count: f64,
    pub(crate) unit: Unit,
}

/// What one expression says.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    fields: [i32; SLOTS],
    /// The count that stands before a unit until both become an amount.
    pub(crate) count: Option<f64>,
    pub(crate) amounts: Vec<Amount>,
    /// Items whose number is a count, and so stays a number of its own.
    pub(crate) counted: Vec<u32>,
    pub(crate) from: Option<Box<Frame>>,
    pub(crate) to: Option<Box<Frame>>,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            fields: [EMPTY; SLOTS],
            count: None,
            amounts: Vec::new(),
            counted: Vec::new(),
            from: None,
            to: None,
        }
    }
}

impl Frame {
    pub(crate) fn get(&self, slot: Slot) -> Option<i32> {
        let value = self.fields.get(slot as usize).copied().unwrap_or(EMPTY);
        (value != EMPTY).then_some(value)
    }

    pub(crate) fn has(&self, slot: Slot) -> bool {
        self.get(slot).is_some()
    }

    /// Fills a slot unless it is filled: what stands first in the text, and in a rule, wins.
    pub(crate) fn fill(&mut self, slot: Slot, value: i32) {
        if let Some(field) = self.fields.get_mut(slot as usize)
            && *field == EMPTY
        {
            *field = value;
        }
    }

    pub(crate) fn clear(&mut self, slot: Slot) {
        if let Some(field) = self.fields.get_mut(slot as usize) {
            *field = EMPTY;
        }
    }

    /// The unit slot, as a unit.
    pub(crate) fn unit(&self) -> Option<Unit> {
        self.get(Slot::Unit).and_then(Unit::from_value)
    }

    /// Takes over what `other` says and this one does not.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (field, theirs) in self.fields.iter_mut().zip(other.fields) {
            if *field == EMPTY {
                *field = theirs;
            }
        }
        self.count = self.count.or(other.count);
        self.amounts.extend_from_slice(&other.amounts);
        self.counted.extend_from_slice(&other.counted);
        if self.from.is_none() {
            self.from.clone_from(&other.from);
        }
        if self.to.is_none() {
            self.to.clone_from(&other.to);
        }
    }

    /// Turns count and unit into an amount.
    pub(crate) fn close_amount(&mut self) {
        let dual = self.get(Slot::Dual).and_then(Unit::from_value);
        let unit = self.unit().or(dual);
        if let Some(unit) = unit {
            let one = if dual.is_some() { 2.0 } else { 1.0 };
            let open = self.has(Slot::Open);
            let count = if open {
                f64::NAN
            } else {
                self.count.unwrap_or(one)
            };
            let half = self
                .get(Slot::Fraction)
                .map_or(0.0, |minutes| f64::from(minutes) / 60.0);
            self.amounts.push(Amount {
                count: count + half,
                unit,
            });
        }
        for slot in [
            Slot::Unit,
            Slot::Dual,
            Slot::Fraction,
            Slot::Open,
            Slot::Amount,
        ] {
            self.clear(slot);
        }
        self.count = None;
    }
}
