//! Speed of the tagger of names, from tokens to names, beside a CRF with seven feature templates.
//!
//! Prints tokens a second on one core, the best of several rounds in which both take turns, and the
//! tagger's first round apart, in which no word is remembered yet. The tagger's time has
//! everything in it: fine types, scores, and the document's names completed by one another. The
//! peer learns from what the tagger found in the first sentences, so that both do the same task.
//! The text is the news of `WARRAQ_SHARED` if that is set, otherwise sentences of our own, repeated.

use std::hint::black_box;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crfs::{Attribute, Trainer};
use warraq_benches::news;
use warraq_entities::{Mention, Model, Tagger, Wanted, plain_words};

const ROUNDS: usize = 5;

const OWN: &str = "وصل الرئيس الروسي فلاديمير بوتين إلى القاهرة. وقالت وزارة الخارجية المصرية إن المحادثات \
    مع الاتحاد الأوروبي ستستأنف في بروكسل الشهر المقبل.\n";

/// Sentences that the peer learns from.
const TAUGHT: usize = 1500;

fn main() {
    let start = Instant::now();
    let model = Model::from_bytes(warraq_model_names::BYTES).expect("the shipped model opens");
    println!(
        "model ready in {:.1} ms",
        start.elapsed().as_secs_f64() * 1e3
    );
    let tagger = Tagger::new(model);
    let texts = documents();
    let documents: Vec<Words<'_>> = texts.iter().map(|text| Words::of(text)).collect();
    let sentences: Vec<&[&str]> = documents.iter().flat_map(Words::sentences).collect();
    let tokens: usize = sentences.iter().map(|sentence| sentence.len()).sum();
    println!("{} sentences, {tokens} tokens", sentences.len());

    let start = Instant::now();
    let expected = tag_all(&tagger, &documents);
    let first_round = start.elapsed().as_secs_f64();
    let file = train_peer(&tagger, &sentences);
    let bytes = std::fs::read(&file).expect("the peer's model was written");
    let peer = crfs::Model::new(&bytes).expect("the peer's model opens");
    let (mut own_best, mut peer_best) = (f64::MAX, f64::MAX);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        assert_eq!(
            black_box(tag_all(&tagger, &documents)),
            expected,
            "the same text gives the same names"
        );
        own_best = own_best.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        assert!(
            black_box(tag_all_with_peer(&peer, &sentences)) > 0,
            "the peer finds names"
        );
        peer_best = peer_best.min(start.elapsed().as_secs_f64());
    }
    assert!(expected > 0, "news has names");
    println!(
        "warraq tagger  {:>10.0} tokens/s, {expected} names",
        tokens as f64 / own_best
    );
    println!(
        "  its first round {:>9.0} tokens/s",
        tokens as f64 / first_round
    );
    println!(
        "crfs, 7 templates {:>7.0} tokens/s",
        tokens as f64 / peer_best
    );
}

/// The words of a document and the ranges of its sentences.
struct Words<'a> {
    words: Vec<&'a str>,
    ranges: Vec<Range<usize>>,
}

impl<'a> Words<'a> {
    /// Sentences are lines, cut at full stops.
    fn of(text: &'a str) -> Self {
        let (mut words, mut ranges) = (Vec::new(), Vec::new());
        for line in text.lines() {
            let found = plain_words(line).into_iter();
            let line: Vec<&str> = found.filter_map(|range| line.get(range)).collect();
            for part in line.split_inclusive(|word| matches!(*word, "." | "؟" | "!")) {
                let start = words.len();
                words.extend_from_slice(part);
                ranges.push(start..words.len());
            }
        }
        Self { words, ranges }
    }

    fn sentences(&self) -> impl Iterator<Item = &[&'a str]> {
        let ranges = self.ranges.iter().cloned();
        ranges.map(|range| &self.words[range])
    }
}

fn tag_all(tagger: &Tagger, documents: &[Words<'_>]) -> usize {
    let product = product(tagger);
    let fine = tagger.fine_choice(product);
    let wanted = Wanted {
        label_set: product,
        fine: fine.as_ref(),
    };
    let mut mentions: Vec<Mention> = Vec::new();
    let mut count = 0;
    for document in documents {
        mentions.clear();
        let mut session = tagger.session();
        session.tag_document(&document.words, &document.ranges, wanted, &mut mentions);
        count += mentions.len();
    }
    count
}

fn product(tagger: &Tagger) -> usize {
    tagger
        .label_set("product")
        .expect("the shipped model has the product's labels")
}

/// The word, its neighbours, and its first and last three letters.
fn attributes(words: &[&str], place: usize) -> Vec<Attribute> {
    let at = |offset: isize| {
        place
            .checked_add_signed(offset)
            .and_then(|place| words.get(place))
            .copied()
            .unwrap_or("_")
    };
    let word = words[place];
    let letters = |from: usize| {
        word.char_indices()
            .nth(from)
            .map_or(word.len(), |(start, _)| start)
    };
    let head = word.get(..letters(3)).unwrap_or(word);
    let tail = word
        .get(letters(word.chars().count().saturating_sub(3))..)
        .unwrap_or(word);
    let values = [
        ("w", word),
        ("-1", at(-1)),
        ("+1", at(1)),
        ("-2", at(-2)),
        ("+2", at(2)),
        ("p", head),
        ("s", tail),
    ];
    values
        .iter()
        .map(|(name, value)| Attribute::new(format!("{name}={value}"), 1.0))
        .collect()
}

fn train_peer(tagger: &Tagger, sentences: &[&[&str]]) -> PathBuf {
    let product = product(tagger);
    let wanted = Wanted {
        label_set: product,
        fine: None,
    };
    let mut session = tagger.session();
    let mut trainer = Trainer::averaged_perceptron();
    for sentence in sentences.iter().take(TAUGHT) {
        let mut mentions = Vec::new();
        session.tag(sentence, wanted, &mut mentions);
        let mut labels = vec!["O".to_owned(); sentence.len()];
        for mention in mentions {
            let kind = &tagger.types(product)[mention.kind];
            for (place, label) in labels
                .iter_mut()
                .enumerate()
                .take(mention.end)
                .skip(mention.first)
            {
                *label = format!("{}-{kind}", if place == mention.first { "B" } else { "I" });
            }
        }
        let rows: Vec<Vec<Attribute>> = (0..sentence.len())
            .map(|place| attributes(sentence, place))
            .collect();
        trainer
            .append(&rows, &labels)
            .expect("attributes and labels are as many");
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peer.crfsuite");
    trainer.train(&file).expect("the peer learns");
    file
}

fn tag_all_with_peer(model: &crfs::Model<'_>, sentences: &[&[&str]]) -> usize {
    let tagger = model.tagger().expect("the peer's tagger starts");
    let mut count = 0;
    for sentence in sentences {
        let rows: Vec<Vec<Attribute>> = (0..sentence.len())
            .map(|place| attributes(sentence, place))
            .collect();
        let labels = tagger.tag(&rows).expect("the peer tags");
        count += labels.iter().filter(|label| label.starts_with('B')).count();
    }
    count
}

/// The news, or sentences of our own, repeated.
fn documents() -> Vec<String> {
    news(300).unwrap_or_else(|| vec![OWN.repeat(2000)])
}
