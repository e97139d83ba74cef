//! Web archives (WARC and WET): each record is a document, or is filtered with its reason.
//!
//! What a crawler keeps besides pages (requests, its own notes, pictures, errors) is no document; it
//! is counted as filtered, so that the counts close. The date of a record is when it was fetched,
//! which for an old page may be years behind its publication: it stands in `meta`, not as the time
//! that relative expressions count from.

use super::cut::{Cutter, Failure};
use super::input::Format;
use super::open::Stream;
use std::borrow::Cow;
use std::io::Read;

/// What every record of an archive starts with.
pub(crate) const WARC_MAGIC: &[u8] = b"WARC/";

/// The bytes of a record that tell whether it is a page; a longer head is not looked at.
pub(crate) const HEAD_BYTES: u64 = 1 << 16;

/// A page that unpacks to more is refused: a small record may claim any size.
const MOST_UNPACKED_BYTES: u64 = 64 << 20;

/// Takes the next record of an archive, its header and its block. Bytes that are no record are
/// taken up to the next one, whose first line is then in `carried`.
pub(crate) fn take_record(
    cut: &mut Cutter,
    stream: &mut Stream,
    carried: &mut Vec<u8>,
) -> Result<(), Failure> {
    let first = if carried.is_empty() {
        cut.skip_line_breaks(stream)?;
        cut.take_header_line(stream)?
    } else {
        let line = std::mem::take(carried);
        cut.take_carried(&line)?;
        line
    };
    if first.starts_with(WARC_MAGIC) {
        let mut length = None;
        loop {
            let line = cut.take_header_line(stream)?;
            if line.trim_ascii().is_empty() {
                break;
            }
            let line = String::from_utf8_lossy(&line);
            if let Some(("content-length", value)) = field(&line).as_ref().map(as_strs) {
                length = value.parse().ok();
            }
        }
        if let Some(length) = length {
            return cut.take_bytes(stream, length);
        }
    } else if first.is_empty() {
        return Ok(());
    }
    take_to_next_record(cut, stream, carried)
}

fn take_to_next_record(
    cut: &mut Cutter,
    stream: &mut Stream,
    carried: &mut Vec<u8>,
) -> Result<(), Failure> {
    loop {
        let line = cut.peek_header_line(stream)?;
        if line.is_empty() {
            return Ok(());
        }
        if line.starts_with(WARC_MAGIC) {
            *carried = line;
            return Ok(());
        }
        cut.add(&line).map_err(Failure::Spool)?;
    }
}

fn as_strs(field: &(String, String)) -> (&str, &str) {
    (&field.0, &field.1)
}

/// The name, in lower case, and the value of a header's line.
fn field(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

/// A page of an archive.
#[derive(Debug)]
pub(crate) struct ArchivedPage<'a> {
    /// The record's identifier.
    pub(crate) id: Option<String>,
    /// What the crawler knew of it: a JSON object.
    pub(crate) extra: String,
    pub(crate) format: Format,
    /// The encoding that the server named.
    pub(crate) charset: Option<String>,
    pub(crate) is_truncated: bool,
    pub(crate) body: Cow<'a, [u8]>,
}

/// Why a record of an archive is no page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoPage {
    /// It is not meant to be one.
    Filtered(String),
    /// It cannot be read.
    Broken(String),
}

/// A header: its first line, and its fields.
struct Header {
    first: String,
    fields: Vec<(String, String)>,
}

impl Header {
    /// Parses the header that `bytes` start with; the rest is what it is the header of.
    fn split(bytes: &[u8]) -> (Self, &[u8]) {
        let mut rest = bytes;
        let mut lines = Vec::new();
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let (line, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
            rest = after;
            if line.trim_ascii().is_empty() {
                break;
            }
            lines.push(String::from_utf8_lossy(line));
        }
        let mut lines = lines.into_iter();
        let first = lines.next().unwrap_or_default().trim().to_owned();
        let fields = lines.filter_map(|line| field(&line)).collect();
        (Self { first, fields }, rest)
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name)?;
        Some(found.1.as_str())
    }
}

