//! What is shown of a document: its blocks with the names in them, and lists of what was found.

use super::paper::{Direction, Paper, Paragraph};
use anstyle::{AnsiColor, Color, Style};
use warraq_core::{Block, Document, Entity, keys};

/// The colour of each label, kept apart for people who see few: pairs differ in brightness, too.
const LABEL_COLORS: [(&str, AnsiColor); 11] = [
    ("PER", AnsiColor::BrightGreen),
    ("LOC", AnsiColor::BrightBlue),
    ("ORG", AnsiColor::BrightMagenta),
    ("FAC", AnsiColor::Cyan),
    ("NORP", AnsiColor::Yellow),
    ("MISC", AnsiColor::BrightRed),
    ("URL", AnsiColor::BrightBlack),
    ("EMAIL", AnsiColor::BrightBlack),
    ("PHONE", AnsiColor::BrightBlack),
    ("HASHTAG", AnsiColor::BrightBlack),
    ("MENTION", AnsiColor::BrightBlack),
];

/// Styles, or none where there is no colour.
pub(super) struct Palette {
    pub(super) is_colored: bool,
}

impl Palette {
    fn plain(&self) -> Style {
        Style::new()
    }

    fn bold(&self) -> Style {
        self.style(Style::new().bold())
    }

    fn dim(&self) -> Style {
        self.style(Style::new().dimmed())
    }

    fn label(&self, label: &str) -> Style {
        let known = LABEL_COLORS.iter().find(|(known, _)| *known == label);
        let color = known.map_or(AnsiColor::White, |(_, color)| *color);
        self.style(Style::new().fg_color(Some(Color::Ansi(color))).bold())
    }

    fn style(&self, style: Style) -> Style {
        if self.is_colored { style } else { Style::new() }
    }
}

/// Prints a document.
pub(super) fn write(paper: &mut Paper, document: &Document, palette: &Palette) {
    write_header(paper, document, palette);
    write_blocks(paper, document, palette);
    write_summary(paper, document, palette);
    write_names(paper, document, palette);
    write_times(paper, document, palette);
    write_numbers(paper, document, palette);
    write_keyphrases(paper, document, palette);
    for warning in document.warnings() {
        let text = format!("warning: {}: {}", warning.code, warning.message);
        let mut paragraph = left_to_right(2);
        paragraph.push(palette.dim(), &text);
        paper.print(&paragraph);
    }
}

/// A line of our own words, with pieces of the document in it.
fn left_to_right(hanging: usize) -> Paragraph {
    Paragraph::new(Direction::LeftToRight).with_hanging(hanging)
}

fn heading(paper: &mut Paper, palette: &Palette, text: &str) {
    paper.gap();
    paper.print(left_to_right(0).push(palette.bold(), &format!("── {text} ──")));
}

fn write_header(paper: &mut Paper, document: &Document, palette: &Palette) {
    let metadata = document.metadata();
    let mut header = left_to_right(2);
    header.push_apart(palette.dim(), &metadata.id);
    if let Some(time) = &metadata.time {
        header.push(palette.dim(), &format!(" · {}", time.as_written()));
    }
    if let Some(anchor) = document.anchor().and_then(|layer| layer.get(0)) {
        let text = |key| anchor.text_attribute(key).unwrap_or_default();
        header.push(
            palette.dim(),
            &format!(" · {} (inferred: ", text(keys::VALUE)),
        );
        header.push_apart(palette.dim(), text(keys::EVIDENCE));
        header.push(palette.dim(), ")");
    }
    paper.print(&header);
}

fn write_blocks(paper: &mut Paper, document: &Document, palette: &Palette) {
    let Some(blocks) = document.blocks() else {
        return;
    };
    let mut shown_until = 0;
    for block in blocks.iter() {
        if block.range().start < shown_until {
            continue;
        }
        shown_until = block.range().end;
        paper.gap();
        paper.print(&block_text(document, &block, palette));
    }
}

fn block_text(document: &Document, block: &Block<'_>, palette: &Palette) -> Paragraph {
    let style = match block.label() {
        "title" | "heading" => palette.bold(),
        "furniture" | "kicker" | "byline" | "caption" => palette.dim(),
        _ => palette.plain(),
    };
    let slice = |from, to| document.text().get(from..to).unwrap_or_default();
    let range = block.range();
    let mut paragraph = Paragraph::new(Direction::of(slice(range.start, range.end)));
    if block.label() != "paragraph" {
        paragraph.push_apart(palette.dim(), &format!("{}: ", block.label()));
    }
    let mut from = range.start;
    for entity in entities_within(document, block) {
        let name = entity.range();
        if name.start < from {
            continue;
        }
        paragraph.push(style, slice(from, name.start));
        paragraph.push(palette.label(entity.label()), entity.text());
        if !palette.is_colored {
            paragraph.push(style, &format!("[{}]", entity.label()));
        }
        from = name.end;
    }
    paragraph.push(style, slice(from, range.end));
    paragraph
}

