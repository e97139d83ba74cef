//! Finding the encoding of bytes that do not say what they are.
//!
//! A byte order mark decides, then what the caller says, then whether the bytes
//! are valid UTF-8, which other encodings almost never are by accident. Only
//! what is left is guessed: UTF-16 by its regular high bytes, damaged UTF-8 by its
//! valid sequences, the Arabic encodings by which letters stand side by side in
//! Arabic text, and whatever looks like none of these by a general detector.

use super::score::{self, ByteScores, Score};
use super::{Encoding, Kind};

pub(super) struct Choice {
    pub(super) encoding: Encoding,
    /// The length of the byte order mark.
    pub(super) skipped: usize,
    pub(super) guessed: bool,
    pub(super) confidence: f32,
}

/// Bytes at the start of a document that are looked at to guess its encoding.
const SAMPLE: usize = 1 << 16;
/// Sequences outside ASCII that are enough to tell damaged UTF-8 from other encodings.
const ENOUGH: usize = 512;

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
        if valid + invalid >= ENOUGH {
            break;
        }
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
    let candidates: [&ByteScores; 3] =
        [&score::WINDOWS_1256, &score::ISO_8859_6, &score::MAC_ARABIC];
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

/// How sure a choice is that is ahead of the next by this much of the logarithm.
///
/// Letters are not independent, so a tenth of the lead is believed.
fn confidence(lead: f32) -> f32 {
    let certainty = 1.0 / (1.0 + (-lead / 10.0).exp());
    certainty.min(0.99)
}
