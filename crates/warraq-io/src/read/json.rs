//! Records as they come in: `{"id", "text", "time", "title"}`, every other field kept as written.

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The names of the fields that mean something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldNames {
    /// The identifier: a string or a number.
    pub id: String,
    /// The text: a string.
    pub text: String,
    /// The time of publication.
    pub time: String,
    /// The title.
    pub title: String,
}

impl Default for FieldNames {
    fn default() -> Self {
        let [id, text, time, title] = ["id", "text", "time", "title"].map(str::to_owned);
        Self {
            id,
            text,
            time,
            title,
        }
    }
}

/// What a record says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordFields {
    pub(crate) id: Option<String>,
    pub(crate) text: String,
    pub(crate) time: Option<String>,
    pub(crate) title: Option<String>,
    /// The other fields: a JSON object, or empty if there are none.
    pub(crate) extra: String,
    /// Escapes of half a character, which became U+FFFD.
    pub(crate) lone_surrogates: usize,
}

/// Why a line is no record of a document.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct RecordError {
    pub(crate) id: Option<String>,
    reason: String,
}

/// Parses one line.
pub(crate) fn parse_record(line: &str, names: &FieldNames) -> Result<RecordFields, RecordError> {
    match parse_well_formed(line, names) {
        // Half a surrogate pair is the one thing that JSON can escape and UTF-8 cannot hold.
        Err(error) if line.contains("\\u") => match replace_lone_surrogates(line) {
            (0, _) => Err(error),
            (lone_surrogates, line) => parse_well_formed(&line, names).map(|fields| RecordFields {
                lone_surrogates,
                ..fields
            }),
        },
        outcome => outcome,
    }
}

fn parse_well_formed(line: &str, names: &FieldNames) -> Result<RecordFields, RecordError> {
    let no_id = |reason| RecordError { id: None, reason };
    let fields: RawFields<'_> =
        serde_json::from_str(line).map_err(|error| no_id(format!("not a JSON record: {error}")))?;
    let mut record = RecordFields::default();
    let mut text = None;
    let mut extra = String::new();
    for (name, value) in fields.0 {
        if *name == names.id {
            record.id = scalar(value);
        } else if *name == names.text {
            text = Some(value);
        } else if *name == names.time && is_scalar_or_null(value) {
            record.time = scalar(value);
        } else if *name == names.title && is_scalar_or_null(value) {
            record.title = scalar(value);
        } else {
            extra.push(if extra.is_empty() { '{' } else { ',' });
            extra.push_str(&serde_json::to_string(&name).unwrap_or_default());
            extra.push(':');
            extra.push_str(value.get());
        }
    }
    if !extra.is_empty() {
        extra.push('}');
    }
    record.extra = extra;
    let wrong = |reason: String| RecordError {
        id: record.id.clone(),
        reason,
    };
    let Some(text) = text else {
        return Err(wrong(format!("the record has no field `{}`", names.text)));
    };
    record.text = string(text).map_err(|error| {
        let what = if text.get().starts_with('"') {
            error.to_string()
        } else {
            "not a string".into()
        };
        wrong(format!("the field `{}` cannot be read: {what}", names.text))
    })?;
    Ok(record)
}

/// A string. One without `\u`, as most are, is copied in the pieces between its escapes: that they are
/// well-formed is known from the record around it.
fn string(value: &RawValue) -> serde_json::Result<String> {
    let simple = || {
        let mut rest = value.get().strip_prefix('"')?.strip_suffix('"')?;
        let mut text = String::with_capacity(rest.len());
        while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
            let (before, escape) = rest.split_at_checked(at)?;
            text.push_str(before);
            text.push(match escape.as_bytes().get(1)? {
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                quoted @ (b'"' | b'\\' | b'/') => char::from(*quoted),
                _ => return None,
            });
            rest = escape.get(2..)?;
        }
        text.push_str(rest);
        Some(text)
    };
    simple().map_or_else(|| serde_json::from_str(value.get()), Ok)
}

/// A string, or a number as it is written; null is nothing.
fn scalar(value: &RawValue) -> Option<String> {
    match value.get() {
        "null" => None,
        written if written.starts_with('"') => serde_json::from_str(written).ok(),
        written => Some(written.to_owned()),
    }
}

fn is_scalar_or_null(value: &RawValue) -> bool {
    !value.get().starts_with(['{', '['])
}

/// The fields of an object, in their order, each value as it is written.
struct RawFields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for RawFields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RawFieldsVisitor)
    }
}

struct RawFieldsVisitor;

impl<'de> Visitor<'de> for RawFieldsVisitor {
    type Value = RawFields<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some((Key(name), value)) = map.next_entry()? {
            fields.push((name, value));
        }
        Ok(RawFields(fields))
    }
}

