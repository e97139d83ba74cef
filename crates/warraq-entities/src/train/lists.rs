//! Name lists: files of names become fingerprints with a bit for each list.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::TrainError;
use crate::fold::fold;
use crate::hash::fingerprint;
use crate::lexicon::{BEGINS_LONGER, LONGEST_NAME, sequence_hash, word_hash};
use crate::words::plain_words;

/// A file of names and the list that they join.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameList {
    /// Tab-separated values with a heading line.
    pub path: PathBuf,
    /// The headings of the columns of names.
    pub columns: Vec<String>,
    /// The number of the list, from 0 to 19.
    pub list: u32,
    /// Take only rows whose column (the first) begins with a text (the second).
    pub begins: Option<(String, String)>,
    /// Take only rows whose column is a number in a half-open range.
    pub between: Option<(String, u32, u32)>,
    /// Whether each word of a name joins the list, instead of the name as a whole.
    #[serde(default)]
    pub by_word: bool,
    /// Whether the forms of adjectives are added: `إيرانيا`, `الإيرانيون`, `الإيرانيين`.
    #[serde(default)]
    pub inflected: bool,
    /// Whether names of several words join with ج for غ, too, as Egypt's papers write foreign names:
    /// `بيونج يانج`. Of one word it would be another word: `المغرب`, `المجرب`.
    #[serde(default)]
    pub other_spelling: bool,
}

/// Fingerprints of names and their lists, ready for a model file.
#[derive(Debug, Clone, Default)]
pub struct NameTable {
    entries: BTreeMap<u32, u32>,
}

impl NameTable {
    /// Adds the names of a file.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or lacks a column.
    pub fn add_file(&mut self, folder: &Path, list: &NameList) -> Result<(), TrainError> {
        let path = folder.join(&list.path);
        let failed = |source| TrainError::Read {
            path: path.clone(),
            source,
        };
        let text = fs::read_to_string(&path).map_err(failed)?;
        let mut lines = text.lines();
        let heading: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        let columns = list
            .columns
            .iter()
            .map(|name| find_column(&heading, name, &path));
        let columns = columns.collect::<Result<Vec<usize>, _>>()?;
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            if !passes(&heading, &cells, list) {
                continue;
            }
            for name in columns.iter().filter_map(|&column| cells.get(column)) {
                let forms = if list.inflected {
                    inflections(name)
                } else {
                    vec![(*name).to_owned()]
                };
                for form in forms {
                    self.add(&form, list.list, list.by_word);
                    if list.other_spelling && form.contains(' ') && form.contains('غ') {
                        self.add(&form.replace('غ', "ج"), list.list, list.by_word);
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds one name; what stands in brackets is not part of it.
    pub fn add(&mut self, name: &str, list: u32, by_word: bool) {
        let name = name
            .split(['(', ')', '[', '،', ','])
            .next()
            .unwrap_or_default();
        let words: Vec<u64> = plain_words(name)
            .into_iter()
            .filter_map(|range| name.get(range))
            .map(fold)
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .map(|word| word_hash(&word))
            .collect();
        let bit = 1 << list;
        if words.len() == 1 || by_word {
            words
                .iter()
                .for_each(|&word| self.set(fingerprint(word), bit));
        } else if words.len() > 1 && words.len() <= LONGEST_NAME {
            self.set(fingerprint(words[0]), BEGINS_LONGER);
            for length in 2..words.len() {
                self.set(
                    fingerprint(sequence_hash(words[..length].iter().copied())),
                    BEGINS_LONGER,
                );
            }
            self.set(fingerprint(sequence_hash(words.iter().copied())), bit);
        }
    }

    /// The number of fingerprints.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Fingerprints and lists as a model file holds them.
    pub(crate) fn to_bytes(&self) -> (Vec<u8>, Vec<u8>) {
        let names = self
            .entries
            .keys()
            .flat_map(|name| name.to_le_bytes())
            .collect();
        let lists = self
            .entries
            .values()
            .flat_map(|lists| lists.to_le_bytes())
            .collect();
        (names, lists)
    }

    fn set(&mut self, name: u32, bits: u32) {
        *self.entries.entry(name).or_insert(0) |= bits;
    }
}

/// A nationality's word with its accusative, its oblique plural, and all of them with the article.
pub(crate) fn inflections(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    if word.ends_with('ي') && !word.starts_with("ال") {
        forms.push(format!("{word}ا"));
    }
    if let Some(stem) = word.strip_suffix("ون") {
        forms.push(format!("{stem}ين"));
    }
    let definite: Vec<String> = forms
        .iter()
        .filter(|form| !form.starts_with("ال"))
        .map(|form| format!("ال{form}"))
        .collect();
    forms.extend(definite);
    forms
}

/// The cells of one column of a table.
pub(crate) fn read_column(
    folder: &Path,
    path: &Path,
    column: &str,
) -> Result<Vec<String>, TrainError> {
    let path = folder.join(path);
    let failed = |source| TrainError::Read {
        path: path.clone(),
        source,
    };
    let text = fs::read_to_string(&path).map_err(failed)?;
    let mut lines = text.lines();
    let heading: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = find_column(&heading, column, &path)?;
    Ok(lines
        .filter_map(|line| line.split('\t').nth(column))
        .map(str::to_owned)
        .collect())
}

fn find_column(heading: &[&str], name: &str, path: &Path) -> Result<usize, TrainError> {
    let found = heading.iter().position(|column| *column == name);
    found.ok_or_else(|| TrainError::Column {
        path: path.to_owned(),
        column: name.to_owned(),
    })
}

fn passes(heading: &[&str], cells: &[&str], list: &NameList) -> bool {
    let cell = |name: &str| {
        let column = heading.iter().position(|column| *column == name)?;
        cells.get(column).copied()
    };
    let begins = list
        .begins
        .as_ref()
        .is_none_or(|(column, text)| cell(column).is_some_and(|cell| cell.starts_with(text)));
    let between = list.between.as_ref().is_none_or(|(column, low, high)| {
        let number = cell(column).and_then(|cell| cell.parse::<u32>().ok());
        number.is_some_and(|number| (*low..*high).contains(&number))
    });
    begins && between
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_several_words_join_in_the_other_spelling() {
        let folder = std::env::temp_dir().join(format!("warraq-lists-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("places.tsv"), "ar\nبيونغ يانغ\nالمغرب\n").unwrap();
        let names = |other_spelling: bool| {
            let list = NameList {
                path: "places.tsv".into(),
                columns: vec!["ar".to_owned()],
                list: 9,
                begins: None,
                between: None,
                by_word: false,
                inflected: false,
                other_spelling,
            };
            let mut names = NameTable::default();
            names.add_file(&folder, &list).unwrap();
            names
        };
        let mut wanted = names(false);
        wanted.add("بيونج يانج", 9, false);
        assert_eq!(names(true).entries, wanted.entries);
        assert!(names(true).len() > names(false).len());
        fs::remove_dir_all(&folder).unwrap();
    }
}
