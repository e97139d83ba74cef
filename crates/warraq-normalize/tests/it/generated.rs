//! The data files that a script makes are what the script makes.

use std::path::Path;
use std::process::Command;

/// Runs a script of `tools/` and compares what it prints with a file of `data/`.
/// Where Python is not installed, says so and passes.
pub(crate) fn same_as(file: &str, script: &str, arguments: &[&Path]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = folder.join("tools").join(script);
    let Ok(output) = Command::new("python3").arg(script).args(arguments).output() else {
        println!("skipped: python3 is not installed");
        return;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let expected = std::fs::read(folder.join("data").join(file)).unwrap();
    assert!(
        output.stdout == expected,
        "`{file}` is not what its script makes"
    );
}
