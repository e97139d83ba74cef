//! Paragraphs on a terminal: wrapped by the width of their characters, and in the right order where
//! the terminal does not order them.
//!
//! A terminal is told nothing by a document: control characters are shown as pictures, and what
//! would reorder the text around it is replaced.

use super::shapes;
use anstyle::Style;
use std::fmt::Write;
use std::ops::Range;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};
use unicode_bidi_mirroring::get_mirrored;
use unicode_width::UnicodeWidthChar;

/// Who orders text from right to left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Nobody yet: the text is for another program.
    Reader,
    /// The terminal, from the text in reading order.
    Terminal,
    /// We, for a terminal that puts one character after the other from left to right.
    Visual,
}

/// The direction of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    /// That of a text.
    pub(super) fn of(text: &str) -> Self {
        if warraq_render::is_right_to_left(text) {
            Self::RightToLeft
        } else {
            Self::LeftToRight
        }
    }

    fn mark(self) -> char {
        match self {
            Self::LeftToRight => '\u{200e}',
            Self::RightToLeft => '\u{200f}',
        }
    }
}

/// A character and how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) character: char,
    pub(super) style: Style,
    /// Whether it is a mark of ours, which is no part of the document.
    pub(super) is_ours: bool,
}

impl Cell {
    fn mark(direction: Direction) -> Self {
        Self {
            character: direction.mark(),
            style: Style::new(),
            is_ours: true,
        }
    }
}

/// Text of one direction, which may take many lines.
pub(super) struct Paragraph {
    direction: Direction,
    /// How far lines behind the first one stand in.
    hanging: usize,
    cells: Vec<Cell>,
}

impl Paragraph {
    pub(super) fn new(direction: Direction) -> Self {
        Self {
            direction,
            hanging: 0,
            cells: Vec::new(),
        }
    }

    pub(super) fn with_hanging(mut self, hanging: usize) -> Self {
        self.hanging = hanging;
        self
    }

    /// Adds text.
    pub(super) fn push(&mut self, style: Style, text: &str) -> &mut Self {
        let shown = text.chars().map(|character| Cell {
            character: harmless(character),
            style,
            is_ours: false,
        });
        self.cells.extend(shown);
        self
    }

    /// Adds text whose order is its own: what follows is not drawn into it.
    pub(super) fn push_apart(&mut self, style: Style, text: &str) -> &mut Self {
        self.push(style, text);
        self.cells.push(Cell::mark(self.direction));
        self
    }
}

/// What a character of a document is on a terminal.
fn harmless(character: char) -> char {
    match character {
        '\n' => '\n',
        '\t' | '\r' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        '\u{2028}' | '\u{2029}' => '\n',
        other => other,
    }
}

/// Lines of text as they are printed.
pub(super) struct Paper {
    width: Option<usize>,
    order: Order,
    text: String,
}

impl Paper {
    /// `width` is in cells; without one nothing is wrapped.
    pub(super) fn new(width: Option<usize>, order: Order) -> Self {
        Self {
            width,
            order,
            text: String::new(),
        }
    }

    /// Leaves a line empty.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Prints a paragraph.
    pub(super) fn print(&mut self, paragraph: &Paragraph) {
        let cells = match self.order {
            Order::Visual => shapes::join(&paragraph.cells),
            _ => paragraph.cells.clone(),
        };
        for (number, line) in cells.split(|cell| cell.character == '\n').enumerate() {
            let hanging = if number == 0 { 0 } else { paragraph.hanging };
            self.print_line(paragraph, line, hanging);
        }
    }

