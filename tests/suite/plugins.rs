//! Plugins from the user's side: a library named on the command line, its layer in the record.

mod command;
mod failures;
mod logs;
mod one_in_a_hundred;
mod quotes;
mod tutorial;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use warraq_plugin::PluginLibrary;
use warraq_runner::{Catalogue, Configuration};
use warraq_tests::conformance::{check_pipeline, generated_texts};
use warraq_tests::program::{build, target_folder, warraq};

/// The library of the plugin `quotes`.
fn quotes() -> PathBuf {
    library("warraq-quotes", "quotes")
}

/// The library of the target `name` of a package of the project; the first call builds it.
pub(crate) fn library(package: &str, name: &str) -> PathBuf {
    static BUILT: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let path = built.entry(name.to_owned()).or_insert_with(|| {
        build(&["--package", package, "--example", name]);
        target_folder().join("examples").join(file_name(name))
    });
    path.clone()
}

/// The name of the library of the target `name`.
fn file_name(name: &str) -> String {
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    format!("{prefix}{name}{suffix}")
}

#[test]
fn the_layer_of_a_plugin_is_in_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let text = "وقال الوزير سامي حداد: «سننهي المشروع قبل نهاية العام المقبل».";
    std::fs::write(folder.path().join("in.txt"), text).unwrap();
    let library = quotes();
    let library = library.to_str().unwrap();
    let outcome = warraq(folder.path(), &["run", "in.txt", "-q", "--plugin", library]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let record: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let quotes = record["layers"]["quotes"].as_array().unwrap();
    assert_eq!(quotes.len(), 1, "{record}");
    assert!(
        quotes[0]["text"]
            .as_str()
            .unwrap()
            .contains("سننهي المشروع")
    );
    let plan = warraq(folder.path(), &["plan", "--plugin", library]);
    assert!(plan.stdout.contains("quotes"), "{}", plan.stdout);
}

#[test]
fn a_plugin_keeps_the_promises_of_a_stage() {
    let mut stages = Configuration::default()
        .assemble(&Catalogue::built_in())
        .unwrap()
        .pipeline
        .stages()
        .to_vec();
    let library = PluginLibrary::open(&quotes()).unwrap();
    for name in library.stage_names() {
        stages.push(library.create(name, "{}").unwrap());
    }
    let pipeline = warraq_core::Pipeline::new(stages).unwrap();
    let mut texts = generated_texts(50);
    texts.extend(
        super::conformance::hard_texts()
            .into_iter()
            .map(|(_, text)| text),
    );
    check_pipeline(&pipeline, &texts);
}

#[test]
fn a_pinned_plugin_runs_in_the_process_and_another_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.txt"), "وقال سامي: «نعم».").unwrap();
    let run = |sha256: &str, mode: &str| {
        let path = quotes();
        let path = path.display();
        let config = format!(
            "version = 1\n[[plugin]]\npath = '{path}'\nsha256 = '{sha256}'\nmode = '{mode}'\n"
        );
        std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
        warraq(
            folder.path(),
            &["run", "in.txt", "-q", "--config", "warraq.toml"],
        )
    };
    let digest = warraq_plugin::sha256(&quotes()).unwrap();
    let (here, isolated) = (run(&digest, "in-process"), run(&digest, "isolated"));
    assert_eq!(
        (here.code, isolated.code),
        (0, 0),
        "{} {}",
        here.stderr,
        isolated.stderr
    );
    // Where a plugin runs is part of the configuration, and so of the hash; the rest is the same.
    let layers = |stdout: &str| {
        let record: serde_json::Value = serde_json::from_str(stdout).unwrap();
        record["layers"].clone()
    };
    assert_eq!(layers(&here.stdout), layers(&isolated.stdout));
    let refused = run(&"0".repeat(64), "in-process");
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains(&digest), "{}", refused.stderr);
}

