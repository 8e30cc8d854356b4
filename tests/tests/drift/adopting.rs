//! Adopting differences: nothing but the lines of the fact changes.

use generator::SourceFile;
use generator::drift::adopt::adopt;
use generator::drift::{Comparison, Relation, compare};
use generator::openapi::{Conventions, export};
use generator::surface::Surface;

use super::{read, support};

fn surface(files: &[SourceFile]) -> Surface {
    generator::surface(files).expect("the description is valid")
}

fn told(description: &Surface, document: &str) -> Comparison {
    let new = read(document, Conventions::of(description));
    compare(description, &new.surface, Relation::Description, &new.findings)
}

/// Everything but the lines of the fact stays, byte for byte.
fn other_lines_stay(edit: impl Fn(&str) -> String) {
    let files = support::description(&support::fixtures().join("base"));
    let files: Vec<_> = files.iter().map(|file| SourceFile::new(file.path.clone(), edit(&file.text))).collect();
    let description = surface(&files);
    let mut value: serde_json::Value = serde_json::from_str(&export(&description)).expect("JSON");
    value["components"]["schemas"]["Size"]["enum"].as_array_mut().expect("an enum").push("huge".into());
    let document = value.to_string();
    let comparison = told(&description, &document);
    let new = read(&document, Conventions::of(&description)).surface;
    let outcome = adopt(&files, &description, &new, &comparison, |files| generator::surface(files).map(|_| ()));
    for (old, new) in files.iter().zip(&outcome.files) {
        let expected = match old.path.as_str() {
            "api.yaml" => {
                let line_break = if old.text.contains('\r') { "\r\n" } else { "\n" };
                let before = format!("      large: Does not.{line_break}");
                old.text.replace(&before, &format!("{before}      huge: TODO{line_break}"))
            }
            _ => old.text.clone(),
        };
        assert_eq!(new.text, expected, "{}", old.path);
    }
    let drafts = generator::check(&outcome.files).expect_err("a draft is not generated");
    assert!(drafts.iter().all(|it| it.code == generator::Code::Draft));
}

#[test]
fn other_lines_stay_whatever_the_line_breaks() {
    other_lines_stay(str::to_owned);
    other_lines_stay(|text| text.replace('\n', "\r\n"));
    other_lines_stay(|text| text.trim_end().to_owned());
    other_lines_stay(|text| format!("# First.\n{text}# Last.\n"));
}
