//! What a stage sees of a document: the text, the metadata and the layers that it declared.

use crate::annotation::{
    Annotation, Block, Clitic, Entity, Keyphrase, Number, Sentence, SummaryItem, Time, Token, View,
};
use crate::attribute_table::AttributeTable;
use crate::document::Document;
use crate::layer::LayerName;
use crate::metadata::Metadata;
use crate::stage::{Stage, StageError};
use crate::string_table::StringTable;
use crate::supervisor::{LimitExceeded, Supervisor};

/// A document as one stage may read it.
#[derive(Clone, Copy)]
pub struct DocumentView<'a> {
    document: &'a Document,
    requires: &'a [LayerName],
    uses: &'a [LayerName],
    supervisor: &'a dyn Supervisor,
}

impl<'a> DocumentView<'a> {
    /// The view that `stage` has of `document`.
    #[must_use]
    pub fn new(
        document: &'a Document,
        stage: &'a dyn Stage,
        supervisor: &'a dyn Supervisor,
    ) -> Self {
        Self {
            document,
            requires: stage.requires(),
            uses: stage.uses(),
            supervisor,
        }
    }

    /// The original text.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.document.text()
    }

    /// Identity, source, time and title.
    #[must_use]
    pub fn metadata(&self) -> &'a Metadata {
        self.document.metadata()
    }

    /// The label table that the layers' spans point at.
    #[must_use]
    pub fn labels(&self) -> &'a StringTable {
        self.document.labels()
    }

    /// The attribute table that the layers' spans point at.
    #[must_use]
    pub fn attributes(&self) -> &'a AttributeTable {
        self.document.attributes()
    }

    /// Fails once the document's time or memory is spent; long loops call it.
    ///
    /// # Errors
    /// [`LimitExceeded`], which a stage passes on with `?`.
    pub fn checkpoint(&self) -> Result<(), LimitExceeded> {
        self.supervisor.checkpoint(0)
    }

    /// The same, for work that keeps `allocated` bytes of output where [`crate::Output`] does not
    /// see them.
    ///
    /// # Errors
    /// As [`DocumentView::checkpoint`].
    pub fn checkpoint_with(&self, allocated: usize) -> Result<(), LimitExceeded> {
        self.supervisor.checkpoint(allocated)
    }

    /// A layer that the stage declared in `requires` or `uses`.
    ///
    /// # Errors
    /// [`StageError::UndeclaredInput`] if it is in neither, [`StageError::MissingLayer`] if the
    /// document does not have it.
    pub fn layer(&self, name: &LayerName) -> Result<View<'a>, StageError> {
        self.typed(name)
    }

    /// A layer that the stage declared in `uses`; none if the document does not have it.
    ///
    /// # Errors
    /// [`StageError::UndeclaredInput`] if the stage did not declare it.
    pub fn optional_layer(&self, name: &LayerName) -> Result<Option<View<'a>>, StageError> {
        self.optional(name)
    }

    fn typed<T: From<Annotation<'a>>>(&self, name: &LayerName) -> Result<View<'a, T>, StageError> {
        self.optional(name)?.ok_or(StageError::MissingLayer(*name))
    }

    fn optional<T: From<Annotation<'a>>>(
        &self,
        name: &LayerName,
    ) -> Result<Option<View<'a, T>>, StageError> {
        if self.requires.contains(name) || self.uses.contains(name) {
            Ok(self.document.view(name))
        } else {
            Err(StageError::UndeclaredInput(*name))
        }
    }
}

macro_rules! layers {
    ($($method:ident, $optional:ident: $type:ident = $name:ident;)*) => {
        /// The built-in layers. Each fails like [`DocumentView::layer`]; each `optional_` one like
        /// [`DocumentView::optional_layer`].
        #[expect(clippy::missing_errors_doc, reason = "the errors stand above, once for all")]
        impl<'a> DocumentView<'a> {
            $(
                #[doc = concat!("The layer `", stringify!($method), "`.")]
                pub fn $method(&self) -> Result<View<'a, $type<'a>>, StageError> {
                    self.typed(&LayerName::$name)
                }

                #[doc = concat!("The layer `", stringify!($method), "`, if it is there.")]
                pub fn $optional(&self) -> Result<Option<View<'a, $type<'a>>>, StageError> {
                    self.optional(&LayerName::$name)
                }
            )*
        }

        /// The built-in layers; none where no stage has provided it.
        impl Document {
            $(
                #[doc = concat!("The layer `", stringify!($method), "`, if it is there.")]
                #[must_use]
                pub fn $method(&self) -> Option<View<'_, $type<'_>>> {
                    self.view(&LayerName::$name)
                }
            )*
        }
    };
}

layers! {
    blocks, optional_blocks: Block = BLOCKS;
    sentences, optional_sentences: Sentence = SENTENCES;
    tokens, optional_tokens: Token = TOKENS;
    clitics, optional_clitics: Clitic = CLITICS;
    entities, optional_entities: Entity = ENTITIES;
    times, optional_times: Time = TIMES;
    numbers, optional_numbers: Number = NUMBERS;
    summary, optional_summary: SummaryItem = SUMMARY;
    keyphrases, optional_keyphrases: Keyphrase = KEYPHRASES;
    markup, optional_markup: Annotation = MARKUP;
    anchor, optional_anchor: Annotation = ANCHOR;
}
