//! Finding the encoding of bytes that do not say what they are.
//!
//! A byte order mark decides, then what the caller says, then whether the bytes
//! are valid UTF-8, which other encodings almost never are by accident. Only
//! what is left is guessed: UTF-16 by its regular high bytes, damaged UTF-8 by its
//! valid sequences, the Arabic encodings by which letters stand side by side in
//! Arabic text, and whatever looks like none of these by a general detector.

use std::sync::LazyLock;

use super::single_byte::{self, SingleByte};
use super::{Encoding, Kind};
use crate::characters::{is_arabic_letter, is_mark};

pub(super) struct Choice {
    pub(super) encoding: Encoding,
    /// The length of the byte order mark.
    pub(super) skipped: usize,
    pub(super) guessed: bool,
    pub(super) confidence: f32,
}

/// Bytes at the start of a document that are looked at to guess its encoding.
const SAMPLE: usize = 1 << 16;
/// Bytes outside ASCII that are enough to tell the Arabic encodings apart.
const ENOUGH: usize = 2048;
/// The smallest share of Arabic letters beside Arabic letters, among the bytes
/// outside ASCII, in what is taken for Arabic text.
const ARABIC_SHARE: f32 = 0.6;
/// The smallest mean logarithm of a letter's probability in what is taken for
/// Arabic text. It is near -2.5 in Arabic, and below -6 in other languages.
const LEAST_LIKELIHOOD: f32 = -5.0;

pub(super) fn choose(bytes: &[u8], declared: Option<Encoding>) -> Choice {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        return Choice::sure(Encoding(Kind::Web(encoding)), length);
    }
    if let Some(encoding) = declared {
        return Choice::sure(encoding, 0);
    }
    if let Some(choice) = guess_utf_16(bytes) {
        return choice;
    }
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return Choice::sure(Encoding::UTF_8, 0);
    }
    guess_damaged_utf_8(bytes)
        .or_else(|| guess_arabic(bytes))
        .unwrap_or_else(|| guess_any(bytes))
}

impl Choice {
    fn sure(encoding: Encoding, skipped: usize) -> Choice {
        Choice {
            encoding,
            skipped,
            guessed: false,
            confidence: 1.0,
        }
    }

    fn guess(encoding: Encoding, confidence: f32) -> Choice {
        Choice {
            guessed: true,
            confidence,
            ..Choice::sure(encoding, 0)
        }
    }
}

/// UTF-16 without a byte order mark: nearly every second byte is that of ASCII or Arabic.
fn guess_utf_16(bytes: &[u8]) -> Option<Choice> {
    let sample = bytes
        .get(..bytes.len().min(512))
        .filter(|sample| sample.len() >= 4)?;
    let (units, _) = sample.as_chunks::<2>();
    let share = |place: usize| {
        let high = units
            .iter()
            .filter(|unit| matches!(unit[place], 0x00 | 0x06))
            .count();
        high as f32 / units.len() as f32
    };
    let (first, second) = (share(0), share(1));
    match () {
        () if second > 0.9 && first < 0.3 => Some(Choice::guess(Encoding::UTF_16LE, second)),
        () if first > 0.9 && second < 0.3 => Some(Choice::guess(Encoding::UTF_16BE, first)),
        () => None,
    }
}

/// UTF-8 with a few broken sequences.
fn guess_damaged_utf_8(bytes: &[u8]) -> Option<Choice> {
    let sample = bytes.get(..bytes.len().min(SAMPLE)).unwrap_or_default();
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in sample.utf8_chunks() {
        valid += chunk
            .valid()
            .chars()
            .filter(|character| !character.is_ascii())
            .count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    let share = valid as f32 / (valid + invalid).max(1) as f32;
    (share > 0.8 || invalid == 0).then(|| Choice::guess(Encoding::UTF_8, share))
}

/// The likeliest of the Arabic encodings, if the bytes make Arabic text in it.
fn guess_arabic(bytes: &[u8]) -> Option<Choice> {
    // The order decides between encodings that make the same text.
    let candidates: [&SingleByte; 3] = [
        &single_byte::WINDOWS_1256,
        &single_byte::ISO_8859_6,
        &single_byte::MAC_ARABIC,
    ];
    let mut scores = candidates.map(|candidate| (candidate.encoding, Score::of(bytes, candidate)));
    scores.sort_by(|(_, one), (_, other)| other.likelihood.total_cmp(&one.likelihood));
    let [(encoding, best), others @ ..] = scores;
    // Encodings that make the same letters of the bytes are no rivals.
    let rival = others
        .iter()
        .find(|(_, other)| other.likelihood < best.likelihood);
    let lead = rival.map_or(0.0, |(_, other)| best.likelihood - other.likelihood);
    best.is_arabic_text()
        .then(|| Choice::guess(encoding, confidence(lead)))
}

fn guess_any(bytes: &[u8]) -> Choice {
    let sample = bytes.get(..bytes.len().min(SAMPLE)).unwrap_or_default();
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len());
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    // The detector does not say how sure it is; here it only breaks a tie of unlikely guesses.
    Choice::guess(Encoding(Kind::Web(guess)), 0.5)
}

