//! Numbers: several items that are one number, in words, digits or both.
//!
//! Arabic counts ones before tens (`خمسة وعشرون`), joins every addition with و, and multiplies by
//! plain succession (`ثلاثة آلاف`); so و adds, and its absence multiplies.

mod amounts;
mod cardinals;
mod fractions;
mod ordinals;
mod sum;

pub(crate) use self::amounts::{FoundNumber, find_numbers};

use crate::items::Sentence;
use crate::lexicon::{Class, ClassSet, INTEGER, Lexicon, NUMBER, ORDINAL_NUMBER, YEAR_NUMBER};

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

impl NumberPhrase {
    /// A number that is neither an ordinal nor a plain integer.
    fn real(value: f64, end: usize) -> Self {
        Self {
            value,
            end,
            ordinal: false,
            digits: 0,
            integer: false,
        }
    }

    fn ordinal(value: f64, end: usize) -> Self {
        Self {
            ordinal: true,
            ..Self::real(value, end)
        }
    }

    /// The computed classes that the number gives its first item, one bit each.
    pub(crate) fn classes(&self) -> u8 {
        if self.ordinal {
            return 1 << ORDINAL_NUMBER;
        }
        let is_year = self.integer && (1000.0..2200.0).contains(&self.value);
        1 << NUMBER | u8::from(self.integer) << INTEGER | u8::from(is_year) << YEAR_NUMBER
    }
}

/// The classes that numbers are made of, and of the words that join them: `data/numbers.tsv`.
#[derive(Debug)]
pub(crate) struct NumberWords {
    zero: Class,
    ones: Class,
    one_of: Class,
    ten: Class,
    tens: Class,
    tens_nominative: Class,
    hundred: Class,
    scale: Class,
    scales_plural: Class,
    scale_dual: Class,
    dozen: Class,
    ordinal: Class,
    ordinal_one: Class,
    share: Class,
    share_plural: Class,
    share_dual: Class,
    fifth: Class,
    negative: Class,
    point: Class,
    leading_point: Class,
    divided_by: Class,
    parts: Class,
    parts_of: Class,
    and: Class,
    unit: Class,
    starts: ClassSet,
}

impl NumberWords {
    /// The classes by their names; the name of one that is missing.
    pub(crate) fn new(lexicon: &Lexicon) -> Result<Self, &'static str> {
        let class = |name: &'static str| lexicon.class(name).ok_or(name);
        let mut words = Self {
            zero: class("zero")?,
            ones: class("ones")?,
            one_of: class("one_of")?,
            ten: class("ten")?,
            tens: class("tens")?,
            tens_nominative: class("tens_nominative")?,
            hundred: class("hundred")?,
            scale: class("scale")?,
            scales_plural: class("scales_plural")?,
            scale_dual: class("scale_dual")?,
            dozen: class("dozen")?,
            ordinal: class("ordinal")?,
            ordinal_one: class("ordinal_one")?,
            share: class("share")?,
            share_plural: class("share_plural")?,
            share_dual: class("share_dual")?,
            fifth: class("fifth")?,
            negative: class("negative")?,
            point: class("point")?,
            leading_point: class("leading_point")?,
            divided_by: class("divided_by")?,
            parts: class("parts")?,
            parts_of: class("parts_of")?,
            and: class("and")?,
            unit: class("unit")?,
            starts: ClassSet::default(),
        };
        words.starts = words.first();
        Ok(words)
    }

    /// The classes of the words that a number phrase may start with.
    pub(crate) fn starts(&self) -> &ClassSet {
        &self.starts
    }

    fn first(&self) -> ClassSet {
        let mut starts = ClassSet::default();
        for class in [
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
        ] {
            starts.insert(class);
        }
        starts
    }

    /// `ونصف`, `وربع`: a share that و joins to what stands before, and the item behind it. A definite
    /// noun behind it makes it a share of something else: `ونصف الكمية`.
    pub(crate) fn joined_share(&self, sentence: Sentence<'_>, at: usize) -> Option<(f64, usize)> {
        let reader = Reader {
            words: self,
            sentence,
        };
        let (place, joined) = reader.joined(at)?;
        let parts = reader.value(place, self.share)?;
        let alone = !sentence.is_definite(place + 1);
        (joined && alone).then_some((1.0 / parts, place + 1))
    }

    /// The longest number phrase at an item.
    pub(crate) fn read(&self, sentence: Sentence<'_>, start: usize) -> Option<NumberPhrase> {
        let words = self;
        Reader { words, sentence }.signed(start)
    }
}

/// Reads phrases of one sentence.
struct Reader<'a> {
    words: &'a NumberWords,
    sentence: Sentence<'a>,
}

impl Reader<'_> {
    fn value(&self, at: usize, class: Class) -> Option<f64> {
        let entry = self.sentence.entry(at)?;
        if !entry.classes.contains(class) {
            return None;
        }
        let sense = entry.senses.iter().find(|sense| sense.class == class)?;
        // Numbers too large for a value are symbols of the lexicon.
        let symbol = self.sentence.lexicon.text_of(sense.value);
        if symbol.is_empty() {
            return Some(f64::from(sense.value));
        }
        Some(symbol.parse().unwrap_or(f64::from(sense.value)))
    }

    fn is(&self, at: usize, class: Class) -> bool {
        self.sentence.has(at, class)
    }

    fn is_numeric(&self, at: usize) -> bool {
        self.sentence.numeric(at).is_some()
    }

    fn signed(&self, start: usize) -> Option<NumberPhrase> {
        let Some(sign) = self.value(start, self.words.negative) else {
            return self.unsigned(start);
        };
        // A hyphen is a sign where it touches the number and nothing before it.
        let is_word = sign < -1.0;
        if !is_word && (self.sentence.touches(start) || !self.sentence.touches(start + 1)) {
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
}
