//! What each line of a page is.
//!
//! A page is read in three parts: what stands before the running text (section, title, author), the
//! text with its headings, points and lists, and what stands behind it (author, related pages,
//! comments). The same line means different things in each.

use super::cues::{CUES, Class, Words};
use super::hints::Hint;
use super::lines::Line;
use warraq_normalize::characters;

/// What a block is; the label in the `blocks` layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Kicker,
    Title,
    Heading,
    Paragraph,
    Point,
    /// The label of a point, without its colon.
    PartName,
    ListItem,
    Quote,
    Byline,
    Caption,
    Furniture,
}

impl Label {
    pub(super) const ALL: [Self; 11] = [
        Self::Kicker,
        Self::Title,
        Self::Heading,
        Self::Paragraph,
        Self::Point,
        Self::PartName,
        Self::ListItem,
        Self::Quote,
        Self::Byline,
        Self::Caption,
        Self::Furniture,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Kicker => "kicker",
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Paragraph => "paragraph",
            Self::Point => "point",
            Self::PartName => "point_label",
            Self::ListItem => "list_item",
            Self::Quote => "quote",
            Self::Byline => "byline",
            Self::Caption => "caption",
            Self::Furniture => "furniture",
        }
    }
}

/// A heading and a title have at most so many words.
const LONGEST_HEADING: usize = 14;
const LONGEST_TITLE: usize = 24;
const LONGEST_LABEL: usize = 6;
/// A line of site furniture that is told by its words has at most so many.
const LONGEST_CUED: usize = 20;
/// An item of a menu, in bytes.
const LONGEST_ITEM: usize = 160;

/// The labels of `lines`.
pub(super) fn classify(lines: &[Line<'_>], hints: &[Hint]) -> Vec<Label> {
    let hint = |index: usize| hints.get(index).copied().unwrap_or_default();
    let mut labels: Vec<Option<Label>> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| certain(line, hint(index)))
        .collect();
    let body = lines
        .iter()
        .zip(&labels)
        .position(|(line, label)| matches!(label, None | Some(Label::Paragraph)) && line.is_prose())
        .unwrap_or(lines.len());
    let last = lines
        .iter()
        .zip(&labels)
        .rposition(|(line, label)| {
            matches!(label, Some(Label::ListItem | Label::Quote))
                || matches!(label, None | Some(Label::Paragraph)) && line.is_prose()
        })
        .unwrap_or(body);
    let foot = foot(lines, body);
    interview(lines, &mut labels);
    head(lines, hints, &mut labels, body);
    let mut related = false;
    for (index, line) in lines.iter().enumerate().skip(body.min(lines.len())) {
        if index >= foot {
            labels
                .get_mut(index)
                .into_iter()
                .for_each(|label| *label = Some(Label::Furniture));
            continue;
        }
        let opens_related = starts(line, &CUES.related_starts) && line.words <= 6;
        if opens_related {
            related = true;
        } else if line.is_prose() && !hint(index).furniture {
            related = false;
        }
        let Some(label) = labels.get_mut(index) else {
            continue;
        };
        if opens_related || related {
            *label = Some(Label::Furniture);
        } else if label.is_none() {
            let next = lines.get(index + 1);
            *label = Some(if index > last {
                tail(line)
            } else {
                middle(line, next, hint(index))
            });
        }
    }
    labels
        .into_iter()
        .map(|label| label.unwrap_or(Label::Paragraph))
        .collect()
}

/// Turns of an interview that are set as list items: a question is a heading, an answer running text,
/// and a turn that opens with its speaker's name a point.
fn interview(lines: &[Line<'_>], labels: &mut [Option<Label>]) {
    let asks = |line: &Line<'_>| line.text.ends_with(['؟', '?']);
    let turns = |index: usize| {
        lines
            .get(index)
            .is_some_and(|line| marker_length(line.text) > 0)
    };
    let pairs = lines
        .windows(2)
        .enumerate()
        .filter(|(index, pair)| {
            turns(*index)
                && turns(index + 1)
                && pair.first().is_some_and(asks)
                && !pair.last().is_some_and(asks)
        })
        .count();
    if pairs < 2 {
        return;
    }
    for (index, (line, label)) in lines.iter().zip(labels).enumerate() {
        if *label == Some(Label::ListItem) && turns(index) {
            let text = line
                .text
                .get(marker_length(line.text)..)
                .unwrap_or_default();
            *label = Some(if point_words(text).is_some() {
                Label::Point
            } else if asks(line) {
                Label::Heading
            } else {
                Label::Paragraph
            });
        }
    }
}

/// Where the foot of the page begins, behind which nothing is content.
fn foot(lines: &[Line<'_>], body: usize) -> usize {
    let found = lines.iter().enumerate().skip(body).find(|(_, line)| {
        line.words <= 8 && (starts(line, &CUES.foot_starts) || is_comment_count(line))
    });
    found.map_or(lines.len(), |(index, _)| index)
}

fn is_comment_count(line: &Line<'_>) -> bool {
    let mut words = line.folded.split_whitespace();
    let number = words
        .next()
        .is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()));
    number && words.next().is_some_and(|word| word.starts_with("تعليق")) && words.next().is_none()
}

