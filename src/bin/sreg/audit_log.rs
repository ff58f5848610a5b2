//! `sreg audit checkpoint`, `export`, `verify-export`, `proof`, `disclose`, `change-key`: the log for
//! strangers.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use stalking_register::error::Error;
use stalking_register::model::Day;
use stalking_register::model::text::Line;
use stalking_register::register::audit_checkpoints::Issued;
use stalking_register::register::audit_export::{DisclosureRequest, Records, verify_pruned_export};
use stalking_register::register::audit_report;

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::{Form, print};
use crate::progress::Progress;

/// The longest report that is read, in bytes.
const REPORT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The longest `.vkey` file that is read, in bytes.
const VKEY_BYTES_MAX: u64 = 4096;

#[derive(Args)]
pub(crate) struct Checkpoint {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct ChangeKey {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Export {
    /// The export's directory: empty, or not there yet.
    directory: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct VerifyExport {
    /// The export's directory.
    directory: PathBuf,
    /// The log's public key, as it was handed over; without it, the export's own, which proves that the
    /// export is whole and not whose it is.
    #[arg(long, value_name = "FILE")]
    vkey: Option<PathBuf>,
    /// How many events were pruned from the log, as the auditor knows; without it, only what a disclosure
    /// beside the export proves may be missing.
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    pruned: u64,
    #[command(flatten)]
    form: Form,
}

#[derive(Args)]
pub(crate) struct Proof {
    /// The event's number.
    seq: u64,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Disclose {
    /// The file to write; there must be none yet.
    file: PathBuf,
    /// The events, by their numbers.
    #[arg(long, value_name = "NUMBER", required = true, num_args = 1..)]
    events: Vec<u64>,
    /// The detail fields that are opened: reason, criteria, task and so on; others stay digests.
    #[arg(long, value_name = "FIELD", num_args = 1..)]
    open: Vec<String>,
    /// Tells which records the events name.
    #[arg(long)]
    open_records: bool,
    /// The auditor's organisation.
    #[arg(long, value_name = "NAME")]
    organisation: String,
    /// The auditor.
    #[arg(long, value_name = "NAME")]
    person: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Erasures {
    /// The file to write; there must be none yet.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct Report {
    /// A new directory for the report and the events that it counts.
    directory: PathBuf,
    /// The first day.
    #[arg(long, value_name = "DAY")]
    from: Day,
    /// The day after the last.
    #[arg(long, value_name = "DAY")]
    until: Day,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct VerifyReport {
    /// The report's directory.
    directory: PathBuf,
    /// The file with the log's public key.
    #[arg(long, value_name = "FILE")]
    vkey: PathBuf,
    #[command(flatten)]
    form: Form,
}

/// The signed report in its directory.
const REPORT_FILE: &str = "report";
/// The events that it counts.
const REPORTED_FILE: &str = "events.cbor";

impl Erasures {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let list = self.place.house(&self.reason)?.task.erasure_list()?.into_value();
        write_list(&self.file, &list)
    }
}

/// Writes a list of erasures into a new file.
pub(crate) fn write_list(path: &Path, list: &str) -> Result<(), Fault> {
    let file = File::options().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(list.as_bytes()).and_then(|()| file.sync_all()))
        .map_err(|it| Fault::file("the list of erasures", &it))?;
    print(&format!("{} lines: random ids and digests, nothing of anybody.", list.lines().count()))
}

impl Report {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.place.log(&self.reason)?;
        let (from, until) = (self.from.date(), self.until.date());
        let report = desk.task.report_operations(from, until)?.into_value();
        let write = || -> std::io::Result<()> {
            std::fs::create_dir(&self.directory)?;
            std::fs::write(self.directory.join(REPORT_FILE), &report.note)?;
            std::fs::write(self.directory.join(REPORTED_FILE), &report.disclosure)
        };
        write().map_err(|it| Fault::file("the report", &it))?;
        print(&report.note)
    }
}

impl VerifyReport {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let read = |name| {
            let file = File::open(self.directory.join(name));
            let mut bytes = Vec::new();
            file.and_then(|it| it.take(REPORT_BYTES_MAX).read_to_end(&mut bytes).map(|_| bytes))
                .map_err(|it| Fault::file("the report", &it))
        };
        let note = String::from_utf8(read(REPORT_FILE)?).map_err(|_| Fault::slip("the report is no text"))?;
        let report = audit_report::Report { note, disclosure: read(REPORTED_FILE)? };
        audit_report::verify_report(&report, &vkey(&self.vkey)?)?;
        self.form.print(&serde_json::json!({ "report": report.note }), || {
            "The report adds up, and the log's key signed it.".to_owned()
        })
    }
}

impl Checkpoint {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let issued = self.place.house(&self.reason)?.task.checkpoint()?.into_value();
        tell(&self.form, &issued)
    }
}

impl ChangeKey {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let issued = self.place.house(&self.reason)?.task.change_log_key(None)?.into_value();
        tell(&self.form, &issued)
    }
}

