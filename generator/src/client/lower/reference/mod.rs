//! The reference of the operations, for people: what it says and in which order.
//!
//! What the crate's documentation says of a method at the method, this says of all of them in one place, beside what
//! travels on the wire.

mod operation;
mod text;
mod tree;
mod waiter;

use self::text::{OPERATION, RESOURCE, prose};
pub(super) use self::text::{one_line, reflowed};
use super::context::Lowering;
use super::docs::VENDOR;
use crate::client::krate::{Block, Builder, Handle, HandleMethod, ResourceFile, Table, WaiterItem};
use crate::description::model::{ResourceId, WaiterId};

impl Lowering<'_> {
    /// What precedes the resources.
    pub(super) fn reference(&self, resources: &[ResourceFile]) -> Vec<Block> {
        let api = self.api;
        let title = format!("{} {}", api.title, api.version);
        let introduction = format!(
            "The operations of [{title}]({}), and how to call them with the crate `{}`. Paths are those at `{}`. In the code, \
             `client` is a `{library}::Client` and `model` is the module `{library}::model`, whose documentation describes the \
             types.",
            api.link,
            api.package.name,
            self.origin(),
            library = self.names.library,
        );
        let mut blocks = vec![Block::Heading(1, format!("{title}: operations")), Block::Text(reflowed(&introduction))];
        if api.operations.iter().any(|operation| operation.page.is_some()) {
            let lists = "A list sends nothing until `items.try_next().await?` asks for the next item.";
            blocks.push(Block::Text(reflowed(lists)));
        }
        blocks.push(Block::Heading(RESOURCE, "Resources".to_owned()));
        blocks.push(Block::Text(reflowed(
            "An arrow leads from a resource to those below it: their paths begin with that of one of its items.",
        )));
        blocks.push(Block::Graph(self.tree()));
        blocks.push(Block::Heading(RESOURCE, "Operations".to_owned()));
        blocks.push(Block::Table(self.overview(resources)));
        blocks
    }

    fn overview(&self, resources: &[ResourceFile]) -> Table {
        let rows = self.api.resources().zip(resources).flat_map(|((_, resource), file)| {
            resource.operations.iter().zip(&file.handle.methods).map(|(&id, method)| {
                let operation = self.api.operation(id);
                let permission = operation.facts.permission.as_ref();
                vec![
                    format!("[`{0}`](#{1})", operation.id, operation.id.to_lowercase()),
                    format!("`{}`", self.http(operation)),
                    format!("`{}`", signature(&resource.accessor, method)),
                    permission.map_or_else(String::new, |permission| format!("`{}`", permission.name)),
                ]
            })
        });
        Table { head: &["operation", "request", "method", "permission"], rows: rows.collect() }
    }

    /// What is said of a resource.
    pub(super) fn resource_reference(
        &self,
        id: ResourceId,
        handle: &Handle,
        builders: &[Builder],
        waiters: &[WaiterItem],
    ) -> Vec<Block> {
        let resource = self.api.resource(id);
        let mut blocks = vec![Block::Heading(RESOURCE, resource.name.clone())];
        if let Some(note) = &resource.deprecated {
            blocks.push(Block::Text(reflowed(&format!("**Deprecated**: {note}"))));
        }
        blocks.push(Block::Text(prose(&self.api.ty(resource.object).docs, RESOURCE)));
        blocks.push(Block::Text(vec![format!("See [{VENDOR}]({}).", resource.link)]));
        for ((&operation, method), builder) in resource.operations.iter().zip(&handle.methods).zip(builders) {
            blocks.push(Block::Heading(OPERATION, builder.name.clone()));
            blocks.extend(self.operation_reference(operation, method, builder));
        }
        for (index, (waiter, item)) in resource.waiters.iter().zip(waiters).enumerate() {
            blocks.push(Block::Heading(OPERATION, item.builder.clone()));
            blocks.extend(self.waiter_reference(WaiterId { resource: id, index }, waiter, item));
        }
        blocks
    }
}

/// The method of an operation with the names of its arguments.
fn signature(accessor: &str, method: &HandleMethod) -> String {
    let arguments: Vec<&str> = method.arguments.iter().map(|input| input.name.as_str()).collect();
    format!("{accessor}().{}({})", method.name, arguments.join(", "))
}
