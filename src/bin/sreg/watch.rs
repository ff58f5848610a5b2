//! `sreg audit who-saw`, `did`, `disclosed`, `watch`, `look-at` and `ocsf`: looking at the log.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use stalking_register::audit::Watch;
use stalking_register::error::Error;
use stalking_register::model::text::Prose;
use stalking_register::model::{Id, Moment};
use stalking_register::register::audit::{AuditRequest, LogPage};
use stalking_register::register::monitoring::{Disclosed, Finding, Verdict, WatchRequest};
use stalking_register::register::siem::OcsfRequest;

use crate::access::{Desk, Place, Reason};
use crate::account::named;
use crate::audit::lines;
use crate::fault::Fault;
use crate::output::{Form, print, table};

/// Who asks, and how it is written.
#[derive(Args)]
pub(crate) struct Asking {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct WhoSaw {
    /// The entry, or another record.
    record: Id,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Args)]
pub(crate) struct Did {
    /// The name that the account signs in with, or its id.
    account: String,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Args)]
pub(crate) struct DisclosedTo {
    /// The entry.
    entry: Id,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Args)]
pub(crate) struct Watching {
    /// The view; all of them if none is given.
    #[arg(value_parser = views())]
    view: Option<Watch>,
    /// From this moment on, such as 2026-11-01T00:00:00Z.
    #[arg(long, value_name = "MOMENT")]
    since: Moment,
    /// Up to, and without, this moment; until now if it is not given.
    #[arg(long, value_name = "MOMENT")]
    until: Option<Moment>,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Args)]
pub(crate) struct LookAt {
    /// The view.
    #[arg(value_parser = views())]
    view: Watch,
    /// The event's number.
    event: u64,
    /// What was found, in words.
    found: String,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Args)]
pub(crate) struct Ocsf {
    /// The first event.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    from: u64,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

fn views() -> impl TypedValueParser<Value = Watch> {
    PossibleValuesParser::new(Watch::ALL.map(Watch::slug)).try_map(|it| it.parse::<Watch>())
}

/// Reads every page of what the log is asked.
fn everything(desk: &Desk, mut request: AuditRequest) -> Result<LogPage, Fault> {
    let mut whole = LogPage { events: Vec::new(), next: None };
    loop {
        let page = desk.task.read_audit(request.clone())?.into_value();
        whole.events.extend(page.events);
        match page.next {
            Some(next) => request.before = Some(next),
            None => return Ok(whole),
        }
    }
}

impl WhoSaw {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.asking.place.log(&self.asking.reason)?;
        let request =
            AuditRequest { record: Some(self.record), events: Some(1000), ..AuditRequest::default() };
        let page = everything(&desk, request)?;
        self.asking.form.print(&page, || lines(&page))
    }
}

impl Did {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.asking.place.log(&self.asking.reason)?;
        let account = match self.account.parse::<Id>() {
            Ok(id) => id,
            Err(_) => named(&desk, &self.account)?.id,
        };
        let request = AuditRequest { actor: Some(account), events: Some(1000), ..AuditRequest::default() };
        let page = everything(&desk, request)?;
        self.asking.form.print(&page, || lines(&page))
    }
}

impl DisclosedTo {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.asking.place.log(&self.asking.reason)?;
        let found = desk.task.disclosed(self.entry)?.into_value();
        self.asking.form.print(&found, || {
            let head = ["EVENT", "WHEN", "WHAT", "TO BE TOLD", "SAID"];
            let mut rows = vec![head.map(str::to_owned).to_vec()];
            rows.extend(found.iter().map(disclosure));
            table(&rows)
        })
    }
}

fn disclosure(it: &Disclosed) -> Vec<String> {
    let said = it.said.iter().map(|(field, value)| format!("{field}: {value}"));
    vec![
        it.event.to_string(),
        it.at.to_string(),
        it.action.to_owned(),
        it.changed_since.map_or_else(|| "no".to_owned(), |by| format!("yes, of event {by}")),
        said.collect::<Vec<_>>().join("; "),
    ]
}

impl Watching {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.asking.place.log(&self.asking.reason)?;
        let views = self.view.map_or_else(|| Watch::ALL.to_vec(), |it| vec![it]);
        let mut found: Vec<Finding> = Vec::new();
        for view in views {
            let request = WatchRequest { view, since: self.since, until: self.until };
            found.extend(desk.task.watch(request)?.into_value());
        }
        self.asking.form.print(&found, || {
            let head = ["VIEW", "EVENT", "WHEN", "ACCOUNT", "ENTRY", "HOW MANY", "LOOKED AT BY EVENT"];
            let mut rows = vec![head.map(str::to_owned).to_vec()];
            rows.extend(found.iter().map(finding));
            table(&rows)
        })
    }
}

fn finding(it: &Finding) -> Vec<String> {
    let id = |it: Option<Id>| it.map_or_else(|| "-".to_owned(), |it| it.to_string());
    vec![
        it.view.to_string(),
        it.event.to_string(),
        it.at.to_string(),
        id(it.actor),
        id(it.entry),
        it.measure.to_string(),
        it.looked_at_by.map_or_else(|| "-".to_owned(), |it| it.to_string()),
    ]
}

impl LookAt {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let found = Prose::new(&self.found).map_err(|it| Error::invalid("/found", it))?;
        let desk = self.asking.place.log(&self.asking.reason)?;
        desk.task.look_at(Verdict { view: self.view, event: self.event, found })?;
        print("What was found was recorded.")
    }
}

impl Ocsf {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let desk = self.place.log(&self.reason)?;
        let mut from = self.from;
        // What this export itself logs comes with the next one.
        let mut last = None;
        loop {
            let page = desk.task.ocsf(OcsfRequest { from, events: None })?;
            let end = *last.get_or_insert(page.receipt().seq);
            let page = page.into_value();
            let lines =
                page.lines.iter().take(usize::try_from(end.saturating_sub(from)).unwrap_or(usize::MAX));
            let text: String = lines.flat_map(|it| [it.as_str(), "\n"]).collect();
            print(&text)?;
            if page.next >= end || page.next == from {
                return Ok(());
            }
            from = page.next;
        }
    }
}
