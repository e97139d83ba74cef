//! Faults of writing: whatever write, sync or rename fails or is the last, nothing is lost.
//!
//! Each operation of a run's output is killed (SIGKILL, in a process of its own) or failed in turn. What
//! is there afterwards is gone on with, and must end with the bytes of a run that nothing happened to.
//! `WARRAQ_TEST_KILLS` is the number of kills; unset, there are 40.

use crate::disk::{Fault, FaultyDisk, READY};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use warraq_core::{DocumentView, LayerName, Output, Span, Stage, StageError};
use warraq_runner::{
    ByteSize, Catalogue, Configuration, Destination, Report, ResumeOptions, Run, RunError,
    RunRequest, Unobserved,
};

const DOCUMENTS: usize = 60;
const KILLS_VARIABLE: &str = "WARRAQ_TEST_KILLS";
const FOLDER_VARIABLE: &str = "WARRAQ_FAULTS_FOLDER";
const COMMAND_VARIABLE: &str = "WARRAQ_FAULTS_COMMAND";
const PLACE_VARIABLE: &str = "WARRAQ_FAULTS_PLACE";

/// Marks each document, and fails on those that say so unless it is told to be patient.
struct Marking {
    provides: [LayerName; 1],
    is_patient: bool,
}

impl Stage for Marking {
    fn name(&self) -> &str {
        "marking"
    }
    fn provides(&self) -> &[LayerName] {
        &self.provides
    }
    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        if document.text().contains("difficult") && !self.is_patient {
            return Err(StageError::failed("too difficult"));
        }
        output.push(&self.provides[0], Span::new(0, 3))
    }
}

fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::built_in();
    catalogue.add("marking", "marks", |options: toml::Table| {
        Ok::<_, Infallible>(Marking {
            provides: [LayerName::new("marks").expect("a good name")],
            is_patient: options.contains_key("patient"),
        })
    });
    catalogue
}

/// What is done with a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// Runs or, where a run was begun, goes on with it.
    Run,
    /// Tries again what is in quarantine.
    Retry,
}

fn configuration(folder: &Path) -> Configuration {
    let mut configuration = Configuration::default();
    configuration.run.stages = Some(vec!["marking".to_owned()]);
    configuration.run.threads = Some(2);
    configuration.output.shard_size = ByteSize(600);
    assert!(
        folder.join("in.jsonl").exists(),
        "the input is written first"
    );
    configuration
}

fn prepare(folder: &Path) {
    let line = |number: usize| match number % 11 {
        3 => format!("not a record {number}\n"),
        5 => format!("{{\"id\":\"d{number}\",\"text\":\"a difficult one\"}}\n"),
        7 => "{\"id\":\"again\",\"text\":\"the same id\"}\n".to_owned(),
        _ => format!("{{\"id\":\"d{number}\",\"text\":\"the text {number}\"}}\n"),
    };
    let lines: String = (0..DOCUMENTS).map(line).collect();
    std::fs::write(folder.join("in.jsonl"), lines).unwrap();
}

fn perform(task: Task, folder: &Path, storage: FaultyDisk) -> Result<Report, RunError> {
    let out = folder.join("out");
    let catalogue = catalogue();
    let run = match task {
        Task::Retry => {
            let mut configuration = Run::configuration_of(&out)?;
            configuration.stages = Configuration::from_toml(
                "version = 1\n[[stage]]\nname = 'marking'\npatient = true",
            )?
            .stages;
            Run::retry(&out, configuration, &catalogue)?
        }
        Task::Run if out.join("manifest.jsonl").exists() && !out.join("run.json").exists() => {
            Run::resume(&out, &catalogue, ResumeOptions::default())?
        }
        Task::Run => {
            let inputs = vec![folder.join("in.jsonl")];
            let request = RunRequest::new(inputs, Destination::Folder(out));
            Run::new(configuration(folder), &catalogue, request)?
        }
    };
    run.with_storage(Arc::new(storage)).execute(&Unobserved)
}

/// The bytes that must be the same whatever happened: all but the report, which has times in it.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder.join("out")).unwrap();
    let files = entries.map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, std::fs::read(entry.path()).unwrap())
    });
    files.filter(|(name, _)| name != "run.json").collect()
}

/// A folder in the state from which a task starts, and what the task makes of it.
struct Scenario {
    folder: tempfile::TempDir,
    task: Task,
    expected: BTreeMap<String, Vec<u8>>,
    operations: u64,
}

impl Scenario {
    fn new(task: Task) -> Self {
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path());
        let mut scenario = Self {
            folder,
            task,
            expected: BTreeMap::new(),
            operations: 0,
        };
        scenario.reset();
        let storage = FaultyDisk::writing(scenario.path(), Fault::None, 0);
        perform(task, scenario.path(), storage.clone()).unwrap();
        scenario.expected = bytes(scenario.path());
        scenario.operations = storage.operations();
        assert!(scenario.expected.len() > 4 && scenario.operations > 30);
        scenario
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn reset(&self) {
        let _ = std::fs::remove_dir_all(self.path().join("out"));
        if self.task == Task::Retry {
            let storage = FaultyDisk::writing(self.path(), Fault::None, 0);
            perform(Task::Run, self.path(), storage).unwrap();
        }
    }

    /// Ends what was begun, without faults, and compares.
    fn check(&self, what: &str) {
        let finished = self.path().join("out/run.json").exists();
        if self.task == Task::Retry || !finished {
            let storage = FaultyDisk::writing(self.path(), Fault::None, 0);
            let done = perform(self.task, self.path(), storage);
            assert!(done.is_ok(), "{what}: {:?}", done.err());
        }
        let found = bytes(self.path());
        for (name, bytes) in &self.expected {
            assert!(
                found.get(name) == Some(bytes),
                "{what}: other bytes in {name}"
            );
        }
        assert_eq!(
            found.len(),
            self.expected.len(),
            "{what}: {:?}",
            found.keys()
        );
    }

