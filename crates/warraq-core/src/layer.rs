//! Layers: named, sorted lists of spans, and the names of those that are built in.

use crate::span::Span;
use std::borrow::Cow;
use std::ops::Range;

/// The longest name of a layer, in bytes.
const LONGEST_NAME: usize = 39;

/// The name of a layer: 1 to 39 lower-case ASCII letters, digits and `_`, a letter first.
///
/// It is `Copy` and built at compile time, so that a stage can answer `&[LayerName::TOKENS]`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LayerName {
    bytes: [u8; LONGEST_NAME],
    length: u8,
}

/// A name that is not a layer's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no layer name: use up to 39 lower-case letters, digits and `_`, a letter first")]
pub struct BadLayerName(String);

impl LayerName {
    /// Structure: kicker, title, heading, paragraph, point, `point_label`, `list_item`, quote,
    /// byline, caption, furniture.
    pub const BLOCKS: Self = Self::pack("blocks");
    /// Sentences; each has its block as parent.
    pub const SENTENCES: Self = Self::pack("sentences");
    /// Words, numbers, punctuation: all that is not white space, without overlap.
    pub const TOKENS: Self = Self::pack("tokens");
    /// The parts of a word; each has its token as parent.
    pub const CLITICS: Self = Self::pack("clitics");
    /// Names, and patterns such as URLs.
    pub const ENTITIES: Self = Self::pack("entities");
    /// Dates, times, durations and repeated times.
    pub const TIMES: Self = Self::pack("times");
    /// Numbers, money, percentages and quantities.
    pub const NUMBERS: Self = Self::pack("numbers");
    /// At most one span: what the document's date was inferred from.
    pub const ANCHOR: Self = Self::pack("anchor");
    /// At most one span, over the whole text: the language that the document is in.
    pub const LANGUAGE: Self = Self::pack("language");
    /// The sentences that were picked.
    pub const SUMMARY: Self = Self::pack("summary");
    /// The phrases that say what the document is about.
    pub const KEYPHRASES: Self = Self::pack("keyphrases");
    /// What an HTML reader saw.
    pub const MARKUP: Self = Self::pack("markup");

    /// The layers that a record has fields of their own for.
    pub const BUILT_IN: [Self; 12] = [
        Self::LANGUAGE,
        Self::BLOCKS,
        Self::SENTENCES,
        Self::TOKENS,
        Self::CLITICS,
        Self::ENTITIES,
        Self::TIMES,
        Self::NUMBERS,
        Self::ANCHOR,
        Self::SUMMARY,
        Self::KEYPHRASES,
        Self::MARKUP,
    ];

    /// Checks a name.
    ///
    /// # Errors
    /// [`BadLayerName`] if it is not a layer's.
    pub fn new(name: &str) -> Result<Self, BadLayerName> {
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let good = name.len() <= LONGEST_NAME
            && name.bytes().all(known)
            && name.starts_with(|first: char| first.is_ascii_lowercase());
        if good {
            Ok(Self::pack(name))
        } else {
            Err(BadLayerName(name.to_owned()))
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let name = self
            .bytes
            .get(..usize::from(self.length))
            .unwrap_or_default();
        std::str::from_utf8(name).unwrap_or_default()
    }

    /// Whether a record has a field of its own for the layer.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        Self::BUILT_IN.contains(self)
    }

    const fn pack(name: &str) -> Self {
        let mut bytes = [0; LONGEST_NAME];
        let mut length = 0;
        while length < name.len() && length < LONGEST_NAME {
            bytes[length] = name.as_bytes()[length];
            length += 1;
        }
        Self {
            bytes,
            length: length as u8,
        }
    }
}

impl std::fmt::Display for LayerName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl std::fmt::Debug for LayerName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self.as_str(), formatter)
    }
}

/// The spans of one layer, sorted by start, longest first, and the stage they came from.
#[derive(Debug, PartialEq)]
pub struct Layer {
    pub(crate) name: LayerName,
    pub(crate) stage: Cow<'static, str>,
    pub(crate) parent: Option<LayerName>,
    pub(crate) spans: Cow<'static, [Span]>,
}

impl Layer {
    /// A layer over spans that are sorted and checked already, which are not copied.
    #[must_use]
    pub fn from_parts(
        name: LayerName,
        stage: &'static str,
        parent: Option<LayerName>,
        spans: &'static [Span],
    ) -> Self {
        Self {
            name,
            stage: Cow::Borrowed(stage),
            parent,
            spans: Cow::Borrowed(spans),
        }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &LayerName {
        &self.name
    }

    /// The stage that provided the layer.
    #[must_use]
    pub fn stage(&self) -> &str {
        &self.stage
    }

    /// The layer that [`Span::parent`] indexes.
    #[must_use]
    pub fn parent(&self) -> Option<&LayerName> {
        self.parent.as_ref()
    }

    /// The spans.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }
}

impl Clone for Layer {
    /// A copy that owns what it holds: what [`Layer::from_parts`] borrows may be gone when a document
    /// is, and a copy may be kept for longer.
    fn clone(&self) -> Self {
        Self {
            name: self.name,
            stage: Cow::Owned(self.stage.to_string()),
            parent: self.parent,
            spans: Cow::Owned(self.spans.to_vec()),
        }
    }
}

/// The indexes of those of `spans` (sorted) that start inside `range` (bytes).
pub(crate) fn starting_within(spans: &[Span], range: Range<u32>) -> Range<usize> {
    let first = spans.partition_point(|span| span.start < range.start);
    let last = spans.partition_point(|span| span.start < range.end);
    first..last.max(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_of_a_layer_owns_what_it_holds() {
        let spans = Box::leak(Box::new([Span::new(0, 2)]));
        let layer = Layer::from_parts(LayerName::TOKENS, "tokens", None, spans);
        let copy = layer.clone();
        assert_eq!(copy, layer);
        assert!(matches!(layer.spans, Cow::Borrowed(_)) && matches!(copy.spans, Cow::Owned(_)));
        assert!(matches!(copy.stage, Cow::Owned(_)));
    }

    #[test]
    fn layer_names_are_checked() {
        for good in ["quotes", "layer_2", "a"] {
            assert!(LayerName::new(good).is_ok(), "{good}");
        }
        let long = "a".repeat(LONGEST_NAME + 1);
        for bad in ["", "Quotes", "2nd", "a-b", "أسماء", "_x", &long] {
            assert!(LayerName::new(bad).is_err(), "{bad}");
        }
    }
}
