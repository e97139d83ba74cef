//! What each line of a page is.
//!
//! A page is read in three parts: what stands before the running text (section, title, author), the
//! text with its headings, points and lists, and what stands behind it (author, related pages,
//! comments). The same line means different things in each.

use super::cues::{CUES, Class};
use super::hints::Hint;
use super::label::Label;
use super::lines::Line;
use super::repeats::{previews, unfinished_teasers};
use super::series::{dated_headings, glued_lists, interview};
use super::shape::{
    has_role, holds_link, introduces, is_byline, is_caption, is_comment_count, is_furniture,
    is_headline, is_name, is_placed_name, is_point, is_quotation, joins, label_of, marker_length,
    names_something, opens_tags, starts,
};

/// A heading and a title have at most so many words.
pub(super) const LONGEST_HEADING: usize = 14;
const LONGEST_TITLE: usize = 24;
/// What stands between the title and the text is its deck if it has more words than this.
const LONGEST_FIRST_HEADING: usize = 8;
/// A line of so many words is longer than titles are.
const LONGEST_HEADLINE: usize = 18;

/// The labels of `lines`.
pub(super) fn classify(lines: &[Line<'_>], hints: &[Hint]) -> Vec<Label> {
    let hint = |index: usize| hints.get(index).copied().unwrap_or_default();
    let mut labels: Vec<Option<Label>> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| certain(line, hint(index)))
        .collect();
    if hints.is_empty() {
        certain_of_plain_text(lines, &mut labels);
    }
    previews(lines, &mut labels);
    let body = beginning_of_text(lines, hints, &labels);
    let foot = end_of_content(lines, hints, &labels, body).min(foot(lines, body));
    let last = lines
        .iter()
        .zip(&labels)
        .take(foot)
        .rposition(|(line, label)| {
            matches!(label, Some(Label::ListItem | Label::Quote))
                || matches!(label, None | Some(Label::Paragraph)) && line.is_prose()
        })
        .unwrap_or(body);
    interview(lines, &mut labels);
    dated_headings(lines, &mut labels, body..last);
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
        let opens_related = opens_related(line)
            && !(names_something(line) && lines.get(index + 1).is_some_and(Line::is_prose));
        if opens_related {
            related = true;
        } else if line.is_prose() && !hint(index).furniture {
            related = false;
        } else if related && heads_text(lines, index) {
            // A short line between links and running text names the text, not a page.
            related = false;
        }
        let before = index
            .checked_sub(1)
            .and_then(|index| labels.get(index).copied().flatten());
        let Some(label) = labels.get_mut(index) else {
            continue;
        };
        if opens_related || related {
            *label = Some(Label::Furniture);
        } else if label.is_none() {
            let next = lines.get(index + 1);
            *label = Some(if index > last {
                let above = index.checked_sub(1).and_then(|index| lines.get(index));
                let led = hints.is_empty()
                    && (above.is_some_and(leads_in)
                        || before == Some(Label::ListItem) && index > last + 1);
                tail(line, before, led)
            } else if before == Some(Label::Quote) && attributes(line) {
                Label::Quote
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

/// What is certain of lines that no markup describes.
fn certain_of_plain_text(lines: &[Line<'_>], labels: &mut [Option<Label>]) {
    glued_lists(lines, labels);
    for (line, label) in lines.iter().zip(labels.iter_mut()).skip(1) {
        if label.is_none() && holds_link(line) {
            *label = Some(Label::Furniture);
        }
    }
    quoted_lines(lines, labels);
}

/// A quotation without markup is a heading if it is short and stands above a paragraph, and running text
/// if the line before leads it in.
fn quoted_lines(lines: &[Line<'_>], labels: &mut [Option<Label>]) {
    for (index, (line, label)) in lines.iter().zip(labels).enumerate().skip(1) {
        if *label != Some(Label::Quote) {
            continue;
        }
        let long = |line: &Line<'_>| line.words > LONGEST_HEADING && line.is_prose();
        if lines
            .get(index - 1)
            .is_some_and(|before| before.text.ends_with(':'))
        {
            *label = Some(Label::Paragraph);
        } else if line.words <= LONGEST_HEADING
            && !line.ends_as_sentence()
            && lines.get(index - 1).is_some_and(long)
            && lines.get(index + 1).is_some_and(long)
        {
            *label = Some(Label::Heading);
        }
    }
}

/// The first line of running text; a headline above a longer line is none, whatever mark it ends with.
fn beginning_of_text(lines: &[Line<'_>], hints: &[Hint], labels: &[Option<Label>]) -> usize {
    let heads = |index: usize, line: &Line<'_>| {
        hints.is_empty()
            && is_headline(line)
            && lines
                .iter()
                .zip(labels)
                .skip(index + 1)
                .find(|(_, label)| label.is_none())
                .is_some_and(|(next, _)| next.words > line.words)
    };
    let opens = |(index, (line, label)): (usize, (&Line<'_>, &Option<Label>))| {
        matches!(label, None | Some(Label::Paragraph)) && line.is_prose() && !heads(index, line)
    };
    let mut numbered = lines.iter().zip(labels).enumerate();
    numbered.position(opens).unwrap_or(lines.len())
}

/// Whether a line behind a quotation says whose it is.
fn attributes(line: &Line<'_>) -> bool {
    line.words <= 8 && !line.ends_as_sentence() && !line.text.ends_with(':')
}

/// Whether a line opens links to other pages; one that holds its link behind a colon does not.
fn opens_related(line: &Line<'_>) -> bool {
    line.words <= 6
        && (starts(line, &CUES.related_starts) || opens_tags(line))
        && line
            .text
            .split_once(':')
            .is_none_or(|(_, link)| link.trim().is_empty())
}

/// Whether a short line stands directly before running text, and behind a line that is longer.
fn heads_text(lines: &[Line<'_>], index: usize) -> bool {
    let words = |index: usize| lines.get(index).map_or(0, |line| line.words);
    (2..=5).contains(&words(index))
        && index > 0
        && words(index - 1) > words(index)
        && lines
            .get(index + 1)
            .is_some_and(|next| next.words >= 10 && next.is_prose())
}

/// Where the site's own lines begin behind the text: at links to other pages, or the first of the
/// site's notices, that no running text follows before the next of them.
fn end_of_content(
    lines: &[Line<'_>],
    hints: &[Hint],
    labels: &[Option<Label>],
    body: usize,
) -> usize {
    // Markup says it better.
    if !hints.is_empty() {
        return lines.len();
    }
    let closes = |line: &Line<'_>| {
        opens_related(line) || line.words <= 10 && starts(line, &CUES.closing_starts)
    };
    let content = |index: usize| {
        let label = labels.get(index).copied().flatten();
        matches!(label, Some(Label::ListItem | Label::Quote))
            || label.is_none() && lines.get(index).is_some_and(Line::is_prose)
    };
    let mut end = lines.len();
    for index in (body..lines.len()).rev() {
        if lines.get(index).is_some_and(closes) {
            end = index;
        } else if content(index) {
            break;
        }
    }
    unfinished_teasers(lines.get(..end).unwrap_or_default(), labels, body).unwrap_or(end)
}

/// Where the foot of the page begins, behind which nothing is content.
fn foot(lines: &[Line<'_>], body: usize) -> usize {
    let found = lines.iter().enumerate().skip(body).find(|(_, line)| {
        line.words <= 8 && (starts(line, &CUES.foot_starts) || is_comment_count(line))
    });
    found.map_or(lines.len(), |(index, _)| index)
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
            (2..=LONGEST_TITLE).contains(&line.words) && !line.text.ends_with(['.', ':'])
        })
    };
    // The longest line before the text is the title; of equals the first, and of two lines that alone
    // stand above the text nearly always. What is longer than a headline stands below it.
    let enough = if body <= 2 { 5 } else { 8 };
    let words = |index: &usize| match lines.get(*index).map_or(0, |line| line.words) {
        LONGEST_HEADLINE.. => 4,
        words => words.min(enough),
    };
    let chosen = candidates
        .filter(fits)
        .max_by_key(|index| (words(index), std::cmp::Reverse(*index)));
    let opening = || {
        let line = lines.first().filter(|line| names_something(line))?;
        (hints.is_empty() && body >= 1 && !line.text.ends_with('.')).then_some(0)
    };
    let Some(title) = marked.or(chosen).or_else(opening) else {
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
        let repeats_title = lines
            .get(title)
            .is_some_and(|title| title.text == line.text);
        *label = Some(if repeats_title {
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
        } else if is_name(line) || is_placed_name(line) || has_role(line) {
            Label::Byline
        } else if line.words <= 3 && !line.ends_as_sentence() && !hint.known {
            Label::Furniture
        } else if line.words <= LONGEST_FIRST_HEADING
            && index + 1 >= body
            && !line.ends_with_full_stop()
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
        && !(line.text.ends_with(':') && (says || line.words > 6 || introduces(line)))
        && (!hint.known || hint.bold || line.words <= 10 && hint.class.is_some())
    {
        return Label::Heading;
    }
    Label::Paragraph
}

/// Whether a line is a sentence that leads in the lines behind it.
fn leads_in(line: &Line<'_>) -> bool {
    line.words >= 4 && introduces(line)
}

/// A line behind the running text: a name, a role, or the site's; `led` says whether a sentence leads
/// it in.
fn tail(line: &Line<'_>, before: Option<Label>, led: bool) -> Label {
    // Behind the first line of the site nothing signs the text.
    if before == Some(Label::Furniture) {
        Label::Furniture
    } else if leads_in(line) || joins(line) && line.words >= 6 {
        Label::Paragraph
    } else if led {
        // A scraper drops the bullets of what a sentence leads in.
        Label::ListItem
    } else if before == Some(Label::Quote) && attributes(line) {
        Label::Quote
    } else if is_name(line) || is_placed_name(line) || has_role(line) {
        Label::Byline
    } else if line.ends_as_sentence() && line.words >= 2 {
        Label::Paragraph
    } else {
        Label::Furniture
    }
}
