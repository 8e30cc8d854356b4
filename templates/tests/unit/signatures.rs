//! Signatures of webhooks, against test vectors with signatures from other implementations.

use crate::runtime::webhook::{SignedForm, SignedJson, WebhookError, WebhookRequest, WebhookSigner, WebhookVerifier};

const TOKEN: &str = "12345";
pub(crate) const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
pub(crate) const FORM: [(&str, &str); 5] = [
    ("Digits", "1234"),
    ("CallSid", "CA1234567890ABCDE"),
    ("To", "+18005551212"),
    ("From", "+14158675309"),
    ("Caller", "+14158675309"),
];
pub(crate) const SIGNED_FORM: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
pub(crate) const JSON: &[u8] = br#"{"property": "value", "boolean": true}"#;
pub(crate) const HASH: &str = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
const SIGNED_JSON: &str = "a9nBmqA0ju/hNViExpshrM61xv4=";
pub(crate) const SIGNED_GET: &str = "zYQTYrRWXE7LtzbG4PfP7/bkkGo=";

pub(crate) fn verifier() -> WebhookVerifier {
    WebhookVerifier::new(TOKEN).unwrap()
}

pub(crate) fn signer() -> WebhookSigner {
    WebhookSigner::new(TOKEN).unwrap()
}

fn encoded(pairs: &[(&str, &str)]) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().into_bytes()
}

fn json_url() -> String {
    format!("{URL}&bodySHA256={HASH}")
}

pub(crate) fn is_refused(result: Result<(), WebhookError>) -> bool {
    result.is_err_and(|error| error.is_signature() && !error.is_body() && !error.is_configuration())
}

pub(crate) fn verify_form(url: &str, pairs: &[(&str, &str)], signature: &str) -> Result<(), WebhookError> {
    verifier().verify_form(url, &encoded(pairs), signature)
}

/// Returns all variants with one bit changed.
fn with_one_bit_changed(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut changed = bytes.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        changed
    })
}

fn texts_with_one_bit_changed(text: &str) -> impl Iterator<Item = String> {
    with_one_bit_changed(text.as_bytes()).filter_map(|bytes| String::from_utf8(bytes).ok())
}

#[test]
fn forms_are_accepted_as_they_were_signed() {
    for (url, signature) in [
        (URL, SIGNED_FORM),
        // The vendor removed the port.
        ("https://mycompany.com:1234/myapp.php?foo=1&bar=2", SIGNED_FORM),
        ("https://mycompany.com:443/myapp.php?foo=1&bar=2", SIGNED_FORM),
        // The vendor added the standard port.
        (URL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com/myapp.php?foo=1&bar=2", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        // The vendor kept the port.
        ("https://mycompany.com:443/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com:80/myapp.php?foo=1&bar=2", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        ("https://user:pass@mycompany.com/myapp.php?foo=1&bar=2", "CukzLTc1tT5dXEDIHm/tKBanW10="),
        ("https://MyCompany.com/myapp.php?foo=1&bar=2", "g9IN/x4Cft2g517EjYvEvM/W7LU="),
    ] {
        assert!(verify_form(url, &FORM, signature).is_ok(), "{url}");
    }
}

#[test]
fn repeated_names_have_their_values_sorted_and_once() {
    let values = ["5678", "1234", "1234"].map(|value| ("Digits", value));
    let form = [&[("Sid", "CA123"), ("SidAccount", "AC123")], &values[..]].concat();
    let signature = "IK+Dwps556ElfBT0I3Rgjkr1wJU=";
    assert!(verify_form(URL, &form, signature).is_ok());
    let reversed: Vec<_> = form.iter().rev().copied().collect();
    assert!(verify_form(URL, &reversed, signature).is_ok(), "in any order");
    assert!(is_refused(verify_form(URL, &form[..3], signature)), "without one of the values");
}

#[test]
fn names_are_sorted_without_their_values() {
    let form = [&FORM[..], &[("Reason", "Participant"), ("ReasonConferenceEnded", "test")]].concat();
    assert!(verify_form(URL, &form, "vOEb5UThFn24KEfnOFLQY2AE5FY=").is_ok());
    assert!(is_refused(verify_form(URL, &form, "95+Bu0JVPi0r/SsESZCVf0dWAjw=")), "sorted with their values");
}

#[test]
fn names_are_sorted_by_their_bytes() {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, TOKEN.as_bytes());
    let tag = ring::hmac::sign(&key, format!("{URL}B2a1empty\u{e9}3").as_bytes());
    let signature = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, tag);
    let form = [("a", "1"), ("\u{e9}", "3"), ("empty", ""), ("B", "2")];
    assert!(verify_form(URL, &form, &signature).is_ok(), "capital letters first, an empty value adds its name");
    assert_eq!(signer().sign_form(URL, &form).signature, signature);
}

