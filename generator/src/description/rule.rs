//! Every rule that tells a difference between two surfaces: its stable name and its explanation.
//!
//! Part of the language, because a description names the rules that it deviates from.

use super::catalogue::catalogue;

catalogue! {
    /// What a difference is about. Names of rules are stable.
    Rule {
        ApiBaseUrl = "api-base-url": "\
            The URL that all requests go to. Patch: the signatures stay, but older releases of the crate keep using the old \
            URL. Adopt it in `base_url` of `api.yaml`.",
        ApiVersion = "api-version": "\
            The first segment of all paths. Patch: the signatures stay. A new version usually is another API, which deserves \
            a description of its own. Adopt it in `version` of `api.yaml`.",
        Authentication = "authentication": "\
            How requests authenticate. Major: the client knows HTTP Basic only, so a person has to decide. Not reported if \
            Basic remains one of several ways.",
        FieldAdded = "field-added": "\
            A member of an object that the other side lacks. Minor: structs are non-exhaustive and ignore unknown members. \
            Major if requests need it, because constructors take it as an argument. Adopt it under `fields`.",
        FieldDefault = "field-default": "\
            The value that the server assumes for an absent member of a request. Patch: it is documentation. Adopt it in \
            `default`.",
        FieldDeprecated = "field-deprecated": "\
            A member becomes deprecated, which is minor, because callers get a warning, or is no longer deprecated, which is \
            a patch. Adopt it in `deprecated`, with what to use instead.",
        FieldLimits = "field-limits": "\
            Smallest or largest number, or the length of a text. Patch: the client checks integers in requests, and the rest \
            is documentation. Adopt it in `minimum`, `maximum` or `max_length`.",
        FieldPresence = "field-presence": "\
            Whether a member is always there. Major: its Rust type is an `Option` or is not. A member that the description \
            requires in responses and the document does not is a refinement, and so is one that only constructors require.",
        FieldRemoved = "field-removed": "\
            A member that only the old side has. Major: its Rust field goes. Before you adopt it by removing the field, \
            make sure that the API no longer sends it.",
        FieldSensitive = "field-sensitive": "\
            The document marks a member as personal data, and the description does not. Patch: `Debug` redacts it. Adopt it \
            with `sensitive: true`. The reverse is no difference: the description knows more.",
        FieldType = "field-type": "\
            The type of a member. Major: its Rust type changes. A more precise type in the description is a refinement: \
            any type for untyped data, a timestamp, URL, SID or enum for text, a number with `number_or_string` for text.",
        HeaderAdded = "header-added": "\
            A header of responses that the description does not name. Patch: all headers can be read already; adopting it \
            means giving it a meaning. Headers about access from other origins are not part of an API.",
        HeaderRemoved = "header-removed": "\
            No response has a header any more that the description names. Patch: it is simply not there. Adopt it by \
            removing it from `response_headers`.",
        OperationAdded = "operation-added": "\
            An operation that the other side lacks. Minor: a new method. Operations are matched by their ids. Adopt it under \
            `operations` of its resource.",
        OperationDeprecated = "operation-deprecated": "\
            An operation becomes deprecated, which is minor, because callers get a warning, or is no longer deprecated, \
            which is a patch. Adopt it in `deprecated`, with what to use instead.",
        OperationEtag = "operation-etag": "\
            Whether the response has an ETag. Patch: it can be read whatever is declared. Adopt it in `returns_etag`.",
        OperationMethod = "operation-method": "\
            The HTTP method. Patch: the signature stays, but whether a request can be retried has to be decided again. Adopt \
            it in `http` and `idempotency`.",
        OperationPath = "operation-path": "\
            The path, apart from the names of its placeholders, which do not travel. Patch: the signature stays. Adopt it in \
            `http`.",
        OperationRemoved = "operation-removed": "\
            An operation that only the old side has. Major: its method goes. Before you adopt it by removing the operation, \
            make sure that the API no longer serves it.",
        OperationRequestType = "operation-request-type": "\
            The media type of the request's body. Patch: the signature stays, but the client can send forms only, so a \
            person has to decide.",
        OperationResponse = "operation-response": "\
            What a successful response holds: nothing, one value, or a page of a list. Major: the method returns another \
            type.",
        OperationResponseType = "operation-response-type": "\
            The media type of the response's body. Major: the client reads JSON only, so a person has to decide.",
        OperationStatus = "operation-status": "\
            The status of success. Patch: the client takes every 2xx for success. Adopt it in `status`.",
        PageEnvelope = "page-envelope": "\
            The members of a page that say how to go on. Patch: lists follow them, and their names are in no signature. Adopt \
            it in `pagination` of `api.yaml`.",
        PageKey = "page-key": "\
            The member of a page that holds its items. Patch: its name is in no signature. Adopt it in `page`.",
        PageSize = "page-size": "\
            The largest page that can be asked for. Patch: the client checks it. Adopt it in `max_size`, of the list or of \
            `pagination`.",
        ParameterAdded = "parameter-added": "\
            A parameter that the other side lacks. Minor if it is optional: a new setter. Major if it is required: a new \
            argument. Adopt it under `query`, `header`, `form` or `path`.",
        ParameterDefault = "parameter-default": "\
            The value that the server assumes for an absent parameter. Patch: it is documentation. Adopt it in `default`.",
        ParameterDeprecated = "parameter-deprecated": "\
            A parameter becomes deprecated, which is minor, because callers get a warning, or is no longer deprecated, which \
            is a patch. Adopt it in `deprecated`, with what to use instead.",
        ParameterLimits = "parameter-limits": "\
            Smallest or largest number, or the length of a text. Patch: the client checks integers, and the rest is \
            documentation. Adopt it in `minimum`, `maximum` or `max_length`.",
        ParameterRemoved = "parameter-removed": "\
            A parameter that only the old side has. Major: its setter or argument goes. Before you adopt it, make sure that \
            the API no longer accepts it.",
        ParameterRequired = "parameter-required": "\
            Whether a parameter is required. Major: it is an argument or a setter. Adopt it in `required`.",
        ParameterType = "parameter-type": "\
            The type of a parameter. Major: the argument or setter takes another type. A more precise type in the \
            description is a refinement, as for fields.",
        SidPrefix = "sid-prefix": "\
            The prefixes of a SID. Major: another SID is another Rust type; a SID with more prefixes than before stays what \
            it is, which is a patch. Adopt it with the type of that SID, or in `prefixes`.",
        StructOpen = "struct-open": "\
            Whether the members of an object are all known, or others have a meaning. Minor when a struct opens: a new field \
            holds the other members. Major when it closes. Adopt it in `additional_fields`.",
        Unreadable = "unreadable": "\
            A part of the document that could not be read, so nothing is known about it. Major, because it may hide any \
            difference, and the command fails as if nothing had been compared. Look at the place; if nothing is wrong with the API, accept it with `deviates`.",
        ValueAdded = "value-added": "\
            A value of an enum that the other side lacks. Minor: enums are open, so it could be read and sent before. Adopt \
            it under `values`.",
        ValueRemoved = "value-removed": "\
            A value of an enum that only the old side has. Major: its constant goes. Before you adopt it, make sure that no \
            stored object has it.",
    }
}

impl Rule {
    /// Whether the rule tells of something that a description has no node for, so that a deviation has to name it.
    pub const fn needs_name(self) -> bool {
        matches!(
            self,
            Self::FieldAdded
                | Self::HeaderAdded
                | Self::HeaderRemoved
                | Self::OperationAdded
                | Self::ParameterAdded
                | Self::Unreadable
                | Self::ValueAdded
        )
    }
}
