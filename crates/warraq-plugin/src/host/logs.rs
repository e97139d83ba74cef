//! Where the messages of libraries arrive: the program's `tracing`, or in a worker a list that goes to
//! the host with the next answer.

use crate::abi::{
    WARRAQ_LOG_DEBUG, WARRAQ_LOG_ERROR, WARRAQ_LOG_INFO, WARRAQ_LOG_TRACE, WARRAQ_LOG_WARN,
    WarraqText,
};
use crate::raw;
use std::sync::{Mutex, OnceLock, PoisonError};
use tracing::metadata::LevelFilter;

/// A message of a library.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) level: u32,
    pub(crate) origin: String,
    pub(crate) text: String,
}

/// The messages that a worker has not sent yet; a process is a worker as a whole or not at all.
static KEPT: OnceLock<Kept> = OnceLock::new();

struct Kept {
    level: u32,
    messages: Mutex<Vec<Message>>,
}

/// Makes this process keep messages up to `level` for [`kept_messages`].
pub(crate) fn keep_messages(level: u32) {
    KEPT.get_or_init(|| Kept {
        level,
        messages: Mutex::new(Vec::new()),
    });
}

/// The messages since the last call.
pub(crate) fn kept_messages() -> Vec<Message> {
    let kept = KEPT
        .get()
        .map(|kept| kept.messages.lock().unwrap_or_else(PoisonError::into_inner));
    kept.map(|mut messages| std::mem::take(&mut *messages))
        .unwrap_or_default()
}

/// Passes a message to the program's `tracing`.
pub(crate) fn emit(level: u32, origin: &str, message: &str) {
    match level {
        WARRAQ_LOG_ERROR => tracing::error!(target: "warraq_plugin", origin, "{message}"),
        WARRAQ_LOG_WARN => tracing::warn!(target: "warraq_plugin", origin, "{message}"),
        WARRAQ_LOG_INFO => tracing::info!(target: "warraq_plugin", origin, "{message}"),
        WARRAQ_LOG_DEBUG => tracing::debug!(target: "warraq_plugin", origin, "{message}"),
        _ => tracing::trace!(target: "warraq_plugin", origin, "{message}"),
    }
}

/// The highest level that the program's `tracing` listens to.
pub(crate) fn log_level_now() -> u32 {
    match LevelFilter::current() {
        LevelFilter::OFF => 0,
        LevelFilter::ERROR => WARRAQ_LOG_ERROR,
        LevelFilter::WARN => WARRAQ_LOG_WARN,
        LevelFilter::INFO => WARRAQ_LOG_INFO,
        LevelFilter::DEBUG => WARRAQ_LOG_DEBUG,
        LevelFilter::TRACE => WARRAQ_LOG_TRACE,
    }
}

pub(super) unsafe extern "C" fn log(level: u32, origin: WarraqText, message: WarraqText) {
    // SAFETY: the library lends a text, as the ABI asks of it.
    let origin = unsafe { raw::text(origin) }.unwrap_or_default();
    // SAFETY: as above.
    let message = unsafe { raw::text(message) }.unwrap_or_default();
    let Some(kept) = KEPT.get() else {
        return emit(level, origin, message);
    };
    let (origin, text) = (origin.to_owned(), message.to_owned());
    let mut messages = kept.messages.lock().unwrap_or_else(PoisonError::into_inner);
    messages.push(Message {
        level,
        origin,
        text,
    });
}

pub(super) unsafe extern "C" fn log_level() -> u32 {
    KEPT.get().map_or_else(log_level_now, |kept| kept.level)
}
