//! The days that a value of a time covers, so that it has a place on a line.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span, Unit};
use std::ops::Range;

/// A day, counted from 1970-01-01.
pub(crate) type Day = i32;

/// The days that an ISO 8601 value of TIMEX3 covers; none for lengths, repetitions and references.
pub(crate) fn days(value: &str) -> Option<Range<Day>> {
    let dates = dates(value)?;
    let (start, end) = (number(dates.start)?, number(dates.end)?);
    (start < end).then_some(start..end)
}

/// The number of a day.
pub(crate) fn number(date: Date) -> Option<Day> {
    let since = date.since((Unit::Day, EPOCH)).ok()?;
    Some(since.get_days())
}

/// The day of a number.
pub(crate) fn date(day: Day) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(day).ok()?).ok()
}

/// The days worth a picture: all of them, or, where few lie so far away that the others would be
/// squeezed into a corner, the shortest piece that has most.
///
/// Each of `all` is a piece of time by its first day and the day behind it.
pub(crate) fn dense(mut all: Vec<Range<Day>>) -> Option<Range<Day>> {
    all.sort_by_key(|days| (days.start, days.end));
    let piece = |pieces: &[Range<Day>]| {
        let end = pieces.iter().map(|days| days.end).max()?;
        Some(pieces.first()?.start..end)
    };
    let length = |days: &Range<Day>| i64::from(days.end) - i64::from(days.start);
    let whole = piece(&all)?;
    let most = (all.len() * 4).div_ceil(5);
    let densest = all.windows(most).filter_map(piece).min_by_key(length)?;
    let is_squeezed = length(&whole) > 6 * length(&densest).max(365);
    Some(if is_squeezed { densest } else { whole })
}

/// The grain of the marks on an axis, or of the bars of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    /// So many days, counted from a Monday.
    Days(i32),
    /// So many months, counted from January.
    Months(i32),
    /// So many years, counted from the year 0.
    Years(i32),
}

const GRAINS: [Grain; 14] = [
    Grain::Days(1),
    Grain::Days(7),
    Grain::Months(1),
    Grain::Months(3),
    Grain::Years(1),
    Grain::Years(2),
    Grain::Years(5),
    Grain::Years(10),
    Grain::Years(20),
    Grain::Years(50),
    Grain::Years(100),
    Grain::Years(200),
    Grain::Years(500),
    Grain::Years(1000),
];

impl Grain {
    /// The finest grain that cuts `days` into at most `most` pieces.
    pub(crate) fn of(days: &Range<Day>, most: usize) -> Self {
        let fits = |grain: &Self| {
            let length = match grain {
                Self::Days(count) => *count,
                Self::Months(count) => count * 30,
                Self::Years(count) => count * 365,
            };
            let pieces = (i64::from(days.end) - i64::from(days.start)) / i64::from(length) + 1;
            pieces <= most as i64
        };
        GRAINS.into_iter().find(fits).unwrap_or(Grain::Years(1000))
    }

    /// The first day of the piece that has `day`.
    pub(crate) fn floor(self, day: Day) -> Day {
        let Some(date) = date(day) else {
            return day;
        };
        let (year, month) = (i32::from(date.year()), i32::from(date.month()));
        match self {
            // 1970-01-05 was a Monday.
            Self::Days(count) => day - (day - 4).rem_euclid(count),
            Self::Months(count) => first_of(year, month - (month - 1) % count),
            Self::Years(count) => first_of(year - year.rem_euclid(count), 1),
        }
    }

    /// The first day of the piece behind the one that starts with `day`.
    pub(crate) fn next(self, day: Day) -> Day {
        let Some(date) = date(day) else {
            return day.saturating_add(1);
        };
        let (year, month) = (i32::from(date.year()), i32::from(date.month()));
        match self {
            Self::Days(count) => day + count,
            Self::Months(count) => {
                let months = month - 1 + count;
                first_of(year + months / 12, months % 12 + 1)
            }
            Self::Years(count) => first_of(year + count, 1),
        }
    }

    /// How a mark at `day` is written.
    pub(crate) fn label(self, day: Day) -> String {
        let Some(date) = date(day) else {
            return String::new();
        };
        match self {
            Self::Days(_) => date.to_string(),
            Self::Months(_) => format!("{:04}-{:02}", date.year(), date.month()),
            Self::Years(_) => date.year().to_string(),
        }
    }

    /// The starts of the pieces that cover `days`, and the end of the last one.
    pub(crate) fn starts(self, days: &Range<Day>) -> Vec<Day> {
        let mut starts = vec![self.floor(days.start)];
        while let Some(last) = starts.last().copied().filter(|last| *last < days.end) {
            starts.push(self.next(last).max(last + 1));
        }
        starts
    }
}

fn first_of(year: i32, month: i32) -> Day {
    let date = |year: i32| Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok();
    date(year).and_then(number).unwrap_or(LAST_DAY)
}

/// The last day that has a date.
const LAST_DAY: Day = 2_932_896;

const EPOCH: Date = Date::constant(1970, 1, 1);

