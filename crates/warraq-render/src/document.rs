//! The page of a document: its text as laid out, and beside it what was found in it.

mod names;
mod panels;
mod text;
mod timeline;

use crate::html::Html;
use crate::interface::Language;
use crate::page::{PageOptions, document_frame, write_data, write_theme_button};
pub(crate) use panels::{grouped, panel, scrolled, write_columns};
pub use text::is_right_to_left;
pub(crate) use text::{Side, write_text};
pub(crate) use timeline::{Axis, percent};
use warraq_record::{Layer, Record};

pub(crate) const STYLE: &str = include_str!("../assets/document.css");

/// The labels of names in the order in which a page shows them; others follow.
pub(crate) const LABELS: [&str; 11] = [
    "PER", "LOC", "ORG", "FAC", "NORP", "MISC", "URL", "EMAIL", "PHONE", "HASHTAG", "MENTION",
];

/// The identifier of a text that has none: it came from standard input or was written in a browser.
const UNNAMED: &str = "-";

/// The page of a record, one file that needs nothing else.
#[must_use]
pub fn document_page(record: &Record, options: &PageOptions) -> String {
    let mut html = Html::default();
    html.open("div", &[("id", "document")]);
    html.raw(&document_fragment(record, options));
    html.close("div");
    document_frame(heading(record), &html.finish(), options)
}

/// What the page of a record has in its frame: for a page that shows one record after another.
#[must_use]
pub fn document_fragment(record: &Record, options: &PageOptions) -> String {
    let language = options.language;
    let mut html = Html::default();
    html.nest(
        "div",
        &[
            ("class", "bar tools"),
            ("role", "toolbar"),
            ("aria-label", language.word("document")),
        ],
        |html| {
            write_tools(html, record, language);
        },
    );
    html.nest("main", &[("class", "document")], |html| {
        html.nest(
            "article",
            &[
                ("class", "sheet"),
                ("lang", "ar"),
                ("aria-label", language.word("text")),
            ],
            |html| {
                write_article(html, record, language);
            },
        );
        html.nest(
            "aside",
            &[
                ("class", "panels"),
                ("aria-label", language.word("contents")),
            ],
            |html| {
                panels::write(html, record, language);
            },
        );
    });
    html.element(
        "div",
        &[
            ("id", "card"),
            ("class", "card"),
            ("role", "status"),
            ("hidden", ""),
        ],
        "",
    );
    write_data(&mut html, "record", record.json());
    write_data(&mut html, "words", &words(record, language));
    html.finish()
}

/// What a document is called.
pub(crate) fn heading(record: &Record) -> &str {
    record.title.as_deref().unwrap_or(&record.id)
}

fn write_tools(html: &mut Html, record: &Record, language: Language) {
    write_search(html, language);
    write_legend(html, record, language);
    write_profiles(html, language);
    write_theme_button(html, language);
}

/// What a control of a script has: it is hidden until the script runs.
const OF_SCRIPT: [(&str, &str); 2] = [("data-script", ""), ("hidden", "")];

fn write_search(html: &mut Html, language: Language) {
    let search = language.word("search_text");
    let search = [
        ("type", "search"),
        ("id", "search"),
        ("dir", "auto"),
        ("placeholder", search),
        ("aria-label", search),
    ];
    let [script, hidden] = OF_SCRIPT;
    html.nest("div", &[("class", "search"), script, hidden], |html| {
        html.open("input", &search);
        html.element("output", &[("id", "found"), ("for", "search")], "");
    });
}

/// Writes a button for each label, which shows and hides the names that have it.
fn write_legend(html: &mut Html, record: &Record, language: Language) {
    let [script, hidden] = OF_SCRIPT;
    let attributes = [
        ("class", "legend"),
        ("role", "group"),
        ("aria-label", language.word("show_labels")),
        script,
        hidden,
    ];
    html.nest("div", &attributes, |html| {
        for label in labels_of(record) {
            let word = language.word_of("label", label);
            let button = [
                ("type", "button"),
                ("data-label", label),
                ("aria-pressed", "true"),
                ("title", word),
            ];
            html.element("button", &button, word);
        }
    });
}

