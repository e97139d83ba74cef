//! Learns the stem lexicon from the counts of words in unlabelled text.
//!
//! Expectation maximization over word types: every way to part a word gets its share of the word's
//! weight, and the shares of all words are the evidence for the next round. Two things keep it from
//! believing in frequent wholes such as `لمدة`. A word weighs the logarithm of its count, so that
//! what counts is in how many different words a stem lives; and a word is judged by what the *other*
//! words say, with its own share taken out.

use super::analysis::{AFFIXES, Candidate, LETTERS, Proclitic, candidates};
use super::letters::{Letters, key};
use super::lexicon::{self, Evidence};
use super::spelling::Spelling;
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Words that are seen less often are mostly misspellings.
const LEAST_COUNT: u64 = 2;
const ROUNDS: usize = 12;
/// In the first rounds whole words are held back, since every clitic makes wholes that look alike.
const EARLY_ROUNDS: usize = 4;
const EARLY_SHARE_OF_WHOLES: f32 = 0.2;
/// How much a word with a conjunction adds to the evidence: it says little that the word without it
/// has not said.
const SHARE_WITH_CONJUNCTION: f32 = 0.1;
/// How much a word without an article adds to the evidence for a stem that could itself be parted:
/// `بنفسه` says nothing on whether `نفسه` is one stem.
const SHARE_OF_DIVISIBLE: f32 = 0.1;
/// A word may be so many times as frequent as its stem and its clitics let expect, since some pairs
/// are set phrases (`بشكل`); beyond that the stem is hardly the word's: `زير` in `وزير`.
const MOST_SURPRISE: f32 = 30.0;
const SURPRISE_BY_LETTER: f32 = 4.0;
const LONG_STEM: usize = 4;
const LEAST_LIKELIHOOD: f32 = 0.001;
/// A word that can be parted and is found with an article less often than this, for each time that
/// it is found, is the less likely to be whole.
const LEAST_DEFINITE: f32 = 0.01;
const DOUBTFUL_WHOLE: f32 = 0.1;
/// What all unseen stems weigh, as a share of what all words weigh.
const SHARE_OF_UNSEEN: f32 = 0.1;
/// What a word of a list of names weighs at least.
const WEIGHT_OF_NAME: f32 = 3.0;
const LEAST_LETTERS_OF_NAME: usize = 4;
/// Stems with less evidence than this are left out of the table.
const LEAST_WEIGHT: f32 = 0.9;

/// Collects the counts of words and learns a table from them.
#[derive(Debug, Default)]
pub struct CliticsLearner {
    counts: BTreeMap<(Vec<u8>, bool), u64>,
    names: BTreeSet<Vec<u8>>,
}

/// One way to part a word, its stem's place and its share of the word.
struct Way {
    candidate: Candidate,
    stem: u32,
    share: f32,
    /// How much the way adds to the evidence for its stem, for each unit of the word's weight.
    counts: f32,
    /// How likely the way is by the count of its bare stem, 1 if it is frequent enough.
    attested: f32,
}

impl Way {
    /// What the way adds to the evidence for its stem.
    fn weight(&self, word: f32) -> f32 {
        word * self.share * self.counts
    }

    fn has_conjunction(&self) -> bool {
        let prefix = AFFIXES.prefixes.get(usize::from(self.candidate.prefix));
        prefix.is_some_and(|prefix| prefix.conjunction > 0)
    }

    fn has_article(&self) -> bool {
        let prefix = AFFIXES.prefixes.get(usize::from(self.candidate.prefix));
        prefix.is_some_and(|prefix| prefix.proclitic.has_article())
    }

    fn is_whole(&self) -> bool {
        (self.candidate.prefix, self.candidate.suffix) == (0, 0)
    }
}

struct WordType {
    weight: f32,
    ways: std::ops::Range<usize>,
}

struct Model {
    words: Vec<WordType>,
    ways: Vec<Way>,
    stems: Vec<Vec<u8>>,
    evidence: Vec<f32>,
    spelling: Spelling,
}

impl CliticsLearner {
    /// Takes `word`, as it stands in a text, and how often it is seen there; what is seen once or is
    /// no Arabic word is passed over.
    pub fn add(&mut self, word: &str, count: u64) {
        if count < LEAST_COUNT {
            return;
        }
        if let Some(letters) = Letters::read(word) {
            let key = (letters.numbers().to_vec(), letters.first() == 'ا');
            *self.counts.entry(key).or_default() += count;
        }
    }

