//! Which edits adopt a difference.

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use super::draft::{Drafter, method_name};
use super::edit::Edit;
use super::unused::unused;
use super::value::Value;
use crate::description::surface::{
    Field, Operation, Parameter, Response, Rule, Shape, SourceLocation, Surface, Type, ValueFacts, steps,
};
use crate::description::usual;
use crate::drift::Difference;
use crate::drift::operations::{placeholders, shape_of};

/// What says which edits adopt a difference.
pub(super) struct Planner<'a> {
    pub(super) description: &'a Surface,
    pub(super) document: &'a Surface,
    /// The names in the description of shapes of the document.
    pub(super) names: &'a BTreeMap<String, String>,
}

/// A field or parameter.
struct Valued<'a> {
    facts: &'a ValueFacts,
    default: Option<&'a serde_json::Value>,
}

impl Planner<'_> {
    /// The edits; the error says why a person is needed.
    pub(super) fn plan(&self, difference: &Difference) -> Result<Vec<Edit>, String> {
        let anchor = &difference.anchor.source;
        let (file, steps) = (anchor.file.as_str(), steps(&anchor.pointer).collect::<Vec<String>>());
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let of = difference.anchor.of.as_deref().unwrap_or_default();
        let below = |key: &'static str| steps.iter().copied().chain([key]).collect::<Vec<&str>>();
        let flag = |key: &str, is_set: bool, value: Value| match is_set {
            true => Edit::set(file, &steps, key, value),
            false => Edit::remove(file, &steps, key),
        };
        let mut drafter = Drafter {
            description: self.description,
            document: self.document,
            names: self.names.clone(),
            file: file.to_owned(),
            edits: Vec::new(),
            declared: 0,
            fields: self.fields_of(file),
        };
        let edits = match difference.rule {
            Rule::FieldAdded => {
                let (shape, field) = self.new_field(difference).ok_or(LOST)?;
                let value = drafter.field(field, shape.in_requests);
                vec![Edit::set(file, &below("fields"), of, value)]
            }
            Rule::ParameterAdded => {
                let parameter = self.new_parameter(difference).ok_or(LOST)?;
                let value = drafter.parameter(parameter);
                vec![Edit::set(file, &below(parameter.location.key()), of, value)]
            }
            Rule::ValueAdded => vec![Edit::set(file, &below("values"), of, Value::text("TODO"))],
            Rule::OperationAdded => {
                let operation = self.new_operation(difference).ok_or(LOST)?;
                match self.sibling_of(operation) {
                    Some(sibling) => {
                        let file = sibling.source.file.as_str();
                        file.clone_into(&mut drafter.file);
                        drafter.fields = self.fields_of(file);
                        let name = self.method_name(operation, file);
                        let value = drafter.operation(operation, &name, &sibling.resource);
                        vec![Edit::set(file, &["operations"], &name, value)]
                    }
                    None => vec![drafter.resource(operation)?],
                }
            }
            Rule::OperationRemoved if self.is_only_operation(file) => {
                let whole = SourceLocation { pointer: String::new(), ..anchor.clone() };
                let mut edits = unused(self.description, &whole);
                edits.push(Edit::delete(file));
                edits
            }
            Rule::FieldRemoved | Rule::ParameterRemoved | Rule::ValueRemoved | Rule::OperationRemoved => {
                let (key, map) = steps.split_last().ok_or(LOST)?;
                let mut edits = unused(self.description, anchor);
                edits.extend(self.inherited(anchor));
                edits.push(Edit::remove(file, map, key));
                edits
            }
            Rule::FieldLimits | Rule::ParameterLimits => {
                let (old, new) = self.valued(difference).ok_or(LOST)?;
                limits(file, &steps, old.facts, new.facts)
            }
            Rule::FieldDefault | Rule::ParameterDefault => {
                let (_, new) = self.valued(difference).ok_or(LOST)?;
                let value = new.default.map(|default| Value::Json(default.clone()));
                vec![flag("default", value.is_some(), value.unwrap_or(Value::True))]
            }
            Rule::FieldDeprecated | Rule::ParameterDeprecated | Rule::OperationDeprecated => {
                vec![flag("deprecated", difference.new.is_some(), Value::text("TODO"))]
            }
            Rule::FieldSensitive => vec![flag("sensitive", difference.new.is_some(), Value::True)],
            Rule::OperationEtag => vec![flag("returns_etag", difference.new.is_some(), Value::True)],
            Rule::OperationStatus => {
                let operation = self.pair(difference).ok_or(LOST)?.1;
                let status = operation.facts.status;
                let is_usual = usual::status(&operation.method) == Some(status);
                vec![flag("status", !is_usual, Value::Integer(status.into()))]
            }
            Rule::OperationPath => {
                let (old, new) = self.pair(difference).ok_or(LOST)?;
                let path = renamed(&old.path, &new.path)?;
                vec![Edit::set(file, &steps, "http", Value::Text(format!("{} {path}", old.method)))]
            }
            Rule::PageKey => match self.pair(difference).map(|(_, new)| &new.response) {
                Some(Response::Page { key, .. }) => {
                    vec![Edit::set(file, &below("page"), "key", Value::text(key))]
                }
                _ => return Err(LOST.to_owned()),
            },
            Rule::PageSize => match self.pair(difference).map(|(_, new)| &new.response) {
                Some(Response::Page { max_size, .. }) if (1..i64::MAX).contains(max_size) => {
                    let usual = self.description.pagination.as_ref().map(|pagination| pagination.facts.max_size);
                    let page = below("page");
                    match usual == Some(*max_size) {
                        true => vec![Edit::remove(file, &page, "max_size")],
                        false => vec![Edit::set(file, &page, "max_size", Value::Integer(*max_size))],
                    }
                }
                _ => return Err("lists without a page size cannot be described".to_owned()),
            },
            Rule::ApiBaseUrl => vec![Edit::set(file, &steps, "base_url", Value::text(&self.document.base_url))],
            Rule::ApiVersion => vec![Edit::set(file, &steps, "version", Value::text(&self.document.version))],
            other => return Err(reason(other).to_owned()),
        };
        if drafter.is_too_much() {
            return Err("it needs too many new types".to_owned());
        }
        let mut all = std::mem::take(&mut drafter.edits);
        all.extend(edits);
        Ok(all)
    }

    /// What the fields of the resource in a file say, so that parameters need not.
    fn fields_of(&self, file: &str) -> Vec<(String, Vec<(String, Value)>)> {
        let resource = self.description.resources.iter().find(|resource| resource.source.file == file);
        let shape = resource.and_then(|resource| self.description.shape(&resource.name));
        let fields = shape.into_iter().flat_map(|shape| shape.fields());
        let said = fields.map(|field| {
            let ty = Value::Text(crate::drift::types::name(&field.ty));
            (field.name.to_snake_case(), vec![("type".to_owned(), ty)])
        });
        said.collect()
    }

    fn new_field(&self, difference: &Difference) -> Option<(&Shape, &Field)> {
        let shapes = self.document.shapes.iter();
        let mut fields = shapes.flat_map(|shape| shape.fields().iter().map(move |field| (shape, field)));
        fields.find(|(_, field)| is_at(&field.source, difference.new_source.as_ref()))
    }

    fn new_parameter(&self, difference: &Difference) -> Option<&Parameter> {
        let mut parameters = self.document.operations.iter().flat_map(|operation| &operation.parameters);
        parameters.find(|parameter| is_at(&parameter.source, difference.new_source.as_ref()))
    }

    fn new_operation(&self, difference: &Difference) -> Option<&Operation> {
        let mut operations = self.document.operations.iter();
        operations.find(|operation| is_at(&operation.source, difference.new_source.as_ref()))
    }

    /// The operations of both sides that a difference is about.
    fn pair(&self, difference: &Difference) -> Option<(&Operation, &Operation)> {
        let mut operations = self.description.operations.iter();
        let old = operations.find(|operation| is_at(&operation.source, difference.old_source.as_ref()))?;
        Some((old, self.new_operation(difference)?))
    }

    /// The fields or parameters of both sides that a difference is about.
    fn valued(&self, difference: &Difference) -> Option<(Valued<'_>, Valued<'_>)> {
        let old = valued(self.description, difference.old_source.as_ref())?;
        Some((old, valued(self.document, difference.new_source.as_ref())?))
    }

    /// An operation of the resource that an operation belongs to: of what it returns, or on its path.
    fn sibling_of(&self, operation: &Operation) -> Option<&Operation> {
        let returned = match &operation.response {
            Response::One(Type::Shape(name)) | Response::Page { item: Type::Shape(name), .. } => self.names.get(name),
            _ => None,
        };
        let by_shape = self.description.operations.iter().find(|it| returned == Some(&it.resource));
        let by_path = || {
            let alike = |it: &&Operation| shape_of(&it.path) == shape_of(&operation.path);
            self.description.operations.iter().find(alike)
        };
        by_shape
            .or_else(|| if returned.is_none() && operation.response == Response::Nothing { by_path() } else { None })
    }

    /// The edits with which parameters say themselves what they inherit from something that goes.
    fn inherited(&self, removed: &SourceLocation) -> Vec<Edit> {
        let parameters = self
            .description
            .operations
            .iter()
            .flat_map(|operation| operation.parameters.iter().map(move |parameter| (operation, parameter)));
        let inherit = parameters.filter(|(_, parameter)| parameter.inherits.iter().any(|it| is_at(it, Some(removed))));
        let mut fields = self.description.shapes.iter().flat_map(|shape| shape.fields());
        let Some(field) = fields.find(|field| is_at(&field.source, Some(removed))) else { return Vec::new() };
        let edits = inherit.flat_map(|(operation, parameter)| {
            let mut at: Vec<String> = steps(&operation.source.pointer).collect();
            at.extend([parameter.location.key().to_owned(), parameter.name.clone()]);
            let at: Vec<&str> = at.iter().map(String::as_str).collect();
            let file = operation.source.file.as_str();
            // What differs from the field, something else says already.
            let (docs, ty) = (&parameter.facts.value.docs, &parameter.ty);
            let docs = (*docs == field.facts.value.docs).then(|| Edit::set(file, &at, "docs", Value::text(docs)));
            let name = || Value::Text(crate::drift::types::name(ty));
            let ty = (*ty == field.ty).then(|| Edit::set(file, &at, "type", name()));
            let (own, of_field) = (&parameter.facts.value, &field.facts.value);
            let unit = own.unit.as_ref().filter(|unit| ty.is_some() && of_field.unit.as_ref() == Some(*unit));
            let unit = unit.map(|unit| Edit::set(file, &at, "unit", Value::text(unit)));
            let length = own.max_length.filter(|length| ty.is_some() && of_field.max_length == Some(*length));
            let length = length.map(|length| Edit::set(file, &at, "max_length", Value::Integer(length.into())));
            ty.into_iter().chain(docs).chain(unit).chain(length)
        });
        edits.collect()
    }

    fn is_only_operation(&self, file: &str) -> bool {
        self.description.operations.iter().filter(|operation| operation.source.file == file).count() == 1
    }

    fn method_name(&self, operation: &Operation, file: &str) -> String {
        let usual = method_name(operation);
        let pointer = format!("/operations/{usual}");
        let is_taken =
            self.description.operations.iter().any(|it| it.source.file == file && it.source.pointer == pointer);
        if is_taken { operation.id.to_snake_case() } else { usual.to_owned() }
    }
}

