//! Witnesses (C2SP tlog-witness): what a log asks one to cosign, and whether it may.
//!
//! A witness remembers the last checkpoint that it cosigned for each log, and cosigns the next only if
//! that goes on from it. Who runs it, where, and how the texts travel is the host's matter.

use std::fmt;

use data_encoding::BASE64;

use crate::audit::checkpoint::{Checkpoint, digest, number};
use crate::audit::digest::Digest;
use crate::audit::note::{Line, Note, Unsigned, VerifierKey};
use crate::audit::proof;

/// The greatest number of hashes of a request's proof.
const HASHES_MAX: usize = 63;

/// What a log asks a witness: its newest checkpoint, and the proof that it goes on from an older size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The size that the witness is believed to know; 0 for none.
    pub old: u64,
    /// The proof from there.
    pub proof: Vec<Digest>,
    /// The signed checkpoint.
    pub note: Note,
}

/// Why a witness does not cosign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// The request has not its form, or asks for an old size beyond the new one.
    #[error("not of the form of a request")]
    Malformed,
    /// The log's key did not sign the checkpoint.
    #[error("not signed by the log")]
    Signature,
    /// The witness knows another size than the log believes.
    #[error("the witness knows size {known}")]
    Stale {
        /// The size that it knows.
        known: u64,
    },
    /// The checkpoint is of a smaller log than the witness knows.
    #[error("the checkpoint has size {size}, and the witness knows {known}")]
    Smaller {
        /// The size asked for.
        size: u64,
        /// The size that it knows.
        known: u64,
    },
    /// The checkpoint does not go on from what the witness knows.
    #[error("the log does not go on from the first {known} events")]
    Inconsistent {
        /// The size that it knows.
        known: u64,
    },
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// [`Refused::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let read = || {
            let (head, note) = text.split_once("\n\n")?;
            let mut lines = head.split('\n');
            let old = number(lines.next()?.strip_prefix("old ")?)?;
            let proof = lines.map(digest).collect::<Option<Vec<_>>>()?;
            let note = Note::parse(note).ok()?;
            (proof.len() <= HASHES_MAX).then_some(Self { old, proof, note })
        };
        read().ok_or(Refused::Malformed)
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        for hash in &self.proof {
            writeln!(f, "{}", BASE64.encode(hash.as_bytes()))?;
        }
        write!(f, "\n{}", self.note)
    }
}

/// Decides whether a witness that knows a checkpoint of a log, or none, may cosign the next.
///
/// # Errors
///
/// [`Refused`].
pub fn consider(
    request: &Request,
    log: &VerifierKey,
    known: Option<&Checkpoint>,
) -> Result<Checkpoint, Refused> {
    let next = Checkpoint::signed(&request.note, log).map_err(|fault| match fault {
        Unsigned::Malformed => Refused::Malformed,
        _ => Refused::Signature,
    })?;
    if request.old > next.size {
        return Err(Refused::Malformed);
    }
    let Some(known) = known else {
        return match request.old {
            0 if request.proof.is_empty() => Ok(next),
            0 => Err(Refused::Malformed),
            _ => Err(Refused::Stale { known: 0 }),
        };
    };
    let size = known.size;
    if next.size < size {
        return Err(Refused::Smaller { size: next.size, known: size });
    }
    if request.old != size {
        return Err(Refused::Stale { known: size });
    }
    let (old, new) = ((size, &known.root), (next.size, &next.root));
    let holds = known.origin == next.origin && proof::check_consistency(&request.proof, old, new).is_ok();
    if holds { Ok(next) } else { Err(Refused::Inconsistent { known: size }) }
}

/// What a witness answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Its signature lines.
    Cosigned(Vec<Line>),
    /// The size that it knows, where the log believed another.
    Knows(u64),
}

