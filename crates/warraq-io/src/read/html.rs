//! HTML: a page as the text that a reader sees, with its elements as spans of that text.
//!
//! The tokenizer is html5ever's. No tree is built: a stack of open elements is enough for text, and
//! stays linear and shallow in memory on pages that nest ten thousand elements.

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

/// How far down the stack of open elements an end tag is matched. Real pages nest far less; without
/// a bound, a hostile page would make matching quadratic.
const DEEPEST_MATCH: usize = 512;

/// Meta names that carry the time of publication, the most telling first.
const TIME_NAMES: [&str; 6] = [
    "article:published_time",
    "datepublished",
    "og:published_time",
    "publishdate",
    "pubdate",
    "date",
];

/// What a page says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct HtmlPage {
    /// The visible text; blocks are separated by blank lines.
    pub(crate) text: String,
    /// The elements that have text, in the order in which they end.
    pub(crate) elements: Vec<Element>,
    /// The content of `<title>`.
    pub(crate) title: Option<String>,
    /// The time of publication as the page writes it.
    pub(crate) time: Option<String>,
}

/// An element as a byte range of the page's text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    /// Its class, id and role, separated by spaces: what hints at its purpose.
    pub(crate) class: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Reads a page.
pub(crate) fn read_html(html: &str) -> HtmlPage {
    let tokenizer = Tokenizer::new(Sink(RefCell::default()), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(html.into());
    // A page never suspends the tokenizer: the sink runs no scripts.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ElementTable {
    skipped: Vec<String>,
    void: Vec<String>,
    blocks: Vec<String>,
    lines: Vec<String>,
    preformatted: Vec<String>,
    named_inline: Vec<String>,
    implied_end: Vec<ImpliedEnd>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ImpliedEnd {
    element: String,
    before: Vec<String>,
    inside: Vec<String>,
}

/// What the table says of one element.
#[derive(Clone, Copy, Default)]
struct Traits {
    is_skipped: bool,
    is_void: bool,
    is_preformatted: bool,
    is_named: bool,
    line_breaks: u8,
}

struct Elements {
    traits: HashMap<String, Traits>,
    implied_ends: Vec<ImpliedEnd>,
}

/// The embedded table, read once: it is a constant, not state.
static ELEMENTS: LazyLock<Elements> = LazyLock::new(|| {
    let table: ElementTable = toml::from_str(include_str!("../../data/html-elements.toml"))
        .expect("the embedded table is checked by the tests");
    let mut traits: HashMap<String, Traits> = HashMap::new();
    let mut set = |names: &[String], change: fn(&mut Traits)| {
        for name in names {
            change(traits.entry(name.clone()).or_default());
        }
    };
    set(&table.skipped, |traits| traits.is_skipped = true);
    set(&table.void, |traits| traits.is_void = true);
    set(&table.preformatted, |traits| traits.is_preformatted = true);
    set(&table.lines, |traits| {
        (traits.line_breaks, traits.is_named) = (1, true);
    });
    set(&table.blocks, |traits| {
        (traits.line_breaks, traits.is_named) = (2, true);
    });
    set(&table.named_inline, |traits| traits.is_named = true);
    Elements {
        traits,
        implied_ends: table.implied_end,
    }
});

struct Sink(RefCell<Extractor>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut extractor = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return extractor.start(&tag),
            Token::TagToken(tag) => extractor.end(&tag.name),
            Token::CharacterTokens(characters) => extractor.characters(&characters),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

struct OpenElement {
    name: String,
    class: String,
    traits: Traits,
    /// The byte of its first character, once it has one.
    start: Option<usize>,
}

#[derive(Default)]
struct Extractor {
    page: HtmlPage,
    open: Vec<OpenElement>,
    /// The number of open elements, from the bottom, that have their `start`.
    started: usize,
    /// The open elements whose content is no text, and those that keep their white space.
    skipping: usize,
    preformatted: usize,
    pending_space: bool,
    pending_breaks: u8,
    in_title: bool,
}

impl Extractor {
    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let traits = ELEMENTS.traits.get(name).copied().unwrap_or_default();
        match name {
            "title" if self.page.title.is_none() && self.skipping == 0 => {
                self.in_title = true;
                self.page.title = Some(String::new());
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            "meta" => self.meta(tag),
            "br" => self.pending_breaks = self.pending_breaks.max(1),
            "time" => self.note_time(attribute(tag, "datetime")),
            _ => {}
        }
        self.imply_ends(name);
        self.separate(traits.line_breaks);
        let is_childless = traits.is_void || (tag.self_closing && traits.is_skipped);
        if !is_childless {
            self.push(name, tag, traits);
        }
        match name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "style" | "iframe" | "noembed" | "noframes" | "noscript" => {
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            _ => TokenSinkResult::Continue,
        }
    }

    fn push(&mut self, name: &str, tag: &Tag, mut traits: Traits) {
        traits.is_skipped |= is_hidden(tag);
        let hints = ["class", "id", "role"].map(|key| attribute(tag, key).unwrap_or_default());
        let hints = hints.iter().flat_map(|hint| hint.split_whitespace());
        let class = hints.collect::<Vec<_>>().join(" ");
        traits.is_named |= !class.is_empty();
        self.skipping += usize::from(traits.is_skipped);
        self.preformatted += usize::from(traits.is_preformatted);
        self.open.push(OpenElement {
            name: name.to_owned(),
            class,
            traits,
            start: None,
        });
    }

    fn end(&mut self, name: &str) {
        if name == "title" && self.in_title {
            self.in_title = false;
            return;
        }
        let depth = self
            .open
            .iter()
            .rev()
            .take(DEEPEST_MATCH)
            .position(|open| open.name == name);
        if let Some(depth) = depth {
            self.close(depth + 1);
        } else if name == "p" {
            self.separate(2);
        }
    }

    /// Closes the innermost `count` elements.
    fn close(&mut self, count: usize) {
        for _ in 0..count {
            let Some(element) = self.open.pop() else {
                return;
            };
            self.started = self.started.min(self.open.len());
            self.skipping -= usize::from(element.traits.is_skipped);
            self.preformatted -= usize::from(element.traits.is_preformatted);
            self.separate(element.traits.line_breaks);
            if let Some(start) = element.start
                && element.traits.is_named
            {
                let OpenElement { name, class, .. } = element;
                self.page.elements.push(Element {
                    name,
                    class,
                    start,
                    end: self.page.text.len(),
                });
            }
        }
    }

    fn imply_ends(&mut self, name: &str) {
        for rule in &ELEMENTS.implied_ends {
            if !rule.before.iter().any(|before| before == name) {
                continue;
            }
            let mut within = self.open.iter().rev().take(DEEPEST_MATCH);
            let stop =
                |open: &OpenElement| open.name == rule.element || rule.inside.contains(&open.name);
            let Some(depth) = within.position(stop) else {
                continue;
            };
            let found = self.open.iter().rev().nth(depth);
            if found.is_some_and(|open| open.name == rule.element) {
                self.close(depth + 1);
            }
        }
    }

    fn characters(&mut self, characters: &str) {
        if self.in_title {
            if let Some(title) = &mut self.page.title {
                title.push_str(characters);
            }
            return;
        }
        if self.skipping > 0 {
            return;
        }
        if self.preformatted > 0 {
            self.preformatted_characters(characters);
            return;
        }
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        for (index, word) in characters.split(is_space).enumerate() {
            self.pending_space |= index > 0;
            if !word.is_empty() {
                self.separate_text();
                self.page.text.push_str(word);
            }
        }
    }

    fn preformatted_characters(&mut self, characters: &str) {
        if characters.trim().is_empty() && self.page.text.is_empty() {
            return;
        }
        self.separate_text();
        self.page.text.push_str(characters);
    }

    /// Asks for line breaks before the next character.
    fn separate(&mut self, line_breaks: u8) {
        if self.skipping == 0 {
            self.pending_breaks = self.pending_breaks.max(line_breaks);
        }
    }

    /// Writes what separates the next character from the last, and notes where elements start.
    fn separate_text(&mut self) {
        if !self.page.text.is_empty() {
            match self.pending_breaks {
                0 if self.pending_space => self.page.text.push(' '),
                0 => {}
                1 => self.page.text.push('\n'),
                _ => self.page.text.push_str("\n\n"),
            }
        }
        (self.pending_space, self.pending_breaks) = (false, 0);
        let start = Some(self.page.text.len());
        for element in self.open.iter_mut().skip(self.started) {
            element.start = start;
        }
        self.started = self.open.len();
    }

    fn meta(&mut self, tag: &Tag) {
        let names = ["property", "name", "itemprop"].map(|key| attribute(tag, key));
        let is_time = |name: &&str| TIME_NAMES.contains(&name.to_lowercase().as_str());
        if names.iter().flatten().any(is_time) {
            self.note_time(attribute(tag, "content"));
        }
    }

    fn note_time(&mut self, time: Option<&str>) {
        if let Some(time) = time
            && self.page.time.is_none()
            && self.skipping == 0
        {
            self.page.time = Some(time.to_owned());
        }
    }

    fn finish(mut self) -> HtmlPage {
        self.close(self.open.len());
        if let Some(title) = self.page.title.take() {
            let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
            self.page.title = (!title.is_empty()).then_some(title);
        }
        self.page
    }
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    let found = tag
        .attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name);
    found.map(|attribute| &*attribute.value)
}

fn is_hidden(tag: &Tag) -> bool {
    let style = attribute(tag, "style").unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    attribute(tag, "hidden").is_some() || style.to_lowercase().contains("display:none")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, text: &str, elements: &[&str]) {
        let page = read_html(html);
        assert_eq!(page.text, text, "{html}");
        let describe = |element: &Element| {
            let class = if element.class.is_empty() { "" } else { "." };
            let text = page.text.get(element.start..element.end).unwrap();
            format!("{}{class}{}: {text}", element.name, element.class)
        };
        let found: Vec<_> = page.elements.iter().map(describe).collect();
        assert_eq!(found, elements, "{html}");
    }

    #[test]
    fn blocks_stand_apart_and_white_space_collapses() {
        check(
            "<h1>عنوان </h1>\n<p>فقرة\n  أولى</p>",
            "عنوان\n\nفقرة أولى",
            &["h1: عنوان", "p: فقرة أولى"],
        );
        check(
            "<ul><li>أ<li>ب</ul>ج",
            "أ\nب\n\nج",
            &["li: أ", "li: ب", "ul: أ\nب"],
        );
        check("<p>سطر<br>آخر", "سطر\nآخر", &["p: سطر\nآخر"]);
        check(
            "<p>من <b>هنا</b>.</p>",
            "من هنا.",
            &["b: هنا", "p: من هنا."],
        );
        check("<pre>أ\n  ب</pre>", "أ\n  ب", &["pre: أ\n  ب"]);
    }

    #[test]
    fn paragraphs_end_without_an_end_tag() {
        check(
            "<p>أ<p>ب<div>ج</div>",
            "أ\n\nب\n\nج",
            &["p: أ", "p: ب", "div: ج"],
        );
        check(
            "<table><tr><td>أ<td>ب<tr><td>ج</table>",
            "أ\nب\nج",
            &[
                "td: أ",
                "td: ب",
                "tr: أ\nب",
                "td: ج",
                "tr: ج",
                "table: أ\nب\nج",
            ],
        );
    }

    #[test]
    fn what_is_not_shown_is_not_read() {
        check(
            "<style>p{}</style><script>let a = '<p>';</script><p>أ</p>",
            "أ",
            &["p: أ"],
        );
        check(
            "<p hidden>أ</p><p style='display: none'>ب</p><p>ج</p>",
            "ج",
            &["p: ج"],
        );
        check("<!-- <p>أ</p> --><svg><text>ب</text></svg>ج", "ج", &[]);
    }

    #[test]
    fn classes_and_entities_are_kept() {
        check(
            "<div class='share bar' id=x>&laquo;أ&raquo; &amp; ب</div>",
            "«أ» & ب",
            &["div.share bar x: «أ» & ب"],
        );
        check(
            "<span>أ</span><span role=note>ب</span>",
            "أب",
            &["span.note: ب"],
        );
    }

    #[test]
    fn title_and_time_are_metadata() {
        let page = read_html(
            "<head><title> خبر\n اليوم </title><meta property='article:published_time' \
             content='2023-09-14T10:00:00+03:00'></head><p>نص <time datetime='2020-01-01'>أ</time>",
        );
        assert_eq!(page.title.as_deref(), Some("خبر اليوم"));
        assert_eq!(page.time.as_deref(), Some("2023-09-14T10:00:00+03:00"));
        assert_eq!(page.text, "نص أ");
    }

    #[test]
    fn stray_and_missing_tags_lose_nothing() {
        check("</div></p>أ</b><i>ب", "أب", &["i: ب"]);
        check("<div><p>أ", "أ", &["p: أ", "div: أ"]);
        check("أ < ب و ج > د &nosuch; &", "أ < ب و ج > د &nosuch; &", &[]);
        check("", "", &[]);
    }

    #[test]
    fn deep_nesting_is_linear() {
        let page = read_html(&format!("{}أ", "<b><div>".repeat(20_000)));
        assert_eq!(page.text, "أ");
        assert_eq!(page.elements.len(), 40_000);
    }
}
