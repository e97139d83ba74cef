//! The C ABI: what a host and a plugin library say to each other, and nothing else.
//!
//! No Rust type crosses: every structure is `repr(C)` and plain. Those that may grow are led by
//! their size and only ever get fields at their end, so that a library that was built against an
//! older minor version goes on working; the others ([`WarraqText`], [`WarraqSpan`], [`WarraqRange`],
//! [`WarraqStrings`], [`WarraqAttribute`], [`WarraqValue`], [`WarraqLayer`]) lie in arrays and never
//! change. No memory changes owner: whatever a pointer shows is borrowed for the length of the call,
//! where nothing else is said.
//!
//! `include/warraq_plugin.h` is generated from this file.

use std::ffi::c_void;

/// The name of the one symbol that a library exports: a [`WarraqPluginEntry`].
pub const WARRAQ_ENTRY_SYMBOL: &str = "warraq_plugin_entry";
/// The first bytes of an entry.
pub const WARRAQ_MAGIC: [u8; 8] = *b"WARRAQPL";
/// The ABI's major version: a host refuses any other.
pub const WARRAQ_ABI_MAJOR: u32 = 1;
/// The ABI's minor version: a host takes this and all older ones.
pub const WARRAQ_ABI_MINOR: u32 = 0;

/// The flag of an entry whose library aborts the process when it panics.
pub const WARRAQ_FLAG_PANIC_ABORTS: u32 = 1;

/// The value of a span's `label`, `parent` and `attributes` that means "none".
pub const WARRAQ_NONE: u32 = u32::MAX;

/// All went well.
pub const WARRAQ_OK: u32 = 0;
/// The stage failed; it has said why through `fail`.
pub const WARRAQ_FAILED: u32 = 1;
/// The stage panicked; it has said why through `fail`.
pub const WARRAQ_PANICKED: u32 = 2;
/// The host refuses what it was given. It knows why; the stage returns this value.
pub const WARRAQ_REFUSED: u32 = 3;
/// The document's time is spent; the stage returns this value.
pub const WARRAQ_TIME_SPENT: u32 = 4;
/// The document's memory is spent; the stage returns this value.
pub const WARRAQ_MEMORY_SPENT: u32 = 5;
/// The run is being stopped; the stage returns this value.
pub const WARRAQ_STOPPED: u32 = 6;

/// The kind of an attribute that is a text.
pub const WARRAQ_TEXT: u32 = 0;
/// The kind of an attribute that is an `int64_t`.
pub const WARRAQ_INTEGER: u32 = 1;
/// The kind of an attribute that is a finite `double`.
pub const WARRAQ_REAL: u32 = 2;
/// The kind of an attribute that is 0 or 1.
pub const WARRAQ_FLAG: u32 = 3;

/// The level of a message that says that something is broken.
pub const WARRAQ_LOG_ERROR: u32 = 1;
/// The level of a message that says that something is dubious.
pub const WARRAQ_LOG_WARN: u32 = 2;
/// The level of a message for everyone.
pub const WARRAQ_LOG_INFO: u32 = 3;
/// The level of a message for those who look for a fault.
pub const WARRAQ_LOG_DEBUG: u32 = 4;
/// The level of a message for those who look very closely.
pub const WARRAQ_LOG_TRACE: u32 = 5;

/// UTF-8 text, not terminated. `bytes` may be null where `length` is 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WarraqText {
    /// The first byte.
    pub bytes: *const u8,
    /// The number of bytes.
    pub length: usize,
}

/// A half-open byte range of the document's text, on character boundaries.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WarraqSpan {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
    /// The row of the label table, or `WARRAQ_NONE`.
    pub label: u32,
    /// How sure the stage is, a finite number; 1.0 where it has no score.
    pub score: f32,
    /// The index of a span in the sorted parent layer, or `WARRAQ_NONE`.
    pub parent: u32,
    /// The attribute row, or `WARRAQ_NONE`.
    pub attributes: u32,
}

/// A half-open range of bytes or rows of a table.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WarraqRange {
    /// The first.
    pub start: u32,
    /// The one after the last.
    pub end: u32,
}

/// A table of strings: row `i` is the bytes `ranges[i]` of `text`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WarraqStrings {
    /// All strings, one after the other.
    pub text: WarraqText,
    /// The range of each string.
    pub ranges: *const WarraqRange,
    /// The number of strings.
    pub count: usize,
}

/// One (key, value) of an attribute row of the document.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WarraqAttribute {
    /// The row of the key in the attribute strings.
    pub key: u32,
    /// `WARRAQ_TEXT`, `WARRAQ_INTEGER`, `WARRAQ_REAL` or `WARRAQ_FLAG`; this major version has no
    /// other kinds.
    pub kind: u32,
    /// The row of the text in the attribute strings, or the number's bits.
    pub bits: u64,
}

