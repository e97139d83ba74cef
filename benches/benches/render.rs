//! Speed of pages: MB of records a second for a document's page, and for one page of 10,000 documents.
//!
//! The records are those of the samples, again and again. It asserts that each page holds what its
//! record holds. Beside the document's page stands a template engine that lists the same text, names,
//! times and numbers and carries the same record, without marks in the text, panels or charts.

use std::fmt::Write;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;
use warraq_render::{Corpus, Layer, PageOptions, Record, document_page};
use warraq_runner::{Configuration, Destination, Run, RunRequest, Unobserved};

const ROUNDS: usize = 7;
/// The documents of a round of pages.
const DOCUMENTS: usize = 200;
/// The documents of the page of a corpus.
const CORPUS: usize = 10_000;

fn main() {
    let samples = samples();
    let records: Vec<&String> = samples.iter().cycle().take(DOCUMENTS).collect();
    let bytes: usize = records.iter().map(|record| record.len()).sum();
    let peer = Peer::new();
    let (mut best, mut best_peer) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        best = best.min(seconds(|| {
            records.iter().map(|record| page(record).len()).sum()
        }));
        best_peer = best_peer.min(seconds(|| {
            records.iter().map(|record| peer.page(record).len()).sum()
        }));
    }
    for record in &samples {
        assert_holds(record, &page(record), &peer.page(record));
    }
    let mut table = String::new();
    let rate = |seconds: f64| bytes as f64 / 1e6 / seconds;
    // Writing into a string has no way to fail.
    let _ = writeln!(table, "{DOCUMENTS} records, {:.1} MB", bytes as f64 / 1e6);
    let _ = writeln!(
        table,
        "{:<34}{:>8.1} MB/s",
        "pages of documents",
        rate(best)
    );
    let _ = writeln!(
        table,
        "{:<34}{:>8.1} MB/s",
        "serde_json + minijinja, lists",
        rate(best_peer)
    );
    let _ = writeln!(
        table,
        "a page takes {:.2} times what that peer takes",
        best / best_peer
    );
    table.push_str(&corpus(&samples));
    print!("{table}");
}

/// The records of the samples, as a run writes them.
fn samples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    let names = [
        "news-report.txt",
        "analysis-with-sections.txt",
        "interview.txt",
        "records.jsonl",
    ];
    let inputs: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    let out = tempfile::tempdir().expect("the system has a folder for temporary files");
    let out = out.path().join("out.jsonl");
    let request = RunRequest::new(inputs, Destination::File(out.clone()));
    let run = Run::new(
        Configuration::default(),
        &warraq_runner::Catalogue::built_in(),
        request,
    );
    let run = run.expect("the default fits");
    run.execute(&Unobserved).expect("the folder is ours");
    let records = std::fs::read_to_string(out).expect("it was just written");
    records.lines().map(str::to_owned).collect()
}

fn seconds(work: impl FnOnce() -> usize) -> f64 {
    let start = Instant::now();
    black_box(work());
    start.elapsed().as_secs_f64()
}

fn page(record: &str) -> String {
    let record = Record::from_json(record).expect("a run wrote it");
    document_page(&record, &PageOptions::default())
}

/// A page of lists, as a template engine makes it.
struct Peer(minijinja::Environment<'static>);

const TEMPLATE: &str = "<!doctype html><title>{{ record.id }}</title><pre>{{ record.text }}</pre>
<ul>{% for item in record.entities %}<li data-label=\"{{ item.label }}\">{{ item.text }} {{ item.canonical }} {{ item.score }}</li>{% endfor %}</ul>
<ul>{% for item in record.times %}<li>{{ item.value }} {{ item.text }}</li>{% endfor %}</ul>
<ul>{% for item in record.numbers %}<li>{{ item.value }} {{ item.unit }} {{ item.text }}</li>{% endfor %}</ul>
<script type=\"application/json\">{{ record | tojson }}</script>";

impl Peer {
    fn new() -> Self {
        let mut environment = minijinja::Environment::new();
        environment
            .add_template("page.html", TEMPLATE)
            .expect("the template is well formed");
        Self(environment)
    }

    fn page(&self, record: &str) -> String {
        let record: serde_json::Value = serde_json::from_str(record).expect("a run wrote it");
        let template = self.0.get_template("page.html").expect("it was just added");
        template
            .render(minijinja::context! { record => minijinja::value::Serde(record) })
            .expect("the template fits records")
    }
}

/// Every name of the record has its mark in the page, and its line in the peer's.
fn assert_holds(json: &str, page: &str, peer: &str) {
    let record = Record::from_json(json).expect("a run wrote it");
    let names = record.layer(Layer::Entities).len();
    assert!(names > 0, "`{}` has no names", record.id);
    let ids = page.matches("id=\"entities-").count();
    assert_eq!(ids, names, "`{}` has names without marks", record.id);
    assert_eq!(peer.matches("<li data-label=").count(), names);
    assert!(
        page.contains(&json_in_page(json)),
        "the record is not in the page of `{}`",
        record.id
    );
}

fn json_in_page(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// Times the page of many documents.
fn corpus(samples: &[String]) -> String {
    let records: Vec<&String> = samples.iter().cycle().take(CORPUS).collect();
    let bytes: usize = records.iter().map(|record| record.len()).sum();
    let mut corpus = Corpus::default();
    let reading = seconds(|| {
        for record in &records {
            corpus.add(record).expect("a run wrote it");
        }
        records.len()
    });
    let mut page = String::new();
    let writing = seconds(|| {
        page = corpus.page(&PageOptions::default());
        page.len()
    });
    let first = Record::from_json(&samples[0]).expect("a run wrote it");
    let rows = page.matches(&format!("[\"{}\",", first.id)).count();
    assert_eq!(
        rows,
        CORPUS.div_ceil(samples.len()),
        "documents are missing"
    );
    let mut table = String::new();
    let _ = writeln!(table, "{CORPUS} records, {:.1} MB", bytes as f64 / 1e6);
    let _ = writeln!(
        table,
        "{:<34}{:>8.1} MB/s",
        "read for a corpus",
        bytes as f64 / 1e6 / reading
    );
    let _ = writeln!(
        table,
        "{:<34}{:>8.0} ms, {:.1} MB",
        "page of the corpus",
        writing * 1e3,
        page.len() as f64 / 1e6
    );
    table
}
