//! Verification of the log: from the first event to the last, or from any size known to be good.
//!
//! What this proves, it proves of the bytes given. That the end of the log was not cut, or the whole
//! log replaced, only an anchor or a witness outside can tell.

use crate::audit::action::{Action, Operation, Outcome};
use crate::audit::commitment::{self, Committed};
use crate::audit::digest::Digest;
use crate::audit::event::{self, Event};
use crate::audit::tree::{Frontier, stored_count};
use crate::error::Corruption;
use crate::model::Id;

/// Checks a log event by event, in the order of their numbers.
#[derive(Clone, Debug)]
pub struct Verifier {
    frontier: Frontier,
    previous: Digest,
    at_ms: u64,
}

impl Verifier {
    /// Makes a verifier of a log from its first event.
    #[must_use]
    pub const fn new() -> Self {
        Self { frontier: Frontier::new(), previous: Digest::ZERO, at_ms: 0 }
    }

    /// Makes a verifier that goes on after what was verified before.
    ///
    /// `previous` is the leaf of the last event and `at_ms` its moment; both are to be taken from
    /// where the frontier was, not from the log under suspicion.
    #[must_use]
    pub const fn after(frontier: Frontier, previous: Digest, at_ms: u64) -> Self {
        Self { frontier, previous, at_ms }
    }

    /// Checks the next event and returns it.
    ///
    /// `seq_in_table` is the number that the event is stored under, and `nodes` the tree nodes stored
    /// from `stored_count(seq)` up to `stored_count(seq + 1)`, ascending. After an error the verifier
    /// has nothing more to say: what follows a broken event is not known to be anything.
    ///
    /// # Errors
    ///
    /// [`Corruption::MissingEvent`] if a number was passed over; [`Corruption::Event`] if the envelope
    /// is no envelope; [`Corruption::BrokenChain`] if the event is stored under another number than
    /// its own, does not hold the leaf before it, or is earlier; [`Corruption::Node`] if a stored node
    /// is not what the events make it.
    pub fn next(
        &mut self,
        seq_in_table: u64,
        envelope: &[u8],
        nodes: &[(u64, Digest)],
    ) -> Result<Event, Corruption> {
        let event = self.admit(seq_in_table, envelope)?;
        let leaf = event::leaf(envelope);
        check_nodes(&self.frontier.push(leaf), nodes)?;
        self.previous = leaf;
        self.at_ms = event.at_ms;
        Ok(event)
    }

    /// Passes over an event that was pruned, by the nodes that are left of it: its leaf, and the parents that
    /// it completes.
    ///
    /// # Errors
    ///
    /// [`Corruption::Node`] if its leaf is missing or a parent is not what the leaves make it.
    pub fn pass(&mut self, nodes: &[(u64, Digest)]) -> Result<(), Corruption> {
        let index = stored_count(self.frontier.size());
        let (_, leaf) = *nodes.first().filter(|it| it.0 == index).ok_or(Corruption::Node { index })?;
        check_nodes(&self.frontier.push(leaf), nodes)?;
        self.previous = leaf;
        Ok(())
    }

    /// Checks the next event without its nodes, and returns it: whoever calls compares the root at the end.
    ///
    /// # Errors
    ///
    /// As [`Verifier::next`], but for the nodes.
    pub fn follow(&mut self, seq_in_table: u64, envelope: &[u8]) -> Result<Event, Corruption> {
        let event = self.admit(seq_in_table, envelope)?;
        self.take(event::leaf(envelope), event.at_ms);
        Ok(event)
    }

    /// Goes on by an event that is known to follow: its leaf, and its moment.
    pub fn take(&mut self, leaf: Digest, at_ms: u64) {
        self.frontier.push(leaf);
        self.previous = leaf;
        self.at_ms = at_ms;
    }

    /// Reads an envelope and checks that it follows what was checked before.
    fn admit(&self, seq_in_table: u64, envelope: &[u8]) -> Result<Event, Corruption> {
        let seq = self.frontier.size();
        if seq_in_table > seq {
            return Err(Corruption::MissingEvent { seq });
        }
        let event = Event::decode(envelope).map_err(|_| Corruption::Event { seq: seq_in_table })?;
        let follows = seq_in_table == seq
            && event.seq == seq
            && event.previous == self.previous
            && event.at_ms >= self.at_ms;
        if follows { Ok(event) } else { Err(Corruption::BrokenChain { seq: seq_in_table }) }
    }

