//! The splitter: where the sentences of one block end.

use super::unmarked::Unmarked;
use super::words::{ABBREVIATIONS, CONTINUATIONS, SITE_ENDINGS, first_word, is_letter, last_word};
use std::ops::Range;
use warraq_normalize::characters;

/// A bracket that has not closed after so many bytes was forgotten.
const LONGEST_BRACKET: usize = 600;

/// Finds sentences in a range of text.
///
/// ```
/// use warraq_segment::SentenceSplitter;
///
/// let text = "زار د. سامي المعرض (بلغت المساحة 3.5 آلاف متر). هل يعود؟ نعم.";
/// let sentences: Vec<_> =
///     SentenceSplitter::default().sentences(text, 0..text.len(), false).map(|range| &text[range]).collect();
/// assert_eq!(sentences.len(), 3);
/// assert_eq!(sentences[1], "هل يعود؟");
/// ```
#[derive(Clone, Debug)]
pub struct SentenceSplitter {
    semicolons: bool,
    words_without_stop: usize,
}

impl Default for SentenceSplitter {
    fn default() -> Self {
        let options = super::SentencesOptions::default();
        Self::new(options.semicolons, options.words_without_stop)
    }
}

impl SentenceSplitter {
    /// A splitter; the arguments are those of [`super::SentencesOptions`].
    #[must_use]
    pub fn new(semicolons: bool, words_without_stop: usize) -> Self {
        Self {
            semicolons,
            words_without_stop,
        }
    }

    /// The sentences of the bytes `range` of `text`, without the white space around them; none if
    /// `range` is no slice of it. In a title `..` is a pause.
    pub fn sentences<'a>(
        &'a self,
        text: &'a str,
        range: Range<usize>,
        in_title: bool,
    ) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let block = text.get(range.clone()).unwrap_or_default();
        let marks = Marks {
            splitter: self,
            block,
            in_title,
            position: 0,
        };
        let start = range.start;
        let stretches =
            marks.flat_map(move |stretch| Unmarked::new(block, stretch, self.words_without_stop));
        stretches
            .filter_map(move |sentence| trimmed(block, sentence))
            .map(move |sentence| start + sentence.start..start + sentence.end)
    }
}

/// The range without the white space at its ends; none if nothing is left.
fn trimmed(block: &str, range: Range<usize>) -> Option<Range<usize>> {
    let sentence = block.get(range.clone())?;
    let start = range.start + (sentence.len() - sentence.trim_start().len());
    let end = range.start + sentence.trim_end().len();
    (start < end).then_some(start..end)
}

/// Cuts a block behind the marks that end a sentence.
struct Marks<'a> {
    splitter: &'a SentenceSplitter,
    block: &'a str,
    in_title: bool,
    position: usize,
}

impl Iterator for Marks<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.position;
        if start >= self.block.len() {
            return None;
        }
        let mut position = start;
        let mut bracket = None;
        while let Some((at, mark)) = self.next_mark(position) {
            position = at + mark.len_utf8();
            match mark {
                '(' => bracket = Some(at),
                ')' => bracket = None,
                _ => {
                    let end = self.run_end(position);
                    let inside = bracket.is_some_and(|open: usize| at - open < LONGEST_BRACKET);
                    let site = Site {
                        sentence: self.block.get(start..at).unwrap_or_default(),
                        marks: self.block.get(at..end).unwrap_or_default(),
                        rest: self.block.get(end..).unwrap_or_default(),
                        in_title: self.in_title,
                    };
                    position = end;
                    if !inside && let Some(closing) = site.boundary() {
                        self.position = end + closing;
                        return Some(start..self.position);
                    }
                }
            }
        }
        self.position = self.block.len();
        Some(start..self.position)
    }
}

