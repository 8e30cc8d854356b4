//! Waiters: builders and outcomes.

use super::context::Lowering;
use super::docs::{DocWriter, either, markdown};
use super::examples::{Example, chain, tidy};
use crate::client::krate::{Docs, StateItem, Ty, WaiterItem};
use crate::client::names::{TIMED_OUT, WaiterNames};
use crate::description::model::{Presence, ResourceId, Waiter, WaiterId};

/// What follows the method in the example of a waiter.
const SENDING: [&str; 2] = [".send()", ".await?"];

impl Lowering<'_> {
    /// What can be waited for at a resource.
    pub(super) fn waiters(&self, resource: ResourceId) -> Vec<WaiterItem> {
        let waiters = self.api.resource(resource).waiters.iter().enumerate();
        waiters.map(|(index, waiter)| self.waiter(WaiterId { resource, index }, waiter)).collect()
    }

    fn waiter(&self, id: WaiterId, waiter: &Waiter) -> WaiterItem {
        let names = self.names.waiter(id);
        let operation = self.api.operation(waiter.operation);
        let states = waiter.ends().map(|state| StateItem {
            name: self.names.value(state).to_owned(),
            docs: markdown(&self.api.value(state).docs),
            is_success: waiter.success.contains(&state),
        });
        let states: Vec<StateItem> = states.collect();
        let field = self.api.field(waiter.field);
        let mut deprecated = waiter.ends().filter(|&state| self.api.value(state).deprecated.is_some());
        let method = format!("crate::operations::{}::{}", self.names.resource(id.resource).handle, names.method);
        WaiterItem {
            docs: self.waiter_docs(id, waiter, names, &states),
            fetch: operation.name.clone(),
            fetch_is_deprecated: operation.facts.deprecated.is_some(),
            arguments: self.arguments(waiter.operation),
            builder_docs: Docs::fixed(&[
                &format!("Builder of the wait that [`{}`]({method}) starts.", names.method),
                "",
                "Nothing is sent until `send` is called.",
            ]),
            must_use: "a wait does nothing until it is sent",
            outcome_docs: Docs::line(format!("Outcome of [`{}`]({method}).", names.method)),
            into_docs: into_docs(&states),
            timed_out: TIMED_OUT,
            timed_out_docs: Docs::line("The wait timed out. Contains the latest response."),
            item: Ty::Model(self.api.resource(id.resource).name.clone()),
            is_optional: field.presence != Presence::Always,
            field: self.names.field(waiter.field).to_owned(),
            state: Ty::Model(self.api.ty(waiter.states).name.clone()),
            is_deprecated: deprecated.next().is_some() || field.facts.value.deprecated.is_some(),
            states,
            method: names.method.clone(),
            builder: names.builder.clone(),
            outcome: names.outcome.clone(),
            into: names.into.clone(),
        }
    }

    fn waiter_docs(&self, id: WaiterId, waiter: &Waiter, names: &WaiterNames, states: &[StateItem]) -> Docs {
        let outcome = &names.outcome;
        let list = |is_success: bool| {
            let states = states.iter().filter(|state| state.is_success == is_success);
            let links = states.map(|state| format!("[`{0}`](crate::operations::{outcome}::{0})", state.name));
            either(&links.collect::<Vec<_>>())
        };
        let fetch =
            format!("[`{}`]({})", self.api.operation(waiter.operation).name, self.method_path(waiter.operation));
        let failures = match list(false) {
            none if none.is_empty() => String::new(),
            failures => format!(" The wait also ends at {failures}."),
        };
        let mut docs = DocWriter::new();
        docs.markdown(&waiter.docs);
        docs.blank();
        docs.prose(&format!(
            "Polls {fetch} until the state is {}.{failures} It keeps polling in any other state, unknown ones included. If \
             the wait times out, the outcome is [`{TIMED_OUT}`](crate::operations::{outcome}::{TIMED_OUT}).",
            list(true),
        ));
        docs.shared("crate::runtime::wait::waiter_docs");
        docs.heading("Errors");
        docs.prose(&format!(
            "A permanent failure of {fetch}, such as 401 or 404; invalid input or settings, before anything is sent; the \
             last failure, if the wait times out before any request succeeded.",
        ));
        docs.heading("Example");
        for line in self.waiter_example(id, waiter, names, states) {
            docs.line(line);
        }
        docs.finish()
    }

    /// The statement of the example that waits.
    pub(super) fn waiter_call(&self, id: WaiterId, waiter: &Waiter) -> Vec<String> {
        let call = self.call(waiter.operation, &self.names.waiter(id).method);
        tidy(chain("let outcome = ", &call, &SENDING, ";"))
    }

    fn waiter_example(&self, id: WaiterId, waiter: &Waiter, names: &WaiterNames, states: &[StateItem]) -> Vec<String> {
        let (library, outcome) = (&self.names.library, &names.outcome);
        let variable = &self.names.resource(id.resource).module;
        let call = self.call(waiter.operation, &names.method);
        let mut body = chain("let outcome = ", &call, &SENDING, ";");
        let mut code = Example::new(library, &call, &[]);
        code.visible(format!("use {library}::operations::{outcome};"));
        code.visible("");
        body.push("match outcome {".to_owned());
        for state in states.iter().filter(|state| state.is_success) {
            body.push(format!("    {outcome}::{}({variable}) => println!(\"{{{variable}:?}}\"),", state.name));
        }
        body.push(format!("    {outcome}::{TIMED_OUT}(_) => println!(\"not yet\"),"));
        body.push("    failed => println!(\"{failed:?}\"),".to_owned());
        body.push("}".to_owned());
        code.finish(body)
    }
}

fn into_docs(states: &[StateItem]) -> Docs {
    let goals = states.iter().filter(|state| state.is_success);
    let goals: Vec<String> = goals.map(|state| format!("[`{0}`](Self::{0})", state.name)).collect();
    let mut docs = DocWriter::new();
    docs.prose(&format!("Returns the response of {}.", either(&goals)));
    docs.heading("Errors");
    docs.line("Returns the outcome unchanged if it is any other variant.");
    docs.finish()
}
