//! Names that are taken before a description gives any: by Rust, and by what is generated or copied beside it.

/// Strict and reserved keywords of every edition.
const KEYWORDS: [&str; 53] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
];

/// Whether Rust keeps a name for itself.
pub(crate) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// Names of the prelude that generated code uses unqualified, or that would confuse its readers.
pub(super) const PRELUDE: [&str; 34] = [
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "Vec",
];

/// Methods that every client has, those of the runtime included: inherent methods collide even if they are private.
/// `into` and `try_into` take values, which has precedence over a method that takes a reference.
pub(super) const CLIENT_METHODS: [&str; 27] = [
    "admit",
    "attempt",
    "authorize",
    "base_url",
    "budget",
    "builder",
    "builder_from_env",
    "builder_with_source",
    "clone",
    "exchange",
    "fmt",
    "from",
    "from_env",
    "headers",
    "into",
    "limits",
    "notify_attempt",
    "notify_retry",
    "operations",
    "page_format",
    "permit",
    "random",
    "response_format",
    "retry_policy",
    "server_address",
    "transport",
    "try_into",
];
/// Methods that every handle has.
pub(super) const HANDLE_METHODS: [&str; 5] = ["clone", "fmt", "into", "new", "try_into"];
/// Methods that every request builder has, and the variable that its arguments are put into; `with_…` is reserved as a
/// whole.
pub(super) const BUILDER_NAMES: [&str; 7] = ["call", "clone", "fmt", "items", "new", "pages", "send"];
/// Functions that structs have beside their setters.
pub(super) const STRUCT_METHODS: [&str; 5] = ["clone", "default", "eq", "fmt", "new"];

/// Names beside the structs of events, or beside their variants.
pub(super) const WEBHOOK_NAMES: [&str; 14] = [
    "HeaderText",
    "SignedForm",
    "SignedJson",
    "Unknown",
    "UnknownEvent",
    "VerifiedWebhook",
    "WebhookError",
    "WebhookEvent",
    "WebhookPayload",
    "WebhookReceiver",
    "WebhookRejection",
    "WebhookRequest",
    "WebhookSigner",
    "WebhookVerifier",
];
