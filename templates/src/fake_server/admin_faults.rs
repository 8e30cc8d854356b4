//! Faults as JSON tells them. Does not make requests fail itself.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::fake::Fault;
use super::shared::Shared;

const MEMBERS: [&str; 9] =
    ["operation", "status", "rate_limited", "not_sent", "cut", "slow_ms", "times", "rate", "retry_after"];
/// The longest delay, in milliseconds: an hour.
const MAX_DELAY: u64 = 3_600_000;
const MAX_FAULTS: usize = 1_000;

/// Adds a fault to all accounts; or says what is wrong with it.
pub(super) fn add(shared: &Shared, told: &Value) -> Result<Value, String> {
    let fault = read(told)?;
    let mut faults = shared.faults();
    if faults.len() >= MAX_FAULTS {
        return Err(format!("there must not be more than {MAX_FAULTS} faults"));
    }
    let handle = shared.accounts().common.inject(fault).map_err(|problem| problem.to_string())?;
    faults.push((told.clone(), handle));
    Ok(told.clone())
}

/// The faults, each with how many requests it has concerned.
pub(super) fn list(shared: &Shared) -> Value {
    let faults = shared.faults();
    faults.iter().map(|(told, handle)| json!({ "fault": told, "hits": handle.hits() })).collect()
}

/// Forgets all of them.
pub(super) fn clear(shared: &Shared) -> Value {
    let mut faults = shared.faults();
    shared.accounts().common.clear_faults();
    let count = faults.len();
    faults.clear();
    json!({ "removed": count })
}

fn read(told: &Value) -> Result<Fault, String> {
    let members = told.as_object().ok_or("the fault must be an object")?;
    if members.keys().any(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(format!("the members of a fault are: {}", MEMBERS.join(", ")));
    }
    let whole = |name: &str| match members.get(name) {
        None => Ok(None),
        Some(value) => value.as_u64().map(Some).ok_or_else(|| format!("`{name}` must be a whole number")),
    };
    let is_told = |name: &str| match members.get(name) {
        None | Some(Value::Bool(false)) => Ok(false),
        Some(Value::Bool(true)) => Ok(true),
        Some(_) => Err(format!("`{name}` must be `true` or `false`")),
    };
    let mut effects = Vec::new();
    if let Some(status) = whole("status")? {
        effects.push(Fault::status(u16::try_from(status).unwrap_or_default()));
    }
    if let Some(delay) = whole("slow_ms")? {
        if delay > MAX_DELAY {
            return Err(format!("`slow_ms` must be at most {MAX_DELAY}"));
        }
        effects.push(Fault::slow(Duration::from_millis(delay)));
    }
    for (name, fault) in
        [("rate_limited", Fault::rate_limited()), ("not_sent", Fault::not_sent()), ("cut", Fault::cut())]
    {
        if is_told(name)? {
            effects.push(fault);
        }
    }
    let mut fault = match (effects.pop(), effects.is_empty()) {
        (Some(fault), true) => fault,
        _ => return Err("a fault has one of: status, rate_limited, not_sent, cut, slow_ms".to_owned()),
    };
    if let Some(seconds) = whole("retry_after")? {
        fault = fault.retry_after(Duration::from_secs(seconds));
    }
    if let Some(times) = whole("times")? {
        fault = fault.times(times);
    }
    if let Some(rate) = members.get("rate") {
        fault = fault.rate(rate.as_f64().ok_or("`rate` must be a number")?);
    }
    if let Some(operation) = members.get("operation") {
        fault = fault.on(operation.as_str().ok_or("`operation` must be a text")?);
    }
    Ok(fault)
}
