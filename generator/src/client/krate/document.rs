//! A document for people as data: blocks in their order, whose texts are Markdown already.

/// A part of a document.
#[derive(Debug)]
pub(crate) enum Block {
    /// A heading of that level, from 1.
    Heading(usize, String),
    /// Lines of Markdown.
    Text(Vec<String>),
    /// A list. An item is one line of Markdown.
    List(Vec<String>),
    /// Lines of Rust.
    Code(Vec<String>),
    Table(Table),
    Graph(Graph),
    LifeCycle(LifeCycle),
    States(StateGraph),
}

/// A table. A cell is one line of Markdown, in which pipes are not escaped.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) head: &'static [&'static str],
    pub(crate) rows: Vec<Vec<String>>,
}

/// A picture of things, some of which are below others.
#[derive(Debug)]
pub(crate) struct Graph {
    /// The lines of each node: plain text.
    pub(crate) nodes: Vec<Vec<String>>,
    /// Indexes of two nodes, the upper one first.
    pub(crate) edges: Vec<(usize, usize)>,
}

/// A picture of the states that something goes through.
#[derive(Debug)]
pub(crate) struct LifeCycle {
    /// What the states that do not end it have in common, and those states: plain text.
    pub(crate) before: String,
    pub(crate) pending: Vec<String>,
    pub(crate) ends: Vec<LifeCycleEnd>,
}

/// A picture of states and the steps between them.
#[derive(Debug)]
pub(crate) struct StateGraph {
    pub(crate) initial: String,
    pub(crate) steps: Vec<StateStep>,
    pub(crate) finals: Vec<String>,
}

/// A step from one state to another, with what is said of it: plain text.
#[derive(Debug)]
pub(crate) struct StateStep {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) label: Option<String>,
}

/// A state that ends a life cycle, and what that means: plain text.
#[derive(Debug)]
pub(crate) struct LifeCycleEnd {
    pub(crate) state: String,
    pub(crate) label: &'static str,
}
