//! Candidates: every run of content words that may be one noun phrase, counted by its stems.

use super::words::{PhraseWord, PhraseWords};
use crate::lexicon::Lexicon;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::ops::Range;
use warraq_core::{DocumentView, Span, StageError};

/// The most words of a phrase.
pub(crate) const MOST_WORDS: usize = 5;

/// The stems of a phrase, filled up with [`NO_STEM`].
pub(crate) type Stems = [u32; MOST_WORDS];

pub(crate) const NO_STEM: u32 = u32::MAX;

/// A phrase: its stems, its first mention, and how it stands in the text.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub(crate) stems: Stems,
    pub(crate) words: usize,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The tokens of the first mention.
    pub(crate) tokens: Range<usize>,
    /// How often it stands in the text.
    pub(crate) frequency: u32,
    /// The sentence of its first mention.
    pub(crate) first_sentence: u32,
    pub(crate) in_title: bool,
    pub(crate) is_name: bool,
    pub(crate) is_definite: bool,
}

impl Phrase {
    pub(crate) fn stems(&self) -> &[u32] {
        self.stems.get(..self.words).unwrap_or_default()
    }

    /// The letters of clitics before the phrase in its first token.
    pub(crate) fn joined_characters(&self, document: &DocumentView<'_>) -> usize {
        let token = document
            .tokens()
            .ok()
            .and_then(|tokens| tokens.get(self.tokens.start));
        let start = token.map_or(self.start, |token| token.span().start);
        let joined = document.text().get(start as usize..self.start as usize);
        let joined = joined.unwrap_or_default().chars();
        joined.filter(|letter| letter.is_alphabetic()).count()
    }
}

/// The phrases of a document.
pub(crate) struct Collection {
    /// In the order of their first mention.
    pub(crate) phrases: Vec<Phrase>,
    /// How often each stem stands in the text.
    pub(crate) stem_frequencies: Vec<u32>,
}

/// Counts the phrases of up to `longest` words.
pub(crate) fn collect(
    document: &DocumentView<'_>,
    lexicon: &Lexicon,
    longest: usize,
) -> Result<Collection, StageError> {
    let mut collector = Collector {
        words: PhraseWords::new(document, lexicon)?,
        names: document
            .optional_entities()?
            .map_or(&[], |names| names.spans()),
        next_name: 0,
        by_stems: HashMap::default(),
        phrases: Vec::new(),
        stem_frequencies: Vec::new(),
        longest,
    };
    let sentences = document.sentences()?;
    let blocks = document.optional_blocks()?;
    let tokens = document.tokens()?;
    for (number, sentence) in sentences.iter().enumerate() {
        if number % 1024 == 0 {
            document.checkpoint()?;
        }
        let block = sentence.parent().zip(blocks.as_ref());
        let block = block.and_then(|(parent, blocks)| blocks.get(parent));
        let label = block.map_or("", |block| block.label());
        if matches!(label, "furniture" | "byline" | "kicker") {
            continue;
        }
        let place = Place {
            sentence: number as u32,
            in_title: label == "title",
        };
        let range = tokens.within(sentence.span().start..sentence.span().end);
        collector.read(tokens.spans(), range, place);
    }
    Ok(Collection {
        phrases: collector.phrases,
        stem_frequencies: collector.stem_frequencies,
    })
}

#[derive(Clone, Copy)]
struct Place {
    sentence: u32,
    in_title: bool,
}

struct Collector<'a> {
    words: PhraseWords<'a>,
    names: &'a [Span],
    next_name: usize,
    by_stems: HashMap<Stems, usize, FixedState>,
    phrases: Vec<Phrase>,
    stem_frequencies: Vec<u32>,
    longest: usize,
}

/// A word of the run that is being read.
#[derive(Clone, Copy)]
struct RunWord {
    token: usize,
    start: u32,
    end: u32,
    term: u32,
    word: PhraseWord,
}

impl Collector<'_> {
    fn read(&mut self, tokens: &[Span], range: Range<usize>, place: Place) {
        let mut run: Vec<RunWord> = Vec::with_capacity(self.longest);
        for index in range {
            let Some(token) = tokens.get(index) else {
                continue;
            };
            let word = self.words.word(index, token);
            let Some(term) = word.term else {
                run.clear();
                continue;
            };
            self.count_stem(term);
            // A conjunction or preposition on a word opens a new phrase.
            if word.prefix > 0 || run.len() == self.longest {
                run.drain(..if word.prefix > 0 { run.len() } else { 1 });
            }
            run.push(RunWord {
                token: index,
                start: token.start + word.prefix,
                end: token.end,
                term,
                word,
            });
            for first in 0..run.len() {
                self.count_phrase(run.get(first..).unwrap_or_default(), place);
            }
            if word.has_pronoun {
                run.clear();
            }
        }
    }

    fn count_stem(&mut self, term: u32) {
        self.stem_frequencies.resize(self.words.len(), 0);
        if let Some(frequency) = self.stem_frequencies.get_mut(term as usize) {
            *frequency += 1;
        }
    }

    fn count_phrase(&mut self, run: &[RunWord], place: Place) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            return;
        };
        let is_name = self.is_name(first.start, last.end);
        if !is_name && !is_noun_phrase(run) {
            return;
        }
        let mut stems = [NO_STEM; MOST_WORDS];
        for (slot, word) in stems.iter_mut().zip(run) {
            *slot = word.term;
        }
        if let Some(known) = self.by_stems.get(&stems) {
            if let Some(phrase) = self.phrases.get_mut(*known) {
                phrase.frequency += 1;
                phrase.is_name |= is_name;
                phrase.in_title |= place.in_title;
                phrase.is_definite |= last.word.is_definite;
            }
            return;
        }
        self.by_stems.insert(stems, self.phrases.len());
        self.phrases.push(Phrase {
            stems,
            words: run.len(),
            start: first.start,
            end: last.end,
            tokens: first.token..last.token + 1,
            frequency: 1,
            first_sentence: place.sentence,
            in_title: place.in_title,
            is_name,
            is_definite: last.word.is_definite,
        });
    }

    /// Whether a name covers exactly these bytes.
    fn is_name(&mut self, start: u32, end: u32) -> bool {
        while self
            .names
            .get(self.next_name)
            .is_some_and(|name| name.end <= start.saturating_sub(200))
        {
            self.next_name += 1;
        }
        let ahead = self.names.get(self.next_name..).unwrap_or_default();
        let mut ahead = ahead.iter().take_while(|name| name.start <= start);
        ahead.any(|name| name.start == start && name.end == end)
    }
}

/// Whether the words agree as one noun phrase: an annexed noun before a definite one (`وزير
/// الخارجية`), or a noun before its adjective (`الأمم المتحدة`, `عقوبات دولية`), but no indefinite
/// word after a definite one.
fn is_noun_phrase(run: &[RunWord]) -> bool {
    let indefinite_after_definite = run.windows(2).any(
        |pair| matches!(pair, [one, other] if one.word.is_definite && !other.word.is_definite),
    );
    let pronoun_inside = run.iter().rev().skip(1).any(|one| one.word.has_pronoun);
    !indefinite_after_definite && !pronoun_inside
}
