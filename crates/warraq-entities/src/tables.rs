//! The tables of facts that stand beside the model: fine types, heads of bodies.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::fold::fold;

const COUNTRIES: &str = include_str!("../data/countries.tsv");
const FINE_TYPES: &str = include_str!("../data/fine-types.tsv");

/// A fine type of the corpora and what the product makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FineType {
    /// The name in the corpora and in the model.
    pub(crate) corpus_name: &'static str,
    /// The product's label.
    pub(crate) label: &'static str,
    /// What `subtype` carries.
    pub(crate) subtype: &'static str,
}

/// All fine types, in the order of the table.
pub(crate) fn fine_types() -> &'static [FineType] {
    static TABLE: LazyLock<Vec<FineType>> = LazyLock::new(|| {
        rows(FINE_TYPES)
            .filter_map(|row| match row[..] {
                [corpus_name, label, subtype] => Some(FineType {
                    corpus_name,
                    label,
                    subtype,
                }),
                _ => None,
            })
            .collect()
    });
    &TABLE
}

/// The ISO 3166-1 code of a country, by its folded name.
pub(crate) fn country_code(folded: &str) -> Option<&'static str> {
    static TABLE: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
        let countries = rows(COUNTRIES).filter_map(|row| match row[..] {
            [name, code] => Some((fold(name), code)),
            _ => None,
        });
        countries.collect()
    });
    TABLE.get(folded).copied()
}

/// The rows of an embedded table, without comments.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| line.split('\t').collect())
}
