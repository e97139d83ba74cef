//! The suites, in one program: each module is a part of the product seen from outside.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod architecture;
mod article;
mod bad_input;
mod cli;
mod conformance;
mod corpora;
mod custom_stage;
mod dedup;
mod memory;
mod plugins;
mod poison;
mod render;
mod run_folder;
mod samples;
mod serve;
mod show;
