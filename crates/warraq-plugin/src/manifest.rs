//! Manifests: the file by which a folder says that it is a plugin, and how it is to be run.
//!
//! A folder of plugins has a folder for each, with a `warraq-plugin.toml`:
//!
//! ```toml
//! library = "libquotes.so"
//! sha256 = "8b1a…"    # the file that is meant; one without it is isolated by default
//! mode = "in-process" # or "isolated"
//! ```
//!
//! Listing a folder loads nothing.

use crate::host::{LoadError, OpenOptions, inspect_file};
use crate::isolated::IsolationOptions;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The name of a manifest.
pub const MANIFEST_NAME: &str = "warraq-plugin.toml";

/// Where a plugin runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PluginMode {
    /// In the process of the run: as fast as a built-in stage, and as dangerous.
    InProcess,
    /// In a process of its own.
    Isolated,
}

impl PluginMode {
    /// The mode of a plugin that says nothing: code that nobody vouches for is isolated.
    #[must_use]
    pub fn by_default(is_pinned: bool) -> Self {
        if is_pinned {
            Self::InProcess
        } else {
            Self::Isolated
        }
    }
}

/// What a manifest says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PluginManifest {
    /// The library; a path that is not from the root is one from the manifest's folder.
    pub library: PathBuf,
    /// The SHA-256 of the library.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Where it runs.
    #[serde(default)]
    pub mode: Option<PluginMode>,
}

/// A manifest that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// The file or folder cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no manifest.
    #[error("the manifest `{}` is malformed: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// A plugin of a folder.
#[derive(Debug)]
pub struct ListedPlugin {
    /// Its folder.
    pub folder: PathBuf,
    /// What its manifest says.
    pub manifest: PluginManifest,
    /// The ABI of its library, or why the library would be refused.
    pub abi: Result<(u32, u32), LoadError>,
}

impl PluginManifest {
    /// Reads the manifest in `folder`.
    ///
    /// # Errors
    /// [`ManifestError`].
    pub fn read(folder: &Path) -> Result<Self, ManifestError> {
        let path = folder.join(MANIFEST_NAME);
        let written = std::fs::read_to_string(&path);
        let written = written.map_err(|source| unreadable(&path, source))?;
        let manifest: Self = toml::from_str(&written).map_err(|error| {
            let reason = error.message().to_owned();
            ManifestError::Malformed { path, reason }
        })?;
        Ok(Self {
            library: folder.join(&manifest.library),
            ..manifest
        })
    }

    /// The manifest that `path` means: a folder with one, or the manifest itself. A library has none.
    ///
    /// # Errors
    /// [`ManifestError`].
    pub fn of_path(path: &Path) -> Result<Option<Self>, ManifestError> {
        let is_manifest = path.file_name().is_some_and(|name| name == MANIFEST_NAME);
        match path.parent() {
            _ if path.is_dir() => Self::read(path).map(Some),
            Some(folder) if is_manifest => Self::read(folder).map(Some),
            _ => Ok(None),
        }
    }

    /// The mode that it asks for, or that of a plugin that says nothing.
    #[must_use]
    pub fn mode(&self) -> PluginMode {
        self.mode
            .unwrap_or(PluginMode::by_default(self.sha256.is_some()))
    }

    /// How to open the library; `isolation` is used if it is to be isolated.
    #[must_use]
    pub fn open_options(&self, isolation: &IsolationOptions) -> OpenOptions {
        let is_isolated = self.mode() == PluginMode::Isolated;
        OpenOptions {
            sha256: self.sha256.clone(),
            isolation: is_isolated.then(|| isolation.clone()),
        }
    }
}

/// The plugins in the folders of `folder`, by the names of these; no code of theirs runs.
///
/// Folders without a manifest are passed over.
///
/// # Errors
/// [`ManifestError`] for the first folder or manifest that cannot be read.
pub fn list_plugins(folder: &Path) -> Result<Vec<ListedPlugin>, ManifestError> {
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|source| unreadable(folder, source))?;
    let mut folders: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    folders.retain(|folder| folder.join(MANIFEST_NAME).is_file());
    folders.sort();
    folders.into_iter().map(listed).collect()
}

fn listed(folder: PathBuf) -> Result<ListedPlugin, ManifestError> {
    let manifest = PluginManifest::read(&folder)?;
    let is_isolated = manifest.mode() == PluginMode::Isolated;
    let abi = inspect_file(&manifest.library, manifest.sha256.as_deref(), is_isolated);
    Ok(ListedPlugin {
        folder,
        manifest,
        abi,
    })
}

fn unreadable(path: &Path, source: std::io::Error) -> ManifestError {
    ManifestError::Unreadable {
        path: path.into(),
        source,
    }
}
