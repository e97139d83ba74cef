//! Warnings: what was cut, guessed or converted, said in the record and never silent.

/// Something about a document that a reader of its record should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// A stable name for programs, such as `encoding_guessed`.
    pub code: String,
    /// The stage that says it; `read` for a reader.
    pub stage: String,
    /// A sentence for people.
    pub message: String,
}
