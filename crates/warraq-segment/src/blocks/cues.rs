//! The lexical cues of `data/blocks/cues.toml`, folded once.

use foldhash::fast::FixedState;
use std::collections::HashSet;
use std::sync::LazyLock;
use warraq_normalize::fold;

/// The cues as the file has them.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    furniture_lines: Vec<String>,
    furniture_starts: Vec<String>,
    furniture_requests: Vec<String>,
    link_cues: Vec<String>,
    related_starts: Vec<String>,
    tag_words: Vec<String>,
    foot_starts: Vec<String>,
    closing_starts: Vec<String>,
    lead_in_words: Vec<String>,
    counter_words: Vec<String>,
    byline_starts: Vec<String>,
    short_byline_starts: Vec<String>,
    caption_starts: Vec<String>,
    caption_parts: Vec<String>,
    source_words: Vec<String>,
    saying_words: Vec<String>,
    closing_words: Vec<String>,
    waw_words: Vec<String>,
    roles: Vec<String>,
    ordinals: Vec<String>,
    months: Vec<String>,
    furniture_classes: Vec<String>,
    byline_classes: Vec<String>,
    kicker_classes: Vec<String>,
    caption_classes: Vec<String>,
    title_classes: Vec<String>,
    heading_classes: Vec<String>,
    quote_classes: Vec<String>,
}

/// A set of folded words or lines.
pub(super) type Words = HashSet<String, FixedState>;

/// The cues, ready to compare with folded text.
#[derive(Debug)]
pub(super) struct Cues {
    pub(super) furniture_lines: Words,
    pub(super) furniture_starts: Vec<String>,
    pub(super) furniture_requests: Vec<String>,
    pub(super) link_cues: Vec<String>,
    pub(super) related_starts: Vec<String>,
    pub(super) tag_words: Words,
    pub(super) foot_starts: Vec<String>,
    pub(super) closing_starts: Vec<String>,
    pub(super) lead_in_words: Words,
    pub(super) counter_words: Words,
    pub(super) byline_starts: Vec<String>,
    pub(super) short_byline_starts: Vec<String>,
    pub(super) caption_starts: Vec<String>,
    pub(super) caption_parts: Vec<String>,
    pub(super) source_words: Words,
    pub(super) saying_words: Words,
    pub(super) closing_words: Words,
    pub(super) waw_words: Words,
    pub(super) roles: Words,
    pub(super) ordinals: Words,
    pub(super) months: Words,
    pub(super) classes: [(Class, Words); 7],
}

/// What an element's class, id or role says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Furniture,
    Kicker,
    Caption,
    Quote,
    Byline,
    Heading,
    Title,
}

pub(super) static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../data/blocks/cues.toml"))
        .expect("the embedded cues are read by a test");
    let list = |words: &[String]| words.iter().map(|word| folded(word)).collect::<Vec<_>>();
    let set = |words: &[String]| words.iter().map(|word| folded(word)).collect::<Words>();
    Cues {
        furniture_lines: set(&file.furniture_lines),
        furniture_starts: list(&file.furniture_starts),
        furniture_requests: list(&file.furniture_requests),
        link_cues: list(&file.link_cues),
        related_starts: list(&file.related_starts),
        tag_words: set(&file.tag_words),
        foot_starts: list(&file.foot_starts),
        closing_starts: list(&file.closing_starts),
        lead_in_words: set(&file.lead_in_words),
        counter_words: set(&file.counter_words),
        byline_starts: list(&file.byline_starts),
        short_byline_starts: list(&file.short_byline_starts),
        caption_starts: list(&file.caption_starts),
        caption_parts: list(&file.caption_parts),
        source_words: set(&file.source_words),
        saying_words: set(&file.saying_words),
        closing_words: set(&file.closing_words),
        waw_words: set(&file.waw_words),
        roles: set(&file.roles),
        ordinals: set(&file.ordinals),
        months: set(&file.months),
        classes: [
            (Class::Furniture, set(&file.furniture_classes)),
            (Class::Kicker, set(&file.kicker_classes)),
            (Class::Caption, set(&file.caption_classes)),
            (Class::Quote, set(&file.quote_classes)),
            (Class::Byline, set(&file.byline_classes)),
            (Class::Heading, set(&file.heading_classes)),
            (Class::Title, set(&file.title_classes)),
        ],
    }
});

impl Cues {
    /// What the first telling word of a class attribute says.
    pub(super) fn class(&self, attribute: &str) -> Option<Class> {
        let lower = attribute.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
        let tells = |set: &Words| {
            words
                .iter()
                .any(|word| set.contains(*word) || set.contains(word.trim_end_matches('s')))
        };
        self.classes
            .iter()
            .find(|(_, set)| tells(set))
            .map(|(class, _)| *class)
    }
}

fn folded(word: &str) -> String {
    fold(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_cues_are_read() {
        assert!(CUES.roles.contains("باحثه"));
        assert_eq!(CUES.class("post-share clearfix"), Some(Class::Furniture));
        assert_eq!(CUES.class("story"), None);
    }
}
