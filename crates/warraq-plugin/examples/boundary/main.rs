//! The stage `boundary` as a library: what the benchmark of the boundary loads.

#[path = "stage.rs"]
mod stage;

warraq_plugin::export_stages!(stage::Boundary);
