//! Number phrases: several items that are one number, in words, digits or both.
//!
//! Arabic counts ones before tens (`خمسة وعشرون`), joins every addition with و, and multiplies by
//! plain succession (`ثلاثة آلاف`); so و adds, and its absence multiplies.

use crate::digits::Numeric;
use crate::grammar::proclitics;
use crate::items::Item;
use crate::lexicon::{Lexicon, WordId};

/// A number of one or more items.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NumberPhrase {
    pub(crate) value: f64,
    /// The item after the last one.
    pub(crate) end: usize,
    pub(crate) ordinal: bool,
    /// Digits, if it is one plain integer in digits; 0 if not.
    pub(crate) digits: u8,
    /// It is a plain integer, in digits or in words.
    pub(crate) integer: bool,
}

/// No number phrase has more items.
const LONGEST: usize = 24;

/// The classes that numbers are made of, and words that join them.
#[derive(Debug)]
pub(crate) struct NumberWords {
    zero: u8,
    ones: u8,
    one_of: u8,
    ordinal_one: u8,
    point: u8,
    leading_point: u8,
    parts: WordId,
    of: WordId,
    ten: u8,
    tens: u8,
    hundred: u8,
    scale: u8,
    scales_plural: u8,
    scale_dual: u8,
    dozen: u8,
    ordinal: u8,
    share: u8,
    share_dual: u8,
    negative: u8,
    fraction_divider: u8,
    minute_unit: u8,
    and: WordId,
    fifth: WordId,
}

/// A step of the phrase: what it is and what it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Ones,
    Ten,
    Tens,
    Hundred,
    Scale,
    Dual,
    Dozen,
    Digits,
}

/// The sum so far: what is complete, and the part below a thousand that a scale may multiply.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    complete: f64,
    ones: f64,
    tens: f64,
    hundreds: f64,
    digits: Option<f64>,
    last_scale: Option<f64>,
}

impl Sum {
    fn current(&self) -> f64 {
        self.digits.unwrap_or(0.0) + self.ones + self.tens + self.hundreds
    }

    fn has_current(&self) -> bool {
        self.digits.is_some() || self.ones + self.tens + self.hundreds > 0.0
    }

    fn total(&self) -> f64 {
        self.complete + self.current()
    }

    /// Adds a part, if the language allows it here; `joined` says whether و stands before it.
    fn add(mut self, part: Part, value: f64, joined: bool, first: bool) -> Option<Self> {
        let plain = self.digits.is_none();
        let below = self.last_scale.is_none_or(|scale| value < scale);
        match part {
            Part::Ones if (first || joined) && plain && self.ones + self.tens == 0.0 && below => {
                self.ones = value;
            }
            Part::Ten if !first && !joined && plain && self.ones > 0.0 && self.tens == 0.0 => {
                self.tens = value;
            }
            Part::Ten if (first || joined) && plain && self.ones + self.tens == 0.0 && below => {
                self.tens = value;
            }
            Part::Tens if (first || joined) && plain && self.tens == 0.0 && below => {
                self.tens = value;
            }
            Part::Hundred if !first && !joined && value == 100.0 && self.multiplies_hundred() => {
                self.hundreds = self.current() * 100.0;
                (self.ones, self.tens, self.digits) = (0.0, 0.0, None);
            }
            Part::Hundred if (first || joined) && !self.has_current() && below => {
                self.hundreds = value;
            }
            Part::Scale if !joined && self.has_current() && below => {
                self.complete += self.current() * value;
                self = self.closed(value);
            }
            Part::Scale if !joined && !first && !self.has_current() => {
                self.complete *= value;
                self = self.closed(value);
            }
            Part::Scale | Part::Dual if (first || joined) && !self.has_current() && below => {
                self.complete += value;
                let scale = if part == Part::Dual {
                    value / 2.0
                } else {
                    value
                };
                self = self.closed(scale);
            }
            Part::Dozen if !joined && self.has_current() => {
                self.complete += self.current() * value;
                self = self.closed(1.0);
            }
            Part::Dozen if (first || joined) && self.ones + self.tens == 0.0 => {
                self.complete += self.current() + value;
                self = self.closed(1.0);
            }
            Part::Digits if first || (joined && !self.has_current() && below) => {
                self.digits = Some(value);
            }
            _ => return None,
        }
        Some(self)
    }

