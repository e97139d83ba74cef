//! `warraq plugin check` and `list`, and what is said of a library that is refused.

use super::{file_name, library, quotes};
use std::path::Path;
use warraq_plugin::sha256;
use warraq_tests::program::{Outcome, warraq};

fn check(library: &Path, more: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let library = library.to_str().unwrap();
    warraq(
        folder.path(),
        &[&["plugin", "check", library], more].concat(),
    )
}

#[test]
fn check_prints_what_a_library_provides_its_abi_and_its_cost() {
    for more in [&[][..], &["--in-process"]] {
        let outcome = check(&quotes(), more);
        assert_eq!(outcome.code, 0, "{} {}", outcome.stdout, outcome.stderr);
        let mut lines = outcome.stdout.lines();
        let version = env!("CARGO_PKG_VERSION");
        let head = format!("warraq-quotes {version}, ABI 1.0");
        assert_eq!(lines.next(), Some(head.as_str()));
        assert_eq!(lines.next(), Some("quotes"));
        assert_eq!(
            lines.next(),
            Some("  requires   sentences, tokens, entities")
        );
        assert_eq!(lines.next(), Some("  provides   quotes"));
        let cost = lines.next().unwrap().strip_prefix("  cost       ").unwrap();
        let cost = cost.strip_suffix(" µs for 12 KB").unwrap();
        assert!(cost.parse::<f64>().unwrap() > 0.0, "{cost}");
        assert_eq!(lines.next(), Some("  breaks no rule"));
        assert_eq!(lines.next(), None);
    }
}

#[test]
fn check_prints_each_rule_that_is_broken() {
    let outcome = check(&library("warraq-plugin", "rulebreaker"), &[]);
    assert_eq!(outcome.code, 1, "{} {}", outcome.stdout, outcome.stderr);
    for rule in [
        "an empty document: it fails: it wants a text",
        "an ordinary document: the second time it gives something else",
        "it takes options that it does not know",
    ] {
        let line = format!("  breaks     {rule}\n");
        assert!(outcome.stdout.contains(&line), "{rule}: {}", outcome.stdout);
    }
    assert!(!outcome.stdout.contains("breaks no rule"));
}

#[test]
fn list_shows_the_plugins_of_a_folder_and_loads_none() {
    let folder = tempfile::tempdir().unwrap();
    let quotes = quotes();
    let unasked = library("warraq-plugin", "unasked");
    let add = |name: &str, manifest: &str| {
        let plugin = folder.path().join("plugins").join(name);
        std::fs::create_dir_all(&plugin).unwrap();
        for library in [&quotes, &unasked] {
            std::fs::copy(library, plugin.join(library.file_name().unwrap())).unwrap();
        }
        std::fs::write(plugin.join("warraq-plugin.toml"), manifest).unwrap();
    };
    let library = format!("library = '{}'\n", file_name("quotes"));
    let hash = sha256(&quotes).unwrap();
    add("a", &library);
    add("b", &format!("{library}sha256 = '{hash}'\n"));
    add(
        "c",
        &format!(
            "{library}sha256 = '{}'\nmode = 'isolated'\n",
            "0".repeat(64)
        ),
    );
    add("d", "library = 'notes.so'\n");
    std::fs::write(folder.path().join("plugins/d/notes.so"), "نص").unwrap();
    // A library that ends whatever loads it: listing it is harmless, since nothing is loaded.
    let hash = sha256(&unasked).unwrap();
    add(
        "e",
        &format!("library = '{}'\nsha256 = '{hash}'\n", file_name("unasked")),
    );
    let outcome = warraq(folder.path(), &["plugin", "list", "plugins"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let lines: Vec<_> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert!(
        lines[0].ends_with("isolated, not pinned, ABI 1.0"),
        "{}",
        lines[0]
    );
    assert!(
        lines[1].ends_with("in-process, pinned, ABI 1.0"),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].contains("isolated, pinned, refused: "),
        "{}",
        lines[2]
    );
    assert!(lines[3].contains("refused: ") && lines[3].contains("not a shared library"));
    assert!(
        lines[4].ends_with("in-process, pinned, ABI 1.0"),
        "{}",
        lines[4]
    );
}

#[test]
fn what_loading_a_library_does_is_done_where_it_is_asked_for_alone() {
    let unasked = library("warraq-plugin", "unasked");
    // Isolated, it ends its worker, and the program says so.
    let outcome = check(&unasked, &[]);
    assert_eq!(outcome.code, 2, "{} {}", outcome.stdout, outcome.stderr);
    assert!(
        outcome.stderr.contains("its worker does not start"),
        "{}",
        outcome.stderr
    );
    // A pin that it does not fit is refused before it is loaded.
    let folder = tempfile::tempdir().unwrap();
    let path = unasked.display();
    let zeroes = "0".repeat(64);
    let config = format!("version = 1\n[[plugin]]\npath = '{path}'\nsha256 = '{zeroes}'\n");
    std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
    std::fs::write(folder.path().join("in.txt"), "نص").unwrap();
    let arguments = ["run", "in.txt", "-q", "--config", "warraq.toml"];
    let outcome = warraq(folder.path(), &arguments);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("has the SHA-256"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_refused_library_has_a_message_and_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.txt"), "نص").unwrap();
    std::fs::write(folder.path().join("libnone.so"), "not a library").unwrap();
    let duplicate = library("warraq-plugin", "duplicate");
    for (plugin, message, hint) in [
        (
            "libmissing.so",
            "cannot read the plugin `libmissing.so`",
            "",
        ),
        (
            "libnone.so",
            "is not a shared library",
            "hint: give the built library",
        ),
        (
            duplicate.to_str().unwrap(),
            "has two stages named `boundary`",
            "hint: rename one",
        ),
    ] {
        let outcome = warraq(folder.path(), &["run", "in.txt", "-q", "--plugin", plugin]);
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        for expected in [message, hint] {
            assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
        }
    }
}
