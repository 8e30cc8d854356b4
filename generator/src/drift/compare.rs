//! The comparison as a whole: what is known of both sides, what was found, and what concerns the API as a whole.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::difference::{Anchor, Comparison, Difference, Refinement, Relation, Side, Subject, Verdict};
use super::matching::matched;
use crate::description::surface::{BASIC, Operation, Rule, Shape, Sid, SourceLocation, Surface};
use crate::openapi::Finding;

/// More places than this are not listed.
const MAX_PLACES: usize = 20;

/// A side, with its shapes and SIDs by name.
pub(super) struct Indexed<'a> {
    pub(super) surface: &'a Surface,
    shapes: HashMap<&'a str, &'a Shape>,
    sids: HashMap<&'a str, &'a Sid>,
}

impl<'a> Indexed<'a> {
    fn new(surface: &'a Surface) -> Self {
        Self {
            surface,
            shapes: surface.shapes.iter().map(|shape| (shape.name.as_str(), shape)).collect(),
            sids: surface.sids.iter().map(|sid| (sid.name.as_str(), sid)).collect(),
        }
    }

    pub(super) fn shape(&self, name: &str) -> Option<&'a Shape> {
        self.shapes.get(name).copied()
    }

    /// Whether an operation is deprecated, by itself or with its resource.
    pub(super) fn is_deprecated(&self, operation: &Operation) -> bool {
        let mut resources = self.surface.resources.iter();
        operation.facts.deprecated.is_some()
            || resources.any(|it| it.name == operation.resource && it.deprecated.is_some())
    }

    pub(super) fn sid(&self, name: &str) -> Option<&'a Sid> {
        self.sids.get(name).copied()
    }
}

/// A comparison that is going on.
pub(super) struct Comparer<'a> {
    pub(super) old: Indexed<'a>,
    pub(super) new: Indexed<'a>,
    relation: Relation,
    differences: Vec<Difference>,
    /// Index of differences by their ids: what shows in many places is one.
    known: HashMap<String, usize>,
    refinements: BTreeMap<Refinement, BTreeSet<Subject>>,
    /// Pairs of shapes that stand for one another, with what leads to them.
    pub(super) pairs: BTreeMap<Pair<'a>, Vec<Parent<'a>>>,
    /// Pairs that are still to be compared.
    pub(super) pending: VecDeque<(&'a Shape, &'a Shape)>,
    /// The pair that is being compared.
    pub(super) current: Option<Pair<'a>>,
    /// For each difference, the pairs of shapes that have it.
    of_pairs: Vec<Vec<Pair<'a>>>,
}

/// The names of two shapes that stand for one another.
pub(super) type Pair<'a> = (&'a str, &'a str);

/// What leads to a pair of shapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Parent<'a> {
    Operation(String),
    Pair(Pair<'a>),
}

/// What a difference is about, and where it is written.
pub(super) struct About<'a> {
    pub(super) subject: Subject,
    pub(super) side: Side,
    pub(super) old: Option<&'a SourceLocation>,
    pub(super) new: Option<&'a SourceLocation>,
    /// The node beside which it is accepted, and what of it.
    pub(super) anchor: (&'a SourceLocation, Option<&'a str>),
}

/// What the two sides say.
pub(super) struct Says(pub(super) Option<String>, pub(super) Option<String>);

impl Says {
    pub(super) fn both(old: impl Into<String>, new: impl Into<String>) -> Self {
        Self(Some(old.into()), Some(new.into()))
    }
}

impl<'a> Comparer<'a> {
    pub(super) fn new(old: &'a Surface, new: &'a Surface, relation: Relation) -> Self {
        Self {
            old: Indexed::new(old),
            new: Indexed::new(new),
            relation,
            differences: Vec::new(),
            known: HashMap::new(),
            refinements: BTreeMap::new(),
            pairs: BTreeMap::new(),
            pending: VecDeque::new(),
            current: None,
            of_pairs: Vec::new(),
        }
    }

    /// Whether the first side is a description, which may say more than the second.
    pub(super) fn may_refine(&self) -> bool {
        self.relation == Relation::Description
    }

    /// Notes that the first side is more precise.
    pub(super) fn refine(&mut self, refinement: Refinement, subject: &Subject) {
        self.refinements.entry(refinement).or_default().insert(subject.clone());
    }

