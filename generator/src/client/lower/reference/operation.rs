//! What the reference says of an operation.

use super::text::{OPERATION, one_line, prose, value};
use crate::client::krate::{Block, Builder, HandleMethod, Input, Output, Passing, Table, Ty};
use crate::client::lower::context::Lowering;
use crate::client::lower::operations::{PAGE_SIZE, facts, page_sizes};
use crate::description::facts::{Evidence, Idempotency, ParameterLocation};
use crate::description::model::{Operation, OperationId, Parameter, Type, TypeId};

impl Lowering<'_> {
    pub(super) fn operation_reference(&self, id: OperationId, method: &HandleMethod, builder: &Builder) -> Vec<Block> {
        let operation = self.api.operation(id);
        let mut blocks = vec![Block::Text(vec![format!("`{}`", self.http(operation))])];
        blocks.push(Block::Text(prose(&operation.facts.docs, OPERATION)));
        blocks.push(Block::Code(self.operation_call(id)));
        let parameters = self.parameter_rows(id, method, builder);
        if !parameters.is_empty() {
            let head = &["name", "Rust", "in", "type", "required", "values", "meaning"];
            blocks.push(Block::Table(Table { head, rows: parameters }));
        }
        blocks.push(Block::List(self.operation_facts(id, method, builder)));
        let errors = self.error_rows(operation);
        if !errors.is_empty() {
            blocks.push(Block::Table(Table { head: &["typical error", "code", "meaning"], rows: errors }));
        }
        blocks
    }

    /// A row for each parameter. The method's arguments and the builder's setters are in the order of the parameters.
    fn parameter_rows(&self, id: OperationId, method: &HandleMethod, builder: &Builder) -> Vec<Vec<String>> {
        let (mut arguments, mut setters) = (method.arguments.iter(), builder.setters.iter());
        let mut rows = Vec::new();
        for (_, parameter) in self.api.parameters(id) {
            let (rust, input) = if parameter.is_argument() {
                let Some(input) = arguments.next() else { continue };
                (format!("`{}`", input.name), input)
            } else {
                let Some(setter) = setters.next() else { continue };
                (format!("`.{}(…)`", setter.name), &setter.input)
            };
            rows.push(self.parameter_row(parameter, rust, input));
        }
        if let (Some(setter), Some(pagination)) = (setters.next(), &self.api.pagination) {
            let page = self.api.operation(id).page.as_ref();
            let largest = page.and_then(|page| page.max_size).unwrap_or(pagination.max_size);
            rows.push(vec![
                format!("`{}`", setter.input.wire),
                format!("`.{}(…)`", setter.name),
                ParameterLocation::Query.key().to_owned(),
                format!("`{}`", name(&setter.input.ty)),
                "no".to_owned(),
                page_sizes(pagination, largest),
                PAGE_SIZE.to_owned(),
            ]);
        }
        rows
    }

    fn parameter_row(&self, parameter: &Parameter, rust: String, input: &Input) -> Vec<String> {
        let facts = facts(parameter).limits();
        let values: Vec<String> = self.values_of(&parameter.ty).into_iter().chain(facts).collect();
        let meaning = one_line(&parameter.facts.value.docs);
        vec![
            format!("`{}`", parameter.wire),
            rust,
            parameter.location.key().to_owned(),
            self.type_of(parameter, input),
            if parameter.is_argument() { "yes" } else { "no" }.to_owned(),
            values.join(" "),
            match &parameter.facts.value.deprecated {
                Some(note) => format!("**Deprecated**: {}<br>{meaning}", one_line(note)),
                None => meaning,
            },
        ]
    }

    /// What the argument or the setter takes.
    fn type_of(&self, parameter: &Parameter, input: &Input) -> String {
        match (&parameter.ty, input.passing) {
            (Type::Sid(id), _) if parameter.facts.or_name => {
                format!("`{}` or the unique name", self.api.sid(*id).name)
            }
            (_, Passing::Iterator) => format!("`{}`, any number", name(input.ty.element())),
            (_, Passing::Entries) => format!("`{}` by name, any number", name(input.ty.element())),
            (_, Passing::Value | Passing::Into) => format!("`{}`", name(&input.ty)),
        }
    }

    /// The values of an enum as they are sent.
    fn values_of(&self, ty: &Type) -> Option<String> {
        let id = named(ty).filter(|&id| !self.api.is_struct(id))?;
        let values = self.api.values(id).map(|(_, known)| {
            let wire = value(&known.wire);
            if known.deprecated.is_some() { format!("{wire} (deprecated)") } else { wire }
        });
        Some(format!("One of {}.", values.collect::<Vec<_>>().join(", ")))
    }

    fn operation_facts(&self, id: OperationId, method: &HandleMethod, builder: &Builder) -> Vec<String> {
        let operation = self.api.operation(id);
        let mut facts = Vec::new();
        if let Some(note) = &operation.facts.deprecated {
            facts.push(format!("**Deprecated**: {}", one_line(note)));
        }
        facts.push(format!("**Returns**: {}", returned(operation, builder)));
        facts.push(format!("**Permission** of a restricted key: {}", permission(operation)));
        facts.push(format!("**Repetition**: {}", repetition(operation)));
        if operation.facts.idempotency == Idempotency::WithIfMatch {
            facts.push("**Conflict**: status 412 if `If-Match` names a version that is not the latest.".to_owned());
        }
        if let (Some(find), Some(by)) = (&method.find, operation.find.as_ref().and_then(|find| find.by.as_ref())) {
            let inputs: Vec<String> = by.iter().map(|by| format!("`{}`", self.api.dotted(&by.input))).collect();
            facts.push(format!(
                "**Without duplicates**: `{}(…)` takes the same, and returns what already exists with the same {}.",
                find.name,
                inputs.join(" and "),
            ));
        }
        facts
    }

    fn error_rows(&self, operation: &Operation) -> Vec<Vec<String>> {
        let errors = operation.errors.iter().map(|&id| self.api.error(id));
        let rows = errors
            .map(|error| vec![format!("`{}`", error.name), error.facts.code.to_string(), one_line(&error.facts.docs)]);
        rows.collect()
    }
}

