//! The module of the fake: what the description says of the behaviour, as tables that the runtime's engine serves, and the
//! page that tells people about it.

mod operations;
mod page;
mod resources;
mod server;
mod values;

use self::resources::resource_data;
use self::values::shape;
use super::context::Lowering;
use super::docs::DocWriter;
use crate::client::krate::{Data, Docs, FakeFile};
use crate::description::model::behaviour::Behaviour;

impl Lowering<'_> {
    /// `None` if the description does not say how the records of every resource live.
    pub(super) fn fake(&self) -> Option<FakeFile> {
        let api = self.api;
        let behaviours: Vec<&Behaviour> =
            api.resources.iter().map(|resource| resource.behaviour.as_ref()).collect::<Option<_>>()?;
        if behaviours.is_empty() {
            return None;
        }
        let resources =
            api.resources.iter().zip(&behaviours).map(|(resource, behaviour)| resource_data(api, resource, behaviour));
        let operations = api.operations().map(|(id, operation)| self.served(id, operation));
        let shapes = api.types.iter().map(shape);
        let sids = api.sids.iter().map(|sid| {
            let fields = vec![
                ("name", Data::text(&sid.name)),
                ("prefixes", Data::texts(&sid.facts.prefixes)),
                ("open", Data::Boolean(sid.facts.open)),
            ];
            Data::Struct("SidShape", fields)
        });
        let errors = api.errors.iter().filter_map(|error| {
            let fields = vec![
                ("status", Data::Integer(error.facts.status?.into())),
                ("code", Data::Integer(error.facts.code)),
                ("missing_permission", Data::Boolean(error.facts.missing_permission)),
            ];
            Some(Data::Struct("ErrorCode", fields))
        });
        let paging = api.pagination.as_ref().map(|pagination| {
            let fields = vec![
                ("size_parameter", Data::text(&pagination.size_parameter)),
                ("state_parameters", Data::texts(&pagination.state_parameters)),
                ("default_size", Data::Integer(pagination.default_size)),
            ];
            Data::Struct("Paging", fields)
        });
        let event_member = api.webhooks.as_ref().map(|webhooks| Data::text(&webhooks.event_member));
        let fields = vec![
            ("api", Data::Static(vec!["client".to_owned(), "API".to_owned()])),
            ("resources", Data::list(resources)),
            ("operations", Data::list(operations)),
            ("shapes", Data::list(shapes)),
            ("sids", Data::list(sids)),
            ("errors", Data::list(errors)),
            ("paging", Data::optional(paging)),
            ("event_member", Data::optional(event_member)),
        ];
        let table = Data::Struct("Table", fields);
        let mut imported = Vec::new();
        types(&table, &mut imported);
        imported.sort_unstable();
        imported.dedup();
        Some(FakeFile {
            docs: self.fake_docs(),
            new_docs: Docs::line("Creates a fake in which nothing has happened yet."),
            builder_docs: Docs::line("Configures a fake: its seed, its clock, its latency."),
            records: api.resources.iter().map(|resource| resource.name.clone()).collect(),
            imported,
            table,
            page: self.fake_page(),
        })
    }

    fn fake_docs(&self) -> Docs {
        let mut docs = DocWriter::new();
        docs.line("A fake of the service, in memory: for tests and for trying things out, without an account.");
        docs.blank();
        docs.prose(
            "[`Fake`] is a transport, so that everything above it is the real client: authentication, retries, limits, \
             pages. It keeps what requests create, lets time pass, and knows what the description of the API knows about \
             the behaviour of the service. It never uses the network; with the feature `fake-server`, a program \
             serves it on a port, for programs in any language.",
        );
        docs.blank();
        docs.line("```");
        docs.line(format!("use {}::fake::Fake;", self.names.library));
        docs.line("");
        docs.line("let fake = Fake::new();");
        docs.line("let client = fake.client();");
        docs.line("// Give `client` to the code under test, then ask the fake what happened:");
        docs.line("assert!(fake.requests().is_empty());");
        docs.line("```");
        docs.finish()
    }
}

/// The types of the runtime that an expression names.
fn types(data: &Data, found: &mut Vec<&'static str>) {
    match data {
        Data::Text(_) | Data::Integer(_) | Data::Number(_) | Data::Boolean(_) | Data::Static(_) => {}
        Data::List(items) | Data::Tuple(items) => items.iter().for_each(|item| types(item, found)),
        Data::Optional(value) => value.iter().for_each(|value| types(value, found)),
        Data::Reference(value) => types(value, found),
        Data::Variant(of, _) => found.push(of),
        Data::VariantOf(of, _, values) => {
            found.push(of);
            values.iter().for_each(|value| types(value, found));
        }
        Data::Struct(of, fields) | Data::VariantWith(of, _, fields) => {
            found.push(of);
            fields.iter().for_each(|(_, value)| types(value, found));
        }
    }
}
