//! The `warraq` binary, built once and run as a user runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The workspace's root folder.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests are a folder of the workspace")
}

/// The binary's path; the first call builds it.
///
/// # Panics
/// If it cannot be built.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        build(&["--package", "warraq-cli", "--bin", "warraq"]);
        target_folder().join(format!("warraq{}", std::env::consts::EXE_SUFFIX))
    })
}

/// Builds a package of the workspace in the profile of the tests.
///
/// # Panics
/// If it cannot be built.
pub fn build(arguments: &[&str]) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .arg("build")
        .arg("--quiet")
        .args(arguments)
        .current_dir(root());
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let status = command.status().expect("cargo runs: it runs this test");
    assert!(status.success(), "cargo build {arguments:?} failed");
}

/// The folder that holds what [`build`] builds.
///
/// # Panics
/// If the test does not run from a target folder.
#[must_use]
pub fn target_folder() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let deps = test.parent().expect("it lies in target/PROFILE/deps");
    deps.parent()
        .expect("it lies in target/PROFILE/deps")
        .to_owned()
}

/// What a run of the program gave.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code; -1 if a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs the program in `folder`.
///
/// # Panics
/// If it cannot be started.
pub fn warraq(folder: &Path, arguments: &[&str]) -> Outcome {
    let output = command(folder, arguments).output();
    output.expect("the binary was built").into()
}

/// Runs the program in `folder` with `input` on standard input.
///
/// # Panics
/// If it cannot be started.
pub fn warraq_with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Outcome {
    let mut child = command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary was built");
    let mut stdin = child.stdin.take().expect("it was asked for");
    // A program that stops reading early closes the pipe; its exit code tells.
    let _ = std::io::Write::write_all(&mut stdin, input);
    drop(stdin);
    child
        .wait_with_output()
        .expect("the child was started")
        .into()
}

/// The program in `folder`, ready to start.
#[must_use]
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(Stdio::null());
    command
}

/// The records of a JSONL file.
///
/// # Panics
/// If the file is missing or a line is not JSON.
#[must_use]
pub fn records(path: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let parse = |line| serde_json::from_str(line).expect("each line of the output is JSON");
    text.lines().map(parse).collect()
}
