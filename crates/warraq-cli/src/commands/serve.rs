//! `serve`: a page on this machine that annotates what is written in it.
//!
//! The server is as small as its task: one page, and one request that is answered with a piece of a
//! page. It speaks HTTP/1.1 with one request a connection. Whoever is not this machine is kept out
//! by the address, and a page of somebody else by the name it has to ask for: a browser that was led
//! here under another name (DNS rebinding) or from another origin is refused.

mod http;

use crate::arguments::ServeArguments;
use crate::commands::render::options;
use crate::exit::Failure;
use crate::messages;
use http::{Answer, Request};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use warraq_io::{Format, Position, RawContent, RawDocument};
use warraq_render::{PageOptions, Record, document_fragment, live_page};
use warraq_runner::Annotator;

/// Requests that are answered at the same time.
const MOST_CONNECTIONS: usize = 16;

struct Service {
    annotator: Annotator,
    options: PageOptions,
    page: String,
    address: SocketAddr,
    is_open: bool,
    max_document: usize,
    timeout: Duration,
    connections: AtomicUsize,
}

/// Answers requests until the program is ended.
pub(crate) fn serve(arguments: ServeArguments) -> Result<ExitCode, Failure> {
    let address = SocketAddr::new(arguments.address, arguments.port);
    if !is_local(address.ip()) && !arguments.allow_remote {
        let message = format!("`{}` can be reached from other machines", address.ip());
        return Err(Failure::usage(message).with_hint("if that is meant, add --allow-remote"));
    }
    let max_document = usize::try_from(arguments.max_size.0).unwrap_or(usize::MAX);
    let mut configuration = arguments.pipeline.configuration()?;
    configuration.output.layers = None;
    configuration.output.text = true;
    let listener = TcpListener::bind(address)
        .map_err(|error| Failure::failed(format!("cannot listen on `{address}`: {error}")))?;
    let options = options(arguments.language);
    let service = Arc::new(Service {
        annotator: Annotator::new(&configuration)?,
        page: live_page(&options),
        options,
        address: listener.local_addr()?,
        is_open: arguments.allow_remote,
        max_document,
        timeout: Duration::from_secs(arguments.timeout),
        connections: AtomicUsize::new(0),
    });
    messages::line(&format!("warraq: http://{}/", service.address));
    for stream in listener.incoming().flatten() {
        let service = Arc::clone(&service);
        std::thread::spawn(move || service.take(&stream));
    }
    Ok(ExitCode::SUCCESS)
}

fn is_local(address: IpAddr) -> bool {
    address.is_loopback()
}

impl Service {
    fn take(&self, stream: &TcpStream) {
        let others = self.connections.fetch_add(1, Ordering::Relaxed);
        // Whoever has gone away needs no answer.
        let _ = if others < MOST_CONNECTIONS {
            self.converse(stream)
        } else {
            http::write(stream, &Answer::text(503, "busy: try again"))
        };
        self.connections.fetch_sub(1, Ordering::Relaxed);
    }

    fn converse(&self, stream: &TcpStream) -> std::io::Result<()> {
        stream.set_write_timeout(Some(self.timeout))?;
        let answer = match http::read(stream, self.max_document, self.timeout) {
            Ok(request) => self.answer(&request),
            Err(answer) => answer,
        };
        http::write(stream, &answer)
    }

    fn answer(&self, request: &Request) -> Answer {
        if !self.is_open && !self.is_ours(request) {
            return Answer::text(403, "this page is for this machine alone");
        }
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/") => Answer::html(self.page.clone()),
            ("POST", "/annotate") => self.annotate(request),
            (_, "/" | "/annotate") => Answer::text(405, "this is not answered"),
            _ => Answer::text(404, "there is nothing here"),
        }
    }

    /// Whether the request names this machine, and comes from a page of ours if from any.
    fn is_ours(&self, request: &Request) -> bool {
        let port = self.address.port();
        let names = [
            format!("localhost:{port}"),
            format!("127.0.0.1:{port}"),
            format!("[::1]:{port}"),
            self.address.to_string(),
        ];
        let is_named = |name: &str| names.iter().any(|known| known == name);
        let origin = request
            .origin
            .as_deref()
            .map(|origin| origin.strip_prefix("http://").unwrap_or(origin));
        is_named(&request.host) && origin.is_none_or(is_named)
    }

    fn annotate(&self, request: &Request) -> Answer {
        let format = if request.content_type.starts_with("text/html") {
            Format::Html
        } else {
            Format::Text
        };
        let raw = RawDocument {
            path: "-".to_owned(),
            line: None,
            id: "-".to_owned(),
            format,
            content: RawContent::Bytes(request.body.clone()),
            next: Position::default(),
        };
        let document = match self.annotator.annotate_raw_within(&raw, self.timeout) {
            Ok(document) => document,
            Err(error) => return Answer::text(422, &error.to_string()),
        };
        let json = self.annotator.record(&document).json;
        match Record::from_json(&String::from_utf8_lossy(&json)) {
            Ok(record) => Answer::html(document_fragment(&record, &self.options)),
            Err(error) => Answer::text(500, &error.to_string()),
        }
    }
}
