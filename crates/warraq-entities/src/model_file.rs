//! The model file: a preamble with a checksum, and the parts of a model one after another.

use std::ops::Range;

use crate::hash::hash_bytes;

/// The version of the file format that this program reads and writes.
pub const FORMAT_VERSION: u32 = 1;

const MAGIC: &[u8; 8] = b"warraqnm";
const PREAMBLE: usize = 8 + 4 + 8 + 8;

/// Why bytes are not a model that this program can use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The bytes do not begin like a model file.
    #[error("not a model of names")]
    NotAModel,
    /// The file is of another version of the format.
    #[error("the model has format `{found}`, this program reads `{FORMAT_VERSION}`")]
    Version {
        /// The version in the file.
        found: u32,
    },
    /// The file is shorter or longer than it says.
    #[error("the model should have `{expected}` bytes but has `{found}`")]
    Length {
        /// Bytes that the file says it has.
        expected: u64,
        /// Bytes that there are.
        found: u64,
    },
    /// The bytes changed after the file was written.
    #[error("the model is damaged: its checksum does not match")]
    Damaged,
    /// The parts do not fit together.
    #[error("the model is inconsistent: {0}")]
    Inconsistent(&'static str),
}

/// One way of labelling: the types, and what turns hidden values into their scores.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) types: Vec<String>,
    /// A row of hidden weights for each label: outside, then begin and inside of each type.
    pub(crate) weights: Vec<f32>,
    pub(crate) bias: Vec<f32>,
    /// Raw score to share that was right: ascending points, linear in between.
    pub(crate) calibration: Vec<[f32; 2]>,
}

impl Head {
    /// Labels: one for outside, two for each type.
    pub(crate) fn label_count(&self) -> usize {
        2 * self.types.len() + 1
    }
}

/// The parts of a model as training leaves them.
#[derive(Debug, Clone, Default)]
pub(crate) struct ModelParts {
    pub(crate) name: String,
    pub(crate) revision: u32,
    pub(crate) hidden: usize,
    pub(crate) vector_size: usize,
    pub(crate) piece_size: usize,
    pub(crate) gram_size: usize,
    pub(crate) words: Vec<u8>,
    pub(crate) ranks: Vec<u8>,
    pub(crate) names: Vec<u8>,
    pub(crate) lists: Vec<u8>,
    pub(crate) vectors: Vec<u8>,
    pub(crate) pieces: Vec<u8>,
    pub(crate) grams: Vec<u8>,
    pub(crate) input: Vec<f32>,
    pub(crate) bias: Vec<f32>,
    pub(crate) phrases: Vec<f32>,
    pub(crate) heads: Vec<Head>,
}

impl ModelParts {
    /// The bytes of the model file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        put_text(&mut body, &self.name);
        for value in [
            self.revision as usize,
            self.hidden,
            self.vector_size,
            self.piece_size,
            self.gram_size,
        ] {
            body.extend((value as u32).to_le_bytes());
        }
        for part in [
            &self.words,
            &self.ranks,
            &self.names,
            &self.lists,
            &self.vectors,
            &self.pieces,
            &self.grams,
        ] {
            put_bytes(&mut body, part);
        }
        for part in [&self.input, &self.bias, &self.phrases] {
            put_numbers(&mut body, part);
        }
        body.extend((self.heads.len() as u32).to_le_bytes());
        for head in &self.heads {
            put_text(&mut body, &head.name);
            body.extend((head.types.len() as u32).to_le_bytes());
            head.types.iter().for_each(|name| put_text(&mut body, name));
            put_numbers(&mut body, &head.weights);
            put_numbers(&mut body, &head.bias);
            put_numbers(&mut body, head.calibration.as_flattened());
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend(FORMAT_VERSION.to_le_bytes());
        bytes.extend(((body.len() + PREAMBLE) as u64).to_le_bytes());
        bytes.extend(hash_bytes(0, &body).to_le_bytes());
        bytes.extend(body);
        bytes
    }
}

