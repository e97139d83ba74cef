//! From flags and a file to a configuration: flags win.

use crate::arguments::{OffsetUnitChoice, PipelineArguments};
use crate::exit::Failure;
use std::path::Path;
use warraq_core::LayerName;
use warraq_io::OffsetUnit;
use warraq_runner::{Configuration, PluginConfiguration, StageConfiguration};

impl PipelineArguments {
    /// What the arguments mean.
    pub(crate) fn configuration(self) -> Result<Configuration, Failure> {
        self.configuration_or(Configuration::default())
    }

    /// What the arguments mean where `configuration` is what no file says otherwise.
    pub(crate) fn configuration_or(
        self,
        configuration: Configuration,
    ) -> Result<Configuration, Failure> {
        let mut configuration = match &self.config {
            Some(path) => read_configuration(path)?,
            None => configuration,
        };
        self.change_stages(&mut configuration);
        let run = &mut configuration.run;
        run.stages = self.stages.or_else(|| run.stages.take());
        run.threads = self.threads.or(run.threads);
        run.max_memory = self.max_memory.or(run.max_memory);
        run.max_document = self.max_document.unwrap_or(run.max_document);
        run.doc_timeout = self.doc_timeout.or(run.doc_timeout);
        let input = &mut configuration.input;
        input.format = self.format.map(Into::into).or(input.format);
        input.encoding = self.encoding.or_else(|| input.encoding.take());
        let output = &mut configuration.output;
        if let Some(layers) = &self.layers {
            output.layers = Some(
                layers
                    .iter()
                    .map(|name| layer(name))
                    .collect::<Result<_, _>>()?,
            );
        }
        if let Some(unit) = self.offset_unit {
            output.offset_unit = match unit {
                OffsetUnitChoice::Codepoint => OffsetUnit::Codepoint,
                OffsetUnitChoice::Byte => OffsetUnit::Byte,
                OffsetUnitChoice::Utf16 => OffsetUnit::Utf16,
            };
        }
        Ok(configuration)
    }

    fn change_stages(&self, configuration: &mut Configuration) {
        if let Some(labels) = &self.labels {
            set(configuration, "entities", "labels", labels.as_str().into());
        }
        if let Some(ratio) = self.summary_ratio {
            set(configuration, "summary", "ratio", ratio.into());
        }
        if let Some(sentences) = self.summary_sentences {
            set(
                configuration,
                "summary",
                "sentences",
                i64::from(sentences).into(),
            );
        }
        if let Some(query) = &self.query {
            set(configuration, "summary", "query", query.as_str().into());
        }
        let plugins = self
            .plugin
            .iter()
            .cloned()
            .map(PluginConfiguration::of_path);
        configuration.plugins.extend(plugins);
    }
}

pub(crate) fn read_configuration(path: &Path) -> Result<Configuration, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!(
            "cannot read the configuration `{}`: {error}",
            path.display()
        ))
    })?;
    Ok(Configuration::from_toml(&text)?)
}

fn layer(name: &str) -> Result<LayerName, Failure> {
    LayerName::new(name).map_err(|error| Failure::usage(error.to_string()))
}

/// Sets one option of a stage.
fn set(configuration: &mut Configuration, stage: &str, option: &str, value: toml::Value) {
    let stages = &mut configuration.stages;
    let index = stages
        .iter()
        .position(|known| known.name == stage)
        .unwrap_or_else(|| {
            let options = toml::Table::new();
            stages.push(StageConfiguration {
                name: stage.to_owned(),
                options,
            });
            stages.len() - 1
        });
    if let Some(stage) = stages.get_mut(index) {
        stage.options.insert(option.to_owned(), value);
    }
}
