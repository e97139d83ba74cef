//! Scores of found items against a key, as the field counts them.

/// Right, found and expected items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Items found that the key has.
    pub right: usize,
    /// Items found.
    pub found: usize,
    /// Items of the key.
    pub expected: usize,
}

impl Score {
    /// Counts exact matches; both lists may be in any order, and an item counts once.
    #[must_use]
    pub fn of<T: PartialEq>(found: &[T], expected: &[T]) -> Self {
        let mut left: Vec<&T> = expected.iter().collect();
        let mut right = 0;
        for item in found {
            if let Some(place) = left.iter().position(|expected| *expected == item) {
                left.swap_remove(place);
                right += 1;
            }
        }
        Self {
            right,
            found: found.len(),
            expected: expected.len(),
        }
    }

    /// The share of found items that are right, in percent.
    #[must_use]
    pub fn precision(&self) -> f64 {
        percent(self.right, self.found)
    }

    /// The share of expected items that were found, in percent.
    #[must_use]
    pub fn recall(&self) -> f64 {
        percent(self.right, self.expected)
    }

    /// The harmonic mean of precision and recall, in percent.
    #[must_use]
    pub fn f1(&self) -> f64 {
        percent(2 * self.right, self.found + self.expected)
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            right,
            found,
            expected,
        } = self;
        let (precision, recall, f1) = (self.precision(), self.recall(), self.f1());
        write!(
            formatter,
            "precision {precision:.1}, recall {recall:.1}, F1 {f1:.1} "
        )?;
        write!(
            formatter,
            "({right} right, {found} found, {expected} expected)"
        )
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        100.0 * part as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_counts_once() {
        let score = Score::of(&["a", "a", "b"], &["a", "c"]);
        assert_eq!(
            score,
            Score {
                right: 1,
                found: 3,
                expected: 2
            }
        );
        assert!((score.f1() - 40.0).abs() < 1e-9);
    }
}
