//! What a plugin logs arrives in the program's log, from this process and from one of its own.

use super::library;
use warraq_tests::program::warraq;

/// The program's log lines of a run in which the plugin logs a warning.
fn logged(mode: &str, filter: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = library("warraq-plugin", "misbehaving");
    let config = format!(
        "version = 1\n[run]\nstages = ['misbehaving']\n[[plugin]]\npath = '{}'\n\
         mode = '{mode}'\noptions = {{ way = 'log' }}\n",
        path.display()
    );
    std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
    std::fs::write(folder.path().join("in.txt"), "trigger").unwrap();
    let arguments = [
        "run",
        "in.txt",
        "-q",
        "--config",
        "warraq.toml",
        "--log",
        filter,
    ];
    let outcome = warraq(folder.path(), &arguments);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert_eq!(outcome.stdout.lines().count(), 1, "a log is no record");
    outcome.stderr.lines().map(str::to_owned).collect()
}

#[test]
fn what_a_plugin_logs_is_in_the_log() {
    for mode in ["in-process", "isolated"] {
        let lines = logged(mode, "warraq_plugin=info");
        assert_eq!(lines.len(), 1, "{mode}: {lines:?}");
        for part in [
            "WARN",
            "warraq_plugin",
            "what a plugin logs length=7",
            "misbehaving",
        ] {
            assert!(lines[0].contains(part), "{mode}, {part}: {}", lines[0]);
        }
    }
}

#[test]
fn the_program_decides_how_much_is_logged() {
    for mode in ["in-process", "isolated"] {
        assert_eq!(logged(mode, "warraq_plugin=error"), [""; 0], "{mode}");
    }
}
