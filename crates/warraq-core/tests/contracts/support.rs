//! A stage that is made of a function, and what is to be true once it fails.

use std::sync::Arc;
use warraq_core::{
    Document, DocumentView, FailureReason, LayerName, Metadata, Output, Pipeline, Span, Stage,
    StageError, Unsupervised,
};

pub(crate) type Fill = fn(&DocumentView<'_>, &mut Output<'_>) -> Result<(), StageError>;

pub(crate) struct TestStage {
    name: &'static str,
    requires: Vec<LayerName>,
    pub(crate) uses: Vec<LayerName>,
    provides: Vec<LayerName>,
    fill: Fill,
}

impl TestStage {
    pub(crate) fn new(
        name: &'static str,
        requires: &[LayerName],
        provides: &[LayerName],
        fill: Fill,
    ) -> Self {
        let (requires, provides) = (requires.to_vec(), provides.to_vec());
        Self {
            name,
            requires,
            uses: Vec::new(),
            provides,
            fill,
        }
    }
}

impl Stage for TestStage {
    fn name(&self) -> &str {
        self.name
    }
    fn requires(&self) -> &[LayerName] {
        &self.requires
    }
    fn uses(&self) -> &[LayerName] {
        &self.uses
    }
    fn provides(&self) -> &[LayerName] {
        &self.provides
    }
    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        (self.fill)(document, output)
    }
}

pub(crate) const TEXT: &str = "زار بوتين مصر";

pub(crate) fn document() -> Document {
    Document::new(Metadata::default(), TEXT.to_owned()).unwrap()
}

pub(crate) fn words(_: &DocumentView<'_>, output: &mut Output<'_>) -> Result<(), StageError> {
    let label = output.label("word")?;
    let attributes = output.attributes(&[("norm", "زار".into())])?;
    let spans = vec![
        Span::new(0, 6)
            .with_label(label)
            .with_attributes(attributes),
        Span::new(7, 17).with_label(label),
        Span::new(18, 24).with_label(label),
    ];
    output.extend(&LayerName::TOKENS, spans)
}

pub(crate) fn process(stages: Vec<TestStage>) -> (Document, Result<(), FailureReason>) {
    let stages: Vec<Arc<dyn Stage>> = stages
        .into_iter()
        .map(|stage| Arc::new(stage) as Arc<dyn Stage>)
        .collect();
    let mut document = document();
    let outcome = Pipeline::new(stages)
        .unwrap()
        .process(&mut document, &Unsupervised);
    (document, outcome.map_err(|error| error.reason))
}

pub(crate) fn check_refused(fill: Fill, expected: &StageError) {
    let broken = TestStage::new("broken", &[LayerName::TOKENS], &[LayerName::ENTITIES], fill);
    let (document, outcome) = process(vec![
        TestStage::new("words", &[], &[LayerName::TOKENS], words),
        broken,
    ]);
    assert_eq!(outcome, Err(FailureReason::Error(expected.clone())));
    assert!(
        document.entities().is_none(),
        "a failed stage leaves no layer"
    );
    assert_eq!(document.labels().len(), 1, "a failed stage leaves no label");
    assert_eq!(
        document.attributes().len(),
        1,
        "a failed stage leaves no attributes"
    );
    assert!(
        document.warnings().is_empty(),
        "a failed stage leaves no warning"
    );
    assert_eq!(
        document.tokens().unwrap().len(),
        3,
        "the stages before it stay"
    );
}
