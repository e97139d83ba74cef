//! The text as laid out: blocks as elements, and in them marks that never change the text's order.
//!
//! A mark is an inline element without padding, border or content of its own: the bidirectional
//! algorithm and the joining of letters see the text as if there were no marks, even where a mark
//! starts within a word. Labels are drawn over it, outside the flow.
//!
//! Layers are independent, so their items may cross. An item that crosses the end of another one
//! goes on in a second element, and both name it in `data-item`; only the first has its `id`.

use crate::html::Html;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;
use warraq_normalize::Normalizer;
use warraq_record::{Item, Layer, Record};

/// One of several records on a page.
#[derive(Default)]
pub(crate) struct Side<'a> {
    /// What keeps its identifiers apart from another record's.
    pub(crate) prefix: &'a str,
    /// For each layer, the items to point out.
    pub(crate) pointed_out: Vec<(Layer, BTreeSet<usize>)>,
}

impl Side<'_> {
    fn points_out(&self, layer: Layer, index: usize) -> bool {
        self.pointed_out
            .iter()
            .any(|(known, items)| *known == layer && items.contains(&index))
    }
}

/// Writes the text of a record.
pub(crate) fn write_text(html: &mut Html, record: &Record, side: &Side<'_>) {
    let mut writer = TextWriter {
        record,
        side,
        queue: pieces(record),
        has_title: false,
        is_in_list: false,
    };
    for block in blocks(record) {
        writer.block(html, &block);
    }
    writer.leave_list(html);
}

/// A block as it is laid out; none of its own where the record has no blocks.
struct Block<'a> {
    range: Range<usize>,
    kind: &'a str,
    level: u64,
    /// What stands before it on its line and is no part of it: the mark of a list item.
    marker: &'a str,
}

/// The outermost blocks, and what text there is between them.
fn blocks(record: &Record) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut end = 0;
    let mut outermost: Vec<_> = record.layer(Layer::Blocks).iter().collect();
    outermost.sort_by_key(|item| (item.range().start, Reverse(item.range().end)));
    for item in outermost {
        let range = item.range();
        if range.start < end || range.is_empty() {
            continue;
        }
        let between = record.slice(end..range.start);
        let line_start = between.rfind('\n').map_or(0, |line| line + 1);
        let marker = between.get(line_start..).unwrap_or_default().trim();
        let lines = end..if item.label == "list_item" {
            end + line_start
        } else {
            range.start
        };
        add_lines(&mut blocks, record.text(), lines);
        end = range.end;
        blocks.push(Block {
            range,
            kind: &item.label,
            level: item.level.unwrap_or(1),
            marker: if item.label == "list_item" {
                marker
            } else {
                ""
            },
        });
    }
    add_lines(&mut blocks, record.text(), end..record.text().len());
    blocks
}

/// Adds the lines of a piece of text as paragraphs.
fn add_lines(blocks: &mut Vec<Block<'_>>, text: &str, range: Range<usize>) {
    let mut start = range.start;
    for line in text.get(range).unwrap_or_default().split_inclusive('\n') {
        let shown = line.trim();
        let before = line.len() - line.trim_start().len();
        if !shown.is_empty() {
            let range = start + before..start + before + shown.len();
            blocks.push(Block {
                range,
                kind: "paragraph",
                level: 1,
                marker: "",
            });
        }
        start += line.len();
    }
}

/// What a mark stands for. The order is that of nesting, where two cover the same text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    PointLabel,
    Item(Layer),
    Other,
}

/// A piece of an item that is still to be written, in the order of writing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    start: usize,
    longest_first: Reverse<usize>,
    kind: Kind,
    /// The layer's position among those that are not built in.
    layer: usize,
    index: usize,
    is_continued: bool,
}

impl Piece {
    fn end(&self) -> usize {
        self.longest_first.0
    }
}

fn pieces(record: &Record) -> BTreeSet<Piece> {
    let mut pieces = BTreeSet::new();
    let mut add = |kind: Kind, layer: usize, index: usize, item: &Item| {
        let range = item.range();
        if !range.is_empty() {
            pieces.insert(Piece {
                start: range.start,
                longest_first: Reverse(range.end),
                kind,
                layer,
                index,
                is_continued: false,
            });
        }
    };
    for (index, item) in record.layer(Layer::Blocks).iter().enumerate() {
        if item.label == "point_label" {
            add(Kind::PointLabel, 0, index, item);
        }
    }
    let marked = [
        Layer::Sentences,
        Layer::Summary,
        Layer::Times,
        Layer::Entities,
        Layer::Numbers,
    ];
    for layer in marked {
        for (index, item) in record.layer(layer).iter().enumerate() {
            add(Kind::Item(layer), 0, index, item);
        }
    }
    for (layer, (_, items)) in record.other_layers().enumerate() {
        for (index, item) in items.iter().enumerate() {
            add(Kind::Other, layer, index, item);
        }
    }
    pieces
}

