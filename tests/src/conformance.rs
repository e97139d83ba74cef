//! The conformance suite: what every stage promises, checked on hard texts.
//!
//! For each text and each stage of a pipeline: it does not fail or panic, it changes the layers it
//! declares and no other, its spans are sorted, and running it twice gives the same. Bounds,
//! character boundaries and table rows are checked by the core as output is taken.

use std::sync::Arc;
use warraq_core::{Annotation, Document, Metadata, Pipeline, Stage, Unsupervised};

/// Checks each stage of a pipeline on every text.
///
/// # Panics
/// With the stage and the start of the text, if a promise is broken.
pub fn check_pipeline(pipeline: &Pipeline, texts: &[String]) {
    for text in texts {
        let mut document = Document::new(Metadata::default(), text.clone())
            .expect("the texts of the suite are short");
        for stage in pipeline.stages() {
            document = check_stage(stage, &document);
        }
    }
}

/// Checks one stage on a document that has the layers it requires, and returns the result.
///
/// # Panics
/// As [`check_pipeline`].
#[must_use]
pub fn check_stage(stage: &Arc<dyn Stage>, document: &Document) -> Document {
    let (first, second) = (run(stage, document), run(stage, document));
    let start: String = document.text().chars().take(60).collect();
    let name = stage.name();
    assert_eq!(
        describe(&first),
        describe(&second),
        "`{name}` gives two outputs for {start:?}"
    );
    for layer in first.layers() {
        let is_declared = stage.provides().contains(layer.name());
        let before = document.layer(layer.name());
        assert!(
            is_declared || before.is_some_and(|before| before == layer),
            "`{name}` changed `{}` on {start:?}",
            layer.name(),
        );
        let order = |span: &warraq_core::Span| (span.start, u32::MAX - span.end);
        assert!(
            layer.spans().is_sorted_by_key(order),
            "`{}` is not sorted",
            layer.name()
        );
    }
    for layer in stage.provides() {
        assert!(
            first.layer(layer).is_some(),
            "`{name}` does not provide `{layer}`"
        );
    }
    first
}

fn run(stage: &Arc<dyn Stage>, document: &Document) -> Document {
    let mut document = document.clone();
    let name = stage.name().to_owned();
    let outcome = document.annotate(
        &name,
        stage.provides(),
        &Unsupervised,
        |document, output| {
            let view = warraq_core::DocumentView::new(document, stage.as_ref(), &Unsupervised);
            stage.process(&view, output)
        },
    );
    let start: String = document.text().chars().take(60).collect();
    outcome.unwrap_or_else(|error| panic!("`{name}` fails on {start:?}: {error}"));
    document
}

/// Everything that a record could show of a document.
fn describe(document: &Document) -> Vec<String> {
    let views = document.layers().iter();
    let views = views.filter_map(|layer| document.view::<Annotation<'_>>(layer.name()));
    let items = views.flat_map(|view| {
        view.iter()
            .map(|item| describe_item(&item))
            .collect::<Vec<_>>()
    });
    let warnings = document
        .warnings()
        .iter()
        .map(|warning| format!("{warning:?}"));
    items.chain(warnings).collect()
}

fn describe_item(item: &Annotation<'_>) -> String {
    let attributes: Vec<_> = item.attributes().collect();
    let (range, label, score) = (item.range(), item.label(), item.score().to_bits());
    format!(
        "{range:?} {label} {score} {:?} {attributes:?}",
        item.parent()
    )
}

/// Texts that break what was not thought through: made by a fixed generator, so that every machine
/// sees the same ones.
#[must_use]
pub fn generated_texts(count: usize) -> Vec<String> {
    let mut random = Random(0x5741_5252_4151);
    (0..count).map(|_| random.text()).collect()
}

/// A generator after Marsaglia's xorshift, enough to mix characters.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u32) -> u32 {
        u32::try_from(self.next() % u64::from(limit)).unwrap_or_default()
    }

    fn text(&mut self) -> String {
        let length = self.below(400);
        (0..length).map(|_| self.character()).collect()
    }

    /// Mostly Arabic, with what pages mix in: digits, marks, controls, other scripts, emoji.
    fn character(&mut self) -> char {
        let (first, count) = match self.below(16) {
            0..=6 => (0x621, 0x2a),
            7 => (0x64b, 0x15),
            8 => (0x660, 0x0a),
            9 => (0x20, 0x5f),
            10 => (0x200b, 0x25),
            11 => (0x600, 0x100),
            12 => (0xfb50, 0x2b0),
            13 => (0x1f600, 0x50),
            14 => return if self.below(2) == 0 { ' ' } else { '\n' },
            _ => (0, 0x11_0000),
        };
        char::from_u32(first + self.below(count)).unwrap_or('\u{fffd}')
    }
}
