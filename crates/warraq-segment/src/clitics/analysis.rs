//! The ways in which a word may be parted, and which of them is the likeliest.
//!
//! A word is [conjunction] [preposition, future or article] stem [pronoun]. Each way to part it is
//! as likely as its prefix, its suffix and its stem are, independently: the stem decides, because
//! `زير` is rare where `وزير` is not, and `مدة` is frequent with every prefix. The same function
//! serves the stage and the learner, so that both mean the same by "likely".

use super::letters::{ALPHABET, number_of};
use super::spelling::Spelling;
use std::sync::LazyLock;

/// The prior weight of a stem by its number of letters.
const PRIORS: [f32; 12] = [
    0.0, 0.01, 0.02, 0.2, 0.3, 0.25, 0.2, 0.15, 0.1, 0.07, 0.05, 0.04,
];
const LEAST_PRIOR: f32 = 0.03;
/// How much likelier an unknown stem is behind س if it has the shape of an imperfect verb.
const FUTURE_SHAPE: f32 = 20.0;

/// The share of words that are an indefinite accusative among those that look like one.
const ACCUSATIVE_SHARE: f32 = 0.3;

/// The share of words that are a perfect verb with its ending among those that look like one.
const VERB_SHARE: f32 = 0.3;

/// A proclitic between the conjunction and the stem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proclitic {
    None,
    /// A preposition of one letter: ب ك ل.
    Preposition,
    /// The س of the future.
    Future,
    /// ال
    Article,
    /// بال or كال
    PrepositionArticle,
    /// لل, where the article has lost its alef.
    Contracted,
}

/// One prefix: its letters and what they are.
#[derive(Clone, Debug)]
pub(super) struct Prefix {
    pub(super) letters: Vec<u8>,
    /// How many letters the conjunction takes: 0 or 1.
    pub(super) conjunction: usize,
    pub(super) proclitic: Proclitic,
    /// The share of word types that have it.
    pub(super) share: f32,
}

/// One suffix pronoun, or none.
#[derive(Clone, Debug)]
pub(super) struct Suffix {
    pub(super) letters: Vec<u8>,
    /// The share of word types that have it.
    pub(super) share: f32,
}

/// Every prefix and suffix there is.
pub(super) struct Affixes {
    pub(super) prefixes: Vec<Prefix>,
    pub(super) suffixes: Vec<Suffix>,
    /// For each letter the prefixes that begin with it and the suffixes that end in it, the empty ones
    /// always, in their order.
    prefixes_by_letter: Vec<Vec<u8>>,
    suffixes_by_letter: Vec<Vec<u8>>,
}

pub(super) static AFFIXES: LazyLock<Affixes> = LazyLock::new(Affixes::new);

const AFFIX_ROWS: &str = include_str!("../../data/clitics/affixes.tsv");

impl Affixes {
    fn new() -> Self {
        let (mut conjunctions, mut proclitics, mut suffixes) = (Vec::new(), Vec::new(), Vec::new());
        let rows = AFFIX_ROWS.lines().filter(|line| !line.starts_with('#'));
        for row in rows {
            let mut fields = row.split('\t');
            let kind = fields.next().unwrap_or_default();
            let letters: Vec<u8> = fields
                .next()
                .unwrap_or_default()
                .chars()
                .map(number_of)
                .collect();
            let share = fields
                .next()
                .and_then(|share| share.parse().ok())
                .unwrap_or_default();
            match Proclitic::from_name(kind) {
                Some(proclitic) => proclitics.push((letters, proclitic, share)),
                None if kind == "conjunction" => conjunctions.push((letters, share)),
                None => suffixes.push(Suffix { letters, share }),
            }
        }
        let mut prefixes = Vec::new();
        for (conjunction, share) in &conjunctions {
            prefixes.extend(proclitics.iter().map(|(letters, proclitic, own)| Prefix {
                letters: [conjunction.as_slice(), letters].concat(),
                conjunction: conjunction.len(),
                proclitic: *proclitic,
                share: share * own,
            }));
        }
        let lists = |affix_letters: Vec<Option<&u8>>| -> Vec<Vec<u8>> {
            let fits = |letter: u8| {
                let numbered = (0..).zip(&affix_letters);
                let list = numbered.filter(move |(_, own)| own.is_none_or(|own| *own == letter));
                list.map(|(number, _)| number).collect()
            };
            (0..=ALPHABET.chars().count() as u8).map(fits).collect()
        };
        let firsts = prefixes.iter().map(|prefix| prefix.letters.first());
        let prefixes_by_letter = lists(firsts.collect());
        let lasts = suffixes.iter().map(|suffix| suffix.letters.last());
        let suffixes_by_letter = lists(lasts.collect());
        Self {
            prefixes,
            suffixes,
            prefixes_by_letter,
            suffixes_by_letter,
        }
    }

