//! SIDs, and SIDs or names.

use std::collections::{BTreeMap, HashMap};

use crate::runtime::sid::sid_kind;
use crate::runtime::{InvalidSid, Sid, SidOrName, ToWire};
use crate::support::{Script, THING, ThingKind, ThingSid};

enum TwoPrefixes {}

sid_kind!(TwoPrefixes, "PartSid", ["PA", "PB"], false);

enum Anything {}

sid_kind!(Anything, "AnySid", [], true);

fn with_prefix(prefix: &str) -> String {
    format!("{prefix}{}", &THING[2..])
}

#[test]
fn a_sid_is_its_prefix_and_32_hexadecimal_digits() {
    assert!(ThingSid::from(THING).is_valid());
    assert!(ThingSid::from(THING.to_owned()).check().is_ok());
    for bad in [
        "",
        "TH",
        &THING[..33],
        &format!("{THING}0"),
        &with_prefix("TX"),
        &with_prefix("th"),
        &with_prefix("THTH"),
        &THING.replace('f', "g"),
        &THING.replace('0', "é"),
        &format!(" {THING}"),
        &format!("{THING}\n"),
    ] {
        assert!(!ThingSid::from(bad).is_valid(), "{bad:?}");
        assert!(bad.parse::<ThingSid>().is_err(), "{bad:?}");
    }
    assert_eq!(THING.parse::<ThingSid>().unwrap(), THING);
}

#[test]
fn a_kind_may_have_several_prefixes_or_be_open() {
    assert!(Sid::<TwoPrefixes>::from(with_prefix("PA")).is_valid());
    assert!(Sid::<TwoPrefixes>::from(with_prefix("PB")).is_valid());
    assert!(!Sid::<TwoPrefixes>::from(with_prefix("PC")).is_valid());
    assert!(Sid::<Anything>::from(with_prefix("RE")).is_valid());
    assert!(!Sid::<Anything>::from(with_prefix("Re")).is_valid());
    assert!(!Sid::<Anything>::from("RE12").is_valid());
}

#[test]
fn the_message_names_the_prefix_and_not_the_text() {
    let message = |text: &str| text.parse::<ThingSid>().unwrap_err().to_string();
    assert_eq!(
        message("my-secret"),
        "not a valid ThingSid: expected `TH` and 32 hexadecimal digits, found a text of 9 characters that is not a SID"
    );
    assert_eq!(
        message(&with_prefix("GT")),
        "not a valid ThingSid: expected `TH` and 32 hexadecimal digits, found a SID that begins with `GT`"
    );
    assert!(message("").ends_with("found an empty text"));
    let two: InvalidSid = "x".parse::<Sid<TwoPrefixes>>().unwrap_err();
    assert!(two.to_string().contains("expected `PA` or `PB` and 32"), "{two}");
    let open = "x".parse::<Sid<Anything>>().err().unwrap();
    assert!(open.to_string().contains("expected two capital letters and 32"), "{open}");
}

#[test]
fn a_sid_behaves_like_its_text() {
    let sid = ThingSid::from(THING);
    assert_eq!(sid.to_string(), THING);
    assert_eq!(format!("{sid:?}"), format!("{THING:?}"));
    assert_eq!(format!("{sid:>36}"), format!("  {THING}"));
    assert_eq!((sid.as_str(), sid.as_ref()), (THING, THING));
    fn equal<A: PartialEq<B> + ?Sized, B: ?Sized>(a: &A, b: &B) -> bool {
        a == b
    }
    let (other, text) = (ThingSid::from("TH"), THING.to_owned());
    assert!(equal(&sid, THING) && equal(&sid, &THING) && equal(&sid, &text) && equal(&sid, &sid.clone()));
    assert!(equal(THING, &sid) && equal(&THING, &sid));
    assert!(!equal(&sid, "TH") && !equal(&sid, &other) && !equal("TH", &sid));
    assert!(other < sid);
    assert_eq!(ThingSid::from(&sid).into_string(), THING);
    assert_eq!(String::from(ThingSid::from(&THING.to_owned())), THING);
    // Both kinds of map look up by text, which requires the same hash and order.
    assert_eq!(HashMap::from([(sid.clone(), 1)]).get(THING), Some(&1));
    assert_eq!(BTreeMap::from([(sid, 1)]).get(THING), Some(&1));
}

#[test]
fn json_holds_any_text_both_ways() {
    let sid: ThingSid = serde_json::from_str("\"not a sid\"").unwrap();
    assert_eq!(sid, "not a sid");
    assert_eq!(serde_json::to_string(&sid).unwrap(), "\"not a sid\"");
    assert!(serde_json::from_str::<ThingSid>("1").is_err());
}

#[test]
fn a_sid_is_checked_when_it_is_sent_and_a_name_is_not() {
    assert_eq!(ThingSid::from(THING).to_wire().unwrap(), THING);
    assert!(ThingSid::from("TH12").to_wire().is_err());
    assert_eq!(SidOrName::<ThingKind>::from("my name").to_wire().unwrap(), "my name");
    assert!(SidOrName::<ThingKind>::from("").to_wire().is_err());
}

#[test]
fn a_name_takes_everything_that_a_sid_takes() {
    let sid = ThingSid::from(THING);
    let names: [SidOrName<ThingKind>; 5] =
        [(&sid).into(), sid.clone().into(), THING.into(), THING.to_owned().into(), (&THING.to_owned()).into()];
    for name in names {
        assert_eq!((name.as_str(), &*name.to_string()), (THING, THING));
        assert_eq!(format!("{:?}", SidOrName::from(&name)), format!("{THING:?}"));
        let written = serde_json::to_string(&name).unwrap();
        assert_eq!(written, format!("{THING:?}"));
        let read: SidOrName<ThingKind> = serde_json::from_str(&written).unwrap();
        assert!(read == name && std::collections::HashSet::from([read]).contains(&name));
        assert_ne!(name, SidOrName::from("another"));
    }
}

#[test]
fn a_sid_is_send_and_sync_whatever_its_kind() {
    fn check<T: Send + Sync + Unpin + 'static>() {}
    enum NotSync {}
    sid_kind!(NotSync, "", [], true);
    check::<Sid<std::rc::Rc<NotSync>>>();
    check::<SidOrName<std::rc::Rc<NotSync>>>();
    check::<Script>();
}
