//! `sreg due`: what is overdue, due or coming, with the rule and the arithmetic.

use std::fmt::Write as _;

use clap::Args;
use stalking_register::error::{Error, Problem};
use stalking_register::model::text::Line;
use stalking_register::model::{Day, Id};
use stalking_register::register::due::{DueItem, DuePage, DueRequest};
use stalking_register::rules::Standing;

use crate::access::{Place, Reason};
use crate::fault::Fault;
use crate::output::{Form, table};

/// Days ahead that are looked at if no last day is given.
const DAYS_AHEAD: u64 = 28;

/// Lists what is overdue, due or coming, the earliest first.
#[derive(Args)]
pub(crate) struct Due {
    /// The last day of interest, YYYY-MM-DD; 28 days from today if it is not given.
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    /// Only what this force manages, by its PNC code.
    #[arg(long, value_name = "CODE")]
    force: Option<String>,
    /// Only what this team manages.
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
    /// Only what this account manages, supervises or must review.
    #[arg(long, value_name = "ID")]
    officer: Option<Id>,
    /// Items of a page, 1 to 500.
    #[arg(long, value_name = "COUNT")]
    items: Option<u32>,
    /// Where the page before ended.
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
    /// Prints why each item is due: the rule, the law and the arithmetic.
    #[arg(long)]
    why: bool,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    reason: Reason,
}

impl Due {
    pub(crate) fn run(self) -> Result<(), Fault> {
        let at = |at: &'static str| move |it: Problem| Error::invalid(at, it);
        let force = self.force.as_deref().map(Line::new).transpose().map_err(at("/force"))?;
        let team = self.team.as_deref().map(Line::new).transpose().map_err(at("/team"))?;
        let after = self.after.as_deref().map(Line::new).transpose().map_err(at("/after"))?;
        let desk = self.place.people(&self.reason)?;
        let until = match self.until {
            Some(day) => day,
            None => ahead(desk.register.today())?,
        };
        let request = DueRequest { until, force, team, officer: self.officer, items: self.items, after };
        let page = desk.task.due(request)?.into_value();
        self.form.print(&page, || if self.why { reasons(&page) } else { list(&page) })
    }
}

fn ahead(today: chrono::NaiveDate) -> Result<Day, Fault> {
    let day = today.checked_add_days(chrono::Days::new(DAYS_AHEAD)).ok_or(Error::Internal)?;
    Ok(Day::new(day).map_err(|it| Error::invalid("/until", it))?)
}

fn list(page: &DuePage) -> String {
    if page.items.is_empty() {
        return "Nothing is due.".to_owned() + &more(page);
    }
    let mut rows =
        vec![["LAST DAY", "STANDING", "SUBJECT", "WHAT", "ASKED BY", "ENTRY"].map(str::to_owned).to_vec()];
    rows.extend(page.items.iter().map(|it| {
        vec![
            it.last_day.map_or_else(|| "-".to_owned(), |it| it.to_string()),
            standing(it.standing),
            it.subject.clone(),
            it.what.clone(),
            ground(it),
            it.entry.to_string(),
        ]
    }));
    let mut text = table(&rows);
    text.push_str(&more(page));
    text
}

fn reasons(page: &DuePage) -> String {
    let items: Vec<_> = page.items.iter().map(reasoned).collect();
    if items.is_empty() { "Nothing is due.".to_owned() + &more(page) } else { items.join("\n") + &more(page) }
}

fn more(page: &DuePage) -> String {
    let mut text = String::new();
    if !page.up_to_date {
        text.push_str("\nThe diary is not up to date; `sreg diary refresh` makes it anew.\n");
    }
    if let Some(next) = &page.next {
        write!(text, "\nThere may be more: --after {next}\n").expect("a text can be written to");
    }
    text
}

/// Names who wants it: the rule of law, the policy and its version, or a person.
fn ground(item: &DueItem) -> String {
    match (item.rule, item.policy) {
        (Some(rule), _) => rule.to_owned(),
        (None, Some(0)) => "policy, built in".to_owned(),
        (None, Some(version)) => format!("policy, version {version}"),
        (None, None) => "set by hand".to_owned(),
    }
}

/// Writes an item with its reasons.
pub(crate) fn reasoned(item: &DueItem) -> String {
    let last_day = item.last_day.map_or_else(|| "no last day".to_owned(), |it| format!("by {it}"));
    let mut text = format!("{}: {}, {last_day}, {}\n", item.subject, item.what, standing(item.standing));
    for line in &item.trace {
        text.push_str("  ");
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn standing(standing: Standing) -> String {
    match standing {
        Standing::Overdue { since } => format!("overdue since {since}"),
        Standing::Exempt { why } | Standing::NeedsReview { why } => {
            format!("{}: {why}", standing.name().replace('_', " "))
        }
        other => other.name().to_owned(),
    }
}
