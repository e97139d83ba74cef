//! What a stage may read, what it may write, and that nothing of a failed stage stays in a document.

use crate::support::{Fill, TestStage, check_refused, process, words};
use warraq_core::{FailureReason, LayerName, NONE, Output, Span, SpanError, StageError};

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
