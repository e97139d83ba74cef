//! The frame of every page: one file, and a policy that lets nothing in it run but its own script.

use crate::html::{Html, json_in_script, plain};
use crate::interface::Language;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// How a page is made.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct PageOptions {
    /// The language of the page's own words.
    pub language: Language,
}

impl PageOptions {
    /// The same in another language.
    #[must_use]
    pub fn with_language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }
}

const BASE_STYLE: &str = include_str!("../assets/page.css");
const BASE_SCRIPT: &str = include_str!("../assets/page.js");
const DOCUMENT_SCRIPT: &str = include_str!("../assets/document.js");
const LIVE_STYLE: &str = include_str!("../assets/live.css");
const LIVE_SCRIPT: &str = include_str!("../assets/live.js");

/// What goes into a frame.
pub(crate) struct Frame<'a> {
    pub(crate) language: Language,
    /// The text of the title bar, of anybody.
    pub(crate) title: &'a str,
    /// Style sheets behind the one of all pages.
    pub(crate) styles: &'a [&'a str],
    /// Scripts behind the one of all pages.
    pub(crate) scripts: &'a [&'a str],
    /// Whether the page's script may talk to where the page came from.
    pub(crate) may_connect: bool,
    /// The content, which is HTML.
    pub(crate) body: &'a str,
}

impl Frame<'_> {
    /// The whole page.
    pub(crate) fn page(&self) -> String {
        let style = [&[BASE_STYLE], self.styles].concat().join("\n");
        let script = [&[BASE_SCRIPT], self.scripts].concat().join("\n");
        let mut policy = format!(
            "default-src 'none'; base-uri 'none'; form-action 'none'; script-src '{}'; style-src '{}'",
            digest(&script),
            digest(&style)
        );
        if self.may_connect {
            // Writing into a string has no way to fail.
            let _ = write!(policy, "; connect-src 'self'");
        }
        let mut html = Html::default();
        html.raw("<!doctype html>\n");
        let attributes = [
            ("lang", self.language.code()),
            ("dir", self.language.direction()),
        ];
        html.nest("html", &attributes, |html| {
            html.nest("head", &[], |html| self.head(html, &policy, &style));
            html.raw("\n").nest("body", &[], |html| {
                html.raw(self.body);
                html.open("script", &[]).raw(&script).close("script");
            });
        });
        html.finish()
    }

    fn head(&self, html: &mut Html, policy: &str, style: &str) {
        html.open("meta", &[("charset", "utf-8")]);
        let policy = [
            ("http-equiv", "Content-Security-Policy"),
            ("content", policy),
        ];
        html.open("meta", &policy);
        html.open(
            "meta",
            &[
                ("name", "viewport"),
                ("content", "width=device-width, initial-scale=1"),
            ],
        );
        html.open(
            "meta",
            &[("name", "color-scheme"), ("content", "light dark")],
        );
        html.open("title", &[])
            .text(&plain(self.title))
            .close("title");
        html.open("style", &[]).raw(style).close("style");
    }
}

fn digest(content: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content)))
}

/// Writes data for the page's script.
pub(crate) fn write_data(html: &mut Html, id: &str, json: &str) {
    html.open("script", &[("type", "application/json"), ("id", id)]);
    html.raw(&json_in_script(json)).close("script");
}

/// Writes a button that only works where scripts run; the script shows it.
pub(crate) fn write_theme_button(html: &mut Html, language: Language) {
    let title = language.word("theme");
    html.open(
        "button",
        &[
            ("type", "button"),
            ("class", "theme"),
            ("data-script", ""),
            ("hidden", ""),
            ("aria-label", title),
            ("title", title),
        ],
    );
    html.raw("<span aria-hidden=\"true\">◐</span>")
        .close("button");
}

/// The page of a document.
pub(crate) fn document_frame(title: &str, body: &str, options: &PageOptions) -> String {
    let frame = Frame {
        language: options.language,
        title,
        styles: &[crate::document::STYLE],
        scripts: &[DOCUMENT_SCRIPT],
        may_connect: false,
        body,
    };
    frame.page()
}

/// A page to write in, which asks where it came from for the fragment of what is written: a `POST` of
/// the text to `annotate`, answered with a [`document_fragment`](crate::document_fragment).
#[must_use]
pub fn live_page(options: &PageOptions) -> String {
    let language = options.language;
    let mut html = Html::default();
    html.nest("header", &[("class", "bar")], |html| {
        html.element("h1", &[("class", "brand")], "Warraq");
        write_theme_button(html, language);
    });
    html.nest("main", &[("class", "live")], |html| {
        html.nest("section", &[("class", "entry")], |html| {
            html.element("label", &[("for", "entry")], language.word("write_here"));
            html.open(
                "textarea",
                &[
                    ("id", "entry"),
                    ("dir", "auto"),
                    ("rows", "5"),
                    ("spellcheck", "false"),
                ],
            );
            html.close("textarea");
            html.nest("p", &[("class", "entry-tools")], |html| {
                html.open("label", &[("class", "file")])
                    .text(language.word("open_file"));
                html.open(
                    "input",
                    &[
                        ("type", "file"),
                        ("id", "file"),
                        ("accept", ".txt,.html,.htm,text/plain,text/html"),
                    ],
                );
                html.close("label");
                html.element(
                    "output",
                    &[
                        ("id", "state"),
                        ("data-failed", language.word("annotate_failed")),
                    ],
                    "",
                );
            });
        });
    });
    html.open("div", &[("id", "document")]).close("div");
    let frame = Frame {
        language,
        title: "Warraq",
        styles: &[crate::document::STYLE, LIVE_STYLE],
        scripts: &[DOCUMENT_SCRIPT, LIVE_SCRIPT],
        may_connect: true,
        body: &html.finish(),
    };
    frame.page()
}
