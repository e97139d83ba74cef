//! The plugin's `tracing` events, sent to the host's.
//!
//! A library has a `tracing` of its own, which nobody listens to; this is its listener.

use crate::abi::{
    WARRAQ_LOG_DEBUG, WARRAQ_LOG_ERROR, WARRAQ_LOG_INFO, WARRAQ_LOG_TRACE, WARRAQ_LOG_WARN,
    WarraqHost, WarraqText,
};
use std::fmt::{Debug, Write};
use tracing::field::{Field, Visit};
use tracing::metadata::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Sends events to the host; spans are not kept.
struct HostLog {
    log: unsafe extern "C" fn(u32, WarraqText, WarraqText),
    log_level: unsafe extern "C" fn() -> u32,
}

/// Lets the events of this library arrive in the host; the first host is kept.
pub(super) fn send_to(host: &WarraqHost) {
    let subscriber = HostLog {
        log: host.log,
        log_level: host.log_level,
    };
    // A second call finds a listener already, which sends to the same host.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

impl Subscriber for HostLog {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // SAFETY: the ABI lets any thread call `log_level` at any time.
        number(*metadata.level()) <= unsafe { (self.log_level)() }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        None
    }

    fn event(&self, event: &Event<'_>) {
        let mut message = Message::default();
        event.record(&mut message);
        let target = WarraqText::lend(event.metadata().target());
        let level = number(*event.metadata().level());
        let text = message.0;
        // SAFETY: the ABI lets any thread call `log` at any time; the texts outlive the call.
        unsafe { (self.log)(level, target, WarraqText::lend(&text)) }
    }

    fn register_callsite(&self, _: &'static Metadata<'static>) -> tracing::subscriber::Interest {
        // The host's level may change, so that every event asks anew.
        tracing::subscriber::Interest::sometimes()
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// An event as one line: its message, then `key=value` of the other fields.
#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let separator = if self.0.is_empty() { "" } else { " " };
        // Writing to a string does not fail.
        let _ = if field.name() == "message" {
            write!(self.0, "{separator}{value:?}")
        } else {
            write!(self.0, "{separator}{}={value:?}", field.name())
        };
    }
}

fn number(level: Level) -> u32 {
    match level {
        Level::ERROR => WARRAQ_LOG_ERROR,
        Level::WARN => WARRAQ_LOG_WARN,
        Level::INFO => WARRAQ_LOG_INFO,
        Level::DEBUG => WARRAQ_LOG_DEBUG,
        Level::TRACE => WARRAQ_LOG_TRACE,
    }
}
