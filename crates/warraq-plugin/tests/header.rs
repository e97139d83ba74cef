//! The C header says what `abi.rs` says: it is generated anew and compared with the one that is
//! shipped. `WARRAQ_WRITE_HEADER=1 cargo test -p warraq-plugin --test header` writes it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

use cbindgen::{Builder, Config, Language};
use std::path::Path;

const PREAMBLE: &str = "\
/* The C ABI of Warraq's plugins. Generated from crates/warraq-plugin/src/abi.rs; do not edit.
 *
 * A plugin is a shared library that exports one constant, `warraq_plugin_entry`. Structures that are
 * led by `struct_size` only ever get fields at their end; the others never change. No memory changes
 * owner: what a pointer shows is borrowed for the length of the call, where nothing else is said.
 * plugins/elongation is an example. */";

const MAGIC: &str = "
/* The first bytes of an entry. */
#define WARRAQ_MAGIC {'W', 'A', 'R', 'R', 'A', 'Q', 'P', 'L'}
";

const ENTRY: &str = "
/* What a library defines. */
extern const struct WarraqPluginEntry warraq_plugin_entry;
";

fn generated() -> String {
    let mut config = Config {
        language: Language::C,
        header: Some(PREAMBLE.to_owned()),
        after_includes: Some(MAGIC.to_owned()),
        trailer: Some(ENTRY.to_owned()),
        include_guard: Some("WARRAQ_PLUGIN_H".to_owned()),
        no_includes: true,
        sys_includes: vec!["stddef.h".to_owned(), "stdint.h".to_owned()],
        cpp_compat: true,
        usize_is_size_t: true,
        documentation: true,
        line_length: 100,
        ..Config::default()
    };
    // A symbol that nothing refers to is not written, and the entry is what refers to all.
    config.export.include = vec![
        "WarraqPluginEntry".to_owned(),
        "WarraqStage".to_owned(),
        "WarraqDocument".to_owned(),
    ];
    config.export.exclude = vec!["WARRAQ_MAGIC".to_owned(), "WARRAQ_ENTRY_HEAD".to_owned()];
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/abi.rs");
    let bindings = Builder::new()
        .with_config(config)
        .with_src(source)
        .generate()
        .unwrap();
    let mut header = Vec::new();
    bindings.write(&mut header);
    String::from_utf8(header).unwrap()
}

#[test]
fn the_header_is_what_the_abi_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../include/warraq_plugin.h");
    let generated = generated();
    if std::env::var_os("WARRAQ_WRITE_HEADER").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let shipped = std::fs::read_to_string(&path).unwrap_or_default();
    for (line, (shipped, generated)) in (1..).zip(shipped.lines().zip(generated.lines())) {
        assert_eq!(shipped, generated, "line {line} of include/warraq_plugin.h");
    }
    assert_eq!(
        shipped.len(),
        generated.len(),
        "see the head of this test for how to write it"
    );
}
