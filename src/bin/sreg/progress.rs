//! A bar for long work, where somebody watches: only on a terminal.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on the standard error, or nothing if that is no terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Begins work of so many steps.
    pub(crate) fn new(words: &'static str, steps: u64) -> Self {
        let target = if std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(steps), target);
        if let Ok(style) = ProgressStyle::with_template("{msg:12} {wide_bar} {percent:>3} % {eta}") {
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
