//! Checks that the generated manifest has the features and dependencies of the one that the runtime is tested with.

/// The lines of a section, without comments and blank lines.
fn section<'a>(manifest: &'a str, name: &str) -> Vec<&'a str> {
    let header = format!("[{name}]");
    let lines = manifest.lines().skip_while(|line| *line != header).skip(1).take_while(|line| !line.starts_with('['));
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

#[test]
fn the_generated_crate_has_the_dependencies_that_were_tested() {
    let (tested, generated) = (include_str!("../Cargo.toml"), include_str!("../package/Cargo.toml"));
    for name in ["features", "dependencies"] {
        let tested = section(tested, name);
        assert!(tested.len() > 5, "{name}: {tested:?}");
        assert_eq!(tested, section(generated, name), "{name}");
    }
}
