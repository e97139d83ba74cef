//! Numeric expressions: digits with the separators that dates, clocks and numbers are written with.
//!
//! The text is read rather than the tokens, since tokenizers disagree on `21/4/2016` and `5-6`.
//! Right-to-left marks inside are skipped. Eastern and western digits are the same digits.

use warraq_normalize::{digit_value, is_invisible};

/// What a numeric expression says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Numeric {
    Number {
        value: f64,
        /// Digits of an integer written without separators; 0 for any other number.
        digits: u8,
    },
    /// Year first, day first, or month first; a year of two digits is of this century.
    Date {
        year: i32,
        month: u8,
        day: Option<u8>,
    },
    Clock {
        hour: u8,
        minute: u8,
        second: Option<u8>,
    },
    /// A separator between two numbers, or digits that are no number (a telephone number).
    Other,
}

impl Numeric {
    pub(crate) fn is_integer(self) -> bool {
        matches!(self, Self::Number { value, .. } if value.fract() == 0.0)
    }

    /// Four digits without separators that a year of our time could be.
    pub(crate) fn is_year(self) -> bool {
        matches!(self, Self::Number { value, digits: 4 } if (1000.0..2200.0).contains(&value))
    }
}

/// A numeric expression and its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scanned {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) numeric: Numeric,
    /// The mark, if it is one that stands between two numbers.
    pub(crate) separator: Option<char>,
}

/// A run of digits.
#[derive(Clone, Copy, Debug)]
struct Group {
    start: usize,
    end: usize,
    value: u64,
    digits: usize,
    /// The separator behind it, if another group follows, and its bytes.
    separator: Option<(char, usize, usize)>,
}

/// No number, date or clock has more groups of digits.
const MOST_GROUPS: usize = 8;

/// Reads the numeric expression that starts at `start`; the token there ends at `token_end`.
pub(crate) fn scan(text: &str, start: usize, token_end: usize) -> Vec<Scanned> {
    let groups = read_groups(text, start);
    let Some((first, last)) = groups.first().zip(groups.last()) else {
        let numeric = Numeric::Other;
        return vec![Scanned {
            start,
            end: token_end,
            numeric,
            separator: None,
        }];
    };
    let whole = |numeric| {
        vec![Scanned {
            start: first.start,
            end: last.end,
            numeric,
            separator: None,
        }]
    };
    if groups.len() == MOST_GROUPS {
        return whole(Numeric::Other);
    }
    if let Some(pair) = clocks(&groups).or_else(|| date_and_clock(text, &groups)) {
        return pair;
    }
    if let Some(numeric) = date(&groups)
        .or_else(|| clock(&groups))
        .or_else(|| number(&groups))
    {
        if let Numeric::Number { value, .. } = numeric
            && let Some((power, end)) = power(text, last.end, value)
        {
            let (start, numeric) = (
                first.start,
                Numeric::Number {
                    value: power,
                    digits: 0,
                },
            );
            return vec![Scanned {
                start,
                end,
                numeric,
                separator: None,
            }];
        }
        return whole(numeric);
    }
    apart(&groups)
}

fn read_groups(text: &str, start: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut pending: Option<(char, usize, usize)> = None;
    let rest = text.get(start..).unwrap_or_default();
    let mut open = false;
    for (offset, character) in rest.char_indices() {
        let (from, to) = (start + offset, start + offset + character.len_utf8());
        if let Some(digit) = digit_value(character) {
            if open && let Some(group) = groups.last_mut() {
                group.value = group
                    .value
                    .saturating_mul(10)
                    .saturating_add(u64::from(digit));
                group.digits += 1;
                group.end = to;
                continue;
            }
            if groups.len() == MOST_GROUPS {
                break;
            }
            if let Some(group) = groups.last_mut() {
                group.separator = pending.take();
            }
            groups.push(Group {
                start: from,
                end: to,
                value: u64::from(digit),
                digits: 1,
                separator: None,
            });
            open = true;
        } else if is_invisible(character) {
            continue;
        } else if pending.is_none() && open && SEPARATORS.contains(character) {
            pending = Some((character, from, to));
            open = false;
        } else {
            break;
        }
    }
    groups
}

