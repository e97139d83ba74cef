//! NFC and NFKC against the conformance test of the Unicode Standard.
//!
//! `WARRAQ_UNICODE_DATA` names the folder of the Unicode Character Database in the
//! version pinned here (Debian package `unicode-data`), where the file may be
//! compressed. Without it the tests say that they are skipped.

use std::path::{Path, PathBuf};
use std::process::Command;

use warraq_normalize::Normalizer;

const UNICODE_VERSION: &str = "15.0.0";

fn unicode_data() -> Option<PathBuf> {
    let folder = std::env::var_os("WARRAQ_UNICODE_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: WARRAQ_UNICODE_DATA is not set");
    }
    folder
}

fn conformance_test(folder: &Path) -> String {
    let plain = folder.join("NormalizationTest.txt");
    if let Ok(text) = std::fs::read_to_string(plain) {
        return text;
    }
    let packed = folder.join("NormalizationTest.txt.bz2");
    let output = Command::new("bzip2")
        .arg("-dc")
        .arg(packed)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "the compressed test cannot be read"
    );
    String::from_utf8(output.stdout).unwrap()
}

fn form(name: &str) -> Normalizer {
    let step = format!("[[step]]\nname = \"form\"\nloss = \"lossless\"\nform = \"{name}\"");
    Normalizer::from_toml(&format!("name = \"form\"\n{step}\n")).unwrap()
}

#[test]
fn forms_conform_to_unicode() {
    let Some(folder) = unicode_data() else {
        return;
    };
    let test = conformance_test(&folder);
    let first = test.lines().next().unwrap();
    assert_eq!(first, format!("# NormalizationTest-{UNICODE_VERSION}.txt"));
    let (nfc, nfkc) = (form("nfc"), form("nfkc"));
    let mut cases = 0;
    let mut listed = std::collections::BTreeSet::new();
    let mut in_part_one = false;
    for line in test
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        if line.starts_with('@') {
            in_part_one = line.starts_with("@Part1");
            continue;
        }
        let columns: Vec<String> = line.split(';').take(5).map(parse).collect();
        let [source, c2, c3, c4, c5] = columns.try_into().unwrap();
        if in_part_one {
            listed.extend(source.chars());
        }
        for (text, composed) in [
            (&source, &c2),
            (&c2, &c2),
            (&c3, &c2),
            (&c4, &c4),
            (&c5, &c4),
        ] {
            assert_eq!(&nfc.normalize(text).text, composed, "NFC: {line}");
        }
        for text in [&source, &c2, &c3, &c4, &c5] {
            assert_eq!(nfkc.normalize(text).text, c4, "NFKC: {line}");
        }
        cases += 1;
    }
    assert!(cases > 18_000, "only {cases} cases");
    println!("{cases} cases of Unicode {UNICODE_VERSION}");
    unlisted_stay(&folder, &listed, &[&nfc, &nfkc]);
}

/// Every assigned character that part one of the test does not list stays as it is.
fn unlisted_stay(folder: &Path, listed: &std::collections::BTreeSet<char>, forms: &[&Normalizer]) {
    let data = std::fs::read_to_string(folder.join("UnicodeData.txt")).unwrap();
    let mut range_start = None;
    for line in data.lines() {
        let mut fields = line.split(';');
        let code_point = u32::from_str_radix(fields.next().unwrap(), 16).unwrap();
        let name = fields.next().unwrap();
        if name.ends_with(", First>") {
            range_start = Some(code_point);
            continue;
        }
        let characters = range_start.take().unwrap_or(code_point)..=code_point;
        for character in characters.filter_map(char::from_u32) {
            for form in forms.iter().filter(|_| !listed.contains(&character)) {
                assert_eq!(
                    form.normalize(&character.to_string()).text,
                    character.to_string()
                );
            }
        }
    }
}

#[test]
fn character_table_is_what_its_script_makes() {
    if let Some(folder) = unicode_data() {
        crate::generated::same_as("characters.tsv", "generate_characters.py", &[&folder]);
    }
}

fn parse(column: &str) -> String {
    let character = |code: &str| char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
    column.split(' ').map(character).collect()
}
