//! Web and e-mail addresses, recognized in a run of the characters that they are made of.
//!
//! Sources: RFC 3986 for the characters of a URL; RFC 5322, the unquoted form, for addresses. A bare
//! domain counts as a URL only with a top-level domain of `data/top-level-domains.txt`, so that a
//! missing space behind a full stop makes no address.

use super::TokenKind;

const TOP_LEVEL_DOMAINS: &str = include_str!("../../data/top-level-domains.txt");

/// The bytes at the start of `text` that an address may be made of.
pub(super) fn chunk_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let length = bytes.iter().position(|byte| !is_address_byte(*byte));
    length.unwrap_or(bytes.len())
}

fn is_address_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

/// The address at the start of `chunk` and its length in bytes.
pub(super) fn find(chunk: &str) -> Option<(TokenKind, usize)> {
    // Most chunks are plain words: three marks tell the rest apart.
    if !chunk.bytes().any(|byte| matches!(byte, b'.' | b'@' | b':')) {
        return None;
    }
    url(chunk)
        .or_else(|| email(chunk))
        .or_else(|| domain(chunk))
}

fn url(chunk: &str) -> Option<(TokenKind, usize)> {
    let scheme = chunk
        .bytes()
        .position(|byte| !byte.is_ascii_alphanumeric())?;
    let rest = chunk.get(scheme..)?;
    let with_scheme = (2..=8).contains(&scheme)
        && rest.strip_prefix("://").is_some_and(|host| {
            host.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
        });
    let www = chunk
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("www."))
        && chunk
            .as_bytes()
            .get(4)
            .is_some_and(u8::is_ascii_alphanumeric);
    (with_scheme || www).then(|| (TokenKind::Url, trimmed_length(chunk)))
}

fn email(chunk: &str) -> Option<(TokenKind, usize)> {
    let local = chunk.bytes().position(|byte| !is_local_byte(byte))?;
    let host = chunk.get(local..)?.strip_prefix('@')?;
    let length = host
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')));
    let host = host.get(..length.unwrap_or(host.len()))?;
    let host = host.trim_end_matches(['.', '-']);
    let (name, last) = host.rsplit_once('.')?;
    let good =
        !name.is_empty() && last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    good.then_some((TokenKind::Email, local + 1 + host.len()))
}

fn is_local_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte)
}

fn domain(chunk: &str) -> Option<(TokenKind, usize)> {
    let length = chunk
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')));
    let host = chunk
        .get(..length.unwrap_or(chunk.len()))?
        .trim_end_matches(['.', '-']);
    let (name, last) = host.rsplit_once('.')?;
    let name_is_good = name.bytes().any(|byte| byte.is_ascii_alphabetic())
        && name.split('.').all(|label| !label.is_empty());
    if !name_is_good || !is_top_level_domain(last) {
        return None;
    }
    let has_path = chunk.as_bytes().get(host.len()) == Some(&b'/');
    let length = if has_path {
        trimmed_length(chunk)
    } else {
        host.len()
    };
    Some((TokenKind::Url, length))
}

fn is_top_level_domain(label: &str) -> bool {
    let lines = TOP_LEVEL_DOMAINS
        .lines()
        .filter(|line| !line.starts_with('#'));
    lines
        .flat_map(str::split_ascii_whitespace)
        .any(|known| known.eq_ignore_ascii_case(label))
}

/// The length of `address` without the punctuation of the sentence that it stands in.
fn trimmed_length(address: &str) -> usize {
    // A closing bracket belongs to the sentence if nothing was opened in the address.
    let opens = address.contains(['(', '[']);
    let of_sentence = |last: char| match last {
        ')' | ']' => !opens,
        _ => matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*'),
    };
    address.trim_end_matches(of_sentence).len()
}
