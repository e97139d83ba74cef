//! The stage `entities`: names and patterns of a document.
//!
//! The tagger finds names sentence by sentence, the document's own evidence completes them, and
//! patterns are found by their form. Spans leave proclitics out; `canonical` restores letters.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use warraq_core::{
    AttributeValue, DocumentView, LayerName, Output, Span, Stage, StageError, Token, View, keys,
};

use crate::canonical::canonical_form;
use crate::clusters::join_mentions;
use crate::fold::fold;
use crate::found::{Found, Origin};
use crate::model::Model;
use crate::model_file::ModelError;
use crate::name_ranges::NameBuilder;
use crate::patterns::{PatternKind, find_patterns};
use crate::session::{Session, Wanted};
use crate::tables::{country_code, fine_types};
use crate::tagger::{FineChoice, Mention, Tagger};

/// The label set that is found unless another is asked for.
const USUAL_LABELS: &str = "product";

/// How many sentences are tagged between two checkpoints.
const SENTENCES_BETWEEN_CHECKPOINTS: usize = 64;

/// How the stage works.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EntityOptions {
    /// The label set: a corpus's own (`anercorp`, `aqmar`, `fane`), or whatever the model has;
    /// none: `product`, or the first of a model that does not have it.
    pub labels: Option<String>,
    /// The file of a model of your own; none: the one that comes with the program.
    pub model: Option<PathBuf>,
    /// Whether URLs, e-mail addresses, telephone numbers, hashtags and account names are found.
    pub patterns: bool,
    /// Whether a name that is recognized once is recognized everywhere in the document.
    pub consistency: bool,
    /// Names with a lower score are left out.
    pub minimum_score: f32,
}

impl Default for EntityOptions {
    fn default() -> Self {
        Self {
            labels: None,
            model: None,
            patterns: true,
            consistency: true,
            minimum_score: 0.0,
        }
    }
}

/// Why the stage cannot be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntityStageError {
    /// The model cannot be used.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The file of the model cannot be read.
    #[error("cannot read the model `{}`: {kind}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        kind: std::io::ErrorKind,
    },
    /// The file is not a model that this program can use.
    #[error("`{}`: {source}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: ModelError,
    },
    /// The model does not have the label set.
    #[error("the model has no labels `{labels}`; it has {known}")]
    UnknownLabels {
        /// What was asked for.
        labels: String,
        /// The label sets of the model, in backticks.
        known: String,
    },
}

/// Finds names and patterns.
///
/// ```
/// use warraq_entities::{EntityOptions, EntityStage};
/// use warraq_core::Stage;
///
/// let stage = EntityStage::new(EntityOptions::default())?;
/// assert_eq!(stage.name(), "entities");
/// # Ok::<(), warraq_entities::EntityStageError>(())
/// ```
#[derive(Debug, Clone)]
pub struct EntityStage {
    tagger: Arc<Tagger>,
    options: EntityOptions,
    label_set: usize,
    fine: Option<FineChoice>,
    origin: String,
}

impl EntityStage {
    /// The stage with the model that the options name.
    ///
    /// # Errors
    ///
    /// [`EntityStageError::UnknownLabels`] for a label set that the model does not have, the others
    /// for a file that is no model.
    pub fn new(options: EntityOptions) -> Result<Self, EntityStageError> {
        let model = match &options.model {
            Some(path) => read_model(path)?,
            None => Model::from_bytes(warraq_model_names::BYTES)?,
        };
        Self::with_tagger(Arc::new(Tagger::new(model)), options)
    }

    /// The stage with a model that is open; stages may share a tagger.
    ///
    /// # Errors
    ///
    /// [`EntityStageError::UnknownLabels`] for a label set that the model does not have.
    pub fn with_tagger(
        tagger: Arc<Tagger>,
        options: EntityOptions,
    ) -> Result<Self, EntityStageError> {
        let wanted = options.labels.as_deref();
        let label_set = match wanted {
            Some(labels) => tagger.label_set(labels),
            None => tagger.label_set(USUAL_LABELS).or(Some(0)),
        };
        let Some(label_set) = label_set else {
            let known: Vec<String> = tagger
                .model()
                .label_sets()
                .map(|name| format!("`{name}`"))
                .collect();
            return Err(EntityStageError::UnknownLabels {
                labels: wanted.unwrap_or(USUAL_LABELS).to_owned(),
                known: known.join(", "),
            });
        };
        let fine = tagger.fine_choice(label_set);
        let origin = tagger.model().origin();
        Ok(Self {
            tagger,
            options,
            label_set,
            fine,
            origin,
        })
    }

