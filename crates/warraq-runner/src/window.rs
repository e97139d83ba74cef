//! The window: bounds what is in flight between the reader and the writer.
//!
//! The reader waits here, never a worker: a worker that waited for the writer would hold a thread
//! while the document that the writer needs next stands behind it in the queue.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A budget of bytes that the reader takes from and the writer gives back to.
pub(crate) struct Window {
    capacity: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    in_flight: usize,
    is_closed: bool,
}

impl Window {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Waits until `bytes` more may be in flight; false if the window was closed instead.
    ///
    /// One taker is always let in, however much it takes, so that the run goes on.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        let mut state = self.lock();
        while !state.is_closed
            && state.in_flight > 0
            && state.in_flight.saturating_add(bytes) > self.capacity
        {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.in_flight = state.in_flight.saturating_add(bytes);
        !state.is_closed
    }

    /// Gives back what was taken.
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

    /// A poisoned lock is taken all the same: the state is two numbers, and always whole.
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
        let window = Window::new(100);
        assert!(window.take(60));
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| sender.send(window.take(60)));
            assert!(receiver.recv_timeout(Duration::from_millis(50)).is_err());
            window.give_back(60);
            assert_eq!(receiver.recv_timeout(Duration::from_secs(10)), Ok(true));
        });
    }

    #[test]
    fn one_taker_is_let_in_however_much_it_takes() {
        assert!(Window::new(100).take(1_000));
    }

    #[test]
    fn closing_wakes_whoever_waits() {
        let window = Window::new(100);
        assert!(window.take(100));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| window.take(1));
            window.close();
            assert!(!waiting.join().unwrap());
        });
        assert!(!window.take(1));
    }
}
