//! The library that the tests build with `panic = "abort"`: a host runs it in a worker only.

#[path = "boundary/stage.rs"]
mod stage;

warraq_plugin::export_stages!(stage::Boundary);
