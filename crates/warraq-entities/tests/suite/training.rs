//! Training on labels of one's own: a tiny data set of ours, from files to names in a document.

use std::path::{Path, PathBuf};

use warraq_entities::evaluate::score_conll;
use warraq_entities::train::recipe::Recipe;
use warraq_entities::train::{Progress, TrainError, TrainOptions, train};
use warraq_entities::{EntityOptions, EntityStage, EntityStageError, Model, Tagger};

use crate::support::annotate;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/toy")
}

fn options(recipe: &str) -> TrainOptions {
    TrainOptions {
        recipe: Recipe::parse(recipe).unwrap(),
        epochs: Some(12),
        batch: 4,
        ..TrainOptions::new(folder()).unwrap()
    }
}

fn recipe() -> String {
    std::fs::read_to_string(folder().join("recipe.toml")).unwrap()
}

fn names(stage: &EntityStage, text: &str) -> Vec<(String, String)> {
    let document = annotate(stage.tagger(), EntityOptions::default(), text);
    let entities = document.entities().unwrap();
    let name = entities
        .iter()
        .map(|name| (name.text().to_owned(), name.label().to_owned()));
    name.collect()
}

#[test]
fn labels_of_ones_own_are_learned_and_found() {
    let mut passes = 0;
    let bytes = train(&options(&recipe()), &mut |progress| {
        passes += u32::from(matches!(progress, Progress::Epoch { .. }));
    });
    let bytes = bytes.unwrap();
    assert_eq!(passes, 12);
    let again = train(&options(&recipe()), &mut |_| {}).unwrap();
    assert!(bytes == again, "the same data gives other bytes");

    let tagger = Tagger::new(Model::from_bytes(bytes.clone()).unwrap());
    let scores = score_conll(&tagger, "ships", &folder().join("ships.conll")).unwrap();
    assert!(scores.total.f1() > 0.95, "{:?}", scores.total);

    let file = std::env::temp_dir().join(format!("warraq-ships-{}.model", std::process::id()));
    std::fs::write(&file, &bytes).unwrap();
    let with_file = EntityOptions {
        model: Some(file.clone()),
        ..EntityOptions::default()
    };
    let stage = EntityStage::new(with_file.clone()).unwrap();
    assert_eq!(stage.labels(), "ships");
    let found = names(
        &stage,
        "غادرت السفينة لؤلؤة الخليج الرصيف. وصلت السفينة الأمل إلى ميناء النخيل.",
    );
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(text, label)| (&**text, &**label))
        .collect();
    let expected = [
        ("لؤلؤة الخليج", "SHIP"),
        ("الأمل", "SHIP"),
        ("ميناء النخيل", "PORT"),
    ];
    assert_eq!(found, expected);
    std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let cut = EntityStage::new(with_file.clone()).unwrap_err();
    assert!(matches!(cut, EntityStageError::Unusable { .. }), "{cut}");
    std::fs::remove_file(&file).unwrap();
    let missing = EntityStage::new(with_file).unwrap_err();
    assert!(
        matches!(missing, EntityStageError::Read { .. }),
        "{missing}"
    );
}

