//! The stage `times`: sentences in, the layers `times`, `numbers` and `anchor` out.

use crate::anchor::{Anchor, Place, infer};
use crate::direction::{direct, futures};
use crate::expressions::{Expression, find_expressions};
use crate::items::{Flags, Items, Sentence, WordTypes};
use crate::knowledge::Knowledge;
use crate::lexicon::{DataError, INTEGER};
use crate::matcher::Buffers;
use crate::numbers::{FoundNumber, find_numbers};
use crate::options::{DirectionOption, TimesOptions};
use crate::records::{write_anchor, write_number, write_time};
use crate::resolve::{Context, Direction, resolve};
use std::ops::Range;
use warraq_core::{DocumentView, LayerName, Output, Stage, StageError};
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
        self.write_times(&findings, moment, output)?;
        for number in &findings.numbers {
            write_number(number, output)?;
        }
        Ok(())
    }
}

/// A date is what `اليوم نفسه` points back to for so many bytes, which are a few sentences.
const MENTION_BYTES: u32 = 600;

/// What was found in a document.
#[derive(Debug, Default)]
struct Findings<'a> {
    times: Vec<Expression<'a>>,
    numbers: Vec<FoundNumber<'a>>,
    has_past_verbs: bool,
}

impl TimesStage {
    fn find(&self, document: &DocumentView<'_>) -> Result<Findings<'_>, StageError> {
        let (text, tokens) = (document.text(), document.tokens()?);
        let clitics = document.optional_clitics()?;
        let attributes = document.attributes();
        let mut types = WordTypes::new(&self.knowledge, text, tokens, attributes);
        let mut items = Items::default();
        let mut buffers = Buffers::new(&self.knowledge.grammar);
        let mut findings = Findings::default();
        for (index, sentence) in document.sentences()?.spans().iter().enumerate() {
            if index % 64 == 0 {
                document.checkpoint()?;
            }
            types.fill(tokens.within(sentence.start..sentence.end), &mut items);
            findings.has_past_verbs |= items.seen().has(Flags::PAST_VERB);
            if items.starts().is_empty() {
                continue;
            }
            let first = findings.times.len();
            self.find_in_sentence(text, &mut items, &mut buffers, &mut findings);
            let new = findings.times.get_mut(first..).unwrap_or_default();
            if !new.is_empty() {
                let futures = futures(clitics, tokens, sentence);
                direct(new, items.all(), &futures);
            }
        }
        Ok(findings)
    }

    fn find_in_sentence<'a>(
        &'a self,
        text: &str,
        items: &mut Items,
        buffers: &mut Buffers<'a>,
        findings: &mut Findings<'a>,
    ) {
        self.find_number_phrases(text, items);
        let sentence = Sentence::new(text, &self.knowledge.lexicon, items);
        let first = findings.times.len();
        let starts = items.starts();
        find_expressions(
            &self.knowledge,
            sentence,
            starts,
            buffers,
            &mut findings.times,
        );
        let times = findings.times.get(first..).unwrap_or_default();
        let taken = |at: usize| {
            let mut inside = times.iter().filter(|time| time.items.contains(&at));
            inside.next().is_some_and(|time| !time.counts(at))
        };
        let numbers = &mut findings.numbers;
        find_numbers(&self.knowledge, sentence, starts, taken, numbers);
    }

    /// Reads the number phrase at every item that may start one, and marks the item.
    fn find_number_phrases(&self, text: &str, items: &mut Items) {
        for index in 0..items.starts().len() {
            let sentence = Sentence::new(text, &self.knowledge.lexicon, items);
            let Some(at) = items.starts().get(index).map(|at| *at as usize) else {
                continue;
            };
            let item = sentence.item(at);
            if !item.is_some_and(|item| item.flags.has(Flags::STARTS_PHRASE)) {
                continue;
            }
            // Rules may take the first number of a fraction alone.
            let first = u8::from(sentence.numeric(at).is_some()) << INTEGER;
            if let Some(number) = self.knowledge.numbers.read(sentence, at) {
                items.set_number(at, number, number.classes() | first);
            }
        }
    }

    /// Resolves and writes the times in their order, each against the one named before it.
    fn write_times(
        &self,
        findings: &Findings<'_>,
        moment: Option<(jiff::civil::DateTime, bool)>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let mut mention: Option<(u32, String)> = None;
        for expression in &findings.times {
            let start = expression.range.start;
            let near = mention
                .as_ref()
                .filter(|(end, _)| start < end + MENTION_BYTES);
            let context = Context {
                mention: near.map(|(_, value)| value.as_str()),
                ..self.context(expression, findings, moment)
            };
            let Some(resolved) = resolve(&expression.frame, &context) else {
                continue;
            };
            write_time(expression, &resolved, output)?;
            if resolved.label == "DATE" && !resolved.value.contains('/') {
                mention = Some((expression.range.end, resolved.value));
            }
        }
        Ok(())
    }

    fn context<'a>(
        &'a self,
        expression: &Expression<'_>,
        findings: &Findings<'_>,
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
            mention: None,
            anchor: moment.map(|(moment, _)| moment),
            has_clock: moment.is_some_and(|(_, has_clock)| has_clock),
            direction,
            weekday_direction,
        }
    }

    fn infer(
        &self,
        document: &DocumentView<'_>,
        findings: &Findings<'_>,
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
        entry.is_some_and(|entry| entry.classes.contains(self.knowledge.classes.goal))
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
