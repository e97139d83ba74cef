//! Documents: from raw bytes to a text with its metadata, nothing cut or guessed in silence.

use super::archive::{ArchivedPage, HEAD_BYTES, NoPage, filter_of_head, read_page};
use super::html::{Element, read_html};
use super::input::Format;
use super::json::{FieldNames, RecordFields, parse_record};
use super::raw::{RawContent, RawDocument};
use super::reader::BROKEN_OFF;
use std::borrow::Cow;
use warraq_core::{
    Document, DocumentTime, LayerName, Metadata, Output, Source, Span, StageError, Unsupervised,
    Warning,
};
use warraq_normalize::{DecodeOptions, Decoded, Encoding, decode};

/// The name that readers have in warnings and in quarantine.
pub const READ_STAGE: &str = "read";

/// Where an HTML page may name its encoding.
const HTML_CHARSET_BYTES: usize = 1024;

/// One invalid sequence in so many bytes, or more: the encoding is not the one that was assumed.
const BYTES_FOR_EACH_INVALID: usize = 20;

/// How raw documents become documents.
#[derive(Clone, Debug, Default)]
pub struct DocumentOptions {
    /// The encoding of all documents; none to detect it.
    pub encoding: Option<Encoding>,
    /// Whether a document with invalid bytes is rejected.
    pub reject_invalid_bytes: bool,
    /// Whether text that was decoded twice is repaired.
    pub repair_double_encoding: bool,
    /// The names of a record's fields.
    pub fields: FieldNames,
}

/// Why there is no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Rejection {
    /// The identifier, as far as it could be told.
    pub id: String,
    /// The reason, for people.
    pub reason: String,
    /// Whether the input was never meant to be a document, such as a picture in a web archive: it is
    /// counted as filtered, and not kept.
    pub is_filtered: bool,
}

impl Rejection {
    fn new(id: &str, reason: String) -> Self {
        let (id, is_filtered) = (id.to_owned(), false);
        Self {
            id,
            reason,
            is_filtered,
        }
    }

    fn of_no_page(id: &str, no_page: NoPage) -> Self {
        let (reason, is_filtered) = match no_page {
            NoPage::Filtered(reason) => (reason, true),
            NoPage::Broken(reason) => (reason, false),
        };
        let id = id.to_owned();
        Self {
            id,
            reason,
            is_filtered,
        }
    }
}

impl DocumentOptions {
    /// Decodes and parses a document.
    ///
    /// # Errors
    /// [`Rejection`] for what is too large, broken off, not text, or not a record with a text.
    pub fn document(&self, raw: &RawDocument) -> Result<Document, Rejection> {
        let reject = |reason: String| Rejection::new(&raw.id, reason);
        let bytes = match &raw.content {
            RawContent::Bytes(bytes) => bytes,
            RawContent::TooLarge(spool) => {
                let head = || spool.head(HEAD_BYTES).unwrap_or_default();
                if raw.format == Format::Warc
                    && let Some(reason) = filter_of_head(&head())
                {
                    return Err(Rejection::of_no_page(&raw.id, NoPage::Filtered(reason)));
                }
                let bytes = raw.content.len();
                return Err(reject(format!("too large: {bytes} bytes of input")));
            }
            RawContent::Unreadable { message, .. } => {
                return Err(reject(format!("{BROKEN_OFF}{message}")));
            }
        };
        if raw.format == Format::Warc {
            let page = read_page(bytes);
            let page = page.map_err(|no_page| Rejection::of_no_page(&raw.id, no_page))?;
            return self.archived(raw, page);
        }
        let decoded = self.decode(bytes, raw.format, None);
        self.check(&decoded).map_err(reject)?;
        let mut warnings = Warnings::of_decoding(&decoded);
        let draft = match raw.format {
            Format::Html => Draft::of_html(raw, &decoded.text),
            Format::Jsonl => Draft::of_record(raw, &decoded.text, &self.fields, &mut warnings)?,
            // A reader gives the rows of a table as records.
            Format::Text | Format::Warc | Format::Parquet => Draft::of_text(raw, decoded.text),
        };
        draft.finish(raw, decoded.encoding, warnings)
    }

