//! Deviations: which differences a description accepts, and which of its deviations no longer apply.

use super::difference::{Accepted, Comparison, Stale};
use crate::description::surface::{Deviation, SourceLocation, Surface};

/// A deviation, the node that it stands beside, and whether a difference needed it.
struct Entry<'a> {
    source: &'a SourceLocation,
    deviation: &'a Deviation,
    is_used: bool,
}

/// Takes out the differences that the description accepts, one instance at a time.
pub(super) fn accept(description: &Surface, mut comparison: Comparison) -> Comparison {
    let mut entries: Vec<Entry<'_>> =
        all(description).map(|(source, deviation)| Entry { source, deviation, is_used: false }).collect();
    for difference in std::mem::take(&mut comparison.differences) {
        let anchor = &difference.anchor;
        let answers = |entry: &&mut Entry<'_>| {
            let is_beside =
                (&entry.source.file, &entry.source.pointer) == (&anchor.source.file, &anchor.source.pointer);
            is_beside && entry.deviation.rule == difference.rule && entry.deviation.of == anchor.of
        };
        match entries.iter_mut().find(answers) {
            Some(entry) => {
                entry.is_used = true;
                let deviation = entry.deviation.clone();
                comparison.accepted.push(Accepted { difference, deviation });
            }
            None => comparison.differences.push(difference),
        }
    }
    let stale = entries.iter().filter(|entry| !entry.is_used);
    comparison.stale =
        stale.map(|entry| Stale { source: entry.source.clone(), deviation: entry.deviation.clone() }).collect();
    comparison
}

/// All deviations of a description.
fn all(surface: &Surface) -> impl Iterator<Item = (&SourceLocation, &Deviation)> {
    let operations = surface.operations.iter().flat_map(|operation| {
        let parameters =
            operation.parameters.iter().map(|parameter| (&parameter.source, &parameter.facts.value.deviates));
        parameters.chain([(&operation.source, &operation.facts.deviates)])
    });
    let shapes = surface.shapes.iter().flat_map(|shape| {
        let fields = shape.fields().iter().map(|field| (&field.source, &field.facts.value.deviates));
        let values = shape.values().iter().map(|value| (&value.source, &value.deviates));
        fields.chain(values).chain([(&shape.source, &shape.deviates)])
    });
    let pagination = surface.pagination.iter().map(|pagination| (&pagination.source, &pagination.facts.deviates));
    let api = [(&surface.source, &surface.deviates)];
    let nodes = operations.chain(shapes).chain(pagination).chain(api);
    nodes.flat_map(|(source, deviations)| deviations.iter().map(move |deviation| (source, deviation)))
}