    /// Notes a difference. What was noted before is not noted again.
    pub(super) fn differ(&mut self, rule: Rule, verdict: Verdict, about: About<'a>, says: Says) -> &mut Difference {
        let About { subject, side, old, new, anchor } = about;
        let id = format!("{rule}:{subject}");
        let index = *self.known.entry(id.clone()).or_insert_with(|| {
            self.differences.push(Difference {
                id,
                rule,
                subject,
                side,
                verdict,
                old: says.0,
                new: says.1,
                old_source: old.cloned(),
                new_source: new.cloned(),
                places: Vec::new(),
                hint: None,
                anchor: Anchor { source: anchor.0.clone(), of: anchor.1.map(str::to_owned) },
            });
            self.of_pairs.push(Vec::new());
            self.differences.len() - 1
        });
        self.of_pairs[index].extend(self.current);
        &mut self.differences[index]
    }

    /// What was found, the weightiest differences first.
    pub(super) fn finish(mut self) -> Comparison {
        // The places of a shape are complete only now.
        for (difference, pairs) in self.differences.iter_mut().zip(&self.of_pairs) {
            difference.places.extend(places(&self.pairs, pairs));
        }
        if self.relation == Relation::Revisions {
            self.differences = by_cause(self.differences);
        }
        self.differences.sort_by(|a, b| b.verdict.cmp(&a.verdict).then_with(|| a.id.cmp(&b.id)));
        let shapes = self.pairs.keys().map(|(old, new)| ((*new).to_owned(), (*old).to_owned())).collect();
        Comparison { differences: self.differences, refinements: self.refinements, shapes, ..Comparison::default() }
    }

    /// What concerns the API as a whole.
    pub(super) fn api(&mut self) {
        let (old, new) = (self.old.surface, self.new.surface);
        let about = |name: &str| About {
            subject: Subject::of(["api", name]),
            side: Side::Structure,
            old: Some(&old.source),
            new: Some(&new.source),
            anchor: (&old.source, None),
        };
        if old.base_url != new.base_url {
            let says = Says::both(quoted(&old.base_url), quoted(&new.base_url));
            self.differ(Rule::ApiBaseUrl, Verdict::Patch, about("base_url"), says);
        }
        if old.version != new.version {
            let says = Says::both(quoted(&old.version), quoted(&new.version));
            self.differ(Rule::ApiVersion, Verdict::Patch, about("version"), says);
        }
        self.pagination();
        self.headers();
        self.authentication();
    }

    fn pagination(&mut self) {
        let (Some(old), Some(new)) = (&self.old.surface.pagination, &self.new.surface.pagination) else { return };
        let members = |facts: &'a crate::description::surface::PaginationFacts| {
            let mut members =
                vec![&facts.next, &facts.previous, &facts.first, &facts.current, &facts.index, &facts.size];
            members.retain(|member| !member.is_empty());
            let members: Vec<String> = members.iter().map(|member| format!("{}.{member}", facts.envelope)).collect();
            quoted(&members.join(", "))
        };
        let (before, after) = (members(&old.facts), members(&new.facts));
        if before != after {
            let about = About {
                subject: Subject::of(["pagination"]),
                side: Side::Output,
                old: Some(&old.source),
                new: Some(&new.source),
                anchor: (&old.source, None),
            };
            self.differ(Rule::PageEnvelope, Verdict::Patch, about, Says::both(before, after));
        }
    }

    /// Headers of responses: one difference each, whichever operations it concerns.
    fn headers(&mut self) {
        // Those of an operation that one side lacks are told with it.
        let matched = self.matched();
        let old = by_header(matched.iter().map(|(old, _)| *old));
        let new = by_header(matched.iter().map(|(_, new)| *new));
        let (source, other) = (&self.old.surface.source, &self.new.surface.source);
        let about = |name: &'a str| About {
            subject: Subject::of(["header", &name.to_ascii_lowercase()]),
            side: Side::Output,
            old: Some(source),
            new: Some(other),
            anchor: (source, Some(name)),
        };
        for (key, (name, after)) in &new {
            let before = old.get(key).map(|(_, operations)| operations.as_slice()).unwrap_or_default();
            let added: Vec<String> =
                after.iter().filter(|id| !before.contains(id)).map(|id| (*id).to_owned()).collect();
            // A description says which headers responses may have, whatever the operation.
            if added.is_empty() || (self.may_refine() && !before.is_empty()) {
                continue;
            }
            let says = Says(None, Some(quoted(name)));
            self.differ(Rule::HeaderAdded, Verdict::Patch, about(name), says).places = first(added);
        }
        for (key, (name, before)) in &old {
            let after = new.get(key).map(|(_, operations)| operations.as_slice()).unwrap_or_default();
            let removed: Vec<String> =
                before.iter().filter(|id| !after.contains(id)).map(|id| (*id).to_owned()).collect();
            if removed.is_empty() {
                continue;
            }
            if self.may_refine() && !after.is_empty() {
                self.refine(Refinement::Header, &about(name).subject);
                continue;
            }
            let says = Says(Some(quoted(name)), None);
            self.differ(Rule::HeaderRemoved, Verdict::Patch, about(name), says).places = first(removed);
        }
    }

    /// How operations authenticate: one difference for each change, however many operations it concerns.
    fn authentication(&mut self) {
        let source = &self.old.surface.source;
        for (old, new) in self.matched() {
            let keeps_basic = [old, new].iter().all(|it| it.authentication.iter().any(|way| way == BASIC));
            if old.authentication == new.authentication || (self.may_refine() && keeps_basic) {
                continue;
            }
            let says = [old, new].map(|it| match it.authentication.as_slice() {
                [] => "no authentication".to_owned(),
                ways => ways.join(" or "),
            });
            let about = About {
                subject: Subject::of(["authentication", &says.join(" to ")]),
                side: Side::Structure,
                old: Some(&old.source),
                new: Some(&new.source),
                anchor: (source, None),
            };
            let [before, after] = says;
            let verdict = if keeps_basic { Verdict::Minor } else { Verdict::Major };
            let difference = self.differ(Rule::Authentication, verdict, about, Says::both(before, after));
            if difference.places.len() < MAX_PLACES {
                difference.places.push(old.id.clone());
            }
        }
    }

    /// The operations that both sides have.
    fn matched(&self) -> Vec<(&'a Operation, &'a Operation)> {
        let (old, new) = (self.old.surface, self.new.surface);
        matched(old.operations.iter(), new.operations.iter(), |it| &it.id).pairs
    }

    /// What could not be read.
    pub(super) fn unread(&mut self, findings: &'a [Finding]) {
        let source = &self.old.surface.source;
        for finding in findings {
            let about = About {
                subject: Subject::of([&finding.location.pointer, &finding.message]),
                side: Side::Structure,
                old: None,
                new: Some(&finding.location),
                anchor: (source, Some(&finding.location.pointer)),
            };
            self.differ(Rule::Unreadable, Verdict::Major, about, Says(None, Some(finding.message.clone())));
        }
    }
}

