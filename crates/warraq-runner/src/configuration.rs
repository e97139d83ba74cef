//! Configuration: what a run does, as a TOML file or as defaults.
//!
//! Everything that changes the bytes of a record stands here and enters the hash of the run;
//! what only changes how fast it is made (threads) does not.

mod layer_names;
mod plugins;

pub use plugins::PluginConfiguration;

use crate::nearest::nearest_of_message;
use crate::units::{ByteSize, ErrorBudget, TimeLimit};
use serde::{Deserialize, Serialize};
use warraq_core::LayerName;
use warraq_io::{DocumentOptions, FieldNames, Format, OffsetUnit, ReaderOptions, RecordOptions};
use warraq_normalize::Encoding;

/// The form of the configuration that this program reads.
pub const CONFIGURATION_VERSION: u32 = 1;

/// A run's configuration.
///
/// ```
/// use warraq_runner::Configuration;
///
/// let configuration = Configuration::from_toml(r#"
///     version = 1
///     [output]
///     offset_unit = "utf16"
///     [[stage]]
///     name = "summary"
///     ratio = 0.2
/// "#)?;
/// assert_eq!(configuration.stages[0].name, "summary");
///
/// let error = Configuration::from_toml("version = 1\n[output]\nofset_unit = 'byte'").unwrap_err();
/// assert_eq!(error.hint().as_deref(), Some("did you mean `offset_unit`?"));
/// # Ok::<(), warraq_runner::ConfigurationError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// The form of this file: 1.
    pub version: u32,
    /// How documents are run.
    #[serde(default)]
    pub run: RunOptions,
    /// How they are read.
    #[serde(default)]
    pub input: InputOptions,
    /// How records are written.
    #[serde(default)]
    pub output: OutputOptions,
    /// Options of stages, by name; a stage that the default pipeline does not have is added to it.
    #[serde(default, rename = "stage")]
    pub stages: Vec<StageConfiguration>,
    /// Libraries with further stages.
    #[serde(default, rename = "plugin")]
    pub plugins: Vec<PluginConfiguration>,
}

/// How documents are run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunOptions {
    /// The stages to run, in order; none for the built-in pipeline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stages: Option<Vec<String>>,
    /// The threads; none for one a core. It changes no byte of a record.
    #[serde(skip_serializing)]
    pub threads: Option<usize>,
    /// What becomes of documents in other languages than Arabic.
    pub other_languages: OtherLanguages,
    /// The longest document, in bytes of input.
    pub max_document: ByteSize,
    /// The longest time for one document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_timeout: Option<TimeLimit>,
    /// The most memory for documents in flight; none for 2 GiB. It lowers `max_document` to what
    /// fits, and changes no byte of a record otherwise.
    #[serde(skip_serializing)]
    pub max_memory: Option<ByteSize>,
    /// How many documents may go to quarantine before the run is ended, such as `"100"` or `"1%"`;
    /// none for all.
    #[serde(skip_serializing)]
    pub max_errors: Option<ErrorBudget>,
}

/// What becomes of documents in other languages than Arabic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OtherLanguages {
    /// They pass through with a warning: stages that know Arabic alone find nothing in them.
    #[default]
    Mark,
    /// They are processed as if they were Arabic.
    Process,
}

/// How documents are read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InputOptions {
    /// What the files hold; none if names and contents tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// The encoding of all files; none to detect it for each document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What becomes of a document with bytes that its encoding does not have.
    pub invalid_bytes: InvalidBytes,
    /// Whether text that was decoded twice is repaired.
    pub repair_double_encoding: bool,
    /// The names of a record's fields.
    pub fields: FieldNames,
}

/// What becomes of a document with invalid bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InvalidBytes {
    /// They become U+FFFD, and the record says where.
    #[default]
    Replace,
    /// The document goes to quarantine.
    Quarantine,
}

/// How records are written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutputOptions {
    /// The layers to write; none for all but tokens, clitics and markup.
    #[serde(
        skip_serializing_if = "Option::is_none",
        with = "layer_names::optional"
    )]
    pub layers: Option<Vec<LayerName>>,
    /// What offsets count.
    pub offset_unit: OffsetUnit,
    /// Whether the text is written.
    pub text: bool,
    /// Layers whose text is hidden everywhere.
    #[serde(with = "layer_names")]
    pub mask: Vec<LayerName>,
    /// Whether `meta` is written although a mask is set.
    pub keep_meta: bool,
    /// The input bytes of one shard of a run folder.
    pub shard_size: ByteSize,
    /// The form of the shards of a run folder.
    pub shard_form: ShardForm,
}

/// The form of the shards of a run folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShardForm {
    /// Lines of JSON.
    #[default]
    #[serde(rename = "jsonl")]
    Jsonl,
    /// The same, compressed with zstd.
    #[serde(rename = "jsonl.zst")]
    JsonlZstd,
    /// Parquet.
    #[serde(rename = "parquet")]
    Parquet,
}

impl ShardForm {
    pub(crate) const ALL: [Self; 3] = [Self::Jsonl, Self::JsonlZstd, Self::Parquet];

    /// How the names of its files end.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Jsonl => ".jsonl",
            Self::JsonlZstd => ".jsonl.zst",
            Self::Parquet => ".parquet",
        }
    }
}

