//! The steps of a demonstration.

use std::path::Path;
use std::time::Instant;

use chrono::{Days, NaiveDate};
use stalking_register::access::Purpose;
use stalking_register::error::Error;
use stalking_register::model::order::Service;
use stalking_register::model::review::ReviewKind;
use stalking_register::model::{Breach, Condition, Day, Entry, Id, Order, Registration, Review, Subject};
use stalking_register::register::audit::AuditRequest;
use stalking_register::register::due::DueRequest;
use stalking_register::register::screening::Detail;
use stalking_register::register::{Register, Task, TaskRequest};
use stalking_register::screening::Query;

use super::WORDS;
use super::place::Persons;
use crate::fault::Fault;
use crate::import::import;
use crate::import::rows::Rows;
use crate::output::{print, record};
use crate::{audit, due};

/// Walks through the job on a new register.
pub(super) fn walk(register: &Register, data: Option<&Path>) -> Result<(), Fault> {
    let coordinator = register.sign_in("coordinator", WORDS, None)?;
    let task = |purpose| coordinator.task(TaskRequest::of(purpose).serving("DEMO/1")?);
    print("1. A register was made: one encrypted directory. The stalking coordinator has signed in.")?;
    fill(register, &task(Purpose::DataQuality)?, data)?;
    let person = enter(register, &task(Purpose::NewReport)?)?;
    let order = order(register, &task(Purpose::OrderApplication)?, person)?;
    what_is_due(register, &task(Purpose::ConditionsMonitoring)?, person)?;
    breach(register, &task(Purpose::BreachInvestigation)?, person, order)?;
    find(&task(Purpose::NewReport)?)?;
    past(&task(Purpose::Review)?, person)?;
    who_saw(register, person)?;
    verify(register)?;
    Ok(coordinator.sign_out()?)
}

fn step(number: u8, words: &str) -> Result<(), Fault> {
    print(&format!("\n{number}. {words}"))
}

/// Returns the day that lies so many days before today.
fn ago(today: NaiveDate, days: u64) -> Result<Day, Error> {
    let day = today.checked_sub_days(Days::new(days)).ok_or(Error::Internal)?;
    Day::new(day).map_err(|it| Error::invalid("/on", it))
}

/// Returns the day that lies so many days after today.
fn ahead(today: NaiveDate, days: u64) -> Result<Day, Error> {
    let day = today.checked_add_days(Days::new(days)).ok_or(Error::Internal)?;
    Day::new(day).map_err(|it| Error::invalid("/on", it))
}

fn fill(register: &Register, task: &Task, data: Option<&Path>) -> Result<(), Fault> {
    let persons = Persons::find(data)?;
    let began = Instant::now();
    let today = register.today();
    let open = || Rows::open(&persons.source, persons.format, &persons.layout, today);
    let done = import(task, &open, None)?;
    step(
        2,
        &format!(
            "{} {} were imported in {:.1} s, each with an event in the log.",
            done.entries,
            persons.words,
            began.elapsed().as_secs_f64()
        ),
    )
}

fn enter(register: &Register, task: &Task) -> Result<Id, Fault> {
    let today = register.today();
    let subject = Subject::named("Stephen", "Smyth").and_then(|it| it.born("1962-03-05"))?;
    let registration = Registration::on("common law powers to prevent crime", ago(today, 30)?, "00")?;
    let person = task.register(Entry::of(subject, registration))?.into_value();
    step(3, "A (fictional) person is reported for stalking and entered on the register:")?;
    print(&record(&task.read(person)?.into_value()))?;
    task.patch(person, 1, r#"{"subject":{"occupation":"locksmith"}}"#)?;
    Ok(person)
}

fn order(register: &Register, task: &Task, person: Id) -> Result<Id, Fault> {
    let today = register.today();
    let order = Order::stalking_protection(ago(today, 10)?)
        .lasting_to(ahead(today, 720)?)
        .not_exempt()
        .with(Condition::prohibition(1, "Not to contact Ann Ode by any means.")?)?
        .with(Condition::requirement(2, "To attend the programme named by the police.")?)?;
    let order = task.make_order(person, order)?.into_value();
    task.serve(order, 1, Service::in_person(ago(today, 4)?))?;
    task.set_review(person, Review::due(ReviewKind::Risk, ahead(today, 14)?))?;
    step(4, "A court made a stalking protection order with two conditions; it was served four days ago:")?;
    print(&record(&task.read(order)?.into_value()))?;
    Ok(order)
}

fn what_is_due(register: &Register, task: &Task, person: Id) -> Result<(), Fault> {
    step(5, "What is due in the next four weeks, and why:")?;
    let page = task.due(DueRequest::until(ahead(register.today(), 28)?))?.into_value();
    let items: Vec<_> = page.items.iter().filter(|it| it.entry == person).map(due::reasoned).collect();
    print(&items.join("\n"))
}

fn breach(register: &Register, task: &Task, person: Id, order: Id) -> Result<(), Fault> {
    let breach = Breach::of(order, 1, ago(register.today(), 1)?)?;
    let breach = task.record_breach(person, breach)?.into_value();
    step(6, "Yesterday he wrote to her. The breach is tied to condition 1 of the order:")?;
    print(&record(&task.read(breach)?.into_value()))
}

fn find(task: &Task) -> Result<(), Fault> {
    step(7, "A colleague asks for \"Stevan Smith\", born 3 May 1962: misspelt, day and month swapped.")?;
    let query = Query::read(r#"{"name":"Stevan Smith","born":"1962-05-03"}"#)?;
    let began = Instant::now();
    let found = task.screen(query, 3)?.into_value();
    let ms = began.elapsed().as_secs_f64() * 1000.0;
    print(&found.text(Detail::Reasons))?;
    print(&format!("({ms:.0} ms, with the building of the index that later searches use)"))
}

fn past(task: &Task, person: Id) -> Result<(), Fault> {
    step(8, "Nothing is overwritten. The entry has two versions; this is what the first one said:")?;
    let history = task.history(person)?.into_value();
    let first = history.first().ok_or(Error::Internal)?;
    let then = task.as_of(person, first.recorded_at)?.into_value();
    print(&record(&then))
}

fn who_saw(register: &Register, person: Id) -> Result<(), Fault> {
    step(9, "Who saw this person? The auditor asks the log; only purposes of audit open it:")?;
    let auditor = register.sign_in("auditor", WORDS, None)?;
    let task = auditor.task(TaskRequest::of(Purpose::AuditLawfulness))?;
    let request = AuditRequest { record: Some(person), ..AuditRequest::default() };
    print(&audit::lines(&task.read_audit(request)?.into_value()))?;
    Ok(auditor.sign_out()?)
}

fn verify(register: &Register) -> Result<(), Fault> {
    let administrator = register.sign_in("administrator", WORDS, None)?;
    let task = administrator.task(TaskRequest::of(Purpose::SystemOperation))?;
    let found = task.verify(&mut |_, _| true)?.into_value();
    step(
        10,
        &format!(
            "The whole log is verified: {} events and {} record versions agree.\n    Root  {}",
            found.events, found.versions, found.root
        ),
    )?;
    Ok(administrator.sign_out()?)
}
