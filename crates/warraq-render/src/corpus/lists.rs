//! Lists and charts of a corpus: documents by date, the commonest names, warnings and quarantine.

use super::{Bars, Corpus};
use crate::dates::{Day, date};
use crate::document::{Axis, grouped, panel, percent, write_columns};
use crate::html::Html;
use crate::interface::Language;
use std::collections::BTreeMap;

/// The names in each list.
const LISTED: usize = 12;
/// The bars of the small chart beside a name.
const SMALL_BARS: usize = 24;
/// The documents of the quarantine that are listed.
const MOST_QUARANTINED: usize = 200;
const HEIGHT: f64 = 120.0;

/// Writes the chart of documents by date.
pub(super) fn write_dates(
    html: &mut Html,
    corpus: &Corpus,
    bars: Option<&Bars>,
    language: Language,
) {
    let Some(bars) = bars else {
        html.element("p", &[("class", "note")], language.word("undated"));
        return;
    };
    let dated = || corpus.rows.iter().filter_map(|row| row.day);
    let counts = bars.count(dated());
    let most = counts.iter().max().copied().unwrap_or(1).max(1);
    let starts = &bars.starts;
    let days = starts.first().copied().unwrap_or_default()..starts.last().copied().unwrap_or(1);
    let axis = Axis::new(&days, language);
    let label = language.word("documents_by_date");
    html.open(
        "svg",
        &[
            ("class", "chart"),
            ("width", "100%"),
            ("height", "140"),
            ("role", "img"),
            ("aria-label", label),
        ],
    );
    axis.write_ticks(html, &days, HEIGHT as u32);
    for (index, (ends, documents)) in starts.windows(2).zip(&counts).enumerate() {
        let (from, to) = (axis.place(ends[0].into()), axis.place(ends[1].into()));
        let height = HEIGHT * f64::from(*documents) / f64::from(most);
        let attributes = [
            ("class", "bar-of-chart"),
            ("data-bar", &index.to_string()),
            ("x", &percent(from.min(to))),
            ("width", &percent((to - from).abs() * 0.9)),
            ("y", &format!("{:.1}", HEIGHT - height)),
            ("height", &format!("{height:.1}")),
        ];
        html.nest(
            "rect",
            &attributes.map(|(name, value)| (name, value)),
            |html| {
                html.element(
                    "title",
                    &[],
                    &format!("{}: {documents}", bars.grain.label(ends[0])),
                );
            },
        );
    }
    html.close("svg");
    write_left_out(html, dated(), bars, language);
}

/// Says how many documents the chart leaves out, and the first and last of their days.
fn write_left_out(
    html: &mut Html,
    days: impl Iterator<Item = Day>,
    bars: &Bars,
    language: Language,
) {
    let left_out: Vec<Day> = days.filter(|day| bars.of(*day).is_none()).collect();
    let ends = [left_out.iter().min(), left_out.iter().max()];
    let [Some(first), Some(last)] = ends.map(|day| day.copied().and_then(date)) else {
        return;
    };
    html.nest("p", &[("class", "note")], |html| {
        html.text(&format!(
            "{}: {} (",
            language.word("far_dates"),
            left_out.len()
        ))
        .isolated(&format!("{first} – {last}"))
        .raw(")");
    });
}