/// One (key, value) of an attribute row that a stage gives.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WarraqValue {
    /// The key.
    pub key: WarraqText,
    /// `WARRAQ_TEXT`, `WARRAQ_INTEGER`, `WARRAQ_REAL` or `WARRAQ_FLAG`.
    pub kind: u32,
    /// 0.
    pub reserved: u32,
    /// The value, if it is a text.
    pub text: WarraqText,
    /// The number's bits, if it is a number; 0 or 1, if it is a flag.
    pub bits: u64,
}

/// A layer of the document, sorted by start, longest first.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WarraqLayer {
    /// The name.
    pub name: WarraqText,
    /// The stage that provided it.
    pub stage: WarraqText,
    /// The layer that the spans' `parent` indexes; of length 0 if there is none.
    pub parent: WarraqText,
    /// The spans.
    pub spans: *const WarraqSpan,
    /// The number of spans.
    pub span_count: usize,
}

/// A document as one stage may read it: the layers are those that it declared and that are there.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WarraqDocument {
    /// The size of this structure in the host.
    pub struct_size: usize,
    /// The text.
    pub text: WarraqText,
    /// The name that its source gave it.
    pub id: WarraqText,
    /// The path it was read from.
    pub source_path: WarraqText,
    /// The encoding that was decoded.
    pub source_encoding: WarraqText,
    /// The line or record, from 1; 0 where a file is one document.
    pub source_line: u64,
    /// The publication time, as it was written; of length 0 if it is not known.
    pub time: WarraqText,
    /// The title; its `bytes` are null if the source gives none.
    pub title: WarraqText,
    /// The other fields of the source, a JSON object; of length 0 if there is none.
    pub extra: WarraqText,
    /// The layers.
    pub layers: *const WarraqLayer,
    /// The number of layers.
    pub layer_count: usize,
    /// What the spans' `label` refers to.
    pub labels: WarraqStrings,
    /// The keys and texts of attributes.
    pub attribute_strings: WarraqStrings,
    /// The (key, value) pairs of all attribute rows.
    pub attributes: *const WarraqAttribute,
    /// Their number.
    pub attribute_count: usize,
    /// The range of `attributes` that each row is: what the spans' `attributes` refers to.
    pub rows: *const WarraqRange,
    /// The number of rows.
    pub row_count: usize,
}

/// Takes what a stage finds in one document. Each function copies what it is given.
///
/// All but `checkpoint` are called by the thread that called `process`, one at a time.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WarraqSink {
    /// The size of this structure in the host.
    pub struct_size: usize,
    /// The first argument of each function.
    pub context: *mut c_void,
    /// Writes the row of a label.
    pub label: unsafe extern "C" fn(*mut c_void, WarraqText, *mut u32) -> u32,
    /// Writes the row of a list of attributes.
    pub attributes: unsafe extern "C" fn(*mut c_void, *const WarraqValue, usize, *mut u32) -> u32,
    /// Adds spans, in any order, to a layer that the stage provides.
    pub push: unsafe extern "C" fn(*mut c_void, WarraqText, *const WarraqSpan, usize) -> u32,
    /// Declares the layer that `parent` indexes in the spans of the first layer.
    pub set_parent: unsafe extern "C" fn(*mut c_void, WarraqText, WarraqText) -> u32,
    /// Adds a warning to the record: a code, and a sentence for people.
    pub warn: unsafe extern "C" fn(*mut c_void, WarraqText, WarraqText) -> u32,
    /// Answers whether the work may go on; takes the bytes that the stage holds for this document.
    /// Any thread may call it.
    pub checkpoint: unsafe extern "C" fn(*mut c_void, usize) -> u32,
    /// Says why the stage is about to return `WARRAQ_FAILED` or `WARRAQ_PANICKED`.
    pub fail: unsafe extern "C" fn(*mut c_void, WarraqText),
}

/// What a host offers outside of documents.
///
/// `log` and `log_level` may be called at any time by any thread for as long as the process lives;
/// `context` and `fail` hold for the length of the call that passes the structure.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WarraqHost {
    /// The size of this structure in the host.
    pub struct_size: usize,
    /// The first argument of `fail`.
    pub context: *mut c_void,
    /// Says why the call is about to return `WARRAQ_FAILED` or `WARRAQ_PANICKED`.
    pub fail: unsafe extern "C" fn(*mut c_void, WarraqText),
    /// Takes a message: its level, where it comes from, and what it says.
    pub log: unsafe extern "C" fn(u32, WarraqText, WarraqText),
    /// The highest level that anybody listens to; 0 if nobody does.
    pub log_level: unsafe extern "C" fn() -> u32,
}

