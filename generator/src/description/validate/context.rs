//! What every check reads, and where it reports.

use crate::description::code::Code;
use crate::description::diagnostics::{Problem, Sink};
use crate::description::model::{Api, Node, Sites};
use crate::description::source::Span;

/// The description under check.
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) sites: &'a Sites,
    pub(crate) sink: &'a mut Sink,
}

impl Context<'_> {
    pub(crate) fn report(&mut self, problem: Problem) {
        self.sink.push(problem);
    }

    /// Reports a key that changes nothing.
    pub(crate) fn redundant(&mut self, node: impl Into<Node>, key: &str, reason: impl Into<String>) {
        let problem = Problem::new(Code::RedundantKey, self.sites.key(node, key), reason);
        self.report(problem.help(format!("remove `{key}`")));
    }

    /// Reports the second of two things that must differ.
    pub(crate) fn taken(&mut self, span: Span, first: Span, message: impl Into<String>) {
        let problem = Problem::new(Code::NameCollision, span, message);
        self.report(problem.label("second").also(first, "first"));
    }
}
