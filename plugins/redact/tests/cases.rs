//! What is found in texts that were written for it, with ones that have nothing.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

use warraq_plugin::testing::{document, lines, run};
use warraq_redact::{RedactOptions, RedactStage};

const CASES: &str = include_str!("cases.txt");

fn found(options: RedactOptions, text: &str) -> Vec<String> {
    let stage = RedactStage::new(options).unwrap();
    let mut document = document(text).unwrap();
    run(&stage, &mut document).unwrap();
    lines(&document, &stage.layer())
}

#[test]
fn redactions_are_found() {
    let mut count = 0;
    for case in CASES.split("\n\n") {
        let mut written = case.lines().filter(|line| !line.starts_with('#'));
        let Some(text) = written.next() else { continue };
        let expected: Vec<_> = written.filter_map(|line| line.strip_prefix("= ")).collect();
        assert_eq!(found(RedactOptions::default(), text), expected, "{text}");
        count += 1;
    }
    assert_eq!(count, 10, "cases are separated by empty lines");
}

#[test]
fn each_kind_can_be_left_out() {
    let text = "[EMAIL a@example.org] و[PHONE 0100] والهوية 1000000008";
    let all = RedactOptions::default();
    assert_eq!(found(all.clone(), text).len(), 3);
    assert_eq!(
        found(
            RedactOptions {
                email: false,
                ..all.clone()
            },
            text
        )
        .len(),
        2
    );
    assert_eq!(
        found(
            RedactOptions {
                phone: false,
                ..all.clone()
            },
            text
        )
        .len(),
        2
    );
    assert_eq!(
        found(
            RedactOptions {
                national_id: false,
                ..all
            },
            text
        )
        .len(),
        2
    );
}
