//! A library that names two of its stages alike: a host refuses it.

#[path = "boundary/stage.rs"]
mod stage;

warraq_plugin::export_stages!(stage::Boundary, stage::Boundary);
