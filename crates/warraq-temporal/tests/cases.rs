//! Cases from files, anchors, and what must hold for any text.

#![expect(clippy::unwrap_used, reason = "a test fails where its helper fails")]

use proptest::prelude::*;
use serde::Deserialize;
use std::sync::Arc;
use warraq_core::{
    AttributeValue, Document, DocumentTime, LayerName, Metadata, Pipeline, Unsupervised,
};
use warraq_segment::{BlocksStage, CliticsStage, SentencesStage, TokensStage};
use warraq_temporal::{DirectionOption, TimesOptions, TimesStage};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    time: Option<String>,
    times: Option<Vec<Vec<String>>>,
    numbers: Option<Vec<Vec<toml::Value>>>,
}

fn pipeline(options: TimesOptions) -> Pipeline {
    Pipeline::new(vec![
        Arc::new(BlocksStage::default()),
        Arc::new(SentencesStage::default()),
        Arc::new(TokensStage::default()),
        Arc::new(CliticsStage::default()),
        Arc::new(TimesStage::new(options).unwrap()),
    ])
    .unwrap()
}

fn process(pipeline: &Pipeline, text: &str, time: Option<&str>) -> Document {
    let time = time.map(|time| DocumentTime::parse(time).unwrap());
    let metadata = Metadata {
        time,
        ..Metadata::default()
    };
    let mut document = Document::new(metadata, text.to_owned()).unwrap();
    pipeline.process(&mut document, &Unsupervised).unwrap();
    document
}

fn times(document: &Document) -> Vec<Vec<String>> {
    let times = document.times().unwrap();
    let row = |time: warraq_core::Time<'_>| {
        let mut row = vec![time.text(), time.label(), time.value().unwrap()];
        row.extend(time.modifier());
        row.into_iter().map(str::to_owned).collect()
    };
    times.iter().map(row).collect()
}

fn numbers(document: &Document) -> Vec<(String, String, f64, Option<String>)> {
    let numbers = document.numbers().unwrap();
    let value = |value: Option<AttributeValue<'_>>| match value.unwrap() {
        AttributeValue::Integer(integer) => integer as f64,
        AttributeValue::Real(real) => real,
        other => panic!("{other:?} is no number"),
    };
    numbers
        .iter()
        .map(|number| {
            (
                number.text().to_owned(),
                number.label().to_owned(),
                value(number.value()),
                number.unit().map(str::to_owned),
            )
        })
        .collect()
}

