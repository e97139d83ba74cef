//! Summaries and keyphrases of short texts written for these tests.

mod support;

use support::process;
use warraq_summarize::{KeyphrasesOptions, KeyphrasesStage, SummaryOptions, SummaryStage};

const REPORT: &str = "\
title| قمة المياه تنتهي باتفاق في الخرطوم
اتفق وزراء المياه في السودان ومصر وإثيوبيا على تبادل بيانات السد كل شهر. وهو ما عده خبراء \
خطوة نادرة. وحضر الجلسة سفراء من ثلاث قارات.
heading| خلفية الخلاف
بدأ الخلاف حول بيانات السد قبل عشر سنوات. وتعثرت جولات كثيرة من المحادثات.
furniture| اقرأ أيضا عن السد
";

#[test]
fn a_summary_skips_titles_and_furniture() {
    let options = SummaryOptions {
        sentences: Some(9),
        ..SummaryOptions::default()
    };
    let document = process(REPORT, SummaryStage::new(options).unwrap());
    let summary = document.summary().unwrap();
    assert_eq!(summary.len(), 5);
    for item in summary.iter() {
        assert!(!item.text().contains("اقرأ"), "{}", item.text());
        assert!(item.reason().is_some_and(|reason| !reason.is_empty()));
    }
}

#[test]
fn keyphrases_name_the_subject() {
    let stage = KeyphrasesStage::new(KeyphrasesOptions::default()).unwrap();
    let document = process(REPORT, stage);
    let phrases = document.keyphrases().unwrap();
    let texts: Vec<_> = phrases.iter().map(|phrase| phrase.text()).collect();
    assert!(texts.contains(&"بيانات السد"), "{texts:?}");
}
