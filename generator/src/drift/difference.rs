//! What a comparison finds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::description::surface::{Deviation, Rule, SourceLocation};

/// How two surfaces are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The first is the description, the second the document that it describes. The description may say more: what is
    /// only more precise is a [`Refinement`].
    Description,
    /// The second is a later revision of the first. Everything that differs is a difference.
    Revisions,
}

/// What adopting a difference does to the generated crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing.
    None,
    /// Callers notice nothing but a better behaviour or documentation.
    Patch,
    /// Callers can do more.
    Minor,
    /// Callers may have to change their code.
    Major,
}

impl Verdict {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Which way the affected values travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Callers send them.
    Input,
    /// Callers receive them.
    Output,
    /// Both.
    Both,
    /// Neither: what operations there are, and how they are reached.
    Structure,
}

impl Side {
    /// The side of what is part of requests, or responses, or both.
    pub(super) fn of(in_requests: bool, in_responses: bool) -> Self {
        match (in_requests, in_responses) {
            (true, true) => Self::Both,
            (true, false) => Self::Input,
            (false, true) => Self::Output,
            (false, false) => Self::Structure,
        }
    }

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Output => "output",
            Self::Both => "input and output",
            Self::Structure => "structure",
        }
    }
}

/// What a difference is about: the steps to it, from the operation or shape down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(with = "String")]
pub struct Subject(pub(super) Vec<String>);

impl Subject {
    pub(super) fn of<const N: usize>(steps: [&str; N]) -> Self {
        Self(steps.into_iter().map(str::to_owned).collect())
    }
}

/// `Parcel.status`, `ListParcels.query.Status`.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The node of the description beside which a difference is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Anchor {
    /// Where the node is written.
    pub source: SourceLocation,
    /// What the difference is about, if the node does not say it because only the other side has it.
    pub of: Option<String>,
}

/// A difference between two surfaces.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Difference {
    /// Tells it from all others, and stays the same from run to run: the rule and the subject.
    pub id: String,
    /// The rule that tells it.
    pub rule: Rule,
    /// What it is about.
    pub subject: Subject,
    /// Which way the affected values travel.
    pub side: Side,
    /// What adopting it does to the generated crate.
    pub verdict: Verdict,
    /// What the first side says, if it says anything.
    pub old: Option<String>,
    /// What the second side says, if it says anything.
    pub new: Option<String>,
    /// Where the first side says it; if it does not, what it would be part of.
    pub old_source: Option<SourceLocation>,
    /// Where the second side says it; if it does not, what it would be part of.
    pub new_source: Option<SourceLocation>,
    /// Where else it shows: a shape may be used in many places.
    pub places: Vec<String>,
    /// What it may mean.
    pub hint: Option<String>,
    /// Beside which node of the first side it can be accepted.
    pub anchor: Anchor,
}

impl Difference {
    /// What differs, in a sentence without a full stop; `sides` are what the two sides are called.
    pub fn message(&self, sides: [&str; 2]) -> String {
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => format!("{old} in {}, {new} in {}", sides[0], sides[1]),
            (Some(old), None) => format!("{old} only in {}", sides[0]),
            (None, Some(new)) => format!("{new} only in {}", sides[1]),
            (None, None) => String::new(),
        }
    }
}

/// In which way the first side is more precise than the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Refinement {
    /// A type for untyped data.
    Typed,
    /// A timestamp for text.
    Timestamp,
    /// A URL for text.
    Url,
    /// A SID for text.
    Sid,
    /// An enum for text.
    Enum,
    /// An ETag for text.
    Etag,
    /// A number that may be sent as text, for text or a number.
    NumberOrText,
    /// Always present, for something that may be absent or null.
    Required,
    /// A limit or a default where there is none.
    Limit,
    /// Personal data that is not marked.
    Sensitive,
    /// Other members of an object have a meaning.
    OpenStruct,
    /// A header that only some responses declare.
    Header,
}

impl Refinement {
    /// What it is, in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Typed => "a type for untyped data",
            Self::Timestamp => "a timestamp for text",
            Self::Url => "a URL for text",
            Self::Sid => "a SID for text",
            Self::Enum => "an enum for text",
            Self::Etag => "an ETag for text",
            Self::NumberOrText => "a number that may be sent as text",
            Self::Required => "required for nullable",
            Self::Limit => "a limit or default where there is none",
            Self::Sensitive => "personal data that is not marked",
            Self::OpenStruct => "an open object for a closed one",
            Self::Header => "a header of all responses for one of some",
        }
    }
}

/// A difference that the description accepts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Accepted {
    /// The difference.
    pub difference: Difference,
    /// Why it is accepted.
    pub deviation: Deviation,
}

/// A deviation that no longer applies, which is an error.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Stale {
    /// The node that it stands beside.
    pub source: SourceLocation,
    /// What it says.
    pub deviation: Deviation,
}

/// The outcome of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Comparison {
    /// Differences that are not accepted, the weightiest first.
    pub differences: Vec<Difference>,
    /// Differences that the description accepts.
    pub accepted: Vec<Accepted>,
    /// Deviations that no longer apply.
    pub stale: Vec<Stale>,
    /// Where the first side is more precise.
    pub refinements: BTreeMap<Refinement, BTreeSet<Subject>>,
    /// Names of shapes of the second side, with those of the first that they stand for.
    #[serde(skip)]
    pub shapes: BTreeMap<String, String>,
}

impl Comparison {
    /// The weightiest verdict of all differences.
    pub fn verdict(&self) -> Verdict {
        self.differences.iter().map(|difference| difference.verdict).max().unwrap_or(Verdict::None)
    }
}