#[test]
fn times_are_found_with_their_values() {
    let files = [
        include_str!("cases/times.toml"),
        include_str!("cases/news.toml"),
        include_str!("cases/families.toml"),
    ];
    let pipeline = pipeline(TimesOptions::default());
    let mut failures = Vec::new();
    let cases = files.map(|file| toml::from_str::<Cases>(file).unwrap().case);
    for case in cases.into_iter().flatten() {
        let document = process(&pipeline, &case.text, case.time.as_deref());
        let (found, expected) = (times(&document), case.times.unwrap());
        if found != expected {
            failures.push(format!(
                "{}\n  found    {found:?}\n  expected {expected:?}",
                case.text
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn numbers_are_found_with_their_values() {
    let cases: Cases = toml::from_str(include_str!("cases/numbers.toml")).unwrap();
    let pipeline = pipeline(TimesOptions::default());
    let mut failures = Vec::new();
    for case in cases.case {
        let document = process(&pipeline, &case.text, case.time.as_deref());
        let expected: Vec<_> = case
            .numbers
            .unwrap()
            .iter()
            .map(|row| {
                let text = |at: usize| row.get(at).and_then(toml::Value::as_str).map(str::to_owned);
                (
                    text(0).unwrap(),
                    text(1).unwrap(),
                    row[2].as_float().unwrap(),
                    text(3),
                )
            })
            .collect();
        let found = numbers(&document);
        if found != expected {
            failures.push(format!(
                "{}\n  found    {found:?}\n  expected {expected:?}",
                case.text
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_date_is_inferred_from_a_weekday_and_the_years_named() {
    let pipeline = pipeline(TimesOptions::default());
    let text = "بدأ المشروع في 2022. وزار الوزير الموقع يوم الثلاثاء الموافق 12 سبتمبر الجاري، \
        وكان قد زاره في يوليو الماضي.";
    let document = process(&pipeline, text, None);
    let anchor = document
        .view::<warraq_core::Annotation>(&LayerName::ANCHOR)
        .unwrap();
    let anchor = anchor.get(0).unwrap();
    assert_eq!(anchor.text_attribute("value"), Some("2023-09-12"));
    assert_eq!(anchor.text(), "يوم الثلاثاء الموافق 12 سبتمبر الجاري");
    let values: Vec<String> = times(&document)
        .into_iter()
        .map(|mut row| row.remove(2))
        .collect();
    assert_eq!(values, ["2022", "2023-09-12", "2023-07"]);
}

#[test]
fn a_known_date_leaves_the_anchor_empty() {
    let pipeline = pipeline(TimesOptions::default());
    let text = "بدأ المشروع في 2022. وزار الوزير الموقع يوم الثلاثاء 12 سبتمبر.";
    let document = process(&pipeline, text, Some("2023-09-14"));
    let anchor = document
        .view::<warraq_core::Annotation>(&LayerName::ANCHOR)
        .unwrap();
    assert!(anchor.is_empty());
}

#[test]
fn a_dateline_is_an_anchor() {
    let pipeline = pipeline(TimesOptions::default());
    let text = "القاهرة، 14 مايو 2021 - وصل الوفد أمس إلى المدينة.";
    let document = process(&pipeline, text, None);
    let values: Vec<String> = times(&document)
        .into_iter()
        .map(|mut row| row.remove(2))
        .collect();
    assert_eq!(values, ["2021-05-14", "2021-05-13"]);
}

#[test]
fn a_year_that_a_verb_puts_into_the_future_is_no_evidence() {
    let text =
        "وقع الوزير الاتفاق يوم الاثنين 27 يوليو. وبدأ المشروع في 2015. وستنتهي الأعمال في 2020.";
    let document = process(&pipeline(TimesOptions::default()), text, None);
    let anchor = document.view::<warraq_core::Annotation>(&LayerName::ANCHOR);
    let anchor = anchor.unwrap().get(0).unwrap();
    assert_eq!(anchor.text_attribute("value"), Some("2015-07-27"));
}

#[test]
fn a_date_that_is_called_today_is_an_anchor_and_a_goal_is_no_evidence() {
    let cases = [
        (
            "وقع الوزيران اليوم الثلاثاء 5 مارس 2024 اتفاقا ينفذ في الشهر المقبل.",
            ["2024-03-05", "2024-04"],
        ),
        (
            "عقدت القمة يوم الخميس 16 مايو الجاري، وتراجعت الأسعار منذ 2024، وتريد الدول خفضها بحلول عام 2031.",
            ["2024-05-16", "2024"],
        ),
    ];
    for (text, expected) in cases {
        let document = process(&pipeline(TimesOptions::default()), text, None);
        let values: Vec<String> = times(&document)
            .into_iter()
            .map(|mut row| row.remove(2))
            .collect();
        assert_eq!(values.get(..2).unwrap(), expected, "{text}");
    }
}

#[test]
fn the_direction_can_be_fixed() {
    for (direction, expected) in [
        (DirectionOption::Past, "2023-09-11"),
        (DirectionOption::Future, "2023-09-18"),
    ] {
        let options = TimesOptions {
            direction,
            ..TimesOptions::default()
        };
        let document = process(&pipeline(options), "موعدنا الاثنين.", Some("2023-09-14"));
        assert_eq!(times(&document)[0][2], expected);
    }
}

/// Words that rules are made of, in any order.
const WORDS: [&str; 40] = [
    "قبل",
    "بعد",
    "من",
    "إلى",
    "بين",
    "و",
    "في",
    "كل",
    "يوم",
    "الشهر",
    "الماضي",
    "ثلاثة",
    "وعشرون",
    "ألف",
    "مليون",
    "الساعة",
    "الثامنة",
    "والنصف",
    "صباحا",
    "12",
    "2020",
    "٣٫٥",
    "سبتمبر",
    "(",
    ")",
    "/",
    "-",
    "عام",
    "سنوات",
    "الأربعاء",
    "هـ",
    "القرن",
    "نهاية",
    "ساعتين",
    "واحد",
    "على",
    "%",
    "دولار",
    "محرم",
    "1e9",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_makes_it_fail(text in "\\PC{0,200}") {
        process(&pipeline(TimesOptions::default()), &text, Some("2023-09-14"));
    }

    #[test]
    fn no_order_of_words_makes_it_fail(
        words in proptest::collection::vec(proptest::sample::select(&WORDS[..]), 0..60),
        joined in any::<bool>(),
    ) {
        let text = words.join(if joined { "" } else { " " });
        process(&pipeline(TimesOptions::default()), &text, Some("9999-12-31"));
    }
}

#[test]
fn a_long_chain_takes_time_in_proportion() {
    let pipeline = pipeline(TimesOptions::default());
    let chain = "من يوم الأربعاء 12 سبتمبر إلى ".repeat(2000);
    let document = process(&pipeline, &chain, Some("2023-09-14"));
    assert!(document.times().unwrap().len() >= 1000);
}
