//! Runs of digits that are identity numbers, by the rules of a table and by the words before them.

use std::ops::Range;

const RULES: &str = include_str!("../data/identifiers.tsv");
const WORDS: &str = include_str!("../data/words.tsv");

/// How many words before a number may say what it is.
const REACH: usize = 3;

/// The lengths of a number that a word alone makes an identity number.
const LENGTHS: std::ops::RangeInclusive<usize> = 7..=15;

/// What identity numbers look like.
pub(crate) struct Identifiers {
    rules: Vec<Rule>,
    words: Vec<&'static str>,
}

struct Rule {
    name: &'static str,
    digits: usize,
    starts: Vec<&'static str>,
    check: Check,
}

#[derive(Clone, Copy)]
enum Check {
    None,
    Luhn,
    Birth,
}

impl Identifiers {
    pub(crate) fn embedded() -> Self {
        Self {
            rules: lines(RULES).filter_map(rule).collect(),
            words: lines(WORDS).collect(),
        }
    }

    /// The identity numbers of a text in bytes, each with its scheme.
    pub(crate) fn find(&self, text: &str) -> Vec<(Range<usize>, &'static str)> {
        let found = digit_runs(text).into_iter().filter_map(|(range, digits)| {
            let scheme = self
                .rules
                .iter()
                .find(|rule| rule.fits(&digits))
                .map(|rule| rule.name);
            let scheme = scheme.or_else(|| {
                let is_named = LENGTHS.contains(&digits.len()) && self.is_named(text, range.start);
                is_named.then_some("word")
            })?;
            Some((range, scheme))
        });
        found.collect()
    }

    fn is_named(&self, text: &str, place: usize) -> bool {
        let before = text.get(..place).unwrap_or_default();
        let before = before.rsplit('\n').next().unwrap_or_default();
        let is_letter = |character: char| character.is_alphabetic();
        let words = before
            .rsplit(|character| !is_letter(character))
            .filter(|word| !word.is_empty());
        words.take(REACH).any(|word| {
            let bare = word.strip_prefix(['و', 'ب']).unwrap_or(word);
            self.words.contains(&word) || self.words.contains(&bare)
        })
    }
}

impl Rule {
    fn fits(&self, digits: &str) -> bool {
        digits.len() == self.digits
            && self.starts.iter().any(|start| digits.starts_with(start))
            && match self.check {
                Check::None => true,
                Check::Luhn => luhn(digits),
                Check::Birth => birth(digits),
            }
    }
}

fn rule(line: &'static str) -> Option<Rule> {
    let mut fields = line.split('\t');
    Some(Rule {
        name: fields.next()?,
        digits: fields.next()?.parse().ok()?,
        starts: fields.next()?.split('|').collect(),
        check: match fields.next()? {
            "luhn" => Check::Luhn,
            "birth" => Check::Birth,
            _ => Check::None,
        },
    })
}

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// Runs of digits with their western forms. A run that touches a letter is a part of a code, and one
/// that goes on behind a separator (`3.14`, `2023-09-12`) is another kind of number.
fn digit_runs(text: &str) -> Vec<(Range<usize>, String)> {
    let mut runs: Vec<(Range<usize>, String)> = Vec::new();
    for (place, character) in text.char_indices() {
        let Some(digit) = western(character) else {
            continue;
        };
        let end = place + character.len_utf8();
        match runs.last_mut().filter(|(range, _)| range.end == place) {
            Some((range, digits)) => {
                range.end = end;
                digits.push(digit);
            }
            None => runs.push((place..end, digit.to_string())),
        }
    }
    runs.retain(|(range, _)| stands_alone(text, range));
    runs
}

fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let is_separator = |character: char| matches!(character, '.' | ',' | '٫' | '٬' | '/' | '-');
    let mut before = text.get(..range.start).unwrap_or_default().chars().rev();
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let joins = |beside: Option<char>, beyond: Option<char>| match beside {
        Some(beside) if is_separator(beside) => beyond.is_some_and(|far| western(far).is_some()),
        Some(beside) => beside.is_alphabetic() || beside == '_',
        None => false,
    };
    !joins(before.next(), before.next()) && !joins(after.next(), after.next())
}

/// The western form of a western or Arabic-Indic digit.
fn western(character: char) -> Option<char> {
    let value = match character {
        '0'..='9' => return Some(character),
        '٠'..='٩' => u32::from(character) - u32::from('٠'),
        '۰'..='۹' => u32::from(character) - u32::from('۰'),
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// The check of Luhn: of the digits from the right, every second doubled, the sum ends in 0.
fn luhn(digits: &str) -> bool {
    let digits = digits.chars().rev().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, doubled @ 10..) => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether a century is followed by a date of birth: year, month and day of two digits each.
fn birth(digits: &str) -> bool {
    let field = |range: Range<usize>| {
        digits
            .get(range)
            .and_then(|field| field.parse::<u32>().ok())
    };
    let month = field(3..5).is_some_and(|month| (1..=12).contains(&month));
    month && field(5..7).is_some_and(|day| (1..=31).contains(&day))
}