    /// Returns how many events were checked.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Returns the root over the events that were checked.
    #[must_use]
    pub fn root(&self) -> Digest {
        self.frontier.root()
    }

    /// Returns how many events were checked, and the root over them.
    ///
    /// Whoever calls compares both with the newest anchor, and the number of stored nodes with
    /// `stored_count(size)`.
    #[must_use]
    pub fn finish(self) -> (u64, Digest) {
        (self.frontier.size(), self.frontier.root())
    }
}

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}

/// Checks that the stored nodes are the computed ones, no fewer and no more.
fn check_nodes(computed: &[(u64, Digest)], stored: &[(u64, Digest)]) -> Result<(), Corruption> {
    if let Some(((index, _), _)) = computed.iter().zip(stored).find(|(ours, theirs)| ours != theirs) {
        return Err(Corruption::Node { index: *index });
    }
    match (computed.get(stored.len()), stored.get(computed.len())) {
        (Some((index, _)), _) | (None, Some((index, _))) => Err(Corruption::Node { index: *index }),
        (None, None) => Ok(()),
    }
}

/// Checks an event's detail fields, as kept, against its commitment.
///
/// Erased fields are taken by their digests; [`check_erasure`] asks who erased them.
///
/// # Errors
///
/// [`Corruption::Opening`] if a value does not open its digest, if a field is missing, added or there
/// twice, or if it was erased by an event that is not later.
pub fn check_openings(event: &Event, fields: &[Committed]) -> Result<(), Corruption> {
    let fits = |it: &Committed| match it {
        Committed::Opened { opening, digest } => commitment::field_digest(opening) == *digest,
        Committed::Erased { by, .. } => *by > event.seq,
    };
    let digests = fields.iter().map(|it| (it.field(), it.digest())).collect::<Vec<_>>();
    // A field given twice needs no check of its own: the commitment was made over each field once.
    if fields.iter().all(fits) && commitment::detail(&digests) == event.detail {
        Ok(())
    } else {
        Err(Corruption::Opening { seq: event.seq })
    }
}

/// Checks that an event with erased fields was lawfully erased by the event that the fields name.
///
/// # Errors
///
/// [`Corruption::Opening`] if that event is no erasure that was done, is not later, or, where it
/// erased the fields of one event, names another.
pub fn check_erasure(event: &Event, by: &Event) -> Result<(), Corruption> {
    let erases = by.operation == Operation::Erasure && by.outcome == Outcome::Done && by.seq > event.seq;
    let names_another = by.action == Action::FieldErased && by.link != Some(event.seq);
    if erases && !names_another { Ok(()) } else { Err(Corruption::Opening { seq: event.seq }) }
}

/// Checks the list of records that an event released or touched against its commitment.
///
/// # Errors
///
/// [`Corruption::Opening`] if a record is missing or added, or the salt is another.
pub fn check_references(event: &Event, salt: &[u8; 32], records: &[Id]) -> Result<(), Corruption> {
    if commitment::references_root(salt, records) == event.subjects {
        Ok(())
    } else {
        Err(Corruption::Opening { seq: event.seq })
    }
}

