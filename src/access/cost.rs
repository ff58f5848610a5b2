//! How much work a hash is, for us and for who tries to guess: Argon2id's parameters within bounds.

use serde::{Deserialize, Serialize};

use crate::error::Problem;

/// How much work a hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, try_from = "StoredCost")]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// A cost as a file says it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl TryFrom<StoredCost> for Cost {
    type Error = Problem;

    fn try_from(stored: StoredCost) -> Result<Self, Problem> {
        Self::stored(stored.memory_kib, stored.passes, stored.lanes)
    }
}

impl Cost {
    /// The least that a new hash may cost, OWASP's minimum: 19 MiB, 2 passes, 1 lane.
    pub const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// An account's password, RFC 9106's second choice: 64 MiB, 3 passes, 4 lanes.
    pub const ACCOUNT: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 };
    /// A key slot's passphrase, which a thief of the files can try offline: 256 MiB, 3 passes, 4 lanes.
    pub const KEY_SLOT: Self = Self { memory_kib: 256 * 1024, passes: 3, lanes: 4 };
    /// The most that any hash may cost: 1 GiB, 16 passes, 16 lanes.
    pub const CEILING: Self = Self { memory_kib: 1024 * 1024, passes: 16, lanes: 16 };

    /// Takes the cost of a new hash: from [`Cost::FLOOR`] to [`Cost::CEILING`].
    ///
    /// # Errors
    ///
    /// [`Problem::OutOfRange`].
    pub const fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, Problem> {
        if memory_kib < Self::FLOOR.memory_kib || passes < Self::FLOOR.passes || lanes < Self::FLOOR.lanes {
            return Err(Problem::OutOfRange);
        }
        Self::stored(memory_kib, passes, lanes)
    }

    /// Takes the cost of a hash that is there already: what Argon2 allows, to [`Cost::CEILING`].
    ///
    /// # Errors
    ///
    /// [`Problem::OutOfRange`].
    pub const fn stored(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, Problem> {
        let ceiling = Self::CEILING;
        if memory_kib > ceiling.memory_kib || passes > ceiling.passes || lanes > ceiling.lanes {
            return Err(Problem::OutOfRange);
        }
        if passes == 0 || lanes == 0 || memory_kib < 8 * lanes {
            return Err(Problem::OutOfRange);
        }
        Ok(Self { memory_kib, passes, lanes })
    }

    /// Returns the memory, in KiB.
    #[must_use]
    pub const fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Returns how often the memory is gone through.
    #[must_use]
    pub const fn passes(self) -> u32 {
        self.passes
    }

    /// Returns into how many lanes the memory is split.
    #[must_use]
    pub const fn lanes(self) -> u32 {
        self.lanes
    }

    /// Tells whether any part of the cost is less than the policy's.
    #[must_use]
    pub const fn is_below(self, policy: Self) -> bool {
        self.memory_kib < policy.memory_kib || self.passes < policy.passes || self.lanes < policy.lanes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_of_a_new_hash_lies_between_floor_and_ceiling() {
        for (memory_kib, passes, lanes, expected) in [
            (19_456, 2, 1, true),
            (65_536, 3, 4, true),
            (1_048_576, 16, 16, true),
            (19_455, 2, 1, false),
            (19_456, 1, 1, false),
            (19_456, 2, 0, false),
            (1_048_577, 2, 1, false),
            (19_456, 17, 1, false),
            (19_456, 2, 17, false),
        ] {
            assert_eq!(
                Cost::new(memory_kib, passes, lanes).is_ok(),
                expected,
                "{memory_kib} {passes} {lanes}"
            );
        }
        for it in [Cost::FLOOR, Cost::ACCOUNT, Cost::KEY_SLOT, Cost::CEILING] {
            assert_eq!(Cost::new(it.memory_kib, it.passes, it.lanes), Ok(it));
        }
    }
}
