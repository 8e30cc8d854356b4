//! The module of webhooks.

use super::context::Lowering;
use super::docs::{DocWriter, VENDOR, markdown};
use crate::client::krate::{Docs, Header, Variant, WebhookFile};
use crate::description::model::{Home, Webhooks};

impl Lowering<'_> {
    pub(super) fn webhooks(&self, webhooks: &Webhooks) -> WebhookFile {
        let variants = webhooks.events.iter().map(|event| {
            let def = self.api.ty(event.object);
            Variant { name: def.name.clone(), wire: event.wire.clone(), docs: markdown(&def.docs), deprecated: None }
        });
        let variants: Vec<Variant> = variants.collect();
        WebhookFile {
            docs: self.webhook_docs(webhooks, &variants),
            headers: headers(webhooks),
            event_member: webhooks.event_member.clone(),
            types: self.types_of(Home::Webhooks),
            enum_docs: enum_docs(),
            variants,
            unknown_docs: Docs::line("An event that this version of the crate does not know."),
        }
    }

    fn webhook_docs(&self, webhooks: &Webhooks, variants: &[Variant]) -> Docs {
        let library = &self.names.library;
        let mut docs = DocWriter::new();
        docs.line("Webhooks: verifies requests that the vendor sends and reads the events in them.");
        docs.blank();
        docs.markdown(&webhooks.docs);
        docs.blank();
        docs.line(format!("See [{VENDOR}]."));
        docs.link(VENDOR, &webhooks.link);
        docs.heading("Receiving");
        docs.prose(
            "Create a [`WebhookVerifier`] from the account's auth token; the secret of an API key does not work. Give it the \
             request unchanged: the public URL exactly as the sender called it, and the raw body. Unknown events and \
             unknown members are not errors.",
        );
        docs.blank();
        docs.line("```");
        docs.line(format!("use {library}::webhook::{{WebhookError, WebhookEvent, WebhookRequest, WebhookVerifier}};"));
        docs.line("");
        docs.line("fn receive(verifier: &WebhookVerifier, request: &WebhookRequest<'_>) -> Result<(), WebhookError> {");
        docs.line("    match verifier.receive(request)? {");
        for variant in variants {
            docs.line(format!("        WebhookEvent::{}(event) => println!(\"{{event:?}}\"),", variant.name));
        }
        docs.line("        WebhookEvent::Unknown(event) => println!(\"unknown: {}\", event.event_type()),");
        docs.line("        _ => {}");
        docs.line("    }");
        docs.line("    Ok(())");
        docs.line("}");
        docs.line("```");
        docs.heading("With axum");
        docs.prose(
            "With the feature `axum`, `VerifiedWebhook` is an extractor: a request that is not genuine never reaches the \
             handler. The router's state is a `WebhookReceiver`, or a type that one can be extracted from.",
        );
        docs.blank();
        for line in AXUM {
            docs.line(line.replace("LIBRARY", library));
        }
        if webhooks.signature_settings_header.is_some() {
            docs.heading("Shared keys");
            docs.prose(
                "A webhook can be signed with a shared key instead of the auth token, which the header \
                 [`SIGNATURE_SETTINGS_HEADER`] says. Give the verifier the keys, and the request that header.",
            );
            docs.blank();
            for line in SHARED_KEY {
                docs.line(line.replace("LIBRARY", library));
            }
        }
        docs.heading("Testing");
        docs.prose("[`WebhookSigner`] signs as the sender does, so that a receiver can be tested end to end.");
        docs.blank();
        for line in TESTING {
            docs.line(line.replace("LIBRARY", library).replace("MEMBER", &webhooks.event_member));
        }
        docs.finish()
    }
}

fn enum_docs() -> Docs {
    let mut docs = DocWriter::new();
    docs.line("An event that a webhook reports.");
    docs.blank();
    docs.prose(
        "With serde, it is an object with its type, so that it can be stored and read back. That verifies nothing: read \
         what [`WebhookVerifier`] has verified, or what was stored afterwards. Of a known event, members that this version \
         of the crate does not know are not kept; to keep them, store the body.",
    );
    docs.finish()
}

fn headers(webhooks: &Webhooks) -> Vec<Header> {
    let signature = Header {
        name: "SIGNATURE_HEADER",
        wire: webhooks.signature_header.clone(),
        docs: Docs::line("The header that carries the signature."),
    };
    let settings = webhooks.signature_settings_header.clone().map(|wire| Header {
        name: "SIGNATURE_SETTINGS_HEADER",
        wire,
        docs: Docs::line("The header that says that a shared key signed, and with which algorithm."),
    });
    [signature].into_iter().chain(settings).collect()
}

const AXUM: &[&str] = &[
    "```",
    "# #[cfg(feature = \"axum\")]",
    "# mod example {",
    "use LIBRARY::webhook::{VerifiedWebhook, WebhookError, WebhookEvent};",
    "use LIBRARY::webhook::{WebhookReceiver, WebhookVerifier};",
    "",
    "fn state(auth_token: &str) -> Result<WebhookReceiver, WebhookError> {",
    "    WebhookReceiver::at_origin(WebhookVerifier::new(auth_token)?, \"https://hooks.example.com\")",
    "}",
    "",
    "async fn handler(VerifiedWebhook(event): VerifiedWebhook<WebhookEvent>) {",
    "    println!(\"{event:?}\");",
    "}",
    "# }",
    "```",
];

const SHARED_KEY: &[&str] = &[
    "```",
    "use LIBRARY::webhook::{WebhookError, WebhookRequest, WebhookVerifier};",
    "",
    "/// The auth token, and the old and the new key while keys are rotated.",
    "fn verifier(auth_token: &str, keys: [&str; 2]) -> Result<WebhookVerifier, WebhookError> {",
    "    WebhookVerifier::new(auth_token)?.with_shared_key(keys[0])?.with_shared_key(keys[1])",
    "}",
    "",
    "fn request<'a>(url: &'a str, signature: &'a str, settings: Option<&'a str>) -> WebhookRequest<'a> {",
    "    WebhookRequest::new(\"POST\", url).signature(signature).signature_settings(settings)",
    "}",
    "```",
];

const TESTING: &[&str] = &[
    "```",
    "use LIBRARY::webhook::{WebhookEvent, WebhookRequest, WebhookSigner, WebhookVerifier};",
    "",
    "let body = br#\"{\"MEMBER\": \"something_new\"}\"#;",
    "let signer = WebhookSigner::new(\"token\")?;",
    "let signed = signer.sign_json(\"https://hooks.example.com/events\", body);",
    "",
    "let request = WebhookRequest::new(\"POST\", &signed.url)",
    "    .content_type(\"application/json\")",
    "    .signature(&signed.signature)",
    "    .body(body);",
    "let event: WebhookEvent = WebhookVerifier::new(\"token\")?.receive(&request)?;",
    "assert_eq!(event.event_type(), \"something_new\");",
    "# Ok::<(), LIBRARY::webhook::WebhookError>(())",
    "```",
];
