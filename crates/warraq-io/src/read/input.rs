//! Inputs: what the user named, expanded to files in a fixed order.

use std::io::{self, BufRead};
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
    /// A Parquet table, each row a record.
    Parquet,
    /// A web archive (WARC or WET), each page a document.
    Warc,
}

/// Why an input cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// There is nothing at this path.
    #[error("`{}` does not exist", .0.display())]
    Missing(PathBuf),
    /// The folder has no file of a known kind, or the list no path.
    #[error("`{}` has no documents", .0.display())]
    NoDocuments(PathBuf),
    /// No path matches the pattern.
    #[error("nothing matches `{0}`")]
    NoMatch(String),
    /// The pattern is not one.
    #[error("`{written}` is not a pattern: {reason}")]
    BadPattern {
        /// The pattern.
        written: String,
        /// What is wrong with it.
        reason: String,
    },
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
    /// What lies in the folders and is not read: files of no known kind, and links to folders.
    pub passed_over: Vec<PathBuf>,
}

/// The endings that are read from folders.
const EXTENSIONS: [(&str, Format); 10] = [
    ("txt", Format::Text),
    ("text", Format::Text),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("jsonl", Format::Jsonl),
    ("ndjson", Format::Jsonl),
    ("parquet", Format::Parquet),
    ("warc", Format::Warc),
    ("wet", Format::Warc),
];

impl Inputs {
    /// Expands `paths`: `-` is standard input; a folder is every file of a known kind below it, sorted
    /// by path; a path that does not exist and has `*`, `?` or `[` in it is a pattern (`**` for any
    /// folders), and every path that matches it, sorted. Hidden files are left out, and links to
    /// folders are not followed, so no loop is possible.
    ///
    /// What is found below a folder and cannot be opened or listed is an input all the same: reading
    /// it gives a document that goes to quarantine with the reason.
    ///
    /// # Errors
    /// [`InputError`] for a path that does not exist, a pattern without a match, a folder that cannot
    /// be listed, and one without documents.
    pub fn expand(paths: &[PathBuf]) -> Result<Self, InputError> {
        let mut inputs = Self::default();
        for path in paths {
            inputs.add(path)?;
        }
        Ok(inputs)
    }

    /// Expands paths, and adds those that stand in the file at `list`, one a line, or on standard input
    /// where it is `-`. The latter are taken as they are, with no pattern among them; one that does
    /// not exist is read as a document that goes to quarantine.
    ///
    /// # Errors
    /// [`InputError`] as [`Inputs::expand`], and if the list cannot be read, a folder in it cannot be
    /// listed, or there is no document in the end.
    pub fn expand_with_list(paths: &[PathBuf], list: Option<&Path>) -> Result<Self, InputError> {
        let mut inputs = Self::expand(paths)?;
        if let Some(list) = list {
            inputs.add_list_at(list)?;
            if inputs.files.is_empty() {
                return Err(InputError::NoDocuments(list.to_owned()));
            }
        }
        Ok(inputs)
    }

    fn add_list(&mut self, name: &Path, list: impl BufRead) -> Result<(), InputError> {
        for line in list.split(b'\n') {
            let line = line.map_err(|source| InputError::Io {
                path: name.to_owned(),
                source,
            })?;
            let line = line.strip_suffix(b"\r").unwrap_or(&line);
            if line.is_empty() {
                continue;
            }
            let path = PathBuf::from(String::from_utf8_lossy(line).into_owned());
            if path.is_dir() {
                self.add_folder(&path, &path)
                    .map_err(|source| InputError::Io { path, source })?;
            } else {
                self.files.push(InputFile::named(&path));
            }
        }
        Ok(())
    }

    fn add_list_at(&mut self, list: &Path) -> Result<(), InputError> {
        if list == Path::new("-") {
            return self.add_list(list, io::stdin().lock());
        }
        let file = std::fs::File::open(list).map_err(|source| InputError::Io {
            path: list.to_owned(),
            source,
        })?;
        self.add_list(list, io::BufReader::new(file))
    }

