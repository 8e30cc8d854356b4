//! Builds the model from the raw structs: looks up every name and reports those that lead nowhere.
//!
//! First all types are declared, so that they may refer to one another in any order and across files; then operations are
//! resolved; last, what refers to operations and fields. What cannot be resolved is reported and left out, or becomes
//! [`Type::Unknown`], so that no later stage meets a dangling reference.

mod behaviour;
mod implied;
mod literals;
mod operations;
mod overlay;
mod parameters;
mod pending;
mod references;
mod resolver;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use self::resolver::{Named, PagingParameters, Resolver};
use super::api::{Api, Home};
use super::ids::ResourceId;
use super::sites::Sites;
use crate::description::diagnostics::Sink;
use crate::description::parse::Description;

/// Builds the model and the table of where its nodes are written.
pub(crate) fn resolve(description: Description, sink: &mut Sink) -> (Api, Sites) {
    let Description { api, api_root, resources, trees, lost } = description;
    let mut sites = Sites::of_api(trees, api_root);
    let mut resolver = Resolver {
        sites: &mut sites,
        sink,
        names: BTreeMap::new(),
        errors: BTreeMap::new(),
        paging: api.pagination.as_ref().map(|paging| PagingParameters {
            size: paging.size_parameter.clone(),
            state: paging.state_parameters.clone(),
        }),
        literals: Vec::new(),
        typical: Vec::new(),
        shared: BTreeMap::new(),
        named: Vec::new(),
        needed: BTreeSet::new(),
        collided: BTreeSet::new(),
        suggested: 0,
        numbers_as_text: api.numbers_as_text,
        unreadable_errors: lost.errors,
        lacks_declarations: lost.declarations,
        is_partial: lost.something,
    };
    let sids = resolver.sids(api.sids);
    let errors = resolver.errors(api.errors);
    let mut pending = Vec::new();
    let site = resolver.site(api_root, "types");
    resolver.declare(api.types, Home::Api, site, &mut pending);
    let mut parts = Vec::new();
    for (index, file) in resources.into_iter().enumerate() {
        parts.push(resolver.declare_resource(ResourceId(index), file, &mut pending));
    }
    // Once all types are known: a text that is the name of one is no documentation.
    let site = resolver.site(api_root, "parameters");
    resolver.shared = resolver.share(api.parameters, site);
    let webhooks = api.webhooks.map(|raw| resolver.webhooks(raw, &mut pending));
    // A declaration that could not be read still exists: nobody is told that its name does not.
    for name in &lost.types {
        resolver.names.entry(name.clone()).or_insert((Named::Unreadable, api_root.span));
    }
    let types = pending.into_iter().map(|pending| resolver.type_def(pending)).collect();
    let mut resolved = Api {
        title: api.api,
        version: api.version,
        base_url: api.base_url,
        docs: api.docs,
        link: api.link,
        example: None,
        document: api.document,
        deviates: api.deviates,
        package: api.package,
        api_key: api.credentials.api_key,
        account: api.credentials.account,
        location: api.location,
        response_headers: api.response_headers.unwrap_or_default(),
        pagination: api.pagination,
        sids,
        types,
        resources: Vec::new(),
        operations: Vec::new(),
        errors,
        webhooks,
        is_partial: lost.something,
    };
    let mut references = Vec::new();
    for part in parts {
        references.push(resolver.resource(part, &mut resolved));
    }
    let shared = std::mem::take(&mut resolver.shared);
    let named = std::mem::take(&mut resolver.named);
    resolver.unneeded(&shared, &named);
    resolver.example(api.example, &mut resolved);
    let literals = std::mem::take(&mut resolver.literals);
    resolver.literals(literals, &mut resolved);
    let behaviours = references.into_iter().enumerate();
    let behaviours = behaviours.map(|(index, of)| resolver.references(ResourceId(index), of, &mut resolved)).collect();
    resolver.behaviours(behaviours, &mut resolved);
    (resolved, sites)
}
