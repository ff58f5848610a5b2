//! Anchors: what the log was, on record where whoever changes the files cannot write.
//!
//! A line names the register, which of its histories, and the size and root of the log. The seal over it
//! is made with a key of the register's (`register::audit_anchors`), and nothing here knows that key.

use std::fmt;

use data_encoding::HEXLOWER;

use crate::audit::checkpoint::number;
use crate::audit::digest::Digest;
use crate::model::Id;

/// What an anchor line begins with.
const HEAD: &str = "sreg-anchor-1";

/// What the log was when it was last put on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The register.
    pub register: Id,
    /// Which of its histories.
    pub incarnation: u32,
    /// How many events the log had.
    pub size: u64,
    /// The root of its tree.
    pub root: Digest,
}

/// What an anchor says of a log that is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The log is what it was.
    Same,
    /// The log goes on from what it was.
    Grown,
    /// The log is shorter than it was, or of an earlier history.
    Rollback,
    /// The log is as long or longer, and not what it was.
    Fork,
}

impl Anchor {
    /// Splits a line into what it says and the seal over that; nothing if it is no anchor.
    #[must_use]
    pub fn parse(line: &str) -> Option<(Self, &str, [u8; 32])> {
        let (said, seal) = line.rsplit_once(' ')?;
        let seal = hexadecimal(seal)?;
        let mut words = said.split(' ');
        if words.next()? != HEAD {
            return None;
        }
        let register = words.next()?.parse().ok()?;
        let incarnation = number(words.next()?)?.try_into().ok()?;
        let size = number(words.next()?)?;
        let root = Digest::from_bytes(hexadecimal(words.next()?)?);
        let anchor = Self { register, incarnation, size, root };
        (words.next().is_none() && anchor.to_string() == said).then_some((anchor, said, seal))
    }

    /// Returns the line with its seal.
    #[must_use]
    pub fn line(&self, seal: &[u8; 32]) -> String {
        format!("{self} {}", HEXLOWER.encode(seal))
    }

    /// Tells whether this anchor is the later one of two.
    #[must_use]
    pub fn is_later_than(&self, other: &Self) -> bool {
        (self.incarnation, self.size) > (other.incarnation, other.size)
    }

    /// Judges a log by this anchor; `root_then` is the root that the log had at the anchor's size, if it
    /// is as long. A later history than the anchor's is a fork here: that two persons began it, its own events
    /// are to tell.
    #[must_use]
    pub fn judge(&self, incarnation: u32, size: u64, root_then: Option<Digest>) -> Verdict {
        if incarnation < self.incarnation {
            return Verdict::Rollback;
        }
        match root_then {
            _ if incarnation > self.incarnation => Verdict::Fork,
            None => Verdict::Rollback,
            Some(root) if root != self.root => Verdict::Fork,
            Some(_) if size == self.size => Verdict::Same,
            Some(_) => Verdict::Grown,
        }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{HEAD} {} {} {} {}", self.register, self.incarnation, self.size, self.root)
    }
}

fn hexadecimal(text: &str) -> Option<[u8; 32]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn an_anchor() -> Anchor {
        Anchor { register: Id::from_bytes([7; 16]), incarnation: 2, size: 40, root: Digest::of(&[b"a"]) }
    }

    #[test]
    fn a_line_reads_back_and_has_one_form() {
        let line = an_anchor().line(&[9; 32]);
        let (read, said, seal) = Anchor::parse(&line).unwrap();
        assert_eq!((read, said, seal), (an_anchor(), an_anchor().to_string().as_str(), [9; 32]));
        for wrong in [
            line.replace("anchor-1", "anchor-2"),
            line.replace(" 40 ", " 040 "),
            line.replace(" 2 ", " -2 "),
            line.to_uppercase(),
            format!("{line} x"),
            line.replace(' ', "  "),
            String::new(),
        ] {
            assert!(Anchor::parse(&wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_log_is_judged_by_its_anchor() {
        let (root, other) = (Some(Digest::of(&[b"a"])), Some(Digest::of(&[b"b"])));
        for (incarnation, size, root_then, verdict) in [
            (2, 40, root, Verdict::Same),
            (2, 41, root, Verdict::Grown),
            (2, 39, None, Verdict::Rollback),
            (2, 40, other, Verdict::Fork),
            (2, 90, other, Verdict::Fork),
            (1, 90, root, Verdict::Rollback),
            (3, 20, None, Verdict::Fork),
            (3, 90, root, Verdict::Fork),
        ] {
            let found = an_anchor().judge(incarnation, size, root_then);
            assert_eq!(found, verdict, "{incarnation} {size}");
        }
    }
}
