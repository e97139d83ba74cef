//! The host's half of [`WarraqSink`]: what a library calls during `process`.
//!
//! Every pointer and text of the library is checked here for what can be checked; spans are checked
//! by the output that they end up in.

use super::layers::Layers;
use crate::abi::{
    WARRAQ_FAILED, WARRAQ_FLAG, WARRAQ_INTEGER, WARRAQ_MEMORY_SPENT, WARRAQ_OK, WARRAQ_PANICKED,
    WARRAQ_REAL, WARRAQ_REFUSED, WARRAQ_STOPPED, WARRAQ_TEXT, WARRAQ_TIME_SPENT, WarraqSink,
    WarraqSpan, WarraqText, WarraqValue,
};
use crate::raw;
use std::cell::{Cell, RefCell, UnsafeCell};
use std::ffi::c_void;
use std::sync::atomic::{AtomicU32, Ordering};
use warraq_core::{AttributeValue, LayerName, LimitExceeded, Span, StageError};

/// Takes what a stage gives, after the pointers have become values.
pub(crate) trait Receiver {
    fn label(&mut self, label: &str) -> Result<u32, StageError>;
    fn attributes(&mut self, row: &[(&str, AttributeValue<'_>)]) -> Result<u32, StageError>;
    fn push(&mut self, layer: &LayerName, spans: &[Span]) -> Result<(), StageError>;
    fn set_parent(&mut self, layer: &LayerName, parent: &LayerName) -> Result<(), StageError>;
    fn warn(&mut self, code: &str, message: &str);
}

/// Answers checkpoints, on any thread.
pub(crate) type Checkpoint<'a> = &'a (dyn Fn(usize) -> Result<(), LimitExceeded> + Sync);

/// One call of `process`: where its output goes, and what went wrong so far.
pub(crate) struct Call<'a, R> {
    receiver: UnsafeCell<R>,
    declared: &'a Layers,
    checkpoint: Checkpoint<'a>,
    limit: AtomicU32,
    refusal: Cell<Option<StageError>>,
    message: RefCell<Option<String>>,
}

impl<'a, R: Receiver> Call<'a, R> {
    pub(crate) fn new(receiver: R, declared: &'a Layers, checkpoint: Checkpoint<'a>) -> Self {
        Self {
            receiver: UnsafeCell::new(receiver),
            declared,
            checkpoint,
            limit: AtomicU32::new(WARRAQ_OK),
            refusal: Cell::new(None),
            message: RefCell::new(None),
        }
    }

    /// The sink to pass to the library; it must not be used after this value.
    pub(crate) fn sink(&self) -> WarraqSink {
        WarraqSink {
            struct_size: size_of::<WarraqSink>(),
            context: (&raw const *self).cast_mut().cast(),
            label: label::<R>,
            attributes: attributes::<R>,
            push: push::<R>,
            set_parent: set_parent::<R>,
            warn: warn::<R>,
            checkpoint: checkpoint::<R>,
            fail: fail::<R>,
        }
    }

    /// What became of the call, given what `process` returned.
    ///
    /// What was refused stays refused, even if the library ignores it and says that all is well.
    pub(crate) fn finish(self, status: u32) -> Result<R, StageError> {
        if let Some(refusal) = self.refusal.take() {
            return Err(refusal);
        }
        let said = self.message.take();
        let said = said.unwrap_or_else(|| "it failed without saying why".to_owned());
        match (status, limit(self.limit.load(Ordering::Relaxed))) {
            (WARRAQ_OK, _) => Ok(self.receiver.into_inner()),
            (WARRAQ_FAILED, _) => Err(StageError::Failed(said)),
            (WARRAQ_PANICKED, _) => Err(StageError::Failed(format!("it panicked: {said}"))),
            (_, Some(limit)) => Err(limit.into()),
            (status, None) => Err(StageError::Failed(format!(
                "it returned the status `{status}` for no reason"
            ))),
        }
    }

    /// # Safety
    /// `context` is of [`Call::sink`] of a living value, on the thread that called `process`, and
    /// no other use of the receiver is under way.
    unsafe fn receive(
        context: *mut c_void,
        take: impl FnOnce(&mut R, &'a Layers) -> Result<(), StageError>,
    ) -> u32 {
        // SAFETY: the caller promises the context of a living call.
        let call = unsafe { &*context.cast::<Self>() };
        // SAFETY: the caller promises that nothing else uses the receiver.
        let receiver = unsafe { &mut *call.receiver.get() };
        let Err(refusal) = take(receiver, call.declared) else {
            return WARRAQ_OK;
        };
        // The first refusal is the cause of those that follow.
        let first = call.refusal.take().unwrap_or(refusal);
        call.refusal.set(Some(first));
        WARRAQ_REFUSED
    }
}

unsafe extern "C" fn label<R: Receiver>(
    context: *mut c_void,
    label: WarraqText,
    row: *mut u32,
) -> u32 {
    let take = |receiver: &mut R, _: &Layers| {
        // SAFETY: the library lends a text, as the ABI asks of it.
        let found = receiver.label(unsafe { checked(label) }?)?;
        // SAFETY: the library passes a place to write, as the ABI asks of it.
        unsafe { write(row, found) }
    };
    // SAFETY: the library passes the context of the sink it was given, on the thread of the call.
    unsafe { Call::receive(context, take) }
}

unsafe extern "C" fn attributes<R: Receiver>(
    context: *mut c_void,
    values: *const WarraqValue,
    count: usize,
    row: *mut u32,
) -> u32 {
    let take = |receiver: &mut R, _: &Layers| {
        check_pointer(values, count)?;
        // SAFETY: the library lends `count` values, as the ABI asks of it.
        let values = unsafe { raw::slice(values, count) };
        // SAFETY: as above, for the texts in them.
        let found = unsafe { intern(receiver, values) }?;
        // SAFETY: the library passes a place to write, as the ABI asks of it.
        unsafe { write(row, found) }
    };
    // SAFETY: the library passes the context of the sink it was given, on the thread of the call.
    unsafe { Call::receive(context, take) }
}

unsafe extern "C" fn push<R: Receiver>(
    context: *mut c_void,
    layer: WarraqText,
    spans: *const WarraqSpan,
    count: usize,
) -> u32 {
    let take = |receiver: &mut R, declared: &Layers| {
        check_pointer(spans, count)?;
        // SAFETY: the library lends `count` spans, as the ABI asks of it; their layout is that of
        // the core's, which `abi::layout` asserts, and any bits are a value of it.
        let spans = unsafe { raw::slice(spans.cast::<Span>(), count) };
        // SAFETY: the library lends a text, as the ABI asks of it.
        receiver.push(&unsafe { layer_name(declared, layer) }?, spans)
    };
    // SAFETY: the library passes the context of the sink it was given, on the thread of the call.
    unsafe { Call::receive(context, take) }
}

unsafe extern "C" fn set_parent<R: Receiver>(
    context: *mut c_void,
    layer: WarraqText,
    parent: WarraqText,
) -> u32 {
    let take = |receiver: &mut R, declared: &Layers| {
        // SAFETY: the library lends a text, as the ABI asks of it.
        let layer = unsafe { layer_name(declared, layer) }?;
        // SAFETY: as above.
        receiver.set_parent(&layer, &unsafe { layer_name(declared, parent) }?)
    };
    // SAFETY: the library passes the context of the sink it was given, on the thread of the call.
    unsafe { Call::receive(context, take) }
}

unsafe extern "C" fn warn<R: Receiver>(
    context: *mut c_void,
    code: WarraqText,
    message: WarraqText,
) -> u32 {
    let take = |receiver: &mut R, _: &Layers| {
        // SAFETY: the library lends a text, as the ABI asks of it.
        let code = unsafe { checked(code) }?;
        // SAFETY: as above.
        receiver.warn(code, unsafe { checked(message) }?);
        Ok(())
    };
    // SAFETY: the library passes the context of the sink it was given, on the thread of the call.
    unsafe { Call::receive(context, take) }
}

unsafe extern "C" fn checkpoint<R>(context: *mut c_void, allocated: usize) -> u32 {
    // SAFETY: the library passes the context of the sink it was given. Other threads may do so too:
    // what is used here is shared, and the receiver is left alone.
    let call = unsafe { &*context.cast::<Call<'_, R>>() };
    let status = match (call.checkpoint)(allocated) {
        Ok(()) => return WARRAQ_OK,
        Err(LimitExceeded::Time) => WARRAQ_TIME_SPENT,
        Err(LimitExceeded::Memory) => WARRAQ_MEMORY_SPENT,
        Err(_) => WARRAQ_STOPPED,
    };
    call.limit.store(status, Ordering::Relaxed);
    status
}

unsafe extern "C" fn fail<R>(context: *mut c_void, message: WarraqText) {
    // SAFETY: the library passes the context of the sink it was given, on the thread of the call.
    let call = unsafe { &*context.cast::<Call<'_, R>>() };
    // SAFETY: the library lends a text, as the ABI asks of it.
    let bytes = unsafe { raw::slice(message.bytes, message.length) };
    call.message
        .replace(Some(String::from_utf8_lossy(bytes).into_owned()));
}

/// # Safety
/// The texts in `values` are lent as the ABI says.
unsafe fn intern<R: Receiver>(receiver: &mut R, values: &[WarraqValue]) -> Result<u32, StageError> {
    const FEW: usize = 8;
    let mut few = [("", AttributeValue::Flag(false)); FEW];
    let mut many = Vec::new();
    let row = match few.get_mut(..values.len()) {
        Some(row) => row,
        None => {
            many.resize(values.len(), ("", AttributeValue::Flag(false)));
            many.as_mut_slice()
        }
    };
    for (place, value) in row.iter_mut().zip(values) {
        // SAFETY: the caller promises the same.
        *place = unsafe { pair(value) }?;
    }
    receiver.attributes(row)
}

/// # Safety
/// The texts in `value` are lent as the ABI says.
unsafe fn pair<'a>(value: &WarraqValue) -> Result<(&'a str, AttributeValue<'a>), StageError> {
    // SAFETY: the caller promises the same.
    let key = unsafe { checked(value.key) }?;
    let value = match value.kind {
        // SAFETY: as above.
        WARRAQ_TEXT => AttributeValue::Text(unsafe { checked(value.text) }?),
        WARRAQ_INTEGER => AttributeValue::Integer(value.bits.cast_signed()),
        WARRAQ_REAL => AttributeValue::Real(f64::from_bits(value.bits)),
        WARRAQ_FLAG => AttributeValue::Flag(value.bits != 0),
        kind => {
            return Err(StageError::Failed(format!(
                "the attribute `{key}` has the kind `{kind}`"
            )));
        }
    };
    Ok((key, value))
}

/// # Safety
/// `text` is lent as the ABI says.
unsafe fn checked<'a>(text: WarraqText) -> Result<&'a str, StageError> {
    check_pointer(text.bytes, text.length)?;
    // SAFETY: the caller promises the same.
    unsafe { raw::text(text) }
        .ok_or_else(|| StageError::failed("it gives a text that is not UTF-8"))
}

/// The layer of that name: one that the stage declares, most often, whose name needs no check.
///
/// # Safety
/// `text` is lent as the ABI says.
unsafe fn layer_name(declared: &Layers, text: WarraqText) -> Result<LayerName, StageError> {
    check_pointer(text.bytes, text.length)?;
    // SAFETY: the caller promises the same.
    let bytes = unsafe { raw::slice(text.bytes, text.length) };
    if let Some(known) = declared.find(bytes) {
        return Ok(known);
    }
    // SAFETY: the caller promises the same.
    let name = unsafe { checked(text) }?;
    LayerName::new(name).map_err(|error| StageError::Failed(error.to_string()))
}

/// # Safety
/// `place` can be written, unless it is null or not aligned.
unsafe fn write(place: *mut u32, row: u32) -> Result<(), StageError> {
    if place.is_null() || !place.is_aligned() {
        return Err(StageError::failed("it passes a bad pointer for a row"));
    }
    // SAFETY: the caller promises a place to write, and neither null nor unaligned.
    unsafe { place.write(row) };
    Ok(())
}

fn check_pointer<T>(pointer: *const T, count: usize) -> Result<(), StageError> {
    if raw::is_array(pointer, count) && count <= MOST {
        return Ok(());
    }
    Err(StageError::Failed(format!(
        "it passes a bad pointer for {count} values"
    )))
}

/// More values than any document can have: a count beyond it is garbage.
const MOST: usize = u32::MAX as usize;

fn limit(status: u32) -> Option<LimitExceeded> {
    match status {
        WARRAQ_TIME_SPENT => Some(LimitExceeded::Time),
        WARRAQ_MEMORY_SPENT => Some(LimitExceeded::Memory),
        WARRAQ_STOPPED => Some(LimitExceeded::Stopped),
        _ => None,
    }
}
