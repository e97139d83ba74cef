//! `train entities` and `evaluate entities` as a user types them, on a tiny data set of our own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn toy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../warraq-entities/tests/suite/toy")
}

fn warraq(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_warraq"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program was built for this test")
}

fn check_well(output: &Output) -> String {
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{message}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_model_of_ones_own_is_trained_scored_and_used() {
    let folder = tempfile::tempdir().unwrap();
    let data = toy();
    let gold = data.join("ships.conll");
    let (data, gold) = (data.to_str().unwrap(), gold.to_str().unwrap());
    let train = [
        "train",
        "entities",
        "--data",
        data,
        "-o",
        "ships.model",
        "--epochs",
        "30",
    ];
    let trained = warraq(folder.path(), &train);
    check_well(&trained);
    let curve = String::from_utf8_lossy(&trained.stderr).into_owned();
    assert!(curve.contains("pass 30: loss"), "{curve}");
    assert!(curve.contains("kept out, labels `ships`"), "{curve}");

    let evaluate = [
        "evaluate",
        "entities",
        "--model",
        "ships.model",
        "--gold",
        gold,
    ];
    let report = check_well(&warraq(folder.path(), &evaluate));
    for line in ["labels `ships`", "SHIP", "PORT", "all"] {
        assert!(report.contains(line), "{report}");
    }

    let configuration = "version = 1\n[[stage]]\nname = 'entities'\nmodel = 'ships.model'\n";
    std::fs::write(folder.path().join("warraq.toml"), configuration).unwrap();
    std::fs::write(
        folder.path().join("in.txt"),
        "وصلت السفينة الأمل إلى ميناء النخيل.",
    )
    .unwrap();
    let run = ["run", "in.txt", "--config", "warraq.toml"];
    let records = check_well(&warraq(folder.path(), &run));
    assert!(records.contains("\"label\":\"PORT\""), "{records}");
    assert!(records.contains("model:ships@1"), "{records}");
}

#[test]
fn documents_with_offsets_are_scored_and_chosen_by_id() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"id\":\"a\",\"text\":\"زار الوفد القاهرة.\",\"entities\":[{\"start\":10,\"end\":17,\"label\":\"LOC\"}]}\n\
                 {\"id\":\"b\",\"text\":\"زار الوفد دمشق.\",\"entities\":[]}\n";
    std::fs::write(folder.path().join("gold.jsonl"), lines).unwrap();
    std::fs::write(folder.path().join("ids"), "a\n").unwrap();
    let all = ["evaluate", "entities", "--gold", "gold.jsonl"];
    let report = check_well(&warraq(folder.path(), &all));
    assert!(report.contains("1 gold, 2 found, 1 right"), "{report}");
    assert!(
        report.contains("`LOC` where gold has no such range: 1"),
        "{report}"
    );
    let chosen = [
        "evaluate",
        "entities",
        "--gold",
        "gold.jsonl",
        "--ids",
        "ids",
    ];
    let report = check_well(&warraq(folder.path(), &chosen));
    assert!(report.contains("1 gold, 1 found, 1 right"), "{report}");
}

#[test]
fn what_cannot_be_scored_or_trained_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cut.model"), b"warraqnm\x01\0\0\0").unwrap();
    std::fs::write(folder.path().join("gold.conll"), "مصر\tB-LOC\n").unwrap();
    let evaluate = |more: &[&str]| {
        let arguments = [&["evaluate", "entities", "--gold", "gold.conll"], more].concat();
        warraq(folder.path(), &arguments)
    };
    let cases = [
        (evaluate(&["--labels", "conll"]), 2, "no labels `conll`"),
        (
            evaluate(&["--model", "cut.model"]),
            2,
            "the model should have",
        ),
        (
            evaluate(&["--model", "gold.conll"]),
            2,
            "not a model of names",
        ),
        (
            evaluate(&["--model", "none.model"]),
            2,
            "cannot read the model `none.model`",
        ),
        (
            warraq(folder.path(), &["evaluate", "entities"]),
            2,
            "--gold",
        ),
        (
            warraq(
                folder.path(),
                &["train", "entities", "--data", ".", "-o", "x.model"],
            ),
            4,
            "cannot read",
        ),
    ];
    for (output, code, message) in cases {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(message), "{said}");
    }
}
