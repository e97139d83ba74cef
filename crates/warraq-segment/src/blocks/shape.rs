//! What one line shows by itself: its marker, its label, its cues, without its neighbours.

use super::cues::{CUES, Words};
use super::lines::Line;
use warraq_normalize::characters;

/// The words of a label before a colon.
const LONGEST_LABEL: usize = 6;
/// A line of site furniture that is told by its words has at most so many.
const LONGEST_CUED: usize = 20;
/// A line that asks the reader to do something has at most so many.
const LONGEST_REQUEST: usize = 10;
/// A headline with a mark at its end has at most so many.
const LONGEST_HEADLINE: usize = 16;
/// A counter has at most so many.
const LONGEST_COUNTER: usize = 9;
/// A line that names who made the text, by a word that also opens titles, has at most so many.
const LONGEST_CREDIT: usize = 5;
/// An item of a menu, in bytes.
const LONGEST_ITEM: usize = 160;
/// What a photographer's name stands behind has more bytes than this.
const SHORTEST_CAPTION: usize = 12;
/// Bullets that writers glue to the word behind them; a dash of more width opens speech.
const GLUED: [char; 6] = ['*', '-', '•', '▪', '●', '■'];

/// If the line opens with a label and a colon, the label's number of words.
pub(super) fn is_point(line: &Line<'_>) -> Option<usize> {
    point_words(line.text)
}

pub(super) fn point_words(text: &str) -> Option<usize> {
    let (label, text) = label_of(text)?;
    let words = label.split_whitespace().count();
    let first = warraq_normalize::fold(label.split_whitespace().next()?);
    let good = (1..=LONGEST_LABEL).contains(&words)
        && !text.trim().is_empty()
        && !label.contains(['،', '.', '؟', '«', '"', '(', '“', '|', '/'])
        && !is_clause(label, &first);
    (good || is_initialled(label) && words <= LONGEST_LABEL && !text.trim().is_empty())
        .then_some(words)
}

/// Whether what stands before a colon is the beginning of a sentence and names nothing: it opens with a
/// verb of saying or with `و`, ends with one, or leads in a list.
fn is_clause(label: &str, first: &str) -> bool {
    let last = label.split_whitespace().next_back().unwrap_or_default();
    let last = warraq_normalize::fold(last);
    CUES.saying_words.contains(first)
        || CUES.saying_words.contains(last.as_ref())
        || CUES.closing_words.contains(last.as_ref())
        || is_joined(first)
}

/// Whether a folded word opens with the conjunction و.
fn is_joined(word: &str) -> bool {
    word.starts_with('و') && word.chars().nth(2).is_some() && !CUES.waw_words.contains(word)
}

/// Whether a line goes on with what stands before it: it opens with و.
pub(super) fn joins(line: &Line<'_>) -> bool {
    let first = line.folded.split_whitespace().next().unwrap_or_default();
    first == "و" || is_joined(first)
}

/// A speaker with a title before the name: `د. الشمري`.
fn is_initialled(label: &str) -> bool {
    let rest = label
        .strip_prefix("د. ")
        .or_else(|| label.strip_prefix("أ. "))
        .or_else(|| label.strip_prefix("م. "));
    rest.is_some_and(|rest| !rest.contains(['.', '،', ':']))
}

/// The label before the first colon of a line and the text behind it.
pub(super) fn label_of(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.split_once(':')?;
    // A clock time or a web address is no label.
    let clock = label.ends_with(|c: char| characters::digit_value(c).is_some())
        && rest.starts_with(|c: char| characters::digit_value(c).is_some());
    (!clock && !rest.starts_with("//")).then(|| (label.trim(), rest))
}

