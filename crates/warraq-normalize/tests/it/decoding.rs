//! Decoding, on texts of our own in every encoding and on shared files where they are.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;
use warraq_normalize::{DecodeOptions, Decoded, Encoding, decode};

const SENTENCE: &str = "أعلنت وزارة الصحة أمس أن عدد المراكز الجديدة بلغ 70 مركزاً، وقال الوزير: \
                        «سنفتح بقيتها قبل نهاية العام».";

fn read(bytes: &[u8]) -> Decoded<'_> {
    decode(bytes, &DecodeOptions::default())
}

fn repair(bytes: &[u8]) -> Decoded<'_> {
    let options = DecodeOptions {
        repair_double_encoding: true,
        ..DecodeOptions::default()
    };
    decode(bytes, &options)
}

fn windows_1256(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1256.encode(text).0.into_owned()
}

/// Encodes by trying every byte, for encodings that nothing can encode.
fn encode_in(encoding: Encoding, text: &str) -> Vec<u8> {
    let options = DecodeOptions {
        encoding: Some(encoding),
        ..DecodeOptions::default()
    };
    let byte_of: BTreeMap<String, u8> = (0..=u8::MAX)
        .rev()
        .map(|byte| (decode(&[byte], &options).text.into_owned(), byte))
        .collect();
    text.chars()
        .map(|character| byte_of[&character.to_string()])
        .collect()
}

#[test]
fn valid_utf_8_is_borrowed_and_certain() {
    let decoded = read(SENTENCE.as_bytes());
    assert!(matches!(decoded.text, std::borrow::Cow::Borrowed(text) if text == SENTENCE));
    assert_eq!(decoded.encoding, Encoding::UTF_8);
    assert!(!decoded.guessed && decoded.confidence == 1.0 && !decoded.looks_binary);
    assert_eq!(decoded.double_encoded, None);
}

#[test]
fn byte_order_marks_decide_and_are_dropped() {
    let utf_16: Vec<u16> = SENTENCE.encode_utf16().collect();
    let little: Vec<u8> = utf_16.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = utf_16.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    let cases: [(&[u8], &[u8], Encoding, &str); 3] = [
        (
            b"\xEF\xBB\xBF",
            SENTENCE.as_bytes(),
            Encoding::UTF_8,
            "utf-8",
        ),
        (b"\xFF\xFE", &little, Encoding::UTF_16LE, "utf-16le"),
        (b"\xFE\xFF", &big, Encoding::UTF_16BE, "utf-16be"),
    ];
    for (mark, body, encoding, name) in cases {
        let bytes = [mark, body].concat();
        let decoded = read(&bytes);
        assert_eq!(
            (decoded.text.as_ref(), decoded.encoding),
            (SENTENCE, encoding)
        );
        assert_eq!(encoding.name(), name);
        assert!(!decoded.guessed && decoded.replaced_count == 0);
    }
    for (body, encoding) in [(little, Encoding::UTF_16LE), (big, Encoding::UTF_16BE)] {
        let decoded = read(&body);
        assert_eq!(
            (decoded.text.as_ref(), decoded.encoding),
            (SENTENCE, encoding)
        );
        assert!(decoded.guessed);
    }
}

#[test]
fn arabic_encodings_are_told_apart() {
    let plain = SENTENCE.replace(['«', '»'], "");
    let long = plain.repeat(20);
    for text in [
        plain.as_str(),
        long.as_str(),
        "السلام عليكم",
        "بلغ 70 مركزا",
        "مصر",
    ] {
        for encoding in [Encoding::WINDOWS_1256, Encoding::ISO_8859_6] {
            let bytes = encode_in(encoding, text);
            let decoded = read(&bytes);
            assert_eq!((decoded.text.as_ref(), decoded.encoding), (text, encoding));
            assert!(decoded.guessed && decoded.confidence > 0.5 && decoded.confidence < 1.0);
        }
    }
    // MacArabic has the letters of ISO 8859-6, and is told from it by what that lacks.
    let bytes = encode_in(Encoding::MAC_ARABIC, SENTENCE);
    let decoded = read(&bytes);
    assert_eq!(
        (decoded.text.as_ref(), decoded.encoding),
        (SENTENCE, Encoding::MAC_ARABIC)
    );
    let confidence = |text: &str| read(&windows_1256(text)).confidence;
    assert!(
        confidence(&long) > confidence("مصر"),
        "more text makes a guess surer"
    );
}

