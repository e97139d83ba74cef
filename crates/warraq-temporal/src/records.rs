//! Records: how what was found is written into the layers `times`, `numbers` and `anchor`.

use crate::anchor::Anchor;
use crate::expressions::Expression;
use crate::frame::Slot;
use crate::numbers::FoundNumber;
use crate::resolve::Resolved;
use warraq_core::{AttributeValue, DocumentView, LayerName, Output, Span, StageError, keys};

pub(crate) fn write_time(
    expression: &Expression<'_>,
    resolved: &Resolved,
    output: &mut Output<'_>,
) -> Result<(), StageError> {
    let alternatives = resolved.alternatives.join(" ");
    let inferred = resolved.inferred.join(" ");
    let mut row: Vec<(&str, AttributeValue<'_>)> =
        vec![(keys::VALUE, resolved.value.as_str().into())];
    if let Some(modifier) = &resolved.modifier {
        row.push((keys::MOD, modifier.as_str().into()));
    }
    if resolved.hijri {
        row.push((keys::CALENDAR, "islamic-umalqura".into()));
    }
    if !alternatives.is_empty() {
        row.push((keys::ALTERNATIVES, alternatives.as_str().into()));
    }
    if !inferred.is_empty() {
        row.push((keys::INFERRED, inferred.as_str().into()));
    }
    row.push((keys::ORIGIN, expression.origin.into()));
    let counted_elsewhere = expression.frame.has(Slot::After) && resolved.label == "DURATION";
    let start = if counted_elsewhere {
        expression.inner_start
    } else {
        expression.range.start
    };
    let span = Span::new(start, expression.range.end)
        .with_label(output.label(resolved.label)?)
        .with_attributes(output.attributes(&row)?);
    output.push(&LayerName::TIMES, span)
}

pub(crate) fn write_number(
    number: &FoundNumber<'_>,
    output: &mut Output<'_>,
) -> Result<(), StageError> {
    const EXACT: f64 = 9.0e15;
    let whole = number.value.fract() == 0.0 && number.value.abs() < EXACT;
    let value = if whole {
        AttributeValue::Integer(number.value as i64)
    } else {
        AttributeValue::Real(number.value)
    };
    let mut row = vec![(keys::VALUE, value)];
    if let Some(unit) = number.unit {
        row.push((keys::UNIT, unit.into()));
    }
    row.push((keys::ORIGIN, "rule:number".into()));
    let span = Span::new(number.start, number.end)
        .with_label(output.label(number.label)?)
        .with_attributes(output.attributes(&row)?);
    output.push(&LayerName::NUMBERS, span)
}

pub(crate) fn write_anchor(
    document: &DocumentView<'_>,
    anchor: &Anchor,
    output: &mut Output<'_>,
) -> Result<(), StageError> {
    let range = anchor.evidence.start as usize..anchor.evidence.end as usize;
    let evidence = document.text().get(range).unwrap_or_default();
    let date = anchor.date.to_string();
    let row = [
        (keys::VALUE, date.as_str().into()),
        (keys::ORIGIN, anchor.origin.into()),
        (keys::EVIDENCE, evidence.into()),
    ];
    let span = Span::new(anchor.evidence.start, anchor.evidence.end)
        .with_label(output.label("DATE")?)
        .with_score(anchor.score)
        .with_attributes(output.attributes(&row)?);
    output.push(&LayerName::ANCHOR, span)
}
