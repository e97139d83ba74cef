//! The contracts that every part relies on: what a stage may read, what it may write, and that
//! nothing of a failed stage stays in a document.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]
use std::sync::Arc;
use warraq_core::{
    Annotation, AttributeTable, AttributeValue, Document, DocumentParts, DocumentView,
    FailureReason, Layer, LayerName, LimitExceeded, Metadata, NONE, Output, Pipeline,
    PipelineError, RowSource, Span, SpanError, Stage, StageError, StringTable, Supervisor,
    Unsupervised,
};

type Fill = fn(&DocumentView<'_>, &mut Output<'_>) -> Result<(), StageError>;

struct TestStage {
    name: &'static str,
    requires: Vec<LayerName>,
    uses: Vec<LayerName>,
    provides: Vec<LayerName>,
    fill: Fill,
}

impl TestStage {
    fn new(name: &'static str, requires: &[LayerName], provides: &[LayerName], fill: Fill) -> Self {
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

const TEXT: &str = "زار بوتين مصر";

fn document() -> Document {
    Document::new(Metadata::default(), TEXT.to_owned()).unwrap()
}

fn words(_: &DocumentView<'_>, output: &mut Output<'_>) -> Result<(), StageError> {
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

fn process(stages: Vec<TestStage>) -> (Document, Result<(), FailureReason>) {
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

fn check_refused(fill: Fill, expected: &StageError) {
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

#[test]
fn what_was_found_is_read_back_typed() {
    let (document, outcome) = process(vec![TestStage::new(
        "words",
        &[],
        &[LayerName::TOKENS],
        words,
    )]);
    outcome.unwrap();
    let tokens = document.tokens().unwrap();
    let texts: Vec<_> = tokens.iter().map(|token| token.text()).collect();
    assert_eq!(texts, ["زار", "بوتين", "مصر"]);
    assert_eq!(tokens.get(0).unwrap().norm(), "زار");
    assert_eq!(tokens.get(2).unwrap().label(), "word");
    assert_eq!(tokens.within(7..18), 1..2);
    assert_eq!(
        tokens
            .slice(1..3)
            .map(|token| token.index())
            .collect::<Vec<_>>(),
        [1, 2]
    );
    assert!(tokens.get(3).is_none());
}

#[test]
fn reading_an_undeclared_layer_fails() {
    check_refused(
        |document, _| document.sentences().map(drop),
        &StageError::UndeclaredInput(LayerName::SENTENCES),
    );
    check_refused(
        |document, _| document.optional_markup().map(drop),
        &StageError::UndeclaredInput(LayerName::MARKUP),
    );
}

#[test]
fn writing_an_undeclared_layer_fails() {
    check_refused(
        |_, output| output.push(&LayerName::TIMES, Span::new(0, 6)),
        &StageError::UndeclaredOutput(LayerName::TIMES),
    );
}

#[test]
fn a_failed_stage_leaves_nothing_behind() {
    check_refused(
        |_, output| {
            let label = output.label("PER")?;
            let attributes = output.attributes(&[("subtype", "politician".into())])?;
            let span = Span::new(7, 17)
                .with_label(label)
                .with_attributes(attributes);
            output.push(&LayerName::ENTITIES, span)?;
            output.warn("odd", "something was odd");
            Err(StageError::failed("gave up"))
        },
        &StageError::failed("gave up"),
    );
}

#[test]
fn bad_spans_are_refused() {
    let cases: [(Fill, SpanError); 8] = [
        (
            |_, output| push(output, Span::new(6, 0)),
            SpanError::Reversed,
        ),
        (
            |_, output| push(output, Span::new(0, 25)),
            SpanError::OutOfBounds,
        ),
        (
            |_, output| push(output, Span::new(1, 6)),
            SpanError::MidCharacter,
        ),
        (
            |_, output| push(output, Span::new(0, 5)),
            SpanError::MidCharacter,
        ),
        (
            |_, output| push(output, Span::new(0, 6).with_label(1)),
            SpanError::UnknownLabel,
        ),
        (
            |_, output| push(output, Span::new(0, 6).with_attributes(1)),
            SpanError::UnknownAttributes,
        ),
        (
            |_, output| push(output, Span::new(0, 6).with_parent(0)),
            SpanError::UnknownParent,
        ),
        (
            |_, output| push(output, Span::new(0, 6).with_score(f32::NAN)),
            SpanError::BadScore,
        ),
    ];
    for (fill, source) in cases {
        check_refused(
            fill,
            &StageError::Span {
                layer: LayerName::ENTITIES,
                index: 0,
                source,
            },
        );
    }
}

fn push(output: &mut Output<'_>, span: Span) -> Result<(), StageError> {
    output.push(&LayerName::ENTITIES, span)
}

#[test]
fn a_panic_is_the_documents_error() {
    let broken = TestStage::new("broken", &[], &[LayerName::ENTITIES], |_, output| {
        output.push(&LayerName::ENTITIES, Span::new(0, 6))?;
        panic!("at the third word")
    });
    let (document, outcome) = process(vec![broken]);
    assert_eq!(
        outcome,
        Err(FailureReason::Panic("at the third word".to_owned()))
    );
    assert!(document.layers().is_empty());
}

#[test]
fn spans_are_sorted_and_children_follow_their_parents() {
    let stage = TestStage::new(
        "both",
        &[],
        &[LayerName::TOKENS, LayerName::CLITICS],
        |_, output| {
            output.set_parent(&LayerName::CLITICS, &LayerName::TOKENS)?;
            output.push(&LayerName::TOKENS, Span::new(18, 24))?;
            output.push(&LayerName::TOKENS, Span::new(0, 6))?;
            output.push(&LayerName::TOKENS, Span::new(0, 17))?;
            output.push(&LayerName::CLITICS, Span::new(18, 24).with_parent(0))?;
            output.push(&LayerName::CLITICS, Span::new(0, 6).with_parent(1))
        },
    );
    let (document, outcome) = process(vec![stage]);
    outcome.unwrap();
    let tokens: Vec<_> = document
        .tokens()
        .unwrap()
        .iter()
        .map(|token| token.range())
        .collect();
    assert_eq!(tokens, [0..17, 0..6, 18..24]);
    let clitics = document.clitics().unwrap();
    let parents: Vec<_> = clitics.iter().map(|clitic| clitic.parent()).collect();
    assert_eq!(parents, [Some(1), Some(2)]);
    assert_eq!(clitics.layer().parent(), Some(&LayerName::TOKENS));
}

#[test]
fn a_parent_may_stand_in_a_layer_of_an_earlier_stage() {
    let child = TestStage::new(
        "child",
        &[LayerName::TOKENS],
        &[LayerName::CLITICS],
        |_, output| {
            output.set_parent(&LayerName::CLITICS, &LayerName::TOKENS)?;
            output.push(&LayerName::CLITICS, Span::new(18, 24).with_parent(2))
        },
    );
    let (document, outcome) = process(vec![
        TestStage::new("words", &[], &[LayerName::TOKENS], words),
        child,
    ]);
    outcome.unwrap();
    assert_eq!(
        document
            .clitics()
            .unwrap()
            .spans()
            .first()
            .map(|span| span.parent),
        Some(2)
    );
}

#[test]
fn a_number_that_a_record_cannot_hold_is_refused() {
    let stage = TestStage::new("real", &[], &[LayerName::NUMBERS], |_, output| {
        output
            .attributes(&[("value", f64::INFINITY.into())])
            .map(drop)
    });
    let (_, outcome) = process(vec![stage]);
    assert!(
        matches!(outcome, Err(FailureReason::Error(StageError::Failed(_)))),
        "{outcome:?}"
    );
}

#[test]
fn an_empty_list_of_attributes_is_none() {
    let stage = TestStage::new("none", &[], &[LayerName::TOKENS], |_, output| {
        assert_eq!(output.attributes(&[])?, NONE);
        Ok(())
    });
    process(vec![stage]).1.unwrap();
}

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
