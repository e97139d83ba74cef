//! One pass over a text: translates it and records where lengths change.
//!
//! Most characters of a text become exactly one character of the same length,
//! whatever stands beside them. `block.rs` translates these simple characters, a
//! block at a time, and marks the others: those that are removed, change their
//! length, or may join their neighbours. The commonest of those are handled by a
//! small table, and the rest by the tables of their page.

use fearless_simd::{Simd, dispatch};

use crate::block::{self, BLOCK, LEADS, Rows};
use crate::offsets::{Lengths, OffsetMap};
use crate::tables::{Fate, Short, Tables};

/// Bytes of output that are gathered before they are checked and moved on.
const BUFFER: usize = 4096;

/// One normalization of one text.
pub(crate) struct Engine<'a> {
    tables: &'a Tables,
    text: &'a str,
    /// How much of the text was read.
    position: usize,
    buffer: [u8; BUFFER],
    /// How much of the buffer is filled.
    filled: usize,
    output: &'a mut String,
    map: &'a mut OffsetMap,
}

impl<'a> Engine<'a> {
    /// Prepares to write to an empty output and an empty map.
    pub(crate) fn new(
        tables: &'a Tables,
        text: &'a str,
        output: &'a mut String,
        map: &'a mut OffsetMap,
    ) -> Engine<'a> {
        Engine {
            tables,
            text,
            position: 0,
            buffer: [0; BUFFER],
            filled: 0,
            output,
            map,
        }
    }

    pub(crate) fn run(mut self) {
        self.output.reserve(self.text.len());
        dispatch!(self.tables.blocks.level(), simd => self.run_with(simd));
        self.flush();
        self.map.finish(Lengths {
            original: self.text.len(),
            normalized: self.output.len(),
        });
    }

    /// Translates block by block, and stops at characters that are not simple.
    #[inline(always)]
    fn run_with<S: Simd>(&mut self, simd: S) {
        let rows = Rows::new(simd, &self.tables.blocks);
        let source = self.text.as_bytes();
        // The fields stay in registers up to a character that is not simple.
        let (mut position, mut filled) = (0, 0);
        while position < source.len() {
            let rest = source.get(position..).unwrap_or_default();
            let end;
            let (block, length) = match rest.first_chunk() {
                Some(block) => (block, block::closed_length(block)),
                None => {
                    end = block::padded(rest);
                    (&end, rest.len())
                }
            };
            let translated = rows.translate(block);
            if filled > BUFFER - BLOCK {
                self.filled = filled;
                self.flush();
                filled = 0;
            }
            if let Some(room) = self
                .buffer
                .get_mut(filled..)
                .and_then(<[u8]>::first_chunk_mut)
            {
                *room = translated.bytes;
            }
            if translated.special == 0 {
                position += length;
                filled += length;
            } else {
                let simple = translated.simple_length(block);
                (self.position, self.filled) = (position + simple, filled + simple);
                self.step_over_special();
                (position, filled) = (self.position, self.filled);
            }
        }
        self.filled = filled;
    }

    /// Handles the character at the position, and what follows it that is never simple.
    #[inline(never)]
    fn step_over_special(&mut self) {
        loop {
            if !self.step_quickly() {
                self.step();
                while self.at_collapsing_space() {
                    self.step();
                }
            }
            match self.text.as_bytes().get(self.position) {
                Some(&next) if next >= 0xC0 && !LEADS.contains(&next) => {}
                _ => return,
            }
        }
    }

    /// Handles the commonest characters that are not simple: `،` that becomes `,`,
    /// and a mark that is removed from a letter of two bytes.
    #[inline(always)]
    fn step_quickly(&mut self) -> bool {
        let rest = self.text.as_bytes().get(self.position..);
        let Some(&pair) = rest.and_then(<[u8]>::first_chunk) else {
            return false;
        };
        match self.tables.short(pair) {
            Short::OneByte(byte) if self.filled < BUFFER => {
                self.map.push_short(self.gap(), 2, 1);
                self.buffer[self.filled] = byte;
                self.filled += 1;
            }
            Short::Absorbed if self.gap() >= 2 && self.length_before(self.position) == 2 => {
                self.map.push_short(self.gap() - 2, 4, 2);
            }
            _ => return false,
        }
        self.position += 2;
        true
    }

    /// Handles one character, or one run of characters that join, by the tables of its page.
    fn step(&mut self) {
        let Some(character) = self.next_character() else {
            return;
        };
        let length = character.len_utf8();
        let (fate, text) = self.tables.look_up(character);
        match fate {
            Fate::Same | Fate::Swapped | Fate::Replaced => {
                let written = self.write(text);
                if written != length || fate == Fate::Replaced {
                    self.record(length, written);
                }
            }
            Fate::Removed => self.record(length, 0),
            Fate::Absorbed => self.absorb(length),
            Fate::Mark(_) | Fate::Joining => {
                self.join();
                return;
            }
        }
        self.position += length;
    }

    fn next_character(&self) -> Option<char> {
        self.text.get(self.position..)?.chars().next()
    }

    /// Whether the next character is white space that follows a space in the output.
    fn at_collapsing_space(&self) -> bool {
        self.tables.rules.collapses_white_space
            && self.last_written() == Some(b' ')
            && self
                .next_character()
                .is_some_and(|next| self.tables.becomes_space(next))
    }

    /// Unchanged bytes between the last edit and the position.
    fn gap(&self) -> usize {
        self.position - self.map.edited().original
    }

    /// Records that `original` bytes at the position became `normalized` bytes.
    fn record(&mut self, original: usize, normalized: usize) {
        let gap = self.gap();
        if gap == 0 && normalized == 0 && self.map.extend_deletion(original) {
            return;
        }
        let lengths = Lengths {
            original,
            normalized,
        };
        self.map.push(gap, lengths);
    }

    /// Records that a removed mark at the position belongs to the character before it.
    fn absorb(&mut self, length: usize) {
        let gap = self.gap();
        if gap == 0 {
            if !self.map.extend_last(length) {
                self.record(length, 0);
            }
            return;
        }
        let letter = self.length_before(self.position);
        let lengths = Lengths {
            original: letter + length,
            normalized: letter,
        };
        self.map.push(gap - letter, lengths);
    }

    /// The length of the character that ends at `position`, in bytes of the text.
    fn length_before(&self, position: usize) -> usize {
        let before = self.text.get(..position).unwrap_or_default();
        before.chars().next_back().map_or(0, char::len_utf8)
    }

    /// Normalizes the character before the position and all that may join it.
    fn join(&mut self) {
        if self.keep_ordered_marks() {
            return;
        }
        let end = self.end_of_joining();
        let start = self.take_back();
        let run: Vec<char> = self
            .text
            .get(start..end)
            .unwrap_or_default()
            .chars()
            .collect();
        let normalized: String = self.tables.rules.apply(run).into_iter().collect();
        self.position = start;
        let written = self.write(&normalized);
        if self.text.get(start..end) != Some(normalized.as_str()) || written != end - start {
            self.record(end - start, written);
        }
        self.position = end;
    }

    /// Copies marks that are already in canonical order and compose with nothing.
    fn keep_ordered_marks(&mut self) -> bool {
        if self.gap() == 0 && self.position > 0 {
            return false;
        }
        let rest = self.text.get(self.position..).unwrap_or_default();
        let mut highest = 0;
        let mut length = 0;
        for character in rest.chars() {
            match self.tables.look_up(character).0 {
                Fate::Mark(class) if class >= highest => highest = class,
                Fate::Same | Fate::Swapped | Fate::Replaced => break,
                _ => return false,
            }
            length += character.len_utf8();
        }
        let marks = rest.get(..length).unwrap_or_default();
        self.write(marks);
        self.position += length;
        true
    }

    /// Where the last character ends that may join what stands before the position.
    fn end_of_joining(&self) -> usize {
        let mut end = self.position;
        let mut seen = self.position;
        for character in self.text.get(self.position..).unwrap_or_default().chars() {
            seen += character.len_utf8();
            match self.tables.look_up(character).0 {
                Fate::Same | Fate::Swapped | Fate::Replaced => break,
                Fate::Removed => {}
                Fate::Absorbed | Fate::Mark(_) | Fate::Joining => end = seen,
            }
        }
        end
    }

    /// Takes the last written character back, with what was deleted after it,
    /// and returns where in the text it started.
    fn take_back(&mut self) -> usize {
        let mut start = self.position;
        loop {
            let gap = start - self.map.edited().original;
            if gap > 0 {
                let length = self.length_before(start);
                self.unwrite(length);
                return start - length;
            }
            let Some(lengths) = self.map.pop() else {
                return start;
            };
            start -= lengths.original;
            if lengths.normalized > 0 {
                self.unwrite(lengths.normalized);
                return start;
            }
        }
    }

    /// Writes a text, less the spaces and repeated letters that the rules do not
    /// keep, and returns how many bytes were written.
    fn write(&mut self, text: &str) -> usize {
        let rules = &self.tables.rules;
        let collapses = rules.collapses_white_space && text.contains(' ');
        if !collapses && rules.most_repeats.is_none() {
            self.write_bytes(text);
            return text.len();
        }
        let mut written = 0;
        for character in text.chars() {
            let dropped = (character == ' ' && collapses && self.last_written() == Some(b' '))
                || self.is_repeated_enough(character);
            if !dropped {
                self.write_bytes(character.encode_utf8(&mut [0; 4]));
                written += character.len_utf8();
            }
        }
        written
    }

    /// Whether the output ends with as many copies of a letter as the rules keep.
    fn is_repeated_enough(&mut self, character: char) -> bool {
        let Some(most) = self.tables.rules.most_repeats else {
            return false;
        };
        if !character.is_alphabetic() {
            return false;
        }
        self.flush();
        let last = self
            .output
            .chars()
            .rev()
            .take_while(|&last| last == character);
        last.take(most).count() == most
    }

    fn write_bytes(&mut self, text: &str) {
        if text.len() > BUFFER - self.filled {
            self.flush();
        }
        match self.buffer.get_mut(self.filled..self.filled + text.len()) {
            Some(room) => {
                room.copy_from_slice(text.as_bytes());
                self.filled += text.len();
            }
            None => self.output.push_str(text),
        }
    }

    fn unwrite(&mut self, length: usize) {
        if length > self.filled {
            self.flush();
            self.output.truncate(self.output.len() - length);
        } else {
            self.filled -= length;
        }
    }

    #[inline]
    fn last_written(&self) -> Option<u8> {
        match self.filled {
            0 => self.output.as_bytes().last().copied(),
            filled => self.buffer.get(filled - 1).copied(),
        }
    }

    fn flush(&mut self) {
        let filled = simdutf8::basic::from_utf8(&self.buffer[..self.filled])
            .expect("the tables hold whole characters");
        self.output.push_str(filled);
        self.filled = 0;
    }
}
