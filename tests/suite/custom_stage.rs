//! The example of a custom stage, run as it stands.

#[path = "../../crates/warraq-runner/examples/custom_stage.rs"]
mod example;

#[test]
fn the_layer_of_a_custom_stage_is_in_the_record() {
    let record = example::record().unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    let questions = record["layers"]["questions"].as_array().unwrap();
    assert_eq!(questions.len(), 1);
    assert_eq!(questions[0]["text"], "من يدفع الثمن؟");
}
