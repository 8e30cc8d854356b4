//! What the reference says of a waiter, and the picture of the life cycle that it follows.

use super::text::{OPERATION, one_line, prose, value};
use crate::client::krate::{Block, LifeCycle, LifeCycleEnd, WaiterItem};
use crate::client::lower::context::Lowering;
use crate::client::lower::docs::either;
use crate::client::lower::states::state_graph;
use crate::description::model::{Api, ValueId, Waiter, WaiterId};

impl Lowering<'_> {
    pub(super) fn waiter_reference(&self, id: WaiterId, waiter: &Waiter, item: &WaiterItem) -> Vec<Block> {
        let (fetch, field) = (self.api.operation(waiter.operation), self.api.field(waiter.field));
        let states = |ids: &[ValueId]| {
            let states: Vec<String> = ids.iter().map(|&id| value(&self.api.value(id).wire)).collect();
            either(&states)
        };
        let mut outcomes: Vec<String> = item.states.iter().map(|state| format!("`{}`", state.name)).collect();
        outcomes.push(format!("`{}`", item.timed_out));
        let mut facts = vec![
            format!(
                "**Request**: `{}`, repeated; see [`{}`](#{}).",
                self.http(fetch),
                fetch.id,
                fetch.id.to_lowercase()
            ),
            format!("**Success**: `{}` is {}.", field.wire, states(&waiter.success)),
        ];
        if !waiter.failure.is_empty() {
            facts.push(format!("**Failure**: `{}` is {}.", field.wire, states(&waiter.failure)));
        }
        facts.push(format!(
            "**Returns**: `{}`, which is {}; `{}()` returns the response of a success.",
            item.outcome,
            either(&outcomes),
            item.into,
        ));
        vec![
            Block::Text(prose(&waiter.docs, OPERATION)),
            Block::Code(self.waiter_call(id, waiter)),
            Block::List(facts),
            self.picture(id, waiter),
            Block::List(self.state_meanings(waiter)),
        ]
    }

    /// The steps between the states, if they are known.
    fn picture(&self, id: WaiterId, waiter: &Waiter) -> Block {
        let behaviour = self.api.resource(id.resource).behaviour.as_ref();
        match behaviour.and_then(|behaviour| behaviour.states.as_ref()) {
            Some(states) if states.field == waiter.field => Block::States(state_graph(self.api, states, false)),
            _ => Block::LifeCycle(life_cycle(self.api, waiter)),
        }
    }

    fn state_meanings(&self, waiter: &Waiter) -> Vec<String> {
        let values = self.api.values(waiter.states);
        let meanings = values.map(|(_, state)| {
            let note = state.deprecated.as_ref().map(|note| format!(" **Deprecated**: {}", one_line(note)));
            format!("{}: {}{}", value(&state.wire), one_line(&state.docs), note.unwrap_or_default())
        });
        meanings.collect()
    }
}

fn life_cycle(api: &Api, waiter: &Waiter) -> LifeCycle {
    let is_end = |id: ValueId| waiter.ends().any(|end| end == id);
    let pending = api.values(waiter.states).filter(|(id, _)| !is_end(*id));
    let pending = pending.map(|(_, value)| value.wire.clone()).chain(["any other value".to_owned()]);
    let ends = waiter.ends().map(|id| LifeCycleEnd {
        state: api.value(id).wire.clone(),
        label: if waiter.success.contains(&id) { "success" } else { "failure" },
    });
    LifeCycle { before: "the wait goes on".to_owned(), pending: pending.collect(), ends: ends.collect() }
}
