//! Types: whether they are the same, and whether one is only more precise.

use super::compare::{Comparer, Parent, Says, quoted};
use super::difference::{Refinement, Subject, Verdict};
use crate::description::surface::{Rule, Type};

/// A type, and what else decides how a value is written.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) ty: &'a Type,
    pub(super) number_or_string: bool,
    pub(super) or_name: bool,
}

/// A change of a type.
pub(super) struct TypeChange {
    /// [`Rule::SidPrefix`], or `None` for the rule about types of whatever has the type.
    pub(super) rule: Option<Rule>,
    pub(super) verdict: Verdict,
    pub(super) says: Says,
}

/// How the first of two types is more precise than the second.
fn refinement(old: &Known<'_>, new: &Known<'_>) -> Option<Refinement> {
    match (old.ty, new.ty) {
        (Type::Json, _) => None,
        (_, Type::Json) => Some(Refinement::Typed),
        (Type::Shape(_), Type::Map(inner)) if **inner == Type::Json => Some(Refinement::Typed),
        (Type::Timestamp, Type::String) => Some(Refinement::Timestamp),
        (Type::Url, Type::String) => Some(Refinement::Url),
        (Type::Sid(_), Type::String) => Some(Refinement::Sid),
        (Type::Etag, Type::String) => Some(Refinement::Etag),
        (Type::Number | Type::Integer, Type::String) if old.number_or_string => Some(Refinement::NumberOrText),
        // Documents list both types, and not which of them is meant.
        (Type::String, Type::Number | Type::Integer) if old.number_or_string && new.number_or_string => {
            Some(Refinement::NumberOrText)
        }
        _ => None,
    }
}

impl<'a> Comparer<'a> {
    /// Compares two types. Shapes that stand for one another are compared later, once for each pair.
    pub(super) fn types(&mut self, old: &Known<'a>, new: &Known<'a>, subject: &Subject) -> Option<TypeChange> {
        match (old.ty, new.ty) {
            (Type::List(before), Type::List(after)) | (Type::Map(before), Type::Map(after)) => {
                return self.types(&Known { ty: before, ..*old }, &Known { ty: after, ..*new }, subject);
            }
            (Type::Shape(before), Type::Shape(after)) => return self.pair(before, after, old, new, subject),
            (Type::Sid(before), Type::Sid(after)) => return self.sids(before, after, old, new, subject),
            _ => {}
        }
        if self.may_refine() {
            let is_enum = match (old.ty, new.ty) {
                (Type::Shape(name), Type::String) => self.old.shape(name).is_some_and(|shape| !shape.is_struct()),
                _ => false,
            };
            if let Some(refinement) = refinement(old, new).or(is_enum.then_some(Refinement::Enum)) {
                self.refine(refinement, subject);
                return None;
            }
        }
        if old.ty != new.ty {
            return Some(change(quoted(&name(old.ty)), quoted(&name(new.ty))));
        }
        if old.number_or_string == new.number_or_string {
            return None;
        }
        if self.may_refine() && old.number_or_string {
            self.refine(Refinement::NumberOrText, subject);
            return None;
        }
        // The Rust type stays.
        let says = |either: bool| format!("`{}`{}", name(old.ty), if either { " or text" } else { "" });
        let says = Says::both(says(old.number_or_string), says(new.number_or_string));
        Some(TypeChange { rule: None, verdict: Verdict::Patch, says })
    }

    fn pair(
        &mut self,
        before: &'a str,
        after: &'a str,
        old: &Known<'a>,
        new: &Known<'a>,
        subject: &Subject,
    ) -> Option<TypeChange> {
        let (Some(before), Some(after)) = (self.old.shape(before), self.new.shape(after)) else { return None };
        if before.is_struct() != after.is_struct() {
            let kind = |is_struct: bool| if is_struct { "an object" } else { "an enum" };
            let says = |ty: &Type, is_struct| format!("{} ({})", quoted(&name(ty)), kind(is_struct));
            return Some(change(says(old.ty, before.is_struct()), says(new.ty, after.is_struct())));
        }
        let parent = self.current.map_or_else(|| Parent::Operation(subject.to_string()), Parent::Pair);
        let parents = self.pairs.entry((before.name.as_str(), after.name.as_str())).or_default();
        if parents.is_empty() {
            self.pending.push_back((before, after));
        }
        // A shape that refers to another twice does so in a row.
        if parents.last() != Some(&parent) {
            parents.push(parent);
        }
        None
    }

    fn sids(
        &mut self,
        before: &'a str,
        after: &'a str,
        old: &Known<'a>,
        new: &Known<'a>,
        subject: &Subject,
    ) -> Option<TypeChange> {
        let (Some(before), Some(after)) = (self.old.sid(before), self.new.sid(after)) else { return None };
        let known = |sid: &'a crate::description::surface::Sid| {
            let mut prefixes: Vec<&str> = sid.facts.prefixes.iter().map(String::as_str).collect();
            prefixes.sort_unstable();
            (prefixes, sid.facts.open)
        };
        let ((before, was_open), (after, is_open)) = (known(before), known(after));
        if self.may_refine() && is_open {
            if !was_open || before != after {
                self.refine(Refinement::Sid, subject);
            }
        } else if before != after || was_open != is_open {
            // More prefixes than before leave the Rust type what it is.
            let is_wider = before.iter().all(|prefix| after.contains(prefix)) && (is_open || !was_open);
            let words = |prefixes: &[&str], open: bool| {
                let any = open.then_some("others");
                format!("SID of `{}`", prefixes.iter().copied().chain(any).collect::<Vec<_>>().join("`, `"))
            };
            return Some(TypeChange {
                rule: Some(Rule::SidPrefix),
                verdict: if is_wider { Verdict::Patch } else { Verdict::Major },
                says: Says::both(words(&before, was_open), words(&after, is_open)),
            });
        }
        if old.or_name != new.or_name && !self.may_refine() {
            let says = |or_name: bool| if or_name { "a SID or a name" } else { "a SID" };
            return Some(change(says(old.or_name), says(new.or_name)));
        }
        None
    }
}

fn change(old: impl Into<String>, new: impl Into<String>) -> TypeChange {
    TypeChange { rule: None, verdict: Verdict::Major, says: Says::both(old, new) }
}

/// A type as the language of descriptions writes it.
pub(super) fn name(ty: &Type) -> String {
    match ty {
        Type::String => "string".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Timestamp => "timestamp".to_owned(),
        Type::Url => "url".to_owned(),
        Type::Json => "json".to_owned(),
        Type::Etag => "etag".to_owned(),
        Type::List(inner) => format!("list<{}>", name(inner)),
        Type::Map(inner) => format!("map<{}>", name(inner)),
        Type::Sid(name) | Type::Shape(name) => name.clone(),
    }
}
