//! The plugin that is written in C is built with the system's compiler and does what it says, in this
//! process and in one of its own; without a compiler, one line says that it was skipped.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

use std::path::Path;
use std::process::Command;
use warraq_core::LayerName;
use warraq_plugin::testing::check_cases;
use warraq_plugin::{LoadError, PluginLibrary};

/// The header and the source of today.
const TODAY: (&str, &str) = ("../../include", "../../plugins/elongation/elongation.c");

/// Those that were frozen at version 1.0 of the ABI. They never change.
const FROZEN: (&str, &str) = ("tests/frozen/abi-1.0", "tests/frozen/abi-1.0/elongation.c");

/// Builds the plugin in `folder`; none without a compiler. It is compiled and linked apart, so that
/// with `WARRAQ_C_FLAGS` an instrumented one takes the runtime of the program that loads it.
fn library(folder: &Path, (header, source): (&str, &str)) -> Option<PluginLibrary> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let compiler = std::env::var_os("CC").unwrap_or("cc".into());
    if Command::new(&compiler).arg("--version").output().is_err() {
        println!("skipped: there is no C compiler");
        return None;
    }
    let (object, path) = (folder.join("elongation.o"), folder.join("libelongation.so"));
    let flags = std::env::var("WARRAQ_C_FLAGS").unwrap_or_default();
    let mut compile = Command::new(&compiler);
    compile.args(["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC"]);
    compile.args(flags.split_whitespace()).arg("-I");
    compile
        .arg(root.join(header))
        .arg("-c")
        .arg("-o")
        .arg(&object);
    let compiled = compile.arg(root.join(source)).status().unwrap();
    assert!(
        compiled.success(),
        "the plugin in C compiles without a warning"
    );
    let mut link = Command::new(&compiler);
    let linked = link
        .arg("-shared")
        .arg("-o")
        .arg(&path)
        .arg(&object)
        .status();
    assert!(linked.unwrap().success());
    Some(PluginLibrary::open(&path).unwrap())
}

#[test]
fn a_plugin_in_c_is_a_plugin() {
    check(TODAY);
}

#[test]
fn a_source_that_was_frozen_at_1_0_still_compiles_and_runs() {
    check(FROZEN);
}

fn check(sources: (&str, &str)) {
    let folder = tempfile::tempdir().unwrap();
    let Some(library) = library(folder.path(), sources) else {
        return;
    };
    assert_eq!(library.abi(), (1, 0));
    assert_eq!(
        (library.name(), library.version()),
        ("warraq-elongation", "0.1.0")
    );
    assert_eq!(library.stage_names().collect::<Vec<_>>(), ["elongation"]);
    assert_eq!(library.requires("elongation"), [LayerName::TOKENS]);
    let layer = LayerName::new("elongations").unwrap();
    assert_eq!(library.provides("elongation"), [layer]);

    let stage = library.create("elongation", "{}").unwrap();
    let cases = include_str!("../../../plugins/elongation/cases.txt");
    assert_eq!(check_cases(stage.as_ref(), cases), Ok(5));

    let error = library.create("elongation", r#"{"x": 1}"#).err().unwrap();
    assert!(matches!(error, LoadError::CreateFailed { .. }));
    assert!(
        error
            .to_string()
            .contains("the stage `elongation` has no options"),
        "{error}"
    );
}