struct TextWriter<'a> {
    record: &'a Record,
    side: &'a Side<'a>,
    queue: BTreeSet<Piece>,
    has_title: bool,
    is_in_list: bool,
}

impl TextWriter<'_> {
    fn block(&mut self, html: &mut Html, block: &Block<'_>) {
        let is_item = block.kind == "list_item";
        if is_item && !self.is_in_list {
            html.open("div", &[("role", "list"), ("class", "list")]);
            self.is_in_list = true;
        } else if !is_item {
            self.leave_list(html);
        }
        let row: &[_] = if is_item {
            &[("class", "row"), ("role", "listitem")]
        } else {
            &[("class", "row")]
        };
        html.open("div", row);
        let text = self.record.slice(block.range.clone());
        let (tag, direction) = (self.tag(block), direction(text));
        let mut attributes = vec![
            ("class", "block"),
            ("data-kind", block.kind),
            ("dir", direction),
        ];
        if !block.marker.is_empty() {
            attributes.push(("data-marker", block.marker));
        }
        html.open(tag, &attributes);
        self.inline(html, &block.range);
        html.close(tag);
        if self.side.prefix.is_empty() {
            for normalizer in [Normalizer::light(), Normalizer::search()] {
                let attributes = [
                    ("class", "normalized"),
                    ("data-profile", normalizer.name()),
                    ("dir", direction),
                    ("hidden", ""),
                ];
                html.element("div", &attributes, &normalizer.normalize(text).text);
            }
        }
        html.close("div").raw("\n");
    }

    fn leave_list(&mut self, html: &mut Html) {
        if self.is_in_list {
            html.close("div");
            self.is_in_list = false;
        }
    }

    fn tag(&mut self, block: &Block<'_>) -> &'static str {
        match (block.kind, block.level) {
            ("title", _) if !self.has_title && self.side.prefix.is_empty() => {
                self.has_title = true;
                "h1"
            }
            ("title", _) | ("heading", 0..=1) => "h2",
            ("heading", _) => "h3",
            ("quote", _) => "blockquote",
            _ => "p",
        }
    }

    /// Writes the text of `range` with its marks.
    fn inline(&mut self, html: &mut Html, range: &Range<usize>) {
        let mut open: Vec<(usize, &'static str)> = Vec::new();
        let mut at = range.start;
        while let Some(piece) = self.next_piece(range) {
            self.advance(html, &mut open, &mut at, piece.start);
            let limit = open.last().map_or(range.end, |(end, _)| *end);
            if piece.end() > limit {
                self.queue.insert(Piece {
                    start: limit,
                    is_continued: true,
                    ..piece.clone()
                });
            }
            let tag = self.open_mark(html, &piece);
            open.push((piece.end().min(limit), tag));
        }
        self.advance(html, &mut open, &mut at, range.end);
    }

    /// The next piece that starts within `range`; what reaches into it starts with it.
    fn next_piece(&mut self, range: &Range<usize>) -> Option<Piece> {
        loop {
            let piece = self
                .queue
                .first()
                .filter(|piece| piece.start < range.end)?
                .clone();
            self.queue.pop_first();
            if piece.start >= range.start {
                return Some(piece);
            }
            if piece.end() > range.start {
                self.queue.insert(Piece {
                    start: range.start,
                    ..piece
                });
            }
        }
    }

    /// Writes the text up to `to`, and closes the marks that end on the way.
    fn advance(
        &self,
        html: &mut Html,
        open: &mut Vec<(usize, &'static str)>,
        at: &mut usize,
        to: usize,
    ) {
        while let Some((end, tag)) = open.pop_if(|(end, _)| *end <= to) {
            html.text(self.record.slice(*at..end)).close(tag);
            *at = end;
        }
        html.text(self.record.slice(*at..to));
        *at = to;
    }

    fn open_mark(&self, html: &mut Html, piece: &Piece) -> &'static str {
        let Kind::Item(layer) = piece.kind else {
            return self.open_other_mark(html, piece);
        };
        let (tag, class) = match layer {
            Layer::Entities => ("mark", "name"),
            Layer::Times => ("mark", "time"),
            Layer::Numbers => ("mark", "number"),
            Layer::Summary => ("span", "gist"),
            _ => ("span", "sentence"),
        };
        let class = if self.side.points_out(layer, piece.index) {
            format!("{class} differs")
        } else {
            class.to_owned()
        };
        let label = self
            .record
            .layer(layer)
            .get(piece.index)
            .map_or("", |item| item.label.as_str());
        let name = format!("{}{}", self.side.prefix, layer.name());
        let (key, id) = (
            format!("{name}:{}", piece.index),
            format!("{name}-{}", piece.index),
        );
        let mut attributes = vec![("class", class.as_str())];
        if !label.is_empty() {
            attributes.push(("data-label", label));
        }
        attributes.push(("data-item", &key));
        if !piece.is_continued {
            attributes.push(("id", &id));
        }
        html.open(tag, &attributes);
        tag
    }

    fn open_other_mark(&self, html: &mut Html, piece: &Piece) -> &'static str {
        if piece.kind == Kind::PointLabel {
            html.open("strong", &[("class", "point-label")]);
            return "strong";
        }
        let layer = self.record.other_layers().nth(piece.layer);
        let name = layer.map_or("", |(name, _)| name);
        let key = format!("layers/{name}:{}", piece.index);
        let id = format!("layers-{}-{}", piece.layer, piece.index);
        let attributes = [
            ("class", "other"),
            ("data-item", key.as_str()),
            ("id", id.as_str()),
        ];
        html.open(
            "mark",
            if piece.is_continued {
                &attributes[..2]
            } else {
                &attributes
            },
        );
        "mark"
    }
}

