//! A measured figure and its budget.

use anyhow::Result;

pub(super) struct Row {
    what: String,
    value: f64,
    unit: &'static str,
    /// The value must not exceed it.
    budget: Option<f64>,
}

impl Row {
    pub(super) fn new(what: impl Into<String>, value: f64, unit: &'static str, budget: impl Into<Option<f64>>) -> Self {
        Self { what: what.into(), value, unit, budget: budget.into() }
    }

    pub(super) fn is_within_budget(&self) -> bool {
        self.budget.is_none_or(|budget| self.value <= budget)
    }
}

/// Prints rows as a Markdown table.
pub(super) fn print(rows: &[Row]) -> Result<()> {
    crate::output::outln!("| what | measured | budget | |")?;
    crate::output::outln!("| --- | ---: | ---: | --- |")?;
    for row in rows {
        let budget = row.budget.map_or_else(String::new, |budget| format!("{} {}", number(budget, row.unit), row.unit));
        let verdict = match row.budget {
            None => "",
            Some(_) if row.is_within_budget() => "ok",
            Some(_) => "EXCEEDED",
        };
        crate::output::outln!(
            "| {} | {} {} | {budget} | {verdict} |",
            row.what,
            number(row.value, row.unit),
            row.unit
        )?;
    }
    Ok(())
}

fn number(value: f64, unit: &str) -> String {
    match unit {
        "lines" | "files" | "crates" | "connections" | "bytes" | "/s" => format!("{value:.0}"),
        "ms" | "MiB" => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
