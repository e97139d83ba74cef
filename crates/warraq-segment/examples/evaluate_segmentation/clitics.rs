//! Clitics against the treebank: F1 of segments by character ranges, the article with its stem.
//!
//! The corpus has words whose segments it counts but does not give: such a word stands whole, once for
//! each segment (`والحوار والحوار`). No text repeats its words so, and no range in them is right. The
//! first figures are over the corpus as it stands nonetheless, with what a segmenter without error
//! would have. Then each of these words stands once, and its ranges are left out; beside that stands
//! for how many of them the number of segments is the same. Tokens without a character, of which the
//! corpus has some, are no ranges and are left out everywhere.

use super::treebank::{Parted, as_written, treebank};
use super::{Failure, Score, annotated, pipeline};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use warraq_core::{Document, Pipeline};

type Segments = BTreeSet<(usize, usize)>;

pub(super) fn clitics(data: &Path, errors: bool) -> Result<(), Failure> {
    let (pipeline, sentences) = (pipeline()?, treebank(data)?);
    let mut stands = Measure::default();
    for sentence in &sentences {
        stands.add(&pipeline, &Line::new(sentence, false, true))?;
    }
    stands.print("padt-dev, as it stands");
    perfect(&sentences).print("padt-dev, as it stands, without error");
    let (mut written, mut unchanged) = (Measure::default(), Measure::default());
    for sentence in &sentences {
        written.add(&pipeline, &Line::new(sentence, true, true))?;
        unchanged.add(&pipeline, &Line::new(sentence, true, false))?;
    }
    written.print("padt-dev, segments given");
    unchanged.print("padt-dev, segments given, stems spelled alone");
    if errors {
        written.print_errors();
    }
    Ok(())
}

/// What a segmenter without error has on the corpus as it stands: it parts a word of three segments
/// that stands there three times into nine, and none of them is wanted.
fn perfect(sentences: &[Parted]) -> Score {
    let mut score = Score::default();
    for sentence in sentences {
        let mut place = 0;
        while let Some((_, lengths)) = sentence.get(place) {
            let count = repetitions(sentence, place);
            let given = if count == 1 { lengths.len() } else { 0 };
            score.right += given;
            score.found += if count == 1 { given } else { count * count };
            score.wanted += count.max(lengths.len());
            place += count;
        }
    }
    score
}

/// One word of a line, and where it stands in it, in code points.
struct Word {
    text: String,
    range: Range<usize>,
    /// How many segments it has where the corpus does not say which.
    counted: Option<usize>,
}

/// A sentence as text, and the segments that are wanted.
struct Line {
    text: String,
    words: Vec<Word>,
    wanted: Segments,
}

impl Line {
    /// Lays `sentence` out; `once` says whether a word whose segments are only counted stands once, and
    /// `rewrite` whether words are spelled as text is.
    fn new(sentence: &Parted, once: bool, rewrite: bool) -> Self {
        let mut line = Self {
            text: String::new(),
            words: Vec::new(),
            wanted: Segments::new(),
        };
        let (mut place, mut position) = (0, 0);
        while let Some((surface, lengths)) = sentence.get(place) {
            let repetitions = if once {
                repetitions(sentence, place)
            } else {
                1
            };
            place += repetitions;
            let first = position;
            for length in lengths {
                if repetitions == 1 {
                    line.wanted.insert((position, position + length));
                }
                position += length;
            }
            let text = if rewrite {
                as_written(surface)
            } else {
                surface.clone()
            };
            line.text += &text;
            line.text.push(' ');
            line.words.push(Word {
                text,
                range: first..position,
                counted: (repetitions > 1).then_some(repetitions),
            });
            position += 1;
        }
        line
    }
}

/// How often the word at `place` stands there in a row, if it is one whose segments the corpus counts
/// without giving them; 1 for any other word.
fn repetitions(sentence: &Parted, place: usize) -> usize {
    let (surface, lengths) = &sentence[place];
    if lengths.len() > 1 || !surface.chars().all(char::is_alphabetic) {
        return 1;
    }
    let rest = sentence[place..].iter();
    rest.take_while(|other| **other == sentence[place]).count()
}

/// What was measured over all lines.
#[derive(Default)]
struct Measure {
    all: Score,
    letters: Score,
    counted: usize,
    same_count: usize,
    wrong: BTreeMap<String, usize>,
}

impl Measure {
    fn add(&mut self, pipeline: &Pipeline, line: &Line) -> Result<(), Failure> {
        let found = segments(&annotated(pipeline, line.text.clone())?);
        for word in &line.words {
            let (found, wanted) = (word.inside(&found), word.inside(&line.wanted));
            if let Some(count) = word.counted {
                self.counted += 1;
                self.same_count += usize::from(found.len() == count);
                if found.len() != count {
                    self.note(format!("{} (wanted {count} segments)", word.show(&found)));
                }
                continue;
            }
            self.all.add(&found, &wanted);
            if word.text.chars().all(char::is_alphabetic) {
                self.letters.add(&found, &wanted);
            }
            if found != wanted {
                self.note(format!(
                    "{} (wanted {})",
                    word.show(&found),
                    word.show(&wanted)
                ));
            }
        }
        Ok(())
    }

    fn note(&mut self, error: String) {
        *self.wrong.entry(error).or_default() += 1;
    }

    fn print(&self, name: &str) {
        self.all.print(&format!("{name}, all segments"));
        self.letters.print(&format!("{name}, words of letters"));
        if self.counted > 0 {
            let (same, counted) = (self.same_count, self.counted);
            println!(
                "{name}, words whose segments are only counted: {same} of {counted} have as many"
            );
        }
    }

    fn print_errors(&self) {
        let mut wrong: Vec<_> = self.wrong.iter().collect();
        wrong.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (error, count) in wrong {
            println!("{count}\t{error}");
        }
    }
}

impl Word {
    fn inside(&self, segments: &Segments) -> Segments {
        let inside = segments.range((self.range.start, 0)..(self.range.end, 0));
        inside.copied().collect()
    }

    fn show(&self, segments: &Segments) -> String {
        let part = |(start, end): &(usize, usize)| -> String {
            let letters = self.text.chars().skip(start - self.range.start);
            letters.take(end - start).collect()
        };
        segments.iter().map(part).collect::<Vec<_>>().join("+")
    }
}

/// The segments of a document in code points: clitics, the article with its stem, and the tokens
/// that have none.
fn segments(document: &Document) -> Segments {
    let text = document.text();
    let mut code_points = vec![0; text.len() + 1];
    for (number, (offset, _)) in text.char_indices().enumerate() {
        code_points[offset] = number;
    }
    code_points[text.len()] = text.chars().count();
    let tokens = document.tokens().expect("the pipeline has the stage");
    let clitics = document.clitics().expect("the pipeline has the stage");
    let mut found = Segments::new();
    for token in tokens.iter() {
        let inside = clitics.within(token.span().start..token.span().end);
        let mut start = token.range().start;
        for clitic in clitics.slice(inside.clone()) {
            if clitic.label() == "det" {
                continue;
            }
            found.insert((code_points[start], code_points[clitic.range().end]));
            start = clitic.range().end;
        }
        if inside.is_empty() {
            found.insert((code_points[start], code_points[token.range().end]));
        }
    }
    found
}
