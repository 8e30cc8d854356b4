//! What a fake makes up: SIDs, secrets and tokens. All of it follows from the seed. Keeps nothing.

use super::table::{SidShape, Table};

pub(super) struct Ids {
    table: &'static Table,
    random: fastrand::Rng,
}

impl Ids {
    pub(super) fn new(table: &'static Table, seed: u64) -> Self {
        Self { table, random: fastrand::Rng::with_seed(seed) }
    }

    /// From where on the next ones follow.
    #[cfg(feature = "fake-server")]
    pub(super) fn position(&self) -> u64 {
        self.random.get_seed()
    }

    /// Goes on from a position.
    #[cfg(feature = "fake-server")]
    pub(super) fn resume(&mut self, position: u64) {
        self.random.seed(position);
    }

    /// A prefix and 32 hexadecimal digits.
    pub(super) fn prefixed(&mut self, prefix: &str) -> String {
        format!("{prefix}{:032x}", self.random.u128(..))
    }

    pub(super) fn sid(&mut self, kind: usize) -> String {
        let prefix = self.table.sids.get(kind).and_then(|shape| shape.prefixes.first());
        self.prefixed(prefix.unwrap_or(&"XX"))
    }
}

/// Reports whether a text is a SID of a kind, in whatever case its digits are.
pub(super) fn is_sid(shape: &SidShape, text: &str) -> bool {
    let Some((prefix, digits)) = text.split_at_checked(2) else { return false };
    let known = shape.prefixes.contains(&prefix);
    let open = shape.open && prefix.bytes().all(|byte| byte.is_ascii_uppercase());
    (known || open) && digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
