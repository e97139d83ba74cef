//! Sums: how the parts of a cardinal add up and multiply.

/// A step of the phrase: what it is and what it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part {
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
pub(super) struct Sum {
    complete: f64,
    ones: f64,
    tens: f64,
    hundreds: f64,
    digits: Option<f64>,
    pub(super) last_scale: Option<f64>,
}

impl Sum {
    fn current(&self) -> f64 {
        self.digits.unwrap_or(0.0) + self.ones + self.tens + self.hundreds
    }

    fn has_current(&self) -> bool {
        self.digits.is_some() || self.ones + self.tens + self.hundreds > 0.0
    }

    pub(super) fn total(&self) -> f64 {
        self.complete + self.current()
    }

    /// Adds a part, if the language allows it here; `joined` says whether و stands before it.
    pub(super) fn add(mut self, part: Part, value: f64, joined: bool, first: bool) -> Option<Self> {
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
