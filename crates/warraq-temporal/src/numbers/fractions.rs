//! Fractions: `نصف`, `ثلاثة أرباع`, `2 1/4`, `ثلاثة فاصلة خمسة`, `واحد من مائة`.

use super::{NumberPhrase, Reader};
use crate::digits::Numeric;

impl Reader<'_> {
    /// `.08`, where nothing touches the point.
    pub(super) fn leading_point(&self, start: usize) -> Option<NumberPhrase> {
        self.value(start, self.words.leading_point)?;
        let Some(Numeric::Number {
            value,
            digits: digits @ 1..,
        }) = self.sentence.numeric(start + 1)
        else {
            return None;
        };
        let alone = !self.sentence.touches(start) && self.sentence.touches(start + 1);
        alone.then(|| NumberPhrase::real(value / 10f64.powi(i32::from(digits)), start + 2))
    }

    /// `نصف`, `ثلثين`; a share counts nothing before it.
    pub(super) fn share(&self, start: usize) -> Option<NumberPhrase> {
        let single = self.value(start, self.words.share).map(|parts| 1.0 / parts);
        let double = || {
            let parts = self.value(start, self.words.share_dual);
            parts.map(|parts| 2.0 / parts)
        };
        let mut value = single.or_else(double)?;
        let mut end = start + 1;
        if let Some(dozen) = self.value(end, self.words.dozen) {
            (value, end) = (value * dozen, end + 1);
        } else if let Some(scale) = self.plain_scale(end) {
            (value, end) = (value * scale, end + 1);
        }
        let integer = value.fract() == 0.0;
        Some(NumberPhrase {
            integer,
            ..NumberPhrase::real(value, end)
        })
    }

    /// `خمسة وربع`, `ثلاثة أرباع`.
    pub(super) fn with_share(&self, number: NumberPhrase) -> NumberPhrase {
        let Some((at, joined)) = self.joined(number.end) else {
            return number;
        };
        let share = self.value(at, self.words.share);
        let double = || {
            let parts = self.value(at, self.words.share_dual);
            parts.map(|parts| parts / 2.0)
        };
        let whole = number.value.fract() == 0.0;
        if let Some(number) = self.share_of_scale(number, at, joined) {
            return number;
        }
        if joined
            && whole
            && let Some(shares) = self.shares(at)
        {
            return NumberPhrase::real(number.value + shares, at + 2);
        }
        match share.or_else(double) {
            Some(parts) if joined && whole => {
                NumberPhrase::real(number.value + 1.0 / parts, at + 1)
            }
            Some(parts)
                if whole && number.value < 100.0 && self.is(at, self.words.share_plural) =>
            {
                let value = number.value / parts;
                match self.plain_scale(at + 1) {
                    Some(scale) => NumberPhrase::real(value * scale, at + 2),
                    None => NumberPhrase::real(value, at + 1),
                }
            }
            None if !joined && number.value > 10.0 && self.is(at, self.words.fifth) => {
                NumberPhrase::real(number.value / 5.0, at + 1)
            }
            _ => number,
        }
    }

    /// A scale without a conjunction: `نصف مليون`.
    fn plain_scale(&self, at: usize) -> Option<f64> {
        let plain = self.sentence.item(at)?.proclitics == 0;
        self.value(at, self.words.scale).filter(|_| plain)
    }

    /// `ثلاثة أرباع` behind a whole number.
    fn shares(&self, at: usize) -> Option<f64> {
        let count = self.value(at, self.words.ones)?;
        let plural = self.is(at + 1, self.words.share_plural);
        let parts = self.value(at + 1, self.words.share)?;
        plural.then_some(count / parts)
    }

    /// `مليون ونصف`, `مليارين ونصف المليار`: half of the scale that stands last.
    fn share_of_scale(
        &self,
        number: NumberPhrase,
        at: usize,
        joined: bool,
    ) -> Option<NumberPhrase> {
        let last = number.end.checked_sub(1)?;
        let single = self.value(last, self.words.scale);
        let plural = || self.value(last, self.words.scales_plural);
        let double = || self.value(last, self.words.scale_dual).map(|it| it / 2.0);
        let scale = single.or_else(plural).or_else(double)?;
        let share = 1.0 / self.value(at, self.words.share)?;
        let said_again = self.value(at + 1, self.words.scale) == Some(scale);
        let end = at + 1 + usize::from(said_again);
        let value = number.value + share * scale;
        joined.then_some(NumberPhrase {
            integer: value.fract() == 0.0,
            ..NumberPhrase::real(value, end)
        })
    }

    /// `2 1/4`.
    pub(super) fn mixed(&self, number: NumberPhrase) -> NumberPhrase {
        let digit = |at: usize| match self.sentence.numeric(at)? {
            Numeric::Number { value, digits: 1 } if value > 0.0 => Some(value),
            _ => None,
        };
        let end = number.end;
        let slash = self.value(end + 1, self.words.divided_by) == Some(1.0);
        let touches = |at| self.sentence.touches(at);
        match (digit(end), digit(end + 2)) {
            (Some(part), Some(parts))
                if slash
                    && part < parts
                    && number.digits > 0
                    && !touches(end)
                    && touches(end + 1)
                    && touches(end + 2) =>
            {
                NumberPhrase::real(number.value + part / parts, end + 3)
            }
            _ => number,
        }
    }

    /// `ثلاثة فاصلة خمسة`, `مائتين فاصلة ثلاثة من مائة`.
    pub(super) fn with_point(&self, number: NumberPhrase) -> NumberPhrase {
        if self.value(number.end, self.words.point).is_none() || number.value.fract() != 0.0 {
            return number;
        }
        let Some(behind) = self.cardinal(number.end + 1) else {
            return number;
        };
        let behind = self.divided(behind);
        if let Some(spelled) = self.spelled(number, behind) {
            return spelled;
        }
        let part = if behind.value < 1.0 {
            behind.value
        } else {
            let digits = format!("{:.0}", behind.value).len();
            behind.value / 10f64.powi(i32::try_from(digits).unwrap_or(0))
        };
        NumberPhrase {
            ordinal: number.ordinal,
            ..NumberPhrase::real(number.value + part, behind.end)
        }
    }

    /// `ثلاثة فاصلة واحد أربعة`: the digits behind the point, one word each.
    fn spelled(&self, number: NumberPhrase, first: NumberPhrase) -> Option<NumberPhrase> {
        let is_digit = |value: f64| (0.0..10.0).contains(&value) && value.fract() == 0.0;
        let (mut value, mut end, mut place) = (number.value, first.end, 0.1);
        if !is_digit(first.value) {
            return None;
        }
        value += first.value * place;
        let digit = |at| {
            let plain = self.sentence.item(at)?.proclitics == 0;
            let ones = self.value(at, self.words.ones);
            let zero = || self.value(at, self.words.zero);
            ones.or_else(zero).filter(|_| plain)
        };
        while let Some(next) = digit(end) {
            place /= 10.0;
            (value, end) = (value + next * place, end + 1);
        }
        (end > first.end).then(|| NumberPhrase::real(value, end))
    }

    /// `واحد على ثلاثة`, `واحد من مائة`, `4/5`.
    pub(super) fn divided(&self, number: NumberPhrase) -> NumberPhrase {
        let end = number.end;
        let parts = self.is(end, self.words.parts) && self.is(end + 1, self.words.parts_of);
        let divider = self.value(end, self.words.divided_by);
        if divider.is_none() && !parts {
            return number;
        }
        let Some(below) = self.cardinal(end + if parts { 2 } else { 1 }) else {
            return number;
        };
        let slash = divider == Some(1.0);
        let allowed = if slash {
            self.sentence.touches(end) && self.sentence.touches(end + 1)
        } else {
            parts || number.value == 1.0 || self.sentence.len() == below.end
        };
        if !allowed || below.value == 0.0 {
            return number;
        }
        NumberPhrase::real(number.value / below.value, below.end)
    }
}
