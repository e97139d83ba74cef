//! Lines that a page sets in a row: the turns of an interview, numbered headings, the dates of a time
//! line, bullets without a space.
//!
//! One such line says little; what its like are and where they stand says the rest.

use super::classify::LONGEST_HEADING;
use super::label::Label;
use super::lines::Line;
use super::shape::{glued_bullet, is_date_line, marker_length, point_words};
use std::ops::Range;

/// Turns of an interview that are set as list items: a question is a heading, an answer running text,
/// and a turn that opens with its speaker's name a point.
pub(super) fn interview(lines: &[Line<'_>], labels: &mut [Option<Label>]) {
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
    let turned = (0..lines.len()).filter(|index| turns(*index)).count();
    if pairs < 2 {
        return numbered_headings(lines, labels);
    }
    if 3 * pairs < turned {
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

/// Numbered lines that stand alone, each before text of its own, are headings and no list.
fn numbered_headings(lines: &[Line<'_>], labels: &mut [Option<Label>]) {
    let numbered = |index: usize| {
        lines.get(index).is_some_and(|line| {
            marker_length(line.text) > 0 && line.text.starts_with(char::is_numeric)
        })
    };
    let alone = |index: &usize| {
        numbered(*index)
            && !numbered(index + 1)
            && !index.checked_sub(1).is_some_and(numbered)
            && lines
                .get(*index)
                .is_some_and(|line| line.words <= LONGEST_HEADING && !line.ends_with_full_stop())
    };
    let found: Vec<usize> = (0..lines.len()).filter(alone).collect();
    let before_text = |index: &&usize| {
        lines
            .get(**index + 1)
            .is_some_and(|next| marker_length(next.text) == 0)
    };
    if found.iter().filter(before_text).count() < 2 {
        return;
    }
    for index in found {
        if let Some(label) = labels
            .get_mut(index)
            .filter(|label| **label == Some(Label::ListItem))
        {
            *label = Some(Label::Heading);
        }
    }
}

/// Dates that stand alone in the running text, each before text of its own, are the headings of a time
/// line; one alone is the date of the page.
pub(super) fn dated_headings(lines: &[Line<'_>], labels: &mut [Option<Label>], text: Range<usize>) {
    let heads = |index: &usize| {
        lines.get(*index).is_some_and(is_date_line)
            && lines.get(index + 1).is_some_and(Line::is_prose)
    };
    let found: Vec<usize> = text.skip(1).filter(heads).collect();
    if found.len() < 2 {
        return;
    }
    for index in found {
        if let Some(label) = labels.get_mut(index) {
            *label = Some(Label::Heading);
        }
    }
}

/// Lines that open with a bullet glued to the word (`*شاكر`) are a list if there are two or more of the
/// kind; one alone is a note.
pub(super) fn glued_lists(lines: &[Line<'_>], labels: &mut [Option<Label>]) {
    let bullets: Vec<Option<char>> = lines.iter().map(|line| glued_bullet(line.text)).collect();
    for (bullet, label) in bullets.iter().zip(labels) {
        let alike = bullets.iter().filter(|other| *other == bullet).take(2);
        if label.is_none() && bullet.is_some() && alike.count() == 2 {
            *label = Some(Label::ListItem);
        }
    }
}
