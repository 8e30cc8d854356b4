//! Rules for `find`: how to find out what became of an operation.

use super::context::Context;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::Idempotency;
use crate::description::model::{Builtin, Find, FindBy, Operation, OperationId, Type};

/// What can be sent again without harm needs no lookup.
pub(super) fn needless(cx: &mut Context<'_>) {
    for (id, operation) in cx.api.operations() {
        if operation.find.is_some() && operation.facts.idempotency == Idempotency::Always {
            let message = format!("`{}` can be retried without a lookup", operation.id);
            let problem = Problem::new(Code::Find, cx.sites.key(id, "find"), message);
            cx.report(problem.help("`find` is not for operations with `idempotency: always`; remove it"));
        }
    }
}

/// Operations whose effect may be in doubt, with how it is found out.
fn doubtful<'a>(cx: &Context<'a>) -> impl Iterator<Item = (OperationId, &'a Operation, &'a Find)> + use<'a> {
    let operations = cx.api.operations().filter(|(_, operation)| operation.facts.idempotency != Idempotency::Always);
    operations.filter_map(|(id, operation)| Some((id, operation, operation.find.as_ref()?)))
}

/// What is created is found by filters, all that the finding operation needs.
pub(super) fn filters(cx: &mut Context<'_>) {
    for (id, operation, find) in doubtful(cx) {
        let Some(by) = &find.by else { continue };
        let span = cx.sites.key(cx.sites.get(id, "find"), "by");
        if operation.facts.idempotency == Idempotency::WithIfMatch || operation.returns_nothing() {
            let problem = Problem::new(Code::Find, span, format!("`{}` creates nothing", operation.id));
            cx.report(problem.help("`by` is for operations that return what they create; remove it"));
        }
        for (needed, parameter) in cx.api.parameters(find.operation).filter(|(_, parameter)| parameter.is_argument()) {
            if !by.iter().any(|by| by.parameter == needed) {
                let message = format!("`{}` needs `{}`", cx.api.operation(find.operation).id, parameter.wire);
                let problem = Problem::new(Code::Find, span, message);
                cx.report(problem.help("name the input of this operation that provides it"));
            }
        }
        for FindBy { parameter: filter, input } in by {
            let filter = cx.api.parameter(*filter);
            let is_text =
                matches!(filter.ty, Type::Builtin(Builtin::String | Builtin::Url) | Type::Sid(_) | Type::Unknown);
            if !is_text {
                let span = cx.sites.key(cx.sites.get(cx.sites.get(id, "find"), "by"), &filter.wire);
                let message = format!("`{}` is not a text, as `{}` is", filter.wire, cx.api.dotted(input));
                cx.report(Problem::new(Code::Find, span, message).help("name a parameter that is a text or a SID"));
            }
        }
        if by.is_empty() {
            let problem = Problem::new(Code::Find, span, "`by` is empty, so the lookup would match every resource");
            cx.report(problem.help("name a filter of the list and the input that it has to equal, or remove `by`"));
        }
    }
}

/// An input that excludes a lookup is one that callers may leave out.
pub(super) fn exclusions(cx: &mut Context<'_>) {
    for (id, _, find) in doubtful(cx) {
        let Some(path) = &find.unless else { continue };
        let site = cx.sites.get(id, "find");
        let Some(by) = &find.by else {
            let problem = Problem::new(Code::Find, cx.sites.key(site, "unless"), "`unless` has no effect without `by`");
            cx.report(problem.help("remove it"));
            continue;
        };
        let is_argument = path.members.is_empty() && cx.api.parameter(path.parameter).is_argument();
        if is_argument || by.iter().any(|by| by.input == *path) {
            let span = cx.sites.value(site, "unless");
            let name = cx.api.dotted(path);
            let message = match is_argument {
                true => format!("`{name}` is always present"),
                false => format!("`by` needs `{name}`, so that it is always present"),
            };
            cx.report(Problem::new(Code::Find, span, message).help("name another input, or remove `unless`"));
        }
    }
}
