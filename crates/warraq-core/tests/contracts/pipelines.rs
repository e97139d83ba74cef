//! Which stages make a pipeline, and how they run where something else lends the parts of a document.

use crate::support::{TestStage, document, process, words};
use std::sync::Arc;
use warraq_core::{
    Annotation, AttributeTable, AttributeValue, Document, DocumentParts, DocumentView,
    FailureReason, Layer, LayerName, LimitExceeded, Metadata, Output, Pipeline, PipelineError,
    RowSource, Span, Stage, StageError, StringTable, Supervisor, Unsupervised,
};

#[test]
fn a_pipeline_without_a_required_layer_is_refused_with_a_proposal() {
    let names = || {
        let stage = TestStage::new("names", &[LayerName::TOKENS], &[LayerName::ENTITIES], words);
        Arc::new(stage) as Arc<dyn Stage>
    };
    let words = || Arc::new(TestStage::new("words", &[], &[LayerName::TOKENS], words));
    let refusal = |stages, catalogue: &[(String, Vec<LayerName>)]| {
        let error = Pipeline::with_catalogue(stages, catalogue).err().unwrap();
        (error.to_string(), error.hint())
    };
    let message = "the stage `names` requires the layer `tokens`, which no earlier stage provides";
    let hint = |hint: &str| Some(hint.to_owned());

    assert_eq!(refusal(vec![names()], &[]), (message.to_owned(), None));
    let catalogue = [("splitter".to_owned(), vec![LayerName::TOKENS])];
    let add = hint("add the stage `splitter` before `names`");
    assert_eq!(
        refusal(vec![names()], &catalogue),
        (message.to_owned(), add)
    );
    let moved = hint("move the stage `words` before `names`");
    assert_eq!(
        refusal(vec![names(), words()], &catalogue),
        (message.to_owned(), moved)
    );
    assert!(Pipeline::new(vec![words(), names()]).is_ok());
}

#[test]
fn stages_that_collide_are_refused() {
    let stage = |name, provides: &[LayerName]| {
        Arc::new(TestStage::new(name, &[], provides, words)) as Arc<dyn Stage>
    };
    let same_name = vec![
        stage("a", &[LayerName::TOKENS]),
        stage("a", &[LayerName::TIMES]),
    ];
    let expected = PipelineError::DuplicateStage {
        stage: "a".to_owned(),
    };
    assert_eq!(Pipeline::new(same_name).err(), Some(expected));

    let same_layer = vec![
        stage("a", &[LayerName::TOKENS]),
        stage("b", &[LayerName::TOKENS]),
    ];
    let message = "the stages `a` and `b` both provide the layer `tokens`";
    assert_eq!(
        Pipeline::new(same_layer).err().unwrap().to_string(),
        message
    );
}

/// Refuses everything once an output holds more than a thousand bytes.
struct SmallMemory;

impl Supervisor for SmallMemory {
    fn checkpoint(&self, allocated: usize) -> Result<(), LimitExceeded> {
        if allocated > 1000 {
            Err(LimitExceeded::Memory)
        } else {
            Ok(())
        }
    }
}

#[test]
fn a_stage_that_hoards_is_stopped_by_its_supervisor() {
    let hoard = TestStage::new("hoard", &[], &[LayerName::ENTITIES], |_, output| {
        loop {
            output.push(&LayerName::ENTITIES, Span::new(0, 6))?;
        }
    });
    let mut document = document();
    let pipeline = Pipeline::new(vec![Arc::new(hoard)]).unwrap();
    let error = pipeline.process(&mut document, &SmallMemory).unwrap_err();
    assert_eq!(
        error.reason,
        FailureReason::Error(LimitExceeded::Memory.into())
    );
    assert_eq!(
        error.to_string(),
        "the stage `hoard` failed: the document's memory limit is spent"
    );
}

#[test]
fn a_stage_may_use_a_layer_that_is_not_there() {
    let mut stage = TestStage::new("lenient", &[], &[LayerName::BLOCKS], |document, _| {
        assert!(document.optional_markup()?.is_none());
        Ok(())
    });
    stage.uses = vec![LayerName::MARKUP];
    let (document, outcome) = process(vec![stage]);
    outcome.unwrap();
    assert!(
        document
            .view::<Annotation<'_>>(&LayerName::BLOCKS)
            .unwrap()
            .is_empty()
    );
}

/// Answers every label with its length and every row with its number of attributes.
struct Elsewhere;

impl RowSource for Elsewhere {
    fn label(&mut self, label: &str) -> Result<u32, StageError> {
        Ok(label.len() as u32)
    }
    fn attributes(&mut self, row: &[(&str, AttributeValue<'_>)]) -> Result<u32, StageError> {
        Ok(row.len() as u32)
    }
}

#[test]
fn a_stage_runs_on_lent_parts_as_on_a_document() {
    let mut lender = document();
    let pipeline = Pipeline::new(vec![Arc::new(TestStage::new(
        "words",
        &[],
        &[LayerName::TOKENS],
        words,
    ))]);
    pipeline
        .unwrap()
        .process(&mut lender, &Unsupervised)
        .unwrap();
    let lender: &'static Document = Box::leak(Box::new(lender));
    let (text, ranges) = lender.labels().as_parts();
    let (keys, key_ranges) = lender.attributes().strings().as_parts();
    let (attributes, rows) = lender.attributes().as_parts();
    let tokens = lender.layer(&LayerName::TOKENS).unwrap();
    let lent = Document::from_parts(DocumentParts {
        text: lender.text(),
        metadata: Metadata::default(),
        layers: vec![Layer::from_parts(
            *tokens.name(),
            tokens.stage(),
            None,
            tokens.spans(),
        )],
        labels: StringTable::from_parts(text, ranges),
        attributes: AttributeTable::from_parts(
            StringTable::from_parts(keys, key_ranges),
            attributes,
            rows,
        ),
    });
    let token = lent.tokens().unwrap().get(0).unwrap();
    assert_eq!(
        (token.text(), token.label(), token.norm()),
        ("زار", "word", "زار")
    );
    assert_eq!(
        lent.attributes().key("norm"),
        lender.attributes().key("norm")
    );

    let stage = TestStage::new("marks", &[], &[LayerName::ENTITIES], |_, output| {
        let label = output.label("PERSON")?;
        let attributes = output.attributes(&[("a", 1.into()), ("b", true.into())])?;
        let span = Span::new(9, 2)
            .with_label(label)
            .with_attributes(attributes);
        output.push(&LayerName::ENTITIES, span)
    });
    let mut rows = Elsewhere;
    let mut output = Output::remote(&lent, &stage, &Unsupervised, &mut rows);
    let view = DocumentView::new(&lent, &stage, &Unsupervised);
    stage.process(&view, &mut output).unwrap();
    let (layers, _) = output.into_layers();
    let expected = Span::new(9, 2).with_label(6).with_attributes(2);
    assert_eq!(layers[0].spans(), [expected]);
}