    /// Takes `word` as part of a name, which is one stem however it begins (`كلينتون`). Short words,
    /// which are other things as well, and words with an article are passed over.
    pub fn add_name(&mut self, word: &str) {
        let Some(letters) = key(word) else { return };
        let mut is_stem = letters.len() >= LEAST_LETTERS_OF_NAME;
        candidates(&letters, true, |candidate| {
            let prefix = &AFFIXES.prefixes[usize::from(candidate.prefix)];
            is_stem &= !prefix.proclitic.has_article();
        });
        if is_stem {
            self.names.insert(letters);
        }
    }

    /// The table that `CliticsStage` embeds.
    #[must_use]
    pub fn learn(&self) -> Vec<u8> {
        let mut model = Model::new(&self.counts);
        for round in 0..ROUNDS {
            let wholes = if round < EARLY_ROUNDS {
                EARLY_SHARE_OF_WHOLES
            } else {
                1.0
            };
            model.share_out(wholes);
            model.collect();
        }
        model.share_out(1.0);
        model.decide();
        model.collect();
        let mut stems = model.table();
        for name in &self.names {
            let evidence = stems.entry(name.clone()).or_default();
            evidence.weight = evidence.weight.max(WEIGHT_OF_NAME);
        }
        lexicon::build(&stems, &model.spelling)
    }
}

impl Model {
    fn new(counts: &BTreeMap<(Vec<u8>, bool), u64>) -> Self {
        let bare = bare_counts(counts);
        let article = key("ال").unwrap_or_default();
        let count_of = |stem: &[u8]| bare.get(stem).copied().unwrap_or_default() as f32;
        let mut places: HashMap<Vec<u8>, u32, FixedState> = HashMap::default();
        let (mut words, mut ways, mut stems) = (Vec::new(), Vec::new(), Vec::new());
        for ((letters, bare_alef), count) in counts {
            let first = ways.len();
            let mut whole = 1.0;
            candidates(letters, *bare_alef, |candidate| {
                if (candidate.prefix, candidate.suffix) == (0, 0) {
                    whole = candidate.affixes;
                }
                let place = *places.entry(candidate.stem().to_vec()).or_insert_with(|| {
                    stems.push(candidate.stem().to_vec());
                    stems.len() as u32 - 1
                });
                let definite = [article.as_slice(), candidate.stem()].concat();
                let of_stem = count_of(candidate.stem()) + count_of(&definite);
                let expected = of_stem * candidate.affixes / whole;
                let most = most_surprise(&candidate);
                let mut way = Way {
                    candidate,
                    stem: place,
                    share: 0.0,
                    counts: 1.0,
                    attested: (most * expected / *count as f32).clamp(LEAST_LIKELIHOOD, 1.0),
                };
                // A noun may stand with its article alone, and a verb with its future.
                if way.has_article() {
                    way.attested = way.attested.max(0.5);
                }
                ways.push(way);
            });
            let share = 1.0 / (ways.len() - first).max(1) as f32;
            let own = ways.get_mut(first..).unwrap_or_default();
            let parts = |way: &Way| !way.is_whole() && !way.has_article() && way.attested >= 1.0;
            let definite = [article.as_slice(), letters].concat();
            let doubtful =
                own.iter().any(parts) && count_of(&definite) < LEAST_DEFINITE * *count as f32;
            for way in own {
                way.share = share;
                if doubtful && way.is_whole() {
                    way.attested = DOUBTFUL_WHOLE;
                }
            }
            words.push(WordType {
                weight: (1.0 + *count as f32).ln(),
                ways: first..ways.len(),
            });
        }
        let evidence = vec![0.0; stems.len()];
        let mut model = Self {
            words,
            ways,
            stems,
            evidence,
            spelling: Spelling::learn(std::iter::empty(), 0.0),
        };
        model.weigh_ways();
        model.learn_spelling();
        model.collect();
        model
    }

    /// Decides how much each way may say of its stem.
    fn weigh_ways(&mut self) {
        let mut divisible = vec![false; self.stems.len()];
        for word in &self.words {
            let ways = self.ways.get(word.ways.clone()).unwrap_or_default();
            let parts = |way: &Way| !way.is_whole() && !way.has_article() && way.attested >= 1.0;
            if let Some(whole) = ways.iter().find(|way| way.is_whole())
                && let Some(flag) = divisible.get_mut(whole.stem as usize)
            {
                *flag |= ways.iter().any(parts);
            }
        }
        for way in &mut self.ways {
            if way.has_conjunction() {
                way.counts *= SHARE_WITH_CONJUNCTION;
            }
            let divisible = divisible.get(way.stem as usize) == Some(&true);
            if divisible && !way.is_whole() && !way.has_article() {
                way.counts *= SHARE_OF_DIVISIBLE;
            }
        }
    }