    /// The document that a page of a web archive is.
    fn archived(&self, raw: &RawDocument, page: ArchivedPage<'_>) -> Result<Document, Rejection> {
        let named = page.charset.as_deref().and_then(Encoding::named);
        let decoded = self.decode(&page.body, page.format, named);
        let id = page.id.unwrap_or_else(|| raw.id.clone());
        self.check(&decoded)
            .map_err(|reason| Rejection::new(&id, reason))?;
        let mut warnings = Warnings::of_decoding(&decoded);
        if page.is_truncated {
            let message = "the crawler cut the page off".to_owned();
            warnings.add("truncated", message);
        }
        let encoding = decoded.encoding;
        let draft = match page.format {
            Format::Html => Draft::of_html(raw, &decoded.text),
            _ => Draft::of_text(raw, decoded.text),
        };
        let extra = page.extra;
        Draft { id, extra, ..draft }.finish(raw, encoding, warnings)
    }

    /// Why decoded text cannot be a document's.
    fn check(&self, decoded: &Decoded<'_>) -> Result<(), String> {
        if decoded.looks_binary {
            return Err("it is not text".to_owned());
        }
        if self.reject_invalid_bytes && decoded.replaced_count > 0 {
            return Err(format!("{} invalid byte sequences", decoded.replaced_count));
        }
        Ok(())
    }

    /// Decodes bytes; `named` is the encoding that somebody outside of them named.
    fn decode<'a>(&self, bytes: &'a [u8], format: Format, named: Option<Encoding>) -> Decoded<'a> {
        let decode_as = |encoding| {
            let repair_double_encoding = self.repair_double_encoding;
            let options = DecodeOptions {
                encoding,
                repair_double_encoding,
                ..Default::default()
            };
            decode(bytes, &options)
        };
        // Bytes that are UTF-8 are UTF-8, whatever a server says.
        let named = named.filter(|_| std::str::from_utf8(bytes).is_err());
        let assumed = self.encoding.or(named).or_else(|| match format {
            Format::Text | Format::Warc | Format::Parquet => None,
            Format::Html => html_charset(bytes),
            // JSON is UTF-8 by its standard; one bad byte does not make it anything else.
            Format::Jsonl => Some(Encoding::UTF_8),
        });
        let decoded = decode_as(assumed);
        let is_wrong = decoded.replaced_count * BYTES_FOR_EACH_INVALID > bytes.len();
        if self.encoding.is_none() && is_wrong {
            decode_as(None)
        } else {
            decoded
        }
    }
}

/// The encoding that a page names for itself, unless its bytes are UTF-8 all the same.
fn html_charset(bytes: &[u8]) -> Option<Encoding> {
    let start = bytes.get(..HTML_CHARSET_BYTES).unwrap_or(bytes);
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let (_, after) = start.split_once("charset=")?;
    let after = after.trim_start_matches(['"', '\'', ' ']);
    let label = after
        .split(|c: char| !c.is_ascii_alphanumeric() && !"-_:".contains(c))
        .next()?;
    if std::str::from_utf8(bytes).is_ok() {
        None
    } else {
        Encoding::named(label)
    }
}

/// What a document will be made of.
struct Draft {
    id: String,
    text: String,
    time: Option<String>,
    title: Option<String>,
    extra: String,
    markup: Vec<Element>,
}

impl Draft {
    fn of_text(raw: &RawDocument, text: Cow<'_, str>) -> Self {
        Self {
            id: raw.id.clone(),
            text: text.into_owned(),
            time: None,
            title: None,
            extra: String::new(),
            markup: Vec::new(),
        }
    }

    fn of_html(raw: &RawDocument, html: &str) -> Self {
        let page = read_html(html);
        Self {
            time: page.time,
            title: page.title,
            markup: page.elements,
            ..Self::of_text(raw, Cow::Owned(page.text))
        }
    }

    fn of_record(
        raw: &RawDocument,
        line: &str,
        names: &FieldNames,
        warnings: &mut Warnings,
    ) -> Result<Self, Rejection> {
        let record = parse_record(line, names).map_err(|error| {
            Rejection::new(error.id.as_ref().unwrap_or(&raw.id), error.to_string())
        })?;
        if record.lone_surrogates > 0 {
            let count = record.lone_surrogates;
            warnings.add(
                "lone_surrogates",
                format!("{count} lone surrogates became U+FFFD"),
            );
        }
        let RecordFields {
            id,
            text,
            time,
            title,
            extra,
            ..
        } = record;
        let id = id.unwrap_or_else(|| raw.id.clone());
        Ok(Self {
            id,
            text,
            time,
            title,
            extra,
            markup: Vec::new(),
        })
    }