/// What a difference points at is not there; a bug of the comparison.
const LOST: &str = "the place of the difference was not found";

/// Why differences that a rule tells need a person.
fn reason(rule: Rule) -> &'static str {
    match rule {
        Rule::Authentication => "the client knows HTTP Basic only",
        Rule::FieldPresence => "whether a field is required decides over its Rust type",
        Rule::FieldType | Rule::ParameterType | Rule::SidPrefix => {
            "another type needs other words, and maybe other names"
        }
        Rule::HeaderAdded | Rule::HeaderRemoved => "what a header means is not known",
        Rule::OperationMethod => "whether requests can be retried has to be decided",
        Rule::OperationRequestType | Rule::OperationResponseType => "the client knows forms and JSON only",
        Rule::OperationResponse => "the method returns something else",
        Rule::PageEnvelope => "all lists depend on it",
        Rule::ParameterRequired => "arguments and setters are not the same",
        Rule::StructOpen => "the other members need a description",
        Rule::Unreadable => "it could not be read",
        _ => "it cannot be adopted by rule",
    }
}

fn is_at(source: &SourceLocation, wanted: Option<&SourceLocation>) -> bool {
    wanted.is_some_and(|wanted| wanted.pointer == source.pointer && wanted.file == source.file)
}

fn valued<'a>(surface: &'a Surface, source: Option<&SourceLocation>) -> Option<Valued<'a>> {
    let fields = surface.shapes.iter().flat_map(|shape| shape.fields());
    let fields = fields.map(|it| (&it.source, Valued { facts: &it.facts.value, default: it.default.as_ref() }));
    let parameters = surface.operations.iter().flat_map(|operation| &operation.parameters);
    let parameters = parameters.map(|it| (&it.source, Valued { facts: &it.facts.value, default: it.default.as_ref() }));
    fields.chain(parameters).find(|(at, _)| is_at(at, source)).map(|(_, valued)| valued)
}

