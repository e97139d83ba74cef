//! From what an expression says to a value: the document's date fills what the words leave open.
//!
//! Policies, where Arabic leaves two readings (the other one stands in `alternatives`):
//! - a weekday, a day and month, or a month without its year: the direction that the verbs give
//!   (past: the last one, today included; future: the next one, today included); without a
//!   direction the nearest day or month;
//! - `قبل ثلاثة أيام` is a date, counted from the document's date;
//! - `السنوات الثلاث الماضية` is a duration (TIMEX3), the interval its alternative.

use crate::calendar::{add_days, day, hijri_day, hijri_of, month_start, week_start, week_text};
use crate::calendar::{shift, weekday};
use crate::frame::{Amount, Frame, Slot, Unit};
use crate::lexicon::Lexicon;
use jiff::civil::{Date, DateTime};

/// Where a day or month without its year lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Past,
    Future,
    Nearest,
}

/// What a frame is resolved against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) anchor: Option<DateTime>,
    /// Whether the anchor's hour is known.
    pub(crate) has_clock: bool,
    /// For months and days of a month.
    pub(crate) direction: Direction,
    /// For weekdays, where no verb means the next one.
    pub(crate) weekday_direction: Direction,
}

/// A resolved expression.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Resolved {
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) modifier: Option<String>,
    pub(crate) hijri: bool,
    pub(crate) alternatives: Vec<String>,
    pub(crate) inferred: Vec<&'static str>,
}

/// A date before its clock time is added.
#[derive(Clone, Debug, Default)]
struct Stamp {
    text: String,
    /// The day, where the grain is a day.
    date: Option<Date>,
    alternatives: Vec<String>,
    inferred: Vec<&'static str>,
    hijri: bool,
    modifier: Option<&'static str>,
}

impl Stamp {
    fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    fn of(date: Date) -> Self {
        Self {
            text: date.to_string(),
            date: Some(date),
            ..Self::default()
        }
    }
}

/// Resolves a frame; none if it says nothing that has a value, or a day that no calendar has.
pub(crate) fn resolve(frame: &Frame, context: &Context<'_>) -> Option<Resolved> {
    if let (Some(from), Some(to)) = (&frame.from, &frame.to) {
        return range(frame, from, to, context);
    }
    if let Some(reference) = frame.get(Slot::Reference) {
        return Some(Resolved {
            label: "DATE",
            value: context.lexicon.text_of(reference).to_owned(),
            ..Resolved::default()
        });
    }
    if frame.has(Slot::Every) || frame.has(Slot::AdverbSet) {
        return set(frame, context);
    }
    // `بعد يومين` is counted from the document's date only where the future is meant.
    let elsewhere = frame.has(Slot::After) && context.direction != Direction::Future;
    let resolved = if frame.has(Slot::Sign) && !frame.amounts.is_empty() && !elsewhere {
        offset(frame, context)
    } else if !frame.amounts.is_empty() {
        duration(frame, context)
    } else {
        moment(frame, context)
    };
    resolved.map(|resolved| with_modifier(resolved, frame, context))
}

fn with_modifier(mut resolved: Resolved, frame: &Frame, context: &Context<'_>) -> Resolved {
    let slots = [Slot::Modifier, Slot::Edge, Slot::Early, Slot::About];
    let symbol = slots.iter().find_map(|slot| frame.get(*slot));
    if let Some(symbol) = symbol {
        resolved.modifier = Some(context.lexicon.text_of(symbol).to_owned());
    }
    resolved
}

// ---------------------------------------------------------------- moments

fn moment(frame: &Frame, context: &Context<'_>) -> Option<Resolved> {
    let clock = clock(frame, context);
    let date = date(frame, context);
    let plain = |stamp: Stamp, label, value| Resolved {
        label,
        value,
        modifier: stamp.modifier.map(str::to_owned),
        hijri: stamp.hijri,
        alternatives: stamp.alternatives,
        inferred: stamp.inferred,
    };
    match (date, clock) {
        (Some(mut stamp), Some(clock)) => {
            for alternative in &mut stamp.alternatives {
                alternative.push_str(&clock);
            }
            let text = if clock == "T24" || clock == "T24:00" {
                let next = stamp.date.and_then(|date| add_days(date, 1));
                next.map_or_else(|| stamp.text.clone(), |date| date.to_string()) + "T00"
            } else {
                format!("{}{clock}", stamp.text)
            };
            Some(plain(stamp, "TIME", text))
        }
        (Some(stamp), None) if frame.has(Slot::EndOfDay) => {
            let text = format!("{}T23:59", stamp.text);
            Some(plain(stamp, "TIME", text))
        }
        (Some(stamp), None) => {
            let text = stamp.text.clone();
            Some(plain(stamp, "DATE", text))
        }
        (None, Some(clock)) => Some(plain(Stamp::default(), "TIME", clock)),
        (None, None) => None,
    }
}

