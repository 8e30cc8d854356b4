//! The fake against a model of all that it does: random operations must have the same outcome on both, and the whole
//! state must be the same from time to time. `FAKE_OPERATIONS` is how many operations are performed, `FAKE_SEED` what
//! the first run begins with; each further run has the next seed.

#![allow(clippy::panic, reason = "a test fails by panicking")]

mod answers;
mod chooser;
mod mistakes;
mod operation;
mod performer;
mod records;
mod reference;

use std::collections::{BTreeMap, VecDeque};
use std::env;
use std::str::FromStr;

use serde_json::Value;
use twilio_intelligence_v2::fake::Fake;
use twilio_intelligence_v2::transport::Transport;

use chooser::Chooser;
use mistakes::Mistaken;
use operation::Operation;
use performer::{Performer, normal};
use records::Outcome;
use reference::Reference;

const RUN: u64 = 500;
/// After how many operations everything is compared.
const EVERYTHING: u64 = 50;
const REMEMBERED: usize = 20;

fn setting<T: FromStr>(name: &str, default: T) -> T {
    match env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}")),
        Err(_) => default,
    }
}

/// How often each operation had which status.
type Tally = BTreeMap<(String, u16), u64>;

/// One fake and one model that the same is done to.
struct Pair {
    performer: Performer,
    model: Reference,
    recent: VecDeque<String>,
    tally: Tally,
    seed: u64,
    number: u64,
}

impl Pair {
    async fn new<T: Transport>(seed: u64, transport: impl FnOnce(Fake) -> T) -> Self {
        let fake = Fake::builder().frozen().seed(seed).build();
        let performer = Performer::new(fake.clone(), transport(fake.clone()));
        let client = fake.client();
        let prebuilt = client.prebuilt_operators().list().items().collect().await.expect("listed");
        let types = client.operator_types().list().items().collect().await.expect("listed");
        let model = Reference::new(
            fake.account_sid(),
            prebuilt.iter().map(|it| it.sid.to_string()).collect(),
            types.iter().map(|it| it.sid.to_string()).collect(),
        );
        Self { performer, model, recent: VecDeque::new(), tally: Tally::new(), seed, number: 0 }
    }

    /// Performs an operation on both, and says how the outcomes differ.
    async fn perform(&mut self, operation: &Operation) -> Result<(), String> {
        if self.recent.len() == REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(format!("{:>4} at {} ms: {operation:?}", self.number, self.model.now - records::START));
        let fake = normal(self.performer.perform(operation).await);
        let sid = match &fake {
            Ok(answer) => answer.pointer("/record/sid").and_then(Value::as_str).unwrap_or_default(),
            Err(_) => "",
        };
        let is_known = self.knows(sid);
        let before = self.model.created();
        let model = normal(self.model.perform(operation, sid));
        let has_created = self.model.created() > before;
        if fake != model || has_created && is_known {
            return Err(self.report(&fake, &model));
        }
        let name = format!("{operation:?}").split(' ').next().unwrap_or_default().to_owned();
        let status = fake.as_ref().map_or_else(|failure| failure.0.unwrap_or_default(), |_| 200);
        *self.tally.entry((name, status)).or_default() += 1;
        Ok(())
    }

    fn knows(&self, sid: &str) -> bool {
        let model = &self.model;
        model.gone.contains(sid)
            || model.services.iter().any(|it| it.sid == sid)
            || model.operators.iter().chain(&model.prebuilt).any(|it| it.sid == sid)
            || model.transcripts.iter().any(|it| it.sid == sid)
    }

    fn report(&self, fake: &Outcome, model: &Outcome) -> String {
        let (fake, model) = (format!("{fake:#?}"), format!("{model:#?}"));
        let lines = similar::TextDiff::from_lines(&model, &fake).unified_diff().context_radius(4).to_string();
        let recent: Vec<_> = self.recent.iter().map(String::as_str).collect();
        format!(
            "the fake (+) differs from the model (-); FAKE_SEED={} FAKE_OPERATIONS={RUN}\n{lines}\n\
             the last operations:\n{}",
            self.seed,
            recent.join("\n"),
        )
    }
}

/// Performs so many operations, with that seed, and counts what came of them.
async fn run<T: Transport>(seed: u64, operations: u64, transport: impl FnOnce(Fake) -> T) -> Result<Tally, String> {
    let mut pair = Pair::new(seed, transport).await;
    let mut chooser = Chooser::new(seed);
    for number in 1..=operations {
        pair.number = number;
        let operation = chooser.choose(&pair.model);
        pair.perform(&operation).await?;
        if number % EVERYTHING == 0 || number == operations {
            for operation in chooser.all(&pair.model) {
                pair.perform(&operation).await?;
            }
        }
    }
    Ok(pair.tally)
}

/// The seeds of runs that together have so many operations, and how many each has.
fn runs() -> impl Iterator<Item = (u64, u64)> {
    let (operations, seed): (u64, u64) = (setting("FAKE_OPERATIONS", 20_000), setting("FAKE_SEED", 0));
    let lengths = (0..operations.div_ceil(RUN)).map(move |run| (operations - run * RUN).min(RUN));
    (0..).zip(lengths).map(move |(run, length)| (seed.wrapping_add(run), length))
}

#[tokio::test(start_paused = true)]
async fn the_fake_does_what_the_model_does() {
    let mut tally = Tally::new();
    for (seed, operations) in runs() {
        match run(seed, operations, |fake| fake).await {
            Ok(own) => own.into_iter().for_each(|(key, count)| *tally.entry(key).or_default() += count),
            Err(difference) => panic!("{difference}"),
        }
    }
    println!("{tally:?}");
}

#[tokio::test(start_paused = true)]
async fn each_mistake_is_noticed() {
    let mut unnoticed = Vec::new();
    for mistake in mistakes::ALL {
        let mut noticed = None;
        for (number, (seed, operations)) in runs().enumerate() {
            run(seed, operations, |fake| fake).await.expect("without the mistake, nothing is noticed");
            if let Err(difference) = run(seed, operations, |fake| Mistaken::new(fake, mistake)).await {
                noticed = Some((number, difference));
                break;
            }
        }
        match noticed {
            Some((number, difference)) => {
                let last = difference.lines().last().unwrap_or_default();
                println!("{mistake:?}: in run {number}, operation {last}");
                assert!(difference.contains("FAKE_SEED="), "the report says how to repeat it");
            }
            None => unnoticed.push(mistake),
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:?}");
}
