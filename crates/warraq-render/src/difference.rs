//! What two runs found in one document, side by side: the same text twice, and what differs in a table.

use crate::document::{STYLE, Side, heading, panel, scrolled, write_columns, write_text};
use crate::html::Html;
use crate::interface::Language;
use crate::page::{Frame, PageOptions, write_theme_button};
use std::collections::{BTreeMap, BTreeSet};
use warraq_record::{Item, Layer, Record};

const DIFFERENCE_STYLE: &str = include_str!("../assets/difference.css");

/// The layers that are compared.
const COMPARED: [Layer; 5] = [
    Layer::Blocks,
    Layer::Entities,
    Layer::Times,
    Layer::Numbers,
    Layer::Summary,
];

/// Why two records cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DifferenceError {
    /// They are of different texts.
    #[error("the two records are of different texts")]
    Texts,
}

/// One place where two runs found different things.
struct Difference<'a> {
    layer: Layer,
    first: Option<(usize, &'a Item)>,
    second: Option<(usize, &'a Item)>,
}

/// The page of two records of the same text.
///
/// # Errors
/// [`DifferenceError`] if the texts are not the same.
pub fn difference_page(
    first: &Record,
    second: &Record,
    options: &PageOptions,
) -> Result<String, DifferenceError> {
    if first.text() != second.text() {
        return Err(DifferenceError::Texts);
    }
    let language = options.language;
    let differences: Vec<_> = COMPARED
        .iter()
        .flat_map(|layer| compare(*layer, first, second))
        .collect();
    let mut html = Html::default();
    html.nest("header", &[("class", "bar")], |html| {
        html.nest("h1", &[("class", "brand")], |html| {
            html.text(language.word("differences"))
                .raw(" · ")
                .isolated(heading(first));
        });
        write_theme_button(html, language);
    });
    html.nest("main", &[("class", "difference")], |html| {
        panel(html, "wide", language.word("differences"), |html| {
            write_table(html, first, &differences, language);
        });
        for (record, prefix, key) in [(first, "a-", "run_a"), (second, "b-", "run_b")] {
            let name = format!("{} {}", language.word(key), record.run);
            let side = Side {
                prefix,
                pointed_out: pointed_out(&differences, prefix == "a-"),
            };
            write_side(html, record, &name, &side);
        }
    });
    let frame = Frame {
        language,
        title: heading(first),
        styles: &[STYLE, DIFFERENCE_STYLE],
        scripts: &[],
        may_connect: false,
        body: &html.finish(),
    };
    Ok(frame.page())
}

fn write_side(html: &mut Html, record: &Record, name: &str, side: &Side<'_>) {
    let attributes = [("class", "sheet"), ("aria-label", name)];
    html.nest("section", &attributes, |html| {
        html.element("p", &[("class", "facts")], name);
        html.nest("div", &[("lang", "ar")], |html| {
            write_text(html, record, side);
        });
    });
}

/// What differs in a layer: items of the same range are compared, others stand alone.
fn compare<'a>(layer: Layer, first: &'a Record, second: &'a Record) -> Vec<Difference<'a>> {
    let [mut left, mut right] = [first, second].map(|record| by_place(record.layer(layer)));
    let places: BTreeSet<_> = left.keys().chain(right.keys()).copied().collect();
    let mut differences = Vec::new();
    for place in places {
        let [left, right] =
            [&mut left, &mut right].map(|items| items.remove(&place).unwrap_or_default());
        for position in 0..left.len().max(right.len()) {
            let [first, second] = [&left, &right].map(|items| items.get(position).copied());
            let is_same = match (first, second) {
                (Some((_, first)), Some((_, second))) => describe(first) == describe(second),
                _ => false,
            };
            if !is_same {
                differences.push(Difference {
                    layer,
                    first,
                    second,
                });
            }
        }
    }
    differences
}

type Placed<'a> = BTreeMap<(usize, usize), Vec<(usize, &'a Item)>>;

fn by_place(items: &[Item]) -> Placed<'_> {
    let mut places: Placed<'_> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        let range = item.range();
        places
            .entry((range.start, range.end))
            .or_default()
            .push((index, item));
    }
    places
}

