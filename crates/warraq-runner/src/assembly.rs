//! Assembly: from a configuration to the pipeline it means, and the hash that names it.

use crate::arabic_only::ArabicOnly;
use crate::catalogue::{BuildError, Catalogue};
use crate::configuration::{Configuration, ConfigurationError, OtherLanguages};
use crate::fingerprint::UsedFile;
use crate::manifest::hexadecimal;
use crate::nearest::nearest;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use warraq_core::{LayerName, Pipeline, PipelineError, Stage};
use warraq_plugin::{LoadError, ManifestError, PluginLibrary};

/// The built-in stages whose rules and models are for Arabic.
const ARABIC_STAGES: [&str; 5] = ["clitics", "entities", "times", "summary", "keyphrases"];

/// A pipeline that is ready to run, and what it is called.
#[derive(Clone)]
pub struct Assembly {
    /// The stages.
    pub pipeline: Pipeline,
    /// What `run` says in records: a hash of the configuration, the plugins, the models and the
    /// program's version.
    pub run: String,
    /// The plugins and models, as they are now.
    pub files: Vec<UsedFile>,
}

/// Why a configuration makes no pipeline.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AssemblyError {
    /// The configuration is not valid.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// A stage cannot be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The stages do not fit together.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// A plugin cannot be loaded.
    #[error(transparent)]
    Plugin(#[from] LoadError),
    /// A plugin's manifest cannot be used.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The file of a plugin or a model cannot be read.
    #[error("cannot read `{}`", path.display())]
    UsedFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A layer is to be written or masked that no stage provides.
    #[error("no stage provides the layer `{layer}`")]
    UnknownLayer {
        /// The layer.
        layer: String,
        /// The nearest that is provided.
        nearest: Option<String>,
    },
    /// Two `[[stage]]` tables are for one stage.
    #[error("two tables give the options of the stage `{0}`")]
    DuplicateOptions(String),
}

impl AssemblyError {
    /// What to do about it, for people.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Configuration(error) => error.hint(),
            Self::Build(error) => error.hint(),
            Self::Pipeline(error) => error.hint(),
            Self::Plugin(error) => error.hint(),
            Self::UnknownLayer { nearest, .. } => nearest
                .as_ref()
                .map(|nearest| format!("did you mean `{nearest}`?")),
            Self::Manifest(_) | Self::UsedFile { .. } | Self::DuplicateOptions(_) => None,
        }
    }
}

impl Configuration {
    /// Builds the pipeline that this configuration means, from the stages of `catalogue` and of
    /// its plugins.
    ///
    /// # Errors
    /// [`AssemblyError`], which names what does not fit and often says what would.
    pub fn assemble(&self, catalogue: &Catalogue) -> Result<Assembly, AssemblyError> {
        self.check_options()?;
        let plugins = self.load_plugins()?;
        check_plugin_names(&plugins, catalogue)?;
        let mut stages = Vec::new();
        for name in self.stage_names(&plugins) {
            match plugins.iter().find(|plugin| plugin.name() == name) {
                Some(plugin) => stages.push(Arc::clone(plugin)),
                None => {
                    let stage = catalogue.build(&name, self.options_of(&name))?;
                    stages.push(self.for_arabic(stage));
                }
            }
        }
        let pipeline = match Pipeline::new(stages.clone()) {
            // Only a refusal asks what all other stages provide, since that builds each of them.
            Err(_) => Pipeline::with_catalogue(stages, &catalogue.provided())?,
            Ok(pipeline) => pipeline,
        };
        self.check_layers(&pipeline)?;
        let files = self.used_files()?;
        Ok(Assembly {
            pipeline,
            run: self.hash(&files),
            files,
        })
    }

    /// The plugins, and each file that an option of a stage names.
    fn used_files(&self) -> Result<Vec<UsedFile>, AssemblyError> {
        let mut files = Vec::new();
        let mut add = |role: &str, path: &Path| {
            let file = UsedFile::read(role, path);
            files.push(file.map_err(|source| AssemblyError::UsedFile {
                path: path.to_owned(),
                source,
            })?);
            Ok::<_, AssemblyError>(())
        };
        for plugin in &self.plugins {
            add("plugin", &plugin.resolved()?.path)?;
        }
        for stage in &self.stages {
            for (option, value) in &stage.options {
                let path = value.as_str().map(Path::new);
                if let Some(path) = path.filter(|path| path.is_file()) {
                    add(&format!("{}.{option}", stage.name), path)?;
                }
            }
        }
        Ok(files)
    }

