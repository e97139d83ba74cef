//! Memory: a run stays under `--max-memory` and what the program itself takes, however long its input is
//! and however slowly its output is taken.
//!
//! `WARRAQ_TEST_STREAM_BYTES=20000000000` streams so many bytes under 512 MiB instead of the few that
//! fit into a test, best with `--release`. The peak is what the system says of the process (Linux).

#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use warraq_tests::program::command;

const STREAM_VARIABLE: &str = "WARRAQ_TEST_STREAM_BYTES";

/// What the program takes besides documents in flight, as GUARANTEES.md states it.
const CONSTANT_BYTES: u64 = 96 << 20;

/// Lines of all lengths, from a few bytes to a megabyte. Without identifiers of their own, they have
/// those of their places, so that each differs.
fn block() -> String {
    let sentence = "قال وزير الخارجية في القاهرة يوم الثلاثاء إن المحادثات استمرت ثلاثة أيام. ";
    let mut lines = String::new();
    for number in 0..400 {
        let sentences = match number % 400 {
            7 => 7_500,
            n if n % 5 == 0 => 1,
            n => n % 160,
        };
        let _ = writeln!(lines, "{{\"text\":\"{}\"}}", sentence.repeat(sentences));
    }
    lines
}

/// The most memory that a process had at any time, in bytes.
fn peak(child: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{child}/status")).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        << 10
}

/// The peaks of a run of `stages` after half of `total` bytes, and after all of them.
fn stream(stages: &str, max_memory: &str, total: u64) -> [u64; 2] {
    let folder = tempfile::tempdir().unwrap();
    let configuration = format!("version = 1\n[run]\nstages = [{stages}]\n");
    std::fs::write(folder.path().join("warraq.toml"), configuration).unwrap();
    let arguments = [
        "run",
        "-",
        "--config",
        "warraq.toml",
        "-j",
        "2",
        "--max-memory",
        max_memory,
    ];
    let mut command = command(folder.path(), &arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let block = block();
    let blocks = total.div_ceil(block.len() as u64);
    let written = AtomicU64::new(0);
    let (peaks, records) = std::thread::scope(|scope| {
        let mut input = child.stdin.take().unwrap();
        let (id, written, block) = (child.id(), &written, &block);
        let writing = scope.spawn(move || {
            let mut half = 0;
            for number in 0..blocks {
                input.write_all(block.as_bytes()).unwrap();
                written.fetch_add(1, Ordering::Relaxed);
                if number == blocks / 2 {
                    half = peak(id);
                }
            }
            [half, peak(id)]
        });
        let records = read_slowly(&mut child, written);
        (writing.join().unwrap(), records)
    });
    assert!(child.wait().unwrap().success());
    assert_eq!(records, blocks * block.lines().count() as u64);
    peaks
}

/// Takes nothing until the run takes nothing more either, and then all; the number of records.
fn read_slowly(child: &mut Child, written: &AtomicU64) -> u64 {
    let mut before = u64::MAX;
    loop {
        std::thread::sleep(Duration::from_millis(400));
        let now = written.load(Ordering::Relaxed);
        if now == before {
            break;
        }
        before = now;
    }
    let mut output = BufReader::with_capacity(1 << 16, child.stdout.take().unwrap());
    let mut records = 0;
    loop {
        let buffer = output.fill_buf().unwrap();
        if buffer.is_empty() {
            return records;
        }
        records += buffer.iter().filter(|byte| **byte == b'\n').count() as u64;
        let length = buffer.len();
        output.consume(length);
    }
}

fn check(stages: &str, megabytes: u64, total: u64) {
    let [half, end] = stream(stages, &format!("{megabytes}MiB"), total);
    let mebibytes = |bytes: u64| bytes >> 20;
    eprintln!(
        "stages [{stages}], {total} bytes under {megabytes} MiB: peak {} MiB after half, {} MiB in the end",
        mebibytes(half),
        mebibytes(end)
    );
    let most = (megabytes << 20) + CONSTANT_BYTES;
    assert!(
        end <= most,
        "{} MiB of {megabytes} and the constant",
        mebibytes(end)
    );
    // What a short test has after half of it depends on how far the run was held up by then.
    assert!(
        end <= half + half / 10 + (8 << 20),
        "it grows: {half} bytes, then {end}"
    );
}

#[test]
fn a_stream_of_any_length_stays_under_the_memory() {
    match std::env::var(STREAM_VARIABLE) {
        Ok(bytes) => check("", 512, bytes.parse().unwrap()),
        Err(_) => check("", 64, 160_000_000),
    }
}

#[test]
fn records_that_are_much_larger_than_their_documents_stay_under_the_memory() {
    check("'blocks', 'sentences', 'tokens'", 64, 10_000_000);
}
