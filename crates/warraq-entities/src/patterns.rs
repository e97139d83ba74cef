//! URLs, e-mail addresses, hashtags, mentions of accounts and telephone numbers.
//!
//! Their form alone tells what they are, so they are found on the text itself, in one pass,
//! whatever the tokens are.

use std::ops::Range;

/// What a pattern is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PatternKind {
    Url,
    Email,
    Phone,
    Hashtag,
    Mention,
}

impl PatternKind {
    /// The label of the entity.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Url => "URL",
            Self::Email => "EMAIL",
            Self::Phone => "PHONE",
            Self::Hashtag => "HASHTAG",
            Self::Mention => "MENTION",
        }
    }

    /// What `origin` says.
    pub(crate) fn origin(self) -> &'static str {
        match self {
            Self::Url => "rule:url",
            Self::Email => "rule:email",
            Self::Phone => "rule:phone",
            Self::Hashtag => "rule:hashtag",
            Self::Mention => "rule:mention",
        }
    }
}

/// Longer runs without white space are no address; the bound keeps look-back short.
const LONGEST_NAME_PART: usize = 64;

/// A number needs so many digits to be a telephone number, and may not have more than this.
const PHONE_DIGITS: Range<usize> = 8..16;

/// All patterns of the text, in order, without overlap, as byte ranges.
pub(crate) fn find_patterns(text: &str) -> Vec<(Range<usize>, PatternKind)> {
    let mut found = Vec::new();
    // Where to look on, and where the last pattern ends: an address begins before its `@`.
    let (mut place, mut floor) = (0, 0);
    while let Some(offset) = text.get(place..).and_then(|rest| rest.find(is_trigger)) {
        let start = place + offset;
        match pattern_at(text, start, floor) {
            Some((range, kind)) => {
                place = range.end.max(start + 1);
                floor = place;
                found.push((range, kind));
            }
            None => place = end_of_character(text, start),
        }
    }
    found
}

fn is_trigger(character: char) -> bool {
    matches!(character, 'h' | 'H' | 'w' | 'W' | '@' | '#' | '+' | '0'..='9' | '٠'..='٩')
}

/// The pattern that the trigger at `start` belongs to; it may begin as early as `floor`.
fn pattern_at(text: &str, start: usize, floor: usize) -> Option<(Range<usize>, PatternKind)> {
    let rest = text.get(start..)?;
    let inside_word = text
        .get(..start)?
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric);
    match rest.chars().next()? {
        '@' => email_around(text, start, floor).or_else(|| account_at(rest, start, inside_word)),
        '#' if !inside_word => tag_at(rest, start),
        'h' | 'H' | 'w' | 'W' if !inside_word => url_at(rest, start),
        '+' | '0'..='9' | '٠'..='٩' if !inside_word => phone_at(rest, start),
        _ => None,
    }
}

fn url_at(rest: &str, start: usize) -> Option<(Range<usize>, PatternKind)> {
    let begins = |prefix: &str| {
        rest.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    let prefix = ["https://", "http://", "www."]
        .into_iter()
        .find(|prefix| begins(prefix))?;
    let length = rest.find(ends_url).unwrap_or(rest.len());
    let body = rest.get(..length)?.trim_end_matches([
        '.', ',', '،', ';', '؛', ':', '!', '؟', '?', ')', ']', '\'', '"',
    ]);
    let named = body.len() > prefix.len() + 2;
    named.then(|| (start..start + body.len(), PatternKind::Url))
}

fn ends_url(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '"' | '<' | '>' | '«' | '»' | '“' | '”' | '،' | '؛'
        )
}

/// An address whose `@` stands at `at`.
fn email_around(text: &str, at: usize, floor: usize) -> Option<(Range<usize>, PatternKind)> {
    let is_name = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-' | '+' | '%')
    };
    let before = text.get(floor..at)?;
    let name = before
        .chars()
        .rev()
        .take(LONGEST_NAME_PART)
        .take_while(|&character| is_name(character))
        .count();
    let after = text.get(at + 1..)?;
    let is_host =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-');
    let length = after
        .find(|character| !is_host(character))
        .unwrap_or(after.len());
    let host = after.get(..length)?.trim_end_matches(['.', '-']);
    let dotted = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
    (name > 0 && dotted).then(|| (at - name..at + 1 + host.len(), PatternKind::Email))
}

fn account_at(rest: &str, start: usize, inside_word: bool) -> Option<(Range<usize>, PatternKind)> {
    let name = rest.get(1..)?;
    let length = name
        .find(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .unwrap_or(name.len());
    (!inside_word && length > 1).then(|| (start..start + 1 + length, PatternKind::Mention))
}

fn tag_at(rest: &str, start: usize) -> Option<(Range<usize>, PatternKind)> {
    let name = rest.get(1..)?;
    let is_part = |character: char| {
        character.is_alphanumeric()
            || character == '_'
            || crate::fold::is_arabic_word_character(character)
    };
    let length = name
        .find(|character| !is_part(character))
        .unwrap_or(name.len());
    let has_letter = name.get(..length)?.chars().any(char::is_alphabetic);
    has_letter.then(|| (start..start + 1 + length, PatternKind::Hashtag))
}

/// A telephone number: it begins with `+` or `00`, or with `0` and groups of digits.
fn phone_at(rest: &str, start: usize) -> Option<(Range<usize>, PatternKind)> {
    let is_part = |character: char| {
        character.is_numeric() || matches!(character, ' ' | '-' | '(' | ')' | '+' | '\u{00A0}')
    };
    let length = rest
        .find(|character| !is_part(character))
        .unwrap_or(rest.len());
    let body = rest.get(..length)?;
    let body = body
        .trim_end_matches(|character: char| !character.is_numeric() && character != ')')
        .trim_end_matches('(');
    let digits = body
        .chars()
        .filter(|character| character.is_numeric())
        .count();
    let begins = ["+", "00", "٠٠"]
        .iter()
        .any(|prefix| body.starts_with(prefix))
        || (body.starts_with(['0', '٠']) && digits >= 9);
    let spaced = body.contains("  ") || body.get(1..).is_some_and(|tail| tail.contains('+'));
    (begins && !spaced && PHONE_DIGITS.contains(&digits))
        .then(|| (start..start + body.len(), PatternKind::Phone))
}

fn digits_length(rest: &str) -> usize {
    rest.find(|character: char| !character.is_numeric())
        .unwrap_or(rest.len())
}

fn end_of_character(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    // A run of digits that is no telephone number is passed over at once: none begins inside it.
    let digits = digits_length(rest);
    start
        + if digits > 0 {
            digits
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        }
}