/// `T20:30`, `TEV`; a part of the day turns seven into nineteen.
fn clock(frame: &Frame, context: &Context<'_>) -> Option<String> {
    let part = frame
        .get(Slot::Part)
        .map(|part| context.lexicon.text_of(part));
    let (mut hour, mut minute) = (frame.get(Slot::Hour), frame.get(Slot::Minute));
    if let Some(packed) = frame.get(Slot::Packed) {
        // `1140 صباحا`, and `ثمانية وأربعين صباحا`, which is eight and forty.
        let pair = if packed >= 100 {
            (packed / 100, packed % 100)
        } else {
            (packed % 10, packed / 10 * 10)
        };
        (hour, minute) = (Some(pair.0), Some(pair.1));
    }
    let noon = frame.get(Slot::Noon);
    let Some(mut hour) = hour else {
        return noon
            .map(|hour| format!("T{hour:02}"))
            .or_else(|| part.map(str::to_owned));
    };
    if let Some(fraction) = frame.get(Slot::Fraction) {
        minute = Some(fraction);
    }
    if let Some(minus) = frame.get(Slot::Minus) {
        (hour, minute) = ((hour + 23) % 24, Some(60 - minus));
        if hour == 0 {
            hour = 12;
        }
    }
    let hour = in_part(hour, part, noon);
    if hour > 24 || minute.is_some_and(|minute| minute > 59) {
        return None;
    }
    Some(match (minute, frame.get(Slot::Second)) {
        (Some(minute), Some(second)) => format!("T{hour:02}:{minute:02}:{second:02}"),
        (Some(minute), None) => format!("T{hour:02}:{minute:02}"),
        (None, _) => format!("T{hour:02}"),
    })
}

fn in_part(hour: i32, part: Option<&str>, noon: Option<i32>) -> i32 {
    match (part, noon) {
        (_, Some(0)) if hour == 12 => 0,
        (_, Some(12)) if hour < 6 => hour + 12,
        (Some("TMO"), _) if hour == 12 => 0,
        (Some("TAF" | "TEV"), _) if hour < 12 => hour + 12,
        (Some("TNI"), _) if (5..12).contains(&hour) => hour + 12,
        (Some("TNI"), _) if hour == 12 => 0,
        _ => hour,
    }
}

// ---------------------------------------------------------------- dates

fn date(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    if frame.has(Slot::Holiday) {
        return holiday(frame, context);
    }
    if frame.has(Slot::Days) {
        return days(frame, context);
    }
    if frame.has(Slot::Nth) {
        return nth(frame, context);
    }
    if frame.has(Slot::Quarter) || frame.has(Slot::Half) || frame.has(Slot::Season) {
        return part_of_year(frame, context);
    }
    if frame.has(Slot::Hijri) || (frame.has(Slot::HijriEra) && !frame.has(Slot::Month)) {
        return hijri(frame, context);
    }
    if frame.has(Slot::Month) {
        return month(frame, context);
    }
    if frame.has(Slot::Day) {
        return day_of_month(frame, context);
    }
    if frame.has(Slot::Weekday) {
        return week_day(frame, context);
    }
    if frame.has(Slot::DecadeName) || (frame.has(Slot::Century) && !frame.has(Slot::Short)) {
        return decade_or_century(frame, context);
    }
    if let Some(year) = year(frame, context) {
        return Some(Stamp::new(year_text(frame, year)));
    }
    unit_period(frame, context)
}

fn today(context: &Context<'_>) -> Option<Date> {
    context.anchor.map(DateTime::date)
}

/// The year that the words give, directly or by the document's date.
fn year(frame: &Frame, context: &Context<'_>) -> Option<i32> {
    let anchor = today(context).map(|date| i32::from(date.year()));
    if let Some(short) = frame.get(Slot::Short) {
        if let Some(century) = frame.get(Slot::Century) {
            return Some(century * 100 + short);
        }
        let now = anchor.unwrap_or(2000);
        let near = now - now.rem_euclid(100) + short;
        return Some(if near > now + 20 { near - 100 } else { near });
    }
    frame
        .get(Slot::Year)
        .or_else(|| Some(anchor? + frame.get(Slot::YearRelative)?))
}

fn year_text(frame: &Frame, year: i32) -> String {
    if frame.has(Slot::Before) {
        format!("BC{year:04}")
    } else {
        format!("{year:04}")
    }
}

