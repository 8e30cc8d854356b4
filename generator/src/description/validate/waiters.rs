//! Rules for waiters.

use super::context::Context;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::model::{Method, Operation};

/// A waiter polls what fetches the resource.
pub(super) fn fetches(cx: &mut Context<'_>) {
    for (id, waiter) in cx.api.waiters() {
        let operation = cx.api.operation(waiter.operation);
        if let Some(obstacle) = obstacle(operation) {
            let span = cx.sites.value(id, "operation");
            let problem = Problem::new(Code::WaiterOperation, span, format!("`{}` {obstacle}", operation.id));
            cx.report(problem.help("write the id of the operation that fetches the resource"));
        }
    }
}

/// Why an operation does not fetch its resource.
fn obstacle(operation: &Operation) -> Option<&'static str> {
    if operation.is_fetch() || operation.method == Method::Unknown {
        None
    } else if operation.method != Method::Get {
        Some("does more than fetch")
    } else if operation.page.is_some() {
        Some("is a list")
    } else {
        Some("returns nothing")
    }
}
