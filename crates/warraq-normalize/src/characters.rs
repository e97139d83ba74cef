//! One table-driven classification of characters, shared by every crate.
//!
//! Every stage asks the same few questions of a character. Answering them from
//! one table keeps the stages in agreement, and a table in the program's
//! read-only data answers in one load. The table is parsed from
//! `data/characters.tsv` while the crate is compiled.

const ARABIC_LETTER: u8 = 1;
const MARK: u8 = 1 << 1;
const TATWEEL: u8 = 1 << 2;
const INVISIBLE: u8 = 1 << 3;
const SENTENCE_FINAL: u8 = 1 << 4;
const PUNCTUATION: u8 = 1 << 5;
const DIGIT: u8 = 1 << 6;

/// The classes of the Basic Multilingual Plane, one byte a code point.
static BASIC_PLANE: [u8; 0x1_0000] = basic_plane();

/// The ranges above the Basic Multilingual Plane, sorted by their first code point.
static SUPPLEMENTARY: [Range; SUPPLEMENTARY_COUNT] = supplementary();

const SUPPLEMENTARY_COUNT: usize = count_supplementary();

/// A letter of the Arabic script, extended letters (گ چ پ ڤ ک ی) and
/// presentation forms included; marks and tatweel are not letters.
#[inline]
pub fn is_arabic_letter(character: char) -> bool {
    classes(character) & ARABIC_LETTER != 0
}

/// A combining mark of any script: harakat, Quranic marks, and every character
/// of the Unicode categories Mn, Mc and Me.
#[inline]
pub fn is_mark(character: char) -> bool {
    classes(character) & MARK != 0
}

/// Tatweel (kashida, U+0640), which stretches a word and means nothing.
#[inline]
pub fn is_tatweel(character: char) -> bool {
    classes(character) & TATWEEL != 0
}

/// A character without ink or width: a bidirectional control, a zero-width
/// character, the byte order mark or the soft hyphen.
#[inline]
pub fn is_invisible(character: char) -> bool {
    classes(character) & INVISIBLE != 0
}

/// A mark that may end a sentence: `.`, `!`, `?`, `؟`, `…`, `۔` and their doubled forms.
#[inline]
pub fn is_sentence_final(character: char) -> bool {
    classes(character) & SENTENCE_FINAL != 0
}

/// Punctuation: the Unicode categories P*, and the symbols of ASCII (`+`, `$`, `=` and so on).
#[inline]
pub fn is_punctuation(character: char) -> bool {
    classes(character) & PUNCTUATION != 0
}

/// The value of an ASCII (`0`), Arabic-Indic (`٠`) or extended Arabic-Indic (`۰`) digit.
#[inline]
pub fn digit_value(character: char) -> Option<u8> {
    if classes(character) & DIGIT == 0 {
        return None;
    }
    // The zeros of the three blocks are U+0030, U+0660 and U+06F0.
    Some((u32::from(character) & 0xF) as u8)
}

#[derive(Clone, Copy)]
struct Range {
    first: u32,
    last: u32,
    class: u8,
}

#[inline]
fn classes(character: char) -> u8 {
    match BASIC_PLANE.get(character as usize) {
        Some(&classes) => classes,
        None => supplementary_classes(u32::from(character)),
    }
}

#[cold]
fn supplementary_classes(code_point: u32) -> u8 {
    SUPPLEMENTARY
        .iter()
        .filter(|range| (range.first..=range.last).contains(&code_point))
        .fold(0, |classes, range| classes | range.class)
}

const SOURCE: &[u8] = include_bytes!("../data/characters.tsv");

const fn basic_plane() -> [u8; 0x1_0000] {
    let mut table = [0; 0x1_0000];
    let mut position = 0;
    while let Some((range, next)) = parse_line(position) {
        position = next;
        let mut code_point = range.first;
        while code_point <= range.last && code_point < 0x1_0000 {
            table[code_point as usize] |= range.class;
            code_point += 1;
        }
    }
    table
}

const fn count_supplementary() -> usize {
    let mut count = 0;
    let mut position = 0;
    while let Some((range, next)) = parse_line(position) {
        position = next;
        if range.last >= 0x1_0000 {
            count += 1;
        }
    }
    count
}

const fn supplementary() -> [Range; SUPPLEMENTARY_COUNT] {
    let none = Range {
        first: 0,
        last: 0,
        class: 0,
    };
    let mut ranges = [none; SUPPLEMENTARY_COUNT];
    let mut count = 0;
    let mut position = 0;
    while let Some((range, next)) = parse_line(position) {
        position = next;
        if range.last >= 0x1_0000 {
            ranges[count] = range;
            count += 1;
        }
    }
    ranges
}

/// Reads the first range at or after `position`, and where the next line starts.
const fn parse_line(mut position: usize) -> Option<(Range, usize)> {
    while position < SOURCE.len() && SOURCE[position] == b'#' {
        position = line_end(position) + 1;
    }
    if position >= SOURCE.len() {
        return None;
    }
    // A line is `XXXXXX<tab>XXXXXX<tab>class`.
    let range = Range {
        first: parse_hexadecimal(position),
        last: parse_hexadecimal(position + 7),
        class: parse_class(position + 14),
    };
    Some((range, line_end(position) + 1))
}

const fn line_end(mut position: usize) -> usize {
    while position < SOURCE.len() && SOURCE[position] != b'\n' {
        position += 1;
    }
    position
}

const fn parse_hexadecimal(start: usize) -> u32 {
    let mut value = 0;
    let mut position = start;
    while position < start + 6 {
        let digit = match SOURCE[position] {
            digit @ b'0'..=b'9' => digit - b'0',
            digit @ b'A'..=b'F' => digit - b'A' + 10,
            _ => panic!("a code point in characters.tsv is not six hexadecimal digits"),
        };
        value = value * 16 + digit as u32;
        position += 1;
    }
    value
}

/// Tells the classes apart by the first letters of their names.
const fn parse_class(position: usize) -> u8 {
    match (SOURCE[position], SOURCE[position + 1]) {
        (b'a', b'r') => ARABIC_LETTER,
        (b'm', b'a') => MARK,
        (b't', b'a') => TATWEEL,
        (b'i', b'n') => INVISIBLE,
        (b's', b'e') => SENTENCE_FINAL,
        (b'p', b'u') => PUNCTUATION,
        (b'd', b'i') => DIGIT,
        _ => panic!("unknown class in characters.tsv"),
    }
}