/// The last, this or the next one, from words such as الماضي.
fn relative(frame: &Frame) -> Option<i32> {
    let slots = [Slot::Relative, Slot::Follow, Slot::Recent, Slot::This];
    slots.iter().find_map(|slot| match slot {
        Slot::This => frame.get(*slot).map(|_| 0),
        _ => frame.get(*slot),
    })
}

fn month(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let month = frame.get(Slot::Month)?;
    let number = frame.get(Slot::Day);
    if let Some(year) = year(frame, context) {
        let mut stamp = month_of_year(year, month, number)?;
        if !frame.has(Slot::Year) {
            stamp.inferred.push("year");
        }
        return Some(stamp);
    }
    let Some(anchor) = today(context) else {
        let text = number.map_or_else(
            || format!("XXXX-{month:02}"),
            |number| format!("XXXX-{month:02}-{number:02}"),
        );
        return (number.is_none_or(|number| day(2000, month, number).is_some()))
            .then(|| Stamp::new(text));
    };
    let this = i32::from(anchor.year());
    let at = |year: i32| day(year, month, number.unwrap_or(1));
    let here = if number.is_some() {
        anchor
    } else {
        anchor.first_of_month()
    };
    let candidates: Vec<i32> = (this - 8..=this + 8)
        .filter(|year| at(*year).is_some())
        .collect();
    let last = |inclusive: bool| {
        let fits = |year: &&i32| at(**year).is_some_and(|d| d < here || inclusive && d == here);
        candidates.iter().rev().find(fits).copied()
    };
    let next = |inclusive: bool| {
        let fits = |year: &&i32| at(**year).is_some_and(|d| d > here || inclusive && d == here);
        candidates.iter().find(fits).copied()
    };
    let nearest = || {
        let distance = |year: &&i32| at(**year).map(|d| (d - here).get_days().abs());
        candidates.iter().min_by_key(distance).copied()
    };
    let (chosen, other) = match (relative(frame), context.direction) {
        (Some(-1), _) => (last(false), None),
        (Some(1), _) => (next(false), None),
        (Some(_), _) => (Some(this), None),
        (None, Direction::Past) => (last(true), next(false)),
        (None, Direction::Future) => (next(true), last(false)),
        (None, Direction::Nearest) => {
            let chosen = nearest();
            let past = chosen.and_then(at).is_some_and(|d| d <= here);
            (chosen, if past { next(false) } else { last(true) })
        }
    };
    let mut stamp = month_of_year(chosen?, month, number)?;
    stamp.inferred.push("year");
    let other = other.and_then(|year| month_of_year(year, month, number));
    stamp.alternatives.extend(other.map(|stamp| stamp.text));
    Some(stamp)
}

fn month_of_year(year: i32, month: i32, number: Option<i32>) -> Option<Stamp> {
    match number {
        Some(number) => day(year, month, number).map(Stamp::of),
        None => (1..=12)
            .contains(&month)
            .then(|| Stamp::new(format!("{year:04}-{month:02}"))),
    }
}

/// A day of a month that is relative or not said: `12 من الشهر الجاري`, `الجمعة 15`.
fn day_of_month(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let number = frame.get(Slot::Day)?;
    let Some(anchor) = today(context) else {
        return Some(Stamp::new(format!("XXXX-XX-{number:02}")));
    };
    let of = |months: i64| {
        let start = month_start(anchor, months)?;
        day(i32::from(start.year()), i32::from(start.month()), number)
    };
    if frame.unit() == Some(Unit::Month) {
        let mut stamp = Stamp::of(of(i64::from(relative(frame).unwrap_or(0)))?);
        stamp.inferred.extend(["year", "month"]);
        return Some(stamp);
    }
    let fits = |date: &Date| {
        let wanted = frame.get(Slot::Weekday);
        wanted.is_none_or(|wanted| weekday(*date) == wanted)
    };
    let months: &[i64] = match context.direction {
        Direction::Past => &[0, -1, -2, -3, -4, -5, -6, 1],
        _ => &[0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6],
    };
    let mut found = months.iter().filter_map(|months| of(*months)).filter(fits);
    let mut stamp = Stamp::of(found.next()?);
    stamp.inferred.extend(["year", "month"]);
    Some(stamp)
}

