//! Faults of reading: whichever read of the input fails, is short or is interrupted, nothing is lost in
//! silence.
//!
//! Where a file breaks off, what came before it is written as it would have been, the break itself is a
//! document in quarantine, and the other files are read on.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use warraq_runner::{
    Catalogue, Configuration, Counts, Destination, Disk, Run, RunRequest, Storage, StoredFile,
    Unobserved,
};

/// The bytes that one read gives: few, so that each file takes many.
const BYTES_OF_A_READ: usize = 96;

const LINES: usize = 40;
const LINE_FILES: [&str; 4] = ["a.jsonl", "b.jsonl.gz", "c.jsonl.zst", "e.jsonl"];
const WHOLE_FILE: &str = "d.txt";

/// What is done to one operation of reading: opening a file, or a read of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// The device fails.
    Broken,
    /// One byte is read.
    Short,
    /// A signal comes in between.
    Interrupted,
}

/// The disk, with a fault at one operation of reading.
#[derive(Clone)]
struct Faulty {
    fault: Fault,
    at: u64,
    operations: Arc<AtomicU64>,
}

impl Faulty {
    fn turn(&self) -> io::Result<Fault> {
        let is_turn = self.operations.fetch_add(1, Ordering::Relaxed) == self.at;
        match self.fault {
            Fault::Broken if is_turn => Err(io::Error::from_raw_os_error(5)),
            Fault::Interrupted if is_turn => Err(io::ErrorKind::Interrupted.into()),
            fault if is_turn => Ok(fault),
            _ => Ok(Fault::None),
        }
    }
}

struct FaultyFile(Box<dyn Read + Send>, Faulty);

impl Read for FaultyFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = match self.1.turn()? {
            Fault::Short => 1,
            _ => BYTES_OF_A_READ,
        };
        let length = buffer.len().min(most);
        self.0.read(&mut buffer[..length])
    }
}

impl Storage for Faulty {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        self.turn()?;
        Ok(Box::new(FaultyFile(Disk.open(path)?, self.clone())))
    }
    fn create(&self, path: &Path) -> io::Result<Box<dyn StoredFile>> {
        Disk.create(path)
    }
    fn reopen(&self, path: &Path, length: u64) -> io::Result<Box<dyn StoredFile>> {
        Disk.reopen(path, length)
    }
    fn standard_output(&self) -> io::Result<Box<dyn StoredFile>> {
        Disk.standard_output()
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        Disk.rename(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        Disk.remove(path)
    }
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        Disk.create_folder(path)
    }
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        Disk.sync_folder(path)
    }
}

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
    let storage = Faulty {
        fault,
        at,
        operations: Arc::default(),
    };
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
        operations: storage.operations.load(Ordering::Relaxed),
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
