//! Records: one JSON line a document, in the contract's form (`data/record.schema.json`).

use super::json::JsonWriter;
use super::mask::Mask;
use super::offsets::Offsets;
use warraq_core::{Annotation, AttributeValue, Document, Layer, LayerName, Span, View, keys};
use warraq_record::OffsetUnit;

/// The form of the records, its number raised when a reader of the old form would be misled.
pub const RECORD_SCHEMA: &str = "warraq.document/1";

/// The JSON Schema of a record.
pub const RECORD_JSON_SCHEMA: &str = include_str!("../../data/record.schema.json");

/// Attributes that hold several values, separated by spaces, and are written as lists.
const LIST_KEYS: [&str; 3] = [keys::ALTERNATIVES, keys::INFERRED, keys::IDS];

/// Numbers that say where something belongs, and nothing of what the text says.
const STRUCTURAL_KEYS: [&str; 2] = [keys::LEVEL, keys::CLUSTER];

/// Layers of at most one span that say something of the whole document, and are always written.
const OF_DOCUMENT: [LayerName; 2] = [LayerName::ANCHOR, LayerName::LANGUAGE];

/// What is written of a document.
#[derive(Clone, Debug)]
pub struct RecordOptions {
    /// The layers to write; none for the default: all but tokens, clitics and markup.
    pub layers: Option<Vec<LayerName>>,
    /// What offsets count.
    pub offset_unit: OffsetUnit,
    /// Whether the document's text is written.
    pub text: bool,
    /// Layers whose text is hidden everywhere.
    pub mask: Vec<LayerName>,
    /// Whether `meta` is written even though a mask is set.
    pub keep_meta: bool,
    /// The hash of the run.
    pub run: String,
}

impl Default for RecordOptions {
    fn default() -> Self {
        Self {
            layers: None,
            offset_unit: OffsetUnit::default(),
            text: true,
            mask: Vec::new(),
            keep_meta: false,
            run: String::new(),
        }
    }
}

/// A written record: its bytes, without a line break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The JSON.
    pub json: Vec<u8>,
    /// Where in `json` the list of warnings ends, and whether it is empty.
    warnings_end: usize,
    has_warnings: bool,
}

impl Record {
    /// Writes the record of `document`.
    #[must_use]
    pub fn new(document: &Document, options: &RecordOptions) -> Self {
        let mut json = Vec::with_capacity(document.text().len() * 2 + 1024);
        let mut warnings_end = 0;
        let mask = Mask::new(document, &options.mask);
        let text = document.text();
        let offsets = Offsets::masked(text, options.offset_unit, &mask);
        let writer = LayerWriter {
            document,
            options,
            mask: &mask,
            offsets,
        };
        JsonWriter::new(&mut json).object(|json| {
            json.key("schema").text(RECORD_SCHEMA);
            write_metadata(json, document, options, &mask);
            if options.text {
                json.key("text").text(&mask.slice(0, text));
            }
            writer.write_layers(json);
            warnings_end = write_warnings(json, document, &mask);
            let meta = document.metadata().extra.as_str();
            let keeps_meta = options.mask.is_empty() || options.keep_meta;
            json.key("meta").raw(if meta.is_empty() || !keeps_meta {
                "{}"
            } else {
                meta
            });
            json.key("run").text(&options.run);
        });
        Self {
            json,
            warnings_end,
            has_warnings: !document.warnings().is_empty(),
        }
    }

    /// Adds a warning that only the run as a whole could know.
    pub fn warn(&mut self, code: &str, stage: &str, message: &str) {
        let mut warning = Vec::new();
        if self.has_warnings {
            warning.push(b',');
        }
        write_warning(&mut JsonWriter::new(&mut warning), [code, stage, message]);
        self.json.splice(
            self.warnings_end..self.warnings_end,
            warning.iter().copied(),
        );
        self.warnings_end += warning.len();
        self.has_warnings = true;
    }
}

