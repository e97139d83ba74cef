//! The stage `times`: sentences in, the layers `times`, `numbers` and `anchor` out.

use crate::amounts::{FoundNumber, find_numbers};
use crate::anchor::{Anchor, Place, infer};
use crate::expressions::{Expression, find_expressions};
use crate::frame::Slot;
use crate::items::{Item, WordTypes};
use crate::knowledge::Knowledge;
use crate::lexicon::{ClassSet, DataError, INTEGER, NUMBER, ORDINAL_NUMBER, YEAR_NUMBER};
use crate::matcher::Sentence;
use crate::number_phrases::NumberPhrase;
use crate::options::{DirectionOption, TimesOptions};
use crate::resolve::{Context, Direction, Resolved, resolve};
use std::ops::Range;
use warraq_core::{
    AttributeValue, Clitic, DocumentView, LayerName, Output, Span, Stage, StageError, Token, View,
    keys,
};
use warraq_normalize::fold;

/// Finds and resolves times and numbers.
///
/// Requires `tokens` and `sentences`; uses `blocks` (where a dateline stands) and `clitics` (the
/// future سـ); provides `times`, `numbers` and `anchor`.
#[derive(Debug)]
pub struct TimesStage {
    knowledge: Knowledge,
    options: TimesOptions,
}

impl TimesStage {
    /// Compiles the data files.
    ///
    /// # Errors
    /// [`DataError`] if a data file of this crate is wrong, which its tests exclude.
    pub fn new(options: TimesOptions) -> Result<Self, DataError> {
        let knowledge = Knowledge::compile()?;
        Ok(Self { knowledge, options })
    }
}

impl Stage for TimesStage {
    fn name(&self) -> &str {
        "times"
    }

    fn requires(&self) -> &[LayerName] {
        &[LayerName::TOKENS, LayerName::SENTENCES]
    }

    fn uses(&self) -> &[LayerName] {
        &[LayerName::BLOCKS, LayerName::CLITICS]
    }

    fn provides(&self) -> &[LayerName] {
        &[LayerName::TIMES, LayerName::NUMBERS, LayerName::ANCHOR]
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let findings = self.find(document)?;
        let known = document.metadata().time.as_ref();
        let anchor = if known.is_none() && self.options.infer_anchor {
            self.infer(document, &findings)?
        } else {
            None
        };
        let moment = match (known, &anchor) {
            (Some(time), _) => Some((time.civil(), time.has_clock())),
            (None, Some(anchor)) => Some((anchor.date.at(0, 0, 0, 0), false)),
            (None, None) => None,
        };
        if let Some(anchor) = &anchor {
            write_anchor(document, anchor, output)?;
        }
        for expression in &findings.times {
            let context = self.context(expression, &findings, moment);
            if let Some(resolved) = resolve(&expression.frame, &context) {
                write_time(expression, &resolved, output)?;
            }
        }
        for number in &findings.numbers {
            write_number(number, output)?;
        }
        Ok(())
    }
}

/// What was found in a document.
#[derive(Debug, Default)]
struct Findings {
    times: Vec<Expression>,
    numbers: Vec<FoundNumber>,
    has_past_verbs: bool,
}

/// Buffers of one sentence, used again for the next.
#[derive(Default)]
struct Buffers {
    items: Vec<Item>,
    numbers: Vec<Option<NumberPhrase>>,
}

impl TimesStage {
    fn find(&self, document: &DocumentView<'_>) -> Result<Findings, StageError> {
        let tokens = document.tokens()?;
        let clitics = document.optional_clitics()?;
        let mut types = WordTypes::new(&self.knowledge.lexicon);
        let mut buffers = Buffers::default();
        let mut findings = Findings::default();
        for (index, sentence) in document.sentences()?.spans().iter().enumerate() {
            if index % 64 == 0 {
                document.checkpoint()?;
            }
            let within = tokens.within(sentence.start..sentence.end);
            let seen = types.fill(document.text(), tokens, within.clone(), &mut buffers.items);
            findings.has_past_verbs |= seen & (1 << self.knowledge.classes.past_verb) != 0;
            if seen == 0 {
                continue;
            }
            let first = findings.times.len();
            self.find_in_sentence(document.text(), &mut buffers, &mut findings);
            let new = findings.times.get_mut(first..).unwrap_or_default();
            if !new.is_empty() {
                self.direct(new, &buffers.items, &futures(clitics, tokens, sentence));
            }
        }
        Ok(findings)
    }

