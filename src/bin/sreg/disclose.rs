//! `sreg disclose`: parts of entries for somebody outside.

use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use stalking_register::error::{Error, Problem};
use stalking_register::model::text::Line;
use stalking_register::model::{Id, Recipient};
use stalking_register::register::disclosures::Disclosing;

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::{Form, print};

/// The longest list of entries that is read, in bytes; the register wants less.
const LIST_BYTES_MAX: u64 = 1024 * 1024;

/// Discloses parts of entries to somebody outside, as JSON; the log names them, the recipient and the basis.
///
/// More than 50 entries in 24 hours only after `sreg request disclose` with the same arguments, and another's
/// approval.
#[derive(Args)]
pub(crate) struct Disclose {
    #[command(flatten)]
    what: What,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

/// What is disclosed, and to whom.
#[derive(Args)]
pub(crate) struct What {
    /// An entry; may be given more than once.
    #[arg(long = "entry", value_name = "ID")]
    entries: Vec<Id>,
    /// A file with one entry's id in each line.
    #[arg(long, value_name = "FILE")]
    entries_file: Option<PathBuf>,
    /// A member of the entries that is shown, such as /subject/names; may be given more than once.
    #[arg(long = "field", value_name = "PATH", required = true)]
    fields: Vec<String>,
    #[command(flatten)]
    to: To,
}

/// Who receives personal data.
#[derive(Args)]
pub(crate) struct To {
    /// The organisation that receives it.
    #[arg(long, value_name = "ORGANISATION")]
    recipient: String,
    /// The person there who receives it.
    #[arg(long, value_name = "NAME")]
    recipient_person: Option<String>,
    /// The legal basis of the disclosure.
    #[arg(long, value_name = "WORDS")]
    legal_basis: String,
}

impl To {
    pub(crate) fn recipient(&self) -> Result<Recipient, Fault> {
        let at = |at: &'static str| move |it: Problem| Error::invalid(at, it);
        Ok(Recipient {
            organisation: Line::new(&self.recipient).map_err(at("/organisation"))?,
            person: self.recipient_person.as_deref().map(Line::new).transpose().map_err(at("/person"))?,
            legal_basis: Line::new(&self.legal_basis).map_err(at("/legal_basis"))?,
        })
    }
}

impl What {
    pub(crate) fn disclosing(self) -> Result<Disclosing, Fault> {
        let mut entries = self.entries;
        if let Some(path) = &self.entries_file {
            let mut text = String::new();
            std::fs::File::open(path)
                .and_then(|it| it.take(LIST_BYTES_MAX).read_to_string(&mut text))
                .map_err(|it| Fault::file("the list of entries", &it))?;
            for line in text.lines().map(str::trim).filter(|it| !it.is_empty()) {
                entries.push(line.parse().map_err(|it| Error::invalid("/entries", it))?);
            }
        }
        let fields = self.fields.iter().map(|it| Line::new(it)).collect::<Result<_, _>>();
        let fields = fields.map_err(|it| Error::invalid("/fields", it))?;
        Ok(Disclosing { entries, fields, recipient: self.to.recipient()? })
    }
}

impl Disclose {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let request = self.what.disclosing()?;
        let desk = self.place.people(&self.reason)?;
        let found = desk.task.disclose(request)?;
        if self.form.is_json() {
            return self.form.print(found.value(), String::new);
        }
        for it in found.value() {
            print(&format!("{} version {}\n{}", it.entry, it.version, *it.document))?;
        }
        Ok(())
    }
}
