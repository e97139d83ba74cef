//! `convert`, `dedup`, `stats` and `diff`: what is done with whole corpora and finished runs.

use super::pipeline::read_configuration;
use super::print;
use crate::arguments::{
    ConversionChoice, ConvertArguments, DedupArguments, DiffArguments, GlobalArguments,
    InputArguments, StatsArguments,
};
use crate::exit::{self, Failure};
use crate::messages;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use warraq_corpus::{
    Comparison, ConversionForm, CorpusError, Deduplication, DuplicateCounts, Output, Statistics,
    find_duplicates,
};
use warraq_io::{Inputs, SpoolFolder};
use warraq_runner::Configuration;

/// Converts records, or annotations of people.
pub(crate) fn convert(
    arguments: &ConvertArguments,
    global: &GlobalArguments,
) -> Result<ExitCode, Failure> {
    let ConvertArguments { input, to, output } = arguments;
    let form = match to {
        ConversionChoice::Conll2003 => ConversionForm::Conll2003,
        ConversionChoice::Conllu => ConversionForm::ConllU,
        ConversionChoice::Brat if output == Path::new("-") => {
            return Err(Failure::usage(
                "brat's form is a folder: name one with `-o`",
            ));
        }
        ConversionChoice::Brat => ConversionForm::Brat,
        ConversionChoice::Gold => return gold(input, output, global),
    };
    let done = warraq_corpus::convert(input, form, output)?;
    if !global.quiet {
        let (documents, items) = (done.documents, done.items);
        messages::line(&format!("{documents} documents, {items} items"));
        let left_out = [
            (
                done.overlapping,
                "they overlap others, which the form cannot say",
            ),
            (done.without_words, "they cover no word"),
        ];
        for (count, reason) in left_out {
            if count > 0 {
                messages::warning(&format!("{count} names are left out: {reason}"));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn gold(input: &Path, output: &Path, global: &GlobalArguments) -> Result<ExitCode, Failure> {
    let mut out = Output::open(output)?;
    let (documents, names) = warraq_corpus::read_brat(input, &mut out)?;
    out.publish()?;
    if !global.quiet {
        messages::line(&format!("{documents} documents, {names} names"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Finds duplicates.
pub(crate) fn dedup(
    arguments: &DedupArguments,
    global: &GlobalArguments,
) -> Result<ExitCode, Failure> {
    if !(arguments.threshold > 0.0 && arguments.threshold <= 1.0) {
        return Err(Failure::usage("the threshold is a share from above 0 to 1"));
    }
    let configuration = match &arguments.config {
        Some(path) => read_configuration(path)?,
        None => Configuration::default(),
    };
    let InputArguments { inputs, files_from } = &arguments.input;
    let deduplication = Deduplication {
        files: Inputs::expand_with_list(inputs, files_from.as_deref())?.files,
        reader: configuration.reader_options(),
        documents: configuration.document_options()?,
        threshold: arguments.threshold,
        max_memory: arguments.max_memory.0,
        spool: spool(arguments),
    };
    let mut out = Output::open(&arguments.output)?;
    let counts = find_duplicates(&deduplication, &mut out)?;
    out.publish()?;
    if !global.quiet {
        say(&counts);
    }
    Ok(ExitCode::from(match counts.unreadable {
        0 => exit::OK,
        _ => exit::QUARANTINE,
    }))
}

fn say(counts: &DuplicateCounts) {
    messages::line(&format!(
        "{} documents: {} with the text of an earlier one, {} nearly",
        counts.documents, counts.exact, counts.near
    ));
    if counts.filtered > 0 {
        messages::line(&format!(
            "{} parts of archives are no pages",
            counts.filtered
        ));
    }
    if counts.unreadable > 0 {
        messages::warning(&format!(
            "{} documents cannot be read and were not compared",
            counts.unreadable
        ));
    }
}

/// Where `dedup` puts aside what does not fit into memory: the system's folder for temporary files is
/// often in memory itself.
fn spool(arguments: &DedupArguments) -> SpoolFolder {
    match &arguments.spool {
        Some(folder) => SpoolFolder::at(folder),
        None if arguments.output == Path::new("-") => SpoolFolder::default(),
        None => SpoolFolder::beside(&arguments.output),
    }
}

/// Counts what is in a run.
pub(crate) fn stats(arguments: &StatsArguments) -> Result<ExitCode, Failure> {
    let statistics = Statistics::of(&arguments.run, arguments.top)?;
    if arguments.json {
        return print(&to_json(&statistics));
    }
    let mut text = format!(
        "{} documents, {} characters\n",
        statistics.documents, statistics.characters
    );
    let repeated = (statistics.repeated_texts, statistics.repeated_ids);
    let _ = writeln!(
        text,
        "{} texts and {} ids repeat earlier ones",
        repeated.0, repeated.1
    );
    for (layer, labels) in &statistics.labels {
        table(&mut text, layer, labels);
    }
    for (label, names) in &statistics.names {
        let _ = writeln!(text, "\n{label}: most frequent names");
        for name in names {
            let (mentions, documents) = (name.mentions, name.documents);
            let _ = writeln!(text, "{mentions:>10} in {documents:>8}  {}", name.name);
        }
    }
    if statistics.names_are_approximate {
        text.push_str("(there are so many names that counts of rare ones are not exact)\n");
    }
    let tables = [
        ("years that times are in", &statistics.years),
        ("documents by year", &statistics.documents_by_year),
        ("languages", &statistics.languages),
        ("warnings", &statistics.warnings),
        ("quarantine", &statistics.quarantine),
    ];
    for (title, counts) in tables {
        table(&mut text, title, counts);
    }
    print(&text)
}

fn table(text: &mut String, title: &str, counts: &BTreeMap<String, u64>) {
    if counts.is_empty() {
        return;
    }
    // Writing into a string has no way to fail.
    let total: u64 = counts.values().sum();
    let _ = writeln!(text, "\n{title}: {total}");
    for (key, count) in counts {
        if !key.is_empty() {
            let _ = writeln!(text, "{count:>10}  {key}");
        }
    }
}

/// Compares two runs; like `diff`, 1 says that they differ.
pub(crate) fn diff(arguments: &DiffArguments) -> Result<ExitCode, Failure> {
    let comparison = Comparison::of(&arguments.first, &arguments.second, arguments.examples)?;
    let text = if arguments.json {
        to_json(&comparison)
    } else {
        describe(&comparison)
    };
    print(&text)?;
    Ok(ExitCode::from(u8::from(!comparison.is_same())))
}

fn describe(comparison: &Comparison) -> String {
    let Comparison {
        in_both,
        same,
        only_first,
        only_second,
        ..
    } = comparison;
    let mut text = format!(
        "{in_both} documents in both, {same} of them the same; {only_first} only in the first, \
         {only_second} only in the second\n"
    );
    if !comparison.layers.is_empty() {
        text.push_str("layer           added  removed  changed  documents\n");
    }
    // Writing into a string has no way to fail.
    for (layer, counts) in &comparison.layers {
        let (added, removed, changed) = (counts.added, counts.removed, counts.changed);
        let _ = writeln!(
            text,
            "{layer:<12} {added:>8} {removed:>8} {changed:>8} {:>10}",
            counts.documents
        );
    }
    for (member, documents) in &comparison.members {
        let _ = writeln!(text, "`{member}` differs in {documents} documents");
    }
    for example in &comparison.examples {
        let what = example.what.join(", ");
        let _ = writeln!(text, "{} ({}): {what}", example.id, example.source);
    }
    text
}

fn to_json(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_string_pretty(value).unwrap_or_default();
    json + "\n"
}

impl From<CorpusError> for Failure {
    fn from(error: CorpusError) -> Self {
        let failure = Self::of_error(&error);
        match error.hint() {
            Some(hint) => failure.with_hint(hint),
            None => failure,
        }
    }
}
