//! A stage of a library as the core's [`Stage`]: one value of it for each thread that needs one.

use super::library::with_host;
use super::receive::{Call, Receiver};
use super::{guard, lend};
use crate::abi::{
    WARRAQ_OK, WarraqDescription, WarraqDocument, WarraqHost, WarraqSink, WarraqStage, WarraqText,
};
use crate::raw;
use std::ffi::c_void;
use std::sync::{Mutex, PoisonError};
use warraq_core::{AttributeValue, DocumentView, LayerName, Output, Span, Stage, StageError};

/// A stage of a library, before it is configured.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) layers: Layers,
    functions: Functions,
}

/// What a stage is named, reads and adds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Layers {
    pub(crate) name: String,
    pub(crate) requires: Vec<LayerName>,
    pub(crate) uses: Vec<LayerName>,
    pub(crate) provides: Vec<LayerName>,
}

type Create = unsafe extern "C" fn(WarraqText, *const WarraqHost, *mut *mut c_void) -> u32;
type Fork = unsafe extern "C" fn(*mut c_void, *mut *mut c_void) -> u32;
type Describe = unsafe extern "C" fn(*mut c_void) -> *const WarraqDescription;
type Process = unsafe extern "C" fn(*mut c_void, *const WarraqDocument, *const WarraqSink) -> u32;
type Destroy = unsafe extern "C" fn(*mut c_void);

/// The functions of a stage, known to be there.
#[derive(Clone, Copy, Debug)]
struct Functions {
    create: Create,
    fork: Option<Fork>,
    describe: Option<Describe>,
    process: Process,
    destroy: Destroy,
}

impl Definition {
    /// # Safety
    /// `stage` is null, or as the ABI says.
    pub(crate) unsafe fn read(library: &str, stage: *const WarraqStage) -> Result<Self, String> {
        if stage.is_null() {
            return Err(format!("a stage of `{library}` is a null pointer"));
        }
        // SAFETY: the caller promises a stage as the ABI says; its first field is its size.
        let size = unsafe { stage.cast::<usize>().read() };
        if size < size_of::<WarraqStage>() {
            return Err(format!("a stage has {size} bytes only"));
        }
        // SAFETY: the structure is as large as ours, or larger.
        let stage = unsafe { &*stage };
        // SAFETY: the caller promises a stage as the ABI says.
        let layers = unsafe { Layers::read(stage.description) }?;
        let missing = |function: &str| format!("the stage `{}` has no `{function}`", layers.name);
        Ok(Self {
            functions: Functions {
                create: stage.create.ok_or_else(|| missing("create"))?,
                fork: stage.fork,
                describe: stage.describe,
                process: stage.process.ok_or_else(|| missing("process"))?,
                destroy: stage.destroy.ok_or_else(|| missing("destroy"))?,
            },
            layers,
        })
    }
}

impl Layers {
    /// # Safety
    /// `description` is null, or as the ABI says.
    unsafe fn read(description: *const WarraqDescription) -> Result<Self, String> {
        if description.is_null() {
            return Err("a stage has no description".to_owned());
        }
        // SAFETY: the caller promises a description as the ABI says; its first field is its size.
        let size = unsafe { description.cast::<usize>().read() };
        if size < size_of::<WarraqDescription>() {
            return Err(format!("a description has {size} bytes only"));
        }
        // SAFETY: the structure is as large as ours, or larger.
        let description = unsafe { &*description };
        // SAFETY: the caller promises texts as the ABI says.
        let name = unsafe { raw::text(description.name) }.unwrap_or_default();
        if name.is_empty() {
            return Err("a stage has no name".to_owned());
        }
        // SAFETY: as above.
        let layers = |names, count| unsafe { layer_names(names, count) };
        Ok(Self {
            name: name.to_owned(),
            requires: layers(description.requires, description.requires_count)?,
            uses: layers(description.uses, description.uses_count)?,
            provides: layers(description.provides, description.provides_count)?,
        })
    }
}

/// # Safety
/// `names` shows `count` texts, as the ABI says.
unsafe fn layer_names(names: *const WarraqText, count: usize) -> Result<Vec<LayerName>, String> {
    // SAFETY: the caller promises the same.
    let names = unsafe { raw::slice(names, count) };
    let read = |name: &WarraqText| {
        // SAFETY: as above.
        let name = unsafe { raw::text(*name) }.ok_or("the name of a layer is no text")?;
        LayerName::new(name).map_err(|error| error.to_string())
    };
    names.iter().map(read).collect()
}

/// A stage of a library, configured.
pub(crate) struct LoadedStage {
    layers: Layers,
    wanted: Vec<LayerName>,
    functions: Functions,
    config: String,
    /// The value that the others are forked from; it never sees a document, and is thus unharmed.
    prototype: Instance,
    /// Values that wait for a thread.
    idle: Mutex<Vec<Instance>>,
}