    fn multiplies_hundred(&self) -> bool {
        self.hundreds == 0.0 && self.has_current()
    }

    fn closed(self, scale: f64) -> Self {
        Self {
            complete: self.complete,
            last_scale: Some(scale),
            ..Self::default()
        }
    }
}

impl NumberWords {
    pub(crate) fn new(lexicon: &mut Lexicon) -> Option<Self> {
        let and = lexicon.literal("و");
        let fifth = lexicon.word("خمس");
        let parts = lexicon.literal("أجزاء");
        let of = lexicon.literal("من");
        Some(Self {
            zero: lexicon.class("zero")?,
            ones: lexicon.class("ones")?,
            one_of: lexicon.class("one_of")?,
            ordinal_one: lexicon.class("ordinal_one")?,
            point: lexicon.class("point")?,
            leading_point: lexicon.class("leading_point")?,
            parts,
            of,
            ten: lexicon.class("ten")?,
            tens: lexicon.class("tens")?,
            hundred: lexicon.class("hundred")?,
            scale: lexicon.class("scale")?,
            scales_plural: lexicon.class("scales_plural")?,
            scale_dual: lexicon.class("scale_dual")?,
            dozen: lexicon.class("dozen")?,
            ordinal: lexicon.class("ordinal")?,
            share: lexicon.class("share")?,
            share_dual: lexicon.class("share_dual")?,
            negative: lexicon.class("negative")?,
            fraction_divider: lexicon.class("divided_by")?,
            minute_unit: lexicon.class("unit")?,
            and,
            fifth,
        })
    }

    /// Whether a number phrase may start with an item of these classes.
    pub(crate) fn may_start(&self, item: &Item) -> bool {
        let words = [
            self.zero,
            self.ones,
            self.one_of,
            self.ordinal_one,
            self.ten,
            self.tens,
            self.hundred,
            self.scale,
            self.scale_dual,
            self.dozen,
            self.ordinal,
            self.share,
            self.share_dual,
            self.negative,
            self.leading_point,
        ];
        matches!(item.numeric, Some(Numeric::Number { .. }))
            || words.iter().any(|class| item.classes & (1 << class) != 0)
    }

    /// The longest number phrase at `start`.
    pub(crate) fn parse(
        &self,
        text: &str,
        lexicon: &Lexicon,
        items: &[Item],
        start: usize,
    ) -> Option<NumberPhrase> {
        let reader = Reader {
            words: self,
            text,
            lexicon,
            items,
        };
        reader.signed(start)
    }
}

/// Reads phrases of one sentence.
struct Reader<'a> {
    words: &'a NumberWords,
    text: &'a str,
    lexicon: &'a Lexicon,
    items: &'a [Item],
}

