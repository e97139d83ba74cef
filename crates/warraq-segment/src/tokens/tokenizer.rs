//! The tokenizer: one pass over the characters of a range of text.

use super::character_table::{CharacterTable, Class, TABLE};
use super::{emoji, patterns};
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TokenKind {
    /// Letters of one script family, with their marks.
    Word,
    /// Digits, with decimal and thousands separators.
    Number,
    /// One punctuation mark, or a run of one mark (`...`).
    Punctuation,
    /// One symbol, or what has no ink.
    Symbol,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// `#` and a tag.
    Hashtag,
    /// `@` and a user name.
    Mention,
    /// An emoji with all that belongs to its picture.
    Emoji,
}

impl TokenKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::Word,
        Self::Number,
        Self::Punctuation,
        Self::Symbol,
        Self::Url,
        Self::Email,
        Self::Hashtag,
        Self::Mention,
        Self::Emoji,
    ];

    /// The label of the token in the `tokens` layer.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Number => "number",
            Self::Punctuation => "punctuation",
            Self::Symbol => "symbol",
            Self::Url => "url",
            Self::Email => "email",
            Self::Hashtag => "hashtag",
            Self::Mention => "mention",
            Self::Emoji => "emoji",
        }
    }
}

/// One token before it is a span of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawToken {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
    /// What it is.
    pub kind: TokenKind,
}

impl RawToken {
    /// The byte range.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Cuts text into tokens.
///
/// ```
/// use warraq_segment::{TokenKind, Tokenizer};
///
/// let text = "زار 12عامًا";
/// let tokens: Vec<_> = Tokenizer::default().tokens(text, 0..text.len()).collect();
/// assert_eq!(tokens.len(), 3);
/// assert_eq!((tokens[1].kind, tokens[1].range()), (TokenKind::Number, 7..9));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Tokenizer {
    table: &'static CharacterTable,
}

impl Default for Tokenizer {
    fn default() -> Self {
        Self { table: &TABLE }
    }
}

impl Tokenizer {
    /// The tokens of the bytes `range` of `text`, in order; none if `range` is no slice of it.
    pub fn tokens<'a>(
        &'a self,
        text: &'a str,
        range: Range<usize>,
    ) -> impl Iterator<Item = RawToken> + use<'a> {
        let end = range.end;
        let window = text.get(..end).unwrap_or_default();
        let start = if window.get(range.clone()).is_some() {
            range.start
        } else {
            window.len()
        };
        Tokens {
            table: self.table,
            text: window,
            position: start,
            no_pattern_before: start,
        }
    }
}

/// The state of one pass.
struct Tokens<'a> {
    table: &'a CharacterTable,
    /// The text up to the end of the range.
    text: &'a str,
    position: usize,
    /// No URL or e-mail address starts before this byte: what was looked at is not looked at again.
    no_pattern_before: usize,
}

impl Iterator for Tokens<'_> {
    type Item = RawToken;

    #[inline]
    fn next(&mut self) -> Option<RawToken> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.position) == Some(&b' ') {
            self.position += 1;
        }
        // Nearly all tokens of Arabic text are words of the Arabic block: they have a loop of their own.
        let start = self.position;
        if self.table.is_arabic_letter(bytes, start) {
            self.position = start + 2;
            let kind = self.arabic_word();
            return Some(self.token(start, kind));
        }
        self.next_of_any_kind()
    }
}