    fn finish(
        self,
        raw: &RawDocument,
        encoding: Encoding,
        mut warnings: Warnings,
    ) -> Result<Document, Rejection> {
        let time = self.time.and_then(|written| {
            let time = DocumentTime::parse(&written);
            time.map_err(|error| warnings.add("time_unreadable", error.to_string()))
                .ok()
        });
        if self.text.trim().is_empty() {
            warnings.add("empty_document", "the document has no text".to_owned());
        }
        let source = Source {
            path: raw.path.clone(),
            line: raw.line,
            encoding: encoding.name(),
        };
        let Self {
            id, title, extra, ..
        } = self;
        let metadata = Metadata {
            id: id.clone(),
            source,
            time,
            title,
            extra,
        };
        let reject = |reason: String| Rejection::new(&id, reason);
        let mut document =
            Document::new(metadata, self.text).map_err(|error| reject(error.to_string()))?;
        warnings
            .0
            .into_iter()
            .for_each(|warning| document.warn(warning));
        if !self.markup.is_empty() || raw.format == Format::Html {
            document
                .annotate(
                    READ_STAGE,
                    &[LayerName::MARKUP],
                    &Unsupervised,
                    |_, output| add_markup(&self.markup, output),
                )
                .map_err(|error| reject(error.to_string()))?;
        }
        Ok(document)
    }
}

fn add_markup(elements: &[Element], output: &mut Output<'_>) -> Result<(), StageError> {
    for element in elements {
        let offset = |byte| u32::try_from(byte).map_err(|_| StageError::failed("text too long"));
        let label = output.label(&element.name)?;
        let mut span = Span::new(offset(element.start)?, offset(element.end)?).with_label(label);
        if !element.class.is_empty() {
            span.attributes = output.attributes(&[("class", element.class.as_str().into())])?;
        }
        output.push(&LayerName::MARKUP, span)?;
    }
    Ok(())
}

/// The reader's warnings about one document.
struct Warnings(Vec<Warning>);

impl Warnings {
    fn of_decoding(decoded: &Decoded<'_>) -> Self {
        let mut warnings = Self(Vec::new());
        let encoding = decoded.encoding.name();
        if decoded.guessed {
            let sure = (decoded.confidence * 100.0).round();
            warnings.add(
                "encoding_guessed",
                format!("decoded as {encoding}, {sure}% sure"),
            );
        }
        if decoded.replaced_count > 0 {
            let offsets: Vec<_> = decoded
                .replaced
                .iter()
                .take(10)
                .map(usize::to_string)
                .collect();
            let more = if decoded.replaced_count > offsets.len() {
                ", …"
            } else {
                ""
            };
            let (count, offsets) = (decoded.replaced_count, offsets.join(", "));
            let what = format!("{count} invalid byte sequences became U+FFFD");
            warnings.add(
                "bytes_replaced",
                format!("{what}, at bytes {offsets}{more} of the input"),
            );
        }
        if let Some(double) = &decoded.double_encoded {
            let (mistaken, damaged) = (double.mistaken_for.name(), double.damaged_lines);
            let done = match (double.repaired_lines, damaged) {
                (0, _) => "it is left as it is".to_owned(),
                (_, 0) => "it was repaired".to_owned(),
                (_, damaged) => format!("it was repaired but for {damaged} damaged lines"),
            };
            let message = format!("the text is UTF-8 that was read as {mistaken}; {done}");
            warnings.add("double_encoding", message);
        }
        warnings
    }

