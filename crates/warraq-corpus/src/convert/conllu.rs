//! CoNLL-U: a word with clitics is a multiword token, a range line with its syntactic words below it.
//!
//! As in the Arabic treebanks of Universal Dependencies, the article stays with its noun: a word that
//! has only an article is one word, and an article that was swallowed by `ل` is restored in the form
//! of its noun (`للحظر` is `ل` and `الحظر`). Tags are given where the kind of a token decides them;
//! lemmas, features and the tree are left open.

use super::Conversion;
use super::document::AnnotatedDocument;
use crate::error::CorpusError;
use std::fmt::Write;
use std::ops::Range;
use warraq_record::Item;

const ARTICLE: &str = "ال";

/// Renders a document, which is the `number`th of the file.
pub(super) fn render(
    document: &AnnotatedDocument,
    number: u64,
) -> Result<(String, Conversion), CorpusError> {
    let mut text = String::new();
    let sentences = document.sentences_of_tokens()?;
    let words: Vec<Vec<_>> = sentences
        .iter()
        .flat_map(|tokens| tokens.iter())
        .map(|token| words_of(document, token))
        .collect();
    let (labels, done) = document.label(words.iter().flatten().map(|word| word.range.clone()));
    let mut labels = labels.iter();
    let mut words = words.iter();
    for (index, tokens) in sentences.iter().enumerate() {
        write_comments(&mut text, document, tokens, (number, index));
        let mut id = 0;
        for (place, (token, words)) in tokens.iter().zip(&mut words).enumerate() {
            let next = tokens.get(place + 1);
            let is_glued = next.is_some_and(|next| next.range().start == token.range().end);
            let space = if is_glued { "SpaceAfter=No" } else { "_" };
            if words.len() > 1 {
                let form = form(document.slice(token.range()));
                let range = format!("{}-{}", id + 1, id + words.len());
                // Writing into a string has no way to fail.
                let _ = writeln!(text, "{range}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{space}");
            }
            for word in words {
                id += 1;
                let label = labels.next().map_or("O", String::as_str);
                let space = if words.len() > 1 { "_" } else { space };
                word.write(&mut text, id, label, space);
            }
        }
        text.push('\n');
    }
    Ok((text, done))
}

/// Writes what stands above a sentence, by the number of its document and its index in it.
fn write_comments(
    text: &mut String,
    document: &AnnotatedDocument,
    tokens: &[Item],
    (number, index): (u64, usize),
) {
    // Writing into a string has no way to fail.
    if index == 0 {
        let id = document.id().replace(char::is_control, " ");
        let _ = writeln!(text, "# newdoc id = {id}");
    }
    let _ = writeln!(text, "# sent_id = d{number}-s{}", index + 1);
    let _ = writeln!(text, "# text = {}", plain_text(document, tokens));
}

/// A syntactic word.
struct Word {
    form: String,
    range: Range<usize>,
    tag: &'static str,
    kind: String,
}

impl Word {
    fn write(&self, text: &mut String, id: usize, label: &str, space: &str) {
        let mut misc = Vec::new();
        if label != "O" {
            misc.push(format!("NER={label}"));
        }
        if space != "_" {
            misc.push(space.to_owned());
        }
        let misc = match misc.is_empty() {
            true => "_".to_owned(),
            false => misc.join("|"),
        };
        let Self {
            form, tag, kind, ..
        } = self;
        let kind = if kind.is_empty() { "_" } else { kind };
        let _ = writeln!(text, "{id}\t{form}\t_\t{tag}\t{kind}\t_\t_\t_\t_\t{misc}");
    }
}

/// The syntactic words of a token, at least one.
fn words_of(document: &AnnotatedDocument, token: &Item) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut article: Option<&Item> = None;
    for clitic in &token.clitics {
        if clitic.label == "det" {
            article = Some(clitic);
            continue;
        }
        let mut range = clitic.range();
        let mut written = document.slice(range.clone()).to_owned();
        if let Some(article) = article.take() {
            // Behind `ل` nothing or its second lam is written of the article.
            let article_written = document.slice(article.range());
            let is_whole = article_written.starts_with(['ا', 'ٱ', 'أ']);
            let restored = if is_whole { article_written } else { ARTICLE };
            written = format!("{restored}{written}");
            range.start = article.range().start.min(range.start);
        }
        if !written.is_empty() {
            words.push(Word {
                form: form(&written),
                range,
                tag: tag_of_clitic(&clitic.label),
                kind: clitic.label.clone(),
            });
        }
    }
    if words.len() > 1 {
        return words;
    }
    vec![Word {
        form: form(document.slice(token.range())),
        range: token.range(),
        tag: tag_of_token(&token.label),
        kind: token.label.clone(),
    }]
}

fn tag_of_clitic(label: &str) -> &'static str {
    match label {
        "conj" => "CCONJ",
        "prep" => "ADP",
        "fut" => "AUX",
        "part" => "PART",
        "pron" => "PRON",
        _ => "_",
    }
}

fn tag_of_token(label: &str) -> &'static str {
    match label {
        "punctuation" => "PUNCT",
        "number" => "NUM",
        "symbol" | "emoji" => "SYM",
        _ => "_",
    }
}

/// A form has no white space of ours in it: columns are parted by tabs.
fn form(written: &str) -> String {
    written.replace(['\t', '\n', '\r'], " ")
}

/// The text of a sentence, as its words give it: one space where there was white space.
fn plain_text(document: &AnnotatedDocument, tokens: &[Item]) -> String {
    let mut text = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end < token.range().start) {
            text.push(' ');
        }
        text.push_str(&form(document.slice(token.range())));
        end = Some(token.range().end);
    }
    text
}
