//! The C functions behind a stage of a library, one set for each `impl PluginStage`.

use super::{borrowed, log, panics, sink};
use crate::abi::{
    WARRAQ_FAILED, WARRAQ_OK, WARRAQ_PANICKED, WarraqDescription, WarraqDocument, WarraqHost,
    WarraqSink, WarraqStage, WarraqStageTable, WarraqText,
};
use crate::raw;
use serde::de::DeserializeOwned;
use std::ffi::c_void;
use std::fmt::Display;
use std::sync::Arc;
use warraq_core::{DocumentView, LayerName, Output, Stage, StageError};

/// A stage that can be made from a configuration: what [`crate::export_stages`] takes.
///
/// Implemented by the authors of plugins. With default options the stage must come into being, so
/// that the library can say what its stages are named and provide without being configured.
pub trait PluginStage: Stage + Sized + 'static {
    /// The options, filled from the configuration; an unknown key should be refused.
    type Options: DeserializeOwned + Default;
    /// Why options are refused: a lower-case fragment without a full stop.
    type Error: Display;

    /// Makes the stage.
    ///
    /// # Errors
    /// If the options do not make a stage.
    fn from_options(options: Self::Options) -> Result<Self, Self::Error>;
}

/// A stage type on its way into the library's table; [`crate::export_stages`] makes them.
#[derive(Clone, Copy)]
pub struct StageExport {
    describe: fn() -> Result<WarraqStage, String>,
}

impl StageExport {
    /// The export of `T`.
    #[must_use]
    pub const fn of<T: PluginStage>() -> Self {
        Self {
            describe: stage_of::<T>,
        }
    }
}

/// What a library's `open` does: describes every stage.
///
/// # Safety
/// `host` and `table` are as the ABI says.
pub unsafe fn open_library(
    exports: &[StageExport],
    host: *const WarraqHost,
    table: *mut WarraqStageTable,
) -> u32 {
    // SAFETY: the caller promises a host as the ABI says.
    let host = unsafe { &*host };
    panics::remember_instead_of_printing();
    log::send_to(host);
    let described = panics::caught(|| {
        let stages = exports.iter().map(|export| (export.describe)());
        stages.collect::<Result<Vec<_>, _>>()
    });
    let outcome = described.map(|stages| {
        stages.map(|stages| {
            let stages: Vec<*const WarraqStage> = stages
                .into_iter()
                .map(|stage| Box::leak(Box::new(stage)) as *const _)
                .collect();
            let stages = Box::leak(stages.into_boxed_slice());
            // SAFETY: the caller promises a table that can be written.
            let table = unsafe { &mut *table };
            (table.stages, table.stage_count) = (stages.as_ptr(), stages.len());
        })
    });
    report(outcome, |message| fail(host, message))
}

/// One value of a stage on the host's side of the boundary.
struct Instance<T> {
    stage: Arc<T>,
    description: Description,
}

/// A description and what it points at: vectors, which stay where they are when the value moves, and
/// which nothing changes. (A box may not be pointed into while it moves.)
pub(super) struct Description {
    description: WarraqDescription,
    /// The layers that are required, used and provided, one after the other.
    layers: Vec<LayerName>,
    /// Their names.
    texts: Vec<WarraqText>,
    _name: String,
}

impl Description {
    fn of(stage: &dyn Stage) -> Self {
        let name = stage.name().to_owned();
        let [requires, uses, provides] = [stage.requires(), stage.uses(), stage.provides()];
        let layers = [requires, uses, provides].concat();
        let texts = layers.iter().map(|layer| WarraqText::lend(layer.as_str()));
        let texts: Vec<WarraqText> = texts.collect();
        let from = |place: usize| texts.get(place..).unwrap_or_default().as_ptr();
        let description = WarraqDescription {
            struct_size: size_of::<WarraqDescription>(),
            name: WarraqText::lend(&name),
            requires: from(0),
            requires_count: requires.len(),
            uses: from(requires.len()),
            uses_count: uses.len(),
            provides: from(requires.len() + uses.len()),
            provides_count: provides.len(),
        };
        Self {
            description,
            layers,
            texts,
            _name: name,
        }
    }

    /// The declared layer of that name; making a name from a text is dearer.
    pub(super) fn layer(&self, name: &str) -> Option<LayerName> {
        // SAFETY: the texts are those of the layers beside them.
        let is_name = |text: &WarraqText| unsafe { raw::trusted_text(*text) } == name;
        let place = self.texts.iter().position(is_name)?;
        self.layers.get(place).copied()
    }

    /// The name of a declared layer.
    pub(super) fn text(&self, layer: &LayerName) -> Option<WarraqText> {
        let place = self.layers.iter().position(|known| known == layer)?;
        self.texts.get(place).copied()
    }
}

fn stage_of<T: PluginStage>() -> Result<WarraqStage, String> {
    let stage = T::from_options(T::Options::default());
    let stage = stage.map_err(|error| format!("a stage cannot be made by default: {error}"))?;
    // The table and what it points at live as long as the process, as the ABI asks.
    let description = Box::leak(Box::new(Description::of(&stage)));
    Ok(WarraqStage {
        struct_size: size_of::<WarraqStage>(),
        description: &raw const description.description,
        create: Some(create::<T>),
        fork: Some(fork::<T>),
        describe: Some(describe::<T>),
        process: Some(process::<T>),
        destroy: Some(destroy::<T>),
    })
}

