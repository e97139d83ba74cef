//! JSON as it is written: keys in our order, no intermediate tree.

use serde::Serialize;

/// Writes one object or array into a buffer; commas come by themselves.
pub(crate) struct JsonWriter<'a> {
    out: &'a mut Vec<u8>,
    needs_comma: bool,
}

impl<'a> JsonWriter<'a> {
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        Self {
            out,
            needs_comma: false,
        }
    }

    /// Writes `{`, what `fill` adds, and `}`.
    pub(crate) fn object(&mut self, fill: impl FnOnce(&mut JsonWriter<'_>)) {
        self.nested(b'{', b'}', fill);
    }

    /// Writes `[`, what `fill` adds, and `]`.
    pub(crate) fn array(&mut self, fill: impl FnOnce(&mut JsonWriter<'_>)) {
        self.nested(b'[', b']', fill);
    }

    /// Writes a key; a value must follow.
    pub(crate) fn key(&mut self, key: &str) -> &mut Self {
        self.value(&key);
        self.out.push(b':');
        self.needs_comma = false;
        self
    }

    /// Writes a value.
    pub(crate) fn value(&mut self, value: &impl Serialize) {
        self.comma();
        // Writing numbers and strings into memory has no way to fail.
        let _ = serde_json::to_writer(&mut *self.out, value);
    }

    /// Writes a whole number; the commonest value of a record.
    pub(crate) fn number(&mut self, value: u32) {
        self.comma();
        let mut digits = [0; 10];
        let mut first = digits.len();
        let mut rest = value;
        loop {
            first -= 1;
            if let Some(digit) = digits.get_mut(first) {
                *digit = b'0' + (rest % 10) as u8;
            }
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.out
            .extend_from_slice(digits.get(first..).unwrap_or_default());
    }

    /// Writes text that is JSON already.
    pub(crate) fn raw(&mut self, json: &str) {
        self.comma();
        self.out.extend_from_slice(json.as_bytes());
    }

    /// The number of bytes written.
    pub(crate) fn position(&self) -> usize {
        self.out.len()
    }

    fn comma(&mut self) {
        if self.needs_comma {
            self.out.push(b',');
        }
        self.needs_comma = true;
    }

    fn nested(&mut self, open: u8, close: u8, fill: impl FnOnce(&mut JsonWriter<'_>)) {
        self.comma();
        self.out.push(open);
        fill(&mut JsonWriter::new(self.out));
        self.out.push(close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_json() {
        let mut out = Vec::new();
        JsonWriter::new(&mut out).object(|json| {
            json.key("text").value(&"\"أ\"\n\u{1}");
            json.key("spans")
                .array(|json| [0, 10, u32::MAX].into_iter().for_each(|n| json.number(n)));
            json.key("raw").raw("{\"a\":1.50}");
            json.key("none").array(|_| {});
        });
        let expected =
            r#"{"text":"\"أ\"\n\u0001","spans":[0,10,4294967295],"raw":{"a":1.50},"none":[]}"#;
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
