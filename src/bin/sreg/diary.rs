//! `sreg diary`: the diary as a whole, made anew, exported and handed over.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use stalking_register::error::{Error, Problem};
use stalking_register::model::text::Line;
use stalking_register::model::{Day, Id};
use stalking_register::register::diary::Refreshed;
use stalking_register::register::due::DueRequest;
use stalking_register::register::export::{ExportRequest, Format, Recipient};

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::{Form, print, table};
use crate::progress::Progress;

/// Makes the diary anew, exports it, or gives an officer's diary to another. `sreg due` lists what is in it.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes the diary anew from the records, and tells what had to be mended; the administrator signs in.
    Refresh(Refresh),
    /// Writes a part of the diary for a calendar, a spreadsheet or another program.
    Export(Export),
    /// Gives everything that one officer manages, supervises or must review to another.
    HandOver(HandOver),
}

#[derive(Args)]
pub(crate) struct Refresh {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

#[derive(Args)]
pub(crate) struct HandOver {
    /// The account whose diary it was.
    #[arg(long, value_name = "ID")]
    from: Id,
    /// The account whose diary it becomes.
    #[arg(long, value_name = "ID")]
    to: Id,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

/// Which part of the diary, in which form, for whom.
#[derive(Args)]
pub(crate) struct Part {
    /// ics, csv or json.
    #[arg(long, value_parser = formats())]
    format: Format,
    /// The last day of interest, YYYY-MM-DD.
    #[arg(long, value_name = "DAY")]
    until: Day,
    /// Only what this force manages, by its PNC code.
    #[arg(long, value_name = "CODE")]
    force: Option<String>,
    /// Only what this team manages.
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
    /// Only what this account manages, supervises or must review.
    #[arg(long, value_name = "ID")]
    officer: Option<Id>,
    /// Items at the most, 1 to 5000.
    #[arg(long, value_name = "COUNT")]
    items: Option<u32>,
    /// Where the part before ended.
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
    /// The organisation that receives personal data; without one there is none in the export.
    #[arg(long, value_name = "ORGANISATION", requires = "legal_basis")]
    recipient: Option<String>,
    /// The person there who receives it.
    #[arg(long, value_name = "NAME", requires = "recipient")]
    recipient_person: Option<String>,
    /// The legal basis of the disclosure.
    #[arg(long, value_name = "WORDS", requires = "recipient")]
    legal_basis: Option<String>,
}

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    part: Part,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name))
        .try_map(|it| it.parse::<Format>().map_err(|fault| fault.to_string()))
}

impl Part {
    pub(crate) fn request(self) -> Result<ExportRequest, Fault> {
        let at = |at: &'static str| move |it: Problem| Error::invalid(at, it);
        let due = DueRequest {
            until: self.until,
            force: self.force.as_deref().map(Line::new).transpose().map_err(at("/force"))?,
            team: self.team.as_deref().map(Line::new).transpose().map_err(at("/team"))?,
            officer: self.officer,
            items: self.items,
            after: self.after.as_deref().map(Line::new).transpose().map_err(at("/after"))?,
        };
        let recipient = match (&self.recipient, &self.legal_basis) {
            (Some(organisation), Some(legal_basis)) => Some(Recipient {
                organisation: Line::new(organisation).map_err(at("/organisation"))?,
                person: self.recipient_person.as_deref().map(Line::new).transpose().map_err(at("/person"))?,
                legal_basis: Line::new(legal_basis).map_err(at("/legal_basis"))?,
            }),
            _ => None,
        };
        Ok(ExportRequest { format: self.format, due, recipient })
    }
}

impl Export {
    fn run(self) -> Result<(), Fault> {
        let request = self.part.request()?;
        let desk = self.place.people(&self.reason)?;
        let found = desk.task.export_diary(request)?;
        print(&found.text)?;
        if let Some(next) = &found.next {
            eprintln!("sreg: there may be more: --after {next}");
        }
        if !found.up_to_date {
            eprintln!("sreg: the diary is not up to date; `sreg diary refresh` makes it anew");
        }
        Ok(())
    }
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Fault> {
        match self {
            Self::Refresh(it) => it.run(),
            Self::Export(it) => it.run(),
            Self::HandOver(it) => it.run(),
        }
    }
}

impl Refresh {
    fn run(self) -> Result<(), Fault> {
        let desk = self.place.house(&self.reason)?;
        let progress = Progress::new("refreshing", 0);
        let found = desk.task.refresh_diary(&mut |at, of| {
            progress.at(at, of);
            true
        })?;
        drop(progress);
        self.form.print(found.value(), || table(&refreshed(found.value())))
    }
}

impl HandOver {
    fn run(self) -> Result<(), Fault> {
        let desk = self.place.people(&self.reason)?;
        let given = desk.task.hand_over_diary(self.from, self.to)?;
        self.form.print(given.value(), || {
            let told = format!("{} entries and {} reviews were handed over.", given.entries, given.reviews);
            match given.kept {
                0 => told,
                kept => format!(
                    "{told}\n{kept} stay, for one of the two may not open them: somebody else must take them."
                ),
            }
        })
    }
}

/// Writes what making the diary anew came to.
pub(crate) fn refreshed(found: &Refreshed) -> Vec<Vec<String>> {
    [
        ("entries", found.entries),
        ("diary lines", found.lines),
        ("lines added", found.lines_added),
        ("lines taken away", found.lines_removed),
    ]
    .map(|(name, count)| vec![name.to_owned(), count.to_string()])
    .to_vec()
}
