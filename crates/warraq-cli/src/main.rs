//! The `warraq` command.

fn main() {}
