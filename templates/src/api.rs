//! The description of an API as data: its address, its formats and its operations. Generated code fills it in; nothing
//! here depends on a particular API.

use std::fmt;

/// An API: its address, its credentials and its formats. Generated code contains one `static` of this type.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) title: &'static str,
    pub(crate) package: &'static str,
    pub(crate) package_version: &'static str,
    /// Includes the version path and has no trailing slash: `https://product.example.com/v2`.
    pub(crate) base_url: &'static str,
    pub(crate) api_key: CredentialSpec,
    pub(crate) account: CredentialSpec,
    /// `None` for an API with a single host name.
    pub(crate) location: Option<Location>,
    /// `None` for an API without lists.
    pub(crate) pages: Option<PageFormat>,
    pub(crate) responses: ResponseFormat,
}

/// One kind of credentials: the prefix of the SID, and the environment variables for SID and secret.
#[derive(Debug)]
pub(crate) struct CredentialSpec {
    pub(crate) prefix: &'static str,
    pub(crate) sid_variable: &'static str,
    pub(crate) secret_variable: &'static str,
}

/// The edges and regions that can be part of the host name.
#[derive(Debug)]
pub(crate) struct Location {
    pub(crate) edge_variable: &'static str,
    pub(crate) region_variable: &'static str,
    /// The first one is used for an edge without a region.
    pub(crate) regions: &'static [&'static str],
}

/// The member names of a page's links.
#[derive(Debug)]
pub(crate) struct PageFormat {
    /// The member that contains the members below.
    pub(crate) envelope: &'static str,
    pub(crate) next: &'static str,
    pub(crate) previous: &'static str,
    pub(crate) first: &'static str,
    pub(crate) current: &'static str,
    pub(crate) index: &'static str,
    pub(crate) size: &'static str,
}

/// The headers and error codes that all responses share.
#[derive(Debug)]
pub(crate) struct ResponseFormat {
    /// The header with the server's id of the request.
    pub(crate) request_id: Option<&'static str>,
    pub(crate) rate_limit: Option<RateLimitFormat>,
    /// The error codes that report a missing permission.
    pub(crate) missing_permission: &'static [i64],
}

/// The headers about rate limits.
#[derive(Debug)]
pub(crate) struct RateLimitFormat {
    pub(crate) limit: &'static str,
    pub(crate) remaining: &'static str,
    pub(crate) config: &'static str,
}

/// How to find what an operation creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Find {
    /// A list or a fetch.
    pub(crate) operation: &'static Operation,
    /// The parameters of the lookup; empty if only the caller knows them.
    pub(crate) by: &'static [FindBy],
    /// An input that makes the lookup impossible.
    pub(crate) unless: Option<InputPath>,
}

/// A parameter of the lookup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FindBy {
    pub(crate) parameter: &'static str,
    /// The source of its value.
    pub(crate) input: InputPath,
}

/// A parameter of the operation that creates, or a value within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InputPath {
    pub(crate) parameter: &'static str,
    /// The path within the parameter's JSON.
    pub(crate) members: &'static [&'static str],
}

/// An operation of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    id: &'static str,
    method: Method,
    path: &'static str,
    idempotency: Idempotency,
    permission: Option<&'static str>,
    find: Option<&'static Find>,
    items: Option<&'static str>,
    deprecated: Option<&'static str>,
    parameters: &'static [&'static str],
    headers: &'static [&'static str],
}

impl Operation {
    #[allow(dead_code, reason = "for generated code")]
    pub(crate) const fn new(id: &'static str, method: Method, path: &'static str, idempotency: Idempotency) -> Self {
        Self {
            id,
            method,
            path,
            idempotency,
            permission: None,
            find: None,
            items: None,
            deprecated: None,
            parameters: &[],
            headers: &[],
        }
    }