/// Reads a whole record of an archive.
pub(crate) fn read_page(bytes: &[u8]) -> Result<ArchivedPage<'_>, NoPage> {
    let (header, block) = Header::split(bytes);
    if !header.first.starts_with("WARC/") {
        return Err(NoPage::Broken("it is no record of an archive".to_owned()));
    }
    let kind = header.get("warc-type").unwrap_or_default();
    let content_type = header.get("content-type").unwrap_or_default();
    let page = match kind {
        "response" if media_type(content_type) == "application/http" => response(block)?,
        "conversion" | "resource" | "response" => Response {
            content_type: content_type.to_owned(),
            body: Cow::Borrowed(block),
        },
        kind => return Err(NoPage::Filtered(format!("a record of the type `{kind}`"))),
    };
    let format = match media_type(&page.content_type).as_str() {
        "text/html" | "application/xhtml+xml" => Format::Html,
        "text/plain" => Format::Text,
        other => return Err(NoPage::Filtered(format!("content of the type `{other}`"))),
    };
    let id = header.get("warc-record-id");
    Ok(ArchivedPage {
        id: id.map(|id| id.trim_matches(['<', '>']).to_owned()),
        extra: extra(&header),
        format,
        charset: charset(&page.content_type),
        is_truncated: header.get("warc-truncated").is_some(),
        body: page.body,
    })
}

/// Why a record of which only the head is known is no page, if that is so.
pub(crate) fn filter_of_head(head: &[u8]) -> Option<String> {
    let (header, block) = Header::split(head);
    let kind = header.get("warc-type")?;
    let content_type = header.get("content-type").unwrap_or_default();
    let content_type = if media_type(content_type) == "application/http" {
        Header::split(block).0.get("content-type")?.to_owned()
    } else {
        content_type.to_owned()
    };
    let is_page = ["response", "conversion", "resource"].contains(&kind);
    let is_text = ["text/html", "application/xhtml+xml", "text/plain"];
    let media_type = media_type(&content_type);
    if !is_page {
        Some(format!("a record of the type `{kind}`"))
    } else if !is_text.contains(&media_type.as_str()) {
        Some(format!("content of the type `{media_type}`"))
    } else {
        None
    }
}

/// What the crawler knew of a page, as a JSON object.
fn extra(header: &Header) -> String {
    let mut object = serde_json::Map::new();
    let fields = [
        ("url", "warc-target-uri"),
        ("fetched", "warc-date"),
        ("refers_to", "warc-refers-to"),
    ];
    for (key, name) in fields {
        if let Some(value) = header.get(name) {
            let value = value.trim_matches(['<', '>']);
            object.insert(key.to_owned(), value.into());
        }
    }
    serde_json::Value::Object(object).to_string()
}

struct Response<'a> {
    content_type: String,
    body: Cow<'a, [u8]>,
}

/// What a server answered, its header taken off and its packing undone.
fn response(block: &[u8]) -> Result<Response<'_>, NoPage> {
    let (header, body) = Header::split(block);
    let status = header.first.split_whitespace().nth(1).unwrap_or_default();
    if !header.first.starts_with("HTTP/") {
        return Err(NoPage::Broken("the answer has no header".to_owned()));
    }
    if !status.starts_with('2') {
        return Err(NoPage::Filtered(format!("an answer of status {status}")));
    }
    let content_type = header.get("content-type").unwrap_or("text/html").to_owned();
    let is_chunked = header
        .get("transfer-encoding")
        .is_some_and(|value| value.eq_ignore_ascii_case("chunked"));
    let body = match is_chunked.then(|| unchunk(body)).flatten() {
        Some(body) => Cow::Owned(body),
        // Crawlers often undo the chunks and leave the header as it was.
        None => Cow::Borrowed(body),
    };
    let encoding = header.get("content-encoding").unwrap_or("identity");
    let body = unpack(body, &encoding.to_ascii_lowercase())?;
    Ok(Response { content_type, body })
}

/// Puts the chunks of a body together; none if it has no chunks.
fn unchunk(body: &[u8]) -> Option<Vec<u8>> {
    let mut rest = body;
    let mut whole = Vec::new();
    loop {
        let end = memchr::memchr(b'\n', rest)?;
        let (size, after) = rest.split_at_checked(end + 1)?;
        let size = std::str::from_utf8(size).ok()?;
        let size = size.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(after.get(..size)?);
        let after = after.get(size..)?;
        rest = after.strip_prefix(b"\r\n").or(after.strip_prefix(b"\n"))?;
    }
}

fn unpack<'a>(body: Cow<'a, [u8]>, encoding: &str) -> Result<Cow<'a, [u8]>, NoPage> {
    let unpacked = match encoding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => {
            read_limited(flate2::read::MultiGzDecoder::new(&*body))
        }
        "deflate" if body.starts_with(&[0x78]) => {
            read_limited(flate2::read::ZlibDecoder::new(&*body))
        }
        "zstd" if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => {
            zstd::Decoder::new(&*body).and_then(read_limited)
        }
        // Crawlers often undo the packing, too, and leave the header as it was.
        "identity" | "gzip" | "x-gzip" | "deflate" | "zstd" => return Ok(body),
        _ if std::str::from_utf8(&body).is_ok() => return Ok(body),
        other => {
            let reason = format!("its content is packed as `{other}`, which is not read");
            return Err(NoPage::Broken(reason));
        }
    };
    let unpacked = unpacked.map_err(|error| NoPage::Broken(format!("its content: {error}")))?;
    Ok(Cow::Owned(unpacked))
}

