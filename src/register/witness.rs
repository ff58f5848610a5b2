//! Witnesses outside: what they are asked, what they answer, and the witness that is only a file and a key.

use std::path::Path;

use zeroize::Zeroizing;

use crate::access::{Act, hexadecimal};
use crate::audit::note::{KeyKind, Line, Note, Seed};
use crate::audit::witness::{Answer, Refused, Request, consider};
use crate::audit::{Action, Checkpoint, Outcome, VerifierKey};
use crate::clock::{Clock, Entropy};
use crate::error::{Corruption, Error, Problem, Result};
use crate::register::gate::perform;
use crate::register::{Audited, Task};
use crate::store::{View, witness};

/// Checkpoints that an answer may be about: the log goes on while it travels.
pub const ANSWERED_CHECKPOINTS_MAX: u32 = 1000;

/// What became of a witness's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// Its signature is kept under the checkpoint of this size.
    Cosigned {
        /// How many events the checkpoint covers.
        size: u64,
    },
    /// The witness knows this size, and is to be asked again from there.
    Knows {
        /// How many events it knows of.
        size: u64,
    },
}

impl Task {
    /// Returns what to ask a witness that knows the log up to `old` events, 0 for none: the newest
    /// checkpoint and the proof that it goes on from there (C2SP tlog-witness, the body of
    /// `add-checkpoint`). How it travels is the host's matter.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/old` if the log was not that long at its newest checkpoint;
    /// [`Error::Forbidden`]; [`Error::Corrupt`].
    pub fn witness_request(&self, old: u64) -> Result<Audited<String>> {
        perform(self, Act::VerifyAudit, Action::AuditExported, move |work| {
            let newest = work.tx.newest_checkpoint()?;
            let (size, note) = newest.ok_or(Error::Corrupt(Corruption::Checkpoint))?;
            if old > size {
                return Err(Error::invalid("/old", Problem::OutOfRange));
            }
            let proof = if old == 0 { Vec::new() } else { work.tx.consistency(old, size)? };
            let note = Note::parse(&note).map_err(|_| Error::Corrupt(Corruption::Checkpoint))?;
            Ok(Request { old, proof, note }.to_string())
        })
    }

    /// Takes a witness's answer: its signature is checked against its `.vkey` and kept under the checkpoint
    /// that it is over, one of the newest [`ANSWERED_CHECKPOINTS_MAX`].
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] at `/answer` if it is no answer or not this witness's, at `/key` for a malformed
    /// key; [`Error::Rollback`] if the witness tells of a smaller log than it once cosigned: it was put
    /// back, or is another one; [`Error::Forbidden`].
    pub fn witness_accept(&self, answer: &str, key: &str) -> Result<Audited<Accepted>> {
        let key = VerifierKey::parse(key.trim_end()).ok().filter(|it| it.kind() == KeyKind::Witness);
        let key = key.ok_or_else(|| Error::invalid("/key", Problem::Malformed))?;
        let wrong = || Error::invalid("/answer", Problem::Malformed);
        let answer = Answer::parse(answer).map_err(|_| wrong())?;
        perform(self, Act::VerifyAudit, Action::WitnessCosigned, move |work| {
            let lines = match answer {
                Answer::Cosigned(lines) => lines,
                Answer::Knows(size) => {
                    let cosigned = cosigned_by(work.tx, &key)?;
                    if size < cosigned {
                        // The log tells of it, and the caller is told when it does.
                        work.act_as(Action::AnchorMismatch);
                        work.comes_to(Outcome::Failed);
                        return Ok(Err(Error::Rollback { size, anchored: cosigned }));
                    }
                    work.act_as(Action::IntegrityAsked);
                    return Ok(Ok(Accepted::Knows { size }));
                }
            };
            let own = lines.into_iter().find(|it| it.is_of(&key)).ok_or_else(wrong)?;
            for (size, note) in work.tx.checkpoints(ANSWERED_CHECKPOINTS_MAX)? {
                let note = Note::parse(&note).map_err(|_| Error::Corrupt(Corruption::Checkpoint))?;
                let signed = Note::new(note.text(), vec![own.clone()]).map_err(|_| wrong())?;
                if signed.check(&key).is_ok() {
                    work.then(move |tx| tx.add_cosignature(size, &own.to_string()));
                    return Ok(Ok(Accepted::Cosigned { size }));
                }
            }
            Err(wrong())
        })?
        .try_map(|it| it)
    }
}

