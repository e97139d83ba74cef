//! Plugins in a configuration: which library, and how it is run.

use crate::units::{ByteSize, TimeLimit};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use warraq_plugin::{IsolationOptions, ManifestError, OpenOptions, PluginManifest, PluginMode};

/// A library with stages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PluginConfiguration {
    /// The library's file, or the folder of a plugin, which has a manifest.
    pub path: PathBuf,
    /// The SHA-256 that the file must have, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Whether it runs in this process or in one of its own; none for one of its own, unless the
    /// file is pinned by its SHA-256.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<PluginMode>,
    /// The longest time for one document, where it is isolated; one minute unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_limit: Option<TimeLimit>,
    /// The most memory that it may take, where it is isolated; 1 GiB unless set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_limit: Option<ByteSize>,
    /// The options that its stages get.
    #[serde(default)]
    pub options: toml::Table,
}

impl PluginConfiguration {
    /// The library at `path`, with nothing else said of it.
    #[must_use]
    pub fn of_path(path: PathBuf) -> Self {
        let options = toml::Table::new();
        Self {
            path,
            sha256: None,
            mode: None,
            time_limit: None,
            memory_limit: None,
            options,
        }
    }

    /// The same with the library itself, if `path` is the folder of a plugin with a manifest; what is
    /// said here wins over what the manifest says.
    ///
    /// # Errors
    /// [`ManifestError`].
    pub fn resolved(&self) -> Result<Self, ManifestError> {
        let mut resolved = self.clone();
        if let Some(manifest) = PluginManifest::of_path(&self.path)? {
            resolved.path = manifest.library;
            resolved.sha256 = resolved.sha256.or(manifest.sha256);
            resolved.mode = resolved.mode.or(manifest.mode);
        }
        Ok(resolved)
    }

    /// How the library is opened.
    #[must_use]
    pub fn open_options(&self) -> OpenOptions {
        let default = IsolationOptions::default();
        let isolation = IsolationOptions {
            time_limit: self.time_limit.map_or(default.time_limit, |limit| limit.0),
            memory_limit: self
                .memory_limit
                .map_or(default.memory_limit, |size| size.0),
            ..default
        };
        let mode = self
            .mode
            .unwrap_or(PluginMode::by_default(self.sha256.is_some()));
        OpenOptions {
            sha256: self.sha256.clone(),
            isolation: (mode == PluginMode::Isolated).then_some(isolation),
        }
    }
}