/// Writes the choice of what the text looks like normalized.
fn write_profiles(html: &mut Html, language: Language) {
    let profiles = [
        ("none", "normalized_off"),
        ("light", "light"),
        ("search", "search"),
    ];
    let [script, hidden] = OF_SCRIPT;
    html.nest("label", &[("class", "profile"), script, hidden], |html| {
        html.element("span", &[], language.word("normalized"));
        html.nest("select", &[("id", "profile")], |html| {
            for (value, key) in profiles {
                html.element("option", &[("value", value)], language.word(key));
            }
        });
    });
}

fn write_article(html: &mut Html, record: &Record, language: Language) {
    html.nest(
        "p",
        &[
            ("class", "facts"),
            ("dir", language.direction()),
            ("lang", language.code()),
        ],
        |html| {
            if record.id != UNNAMED {
                html.isolated(&record.id).raw(" · ");
            }
            if let Some(date) = record.date() {
                html.isolated(date).raw(" · ");
            }
            if let Some(anchor) = record.anchor.as_ref().filter(|_| record.time.is_none()) {
                html.text(language.word("anchor"))
                    .raw(" ")
                    .isolated(&anchor.evidence)
                    .raw(" · ");
            }
            let words = record.text().split_whitespace().count();
            html.text(&format!("{words} ")).text(language.word("words"));
        },
    );
    let has_title = record
        .layer(Layer::Blocks)
        .iter()
        .any(|block| block.label == "title");
    if !has_title && heading(record) != UNNAMED {
        html.element(
            "h1",
            &[("class", "stand-in"), ("dir", "auto")],
            heading(record),
        );
    }
    write_text(html, record, &Side::default());
}

/// The labels of the names of a record, in the order of [`LABELS`], then by name.
pub(crate) fn labels_of(record: &Record) -> Vec<&str> {
    let mut labels: Vec<_> = record
        .layer(Layer::Entities)
        .iter()
        .map(|item| item.label.as_str())
        .collect();
    labels.sort_by_key(|label| (label_rank(label), *label));
    labels.dedup();
    labels
}

pub(crate) fn label_rank(label: &str) -> usize {
    LABELS
        .iter()
        .position(|known| *known == label)
        .unwrap_or(LABELS.len())
}

/// The words that the page's script uses, and those for the subtypes of the record's names.
fn words(record: &Record, language: Language) -> String {
    let keys = [
        "canonical",
        "score",
        "subtype",
        "mentions",
        "value",
        "origin",
        "inferred",
        "identifiers",
        "matches",
        "close",
        "results",
    ];
    let mut words: serde_json::Map<_, _> = keys
        .into_iter()
        .map(|key| (key.to_owned(), language.word(key).into()))
        .collect();
    let names = record.layer(Layer::Entities).iter();
    let subtypes = names.filter_map(|name| name.subtype.as_deref());
    let subtypes: serde_json::Map<_, _> = subtypes
        .map(|subtype| {
            let word = language.word_of("subtype", subtype);
            (subtype.to_owned(), word.into())
        })
        .collect();
    words.insert("subtypes".to_owned(), subtypes.into());
    serde_json::Value::Object(words).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_name_is_not_called_by_a_dash() {
        let page = |id: &str| {
            let json = format!(
                r#"{{"id":"{id}","source":{{"path":"-"}},"offset_unit":"byte","text":"a b"}}"#
            );
            document_fragment(&Record::from_json(&json).unwrap(), &PageOptions::default())
        };
        assert!(page("a-1").contains(r#"<h1 class="stand-in" dir="auto">a-1</h1>"#));
        assert!(page("a-1").contains("<bdi>a-1</bdi> · 2 words"));
        assert!(!page("-").contains("stand-in"));
        assert!(page("-").contains(r#"lang="en">2 words"#));
    }
}