    fn add(&mut self, path: &Path) -> Result<(), InputError> {
        if path == Path::new("-") {
            self.files.push(InputFile::with_id(None, "-", "stdin"));
            return Ok(());
        }
        let metadata = match std::fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(source) if source.kind() == io::ErrorKind::NotFound => {
                let pattern = path.to_string_lossy();
                return if pattern.contains(['*', '?', '[']) {
                    self.add_pattern(&pattern)
                } else {
                    Err(InputError::Missing(path.to_owned()))
                };
            }
            Err(source) => {
                let path = path.to_owned();
                return Err(InputError::Io { path, source });
            }
        };
        if !metadata.is_dir() {
            self.files.push(InputFile::named(path));
            return Ok(());
        }
        let before = self.files.len();
        self.add_folder(path, path)
            .map_err(|source| InputError::Io {
                path: path.to_owned(),
                source,
            })?;
        if self.files.len() == before {
            return Err(InputError::NoDocuments(path.to_owned()));
        }
        Ok(())
    }

    /// Adds every file that matches, and every folder with what is in it.
    fn add_pattern(&mut self, pattern: &str) -> Result<(), InputError> {
        let options = glob::MatchOptions {
            require_literal_leading_dot: true,
            ..glob::MatchOptions::default()
        };
        let bad = |error: glob::PatternError| InputError::BadPattern {
            written: pattern.to_owned(),
            reason: error.msg.to_owned(),
        };
        let matches = glob::glob_with(pattern, options).map_err(bad)?;
        let before = self.files.len();
        for found in matches {
            let path = found.unwrap_or_else(|error| error.path().to_owned());
            // `**` matches folders and what is in them: each file is named once.
            if !path.is_dir() {
                self.files.push(InputFile::named(&path));
            } else if !pattern.contains("**") {
                self.add_folder(&path, &path)
                    .map_err(|source| InputError::Io { path, source })?;
            }
        }
        if self.files.len() == before {
            return Err(InputError::NoMatch(pattern.to_owned()));
        }
        Ok(())
    }

    fn add_folder(&mut self, root: &Path, folder: &Path) -> io::Result<()> {
        let mut entries = std::fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let id = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
            if entry.file_type()?.is_dir() {
                if self.add_folder(root, &path).is_err() {
                    self.files.push(InputFile::new(&path, &id));
                }
            } else if format_of(&path).is_some() && is_file_or_nothing(&path) {
                self.files.push(InputFile::new(&path, &id));
            } else {
                self.passed_over.push(path);
            }
        }
        Ok(())
    }
}

/// Whether there is a file at `path`, or a link that leads nowhere, which reading will report; not a
/// folder, a pipe or a device.
fn is_file_or_nothing(path: &Path) -> bool {
    std::fs::metadata(path).map_or(true, |metadata| metadata.is_file())
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

    /// A file that was named by itself.
    fn named(path: &Path) -> Self {
        let id = path.file_name().unwrap_or(path.as_os_str());
        Self::new(path, &id.to_string_lossy())
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
    fn patterns_match_files_and_folders_in_order() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("2024/b")).unwrap();
        for name in [
            "2024/b/x.txt",
            "2024/a.txt",
            "2024/.a.txt",
            "c.html",
            "[1].txt",
        ] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let cases: [(&str, &[&str]); 5] = [
            ("*/*.txt", &["a.txt"]),
            ("**/*.txt", &["a.txt", "x.txt", "[1].txt"]),
            ("20*", &["a.txt", "b/x.txt"]),
            ("?.html", &["c.html"]),
            ("[1].txt", &["[1].txt"]),
        ];
        for (pattern, expected) in cases {
            let inputs = Inputs::expand(&[folder.path().join(pattern)]).unwrap();
            let ids: Vec<_> = inputs.files.iter().map(|file| file.id.as_str()).collect();
            assert_eq!(ids, expected, "{pattern}");
        }
        let nothing = Inputs::expand(&[folder.path().join("*.warc")]);
        assert!(matches!(nothing, Err(InputError::NoMatch(_))));
        let bad = Inputs::expand(&[folder.path().join("a[.txt")]);
        assert!(matches!(bad, Err(InputError::BadPattern { .. })));
    }

    #[test]
    fn a_list_names_files_and_folders() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("f")).unwrap();
        std::fs::write(folder.path().join("f/a.txt"), "x").unwrap();
        let root = folder.path().display();
        let list = format!("{root}/f\r\n\n{root}/*.txt\n{root}/gone.jsonl");
        let mut inputs = Inputs::default();
        inputs.add_list(Path::new("list"), list.as_bytes()).unwrap();
        let ids: Vec<_> = inputs.files.iter().map(|file| file.id.as_str()).collect();
        assert_eq!(ids, ["a.txt", "*.txt", "gone.jsonl"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_read_or_named_and_loops_end() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "x").unwrap();
        symlink(folder.path(), folder.path().join("loop")).unwrap();
        symlink(folder.path().join("a.txt"), folder.path().join("b.txt")).unwrap();
        symlink("nowhere", folder.path().join("c.txt")).unwrap();
        let inputs = Inputs::expand(&[folder.path().to_owned()]).unwrap();
        let ids: Vec<_> = inputs.files.iter().map(|file| file.id.as_str()).collect();
        assert_eq!(ids, ["a.txt", "b.txt", "c.txt"]);
        assert_eq!(inputs.passed_over, [folder.path().join("loop")]);
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
