//! Candidates: the noun phrases and names of a document, counted by their stems.

use super::amounts::Amounts;
use super::grammar::{Chunk, RunWord};
use super::names::{NameKind, Names};
use super::vocabulary::Vocabulary;
use super::words::PhraseWords;
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

/// The most tokens before the bracket of an agency.
const LONGEST_DATELINE: usize = 8;

/// The bytes at the beginning of two sentences that tell that one repeats the other.
const ALIKE: usize = 80;

/// The most words that are looked at as one phrase.
const LONGEST_CHUNK: usize = 12;

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
    /// How often it stands there as a whole phrase, not as a part of a longer one.
    pub(crate) alone: u32,
    /// The longer phrase that it was first part of, and whether there is another.
    inside: Option<Stems>,
    pub(crate) is_free: bool,
    /// The sentence of its first mention.
    pub(crate) first_sentence: u32,
    /// The sentence of its last mention so far, and in how many it stands.
    last_sentence: u32,
    pub(crate) sentences: u32,
    /// The rarity of its words, from 0 to 1, as their mean.
    pub(crate) rarity: f32,
    pub(crate) in_title: bool,
    /// The number of the name that it is, and what that is.
    pub(crate) name: Option<u32>,
    pub(crate) kind: Option<NameKind>,
    pub(crate) is_definite: bool,
    /// Whether its first noun says too little.
    pub(crate) is_vague: bool,
    /// Whether an adjective describes it, or a name ends it.
    pub(crate) is_described: bool,
    /// Whether it never stands there without ل in the place of its article's alef.
    pub(crate) is_contracted: bool,
    pub(crate) is_foreign: bool,
    /// Whether its first word is too common to be a name.
    pub(crate) is_common: bool,
    /// Whether many documents use two of its words as one term.
    pub(crate) is_term: bool,
    /// What the stem of a single word keeps in the plural.
    pub(crate) skeleton: Option<u32>,
    pub(crate) holds_name: bool,
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
    vocabulary: &Vocabulary,
    longest: usize,
) -> Result<Collection, StageError> {
    let mut collector = Collector {
        words: PhraseWords::new(document, lexicon, vocabulary)?,
        vocabulary,
        names: Names::new(document)?,
        by_stems: HashMap::default(),
        phrases: Vec::new(),
        stem_frequencies: Vec::new(),
        longest,
        chunk: Chunk::default(),
        amounts: Amounts::new(document)?,
        read: HashMap::default(),
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
        let start = sentence.span().start + collector.already_read(sentence.text());
        let range = tokens.within(start..sentence.span().end);
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
    vocabulary: &'a Vocabulary,
    names: Names,
    by_stems: HashMap<Stems, usize, FixedState>,
    phrases: Vec<Phrase>,
    stem_frequencies: Vec<u32>,
    longest: usize,
    chunk: Chunk,
    /// Times and numbers with what they count.
    amounts: Amounts<'a>,
    /// How far the sentences that begin alike have been read.
    read: HashMap<&'a str, usize, FixedState>,
}

impl<'a> Collector<'a> {
    fn read(&mut self, tokens: &[Span], range: Range<usize>, place: Place) {
        let start = self.after_dateline(tokens, &range);
        for index in start..range.end {
            let Some(token) = tokens.get(index) else {
                continue;
            };
            let Some(word) = self.run_word(index, token) else {
                self.close(place);
                continue;
            };
            self.count_stem(word.term);
            if self.chunk.words().len() == LONGEST_CHUNK || !self.chunk.extend(word) {
                self.leave_to_name(&word);
                self.close(place);
                self.chunk.open(word);
            }
        }
        self.close(place);
    }

    /// The bytes of the sentence that an earlier one has said word for word: pages repeat their lead.
    fn already_read(&mut self, sentence: &'a str) -> u32 {
        let mut end = ALIKE.min(sentence.len());
        while !sentence.is_char_boundary(end) {
            end -= 1;
        }
        let beginning = sentence.get(..end).unwrap_or_default();
        let before = self.read.insert(beginning, sentence.len());
        before
            .filter(|_| end + 1 >= ALIKE)
            .map_or(0, |bytes| bytes.min(sentence.len()) as u32)
    }

    /// The first token behind the places from which an agency writes (`دبي، الإمارات (رويترز)`).
    fn after_dateline(&self, tokens: &[Span], range: &Range<usize>) -> usize {
        let head = tokens.get(range.clone()).unwrap_or_default();
        let mut places = 0;
        for (offset, token) in head.iter().take(LONGEST_DATELINE).enumerate() {
            match self.names.kind_at(token) {
                Some(NameKind::Place) => places += 1,
                None if places > 0 && self.words.text(range.start + offset) == "(" => {
                    return range.start + offset;
                }
                None if places > 0 && !self.words.is_word(token) => {}
                _ => break,
            }
        }
        range.start
    }

    /// What stands right before a person's name is a title: the name says it better.
    fn leave_to_name(&mut self, word: &RunWord) {
        let name = word
            .name
            .filter(|name| name.start >= word.start && !word.joined);
        let name = name.map(|name| self.names.number(&name));
        if name.is_some_and(|name| self.names.kind(name) == NameKind::Person) {
            self.chunk.keep_names();
        }
    }

    /// The word as phrases may hold it.
    fn run_word(&mut self, index: usize, token: &Span) -> Option<RunWord> {
        let word = self.words.word(index, token);
        let name = self.names.around(token);
        let may_stand = name.is_some() || word.may_be_noun || word.may_be_adjective;
        let term = word
            .term
            .filter(|_| may_stand && !self.amounts.hold(token))?;
        let start = match name {
            // The tagger knows better than a rule where a name begins.
            Some(name) if name.start >= token.start => name.start,
            Some(_) => token.start,
            None => token.start + word.prefix,
        };
        Some(RunWord {
            token: index,
            start,
            joined: start > token.start,
            end: token.end,
            term,
            word,
            name,
            kind: name.map(|name| self.names.kind(self.names.number(&name))),
        })
    }

    fn count_stem(&mut self, term: u32) {
        self.stem_frequencies.resize(self.words.len(), 0);
        if let Some(frequency) = self.stem_frequencies.get_mut(term as usize) {
            *frequency += 1;
        }
    }

    /// Counts the phrases of the chunk, and empties it.
    fn close(&mut self, place: Place) {
        let chunk = std::mem::take(&mut self.chunk);
        let whole = stems(chunk.words());
        for range in chunk.phrases(self.longest) {
            let words = chunk.words().get(range.clone()).unwrap_or_default();
            let inside = (words.len() < chunk.words().len()).then_some(whole);
            self.count_phrase(words, chunk.is_name(&range), inside, place);
        }
        self.chunk = chunk;
        self.chunk.clear();
    }

    fn count_phrase(
        &mut self,
        words: &[RunWord],
        is_name: bool,
        inside: Option<Stems>,
        place: Place,
    ) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return;
        };
        if words.len() == 1 && !first.is_definite() {
            return;
        }
        let name = first.name.filter(|_| is_name);
        let name = name.map(|span| self.names.number(&span));
        let stems = stems(words);
        let (phrases, vocabulary) = (&mut self.phrases, self.vocabulary);
        let index = *self.by_stems.entry(stems).or_insert_with(|| {
            let mut phrase = Phrase::new(words, stems, name, place);
            phrase.is_term = words.windows(2).any(|pair| match pair {
                [one, other] => vocabulary.is_term(one.word.hash, other.word.hash),
                _ => false,
            });
            phrases.push(phrase);
            phrases.len() - 1
        });
        let Some(phrase) = phrases.get_mut(index) else {
            return;
        };
        phrase.frequency += 1;
        phrase.name = phrase.name.or(name);
        phrase.in_title |= place.in_title;
        phrase.is_definite |= last.is_definite();
        if phrase.last_sentence != place.sentence {
            phrase.last_sentence = place.sentence;
            phrase.sentences += 1;
        }
        match inside {
            None => phrase.alone += 1,
            Some(whole) => phrase.is_free |= *phrase.inside.get_or_insert(whole) != whole,
        }
        let is_better =
            (first.word.is_contracted, first.joined) < (phrase.is_contracted, phrase.joined);
        if is_better {
            phrase.joined = first.joined;
            phrase.is_contracted = first.word.is_contracted;
            (phrase.start, phrase.end) = (first.start, last.end);
            phrase.tokens = first.token..last.token + 1;
        }
    }

    fn finish(mut self) -> Collection {
        let mut forms = vec![Vec::new(); self.names.len()];
        for (index, phrase) in self.phrases.iter_mut().enumerate() {
            phrase.is_free |= phrase.alone > 0;
            if let Some(name) = phrase.name {
                phrase.kind = Some(self.names.kind(name));
                phrase.frequency = phrase.frequency.max(self.names.mentions(name));
                if let Some(forms) = forms.get_mut(name as usize) {
                    forms.push(index);
                }
            }
        }
        for forms in forms {
            self.unite(&forms);
        }
        Collection {
            phrases: self.phrases,
            stem_frequencies: self.stem_frequencies,
        }
    }

    /// Leaves one of the forms of a name: of a person's the most frequent that is more than one word
    /// and does not end as a description does, of others the most frequent.
    fn unite(&mut self, forms: &[usize]) {
        let phrases = || forms.iter().filter_map(|form| self.phrases.get(*form));
        let rank = |phrase: &Phrase| {
            let is_person = phrase.kind == Some(NameKind::Person);
            let is_full = is_person && phrase.words > 1 && !phrase.is_described;
            (is_full, phrase.sentences, is_full.then_some(phrase.words))
        };
        let best = phrases().map(rank).max();
        let first_sentence = phrases().map(|one| one.first_sentence).min();
        let sentences = phrases().map(|one| one.sentences).sum();
        let in_title = phrases().any(|one| one.in_title);
        let mut is_found = false;
        for form in forms {
            let Some(phrase) = self.phrases.get_mut(*form) else {
                continue;
            };
            phrase.is_free = !is_found && Some(rank(phrase)) == best;
            is_found |= phrase.is_free;
            phrase.first_sentence = first_sentence.unwrap_or(phrase.first_sentence);
            phrase.sentences = sentences;
            phrase.in_title |= in_title;
        }
    }
}

