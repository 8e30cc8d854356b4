//! What the folders of the inputs are called. Knows no path of a machine.

/// What the folders of the inputs are called in the first line of generated files, with `/` as separator.
#[derive(Clone, Copy, Debug)]
pub struct Folders<'a> {
    /// Folder of the description.
    pub description: &'a str,
    /// Folder of the templates.
    pub templates: &'a str,
}

/// The folders of this repository.
impl Default for Folders<'_> {
    fn default() -> Self {
        Self { description: "spec", templates: "templates" }
    }
}