fn write_metadata(
    json: &mut JsonWriter<'_>,
    document: &Document,
    options: &RecordOptions,
    mask: &Mask,
) {
    let metadata = document.metadata();
    json.key("id").text(&mask.other(&metadata.id));
    json.key("source").object(|json| {
        json.key("path").text(&metadata.source.path);
        if let Some(line) = metadata.source.line {
            json.key("line").value(&line);
        }
        json.key("encoding").text(&metadata.source.encoding);
    });
    if let Some(time) = &metadata.time {
        json.key("time").text(time.as_written());
    }
    if let Some(title) = &metadata.title {
        json.key("title").text(&mask.other(title));
    }
    json.key("offset_unit").text(options.offset_unit.as_str());
}

/// Returns the byte at which the list of warnings ends.
fn write_warnings(json: &mut JsonWriter<'_>, document: &Document, mask: &Mask) -> usize {
    json.key("warnings").array(|json| {
        for warning in document.warnings() {
            write_warning(
                json,
                [&warning.code, &warning.stage, &mask.other(&warning.message)],
            );
        }
    });
    json.position() - 1
}

fn write_warning(json: &mut JsonWriter<'_>, [code, stage, message]: [&str; 3]) {
    json.object(|json| {
        json.key("code").text(code);
        json.key("stage").text(stage);
        json.key("message").text(message);
    });
}

fn write_language(json: &mut JsonWriter<'_>, layer: View<'_>) {
    if let Some(language) = layer.get(0) {
        json.key("language").object(|json| {
            json.key("code").text(language.label());
            json.key("score").value(&language.score());
        });
    }
}

/// Which members an item of a layer has besides `start` and `end`.
#[derive(Clone, Copy)]
struct Shape {
    text: bool,
    score: bool,
}

struct LayerWriter<'a> {
    document: &'a Document,
    options: &'a RecordOptions,
    mask: &'a Mask,
    offsets: Offsets<'a>,
}

