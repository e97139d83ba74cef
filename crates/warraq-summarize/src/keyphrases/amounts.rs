//! Amounts: the times and numbers of a document, no part of which is a phrase.

use warraq_core::{DocumentView, Span, StageError};

/// The times and numbers that have not ended yet; tokens come in order.
pub(crate) struct Amounts<'a> {
    times: &'a [Span],
    numbers: &'a [Span],
    /// The label of a place in an order (`الحرب العالمية الأولى`), which may belong to a name.
    ordinal: Option<u32>,
}

impl<'a> Amounts<'a> {
    pub(crate) fn new(document: &DocumentView<'a>) -> Result<Self, StageError> {
        let times = document.optional_times()?;
        let numbers = document.optional_numbers()?;
        Ok(Self {
            times: times.map_or(&[], |view| view.spans()),
            numbers: numbers.map_or(&[], |view| view.spans()),
            ordinal: document.labels().find("ORDINAL"),
        })
    }

    /// Whether one of them holds the token.
    pub(crate) fn hold(&mut self, token: &Span) -> bool {
        let time = first_after(&mut self.times, token);
        let number = first_after(&mut self.numbers, token);
        let number = number.filter(|number| Some(number.label) != self.ordinal);
        let holds = |amount: Option<&Span>| amount.is_some_and(|one| one.start < token.end);
        holds(time) || holds(number)
    }
}

/// The first of `amounts` that does not end before the token; what ends before it is dropped.
fn first_after<'a>(amounts: &mut &'a [Span], token: &Span) -> Option<&'a Span> {
    while let Some((amount, rest)) = amounts.split_first()
        && amount.end <= token.start
    {
        *amounts = rest;
    }
    amounts.first()
}
