//! A new plugin: a crate that builds, tests and loads as it is.

use std::path::{Path, PathBuf};

/// Where the new crate gets the SDK from.
#[derive(Clone, Debug)]
pub enum SdkSource {
    /// The folder of the crate `warraq-plugin`.
    Folder(PathBuf),
    /// A version of it, as Cargo writes versions.
    Version(String),
}

/// Why a crate cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScaffoldError {
    /// The name cannot be that of a stage and its layer.
    #[error(
        "`{0}` cannot name a plugin: use up to 39 lower-case letters, digits and `_`, a letter first"
    )]
    BadName(String),
    /// There is something already.
    #[error("`{}` exists already", .0.display())]
    Exists(PathBuf),
    /// A file cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Writes the crate of a new plugin to the new folder `folder`; the answer is its files.
///
/// The stage, its layer and its library are named `name`; the crate is `warraq-NAME`.
///
/// # Errors
/// [`ScaffoldError`]; what was written until then stays.
pub fn scaffold(name: &str, folder: &Path, sdk: &SdkSource) -> Result<Vec<PathBuf>, ScaffoldError> {
    if warraq_core::LayerName::new(name).is_err() {
        return Err(ScaffoldError::BadName(name.to_owned()));
    }
    if folder.exists() {
        return Err(ScaffoldError::Exists(folder.into()));
    }
    let source = match sdk {
        SdkSource::Folder(path) => format!("path = {:?}", path.display().to_string()),
        SdkSource::Version(version) => format!("version = {version:?}"),
    };
    let files = [
        ("Cargo.toml", include_str!("scaffold/Cargo.toml.txt")),
        ("README.md", include_str!("scaffold/README.md.txt")),
        ("src/lib.rs", include_str!("scaffold/lib.rs.txt")),
        ("src/plugin.rs", include_str!("scaffold/plugin.rs.txt")),
    ];
    let mut written = Vec::new();
    for (path, template) in files {
        let content = template
            .replace("{{name}}", name)
            .replace("{{crate}}", &name.replace('_', "-"))
            .replace("{{type}}", &type_name(name))
            .replace("{{sdk}}", &source);
        written.push(write(folder.join(path), &content)?);
    }
    Ok(written)
}

fn write(path: PathBuf, content: &str) -> Result<PathBuf, ScaffoldError> {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    match folder.and_then(|()| std::fs::write(&path, content)) {
        Ok(()) => Ok(path),
        Err(source) => Err(ScaffoldError::Write { path, source }),
    }
}

/// `long_words` as `LongWords`.
fn type_name(name: &str) -> String {
    let mut type_name = String::new();
    for word in name.split('_') {
        let mut letters = word.chars();
        type_name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        type_name.push_str(letters.as_str());
    }
    type_name
}
