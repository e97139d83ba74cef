//! The documents that stages are tried on. They are made from fixed seeds, so that a stage that fails
//! fails again.

use crate::testing;
use warraq_core::{Document, LayerName, Stage, Unsupervised};

/// How many random documents there are.
const RANDOM: u64 = 24;

/// The length of an ordinary document in bytes, about.
const ORDINARY: usize = 12_000;

/// Texts that try a stage, each with what it is.
pub(super) fn hostile() -> Vec<(String, String)> {
    let fixed = [
        ("an empty document", String::new()),
        ("white space", " \n\t\u{A0}\u{3000}\n".to_owned()),
        (
            "marks without a base",
            "\u{64B}\u{651} \u{301}\u{64E}.\n\u{652}".to_owned(),
        ),
        (
            "bidirectional marks",
            "\u{202B}قال\u{202C} \u{200F}نعم\u{200E}.\u{2067}لا\u{2069}".to_owned(),
        ),
        ("characters of four bytes", "😀 قال «😀😀» 𝔄. 👨‍👩‍👧".to_owned()),
        (
            "quotation marks that do not match",
            "«قال \"نعم» ثم ”لا“ «".to_owned(),
        ),
        ("a long line without punctuation", "كلمة ".repeat(8_000)),
        ("a long word", "ا".repeat(20_000)),
        ("an ordinary document", ordinary()),
    ];
    let fixed = fixed
        .into_iter()
        .map(|(kind, text)| (kind.to_owned(), text));
    let random = (1..=RANDOM).map(|seed| (format!("random document {seed}"), random(seed)));
    fixed.chain(random).collect()
}

/// About 12 KB of plain sentences with names.
pub(super) fn ordinary() -> String {
    let sentence = "قال [PER سامي كريم] في [LOC القاهرة] أمس إن العمل «مستمر» رغم الصعوبات.\n";
    sentence.repeat(ORDINARY / sentence.len())
}

/// A document of the text with every layer that the stage reads; those that [`testing`] does not
/// make are empty.
pub(super) fn with_layers(text: &str, stage: &dyn Stage) -> Result<Document, String> {
    let mut document = testing::document(text)?;
    let read = stage.requires().iter().chain(stage.uses());
    let absent: Vec<LayerName> = read
        .filter(|layer| document.layer(layer).is_none())
        .copied()
        .collect();
    let added = document.annotate("testing", &absent, &Unsupervised, |_, _| Ok(()));
    added.map_err(|error| error.to_string())?;
    Ok(document)
}

/// A text of random characters, half of them such as stand in Arabic documents.
fn random(seed: u64) -> String {
    const USUAL: [char; 24] = [
        'ا', 'ل', 'م', 'ق', 'ة', 'ي', 'و', 'س', 'ر', ' ', ' ', '.', '،', '؟', '\n', '«', '»', '"',
        '1', '٢', ':', '-', 'a', '\u{640}',
    ];
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as u32
    };
    let length = next() % 600;
    let character = |random: u32, kind: u32| match kind % 2 {
        0 => USUAL.get(random as usize % USUAL.len()).copied(),
        // The brackets are those that mark names in the documents of tests.
        _ => char::from_u32(random % 0x11_0000).filter(|character| !matches!(character, '[' | ']')),
    };
    (0..length)
        .filter_map(|_| character(next(), next()))
        .collect()
}