    /// The tagger, which other stages may share.
    #[must_use]
    pub fn tagger(&self) -> &Arc<Tagger> {
        &self.tagger
    }

    /// The label set that is found.
    #[must_use]
    pub fn labels(&self) -> &str {
        let mut names = self.tagger.model().label_sets();
        names.nth(self.label_set).unwrap_or_default()
    }

    /// All names and patterns of a document, in order.
    fn find(&self, document: &DocumentView<'_>) -> Result<Vec<Found>, StageError> {
        let tokens = document.tokens()?;
        let mut session = self.tagger.session();
        let mentions = self.tag(document, &tokens, &mut session)?;
        let patterns = if self.options.patterns {
            find_patterns(document.text())
        } else {
            Vec::new()
        };
        let Some(words) = session.words() else {
            return Ok(Vec::new());
        };
        let builder = NameBuilder {
            text: document.text(),
            tokens,
            clitics: document.clitics()?,
            words,
            lexicon: self.tagger.model().lexicon(),
        };
        let mut found = Vec::with_capacity(mentions.len() + patterns.len());
        let mut next_pattern = 0;
        for mention in &mentions {
            let Some(name) = self.name(&builder, mention) else {
                continue;
            };
            while patterns
                .get(next_pattern)
                .is_some_and(|(range, _)| range.end <= name.bytes.start)
            {
                next_pattern += 1;
            }
            let covered = patterns
                .get(next_pattern)
                .is_some_and(|(range, _)| range.start < name.bytes.end);
            if covered || name.score < self.options.minimum_score {
                continue;
            }
            match builder.glued_halves(mention, name.bytes.clone()) {
                Some(halves) => found.extend(
                    halves
                        .into_iter()
                        .filter_map(|bytes| self.found(&builder, mention, bytes, false)),
                ),
                None => found.push(name),
            }
        }
        found.extend(
            patterns
                .into_iter()
                .filter_map(|(range, kind)| pattern(document.text(), range, kind)),
        );
        found.sort_by_key(|item| item.bytes.start);
        Ok(found)
    }

    /// Tags sentence by sentence, then completes by the document's own evidence.
    fn tag(
        &self,
        document: &DocumentView<'_>,
        tokens: &View<'_, Token<'_>>,
        session: &mut Session<'_>,
    ) -> Result<Vec<Mention>, StageError> {
        let words: Vec<&str> = tokens.iter().map(|token| token.text()).collect();
        let wanted = Wanted {
            label_set: self.label_set,
            fine: self.fine.as_ref(),
        };
        let mut mentions = Vec::new();
        session.begin_document();
        for sentences in sentence_groups(document, tokens)?.chunks(SENTENCES_BETWEEN_CHECKPOINTS) {
            document.checkpoint()?;
            session.tag_sentences(&words, sentences, wanted, &mut mentions);
        }
        if self.options.consistency {
            session.complete(self.label_set, &mut mentions);
        }
        Ok(mentions)
    }

    fn name(&self, builder: &NameBuilder<'_>, mention: &Mention) -> Option<Found> {
        let (bytes, restore_article) = builder.range(mention)?;
        self.found(builder, mention, bytes, restore_article)
    }

