//! Where the messages of libraries arrive: the program's `tracing`.

use crate::abi::{
    WARRAQ_LOG_DEBUG, WARRAQ_LOG_ERROR, WARRAQ_LOG_INFO, WARRAQ_LOG_TRACE, WARRAQ_LOG_WARN,
    WarraqText,
};
use crate::raw;
use tracing::metadata::LevelFilter;

pub(crate) unsafe extern "C" fn log(level: u32, origin: WarraqText, message: WarraqText) {
    // SAFETY: the library lends a text, as the ABI asks of it.
    let origin = unsafe { raw::text(origin) }.unwrap_or_default();
    // SAFETY: as above.
    let message = unsafe { raw::text(message) }.unwrap_or_default();
    match level {
        WARRAQ_LOG_ERROR => tracing::error!(target: "warraq_plugin", origin, "{message}"),
        WARRAQ_LOG_WARN => tracing::warn!(target: "warraq_plugin", origin, "{message}"),
        WARRAQ_LOG_INFO => tracing::info!(target: "warraq_plugin", origin, "{message}"),
        WARRAQ_LOG_DEBUG => tracing::debug!(target: "warraq_plugin", origin, "{message}"),
        _ => tracing::trace!(target: "warraq_plugin", origin, "{message}"),
    }
}

pub(crate) unsafe extern "C" fn log_level() -> u32 {
    match LevelFilter::current() {
        LevelFilter::OFF => 0,
        LevelFilter::ERROR => WARRAQ_LOG_ERROR,
        LevelFilter::WARN => WARRAQ_LOG_WARN,
        LevelFilter::INFO => WARRAQ_LOG_INFO,
        LevelFilter::DEBUG => WARRAQ_LOG_DEBUG,
        LevelFilter::TRACE => WARRAQ_LOG_TRACE,
    }
}
