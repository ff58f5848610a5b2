//! The log as files for strangers, the proof of one event, and what a named auditor is shown of chosen
//! events. The files hold blinded entries and nothing of anybody.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::access::permission::permit;
use crate::access::{Act, Permit};
use crate::audit::commitment::{Committed, Field};
use crate::audit::disclosure::{Disclosed, Disclosure, EVENTS_MAX, Item};
use crate::audit::note::NOTE_BYTES_MAX;
use crate::audit::tiles::{self, BUNDLED_BYTES, Builder, Part, TILE_WIDTH};
use crate::audit::{Action, Checkpoint, Digest, Event, EventProof, Note, Outcome, VerifierKey};
use crate::error::{Corruption, Error, Problem, Refusal, Result, Slip, What};
use crate::model::text::Line;
use crate::register::audit_checkpoints::Issued;
use crate::register::audit_signing::public;
use crate::register::gate::perform;
use crate::register::logged::Logged;
use crate::register::opening::Inner;
use crate::register::work::Work;
use crate::register::{Audited, Task};
use crate::store::{Gaps, Leaf, View, export};

/// The signed checkpoint of an export.
pub const CHECKPOINT_FILE: &str = "checkpoint";
/// The public key of an export.
pub const KEY_FILE: &str = "log.vkey";
/// Chosen events with chosen openings, where somebody put them beside an export.
pub const DISCLOSURE_FILE: &str = "disclosure.cbor";
/// The longest disclosure that is read, in bytes.
const DISCLOSURE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What an export was found to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportVerified {
    /// Whose log it is.
    pub origin: String,
    /// How many events it has.
    pub events: u64,
    /// The root of its tree.
    pub root: String,
    /// Events at the beginning whose entries were pruned.
    pub pruned: u64,
    /// The event that pruned them, where the disclosure beside the export proves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pruned_by: Option<u64>,
    /// Events of the disclosure beside it, checked with their openings.
    pub disclosed: u64,
}

/// Whom a disclosure of events is for, and what of them it opens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosureRequest {
    /// The events, by their numbers.
    pub events: Vec<u64>,
    /// The detail fields that are opened, by their names; all others stay digests.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Whether the records that the events name are opened: "opened" or "closed".
    #[serde(default)]
    pub records: Records,
    /// The auditor's organisation.
    pub organisation: Line<200>,
    /// The auditor.
    pub person: Line<200>,
}

/// Whether a disclosure tells which records its events name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Records {
    /// They stay blinded.
    #[default]
    Closed,
    /// They are told.
    Opened,
}

