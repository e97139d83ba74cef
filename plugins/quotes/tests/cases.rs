//! The quotes of sentences that were written for it, with ones that have none.

use warraq_plugin::PluginStage;
use warraq_plugin::testing::{check_cases, found};
use warraq_quotes::{QuoteOptions, QuotesStage};

#[test]
fn quotes_are_found_with_their_speakers() {
    let stage = QuotesStage::from_options(QuoteOptions::default()).unwrap();
    assert_eq!(check_cases(&stage, include_str!("cases.txt")), Ok(48));
}

#[test]
fn quotes_without_a_name_are_left_out_on_request() {
    let options = QuoteOptions {
        unnamed: false,
        ..QuoteOptions::default()
    };
    let stage = QuotesStage::from_options(options).unwrap();
    assert_eq!(found(&stage, "وأضاف: «سنعود غدا».").unwrap(), [""; 0]);
    let named = found(&stage, "وأضاف [PER سامي]: «سنعود غدا».").unwrap();
    assert_eq!(named.len(), 1);
}

#[test]
fn a_word_of_saying_counts_within_its_reach_only() {
    let text = "قال [PER سامي] بعد جولة طويلة في أسواق المدينة: «الأسعار معقولة».";
    let lines = |reach| {
        let options = QuoteOptions {
            reach,
            ..QuoteOptions::default()
        };
        found(&QuotesStage::from_options(options).unwrap(), text).unwrap()
    };
    let expected = "direct [الأسعار معقولة] speaker=سامي cue=قال";
    assert_eq!(lines(16), [expected]);
    assert_eq!(lines(3), [""; 0]);
}
