//! The host's sink as what the core's [`warraq_core::Output`] and checkpoints need.

use super::export::Description;
use crate::abi::{
    WARRAQ_FLAG, WARRAQ_INTEGER, WARRAQ_MEMORY_SPENT, WARRAQ_OK, WARRAQ_REAL, WARRAQ_STOPPED,
    WARRAQ_TEXT, WARRAQ_TIME_SPENT, WarraqSink, WarraqSpan, WarraqText, WarraqValue,
};
use crate::raw;
use std::ffi::c_void;
use warraq_core::{
    AttributeValue, Layer, LimitExceeded, NONE, RowSource, Span, StageError, Supervisor, Warning,
};

/// The sink of one call of `process`.
#[derive(Clone, Copy)]
pub(super) struct Sink<'a> {
    sink: &'a WarraqSink,
}

/// The part of the sink that any thread may use.
pub(super) struct Checkpoints {
    context: *mut c_void,
    checkpoint: unsafe extern "C" fn(*mut c_void, usize) -> u32,
}

// SAFETY: the ABI lets any thread call `checkpoint`, and the context goes to nothing else here.
unsafe impl Sync for Checkpoints {}

impl Supervisor for Checkpoints {
    fn checkpoint(&self, allocated: usize) -> Result<(), LimitExceeded> {
        // SAFETY: the sink lives as long as the call that made this value, and any thread may ask.
        match unsafe { (self.checkpoint)(self.context, allocated) } {
            WARRAQ_OK => Ok(()),
            WARRAQ_TIME_SPENT => Err(LimitExceeded::Time),
            WARRAQ_MEMORY_SPENT => Err(LimitExceeded::Memory),
            _ => Err(LimitExceeded::Stopped),
        }
    }
}

impl<'a> Sink<'a> {
    /// # Safety
    /// `sink` is as the ABI says, and the value is used during the host's call alone, by the thread
    /// that it came on.
    pub(super) unsafe fn new(sink: &'a WarraqSink) -> Self {
        Self { sink }
    }

    pub(super) fn checkpoints(&self) -> Checkpoints {
        Checkpoints {
            context: self.sink.context,
            checkpoint: self.sink.checkpoint,
        }
    }

    pub(super) fn fail(&self, message: &str) {
        // SAFETY: `new` promises a sink as the ABI says; the text outlives the call.
        unsafe { (self.sink.fail)(self.sink.context, WarraqText::lend(message)) }
    }

    /// Hands on what a stage gave.
    pub(super) fn deliver(
        &self,
        declared: &Description,
        layers: &[Layer],
        warnings: &[Warning],
    ) -> Result<(), u32> {
        let text = |layer| declared.text(layer);
        for layer in layers {
            let name = text(layer.name()).unwrap_or(WarraqText::ABSENT);
            if let Some(parent) = layer.parent() {
                let parent = text(parent).unwrap_or_else(|| WarraqText::lend(parent.as_str()));
                // SAFETY: `new` promises a sink as the ABI says; the texts outlive the call.
                accepted(unsafe { (self.sink.set_parent)(self.sink.context, name, parent) })?;
            }
            let spans = abi_spans(layer.spans());
            // SAFETY: as above; the spans outlive the call.
            accepted(unsafe {
                (self.sink.push)(self.sink.context, name, spans.as_ptr(), spans.len())
            })?;
        }
        for warning in warnings {
            let code = WarraqText::lend(&warning.code);
            let message = WarraqText::lend(&warning.message);
            // SAFETY: as above.
            accepted(unsafe { (self.sink.warn)(self.sink.context, code, message) })?;
        }
        Ok(())
    }
}

impl RowSource for Sink<'_> {
    fn label(&mut self, label: &str) -> Result<u32, StageError> {
        let mut row = NONE;
        // SAFETY: `new` promises a sink as the ABI says; text and row outlive the call.
        let status =
            unsafe { (self.sink.label)(self.sink.context, WarraqText::lend(label), &raw mut row) };
        accepted(status).map(|()| row).map_err(refusal)
    }

    fn attributes(&mut self, row: &[(&str, AttributeValue<'_>)]) -> Result<u32, StageError> {
        const FEW: usize = 8;
        if row.len() <= FEW {
            let mut values = [value(&("", AttributeValue::Flag(false))); FEW];
            for (place, pair) in values.iter_mut().zip(row) {
                *place = value(pair);
            }
            return self.attribute_row(values.get(..row.len()).unwrap_or_default());
        }
        let values: Vec<_> = row.iter().map(value).collect();
        self.attribute_row(&values)
    }
}

impl Sink<'_> {
    fn attribute_row(&self, values: &[WarraqValue]) -> Result<u32, StageError> {
        let mut row = NONE;
        let (values, count) = (values.as_ptr(), values.len());
        // SAFETY: `new` promises a sink as the ABI says; values and row outlive the call.
        let status =
            unsafe { (self.sink.attributes)(self.sink.context, values, count, &raw mut row) };
        accepted(status).map(|()| row).map_err(refusal)
    }
}

/// The status that a limit is passed on with.
pub(super) fn limit_status(limit: LimitExceeded) -> u32 {
    match limit {
        LimitExceeded::Time => WARRAQ_TIME_SPENT,
        LimitExceeded::Memory => WARRAQ_MEMORY_SPENT,
        _ => WARRAQ_STOPPED,
    }
}

fn accepted(status: u32) -> Result<(), u32> {
    if status == WARRAQ_OK {
        Ok(())
    } else {
        Err(status)
    }
}

/// What the stage sees of a refusal; the host knows better, and reports what it knows.
fn refusal(status: u32) -> StageError {
    match status {
        WARRAQ_TIME_SPENT => LimitExceeded::Time.into(),
        WARRAQ_MEMORY_SPENT => LimitExceeded::Memory.into(),
        WARRAQ_STOPPED => LimitExceeded::Stopped.into(),
        _ => StageError::failed("the host refuses a row"),
    }
}

fn value(pair: &(&str, AttributeValue<'_>)) -> WarraqValue {
    let (kind, text, bits) = match pair.1 {
        AttributeValue::Text(text) => (WARRAQ_TEXT, WarraqText::lend(text), 0),
        AttributeValue::Integer(integer) => {
            (WARRAQ_INTEGER, WarraqText::ABSENT, integer.cast_unsigned())
        }
        AttributeValue::Real(real) => (WARRAQ_REAL, WarraqText::ABSENT, real.to_bits()),
        AttributeValue::Flag(flag) => (WARRAQ_FLAG, WarraqText::ABSENT, u64::from(flag)),
    };
    WarraqValue {
        key: WarraqText::lend(pair.0),
        kind,
        reserved: 0,
        text,
        bits,
    }
}

fn abi_spans(spans: &[Span]) -> &[WarraqSpan] {
    // SAFETY: the two have one layout, which `abi::layout` asserts, and any bits are a value of it.
    unsafe { raw::slice(spans.as_ptr().cast(), spans.len()) }
}