    /// A name of a mention, over these bytes.
    fn found(
        &self,
        builder: &NameBuilder<'_>,
        mention: &Mention,
        bytes: Range<usize>,
        restore_article: bool,
    ) -> Option<Found> {
        let canonical = canonical_form(builder.text.get(bytes.clone())?, restore_article);
        let label = self.tagger.types(self.label_set).get(mention.kind)?.clone();
        let fine_name = |place: usize| self.tagger.types(self.fine.as_ref()?.label_set).get(place);
        let fine = mention.fine.and_then(fine_name).unwrap_or(&label);
        let subtype = fine_types()
            .iter()
            .find(|known| known.corpus_name == fine)
            .map(|known| known.subtype.to_owned());
        let is_place = label == "LOC" || label == "Nation";
        let code = if is_place {
            country_code(&fold(&canonical))
        } else {
            None
        };
        let subtype = if code.is_some() && label == "LOC" {
            Some("country".to_owned())
        } else {
            subtype
        };
        Some(Found {
            bytes,
            label,
            score: mention.score,
            subtype,
            canonical,
            ids: code.map(|code| format!("iso3166:{code}")),
            cluster: 0,
            origin: if mention.is_borrowed {
                Origin::Document
            } else {
                Origin::Model
            },
        })
    }

    fn write(&self, found: &[Found], output: &mut Output<'_>) -> Result<(), StageError> {
        let mut spans = Vec::with_capacity(found.len());
        for item in found {
            let origin = match item.origin {
                Origin::Model => self.origin.as_str(),
                Origin::Document => "rule:document-consistency",
                Origin::Rule(rule) => rule,
            };
            let mut row: Vec<(&str, AttributeValue<'_>)> = Vec::with_capacity(5);
            row.extend(
                item.subtype
                    .as_deref()
                    .map(|subtype| (keys::SUBTYPE, subtype.into())),
            );
            row.push((keys::CANONICAL, item.canonical.as_str().into()));
            row.push((keys::CLUSTER, item.cluster.into()));
            row.extend(item.ids.as_deref().map(|ids| (keys::IDS, ids.into())));
            row.push((keys::ORIGIN, origin.into()));
            let attributes = output.attributes(&row)?;
            let label = output.label(&item.label)?;
            let span = Span::new(offset(item.bytes.start)?, offset(item.bytes.end)?);
            spans.push(
                span.with_label(label)
                    .with_score(item.score)
                    .with_attributes(attributes),
            );
        }
        output.extend(&LayerName::ENTITIES, spans)
    }
}

impl Stage for EntityStage {
    fn name(&self) -> &str {
        "entities"
    }

    fn requires(&self) -> &[LayerName] {
        &[LayerName::TOKENS, LayerName::SENTENCES, LayerName::CLITICS]
    }

    fn provides(&self) -> &[LayerName] {
        &[LayerName::ENTITIES]
    }

    fn process(
        &self,
        document: &DocumentView<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), StageError> {
        let mut found = self.find(document)?;
        join_mentions(&mut found);
        self.write(&found, output)
    }
}

fn read_model(path: &Path) -> Result<Model, EntityStageError> {
    let bytes = std::fs::read(path).map_err(|error| EntityStageError::Read {
        path: path.to_owned(),
        kind: error.kind(),
    })?;
    Model::from_bytes(bytes).map_err(|source| EntityStageError::Unusable {
        path: path.to_owned(),
        source,
    })
}

fn offset(place: usize) -> Result<u32, StageError> {
    u32::try_from(place).map_err(|_| StageError::failed("a name lies beyond four gigabytes"))
}

fn pattern(text: &str, range: Range<usize>, kind: PatternKind) -> Option<Found> {
    let canonical = text.get(range.clone())?.to_owned();
    Some(Found {
        bytes: range,
        label: kind.label().to_owned(),
        score: 1.0,
        subtype: None,
        canonical,
        ids: None,
        cluster: 0,
        origin: Origin::Rule(kind.origin()),
    })
}

/// Token ranges that are tagged together: the sentences, and what lies between them.
fn sentence_groups(
    document: &DocumentView<'_>,
    tokens: &View<'_, Token<'_>>,
) -> Result<Vec<Range<usize>>, StageError> {
    let mut groups = Vec::new();
    let mut reached = 0;
    for sentence in document.sentences()?.iter() {
        let span = sentence.span();
        let inside = tokens.within(span.start..span.end);
        // Sentences that overlap would tag a token twice; each token goes to the first.
        let start = inside.start.max(reached);
        if start > reached {
            groups.push(reached..start);
        }
        if inside.end > start {
            groups.push(start..inside.end);
        }
        reached = inside.end.max(start);
    }
    if reached < tokens.len() {
        groups.push(reached..tokens.len());
    }
    Ok(groups)
}