/// Writes the commonest names of a label, each with its documents over time.
pub(super) fn write_names(
    html: &mut Html,
    corpus: &Corpus,
    label: &str,
    known: &BTreeMap<u32, usize>,
) {
    let top = corpus.top_names(LISTED, |name| name.label == label);
    let most = top
        .first()
        .map_or(1, |number| corpus.name(*number).documents);
    let days = days_of(corpus, &top);
    let bars = corpus.bars(SMALL_BARS);
    html.nest("ol", &[("class", "top")], |html| {
        for (position, number) in top.iter().enumerate() {
            let name = corpus.name(*number);
            let link = known.get(number).copied().unwrap_or_default().to_string();
            html.nest("li", &[("data-label", label)], |html| {
                html.open(
                    "button",
                    &[
                        ("type", "button"),
                        ("class", "name-button"),
                        ("data-name", &link),
                    ],
                );
                html.isolated(&name.text).close("button");
                if let Some(bars) = &bars {
                    write_small_chart(html, &bars.count(days[position].iter().copied()));
                }
                let documents = grouped(&name.documents.to_string());
                html.element("span", &[("class", "count")], &documents);
                let share = format!(
                    "{:.1}%",
                    100.0 * f64::from(name.documents) / f64::from(most)
                );
                html.open(
                    "svg",
                    &[
                        ("class", "share"),
                        ("width", "100%"),
                        ("height", "3"),
                        ("aria-hidden", "true"),
                    ],
                );
                html.open("rect", &[("width", &share), ("height", "3")])
                    .close("rect")
                    .close("svg");
            });
        }
    });
}

/// For each of `numbers`, the days of the documents that have the name.
fn days_of(corpus: &Corpus, numbers: &[u32]) -> Vec<Vec<Day>> {
    let mut days = vec![Vec::new(); numbers.len()];
    for row in &corpus.rows {
        let Some(day) = row.day else { continue };
        for (position, number) in numbers.iter().enumerate() {
            if row.names.contains(number) {
                days[position].push(day);
            }
        }
    }
    days
}

fn write_small_chart(html: &mut Html, counts: &[u32]) {
    let most = counts.iter().max().copied().unwrap_or(1).max(1);
    let size = format!("0 0 {} 18", counts.len() * 4);
    html.open(
        "svg",
        &[
            ("class", "small-chart"),
            ("viewBox", &size),
            ("preserveAspectRatio", "none"),
            ("aria-hidden", "true"),
        ],
    );
    for (index, documents) in counts
        .iter()
        .enumerate()
        .filter(|(_, documents)| **documents > 0)
    {
        let height = (18.0 * f64::from(*documents) / f64::from(most)).max(1.5);
        let attributes = [
            ("x", (index * 4).to_string()),
            ("y", format!("{:.1}", 18.0 - height)),
            ("width", "3".to_owned()),
            ("height", format!("{height:.1}")),
        ];
        let attributes: Vec<_> = attributes
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        html.open("rect", &attributes).close("rect");
    }
    html.close("svg");
}

/// Writes the kinds of warnings and the documents of the quarantine.
pub(super) fn write_troubles(html: &mut Html, corpus: &Corpus, language: Language) {
    panel(html, "troubles", language.word("warnings"), |html| {
        if corpus.warnings.is_empty() {
            html.element("p", &[("class", "note")], language.word("none"));
            return;
        }
        html.nest("table", &[], |html| {
            write_columns(
                html,
                &["label", "count", "example"].map(|key| language.word(key)),
            );
            html.nest("tbody", &[], |html| {
                for (code, group) in &corpus.warnings {
                    write_row(html, [code, &group.count.to_string(), &group.example]);
                }
            });
        });
    });
    panel(html, "quarantine", language.word("quarantine"), |html| {
        if corpus.quarantine.is_empty() {
            html.element("p", &[("class", "note")], language.word("quarantine_none"));
            return;
        }
        html.nest("table", &[], |html| {
            write_columns(
                html,
                &["document", "stage", "reason"].map(|key| language.word(key)),
            );
            html.nest("tbody", &[], |html| {
                for document in corpus.quarantine.iter().take(MOST_QUARANTINED) {
                    write_row(html, [&document.id, &document.stage, &document.reason]);
                }
            });
        });
        if let Some(more) = corpus
            .quarantine
            .len()
            .checked_sub(MOST_QUARANTINED)
            .filter(|more| *more > 0)
        {
            html.element("p", &[("class", "note")], &format!("+ {more}"));
        }
    });
}

fn write_row(html: &mut Html, cells: [&str; 3]) {
    html.nest("tr", &[], |html| {
        for cell in cells {
            html.nest("td", &[], |html| {
                html.isolated(cell);
            });
        }
    });
}
