//! Every stage of the default pipeline, alone and together, on texts that break what was not
//! thought through.

use serde::Deserialize;
use warraq_runner::{Catalogue, Configuration};
use warraq_tests::conformance::{check_pipeline, generated_texts};

/// A text of `texts.toml`.
#[derive(Deserialize)]
struct Hard {
    name: String,
    text: String,
    #[serde(default)]
    before: String,
    times: Option<usize>,
}

#[derive(Deserialize)]
struct HardTexts {
    text: Vec<Hard>,
}

/// The hard texts by name.
pub(crate) fn hard_texts() -> Vec<(String, String)> {
    let texts: HardTexts = toml::from_str(include_str!("conformance/texts.toml")).unwrap();
    let expand = |hard: Hard| {
        let text = hard.text.repeat(hard.times.unwrap_or(1));
        (hard.name, hard.before + &text)
    };
    texts.text.into_iter().map(expand).collect()
}

#[test]
fn every_stage_keeps_its_promises_on_hard_texts() {
    let assembly = Configuration::default()
        .assemble(&Catalogue::built_in())
        .unwrap();
    let texts: Vec<_> = hard_texts().into_iter().map(|(_, text)| text).collect();
    check_pipeline(&assembly.pipeline, &texts);
}

#[test]
fn every_stage_keeps_its_promises_on_random_texts() {
    let assembly = Configuration::default()
        .assemble(&Catalogue::built_in())
        .unwrap();
    check_pipeline(&assembly.pipeline, &generated_texts(200));
}

#[test]
fn time_grows_with_the_text_and_not_with_its_square() {
    let annotator = warraq_runner::Annotator::new(&Configuration::default()).unwrap();
    let time = |text: &str| {
        let start = std::time::Instant::now();
        annotator.annotate(text).unwrap();
        start.elapsed().as_secs_f64()
    };
    for (name, text) in hard_texts() {
        if text.len() < 1000 {
            continue;
        }
        time(&text);
        let (once, eightfold) = (time(&text).max(0.005), time(&text.repeat(8)));
        // Linear is 8; quadratic is 64. The margin is for a busy machine.
        assert!(
            eightfold / once < 40.0,
            "`{name}` took {once:.3} s, eightfold {eightfold:.3} s"
        );
    }
}
