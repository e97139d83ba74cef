//! The macro that makes a crate a library of stages.

/// Exports stages: `export_stages!(Quotes, Speakers);` in a crate of type `cdylib`.
///
/// Each is a [`crate::PluginStage`]. The library has the name and version of the crate that the
/// macro stands in. It stands once, in a crate that nothing links in: two libraries in one program
/// would export the same symbol.
#[macro_export]
macro_rules! export_stages {
    ($($stage:ty),+ $(,)?) => {
        /// What the host reads.
        #[unsafe(no_mangle)]
        #[used]
        #[expect(non_upper_case_globals, reason = "the name is the ABI's symbol")]
        pub static warraq_plugin_entry: $crate::abi::WarraqPluginEntry = {
            const STAGES: &[$crate::StageExport] = &[$($crate::StageExport::of::<$stage>()),+];
            unsafe extern "C" fn open(
                host: *const $crate::abi::WarraqHost,
                table: *mut $crate::abi::WarraqStageTable,
            ) -> u32 {
                // SAFETY: the host passes what the ABI says.
                unsafe { $crate::open_library(STAGES, host, table) }
            }
            $crate::abi::WarraqPluginEntry {
                magic: $crate::abi::WARRAQ_MAGIC,
                abi_major: $crate::abi::WARRAQ_ABI_MAJOR,
                abi_minor: $crate::abi::WARRAQ_ABI_MINOR,
                struct_size: size_of::<$crate::abi::WarraqPluginEntry>() as u32,
                flags: if cfg!(panic = "abort") {
                    $crate::abi::WARRAQ_FLAG_PANIC_ABORTS
                } else {
                    0
                },
                name: $crate::abi::WarraqText::lend(env!("CARGO_PKG_NAME")),
                version: $crate::abi::WarraqText::lend(env!("CARGO_PKG_VERSION")),
                open: Some(open),
            }
        };
    };
}
