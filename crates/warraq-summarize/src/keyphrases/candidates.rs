//! Candidates: the noun phrases and names of a document, counted by their stems.

use super::amounts::Amounts;
use super::forms::unite;
use super::grammar::{Chunk, RunWord};
use super::names::{NameKind, Names};
use super::neighbours::Neighbours;
use super::phrase::{ChunkEnd, Follower, Forename, Phrase, Stems, stems};
use super::story::Story;
use super::vocabulary::Vocabulary;
use super::words::{PhraseWord, PhraseWords};
use crate::lexicon::Lexicon;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::ops::Range;
use warraq_core::{DocumentView, Span, StageError};

/// The most tokens before the bracket of an agency.
const LONGEST_DATELINE: usize = 8;

/// The bytes at the beginning of two sentences that tell that one repeats the other.
const ALIKE: usize = 80;

/// The most words that are looked at as one phrase.
const LONGEST_CHUNK: usize = 12;

/// What turns the adjective behind it into its opposite.
const NOT: &str = "غير";

/// The sentences that open a document; what they have is its subject.
const OPENING: u32 = 3;

/// The rarity from which a word tells one subject from another.
const LEAST_SUBJECT_RARITY: u8 = 3;

/// The phrases of a document.
pub(crate) struct Collection {
    /// In the order of their first mention.
    pub(crate) phrases: Vec<Phrase>,
    /// The words that phrases are made of.
    pub(crate) words: u32,
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
        names: Names::new(document, vocabulary)?,
        by_stems: HashMap::default(),
        phrases: Vec::new(),
        stem_frequencies: Vec::new(),
        longest,
        chunk: Chunk::default(),
        amounts: Amounts::new(document)?,
        read: HashMap::default(),
        story: Story::default(),
        touched: Vec::new(),
        sentence: 0..0,
        chunk_ends: HashMap::default(),
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
            is_prose: matches!(label, "paragraph" | "point" | "quote"),
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
    /// Whether a sentence may be expected to begin with its verb.
    is_prose: bool,
}

/// How a phrase stands in its sentence.
struct Mention {
    is_name: bool,
    /// Whether an adjective of it follows.
    goes_on: bool,
    /// The longer phrase that holds it.
    inside: Option<Stems>,
    follower: Option<Follower>,
    /// The word before it, if that looks like a part of a name that the tagger has not seen.
    forename: Option<Forename>,
    /// Whether it is said where something happens.
    is_located: bool,
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
    story: Story,
    /// The phrases of the sentence.
    touched: Vec<usize>,
    /// The tokens of the sentence.
    sentence: Range<usize>,
    /// The end of the noun phrase that begins with a token.
    chunk_ends: HashMap<usize, ChunkEnd, FixedState>,
}

impl<'a> Collector<'a> {
    fn read(&mut self, tokens: &[Span], range: Range<usize>, place: Place) {
        let start = self.after_dateline(tokens, &range);
        self.sentence = range.clone();
        let mut before_verb = place.is_prose;
        let mut is_negated = false;
        for index in start..range.end {
            let Some(token) = tokens.get(index) else {
                continue;
            };
            if self.is_hyphened(token) {
                continue;
            }
            if self.is_negation(tokens, index) {
                is_negated = true;
                continue;
            }
            let word = self.words.word(index, token);
            let was_before_verb = std::mem::replace(&mut before_verb, word.is_particle);
            let negated = std::mem::take(&mut is_negated).then(|| self.words.negated(word));
            let word = negated.unwrap_or(word);
            let Some(word) = self.run_word(index, token, word, was_before_verb) else {
                self.close(tokens, place);
                continue;
            };
            self.count_stem(&word);
            if self.chunk.words().len() == LONGEST_CHUNK || !self.chunk.extend(word) {
                self.leave_to_name(&word);
                self.close(tokens, place);
                self.chunk.open(word);
            }
        }
        self.close(tokens, place);
        let opens = place.in_title || place.sentence < OPENING;
        let number = self.story.end_sentence(self.words.len(), opens);
        for index in self.touched.drain(..) {
            if let Some(phrase) = self.phrases.get_mut(index) {
                phrase.first_read = phrase.first_read.min(number);
            }
        }
    }

    /// Whether the token is the `غير` of an adjective of the words before it (`الإثراء غير المشروع`).
    fn is_negation(&mut self, tokens: &[Span], index: usize) -> bool {
        let Some(last) = self.chunk.words().last() else {
            return false;
        };
        let is_definite = last.is_definite();
        let next = tokens
            .get(index + 1)
            .filter(|_| self.words.text(index) == NOT);
        next.is_some_and(|next| {
            let is_name = self.names.kind_at(next).is_some();
            let word = self.words.word(index + 1, next);
            !is_name
                && word.term.is_some()
                && (word.may_be_adjective || is_definite && word.is_definite)
        })
    }

