//! The contracts that every part relies on.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod layers;
mod pipelines;
mod support;
