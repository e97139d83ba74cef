//! The story of a page: which sentences speak of its subject, and where other stories begin.
//!
//! News sites add the openings of other stories below their own. They name people and places that
//! the document is not about, and share next to nothing with its title and its own opening.

/// The words of the subject that a sentence about it has.
const LEAST_SHARED: usize = 2;

/// The sentences at the end that make other stories, if none of them speaks of the subject.
const LEAST_OTHERS: u32 = 3;

/// What the title and the opening have, and how far the text comes back to it.
#[derive(Default)]
pub(crate) struct Story {
    /// For each stem, whether the title or the opening has it.
    subject: Vec<bool>,
    /// The stems of the sentence.
    terms: Vec<u32>,
    /// The sentences read so far, and the last that spoke of the subject.
    sentences: u32,
    end: u32,
}

impl Story {
    /// Takes a stem of the sentence.
    pub(crate) fn read(&mut self, term: u32) {
        self.terms.push(term);
    }

    /// Ends the sentence, and gives its number; `terms` stems are known by now.
    pub(crate) fn end_sentence(&mut self, terms: usize, opens: bool) -> u32 {
        self.subject.resize(terms, false);
        let mut shared = 0;
        for term in self.terms.drain(..) {
            if let Some(is_subject) = self.subject.get_mut(term as usize) {
                shared += usize::from(*is_subject);
                *is_subject |= opens;
            }
        }
        self.sentences += 1;
        if opens || shared >= LEAST_SHARED {
            self.end = self.sentences;
        }
        self.sentences
    }

    /// Whether the sentence of that number belongs to the story, and not to another one.
    pub(crate) fn has(&self, sentence: u32) -> bool {
        sentence <= self.end || self.sentences < self.end + LEAST_OTHERS
    }
}