#[test]
fn json_is_accepted_with_the_hash_that_its_url_carries() {
    assert!(verifier().verify_json(&json_url(), JSON, SIGNED_JSON).is_ok());
    let only = format!("https://mycompany.com/myapp.php?bodySHA256={HASH}");
    assert!(verifier().verify_json(&only, JSON, "y77kIzt2vzLz71DgmJGsen2scGs=").is_ok());
    let empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    let empty = format!("https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256={empty}");
    assert!(verifier().verify_json(&empty, b"{}", "Ldidvp12m26NI7eqEvxnEpkd9Hc=").is_ok(), "signed with the port");
}

#[test]
fn json_without_exactly_one_right_hash_is_refused() {
    let refused = |url: &str, body: &[u8]| {
        assert!(is_refused(verifier().verify_json(url, body, &signer().sign_get(url))), "{url}");
    };
    refused(URL, JSON);
    refused(&format!("{URL}&BodySHA256={HASH}"), JSON);
    refused(&format!("{URL}#bodySHA256={HASH}"), JSON);
    refused(&format!("{URL}&bodySHA256="), JSON);
    refused(&format!("{URL}&bodySHA256={}", &HASH[1..]), JSON);
    refused(&format!("{URL}&bodySHA256={}", HASH.to_uppercase()), JSON);
    refused(&format!("{URL}&bodySHA256={}", HASH.replacen('0', "1", 1)), JSON);
    refused(&format!("{}&body%53HA256={}", json_url(), HASH.replacen('0', "1", 1)), JSON);
    refused(&json_url(), b"");
    assert!(is_refused(verifier().verify_json(URL, JSON, SIGNED_GET)));
    assert!(is_refused(verifier().verify_json(&json_url(), JSON, SIGNED_GET)));
}

#[test]
fn a_url_without_a_body_is_all_that_is_signed() {
    assert!(verifier().verify_get(URL, SIGNED_GET).is_ok());
    assert!(verify_form(URL, &[], SIGNED_GET).is_ok());
    assert!(is_refused(verify_form(URL, &FORM, SIGNED_GET)));
    assert!(is_refused(verifier().verify_get(URL, SIGNED_FORM)));
}

#[test]
fn a_form_may_be_signed_by_its_hash() {
    let body = encoded(&FORM);
    let SignedJson { url, signature, .. } = signer().sign_json(URL, &body);
    assert!(verifier().verify_form(&url, &body, &signature).is_ok());
    assert!(is_refused(verifier().verify_form(&url, &encoded(&FORM[..4]), &signature)));
}

