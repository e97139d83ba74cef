//! The recipe of a model: which text, corpora and name lists it is trained from, and how.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::TrainError;
use super::lists::NameList;
use super::network::NetworkOptions;
use super::vectors::VectorOptions;

/// The recipe of the shipped model.
const SHIPPED: &str = include_str!("../../data/recipe.toml");

/// What a model is trained from. Paths are relative to the data folder.
///
/// ```
/// use warraq_entities::train::recipe::Recipe;
///
/// let recipe = Recipe::parse(
///     r#"
///     name = "ships"
///     revision = 1
///     [label_sets]
///     ships = ["SHIP", "PORT"]
///     [[corpus]]
///     path = "ships.conll"
///     label_set = "ships"
///     weight = 1.0
///     development = { block = 50, one_in = 10 }
///     "#,
/// )?;
/// assert_eq!(recipe.corpus.len(), 1);
/// # Ok::<(), warraq_entities::train::TrainError>(())
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The model's name, as `origin` shows it.
    pub name: String,
    /// The model's revision, as `origin` shows it.
    pub revision: u32,
    /// Types of each label set; `fane` is added from the table of fine types.
    pub label_sets: BTreeMap<String, Vec<String>>,
    /// Unlabelled text.
    #[serde(default)]
    pub text: Vec<TextSource>,
    /// Labelled text.
    #[serde(default)]
    pub corpus: Vec<Corpus>,
    /// Name lists.
    #[serde(default)]
    pub list: Vec<NameList>,
    /// Lists of names that are learned from as sentences of their own.
    #[serde(default)]
    pub names: Vec<NameCorpus>,
    /// How often each sentence of our own is filled and learned from.
    #[serde(default)]
    pub own_repeats: u32,
    /// Name lists that fill the sentences of our own.
    #[serde(default)]
    pub slot: Vec<Slot>,
    /// Sizes and rates of the network.
    #[serde(default)]
    pub network: NetworkOptions,
    /// How word vectors are learned.
    #[serde(default)]
    pub vectors: VectorOptions,
    /// What is taken off the score of "no name", by label set: training is careful where a corpus
    /// leaves names out, and a name that is missed costs as much as one that is invented.
    #[serde(default)]
    pub boldness: BTreeMap<String, f32>,
    /// What the teachers find out of words in unlabelled text.
    pub evidence: Option<Evidence>,
    /// Models that are trained first and label the silver text.
    #[serde(default)]
    pub teacher: Vec<Teacher>,
    /// Text that the teachers label, to be learned from besides the labelled text.
    #[serde(default)]
    pub silver: Vec<SilverText>,
    /// How often training passes over all text to learn from, unless the options say it.
    #[serde(default = "usual_passes")]
    pub passes: u32,
}

fn usual_passes() -> u32 {
    5
}

/// Unlabelled text in which the teachers judge words, so that models know them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The label set by which they judge.
    pub label_set: String,
    /// JSON Lines with `text`, compressed or not.
    pub text: Vec<PathBuf>,
    /// How often teachers are trained and judge: from the second time on they know what they
    /// found out before.
    pub rounds: u32,
}

/// A model that teaches: trained from the same data, but of another shape or another beginning.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Teacher {
    /// The name under which it is kept.
    pub name: String,
    /// Seed of all randomness.
    pub seed: u64,
    /// How often training passes over the labelled text.
    #[serde(default = "usual_passes")]
    pub passes: u32,
    /// Sizes and rates of its network.
    #[serde(default)]
    pub network: NetworkOptions,
    /// How its word vectors are learned; none: it has those of the model that it teaches.
    pub vectors: Option<VectorOptions>,
}

/// A file of text that teachers label.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SilverText {
    /// JSON Lines with `text`, compressed or not.
    pub path: PathBuf,
    /// The label sets that the teachers' labels are learned for; fine types for every fourth sentence.
    pub label_sets: Vec<String>,
    /// Take one sentence in so many, chosen by a hash of its words.
    pub one_in: u64,
    /// How much a word counts.
    pub weight: f32,
}

/// A table of names with their types.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameCorpus {
    /// Tab-separated values with a heading line.
    pub path: PathBuf,
    /// The heading of the names' column.
    pub column: String,
    /// The heading of the types' column.
    pub type_column: String,
    /// The label set of the types.
    pub label_set: String,
    /// How much a word counts.
    pub weight: f32,
}

/// A column of names that fills a slot of our own sentences.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// The name of the slot.
    pub name: String,
    /// Tab-separated values with a heading line.
    pub path: PathBuf,
    /// The heading of the column.
    pub column: String,
}

/// A file of unlabelled text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSource {
    /// JSON Lines with `text`, compressed or not.
    pub path: PathBuf,
    /// How often training passes over it.
    pub repeats: u32,
}

/// A labelled file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corpus {
    /// CoNLL form.
    pub path: PathBuf,
    /// The label set of its labels.
    pub label_set: String,
    /// How much a word counts.
    pub weight: f32,
    /// How much a word counts for the product's labels; 0 where nothing follows for them.
    #[serde(default)]
    pub product_weight: f32,
    /// What each type may be among the product's labels.
    pub allows: Option<Allows>,
    /// What a word without a name may be among the product's labels.
    #[serde(default)]
    pub outside: Vec<String>,
    /// Read every type as this one.
    pub collapse: Option<String>,
    /// The part that is kept out of training.
    pub development: Option<Development>,
    /// A corpus of the same text: sentences of its development part are kept out here too.
    pub same_text_as: Option<PathBuf>,
}

/// What types may be among the product's labels.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Allows {
    /// By name; only `fine` is known: the table of fine types.
    Table(String),
    /// Type by type.
    Types(BTreeMap<String, Vec<String>>),
}

/// Which sentences are kept out: whole blocks, chosen by a hash of their number.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Development {
    /// Sentences a block.
    pub block: usize,
    /// One block in so many.
    pub one_in: u64,
}

impl Development {
    /// Whether the sentence with this number (from 0) is kept out of training.
    #[must_use]
    pub fn holds(&self, sentence: usize) -> bool {
        let block = (sentence / self.block.max(1)) as u64;
        crate::hash::hash_bytes(7, &block.to_le_bytes()).is_multiple_of(self.one_in.max(1))
    }
}

impl Recipe {
    /// The recipe of the shipped model.
    ///
    /// # Errors
    ///
    /// None in practice: the recipe is part of the program and a test reads it.
    pub fn shipped() -> Result<Self, TrainError> {
        Self::parse(SHIPPED)
    }

    /// Leaves a text out: its words are not counted, not judged and not labelled.
    ///
    /// # Errors
    ///
    /// [`TrainError::Text`] if the recipe has no text of that path.
    pub fn leave_out(&mut self, path: &Path) -> Result<(), TrainError> {
        let before = self.texts();
        self.text.retain(|text| text.path != path);
        self.silver.retain(|text| text.path != path);
        if let Some(evidence) = &mut self.evidence {
            evidence.text.retain(|text| text != path);
        }
        if self.texts() == before {
            return Err(TrainError::Text(path.to_owned()));
        }
        Ok(())
    }

    /// How many uses of texts the recipe has.
    fn texts(&self) -> usize {
        let evidence = self.evidence.as_ref().map(|evidence| evidence.text.len());
        self.text.len() + self.silver.len() + evidence.unwrap_or(0)
    }

    /// Reads a recipe in TOML.
    ///
    /// # Errors
    ///
    /// Text that is not a recipe.
    pub fn parse(text: &str) -> Result<Self, TrainError> {
        toml::from_str(text).map_err(|source| TrainError::Recipe(Box::new(source)))
    }
}