    /// Performs the task in a process that is killed at an operation; false if it ended before.
    fn kill(&self, at: u64) -> bool {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writing::a_process_to_be_killed", "--nocapture"])
            .env(FOLDER_VARIABLE, self.path())
            .env(COMMAND_VARIABLE, format!("{:?}", self.task))
            .env(PLACE_VARIABLE, at.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let is_ready = lines.any(|line| line.unwrap() == READY);
        child.kill().unwrap();
        child.wait().unwrap();
        is_ready
    }
}

/// Not a test of its own: what [`Scenario::kill`] starts, and does nothing otherwise.
#[test]
fn a_process_to_be_killed() {
    let Some(folder) = std::env::var_os(FOLDER_VARIABLE).map(PathBuf::from) else {
        return;
    };
    let task = match std::env::var(COMMAND_VARIABLE).as_deref() {
        Ok("Retry") => Task::Retry,
        _ => Task::Run,
    };
    let at = std::env::var(PLACE_VARIABLE).unwrap().parse().unwrap();
    perform(task, &folder, FaultyDisk::writing(&folder, Fault::Kill, at)).unwrap();
}

#[test]
fn killed_at_each_operation_a_run_ends_with_the_same_bytes() {
    let most = std::env::var(KILLS_VARIABLE).map_or(40, |kills| kills.parse().unwrap());
    let scenarios = [Scenario::new(Task::Run), Scenario::new(Task::Retry)];
    let mut kills = 0;
    // A stride that has no divisor in common with the number of operations reaches each of them.
    for round in 0_u64.. {
        let scenario = &scenarios[(round % 2) as usize];
        let first = (round / 2 * 37) % scenario.operations;
        scenario.reset();
        let mut places = vec![first];
        kills += u64::from(scenario.kill(first));
        // Every other time, what goes on is killed, too, until it ends.
        for again in 0..round / 2 % 4 {
            let place = (round * 31 + again * 17) % (scenario.operations / 2);
            places.push(place);
            let is_over =
                scenario.task == Task::Run && scenario.path().join("out/run.json").exists();
            kills += u64::from(!is_over && scenario.kill(place));
        }
        scenario.check(&format!("{:?} killed at {places:?}", scenario.task));
        if kills >= most {
            break;
        }
    }
    eprintln!("{kills} kills, 0 differences");
}

#[test]
fn each_operation_may_fail_and_nothing_is_lost_in_silence() {
    let mut faults = 0;
    for scenario in [Scenario::new(Task::Run), Scenario::new(Task::Retry)] {
        for fault in [Fault::Full, Fault::Broken, Fault::Short, Fault::Interrupted] {
            for at in 0..scenario.operations {
                scenario.reset();
                let storage = FaultyDisk::writing(scenario.path(), fault, at);
                let done = perform(scenario.task, scenario.path(), storage);
                let what = format!("{:?}, {fault:?} at {at}", scenario.task);
                if matches!(fault, Fault::Full | Fault::Broken) {
                    let error = done
                        .err()
                        .unwrap_or_else(|| panic!("{what}: it says nothing"));
                    assert!(
                        error.to_string().starts_with("cannot write `"),
                        "{what}: {error}"
                    );
                } else {
                    assert!(done.is_ok(), "{what}: {:?}", done.err());
                }
                scenario.check(&what);
                faults += 1;
            }
        }
    }
    eprintln!("{faults} faults, 0 losses");
}

#[test]
fn a_file_that_could_not_be_written_whole_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for name in ["out.jsonl", "out.jsonl.zst", "stdout"] {
        let path = folder.path().join(name);
        let quarantine = folder.path().join("quarantine.jsonl");
        let write = |fault, at| {
            let destination = match name {
                "stdout" => Destination::Stdout {
                    quarantine: Some(quarantine.clone()),
                },
                _ => Destination::File(path.clone()),
            };
            let inputs = vec![folder.path().join("in.jsonl")];
            let request = RunRequest::new(inputs, destination);
            let run = Run::new(configuration(folder.path()), &catalogue(), request).unwrap();
            let storage = FaultyDisk::writing(folder.path(), fault, at);
            let done = run
                .with_storage(Arc::new(storage.clone()))
                .execute(&Unobserved);
            (done, storage.operations())
        };
        let (done, operations) = write(Fault::None, 0);
        assert_eq!(done.unwrap().counts.read, DOCUMENTS as u64);
        let expected = std::fs::read(&path).unwrap();
        for at in 0..operations {
            for fault in [Fault::Full, Fault::Broken] {
                std::fs::remove_file(&path).unwrap_or_default();
                let (done, _) = write(fault, at);
                assert!(done.is_err(), "{name}, {fault:?} at {at}: it says nothing");
                // Once the file has its name, only the folder was left to be synced.
                let found = std::fs::read(&path).unwrap_or_default();
                let is_whole = found == expected && at + 1 == operations;
                assert!(
                    name == "stdout" || found.is_empty() || is_whole,
                    "{name}, {at}"
                );
            }
            for fault in [Fault::Short, Fault::Interrupted] {
                let (done, _) = write(fault, at);
                assert!(done.is_ok(), "{name}, {fault:?} at {at}: {:?}", done.err());
                assert!(
                    std::fs::read(&path).unwrap() == expected,
                    "{name}, {fault:?} at {at}"
                );
            }
        }
    }
}
