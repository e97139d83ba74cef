//! Mentions: times that are counted from one that the text named before, such as `اليوم نفسه`.

use super::{Context, Stamp, today};
use crate::calendar::day;
use crate::frame::{Frame, Slot, Unit};
use jiff::civil::Date;

/// The day, month or year that the text named last.
pub(super) fn same(frame: &Frame, context: &Context<'_>) -> Option<Stamp> {
    let unit = frame.unit()?;
    let Some(mention) = context.mention else {
        // With no other day near, the same day is the document's own.
        return today(context).filter(|_| unit == Unit::Day).map(Stamp::of);
    };
    match unit {
        Unit::Day => date_of(mention).map(Stamp::of),
        Unit::Night => date_of(mention).map(|date| Stamp::new(format!("{date}TNI"))),
        Unit::Month => month_of(mention).map(Stamp::new),
        Unit::Year => year_of(mention).map(Stamp::new),
        _ => None,
    }
}

/// What `العام التالي` is counted from: what the text named last, at that grain or a finer one.
pub(super) fn base(frame: &Frame, context: &Context<'_>) -> Option<Date> {
    let mention = context.mention.filter(|_| frame.has(Slot::Follow))?;
    match frame.unit()? {
        Unit::Day | Unit::Night | Unit::Week => date_of(mention),
        Unit::Month => {
            let month = month_of(mention)?;
            day(number(month.get(..4)?)?, number(month.get(5..)?)?, 1)
        }
        Unit::Year => day(number(year_of(mention)?)?, 1, 1),
        _ => None,
    }
}

fn date_of(value: &str) -> Option<Date> {
    value.get(..10)?.parse().ok()
}

fn month_of(value: &str) -> Option<&str> {
    let month = value.get(..7)?;
    month.get(5..).and_then(number)?;
    year_of(value).map(|_| month)
}

fn year_of(value: &str) -> Option<&str> {
    let year = value.get(..4)?;
    number(year).map(|_| year)
}

fn number(digits: &str) -> Option<i32> {
    let all = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| all)
}
