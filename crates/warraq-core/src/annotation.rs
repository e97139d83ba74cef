//! Annotations: a span together with the text and the tables that give it meaning.
//!
//! [`View`] is a layer read through a type of its own ([`Entity`], [`Token`], …), so that code
//! speaks of entities and tokens, not of spans and rows.

use crate::attribute_table::{AttributeTable, AttributeValue};
use crate::layer::{Layer, starting_within};
use crate::span::{NONE, Span};
use crate::string_table::StringTable;
use std::marker::PhantomData;
use std::ops::{Deref, Range};

/// The keys of the attributes that built-in layers have.
pub mod keys {
    /// Tokens: the form of the word in the `search` profile. Entities: not used.
    pub const NORM: &str = "norm";
    /// Blocks: the level of a heading, from 1.
    pub const LEVEL: &str = "level";
    /// Entities: a fine type, such as `politician`.
    pub const SUBTYPE: &str = "subtype";
    /// Entities: the name without clitics, its spelling folded to one form.
    pub const CANONICAL: &str = "canonical";
    /// Entities: the number that mentions of the same one share.
    pub const CLUSTER: &str = "cluster";
    /// Entities: open identifiers, `scheme:value`, separated by one space.
    pub const IDS: &str = "ids";
    /// All: the rule or model an annotation came from, such as `model:names@2`.
    pub const ORIGIN: &str = "origin";
    /// Times: TIMEX3 value. Numbers: the number. Anchor: the date.
    pub const VALUE: &str = "value";
    /// Times: `START`, `END`, `MID`, `APPROX`, `BEFORE`, `AFTER` and the like.
    pub const MOD: &str = "mod";
    /// Times: the calendar that the text counts in, where it is not the Gregorian one.
    pub const CALENDAR: &str = "calendar";
    /// Times: other readings, separated by one space.
    pub const ALTERNATIVES: &str = "alternatives";
    /// Times: the parts that the text does not say (`year`, `month`), separated by one space.
    pub const INFERRED: &str = "inferred";
    /// Numbers: ISO 4217 for money, UCUM for quantities.
    pub const UNIT: &str = "unit";
    /// Summary: why the sentence was picked, for people.
    pub const REASON: &str = "reason";
    /// Anchor: the words that the date was inferred from, for people.
    pub const EVIDENCE: &str = "evidence";
}

/// What rows of spans point at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tables<'a> {
    pub(crate) text: &'a str,
    pub(crate) labels: &'a StringTable,
    pub(crate) attributes: &'a AttributeTable,
}

/// One span of a layer, with what it means.
#[derive(Clone, Copy, Debug)]
pub struct Annotation<'a> {
    span: &'a Span,
    index: usize,
    tables: Tables<'a>,
}

impl<'a> Annotation<'a> {
    /// The span itself.
    #[must_use]
    pub fn span(&self) -> &'a Span {
        self.span
    }

    /// The index in the layer, which the `parent` of other layers' spans refers to.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The byte range.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.span.range()
    }

    /// The text that the span covers.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.tables.text.get(self.span.range()).unwrap_or_default()
    }

    /// The label; empty if it has none.
    #[must_use]
    pub fn label(&self) -> &'a str {
        self.tables.labels.get(self.span.label).unwrap_or_default()
    }

    /// The score; 1.0 if the stage gave none.
    #[must_use]
    pub fn score(&self) -> f32 {
        self.span.score
    }

    /// The index in the parent layer.
    #[must_use]
    pub fn parent(&self) -> Option<usize> {
        (self.span.parent != NONE).then_some(self.span.parent as usize)
    }

    /// The attributes, in the order in which the stage gave them.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a str, AttributeValue<'a>)> + use<'a> {
        self.tables.attributes.row(self.span.attributes)
    }

    /// The value of one attribute.
    #[must_use]
    pub fn attribute(&self, key: &str) -> Option<AttributeValue<'a>> {
        if self.span.attributes == NONE {
            return None;
        }
        self.tables.attributes.value_of(self.span.attributes, key)
    }

    /// The value of one attribute, if it is a text.
    #[must_use]
    pub fn text_attribute(&self, key: &str) -> Option<&'a str> {
        match self.attribute(key)? {
            AttributeValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of one attribute, if it is a whole number.
    #[must_use]
    pub fn integer_attribute(&self, key: &str) -> Option<i64> {
        match self.attribute(key)? {
            AttributeValue::Integer(integer) => Some(integer),
            _ => None,
        }
    }

    /// The rule or model the annotation came from.
    #[must_use]
    pub fn origin(&self) -> Option<&'a str> {
        self.text_attribute(keys::ORIGIN)
    }
}

/// A layer, each of whose spans is read as a `T`.
#[derive(Debug)]
pub struct View<'a, T = Annotation<'a>> {
    layer: &'a Layer,
    tables: Tables<'a>,
    item: PhantomData<T>,
}

impl<T> Clone for View<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for View<'_, T> {}

