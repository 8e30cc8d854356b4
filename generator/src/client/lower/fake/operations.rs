//! Operations and their parameters as data of the fake.

use heck::ToSnakeCase;

use super::resources::Within;
use super::values::{json, limits, ty};
use crate::client::krate::Data;
use crate::client::lower::context::Lowering;
use crate::description::facts::ParameterLocation;
use crate::description::model::behaviour::{Effect, FieldPath};
use crate::description::model::{Api, Method, Operation, OperationId, Parameter, ParameterId};

impl Lowering<'_> {
    pub(super) fn served(&self, id: OperationId, operation: &Operation) -> Data {
        let module = self.names.resource(operation.resource).module.clone();
        let constant = self.names.operation(id).constant.clone();
        let parameters = self.api.parameters(id).filter_map(|(id, parameter)| self.parameter_data(id, parameter));
        let default_limit = self.api.pagination.as_ref().map_or(0, |pagination| pagination.max_size);
        let limit = operation.page.as_ref().map_or(0, |page| page.max_size.unwrap_or(default_limit));
        let fields = vec![
            ("operation", Data::Static(vec!["resources".to_owned(), module, constant])),
            ("resource", Data::index(operation.resource.0)),
            ("action", Data::Variant("Action", action(self.api, operation))),
            ("status", Data::Integer(operation.facts.status.into())),
            ("returns_etag", Data::Boolean(operation.facts.returns_etag)),
            ("max_page_size", Data::Integer(limit)),
            ("parameters", Data::list(parameters)),
        ];
        Data::Struct("Served", fields)
    }

    /// `None` for a header that only other clients send.
    fn parameter_data(&self, id: ParameterId, parameter: &Parameter) -> Option<Data> {
        let api = self.api;
        let resource = api.resource(api.operation(id.operation).resource);
        let behaviour = resource.behaviour.as_ref()?;
        let role = match parameter.location {
            ParameterLocation::Path => {
                let fields = vec![
                    ("field", Data::texts([parameter.wire.to_snake_case()])),
                    ("or_name", Data::Boolean(parameter.facts.or_name)),
                ];
                Data::VariantWith("Role", "Addresses", fields)
            }
            ParameterLocation::Header if api.operation(id.operation).version == Some(id) => {
                Data::Variant("Role", "Version")
            }
            ParameterLocation::Header => return None,
            ParameterLocation::Query | ParameterLocation::Form => {
                let (_, effect) = behaviour.effects.iter().find(|(of, _)| *of == id)?;
                let of = Within { api, behaviour };
                let filters = |path: &FieldPath, by: &'static str| {
                    let fields = vec![("field", of.path(path)), ("by", Data::Variant("Comparison", by))];
                    Data::VariantWith("Role", "Filters", fields)
                };
                match effect {
                    Effect::Sets(path) => Data::VariantOf("Role", "Sets", vec![of.path(path)]),
                    Effect::Equals(path) => filters(path, "Equal"),
                    Effect::Before(path) => filters(path, "Before"),
                    Effect::After(path) => filters(path, "After"),
                    Effect::Shows(paths) => {
                        let paths = Data::list(paths.iter().map(|path| of.path(path)));
                        Data::VariantOf("Role", "Shows", vec![paths])
                    }
                    Effect::Unseen => {
                        let in_form = parameter.location == ParameterLocation::Form;
                        Data::VariantWith("Role", "Unseen", vec![("in_form", Data::Boolean(in_form))])
                    }
                    Effect::Redacts(path) => Data::VariantOf("Role", "Redacts", vec![of.path(path)]),
                }
            }
        };
        let fields = vec![
            ("name", Data::text(&parameter.wire)),
            ("ty", ty(&parameter.ty)),
            ("required", Data::Boolean(parameter.is_argument())),
            ("limits", limits(&parameter.facts.value)),
            ("default", Data::optional(parameter.default.as_ref().map(|default| json(&default.json)))),
            ("role", role),
        ];
        Some(Data::Struct("Parameter", fields))
    }
}

/// What an operation does to records.
pub(super) fn action(api: &Api, operation: &Operation) -> &'static str {
    let is_record = |other: &Operation| other.is_fetch() && other.path == operation.path;
    match operation.method {
        Method::Get if operation.page.is_some() => "List",
        Method::Get => "Fetch",
        Method::Delete => "Delete",
        _ if api.resource(operation.resource).operations.iter().any(|&id| is_record(api.operation(id))) => "Update",
        _ => "Create",
    }
}
