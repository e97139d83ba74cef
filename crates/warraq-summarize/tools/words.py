"""Writes data/words.tsv: how common a word is, and whether it stands as a noun, an adjective or a verb.

    WARRAQ_SHARED=... python tools/words.py > data/words.tsv

Reads text/wikipedia, text/news and text/gazette (JSON lines, decompressed by the program `zstd`).
A word is folded as the `search` profile folds and stripped of و, ف, the article and what joins it.
Noun-like is a mention with the article or after a preposition: a verb has neither. Adjective-like
is a mention with the article right after a word with the article, and verb-like one right after a
particle that only verbs follow.
"""

import json
import math
import os
import re
import subprocess
from collections import Counter

SOURCES = ["wikipedia", "news", "gazette"]
MOST_WORDS = 50_000
FOLDS = str.maketrans("أإآٱىةؤئ", "اااايهوي")
MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u200b-\u200f]")
WORD = re.compile("[\u0621-\u064a]+")
ARTICLES = ("وبال", "وال", "بال", "كال", "فال", "ال")
PREPOSITIONS = set("في من الي علي عن مع بين حتي منذ خلال عند ضد نحو بعد قبل وفي ومن والي وعلي وعن ومع".split())

HEADER = """\
# How common words are, and whether they stand as nouns, adjectives or verbs.
#
# Facts counted in Arabic Wikipedia (2017; CC BY-SA 4.0), news of a Tunisian radio station
# (Apache-2.0) and the Saudi official gazette, by tools/words.py; no text is kept.
# Columns: the word, folded, without و, ف, the article and what is joined to it; rarity from 0 (in
# every document) to 9 (in one of 20,000); the share of mentions, in tenths, rounded down, with the
# article or after a preposition: 0 is below 3%; the share of mentions with the article, in tenths,
# right after another word with the article: an adjective's is high; - where there were fewer than
# five; the share of mentions without the article, in tenths, right after a particle of verbs."""
# These precede a verb and no noun: negations, the future and the past, the subjunctive.
PARTICLES = set("لم لن قد سوف لقد ان كان كانت كانوا وقد ولم ولن وكان وكانت وان حتي كي التي الذي الذين والتي والذي لا ولا ما كما عندما حيث بينما ثم".split())


def lines():
    for source in SOURCES:
        path = os.path.join(os.environ["WARRAQ_SHARED"], "data/text", source + ".jsonl.zst")
        command = ["zstd", "-dc", "--long=27", path]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            yield from process.stdout


def base(word):
    for article in ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 2:
            return word[len(article) :], True
    if word.startswith("لل") and len(word) >= 4:
        return word[2:], True
    if word.startswith("و") and len(word) >= 4:
        return word[1:], False
    return word, False


def main():
    documents, mentions, nominal = Counter(), Counter(), Counter()
    articled, adjectival, verbal = Counter(), Counter(), Counter()
    count = 0
    known = {}
    for line in lines():
        text = MARKS.sub("", json.loads(line)["text"]).translate(FOLDS)
        count += 1
        before, was_definite, seen = "", False, set()
        for word in WORD.findall(text):
            stripped = known.get(word)
            if stripped is None:
                stripped = known[word] = base(word)
            root, definite = stripped
            mentions[root] += 1
            nominal[root] += definite or before in PREPOSITIONS
            if definite:
                articled[root] += 1
                adjectival[root] += was_definite
            else:
                verbal[root] += before in PARTICLES
            seen.add(root)
            before, was_definite = word, definite
        documents.update(seen)
    print(HEADER)
    best = sorted(documents.items(), key=lambda item: (-item[1], item[0]))[:MOST_WORDS]
    for word, found in sorted(best):
        rarity = min(9, round(9 * math.log(count / found) / math.log(20_000)))
        share = nominal[word] / mentions[word]
        tenths = 0 if share < 0.03 else max(1, min(9, int(share * 10)))
        adjective = "-"
        if articled[word] >= 5:
            adjective = min(9, int(10 * adjectival[word] / articled[word]))
        bare = mentions[word] - articled[word]
        verb = min(9, int(10 * verbal[word] / max(1, bare)))
        print(f"{word}\t{rarity}\t{tenths}\t{adjective}\t{verb}")


if __name__ == "__main__":
    main()
