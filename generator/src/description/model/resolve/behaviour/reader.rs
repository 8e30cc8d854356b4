//! What every part of the resolution of a behaviour reads, and where it reports.

use std::collections::BTreeMap;

use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::model::resolve::resolver::Resolver;
use crate::description::model::{Api, Field, FieldId, ResourceId, SidId};
use crate::description::parse::Site;

/// Which resources a SID or a name can identify a record of.
#[derive(Default)]
pub(super) struct Identities {
    pub(super) by_sid: BTreeMap<SidId, Vec<ResourceId>>,
    pub(super) named: Vec<ResourceId>,
    /// A resource has no behaviour, which was reported.
    pub(super) is_partial: bool,
}

/// Resolves the behaviour of one resource.
pub(super) struct Reader<'r, 'a> {
    pub(super) resolver: &'r mut Resolver<'a>,
    pub(super) api: &'r Api,
    pub(super) identities: &'r Identities,
    pub(super) id: ResourceId,
    /// The resource that it is part of, and the name of the parameter in paths that identifies it.
    pub(super) whole: Option<(ResourceId, String)>,
    /// There is no such whole, which was reported.
    pub(super) lacks_whole: bool,
    /// The map under `behaviour`.
    pub(super) site: Site,
}

impl Reader<'_, '_> {
    /// Reports a map that has none of the keys that exclude one another, or more than one.
    pub(super) fn exactly_one(&mut self, keys: &[(&str, bool)], site: Site) -> Option<()> {
        let mut present = keys.iter().filter(|(_, is_present)| *is_present).map(|(key, _)| *key);
        let names = || keys.iter().map(|(key, _)| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        match (present.next(), present.next()) {
            (Some(_), None) => return Some(()),
            (Some(first), Some(second)) => {
                let span = self.resolver.sites.key(site, second);
                let problem =
                    Problem::new(Code::Behaviour, span, format!("`{first}` and `{second}` exclude each other"));
                self.report(problem.help(format!("write exactly one of {}", names())));
            }
            (None, _) => {
                let problem = Problem::new(Code::Behaviour, site.span, "the map is empty");
                self.missing(problem.help(format!("write exactly one of {}", names())));
            }
        }
        None
    }

    pub(super) fn report(&mut self, problem: Problem) {
        self.resolver.sink.push(problem);
    }

    pub(super) fn missing(&mut self, problem: Problem) {
        self.resolver.missing(problem);
    }
}

/// A field of a resource, by its name.
pub(super) fn own_field<'a>(api: &'a Api, resource: ResourceId, name: &str) -> Option<(FieldId, &'a Field)> {
    api.fields(api.resource(resource).object).find(|(_, field)| field.wire == name)
}
