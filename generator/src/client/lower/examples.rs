//! Code of documentation examples. rustdoc compiles every one of them.

use serde_json::Value as Json;

use super::context::Lowering;
use crate::client::krate::{Passing, Ty};
use crate::description::facts::ParameterLocation;
use crate::description::model::{
    Builtin, FieldId, Method, Operation, OperationId, Parameter, ParameterId, Presence, Type, TypeId, TypeKind, Typed,
    Value, ValueId,
};

/// Columns of an example; with the comment sign and an indentation they make 100.
const WIDTH: usize = 92;

/// The code of an example under construction: what it uses, and what readers see of that.
pub(super) struct Example {
    lines: Vec<String>,
}

impl Example {
    /// An example of a call with these setters. It is compiled and not run.
    pub(super) fn new(library: &str, call: &[String; 3], setters: &[String]) -> Self {
        let mut lines = vec!["```no_run".to_owned(), format!("# use {library}::{{Client, Error}};")];
        if setters.iter().chain([&call[2]]).any(|code| uses_model(code)) {
            lines.push(format!("# use {library}::model;"));
        }
        Self { lines }
    }

    /// A line outside of the example's function.
    pub(super) fn visible(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// The example with these statements.
    pub(super) fn finish(mut self, body: Vec<String>) -> Vec<String> {
        self.lines.push("# async fn example(client: Client) -> Result<(), Error> {".to_owned());
        self.lines.extend(tidy(body));
        self.lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
        self.lines
    }
}

impl Lowering<'_> {
    /// The fenced example of one operation.
    pub(super) fn operation_example(&self, id: OperationId) -> Vec<String> {
        let call = self.call(id, &self.api.operation(id).name);
        let setters = self.example_setters(id);
        Example::new(&self.names.library, &call, &setters).finish(self.statements(id, &call, &setters))
    }

    /// The example of the whole crate: a client, and one call.
    pub(super) fn crate_example(&self) -> Vec<String> {
        let is_current = |operation: &Operation| {
            operation.facts.deprecated.is_none() && self.api.resource(operation.resource).deprecated.is_none()
        };
        let first = |suits: &dyn Fn(&Operation) -> bool| {
            let mut operations = self.api.operations();
            operations.find(|(_, operation)| is_current(operation) && suits(operation)).map(|(id, _)| id)
        };
        let list = || first(&|operation| operation.page.is_some() && operation.placeholders.is_empty());
        let fetch = || first(&|operation| operation.method == Method::Get);
        let any = || first(&|_| true).or_else(|| self.api.operations().next().map(|(id, _)| id));
        let mut code = vec!["let client = Client::from_env()?;".to_owned()];
        if let Some(id) = self.api.example.or_else(list).or_else(fetch).or_else(any) {
            let call = self.call(id, &self.api.operation(id).name);
            if uses_model(&call[2]) {
                code.splice(0..0, [format!("use {}::model;", self.names.library), String::new()]);
            }
            code.extend(tidy(self.statements(id, &call, &[])));
        }
        code
    }

    /// What an update is for: something that changes, and the version that it is meant for.
    fn example_setters(&self, id: OperationId) -> Vec<String> {
        let is_etag = |parameter: &Parameter| matches!(parameter.ty, Type::Builtin(Builtin::ETag));
        let is_form = |parameter: &Parameter| parameter.location == ParameterLocation::Form;
        let optional = || self.api.parameters(id).filter(|(_, parameter)| !parameter.is_argument());
        let Some((version, _)) = optional().find(|(_, parameter)| is_etag(parameter)) else { return Vec::new() };
        let mut arguments = self.api.parameters(id).filter(|(_, parameter)| parameter.is_argument());
        let changes = arguments.any(|(_, parameter)| is_form(parameter));
        let candidates =
            || optional().filter(|(_, parameter)| is_form(parameter) && parameter.facts.value.deprecated.is_none());
        let telling = candidates().find(|(_, parameter)| parameter.example.is_some());
        let change = telling.or_else(|| candidates().next()).filter(|_| !changes);
        let setter = |(id, parameter): (ParameterId, &Parameter)| {
            format!(".{}({})", self.names.parameter(id), self.argument(parameter))
        };
        change.map(setter).into_iter().chain([format!(".{}(3)", self.names.parameter(version))]).collect()
    }

    /// The statement of the example that sends the request, or begins the list.
    pub(super) fn operation_call(&self, id: OperationId) -> Vec<String> {
        let call = self.call(id, &self.api.operation(id).name);
        tidy(self.request(id, &call, &self.example_setters(id)))
    }

