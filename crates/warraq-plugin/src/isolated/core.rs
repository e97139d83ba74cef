//! The core that a host's thread and its worker share while they take turns.
//!
//! Of the two, one always waits for the other, and to wake a thread on another core costs more than
//! most documents do. A worker that answers quickly is thus kept on the core of the thread that asks,
//! which gives it the core instead of going to sleep. One that takes longer may run anywhere: what it
//! does may be worth a core of its own, or several. Where a thread runs changes no byte of what it
//! gives.

use std::process::Child;
use std::time::{Duration, Instant};

/// The longest answer for which a worker is kept on its host's core.
const QUICK: Duration = Duration::from_millis(1);

/// How often a thread gives its core to its worker before it goes to sleep.
const TURNS: u32 = 64;

/// Where a worker runs.
#[derive(Debug)]
pub(super) struct Placement {
    worker: system::Thread,
    /// The core that it is kept on.
    core: Option<system::Core>,
    /// Whether its last answer was quick.
    is_quick: bool,
}

impl Placement {
    /// The placement of a worker that was just started, and may run anywhere.
    pub(super) fn new(worker: &Child) -> Self {
        Self {
            worker: system::Thread::of(worker),
            core: None,
            is_quick: false,
        }
    }

    /// Begins an exchange of the calling thread with the worker.
    pub(super) fn share(&mut self) -> Shared<'_> {
        let is_here = self.is_quick && self.keep_here();
        Shared {
            placement: self,
            turns: if is_here { TURNS } else { 0 },
            since: Instant::now(),
        }
    }

    /// Whether the worker is kept on the calling thread's core now.
    fn keep_here(&mut self) -> bool {
        let Some(here) = system::Core::current() else {
            return false;
        };
        if self.core != Some(here) && self.worker.keep_on(here) {
            self.core = Some(here);
        }
        self.core == Some(here)
    }

    fn free(&mut self) {
        self.is_quick = false;
        if self.core.take().is_some() {
            self.worker.free();
        }
    }
}

/// An exchange with a worker; it ends when the value is dropped.
pub(super) struct Shared<'a> {
    placement: &'a mut Placement,
    turns: u32,
    since: Instant,
}

impl Shared<'_> {
    /// Gives the core to the worker, if it is the worker's; the answer is whether to look again
    /// before going to sleep.
    pub(super) fn give_turn(&mut self) -> bool {
        let Some(rest) = self.turns.checked_sub(1) else {
            return false;
        };
        self.turns = rest;
        std::thread::yield_now();
        true
    }

    /// The worker takes long: it need not wait for this core.
    pub(super) fn part(&mut self) {
        self.turns = 0;
        self.placement.free();
    }
}

impl Drop for Shared<'_> {
    fn drop(&mut self) {
        if self.since.elapsed() < QUICK {
            self.placement.is_quick = true;
        } else {
            self.placement.free();
        }
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::process::Child;

    type Cores = libc::cpu_set_t;

    /// The main thread of a worker.
    #[derive(Debug)]
    pub(super) struct Thread {
        id: libc::pid_t,
        /// The cores that it may run on of itself.
        anywhere: Option<Cores>,
    }

    impl Thread {
        pub(super) fn of(worker: &Child) -> Self {
            let id = worker.id().cast_signed();
            let anywhere = cores_of(id);
            Self { id, anywhere }
        }

        /// Keeps it on a core; the answer is whether the system does so.
        pub(super) fn keep_on(&self, core: Core) -> bool {
            let alone = core.alone().filter(|_| self.anywhere.is_some());
            alone.is_some_and(|alone| self.allow(&alone))
        }

        pub(super) fn free(&self) {
            if let Some(anywhere) = &self.anywhere {
                // A worker that is gone needs no core.
                let _ = self.allow(anywhere);
            }
        }

        /// Whether the system lets it run on these cores alone.
        fn allow(&self, cores: &Cores) -> bool {
            // SAFETY: the set is borrowed during the call, and as large as is said.
            unsafe { libc::sched_setaffinity(self.id, size_of::<Cores>(), cores) == 0 }
        }
    }

    /// The number of a core.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) struct Core(usize);

    impl Core {
        /// The core of the calling thread.
        pub(super) fn current() -> Option<Self> {
            // SAFETY: it asks, and changes nothing.
            usize::try_from(unsafe { libc::sched_getcpu() })
                .ok()
                .map(Self)
        }

        /// The set of this core alone; none if it has no place in a set.
        fn alone(self) -> Option<Cores> {
            let mut cores = none();
            (self.0 < size_of::<Cores>() * 8).then(|| {
                // SAFETY: the set has a bit for the core.
                unsafe { libc::CPU_SET(self.0, &mut cores) };
                cores
            })
        }
    }

    fn cores_of(thread: libc::pid_t) -> Option<Cores> {
        let mut cores = none();
        // SAFETY: the set is borrowed during the call, and as large as is said.
        let status = unsafe { libc::sched_getaffinity(thread, size_of::<Cores>(), &raw mut cores) };
        (status == 0).then_some(cores)
    }

    fn none() -> Cores {
        // SAFETY: a set is bits, and of zeroes it is the empty one.
        unsafe { std::mem::zeroed() }
    }
}

/// Elsewhere the system decides.
#[cfg(not(target_os = "linux"))]
mod system {
    #[derive(Debug)]
    pub(super) struct Thread;

    impl Thread {
        pub(super) fn of(_: &std::process::Child) -> Self {
            Self
        }

        pub(super) fn keep_on(&self, _: Core) -> bool {
            false
        }

        pub(super) fn free(&self) {}
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) struct Core;

    impl Core {
        pub(super) fn current() -> Option<Self> {
            None
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::process::Command;

    /// The cores that the system lets a process run on, as it writes them.
    fn cores(child: &Child) -> String {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
        let status = status.expect("the worker lives");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
        line.expect("Linux says it").trim().to_owned()
    }

    #[test]
    fn a_quick_worker_is_kept_on_one_core_and_a_slow_one_is_free() {
        let mut child = Command::new("sleep")
            .arg("60")
            .spawn()
            .expect("every Linux has it");
        let anywhere = cores(&child);
        let mut placement = Placement::new(&child);
        let mut first = placement.share();
        assert!(!first.give_turn(), "it is not known to be quick yet");
        drop(first);
        placement.is_quick = true;
        let mut second = placement.share();
        assert!(second.give_turn());
        assert!(cores(&child).parse::<u32>().is_ok(), "{}", cores(&child));
        second.part();
        assert!(!second.give_turn());
        assert_eq!(cores(&child), anywhere);
        second.since -= QUICK;
        drop(second);
        assert!(!placement.is_quick);

        placement.is_quick = true;
        let mut third = placement.share();
        let turns = std::iter::repeat_with(|| third.give_turn()).take_while(|turn| *turn);
        assert_eq!(turns.count(), TURNS as usize, "then it goes to sleep");
        drop(third);
        child.kill().expect("it lives");
        child.wait().expect("it was killed");
        placement.free();
    }
}
