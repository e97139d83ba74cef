//! Sentences of our own that show the product's labels, with slots that name lists fill.
//!
//! No corpus follows the product's guide. A few hundred sentences, each filled with many names,
//! show the network what the guide decides: which heads belong to a name and which do not.

use std::collections::HashMap;
use std::path::Path;

use super::TrainError;
use super::conll::{LabelledSentence, WordLabel};
use super::lists::read_column;
use super::random::Random;
use super::recipe::Slot;
use crate::tables::rows;

const SENTENCES: &str = include_str!("../../data/own-sentences.txt");
const SLOTS: &str = include_str!("../../data/own-slots.tsv");

/// The sentences, each filled `repeats` times.
pub(crate) fn own_sentences(
    folder: &Path,
    slots: &[Slot],
    repeats: u32,
    seed: u64,
) -> Result<Vec<LabelledSentence>, TrainError> {
    let mut fillings: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows(SLOTS) {
        if let [slot, filling] = row[..] {
            fillings
                .entry(slot.to_owned())
                .or_default()
                .push(filling.to_owned());
        }
    }
    for slot in slots {
        fillings.insert(
            slot.name.clone(),
            read_column(folder, &slot.path, &slot.column)?,
        );
    }
    let mut random = Random::new(seed);
    let templates = SENTENCES
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut sentences = Vec::new();
    for template in templates {
        for _ in 0..repeats {
            sentences.push(fill(template, &fillings, &mut random));
        }
    }
    Ok(sentences)
}

/// Reads one template: words, `[LABEL ` and `]` around names, `{slot}` inside words.
fn fill(
    template: &str,
    fillings: &HashMap<String, Vec<String>>,
    random: &mut Random,
) -> LabelledSentence {
    let mut sentence = LabelledSentence::default();
    let mut open: Option<(String, bool)> = None;
    for part in template.split_whitespace() {
        if let Some(label) = part.strip_prefix('[') {
            open = Some((label.to_owned(), true));
            continue;
        }
        let closes = part.ends_with(']');
        let text = fill_slots(part.trim_end_matches(']'), fillings, random);
        for word in text.split_whitespace() {
            sentence.words.push(word.to_owned());
            sentence.labels.push(match &mut open {
                None => WordLabel::Outside,
                Some((label, first)) if *first => {
                    *first = false;
                    WordLabel::Begin(label.clone())
                }
                Some((label, _)) => WordLabel::Inside(label.clone()),
            });
        }
        if closes {
            open = None;
        }
    }
    join_proclitics(&mut sentence, random);
    sentence
}

fn fill_slots(part: &str, fillings: &HashMap<String, Vec<String>>, random: &mut Random) -> String {
    let Some((before, rest)) = part.split_once('{') else {
        return part.to_owned();
    };
    let (slot, after) = rest.split_once('}').unwrap_or((rest, ""));
    let choices = fillings.get(slot).map_or(&[][..], Vec::as_slice);
    let filling = choices
        .get(random.below(choices.len()))
        .map_or("", String::as_str);
    format!("{before}{filling}{after}")
}

/// Writes a lone `و`, `ب` or `لـ` together with the next word, as running text does.
fn join_proclitics(sentence: &mut LabelledSentence, random: &mut Random) {
    let mut place = 0;
    while place + 1 < sentence.words.len() {
        let proclitic = sentence.words[place].trim_end_matches('ـ').to_owned();
        if matches!(proclitic.as_str(), "و" | "ب" | "ل")
            && sentence.labels[place] == WordLabel::Outside
        {
            let next = sentence.words[place + 1].clone();
            sentence.words[place + 1] = match next.strip_prefix("ال").filter(|_| proclitic == "ل")
            {
                Some(bare) => format!("لل{bare}"),
                None => format!("{proclitic}{next}"),
            };
            sentence.words.remove(place);
            sentence.labels.remove(place);
        } else if sentence.words[place] == "." && random.unit() < 0.5 {
            sentence.words[place] = "،".to_owned();
        }
        place += 1;
    }
}
