//! A document as rankers see it: the sentences that may be picked, their terms, their place.
//!
//! It is made in one pass over the layers. Sentences of titles, headings, kickers, bylines,
//! captions and furniture are never candidates; titles and headings only lend their words.

use crate::arithmetic::logarithm;
use crate::lexicon::{LONGEST_OPENING, Lexicon};
use crate::matrix::TermMatrix;
use crate::terms::{Term, Terms};
use std::cell::OnceCell;
use warraq_core::{Block, DocumentView, NONE, Sentence, Span, StageError, Token, View};

/// A sentence that a summary may pick.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The index in the layer `sentences`.
    pub(crate) sentence: u32,
    /// The byte range.
    pub(crate) span: Span,
    /// The words and numbers.
    pub(crate) words: u32,
    /// The index of the block.
    pub(crate) block: u32,
    /// The number of headings before it.
    pub(crate) section: u32,
    pub(crate) is_point: bool,
    pub(crate) opens_block: bool,
    pub(crate) opens_section: bool,
    pub(crate) points_back: bool,
    pub(crate) concludes: bool,
    pub(crate) is_question: bool,
    pub(crate) names: u32,
    pub(crate) times: u32,
    pub(crate) numbers: u32,
}

/// The candidates of a document and what they are made of.
pub(crate) struct Digest {
    pub(crate) candidates: Vec<Candidate>,
    /// How often each term stands in each candidate.
    pub(crate) counts: TermMatrix,
    /// The terms of the title, or else of the first candidate.
    pub(crate) title: Vec<Term>,
    /// Whether `title` is that of a title.
    pub(crate) has_title: bool,
    /// The weight of a term: rarer in the document's sentences is heavier.
    pub(crate) term_weights: Vec<f32>,
    /// Made when they are first asked for.
    unit_rows: OnceCell<TermMatrix>,
    /// The words of the body.
    pub(crate) words: u64,
    /// The number of headings before the end.
    pub(crate) sections: u32,
}

/// What a block's sentences are to a summary.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Body,
    Point,
    Title,
    Heading,
    Apart,
}

#[derive(Clone, Copy)]
struct BlockFacts {
    role: Role,
    section: u32,
}

impl Digest {
    /// Reads the layers of `document`.
    pub(crate) fn new(
        document: &DocumentView<'_>,
        lexicon: &Lexicon,
        query: &[String],
    ) -> Result<(Self, Vec<Term>), StageError> {
        let mut reader = Reader::new(document, lexicon)?;
        reader.read()?;
        let has_title = !reader.title.is_empty();
        let title = reader.title_terms();
        let query = query.iter().filter_map(|word| reader.terms.find(word));
        let query = query.collect();
        let term_weights = weigh_terms(&reader.counts, reader.terms.len());
        let words = reader.candidates.iter().map(|one| u64::from(one.words));
        let digest = Self {
            words: words.sum(),
            sections: reader.candidates.last().map_or(0, |last| last.section),
            candidates: reader.candidates,
            counts: reader.counts,
            title,
            has_title,
            term_weights,
            unit_rows: OnceCell::new(),
        };
        Ok((digest, query))
    }

    /// The weighted terms of each candidate, scaled to unit length.
    pub(crate) fn unit_rows(&self) -> &TermMatrix {
        let weight = |term: u32| self.term_weights.get(term as usize).copied();
        self.unit_rows.get_or_init(|| {
            self.counts
                .scaled(|term, count| count * weight(term).unwrap_or(0.0))
        })
    }
}

/// Fills a digest.
struct Reader<'a> {
    document: DocumentView<'a>,
    lexicon: &'a Lexicon,
    sentences: View<'a, Sentence<'a>>,
    tokens: View<'a, Token<'a>>,
    facts: Vec<BlockFacts>,
    terms: Terms<'a>,
    candidates: Vec<Candidate>,
    counts: TermMatrix,
    title: Vec<Term>,
    title_text: &'a str,
    /// Where each term stands in the row that is being built, or in an older one.
    places: Vec<u32>,
    names: Marks<'a>,
    times: Marks<'a>,
    numbers: Marks<'a>,
}

impl<'a> Reader<'a> {
    fn new(document: &DocumentView<'a>, lexicon: &'a Lexicon) -> Result<Self, StageError> {
        let tokens = document.tokens()?;
        let spans = |view: Option<&'a [Span]>| Marks(view.unwrap_or_default());
        Ok(Self {
            document: *document,
            lexicon,
            sentences: document.sentences()?,
            tokens,
            facts: block_facts(&document.blocks()?),
            terms: Terms::new(document, tokens, lexicon),
            candidates: Vec::new(),
            counts: TermMatrix::new(),
            title: Vec::new(),
            title_text: "",
            places: Vec::new(),
            names: spans(document.optional_entities()?.map(|view| view.spans())),
            times: spans(document.optional_times()?.map(|view| view.spans())),
            numbers: spans(document.optional_numbers()?.map(|view| view.spans())),
        })
    }

    fn read(&mut self) -> Result<(), StageError> {
        let mut next_token = 0;
        let (mut last_block, mut last_section) = (NONE, NONE);
        for (index, span) in self.sentences.spans().iter().enumerate() {
            if index.is_multiple_of(1024) {
                self.document.checkpoint()?;
            }
            let range = self.tokens_of(span, next_token);
            next_token = range.end;
            let facts = self.facts.get(span.parent as usize).copied();
            match facts.map_or(Role::Body, |facts| facts.role) {
                Role::Title => {
                    self.title_text = self.text_of(span);
                    self.read_title(range);
                }
                Role::Heading | Role::Apart => {}
                // Pages say their title twice.
                _ if self.text_of(span) == self.title_text => {}
                role => {
                    let section = facts.map_or(0, |facts| facts.section);
                    let mut candidate = self.candidate(index, span, range.clone());
                    if candidate.words == 0 {
                        continue;
                    }
                    candidate.section = section;
                    candidate.is_point = role == Role::Point;
                    candidate.opens_block = span.parent != last_block;
                    candidate.opens_section = section != last_section;
                    (last_block, last_section) = (span.parent, section);
                    self.count_terms(range);
                    self.candidates.push(candidate);
                }
            }
        }
        Ok(())
    }

