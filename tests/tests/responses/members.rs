//! Every member of every response in turn: null, absent, with another type, or with a value that is not described.

use generator::surface::{Operation, Shape, Type};
use serde_json::{Value, json};
use tests::recorder::Reply;
use tests::same::{difference, page_as_decoded};
use tests::sample::{Member, Sampler};
use tests::surface::{keeps_additional_fields, returning, shape, shape_of};

use super::outcome;

const TEXT: &str = "CANARY";

/// A complete body and one of its members.
struct Case {
    operation: &'static Operation,
    body: Value,
    member: Member,
}

impl Case {
    fn what(&self) -> String {
        format!("{} {}", self.operation.id, self.member.path())
    }

    /// Returns the body with another value of the member.
    fn with(&self, value: Value) -> Value {
        let mut body = self.body.clone();
        *body.pointer_mut(&self.member.pointer).expect("the member is in the body") = value;
        body
    }

    /// Returns the body without the member.
    fn without(&self) -> Value {
        let mut body = self.body.clone();
        let (parent, name) = self.member.pointer.rsplit_once('/').expect("a pointer has a slash");
        let parent = body.pointer_mut(parent).and_then(Value::as_object_mut).expect("the parent is an object");
        parent.remove(name).expect("the member is in the body");
        body
    }

    /// Decodes a body and serializes it again. Returns the text of the error if that fails.
    async fn decoded(&self, body: &Value) -> Result<Value, String> {
        let outcome = outcome(&self.operation.id, Reply::json(200, body)).await;
        outcome.map(|outcome| outcome.value).map_err(|error| {
            assert!(error.is_decode(), "{}: {error}", self.what());
            error.to_string()
        })
    }

    async fn survives(&self, body: &Value) {
        let again = self.decoded(body).await.unwrap_or_else(|error| unreachable!("{}: {error}", self.what()));
        assert_eq!(difference(&page_as_decoded(body), &again), None, "{}", self.what());
    }
}

fn cases() -> Vec<Case> {
    let sampler = Sampler::new(&|_, _| TEXT);
    let mut cases = Vec::new();
    for operation in returning() {
        let body = sampler.body(operation);
        for member in sampler.members(operation) {
            cases.push(Case { operation, body: body.clone(), member });
        }
    }
    cases
}

fn is_object(kind: &Type) -> bool {
    matches!(kind, Type::Map(_)) || shape_of(kind).is_some_and(Shape::is_struct)
}

/// Returns the values of an enum; none for another type.
fn values(kind: &Type) -> &'static [generator::surface::Value] {
    shape_of(kind).map_or(&[], Shape::values)
}

#[tokio::test]
async fn a_complete_body_is_decoded_without_loss() {
    for case in cases() {
        case.survives(&case.body).await;
    }
}

#[tokio::test]
async fn optional_members_may_be_null_or_absent() {
    let optional: Vec<_> = cases().into_iter().filter(|case| !case.member.required).collect();
    assert!(optional.len() > 200, "{} optional members", optional.len());
    for case in optional {
        case.survives(&case.with(Value::Null)).await;
        case.survives(&case.without()).await;
    }
}

#[tokio::test]
async fn the_required_members_are_sufficient() {
    let sampler = Sampler::new(&|_, _| TEXT);
    for operation in returning() {
        let (mut nulls, mut absent) = (sampler.body(operation), sampler.body(operation));
        for member in sampler.members(operation).into_iter().filter(|member| !member.required) {
            if let Some(value) = nulls.pointer_mut(&member.pointer) {
                *value = Value::Null;
            }
            let (owner, name) = member.pointer.rsplit_once('/').expect("a pointer has a slash");
            if let Some(owner) = absent.pointer_mut(owner).and_then(Value::as_object_mut) {
                owner.remove(name);
            }
        }
        for body in [nulls, absent] {
            let outcome = outcome(&operation.id, Reply::json(200, &body)).await;
            let outcome = outcome.unwrap_or_else(|error| unreachable!("{error}"));
            assert_eq!(difference(&page_as_decoded(&body), &outcome.value), None, "{}", operation.id);
        }
    }
}

#[tokio::test]
async fn required_members_must_be_present_and_the_error_names_them() {
    let required: Vec<_> = cases().into_iter().filter(|case| case.member.required).collect();
    assert!(required.len() > 70, "{} required members", required.len());
    for case in required {
        let error = case.decoded(&case.with(Value::Null)).await.expect_err("null is not a value");
        assert!(error.contains(&format!("at `{}`: ", case.member.path())), "{error}");
        assert!(!error.contains(TEXT), "{error}");
        let error = case.decoded(&case.without()).await.expect_err("there is no value");
        assert!(error.contains(&format!("missing field `{}`", case.member.name)), "{error}");
        assert!(!error.contains(TEXT), "{error}");
    }
}

