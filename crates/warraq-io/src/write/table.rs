//! Tables: records as rows of a Parquet file, with a column for each member.
//!
//! Layers are lists of structures, so that a query engine unnests them without parsing; what has no
//! fixed form (`meta`, layers that are not built in) is JSON in a column of text. Integers are signed
//! and there is nothing but plain types, because engines differ in the others.

use parquet::basic::{Compression, ConvertedType, Type as PhysicalType, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::{Type, TypePtr};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::io::{self, Write};
use std::mem::take;
use std::sync::Arc;

/// The columns: `data/record.parquet-schema`.
const SCHEMA: &str = include_str!("../../data/record.parquet-schema");

/// Rows are kept in memory until their records have so many bytes.
const ROW_GROUP_BYTES: usize = 16 << 20;

/// Members that are carried as they are written, however deep they are nested.
pub(crate) const CARRIED: [&str; 2] = ["meta", "layers"];

/// A Parquet file of records that is being written.
pub struct RecordTable<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    schema: TypePtr,
    columns: Vec<Column>,
    bytes: usize,
}

impl<W: Write + Send> RecordTable<W> {
    /// Starts a file.
    ///
    /// # Errors
    /// What `out` says.
    pub fn new(out: W) -> io::Result<Self> {
        let schema = Arc::new(parse_message_type(SCHEMA).map_err(failed)?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(format!("warraq {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = SerializedFileWriter::new(out, Arc::clone(&schema), Arc::new(properties));
        let writer = writer.map_err(failed)?;
        let columns = writer.schema_descr().columns();
        let columns = columns.iter().map(|column| Column {
            values: Values::of(column.physical_type()),
            definitions: Vec::new(),
            repetitions: Vec::new(),
        });
        let columns = columns.collect();
        Ok(Self {
            writer,
            schema,
            columns,
            bytes: 0,
        })
    }

    /// Adds a record, as its JSON.
    ///
    /// # Errors
    /// What the file says, or that it is no record.
    pub fn add(&mut self, json: &[u8]) -> io::Result<()> {
        let members: HashMap<String, &RawValue> = serde_json::from_slice(json)?;
        let mut shredder = Shredder {
            columns: &mut self.columns,
            next: 0,
        };
        for field in self.schema.get_fields() {
            let value = match members.get(field.name()) {
                None => Value::Null,
                Some(raw) if CARRIED.contains(&field.name()) => Value::from(raw.get()),
                Some(raw) => serde_json::from_str(raw.get())?,
            };
            shredder.shred(field, &value, Place::default());
        }
        self.bytes += json.len();
        if self.bytes >= ROW_GROUP_BYTES {
            self.write_rows()?;
        }
        Ok(())
    }

    /// Writes what is in memory and the file's end.
    ///
    /// # Errors
    /// What the file says.
    pub fn finish(mut self) -> io::Result<W> {
        if self.bytes > 0 {
            self.write_rows()?;
        }
        self.writer.into_inner().map_err(failed)
    }

    fn write_rows(&mut self) -> io::Result<()> {
        self.bytes = 0;
        let mut group = self.writer.next_row_group().map_err(failed)?;
        let mut columns = self.columns.iter_mut();
        while let Some(mut out) = group.next_column().map_err(failed)? {
            let column = columns.next().ok_or_else(|| failed_with("a column more"))?;
            column.write(out.untyped()).map_err(failed)?;
            out.close().map_err(failed)?;
        }
        group.close().map_err(failed)?;
        Ok(())
    }
}

/// What the system said, where it was the system.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(source) => *source,
            Err(source) => io::Error::other(source),
        },
        error => io::Error::other(error),
    }
}

fn failed_with(what: &str) -> io::Error {
    io::Error::other(format!("the table has {what} than its schema"))
}

/// The values of one column of the rows in memory, with the levels that say where lists begin.
struct Column {
    values: Values,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Small(Vec<i32>),
    Large(Vec<i64>),
    Real(Vec<f64>),
}

impl Values {
    fn of(kind: PhysicalType) -> Self {
        match kind {
            PhysicalType::INT32 => Self::Small(Vec::new()),
            PhysicalType::INT64 => Self::Large(Vec::new()),
            PhysicalType::DOUBLE => Self::Real(Vec::new()),
            _ => Self::Text(Vec::new()),
        }
    }

    fn push(&mut self, value: &Value) {
        match self {
            Self::Text(values) => values.push(match value {
                Value::String(text) => text.as_str().into(),
                Value::Null => "".into(),
                other => other.to_string().as_str().into(),
            }),
            Self::Small(values) => {
                let value = value.as_i64().and_then(|value| i32::try_from(value).ok());
                values.push(value.unwrap_or_default());
            }
            Self::Large(values) => values.push(value.as_i64().unwrap_or_default()),
            Self::Real(values) => values.push(value.as_f64().unwrap_or_default()),
        }
    }
}

