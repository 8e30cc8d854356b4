//! Compares two surfaces and says what each difference means for the generated crate.
//!
//! One comparison serves all: the description against the official document, two revisions of the document, and two
//! revisions of the description. It happens on resolved surfaces, so a cause is one difference however often it shows.
//!
//! ```text
//! mod ─► compare ─► operations ─► one_sided, types ─► shapes
//!    └─► accept            (all of them write) difference
//! ```

mod accept;
pub mod adopt;
mod compare;
mod difference;
mod matching;
mod one_sided;
mod operations;
mod parameters;
pub mod report;
mod shapes;
mod types;

use crate::description::surface::Surface;
use crate::openapi::Finding;

pub use self::difference::{
    Accepted, Anchor, Comparison, Difference, Refinement, Relation, Side, Stale, Subject, Verdict,
};

/// Compares two surfaces. `unread` is what could not be read of the second and is not the same in the first.
pub fn compare(old: &Surface, new: &Surface, relation: Relation, unread: &[Finding]) -> Comparison {
    let mut comparer = compare::Comparer::new(old, new, relation);
    comparer.api();
    comparer.operations();
    comparer.shapes();
    comparer.unread(unread);
    let comparison = comparer.finish();
    match relation {
        Relation::Description => accept::accept(old, comparison),
        Relation::Revisions => comparison,
    }
}