    fn add(&mut self, code: &str, message: String) {
        self.0.push(Warning {
            code: code.to_owned(),
            stage: READ_STAGE.to_owned(),
            message,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        format: Format,
        bytes: &[u8],
        options: &DocumentOptions,
    ) -> Result<Document, Rejection> {
        let raw = RawDocument {
            path: "in".to_owned(),
            line: Some(3),
            id: "in:3".to_owned(),
            format,
            content: RawContent::Bytes(bytes.to_vec()),
            next: crate::Position::default(),
        };
        options.document(&raw)
    }

    fn codes(document: &Document) -> Vec<&str> {
        document
            .warnings()
            .iter()
            .map(|warning| warning.code.as_str())
            .collect()
    }

    fn check(format: Format, bytes: &[u8], text: &str, warnings: &[&str]) {
        let document = read(format, bytes, &DocumentOptions::default()).unwrap();
        assert_eq!(document.text(), text);
        assert_eq!(codes(&document), warnings, "{text}");
    }

    #[test]
    fn what_was_guessed_or_replaced_is_a_warning() {
        check(Format::Text, "قال".as_bytes(), "قال", &[]);
        check(Format::Text, b"", "", &["empty_document"]);
        check(Format::Jsonl, br#"{"text":" "}"#, " ", &["empty_document"]);
        check(
            Format::Jsonl,
            br#"{"text":"a\ud800"}"#,
            "a\u{fffd}",
            &["lone_surrogates"],
        );
        check(
            Format::Jsonl,
            br#"{"text":"a","time":"soon"}"#,
            "a",
            &["time_unreadable"],
        );
        let mut line = r#"{"text":"قالت الوزارة في بيان لها"}"#.as_bytes().to_vec();
        line[20] = 0xff;
        let document = read(Format::Jsonl, &line, &DocumentOptions::default()).unwrap();
        assert_eq!(codes(&document), ["bytes_replaced"]);
        assert!(document.text().contains('\u{fffd}') && document.text().ends_with("لها"));
    }

    #[test]
    fn a_page_may_name_its_encoding() {
        let page = encode("<meta charset=windows-1256><p>قالت الوزارة</p>");
        check(Format::Html, &page, "قالت الوزارة", &[]);
        check(
            Format::Html,
            "<meta charset='windows-1256'><p>قال".as_bytes(),
            "قال",
            &[],
        );
    }

    fn encode(text: &str) -> Vec<u8> {
        let letters = [
            ('ق', 0xde),
            ('ا', 0xc7),
            ('ل', 0xe1),
            ('ت', 0xca),
            ('و', 0xe6),
            ('ز', 0xd2),
            ('ر', 0xd1),
            ('ة', 0xc9),
        ];
        let byte = |c: char| {
            letters
                .iter()
                .find(|(letter, _)| *letter == c)
                .map_or(c as u8, |l| l.1)
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn what_is_no_document_is_rejected_with_its_reason() {
        let reason = |format, bytes: &[u8], options: &DocumentOptions| {
            read(format, bytes, options).unwrap_err().to_string()
        };
        let default = DocumentOptions::default();
        assert_eq!(
            reason(Format::Text, b"\x7fELF\x02\x01\0\0\0\0\0\0\0", &default),
            "it is not text"
        );
        let strict = DocumentOptions {
            reject_invalid_bytes: true,
            ..default.clone()
        };
        let line = b"{\"text\":\"a long enough line of text \xff\"}";
        assert_eq!(
            reason(Format::Jsonl, line, &strict),
            "1 invalid byte sequences"
        );
        assert!(reason(Format::Jsonl, b"{", &default).starts_with("not a JSON record"));
        let rejection = read(Format::Jsonl, br#"{"id":"a"}"#, &default).unwrap_err();
        assert_eq!(rejection.id, "a");
        let rejection = read(Format::Jsonl, b"[]", &default).unwrap_err();
        assert_eq!(rejection.id, "in:3");
    }

    #[test]
    fn a_page_brings_its_markup() {
        let document = read(
            Format::Html,
            "<title>خبر</title><h1>عنوان</h1><p class=lead>نص".as_bytes(),
            &DocumentOptions::default(),
        )
        .unwrap();
        assert_eq!(document.metadata().title.as_deref(), Some("خبر"));
        let markup = document.markup().unwrap();
        let found: Vec<_> = markup
            .iter()
            .map(|element| {
                (
                    element.label(),
                    element.text(),
                    element.text_attribute("class"),
                )
            })
            .collect();
        assert_eq!(found, [("h1", "عنوان", None), ("p", "نص", Some("lead"))]);
    }
}