/// The bytes of a list marker with the white space behind it; 0 if the line has none.
pub(super) fn marker_length(text: &str) -> usize {
    let rest = text.trim_start_matches([
        '-', '–', '—', '•', '▪', '●', '*', '◦', '·', '■', '✓', '✔', '►', '▸', '○', '‣', '➢', '➤',
        '+', '✅', '☑', '◄', '◆', '◇', '★', '➔', '→', '←', '🔹', '🔸', '🔴', '🔵', '📌', '👈',
    ]);
    let bullet = text.len() - rest.len();
    let spaced = rest.starts_with([' ', '\t', '\u{A0}']);
    if bullet > 0 && bullet <= 4 && spaced {
        return text.len() - rest.trim_start().len();
    }
    if number_length(text) > 0 {
        return number_length(text);
    }
    let digits = text.trim_start_matches(|c: char| characters::digit_value(c).is_some());
    let letter = digits.len() == text.len();
    let after = if letter {
        text.strip_prefix(['أ', 'ب', 'ج', 'د', 'ه', 'و', 'a', 'b', 'c'])
            .unwrap_or("")
    } else {
        digits
    };
    let count = text.len() - after.len();
    let Some(rest) = after.trim_start().strip_prefix(['-', '.', ')', '–', ':']) else {
        return 0;
    };
    // `د. سامي` is a doctor, `ج:` a speaker, and 3.5 a number.
    let mark = after.trim_start().chars().next();
    if letter && !matches!(mark, Some('-' | ')' | '–'))
        || mark == Some(':')
        || count > 6
        || !rest.starts_with([' ', '\t', '\u{A0}'])
    {
        return 0;
    }
    text.len() - rest.trim_start().len()
}

/// The bullet that a line opens with, glued to its first word; a doubled one counts as one.
pub(super) fn glued_bullet(text: &str) -> Option<char> {
    let bullet = text.chars().next()?;
    let rest = text.trim_start_matches(bullet);
    let bullets = (text.len() - rest.len()) / bullet.len_utf8();
    let word = rest.trim_start_matches(['"', '«', '“', '#', '(']);
    (GLUED.contains(&bullet) && bullets <= 2 && word.starts_with(char::is_alphabetic))
        .then_some(bullet)
}

/// The bytes of a list marker, also of one that is glued to the word.
pub(super) fn item_marker_length(text: &str) -> usize {
    match (marker_length(text), glued_bullet(text)) {
        (0, Some(bullet)) => text.len() - text.trim_start_matches(bullet).len(),
        (length, _) => length,
    }
}

/// The bytes of a number in brackets or before a stroke, `[1]`, `(1)`, `1/`, with the white space
/// behind it; 0 if the line opens with none.
pub(super) fn number_length(text: &str) -> usize {
    let digit = |c: char| characters::digit_value(c).is_some();
    let closing = match text.chars().next() {
        Some('[') => ']',
        Some('(') => ')',
        _ => '/',
    };
    let opened = text.strip_prefix(['[', '(']).unwrap_or(text);
    let after = opened.trim_start_matches(digit);
    let digits = opened.len() - after.len();
    let rest = after.strip_prefix(closing).unwrap_or_default();
    let spaced = rest.starts_with([' ', '\t', '\u{A0}']);
    if digits == 0 || digits > 6 || !spaced {
        return 0;
    }
    text.len() - rest.trim_start().len()
}

/// Whether a line with a colon at its end leads in what follows, as a sentence does and a heading
/// does not: it opens with `و` before a verb or has a word such as `التالية`.
pub(super) fn introduces(line: &Line<'_>) -> bool {
    line.text.ends_with(':')
        && (line.folded.starts_with("وي")
            || line.folded.starts_with("وت")
            || line.folded.starts_with("ولا ")
            || contains_word(line, &CUES.lead_in_words))
}

pub(super) fn is_quotation(line: &Line<'_>) -> bool {
    let text = line.text.trim_end_matches(['.', ' ']);
    let pairs = [('«', '»'), ('“', '”'), ('"', '"')];
    line.words >= 4
        && pairs
            .iter()
            .any(|(open, close)| quoted(text, *open, *close))
}