/// A key, borrowed where it has no escape.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// Replaces escapes of half a character, `\ud800` without its other half, by `\ufffd`.
fn replace_lone_surrogates(line: &str) -> (usize, String) {
    let mut out = String::with_capacity(line.len());
    let mut count = 0;
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let length = match (surrogate(escape), escape.get(6..).and_then(surrogate)) {
            (Some(0xd800..0xdc00), Some(0xdc00..)) => 12,
            (Some(_), _) => {
                count += 1;
                out.push_str("\\ufffd");
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            // An escaped backslash must not lend its second half to what follows.
            (None, _) => escape.chars().take(2).map(char::len_utf8).sum(),
        };
        out.push_str(escape.get(..length).unwrap_or_default());
        rest = escape.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    (count, out)
}

/// The surrogate that an escape at the start of `text` stands for.
fn surrogate(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let code = u32::from_str_radix(digits, 16).ok()?;
    (0xd800..0xe000).contains(&code).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<RecordFields, String> {
        parse_record(line, &FieldNames::default()).map_err(|error| error.to_string())
    }

    #[test]
    fn fields_are_read_and_others_stay_as_written() {
        let record = parse(
            r#"{"b":1.50,"id":7,"text":"أ\n\"ب\"","time":"2023-09-14","title":null,"a\u0062":{"x":[1e3]}}"#,
        )
        .unwrap();
        let expected = RecordFields {
            id: Some("7".to_owned()),
            text: "أ\n\"ب\"".to_owned(),
            time: Some("2023-09-14".to_owned()),
            extra: r#"{"b":1.50,"ab":{"x":[1e3]}}"#.to_owned(),
            ..RecordFields::default()
        };
        assert_eq!(record, expected);
    }

    #[test]
    fn texts_are_read_as_serde_json_reads_them() {
        let escapes = [
            r"\n", r"\r", r"\t", r"\b", r"\f", r#"\""#, r"\\", r"\/", r"\u0623", "", "ب",
        ];
        for (one, other) in escapes
            .iter()
            .flat_map(|one| escapes.map(|other| (one, other)))
        {
            let written = format!("\"{one}أ{other}{one}\"");
            let expected: String = serde_json::from_str(&written).unwrap();
            let record = parse(&format!("{{\"text\":{written}}}")).unwrap();
            assert_eq!(record.text, expected, "{written}");
        }
    }

    #[test]
    fn the_names_of_fields_can_be_chosen() {
        let names = FieldNames {
            text: "body".to_owned(),
            ..FieldNames::default()
        };
        let record = parse_record(r#"{"body":"أ","text":"ب"}"#, &names).unwrap();
        assert_eq!(
            (record.text.as_str(), record.extra.as_str()),
            ("أ", r#"{"text":"ب"}"#)
        );
    }

    #[test]
    fn what_is_no_record_says_why() {
        let cases = [
            ("", "not a JSON record: EOF"),
            ("قال", "not a JSON record: expected value"),
            (
                "[1]",
                "not a JSON record: invalid type: sequence, expected an object",
            ),
            (r#"{"id":"a"}"#, "the record has no field `text`"),
            (
                r#"{"text":5}"#,
                "the field `text` cannot be read: not a string",
            ),
            (
                r#"{"text":null}"#,
                "the field `text` cannot be read: not a string",
            ),
            (
                r#"{"text":"a"} x"#,
                "not a JSON record: trailing characters",
            ),
        ];
        for (line, start) in cases {
            let error = parse(line).unwrap_err();
            assert!(error.starts_with(start), "{line}: {error}");
        }
        // Values that are only carried along are not recursed into.
        let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
        assert!(parse(&format!(r#"{{"text":"a","x":{open}{close}}}"#)).is_ok());
        assert!(parse(&format!(r#"{{"text":"a","x":{open}}}"#)).is_err());
    }

    #[test]
    fn a_rejected_record_keeps_its_id() {
        let error = parse_record(r#"{"id":"a"}"#, &FieldNames::default()).unwrap_err();
        assert_eq!(error.id.as_deref(), Some("a"));
    }

    #[test]
    fn lone_surrogates_are_replaced_and_counted() {
        let cases = [
            (r#"{"text":"a\ud800b"}"#, "a\u{fffd}b", 1),
            (r#"{"text":"\udc00\ud83d\ude00"}"#, "\u{fffd}😀", 1),
            (r#"{"text":"\ud83d\ud83d\ude00"}"#, "\u{fffd}😀", 1),
            (r#"{"text":"\\ud800 \ud800"}"#, "\\ud800 \u{fffd}", 1),
            (r#"{"text":"\ud83d\ude00"}"#, "😀", 0),
        ];
        for (line, text, count) in cases {
            let record = parse(line).unwrap();
            assert_eq!(
                (record.text.as_str(), record.lone_surrogates),
                (text, count),
                "{line}"
            );
        }
    }
}
