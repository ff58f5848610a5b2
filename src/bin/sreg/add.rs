//! `sreg add`: a record from its JSON document.

use std::path::PathBuf;

use clap::Args;
use stalking_register::error::Error;
use stalking_register::model::{
    Breach, Document, Entry, Id, Incident, Kind, Notification, Order, Review, document,
};

use crate::access::{Desk, Place, Reason};
use crate::duplicates::watched;
use crate::fault::Fault;
use crate::output::print;
use crate::secret::Secret;

/// Adds a record from a JSON document and prints its id.
///
/// `sreg schema KIND` prints the document's fields.
#[derive(Args)]
pub(crate) struct Add {
    /// entry, order, notification, review, incident or breach.
    kind: Kind,
    /// The JSON document's file, or - for the standard input.
    file: PathBuf,
    /// The entry that the record belongs to; needed for all kinds but entries.
    #[arg(long, value_name = "ID")]
    entry: Option<Id>,
    /// Tells which other entries may be the same person; for an entry.
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Add {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let json = read_document(&self.file)?;
        let desk = self.place.people(&self.reason)?;
        let id = if self.kind == Kind::Entry {
            desk.task.register(read::<Entry>(&desk, &json)?)?.into_value()
        } else {
            let entry = self.entry.ok_or_else(|| Fault::slip("--entry is missing"))?;
            self.belonging(&desk, entry, &json)?
        };
        print(&id.to_string())?;
        if self.watch && self.kind == Kind::Entry {
            print(&watched(&desk, id)?)?;
        }
        Ok(())
    }

    fn belonging(&self, desk: &Desk, entry: Id, json: &str) -> Result<Id, Fault> {
        let task = &desk.task;
        let added = match self.kind {
            Kind::Order => task.make_order(entry, read::<Order>(desk, json)?),
            Kind::Notification => task.notify(entry, read::<Notification>(desk, json)?),
            Kind::Review => task.set_review(entry, read::<Review>(desk, json)?),
            Kind::Incident => task.record_incident(entry, read::<Incident>(desk, json)?),
            Kind::Breach => task.record_breach(entry, read::<Breach>(desk, json)?),
            Kind::Policy => return Err(Fault::slip("the policy is set by `sreg policy set`")),
            _ => return Err(Fault::slip("accounts are made by `sreg account add`")),
        };
        Ok(added?.into_value())
    }
}

fn read<D: Document>(desk: &Desk, json: &str) -> Result<D, Fault> {
    Ok(document::read(json, desk.register.today())?)
}

/// Reads a document from a file, or from the standard input if the path is `-`.
pub(crate) fn read_document(path: &std::path::Path) -> Result<Secret, Fault> {
    use std::io::Read;

    // One byte more than allowed is enough to be refused for its length.
    let bytes_max = u64::try_from(document::DOCUMENT_BYTES_MAX).map_err(|_| Error::Internal)? + 1;
    let mut text = Secret::default();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(bytes_max).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|it| it.take(bytes_max).read_to_string(&mut text))
    };
    read.map_err(|it| Fault::file("the document", &it))?;
    Ok(text)
}