#[test]
fn other_languages_are_not_taken_for_arabic() {
    let french =
        "Le ministère a déclaré que l'année précédente était différente, déjà très élevée.";
    for text in [
        french,
        "Die Straße führt über die Brücke.",
        "Niño, corazón, año.",
    ] {
        let bytes = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let decoded = read(&bytes);
        assert_eq!(decoded.text, text, "{}", decoded.encoding.name());
    }
    let russian = "Министерство здравоохранения сообщило об открытии новых центров.";
    let bytes = encoding_rs::WINDOWS_1251.encode(russian).0.into_owned();
    assert_eq!(read(&bytes).text, russian);
}

#[test]
fn a_declared_encoding_is_used() {
    for (label, encoding) in [
        ("cp1256", Encoding::WINDOWS_1256),
        ("arabic", Encoding::ISO_8859_6),
        ("mac_arabic", Encoding::MAC_ARABIC),
        ("UTF8", Encoding::UTF_8),
    ] {
        assert_eq!(Encoding::named(label), Some(encoding), "{label}");
    }
    assert_eq!(Encoding::named("no-such-encoding"), None);
    let options = DecodeOptions {
        encoding: Encoding::named("windows-1256"),
        ..DecodeOptions::default()
    };
    let decoded = decode("ok".as_bytes(), &options);
    assert_eq!(
        (decoded.encoding.name().as_str(), decoded.guessed),
        ("windows-1256", false)
    );
}

#[test]
fn invalid_bytes_are_replaced_counted_and_located() {
    let marked = format!("~{}~", SENTENCE.replace("70", "70~"));
    let places: Vec<usize> = marked.match_indices('~').map(|(place, _)| place).collect();
    let bytes: Vec<u8> = marked
        .bytes()
        .map(|byte| if byte == b'~' { 0xFF } else { byte })
        .collect();
    let decoded = read(&bytes);
    assert_eq!(decoded.encoding, Encoding::UTF_8);
    assert_eq!(decoded.text.matches('\u{FFFD}').count(), 3);
    assert_eq!(
        (decoded.replaced.as_slice(), decoded.replaced_count),
        (&places[..], 3)
    );
    assert_eq!(decoded.text.replace('\u{FFFD}', ""), SENTENCE);
    // A letter whose second byte is missing is one invalid sequence, at its first byte.
    let decoded = read(b"\xD8\xA7\xD9 \xD8\xA8\xD8\xA7\xD8\xA8\xD8\xA7\xD8\xA7\xD8\xA7");
    assert_eq!(
        (decoded.replaced.as_slice(), decoded.replaced_count),
        (&[2][..], 1)
    );
    let options = DecodeOptions {
        most_replaced: 2,
        ..DecodeOptions::default()
    };
    let decoded = decode(&bytes, &options);
    assert_eq!(
        (decoded.replaced.as_slice(), decoded.replaced_count),
        (&places[..2], 3)
    );
}

#[test]
fn text_that_was_encoded_twice_is_recognized_and_repaired() {
    let windows = encoding_rs::WINDOWS_1256
        .decode_without_bom_handling(SENTENCE.as_bytes())
        .0;
    let western = encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(SENTENCE.as_bytes())
        .0;
    let latin: String = SENTENCE.bytes().map(char::from).collect();
    let cases = [
        (windows.as_ref(), Encoding::WINDOWS_1256),
        (western.as_ref(), Encoding::WINDOWS_1252),
        (latin.as_str(), Encoding::WINDOWS_1252),
    ];
    for (mangled, mistaken_for) in cases {
        let decoded = read(mangled.as_bytes());
        assert_eq!(decoded.text, mangled, "nothing is repaired unasked");
        let report = decoded.double_encoded.unwrap();
        assert_eq!(
            (report.mistaken_for, report.repaired_lines),
            (mistaken_for, 0)
        );
        assert_eq!(report.damaged_lines, 1);
        let mixed = format!("{mangled}\nOne line in English\nسطر سليم\n{mangled}\n");
        let decoded = repair(mixed.as_bytes());
        let expected = format!("{SENTENCE}\nOne line in English\nسطر سليم\n{SENTENCE}\n");
        assert_eq!(decoded.text, expected);
        let report = decoded.double_encoded.unwrap();
        assert_eq!((report.repaired_lines, report.damaged_lines), (2, 0));
    }
}

