//! The tests of the crate's public face, in one binary.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail the test, which is what an unwrap does"
)]

mod cases;
mod conformance;
mod decoding;
mod generated;
mod long_input;
mod properties;