#[test]
fn the_folder_of_a_plugin_runs_as_its_manifest_says() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.txt"), "وقال سامي: «نعم».").unwrap();
    let plugin = folder.path().join("quotes");
    std::fs::create_dir(&plugin).unwrap();
    std::fs::copy(quotes(), plugin.join("quotes.so")).unwrap();
    let run = |manifest: &str| {
        std::fs::write(plugin.join("warraq-plugin.toml"), manifest).unwrap();
        warraq(
            folder.path(),
            &["run", "in.txt", "-q", "--plugin", "quotes"],
        )
    };
    let good = run("library = 'quotes.so'\n");
    assert_eq!(good.code, 0, "{}", good.stderr);
    let record: serde_json::Value = serde_json::from_str(&good.stdout).unwrap();
    assert_eq!(record["layers"]["quotes"].as_array().unwrap().len(), 1);

    let pinned = run(&format!(
        "library = 'quotes.so'\nsha256 = '{}'\n",
        "0".repeat(64)
    ));
    assert_eq!(pinned.code, 2, "{}", pinned.stderr);
    let misspelt = run("libary = 'quotes.so'\n");
    assert_eq!(misspelt.code, 2, "{}", misspelt.stderr);
    assert!(misspelt.stderr.contains("libary"), "{}", misspelt.stderr);
}

#[test]
fn a_plugin_may_not_take_the_name_of_another() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.txt"), "وقال سامي: «نعم».").unwrap();
    let path = quotes();
    let path = path.to_str().unwrap();
    let twice = ["run", "in.txt", "-q", "--plugin", path, "--plugin", path];
    let refused = warraq(folder.path(), &twice);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("`quotes`"), "{}", refused.stderr);
}

#[test]
fn what_a_mask_covers_is_nowhere_in_the_record_and_offsets_hold() {
    let folder = tempfile::tempdir().unwrap();
    let line = r#"{"id":"a","text":"راسلوا sami@example.org أو زوروا القاهرة.","note":"sami@example.org"}"#;
    std::fs::write(folder.path().join("in.jsonl"), line).unwrap();
    let path = library("warraq-redact", "redact");
    let config = format!(
        "version = 1\n[output]\nmask = ['redactions']\n[[plugin]]\npath = '{}'\n",
        path.display()
    );
    std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
    for unit in ["codepoint", "utf16", "byte"] {
        let arguments = [
            "run",
            "in.jsonl",
            "-q",
            "--config",
            "warraq.toml",
            "--offset-unit",
            unit,
        ];
        let outcome = warraq(folder.path(), &arguments);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(!outcome.stdout.contains("sami"), "{}", outcome.stdout);
        let record: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        let text = record["text"].as_str().unwrap();
        assert_eq!(text, format!("راسلوا {} أو زوروا القاهرة.", "█".repeat(16)));
        assert_eq!(record["meta"], serde_json::json!({}));
        let entities = record["entities"].as_array().unwrap();
        let cairo = entities
            .iter()
            .find(|entity| entity["text"] == "القاهرة")
            .unwrap();
        let before = text.split_once("القاهرة").unwrap().0;
        let start = match unit {
            "codepoint" => before.chars().count(),
            "utf16" => before.encode_utf16().count(),
            _ => before.len(),
        };
        assert_eq!(cairo["start"], start, "{unit}");
    }
}

/// The record of `text` with every layer, under a configuration with this mask and these plugins.
fn masked(text: &str, mask: &str, plugins: &[PathBuf]) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.txt"), text).unwrap();
    let mut config = format!("version = 1\n[output]\nmask = ['{mask}']\n");
    for path in plugins {
        config += &format!("[[plugin]]\npath = '{}'\n", path.display());
    }
    std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
    let mut layers = vec![
        "blocks",
        "sentences",
        "tokens",
        "entities",
        "times",
        "numbers",
    ];
    layers.extend(["summary", "keyphrases"]);
    for (name, layer) in [
        ("redact", "redactions"),
        ("quotes", "quotes"),
        ("transliterate", "transliterations"),
    ] {
        let has_plugin = plugins.iter().any(|path| path.ends_with(file_name(name)));
        layers.extend(has_plugin.then_some(layer));
    }
    let layers = layers.join(",");
    let arguments = [
        "run",
        "in.txt",
        "-q",
        "--config",
        "warraq.toml",
        "--layers",
        &layers,
    ];
    let outcome = warraq(folder.path(), &arguments);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    outcome.stdout
}