#[test]
fn no_changed_bit_goes_unnoticed() {
    let body = encoded(&FORM);
    let mut count = 0;
    for url in texts_with_one_bit_changed(URL) {
        assert!(verifier().verify_form(&url, &body, SIGNED_FORM).is_err(), "{url}");
        count += 1;
    }
    for url in texts_with_one_bit_changed(&json_url()) {
        assert!(verifier().verify_json(&url, JSON, SIGNED_JSON).is_err(), "{url}");
    }
    let parsed = |body: &[u8]| form_urlencoded::parse(body).into_owned().collect::<Vec<_>>();
    // A changed `=` or `&` can move the end of a name, which the vendor's scheme does not detect.
    let separators = [b'=', b'&'];
    for changed in with_one_bit_changed(&body) {
        let moved =
            body.iter().zip(&changed).any(|(a, b)| a != b && (separators.contains(a) || separators.contains(b)));
        if !moved && parsed(&changed) != parsed(&body) {
            assert!(is_refused(verifier().verify_form(URL, &changed, SIGNED_FORM)), "{changed:?}");
            count += 1;
        }
    }
    for body in with_one_bit_changed(JSON) {
        assert!(is_refused(verifier().verify_json(&json_url(), &body, SIGNED_JSON)), "{body:?}");
    }
    for signature in texts_with_one_bit_changed(SIGNED_FORM) {
        assert!(is_refused(verifier().verify_form(URL, &body, &signature)), "{signature}");
    }
    for token in texts_with_one_bit_changed(TOKEN) {
        if let Ok(verifier) = WebhookVerifier::new(&token) {
            assert!(is_refused(verifier.verify_form(URL, &body, SIGNED_FORM)), "{token:?}");
            count += 1;
        }
    }
    assert!(count > 500, "{count}");
}

#[test]
fn anything_but_a_signature_is_refused() {
    for signature in [
        "",
        " ",
        "=",
        "RSOYDt4T1cUTdK1PDd93/VVr8B8",
        "RSOYDt4T1cUTdK1PDd93_VVr8B8=",
        " RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        "RSOYDt4T1cUTdK1PDd93/VVr8B8= ",
        "RSOYDt4T1cUTdK1PDd93/VVr8A==",
        "RSOYDt4T1cUTdK1PDd93/VVr8B9=",
        "not base64!",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        SIGNED_JSON,
        SIGNED_GET,
    ] {
        assert!(is_refused(verify_form(URL, &FORM, signature)), "{signature}");
    }
}

#[test]
fn several_tokens_are_accepted_while_they_are_rotated() {
    let rotating = WebhookVerifier::new("another").and_then(|verifier| verifier.with_token(TOKEN)).unwrap();
    assert!(rotating.verify_get(URL, SIGNED_GET).is_ok());
    assert!(rotating.verify_get(URL, &WebhookSigner::new("another").unwrap().sign_get(URL)).is_ok());
    assert!(is_refused(rotating.verify_get(URL, &WebhookSigner::new("third").unwrap().sign_get(URL))));
    assert!(is_refused(WebhookVerifier::new("another").unwrap().verify_get(URL, SIGNED_GET)));
}

#[test]
fn tokens_and_urls_that_cannot_work_are_said_to_be() {
    for token in ["", " ", "12345\n", "12 345"] {
        let error = WebhookVerifier::new(token).unwrap_err();
        assert!(error.is_configuration() && !error.is_signature(), "{error}");
        assert!(verifier().with_token(token).unwrap_err().is_configuration());
        assert!(WebhookSigner::new(token).unwrap_err().is_configuration());
    }
    for url in ["", "/myapp.php?foo=1&bar=2", "mycompany.com/a", "https://", "https:///a", "://host", "/a?u=http://b/"]
    {
        assert!(verifier().verify_get(url, SIGNED_GET).unwrap_err().is_configuration(), "{url}");
    }
}

