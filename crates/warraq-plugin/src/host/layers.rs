//! What a stage of a library declares, and the core's [`Stage`] over it: the same for a stage in this
//! process and for one in a worker.

use crate::abi::{WarraqDescription, WarraqText};
use crate::raw;
use std::mem::offset_of;
use std::sync::{Mutex, PoisonError};
use warraq_core::{DocumentView, LayerName, Output, Stage, StageError};

/// The size of a description in version 1.0, whose last field was `provides_count`.
const DESCRIPTION_1_0: usize = offset_of!(WarraqDescription, provides_count) + size_of::<usize>();

/// What a stage is named, reads and adds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layers {
    pub(crate) name: String,
    pub(crate) requires: Vec<LayerName>,
    pub(crate) uses: Vec<LayerName>,
    pub(crate) provides: Vec<LayerName>,
    /// All of these in this order with their names, for what each document names to be found in.
    known: Vec<(Box<str>, LayerName)>,
}

/// What a declared stage does with a document.
pub(crate) trait Body: Send + Sync {
    fn process(
        &self,
        declared: &Layers,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError>;
}

/// A stage of a library, wherever it runs.
pub(crate) struct Declared<B> {
    layers: Layers,
    body: B,
}

impl<B> Declared<B> {
    pub(crate) fn new(layers: Layers, body: B) -> Self {
        Self { layers, body }
    }

    /// What the stage is named, reads and adds.
    pub(crate) fn layers(&self) -> &Layers {
        &self.layers
    }

    pub(crate) fn body(&self) -> &B {
        &self.body
    }
}

impl<B: Body> Stage for Declared<B> {
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
        self.body.process(&self.layers, document, output)
    }
}

/// Values that wait for a thread that needs one: the one that was used last is the warmest.
#[derive(Debug)]
pub(crate) struct Pool<T>(Mutex<Vec<T>>);

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<T> Pool<T> {
    pub(crate) fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    pub(crate) fn put(&self, value: T) {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(value);
    }
}

impl Layers {
    pub(crate) fn new(name: &str, [requires, uses, provides]: [Vec<LayerName>; 3]) -> Self {
        let all = requires.iter().chain(&uses).chain(&provides);
        let known = all.map(|layer| (layer.as_str().into(), *layer)).collect();
        Self {
            name: name.to_owned(),
            requires,
            uses,
            provides,
            known,
        }
    }

    /// The layers that the stage may read, each with its name as a text.
    pub(crate) fn read_layers(&self) -> &[(Box<str>, LayerName)] {
        let count = self.requires.len() + self.uses.len();
        self.known.get(..count).unwrap_or_default()
    }

    /// The declared layer of that name.
    pub(crate) fn find(&self, name: &[u8]) -> Option<LayerName> {
        let mut known = self.known.iter();
        let found = known.find(|(text, _)| text.as_bytes() == name);
        found.map(|(_, layer)| *layer)
    }

    /// # Safety
    /// `description` is null, or as the ABI says.
    pub(crate) unsafe fn read(description: *const WarraqDescription) -> Result<Self, String> {
        if description.is_null() {
            return Err("a stage has no description".to_owned());
        }
        // SAFETY: the caller promises a description as the ABI says.
        let description = unsafe { raw::led_by_size(description, DESCRIPTION_1_0) };
        let description =
            description.map_err(|size| format!("a description has {size} bytes only"))?;
        // SAFETY: the caller promises texts as the ABI says.
        let name = unsafe { raw::text(description.name) }.unwrap_or_default();
        if name.is_empty() {
            return Err("a stage has no name".to_owned());
        }
        // SAFETY: as above.
        let layers = |names, count| unsafe { layer_names(names, count) };
        let layers = [
            layers(description.requires, description.requires_count)?,
            layers(description.uses, description.uses_count)?,
            layers(description.provides, description.provides_count)?,
        ];
        Ok(Self::new(name, layers))
    }
}

/// # Safety
/// `names` shows `count` texts, as the ABI says.
unsafe fn layer_names(names: *const WarraqText, count: usize) -> Result<Vec<LayerName>, String> {
    if !raw::is_array(names, count) {
        return Err(format!("a list of {count} layers has a bad pointer"));
    }
    // SAFETY: the caller promises the same.
    let names = unsafe { raw::slice(names, count) };
    let read = |name: &WarraqText| {
        // SAFETY: as above.
        let name = unsafe { raw::text(*name) }.ok_or("the name of a layer is no text")?;
        LayerName::new(name).map_err(|error| error.to_string())
    };
    names.iter().map(read).collect()
}
