//! Lowers the model to the crate as data: one pass, total, no errors. Every decision about the output is taken here.

mod client;
mod context;
mod docs;
mod examples;
mod fake;
mod operations;
mod package;
mod reference;
mod states;
mod types;
mod waiters;
mod webhooks;

use rayon::prelude::*;

use self::context::Lowering;
use super::krate::{Crate, Docs, Library, ResourceFile, SharedFile};
use super::names::Names;
use crate::description::model::{Api, Home, ResourceId, Usage};

/// Decides what the generated crate holds.
pub(crate) fn lower(api: &Api, names: &Names) -> Crate {
    let lowering = Lowering { api, names, usage: Usage::of(api) };
    let resources =
        || (0..api.resources.len()).into_par_iter().map(|index| lowering.resource(ResourceId(index))).collect();
    let (resources, package): (Vec<ResourceFile>, _) = rayon::join(resources, || lowering.package());
    Crate {
        package,
        library: lowering.root(),
        client: lowering.client(),
        sids: (!api.sids.is_empty()).then(|| lowering.sids()),
        errors: (!api.errors.is_empty()).then(|| lowering.errors()),
        shared: lowering.shared(),
        reference: lowering.reference(&resources),
        resources,
        fake: lowering.fake(),
        webhooks: api.webhooks.as_ref().map(|webhooks| lowering.webhooks(webhooks)),
    }
}

impl Lowering<'_> {
    fn shared(&self) -> Option<SharedFile> {
        let types = self.types_of(Home::Api);
        let docs = Docs::line("Types that more than one resource uses.");
        (!types.is_empty()).then_some(SharedFile { docs, types })
    }

    fn root(&self) -> Library {
        let mut docs = docs::DocWriter::new();
        docs.line(format!("{} {}.", self.api.title, self.api.version));
        docs.blank();
        docs.markdown(&self.api.docs);
        let mut docs = docs.finish();
        // The README follows.
        docs.0.push(super::krate::DocLine::Text(String::new()));
        Library {
            docs,
            model_docs: Docs::line("What requests and responses contain: resources, their parts, enums and SIDs."),
            operations_docs: Docs::line(
                "The operations of the API: a handle per resource, and their request builders.",
            ),
        }
    }

    fn resource(&self, id: ResourceId) -> ResourceFile {
        let resource = self.api.resource(id);
        let (handle, builders) = self.operations(id);
        let waiters = self.waiters(id);
        ResourceFile {
            docs: Docs::line(format!("Types and operations of the resource {}.", resource.name)),
            module: self.names.resource(id).module.clone(),
            source: resource.path.clone(),
            types: self.types_of(Home::Resource(id)),
            reference: self.resource_reference(id, &handle, &builders, &waiters),
            handle,
            builders,
            waiters,
        }
    }
}
