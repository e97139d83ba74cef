//! A library that does whatever can go wrong, for the tests of what becomes of it.
//!
//! Each of its ways is harmless on documents without the word `trigger`: there the stage marks the
//! text's first character, so that a test sees that the neighbours of a bad document are as ever.

use serde::Deserialize;
use warraq_plugin::{
    BadLayerName, DocumentView, LayerName, NONE, Output, PluginStage, Span, Stage, StageError,
};

struct Misbehaving {
    way: Way,
    layer: LayerName,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Options {
    way: Way,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Way {
    #[default]
    None,
    Error,
    Reversed,
    Beyond,
    MidCharacter,
    NotANumber,
    UnknownLabel,
    UnknownAttributes,
    UnknownParent,
    UndeclaredLayer,
    InfiniteAttribute,
    Panic,
    PanicWithPanickingPayload,
    Print,
    Log,
    Segfault,
    Abort,
    Overflow,
    Exit,
    Hang,
    Leak,
    Devour,
}

/// A payload that panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("the payload panics too");
    }
}

impl Stage for Misbehaving {
    fn name(&self) -> &str {
        "misbehaving"
    }

    fn provides(&self) -> &[LayerName] {
        std::slice::from_ref(&self.layer)
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let text = document.text();
        let first = text.chars().next().map_or(0, char::len_utf8) as u32;
        let label = output.label("first")?;
        let row = output.attributes(&[("id", document.metadata().id.as_str().into())])?;
        let good = Span::new(0, first).with_label(label).with_attributes(row);
        output.push(&self.layer, good)?;
        if text.contains("trigger") {
            self.misbehave(document, output)?;
        }
        Ok(())
    }
}

impl Misbehaving {
    fn misbehave(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let good = Span::new(0, 0);
        let bad = match self.way {
            Way::Reversed => Span::new(2, 0),
            Way::Beyond => Span::new(0, u32::MAX - 1),
            Way::MidCharacter => Span::new(1, 2),
            Way::NotANumber => good.with_score(f32::NAN),
            Way::UnknownLabel => good.with_label(NONE - 1),
            Way::UnknownAttributes => good.with_attributes(NONE - 1),
            Way::UnknownParent => good.with_parent(0),
            _ => return self.fail(document, output),
        };
        output.push(&self.layer, bad)
    }

    fn fail(&self, document: &DocumentView<'_>, output: &mut Output<'_>) -> Result<(), StageError> {
        match self.way {
            Way::Error => return Err(StageError::failed("it does not like the text")),
            Way::UndeclaredLayer => output.push(&LayerName::TOKENS, Span::new(0, 0))?,
            Way::InfiniteAttribute => {
                output.attributes(&[("x", f64::INFINITY.into())])?;
            }
            Way::Panic => panic!("it panics on purpose"),
            Way::PanicWithPanickingPayload => std::panic::panic_any(Bomb),
            Way::Print => println!("what a plugin prints"),
            Way::Log => tracing::warn!(length = document.text().len(), "what a plugin logs"),
            Way::Hang => loop {
                std::thread::sleep(std::time::Duration::from_secs(1));
            },
            Way::Leak => std::mem::forget(vec![1_u8; 24 << 20]),
            Way::Devour => devour(),
            _ => self.die(),
        }
        Ok(())
    }

    fn die(&self) {
        match self.way {
            // SAFETY: it is not safe at all: that is what the test is about.
            Way::Segfault => unsafe { std::ptr::dangling_mut::<u64>().write_volatile(1) },
            Way::Abort => std::process::abort(),
            Way::Overflow => println!("{}", overflow(1)),
            Way::Exit => std::process::exit(0),
            _ => {}
        }
    }
}

fn devour() {
    let mut all = Vec::new();
    loop {
        all.push(std::hint::black_box(vec![1_u8; 1 << 20]));
    }
}

#[expect(unconditional_recursion, reason = "the stack is to overflow")]
fn overflow(depth: u64) -> u64 {
    let frame = std::hint::black_box([depth; 64]);
    overflow(depth + 1) + frame.iter().sum::<u64>()
}

impl PluginStage for Misbehaving {
    type Options = Options;
    type Error = BadLayerName;

    fn from_options(options: Options) -> Result<Self, BadLayerName> {
        let layer = LayerName::new("misbehaving")?;
        Ok(Self {
            way: options.way,
            layer,
        })
    }
}

warraq_plugin::export_stages!(Misbehaving);
