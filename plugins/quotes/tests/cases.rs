//! The quotes of sentences that were written for it, with ones that have none.

use warraq_plugin::testing::{document, lines, run};
use warraq_quotes::{QuoteOptions, QuotesStage};

const CASES: &str = include_str!("cases.txt");

#[test]
fn quotes_are_found_with_their_speakers() {
    let stage = QuotesStage::new(QuoteOptions::default()).unwrap();
    let mut count = 0;
    for case in CASES.split("\n\n") {
        let mut written = case.lines().filter(|line| !line.starts_with('#'));
        let Some(text) = written.next() else { continue };
        let expected: Vec<_> = written.filter_map(|line| line.strip_prefix("= ")).collect();
        let mut document = document(text).unwrap();
        run(&stage, &mut document).unwrap();
        assert_eq!(lines(&document, &stage.layer()), expected, "{text}");
        count += 1;
    }
    assert_eq!(count, 10, "cases are separated by empty lines");
}

#[test]
fn quotes_without_a_name_are_left_out_on_request() {
    let options = QuoteOptions {
        unnamed: false,
        ..QuoteOptions::default()
    };
    let stage = QuotesStage::new(options).unwrap();
    let mut document = document("وأضاف: «سنعود غدا».").unwrap();
    run(&stage, &mut document).unwrap();
    assert!(lines(&document, &stage.layer()).is_empty());
}