impl Marks<'_> {
    /// The next final mark or bracket at or after `position`.
    #[inline]
    fn next_mark(&self, position: usize) -> Option<(usize, char)> {
        let bytes = self.block.as_bytes();
        let mut at = position;
        loop {
            at += telltale(bytes.get(at..)?)?;
            let byte = bytes.get(at).copied()?;
            if byte.is_ascii() {
                return Some((at, char::from(byte)));
            }
            // ؟ and ؛ end in a byte that few other characters end in; … begins with one.
            let first = if byte == 0xE2 {
                at
            } else {
                at.saturating_sub(1)
            };
            let mark = self.block.get(first..).and_then(|rest| rest.chars().next());
            match mark {
                Some(mark @ ('؟' | '…')) if first >= position => return Some((first, mark)),
                Some(mark @ '؛') if self.splitter.semicolons && first >= position => {
                    return Some((first, mark));
                }
                _ => at += 1,
            }
        }
    }

    /// Where the run of final marks that was entered ends; marks that stand apart (`. .`) are one run.
    fn run_end(&self, position: usize) -> usize {
        let mut end = position;
        let rest = self.block.get(position..).unwrap_or_default();
        for (offset, character) in rest.char_indices() {
            if characters::is_sentence_final(character) {
                end = position + offset + character.len_utf8();
            } else if character != ' ' {
                break;
            }
        }
        end
    }
}

/// So many bytes are compared at once.
const LANES: usize = 32;

/// The first byte that may belong to a mark. Such bytes are rare, so whole stretches are passed over.
#[inline]
fn telltale(bytes: &[u8]) -> Option<usize> {
    let mut passed = 0;
    for lanes in bytes.as_chunks::<LANES>().0 {
        // Two passes without a branch, which compile to comparisons of whole registers.
        let found = lanes.map(|byte| u8::from(is_telltale(byte)));
        if found.iter().fold(0, |any, one| any | one) != 0 {
            return Some(passed + found.iter().position(|found| *found != 0)?);
        }
        passed += LANES;
    }
    let rest = bytes.get(passed..)?;
    Some(passed + rest.iter().position(|byte| is_telltale(*byte))?)
}

/// `.` `!` `?` `(` `)`, the second bytes of ؟ and ؛, and the first of `…`.
#[inline]
fn is_telltale(byte: u8) -> bool {
    (byte == b'.')
        | (byte == b'!')
        | (byte == b'?')
        | (byte == b'(')
        | (byte == b')')
        | (byte == 0x9F)
        | (byte == 0x9B)
        | (byte == 0xE2)
}

/// A run of final marks and what stands around it.
struct Site<'a> {
    /// The sentence up to the marks.
    sentence: &'a str,
    marks: &'a str,
    /// The block behind the marks.
    rest: &'a str,
    in_title: bool,
}

