//! A bar for long work, where somebody watches: only on a terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on the standard error, or nothing if that is no terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Begins work of so many steps.
    pub(crate) fn new(words: &'static str, steps: u64) -> Self {
        Self::with(words, Some(steps), "{msg:12} {wide_bar} {percent:>3} % {eta}")
    }

    /// Begins work that does not tell how far it is: one transaction, which another thread may be doing.
    pub(crate) fn turning(words: &'static str) -> Self {
        let it = Self::with(words, None, "{msg:12} {spinner} {elapsed}");
        it.0.enable_steady_tick(Duration::from_millis(200));
        it
    }

    fn with(words: &'static str, steps: Option<u64>, form: &str) -> Self {
        let target = if std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(steps, target);
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        bar.set_message(words);
        Self(bar)
    }

    /// Tells how far the work is.
    pub(crate) fn at(&self, step: u64, of: u64) {
        self.0.set_length(of);
        self.0.set_position(step);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