/// Checks the record versions that an event wrote, by their digests, against its commitment.
///
/// # Errors
///
/// [`Corruption::Record`] if a version is missing, added, or not what was written.
pub fn check_object(event: &Event, versions: &[(Id, Digest)]) -> Result<(), Corruption> {
    if commitment::object_of(versions) == event.object {
        Ok(())
    } else {
        Err(Corruption::Record { seq: event.seq })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::commitment::{Field, Opening};
    use crate::audit::event::tests::an_event;
    use crate::audit::tree;

    /// A log as the store would give it: per event its number, its envelope and its nodes.
    type Log = Vec<(u64, Vec<u8>, Vec<(u64, Digest)>)>;

    fn log_of(size: u64) -> Log {
        let (mut frontier, mut previous) = (Frontier::new(), Digest::ZERO);
        let mut log = Log::new();
        for seq in 0..size {
            let envelope = Event { previous, ..an_event(seq) }.encode();
            previous = event::leaf(&envelope);
            log.push((seq, envelope, frontier.push(previous)));
        }
        log
    }

    fn verify(log: &Log) -> Result<(u64, Digest), Corruption> {
        let mut verifier = Verifier::new();
        for (seq, envelope, nodes) in log {
            verifier.next(*seq, envelope, nodes)?;
        }
        Ok(verifier.finish())
    }

    #[track_caller]
    fn check(tamper: impl FnOnce(&mut Log), found: Corruption) {
        let mut log = log_of(9);
        tamper(&mut log);
        assert_eq!(verify(&log), Err(found));
    }

    #[test]
    fn an_untouched_log_gives_its_size_and_root() {
        for size in 0..20 {
            let log = log_of(size);
            let leaves = log.iter().map(|(_, envelope, _)| event::leaf(envelope)).collect::<Vec<_>>();
            assert_eq!(verify(&log), Ok((size, tree::root_of(&leaves))));
        }
    }

    #[test]
    fn one_flipped_bit_anywhere_in_an_envelope_is_found() {
        let log = log_of(4);
        for event in 0..log.len() {
            for bit in 0..log[event].1.len() * 8 {
                let mut log = log.clone();
                log[event].1[bit / 8] ^= 1 << (bit % 8);
                assert!(verify(&log).is_err(), "event {event}, bit {bit}");
            }
        }
    }

    #[test]
    fn one_flipped_bit_in_a_node_is_found_and_the_node_named() {
        for index in 0..stored_count(9) {
            check(
                |log| {
                    let mut nodes = log.iter_mut().flat_map(|(_, _, nodes)| nodes);
                    let (_, node) = nodes.find(|(at, _)| *at == index).unwrap();
                    let mut bytes = *node.as_bytes();
                    bytes[7] ^= 0x10;
                    *node = Digest::from_bytes(bytes);
                },
                Corruption::Node { index },
            );
        }
    }

    #[test]
    fn the_first_event_that_is_wrong_is_named() {
        check(|log| drop(log.remove(0)), Corruption::MissingEvent { seq: 0 });
        check(|log| drop(log.remove(5)), Corruption::MissingEvent { seq: 5 });
        check(|log| log.swap(3, 4), Corruption::MissingEvent { seq: 3 });
        check(|log| log.insert(5, log[4].clone()), Corruption::BrokenChain { seq: 4 });
        check(|log| log[5].1 = log[4].1.clone(), Corruption::BrokenChain { seq: 5 });
        check(|log| log[5].1.push(0), Corruption::Event { seq: 5 });
        check(|log| log[5].1.clear(), Corruption::Event { seq: 5 });
    }

    #[test]
    fn nodes_that_are_missing_misplaced_or_too_many_are_found() {
        // The eighth event completes three parents: nodes 11 to 14.
        check(|log| log[7].2.truncate(3), Corruption::Node { index: 14 });
        check(|log| log[7].2.rotate_left(1), Corruption::Node { index: 11 });
        check(|log| log[7].2.push((15, Digest::ZERO)), Corruption::Node { index: 15 });
    }

    #[test]
    fn a_log_written_anew_with_a_clock_that_went_backwards_is_found() {
        let first = an_event(0).encode();
        let earlier = Event { previous: event::leaf(&first), at_ms: an_event(0).at_ms - 1, ..an_event(1) };
        let mut frontier = Frontier::new();
        let mut verifier = Verifier::new();
        let nodes = frontier.push(event::leaf(&first));
        assert!(verifier.next(0, &first, &nodes).is_ok());
        let nodes = frontier.push(event::leaf(&earlier.encode()));
        assert_eq!(verifier.next(1, &earlier.encode(), &nodes), Err(Corruption::BrokenChain { seq: 1 }));
    }

    #[test]
    fn verification_goes_on_from_a_size_known_to_be_good() {
        let log = log_of(9);
        let nodes = log.iter().flat_map(|it| it.2.clone()).map(|(_, node)| node).collect::<Vec<_>>();
        let hashes = Frontier::positions(6).iter().map(|at| nodes[usize::try_from(*at).unwrap()]).collect();
        let frontier = Frontier::restore(6, hashes).unwrap();
        let mut verifier = Verifier::after(frontier, event::leaf(&log[5].1), an_event(5).at_ms);
        for (seq, envelope, nodes) in &log[6..] {
            verifier.next(*seq, envelope, nodes).unwrap();
        }
        assert_eq!(Ok(verifier.finish()), verify(&log));
    }

    fn committed(field: Field, value: &str) -> Committed {
        Committed::to(Opening { field, salt: [field.number(); 32], value: value.into() })
    }

    #[test]
    fn openings_and_erased_fields_make_up_the_detail_together() {
        let fields = [committed(Field::Reason, "asked by the court"), committed(Field::Task, "INC-1")];
        let [reason, task] = fields.clone();
        let digests = fields.each_ref().map(|it| (it.field(), it.digest()));
        let event = Event { detail: commitment::detail(&digests), ..an_event(7) };
        let wrong = Err(Corruption::Opening { seq: 7 });

        assert_eq!(check_openings(&event, &fields), Ok(()));
        assert_eq!(check_openings(&event, &[task.clone(), reason.clone().erased(8)]), Ok(()));
        assert_eq!(check_openings(&event, &[task.clone(), reason.clone().erased(7)]), wrong, "not later");
        assert_eq!(check_openings(&event, &fields[..1]), wrong, "a field is missing");
        assert_eq!(check_openings(&event, &[]), wrong, "all fields are missing");
        assert_eq!(check_openings(&event, &[reason.clone(), task.clone(), task.clone()]), wrong, "twice");
        let other = committed(Field::Reason, "asked by a friend");
        assert_eq!(check_openings(&event, &[other, task.clone()]), wrong, "another value and digest");
        let Committed::Opened { digest, .. } = reason else { unreachable!() };
        let opening = Opening { field: Field::Reason, salt: [1; 32], value: "asked by a friend".into() };
        let other = Committed::Opened { opening, digest };
        assert_eq!(check_openings(&event, &[other, task]), wrong, "another value under the old digest");
        let bare = Event { detail: None, ..an_event(7) };
        assert_eq!(check_openings(&bare, &[]), Ok(()));
        assert_eq!(check_openings(&bare, &fields), wrong, "fields of an event without any");
    }

    #[test]
    fn a_field_is_erased_by_a_later_erasure_that_names_the_event() {
        let erasing = |seq, action: Action, outcome, link| Event {
            action,
            operation: action.operation(),
            outcome,
            link,
            ..an_event(seq)
        };
        let wrong = Err(Corruption::Opening { seq: 7 });
        for (by, verdict) in [
            (erasing(9, Action::FieldErased, Outcome::Done, Some(7)), Ok(())),
            (erasing(9, Action::ErasureExecuted, Outcome::Done, Some(4)), Ok(())),
            (erasing(9, Action::FieldErased, Outcome::Done, Some(6)), wrong),
            (erasing(9, Action::FieldErased, Outcome::Requested, Some(7)), wrong),
            (erasing(9, Action::Amend, Outcome::Done, Some(7)), wrong),
            (erasing(6, Action::FieldErased, Outcome::Done, Some(7)), wrong),
        ] {
            assert_eq!(check_erasure(&an_event(7), &by), verdict, "{by:?}");
        }
    }

    #[test]
    fn records_and_versions_must_be_those_committed_to() {
        let (salt, ids) = ([3; 32], [Id::from_bytes([1; 16]), Id::from_bytes([2; 16])]);
        let digest = Digest::of(&[b"a version"]);
        let event = Event {
            subjects: commitment::references_root(&salt, &ids),
            object: commitment::object_of(&[(ids[0], digest)]),
            ..an_event(7)
        };
        assert_eq!(check_references(&event, &salt, &ids), Ok(()));
        assert_eq!(check_references(&event, &salt, &ids[..1]), Err(Corruption::Opening { seq: 7 }));
        assert_eq!(check_references(&event, &[4; 32], &ids), Err(Corruption::Opening { seq: 7 }));
        assert_eq!(check_object(&event, &[(ids[0], digest)]), Ok(()));
        assert_eq!(check_object(&event, &[(ids[0], Digest::ZERO)]), Err(Corruption::Record { seq: 7 }));
        assert_eq!(check_object(&event, &[]), Err(Corruption::Record { seq: 7 }));
    }
}
