//! The example of a custom stage, run as it stands.

use std::process::Command;
use warraq_tests::program::{build, target_folder};

#[test]
fn the_layer_of_a_custom_stage_is_in_the_record() {
    build(&["--package", "warraq-runner", "--example", "custom_stage"]);
    let example = format!("custom_stage{}", std::env::consts::EXE_SUFFIX);
    let output = Command::new(target_folder().join("examples").join(example))
        .output()
        .unwrap();
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let questions = record["layers"]["questions"].as_array().unwrap();
    assert_eq!(questions.len(), 1);
    assert_eq!(questions[0]["text"], "من يدفع الثمن؟");
}
