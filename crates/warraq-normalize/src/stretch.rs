//! The inner loop: translates a word and the character after it without a branch.
//!
//! Arabic text is words of two-byte characters between single spaces. Every
//! character that starts at an even offset of the window is looked up, also past
//! the end of the word, where the results are overwritten by the next call; so
//! the work does not depend on where the word ends, which no processor can predict.

use crate::tables::{PAIRS, SLOW_BIT, Slow};

/// Bytes that are read and written at once: eight letters, and a character after them.
pub(crate) const WINDOW: usize = 18;
/// Bytes of the letters in a window.
const LETTERS: usize = 16;
/// Pairs of bytes in half of the letters.
const LANES: usize = 4;

/// The beginning of a text that was translated.
pub(crate) struct Stretch {
    /// Its length in bytes, the same before and after.
    pub(crate) length: usize,
    /// What the table says of the character after it, if that stopped the translation.
    pub(crate) stop: Option<Slow>,
}

/// Translates whole characters from the start of a text, as far as windows fit
/// in both the text and the output.
pub(crate) fn translate(pairs: &[u16; PAIRS], source: &[u8], output: &mut [u8]) -> Stretch {
    let common = source.len().min(output.len());
    let (source, output) = (&source[..common], &mut output[..common]);
    let mut length = 0;
    while let (Some(window), Some(output)) = (window_at(source, length), room_at(output, length)) {
        let [low, high] = letters(window);
        let word = word_length(low, high);
        let mut seen = 0;
        for lane in 0..LANES {
            seen |= translate_pair(pairs, (low >> (lane * 16)) as u16, output, lane * 2);
            seen |= translate_pair(pairs, (high >> (lane * 16)) as u16, output, 8 + lane * 2);
        }
        seen |= translate_at(pairs, window, output, word);
        if seen & SLOW_BIT != 0 {
            let stretch = translate_carefully(pairs, window, output);
            length += stretch.length;
            if stretch.stop.is_some() {
                return Stretch { length, ..stretch };
            }
        } else {
            length += word + character_length(window[word]);
        }
    }
    Stretch { length, stop: None }
}

/// Translates the end of a text, shorter than a window.
pub(crate) fn translate_end(
    pairs: &[u16; PAIRS],
    rest: &[u8],
    output: &mut [u8; WINDOW],
) -> Stretch {
    let mut window = [0; WINDOW];
    window[..rest.len()].copy_from_slice(rest);
    let stretch = translate_carefully(pairs, &window, output);
    if stretch.length < rest.len() {
        return stretch;
    }
    Stretch {
        length: rest.len(),
        stop: None,
    }
}

/// Translates character by character up to the first that needs more.
///
/// The quick way looks past what it translates, so there may be none.
#[cold]
#[inline(never)]
fn translate_carefully(
    pairs: &[u16; PAIRS],
    window: &[u8; WINDOW],
    output: &mut [u8; WINDOW],
) -> Stretch {
    let mut length = 0;
    while length <= LETTERS {
        let translated = translate_at(pairs, window, output, length);
        if translated & SLOW_BIT != 0 {
            return Stretch {
                length,
                stop: Some(Slow::unpack(translated)),
            };
        }
        length += character_length(window[length]);
    }
    Stretch { length, stop: None }
}

#[inline(always)]
fn window_at(source: &[u8], position: usize) -> Option<&[u8; WINDOW]> {
    source.get(position..)?.first_chunk()
}

#[inline(always)]
fn room_at(output: &mut [u8], position: usize) -> Option<&mut [u8; WINDOW]> {
    output.get_mut(position..)?.first_chunk_mut()
}

/// Looks up the character at `start` and writes its translation there, with a
/// zero byte after a character of one byte.
#[inline(always)]
fn translate_at(
    pairs: &[u16; PAIRS],
    window: &[u8; WINDOW],
    output: &mut [u8; WINDOW],
    start: usize,
) -> u16 {
    let pair = u16::from_le_bytes([window[start], window[start + 1]]);
    translate_pair(pairs, pair, output, start)
}

#[inline(always)]
fn translate_pair(pairs: &[u16; PAIRS], pair: u16, output: &mut [u8; WINDOW], start: usize) -> u16 {
    let translated = pairs[usize::from(pair)];
    output[start..start + 2].copy_from_slice(&translated.to_le_bytes());
    translated
}

/// The letters of a window as two numbers, the first byte lowest.
#[inline(always)]
fn letters(window: &[u8; WINDOW]) -> [u64; 2] {
    let (halves, _) = window.as_chunks::<8>();
    [u64::from_le_bytes(halves[0]), u64::from_le_bytes(halves[1])]
}

/// How many bytes at the start of the letters are not ASCII.
#[inline(always)]
fn word_length(low: u64, high: u64) -> usize {
    const HIGHEST: u64 = 0x8080_8080_8080_8080;
    let length = |letters: u64| (!letters & HIGHEST).trailing_zeros() as usize / 8;
    let length_low = length(low);
    // All ones if the first half is full: a comparison would become a branch.
    let full = (length_low >> 3).wrapping_neg();
    length_low + (length(high) & full)
}

/// The length of a character that the table knows, by its first byte.
#[inline(always)]
fn character_length(first: u8) -> usize {
    1 + usize::from(first >> 7)
}