/// Headers in lower case, each with its name and the operations whose responses have it.
fn by_header<'a>(operations: impl Iterator<Item = &'a Operation>) -> BTreeMap<String, (&'a str, Vec<&'a str>)> {
    let mut headers = BTreeMap::<String, (&str, Vec<&str>)>::new();
    for operation in operations {
        for name in &operation.headers {
            headers.entry(name.to_ascii_lowercase()).or_insert((name, Vec::new())).1.push(&operation.id);
        }
    }
    headers
}

/// The operations that pairs of shapes are part of, whichever way.
fn places<'a>(parents: &BTreeMap<Pair<'a>, Vec<Parent<'a>>>, pairs: &[Pair<'a>]) -> Vec<String> {
    let mut seen: BTreeSet<Pair<'_>> = pairs.iter().copied().collect();
    let mut pending = pairs.to_vec();
    let mut places = Vec::new();
    while let Some(pair) = pending.pop() {
        for parent in parents.get(&pair).into_iter().flatten() {
            match parent {
                Parent::Operation(place) if places.contains(place) => {}
                Parent::Operation(place) => places.push(place.clone()),
                Parent::Pair(pair) if !seen.insert(*pair) => {}
                Parent::Pair(pair) => pending.push(*pair),
            }
            if places.len() == MAX_PLACES {
                return places;
            }
        }
    }
    places
}

/// One difference for each place that changed: an operation may share a parameter with others.
fn by_cause(differences: Vec<Difference>) -> Vec<Difference> {
    let mut causes: Vec<Difference> = Vec::with_capacity(differences.len());
    let mut known: HashMap<(Rule, Option<String>, Option<String>), usize> = HashMap::new();
    for difference in differences {
        let pointer = |source: &Option<SourceLocation>, says: &Option<String>| {
            says.as_ref().and(source.as_ref()).map(|source| source.pointer.clone())
        };
        let old = pointer(&difference.old_source, &difference.old);
        let new = pointer(&difference.new_source, &difference.new);
        match known.get(&(difference.rule, old.clone(), new.clone())) {
            Some(&first) if difference.places.is_empty() => {
                let places = &mut causes[first].places;
                if places.len() < MAX_PLACES {
                    places.push(difference.subject.to_string());
                }
            }
            _ => {
                known.insert((difference.rule, old, new), causes.len());
                causes.push(difference);
            }
        }
    }
    causes
}

fn first(mut places: Vec<String>) -> Vec<String> {
    places.truncate(MAX_PLACES);
    places
}

/// A value in backticks.
pub(super) fn quoted(text: &str) -> String {
    format!("`{text}`")
}
