//! The texts that the benchmarks time: news where there is some, and otherwise the project's own.
//!
//! Published news cannot be in the repository: it is found through `WARRAQ_SHARED`.

use std::path::{Path, PathBuf};

/// The news of `WARRAQ_SHARED` as lines of JSON; none where that is not set.
///
/// # Panics
/// If the folder that is named has no news.
#[must_use]
pub fn news_lines() -> Option<String> {
    let Some(shared) = std::env::var_os("WARRAQ_SHARED").map(PathBuf::from) else {
        println!("WARRAQ_SHARED is not set: there is no news to time");
        return None;
    };
    let file = std::fs::File::open(shared.join("data/bench/news-12k.jsonl.zst"));
    let lines = zstd::decode_all(file.expect("the shared data has news to time"));
    let lines = String::from_utf8(lines.expect("the news is compressed with zstd"));
    Some(lines.expect("the news is UTF-8"))
}

/// The texts of the first news, at most `most`; none where `WARRAQ_SHARED` is not set.
///
/// # Panics
/// As [`news_lines`], and if a line is not JSON.
#[must_use]
pub fn news(most: usize) -> Option<Vec<String>> {
    let text = |line: &str| {
        let record: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        record["text"].as_str().unwrap_or_default().to_owned()
    };
    Some(news_lines()?.lines().take(most).map(text).collect())
}

/// The sample texts of the repository, all of them `times` times.
///
/// # Panics
/// If they cannot be read.
#[must_use]
pub fn samples(times: usize) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    let entries = std::fs::read_dir(folder).expect("the repository has samples");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    paths.sort();
    let read = |path: &PathBuf| std::fs::read_to_string(path).expect("a sample is UTF-8");
    let texts: Vec<String> = paths.iter().map(read).collect();
    let count = texts.len() * times;
    texts.into_iter().cycle().take(count).collect()
}
