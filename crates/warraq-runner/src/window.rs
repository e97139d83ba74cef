//! The window: bounds the memory of what is in flight between the reader and the writer.
//!
//! The reader waits here, never a worker: a worker that waited for the writer would hold a thread
//! while the document that the writer needs next stands behind it in the queue. A batch counts with
//! what processing it may take until it is processed, and then, while it waits for its turn to be
//! written, with what it holds.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A budget of bytes that the reader takes from and the writer gives back to.
pub(crate) struct Window {
    capacity: usize,
    most_queued: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    in_flight: usize,
    /// The batches that are not processed yet.
    queued: usize,
    is_closed: bool,
}

impl Window {
    /// A window of `capacity` bytes, with at most `most_queued` batches that are not processed yet:
    /// to read further ahead than the workers need would fill memory and gain nothing.
    pub(crate) fn new(capacity: usize, most_queued: usize) -> Self {
        Self {
            capacity,
            most_queued,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Waits until a batch that needs `bytes` may be in flight; false if the window was closed instead.
    ///
    /// One batch is always let in, however much it takes, so that the run goes on.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        let mut state = self.lock();
        let is_full = |state: &State| {
            let is_over = state.in_flight.saturating_add(bytes) > self.capacity;
            (is_over && state.in_flight > 0) || state.queued >= self.most_queued
        };
        while !state.is_closed && is_full(&state) {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.in_flight = state.in_flight.saturating_add(bytes);
        state.queued += 1;
        !state.is_closed
    }

    /// A batch for which `taken` was taken is processed, and holds `held` from now on.
    pub(crate) fn processed(&self, taken: usize, held: usize) {
        let mut state = self.lock();
        state.in_flight = state.in_flight.saturating_sub(taken).saturating_add(held);
        state.queued = state.queued.saturating_sub(1);
        self.changed.notify_all();
    }

    /// Gives back what a processed batch held.
    pub(crate) fn give_back(&self, bytes: usize) {
        let mut state = self.lock();
        state.in_flight = state.in_flight.saturating_sub(bytes);
        self.changed.notify_all();
    }

    /// Lets nobody in any more: the writer has failed or has enough.
    pub(crate) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    /// A poisoned lock is taken all the same: the state is three numbers, and always whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    #[test]
    fn a_taker_waits_until_there_is_room() {
        let window = Window::new(100, 9);
        assert!(window.take(60));
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| sender.send(window.take(60)));
            let waits = || receiver.recv_timeout(Duration::from_millis(50)).is_err();
            assert!(waits());
            // What is processed and not written holds the reader up as long as it is too much.
            window.processed(60, 50);
            assert!(waits());
            window.give_back(50);
            assert_eq!(receiver.recv_timeout(Duration::from_secs(10)), Ok(true));
        });
    }

    #[test]
    fn what_is_processed_counts_with_what_it_holds() {
        let window = Window::new(100, 9);
        assert!(window.take(90));
        window.processed(90, 10);
        assert!(window.take(90));
    }

    #[test]
    fn no_more_batches_are_read_ahead_than_are_needed() {
        let window = Window::new(100, 2);
        assert!(window.take(1) && window.take(1));
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| sender.send(window.take(1)));
            assert!(receiver.recv_timeout(Duration::from_millis(50)).is_err());
            window.processed(1, 1);
            assert_eq!(receiver.recv_timeout(Duration::from_secs(10)), Ok(true));
        });
    }

    #[test]
    fn one_taker_is_let_in_however_much_it_takes() {
        assert!(Window::new(100, 9).take(1_000));
    }

    #[test]
    fn closing_wakes_whoever_waits() {
        let window = Window::new(100, 9);
        assert!(window.take(100));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| window.take(1));
            window.close();
            assert!(!waiting.join().unwrap());
        });
        assert!(!window.take(1));
    }
}
