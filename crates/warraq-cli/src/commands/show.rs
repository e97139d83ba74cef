//! `show`: one document, annotated, in the terminal.

use crate::arguments::{ColorChoice, GlobalArguments, ShowArguments};
use crate::commands::print;
use crate::exit::Failure;
use anstyle::{AnsiColor, Color, Style};
use std::fmt::Write;
use std::io::IsTerminal;
use std::process::ExitCode;
use warraq_core::{Block, Document, Entity, keys};
use warraq_io::{Inputs, Position, Reader};
use warraq_runner::Annotator;

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

/// Prints the document that was asked for.
pub(crate) fn show(
    arguments: &ShowArguments,
    global: &GlobalArguments,
) -> Result<ExitCode, Failure> {
    let configuration = arguments.pipeline.clone().configuration()?;
    let annotator = Annotator::new(&configuration)?;
    let inputs = Inputs::expand(std::slice::from_ref(&arguments.input))?;
    let reader = Reader::new(
        inputs.files,
        configuration.reader_options(),
        Position::default(),
    );
    let mut documents = reader.skip(arguments.document.saturating_sub(1));
    let raw = documents.next().ok_or_else(|| {
        let (input, number) = (arguments.input.display(), arguments.document);
        Failure::failed(format!("`{input}` has no document {number}"))
    })??;
    let document = annotator.annotate_raw(&raw)?;
    let palette = Palette {
        is_colored: is_colored(global.color),
    };
    print(&render(&document, &palette))
}

fn is_colored(choice: ColorChoice) -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => std::io::stdout().is_terminal() && !no_color,
    }
}

/// Styles, or none where there is no colour.
struct Palette {
    is_colored: bool,
}

