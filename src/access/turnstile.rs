//! Lets only so many password hashes run at once, since each of them takes much memory.
//!
//! This is the one thing in `access` that waits: it is a lock, not IO, and it reads no clock.

use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, PoisonError};

/// How many password hashes run at once: at the cost of an account, 128 MiB in all.
pub const HASHES_AT_ONCE: NonZeroUsize = NonZeroUsize::new(2).expect("two is not zero");

/// A gate with so many places; safe to use from any number of threads.
#[derive(Debug)]
pub struct Turnstile {
    free: Mutex<usize>,
    left: Condvar,
}

/// A place behind the gate, given back when dropped.
#[derive(Debug)]
#[must_use = "the place is given back at once if it is not kept"]
pub struct Passage<'a>(&'a Turnstile);

impl Default for Turnstile {
    fn default() -> Self {
        Self::new(HASHES_AT_ONCE)
    }
}

impl Turnstile {
    /// Makes a gate with so many places.
    #[must_use]
    pub const fn new(places: NonZeroUsize) -> Self {
        Self { free: Mutex::new(places.get()), left: Condvar::new() }
    }

    /// Takes a place, waiting until there is one.
    pub fn pass(&self) -> Passage<'_> {
        // A thread that panics cannot leave the number wrong, so a poisoned lock is good.
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.left.wait_while(free, |it| *it == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Passage(self)
    }

    /// Takes a place if there is one now.
    pub fn try_pass(&self) -> Option<Passage<'_>> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        *free = free.checked_sub(1)?;
        Some(Passage(self))
    }
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_third_hash_waits_until_one_of_two_has_ended() {
        let turnstile = Turnstile::default();
        let first = turnstile.pass();
        let second = turnstile.try_pass().expect("a second place");
        assert!(turnstile.try_pass().is_none());
        drop(first);
        let third = turnstile.try_pass().expect("the first's place");
        assert!(turnstile.try_pass().is_none());
        drop((second, third));
    }

    #[test]
    fn all_who_wait_get_through_and_never_more_than_two_at_once() {
        let turnstile = Turnstile::default();
        let (inside, most, through) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _passage = turnstile.pass();
                        most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        through.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(through.into_inner(), 400);
        assert!(most.into_inner() <= 2);
    }

    #[test]
    fn a_panic_behind_the_gate_gives_its_place_back() {
        let turnstile = Turnstile::new(NonZeroUsize::MIN);
        let panicked = std::thread::scope(|scope| {
            let inner = scope.spawn(|| {
                let _passage = turnstile.pass();
                std::panic::resume_unwind(Box::new(()));
            });
            inner.join().is_err()
        });
        assert!(panicked);
        assert!(turnstile.try_pass().is_some());
    }
}