/// How a run folder is cut into shards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShardOptions {
    pub(crate) size: ByteSize,
    pub(crate) form: ShardForm,
}

impl OutputOptions {
    pub(crate) fn shards(&self) -> ShardOptions {
        let (size, form) = (self.shard_size, self.shard_form);
        ShardOptions { size, form }
    }
}

impl Default for OutputOptions {
    fn default() -> Self {
        Self {
            layers: None,
            offset_unit: OffsetUnit::default(),
            text: true,
            mask: Vec::new(),
            keep_meta: false,
            shard_size: ByteSize::mebibytes(256),
            shard_form: ShardForm::default(),
        }
    }
}

/// The options of one stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageConfiguration {
    /// The stage.
    pub name: String,
    /// Its own options, which the stage checks.
    #[serde(flatten)]
    pub options: toml::Table,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            version: CONFIGURATION_VERSION,
            run: RunOptions::default(),
            input: InputOptions::default(),
            output: OutputOptions::default(),
            stages: Vec::new(),
            plugins: Vec::new(),
        }
    }
}

impl Configuration {
    /// Reads a configuration.
    ///
    /// # Errors
    /// [`ConfigurationError`] for what is not TOML, unknown keys, values of the wrong kind and
    /// another version.
    pub fn from_toml(text: &str) -> Result<Self, ConfigurationError> {
        let configuration: Self =
            toml::from_str(text).map_err(|error| ConfigurationError::Toml(Box::new(error)))?;
        if configuration.version != CONFIGURATION_VERSION {
            return Err(ConfigurationError::Version(configuration.version));
        }
        configuration.check_numbers()?;
        Ok(configuration)
    }

    /// Refuses numbers that a manifest, which is JSON, could not give back.
    fn check_numbers(&self) -> Result<(), ConfigurationError> {
        let of_stages = self.stages.iter().map(|stage| &stage.options);
        let of_plugins = self.plugins.iter().map(|plugin| &plugin.options);
        let mut options = of_stages.chain(of_plugins).flatten();
        match options.find(|(_, value)| !is_finite(value)) {
            Some((option, _)) => Err(ConfigurationError::NotFinite(option.clone())),
            None => Ok(()),
        }
    }

    /// How raw documents become documents.
    ///
    /// # Errors
    /// [`ConfigurationError::UnknownEncoding`].
    pub fn document_options(&self) -> Result<DocumentOptions, ConfigurationError> {
        let named = |name: &String| {
            Encoding::named(name).ok_or_else(|| ConfigurationError::UnknownEncoding(name.clone()))
        };
        Ok(DocumentOptions {
            encoding: self.input.encoding.as_ref().map(named).transpose()?,
            reject_invalid_bytes: self.input.invalid_bytes == InvalidBytes::Quarantine,
            repair_double_encoding: self.input.repair_double_encoding,
            fields: self.input.fields.clone(),
        })
    }

    /// How files are cut into raw documents.
    #[must_use]
    pub fn reader_options(&self) -> ReaderOptions {
        ReaderOptions {
            format: self.input.format,
            max_document: self.run.max_document.0,
        }
    }

    /// What is written of each document; `run` is the hash of the run.
    #[must_use]
    pub fn record_options(&self, run: &str) -> RecordOptions {
        let OutputOptions {
            layers,
            offset_unit,
            text,
            mask,
            keep_meta,
            ..
        } = self.output.clone();
        RecordOptions {
            layers,
            offset_unit,
            text,
            mask,
            keep_meta,
            run: run.to_owned(),
        }
    }
}

fn is_finite(value: &toml::Value) -> bool {
    match value {
        toml::Value::Float(number) => number.is_finite(),
        toml::Value::Array(values) => values.iter().all(is_finite),
        toml::Value::Table(values) => values.values().all(is_finite),
        _ => true,
    }
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// It is not TOML, or not of the right form.
    #[error("the configuration is not valid: {}", .0.to_string().trim_end())]
    Toml(Box<toml::de::Error>),
    /// It is of another version.
    #[error("the configuration has version `{0}`; this program reads version 1")]
    Version(u32),
    /// An option is or has a number that is infinite or none.
    #[error("the option `{0}` has a number that is not finite")]
    NotFinite(String),
    /// The encoding is not known.
    #[error("there is no encoding `{0}`")]
    UnknownEncoding(String),
}

impl ConfigurationError {
    /// What to do about it, for people.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Toml(error) => nearest_of_message(error.message()),
            Self::UnknownEncoding(_) => {
                Some("use a name such as `utf-8`, `windows-1256` or `iso-8859-6`".to_owned())
            }
            Self::Version(_) | Self::NotFinite(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_a_manifest_cannot_hold_are_refused() {
        for number in ["nan", "inf", "[1.0, -inf]", "{ deep = [nan] }"] {
            let text = format!("version = 1\n[[stage]]\nname = 'summary'\nratio = {number}");
            let error = Configuration::from_toml(&text).unwrap_err();
            assert_eq!(
                error.to_string(),
                "the option `ratio` has a number that is not finite"
            );
        }
        assert!(Configuration::from_toml("version = 1\n[[stage]]\nname = 'a'\nb = 0.5").is_ok());
    }
}