    /// The prefixes that `word` may begin with, and their numbers.
    fn prefixes_of(&self, word: &[u8]) -> impl Iterator<Item = (usize, &Prefix)> {
        numbered(&self.prefixes_by_letter, word.first(), &self.prefixes)
    }

    /// The suffixes that `word` may end with, and their numbers.
    fn suffixes_of(&self, word: &[u8]) -> impl Iterator<Item = (usize, &Suffix)> {
        numbered(&self.suffixes_by_letter, word.last(), &self.suffixes)
    }
}

/// What the list of `letter` names in `all`.
fn numbered<'a, T>(
    lists: &'a [Vec<u8>],
    letter: Option<&u8>,
    all: &'a [T],
) -> impl Iterator<Item = (usize, &'a T)> {
    let list = letter.and_then(|letter| lists.get(usize::from(*letter)));
    let numbers = list
        .into_iter()
        .flatten()
        .map(|number| usize::from(*number));
    numbers.filter_map(|number| Some((number, all.get(number)?)))
}

impl Proclitic {
    /// Whether the article is part of it.
    pub(super) const fn has_article(self) -> bool {
        matches!(
            self,
            Self::Article | Self::PrepositionArticle | Self::Contracted
        )
    }

    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "bare" => Self::None,
            "preposition" => Self::Preposition,
            "future" => Self::Future,
            "article" => Self::Article,
            "preposition_article" => Self::PrepositionArticle,
            "contracted" => Self::Contracted,
            _ => return None,
        })
    }
}

/// A way to part a word: which prefix, which suffix, and the stem as the lexicon spells it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) prefix: u8,
    pub(super) suffix: u8,
    /// How likely the prefix and the suffix are.
    pub(super) affixes: f32,
    is_future: bool,
    stem: [u8; super::letters::MOST_LETTERS],
    stem_length: u8,
}

impl Candidate {
    /// The letters of the stem as it is spelled without the suffix.
    pub(super) fn stem(&self) -> &[u8] {
        self.stem
            .get(..usize::from(self.stem_length))
            .unwrap_or_default()
    }

    /// What the stem is believed to weigh before any text is seen: by its length, and more where
    /// the prefix asks for a shape that the stem has, as س asks for an imperfect verb.
    pub(super) fn prior(&self) -> f32 {
        let by_length = PRIORS.get(usize::from(self.stem_length));
        self.shape() * by_length.copied().unwrap_or(LEAST_PRIOR)
    }

    /// The same once the spelling of stems is known.
    pub(super) fn prior_by_letters(&self, spelling: &Spelling) -> f32 {
        let highest = self.prior();
        (self.shape() * spelling.weight(self.stem())).min(highest)
    }

    fn shape(&self) -> f32 {
        if self.is_future && self.stem_length > 3 {
            FUTURE_SHAPE
        } else {
            1.0
        }
    }

    fn new(prefix: (usize, f32), suffix: (usize, f32), stem: &[u8]) -> Option<Self> {
        let mut candidate = Self {
            prefix: prefix.0 as u8,
            suffix: suffix.0 as u8,
            affixes: prefix.1 * suffix.1,
            is_future: false,
            stem: [0; super::letters::MOST_LETTERS],
            stem_length: stem.len() as u8,
        };
        candidate.stem.get_mut(..stem.len())?.copy_from_slice(stem);
        Some(candidate)
    }

    fn with_last(self, last: u8) -> Self {
        let mut changed = self;
        let end = usize::from(changed.stem_length).saturating_sub(1);
        if let Some(letter) = changed.stem.get_mut(end) {
            *letter = last;
        }
        changed
    }

    /// The stem without the alef of the indefinite accusative: `ثمنا` is of ثمن.
    fn without_accusative(self, letters: &KnownLetters) -> Option<Self> {
        let mut base = self;
        base.stem_length = self.stem_length.checked_sub(1)?;
        base.affixes *= ACCUSATIVE_SHARE;
        let ends = self.stem().last() == Some(&letters.alef) && base.stem_length >= 3;
        ends.then_some(base)
    }

    /// The stem without the ending of a perfect verb: `بدأوا` and `بدأت` are of بدأ.
    fn without_verb_ending(self, letters: &KnownLetters) -> Option<Self> {
        let ending = match self.stem() {
            [.., last] if *last == letters.ta => 1,
            [.., waw, alef] if [*waw, *alef] == [letters.waw, letters.alef] => 2,
            _ => return None,
        };
        let mut base = self;
        base.stem_length = self.stem_length.checked_sub(ending)?;
        base.affixes *= VERB_SHARE;
        (base.stem_length >= 3).then_some(base)
    }