    /// Sets the permission that a restricted API key needs.
    #[allow(dead_code, reason = "for generated code; only for APIs that document permissions")]
    pub(crate) const fn permitted_by(mut self, permission: &'static str) -> Self {
        self.permission = Some(permission);
        self
    }

    /// Sets how to find what the operation creates.
    #[allow(dead_code, reason = "for generated code; only for APIs that describe it")]
    pub(crate) const fn found_by(mut self, find: &'static Find) -> Self {
        self.find = Some(find);
        self
    }

    /// Marks an operation that returns pages, and sets the member that contains their items.
    #[allow(dead_code, reason = "for generated code; only for APIs with lists")]
    pub(crate) const fn paged(mut self, items: &'static str) -> Self {
        self.items = Some(items);
        self
    }

    /// Marks the operation as deprecated.
    #[allow(dead_code, reason = "for generated code; only for APIs with deprecated operations")]
    pub(crate) const fn obsolete(mut self, note: &'static str) -> Self {
        self.deprecated = Some(note);
        self
    }

    /// Sets the names of what is sent in the query and the form, and of headers.
    #[allow(dead_code, reason = "for generated code; only for APIs with parameters")]
    pub(crate) const fn taking(
        mut self,
        parameters: &'static [&'static str],
        headers: &'static [&'static str],
    ) -> Self {
        self.parameters = parameters;
        self.headers = headers;
        self
    }

    /// Reports whether a header has that name.
    pub(crate) fn describes_header(&self, name: &str) -> bool {
        self.headers.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Reports whether a parameter of the path, the query or the form has that name, in whatever case: servers may not
    /// distinguish them.
    pub(crate) fn describes(&self, name: &str) -> bool {
        let in_path = self.path.split(['{', '}']).skip(1).step_by(2);
        in_path.chain(self.parameters.iter().copied()).any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Returns the operation's name in the API's description.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// Returns the HTTP method.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// Returns the path below the base URL, with `{Name}` in place of each value. It contains no data of a request and
    /// is therefore suitable for logs and metrics.
    pub const fn path_template(&self) -> &'static str {
        self.path
    }

    /// Returns whether the operation can be retried when it may have been applied.
    pub const fn idempotency(&self) -> Idempotency {
        self.idempotency
    }

    /// Returns the permission that a restricted API key needs, if it is known.
    pub const fn permission(&self) -> Option<&'static str> {
        self.permission
    }

    /// Returns what to use instead, if the API's description marks the operation as deprecated.
    pub const fn deprecated(&self) -> Option<&'static str> {
        self.deprecated
    }

    /// Returns the operation that finds what this one creates, for a call that may have been applied.
    pub const fn find(&self) -> Option<&'static Self> {
        match self.find {
            Some(find) => Some(find.operation),
            None => None,
        }
    }

    pub(crate) const fn find_by(&self) -> Option<&'static Find> {
        self.find
    }

    /// Returns the member of a page that contains the items; `None` if the operation does not return pages.
    pub(crate) const fn items(&self) -> Option<&'static str> {
        self.items
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// Whether a request can be retried when an earlier attempt may have been applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Idempotency {
    /// Applying the request twice has the same effect as applying it once.
    Idempotent,
    /// The request can be retried if it has an `If-Match` header with a version: if the first attempt was applied, the
    /// server refuses the second. It cannot be retried without that header or with `*`, which matches every version.
    WithIfMatch,
    /// Applying the request twice may have the effect twice.
    NotIdempotent,
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `GET`: reads and changes nothing.
    Get,
    /// `POST`: creates or changes.
    Post,
    /// `PUT`: replaces.
    Put,
    /// `PATCH`: changes in part.
    Patch,
    /// `DELETE`: removes.
    Delete,
}

impl Method {
    /// Returns the method as written on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Reports whether a request with this method changes nothing, so that it does not matter whether it was sent.
    pub(crate) const fn is_safe(self) -> bool {
        matches!(self, Self::Get)
    }

    /// Reports whether a request with this method has a body, even an empty one.
    pub(crate) const fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
