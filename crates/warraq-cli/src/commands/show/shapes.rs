//! Letters joined by hand, for terminals that draw each cell alone.
//!
//! A letter's shape depends on whether its neighbours reach out to it. Unicode keeps the shapes as
//! characters of their own for devices that cannot choose them.

use super::paper::Cell;
use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_width::UnicodeWidthChar;

/// The shapes of a letter; one that does not reach out to the next letter lacks two.
struct Shapes {
    isolated: char,
    last: Option<char>,
    first: Option<char>,
    middle: Option<char>,
}

const TATWEEL: char = '\u{640}';
const JOINER: char = '\u{200d}';

/// Joins the letters of a text in reading order. `لا` becomes one character.
pub(super) fn join(cells: &[Cell]) -> Vec<Cell> {
    let letters = with_ligatures(cells);
    let mut joined: Vec<Cell> = Vec::with_capacity(letters.len());
    for (position, (key, cell)) in letters.iter().enumerate() {
        let Some(shapes) = SHAPES.get(key) else {
            joined.push(*cell);
            continue;
        };
        let before = letters[..position]
            .iter()
            .rev()
            .find(|(key, cell)| !is_transparent(key, cell));
        let after = letters[position + 1..]
            .iter()
            .find(|(key, cell)| !is_transparent(key, cell));
        let is_reached = shapes.last.is_some() && before.is_some_and(|(key, _)| reaches_on(key));
        let reaches = shapes.first.is_some() && after.is_some_and(|(key, _)| takes_up(key));
        let shape = match (is_reached, reaches) {
            (true, true) => shapes.middle,
            (true, false) => shapes.last,
            (false, true) => shapes.first,
            (false, false) => None,
        };
        joined.push(Cell {
            character: shape.unwrap_or(shapes.isolated),
            ..*cell
        });
    }
    joined
}

/// A letter, or lam and the alif that it swallows.
type Key = (char, Option<char>);

fn with_ligatures(cells: &[Cell]) -> Vec<(Key, Cell)> {
    let mut letters = Vec::with_capacity(cells.len());
    let mut rest = cells.iter().copied().peekable();
    while let Some(cell) = rest.next() {
        let alif =
            rest.next_if(|next| SHAPES.contains_key(&(cell.character, Some(next.character))));
        letters.push(((cell.character, alif.map(|alif| alif.character)), cell));
    }
    letters
}

/// Marks above and below letters do not part them.
fn is_transparent(key: &Key, cell: &Cell) -> bool {
    !matches!(cell.character, JOINER | '\u{200c}')
        && !SHAPES.contains_key(key)
        && cell.character.width() == Some(0)
}

fn reaches_on(key: &Key) -> bool {
    matches!(key.0, TATWEEL | JOINER)
        || SHAPES.get(key).is_some_and(|shapes| shapes.first.is_some())
}

fn takes_up(key: &Key) -> bool {
    matches!(key.0, TATWEEL | JOINER) || SHAPES.get(key).is_some_and(|shapes| shapes.last.is_some())
}

static SHAPES: LazyLock<HashMap<Key, Shapes>> = LazyLock::new(|| {
    let character = |code: &str| char::from_u32(u32::from_str_radix(code, 16).ok()?);
    include_str!("../../../data/letter_shapes.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let mut letters = fields.next()?.split(' ').filter_map(character);
            let key = (letters.next()?, letters.next());
            let mut shape = || fields.next().and_then(character);
            let shapes = Shapes {
                isolated: shape()?,
                last: shape(),
                first: shape(),
                middle: shape(),
            };
            Some((key, shapes))
        })
        .collect()
});