/// The name of a stage and the layers it reads and adds.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WarraqDescription {
    /// The size of this structure in the library.
    pub struct_size: usize,
    /// The name, unique in a pipeline.
    pub name: WarraqText,
    /// The layers that must be there.
    pub requires: *const WarraqText,
    /// Their number.
    pub requires_count: usize,
    /// The layers that are read if they are there.
    pub uses: *const WarraqText,
    /// Their number.
    pub uses_count: usize,
    /// The layers that the stage adds.
    pub provides: *const WarraqText,
    /// Their number.
    pub provides_count: usize,
}

/// One stage of a library. It lives as long as the process.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WarraqStage {
    /// The size of this structure in the library.
    pub struct_size: usize,
    /// The stage as it is without configuration.
    pub description: *const WarraqDescription,
    /// Makes a stage from its configuration, a JSON object, and writes it; must be there.
    pub create:
        Option<unsafe extern "C" fn(WarraqText, *const WarraqHost, *mut *mut c_void) -> u32>,
    /// Makes another value of a stage for another thread, and writes it; any thread may call it. May
    /// be null: the stage is then created anew.
    pub fork: Option<unsafe extern "C" fn(*mut c_void, *mut *mut c_void) -> u32>,
    /// The description of a stage as it was configured, which lives as long as the stage. May be null:
    /// the stage is then as `description` says.
    pub describe: Option<unsafe extern "C" fn(*mut c_void) -> *const WarraqDescription>,
    /// Processes one document; must be there. One value is never called by two threads at once.
    pub process:
        Option<unsafe extern "C" fn(*mut c_void, *const WarraqDocument, *const WarraqSink) -> u32>,
    /// Frees a stage, by any thread; must be there.
    pub destroy: Option<unsafe extern "C" fn(*mut c_void)>,
}

/// The stages of a library. They live as long as the process.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WarraqStageTable {
    /// The size of this structure in the host.
    pub struct_size: usize,
    /// The stages.
    pub stages: *const *const WarraqStage,
    /// Their number.
    pub stage_count: usize,
}

/// What the symbol `warraq_plugin_entry` is. The first four fields are read from the file before it
/// is loaded, and never move.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WarraqPluginEntry {
    /// `WARRAQ_MAGIC`.
    pub magic: [u8; 8],
    /// `WARRAQ_ABI_MAJOR` of the library.
    pub abi_major: u32,
    /// `WARRAQ_ABI_MINOR` of the library.
    pub abi_minor: u32,
    /// The size of this structure in the library.
    pub struct_size: u32,
    /// `WARRAQ_FLAG_PANIC_ABORTS` or 0.
    pub flags: u32,
    /// The library's name.
    pub name: WarraqText,
    /// The library's version.
    pub version: WarraqText,
    /// Writes the library's stages; called once, before anything else. Must be there.
    pub open: Option<unsafe extern "C" fn(*const WarraqHost, *mut WarraqStageTable) -> u32>,
}

impl WarraqText {
    /// The text of length 0 that is not there.
    pub const ABSENT: Self = Self {
        bytes: std::ptr::null(),
        length: 0,
    };

    /// Lends a text; the result must not be used after it.
    #[must_use]
    pub const fn lend(text: &str) -> Self {
        Self {
            bytes: text.as_ptr(),
            length: text.len(),
        }
    }
}

// SAFETY: an entry holds pointers to constants and a function, and nothing changes them.
unsafe impl Sync for WarraqPluginEntry {}

/// The bytes of an entry that are read from a file before it is loaded.
pub const WARRAQ_ENTRY_HEAD: usize = std::mem::offset_of!(WarraqPluginEntry, name);

/// The structures that core shares with the ABI lie in memory alike, so that spans and tables cross
/// without a copy.
mod layout {
    use super::{WarraqAttribute, WarraqRange, WarraqSpan};
    use std::mem::{align_of, offset_of, size_of};
    use warraq_core::{Attribute, AttributeKind, Span, TableRange};

    macro_rules! same_layout {
        ($ours:ty, $core:ty { $($field:ident),* }) => {
            const _: () = {
                assert!(size_of::<$ours>() == size_of::<$core>());
                assert!(align_of::<$ours>() == align_of::<$core>());
                $(assert!(offset_of!($ours, $field) == offset_of!($core, $field));)*
            };
        };
    }

    same_layout!(
        WarraqSpan,
        Span {
            start,
            end,
            label,
            score,
            parent,
            attributes
        }
    );
    same_layout!(WarraqRange, TableRange { start, end });
    same_layout!(WarraqAttribute, Attribute { key, kind, bits });

    const _: () = {
        assert!(AttributeKind::Text as u32 == super::WARRAQ_TEXT);
        assert!(AttributeKind::Integer as u32 == super::WARRAQ_INTEGER);
        assert!(AttributeKind::Real as u32 == super::WARRAQ_REAL);
        assert!(AttributeKind::Flag as u32 == super::WARRAQ_FLAG);
        assert!(warraq_core::NONE == super::WARRAQ_NONE);
    };
}
