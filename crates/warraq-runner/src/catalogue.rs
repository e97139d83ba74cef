//! The catalogue: the stages that a configuration may name, and how each is built.
//!
//! It is a value, not a registry of the process: two programs' worth of stages can stand side by
//! side, and a program adds its own.

use crate::nearest::{nearest, nearest_of_message};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use warraq_core::{LayerName, Stage};

/// Builds a stage from its options.
type Build = Arc<dyn Fn(toml::Table) -> Result<Arc<dyn Stage>, BuildError> + Send + Sync>;

/// The stages that a configuration may name.
#[derive(Clone)]
pub struct Catalogue {
    entries: Vec<CatalogueEntry>,
}

/// One stage of a catalogue.
#[derive(Clone)]
pub struct CatalogueEntry {
    name: String,
    description: String,
    build: Build,
}

/// Why a stage cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The catalogue does not have it.
    #[error("there is no stage `{name}`")]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// The nearest name that there is.
        nearest: Option<String>,
    },
    /// Its options are not valid.
    #[error("the options of the stage `{stage}` are not valid: {}", .source.message())]
    Options {
        /// The stage.
        stage: String,
        /// What is wrong with them.
        source: Box<toml::de::Error>,
    },
    /// The stage refuses its options.
    #[error("the stage `{stage}` cannot be built")]
    Refused {
        /// The stage.
        stage: String,
        /// What it says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl BuildError {
    /// What to do about it, for people.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown {
                nearest: Some(nearest),
                ..
            } => Some(format!("did you mean `{nearest}`?")),
            Self::Unknown { .. } => Some("`warraq stages` lists the stages".to_owned()),
            Self::Options { source, .. } => nearest_of_message(source.message()),
            Self::Refused { .. } => None,
        }
    }
}

impl Catalogue {
    /// The built-in stages, in the order of the default pipeline.
    #[must_use]
    pub fn built_in() -> Self {
        let mut catalogue = Self {
            entries: Vec::new(),
        };
        catalogue.add(
            "language",
            "the language of the document",
            warraq_language::LanguageStage::new,
        );
        catalogue.add(
            "blocks",
            "title, headings, points, bylines, furniture",
            warraq_segment::BlocksStage::new,
        );
        catalogue.add(
            "sentences",
            "sentences inside blocks",
            warraq_segment::SentencesStage::new,
        );
        catalogue.add(
            "tokens",
            "words, numbers, marks, with normalized forms",
            warraq_segment::TokensStage::new,
        );
        catalogue.add(
            "clitics",
            "the parts of words",
            warraq_segment::CliticsStage::new,
        );
        catalogue.add(
            "entities",
            "names, their clusters, URLs and the like",
            warraq_entities::EntityStage::new,
        );
        catalogue.add(
            "times",
            "times and numbers with their values",
            warraq_temporal::TimesStage::new,
        );
        catalogue.add(
            "summary",
            "the sentences that say the most",
            warraq_summarize::SummaryStage::new,
        );
        catalogue.add(
            "keyphrases",
            "the phrases that say what it is about",
            warraq_summarize::KeyphrasesStage::new,
        );
        catalogue
    }

    /// Adds a stage, or replaces the one of this name. `build` gets the options that the
    /// configuration gives to it.
    pub fn add<O, S, E>(
        &mut self,
        name: &str,
        description: &str,
        build: impl Fn(O) -> Result<S, E> + Send + Sync + 'static,
    ) where
        O: DeserializeOwned,
        S: Stage + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let stage = name.to_owned();
        let build: Build = Arc::new(move |options| {
            let options = options.try_into().map_err(|source| BuildError::Options {
                stage: stage.clone(),
                source: Box::new(source),
            })?;
            let built = build(options).map_err(|source| BuildError::Refused {
                stage: stage.clone(),
                source: source.into(),
            })?;
            Ok(Arc::new(built))
        });
        self.entries.retain(|entry| entry.name != name);
        let (name, description) = (name.to_owned(), description.to_owned());
        self.entries.push(CatalogueEntry {
            name,
            description,
            build,
        });
    }

    /// Builds a stage.
    ///
    /// # Errors
    /// [`BuildError`] if there is no such stage, or its options are refused.
    pub fn build(&self, name: &str, options: toml::Table) -> Result<Arc<dyn Stage>, BuildError> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name == name) else {
            let nearest = nearest(name, self.names()).map(str::to_owned);
            return Err(BuildError::Unknown {
                name: name.to_owned(),
                nearest,
            });
        };
        (entry.build)(options)
    }

    /// The names of the stages.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// The names and descriptions of the stages.
    pub fn descriptions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries
            .iter()
            .map(|entry| (entry.name.as_str(), entry.description.as_str()))
    }

    /// What each stage provides with its default options, for proposals.
    #[must_use]
    pub fn provided(&self) -> Vec<(String, Vec<LayerName>)> {
        let provided = |entry: &CatalogueEntry| {
            let stage = (entry.build)(toml::Table::new()).ok()?;
            Some((entry.name.clone(), stage.provides().to_vec()))
        };
        self.entries.iter().filter_map(provided).collect()
    }
}
