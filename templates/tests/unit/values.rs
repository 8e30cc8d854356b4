//! Single values on the wire: numbers as strings, open enums, versions.

#![allow(unreachable_pub, reason = "`open_enum!` writes methods of public enums")]

use crate::runtime::object::object;
use crate::runtime::open_enum::open_enum;
use crate::runtime::{ETag, IfMatch, Timestamp, ToWire, UnknownValue};

#[derive(PartialEq)]
struct Numbers {
    f: f64,
    i: i64,
    s: String,
    of: Option<f64>,
    oi: Option<i64>,
    os: Option<String>,
}

object!(Numbers { f as Number, i as Number, s as Number, of as Number, oi as Number, os as Number });

fn numbers(json: &str) -> Result<Numbers, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

#[test]
fn numbers_and_strings_stand_for_each_other() {
    let text = numbers(r#"{"f":"1.25","i":"-7","s":"x","of":" 2 ","oi":"8","os":""}"#).unwrap();
    assert_eq!(text, Numbers { f: 1.25, i: -7, s: "x".into(), of: Some(2.0), oi: Some(8), os: Some(String::new()) });
    let plain = numbers(r#"{"f":3,"i":4.0,"s":5,"of":-6,"oi":7,"os":0.5}"#).unwrap();
    assert_eq!(plain, Numbers { f: 3.0, i: 4, s: "5".into(), of: Some(-6.0), oi: Some(7), os: Some("0.5".into()) });
}

#[test]
fn null_absent_and_empty_are_no_number() {
    let none = Numbers { f: 1.0, i: 1, s: "".into(), of: None, oi: None, os: None };
    assert_eq!(numbers(r#"{"f":1,"i":1,"s":""}"#).unwrap(), none);
    assert_eq!(numbers(r#"{"f":1,"i":1,"s":"","of":null,"oi":null,"os":null}"#).unwrap(), none);
    assert_eq!(numbers(r#"{"f":1,"i":1,"s":"","of":"","oi":""}"#).unwrap(), none);
}

#[test]
fn what_is_no_number_is_an_error_without_the_value() {
    for bad in [
        r#"{"f":"canary","i":1,"s":""}"#,
        r#"{"f":"inf","i":1,"s":""}"#,
        r#"{"f":"","i":1,"s":""}"#,
        r#"{"f":null,"i":1,"s":""}"#,
        r#"{"f":1,"i":1.5,"s":""}"#,
        r#"{"f":1,"i":"1.5","s":""}"#,
        r#"{"f":1,"i":18446744073709551615,"s":""}"#,
        r#"{"f":1,"i":1e300,"s":""}"#,
        r#"{"f":1,"i":1,"s":null}"#,
        r#"{"f":1,"i":1,"s":"","oi":"canary"}"#,
        r#"{"f":1,"i":1,"s":"","of":[]}"#,
        r#"{"f":1,"i":1,"s":"","oi":{}}"#,
    ] {
        let message = numbers(bad).unwrap_err();
        assert!(message.contains("expected a") && !message.contains("canary"), "{bad}: {message}");
    }
}

#[test]
fn the_whole_range_of_i64_survives() {
    for number in [i64::MIN, i64::MAX] {
        let json = format!(r#"{{"f":0,"i":{number},"s":"","oi":"{number}"}}"#);
        let read = numbers(&json).unwrap();
        assert_eq!((read.i, read.oi), (number, Some(number)));
    }
}

#[test]
fn option_helpers_read_formats_that_mark_presence() {
    // `Value` calls other visitor methods for `Some` and `None` than the JSON reader.
    let value = serde_json::json!({"f": "1", "i": 2, "s": 3, "of": null, "oi": "4"});
    let read: Numbers = serde_json::from_value(value).unwrap();
    assert_eq!((read.f, read.i, &*read.s, read.of, read.oi), (1.0, 2, "3", None, Some(4)));
}

#[derive(Clone, Debug, PartialEq)]
enum Colour {
    Red,
    UnknownValue(UnknownValue),
}

open_enum!(Colour { Red = "red" });

#[test]
fn an_enum_keeps_values_that_it_does_not_know() {
    let read = |json: &str| serde_json::from_str::<Colour>(json);
    assert_eq!(read("\"red\"").unwrap(), Colour::Red);
    assert_eq!(read("\"r\\u0065d\"").unwrap(), Colour::Red);
    let blue = read("\"blue\"").unwrap();
    assert_eq!((blue.as_str(), &*blue.to_wire().unwrap()), ("blue", "blue"));
    assert_eq!(format!("{blue:?}"), "UnknownValue(\"blue\")");
    assert_eq!(Colour::from("blue"), blue);
    assert_eq!(Colour::from("red".to_owned()), Colour::Red);
    assert!(read("null").is_err() && read("7").is_err());
}

#[test]
fn values_are_written_as_the_platform_writes_them() {
    let time: Timestamp = "2019-11-22T23:46:00Z".parse().unwrap();
    let wire = |value: &dyn Fn() -> String| value();
    assert_eq!(wire(&|| true.to_wire().unwrap()), "true");
    assert_eq!((-5i64).to_wire().unwrap(), "-5");
    assert_eq!(1.5f64.to_wire().unwrap(), "1.5");
    assert_eq!(2f64.to_wire().unwrap(), "2");
    assert_eq!("Zoë + 1".to_owned().to_wire().unwrap(), "Zoë + 1");
    assert_eq!(time.to_wire().unwrap(), "2019-11-22T23:46:00Z");
    assert!(f64::NAN.to_wire().is_err() && f64::INFINITY.to_wire().is_err());
}

#[test]
fn if_match_is_sent_as_it_came() {
    let quoted = ETag::new("W/\"3\"");
    let marks: [IfMatch; 5] =
        [(&quoted).into(), quoted.clone().into(), "3".into(), "\"3\"".to_owned().into(), 3.into()];
    let sent: Vec<_> = marks.iter().map(|mark| mark.to_wire().unwrap()).collect();
    assert_eq!(sent, ["W/\"3\"", "W/\"3\"", "3", "\"3\"", "3"]);
    assert_eq!((quoted.as_str(), &*quoted.to_string(), marks[2].as_str()), ("W/\"3\"", "W/\"3\"", "3"));
    assert!(IfMatch::from("").to_wire().is_err());
}

#[derive(PartialEq)]
struct Optional {
    object: Option<std::collections::BTreeMap<String, i64>>,
    scores: Option<std::collections::BTreeMap<String, f64>>,
}

object!(Optional { object as Object, scores as Number });

#[test]
fn an_empty_list_or_text_is_no_object() {
    let read = |json: &str| serde_json::from_str::<Optional>(json).map_err(|error| error.to_string());
    let none = Optional { object: None, scores: None };
    for empty in ["null", "[]", "\"\""] {
        let json = format!(r#"{{"object":{empty},"scores":{empty}}}"#);
        assert_eq!(read(&json).as_ref(), Ok(&none), "{json}");
    }
    assert_eq!(read("{}").unwrap(), none);
    let full = read(r#"{"object":{"a":1},"scores":{"b":"0.5","c":null,"d":"","e":2}}"#).unwrap();
    assert_eq!(full.object.unwrap().get("a"), Some(&1));
    assert_eq!(full.scores.unwrap().into_iter().collect::<Vec<_>>(), [("b".to_owned(), 0.5), ("e".to_owned(), 2.0)]);
    assert_eq!(read(r#"{"object":{}}"#).unwrap().object, Some(Default::default()));
    for bad in [r#"{"object":["canary"]}"#, r#"{"object":"canary"}"#, r#"{"object":7}"#, r#"{"scores":{"a":"canary"}}"#]
    {
        let message = read(bad).unwrap_err();
        assert!(message.contains("expected a") && !message.contains("canary"), "{message}");
    }
}

#[derive(PartialEq)]
struct Letter {
    to: String,
    text: String,
    note: Option<String>,
    kind: Option<Colour>,
    rest: std::collections::BTreeMap<String, serde_json::Value>,
}

object!(Letter { to, text[redacted], note[redacted] = "Side-Note", kind = "type", ..rest[redacted] });

fn letter(json: &str) -> Result<Letter, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

#[test]
fn an_object_is_read_from_members_in_any_order_and_written_back() {
    let json = r#"{"type":"red","x":[1],"text":"b","to":"a","Side-Note":null}"#;
    let read = letter(json).unwrap();
    assert_eq!((&*read.to, &*read.text, &read.note, &read.kind), ("a", "b", &None, &Some(Colour::Red)));
    assert_eq!(serde_json::to_string(&read).unwrap(), r#"{"to":"a","text":"b","type":"red","x":[1]}"#);
    // Escaped names, and names from a `Value` instead of a text.
    let escaped = letter(r#"{"t\u006f":"a","text":"b","type":"red","x":[1]}"#).unwrap();
    let from_value: Letter = serde_json::from_value(serde_json::from_str(json).unwrap()).unwrap();
    assert!(escaped == read && from_value == read);
}

#[test]
fn an_object_that_lacks_a_member_or_has_it_twice_is_an_error_that_names_it() {
    assert!(letter(r#"{"to":"a"}"#).unwrap_err().starts_with("missing field `text`"));
    assert!(letter(r#"{"to":"a","text":null}"#).unwrap_err().starts_with("invalid type: null, expected a string"));
    assert!(
        letter(r#"{"to":"a","text":"b","type":null,"type":"red"}"#).unwrap_err().contains("duplicate field `type`")
    );
    assert!(letter(r#"["a","b"]"#).unwrap_err().starts_with("invalid type: sequence, expected an object"));
}

#[test]
fn what_is_redacted_says_whether_it_is_there() {
    let letter = letter(r#"{"to":"a","text":"canary","Side-Note":"canary","x":"canary"}"#).unwrap();
    let none = Letter {
        note: None,
        ..Letter { rest: letter.rest.clone(), ..self::letter(r#"{"to":"a","text":""}"#).unwrap() }
    };
    let expected = "Letter { to: \"a\", text: [redacted], note: NOTE, kind: None, rest: [redacted] }";
    assert_eq!(format!("{letter:?}"), expected.replace("NOTE", "Some([redacted])"));
    assert_eq!(format!("{none:?}"), expected.replace("NOTE", "None"));
}

#[test]
fn an_enum_knows_its_values() {
    assert_eq!(Colour::KNOWN.iter().map(Colour::as_str).collect::<Vec<_>>(), ["red"]);
    assert!(Colour::from("red").is_known() && !Colour::from("Red").is_known());
}