impl Export {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.place.house(&self.reason)?;
        let progress = Progress::new("exporting", 0);
        let issued = desk.task.export_audit(&self.directory, &mut |at, of| {
            progress.at(at, of);
            true
        })?;
        drop(progress);
        print(&format!("{} events were exported.\n\n{}", issued.checkpoint.size, issued.note))
    }
}

impl VerifyExport {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let key = self.vkey.as_deref().map(vkey).transpose()?;
        let progress = Progress::new("verifying", 0);
        let found = verify_pruned_export(&self.directory, key.as_deref(), self.pruned, &mut |at, of| {
            progress.at(at, of);
            true
        })?;
        drop(progress);
        self.form.print(&found, || {
            let whose = if key.is_some() { "by the key given" } else { "by the export's own key" };
            let pruned = match found.pruned {
                0 => String::new(),
                events => {
                    let by = found.pruned_by.map_or_else(
                        || ", as many as was said".to_owned(),
                        |it| format!(", by event {it}, which the disclosure proves"),
                    );
                    format!("Pruned     {events} events at the beginning{by}\n")
                }
            };
            let disclosed = match found.disclosed {
                0 => String::new(),
                events => format!("Disclosed  {events} events, with what was opened\n"),
            };
            format!(
                "The export is whole: {} events, signed {whose}.\nOrigin     {}\nRoot       {}\n{pruned}{disclosed}",
                found.events, found.origin, found.root
            )
        })
    }
}

impl Proof {
    pub(crate) fn run(self) -> Result<(), Fault> {
        print(&self.place.house(&self.reason)?.task.prove_event(self.seq)?.into_value())
    }
}

impl Disclose {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let name = |at: &str, words: &str| Line::new(words).map_err(|it| Error::invalid(at, it));
        let request = DisclosureRequest {
            events: self.events,
            fields: self.open,
            records: if self.open_records { Records::Opened } else { Records::Closed },
            organisation: name("/organisation", &self.organisation)?,
            person: name("/person", &self.person)?,
        };
        let bytes = self.place.log(&self.reason)?.task.disclose_audit(request)?.into_value();
        let file = File::options().write(true).create_new(true).open(&self.file);
        file.and_then(|mut it| it.write_all(&bytes)).map_err(|it| Fault::file("the disclosure", &it))?;
        print("The events were disclosed.")
    }
}

fn vkey(path: &Path) -> Result<String, Fault> {
    let mut text = String::new();
    let read = File::open(path).and_then(|it| it.take(VKEY_BYTES_MAX).read_to_string(&mut text));
    read.map_err(|it| Fault::file("the key", &it))?;
    Ok(text)
}

fn tell(form: &Form, issued: &Issued) -> Result<(), Fault> {
    let json = serde_json::json!({
        "size": issued.checkpoint.size,
        "root": issued.checkpoint.root.to_string(),
        "note": issued.note,
    });
    form.print(&json, || issued.note.clone())
}
