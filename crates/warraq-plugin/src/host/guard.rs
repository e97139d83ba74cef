//! What is said when a library in this process ends it: which stage, and on which document.
//!
//! A crash in the process cannot be survived, but it need not be silent, and `exit(0)` in a library
//! must not look like a finished run. A signal handler and an exit handler say what was going on in
//! the thread that dies, and a watchdog what a thread is stuck in.

use super::receive::Checkpoint;
use super::watchdog;
use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::ptr::NonNull;
use std::sync::Once;

/// What a process exits with when a library ends it with `exit`, or never comes back: an internal
/// error.
const EXIT_CODE: c_int = 4;

/// The signals that a crash raises.
const CRASHES: [c_int; 5] = [
    libc::SIGSEGV,
    libc::SIGBUS,
    libc::SIGILL,
    libc::SIGFPE,
    libc::SIGABRT,
];

thread_local! {
    /// The call that this thread is in. Neither made nor dropped at run time, so that a signal
    /// handler may read it.
    static CURRENT: Cell<Option<NonNull<Current<'static>>>> = const { Cell::new(None) };
}

/// A call of a library.
pub(super) struct Current<'a> {
    pub(super) stage: &'a str,
    pub(super) document: &'a str,
    /// Tells whether the document's time is spent.
    pub(super) checkpoint: Checkpoint<'a>,
}

static INSTALLED: Once = Once::new();

/// Makes this process say so, on standard error, when a library that runs in it crashes, exits or
/// does not come back from a document whose time is long spent. In the last two cases it exits with
/// 4, whatever the library asked for; what was written until then can be gone on with.
///
/// It belongs to programs: it replaces the handlers of SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGABRT.
pub fn report_deaths() {
    INSTALLED.call_once(|| {
        for signal in CRASHES {
            // SAFETY: an action of zeroes is a valid one, which is filled in below.
            let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
            action.sa_sigaction = on_crash as extern "C" fn(c_int) as usize;
            // The handler runs once, on the thread's other stack, since its own may be full.
            action.sa_flags = libc::SA_ONSTACK | libc::SA_RESETHAND | libc::SA_NODEFER;
            // SAFETY: the action is complete, and its handler does only what a handler may.
            unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
        }
        // SAFETY: the function lives as long as the process.
        unsafe { libc::atexit(on_exit) };
        watchdog::allow();
    });
}

/// Runs `work`, a call of a library, while this thread is known to be in it.
pub(super) fn guarded<T>(current: &Current<'_>, work: impl FnOnce() -> T) -> T {
    let shown = NonNull::from(current).cast::<Current<'static>>();
    // Calls nest if a library is a host too; the outer one is then known again.
    let _known = Known(CURRENT.replace(Some(shown)));
    let _watched = watchdog::watch(shown);
    work()
}

/// A call that this thread is known to be in until the value is dropped, however it ends; it holds the
/// outer one.
struct Known(Option<NonNull<Current<'static>>>);

impl Drop for Known {
    fn drop(&mut self) {
        CURRENT.set(self.0);
    }
}

extern "C" fn on_crash(signal: c_int) {
    if let Ok(Some(current)) = CURRENT.try_with(Cell::get) {
        // SAFETY: the thread is in the call that the value describes, which outlives that call.
        say(unsafe { current.as_ref() }, " crashed on the document `");
    }
    // SAFETY: the action of the signal is the default one again, which ends the process.
    unsafe { libc::raise(signal) };
}

extern "C" fn on_exit() {
    if let Ok(Some(current)) = CURRENT.try_with(Cell::get) {
        // SAFETY: as above.
        end(
            unsafe { current.as_ref() },
            " ended the process on the document `",
        );
    }
}

/// Says what happened, and ends the process here: what is not written is not finished either.
pub(super) fn end(current: &Current<'_>, what: &str) -> ! {
    say(current, what);
    // SAFETY: nothing of this process is needed any more.
    unsafe { libc::_exit(EXIT_CODE) }
}

/// Writes what happened, with nothing but calls that a signal handler may make.
fn say(current: &Current<'_>, what: &str) {
    write_all([
        "error: the plugin stage `",
        current.stage,
        "`",
        what,
        current.document,
        "`\nhint: with `",
        crate::MODE_VARIABLE,
        "=isolated` in its environment, `warraq resume` goes on with a run folder, and this costs \
         one document\n",
    ]);
}

pub(super) fn write_all<const COUNT: usize>(parts: [&str; COUNT]) {
    for part in parts {
        let bytes = part.as_ptr().cast::<c_void>();
        // SAFETY: the bytes are borrowed during the call. Nothing can be done if it fails.
        unsafe { libc::write(libc::STDERR_FILENO, bytes, part.len()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_known_until_it_ends_even_if_it_panics() {
        let checkpoint = |_| Ok(());
        let current = Current {
            stage: "stage",
            document: "document",
            checkpoint: &checkpoint,
        };
        let known = || CURRENT.get().is_some();
        assert!(guarded(&current, || guarded(&current, known) && known()));
        assert!(!known());
        let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            guarded(&current, || panic!("it panics on purpose"));
        }));
        assert!(unwound.is_err() && !known());
    }
}
