//! The encodings of one byte a character, as tables from bytes to characters and back.
//!
//! Guessing an encoding and repairing text that was encoded twice both ask about
//! single bytes, which the encoding library does not answer.

use std::sync::LazyLock;

use super::{Encoding, Kind, mac_arabic};

/// An encoding of one byte a character.
pub(super) struct SingleByte {
    pub(super) encoding: Encoding,
    /// The character of each byte; `None` where the encoding has none.
    pub(super) characters: [Option<char>; 256],
    /// The byte of each character, by its number; all characters of these encodings have small ones.
    bytes: Vec<Option<u8>>,
}

pub(super) static WINDOWS_1256: LazyLock<SingleByte> =
    LazyLock::new(|| SingleByte::new(Encoding::WINDOWS_1256));
pub(super) static ISO_8859_6: LazyLock<SingleByte> =
    LazyLock::new(|| SingleByte::new(Encoding::ISO_8859_6));
pub(super) static MAC_ARABIC: LazyLock<SingleByte> =
    LazyLock::new(|| SingleByte::new(Encoding::MAC_ARABIC));
/// Western Windows, with the control characters of Latin-1 beside its own.
pub(super) static WESTERN: LazyLock<SingleByte> = LazyLock::new(|| {
    let mut western = SingleByte::new(Encoding::WINDOWS_1252);
    for byte in 0x80..=0xFF {
        western.set(char::from(byte), byte);
    }
    western
});

impl SingleByte {
    /// The byte of a character.
    pub(super) fn byte(&self, character: char) -> Option<u8> {
        if character.is_ascii() {
            return Some(character as u8);
        }
        self.bytes.get(character as usize).copied().flatten()
    }

    fn set(&mut self, character: char, byte: u8) {
        let index = character as usize;
        if index >= self.bytes.len() {
            self.bytes.resize(index + 1, None);
        }
        self.bytes[index] = Some(byte);
    }

    fn new(encoding: Encoding) -> SingleByte {
        let characters = std::array::from_fn(|byte| character(encoding, byte as u8));
        let mut table = SingleByte {
            encoding,
            characters,
            bytes: Vec::new(),
        };
        for (byte, character) in (0..=u8::MAX).zip(characters) {
            if let Some(character) = character {
                table.set(character, byte);
            }
        }
        table
    }
}

fn character(encoding: Encoding, byte: u8) -> Option<char> {
    match encoding.0 {
        Kind::MacArabic => Some(mac_arabic::character(byte)),
        Kind::Web(encoding) => {
            let bytes = [byte];
            let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes)?;
            text.chars().next()
        }
    }
}