const SEPARATORS: &str = "/-.:,٫٬،\u{2013}";

fn separators(groups: &[Group]) -> impl Iterator<Item = char> + '_ {
    groups
        .iter()
        .filter_map(|group| group.separator.map(|(mark, ..)| mark))
}

fn date(groups: &[Group]) -> Option<Numeric> {
    let mut marks = separators(groups);
    let mark = marks.next().filter(|mark| "/-.".contains(*mark))?;
    if marks.any(|other| other != mark) {
        return None;
    }
    let sizes: Vec<usize> = groups.iter().map(|group| group.digits).collect();
    let values: Vec<u64> = groups.iter().map(|group| group.value).collect();
    match (&values[..], &sizes[..]) {
        ([year, month, day], [4, 1..=2, 1..=2]) => day_of(*year, *month, *day),
        ([first, second, year], [1..=2, 1..=2, 4]) => day_first(*year, *first, *second),
        ([first, second, year], [1..=2, 1..=2, 2]) if mark != '.' => {
            day_first(2000 + year, *first, *second)
        }
        ([month, year], [1..=2, 4]) if mark == '/' => month_of(*year, *month),
        ([year, month], [4, 1..=2]) if mark == '/' => month_of(*year, *month),
        _ => None,
    }
}

fn day_first(year: u64, first: u64, second: u64) -> Option<Numeric> {
    day_of(year, second, first).or_else(|| day_of(year, first, second))
}

fn day_of(year: u64, month: u64, day: u64) -> Option<Numeric> {
    let real = (1..=12).contains(&month) && (1..=31).contains(&day);
    real.then_some(Numeric::Date {
        year: i32::try_from(year).ok()?,
        month: month as u8,
        day: Some(day as u8),
    })
}

fn month_of(year: u64, month: u64) -> Option<Numeric> {
    let real = (1..=12).contains(&month) && (1300..2200).contains(&year);
    real.then_some(Numeric::Date {
        year: i32::try_from(year).ok()?,
        month: month as u8,
        day: None,
    })
}

fn clock(groups: &[Group]) -> Option<Numeric> {
    if groups.len() < 2 || separators(groups).any(|mark| mark != ':') {
        return None;
    }
    let (hour, minute, second) = match groups {
        [hour, minute] if minute.digits == 2 => (hour, minute, None),
        [hour, minute, second] if minute.digits == 2 && second.digits == 2 => {
            (hour, minute, Some(second))
        }
        _ => return None,
    };
    let fits = hour.value <= 24 && minute.value < 60 && second.is_none_or(|s| s.value < 60);
    fits.then_some(Numeric::Clock {
        hour: hour.value as u8,
        minute: minute.value as u8,
        second: second.map(|second| second.value as u8),
    })
}

/// `7:30-8:45`: two clock times and what stands between them.
fn clocks(groups: &[Group]) -> Option<Vec<Scanned>> {
    let (first, second) = (groups.get(..2)?, groups.get(2..4)?);
    let (mark, start, end) = first.last()?.separator?;
    if groups.len() != 4 || !matches!(mark, '-' | '\u{2013}') {
        return None;
    }
    let between = Scanned {
        start,
        end,
        numeric: Numeric::Other,
        separator: Some(mark),
    };
    let (first, second) = (scanned_clock(first)?, scanned_clock(second)?);
    Some(vec![first, between, second])
}

/// `2016-11-08T15:00:00`, as ISO 8601 writes a moment.
fn date_and_clock(text: &str, groups: &[Group]) -> Option<Vec<Scanned>> {
    let (first, last) = groups.first().zip(groups.last())?;
    if groups.len() != 3 || !text.get(last.end..)?.starts_with('T') {
        return None;
    }
    let date = Scanned {
        start: first.start,
        end: last.end,
        numeric: date(groups)?,
        separator: None,
    };
    let clock = scanned_clock(&read_groups(text, last.end + 1))?;
    Some(vec![date, clock])
}

