//! Candidates: every run of content words that may be one noun phrase, counted by its stems.

use super::names::Names;
use super::words::{PhraseWord, PhraseWords};
use crate::lexicon::Lexicon;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::ops::Range;
use warraq_core::{DocumentView, Span, StageError};

/// The most words of a phrase.
const MOST_WORDS: usize = 5;

/// The stems of a phrase, filled up with [`NO_STEM`].
type Stems = [u32; MOST_WORDS];

const NO_STEM: u32 = u32::MAX;

/// A phrase: its stems, its first mention (without a clitic, if there is one), and how it stands in the text.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    stems: Stems,
    pub(crate) words: usize,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Whether that mention has something written onto it.
    joined: bool,
    /// The tokens of the mention.
    pub(crate) tokens: Range<usize>,
    /// How often it stands in the text; all mentions, where it is a name.
    pub(crate) frequency: u32,
    /// The sentence of its first mention.
    pub(crate) first_sentence: u32,
    /// The rarity of its words, from 0 to 1, as their mean.
    pub(crate) rarity: f32,
    pub(crate) in_title: bool,
    /// The number of the name that it is.
    pub(crate) name: Option<u32>,
    pub(crate) is_definite: bool,
}

impl Phrase {
    pub(crate) fn stems(&self) -> &[u32] {
        self.stems.get(..self.words).unwrap_or_default()
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
        names: Names::new(document)?,
        by_stems: HashMap::default(),
        phrases: Vec::new(),
        stem_frequencies: Vec::new(),
        longest,
    };
    let (sentences, tokens) = (document.sentences()?, document.tokens()?);
    let blocks = document.optional_blocks()?;
    for (number, sentence) in sentences.iter().enumerate() {
        if number.is_multiple_of(1024) {
            document.checkpoint()?;
        }
        let block = sentence.parent().zip(blocks.as_ref());
        let block = block.and_then(|(parent, blocks)| blocks.get(parent));
        let label = block.map_or("", |block| block.label());
        if matches!(label, "furniture" | "byline" | "kicker" | "caption") {
            continue;
        }
        let place = Place {
            sentence: number as u32,
            in_title: label == "title",
        };
        let range = tokens.within(sentence.span().start..sentence.span().end);
        collector.read(tokens.spans(), range, place);
    }
    Ok(collector.finish())
}

#[derive(Clone, Copy)]
struct Place {
    sentence: u32,
    in_title: bool,
}

struct Collector<'a> {
    words: PhraseWords<'a>,
    names: Names,
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
    /// Whether something is written onto it that is no part of the phrase.
    joined: bool,
    term: u32,
    word: PhraseWord,
    /// The span that the word belongs to, if it is part of a name.
    name: Option<Span>,
}

impl RunWord {
    /// Whether the word is definite: by the article, or as the end of a name.
    fn is_definite(&self) -> bool {
        self.word.is_definite || self.name.is_some()
    }
}

impl Collector<'_> {
    fn read(&mut self, tokens: &[Span], range: Range<usize>, place: Place) {
        let mut run: Vec<RunWord> = Vec::with_capacity(self.longest);
        for index in range {
            let Some(token) = tokens.get(index) else {
                continue;
            };
            let word = self.words.word(index, token);
            let name = self.names.around(token);
            let is_content = word.term.filter(|_| name.is_some() || !word.is_verb_like);
            let Some(term) = is_content else {
                run.clear();
                continue;
            };
            self.count_stem(term);
            // A conjunction or preposition on a word opens a new phrase.
            let start = match name {
                // The tagger knows better than a rule where a name begins.
                Some(name) if name.start >= token.start => name.start,
                _ => token.start + word.prefix,
            };
            if start > token.start {
                run.clear();
            } else if run.len() == self.longest {
                run.remove(0);
            }
            run.push(RunWord {
                token: index,
                start,
                joined: start > token.start,
                end: token.end,
                term,
                word,
                name,
            });
            // A phrase never ends inside a name; nor does it begin inside one.
            if name.is_none_or(|name| name.end <= token.end) {
                for first in 0..run.len() {
                    self.count_phrase(run.get(first..).unwrap_or_default(), place);
                }
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
        if first.name.is_some_and(|name| name.start < first.start) {
            return;
        }
        let is_name = first
            .name
            .is_some_and(|name| name.start == first.start && name.end == last.end);
        let is_adjective = run.len() == 1 && first.word.is_relative;
        if !is_name && (is_adjective || !is_noun_phrase(run)) {
            return;
        }
        let mut stems = [NO_STEM; MOST_WORDS];
        for (slot, word) in stems.iter_mut().zip(run) {
            *slot = word.term;
        }
        let name = first.name.filter(|_| is_name);
        let name = name.map(|span| self.names.number(&span));
        if let Some(known) = self.by_stems.get(&stems) {
            if let Some(phrase) = self.phrases.get_mut(*known) {
                phrase.frequency += 1;
                phrase.name = phrase.name.or(name);
                phrase.in_title |= place.in_title;
                phrase.is_definite |= last.is_definite();
                if phrase.joined && !first.joined {
                    phrase.joined = false;
                    (phrase.start, phrase.end) = (first.start, last.end);
                    phrase.tokens = first.token..last.token + 1;
                }
            }
            return;
        }
        let rarity: f32 = run.iter().map(|one| f32::from(one.word.rarity)).sum();
        self.by_stems.insert(stems, self.phrases.len());
        self.phrases.push(Phrase {
            stems,
            words: run.len(),
            start: first.start,
            end: last.end,
            tokens: first.token..last.token + 1,
            frequency: 1,
            first_sentence: place.sentence,
            rarity: rarity / (9.0 * run.len() as f32),
            in_title: place.in_title,
            joined: first.joined,
            name,
            is_definite: last.is_definite(),
        });
    }

    fn finish(mut self) -> Collection {
        for phrase in &mut self.phrases {
            if let Some(name) = phrase.name {
                phrase.frequency = phrase.frequency.max(self.names.mentions(name));
            }
        }
        Collection {
            phrases: self.phrases,
            stem_frequencies: self.stem_frequencies,
        }
    }
}

/// Whether the words agree as one noun phrase: an annexed noun before a definite one (`وزير
/// الخارجية`), or a noun before its adjective (`الأمم المتحدة`, `عقوبات دولية`), but no indefinite
/// word after a definite one, and no pronoun but at the end.
fn is_noun_phrase(run: &[RunWord]) -> bool {
    let same_name = |one: &RunWord, other: &RunWord| one.name.is_some() && one.name == other.name;
    let breaks = |pair: &[RunWord]| match pair {
        [one, other] => {
            one.word.has_pronoun
                || (one.is_definite() && !other.word.is_definite && !same_name(one, other))
        }
        _ => false,
    };
    !run.windows(2).any(breaks)
}
