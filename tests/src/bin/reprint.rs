//! Parses the generated files of a crate and prints them again, in one thread, with the libraries that the generator
//! uses. `cargo xtask measure` compares the generator with it: the least that it has to do, in the same conditions.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let Some(folder) = env::args_os().nth(1) else { return Err(io::Error::other("which folder?")) };
    let mut length = 0;
    for path in files(Path::new(&folder))? {
        let file = syn::parse_file(&fs::read_to_string(path)?).map_err(io::Error::other)?;
        length += prettyplease::unparse(&file).len();
    }
    println!("{length}");
    Ok(())
}

/// The files that emitters write: the others are copies.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("runtime") {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}
