//! Text that was encoded twice: UTF-8 taken for another encoding and encoded again.
//!
//! `كتاب` then reads `ظƒطھط§ط¨` (taken for windows-1256) or `ÙƒØªØ§Ø¨` (for
//! windows-1252 or Latin-1). The repair encodes each line back and reads the
//! bytes as UTF-8; a line whose bytes are not all there stays as it is.

use std::borrow::Cow;

use super::single_byte::{self, SingleByte};
use super::{Decoded, Encoding};

/// What text that was encoded twice was taken for in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoubleEncoding {
    /// The encoding that the UTF-8 bytes were mistaken for.
    pub mistaken_for: Encoding,
    /// How many lines were repaired; zero if no repair was asked for.
    pub repaired_lines: usize,
    /// How many lines were encoded twice and could not be repaired, or were not asked to be.
    pub damaged_lines: usize,
}

/// Characters that are looked at, from the first outside ASCII.
const SAMPLE: usize = 512;

/// Looks for text that was encoded twice, and repairs it if asked to.
pub(super) fn check(decoded: &mut Decoded<'_>, repair: bool) {
    let Some(mistaken) = find_mistaken(&decoded.text) else {
        return;
    };
    let mut report = DoubleEncoding {
        mistaken_for: mistaken.encoding,
        repaired_lines: 0,
        damaged_lines: 0,
    };
    let mut repaired = String::with_capacity(decoded.text.len());
    for line in decoded.text.split_inclusive('\n') {
        let encoded_twice = pairs_in(line.chars(), mistaken).0 > 0;
        match encoded_twice.then(|| decode_back(line, mistaken)).flatten() {
            Some(original) if repair => {
                repaired.push_str(&original);
                report.repaired_lines += 1;
            }
            _ => {
                repaired.push_str(line);
                report.damaged_lines += usize::from(encoded_twice);
            }
        }
    }
    if report.repaired_lines > 0 {
        decoded.text = Cow::Owned(repaired);
    }
    decoded.double_encoded = Some(report);
}

/// Letters in two halves that are more than chance: a short word.
const FEWEST_PAIRS: usize = 4;

fn find_mistaken(text: &str) -> Option<&'static SingleByte> {
    let candidates: [&'static SingleByte; 2] = [&single_byte::WINDOWS_1256, &single_byte::WESTERN];
    let start = text.bytes().position(|byte| !byte.is_ascii())?;
    let sample = text.get(start..)?;
    candidates.into_iter().find(|mistaken| {
        // Nearly all texts have no pair at all, which is seen without a look at each character.
        if !may_have_pairs(sample, mistaken) {
            return false;
        }
        let (pairs, others) = pairs_in(sample.chars().take(SAMPLE), mistaken);
        // The two halves of a letter stand together in most of such a text, and
        // hardly ever in any other.
        pairs >= FEWEST_PAIRS && pairs * 2 > others
    })
}

/// Whether there may be as many pairs in the characters that are looked at as make a text suspicious.
fn may_have_pairs(sample: &str, mistaken: &SingleByte) -> bool {
    const LONGEST: usize = SAMPLE * char::MAX.len_utf8();
    let bytes = sample.as_bytes();
    // The last pair may end behind the characters that are looked at.
    let bytes = bytes.get(..LONGEST + 3).unwrap_or(bytes);
    let mut buffer = [0; 4];
    let lead = leads_of(mistaken)[0].map(|lead| lead.encode_utf8(&mut buffer).as_bytes());
    match lead {
        Some([first, second]) => count_like_pairs(bytes, [*first, *second]) >= FEWEST_PAIRS,
        _ => false,
    }
}

/// How many places of UTF-8 may be pairs, as far as four bytes tell; pairs are never fewer.
///
/// `lead` is the first of the four leads, which stand side by side in Unicode as well. Behind it
/// stands none of ASCII, and of the Arabic block none but its punctuation and the letters from ٰ on.
/// Without a branch, the compiler makes vector instructions of it.
fn count_like_pairs(bytes: &[u8], lead: [u8; 2]) -> usize {
    let is_like = |window: &[u8; 4]| {
        let [first, second, third, fourth] = *window;
        let is_lead = (first == lead[0]) & (second.wrapping_sub(lead[1]) < 4);
        let is_letter = ((third == 0xD8) & (fourth >= 0xA0)) | ((third == 0xD9) & (fourth < 0xB0));
        u8::from(is_lead & (third >= 0x80) & !is_letter)
    };
    let count = |part: &[u8]| part.array_windows().map(is_like).sum::<u8>();
    let parts = (0..bytes.len()).step_by(u8::MAX.into()).map(|start| {
        let end = bytes.len().min(start + usize::from(u8::MAX) + 3);
        bytes.get(start..end).unwrap_or_default()
    });
    parts.map(|part| usize::from(count(part))).sum()
}

/// The characters that the first bytes of the letters of the Arabic block are taken for: UTF-8 starts
/// them with these four.
fn leads_of(mistaken: &SingleByte) -> [Option<char>; 4] {
    std::array::from_fn(|index| mistaken.characters[0xD8 + index])
}

/// How often the two bytes of an Arabic letter in UTF-8 stand side by side as
/// characters of an encoding, and how many other characters outside ASCII there are.
fn pairs_in(characters: impl Iterator<Item = char>, mistaken: &SingleByte) -> (usize, usize) {
    let leads = leads_of(mistaken);
    let (mut pairs, mut others) = (0, 0);
    let mut lead = false;
    for character in characters {
        if lead && matches!(mistaken.byte(character), Some(0x80..=0xBF)) {
            pairs += 1;
            others -= 1;
            lead = false;
            continue;
        }
        lead = leads.contains(&Some(character));
        others += usize::from(!character.is_ascii());
    }
    (pairs, others)
}

fn decode_back(line: &str, mistaken: &SingleByte) -> Option<String> {
    let bytes: Option<Vec<u8>> = line
        .chars()
        .map(|character| mistaken.byte(character))
        .collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_seen_by_its_bytes() {
        for mistaken in [&*single_byte::WINDOWS_1256, &*single_byte::WESTERN] {
            for lead in leads_of(mistaken).into_iter().flatten() {
                for second in mistaken.characters[0x80..=0xBF].iter().flatten() {
                    let pairs = format!("{lead}{second}").repeat(FEWEST_PAIRS);
                    assert!(may_have_pairs(&pairs, mistaken), "{lead}{second}");
                }
            }
        }
        let usual = "عرض ظهر غطاء طبع".repeat(100);
        assert!(!may_have_pairs(&usual, &single_byte::WINDOWS_1256));
    }
}