#[test]
fn teachers_label_text_and_are_kept() {
    let keep = std::env::temp_dir().join(format!("warraq-teachers-{}", std::process::id()));
    std::fs::create_dir_all(&keep).unwrap();
    let taught = "
        [[teacher]]
        name = \"first\"
        seed = 1
        network = { hidden = 32 }
        [[teacher]]
        name = \"second\"
        seed = 2
        [[silver]]
        path = \"harbour.jsonl\"
        label_sets = [\"ships\"]
        one_in = 1
        weight = 0.5
    ";
    let mut options = options(&(recipe() + taught));
    options.keep = Some(keep.clone());
    let mut begun = Vec::new();
    let bytes = train(&options, &mut |progress| match progress {
        Progress::Teacher(name) => begun.push(name),
        Progress::Read { sentences, .. } => begun.push(sentences.to_string()),
        _ => {}
    });
    // Two teachers read the labelled sentences; the student reads three sentences besides.
    let labelled: usize = begun[1].parse().unwrap();
    let student = (labelled + 3).to_string();
    assert_eq!(
        begun,
        ["first-1", &begun[1], "second-1", &begun[1], &student]
    );
    for teacher in ["first-1", "second-1"] {
        let file = std::fs::read(keep.join(format!("{teacher}.model"))).unwrap();
        assert!(Model::from_bytes(file).is_ok());
    }
    let again = train(&options, &mut |_| {}).unwrap();
    assert!(bytes.unwrap() == again, "kept teachers give another model");
    std::fs::write(keep.join("first-1.model"), "no model").unwrap();
    let broken = train(&options, &mut |_| {}).unwrap_err();
    assert!(matches!(broken, TrainError::Model(_)), "{broken}");
    std::fs::remove_dir_all(&keep).unwrap();
}

#[test]
fn teachers_of_the_second_round_know_what_the_first_found_out() {
    let keep = std::env::temp_dir().join(format!("warraq-evidence-{}", std::process::id()));
    std::fs::create_dir_all(&keep).unwrap();
    let taught = "
        [[text]]
        path = \"harbour.jsonl\"
        repeats = 1
        [vectors]
        minimum_count = 1
        [evidence]
        label_set = \"ships\"
        text = [\"harbour.jsonl\"]
        rounds = 2
        [[teacher]]
        name = \"one\"
        seed = 1
    ";
    let mut options = options(&(recipe() + taught));
    options.keep = Some(keep.clone());
    let mut begun = Vec::new();
    let student = train(&options, &mut |progress| match progress {
        Progress::Teacher(name) => begun.push(name),
        Progress::Evidence => begun.push("evidence".to_owned()),
        _ => {}
    })
    .unwrap();
    assert_eq!(begun, ["one-1", "evidence", "one-2", "evidence"]);
    let size = |name: &str| std::fs::metadata(keep.join(name)).unwrap().len();
    let words = std::fs::read_to_string(keep.join("vectors.tsv")).unwrap();
    let words = words.lines().count() as u64;
    // Two types have a beginning and an inside each: four bytes a word, and their weights.
    assert!(size("one-2.model") > size("one-1.model") + 4 * words);
    assert_eq!(student.len() as u64, size("one-2.model"));
    options.keep = None;
    options.recipe.evidence.as_mut().unwrap().label_set = "boats".to_owned();
    let unknown = train(&options, &mut |_| {}).err();
    assert!(matches!(unknown, Some(TrainError::LabelSet(name)) if name == "boats"));
    std::fs::remove_dir_all(&keep).unwrap();
}

#[test]
fn a_text_can_be_left_out_of_the_recipe() {
    let mut recipe = Recipe::shipped().unwrap();
    let news = Path::new("text/news-web.jsonl.zst");
    let texts = recipe.text.len();
    recipe.leave_out(news).unwrap();
    assert_eq!(recipe.text.len(), texts - 1);
    assert!(!format!("{recipe:?}").contains("news-web"));
    let again = recipe.leave_out(news).unwrap_err();
    assert!(matches!(again, TrainError::Text(path) if path == news));
}

#[test]
fn recipes_that_do_not_fit_their_files_are_refused() {
    let broken = |from: &str, to: &str| {
        let recipe = recipe().replace(from, to);
        train(&options(&recipe), &mut |_| {}).unwrap_err()
    };
    let label_set = broken("label_set = \"ships\"", "label_set = \"boats\"");
    assert!(matches!(label_set, TrainError::LabelSet(name) if name == "boats"));
    let missing = broken("ships.conll", "boats.conll");
    assert!(matches!(missing, TrainError::Read { .. }), "{missing}");
    let no_conll = broken("ships.conll", "recipe.toml");
    assert!(matches!(no_conll, TrainError::Line { .. }), "{no_conll}");
    assert!(Recipe::parse("name = 3").is_err());
}
