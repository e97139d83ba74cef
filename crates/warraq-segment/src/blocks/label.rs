//! The labels of blocks.

/// What a block is; the label in the `blocks` layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Kicker,
    Title,
    Heading,
    Paragraph,
    Point,
    /// The label of a point, without its colon.
    PartName,
    ListItem,
    Quote,
    Byline,
    Caption,
    Furniture,
}

impl Label {
    pub(super) const ALL: [Self; 11] = [
        Self::Kicker,
        Self::Title,
        Self::Heading,
        Self::Paragraph,
        Self::Point,
        Self::PartName,
        Self::ListItem,
        Self::Quote,
        Self::Byline,
        Self::Caption,
        Self::Furniture,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Kicker => "kicker",
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Paragraph => "paragraph",
            Self::Point => "point",
            Self::PartName => "point_label",
            Self::ListItem => "list_item",
            Self::Quote => "quote",
            Self::Byline => "byline",
            Self::Caption => "caption",
            Self::Furniture => "furniture",
        }
    }
}