    fn with_added(self, last: u8) -> Option<Self> {
        let mut changed = self;
        *changed.stem.get_mut(usize::from(changed.stem_length))? = last;
        changed.stem_length += 1;
        Some(changed)
    }
}

/// Calls `visit` with every way to part `word`, the undivided word first.
pub(super) fn candidates(word: &[u8], bare_alef: bool, mut visit: impl FnMut(Candidate)) {
    let letters = &*LETTERS;
    let affixes = &*AFFIXES;
    for (prefix_number, prefix) in affixes.prefixes_of(word) {
        let Some(rest) = word.strip_prefix(prefix.letters.as_slice()) else {
            continue;
        };
        if !bare_alef && prefix.letters.first() == Some(&letters.alef) {
            continue;
        }
        for (suffix_number, suffix) in affixes.suffixes_of(word) {
            let Some(stem) = rest.strip_suffix(suffix.letters.as_slice()) else {
                continue;
            };
            if !fits(letters, prefix, suffix_number, stem) {
                continue;
            }
            let Some(mut candidate) = Candidate::new(
                (prefix_number, prefix.share),
                (suffix_number, suffix.share),
                stem,
            ) else {
                continue;
            };
            // An alef begins the first person, which is rare, and many names (`ساذرلند`).
            let takes_shape = stem.first() != Some(&letters.alef);
            candidate.is_future = prefix.proclitic == Proclitic::Future && takes_shape;
            visit(candidate);
            if suffix_number > 0 {
                spellings(letters, candidate, &mut visit);
                continue;
            }
            if let Some(base) = candidate.without_accusative(letters) {
                visit(base);
            }
            if prefix.proclitic == Proclitic::None
                && let Some(base) = candidate.without_verb_ending(letters)
            {
                visit(base);
            }
        }
    }
}

/// The spellings that a stem may have without the suffix that changed it.
fn spellings(letters: &KnownLetters, candidate: Candidate, visit: &mut impl FnMut(Candidate)) {
    match candidate.stem().last() {
        // رئيستها is of رئيسة, أبنائه and أبناؤه of أبناء, مستواه of مستوى, كتبوها of كتبوا.
        Some(&last) if last == letters.ta => visit(candidate.with_last(letters.ta_marbuta)),
        Some(&last) if last == letters.hamza_on_ya || last == letters.hamza_on_waw => {
            visit(candidate.with_last(letters.hamza));
        }
        Some(&last) if last == letters.alef => visit(candidate.with_last(letters.ya)),
        Some(&last) if last == letters.waw => {
            if let Some(plural) = candidate.with_added(letters.alef) {
                visit(plural);
            }
        }
        _ => {}
    }
}

/// Whether prefix, stem and suffix may stand together at all.
fn fits(letters: &KnownLetters, prefix: &Prefix, suffix: usize, stem: &[u8]) -> bool {
    // A noun has an article or a possessor.
    if prefix.proclitic.has_article() && suffix > 0 {
        return false;
    }
    match prefix.proclitic {
        Proclitic::Future => {
            stem.len() >= 3
                && stem
                    .first()
                    .is_some_and(|first| letters.imperfect.contains(first))
        }
        Proclitic::None if suffix == 0 && prefix.conjunction == 0 => !stem.is_empty(),
        _ => stem.len() > 2 || super::words::is_short_stem(stem),
    }
}

/// The letters that rules speak of.
pub(super) struct KnownLetters {
    pub(super) alef: u8,
    pub(super) lam: u8,
    pub(super) conjunctions: [u8; 2],
    pub(super) ha: u8,
    ta: u8,
    ta_marbuta: u8,
    hamza: u8,
    hamza_on_ya: u8,
    hamza_on_waw: u8,
    waw: u8,
    ya: u8,
    /// ي ت ن ا, which begin an imperfect verb.
    pub(super) imperfect: [u8; 4],
}

pub(super) static LETTERS: LazyLock<KnownLetters> = LazyLock::new(|| KnownLetters {
    alef: number_of('ا'),
    lam: number_of('ل'),
    conjunctions: ['و', 'ف'].map(number_of),
    ha: number_of('ه'),
    ta: number_of('ت'),
    ta_marbuta: number_of('ة'),
    hamza: number_of('ء'),
    hamza_on_ya: number_of('ئ'),
    hamza_on_waw: number_of('ؤ'),
    waw: number_of('و'),
    ya: number_of('ي'),
    imperfect: ['ي', 'ت', 'ن', 'ا'].map(number_of),
});
