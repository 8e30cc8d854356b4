//! Every rule that a description can break: its stable code and its explanation.
//!
//! `cargo xtask lint --explain CODE` prints an explanation; `spec/diagnostics.md` lists all of them.

use std::fmt;

use serde::{Serialize, Serializer};

/// Declares the codes in alphabetical order, each with what is wrong and what to do about it.
macro_rules! codes {
    ($($variant:ident = $name:literal: $explanation:literal,)*) => {
        /// The rule that a problem is about. The name of a code never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $explanation] $variant,)*
        }

        impl Code {
            /// All codes in alphabetical order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name of the code: `unknown-key`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What the rule asks for, why, and how to comply. Markdown.
            pub const fn explanation(self) -> &'static str {
                match self {
                    $(Self::$variant => $explanation,)*
                }
            }
        }
    };
}

codes! {
    ApiVersion = "api-version": "\
        `version` is the first segment of every path, so it may hold only ASCII letters, digits, `-`, `_`, `.` and `~`. \
        Write it as the API's URLs spell it: `v2`.",
    BaseUrl = "base-url": "\
        `base_url` must be an `https` URL with a host and, optionally, a path. It has no trailing slash, because the \
        version and the paths of operations are appended to it. Credentials are sent to it, so plain `http` is refused.",
    Body = "body": "\
        Form parameters travel in the request body, which only POST, PUT and PATCH have. Move the parameter to `query`, or \
        change the method.",
    Default = "default": "\
        A `default` must be a value of the type it belongs to. Quote text that YAML would read as a number or a boolean.",
    Deprecated = "deprecated": "\
        A required parameter cannot be deprecated: callers cannot avoid it. Remove `deprecated`, make the parameter \
        optional, or deprecate the whole operation.",
    DocsCode = "docs-code": "\
        Documentation cannot hold code blocks, fenced or indented, because rustdoc compiles them as tests. Code examples \
        are generated from the operations. Inline code is fine; its backticks must be closed within the paragraph.",
    DocsHtml = "docs-html": "\
        Documentation cannot hold HTML: rustdoc passes it through or drops it. Put text in angle brackets into backticks.",
    DocsLine = "docs-line": "\
        This text becomes part of a single line of documentation, so it cannot hold a line break, nor a backtick where it \
        is shown as code. Fold long text with `>-`.",
    DocsLink = "docs-link": "\
        ``[`Name`]`` links to a type or a SID of the description; any other link needs an absolute URL, \
        `[text](https://…)`. A link that leads nowhere would be a warning of rustdoc. Write `\\[` for a plain bracket.",
    DocsUrl = "docs-url": "\
        rustdoc warns about bare URLs. Write `<https://…>` or `[text](https://…)`.",
    DuplicateKey = "duplicate-key": "\
        A map has the same key twice. YAML readers keep one of the two silently, so one of the facts would be lost.",
    EmptySuccess = "empty-success": "\
        `success` of a waiter must name at least one value; otherwise the wait could never end well.",
    EmptyType = "empty-type": "\
        An enum needs values and a struct needs fields. For a value of unknown shape, use `json`; for an object of \
        unknown shape, `map<json>`.",
    EmptyValue = "empty-value": "\
        A key has no value, or an empty text. Omit optional keys instead of leaving them empty.",
    Event = "event": "\
        An error code with `event` is recorded after the response and never refuses a request, so no operation can list \
        it under `errors`.",
    EventMember = "event-member": "\
        `event_member` names the member that identifies an event in JSON, forms and queries alike. It must be a plain \
        name, and events do not list it among their fields: the enum's variant carries that information.",
    Example = "example": "\
        An `example` must be a value of its type: documentation examples are compiled from it.",
    FileName = "file-name": "\
        A resource is described in the file that carries its name in snake case: `CustomOperator` in \
        `resources/custom_operator.yaml`.",
    Find = "find": "\
        `find` names a GET operation that finds out what became of this one. With `by`, that operation must belong to the \
        same resource, and its parameters are taken from inputs of this operation: a parameter, or a path to a text \
        within one (`Channel.media_properties.source_sid`). `unless` names an optional input.",
    HeaderName = "header-name": "\
        The name is not a valid header name, or the header belongs to the client, which sets it itself.",
    HttpLine = "http-line": "\
        `http` is a method and a path relative to `base_url` and `version`: `GET /Services/{Sid}`. Methods are GET, POST, \
        PUT, PATCH and DELETE. Every combination of method and path can occur only once.",
    Idempotency = "idempotency": "\
        `idempotency` decides which failed requests are retried. A GET is always idempotent; `with_if_match` requires a \
        parameter `If-Match` under `header`.",
    Identifier = "identifier": "\
        The name that would appear in Rust is not an identifier. Use `rust_name` where it is derived from a wire name.",
    KeyType = "key-type": "\
        Keys are text. Quote a key that YAML would read as something else: `\"no\"`, `\"1\"`, `\"null\"`.",
    Limits = "limits": "\
        `minimum` is above `maximum`, so no value would be accepted.",
    Link = "link": "\
        Links to the vendor's documentation are absolute `https` URLs without characters that Markdown or rustdoc would \
        interpret.",
    ListWithoutPage = "list-without-page": "\
        An operation named `list` is paginated, so it needs `page`. A response that is not paginated is a `fetch`.",
    ListedTwice = "listed-twice": "\
        An error code is listed twice for the same operation.",
    MissingDocs = "missing-docs": "\
        Everything public is documented: `docs` says what the thing is or does.",
    MissingFile = "missing-file": "\
        A description consists of `api.yaml` and at least one file in `resources/`.",
    MissingKey = "missing-key": "\
        A required key is missing.",
    MissingPermission = "missing-permission": "\
        `missing_permission` marks a code that refuses requests, so it cannot be combined with `event`; and it is of use \
        only if some operation names a `permission`.",
    NameCase = "name-case": "\
        Names that the description spells out follow Rust's conventions: types in UpperCamelCase, methods and fields in \
        snake_case, error codes in SHOUTY_SNAKE_CASE.",
    NameCollision = "name-collision": "\
        Two things have the same name in one namespace, on the wire or in Rust. Rename one of them, with `rust_name` where \
        the wire name is fixed.",
    NoOperations = "no-operations": "\
        A resource needs at least one operation.",
    NoResources = "no-resources": "\
        A description needs at least one file in `resources/`.",
    PackageCategories = "package-categories": "\
        A category must be a slug that the registry knows, such as `api-bindings`.",
    PackageKeywords = "package-keywords": "\
        The registry accepts at most five keywords of at most 20 ASCII letters, digits, `_`, `-` and `+` each.",
    PackageLicense = "package-license": "\
        `license` is an SPDX expression: `MIT OR Apache-2.0`.",
    PackageName = "package-name": "\
        The name of the package consists of lower-case ASCII letters, digits, `-` and `_`, begins with a letter, and is \
        neither a Rust keyword nor a crate of the standard library.",
    PackageVersion = "package-version": "\
        The version of the package is a semantic version: `1.2.3` or `1.2.3-beta.1`.",
    Page = "page": "\
        `page` makes an operation a list: a GET with a body, in an API whose `api.yaml` describes the envelope under \
        `pagination`. `key` names the member with the items, which is not the envelope.",
    PageParameter = "page-parameter": "\
        Lists get the page-size parameter from `pagination`, and only the server chooses page state. No operation declares \
        these parameters itself.",
    PageSize = "page-size": "\
        Page sizes must satisfy 1 ≤ `default_size` ≤ `max_size`.",
    Placeholder = "placeholder": "\
        Every `{Placeholder}` of a path is declared under `path`, in the order of the path, and every parameter under \
        `path` occurs in it exactly once.",
    RecursiveType = "recursive-type": "\
        A struct that contains itself directly would have infinite size. Break the cycle with `list<…>` or `map<…>`.",
    RedundantKey = "redundant-key": "\
        The key changes nothing here, so it would suggest an effect that does not exist. Remove it.",
    Regions = "regions": "\
        `regions` lists the regions that serve the API, the default first. Each becomes part of a host name.",
    RequiredHeader = "required-header": "\
        Header parameters are always optional.",
    ReservedName = "reserved-name": "\
        The name is a Rust keyword, or is taken by the generated crate, its runtime or Rust's prelude. Use `rust_name`, or \
        choose another name.",
    SidPrefix = "sid-prefix": "\
        A prefix consists of two capital ASCII letters, such as `GA`, and identifies one kind of SID only.",
    StateTwice = "state-twice": "\
        A state of a waiter is either the goal or a failure, and is named once.",
    Status = "status": "\
        `status` is the status of success, 200 to 299. Failures are handled by the runtime for every operation.",
    TooManyArguments = "too-many-arguments": "\
        A method takes at most three required inputs, because nobody remembers the order of more.",
    TypeExpression = "type-expression": "\
        A type is a name, `list<T>` or `map<T>`. Built-in names: `string`, `boolean`, `integer`, `number`, `timestamp`, \
        `url`, `json`, `etag`.",
    TypeKind = "type-kind": "\
        A type has either `values`, which make it an enum, or `fields`, which make it a struct.",
    TypePlace = "type-place": "\
        Values of this type cannot travel in this place: only forms hold JSON, repeated parameters hold plain values, and \
        `etag` is a type of header parameters.",
    UnknownError = "unknown-error": "\
        `errors` of an operation name error codes that `api.yaml` declares under `errors`.",
    UnknownField = "unknown-field": "\
        `field` of a waiter names a field of its resource.",
    UnknownFile = "unknown-file": "\
        A description consists of `api.yaml` and `resources/<name>.yaml`; other YAML files would have no effect.",
    UnknownKey = "unknown-key": "\
        The key does not exist here. Its value would have no effect.",
    UnknownOperation = "unknown-operation": "\
        An operation is referred to by its `id`, which must exist.",
    UnknownType = "unknown-type": "\
        A type name refers to a type of the same file, a shared type of `api.yaml`, a SID or a resource.",
    UnknownValue = "unknown-value": "\
        A state of a waiter is a value of the enum of its field, as it travels.",
    Unused = "unused": "\
        Something is described that nothing uses.",
    Value = "value": "\
        The value is not one of those that the key accepts.",
    VariableName = "variable-name": "\
        Environment variables consist of upper-case ASCII letters, digits and `_`, and begin with a letter.",
    WaiterField = "waiter-field": "\
        The field of a waiter holds its resource's state, so its type is an enum.",
    WaiterOperation = "waiter-operation": "\
        A waiter polls an operation that fetches its resource: a GET that is not a list and returns something.",
    WrongType = "wrong-type": "\
        The value has another YAML type than the key expects. Quote text that YAML reads as a number or a boolean.",
    YamlAlias = "yaml-alias": "\
        Anchors and aliases are not part of the language: every fact is written out where it belongs.",
    YamlCharacter = "yaml-character": "\
        The file contains a character that does not show: a control character, a mark that turns the direction of text, or \
        an unusual line break. Two texts that look alike must be alike.",
    YamlDepth = "yaml-depth": "\
        The file is nested deeper than any description needs.",
    YamlDocuments = "yaml-documents": "\
        A file holds one YAML document.",
    YamlEmpty = "yaml-empty": "\
        The file is empty.",
    YamlSyntax = "yaml-syntax": "\
        The file is not valid YAML.",
    YamlTag = "yaml-tag": "\
        Tags are not part of the language.",
    YamlValue = "yaml-value": "\
        A value cannot be represented, such as an integer of more than 64 bits.",
}

impl Code {
    /// The code of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
