//! Identification: from a text to a language and a score.

use crate::arabic_script::MODEL;
use std::ops::Range;
use warraq_normalize::characters::is_arabic_letter;

/// The bytes that are looked at: a third each from the beginning, the middle and the end.
const SAMPLE_BYTES: usize = 3 << 10;

/// A text of which this share is in Arabic script is one in that script: Arabic texts quote others.
const ARABIC_SHARE: f64 = 0.3;

/// The code of a language that cannot be told (ISO 639-2).
const UNDETERMINED: &str = "und";

/// A language, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    /// ISO 639-1, or 639-3 where that has none; `und` where it cannot be told.
    pub code: &'static str,
    /// From 0 to 1.
    pub score: f64,
}

/// The language of a text; none if it has no letter.
#[must_use]
pub fn identify(text: &str) -> Option<Guess> {
    let sample = sample(text);
    let (mut arabic, mut letters) = (0_u32, 0_u32);
    for letter in sample.chars().filter(|c| is_letter(*c)) {
        letters += 1;
        arabic += u32::from(is_arabic_script(letter));
    }
    if letters == 0 {
        return None;
    }
    if f64::from(arabic) >= ARABIC_SHARE * f64::from(letters) {
        let (code, score) = MODEL.identify(&sample);
        return Some(Guess {
            code: static_code(code),
            score,
        });
    }
    Some(other_script(&sample))
}

/// The English name of a language, for people.
#[must_use]
pub fn language_name(code: &str) -> &str {
    let other = CODES.iter().find(|(_, short)| *short == code);
    let other = other.and_then(|(long, _)| whatlang::Lang::from_code(*long));
    let name = MODEL.name(code).or(other.map(whatlang::Lang::eng_name));
    name.unwrap_or("another language")
}

fn other_script(sample: &str) -> Guess {
    let undetermined = Guess {
        code: UNDETERMINED,
        score: 1.0,
    };
    let Some(info) = whatlang::detect(sample) else {
        return undetermined;
    };
    let long = info.lang().code();
    let code = CODES
        .iter()
        .find(|(known, _)| *known == long)
        .map_or(UNDETERMINED, |(_, short)| short);
    Guess {
        code,
        score: info.confidence().clamp(0.0, 1.0),
    }
}

/// The codes of the table as they live as long as the program.
fn static_code(code: &str) -> &'static str {
    let known = ["ar", "fa", "ur", "ckb", "ps", "sd", "ug"];
    known
        .into_iter()
        .find(|known| *known == code)
        .unwrap_or(UNDETERMINED)
}

/// A letter of any script; the usual ones are told by one look at a table.
pub(crate) fn is_letter(character: char) -> bool {
    is_arabic_letter(character) || character.is_alphabetic()
}

fn is_arabic_script(letter: char) -> bool {
    matches!(letter, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}'
        | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// A text, or the pieces of it that are looked at.
fn sample(text: &str) -> std::borrow::Cow<'_, str> {
    if text.len() <= SAMPLE_BYTES {
        return text.into();
    }
    let piece = SAMPLE_BYTES / 3;
    let middle = text.len() / 2;
    let ranges: [Range<usize>; 3] = [
        0..piece,
        middle..middle + piece,
        text.len() - piece..text.len(),
    ];
    let pieces = ranges.map(|range| {
        let (start, end) = (boundary(text, range.start), boundary(text, range.end));
        text.get(start..end).unwrap_or_default()
    });
    pieces.join(" ").into()
}

fn boundary(text: &str, byte: usize) -> usize {
    (byte..text.len())
        .find(|byte| text.is_char_boundary(*byte))
        .unwrap_or(text.len())
}

/// From the three letters of ISO 639-3 to the code that tags use, for what `whatlang` knows.
const CODES: [(&str, &str); 69] = [
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_of_the_library_has_a_code() {
        for language in whatlang::Lang::all() {
            let known = CODES.iter().any(|(long, _)| *long == language.code());
            assert!(known || language.code() == "cym", "{language:?}");
        }
    }

    #[test]
    fn long_texts_are_sampled_at_character_boundaries() {
        for shift in 0..4 {
            let text = "x".repeat(shift) + &"كلمة في النص ".repeat(2000);
            assert!(sample(&text).len() <= SAMPLE_BYTES + 16);
            assert_eq!(identify(&text).map(|guess| guess.code), Some("ar"));
        }
    }
}
