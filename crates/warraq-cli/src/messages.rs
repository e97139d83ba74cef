//! Messages to people: on standard error, the hint apart from the message.

use std::io::Write;

/// Says what went wrong and, on a line of its own, what would help.
pub(crate) fn error(message: &str, hint: Option<&str>) {
    say("error", message);
    if let Some(hint) = hint {
        say("hint", hint);
    }
}

/// Says something that does not end the run.
pub(crate) fn warning(message: &str) {
    say("warning", message);
}

/// Says how things stand.
pub(crate) fn line(message: &str) {
    // Nobody is left to be told that standard error is closed.
    let _ = writeln!(std::io::stderr(), "{message}");
}

fn say(kind: &str, message: &str) {
    line(&format!("warraq: {kind}: {message}"));
}