fn week_day(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let wanted = frame.get(Slot::Weekday)?;
    let Some(anchor) = today(context) else {
        return Some(Stamp::new(format!("XXXX-WXX-{wanted}")));
    };
    let ahead = i64::from((wanted - weekday(anchor)).rem_euclid(7));
    let behind = ahead - if ahead == 0 { 0 } else { 7 };
    let in_week = i64::from(wanted - weekday(anchor));
    let (days, other) = match (relative(frame), frame.unit()) {
        (Some(shift), Some(Unit::Week)) => (in_week + 7 * i64::from(shift), None),
        (Some(-1), _) => (if behind == 0 { -7 } else { behind }, None),
        (Some(1), _) => (if ahead == 0 { 7 } else { ahead }, None),
        (Some(_), _) => (in_week, None),
        (None, _) => match context.weekday_direction {
            Direction::Past => (behind, Some(if ahead == 0 { 7 } else { ahead })),
            _ => (ahead, Some(if behind == 0 { -7 } else { behind })),
        },
    };
    let mut stamp = Stamp::of(add_days(anchor, days)?);
    stamp.inferred.extend(["year", "month", "day"]);
    let other = other.and_then(|days| add_days(anchor, days));
    stamp
        .alternatives
        .extend(other.map(|date| date.to_string()));
    Some(stamp)
}

fn days(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let shift = frame.get(Slot::Days)?;
    // `أمس 5 مايو` says the day twice: what is written wins.
    if frame.has(Slot::Month) {
        return month(frame, context);
    }
    match today(context) {
        Some(anchor) => Some(Stamp::of(add_days(anchor, i64::from(shift))?)),
        None => Some(Stamp::new(match shift {
            0 => "PRESENT_REF",
            1.. => "FUTURE_REF",
            _ => "PAST_REF",
        })),
    }
}

/// The n-th weekday of a month, the n-th week of a year or month; -1 is the last one.
fn nth(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let nth = frame.get(Slot::Nth)?;
    let (start, end) = container(frame, context)?;
    if let Some(wanted) = frame.get(Slot::Weekday) {
        let first = i64::from((wanted - weekday(start)).rem_euclid(7));
        let last_day = add_days(end, -1)?;
        let last = i64::from((weekday(last_day) - wanted).rem_euclid(7));
        let date = if nth < 0 {
            add_days(last_day, -last)?
        } else {
            add_days(start, first + 7 * i64::from(nth - 1))?
        };
        return (date >= start && date < end).then(|| Stamp::of(date));
    }
    match frame.unit()? {
        Unit::Week if frame.has(Slot::Month) => {
            let monday = add_days(start, i64::from((8 - weekday(start)) % 7))?;
            let first = if weekday(start) <= 4 {
                add_days(start, 1 - i64::from(weekday(start)))?
            } else {
                monday
            };
            let date = add_days(first, 7 * i64::from(nth.max(1) - 1))?;
            Some(Stamp::new(week_text(date)))
        }
        Unit::Week => {
            let last = add_days(end, -4)?;
            let date = if nth < 0 {
                last
            } else {
                week_start(i32::from(start.year()), nth)?
            };
            Some(Stamp::new(week_text(date)))
        }
        Unit::Day => {
            let date = if nth < 0 {
                add_days(end, -1)?
            } else {
                add_days(start, i64::from(nth - 1))?
            };
            Some(Stamp::of(date))
        }
        Unit::Month => {
            let date = if nth < 0 {
                add_days(end, -1)?
            } else {
                month_start(start, i64::from(nth - 1))?
            };
            Some(Stamp::new(month_text(date)))
        }
        _ => None,
    }
}

/// The first day of the month or year that something lies in, and the day after its last.
fn container(frame: &Frame, context: &Context<'_>) -> Option<(Date, Date)> {
    let named = |slot| frame.has(slot);
    if named(Slot::Month) {
        let mut only = frame.clone();
        for slot in [Slot::Day, Slot::Weekday, Slot::Nth] {
            only.clear(slot);
        }
        let text = month(&only, context)?.text;
        let (year, number) = text.split_once('-')?;
        let start = day(year.parse().ok()?, number.parse().ok()?, 1)?;
        return Some((start, month_start(start, 1)?));
    }
    if let Some(year) = year(frame, context) {
        return Some((day(year, 1, 1)?, day(year + 1, 1, 1)?));
    }
    let anchor = today(context)?;
    let shift = relative(frame).unwrap_or(0);
    match frame.unit().unwrap_or(Unit::Month) {
        Unit::Month => {
            let start = month_start(anchor, i64::from(shift))?;
            Some((start, month_start(start, 1)?))
        }
        Unit::Year => {
            let year = i32::from(anchor.year()) + shift;
            Some((day(year, 1, 1)?, day(year + 1, 1, 1)?))
        }
        _ => None,
    }
}