    /// What was printed.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn print_line(&mut self, paragraph: &Paragraph, cells: &[Cell], first_hanging: usize) {
        let level = match paragraph.direction {
            Direction::LeftToRight => Level::ltr(),
            Direction::RightToLeft => Level::rtl(),
        };
        let logical: String = cells.iter().map(|cell| cell.character).collect();
        let bidi = BidiInfo::new(&logical, Some(level));
        let starts = logical.char_indices().map(|(start, _)| start);
        let levels: Vec<Level> = starts.map(|start| bidi.levels[start]).collect();
        let mut hanging = first_hanging;
        for range in wrap(cells, self.width, [first_hanging, paragraph.hanging]) {
            let line = &cells[range.clone()];
            let ordered = match self.order {
                Order::Reader => marked(line, paragraph.direction, false),
                Order::Terminal => marked(line, paragraph.direction, true),
                Order::Visual => reordered(line, &levels[range]),
            };
            self.indent(paragraph.direction, hanging, &ordered);
            self.write(&ordered);
            hanging = paragraph.hanging;
        }
    }

    fn indent(&mut self, direction: Direction, hanging: usize, line: &[Cell]) {
        let spaces = match (self.order, direction, self.width) {
            // The right edge is where reading begins.
            (Order::Visual, Direction::RightToLeft, Some(width)) => {
                width.saturating_sub(hanging + width_of(line))
            }
            (Order::Visual, Direction::RightToLeft, None) => 0,
            _ => hanging,
        };
        self.text.extend(std::iter::repeat_n(' ', spaces));
    }

    /// Writes a line; writing into a string has no way to fail.
    fn write(&mut self, line: &[Cell]) {
        for run in line.chunk_by(|first, second| first.style == second.style) {
            let style = run.first().map_or(Style::new(), |cell| cell.style);
            let text: String = run.iter().map(|cell| cell.character).collect();
            let _ = write!(self.text, "{style}{text}{style:#}");
        }
        self.text.push('\n');
    }
}

fn width_of(cells: &[Cell]) -> usize {
    cells.iter().filter_map(|cell| cell.character.width()).sum()
}

/// The lines of a paragraph: cut at spaces, or in a word that is longer than a line.
fn wrap(cells: &[Cell], width: Option<usize>, hanging: [usize; 2]) -> Vec<Range<usize>> {
    let width = width.unwrap_or(usize::MAX);
    let mut lines = Vec::new();
    let (mut start, mut used) = (0, hanging[0]);
    // Behind the last space of the line.
    let mut cut = 0;
    for (place, cell) in cells.iter().enumerate() {
        let is_space = cell.character == ' ';
        let taken = cell.character.width().unwrap_or(0);
        if used + taken > width && !is_space && taken > 0 {
            let next = if cut > start { cut } else { place };
            // A line has at least one character, however narrow it is.
            if next > start {
                lines.push(trimmed(cells, start..next));
                start = next;
                used = hanging[1] + width_of(&cells[start..place]);
            }
        }
        used += taken;
        if is_space {
            cut = place + 1;
        }
    }
    lines.push(trimmed(cells, start..cells.len()));
    lines
}

/// A line without the spaces at its end.
fn trimmed(cells: &[Cell], line: Range<usize>) -> Range<usize> {
    let spaces = cells[line.clone()]
        .iter()
        .rev()
        .take_while(|cell| cell.character == ' ')
        .count();
    line.start..line.end - spaces
}

/// A line in reading order. A terminal takes the direction of a line from its first letter, so that
/// a mark has to say where that letter does not; for other programs no marks of ours are kept.
fn marked(line: &[Cell], direction: Direction, is_terminal: bool) -> Vec<Cell> {
    if !is_terminal {
        return line.iter().filter(|cell| !cell.is_ours).copied().collect();
    }
    let first = line
        .iter()
        .map(|cell| bidi_class(cell.character))
        .find(|class| matches!(class, BidiClass::L | BidiClass::R | BidiClass::AL));
    let told = match first {
        Some(BidiClass::L) | None => Direction::LeftToRight,
        Some(_) => Direction::RightToLeft,
    };
    let mark = (told != direction && !line.is_empty()).then(|| Cell::mark(direction));
    mark.into_iter().chain(line.iter().copied()).collect()
}

/// A line as it stands from left to right: what has no width stays behind what it stands on, and
/// brackets are turned around with the text. `levels` has one for each of the cells.
fn reordered(line: &[Cell], levels: &[Level]) -> Vec<Cell> {
    let letters: Vec<&[Cell]> = line
        .chunk_by(|_, next| next.character.width() == Some(0))
        .collect();
    let mut place = 0;
    let levels: Vec<Level> = letters
        .iter()
        .filter_map(|letter| {
            let level = levels.get(place).copied();
            place += letter.len();
            level
        })
        .collect();
    let mut ordered = Vec::with_capacity(line.len());
    for index in BidiInfo::reorder_visual(&levels) {
        let is_turned = levels[index].is_rtl();
        let cells = letters[index].iter().filter(|cell| !is_invisible(cell));
        ordered.extend(cells.map(|cell| match get_mirrored(cell.character) {
            Some(character) if is_turned => Cell { character, ..*cell },
            _ => *cell,
        }));
    }
    ordered
}

/// Whether a character does nothing but change the order or the joining of others.
fn is_invisible(cell: &Cell) -> bool {
    matches!(
        cell.character,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}
