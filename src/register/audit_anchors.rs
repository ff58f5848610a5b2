//! Anchors: put on record elsewhere, and asked at each opening.

use std::path::Path;

use subtle::ConstantTimeEq;

use crate::access::MasterKey;
use crate::access::master_key::keyed_digest;
use crate::audit::anchor::Anchor;
use crate::error::{Corruption, Error, Result};
use crate::model::Id;
use crate::register::audit_signing::LogOptions;
use crate::register::opening::Inner;
use crate::store::{self, Meta};

/// Returns the newest anchor of a register, from its file and from the host.
///
/// # Errors
///
/// [`Corruption::Anchor`] if the file on record is missing, or the newest anchor is not the register's own.
pub(super) fn newest(meta: &Meta, master: &MasterKey, log: &LogOptions) -> Result<Option<Anchor>> {
    let mut newest: Option<(Anchor, String)> = None;
    let mut look = |line: &str| {
        if let Some((anchor, _, _)) = Anchor::parse(line).filter(|it| it.0.register == meta.id)
            && newest.as_ref().is_none_or(|(it, _)| anchor.is_later_than(it))
        {
            newest = Some((anchor, line.to_owned()));
        }
    };
    if let Some(path) = &meta.anchor {
        store::anchor::each(path, |line| {
            look(line);
            Ok(())
        })?;
    }
    if let Some(host) = &log.anchor
        && let Some(line) = (host.get)()?
    {
        // What a host gives is an anchor of this register or a mistake.
        if Anchor::parse(&line).is_none_or(|it| it.0.register != meta.id) {
            return Err(Error::Corrupt(Corruption::Anchor));
        }
        look(&line);
    }
    let Some((anchor, line)) = newest else { return Ok(None) };
    let sealed = Anchor::parse(&line).is_some_and(|(_, said, seal)| {
        bool::from(keyed_digest(&master.header(), said.as_bytes()).ct_eq(&seal))
    });
    if sealed { Ok(Some(anchor)) } else { Err(Error::Corrupt(Corruption::Anchor)) }
}

/// Returns an anchor's line, sealed.
pub(super) fn sealed(master: &MasterKey, anchor: &Anchor) -> String {
    anchor.line(&keyed_digest(&master.header(), anchor.to_string().as_bytes()))
}

/// Puts the first anchor of a new register on record.
pub(super) fn begin(
    file: Option<&Path>,
    master: &MasterKey,
    log: &LogOptions,
    anchor: &Anchor,
    note: &str,
) -> Result<()> {
    let line = sealed(master, anchor);
    if let Some(path) = file {
        store::anchor::make(path, &line)?;
    }
    log.anchor.as_ref().map_or(Ok(()), |host| (host.put)(&line, note))
}

impl Inner {
    /// Returns what the log is at a size, as an anchor of it.
    pub(super) fn anchor_of(&self, size: u64, root: crate::audit::Digest) -> Anchor {
        let register: Id = self.meta.id;
        Anchor { register, incarnation: self.meta.incarnation, size, root }
    }

    /// Returns the newest anchor.
    pub(super) fn newest_anchor(&self) -> Result<Option<Anchor>> {
        newest(&self.meta, &self.master, &self.log)
    }

    /// Puts an anchor on record: in the file, and with the host.
    pub(super) fn put_anchor(&self, anchor: &Anchor, note: &str) -> Result<()> {
        let line = sealed(&self.master, anchor);
        if let Some(path) = &self.meta.anchor {
            store::anchor::append(path, &line)?;
        }
        self.log.anchor.as_ref().map_or(Ok(()), |host| (host.put)(&line, note))
    }
}
