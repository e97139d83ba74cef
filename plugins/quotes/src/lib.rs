//! Who said what: words in quotation marks, joined to the name of the one who says them.
//!
//! A quotation counts if a word of saying stands by it (`قال كيم: «…»`, `قائلا إنها "…"`,
//! `«…»، بحسب الوزارة`): words that are only set apart by marks are left alone. The speaker is
//! looked for where the word of saying puts it, in the sentence, and never guessed beyond it.
//!
//! ```
//! use warraq_plugin::{PluginStage, testing::found};
//! use warraq_quotes::{QuoteOptions, QuotesStage};
//!
//! let stage = QuotesStage::from_options(QuoteOptions::default())?;
//! let quotes = found(&stage, "قال [PER كيم جونغ أون]: «روسيا دولة صديقة».")?;
//! assert_eq!(quotes, ["direct [روسيا دولة صديقة] speaker=كيم جونغ أون cue=قال"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cues;
mod marks;
mod speaker;

use cues::Cues;
use serde::Deserialize;
use speaker::Said;
use warraq_plugin::{
    BadLayerName, DocumentView, LayerName, Output, PluginStage, Span, Stage, StageError,
};

/// The options of the stage.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuoteOptions {
    /// How far from the quotation its word of saying may stand, in tokens.
    pub reach: usize,
    /// Whether quotations whose speaker has no name in the sentence are given too.
    pub unnamed: bool,
}

impl Default for QuoteOptions {
    fn default() -> Self {
        Self {
            reach: 16,
            unnamed: true,
        }
    }
}

/// The stage `quotes`: adds the layer `quotes`, whose parent layer is `entities`.
///
/// The label is `direct`, or `partial` where only a part of what was said is quoted
/// (`إن روسيا «دولة صديقة»`). Attributes: `speaker` (the name's canonical form), `cue` (the word of
/// saying).
pub struct QuotesStage {
    options: QuoteOptions,
    cues: Cues,
    layer: LayerName,
}

impl Stage for QuotesStage {
    fn name(&self) -> &str {
        "quotes"
    }

    fn requires(&self) -> &[LayerName] {
        &[LayerName::SENTENCES, LayerName::TOKENS, LayerName::ENTITIES]
    }

    fn provides(&self) -> &[LayerName] {
        std::slice::from_ref(&self.layer)
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let (sentences, tokens) = (document.sentences()?, document.tokens()?);
        let entities = document.entities()?;
        output.set_parent(&self.layer, &LayerName::ENTITIES)?;
        for quotation in marks::quotations(document.text()) {
            document.checkpoint()?;
            let said = Said {
                cues: &self.cues,
                reach: self.options.reach,
                sentences,
                tokens,
                entities,
            };
            let Some(found) = said.by(&quotation) else {
                continue;
            };
            if found.speaker.is_none() && !self.options.unnamed {
                continue;
            }
            let label = output.label(if found.partial { "partial" } else { "direct" })?;
            let name = found.speaker.and_then(|index| entities.get(index));
            let speaker = name.map(|name| name.canonical().unwrap_or_else(|| name.text()));
            let row = match speaker {
                Some(speaker) => {
                    output.attributes(&[("speaker", speaker.into()), ("cue", found.cue.into())])?
                }
                None => output.attributes(&[("cue", found.cue.into())])?,
            };
            let span = Span::new(quotation.inside.start, quotation.inside.end);
            let parent = found.speaker.and_then(|index| u32::try_from(index).ok());
            let span = span.with_label(label).with_attributes(row);
            output.push(
                &self.layer,
                parent.map_or(span, |parent| span.with_parent(parent)),
            )?;
        }
        Ok(())
    }
}

impl PluginStage for QuotesStage {
    type Options = QuoteOptions;
    type Error = BadLayerName;

    fn from_options(options: QuoteOptions) -> Result<Self, BadLayerName> {
        Ok(Self {
            options,
            cues: Cues::embedded(),
            layer: LayerName::new("quotes")?,
        })
    }
}
