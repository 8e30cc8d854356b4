//! The results of all programs as a table, and what is wrong with them. Knows no program and no operation.

use std::fmt;

/// What a program found out about an operation, or about something else that has a row.
pub(super) struct Row {
    pub(super) operation: String,
    pub(super) note: Option<String>,
    pub(super) problem: Option<String>,
}

/// The results of one program.
pub(super) struct Column {
    pub(super) title: String,
    pub(super) rows: Vec<Row>,
    /// Whether it also has the rows that are no operations.
    pub(super) has_besides: bool,
    /// Operations that it does not have, each with the reason.
    pub(super) absent: Vec<(&'static str, &'static str)>,
}

pub(super) struct Table<'a> {
    /// All that there are: a program must have a row for each.
    pub(super) operations: &'a [&'a str],
    pub(super) besides: &'a [&'a str],
    pub(super) columns: Vec<Column>,
}

impl Column {
    fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.operation == name)
    }

    fn absence(&self, name: &str) -> Option<&'static str> {
        self.absent.iter().find(|(operation, _)| *operation == name).map(|(_, reason)| *reason)
    }

    fn cell(&self, name: &str, is_operation: bool) -> String {
        let note = |row: &Row| row.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        match self.row(name) {
            Some(row) if row.problem.is_some() => format!("FAIL{}", note(row)),
            Some(row) => format!("ok{}", note(row)),
            None if !is_operation && !self.has_besides => "–".to_owned(),
            None => self.absence(name).map_or("MISSING", |_| "not in this SDK").to_owned(),
        }
    }

    fn problems(&self, table: &Table<'_>) -> Vec<String> {
        let is_known = |name: &str| table.operations.contains(&name);
        let mut problems = Vec::new();
        for row in &self.rows {
            let name = &row.operation;
            problems.extend(row.problem.as_ref().map(|problem| format!("{name}: {problem}")));
            let is_own = is_known(name) || (self.has_besides && table.besides.contains(&name.as_str()));
            if !is_own && row.problem.is_none() {
                problems.push(format!("{name}: there is no such operation"));
            }
        }
        let besides = table.besides.iter().filter(|_| self.has_besides);
        for name in table.operations.iter().chain(besides) {
            if self.row(name).is_none() && self.absence(name).is_none() {
                problems.push(format!("{name}: the scenario has nothing about it"));
            }
        }
        for (name, reason) in &self.absent {
            if !is_known(name) || self.row(name).is_some() {
                problems.push(format!("{name}: take it from the list of what is not in this SDK ({reason})"));
            }
        }
        problems
    }
}

impl Table<'_> {
    /// What is wrong, by program.
    pub(super) fn problems(&self) -> Vec<String> {
        let of = |column: &Column| {
            let problems = column.problems(self).into_iter();
            problems.map(|problem| format!("{}: {problem}", column.title)).collect::<Vec<_>>()
        };
        self.columns.iter().flat_map(of).collect()
    }

    fn lines(&self) -> Vec<Vec<String>> {
        let titles = self.columns.iter().map(|column| column.title.clone());
        let mut lines = vec![std::iter::once("operation".to_owned()).chain(titles).collect()];
        let operations = self.operations.iter().map(|name| (*name, true));
        let has_besides = self.columns.iter().any(|column| column.has_besides);
        let besides = self.besides.iter().filter(|_| has_besides).map(|name| (*name, false));
        for (name, is_operation) in operations.chain(besides) {
            let cells = self.columns.iter().map(|column| column.cell(name, is_operation));
            lines.push(std::iter::once(name.to_owned()).chain(cells).collect());
        }
        lines
    }
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.lines();
        let width =
            |index: usize| lines.iter().filter_map(|line| line.get(index)).map(|cell| cell.chars().count()).max();
        let widths: Vec<usize> = (0..=self.columns.len()).filter_map(width).collect();
        for line in &lines {
            let cells: Vec<String> = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            writeln!(f, "{}", cells.join("  ").trim_end())?;
        }
        let problems = self.problems();
        for problem in &problems {
            writeln!(f, "problem: {problem}")?;
        }
        let rows = lines.len().saturating_sub(1);
        writeln!(f, "{rows} rows, {} programs, {} problems", self.columns.len(), problems.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(operation: &str, problem: Option<&str>) -> Row {
        Row { operation: operation.to_owned(), note: None, problem: problem.map(str::to_owned) }
    }

    fn table(rows: Vec<Row>, absent: Vec<(&'static str, &'static str)>) -> Table<'static> {
        let column = Column { title: "P 1".to_owned(), rows, has_besides: true, absent };
        Table { operations: &["Fetch", "List"], besides: &["webhook"], columns: vec![column] }
    }

    fn complete() -> Vec<Row> {
        vec![row("Fetch", None), row("List", None), row("webhook", None)]
    }

    #[test]
    fn a_complete_table_has_no_problems() {
        let table = table(complete(), Vec::new());
        assert_eq!(table.problems(), Vec::<String>::new());
        let printed = "operation  P 1\nFetch      ok\nList       ok\nwebhook    ok\n3 rows, 1 programs, 0 problems\n";
        assert_eq!(table.to_string(), printed);
    }

    #[test]
    fn what_fails_or_is_missing_is_a_problem() {
        let table = table(vec![row("Fetch", Some("the status is 500")), row("webhook", None)], Vec::new());
        let expected = ["P 1: Fetch: the status is 500", "P 1: List: the scenario has nothing about it"];
        assert_eq!(table.problems(), expected);
        let printed = table.to_string();
        assert!(printed.contains("Fetch      FAIL\n") && printed.contains("List       MISSING\n"), "{printed}");
    }

    #[test]
    fn a_scenario_that_crashes_is_a_problem() {
        let mut rows = complete();
        rows.push(row("scenario", Some("it failed")));
        assert_eq!(table(rows, Vec::new()).problems(), ["P 1: scenario: it failed"]);
    }

    #[test]
    fn what_is_no_operation_is_a_problem() {
        let mut rows = complete();
        rows.push(row("Fetsch", None));
        assert_eq!(table(rows, Vec::new()).problems(), ["P 1: Fetsch: there is no such operation"]);
    }

    #[test]
    fn what_an_sdk_lacks_is_listed_until_it_has_it() {
        let absent = vec![("List", "not yet")];
        let lacking = table(vec![row("Fetch", None), row("webhook", None)], absent.clone());
        assert_eq!(lacking.problems(), Vec::<String>::new());
        assert!(lacking.to_string().contains("List       not in this SDK\n"));
        let stale = ["P 1: List: take it from the list of what is not in this SDK (not yet)"];
        assert_eq!(table(complete(), absent).problems(), stale);
        let unknown = ["P 1: Lost: take it from the list of what is not in this SDK (not yet)"];
        assert_eq!(table(complete(), vec![("Lost", "not yet")]).problems(), unknown);
    }
}
