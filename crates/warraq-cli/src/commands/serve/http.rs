//! As much of HTTP/1.1 as one page needs: a request with its body, an answer, and the end.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The longest head of a request.
const LONGEST_HEAD: usize = 16 << 10;

/// What was asked.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Without what stands behind a question mark.
    pub(crate) path: String,
    pub(crate) host: String,
    pub(crate) origin: Option<String>,
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

/// What is answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    content_type: &'static str,
    body: String,
}

impl Answer {
    pub(crate) fn html(body: String) -> Self {
        Self {
            status: 200,
            content_type: "text/html; charset=utf-8",
            body,
        }
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self {
            status,
            content_type: "text/plain; charset=utf-8",
            body: body.to_owned(),
        }
    }
}

/// Reads a request whose body has at most `longest` bytes, or says why it is not taken. A sender that
/// is slower than `timeout` for all of it is not waited for.
pub(crate) fn read(
    stream: &TcpStream,
    longest: usize,
    timeout: Duration,
) -> Result<Request, Answer> {
    let deadline = Instant::now() + timeout;
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if bytes.len() > LONGEST_HEAD {
            return Err(Answer::text(431, "the head of the request is too long"));
        }
        receive(stream, &mut bytes, deadline)?;
    };
    let body = bytes.split_off(head_end + 4);
    let head = String::from_utf8(bytes).map_err(|_| Answer::text(400, "the head is not text"))?;
    let (mut request, length) = parse(&head)?;
    if length > longest {
        return Err(Answer::text(
            413,
            &format!("too large: at most {longest} bytes are taken"),
        ));
    }
    request.body = body;
    while request.body.len() < length {
        receive(stream, &mut request.body, deadline)?;
    }
    request.body.truncate(length);
    Ok(request)
}

fn receive(mut stream: &TcpStream, bytes: &mut Vec<u8>, deadline: Instant) -> Result<(), Answer> {
    let late = || Answer::text(408, "the request did not come in time");
    let left = deadline
        .checked_duration_since(Instant::now())
        .filter(|left| !left.is_zero())
        .ok_or_else(late)?;
    let mut buffer = [0; 8 << 10];
    let received = stream
        .set_read_timeout(Some(left))
        .and_then(|()| stream.read(&mut buffer));
    match received {
        Ok(0) => Err(Answer::text(400, "the request breaks off")),
        Ok(length) => {
            bytes.extend_from_slice(buffer.get(..length).unwrap_or_default());
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => Ok(()),
        Err(_) => Err(late()),
    }
}

/// A request without its body, and the body's length.
fn parse(head: &str) -> Result<(Request, usize), Answer> {
    let bad = |what: &str| Answer::text(400, what);
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(bad("the request line is not understood"));
    };
    let mut request = Request {
        method: method.to_owned(),
        path: target.split('?').next().unwrap_or_default().to_owned(),
        ..Request::default()
    };
    let (mut length, mut hosts) = (None, 0);
    for line in lines.filter(|line| !line.is_empty()) {
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| bad("a header is not understood"))?;
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "host" => {
                hosts += 1;
                value.clone_into(&mut request.host);
            }
            "origin" => request.origin = Some(value.to_owned()),
            "content-type" => request.content_type = value.to_ascii_lowercase(),
            "content-length" if length.is_some() => return Err(bad("two lengths")),
            "content-length" => {
                length = Some(value.parse().map_err(|_| bad("the length is no number"))?);
            }
            "transfer-encoding" => return Err(Answer::text(411, "the length must be given")),
            _ => {}
        }
    }
    if hosts != 1 {
        return Err(bad("the host must be named once"));
    }
    Ok((request, length.unwrap_or(0)))
}

/// Writes an answer and ends the conversation.
pub(crate) fn write(mut stream: &TcpStream, answer: &Answer) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 {} {}\r\ncontent-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n\
         cache-control: no-store\r\nx-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n\
         x-frame-options: DENY\r\ncross-origin-resource-policy: same-origin\r\n\
         content-security-policy: frame-ancestors 'none'\r\n\r\n",
        answer.status,
        reason(answer.status),
        answer.content_type,
        answer.body.len(),
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(answer.body.as_bytes())?;
    stream.flush()?;
    stream.shutdown(std::net::Shutdown::Write)?;
    // What was sent and not read would make the system drop the answer.
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    let mut rest = [0; 8 << 10];
    for _ in 0..64 {
        if stream.read(&mut rest)? == 0 {
            break;
        }
    }
    Ok(())
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        411 => "Length Required",
        413 => "Content Too Large",
        422 => "Unprocessable Content",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_or_refused() {
        let (request, length) = parse("POST /annotate?x HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://a\r\nContent-Length: 12\r\n\r\n").unwrap();
        assert_eq!(
            (request.method.as_str(), request.path.as_str(), length),
            ("POST", "/annotate", 12)
        );
        assert_eq!(
            (request.host.as_str(), request.origin.as_deref()),
            ("localhost:1", Some("http://a"))
        );
        let cases = [
            ("GET / HTTP/1.1\r\n", 400),
            ("GET / HTTP/2\r\nHost: a\r\n", 400),
            ("GET /\r\nHost: a\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n", 400),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
                400,
            ),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n",
                411,
            ),
        ];
        for (head, status) in cases {
            assert_eq!(parse(head).unwrap_err().status, status, "{head}");
        }
    }
}
