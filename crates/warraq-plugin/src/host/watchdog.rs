//! The watchdog: looks whether a call of a library in this process comes back.
//!
//! A thread that is stuck in a library cannot be stopped, and a run would wait for it for ever. The
//! clock is the run's: the watchdog asks the document's own checkpoint, and ends the process once
//! time is spent and was spent again. A document without a time limit is only named.

use super::guard::{self, Current};
use std::cell::Cell;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};
use warraq_core::LimitExceeded;

/// How often the watchdog looks.
const TICK: Duration = Duration::from_millis(100);

/// The least time that a stage has after a checkpoint would have stopped it.
const GRACE: Duration = Duration::from_secs(1);

/// After how long a document without a time limit is named.
const LONG: Duration = Duration::from_secs(60);

/// Whether the program lets the watchdog end it.
static ALLOWED: AtomicBool = AtomicBool::new(false);

/// Starts the watchdog with the first call of a library.
static STARTED: Once = Once::new();

/// The places of all threads that ever called a library, for the watchdog to look at. They are few,
/// and stay.
static PLACES: Mutex<Vec<&'static Place>> = Mutex::new(Vec::new());

thread_local! {
    static PLACE: Cell<Option<&'static Place>> = const { Cell::new(None) };
}

/// What one thread is in. A call cannot end while the watchdog holds the lock.
#[derive(Default)]
struct Place(Mutex<Calls>);

#[derive(Default)]
struct Calls {
    /// The call that is under way.
    current: Option<NonNull<Current<'static>>>,
    /// How many there were.
    count: u64,
}

// SAFETY: the call is read under the lock, which its thread takes before the call ends; what it
// shows may be read by any thread.
unsafe impl Send for Calls {}

impl Place {
    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets the watchdog watch this process.
pub(super) fn allow() {
    ALLOWED.store(true, Ordering::Relaxed);
}

/// Watches a call until the answer is dropped, which must be before `current` ends.
pub(super) fn watch(current: NonNull<Current<'static>>) -> Option<Watched> {
    if !ALLOWED.load(Ordering::Relaxed) {
        return None;
    }
    let place = PLACE.get().unwrap_or_else(enter);
    let mut calls = place.calls();
    let outer = calls.current.replace(current);
    calls.count += 1;
    Some(Watched { place, outer })
}

/// A call that is watched.
pub(super) struct Watched {
    place: &'static Place,
    outer: Option<NonNull<Current<'static>>>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.place.calls().current = self.outer;
    }
}

/// Gives this thread a place.
#[cold]
fn enter() -> &'static Place {
    STARTED.call_once(start);
    let place: &'static Place = Box::leak(Box::default());
    PLACE.set(Some(place));
    places().push(place);
    place
}

fn places() -> MutexGuard<'static, Vec<&'static Place>> {
    PLACES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn start() {
    // Without a thread for it, a program that hangs is silent; it is not wrong.
    let _ = std::thread::Builder::new()
        .name("plugin-watchdog".to_owned())
        .stack_size(128 << 10)
        .spawn(look_for_ever);
}

/// What the watchdog remembers of a place.
#[derive(Clone, Copy)]
struct Seen {
    call: u64,
    since: Instant,
    overdue_since: Option<Instant>,
    is_named: bool,
}

fn look_for_ever() {
    let mut seen: Vec<Seen> = Vec::new();
    loop {
        std::thread::sleep(TICK);
        let now = Instant::now();
        let places = places().clone();
        seen.resize(places.len(), Seen::new(0, now));
        for (place, seen) in places.into_iter().zip(&mut seen) {
            look(place, seen, now);
        }
    }
}

impl Seen {
    fn new(call: u64, since: Instant) -> Self {
        Self {
            call,
            since,
            overdue_since: None,
            is_named: false,
        }
    }
}

fn look(place: &Place, seen: &mut Seen, now: Instant) {
    let calls = place.calls();
    let Some(current) = calls.current else { return };
    if calls.count != seen.call {
        *seen = Seen::new(calls.count, now);
    }
    // SAFETY: the call is under way, and cannot end while its place is locked.
    let current = unsafe { current.as_ref() };
    let taken = now.duration_since(seen.since);
    match (current.checkpoint)(0) {
        Ok(()) if taken >= LONG && !seen.is_named => {
            seen.is_named = true;
            name(current);
        }
        Ok(()) => {}
        Err(limit) => {
            let overdue = *seen.overdue_since.get_or_insert(now);
            let allowed = overdue.duration_since(seen.since).max(GRACE);
            if now.duration_since(overdue) >= allowed {
                guard::end(current, reason(limit));
            }
        }
    }
}

fn reason(limit: LimitExceeded) -> &'static str {
    match limit {
        LimitExceeded::Stopped => " does not stop with the run on the document `",
        _ => " does not come back, though its time is long spent, from the document `",
    }
}

fn name(current: &Current<'_>) {
    guard::write_all([
        "warning: the plugin stage `",
        current.stage,
        "` has been at the document `",
        current.document,
        "` for a minute\nhint: `--doc-timeout` ends what takes too long\n",
    ]);
}
