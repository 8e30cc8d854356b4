//! Knows how the model's operations become handles and request builders. Knows nothing of the types' insides.

use super::docs::{Docs, VENDOR, facts};
use super::lower::Lowering;
use super::{
    Builder, Encoding, FindByItem, FindItem, FindMethod, Handle, HandleMethod, Input, InputPath, OperationItem, Output,
    Passing, Place, Setter, Ty,
};
use crate::model::ty::Builtin;
use crate::model::{self, Evidence, FindBy, Idempotency, Operation, Parameter, Type, TypeKind};
use crate::names::{find_method, operation_static, sid_kind};

/// What a setter calls its argument: its own name says already what is set.
const VALUE: &str = "value";

impl Lowering<'_> {
    /// The handle of a resource and the builders that its methods return.
    pub(super) fn operations(&self, index: usize) -> (Handle, Vec<Builder>) {
        let resource = &self.api.resources[index];
        let names = &self.names.resources[index];
        let mut methods = Vec::new();
        let mut builders = Vec::new();
        for (operation, parameters) in resource.operations.iter().zip(&names.parameters) {
            let (arguments, setters) = self.inputs(operation, parameters);
            methods.push(HandleMethod {
                name: operation.name.clone(),
                docs: self.method_docs(index, operation, parameters),
                builder: operation.id.clone(),
                arguments,
            });
            builders.push(self.builder(index, operation, setters));
        }
        let mut docs = Docs::new();
        docs.markdown(&resource.operations_docs);
        docs.blank();
        docs.line(format!("Obtained from [`Client::{0}`](crate::Client::{0}).", resource.accessor));
        (Handle { name: names.handle.clone(), docs: docs.finish(), methods }, builders)
    }

    fn inputs(&self, operation: &Operation, names: &[String]) -> (Vec<Input>, Vec<Setter>) {
        let mut arguments = Vec::new();
        let mut setters = Vec::new();
        for (parameter, name) in operation.parameters.iter().zip(names) {
            if parameter.is_argument() {
                arguments.push(self.input(parameter, name));
            } else {
                let mut docs = Docs::new();
                docs.markdown(&parameter.text.docs);
                docs.facts(&parameter.text);
                let input = self.input(parameter, VALUE);
                setters.push(Setter { name: name.clone(), docs: docs.finish(), input });
            }
        }
        setters.extend(self.page_size(operation));
        (arguments, setters)
    }

    /// What the method takes.
    pub(super) fn arguments(&self, operation: &Operation, names: &[String]) -> Vec<Input> {
        self.inputs(operation, names).0
    }

    fn page_size(&self, operation: &Operation) -> Option<Setter> {
        let page = operation.page.as_ref()?;
        let pagination = self.api.pagination.as_ref()?;
        let name = self.names.page_size.clone()?;
        let largest = page.max_size.unwrap_or(pagination.max_size);
        let docs = vec![
            "How many items the server puts on one page; a smaller page answers sooner, a larger one needs fewer requests."
                .to_owned(),
            String::new(),
            format!("From 1 to {largest}. Default: `{}`. It does not limit how many items the list yields.", pagination.default_size),
        ];
        let input = Input {
            name: VALUE.to_owned(),
            wire: pagination.size_parameter.clone(),
            ty: Ty::I64,
            passing: Passing::Value,
            place: Place::Query,
            encoding: Encoding::Within(1, largest),
        };
        Some(Setter { name, docs, input })
    }

    fn input(&self, parameter: &Parameter, name: &str) -> Input {
        let (ty, passing, encoding) = match &parameter.ty {
            Type::Sid(id) if parameter.or_name => {
                (Ty::SidOrName(sid_kind(&self.api.sid(*id).name)), Passing::Into, Encoding::Plain)
            }
            Type::List(inner) if !matches!(**inner, Type::List(_) | Type::Map(_)) => {
                (self.ty(inner), Passing::Iterator, Encoding::Repeated)
            }
            ty => (self.ty(ty), self.passing(ty), self.encoding(ty, parameter)),
        };
        let place = match parameter.location {
            model::Place::Path => Place::Path,
            model::Place::Query => Place::Query,
            model::Place::Header => Place::Header,
            model::Place::Form => Place::Form,
        };
        Input { name: name.to_owned(), wire: parameter.wire.clone(), ty, passing, place, encoding }
    }

    /// Types that others convert into are taken as `impl Into`; the rest by value.
    pub(super) fn passing(&self, ty: &Type) -> Passing {
        match ty {
            Type::Builtin(Builtin::String | Builtin::Url | Builtin::ETag | Builtin::Timestamp) | Type::Sid(_) => {
                Passing::Into
            }
            Type::Named(id) if matches!(self.api.ty(*id).kind, TypeKind::Enum(_)) => Passing::Into,
            _ => Passing::Value,
        }
    }

    fn encoding(&self, ty: &Type, parameter: &Parameter) -> Encoding {
        let in_pairs = matches!(parameter.location, model::Place::Query | model::Place::Form);
        let (minimum, maximum) = (parameter.text.minimum, parameter.text.maximum);
        match ty {
            Type::Builtin(Builtin::Integer) if in_pairs && (minimum.is_some() || maximum.is_some()) => {
                Encoding::Within(minimum.unwrap_or(i64::MIN), maximum.unwrap_or(i64::MAX))
            }
            Type::Named(id) if matches!(self.api.ty(*id).kind, TypeKind::Enum(_)) => Encoding::Plain,
            Type::Builtin(Builtin::Json) | Type::Map(_) | Type::List(_) | Type::Named(_) => {
                if self.is_checked(ty) {
                    Encoding::CheckedJson
                } else {
                    Encoding::Json
                }
            }
            _ => Encoding::Plain,
        }
    }

    fn builder(&self, index: usize, operation: &Operation, setters: Vec<Setter>) -> Builder {
        let (resource, names) = (&self.api.resources[index], &self.names.resources[index]);
        let item = Ty::Model(resource.name.clone());
        let output = match &operation.page {
            _ if operation.status == 204 => Output::Nothing,
            Some(_) => Output::Page(item),
            None if operation.find.as_ref().is_some_and(|find| find.by.is_some()) => Output::OneOrFound(item),
            None => Output::One(item),
        };
        let method = format!("crate::operations::{}::{}", names.handle, operation.name);
        Builder {
            name: operation.id.clone(),
            docs: vec![format!(
                "A request that [`{}`]({method}) began; nothing happens until it is sent.",
                operation.name
            )],
            operation: OperationItem {
                constant: operation_static(&operation.id),
                id: operation.id.clone(),
                method: method_variant(operation.method),
                path: operation.path.clone(),
                idempotency: match operation.idempotency {
                    Idempotency::Always => "Idempotent",
                    Idempotency::WithIfMatch => "WithIfMatch",
                    Idempotency::Never => "NotIdempotent",
                },
                permission: operation.permission.as_ref().map(|(name, _)| name.clone()),
                find: self.find(index, operation),
                page_items: operation.page.as_ref().map(|page| page.key.clone()),
            },
            setters,
            output,
        }
    }

    fn find(&self, index: usize, operation: &Operation) -> Option<FindItem> {
        let find = operation.find.as_ref()?;
        let resources = self.api.resources.iter().zip(&self.names.resources).enumerate();
        let (module, finder) = resources
            .flat_map(|(other, (resource, names))| {
                let module = (other != index).then(|| names.module.clone());
                resource.operations.iter().map(move |operation| (module.clone(), operation))
            })
            .find(|(_, finder)| finder.id == find.operation)?;
        let by = find
            .by
            .iter()
            .flatten()
            .filter_map(|by| Some(FindByItem { parameter: by.parameter.clone(), input: input_path(&by.input)? }));
        Some(FindItem {
            constant: operation_static(&finder.id),
            module,
            by: by.collect(),
            unless: find.unless.as_deref().and_then(input_path),
            method: find.by.as_ref().map(|by| FindMethod {
                name: find_method(&operation.name),
                docs: self.find_docs(index, operation, finder, by),
            }),
        })
    }

    fn find_docs(&self, index: usize, operation: &Operation, finder: &Operation, by: &[FindBy]) -> Vec<String> {
        let names = &self.names.resources[index];
        let method = |name: &str| format!("crate::operations::{}::{name}", names.handle);
        let inputs: Vec<String> = by.iter().map(|by| format!("`{}`", by.input.join("."))).collect();
        let mut docs = Docs::new();
        docs.markdown(&format!(
            "As [`{0}`]({1}), but what is there already is not created again: it is looked for with [`{2}`]({3}) before, by \
             {4}, and once more when a failure leaves open whether it was created.",
            operation.name,
            method(&operation.name),
            finder.name,
            method(&finder.name),
            inputs.join(" and "),
        ));
        docs.blank();
        docs.markdown(
            "What is found is the response as it is: everything else that this request sets is neither compared nor \
             applied, and it may be in any state. Which of the two it was, \
             [`operation`](crate::Response::operation) tells.",
        );
        docs.blank();
        if let Some(unless) = operation.find.as_ref().and_then(|find| find.unless.as_ref()) {
            docs.markdown(&format!("It cannot be looked for, and is refused, with `{}`.", unless.join(".")));
            docs.blank();
        }
        docs.markdown(
            "Two calls at the same moment may both find nothing and both create. All requests together have the time of one \
             call, a quarter of which, but no more than 10 seconds, is kept for looking.",
        );
        docs.finish()
    }

    fn method_docs(&self, index: usize, operation: &Operation, parameters: &[String]) -> Vec<String> {
        let resource = &self.api.resources[index];
        let mut docs = Docs::new();
        docs.markdown(&operation.docs);
        docs.blank();
        let line = format!("{} {}{}", operation.method.as_str(), self.base_path(), operation.path);
        docs.line(format!("`{line}` answers {}; see [{VENDOR}].", operation.status));
        docs.link(VENDOR, &resource.link);
        let repeated = match operation.idempotency {
            Idempotency::Always => None,
            Idempotency::WithIfMatch => Some(
                "With `If-Match` it is repeated when it fails in a way that leaves open whether it was applied; without, \
                 only if the [policy](crate::RetryPolicy::repeat_updates) says so.",
            ),
            Idempotency::Never => Some(
                "It is never repeated when it may have been applied; the error then \
                 [says so](crate::Error::may_have_been_applied).",
            ),
        };
        if let Some(repeated) = repeated {
            docs.markdown(repeated);
        }
        if operation.returns_etag {
            docs.line("The response carries an [ETag](crate::Response::etag).");
        }
        argument_docs(&mut docs, operation, parameters);
        if let Some((name, evidence)) = &operation.permission {
            docs.blank();
            docs.line("# Permission");
            docs.blank();
            let source = match evidence {
                Evidence::Observed => "The name was seen on a key; that it covers this operation is concluded from it.",
                Evidence::Inferred => "The name was concluded from those of related permissions.",
            };
            docs.markdown(&format!("A restricted API key needs `{name}`. {source}"));
        }
        docs.blank();
        docs.line("# Errors");
        docs.blank();
        docs.line("Whatever any request can meet, see [`Error`](crate::Error).");
        let has_version = operation.idempotency == Idempotency::WithIfMatch;
        if has_version || !operation.errors.is_empty() {
            docs.line("Typical of this one:");
            docs.blank();
        }
        if has_version {
            docs.item(
                "[412](crate::Error::is_precondition_failed)",
                "`If-Match` names a version that is not the latest. Fetch that, decide again what to change, and send its \
                 version.",
            );
        }
        for id in &operation.errors {
            let error = &self.api.errors[id.0];
            docs.item(&format!("[`{}`] ({})", error.name, error.code), &error.docs);
            docs.link(format!("`{}`", error.name), format!("crate::error_code::{}", error.name));
        }
        docs.blank();
        docs.line("# Example");
        docs.blank();
        for line in self.operation_example(index, operation, parameters) {
            docs.line(line);
        }
        docs.finish()
    }
}

fn argument_docs(docs: &mut Docs, operation: &Operation, names: &[String]) {
    let arguments = operation.parameters.iter().zip(names).filter(|(parameter, _)| parameter.is_argument());
    docs.blank();
    for (parameter, name) in arguments {
        let or_name = if parameter.or_name { "Its SID or its unique name." } else { "" };
        let facts = facts(&parameter.text).unwrap_or_default();
        docs.item(&format!("`{name}`"), &format!("{} {or_name} {facts}", parameter.text.docs));
    }
}

fn method_variant(method: model::Method) -> &'static str {
    match method {
        model::Method::Get => "Get",
        model::Method::Post => "Post",
        model::Method::Put => "Put",
        model::Method::Patch => "Patch",
        model::Method::Delete => "Delete",
    }
}

fn input_path(steps: &[String]) -> Option<InputPath> {
    let (parameter, members) = steps.split_first()?;
    Some(InputPath { parameter: parameter.clone(), members: members.to_vec() })
}
