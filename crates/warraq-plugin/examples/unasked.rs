//! A library that ends whatever loads it: a host that only lists it, or refuses its pin, lives on.

#[path = "boundary/stage.rs"]
mod stage;

extern "C" fn end() {
    std::process::abort();
}

/// What the system calls as it loads the library.
#[used]
#[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_os = "macos"), unsafe(link_section = ".init_array"))]
static INITIALIZER: extern "C" fn() = end;

warraq_plugin::export_stages!(stage::Boundary);
