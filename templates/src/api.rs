//! What a description says about its API, as data. Knows the shapes only; must not know any API.

use std::fmt;

/// An API: where it is and how one signs in. Generated code holds one `static` of it.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) title: &'static str,
    pub(crate) package: &'static str,
    pub(crate) package_version: &'static str,
    /// With the version path and without a slash at the end: `https://product.twilio.com/v2`.
    pub(crate) base_url: &'static str,
    pub(crate) api_key: CredentialSpec,
    pub(crate) account: CredentialSpec,
    /// `None` for an API that has one host name only.
    pub(crate) location: Option<Location>,
    /// `None` for an API without lists.
    pub(crate) pages: Option<PageFormat>,
}

/// One way to sign in: the prefix of its SID, and the environment variables that hold the pair.
#[derive(Debug)]
pub(crate) struct CredentialSpec {
    pub(crate) prefix: &'static str,
    pub(crate) sid_variable: &'static str,
    pub(crate) secret_variable: &'static str,
}

/// The host name may be given an edge and a region.
#[derive(Debug)]
pub(crate) struct Location {
    pub(crate) edge_variable: &'static str,
    pub(crate) region_variable: &'static str,
    /// The first is the one that an edge without a region means.
    pub(crate) regions: &'static [&'static str],
}

/// Where the answer of a list tells of other pages.
#[derive(Debug)]
pub(crate) struct PageFormat {
    /// The member that holds the members below.
    pub(crate) envelope: &'static str,
    pub(crate) next: &'static str,
    pub(crate) previous: &'static str,
    pub(crate) first: &'static str,
    pub(crate) current: &'static str,
    pub(crate) index: &'static str,
    pub(crate) size: &'static str,
}

/// How to find out what became of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Find {
    /// A list, or a fetch.
    pub(crate) operation: &'static Operation,
    /// Its parameters; none where only the caller knows them.
    pub(crate) by: &'static [FindBy],
    /// What is created with this cannot be looked for.
    pub(crate) unless: Option<InputPath>,
}

/// A parameter of the operation that finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FindBy {
    pub(crate) parameter: &'static str,
    /// Its value.
    pub(crate) input: InputPath,
}

/// A parameter of the operation that creates, or something within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InputPath {
    pub(crate) parameter: &'static str,
    /// Where the value is within the parameter's JSON.
    pub(crate) members: &'static [&'static str],
}

/// An operation of the API, as an error or a transport sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    id: &'static str,
    method: Method,
    path: &'static str,
    idempotency: Idempotency,
    permission: Option<&'static str>,
    find: Option<&'static Find>,
    items: Option<&'static str>,
}

impl Operation {
    #[allow(dead_code, reason = "for generated code")]
    pub(crate) const fn new(id: &'static str, method: Method, path: &'static str, idempotency: Idempotency) -> Self {
        Self { id, method, path, idempotency, permission: None, find: None, items: None }
    }

    /// A restricted API key needs this permission.
    #[allow(dead_code, reason = "for generated code; only for APIs that document permissions")]
    pub(crate) const fn permitted_by(mut self, permission: &'static str) -> Self {
        self.permission = Some(permission);
        self
    }

    /// What became of this operation can be found out so.
    #[allow(dead_code, reason = "for generated code; only for APIs that say so")]
    pub(crate) const fn found_by(mut self, find: &'static Find) -> Self {
        self.find = Some(find);
        self
    }

    /// This operation answers with pages, whose items are in that member.
    #[allow(dead_code, reason = "for generated code; only for APIs with lists")]
    pub(crate) const fn paged(mut self, items: &'static str) -> Self {
        self.items = Some(items);
        self
    }

    /// The operation's name in the API's description.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The HTTP method that it is sent with.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The path under the base URL, with `{Name}` where a value goes. It holds no data of any request,
    /// which makes it fit for logs and metrics.
    pub const fn path_template(&self) -> &'static str {
        self.path
    }

    /// Whether the operation can be sent again when it is not known what became of it.
    pub const fn idempotency(&self) -> Idempotency {
        self.idempotency
    }

    /// The permission that a restricted API key needs for it, as far as it is known.
    pub const fn permission(&self) -> Option<&'static str> {
        self.permission
    }

    /// The operation that tells what became of this one, for a call of which nobody knows whether it was applied.
    pub const fn find(&self) -> Option<&'static Self> {
        match self.find {
            Some(find) => Some(find.operation),
            None => None,
        }
    }

    pub(crate) const fn find_by(&self) -> Option<&'static Find> {
        self.find
    }

    /// The member of a page that holds the items; `None` if the operation does not answer with pages.
    pub(crate) const fn items(&self) -> Option<&'static str> {
        self.items
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// Whether a request can be sent again when the first one may have been applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Idempotency {
    /// Twice is the same as once.
    Idempotent,
    /// With `If-Match` and a version, because the second is refused when the first was applied; not without, nor with
    /// `*`, which fits every version.
    WithIfMatch,
    /// Twice may do it twice.
    NotIdempotent,
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `GET`: reads, changes nothing.
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
    /// The method as it is written on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether a request of this method carries a body even when it is empty.
    pub(crate) const fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