unsafe extern "C" fn create<T: PluginStage>(
    config: WarraqText,
    host: *const WarraqHost,
    created: *mut *mut c_void,
) -> u32 {
    // SAFETY: the ABI promises a host for the length of the call.
    let host = unsafe { &*host };
    // SAFETY: the ABI promises a text for the length of the call.
    let config = unsafe { raw::trusted_text(config) };
    let made = panics::caught(|| {
        let options = serde_json::from_str(config).map_err(|error| error.to_string())?;
        let stage = T::from_options(options).map_err(|error| error.to_string())?;
        let description = Description::of(&stage);
        Ok(Instance {
            stage: Arc::new(stage),
            description,
        })
    });
    // SAFETY: the ABI promises a place to write.
    let hand_over = |instance| unsafe { hand_over(instance, created) };
    let outcome = made.map(|made| made.map(hand_over));
    report(outcome, |message| fail(host, message))
}

unsafe extern "C" fn fork<T: PluginStage>(stage: *mut c_void, forked: *mut *mut c_void) -> u32 {
    // SAFETY: the ABI promises a value that `create` or `fork` of the same stage made.
    let instance = unsafe { &*stage.cast::<Instance<T>>() };
    // A `Stage` is shared by threads, so that another value of it is the same one.
    let stage = Arc::clone(&instance.stage);
    let fork = panics::caught(|| Instance {
        description: Description::of(&*stage),
        stage,
    });
    // SAFETY: the ABI promises a place to write.
    let hand_over = |instance| unsafe { hand_over(instance, forked) };
    let outcome = fork.map(hand_over).map(Ok);
    report(outcome, |_| ())
}

unsafe extern "C" fn describe<T: PluginStage>(stage: *mut c_void) -> *const WarraqDescription {
    // SAFETY: the ABI promises a value that `create` or `fork` of the same stage made.
    let instance = unsafe { &*stage.cast::<Instance<T>>() };
    &raw const instance.description.description
}

unsafe extern "C" fn process<T: PluginStage>(
    stage: *mut c_void,
    document: *const WarraqDocument,
    sink: *const WarraqSink,
) -> u32 {
    // SAFETY: the ABI promises a value that `create` or `fork` of the same stage made.
    let instance = unsafe { &*stage.cast::<Instance<T>>() };
    // SAFETY: the ABI promises a sink for the length of the call.
    let sink = unsafe { &*sink };
    // SAFETY: as above, and the value stays on this thread.
    let sink = unsafe { sink::Sink::new(sink) };
    // SAFETY: the ABI promises a document for the length of the call.
    let document = unsafe { &*document };
    let outcome = panics::caught(|| {
        // SAFETY: the document is as the ABI says, and nothing that is read from it leaves this
        // closure.
        let document = unsafe { borrowed::borrow(document, &instance.description) };
        run(instance, &document, sink)
    });
    match outcome {
        Ok(status) => status,
        Err(message) => {
            sink.fail(&message);
            WARRAQ_PANICKED
        }
    }
}

unsafe extern "C" fn destroy<T: PluginStage>(stage: *mut c_void) {
    // SAFETY: the ABI promises a value that `create` or `fork` made, and that this is its last use.
    let instance = unsafe { Box::from_raw(stage.cast::<Instance<T>>()) };
    if let Err(message) = panics::caught(|| drop(instance)) {
        tracing::warn!("a stage panicked when it was dropped: {message}");
    }
}

fn run<T: Stage>(
    instance: &Instance<T>,
    document: &warraq_core::Document,
    sink: sink::Sink<'_>,
) -> u32 {
    let stage = &*instance.stage;
    let checkpoints = sink.checkpoints();
    let mut rows = sink;
    let mut output = Output::remote(document, stage, &checkpoints, &mut rows);
    let view = DocumentView::new(document, stage, &checkpoints);
    let outcome = stage.process(&view, &mut output);
    let (layers, warnings) = output.into_layers();
    match outcome {
        Ok(()) => {
            let delivered = sink.deliver(&instance.description, &layers, &warnings);
            delivered.err().unwrap_or(WARRAQ_OK)
        }
        Err(StageError::Limit(limit)) => sink::limit_status(limit),
        Err(error) => {
            sink.fail(&error.to_string());
            WARRAQ_FAILED
        }
    }
}

/// # Safety
/// `place` can be written.
unsafe fn hand_over<T>(instance: Instance<T>, place: *mut *mut c_void) {
    // SAFETY: the caller promises a place to write.
    unsafe { place.write(Box::into_raw(Box::new(instance)).cast()) }
}

fn report(outcome: Result<Result<(), String>, String>, fail: impl FnOnce(&str)) -> u32 {
    match outcome {
        Ok(Ok(())) => WARRAQ_OK,
        Ok(Err(message)) => {
            fail(&message);
            WARRAQ_FAILED
        }
        Err(message) => {
            fail(&message);
            WARRAQ_PANICKED
        }
    }
}

fn fail(host: &WarraqHost, message: &str) {
    // SAFETY: the host is as the ABI says during this call; the text outlives it.
    unsafe { (host.fail)(host.context, WarraqText::lend(message)) }
}