impl Answer {
    /// Reads an answer: signature lines, or a size.
    ///
    /// # Errors
    ///
    /// [`Unsigned::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Unsigned> {
        let text = text.strip_suffix('\n').ok_or(Unsigned::Malformed)?;
        if let Some(size) = number(text) {
            return Ok(Self::Knows(size));
        }
        text.split('\n').map(Line::parse).collect::<Result<_, _>>().map(Self::Cosigned)
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cosigned(lines) => lines.iter().try_for_each(|it| writeln!(f, "{it}")),
            Self::Knows(size) => writeln!(f, "{size}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::audit::note::{KeyKind, Seed};
    use crate::audit::proof::Unproven;
    use crate::audit::tree::{Frontier, leaf_hash};

    const ORIGIN: &str = "police.example/sreg/1";

    fn seed(byte: u8) -> Seed {
        Seed::from_bytes(&Zeroizing::new([byte; 32]))
    }

    fn key() -> VerifierKey {
        VerifierKey::new(ORIGIN, KeyKind::Log, seed(1).public()).unwrap()
    }

    /// The stored nodes and roots of a log whose history is told by a byte from an event on.
    fn log(size: u64, (since, byte): (u64, u8)) -> (Vec<Digest>, Vec<Digest>) {
        let mut frontier = Frontier::new();
        let (mut nodes, mut roots) = (Vec::new(), vec![frontier.root()]);
        for n in 0..size {
            let data = [&n.to_be_bytes()[..], &[if n < since { 0 } else { byte }]].concat();
            nodes.extend(frontier.push(leaf_hash(&data)).into_iter().map(|(_, node)| node));
            roots.push(frontier.root());
        }
        (nodes, roots)
    }

    fn checkpoint(size: usize, roots: &[Digest]) -> Checkpoint {
        Checkpoint { origin: ORIGIN.into(), size: size as u64, root: roots[size] }
    }

    fn request(old: u64, checkpoint: &Checkpoint, nodes: &[Digest], signer: u8) -> Request {
        let text = checkpoint.text();
        let by = VerifierKey::new(ORIGIN, KeyKind::Log, seed(signer).public()).unwrap();
        let line = Line::of_log(&by, &text, seed(signer).sign(text.as_bytes())).unwrap();
        let read = |at: u64| Ok::<_, Unproven>(nodes[usize::try_from(at).unwrap()]);
        let proof = proof::consistency(old, checkpoint.size, read).unwrap_or_default();
        Request { old, proof, note: Note::new(&text, vec![line]).unwrap() }
    }

    #[test]
    fn a_request_reads_back_and_what_goes_on_is_cosigned() {
        let (nodes, roots) = log(20, (0, 0));
        let first = request(0, &checkpoint(13, &roots), &nodes, 1);
        let next = request(13, &checkpoint(20, &roots), &nodes, 1);
        for it in [&first, &next] {
            assert_eq!(Request::parse(&it.to_string()).as_ref(), Ok(it));
        }
        let known = consider(&first, &key(), None).unwrap();
        assert_eq!(known, checkpoint(13, &roots));
        assert_eq!(consider(&next, &key(), Some(&known)), Ok(checkpoint(20, &roots)));
        // The same once more is cosigned once more.
        let same = request(13, &known, &nodes, 1);
        assert_eq!(consider(&same, &key(), Some(&known)), Ok(known.clone()));
    }

    #[test]
    fn what_does_not_go_on_is_refused_each_in_its_way() {
        let ((nodes, roots), (others, other_roots)) = (log(20, (0, 0)), log(20, (10, 1)));
        let known = checkpoint(13, &roots);
        for (request, refused) in [
            (request(12, &checkpoint(12, &roots), &nodes, 1), Refused::Smaller { size: 12, known: 13 }),
            (request(12, &checkpoint(20, &roots), &nodes, 1), Refused::Stale { known: 13 }),
            (request(0, &checkpoint(20, &roots), &nodes, 1), Refused::Stale { known: 13 }),
            (request(13, &checkpoint(20, &other_roots), &others, 1), Refused::Inconsistent { known: 13 }),
            (request(13, &checkpoint(13, &other_roots), &others, 1), Refused::Inconsistent { known: 13 }),
            (request(13, &checkpoint(20, &roots), &nodes, 2), Refused::Signature),
            (request(14, &checkpoint(13, &roots), &nodes, 1), Refused::Malformed),
        ] {
            assert_eq!(consider(&request, &key(), Some(&known)), Err(refused), "{request}");
        }
        let early = request(13, &checkpoint(20, &roots), &nodes, 1);
        assert_eq!(consider(&early, &key(), None), Err(Refused::Stale { known: 0 }));
    }

    #[test]
    fn an_answer_is_lines_or_a_size() {
        let witness = VerifierKey::new("witness.example", KeyKind::Witness, seed(3).public()).unwrap();
        let line = Line::of_witness(&witness, &seed(3), "a\n", 5).unwrap();
        for answer in [Answer::Cosigned(vec![line.clone(), line]), Answer::Knows(13)] {
            assert_eq!(Answer::parse(&answer.to_string()), Ok(answer));
        }
        for wrong in ["", "\n", "13", "013\n", "\u{2014} a\n", "old 3\n"] {
            assert_eq!(Answer::parse(wrong), Err(Unsigned::Malformed), "{wrong:?}");
        }
    }
}
