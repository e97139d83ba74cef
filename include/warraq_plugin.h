/* The C ABI of Warraq's plugins. Generated from crates/warraq-plugin/src/abi.rs; do not edit.
 *
 * A plugin is a shared library that exports one constant, `warraq_plugin_entry`. Structures that are
 * led by `struct_size` only ever get fields at their end; the others never change. No memory changes
 * owner: what a pointer shows is borrowed for the length of the call, where nothing else is said.
 * plugins/elongation is an example. */

#ifndef WARRAQ_PLUGIN_H
#define WARRAQ_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

/* The first bytes of an entry. */
#define WARRAQ_MAGIC {'W', 'A', 'R', 'R', 'A', 'Q', 'P', 'L'}


/**
 * The ABI's major version: a host refuses any other.
 */
#define WARRAQ_ABI_MAJOR 1

/**
 * The ABI's minor version: a host takes this and all older ones.
 */
#define WARRAQ_ABI_MINOR 0

/**
 * The flag of an entry whose library aborts the process when it panics.
 */
#define WARRAQ_FLAG_PANIC_ABORTS 1

/**
 * The value of a span's `label`, `parent` and `attributes` that means "none".
 */
#define WARRAQ_NONE UINT32_MAX

/**
 * All went well.
 */
#define WARRAQ_OK 0

/**
 * The stage failed; it has said why through `fail`.
 */
#define WARRAQ_FAILED 1

/**
 * The stage panicked; it has said why through `fail`.
 */
#define WARRAQ_PANICKED 2

/**
 * The host refuses what it was given. It knows why; the stage returns this value.
 */
#define WARRAQ_REFUSED 3

/**
 * The document's time is spent; the stage returns this value.
 */
#define WARRAQ_TIME_SPENT 4

/**
 * The document's memory is spent; the stage returns this value.
 */
#define WARRAQ_MEMORY_SPENT 5

/**
 * The run is being stopped; the stage returns this value.
 */
#define WARRAQ_STOPPED 6

/**
 * The kind of an attribute that is a text.
 */
#define WARRAQ_TEXT 0

/**
 * The kind of an attribute that is an `int64_t`.
 */
#define WARRAQ_INTEGER 1

/**
 * The kind of an attribute that is a finite `double`.
 */
#define WARRAQ_REAL 2

/**
 * The kind of an attribute that is 0 or 1.
 */
#define WARRAQ_FLAG 3

/**
 * The level of a message that says that something is broken.
 */
#define WARRAQ_LOG_ERROR 1

/**
 * The level of a message that says that something is dubious.
 */
#define WARRAQ_LOG_WARN 2

/**
 * The level of a message for everyone.
 */
#define WARRAQ_LOG_INFO 3

/**
 * The level of a message for those who look for a fault.
 */
#define WARRAQ_LOG_DEBUG 4

/**
 * The level of a message for those who look very closely.
 */
#define WARRAQ_LOG_TRACE 5

/**
 * UTF-8 text, not terminated. `bytes` may be null where `length` is 0.
 */
typedef struct WarraqText {
  /**
   * The first byte.
   */
  const uint8_t *bytes;
  /**
   * The number of bytes.
   */
  size_t length;
} WarraqText;

/**
 * What a host offers outside of documents.
 *
 * `log` and `log_level` may be called at any time by any thread for as long as the process lives;
 * `context` and `fail` hold for the length of the call that passes the structure.
 */
typedef struct WarraqHost {
  /**
   * The size of this structure in the host.
   */
  size_t struct_size;
  /**
   * The first argument of `fail`.
   */
  void *context;
  /**
   * Says why the call is about to return `WARRAQ_FAILED` or `WARRAQ_PANICKED`.
   */
  void (*fail)(void*, struct WarraqText);
  /**
   * Takes a message: its level, where it comes from, and what it says.
   */
  void (*log)(uint32_t, struct WarraqText, struct WarraqText);
  /**
   * The highest level that anybody listens to; 0 if nobody does.
   */
  uint32_t (*log_level)(void);
} WarraqHost;

/**
 * The name of a stage and the layers it reads and adds.
 */
typedef struct WarraqDescription {
  /**
   * The size of this structure in the library.
   */
  size_t struct_size;
  /**
   * The name, unique in a pipeline.
   */
  struct WarraqText name;
  /**
   * The layers that must be there.
   */
  const struct WarraqText *requires;
  /**
   * Their number.
   */
  size_t requires_count;
  /**
   * The layers that are read if they are there.
   */
  const struct WarraqText *uses;
  /**
   * Their number.
   */
  size_t uses_count;
  /**
   * The layers that the stage adds.
   */
  const struct WarraqText *provides;
  /**
   * Their number.
   */
  size_t provides_count;
} WarraqDescription;