fn entities_within<'a>(document: &'a Document, block: &Block<'a>) -> Vec<Entity<'a>> {
    let Some(entities) = document.entities() else {
        return Vec::new();
    };
    entities
        .slice(entities.within(block.span().start..block.span().end))
        .collect()
}

fn write_summary(paper: &mut Paper, document: &Document, palette: &Palette) {
    let Some(summary) = document.summary().filter(|summary| !summary.is_empty()) else {
        return;
    };
    heading(paper, palette, "summary");
    for item in summary.iter() {
        let text = item.text().trim();
        let mut sentence = Paragraph::new(Direction::of(text)).with_hanging(2);
        sentence.push(palette.plain(), &format!("• {text}"));
        paper.print(&sentence);
        if let Some(reason) = item.reason() {
            let reason = format!("  {:.2} {reason}", item.score());
            paper.print(left_to_right(7).push(palette.dim(), &reason));
        }
    }
}

/// Names of one cluster in one line, the clusters in the order of their first mention.
fn write_names(paper: &mut Paper, document: &Document, palette: &Palette) {
    let Some(entities) = document.entities().filter(|entities| !entities.is_empty()) else {
        return;
    };
    heading(paper, palette, "names");
    let mut clusters: Vec<(Option<i64>, Entity<'_>, usize)> = Vec::new();
    for entity in entities.iter() {
        let known = clusters
            .iter_mut()
            .find(|(cluster, first, _)| match entity.cluster() {
                Some(number) => *cluster == Some(number),
                None => cluster.is_none() && first.text() == entity.text(),
            });
        match known {
            Some((_, _, count)) => *count += 1,
            None => clusters.push((entity.cluster(), entity, 1)),
        }
    }
    for (_, entity, count) in clusters {
        let name = entity.canonical().unwrap_or_else(|| entity.text());
        let subtype = entity.subtype().unwrap_or_default();
        let subtype = format!("{}{subtype}", if subtype.is_empty() { "" } else { " " });
        let mut line = left_to_right(6);
        line.push(
            palette.label(entity.label()),
            &format!("{:<5} ", entity.label()),
        );
        line.push_apart(palette.plain(), name);
        line.push(palette.dim(), &format!("{subtype} ×{count}"));
        paper.print(&line);
    }
}

fn write_times(paper: &mut Paper, document: &Document, palette: &Palette) {
    let Some(times) = document.times().filter(|times| !times.is_empty()) else {
        return;
    };
    heading(paper, palette, "times");
    for time in times.iter() {
        let value = time.value().unwrap_or_default();
        write_value(
            paper,
            palette,
            time.label(),
            [value, time.modifier().unwrap_or_default()],
            time.text(),
        );
    }
}

fn write_numbers(paper: &mut Paper, document: &Document, palette: &Palette) {
    let Some(numbers) = document.numbers().filter(|numbers| !numbers.is_empty()) else {
        return;
    };
    heading(paper, palette, "numbers");
    for number in numbers.iter() {
        let value = number
            .number()
            .map(|value| value.to_string())
            .unwrap_or_default();
        write_value(
            paper,
            palette,
            number.label(),
            [&value, number.unit().unwrap_or_default()],
            number.text(),
        );
    }
}

/// Prints what a piece of text means, and the piece.
fn write_value(paper: &mut Paper, palette: &Palette, label: &str, value: [&str; 2], text: &str) {
    let value = value.join(" ");
    let mut line = left_to_right(33);
    line.push(
        palette.plain(),
        &format!("{label:<9} {:<22} ", value.trim_end()),
    );
    line.push(palette.plain(), text);
    paper.print(&line);
}

fn write_keyphrases(paper: &mut Paper, document: &Document, palette: &Palette) {
    let Some(phrases) = document.keyphrases().filter(|phrases| !phrases.is_empty()) else {
        return;
    };
    heading(paper, palette, "keyphrases");
    let mut phrases: Vec<_> = phrases.iter().collect();
    phrases.sort_by(|first, second| second.score().total_cmp(&first.score()));
    let phrases: Vec<_> = phrases.iter().map(|phrase| phrase.text()).collect();
    let phrases = phrases.join("، ");
    paper.print(Paragraph::new(Direction::of(&phrases)).push(palette.plain(), &phrases));
}
