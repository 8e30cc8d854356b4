//! Knows how the model's webhooks become a module of Rust. Knows nothing of operations.

use super::docs::{Docs, VENDOR, lines};
use super::lower::Lowering;
use super::{Variant, WebhookFile};
use crate::model::{Home, Webhooks};

impl Lowering<'_> {
    pub(super) fn webhooks(&self, webhooks: &Webhooks) -> WebhookFile {
        let variants = webhooks.events.iter().map(|event| {
            let def = self.api.ty(event.object);
            Variant { name: def.name.clone(), wire: event.wire.clone(), docs: lines(&def.docs) }
        });
        let variants: Vec<Variant> = variants.collect();
        WebhookFile {
            docs: self.webhook_docs(webhooks, &variants),
            signature_header: webhooks.signature_header.clone(),
            event_member: webhooks.event_member.clone(),
            types: self.types_of(Home::Webhooks),
            variants,
        }
    }

    fn webhook_docs(&self, webhooks: &Webhooks, variants: &[Variant]) -> Vec<String> {
        let library = self.library();
        let mut docs = Docs::new();
        docs.line("Webhooks: requests that come by themselves, each verified and read as an event.");
        docs.blank();
        docs.markdown(&webhooks.docs);
        docs.blank();
        docs.line(format!("See [{VENDOR}]."));
        docs.link(VENDOR, &webhooks.link);
        docs.blank();
        for text in RECEIVING {
            docs.line(*text);
        }
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
        for text in AXUM {
            docs.line(text.replace("LIBRARY", &library));
        }
        for text in TESTING {
            docs.line(text.replace("LIBRARY", &library).replace("MEMBER", &webhooks.event_member));
        }
        docs.finish()
    }
}

const RECEIVING: &[&str] = &[
    "# Receiving",
    "",
    "Make a [`WebhookVerifier`] from the account's auth token; an API key's secret does not work. Hand it the request",
    "exactly as it came: the public URL as the sender called it, byte by byte, and the body unparsed. Unknown events",
    "and unknown members are no errors.",
    "",
];

const AXUM: &[&str] = &[
    "",
    "# With axum",
    "",
    "With the feature `axum`, `VerifiedWebhook` is an extractor: what is not genuine never reaches the handler. The",
    "router's state is a `WebhookReceiver`, or something that one can be taken from.",
    "",
    "```",
    "# #[cfg(feature = \"axum\")]",
    "# mod example {",
    "use LIBRARY::webhook::{VerifiedWebhook, WebhookError, WebhookEvent, WebhookReceiver, WebhookVerifier};",
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

const TESTING: &[&str] = &[
    "",
    "# Testing",
    "",
    "[`WebhookSigner`] signs as the sender does, so that a receiver can be tested as a whole.",
    "",
    "```",
    "use LIBRARY::webhook::{WebhookEvent, WebhookRequest, WebhookSigner, WebhookVerifier};",
    "",
    "let body = br#\"{\"MEMBER\": \"something_new\"}\"#;",
    "let (url, signature) = WebhookSigner::new(\"token\")?.sign_json(\"https://hooks.example.com/events\", body);",
    "",
    "let request = WebhookRequest::new(\"POST\", &url)",
    "    .content_type(\"application/json\")",
    "    .signature(&*signature)",
    "    .body(body);",
    "let event: WebhookEvent = WebhookVerifier::new(\"token\")?.receive(&request)?;",
    "assert_eq!(event.event_type(), \"something_new\");",
    "# Ok::<(), LIBRARY::webhook::WebhookError>(())",
    "```",
];