impl Reader<'_> {
    fn value(&self, at: usize, class: u8) -> Option<f64> {
        let item = self.items.get(at)?;
        if item.classes & (1 << class) == 0 {
            return None;
        }
        let entry = self.lexicon.entry(item.word?)?;
        let sense = entry.senses.iter().find(|sense| sense.class == class)?;
        Some(self.number_of(sense.value))
    }

    /// Numbers too large for a value are symbols of the lexicon.
    fn number_of(&self, value: i32) -> f64 {
        let symbol = self.lexicon.text_of(value);
        symbol.parse().unwrap_or(f64::from(value))
    }

    fn is_definite(&self, at: usize) -> bool {
        let item = self.items.get(at);
        let text = item.and_then(|item| self.text.get(item.start as usize..item.end as usize));
        text.is_some_and(|text| text.starts_with("ال") || text.starts_with("لل"))
    }

    /// The item that stands at `at` or behind the word و there, and whether و joins it.
    fn joined(&self, at: usize) -> Option<(usize, bool)> {
        let item = self.items.get(at)?;
        if item.word == Some(self.words.and) {
            let next = self.items.get(at + 1)?;
            return (next.proclitics == 0).then_some((at + 1, true));
        }
        match item.proclitics {
            0 => Some((at, false)),
            proclitics::AND => Some((at, true)),
            _ => None,
        }
    }

    fn part(&self, at: usize) -> Option<(Part, f64)> {
        if let Some(Numeric::Number { value, .. }) = self.items.get(at)?.numeric {
            return Some((Part::Digits, value));
        }
        let words = self.words;
        let of = |class, part| self.value(at, class).map(|value| (part, value));
        of(words.ones, Part::Ones)
            .or_else(|| of(words.one_of, Part::Ones))
            .or_else(|| of(words.ten, Part::Ten))
            .or_else(|| of(words.tens, Part::Tens))
            .or_else(|| of(words.hundred, Part::Hundred))
            .or_else(|| of(words.scale, Part::Scale))
            .or_else(|| of(words.scales_plural, Part::Scale))
            .or_else(|| of(words.scale_dual, Part::Dual))
            .or_else(|| of(words.dozen, Part::Dozen))
    }

    fn signed(&self, start: usize) -> Option<NumberPhrase> {
        let Some(sign) = self.value(start, self.words.negative) else {
            return self.unsigned(start);
        };
        // A hyphen is a sign where it touches the number and nothing before it.
        let is_word = sign < -1.0;
        if !is_word && (self.touch(start) || !self.touch(start + 1)) {
            return None;
        }
        let number = self.unsigned(start + 1)?;
        let digits = is_word || self.is_numeric(start + 1);
        (digits && !number.ordinal).then_some(NumberPhrase {
            value: -number.value,
            digits: 0,
            ..number
        })
    }

    fn unsigned(&self, start: usize) -> Option<NumberPhrase> {
        let number = self
            .leading_point(start)
            .or_else(|| self.ordinal(start))
            .or_else(|| self.cardinal(start))
            .or_else(|| self.share(start))?;
        if number.ordinal {
            return Some(number);
        }
        let number = self.with_point(self.with_share(self.mixed(number)));
        Some(self.divided(number))
    }

    /// `.08`, where nothing touches the point.
    fn leading_point(&self, start: usize) -> Option<NumberPhrase> {
        self.value(start, self.words.leading_point)?;
        let Some(Numeric::Number {
            value,
            digits: digits @ 1..,
        }) = self.items.get(start + 1)?.numeric
        else {
            return None;
        };
        let alone = !self.touch(start) && self.touch(start + 1);
        alone.then(|| NumberPhrase {
            value: value / 10f64.powi(i32::from(digits)),
            end: start + 2,
            ordinal: false,
            digits: 0,
            integer: false,
        })
    }

    /// `الحادي عشر`, `الخامس والعشرين`, `الثالث`.
    fn ordinal(&self, start: usize) -> Option<NumberPhrase> {
        let words = self.words;
        let one = self.value(start, words.ordinal);
        let eleventh = self.value(start, words.ordinal_one);
        let ones = one.or(eleventh)?;
        let teen = |value: f64, end| self.ordinal_phrase(value, end);
        if let Some(ten) = self.value(start + 1, words.ten)
            && self.items.get(start + 1)?.proclitics == 0
            && (one.is_some() || self.is_definite(start))
        {
            return teen(ones + ten, start + 2);
        }
        if let Some((at, true)) = self.joined(start + 1)
            && let Some(tens) = self.value(at, words.tens)
            && (self.is_definite(at) || (one.is_some() && !self.is_minutes(at + 1)))
            && self.is_definite(start)
            && self.ends_nominative_or_definite(at)
        {
            return teen(ones + tens, at + 1);
        }
        one.and_then(|ones| teen(ones, start + 1))
    }

    /// `الخامسة وعشرين` without article is a clock time, `الخامسة وعشرون` a number.
    fn ends_nominative_or_definite(&self, at: usize) -> bool {
        let item = self.items.get(at);
        let text = item.and_then(|item| self.text.get(item.start as usize..item.end as usize));
        self.is_definite(at) || text.is_some_and(|text| text.ends_with("ون"))
    }

    fn is_minutes(&self, at: usize) -> bool {
        self.value(at, self.words.minute_unit).is_some()
    }

    fn ordinal_phrase(&self, value: f64, end: usize) -> Option<NumberPhrase> {
        Some(NumberPhrase {
            value,
            end,
            ordinal: true,
            digits: 0,
            integer: false,
        })
    }

    fn cardinal(&self, start: usize) -> Option<NumberPhrase> {
        if self.value(start, self.words.zero).is_some() {
            return Some(NumberPhrase {
                value: 0.0,
                end: start + 1,
                ordinal: false,
                digits: 0,
                integer: true,
            });
        }
        let mut sum = Sum::default();
        let (mut at, mut parts) = (start, 0);
        while parts < LONGEST {
            let first = parts == 0;
            let place = if first {
                Some((at, false))
            } else {
                self.joined(at)
            };
            let Some((place, joined)) = place else { break };
            let Some((part, value)) = self.part(place) else {
                break;
            };
            let Some(next) = sum.add(part, value, joined, first) else {
                break;
            };
            if !first && part == Part::Digits && sum.last_scale.is_none() {
                break;
            }
            (sum, at, parts) = (next, place + 1, parts + 1);
        }
        let lone_one_of = parts == 1 && self.value(start, self.words.one_of).is_some();
        if parts == 0 || lone_one_of {
            return None;
        }
        if parts == 1
            && let Some(number) = self.spaced_thousands(start)
        {
            return Some(number);
        }
        let digits = match self.items.get(start).and_then(|item| item.numeric) {
            Some(Numeric::Number { digits, .. }) if parts == 1 => digits,
            _ => 0,
        };
        let mut value = sum.total();
        if parts == 1 && self.is_fifth(start) && (at >= self.items.len() || self.is_definite(at)) {
            value = 0.2;
        }
        Some(NumberPhrase {
            value,
            end: at,
            ordinal: self.is_counted_ordinal(start, at),
            digits,
            integer: value.fract() == 0.0 && (digits > 0 || !self.is_numeric(start)),
        })
    }

    fn is_numeric(&self, at: usize) -> bool {
        self.items
            .get(at)
            .is_some_and(|item| item.numeric.is_some())
    }

    /// `العشرون`, `الواحد والعشرون`: a definite number of tens that counts nothing is an ordinal.
    fn is_counted_ordinal(&self, start: usize, end: usize) -> bool {
        let tens = end
            .checked_sub(1)
            .and_then(|last| self.value(last, self.words.tens));
        let is_number = |at| self.part(at).is_some();
        tens.is_some() && self.is_definite(start) && !self.is_minutes(end) && !is_number(end)
    }

    /// `1 234 567,89`.
    fn spaced_thousands(&self, start: usize) -> Option<NumberPhrase> {
        let Some(Numeric::Number {
            mut value,
            digits: 1..=3,
        }) = self.items.get(start)?.numeric
        else {
            return None;
        };
        let mut at = start + 1;
        while let (Some(before), Some(item)) = (self.items.get(at - 1), self.items.get(at))
            && at - start < LONGEST
        {
            let gap = self.text.get(before.end as usize..item.start as usize);
            let written = self.text.get(item.start as usize..item.end as usize)?;
            let whole = written.chars().take_while(|c| c.is_numeric()).count() == 3;
            match item.numeric {
                Some(Numeric::Number { value: group, .. })
                    if gap.is_some_and(|gap| gap == " " || gap == "\u{a0}") && whole =>
                {
                    value = value * 1000.0 + group;
                }
                _ => break,
            }
            at += 1;
        }
        (at > start + 2).then_some(NumberPhrase {
            value,
            end: at,
            ordinal: false,
            digits: 0,
            integer: value.fract() == 0.0,
        })
    }

    /// `نصف`, `ثلثين`; a share counts nothing before it.
    fn share(&self, start: usize) -> Option<NumberPhrase> {
        let single = self.value(start, self.words.share).map(|parts| 1.0 / parts);
        let double = || {
            self.value(start, self.words.share_dual)
                .map(|parts| 2.0 / parts)
        };
        let mut value = single.or_else(double)?;
        let mut end = start + 1;
        if let Some(dozen) = self.value(end, self.words.dozen) {
            (value, end) = (value * dozen, end + 1);
        }
        Some(NumberPhrase {
            value,
            end,
            ordinal: false,
            digits: 0,
            integer: value.fract() == 0.0,
        })
    }

    /// `خمسة وربع`, `ثلاثة أرباع`.
    fn with_share(&self, number: NumberPhrase) -> NumberPhrase {
        let fraction = |value: f64, end| NumberPhrase {
            value,
            end,
            ordinal: false,
            digits: 0,
            integer: false,
        };
        let Some((at, joined)) = self.joined(number.end) else {
            return number;
        };
        let share = self.value(at, self.words.share);
        let double = self
            .value(at, self.words.share_dual)
            .map(|parts| parts / 2.0);
        let whole = number.value.fract() == 0.0;
        match share.or(double) {
            Some(parts) if joined && whole => fraction(number.value + 1.0 / parts, at + 1),
            Some(parts) if whole && number.value < 100.0 && self.is_plural_share(at) => {
                fraction(number.value / parts, at + 1)
            }
            None if !joined && number.value > 10.0 && self.is_fifth(at) => {
                fraction(number.value / 5.0, at + 1)
            }
            _ => number,
        }
    }

    /// `2 1/4`.
    fn mixed(&self, number: NumberPhrase) -> NumberPhrase {
        let digit = |at: usize| match self.items.get(at)?.numeric {
            Some(Numeric::Number { value, digits: 1 }) if value > 0.0 => Some(value),
            _ => None,
        };
        let slash = self.value(number.end + 1, self.words.fraction_divider) == Some(1.0);
        match (digit(number.end), digit(number.end + 2)) {
            (Some(part), Some(parts))
                if slash
                    && part < parts
                    && number.digits > 0
                    && !self.touch(number.end)
                    && self.touch(number.end + 1)
                    && self.touch(number.end + 2) =>
            {
                NumberPhrase {
                    value: number.value + part / parts,
                    end: number.end + 3,
                    digits: 0,
                    integer: false,
                    ..number
                }
            }
            _ => number,
        }
    }

    /// `ثلاثة فاصلة خمسة`, `مائتين فاصلة ثلاثة من مائة`.
    fn with_point(&self, number: NumberPhrase) -> NumberPhrase {
        if self.value(number.end, self.words.point).is_none() || number.value.fract() != 0.0 {
            return number;
        }
        let Some(behind) = self.cardinal(number.end + 1) else {
            return number;
        };
        let behind = self.divided(behind);
        let part = if behind.value < 1.0 {
            behind.value
        } else {
            let digits = format!("{:.0}", behind.value).len();
            behind.value / 10f64.powi(i32::try_from(digits).unwrap_or(0))
        };
        NumberPhrase {
            value: number.value + part,
            end: behind.end,
            digits: 0,
            integer: false,
            ..number
        }
    }

    fn is_plural_share(&self, at: usize) -> bool {
        let item = self.items.get(at);
        let text = item.and_then(|item| self.text.get(item.start as usize..item.end as usize));
        text.is_some_and(|text| text.chars().filter(|c| c.is_alphabetic()).count() >= 5)
    }

    fn is_fifth(&self, at: usize) -> bool {
        self.items
            .get(at)
            .is_some_and(|item| item.word == Some(self.words.fifth))
    }

    /// `واحد على ثلاثة`, `واحد من مائة`, `4/5`.
    fn divided(&self, number: NumberPhrase) -> NumberPhrase {
        let is = |at: usize, word| {
            self.items
                .get(at)
                .is_some_and(|item| item.word == Some(word))
        };
        let parts = is(number.end, self.words.parts) && is(number.end + 1, self.words.of);
        let divider = self.value(number.end, self.words.fraction_divider);
        if divider.is_none() && !parts {
            return number;
        }
        let Some(below) = self.cardinal(number.end + if parts { 2 } else { 1 }) else {
            return number;
        };
        let slash = divider == Some(1.0);
        let closes = self
            .items
            .get(below.end)
            .is_none_or(|item| item.classes == 0);
        let allowed = if slash {
            self.touch(number.end) && self.touch(number.end + 1)
        } else {
            parts || number.value == 1.0 || (closes && self.items.len() == below.end)
        };
        if !allowed || below.value == 0.0 {
            return number;
        }
        NumberPhrase {
            value: number.value / below.value,
            end: below.end,
            ordinal: false,
            digits: 0,
            integer: false,
        }
    }

    /// Whether nothing stands between the item and the one before it.
    fn touch(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.items.get(before));
        before
            .zip(self.items.get(at))
            .is_some_and(|(before, item)| before.end == item.start)
    }
}
