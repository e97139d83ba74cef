//! Logging: spans and events of all crates, to standard error, when asked for.

use crate::arguments::{GlobalArguments, LogFormat};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::time::Uptime;

/// Starts logging, and keeps panics of single documents out of the user's sight: they are reported
/// in quarantine, and logged at level `debug`.
pub(crate) fn start(arguments: &GlobalArguments) {
    let filter = match arguments.log.as_deref() {
        Some("json") => "info",
        filter => filter.unwrap_or("error"),
    };
    let is_json =
        arguments.log_format == LogFormat::Json || arguments.log.as_deref() == Some("json");
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("error"));
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_timer(Uptime::default())
        .with_env_filter(filter)
        .with_ansi(false);
    match is_json {
        false => log.init(),
        true => log.json().init(),
    }
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let is_worker = std::thread::current()
            .name()
            .is_some_and(|name| name.starts_with("warraq-"));
        if is_worker {
            tracing::debug!(%panic, "a document panicked");
        } else {
            default(panic);
        }
    }));
}
