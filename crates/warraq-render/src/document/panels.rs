//! What stands beside the text: summary, names, times, numbers, phrases, warnings and the source.

use super::names::{Cluster, clusters};
use super::timeline;
use crate::html::Html;
use crate::interface::Language;
use warraq_record::{Layer, Record};

/// Writes the content of a panel.
type WritePanel = fn(&mut Html, &Record, Language);

/// Writes the panels that have something to show.
pub(super) fn write(html: &mut Html, record: &Record, language: Language) {
    let panels: [(&str, bool, WritePanel); 7] = [
        (
            "summary",
            !record.layer(Layer::Summary).is_empty(),
            write_summary,
        ),
        ("names", true, write_names),
        (
            "moments",
            !record.layer(Layer::Times).is_empty(),
            timeline::write,
        ),
        (
            "numbers",
            !record.layer(Layer::Numbers).is_empty(),
            write_numbers,
        ),
        (
            "keyphrases",
            !record.layer(Layer::Keyphrases).is_empty(),
            write_keyphrases,
        ),
        ("warnings", !record.warnings.is_empty(), write_warnings),
        ("about", true, write_about),
    ];
    for (key, is_shown, write) in panels {
        if is_shown {
            panel(html, key, language.word(key), |html| {
                write(html, record, language);
            });
        }
    }
    for (layer, (name, items)) in record.other_layers().enumerate() {
        panel(html, "other", name, |html| {
            html.nest("ul", &[("class", "plain")], |html| {
                for (index, item) in items.iter().enumerate() {
                    let link = format!("#layers-{layer}-{index}");
                    html.nest("li", &[], |html| {
                        html.nest("a", &[("href", &link)], |html| {
                            html.isolated(record.slice(item.range()));
                        });
                        html.raw(" ")
                            .element("span", &[("class", "note")], &item.label);
                    });
                }
            });
        });
    }
}

/// Writes a section with its heading.
pub(crate) fn panel(html: &mut Html, class: &str, heading: &str, fill: impl FnOnce(&mut Html)) {
    let class = format!("panel {class}");
    html.nest(
        "section",
        &[("class", &class), ("aria-label", heading)],
        |html| {
            html.element("h2", &[], heading);
            fill(html);
        },
    );
}

/// Writes a region that keys can scroll, where it is wider than the page.
pub(crate) fn scrolled(html: &mut Html, label: &str, fill: impl FnOnce(&mut Html)) {
    let attributes = [
        ("class", "scrolled"),
        ("tabindex", "0"),
        ("role", "region"),
        ("aria-label", label),
    ];
    html.nest("div", &attributes, fill);
}

fn write_summary(html: &mut Html, record: &Record, language: Language) {
    html.nest("ol", &[("class", "summary-list"), ("lang", "ar")], |html| {
        for (index, item) in record.layer(Layer::Summary).iter().enumerate() {
            let link = format!("#summary-{index}");
            html.nest("li", &[], |html| {
                html.nest("a", &[("href", &link), ("dir", "auto")], |html| {
                    html.text(record.slice(item.range()).trim());
                });
                if let Some(reason) = &item.reason {
                    write_reason(html, reason, language);
                }
            });
        }
    });
}

fn write_reason(html: &mut Html, reason: &str, language: Language) {
    let (language, reason) = match language.reason(reason) {
        Some(said) => (language, said),
        None => (Language::English, reason.to_owned()),
    };
    let attributes = [
        ("class", "note"),
        ("dir", language.direction()),
        ("lang", language.code()),
    ];
    html.element("span", &attributes, &reason);
}

fn write_names(html: &mut Html, record: &Record, language: Language) {
    let groups = clusters(record);
    if groups.is_empty() {
        html.element("p", &[("class", "note")], language.word("no_names"));
    }
    for (label, clusters) in groups {
        let heading = language.word_of("label", label);
        html.nest(
            "div",
            &[("class", "group"), ("data-label", label)],
            |html| {
                html.nest("h3", &[], |html| {
                    html.text(heading).raw(" ").element(
                        "span",
                        &[("class", "count")],
                        &clusters.len().to_string(),
                    );
                });
                html.nest("ul", &[("class", "names-list")], |html| {
                    clusters
                        .iter()
                        .for_each(|cluster| write_cluster(html, cluster, language));
                });
            },
        );
    }
}

