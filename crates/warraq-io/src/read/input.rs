//! Inputs: what the user named, expanded to files in a fixed order.

use std::io;
use std::path::{Path, PathBuf};

/// One file of documents, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// The path as records name it: `-` for standard input.
    pub name: String,
    /// The identifier of the document where the file is one document: the path below the folder
    /// that was named, or the file's name.
    pub id: String,
    /// The path to open; none for standard input.
    pub path: Option<PathBuf>,
    /// What the file's name says it holds; none where only its content can tell.
    pub format: Option<Format>,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One document of plain text.
    Text,
    /// One document of HTML.
    Html,
    /// One JSON record on each line.
    Jsonl,
}

/// Why an input cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// There is nothing at this path.
    #[error("`{}` does not exist", .0.display())]
    Missing(PathBuf),
    /// The folder has no file of a known kind.
    #[error("the folder `{}` has no documents", .0.display())]
    NoDocuments(PathBuf),
    /// The system refuses.
    #[error("cannot read `{}`", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl InputError {
    /// What to do about it, for people.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoDocuments(_) => Some(format!(
                "files that end in {} are read, also with .gz or .zst behind",
                EXTENSIONS
                    .map(|(extension, _)| format!(".{extension}"))
                    .join(", ")
            )),
            _ => None,
        }
    }
}

/// The files of a run, and what was passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// The files, in the order in which they are read.
    pub files: Vec<InputFile>,
    /// Files in the folders that are of no known kind.
    pub passed_over: Vec<PathBuf>,
}

/// The endings that are read from folders.
const EXTENSIONS: [(&str, Format); 7] = [
    ("txt", Format::Text),
    ("text", Format::Text),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("jsonl", Format::Jsonl),
    ("ndjson", Format::Jsonl),
];

impl Inputs {
    /// Expands `paths`: `-` is standard input, a folder is every file of a known kind below it,
    /// sorted by path. Links to folders are not followed, so no loop is possible.
    ///
    /// # Errors
    /// [`InputError`] for a path that does not exist, a folder that cannot be listed, and one
    /// without documents.
    pub fn expand(paths: &[PathBuf]) -> Result<Self, InputError> {
        let mut inputs = Self::default();
        for path in paths {
            inputs.add(path)?;
        }
        Ok(inputs)
    }

    fn add(&mut self, path: &Path) -> Result<(), InputError> {
        if path == Path::new("-") {
            self.files.push(InputFile::with_id(None, "-", "stdin"));
            return Ok(());
        }
        let metadata = std::fs::metadata(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => InputError::Missing(path.to_owned()),
            _ => InputError::Io {
                path: path.to_owned(),
                source,
            },
        })?;
        if !metadata.is_dir() {
            let id = path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy();
            self.files.push(InputFile::new(path, &id));
            return Ok(());
        }
        let before = self.files.len();
        self.add_folder(path, path)?;
        if self.files.len() == before {
            return Err(InputError::NoDocuments(path.to_owned()));
        }
        Ok(())
    }

    fn add_folder(&mut self, root: &Path, folder: &Path) -> Result<(), InputError> {
        let failed = |source| InputError::Io {
            path: folder.to_owned(),
            source,
        };
        let mut entries = std::fs::read_dir(folder)
            .and_then(Iterator::collect::<io::Result<Vec<_>>>)
            .map_err(failed)?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if entry.file_type().map_err(failed)?.is_dir() {
                self.add_folder(root, &path)?;
            } else if format_of(&path).is_some() && path.is_file() {
                let id = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
                self.files.push(InputFile::new(&path, &id));
            } else {
                self.passed_over.push(path);
            }
        }
        Ok(())
    }
}

impl InputFile {
    /// The file at `path`, or standard input, under the name and id that records give it.
    #[must_use]
    pub fn with_id(path: Option<PathBuf>, name: &str, id: &str) -> Self {
        let format = path.as_deref().and_then(format_of);
        Self {
            name: name.to_owned(),
            id: id.to_owned(),
            path,
            format,
        }
    }

    fn new(path: &Path, id: &str) -> Self {
        Self::with_id(Some(path.to_owned()), &path.to_string_lossy(), id)
    }
}

fn format_of(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let name = name
        .strip_suffix(".gz")
        .or(name.strip_suffix(".zst"))
        .unwrap_or(&name);
    let extension = name.rsplit_once('.')?.1;
    let known = EXTENSIONS.iter().find(|(known, _)| *known == extension);
    known.map(|(_, format)| *format)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_read_in_the_order_of_their_paths() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a.html", "c.jsonl.gz", "notes.pdf", ".hidden.txt"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::create_dir(folder.path().join("aa")).unwrap();
        std::fs::write(folder.path().join("aa/z.ndjson.zst"), "x").unwrap();
        let inputs = Inputs::expand(&[folder.path().to_owned()]).unwrap();
        let ids: Vec<_> = inputs.files.iter().map(|file| file.id.as_str()).collect();
        assert_eq!(ids, ["a.html", "aa/z.ndjson.zst", "b.txt", "c.jsonl.gz"]);
        assert_eq!(inputs.passed_over, [folder.path().join("notes.pdf")]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("no such file");
        assert!(matches!(
            Inputs::expand(&[missing]),
            Err(InputError::Missing(_))
        ));
        let error = Inputs::expand(&[folder.path().to_owned()]).unwrap_err();
        assert!(matches!(error, InputError::NoDocuments(_)));
        assert!(error.hint().is_some_and(|hint| hint.contains(".jsonl")));
    }
}