impl Phrase {
    fn new(words: &[RunWord], stems: Stems, name: Option<u32>, place: Place) -> Self {
        let (first, last) = (words.first(), words.last());
        let rarity: f32 = words.iter().map(|one| f32::from(one.word.rarity)).sum();
        Self {
            stems,
            words: words.len(),
            start: first.map_or(0, |one| one.start),
            end: last.map_or(0, |one| one.end),
            tokens: first.map_or(0, |one| one.token)..last.map_or(0, |one| one.token + 1),
            frequency: 0,
            alone: 0,
            inside: None,
            is_free: false,
            first_sentence: place.sentence,
            last_sentence: u32::MAX,
            sentences: 0,
            rarity: rarity / (9.0 * words.len().max(1) as f32),
            in_title: false,
            joined: first.is_some_and(|one| one.joined),
            name,
            is_definite: false,
            is_vague: (name.is_none() || words.len() == 1)
                && (first.is_some_and(|one| one.word.is_vague)
                    || last.is_some_and(|one| one.word.is_vague && one.word.may_be_adjective)),
            is_described: words.iter().skip(1).any(|one| one.word.may_be_adjective),
            is_contracted: first.is_some_and(|one| one.word.is_contracted),
            skeleton: first
                .filter(|_| words.len() == 1)
                .map(|one| one.word.skeleton),
            is_term: false,
            is_common: first.is_some_and(|one| one.word.is_common),
            is_foreign: first.is_some_and(|one| one.word.is_foreign),
            holds_name: name.is_none() && words.iter().any(|one| one.name.is_some()),
            kind: None,
        }
    }
}

fn stems(words: &[RunWord]) -> Stems {
    let mut stems = [NO_STEM; MOST_WORDS];
    for (slot, word) in stems.iter_mut().zip(words) {
        *slot = word.term;
    }
    stems
}
