//! Webhooks signed with a shared key. The signatures come from the vendor's own library for Node.js, version 6.3.1.

use crate::runtime::webhook::{SignedJson, WebhookError, WebhookRequest, WebhookSigner, WebhookVerifier};

const TOKEN: &str = "12345";
const KEY: &str = "shared-key-of-the-tests";
const SHA256: &str = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256";
const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
const FORM: &[u8] =
    b"Digits=1234&CallSid=CA1234567890ABCDE&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309";
const JSON: &[u8] = br#"{"property": "value", "boolean": true}"#;
const JSON_URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=\
                        0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";

fn both() -> WebhookVerifier {
    WebhookVerifier::new(TOKEN).and_then(|verifier| verifier.with_shared_key(KEY)).unwrap()
}

fn form<'a>(signature: &'a str, settings: Option<&'a str>) -> WebhookRequest<'a> {
    let request = WebhookRequest::new("POST", URL).content_type("application/x-www-form-urlencoded").body(FORM);
    request.signature(signature).signature_settings(settings)
}

fn json<'a>(signature: &'a str, settings: Option<&'a str>) -> WebhookRequest<'a> {
    WebhookRequest::new("POST", JSON_URL).body(JSON).signature(signature).signature_settings(settings)
}

fn get<'a>(signature: &'a str, settings: Option<&'a str>) -> WebhookRequest<'a> {
    WebhookRequest::new("GET", URL).signature(signature).signature_settings(settings)
}

fn refusal(result: Result<(), WebhookError>) -> String {
    let error = result.unwrap_err();
    assert!(error.is_signature(), "{error}");
    error.to_string()
}

#[test]
fn what_the_vendor_signs_is_accepted() {
    const SHA1: &str = "algorithm=hmac_sha1 , key=webhooks_sharedkey_1";
    for request in [
        form("6K5vCvIp8yTvtllpYrcEU1VzpOzzFQQGozUTlx0ArSA=", Some(SHA256)),
        json("0IWLogbqd6yiHAlsiAWIZrnYMd0JgP8oVVVdjvzCDFI=", Some(SHA256)),
        get("ODEQfblLY7d2rTSeriHCZMF/ntbGLNvr7GPSZ3AZ8IM=", Some(SHA256)),
        get("ODEQfblLY7d2rTSeriHCZMF/ntbGLNvr7GPSZ3AZ8IM=", Some("Algorithm = HMAC_SHA256")),
        form("YnRRLcqdZN2mNWx9L2kv8DzBCPg=", Some(SHA1)),
        json("dJ7EkYgxM9O0EJVzNdSzlwnIX4k=", Some(SHA1)),
        get("C2UhfG1z7vUVIZ6g/TdW2Desk1A=", Some(SHA1)),
        get("C2UhfG1z7vUVIZ6g/TdW2Desk1A=", Some("key=webhooks_sharedkey_1")),
    ] {
        assert!(both().verify(&request).is_ok(), "{request:?}");
        assert!(WebhookVerifier::from_shared_key(KEY).unwrap().verify(&request).is_ok());
        let rotating = WebhookVerifier::from_shared_key("new").unwrap().with_shared_key(KEY).unwrap();
        assert!(rotating.verify(&request).is_ok());
        assert!(refusal(rotating.verify(&request.signature_settings(None))).contains("no auth token"));
    }
}

/// A key never verifies what the other kind of key has to.
#[test]
fn the_header_chooses_the_key() {
    let by_token = WebhookSigner::new(TOKEN).unwrap().sign_get(URL);
    let by_key = WebhookSigner::from_shared_key("id", KEY).unwrap().sign_get(URL);
    assert!(both().verify(&get(&by_token, None)).is_ok());
    assert!(both().verify(&get(&by_token, Some(" "))).is_ok());
    assert!(both().verify(&get(&by_key, Some(SHA256))).is_ok());
    for (signature, settings) in [
        (&by_token, Some(SHA256)),
        (&by_token, Some("algorithm=HMAC_SHA1")),
        (&by_key, None),
        (&by_key, Some("algorithm=HMAC_SHA1")),
    ] {
        assert!(refusal(both().verify(&get(signature, settings))).contains("does not match"), "{settings:?}");
    }
    for settings in ["algorithm=HMAC_SHA512", "algorithm=none", "key=id,algorithm=HMAC_SHA2566"] {
        assert!(refusal(both().verify(&get(&by_key, Some(settings)))).contains("algorithm"), "{settings}");
    }
    let only_token = WebhookVerifier::new(TOKEN).unwrap();
    assert!(refusal(only_token.verify(&get(&by_key, Some(SHA256)))).contains("shared key, and the verifier has none"));
    let only_key = WebhookVerifier::from_shared_key(KEY).unwrap();
    assert!(refusal(only_key.verify_get(URL, &by_token)).contains("the verifier has no auth token"));
    assert!(only_key.clone().with_token(TOKEN).unwrap().verify_get(URL, &by_token).is_ok());
    assert!(refusal(both().verify(&get("", Some(SHA256)))).contains("missing"));
}

#[test]
fn what_is_signed_here_says_how() {
    let signer = WebhookSigner::from_shared_key("webhooks_sharedkey_1", KEY).unwrap();
    assert_eq!(signer.settings(), Some(SHA256));
    assert_eq!(WebhookSigner::new(TOKEN).unwrap().settings(), None);
    let SignedJson { url, signature, .. } = signer.sign_json(URL, JSON);
    assert_eq!((&*url, &*signature), (JSON_URL, "0IWLogbqd6yiHAlsiAWIZrnYMd0JgP8oVVVdjvzCDFI="));
    assert!(both().verify(&json(&signature, signer.settings())).is_ok());
}

#[test]
fn keys_that_cannot_work_are_said_to_be_and_never_shown() {
    for key in ["", " ", "CANARY\n"] {
        for error in [
            WebhookVerifier::from_shared_key(key).unwrap_err(),
            WebhookVerifier::new(TOKEN).unwrap().with_shared_key(key).unwrap_err(),
            WebhookSigner::from_shared_key("id", key).unwrap_err(),
        ] {
            assert!(error.is_configuration() && !error.to_string().contains("CANARY"), "{error}");
        }
    }
    let (verifier, signer) =
        (WebhookVerifier::from_shared_key("CANARY"), WebhookSigner::from_shared_key("id", "CANARY"));
    assert!(!format!("{verifier:?} {signer:?}").contains("CANARY"));
}
