//! A stage of a library in this process: one value of it for each thread that needs one.

use super::guard::{Current, guarded};
use super::layers::{Body, Declared, Layers, Pool};
use super::lend;
use super::library::with_host;
use super::receive::{Call, Receiver};
use crate::abi::{
    WARRAQ_OK, WarraqDescription, WarraqDocument, WarraqHost, WarraqSink, WarraqStage, WarraqText,
};
use crate::raw;
use std::ffi::c_void;
use std::mem::offset_of;
use warraq_core::{AttributeValue, DocumentView, LayerName, Output, Span, StageError};

/// The size of a stage in version 1.0, whose last field was `destroy`.
const STAGE_1_0: usize = offset_of!(WarraqStage, destroy) + size_of::<usize>();

/// A stage of a library, before it is configured.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) layers: Layers,
    functions: Functions,
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
        // SAFETY: the caller promises a stage as the ABI says.
        let stage = unsafe { raw::led_by_size(stage, STAGE_1_0) };
        let stage = stage.map_err(|size| format!("a stage has {size} bytes only"))?;
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

/// A stage of a library, configured, in this process.
pub(crate) type LoadedStage = Declared<Loaded>;

/// The values of a stage.
pub(crate) struct Loaded {
    functions: Functions,
    config: String,
    /// The value that the others are forked from; it never sees a document, and is thus unharmed.
    prototype: Instance,
    /// Values that wait for a thread.
    idle: Pool<Instance>,
}

impl LoadedStage {
    pub(crate) fn load(definition: &Definition, config: &str) -> Result<Self, String> {
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
        let loaded = Loaded {
            functions,
            config: config.to_owned(),
            prototype,
            idle: Pool::default(),
        };
        Ok(Self::new(layers, loaded))
    }
}

impl Loaded {
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
            self.idle.put(instance);
        }
        outcome
    }

    fn take(&self) -> Result<Instance, String> {
        match (self.idle.take(), self.functions.fork) {
            (Some(instance), _) => Ok(instance),
            (None, Some(fork)) => self.prototype.fork(fork),
            (None, None) => Instance::create(self.functions, &self.config),
        }
    }
}

impl Body for Loaded {
    fn process(
        &self,
        declared: &Layers,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let layers = lend::layers(document, declared)?;
        let shown = lend::document(document, &layers);
        let checkpoint = |allocated| document.checkpoint_with(allocated);
        let current = Current {
            stage: &declared.name,
            document: &document.metadata().id,
            checkpoint: &checkpoint,
        };
        let call = Call::new(Direct(output), declared, &checkpoint);
        guarded(&current, || self.call(&raw const shown, call)).map(drop)
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