    /// The indexes of a sentence's tokens; those of the sentence before end at `from`.
    fn tokens_of(&self, sentence: &Span, from: usize) -> std::ops::Range<usize> {
        let spans = self.tokens.spans();
        let after = |from: usize, limit: u32| {
            let rest = spans.get(from..).unwrap_or_default();
            let passed = rest.iter().take_while(|token| token.start < limit);
            from + passed.count()
        };
        let start = after(from, sentence.start);
        start..after(start, sentence.end)
    }

    fn candidate(
        &mut self,
        index: usize,
        span: &Span,
        tokens: std::ops::Range<usize>,
    ) -> Candidate {
        let spans = self.tokens.spans().get(tokens.clone()).unwrap_or_default();
        let counted = spans.iter().filter(|token| self.terms.is_counted(token));
        let words = counted.count() as u32;
        let (points_back, concludes) = self.read_opening(tokens);
        Candidate {
            sentence: index as u32,
            span: *span,
            words,
            block: span.parent,
            section: 0,
            is_point: false,
            opens_block: false,
            opens_section: false,
            points_back,
            concludes,
            is_question: self.text_of(span).ends_with(['؟', '?']),
            names: self.names.advance(span),
            times: self.times.advance(span),
            numbers: self.numbers.advance(span),
        }
    }

    /// Whether the sentence points back, and whether it sums up.
    fn read_opening(&self, tokens: std::ops::Range<usize>) -> (bool, bool) {
        let mut opening = [""; LONGEST_OPENING];
        let mut known = 0;
        let words = self.tokens.slice(tokens);
        let words = words.filter(|token| self.terms.is_word(token.span()));
        for (place, word) in opening.iter_mut().zip(words) {
            *place = word.norm();
            known += 1;
        }
        let opening = opening.get(..known).unwrap_or_default();
        (
            self.lexicon.points_back(opening),
            self.lexicon.concludes(opening),
        )
    }

    fn text_of(&self, span: &Span) -> &'a str {
        let text = self.document.text();
        text.get(span.range()).unwrap_or_default().trim()
    }

    fn read_title(&mut self, tokens: std::ops::Range<usize>) {
        for index in tokens {
            let token = self.tokens.spans().get(index);
            if let Some(term) = token.and_then(|token| self.terms.term(index, token)) {
                self.title.push(term);
            }
        }
    }

    fn count_terms(&mut self, tokens: std::ops::Range<usize>) {
        let row_start = self.counts.next_place();
        for index in tokens {
            let Some(token) = self.tokens.spans().get(index) else {
                continue;
            };
            let Some(term) = self.terms.term(index, token) else {
                continue;
            };
            if self.places.len() <= term as usize {
                self.places.resize(term as usize + 1, NONE);
            }
            let Some(place) = self.places.get_mut(term as usize) else {
                continue;
            };
            if *place != NONE && *place >= row_start {
                self.counts.count_again(*place);
            } else {
                *place = self.counts.next_place();
                self.counts.push(term, 1.0);
            }
        }
        self.counts.end_row();
    }

    /// The title's terms, each once; without a title, those of the first candidate.
    fn title_terms(&mut self) -> Vec<Term> {
        let mut title = std::mem::take(&mut self.title);
        if title.is_empty() {
            title = self.counts.terms(0).to_vec();
        }
        title.sort_unstable();
        title.dedup();
        title
    }
}

/// The spans of a layer, counted sentence by sentence.
struct Marks<'a>(&'a [Span]);

impl Marks<'_> {
    /// How many start inside the sentence; sentences come in order.
    fn advance(&mut self, sentence: &Span) -> u32 {
        let before = self.0.iter().take_while(|span| span.start < sentence.start);
        let rest = self.0.get(before.count()..).unwrap_or_default();
        let inside = rest.iter().take_while(|span| span.start < sentence.end);
        let inside = inside.count();
        self.0 = rest.get(inside..).unwrap_or_default();
        inside as u32
    }
}

fn block_facts(blocks: &View<'_, Block<'_>>) -> Vec<BlockFacts> {
    let mut section = 0;
    let facts = blocks.iter().map(|block| {
        let role = match block.label() {
            "title" => Role::Title,
            "heading" => Role::Heading,
            "point" => Role::Point,
            "paragraph" | "list_item" | "quote" => Role::Body,
            _ => Role::Apart,
        };
        section += u32::from(role == Role::Heading);
        BlockFacts { role, section }
    });
    facts.collect()
}

/// ln(1 + sentences / sentences with the term), for each term.
fn weigh_terms(counts: &TermMatrix, terms: usize) -> Vec<f32> {
    let mut frequencies = vec![0u32; terms];
    for row in 0..counts.len() {
        for term in counts.terms(row) {
            if let Some(frequency) = frequencies.get_mut(*term as usize) {
                *frequency += 1;
            }
        }
    }
    let sentences = counts.len() as f32;
    let weigh = |frequency: &u32| logarithm(1.0 + sentences / (*frequency).max(1) as f32);
    frequencies.iter().map(weigh).collect()
}