impl Site<'_> {
    /// If a sentence ends here, the bytes of closing quotes and brackets behind its marks.
    fn boundary(&self) -> Option<usize> {
        let closing = self.closing_length();
        // The stop behind the quotation is the sentence's own: `سأل: «متى؟».`
        let closing = closing + self.final_marks_length(closing);
        let after = self.rest.get(closing..).unwrap_or_default();
        let next = after.trim_start().chars().next();
        let Some(next) = next else {
            return Some(closing);
        };
        if matches!(next, '،' | ',' | '؛' | ':' | ')' | ']') {
            return None;
        }
        if closing > 0 && CONTINUATIONS.contains(first_word(after.trim_start())) {
            return None;
        }
        let ends = match self.marks {
            "." => self.full_stop_ends(after, next),
            // Two stops end a sentence of running text and are a pause in a title or behind one word; three
            // are open.
            marks => match ellipsis(marks) {
                Some(dots) => dots == 2 && !self.in_title && self.has_words(),
                None => true,
            },
        };
        ends.then_some(closing)
    }

    /// Whether the sentence has more than one word.
    fn has_words(&self) -> bool {
        let start = self.sentence.trim_start();
        start.trim_end().contains(char::is_whitespace)
    }

    /// The bytes of the final marks behind the first `closing` bytes of the rest, which are quotes and
    /// brackets that close; with a space before them where the text sets its marks apart.
    fn final_marks_length(&self, closing: usize) -> usize {
        if closing == 0 {
            return 0;
        }
        let rest = self.rest.get(closing..).unwrap_or_default();
        let marks = match rest.strip_prefix(' ') {
            Some(behind) if self.sentence.ends_with(' ') => behind,
            _ => rest,
        };
        let behind = marks.trim_start_matches(characters::is_sentence_final);
        if behind.len() == marks.len() {
            return 0;
        }
        rest.len() - behind.len()
    }

    /// Quotes and brackets that close right behind the marks, or behind a space where the text sets its
    /// marks apart or the sentence goes on or ends behind them (`متى؟ "،`).
    fn closing_length(&self) -> usize {
        let Some(candidate) = self.rest.strip_prefix(' ') else {
            return self.closers(self.rest);
        };
        let length = self.closers(candidate);
        let behind = candidate.get(length..).unwrap_or_default();
        let marked = behind
            .chars()
            .next()
            .is_none_or(|next| matches!(next, '،' | ',') || characters::is_sentence_final(next));
        if length > 0 && (self.sentence.ends_with(' ') || marked) {
            return length + 1;
        }
        0
    }

    /// The bytes of quotes and brackets at the beginning of `text` that close.
    fn closers(&self, text: &str) -> usize {
        text.chars()
            .take(3)
            .take_while(|character| self.closes(*character))
            .map(char::len_utf8)
            .sum()
    }

    fn closes(&self, character: char) -> bool {
        match character {
            '»' | '”' | '’' | ')' | ']' => true,
            // A straight quote closes where an odd number stands before it.
            '"' => {
                self.sentence
                    .bytes()
                    .rev()
                    .take(LONGEST_BRACKET)
                    .filter(|byte| *byte == b'"')
                    .count()
                    % 2
                    == 1
            }
            _ => false,
        }
    }

    /// Whether a single full stop ends a sentence.
    fn full_stop_ends(&self, after: &str, next: char) -> bool {
        let before = self.sentence.trim_end_matches([' ', '\u{A0}']);
        let spaced = after.starts_with(char::is_whitespace);
        let previous = before.chars().next_back();
        let digit = |character: char| characters::digit_value(character).is_some();
        if previous.is_some_and(digit) {
            let is_decimal = !spaced && digit(next);
            return !is_decimal && !is_list_number(before);
        }
        if !spaced
            && next.is_ascii_alphanumeric()
            && previous.is_some_and(|c| c.is_ascii_alphanumeric())
        {
            return false;
        }
        let word = last_word(before);
        let in_front = before.get(..before.len() - word.len()).unwrap_or_default();
        let in_front = in_front.trim_end_matches(' ');
        let letters = letters(word);
        // The letter of `533م` and `1591 م` is a unit; د. and أ. are initials.
        let is_unit = in_front.chars().next_back().is_some_and(digit);
        let initial = letters == 1 && !is_unit;
        // سي.أن.أن, بي. بي. سي and إس . إم . تي spell foreign letters out.
        let next_word = first_word(after.trim_start());
        // A name with a dot: `العربية.نت`.
        if !spaced && letters > 0 && SITE_ENDINGS.contains(next_word) {
            return false;
        }
        let next_letters = self::letters(next_word);
        let behind_next = after.trim_start().get(next_word.len()..);
        let goes_on = spelled_letters(word) <= 2
            && next_letters <= 2
            && before.len() == self.sentence.len()
            && behind_next.is_some_and(|behind| behind.starts_with('.'));
        let short = (1..=3).contains(&letters) && (!spaced || in_front.ends_with('.'));
        let spelled = (short || goes_on) && (1..=3).contains(&next_letters);
        !(initial || spelled || ABBREVIATIONS.contains(word) || before.is_empty())
    }
}

/// The letters of a word without the article, which the first of several foreign letters may have:
/// `الكي. جي. بي`.
fn spelled_letters(word: &str) -> usize {
    let bare = ["وال", "بال", "ال"]
        .iter()
        .find_map(|article| word.strip_prefix(article));
    letters(bare.unwrap_or(word))
}

fn letters(word: &str) -> usize {
    word.chars().filter(|letter| is_letter(*letter)).count()
}

/// How many stops a run of marks has if it has nothing else; `…` counts as three.
fn ellipsis(marks: &str) -> Option<usize> {
    marks
        .chars()
        .filter(|mark| *mark != ' ')
        .map(|mark| match mark {
            '.' => Some(1),
            '…' => Some(3),
            _ => None,
        })
        .sum()
}

/// Whether a sentence is only a number so far: `1.` opens an item of a list.
fn is_list_number(sentence: &str) -> bool {
    let sentence = sentence.trim_start();
    sentence.len() <= 6
        && sentence
            .chars()
            .all(|character| characters::digit_value(character).is_some())
}
