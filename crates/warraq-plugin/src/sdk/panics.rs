//! Panics are caught here, inside the library that they happen in: a library has a standard library
//! of its own, and a panic that crosses into another is undefined.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    /// Where the last panic of this thread happened.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

static HOOK: Once = Once::new();

/// Makes panics of this library's code be remembered instead of printed: what a plugin says goes
/// through the host. The hook is of the library's own standard library, and no one else's.
pub(super) fn remember_instead_of_printing() {
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string);
            // A panic while the place is borrowed or the thread ends has no place to report.
            let _ = PLACE.try_with(|last| last.try_borrow_mut().map(|mut last| *last = place));
        }));
    });
}

/// Runs `work`; a panic becomes its message and place.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    // What `work` leaves broken belongs to a stage, which promises to be shared by threads.
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let place = PLACE.with(RefCell::take);
        let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
        format!("{}{place}", message(payload))
    })
}

fn message(payload: Box<dyn Any + Send>) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    // Dropping a payload may panic in turn; forgetting it leaks a few bytes and is safe.
    std::mem::forget(payload);
    text.unwrap_or_else(|| "(no message)".to_owned())
}
