//! What is found in texts that were written for it, with ones that have nothing.

use warraq_plugin::PluginStage;
use warraq_plugin::testing::{check_cases, found};
use warraq_redact::{RedactOptions, RedactStage};

#[test]
fn redactions_are_found() {
    let stage = RedactStage::from_options(RedactOptions::default()).unwrap();
    assert_eq!(check_cases(&stage, include_str!("cases.txt")), Ok(10));
}

#[test]
fn each_kind_can_be_left_out() {
    let text = "[EMAIL a@example.org] و[PHONE 0100] والهوية 1000000008";
    let labels = |options| {
        let found = found(&RedactStage::from_options(options).unwrap(), text).unwrap();
        let label = |line: String| line.split(' ').next().map(str::to_owned);
        found.into_iter().filter_map(label).collect::<Vec<_>>()
    };
    let all = RedactOptions::default;
    assert_eq!(labels(all()), ["email", "phone", "national_id"]);
    let email = false;
    assert_eq!(
        labels(RedactOptions { email, ..all() }),
        ["phone", "national_id"]
    );
    let phone = false;
    assert_eq!(
        labels(RedactOptions { phone, ..all() }),
        ["email", "national_id"]
    );
    let national_id = false;
    assert_eq!(
        labels(RedactOptions {
            national_id,
            ..all()
        }),
        ["email", "phone"]
    );
}
