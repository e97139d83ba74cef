//! Names in Latin letters: by a standard that can be turned back, and as they are usually spelt.
//!
//! Letters alone do not say how a name is spoken, since short vowels are not written; the usual
//! spelling is thus a matter of knowledge, and stands in a table (`data/spellings.tsv`).
//!
//! ```
//! use warraq_plugin::{PluginStage, testing::found};
//! use warraq_transliterate::{TransliterateOptions, TransliterateStage};
//!
//! let stage = TransliterateStage::from_options(TransliterateOptions::default())?;
//! assert_eq!(found(&stage, "زار [PER فلاديمير بوتين] [LOC دمشق].")?, [
//!     "PER [فلاديمير بوتين] letters=flAdymyr bwtyn spelling=Vladimir Putin",
//!     "LOC [دمشق] letters=dm$q spelling=Damascus",
//! ]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod letters;
mod spelling;

pub use letters::Letters;

use serde::Deserialize;
use spelling::Spellings;
use warraq_plugin::{
    AttributeValue, BadLayerName, DocumentView, LayerName, Output, PluginStage, Stage, StageError,
};

/// The options of the stage.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TransliterateOptions {
    /// The labels of the entities that are names.
    pub labels: Vec<String>,
}

impl Default for TransliterateOptions {
    fn default() -> Self {
        let labels = ["PER", "LOC", "ORG", "FAC", "NORP", "MISC"];
        Self {
            labels: labels.map(str::to_owned).to_vec(),
        }
    }
}

/// The stage `transliterate`: adds the layer `transliterations`, with one span for each name, whose
/// label is the name's and whose parent is the name in `entities`.
///
/// Attributes: `letters`, the text of the name in Buckwalter's transliteration, see [`Letters`];
/// `spelling`, the usual English spelling of its canonical form, where the table knows it.
pub struct TransliterateStage {
    options: TransliterateOptions,
    letters: Letters,
    spellings: Spellings,
    layer: LayerName,
}

impl Stage for TransliterateStage {
    fn name(&self) -> &str {
        "transliterate"
    }

    fn requires(&self) -> &[LayerName] {
        &[LayerName::ENTITIES]
    }

    fn provides(&self) -> &[LayerName] {
        std::slice::from_ref(&self.layer)
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        output.set_parent(&self.layer, &LayerName::ENTITIES)?;
        for (index, entity) in (0..).zip(document.entities()?.iter()) {
            if !self
                .options
                .labels
                .iter()
                .any(|label| label == entity.label())
            {
                continue;
            }
            document.checkpoint()?;
            let letters = self.letters.transliterate(entity.text());
            let name = entity.canonical().unwrap_or_else(|| entity.text());
            let spelling = self.spellings.find(name);
            let mut row = vec![("letters", AttributeValue::Text(&letters))];
            row.extend(
                spelling
                    .as_deref()
                    .map(|known| ("spelling", AttributeValue::Text(known))),
            );
            let (label, row) = (output.label(entity.label())?, output.attributes(&row)?);
            let span = entity.span().with_parent(index).with_score(1.0);
            output.push(&self.layer, span.with_label(label).with_attributes(row))?;
        }
        Ok(())
    }
}

impl PluginStage for TransliterateStage {
    type Options = TransliterateOptions;
    type Error = BadLayerName;

    fn from_options(options: TransliterateOptions) -> Result<Self, BadLayerName> {
        Ok(Self {
            options,
            letters: Letters::embedded(),
            spellings: Spellings::embedded(),
            layer: LayerName::new("transliterations")?,
        })
    }
}