/// What a line is whatever stands around it.
fn certain(line: &Line<'_>, hint: Hint) -> Option<Label> {
    if hint.furniture || hint.class == Some(Class::Furniture) {
        return Some(Label::Furniture);
    }
    if hint.caption || hint.class == Some(Class::Caption) {
        return Some(Label::Caption);
    }
    if is_byline(line) || (hint.time || hint.class == Some(Class::Byline)) && line.words <= 25 {
        return Some(Label::Byline);
    }
    if hint.heading == 1 {
        return Some(Label::Title);
    }
    if is_furniture(line) {
        return Some(Label::Furniture);
    }
    if hint.heading > 1 {
        return Some(Label::Heading);
    }
    match hint.class {
        Some(Class::Kicker) if line.words <= 5 => return Some(Label::Kicker),
        Some(Class::Quote) => return Some(Label::Quote),
        Some(Class::Heading) if line.words <= LONGEST_HEADING && !line.ends_with_full_stop() => {
            return Some(Label::Heading);
        }
        _ => {}
    }
    if hint.quote || is_quotation(line) && !hint.known {
        return Some(Label::Quote);
    }
    if is_caption(line) {
        return Some(Label::Caption);
    }
    (hint.list_item || marker_length(line.text) > 0).then_some(Label::ListItem)
}