/**
 * A half-open byte range of the document's text, on character boundaries.
 */
typedef struct WarraqSpan {
  /**
   * The first byte.
   */
  uint32_t start;
  /**
   * The byte after the last one.
   */
  uint32_t end;
  /**
   * The row of the label table, or `WARRAQ_NONE`.
   */
  uint32_t label;
  /**
   * How sure the stage is, a finite number; 1.0 where it has no score.
   */
  float score;
  /**
   * The index of a span in the sorted parent layer, or `WARRAQ_NONE`.
   */
  uint32_t parent;
  /**
   * The attribute row, or `WARRAQ_NONE`.
   */
  uint32_t attributes;
} WarraqSpan;

/**
 * A layer of the document, sorted by start, longest first.
 */
typedef struct WarraqLayer {
  /**
   * The name.
   */
  struct WarraqText name;
  /**
   * The stage that provided it.
   */
  struct WarraqText stage;
  /**
   * The layer that the spans' `parent` indexes; of length 0 if there is none.
   */
  struct WarraqText parent;
  /**
   * The spans.
   */
  const struct WarraqSpan *spans;
  /**
   * The number of spans.
   */
  size_t span_count;
} WarraqLayer;

/**
 * A half-open range of bytes or rows of a table.
 */
typedef struct WarraqRange {
  /**
   * The first.
   */
  uint32_t start;
  /**
   * The one after the last.
   */
  uint32_t end;
} WarraqRange;

/**
 * A table of strings: row `i` is the bytes `ranges[i]` of `text`.
 */
typedef struct WarraqStrings {
  /**
   * All strings, one after the other.
   */
  struct WarraqText text;
  /**
   * The range of each string.
   */
  const struct WarraqRange *ranges;
  /**
   * The number of strings.
   */
  size_t count;
} WarraqStrings;

/**
 * One (key, value) of an attribute row of the document.
 */
typedef struct WarraqAttribute {
  /**
   * The row of the key in the attribute strings.
   */
  uint32_t key;
  /**
   * `WARRAQ_TEXT`, `WARRAQ_INTEGER`, `WARRAQ_REAL` or `WARRAQ_FLAG`; this major version has no
   * other kinds.
   */
  uint32_t kind;
  /**
   * The row of the text in the attribute strings, or the number's bits.
   */
  uint64_t bits;
} WarraqAttribute;

/**
 * A document as one stage may read it: the layers are those that it declared and that are there.
 */
typedef struct WarraqDocument {
  /**
   * The size of this structure in the host.
   */
  size_t struct_size;
  /**
   * The text.
   */
  struct WarraqText text;
  /**
   * The name that its source gave it.
   */
  struct WarraqText id;
  /**
   * The path it was read from.
   */
  struct WarraqText source_path;
  /**
   * The encoding that was decoded.
   */
  struct WarraqText source_encoding;
  /**
   * The line or record, from 1; 0 where a file is one document.
   */
  uint64_t source_line;
  /**
   * The publication time, as it was written; of length 0 if it is not known.
   */
  struct WarraqText time;
  /**
   * The title; its `bytes` are null if the source gives none.
   */
  struct WarraqText title;
  /**
   * The other fields of the source, a JSON object; of length 0 if there is none.
   */
  struct WarraqText extra;
  /**
   * The layers.
   */
  const struct WarraqLayer *layers;
  /**
   * The number of layers.
   */
  size_t layer_count;
  /**
   * What the spans' `label` refers to.
   */
  struct WarraqStrings labels;
  /**
   * The keys and texts of attributes.
   */
  struct WarraqStrings attribute_strings;
  /**
   * The (key, value) pairs of all attribute rows.
   */
  const struct WarraqAttribute *attributes;
  /**
   * Their number.
   */
  size_t attribute_count;
  /**
   * The range of `attributes` that each row is: what the spans' `attributes` refers to.
   */
  const struct WarraqRange *rows;
  /**
   * The number of rows.
   */
  size_t row_count;
} WarraqDocument;

/**
 * One (key, value) of an attribute row that a stage gives.
 */
