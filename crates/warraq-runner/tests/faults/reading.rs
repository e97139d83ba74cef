//! Faults of reading: whichever read of the input fails, is short or is interrupted, nothing is lost in
//! silence.
//!
//! Where a file breaks off, what came before it is written as it would have been, the break itself is a
//! document in quarantine, and the other files are read on.

use crate::disk::{Fault, FaultyDisk};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use warraq_runner::{Catalogue, Configuration, Counts, Destination, Run, RunRequest, Unobserved};

const LINES: usize = 40;
const LINE_FILES: [&str; 4] = ["a.jsonl", "b.jsonl.gz", "c.jsonl.zst", "e.jsonl"];
const WHOLE_FILE: &str = "d.txt";

fn prepare(folder: &Path) {
    let inputs = folder.join("in");
    std::fs::create_dir(&inputs).unwrap();
    for name in LINE_FILES {
        // Digits that do not repeat, so that what is compressed has many reads, too.
        let digits = |number: usize| (number as u64 + 7).pow(9) % 999_999_937;
        let line = |number| {
            format!(
                "{{\"id\":\"{name} {number}\",\"text\":\"{}\"}}\n",
                digits(number)
            )
        };
        let lines: Vec<_> = (0..LINES).map(line).collect();
        let bytes = match name.rsplit_once('.') {
            Some((_, "gz")) => gzip(&lines),
            Some((_, "zst")) => zstd(&lines),
            _ => lines.concat().into_bytes(),
        };
        std::fs::write(inputs.join(name), bytes).unwrap();
    }
    std::fs::write(inputs.join(WHOLE_FILE), "the text ".repeat(60)).unwrap();
}

/// Each line is flushed, so that a break does not take the lines before it.
fn gzip(lines: &[String]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for line in lines {
        gzip.write_all(line.as_bytes()).unwrap();
        gzip.flush().unwrap();
    }
    gzip.finish().unwrap()
}

fn zstd(lines: &[String]) -> Vec<u8> {
    let mut zstd = zstd::Encoder::new(Vec::new(), 1).unwrap();
    for line in lines {
        zstd.write_all(line.as_bytes()).unwrap();
        zstd.flush().unwrap();
    }
    zstd.finish().unwrap()
}

/// What a run wrote.
struct Written {
    counts: Counts,
    records: Vec<String>,
    quarantine: Vec<String>,
    operations: u64,
}

fn run(folder: &Path, fault: Fault, at: u64) -> Written {
    let storage = FaultyDisk::reading(folder, fault, at);
    let mut configuration = Configuration::default();
    configuration.run.stages = Some(Vec::new());
    configuration.run.threads = Some(2);
    let out = folder.join("out.jsonl");
    let request = RunRequest::new(vec![folder.join("in")], Destination::File(out.clone()));
    let run = Run::new(configuration, &Catalogue::built_in(), request).unwrap();
    let run = run.with_storage(Arc::new(storage.clone()));
    let report = run.execute(&Unobserved).unwrap();
    let lines = |path: &Path| {
        let text = std::fs::read_to_string(path).unwrap();
        text.lines().map(str::to_owned).collect()
    };
    Written {
        counts: report.counts,
        records: lines(&out),
        quarantine: lines(&folder.join("out.jsonl.quarantine.jsonl")),
        operations: storage.operations(),
    }
}

fn is_of(line: &str, file: &str) -> bool {
    line.contains(&format!("/in/{file}\""))
}

#[test]
fn each_read_may_fail_and_nothing_is_lost_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let whole = run(folder.path(), Fault::None, 0);
    assert_eq!(whole.records.len(), LINE_FILES.len() * LINES + 1);
    assert!(whole.operations > 40, "{} operations", whole.operations);
    let mut losses = 0;
    for at in 0..whole.operations {
        for fault in [Fault::Short, Fault::Interrupted] {
            let written = run(folder.path(), fault, at);
            assert!(written.records == whole.records, "{fault:?} at {at}");
            assert!(written.quarantine.is_empty(), "{fault:?} at {at}");
        }
        let broken = run(folder.path(), Fault::Broken, at);
        check_break(&whole, &broken, at);
        losses += whole.records.len() - broken.records.len();
    }
    assert!(losses > 0, "no fault broke a file off");
    eprintln!("{} faults of reading, 0 losses", whole.operations * 3);
}

/// One file broke off: it says so, and all but its end is there.
fn check_break(whole: &Written, broken: &Written, at: u64) {
    let [said] = broken.quarantine.as_slice() else {
        panic!("broken at {at}: {} in quarantine", broken.quarantine.len());
    };
    assert!(
        said.contains("the input breaks off: "),
        "broken at {at}: {said}"
    );
    let counts = broken.counts;
    assert_eq!(counts.read, counts.written + 1, "broken at {at}");
    for file in LINE_FILES.into_iter().chain([WHOLE_FILE]) {
        let of_file = |lines: &[String]| -> Vec<String> {
            lines
                .iter()
                .filter(|line| is_of(line, file))
                .cloned()
                .collect()
        };
        let (expected, found) = (of_file(&whole.records), of_file(&broken.records));
        if is_of(said, file) {
            // The last read finds nothing but the end: then all of the file is there.
            assert!(expected.starts_with(&found), "broken at {at}");
        } else {
            assert!(found == expected, "broken at {at}: {file} is another file");
        }
    }
}
