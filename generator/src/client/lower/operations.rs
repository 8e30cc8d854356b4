//! Handles, request builders and the metadata of operations.

use super::context::Lowering;
use super::docs::{DocWriter, Facts, VENDOR};
use crate::client::krate::{
    Builder, Docs, Encoding, FindByItem, FindItem, FindMethod, Handle, HandleMethod, Input, InputPathItem,
    OperationItem, Output, Passing, Setter, Ty,
};
use crate::description::facts::{Evidence, Idempotency, Pagination, ParameterLocation};
use crate::description::model::{
    Builtin, Find, FindBy, InputPath, Method, Operation, OperationId, Parameter, ResourceId, Type,
};

/// What a setter calls its argument: its own name already says what is set.
const VALUE: &str = "value";
/// What the setter of the page size does.
pub(super) const PAGE_SIZE: &str = "Sets how many items the server puts on one page. A smaller page arrives sooner; a \
     larger one needs fewer requests. It does not limit how many items the list returns.";

impl Lowering<'_> {
    /// The handle of a resource and the builders that its methods return.
    pub(super) fn operations(&self, id: ResourceId) -> (Handle, Vec<Builder>) {
        let resource = self.api.resource(id);
        let mut methods = Vec::new();
        let mut builders = Vec::new();
        for &operation in &resource.operations {
            methods.push(self.method(operation));
            builders.push(self.builder(operation));
        }
        let mut docs = DocWriter::new();
        docs.markdown(&resource.operations_docs);
        docs.blank();
        docs.line(format!("Returned by [`Client::{0}`](crate::Client::{0}).", resource.accessor));
        (Handle { name: self.names.resource(id).handle.clone(), docs: docs.finish(), methods }, builders)
    }

    fn method(&self, id: OperationId) -> HandleMethod {
        let operation = self.api.operation(id);
        HandleMethod {
            name: operation.name.clone(),
            docs: self.method_docs(id),
            deprecated: operation.facts.deprecated.clone(),
            builder: operation.id.clone(),
            constant: self.names.operation(id).constant.clone(),
            arguments: self.arguments(id),
            find: operation.find.as_ref().and_then(|find| self.find_method(id, find)),
        }
    }

    /// What the method takes.
    pub(super) fn arguments(&self, id: OperationId) -> Vec<Input> {
        let arguments = self.api.parameters(id).filter(|(_, parameter)| parameter.is_argument());
        arguments.map(|(id, parameter)| self.input(parameter, self.names.parameter(id))).collect()
    }

    fn setters(&self, id: OperationId) -> Vec<Setter> {
        let optional = self.api.parameters(id).filter(|(_, parameter)| !parameter.is_argument());
        let setters = optional.map(|(id, parameter)| {
            let mut docs = DocWriter::new();
            docs.markdown(&parameter.facts.value.docs);
            docs.facts(&facts(parameter));
            Setter {
                name: self.names.parameter(id).to_owned(),
                docs: docs.finish(),
                deprecated: parameter.facts.value.deprecated.clone(),
                input: self.input(parameter, VALUE),
            }
        });
        setters.chain(self.page_size(self.api.operation(id))).collect()
    }

    fn page_size(&self, operation: &Operation) -> Option<Setter> {
        let page = operation.page.as_ref()?;
        let pagination = self.api.pagination.as_ref()?;
        let name = self.names.page_size.clone()?;
        let largest = page.max_size.unwrap_or(pagination.max_size);
        let mut docs = DocWriter::new();
        docs.prose(PAGE_SIZE);
        docs.blank();
        docs.line(page_sizes(pagination, largest));
        let input = Input {
            name: VALUE.to_owned(),
            wire: pagination.size_parameter.clone(),
            ty: Ty::I64,
            passing: Passing::Value,
            method: "query_in",
            encoding: Encoding::Within(1, largest),
        };
        Some(Setter { name, docs: docs.finish(), deprecated: None, input })
    }

    fn input(&self, parameter: &Parameter, name: &str) -> Input {
        let location = parameter.location;
        let (ty, passing, encoding, method) = match &parameter.ty {
            Type::Sid(id) if parameter.facts.or_name => {
                let ty = Ty::SidOrName(self.names.sid_kind(*id).to_owned());
                (ty, Passing::Into, Encoding::Typed, plain_method(location))
            }
            Type::List(inner) if !matches!(**inner, Type::List(_) | Type::Map(_)) => {
                let method = if location == ParameterLocation::Form { "form_list" } else { "query_list" };
                (self.ty(&parameter.ty), Passing::Iterator, Encoding::Typed, method)
            }
            ty => {
                let (encoding, method) = self.encoding(ty, parameter);
                (self.ty(ty), self.passing(ty), encoding, method)
            }
        };
        Input { name: name.to_owned(), wire: parameter.wire.clone(), ty, passing, method, encoding }
    }

    /// How a single value is encoded, and the method that does it. JSON travels in forms only.
    fn encoding(&self, ty: &Type, parameter: &Parameter) -> (Encoding, &'static str) {
        match (ty, parameter.facts.value.range(), parameter.location) {
            (Type::Builtin(Builtin::Integer), Some((least, most)), ParameterLocation::Query) => {
                (Encoding::Within(least, most), "query_in")
            }
            (Type::Builtin(Builtin::Integer), Some((least, most)), ParameterLocation::Form) => {
                (Encoding::Within(least, most), "form_in")
            }
            (Type::Named(id), ..) if !self.api.is_struct(*id) => (Encoding::Typed, plain_method(parameter.location)),
            (Type::Builtin(Builtin::Json) | Type::Map(_) | Type::List(_) | Type::Named(_), ..) => {
                (Encoding::Json, if self.is_checked(ty) { "form_checked_json" } else { "form_json" })
            }
            _ => (Encoding::Typed, plain_method(parameter.location)),
        }
    }

    fn builder(&self, id: OperationId) -> Builder {
        let operation = self.api.operation(id);
        let item = Ty::Model(self.api.resource(operation.resource).name.clone());
        let output = match &operation.page {
            _ if operation.returns_nothing() => Output::Nothing,
            Some(_) => Output::List(item),
            None if operation.finds_what_it_creates() => Output::OneOrFound(item),
            None => Output::One(item),
        };
        let (name, method) = (&operation.name, self.method_path(id));
        Builder {
            name: operation.id.clone(),
            docs: Docs::fixed(&[
                &format!("Request builder of [`{name}`]."),
                "",
                match output {
                    Output::List(_) => "Nothing is sent until `send` is called, or `items` or `pages` are polled.",
                    _ => "Nothing is sent until `send` is called.",
                },
                "",
                &format!("[`{name}`]: {method}"),
            ]),
            must_use: "a request does nothing until it is sent",
            operation: OperationItem {
                constant: self.names.operation(id).constant.clone(),
                id: operation.id.clone(),
                method: method_variant(operation.method),
                path: operation.path.clone(),
                idempotency: match operation.facts.idempotency {
                    Idempotency::Always => "Idempotent",
                    Idempotency::WithIfMatch => "WithIfMatch",
                    Idempotency::Never => "NotIdempotent",
                },
                permission: operation.facts.permission.as_ref().map(|permission| permission.name.clone()),
                find: operation.find.as_ref().map(|find| self.find(operation, find)),
                page_items: operation.page.as_ref().map(|page| page.key.clone()),
                deprecated: operation.facts.deprecated.clone(),
                parameters: self.wire_names(id),
                headers: self.wire_names_at(id, |location| location == ParameterLocation::Header),
            },
            setters: self.setters(id),
            output,
        }
    }

    fn wire_names_at(&self, id: OperationId, is_there: impl Fn(ParameterLocation) -> bool) -> Vec<String> {
        let described = self.api.parameters(id).filter(|(_, parameter)| is_there(parameter.location));
        described.map(|(_, parameter)| parameter.wire.clone()).collect()
    }

    /// Names of what is sent in the query and the form, and of what only further pages of a list have.
    fn wire_names(&self, id: OperationId) -> Vec<String> {
        let is_there = |location| matches!(location, ParameterLocation::Query | ParameterLocation::Form);
        let mut names = self.wire_names_at(id, is_there);
        if let Some(pagination) = self.api.pagination.as_ref().filter(|_| self.api.operation(id).page.is_some()) {
            names.extend(pagination.state_parameters.iter().cloned());
            names.push(pagination.size_parameter.clone());
        }
        names
    }

    /// Where the method of an operation is documented.
    pub(super) fn method_path(&self, id: OperationId) -> String {
        let operation = self.api.operation(id);
        format!("crate::operations::{}::{}", self.names.resource(operation.resource).handle, operation.name)
    }

    fn find(&self, operation: &Operation, find: &Find) -> FindItem {
        let finder = self.api.operation(find.operation);
        let is_elsewhere = finder.resource != operation.resource;
        let by = find.by.iter().flatten().map(|by| FindByItem {
            parameter: self.api.parameter(by.parameter).wire.clone(),
            input: self.input_path(&by.input),
        });
        FindItem {
            constant: self.names.operation(find.operation).constant.clone(),
            module: is_elsewhere.then(|| self.names.resource(finder.resource).module.clone()),
            by: by.collect(),
            unless: find.unless.as_ref().map(|path| self.input_path(path)),
        }
    }

    fn input_path(&self, path: &InputPath) -> InputPathItem {
        InputPathItem {
            parameter: self.api.parameter(path.parameter).wire.clone(),
            members: path.members.iter().map(|&member| self.api.field(member).wire.clone()).collect(),
        }
    }

    fn find_method(&self, id: OperationId, find: &Find) -> Option<FindMethod> {
        let by = find.by.as_ref()?;
        Some(FindMethod { name: self.names.operation(id).find.clone(), docs: self.find_docs(id, find, by) })
    }

    fn find_docs(&self, id: OperationId, find: &Find, by: &[FindBy]) -> Docs {
        let inputs: Vec<String> = by.iter().map(|by| format!("`{}`", self.api.dotted(&by.input))).collect();
        let mut docs = DocWriter::new();
        docs.prose(&format!(
            "Like [`{0}`]({1}), but returns what already exists instead of creating it again. It looks for the same {4} \
             with [`{2}`]({3}), before the request and again after a failure with an unknown outcome.",
            self.api.operation(id).name,
            self.method_path(id),
            self.api.operation(find.operation).name,
            self.method_path(find.operation),
            inputs.join(" and "),
        ));
        docs.blank();
        docs.prose(
            "What is found is returned unchanged: other settings of this request are neither compared nor applied, and it \
             may be in any state. [`Response::operation`](crate::Response::operation) reports whether it was found \
             or created.",
        );
        if let Some(unless) = &find.unless {
            docs.blank();
            docs.prose(&format!("A request with `{}` cannot be looked up and is refused.", self.api.dotted(unless)));
        }
        docs.shared("crate::runtime::find::find_docs");
        docs.finish()
    }

    fn method_docs(&self, id: OperationId) -> Docs {
        let operation = self.api.operation(id);
        let mut docs = DocWriter::new();
        docs.markdown(&operation.facts.docs);
        docs.blank();
        docs.line(format!("`{}`, success status {}. See [{VENDOR}].", self.http(operation), operation.facts.status));
        docs.link(VENDOR, &self.api.resource(operation.resource).link);
        match operation.facts.idempotency {
            Idempotency::Always => {}
            Idempotency::WithIfMatch => docs.prose(
                "With `If-Match`, the request is retried after a failure that leaves open whether it was applied; without \
                 it, only if the [retry policy](crate::RetryPolicy::retry_updates) allows it.",
            ),
            Idempotency::Never => docs.prose(
                "The request is never retried if it may have been applied; see \
                 [`Error::may_have_been_applied`](crate::Error::may_have_been_applied).",
            ),
        }
        if operation.facts.returns_etag {
            docs.line("The response carries an [ETag](crate::Response::etag).");
        }
        self.argument_docs(&mut docs, id);
        if let Some(permission) = &operation.facts.permission {
            docs.heading("Permission");
            let source = match permission.evidence {
                Evidence::Observed => {
                    "The permission was observed on a key; that it covers this operation is inferred from its name."
                }
                Evidence::Inferred => "The permission is inferred from the names of related ones.",
            };
            docs.prose(&format!("A restricted API key needs `{}`. {source}", permission.name));
        }
        self.error_docs(&mut docs, operation);
        docs.heading("Example");
        for line in self.operation_example(id) {
            docs.line(line);
        }
        docs.finish()
    }

    fn argument_docs(&self, docs: &mut DocWriter, id: OperationId) {
        let arguments = self.api.parameters(id).filter(|(_, parameter)| parameter.is_argument());
        docs.blank();
        for (id, parameter) in arguments {
            let or_name = if parameter.facts.or_name { "Accepts the SID or the unique name." } else { "" };
            let facts = facts(parameter).limits().unwrap_or_default();
            let name = self.names.parameter(id);
            let facts = [or_name, &facts].join(" ");
            docs.item(&format!("`{name}`"), &parameter.facts.value.docs, facts.trim());
        }
    }

    fn error_docs(&self, docs: &mut DocWriter, operation: &Operation) {
        docs.heading("Errors");
        docs.line("Any error that a request can fail with; see [`Error`](crate::Error).");
        let has_version = operation.facts.idempotency == Idempotency::WithIfMatch;
        if has_version || !operation.errors.is_empty() {
            docs.blank();
            docs.line("Typical of this operation:");
            docs.blank();
        }
        if has_version {
            docs.item(
                "[412](crate::Error::is_precondition_failed)",
                "`If-Match` names a version that is not the latest. Fetch the latest, decide again what to change, and send \
                 its version.",
                "",
            );
        }
        for &id in &operation.errors {
            let error = self.api.error(id);
            docs.item(&format!("[`{}`] ({})", error.name, error.facts.code), &error.facts.docs, "");
            docs.link(format!("`{}`", error.name), format!("crate::error_code::{}", error.name));
        }
    }

    /// Method and path of an operation.
    pub(super) fn http(&self, operation: &Operation) -> String {
        format!("{} {}{}", operation.method.as_str(), self.base_path(), operation.path)
    }

    /// Path of the URL that operations' paths are appended to, for HTTP lines.
    fn base_path(&self) -> String {
        self.api.root_url()[self.origin().len()..].to_owned()
    }

    /// Scheme and host of the URL.
    pub(super) fn origin(&self) -> String {
        let url = self.api.root_url();
        let host = url.find("://").map_or(0, |at| at + "://".len());
        let end = url[host..].find('/').map_or(url.len(), |at| host + at);
        url[..end].to_owned()
    }
}

/// The limits and the default of a page size, in words.
pub(super) fn page_sizes(pagination: &Pagination, largest: i64) -> String {
    format!("From 1 to {largest}. Default: `{}`.", pagination.default_size)
}

/// What is known about the values of a parameter.
pub(super) fn facts(parameter: &Parameter) -> Facts<'_> {
    Facts { value: &parameter.facts.value, default: parameter.default.as_ref(), example: parameter.example.as_ref() }
}

/// The method of the runtime that takes a single value at that location.
fn plain_method(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Form => "form",
    }
}

fn method_variant(method: Method) -> &'static str {
    match method {
        // Only descriptions without problems are lowered.
        Method::Get | Method::Unknown => "Get",
        Method::Post => "Post",
        Method::Put => "Put",
        Method::Patch => "Patch",
        Method::Delete => "Delete",
    }
}