impl Task {
    /// Writes the whole log as files that anybody can check: blinded entries, tiles, a checkpoint, and the
    /// key that signed it.
    ///
    /// `progress` is told how far it is, in events; if it answers no, nothing is left.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] if something is at the place; [`Error::Forbidden`], also if the sign-in is to be
    /// confirmed; [`Error::Corrupt`] if the events are not those that the tree was made of; [`Error::Full`].
    pub fn export_audit(
        &self,
        place: &Path,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Audited<Issued>> {
        let export = export::Export::begin(place)?;
        let words = place.to_string_lossy().into_owned();
        let logged = perform(self, Act::VerifyAudit, Action::AuditExported, move |work| {
            work.session().confirmed_of_late(work.now())?;
            work.say(Field::Means, words);
            Ok(())
        })?;
        let register = &self.inner.session.register;
        let (issued, _) = register.checkpoint_now(Logged::of_session(&self.inner.session))?;
        let (size, root) = (issued.checkpoint.size, issued.checkpoint.root);
        let found = register.store.read(|view| {
            let keys = view.log_keys()?;
            let key = public(&issued.checkpoint.origin, keys.last().ok_or(Error::Internal)?)?;
            write(view, &export, (size, Gaps::Refused), &issued.note, &key, progress)
        })?;
        if found != root {
            return Err(Error::Corrupt(Corruption::BrokenChain { seq: size - 1 }));
        }
        export.finish()?;
        Ok(logged.map(|()| issued))
    }

    /// Proves that an event is in the log, as a text that stands for itself (C2SP tlog-proof).
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such event; [`Error::Forbidden`]; [`Error::Corrupt`].
    pub fn prove_event(&self, seq: u64) -> Result<Audited<String>> {
        let logged = perform(self, Act::VerifyAudit, Action::AuditExported, move |work| {
            if (work.tx.first_event()?..work.tx.log_size()?).contains(&seq) {
                Ok(())
            } else {
                Err(Error::NotFound { what: What::Event })
            }
        })?;
        let register = &self.inner.session.register;
        let (note, checkpoint) = register.covering(seq, &self.inner.session)?;
        let path = register.store.read(|view| view.inclusion(seq, checkpoint.size))?;
        Ok(logged.map(|()| EventProof { index: seq, path, note }.to_string()))
    }

    /// Shows a named auditor chosen events with chosen openings, as the bytes of `disclosure.cbor`. The
    /// showing is itself logged as a disclosure.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such event; [`Error::Invalid`]; [`Error::Forbidden`] without a
    /// purpose of the log or the right to read all of it, and if the sign-in is to be confirmed.
    ///
    /// # Law
    ///
    /// - Data Protection Act 2018, s. 62(4)
    pub fn disclose_audit(&self, request: DisclosureRequest) -> Result<Audited<Vec<u8>>> {
        let opened = request.opened()?;
        let most = request.events.iter().max().copied().unwrap_or(0);
        // Nobody learns how long the log is who may not read it.
        perform(self, Act::ReadAudit, Action::IntegrityAsked, move |work| {
            reads_all(work)?;
            work.session().confirmed_of_late(work.now())?;
            if most < work.tx.log_size()? { Ok(()) } else { Err(Error::NotFound { what: What::Event }) }
        })?;
        let register = &self.inner.session.register;
        let (note, checkpoint) = register.covering(most, &self.inner.session)?;
        perform(self, Act::ReadAudit, Action::AuditDisclosed, move |work| {
            reads_all(work)?;
            let mut items = Vec::with_capacity(request.events.len());
            for seq in &request.events {
                items.push(disclosed(work.tx, *seq, checkpoint.size, &opened, request.records)?);
            }
            work.say(Field::RecipientOrganisation, request.organisation.to_string());
            work.say(Field::RecipientPerson, request.person.to_string());
            work.say(Field::Criteria, crate::model::document::write(&request.events));
            work.touch_many(items.len());
            Ok(Disclosure { note: note.to_string(), items }.encode())
        })
    }
}

/// Refuses who may not read the whole log.
pub(super) fn reads_all(work: &Work<'_, '_>) -> Result<()> {
    let all = permit(work.role()?, Act::ReadAudit) == Permit::Yes;
    if all { Ok(()) } else { Err(Error::Forbidden(Refusal::Role)) }
}

impl DisclosureRequest {
    fn opened(&self) -> Result<Vec<Field>> {
        if self.events.is_empty() || self.events.len() > EVENTS_MAX {
            return Err(Error::invalid("/events", Problem::OutOfRange));
        }
        let known = |name: &String| Field::ALL.into_iter().find(|it| it.name() == name);
        let opened = self.fields.iter().map(known).collect::<Option<Vec<_>>>();
        opened.ok_or_else(|| Error::invalid("/fields", Problem::UnknownCode))
    }
}

impl Inner {
    /// Returns a checkpoint that covers an event, with the witnesses' lines: the newest that one cosigned,
    /// else the newest, else one made now.
    pub(super) fn covering(
        self: &Arc<Self>,
        seq: u64,
        session: &crate::register::session::SessionInner,
    ) -> Result<(Note, Checkpoint)> {
        let newest = self.store.read(|view| match view.newest_cosigned(seq)? {
            Some(cosigned) => Ok(Some(cosigned)),
            None => Ok(view.newest_checkpoint()?.filter(|it| it.0 > seq)),
        })?;
        let note = match newest {
            Some((_, note)) => note,
            None => self.checkpoint_now(Logged::of_session(session))?.0.note,
        };
        let mut note = Note::parse(&note).map_err(|_| Error::Corrupt(Corruption::Checkpoint))?;
        let checkpoint =
            Checkpoint::parse(note.text()).map_err(|_| Error::Corrupt(Corruption::Checkpoint))?;
        for line in self.store.read(|view| view.cosignatures(checkpoint.size))? {
            let line = crate::audit::note::Line::parse(&line);
            let added = line.and_then(|line| note.add(line));
            added.map_err(|_| Error::Corrupt(Corruption::Checkpoint))?;
        }
        Ok((note, checkpoint))
    }
}

/// Gathers an event of a disclosure.
pub(super) fn disclosed(
    view: &View<'_>,
    seq: u64,
    size: u64,
    opened: &[Field],
    records: Records,
) -> Result<Item> {
    let found = view.event(seq)?.ok_or(Error::NotFound { what: What::Event })?;
    let fields = found.openings.into_iter().map(|it| match it {
        Committed::Opened { opening, .. } if opened.contains(&opening.field) => Disclosed::Opened(opening),
        other => Disclosed::Closed(other.field(), other.digest()),
    });
    let fields = fields.collect();
    let records = match records {
        Records::Closed => None,
        Records::Opened => view.reference_salt(seq)?.map(|salt| (salt, found.records)),
    };
    let path = view.inclusion(seq, size)?;
    Ok(Item { seq, envelope: found.event.encode(), path, fields, records })
}

/// Writes the files of the first `size` events, and returns the root that they make.
pub(super) fn write(
    view: &View<'_>,
    export: &export::Export,
    (size, gaps): (u64, Gaps),
    note: &str,
    key: &VerifierKey,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<Digest> {
    let mut builder = Builder::new();
    let put = |files: Vec<tiles::File>| {
        files.into_iter().try_for_each(|(part, width, bytes)| export.put(&part.path(width), &bytes))
    };
    view.each_leaf((size, gaps), |seq, leaf| {
        if seq % 4096 == 0 && !progress(seq, size) {
            return Err(Error::Misused(Slip::Interrupted));
        }
        put(match leaf {
            Leaf::Entry(entry) => builder.push(&entry),
            Leaf::Pruned(leaf) => builder.push_pruned(leaf),
        })
    })?;
    let (last, _, root) = builder.finish();
    put(last)?;
    export.put(KEY_FILE, format!("{key}\n").as_bytes())?;
    export.put(CHECKPOINT_FILE, note.as_bytes())?;
    progress(size, size);
    Ok(root)
}

/// Checks an export, without a register and without any key but the public one: every entry, every tile,
/// the checkpoint over them and its signature, and the disclosure if one lies beside them.
///
/// `key` is the text of the `.vkey` that the auditor was given; nothing stands for the one in the export,
/// which proves that the export is whole and not whose it is. Entries are missing from the beginning only
/// where the disclosure holds the event that pruned so many, opened: else see [`verify_pruned_export`].
///
/// # Errors
///
/// [`Error::Corrupt`] with the first bad place; [`Error::NotFound`] if there is no export.
pub fn verify_export(
    directory: &Path,
    key: Option<&str>,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<ExportVerified> {
    verify_pruned_export(directory, key, 0, progress)
}

/// As [`verify_export`], of a log from which the auditor knows that so many events were pruned.
///
/// # Errors
///
/// As [`verify_export`]; [`Corruption::Bundle`] if not so many entries are missing.
pub fn verify_pruned_export(
    directory: &Path,
    key: Option<&str>,
    pruned_known: u64,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<ExportVerified> {
    let text = |path, otherwise| -> Result<String> {
        let bytes = export::read(directory, path, NOTE_BYTES_MAX, otherwise)?;
        let bytes = bytes.ok_or(Error::NotFound { what: What::File })?;
        String::from_utf8(bytes).map_err(|_| Error::Corrupt(otherwise))
    };
    let broken = || Error::Corrupt(Corruption::Checkpoint);
    let key = match key {
        Some(key) => {
            VerifierKey::parse(key.trim_end()).map_err(|_| Error::invalid("/key", Problem::Malformed))?
        }
        None => VerifierKey::parse(text(KEY_FILE, Corruption::LogKey)?.trim_end())
            .map_err(|_| Error::Corrupt(Corruption::LogKey))?,
    };
    let note = Note::parse(&text(CHECKPOINT_FILE, Corruption::Checkpoint)?).map_err(|_| broken())?;
    let checkpoint = Checkpoint::signed(&note, &key).map_err(|_| broken())?;
    let (root, pruned) = rebuild(directory, checkpoint.size, progress)?;
    if root != checkpoint.root {
        return Err(broken());
    }
    let otherwise = Corruption::Disclosure;
    let disclosure = export::read(directory, DISCLOSURE_FILE, DISCLOSURE_BYTES_MAX, otherwise)?;
    let (disclosed, pruned_by) = match &disclosure {
        Some(bytes) => (check_disclosure(bytes, &key)?, pruned_by(bytes, pruned)?),
        None => (0, None),
    };
    // Bundles that are merely missing would look the same.
    if pruned != pruned_known && pruned_by.is_none() {
        return Err(Error::Corrupt(Corruption::Bundle { n: pruned.min(pruned_known) / TILE_WIDTH as u64 }));
    }
    Ok(ExportVerified {
        origin: checkpoint.origin,
        events: checkpoint.size,
        root: root.to_string(),
        pruned,
        pruned_by,
        disclosed,
    })
}

/// Finds, in a disclosure that was checked, the event that pruned exactly so many.
fn pruned_by(disclosure: &[u8], pruned: u64) -> Result<Option<u64>> {
    let wrong = |_| Error::Corrupt(Corruption::Disclosure);
    for item in Disclosure::decode(disclosure).map_err(wrong)?.items {
        let event = Event::decode(&item.envelope).map_err(|_| Error::Corrupt(Corruption::Disclosure))?;
        let says = |it: &Disclosed| match it {
            Disclosed::Opened(opening) if opening.field == Field::BeforeVersion => {
                opening.value.split(' ').next().and_then(|it| it.parse().ok()) == Some(pruned)
            }
            _ => false,
        };
        let is_pruning = event.action == Action::LogPruned && event.outcome == Outcome::Done;
        if pruned > 0 && is_pruning && item.fields.iter().any(says) {
            return Ok(Some(item.seq));
        }
    }
    Ok(None)
}

/// Checks a disclosure against a public key, and returns how many events it has.
///
/// # Errors
///
/// [`Corruption::Disclosure`]; [`Corruption::Opening`] and [`Corruption::Event`] with the event's number.
pub fn check_disclosure(bytes: &[u8], key: &VerifierKey) -> Result<u64> {
    use crate::audit::disclosure::Unfounded;

    let disclosure = Disclosure::decode(bytes);
    let checked = disclosure.and_then(|it| it.check(key).map(|_| it.items.len() as u64));
    checked.map_err(|fault| {
        Error::Corrupt(match fault {
            Unfounded::Malformed => Corruption::Disclosure,
            Unfounded::Checkpoint(_) => Corruption::Checkpoint,
            Unfounded::Event { seq } => Corruption::Event { seq },
            Unfounded::Opening { seq } => Corruption::Opening { seq },
        })
    })
}

/// Makes the files again from the entries, compares them with those that are there, and returns the root
/// and how many events were pruned.
fn rebuild(directory: &Path, size: u64, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<(Digest, u64)> {
    let mut builder = Builder::new();
    let mut pruned = 0;
    for n in 0..size.div_ceil(TILE_WIDTH as u64) {
        let done = n * TILE_WIDTH as u64;
        let width = usize::try_from((size - done).min(TILE_WIDTH as u64)).map_err(|_| Error::Internal)?;
        if !progress(done, size) {
            return Err(Error::Misused(Slip::Interrupted));
        }
        let path = Part::Bundle { n }.path(width);
        let bundle = export::read(directory, &path, width * BUNDLED_BYTES, Corruption::Bundle { n })?;
        if bundle.is_none() && pruned == done && width == TILE_WIDTH {
            // The oldest entries may have been pruned, in whole bundles; their hashes stay.
            let path = Part::Tile { level: 0, n }.path(width);
            let otherwise = Corruption::Tile { level: 0, n };
            let tile = export::read(directory, &path, width * crate::audit::digest::DIGEST_BYTES, otherwise)?;
            let leaves = tile.and_then(|it| tiles::hashes(&it, width));
            for leaf in leaves.ok_or(Error::Corrupt(Corruption::Bundle { n }))? {
                compare(directory, builder.push_pruned(leaf))?;
            }
            pruned += width as u64;
            continue;
        }
        let entries = bundle.and_then(|it| tiles::entries(&it, width));
        for entry in entries.ok_or(Error::Corrupt(Corruption::Bundle { n }))? {
            compare(directory, builder.push(&entry))?;
        }
    }
    let (last, _, root) = builder.finish();
    compare(directory, last)?;
    progress(size, size);
    Ok((root, pruned))
}

/// Compares tiles with those that are there; bundles were read from there.
fn compare(directory: &Path, files: Vec<tiles::File>) -> Result<()> {
    for (part, width, bytes) in files {
        let Part::Tile { level, n } = part else { continue };
        let otherwise = Corruption::Tile { level, n };
        let found = export::read(directory, &part.path(width), bytes.len(), otherwise)?;
        if found.as_ref() != Some(&bytes) {
            return Err(Error::Corrupt(otherwise));
        }
    }
    Ok(())
}
