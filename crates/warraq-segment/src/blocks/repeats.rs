//! What a site says twice or breaks off: the preview of a text above it, and below it the beginnings of
//! other pages.
//!
//! Both read as running text, and neither belongs to the story: a preview would count its sentences
//! twice, the teasers would bring in other stories.

use super::label::Label;
use super::lines::Line;
use super::shape::joins;

/// A preview has at least so many words; what is shorter may be a heading that the text takes up.
const LEAST_PREVIEW: usize = 8;
/// Previews stand among the first lines.
const LAST_PREVIEW: usize = 6;
/// The place and the agency before a text, in bytes.
const LONGEST_DATELINE: usize = 120;
/// A teaser that breaks off has at least so many words; a heading has fewer.
const LEAST_TEASER: usize = 15;
/// A page has at most so many teasers below its text.
const MOST_TEASERS: usize = 6;
/// A text has at least so many paragraphs if those behind it are told from it.
const LEAST_PARAGRAPHS: usize = 3;

/// Labels the lines near the top that the lines right below them repeat from their beginning.
pub(super) fn previews(lines: &[Line<'_>], labels: &mut [Option<Label>]) {
    let top = lines.iter().zip(labels).enumerate().take(LAST_PREVIEW);
    for (index, (line, label)) in top.skip(1) {
        let below = lines.get(index + 1..).unwrap_or_default();
        // The writer may have set a line of his own between the two.
        let repeated = (0..2).any(|skipped| repeats(line.text, below.get(skipped..)))
            || below
                .first()
                .is_some_and(|next| repeats_behind_dateline(line.text, next.text));
        if label.is_none() && line.words >= LEAST_PREVIEW && repeated {
            *label = Some(Label::Furniture);
        }
    }
}

/// Whether `lines` say `preview` from their beginning, up to where it breaks off.
fn repeats(preview: &str, lines: Option<&[Line<'_>]>) -> bool {
    let mut rest = preview.trim_end_matches(['.', '…', ' ']);
    for line in lines.unwrap_or_default() {
        if line.text.starts_with(rest) {
            return true;
        }
        match rest.strip_prefix(line.text) {
            Some(behind) => rest = behind.trim_start(),
            None => return false,
        }
    }
    false
}

/// Whether `line` says `preview` from where its dateline ends: `القاهرة (رويترز) - `.
fn repeats_behind_dateline(preview: &str, line: &str) -> bool {
    let preview = preview.trim_end_matches(['.', '…', ' ']);
    let Some((dateline, text)) = line.split_once(')') else {
        return false;
    };
    let behind = text.trim_start_matches([' ', '-', '–', '—', ':']);
    dateline.len() <= LONGEST_DATELINE && behind.len() < text.len() && behind.starts_with(preview)
}

/// Where teasers begin that break off in mid-sentence, behind a text that always ends as sentences do:
/// two or more of the last lines, of which none goes on with what stands before it.
pub(super) fn unfinished_teasers(
    lines: &[Line<'_>],
    labels: &[Option<Label>],
    body: usize,
) -> Option<usize> {
    let is_text = |index: &usize| {
        labels.get(*index).is_some_and(Option::is_none)
            && lines
                .get(*index)
                .is_some_and(|line| line.words >= LEAST_PREVIEW)
    };
    let breaks_off = |index: &usize| {
        lines.get(*index).is_some_and(|line| {
            line.words >= LEAST_TEASER
                && !line.ends_as_sentence()
                && !line.text.ends_with([':', '،', '؛'])
        })
    };
    let stands_alone =
        |index: usize| is_text(&index) && lines.get(index).is_some_and(|line| !joins(line));
    let end = lines.len();
    let mut broken = (body.max(end.saturating_sub(MOST_TEASERS))..end).filter(breaks_off);
    let first = broken.next()?;
    broken.next()?;
    let mut story = (body..first).filter(is_text);
    let long = story.clone().nth(LEAST_PARAGRAPHS - 1).is_some();
    (long && (first..end).all(stands_alone) && story.all(|index| !breaks_off(&index)))
        .then_some(first)
}