fn returned(operation: &Operation, builder: &Builder) -> String {
    let status = operation.facts.status;
    let etag = if operation.facts.returns_etag { ", with an ETag" } else { "" };
    match &builder.output {
        Output::Nothing => format!("nothing, with status {status}{etag}."),
        Output::One(ty) | Output::OneOrFound(ty) => format!("`{}`, with status {status}{etag}.", name(ty)),
        Output::List(ty) => {
            let key = builder.operation.page_items.as_deref().unwrap_or_default();
            format!("pages with status {status}{etag}, each with `{}`s in its member `{key}`.", name(ty))
        }
    }
}

fn permission(operation: &Operation) -> String {
    let Some(permission) = &operation.facts.permission else { return "not known.".to_owned() };
    let source = match permission.evidence {
        Evidence::Observed => "observed on a key; that it covers this operation is inferred from its name",
        Evidence::Inferred => "inferred from the names of related ones",
    };
    format!("`{}`, {source}.", permission.name)
}

fn repetition(operation: &Operation) -> &'static str {
    match operation.facts.idempotency {
        Idempotency::Always => "a second request has no effect beyond that of the first. The client retries it.",
        Idempotency::WithIfMatch => {
            "with `If-Match`, the server refuses a second request, so the client retries it. Without, a second request \
             can overwrite what others changed in between; the client retries it after an unknown outcome only if the \
             retry policy allows that."
        }
        Idempotency::Never => {
            "a second request can have the effect twice. The client never retries it if it may have been applied."
        }
    }
}

/// The enum or struct in a type.
fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) => named(inner),
        Type::Builtin(_) | Type::Sid(_) | Type::Unknown => None,
    }
}

/// The name of a Rust type, without the path to it.
fn name(ty: &Ty) -> String {
    match ty {
        Ty::String => "String".to_owned(),
        Ty::Bool => "bool".to_owned(),
        Ty::I64 => "i64".to_owned(),
        Ty::F64 => "f64".to_owned(),
        Ty::Json => "serde_json::Value".to_owned(),
        Ty::Vec(inner) => format!("Vec<{}>", name(inner)),
        Ty::Map(inner) => format!("BTreeMap<String, {}>", name(inner)),
        Ty::Crate(name) => (*name).to_owned(),
        Ty::Model(name) => name.clone(),
        Ty::SidOrName(kind) => format!("SidOrName<{kind}>"),
    }
}