impl LoadedStage {
    pub(crate) fn new(definition: &Definition, config: &str) -> Result<Self, String> {
        let functions = definition.functions;
        let prototype = Instance::create(functions, config)?;
        let layers = match functions.describe {
            Some(describe) => {
                // SAFETY: the value is what `create` made.
                let description = unsafe { describe(prototype.stage) };
                // SAFETY: the ABI asks for a description that lives as long as the value.
                unsafe { Layers::read(description) }?
            }
            None => definition.layers.clone(),
        };
        let wanted = layers
            .requires
            .iter()
            .chain(&layers.uses)
            .copied()
            .collect();
        let (config, idle) = (config.to_owned(), Mutex::new(Vec::new()));
        Ok(Self {
            layers,
            wanted,
            functions,
            config,
            prototype,
            idle,
        })
    }

    /// What the stage is named, reads and adds.
    pub(crate) fn layers(&self) -> &Layers {
        &self.layers
    }

    /// Calls the library with a document that is shown to it, and a receiver.
    pub(crate) fn call<R: Receiver>(
        &self,
        document: *const WarraqDocument,
        call: Call<'_, R>,
    ) -> Result<R, StageError> {
        let instance = self.take().map_err(StageError::Failed)?;
        let sink = call.sink();
        // SAFETY: the value is of this stage, and nobody else has it; document and sink are as the
        // ABI says, and live during the call.
        let status = unsafe { (self.functions.process)(instance.stage, document, &raw const sink) };
        let outcome = call.finish(status);
        // A value that failed may be half-way through something: the next document gets another.
        if outcome.is_ok() {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(instance);
        }
        outcome
    }

    fn take(&self) -> Result<Instance, String> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(instance) = idle.pop() {
            return Ok(instance);
        }
        drop(idle);
        match self.functions.fork {
            Some(fork) => self.prototype.fork(fork),
            None => Instance::create(self.functions, &self.config),
        }
    }
}

impl Stage for LoadedStage {
    fn name(&self) -> &str {
        &self.layers.name
    }

    fn requires(&self) -> &[LayerName] {
        &self.layers.requires
    }

    fn uses(&self) -> &[LayerName] {
        &self.layers.uses
    }

    fn provides(&self) -> &[LayerName] {
        &self.layers.provides
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let layers = lend::layers(document, &self.wanted)?;
        let shown = lend::document(document, &layers);
        let checkpoint = |allocated| document.checkpoint_with(allocated);
        let id = &document.metadata().id;
        let call = Call::new(Direct(output), &checkpoint);
        guard::guarded(&self.layers.name, id, || self.call(&raw const shown, call)).map(drop)
    }
}

/// Takes spans straight into the document's output.
struct Direct<'a, 'b>(&'a mut Output<'b>);

impl Receiver for Direct<'_, '_> {
    fn label(&mut self, label: &str) -> Result<u32, StageError> {
        self.0.label(label)
    }

    fn attributes(&mut self, row: &[(&str, AttributeValue<'_>)]) -> Result<u32, StageError> {
        self.0.attributes(row)
    }

    fn push(&mut self, layer: &LayerName, spans: &[Span]) -> Result<(), StageError> {
        self.0.extend(layer, spans.to_vec())
    }

    fn set_parent(&mut self, layer: &LayerName, parent: &LayerName) -> Result<(), StageError> {
        self.0.set_parent(layer, parent)
    }

    fn warn(&mut self, code: &str, message: &str) {
        self.0.warn(code, message);
    }
}

/// One value of a stage, which one thread uses at a time.
struct Instance {
    stage: *mut c_void,
    destroy: Destroy,
}

// SAFETY: the ABI asks that a value may be used and destroyed by any thread, one at a time.
unsafe impl Send for Instance {}

// SAFETY: all that is done with a shared value is to fork it, which the ABI lets any thread do.
unsafe impl Sync for Instance {}

impl Instance {
    fn create(functions: Functions, config: &str) -> Result<Self, String> {
        let mut stage = std::ptr::null_mut();
        let config = WarraqText::lend(config);
        // SAFETY: the function is the library's `create`; what it is passed lives during the call.
        with_host(|host| unsafe { (functions.create)(config, host, &raw mut stage) })?;
        let destroy = functions.destroy;
        Ok(Self { stage, destroy })
    }

    fn fork(&self, fork: Fork) -> Result<Self, String> {
        let mut stage = std::ptr::null_mut();
        // SAFETY: the value is what `create` made, and the place lives during the call.
        let status = unsafe { fork(self.stage, &raw mut stage) };
        if status != WARRAQ_OK {
            return Err("it cannot make a value for another thread".to_owned());
        }
        let destroy = self.destroy;
        Ok(Self { stage, destroy })
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // SAFETY: the value is what `create` made, and this is its last use.
        unsafe { (self.destroy)(self.stage) }
    }
}