fn read_limited(unpacker: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    unpacker
        .take(MOST_UNPACKED_BYTES + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_UNPACKED_BYTES {
        let message = format!("it unpacks to more than {MOST_UNPACKED_BYTES} bytes");
        return Err(std::io::Error::other(message));
    }
    Ok(bytes)
}

/// The media type of a content type, without its parameters.
fn media_type(content_type: &str) -> String {
    let media_type = content_type.split(';').next().unwrap_or_default();
    media_type.trim().to_ascii_lowercase()
}

fn charset(content_type: &str) -> Option<String> {
    let content_type = content_type.to_ascii_lowercase();
    let (_, after) = content_type.split_once("charset=")?;
    let label = after.split(';').next()?.trim();
    Some(label.trim_matches(['"', '\'']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
        let mut record = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\n\
             WARC-Target-URI: https://example.org/a\r\nWARC-Date: 2024-05-01T10:00:00Z\r\n\
             Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            block.len()
        )
        .into_bytes();
        record.extend_from_slice(block);
        record
    }

    fn answer(head: &str, body: &[u8]) -> Vec<u8> {
        let mut block = format!("{head}\r\n\r\n").into_bytes();
        block.extend_from_slice(body);
        record("response", "application/http; msgtype=response", &block)
    }

    #[test]
    fn pages_are_told_from_what_is_not_one() {
        let html = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8";
        let cases = [
            (answer(html, b"<p>a"), "html <p>a"),
            (record("conversion", "text/plain", b"a"), "text a"),
            (record("resource", "text/html", b"<p>"), "html <p>"),
            (
                record("request", "application/http", b"GET /"),
                "filtered a record of the type `request`",
            ),
            (
                record("warcinfo", "application/warc-fields", b""),
                "filtered a record of the type `warcinfo`",
            ),
            (
                record("resource", "image/png", b"a"),
                "filtered content of the type `image/png`",
            ),
            (
                answer("HTTP/1.1 404 Not Found", b"a"),
                "filtered an answer of status 404",
            ),
            (
                answer("HTTP/1.1 200 OK\r\nContent-Type: image/gif", b"a"),
                "filtered content of the type `image/gif`",
            ),
            (
                record("response", "application/http", b"a"),
                "broken the answer has no header",
            ),
            (b"anything".to_vec(), "broken it is no record of an archive"),
            (
                answer("HTTP/1.1 200 OK\r\nContent-Encoding: br", &[0xff, 0xfe]),
                "broken its content is packed as `br`, which is not read",
            ),
        ];
        for (bytes, expected) in cases {
            let found = match read_page(&bytes) {
                Ok(page) => {
                    let format = if page.format == Format::Html {
                        "html"
                    } else {
                        "text"
                    };
                    format!("{format} {}", String::from_utf8_lossy(&page.body))
                }
                Err(NoPage::Filtered(reason)) => format!("filtered {reason}"),
                Err(NoPage::Broken(reason)) => format!("broken {reason}"),
            };
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn what_the_crawler_knew_is_kept() {
        let page = read_page(&record("conversion", "text/plain", b"a")).map(|page| {
            assert_eq!(page.id.as_deref(), Some("urn:uuid:1"));
            page.extra
        });
        let expected = r#"{"fetched":"2024-05-01T10:00:00Z","url":"https://example.org/a"}"#;
        assert_eq!(page.unwrap(), expected);
    }

    #[test]
    fn packing_is_undone_and_a_wrong_header_does_no_harm() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, b"<p>a").unwrap();
        let gzip = gzip.finish().unwrap();
        let chunks = b"3\r\n<p>\r\n1;x=y\r\na\r\n0\r\n\r\n".as_slice();
        let cases: [(&str, &[u8]); 5] = [
            ("Transfer-Encoding: chunked", chunks),
            ("Transfer-Encoding: chunked", b"<p>a"),
            ("Content-Encoding: gzip", &gzip),
            ("Content-Encoding: gzip", b"<p>a"),
            ("Content-Encoding: br", b"<p>a"),
        ];
        for (header, body) in cases {
            let bytes = answer(&format!("HTTP/1.1 200 OK\r\n{header}"), body);
            assert_eq!(&*read_page(&bytes).unwrap().body, b"<p>a", "{header}");
        }
    }
}