/// Whether a text runs from right to left: unless it begins with a letter of another script, and
/// most of its letters are of others.
#[must_use]
pub fn is_right_to_left(text: &str) -> bool {
    let mut letters = text.chars().filter(|character| character.is_alphabetic());
    let begins_so = letters
        .next()
        .is_none_or(warraq_normalize::is_arabic_letter);
    let arabic = letters
        .clone()
        .filter(|letter| warraq_normalize::is_arabic_letter(*letter));
    begins_so || 2 * arabic.count() >= letters.count()
}

fn direction(text: &str) -> &'static str {
    if is_right_to_left(text) { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(json: &str) -> String {
        let json =
            format!(r#"{{"id":"a","source":{{"path":"a"}},"offset_unit":"codepoint",{json}}}"#);
        let mut html = Html::default();
        write_text(
            &mut html,
            &Record::from_json(&json).unwrap(),
            &Side {
                prefix: "x-",
                ..Side::default()
            },
        );
        html.finish()
    }

    #[test]
    fn items_that_cross_go_on_behind_the_end_of_the_other() {
        let html = written(
            r#""text":"abcdef","entities":[{"start":0,"end":4,"label":"PER"}],
               "times":[{"start":2,"end":6,"label":"DATE"}]"#,
        );
        let expected = concat!(
            r#"<p class="block" data-kind="paragraph" dir="ltr"><mark class="name" data-label="PER" data-item="x-entities:0" id="x-entities-0">ab"#,
            r#"<mark class="time" data-label="DATE" data-item="x-times:0" id="x-times-0">cd</mark></mark>"#,
            r#"<mark class="time" data-label="DATE" data-item="x-times:0">ef</mark></p>"#,
        );
        assert!(html.contains(expected), "{html}");
    }

    #[test]
    fn text_that_no_block_covers_is_shown_all_the_same() {
        let html = written(
            r#""text":"one\n\n two \nthree","blocks":[{"start":0,"end":3,"label":"title"}],
               "sentences":[{"start":0,"end":16}]"#,
        );
        let plain: Vec<_> = html
            .split(['<', '>'])
            .skip(2)
            .step_by(2)
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .collect();
        assert_eq!(plain, ["one", "two", "three"], "{html}");
    }

    #[test]
    fn the_mark_of_a_list_item_is_no_line_of_its_own() {
        let html = written(
            r#""text":"a\n1. one\n2. two","blocks":[{"start":0,"end":1,"label":"paragraph"},
            {"start":5,"end":8,"label":"list_item"},{"start":12,"end":15,"label":"list_item"}]"#,
        );
        assert!(
            html.contains(r#"dir="ltr" data-marker="2.">two<"#),
            "{html}"
        );
        assert_eq!(html.matches("class=\"block\"").count(), 3, "{html}");
    }

    #[test]
    fn the_direction_is_that_of_the_first_or_most_letters() {
        for (text, expected) in [
            ("iPhone 15: هاتف جديد", "rtl"),
            ("Apple in Cairo (القاهرة)", "ltr"),
            ("عبر WhatsApp Business وSMS", "rtl"),
            ("12", "rtl"),
        ] {
            assert_eq!(direction(text), expected, "{text}");
        }
    }
}
