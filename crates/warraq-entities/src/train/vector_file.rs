//! Word vectors in a file: a word a line, with its count and its numbers, between tabs.
//!
//! Learning them takes most of the time of a run; several runs may share a file.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::TrainError;
use super::vectors::WordVectors;

impl WordVectors {
    /// Writes a word a line: the word, its count, its numbers with four decimals.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), TrainError> {
        let failed = |source| TrainError::Write {
            path: path.to_owned(),
            source,
        };
        let mut output = BufWriter::new(fs::File::create(path).map_err(failed)?);
        let rows = self.values.chunks_exact(self.dimensions.max(1));
        for ((word, count), row) in self.words.iter().zip(&self.counts).zip(rows) {
            write!(output, "{word}\t{count}").map_err(failed)?;
            for value in row {
                write!(output, "\t{value:.4}").map_err(failed)?;
            }
            writeln!(output).map_err(failed)?;
        }
        output.flush().map_err(failed)
    }

    /// Reads what [`WordVectors::write`] wrote.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or a line without a word, a count and as many numbers as the
    /// first has.
    pub fn read(path: &Path) -> Result<Self, TrainError> {
        let text = fs::read_to_string(path).map_err(|source| TrainError::Read {
            path: path.to_owned(),
            source,
        })?;
        let mut vectors = Self::default();
        for (index, line) in text.lines().enumerate() {
            let before = vectors.values.len();
            let is_good = vectors.read_line(line);
            let length = vectors.values.len() - before;
            if index == 0 {
                vectors.dimensions = length;
            }
            if !is_good || length == 0 || length != vectors.dimensions {
                return Err(TrainError::Vectors {
                    path: path.to_owned(),
                    line: index + 1,
                });
            }
        }
        Ok(vectors)
    }

    fn read_line(&mut self, line: &str) -> bool {
        let mut cells = line.split('\t');
        let word = cells.next().filter(|word| !word.is_empty());
        let count = cells.next().and_then(|count| count.parse().ok());
        let (Some(word), Some(count)) = (word, count) else {
            return false;
        };
        self.words.push(word.to_owned());
        self.counts.push(count);
        for cell in cells {
            match cell.parse::<f32>() {
                Ok(value) if value.is_finite() => self.values.push(value),
                _ => return false,
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_come_back_and_bad_lines_are_named() {
        let path = std::env::temp_dir().join(format!("warraq-vectors-{}", std::process::id()));
        let vectors = WordVectors {
            words: vec!["مصر".to_owned(), "قطر".to_owned()],
            counts: vec![7, 2],
            values: vec![0.5, -1.0, 0.25, 2.0],
            dimensions: 2,
            ..WordVectors::default()
        };
        vectors.write(&path).unwrap();
        let read = WordVectors::read(&path).unwrap();
        assert_eq!((read.words, read.values), (vectors.words, vectors.values));
        for bad in ["مصر\t7\t1\nقطر\t2", "مصر", "مصر\tكثير\t1", "مصر\t1\tNaN"] {
            fs::write(&path, bad).unwrap();
            let error = WordVectors::read(&path).unwrap_err();
            assert!(matches!(error, TrainError::Vectors { .. }), "{bad}");
        }
        fs::remove_file(&path).unwrap();
    }
}