#[test]
fn ordinary_text_is_not_taken_for_encoded_twice() {
    let russian = "Министерство здравоохранения сообщило.";
    for text in [
        SENTENCE,
        russian,
        "ط، ظ؟ غ»",
        "Ørsted, Ùnico, Ûber",
        "العطاء والحظ",
        "",
    ] {
        assert_eq!(repair(text.as_bytes()).double_encoded, None, "{text}");
        assert_eq!(repair(text.as_bytes()).text, text);
    }
}

#[test]
fn binary_files_are_recognized() {
    let image = [
        b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0".as_slice(),
        &[0xFF, 0, 3, 7].repeat(50),
    ];
    assert!(read(&image.concat()).looks_binary);
    assert!(read(b"%PDF-1.7\n1 0 obj\n").looks_binary);
    assert!(!read(b"plain text\twith a tab\r\n").looks_binary);
    assert!(!read(b"").looks_binary);
}

#[test]
fn mac_arabic_is_what_python_says() {
    let table = include_str!("../../data/mac-arabic.tsv");
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let options = DecodeOptions {
        encoding: Some(Encoding::MAC_ARABIC),
        ..DecodeOptions::default()
    };
    let mut bytes = 0;
    for line in lines {
        let mut fields = line.split('\t').map(|field| u32::from_str_radix(field, 16));
        let byte = fields.next().unwrap().unwrap() as u8;
        let character = char::from_u32(fields.next().unwrap().unwrap()).unwrap();
        assert_eq!(decode(&[byte], &options).text, character.to_string());
        bytes += 1;
    }
    assert_eq!(bytes, 128);
    crate::generated::same_as("mac-arabic.tsv", "generate_mac_arabic.py", &[]);
}

/// White space that the shared files have before and after the text of their twins,
/// which were stripped when they were made. Everything between is the same.
const STRIPPED_FROM_TWINS: [(&str, &str); 12] = [
    ("", "\n\n"),
    ("", "\n\n"),
    ("", "\n"),
    (" ", ""),
    ("", ""),
    (" ", ""),
    (" ", ""),
    ("", ""),
    ("", ""),
    ("", "\n\n"),
    ("", ""),
    (" ", ""),
];

#[test]
fn shared_files_decode_to_their_twins() {
    let Some(shared) = std::env::var_os("WARRAQ_SHARED") else {
        println!("skipped: WARRAQ_SHARED is not set");
        return;
    };
    let data = PathBuf::from(shared).join("data");
    let lines = std::fs::read_to_string(data.join("summaries/easc-001-050.jsonl")).unwrap();
    let records = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let twins: BTreeMap<String, String> = records
        .map(|record| {
            let field = |name: &str| record[name].as_str().unwrap().to_owned();
            (field("id"), field("text"))
        })
        .collect();
    for (number, (before, after)) in (1..).zip(STRIPPED_FROM_TWINS) {
        let id = format!("easc-{number:03}");
        let path = data.join(format!("encodings/{id}.windows-1256.txt"));
        let bytes = std::fs::read(path).unwrap();
        let decoded = read(&bytes);
        assert_eq!(decoded.encoding, Encoding::WINDOWS_1256, "{id}");
        assert_eq!(decoded.text, [before, &twins[&id], after].concat(), "{id}");
        assert!(decoded.guessed && decoded.replaced_count == 0);
    }
}
