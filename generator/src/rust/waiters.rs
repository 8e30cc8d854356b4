//! Knows how the model's waiters become builders and outcomes. Knows nothing of how they wait.

use super::docs::{Docs, lines};
use super::lower::Lowering;
use super::{StateItem, Ty, WaiterItem};
use crate::model::{Operation, Presence, Waiter};
use crate::names::{TIMED_OUT, WaiterNames};

impl Lowering<'_> {
    /// What can be waited for at a resource.
    pub(super) fn waiters(&self, index: usize) -> Vec<WaiterItem> {
        let resource = &self.api.resources[index];
        let names = &self.names.resources[index];
        let waiters = resource.waiters.iter().zip(&names.waiters);
        waiters.filter_map(|(waiter, names)| self.waiter(index, waiter, names)).collect()
    }

    /// `None` does not happen to a valid description.
    fn waiter(&self, index: usize, waiter: &Waiter, names: &WaiterNames) -> Option<WaiterItem> {
        let resource = &self.api.resources[index];
        let position = resource.operations.iter().position(|operation| operation.id == waiter.operation)?;
        let operation = &resource.operations[position];
        let (field, id, values) = self.api.states(resource, &waiter.field)?;
        let variants = &self.names.members[id.0];
        let states: Vec<StateItem> = waiter
            .states()
            .filter_map(|(_, _, state)| {
                let value = values.iter().position(|value| value.wire == *state)?;
                let mut docs = Docs::new();
                docs.markdown(&values[value].docs);
                Some(StateItem {
                    name: variants[value].clone(),
                    docs: docs.finish(),
                    is_success: waiter.success.contains(state),
                })
            })
            .collect();
        let field_name = self.names.members[resource.object.0][field].clone();
        let handle = &self.names.resources[index].handle;
        let method = format!("crate::operations::{handle}::{}", names.method);
        Some(WaiterItem {
            docs: self.waiter_docs(index, operation, waiter, names, &states),
            fetch: operation.name.clone(),
            arguments: self.arguments(operation, &self.names.resources[index].parameters[position]),
            builder_docs: lines(&format!(
                "A wait that [`{}`]({method}) began; nothing happens until it is sent.",
                names.method
            )),
            notification_docs: self.notification_docs(),
            outcome_docs: lines(&format!("What came of [`{}`]({method}).", names.method)),
            into_docs: into_docs(&states),
            timed_out: TIMED_OUT,
            item: Ty::Model(resource.name.clone()),
            is_optional: self.api.ty(resource.object).fields()[field].presence != Presence::Always,
            field: field_name,
            state: Ty::Model(self.api.ty(id).name.clone()),
            states,
            method: names.method.clone(),
            builder: names.builder.clone(),
            outcome: names.outcome.clone(),
            into: names.into.clone(),
        })
    }

    fn waiter_docs(
        &self,
        index: usize,
        operation: &Operation,
        waiter: &Waiter,
        names: &WaiterNames,
        states: &[StateItem],
    ) -> Vec<String> {
        let (handle, outcome) = (&self.names.resources[index].handle, &names.outcome);
        let list = |is_success: bool| {
            let states = states.iter().filter(|state| state.is_success == is_success);
            let links = states.map(|state| format!("[`{0}`](crate::operations::{outcome}::{0})", state.name));
            either(&links.collect::<Vec<_>>())
        };
        let mut docs = Docs::new();
        docs.markdown(&waiter.docs);
        docs.blank();
        let fetch = format!("[`{0}`](crate::operations::{handle}::{0})", operation.name);
        let failures = match list(false) {
            none if none.is_empty() => String::new(),
            failures => format!(" It ends without it after {failures}."),
        };
        docs.markdown(&format!(
            "It repeats {fetch} until that answers with {}.{failures} Any other state is waited out, one that this version \
             does not know included; when the time is over, the outcome is \
             [`{TIMED_OUT}`](crate::operations::{outcome}::{TIMED_OUT}).",
            list(true),
        ));
        docs.blank();
        docs.markdown(
            "Nothing is lost when it is dropped or the time is over: begin it again, and it goes on. It waits for 10 minutes \
             in all, with random pauses that grow from 2 to 30 seconds, unless set otherwise. A failure that another request \
             might not have met ends nothing while there is time.",
        );
        docs.blank();
        docs.line("# Errors");
        docs.blank();
        docs.markdown(&format!(
            "What ends {fetch} for good, such as 401 or 404; input or settings that are not valid, before anything is sent; \
             and the last failure, when the time is over and no request ever succeeded.",
        ));
        docs.blank();
        docs.line("# Example");
        docs.blank();
        for line in self.waiter_example(index, operation, names, states) {
            docs.line(line);
        }
        docs.finish()
    }

    fn waiter_example(
        &self,
        index: usize,
        operation: &Operation,
        names: &WaiterNames,
        states: &[StateItem],
    ) -> Vec<String> {
        let (library, outcome) = (self.library(), &names.outcome);
        let variable = &self.names.resources[index].module;
        let call = self.call(index, operation, &names.method);
        let mut code = vec!["```no_run".to_owned(), format!("# use {library}::{{Client, Error}};")];
        if call[2].contains("model::") {
            code.push(format!("# use {library}::model;"));
        }
        code.push(format!("use {library}::operations::{outcome};"));
        code.push(String::new());
        code.push("# async fn example(client: Client) -> Result<(), Error> {".to_owned());
        code.extend(super::examples::chain("let outcome = ", &call, &[".send()", ".await?"], ";"));
        code.push("match outcome {".to_owned());
        for state in states.iter().filter(|state| state.is_success) {
            code.push(format!("    {outcome}::{}({variable}) => println!(\"{{{variable}:?}}\"),", state.name));
        }
        code.push(format!("    {outcome}::{TIMED_OUT}(_) => println!(\"not yet\"),"));
        code.push("    failed => println!(\"{failed:?}\"),".to_owned());
        code.extend(["}", "# Ok(())", "# }", "```"].map(str::to_owned));
        code
    }

    fn notification_docs(&self) -> Vec<String> {
        let library = self.library();
        let mut docs = Docs::new();
        docs.markdown(
            "Looks at once when it is notified, and not only when a pause is over. A webhook's handler need know no more than \
             the notifications of those who wait; an event that is forged causes one request and no result.",
        );
        docs.blank();
        docs.line("```");
        docs.line("use std::collections::HashMap;");
        docs.line("use std::sync::{Mutex, PoisonError};");
        docs.line("");
        docs.line(format!("use {library}::WaitNotification;"));
        docs.line("");
        docs.line("fn on_event(waiting: &Mutex<HashMap<String, WaitNotification>>, sid: &str) {");
        docs.line("    let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);");
        docs.line("    if let Some(notification) = waiting.get(sid) {");
        docs.line("        notification.notify();");
        docs.line("    }");
        docs.line("}");
        docs.line("```");
        docs.finish()
    }
}

fn into_docs(states: &[StateItem]) -> Vec<String> {
    let goals = states.iter().filter(|state| state.is_success);
    let goals: Vec<String> = goals.map(|state| format!("[`{0}`](Self::{0})", state.name)).collect();
    let mut docs = Docs::new();
    docs.markdown(&format!("What was waited for: the response of {}.", either(&goals)));
    docs.blank();
    docs.line("# Errors");
    docs.blank();
    docs.line("The outcome itself, if it is another.");
    docs.finish()
}

/// `a`, `a or b`, `a, b or c`
fn either(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}
