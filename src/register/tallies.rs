//! Tallies of failed sign-ins, held against the log: a row that was put back from an older copy forgets nothing.

use crate::access::throttle::{FAILURES_MAX, TALLY_HOURS_MAX, Tally};
use crate::audit::facts::{Fact, FactKind, said};
use crate::error::Result;
use crate::model::Id;
use crate::store::View;

/// Returns how many failures count for a name now: what its row says, or what the newest event about it says if
/// that is more.
pub(super) fn tally_of(view: &View<'_>, name: &[u8; 32], now_ms: i64) -> Result<Tally> {
    let (failures, last_failure_ms) = view.failures(name)?;
    let row = Tally { failures, last_failure_ms }.at(now_ms);
    let Some((seq, digest)) = view.newest_fact(about(name), FactKind::Tally)? else { return Ok(row) };
    let is_told = |failures: &u32| said(FactKind::Tally, &[name, &failures.to_be_bytes()]) == digest;
    let Some(failures) = (row.failures + 1..=FAILURES_MAX).find(is_told) else { return Ok(row) };
    let at_ms = view.envelope(seq)?.map_or(0, |it| i64::try_from(it.at_ms).unwrap_or(i64::MAX));
    // Only an account is locked until somebody unlocks it.
    let day_ms = i64::from(TALLY_HOURS_MAX) * 3_600_000;
    if view.account_named(name)?.is_none() && now_ms.saturating_sub(at_ms) >= day_ms {
        return Ok(row);
    }
    let told = Tally { failures, last_failure_ms: at_ms }.at(now_ms);
    Ok(if told.failures > row.failures { told } else { row })
}

/// Says how many failures count for a name.
pub(super) fn fact_of_tally(name: &[u8; 32], failures: u32) -> Fact {
    Fact::of(about(name), FactKind::Tally, &[name, &failures.min(FAILURES_MAX).to_be_bytes()])
}

/// Returns what facts about a name are about: facts are about accounts, and not every name is one's.
fn about(name: &[u8; 32]) -> Id {
    let (head, _) = name.split_at(16);
    Id::from_bytes(head.try_into().unwrap_or([0; 16]))
}