    /// Shares every word out among its ways; an undivided word counts as `wholes` of its likelihood.
    fn share_out(&mut self, wholes: f32) {
        for word in &self.words {
            let ways = self.ways.get_mut(word.ways.clone()).unwrap_or_default();
            let mut total = f32::MIN_POSITIVE;
            for way in ways.iter_mut() {
                let all = self
                    .evidence
                    .get(way.stem as usize)
                    .copied()
                    .unwrap_or_default();
                let others = (all - way.weight(word.weight)).max(0.0);
                let stem = others + way.candidate.prior();
                way.share = way.candidate.affixes * way.attested * stem;
                if way.is_whole() {
                    way.share *= wholes;
                }
                total += way.share;
            }
            for way in ways {
                way.share /= total;
            }
        }
    }

    /// Gives every word whole to its likeliest way.
    fn decide(&mut self) {
        for word in &self.words {
            let ways = self.ways.get_mut(word.ways.clone()).unwrap_or_default();
            let best = ways.iter().map(|way| way.share).fold(0.0, f32::max);
            let mut left = 1.0;
            for way in ways {
                way.share = if way.share >= best {
                    std::mem::take(&mut left)
                } else {
                    0.0
                };
            }
        }
    }

    /// Adds the shares up to the evidence for stems.
    fn collect(&mut self) {
        self.evidence.fill(0.0);
        for word in &self.words {
            for way in self.ways.get(word.ways.clone()).unwrap_or_default() {
                let weight = way.weight(word.weight);
                if let Some(evidence) = self.evidence.get_mut(way.stem as usize) {
                    *evidence += weight;
                }
            }
        }
    }

    /// Learns how stems are spelled from the words with an article, which part in one way.
    fn learn_spelling(&mut self) {
        let mut definite = vec![0.0; self.stems.len()];
        for way in self.ways.iter().filter(|way| way.has_article()) {
            if let Some(seen) = definite.get_mut(way.stem as usize) {
                *seen = 1.0;
            }
        }
        let sum: f32 = self.words.iter().map(|word| word.weight).sum();
        let stems = self.stems.iter().map(Vec::as_slice).zip(definite);
        self.spelling = Spelling::learn(stems, SHARE_OF_UNSEEN * sum);
    }

    fn table(&self) -> BTreeMap<Vec<u8>, Evidence> {
        let mut with_article = vec![0.0_f32; self.stems.len()];
        let mut with_future = vec![0.0_f32; self.stems.len()];
        for word in &self.words {
            for way in self.ways.get(word.ways.clone()).unwrap_or_default() {
                let proclitic = AFFIXES.prefixes[usize::from(way.candidate.prefix)].proclitic;
                let seen = match proclitic {
                    Proclitic::Future => &mut with_future,
                    Proclitic::Article | Proclitic::PrepositionArticle => &mut with_article,
                    _ => continue,
                };
                if let Some(weight) = seen.get_mut(way.stem as usize) {
                    *weight += word.weight * way.share;
                }
            }
        }
        let known = self.stems.iter().enumerate().filter_map(|(place, stem)| {
            let weight = self.evidence.get(place).copied().unwrap_or_default();
            let share = |seen: &[f32], least: f32| {
                seen.get(place).is_some_and(|seen| *seen >= least * weight)
            };
            let evidence = Evidence {
                weight,
                nominal: share(&with_article, 0.1),
                verbal: share(&with_future, 0.02),
            };
            (weight >= LEAST_WEIGHT).then(|| (stem.clone(), evidence))
        });
        known.collect()
    }
}

/// How many times as frequent as expected a word may be. A conjunction opens the sentences of a report
/// (`وأضافت`), and the longer the stem behind it, the less it is a stem by chance; some words nearly
/// always have their possessor (`نظيره`).
fn most_surprise(candidate: &Candidate) -> f32 {
    let prefix = AFFIXES.prefixes.get(usize::from(candidate.prefix));
    let opens = prefix.is_some_and(|prefix| prefix.conjunction > 0);
    let suffix = AFFIXES.suffixes.get(usize::from(candidate.suffix));
    let possessed = suffix.is_some_and(|suffix| suffix.letters.first() == Some(&LETTERS.ha));
    let letters = candidate.stem().len().saturating_sub(LONG_STEM) as i32;
    MOST_SURPRISE
        * match (possessed, opens) {
            (true, _) if candidate.stem().len() >= LONG_STEM => SURPRISE_BY_LETTER,
            (false, true) => SURPRISE_BY_LETTER.powi(letters),
            _ => 1.0,
        }
}

/// The counts of word types by their letters alone.
fn bare_counts(counts: &BTreeMap<(Vec<u8>, bool), u64>) -> HashMap<&[u8], u64, FixedState> {
    let mut bare: HashMap<&[u8], u64, FixedState> = HashMap::default();
    for ((letters, _), count) in counts {
        *bare.entry(letters.as_slice()).or_default() += count;
    }
    bare
}