impl LayerWriter<'_> {
    fn write_layers(&self, json: &mut JsonWriter<'_>) {
        for name in LayerName::BUILT_IN {
            let Some(layer) = self.document.view::<Annotation<'_>>(&name) else {
                continue;
            };
            if !self.is_written(&name) {
                continue;
            }
            match name {
                LayerName::ANCHOR => self.write_anchor(json, layer),
                LayerName::LANGUAGE => write_language(json, layer),
                LayerName::TOKENS => self.write_tokens(json, layer),
                // Clitics stand inside their tokens.
                LayerName::CLITICS => {}
                _ => {
                    json.key(name.as_str()).array(|json| {
                        layer
                            .iter()
                            .for_each(|item| self.write_item(json, item, shape_of(&name)));
                    });
                }
            }
        }
        self.write_custom_layers(json);
    }

    fn is_written(&self, name: &LayerName) -> bool {
        match &self.options.layers {
            Some(layers) => layers.contains(name) || OF_DOCUMENT.contains(name),
            None => ![LayerName::TOKENS, LayerName::CLITICS, LayerName::MARKUP].contains(name),
        }
    }

    fn write_custom_layers(&self, json: &mut JsonWriter<'_>) {
        let is_custom =
            |layer: &&Layer| !layer.name().is_built_in() && self.is_written(layer.name());
        let mut layers: Vec<_> = self.document.layers().iter().filter(is_custom).collect();
        if layers.is_empty() {
            return;
        }
        layers.sort_by_key(|layer| *layer.name());
        json.key("layers").object(|json| {
            for layer in layers {
                let Some(view) = self.document.view::<Annotation<'_>>(layer.name()) else {
                    continue;
                };
                json.key(layer.name().as_str()).array(|json| {
                    view.iter()
                        .for_each(|item| self.write_custom_item(json, item));
                });
            }
        });
    }

    fn write_custom_item(&self, json: &mut JsonWriter<'_>, item: Annotation<'_>) {
        json.object(|json| {
            self.write_range(json, item.span());
            if !item.label().is_empty() {
                json.key("label").text(item.label());
            }
            json.key("text")
                .text(&self.mask.slice(item.range().start, item.text()));
            json.key("score").value(&item.score());
            if let Some(parent) = item.parent() {
                json.key("parent").value(&parent);
            }
            if item.attributes().next().is_some() {
                json.key("attributes")
                    .object(|json| self.write_attributes(json, item));
            }
        });
    }

    fn write_anchor(&self, json: &mut JsonWriter<'_>, layer: View<'_>) {
        if let Some(anchor) = layer.get(0) {
            json.key("anchor")
                .object(|json| self.write_attributes(json, anchor));
        }
    }

    fn write_tokens(&self, json: &mut JsonWriter<'_>, tokens: View<'_>) {
        let clitics = self.document.clitics();
        let mut clitics = clitics.iter().flat_map(View::iter).peekable();
        json.key("tokens").array(|json| {
            for token in tokens.iter() {
                json.object(|json| {
                    self.write_members(json, token, shape_of(&LayerName::TOKENS));
                    let of_token = |parent: Option<usize>| parent == Some(token.index());
                    if !clitics
                        .peek()
                        .is_some_and(|clitic| of_token(clitic.parent()))
                    {
                        return;
                    }
                    json.key("clitics").array(|json| {
                        while let Some(clitic) = clitics.next_if(|clitic| of_token(clitic.parent()))
                        {
                            self.write_item(json, *clitic, shape_of(&LayerName::CLITICS));
                        }
                    });
                });
            }
        });
    }

    fn write_item(&self, json: &mut JsonWriter<'_>, item: Annotation<'_>, shape: Shape) {
        json.object(|json| self.write_members(json, item, shape));
    }

    fn write_members(&self, json: &mut JsonWriter<'_>, item: Annotation<'_>, shape: Shape) {
        self.write_range(json, item.span());
        if !item.label().is_empty() {
            json.key("label").text(item.label());
        }
        if shape.text {
            json.key("text")
                .text(&self.mask.slice(item.range().start, item.text()));
        }
        if shape.score {
            json.key("score").value(&item.score());
        }
        self.write_attributes(json, item);
    }

    fn write_range(&self, json: &mut JsonWriter<'_>, span: &Span) {
        json.key("start").number(self.offsets.convert(span.start));
        json.key("end").number(self.offsets.convert(span.end));
    }

    fn write_attributes(&self, json: &mut JsonWriter<'_>, item: Annotation<'_>) {
        let derived = |text| self.mask.derived(item.range(), text);
        for (key, value) in item.attributes() {
            match value {
                AttributeValue::Text(list) if LIST_KEYS.contains(&key) => {
                    json.key(key)
                        .array(|json| list.split(' ').for_each(|one| json.text(&derived(one))));
                }
                // An origin is the name of a rule or a model, never a piece of the text.
                AttributeValue::Text(text) if key == keys::ORIGIN => json.key(key).text(text),
                AttributeValue::Text(text) => json.key(key).text(&derived(text)),
                // A number cannot be blackened, and is left out where hidden text may say it.
                AttributeValue::Integer(_) | AttributeValue::Real(_)
                    if !STRUCTURAL_KEYS.contains(&key) && self.mask.overlaps(item.range()) => {}
                AttributeValue::Integer(integer) => json.key(key).value(&integer),
                AttributeValue::Real(real) => json.key(key).value(&real),
                AttributeValue::Flag(flag) => json.key(key).value(&flag),
            }
        }
    }
}

fn shape_of(layer: &LayerName) -> Shape {
    match *layer {
        LayerName::ENTITIES | LayerName::KEYPHRASES => Shape {
            text: true,
            score: true,
        },
        LayerName::TIMES | LayerName::NUMBERS => Shape {
            text: true,
            score: false,
        },
        LayerName::SUMMARY => Shape {
            text: false,
            score: true,
        },
        _ => Shape {
            text: false,
            score: false,
        },
    }
}
