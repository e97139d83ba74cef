//! What can be told of a library from its file, before any code of it runs.

use super::error::LoadError;
use crate::abi::{
    WARRAQ_ABI_MAJOR, WARRAQ_ABI_MINOR, WARRAQ_ENTRY_HEAD, WARRAQ_ENTRY_SYMBOL,
    WARRAQ_FLAG_PANIC_ABORTS, WARRAQ_MAGIC, WarraqPluginEntry,
};
use object::{Architecture, Object, ObjectKind, ObjectSection, ObjectSymbol};
use std::mem::offset_of;
use std::path::Path;

/// The size of an entry in version 1.0, whose last field was `open`.
pub(crate) const ENTRY_1_0: usize = offset_of!(WarraqPluginEntry, open) + size_of::<usize>();

/// The first fields of a library's entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EntryHead {
    pub(crate) major: u32,
    pub(crate) minor: u32,
    pub(crate) struct_size: u32,
    pub(crate) flags: u32,
}

impl EntryHead {
    /// Reads the head from a library's bytes, and refuses what cannot be loaded.
    pub(crate) fn read(path: &Path, bytes: &[u8]) -> Result<Self, LoadError> {
        let not_a_library = |reason: String| LoadError::NotALibrary {
            path: path.into(),
            reason,
        };
        let file = object::File::parse(bytes).map_err(|error| not_a_library(error.to_string()))?;
        if file.kind() != ObjectKind::Dynamic {
            let kind = format!("{:?}", file.kind()).to_lowercase();
            return Err(not_a_library(format!("it is of the kind `{kind}`")));
        }
        check_machine(path, &file)?;
        let head =
            entry_bytes(&file).ok_or_else(|| LoadError::MissingSymbol { path: path.into() })?;
        Self::parse(path, head)
    }

    /// Refuses a library of another version.
    pub(crate) fn check_version(&self, path: &Path) -> Result<(), LoadError> {
        let (major, minor) = (self.major, self.minor);
        if major != WARRAQ_ABI_MAJOR {
            return Err(LoadError::OtherMajor {
                path: path.into(),
                major,
                minor,
            });
        }
        if minor > WARRAQ_ABI_MINOR {
            return Err(LoadError::NewerMinor {
                path: path.into(),
                major,
                minor,
            });
        }
        if (self.struct_size as usize) < ENTRY_1_0 {
            let reason = format!("its entry has {} bytes only", self.struct_size);
            return Err(LoadError::Malformed {
                path: path.into(),
                reason,
            });
        }
        Ok(())
    }

    /// Whether a panic of the library ends the process.
    pub(crate) fn panic_aborts(&self) -> bool {
        self.flags & WARRAQ_FLAG_PANIC_ABORTS != 0
    }

    fn parse(path: &Path, head: &[u8]) -> Result<Self, LoadError> {
        if !head.starts_with(&WARRAQ_MAGIC) {
            let reason = format!("`{WARRAQ_ENTRY_SYMBOL}` does not start with the magic bytes");
            return Err(LoadError::Malformed {
                path: path.into(),
                reason,
            });
        }
        let field = |offset: usize| {
            let bytes = head.get(offset..offset + size_of::<u32>());
            bytes
                .and_then(|bytes| bytes.try_into().ok())
                .map_or(0, u32::from_ne_bytes)
        };
        Ok(Self {
            major: field(offset_of!(WarraqPluginEntry, abi_major)),
            minor: field(offset_of!(WarraqPluginEntry, abi_minor)),
            struct_size: field(offset_of!(WarraqPluginEntry, struct_size)),
            flags: field(offset_of!(WarraqPluginEntry, flags)),
        })
    }
}

fn check_machine(path: &Path, file: &object::File<'_>) -> Result<(), LoadError> {
    let found = machine(file.architecture());
    let expected = std::env::consts::ARCH;
    if found == expected {
        return Ok(());
    }
    Err(LoadError::OtherMachine {
        path: path.into(),
        found,
        expected: expected.to_owned(),
    })
}

fn machine(architecture: Architecture) -> String {
    match architecture {
        Architecture::X86_64 => "x86_64".to_owned(),
        Architecture::Aarch64 => "aarch64".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// The bytes of the exported entry, as far as its head goes.
fn entry_bytes<'a>(file: &object::File<'a>) -> Option<&'a [u8]> {
    // Mach-O puts `_` before the names of C.
    let is_entry = |name: &str| name.strip_prefix('_').unwrap_or(name) == WARRAQ_ENTRY_SYMBOL;
    let defined = file.dynamic_symbols().chain(file.symbols());
    let symbol = defined
        .filter(|symbol| symbol.is_definition() && symbol.is_global())
        .find(|symbol| symbol.name().is_ok_and(is_entry))?;
    let section = file.section_by_index(symbol.section_index()?).ok()?;
    section
        .data_range(symbol.address(), WARRAQ_ENTRY_HEAD as u64)
        .ok()
        .flatten()
}
