//! The page of a corpus: figures, charts, the graph, and the data of its table.

use super::{COUNTED, Corpus, MOST_BARS, MOST_NAMES, MOST_ROWS, graph, lists};
use crate::dates::date;
use crate::document::{STYLE as DOCUMENT_STYLE, grouped, panel, scrolled};
use crate::html::Html;
use crate::interface::Language;
use crate::page::{Frame, PageOptions, write_data, write_theme_button};
use serde_json::json;
use std::collections::BTreeMap;

const STYLE: &str = include_str!("../../assets/corpus.css");
const SCRIPT: &str = include_str!("../../assets/corpus.js");

pub(super) fn page(corpus: &Corpus, options: &PageOptions) -> String {
    let language = options.language;
    // The names of the table: by their numbers, their places in the page's data.
    let names = corpus.top_names(MOST_NAMES, |_| true);
    let known: BTreeMap<u32, usize> = names
        .iter()
        .enumerate()
        .map(|(place, number)| (*number, place))
        .collect();
    let mut html = Html::default();
    html.nest("header", &[("class", "bar")], |html| {
        html.element("h1", &[("class", "brand")], language.word("corpus"));
        write_figures(html, corpus, language);
        write_theme_button(html, language);
    });
    html.nest("main", &[("class", "corpus")], |html| {
        write_panels(html, corpus, &known, language);
    });
    write_data(&mut html, "corpus", &data(corpus, &names, &known));
    let frame = Frame {
        language,
        title: language.word("corpus"),
        styles: &[DOCUMENT_STYLE, STYLE],
        scripts: &[SCRIPT],
        may_connect: false,
        body: &html.finish(),
    };
    frame.page()
}

fn write_figures(html: &mut Html, corpus: &Corpus, language: Language) {
    let undated = corpus.rows.iter().filter(|row| row.day.is_none()).count();
    let figures = [
        (corpus.rows.len() as u64, "documents"),
        (corpus.words, "words"),
        (undated as u64, "undated"),
        (corpus.quarantine.len() as u64, "quarantine"),
    ];
    html.nest("p", &[("class", "corpus-figures")], |html| {
        for (count, key) in figures {
            html.nest("span", &[], |html| {
                html.element("strong", &[], &grouped(&count.to_string()))
                    .raw(" ")
                    .text(&language.word(key).to_lowercase());
            });
        }
    });
}

fn write_panels(
    html: &mut Html,
    corpus: &Corpus,
    known: &BTreeMap<u32, usize>,
    language: Language,
) {
    let bars = corpus.bars(MOST_BARS);
    panel(html, "wide", language.word("documents_by_date"), |html| {
        lists::write_dates(html, corpus, bars.as_ref(), language);
    });
    for label in COUNTED {
        panel(
            html,
            "names-over-time",
            language.word(&format!("top_{label}")),
            |html| {
                lists::write_names(html, corpus, label, known);
            },
        );
    }
    let mut picture = Html::default();
    if graph::write(&mut picture, corpus, known) {
        panel(html, "wide company", language.word("company"), |html| {
            html.element("p", &[("class", "note")], language.word("company_note"));
            let region = [
                ("class", "scrolled"),
                ("tabindex", "0"),
                ("role", "region"),
                ("aria-label", language.word("company")),
            ];
            html.open("div", &region)
                .raw(&picture.finish())
                .close("div");
        });
    }
    panel(
        html,
        "wide table-of-documents",
        language.word("contents"),
        |html| {
            write_table(html, corpus, language);
        },
    );
    lists::write_troubles(html, corpus, language);
}

/// Writes the frame of the table; the page's script fills it, a page at a time.
fn write_table(html: &mut Html, corpus: &Corpus, language: Language) {
    html.nest("div", &[("class", "table-tools")], |html| {
        write_table_tools(html, language);
    });
    scrolled(html, language.word("contents"), |html| {
        html.nest("table", &[("id", "documents")], |html| {
            write_table_head(html, language);
            html.open("tbody", &[]).close("tbody");
        });
    });
    html.nest("div", &[("class", "pages")], |html| {
        let button = |id| [("type", "button"), ("id", id)];
        html.element("button", &button("previous"), language.word("previous"));
        html.element("output", &[("id", "page-number"), ("class", "note")], "");
        html.element("button", &button("next"), language.word("next"));
    });
    if corpus.rows.len() > MOST_ROWS {
        html.element("p", &[("class", "note")], language.word("rows_note"));
    }
    if corpus.names.len() > MOST_NAMES {
        html.element("p", &[("class", "note")], language.word("names_note"));
    }
}

/// Writes what the rows are chosen by.
fn write_table_tools(html: &mut Html, language: Language) {
    let filter = language.word("filter");
    let filter = [
        ("type", "search"),
        ("id", "filter"),
        ("dir", "auto"),
        ("placeholder", filter),
        ("aria-label", filter),
    ];
    let chosen_name = [
        ("type", "button"),
        ("id", "chosen-name"),
        ("hidden", ""),
        ("aria-label", language.word("clear")),
    ];
    let shown_count = [
        ("id", "shown-count"),
        ("class", "note"),
        ("data-word", language.word("documents")),
    ];
    html.open("input", &filter)
        .element("button", &chosen_name, "")
        .element("output", &shown_count, "");
}

/// Writes the columns, each with a button that sorts by it.
fn write_table_head(html: &mut Html, language: Language) {
    html.nest("thead", &[], |html| {
        html.nest("tr", &[], |html| {
            for column in ["date", "title", "words", "names", "warnings"] {
                html.nest("th", &[("scope", "col"), ("data-column", column)], |html| {
                    html.element("button", &[("type", "button")], language.word(column));
                });
            }
        });
    });
}

/// The data of the table, short: a row is a list, a name is its place in the list of names.
fn data(corpus: &Corpus, names: &[u32], known: &BTreeMap<u32, usize>) -> String {
    let names: Vec<_> = names
        .iter()
        .map(|number| corpus.name(*number))
        .map(|name| json!([name.label, name.text, name.documents]))
        .collect();
    let rows: Vec<_> = corpus
        .rows
        .iter()
        .take(MOST_ROWS)
        .map(|row| {
            let day = row.day.and_then(date).map(|date| date.to_string());
            let names: Vec<_> = row
                .names
                .iter()
                .filter_map(|number| known.get(number))
                .collect();
            json!([row.id, row.heading, day, row.words, names, row.warnings])
        })
        .collect();
    json!({ "names": names, "rows": rows }).to_string()
}
