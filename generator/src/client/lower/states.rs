//! The picture of the states that a record goes through.

use crate::client::krate::{StateGraph, StateStep};
use crate::description::model::Api;
use crate::description::model::behaviour::States;

/// The picture of the states of a record. Durations are those of the fake.
pub(super) fn state_graph(api: &Api, states: &States, with_durations: bool) -> StateGraph {
    let name = |state| api.value(state).wire.clone();
    let steps = states.steps.iter().map(|step| StateStep {
        from: name(step.from),
        to: name(step.to),
        label: step.after.filter(|_| with_durations).map(|seconds| format!("after {seconds} s")),
    });
    let finals = api.values(states.states).map(|(id, _)| id).filter(|&id| states.is_final(id) && states.is_reached(id));
    StateGraph { initial: name(states.initial), steps: steps.collect(), finals: finals.map(name).collect() }
}