fn check_preamble(bytes: &[u8]) -> Result<(), ModelError> {
    let found = bytes.len() as u64;
    if !bytes.starts_with(MAGIC) {
        return Err(ModelError::NotAModel);
    }
    let mut reader = Reader { bytes, place: 8 };
    let short = |_| ModelError::Length {
        expected: PREAMBLE as u64,
        found,
    };
    let version = reader.number().map_err(short)?;
    if version != FORMAT_VERSION {
        return Err(ModelError::Version { found: version });
    }
    let expected = reader.long().map_err(short)?;
    let checksum = reader.long().map_err(short)?;
    if expected != found {
        return Err(ModelError::Length { expected, found });
    }
    if hash_bytes(0, bytes.get(PREAMBLE..).unwrap_or_default()) != checksum {
        return Err(ModelError::Damaged);
    }
    Ok(())
}

/// Reads the parts of a model file in order.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    place: usize,
}

impl<'a> Reader<'a> {
    /// Begins behind the preamble, which is checked.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, ModelError> {
        check_preamble(bytes)?;
        let place = PREAMBLE;
        Ok(Self { bytes, place })
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], ModelError> {
        let end = self.place.checked_add(length);
        let bytes = end.and_then(|end| self.bytes.get(self.place..end));
        let bytes = bytes.ok_or(ModelError::Inconsistent("a part reaches beyond the end"))?;
        self.place += length;
        Ok(bytes)
    }

    pub(crate) fn number(&mut self) -> Result<u32, ModelError> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes(
            bytes.try_into().expect("four bytes were taken"),
        ))
    }

    fn long(&mut self) -> Result<u64, ModelError> {
        let bytes = self.take(8)?;
        Ok(u64::from_le_bytes(
            bytes.try_into().expect("eight bytes were taken"),
        ))
    }

    pub(crate) fn part(&mut self) -> Result<Range<usize>, ModelError> {
        let length = self.number()? as usize;
        let start = self.place;
        self.take(length)?;
        Ok(start..self.place)
    }

    pub(crate) fn text(&mut self) -> Result<String, ModelError> {
        let range = self.part()?;
        let bytes = self.bytes.get(range).unwrap_or_default();
        let text = std::str::from_utf8(bytes)
            .map_err(|_| ModelError::Inconsistent("a name is not UTF-8"))?;
        Ok(text.to_owned())
    }

    pub(crate) fn numbers(&mut self) -> Result<Vec<f32>, ModelError> {
        let range = self.part()?;
        let bytes = self.bytes.get(range).unwrap_or_default();
        let numbers: Vec<f32> = bytes
            .chunks_exact(4)
            .map(|chunk| {
                f32::from_le_bytes(chunk.try_into().expect("chunks_exact gives four bytes"))
            })
            .collect();
        if numbers.iter().all(|number| number.is_finite()) {
            Ok(numbers)
        } else {
            Err(ModelError::Inconsistent("a weight is not a finite number"))
        }
    }

    pub(crate) fn heads(&mut self) -> Result<Vec<Head>, ModelError> {
        let count = self.number()?.min(64);
        let mut heads = Vec::new();
        for _ in 0..count {
            let name = self.text()?;
            let types = (0..self.number()?.min(1024))
                .map(|_| self.text())
                .collect::<Result<_, _>>()?;
            let [weights, bias, points] = [self.numbers()?, self.numbers()?, self.numbers()?];
            let calibration = points
                .chunks_exact(2)
                .map(|point| [point[0], point[1]])
                .collect();
            heads.push(Head {
                name,
                types,
                weights,
                bias,
                calibration,
            });
        }
        Ok(heads)
    }
}

fn put_bytes(body: &mut Vec<u8>, part: &[u8]) {
    body.extend((part.len() as u32).to_le_bytes());
    body.extend(part);
}

fn put_text(body: &mut Vec<u8>, text: &str) {
    put_bytes(body, text.as_bytes());
}

fn put_numbers(body: &mut Vec<u8>, numbers: &[f32]) {
    body.extend(((numbers.len() * 4) as u32).to_le_bytes());
    body.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}
