//! Emoji: which characters are, and how far a sequence reaches.
//!
//! Source: Unicode Technical Standard 51. The ranges are its emoji blocks, not its list: an
//! unassigned character of such a block will be an emoji once it is assigned.

/// The blocks whose symbols are shown as pictures.
const BLOCKS: [(char, char); 4] = [
    ('\u{231A}', '\u{23FF}'),
    ('\u{2600}', '\u{27BF}'),
    ('\u{2B05}', '\u{2B55}'),
    ('\u{1F000}', '\u{1FAFF}'),
];

/// The variation selector that asks for the picture of a symbol.
pub(super) const PICTURE_SELECTOR: char = '\u{FE0F}';
/// Joins emoji to one picture.
pub(super) const JOINER: char = '\u{200D}';

/// Whether `character` may begin an emoji.
pub(super) fn is_emoji(character: char) -> bool {
    BLOCKS
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&character))
}

/// The bytes of the emoji sequence at the start of `text`, whose first character is an emoji.
pub(super) fn sequence_length(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    let first = characters.next().map(|(_, character)| character);
    if first.is_some_and(is_regional) {
        let second = characters.next_if(|(_, character)| is_regional(*character));
        let first_length = first.map_or(0, char::len_utf8);
        return first_length + second.map_or(0, |(_, second)| second.len_utf8());
    }
    let mut joined = false;
    while let Some((_, character)) = characters.peek() {
        let continues = is_modifier(*character) || joined && is_emoji(*character);
        if !continues {
            break;
        }
        joined = *character == JOINER;
        characters.next();
    }
    characters
        .peek()
        .map_or(text.len(), |(position, _)| *position)
}

fn is_regional(character: char) -> bool {
    ('\u{1F1E6}'..='\u{1F1FF}').contains(&character)
}

/// Variation selectors, the joiner, skin tones, keycaps and tags.
fn is_modifier(character: char) -> bool {
    matches!(
        character,
        PICTURE_SELECTOR | '\u{FE0E}' | JOINER | '\u{20E3}'
    ) || ('\u{1F3FB}'..='\u{1F3FF}').contains(&character)
        || ('\u{E0020}'..='\u{E007F}').contains(&character)
}