fn scanned_clock(groups: &[Group]) -> Option<Scanned> {
    let (first, last) = groups.first().zip(groups.last())?;
    // The mark behind the last group belongs to what follows.
    let mut own = groups.to_vec();
    own.last_mut()?.separator = None;
    Some(Scanned {
        start: first.start,
        end: last.end,
        numeric: clock(&own)?,
        separator: None,
    })
}

/// Groups of three digits are thousands; a last group behind another mark is a fraction.
fn number(groups: &[Group]) -> Option<Numeric> {
    let marks: Vec<char> = separators(groups).collect();
    let first = groups.first()?;
    if marks.is_empty() {
        let digits = u8::try_from(first.digits).unwrap_or(u8::MAX);
        let value = first.value as f64;
        return (first.digits <= 18).then_some(Numeric::Number { value, digits });
    }
    if marks.iter().any(|mark| !".,٫٬،".contains(*mark)) {
        return None;
    }
    let (last_mark, thousands_marks) = marks.split_last()?;
    let is_thousand = |group: &Group| group.digits == 3;
    let later = groups.get(1..)?;
    let one_mark = thousands_marks.iter().all(|mark| mark == last_mark);
    let decimal = *last_mark == '٫'
        || !later.last().is_some_and(is_thousand)
        || (marks.len() == 1 && (*last_mark == '.' || first.value == 0))
        || (!one_mark && marks.len() > 1);
    let (thousands, fraction) = if decimal {
        let (fraction, thousands) = later.split_last()?;
        (thousands, Some(fraction))
    } else {
        (later, None)
    };
    let same = thousands_marks
        .windows(2)
        .all(|pair| pair.first() == pair.last());
    let fits = thousands.iter().all(is_thousand)
        && (thousands.is_empty() || first.digits <= 3)
        && (!decimal || (same && (thousands.is_empty() || !one_mark)));
    if !fits {
        return None;
    }
    let whole = thousands.iter().fold(first.value as f64, |value, group| {
        value * 1000.0 + group.value as f64
    });
    let part = fraction.map_or(0.0, |group| {
        group.value as f64 / 10f64.powi(i32::try_from(group.digits).unwrap_or(0))
    });
    Some(Numeric::Number {
        value: whole + part,
        digits: 0,
    })
}

/// `1.1^23`, `2.5^-1`, `1e10`: the value and the byte behind it. Doubled signs cancel out.
fn power(text: &str, end: usize, value: f64) -> Option<(f64, usize)> {
    let rest = text.get(end..)?;
    let mark = rest
        .chars()
        .next()
        .filter(|mark| matches!(mark, '^' | 'e' | 'E'))?;
    let behind = rest.get(mark.len_utf8()..)?;
    let signs = behind.len() - behind.trim_start_matches(['-', '+']).len();
    let minus = behind.get(..signs)?.matches('-').count() % 2 == 1;
    let start = end + mark.len_utf8() + signs;
    let groups = read_groups(text, start);
    let exponent = match number(&groups)? {
        Numeric::Number { value, .. } if value <= 400.0 => value,
        _ => return None,
    };
    let exponent = if minus { -exponent } else { exponent };
    let power = if mark == '^' {
        value.powf(exponent)
    } else {
        value * 10f64.powf(exponent)
    };
    let last = groups.last()?.end;
    power.is_finite().then_some((power, last))
}

/// Numbers that only stand next to each other: `5-6`, `2/3`, `192.168.1.2`.
fn apart(groups: &[Group]) -> Vec<Scanned> {
    let mut scanned = Vec::with_capacity(groups.len() * 2);
    for group in groups {
        let digits = u8::try_from(group.digits).unwrap_or(u8::MAX);
        let value = group.value as f64;
        scanned.push(Scanned {
            start: group.start,
            end: group.end,
            numeric: Numeric::Number { value, digits },
            separator: None,
        });
        if let Some((mark, start, end)) = group.separator {
            let (numeric, separator) = (Numeric::Other, Some(mark));
            scanned.push(Scanned {
                start,
                end,
                numeric,
                separator,
            });
        }
    }
    scanned
}