    /// The stages to run: those of `[run]`, or the built-in ones; then those that only a
    /// `[[stage]]` table names; then those of plugins.
    fn stage_names(&self, plugins: &[Arc<dyn Stage>]) -> Vec<String> {
        if let Some(stages) = &self.run.stages {
            return stages.clone();
        }
        let mut names: Vec<String> = Catalogue::built_in().names().map(str::to_owned).collect();
        let configured = self.stages.iter().map(|stage| stage.name.as_str());
        let of_plugins = plugins.iter().map(|plugin| plugin.name());
        for name in configured.chain(of_plugins) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// The stage, on documents in Arabic alone if it knows nothing else.
    fn for_arabic(&self, stage: Arc<dyn Stage>) -> Arc<dyn Stage> {
        let is_kept = self.run.other_languages == OtherLanguages::Mark;
        if is_kept && ARABIC_STAGES.contains(&stage.name()) {
            Arc::new(ArabicOnly::new(stage))
        } else {
            stage
        }
    }

    fn options_of(&self, name: &str) -> toml::Table {
        let found = self.stages.iter().find(|stage| stage.name == name);
        found.map(|stage| stage.options.clone()).unwrap_or_default()
    }

    fn check_options(&self) -> Result<(), AssemblyError> {
        for (index, stage) in self.stages.iter().enumerate() {
            if self
                .stages
                .iter()
                .take(index)
                .any(|earlier| earlier.name == stage.name)
            {
                return Err(AssemblyError::DuplicateOptions(stage.name.clone()));
            }
        }
        Ok(())
    }

    fn load_plugins(&self) -> Result<Vec<Arc<dyn Stage>>, AssemblyError> {
        let mut stages: Vec<Arc<dyn Stage>> = Vec::new();
        for plugin in &self.plugins {
            let plugin = plugin.resolved()?;
            let library = PluginLibrary::open_with(&plugin.path, &plugin.open_options())?;
            let options = serde_json::to_string(&plugin.options).unwrap_or_default();
            for name in library.stage_names() {
                let stage = library.create(name, &options)?;
                stages.push(stage);
            }
        }
        Ok(stages)
    }

    fn check_layers(&self, pipeline: &Pipeline) -> Result<(), AssemblyError> {
        let provided = pipeline.stages().iter().flat_map(|stage| stage.provides());
        // The HTML reader provides this one.
        let markup = std::iter::once(&LayerName::MARKUP);
        let provided: Vec<_> = provided.chain(markup).map(LayerName::as_str).collect();
        for layer in self.output.layers.iter().flatten().chain(&self.output.mask) {
            if !provided.contains(&layer.as_str()) {
                let nearest = nearest(layer.as_str(), provided.iter().copied()).map(str::to_owned);
                return Err(AssemblyError::UnknownLayer {
                    layer: layer.to_string(),
                    nearest,
                });
            }
        }
        Ok(())
    }

    /// A hash of everything that decides the bytes of a record.
    fn hash(&self, files: &[UsedFile]) -> String {
        let mut hash = Sha256::new();
        let configuration = serde_json::to_vec(self).unwrap_or_default();
        for part in [env!("CARGO_PKG_VERSION").as_bytes(), &configuration] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        files.iter().for_each(|file| hash.update(&file.sha256));
        hexadecimal(&hash.finalize()).chars().take(16).collect()
    }
}

/// Refuses a plugin whose stage has the name of another's or of a built-in one: which of them runs
/// would depend on their order.
fn check_plugin_names(
    plugins: &[Arc<dyn Stage>],
    catalogue: &Catalogue,
) -> Result<(), PipelineError> {
    let mut taken: Vec<&str> = catalogue.names().collect();
    for plugin in plugins {
        let name = plugin.name();
        if taken.contains(&name) {
            let stage = name.to_owned();
            return Err(PipelineError::DuplicateStage { stage });
        }
        taken.push(name);
    }
    Ok(())
}