/// What an item says, apart from its place and its score: a score that moves is no other finding.
fn describe(item: &Item) -> String {
    let value = item.value();
    let parts = [
        Some(item.label.as_str()),
        item.subtype.as_deref(),
        item.canonical.as_deref(),
        Some(value.as_str()),
        item.unit.as_deref(),
    ];
    parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

fn pointed_out(differences: &[Difference<'_>], is_first: bool) -> Vec<(Layer, BTreeSet<usize>)> {
    COMPARED
        .iter()
        .map(|layer| {
            let items = differences
                .iter()
                .filter(|difference| difference.layer == *layer);
            let items = items.filter_map(|difference| {
                if is_first {
                    difference.first
                } else {
                    difference.second
                }
            });
            (*layer, items.map(|(index, _)| index).collect())
        })
        .collect()
}

fn write_table(
    html: &mut Html,
    record: &Record,
    differences: &[Difference<'_>],
    language: Language,
) {
    if differences.is_empty() {
        html.element("p", &[("class", "note")], language.word("no_difference"));
        return;
    }
    scrolled(html, language.word("differences"), |html| {
        html.nest("table", &[], |html| {
            let columns = ["layer", "text", "run_a", "run_b"].map(|key| language.word(key));
            write_columns(html, &columns);
            html.nest("tbody", &[], |html| {
                differences
                    .iter()
                    .for_each(|difference| write_row(html, record, difference));
            });
        });
    });
}

fn write_row(html: &mut Html, record: &Record, difference: &Difference<'_>) {
    let Some((_, item)) = difference.first.or(difference.second) else {
        return;
    };
    html.nest("tr", &[], |html| {
        html.element("td", &[("class", "note")], difference.layer.name());
        html.nest("td", &[("class", "piece")], |html| {
            let text: String = record.slice(item.range()).chars().take(120).collect();
            html.isolated(&text);
        });
        for (prefix, side) in [("a", difference.first), ("b", difference.second)] {
            html.nest("td", &[], |html| match side {
                // Blocks are elements without identifiers of their own.
                Some((index, item)) if difference.layer != Layer::Blocks => {
                    let link = format!("#{prefix}-{}-{index}", difference.layer.name());
                    html.nest("a", &[("href", &link)], |html| {
                        html.isolated(&describe_shown(item));
                    });
                }
                Some((_, item)) => {
                    html.isolated(&describe_shown(item));
                }
                None => {
                    html.text("–");
                }
            });
        }
    });
}

/// The same for people; an item that says nothing is at least there.
fn describe_shown(item: &Item) -> String {
    let text = describe(item);
    if text.is_empty() {
        "✓".to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(entities: &str) -> Record {
        Record::from_json(&format!(
            r#"{{"id":"a","source":{{"path":"a"}},"offset_unit":"byte","text":"abcdef","entities":[{entities}]}}"#
        ))
        .unwrap()
    }

    #[test]
    fn what_differs_is_found_and_what_is_the_same_is_not() {
        let first = record(
            r#"{"start":0,"end":1,"label":"PER","score":0.5},{"start":1,"end":2,"label":"LOC"},{"start":3,"end":4,"label":"ORG"}"#,
        );
        let second = record(
            r#"{"start":0,"end":1,"label":"PER","score":0.9},{"start":1,"end":2,"label":"ORG"},{"start":4,"end":6,"label":"ORG"}"#,
        );
        let found = compare(Layer::Entities, &first, &second);
        let found: Vec<_> = found
            .iter()
            .map(|difference| {
                [difference.first, difference.second].map(|side| side.map(|(index, _)| index))
            })
            .collect();
        assert_eq!(
            found,
            [[Some(1), Some(1)], [Some(2), None], [None, Some(2)]]
        );
        let page = difference_page(&first, &second, &PageOptions::default()).unwrap();
        assert!(page.contains(r#"class="name differs" data-label="LOC" data-item="a-entities:1""#));
        assert!(page.contains(r#"class="name" data-label="PER" data-item="b-entities:0""#));
    }

    #[test]
    fn records_of_different_texts_are_refused() {
        let other = Record::from_json(
            r#"{"id":"a","source":{"path":"a"},"offset_unit":"byte","text":"x"}"#,
        )
        .unwrap();
        let error = difference_page(&record(""), &other, &PageOptions::default()).unwrap_err();
        assert_eq!(error, DifferenceError::Texts);
    }
}