typedef struct WarraqValue {
  /**
   * The key.
   */
  struct WarraqText key;
  /**
   * `WARRAQ_TEXT`, `WARRAQ_INTEGER`, `WARRAQ_REAL` or `WARRAQ_FLAG`.
   */
  uint32_t kind;
  /**
   * 0.
   */
  uint32_t reserved;
  /**
   * The value, if it is a text.
   */
  struct WarraqText text;
  /**
   * The number's bits, if it is a number; 0 or 1, if it is a flag.
   */
  uint64_t bits;
} WarraqValue;

/**
 * Takes what a stage finds in one document. Each function copies what it is given.
 *
 * All but `checkpoint` are called by the thread that called `process`, one at a time.
 */
typedef struct WarraqSink {
  /**
   * The size of this structure in the host.
   */
  size_t struct_size;
  /**
   * The first argument of each function.
   */
  void *context;
  /**
   * Writes the row of a label.
   */
  uint32_t (*label)(void*, struct WarraqText, uint32_t*);
  /**
   * Writes the row of a list of attributes.
   */
  uint32_t (*attributes)(void*, const struct WarraqValue*, size_t, uint32_t*);
  /**
   * Adds spans, in any order, to a layer that the stage provides.
   */
  uint32_t (*push)(void*, struct WarraqText, const struct WarraqSpan*, size_t);
  /**
   * Declares the layer that `parent` indexes in the spans of the first layer.
   */
  uint32_t (*set_parent)(void*, struct WarraqText, struct WarraqText);
  /**
   * Adds a warning to the record: a code, and a sentence for people.
   */
  uint32_t (*warn)(void*, struct WarraqText, struct WarraqText);
  /**
   * Answers whether the work may go on; takes the bytes that the stage holds for this document.
   * Any thread may call it.
   */
  uint32_t (*checkpoint)(void*, size_t);
  /**
   * Says why the stage is about to return `WARRAQ_FAILED` or `WARRAQ_PANICKED`.
   */
  void (*fail)(void*, struct WarraqText);
} WarraqSink;

/**
 * One stage of a library. It lives as long as the process.
 */
typedef struct WarraqStage {
  /**
   * The size of this structure in the library.
   */
  size_t struct_size;
  /**
   * The stage as it is without configuration.
   */
  const struct WarraqDescription *description;
  /**
   * Makes a stage from its configuration, a JSON object, and writes it; must be there.
   */
  uint32_t (*create)(struct WarraqText, const struct WarraqHost*, void**);
  /**
   * Makes another value of a stage for another thread, and writes it; any thread may call it. May
   * be null: the stage is then created anew.
   */
  uint32_t (*fork)(void*, void**);
  /**
   * The description of a stage as it was configured, which lives as long as the stage. May be null:
   * the stage is then as `description` says.
   */
  const struct WarraqDescription *(*describe)(void*);
  /**
   * Processes one document; must be there. One value is never called by two threads at once.
   */
  uint32_t (*process)(void*, const struct WarraqDocument*, const struct WarraqSink*);
  /**
   * Frees a stage, by any thread; must be there.
   */
  void (*destroy)(void*);
} WarraqStage;

/**
 * The stages of a library. They live as long as the process.
 */
typedef struct WarraqStageTable {
  /**
   * The size of this structure in the host.
   */
  size_t struct_size;
  /**
   * The stages.
   */
  const struct WarraqStage *const *stages;
  /**
   * Their number.
   */
  size_t stage_count;
} WarraqStageTable;

/**
 * What the symbol `warraq_plugin_entry` is. The first four fields are read from the file before it
 * is loaded, and never move.
 */
typedef struct WarraqPluginEntry {
  /**
   * `WARRAQ_MAGIC`.
   */
  uint8_t magic[8];
  /**
   * `WARRAQ_ABI_MAJOR` of the library.
   */
  uint32_t abi_major;
  /**
   * `WARRAQ_ABI_MINOR` of the library.
   */
  uint32_t abi_minor;
  /**
   * The size of this structure in the library.
   */
  uint32_t struct_size;
  /**
   * `WARRAQ_FLAG_PANIC_ABORTS` or 0.
   */
  uint32_t flags;
  /**
   * The library's name.
   */
  struct WarraqText name;
  /**
   * The library's version.
   */
  struct WarraqText version;
  /**
   * Writes the library's stages; called once, before anything else. Must be there.
   */
  uint32_t (*open)(const struct WarraqHost*, struct WarraqStageTable*);
} WarraqPluginEntry;

#endif  /* WARRAQ_PLUGIN_H */


/* What a library defines. */
extern const struct WarraqPluginEntry warraq_plugin_entry;
