//! The URLs of webhooks: which spellings of one URL are the one that was signed.

use crate::signatures::{FORM, HASH, JSON, SIGNED_FORM, URL, is_refused, signer, verifier, verify_form};

#[test]
fn ports_other_than_the_standard_one_are_not_guessed() {
    for (url, signature) in [
        ("https://mycompany.com:1234/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        ("http://mycompany.com/myapp.php?foo=1&bar=2", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        ("http://mycompany.com/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (URL, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ] {
        assert!(is_refused(verify_form(url, &FORM, signature)), "{url}");
    }
}

#[test]
fn ports_are_told_from_passwords_and_addresses() {
    for (signed, received) in [
        ("https://user:pass@host.test/a", "https://user:pass@host.test:8443/a"),
        ("https://user:pass@host.test:443/a", "https://user:pass@host.test/a"),
        ("https://user:1234@host.test:443/a", "https://user:1234@host.test/a"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]:8443/a"),
        ("https://[2001:db8::1]:443/a", "https://[2001:db8::1]/a"),
        ("https://host.test", "https://host.test:8443"),
        ("https://host.test:443", "https://host.test"),
        ("https://host.test?a=b:1", "https://host.test:8443?a=b:1"),
        ("https://host.test:443/a:1/b@c:2", "https://host.test/a:1/b@c:2"),
        ("HTTPS://host.test:443/a", "HTTPS://host.test/a"),
    ] {
        let signature = signer().sign_get(signed);
        assert!(verifier().verify_get(received, &signature).is_ok(), "{received}");
    }
    let signature = signer().sign_get("https://user@host.test/a");
    assert!(is_refused(verifier().verify_get("https://user:1234@host.test/a", &signature)));
}

#[test]
fn user_and_case_are_part_of_the_url() {
    for url in [
        "https://mycompany.com/myapp.php?foo=1&bar=2",
        "https://user@mycompany.com/myapp.php?foo=1&bar=2",
        "https://user:pass@MyCompany.com/myapp.php?foo=1&bar=2",
    ] {
        assert!(is_refused(verify_form(url, &FORM, "CukzLTc1tT5dXEDIHm/tKBanW10=")), "{url}");
    }
    assert!(is_refused(verify_form(URL, &FORM, "g9IN/x4Cft2g517EjYvEvM/W7LU=")));
    assert!(is_refused(verify_form("https://MyCompany.com/myapp.php?foo=1&bar=2", &FORM, SIGNED_FORM)));
}

#[test]
fn quotation_marks_may_be_encoded_in_the_signed_query() {
    let signature = signer().sign_get("https://host.test/it's?name=O%27Hara&mark=%27");
    assert!(verifier().verify_get("https://host.test/it's?name=O'Hara&mark='", &signature).is_ok());
    assert!(is_refused(verifier().verify_get("https://host.test/it%27s?name=O'Hara&mark='", &signature)));
    let signature = signer().sign_get("https://host.test:443/?name=O%27Hara");
    assert!(verifier().verify_get("https://host.test/?name=O'Hara", &signature).is_ok(), "together with the port");
    let signature = signer().sign_get("https://host.test/?name=O'Hara");
    assert!(verifier().verify_get("https://host.test/?name=O'Hara", &signature).is_ok());
}

#[test]
fn the_url_is_not_normalised() {
    let url = "https://host.test/a/../b%2f%2F/%7Euser//?q=a+b%20c&&x=%zz&q=";
    let signature = signer().sign_get(url);
    assert!(verifier().verify_get(url, &signature).is_ok());
    for other in [url.replace("%7E", "~"), url.replace("a/../", ""), url.replace('+', "%20"), url.replace("&&", "&")] {
        assert!(is_refused(verifier().verify_get(&other, &signature)), "{other}");
    }
}

#[cfg(feature = "axum")]
#[test]
fn a_public_address_has_no_fragment_and_an_origin_no_query() {
    use crate::runtime::webhook::WebhookReceiver;
    for at in [WebhookReceiver::at_origin, WebhookReceiver::at_url] {
        assert!(at(verifier(), "https://hooks.example.com/events").is_ok());
        for bad in ["https://hooks.example.com/#a", "https://hooks.example.com/?a=1#a", "hooks.example.com"] {
            assert!(at(verifier(), bad).unwrap_err().is_configuration(), "{bad}");
        }
    }
    let url = "https://hooks.example.com/events?a=1";
    assert!(WebhookReceiver::at_url(verifier(), url).is_ok());
    assert!(WebhookReceiver::at_origin(verifier(), url).unwrap_err().is_configuration());
}

/// Libraries escape what may stand in a query with and without an escape, and so do proxies.
#[test]
fn what_was_signed_may_be_escaped_in_another_way() {
    let (raw, browser, all) = (
        "https://host.test/?at=a@b.c:80/d,e;f$g?h&mark=it's (all)!*",
        "https://host.test/?at=a%40b.c%3A80%2Fd%2Ce%3Bf%24g%3Fh&mark=it's%20(all)!*",
        "https://host.test/?at=a%40b.c%3a80%2fd%2ce%3bf%24g%3fh&mark=it%27s%20%28all%29%21%2a",
    );
    let raw = &raw.replace(' ', "+");
    for signed in [raw, browser] {
        let signature = signer().sign_get(signed);
        for received in [raw, browser, all] {
            assert!(verifier().verify_get(received, &signature).is_ok(), "{signed} {received}");
        }
        // What means something else is refused.
        for other in [
            raw.replace('@', "%2540"),
            raw.replace('&', "%26"),
            raw.replace("at=", "at%3D"),
            raw.replace("it's", "it''s"),
        ] {
            assert!(is_refused(verifier().verify_get(&other, &signature)), "{other}");
        }
    }
    for (one, other) in
        [("'", "%27"), ("@", "%40"), (":", "%3A"), ("/", "%2F"), ("!", "%21"), ("*", "%2A"), ("(", "%28")]
    {
        let url = |mark: &str| format!("https://host.test/hook?a=1{mark}2");
        assert!(verifier().verify_get(&url(one), &signer().sign_get(&url(other))).is_ok(), "{one} {other}");
        assert!(verifier().verify_get(&url(other), &signer().sign_get(&url(one))).is_ok(), "{other} {one}");
    }
    for broken in ["https://host.test/?%", "https://host.test/?%4", "https://host.test/?%zz", "https://host.test/?%é"]
    {
        assert!(verifier().verify_get(broken, &signer().sign_get(broken)).is_ok(), "{broken}");
    }
}

#[test]
fn a_fragment_is_not_signed() {
    let signed = signer().sign_json("https://host.test/hook?a=1#part", JSON);
    assert_eq!(signed.url, format!("https://host.test/hook?a=1&bodySHA256={HASH}"));
    assert!(verifier().verify_json(&signed.url, JSON, &signed.signature).is_ok());
}