    /// Whether a hyphen joins the token to the name before it (`مون جاي-إن`), or it is that.
    fn is_hyphened(&mut self, token: &Span) -> bool {
        let name = self.names.around(token);
        name.is_some_and(|name| name.start < token.start && self.names.is_hyphened(token))
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
    fn run_word(
        &mut self,
        index: usize,
        token: &Span,
        word: PhraseWord,
        before_verb: bool,
    ) -> Option<RunWord> {
        let name = self.names.around(token);
        if before_verb && word.may_be_verb && name.is_none() {
            return None;
        }
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
            end: self.names.end_of(token),
            term,
            word,
            name,
            is_people: self.names.is_people(token.end),
            kind: name.map(|name| self.names.kind(self.names.number(&name))),
        })
    }

    fn count_stem(&mut self, word: &RunWord) {
        let term = word.term;
        self.stem_frequencies.resize(self.words.len(), 0);
        if let Some(frequency) = self.stem_frequencies.get_mut(term as usize) {
            *frequency += 1;
        }
        if word.word.rarity >= LEAST_SUBJECT_RARITY {
            self.story.read(term);
        }
    }

    /// Counts the phrases of the chunk, and empties it.
    fn close(&mut self, tokens: &[Span], place: Place) {
        let chunk = std::mem::take(&mut self.chunk);
        let whole = stems(chunk.words());
        for range in chunk.phrases(self.longest) {
            let words = chunk.words().get(range.clone()).unwrap_or_default();
            let mut neighbours = Neighbours {
                words: &mut self.words,
                names: &self.names,
                tokens,
                sentence: self.sentence.clone(),
            };
            let follower = neighbours.follower(words);
            let mention = Mention {
                is_name: chunk.is_name(&range),
                goes_on: chunk.goes_on(&range),
                inside: (!chunk.is_said_by(&range)).then_some(whole),
                follower: follower.filter(|_| range.end == chunk.words().len()),
                forename: neighbours.forename(words),
                is_located: words.first().is_some_and(|one| neighbours.is_located(one)),
            };
            self.count_phrase(words, &mention, place);
        }
        if let (Some(first), Some(last)) = (chunk.words().first(), chunk.words().last()) {
            let end = ChunkEnd {
                token: last.token,
                end: last.end,
                stems: whole,
            };
            self.chunk_ends.insert(first.token, end);
        }
        self.chunk = chunk;
        self.chunk.clear();
    }

    fn count_phrase(&mut self, words: &[RunWord], mention: &Mention, place: Place) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return;
        };
        if words.len() == 1 && !first.is_definite() {
            return;
        }
        let name = first.name.filter(|_| mention.is_name);
        let name = name.map(|span| self.names.number(&span));
        let stems = stems(words);
        let (phrases, vocabulary) = (&mut self.phrases, self.vocabulary);
        let index = *self.by_stems.entry(stems).or_insert_with(|| {
            phrases.push(Phrase::new(words, name, place.sentence, vocabulary));
            phrases.len() - 1
        });
        let Some(phrase) = phrases.get_mut(index) else {
            return;
        };
        self.touched.push(index);
        phrase.frequency += 1;
        phrase.continued += u32::from(mention.goes_on);
        phrase.follow(mention.follower);
        if name.is_some() && words.len() == 1 {
            phrase.forename = phrase.forename.take().or(mention.forename);
        }
        phrase.located += u32::from(mention.is_located);
        phrase.added += u32::from(first.word.has_conjunction);
        phrase.name = phrase.name.or(name);
        phrase.in_title |= place.in_title;
        phrase.is_definite |= last.is_definite();
        if phrase.last_sentence != place.sentence {
            phrase.last_sentence = place.sentence;
            phrase.sentences += 1;
        }
        match mention.inside {
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
            phrase.kind = phrase.name.map(|name| self.names.kind(name));
            phrase.is_near = self.story.has(phrase.first_read);
            phrase.complete(&self.chunk_ends);
            if let Some(name) = phrase.name {
                phrase.seat = self.names.seat(name).or(phrase.seat);
                phrase.is_listed = self.names.is_listed(name);
                phrase.frequency = phrase.frequency.max(self.names.mentions(name));
                if let Some(forms) = forms.get_mut(name as usize) {
                    forms.push(index);
                }
            }
        }
        for forms in forms {
            unite(&mut self.phrases, &forms);
        }
        Collection {
            phrases: self.phrases,
            words: self.stem_frequencies.iter().sum(),
            stem_frequencies: self.stem_frequencies,
        }
    }
}
