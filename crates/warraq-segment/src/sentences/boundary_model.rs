//! Where a sentence may begin in text without marks: a linear model over the words on both sides.
//!
//! Most text has its marks, so unlabelled text teaches the model: it is shown where a full stop was
//! and told to say so without it. A feature is a hash of a few words or letters, and its weight one
//! signed byte. Half of the hash finds a bucket and the other half tells the feature from the others in
//! it: most features of a text by another writer were never learned, and must count for nothing. What a
//! place is worth is the sum of its features, and of how long the sentence before it would be;
//! [`super::best_cuts`] weighs all places of a text together.

use super::unmarked_words::Word;

/// The first bytes of a stored model; the weights of lengths follow, then the buckets.
const MAGIC: [u8; 8] = *b"WQSENT03";
/// How many features a place has.
const FEATURES: usize = 16;
/// What a weight of one is in a stored table.
pub(super) const STEPS: f32 = 24.0;
/// Words from the last boundary are counted in groups of four, up to this group.
const LAST_GROUP: usize = 15;
/// The longest sentence whose length still makes a difference, in words.
pub(super) const LONGEST: usize = 4 * LAST_GROUP;
/// The weights of lengths: for each kind of opening word behind a comma or none, and each group.
pub(super) const LENGTHS: usize = 2 * OPENINGS * (LAST_GROUP + 1);
/// Words that open with و, with ف, and others.
const OPENINGS: usize = 3;
/// How many buckets there are, and how many features each of them holds.
const BUCKETS: usize = 1 << 16;
const SLOTS: usize = 8;
/// A bucket: for each feature the half of its hash that tells it, in two bytes, then all weights.
const BUCKET: usize = 3 * SLOTS;

/// A place between two words, with the words around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) features: [u32; FEATURES],
    opening: u8,
    behind_comma: bool,
}

impl Place {
    /// The place behind the second of five words; a word that is not there is the default one. `commas`
    /// says whether the text has commas at all: where it has, a place without one says more.
    pub(super) fn new(words: [&Word; 5], commas: bool) -> Self {
        let [earlier, before, next, after, later] = words;
        let marks = u32::from(before.marks) << 1 | u32::from(commas);
        let pair = |one: u32, other: u32| one.wrapping_mul(0x9E37_79B1) ^ other.rotate_left(13);
        let contents = [
            next.whole,
            pair(next.whole, after.whole),
            before.whole,
            pair(before.whole, next.whole),
            next.heads[2],
            before.tail,
            pair(next.whole, after.heads[0]),
            after.whole,
            pair(marks, next.heads[0]),
            pair(next.heads[1], after.heads[1]),
            pair(earlier.whole, before.whole),
            pair(before.tail, next.heads[1]),
            pair(next.heads[0], next.tail),
            pair(pair(next.heads[2], after.heads[2]), later.heads[1]),
            pair(before.heads[1], next.heads[1]),
            pair(marks, pair(before.heads[1], next.heads[2])),
        ];
        let mut features = [0; FEATURES];
        for ((feature, content), kind) in features.iter_mut().zip(contents).zip(1_u32..) {
            let mixed = (content ^ kind.wrapping_mul(0x85EB_CA6B)).wrapping_mul(0xC2B2_AE35);
            *feature = mixed ^ mixed >> 15;
        }
        Self {
            features,
            opening: next.opening,
            behind_comma: before.has_comma(),
        }
    }

    /// The place of its length in the table, for a sentence of `words` words before it.
    pub(super) fn length(&self, words: usize) -> usize {
        let kind = 2 * usize::from(self.opening) + usize::from(self.behind_comma);
        kind * (LAST_GROUP + 1) + (words / 4).min(LAST_GROUP)
    }
}

/// A model in the bytes of its table.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoundaryModel<'a> {
    lengths: &'a [u8],
    buckets: &'a [[u8; BUCKET]],
}

impl<'a> BoundaryModel<'a> {
    /// Reads a table; none if it is not one.
    pub(super) fn read(table: &'a [u8]) -> Option<Self> {
        let (lengths, buckets) = table.strip_prefix(&MAGIC)?.split_at_checked(LENGTHS)?;
        let (buckets, rest) = buckets.as_chunks();
        (buckets.len() == BUCKETS && rest.is_empty()).then_some(Self { lengths, buckets })
    }