impl Tokens<'_> {
    fn token(&self, start: usize, kind: TokenKind) -> RawToken {
        RawToken {
            start: start as u32,
            end: self.position as u32,
            kind,
        }
    }

    #[inline(never)]
    fn next_of_any_kind(&mut self) -> Option<RawToken> {
        loop {
            let start = self.position;
            let (character, class) = self.peek(start)?;
            self.position = start + character.len_utf8();
            if class != Class::Space {
                let kind = self.rest_of_token(start, character, class);
                return Some(self.token(start, kind));
            }
        }
    }

    /// The rest of a word of the Arabic block.
    #[inline]
    fn arabic_word(&mut self) -> TokenKind {
        let bytes = self.text.as_bytes();
        let mut position = self.position;
        loop {
            position += common_letters_length(bytes, position);
            // A letter that is not among them (گ), or the end of the word.
            if !self.table.continues_arabic_word(bytes, position) {
                break;
            }
            position += 2;
        }
        self.position = position;
        // An ASCII character ends it; what else follows may be a mark or have no ink.
        if bytes.get(position).is_none_or(u8::is_ascii) {
            TokenKind::Word
        } else {
            self.word(Class::Arabic)
        }
    }

    /// Moves behind the token that starts at `start`, whose first character has been passed.
    #[inline]
    fn rest_of_token(&mut self, start: usize, character: char, class: Class) -> TokenKind {
        match class {
            Class::Arabic => self.word(Class::Arabic),
            Class::Letter => self
                .pattern(start)
                .unwrap_or_else(|| self.word(Class::Letter)),
            Class::Digit => self.number(start),
            Class::Punctuation => self.punctuation(start, character),
            Class::Emoji => self.emoji(start),
            Class::Space | Class::Mark | Class::Invisible | Class::Symbol => {
                self.symbol(start, class)
            }
        }
    }

    /// Letters of the class of the first one, with marks, and characters without ink between them.
    #[inline]
    fn word(&mut self, script: Class) -> TokenKind {
        while let Some((character, class)) = self.peek(self.position) {
            let continues = class == script
                || class == Class::Mark
                || class == Class::Invisible && self.word_resumes(script)
                || script == Class::Letter && self.joins_latin(character, class);
            if class == Class::Invisible && continues {
                continue;
            }
            if !continues {
                break;
            }
            self.position += character.len_utf8();
        }
        TokenKind::Word
    }

    /// Whether letters follow the characters without ink at the position; if so, moves to them.
    #[cold]
    fn word_resumes(&mut self, script: Class) -> bool {
        let mut position = self.position;
        while let Some((character, class)) = self.peek(position) {
            if class != Class::Invisible {
                if class == script || class == Class::Mark {
                    self.position = position;
                    return true;
                }
                return false;
            }
            position += character.len_utf8();
        }
        false
    }

    /// Digits inside a Latin word (`G20`), and an apostrophe or `_` between its letters.
    fn joins_latin(&self, character: char, class: Class) -> bool {
        if class == Class::Digit {
            return true;
        }
        if !matches!(character, '\'' | '\u{2019}' | '_') {
            return false;
        }
        let next = self.peek(self.position + character.len_utf8());
        next.is_some_and(|(_, class)| class == Class::Letter)
    }

    /// Digits, with separators that digits follow.
    fn number(&mut self, start: usize) -> TokenKind {
        if let Some(kind) = self.pattern(start) {
            return kind;
        }
        loop {
            self.skip_digits();
            let Some((separator, _)) = self.peek(self.position) else {
                break;
            };
            let after = self.position + separator.len_utf8();
            let digits = self.count_digits(after);
            let joins = match separator {
                '.' | '\u{066B}' => digits > 0,
                // A longer run is the next item of a list (`2010,2015`).
                ',' | '\u{066C}' => (1..=3).contains(&digits),
                _ => false,
            };
            if !joins {
                break;
            }
            self.position = after;
        }
        while let Some((character, Class::Mark)) = self.peek(self.position) {
            self.position += character.len_utf8();
        }
        TokenKind::Number
    }

    fn skip_digits(&mut self) {
        while let Some((character, Class::Digit)) = self.peek(self.position) {
            self.position += character.len_utf8();
        }
    }

    /// How many digits stand at `position`; counting ends at four.
    fn count_digits(&self, mut position: usize) -> usize {
        let mut count = 0;
        while let Some((character, Class::Digit)) = self.peek(position) {
            position += character.len_utf8();
            count += 1;
            if count == 4 {
                break;
            }
        }
        count
    }

    fn punctuation(&mut self, start: usize, character: char) -> TokenKind {
        let tag = match character {
            '#' => Some(TokenKind::Hashtag),
            '@' => Some(TokenKind::Mention),
            _ => None,
        };
        if let Some(kind) = tag {
            let length = self.tag_length(kind);
            if length > 0 {
                self.position += length;
                return kind;
            }
        }
        if matches!(character, '.' | '!' | '?' | '؟' | '-' | '_' | '*' | '=') {
            while self.peek(self.position).map(|(next, _)| next) == Some(character) {
                self.position += character.len_utf8();
            }
        } else if let Some((emoji::PICTURE_SELECTOR, _)) = self.peek(self.position) {
            return self.emoji(start);
        }
        while let Some((mark, Class::Mark)) = self.peek(self.position) {
            self.position += mark.len_utf8();
        }
        TokenKind::Punctuation
    }

    /// The bytes of the tag or user name behind `#` or `@`.
    fn tag_length(&self, kind: TokenKind) -> usize {
        let rest = self.text.get(self.position..).unwrap_or_default();
        let part_of_tag = |character: char| match self.table.class(character) {
            Class::Letter => kind == TokenKind::Hashtag || character.is_ascii(),
            Class::Digit => true,
            Class::Arabic | Class::Mark => kind == TokenKind::Hashtag,
            _ => character == '_',
        };
        let length = rest.find(|character| !part_of_tag(character));
        length.unwrap_or(rest.len())
    }

    fn emoji(&mut self, start: usize) -> TokenKind {
        let rest = self.text.get(start..).unwrap_or_default();
        self.position = start + emoji::sequence_length(rest);
        TokenKind::Emoji
    }

    fn symbol(&mut self, start: usize, class: Class) -> TokenKind {
        if let Some((emoji::PICTURE_SELECTOR, _)) = self.peek(self.position)
            && class == Class::Symbol
        {
            return self.emoji(start);
        }
        // Marks without a base, and characters without ink, stay together.
        while let Some((character, next)) = self.peek(self.position) {
            let joins = next == Class::Mark || next == class && class == Class::Invisible;
            if !joins {
                break;
            }
            self.position += character.len_utf8();
        }
        TokenKind::Symbol
    }

    /// A URL or an e-mail address at `start`; if there is one, moves behind it.
    fn pattern(&mut self, start: usize) -> Option<TokenKind> {
        if start < self.no_pattern_before {
            return None;
        }
        let rest = self.text.get(start..)?;
        let chunk = patterns::chunk_length(rest);
        match patterns::find(rest.get(..chunk)?) {
            Some((kind, length)) => {
                self.position = start + length;
                Some(kind)
            }
            None => {
                self.no_pattern_before = start + chunk;
                None
            }
        }
    }

    /// The character at the byte `position` and its class; none at the end.
    #[inline]
    fn peek(&self, position: usize) -> Option<(char, Class)> {
        let character = decode(self.text.as_bytes(), position)?;
        Some((character, self.table.class(character)))
    }
}

