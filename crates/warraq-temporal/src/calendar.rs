//! Calendar arithmetic that cannot fail loudly: jiff for the Gregorian calendar, ICU4X for the Hijri.
//!
//! Hijri dates are of the Umm al-Qura calendar, the civil calendar of Saudi Arabia; where it has no
//! table (before 1300 AH), ICU4X continues it by the tabular rule. A date seen elsewhere by moon
//! may differ by a day.

use crate::frame::Unit;
use icu_calendar::Date as AnyDate;
use icu_calendar::cal::hijri::UmmAlQura;
use icu_calendar::cal::{Hijri, Iso};
use jiff::Span;
use jiff::civil::{Date, DateTime, ISOWeekDate, Weekday};

/// The day, if the calendar has it.
pub(crate) fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    let month = i8::try_from(month).ok()?;
    Date::new(year, month, i8::try_from(day).ok()?).ok()
}

pub(crate) fn add_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// The first day of the month that lies `months` after that of `date`.
pub(crate) fn month_start(date: Date, months: i64) -> Option<Date> {
    let span = Span::new().try_months(months).ok()?;
    date.first_of_month().checked_add(span).ok()
}

pub(crate) fn week_text(date: Date) -> String {
    let week = date.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// The Monday of an ISO week.
pub(crate) fn week_start(year: i32, week: i32) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    let week = i8::try_from(week).ok()?;
    let date = ISOWeekDate::new(year, week, Weekday::Monday).ok()?;
    Some(date.date())
}

/// The day of the week, from Monday, which is 1.
pub(crate) fn weekday(date: Date) -> i32 {
    i32::from(date.weekday().to_monday_one_offset())
}

/// The moment that lies an amount after `from`; parts of a unit are counted in the next smaller.
pub(crate) fn shift(from: DateTime, unit: Unit, count: f64) -> Option<DateTime> {
    let days_of = |days: f64| Span::new().try_hours((days * 24.0).round() as i64).ok();
    let whole = count.trunc() as i64;
    let part = count.fract();
    let span = match unit {
        Unit::Second => Span::new()
            .try_milliseconds((count * 1000.0).round() as i64)
            .ok()?,
        Unit::Minute => Span::new()
            .try_seconds((count * 60.0).round() as i64)
            .ok()?,
        Unit::Hour => Span::new()
            .try_seconds((count * 3600.0).round() as i64)
            .ok()?,
        Unit::Day | Unit::Night => days_of(count)?,
        Unit::Week => days_of(count * 7.0)?,
        Unit::Month => Span::new()
            .try_months(whole)
            .ok()?
            .try_days((part * 30.0) as i64)
            .ok()?,
        Unit::Year | Unit::Decade | Unit::Century => {
            let years = count * unit.factor();
            let months = (years.fract() * 12.0).round() as i64;
            let years = Span::new().try_years(years.trunc() as i64).ok()?;
            years.try_months(months).ok()?
        }
        Unit::Moment | Unit::Term => return None,
    };
    from.checked_add(span).ok()
}

/// The Gregorian day of a Hijri one.
pub(crate) fn hijri_day(year: i32, month: i32, day: i32) -> Option<Date> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let date =
        AnyDate::try_new_hijri_with_calendar(year, month, day, Hijri::new_umm_al_qura()).ok()?;
    from_icu(&date)
}

/// Year and month of the Hijri calendar on a Gregorian day.
pub(crate) fn hijri_of(date: Date) -> Option<(i32, i32)> {
    let (month, day) = (
        u8::try_from(date.month()).ok()?,
        u8::try_from(date.day()).ok()?,
    );
    let iso = AnyDate::try_new_iso(i32::from(date.year()), month, day).ok()?;
    let hijri = iso.to_calendar(Hijri::new_umm_al_qura());
    Some((
        hijri.year().extended_year(),
        i32::from(hijri.month().ordinal),
    ))
}

fn from_icu(date: &AnyDate<Hijri<UmmAlQura>>) -> Option<Date> {
    let iso = date.to_calendar(Iso);
    day(
        iso.year().extended_year(),
        i32::from(iso.month().ordinal),
        i32::from(iso.day_of_month().0),
    )
}