    /// What speaks for a boundary at `place` but the length of the sentence before it, in steps.
    pub(super) fn worth(&self, place: &Place) -> i32 {
        place
            .features
            .into_iter()
            .map(|feature| self.weight(feature))
            .sum()
    }

    /// What the length of a sentence of `words` words adds.
    #[inline]
    pub(super) fn worth_of_length(&self, place: &Place, words: usize) -> i32 {
        let weight = self.lengths.get(place.length(words));
        weight.map_or(0, |weight| i32::from(weight.cast_signed()))
    }

    /// The weight of a feature; 0 if it was not learned. An empty slot has no weight, so it may look
    /// like any feature.
    #[inline]
    fn weight(&self, feature: u32) -> i32 {
        let Some(bucket) = self.buckets.get(bucket(feature)) else {
            return 0;
        };
        let (tags, weights) = bucket.split_at(2 * SLOTS);
        let slots = tags.as_chunks::<2>().0.iter().zip(weights);
        // Without a branch, which compiles to comparisons of whole registers.
        let weights = slots.map(|(slot, weight)| {
            let is_it = i32::from(u16::from_le_bytes(*slot) == tag(feature));
            is_it * i32::from(weight.cast_signed())
        });
        weights.sum()
    }
}

/// The bucket that a feature is found in.
#[inline]
fn bucket(feature: u32) -> usize {
    feature as usize % BUCKETS
}

/// What tells a feature from the others in its bucket.
#[inline]
fn tag(feature: u32) -> u16 {
    (feature >> 16) as u16
}

/// The table of a model from the weights of lengths and of features, the telling ones first: what finds
/// its bucket full is left out.
pub(super) fn table(lengths: &[f32; LENGTHS], features: &[(u32, f32)]) -> Vec<u8> {
    let byte = |value: f32| ((value * STEPS).round() as i8).cast_unsigned();
    let mut table = MAGIC.to_vec();
    table.extend(lengths.iter().map(|value| byte(*value)));
    let mut buckets = vec![[0; BUCKET]; BUCKETS];
    let mut filled = vec![0; BUCKETS];
    for (feature, value) in features {
        let at = bucket(*feature);
        let (Some(bucket), Some(filled)) = (buckets.get_mut(at), filled.get_mut(at)) else {
            continue;
        };
        let weight = byte(*value);
        if *filled == SLOTS || weight == 0 {
            continue;
        }
        let (tags, weights) = bucket.split_at_mut(2 * SLOTS);
        if let (Some(slot), Some(kept)) = (
            tags.as_chunks_mut::<2>().0.get_mut(*filled),
            weights.get_mut(*filled),
        ) {
            *slot = tag(*feature).to_le_bytes();
            *kept = weight;
            *filled += 1;
        }
    }
    table.extend(buckets.as_flattened());
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(feature: u32) -> Place {
        Place {
            features: [feature; FEATURES],
            opening: 0,
            behind_comma: false,
        }
    }

    #[test]
    fn a_feature_counts_if_it_was_learned_and_no_other_does() {
        let known = 0x1234_0007;
        let table = table(&[0.0; LENGTHS], &[(known, 1.0), (0x4321_0007, -1.0)]);
        let model = BoundaryModel::read(&table).unwrap();
        let one = STEPS as i32 * FEATURES as i32;
        assert_eq!(model.worth(&place(known)), one);
        assert_eq!(model.worth(&place(0x4321_0007)), -one);
        // The same bucket, and the same tag in another one.
        assert_eq!(model.worth(&place(0x1235_0007)), 0);
        assert_eq!(model.worth(&place(0x1234_0008)), 0);
    }

    #[test]
    fn a_full_bucket_keeps_what_came_first() {
        let features: Vec<(u32, f32)> = (0..10).map(|tag| (tag << 16 | 9, 1.0)).collect();
        let table = table(&[0.0; LENGTHS], &features);
        let model = BoundaryModel::read(&table).unwrap();
        let worth = |tag: u32| model.worth(&place(tag << 16 | 9));
        assert!((0..8).all(|tag| worth(tag) > 0));
        assert!((8..10).all(|tag| worth(tag) == 0));
        assert!(BoundaryModel::read(&table[1..]).is_none());
        assert!(BoundaryModel::read(&table[..table.len() - 1]).is_none());
    }
}