/// Whether the mark that opens `text` closes at its end and not before.
fn quoted(text: &str, open: char, close: char) -> bool {
    let Some(inner) = text
        .strip_prefix(open)
        .and_then(|text| text.strip_suffix(close))
    else {
        return false;
    };
    if open == close {
        // A straight quote behind a word closes, one before a word opens a quotation in this one.
        let closes = |(at, _): (usize, &str)| {
            let before = inner.get(..at).unwrap_or_default();
            !before.is_empty() && !before.ends_with([' ', '(', '\u{640}'])
        };
        return !inner.match_indices(close).next().is_some_and(closes);
    }
    let closed = inner.find(close).unwrap_or(inner.len());
    inner.find(open).unwrap_or(inner.len()) <= closed
}

pub(super) fn is_furniture(line: &Line<'_>) -> bool {
    let folded = line.folded.as_str();
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let listed = || {
        CUES.furniture_lines.contains(bare)
            || CUES.furniture_lines.contains(folded)
            || starts(line, &CUES.furniture_starts)
            || line.words <= LONGEST_REQUEST
                && !line.text.ends_with('.')
                && starts(line, &CUES.furniture_requests)
    };
    let numeric = || !bare.contains(char::is_alphabetic);
    bare.is_empty()
        || line.words <= 3 && numeric()
        || line.words <= LONGEST_CUED && listed()
        || is_counter(line)
        || is_menu(line)
}

/// Whether a line holds its link to another page behind a cue: `قد يهمك: ...`.
pub(super) fn holds_link(line: &Line<'_>) -> bool {
    let behind = |cue: &String| line.folded.strip_prefix(cue.as_str()).map(str::trim_start);
    let marked = |rest: &str| rest.starts_with([':', '|', '/', '-', '–', '.']);
    line.words <= LONGEST_CUED
        && !line.ends_with_full_stop()
        && CUES.link_cues.iter().filter_map(behind).any(marked)
}

/// Whether a line that ends with `!` or dots may be a headline: it is short.
pub(super) fn is_headline(line: &Line<'_>) -> bool {
    line.words <= LONGEST_HEADLINE && (line.text.ends_with(['!', '…']) || line.text.ends_with(".."))
}

/// Whether a line has words of its own, three or more besides days, months and numbers.
pub(super) fn names_something(line: &Line<'_>) -> bool {
    let words = line.folded.split(|c: char| !c.is_alphabetic());
    let telling =
        words.filter(|word| word.chars().nth(1).is_some() && !CUES.months.contains(*word));
    telling.take(3).count() == 3
}

fn is_counter(line: &Line<'_>) -> bool {
    line.words <= LONGEST_COUNTER
        && line.folded.contains(|c: char| c.is_ascii_digit())
        && !line.ends_with_full_stop()
        && contains_word(line, &CUES.counter_words)
}

/// Short items in a row: a menu or a path through the site.
fn is_menu(line: &Line<'_>) -> bool {
    let separators = [" | ", " / ", " › ", " » ", " > ", "   ", "\t", " • ", " · "];
    // The first item of a menu is short.
    let mut head = line.text.len().min(LONGEST_ITEM);
    while !line.text.is_char_boundary(head) {
        head -= 1;
    }
    let head = line.text.get(..head).unwrap_or_default();
    let separators = separators
        .iter()
        .filter(|separator| head.contains(**separator));
    separators.into_iter().any(|separator| {
        let items: Vec<&str> = line
            .text
            .split(*separator)
            .filter(|item| !item.trim().is_empty())
            .take(12)
            .collect();
        items.len() >= 3
            && items
                .iter()
                .all(|item| item.split_whitespace().count() <= 4)
    })
}

pub(super) fn is_byline(line: &Line<'_>) -> bool {
    if line.words > 20 || line.ends_with_full_stop() && line.words > 6 {
        return false;
    }
    starts(line, &CUES.byline_starts)
        || line.words <= LONGEST_CREDIT && starts(line, &CUES.short_byline_starts)
        || is_date_line(line)
}

