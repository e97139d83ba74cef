//! Duplicates: documents whose text an earlier one has, letter for letter or nearly.
//!
//! Texts are compared by MinHash signatures over runs of three words, so that similarity is an
//! estimate of the share of such runs that two texts have in common (a standard error of at most
//! 0.05). Documents whose signatures agree in a band of six values are compared; with twenty bands a
//! pair of similarity 0.8 is compared with a probability of 0.997. Everything that grows with the
//! corpus lies in temporary files: signatures, and bands, which are sorted there within the memory
//! that is given.
//!
//! The first document in input order is the original. What is called a duplicate is one of its
//! original itself, never only of another duplicate. `benches/benches/dedup.rs` measures what is found:
//! all copies of similarity 0.9 and 93% of those of 0.8, nothing below 0.65, in 0.44 of the time that
//! an index in memory takes.

mod rows;
mod signature;
mod sort;

use crate::error::CorpusError;
use rayon::prelude::*;
use rows::{Row, Rows};
use serde_json::json;
use signature::{BANDS, Signature};
use sort::{Sorted, Sorter};
use std::io::{self, Write};
use std::iter::Peekable;
use std::path::Path;
use warraq_io::{
    DocumentOptions, InputFile, Position, RawDocument, Reader, ReaderOptions, Rejection, Resources,
    SpoolFolder,
};

/// A document is compared with so many of the first ones that share a band, and the one before it.
const COMPARED_IN_BAND: usize = 8;

/// Documents are read in batches of so many bytes, or so many documents.
const BATCH_BYTES: usize = 4 << 20;
const BATCH_DOCUMENTS: usize = 1024;

/// What is searched for duplicates, and how.
#[derive(Clone, Debug)]
pub struct Deduplication {
    /// The files, in order.
    pub files: Vec<InputFile>,
    /// How they are cut.
    pub reader: ReaderOptions,
    /// How they are decoded and parsed.
    pub documents: DocumentOptions,
    /// The similarity from which a document is a duplicate; 1 for the same text only.
    pub threshold: f64,
    /// The bytes that sorting may take.
    pub max_memory: u64,
    /// Where what does not fit into memory is put aside.
    pub spool: SpoolFolder,
}

/// What a search for duplicates found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DuplicateCounts {
    /// Documents that were read.
    pub documents: u64,
    /// Documents with the same text as an earlier one.
    pub exact: u64,
    /// Documents with nearly the same text.
    pub near: u64,
    /// Parts of the input that are no readable documents; they are not compared.
    pub unreadable: u64,
    /// Parts of web archives that are no pages.
    pub filtered: u64,
}

/// Finds duplicates and writes a line of JSON for each, in input order: its id and source, those of
/// its original, the similarity, and whether it is `exact` or `near`.
///
/// # Errors
/// [`CorpusError`] if the disk refuses or `out` does.
pub fn find_duplicates(
    deduplication: &Deduplication,
    out: &mut dyn Write,
) -> Result<DuplicateCounts, CorpusError> {
    let mut search = Search {
        counts: DuplicateCounts::default(),
        rows: Rows::new(&deduplication.spool).map_err(CorpusError::Spill)?,
        bands: Sorter::new(deduplication.max_memory / 2, &deduplication.spool),
    };
    let has_near = deduplication.threshold < 1.0;
    search
        .read(deduplication, has_near)
        .map_err(CorpusError::Spill)?;
    let Search {
        mut counts,
        rows,
        bands,
    } = search;
    let pairs = Sorter::new(deduplication.max_memory / 4, &deduplication.spool);
    let pairs = pairs_of(bands, pairs).map_err(CorpusError::Spill)?;
    let mut judge = Judge {
        rows,
        threshold: deduplication.threshold,
    };
    let mut pairs = pairs.sorted().map_err(CorpusError::Spill)?.peekable();
    while let Some(next) = next_candidates(&mut pairs) {
        let (document, candidates) = next.map_err(CorpusError::Spill)?;
        let found = judge.original(document, &candidates);
        let Some(found) = found.map_err(CorpusError::Spill)? else {
            continue;
        };
        match found.is_exact {
            true => counts.exact += 1,
            false => counts.near += 1,
        }
        let line = judge.line(document, &found).map_err(CorpusError::Spill)?;
        let written = writeln!(out, "{line}");
        written.map_err(|source| CorpusError::write(Path::new("the output"), source))?;
    }
    Ok(counts)
}

/// What is known of a document before it is compared.
struct Fingerprint {
    name: String,
    signature: Signature,
}

struct Search {
    counts: DuplicateCounts,
    rows: Rows,
    bands: Sorter,
}

impl Search {
    /// Reads all documents; signatures are computed in parallel, and kept in input order.
    fn read(&mut self, deduplication: &Deduplication, has_near: bool) -> io::Result<()> {
        let Deduplication {
            files,
            reader,
            documents,
            spool,
            ..
        } = deduplication;
        let resources = Resources {
            spool: spool.clone(),
            ..Resources::default()
        };
        let mut reader =
            Reader::new(files.clone(), *reader, Position::default()).with_resources(resources);
        loop {
            let batch = next_batch(&mut reader)?;
            if batch.is_empty() {
                return Ok(());
            }
            let of_document = |raw: &RawDocument| fingerprint(documents, raw);
            let fingerprints: Vec<_> = batch.par_iter().map(of_document).collect();
            for fingerprint in fingerprints {
                match fingerprint {
                    Ok(fingerprint) => self.keep(&fingerprint, has_near)?,
                    Err(rejection) if rejection.is_filtered => self.counts.filtered += 1,
                    Err(_) => self.counts.unreadable += 1,
                }
            }
        }
    }

