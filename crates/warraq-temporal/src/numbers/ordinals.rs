//! Ordinals: `الحادي عشر`, `الخامس والعشرين`, `الثالث`.

use super::{NumberPhrase, Reader};

impl Reader<'_> {
    pub(super) fn ordinal(&self, start: usize) -> Option<NumberPhrase> {
        let words = self.words;
        if let Some(number) = self.hundred_and(start) {
            return Some(number);
        }
        let one = self.value(start, words.ordinal);
        let eleventh = self.value(start, words.ordinal_one);
        let ones = one.or(eleventh)?;
        if let Some(ten) = self.value(start + 1, words.ten)
            && self.sentence.item(start + 1)?.proclitics == 0
            && (one.is_some() || self.sentence.is_definite(start))
        {
            return Some(NumberPhrase::ordinal(ones + ten, start + 2));
        }
        if let Some((at, true)) = self.joined(start + 1)
            && let Some(tens) = self.value(at, words.tens)
            && (self.sentence.is_definite(at) || (one.is_some() && !self.is_unit(at + 1)))
            && self.sentence.is_definite(start)
            && self.is_no_clock_time(at)
        {
            return Some(NumberPhrase::ordinal(ones + tens, at + 1));
        }
        one.map(|ones| NumberPhrase::ordinal(ones, start + 1))
    }

    /// `المئة والخامس والعشرين`: definite hundreds or thousands before an ordinal.
    fn hundred_and(&self, start: usize) -> Option<NumberPhrase> {
        let hundred = self.value(start, self.words.hundred);
        let value = hundred.or_else(|| self.value(start, self.words.scale))?;
        let (at, joined) = self.joined(start + 1)?;
        if !joined || !self.sentence.is_definite(start) || !self.sentence.is_definite(at) {
            return None;
        }
        let rest = self.ordinal(at)?;
        Some(NumberPhrase::ordinal(value + rest.value, rest.end))
    }

    /// `الخامسة وعشرين` without article is a clock time, `الخامسة وعشرون` a number.
    fn is_no_clock_time(&self, tens: usize) -> bool {
        self.sentence.is_definite(tens) || self.is(tens, self.words.tens_nominative)
    }

    pub(super) fn is_unit(&self, at: usize) -> bool {
        self.value(at, self.words.unit).is_some()
    }
}
