//! The client's file, SIDs and error codes.

use super::context::Lowering;
use super::docs::{DocWriter, either, markdown};
use crate::client::krate::{
    Accessor, ClientFile, Credential, Docs, ErrorFile, ErrorItem, Location, PageFormat, RateLimitFormat,
    ResponseFormat, SidFile, SidItem,
};
use crate::description::facts::{CredentialPair, EventLevel};
use crate::description::model::ErrorCode;

impl Lowering<'_> {
    pub(super) fn client(&self) -> ClientFile {
        let api = self.api;
        let credential = |pair: &CredentialPair| Credential {
            prefix: pair.prefix.clone(),
            sid_variable: pair.sid_variable.clone(),
            secret_variable: pair.secret_variable.clone(),
        };
        let accessors = api.resources().map(|(id, resource)| Accessor {
            name: resource.accessor.clone(),
            handle: self.names.resource(id).handle.clone(),
            docs: markdown(&resource.operations_docs),
            deprecated: resource.deprecated.clone(),
        });
        let operations = api.operations().map(|(id, operation)| {
            (self.names.resource(operation.resource).module.clone(), self.names.operation(id).constant.clone())
        });
        ClientFile {
            docs: Docs::line("The constants of the API, and the methods of the client that lead to its resources."),
            title: api.title.clone(),
            package: api.package.name.clone(),
            package_version: api.package.version.clone(),
            base_url: api.root_url(),
            api_key: credential(&api.api_key),
            account: credential(&api.account),
            location: api.location.as_ref().map(|location| Location {
                edge_variable: location.edge_variable.clone(),
                region_variable: location.region_variable.clone(),
                regions: location.regions.clone(),
            }),
            pages: api.pagination.as_ref().map(|pagination| PageFormat {
                envelope: pagination.envelope.clone(),
                next: pagination.next.clone(),
                previous: pagination.previous.clone(),
                first: pagination.first.clone(),
                current: pagination.current.clone(),
                index: pagination.index.clone(),
                size: pagination.size.clone(),
            }),
            responses: self.responses(),
            builder_docs: Docs::line("Configures a client that authenticates with the given credentials."),
            builder_with_source_docs: Docs::fixed(&[
                "Configures a client that asks a source for its credentials before each attempt, so that a key can be",
                "rotated while the program runs.",
            ]),
            from_env_docs: self.environment_docs(),
            builder_from_env_docs: Docs::fixed(&[
                "Like [`from_env`](Self::from_env), but returns a builder, so that other settings can be changed.",
                "",
                "# Errors",
                "",
                "As [`from_env`](Self::from_env).",
            ]),
            operations_docs: Docs::line("All operations of the API, for tools that list or label them."),
            accessors: accessors.collect(),
            operations: operations.collect(),
        }
    }

    fn responses(&self) -> ResponseFormat {
        let headers = &self.api.response_headers;
        let lacking = self.api.errors.iter().filter(|error| error.facts.missing_permission);
        ResponseFormat {
            request_id: headers.request_id.clone(),
            rate_limit: headers.rate_limit.as_ref().map(|rate_limit| RateLimitFormat {
                limit: rate_limit.limit.clone(),
                remaining: rate_limit.remaining.clone(),
                config: rate_limit.config.clone(),
            }),
            missing_permission: lacking.map(|error| error.facts.code).collect(),
        }
    }

    fn environment_docs(&self) -> Docs {
        let mut docs = DocWriter::new();
        docs.line("Creates a client that takes its credentials from the environment.");
        docs.blank();
        for line in self.environment() {
            docs.line(line);
        }
        docs.heading("Errors");
        docs.prose(
            "Returns an error if a pair of variables is missing, incomplete or malformed, or if the region does not serve \
             the API. The error names the variables, never their values.",
        );
        docs.finish()
    }

    pub(super) fn sids(&self) -> SidFile {
        let items = self.api.sids().map(|(id, sid)| {
            let mut docs = DocWriter::new();
            docs.markdown(&sid.facts.docs);
            docs.blank();
            let prefixes: Vec<String> = sid.facts.prefixes.iter().map(|prefix| format!("`{prefix}`")).collect();
            let others = if sid.facts.open { ", or two other capital letters," } else { "" };
            docs.line(format!("{}{others} followed by 32 hexadecimal digits.", either(&prefixes)));
            SidItem {
                name: sid.name.clone(),
                docs: docs.finish(),
                kind: self.names.sid_kind(id).to_owned(),
                kind_docs: Docs::line(format!("Marks the SID type [`{}`].", sid.name)),
                prefixes: sid.facts.prefixes.clone(),
                open: sid.facts.open,
            }
        });
        SidFile { docs: Docs::line("The string identifiers of the API."), items: items.collect() }
    }

    pub(super) fn errors(&self) -> ErrorFile {
        let items = self.api.errors.iter().map(|error| ErrorItem {
            name: error.name.clone(),
            code: error.facts.code,
            docs: error_docs(error),
        });
        let mut docs = DocWriter::new();
        docs.prose(
            "Error codes of the API. [`Error::code`](crate::Error::code) returns those of refused requests; the others are \
             recorded as events, as their documentation says.",
        );
        ErrorFile { docs: docs.finish(), items: items.collect() }
    }
}

fn error_docs(error: &ErrorCode) -> Docs {
    let mut docs = DocWriter::new();
    docs.markdown(&error.facts.docs);
    if let Some(level) = error.facts.event {
        let kind = match level {
            EventLevel::Error => "an error",
            EventLevel::Warning => "a warning",
        };
        docs.blank();
        docs.prose(&format!(
            "The vendor records it as {kind} when it happens. It is presumably never the response to a request, and so \
             never an [`Error::code`](crate::Error::code)."
        ));
    }
    docs.finish()
}