    fn keep(&mut self, fingerprint: &Fingerprint, has_near: bool) -> io::Result<()> {
        let number = self.counts.documents;
        self.counts.documents += 1;
        let signature = &fingerprint.signature;
        self.bands.push((signature.exact.0, number))?;
        if has_near && !signature.is_empty() {
            for band in 0..BANDS {
                self.bands.push((signature.band(band), number))?;
            }
        }
        self.rows.push(&fingerprint.name, signature)
    }
}

fn next_batch(reader: &mut Reader) -> io::Result<Vec<RawDocument>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while bytes < BATCH_BYTES && batch.len() < BATCH_DOCUMENTS {
        let Some(document) = reader.next().transpose()? else {
            break;
        };
        bytes += document.content.bytes_in_memory();
        batch.push(document);
    }
    Ok(batch)
}

fn fingerprint(options: &DocumentOptions, raw: &RawDocument) -> Result<Fingerprint, Rejection> {
    let document = options.document(raw)?;
    let metadata = document.metadata();
    let mut source = json!({ "path": metadata.source.path });
    if let Some(line) = metadata.source.line {
        source["line"] = line.into();
    }
    Ok(Fingerprint {
        name: json!({ "id": metadata.id, "source": source }).to_string(),
        signature: Signature::of(document.text()),
    })
}

/// Adds the pairs of documents that share a band: the later one, and the earlier one.
fn pairs_of(bands: Sorter, mut pairs: Sorter) -> io::Result<Sorter> {
    let mut key = None;
    let mut first = Vec::new();
    let mut last = 0;
    for entry in bands.sorted()? {
        let (band, document) = entry?;
        if key != Some(band) {
            key = Some(band);
            first.clear();
        } else if last == document {
            continue;
        }
        for earlier in &first {
            pairs.push((document, *earlier))?;
        }
        if first.len() < COMPARED_IN_BAND {
            first.push(document);
        } else {
            pairs.push((document, last))?;
        }
        last = document;
    }
    Ok(pairs)
}

/// The next document and the earlier ones that it is to be compared with.
fn next_candidates(pairs: &mut Peekable<Sorted>) -> Option<io::Result<(u64, Vec<u64>)>> {
    let (document, earlier) = match pairs.next()? {
        Ok(pair) => pair,
        Err(error) => return Some(Err(error)),
    };
    let mut candidates = vec![earlier];
    let is_of_document = |next: &io::Result<_>| next.as_ref().is_ok_and(|(of, _)| *of == document);
    while let Some(Ok((_, earlier))) = pairs.next_if(is_of_document) {
        candidates.push(earlier);
    }
    Some(Ok((document, candidates)))
}

/// Decides which documents are duplicates, in input order.
struct Judge {
    rows: Rows,
    threshold: f64,
}

struct Found {
    original: u64,
    similarity: f64,
    is_exact: bool,
}

impl Judge {
    /// The original of a document among its candidates and their originals: the first with the same
    /// text, or else the first that is similar enough.
    fn original(&mut self, document: u64, candidates: &[u64]) -> io::Result<Option<Found>> {
        let row = self.rows.get(document)?;
        let mut originals = Vec::new();
        let mut last = None;
        for &candidate in candidates {
            if last.replace(candidate) == Some(candidate) {
                continue;
            }
            originals.push(self.rows.original(candidate)?.unwrap_or(candidate));
        }
        originals.sort_unstable();
        originals.dedup();
        let mut found: Option<Found> = None;
        for original in originals {
            let other = self.rows.get(original)?;
            let is_exact = row.signature.exact == other.signature.exact;
            let similarity = match is_exact {
                true => 1.0,
                false => row.signature.similarity(&other.signature),
            };
            let is_better = is_exact || (found.is_none() && similarity >= self.threshold);
            if is_better && (is_exact || self.threshold < 1.0) {
                found = Some(Found {
                    original,
                    similarity,
                    is_exact,
                });
            }
            if is_exact {
                break;
            }
        }
        if let Some(found) = &found {
            self.rows.set_original(document, found.original)?;
        }
        Ok(found)
    }

    fn line(&mut self, document: u64, found: &Found) -> io::Result<String> {
        let [name, original] = [document, found.original].map(|number| {
            let Row { name, .. } = self.rows.get(number)?;
            self.rows.name(name)
        });
        let (mut line, original) = (name?, original?);
        line.pop();
        let kind = if found.is_exact { "exact" } else { "near" };
        let similarity = (found.similarity * 1000.0).round() / 1000.0;
        line.push_str(&format!(
            ",\"kind\":\"{kind}\",\"similarity\":{similarity},\"original\":{original}}}"
        ));
        Ok(line)
    }
}
