/* The stage `elongation`, in C: words that are drawn out for emphasis, as in راااائع.
 *
 * A word of the layer `tokens` in which a letter stands three times or more in a row, or a tatweel
 * stands at all, becomes a span of the layer `elongations`. Attributes: `plain`, the word with each
 * such run made one letter and without tatweel; `repeats`, the length of its longest run.
 *
 * It shows all that a plugin in another language than Rust needs: the entry, one stage, reading a
 * layer, and giving spans with labels and attributes. Build it with
 *
 *     cc -std=c11 -O2 -fPIC -shared -I include -o libelongation.so plugins/elongation/elongation.c
 */

#include "warraq_plugin.h"

#include <stdlib.h>
#include <string.h>

#define TEXT(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}

static const WarraqText TOKENS = TEXT("tokens");
static const WarraqText ELONGATIONS = TEXT("elongations");

/* A run of the same letter that is longer than this is emphasis: two of a letter are ordinary. */
enum { LONGEST_ORDINARY = 2 };

static const uint32_t TATWEEL = 0x0640;

/* One thread's value of the stage: room for the plain form of a word. */
struct elongation {
    uint8_t *plain;
    size_t capacity;
};

/* What is found out about one word. */
struct word {
    size_t plain_length;
    uint32_t repeats;
    int is_elongated;
};

static int is_equal(WarraqText text, WarraqText other) {
    return text.length == other.length && memcmp(text.bytes, other.bytes, text.length) == 0;
}

/* Reads the character at the start of `bytes`, which are UTF-8; its length goes to `length`. */
static uint32_t character_at(const uint8_t *bytes, size_t *length) {
    uint8_t first = bytes[0];
    if (first < 0x80) {
        *length = 1;
        return first;
    }
    *length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    uint32_t character = first & (0x7F >> *length);
    for (size_t place = 1; place < *length; place++) {
        character = character << 6 | (bytes[place] & 0x3F);
    }
    return character;
}

/* Digits repeat for other reasons than emphasis. */
static int is_letter(uint32_t character) {
    return (character >= 0x0621 && character <= 0x064A) || (character >= 0x066E && character <= 0x06D3);
}

static int reserve(struct elongation *stage, size_t length) {
    if (length <= stage->capacity) {
        return 1;
    }
    uint8_t *larger = realloc(stage->plain, length);
    if (larger == NULL) {
        return 0;
    }
    stage->plain = larger;
    stage->capacity = length;
    return 1;
}

/* Writes the plain form of a word to `stage->plain`, which has room for it. */
static struct word examine(struct elongation *stage, const uint8_t *bytes, size_t length) {
    struct word word = {0, 1, 0};
    size_t place = 0;
    while (place < length) {
        size_t width;
        uint32_t character = character_at(bytes + place, &width);
        uint32_t count = 0;
        size_t start = place;
        while (place < length) {
            size_t next_width;
            if (character_at(bytes + place, &next_width) != character) {
                break;
            }
            place += next_width;
            count++;
        }
        if (character == TATWEEL) {
            word.is_elongated = 1;
            continue;
        }
        uint32_t kept = count;
        if (count > LONGEST_ORDINARY && is_letter(character)) {
            word.is_elongated = 1;
            word.repeats = count > word.repeats ? count : word.repeats;
            kept = 1;
        }
        memcpy(stage->plain + word.plain_length, bytes + start, kept * width);
        word.plain_length += kept * width;
    }
    return word;
}

static uint32_t give(const WarraqSink *sink, const struct elongation *stage, struct word word,
                     WarraqSpan token) {
    WarraqValue values[2] = {
        {.key = TEXT("plain"), .kind = WARRAQ_TEXT, .text = {stage->plain, word.plain_length}},
        {.key = TEXT("repeats"), .kind = WARRAQ_INTEGER, .bits = word.repeats},
    };
    WarraqSpan span = {token.start, token.end, WARRAQ_NONE, 1.0f, WARRAQ_NONE, WARRAQ_NONE};
    uint32_t status = sink->attributes(sink->context, values, 2, &span.attributes);
    if (status != WARRAQ_OK) {
        return status;
    }
    return sink->push(sink->context, ELONGATIONS, &span, 1);
}

static uint32_t process(void *value, const WarraqDocument *document, const WarraqSink *sink) {
    struct elongation *stage = value;
    for (size_t place = 0; place < document->layer_count; place++) {
        const WarraqLayer *layer = &document->layers[place];
        if (!is_equal(layer->name, TOKENS)) {
            continue;
        }
        for (size_t index = 0; index < layer->span_count; index++) {
            WarraqSpan token = layer->spans[index];
            size_t length = token.end - token.start;
            if (!reserve(stage, length)) {
                static const WarraqText MESSAGE = TEXT("there is no memory for a word");
                sink->fail(sink->context, MESSAGE);
                return WARRAQ_FAILED;
            }
            struct word word = examine(stage, document->text.bytes + token.start, length);
            uint32_t status = word.is_elongated ? give(sink, stage, word, token) : WARRAQ_OK;
            if (status == WARRAQ_OK && index % 1024 == 0) {
                status = sink->checkpoint(sink->context, 0);
            }
            if (status != WARRAQ_OK) {
                return status;
            }
        }
    }
    return WARRAQ_OK;
}

static uint32_t make(void **created) {
    *created = calloc(1, sizeof(struct elongation));
    return *created == NULL ? WARRAQ_FAILED : WARRAQ_OK;
}

/* The stage has no options: whatever stands between the braces is refused. */
static uint32_t create(WarraqText config, const WarraqHost *host, void **created) {
    for (size_t place = 0; place < config.length; place++) {
        if (strchr("{} \t\r\n", config.bytes[place]) == NULL) {
            static const WarraqText MESSAGE = TEXT("the stage `elongation` has no options");
            host->fail(host->context, MESSAGE);
            return WARRAQ_FAILED;
        }
    }
    return make(created);
}

static uint32_t fork_value(void *value, void **forked) {
    (void)value;
    return make(forked);
}

static void destroy(void *value) {
    struct elongation *stage = value;
    free(stage->plain);
    free(stage);
}

static const WarraqDescription DESCRIPTION = {
    .struct_size = sizeof(WarraqDescription),
    .name = TEXT("elongation"),
    .requires = &TOKENS,
    .requires_count = 1,
    .provides = &ELONGATIONS,
    .provides_count = 1,
};

static const WarraqStage STAGE = {
    .struct_size = sizeof(WarraqStage),
    .description = &DESCRIPTION,
    .create = create,
    .fork = fork_value,
    .process = process,
    .destroy = destroy,
};

static const WarraqStage *const STAGES[] = {&STAGE};

static uint32_t open(const WarraqHost *host, WarraqStageTable *table) {
    (void)host;
    table->stages = STAGES;
    table->stage_count = sizeof(STAGES) / sizeof(STAGES[0]);
    return WARRAQ_OK;
}

const WarraqPluginEntry warraq_plugin_entry = {
    .magic = WARRAQ_MAGIC,
    .abi_major = WARRAQ_ABI_MAJOR,
    .abi_minor = WARRAQ_ABI_MINOR,
    .struct_size = sizeof(WarraqPluginEntry),
    .name = TEXT("warraq-elongation"),
    .version = TEXT("0.1.0"),
    .open = open,
};