#[test]
fn a_masked_number_is_in_no_layer() {
    let text = "رقم هويته 1000000008 وهاتفه +20 100 123 4567 وعمره 45 عاما.\n\n\
                وفي السجل أن الهوية ١٠٠٠٠٠٠٠٠٨ وبريده mohammed.w2@example.org.";
    let record = masked(text, "redactions", &[library("warraq-redact", "redact")]);
    for hidden in [
        "1000000008",
        "١٠٠٠٠٠٠٠٠٨",
        "100123",
        "4567",
        "mohammed",
        "w2",
        "example",
    ] {
        assert!(!record.contains(hidden), "{hidden}: {record}");
    }
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    let values: Vec<_> = record["numbers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| &n["value"])
        .collect();
    assert_eq!(
        values.iter().filter(|value| value.is_null()).count(),
        values.len() - 1
    );
    assert!(values.contains(&&serde_json::json!(45)), "{values:?}");
}

#[test]
fn a_masked_name_is_in_no_layer_whatever_is_derived_from_it() {
    let text = "وصل الوزير سامي حداد إلى صنعاء أمس.\n\nوقال سامي حداد: «سننهي المشروع قبل نهاية العام». \
                ورحب أهالي المدينة بكلام الوزير، ثم غادر الوزير حداد صنعاء.";
    let plugins = [quotes(), library("warraq-transliterate", "transliterate")];
    let shown = masked(text, "quotes", &plugins);
    for hidden in ["سامي حداد", "speaker", "Sami", "sAmy HdAd"] {
        assert!(
            shown.contains(hidden),
            "it is there to be hidden: {hidden}: {shown}"
        );
    }
    let record = masked(text, "entities", &plugins);
    for hidden in ["سامي", "حداد", "صنعاء", "Sami", "sAmy", "Sanaa", "SnEA"] {
        assert!(!record.contains(hidden), "{hidden}: {record}");
    }
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    let quote = &record["layers"]["quotes"][0];
    assert_eq!(quote["text"], "سننهي المشروع قبل نهاية العام");
    assert_eq!(quote["attributes"]["speaker"], "█".repeat(9));
    assert!(record["summary"][0]["start"].is_number());
}

#[test]
fn a_mask_does_not_apply_to_quarantine() {
    let folder = tempfile::tempdir().unwrap();
    let lines =
        ["نص", "trigger"].map(|word| format!("{{\"text\":\"{word}: sami@example.org\"}}\n"));
    std::fs::write(folder.path().join("in.jsonl"), lines.concat()).unwrap();
    let redact = library("warraq-redact", "redact");
    let misbehaving = library("warraq-plugin", "misbehaving");
    let config = format!(
        "version = 1\n[output]\nmask = ['redactions']\n[[plugin]]\npath = '{}'\n\
         [[plugin]]\npath = '{}'\noptions = {{ way = 'error' }}\n",
        redact.display(),
        misbehaving.display()
    );
    std::fs::write(folder.path().join("warraq.toml"), config).unwrap();
    let arguments = [
        "run",
        "in.jsonl",
        "-o",
        "out.jsonl",
        "-q",
        "--config",
        "warraq.toml",
    ];
    let outcome = warraq(folder.path(), &arguments);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(!read("out.jsonl").contains("sami"));
    assert!(read("out.jsonl").contains(&"█".repeat(16)));
    assert!(read("out.jsonl.quarantine.jsonl").contains("sami@example.org"));
}
