//! Slots: the fields of a frame. Their names are those that `data/grammar.toml` uses.

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
    Same = "same",
    Near = "near",
    Within = "within",
    WeekOf = "week_of",
}

impl Slot {
    pub(crate) fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, text)| *text == name);
        found.map(|(slot, _)| *slot)
    }
}

/// The number of slots.
pub(super) const SLOTS: usize = Slot::ALL.len();
