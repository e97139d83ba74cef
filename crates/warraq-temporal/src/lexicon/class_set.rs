//! Sets of word classes: what rules ask of a word is one bit of a set.
//!
//! Each literal word of a rule is a class of its own, so that words and classes are tested alike
//! and the sets of what may begin a rule are exact.

/// The number of a class.
pub(crate) type Class = u16;

const WORDS: usize = 6;

/// How many classes there may be.
pub(crate) const MOST_CLASSES: usize = WORDS * 64;

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClassSet([u64; WORDS]);

impl ClassSet {
    pub(crate) fn of(class: Class) -> Self {
        let mut set = Self::default();
        set.insert(class);
        set
    }

    /// The set of the first classes, one bit each.
    pub(crate) fn of_bits(bits: u8) -> Self {
        let mut set = Self::default();
        if let Some(first) = set.0.first_mut() {
            *first = u64::from(bits);
        }
        set
    }

    /// Whether it has one of the first eight classes, one bit each.
    #[inline]
    pub(crate) fn has_first(&self, bits: u8) -> bool {
        self.0
            .first()
            .is_some_and(|first| first & u64::from(bits) != 0)
    }

    pub(crate) fn insert(&mut self, class: Class) {
        if let Some(word) = self.0.get_mut(usize::from(class / 64)) {
            *word |= 1 << (class % 64);
        }
    }

    #[inline]
    pub(crate) fn contains(&self, class: Class) -> bool {
        let word = self.0.get(usize::from(class / 64));
        word.is_some_and(|word| word >> (class % 64) & 1 != 0)
    }

    #[inline]
    pub(crate) fn intersects(&self, other: &Self) -> bool {
        let pairs = self.0.iter().zip(&other.0);
        pairs.fold(0, |found, (mine, theirs)| found | (mine & theirs)) != 0
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }
}
