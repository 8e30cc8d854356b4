//! A year of the official document, where the environment names a folder with its revisions: each step is told as what it
//! was, and nothing else.

use std::fs;
use std::path::Path;

use generator::surface::Rule;

use super::{Conventions, Verdict, read, support, told};

/// How the files of two revisions begin, and what changed between them.
type Step = (&'static str, &'static str, &'static [(Verdict, Rule, &'static str)]);

const STEPS: &[Step] = &[
    (
        "030",
        "031",
        &[
            (Verdict::Major, Rule::ValueRemoved, "operator_type_enum_availability.public"),
            (Verdict::Minor, Rule::ValueAdded, "operator_type_enum_availability.deprecated"),
            (Verdict::Minor, Rule::ValueAdded, "operator_type_enum_availability.general-availability"),
        ],
    ),
    ("041", "042", &[(Verdict::Patch, Rule::PageSize, "ListSentence.response")]),
    (
        "044",
        "045",
        &[
            (Verdict::Major, Rule::FieldType, "intelligence.v2.transcript.sentence.confidence"),
            (Verdict::Major, Rule::FieldType, "intelligence.v2.transcript.sentence.end_time"),
            (Verdict::Major, Rule::FieldType, "intelligence.v2.transcript.sentence.start_time"),
            (Verdict::Major, Rule::ValueRemoved, "operator_result_enum_operator_type.conversation_classify"),
            (Verdict::Major, Rule::ValueRemoved, "operator_result_enum_operator_type.extract_normalize"),
            (Verdict::Major, Rule::ValueRemoved, "operator_result_enum_operator_type.pii_extract"),
            (Verdict::Major, Rule::ValueRemoved, "operator_result_enum_operator_type.text_generation"),
            (Verdict::Major, Rule::ValueRemoved, "operator_result_enum_operator_type.utterance_classify"),
            (Verdict::Minor, Rule::ValueAdded, "custom_operator_enum_availability.deprecated"),
            (Verdict::Minor, Rule::ValueAdded, "custom_operator_enum_availability.general-availability"),
            (Verdict::Minor, Rule::ValueAdded, "operator_enum_availability.deprecated"),
            (Verdict::Minor, Rule::ValueAdded, "operator_enum_availability.general-availability"),
            (Verdict::Minor, Rule::ValueAdded, "operator_result_enum_operator_type.conversation-classify"),
            (Verdict::Minor, Rule::ValueAdded, "operator_result_enum_operator_type.extract-normalize"),
            (Verdict::Minor, Rule::ValueAdded, "operator_result_enum_operator_type.pii-extract"),
            (Verdict::Minor, Rule::ValueAdded, "operator_result_enum_operator_type.text-generation"),
            (Verdict::Minor, Rule::ValueAdded, "operator_result_enum_operator_type.utterance-classify"),
            (Verdict::Minor, Rule::ValueAdded, "operator_type_enum_output_type.json"),
            (Verdict::Minor, Rule::ValueAdded, "prebuilt_operator_enum_availability.general-availability"),
            (Verdict::Minor, Rule::ValueAdded, "transcript_enum_status.error"),
        ],
    ),
    ("047", "twilio", &[(Verdict::Minor, Rule::ParameterAdded, "ListOperatorType.query.LanguageCode")]),
];

/// The text of the revision whose file begins like that, in the folder or the one around it.
fn revision(folder: &Path, start: &str) -> String {
    let folders = [Some(folder), folder.parent()];
    let files = folders.into_iter().flatten().flat_map(|folder| fs::read_dir(folder).expect("it can be listed"));
    let mut paths = files.map(|file| file.expect("listed").path());
    let is_wanted =
        |path: &Path| path.file_name().and_then(|name| name.to_str()).is_some_and(|it| it.starts_with(start));
    let path = paths.find(|path| is_wanted(path)).unwrap_or_else(|| unreachable!("there is no revision {start}"));
    fs::read_to_string(path).expect("it is text")
}

#[test]
fn each_step_is_told_as_what_it_was() {
    let Some(folder) = std::env::var_os("OPENAPI_HISTORY") else { return };
    let description =
        generator::surface(&support::description(&support::repository().join("spec"))).expect("it is valid");
    let conventions = Conventions::of(&description);
    for (old, new, expected) in STEPS {
        let [before, after] = [old, new].map(|start| read(&revision(Path::new(&folder), start), conventions));
        let differences = told(&before, &after).differences;
        let found: Vec<_> = differences.iter().map(|it| (it.verdict, it.rule, it.subject.to_string())).collect();
        let expected: Vec<_> =
            expected.iter().map(|(verdict, rule, subject)| (*verdict, *rule, (*subject).to_owned())).collect();
        assert_eq!(found, expected, "{old} to {new}");
    }
}
