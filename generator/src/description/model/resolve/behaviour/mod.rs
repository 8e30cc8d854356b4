//! What a resource says of its behaviour. The last to be resolved, because it refers to everything else.

mod life;
mod paths;
mod reader;
mod sources;

use self::reader::{Identities, Reader, own_field};
use super::resolver::Resolver;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::model::behaviour::{Behaviour, Origin, Row};
use crate::description::model::{Api, ResourceId, Type};
use crate::description::parse::raw::{self, MadeValue, ValueSource};

impl Resolver<'_> {
    /// Resolves the behaviour of all resources, if all of them have one.
    pub(super) fn behaviours(&mut self, raws: Vec<Option<raw::Behaviour>>, api: &mut Api) {
        if raws.iter().all(Option::is_none) {
            return;
        }
        let resources = || (0..raws.len()).map(ResourceId);
        for id in resources().filter(|id| raws[id.0].is_none()) {
            if self.sites.has(id, "behaviour") {
                continue;
            }
            let resource = api.resource(id);
            let message = format!("`{}` has no `behaviour`, and other resources have", resource.name);
            let problem = Problem::new(Code::BehaviourIncomplete, self.sites.value(id, "resource"), message);
            self.missing(problem.help("say where its fields get their values from, or remove `behaviour` everywhere"));
        }
        let mut identities = Identities { is_partial: raws.iter().any(Option::is_none), ..Identities::default() };
        for (id, raw) in resources().zip(&raws) {
            let Some(raw) = raw else { continue };
            identities.named.extend(raw.name.is_some().then_some(id));
            for (field, source) in &raw.values.0 {
                let is_new = matches!(source, ValueSource::Word(MadeValue::New));
                let sid = own_field(api, id, field).filter(|_| is_new).map(|(_, field)| &field.ty);
                if let Some(Type::Sid(sid)) = sid {
                    identities.by_sid.entry(*sid).or_default().push(id);
                }
            }
        }
        let resolved: Vec<Option<Behaviour>> = resources()
            .zip(raws)
            .map(|(id, raw)| {
                let site = self.site(self.sites.of(id), "behaviour");
                raw.map(|raw| {
                    Reader { resolver: self, api, identities: &identities, id, whole: None, lacks_whole: false, site }
                        .behaviour(raw)
                })
            })
            .collect();
        for (resource, behaviour) in api.resources.iter_mut().zip(resolved) {
            resource.behaviour = behaviour;
        }
    }
}

impl Reader<'_, '_> {
    fn behaviour(&mut self, raw: raw::Behaviour) -> Behaviour {
        // Paths can begin with it.
        self.whole = raw.part.as_ref().and_then(|part| self.whole(&part.of));
        self.lacks_whole = raw.part.is_some() && self.whole.is_none();
        let values = self.values(raw.values);
        let effects = self.effects(raw.parameters);
        let name = raw.name.and_then(|name| self.field(&name, self.resolver.sites.value(self.site, "name")));
        let rows_site = self.site;
        let rows = raw.rows.into_iter().enumerate();
        let rows: Vec<Row> =
            rows.map(|(index, row)| self.row(row, self.resolver.sites.item(rows_site, "rows", index))).collect();
        let view = raw.view.iter().enumerate();
        let view: Vec<Option<ResourceId>> = view
            .map(|(index, name)| self.resource(name, self.resolver.sites.element(self.site, "view", index)))
            .collect();
        let part_site = self.resolver.site(self.site, "part");
        let (part, each) = raw.part.and_then(|part| self.part(part, part_site)).unzip();
        let each = each.flatten();
        let rules = raw.rules.into_iter().enumerate();
        let rules =
            rules.filter_map(|(index, rule)| self.rule(rule, self.resolver.sites.item(self.site, "rules", index)));
        let rules = rules.collect();
        let states_site = self.resolver.site(self.site, "states");
        let states = raw.states.and_then(|states| self.states(states, states_site));
        let origin = match (&part, view.is_empty()) {
            (_, false) => Origin::View(view.into_iter().flatten().collect()),
            (Some(_), true) if each.is_some() || !rows.is_empty() => Origin::Part { each, rows },
            (Some(_), true) => Origin::Computed,
            (None, true) => Origin::Kept(rows),
        };
        Behaviour { values, effects, name, origin, part, rules, states }
    }
}
