//! HTML as it is written: everything goes through one writer, so that no text can become markup.
//!
//! Characters that reorder the text around them are disarmed here, too. Such a character stays in the
//! page, so that what is copied is what was read, but in an inline block of its own, which no
//! ordering reaches out of; the style sheet shows its name there.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Attributes: names of our own, values of anybody.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A piece of HTML that is being written.
#[derive(Default)]
pub(crate) struct Html(String);

impl Html {
    /// Writes a start tag. An attribute with an empty value is written by its name alone.
    pub(crate) fn open(&mut self, tag: &str, attributes: Attributes<'_>) -> &mut Self {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            if !value.is_empty() {
                self.0.push_str("=\"");
                push_attribute(&mut self.0, value);
                self.0.push('"');
            }
        }
        self.0.push('>');
        self
    }

    /// Writes an end tag.
    pub(crate) fn close(&mut self, tag: &str) -> &mut Self {
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
        self
    }

    /// Writes an element that has nothing but text.
    pub(crate) fn element(
        &mut self,
        tag: &str,
        attributes: Attributes<'_>,
        text: &str,
    ) -> &mut Self {
        self.open(tag, attributes).text(text).close(tag)
    }

    /// Writes text of anybody.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match entity(character) {
                Some(entity) => self.0.push_str(entity),
                None if may_need_care(character) => self.character(character),
                None => self.0.push(character),
            }
        }
        self
    }

    /// Writes text in an element that keeps its direction to itself.
    pub(crate) fn isolated(&mut self, text: &str) -> &mut Self {
        self.element("bdi", &[], text)
    }

    /// Writes what is HTML already.
    pub(crate) fn raw(&mut self, html: &str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// Writes an element and what `fill` adds.
    pub(crate) fn nest(
        &mut self,
        tag: &str,
        attributes: Attributes<'_>,
        fill: impl FnOnce(&mut Self),
    ) -> &mut Self {
        self.open(tag, attributes);
        fill(self);
        self.close(tag)
    }

    /// What was written.
    pub(crate) fn finish(self) -> String {
        self.0
    }

    fn character(&mut self, character: char) {
        let Some(control) = CONTROLS.get(&character) else {
            self.0.push(character);
            return;
        };
        let class = if control.is_disarmed {
            "control"
        } else {
            "control shown"
        };
        self.open("span", &[("class", class), ("data-code", &control.name)]);
        // A parser drops this one; its picture stands for it.
        self.0.push(if character == '\0' {
            '\u{2400}'
        } else {
            character
        });
        self.close("span");
    }
}

/// JSON as the content of a script element: it cannot end the element, nor open a comment in it.
pub(crate) fn json_in_script(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '&' => escaped.push_str("\\u0026"),
            '\u{2028}' => escaped.push_str("\\u2028"),
            '\u{2029}' => escaped.push_str("\\u2029"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Text where there can be no markup, as in a page's title: what would reorder it is replaced.
pub(crate) fn plain(text: &str) -> String {
    let is_disarmed = |c: &char| CONTROLS.get(c).is_some_and(|control| control.is_disarmed);
    text.chars()
        .map(|character| {
            if is_disarmed(&character) {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
}

fn push_attribute(out: &mut String, value: &str) {
    for character in plain(value).chars() {
        match entity(character) {
            Some(entity) => out.push_str(entity),
            None => out.push(character),
        }
    }
}

fn entity(character: char) -> Option<&'static str> {
    match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        // A parser turns a bare carriage return into a line feed.
        '\r' => Some("&#13;"),
        _ => None,
    }
}

fn may_need_care(character: char) -> bool {
    matches!(character, '\0'..='\u{1f}' | '\u{7f}' | '\u{61c}' | '\u{200e}'..='\u{2069}')
}

struct Control {
    name: String,
    is_disarmed: bool,
}

static CONTROLS: LazyLock<HashMap<char, Control>> = LazyLock::new(|| {
    include_str!("../data/controls.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let code = u32::from_str_radix(fields.next()?, 16).ok()?;
            let name = fields.next()?.to_owned();
            let is_disarmed = fields.next()? == "disarm";
            Some((char::from_u32(code)?, Control { name, is_disarmed }))
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        let mut html = Html::default();
        html.text(text);
        html.finish()
    }

    #[test]
    fn text_never_becomes_markup() {
        assert_eq!(
            text("<b a='1'>\"&\r"),
            "&lt;b a=&#39;1&#39;&gt;&quot;&amp;&#13;"
        );
        let mut html = Html::default();
        html.open("a", &[("title", "\"><script>\u{202e}")]);
        assert_eq!(
            html.finish(),
            "<a title=\"&quot;&gt;&lt;script&gt;\u{fffd}\">"
        );
    }

    #[test]
    fn what_would_reorder_the_text_stands_in_a_box_of_its_own() {
        let boxed = "<span class=\"control\" data-code=\"RLO\">\u{202e}</span>";
        assert_eq!(text("أ\u{202e}ب"), format!("أ{boxed}ب"));
        let shown = "<span class=\"control shown\" data-code=\"RLM\">\u{200f}</span>";
        assert_eq!(text("\u{200f}"), shown);
        assert_eq!(
            text("\0"),
            "<span class=\"control\" data-code=\"NUL\">\u{2400}</span>"
        );
        assert_eq!(text("a\t\nب\u{200c}"), "a\t\nب\u{200c}");
    }

    #[test]
    fn every_control_of_the_table_needs_care() {
        assert_eq!(CONTROLS.len(), 44);
        for line in include_str!("../data/controls.tsv").lines().skip(3) {
            let code = u32::from_str_radix(line.split('\t').next().unwrap(), 16).unwrap();
            let character = char::from_u32(code).unwrap();
            assert!(
                may_need_care(character) && CONTROLS.contains_key(&character),
                "{line}"
            );
        }
    }

    #[test]
    fn json_cannot_end_its_script() {
        let json = "{\"a\":\"</script><!--\u{2028}\"}";
        let escaped = json_in_script(json);
        assert!(
            !escaped.contains('<') && !escaped.contains('\u{2028}'),
            "{escaped}"
        );
        let parse = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
        assert_eq!(parse(&escaped), parse(json));
    }
}