    fn request(&self, id: OperationId, call: &[String; 3], setters: &[String]) -> Vec<String> {
        let operation = self.api.operation(id);
        let variable = &self.names.resource(operation.resource).module;
        let links =
            |last: &[&'static str]| setters.iter().map(String::as_str).chain(last.iter().copied()).collect::<Vec<_>>();
        if operation.page.is_some() {
            return chain("let mut items = ", call, &links(&[".items()"]), ";");
        }
        let variable = if operation.returns_nothing() { String::new() } else { format!("let {variable} = ") };
        chain(&variable, call, &links(&[".send()", ".await?"]), ";")
    }

    fn statements(&self, id: OperationId, call: &[String; 3], setters: &[String]) -> Vec<String> {
        let operation = self.api.operation(id);
        let variable = &self.names.resource(operation.resource).module;
        let mut code = self.request(id, call, setters);
        let print = format!("println!(\"{{{variable}:?}}\");");
        if operation.page.is_some() {
            code.push(format!("while let Some({variable}) = items.try_next().await? {{"));
            code.push(format!("    {print}"));
            code.push("}".to_owned());
        } else if !operation.returns_nothing() {
            code.push(print);
        }
        code
    }

    /// The client, the accessor and a method that takes what the operation takes.
    pub(super) fn call(&self, id: OperationId, method: &str) -> [String; 3] {
        let operation = self.api.operation(id);
        let arguments = operation.parameters.iter().filter(|parameter| parameter.is_argument());
        let arguments: Vec<String> = arguments.map(|parameter| self.argument(parameter)).collect();
        let accessor = format!(".{}()", self.api.resource(operation.resource).accessor);
        ["client".to_owned(), accessor, format!(".{method}({})", arguments.join(", "))]
    }

    fn argument(&self, parameter: &Parameter) -> String {
        let example = parameter.example.as_ref().map(|example| &example.typed);
        match (&parameter.ty, example) {
            (Type::List(inner), None) => format!("[{}]", self.placeholder(inner)),
            (ty, Some(example)) => self.passed(ty, example),
            (ty, None) => self.placeholder(ty),
        }
    }

    /// An expression for an argument: lists and maps are taken as what converts into what they contain.
    fn passed(&self, ty: &Type, example: &Typed) -> String {
        match (ty, example) {
            // From nothing, no type can be inferred.
            (Type::List(inner), Typed::List(items)) if !items.is_empty() => {
                let items = items.iter().map(|item| self.expression(inner, item));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
            (Type::Map(inner), Typed::Map(members)) if !members.is_empty() => {
                let members =
                    members.iter().map(|(name, value)| format!("({name:?}, {})", self.expression(inner, value)));
                format!("[{}]", members.collect::<Vec<_>>().join(", "))
            }
            (Type::List(_) | Type::Map(_), _) => self.placeholder(ty),
            _ => self.expression(ty, example),
        }
    }

    /// An expression of the type that holds the example. Strings stay literals: every place takes `impl Into`.
    fn expression(&self, ty: &Type, example: &Typed) -> String {
        match (ty, example) {
            (Type::Builtin(Builtin::Timestamp), Typed::Plain(Json::String(text))) => self.timestamp(text),
            (Type::Builtin(Builtin::Json), Typed::Plain(value)) => format!("serde_json::json!({})", literal(value)),
            (Type::Builtin(Builtin::Number), Typed::Plain(value)) => match value.as_f64() {
                Some(number) => format!("{number:?}"),
                None => "0.0".to_owned(),
            },
            (Type::List(inner), Typed::List(items)) => {
                let items = items.iter().map(|item| self.owned(inner, item));
                format!("vec![{}]", items.collect::<Vec<_>>().join(", "))
            }
            (Type::Map(inner), Typed::Map(members)) => {
                let members =
                    members.iter().map(|(name, value)| format!("({name:?}.to_owned(), {})", self.owned(inner, value)));
                format!("std::collections::BTreeMap::from([{}])", members.collect::<Vec<_>>().join(", "))
            }
            (_, Typed::Struct(members)) => self.structure_example(ty, members),
            (Type::Named(id), Typed::Enum(value)) => {
                format!("model::{}::{}", self.api.ty(*id).name, self.names.value(*value))
            }
            (_, Typed::Plain(value)) => literal(value),
            _ => self.placeholder(ty),
        }
    }

    fn timestamp(&self, text: &str) -> String {
        format!("{text:?}.parse::<{}::Timestamp>().expect(\"a valid time\")", self.names.library)
    }

    /// As [`Self::expression`], for places that take the type itself.
    fn owned(&self, ty: &Type, example: &Typed) -> String {
        let expression = self.expression(ty, example);
        match self.passing(ty) {
            Passing::Into if expression.starts_with('"') => format!("{expression}.into()"),
            _ => expression,
        }
    }

    fn structure_example(&self, ty: &Type, members: &[(FieldId, Typed)]) -> String {
        let Type::Named(id) = ty else { return self.placeholder(ty) };
        let mut arguments = Vec::new();
        let mut setters = String::new();
        for (id, value) in members {
            let field = self.api.field(*id);
            let value = self.passed(&field.ty, value);
            if field.presence == Presence::Optional {
                setters.push_str(&format!(".{}({value})", self.names.field(*id)));
            } else {
                arguments.push(value);
            }
        }
        format!("model::{}::new({}){setters}", self.api.ty(*id).name, arguments.join(", "))
    }

    /// The first value of an enum that is not deprecated.
    fn example_value(&self, id: TypeId) -> Option<(ValueId, &Value)> {
        let current = self.api.values(id).find(|(_, value)| value.deprecated.is_none());
        current.or_else(|| self.api.values(id).next())
    }

    /// The name of a type in an example.
    fn type_name(&self, ty: &Ty) -> String {
        let library = &self.names.library;
        match ty {
            Ty::String => "String".to_owned(),
            Ty::Bool => "bool".to_owned(),
            Ty::I64 => "i64".to_owned(),
            Ty::F64 => "f64".to_owned(),
            Ty::Json => "serde_json::Value".to_owned(),
            Ty::Vec(inner) => format!("Vec<{}>", self.type_name(inner)),
            Ty::Map(inner) => format!("std::collections::BTreeMap<String, {}>", self.type_name(inner)),
            Ty::Crate(name) => format!("{library}::{name}"),
            Ty::Model(name) => format!("model::{name}"),
            Ty::SidOrName(kind) => format!("{library}::SidOrName<model::{kind}>"),
        }
    }

    /// An expression for a type without an example.
    fn placeholder(&self, ty: &Type) -> String {
        match ty {
            Type::Sid(id) => {
                let prefix = self.api.sid(*id).facts.prefixes.first().map_or("", String::as_str);
                format!("\"{prefix}{}\"", "0".repeat(32))
            }
            Type::Builtin(Builtin::Boolean) => "true".to_owned(),
            Type::Builtin(Builtin::Integer) => "1".to_owned(),
            Type::Builtin(Builtin::Number) => "1.0".to_owned(),
            Type::Builtin(Builtin::Timestamp) => self.timestamp("2026-01-31T12:00:00Z"),
            Type::Builtin(Builtin::Json) | Type::Unknown => "serde_json::json!({})".to_owned(),
            Type::Builtin(Builtin::Url) => "\"https://example.com/\"".to_owned(),
            Type::Builtin(Builtin::String | Builtin::ETag) => "\"example\"".to_owned(),
            // A struct may contain itself through these.
            Type::List(inner) => format!("Vec::<{}>::new()", self.type_name(&self.ty(inner))),
            Type::Map(inner) => {
                format!("std::collections::BTreeMap::<String, {}>::new()", self.type_name(&self.ty(inner)))
            }
            Type::Named(id) => match &self.api.ty(*id).kind {
                TypeKind::Enum(_) => match self.example_value(*id) {
                    Some((value, _)) => format!("model::{}::{}", self.api.ty(*id).name, self.names.value(value)),
                    None => String::new(),
                },
                TypeKind::Struct(structure) => {
                    let required = structure.fields.iter().filter(|field| field.presence != Presence::Optional);
                    let arguments = required.map(|field| match &field.example {
                        Some(example) => self.passed(&field.ty, &example.typed),
                        None => self.placeholder(&field.ty),
                    });
                    format!("model::{}::new({})", self.api.ty(*id).name, arguments.collect::<Vec<_>>().join(", "))
                }
            },
        }
    }
}

/// Whether code names a type of the model, other than in a text.
fn uses_model(code: &str) -> bool {
    // What is between quotes is every other part.
    let unescaped = code.replace("\\\\", "").replace("\\\"", "");
    unescaped.split('"').step_by(2).any(|part| part.contains("model::"))
}

/// A JSON value as Rust, as a literal or for `json!`.
fn literal(value: &Json) -> String {
    match value {
        Json::String(text) => format!("{text:?}"),
        // Without a known type, Rust takes an integer for an `i32`.
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

/// Breaks what is wider than an example should be, the way that rustfmt would.
pub(super) fn tidy(lines: Vec<String>) -> Vec<String> {
    if lines.iter().all(|line| line.chars().count() <= WIDTH) {
        return lines;
    }
    let Ok(file) = syn::parse_str::<syn::File>(&format!("fn example() {{\n{}\n}}", lines.join("\n"))) else {
        return lines;
    };
    let printed = prettyplease::unparse(&file);
    let body = printed.lines().skip(1).take_while(|line| *line != "}");
    body.map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned()).collect()
}

/// A chain of calls on one line, or, where that would be long, a line each.
pub(super) fn chain(prefix: &str, call: &[String; 3], rest: &[&str], suffix: &str) -> Vec<String> {
    let links = call[1..].iter().map(String::as_str).chain(rest.iter().copied());
    let line = format!("{prefix}{}{}{suffix}", call[0], links.clone().collect::<String>());
    if line.chars().count() <= WIDTH {
        return vec![line];
    }
    let mut lines = vec![format!("{prefix}{}", call[0])];
    lines.extend(links.map(|link| format!("    {link}")));
    if let Some(last) = lines.last_mut() {
        last.push_str(suffix);
    }
    lines
}