fn month_text(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

fn part_of_year(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let anchor = today(context);
    let this = anchor.map(|date| i32::from(date.year()));
    let named = year(frame, context);
    let of_unit = || (frame.unit() == Some(Unit::Year)).then(|| Some(this? + relative(frame)?));
    if frame.get(Slot::Quarter) == Some(0) {
        let anchor = anchor?;
        let months = 3 * i64::from(relative(frame)?);
        let date = month_start(anchor, months)?;
        let quarter = (date.month() - 1) / 3 + 1;
        return Some(Stamp::new(format!("{:04}-Q{quarter}", date.year())));
    }
    let year = named
        .or_else(|| of_unit().flatten())
        .or_else(|| Some(this? + relative(frame)?));
    let prefix = year.map_or_else(|| "XXXX".to_owned(), |year| format!("{year:04}"));
    let part = if let Some(quarter) = frame.get(Slot::Quarter) {
        format!("Q{quarter}")
    } else if let Some(half) = frame.get(Slot::Half) {
        format!("H{half}")
    } else {
        let season = context.lexicon.text_of(frame.get(Slot::Season)?);
        if year.is_none() {
            return Some(Stamp::new(season));
        }
        season.to_owned()
    };
    let mut stamp = Stamp::new(format!("{prefix}-{part}"));
    if !frame.has(Slot::Year) {
        stamp.inferred.push("year");
    }
    Some(stamp)
}

fn decade_or_century(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let anchor = today(context).map(|date| i32::from(date.year()));
    let Some(decade) = frame.get(Slot::DecadeName) else {
        let century = frame.get(Slot::Century)? - 1;
        let text = format!("{century:02}");
        return Some(Stamp::new(if frame.has(Slot::Before) {
            format!("BC{text}")
        } else {
            text
        }));
    };
    let now = anchor.unwrap_or(2000);
    let century = match (frame.get(Slot::Century), relative(frame)) {
        (Some(century), _) => century - 1,
        (None, Some(shift)) => now / 100 + shift,
        // `السبعينيات` are the last ones that have begun.
        (None, None) if now / 100 * 100 + decade > now => now / 100 - 1,
        (None, None) => now / 100,
    };
    let mut stamp = Stamp::new(format!("{century:02}{}", decade / 10));
    if !frame.has(Slot::Century) {
        stamp.inferred.push("century");
    }
    Some(stamp)
}

/// `الأسبوع الماضي`, `هذا العام`, `نهاية الأسبوع`.
fn unit_period(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let unit = frame.unit()?;
    let said = relative(frame);
    if frame.has(Slot::Rest) {
        return rest(unit, said.unwrap_or(0), context);
    }
    let edge = frame.has(Slot::Edge) || frame.has(Slot::Weekend) || frame.has(Slot::Early);
    let shift = said.or(edge.then_some(0))?;
    let Some(anchor) = today(context) else {
        return unplaced(frame, unit, shift);
    };
    let ahead = i64::from(shift);
    let year = i32::from(anchor.year());
    let text = match unit {
        Unit::Day | Unit::Night => {
            return add_days(anchor, ahead)
                .map(Stamp::of)
                .map(|stamp| night(stamp, unit));
        }
        Unit::Week => {
            let week = week_text(add_days(anchor, 7 * ahead)?);
            if frame.has(Slot::Weekend) {
                format!("{week}-WE")
            } else {
                week
            }
        }
        Unit::Month => month_text(month_start(anchor, ahead)?),
        Unit::Year => format!("{:04}", year + shift),
        Unit::Decade => format!("{:03}", year / 10 + shift),
        Unit::Century => format!("{:02}", year / 100 + shift),
        _ => return None,
    };
    Some(Stamp::new(text))
}

fn night(mut stamp: Stamp, unit: Unit) -> Stamp {
    if unit == Unit::Night {
        stamp.text.push_str("TNI");
    }
    stamp
}

fn unplaced(frame: &Frame, unit: Unit, shift: i32) -> Option<Stamp> {
    if frame.has(Slot::Weekend) {
        return Some(Stamp::new("XXXX-WXX-WE"));
    }
    if unit < Unit::Night {
        return None;
    }
    Some(Stamp::new(match shift {
        0 => "PRESENT_REF",
        1.. => "FUTURE_REF",
        _ => "PAST_REF",
    }))
}

/// From the document's date to the end of the period.
fn rest(unit: Unit, shift: i32, context: &Context<'_>) -> Option<Stamp> {
    let anchor = context.anchor?;
    let date = anchor.date();
    if shift != 0 {
        return None;
    }
    let end = match unit {
        Unit::Day => {
            let time = anchor.time();
            return Some(Stamp::new(format!("{date}T{time}/{date}T23:59:59")));
        }
        Unit::Week => add_days(date, 7 - i64::from(weekday(date)))?,
        Unit::Month => date.last_of_month(),
        Unit::Year => date.last_of_year(),
        _ => return None,
    };
    Some(Stamp::new(format!("{date}/{end}")))
}

// ---------------------------------------------------------------- Hijri and holidays

fn hijri(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let month = frame.get(Slot::Hijri);
    let number = frame.get(Slot::Day);
    let anchor = today(context).and_then(hijri_of);
    let said = frame.get(Slot::Year);
    // A Hijri month with a Gregorian year (`رمضان 2016`) is the one that began in that year.
    let gregorian = said.filter(|year| *year > 1700);
    let shift = relative(frame).or(frame.get(Slot::YearRelative));
    let year = match (gregorian, said, anchor) {
        (Some(year), ..) => {
            let month = month?;
            let near = (year - 622) * 33 / 32;
            let starts = |hijri: &i32| {
                hijri_day(*hijri, month, 1).is_some_and(|date| i32::from(date.year()) == year)
            };
            (near - 1..=near + 2).find(starts)?
        }
        (None, Some(year), _) => year,
        (None, None, Some((year, this_month))) => match (shift, month) {
            (Some(-1), Some(month)) if month < this_month => year,
            (Some(1), Some(month)) if month > this_month => year,
            (shift, _) => year + shift.unwrap_or(0),
        },
        (None, None, None) => {
            let text = match (month, number) {
                (Some(month), Some(number)) => format!("XXXX-{month:02}-{number:02}"),
                (Some(month), None) => format!("XXXX-{month:02}"),
                _ => return None,
            };
            return Some(Stamp {
                hijri: true,
                ..Stamp::new(text)
            });
        }
    };
    let mut stamp = match (month, number) {
        (Some(month), Some(number)) => Stamp::of(hijri_day(year, month, number)?),
        (Some(month), None) => hijri_period(
            (year, month),
            if month == 12 {
                (year + 1, 1)
            } else {
                (year, month + 1)
            },
        )?,
        (None, _) => hijri_period((year, 1), (year + 1, 1))?,
    };
    stamp.hijri = true;
    if said.is_none() {
        stamp.inferred.push("year");
    }
    Some(stamp)
}

/// A Hijri month or year is an interval of Gregorian days.
fn hijri_period(from: (i32, i32), to: (i32, i32)) -> Option<Stamp> {
    let start = hijri_day(from.0, from.1, 1)?;
    let end = add_days(hijri_day(to.0, to.1, 1)?, -1)?;
    Some(Stamp::new(format!("{start}/{end}")))
}

/// `fixed:12-25`, `hijri:10-01`, `nth:06-7-3` (third Sunday of June).
fn holiday(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let rule = context.lexicon.text_of(frame.get(Slot::Holiday)?);
    let (kind, place) = rule.split_once(':')?;
    let numbers: Option<Vec<i32>> = place.split('-').map(|part| part.parse().ok()).collect();
    let numbers = numbers?;
    let (first, second) = (*numbers.first()?, *numbers.get(1)?);
    let anchor = today(context);
    let said = year(frame, context);
    let of = |year: i32| match kind {
        "fixed" => day(year, first, second),
        "nth" => nth_week_day(year, first, second, *numbers.get(2)?),
        _ => {
            let near = (year - 622) * 33 / 32;
            let in_year = |date: &Date| i32::from(date.year()) == year;
            (near - 1..=near + 2)
                .filter_map(|hijri| hijri_day(hijri, first, second))
                .find(in_year)
        }
    };
    let hijri = kind == "hijri";
    let finish = |date: Date| Stamp {
        hijri,
        ..Stamp::of(date)
    };
    if let Some(year) = said {
        return of(year).map(finish);
    }
    let Some(anchor) = anchor else {
        let text = match kind {
            "nth" => format!("XXXX-{first:02}"),
            _ => format!("XXXX-{first:02}-{second:02}"),
        };
        return Some(Stamp {
            hijri,
            ..Stamp::new(text)
        });
    };
    let this = i32::from(anchor.year());
    let dates: Vec<Date> = (this - 2..=this + 2).filter_map(of).collect();
    let last = dates.iter().rev().find(|date| **date <= anchor).copied();
    let next = dates.iter().find(|date| **date > anchor).copied();
    let (chosen, other) = match context.direction {
        Direction::Past => (last, next),
        Direction::Future => (next, last),
        Direction::Nearest => {
            let distance =
                |date: Option<Date>| date.map_or(i32::MAX, |date| (date - anchor).get_days().abs());
            if distance(last) <= distance(next) {
                (last, next)
            } else {
                (next, last)
            }
        }
    };
    let mut stamp = finish(chosen?);
    stamp.inferred.push("year");
    stamp
        .alternatives
        .extend(other.map(|date| date.to_string()));
    Some(stamp)
}

fn nth_week_day(year: i32, month: i32, wanted: i32, nth: i32) -> Option<Date> {
    let start = day(year, month, 1)?;
    let first = (wanted - weekday(start)).rem_euclid(7);
    add_days(start, i64::from(first + 7 * (nth - 1)))
}

// ---------------------------------------------------------------- durations, offsets, sets, ranges

fn iso_duration(amounts: &[Amount]) -> Option<String> {
    let (mut dates, mut clocks) = (String::new(), String::new());
    let mut sorted = amounts.to_vec();
    sorted.sort_by_key(|amount| std::cmp::Reverse(amount.unit));
    sorted.dedup_by(|later, earlier| {
        // `قرن ونصف قرن` is one count of one unit.
        let same = later.unit == earlier.unit;
        if same {
            earlier.count += later.count;
        }
        same
    });
    for amount in sorted {
        if amount.unit.designator().is_empty() {
            return None;
        }
        let count = if amount.count.is_nan() {
            "X".to_owned()
        } else {
            plain(amount.count * amount.unit.factor())
        };
        let part = if amount.unit.is_clock() {
            &mut clocks
        } else {
            &mut dates
        };
        part.push_str(&count);
        part.push_str(amount.unit.designator());
    }
    let clocks = if clocks.is_empty() {
        clocks
    } else {
        format!("T{clocks}")
    };
    Some(format!("P{dates}{clocks}"))
}

/// A number without a needless fraction, at most six decimals.
fn plain(number: f64) -> String {
    let text = format!("{number:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

fn duration(frame: &Frame, context: &Context<'_>) -> Option<Resolved> {
    let value = iso_duration(&frame.amounts)?;
    let mut resolved = Resolved {
        label: "DURATION",
        value,
        ..Resolved::default()
    };
    if frame.has(Slot::Window)
        && let Some(interval) = window(frame, context)
    {
        resolved.alternatives.push(interval);
    }
    Some(resolved)
}

/// The interval of `الأيام الثلاثة الماضية`: it ends, or begins, with the document's date.
fn window(frame: &Frame, context: &Context<'_>) -> Option<String> {
    let anchor = context.anchor?;
    let amount = frame
        .amounts
        .first()
        .filter(|amount| !amount.count.is_nan())?;
    let shift_to = relative(frame).filter(|sign| *sign != 0).unwrap_or(-1);
    let other = shift(anchor, amount.unit, amount.count * f64::from(shift_to))?;
    let text = |time: DateTime| {
        if amount.unit.is_clock() {
            time.to_string()
        } else {
            time.date().to_string()
        }
    };
    let (from, to) = if shift_to < 0 {
        (other, anchor)
    } else {
        (anchor, other)
    };
    Some(format!("{}/{}", text(from), text(to)))
}

/// `قبل ثلاثة أيام`: a date at the grain of the smallest unit.
fn offset(frame: &Frame, context: &Context<'_>) -> Option<Resolved> {
    let sign = f64::from(frame.get(Slot::Sign)?);
    let open = frame.amounts.iter().any(|amount| amount.count.is_nan());
    let clock = frame.amounts.iter().any(|amount| amount.unit.is_clock());
    let anchor = context
        .anchor
        .filter(|_| !open && (context.has_clock || !clock));
    let Some(anchor) = anchor else {
        let value = if sign < 0.0 { "PAST_REF" } else { "FUTURE_REF" };
        return Some(Resolved {
            label: "DATE",
            value: value.to_owned(),
            alternatives: iso_duration(&frame.amounts).into_iter().collect(),
            ..Resolved::default()
        });
    };
    let mut moment = anchor;
    for amount in &frame.amounts {
        moment = shift(moment, amount.unit, amount.count * sign)?;
    }
    let smallest = frame.amounts.iter().map(|amount| amount.unit).min()?;
    let value = match smallest {
        unit if unit.is_clock() => moment.to_string(),
        Unit::Year if frame.amounts.len() == 1 => format!("{:04}", moment.year()),
        Unit::Decade | Unit::Century => format!("{:04}", moment.year()),
        Unit::Month if frame.amounts.len() == 1 => month_text(moment.date()),
        _ => moment.date().to_string(),
    };
    Some(Resolved {
        label: if smallest.is_clock() { "TIME" } else { "DATE" },
        value,
        alternatives: iso_duration(&frame.amounts).into_iter().collect(),
        ..Resolved::default()
    })
}

fn set(frame: &Frame, context: &Context<'_>) -> Option<Resolved> {
    let clock = clock(frame, context).unwrap_or_default();
    let value = if let Some(adverb) = frame.get(Slot::AdverbSet) {
        context.lexicon.text_of(adverb).to_owned()
    } else if let Some(weekday) = frame.get(Slot::Weekday) {
        format!("XXXX-WXX-{weekday}{clock}")
    } else if !clock.is_empty() {
        clock
    } else {
        iso_duration(&frame.amounts)?
    };
    Some(Resolved {
        label: "SET",
        value,
        ..Resolved::default()
    })
}

/// Both ends share what only one of them says: `من 4 إلى 22 يناير`.
fn range(frame: &Frame, from: &Frame, to: &Frame, context: &Context<'_>) -> Option<Resolved> {
    let shared = [
        Slot::Month,
        Slot::Hijri,
        Slot::Year,
        Slot::Unit,
        Slot::Relative,
        Slot::This,
        Slot::YearRelative,
        Slot::HijriEra,
        Slot::Before,
    ];
    let (mut from, mut to) = (from.clone(), to.clone());
    // `24 صفر 1407 - 1986` says one day in two calendars.
    let is_hijri = |frame: &Frame| frame.has(Slot::Hijri) || frame.has(Slot::HijriEra);
    if is_hijri(&from) && !is_hijri(&to) && from.has(Slot::Year) && to.has(Slot::Year) {
        return moment(&from, context);
    }
    let lent = |into: &mut Frame, other: &Frame| {
        for slot in shared {
            if let Some(value) = other.get(slot) {
                into.fill(slot, value);
            }
        }
    };
    if (!from.has(Slot::Year) || from.has(Slot::Month))
        && !from.has(Slot::Hour)
        && !from.has(Slot::Days)
    {
        lent(&mut from, &to);
    }
    if let Some(era) = to.get(Slot::Before) {
        from.fill(Slot::Before, era);
    }
    for end in [&mut from, &mut to] {
        end.merge(frame);
        (end.from, end.to) = (None, None);
    }
    if !from.has(Slot::Part) && !from.has(Slot::Noon) && from.has(Slot::Hour) {
        share_part(&mut from, &to);
    }
    if !to.has(Slot::Part) && !to.has(Slot::Noon) && to.has(Slot::Hour) {
        share_part(&mut to, &from.clone());
    }
    if from.has(Slot::Hour) && !has_date(&from) {
        copy_date(&mut from, &to);
    }
    let start = moment(&from, context)?;
    if to.has(Slot::Hour) && !has_date(&to) {
        copy_date(&mut to, &from);
    }
    let mut end = moment(&to, context)?;
    // Without a year, the end lies behind the start.
    if end.value < start.value && end.label == start.label {
        let later = end
            .alternatives
            .iter()
            .find(|value| **value > start.value)
            .cloned();
        if let Some(later) = later {
            end.value = later;
        }
    }
    let label = if start.label == "TIME" {
        "TIME"
    } else {
        "DATE"
    };
    let mut inferred = start.inferred;
    inferred.extend(
        end.inferred
            .iter()
            .filter(|part| !inferred.contains(part))
            .copied()
            .collect::<Vec<_>>(),
    );
    Some(Resolved {
        label,
        value: format!("{}/{}", start.value, end.value),
        hijri: start.hijri,
        inferred,
        ..Resolved::default()
    })
}

fn share_part(into: &mut Frame, other: &Frame) {
    let hours = (into.get(Slot::Hour), other.get(Slot::Hour));
    if let (Some(_), Some(_), Some(part)) = (hours.0, hours.1, other.get(Slot::Part)) {
        into.fill(Slot::Part, part);
    }
}

const DATE_SLOTS: [Slot; 10] = [
    Slot::Year,
    Slot::Month,
    Slot::Day,
    Slot::Weekday,
    Slot::Days,
    Slot::Relative,
    Slot::Unit,
    Slot::This,
    Slot::Hijri,
    Slot::YearRelative,
];

fn has_date(frame: &Frame) -> bool {
    DATE_SLOTS.iter().any(|slot| frame.has(*slot))
}

fn copy_date(into: &mut Frame, other: &Frame) {
    for slot in DATE_SLOTS {
        if let Some(value) = other.get(slot) {
            into.fill(slot, value);
        }
    }
}
