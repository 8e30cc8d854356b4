//! Knows how to write the Rust code of documentation examples. rustdoc compiles every one of them.

use serde_json::Value as Json;

use super::Passing;
use super::lower::Lowering;
use crate::model::ty::Builtin;
use crate::model::{Operation, Parameter, Place, Presence, Type, TypeId, TypeKind};

/// Where a line of an example is broken.
const EXAMPLE_WIDTH: usize = 100;

impl Lowering<'_> {
    /// The fenced example of one operation, whose parameters have these names.
    pub(super) fn operation_example(&self, resource: usize, operation: &Operation, names: &[String]) -> Vec<String> {
        let library = self.library();
        let call = self.call(resource, operation, &operation.name);
        let setters = self.example_setters(operation, names);
        let mut code = vec!["```no_run".to_owned(), format!("# use {library}::{{Client, Error}};")];
        if call[2].contains("model::") || setters.iter().any(|setter| setter.contains("model::")) {
            code.push(format!("# use {library}::model;"));
        }
        code.push("# async fn example(client: Client) -> Result<(), Error> {".to_owned());
        code.extend(self.statements(resource, operation, &call, &setters));
        code.extend(["# Ok(())".to_owned(), "# }".to_owned(), "```".to_owned()]);
        code
    }

    /// The example of the whole crate: a client, and one call.
    pub(super) fn crate_example(&self) -> Vec<String> {
        let resources = || self.api.resources.iter().enumerate();
        let all = || resources().flat_map(|(index, resource)| resource.operations.iter().map(move |op| (index, op)));
        let chosen = |operation: &Operation| match &self.api.example {
            Some(id) => operation.id == *id,
            None => operation.page.is_some() && operation.placeholders.is_empty(),
        };
        let chosen = all().find(|(_, operation)| chosen(operation)).or_else(|| all().next());
        let mut code = vec!["let client = Client::from_env()?;".to_owned()];
        if let Some((resource, operation)) = chosen {
            let call = self.call(resource, operation, &operation.name);
            if call[2].contains("model::") {
                code.splice(0..0, [format!("use {}::model;", self.library()), String::new()]);
            }
            code.extend(self.statements(resource, operation, &call, &[]));
        }
        code
    }

    /// What an update is for: something that changes, and the version that it is meant for.
    fn example_setters(&self, operation: &Operation, names: &[String]) -> Vec<String> {
        let is_form = |parameter: &Parameter| parameter.location == Place::Form;
        let is_etag = |parameter: &Parameter| matches!(parameter.ty, Type::Builtin(Builtin::ETag));
        let named = || operation.parameters.iter().zip(names);
        let optional = || named().filter(|(parameter, _)| !parameter.is_argument());
        let Some((_, version)) = optional().find(|(parameter, _)| is_etag(parameter)) else { return Vec::new() };
        let changes = named().any(|(parameter, _)| parameter.is_argument() && is_form(parameter));
        let telling = optional().find(|(parameter, _)| is_form(parameter) && parameter.text.example.is_some());
        let change = telling.or_else(|| optional().find(|(parameter, _)| is_form(parameter)));
        let change =
            change.filter(|_| !changes).map(|(parameter, name)| format!(".{name}({})", self.argument(parameter)));
        change.into_iter().chain([format!(".{version}(3)")]).collect()
    }

    fn statements(
        &self,
        resource: usize,
        operation: &Operation,
        call: &[String; 3],
        setters: &[String],
    ) -> Vec<String> {
        let variable = &self.names.resources[resource].module;
        let links =
            |last: &[&'static str]| setters.iter().map(String::as_str).chain(last.iter().copied()).collect::<Vec<_>>();
        if operation.page.is_some() {
            let mut code = chain("let mut items = ", call, &links(&[".items()"]), ";");
            code.push(format!("while let Some({variable}) = items.try_next().await? {{"));
            code.push(format!("    println!(\"{{{variable}:?}}\");"));
            code.push("}".to_owned());
            return code;
        }
        let sending = links(&[".send()", ".await?"]);
        if operation.status == 204 {
            return chain("", call, &sending, ";");
        }
        let mut code = chain(&format!("let {variable} = "), call, &sending, ";");
        code.push(format!("println!(\"{{{variable}:?}}\");"));
        code
    }

    /// The client, the accessor and a method that takes what the operation takes.
    pub(super) fn call(&self, resource: usize, operation: &Operation, method: &str) -> [String; 3] {
        let arguments = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.is_argument())
            .map(|parameter| self.argument(parameter));
        let arguments: Vec<String> = arguments.collect();
        let accessor = format!(".{}()", self.api.resources[resource].accessor);
        ["client".to_owned(), accessor, format!(".{method}({})", arguments.join(", "))]
    }

    fn argument(&self, parameter: &Parameter) -> String {
        match (&parameter.ty, &parameter.text.example) {
            // An iterator of what converts into the type.
            (Type::List(inner), Some(Json::Array(items))) => {
                let items = items.iter().map(|item| self.expression(inner, item));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
            (Type::List(inner), _) => format!("[{}]", self.placeholder(inner)),
            (ty, Some(example)) => self.expression(ty, example),
            (ty, None) => self.placeholder(ty),
        }
    }

    /// An expression of the type that holds the example. Strings stay literals: every place takes `impl Into`.
    fn expression(&self, ty: &Type, example: &Json) -> String {
        match (ty, example) {
            (Type::Builtin(Builtin::Timestamp), Json::String(text)) => {
                format!("{text:?}.parse::<{}::Timestamp>().expect(\"a valid time\")", self.library())
            }
            (Type::Builtin(Builtin::Json), value) => format!("serde_json::json!({})", literal(value)),
            (Type::Builtin(Builtin::Number), value) => match value.as_f64() {
                Some(number) => format!("{number:?}"),
                None => "0.0".to_owned(),
            },
            (Type::List(inner), Json::Array(items)) => {
                let items = items.iter().map(|item| self.owned(inner, item));
                format!("vec![{}]", items.collect::<Vec<_>>().join(", "))
            }
            (Type::Map(inner), Json::Object(members)) => {
                let members =
                    members.iter().map(|(name, value)| format!("({name:?}.into(), {})", self.owned(inner, value)));
                format!("[{}].into()", members.collect::<Vec<_>>().join(", "))
            }
            (Type::Named(id), value) => match (&self.api.ty(*id).kind, value) {
                (TypeKind::Struct(_), Json::Object(members)) => self.structure_example(*id, members),
                (TypeKind::Enum(values), Json::String(text)) => {
                    let index = values.iter().position(|value| value.wire == *text).unwrap_or_default();
                    let variant = self.names.members[id.0].get(index).map_or("", String::as_str);
                    format!("model::{}::{variant}", self.api.ty(*id).name)
                }
                _ => self.placeholder(ty),
            },
            (_, value) => literal(value),
        }
    }

    /// As [`Self::expression`], for places that take the type itself.
    fn owned(&self, ty: &Type, example: &Json) -> String {
        let expression = self.expression(ty, example);
        match self.passing(ty) {
            Passing::Into if expression.starts_with('"') => format!("{expression}.into()"),
            _ => expression,
        }
    }

    fn structure_example(&self, id: TypeId, members: &serde_json::Map<String, Json>) -> String {
        let def = self.api.ty(id);
        let names = def.fields().iter().zip(&self.names.members[id.0]);
        let mut arguments = Vec::new();
        let mut setters = String::new();
        for (field, name) in names {
            let Some(value) = members.get(&field.wire) else { continue };
            let value = self.expression(&field.ty, value);
            if field.presence == Presence::Optional {
                setters.push_str(&format!(".{name}({value})"));
            } else {
                arguments.push(value);
            }
        }
        format!("model::{}::new({}){setters}", def.name, arguments.join(", "))
    }

    /// An expression for a type without an example.
    fn placeholder(&self, ty: &Type) -> String {
        match ty {
            Type::Sid(id) => {
                let prefix = self.api.sid(*id).prefixes.first().map_or("", String::as_str);
                format!("\"{prefix}{}\"", "0".repeat(32))
            }
            Type::Builtin(Builtin::Boolean) => "true".to_owned(),
            Type::Builtin(Builtin::Integer) => "1".to_owned(),
            Type::Builtin(Builtin::Number) => "1.0".to_owned(),
            Type::Builtin(Builtin::Timestamp) => self.expression(ty, &Json::String("2026-01-31T12:00:00Z".to_owned())),
            Type::Builtin(Builtin::Json) | Type::Unknown => "serde_json::json!({})".to_owned(),
            Type::Builtin(Builtin::Url) => "\"https://example.com/\"".to_owned(),
            Type::Builtin(Builtin::String | Builtin::ETag) => "\"example\"".to_owned(),
            // A struct may hold itself through these.
            Type::List(_) => "Vec::new()".to_owned(),
            Type::Map(_) => "std::collections::BTreeMap::new()".to_owned(),
            Type::Named(id) => match &self.api.ty(*id).kind {
                TypeKind::Enum(_) => {
                    let variant = self.names.members[id.0].first().map_or("", String::as_str);
                    format!("model::{}::{variant}", self.api.ty(*id).name)
                }
                TypeKind::Struct(structure) => {
                    let required = structure.fields.iter().filter(|field| field.presence != Presence::Optional);
                    let arguments = required.map(|field| match &field.text.example {
                        Some(example) => self.expression(&field.ty, example),
                        None => self.placeholder(&field.ty),
                    });
                    format!("model::{}::new({})", self.api.ty(*id).name, arguments.collect::<Vec<_>>().join(", "))
                }
            },
        }
    }
}

/// A JSON value as Rust, as a literal or for `json!`.
fn literal(value: &Json) -> String {
    match value {
        Json::String(text) => format!("{text:?}"),
        // Where nothing tells the type, Rust takes an integer for an `i32`.
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(integer), _) if i32::try_from(integer).is_err() => format!("{integer}_i64"),
            (None, Some(natural)) => format!("{natural}_u64"),
            _ => number.to_string(),
        },
        Json::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Json::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{name:?}: {}", literal(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Json::Null | Json::Bool(_) => value.to_string(),
    }
}

/// A chain of calls on one line, or, where that would be long, a line each.
pub(super) fn chain(prefix: &str, call: &[String; 3], rest: &[&str], suffix: &str) -> Vec<String> {
    let links = call[1..].iter().map(String::as_str).chain(rest.iter().copied());
    let line = format!("{prefix}{}{}{suffix}", call[0], links.clone().collect::<String>());
    if line.chars().count() <= EXAMPLE_WIDTH {
        return vec![line];
    }
    let mut lines = vec![format!("{prefix}{}", call[0])];
    lines.extend(links.map(|link| format!("    {link}")));
    if let Some(last) = lines.last_mut() {
        last.push_str(suffix);
    }
    lines
}