/// Labels what stands before the running text.
fn head(lines: &[Line<'_>], hints: &[Hint], labels: &mut [Option<Label>], body: usize) {
    let marked = labels.iter().position(|label| *label == Some(Label::Title));
    let free =
        |index: usize, labels: &[Option<Label>]| labels.get(index).is_some_and(Option::is_none);
    let candidates = (0..body).filter(|index| free(*index, labels));
    let fits = |index: &usize| {
        lines.get(*index).is_some_and(|line| {
            (2..=LONGEST_TITLE).contains(&line.words) && !line.text.ends_with('.')
        })
    };
    // The longest line before the text is the title; of equals the first.
    let words = |index: &usize| lines.get(*index).map_or(0, |line| line.words.min(8));
    let chosen = candidates
        .filter(fits)
        .max_by_key(|index| (words(index), std::cmp::Reverse(*index)));
    let Some(title) = marked.or(chosen) else {
        return;
    };
    for (index, line) in lines.iter().enumerate().take(body.max(title + 1)) {
        let hint = hints.get(index).copied().unwrap_or_default();
        let Some(label) = labels
            .get_mut(index)
            .filter(|label| label.is_none() || index == title)
        else {
            continue;
        };
        *label = Some(if index == title {
            Label::Title
        } else if index < title {
            let is_last = index + 1 == title;
            if is_last && line.words <= 5 || hint.known && line.words <= 4 {
                Label::Kicker
            } else {
                Label::Furniture
            }
        } else if is_point(line).is_some() && line.words > 8 {
            Label::Point
        } else if is_name(line) || is_placed_name(line) {
            Label::Byline
        } else if line.words <= 3 && !line.ends_as_sentence() && !hint.known {
            Label::Furniture
        } else if line.words <= LONGEST_HEADING && index + 1 >= body && !line.ends_with_full_stop()
        {
            Label::Heading
        } else {
            Label::Paragraph
        });
    }
}

/// A line inside the running text.
fn middle(line: &Line<'_>, next: Option<&Line<'_>>, hint: Hint) -> Label {
    let ordinal = label_of(line.text).is_some_and(|(label, _)| {
        CUES.ordinals
            .contains(warraq_normalize::fold(label).as_ref())
    });
    if ordinal && line.words <= LONGEST_HEADING && !line.ends_with_full_stop() {
        return Label::Heading;
    }
    if let Some(label) = is_point(line)
        && (line.words >= LONGEST_HEADING
            || line.ends_as_sentence()
            || label <= 2 && line.words > label + 2)
        && !(line.text.ends_with('؟') && line.words < LONGEST_HEADING && label > 2)
    {
        return Label::Point;
    }
    let short = line.words <= LONGEST_HEADING && !line.ends_with_full_stop();
    let says = line
        .folded
        .split_whitespace()
        .next()
        .is_some_and(|word| CUES.saying_words.contains(word.trim_end_matches(':')));
    let followed = next.is_some();
    if short
        && followed
        && !(line.text.ends_with(':') && (says || line.words > 6))
        && (!hint.known || hint.bold || line.words <= 10 && hint.class.is_some())
    {
        return Label::Heading;
    }
    Label::Paragraph
}

/// A line behind the running text: a name, a role, or the site's.
fn tail(line: &Line<'_>) -> Label {
    if is_name(line) || is_placed_name(line) || has_role(line) {
        Label::Byline
    } else if line.ends_as_sentence() && line.words >= 2 {
        Label::Paragraph
    } else {
        Label::Furniture
    }
}

/// If the line opens with a label and a colon, the label's number of words.
fn is_point(line: &Line<'_>) -> Option<usize> {
    point_words(line.text)
}

fn point_words(text: &str) -> Option<usize> {
    let (label, text) = label_of(text)?;
    let words = label.split_whitespace().count();
    let first = warraq_normalize::fold(label.split_whitespace().next()?);
    let good = (1..=LONGEST_LABEL).contains(&words)
        && !text.trim().is_empty()
        && !label.contains(['،', '.', '؟', '«', '"', '(', '“', '|', '/'])
        && !CUES.saying_words.contains(first.as_ref());
    (good || is_initialled(label) && words <= LONGEST_LABEL && !text.trim().is_empty())
        .then_some(words)
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
    ]);
    let bullet = text.len() - rest.len();
    let spaced = rest.starts_with([' ', '\t', '\u{A0}']);
    if bullet > 0 && bullet <= 3 && spaced {
        return text.len() - rest.trim_start().len();
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

fn is_quotation(line: &Line<'_>) -> bool {
    let text = line.text.trim_end_matches(['.', ' ']);
    let closed = text.starts_with('«') && text.ends_with('»')
        || text.starts_with('“') && text.ends_with('”')
        || text.starts_with('"') && text.ends_with('"');
    closed && line.words >= 4
}

fn is_furniture(line: &Line<'_>) -> bool {
    let folded = line.folded.as_str();
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let listed = || {
        CUES.furniture_lines.contains(bare)
            || CUES.furniture_lines.contains(folded)
            || starts(line, &CUES.furniture_starts)
    };
    let numeric = || !bare.contains(char::is_alphabetic);
    bare.is_empty()
        || line.words <= 3 && numeric()
        || line.words <= LONGEST_CUED && listed()
        || is_counter(line)
        || is_menu(line)
}

fn is_counter(line: &Line<'_>) -> bool {
    line.words <= 9
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

fn is_byline(line: &Line<'_>) -> bool {
    if line.words > 20 || line.ends_with_full_stop() && line.words > 6 {
        return false;
    }
    starts(line, &CUES.byline_starts) || is_date_line(line)
}

/// A line that is a date, or a place with a date, and no sentence.
fn is_date_line(line: &Line<'_>) -> bool {
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

fn is_caption(line: &Line<'_>) -> bool {
    if line.words > 30 {
        return false;
    }
    let part = CUES
        .caption_parts
        .iter()
        .any(|part| line.folded.contains(part.as_str()));
    let says = line
        .folded
        .split_whitespace()
        .next()
        .is_some_and(|word| CUES.saying_words.contains(word));
    if says {
        return false;
    }
    let credited = part && line.text.trim_end_matches('.').ends_with(')');
    let named = line.folded.contains("- تصوير") || line.folded.contains(". تصوير");
    credited
        || named
        || line.words <= 16 && !line.ends_with_full_stop() && starts(line, &CUES.caption_starts)
}

/// Two to five words without marks, none of them a verb of saying: a person's name.
fn is_name(line: &Line<'_>) -> bool {
    let plain = line
        .text
        .chars()
        .all(|c| c.is_alphabetic() || c == ' ' || c == '.' || characters::is_mark(c));
    plain && (2..=5).contains(&line.words) && !line.ends_with_full_stop()
}

/// A name behind its place or its task: `بيروت - رنا خوري`.
fn is_placed_name(line: &Line<'_>) -> bool {
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

fn has_role(line: &Line<'_>) -> bool {
    let first = line.folded.split_whitespace().next();
    line.words <= 12
        && !line.ends_with_full_stop()
        && first.is_some_and(|word| CUES.roles.contains(word))
}

fn contains_word(line: &Line<'_>, words: &Words) -> bool {
    line.folded
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| words.contains(word))
}

fn starts(line: &Line<'_>, cues: &[String]) -> bool {
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
