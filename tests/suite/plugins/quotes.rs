//! The plugin `quotes` behind the real segmenter and tagger: who said what, in texts that were written
//! for it, with ones in which nobody says anything.
//!
//! `quotes.toml` has the texts. Each quote is checked with the entity that its parent is, so that a
//! speaker is a name of the document and not a string beside it.

use super::quotes;
use serde::Deserialize;
use serde_json::Value;
use warraq_tests::program::{records, warraq};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    /// Label, words, speaker (empty if none is named) and the label of the speaker's entity.
    #[serde(default)]
    quotes: Vec<[String; 4]>,
}

fn cases() -> Vec<Case> {
    let cases: Cases = toml::from_str(include_str!("quotes.toml")).unwrap();
    cases.case
}

/// A quote of a record as a case writes it; its parent is looked up among the entities.
fn described(quote: &Value, record: &Value) -> [String; 4] {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let parent = quote["parent"].as_u64();
    let entity = parent.map(|index| &record["entities"][usize::try_from(index).unwrap()]);
    let speaker = text(&quote["attributes"]["speaker"]);
    assert_eq!(speaker.is_empty(), entity.is_none(), "{quote}");
    if let Some(entity) = entity {
        let names = [text(&entity["canonical"]), text(&entity["text"])];
        assert!(names.contains(&speaker), "{speaker}: {entity}");
    }
    let label = entity
        .map(|entity| text(&entity["label"]))
        .unwrap_or_default();
    [text(&quote["label"]), text(&quote["text"]), speaker, label]
}

#[test]
fn speakers_are_joined_to_the_names_that_the_tagger_finds() {
    let folder = tempfile::tempdir().unwrap();
    let cases = cases();
    let lines = cases
        .iter()
        .map(|case| serde_json::json!({ "text": case.text }));
    let lines: String = lines.map(|line| format!("{line}\n")).collect();
    std::fs::write(folder.path().join("in.jsonl"), lines).unwrap();
    let library = quotes();
    let library = library.to_str().unwrap();
    let arguments = [
        "run",
        "in.jsonl",
        "-o",
        "out.jsonl",
        "-q",
        "--plugin",
        library,
    ];
    let outcome = warraq(folder.path(), &arguments);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let records = records(&folder.path().join("out.jsonl"));
    assert_eq!(records.len(), cases.len());
    let mut wrong = Vec::new();
    for (case, record) in cases.iter().zip(&records) {
        let quotes = record["layers"]["quotes"].as_array().unwrap();
        let found: Vec<_> = quotes
            .iter()
            .map(|quote| described(quote, record))
            .collect();
        if found != case.quotes {
            wrong.push(format!(
                "{}\n  gives {found:?}\n  not {:?}",
                case.text, case.quotes
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_third_of_the_cases_are_negatives_and_each_kind_is_there() {
    let cases = cases();
    let without = cases.iter().filter(|case| case.quotes.is_empty()).count();
    assert!(
        cases.len() >= 16 && without * 3 >= cases.len(),
        "{without} of {}",
        cases.len()
    );
    let quotes: Vec<_> = cases.iter().flat_map(|case| &case.quotes).collect();
    for label in ["direct", "partial"] {
        assert!(quotes.iter().any(|quote| quote[0] == label), "{label}");
    }
    for label in ["PER", "ORG", ""] {
        assert!(quotes.iter().any(|quote| quote[3] == label), "{label}");
    }
}