/// The bytes at `position` of UTF-8 `bytes` that are letters or marks of U+0620 to U+065F, looked at in
/// fours: 0xD8 with a second byte from 0xA0, or 0xD9 with one below it.
#[inline]
fn common_letters_length(bytes: &[u8], position: usize) -> usize {
    const FIRST_BYTES: u64 = 0x00D8_00D8_00D8_00D8;
    const ALL_BUT_LOWEST: u64 = 0x00FE_00FE_00FE_00FE;
    const LOWEST: u64 = 0x0001_0001_0001_0001;
    let mut length = 0;
    while let Some(four) = bytes.get(position + length..).and_then(<[u8]>::first_chunk) {
        let four = u64::from_le_bytes(*four);
        // The lowest bit of a first byte and bit 5 of its second byte (13 of the two) differ.
        let others = (four & ALL_BUT_LOWEST) ^ FIRST_BYTES | !((four >> 13) ^ four) & LOWEST;
        if others != 0 {
            return length + others.trailing_zeros() as usize / 16 * 2;
        }
        length += 8;
    }
    length
}

/// The character at the byte `position` of UTF-8 `bytes`.
#[inline]
fn decode(bytes: &[u8], position: usize) -> Option<char> {
    let first = u32::from(*bytes.get(position)?);
    if first < 0x80 {
        return char::from_u32(first);
    }
    let second = u32::from(*bytes.get(position + 1)?) & 0x3F;
    if first < 0xE0 {
        return char::from_u32((first & 0x1F) << 6 | second);
    }
    let third = u32::from(*bytes.get(position + 2)?) & 0x3F;
    if first < 0xF0 {
        return char::from_u32((first & 0xF) << 12 | second << 6 | third);
    }
    let fourth = u32::from(*bytes.get(position + 3)?) & 0x3F;
    char::from_u32((first & 7) << 18 | second << 12 | third << 6 | fourth)
}
