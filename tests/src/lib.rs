//! What the suites share: the program, folders to work in, the conformance suite of stages, and
//! scores against keys written by hand. The README's examples run here, too.
//!
#![doc = include_str!("../../README.md")]

pub mod conformance;
pub mod program;
pub mod score;
pub mod shared;
