//! Operations: which there are, how they are reached, and what they answer.

use super::compare::{About, Comparer, Says, quoted};
use super::difference::{Side, Subject, Verdict};
use super::matching::{Matched, matched};
use super::one_sided::{Container, Sole};
use super::types::Known;
use crate::description::surface::{Operation, Response, Rule, Type};

impl<'a> Comparer<'a> {
    /// Compares all operations.
    pub(super) fn operations(&mut self) {
        let (old, new) = (self.old.surface, self.new.surface);
        let Matched { pairs, went, came } = matched(old.operations.iter(), new.operations.iter(), |it| &it.id);
        let of = Container {
            side: Side::Structure,
            old: &old.source,
            new: &new.source,
            rules: [Rule::OperationRemoved, Rule::OperationAdded],
        };
        let sole = |it: &'a Operation| Sole {
            name: &it.id,
            subject: Subject::of([&it.id]),
            source: &it.source,
            says: line(it),
            is_needed: false,
            is_telling: true,
        };
        self.one_sided(&of, went.into_iter().map(sole).collect(), came.into_iter().map(sole).collect());
        for (old, new) in pairs {
            self.operation(old, new);
        }
    }

    fn operation(&mut self, old: &'a Operation, new: &'a Operation) {
        let about = |side: Side| About {
            subject: Subject::of([&old.id]),
            side,
            old: Some(&old.source),
            new: Some(&new.source),
            anchor: (&old.source, None),
        };
        if old.method != new.method {
            let says = Says::both(quoted(&old.method), quoted(&new.method));
            self.differ(Rule::OperationMethod, Verdict::Patch, about(Side::Structure), says);
        }
        if shape_of(&old.path) != shape_of(&new.path) {
            let says = Says::both(quoted(&old.path), quoted(&new.path));
            self.differ(Rule::OperationPath, Verdict::Patch, about(Side::Structure), says);
        }
        let was_deprecated = self.old.is_deprecated(old);
        if was_deprecated != self.new.is_deprecated(new) {
            let (verdict, says) = deprecation(was_deprecated);
            self.differ(Rule::OperationDeprecated, verdict, about(Side::Structure), says);
        }
        if let (Some(before), Some(after)) = (&old.request_type, &new.request_type)
            && before != after
        {
            let says = Says::both(quoted(before), quoted(after));
            self.differ(Rule::OperationRequestType, Verdict::Patch, about(Side::Input), says);
        }
        self.parameters(old, new);
        let is_same_kind = self.response(old, new);
        // A status that comes with another kind of response is the same change.
        if old.facts.status != new.facts.status && is_same_kind {
            let says = Says::both(old.facts.status.to_string(), new.facts.status.to_string());
            self.differ(Rule::OperationStatus, Verdict::Patch, about(Side::Output), says);
        }
        if old.facts.returns_etag != new.facts.returns_etag {
            let says = if old.facts.returns_etag {
                Says(Some("an ETag".to_owned()), None)
            } else {
                Says(None, Some("an ETag".to_owned()))
            };
            self.differ(Rule::OperationEtag, Verdict::Patch, about(Side::Output), says);
        }
    }

    /// Compares what the responses hold; whether they are of the same kind.
    fn response(&mut self, old: &'a Operation, new: &'a Operation) -> bool {
        let about = || About {
            subject: Subject::of([&old.id, "response"]),
            side: Side::Output,
            old: Some(&old.source),
            new: Some(&new.source),
            anchor: (&old.source, None),
        };
        let (before, after) = match (&old.response, &new.response) {
            (Response::Nothing, Response::Nothing) => return true,
            (Response::One(before), Response::One(after)) => (before, after),
            (
                Response::Page { key: old_key, item: before, max_size: old_size },
                Response::Page { key: new_key, item: after, max_size: new_size },
            ) => {
                if old_key != new_key {
                    let says = Says::both(quoted(old_key), quoted(new_key));
                    self.differ(Rule::PageKey, Verdict::Patch, about(), says);
                }
                // The description may know a limit that the document does not state.
                if old_size != new_size && !(self.may_refine() && *new_size == i64::MAX) {
                    let says = Says::both(size(*old_size), size(*new_size));
                    self.differ(Rule::PageSize, Verdict::Patch, about(), says);
                }
                (before, after)
            }
            (old_response, new_response) => {
                let says = Says::both(kind(old_response), kind(new_response));
                self.differ(Rule::OperationResponse, Verdict::Major, about(), says);
                return false;
            }
        };
        if let (Some(old_type), Some(new_type)) = (&old.response_type, &new.response_type)
            && old_type != new_type
        {
            let says = Says::both(quoted(old_type), quoted(new_type));
            self.differ(Rule::OperationResponseType, Verdict::Major, about(), says);
        }
        let known = |ty: &'a Type| Known { ty, number_or_string: false, or_name: false };
        let subject = about().subject;
        if let Some(change) = self.types(&known(before), &known(after), &subject) {
            self.differ(Rule::OperationResponse, change.verdict, about(), change.says);
        }
        true
    }
}

/// The HTTP line of an operation.
fn line(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

/// A path without the names of its placeholders, which do not travel.
pub(super) fn shape_of(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    shape + rest
}

/// The names of a path's placeholders, in their order. In documents, a placeholder may be a part of a segment.
pub(super) fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

fn size(size: i64) -> String {
    match size {
        0 => "no choice of a page size".to_owned(),
        i64::MAX => "any page size".to_owned(),
        size => format!("at most {size} on a page"),
    }
}

fn kind(response: &Response) -> String {
    match response {
        Response::Nothing => "nothing".to_owned(),
        Response::One(ty) => format!("one {}", super::types::name(ty)),
        Response::Page { item, .. } => format!("a page of {}", super::types::name(item)),
    }
}

/// The verdict of a deprecation that comes or goes, and what the sides say.
pub(super) fn deprecation(was_deprecated: bool) -> (Verdict, Says) {
    let word = "deprecated".to_owned();
    match was_deprecated {
        true => (Verdict::Patch, Says(Some(word), None)),
        false => (Verdict::Minor, Says(None, Some(word))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_placeholders_do_not_count() {
        assert_eq!(shape_of("/A/{Sid}/B/{OtherSid}"), "/A/{}/B/{}");
        assert_eq!(shape_of("/A/{Sid}.json"), "/A/{}.json");
        assert_eq!(shape_of("/A"), "/A");
        assert_eq!(shape_of("/A/{Sid"), "/A/{}");
    }
}
