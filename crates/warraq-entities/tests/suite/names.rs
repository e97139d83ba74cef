//! The cases of `cases/names.txt`, and what holds across mentions of a document.

use warraq_entities::EntityOptions;

use crate::support::{annotate, shipped};

#[test]
fn finds_the_names_of_the_cases() {
    let tagger = shipped();
    let mut failures = Vec::new();
    for case in include_str!("cases/names.txt").split("\n\n") {
        let mut lines = case.lines().filter(|line| !line.starts_with('#'));
        let Some(text) = lines.next() else { continue };
        let document = annotate(&tagger, EntityOptions::default(), text);
        let found: Vec<_> = document.entities().unwrap().iter().collect();
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            let canonical = cells.get(2).unwrap_or(&cells[1]);
            let same = |text: &str| found.iter().find(|entity| entity.text() == text);
            let holds = match cells[0] {
                "-" => same(cells[1]).is_none(),
                label => same(cells[1]).is_some_and(|entity| {
                    entity.label() == label && entity.canonical() == Some(canonical)
                }),
            };
            if !holds {
                let all: Vec<_> = found
                    .iter()
                    .map(|entity| (entity.label(), entity.text()))
                    .collect();
                failures.push(format!("{text}\n  expected {line}\n  found {all:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_last_name_joins_the_full_name() {
    let text = "التقى فلاديمير بوتين نظيره الفرنسي في باريس.\nوقال بوتين إن اللقاء كان مثمرا.";
    let document = annotate(&shipped(), EntityOptions::default(), text);
    let entities = document.entities().unwrap();
    let of = |text: &str| {
        entities
            .iter()
            .find(|entity| entity.text() == text)
            .and_then(|entity| entity.cluster())
    };
    assert!(of("بوتين").is_some());
    assert_eq!(of("فلاديمير بوتين"), of("بوتين"));
    assert_ne!(of("بوتين"), of("باريس"));
}

#[test]
fn forms_of_one_name_join_and_others_do_not() {
    let text = "فاز نادي الزمالك على الأهلي. وقال مدرب الزمالك إن اللاعب المصري أصيب، وإن لاعبين مصريين عادوا.";
    let document = annotate(&shipped(), EntityOptions::default(), text);
    let entities = document.entities().unwrap();
    let of = |text: &str| {
        let entity = entities.iter().find(|entity| entity.text() == text);
        entity.and_then(|entity| entity.cluster())
    };
    let cases = [
        ("نادي الزمالك", "الزمالك", true),
        ("نادي الزمالك", "الأهلي", false),
        ("المصري", "مصريين", true),
    ];
    for (one, other, is_one) in cases {
        assert!(of(one).is_some() && of(other).is_some(), "{one}, {other}");
        assert_eq!(of(one) == of(other), is_one, "{one}, {other}");
    }
}

#[test]
fn countries_carry_their_code_and_names_their_origin() {
    let document = annotate(
        &shipped(),
        EntityOptions::default(),
        "عاد الوزير من روسيا أمس.",
    );
    let entities = document.entities().unwrap();
    let russia = entities
        .iter()
        .find(|entity| entity.text() == "روسيا")
        .unwrap();
    assert_eq!(russia.text_attribute("ids"), Some("iso3166:RU"));
    assert_eq!(russia.subtype(), Some("country"));
    assert!(russia.origin().unwrap().starts_with("model:names@"));
    assert!(russia.score() > 0.5 && russia.score() <= 1.0);
}

#[test]
fn label_sets_of_corpora_can_be_chosen() {
    let tagger = shipped();
    let options = EntityOptions {
        labels: Some("anercorp".into()),
        ..EntityOptions::default()
    };
    let document = annotate(&tagger, options, "التقى فلاديمير بوتين الوفد في موسكو.");
    let labels: Vec<_> = document
        .entities()
        .unwrap()
        .iter()
        .map(|entity| entity.label())
        .collect();
    assert_eq!(labels, ["PERS", "LOC"]);
    let unknown = EntityOptions {
        labels: Some("conll".into()),
        ..EntityOptions::default()
    };
    let error = warraq_entities::EntityStage::with_tagger(tagger, unknown).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the model has no labels `conll`; it has `product`"),
        "{error}"
    );
}
