//! The frame: what the words of one expression say, before anything is resolved.
//!
//! Rules fill named slots; a frame is the slots and, for a range, its two ends. It knows neither
//! the document's date nor how a value is written.

mod slots;
mod units;

use self::slots::SLOTS;
pub(crate) use self::slots::Slot;
pub(crate) use self::units::Unit;

/// The value of a slot that no rule has filled.
const EMPTY: i32 = i32::MIN;

/// A count of a unit; a count that is not a number is open (`أيام`, some days).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amount {
    pub(crate) count: f64,
    pub(crate) unit: Unit,
}

/// What one expression says.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    fields: [i32; SLOTS],
    /// The count that stands before a unit until both become an amount.
    pub(crate) count: Option<f64>,
    pub(crate) amounts: Vec<Amount>,
    /// Items whose number is a count, and so stays a number of its own.
    pub(crate) counted: Vec<u32>,
    pub(crate) from: Option<Box<Frame>>,
    pub(crate) to: Option<Box<Frame>>,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            fields: [EMPTY; SLOTS],
            count: None,
            amounts: Vec::new(),
            counted: Vec::new(),
            from: None,
            to: None,
        }
    }
}

impl Frame {
    pub(crate) fn get(&self, slot: Slot) -> Option<i32> {
        let value = self.fields.get(slot as usize).copied().unwrap_or(EMPTY);
        (value != EMPTY).then_some(value)
    }

    pub(crate) fn has(&self, slot: Slot) -> bool {
        self.get(slot).is_some()
    }

    /// Fills a slot unless it is filled: what stands first in the text, and in a rule, wins.
    pub(crate) fn fill(&mut self, slot: Slot, value: i32) {
        if let Some(field) = self.fields.get_mut(slot as usize)
            && *field == EMPTY
        {
            *field = value;
        }
    }

    pub(crate) fn clear(&mut self, slot: Slot) {
        if let Some(field) = self.fields.get_mut(slot as usize) {
            *field = EMPTY;
        }
    }

    /// The unit slot, as a unit.
    pub(crate) fn unit(&self) -> Option<Unit> {
        self.get(Slot::Unit).and_then(Unit::from_value)
    }

    /// Takes over what `other` says and this one does not.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (field, theirs) in self.fields.iter_mut().zip(other.fields) {
            if *field == EMPTY {
                *field = theirs;
            }
        }
        self.count = self.count.or(other.count);
        self.amounts.extend_from_slice(&other.amounts);
        self.counted.extend_from_slice(&other.counted);
        if self.from.is_none() {
            self.from.clone_from(&other.from);
        }
        if self.to.is_none() {
            self.to.clone_from(&other.to);
        }
    }

    /// Turns count and unit into an amount.
    pub(crate) fn close_amount(&mut self) {
        let dual = self.get(Slot::Dual).and_then(Unit::from_value);
        let unit = self.unit().or(dual);
        if let Some(unit) = unit {
            let one = if dual.is_some() { 2.0 } else { 1.0 };
            let open = self.has(Slot::Open);
            let count = if open {
                f64::NAN
            } else {
                self.count.unwrap_or(one)
            };
            let half = self
                .get(Slot::Fraction)
                .map_or(0.0, |minutes| f64::from(minutes) / 60.0);
            self.amounts.push(Amount {
                count: count + half,
                unit,
            });
        }
        for slot in [
            Slot::Unit,
            Slot::Dual,
            Slot::Fraction,
            Slot::Open,
            Slot::Amount,
        ] {
            self.clear(slot);
        }
        self.count = None;
    }
}
