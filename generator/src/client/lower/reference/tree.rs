//! Which resource is below which other, as their paths tell.

use crate::client::krate::Graph;
use crate::client::lower::context::Lowering;
use crate::description::model::{Api, ResourceId};

/// What stands for any placeholder: resources name the same one differently.
const PLACEHOLDER: &str = "{}";

impl Lowering<'_> {
    /// All resources, and for each those that are one level below.
    pub(super) fn tree(&self) -> Graph {
        let paths: Vec<Vec<Path<'_>>> = self.api.resources().map(|(id, _)| paths(self.api, id)).collect();
        let nodes = self.api.resources().map(|(_, resource)| {
            let of = resource.operations.iter().map(|&id| self.api.operation(id).path.as_str());
            let shortest = of.min_by_key(|path| path.matches('/').count()).unwrap_or_default();
            vec![resource.name.clone(), shortest.to_owned()]
        });
        let mut edges = Vec::new();
        for (below, own) in paths.iter().enumerate() {
            let mut above: Vec<usize> = own.iter().filter_map(|path| closest(path, own, &paths)).collect();
            above.sort_unstable();
            above.dedup();
            edges.extend(above.into_iter().map(|above| (above, below)));
        }
        Graph { nodes: nodes.collect(), edges }
    }
}

/// The segments of a path.
type Path<'a> = Vec<&'a str>;

fn paths(api: &Api, id: ResourceId) -> Vec<Path<'_>> {
    let operations = api.resource(id).operations.iter().map(|&id| api.operation(id));
    let segments = operations.map(|operation| {
        let segments = operation.path.split('/').skip(1);
        segments.map(|segment| if segment.starts_with('{') { PLACEHOLDER } else { segment }).collect()
    });
    segments.collect()
}

/// The resource whose item is the longest beginning of a path, except for the path's own resource.
fn closest(path: &Path<'_>, own: &[Path<'_>], all: &[Vec<Path<'_>>]) -> Option<usize> {
    let is_item = |path: &Path<'_>| path.last() == Some(&PLACEHOLDER);
    let begins = |item: &Path<'_>| item.len() < path.len() && path.starts_with(item);
    let items = all.iter().enumerate().flat_map(|(resource, paths)| paths.iter().map(move |path| (resource, path)));
    let above = items.filter(|(_, item)| is_item(item) && begins(item) && !own.contains(item));
    above.max_by_key(|(_, item)| item.len()).map(|(resource, _)| resource)
}
