//! The tutorial of plugins/README.md, done as it is written: its code is what `plugin new` writes, and
//! its commands give what they promise, the one that builds the plugin in C among them.

use std::path::Path;
use std::process::Command;
use warraq_tests::program::{binary, root, target_folder, warraq};

/// The blocks of the tutorial in one language.
fn blocks(language: &str) -> Vec<String> {
    let readme = std::fs::read_to_string(root().join("plugins/README.md")).unwrap();
    let (_, tutorial) = readme.split_once("\n## A plugin in ten minutes\n").unwrap();
    let (tutorial, _) = tutorial.split_once("\n## ").unwrap();
    let opening = format!("```{language}\n");
    let blocks = tutorial.split(opening.as_str()).skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

/// Writes the plugin of the tutorial with its first command.
fn new_plugin(folder: &Path) {
    let outcome = warraq(folder, &["plugin", "new", "long_words"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert_eq!(outcome.stdout.lines().count(), 4, "{}", outcome.stdout);
}

#[test]
fn the_code_of_the_tutorial_is_what_plugin_new_writes() {
    let folder = tempfile::tempdir().unwrap();
    new_plugin(folder.path());
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let written = read("long_words/src/lib.rs") + &read("long_words/src/plugin.rs");
    let blocks = blocks("rust");
    assert_eq!(blocks.len(), 4);
    for block in blocks {
        assert!(written.contains(&block), "{block}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_commands_of_the_tutorial_work() {
    let folder = tempfile::tempdir().unwrap();
    let blocks = blocks("sh");
    let commands: Vec<_> = blocks.iter().flat_map(|block| block.lines()).collect();
    let (first, rest) = commands.split_first().unwrap();
    assert_eq!(*first, "warraq plugin new long_words");
    new_plugin(folder.path());
    let new = folder.path().join("long_words");
    // The versions that this workspace builds with are at hand without a network.
    std::fs::copy(root().join("Cargo.lock"), new.join("Cargo.lock")).unwrap();
    // What the last run of this test built is not built again.
    let built = target_folder().join("tutorial");
    std::fs::create_dir_all(&built).unwrap();
    std::os::unix::fs::symlink(&built, new.join("target")).unwrap();
    let script = format!("set -e\n{}", rest.join("\n"));
    let programs = std::env::var("PATH").unwrap();
    let programs = format!("{}:{programs}", binary().parent().unwrap().display());
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env("PATH", programs)
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let shown = String::from_utf8(output.stdout).unwrap();
    for expected in ["1 passed", "provides   long_words", "breaks no rule"] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    let record: serde_json::Value = serde_json::from_str(shown.lines().last().unwrap()).unwrap();
    let words = record["layers"]["long_words"].as_array().unwrap();
    assert_eq!(words.len(), 1, "{record}");
    assert_eq!(words[0]["text"], "وسيستخدمونها");
}

/// The system's compiler builds the plugin in C with the command of plugins/README.md; it then runs in
/// a process of its own, as what is not pinned does, and in the program's.
#[test]
#[cfg(target_os = "linux")]
fn the_plugin_in_c_is_built_by_its_command_and_runs_in_both_modes() {
    let readme = std::fs::read_to_string(root().join("plugins/README.md")).unwrap();
    let command = readme.lines().find_map(|line| line.strip_prefix("    cc "));
    let command = command.expect("it says how");
    if Command::new("cc").arg("--version").output().is_err() {
        println!("skipped: there is no C compiler");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("libelongation.so");
    let library = library.to_str().unwrap();
    let arguments = command.split(' ').map(|argument| match argument {
        "libelongation.so" => library,
        other => other,
    });
    let built = Command::new("cc")
        .args(arguments)
        .current_dir(root())
        .status();
    assert!(built.unwrap().success(), "cc {command}");
    std::fs::write(folder.path().join("in.txt"), "هذا راااائع جدا.").unwrap();
    let run = |mode: &str| {
        let config = format!("version = 1\n[[plugin]]\npath = '{library}'\n{mode}\n");
        std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
        let arguments = ["run", "in.txt", "-q", "--config", "warraq.toml"];
        let outcome = warraq(folder.path(), &arguments);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let record: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        record["layers"]["elongations"].clone()
    };
    let isolated = run("");
    assert_eq!(isolated[0]["text"], "راااائع", "{isolated}");
    assert_eq!(run("mode = 'in-process'"), isolated);
}