#[test]
fn what_is_signed_here_is_accepted_here() {
    let SignedJson { url, signature, .. } = signer().sign_json(URL, JSON);
    assert_eq!((url.as_str(), signature.as_str()), (json_url().as_str(), SIGNED_JSON));
    let SignedJson { url, signature, .. } = signer().sign_json("https://mycompany.com/myapp.php", JSON);
    assert_eq!(signature, "y77kIzt2vzLz71DgmJGsen2scGs=");
    assert!(verifier().verify_json(&url, JSON, &signature).is_ok());
    let SignedForm { body, signature, .. } = signer().sign_form(URL, &FORM);
    assert_eq!(signature, SIGNED_FORM);
    assert!(verifier().verify_form(URL, body.as_bytes(), &signature).is_ok());
    assert_eq!(signer().sign_get(URL), SIGNED_GET);
}

#[test]
fn method_and_content_type_choose_the_rule() {
    let verify = |method: &str, content_type, url: &str, body: &[u8], signature| {
        verifier().verify(&WebhookRequest::new(method, url).content_type(content_type).signature(signature).body(body))
    };
    let (form, json) = (encoded(&FORM), json_url());
    for media in ["application/x-www-form-urlencoded", "Application/X-WWW-Form-URLencoded ; charset=UTF-8"] {
        assert!(verify("POST", Some(media), URL, &form, Some(SIGNED_FORM)).is_ok(), "{media}");
    }
    for media in [None, Some("application/json"), Some("text/plain"), Some("")] {
        assert!(verify("POST", media, &json, JSON, Some(SIGNED_JSON)).is_ok(), "{media:?}");
        assert!(is_refused(verify("POST", media, URL, &form, Some(SIGNED_FORM))), "{media:?}");
    }
    assert!(verify("GET", None, URL, b"", Some(SIGNED_GET)).is_ok());
    assert!(is_refused(verify("POST", None, URL, b"", Some(SIGNED_GET))));
    assert!(is_refused(verify("POST", Some("application/json"), URL, JSON, Some(SIGNED_GET))));
    assert!(is_refused(verify("POST", Some("application/json"), &json, JSON, None)));
}

#[test]
fn nothing_that_is_printed_holds_the_token() {
    const CANARY: &str = "CANARY";
    let verifier = WebhookVerifier::new(CANARY).and_then(|verifier| verifier.with_token("CANARY2")).unwrap();
    let url = "https://user:CANARY@host.test/?key=CANARY";
    let request = WebhookRequest::new("POST", url).signature("CANARY").body(b"CANARY");
    let errors = [
        verifier.verify(&request).unwrap_err(),
        verifier.verify_get(url, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap_err(),
        verifier.verify_get(CANARY, CANARY).unwrap_err(),
        WebhookVerifier::new("CANARY\n").unwrap_err(),
    ];
    let mut printed = format!("{verifier:?} {verifier:#?} {request:?} {:?}", WebhookSigner::new(CANARY).unwrap());
    for error in errors {
        printed += &format!("{error} {error:?} {error:#?}");
    }
    assert!(!printed.contains(CANARY), "{printed}");
    assert!(printed.contains("WebhookVerifier") && printed.contains("WebhookSigner"), "{printed}");
}

#[test]
fn the_same_hash_twice_is_one() {
    let twice = format!("{URL}&bodySHA256={HASH}&bodySHA256={HASH}");
    assert!(verifier().verify_json(&twice, JSON, &signer().sign_get(&twice)).is_ok());
    let other = format!("{URL}&bodySHA256={HASH}&bodySHA256={}", HASH.replace('0', "1"));
    assert!(is_refused(verifier().verify_json(&other, JSON, &signer().sign_get(&other))));
}

#[test]
fn a_request_takes_what_servers_have() {
    let url = URL.to_owned();
    let (signature, media) = (SIGNED_GET.to_owned(), String::new());
    for method in ["GET", "get", "Get"] {
        let request = WebhookRequest::new(method, &url).signature(&signature).content_type(&media);
        assert!(verifier().verify(&request).is_ok(), "{method}");
        assert!(verifier().verify(&request.signature(Some(&*signature)).content_type(None)).is_ok());
        assert!(is_refused(verifier().verify(&request.signature(None))));
    }
}