impl<'a, T: From<Annotation<'a>>> View<'a, T> {
    pub(crate) fn new(layer: &'a Layer, tables: Tables<'a>) -> Self {
        Self {
            layer,
            tables,
            item: PhantomData,
        }
    }

    /// The number of annotations.
    #[must_use]
    pub fn len(&self) -> usize {
        self.layer.spans.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.layer.spans.is_empty()
    }

    /// The annotation at `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<T> {
        self.layer
            .spans
            .get(index)
            .map(|span| self.item(index, span))
    }

    /// All annotations, sorted by start, longest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> + ExactSizeIterator + use<'a, T> {
        let view = *self;
        let spans = self.layer.spans.iter().enumerate();
        spans.map(move |(index, span)| view.item(index, span))
    }

    /// The indexes of the annotations that start inside the bytes `range`; O(log n).
    #[must_use]
    pub fn within(&self, range: Range<u32>) -> Range<usize> {
        starting_within(&self.layer.spans, range)
    }

    /// The annotations at `indexes`, as [`View::within`] gives them.
    pub fn slice(&self, indexes: Range<usize>) -> impl DoubleEndedIterator<Item = T> + use<'a, T> {
        let view = *self;
        let first = indexes.start;
        let spans = self.layer.spans.get(indexes).unwrap_or_default();
        spans
            .iter()
            .enumerate()
            .map(move |(index, span)| view.item(first + index, span))
    }

    /// The bare spans.
    #[must_use]
    pub fn spans(&self) -> &'a [Span] {
        &self.layer.spans
    }

    /// The layer: its name, stage and parent layer.
    #[must_use]
    pub fn layer(&self) -> &'a Layer {
        self.layer
    }

    fn item(&self, index: usize, span: &'a Span) -> T {
        T::from(Annotation {
            span,
            index,
            tables: self.tables,
        })
    }
}

macro_rules! typed {
    ($(#[$doc:meta])* $name:ident { $($(#[$method_doc:meta])* $method:ident: $type:ty = $read:expr;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a>(Annotation<'a>);

        impl<'a> From<Annotation<'a>> for $name<'a> {
            fn from(annotation: Annotation<'a>) -> Self {
                Self(annotation)
            }
        }

        impl<'a> Deref for $name<'a> {
            type Target = Annotation<'a>;
            fn deref(&self) -> &Annotation<'a> {
                &self.0
            }
        }

        impl<'a> $name<'a> {
            $($(#[$method_doc])*
            #[must_use]
            pub fn $method(&self) -> $type {
                let read: fn(&Annotation<'a>) -> $type = $read;
                read(&self.0)
            })*
        }
    };
}

typed! {
    /// A part of the document's structure; its label says which.
    Block {
        /// The level of a heading, from 1.
        level: Option<i64> = |block| block.integer_attribute(keys::LEVEL);
    }
}

typed! {
    /// A sentence; its parent is its block.
    Sentence {}
}

typed! {
    /// A word, number, mark or other token.
    ///
    /// Tokens with the same [`Span::attributes`] are the same word type of the document.
    Token {
        /// The form in the `search` profile: what lexicons are keyed by.
        norm: &'a str = |token| token.text_attribute(keys::NORM).unwrap_or_else(|| token.text());
    }
}

typed! {
    /// A part of a word: its label is conj, prep, fut, part, det, stem or pron.
    Clitic {}
}

typed! {
    /// A name, or a pattern such as a URL.
    Entity {
        /// The fine type.
        subtype: Option<&'a str> = |entity| entity.text_attribute(keys::SUBTYPE);
        /// The name without clitics, its spelling folded.
        canonical: Option<&'a str> = |entity| entity.text_attribute(keys::CANONICAL);
        /// The number that mentions of the same one share.
        cluster: Option<i64> = |entity| entity.integer_attribute(keys::CLUSTER);
    }
}

typed! {
    /// A date, time, duration or repeated time.
    Time {
        /// The TIMEX3 value.
        value: Option<&'a str> = |time| time.text_attribute(keys::VALUE);
        /// Early, late, about, before or after.
        modifier: Option<&'a str> = |time| time.text_attribute(keys::MOD);
    }
}

typed! {
    /// A number, percentage, amount of money or quantity.
    Number {
        /// The value.
        value: Option<AttributeValue<'a>> = |number| number.attribute(keys::VALUE);
        /// The value as a float.
        number: Option<f64> = |number| match number.attribute(keys::VALUE)? {
            AttributeValue::Integer(integer) => Some(integer as f64),
            AttributeValue::Real(real) => Some(real),
            AttributeValue::Text(_) | AttributeValue::Flag(_) => None,
        };
        /// ISO 4217 for money, UCUM for quantities.
        unit: Option<&'a str> = |number| number.text_attribute(keys::UNIT);
    }
}

typed! {
    /// A sentence that was picked.
    SummaryItem {
        /// Why, for people.
        reason: Option<&'a str> = |item| item.text_attribute(keys::REASON);
    }
}

typed! {
    /// A phrase that says what the document is about.
    Keyphrase {}
}
