//! `render`: a page of a document, a run or two runs, as a file that a browser shows.

use crate::arguments::{LanguageChoice, RenderArguments};
use crate::commands::print;
use crate::commands::records::{self, Choice};
use crate::exit::Failure;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::ExitCode;
use warraq_corpus::Records;
use warraq_render::{Corpus, Language, PageOptions, difference_page, document_page};

/// How every page starts.
const PAGE_START: [u8; 15] = *b"<!doctype html>";

/// Writes the page that was asked for.
pub(crate) fn render(arguments: &RenderArguments) -> Result<ExitCode, Failure> {
    let output = arguments.output.as_path();
    check(output, arguments.force)?;
    let page = page(arguments)?;
    if output == Path::new("-") {
        return print(&page);
    }
    let failed = |error: std::io::Error| {
        Failure::failed(format!("cannot write `{}`: {error}", output.display()))
    };
    std::fs::write(output, page).map_err(failed)?;
    Ok(ExitCode::SUCCESS)
}

fn page(arguments: &RenderArguments) -> Result<String, Failure> {
    let options = options(arguments.language);
    let number = arguments.document.unwrap_or(1);
    let id = arguments.id.as_deref();
    let record =
        |input: &Path| records::record(input, Choice { id, number }, arguments.pipeline.clone());
    if let Some([first, second]) = arguments.diff.as_deref() {
        return difference_page(&record(first)?, &record(second)?, &options)
            .map_err(|error| Failure::failed(error.to_string()));
    }
    let input = arguments.input.as_deref().unwrap_or(Path::new("-"));
    if records::is_run_folder(input) && id.is_none() && arguments.document.is_none() {
        return corpus_page(input, &options);
    }
    Ok(document_page(&record(input)?, &options))
}

/// The page of a run: its records one by one, and what is in quarantine.
fn corpus_page(folder: &Path, options: &PageOptions) -> Result<String, Failure> {
    let mut corpus = Corpus::default();
    let mut records = Records::open(folder)?;
    while let Some(json) = records.next_json()? {
        let added = corpus.add(&String::from_utf8_lossy(&json));
        added.map_err(|error| {
            Failure::failed(format!("cannot show `{}`: {error}", folder.display()))
        })?;
    }
    let quarantine = folder.join("quarantine.jsonl");
    if quarantine.is_file() {
        let failed = |error: std::io::Error| {
            Failure::failed(format!("cannot read `{}`: {error}", quarantine.display()))
        };
        for line in BufReader::new(File::open(&quarantine).map_err(failed)?).lines() {
            let document = serde_json::from_str(&line.map_err(failed)?);
            corpus.add_quarantined(document.map_err(|error| failed(error.into()))?);
        }
    }
    Ok(corpus.page(options))
}

/// How pages are made.
pub(crate) fn options(language: LanguageChoice) -> PageOptions {
    PageOptions::default().with_language(match language {
        LanguageChoice::En => Language::English,
        LanguageChoice::Ar => Language::Arabic,
    })
}

/// Nothing is overwritten but an earlier page.
fn check(output: &Path, force: bool) -> Result<(), Failure> {
    if force || output == Path::new("-") || !output.exists() {
        return Ok(());
    }
    let mut start = [0; PAGE_START.len()];
    let is_page = File::open(output)
        .is_ok_and(|mut file| file.read_exact(&mut start).is_ok() && start == PAGE_START);
    if is_page {
        return Ok(());
    }
    let message = format!(
        "`{}` exists and is no page of this program",
        output.display()
    );
    Err(Failure::usage(message).with_hint("name another file, or replace it with --force"))
}