fn write_cluster(html: &mut Html, cluster: &Cluster<'_>, language: Language) {
    let mentions: Vec<_> = cluster.mentions.iter().map(usize::to_string).collect();
    let first = cluster.mentions.first().copied().unwrap_or_default();
    html.nest("li", &[], |html| {
        let link = format!("#entities-{first}");
        html.nest(
            "a",
            &[("href", &link), ("data-mentions", &mentions.join(" "))],
            |html| {
                html.isolated(cluster.name);
            },
        );
        let count = format!("×{}", mentions.len());
        html.raw(" ").element("span", &[("class", "count")], &count);
        if let Some(subtype) = &cluster.first.subtype {
            let word = language.word_of("subtype", subtype).replace('_', " ");
            html.raw(" ").element("span", &[("class", "note")], &word);
        }
    });
}

fn write_numbers(html: &mut Html, record: &Record, language: Language) {
    html.nest("table", &[("class", "figures")], |html| {
        let columns = ["text", "value", "label"].map(|key| language.word(key));
        write_columns(html, &columns);
        html.nest("tbody", &[], |html| {
            for (index, item) in record.layer(Layer::Numbers).iter().enumerate() {
                let link = format!("#numbers-{index}");
                html.nest("tr", &[], |html| {
                    html.nest("td", &[], |html| {
                        html.nest("a", &[("href", &link)], |html| {
                            html.isolated(record.slice(item.range()));
                        });
                    });
                    let value = format!(
                        "{} {}",
                        grouped(&item.value()),
                        item.unit.as_deref().unwrap_or_default()
                    );
                    html.element("td", &[("dir", "ltr"), ("class", "value")], value.trim());
                    let label = language.word_of("number", &item.label).to_lowercase();
                    html.element("td", &[("class", "note")], &label);
                });
            }
        });
    });
}

/// Writes the head of a table.
pub(crate) fn write_columns(html: &mut Html, columns: &[&str]) {
    html.nest("thead", &[], |html| {
        html.nest("tr", &[], |html| {
            for column in columns {
                html.element("th", &[("scope", "col")], column);
            }
        });
    });
}

/// A number with its thousands apart.
pub(crate) fn grouped(value: &str) -> String {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.to_owned();
    }
    let mut text = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.extend(fraction.chars().take(4));
    }
    text
}

fn write_keyphrases(html: &mut Html, record: &Record, _: Language) {
    let mut phrases: Vec<_> = record.layer(Layer::Keyphrases).iter().collect();
    phrases.sort_by(|first, second| {
        second
            .score
            .unwrap_or(0.0)
            .total_cmp(&first.score.unwrap_or(0.0))
    });
    html.nest("ul", &[("class", "phrases"), ("lang", "ar")], |html| {
        for phrase in phrases {
            html.nest("li", &[], |html| {
                html.isolated(record.slice(phrase.range()));
            });
        }
    });
}

fn write_warnings(html: &mut Html, record: &Record, _: Language) {
    html.nest("ul", &[("class", "plain")], |html| {
        for warning in &record.warnings {
            html.nest("li", &[], |html| {
                html.element("code", &[], &warning.code).raw(" ");
                html.isolated(&warning.message);
            });
        }
    });
}

fn write_about(html: &mut Html, record: &Record, language: Language) {
    let line = record
        .source
        .line
        .map(|line| format!(":{line}"))
        .unwrap_or_default();
    let facts = [
        ("source", format!("{}{line}", record.source.path)),
        ("encoding", record.source.encoding.clone()),
        ("run", record.run.clone()),
    ];
    html.nest("dl", &[("class", "about-list")], |html| {
        for (key, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
            html.element("dt", &[], language.word(key));
            html.nest("dd", &[], |html| {
                html.isolated(value);
            });
        }
        for (key, value) in &record.meta {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            html.nest("dt", &[], |html| {
                html.isolated(key);
            });
            html.nest("dd", &[], |html| {
                html.isolated(&value);
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let cases = [
            ("4200000000", "4,200,000,000"),
            ("27.25", "27.25"),
            ("0.3333333333", "0.3333"),
            ("999", "999"),
            ("-1000", "-1000"),
            ("1e30", "1e30"),
        ];
        for (value, expected) in cases {
            assert_eq!(grouped(value), expected);
        }
    }
}
