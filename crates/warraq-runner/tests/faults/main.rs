//! Faults of the storage, one at a time: whatever operation of the input or the output fails, is short,
//! is interrupted or is the last, nothing is lost in silence.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod disk;
mod reading;
mod writing;