#[tokio::test]
async fn a_value_of_another_type_is_an_error_with_the_path_but_not_the_value() {
    let mut refused = 0;
    for case in cases() {
        let wrong = match case.member.kind {
            Type::Json => continue,
            Type::Boolean | Type::Integer | Type::Number | Type::List(_) | Type::Map(_) => json!(TEXT),
            Type::String | Type::Timestamp | Type::Url | Type::Etag | Type::Sid(_) | Type::Shape(_) => json!(true),
        };
        let error = case.decoded(&case.with(wrong)).await.expect_err(&case.what());
        assert!(error.contains(&format!("at `{}`: ", case.member.path())), "{}: {error}", case.what());
        assert!(!error.contains(TEXT), "{error}");
        refused += 1;
    }
    assert!(refused > 300, "{refused} members");
}

#[tokio::test]
async fn enum_values_that_are_not_described_are_kept_as_unknown() {
    let enums = || cases().into_iter().filter(|case| !values(&case.member.kind).is_empty());
    assert!(enums().count() > 20, "{} enums", enums().count());
    for case in enums() {
        let described = values(&case.member.kind).iter();
        for (value, known) in described.map(|value| (value.value.as_str(), true)).chain([("brand-new value", false)]) {
            let body = case.with(json!(value));
            let outcome = outcome(&case.operation.id, Reply::json(200, &body)).await.expect("any text is a value");
            let unknown = format!("{}: Some(UnknownValue(", case.member.name);
            let required = format!("{}: UnknownValue(", case.member.name);
            let is_unknown = outcome.debug.contains(&unknown) || outcome.debug.contains(&required);
            assert_eq!(is_unknown, !known, "{} {value}", case.what());
        }
        case.survives(&case.with(json!("brand-new value"))).await;
        case.survives(&case.with(json!(""))).await;
    }
}

#[tokio::test]
async fn numbers_may_be_strings_if_the_description_allows_it() {
    let numbers: Vec<_> = cases().into_iter().filter(|case| case.member.number_or_string).collect();
    assert!(numbers.len() > 10, "{} numbers", numbers.len());
    for case in numbers {
        let map = matches!(case.member.kind, Type::Map(_));
        let whole = [json!(3), json!("3")];
        let broken = [json!(0.25), json!("0.25"), json!("3.0")];
        let broken = broken.into_iter().filter(|_| case.member.kind != Type::Integer);
        for value in whole.into_iter().chain(broken) {
            case.survives(&case.with(if map { json!({"name": value}) } else { value })).await;
        }
        if !map && !case.member.required {
            let empty = case.decoded(&case.with(json!(""))).await.expect("an empty text is treated as absent");
            let absent = case.decoded(&case.without()).await.expect("the number is optional");
            assert_eq!(empty, absent, "{}", case.what());
        }
    }
}

#[tokio::test]
async fn an_empty_list_or_text_in_place_of_an_object_is_treated_as_absent() {
    let optional = |case: &Case| !case.member.required && is_object(&case.member.kind);
    let objects: Vec<_> = cases().into_iter().filter(optional).collect();
    assert!(objects.len() > 20, "{} objects", objects.len());
    for case in objects {
        let absent = case.decoded(&case.without()).await.expect("the object is optional");
        for nothing in [json!([]), json!("")] {
            assert_eq!(
                case.decoded(&case.with(nothing)).await.expect("it is treated as absent"),
                absent,
                "{}",
                case.what()
            );
        }
        case.survives(&case.with(json!({}))).await;
    }
}

#[tokio::test]
async fn undescribed_members_are_kept_only_if_the_description_says_so() {
    let (mut kept, mut ignored) = (0, 0);
    for case in cases() {
        let mut body = case.body.clone();
        let (owner, _) = case.member.pointer.rsplit_once('/').expect("a pointer has a slash");
        let owner = body.pointer_mut(owner).and_then(Value::as_object_mut).expect("members are in objects");
        owner.insert("new_member".to_owned(), json!({"a": [null]}));
        if keeps_additional_fields(shape(&case.member.owner)) {
            case.survives(&body).await;
            kept += 1;
        } else {
            assert_eq!(case.decoded(&body).await, case.decoded(&case.body).await, "{}", case.what());
            ignored += 1;
        }
    }
    assert!(kept > 10 && ignored > 300, "{kept} kept, {ignored} ignored");
}
