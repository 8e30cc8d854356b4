//! Rules for waiters.

use super::context::Context;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;

/// A waiter polls what fetches the resource.
pub(super) fn fetches(cx: &mut Context<'_>) {
    for (id, waiter) in cx.api.waiters() {
        let operation = cx.api.operation(waiter.operation);
        if let Some(obstacle) = operation.obstacle_to_waiting() {
            let span = cx.sites.value(id, "operation");
            let problem = Problem::new(Code::WaiterOperation, span, format!("`{}` {obstacle}", operation.id));
            cx.report(problem.help("write the id of the operation that fetches the resource"));
        }
    }
}

/// A wait must be able to end well.
pub(super) fn goals(cx: &mut Context<'_>) {
    for (id, waiter) in cx.api.waiters() {
        if cx.sites.count(id, "success") == 0 {
            let problem = Problem::new(Code::EmptySuccess, cx.sites.key(id, "success"), "the wait has no goal");
            let field = &cx.api.field(waiter.field).wire;
            cx.report(problem.help(format!("name the values of `{field}` that are the goal")));
        }
    }
}
