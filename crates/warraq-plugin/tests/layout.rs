//! Where every field of the ABI 1.0 stands, on machines with pointers of 8 bytes: a library that was
//! built against it reads and writes these places for ever.

#![cfg(target_pointer_width = "64")]

use std::mem::{offset_of, size_of};
use warraq_plugin::abi::*;

/// Checks the offset of each field, and the size of the structure. A new minor version adds fields to
/// those that grow, and a line with their offsets here; no line that stands here ever changes.
macro_rules! layout {
    ($type:ty, $size:literal, { $($field:ident: $offset:literal),* $(,)? }) => {
        $(assert_eq!(
            offset_of!($type, $field), $offset, "{}::{}", stringify!($type), stringify!($field)
        );)*
        assert_eq!(size_of::<$type>(), $size, "{}", stringify!($type));
    };
}

#[test]
fn structures_that_never_change() {
    layout!(WarraqText, 16, { bytes: 0, length: 8 });
    layout!(WarraqSpan, 24, { start: 0, end: 4, label: 8, score: 12, parent: 16, attributes: 20 });
    layout!(WarraqRange, 8, { start: 0, end: 4 });
    layout!(WarraqStrings, 32, { text: 0, ranges: 16, count: 24 });
    layout!(WarraqAttribute, 16, { key: 0, kind: 4, bits: 8 });
    layout!(WarraqValue, 48, { key: 0, kind: 16, reserved: 20, text: 24, bits: 40 });
    layout!(WarraqLayer, 64, { name: 0, stage: 16, parent: 32, spans: 48, span_count: 56 });
}

#[test]
fn structures_that_grow_at_their_end() {
    layout!(WarraqDocument, 240, {
        struct_size: 0, text: 8, id: 24, source_path: 40, source_encoding: 56, source_line: 72,
        time: 80, title: 96, extra: 112, layers: 128, layer_count: 136, labels: 144,
        attribute_strings: 176, attributes: 208, attribute_count: 216, rows: 224, row_count: 232,
    });
    layout!(WarraqSink, 72, {
        struct_size: 0, context: 8, label: 16, attributes: 24, push: 32, set_parent: 40, warn: 48,
        checkpoint: 56, fail: 64,
    });
    layout!(WarraqHost, 40, { struct_size: 0, context: 8, fail: 16, log: 24, log_level: 32 });
    layout!(WarraqDescription, 72, {
        struct_size: 0, name: 8, requires: 24, requires_count: 32, uses: 40, uses_count: 48,
        provides: 56, provides_count: 64,
    });
    layout!(WarraqStage, 56, {
        struct_size: 0, description: 8, create: 16, fork: 24, describe: 32, process: 40,
        destroy: 48,
    });
    layout!(WarraqStageTable, 24, { struct_size: 0, stages: 8, stage_count: 16 });
}

#[test]
fn the_head_of_an_entry_never_moves() {
    layout!(WarraqPluginEntry, 64, {
        magic: 0, abi_major: 8, abi_minor: 12, struct_size: 16, flags: 20, name: 24, version: 40,
        open: 56,
    });
    assert_eq!(WARRAQ_MAGIC, *b"WARRAQPL");
    assert_eq!(WARRAQ_ENTRY_HEAD, 24);
}

#[test]
fn numbers_that_never_change() {
    assert_eq!(
        [
            WARRAQ_OK,
            WARRAQ_FAILED,
            WARRAQ_PANICKED,
            WARRAQ_REFUSED,
            WARRAQ_TIME_SPENT
        ],
        [0, 1, 2, 3, 4]
    );
    assert_eq!([WARRAQ_MEMORY_SPENT, WARRAQ_STOPPED], [5, 6]);
    assert_eq!(
        [WARRAQ_TEXT, WARRAQ_INTEGER, WARRAQ_REAL, WARRAQ_FLAG],
        [0, 1, 2, 3]
    );
    assert_eq!(WARRAQ_NONE, u32::MAX);
    assert_eq!(WARRAQ_FLAG_PANIC_ABORTS, 1);
}
