//! MacArabic, the encoding of Arabic text on classic Mac OS.
//!
//! The encoding library covers the encodings of the web, and this one never was.
//! The table is data, checked against Python's codec.

use std::sync::LazyLock;

static UPPER_HALF: LazyLock<[char; 128]> =
    LazyLock::new(|| parse(include_str!("../../data/mac-arabic.tsv")));

/// Decodes a text; every byte is a character.
pub(super) fn decode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    text.extend(bytes.iter().map(|&byte| character(byte)));
    text
}

/// The character of a byte.
pub(super) fn character(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(index) => UPPER_HALF[usize::from(index)],
    }
}

fn parse(source: &str) -> [char; 128] {
    let mut table = [char::REPLACEMENT_CHARACTER; 128];
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line
            .split('\t')
            .map(|field| u32::from_str_radix(field, 16).ok());
        let (byte, code_point) = (fields.next().flatten(), fields.next().flatten());
        let slot = byte.and_then(|byte| table.get_mut((byte as usize).checked_sub(0x80)?));
        if let (Some(slot), Some(character)) = (slot, code_point.and_then(char::from_u32)) {
            *slot = character;
        }
    }
    table
}