impl Palette {
    fn paint(&self, style: Style, text: &str) -> String {
        if self.is_colored {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    fn bold(&self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    fn dim(&self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    fn label(&self, label: &str, text: &str) -> String {
        let known = LABEL_COLORS.iter().find(|(known, _)| *known == label);
        let color = known.map_or(AnsiColor::White, |(_, color)| *color);
        self.paint(Style::new().fg_color(Some(Color::Ansi(color))).bold(), text)
    }
}

fn render(document: &Document, palette: &Palette) -> String {
    let mut page = String::new();
    write_header(&mut page, document, palette);
    write_blocks(&mut page, document, palette);
    write_summary(&mut page, document, palette);
    write_names(&mut page, document, palette);
    write_times(&mut page, document, palette);
    write_numbers(&mut page, document, palette);
    write_keyphrases(&mut page, document, palette);
    for warning in document.warnings() {
        line(
            &mut page,
            &palette.dim(&format!("warning: {}: {}", warning.code, warning.message)),
        );
    }
    page
}

/// Writing into a string has no way to fail.
fn line(page: &mut String, text: &str) {
    let _ = writeln!(page, "{text}");
}

fn heading(page: &mut String, palette: &Palette, text: &str) {
    line(
        page,
        &format!("\n{}", palette.bold(&format!("── {text} ──"))),
    );
}

fn write_header(page: &mut String, document: &Document, palette: &Palette) {
    let metadata = document.metadata();
    let mut header = metadata.id.clone();
    if let Some(time) = &metadata.time {
        let _ = write!(header, " · {}", time.as_written());
    }
    if let Some(anchor) = document.anchor().and_then(|layer| layer.get(0)) {
        let text = |key| anchor.text_attribute(key).unwrap_or_default();
        let _ = write!(
            header,
            " · {} (inferred: {})",
            text(keys::VALUE),
            text(keys::EVIDENCE)
        );
    }
    line(page, &palette.dim(&header));
}

fn write_blocks(page: &mut String, document: &Document, palette: &Palette) {
    let Some(blocks) = document.blocks() else {
        return;
    };
    let mut shown_until = 0;
    for block in blocks.iter() {
        if block.range().start < shown_until {
            continue;
        }
        shown_until = block.range().end;
        line(
            page,
            &format!("\n{}", block_text(document, &block, palette)),
        );
    }
}

fn block_text(document: &Document, block: &Block<'_>, palette: &Palette) -> String {
    let style = |text: &str| match block.label() {
        "title" | "heading" => palette.bold(text),
        "furniture" | "kicker" | "byline" | "caption" => palette.dim(text),
        _ => text.to_owned(),
    };
    let mut text = String::new();
    let mut from = block.range().start;
    for entity in entities_within(document, block) {
        let range = entity.range();
        let Some(before) = document.text().get(from..range.start) else {
            continue;
        };
        text.push_str(&style(before));
        text.push_str(&palette.label(entity.label(), entity.text()));
        if !palette.is_colored {
            let _ = write!(text, "[{}]", entity.label());
        }
        from = range.end;
    }
    text.push_str(&style(
        document
            .text()
            .get(from..block.range().end)
            .unwrap_or_default(),
    ));
    let mark = match block.label() {
        "paragraph" => String::new(),
        label => palette.dim(&format!("{label}: ")),
    };
    format!("{mark}{text}")
}

fn entities_within<'a>(document: &'a Document, block: &Block<'a>) -> Vec<Entity<'a>> {
    let Some(entities) = document.entities() else {
        return Vec::new();
    };
    entities
        .slice(entities.within(block.span().start..block.span().end))
        .collect()
}

fn write_summary(page: &mut String, document: &Document, palette: &Palette) {
    let Some(summary) = document.summary().filter(|summary| !summary.is_empty()) else {
        return;
    };
    heading(page, palette, "summary");
    for item in summary.iter() {
        line(page, &format!("• {}", item.text().trim()));
        if let Some(reason) = item.reason() {
            line(
                page,
                &palette.dim(&format!("  {:.2} {reason}", item.score())),
            );
        }
    }
}

/// Names of one cluster in one line, the clusters in the order of their first mention.
fn write_names(page: &mut String, document: &Document, palette: &Palette) {
    let Some(entities) = document.entities().filter(|entities| !entities.is_empty()) else {
        return;
    };
    heading(page, palette, "names");
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
        let subtype = entity
            .subtype()
            .map(|subtype| format!(" {subtype}"))
            .unwrap_or_default();
        let label = palette.label(entity.label(), &format!("{:<5}", entity.label()));
        line(
            page,
            &format!(
                "{label} {name}{}",
                palette.dim(&format!("{subtype} ×{count}"))
            ),
        );
    }
}

fn write_times(page: &mut String, document: &Document, palette: &Palette) {
    let Some(times) = document.times().filter(|times| !times.is_empty()) else {
        return;
    };
    heading(page, palette, "times");
    for time in times.iter() {
        let modifier = time
            .modifier()
            .map(|modifier| format!(" {modifier}"))
            .unwrap_or_default();
        let value = format!("{}{modifier}", time.value().unwrap_or_default());
        line(
            page,
            &format!("{:<9} {value:<22} {}", time.label(), time.text()),
        );
    }
}

fn write_numbers(page: &mut String, document: &Document, palette: &Palette) {
    let Some(numbers) = document.numbers().filter(|numbers| !numbers.is_empty()) else {
        return;
    };
    heading(page, palette, "numbers");
    for number in numbers.iter() {
        let value = number
            .number()
            .map(|value| value.to_string())
            .unwrap_or_default();
        let value = format!("{value} {}", number.unit().unwrap_or_default());
        line(
            page,
            &format!("{:<9} {value:<22} {}", number.label(), number.text()),
        );
    }
}

fn write_keyphrases(page: &mut String, document: &Document, palette: &Palette) {
    let Some(phrases) = document.keyphrases().filter(|phrases| !phrases.is_empty()) else {
        return;
    };
    heading(page, palette, "keyphrases");
    let mut phrases: Vec<_> = phrases.iter().collect();
    phrases.sort_by(|first, second| second.score().total_cmp(&first.score()));
    let phrases: Vec<_> = phrases.iter().map(|phrase| phrase.text()).collect();
    line(page, &phrases.join("، "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_labels_stand_behind_the_names() {
        let annotator = Annotator::new(&warraq_runner::Configuration::default()).unwrap();
        let document = annotator.annotate("زار الرئيس المصري موسكو أمس.").unwrap();
        let page = render(&document, &Palette { is_colored: false });
        assert!(page.contains("موسكو[LOC]"), "{page}");
        assert!(!page.contains('\u{1b}'));
        let page = render(&document, &Palette { is_colored: true });
        assert!(page.contains("\u{1b}["));
    }
}
