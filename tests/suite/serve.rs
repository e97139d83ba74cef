//! The page on this machine: who is answered, with what, and what is refused.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Stdio};
use warraq_tests::program::{command, root, warraq};

/// A server that ends with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let arguments = [&["serve", "--port", "0"][..], arguments].concat();
        let mut child = command(root(), &arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim()
            .strip_prefix("warraq: http://")
            .unwrap_or_else(|| panic!("{line}"));
        let address = address.trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// Sends bytes and gives the answer.
    fn send(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        // A server that refuses early may close before all is sent.
        let _ = stream.write_all(request);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8(answer).unwrap()
    }

    fn request(&self, line: &str, headers: &str, body: &str) -> String {
        let head = format!(
            "{line} HTTP/1.1\r\n{headers}content-length: {}\r\n\r\n",
            body.len()
        );
        self.send(format!("{head}{body}").as_bytes())
    }

    fn host(&self) -> String {
        format!("Host: {}\r\n", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn this_machine_is_answered_and_others_are_refused() {
    let server = Server::start(&["--max-size", "2KiB", "--timeout", "2"]);
    let host = server.host();
    let page = server.request("GET /", &host, "");
    assert!(
        page.starts_with("HTTP/1.1 200 ") && page.contains("id=\"entry\""),
        "{page}"
    );
    let found = server.request("POST /annotate", &host, "زار بوتين القاهرة. <b>");
    assert!(
        found.contains(">القاهرة</mark>") && found.contains("&lt;b&gt;"),
        "{found}"
    );
    let html = format!("{host}content-type: text/html\r\n");
    let found = server.request("POST /annotate", &html, "<p>زار <b>بوتين</b> القاهرة.</p>");
    assert!(
        found.contains(">القاهرة</mark>") && !found.contains("&lt;b&gt;"),
        "{found}"
    );
    let port = server.address.rsplit(':').next().unwrap();
    let local = format!("Host: localhost:{port}\r\n");
    let foreign = format!("{local}Origin: https://example.org\r\n");
    let long = "ن".repeat(2000);
    let cases = [
        ("GET /", local.as_str(), "", 200),
        ("GET /", "Host: example.org\r\n", "", 403),
        ("POST /annotate", &foreign, "نص", 403),
        ("GET /", "", "", 400),
        ("GET /etc/passwd", &host, "", 404),
        ("PUT /annotate", &host, "نص", 405),
        ("POST /annotate", &host, &long, 413),
    ];
    for (line, headers, body, status) in cases {
        let answer = server.request(line, headers, body);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{line} {headers}: {answer}"
        );
    }
    let late = server
        .send(format!("POST /annotate HTTP/1.1\r\n{host}content-length: 9\r\n\r\nab").as_bytes());
    assert!(late.starts_with("HTTP/1.1 400 "), "{late}");
}

#[test]
fn a_sender_that_says_nothing_is_not_waited_for() {
    let server = Server::start(&["--timeout", "1"]);
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[test]
fn an_address_that_others_can_reach_needs_a_flag() {
    let refused = warraq(root(), &["serve", "--address", "0.0.0.0", "--port", "0"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("--allow-remote"),
        "{}",
        refused.stderr
    );
}