fn limits(file: &str, steps: &[&str], old: &ValueFacts, new: &ValueFacts) -> Vec<Edit> {
    let of = |facts: &ValueFacts| {
        [("minimum", facts.minimum), ("maximum", facts.maximum), ("max_length", facts.max_length.map(i64::from))]
    };
    let pairs = of(old).into_iter().zip(of(new)).filter(|(old, new)| old != new);
    let edits = pairs.filter_map(|((key, _), (_, limit))| match limit {
        Some(limit) => Some(Edit::set(file, steps, key, Value::Integer(limit))),
        // A limit that only the description has stays.
        None if of(new).iter().all(|(_, limit)| limit.is_none()) => Some(Edit::remove(file, steps, key)),
        None => None,
    });
    edits.collect()
}

/// The new path with the placeholders of the old one, which are the names of parameters.
fn renamed(old: &str, new: &str) -> Result<String, String> {
    let names = placeholders(old);
    let parts: Vec<&str> = new.split('{').collect();
    if parts.len() != names.len() + 1 {
        return Err("the path has other placeholders".to_owned());
    }
    let mut path = parts[0].to_owned();
    for (name, part) in names.iter().zip(&parts[1..]) {
        path.push_str(&format!("{{{name}}}{}", part.split_once('}').map_or("", |(_, rest)| rest)));
    }
    Ok(path)
}