impl Column {
    fn write(&mut self, out: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let definitions = take(&mut self.definitions);
        let repetitions = take(&mut self.repetitions);
        let levels = (Some(&definitions[..]), Some(&repetitions[..]));
        match (&mut self.values, out) {
            (Values::Text(values), ColumnWriter::ByteArrayColumnWriter(out)) => {
                out.write_batch(&take(values), levels.0, levels.1)?;
            }
            (Values::Small(values), ColumnWriter::Int32ColumnWriter(out)) => {
                out.write_batch(&take(values), levels.0, levels.1)?;
            }
            (Values::Large(values), ColumnWriter::Int64ColumnWriter(out)) => {
                out.write_batch(&take(values), levels.0, levels.1)?;
            }
            (Values::Real(values), ColumnWriter::DoubleColumnWriter(out)) => {
                out.write_batch(&take(values), levels.0, levels.1)?;
            }
            _ => return Err(ParquetError::General("a column of another type".into())),
        }
        Ok(())
    }
}

/// How deep a value lies: the level at which it repeats, the optional and repeated nodes above it that
/// are there, and the repeated nodes above it.
#[derive(Clone, Copy, Default)]
struct Place {
    repetition: i16,
    definition: i16,
    depth: i16,
}

/// Distributes a record over the columns, in the schema's order, as Dremel does.
struct Shredder<'a> {
    columns: &'a mut [Column],
    next: usize,
}

impl Shredder<'_> {
    fn shred(&mut self, node: &Type, value: &Value, mut place: Place) {
        if node.is_optional() {
            if value.is_null() {
                return self.leave_out(node, place);
            }
            place.definition += 1;
        }
        if node.is_primitive() {
            return self.push(place, Some(value));
        }
        if node.get_basic_info().converted_type() != ConvertedType::LIST {
            for field in node.get_fields() {
                let member = value.get(field.name()).unwrap_or(&Value::Null);
                self.shred(field, member, place);
            }
            return;
        }
        let element = node.get_fields().first();
        let Some(element) = element.and_then(|list| list.get_fields().first()) else {
            return;
        };
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        if items.is_empty() {
            return self.leave_out(element, place);
        }
        let first = self.next;
        for (index, item) in items.iter().enumerate() {
            let depth = place.depth + 1;
            self.next = first;
            let of_item = Place {
                repetition: if index == 0 { place.repetition } else { depth },
                definition: place.definition + 1,
                depth,
            };
            self.shred(element, item, of_item);
        }
    }

    /// Enters that there is nothing at `place` into all columns below `node`.
    fn leave_out(&mut self, node: &Type, place: Place) {
        if node.is_primitive() {
            return self.push(place, None);
        }
        for field in node.get_fields() {
            self.leave_out(field, place);
        }
    }

    fn push(&mut self, place: Place, value: Option<&Value>) {
        if let Some(column) = self.columns.get_mut(self.next) {
            column.definitions.push(place.definition);
            column.repetitions.push(place.repetition);
            if let Some(value) = value {
                column.values.push(value);
            }
        }
        self.next += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RECORD_JSON_SCHEMA;

    /// The members that a part of the JSON Schema names.
    fn members(schema: &Value) -> Vec<String> {
        let mut names: Vec<_> = schema["properties"]
            .as_object()
            .map(|properties| properties.keys().cloned().collect())
            .unwrap_or_default();
        if schema["$ref"] == "#/$defs/item" {
            names.extend(["start".to_owned(), "end".to_owned()]);
        }
        names.sort();
        names
    }

    fn check(node: &Type, schema: &Value) {
        let fields = node.get_fields();
        let mut names: Vec<_> = fields.iter().map(|field| field.name().to_owned()).collect();
        names.sort();
        assert_eq!(names, members(schema), "of `{}`", node.name());
        for field in fields.iter().filter(|field| !field.is_primitive()) {
            let member = &schema["properties"][field.name()];
            let is_list = field.get_basic_info().converted_type() == ConvertedType::LIST;
            let element = &field.get_fields()[0];
            if !is_list {
                check(field, member);
            } else if !element.get_fields()[0].is_primitive() {
                check(&element.get_fields()[0], &member["items"]);
            }
        }
    }

    #[test]
    fn every_member_of_a_record_has_a_column() {
        let schema: Value = serde_json::from_str(RECORD_JSON_SCHEMA).unwrap();
        check(&parse_message_type(SCHEMA).unwrap(), &schema);
    }
}