    fn find_in_sentence(&self, text: &str, buffers: &mut Buffers, findings: &mut Findings) {
        self.find_number_phrases(text, buffers);
        let sentence = Sentence {
            text,
            items: &buffers.items,
            numbers: &buffers.numbers,
        };
        let first = findings.times.len();
        find_expressions(&self.knowledge, sentence, &mut findings.times);
        let times = findings.times.get(first..).unwrap_or_default();
        let taken = |at: usize| {
            let inside = times.iter().find(|time| time.items.contains(&at));
            inside.is_some_and(|time| {
                let counts = time.frame.counted.contains(&(at as u32));
                let duration = time.frame.has(Slot::Every);
                !counts && (duration || time.frame.amounts.is_empty())
            })
        };
        find_numbers(&self.knowledge, sentence, &taken, &mut findings.numbers);
    }

    /// Parses the number phrase at every item that may start one, and marks the item.
    fn find_number_phrases(&self, text: &str, buffers: &mut Buffers) {
        let (lexicon, words) = (&self.knowledge.lexicon, &self.knowledge.numbers);
        buffers.numbers.clear();
        for at in 0..buffers.items.len() {
            let starts = buffers
                .items
                .get(at)
                .is_some_and(|item| words.may_start(item));
            let number = starts
                .then(|| words.parse(text, lexicon, &buffers.items, at))
                .flatten();
            if let (Some(number), Some(item)) = (number, buffers.items.get_mut(at)) {
                item.classes |= classes_of(&number);
                // Rules may take the first number of a fraction alone.
                item.classes |= u128::from(item.numeric.is_some()) << INTEGER;
            }
            buffers.numbers.push(number);
        }
    }

    /// Says for each time what the nearest verb before it, or else behind it, tells.
    fn direct(&self, times: &mut [Expression], items: &[Item], futures: &[u32]) {
        let classes = self.knowledge.classes;
        let direction = |item: &Item| {
            if item.classes & (1 << classes.future_word) != 0
                || futures.binary_search(&item.start).is_ok()
            {
                Some(Direction::Future)
            } else if item.classes & (1 << classes.past_verb) != 0 {
                Some(Direction::Past)
            } else {
                None
            }
        };
        for time in times {
            let before = items.get(..time.items.start).unwrap_or_default();
            let behind = items.get(time.items.end..).unwrap_or_default();
            let nearest = before.iter().rev().find_map(direction);
            time.direction = nearest.or_else(|| behind.iter().find_map(direction));
        }
    }

    fn context<'a>(
        &'a self,
        expression: &Expression,
        findings: &Findings,
        moment: Option<(jiff::civil::DateTime, bool)>,
    ) -> Context<'a> {
        let (direction, weekday_direction) = match self.options.direction {
            DirectionOption::Past => (Direction::Past, Direction::Past),
            DirectionOption::Future => (Direction::Future, Direction::Future),
            DirectionOption::Auto => {
                let document = if findings.has_past_verbs {
                    Direction::Past
                } else {
                    Direction::Future
                };
                let near = expression.direction;
                (near.unwrap_or(Direction::Nearest), near.unwrap_or(document))
            }
        };
        Context {
            lexicon: &self.knowledge.lexicon,
            anchor: moment.map(|(moment, _)| moment),
            has_clock: moment.is_some_and(|(_, has_clock)| has_clock),
            direction,
            weekday_direction,
        }
    }

    fn infer(
        &self,
        document: &DocumentView<'_>,
        findings: &Findings,
    ) -> Result<Option<Anchor>, StageError> {
        let blocks = document.optional_blocks()?;
        let text = document.text();
        let is_dateline = |range: &Range<u32>| {
            let block = blocks.and_then(|blocks| {
                let mut around = blocks.iter().filter(|block| {
                    let span = block.span();
                    span.start <= range.start && range.end <= span.end
                });
                around.find(|block| matches!(block.label(), "byline" | "kicker"))
            });
            block.is_some() || opens_report(text, range)
        };
        let is_goal = |range: &Range<u32>| self.is_goal(text, range);
        let place = Place {
            is_dateline: &is_dateline,
            is_goal: &is_goal,
        };
        Ok(infer(&findings.times, &place))
    }

    /// Whether the word before a byte range announces a year to come: `بحلول عام 2030`.
    fn is_goal(&self, text: &str, range: &Range<u32>) -> bool {
        let before = text.get(..range.start as usize).unwrap_or_default();
        let word = before.split_whitespace().next_back().unwrap_or_default();
        let lexicon = &self.knowledge.lexicon;
        let entry = lexicon
            .find(&fold(word))
            .and_then(|word| lexicon.entry(word));
        entry.is_some_and(|entry| entry.classes & (1 << self.knowledge.classes.goal) != 0)
    }
}

