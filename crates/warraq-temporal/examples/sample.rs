//! Samples times from a corpus with a fixed seed, for judging by hand.
//!
//! `zstd -dc news.jsonl.zst | cargo run --release -p warraq-temporal --example sample -- 200 7`
//! reads records (`id`, `text`) and prints 200 of the times found: document, byte offsets, label,
//! value. `--context` adds the words around, for reading; they are not for the sheet.
//! `--missed` prints words of time that no time covers instead.

use serde_json::Value;
use std::io::BufRead;
use std::sync::Arc;
use warraq_core::{Document, Metadata, Pipeline, Unsupervised};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};
use warraq_temporal::{TimesOptions, TimesStage};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let mut numbers = arguments
        .iter()
        .filter_map(|argument| argument.parse::<u64>().ok());
    let count = numbers.next().unwrap_or(200) as usize;
    let mut random = Random(numbers.next().unwrap_or(7) | 1);
    let pipeline = Pipeline::new(vec![
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
        Arc::new(TimesStage::new(TimesOptions::default())?),
    ])?;
    let mut rows = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let record: Value = serde_json::from_str(&line?)?;
        let text = record["text"].as_str().unwrap_or_default();
        let id = record["id"].as_str().unwrap_or_default();
        let mut document = Document::new(Metadata::default(), text.to_owned())?;
        pipeline.process(&mut document, &Unsupervised)?;
        if has("--missed") {
            rows.extend(missed(&document, id));
        } else {
            rows.extend(found(&document, id, has("--context")));
        }
    }
    // A random order of all rows, cut at the count: every time is as likely as any other.
    for last in (1..rows.len()).rev() {
        rows.swap(last, random.below(last + 1));
    }
    for row in rows.into_iter().take(count) {
        println!("{row}");
    }
    Ok(())
}

/// Xorshift: the same sequence on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

fn found(document: &Document, id: &str, context: bool) -> Vec<String> {
    let times = document.times().into_iter().flat_map(|times| times.iter());
    let row = |time: warraq_core::Time<'_>| {
        let range = time.range();
        let (value, origin) = (
            time.value().unwrap_or_default(),
            time.origin().unwrap_or_default(),
        );
        let row = format!(
            "{id}\t{}\t{}\t{}\t{value}\t{origin}",
            range.start,
            range.end,
            time.label()
        );
        if context {
            format!("{row}\t{}", around(document.text(), range))
        } else {
            row
        }
    };
    times.map(row).collect()
}

const TIME_WORDS: &str = "يوم أيام أسبوع شهر أشهر عام سنة سنوات أعوام ساعة ساعات دقيقة صباح مساء ليلة أمس غدا \
    الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت العام اليوم الشهر الأسبوع السنة يناير فبراير مارس \
    أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر القرن عقود عقد منذ فترة الآن حاليا";

fn missed(document: &Document, id: &str) -> Vec<String> {
    let (Some(tokens), Some(times)) = (document.tokens(), document.times()) else {
        return Vec::new();
    };
    let covered = |start: usize| times.iter().any(|time| time.range().contains(&start));
    let words: Vec<&str> = TIME_WORDS.split_whitespace().collect();
    let year = |text: &str| text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
    let missed = tokens.iter().filter(|token| {
        let text = token.text();
        let bare = text.trim_start_matches(['و', 'ب', 'ل', 'ف']);
        (words.contains(&text) || words.contains(&bare) || year(text))
            && !covered(token.range().start)
    });
    missed
        .map(|token| format!("{id}\t{}", around(document.text(), token.range())))
        .collect()
}

fn around(text: &str, range: std::ops::Range<usize>) -> String {
    let before: Vec<char> = text
        .get(..range.start)
        .unwrap_or_default()
        .chars()
        .rev()
        .take(50)
        .collect();
    let before: String = before.into_iter().rev().collect();
    let behind: String = text
        .get(range.end..)
        .unwrap_or_default()
        .chars()
        .take(40)
        .collect();
    let inside = text.get(range).unwrap_or_default();
    format!("{before}[[{inside}]]{behind}").replace('\n', " ")
}
