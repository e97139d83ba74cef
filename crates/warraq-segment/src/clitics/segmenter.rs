//! The segmenter: the parts of one word.

use super::analysis::{AFFIXES, Candidate, LETTERS, Proclitic, candidates};
use super::letters::Letters;
use super::lexicon::{Evidence, Lexicon};
use super::words;
use std::sync::LazyLock;

static STEMS: &[u8] = include_bytes!("../../data/clitics/stems.bin");

static LEXICON: LazyLock<Option<Lexicon<'static>>> = LazyLock::new(|| Lexicon::read(STEMS));

/// The shares of [`share_by_hamza`].
const HAMZA_INSIDE: f32 = 0.01;
const HAMZA_BEHIND_CONJUNCTION: f32 = 0.001;
const HAMZA_OF_FUTURE: f32 = 20.0;
/// The fewest letters that a verb has behind سأ: `سأل` is another.
const LEAST_LETTERS_OF_FUTURE: usize = 4;

/// What a part of a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CliticLabel {
    /// و or ف.
    Conjunction,
    /// ب, ك or ل.
    Preposition,
    /// س of the future.
    Future,
    /// أ of questions, ل before a verb, ما in `بما`.
    Particle,
    /// ال; without width where `لل` has swallowed it.
    Article,
    /// What is left.
    Stem,
    /// A pronoun.
    Pronoun,
}

impl CliticLabel {
    /// All labels, in the order of their numbers.
    pub const ALL: [Self; 7] = [
        Self::Conjunction,
        Self::Preposition,
        Self::Future,
        Self::Particle,
        Self::Article,
        Self::Stem,
        Self::Pronoun,
    ];

    /// The label in the `clitics` layer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conjunction => "conj",
            Self::Preposition => "prep",
            Self::Future => "fut",
            Self::Particle => "part",
            Self::Article => "det",
            Self::Stem => "stem",
            Self::Pronoun => "pron",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.as_str() == name)
    }
}

/// A part of a word, in bytes from the word's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CliticPart {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
    /// What it is.
    pub label: CliticLabel,
}

/// Parts words into clitics and stem.
///
/// ```
/// use warraq_segment::CliticSegmenter;
///
/// let segmenter = CliticSegmenter::default();
/// let parts = |word: &str| -> Vec<String> {
///     let parts = segmenter.segment(word);
///     parts.iter().map(|part| word[part.start as usize..part.end as usize].into()).collect()
/// };
/// assert_eq!(parts("وبالمدينة"), ["و", "ب", "ال", "مدينة"]);
/// assert_eq!(parts("للحظر"), ["ل", "", "لحظر"]);
/// assert!(parts("وزير").is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct CliticSegmenter {
    pronouns: bool,
}

impl Default for CliticSegmenter {
    fn default() -> Self {
        Self { pronouns: true }
    }
}

impl CliticSegmenter {
    /// The same segmenter; `pronouns` says whether it parts pronouns from their words.
    #[must_use]
    pub fn with_pronouns(self, pronouns: bool) -> Self {
        Self { pronouns }
    }

    /// The parts of `word`; none if it is all stem or no Arabic word.
    #[must_use]
    pub fn segment(&self, word: &str) -> Vec<CliticPart> {
        let mut parts = Vec::new();
        self.segment_into(word, &mut parts);
        parts
    }

    /// The same, added to `parts`.
    pub(super) fn segment_into(&self, word: &str, parts: &mut Vec<CliticPart>) {
        let Some(letters) = Letters::read(word) else {
            return;
        };
        if letters.numbers().len() < 2 {
            return;
        }
        if let Some(listed) = listed_parts(&letters) {
            let wanted = |part: &CliticPart| self.pronouns || part.label != CliticLabel::Pronoun;
            if listed.iter().all(wanted) {
                parts.extend(listed.iter().map(|part| in_bytes(&letters, *part)));
            }
            return;
        }
        let best = self.best(&letters);
        if let Some((candidate, evidence)) = best
            && (candidate.prefix, candidate.suffix) != (0, 0)
        {
            let found = parts_of(&letters, candidate, evidence);
            parts.extend(found.map(|part| in_bytes(&letters, part)));
        }
    }

    /// The likeliest way to part a word.
    fn best(&self, letters: &Letters) -> Option<(Candidate, Evidence)> {
        let lexicon = LEXICON.as_ref()?;
        let mut best = None;
        let mut best_score = 0.0;
        candidates(letters.numbers(), letters.first() == 'ا', |candidate| {
            if candidate.suffix != 0 && !self.pronouns {
                return;
            }
            let evidence = lexicon.evidence(candidate.stem()).unwrap_or_default();
            let stem = evidence.weight + candidate.prior_by_letters(lexicon.spelling());
            let score = candidate.affixes * stem * share_by_hamza(letters, &candidate);
            if score > best_score {
                best_score = score;
                best = Some((candidate, evidence));
            }
        });
        best
    }
}

