//! Rebuilds the model of names from the recipe and a data folder.
//!
//! `train --data DIR -o FILE` writes the file that `warraq-model-names` ships. Without `--data`,
//! the folder is `data` under the folder that `WARRAQ_SHARED` names. With `--vectors FILE`, word
//! vectors are read from that file if it exists; otherwise they are learned and written to it
//! first, so that several runs share them. `--silver` adds text that the shipped model labels.

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use warraq_entities::train::vectors::WordVectors;
use warraq_entities::train::{Progress, Silver, TrainOptions, learn_vectors, train};
use warraq_entities::{Model, Tagger};

/// What the command line asks for.
struct Request {
    data: PathBuf,
    output: PathBuf,
    vectors: Option<PathBuf>,
    silver: bool,
    epochs: Option<u32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(request) = request(std::env::args().skip(1))? else {
        println!("neither --data nor WARRAQ_SHARED names a data folder: nothing is trained");
        return Ok(());
    };
    let mut options = TrainOptions::new(&request.data)?;
    if let Some(epochs) = request.epochs {
        options.epochs = epochs;
    }
    if let Some(path) = &request.vectors {
        if !path.exists() {
            write_vectors(path, &learn(&options)?)?;
        }
        options.known_vectors = Some(read_vectors(path)?);
    }
    if request.silver {
        options.silver = Some(silver(&request.data)?);
    }
    let bytes = train(&options, &mut report)?;
    fs::write(&request.output, &bytes)?;
    println!("{}: {} bytes", request.output.display(), bytes.len());
    Ok(())
}

/// Reads the command line; nothing if there is no data folder.
fn request(mut arguments: impl Iterator<Item = String>) -> Result<Option<Request>, Box<dyn Error>> {
    let shared = std::env::var_os("WARRAQ_SHARED");
    let mut data = shared.map(|folder| Path::new(&folder).join("data"));
    let (mut output, mut vectors, mut silver, mut epochs) = (None, None, false, None);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or(format!("`{argument}` needs a value"))
        };
        match argument.as_str() {
            "--data" => data = Some(value()?.into()),
            "-o" => output = Some(value()?.into()),
            "--vectors" => vectors = Some(value()?.into()),
            "--epochs" => epochs = Some(value()?.parse()?),
            "--silver" => silver = true,
            _ => return Err(format!("unknown argument `{argument}`").into()),
        }
    }
    let Some(data) = data else {
        return Ok(None);
    };
    Ok(Some(Request {
        data,
        output: output.ok_or("`-o FILE` says where the model goes")?,
        vectors,
        silver,
        epochs,
    }))
}

fn learn(options: &TrainOptions) -> Result<WordVectors, Box<dyn Error>> {
    let texts = options.recipe.text.iter();
    let files: Vec<(PathBuf, u32)> = texts
        .map(|text| (options.data.join(&text.path), text.repeats))
        .collect();
    let learned = learn_vectors(&files, &options.vectors, &mut |share| {
        report(Progress::Vectors(share));
    })?;
    Ok(learned)
}

/// A word a line: the word, its count, its numbers with four decimals, between tabs.
fn write_vectors(path: &Path, vectors: &WordVectors) -> Result<(), Box<dyn Error>> {
    let mut output = BufWriter::new(fs::File::create(path)?);
    let rows = vectors.values.chunks_exact(vectors.dimensions.max(1));
    for ((word, count), row) in vectors.words.iter().zip(&vectors.counts).zip(rows) {
        write!(output, "{word}\t{count}")?;
        for value in row {
            write!(output, "\t{value:.4}")?;
        }
        writeln!(output)?;
    }
    Ok(output.flush()?)
}

fn read_vectors(path: &Path) -> Result<WordVectors, Box<dyn Error>> {
    let mut vectors = WordVectors::default();
    for line in fs::read_to_string(path)?.lines() {
        let mut cells = line.split('\t');
        vectors.words.extend(cells.next().map(str::to_owned));
        vectors
            .counts
            .push(cells.next().ok_or("a word has no count")?.parse()?);
        for cell in cells {
            vectors.values.push(cell.parse()?);
        }
    }
    vectors.dimensions = vectors.values.len() / vectors.words.len().max(1);
    Ok(vectors)
}

/// One sentence in eight of the news, labelled by the shipped model.
fn silver(data: &Path) -> Result<Silver, Box<dyn Error>> {
    let teacher = Tagger::new(Model::from_bytes(warraq_model_names::BYTES)?);
    let taught = ["product", "anercorp", "aqmar"].map(str::to_owned);
    Ok(Silver {
        files: vec![data.join("text/news.jsonl.zst")],
        one_in: 8,
        weight: 0.3,
        teachers: vec![(Arc::new(teacher), taught.to_vec())],
    })
}

fn report(progress: Progress) {
    match progress {
        Progress::Vectors(share) => eprint!("\rvectors {:.1}%", 100.0 * share),
        Progress::Epoch {
            epoch,
            loss,
            development,
        } => {
            println!("pass {epoch}: loss {loss:.4}");
            for (label_set, scores) in development {
                println!("  {label_set}: F1 {:.2}", 100.0 * scores.total.f1());
                for (label, counts) in scores.labels.iter().filter(|_| label_set != "fane") {
                    println!(
                        "    {label}: F1 {:.1} of {}",
                        100.0 * counts.f1(),
                        counts.gold
                    );
                }
            }
        }
        other => println!("{other:?}"),
    }
}