/// Returns the greatest size that a witness has cosigned, 0 for none.
fn cosigned_by(view: &View<'_>, key: &VerifierKey) -> Result<u64> {
    let mut greatest = 0;
    for (size, line) in view.all_cosignatures()? {
        let own = Line::parse(&line).is_ok_and(|it| it.is_of(key));
        greatest = greatest.max(if own { size } else { 0 });
    }
    Ok(greatest)
}

/// Makes the key of a file witness: writes its seed into a new file, and returns its `.vkey`.
///
/// # Errors
///
/// [`Error::Invalid`] at `/name`; [`Error::Duplicate`] if there is such a file; [`Error::Storage`].
pub fn make_witness(file: &Path, name: &str, entropy: &Entropy) -> Result<String> {
    let bytes = Zeroizing::new(entropy.bytes::<32>()?);
    let key = witness_key(name, &Seed::from_bytes(&bytes))?;
    let text = Zeroizing::new(format!("{name}\n{}\n", data_encoding::HEXLOWER.encode(&*bytes)));
    witness::write_new(file, text.as_bytes())?;
    Ok(key.to_string())
}

/// Answers a log's request as a witness that is a file of what it knows and a file with its key, and needs
/// nothing else: on another machine, or from a stick.
///
/// What it knows is written and flushed before it answers.
///
/// # Errors
///
/// [`Error::Rollback`] for a smaller log than it knows; [`Error::Fork`] for one that does not go on from
/// what it knows; [`Error::Invalid`] at `/request` or `/log` for what is malformed or not signed by the
/// log; [`Error::NotFound`] without a key file; [`Error::Storage`].
pub fn witness_cosign(
    state: &Path,
    key_file: &Path,
    log: &str,
    request: &str,
    clock: &Clock,
) -> Result<Answer> {
    let log = VerifierKey::parse(log.trim_end()).map_err(|_| Error::invalid("/log", Problem::Malformed))?;
    let text =
        Zeroizing::new(witness::read(key_file)?.ok_or(Error::NotFound { what: crate::error::What::File })?);
    let broken = || Error::Corrupt(Corruption::LogKey);
    let (name, seed) = text.trim_end().split_once('\n').ok_or_else(broken)?;
    let seed = Seed::from_bytes(&Zeroizing::new(hexadecimal::parse::<32>(seed).map_err(|_| broken())?));
    let own = witness_key(name, &seed)?;
    let malformed = || Error::invalid("/request", Problem::Malformed);
    let request = Request::parse(request).map_err(|_| malformed())?;

    let _held = witness::hold(state)?;
    let known = witness::read(state)?.unwrap_or_default();
    let mut all: Vec<Checkpoint> = known
        .split_terminator("\n\n")
        .map(|it| Checkpoint::parse(&format!("{it}\n")).map_err(|_| Error::Corrupt(Corruption::Anchor)))
        .collect::<Result<_>>()?;
    let place = all.iter().position(|it| it.origin == log.name());
    let next = match consider(&request, &log, place.map(|it| &all[it])) {
        Ok(next) => next,
        Err(Refused::Stale { known }) => return Ok(Answer::Knows(known)),
        Err(Refused::Smaller { size, known }) => return Err(Error::Rollback { size, anchored: known }),
        Err(Refused::Inconsistent { known }) => return Err(Error::Fork { anchored: known }),
        Err(_) => return Err(malformed()),
    };
    let text = next.text();
    match place {
        Some(place) => all[place] = next,
        None => all.push(next),
    }
    let lines = all.iter().fold(String::new(), |lines, it| lines + &it.text() + "\n");
    witness::replace(state, lines.as_bytes())?;
    let at = u64::try_from(clock.now().timestamp()).unwrap_or(0);
    let line = Line::of_witness(&own, &seed, &text, at).map_err(|_| Error::Internal)?;
    Ok(Answer::Cosigned(vec![line]))
}

fn witness_key(name: &str, seed: &Seed) -> Result<VerifierKey> {
    VerifierKey::new(name, KeyKind::Witness, seed.public())
        .map_err(|_| Error::invalid("/name", Problem::Malformed))
}
