//! What the markup layer says of a line: the elements around it, from the outermost to the innermost.

use super::cues::{CUES, Class};
use std::ops::Range;
use warraq_core::{Annotation, View};

/// What markup says of one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hint {
    /// The page has markup.
    pub(super) known: bool,
    pub(super) furniture: bool,
    /// The level of a heading element, 0 for none.
    pub(super) heading: u8,
    pub(super) list_item: bool,
    pub(super) quote: bool,
    pub(super) caption: bool,
    pub(super) time: bool,
    /// The line is all in one `strong` or `b`.
    pub(super) bold: bool,
    pub(super) class: Option<Class>,
}

/// The hints for every range of `lines`, which are in order.
pub(super) fn hints(markup: View<'_>, lines: &[Range<usize>]) -> Vec<Hint> {
    let mut open: Vec<Annotation<'_>> = Vec::new();
    let mut elements = markup.iter().peekable();
    let mut hints = Vec::with_capacity(lines.len());
    let page = lines.last().map_or(0, |line| line.end);
    for line in lines {
        while let Some(element) = elements.next_if(|element| element.range().start < line.end) {
            open.retain(|outer| outer.range().end > element.range().start);
            // Nesting beyond this is no layout.
            if open.len() < 64 {
                open.push(element);
            }
        }
        open.retain(|outer| outer.range().end > line.start);
        hints.push(hint(&open, line, page));
    }
    hints
}

fn hint(open: &[Annotation<'_>], line: &Range<usize>, page: usize) -> Hint {
    let mut hint = Hint {
        known: true,
        ..Hint::default()
    };
    let mut inside_article = false;
    for element in open {
        let range = element.range();
        // An element that begins in mid-line or ends there is no frame of the line.
        if range.start > line.start || range.end < line.end {
            continue;
        }
        let class = element
            .text_attribute("class")
            .and_then(|class| CUES.class(class));
        let tight = range.end - range.start <= (line.end - line.start) + 4;
        match element.label() {
            "article" | "main" => inside_article = true,
            "nav" | "aside" | "footer" | "form" | "button" => hint.furniture = true,
            "header" if !inside_article => hint.furniture |= class != Some(Class::Title),
            "h1" => (hint.heading, hint.furniture) = (1, hint.furniture && !inside_article),
            "h2" => hint.heading = 2,
            "h3" => hint.heading = 3,
            "h4" | "h5" | "h6" => hint.heading = 4,
            "li" => hint.list_item = true,
            "blockquote" => hint.quote = true,
            "figcaption" | "caption" => hint.caption = true,
            "time" | "address" if tight => hint.time = true,
            "strong" | "b" if tight => hint.bold = true,
            _ => {}
        }
        match class {
            // What frames half of the page is its content, whatever its class says.
            Some(Class::Furniture) => hint.furniture |= 2 * (range.end - range.start) < page,
            Some(class) if tight || class == Class::Byline || class == Class::Quote => {
                hint.class = Some(class);
            }
            _ => {}
        }
    }
    hint
}
