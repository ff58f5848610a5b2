//! The due list: what falls due when, the most pressing first, page by page.

use chrono::NaiveDate;

use crate::rules::duty::Standing;

/// Something that falls due.
///
/// `R` says what it is and whose: an order's duty, a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due<R> {
    /// The last day in time; none where time does not run yet or cannot be counted.
    pub last_day: Option<NaiveDate>,
    /// How it stands on the day of asking.
    pub standing: Standing,
    /// What it is, in an order of its own for what falls due alike.
    pub of: R,
}

/// How pressing an item is; the item's place in the list.
///
/// In the order of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Urgency {
    /// The time is over.
    Overdue,
    /// Someone must look before anything can be said.
    NeedsReview,
    /// Time runs.
    Open,
    /// Time does not run yet.
    Pending,
    /// There is nothing left to do.
    Settled,
}

impl<R: Ord + Clone> Due<R> {
    /// Tells how pressing the item is.
    #[must_use]
    pub fn urgency(&self) -> Urgency {
        match self.standing {
            Standing::Overdue { .. } => Urgency::Overdue,
            Standing::NeedsReview { .. } => Urgency::NeedsReview,
            Standing::Open => Urgency::Open,
            Standing::Pending => Urgency::Pending,
            Standing::Met | Standing::MetLate | Standing::Exempt { .. } => Urgency::Settled,
        }
    }

    /// Returns the item's place, to ask for what follows it.
    ///
    /// An item without a last day comes after those that have one, within its urgency.
    #[must_use]
    pub fn place(&self) -> Place<R> {
        Place {
            urgency: self.urgency(),
            last_day: self.last_day.unwrap_or(NaiveDate::MAX),
            of: self.of.clone(),
        }
    }
}

/// A place in the due list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<R> {
    urgency: Urgency,
    last_day: NaiveDate,
    of: R,
}

/// A part of the due list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<R> {
    /// The items, the most pressing first.
    pub items: Vec<Due<R>>,
    /// The place to ask on from, if there is more.
    pub next: Option<Place<R>>,
}

/// Orders what is outstanding: overdue first, the longest overdue before all, then by the last day.
#[must_use]
pub fn ordered<R: Ord + Clone>(items: impl IntoIterator<Item = Due<R>>) -> Vec<Due<R>> {
    let mut items: Vec<_> = items.into_iter().filter(|it| it.standing.is_outstanding()).collect();
    items.sort_by_cached_key(Due::place);
    items
}

/// Returns at most `items_max` outstanding items that come after a place.
///
/// The place need not be in the list any more: what was done between two pages is not missed.
#[must_use]
pub fn page<R: Ord + Clone>(
    items: impl IntoIterator<Item = Due<R>>,
    after: Option<&Place<R>>,
    items_max: usize,
) -> Page<R> {
    let mut items = ordered(items);
    items.retain(|it| after.is_none_or(|after| it.place() > *after));
    let more = items.len() > items_max;
    items.truncate(items_max);
    let next = if more { items.last().map(Due::place).or_else(|| after.cloned()) } else { None };
    Page { items, next }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(of: u8, last_day: Option<&str>, standing: Standing) -> Due<u8> {
        Due { last_day: last_day.map(|it| it.parse().expect("a day")), standing, of }
    }

    fn list() -> Vec<Due<u8>> {
        let since = |day: &str| Standing::Overdue { since: day.parse().expect("a day") };
        vec![
            due(1, Some("2026-03-09"), Standing::Open),
            due(2, None, Standing::Pending),
            due(3, Some("2026-03-01"), since("2026-03-02")),
            due(4, Some("2026-01-01"), Standing::Met),
            due(5, None, Standing::NeedsReview { why: "unknown" }),
            due(6, Some("2026-02-01"), since("2026-02-02")),
            due(7, Some("2026-03-09"), Standing::Open),
            due(8, Some("2026-03-12"), Standing::NeedsReview { why: "unknown" }),
        ]
    }

    fn names(items: &[Due<u8>]) -> Vec<u8> {
        items.iter().map(|it| it.of).collect()
    }

    #[test]
    fn the_longest_overdue_comes_first_and_what_is_settled_not_at_all() {
        assert_eq!(names(&ordered(list())), [6, 3, 8, 5, 1, 7, 2]);
    }

    #[test]
    fn pages_of_any_length_give_the_whole_list_once() {
        for items_max in 1..9 {
            let (mut seen, mut after) = (Vec::new(), None);
            // Each page leads on: there are no more of them than items, and one.
            for _ in 0..=7 {
                let page = page(list(), after.as_ref(), items_max);
                assert!(page.items.len() <= items_max);
                seen.extend(names(&page.items));
                match page.next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
            assert_eq!(seen, [6, 3, 8, 5, 1, 7, 2], "{items_max} to a page");
        }
    }

    #[test]
    fn a_place_whose_item_was_done_between_two_pages_still_leads_on() {
        let first = page(list(), None, 2);
        let mut later = list();
        later[2].standing = Standing::MetLate;
        assert_eq!(names(&page(later, first.next.as_ref(), 9).items), [8, 5, 1, 7, 2]);
        assert_eq!(page(list(), first.next.as_ref(), 0).items, []);
    }

    #[test]
    fn a_page_begins_after_its_place_and_the_last_one_names_no_next() {
        let first = page(list(), None, 6);
        assert_eq!(first.next.as_ref(), first.items.last().map(Due::place).as_ref());
        let last = page(list(), first.next.as_ref(), 1);
        assert_eq!((names(&last.items), last.next), (vec![2], None));
        assert_eq!(page(list(), None, 7).next, None);
    }
}
