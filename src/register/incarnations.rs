//! Histories of the log after the first: each began by an event of two persons, which tells what was last on
//! record of the one before. The number alone begins none.

use serde::Deserialize;

use crate::audit::commitment::{Committed, Field};
use crate::audit::proof::check_inclusion;
use crate::audit::verify::check_openings;
use crate::audit::{Action, Anchor, Event, Origin, Outcome};
use crate::error::{Corruption, Error, Result};
use crate::store::{Meta, Opened, View};

/// What an event that began another history says of the one before.
#[derive(Deserialize)]
struct Began {
    incarnation: u32,
    checkpoint: Option<Before>,
}

/// The last checkpoint known of a history.
#[derive(Deserialize)]
struct Before {
    origin: String,
    size: u64,
    root: String,
}

/// Refuses a history that no event of the log began. One whose event was pruned is told by its row alone.
///
/// # Errors
///
/// [`Corruption::MissingEvent`], [`Corruption::Opening`] with the event that should have begun it.
pub(super) fn check(view: &View<'_>) -> Result<()> {
    let first = view.first_event()?;
    for (incarnation, seq) in view.incarnations()? {
        if seq >= first {
            began(view, incarnation, seq)?;
        }
    }
    Ok(())
}

/// Tells whether the newest history goes on from an anchor of an earlier one.
///
/// # Errors
///
/// As [`check`].
pub(super) fn goes_on_from(view: &View<'_>, meta: &Meta, anchor: &Anchor) -> Result<bool> {
    let Some((incarnation, seq)) = view.incarnations()?.pop() else { return Ok(false) };
    if seq < view.first_event()? {
        return Ok(false);
    }
    let origin = Origin { name: meta.name.clone(), register: meta.id, incarnation: anchor.incarnation };
    let before = began(view, incarnation, seq)?.checkpoint;
    Ok(before.is_some_and(|it| {
        it.size == anchor.size && it.root == anchor.root.to_string() && it.origin == origin.to_string()
    }))
}

/// Reads the event that began a history, and the one by which a second person agreed to it.
fn began(view: &View<'_>, incarnation: u32, seq: u64) -> Result<Began> {
    let missing = |seq| Error::Corrupt(Corruption::MissingEvent { seq });
    let wrong = || Error::Corrupt(Corruption::Opening { seq });
    let size = view.log_size()?;
    // It is held against the tree: nobody has walked over the log yet.
    let of_the_log = |seq: u64| -> Result<Opened> {
        let opened = view.event(seq)?.ok_or_else(|| missing(seq))?;
        let proven =
            check_inclusion(&view.inclusion(seq, size)?, seq, size, &opened.leaf, &view.root_at(size)?);
        proven.map_err(|_| Error::Corrupt(Corruption::BrokenChain { seq }))?;
        Ok(opened)
    };
    let Opened { event, openings, .. } = of_the_log(seq)?;
    let second = of_the_log(seq + 1)?.event;
    check_openings(&event, &openings).map_err(Error::Corrupt)?;
    let begins = |it: &Event| matches!(it.action, Action::RestoreAccepted | Action::AnchorAdopted);
    let agreed = second.action == event.action
        && second.outcome == Outcome::Approved
        && second.link == Some(seq)
        && second.actor != event.actor;
    if !begins(&event) || event.outcome != Outcome::Done || !agreed {
        return Err(wrong());
    }
    let said = openings.into_iter().find_map(|it| match it {
        Committed::Opened { opening, .. } if opening.field == Field::BeforeVersion => Some(opening.value),
        _ => None,
    });
    let began: Began = serde_json::from_str(&said.ok_or_else(wrong)?).map_err(|_| wrong())?;
    if began.incarnation == incarnation { Ok(began) } else { Err(wrong()) }
}