/// A line that is a date, or a place with a date, and no sentence.
pub(super) fn is_date_line(line: &Line<'_>) -> bool {
    if line.words > 11 || !line.folded.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let slashed = line.folded.split_whitespace().any(|word| {
        let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
        parts.len() == 3
            && parts
                .iter()
                .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
    });
    let month = contains_word(line, &CUES.months);
    let year = line
        .folded
        .split(|c: char| !c.is_ascii_digit())
        .any(|number| number.len() == 4 && number.starts_with(['1', '2']));
    (slashed && line.words <= 8 || month && year) && !line.ends_as_sentence()
}

pub(super) fn is_caption(line: &Line<'_>) -> bool {
    if line.words > 30 {
        return false;
    }
    let says = line
        .folded
        .split_whitespace()
        .next()
        .is_some_and(|word| CUES.saying_words.contains(word));
    if says {
        return false;
    }
    // An agency in brackets behind `وكالة` is a sentence's source and no credit.
    let part = |part: &String| line.folded.contains(part.as_str());
    let credited = line.text.trim_end_matches('.').ends_with(')')
        && CUES.caption_parts.iter().any(part)
        && !contains_word(line, &CUES.source_words);
    let behind = |mark: &str| {
        line.folded
            .find(mark)
            .is_some_and(|at| at > SHORTEST_CAPTION)
    };
    let named = behind("- تصوير") || behind(". تصوير");
    credited
        || named
        || line.words <= 16 && !line.ends_with_full_stop() && starts(line, &CUES.caption_starts)
}

/// Two to five words without marks, none of them a verb of saying: a person's name.
pub(super) fn is_name(line: &Line<'_>) -> bool {
    let plain = line
        .text
        .chars()
        .all(|c| c.is_alphabetic() || c == ' ' || c == '.' || characters::is_mark(c));
    plain && (2..=5).contains(&line.words) && !line.ends_with_full_stop()
}

/// A name behind its place or its task: `بيروت - رنا خوري`.
pub(super) fn is_placed_name(line: &Line<'_>) -> bool {
    let Some((place, name)) = line.text.split_once([':', '-', '–']) else {
        return false;
    };
    let plain = |text: &str| {
        text.chars()
            .all(|c| c.is_alphabetic() || c == ' ' || characters::is_mark(c))
    };
    let words = |text: &str| text.split_whitespace().count();
    plain(place)
        && plain(name)
        && (1..=2).contains(&words(place))
        && (1..=4).contains(&words(name))
        && words(place) + words(name) >= 3
}

pub(super) fn has_role(line: &Line<'_>) -> bool {
    let first = line.folded.split_whitespace().next();
    line.words <= 12
        && !line.ends_with_full_stop()
        && first.is_some_and(|word| CUES.roles.contains(word))
}

pub(super) fn contains_word(line: &Line<'_>, words: &Words) -> bool {
    line.folded
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| words.contains(word))
}

pub(super) fn starts(line: &Line<'_>, cues: &[String]) -> bool {
    let folded = line
        .folded
        .trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©' && c != '(');
    cues.iter().any(|cue| {
        folded.strip_prefix(cue.as_str()).is_some_and(|rest| {
            cue.ends_with(|c: char| !c.is_alphanumeric())
                || !rest.starts_with(char::is_alphanumeric)
        })
    })
}

/// Whether a line opens the words that a page is filed under.
pub(super) fn opens_tags(line: &Line<'_>) -> bool {
    let head = line.folded.split(':').next().unwrap_or_default();
    CUES.tag_words.contains(head.trim())
}

pub(super) fn is_comment_count(line: &Line<'_>) -> bool {
    let mut words = line.folded.split_whitespace();
    let number = words
        .next()
        .is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()));
    number && words.next().is_some_and(|word| word.starts_with("تعليق")) && words.next().is_none()
}