fn dates(value: &str) -> Option<Range<Date>> {
    if let Some((from, to)) = value.split_once('/') {
        // A range covers its last day.
        return Some(dates(from)?.start..dates(to)?.end);
    }
    let (day, _) = value.split_once('T').unwrap_or((value, ""));
    let day = day.strip_suffix('Z').unwrap_or(day);
    let mut parts = day.split('-');
    let year = parts.next()?;
    if !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let first = |year: i16| Date::new(year, 1, 1).ok();
    let number: i16 = year.parse().ok()?;
    match (year.len(), parts.next(), parts.next()) {
        (2, None, None) => Some(first(number.checked_mul(100)?)?..first(number * 100 + 100)?),
        (3, None, None) => Some(first(number * 10)?..first(number * 10 + 10)?),
        (4, None, None) => Some(first(number)?..first(number.checked_add(1)?)?),
        (4, Some(part), rest) => part_of_year(number, part, rest),
        _ => None,
    }
}

fn part_of_year(year: i16, part: &str, rest: Option<&str>) -> Option<Range<Date>> {
    if let Some(week) = part.strip_prefix('W').filter(|_| part != "WI") {
        return week_days(year, week.parse().ok()?, rest);
    }
    let (first, months) = match part.split_at_checked(1)? {
        ("Q", quarter) => (
            quarter.parse::<i8>().ok()?.checked_sub(1)?.checked_mul(3)? + 1,
            3,
        ),
        ("H", half) => (
            half.parse::<i8>().ok()?.checked_sub(1)?.checked_mul(6)? + 1,
            6,
        ),
        _ => match part {
            "SP" => (3, 3),
            "SU" => (6, 3),
            "FA" => (9, 3),
            "WI" => (12, 3),
            month => (month.parse().ok()?, 1),
        },
    };
    let start = Date::new(year, first, 1).ok()?;
    match rest {
        None => Some(start..start.checked_add(Span::new().months(months)).ok()?),
        Some(day) => {
            let date = Date::new(year, first, day.parse().ok()?).ok()?;
            Some(date..date.tomorrow().ok()?)
        }
    }
}

fn week_days(year: i16, week: i8, rest: Option<&str>) -> Option<Range<Date>> {
    let monday = ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date();
    let after = |days: i64| monday.checked_add(Span::new().days(days)).ok();
    match rest {
        None => Some(monday..after(7)?),
        Some("WE") => Some(after(5)?..after(7)?),
        Some(day) => {
            let day: i64 = day.parse().ok().filter(|day| (1..=7).contains(day))?;
            Some(after(day - 1)?..after(day)?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cover_days() {
        let cases = [
            ("2023-09-12", "2023-09-12", "2023-09-13"),
            ("2023-09-12T20:30", "2023-09-12", "2023-09-13"),
            ("2024-11-06T07:40:00+01:00", "2024-11-06", "2024-11-07"),
            ("2023-09-12TMO", "2023-09-12", "2023-09-13"),
            ("2023-12", "2023-12-01", "2024-01-01"),
            ("2023", "2023-01-01", "2024-01-01"),
            ("201", "2010-01-01", "2020-01-01"),
            ("19", "1900-01-01", "2000-01-01"),
            ("2023-Q3", "2023-07-01", "2023-10-01"),
            ("2023-WI", "2023-12-01", "2024-03-01"),
            ("2023-W37", "2023-09-11", "2023-09-18"),
            ("2023-W37-WE", "2023-09-16", "2023-09-18"),
            ("2023-W37-2", "2023-09-12", "2023-09-13"),
            ("2010/2015", "2010-01-01", "2016-01-01"),
        ];
        for (value, start, end) in cases {
            let day = |text: &str| number(text.parse().unwrap()).unwrap();
            assert_eq!(days(value), Some(day(start)..day(end)), "{value}");
            assert_eq!(date(day(start)).unwrap().to_string(), start);
        }
    }

    #[test]
    fn other_values_have_no_place() {
        for value in [
            "",
            "P70Y",
            "T15:30",
            "XXXX-W05",
            "PRESENT_REF",
            "2023-13",
            "2023-W99",
            "2023-W10-9",
            "2023-02-30",
            "2015/2010",
            "99999",
            "2023-Q0",
            "2023-Q99",
            "é",
            "2023-é",
            "-",
            "20-",
        ] {
            assert_eq!(days(value), None, "{value}");
        }
    }

    #[test]
    fn what_lies_far_away_does_not_squeeze_the_others() {
        let dense =
            |values: &[&str]| dense(values.iter().filter_map(|value| days(value)).collect());
        let near = ["2023-01-05", "2023-09-12", "2022", "2023-03", "2023-11"];
        assert_eq!(dense(&near), days("2022/2023-11"));
        let old = [&near[..], &["1945"]].concat();
        assert_eq!(dense(&old), days("2022/2023-11"));
        // Two are no crowd, and decades of them are what the text is about.
        assert_eq!(dense(&["1945", "2023"]), days("1945/2023"));
        let spread = ["1945", "1956", "1967", "1973", "1991", "2003"];
        assert_eq!(dense(&spread), days("1945/2003"));
        assert_eq!(dense(&[]), None);
    }

    #[test]
    fn grains_cut_days_into_pieces() {
        let days = days("2023-11-20/2024-02-10").unwrap();
        let cases = [
            (100, "2023-11-20", "2023-11-21", "2024-02-11"),
            (20, "2023-11-20", "2023-11-27", "2024-02-12"),
            (5, "2023-11", "2023-12", "2024-03"),
            (2, "2023-10", "2024-01", "2024-04"),
        ];
        for (most, first, second, last) in cases {
            let grain = Grain::of(&days, most);
            let starts: Vec<_> = grain
                .starts(&days)
                .into_iter()
                .map(|day| grain.label(day))
                .collect();
            assert_eq!(
                [&starts[0], &starts[1], starts.last().unwrap()],
                [first, second, last],
                "{most}"
            );
        }
    }
}