/// A date in the first line of a paragraph that a dash or colon closes: `القاهرة، 12 مايو 2023 -`.
fn opens_report(text: &str, range: &Range<u32>) -> bool {
    const LONGEST_PLACE: usize = 80;
    let before = text.get(..range.start as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let behind = text.get(range.end as usize..).unwrap_or_default();
    let closes = behind
        .trim_start_matches([' ', ')', '('])
        .starts_with(['-', '\u{2013}', '\u{2014}', ':']);
    let alone = line.trim().is_empty() && behind.trim_start_matches(' ').starts_with('\n');
    before.len() < 1000 && line.len() < LONGEST_PLACE && (closes || alone)
}

/// The starts of the stems of tokens that carry the future سـ, sorted.
fn futures(
    clitics: Option<View<'_, Clitic<'_>>>,
    tokens: View<'_, Token<'_>>,
    sentence: &Span,
) -> Vec<u32> {
    let Some(clitics) = clitics else {
        return Vec::new();
    };
    let within = clitics.within(sentence.start..sentence.end);
    let future = clitics
        .slice(within)
        .filter(|clitic| clitic.label() == "fut");
    let token = future.filter_map(|clitic| clitic.parent().and_then(|parent| tokens.get(parent)));
    token.map(|token| token.span().start).collect()
}

fn classes_of(number: &NumberPhrase) -> ClassSet {
    if number.ordinal {
        return 1 << ORDINAL_NUMBER;
    }
    let year = 1000.0..2200.0;
    let mut classes = 1 << NUMBER;
    if number.integer {
        classes |= 1 << INTEGER;
        if year.contains(&number.value) {
            classes |= 1 << YEAR_NUMBER;
        }
    }
    classes
}

// ---------------------------------------------------------------- output

fn write_time(
    expression: &Expression,
    resolved: &Resolved,
    output: &mut Output<'_>,
) -> Result<(), StageError> {
    let origin = format!("rule:{}", expression.rule);
    let alternatives = resolved.alternatives.join(" ");
    let inferred = resolved.inferred.join(" ");
    let mut row: Vec<(&str, AttributeValue<'_>)> =
        vec![(keys::VALUE, resolved.value.as_str().into())];
    if let Some(modifier) = &resolved.modifier {
        row.push((keys::MOD, modifier.as_str().into()));
    }
    if resolved.hijri {
        row.push((keys::CALENDAR, "islamic-umalqura".into()));
    }
    if !alternatives.is_empty() {
        row.push((keys::ALTERNATIVES, alternatives.as_str().into()));
    }
    if !inferred.is_empty() {
        row.push((keys::INFERRED, inferred.as_str().into()));
    }
    row.push((keys::ORIGIN, origin.as_str().into()));
    let counted_elsewhere = expression.frame.has(Slot::After) && resolved.label == "DURATION";
    let start = if counted_elsewhere {
        expression.inner_start
    } else {
        expression.range.start
    };
    let span = Span::new(start, expression.range.end)
        .with_label(output.label(resolved.label)?)
        .with_attributes(output.attributes(&row)?);
    output.push(&LayerName::TIMES, span)
}

fn write_number(number: &FoundNumber, output: &mut Output<'_>) -> Result<(), StageError> {
    const EXACT: f64 = 9.0e15;
    let whole = number.value.fract() == 0.0 && number.value.abs() < EXACT;
    let value = if whole {
        AttributeValue::Integer(number.value as i64)
    } else {
        AttributeValue::Real(number.value)
    };
    let mut row = vec![(keys::VALUE, value)];
    if let Some(unit) = &number.unit {
        row.push((keys::UNIT, unit.as_str().into()));
    }
    row.push((keys::ORIGIN, number.origin.into()));
    let span = Span::new(number.start, number.end)
        .with_label(output.label(number.label)?)
        .with_attributes(output.attributes(&row)?);
    output.push(&LayerName::NUMBERS, span)
}

fn write_anchor(
    document: &DocumentView<'_>,
    anchor: &Anchor,
    output: &mut Output<'_>,
) -> Result<(), StageError> {
    let range = anchor.evidence.start as usize..anchor.evidence.end as usize;
    let evidence = document.text().get(range).unwrap_or_default();
    let date = anchor.date.to_string();
    let row = [
        (keys::VALUE, date.as_str().into()),
        (keys::ORIGIN, anchor.origin.into()),
        (keys::EVIDENCE, evidence.into()),
    ];
    let span = Span::new(anchor.evidence.start, anchor.evidence.end)
        .with_label(output.label("DATE")?)
        .with_score(anchor.score)
        .with_attributes(output.attributes(&row)?);
    output.push(&LayerName::ANCHOR, span)
}
