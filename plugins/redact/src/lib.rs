//! Finds what says who a private person is: e-mail addresses, telephone numbers and national
//! identity numbers, as the layer `redactions`.
//!
//! With `[output] mask = ["redactions"]` the writer hides what the layer covers. Addresses and
//! telephone numbers are those that the layer `entities` has; identity numbers are found here, from
//! the table `data/identifiers.tsv`. Names are left alone: they are data, and hiding them is another
//! task.
//!
//! ```
//! use warraq_plugin::{PluginStage, testing::found};
//! use warraq_redact::{RedactOptions, RedactStage};
//!
//! let stage = RedactStage::from_options(RedactOptions::default())?;
//! let redactions = found(&stage, "راسلنا على [EMAIL sara@example.org]، والهوية 1000000008.")?;
//! assert_eq!(redactions, ["email [sara@example.org]", "national_id [1000000008] scheme=sa"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod identifiers;

use identifiers::Identifiers;
use serde::Deserialize;
use std::ops::Range;
use warraq_plugin::{
    BadLayerName, DocumentView, LayerName, Output, PluginStage, Span, Stage, StageError,
};

/// The options of the stage.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RedactOptions {
    /// Whether e-mail addresses are found.
    pub email: bool,
    /// Whether telephone numbers are found.
    pub phone: bool,
    /// Whether national identity numbers are found.
    pub national_id: bool,
}

impl Default for RedactOptions {
    fn default() -> Self {
        Self {
            email: true,
            phone: true,
            national_id: true,
        }
    }
}

/// The stage `redact`: adds the layer `redactions`.
///
/// Labels: `email`, `phone`, `national_id`. Attribute: `scheme`, the state of an identity number, or
/// `word` where the words before it are all that is known.
pub struct RedactStage {
    options: RedactOptions,
    identifiers: Identifiers,
    layer: LayerName,
}

impl RedactStage {
    /// The addresses and telephone numbers among the entities, each with its label.
    fn among_entities(
        &self,
        document: &DocumentView<'_>,
    ) -> Result<Vec<(Range<usize>, &'static str)>, StageError> {
        let mut found = Vec::new();
        for entity in document.entities()?.iter() {
            let label = match entity.label() {
                "EMAIL" if self.options.email => "email",
                "PHONE" if self.options.phone => "phone",
                _ => continue,
            };
            found.push((entity.range(), label));
        }
        Ok(found)
    }
}

impl Stage for RedactStage {
    fn name(&self) -> &str {
        "redact"
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
        let found = self.among_entities(document)?;
        for (range, label) in &found {
            let label = output.label(label)?;
            output.push(&self.layer, span(range).with_label(label))?;
        }
        if !self.options.national_id {
            return Ok(());
        }
        let mut after = 0;
        for (range, scheme) in self.identifiers.find(document.text()) {
            document.checkpoint()?;
            // A number that is hidden as a telephone number already is hidden once.
            after += found
                .get(after..)
                .unwrap_or_default()
                .iter()
                .take_while(|(known, _)| known.end <= range.start)
                .count();
            let known = found
                .get(after)
                .is_some_and(|(known, _)| known.start < range.end);
            if !known {
                let row = output.attributes(&[("scheme", scheme.into())])?;
                let label = output.label("national_id")?;
                output.push(
                    &self.layer,
                    span(&range).with_label(label).with_attributes(row),
                )?;
            }
        }
        Ok(())
    }
}

impl PluginStage for RedactStage {
    type Options = RedactOptions;
    type Error = BadLayerName;

    fn from_options(options: RedactOptions) -> Result<Self, BadLayerName> {
        Ok(Self {
            options,
            identifiers: Identifiers::embedded(),
            layer: LayerName::new("redactions")?,
        })
    }
}

fn span(range: &Range<usize>) -> Span {
    let offset = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
    Span::new(offset(range.start), offset(range.end))
}