/// How well bytes fit an Arabic encoding.
#[derive(Clone, Copy, Default)]
struct Score {
    /// The natural logarithm of the text's probability, letter by letter.
    likelihood: f32,
    /// Bytes outside ASCII.
    counted: usize,
    /// Those of them that are Arabic letters or marks beside others.
    arabic: usize,
}

impl Score {
    fn of(bytes: &[u8], encoding: &SingleByte) -> Score {
        let mut score = Score::default();
        let mut before_is_arabic = false;
        let mut before = None;
        for (index, &byte) in bytes.iter().enumerate() {
            if byte.is_ascii() {
                before_is_arabic = false;
                before = None;
                continue;
            }
            let character = encoding.characters[usize::from(byte)];
            let next = bytes.get(index + 1).copied();
            let after = next.and_then(|next| encoding.characters[usize::from(next)]);
            let arabic = character.is_some_and(is_arabic);
            let joined = before_is_arabic || after.is_some_and(is_arabic);
            if character.is_none_or(char::is_control) {
                score.likelihood += ABSENT;
            }
            score.likelihood += LETTER_PAIRS.log_probability(before, character);
            if after.is_none_or(|after| after.is_ascii()) {
                score.likelihood += LETTER_PAIRS.log_probability(character, None);
            }
            before = character;
            score.arabic += usize::from(arabic && joined);
            score.counted += 1;
            before_is_arabic = arabic;
            if score.counted == ENOUGH {
                break;
            }
        }
        score
    }

    fn is_arabic_text(self) -> bool {
        let counted = self.counted.max(1) as f32;
        self.arabic as f32 / counted >= ARABIC_SHARE && self.likelihood / counted > LEAST_LIKELIHOOD
    }
}

/// What the logarithm of the probability loses by a byte that the encoding does not have.
const ABSENT: f32 = -5.0;

/// How likely each character of the Arabic block is after each other one.
struct LetterPairs(Vec<f32>);

/// Characters of the Arabic block that the one-byte encodings hold, up to the marks;
/// the first place stands for every other character.
const LETTERS: usize = 0x60;
/// The logarithm of the probability of a pair that the table does not have.
const RARE: f32 = -11.0;

static LETTER_PAIRS: LazyLock<LetterPairs> =
    LazyLock::new(|| LetterPairs::parse(include_str!("../../data/letter-pairs.tsv")));

impl LetterPairs {
    /// The natural logarithm of the probability of a character after another;
    /// `None` is the edge of a word.
    fn log_probability(&self, before: Option<char>, character: Option<char>) -> f32 {
        let place = |character: Option<char>| match character {
            None => Some(0),
            Some(character) => Self::place(character as usize),
        };
        let before = place(before).unwrap_or_default();
        let index = place(character).map(|place| before * LETTERS + place);
        index
            .and_then(|index| self.0.get(index))
            .copied()
            .unwrap_or(RARE)
    }

    fn place(code_point: usize) -> Option<usize> {
        match code_point.checked_sub(0x600) {
            None if code_point == 0 => Some(0),
            place => place.filter(|&place| place > 0 && place < LETTERS),
        }
    }

    fn parse(source: &str) -> LetterPairs {
        let mut counts = vec![0.0_f32; LETTERS * LETTERS];
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            let &[first, second, parts] = fields.as_slice() else {
                continue;
            };
            let place = |field| Self::place(usize::from_str_radix(field, 16).ok()?);
            let index = place(first)
                .zip(place(second))
                .map(|(one, other)| one * LETTERS + other);
            if let Some(count) = index.and_then(|index| counts.get_mut(index)) {
                *count = parts.parse().unwrap_or_default();
            }
        }
        for row in counts.chunks_mut(LETTERS) {
            let sum: f32 = row.iter().sum();
            for count in row.iter_mut() {
                *count = (*count / sum.max(1.0)).ln().max(RARE);
            }
        }
        LetterPairs(counts)
    }
}

fn is_arabic(character: char) -> bool {
    is_arabic_letter(character) || is_mark(character)
}

/// How sure a choice is that is ahead of the next by this much of the logarithm.
///
/// Letters are not independent, so a tenth of the lead is believed.
fn confidence(lead: f32) -> f32 {
    let certainty = 1.0 / (1.0 + (-lead / 10.0).exp());
    certainty.min(0.99)
}
