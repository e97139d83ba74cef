//! Going on with a run folder: what may have changed since, and what must not.

use crate::catalogue::Catalogue;
use crate::configuration::Configuration;
use crate::fingerprint::{InputChanged, UsedFile, check_inputs};
use crate::folder::{is_finished, read_folder};
use crate::manifest::ManifestHeader;
use crate::run::{Run, largest_document};
use crate::run_error::RunError;
use crate::sink::Destination;
use crate::storage::{Disk, Store};
use crate::units::{ByteSize, ErrorBudget};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use warraq_io::Inputs;

/// What may differ when a run is gone on with, since it changes no byte of a record.
#[derive(Clone, Debug, Default)]
pub struct ResumeOptions {
    /// The threads; none for one a core.
    pub threads: Option<usize>,
    /// The memory; none for what the run began with.
    pub max_memory: Option<ByteSize>,
    /// The documents that may go to quarantine; none for what the run began with.
    pub max_errors: Option<ErrorBudget>,
    /// A configuration that has to be the run's own: a file that was edited since is refused.
    pub configuration: Option<Configuration>,
}

impl Run {
    /// Prepares to go on with the unfinished run in `folder`.
    ///
    /// # Errors
    /// [`RunError::Finished`], or [`RunError::NotResumable`] if an input, the configuration, a
    /// plugin, a model or the program has changed.
    pub fn resume(
        folder: &Path,
        catalogue: &Catalogue,
        options: ResumeOptions,
    ) -> Result<Self, RunError> {
        let state = read_folder(folder)?;
        if is_finished(folder) {
            return Err(RunError::Finished(folder.to_owned()));
        }
        let refuse = |reason: String| RunError::NotResumable {
            folder: folder.to_owned(),
            reason,
        };
        let header = &state.content.header;
        check_program(header).map_err(refuse)?;
        check_files(&header.files).map_err(refuse)?;
        let configuration = configuration(header, options).map_err(refuse)?;
        let assembly = configuration.assemble(catalogue)?;
        if assembly.run != header.run {
            return Err(refuse("what a plugin or a model is has changed".to_owned()));
        }
        let files = check_inputs(&header.inputs)
            .map_err(|InputChanged(path)| refuse(changed_input(&path)))?;
        let passed_over = Vec::new();
        Ok(Self {
            configuration,
            assembly,
            inputs: Inputs { files, passed_over },
            destination: Destination::Folder(folder.to_owned()),
            selection: header.selection,
            force: false,
            resumption: Some(state),
            is_retry: false,
            store: Store::new(Arc::new(Disk)),
        })
    }
}

fn check_program(header: &ManifestHeader) -> Result<(), String> {
    match header.program.as_str() {
        env!("CARGO_PKG_VERSION") => Ok(()),
        other => Err(format!("it was made by version {other} of the program")),
    }
}

fn check_files(files: &[UsedFile]) -> Result<(), String> {
    match files.iter().find(|file| !file.is_unchanged()) {
        None => Ok(()),
        Some(file) if file.role == "plugin" => {
            Err(format!("the plugin `{}` has changed", file.path.display()))
        }
        Some(file) => Err(format!(
            "the file `{}` of `{}` has changed",
            file.path.display(),
            file.role
        )),
    }
}

fn changed_input(path: &str) -> String {
    match path {
        "-" => "its input was standard input, which cannot be read again".to_owned(),
        path => format!("the input `{path}` has changed"),
    }
}

/// The run's own configuration, with what may differ.
fn configuration(header: &ManifestHeader, options: ResumeOptions) -> Result<Configuration, String> {
    let known = &header.configuration;
    let mut configuration: Configuration =
        serde_json::from_value(known.clone()).map_err(|error| error.to_string())?;
    let run = &mut configuration.run;
    if let Some(mut given) = options.configuration {
        // What was lowered to fit the memory when the run began is lowered again.
        given.run.max_document = given.run.max_document.min(run.max_document);
        let given = serde_json::to_value(&given).map_err(|error| error.to_string())?;
        if let Some(key) = first_difference("", known, &given) {
            return Err(format!("the configuration has changed at `{key}`"));
        }
    }
    run.threads = options.threads;
    run.max_memory = options.max_memory.or(header.limits.max_memory);
    run.max_errors = options.max_errors.or(header.limits.max_errors);
    if run.max_document.0 > largest_document(run.max_memory) as u64 {
        let longest = run.max_document;
        return Err(format!(
            "its documents of up to {longest} bytes need more memory"
        ));
    }
    Ok(configuration)
}

/// The first key, with those above it, at which two configurations differ.
fn first_difference(path: &str, one: &Value, other: &Value) -> Option<String> {
    let (Value::Object(ones), Value::Object(others)) = (one, other) else {
        return (one != other).then(|| path.to_owned());
    };
    let keys = ones.keys().chain(others.keys());
    keys.filter_map(|key| {
        let path = match path {
            "" => key.clone(),
            path => format!("{path}.{key}"),
        };
        let value = |values: &serde_json::Map<_, Value>| values.get(key).cloned();
        first_difference(
            &path,
            &value(ones).unwrap_or_default(),
            &value(others).unwrap_or_default(),
        )
    })
    .next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_key_that_differs_is_named_with_those_above_it() {
        let one = json!({ "output": { "text": true, "unit": "byte" }, "version": 1 });
        let cases = [
            (one.clone(), None),
            (
                json!({ "output": { "text": true, "unit": "utf16" }, "version": 1 }),
                Some("output.unit"),
            ),
            (
                json!({ "output": { "text": true }, "version": 1 }),
                Some("output.unit"),
            ),
            (
                json!({ "output": { "text": true, "unit": "byte" }, "version": 1, "run": 2 }),
                Some("run"),
            ),
        ];
        for (other, expected) in cases {
            assert_eq!(first_difference("", &one, &other).as_deref(), expected);
        }
    }
}
