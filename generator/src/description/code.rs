//! Every rule that a description can violate: its stable code and its explanation.
//!
//! `cargo xtask lint --explain CODE` prints an explanation; `spec/diagnostics.md` lists all of them.

use super::catalogue::catalogue;

catalogue! {
    /// The rule that a problem violates. Names of codes are stable.
    Code {
        ApiVersion = "api-version": "\
            `version` is the first segment of every path, so it may contain only ASCII letters, digits, `-`, `_`, `.` and \
            `~`, and not only dots. Write it as the API's URLs spell it: `v2`.",
        BaseUrl = "base-url": "\
            `base_url` must be an `https` URL with a host and, optionally, a path. It has no trailing slash, because the \
            version and the paths of operations are appended to it. Plain `http` is rejected, because credentials are sent \
            to this URL.",
        Behaviour = "behaviour": "\
            What a resource says under `behaviour` must agree with itself and with the rest: with the types of its fields, \
            with its waiters and with the events. Correct it as the help of the diagnostic says.",
        BehaviourIncomplete = "behaviour-incomplete": "\
            A fake of the service is made of what resources say under `behaviour`, so it must be complete: all resources have \
            one, every required field gets a value, every parameter in a query or a form has an effect, and the name and the \
            version that operations refer to are fields. Add what is missing.",
        Body = "body": "\
            Form parameters are sent in the request body, which only POST, PUT and PATCH have. Correct the \
            method, or move the form to `query` if the API reads it from the URL.",
        Default = "default": "\
            A `default` must be a value of the type of its field or parameter. Quote text that YAML would read as a number \
            or a boolean.",
        Deprecated = "deprecated": "\
            A required parameter cannot be deprecated: callers cannot avoid it. Remove `deprecated`, make the parameter \
            optional, or deprecate the whole operation.",
        Deviation = "deviation": "\
            A deviation names a rule, and, with `of`, what differs if only the official document has it; with other rules, \
            `of` has no meaning. The same deviation is written once. Correct it, or remove it.",
        DocsCode = "docs-code": "\
            Documentation cannot contain code blocks, fenced or indented, because rustdoc compiles them as tests. Code \
            examples are generated from the operations. Inline code is allowed; its backticks must be closed within the \
            paragraph.",
        DocsHtml = "docs-html": "\
            Documentation cannot contain HTML, because rustdoc passes it through or drops it. Put text in angle brackets \
            into backticks.",
        DocsLazy = "docs-lazy": "\
            A line of an item is not indented like the item, or a line of a quote lacks the sign `>`. Markdown takes it for \
            part of the item or quote if a paragraph is open there, which is hardly what is meant. Indent the line, begin it \
            with `> `, or leave a line empty before it.",
        DocsLine = "docs-line": "\
            This text becomes part of a single line of documentation, so it cannot contain a line break, nor a backtick \
            where it is shown as code. It has no blanks at its ends, and does not begin like a heading, a list or another \
            block. Fold long text with `>-`. No documentation can contain a tab, whose width depends on the reader.",
        DocsLink = "docs-link": "\
            ``[`Name`]`` links to a type or a SID of the description, except in titles, units and notes about deprecation; \
            any other link needs an absolute URL, `[text](https://…)`. rustdoc warns about links without a target. Write \
            `\\[` for a plain bracket.",
        DocsUrl = "docs-url": "\
            Documentation cannot contain bare URLs, because rustdoc warns about them. Write `<https://…>` or \
            `[text](https://…)`.",
        Draft = "draft": "\
            Documentation that begins with `TODO` is a draft, such as `cargo xtask drift --write` leaves where it needs a \
            person: it knows names and types, but not what they mean. Write the documentation; nothing is generated before.",
        DuplicateKey = "duplicate-key": "\
            A map has the same key twice. YAML parsers silently keep only one of the two, so the other value would be \
            lost. Remove or rename one of the keys.",
        EmptySuccess = "empty-success": "\
            `success` of a waiter must name at least one value; otherwise the wait can never succeed. Name the values of \
            the field that are the goal.",
        EmptyType = "empty-type": "\
            An enum needs at least one value, and a struct at least one field. For a value of unknown structure, use \
            `json`; for an object of unknown structure, `map<json>`.",
        EmptyValue = "empty-value": "\
            A key has no value, or an empty text, so that it is not clear whether a value was forgotten. Add the value, or \
            omit the key if it is optional.",
        Event = "event": "\
            An error code with `event` is recorded after the response and is never returned to a request, so no operation \
            can list it under `errors`. Remove it from the list, or remove `event`.",
        EventMember = "event-member": "\
            `event_member` names the member that identifies an event in JSON, forms and queries alike, so it must be a \
            plain name. Events must not declare it as a field, because the variant of the enum already identifies the \
            event.",
        Example = "example": "\
            An `example` must be a value of the type of its field or parameter, because code examples are compiled from \
            it. Quote text that YAML would read as a number or a boolean.",
        FileName = "file-name": "\
            A resource is described in the file that is named after it in snake case: `ParcelLabel` in \
            `resources/parcel_label.yaml`. Rename the file or the resource, so that each can be found from the other.",
        Find = "find": "\
            `find` names a GET operation that shows the outcome of this operation, which must not be `idempotency: \
            always`, because such an operation can be retried instead. `by` is for operations that create something: it \
            maps all required parameters of a GET operation of the same resource to inputs of this operation, each a \
            parameter or a path to a text within one (`Contents.first.sid`). `unless` is only allowed with `by`, and names \
            an optional input.",
        HeaderName = "header-name": "\
            The name is not a valid header name, or the client sets this header itself, such as `Authorization`. Correct \
            the name, or remove the header.",
        HttpLine = "http-line": "\
            `http` is a method and a path relative to `base_url` and `version`: `GET /Parcels/{Sid}`. The method is GET, \
            POST, PUT, PATCH or DELETE. Each combination of method and path can occur only once.",
        Idempotency = "idempotency": "\
            `idempotency` determines which failed requests are retried. A GET changes nothing, so it is always \
            idempotent and must not have the key; `with_if_match` requires a parameter `If-Match` under `header`.",
        Identifier = "identifier": "\
            A name in the generated code must be a Rust identifier: ASCII letters, digits and `_`, beginning with a \
            letter. Set `rust_name` if the name is derived from a wire name; otherwise choose another name.",
        KeyType = "key-type": "\
            A key must be text. Quote a key that YAML would read as another type: `\"true\"`, `\"1\"`, `\"null\"`.",
        Limits = "limits": "\
            `minimum` is above `maximum`, so no value would be accepted. Correct one of the two.",
        Link = "link": "\
            A link to the vendor's documentation is an absolute `https` URL. It must not contain characters that Markdown \
            or rustdoc would interpret; percent-encode them.",
        ListWithoutPage = "list-without-page": "\
            An operation named `list` must have `page`, because the name promises a paginated response. Add `page`, or \
            name the operation `fetch` if its response is not paginated.",
        ListedTwice = "listed-twice": "\
            An operation lists each of its error codes once; a second entry has no effect. Remove it.",
        MissingDocs = "missing-docs": "\
            Everything public must be documented, because the text becomes the documentation of the generated crate. Add \
            `docs`, which states what the thing is or does.",
        MissingFile = "missing-file": "\
            A description consists of `api.yaml` and at least one file in `resources/`. Add `api.yaml`, or pass the folder \
            that contains it.",
        MissingKey = "missing-key": "\
            A required key is missing; it has no default that the generator could use. Add the key; the help of the \
            diagnostic states what it means.",
        MissingPermission = "missing-permission": "\
            `missing_permission` marks a code that is returned to requests, so it cannot be combined with `event`. It has \
            an effect only if at least one operation has a `permission`; add one, or remove the key.",
        NameCase = "name-case": "\
            Names that are written in the description follow Rust's conventions, because they appear in the generated code \
            unchanged: types in UpperCamelCase, methods and fields in snake_case, error codes in SHOUTY_SNAKE_CASE.",
        NameCollision = "name-collision": "\
            Two things have the same name in one namespace, on the wire or in Rust, so they cannot be told apart. Rename \
            one of them; set `rust_name` where the wire name is fixed.",
        NoOperations = "no-operations": "\
            A resource must have at least one operation; otherwise its accessor has no purpose. Add an operation, or \
            declare a resource that is only part of others under `types`.",
        NoResources = "no-resources": "\
            A description must have at least one file in `resources/`; without one, the client would have no operations. \
            Add `resources/<name>.yaml`.",
        PackageCategories = "package-categories": "\
            A category must be a slug that the registry knows, such as `api-bindings`. It consists of lower-case ASCII \
            letters, digits, `-` and `:`. The registry accepts at most five.",
        PackageDescription = "package-description": "\
            The registry accepts a `description` of at most 1000 characters. Shorten it, and move the rest to `docs`.",
        PackageKeywords = "package-keywords": "\
            The registry accepts at most five keywords, each of at most 20 ASCII letters, digits, `_`, `-` and `+`. Remove \
            or shorten keywords.",
        PackageLicense = "package-license": "\
            `license` must be an SPDX expression, because the registry validates it. Write `MIT OR Apache-2.0`, for \
            instance.",
        PackageName = "package-name": "\
            The name of the package consists of lower-case ASCII letters, digits, `-` and `_` and begins with a letter. It \
            must not be a Rust keyword or the name of a crate of the standard library, because such a crate is hard to use \
            in Rust code.",
        PackageVersion = "package-version": "\
            The version of the package must be a semantic version, because cargo accepts nothing else. Write `1.2.3` or \
            `1.2.3-beta.1`.",
        Page = "page": "\
            `page` makes an operation a list, so the operation must be a GET with a response body, and `api.yaml` must \
            describe the page envelope under `pagination`. `key` names the member that contains the items, which is not \
            the envelope.",
        PageParameter = "page-parameter": "\
            Lists get their page-size parameter from `pagination`, and only the server may choose the state parameters. \
            Remove such parameters from operations. `state_parameters` must not contain `size_parameter`, which callers \
            may choose.",
        PageSize = "page-size": "\
            Page sizes must satisfy 1 ≤ `default_size` ≤ `max_size`. The `max_size` of a list must not be smaller than the \
            default.",
        Placeholder = "placeholder": "\
            Each `{Placeholder}` of a path must be declared under `path`, or under `parameters`, or be named like a field; and \
            each parameter under `path` must occur in the path exactly once and in the same order, because the order determines the arguments of the method.",
        RecursiveType = "recursive-type": "\
            A struct that contains itself directly would have infinite size. Make one of the fields \
            of the cycle `json`, or `list<…>` or `map<…>` if the API sends a list or a map there.",
        RedundantKey = "redundant-key": "\
            The key has no effect here, or says what goes without saying: what the method and the names of an operation imply, \
            and what a parameter takes from `parameters` or from the field of the same name. Remove it.",
        Regions = "regions": "\
            `regions` lists the regions that serve the API, at least one, the default first. Each becomes part of a host \
            name, so it consists of lower-case ASCII letters, digits and `-`.",
        RequiredHeader = "required-header": "\
            Header parameters are always optional and become setters, so they cannot be required. Remove `required`.",
        ReservedName = "reserved-name": "\
            The name is a Rust keyword, or is used by the generated crate, its runtime or Rust's prelude. Set `rust_name`, \
            or choose another name.",
        SidPrefix = "sid-prefix": "\
            A prefix consists of two capital ASCII letters, such as `PA`. Each kind of SID has at least one, and two kinds \
            cannot share a prefix, because it identifies the kind; only a SID that is `open` can repeat prefixes of \
            others.",
        StateTwice = "state-twice": "\
            A state of a waiter is either a goal or a failure, and is named once. Remove one of the two entries.",
        Status = "status": "\
            The `status` of an operation is that of a successful response, from 200 to 299; the runtime handles failures for \
            every operation. The `status` of an error code is from 400 to 599, and only the most general code says it.",
        TooManyArguments = "too-many-arguments": "\
            A method takes at most six required inputs, because they are its arguments. There is no other way to describe \
            an operation that needs more: leave it out, and say so to those who maintain the generator.",
        TypeExpression = "type-expression": "\
            A type is a name, `list<T>` or `map<T>`. The built-in names are `string`, `boolean`, `integer`, `number`, \
            `timestamp`, `url`, `json` and `etag`.",
        TypeKind = "type-kind": "\
            A type must have either `values`, which make it an enum, or `fields`, which make it a struct; with both or \
            neither, its kind is not defined.",
        TypePlace = "type-place": "\
            A type of a resource's file is for that file; one that others use as well belongs in `api.yaml`. Structs, maps and \
            `json` are allowed only in forms, where they are sent as JSON text; lists are allowed only \
            in queries and forms, and hold scalar values; `etag` is for header parameters, and is the type of \
            `If-Match`. Change the type, or move the parameter.",
        UnknownError = "unknown-error": "\
            `errors` of an operation names error codes that `api.yaml` declares under `errors`. Correct the name, or \
            declare the code there.",
        UnknownField = "unknown-field": "\
            `field` of a waiter must name a field of its resource, because the waiter reads the state from it. Write the \
            wire name of the field.",
        UnknownFile = "unknown-file": "\
            A description consists of `api.yaml` and `resources/<name>.yaml`; other YAML files would have no effect. Move \
            or remove the file.",
        UnknownKey = "unknown-key": "\
            The key is not part of the description language here, so its value would have no effect. Correct the spelling, \
            or remove the key.",
        UnknownOperation = "unknown-operation": "\
            An operation is referred to by its `id`, and an operation with this `id` must exist; that of a waiter must \
            belong to the same resource. Correct the `id`, which is not the name of the method.",
        UnknownType = "unknown-type": "\
            A type name must refer to a type of the same file, a shared type of `api.yaml`, a SID or a resource. Correct \
            the name, or declare the type; types that more than one resource uses belong in `api.yaml`.",
        UnknownValue = "unknown-value": "\
            A state of a waiter must be a value of the enum that is the type of its field. Write the wire value.",
        Unused = "unused": "\
            A type or SID that nothing uses, `pagination` without a list, or `webhooks` without events has no purpose and \
            misleads readers. Remove it, or use it.",
        Value = "value": "\
            The value is not one of those that the key accepts. The help of the diagnostic lists them, or states the range \
            of a number.",
        VariableName = "variable-name": "\
            The name of an environment variable consists of upper-case ASCII letters, digits and `_`, and begins with a \
            letter.",
        WaiterField = "waiter-field": "\
            The field of a waiter contains the state of its resource, so its type must be an enum.",
        WaiterOperation = "waiter-operation": "\
            A waiter polls an operation that fetches its resource, so the operation must be a GET that is not a list and \
            has a response body.",
        WrongType = "wrong-type": "\
            The value has another YAML type than the key expects. Quote text that YAML reads as a number or a boolean, and \
            remove the quotes from numbers.",
        YamlAlias = "yaml-alias": "\
            YAML anchors and aliases are not supported, so that each value can be read where it applies. Write the value \
            out at each place.",
        YamlCharacter = "yaml-character": "\
            The file contains an invisible character: a control character, a mark that changes the direction of text, or \
            an unusual line break. Such characters make a text differ from what is displayed. Remove the character.",
        YamlComment = "yaml-comment": "\
            In a text without quotes, a blank and `#` begin a comment, so that the rest of the line is lost. Put the text in \
            quotes, or the comment on a line of its own.",
        YamlDepth = "yaml-depth": "\
            A file may be nested at most 32 levels deep. A description needs far fewer; check the indentation and the \
            brackets.",
        YamlDocuments = "yaml-documents": "\
            A file must contain one YAML document. Move the documents after the first to files of their own.",
        YamlEmpty = "yaml-empty": "\
            A file must contain a YAML document; this one is empty or contains only comments. Write the description into \
            it, or delete the file if it was meant for a resource.",
        YamlSyntax = "yaml-syntax": "\
            The file is not valid YAML, so it was not checked further. Correct the syntax at the reported position.",
        YamlTag = "yaml-tag": "\
            YAML tags, such as `!!str`, are not supported, because the key determines the type of a value. Remove the tag, \
            and quote text that YAML would read as another type.",
        YamlValue = "yaml-value": "\
            A value cannot be represented, such as an integer of more than 64 bits. Write a smaller number, or quote the \
            value if it is text.",
    }
}