/// What a hamza that is written, or none, leaves of the likelihood of a candidate: إ begins a stem, and
/// so does أ behind و or ف; the first person of the future has its أ (`سأكون`), and `ساهم` has none.
fn share_by_hamza(letters: &Letters, candidate: &Candidate) -> f32 {
    let prefix = &AFFIXES.prefixes[usize::from(candidate.prefix)];
    let start = prefix.letters.len();
    let opens = letters.numbers().first();
    if prefix.proclitic == Proclitic::Future && letters.numbers().get(start) == Some(&LETTERS.alef)
    {
        return match candidate.stem().len() >= LEAST_LETTERS_OF_FUTURE {
            _ if !letters.has_hamza_above(start) => 0.0,
            true => HAMZA_OF_FUTURE,
            false => 1.0,
        };
    }
    let may_open = opens.is_some_and(|first| LETTERS.conjunctions.contains(first));
    if letters.has_hamza_below(start + 1..letters.numbers().len()) {
        HAMZA_INSIDE
    } else if may_open && prefix.conjunction == 0 && letters.has_hamza_above(1) {
        HAMZA_BEHIND_CONJUNCTION
    } else {
        1.0
    }
}

/// The parts of a listed word, with a conjunction before it or without, in letters.
fn listed_parts(letters: &Letters) -> Option<Vec<CliticPart>> {
    let numbers = letters.numbers();
    let entry = |word: &[u8], first: Option<char>| {
        words::listed(word).filter(|listed| listed.first.is_none() || listed.first == first)
    };
    // `وإلى` is not `والي`.
    let is_meant =
        |parts: &[CliticPart]| !parts.is_empty() || !letters.has_hamza_below(1..numbers.len());
    if let Some(listed) = entry(numbers, Some(letters.first()))
        && is_meant(&listed.parts)
    {
        return Some(listed.parts.clone());
    }
    let (first, rest) = numbers.split_first()?;
    if !LETTERS.conjunctions.contains(first) {
        return None;
    }
    let listed = entry(rest, None)?;
    let mut parts = vec![part(0, 1, CliticLabel::Conjunction)];
    if listed.parts.is_empty() {
        parts.push(part(1, numbers.len(), CliticLabel::Stem));
    }
    parts.extend(listed.parts.iter().map(|part| CliticPart {
        start: part.start + 1,
        end: part.end + 1,
        label: part.label,
    }));
    Some(parts)
}

/// The parts of a word, in letters.
fn parts_of(
    letters: &Letters,
    candidate: Candidate,
    evidence: Evidence,
) -> impl Iterator<Item = CliticPart> {
    let length = letters.numbers().len();
    let affixes = &*AFFIXES;
    let prefix = &affixes.prefixes[usize::from(candidate.prefix)];
    let suffix = affixes.suffixes[usize::from(candidate.suffix)]
        .letters
        .len();
    let (start, stem_end) = (prefix.conjunction, length - suffix);
    let swallows = swallows_article(letters, candidate, evidence);
    let (proclitic, article) = match prefix.proclitic {
        Proclitic::None => (None, None),
        Proclitic::Future => (Some(CliticLabel::Future), None),
        Proclitic::Preposition if is_lam_of_verb(letters, start, evidence) => {
            (Some(CliticLabel::Particle), None)
        }
        Proclitic::Preposition => (Some(CliticLabel::Preposition), swallows.then_some(0)),
        Proclitic::Article => (None, Some(2)),
        Proclitic::PrepositionArticle => (Some(CliticLabel::Preposition), Some(2)),
        Proclitic::Contracted => (Some(CliticLabel::Preposition), Some(0)),
    };
    let conjunction = (start > 0).then(|| part(0, start, CliticLabel::Conjunction));
    let after = start + usize::from(proclitic.is_some());
    let proclitic = proclitic.map(|label| part(start, after, label));
    let stem_start = after + article.unwrap_or(0);
    let article = article.map(|_| part(after, stem_start, CliticLabel::Article));
    let stem = Some(part(stem_start, stem_end, CliticLabel::Stem));
    let pronoun = (suffix > 0).then(|| part(stem_end, length, CliticLabel::Pronoun));
    [conjunction, proclitic, article, stem, pronoun]
        .into_iter()
        .flatten()
}

/// Whether `لل` before this stem, which begins with ل itself, has an article in it: `للغة` has (ل +
/// اللغة), `للبنان` has not, since nobody says `اللبنان`.
fn swallows_article(letters: &Letters, candidate: Candidate, evidence: Evidence) -> bool {
    let prefix = &AFFIXES.prefixes[usize::from(candidate.prefix)];
    let lam = LETTERS.lam;
    prefix.proclitic == Proclitic::Preposition
        && prefix.letters.last() == Some(&lam)
        && candidate.suffix == 0
        && letters.numbers().get(prefix.letters.len()) == Some(&lam)
        && evidence.nominal
}

/// Whether the letter at `start` is the ل of purpose or command before a verb.
fn is_lam_of_verb(letters: &Letters, start: usize, evidence: Evidence) -> bool {
    let first = letters.numbers().get(start + 1);
    letters.numbers().get(start) == Some(&LETTERS.lam)
        && evidence.verbal
        && first.is_some_and(|first| LETTERS.imperfect.contains(first))
}

fn part(start: usize, end: usize, label: CliticLabel) -> CliticPart {
    CliticPart {
        start: start as u32,
        end: end as u32,
        label,
    }
}

fn in_bytes(letters: &Letters, part: CliticPart) -> CliticPart {
    CliticPart {
        start: letters.offset(part.start as usize),
        end: letters.offset(part.end as usize),
        label: part.label,
    }
}
